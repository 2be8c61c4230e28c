//! A look at what was found, and what would be found otherwise: for each question a record, ready to be shown or drawn.
//!
//! [`crate::view::linking`] draws them.
//!
//! ```
//! use omo_core::identity::linker::{Column, Records, ResolveOptions, resolve};
//! let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
//! let records = Records::new(
//!     column("id", &["1", "2", "3"]),
//!     vec![
//!         column("surname", &["Yamada", "Yamada", "Sato"]),
//!         column("email", &["hanako@example.jp", "hanako@example.jp", "taro@example.jp"]),
//!     ],
//! )?;
//! let found = resolve(&records, &ResolveOptions { threshold: Some(-9.0), ..ResolveOptions::default() })?;
//! let table = found.thresholds(None)?;
//! // The table begins with what was found.
//! assert_eq!((table.rows[0].customers, table.rows[0].found_pairs), (2, 1));
//! # Ok::<(), omo_core::Error>(())
//! ```

mod complete;
mod graph;
mod histogram;
mod how;
mod learn;
mod mistakes;
mod patterns;
mod review;
mod terms;
#[cfg(test)]
mod tests;
mod thresholds;
mod unlinkable;

pub use complete::{ColumnCompleteness, SourceCompleteness};
pub use graph::CustomerGraph;
pub use histogram::WeightBin;
pub use how::Story;
pub use learn::Answer;
pub use mistakes::{Cause, Mistake, Mistakes};
pub use patterns::AgreementPattern;
pub use terms::{Term, TermFrequency};
pub use thresholds::{Estimate, ThresholdRow, ThresholdTable};
pub use unlinkable::{Unlinkable, Unlinkables};

use super::{Pair, Resolution};
use crate::math;

/// The probability that goes with so many bits: the odds as a share.
fn probability(bits: f64) -> f64 {
    // 2^w / (1 + 2^w), whose parts must not both be infinite.
    1.0 / (1.0 + math::exp2(-bits))
}

#[expect(clippy::cast_precision_loss, reason = "a count of records or pairs")]
fn count(of: u64) -> f64 {
    of as f64
}

impl Resolution {
    /// How many records there are.
    fn rows(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// The scorer's row of a row.
    fn place(&self, row: u32) -> u32 {
        self.places.get(row as usize).copied().unwrap_or(row)
    }

    /// The customer of a row.
    fn customer(&self, row: u32) -> u32 {
        self.customers().get(row as usize).copied().unwrap_or(row)
    }

    /// Whether the evidence of two rows reached the threshold.
    fn is_kept(&self, a: u32, b: u32) -> bool {
        self.pairs().binary_search_by_key(&(a, b), |pair: &Pair| (pair.a, pair.b)).is_ok()
    }
}
