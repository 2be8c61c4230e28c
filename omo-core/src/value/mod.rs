//! What it is worth: recency, frequency, monetary value, what is to come, and whether what was done helped.

mod clv;
mod experiment;
mod qini;
mod rfm;
mod segment;
mod special;
mod summary;

pub use clv::{BgBb, Buying, GammaGamma, Histories, Horizon, Law};
pub use experiment::{
    Adjusted, Arm, Comparison, Experiment, ExperimentOptions, Increment, IncrementPart, Metric, Mismatch,
    Test, experiment, incremental_sales, likely_control, power, sample_size,
};
pub use qini::{Qini, QiniPoint, qini};
pub use rfm::{Purchase, Rfm, RfmOptions, rfm};
pub use segment::Segment;
pub use summary::{Holdout, Period, Summary, SummaryOptions, summary};
