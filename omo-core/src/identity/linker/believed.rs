//! What is believed before any record is seen: how often strangers agree. A table of a few hundred records teaches little of
//! that, one of a million needs no belief.

use super::ColumnKind;

/// So many pairs of strangers are believed in.
const PAIRS: f64 = 1000.0;
/// So many rows of strangers are.
const ROWS: f64 = 30.0;

/// How often two strangers have the same value: in the order of what a country has of days, names and numbers.
fn same(kind: ColumnKind) -> f64 {
    match kind {
        ColumnKind::GivenName | ColumnKind::GivenKana => 1.0 / 150.0,
        ColumnKind::FamilyName | ColumnKind::FamilyKana => 1.0 / 300.0,
        ColumnKind::FullName | ColumnKind::FullKana => 1.0 / 20_000.0,
        ColumnKind::Date => 1.0 / 20_000.0,
        ColumnKind::Email | ColumnKind::Phone | ColumnKind::Number | ColumnKind::Identifier => 1e-6,
        ColumnKind::Address => 1e-5,
        ColumnKind::Postcode => 1.0 / 1000.0,
        ColumnKind::Category => 0.1,
        ColumnKind::Quantity
        | ColumnKind::Place
        | ColumnKind::Set
        | ColumnKind::Text
        | ColumnKind::Ignore => 0.01,
    }
}

/// How likely two random rows are to have the same value, when so many of so many pairs have it.
pub fn chance(kind: ColumnKind, same_pairs: f64, pairs: f64) -> f64 {
    (same_pairs + PAIRS * same(kind)) / (pairs + PAIRS)
}

/// The share of strangers that have a value, when so many of so many rows have it.
pub fn share(kind: ColumnKind, rows: f64, filled: f64) -> f64 {
    // A value that none has is not impossible: half a row more (Krichevsky and Trofimov 1981).
    (rows + 0.5 * (filled / (filled + ROWS)) + ROWS * same(kind)) / (filled + ROWS)
}

/// How many pairs of strangers are believed to agree at each level below equality, difference first.
pub fn below_equality(levels: usize, pairs: f64) -> Vec<f64> {
    let weight = |level: usize| 0.1_f64.powi(i32::try_from(level).unwrap_or(0));
    let sum: f64 = (0..levels).map(weight).sum();
    (0..levels).map(|level| 20.0 * weight(level) / sum + 0.5 * pairs / (pairs + PAIRS)).collect()
}

/// Whether a column with one value only may still tell people apart: a person's own does, in a table of few rows.
pub fn one_value_tells(kind: ColumnKind, filled: u32) -> bool {
    filled <= 20 && same(kind) < 0.005
}
