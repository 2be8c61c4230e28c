//! What another way of choosing would have brought, from what was logged.

use serde::Serialize;

use crate::decimal::shortest;
use crate::order::Order;
use crate::recommend::folds;
use crate::recommend::linear::{Design, Linear};
use crate::special::normal_quantile;
use crate::{Error, form, math};

/// What was logged, and what the other way would have done: rows that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Logged<'a> {
    /// What came of the arm that was chosen.
    pub reward: &'a [f64],
    /// How likely it was to be chosen: above 0, at most 1.
    pub propensity: &'a [f64],
    /// How likely the other way would have chosen it, from 0 to 1.
    pub target: &'a [f64],
    /// What a model expects of the arm that was chosen, and of the other way's choice on average over its arms.
    pub expected: Option<(&'a [f64], &'a [f64])>,
}

/// How [`off_policy`] answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OffPolicyOptions {
    /// No row counts more than this; none is cut when left out. Cutting lowers the variance and adds a bias.
    pub clip: Option<f64>,
    /// How often the interval is to hold the truth.
    pub level: f64,
}

form::options!(OffPolicyOptions { clip, level });

impl Default for OffPolicyOptions {
    fn default() -> Self {
        Self { clip: None, level: 0.95 }
    }
}

/// A mean reward, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// The mean reward of the other way.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Where the interval begins, by the normal distribution.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// What another way of choosing would have brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OffPolicy {
    /// What was logged brought this.
    pub logged: Estimate,
    /// Inverse propensities: no bias, and the more variance the less the two ways agree.
    pub ips: Estimate,
    /// The same by weights that add up to 1 (Swaminathan and Joachims 2015): less variance, and a bias that fades with rows.
    pub snips: Estimate,
    /// What the model expects (the direct method): only as good as the model.
    pub direct: Option<Estimate>,
    /// Both (Dudík, Langford and Li 2011): right where either propensities or the model are.
    pub doubly_robust: Option<Estimate>,
    /// How many rows of the other way's own these are worth: the square of the sum of weights over the sum of their squares.
    pub effective_sample_size: f64,
    /// The largest weight before any was cut.
    pub largest_weight: f64,
    /// How many weights were cut.
    pub clipped: u32,
}

/// Holds another way of choosing against what was logged with its propensities.
///
/// With w the target probability over the propensity of the chosen arm: IPS is the mean of w r, SNIPS is the sum of w r over the sum
/// of w, and doubly robust the mean of q(x, π) + w (r - q(x, a)), as in "Doubly Robust Policy Evaluation and Learning" (Dudík, Langford
/// and Li 2011) and "The Self-Normalized Estimator for Counterfactual Learning" (Swaminathan and Joachims 2015). Standard errors are
/// those of means, and for SNIPS by the delta method. The order of rows does not matter.
///
/// # Errors
///
/// [`Error::Length`] where columns differ in length; [`Error::Column`] for a propensity that is not above 0 and at most 1, a target
/// that is not from 0 to 1, a number that is not finite, and where there is no row, or none that the other way would choose;
/// [`Error::Option`] for a clip that is not above 0 and a level that is not between 0 and 1.
///
/// ```
/// use omo_core::recommend::{Logged, OffPolicyOptions, off_policy};
/// // By chance one of two; the other way always takes what brought 1.
/// let logged = Logged { reward: &[1.0, 0.0, 1.0, 0.0], propensity: &[0.5; 4], target: &[1.0, 0.0, 1.0, 0.0], expected: None };
/// let found = off_policy(&logged, &OffPolicyOptions::default())?;
/// assert_eq!((found.logged.value, found.ips.value, found.snips.value), (0.5, 1.0, 1.0));
/// assert_eq!(found.effective_sample_size, 2.0);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn off_policy(logged: &Logged<'_>, options: &OffPolicyOptions) -> Result<OffPolicy, Error> {
    let mut rows = checked(logged, options)?;
    let largest_weight = rows.iter().map(|row| row.weight).fold(0.0, f64::max);
    let mut clipped = 0;
    if let Some(clip) = options.clip {
        for row in rows.iter_mut().filter(|row| row.weight > clip) {
            row.weight = clip;
            clipped += 1;
        }
    }
    let z = normal_quantile(f64::midpoint(1.0, options.level));
    let estimate = |value: f64, standard_error: f64| Estimate {
        value,
        standard_error,
        low: value - z * standard_error,
        high: value + z * standard_error,
    };
    let count = math::share(rows.len() as u64, 1);
    let mean = |of: &dyn Fn(&Row) -> f64| {
        let value = rows.iter().map(of).sum::<f64>() / count;
        let square = rows.iter().map(|row| (of(row) - value) * (of(row) - value)).sum::<f64>();
        // Of a single row nothing is known.
        estimate(value, (square / (count - 1.0).max(0.0) / count).sqrt())
    };
    let weights: f64 = rows.iter().map(|row| row.weight).sum();
    let squares: f64 = rows.iter().map(|row| row.weight * row.weight).sum();
    let snips = rows.iter().map(|row| row.weight * row.reward).sum::<f64>() / weights;
    let spread = |row: &Row| {
        let part = row.weight * (row.reward - snips);
        part * part
    };
    let model = logged.expected.is_some();
    Ok(OffPolicy {
        logged: mean(&|row| row.reward),
        ips: mean(&|row| row.weight * row.reward),
        snips: estimate(snips, rows.iter().map(spread).sum::<f64>().sqrt() / weights),
        direct: model.then(|| mean(&|row| row.by_policy)),
        doubly_robust: model.then(|| mean(&|row| row.by_policy + row.weight * (row.reward - row.by_arm))),
        effective_sample_size: weights * weights / squares,
        largest_weight,
        clipped,
    })
}

