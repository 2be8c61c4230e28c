//! Numbers that know their derivatives, so that likelihoods have exact gradients and are written once.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::math;
use crate::special::{digamma, ln_gamma};

/// A number and its derivatives by N parameters; without parameters just a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual<const N: usize> {
    pub value: f64,
    pub by: [f64; N],
}

impl<const N: usize> Dual<N> {
    /// What hangs on no parameter.
    pub fn of(value: f64) -> Self {
        Self { value, by: [0.0; N] }
    }

    /// e to the power of the parameter with this number.
    pub fn exp_of(log: f64, number: usize) -> Self {
        let value = math::exp(log);
        let mut dual = Self::of(value);
        dual.by.iter_mut().skip(number).take(1).for_each(|by| *by = value);
        dual
    }

    /// The same number, its derivatives times `slope`, standing at `value`.
    fn chain(self, value: f64, slope: f64) -> Self {
        Self { value, by: self.by.map(|by| by * slope) }
    }

    pub fn ln(self) -> Self {
        self.chain(math::ln(self.value), 1.0 / self.value)
    }

    pub fn ln_gamma(self) -> Self {
        // Plain numbers need no derivative.
        let slope = if N == 0 { 0.0 } else { digamma(self.value) };
        self.chain(ln_gamma(self.value), slope)
    }

    /// The derivatives of two numbers, each times its slope.
    fn both(self, other: Self, value: f64, slope: f64, other_slope: f64) -> Self {
        let mut by = self.by;
        for (mine, theirs) in by.iter_mut().zip(other.by) {
            *mine = *mine * slope + theirs * other_slope;
        }
        Self { value, by }
    }
}

impl<const N: usize> Add for Dual<N> {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.both(other, self.value + other.value, 1.0, 1.0)
    }
}

impl<const N: usize> Sub for Dual<N> {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.both(other, self.value - other.value, 1.0, -1.0)
    }
}

impl<const N: usize> Mul for Dual<N> {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        self.both(other, self.value * other.value, other.value, self.value)
    }
}

impl<const N: usize> Div for Dual<N> {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        self.both(other, value, 1.0 / other.value, -value / other.value)
    }
}

impl<const N: usize> Neg for Dual<N> {
    type Output = Self;
    fn neg(self) -> Self {
        self.chain(-self.value, -1.0)
    }
}

impl<const N: usize> Add<f64> for Dual<N> {
    type Output = Self;
    fn add(self, other: f64) -> Self {
        Self { value: self.value + other, by: self.by }
    }
}

impl<const N: usize> Sub<f64> for Dual<N> {
    type Output = Self;
    fn sub(self, other: f64) -> Self {
        self + -other
    }
}

impl<const N: usize> Mul<f64> for Dual<N> {
    type Output = Self;
    fn mul(self, other: f64) -> Self {
        self.chain(self.value * other, other)
    }
}

/// The hypergeometric function ₂F₁(1, b; c; z) for c > b > 0 and 0 ≤ z < 1, by the continued fraction of Gauss (DLMF
/// 15.7.5), whose terms are all of one sign: nothing cancels and nothing overflows, however large b and c are. Beyond
/// z = 0.9999, where it is slow, digits are lost.
pub(super) fn gauss_fraction<const N: usize>(b: Dual<N>, c: Dual<N>, z: Dual<N>) -> Dual<N> {
    // Each step lessens the error by this factor or more.
    let root = (1.0 - z.value).max(0.0).sqrt();
    let factor = (1.0 - root) / (1.0 + root);
    let steps = if factor <= 0.0 { 1.0 } else { (-40.0 / math::ln(factor)).min(2_000.0) };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 2,000")]
    let pairs = steps as u32 / 2 + 4;
    let mut fraction = Dual::of(1.0);
    for n in (0..pairs).rev().map(f64::from) {
        // From the inside out, the (2n+2)th term and then the (2n+1)th.
        let even = z * (c - b + n) * (n + 1.0) / ((c + 2.0 * n) * (c + (2.0 * n + 1.0)));
        fraction = Dual::of(1.0) - even / fraction;
        let odd = if n == 0.0 {
            z * b / c
        } else {
            z * (c + (n - 1.0)) * (b + n) / ((c + (2.0 * n - 1.0)) * (c + 2.0 * n))
        };
        fraction = Dual::of(1.0) - odd / fraction;
    }
    Dual::of(1.0) / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// mpmath 1.3 with 30 digits: `hyp2f1(1, b, c, z)`.
    #[test]
    fn the_fraction_of_gauss() {
        for (b, c, z, known) in [
            (0.553, 2.159, 0.09, 1.024_132_381_313_436),
            (1.606, 3.2, 0.5, 1.372_416_807_868_363_6),
            (26.5, 30.0, 0.9, 5.180_100_242_920_605),
            (132.5, 134.1, 0.3, 1.421_326_069_896_590_6),
            (0.553, 2.159, 0.9999, 1.903_418_892_473_435_1),
            (0.5, 2.0, 0.0, 1.0),
        ] {
            let found = gauss_fraction::<0>(Dual::of(b), Dual::of(c), Dual::of(z)).value;
            assert!((found / known - 1.0).abs() < 1e-13, "{b} {c} {z}: {found} is not {known}");
        }
    }

    /// Derivatives agree with differences.
    #[test]
    fn derivatives() {
        let at = |logs: [f64; 3]| {
            let [b, s, y] = [0, 1, 2].map(|number| Dual::<3>::exp_of(logs[number], number));
            let fraction = gauss_fraction(b, b + s + 1.0, y / (y + 1.0));
            (fraction * b + s / y).ln_gamma() - (-(b - s) * 3.0 + 1.0) * y.ln() - 2.0
        };
        let place = [1.2, 0.3, 0.9];
        for number in 0..3 {
            let moved = |by: f64| {
                let mut place = place;
                place[number] += by;
                at(place).value
            };
            let difference = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            let exact = at(place).by[number];
            assert!(
                (exact - difference).abs() < 1e-8 * exact.abs().max(1.0),
                "{number}: {exact} {difference}"
            );
        }
    }
}
