//! What it is worth: recency, frequency, monetary value, and what is to come.

mod rfm;
mod segment;
mod summary;

pub use rfm::{Purchase, Rfm, RfmOptions, rfm};
pub use segment::Segment;
pub use summary::{Holdout, Period, Summary, SummaryOptions, summary};
