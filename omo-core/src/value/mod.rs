//! What it is worth: recency, frequency, monetary value.

mod rfm;
mod segment;

pub use rfm::{Purchase, Rfm, RfmOptions, rfm};
pub use segment::Segment;
