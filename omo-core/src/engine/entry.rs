//! What an engine keeps of what it was told: entries, each a kind and a line of JSON.

use serde::Serialize;
use serde_json::Value;

use super::books::{self, Told};
use super::decisions::Decision;
use crate::Error;
use crate::form::{self, Form, Style};
use crate::io::{Note, Quarantined, StockRecord};
use crate::model::{Consent, Product, Store, Touchpoint};
use crate::privacy::Tombstone;
use crate::view::SourceRow;

/// One thing that was told. The numbers of kinds stand in files: a number is never given twice.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Entry {
    Touchpoint(Touchpoint),
    Consent(Consent),
    Product(Product),
    Store(Store),
    Stock(StockRecord),
    Quarantined(String, Quarantined),
    Note(String, Note),
    Brought(SourceRow),
    Decision(Decision),
    Tombstone(Tombstone),
    /// A touchpoint in place of what had its id.
    Corrected(Touchpoint),
    /// The id of a touchpoint that was taken out.
    Removed(String),
    /// What a book keeps.
    Told(Told),
    /// With which secret tombstones are made: a mark of it.
    KeyMark(Tombstone),
}

pub(super) fn line(value: &impl Serialize) -> Vec<u8> {
    // Nothing that is kept has keys that are no texts, which is all that could fail.
    serde_json::to_vec(value).unwrap_or_default()
}

pub(super) fn of<T: Form>(value: &Value) -> Option<T> {
    form::read(value, "entry", Style::Camel).ok()
}

impl Entry {
    /// The kind and the line.
    pub fn write(&self) -> (u8, Vec<u8>) {
        match self {
            Self::Touchpoint(it) => (1, line(it)),
            Self::Consent(it) => (2, line(it)),
            Self::Product(it) => (3, line(it)),
            Self::Store(it) => (4, line(it)),
            Self::Stock(it) => (5, line(it)),
            Self::Quarantined(source, it) => {
                (6, line(&(source, it.row, &it.column, it.code, &it.reason, it.record())))
            }
            Self::Note(source, it) => (7, line(&(source, it.row, &it.column, it.code, &it.reason))),
            Self::Brought(it) => (8, line(it)),
            Self::Decision(it) => (9, line(it)),
            // The same shape twice.
            Self::Tombstone(it) | Self::KeyMark(it) => {
                (if matches!(self, Self::Tombstone(_)) { 10 } else { 19 }, line(it))
            }
            Self::Corrected(it) => (11, line(it)),
            Self::Removed(it) => (12, line(it)),
            Self::Told(it) => it.write(),
        }
    }

    /// Reads what was written; `None` for a kind of a later version, or for what nobody wrote.
    pub fn read(kind: u8, line: &[u8]) -> Option<Self> {
        let value = crate::json::read(std::str::from_utf8(line).ok()?)?;
        let text = |at: usize| Some(value.get(at)?.as_str()?.to_owned());
        let row = || Some((text(0)?, u32::try_from(value.get(1)?.as_u64()?).ok()?));
        Some(match kind {
            1 => Self::Touchpoint(of(&value)?),
            2 => Self::Consent(of(&value)?),
            3 => Self::Product(of(&value)?),
            4 => Self::Store(of(&value)?),
            5 => Self::Stock(of(&value)?),
            6 => {
                let (source, row) = row()?;
                let code = crate::io::code(value.get(3)?.as_str()?)?;
                Self::Quarantined(source, Quarantined::again(row, text(2), code, text(4)?, text(5)?))
            }
            7 => {
                let (source, row) = row()?;
                let code = crate::io::code(value.get(3)?.as_str()?)?;
                Self::Note(source, Note { row, column: text(2), code, reason: text(4)? })
            }
            8 => {
                let count = |name: &str| u32::try_from(value.get(name)?.as_u64()?).ok();
                Self::Brought(SourceRow {
                    name: value.get("name")?.as_str()?.to_owned(),
                    rows: count("rows")?,
                    accepted: count("accepted")?,
                    duplicates: count("duplicates")?,
                    quarantined: count("quarantined")?,
                })
            }
            9 => Self::Decision(of(&value)?),
            10 | 19 => {
                let mark = of(&value)?;
                if kind == 10 { Self::Tombstone(mark) } else { Self::KeyMark(mark) }
            }
            11 => Self::Corrected(of(&value)?),
            12 => Self::Removed(value.as_str()?.to_owned()),
            _ => Self::Told(Told::read(kind, &value)?),
        })
    }
}

/// What is wrong with an entry that was not read.
pub(super) fn unread(kind: u8) -> Error {
    let later = || Error::format("entry", "of this version of omo: open the file with the one that wrote it");
    books::left_out(kind).unwrap_or_else(later)
}
