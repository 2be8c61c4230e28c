//! Arms of an experiment against each other.

use omo_core::value::{self, Comparison, Experiment as Core, ExperimentOptions, Metric};
use omo_core::{Error, Language, view};
use pyo3::prelude::*;

use super::{Names, arms, numbers, unknown};
use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Columns, Table};

/// Compares the arms of an experiment: whether what was done helped, by how much, and how sure that is.
///
/// A metric of nothing but 0 and 1 is a share (two-proportion z, pooled; Wald's interval), others are means (Welch's t). With
/// ``covariate``, a number from before the experiment, each difference is told again with what that explains taken off (CUPED). The
/// always-valid interval and p-value may be looked at every day (the confidence sequence of Waudby-Smith and others 2021).
///
/// Parameters
/// ----------
/// table
///     A table with one row a customer.
/// metric
///     The column of outcomes, or several.
/// arm
///     The column that says in which arm a customer is.
/// control
///     The arm that others are compared with; the one called control, holdout, none or no when left out.
/// treatment
///     The arm that is compared, or several; all others when left out.
/// covariate
///     A column known before the experiment began.
/// shares
///     The share of customers that each arm was to have, ``{"control": 0.1, "coupon": 0.9}``; equal ones when left out.
/// alpha
///     How often an effect may be told where there is none.
/// tuning
///     Of how many customers the always-valid interval is to be the narrowest.
/// hypothesis
///     What was believed before, to be kept with the result.
///
/// Returns
/// -------
/// Experiment
///     The comparisons, the sizes of arms, and whether those are what they were to be.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing, holds no numbers or an arm has fewer than two customers; ``"option"`` for an
///     option out of range; ``"unknown"`` for an arm that is none.
///
/// Examples
/// --------
/// >>> sent = {"arm": ["mail"] * 400 + ["none"] * 400, "visit": [1] * 90 + [0] * 310 + [1] * 60 + [0] * 340}
/// >>> found = omo.value.experiment(sent, metric="visit", hypothesis="mails bring visits")
/// >>> found
/// omo.value.Experiment(visit of mail: +0.075 (0.021 to 0.129), p = 0.0066)
/// >>> round(found.statistic, 3), found.mismatch["warning"]
/// (2.717, False)
#[pyfunction]
#[pyo3(signature = (table, metric: "str | list[str]" = Names::One("outcome".into()), *, arm = "arm", control = None, treatment: "str | list[str] | None" = None, covariate = None, shares = None, alpha = 0.05, tuning = 5000.0, hypothesis = ""))]
pub fn experiment(
    py: Python<'_>,
    table: Columns,
    metric: Names,
    arm: &str,
    control: Option<String>,
    treatment: Option<Names>,
    covariate: Option<String>,
    shares: Option<std::collections::HashMap<String, f64>>,
    alpha: f64,
    tuning: f64,
    hypothesis: &str,
) -> Result<Experiment> {
    let (arm, hypothesis, metrics) = (arm.to_owned(), hypothesis.to_owned(), metric.all());
    let core = run(py, move || {
        let (names, mut of_row) = arms(&table, &arm)?;
        let all: Vec<String> = names.clone();
        let place = |name: &str| {
            let found = all.iter().position(|arm| arm == name).and_then(|place| u32::try_from(place).ok());
            found.ok_or_else(|| unknown(name, &all))
        };
        let control = match &control {
            Some(name) => place(name)?,
            None => value::likely_control(&all).ok_or_else(|| {
                let message = format!("`control` must be one of {}", all.join(", "));
                Error::Options { message }
            })?,
        };
        // Only the arms that are compared.
        let mut kept: Vec<u32> = vec![control];
        match treatment {
            None => kept.extend((0..).take(all.len()).filter(|place| *place != control)),
            Some(names) => {
                for name in names.all() {
                    kept.push(place(&name)?);
                }
            }
        }
        let rows: Vec<usize> =
            of_row.iter().enumerate().filter(|(_, arm)| kept.contains(arm)).map(|(row, _)| row).collect();
        let some =
            |values: Vec<f64>| rows.iter().filter_map(|row| values.get(*row)).copied().collect::<Vec<f64>>();
        let column = |name: &String| Ok::<_, Error>((name.clone(), some(numbers(&table, name)?)));
        let columns = metrics.iter().map(column).collect::<std::result::Result<Vec<_>, _>>()?;
        let before = covariate.as_ref().map(|name| numbers(&table, name).map(some)).transpose()?;
        of_row = rows.iter().filter_map(|row| of_row.get(*row)).copied().collect();
        let renamed: Vec<String> =
            kept.iter().filter_map(|&place| all.get(place as usize)).cloned().collect();
        for arm in &mut of_row {
            *arm = (0..).zip(&kept).find(|(_, old)| *old == arm).map_or(0, |(new, _)| new);
        }
        let shares = shares.map(|shares| {
            renamed.iter().map(|name| shares.get(name).copied().unwrap_or(0.0)).collect::<Vec<f64>>()
        });
        let options =
            ExperimentOptions { alpha, tuning, shares: shares.unwrap_or_default(), ..Default::default() };
        let metrics: Vec<Metric<'_>> = columns.iter().map(|(name, values)| Metric { name, values }).collect();
        value::experiment(&hypothesis, &renamed, 0, &of_row, &metrics, before.as_deref(), &options)
    })?;
    Ok(Experiment { core })
}

