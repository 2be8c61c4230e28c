//! How much of a fan each customer is.

use serde::Serialize;

use crate::Error;
use crate::order::Order;

/// One thing that fans do more, or less, than others.
#[derive(Debug, Clone, Copy)]
pub struct Sign<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its number for each customer: purchases, visits, reviews, friends brought along, days since the last visit.
    pub values: &'a [f64],
    /// How much it counts beside the others.
    pub weight: f64,
    /// Whether fewer are better, as of days since the last visit.
    pub fewer: bool,
}

/// How much of a fan each customer is, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FanScores {
    /// From 0 to 100 for each customer.
    pub score: Vec<f64>,
    /// How much of it each sign gave, sign by sign; they add up to the score.
    pub parts: Vec<Vec<f64>>,
}

/// Scores customers from 0 to 100 by signs of being a fan.
///
/// Each sign ranks customers among each other: the share of customers below, and half of those alike (the middle rank), so an
/// extreme spender counts no more than the next one and units do not matter. The score is the mean of these shares by weight.
///
/// # Errors
///
/// [`Error::Length`] for signs of different length, [`Error::Column`] for a value that is no number, [`Error::Option`] for weights that
/// are below 0 or all 0.
///
/// # Examples
///
/// ```
/// use omo_core::value::{Sign, fan_scores};
/// let visits = Sign { name: "visits", values: &[9.0, 1.0, 1.0, 3.0], weight: 2.0, fewer: false };
/// let silence = Sign { name: "silence", values: &[2.0, 80.0, 5.0, 30.0], weight: 1.0, fewer: true };
/// let fans = fan_scores(&[visits, silence])?;
/// assert_eq!(fans.parts[0], [87.5 * 2.0 / 3.0, 25.0 * 2.0 / 3.0, 25.0 * 2.0 / 3.0, 62.5 * 2.0 / 3.0]);
/// assert!(fans.score[0] > fans.score[3] && fans.score[2] > fans.score[1]);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn fan_scores(signs: &[Sign<'_>]) -> Result<FanScores, Error> {
    let rows = signs.first().map_or(0, |sign| sign.values.len());
    let whole: f64 = signs.iter().map(|sign| sign.weight).sum();
    let sound = signs.iter().all(|sign| sign.weight >= 0.0) && whole > 0.0 && whole.is_finite();
    if !sound {
        return Err(Error::option("weight", "numbers from 0, one of them above", &whole));
    }
    let mut score = vec![0.0; rows];
    let mut parts = Vec::new();
    for sign in signs {
        if sign.values.len() != rows {
            return Err(Error::Length { what: sign.name.into(), expected: rows, got: sign.values.len() });
        }
        if let Some(row) = sign.values.iter().position(|value| !value.is_finite()) {
            let must = format!("finite numbers; row {row} is not");
            return Err(Error::Column { column: sign.name.into(), must });
        }
        let part: Vec<f64> = ranks(sign).into_iter().map(|rank| 100.0 * rank * sign.weight / whole).collect();
        score.iter_mut().zip(&part).for_each(|(score, part)| *score += part);
        parts.push(part);
    }
    Ok(FanScores { score, parts })
}

/// The middle rank of each customer as a share.
#[expect(clippy::cast_precision_loss, reason = "customers are countable")]
fn ranks(sign: &Sign<'_>) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = sign.values.iter().copied().enumerate().collect();
    // 0 and -0 are alike.
    for (_, value) in &mut order {
        *value += 0.0;
    }
    order.put_in_order_by(|a, b| if sign.fewer { b.1.total_cmp(&a.1) } else { a.1.total_cmp(&b.1) });
    let mut ranks = vec![0.0; order.len()];
    let (mut below, all) = (0, order.len() as f64);
    for alike in order.chunk_by(|a, b| a.1 == b.1) {
        let rank = (below as f64 + alike.len() as f64 / 2.0) / all;
        for (row, _) in alike {
            ranks.get_mut(*row).into_iter().for_each(|place| *place = rank);
        }
        below += alike.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_weighed_is_refused() {
        let sign = |values, weight| Sign { name: "visits", values, weight, fewer: false };
        let code = |signs: &[Sign<'_>]| fan_scores(signs).unwrap_err().code();
        assert_eq!(code(&[]), "option");
        assert_eq!(code(&[sign(&[1.0], 0.0)]), "option");
        assert_eq!(code(&[sign(&[1.0], -1.0), sign(&[1.0], 3.0)]), "option");
        assert_eq!(code(&[sign(&[1.0], 1.0), sign(&[1.0, 2.0], 1.0)]), "length");
        assert_eq!(code(&[sign(&[f64::NAN], 1.0)]), "column");
        assert_eq!(fan_scores(&[sign(&[], 1.0)]).unwrap().score, Vec::<f64>::new());
    }

    proptest! {
        /// Scores lie between 0 and 100, their mean is 50, and only the order of values counts.
        #[test]
        fn only_order_counts(values in proptest::collection::vec(-50_i8..50, 1..40)) {
            let plain: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
            let steep: Vec<f64> = plain.iter().map(|value| value * value * value * 1e9).collect();
            let scores = |values| fan_scores(&[Sign { name: "a", values, weight: 3.0, fewer: false }]).unwrap().score;
            let found = scores(&plain);
            prop_assert_eq!(&scores(&steep), &found);
            prop_assert!(found.iter().all(|score| (0.0..=100.0).contains(score)));
            let mean = found.iter().sum::<f64>() / f64::from(u32::try_from(found.len()).unwrap());
            prop_assert!((mean - 50.0).abs() < 1e-9);
        }
    }
}
