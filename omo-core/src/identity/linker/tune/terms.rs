//! The most frequent values, which say the least.

use serde::Serialize;

use super::super::Resolution;
use crate::order::Order;

/// The most frequent values of a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TermFrequency {
    /// The column.
    pub column: String,
    /// Whether rare values say more than frequent ones there.
    pub adjusted: bool,
    /// What equal values say where nothing is known of how frequent they are, in bits.
    pub usual_bits: f64,
    /// The values, most frequent first.
    pub values: Vec<Term>,
}

/// A value and what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Term {
    /// The value, in the spelling in which it is compared; of a name in kanji or kana its reading in brackets.
    pub value: String,
    /// How many rows have it.
    pub rows: u32,
    /// Their share of the rows that have any.
    pub share: f64,
    /// What it says, in bits, that two records both have it.
    pub bits: f64,
}

impl Resolution {
    /// The `limit` most frequent values of each column that is compared, and what each says for one person when two
    /// records have it. The values are those of the records.
    #[must_use]
    pub fn term_frequencies(&self, limit: usize) -> Vec<TermFrequency> {
        let of = |compared: &super::super::compared::Compared| {
            let values = &compared.values;
            let mut rows: Vec<(u32, u32)> = (0..).zip(values.rows.iter().copied()).collect();
            // Stable: of equals the one that came first.
            rows.put_in_order_by(|a, b| b.1.cmp(&a.1));
            let term = |&(value, rows): &(u32, u32)| Term {
                value: shown(values.texts.text(value).unwrap_or_default()),
                rows,
                share: f64::from(rows) / f64::from(values.filled.max(1)),
                bits: compared.bits(compared.equal(), value, value).into(),
            };
            let usual = compared.m.last().zip(compared.u.last());
            TermFrequency {
                column: compared.name().into(),
                adjusted: compared.comparison.term_frequency,
                usual_bits: usual.map_or(0.0, |(m, u)| crate::math::log2(*m) - crate::math::log2(*u)),
                values: rows.iter().take(limit).map(term).collect(),
            }
        };
        self.scorer.compared.iter().map(of).collect()
    }
}

/// A value as people read it: what is written, and how it is read where that is something else.
pub(super) fn shown(value: &str) -> String {
    match value.split_once('\u{1f}') {
        Some((written, read)) if read.is_empty() || written == read => written.into(),
        Some(("", read)) => read.into(),
        Some((written, read)) => format!("{written} ({read})"),
        None => value.into(),
    }
}
