//! What is sold.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Money;
use crate::Error;
use crate::form::{self, Form, Style, Wrong};

/// A product of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// The shop's key for it: a GTIN or its own number. Touchpoints name it by this.
    pub id: String,
    /// What customers call it.
    pub name: String,
    /// The category it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The usual price of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string", optional))]
    pub price: Option<Money>,
}

form::record!(Product { id: String::new(), name: String::new() } { category: None, price: None });

/// A Global Trade Item Number (JAN, EAN, UPC) of 8, 12, 13 or 14 digits whose check digit is right.
///
/// ```
/// use omo_core::Gtin;
/// assert_eq!("6291041500213".parse::<Gtin>()?.to_string(), "06291041500213");
/// assert!("6291041500214".parse::<Gtin>().is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gtin(u64);

impl Gtin {
    /// The check digit that follows `digits` (GS1 General Specifications, section 7.9: weights 3 and 1 from the right).
    #[must_use]
    pub fn check_digit(digits: &str) -> Option<u8> {
        if digits.is_empty() || digits.len() > 17 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let weighted = digits.bytes().rev().zip([3, 1].into_iter().cycle());
        let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
        u8::try_from((10 - sum % 10) % 10).ok()
    }
}

impl FromStr for Gtin {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::format("GTIN", "8, 12, 13 or 14 digits with a right check digit");
        let text = text.trim();
        if !matches!(text.len(), 8 | 12 | 13 | 14) {
            return Err(wrong());
        }
        let (digits, check) = text.split_at_checked(text.len() - 1).ok_or_else(wrong)?;
        let right = Self::check_digit(digits).ok_or_else(wrong)?;
        if check.parse() == Ok(right) { text.parse().map(Self).map_err(|_| wrong()) } else { Err(wrong()) }
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:014}", self.0)
    }
}

impl Serialize for Gtin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Form for Gtin {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        form::parsed(value)
    }
}

form::deserialized!(Gtin);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example of gs1.org's check digit calculator: 6291041500213.
    #[test]
    fn the_published_example() {
        assert_eq!(Gtin::check_digit("629104150021"), Some(3));
    }

    proptest! {
        /// No single wrong digit passes.
        #[test]
        fn one_wrong_digit_is_seen(body in "[0-9]{12}", at in 0_usize..13, by in 1_u8..10) {
            let right = format!("{body}{}", Gtin::check_digit(&body).unwrap());
            prop_assert!(right.parse::<Gtin>().is_ok());
            let mut wrong = right.into_bytes();
            wrong[at] = b'0' + (wrong[at] - b'0' + by) % 10;
            prop_assert!(String::from_utf8(wrong).unwrap().parse::<Gtin>().is_err());
        }
    }
}
