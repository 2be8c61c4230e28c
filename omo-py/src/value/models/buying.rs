//! Customers who buy at random times and may leave: BG/NBD, MBG/NBD, Pareto/NBD.

use std::collections::BTreeMap;
use std::sync::Arc;

use omo_core::Error;
use omo_core::value::{Buying, Covariate, CovariateNames, Horizon, Law};
use pyo3::prelude::*;

use super::super::history::History;
use super::{Learned, Told, fitted_model};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::{Columns, Table};

/// The fitted law of a model object, if it is one of the three.
pub fn law_of(model: &Bound<'_, PyAny>) -> Result<Arc<Learned<Buying>>> {
    if let Ok(model) = model.cast::<BgNbd>() {
        return Ok(model.get().0.model()?);
    }
    if let Ok(model) = model.cast::<MbgNbd>() {
        return Ok(model.get().0.model()?);
    }
    if let Ok(model) = model.cast::<ParetoNbd>() {
        return Ok(model.get().0.model()?);
    }
    Err(pyo3::exceptions::PyTypeError::new_err("`model` must be a fitted BgNbd, MbgNbd or ParetoNbd").into())
}

impl Learned<Buying> {
    /// The model and the customers asked about, with the covariates that it looks at.
    fn of(&self, table: Option<&Columns>) -> std::result::Result<(Arc<Buying>, Arc<History>), Error> {
        self.asked(table, true, false, &self.model.covariates())
    }
}

