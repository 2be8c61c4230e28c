//! Linear models with a penalty: ridge for amounts, logistic for yes and no.

use serde::{Deserialize, Serialize};

use super::symmetric::{Factor, dot};
use crate::Error;
use crate::math;
use crate::parallel::{parallel, pieces};

/// Rows that one core adds up before it takes others.
const PIECE: usize = 2048;
/// Newton's steps, at most.
const STEPS: usize = 100;

/// Weights of features and what stands without them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Linear {
    pub(super) intercept: f64,
    pub(super) weights: Vec<f64>,
    /// Whether it tells the logarithm of odds.
    pub(super) logistic: bool,
}

/// Rows of features end to end.
#[derive(Clone, Copy)]
pub(super) struct Design<'a> {
    pub(super) rows: &'a [f64],
    pub(super) width: usize,
    /// How many rows; said apart, because there may be no features.
    pub(super) count: usize,
}

impl<'a> Design<'a> {
    fn row(&self, at: usize) -> &'a [f64] {
        self.rows.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    /// Some of the rows, one after the other.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Self {
        let rows = self.rows.get(range.start * self.width..range.end * self.width).unwrap_or_default();
        Self { rows, width: self.width, count: range.len() }
    }

    pub(super) fn iter(self) -> impl Iterator<Item = &'a [f64]> {
        (0..self.count).map(move |at| self.row(at))
    }
}

/// The system of a step: the lower triangle of a matrix of `width` + 1 rows, the last for the intercept, and a right side.
struct System {
    matrix: Vec<f64>,
    right: Vec<f64>,
    loss: f64,
}

impl System {
    fn new(size: usize) -> Self {
        Self { matrix: vec![0.0; size * size], right: vec![0.0; size], loss: 0.0 }
    }

    /// Adds a row of features with its weight in the matrix and on the right side.
    fn add(&mut self, row: &[f64], weight: f64, right: f64) {
        let size = row.len() + 1;
        let values = || row.iter().copied().chain([1.0]);
        for (place, x) in self.right.iter_mut().zip(values()) {
            *place += right * x;
        }
        for ((at, x), line) in values().enumerate().zip(self.matrix.chunks_mut(size)) {
            let weighted = weight * x;
            if weighted != 0.0 {
                for (place, y) in line.iter_mut().zip(values().take(at + 1)) {
                    *place += weighted * y;
                }
            }
        }
    }

    fn join(mut self, other: &Self) -> Self {
        self.matrix.iter_mut().zip(&other.matrix).for_each(|(a, b)| *a += b);
        self.right.iter_mut().zip(&other.right).for_each(|(a, b)| *a += b);
        self.loss += other.loss;
        self
    }

    /// Of all rows: pieces are added up in their order, whoever did them.
    fn of(design: &Design<'_>, add: impl Fn(&mut Self, usize, &[f64]) + Sync) -> Self {
        let ranges = pieces(design.count, PIECE);
        let sums = parallel(
            &ranges,
            || (),
            |(), range| {
                let mut sum = Self::new(design.width + 1);
                for at in range.clone() {
                    add(&mut sum, at, design.row(at));
                }
                sum
            },
        );
        sums.iter().fold(Self::new(design.width + 1), Self::join)
    }

    /// Adds the penalty of all weights; the intercept is free.
    fn penalise(&mut self, penalty: f64, width: usize) {
        for at in 0..width {
            self.matrix.get_mut(at * (width + 1) + at).into_iter().for_each(|place| *place += penalty);
        }
    }

    fn solve(&self) -> Result<Vec<f64>, Error> {
        let factor = Factor::of(&self.matrix, self.right.len()).ok_or_else(|| Error::Fit {
            reason: "some columns are the same or too large; leave them out, or raise the penalty".into(),
        })?;
        Ok(factor.solve(&self.right))
    }
}

/// The chance whose odds have this logarithm.
pub(super) fn chance(log_odds: f64) -> f64 {
    1.0 / (1.0 + math::exp(-log_odds))
}

impl Linear {
    /// Least squares with a penalty on the squares of weights: |y - Xw - b|² + penalty |w|².
    pub(super) fn ridge(design: &Design<'_>, target: &[f64], penalty: f64) -> Result<Self, Error> {
        let mut system = System::of(design, |sum, at, row| {
            sum.add(row, 1.0, target.get(at).copied().unwrap_or(0.0));
        });
        system.penalise(penalty, design.width);
        let mut weights = system.solve()?;
        let intercept = weights.pop().unwrap_or(0.0);
        Ok(Self { intercept, weights, logistic: false })
    }

