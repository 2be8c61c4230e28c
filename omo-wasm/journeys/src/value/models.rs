//! Models of repeat buying: what they share.

use omo_core::Error;
use omo_core::value::{BgBb, Buying, Histories, Horizon, Law};
use wasm_bindgen::prelude::*;

use super::history::History;
use crate::answer::Told;
use crate::asked::Asked;
use crate::cross::{absent, throw, wrong};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Over which time what is bought counts, and how much less later. */
export interface HorizonOptions {
    /** How long a step is, in the periods of the summary; 1 where it is left out. */
    step?: number;
    /** How much less a purchase counts a step later; 0.01 where it is left out. */
    discount?: number;
}
"#;

/// A model and the customers it was learned from, who are asked about where nobody else is named.
pub struct Learned<T> {
    pub model: T,
    history: Option<History>,
}

impl<T> Learned<T> {
    /// Learns from a table.
    ///
    /// # Errors
    ///
    /// Those of the table and of the model.
    pub fn fit(
        table: &JsValue,
        (times, money): (bool, bool),
        fit: impl FnOnce(&Histories<'_>) -> Result<T, Error>,
    ) -> Result<Self, JsValue> {
        let history = History::read(table, times, money)?;
        Ok(Self { model: fit(&history.columns()).map_err(throw)?, history: Some(history) })
    }

    /// A model of a file knows nobody.
    pub fn loaded(model: Result<T, Error>) -> Result<Self, JsValue> {
        Ok(Self { model: model.map_err(throw)?, history: None })
    }

    /// Asks about those of a table, or those that were learned from.
    ///
    /// # Errors
    ///
    /// `model` where nobody is named and nobody known; those of the table and of the question.
    pub fn ask<R>(
        &self,
        table: &JsValue,
        (times, money): (bool, bool),
        question: impl FnOnce(&T, &History) -> Result<R, Error>,
    ) -> Result<R, JsValue> {
        if !absent(table) {
            return question(&self.model, &History::read(table, times, money)?).map_err(throw);
        }
        let known = self.history.as_ref();
        let known =
            known.ok_or_else(|| throw(Error::Model { expected: "fitted first, or asked about a table" }))?;
        question(&self.model, known).map_err(throw)
    }

    /// The customers that an answer is about.
    ///
    /// # Errors
    ///
    /// Those of the table.
    pub fn told(&self, table: &JsValue) -> Result<Told, JsValue> {
        match (&self.history, absent(table)) {
            (Some(history), true) => history.told(),
            _ => History::read(table, true, false)?.told(),
        }
    }
}

/// Parameters by their names.
pub fn named(names: &[&str], values: &[f64]) -> JsValue {
    let told =
        names.iter().zip(values).fold(Told::new(), |told, (name, &value)| told.put(name, &value.into()));
    told.done()
}

/// Over which time what is bought counts.
///
/// # Errors
///
/// An `OmoError` with the code `option`.
pub fn horizon(steps: &JsValue, given: &JsValue) -> Result<Horizon, JsValue> {
    let mut asked = Asked::read(given)?;
    let (step, discount) = (asked.or("step", 1.0)?, asked.or("discount", 0.01)?);
    asked.done()?;
    Ok(Horizon { steps: crate::cross::count(steps, "steps", 12)?, step, discount })
}

/// A fitted model of buying, of whichever class.
pub enum Any {
    Buying(Buying),
    BgBb(BgBb),
}

impl Any {
    /// Reads a model by what it writes, because an argument is of one class only.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for what is no such model.
    pub fn read(model: &JsValue) -> Result<Self, JsValue> {
        let no = || wrong("model", "a fitted BgNbd, MbgNbd, ParetoNbd or BgBb");
        let write = js_sys::Reflect::get(model, &"toJson".into()).map_err(|_| no())?;
        let write: &js_sys::Function = write.dyn_ref().ok_or_else(no)?;
        let json = write.call0(model)?.as_string().ok_or_else(no)?;
        let laws = [Law::BgNbd, Law::MbgNbd, Law::ParetoNbd];
        let buying = laws.into_iter().find_map(|law| Buying::from_json(law, &json).ok());
        let any = buying.map(Self::Buying).or_else(|| BgBb::from_json(&json).ok().map(Self::BgBb));
        any.ok_or_else(no)
    }

    /// What is bought over a time, later purchases counting less.
    ///
    /// # Errors
    ///
    /// Those of the model.
    pub fn discounted(&self, histories: &Histories<'_>, horizon: &Horizon) -> Result<Vec<f64>, Error> {
        match self {
            Self::Buying(model) => model.discounted(histories, horizon),
            Self::BgBb(model) => model.discounted(histories, horizon),
        }
    }
}

/// What every fitted model tells of itself.
macro_rules! told {
    ($name:ident, $core:ty, $parameters:expr, $from_json:expr, $type:literal) => {
        #[wasm_bindgen]
        impl $name {
            /// The parameters by name.
            #[wasm_bindgen(unchecked_return_type = $type)]
            pub fn params(&self) -> JsValue {
                named(&$parameters, &self.0.model.params)
            }

            /// The standard errors of the parameters; no number where they could not be told.
            #[wasm_bindgen(js_name = standardErrors, unchecked_return_type = $type)]
            pub fn standard_errors(&self) -> JsValue {
                named(&$parameters, &self.0.model.standard_errors)
            }

            /// The logarithm of the likelihood.
            #[wasm_bindgen(js_name = logLikelihood)]
            pub fn log_likelihood(&self) -> f64 {
                self.0.model.log_likelihood
            }

            /// The model that `toJson` wrote, here or in Rust or Python.
            #[wasm_bindgen(js_name = fromJson)]
            pub fn from_json(
                #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
            ) -> Result<Self, JsValue> {
                let read: fn(&str) -> Result<$core, omo_core::Error> = $from_json;
                Ok(Self(Learned::loaded(read(&text(json, "json")?))?))
            }

            /// The model as text, without its customers.
            #[wasm_bindgen(js_name = toJson)]
            pub fn to_json(&self) -> String {
                self.0.model.to_json()
            }
        }
    };
}
pub(super) use told;
