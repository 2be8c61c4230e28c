//! How likely a draw from one belief is the largest of draws from several.

use std::f64::consts::{PI, SQRT_2};

use crate::math;
use crate::random::Random;
use crate::special::{beta_below, ln_beta};

/// What is believed of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Guess {
    /// A normal distribution.
    Normal { mean: f64, deviation: f64 },
    /// A beta distribution; both at least 1.
    Beta { a: f64, b: f64 },
}

/// Nodes and weights of Gauss and Legendre's rule of eight points on -1 to 1 (Abramowitz and Stegun 25.4.30).
const RULE: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
];

impl Guess {
    fn mean_and_deviation(&self) -> (f64, f64) {
        match *self {
            Self::Normal { mean, deviation } => (mean, deviation),
            Self::Beta { a, b } => {
                let all = a + b;
                (a / all, (a * b / (all * all * (all + 1.0))).sqrt())
            }
        }
    }

    fn density(&self, x: f64) -> f64 {
        match *self {
            Self::Normal { mean, deviation } => {
                let z = (x - mean) / deviation;
                math::exp(-z * z / 2.0) / (deviation * (2.0 * PI).sqrt())
            }
            Self::Beta { a, b } => {
                math::exp((a - 1.0) * math::ln(x) + (b - 1.0) * math::ln_1p(-x) - ln_beta(a, b))
            }
        }
    }

    /// How likely it is less than `x`.
    fn below(&self, x: f64) -> f64 {
        match *self {
            Self::Normal { mean, deviation } => 0.5 * math::erfc((mean - x) / (deviation * SQRT_2)),
            Self::Beta { a, b } => beta_below(x, a, b),
        }
    }

    /// Draws a number.
    pub(super) fn draw(&self, random: &mut Random) -> f64 {
        match *self {
            Self::Normal { mean, deviation } => mean + deviation * normal(random),
            Self::Beta { a, b } => {
                let (a, b) = (gamma(a, random), gamma(b, random));
                a / (a + b)
            }
        }
    }
}

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut Random) -> f64 {
    let radius = (-2.0 * math::ln(1.0 - random.unit())).sqrt();
    radius * math::cos(2.0 * PI * random.unit())
}

/// A gamma number of a shape of at least 1 (Marsaglia and Tsang 2000, "A Simple Method for Generating Gamma Variables").
fn gamma(shape: f64, random: &mut Random) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = normal(random);
        let v = 1.0 + c * x;
        if v > 0.0 {
            let v = v * v * v;
            if math::ln(1.0 - random.unit()) < 0.5 * x * x + d - d * v + d * math::ln(v) {
                return d * v;
            }
        }
    }
}

/// How likely `own` draws more than all of `others`; the first of those that are sure and equal wins over the later.
///
/// The integral of the own density times how likely all others are below, in pieces that end where one of them bends.
pub(super) fn wins(own: &Guess, before: &[Guess], after: &[Guess]) -> f64 {
    let (mean, deviation) = own.mean_and_deviation();
    let others = || before.iter().chain(after);
    if deviation == 0.0 {
        let sure = |guess: &Guess, loses: bool| match *guess {
            Guess::Normal { mean: other, deviation: 0.0 } => {
                f64::from(u8::from(other < mean || loses && other == mean))
            }
            _ => guess.below(mean),
        };
        let first: f64 = before.iter().map(|guess| sure(guess, false)).product();
        return first * after.iter().map(|guess| sure(guess, true)).product::<f64>();
    }
    // Of two normal ones the difference is normal: a closed form.
    if let (Guess::Normal { .. }, [Guess::Normal { mean: other, deviation: its }]) =
        (own, others().copied().collect::<Vec<_>>().as_slice())
    {
        let both = (deviation * deviation + its * its).sqrt();
        return 0.5 * math::erfc((other - mean) / (both * SQRT_2));
    }
    let (low, high) = match own {
        Guess::Normal { .. } => (mean - 9.0 * deviation, mean + 9.0 * deviation),
        Guess::Beta { .. } => ((mean - 12.0 * deviation).max(0.0), (mean + 12.0 * deviation).min(1.0)),
    };
    let mut ends: Vec<f64> = (-18..=18).map(|half| mean + deviation * f64::from(half) / 2.0).collect();
    for guess in others() {
        let (mean, deviation) = guess.mean_and_deviation();
        ends.extend([-6.0, -4.0, -2.5, -1.0, 0.0, 1.0, 2.5, 4.0, 6.0].map(|z| mean + deviation * z));
    }
    ends.extend([low, high]);
    ends.retain(|end| (low..=high).contains(end));
    crate::order::Order::put_in_order_by(ends.as_mut_slice(), f64::total_cmp);
    ends.dedup();
    let at = |x: f64| {
        let density = own.density(x);
        if density < 1e-300 { 0.0 } else { others().map(|guess| point(guess, x)).product::<f64>() * density }
    };
    let piece = |(&a, &b): (&f64, &f64)| {
        let (middle, half) = (f64::midpoint(a, b), (b - a) / 2.0);
        let pair =
            |(node, weight): (f64, f64)| weight * (at(middle - half * node) + at(middle + half * node));
        half * RULE.into_iter().map(pair).sum::<f64>()
    };
    ends.iter().zip(ends.iter().skip(1)).map(piece).sum::<f64>().clamp(0.0, 1.0)
}

