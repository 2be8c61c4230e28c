//! Rules whose pairs others make too: who shares a surname and a town shares the beginning of the surname and the town.

use super::block::{Agreement, Rule, blocks, pairs_of, row};
use super::key::Key;

/// Which rules leave their pairs to others, so that these are met once.
pub struct Covers {
    /// For each rule the one that makes its pairs, among rows that have the keys of that one. It leaves its own to none.
    by: Vec<Option<usize>>,
    /// For each rule that makes those of others the rows whose pairs it does not make, for too many share their key.
    left: Vec<Vec<bool>>,
}

impl Covers {
    /// What the keys of rules tell of one another.
    pub fn new(rules: &[Rule], keys: &[Key]) -> Self {
        let determines = |fine: &usize, coarse: &usize| {
            keys.get(*fine).zip(keys.get(*coarse)).is_some_and(|(fine, coarse)| fine.determines(coarse))
        };
        let finer = |fine: &Rule, coarse: &Rule| {
            coarse
                .keys
                .iter()
                .all(|coarse| fine.keys.iter().any(|fine| fine == coarse || determines(fine, coarse)))
        };
        let is_finer: Vec<Vec<bool>> =
            rules.iter().map(|rule| rules.iter().map(|other| finer(rule, other)).collect()).collect();
        let finer =
            |at: usize, than: usize| is_finer.get(at).and_then(|all| all.get(than)).copied().unwrap_or(false);
        // Of two that make the same pairs the first stays.
        let leaves = |at: usize, to: usize| at != to && finer(at, to) && (to < at || !finer(to, at));
        let all = 0..rules.len();
        let free: Vec<usize> = all.clone().filter(|&at| !all.clone().any(|to| leaves(at, to))).collect();
        let by = all.map(|at| free.iter().copied().find(|&to| leaves(at, to))).collect();
        Self { by, left: vec![Vec::new(); rules.len()] }
    }

    /// The rules that leave their pairs to none, then the others.
    pub fn in_turn(&self) -> [Vec<usize>; 2] {
        let (free, others) = (0..self.by.len()).partition(|&at| self.of(at).is_none());
        [free, others]
    }

    /// The rule that makes the pairs of this.
    pub fn of(&self, at: usize) -> Option<usize> {
        self.by.get(at).copied().flatten()
    }

    /// Whether a rule makes the pairs of which this is the first.
    pub fn makes(&self, at: usize, first: usize) -> bool {
        at == first || self.of(first) == Some(at)
    }

    /// Remembers which rows a rule leaves, of those it put together.
    pub fn remember(&mut self, at: usize, sorted: &[u64], rows: u32) {
        let Some(left) = self.left.get_mut(at).filter(|_| self.by.contains(&Some(at))) else { return };
        for block in blocks(sorted).filter(|block| pairs_of(block.len(), 1.0) == 0.0) {
            left.resize(rows as usize, false);
            for &one in block {
                left.get_mut(row(one) as usize).into_iter().for_each(|left| *left = true);
            }
        }
    }