    /// The most likely odds, less penalty / 2 |w|², by Newton's steps.
    pub(super) fn logistic(design: &Design<'_>, target: &[f64], penalty: f64) -> Result<Self, Error> {
        let (yes, all) = (target.iter().sum::<f64>(), math::share(design.count as u64, 1));
        let mut here = Self { intercept: 0.0, weights: vec![0.0; design.width], logistic: true };
        if yes == 0.0 || yes == all {
            // All the same: as if one more had been in doubt, because no odds are infinite.
            here.intercept = math::ln((yes + 0.5) / (all - yes + 0.5));
            return Ok(here);
        }
        here.intercept = math::ln(yes / (all - yes));
        let system = |model: &Self| {
            let mut system = System::of(design, |sum, at, row| {
                let (odds, y) = (model.told(row), target.get(at).copied().unwrap_or(0.0));
                let p = chance(odds);
                // ln(1 + e^odds) - y odds, without ever taking e to a large power.
                sum.loss += odds.max(0.0) + math::ln_1p(math::exp(-odds.abs())) - y * odds;
                sum.add(row, p * (1.0 - p), y - p);
            });
            system.penalise(penalty, design.width);
            for (place, weight) in system.right.iter_mut().zip(&model.weights) {
                *place -= penalty * weight;
            }
            system.loss += penalty / 2.0 * dot(&model.weights, &model.weights);
            system
        };
        let mut now = system(&here);
        for _ in 0..STEPS {
            let step = now.solve()?;
            // Twice what Newton's step is expected to gain.
            let gain = dot(&step, &now.right);
            let along = |length: f64| {
                let mut there = here.clone();
                there.weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight += length * step);
                there.intercept += length * step.last().copied().unwrap_or(0.0);
                there
            };
            // Digits double with each step: the last one is taken unseen.
            if gain <= 1e-9 * (1.0 + now.loss) {
                return Ok(along(1.0));
            }
            let mut length = 1.0;
            loop {
                let there = along(length);
                let then = system(&there);
                if then.loss < now.loss {
                    (here, now) = (there, then);
                    break;
                }
                length /= 2.0;
                if length < 1e-6 {
                    return Ok(here);
                }
            }
        }
        Ok(here)
    }

    /// What the weights add up to.
    fn told(&self, row: &[f64]) -> f64 {
        self.intercept + dot(&self.weights, row)
    }

    /// The amount to expect, or the probability.
    pub(super) fn expect(&self, row: &[f64]) -> f64 {
        let told = self.told(row);
        if self.logistic { chance(told) } else { told }
    }

    pub(super) fn whole(&self, width: usize) -> bool {
        self.weights.len() == width
            && self.intercept.is_finite()
            && self.weights.iter().all(|w| w.is_finite())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(rows: &[f64], width: usize) -> Design<'_> {
        Design { rows, width, count: rows.len() / width }
    }

    /// By pencil: x of -1, 0, 1 and y of 0, 1, 5. The intercept is the mean 2, the weight 5 / (2 + penalty).
    #[test]
    fn ridge_by_pencil() {
        for (penalty, weight) in [(0.0, 2.5), (0.5, 2.0), (8.0, 0.5)] {
            let found = Linear::ridge(&design(&[-1.0, 0.0, 1.0], 1), &[0.0, 1.0, 5.0], penalty).unwrap();
            assert!((found.intercept - 2.0).abs() < 1e-14 && (found.weights[0] - weight).abs() < 1e-14);
        }
    }

    /// By pencil: of four with x = 0 one says yes, of four with x = 1 three; without penalty the odds are 1/3 and 3.
    #[test]
    fn logistic_by_pencil() {
        let rows = [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0];
        let found =
            Linear::logistic(&design(&rows, 1), &[1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0], 0.0).unwrap();
        assert!((found.intercept + math::ln(3.0)).abs() < 1e-9);
        assert!((found.expect(&[1.0]) - 0.75).abs() < 1e-9);
    }

    #[test]
    fn all_the_same_is_almost_sure() {
        let found = Linear::logistic(&design(&[0.0, 1.0, 2.0], 1), &[1.0; 3], 1.0).unwrap();
        assert!((found.expect(&[9.0]) - 3.5 / 4.0).abs() < 1e-12);
    }

    #[test]
    fn columns_that_are_the_same_need_a_penalty() {
        let rows = [1.0, 1.0, 2.0, 2.0, 4.0, 4.0];
        assert_eq!(Linear::ridge(&design(&rows, 2), &[1.0, 2.0, 3.0], 0.0).unwrap_err().code(), "fit");
        let found = Linear::ridge(&design(&rows, 2), &[1.0, 2.0, 3.0], 1.0).unwrap();
        assert!((found.weights[0] - found.weights[1]).abs() < 1e-12);
    }
}
