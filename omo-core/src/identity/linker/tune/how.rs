//! How a customer came together.

use serde::Serialize;

use super::super::{Merge, Resolution};
use super::graph::CustomerGraph;
use crate::order::Order;

/// How a customer came together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Story {
    /// The customer, by its first row.
    pub customer: u32,
    /// Its rows.
    pub records: Vec<u32>,
    /// How they came together, the strongest join first: two groups at a time, each by one of its rows.
    pub merges: Vec<Merge>,
    /// The join that would be undone first at a higher threshold.
    pub weakest: Option<Merge>,
    /// How tightly they hang together.
    pub graph: CustomerGraph,
}

impl Resolution {
    /// How the customer of a record came together, join by join. `None` for a row that is not there.
    #[must_use]
    pub fn how(&self, row: u32) -> Option<Story> {
        let records = self.rows_with(row)?;
        let customer = self.customer(row);
        let mut merges: Vec<Merge> =
            self.merges().iter().filter(|merge| self.customer(merge.a) == customer).copied().collect();
        // Stable: of equals the one that was made first.
        merges.put_in_order_by(|a, b| b.weight.total_cmp(&a.weight));
        let weakest = merges.last().copied();
        let graph = CustomerGraph::new(&records, &self.pairs_of(&records));
        Some(Story { customer, records, merges, weakest, graph })
    }

    /// The `limit` customers with the weakest joins, weakest first: what to look at when too much seems to have been put
    /// together.
    #[must_use]
    pub fn weakest(&self, limit: usize) -> Vec<Story> {
        let mut merges = self.merges().to_vec();
        merges.put_in_order_by(|a, b| a.weight.total_cmp(&b.weight).then((a.a, a.b).cmp(&(b.a, b.b))));
        let mut customers: Vec<u32> = Vec::new();
        for merge in merges {
            let customer = self.customer(merge.a);
            if customers.len() >= limit {
                break;
            }
            if !customers.contains(&customer) {
                customers.push(customer);
            }
        }
        customers.into_iter().filter_map(|customer| self.how(customer)).collect()
    }
}