fn point(guess: &Guess, x: f64) -> f64 {
    match *guess {
        Guess::Normal { mean, deviation: 0.0 } => f64::from(u8::from(mean < x)),
        _ => guess.below(x),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(guesses: &[Guess]) -> Vec<f64> {
        (0..guesses.len()).map(|at| wins(&guesses[at], &guesses[..at], &guesses[at + 1..])).collect()
    }

    fn near(found: &[f64], known: &[f64]) {
        assert!(found.iter().zip(known).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?} are not {known:?}");
    }

    /// By pencil: P(Beta(2, 1) > Beta(1, 1)) is the mean of the first, 2/3; three of a kind share; normal ones by the table.
    #[test]
    fn known_chances() {
        let beta = |a, b| Guess::Beta { a, b };
        near(&all(&[beta(2.0, 1.0), beta(1.0, 1.0)]), &[2.0 / 3.0, 1.0 / 3.0]);
        near(&all(&[beta(3.0, 2.0); 3]), &[1.0 / 3.0; 3]);
        // P(Beta(2, 2) > Beta(3, 1)): the integral of 6x(1 - x) x³ is 1/5.
        near(&all(&[beta(2.0, 2.0), beta(3.0, 1.0)]), &[0.2, 0.8]);
        let normal = |mean, deviation| Guess::Normal { mean, deviation };
        near(&all(&[normal(1.0, 1.0), normal(0.0, 1.0)])[..1], &[0.760_249_938_906_523_7]);
        near(&all(&[normal(0.0, 2.0); 4]), &[0.25; 4]);
        // The second is sure to be the worst, so it is the pair again.
        near(
            &all(&[normal(1.0, 1.0), normal(-99.0, 0.1), normal(0.0, 1.0)])[..1],
            &[0.760_249_938_906_523_7],
        );
        assert_eq!(all(&[normal(1.0, 0.0), normal(1.0, 0.0), normal(0.0, 0.0)]), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn chances_add_up_and_are_what_draws_say() {
        let sets = [
            vec![
                Guess::Normal { mean: 0.0, deviation: 1.0 },
                Guess::Normal { mean: 0.3, deviation: 0.01 },
                Guess::Normal { mean: -0.5, deviation: 3.0 },
            ],
            vec![
                Guess::Beta { a: 30.0, b: 70.0 },
                Guess::Beta { a: 3.0, b: 9.0 },
                Guess::Beta { a: 1.0, b: 1.0 },
                Guess::Beta { a: 3000.0, b: 6500.0 },
            ],
            vec![
                Guess::Normal { mean: 0.2, deviation: 0.0 },
                Guess::Normal { mean: 0.0, deviation: 1.0 },
                Guess::Normal { mean: 0.1, deviation: 0.0 },
            ],
        ];
        for guesses in sets {
            let found = all(&guesses);
            assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-7, "{found:?}");
            let mut counts = vec![0.0; guesses.len()];
            let mut random = Random::new(5);
            for _ in 0..20_000 {
                let draws: Vec<f64> = guesses.iter().map(|guess| guess.draw(&mut random)).collect();
                let best = (0..draws.len()).max_by(|&a, &b| draws[a].total_cmp(&draws[b])).unwrap();
                counts[best] += 1.0 / 20_000.0;
            }
            assert!(found.iter().zip(&counts).all(|(a, b)| (a - b).abs() < 0.015), "{found:?} {counts:?}");
        }
    }
}
