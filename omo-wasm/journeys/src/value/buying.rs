//! Customers who buy at random times and may leave: BG/NBD, MBG/NBD, Pareto/NBD; and BG/BB, by periods.

use js_sys::Float64Array;
use omo_core::value::{BgBb as BgBbCore, Buying, CovariateNames, Histories, Law};
use wasm_bindgen::prelude::*;

use super::models::{Fitted as _, Learned, covariates, horizon, named, told};
use crate::cross::{take, text, throw};

const TIMES: (bool, bool) = (true, false);

#[expect(clippy::needless_pass_by_value, reason = "so that it is a function for `map`")]
fn column(values: Vec<f64>) -> Float64Array {
    Float64Array::from(values.as_slice())
}

macro_rules! buying {
    ($name:ident, $law:expr, $what:literal, $type:literal) => {
        #[doc = $what]
        #[wasm_bindgen]
        pub struct $name(Learned<Buying>);

        #[wasm_bindgen]
        impl $name {
            /// Learns from histories; what does not converge is an error that says why.
            pub fn fit(
                #[wasm_bindgen(unchecked_param_type = "HistoryTable")] summary: &JsValue,
                #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "CovariateOptions | null")]
                given: &JsValue,
            ) -> Result<Self, JsValue> {
                let names = covariates(given)?;
                let fit = |histories: &Histories<'_>| Buying::fit_with($law, histories, &names);
                Ok(Self(Learned::fit(summary, TIMES, &names, fit)?))
            }

            /// Purchases of each customer in the next `t` periods.
            pub fn expected(
                &self,
                #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
            ) -> Result<Float64Array, JsValue> {
                let t: f64 = take(t, "t")?;
                self.0.ask(summary, TIMES, |model, history| model.expected(&history.columns(), t)).map(column)
            }

            /// Purchases of a new customer in the first `t` periods.
            #[wasm_bindgen(js_name = expectedNew)]
            pub fn expected_new(
                &self,
                #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
            ) -> Result<f64, JsValue> {
                self.0.model.expected_new(take(t, "t")?).map_err(throw)
            }

            /// How likely each customer still is one.
            #[wasm_bindgen(js_name = pAlive)]
            pub fn p_alive(
                &self,
                #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
            ) -> Result<Float64Array, JsValue> {
                self.0.ask(summary, TIMES, |model, history| model.p_alive(&history.columns())).map(column)
            }

            /// Purchases of each customer over `steps`, later ones counting less.
            pub fn discounted(
                &self,
                #[wasm_bindgen(unchecked_optional_param_type = "number")] steps: &JsValue,
                #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "HorizonOptions | null")]
                given: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
            ) -> Result<Float64Array, JsValue> {
                let horizon = horizon(steps, given)?;
                self.0
                    .ask(summary, TIMES, |model, history| model.discounted(&history.columns(), &horizon))
                    .map(column)
            }

            /// All that is told of each customer, as columns.
            #[wasm_bindgen(unchecked_return_type = "{ customerId: (string | number)[]; frequency: Uint32Array; pAlive: Float64Array; expected: Float64Array }")]
            pub fn predict(
                &self,
                #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
            ) -> Result<JsValue, JsValue> {
                let (alive, expected) = (self.p_alive(summary)?, self.expected(t, summary)?);
                Ok(self.0.told(summary)?.put("pAlive", &alive).put("expected", &expected).done())
            }
        }

        told!($name, Buying, $law.parameters(), |json| Buying::from_json($law, json), $type);
    };
}

buying!(
    BgNbd,
    Law::BgNbd,
    "BG/NBD: customers who buy at random times and may leave after each repeat purchase (Fader, Hardie and Lee 2005).",
    "{ r: number; alpha: number; a: number; b: number }"
);
buying!(
    MbgNbd,
    Law::MbgNbd,
    "MBG/NBD: as BG/NBD, where customers may leave after the first purchase too (Batislam and others 2007).",
    "{ r: number; alpha: number; a: number; b: number }"
);
buying!(
    ParetoNbd,
    Law::ParetoNbd,
    "Pareto/NBD: customers who buy at random times and may leave at any time (Schmittlein, Morrison and Colombo 1987).",
    "{ r: number; alpha: number; s: number; beta: number }"
);

/// BG/BB: customers who in each period buy or do not, and may leave after it (Fader, Hardie and Shang 2010).
#[wasm_bindgen]
pub struct BgBb(Learned<BgBbCore>);

#[wasm_bindgen]
impl BgBb {
    /// Learns from histories, whose ages are numbers of periods; what does not converge is an error that says why.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "HistoryTable")] summary: &JsValue,
    ) -> Result<Self, JsValue> {
        Ok(Self(Learned::fit(summary, TIMES, &CovariateNames::default(), BgBbCore::fit)?))
    }

    /// Purchases of each customer in the next `t` periods.
    pub fn expected(
        &self,
        #[wasm_bindgen(unchecked_param_type = "number")] t: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
    ) -> Result<Float64Array, JsValue> {
        let t: f64 = take(t, "t")?;
        self.0.ask(summary, TIMES, |model, history| model.expected(&history.columns(), t)).map(column)
    }

    /// How likely each customer still is one.
    #[wasm_bindgen(js_name = pAlive)]
    pub fn p_alive(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "HistoryTable | null")] summary: &JsValue,
    ) -> Result<Float64Array, JsValue> {
        self.0.ask(summary, TIMES, |model, history| model.p_alive(&history.columns())).map(column)
    }
}

told!(
    BgBb,
    BgBbCore,
    BgBbCore::PARAMETERS,
    BgBbCore::from_json,
    "{ alpha: number; beta: number; gamma: number; delta: number }"
);
