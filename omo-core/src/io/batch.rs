//! What a load gives: what was understood, and what was not and why.

use std::fmt;

use serde::Serialize;

use crate::Touchpoint;

/// Everything a channel's export held. Nothing is lost: `rows` is `accepted + ignored + quarantined.len()`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Batch {
    /// The touchpoints, oldest first, then by id.
    pub touchpoints: Vec<Touchpoint>,
    /// Records that could not be understood, in order of rows.
    pub quarantined: Vec<Quarantined>,
    /// What was left out of a touchpoint that was otherwise good, in order of rows.
    pub notes: Vec<Note>,
    /// How many records were read; blank lines are none.
    pub rows: u32,
    /// How many became a touchpoint or part of one.
    pub accepted: u32,
    /// How many say nothing about a touchpoint, such as Segment's `group`; each has a note.
    pub ignored: u32,
    /// The header of a CSV, which the quarantined rows need to be read again.
    #[serde(skip)]
    pub(super) header: Option<String>,
}

impl Batch {
    /// The quarantined records as a file of the kind they came in: mend it and read it again.
    #[must_use]
    pub fn replay(&self) -> String {
        replay(self.header.as_deref(), &self.quarantined)
    }
}

/// The records of a side file: products, stores, stock or consents. `rows` is `records.len() + quarantined.len()`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Records<T> {
    /// The records, in order of rows.
    pub records: Vec<T>,
    /// Rows that could not be understood, in order of rows.
    pub quarantined: Vec<Quarantined>,
    /// How many rows were read; blank lines are none.
    pub rows: u32,
    /// The header of the CSV.
    #[serde(skip)]
    pub(super) header: Option<String>,
}

impl<T> Records<T> {
    /// The quarantined rows as a CSV with its header: mend it and read it again.
    #[must_use]
    pub fn replay(&self) -> String {
        replay(self.header.as_deref(), &self.quarantined)
    }
}

fn replay(header: Option<&str>, quarantined: &[Quarantined]) -> String {
    let lines = header.into_iter().chain(quarantined.iter().map(Quarantined::record));
    lines.fold(String::new(), |text, line| text + line + "\n")
}

/// A record that was set aside, to be mended and read again.
///
/// Its `Debug` and JSON say where and why, never what the record holds; [`record`](Self::record) does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Quarantined {
    /// Which data row (CSV) or line (JSON Lines) it was, from 1; headers and blank lines do not count.
    pub row: u32,
    /// The column at fault, by the name the mapping gives it.
    pub column: Option<String>,
    /// A stable word for what is wrong:
    /// `missing`, `format`, `time`, `quantity`, `price`, `empty_order_id`, `too_long`, `cells`, `quote`, `utf8`,
    /// `json`, `conflict` for a fact whose id another fact has, or `receipt` for a good row of a receipt that has a bad one.
    pub code: &'static str,
    /// What to mend.
    pub reason: String,
    #[serde(skip)]
    pub(super) record: String,
}

impl Quarantined {
    /// A record set aside after it was read.
    pub(crate) fn new(row: u32, column: &str, code: &'static str, reason: &str, record: String) -> Self {
        Self { row, column: Some(column.into()), code, reason: reason.into(), record }
    }

    /// A record that was kept, as it was.
    pub(crate) fn again(
        row: u32,
        column: Option<String>,
        code: &'static str,
        reason: String,
        record: String,
    ) -> Self {
        Self { row, column, code, reason, record }
    }

    /// The record as it came: a line of CSV or JSON.
    ///
    /// Where the code is `utf8`, broken bytes are written `\xNN` and a backslash `\\`, so that none is lost.
    #[must_use]
    pub fn record(&self) -> &str {
        &self.record
    }
}

impl fmt::Debug for Quarantined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quarantined")
            .field("row", &self.row)
            .field("column", &self.column)
            .field("code", &self.code)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// The word among those of [`Quarantined::code`] and [`Note::code`] that is the same.
pub(crate) fn code(word: &str) -> Option<&'static str> {
    const WORDS: [&str; 16] = [
        "missing",
        "format",
        "time",
        "quantity",
        "price",
        "empty_order_id",
        "too_long",
        "cells",
        "quote",
        "utf8",
        "json",
        "conflict",
        "receipt",
        "identifier",
        "ignored",
        "consent",
    ];
    WORDS.into_iter().find(|known| *known == word)
}

/// Something left out of a good record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Which data row or line it was, from 1.
    pub row: u32,
    /// The column it is about, by the name the mapping gives it.
    pub column: Option<String>,
    /// A stable word: `identifier`, `price`, `missing`, `conflict` or `ignored`.
    pub code: &'static str,
    /// What was left out, and what would mend it.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarantined_record_shows_its_content_only_when_asked() {
        let kept = Quarantined {
            row: 3,
            column: Some("phone".into()),
            code: "format",
            reason: "mend it".into(),
            record: "hanako@example.jp,1".into(),
        };
        assert!(!format!("{kept:?}").contains("hanako"));
        assert!(!serde_json::to_string(&kept).unwrap().contains("hanako"));
        assert_eq!(kept.record(), "hanako@example.jp,1");
        let batch = Batch { quarantined: vec![kept], header: Some("mail,n".into()), ..Batch::default() };
        assert_eq!(batch.replay(), "mail,n\nhanako@example.jp,1\n");
    }
}
