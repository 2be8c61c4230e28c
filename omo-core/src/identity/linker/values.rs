//! A column made ready to be compared: each value in one spelling, kept once.

use super::ColumnKind;
use super::records::{Column, EMPTY};
use crate::identity::normal::generic::says_nothing;
use crate::identity::normal::kanji::folded;
use crate::identity::normal::{self, Day, Phone};
use crate::lower::lowercase;
use crate::nfkc::nfkc;
use crate::vocabulary::Vocabulary;

/// A column made ready to be compared.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// The number of each row's value, or [`EMPTY`].
    pub cells: Vec<u32>,
    /// The letters of each value.
    pub letters: Vec<Box<[char]>>,
    /// In how many rows each value stands.
    pub rows: Vec<u32>,
    /// How many rows have a value.
    pub filled: u32,
}

impl Values {
    /// The values of a column, its rows in this order.
    pub fn read(column: &Column, kind: ColumnKind, order: &[u32]) -> Self {
        let mut texts = Vocabulary::default();
        let days = normal::Order::of(column.texts.iter()).unwrap_or(normal::Order::DayFirst);
        let spelt: Vec<u32> = column
            .texts
            .iter()
            .map(|text| {
                let value = spell(text, kind, days);
                if is_nothing(text, &value, kind) { EMPTY } else { texts.intern(&value) }
            })
            .collect();
        let cell = |&row: &u32| spelt.get(*column.cells.get(row as usize)? as usize).copied();
        let cells: Vec<u32> = order.iter().map(|row| cell(row).unwrap_or(EMPTY)).collect();
        let mut rows = vec![0; texts.len()];
        let mut filled = 0;
        for &cell in &cells {
            if let Some(count) = rows.get_mut(cell as usize) {
                *count += 1;
                filled += 1;
            }
        }
        Self { cells, letters: texts.iter().map(|text| text.chars().collect()).collect(), rows, filled }
    }

    /// The value of a row.
    pub fn of(&self, row: u32) -> u32 {
        self.cells.get(row as usize).copied().unwrap_or(EMPTY)
    }

    /// The letters of a value.
    pub fn letters(&self, value: u32) -> &[char] {
        self.letters.get(value as usize).map_or(&[], |letters| letters)
    }

    /// The share of the filled rows that have this value.
    pub fn frequency(&self, value: u32) -> f64 {
        let rows = self.rows.get(value as usize).copied().unwrap_or(0);
        f64::from(rows.max(1)) / f64::from(self.filled.max(1))
    }

    /// How likely two random rows have the same value.
    pub fn same_by_chance(&self) -> f64 {
        let all = f64::from(self.filled);
        let pairs: f64 = self.rows.iter().map(|&rows| f64::from(rows) * (f64::from(rows) - 1.0)).sum();
        if all < 2.0 { 1.0 } else { (pairs / (all * (all - 1.0))).max(0.5 / (all * all)) }
    }
}

/// Whether a cell says nothing. Of a person's own values `0000` and `x` do not; in a category they may be codes.
fn is_nothing(text: &str, value: &str, kind: ColumnKind) -> bool {
    let a_code = match kind {
        ColumnKind::Category | ColumnKind::Text | ColumnKind::Date => {
            value.chars().nth(1).is_none() || value.chars().any(char::is_numeric)
        }
        _ => false,
    };
    value.is_empty() || !a_code && says_nothing(text)
}

/// One spelling of what can be spelt in several ways.
fn spell(text: &str, kind: ColumnKind, days: normal::Order) -> String {
    let plain = lowercase(&nfkc(text));
    let words = |text: &str| {
        let letters: String =
            text.chars().map(|c| if c.is_alphanumeric() { folded(c) } else { ' ' }).collect();
        letters.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match kind {
        ColumnKind::Email => plain.chars().filter(|c| !c.is_whitespace()).collect(),
        ColumnKind::Phone => Phone::read(text).map_or_else(
            || plain.chars().filter(char::is_ascii_digit).collect(),
            |phone| phone.national().to_owned(),
        ),
        ColumnKind::Postcode | ColumnKind::Number => plain.chars().filter(|c| c.is_alphanumeric()).collect(),
        ColumnKind::Date => Day::read(text, days).map_or_else(
            // No day there is, but a mistyped one is near the right one.
            || plain.chars().filter(|c| c.is_alphanumeric()).collect(),
            digits,
        ),
        ColumnKind::GivenName | ColumnKind::FamilyName | ColumnKind::GivenKana | ColumnKind::FamilyKana => {
            let letters: String = plain.chars().filter(|c| !matches!(c, '\'' | '.' | '`')).collect();
            words(&letters)
        }
        _ => words(&plain),
    }
}

/// A day as `yyyymmdd`, with zeros for what is not known.
fn digits(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month().unwrap_or(0), day.day().unwrap_or(0))
}
