//! Models of repeat buying.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use omo_core::Error;
use omo_core::value::{BgBb as BgBbCore, Buying, GammaGamma as GammaGammaCore, Horizon, Law};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::history::History;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Columns, Table};

/// A fitted model and the customers it was fitted to.
struct Learned<T> {
    model: Option<Arc<T>>,
    history: Option<Arc<History>>,
}

/// What a model object of Python holds: nothing until it is fitted or loaded.
struct Fitted<T>(Mutex<Learned<T>>);

impl<T> Fitted<T> {
    fn new(model: Option<T>) -> Self {
        Self(Mutex::new(Learned { model: model.map(Arc::new), history: None }))
    }

    fn learn(&self, model: T, history: History) {
        let mut learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *learned = Learned { model: Some(Arc::new(model)), history: Some(Arc::new(history)) };
    }

    fn model(&self) -> std::result::Result<Arc<T>, Error> {
        let learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        learned.model.clone().ok_or(Error::Model { expected: "fitted first" })
    }

    /// The customers asked about: those of a table, or those it was fitted to.
    fn history(
        &self,
        table: Option<&Columns>,
        times: bool,
        money: bool,
    ) -> std::result::Result<Arc<History>, Error> {
        if let Some(table) = table {
            return History::read(table, times, money).map(Arc::new);
        }
        let learned = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        learned.history.clone().ok_or(Error::Model { expected: "fitted first, or asked about a table" })
    }
}

fn named<'py>(py: Python<'py>, names: &[&str], values: &[f64]) -> Result<Record<'py>> {
    let dict = PyDict::new(py);
    for (name, value) in names.iter().zip(values) {
        dict.set_item(name, value)?;
    }
    Ok(Record(dict.into_any()))
}

fn shown(class: &str, names: &[&str], values: &[f64]) -> String {
    let told: Vec<String> =
        names.iter().zip(values).map(|(name, value)| format!("{name}={value:.6}")).collect();
    format!("omo.value.{class}({})", told.join(", "))
}

fn write(path: PathBuf, json: &str) -> Result<()> {
    Ok(std::fs::write(path, json).map_err(PyErr::from)?)
}

fn read(path: PathBuf) -> Result<String> {
    Ok(std::fs::read_to_string(path).map_err(PyErr::from)?)
}

/// The fitted law of a model object, if it is one of the three.
pub fn law_of(model: &Bound<'_, PyAny>) -> Result<Arc<Buying>> {
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

/// One class a law; they differ in their docs.
macro_rules! buying {
    ($name:ident, $law:expr, $class:literal, $what:literal, $first:literal) => {
        #[doc = $what]
        ///
        /// Examples
        /// --------
        /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
        /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
        #[doc = concat!(">>> model = omo.value.", $class, "().fit(shop)")]
        #[doc = concat!(">>> sorted(model.params) == ", $first)]
        /// True
        #[pyclass(frozen, module = "omo.value")]
        pub struct $name(Fitted<Buying>);

        #[pymethods]
        impl $name {
            #[new]
            fn new() -> Self {
                Self(Fitted::new(None))
            }

            fn __repr__(&self) -> String {
                match self.0.model() {
                    Ok(model) => shown($class, &$law.parameters(), &model.params),
                    Err(_) => concat!("omo.value.", $class, "()").into(),
                }
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
            ///     Code ``"fit"`` where the likelihood has no top, saying why; ``"column"`` for a history that cannot be.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> omo.value.", $class, "().fit({\"frequency\": [0, 0], \"recency\": [0, 0], \"age\": [5, 9]})")]
            /// Traceback (most recent call last):
            ///     ...
            /// omo.OmoError: the model does not fit: no customer came back, which says nothing about when they do; give it a longer time
            #[pyo3(signature = (summary) -> $class)]
            fn fit<'py>(this: Bound<'py, Self>, py: Python<'py>, summary: Columns) -> Result<Bound<'py, Self>> {
                let (model, history) = run(py, move || {
                    let history = History::read(&summary, true, false)?;
                    Ok((Buying::fit($law, &history.columns())?, history))
                })?;
                this.get().0.learn(model, history);
                Ok(this)
            }

            /// The parameters by name, times in the unit of the table.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).params[\"r\"] > 0")]
            /// True
            #[getter]
            fn params<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
                named(py, &$law.parameters(), &self.0.model()?.params)
            }

            /// Standard errors of the parameters by name, from the curvature of the likelihood.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).standard_errors[\"alpha\"] > 0")]
            /// True
            #[getter]
            fn standard_errors<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
                named(py, &$law.parameters(), &self.0.model()?.standard_errors)
            }

            /// The log-likelihood of all customers together, of times in the unit of the table.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).log_likelihood < 0")]
            /// True
            #[getter]
            fn log_likelihood(&self) -> Result<f64> {
                Ok(self.0.model()?.log_likelihood)
            }

            /// Whether the model is fitted; a fit that finds no top raises instead.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> omo.value.", $class, "().converged")]
            /// False
            #[getter]
            fn converged(&self) -> bool {
                self.0.model().is_ok()
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
                let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), true, false)?);
                run(py, move || model.expected(&history.columns(), t))
            }

            /// How many repeat purchases to expect of a new customer within ``t`` of the first purchase.
            ///
            /// Parameters
            /// ----------
            /// t
            ///     How long, in the unit of the table.
            ///
            /// Examples
            /// --------
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).expected_new(0.0)")]
            /// 0.0
            fn expected_new(&self, t: f64) -> Result<f64> {
                Ok(self.0.model()?.expected_new(t)?)
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
                let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), true, false)?);
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
                let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), true, false)?);
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
                let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), true, false)?);
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

            /// Keeps the parameters in a file of JSON; no customer is in it.
            ///
            /// Parameters
            /// ----------
            /// path
            ///     The file.
            ///
            /// Examples
            /// --------
            /// >>> import tempfile, pathlib
            /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> model = omo.value.", $class, "().fit(shop)")]
            /// >>> model.save(file)
            #[doc = concat!(">>> omo.value.", $class, ".load(file).params == model.params")]
            /// True
            fn save(&self, path: PathBuf) -> Result<()> {
                write(path, &self.0.model()?.to_json())
            }

            /// A model that a file keeps; ask it about a table.
            ///
            /// Parameters
            /// ----------
            /// path
            ///     The file.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"model"`` when the file holds no such model.
            ///
            /// Examples
            /// --------
            /// >>> import tempfile, pathlib
            /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
            /// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
            /// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).save(file)")]
            #[doc = concat!(">>> len(omo.value.", $class, ".load(file).p_alive(shop))")]
            /// 7
            #[staticmethod]
            fn load(path: PathBuf) -> Result<Self> {
                Ok(Self(Fitted::new(Some(Buying::from_json($law, &read(path)?)?))))
            }
        }
    };
}

