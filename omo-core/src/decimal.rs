//! Floats as decimal text, as the standard library writes and reads them.
//!
//! Own code, because the standard library's was 10 KB of the browser package: what is needed here is exact with
//! whole numbers alone, and the shortest text is that of the JSON writer, which is there anyway.

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
    let Some(number) = serde_json::Number::from_f64(x) else {
        return if x.is_nan() {
            "NaN"
        } else if x > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    };
    // JSON writes `1.0` and `1e300`; here are no exponents.
    let text = number.to_string();
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
        // What JSON demands: no zeros before a whole number, a digit after the point.
        let whole = Some(whole.trim_start_matches('0')).filter(|whole| !whole.is_empty()).unwrap_or("0");
        let json = [whole, ".", part, "0e", exponent].concat();
        serde_json::from_str::<serde_json::Value>(&json).ok()?.as_f64()?
    };
    Some(if text.starts_with('-') { -size } else { size })
}

/// So many digits are a float without rounding, and so is ten to the power of as many.
const EXACT: usize = 15;

/// One division of two exact numbers rounds once, to the nearest (Clinger 1990).
fn exact(whole: &str, part: &str) -> f64 {
    let add = |number: f64, digit: u8| number * 10.0 + f64::from(digit.wrapping_sub(b'0'));
    let number = whole.bytes().chain(part.bytes()).fold(0.0, add);
    number / part.bytes().fold(1.0, |power, _| power * 10.0)
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
