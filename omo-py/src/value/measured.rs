//! Experiments and uplift.

use omo_core::value::{self, Comparison, Experiment as Core, ExperimentOptions, Metric, Qini as QiniCore};
use omo_core::{Error, Language, view};
use pyo3::prelude::*;

use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Columns, Table};

/// One name, or several.
#[derive(FromPyObject)]
pub enum Names {
    One(String),
    Many(Vec<String>),
}

impl Names {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name],
            Self::Many(names) => names,
        }
    }
}

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

fn unknown(name: &str, arms: &[String]) -> Error {
    let name: String = name.chars().take(40).collect();
    Error::Options { message: format!("there is no arm `{name}`; there are {}", arms.join(", ")) }
}

/// The arms and the arm of each row; flags are arms called 0 and 1.
fn arms(table: &Columns, column: &str) -> std::result::Result<(Vec<String>, Vec<u32>), Error> {
    if let Ok(flags) = table.flags::<bool>(column) {
        return Ok((vec!["0".into(), "1".into()], flags.into_iter().map(u32::from).collect()));
    }
    let (names, rows) = table.intern::<u32>(column)?;
    let all = (0..).map_while(|number| names.text(number)).map(str::to_owned).collect();
    Ok((all, rows))
}

/// Numbers, and flags as 0 and 1.
fn numbers(table: &Columns, column: &str) -> std::result::Result<Vec<f64>, Error> {
    match table.flags::<bool>(column) {
        Ok(flags) => Ok(flags.into_iter().map(|flag| f64::from(u8::from(flag))).collect()),
        Err(_) => table.numbers(column),
    }
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
        super::chart(py, &view::worth::experiment_intervals(&self.core, language))
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

/// Holds a score against an experiment: whether it finds the customers whom a treatment moves.
///
/// The Qini curve is ``Y_t - Y_c * t / c`` and the uplift curve ``(Y_t / t - Y_c / c) * (t + c)`` of the best so many, with a point for each
/// different score. ``qini`` and ``auuc`` are the areas above chance as shares of those of a perfect score, as scikit-uplift's
/// ``qini_auc_score`` and ``uplift_auc_score`` are; ``qini_area`` and ``uplift_area`` are the areas themselves, in outcomes a customer.
///
/// Parameters
/// ----------
/// table
///     A table with one row a customer.
/// outcome
///     The column of outcomes: 0 and 1, or amounts, which have areas but no perfect score.
/// treatment
///     The column that says who was treated: true or false, 1 or 0, or names of arms.
/// score
///     The column of scores, the best first to be treated.
/// treated
///     The name of the arm that was treated, where the column holds names; other arms than this and ``control`` are left out.
/// control
///     The name of the arm that was not; the one called control, holdout, none or no when left out.
///
/// Returns
/// -------
/// Qini
///     The coefficients and the curves.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing, holds no numbers, or everybody or nobody was treated.
///
/// Examples
/// --------
/// >>> sent = {"outcome": [1, 0, 1, 0, 0, 1], "treatment": [1, 0, 1, 0, 1, 0], "score": [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]}
/// >>> omo.value.qini(sent)
/// omo.value.Qini(qini=0.846154, auuc=1.000000, 6 customers)
#[pyfunction]
#[pyo3(signature = (table, outcome = "outcome", treatment = "treatment", score = "score", *, treated = None, control = None))]
pub fn qini(
    py: Python<'_>,
    table: Columns,
    outcome: &str,
    treatment: &str,
    score: &str,
    treated: Option<String>,
    control: Option<String>,
) -> Result<Qini> {
    let (outcome, treatment, score) = (outcome.to_owned(), treatment.to_owned(), score.to_owned());
    let core = run(py, move || {
        let (names, of_row) = arms(&table, &treatment)?;
        let place = |name: &String| {
            let found = names.iter().position(|arm| arm == name).and_then(|place| u32::try_from(place).ok());
            found.ok_or_else(|| unknown(name, &names))
        };
        let one_of = || Error::Options { message: format!("`treated` must be one of {}", names.join(", ")) };
        let treated = treated.as_ref().map(place).transpose()?;
        let control = match control.as_ref().map(place).transpose()? {
            Some(control) => Some(control),
            None => value::likely_control(&names).filter(|control| Some(*control) != treated),
        };
        // Of two arms, one of them the control, it is the other.
        let other = || {
            let mut others = (0..).take(names.len()).filter(|place| Some(*place) != control);
            others.next().filter(|_| control.is_some() && others.next().is_none())
        };
        let treated = treated.or_else(other).ok_or_else(one_of)?;
        // Without a control all others are one.
        let kept: Vec<usize> = of_row
            .iter()
            .enumerate()
            .filter(|(_, arm)| **arm == treated || control.is_none_or(|control| **arm == control))
            .map(|(row, _)| row)
            .collect();
        let some =
            |values: Vec<f64>| kept.iter().filter_map(|row| values.get(*row)).copied().collect::<Vec<f64>>();
        let flags: Vec<bool> =
            kept.iter().filter_map(|row| of_row.get(*row)).map(|arm| *arm == treated).collect();
        value::qini(&some(numbers(&table, &outcome)?), &flags, &some(numbers(&table, &score)?))
    })?;
    Ok(Qini { core })
}

/// How well a score ranks customers by what a treatment does to them; :func:`qini` makes it.
///
/// Examples
/// --------
/// >>> sent = {"outcome": [1, 0, 1, 0, 0, 1], "treatment": [1, 0, 1, 0, 1, 0], "score": [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]}
/// >>> round(omo.value.qini(sent).qini, 3)
/// 0.846
#[pyclass(frozen, module = "omo.value")]
pub struct Qini {
    core: QiniCore,
}

#[pymethods]
impl Qini {
    fn __repr__(&self) -> String {
        let share = |share: Option<f64>| share.map_or_else(|| "None".into(), |share| format!("{share:.6}"));
        let core = &self.core;
        format!(
            "omo.value.Qini(qini={}, auuc={}, {:.0} customers)",
            share(core.qini),
            share(core.auuc),
            core.customers
        )
    }

    /// The Qini curve as a picture for a notebook.
    ///
    /// Parameters
    /// ----------
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"outcome": [9, 0, 7], "treatment": [1, 0, 1], "score": [0.9, 0.8, 0.7]}
    /// >>> "vega-lite" in omo.value.qini(sent).chart().to_json()
    /// True
    #[pyo3(signature = (language = "en"))]
    fn chart<'py>(&self, py: Python<'py>, language: &str) -> Result<Bound<'py, PyAny>> {
        let language: Language = language.parse()?;
        super::chart(py, &view::worth::qini_curve(&self.core, language))
    }

    /// The Qini coefficient; None where outcomes are not 0 and 1.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"outcome": [9, 0, 7], "treatment": [1, 0, 1], "score": [0.9, 0.8, 0.7]}
    /// >>> omo.value.qini(sent).qini is None
    /// True
    #[getter]
    fn qini(&self) -> Option<f64> {
        self.core.qini
    }

    /// The area under the uplift curve as a share of a perfect one's; None where outcomes are not 0 and 1.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"outcome": [1, 0, 1, 0, 0, 1], "treatment": [1, 0, 1, 0, 1, 0], "score": [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]}
    /// >>> omo.value.qini(sent).auuc
    /// 1.0
    #[getter]
    fn auuc(&self) -> Option<f64> {
        self.core.auuc
    }

    /// The area between the Qini curve and chance, in outcomes a customer.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"outcome": [1, 0, 1, 0], "treatment": [1, 0, 0, 1], "score": [1, 1, 1, 1]}
    /// >>> omo.value.qini(sent).qini_area
    /// 0.0
    #[getter]
    fn qini_area(&self) -> f64 {
        self.core.qini_area
    }

    /// The area between the uplift curve and chance, in outcomes a customer.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"outcome": [1, 0, 1, 0], "treatment": [1, 0, 0, 1], "score": [1, 1, 1, 1]}
    /// >>> omo.value.qini(sent).uplift_area
    /// 0.0
    #[getter]
    fn uplift_area(&self) -> f64 {
        self.core.uplift_area
    }

    /// The curves: ``customers``, ``qini``, ``uplift`` and ``chance``, a row for each different score from the best on.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"outcome": [1, 0, 1, 0], "treatment": [1, 0, 0, 1], "score": [4, 3, 2, 1]}
    /// >>> omo.value.qini(sent).curve["customers"]
    /// [0.0, 1.0, 2.0, 3.0, 4.0]
    #[getter]
    fn curve(&self) -> Result<Table> {
        let curve = &self.core.curve;
        Ok(Table::new([
            ("customers", curve.iter().map(|point| point.customers).collect::<Vec<_>>().into()),
            ("qini", curve.iter().map(|point| point.qini).collect::<Vec<_>>().into()),
            ("uplift", curve.iter().map(|point| point.uplift).collect::<Vec<_>>().into()),
            ("chance", curve.iter().map(|point| point.chance).collect::<Vec<_>>().into()),
        ])?)
    }
}