buying!(
    BgNbd,
    Law::BgNbd,
    "BgNbd",
    "BG/NBD: customers who buy at random times and may leave after each repeat purchase (Fader, Hardie and Lee 2005).",
    "['a', 'alpha', 'b', 'r']"
);
buying!(
    MbgNbd,
    Law::MbgNbd,
    "MbgNbd",
    "MBG/NBD: as BG/NBD, where customers may leave after the first purchase too (Batislam and others 2007).",
    "['a', 'alpha', 'b', 'r']"
);
buying!(
    ParetoNbd,
    Law::ParetoNbd,
    "ParetoNbd",
    "Pareto/NBD: customers who buy at random times and may leave at any time (Schmittlein, Morrison and Colombo 1987).",
    "['alpha', 'beta', 'r', 's']"
);

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
pub struct GammaGamma(Fitted<GammaGammaCore>);

#[pymethods]
impl GammaGamma {
    #[new]
    fn new() -> Self {
        Self(Fitted::new(None))
    }

    fn __repr__(&self) -> String {
        match self.0.model() {
            Ok(model) => shown("GammaGamma", &GammaGammaCore::PARAMETERS, &model.params),
            Err(_) => "omo.value.GammaGamma()".into(),
        }
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
            let history = History::read(&summary, false, true)?;
            Ok((GammaGammaCore::fit(&history.columns())?, history))
        })?;
        this.get().0.learn(model, history);
        Ok(this)
    }

    /// The parameters by name; ``v`` is in the unit of money.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> omo.value.GammaGamma().fit(shop).params["q"] > 0
    /// True
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        named(py, &GammaGammaCore::PARAMETERS, &self.0.model()?.params)
    }

    /// Standard errors of the parameters by name.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> omo.value.GammaGamma().fit(shop).standard_errors["q"] > 0
    /// True
    #[getter]
    fn standard_errors<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        named(py, &GammaGammaCore::PARAMETERS, &self.0.model()?.standard_errors)
    }

    /// The log-likelihood of the customers it learned from.
    ///
    /// Examples
    /// --------
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> omo.value.GammaGamma().fit(shop).log_likelihood < 0
    /// True
    #[getter]
    fn log_likelihood(&self) -> Result<f64> {
        Ok(self.0.model()?.log_likelihood)
    }

    /// Whether the model is fitted; a fit that finds no top raises instead.
    ///
    /// Examples
    /// --------
    /// >>> omo.value.GammaGamma().converged
    /// False
    #[getter]
    fn converged(&self) -> bool {
        self.0.model().is_ok()
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
        Ok(self.0.model()?.left_out)
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
        Ok(self.0.model()?.correlation)
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
        let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), false, true)?);
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
        let spend = self.0.model()?;
        let history = self.0.history(summary.as_ref(), true, true)?;
        let money = Arc::clone(&history);
        let buys = discounted(py, model, history, horizon)?;
        run(py, move || {
            let spends = spend.expected_spend(&money.columns())?;
            Ok(buys.into_iter().zip(spends).map(|(buys, spend)| spend.map(|spend| buys * spend)).collect())
        })
    }

    /// Keeps the parameters in a file of JSON; no customer is in it.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> omo.value.GammaGamma().fit(shop).save(file)
    fn save(&self, path: PathBuf) -> Result<()> {
        write(path, &self.0.model()?.to_json())
    }

    /// A model that a file keeps; ask it about a table.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    /// >>> shop = {"frequency": [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3],
    /// ...         "monetary": [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28]}
    /// >>> omo.value.GammaGamma().fit(shop).save(file)
    /// >>> len(omo.value.GammaGamma.load(file).expected_spend(shop))
    /// 12
    #[staticmethod]
    fn load(path: PathBuf) -> Result<Self> {
        Ok(Self(Fitted::new(Some(GammaGammaCore::from_json(&read(path)?)?))))
    }
}

