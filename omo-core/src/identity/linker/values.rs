//! A column made ready to be compared: each value in one spelling, kept once.

use std::borrow::Cow;

use super::ColumnKind;
use super::records::{Column, EMPTY};
use crate::identity::normal::generic::says_nothing;
use crate::identity::normal::kanji::folded;
use crate::identity::normal::{self, Day, Phone};
use crate::lower::lowercase;
use crate::nfkc::nfkc;
use crate::parallel::{parallel, pieces};
use crate::vocabulary::Vocabulary;

/// The values of a column.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub texts: Vocabulary,
    /// The letters of all values end to end, as UTF-16.
    letters: Vec<u16>,
    /// Where the letters of each value end.
    ends: Vec<u32>,
    /// In how many rows each value stands.
    pub rows: Vec<u32>,
    /// How many rows have a value.
    pub filled: u32,
}

/// So many texts are spelt at once.
const PIECE: usize = 1 << 14;

/// Columns in one spelling, and the number of the value of each of their texts.
pub fn read(columns: &[(&Column, ColumnKind)]) -> Vec<(Values, Vec<u32>)> {
    let days: Vec<normal::Order> = parallel(
        columns,
        || (),
        |(), (column, kind)| match kind {
            ColumnKind::Date => normal::Order::of(column.texts.iter()).unwrap_or(normal::Order::DayFirst),
            _ => normal::Order::DayFirst,
        },
    );
    let work: Vec<(usize, std::ops::Range<usize>)> = columns
        .iter()
        .enumerate()
        .flat_map(|(at, (column, _))| {
            pieces(column.texts.len(), PIECE).into_iter().map(move |piece| (at, piece))
        })
        .collect();
    let spelt = parallel(
        &work,
        || (),
        |(), (at, piece)| match (columns.get(*at), days.get(*at)) {
            (Some((column, kind)), Some(days)) => Spelt::new(column, *kind, *days, piece.clone()),
            _ => Spelt::default(),
        },
    );
    let mut of_column: Vec<Vec<&Spelt>> = columns.iter().map(|_| Vec::new()).collect();
    for ((at, _), spelt) in work.iter().zip(&spelt) {
        of_column.get_mut(*at).into_iter().for_each(|column| column.push(spelt));
    }
    parallel(&of_column, || (), |(), pieces| Values::of(pieces))
}

/// Some texts of a column in one spelling.
#[derive(Default)]
struct Spelt {
    text: String,
    /// Where each spelling ends; an empty one says nothing.
    ends: Vec<usize>,
}

impl Spelt {
    fn new(column: &Column, kind: ColumnKind, days: normal::Order, piece: std::ops::Range<usize>) -> Self {
        let mut spelt = Self::default();
        for number in piece {
            let text =
                u32::try_from(number).ok().and_then(|number| column.texts.text(number)).unwrap_or_default();
            let start = spelt.text.len();
            spell(text, kind, days, &mut spelt.text);
            if is_nothing(text, spelt.text.get(start..).unwrap_or_default(), kind) {
                spelt.text.truncate(start);
            }
            spelt.ends.push(spelt.text.len());
        }
        spelt
    }
}

impl Values {
    /// The values of texts, and the number of each.
    fn of(pieces: &[&Spelt]) -> (Self, Vec<u32>) {
        let mut values = Self::default();
        let mut numbers = Vec::new();
        for piece in pieces {
            let mut start = 0;
            for &end in &piece.ends {
                let text = piece.text.get(start..end).unwrap_or_default();
                start = end;
                numbers.push(if text.is_empty() { EMPTY } else { values.add(text) });
            }
        }
        values.rows = vec![0; values.texts.len()];
        (values, numbers)
    }

    fn add(&mut self, text: &str) -> u32 {
        let number = self.texts.intern(text);
        if self.ends.len() < self.texts.len() {
            self.letters.extend(text.encode_utf16());
            self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        }
        number
    }

    /// One more row has a value.
    pub fn count(&mut self, value: u32) {
        if let Some(rows) = self.rows.get_mut(value as usize) {
            *rows += 1;
            self.filled += 1;
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The letters of a value.
    pub fn letters(&self, value: u32) -> &[u16] {
        let value = value as usize;
        let start =
            value.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        self.ends.get(value).and_then(|&end| self.letters.get(start..end as usize)).unwrap_or_default()
    }

    /// So many of the filled rows as a share; a value that no row has counts as if one had.
    pub fn share(&self, rows: u32) -> f64 {
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

/// Adds the one spelling of what can be spelt in several ways.
fn spell(text: &str, kind: ColumnKind, days: normal::Order, into: &mut String) {
    let plain: Cow<'_, str> =
        if text.is_ascii() { text.to_ascii_lowercase().into() } else { lowercase(&nfkc(text)).into() };
    match kind {
        ColumnKind::Email => into.extend(plain.chars().filter(|c| !c.is_whitespace())),
        ColumnKind::Phone => match Phone::read(text) {
            Some(phone) => into.push_str(phone.national()),
            None => into.extend(plain.chars().filter(char::is_ascii_digit)),
        },
        ColumnKind::Postcode | ColumnKind::Number => {
            into.extend(plain.chars().filter(|c| c.is_alphanumeric()));
        }
        ColumnKind::Date => match Day::read(text, days) {
            Some(day) => digits(day, into),
            // No day there is, but a mistyped one is near the right one.
            None => into.extend(plain.chars().filter(|c| c.is_alphanumeric())),
        },
        ColumnKind::GivenName | ColumnKind::FamilyName => {
            words(plain.chars().filter(|c| !matches!(c, '\'' | '.' | '`')), into);
        }
        _ => words(plain.chars(), into),
    }
}

/// Letters and digits, with one blank where others stand.
fn words(letters: impl Iterator<Item = char>, into: &mut String) {
    let start = into.len();
    let mut gap = false;
    for letter in letters {
        if !letter.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && into.len() > start {
            into.push(' ');
        }
        gap = false;
        into.push(folded(letter));
    }
}

/// A day as `yyyymmdd`, with zeros for what is not known.
fn digits(day: Day, into: &mut String) {
    let (year, month, date) = (day.year(), day.month().unwrap_or(0).into(), day.day().unwrap_or(0).into());
    let digit = |number: u16, of: u16| char::from(b'0' + u8::try_from(number / of % 10).unwrap_or(0));
    into.extend([1000, 100, 10, 1].map(|of| digit(year, of)));
    into.extend([10, 1].map(|of| digit(month, of)));
    into.extend([10, 1].map(|of| digit(date, of)));
}
