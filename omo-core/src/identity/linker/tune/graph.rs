//! The pairs of a customer as a graph.

use serde::Serialize;

use super::super::{Pair, Resolution};
use super::count;
use crate::order::Order;

/// How tightly the records of a customer hang together, by the pairs among them whose evidence reaches the threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomerGraph {
    /// How many records the customer has.
    pub records: u64,
    /// How many pairs of them were found.
    pub pairs: u64,
    /// Share of all their pairs that were found; 1 for a single record. Of records that are alike in everything only some
    /// pairs are looked at.
    pub density: f64,
    /// The pairs without which the customer would fall into two, weakest first.
    pub bridges: Vec<Pair>,
}

impl CustomerGraph {
    /// The graph of these rows, in order, and of the pairs among them.
    pub(super) fn new(rows: &[u32], pairs: &[Pair]) -> Self {
        let records = rows.len() as u64;
        let all = records * records.saturating_sub(1) / 2;
        let density = if all == 0 { 1.0 } else { count(pairs.len() as u64) / count(all) };
        let mut bridges = bridges(rows, pairs);
        bridges.put_in_order_by(|a, b| a.weight.total_cmp(&b.weight));
        Self { records, pairs: pairs.len() as u64, density, bridges }
    }
}

impl Resolution {
    /// How the customer of a record hangs together. `None` for a row that is not there.
    #[must_use]
    pub fn graph(&self, row: u32) -> Option<CustomerGraph> {
        let rows = self.rows_with(row)?;
        Some(CustomerGraph::new(&rows, &self.pairs_of(&rows)))
    }

    /// The rows of a record's customer.
    pub(super) fn rows_with(&self, row: u32) -> Option<Vec<u32>> {
        let customer = *self.customers().get(row as usize)?;
        let rows = (0..).zip(self.customers()).filter(|(_, of)| **of == customer);
        Some(rows.map(|(row, _)| row).collect())
    }

    /// The pairs among the rows of a customer.
    pub(super) fn pairs_of(&self, rows: &[u32]) -> Vec<Pair> {
        let pairs = self.pairs();
        let of = |row: &u32| -> Vec<Pair> {
            let start = pairs.partition_point(|pair| pair.a < *row);
            let own = pairs.get(start..).unwrap_or_default().iter();
            own.take_while(|pair| pair.a == *row)
                .filter(|pair| rows.binary_search(&pair.b).is_ok())
                .copied()
                .collect()
        };
        rows.iter().flat_map(of).collect()
    }
}

/// A record that was not reached yet.
const NEVER: usize = usize::MAX;

/// The pairs that are on no cycle (Tarjan 1974), without recursion: a customer may be a chain of thousands.
fn bridges(rows: &[u32], pairs: &[Pair]) -> Vec<Pair> {
    let place = |row: u32| rows.binary_search(&row).unwrap_or(0);
    let mut near: Vec<Vec<(usize, usize)>> = vec![Vec::new(); rows.len()];
    for (edge, pair) in pairs.iter().enumerate() {
        let (a, b) = (place(pair.a), place(pair.b));
        near.get_mut(a).into_iter().for_each(|near| near.push((b, edge)));
        near.get_mut(b).into_iter().for_each(|near| near.push((a, edge)));
    }
    // When each record was reached, and the earliest that its branch leads back to.
    let mut reached = vec![NEVER; rows.len()];
    let mut back = vec![NEVER; rows.len()];
    let (mut clock, mut found) = (0, Vec::new());
    let get = |of: &[usize], at: usize| of.get(at).copied().unwrap_or(NEVER);
    let set = |of: &mut [usize], at: usize, to: usize| of.get_mut(at).into_iter().for_each(|slot| *slot = to);
    for start in 0..rows.len() {
        if get(&reached, start) != NEVER {
            continue;
        }
        let mut branch: Vec<(usize, usize, usize)> = vec![(start, NEVER, 0)];
        set(&mut reached, start, clock);
        set(&mut back, start, clock);
        clock += 1;
        while let Some(&mut (at, edge, ref mut next)) = branch.last_mut() {
            let step = near.get(at).and_then(|near| near.get(*next)).copied();
            *next += 1;
            match step {
                Some((_, by)) if by == edge => {}
                Some((to, by)) if get(&reached, to) == NEVER => {
                    set(&mut reached, to, clock);
                    set(&mut back, to, clock);
                    clock += 1;
                    branch.push((to, by, 0));
                }
                Some((to, _)) => {
                    let earliest = get(&back, at).min(get(&reached, to));
                    set(&mut back, at, earliest);
                }
                None => {
                    branch.pop();
                    if let Some(&(before, ..)) = branch.last() {
                        let earliest = get(&back, before).min(get(&back, at));
                        set(&mut back, before, earliest);
                        if get(&back, at) > get(&reached, before) {
                            found.extend(pairs.get(edge));
                        }
                    }
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edges(edges: &[(u32, u32)]) -> Vec<Pair> {
        edges.iter().map(|&(a, b)| Pair { a, b, weight: 1.0 }).collect()
    }

    /// A triangle with a tail of two: the tail hangs on two bridges.
    #[test]
    fn a_tail_hangs_on_bridges() {
        let pairs = edges(&[(0, 1), (0, 2), (1, 2), (2, 3), (3, 4)]);
        let graph = CustomerGraph::new(&[0, 1, 2, 3, 4], &pairs);
        assert_eq!((graph.records, graph.pairs, graph.density), (5, 5, 0.5));
        let mut bridges: Vec<_> = graph.bridges.iter().map(|pair| (pair.a, pair.b)).collect();
        bridges.sort_unstable();
        assert_eq!(bridges, [(2, 3), (3, 4)]);
        assert_eq!(CustomerGraph::new(&[7], &[]).density, 1.0);
    }

    #[test]
    fn a_chain_of_thousands_is_all_bridges() {
        let rows: Vec<u32> = (0..50_000).collect();
        let pairs = edges(&rows.windows(2).map(|two| (two[0], two[1])).collect::<Vec<_>>());
        assert_eq!(CustomerGraph::new(&rows, &pairs).bridges.len(), 49_999);
    }

    /// How many parts the rows fall into.
    fn parts(rows: u32, pairs: &[Pair]) -> usize {
        let mut of: Vec<u32> = (0..rows).collect();
        for _ in 0..rows {
            for pair in pairs {
                let least = of[pair.a as usize].min(of[pair.b as usize]);
                (of[pair.a as usize], of[pair.b as usize]) = (least, least);
            }
        }
        of.sort_unstable();
        of.dedup();
        of.len()
    }

    proptest! {
        /// A bridge is what makes one part two when it is taken away.
        #[test]
        fn a_bridge_is_what_holds_two_parts_together(mut pairs in prop::collection::vec((0_u32..9, 0_u32..9), 0..14)) {
            pairs.retain(|(a, b)| a < b);
            pairs.sort_unstable();
            pairs.dedup();
            let pairs = edges(&pairs);
            let found = CustomerGraph::new(&(0..9).collect::<Vec<_>>(), &pairs).bridges;
            for (at, pair) in pairs.iter().enumerate() {
                let mut without = pairs.clone();
                without.remove(at);
                prop_assert_eq!(found.contains(pair), parts(9, &without) > parts(9, &pairs));
            }
        }
    }
}
