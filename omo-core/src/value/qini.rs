//! Uplift: whether a score finds the customers whom a treatment moves.

use serde::Serialize;

use crate::Error;
use crate::order::Order;

/// How well a score ranks customers by what a treatment does to them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Qini {
    /// How many customers there are.
    pub customers: f64,
    /// How many of them were treated.
    pub treated: f64,
    /// The curves, a point for each different score from the best on, and 0 before them.
    pub curve: Vec<QiniPoint>,
    /// The area between the Qini curve and that of chance, in outcomes a customer of the whole: what is gained on average
    /// over all cut-offs.
    pub qini_area: f64,
    /// The same of the uplift curve.
    pub uplift_area: f64,
    /// The Qini coefficient: the area as a share of that of a score that knows all outcomes. Only where outcomes are 0 or 1;
    /// others have no such score.
    pub qini: Option<f64>,
    /// The area under the uplift curve (AUUC) as such a share.
    pub auuc: Option<f64>,
}

/// What treating the best so many brings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct QiniPoint {
    /// How many customers score so or better.
    pub customers: f64,
    /// Outcomes of the treated among them, less those of the others as if they were as many: what came of treating them.
    pub qini: f64,
    /// The difference of the two means among them, times their number: what would come of treating them all.
    pub uplift: f64,
    /// What the Qini curve would be at this place by chance.
    pub chance: f64,
}

/// Holds a score against an experiment: the curves of Qini (Radcliffe 2007) and of uplift, and the areas under them.
///
/// With t and c the treated and the others among the best so many, and Y their outcomes, the Qini curve is
/// `Y_t - Y_c · t / c`, the uplift curve `(Y_t / t - Y_c / c) · (t + c)`; both have a point for each different score, so the order
/// of rows with equal ones does not matter. Areas are trapezoids less that under the straight line to the last point. The
/// coefficients divide by the same area of a perfect score, with customers whom the treatment drives away at the end, as
/// scikit-uplift's `qini_auc_score` and `uplift_auc_score` do.
///
/// # Errors
///
/// [`Error::Length`] for columns of different length, [`Error::Column`] for a value that is no number and where nobody or
/// everybody was treated.
///
/// # Examples
///
/// ```
/// use omo_core::value::qini;
/// let outcome = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
/// let treated = [true, false, true, false, true, false];
/// let score = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1];
/// let found = qini(&outcome, &treated, &score)?;
/// // The four best: two treated with two outcomes, two others with none.
/// assert_eq!((found.curve[4].qini, found.curve[4].uplift), (2.0, 4.0));
/// assert_eq!(found.auuc, Some(1.0));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn qini(outcome: &[f64], treated: &[bool], score: &[f64]) -> Result<Qini, Error> {
    let rows = outcome.len();
    for (what, got) in [("treatment", treated.len()), ("score", score.len())] {
        if got != rows {
            return Err(Error::Length { what: what.into(), expected: rows, got });
        }
    }
    for (column, values) in [("outcome", outcome), ("score", score)] {
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(Error::Column {
                column: column.into(),
                must: format!("finite numbers; row {row} is not"),
            });
        }
    }
    if treated.iter().all(|&treated| treated) || !treated.contains(&true) {
        let must = "of customers who were treated and of others".into();
        return Err(Error::Column { column: "treatment".into(), must });
    }
    let curve = curve(outcome, treated, score);
    let last = curve.last().copied().unwrap_or(START);
    let area = |points: &[QiniPoint], of: Of| area(points, of) - last.customers * of(&last) / 2.0;
    let (by_qini, by_uplift): (Of, Of) = (|point| point.qini, |point| point.uplift);
    let (qini_area, uplift_area) = (area(&curve, by_qini), area(&curve, by_uplift));
    let perfect = outcome.iter().all(|&outcome| outcome == 0.0 || outcome == 1.0).then(|| {
        let both = || outcome.iter().zip(treated);
        let won: Vec<f64> =
            both().map(|(outcome, &treated)| if treated { *outcome } else { -outcome }).collect();
        // The better of the two ways to break what is certain either way, as scikit-uplift has it.
        let others_who_bought = both().filter(|(outcome, treated)| **outcome == 1.0 && !**treated).count();
        let treated_who_did_not = both().filter(|(outcome, treated)| **outcome == 0.0 && **treated).count();
        let ideal = |(&outcome, &treated): (&f64, &bool)| {
            let as_treated = f64::from(u8::from(treated));
            let second = if others_who_bought > treated_who_did_not { outcome } else { as_treated };
            2.0 * f64::from(u8::from(outcome == as_treated)) + second
        };
        let ideal: Vec<f64> = both().map(ideal).collect();
        [(won, by_qini), (ideal, by_uplift)]
            .map(|(score, of)| area(&self::curve(outcome, treated, &score), of))
    });
    let share = |area: f64, whole: Option<f64>| whole.filter(|whole| *whole != 0.0).map(|whole| area / whole);
    Ok(Qini {
        customers: last.customers,
        treated: f64::from(
            u32::try_from(treated.iter().filter(|&&treated| treated).count()).unwrap_or(u32::MAX),
        ),
        qini: share(qini_area, perfect.map(|[qini, _]| qini)),
        auuc: share(uplift_area, perfect.map(|[_, uplift]| uplift)),
        qini_area: qini_area / (last.customers * last.customers),
        uplift_area: uplift_area / (last.customers * last.customers),
        curve,
    })
}

