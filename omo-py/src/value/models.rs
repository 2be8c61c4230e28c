//! Models of repeat buying: what they share.

mod buying;
mod discrete;
mod spend;

use std::sync::Arc;

use omo_core::Error;
use omo_core::value::{BgBb as BgBbCore, Buying, GammaGamma as GammaGammaCore};
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
    pub model: Arc<T>,
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
        covariates: &[&str],
    ) -> std::result::Result<(Arc<T>, Arc<History>), Error> {
        let history = match table {
            Some(table) => Arc::new(History::read(table, times, money, covariates)?),
            None => self
                .history
                .clone()
                .ok_or(Error::Model { expected: "fitted first, or asked about a table" })?,
        };
        Ok((Arc::clone(&self.model), history))
    }
}

/// The parameters of a model: their names, values and standard errors.
trait Told {
    fn told(&self) -> Vec<(String, f64, f64)>;
}

fn told<const N: usize>(names: [&str; N], values: &[f64], errors: &[f64]) -> Vec<(String, f64, f64)> {
    let both = values.iter().copied().zip(errors.iter().copied());
    names.into_iter().zip(both).map(|(name, (value, error))| (name.to_owned(), value, error)).collect()
}

impl Told for Buying {
    fn told(&self) -> Vec<(String, f64, f64)> {
        let mut all = told(self.law.parameters(), &self.params, &self.standard_errors);
        all.extend(self.effects.iter().map(|effect| (effect.name(), effect.value, effect.standard_error)));
        all
    }
}

impl Told for BgBbCore {
    fn told(&self) -> Vec<(String, f64, f64)> {
        told(Self::PARAMETERS, &self.params, &self.standard_errors)
    }
}

impl Told for GammaGammaCore {
    fn told(&self) -> Vec<(String, f64, f64)> {
        told(Self::PARAMETERS, &self.params, &self.standard_errors)
    }
}

fn named(py: Python<'_>, all: impl Iterator<Item = (String, f64)>) -> Result<Record<'_>> {
    let dict = PyDict::new(py);
    for (name, value) in all {
        dict.set_item(name, value)?;
    }
    Ok(Record(dict.into_any()))
}

fn shown(class: &str, model: &impl Told) -> String {
    let told: Vec<String> =
        model.told().into_iter().map(|(name, value, _)| format!("{name}={value:.6}")).collect();
    format!("omo.value.{class}({})", told.join(", "))
}

/// What can be done with every fitted model; `$shop` is the table of the examples.
macro_rules! fitted_model {
    ($name:ident, $core:ty, $class:literal, $from_json:expr,
     [$parameter:literal, $asks:literal, $rows:literal], $($shop:literal),+) => {
        #[pymethods]
        impl $name {
            fn __repr__(&self) -> String {
                match self.0.model() {
                    Ok(learned) => super::shown($class, learned.model.as_ref()),
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
                let told = self.0.model()?.model.told();
                super::named(py, told.into_iter().map(|(name, value, _)| (name, value)))
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
                let told = self.0.model()?.model.told();
                super::named(py, told.into_iter().map(|(name, _, error)| (name, error)))
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
                Ok(Self::with(Some(Learned::loaded(model))))
            }
        }
    };
}
use fitted_model;
