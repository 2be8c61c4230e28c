//! How many pairs weigh how much.

use serde::Serialize;

use super::super::Resolution;

/// The pairs whose weight lies in one bit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WeightBin {
    /// Where it begins, in bits; it ends before one bit more.
    pub from: f64,
    /// How many pairs weigh so much.
    pub pairs: u64,
}

impl Resolution {
    /// The weights of all pairs whose evidence reaches the threshold, counted bit by bit, lightest first; bits between in
    /// which there is no pair are told too.
    #[must_use]
    pub fn weight_histogram(&self) -> Vec<WeightBin> {
        let bit = |weight: f32| f64::from(weight).floor();
        let least = self.pairs().iter().map(|pair| bit(pair.weight)).fold(f64::INFINITY, f64::min);
        let mut bins: Vec<WeightBin> = Vec::new();
        for pair in self.pairs() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most 15 times 24 bits"
            )]
            let at = (bit(pair.weight) - least).max(0.0) as usize;
            while bins.len() <= at {
                bins.push(WeightBin { from: bins.last().map_or(least, |bin| bin.from + 1.0), pairs: 0 });
            }
            bins.get_mut(at).into_iter().for_each(|bin| bin.pairs += 1);
        }
        bins
    }
}
