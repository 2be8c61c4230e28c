//! Is it good: what was found, held against the truth.

mod pairs;

pub use pairs::{BCubed, PairScores, b_cubed, pair_scores};
