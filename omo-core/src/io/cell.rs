//! One cell: text or number as it comes, and the amounts, counts and times people write there.

use std::borrow::Cow;

use crate::decimal::shortest;
use crate::model::amount_and_currency;
use crate::nfkc::nfkc;
use serde_json::{Number, Value};

use crate::{Error, Money, Time, Zone};

/// What a cell holds.
#[derive(Debug, Clone)]
pub(super) enum Scalar<'a> {
    /// Text, or a truth value as text.
    Text(Cow<'a, str>),
    /// A number of JSON.
    Number(&'a Number),
    /// A whole number of a table.
    Integer(i64),
    /// A number of a table.
    Float(f64),
    /// An instant of a table: UTC milliseconds, which need not be a time of a shop, and the wall's offset.
    Time { millis: i64, offset: i16 },
    /// A list or an object, where one value belongs.
    Nested,
}

impl<'a> Scalar<'a> {
    /// Nothing for null.
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(text) => Some(Self::Text(Cow::Borrowed(text))),
            Value::Number(number) => Some(Self::Number(number)),
            Value::Bool(yes) => Some(Self::Text(Cow::Borrowed(if *yes { "true" } else { "false" }))),
            Value::Array(_) | Value::Object(_) => Some(Self::Nested),
        }
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Text(text) if text.trim().is_empty())
    }

    /// Its text, trimmed; nothing for a list or an object.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text.trim())),
            Self::Number(number) => Some(Cow::Owned(crate::json::write(number))),
            Self::Integer(number) => Some(Cow::Owned(number.to_string())),
            Self::Float(float) => {
                // A data frame writes the key 7 as 7.0 where other rows have none.
                let digits = || shortest(*float);
                float.is_finite().then(|| self.whole().map_or_else(digits, |whole| whole.to_string()).into())
            }
            Self::Time { millis, offset } => Some(Time::new(*millis, *offset).ok()?.to_string().into()),
            Self::Nested => None,
        }
    }

    /// The same, without borrowing the cell.
    pub(super) fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(Cow::Borrowed(text)) => Some(Cow::Borrowed(text.trim())),
            other => other.text().map(|text| Cow::Owned(text.into_owned())),
        }
    }

    /// A whole number such as `2`, `-1`, `1,000`, `2.0` or `２`.
    pub(super) fn whole(&self) -> Option<i64> {
        match self {
            Self::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| {
                    let plain = narrow(text).filter(|plain| plain.len() <= 40)?.replace(',', "");
                    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
                    part.bytes().all(|b| b == b'0').then(|| whole.parse().ok())?
                })
            }
            Self::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Self::Integer(number) => Some(*number),
            Self::Float(float) => whole(*float),
            Self::Time { .. } | Self::Nested => None,
        }
    }

    /// A finite number.
    pub(super) fn float(&self) -> Option<f64> {
        let float = match self {
            Self::Text(text) => decimal(&narrow(text.trim())?),
            Self::Number(number) => number.as_f64(),
            #[expect(clippy::cast_precision_loss, reason = "the nearest float is what was asked for")]
            Self::Integer(number) => Some(*number as f64),
            Self::Float(float) => Some(*float),
            Self::Time { .. } | Self::Nested => None,
        };
        float.filter(|f: &f64| f.is_finite())
    }

    /// An amount such as `1,200`, `12.34` or `1200 JPY`; one without a currency is of the given one.
    pub(super) fn money(&self, currency: Option<&str>) -> Result<Money, Wrong> {
        let wrong = |_: Error| Wrong {
            code: "price",
            reason: "write a price as a decimal number with no more decimals than its currency has",
        };
        // A float carries the noise of binary fractions, which `from_float` knows.
        let float = match self {
            Self::Number(number) if !(number.is_i64() || number.is_u64()) => number.as_f64(),
            Self::Float(float) => Some(*float),
            _ => None,
        };
        if let (Some(float), Some(currency)) = (float, currency) {
            return Money::from_float(float, currency).map_err(wrong);
        }
        let text = self.text().unwrap_or_default();
        let text = narrow(&text).unwrap_or_default();
        match amount_and_currency(&text) {
            Some((amount, code)) if code.bytes().all(|b| b.is_ascii_alphabetic()) => {
                Money::read(amount, code).map_err(wrong)
            }
            _ => match currency {
                Some(currency) => Money::read(&text, currency).map_err(wrong),
                None => Err(Wrong {
                    code: "missing",
                    reason: "a price needs a currency: map a column to `currency` or give it as a constant",
                }),
            },
        }
    }

    /// A time; a number is of seconds, milli-, micro- or nanoseconds since 1970, by its size.
    pub(super) fn time(&self, zone: &Zone) -> Option<Time> {
        match self {
            Self::Text(text) => {
                let text = narrow(text.trim()).filter(|text| text.len() <= 64)?;
                Time::read(&text, zone).ok().or_else(|| {
                    let number: i64 = text.parse().ok().filter(|_| text.len() > 13)?;
                    Time::in_zone(millis(number), zone).ok()
                })
            }
            Self::Number(number) => {
                Time::in_zone(number.as_i64().map(millis).or_else(|| float_millis(number.as_f64()?))?, zone)
                    .ok()
            }
            Self::Integer(number) => Time::in_zone(millis(*number), zone).ok(),
            Self::Float(float) => Time::in_zone(float_millis(*float)?, zone).ok(),
            Self::Time { millis, offset } => Time::new(*millis, *offset).ok(),
            Self::Nested => None,
        }
    }
}

