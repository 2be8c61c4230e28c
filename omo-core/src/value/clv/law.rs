//! The laws by which customers buy until they leave.
//!
//! Each says how likely a history is as the sum of two ways: the customer is still there, or left after the last
//! purchase. What both share hangs on the frequency alone, the first on frequency and age, the second on frequency and
//! recency; so each is worked out once for all customers who share it.

#![expect(clippy::many_single_char_names, reason = "the letters of the papers")]

use serde::Serialize;

use super::dual::{Dual, gauss_fraction};
use crate::form;
use crate::math;
use crate::special::{scaled_exponential_integral, thinning};

/// How customers buy and leave.
///
/// All buy at random times, some more often than others (a gamma distribution of rates with shape `r` and scale
/// `alpha`). They differ in how customers leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// After each repeat purchase a customer may leave, with a chance that differs by a beta distribution `a`, `b` (Fader,
    /// Hardie and Lee, *Counting your customers the easy way*, 2005).
    BgNbd,
    /// The same, and customers may leave after the first purchase too (Batislam, Denizel and Filiztekin 2007).
    MbgNbd,
    /// Customers leave at any time, with a rate that differs by a gamma distribution `s`, `beta` (Schmittlein, Morrison
    /// and Colombo 1987).
    ParetoNbd,
}

impl Law {
    /// All laws.
    pub const ALL: [Self; 3] = [Self::BgNbd, Self::MbgNbd, Self::ParetoNbd];

