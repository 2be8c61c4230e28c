//! Is it good: what was found, held against the truth.

#[cfg(test)]
mod neighbourhood;

pub use crate::groupings::{BCubed, PairScores, b_cubed, pair_scores};
