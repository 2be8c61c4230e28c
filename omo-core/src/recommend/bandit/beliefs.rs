//! What is believed of an arm whose rewards hang on the context in a line.

use serde::{Deserialize, Serialize};

use crate::recommend::symmetric::{Factor, dot};

/// After so many observations the inverse is made anew, so that rounding does not add up.
const ANEW: u64 = 256;

/// Bayesian ridge regression of the rewards of one arm, kept up by observations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Belief {
    /// The sum of x xᵀ, with the penalty on its diagonal: rows end to end.
    gram: Vec<f64>,
    /// The sum of x times reward.
    told: Vec<f64>,
    /// The inverse of `gram`.
    inverse: Vec<f64>,
    pub(super) count: u64,
    pub(super) rewards: f64,
}

impl Belief {
    pub(super) fn new(dimensions: usize, penalty: f64) -> Self {
        let diagonal = |value: f64| {
            let mut matrix = vec![0.0; dimensions * dimensions];
            matrix.iter_mut().step_by(dimensions + 1).for_each(|place| *place = value);
            matrix
        };
        Self {
            gram: diagonal(penalty),
            told: vec![0.0; dimensions],
            inverse: diagonal(1.0 / penalty),
            count: 0,
            rewards: 0.0,
        }
    }

    fn through(&self, context: &[f64]) -> Vec<f64> {
        self.inverse.chunks(context.len().max(1)).map(|row| dot(row, context)).collect()
    }

    /// The reward to expect and its variance, in units of that of the noise.
    pub(super) fn expect(&self, context: &[f64]) -> (f64, f64) {
        let through = self.through(context);
        (dot(&through, &self.told), dot(&through, context).max(0.0))
    }

    /// Learns one reward: the formula of Sherman and Morrison (1950) for the inverse.
    pub(super) fn observe(&mut self, context: &[f64], reward: f64) {
        let through = self.through(context);
        let width = context.len().max(1);
        for (line, x) in self.gram.chunks_mut(width).zip(context) {
            line.iter_mut().zip(context).for_each(|(place, y)| *place += x * y);
        }
        self.told.iter_mut().zip(context).for_each(|(place, x)| *place += reward * x);
        self.count += 1;
        self.rewards += reward;
        let anew = self.count.is_multiple_of(ANEW).then(|| Factor::of(&self.gram, context.len())).flatten();
        if let Some(factor) = anew {
            self.inverse = factor.inverse();
            return;
        }
        let whole = 1.0 + dot(&through, context);
        for (line, u) in self.inverse.chunks_mut(width).zip(&through) {
            line.iter_mut().zip(&through).for_each(|(place, v)| *place -= u * v / whole);
        }
    }

    pub(super) fn whole(&self, dimensions: usize) -> bool {
        let square = dimensions * dimensions;
        let finite = |numbers: &[f64]| numbers.iter().all(|number| number.is_finite());
        self.gram.len() == square
            && self.inverse.len() == square
            && self.told.len() == dimensions
            && finite(&self.gram)
            && finite(&self.inverse)
            && finite(&self.told)
            && self.rewards.is_finite()
            && Factor::of(&self.gram, dimensions).is_some()
    }

    /// The sums of the observations.
    #[cfg(test)]
    pub(super) fn sums(&self) -> (&[f64], &[f64]) {
        (&self.gram, &self.told)
    }
}