/// One class a law; they differ in their docs.
macro_rules! buying {
    ($name:ident, $law:expr, $class:literal, $what:literal, $effects:literal, $first:literal) => {
        #[doc = $what]
        ///
        /// With covariates, which are columns of the summary with a number or yes and no for each customer, customers who differ
        /// in them buy and leave differently (Fader and Hardie, *Incorporating time-invariant covariates*, 2007).
        #[doc = $effects]
        ///
        /// Parameters
        /// ----------
        /// covariates
        ///     Columns by which customers buy more or less often and leave sooner or later.
        /// purchase_covariates
        ///     Columns by which they only buy more or less often.
        /// dropout_covariates
        ///     Columns by which they only leave sooner or later.
        ///
        /// Examples
        /// --------
        /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        #[doc = concat!(">>> model = omo.value.", $class, "().fit(shop)")]
        #[doc = concat!(">>> sorted(model.params) == ", $first)]
        /// True
        /// >>> shop["acquired_online"] = [False, True, False, True, True, False, True]
        #[doc = concat!(">>> model = omo.value.", $class, "(purchase_covariates=[\"acquired_online\"]).fit(shop)")]
        /// >>> model.params["purchase:acquired_online"] > 0
        /// True
        #[pyclass(frozen, module = "omo.value")]
        pub struct $name(Fitted<Learned<Buying>>, CovariateNames);

        impl $name {
            /// Fitted anew, a loaded model looks at the same covariates.
            fn with(model: Option<Learned<Buying>>) -> Self {
                let names = model.as_ref().map(|learned| learned.model.covariate_names());
                Self(Fitted::new(model), names.unwrap_or_default())
            }
        }

        #[pymethods]
        impl $name {
            #[new]
            #[pyo3(signature = (covariates = Vec::new(), *, purchase_covariates = Vec::new(), dropout_covariates = Vec::new()))]
            fn new(
                covariates: Vec<String>,
                purchase_covariates: Vec<String>,
                dropout_covariates: Vec<String>,
            ) -> Self {
                let CovariateNames { mut purchase, mut dropout } = CovariateNames::both(&covariates);
                purchase.extend(purchase_covariates);
                dropout.extend(dropout_covariates);
                Self(Fitted::new(None), CovariateNames { purchase, dropout })
            }

            /// Fits the model by maximum likelihood.
            ///
            /// Parameters
            /// ----------
            /// summary
            ///     What :func:`summary` gives, or any table with ``frequency``, ``recency`` and ``age`` (also ``T``), all in one unit of
            ///     time; a column ``customers`` (also ``weights``) says how many customers a row stands for.
            ///
            /// Returns
            /// -------
            #[doc = $class]
            ///     The model itself, fitted.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be, and for a
            ///     covariate that is missing, the same for all or follows from others.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> omo.value.", $class, "().fit({\"frequency\": [0, 0], \"recency\": [0, 0], \"age\": [5, 9]})")]
            /// Traceback (most recent call last):
            ///     ...
            /// omo.OmoError: the model does not fit: no customer came back, which says nothing about when they do; give it a longer time
            #[pyo3(signature = (summary) -> $class)]
            fn fit<'py>(this: Bound<'py, Self>, py: Python<'py>, summary: Columns) -> Result<Bound<'py, Self>> {
                let names = this.get().1.clone();
                let (model, history) = run(py, move || {
                    let history = History::read(&summary, true, false, &names.all())?;
                    Ok((Buying::fit_with($law, &history.columns(), &names)?, history))
                })?;
                this.get().0.learn(Learned::new(model, history));
                Ok(this)
            }

            /// How many purchases to expect of each customer in the next ``t``.
            ///
            /// Parameters
            /// ----------
            /// t
            ///     How long, in the unit of the table.
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
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> expected = omo.value.", $class, "().fit(shop).expected(12)")]
            /// >>> len(expected), expected[0] < expected[6]
            /// (7, True)
            #[pyo3(signature = (t, summary = None))]
            fn expected(&self, py: Python<'_>, t: f64, summary: Option<Columns>) -> Result<Vec<f64>> {
                let (model, history) = self.0.model()?.of(summary.as_ref())?;
                run(py, move || model.expected(&history.columns(), t))
            }

            /// How many repeat purchases to expect of a new customer within ``t`` of the first purchase.
            ///
            /// Parameters
            /// ----------
            /// t
            ///     How long, in the unit of the table.
            /// covariates
            ///     What is known of the customer, ``{"acquired_online": 1}``, for a model with covariates.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).expected_new(0.0)")]
            /// 0.0
            #[pyo3(signature = (t, covariates = None))]
            fn expected_new(&self, t: f64, covariates: Option<BTreeMap<String, f64>>) -> Result<f64> {
                let model = &self.0.model()?.model;
                let Some(covariates) = covariates else { return Ok(model.expected_new(t)?) };
                let one = |(name, value)| Covariate { name, values: vec![value] };
                let covariates: Vec<Covariate> = covariates.into_iter().map(one).collect();
                Ok(model.expected_new_of(t, &covariates)?.first().copied().unwrap_or(f64::NAN))
            }

            /// How likely each customer still is one: that the silence since the last purchase is chance.
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
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> alive = omo.value.", $class, "().fit(shop).p_alive()")]
            /// >>> alive[1] < alive[2]
            /// True
            #[pyo3(signature = (summary = None))]
            fn p_alive(&self, py: Python<'_>, summary: Option<Columns>) -> Result<Vec<f64>> {
                let (model, history) = self.0.model()?.of(summary.as_ref())?;
                run(py, move || model.p_alive(&history.columns()))
            }

            /// How many purchases to expect of each customer in steps to come, each worth less than the one before.
            ///
            /// The sum over steps i from 1 of what is expected in step i, divided by ``(1 + discount) ** i``. Times the customer's
            /// expected spend it is the lifetime value: see :meth:`GammaGamma.lifetime_value`.
            ///
            /// Parameters
            /// ----------
            /// steps
            ///     How many steps.
            /// step
            ///     How long each is, in the unit of the table: 4.345 weeks are a month.
            /// discount
            ///     By how much what comes a step later is worth less.
            /// summary
            ///     Other customers than those it was fitted to.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> model = omo.value.", $class, "().fit(shop)")]
            /// >>> sum(model.discounted(12)) < sum(model.expected(12))
            /// True
            #[pyo3(signature = (steps = 12, *, step = 1.0, discount = 0.01, summary = None))]
            fn discounted(
                &self,
                py: Python<'_>,
                steps: u32,
                step: f64,
                discount: f64,
                summary: Option<Columns>,
            ) -> Result<Vec<f64>> {
                let (model, history) = self.0.model()?.of(summary.as_ref())?;
                run(py, move || model.discounted(&history.columns(), &Horizon { steps, step, discount }))
            }

            /// Customers with what to expect of them, as a table.
            ///
            /// Parameters
            /// ----------
            /// t
            ///     How long, in the unit of the table.
            /// summary
            ///     Other customers than those it was fitted to.
            ///
            /// Returns
            /// -------
            /// Table
            ///     ``customer_id`` (the row's number where there is none), ``frequency``, ``p_alive`` and ``expected``.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).predict(12).columns")]
            /// ['customer_id', 'frequency', 'p_alive', 'expected']
            #[pyo3(signature = (t, summary = None))]
            fn predict(&self, py: Python<'_>, t: f64, summary: Option<Columns>) -> Result<Table> {
                let (model, history) = self.0.model()?.of(summary.as_ref())?;
                run(py, move || {
                    let histories = history.columns();
                    Table::new([
                        ("customer_id", history.ids()),
                        ("frequency", history.frequency()),
                        ("p_alive", model.p_alive(&histories)?.into()),
                        ("expected", model.expected(&histories, t)?.into()),
                    ])
                })
            }
        }

        fitted_model!(
            $name, Buying, $class, |json| Buying::from_json($law, json), ["alpha", "p_alive", "7"],
            ">>> shop = {\"frequency\": [0, 1, 1, 2, 3, 5, 12], \"recency\": [0, 6, 21, 9, 33, 32, 38],",
            "...         \"age\": [39] * 7, \"customers\": [100, 8, 2, 10, 6, 12, 4]}"
        );
    };
}

