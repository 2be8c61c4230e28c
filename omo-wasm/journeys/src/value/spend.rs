//! What customers spend, and what they are worth.

use js_sys::Float64Array;
use omo_core::value::{CovariateNames, GammaGamma as Core};
use wasm_bindgen::prelude::*;

use super::models::{Any, Fitted as _, Learned, horizon, named, told};
use crate::answer::or_nan;
use crate::cross::text;

/// Gamma-Gamma: what customers spend at a purchase (Fader, Hardie and Lee 2005).
#[wasm_bindgen]
pub struct GammaGamma(Learned<Core>);

#[wasm_bindgen]
impl GammaGamma {
    /// Learns from the mean purchases of those who came back; what does not converge is an error that says why.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "HistoryTable")] summary: &JsValue,
    ) -> Result<Self, JsValue> {
        Ok(Self(Learned::fit(summary, (false, true), &CovariateNames::default(), Core::fit)?))
    }

    /// How many customers it could not learn from, because they did not come back or their mean is not above 0.
    #[wasm_bindgen(js_name = leftOut)]
    pub fn left_out(&self) -> f64 {
        self.0.model.left_out
    }

    /// How far what is spent hangs on how often; the model takes it to be 0.
    pub fn correlation(&self) -> f64 {
        self.0.model.correlation
    }

    /// What each customer spends at a purchase to come; no number for whom none can be told.
    #[wasm_bindgen(js_name = expectedSpend)]
    pub fn expected_spend(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
    ) -> Result<Float64Array, JsValue> {
        let ask = |model: &Core, history: &super::history::History| model.expected_spend(&history.columns());
        self.0.ask(summary, (false, true), ask).map(|spends| or_nan(&spends))
    }

    /// What each customer will spend over `steps`, later purchases counting less, by a fitted model of how often.
    #[wasm_bindgen(js_name = lifetimeValue)]
    pub fn lifetime_value(
        &self,
        #[wasm_bindgen(unchecked_param_type = "BgNbd | MbgNbd | ParetoNbd | BgBb")] model: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] steps: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "HorizonOptions | null")]
        given: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
    ) -> Result<Float64Array, JsValue> {
        let (buying, horizon) = (Any::read(model)?, horizon(steps, given)?);
        let covariates = buying.covariates();
        let worth = self.0.ask_with(summary, (true, true), &covariates, |spend, history| {
            let buys = buying.discounted(&history.columns(), &horizon)?;
            let spends = spend.expected_spend(&history.columns())?.into_iter().zip(buys);
            Ok(spends.map(|(spend, buys)| spend.map(|spend| buys * spend)).collect::<Vec<_>>())
        });
        worth.map(|worth| or_nan(&worth))
    }
}

told!(GammaGamma, Core, Core::PARAMETERS, Core::from_json, "{ p: number; q: number; v: number }");
