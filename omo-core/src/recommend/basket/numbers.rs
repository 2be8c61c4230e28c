//! Numbers of features: quick, and with the same bits everywhere.

/// The natural logarithm of a number greater than 0, to about seven digits.
///
/// Several times as quick as the exact one, and of nothing but sums and products, so that it has the same bits
/// everywhere. A question of one customer takes some thousand.
pub(super) fn ln(x: f32) -> f32 {
    let x = f64::from(x.max(f32::MIN_POSITIVE));
    let bits = x.to_bits();
    // x = 2^exponent * mantissa, with the mantissa from sqrt(1/2) to sqrt(2).
    let high = u32::try_from(bits >> 32).unwrap_or(0);
    let above = u32::from(high & 0x000f_ffff >= 0x0006_a09e);
    let exponent = f64::from(high >> 20 & 0x7ff) - 1023.0 + f64::from(above);
    let mantissa = f64::from_bits(bits & 0x000f_ffff_ffff_ffff | u64::from(1023 - above) << 52);
    // ln(m) = 2 atanh((m - 1) / (m + 1)).
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let zz = z * z;
    let series = 1.0 + zz * (1.0 / 3.0 + zz * (0.2 + zz * (1.0 / 7.0 + zz * (1.0 / 9.0))));
    narrow(exponent * core::f64::consts::LN_2 + 2.0 * z * series)
}

/// ln(1 + x) for x from 0 on.
pub(super) fn ln_1p(x: f32) -> f32 {
    ln(1.0 + x)
}

/// The square root.
pub(super) fn root(x: f32) -> f32 {
    // IEEE 754 rounds it right on every machine.
    x.sqrt()
}

/// A count.
#[expect(clippy::cast_precision_loss, reason = "counts; beyond 2^24 the nearest will do")]
pub(super) fn float(count: usize) -> f32 {
    count as f32
}

/// Whole days from one to another, 0 where it is earlier.
pub(super) fn age(from: i32, to: i32) -> usize {
    to.saturating_sub(from).max(0).unsigned_abs() as usize
}

/// The same as a number.
pub(super) fn days(from: i32, to: i32) -> f32 {
    float(age(from, to))
}

/// A sum that was made in double precision.
#[expect(clippy::cast_possible_truncation, reason = "features are of single precision")]
pub(super) fn narrow(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_logarithm_is_the_logarithm() {
        for step in -400..400_i16 {
            let x = crate::math::exp(f64::from(step) / 10.0);
            let exact = crate::math::ln(f64::from(narrow(x)));
            assert!((f64::from(ln(narrow(x))) - exact).abs() <= 2e-7 * exact.abs().max(1.0), "at {x}");
        }
        assert!(ln(1.0) == 0.0 && ln_1p(0.0) == 0.0);
        assert!(ln(0.0).is_finite());
    }
}
