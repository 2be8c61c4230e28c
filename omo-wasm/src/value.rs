//! What customers are worth.

use omo_core::value::{self, Purchase, RfmOptions};
use wasm_bindgen::prelude::*;

use crate::cross::{give, options, take};

/// How lately, how often and for how much each customer bought, with scores and a segment.
///
/// `today` and the days of the purchases are days since 1970-01-01 on the shop's calendar. Purchases after
/// `today` are not yet known: they are counted in `future`.
#[wasm_bindgen(unchecked_return_type = "Rfm")]
pub fn rfm(
    #[wasm_bindgen(unchecked_param_type = "Purchase[]")] purchases: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] today: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<RfmOptions>")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let purchases: Vec<Purchase> = take(purchases, "purchases")?;
    give(value::rfm(&purchases, take(today, "today")?, &options::<RfmOptions>(given)?))
}
