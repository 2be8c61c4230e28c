//! What customers are worth, what is to come, and whether what was done helped.

mod buying;
mod history;
mod measured;
mod models;
mod pictures;
mod spend;

use omo_core::value::{self, Rfm, RfmOptions};
use wasm_bindgen::prelude::*;

use crate::answer::Told;
use crate::asked::{Asked, option};
use crate::cross::throw;
use history::Bought;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Purchases as columns. */
export interface PurchaseColumns {
    customerId: Keys;
    occurredAt: Times;
    /** For how much; thousandths count. */
    amount?: Numbers | null;
    /** The same under its other name. */
    value?: Numbers | null;
}

/** A purchase as a row; what else it holds is not looked at. */
export interface PurchaseRow {
    customerId: string | number;
    occurredAt: When;
    amount?: number | null;
    value?: number | null;
}

/** Purchases. */
export type Purchases = PurchaseColumns | readonly PurchaseRow[];

/** What is asked about purchases. */
export interface RfmQuestion extends Partial<RfmOptions> {
    /** The day it is. */
    today: When;
    /** The clock of times that do not name theirs; UTC where it is left out. */
    zone?: string;
}

/** How lately, how often and for how much each customer bought, as columns. */
export interface RfmColumns {
    customerId: string[];
    recencyDays: Uint32Array;
    frequency: Uint32Array;
    monetary: Float64Array;
    /** Scores, the best highest. */
    r: number[];
    f: number[];
    m: number[];
    segment: Segment[];
}
"#;

/// How lately, how often and for how much each customer bought, with scores and a segment.
#[wasm_bindgen(unchecked_return_type = "RfmColumns")]
pub fn rfm(
    #[wasm_bindgen(unchecked_param_type = "Purchases")] purchases: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_param_type = "RfmQuestion")] asked: &JsValue,
) -> Result<JsValue, JsValue> {
    let (bought, found, _) = scored(purchases, asked)?;
    #[expect(clippy::cast_precision_loss, reason = "amounts are below 2^53")]
    let monetary: Vec<f64> = found.monetary.iter().map(|&amount| amount as f64 / bought.unit).collect();
    let told = Told::new()
        .list("customerId", bought.ids(&found.customer))?
        .wholes("recencyDays", &found.recency_days)
        .wholes("frequency", &found.frequency)
        .floats("monetary", &monetary)
        .list("r", &found.r)?
        .list("f", &found.f)?
        .list("m", &found.m)?;
    Ok(told.list("segment", &found.segment)?.done())
}

/// Purchases, their customers' scores, and of how many each is.
fn scored(purchases: &JsValue, asked: &JsValue) -> Result<(Bought, Rfm, u8), JsValue> {
    let mut asked = Asked::read(asked)?;
    let zone = asked.zone()?;
    let today = asked.time("today", &zone)?.ok_or_else(|| option("today", "given"))?;
    let options: RfmOptions = asked.rest()?;
    let bought = Bought::read(purchases, &zone, &[])?;
    let found = value::rfm(&bought.rows, today.day(), &options).map_err(throw)?;
    Ok((bought, found, options.bins))
}
