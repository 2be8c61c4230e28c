//! Regularised logistic regression.

use crate::math::exp;
use crate::parallel::{parallel, pieces};
use crate::recommend::taste::widely;

/// Steps of Newton's method at most; some six are taken.
const STEPS: usize = 30;
/// Rows that one core adds up at a time.
const PIECE: usize = 4096;

/// One example: what was seen, whether it came true, and how much it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Example<const N: usize> {
    pub seen: [f32; N],
    pub weight: f32,
    pub came: bool,
}

/// What speaks for a thing, added up.
pub(super) fn linear<const N: usize>(weights: &[f64; N], seen: &[f32; N]) -> f64 {
    weights.iter().zip(seen).map(|(&weight, &seen)| weight * f64::from(seen)).sum()
}

/// The logistic function.
pub(super) fn chance(score: f64) -> f64 {
    1.0 / (1.0 + exp(-score))
}

/// A gradient, a matrix of second derivatives (its lower half), and minus the logarithm of the likelihood.
struct Sums<const N: usize> {
    slope: [f64; N],
    curve: [[f64; N]; N],
    loss: f64,
}

impl<const N: usize> Sums<N> {
    fn zero() -> Self {
        Self { slope: [0.0; N], curve: [[0.0; N]; N], loss: 0.0 }
    }

    /// Adds one example at some weights.
    #[expect(
        clippy::inline_always,
        reason = "what is not inlined is not compiled for the vectors that were found"
    )]
    #[inline(always)]
    fn add(&mut self, example: &Example<N>, weights: &[f64; N]) {
        let score = linear(weights, &example.seen);
        let chance = chance(score);
        let weight = f64::from(example.weight);
        let error = weight * (chance - if example.came { 1.0 } else { 0.0 });
        let bend = weight * chance * (1.0 - chance);
        let sign = if example.came { -score } else { score };
        // ln(1 + e^sign), without overflow.
        self.loss += weight * (sign.max(0.0) + crate::math::ln_1p(exp(-sign.abs())));
        let seen = example.seen.map(f64::from);
        for ((slope, row), &a) in self.slope.iter_mut().zip(&mut self.curve).zip(&seen) {
            *slope += error * a;
            let turned = bend * a;
            if turned != 0.0 {
                // The upper half, which nobody reads, is added too: a whole row is one run of vectors.
                row.iter_mut().zip(&seen).for_each(|(cell, &b)| *cell += turned * b);
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.loss += other.loss;
        self.slope.iter_mut().zip(&other.slope).for_each(|(a, b)| *a += b);
        let rows = self.curve.iter_mut().zip(&other.curve);
        rows.for_each(|(mine, theirs)| mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b));
    }
}

/// The weights of the greatest posterior: examples against a normal prior around `prior` with precision `ridge`.
///
/// Newton's method with halved steps; the sum over examples is shared by the cores in one order. With few examples
/// the answer stays near the prior, with none it is the prior.
pub(super) fn learn<const N: usize>(examples: &[Example<N>], prior: &[f64; N], ridge: f64) -> [f64; N] {
    let mut weights = *prior;
    let mut sums = total(examples, &weights, prior, ridge);
    for _ in 0..STEPS {
        let Some(step) = solved(&sums.curve, &sums.slope) else { break };
        let mut share = 1.0;
        let found = loop {
            let mut next = weights;
            next.iter_mut().zip(&step).for_each(|(weight, step)| *weight -= share * step);
            let reached = total(examples, &next, prior, ridge);
            if reached.loss <= sums.loss {
                break Some((next, reached));
            }
            share /= 2.0;
            if share < 1e-4 {
                break None;
            }
        };
        let Some((next, reached)) = found else { break };
        let gained = sums.loss - reached.loss;
        (weights, sums) = (next, reached);
        if gained <= 1e-7 * sums.loss {
            break;
        }
    }
    weights
}

