//! What customers spend, and what they are worth.

use std::sync::Arc;

use omo_core::value::{GammaGamma as GammaGammaCore, Horizon};
use pyo3::prelude::*;

use super::super::history::History;
use super::buying::law_of;
use super::discrete::BgBb;
use super::{Learned, fitted_model};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::Columns;

/// Gamma-Gamma: what customers spend on a purchase (Fader and Hardie 2013).
///
/// Examples
/// --------
/// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
/// ...         "monetary": [22.0, 11.5, 40.0, 95.0, 18.0, 31.0, 9.0, 55.0, 12.0, 24.0, 60.0, 28.0]}
/// >>> model = omo.value.GammaGamma().fit(shop)
/// >>> sorted(model.params)
/// ['p', 'q', 'v']
/// >>> spend = model.expected_spend()
/// >>> spend[1] > 11.5, spend[3] < 95.0
/// (True, True)
#[pyclass(frozen, module = "omo.value")]
pub struct GammaGamma(Fitted<Learned<GammaGammaCore>>);

#[pymethods]
impl GammaGamma {
    /// Fits the model by maximum likelihood, to customers with repeat purchases of a mean above 0.
    ///
    /// Parameters
    /// ----------
    /// summary
    ///     What :func:`summary` gives, or any table with ``frequency`` and ``monetary`` (also ``monetary_value``).
    ///
    /// Returns
    /// -------
    /// GammaGamma
    ///     The model itself, fitted.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"fit"`` where the likelihood has no top, saying why.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3, 0],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28, 0]}
    /// >>> omo.value.GammaGamma().fit(shop).left_out
    /// 1.0
    #[pyo3(signature = (summary) -> "GammaGamma")]
    fn fit<'py>(this: Bound<'py, Self>, py: Python<'py>, summary: Columns) -> Result<Bound<'py, Self>> {
        let (model, history) = run(py, move || {
            let history = History::read(&summary, false, true)?;
            Ok((GammaGammaCore::fit(&history.columns())?, history))
        })?;
        this.get().0.learn(Learned::new(model, history));
        Ok(this)
    }

    /// How many customers it could not learn from: without a repeat purchase, or with a mean of 0 or less.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> omo.value.GammaGamma().fit(shop).left_out
    /// 0.0
    #[getter]
    fn left_out(&self) -> Result<f64> {
        Ok(self.0.model()?.model.left_out)
    }

    /// How frequency and mean spend go together, from -1 to 1; the model takes it for 0, and is not to be believed far from it.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> -1 < omo.value.GammaGamma().fit(shop).correlation < 1
    /// True
    #[getter]
    fn correlation(&self) -> Result<f64> {
        Ok(self.0.model()?.model.correlation)
    }

    /// What each customer is expected to spend on a purchase; None where the model knows no mean.
    ///
    /// Parameters
    /// ----------
    /// summary
    ///     Other customers than those it was fitted to.
    ///
    /// Returns
    /// -------
    /// list of float or None
    ///     One number a row.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> len(omo.value.GammaGamma().fit(shop).expected_spend())
    /// 12
    #[pyo3(signature = (summary = None))]
    fn expected_spend(&self, py: Python<'_>, summary: Option<Columns>) -> Result<Vec<Option<f64>>> {
        let (model, history) = self.0.model()?.asked(summary.as_ref(), false, true)?;
        run(py, move || model.expected_spend(&history.columns()))
    }

    /// What each customer is worth in the time to come: discounted purchases times expected spend.
    ///
    /// Parameters
    /// ----------
    /// model
    ///     A fitted :class:`BgNbd`, :class:`MbgNbd`, :class:`ParetoNbd` or :class:`BgBb`.
    /// steps
    ///     How many steps.
    /// step
    ///     How long each is, in the unit of that model: 4.345 weeks are a month.
    /// discount
    ///     By how much what comes a step later is worth less.
    /// summary
    ///     Customers with frequency, recency, age and monetary; those this model was fitted to when left out.
    ///
    /// Returns
    /// -------
    /// list of float or None
    ///     One number a row, in the unit of money.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4],
    /// ...         "monetary": [0, 95, 22, 60, 18, 95, 40]}
    /// >>> worth = omo.value.GammaGamma().fit(shop).lifetime_value(omo.value.BgNbd().fit(shop), 12, summary=shop)
    /// >>> worth[5] > worth[1]
    /// True
    #[pyo3(signature = (model, steps = 12, *, step = 1.0, discount = 0.01, summary = None))]
    fn lifetime_value(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        steps: u32,
        step: f64,
        discount: f64,
        summary: Option<Columns>,
    ) -> Result<Vec<Option<f64>>> {
        let horizon = Horizon { steps, step, discount };
        let (spend, history) = self.0.model()?.asked(summary.as_ref(), true, true)?;
        let money = Arc::clone(&history);
        let buys = discounted(py, model, history, horizon)?;
        run(py, move || {
            let spends = spend.expected_spend(&money.columns())?;
            Ok(buys.into_iter().zip(spends).map(|(buys, spend)| spend.map(|spend| buys * spend)).collect())
        })
    }
}

fitted_model!(
    GammaGamma,
    GammaGammaCore,
    "GammaGamma",
    GammaGammaCore::PARAMETERS,
    GammaGammaCore::from_json,
    ["q", "expected_spend", "12"],
    ">>> shop = {\"frequency\": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],",
    "...         \"monetary\": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}"
);

/// Discounted purchases by whichever model of them it is.
fn discounted(
    py: Python<'_>,
    model: &Bound<'_, PyAny>,
    history: Arc<History>,
    horizon: Horizon,
) -> Result<Vec<f64>> {
    if let Ok(model) = model.cast::<BgBb>() {
        let model = Arc::clone(&model.get().0.model()?.model);
        return run(py, move || model.discounted(&history.columns(), &horizon));
    }
    let buying = law_of(model)?;
    run(py, move || buying.discounted(&history.columns(), &horizon))
}
