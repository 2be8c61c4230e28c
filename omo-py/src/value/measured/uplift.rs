//! Whether those with the higher scores were helped more.

use omo_core::value::{self, Qini as QiniCore};
use omo_core::{Error, Language, view};
use pyo3::prelude::*;

use super::{arms, numbers, unknown};
use crate::error::{Result, run};
use crate::table::{Columns, Table};

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
        super::super::chart(py, &view::worth::qini_curve(&self.core, language))
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