/// How many customers each of two equal arms needs to find a difference.
///
/// Parameters
/// ----------
/// baseline
///     The mean without treatment; a share unless ``standard_deviation`` is given.
/// difference
///     The difference that is to be found.
/// standard_deviation
///     How much one customer's outcome varies, where it is no share.
/// alpha
///     How often an effect may be told where there is none.
/// power
///     How often it is to be found where it is there.
///
/// Examples
/// --------
/// >>> omo.value.sample_size(0.10, 0.02)
/// 3841
#[pyfunction]
#[pyo3(signature = (baseline, difference, *, standard_deviation = None, alpha = 0.05, power = 0.8))]
pub fn sample_size(
    baseline: f64,
    difference: f64,
    standard_deviation: Option<f64>,
    alpha: f64,
    power: f64,
) -> Result<u64> {
    let size = value::sample_size(baseline, difference, standard_deviation, alpha, power)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and from 2")]
    Ok(size as u64)
}

/// How likely two arms of so many customers each find a difference.
///
/// Parameters
/// ----------
/// customers
///     Of each arm.
/// baseline
///     The mean without treatment; a share unless ``standard_deviation`` is given.
/// difference
///     The difference that is to be found.
/// standard_deviation
///     How much one customer's outcome varies, where it is no share.
/// alpha
///     How often an effect may be told where there is none.
///
/// Examples
/// --------
/// >>> round(omo.value.power(3841, 0.10, 0.02), 3)
/// 0.8
#[pyfunction]
#[pyo3(signature = (customers, baseline, difference, *, standard_deviation = None, alpha = 0.05))]
pub fn power(
    customers: f64,
    baseline: f64,
    difference: f64,
    standard_deviation: Option<f64>,
    alpha: f64,
) -> Result<f64> {
    Ok(value::power(customers, baseline, difference, standard_deviation, alpha)?)
}

