//! Functions of statistics that models share.

#![expect(clippy::many_single_char_names, reason = "the letters of the formulas")]

use crate::math;

/// ln Γ(x) for x above 0.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    math::ln_gamma(x)
}

/// ln B(a, b).
pub(crate) fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The derivative of ln Γ for x above 0: the recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.18).
pub(crate) fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 10.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 12.0
            - square
                * (1.0 / 120.0
                    - square
                        * (1.0 / 252.0
                            - square
                                * (1.0 / 240.0
                                    - square * (1.0 / 132.0 - square * (691.0 / 32760.0 - square / 12.0))))));
    sum + math::ln(x) - 0.5 / x - series
}

/// (1 - e^(-k l)) / k, which is l where k is 0: what has come by l of something that thins out at rate k.
pub(crate) fn thinning(k: f64, l: f64) -> f64 {
    if k == 0.0 { l } else { -math::exp_m1(-k * l) / k }
}

/// e^z times the generalised exponential integral of order s, for s and z above 0: the even part of its continued fraction
/// (Abramowitz and Stegun 5.1.22), 1/(z+s - s/(z+s+2 - 2(s+1)/(z+s+4 - ...))), from the inside out.
pub(crate) fn scaled_exponential_integral(s: f64, z: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 60 to 200,000")]
    let steps = (100.0 / z + 60.0).min(200_000.0) as u32;
    let rest =
        (1..=steps).rev().map(f64::from).fold(0.0, |rest, n| n * (s + n - 1.0) / (z + s + 2.0 * n - rest));
    1.0 / (z + s - rest)
}

/// The share of a standard normal distribution below z.
pub(crate) fn normal_below(z: f64) -> f64 {
    0.5 * math::erfc(-z / std::f64::consts::SQRT_2)
}

/// The z below which a share of a standard normal distribution lies: Acklam's approximation (relative error 1e-9),
/// bettered twice by Halley's step.
pub(crate) fn normal_quantile(share: f64) -> f64 {
    if share <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if share >= 1.0 {
        return f64::INFINITY;
    }
    if share > 0.5 {
        return -normal_quantile(1.0 - share);
    }
    let mut z = if share < 0.024_25 {
        let q = (-2.0 * math::ln(share)).sqrt();
        let above =
            ((((-7.784_894_002_430_293e-3 * q - 3.223_964_580_411_365e-1) * q - 2.400_758_277_161_838) * q
                - 2.549_732_539_343_734)
                * q
                + 4.374_664_141_464_968)
                * q
                + 2.938_163_982_698_783;
        let below = (((7.784_695_709_041_462e-3 * q + 3.224_671_290_700_398e-1) * q + 2.445_134_137_142_996)
            * q
            + 3.754_408_661_907_416)
            * q
            + 1.0;
        above / below
    } else {
        let q = share - 0.5;
        let r = q * q;
        let above = (((((-3.969_683_028_665_376e1 * r + 2.209_460_984_245_205e2) * r
            - 2.759_285_104_469_687e2)
            * r
            + 1.383_577_518_672_69e2)
            * r
            - 3.066_479_806_614_716e1)
            * r
            + 2.506_628_277_459_239)
            * q;
        let below =
            ((((-5.447_609_879_822_406e1 * r + 1.615_858_368_580_409e2) * r - 1.556_989_798_598_866e2) * r
                + 6.680_131_188_771_972e1)
                * r
                - 1.328_068_155_288_572e1)
                * r
                + 1.0;
        above / below
    };
    for _ in 0..2 {
        let root = (2.0 * std::f64::consts::PI).sqrt();
        let error = (normal_below(z) - share) * root * math::exp(z * z / 2.0);
        z -= error / (1.0 + z * error / 2.0);
    }
    z
}

/// The regularised incomplete beta function of a and b at x: the continued fraction of DLMF 8.17.22 by Lentz's method.
pub(crate) fn beta_below(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on this side of the mean.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_below(1.0 - x, b, a);
    }
    let front = math::exp(a * math::ln(x) + b * math::ln_1p(-x) - ln_beta(a, b)) / a;
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * h
}

fn nonzero(x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    if x.abs() < TINY { TINY } else { x }
}

/// How likely Student's t with so many degrees of freedom lies as far from 0 or further, on either side.
pub(crate) fn student_beyond(t: f64, freedom: f64) -> f64 {
    if t.is_infinite() {
        return 0.0;
    }
    beta_below(freedom / (freedom + t * t), freedom / 2.0, 0.5)
}

/// The t that Student's t with so many degrees of freedom exceeds on either side with probability `beyond`.
pub(crate) fn student_quantile(beyond: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while student_beyond(high, freedom) > beyond && high < 1e300 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if student_beyond(middle, freedom) > beyond {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// How likely chi-square with so many degrees of freedom is as large or larger: the series of the incomplete gamma
/// function on one side of the mean, its continued fraction on the other (DLMF 8.7.1 and 8.9.2).
pub(crate) fn chi_square_beyond(x: f64, freedom: f64) -> f64 {
    let (a, x) = (freedom / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let front = math::exp(a * math::ln(x) - x - ln_gamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for n in 1..10_000 {
            term *= x / (a + f64::from(n));
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return 1.0 - front * sum;
    }
    // Γ(a, x) is x^a E_(1-a)(x) = x^a e^-x times the scaled integral.
    front * scaled_exponential_integral(1.0 - a, x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, known: f64) {
        assert!((found - known).abs() <= 2e-13 * known.abs().max(1e-300), "{found} is not {known}");
    }

    /// mpmath 1.3 with 30 digits: `psi(0, x)` and `expint(s, z) * exp(z)`.
    #[test]
    fn gamma_and_exponential_integrals() {
        near(digamma(0.25), -4.227_453_533_376_265);
        near(digamma(1e-3), -1_000.575_571_931_810_3);
        near(digamma(7.5), 1.946_757_484_246_086_8);
        near(digamma(250.0), 5.519_459_584_531_046);
        near(thinning(0.0, 3.0), 3.0);
        near(thinning(-2.0, 1.0), 3.194_528_049_465_325);
        near(scaled_exponential_integral(0.606, 0.13), 2.943_651_340_119_530_3);
        near(scaled_exponential_integral(0.606, 2.5), 0.336_296_188_978_821_9);
        near(scaled_exponential_integral(1.5, 0.01), 1.682_214_274_736_518_5);
        near(scaled_exponential_integral(3.0, 40.0), 0.023_292_063_702_861_016);
    }

    /// mpmath with 30 digits: `ncdf`, `erfinv`, `betainc` and `gammainc`, regularised.
    #[test]
    fn distributions() {
        near(normal_below(-1.96), 0.024_997_895_148_220_434);
        near(normal_quantile(0.975), 1.959_963_984_540_054_2);
        near(normal_quantile(1e-10), -6.361_340_902_404_056);
        near(beta_below(0.3, 2.0, 5.0), 0.579_825);
        near(student_beyond(2.0, 5.0), 0.101_939_478_829_858_36);
        assert!((student_beyond(3.25, 20_000.5) / 0.001_155_957_159_487_187 - 1.0).abs() < 1e-9);
        assert!((student_beyond(student_quantile(0.05, 7.0), 7.0) / 0.05 - 1.0).abs() < 1e-12);
        near(chi_square_beyond(3.84, 1.0), 0.050_043_521_248_705_1);
        near(chi_square_beyond(1.2, 5.0), 0.944_877_365_002_121_9);
        near(chi_square_beyond(60.0, 1.0), 9.485_737_571_073_848e-15);
        assert_eq!(chi_square_beyond(0.0, 1.0), 1.0);
    }
}
