//! Filters that stand for records.

use js_sys::{Array, Reflect};
use omo_core::identity::clk::{self as core, Clk, ClkOptions, Clks, LinkOptions, Secret};
use omo_core::identity::linker::ColumnKind;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::cross::{bytes, give, options, throw};
use crate::records::Table;
use crate::whose::{RECORD_IDS, take};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How filters are made; both sides must use the same. */
export type ClkRules = Partial<Omit<ClkOptions, "fields">> & {
    /** The columns that both sides have under these names: what they hold, or a list of texts. */
    fields: ClkOptions["fields"] | readonly string[];
    /** The column of ids, each of which occurs once: `id` where it is left out. They are handed over. */
    id?: string;
};

/** A filter that stands for a record: 256 hexadecimal digits, 128 where it is folded. */
export interface KeyedFilter {
    recordId: string;
    clk: string;
}

/** Two records whose filters are alike. */
export interface ClkPair {
    recordIdA: string;
    recordIdB: string;
    /** Twice the bits they share over the bits they have. */
    dice: number;
}
"#;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyedFilter<'a> {
    record_id: &'a str,
    clk: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Alike<'a> {
    record_id_a: &'a str,
    record_id_b: &'a str,
    dice: f64,
}

/// Turns records into keyed Bloom filters, to be linked by somebody who must not see the records.
///
/// Both sides call this with the same secret `key` (at least 16 random bytes, which are in no answer and no message) and the same
/// options, hand over what comes out, and link it with `clkPairs`. They are pseudonyms, not anonymity: give them to none but who
/// links.
#[wasm_bindgen(unchecked_return_type = "KeyedFilter[]")]
pub fn clk(
    #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Uint8Array | ArrayBuffer | string")] key: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_param_type = "ClkRules")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let secret = Secret::new(&bytes(key)?).map_err(throw)?;
    let mut asked = Asked::read(given)?;
    let id = asked.or("id", "id".to_owned())?;
    let listed = given.is_object() && Array::is_array(&Reflect::get(given, &"fields".into())?);
    let texts: Option<Vec<String>> = if listed { asked.some("fields")? } else { None };
    let mut options: ClkOptions = asked.rest()?;
    options.fields.extend(texts.into_iter().flatten().map(|name| (name, ColumnKind::Text)));
    let records = Table::read(records, "records")?.records(&id, None)?;
    let clks = core::encode(&records, &secret, &options).map_err(throw)?;
    let filter = |(row, clk): (u32, &Clk)| KeyedFilter {
        record_id: clks.id(row).unwrap_or_default(),
        clk: clk.to_hex(),
    };
    give(Ok((0..).zip(clks.filters()).map(filter).collect::<Vec<_>>()))
}

fn side(value: &JsValue, what: &str) -> Result<Clks, JsValue> {
    let mut table = Table::read(value, what)?;
    let ids = take(&mut table, RECORD_IDS)?;
    Clks::read(ids, &take(&mut table, ["clk", "clk"])?).map_err(throw)
}

/// Finds which filters of two sides stand for one person: what `clk` gave here and there, the most alike first.
#[wasm_bindgen(js_name = clkPairs, unchecked_return_type = "ClkPair[]")]
pub fn clk_pairs(
    #[wasm_bindgen(unchecked_param_type = "Table | readonly KeyedFilter[]")] a: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Table | readonly KeyedFilter[]")] b: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<LinkOptions>")]
    given: &JsValue,
) -> Result<JsValue, JsValue> {
    let (ours, theirs) = (side(a, "a")?, side(b, "b")?);
    let pairs = core::link(&ours, &theirs, &options::<LinkOptions>(given)?).map_err(throw)?;
    let told = pairs.iter().map(|pair| Alike {
        record_id_a: ours.id(pair.a).unwrap_or_default(),
        record_id_b: theirs.id(pair.b).unwrap_or_default(),
        dice: pair.dice,
    });
    give(Ok(told.collect::<Vec<_>>()))
}