fn total<const N: usize>(
    examples: &[Example<N>],
    weights: &[f64; N],
    prior: &[f64; N],
    ridge: f64,
) -> Sums<N> {
    let add = |(): &mut (), piece: &std::ops::Range<usize>| {
        let mut sums = Sums::zero();
        widely(|| {
            for example in examples.get(piece.clone()).unwrap_or_default() {
                sums.add(example, weights);
            }
        });
        sums
    };
    let mut all = Sums::zero();
    for sums in parallel(&pieces(examples.len(), PIECE), || (), add) {
        all.merge(&sums);
    }
    let rows = all.slope.iter_mut().zip(&mut all.curve).enumerate();
    for ((i, (slope, row)), (weight, prior)) in rows.zip(weights.iter().zip(prior)) {
        *slope += ridge * (weight - prior);
        all.loss += ridge / 2.0 * (weight - prior) * (weight - prior);
        if let Some(cell) = row.get_mut(i) {
            *cell += ridge;
        }
    }
    all
}

/// The solution of a positive definite system, by Cholesky's decomposition.
fn solved<const N: usize>(matrix: &[[f64; N]; N], right: &[f64; N]) -> Option<[f64; N]> {
    let dot = |a: &[f64; N], b: &[f64; N], few: usize| -> f64 {
        a.iter().zip(b).take(few).map(|(a, b)| a * b).sum()
    };
    let mut lower = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let rest = *matrix.get(i)?.get(j)? - dot(lower.get(i)?, lower.get(j)?, j);
            let cell = if i == j {
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / *lower.get(j)?.get(j)?
            };
            *lower.get_mut(i)?.get_mut(j)? = cell;
        }
    }
    let mut forth = [0.0; N];
    for i in 0..N {
        *forth.get_mut(i)? = (*right.get(i)? - dot(lower.get(i)?, &forth, i)) / *lower.get(i)?.get(i)?;
    }
    let mut back = [0.0; N];
    for i in (0..N).rev() {
        let below: f64 =
            lower.iter().zip(&back).skip(i + 1).filter_map(|(row, x)| Some(row.get(i)? * x)).sum();
        *back.get_mut(i)? = (*forth.get(i)? - below) / *lower.get(i)?.get(i)?;
    }
    Some(back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_share_is_learnt_as_its_log_odds() {
        // 30 of 120 came true: ln(30 / 90), by pencil, with a prior too weak to matter.
        let example = |n: u32| Example { seen: [1.0], weight: 1.0, came: n < 30 };
        let examples: Vec<_> = (0..120).map(example).collect();
        let [weight] = learn(&examples, &[0.0], 1e-9);
        assert!((weight - crate::math::ln(30.0 / 90.0)).abs() < 1e-7, "{weight}");
    }

    #[test]
    fn weights_count_like_copies() {
        let row = |x: f32, came, weight| Example { seen: [1.0, x], weight, came };
        let times = [3, 1, 2, 1];
        let single = [row(1.0, true, 3.0), row(0.0, true, 1.0), row(0.5, false, 2.0), row(2.0, false, 1.0)];
        let copies: Vec<_> =
            single.iter().zip(times).flat_map(|(&e, n)| vec![Example { weight: 1.0, ..e }; n]).collect();
        let (a, b) = (learn(&single, &[0.0; 2], 0.5), learn(&copies, &[0.0; 2], 0.5));
        assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-6), "{a:?} {b:?}");
    }

    #[test]
    fn without_examples_the_prior_stands() {
        assert_eq!(learn(&[], &[0.5, -2.0], 1.0), [0.5, -2.0]);
    }

    #[test]
    fn the_slope_is_nothing_at_the_top() {
        let rows: Vec<_> = (0..500_u32)
            .map(|n| {
                let small = |n: u32| f32::from(u8::try_from(n).unwrap());
                let seen = [1.0, small(n % 23) / 7.0, small(n % 31) / 9.0];
                Example { seen, weight: 1.0 + small(n % 3), came: (n * 7919) % 100 < 20 + (n % 23) }
            })
            .collect();
        let weights = learn(&rows, &[0.0; 3], 1.0);
        let top = total(&rows, &weights, &[0.0; 3], 1.0);
        assert!(top.slope.iter().all(|slope| slope.abs() < 1e-2), "{:?}", top.slope);
    }
}
