//! Pictures of the [linker](crate::identity::linker): what was found and why, as Vega-Lite v6 specifications, and as one
//! page that needs no network.
//!
//! ```
//! use omo_core::identity::linker::Evidence;
//! use omo_core::{Language, view::linking};
//! let says = |column: &str, level: &str, bits| {
//!     Evidence { column: column.into(), level: level.into(), bits, reading: None, compared: None }
//! };
//! let why = [says("prior", "two records at random", -10.0), says("email", "equal", 14.0)];
//! let spec = linking::waterfall(&why, 0.0, Language::En);
//! assert_eq!(spec["layer"][1]["encoding"]["x2"]["field"], "to");
//! assert_eq!(spec["data"]["values"][1]["to"], 4.0);
//! ```

mod charts;
mod dashboard;
mod pictures;
#[cfg(test)]
mod tests;
mod words;

pub use charts::{
    blocking, completeness, histogram, patterns, term_frequencies, thresholds, unlinkables, waterfall,
    weights,
};
pub use dashboard::dashboard;
