//! How an anonymous export is made.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;
use crate::form;

/// A column by which people could be recognised together with others: age, postcode, rare product.
///
/// Its values become coarser by steps. The first of these that is given says how: `steps`, `prefixes`, `widths`. The step
/// after the last is `*`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct QuasiIdentifier {
    /// The column's name.
    pub column: String,
    /// For each value the coarser ones, the finest first: `{"Shibuya": ["Tokyo", "Kanto"]}`.
    pub steps: BTreeMap<String, Vec<String>>,
    /// How many of the first characters stay in each step: `[5, 3]` for a postcode.
    pub prefixes: Vec<usize>,
    /// How wide the ranges of whole numbers are in each step: `[10, 20]` for an age. Each is best a multiple of the one before.
    pub widths: Vec<i64>,
    /// Numbers from here on are one: 90 for "90 and over".
    pub top: Option<i64>,
}

form::record!(QuasiIdentifier { column: String::new() } { steps: BTreeMap::new(), prefixes: Vec::new(), widths: Vec::new(), top: None });

/// How an anonymous export is made. Columns that are not named are left out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AnonymousOptions {
    /// How many people at least are alike in every column of `quasi`; 5.
    pub k: usize,
    /// The column that tells whose row it is. It counts people, and is left out.
    pub person: String,
    /// Columns by which people could be recognised.
    pub quasi: Vec<QuasiIdentifier>,
    /// Columns of times, which are moved by a number of days of each person's own.
    pub dates: Vec<String>,
    /// Whether the time of day stays: it is the till's, and a receipt has it as well. Off.
    pub clock: bool,
    /// Columns that stay as they are.
    pub keep: Vec<String>,
    /// By how many days at most times are moved, forwards or back; 14.
    pub shift_days: u16,
    /// Which share of the rows may rather be left out than all be made coarser; 0.05.
    pub suppress: f64,
}

form::options!(AnonymousOptions { k, person, quasi, dates, clock, keep, shift_days, suppress });

impl Default for AnonymousOptions {
    fn default() -> Self {
        Self {
            k: 5,
            person: "person".into(),
            quasi: Vec::new(),
            dates: Vec::new(),
            clock: false,
            keep: Vec::new(),
            shift_days: 14,
            suppress: 0.05,
        }
    }
}

impl AnonymousOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.k < 2 {
            return Err(Error::option("k", "at least 2", &self.k));
        }
        if !(0.0..=1.0).contains(&self.suppress) {
            return Err(Error::option("suppress", "from 0 to 1", &self.suppress));
        }
        let columns = self.quasi.iter().map(|quasi| &quasi.column).chain(&self.dates).chain(&self.keep);
        let mut seen = vec![&self.person];
        for column in columns {
            if seen.contains(&column) {
                return Err(Error::option(
                    "quasi, dates and keep",
                    "columns named once, without the person's",
                    column,
                ));
            }
            seen.push(column);
        }
        for quasi in &self.quasi {
            if quasi.widths.iter().any(|&width| width < 1) {
                return Err(Error::option("widths", "at least 1", &"less"));
            }
        }
        Ok(())
    }
}

impl QuasiIdentifier {
    /// How many steps coarser a value can become; the last one is `*`.
    pub(super) fn steps(&self) -> usize {
        let named = self.steps.values().map(Vec::len).max().unwrap_or(0);
        let first = [named, self.prefixes.len(), self.widths.len()].into_iter().find(|&steps| steps > 0);
        first.unwrap_or(0) + 1
    }

    /// A value, so many steps coarser.
    pub(super) fn coarser(&self, value: &str, step: usize) -> String {
        let Some(before) = step.checked_sub(1) else { return self.topped(value) };
        if step >= self.steps() {
            return ANY.into();
        }
        let coarser = if !self.steps.is_empty() {
            self.steps.get(value).and_then(|steps| steps.get(before)).cloned()
        } else if let Some(&kept) = self.prefixes.get(before) {
            // As long as the value has more than is kept: a star says that something is missing.
            let first: String = value.chars().take(kept).collect();
            Some(if first.len() < value.len() { first + ANY } else { first })
        } else {
            self.widths.get(before).and_then(|&width| self.range(value, width))
        };
        coarser.unwrap_or_else(|| ANY.into())
    }

    /// The range of a whole number, both ends within it.
    fn range(&self, value: &str, width: i64) -> Option<String> {
        let number = value.trim().parse::<i64>().ok()?;
        if let Some(top) = self.top.filter(|&top| number >= top) {
            return Some(format!("{top}+"));
        }
        let from = number.div_euclid(width).checked_mul(width)?;
        let to = from.checked_add(width - 1)?;
        let to = self.top.map_or(to, |top| to.min(top.saturating_sub(1)));
        Some(format!("{from}-{to}"))
    }

    fn topped(&self, value: &str) -> String {
        let number = value.trim().parse::<i64>().ok();
        match self.top {
            Some(top) if number.is_some_and(|number| number >= top) => format!("{top}+"),
            _ => value.into(),
        }
    }
}

/// What stands for any value.
const ANY: &str = "*";
