//! Recommenders side by side, as a Vega-Lite v6 specification and as one HTML page.
//!
//! ```
//! use omo_core::{Language, measure::{Lists, ranking}, sparse::Rows, view::rankings::{self, Judged}};
//! let lists: Rows<u32> = [vec![1], vec![2]].into_iter().collect();
//! let judged = ranking(&Lists { recommended: &lists, truth: &lists, history: None, items: 3 }, 1)?;
//! let page = rankings::page(&[Judged { name: "baskets", ranking: &judged }], Language::En);
//! assert!(page.starts_with("<!doctype html>") && page.contains("baskets"));
//! # Ok::<(), omo_core::Error>(())
//! ```

mod page;
#[cfg(test)]
mod tests;
mod words;

use serde_json::Value;

use super::template::{Named, texts};
use super::vega::spec;
use crate::measure::{Ranking, RankingMetric};
use crate::model::Language;
use words::Words;

pub use page::page;

/// A recommender and how its lists did.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// What it is called.
    pub name: &'a str,
    /// How its lists did.
    pub ranking: &'a Ranking,
}

/// What pictures show.
const SHOWN: [RankingMetric; 4] =
    [RankingMetric::Recall, RankingMetric::HitRate, RankingMetric::Ndcg, RankingMetric::Mrr];

/// A mean over customers with the interval it lies in with 95 % confidence.
struct Mean {
    score: f64,
    lower: f64,
    upper: f64,
}

impl Mean {
    fn of(ranking: &Ranking, metric: RankingMetric) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
        let count = ranking.lists.len().max(1) as f64;
        let scores = || ranking.lists.iter().map(|list| metric.of(list));
        let score = scores().sum::<f64>() / count;
        let squares: f64 = scores().map(|one| (one - score) * (one - score)).sum();
        // The normal interval: means over customers are nearly normal from a few dozen on.
        let reach = 1.959_963_985 * (squares / (count - 1.0).max(1.0) / count).sqrt();
        Self { score, lower: (score - reach).max(0.0), upper: (score + reach).min(1.0) }
    }
}

/// Recall, hits, nDCG and reciprocal rank of each recommender with their intervals.
#[must_use]
pub fn chart(judged: &[Judged<'_>], language: Language) -> Value {
    let words = Words::of(language);
    let bar = |metric: RankingMetric, one: &Judged<'_>| {
        let Mean { score, lower, upper } = Mean::of(one.ranking, metric);
        Named::default()
            .text("metric", words.metric(metric))
            .text("model", one.name)
            .number("score", score)
            .number("lower", lower)
            .number("upper", upper)
            .row()
    };
    let values =
        SHOWN.into_iter().flat_map(|metric| judged.iter().map(move |one| bar(metric, one))).collect();
    let blanks = Named::default()
        .with("values", values)
        .with("metrics", texts(&SHOWN.map(|metric| words.metric(metric))))
        .with("models", texts(&judged.iter().map(|one| one.name).collect::<Vec<_>>()))
        .text("model", words.model)
        .text("score", words.score)
        .text("interval", words.interval);
    spec(words.title, words.lead, blanks.fill(include_str!("../specs/rankings.json")))
}
