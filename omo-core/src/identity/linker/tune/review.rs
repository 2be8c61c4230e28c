//! The pairs that a person should look at.

use std::collections::BTreeMap;

use super::super::options::Link;
use super::super::records::EMPTY;
use super::super::scorer::Pattern;
use super::super::{Pair, Resolution};
use crate::order::Order;
use crate::random::mix;

/// So far below the threshold, in bits, pairs are worth a look.
const BELOW: f32 = 10.0;
/// A value that more records have makes no pairs to look at.
const SHARED: usize = 6;
/// So many pairs below the threshold are weighed.
const WEIGHED: usize = 300_000;
/// Of so many pairs on each side of the threshold those to be shown are chosen.
const NEAREST: usize = 20_000;

impl Resolution {
    /// At most `limit` pairs whose answer would teach the most: those nearest to the threshold, above and below it, first.
    ///
    /// No two are of one kind while others are left: first the nearest of each way to agree, of records that are not yet in
    /// a pair; then the next of each. Pairs below the threshold are sought among records that share a rare value. The same
    /// records give the same pairs. [`learn`](Self::learn) takes the answers.
    #[must_use]
    pub fn review(&self, limit: usize) -> Vec<Pair> {
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let threshold = self.report().threshold as f32;
        let far = |pair: &Pair| (pair.weight - threshold).abs();
        let nearest = |mut pairs: Vec<Pair>| {
            let order = |x: &Pair, y: &Pair| far(x).total_cmp(&far(y)).then((x.a, x.b).cmp(&(y.a, y.b)));
            pairs.put_in_order_by(order);
            pairs.dedup_by_key(|pair| (pair.a, pair.b));
            pairs.truncate(NEAREST);
            pairs
        };
        let mut pairs = nearest(self.pairs().to_vec());
        pairs.extend(nearest(self.below(threshold)));
        let pool = self.patterns(&nearest(pairs));
        // How often each pattern and each record was taken.
        let mut seen: BTreeMap<Pattern, usize> = BTreeMap::default();
        let mut asked: BTreeMap<u32, usize> = BTreeMap::default();
        let mut left: Vec<(Pattern, Pair)> = pool;
        let mut chosen = Vec::new();
        for round in 1.. {
            if chosen.len() >= limit || left.is_empty() {
                break;
            }
            left.retain(|&(pattern, pair)| {
                let often = |asked: &BTreeMap<u32, usize>, row: u32| asked.get(&row).copied().unwrap_or(0);
                let again = seen.get(&pattern).copied().unwrap_or(0);
                let again = again.max(often(&asked, pair.a)).max(often(&asked, pair.b));
                if again >= round || chosen.len() >= limit {
                    return true;
                }
                *seen.entry(pattern).or_default() += 1;
                *asked.entry(pair.a).or_default() += 1;
                *asked.entry(pair.b).or_default() += 1;
                chosen.push(pair);
                false
            });
        }
        chosen
    }

    /// Pairs that weigh a little less than the threshold, of records that share a value few others have.
    fn below(&self, threshold: f32) -> Vec<Pair> {
        let scorer = &self.scorer;
        let across = self.model().options.link == Link::AcrossSources && scorer.rows.has_sources();
        let mut row_of = vec![0; self.places.len()];
        for (row, &place) in (0..).zip(&self.places) {
            row_of.get_mut(place as usize).into_iter().for_each(|slot| *slot = row);
        }
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for at in 0..scorer.compared.len() {
            let cell = |row: u32| scorer.rows.of(row).get(at).copied().filter(|cell| *cell != EMPTY);
            let mut cells: Vec<(u32, u32)> =
                (0..self.rows()).filter_map(|row| Some((cell(row)?, row))).collect();
            cells.put_in_order();
            for alike in cells.chunk_by(|a, b| a.0 == b.0).filter(|alike| alike.len() <= SHARED) {
                for (at, &(_, a)) in alike.iter().enumerate() {
                    pairs.extend(alike.iter().skip(at + 1).map(|&(_, b)| (a, b)));
                }
            }
        }
        pairs.put_in_order();
        pairs.dedup();
        let every = pairs.len().div_ceil(WEIGHED).max(1) as u64;
        let mut worker = scorer.worker();
        let of = |(number, &(a, b)): (u64, &(u32, u32))| {
            let skipped = every > 1 && !mix(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).is_multiple_of(every);
            if skipped || across && scorer.rows.source(a) == scorer.rows.source(b) {
                return None;
            }
            let weight = scorer.weight(&mut worker, a, b);
            let row = |place: u32| row_of.get(place as usize).copied().unwrap_or(place);
            let (a, b) = (row(a), row(b));
            let near = weight < threshold && weight >= threshold - BELOW;
            near.then_some(Pair { a: a.min(b), b: a.max(b), weight })
        };
        (0..).zip(&pairs).filter_map(of).collect()
    }
}
