//! Models of repeat buying: what they share.

use omo_core::Error;
use omo_core::value::{BgBb, Buying, CovariateNames, GammaGamma, Histories, Horizon, Law};
use wasm_bindgen::prelude::*;

use super::history::{History, Needs};
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

/** Columns of the summary, of numbers or of true and false, by which customers buy and leave differently. */
export interface CovariateOptions {
    /** Those that change both how often customers buy and when they leave. */
    covariates?: readonly string[];
    purchaseCovariates?: readonly string[];
    dropoutCovariates?: readonly string[];
}
"#;

/// A model that is asked about customers.
pub trait Fitted {
    /// The covariates that it looks at.
    fn covariates(&self) -> CovariateNames {
        CovariateNames::default()
    }

    /// The effects of these: their names, values and standard errors.
    fn effects(&self) -> Vec<(String, f64, f64)> {
        Vec::new()
    }
}

impl Fitted for BgBb {}
impl Fitted for GammaGamma {}
impl Fitted for Buying {
    fn covariates(&self) -> CovariateNames {
        self.covariate_names()
    }

    fn effects(&self) -> Vec<(String, f64, f64)> {
        self.effects.iter().map(|effect| (effect.name(), effect.value, effect.standard_error)).collect()
    }
}

/// A model and the customers it was learned from, who are asked about where nobody else is named.
pub struct Learned<T> {
    pub model: T,
    history: Option<History>,
}

impl<T: Fitted> Learned<T> {
    /// Learns from a table.
    ///
    /// # Errors
    ///
    /// Those of the table and of the model.
    pub fn fit(
        table: &JsValue,
        needs: Needs,
        covariates: &CovariateNames,
        fit: impl FnOnce(&Histories<'_>) -> Result<T, Error>,
    ) -> Result<Self, JsValue> {
        let history = History::read(table, needs, &covariates.all())?;
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
        needs: Needs,
        question: impl FnOnce(&T, &History) -> Result<R, Error>,
    ) -> Result<R, JsValue> {
        self.ask_with(table, needs, &self.model.covariates(), question)
    }

    /// The same where another model looks at covariates.
    ///
    /// # Errors
    ///
    /// As for [`ask`](Self::ask).
    pub fn ask_with<R>(
        &self,
        table: &JsValue,
        needs: Needs,
        covariates: &CovariateNames,
        question: impl FnOnce(&T, &History) -> Result<R, Error>,
    ) -> Result<R, JsValue> {
        if !absent(table) {
            let asked = History::read(table, needs, &covariates.all())?;
            return question(&self.model, &asked).map_err(throw);
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
            _ => History::read(table, (true, false), &[])?.told(),
        }
    }
}

/// Parameters by their names.
pub fn named<'a>(
    names: &'a [&str],
    values: &[f64],
    effects: impl Iterator<Item = (&'a str, f64)>,
) -> JsValue {
    let params = names.iter().copied().zip(values.iter().copied());
    params.chain(effects).fold(Told::new(), |told, (name, value)| told.put(name, &value.into())).done()
}

/// Which covariates a model of buying is to look at.
///
/// # Errors
///
/// An `OmoError` with the code `option`.
pub fn covariates(given: &JsValue) -> Result<CovariateNames, JsValue> {
    let mut asked = Asked::read(given)?;
    let CovariateNames { mut purchase, mut dropout } =
        CovariateNames::both(&asked.or::<Vec<String>>("covariates", Vec::new())?);
    purchase.extend(asked.or::<Vec<String>>("purchaseCovariates", Vec::new())?);
    dropout.extend(asked.or::<Vec<String>>("dropoutCovariates", Vec::new())?);
    asked.done()?;
    Ok(CovariateNames { purchase, dropout })
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

    /// The covariates that it looks at.
    pub fn covariates(&self) -> CovariateNames {
        match self {
            Self::Buying(model) => Fitted::covariates(model),
            Self::BgBb(model) => Fitted::covariates(model),
        }
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
                let effects = self.0.model.effects();
                let effects = effects.iter().map(|(name, value, _)| (name.as_str(), *value));
                named(&$parameters, &self.0.model.params, effects)
            }

            /// The standard errors of the parameters; no number where they could not be told.
            #[wasm_bindgen(js_name = standardErrors, unchecked_return_type = $type)]
            pub fn standard_errors(&self) -> JsValue {
                let effects = self.0.model.effects();
                let effects = effects.iter().map(|(name, _, error)| (name.as_str(), *error));
                named(&$parameters, &self.0.model.standard_errors, effects)
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