/// What a coupon brought beyond what would have been bought without it, against customers held out.
///
/// Parameters
/// ----------
/// table
///     A table with one row a customer.
/// parts
///     Columns of sales that hold no sale twice: while the coupon held, in the weeks after (what was only pulled forward comes
///     off there), in other channels (what was taken from them comes off there).
/// treated
///     The column that says for whom the coupon was, used or not: true or false, or 1 and 0.
/// cost
///     What it cost in all.
/// alpha
///     How often an effect may be told where there is none.
///
/// Returns
/// -------
/// dict
///     ``net``, ``lower``, ``upper``, ``p_value``, ``cost``, ``customers``, and of each of the ``parts`` its ``sales`` with their interval.
///
/// Examples
/// --------
/// >>> sales = {"treated": [1, 1, 1, 0, 0, 0], "during": [30, 20, 40, 10, 0, 20], "after": [5, 0, 10, 10, 5, 15]}
/// >>> omo.value.incremental_sales(sales, ["during", "after"], cost=9)["net"]
/// 36.0
#[pyfunction]
#[pyo3(signature = (table, parts: "str | list[str]", *, treated = "treated", cost = 0.0, alpha = 0.05))]
pub fn incremental_sales<'py>(
    py: Python<'py>,
    table: Columns,
    parts: Names,
    treated: &str,
    cost: f64,
    alpha: f64,
) -> Result<Record<'py>> {
    let treated = treated.to_owned();
    let found = run(py, move || {
        let flags: Vec<bool> = numbers(&table, &treated)?.into_iter().map(|flag| flag != 0.0).collect();
        let column = |name: String| Ok::<_, Error>((numbers(&table, &name)?, name));
        let columns = parts.all().into_iter().map(column).collect::<std::result::Result<Vec<_>, _>>()?;
        let parts: Vec<Metric<'_>> = columns.iter().map(|(values, name)| Metric { name, values }).collect();
        value::incremental_sales(&flags, &parts, cost, &ExperimentOptions { alpha, ..Default::default() })
    })?;
    Ok(Record(give(py, &found)?))
}
