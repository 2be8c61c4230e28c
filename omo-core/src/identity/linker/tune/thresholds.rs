//! What would be found at which threshold.

use serde::Serialize;

use super::super::Resolution;
use super::{count, probability};
use crate::Error;
use crate::groupings::{BCubed, PairScores, b_cubed, pair_scores};
use crate::order::Order;
use crate::parallel::parallel;

/// What would be found at higher thresholds than the one that was used.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ThresholdTable {
    /// The threshold that was used, in bits.
    pub used: f64,
    /// The threshold of the table with the highest F1 of pairs, by the truth where that is given; the lowest of several.
    pub best: f64,
    /// The threshold that was used first, then whole bits above it: each, or so many apart that about 60 reach the strongest
    /// join.
    pub rows: Vec<ThresholdRow>,
}

/// What would be found at one threshold.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ThresholdRow {
    /// In bits.
    pub threshold: f64,
    /// How many customers there would be.
    pub customers: u64,
    /// How many pairs of records would be one customer's.
    pub found_pairs: u64,
    /// How good that is, as the weights themselves say.
    pub estimated: Estimate,
    /// How good that is by pairs, where the truth is given.
    pub pair_scores: Option<PairScores>,
    /// How good that is by records, where the truth is given.
    pub b_cubed: Option<BCubed>,
}

/// How good an answer seems to be without a truth to hold it against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Share of the pairs found that are right, by the evidence at which they were joined.
    pub precision: f64,
    /// Share of the true pairs that were found, were there as many as the odds of two random records say.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// No table has many more rows than this.
const MOST: f64 = 60.0;

impl Resolution {
    /// What would be found at the threshold that was used and at higher ones, in steps of whole bits; no record is compared again.
    ///
    /// Without `truth` precision and recall are estimated: every pair of one customer came to be in one join, and the
    /// evidence of that join as a probability is how likely the pair is right. True pairs are taken to be as many as the
    /// learned odds say, or as the joins make likely if that is more. Such an estimate is as good as the weights are; with
    /// `truth` (whose each record is, `None` for nobody's) it stands beside the real scores.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when there are not as many true customers as records.
    pub fn thresholds(&self, truth: Option<&[Option<u32>]>) -> Result<ThresholdTable, Error> {
        let used = self.report().threshold;
        let joins = self.joins();
        let top = joins.first().map_or(used, |join| f64::from(join.weight));
        let step = ((top - used) / MOST).ceil().max(1.0);
        let mut thresholds = vec![used];
        let mut next = used.floor() + 1.0;
        while next <= top {
            thresholds.push(next);
            next += step;
        }
        let records = u64::from(self.rows());
        let chance = probability(self.report().prior);
        let all = count(records) * (count(records) - 1.0).max(0.0) / 2.0;
        let likely = joins.last().map_or(0.0, |join| join.right).max(all * chance);
        let at = |(): &mut (), &threshold: &f64| {
            #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
            let least = threshold as f32;
            let joined = joins.partition_point(|join| join.weight >= least);
            let lowest = joined.checked_sub(1).and_then(|lowest| joins.get(lowest));
            let (found_pairs, right) = lowest.map_or((0, 0.0), |join| (join.pairs, join.right));
            let mut row = ThresholdRow {
                threshold,
                customers: records - (joined as u64).min(records),
                found_pairs,
                estimated: Estimate::of(right, count(found_pairs), likely),
                pair_scores: None,
                b_cubed: None,
            };
            if let Some(truth) = truth {
                let found: Vec<Option<u32>> = self.customers_at(threshold).into_iter().map(Some).collect();
                row.pair_scores = Some(pair_scores(truth, &found)?);
                row.b_cubed = Some(b_cubed(truth, &found)?);
            }
            Ok(row)
        };
        let rows = parallel(&thresholds, || (), at).into_iter().collect::<Result<Vec<_>, Error>>()?;
        let f1 = |row: &ThresholdRow| row.pair_scores.map_or(row.estimated.f1, |scores| scores.f1);
        let better = |best: (f64, f64), row: &ThresholdRow| {
            if f1(row) > best.1 { (row.threshold, f1(row)) } else { best }
        };
        let (best, _) = rows.iter().fold((used, -1.0), better);
        Ok(ThresholdTable { used, best, rows })
    }

    /// The joins, strongest first, each with what it and those before it come to.
    fn joins(&self) -> Vec<Join> {
        let mut merges = self.merges().to_vec();
        // Stable: the joins of one customer stay in their order.
        merges.put_in_order_by(|a, b| b.weight.total_cmp(&a.weight));
        let mut groups = Groups::new(self.rows());
        let (mut pairs, mut right) = (0, 0.0);
        let add = |merge: &super::super::Merge| {
            let made = groups.join(merge.a, merge.b);
            pairs += made;
            right += count(made) * probability(merge.weight.into());
            Join { weight: merge.weight, pairs, right }
        };
        merges.iter().map(add).collect()
    }
}

/// A join and those before it.
struct Join {
    weight: f32,
    /// How many pairs they make.
    pairs: u64,
    /// How many of these are likely right.
    right: f64,
}

impl Estimate {
    fn of(right: f64, found: f64, likely: f64) -> Self {
        let share = |of: f64| if of > 0.0 { right / of } else { 1.0 };
        // Found and likely together are twice their mean.
        let f1 = if found + likely > 0.0 { 2.0 * right / (found + likely) } else { 1.0 };
        Self { precision: share(found), recall: share(likely), f1 }
    }
}

/// Rows that join, and how many each group has.
struct Groups {
    above: Vec<u32>,
    sizes: Vec<u64>,
}

impl Groups {
    fn new(rows: u32) -> Self {
        Self { above: (0..rows).collect(), sizes: vec![1; rows as usize] }
    }

    fn of(&mut self, mut row: u32) -> u32 {
        while let Some(&above) = self.above.get(row as usize).filter(|above| **above != row) {
            let next = self.above.get(above as usize).copied().unwrap_or(above);
            self.above.get_mut(row as usize).into_iter().for_each(|slot| *slot = next);
            row = next;
        }
        row
    }

    /// Joins two groups, and says how many pairs of rows came together.
    fn join(&mut self, a: u32, b: u32) -> u64 {
        let (a, b) = (self.of(a), self.of(b));
        if a == b {
            return 0;
        }
        let size = |sizes: &[u64], group: u32| sizes.get(group as usize).copied().unwrap_or(0);
        let (of_a, of_b) = (size(&self.sizes, a), size(&self.sizes, b));
        let (small, large) = if of_a < of_b { (a, b) } else { (b, a) };
        self.above.get_mut(small as usize).into_iter().for_each(|slot| *slot = large);
        self.sizes.get_mut(large as usize).into_iter().for_each(|slot| *slot = of_a + of_b);
        of_a * of_b
    }
}
