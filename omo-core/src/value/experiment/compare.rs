//! Two arms beside each other.

use serde::Serialize;

use super::ExperimentOptions;
use crate::Error;
use crate::math;
use crate::special::{normal_below, normal_quantile, student_beyond, student_quantile};

/// Which test a p-value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The z of two proportions.
    Z,
    /// Welch's t.
    Welch,
}

impl Test {
    /// The test's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Z => "z",
            Self::Welch => "welch",
        }
    }
}

/// One arm beside the control by one metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The metric.
    pub metric: String,
    /// The arm.
    pub arm: String,
    /// How many customers the control has.
    pub control_customers: f64,
    /// How many the arm has.
    pub customers: f64,
    /// The control's mean.
    pub control_mean: f64,
    /// The arm's mean.
    pub mean: f64,
    /// The arm's mean less the control's.
    pub difference: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Which test.
    pub test: Test,
    /// Its z or t.
    pub statistic: f64,
    /// Degrees of freedom of t.
    pub freedom: Option<f64>,
    /// How likely so large a difference is, either way, where there is none.
    pub p_value: f64,
    /// The difference as a share of the control's mean; nothing where that is 0.
    pub lift: Option<f64>,
    /// The lower end of its interval, by the delta method.
    pub lift_lower: Option<f64>,
    /// The upper end.
    pub lift_upper: Option<f64>,
    /// The lower end of the interval that holds at all times together.
    pub always_lower: f64,
    /// The upper end.
    pub always_upper: f64,
    /// The p-value that may be looked at every day.
    pub always_p_value: f64,
    /// The difference with what the covariate explains taken off.
    pub adjusted: Option<Adjusted>,
}

/// A difference with what a covariate explains taken off (CUPED).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Adjusted {
    /// How much of the outcome goes with one of the covariate.
    pub theta: f64,
    /// The arm's adjusted mean less the control's.
    pub difference: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// Welch's t.
    pub statistic: f64,
    /// How likely so large a difference is where there is none.
    pub p_value: f64,
    /// By which share the variance fell.
    pub variance_reduction: f64,
}

/// Sums over the customers of one arm.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// How many customers.
    pub customers: f64,
    /// Their mean.
    pub mean: f64,
    /// Squares about the mean.
    squares: f64,
    /// The same of the covariate.
    covariate: f64,
    covariate_squares: f64,
    /// Products about both means.
    products: f64,
    /// Whether all are 0 or 1.
    shares: bool,
}

impl Measured {
    /// The customers of one arm.
    pub(super) fn of(arm: &[u32], wanted: u32, values: &[f64], covariate: Option<&[f64]>) -> Self {
        let mine = || arm.iter().enumerate().filter(move |(_, arm)| **arm == wanted).map(|(row, _)| row);
        let value = |row: usize| values.get(row).copied().unwrap_or(0.0);
        let before = |row: usize| covariate.and_then(|covariate| covariate.get(row)).copied().unwrap_or(0.0);
        let mut sums = Self { shares: true, ..Self::default() };
        for row in mine() {
            sums.customers += 1.0;
            sums.mean += value(row);
            sums.covariate += before(row);
            sums.shares &= value(row) == 0.0 || value(row) == 1.0;
        }
        sums.mean /= sums.customers.max(1.0);
        sums.covariate /= sums.customers.max(1.0);
        // Twice through, since sums of squares less squares of sums cancel.
        for row in mine() {
            let (off, before) = (value(row) - sums.mean, before(row) - sums.covariate);
            sums.squares += off * off;
            sums.covariate_squares += before * before;
            sums.products += off * before;
        }
        sums
    }

    /// The variance of the mean.
    fn error(&self) -> f64 {
        self.squares / (self.customers - 1.0) / self.customers
    }
}

pub(super) fn check(name: &str, values: &[f64], rows: usize) -> Result<(), Error> {
    if values.len() != rows {
        return Err(Error::Length { what: name.into(), expected: rows, got: values.len() });
    }
    match values.iter().position(|value| !value.is_finite()) {
        None => Ok(()),
        Some(row) => {
            Err(Error::Column { column: name.into(), must: format!("finite numbers; row {row} is not") })
        }
    }
}

/// A difference with its variance by Welch.
struct Welch {
    difference: f64,
    error: f64,
    freedom: f64,
}

impl Welch {
    fn of(difference: f64, errors: [(f64, f64); 2]) -> Self {
        let error: f64 = errors.iter().map(|(error, _)| error).sum();
        let below: f64 = errors.iter().map(|(error, customers)| error * error / (customers - 1.0)).sum();
        let freedom = if below > 0.0 { error * error / below } else { f64::INFINITY };
        Self { difference, error, freedom }
    }

    fn statistic(&self) -> f64 {
        // Without any variance a difference is certain, and none is none.
        if self.difference == 0.0 { 0.0 } else { self.difference / self.error.sqrt() }
    }

