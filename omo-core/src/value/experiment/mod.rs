//! Experiments: whether what was done helped, by how much, and how sure that is.

mod compare;
mod increment;
mod size;
#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "numbers as their sources print them")]
mod tests;

pub use compare::{Adjusted, Comparison, Measured, Test};
pub use increment::{Increment, IncrementPart, incremental_sales};
pub use size::{power, sample_size};

use serde::Serialize;

use crate::Error;
use crate::form;
use crate::special::chi_square_beyond;

/// How [`experiment`] compares.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ExperimentOptions {
    /// How often an effect may be told where there is none; intervals hold the truth with the rest.
    pub alpha: f64,
    /// Of how many customers the always-valid intervals are to be the narrowest.
    pub tuning: f64,
    /// The share of customers that each arm was to have, in the order of arms; equal ones where it is empty.
    pub shares: Vec<f64>,
    /// The chance below which the numbers of customers in the arms are no chance any more.
    pub mismatch_alpha: f64,
}

form::options!(ExperimentOptions { alpha, tuning, shares, mismatch_alpha });

impl Default for ExperimentOptions {
    fn default() -> Self {
        Self { alpha: 0.05, tuning: 5_000.0, shares: Vec::new(), mismatch_alpha: 0.001 }
    }
}

impl ExperimentOptions {
    fn check(&self, arms: usize) -> Result<(), Error> {
        for (option, value) in [("alpha", self.alpha), ("mismatch_alpha", self.mismatch_alpha)] {
            if !(value > 0.0 && value < 1.0) {
                return Err(Error::option(option, "between 0 and 1", &value));
            }
        }
        if !(self.tuning >= 1.0 && self.tuning.is_finite()) {
            return Err(Error::option("tuning", "a number of customers from 1", &self.tuning));
        }
        let shares = &self.shares;
        let sound = shares.len() == arms && shares.iter().all(|share| *share > 0.0 && share.is_finite());
        if shares.is_empty() || sound {
            return Ok(());
        }
        Err(Error::option("shares", "a number above 0 for each arm", &shares.len()))
    }
}

/// One column of outcomes.
#[derive(Debug, Clone, Copy)]
pub struct Metric<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The outcome of each customer.
    pub values: &'a [f64],
}

/// What an experiment says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Experiment {
    /// What was believed before.
    pub hypothesis: String,
    /// The arm that others are compared with.
    pub control: String,
    /// As in the options.
    pub alpha: f64,
    /// How many customers each arm has.
    pub arms: Vec<Arm>,
    /// Whether arms have as many customers as they were to have.
    pub mismatch: Mismatch,
    /// Each metric of each arm beside the control's, metric by metric.
    pub comparisons: Vec<Comparison>,
}

/// How many customers an arm has.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Arm {
    /// The arm's name.
    pub arm: String,
    /// How many customers are in it.
    pub customers: u32,
    /// Their share of all.
    pub share: f64,
    /// The share it was to have.
    pub intended: f64,
}

/// Whether the numbers of customers are what chance makes of the intended shares (Fabijan and others, *Diagnosing
/// sample ratio mismatch*, 2019).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Mismatch {
    /// Pearson's chi-square.
    pub chi_square: f64,
    /// How likely it is to be as large by chance.
    pub p_value: f64,
    /// Whether that is too unlikely: then customers were lost or added on the way, and no difference below can be
    /// believed before that is found out.
    pub warning: bool,
}

