//! The values of all rows.

use super::records::EMPTY;
use crate::random::mix;

/// The values of all rows, those of one row side by side.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub width: usize,
    pub cells: Vec<u32>,
    /// Where each row is from; none where there is one source.
    pub sources: Vec<u32>,
    /// What the sources are called.
    pub source_names: Vec<String>,
}

impl Rows {
    /// The values of a row.
    pub fn of(&self, row: u32) -> &[u32] {
        let start = row as usize * self.width;
        self.cells.get(start..start + self.width).unwrap_or_default()
    }

    /// These pairs. Their rows are read some pairs ahead, many at once: to wait for the memory row by row takes longer than
    /// to compare them.
    #[cfg(not(target_family = "wasm"))]
    pub fn ahead<'a>(&'a self, pairs: &'a [(u32, u32)]) -> impl Iterator<Item = (u32, u32)> + 'a {
        pairs.chunks(64).flat_map(|some| {
            self.fetch(some.iter().flat_map(|&(a, b)| [a, b]));
            some.iter().copied()
        })
    }

    /// These pairs: in a page there are too few to read ahead.
    #[cfg(target_family = "wasm")]
    #[expect(clippy::unused_self, reason = "the other reads rows")]
    pub fn ahead<'a>(&self, pairs: &'a [(u32, u32)]) -> impl Iterator<Item = (u32, u32)> + use<'a> {
        pairs.iter().copied()
    }

    /// Reads rows that are soon compared.
    pub fn fetch(&self, rows: impl Iterator<Item = u32>) {
        // In a page there are too few for that.
        if cfg!(target_family = "wasm") {
            return;
        }
        let ends = |row: &[u32]| row.first().copied().unwrap_or(0) ^ row.last().copied().unwrap_or(0);
        std::hint::black_box(rows.fold(0, |all, row| all ^ ends(self.of(row))));
    }

    /// A number that rows share which are alike in everything.
    pub fn mixed(&self, row: u32) -> u64 {
        let values = self.of(row).iter();
        values.fold(0, |mixed, value| mix(mixed ^ u64::from(*value).wrapping_add(0x9e37_79b9)))
    }

    /// Where a row is from.
    pub fn source(&self, row: u32) -> u32 {
        self.sources.get(row as usize).copied().unwrap_or(EMPTY)
    }

    /// Whether rows are from several sources.
    pub fn has_sources(&self) -> bool {
        self.sources.iter().any(|source| self.sources.first() != Some(source))
    }
}
