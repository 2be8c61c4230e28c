//! What it is worth: recency, frequency, monetary value, and what is to come.

mod clv;
mod rfm;
mod segment;
mod special;
mod summary;

pub use clv::{BgBb, Buying, GammaGamma, Histories, Horizon, Law};
pub use rfm::{Purchase, Rfm, RfmOptions, rfm};
pub use segment::Segment;
pub use summary::{Holdout, Period, Summary, SummaryOptions, summary};