const START: QiniPoint = QiniPoint { customers: 0.0, qini: 0.0, uplift: 0.0, chance: 0.0 };

/// One of the two heights of a point.
type Of = fn(&QiniPoint) -> f64;

fn curve(outcome: &[f64], treated: &[bool], score: &[f64]) -> Vec<QiniPoint> {
    let mut ranked: Vec<(f64, bool, f64)> = score
        .iter()
        .zip(treated)
        .zip(outcome)
        .map(|((score, treated), outcome)| (*score, *treated, *outcome))
        .collect();
    // Equals too in one order, so that sums have the same bits.
    ranked.put_in_order_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.total_cmp(&a.2)));
    let mut curve = vec![START];
    let (mut count, mut sum) = ([0.0, 0.0], [0.0, 0.0]);
    for equals in ranked.chunk_by(|a, b| a.0 == b.0) {
        for (_, treated, outcome) in equals {
            let ([count_c, count_t], [sum_c, sum_t]) = (&mut count, &mut sum);
            let (count, sum) = if *treated { (count_t, sum_t) } else { (count_c, sum_c) };
            *count += 1.0;
            *sum += outcome;
        }
        let ([c, t], [of_c, of_t]) = (count, sum);
        let over = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
        let uplift = (over(of_t, t) - over(of_c, c)) * (t + c);
        curve.push(QiniPoint { customers: t + c, qini: of_t - of_c * over(t, c), uplift, chance: 0.0 });
    }
    let last = curve.last().copied().unwrap_or(START);
    for point in &mut curve {
        point.chance = if last.customers > 0.0 { last.qini * point.customers / last.customers } else { 0.0 };
    }
    curve
}

