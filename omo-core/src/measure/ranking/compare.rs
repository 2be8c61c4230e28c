//! Whether one recommender is better than another, or was lucky.

use serde::Serialize;

use super::{ListScores, Ranking};
use crate::Error;
use crate::form;
use crate::special::{student_beyond, student_quantile};

/// By what rankings are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum RankingMetric {
    /// How much of the truth is in the list.
    Recall,
    /// How many places hold something of the truth.
    Precision,
    /// Whether any does.
    HitRate,
    /// Discounted gain over the best that the places can have.
    #[default]
    Ndcg,
    /// Discounted gain over that of the whole truth.
    NdcgWhole,
    /// One over the place of the first.
    Mrr,
}

form::words!(RankingMetric {
    Recall = "recall",
    Precision = "precision",
    HitRate = "hit_rate",
    Ndcg = "ndcg",
    NdcgWhole = "ndcg_whole",
    Mrr = "mrr"
});

impl RankingMetric {
    /// What one list has of it.
    #[must_use]
    pub fn of(self, list: &ListScores) -> f64 {
        match self {
            Self::Recall => list.recall,
            Self::Precision => list.precision,
            Self::HitRate => list.hit_rate,
            Self::Ndcg => list.ndcg,
            Self::NdcgWhole => list.ndcg_whole,
            Self::Mrr => list.mrr,
        }
    }
}

/// How much better the first of two recommenders is, customer by customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PairedRankings {
    /// Customers judged by both.
    pub customers: u32,
    /// The mean of the first.
    pub first: f64,
    /// The mean of the second.
    pub second: f64,
    /// First minus second.
    pub difference: f64,
    /// The standard error of the difference.
    pub standard_error: f64,
    /// Where the difference lies, with a confidence of 1 - `alpha`.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// How often chance alone makes a difference as large: Student's paired t, two-sided.
    pub p_value: f64,
}

/// Compares two rankings of the same customers.
///
/// The difference is taken within each customer, so what makes some customers easier for both does not blur it.
///
/// ```
/// use omo_core::measure::{Lists, RankingMetric, compare_rankings, ranking};
/// use omo_core::sparse::Rows;
/// let rows = |rows: [[u32; 2]; 3]| rows.into_iter().map(Vec::from).collect::<Rows<u32>>();
/// let (truth, good, poor) = (rows([[0, 1], [2, 3], [4, 5]]), rows([[0, 1], [2, 9], [4, 5]]), rows([[9, 0], [8, 9], [4, 9]]));
/// let judge = |recommended| ranking(&Lists { recommended, truth: &truth, history: None, items: 10 }, 2);
/// let paired = compare_rankings(&judge(&good)?, &judge(&poor)?, RankingMetric::Recall, 0.05)?;
/// assert!((paired.difference - 0.5).abs() < 1e-12);
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Option`] for an `alpha` that is not between 0 and 1; [`Error::Length`] when they judged different customers, or
/// fewer than two.
pub fn compare_rankings(
    first: &Ranking,
    second: &Ranking,
    metric: RankingMetric,
    alpha: f64,
) -> Result<PairedRankings, Error> {
    if !(alpha > 0.0 && alpha < 1.0) {
        return Err(Error::option("alpha", "between 0 and 1", &crate::decimal::shortest(alpha)));
    }
    let same = first.lists.len() == second.lists.len()
        && first.lists.iter().zip(&second.lists).all(|(a, b)| a.customer == b.customer);
    let many = first.lists.len();
    if !same {
        let what = "second, judged on the same customers,".into();
        return Err(Error::Length { what, expected: many, got: second.lists.len() });
    }
    if many < 2 {
        return Err(Error::Length { what: "customers".into(), expected: 2, got: many });
    }
    let pairs = || first.lists.iter().zip(&second.lists);
    #[expect(clippy::cast_precision_loss, reason = "a count of customers")]
    let count = many as f64;
    let mean = |ranking: &Ranking| ranking.lists.iter().map(|list| metric.of(list)).sum::<f64>() / count;
    let gaps = || pairs().map(|(a, b)| metric.of(a) - metric.of(b));
    let difference = gaps().sum::<f64>() / count;
    let squares: f64 = gaps().map(|gap| (gap - difference) * (gap - difference)).sum();
    let standard_error = (squares / (count - 1.0) / count).sqrt();
    // All gaps alike: there is nothing that chance could have done.
    let p_value = if standard_error > 0.0 {
        student_beyond(difference / standard_error, count - 1.0)
    } else {
        f64::from(u8::from(difference == 0.0))
    };
    let reach = student_quantile(alpha, count - 1.0) * standard_error;
    Ok(PairedRankings {
        customers: u32::try_from(many).unwrap_or(u32::MAX),
        first: mean(first),
        second: mean(second),
        difference,
        standard_error,
        lower: difference - reach,
        upper: difference + reach,
        p_value,
    })
}
