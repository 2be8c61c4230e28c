//! Records that say too little to be found again.

use serde::Serialize;

use super::super::Resolution;
use super::count;
use crate::order::Order;

/// How many records say too little to be linked with any other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Unlinkables {
    /// The threshold that was used, in bits.
    pub used: f64,
    /// Share of the records that cannot reach it, even against themselves.
    pub share: f64,
    /// The same for each whole bit, from the least that a record reaches to the most.
    pub thresholds: Vec<Unlinkable>,
}

/// The records that cannot reach a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Unlinkable {
    /// In bits.
    pub threshold: f64,
    /// How many records cannot reach it.
    pub records: u64,
    /// Their share of all.
    pub share: f64,
}

impl Resolution {
    /// How many records say too little: held against themselves, so that all they say agrees, they do not reach a
    /// threshold. No other record of the same person can do better.
    #[must_use]
    pub fn unlinkables(&self) -> Unlinkables {
        let mut worker = self.scorer.worker();
        let mut weights: Vec<f64> =
            (0..self.rows()).map(|row| f64::from(self.scorer.weight(&mut worker, row, row))).collect();
        weights.put_in_order_by(f64::total_cmp);
        let below = |threshold: f64| weights.partition_point(|weight| *weight < threshold) as u64;
        let share = |records: u64| count(records) / count(weights.len().max(1) as u64);
        let used = self.report().threshold;
        let mut thresholds = Vec::new();
        if let (Some(least), Some(most)) = (weights.first(), weights.last()) {
            let mut threshold = least.floor();
            while threshold <= most.floor() + 1.0 {
                let records = below(threshold);
                thresholds.push(Unlinkable { threshold, records, share: share(records) });
                threshold += 1.0;
            }
        }
        Unlinkables { used, share: share(below(used)), thresholds }
    }
}