    /// The law's name, as written in saved models.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BgNbd => "bg_nbd",
            Self::MbgNbd => "mbg_nbd",
            Self::ParetoNbd => "pareto_nbd",
        }
    }

    /// What its parameters are called.
    #[must_use]
    pub fn parameters(self) -> [&'static str; 4] {
        match self {
            Self::BgNbd | Self::MbgNbd => ["r", "alpha", "a", "b"],
            Self::ParetoNbd => ["r", "alpha", "s", "beta"],
        }
    }

    /// Which of its parameters are times.
    pub(super) fn times(self) -> [bool; 4] {
        match self {
            Self::BgNbd | Self::MbgNbd => [false, true, false, false],
            Self::ParetoNbd => [false, true, false, true],
        }
    }

    /// What both ways share.
    pub(super) fn common<const N: usize>(self, p: &[Dual<N>; 4], x: f64) -> Dual<N> {
        let [r, alpha, a, b] = *p;
        let buying = (r + x).ln_gamma() - r.ln_gamma() + r * alpha.ln();
        let staying = |stays: f64| {
            (a + b).ln_gamma() + (b + stays).ln_gamma() - b.ln_gamma() - (a + b + stays).ln_gamma()
        };
        match self {
            Self::BgNbd => buying + staying(x),
            Self::MbgNbd => buying + staying(x + 1.0),
            Self::ParetoNbd => buying + a * b.ln(),
        }
    }

    /// That the customer of this age is there; for Pareto/NBD with what cancels of having left.
    pub(super) fn there<const N: usize>(self, p: &[Dual<N>; 4], x: f64, age: f64) -> Dual<N> {
        let [r, alpha, s, beta] = *p;
        let buying = -((r + x) * (alpha + age).ln());
        match self {
            Self::BgNbd | Self::MbgNbd => buying,
            Self::ParetoNbd => {
                let rest = Dual::of(1.0) - leaves_later(p, x, age);
                buying - s * (beta + age).ln() + rest.ln()
            }
        }
    }

    /// That the customer left after the last purchase; nothing where that cannot be.
    pub(super) fn left<const N: usize>(self, p: &[Dual<N>; 4], x: f64, recency: f64) -> Dual<N> {
        let [r, alpha, a, b] = *p;
        let buying = -((r + x) * (alpha + recency).ln());
        match self {
            Self::BgNbd if x == 0.0 => Dual::of(f64::NEG_INFINITY),
            Self::BgNbd => buying + a.ln() - (b + (x - 1.0)).ln(),
            Self::MbgNbd => buying + a.ln() - (b + x).ln(),
            Self::ParetoNbd => buying - a * (b + recency).ln() + leaves_later(p, x, recency).ln(),
        }
    }

    /// How likely a customer with this history is still there.
    pub(super) fn p_alive(self, p: &[Dual<0>; 4], [x, recency, age]: [f64; 3]) -> f64 {
        let odds = math::exp(self.left(p, x, recency).value - self.there(p, x, age).value);
        let share = 1.0 / (1.0 + odds);
        match self {
            Self::BgNbd | Self::MbgNbd => share,
            // `there` holds off what cancels; the way itself is that much likelier.
            Self::ParetoNbd => (share / (1.0 - leaves_later(p, x, age).value)).min(1.0),
        }
    }

    /// Purchases to expect in the next `time` of a customer who is there.
    ///
    /// For BG/NBD and MBG/NBD the hypergeometric function of the papers is transformed by Euler's rule (DLMF 15.8.1), and
    /// what is divided by a - 1 or by a + b + x - 1 there is divided before it is summed: a series without poles, in
    /// which nothing overflows for frequent buyers.
    pub(super) fn expected_if_there(self, p: &[Dual<0>; 4], [x, _, age]: [f64; 3], time: f64) -> f64 {
        let [r, alpha, a, b] = p.map(|p| p.value);
        if self == Self::ParetoNbd {
            let (s, beta) = (a, b);
            return (r + x) * (beta + age) / (alpha + age)
                * thinning(s - 1.0, math::ln_1p(time / (beta + age)));
        }
        let stays = if self == Self::BgNbd { a + b + x - 1.0 } else { a + b + x };
        let second = if self == Self::BgNbd { a + b - 1.0 - r } else { a + b - r };
        let log = math::ln_1p(time / (alpha + age));
        let z = time / (alpha + age + time);
        // The sum over n from 1 of (a)_(n-1) (second)_n / ((stays + 1)_(n-1) n!) z^n.
        let mut term = second * z;
        let mut sum = term;
        for n in (1..3_000_000).map(f64::from) {
            term *= (a + n - 1.0) * (second + n) / ((stays + n) * (n + 1.0)) * z;
            sum += term;
            if term.abs() <= 1e-17 * sum.abs() {
                break;
            }
        }
        (stays * thinning(a - 1.0, log) - math::exp(-(a - 1.0) * log) * sum).max(0.0)
    }

    /// Purchases to expect ever after, each discounted by its time at a continuous rate, of a customer who is there; only
    /// Pareto/NBD has a closed form (Fader, Hardie and Lee, *RFM and CLV*, 2005, equation 2).
    pub(super) fn discounted_if_there(
        self,
        p: &[Dual<0>; 4],
        [x, _, age]: [f64; 3],
        rate: f64,
    ) -> Option<f64> {
        let [r, alpha, s, beta] = p.map(|p| p.value);
        let all =
            || (r + x) * (beta + age) / (alpha + age) * scaled_exponential_integral(s, rate * (beta + age));
        (self == Self::ParetoNbd).then(all)
    }
}

/// How likely a Pareto/NBD customer who bought so often and is silent since a time leaves before the next purchase.
///
/// The integral of leaving at any later time over the likelihood of being there then; it is below 1.
fn leaves_later<const N: usize>(p: &[Dual<N>; 4], x: f64, time: f64) -> Dual<N> {
    let [r, alpha, s, beta] = *p;
    let all = r + s + x;
    let (to_buy, to_leave) = (alpha + time, beta + time);
    if alpha.value >= beta.value {
        s / all * gauss_fraction(r + x, all + 1.0, (alpha - beta) / to_buy)
    } else {
        s / all * (to_buy / to_leave) * gauss_fraction(s + 1.0, all + 1.0, (beta - alpha) / to_leave)
    }
}

form::words!(Law { BgNbd = "bg_nbd", MbgNbd = "mbg_nbd", ParetoNbd = "pareto_nbd" });
