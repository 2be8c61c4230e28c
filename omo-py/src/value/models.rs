//! Models of repeat buying: what they share.

mod buying;
mod discrete;
mod spend;

use std::sync::Arc;

use omo_core::Error;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::history::History;
use crate::error::Result;
use crate::hints::Record;
use crate::table::Columns;

pub use buying::{BgNbd, MbgNbd, ParetoNbd, law_of};
pub use discrete::BgBb;
pub use spend::GammaGamma;

/// A fitted model and the customers it was fitted to, of whom a file knows nothing.
pub struct Learned<T> {
    model: Arc<T>,
    history: Option<Arc<History>>,
}

impl<T> Learned<T> {
    fn new(model: T, history: History) -> Self {
        Self { model: Arc::new(model), history: Some(Arc::new(history)) }
    }

    fn loaded(model: T) -> Self {
        Self { model: Arc::new(model), history: None }
    }

    /// The model and the customers asked about: those of a table, or those it was fitted to.
    fn asked(
        &self,
        table: Option<&Columns>,
        times: bool,
        money: bool,
    ) -> std::result::Result<(Arc<T>, Arc<History>), Error> {
        let history = match table {
            Some(table) => Arc::new(History::read(table, times, money)?),
            None => self
                .history
                .clone()
                .ok_or(Error::Model { expected: "fitted first, or asked about a table" })?,
        };
        Ok((Arc::clone(&self.model), history))
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

/// What can be done with every fitted model; `$shop` is the table of the examples.
macro_rules! fitted_model {
    ($name:ident, $core:ty, $class:literal, $parameters:expr, $from_json:expr,
     [$parameter:literal, $asks:literal, $rows:literal], $($shop:literal),+) => {
        #[pymethods]
        impl $name {
            #[new]
            fn new() -> Self {
                Self(Fitted::new(None))
            }

            fn __repr__(&self) -> String {
                match self.0.model() {
                    Ok(learned) => super::shown($class, &$parameters, &learned.model.params),
                    Err(_) => concat!("omo.value.", $class, "()").into(),
                }
            }

            /// The parameters by name, in the unit of the table.
            ///
            /// Examples
            /// --------
            $(#[doc = $shop])+
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).params[\"", $parameter, "\"] > 0")]
            /// True
            #[getter]
            fn params<'py>(&self, py: Python<'py>) -> Result<crate::hints::Record<'py>> {
                super::named(py, &$parameters, &self.0.model()?.model.params)
            }

            /// Standard errors of the parameters by name, from the curvature of the likelihood.
            ///
            /// Examples
            /// --------
            $(#[doc = $shop])+
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).standard_errors[\"", $parameter, "\"] > 0")]
            /// True
            #[getter]
            fn standard_errors<'py>(&self, py: Python<'py>) -> Result<crate::hints::Record<'py>> {
                super::named(py, &$parameters, &self.0.model()?.model.standard_errors)
            }

            /// The log-likelihood of all customers together, in the unit of the table.
            ///
            /// Examples
            /// --------
            $(#[doc = $shop])+
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).log_likelihood < 0")]
            /// True
            #[getter]
            fn log_likelihood(&self) -> Result<f64> {
                Ok(self.0.model()?.model.log_likelihood)
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
            $(#[doc = $shop])+
            #[doc = concat!(">>> model = omo.value.", $class, "().fit(shop)")]
            /// >>> model.save(file)
            #[doc = concat!(">>> omo.value.", $class, ".load(file).params == model.params")]
            /// True
            fn save(&self, path: std::path::PathBuf) -> Result<()> {
                crate::fitted::write(path, &self.0.model()?.model.to_json())
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
            $(#[doc = $shop])+
            #[doc = concat!(">>> omo.value.", $class, "().fit(shop).save(file)")]
            #[doc = concat!(">>> len(omo.value.", $class, ".load(file).", $asks, "(shop))")]
            #[doc = $rows]
            #[staticmethod]
            fn load(path: std::path::PathBuf) -> Result<Self> {
                let read: fn(&str) -> std::result::Result<$core, omo_core::Error> = $from_json;
                let model = read(&crate::fitted::read(path)?)?;
                Ok(Self(Fitted::new(Some(Learned::loaded(model)))))
            }
        }
    };
}
use fitted_model;