/// Compares arms with a control, metric by metric.
///
/// `arm` is each customer's place in `arms`. A metric of nothing but 0 and 1 is a share, tested by the pooled z of two
/// proportions with Wald's interval; others are means, tested by Welch's t. With a `covariate` from before the experiment each
/// difference is told again with what that explains taken off (CUPED; Deng, Xu, Kohavi and Walker 2013), theta from both
/// arms together. Always-valid intervals and p-values may be looked at every day: the asymptotic confidence sequence of
/// Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021, equation 9), which is the normal mixture SPRT, tuned as they
/// advise (their equation 10).
///
/// # Errors
///
/// [`Error::Option`] for options out of range, [`Error::Unknown`] for a control that is no arm, [`Error::Length`] for columns of
/// different length, and [`Error::Column`] for a value that is no number, an arm without two customers, or where no arm is
/// compared.
///
/// # Examples
///
/// ```
/// use omo_core::value::{ExperimentOptions, Metric, experiment};
/// let arm: Vec<u32> = (0..1000).map(|customer| customer % 2).collect();
/// let visit: Vec<f64> = (0..1000).map(|c| f64::from(u8::from(c % 10 < 2 + c % 2))).collect();
/// let visits = Metric { name: "visit", values: &visit };
/// let arms = ["holdout".to_owned(), "coupon".to_owned()];
/// let found = experiment("coupons bring visits", &arms, 0, &arm, &[visits], None, &ExperimentOptions::default())?;
/// let coupon = &found.comparisons[0];
/// assert_eq!((coupon.control_mean, coupon.mean), (0.2, 0.2));
/// assert!(!found.mismatch.warning && coupon.p_value == 1.0);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn experiment(
    hypothesis: &str,
    arms: &[String],
    control: u32,
    arm: &[u32],
    metrics: &[Metric<'_>],
    covariate: Option<&[f64]>,
    options: &ExperimentOptions,
) -> Result<Experiment, Error> {
    options.check(arms.len())?;
    let Some(control_name) = arms.get(control as usize) else {
        return Err(Error::Unknown { what: "control arm" });
    };
    if arms.len() < 2 {
        return Err(Error::Column {
            column: "arm".into(),
            must: "of two arms or more, the control among them".into(),
        });
    }
    let columns = metrics.iter().map(|metric| (metric.name, metric.values));
    for (name, values) in columns.chain(covariate.map(|values| ("covariate", values))) {
        compare::check(name, values, arm.len())?;
    }
    let mut counts = vec![0_u32; arms.len()];
    for place in arm {
        let Some(count) = counts.get_mut(*place as usize) else { return Err(Error::Unknown { what: "arm" }) };
        *count += 1;
    }
    let (sizes, mismatch) = sizes(arms, &counts, options);
    let mut comparisons = Vec::new();
    for metric in metrics {
        for (place, name) in (0..).zip(arms).filter(|(place, _)| *place != control) {
            let of = |wanted: u32| Measured::of(arm, wanted, metric.values, covariate);
            comparisons.push(compare::compare(
                metric.name,
                name,
                &of(control),
                &of(place),
                covariate.is_some(),
                options,
            )?);
        }
    }
    Ok(Experiment {
        hypothesis: hypothesis.into(),
        control: control_name.clone(),
        alpha: options.alpha,
        arms: sizes,
        mismatch,
        comparisons,
    })
}

/// The arm whose name says that nothing was done there, if there is just one such.
///
/// ```
/// use omo_core::value::likely_control;
/// assert_eq!(likely_control(&["Womens E-Mail".to_owned(), "No E-Mail".to_owned()]), Some(1));
/// assert_eq!(likely_control(&["a".to_owned(), "b".to_owned()]), None);
/// ```
#[must_use]
pub fn likely_control(arms: &[String]) -> Option<u32> {
    const WORDS: [&str; 9] =
        ["control", "holdout", "hold-out", "none", "no", "nothing", "0", "false", "対照"];
    let is = |name: &String| {
        let name = name.to_ascii_lowercase();
        WORDS.iter().any(|word| {
            let rest = name.strip_prefix(word);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '_', '-', '群']))
        })
    };
    let mut found = (0..).zip(arms).filter(|(_, name)| is(name)).map(|(place, _)| place);
    found.next().filter(|_| found.next().is_none())
}

fn sizes(arms: &[String], counts: &[u32], options: &ExperimentOptions) -> (Vec<Arm>, Mismatch) {
    let all: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let whole: f64 = options.shares.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "arms are few")]
    let equal = 1.0 / arms.len() as f64;
    let mut chi_square = 0.0;
    let mut sizes = Vec::new();
    for (at, (name, &customers)) in arms.iter().zip(counts).enumerate() {
        let intended = options.shares.get(at).map_or(equal, |share| share / whole);
        let off = f64::from(customers) - all * intended;
        if all > 0.0 {
            chi_square += off * off / (all * intended);
        }
        let share = if all > 0.0 { f64::from(customers) / all } else { 0.0 };
        sizes.push(Arm { arm: name.clone(), customers, share, intended });
    }
    #[expect(clippy::cast_precision_loss, reason = "arms are few")]
    let p_value = chi_square_beyond(chi_square, (arms.len() - 1) as f64);
    (sizes, Mismatch { chi_square, p_value, warning: p_value < options.mismatch_alpha })
}
