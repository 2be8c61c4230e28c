//! What customers spend, and what they are worth.

use std::sync::Arc;

use omo_core::Error;
use omo_core::value::{BgBb as BgBbCore, Buying, GammaGamma as GammaGammaCore, Histories, Horizon};
use pyo3::prelude::*;

use super::super::history::History;
use super::buying::law_of;
use super::discrete::BgBb;
use super::{Learned, Told, fitted_model};
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

impl GammaGamma {
    fn with(model: Option<Learned<GammaGammaCore>>) -> Self {
        Self(Fitted::new(model))
    }
}

#[pymethods]
impl GammaGamma {
    #[new]
    fn new() -> Self {
        Self::with(None)
    }

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
            let history = History::read(&summary, false, true, &[])?;
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
        let (model, history) = self.0.model()?.asked(summary.as_ref(), false, true, &[])?;
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
        self.worth(py, model, summary.as_ref(), move |buys, history| buys.discounted(history, &horizon))
    }

    /// What each customer is worth ever after: purchases without an end, discounted by their time, times expected spend.
    ///
    /// Parameters
    /// ----------
    /// model
    ///     A fitted :class:`ParetoNbd`, which alone knows purchases without an end.
    /// rate
    ///     The discount as a continuous rate a unit of that model's time: 15 % a year is ``math.log(1.15) / 52`` a week.
    /// summary
    ///     Customers with frequency, recency, age and monetary; those this model was fitted to when left out.
    ///
    /// Returns
    /// -------
    /// list of float or None
    ///     One number a row, in the unit of money.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for a rate that is not above 0, and for another model than Pareto/NBD.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4],
    /// ...         "monetary": [0, 95, 22, 60, 18, 95, 40]}
    /// >>> spend, model = omo.value.GammaGamma().fit(shop), omo.value.ParetoNbd().fit(shop)
    /// >>> for_good = spend.lifetime_value_for_good(model, 0.003, summary=shop)
    /// >>> for_good[5] > spend.lifetime_value(model, 12, discount=0.003, summary=shop)[5]
    /// True
    #[pyo3(signature = (model, rate, *, summary = None))]
    fn lifetime_value_for_good(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        rate: f64,
        summary: Option<Columns>,
    ) -> Result<Vec<Option<f64>>> {
        self.worth(py, model, summary.as_ref(), move |buys, history| buys.for_good(history, rate))
    }
}

impl GammaGamma {
    /// Purchases to come times expected spend.
    fn worth(
        &self,
        py: Python<'_>,
        model: &Bound<'_, PyAny>,
        summary: Option<&Columns>,
        count: impl FnOnce(Buys, &Histories<'_>) -> std::result::Result<Vec<f64>, Error> + Send + 'static,
    ) -> Result<Vec<Option<f64>>> {
        let learned = self.0.model()?;
        if let Ok(model) = model.cast::<BgBb>() {
            let (spend, history) = learned.asked(summary, true, true, &[])?;
            let buys = Buys::Discrete(Arc::clone(&model.get().0.model()?.model));
            return run(py, move || worth(&spend, &history, |history| count(buys, history)));
        }
        let buying = law_of(model)?;
        let (spend, history) = learned.asked(summary, true, true, &buying.model.covariates())?;
        // Covariates that the other model was asked about, where this one was fitted to the same customers.
        let history = match (summary, &buying.history) {
            (None, Some(known)) => history.with_covariates_of(known),
            _ => history,
        };
        let buys = Buys::Steady(Arc::clone(&buying.model));
        run(py, move || worth(&spend, &history, |history| count(buys, history)))
    }
}

fn worth(
    spend: &GammaGammaCore,
    history: &History,
    count: impl FnOnce(&Histories<'_>) -> std::result::Result<Vec<f64>, Error>,
) -> std::result::Result<Vec<Option<f64>>, Error> {
    let histories = history.columns();
    let spends = spend.expected_spend(&histories)?;
    let buys = count(&histories)?;
    Ok(buys.into_iter().zip(spends).map(|(buys, spend)| spend.map(|spend| buys * spend)).collect())
}

/// Whichever model of purchases it is.
enum Buys {
    Discrete(Arc<BgBbCore>),
    Steady(Arc<Buying>),
}

impl Buys {
    fn discounted(
        &self,
        histories: &Histories<'_>,
        horizon: &Horizon,
    ) -> std::result::Result<Vec<f64>, Error> {
        match self {
            Self::Discrete(model) => model.discounted(histories, horizon),
            Self::Steady(model) => model.discounted(histories, horizon),
        }
    }

    fn for_good(&self, histories: &Histories<'_>, rate: f64) -> std::result::Result<Vec<f64>, Error> {
        match self {
            Self::Discrete(_) => Err(Error::Option {
                option: "model",
                must: "a ParetoNbd for sums without an end",
                got: "BgBb".into(),
            }),
            Self::Steady(model) => model.discounted_for_good(histories, rate),
        }
    }
}

fitted_model!(
    GammaGamma,
    GammaGammaCore,
    "GammaGamma",
    GammaGammaCore::from_json,
    ["q", "expected_spend", "12"],
    ">>> shop = {\"frequency\": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],",
    "...         \"monetary\": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}"
);
