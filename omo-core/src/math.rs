//! Floats that have the same bits on every platform.
//!
//! The standard library's `exp`, `ln`, `powf` and `sin` call the platform's and differ between Linux and
//! WebAssembly; those of the `libm` crate do not.

/// e to the power of `x`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm of `x`.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// The logarithm of `x` to base 2.
#[must_use]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// ln(1 + x), exact for small `x`.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// e to the power of `x`, less 1, exact for small `x`.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// The natural logarithm of the gamma function of `x`.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// 1 less the error function of `x`.
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// `x` to the power of `y`.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// 2 to the power of `x`: whole powers are exact, what is below the least normal number is 0.
#[must_use]
pub fn exp2(x: f64) -> f64 {
    if x < -1022.0 {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "of what is above, all is infinite")]
    let whole = x as i32;
    // The exponent of a float is a power of two.
    let power = match u64::try_from(whole.saturating_add(1023)) {
        Ok(biased @ ..2047) => f64::from_bits(biased << 52),
        _ => f64::INFINITY,
    };
    exp((x - f64::from(whole)) * std::f64::consts::LN_2) * power
}

/// The sine of `x` radians.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// The cosine of `x` radians.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The sine of an angle in degrees: exact at the quarters of a turn, and else within one unit of the last place.
///
/// What is folded in degrees needs none of the many digits of pi that [`sin`] must carry for large angles, which weigh more
/// than all else here. Where nothing is to be folded, up to 45 degrees, the bits are those of [`sin`] and [`cos`].
#[must_use]
pub fn sin_degrees(degrees: f64) -> f64 {
    // Within half a turn, then within a quarter.
    let turn = degrees - 360.0 * (degrees / 360.0).round_ties_even();
    let folded = if turn.abs() > 90.0 { 180.0 - turn.abs() } else { turn.abs() };
    let sine =
        if folded <= 45.0 { near_zero(folded.to_radians()) } else { near_one((90.0 - folded).to_radians()) };
    sine.copysign(turn)
}

/// The cosine of an angle in degrees, as [`sin_degrees`].
#[must_use]
pub fn cos_degrees(degrees: f64) -> f64 {
    let turn = (degrees - 360.0 * (degrees / 360.0).round_ties_even()).abs();
    if turn <= 45.0 { near_one(turn.to_radians()) } else { sin_degrees(90.0 - turn) }
}

/// The sine of up to an eighth of a turn: the polynomial of FreeBSD's msun (`k_sin`), as in `libm`.
fn near_zero(x: f64) -> f64 {
    let z = x * x;
    let high = z * (z * z) * (-2.505_076_025_340_686_3e-8 + z * 1.589_690_995_211_55e-10);
    let low = 8.333_333_333_322_49e-3 + z * (-1.984_126_982_985_795e-4 + z * 2.755_731_370_707_006_8e-6);
    x + z * x * (-1.666_666_666_666_663_2e-1 + z * (low + high))
}

/// The cosine of the same (`k_cos`).
fn near_one(x: f64) -> f64 {
    let z = x * x;
    let high =
        -2.755_731_435_139_066_3e-7 + z * (2.087_572_321_298_175e-9 + z * -1.135_964_755_778_819_5e-11);
    let low = 4.166_666_666_666_66e-2 + z * (-1.388_888_888_887_411e-3 + z * 2.480_158_728_947_673e-5);
    let whole = 1.0 - 0.5 * z;
    whole + (((1.0 - whole) - 0.5 * z) + z * (z * low + z * z * (z * z) * high))
}

/// The angle in radians whose sine is `x`.
#[must_use]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// `part / whole`, and 0 where there is no whole.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "exact up to 9 quadrillion")]
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn angles_in_degrees_are_those_in_radians(degrees in -720.0..720.0_f64, small in -45.0..45.0_f64) {
            prop_assert!((sin_degrees(degrees) - sin(degrees.to_radians())).abs() < 1e-14);
            prop_assert!((cos_degrees(degrees) - cos(degrees.to_radians())).abs() < 1e-14);
            prop_assert_eq!(sin_degrees(small), sin(small.to_radians()));
            prop_assert_eq!(cos_degrees(small), cos(small.to_radians()));
        }
    }

    proptest! {
        #[test]
        fn powers_of_two_are_powers(x in -1000.0..1000.0_f64) {
            let power = pow(2.0, x);
            prop_assert!((exp2(x) - power).abs() <= power * 1e-14, "{} {power}", exp2(x));
        }
    }

    #[test]
    fn quarters_of_a_turn_are_exact() {
        for turn in [-720.0, -360.0, 0.0, 360.0] {
            let quarters = [0.0, 90.0, 180.0, 270.0].map(|quarter| turn + quarter);
            assert_eq!(quarters.map(sin_degrees), [0.0, 1.0, 0.0, -1.0]);
            assert_eq!(quarters.map(cos_degrees), [1.0, 0.0, -1.0, 0.0]);
        }
        assert!(sin_degrees(f64::NAN).is_nan() && cos_degrees(f64::INFINITY).is_nan());
    }

    #[test]
    fn known_values() {
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(1.0), 0.0);
        assert_eq!(log2(8.0), 3.0);
        assert_eq!(pow(2.0, 10.0), 1024.0);
        assert_eq!([10.0, 0.0, -3.0, -2000.0, 2000.0].map(exp2), [1024.0, 1.0, 0.125, 0.0, f64::INFINITY]);
        assert!(exp2(f64::NAN).is_nan());
        assert_eq!(exp_m1(0.0), 0.0);
        assert_eq!(ln_gamma(2.0), 0.0);
        assert_eq!(erfc(0.0), 1.0);
        assert_eq!(share(1, 4), 0.25);
        assert_eq!(share(1, 0), 0.0);
    }
}
