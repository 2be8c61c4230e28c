//! A column made ready to be compared: each value in one spelling, kept once.

use super::ColumnKind;
use super::records::{Column, EMPTY};
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
        let spelt: Vec<u32> = column
            .texts
            .iter()
            .map(|text| {
                let value = spell(text, kind);
                if says_nothing(&value) { EMPTY } else { texts.intern(&value) }
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

/// One spelling of what can be spelt in several ways.
fn spell(text: &str, kind: ColumnKind) -> String {
    let text = lowercase(&nfkc(text));
    let words = |text: &str| {
        let letters: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        letters.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    match kind {
        ColumnKind::Email => text.chars().filter(|c| !c.is_whitespace()).collect(),
        ColumnKind::Phone => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            // A country's code and the zero before an area are two ways to begin.
            digits.trim_start_matches('0').to_owned()
        }
        ColumnKind::Postcode | ColumnKind::Number => text.chars().filter(|c| c.is_alphanumeric()).collect(),
        ColumnKind::Date => day(&text).unwrap_or_else(|| words(&text)),
        ColumnKind::GivenName | ColumnKind::FamilyName => {
            let letters: String = text.chars().filter(|c| !matches!(c, '\'' | '.' | '`')).collect();
            words(&letters)
        }
        _ => words(&text),
    }
}

/// A day as `yyyymmdd`.
fn day(text: &str) -> Option<String> {
    let date = text.split(['t', ' ']).next()?;
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let number = |part: &str| part.parse::<u32>().ok();
    match parts[..] {
        [y, m, d] if y.len() == 4 => Some(format!("{:04}{:02}{:02}", number(y)?, number(m)?, number(d)?)),
        [d, m, y] if y.len() == 4 => {
            let (d, m) = (number(d)?, number(m)?);
            let (d, m) = if m > 12 { (m, d) } else { (d, m) };
            Some(format!("{:04}{m:02}{d:02}", number(y)?))
        }
        [whole] if whole.len() == 8 && whole.bytes().all(|b| b.is_ascii_digit()) => Some(whole.to_owned()),
        _ => None,
    }
}

/// Values that are written where there is none.
fn says_nothing(value: &str) -> bool {
    const NOTHING: [&str; 14] = [
        "",
        "na",
        "n a",
        "nan",
        "none",
        "null",
        "nil",
        "unknown",
        "不明",
        "なし",
        "-",
        "test",
        "テスト",
        "ダミー",
    ];
    let mut letters = value.chars();
    let first = letters.next();
    NOTHING.contains(&value)
        || value.len() > 3
            && first.is_some_and(|first| matches!(first, '0' | '9' | 'x') && letters.all(|c| c == first))
}
