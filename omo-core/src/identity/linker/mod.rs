//! Which records are one customer, by statistics: no identifier, no labels, no tuning.
//!
//! Records of people differ in spelling, lack cells and share surnames. The linker of Fellegi and Sunter (1969) weighs
//! every agreement and disagreement in bits, by how much likelier it is for one person than for two; it learns the
//! weights from the records themselves.
//!
//! ```
//! use omo_core::identity::linker::{Column, Records, ResolveOptions, resolve};
//! let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
//! let records = Records::new(
//!     column("id", &["1", "2", "3"]),
//!     vec![
//!         column("first_name", &["Hanako", "hanako", "Taro"]),
//!         column("surname", &["Yamada", "Yamada", "Sato"]),
//!         column("email", &["hanako@example.jp", "Hanako@example.jp", "taro@example.jp"]),
//!     ],
//! )?;
//! let found = resolve(&records, &ResolveOptions::default())?;
//! assert_eq!(found.customers(), [0, 0, 2]);
//! # Ok::<(), omo_core::Error>(())
//! ```

mod believed;
mod block;
mod choose;
mod cluster;
pub mod compare;
mod compared;
mod cover;
mod days;
mod elements;
mod few;
mod generation;
mod key;
mod ladder;
mod likeness;
mod live;
mod mixture;
mod model;
mod names;
mod options;
mod persons;
mod plain_edits;
mod plan;
mod predict;
mod profile;
mod records;
mod report;
mod resolve;
mod rows;
mod scorer;
mod sieve;
mod spell;
mod splink;
#[cfg(test)]
mod tests;
mod told;
mod train;
pub mod tune;
mod values;
mod work;

pub use cluster::Merge;
pub use compare::Comparison;
pub use live::{Frequencies, Frozen, Known, KnownNames, LiveLinker, Match, Record};
pub use model::{Learned, Model};
pub use options::{Link, ResolveOptions};
pub use records::{Column, ColumnKind, Records, usual_id};
pub use report::{ColumnReport, Evidence, LevelReport, Pair, ResolveReport};
pub use resolve::Resolution;
pub use work::{Linker, resolve};