buying!(
    BgNbd,
    Law::BgNbd,
    "BgNbd",
    "BG/NBD: customers who buy at random times and may leave after each repeat purchase (Fader, Hardie and Lee 2005).",
    "Then ``params`` has ``purchase:NAME`` (``alpha`` is divided by e to it), ``dropout_a:NAME`` and ``dropout_b:NAME`` (``a`` and ``b`` are multiplied), for each unit of the covariate; the other parameters are of a customer whose covariates are all 0.",
    "['a', 'alpha', 'b', 'r']"
);
buying!(
    MbgNbd,
    Law::MbgNbd,
    "MbgNbd",
    "MBG/NBD: as BG/NBD, where customers may leave after the first purchase too (Batislam and others 2007).",
    "Then ``params`` has ``purchase:NAME`` (``alpha`` is divided by e to it), ``dropout_a:NAME`` and ``dropout_b:NAME`` (``a`` and ``b`` are multiplied), for each unit of the covariate; the other parameters are of a customer whose covariates are all 0.",
    "['a', 'alpha', 'b', 'r']"
);
buying!(
    ParetoNbd,
    Law::ParetoNbd,
    "ParetoNbd",
    "Pareto/NBD: customers who buy at random times and may leave at any time (Schmittlein, Morrison and Colombo 1987).",
    "Then ``params`` has ``purchase:NAME`` and ``dropout:NAME`` (``alpha`` and ``beta`` are divided by e to them: above 0 is oftener and sooner), for each unit of the covariate; the other parameters are of a customer whose covariates are all 0.",
    "['alpha', 'beta', 'r', 's']"
);

#[pymethods]
impl ParetoNbd {
    /// How many purchases to expect of each customer ever after, each discounted by its time.
    ///
    /// DERT of Fader, Hardie and Lee, *RFM and CLV* (2005).
    ///
    /// Parameters
    /// ----------
    /// rate
    ///     The discount as a continuous rate a unit of the table's time: 15 % a year is ``math.log(1.15) / 52`` a week.
    /// summary
    ///     Other customers than those it was fitted to.
    ///
    /// Returns
    /// -------
    /// list of float
    ///     One number a row.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for a rate that is not above 0: without a discount there is no end.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
    /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
    /// >>> model = omo.value.ParetoNbd().fit(shop)
    /// >>> sum(model.discounted_for_good(0.003)) > sum(model.discounted(520, discount=0.003))
    /// True
    #[pyo3(signature = (rate, *, summary = None))]
    fn discounted_for_good(&self, py: Python<'_>, rate: f64, summary: Option<Columns>) -> Result<Vec<f64>> {
        let (model, history) = self.0.model()?.of(summary.as_ref())?;
        run(py, move || model.discounted_for_good(&history.columns(), rate))
    }
}