    fn p_value(&self) -> f64 {
        let t = self.statistic();
        if self.freedom.is_finite() { student_beyond(t, self.freedom) } else { f64::from(u8::from(t == 0.0)) }
    }

    fn half(&self, alpha: f64) -> f64 {
        if self.freedom.is_finite() { student_quantile(alpha, self.freedom) * self.error.sqrt() } else { 0.0 }
    }
}

pub(super) fn compare(
    metric: &str,
    arm: &str,
    control: &Measured,
    treated: &Measured,
    adjust: bool,
    options: &ExperimentOptions,
) -> Result<Comparison, Error> {
    if control.customers < 2.0 || treated.customers < 2.0 {
        return Err(Error::Column {
            column: "arm".into(),
            must: "of two customers or more in each arm".into(),
        });
    }
    let difference = treated.mean - control.mean;
    let alpha = options.alpha;
    let (n, m) = (treated.customers, control.customers);
    let shares = control.shares && treated.shares;
    // Of shares the variance is told by their means.
    let wald = |one: &Measured| one.mean * (1.0 - one.mean) / one.customers;
    let errors = if shares { [wald(treated), wald(control)] } else { [treated.error(), control.error()] };
    let [error, control_error] = errors;
    let welch = Welch::of(difference, [(error, n), (control_error, m)]);
    let (test, statistic, freedom, p_value, half) = if shares {
        let pooled = (treated.mean * n + control.mean * m) / (n + m);
        let spread = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
        let z = if difference == 0.0 { 0.0 } else { difference / spread };
        let half = normal_quantile(1.0 - alpha / 2.0) * welch.error.sqrt();
        (Test::Z, z, None, 2.0 * normal_below(-z.abs()), half)
    } else {
        (Test::Welch, welch.statistic(), Some(welch.freedom), welch.p_value(), welch.half(alpha))
    };
    let (always_half, always_p_value) = always(difference, welch.error, n + m, options);
    // The delta method: the ratio of two means that do not hang together.
    let lift = (control.mean != 0.0).then(|| difference / control.mean.abs());
    let ratio = treated.mean / control.mean;
    let lift_error = (error + ratio * ratio * control_error).sqrt() / control.mean.abs();
    let lift_half = normal_quantile(1.0 - alpha / 2.0) * lift_error;
    Ok(Comparison {
        metric: metric.into(),
        arm: arm.into(),
        control_customers: m,
        customers: n,
        control_mean: control.mean,
        mean: treated.mean,
        difference,
        lower: difference - half,
        upper: difference + half,
        test,
        statistic,
        freedom: freedom.filter(|freedom| freedom.is_finite()),
        p_value,
        lift,
        lift_lower: lift.map(|lift| lift - lift_half),
        lift_upper: lift.map(|lift| lift + lift_half),
        always_lower: difference - always_half,
        always_upper: difference + always_half,
        always_p_value,
        adjusted: adjust.then(|| adjusted(control, treated, alpha)),
    })
}

/// Half the width of the always-valid interval, and the always-valid p-value.
fn always(difference: f64, error: f64, customers: f64, options: &ExperimentOptions) -> (f64, f64) {
    let log = -2.0 * math::ln(options.alpha);
    let rho = (log + math::ln(log + 1.0)) / options.tuning;
    // In the letters of the paper t is `customers`, sigma squared `error * customers`, rho squared `rho`.
    let grown = customers * rho + 1.0;
    let factor = 2.0 * grown / (customers * customers * rho) * error * customers;
    let half = (factor * math::ln(grown.sqrt() / options.alpha)).sqrt();
    let p_value =
        if difference == 0.0 { 1.0 } else { grown.sqrt() * math::exp(-difference * difference / factor) };
    (half, p_value.min(1.0))
}

fn adjusted(control: &Measured, treated: &Measured, alpha: f64) -> Adjusted {
    // Of both arms as one: what lies within each, and what lies between them.
    let between = treated.customers * control.customers / (treated.customers + control.customers);
    let (off, before) = (treated.mean - control.mean, treated.covariate - control.covariate);
    let products = treated.products + control.products + between * off * before;
    let squares = treated.covariate_squares + control.covariate_squares + between * before * before;
    let theta = if squares > 0.0 { products / squares } else { 0.0 };
    let error = |one: &Measured| {
        let rest = one.squares - 2.0 * theta * one.products + theta * theta * one.covariate_squares;
        rest.max(0.0) / (one.customers - 1.0) / one.customers
    };
    let errors = [(error(treated), treated.customers), (error(control), control.customers)];
    let welch = Welch::of(off - theta * before, errors);
    let half = welch.half(alpha);
    let plain = treated.error() + control.error();
    Adjusted {
        theta,
        difference: welch.difference,
        lower: welch.difference - half,
        upper: welch.difference + half,
        statistic: welch.statistic(),
        p_value: welch.p_value(),
        variance_reduction: if plain > 0.0 { 1.0 - welch.error / plain } else { 0.0 },
    }
}