/// Discounted purchases by whichever model of them it is.
fn discounted(
    py: Python<'_>,
    model: &Bound<'_, PyAny>,
    history: Arc<History>,
    horizon: Horizon,
) -> Result<Vec<f64>> {
    if let Ok(model) = model.cast::<BgBb>() {
        let model = model.get().0.model()?;
        return run(py, move || model.discounted(&history.columns(), &horizon));
    }
    let buying = law_of(model)?;
    run(py, move || buying.discounted(&history.columns(), &horizon))
}

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
pub struct BgBb(Fitted<BgBbCore>);

#[pymethods]
impl BgBb {
    #[new]
    fn new() -> Self {
        Self(Fitted::new(None))
    }

    fn __repr__(&self) -> String {
        match self.0.model() {
            Ok(model) => shown("BgBb", &BgBbCore::PARAMETERS, &model.params),
            Err(_) => "omo.value.BgBb()".into(),
        }
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
            let history = History::read(&summary, true, false)?;
            Ok((BgBbCore::fit(&history.columns())?, history))
        })?;
        this.get().0.learn(model, history);
        Ok(this)
    }

    /// The parameters by name.
    ///
    /// Examples
    /// --------
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> omo.value.BgBb().fit(givers).params["gamma"] > 0
    /// True
    #[getter]
    fn params<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        named(py, &BgBbCore::PARAMETERS, &self.0.model()?.params)
    }

    /// Standard errors of the parameters by name.
    ///
    /// Examples
    /// --------
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> omo.value.BgBb().fit(givers).standard_errors["gamma"] > 0
    /// True
    #[getter]
    fn standard_errors<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        named(py, &BgBbCore::PARAMETERS, &self.0.model()?.standard_errors)
    }

    /// The log-likelihood of all customers together.
    ///
    /// Examples
    /// --------
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> omo.value.BgBb().fit(givers).log_likelihood < 0
    /// True
    #[getter]
    fn log_likelihood(&self) -> Result<f64> {
        Ok(self.0.model()?.log_likelihood)
    }

    /// Whether the model is fitted; a fit that finds no top raises instead.
    ///
    /// Examples
    /// --------
    /// >>> omo.value.BgBb().converged
    /// False
    #[getter]
    fn converged(&self) -> bool {
        self.0.model().is_ok()
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
        let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), true, false)?);
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
        let (model, history) = (self.0.model()?, self.0.history(summary.as_ref(), true, false)?);
        run(py, move || model.p_alive(&history.columns()))
    }

    /// Keeps the parameters in a file of JSON; no customer is in it.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> omo.value.BgBb().fit(givers).save(file)
    fn save(&self, path: PathBuf) -> Result<()> {
        write(path, &self.0.model()?.to_json())
    }

    /// A model that a file keeps; ask it about a table.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    /// >>> givers = {"frequency": [0, 1, 1, 2, 2, 3], "recency": [0, 1, 3, 2, 3, 3], "age": [3] * 6,
    /// ...           "customers": [500, 90, 60, 50, 70, 130]}
    /// >>> omo.value.BgBb().fit(givers).save(file)
    /// >>> len(omo.value.BgBb.load(file).p_alive(givers))
    /// 6
    #[staticmethod]
    fn load(path: PathBuf) -> Result<Self> {
        Ok(Self(Fitted::new(Some(BgBbCore::from_json(&read(path)?)?))))
    }
}
