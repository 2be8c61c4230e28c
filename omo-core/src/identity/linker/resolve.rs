//! Who is whom, in questions.

use super::cluster::{Merge, clusters};
use super::model::Model;
use super::report::{Evidence, Pair, ResolveReport, in_order};
use super::scorer::Scorer;

/// Who is whom.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    customers: Vec<u32>,
    pairs: Vec<Pair>,
    report: ResolveReport,
    model: Model,
    pub(super) scorer: Scorer,
    /// The scorer's row of each row.
    pub(super) places: Vec<u32>,
    merges: Vec<Merge>,
}

impl Resolution {
    pub(super) fn new(
        scorer: Scorer,
        model: Model,
        report: ResolveReport,
        order: &[u32],
        mut pairs: Vec<Pair>,
        mut merges: Vec<Merge>,
        groups: &[u32],
    ) -> Self {
        let mut places = vec![0; order.len()];
        for (place, &row) in (0..).zip(order) {
            places.get_mut(row as usize).into_iter().for_each(|slot| *slot = place);
        }
        let row = |place: u32| order.get(place as usize).copied().unwrap_or(place);
        for pair in &mut pairs {
            let (a, b) = (row(pair.a), row(pair.b));
            (pair.a, pair.b) = (a.min(b), a.max(b));
        }
        let rows = u32::try_from(order.len()).unwrap_or(u32::MAX);
        let pairs = in_order(&pairs, rows);
        for merge in &mut merges {
            (merge.a, merge.b) = (row(merge.a), row(merge.b));
        }
        // A customer goes by its first row.
        let mut first = vec![u32::MAX; order.len()];
        let group = |place: &u32| groups.get(*place as usize).copied().unwrap_or(*place);
        let customers = (0..).zip(&places).map(|(row, place)| {
            let first = first.get_mut(group(place) as usize);
            first.map_or(row, |first| {
                *first = (*first).min(row);
                *first
            })
        });
        let customers = customers.collect();
        Self { customers, pairs, report, model, scorer, places, merges }
    }

    /// For each record, the row of the first record of its customer.
    #[must_use]
    pub fn customers(&self) -> &[u32] {
        &self.customers
    }

    /// For each record, the row of the first record of its customer at a higher threshold than the one that was used: no
    /// record is compared again.
    #[must_use]
    pub fn customers_at(&self, threshold: f64) -> Vec<u32> {
        let rows = u32::try_from(self.customers.len()).unwrap_or(u32::MAX);
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        clusters(rows, &self.merges, threshold as f32)
    }

    /// How the customers came together: two groups at a time, each by one of its rows, and the evidence in bits at which
    /// they join. The weakest of a customer's is what holds it together.
    #[must_use]
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// The pairs whose evidence reaches the threshold, in order of rows.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// What was chosen, and why.
    #[must_use]
    pub fn report(&self) -> &ResolveReport {
        &self.report
    }

    /// What was learned, to be kept and used again.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// What speaks for and against two records being one customer's, the odds before anything is compared first; their
    /// sum is the weight of the pair. `None` for a row that is not there.
    #[must_use]
    pub fn explain(&self, a: u32, b: u32) -> Option<Vec<Evidence>> {
        let place = |row: u32| self.places.get(row as usize).copied();
        let (a, b) = (place(a)?, place(b)?);
        let scorer = &self.scorer;
        Some(scorer.explain(&mut scorer.worker(), a, b))
    }
}
