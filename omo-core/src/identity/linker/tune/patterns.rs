//! The ways in which pairs agree.

use serde::Serialize;

use super::super::scorer::Pattern;
use super::super::{Evidence, Pair, Resolution};
use super::count;
use crate::order::Order;
use crate::parallel::{parallel, pieces};

/// A way in which pairs agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AgreementPattern {
    /// How many pairs agree so.
    pub pairs: u64,
    /// Their share of all pairs found.
    pub share: f64,
    /// What they weigh on average, in bits.
    pub weight: f64,
    /// One of them, whose weight is the median.
    pub example: Pair,
    /// What speaks for and against that one.
    pub evidence: Vec<Evidence>,
}

impl Resolution {
    /// The `limit` commonest ways in which the pairs found agree, each with an example.
    #[must_use]
    pub fn agreement_patterns(&self, limit: usize) -> Vec<AgreementPattern> {
        let mut patterns: Vec<(Pattern, Pair)> = self.patterns(self.pairs());
        // By pattern and weight; of equal weights the first rows.
        patterns.put_in_order_by(|a, b| a.0.cmp(&b.0).then(a.1.weight.total_cmp(&b.1.weight)));
        let mut runs: Vec<&[(Pattern, Pair)]> = patterns.chunk_by(|a, b| a.0 == b.0).collect();
        runs.put_in_order_by(|a, b| b.len().cmp(&a.len()));
        let all = count(self.pairs().len().max(1) as u64);
        let told = |run: &&[(Pattern, Pair)]| {
            let pairs = run.len() as u64;
            let (_, example) = *run.get(run.len() / 2)?;
            let weight = run.iter().map(|(_, pair)| f64::from(pair.weight)).sum::<f64>() / count(pairs);
            let evidence = self.explain(example.a, example.b)?;
            Some(AgreementPattern { pairs, share: count(pairs) / all, weight, example, evidence })
        };
        runs.iter().take(limit).filter_map(told).collect()
    }

    /// The pairs, each with how it agrees.
    pub(super) fn patterns(&self, pairs: &[Pair]) -> Vec<(Pattern, Pair)> {
        let work = pieces(pairs.len(), 4096);
        let of = |worker: &mut _, piece: &std::ops::Range<usize>| {
            let pairs = pairs.get(piece.clone()).unwrap_or_default().iter();
            pairs
                .map(|pair| (self.scorer.pattern(worker, self.place(pair.a), self.place(pair.b)), *pair))
                .collect::<Vec<_>>()
        };
        parallel(&work, || self.scorer.worker(), of).concat()
    }
}
