//! What was found wrong, and what was not found.

use serde::Serialize;

use super::super::{Pair, Resolution};
use crate::Error;
use crate::groupings::{PairScores, pair_scores};
use crate::order::Order;

/// The mistakes that a truth shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mistakes {
    /// How good the answer is by pairs.
    pub scores: PairScores,
    /// Pairs that were found and are of two people, those first that weigh the most.
    pub false_positives: Vec<Mistake>,
    /// Pairs of one person that were not found, those first that weigh the least.
    pub false_negatives: Vec<Mistake>,
}

/// A pair that was taken for what it is not.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mistake {
    /// The row of one.
    pub a: u32,
    /// The row of the other, which comes later.
    pub b: u32,
    /// The evidence of the two in bits, whether they were compared or not.
    pub weight: f32,
    /// How the mistake came about.
    pub cause: Cause,
}

/// How a mistake came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Their own evidence is on the wrong side of the threshold.
    Weight,
    /// Their own evidence is right; the records between them joined them, or kept them apart.
    Others,
    /// Their own evidence suffices, but no rule made them a pair to be compared.
    Blocking,
}

impl Cause {
    /// Its name, as it is written: `weight`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Others => "others",
            Self::Blocking => "blocking",
        }
    }
}

/// Of so many pairs the worst are sought.
const LOOKED_AT: usize = 2_000_000;
/// In a larger group each record is held against the next few.
const LARGE: usize = 200;

impl Resolution {
    /// The mistakes that `truth` shows (whose each record is, `None` for nobody's), at most `limit` of either kind, those
    /// first in which the weights are surest. The counts of all are in the scores: `found_pairs - right_pairs` false
    /// positives and `true_pairs - right_pairs` false negatives.
    ///
    /// Of groups of more than 200 records, and of more than two million pairs, some are not looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when there are not as many true customers as records.
    pub fn mistakes(&self, truth: &[Option<u32>], limit: usize) -> Result<Mistakes, Error> {
        let found: Vec<Option<u32>> = self.customers().iter().copied().map(Some).collect();
        let scores = pair_scores(truth, &found)?;
        let same = |of: &[Option<u32>], a: u32, b: u32| {
            let of = |row: u32| of.get(row as usize).copied().flatten();
            of(a).is_some() && of(a) == of(b)
        };
        let mut false_positives = self.weighed(pairs_within(&found, |a, b| !same(truth, a, b)));
        let mut false_negatives = self.weighed(pairs_within(truth, |a, b| !same(&found, a, b)));
        let by_rows = |pair: &Pair| (pair.a, pair.b);
        false_positives
            .put_in_order_by(|a, b| b.weight.total_cmp(&a.weight).then(by_rows(a).cmp(&by_rows(b))));
        false_negatives
            .put_in_order_by(|a, b| a.weight.total_cmp(&b.weight).then(by_rows(a).cmp(&by_rows(b))));
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let threshold = self.report().threshold as f32;
        let told = |pair: &Pair, cause: Cause| Mistake { a: pair.a, b: pair.b, weight: pair.weight, cause };
        let wrong =
            |pair: &Pair| told(pair, if pair.weight >= threshold { Cause::Weight } else { Cause::Others });
        let missed = |pair: &Pair| {
            let cause = match pair.weight >= threshold {
                false => Cause::Weight,
                true if self.is_kept(pair.a, pair.b) => Cause::Others,
                true => Cause::Blocking,
            };
            told(pair, cause)
        };
        Ok(Mistakes {
            scores,
            false_positives: false_positives.iter().take(limit).map(wrong).collect(),
            false_negatives: false_negatives.iter().take(limit).map(missed).collect(),
        })
    }

    fn weighed(&self, pairs: Vec<(u32, u32)>) -> Vec<Pair> {
        let mut worker = self.scorer.worker();
        let weight = |(a, b)| self.scorer.weight(&mut worker, self.place(a), self.place(b));
        let weights: Vec<f32> = pairs.iter().copied().map(weight).collect();
        pairs.into_iter().zip(weights).map(|((a, b), weight)| Pair { a, b, weight }).collect()
    }
}

/// Pairs of rows of one group that are `wanted`.
fn pairs_within(groups: &[Option<u32>], wanted: impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
    let mut rows: Vec<(u32, u32)> =
        (0..).zip(groups).filter_map(|(row, group)| Some(((*group)?, row))).collect();
    rows.put_in_order();
    let mut pairs = Vec::new();
    let mut looked = 0;
    for group in rows.chunk_by(|a, b| a.0 == b.0) {
        let next = if group.len() > LARGE { LARGE } else { group.len() };
        for (at, &(_, a)) in group.iter().enumerate() {
            for &(_, b) in group.iter().skip(at + 1).take(next) {
                looked += 1;
                if wanted(a, b) {
                    pairs.push((a, b));
                }
            }
        }
        if looked > LOOKED_AT {
            break;
        }
    }
    pairs
}
