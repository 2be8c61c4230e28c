//! What was chosen and learned, in records.

use serde::Serialize;

use super::ColumnKind;
use super::compared::{Compared, bits};
use crate::order::put_mostly_few_in_order;

/// Two records that are taken for one customer's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// The row of one.
    pub a: u32,
    /// The row of the other, which comes later.
    pub b: u32,
    /// The evidence in bits; 0 is even odds.
    pub weight: f32,
}

/// What one comparison says about two records.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The column; `prior` for the odds before anything is compared.
    pub column: String,
    /// How they agree.
    pub level: String,
    /// What that says, in bits.
    pub bits: f64,
    /// Of a name, the column that has its reading, where one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub reading: Option<String>,
    /// Of a name in several scripts what was compared: its `writing`, its `reading`, `both` or `neither`. A reading may be
    /// that of other records which have the same writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub compared: Option<&'static str>,
}

impl Evidence {
    pub(super) fn new(column: &str, level: &str, bits: f64) -> Self {
        Self { column: column.into(), level: level.into(), bits, reading: None, compared: None }
    }
}

/// What was chosen for a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ColumnReport {
    /// Its name.
    pub column: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Share of the rows that have a value.
    pub filled: f64,
    /// How many values there are.
    pub distinct: u32,
    /// The levels of agreement, best first, with m, u and the weight in bits.
    pub levels: Vec<LevelReport>,
}

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LevelReport {
    /// Its name.
    pub level: String,
    /// How often records of one person agree so.
    pub m: f64,
    /// How often records of two people agree so.
    pub u: f64,
    /// log2(m / u), from -12 to 24: what the level weighs where all values are equally frequent.
    pub bits: f64,
}

/// What was chosen, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResolveReport {
    /// What each column was taken for.
    pub columns: Vec<ColumnReport>,
    /// Which agreements make a pair a candidate, in order, and how many pairs each added.
    pub blocking: Vec<(String, u64)>,
    /// How many pairs were compared.
    pub pairs: u64,
    /// The odds, in bits, that two records at random are one customer's.
    pub prior: f64,
    /// Bits from which records are one customer.
    pub threshold: f64,
    /// Whether each source has each customer once.
    pub one_to_one: bool,
    /// What could not be learned, in words.
    pub warnings: Vec<String>,
}

impl ColumnReport {
    /// A column that is compared.
    pub(super) fn of(compared: &Compared, rows: u32) -> Self {
        let level = |(name, (&m, &u)): (&String, (&f64, &f64))| LevelReport {
            level: name.clone(),
            m,
            u,
            bits: bits(m, u),
        };
        let shares = compared.m.iter().zip(&compared.u);
        let levels = compared.levels.iter().zip(shares).map(level).rev().collect();
        let (filled, distinct) = (compared.values.filled, compared.values.len());
        Self { levels, ..Self::new(compared.name(), compared.comparison.kind, filled, distinct, rows) }
    }

    /// A column that is not.
    pub(super) fn left_out(name: &str, filled: u32, distinct: usize, rows: u32) -> Self {
        Self::new(name, ColumnKind::Ignore, filled, distinct, rows)
    }

    fn new(name: &str, kind: ColumnKind, filled: u32, distinct: usize, rows: u32) -> Self {
        Self {
            column: name.into(),
            kind,
            filled: f64::from(filled) / f64::from(rows.max(1)),
            distinct: u32::try_from(distinct).unwrap_or(u32::MAX),
            levels: Vec::new(),
        }
    }
}

/// The pairs in order of their rows, of which there are so many.
pub fn in_order(pairs: &[Pair], rows: u32) -> Vec<Pair> {
    let mut ordered = by_row(pairs, rows, &|pair| pair.a);
    for of_row in ordered.chunk_by_mut(|one, next| one.a == next.a) {
        put_mostly_few_in_order(of_row, |pair| pair.b);
    }
    ordered
}

/// Pairs in order of a row that each goes by; those of one row stay as they were. Counted, for rows are many and near.
pub fn by_row(pairs: &[Pair], rows: u32, row: &dyn Fn(&Pair) -> u32) -> Vec<Pair> {
    let mut starts = vec![0_u32; rows as usize + 1];
    for pair in pairs {
        starts.get_mut(row(pair) as usize + 1).into_iter().for_each(|count| *count += 1);
    }
    let mut before = 0;
    for start in &mut starts {
        before += *start;
        *start = before;
    }
    let mut ordered = pairs.to_vec();
    for pair in pairs {
        if let Some(start) = starts.get_mut(row(pair) as usize)
            && let Some(free) = ordered.get_mut(*start as usize)
        {
            *free = *pair;
            *start += 1;
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_stand_in_order_of_both_rows() {
        let pair = |(a, b): (u32, u32)| Pair { a, b, weight: 0.0 };
        let pairs = [(2, 3), (0, 4), (2, 4), (0, 1), (1, 2)].map(pair).to_vec();
        let found: Vec<(u32, u32)> = in_order(&pairs, 5).iter().map(|pair| (pair.a, pair.b)).collect();
        assert_eq!(found, [(0, 1), (0, 4), (1, 2), (2, 3), (2, 4)]);
        assert!(in_order(&[], 0).is_empty());
    }
}
