//! Customers who in each period buy or do not: BG/BB.

use omo_core::value::BgBb as BgBbCore;
use pyo3::prelude::*;

use super::super::history::History;
use super::{Learned, Told, fitted_model};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::Columns;

/// BG/BB: customers who in each period buy or do not, and may leave at its start (Fader, Hardie and Shang 2010).
///
/// ``frequency`` counts periods with a purchase, ``recency`` is the last of them, ``age`` how many there were after the first
/// purchase; the papers' ``n`` and lifetimes' ``n_periods`` are read as well.
///
/// Examples
/// --------
/// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
/// ...           "customers": [500, 90, 60, 50, 70, 130]}
/// >>> sorted(omo.value.BgBb().fit(givers).params)
/// ['alpha', 'beta', 'delta', 'gamma']
#[pyclass(frozen, module = "omo.value")]
pub struct BgBb(pub(super) Fitted<Learned<BgBbCore>>);

impl BgBb {
    fn with(model: Option<Learned<BgBbCore>>) -> Self {
        Self(Fitted::new(model))
    }
}

#[pymethods]
impl BgBb {
    #[new]
    fn new() -> Self {
        Self::with(None)
    }

    /// Fits the model by maximum likelihood.
    ///
    /// Parameters
    /// ----------
    /// summary
    ///     A table with ``frequency``, ``recency`` and ``age`` in whole periods, such as :func:`summary` gives with
    ///     ``period="week", once_per="week"``; a column ``customers`` (also ``weights``) says how many customers a row stands for.
    ///
    /// Returns
    /// -------
    /// BgBb
    ///     The model itself, fitted.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be.
    ///
    /// Examples
    /// --------
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> omo.value.BgBb().fit(givers).converged
    /// True
    #[pyo3(signature = (summary) -> "BgBb")]
    fn fit<'py>(this: Bound<'py, Self>, py: Python<'py>, summary: Columns) -> Result<Bound<'py, Self>> {
        let (model, history) = run(py, move || {
            let history = History::read(&summary, true, false, &[])?;
            Ok((BgBbCore::fit(&history.columns())?, history))
        })?;
        this.get().0.learn(Learned::new(model, history));
        Ok(this)
    }

    /// In how many of the next ``t`` periods each customer is expected to buy.
    ///
    /// Parameters
    /// ----------
    /// t
    ///     How many periods, a whole number.
    /// summary
    ///     Other customers than those it was fitted to.
    ///
    /// Returns
    /// -------
    /// list of float
    ///     One number a row.
    ///
    /// Examples
    /// --------
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> expected = omo.value.BgBb().fit(givers).expected(3)
    /// >>> expected[0] < expected[5] < 3
    /// True
    #[pyo3(signature = (t, summary = None))]
    fn expected(&self, py: Python<'_>, t: f64, summary: Option<Columns>) -> Result<Vec<f64>> {
        let (model, history) = self.0.model()?.asked(summary.as_ref(), true, false, &[])?;
        run(py, move || model.expected(&history.columns(), t))
    }

    /// How likely each customer is still one in the period that comes next.
    ///
    /// Parameters
    /// ----------
    /// summary
    ///     Other customers than those it was fitted to.
    ///
    /// Returns
    /// -------
    /// list of float
    ///     One number from 0 to 1 a row.
    ///
    /// Examples
    /// --------
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> alive = omo.value.BgBb().fit(givers).p_alive()
    /// >>> alive[1] < alive[2]
    /// True
    #[pyo3(signature = (summary = None))]
    fn p_alive(&self, py: Python<'_>, summary: Option<Columns>) -> Result<Vec<f64>> {
        let (model, history) = self.0.model()?.asked(summary.as_ref(), true, false, &[])?;
        run(py, move || model.p_alive(&history.columns()))
    }
}

fitted_model!(
    BgBb,
    BgBbCore,
    "BgBb",
    BgBbCore::from_json,
    ["gamma", "p_alive", "6"],
    ">>> shop = {\"frequency\": [0, 1, 1, 2, 2, 3], \"recency\": [0, 1, 3, 2, 3, 3], \"age\": [3] * 6,",
    "...         \"customers\": [500, 90, 60, 50, 70, 130]}"
);
