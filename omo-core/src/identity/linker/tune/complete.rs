//! How much of each column is filled.

use serde::Serialize;

use super::super::records::EMPTY;
use super::super::{ColumnKind, Resolution};
use super::count;

/// How much of a column is filled.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ColumnCompleteness {
    /// The column.
    pub column: String,
    /// What it was taken for.
    pub kind: ColumnKind,
    /// Share of the rows that have a value; placeholders such as `unknown` or `000-0000-0000` are none.
    pub filled: f64,
    /// The same for each source, where rows are from several; none for a column that is not compared.
    pub sources: Vec<SourceCompleteness>,
}

/// How much of a column is filled in the rows of one source.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SourceCompleteness {
    /// The source.
    pub source: String,
    /// How many rows it has.
    pub rows: u64,
    /// Share of them that have a value.
    pub filled: f64,
}

impl Resolution {
    /// How much of each column is filled, in all rows and in those of each source.
    #[must_use]
    pub fn completeness(&self) -> Vec<ColumnCompleteness> {
        let column = |report: &super::super::ColumnReport| {
            let at = self.scorer.compared.iter().position(|one| one.name() == report.column);
            ColumnCompleteness {
                column: report.column.clone(),
                kind: report.kind,
                filled: report.filled,
                sources: at.map_or_else(Vec::new, |at| self.by_source(at)),
            }
        };
        self.report().columns.iter().map(column).collect()
    }

    fn by_source(&self, at: usize) -> Vec<SourceCompleteness> {
        let rows = &self.scorer.rows;
        let mut counts = vec![(0_u64, 0_u64); rows.source_names.len()];
        for row in 0..self.rows() {
            if let Some((all, filled)) = counts.get_mut(rows.source(row) as usize) {
                *all += 1;
                *filled += u64::from(rows.of(row).get(at).is_some_and(|cell| *cell != EMPTY));
            }
        }
        let named = rows.source_names.iter().zip(counts).filter(|(_, (all, _))| *all > 0);
        let told = |(source, (rows, filled)): (&String, (u64, u64))| SourceCompleteness {
            source: source.clone(),
            rows,
            filled: count(filled) / count(rows.max(1)),
        };
        named.map(told).collect()
    }
}
