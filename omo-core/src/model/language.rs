//! The language of words shown to shops and customers.

use std::str::FromStr;

use serde::Serialize;

use crate::Error;
use crate::form;

/// The language of words shown to shops and customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
}

form::words!(Language { En = "en", Ja = "ja" });

impl FromStr for Language {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "en" => Ok(Self::En),
            "ja" => Ok(Self::Ja),
            _ => Err(Error::option("language", "en or ja", &text)),
        }
    }
}
