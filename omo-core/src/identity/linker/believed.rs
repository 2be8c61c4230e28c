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
        ColumnKind::FullName | ColumnKind::FullKana | ColumnKind::Date => 1.0 / 20_000.0,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_pairs_need_no_belief_and_few_have_little_else() {
        // A million of a thousand million pairs: one in a thousand.
        assert!((chance(ColumnKind::Email, 1e6, 1e9) / 1e-3 - 1.0).abs() < 0.01);
        // One of three pairs: (1 + 1000 / 1,000,000) / 1003.
        assert!((chance(ColumnKind::Email, 1.0, 3.0) - 1.001 / 1003.0).abs() < 1e-12);
        // 500 of 100,000 rows, and half a row: (500 + 0.5 + 30 / 300) / 100,030.
        let rows = share(ColumnKind::FamilyName, 500.0, 100_000.0);
        assert!((rows - 500.6 / 100_030.0).abs() < 1e-8, "{rows}");
        assert!(share(ColumnKind::Phone, 0.0, 3.0) < share(ColumnKind::Phone, 1.0, 3.0));
    }

    #[test]
    fn better_levels_are_rarer() {
        for pairs in [0.0, 3.0, 1e6] {
            let levels = below_equality(5, pairs);
            assert!(levels.windows(2).all(|two| two[0] > two[1]) && levels[4] > 0.0, "{levels:?}");
        }
    }
}