/// Why a cell cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) code: &'static str,
    pub(super) reason: &'static str,
}

/// Milliseconds of a number that counts seconds, milli-, micro- or nanoseconds. The four do not overlap
/// between 1973 and 2199.
fn millis(number: i64) -> i64 {
    match number.unsigned_abs() {
        0..100_000_000_000 => number.saturating_mul(1000),
        100_000_000_000..100_000_000_000_000 => number,
        100_000_000_000_000..100_000_000_000_000_000 => number / 1000,
        _ => number / 1_000_000,
    }
}

/// The same of a number with a fraction, or of one so large that a double is what holds it.
fn float_millis(number: f64) -> Option<i64> {
    let number = Some(number).filter(|f| (0.0..1e17).contains(f))?;
    #[expect(clippy::cast_possible_truncation, reason = "below 1e17, and a part of a millisecond is noise")]
    Some(if number < 1e11 { (number * 1000.0).round() as i64 } else { millis(number as i64) })
}

/// The whole number that a float is.
fn whole(float: f64) -> Option<i64> {
    let float = Some(float).filter(|f| f.fract() == 0.0 && f.abs() < 1e15)?;
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e15")]
    Some(float as i64)
}

/// In narrow characters; nothing for what is far too long to be a number or a time.
fn narrow(text: &str) -> Option<Cow<'_, str>> {
    match text {
        text if text.is_ascii() => Some(Cow::Borrowed(text)),
        text if text.len() > 256 => None,
        text => Some(nfkc(text)),
    }
}

/// A decimal number, `+035.60` too; read as JSON, because the other reader would bring a table of 10 KB.
fn decimal(text: &str) -> Option<f64> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => text.split_at_checked(1)?,
        b'+' => ("", text.get(1..).filter(|rest| !rest.starts_with('-'))?),
        _ => ("", text),
    };
    let plain = digits.trim_start_matches('0');
    let bare = plain.starts_with('.')
        || plain.len() < digits.len() && !plain.starts_with(|c: char| c.is_ascii_digit());
    let zero = if bare { "0" } else { "" };
    let text = [sign, zero, plain].concat();
    crate::json::read(&text)?.as_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_as_people_write_them() {
        for (text, number) in
            [("035.60", 35.6), ("+7", 7.0), ("-.5", -0.5), ("0", 0.0), ("-000", 0.0), ("1e2", 100.0)]
        {
            assert_eq!(decimal(text), Some(number), "{text}");
        }
        for wrong in ["", "-", "+", "e5", "--1", "+-1", "0x1", "1 2", "NaN", "inf", "1,5", "."] {
            assert_eq!(decimal(wrong), None, "{wrong}");
        }
    }
    use serde_json::json;

    fn text(text: &str) -> Scalar<'_> {
        Scalar::Text(Cow::Borrowed(text))
    }

    #[test]
    fn counts_as_people_write_them() {
        let good = [("2", 2), (" 2 ", 2), ("-1", -1), ("1,000", 1000), ("2.0", 2), ("２", 2), ("+3", 3)];
        for (written, count) in good {
            assert_eq!(text(written).whole(), Some(count), "{written}");
        }
        for written in ["", "NaN", "inf", "1.5", "two", "1e3", "99999999999999999999"] {
            assert_eq!(text(written).whole(), None, "{written}");
        }
        assert_eq!(Scalar::of(&json!(2.0)).unwrap().whole(), Some(2));
        assert_eq!(Scalar::of(&json!(2.5)).unwrap().whole(), None);
        assert_eq!(Scalar::of(&json!([2])).unwrap().whole(), None);
    }

    #[test]
    fn amounts_with_and_without_their_currency() {
        assert_eq!(text("1,200").money(Some("JPY")), Ok(Money::yen(1200)));
        assert_eq!(text("1200 JPY").money(None), Ok(Money::yen(1200)));
        assert_eq!(text("１２００").money(Some("JPY")), Ok(Money::yen(1200)));
        let noise = json!(19.990_000_000_000_002);
        assert_eq!(Scalar::of(&noise).unwrap().money(Some("USD")).unwrap().minor(), 1999);
        assert_eq!(text("1200").money(None).unwrap_err().code, "missing");
        for wrong in ["", "free", "1.5", "NaN", "12 34", " JPY"] {
            assert_eq!(text(wrong).money(Some("JPY")).unwrap_err().code, "price", "{wrong}");
        }
    }

    #[test]
    fn numbers_of_any_size_are_one_instant() {
        let utc = Zone::utc();
        let all = [
            json!(1_772_356_800),
            json!(1_772_356_800_000_i64),
            json!(1_772_356_800_000_000_i64),
            json!(1_772_356_800_000_000_000_i64),
            json!(1_772_356_800.0),
            json!("1772356800000000"),
            json!("2026-03-01T09:20:00Z"),
        ];
        for time in &all {
            assert_eq!(Scalar::of(time).unwrap().time(&utc).unwrap().millis(), 1_772_356_800_000, "{time}");
        }
        for wrong in [json!(-1), json!(1e300), json!(u64::MAX), json!("soon"), json!(true), json!({})] {
            assert!(Scalar::of(&wrong).unwrap().time(&utc).is_none(), "{wrong}");
        }
    }
}
