//! What it is worth: recency, frequency, monetary value, what is to come, and whether what was done helped.

mod clv;
mod engagement;
mod experiment;
mod kpi;
mod maturity;
mod parity;
mod qini;
mod rfm;
mod segment;
mod summary;

pub use clv::{
    BgBb, Buying, Calibrated, Covariate, CovariateNames, Effect, GammaGamma, Histories, Horizon, Law, Sway,
    Tracked, calibrate, track,
};
pub use engagement::{FanScores, Sign, fan_scores};
pub use experiment::{
    Adjusted, Arm, Comparison, Experiment, ExperimentOptions, Increment, IncrementPart, Metric, Mismatch,
    Test, experiment, incremental_sales, likely_control, power, sample_size,
};
pub use kpi::{Credit, Kind, KpiChange, KpiNode, KpiTree, Sale, kpi_change, kpi_tree};
pub use maturity::{Maturity, MaturityLevel, MaturityMeasures, maturity};
pub use parity::{Alone, Difference, Parity, Statement, parity};
pub use qini::{Qini, QiniPoint, qini};
pub use rfm::{Purchase, Rfm, RfmOptions, rfm};
pub use segment::Segment;
pub use summary::{Holdout, Period, Summary, SummaryOptions, first_purchases, summary};