    /// The rows that a rule puts together, as [`Agreement::sorted`] has them, but for those whose pairs another makes. Of each
    /// rule these are the places of its keys.
    pub fn sorted(&self, at: usize, agreement: &Agreement, places: &[Vec<usize>]) -> Vec<u64> {
        let Some(of_rule) = places.get(at) else { return Vec::new() };
        let Some((by, left)) = self.of(at).and_then(|by| Some((places.get(by)?, self.left.get(by)?))) else {
            return agreement.sorted(of_rule);
        };
        let is_left = |row: u32| left.get(row as usize).copied().unwrap_or(false);
        agreement.sorted_if(of_rule, |row| !agreement.has(row, by) || is_left(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::linker::records::EMPTY;
    use crate::identity::linker::rows::Rows;
    use crate::order::Order;
    use proptest::prelude::*;

    /// The pairs of rows that rules make, each with its first rule.
    fn made(rules: &[Rule], keys: &[Key], rows: &Rows, count: u32) -> Vec<(usize, u32, u32)> {
        let agreement =
            Agreement::new(&keys.iter().collect::<Vec<_>>(), rows, &(0..count).collect::<Vec<_>>());
        let places: Vec<Vec<usize>> = rules.iter().map(|rule| rule.keys.clone()).collect();
        let masks: Vec<u64> = places.iter().map(|keys| Agreement::mask(keys)).collect();
        let mut covers = Covers::new(rules, keys);
        let mut made = Vec::new();
        for at in covers.in_turn().concat() {
            let sorted = covers.sorted(at, &agreement, &places);
            covers.remember(at, &sorted, count);
            for block in blocks(&sorted).filter(|block| pairs_of(block.len(), 1.0) > 0.0) {
                for (place, &a) in block.iter().enumerate() {
                    for &b in &block[place + 1..] {
                        let shared = agreement.of(row(a), row(b));
                        let first = masks.iter().position(|mask| shared & mask == *mask);
                        made.extend(
                            first
                                .filter(|&first| covers.makes(at, first))
                                .map(|first| (first, row(a), row(b))),
                        );
                    }
                }
            }
        }
        made.put_in_order();
        made
    }

    fn rules(of: &[Vec<usize>]) -> Vec<Rule> {
        of.iter().map(|keys| Rule { keys: keys.clone(), pairs: 0.0 }).collect()
    }

    proptest! {
        /// Whatever rules leave to others, each pair is made once, and counts for the first rule that makes it.
        #[test]
        fn each_pair_is_made_once_for_its_first_rule(
            cells in proptest::collection::vec(0_u32..8, 3..90),
            parts in proptest::collection::vec(0_u32..4, 18),
            of in proptest::collection::vec(proptest::collection::btree_set(0_usize..6, 1..4), 1..9),
        ) {
            let lacking = |value: u32, least: u32| if value < least { EMPTY } else { value - least };
            let count = cells.len() / 3;
            let cells = cells.iter().take(3 * count).map(|&cell| lacking(cell, 2)).collect();
            let rows = Rows { width: 3, cells, ..Rows::default() };
            let part = |column: usize| parts[6 * column..][..6].iter().map(|&part| lacking(part, 1)).collect();
            let keys: Vec<Key> = (0..3)
                .flat_map(|column| [Key::whole("whole", column), Key::part("part", column, part(column))])
                .collect();
            let rules = rules(&of.into_iter().map(|keys| keys.into_iter().collect()).collect::<Vec<_>>());
            let count = u32::try_from(count).unwrap();
            let shares = |key: usize, a, b| {
                keys[key].of_row(&rows, a) != EMPTY && keys[key].of_row(&rows, a) == keys[key].of_row(&rows, b)
            };
            let first = |a, b| rules.iter().position(|rule| rule.keys.iter().all(|&key| shares(key, a, b)));
            let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
            let mut expected: Vec<_> = pairs.filter_map(|(a, b)| Some((first(a, b)?, a, b))).collect();
            expected.put_in_order();
            prop_assert_eq!(made(&rules, &keys, &rows, count), expected);
        }
    }

    #[test]
    fn what_lies_in_a_block_too_large_is_made_by_the_finer_rule() {
        // 2,010 rows of 1,005 names that all begin alike: more than may share a key.
        let cells = (0..2010).map(|row| row / 2).collect();
        let rows = Rows { width: 1, cells, ..Rows::default() };
        let keys = [Key::whole("name", 0), Key::part("name:2", 0, vec![0; 1005])];
        let made = made(&rules(&[vec![0], vec![1]]), &keys, &rows, 2010);
        assert_eq!(made.len(), 1005);
        assert!(made.iter().all(|&(rule, a, b)| rule == 0 && a / 2 == b / 2));
    }

    #[test]
    fn a_rule_is_left_to_the_coarser() {
        let keys = [Key::whole("name", 0), Key::part("name:1", 0, vec![0, 0, 1]), Key::whole("town", 1)];
        let covers = Covers::new(&rules(&[vec![0, 2], vec![1, 2], vec![0], vec![1]]), &keys);
        // Who shares the name or its beginning, with the town or without, shares the beginning.
        assert_eq!((0..4).map(|at| covers.of(at)).collect::<Vec<_>>(), [Some(3), Some(3), Some(3), None]);
        assert_eq!(covers.in_turn(), [vec![3], vec![0, 1, 2]]);
    }
}
