//! Is it good: what was found, held against the truth.

#[cfg(test)]
mod neighbourhood;
mod pairs;

pub use pairs::{BCubed, PairScores, b_cubed, pair_scores};