/// What an experiment says; :func:`experiment` makes it.
///
/// ``difference``, ``statistic`` and so on are those of the first comparison; :attr:`comparisons` has all.
///
/// Examples
/// --------
/// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
/// >>> omo.value.experiment(sent, "spend").difference
/// 2.5
#[pyclass(frozen, module = "omo.value")]
pub struct Experiment {
    core: Core,
}

impl Experiment {
    fn first(&self) -> Result<&Comparison> {
        Ok(self
            .core
            .comparisons
            .first()
            .ok_or(Error::Column { column: "metric".into(), must: "there".into() })?)
    }
}

#[pymethods]
impl Experiment {
    fn __repr__(&self) -> String {
        let told: Vec<String> = self.core.comparisons.iter().map(told).collect();
        let warning = if self.core.mismatch.warning { "; ARMS ARE NOT OF THE INTENDED SIZES" } else { "" };
        format!("omo.value.Experiment({}{warning})", told.join("; "))
    }

    fn _repr_html_<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        Ok(Bound::new(py, self.comparisons()?)?.call_method0("_repr_html_")?)
    }

    /// Differences with their intervals as a picture for a notebook.
    ///
    /// Parameters
    /// ----------
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> "vega-lite" in omo.value.experiment(sent, "spend").chart().to_json()
    /// True
    #[pyo3(signature = (language = "en"))]
    fn chart<'py>(&self, py: Python<'py>, language: &str) -> Result<Bound<'py, PyAny>> {
        let language: Language = language.parse()?;
        super::super::chart(py, &view::worth::experiment_intervals(&self.core, language))
    }

    /// What was believed before.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend", hypothesis="mails sell").hypothesis
    /// 'mails sell'
    #[getter]
    fn hypothesis(&self) -> &str {
        &self.core.hypothesis
    }

    /// The arm that others are compared with.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend").control
    /// 'none'
    #[getter]
    fn control(&self) -> &str {
        &self.core.control
    }

    /// The arm's mean less the control's.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend").difference
    /// 2.5
    #[getter]
    fn difference(&self) -> Result<f64> {
        Ok(self.first()?.difference)
    }

    /// The z of two proportions, or Welch's t.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> round(omo.value.experiment(sent, "spend").statistic, 3)
    /// 2.236
    #[getter]
    fn statistic(&self) -> Result<f64> {
        Ok(self.first()?.statistic)
    }

    /// How likely so large a difference is, either way, where there is none.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> 0 < omo.value.experiment(sent, "spend").p_value < 1
    /// True
    #[getter]
    fn p_value(&self) -> Result<f64> {
        Ok(self.first()?.p_value)
    }

    /// The interval of the difference, for an experiment whose end was set before.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> low, high = omo.value.experiment(sent, "spend").interval
    /// >>> low < 2.5 < high
    /// True
    #[getter]
    fn interval(&self) -> Result<(f64, f64)> {
        let first = self.first()?;
        Ok((first.lower, first.upper))
    }

    /// The interval of the difference that holds at all times together.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> low, high = omo.value.experiment(sent, "spend").always_valid_interval
    /// >>> low < 2.5 < high
    /// True
    #[getter]
    fn always_valid_interval(&self) -> Result<(f64, f64)> {
        let first = self.first()?;
        Ok((first.always_lower, first.always_upper))
    }

    /// The p-value that may be looked at every day.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> 0 < omo.value.experiment(sent, "spend").always_valid_p_value <= 1
    /// True
    #[getter]
    fn always_valid_p_value(&self) -> Result<f64> {
        Ok(self.first()?.always_p_value)
    }

    /// The difference as a share of the control's mean; None where that is 0.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 1.0]}
    /// >>> omo.value.experiment(sent, "spend").lift
    /// 3.0
    #[getter]
    fn lift(&self) -> Result<Option<f64>> {
        Ok(self.first()?.lift)
    }

    /// CUPED's theta: how much of the outcome goes with one of the covariate; None without one.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend").theta is None
    /// True
    #[getter]
    fn theta(&self) -> Result<Option<f64>> {
        Ok(self.first()?.adjusted.map(|adjusted| adjusted.theta))
    }

    /// The difference with what the covariate explains taken off (CUPED); None without a covariate.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0], "before": [2, 4, 2, 3]}
    /// >>> sorted(omo.value.experiment(sent, "spend", covariate="before").adjusted)
    /// ['difference', 'lower', 'p_value', 'statistic', 'theta', 'upper', 'variance_reduction']
    #[getter]
    fn adjusted<'py>(&self, py: Python<'py>) -> Result<Option<Record<'py>>> {
        let adjusted = self.first()?.adjusted;
        Ok(adjusted.map(|adjusted| give(py, &adjusted).map(Record)).transpose()?)
    }

    /// Whether the arms have as many customers as they were to have: ``chi_square``, ``p_value`` and ``warning``.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend").mismatch
    /// {'chi_square': 0.0, 'p_value': 1.0, 'warning': False}
    #[getter]
    fn mismatch<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, &self.core.mismatch)?))
    }

    /// How many customers each arm has, and the share it was to have.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend").arms["customers"]
    /// [2, 2]
    #[getter]
    fn arms(&self) -> Result<Table> {
        let arms = &self.core.arms;
        Ok(Table::new([
            ("arm", arms.iter().map(|one| one.arm.clone()).collect::<Vec<_>>().into()),
            ("customers", arms.iter().map(|one| one.customers).collect::<Vec<_>>().into()),
            ("share", arms.iter().map(|one| one.share).collect::<Vec<_>>().into()),
            ("intended", arms.iter().map(|one| one.intended).collect::<Vec<_>>().into()),
        ])?)
    }

    /// Every metric of every arm beside the control's, one row each.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["mail", "mail", "none", "none"], "spend": [3.0, 5.0, 1.0, 2.0]}
    /// >>> omo.value.experiment(sent, "spend").comparisons["difference"]
    /// [2.5]
    #[getter]
    fn comparisons(&self) -> Result<Table> {
        let all = &self.core.comparisons;
        let numbers = |of: fn(&Comparison) -> f64| all.iter().map(of).collect::<Vec<f64>>().into();
        let some =
            |of: fn(&Comparison) -> Option<f64>| all.iter().map(of).collect::<Vec<Option<f64>>>().into();
        Ok(Table::new([
            ("metric", all.iter().map(|one| one.metric.clone()).collect::<Vec<_>>().into()),
            ("arm", all.iter().map(|one| one.arm.clone()).collect::<Vec<_>>().into()),
            ("control_mean", numbers(|one| one.control_mean)),
            ("mean", numbers(|one| one.mean)),
            ("difference", numbers(|one| one.difference)),
            ("lower", numbers(|one| one.lower)),
            ("upper", numbers(|one| one.upper)),
            ("test", all.iter().map(|one| one.test.name()).collect::<Vec<_>>().into()),
            ("statistic", numbers(|one| one.statistic)),
            ("freedom", some(|one| one.freedom)),
            ("p_value", numbers(|one| one.p_value)),
            ("lift", some(|one| one.lift)),
            ("lift_lower", some(|one| one.lift_lower)),
            ("lift_upper", some(|one| one.lift_upper)),
            ("always_lower", numbers(|one| one.always_lower)),
            ("always_upper", numbers(|one| one.always_upper)),
            ("always_p_value", numbers(|one| one.always_p_value)),
            ("theta", some(|one| one.adjusted.map(|adjusted| adjusted.theta))),
            ("adjusted_difference", some(|one| one.adjusted.map(|adjusted| adjusted.difference))),
            ("adjusted_lower", some(|one| one.adjusted.map(|adjusted| adjusted.lower))),
            ("adjusted_upper", some(|one| one.adjusted.map(|adjusted| adjusted.upper))),
            ("adjusted_p_value", some(|one| one.adjusted.map(|adjusted| adjusted.p_value))),
        ])?)
    }
}

fn told(one: &Comparison) -> String {
    let digits = |value: f64| format!("{value:.3}");
    format!(
        "{} of {}: {:+.3} ({} to {}), p = {:.2}",
        one.metric,
        one.arm,
        one.difference,
        digits(one.lower),
        digits(one.upper),
        Short(one.p_value)
    )
}

/// A p-value as people write it.
struct Short(f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0 >= 1e-4 { write!(f, "{:.4}", self.0) } else { write!(f, "{:.1e}", self.0) }
    }
}
