//! Is it good: what was found, held against the truth.

#[cfg(test)]
mod neighbourhood;
mod ranking;

pub use crate::groupings::{BCubed, PairScores, b_cubed, pair_scores};
pub use ranking::{
    ListScores, ListedBy, Lists, PairedRankings, Ranking, RankingMetric, RankingScores, RepeatScores,
    compare_rankings, held_out_last, held_out_since, listed, ranking, since_share,
};
