//! Amounts of money.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::Error;
use crate::form::{self, Form, Style, Wrong};

/// An amount in whole minor units of a currency: yen for JPY, cents for USD.
///
/// Written and read as `"1200 JPY"` or `"12.34 USD"`.
///
/// ```
/// use omo_core::Money;
/// let price = Money::read("12.34", "USD")?;
/// assert_eq!(price.minor(), 1234);
/// assert_eq!(price.to_string(), "12.34 USD");
/// assert_eq!(Money::yen(1200).to_string(), "1200 JPY");
/// assert!(Money::read("12.345", "USD").is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money {
    minor: i64,
    currency: [u8; 3],
}

/// Currencies of ISO 4217 without and with three decimals; all others have two.
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF",
];
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

/// Decimals of a currency.
fn decimals(currency: &str) -> usize {
    if WHOLE.contains(&currency) {
        0
    } else if THOUSANDTHS.contains(&currency) {
        3
    } else {
        2
    }
}

impl Money {
    /// `minor` minor units of `currency`, an ISO 4217 code.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when `currency` is not three letters.
    pub fn new(minor: i64, currency: &str) -> Result<Self, Error> {
        match currency.trim().as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self { minor, currency: [a, b, c].map(|letter| letter.to_ascii_uppercase()) })
            }
            _ => Err(Error::format("currency", "three letters of ISO 4217, such as JPY")),
        }
    }

    /// Yen.
    #[must_use]
    pub fn yen(yen: i64) -> Self {
        Self { minor: yen, currency: *b"JPY" }
    }

    /// Reads a decimal amount such as `1,200` or `12.34`.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when it is no amount, has more decimals than the currency, or does not fit.
    pub fn read(amount: &str, currency: &str) -> Result<Self, Error> {
        let zero = Self::new(0, currency)?;
        let wrong =
            || Error::format("amount", "a decimal number with no more decimals than its currency has");
        let amount = amount.trim();
        if amount.len() > 40 {
            return Err(wrong());
        }
        let plain: String = amount.chars().filter(|c| !matches!(c, ',' | '¥' | '￥' | '$' | '€')).collect();
        let (negative, digits) = plain.strip_prefix('-').map_or((false, plain.as_str()), |rest| (true, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let places = decimals(zero.currency());
        let part = part.trim_end_matches('0');
        let clean = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > places || !clean(whole) || !clean(part) {
            return Err(wrong());
        }
        let minor: i64 = format!("{whole}{part:0<places$}").parse().map_err(|_| wrong())?;
        Ok(Self { minor: if negative { -minor } else { minor }, ..zero })
    }

    /// Reads an amount that a table holds as a floating-point number: it must lie within a ten-thousandth of
    /// a whole minor unit.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when it does not, is not finite, or does not fit.
    pub fn from_float(amount: f64, currency: &str) -> Result<Self, Error> {
        let zero = Self::new(0, currency)?;
        let minor =
            amount * [1.0, 10.0, 100.0, 1000.0].get(decimals(zero.currency())).copied().unwrap_or(1.0);
        // Written so that NaN fails too.
        if (minor - minor.round()).abs() < 1e-4 && minor.abs() < 9e15 {
            #[expect(clippy::cast_possible_truncation, reason = "below 2^53, checked above")]
            return Ok(Self { minor: minor.round() as i64, ..zero });
        }
        Err(Error::format("amount", "a decimal number with no more decimals than its currency has"))
    }

    /// The amount in minor units.
    #[must_use]
    pub fn minor(self) -> i64 {
        self.minor
    }

    /// The amount as a table holds it: yen, or dollars with cents; the float nearest to the decimal.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact to the cent up to 90 trillion of them")]
    pub fn to_float(self) -> f64 {
        let unit = [1.0, 10.0, 100.0, 1000.0].get(decimals(self.currency())).copied().unwrap_or(1.0);
        self.minor as f64 / unit
    }

    /// The ISO 4217 code.
    #[must_use]
    pub fn currency(&self) -> &str {
        // Always letters; XXX is ISO 4217's own word for "no currency".
        std::str::from_utf8(&self.currency).unwrap_or("XXX")
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self { minor: self.minor.saturating_abs(), ..self }
    }

    /// The amount `quantity` times.
    #[must_use]
    pub fn times(self, quantity: u32) -> Self {
        Self { minor: self.minor.saturating_mul(i64::from(quantity)), ..self }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = decimals(self.currency());
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at_checked(digits.len() - places).unwrap_or_default();
        let point = if places == 0 { "" } else { "." };
        write!(f, "{sign}{whole}{point}{part} {}", self.currency())
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Form for Money {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        let (amount, currency) = amount_and_currency(form::text(value)?.trim())
            .ok_or_else(|| Wrong::must_be("like `1200 JPY`"))?;
        Ok(Self::read(amount, currency)?)
    }
}

/// What stands before the last space, and behind it.
// By bytes: looking for a letter from the end is half a kilobyte of the standard library.
pub(crate) fn amount_and_currency(text: &str) -> Option<(&str, &str)> {
    let space = text.bytes().rposition(|byte| byte == b' ')?;
    Some((text.get(..space)?, text.get(space + 1..)?))
}

form::deserialized!(Money);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_write_them() {
        assert_eq!(Money::read("1,200", "JPY").unwrap().minor(), 1200);
        assert_eq!(Money::read("￥1,200", "jpy").unwrap().minor(), 1200);
        assert_eq!(Money::read("-0.5", "USD").unwrap().minor(), -50);
        assert_eq!(Money::read("12.00", "JPY").unwrap().minor(), 12);
        assert_eq!(Money::read("1.5", "KWD").unwrap().minor(), 1500);
        for wrong in ["", "x", "1.2.3", "1.2", "NaN", "99999999999999999999", "-", "."] {
            assert!(Money::read(wrong, "JPY").is_err(), "{wrong}");
        }
        assert!(Money::read("1", "YEN!").is_err());
    }

    #[test]
    fn a_table_holds_the_decimal_itself() {
        assert_eq!(Money::read("12.34", "USD").unwrap().to_float(), 12.34);
        assert_eq!(Money::yen(-1200).to_float(), -1200.0);
        assert_eq!(Money::read("0.005", "KWD").unwrap().to_float(), 0.005);
    }

    #[test]
    fn floats_of_tables_are_whole_cents_or_nothing() {
        assert_eq!(Money::from_float(0.1 + 0.2, "USD").unwrap().minor(), 30);
        assert_eq!(Money::from_float(-4.99, "USD").unwrap().minor(), -499);
        for wrong in [0.001, f64::NAN, f64::INFINITY, 1e300] {
            assert!(Money::from_float(wrong, "USD").is_err(), "{wrong}");
        }
    }

    proptest! {
        /// What is written is read back.
        #[test]
        fn text_and_back(minor in -1_000_000_000_000_i64..1_000_000_000_000, which in 0_usize..3) {
            let money = Money::new(minor, ["JPY", "USD", "KWD"][which]).unwrap();
            let text = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&text).unwrap(), money);
        }
    }
}
