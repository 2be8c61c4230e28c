//! Floats as decimal text, as the standard library writes and reads them.
//!
//! Own code, because the standard library's was 10 KB of the browser package: what is needed here is exact with
//! whole numbers alone, and the shortest text is that of the JSON writer, which is there anyway.

use std::cmp::Ordering;

/// `x` with so many decimals, at most three: the text of `format!("{x:.places$}")`.
///
/// It rounds the exact binary value, and halves to the even neighbour.
pub(crate) fn fixed(x: f64, places: usize) -> String {
    const FRACTION: u64 = (1 << 52) - 1;
    if !x.is_finite() {
        return shortest(x);
    }
    let places = places.min(3);
    // x is mantissa times 2 to the power of -halvings.
    let (bits, sign) = (x.abs().to_bits(), if x.is_sign_negative() { "-" } else { "" });
    let (mantissa, halvings) = match (bits >> 52, bits & FRACTION) {
        (0, fraction) => (fraction, 1074),
        (exponent, fraction) => (fraction | (FRACTION + 1), 1075 - i64::try_from(exponent).unwrap_or(0)),
    };
    let scale = [1, 10, 100, 1000].get(places).copied().unwrap_or(1);
    // Below 2 to the power of 63.
    let scaled = mantissa * scale;
    let mut digits = match u32::try_from(halvings) {
        // Less than a half.
        Ok(64..) => "0".to_owned(),
        Ok(halvings) => {
            let whole = scaled.checked_shr(halvings).unwrap_or(0);
            let rest = scaled - (whole << halvings);
            let half = (1_u64 << halvings) >> 1;
            let up = rest > half || rest == half && halvings > 0 && whole % 2 == 1;
            (whole + u64::from(up)).to_string()
        }
        Err(_) => doubled(&scaled.to_string(), halvings.unsigned_abs()),
    };
    if places > 0 {
        let zeros = (places + 1).saturating_sub(digits.len());
        digits.insert_str(0, &"0".repeat(zeros));
        digits.insert(digits.len() - places, '.');
    }
    [sign, &digits].concat()
}

/// Digits of a whole number times 2, so many times.
fn doubled(digits: &str, times: u64) -> String {
    let mut digits: Vec<u8> = digits.bytes().rev().map(|digit| digit - b'0').collect();
    for _ in 0..times {
        let mut carry = 0;
        for digit in &mut digits {
            let twice = *digit * 2 + carry;
            (*digit, carry) = (twice % 10, twice / 10);
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    digits.into_iter().rev().map(|digit| char::from(b'0' + digit)).collect()
}

/// The shortest decimal text that is read back as `x`: the text of `x.to_string()`. Where two are equally short and
/// equally near, which takes a number of 17 digits, it is the even one.
pub(crate) fn shortest(x: f64) -> String {
    if !x.is_finite() {
        return if x.is_nan() {
            "NaN"
        } else if x > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    // JSON writes `1.0` and `1e300`; here are no exponents.
    let text = crate::json::write(&x);
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |text| ("-", text));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let part = part.trim_end_matches('0');
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    if exponent < 0 {
        return [sign, "0.", &zeros(-exponent - 1), whole, part].concat();
    }
    if exponent > 0 {
        let more = exponent - i32::try_from(part.len()).unwrap_or(0);
        return [sign, whole, part, &zeros(more)].concat();
    }
    let point = if part.is_empty() { "" } else { "." };
    [sign, whole, point, part].concat()
}

/// The number that a text says: what `text.parse()` makes of it, and nothing where that is infinite or no number.
pub(crate) fn read(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let said = !(whole.is_empty() && part.is_empty() || power.is_empty());
    if !said || ![whole, part, power].into_iter().all(digits) {
        return None;
    }
    let size = if exponent == "0" && whole.len() + part.len() <= EXACT {
        exact(whole, part)
    } else {
        let below = exponent.starts_with('-');
        // Further than any float reaches, also from the last of the digits.
        let power = power.parse().unwrap_or(FAR).min(FAR);
        let said =
            Decimal::of([whole, part].concat().into_bytes(), whole.len(), if below { -power } else { power });
        said.nearest()?
    };
    Some(if text.starts_with('-') { -size } else { size })
}

const FAR: i64 = 1 << 60;

/// So many digits are a float without rounding, and so is ten to the power of as many.
const EXACT: usize = 15;

/// One division of two exact numbers rounds once, to the nearest (Clinger 1990).
fn exact(whole: &str, part: &str) -> f64 {
    let add = |number: f64, digit: u8| number * 10.0 + f64::from(digit.wrapping_sub(b'0'));
    let number = whole.bytes().chain(part.bytes()).fold(0.0, add);
    number / part.bytes().fold(1.0, |power, _| power * 10.0)
}

/// A decimal number: 0.digits times 10 to the power of `point`, with no zeros at either end.
struct Decimal {
    digits: Vec<u8>,
    point: i64,
}

impl Decimal {
    /// Of digits as text, so many of them before the point, times 10 to the power of `power`.
    fn of(mut digits: Vec<u8>, whole: usize, power: i64) -> Self {
        let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
        digits.drain(..zeros);
        let last = digits.iter().rposition(|&digit| digit != b'0');
        digits.truncate(last.map_or(0, |last| last + 1));
        let places = |count: usize| i64::try_from(count).unwrap_or(FAR);
        Self { digits, point: places(whole) - places(zeros) + power }
    }

    /// Half way from `x` to the next larger float, exactly.
    fn above(x: f64) -> Self {
        const PART: u64 = 1_000_000_000;
        let (mantissa, power) = binary(x);
        let (mut mantissa, power) = (2 * mantissa + 1, power - 1);
        // Nine digits each, the lowest first.
        let mut parts = Vec::new();
        while mantissa > 0 {
            parts.push(mantissa % PART);
            mantissa /= PART;
        }
        // A half is five tenths.
        let factor = if power < 0 { 5_u64 } else { 2 };
        let mut left = power.unsigned_abs();
        while left > 0 {
            let now = left.min(12);
            left -= now;
            let mut carry = 0;
            for part in &mut parts {
                let more = *part * factor.pow(now) + carry;
                (*part, carry) = (more % PART, more / PART);
            }
            if carry > 0 {
                parts.push(carry);
            }
        }
        let mut digits = Vec::new();
        for mut part in parts {
            for _ in 0..9 {
                digits.push(b'0' + u8::try_from(part % 10).unwrap_or(0));
                part /= 10;
            }
        }
        digits.reverse();
        let whole = digits.len();
        Self::of(digits, whole, power.min(0).into())
    }

    /// The nearest float, of two as near the even one; nothing beyond the largest.
    fn nearest(&self) -> Option<f64> {
        if self.digits.is_empty() || self.point < -400 {
            return Some(0.0);
        }
        if self.point > 400 {
            return None;
        }
        // A guess that is off by a few floats, and then step by step.
        let first = self.digits.iter().take(17);
        let (size, places) = first.fold((0.0, 0), |(size, places), &digit| {
            (size * 10.0 + f64::from(digit.wrapping_sub(b'0')), places + 1)
        });
        let power = i32::try_from(self.point - places).unwrap_or(0);
        // In two steps, for powers that are no floats.
        let (ten, rest) = (ten(power.unsigned_abs() / 2), ten(power.unsigned_abs().div_ceil(2)));
        let guess = if power < 0 { size / ten / rest } else { size * ten * rest };
        let mut bits = guess.min(f64::MAX).to_bits();
        loop {
            let odd = bits % 2 == 1;
            let beside = |below: u64| self.cmp(&Self::above(f64::from_bits(below)));
            let up = beside(bits);
            if up == Ordering::Greater || up == Ordering::Equal && odd {
                bits += 1;
                if !f64::from_bits(bits).is_finite() {
                    return None;
                }
                continue;
            }
            let Some(below) = bits.checked_sub(1) else { break };
            let down = beside(below);
            if down == Ordering::Less || down == Ordering::Equal && odd {
                bits = below;
                continue;
            }
            break;
        }
        Some(f64::from_bits(bits))
    }

    fn cmp(&self, other: &Self) -> Ordering {
        self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits))
    }
}