#[derive(Clone, Copy)]
struct Row {
    reward: f64,
    weight: f64,
    by_arm: f64,
    by_policy: f64,
}

/// Rows in an order that is not the table's.
fn checked(logged: &Logged<'_>, options: &OffPolicyOptions) -> Result<Vec<Row>, Error> {
    if let Some(clip) = options.clip.filter(|clip| clip.is_nan() || *clip <= 0.0) {
        return Err(Error::option("clip", "greater than 0", &shortest(clip)));
    }
    if !(options.level > 0.0 && options.level < 1.0) {
        return Err(Error::option("level", "between 0 and 1", &shortest(options.level)));
    }
    let Logged { reward, propensity, target, expected } = *logged;
    let none: (&[f64], &[f64]) = (&[], &[]);
    let (by_arm, by_policy) = expected.unwrap_or(none);
    let model = |column: &'static str, values| expected.map(|_| (column, values));
    let columns = [("propensity", propensity), ("target", target)].into_iter();
    for (what, values) in
        columns.clone().chain(model("expected", by_arm)).chain(model("expected of the policy", by_policy))
    {
        if values.len() != reward.len() {
            return Err(Error::Length { what: what.into(), expected: reward.len(), got: values.len() });
        }
    }
    let must = |column: &str, values: &[f64], good: fn(f64) -> bool, must: &str| {
        let row = values.iter().position(|value| !good(*value));
        row.map_or(Ok(()), |row| {
            Err(Error::Column { column: column.into(), must: format!("{must}; row {row} is not") })
        })
    };
    must("reward", reward, f64::is_finite, "finite numbers")?;
    must("propensity", propensity, |p| p > 0.0 && p <= 1.0, "above 0 and at most 1")?;
    must("target", target, |p| (0.0..=1.0).contains(&p), "from 0 to 1")?;
    must("expected", by_arm, f64::is_finite, "finite numbers")?;
    must("expected of the policy", by_policy, f64::is_finite, "finite numbers")?;
    if target.iter().all(|target| *target == 0.0) {
        let must = "above 0 somewhere: what is never chosen was never seen".into();
        return Err(Error::Column { column: "target".into(), must });
    }
    let at = |values: &[f64], row: usize| values.get(row).copied().unwrap_or(0.0);
    let row = |row: usize| Row {
        reward: at(reward, row),
        weight: at(target, row) / at(propensity, row),
        by_arm: at(by_arm, row),
        by_policy: at(by_policy, row),
    };
    let mut rows: Vec<Row> = (0..reward.len()).map(row).collect();
    if let Some(row) = rows.iter().position(|row| !row.weight.is_finite()) {
        let must = format!("not as close to 0; row {row} is");
        return Err(Error::Column { column: "propensity".into(), must });
    }
    let key = |row: &Row| [row.reward, row.weight, row.by_arm, row.by_policy];
    rows.put_in_order_by(|a, b| {
        let unlike = key(a).into_iter().zip(key(b)).map(|(a, b)| a.total_cmp(&b)).find(|order| order.is_ne());
        unlike.unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(rows)
}

/// Contexts and what was chosen in them, to learn rewards from.
#[derive(Debug, Clone, Copy)]
pub struct RewardModel<'a> {
    /// The contexts, end to end.
    pub contexts: &'a [f64],
    /// How many numbers a context has.
    pub dimensions: usize,
    /// How many arms there are.
    pub arms: u32,
    /// The arm that was chosen.
    pub arm: &'a [u32],
    /// What came of it.
    pub reward: &'a [f64],
    /// How likely the other way would have chosen each arm: `arms` numbers a row, end to end, which add up to 1.
    pub policy: &'a [f64],
}

impl RewardModel<'_> {
    /// What ridge regressions, one for each arm, expect of the arm that was chosen and of the other way, for [`Logged::expected`].
    ///
    /// Each row is answered by models of other folds, so that none has seen its own reward. An arm that a fold's others never chose
    /// is expected to bring what all bring on average.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] where columns differ in length, [`Error::Column`] for a number that is not finite, an arm that is none, and
    /// probabilities that do not add up to 1; [`Error::Option`] for less than 2 folds or a penalty that is not above 0.
    pub fn expected(&self, penalty: f64, fold_count: u32, seed: u64) -> Result<(Vec<f64>, Vec<f64>), Error> {
        self.check(penalty, fold_count)?;
        let (count, width) = (self.reward.len(), self.dimensions);
        let context = |row: usize| self.contexts.get(row * width..(row + 1) * width).unwrap_or_default();
        let reward = |row: usize| self.reward.get(row).copied().unwrap_or(0.0);
        let arm = |row: usize| self.arm.get(row).copied().unwrap_or(0);
        let mut rows: Vec<usize> = (0..count).collect();
        rows.put_in_order_by(|&a, &b| {
            let mut contexts = context(a).iter().zip(context(b)).map(|(a, b)| a.total_cmp(b));
            let by_context = || contexts.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal);
            arm(a).cmp(&arm(b)).then(reward(a).total_cmp(&reward(b))).then_with(by_context)
        });
        let fold_of = folds::folds(&rows, arm, fold_count, seed);
        let in_fold = |row: usize, fold: u32| fold_of.get(row) == Some(&fold);
        let (mut by_arm, mut by_policy) = (vec![0.0; count], vec![0.0; count]);
        for fold in 0..fold_count {
            let others: Vec<usize> = rows.iter().copied().filter(|&row| !in_fold(row, fold)).collect();
            let all: f64 = others.iter().map(|&row| reward(row)).sum();
            let mean = all / math::share(others.len().max(1) as u64, 1);
            for number in 0..self.arms {
                let own: Vec<usize> = others.iter().copied().filter(|&row| arm(row) == number).collect();
                let model = if own.is_empty() {
                    Linear { intercept: mean, weights: vec![0.0; width], logistic: false }
                } else {
                    let lines: Vec<f64> = own.iter().flat_map(|&row| context(row)).copied().collect();
                    let rewards: Vec<f64> = own.iter().map(|&row| reward(row)).collect();
                    Linear::ridge(&Design { rows: &lines, width, count: own.len() }, &rewards, penalty)?
                };
                for &row in rows.iter().filter(|&&row| in_fold(row, fold)) {
                    let told = model.expect(context(row));
                    if arm(row) == number {
                        by_arm.get_mut(row).into_iter().for_each(|place| *place = told);
                    }
                    let share = self.policy.get(row * self.arms as usize + number as usize).copied();
                    by_policy
                        .get_mut(row)
                        .into_iter()
                        .for_each(|place| *place += share.unwrap_or(0.0) * told);
                }
            }
        }
        Ok((by_arm, by_policy))
    }

    fn check(&self, penalty: f64, folds: u32) -> Result<(), Error> {
        if !(penalty > 0.0 && penalty.is_finite()) {
            return Err(Error::option("penalty", "greater than 0 and finite", &shortest(penalty)));
        }
        if folds < 2 {
            return Err(Error::option("folds", "at least 2", &folds));
        }
        let (rows, arms) = (self.reward.len(), self.arms as usize);
        let lengths = [
            ("arm", self.arm.len(), rows),
            ("context", self.contexts.len(), rows * self.dimensions),
            ("policy", self.policy.len(), rows * arms),
        ];
        if let Some((what, got, expected)) = lengths.into_iter().find(|(_, got, expected)| got != expected) {
            return Err(Error::Length { what: what.into(), expected, got });
        }
        let wrong = |column: &str, must: &str, row: usize| {
            Err(Error::Column { column: column.into(), must: format!("{must}; row {row} is not") })
        };
        if let Some(at) = self.contexts.iter().position(|number| !number.is_finite()) {
            return wrong("context", "finite numbers", at / self.dimensions.max(1));
        }
        if let Some(row) = self.reward.iter().position(|reward| !reward.is_finite()) {
            return wrong("reward", "finite numbers", row);
        }
        if let Some(row) = self.arm.iter().position(|arm| *arm >= self.arms) {
            return wrong("arm", "one of the arms", row);
        }
        let one = |chances: &[f64]| {
            chances.iter().all(|p| (0.0..=1.0).contains(p))
                && (chances.iter().sum::<f64>() - 1.0).abs() < 1e-6
        };
        if let Some(row) = self.policy.chunks(arms.max(1)).position(|chances| !one(chances)) {
            return wrong("policy", "chances that add up to 1", row);
        }
        Ok(())
    }
}