fn area(points: &[QiniPoint], of: Of) -> f64 {
    let pairs = points.iter().zip(points.iter().skip(1));
    pairs.map(|(a, b)| (b.customers - a.customers) * f64::midpoint(of(a), of(b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_ranked_is_refused() {
        let code = |outcome: &[f64], treated: &[bool], score: &[f64]| {
            qini(outcome, treated, score).unwrap_err().code()
        };
        assert_eq!(code(&[1.0, 0.0], &[true], &[1.0, 2.0]), "length");
        assert_eq!(code(&[1.0, 0.0], &[true, false], &[1.0]), "length");
        assert_eq!(code(&[1.0, f64::NAN], &[true, false], &[1.0, 2.0]), "column");
        assert_eq!(code(&[1.0, 0.0], &[true, false], &[1.0, f64::INFINITY]), "column");
        assert_eq!(code(&[1.0, 0.0], &[true, true], &[1.0, 2.0]), "column");
        assert_eq!(code(&[], &[], &[]), "column");
        // Sales have curves and areas, and no perfect score.
        let sales = qini(&[10.0, 3.0, 0.0], &[true, false, true], &[3.0, 2.0, 1.0]).unwrap();
        assert_eq!((sales.qini, sales.auuc), (None, None));
        // Where nobody does anything there is nothing to be a share of.
        assert_eq!(qini(&[0.0; 3], &[true, false, true], &[3.0, 2.0, 1.0]).unwrap().qini, None);
    }

    proptest! {
        /// A constant score is chance, the order of rows is nothing, and the ends of both curves are the whole experiment.
        #[test]
        fn chance_is_zero(rows in proptest::collection::vec((0_u8..2, any::<bool>(), 0_u8..9), 4..60)) {
            let mut treated: Vec<bool> = rows.iter().map(|row| row.1).collect();
            (treated[0], treated[1]) = (true, false);
            let outcome: Vec<f64> = rows.iter().map(|row| f64::from(row.0)).collect();
            let score: Vec<f64> = rows.iter().map(|row| f64::from(row.2)).collect();
            let flat = qini(&outcome, &treated, &vec![1.0; rows.len()]).unwrap();
            prop_assert!(flat.qini_area.abs() < 1e-12 && flat.uplift_area.abs() < 1e-12);
            let found = qini(&outcome, &treated, &score).unwrap();
            let turned = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
            let sides: Vec<bool> = treated.iter().rev().copied().collect();
            prop_assert_eq!(&qini(&turned(&outcome), &sides, &turned(&score)).unwrap(), &found);
            let (end, all) = (found.curve.last().unwrap(), flat.curve.last().unwrap());
            prop_assert!((end.qini - all.qini).abs() < 1e-9 && (end.uplift - all.uplift).abs() < 1e-9);
        }
    }

    /// The e-mails of Hillstrom, which are for measuring only: scikit-uplift 0.5.1, `qini_auc_score` and `uplift_auc_score`
    /// of visits by the score 1000 womens + history; spend and CUPED by scipy and gbstats 0.8.
    #[test]
    fn women_s_mails() {
        use super::super::{ExperimentOptions, Metric, experiment};
        let folder = std::env::var("OMO_DATA").unwrap_or_else(|_| "../../shared/data".into());
        let path = std::path::Path::new(&folder).join("journey/hillstrom/hillstrom.csv");
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("SKIPPED: {} is not there; set OMO_DATA", path.display());
            return;
        };
        // From the end, since only the second column holds commas.
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.rsplit(',').collect()).collect();
        let rows: Vec<_> = rows.iter().filter(|row| row[3] != "Mens E-Mail").collect();
        let numbers =
            |at: usize| rows.iter().map(|row| row[at].trim().parse().unwrap()).collect::<Vec<f64>>();
        let (history, womens, visit, spend) = (numbers(9), numbers(7), numbers(2), numbers(0));
        let treated: Vec<bool> = rows.iter().map(|row| row[3] == "Womens E-Mail").collect();
        let score: Vec<f64> =
            womens.iter().zip(&history).map(|(womens, history)| 1000.0 * womens + history).collect();
        let near =
            |found: f64, known: f64| assert!((found / known - 1.0).abs() < 1e-9, "{found} is not {known}");
        let found = qini(&visit, &treated, &score).unwrap();
        near(found.qini.unwrap(), 0.061_693_126_558_324_37);
        near(found.auuc.unwrap(), 0.028_233_623_461_861_382);
        let found = qini(&visit, &treated, &history).unwrap();
        near(found.qini.unwrap(), 0.002_621_514_067_872_620_4);
        near(found.auuc.unwrap(), 0.001_047_634_592_787_412_5);

        let arm: Vec<u32> = treated.iter().map(|&treated| u32::from(treated)).collect();
        let arms = ["none".to_owned(), "mail".to_owned()];
        let metrics = [Metric { name: "visit", values: &visit }, Metric { name: "spend", values: &spend }];
        let options = ExperimentOptions::default();
        let found = experiment("mail sells", &arms, 0, &arm, &metrics, Some(&history), &options).unwrap();
        near(found.comparisons[0].statistic, 13.949_180_655_258_505);
        let spend = &found.comparisons[1];
        near(spend.difference, 0.424_412_215_936_596_7);
        near(spend.statistic, 3.256_371_576_025_392);
        near(spend.p_value, 0.001_129_397_102_363_249_5);
        let adjusted = spend.adjusted.unwrap();
        near(adjusted.theta, 0.001_034_651_293_586_204);
        near(adjusted.difference, 0.422_700_923_156_497_77);
        near(adjusted.statistic, 3.243_854_656_208_932_2);
        assert!((adjusted.variance_reduction - 0.000_378_064_831_194_180_33).abs() < 2e-6);
    }
}
