//! Pictures of customers, forecasts and experiments: specifications for vega-embed.

use omo_core::value::{self, Buying};
use omo_core::view::worth;
use wasm_bindgen::prelude::*;

use super::history::{Bought, Span};
use super::measured::{compared, judged};
use super::models::Any;
use super::scored;
use crate::asked::{Asked, option};
use crate::cross::{give, throw, word, wrong};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Until when is learned, and until when it is held against what came. */
export interface ForecastQuestion {
    until: When;
    holdoutUntil: When;
    period?: Period;
    zone?: string;
}
"#;

/// Customers by recency and frequency, as a grid.
#[wasm_bindgen(js_name = rfmChart, unchecked_return_type = "Specification")]
pub fn rfm_chart(
    #[wasm_bindgen(unchecked_param_type = "Purchases")] purchases: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_param_type = "RfmQuestion")] asked: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<JsValue, JsValue> {
    let (_, found, bins) = scored(purchases, asked)?;
    give(Ok(worth::rfm_grid(&found, bins, word(language, "language")?)))
}

/// Repeat purchases of all customers, as they came and as the model has them; for a model with covariates purchases have these
/// too, of which what stands at the first one counts.
#[wasm_bindgen(js_name = trackingChart, unchecked_return_type = "Specification")]
pub fn tracking_chart(
    #[wasm_bindgen(unchecked_param_type = "BgNbd | MbgNbd | ParetoNbd")] model: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Purchases")] purchases: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_param_type = "ForecastQuestion")] asked: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<JsValue, JsValue> {
    let (model, span, mut bought) = forecast(model, purchases, asked)?;
    let end = span.options.holdout_until.ok_or_else(|| option("holdoutUntil", "given"))?;
    let known = bought.known(span.until);
    let tracked =
        value::track(&model, &bought.rows, &known, span.until, end, span.options.period).map_err(throw)?;
    give(Ok(worth::tracking(&tracked, word(language, "language")?)))
}

/// Purchases in the time held out by purchases before it, as they came and as the model has them; covariates as there.
#[wasm_bindgen(js_name = calibrationChart, unchecked_return_type = "Specification")]
pub fn calibration_chart(
    #[wasm_bindgen(unchecked_param_type = "BgNbd | MbgNbd | ParetoNbd")] model: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Purchases")] purchases: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_param_type = "ForecastQuestion")] asked: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<JsValue, JsValue> {
    let (model, span, mut bought) = forecast(model, purchases, asked)?;
    let shop = value::summary(&bought.rows, span.until, &span.options).map_err(throw)?;
    let rows = value::calibrate(&model, &shop, &bought.known(span.until)).map_err(throw)?;
    give(Ok(worth::calibration(&rows, word(language, "language")?)))
}

/// The differences of an experiment with their intervals; asked as `experiment` is.
#[wasm_bindgen(js_name = experimentChart, unchecked_return_type = "Specification")]
pub fn experiment_chart(
    #[wasm_bindgen(unchecked_param_type = "Measured")] table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "ExperimentQuestion | null")]
    given: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<JsValue, JsValue> {
    give(Ok(worth::experiment_intervals(&compared(table, given)?, word(language, "language")?)))
}

/// The curve of Qini; asked as `qini` is.
#[wasm_bindgen(js_name = qiniChart, unchecked_return_type = "Specification")]
pub fn qini_chart(
    #[wasm_bindgen(unchecked_param_type = "Measured")] table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "QiniQuestion | null")] given: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<JsValue, JsValue> {
    give(Ok(worth::qini_curve(&judged(table, given)?, word(language, "language")?)))
}

/// A model, what it is held against, and the purchases with the covariates that it looks at.
// Two pictures ask it, and each would hold a copy.
#[inline(never)]
fn forecast(
    model: &JsValue,
    purchases: &JsValue,
    asked: &JsValue,
) -> Result<(Buying, Span, Bought), JsValue> {
    let Any::Buying(model) = Any::read(model)? else {
        return Err(wrong("model", "a fitted BgNbd, MbgNbd or ParetoNbd"));
    };
    let (span, bought) = Span::read(Asked::read(asked)?, purchases, &model.covariates())?;
    Ok((model, span, bought))
}