/// About ten to the power of `power`.
fn ten(mut power: u32) -> f64 {
    let (mut product, mut square) = (1.0, 10.0);
    while power > 0 {
        if power % 2 == 1 {
            product *= square;
        }
        square *= square;
        power /= 2;
    }
    product
}

/// A float that is not negative as a whole number times 2 to a power.
fn binary(x: f64) -> (u64, i32) {
    const FRACTION: u64 = (1 << 52) - 1;
    let bits = x.to_bits();
    match (i32::try_from(bits >> 52).unwrap_or(0), bits & FRACTION) {
        (0, fraction) => (fraction, -1074),
        (exponent, fraction) => (fraction | (FRACTION + 1), exponent - 1075),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(x: f64) {
        let (ours, theirs) = (shortest(x), x.to_string());
        assert_eq!(ours.len(), theirs.len(), "{x:?}");
        assert!(ours.parse() == Ok(x) || x.is_nan(), "{ours}");
        // Its digits, all of them: half way between two shorter texts if it ends in the one 5 more.
        let digits =
            |text: &str| text.split('e').next().unwrap().replace(['.', '-'], "").trim_matches('0').to_owned();
        let (exact, short) = (digits(&format!("{x:.800e}")), digits(&theirs));
        if !exact.ends_with('5') || exact.len() != short.len() + 1 {
            assert_eq!(ours, theirs);
        }
        for places in 0..=3 {
            assert_eq!(fixed(x, places), format!("{x:.places$}"), "{x:?} {places}");
        }
    }

    #[test]
    fn the_ends_and_the_halves() {
        let ends = [0.0, f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::INFINITY, f64::NAN, f64::EPSILON];
        let powers = (-1074..1024).map(|power| 2_f64.powi(power));
        let tens = (-320..309).map(|power| format!("1e{power}").parse().unwrap());
        let halves = (0..4000).map(|sixteenth| f64::from(sixteenth) / 16.0);
        let cents = (0..4000).map(|hundredth| f64::from(hundredth) / 100.0);
        for x in ends.into_iter().chain(powers).chain(tens).chain(halves).chain(cents) {
            same(x);
            same(-x);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Every float, by its bits, is written as the standard library writes it.
        #[test]
        fn as_the_standard_library(bits: u64, usual in -1e6..1e6, large in -1e18..1e18) {
            same(f64::from_bits(bits));
            same(usual);
            same((usual * 100.0_f64).round() / 100.0);
            same(large);
        }

        /// Every text that the standard library reads as a finite number is read as that, and no other is read.
        #[test]
        fn read_as_the_standard_library_reads(
            text in "[+-]?[0-9]{0,20}([.][0-9]{0,20})?([eE][+-]?[0-9]{0,4})?", odd in "[-+0-9.eE ainf]{0,6}", bits: u64,
        ) {
            let x = f64::from_bits(bits);
            for text in [text, odd, x.to_string(), format!("{x:e}")] {
                let theirs = text.parse().ok().filter(|x: &f64| x.is_finite());
                prop_assert_eq!(read(&text).map(f64::to_bits), theirs.map(f64::to_bits), "{}", text);
            }
        }
    }
}
