//! Who is whom.

use js_sys::{Object, Reflect};
use omo_core::identity::linker::{self, Column, Model, Records, ResolveOptions};
use omo_core::measure::{BCubed, PairScores, b_cubed, pair_scores};
use omo_core::{Error, math};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, give, options, text, throw};
use crate::records::Table;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Which columns say what a record is and not whose. */
export interface Keys {
    /** The column of ids, each of which occurs once: `id` where it is left out. */
    id?: string;
    /** The column that says which source a record is from. */
    source?: string;
}

/** How columns are compared; all but the column may be left out. */
export type Compare = Pick<Comparison, "column"> &
    Partial<Omit<Comparison, "levels">> & { levels?: (Pick<Level, "name"> & Partial<Level>)[] | null };

/** How records are resolved; the defaults need no tuning. */
export type Options = Partial<Omit<ResolveOptions, "comparisons">> & Keys & { comparisons?: Compare[] };

/** Whose a record is: the id of the customer's first record. */
export interface Customer {
    recordId: string;
    customerId: string;
}

/** Two records whose evidence reaches the threshold. */
export interface Pair {
    recordIdA: string;
    recordIdB: string;
    /** The evidence in bits; 0 is even odds. */
    weight: number;
    /** The odds as a share. */
    probability: number;
}

/** How good it is, by pairs and by records. */
export interface Scores {
    pairs: PairScores;
    bCubed: BCubed;
}
"#;

/// Finds which records are one customer, by statistics: no identifier, no labels, no tuning.
#[wasm_bindgen]
pub fn resolve(
    #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Options")] given: &JsValue,
) -> Result<Resolution, JsValue> {
    let (keys, given) = keys(given)?;
    let given = options::<ResolveOptions>(&given)?;
    let records = keys.records(records)?;
    let core = linker::resolve(&records, &given).map_err(throw)?;
    Ok(Resolution::new(core, &records, keys))
}

/// Finds which records are one customer with a model that was learned before: `found.model()`, here or in Rust or Python.
#[wasm_bindgen]
pub fn predict(
    #[wasm_bindgen(unchecked_param_type = "Model")] model: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
    #[wasm_bindgen(js_name = keys, unchecked_optional_param_type = "Keys")] given: &JsValue,
) -> Result<Resolution, JsValue> {
    let written = js_sys::JSON::stringify(model).ok().and_then(|json| json.as_string());
    let model = Model::from_json(&written.unwrap_or_default()).map_err(throw)?;
    let (keys, rest) = keys(given)?;
    let nothing = absent(&rest) || rest.is_object() && Object::keys(&Object::from(rest)).length() == 0;
    if !nothing {
        let message = "with a model, `id` and `source` are all that can be said".into();
        return Err(throw(Error::Options { message }));
    }
    let records = keys.records(records)?;
    let core = model.predict(&records).map_err(throw)?;
    Ok(Resolution::new(core, &records, keys))
}

/// The model of Splink 4 or 5, read from the JSON that it saved, for `predict`.
#[wasm_bindgen(js_name = fromSplink, unchecked_return_type = "Model")]
pub fn from_splink(
    #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
) -> Result<JsValue, JsValue> {
    give(Model::from_splink(&text(json, "json")?))
}

/// Which columns are keys.
pub struct Keys {
    pub id: String,
    pub source: Option<String>,
}

impl Keys {
    /// Reads records whose keys are called so.
    ///
    /// # Errors
    ///
    /// Those of [`Table::read`] and [`Table::records`].
    pub fn records(&self, records: &JsValue) -> Result<Records, JsValue> {
        Table::read(records, "records")?.records(&self.id, self.source.as_deref())
    }
}

/// The keys that are among options, and the other options.
///
/// # Errors
///
/// An `OmoError` with the code `column` for a key that is no text.
pub fn keys(given: &JsValue) -> Result<(Keys, JsValue), JsValue> {
    let mut keys = Keys { id: "id".into(), source: None };
    if !given.is_object() || js_sys::Array::is_array(given) {
        return Ok((keys, given.clone()));
    }
    let rest = Object::assign(&Object::new(), &Object::from(given.clone()));
    let take = |name: &str| -> Result<Option<String>, JsValue> {
        let value = Reflect::get(&rest, &name.into())?;
        Reflect::delete_property(&rest, &name.into())?;
        if absent(&value) { Ok(None) } else { text(&value, name).map(Some) }
    };
    if let Some(id) = take("id")? {
        keys.id = id;
    }
    keys.source = take("source")?;
    Ok((keys, rest.into()))
}

/// Whose each record truly is, by the numbers of groups in a table of truth; `id` is what its ids are called, unless they are
/// as in the answers.
///
/// # Errors
///
/// Those of [`Table::read`], and an `OmoError` with the code `column` for a column that is not there.
pub fn truth_of(ids: &Column, id: &str, truth: &JsValue) -> Result<Vec<Option<u32>>, JsValue> {
    let mut table = Table::read(truth, "truth")?;
    let names = ["customer_id", "customerId", "cluster"];
    let group = names.into_iter().find(|name| table.has(name)).unwrap_or("customer_id");
    let groups = table.take(group)?.cells;
    let id = if !table.has(id) && table.has("recordId") { "recordId" } else { id };
    let told = table.records(id, None)?;
    let mut of_truth = vec![None; ids.cells.len()];
    for (row, group) in (0..).zip(groups) {
        let ours = told.id(row).and_then(|id| of_truth.get_mut(ids.texts.get(id)? as usize));
        if let Some(ours) = ours {
            *ours = (group != u32::MAX).then_some(group);
        }
    }
    Ok(of_truth)
}

/// Which records are one customer, and why. It never changes.
///
/// Call `free()` when done, or write `using found = resolve(records)`.
#[wasm_bindgen]
pub struct Resolution {
    pub(crate) core: linker::Resolution,
    pub(crate) ids: Column,
    pub(crate) keys: Keys,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer<'a> {
    pub record_id: &'a str,
    pub customer_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pair<'a> {
    record_id_a: &'a str,
    record_id_b: &'a str,
    weight: f64,
    probability: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Scores {
    pairs: PairScores,
    b_cubed: BCubed,
}

impl Resolution {
    pub(crate) fn new(core: linker::Resolution, records: &Records, keys: Keys) -> Self {
        Self { core, ids: records.ids().clone(), keys }
    }

    /// What a row is called.
    pub(crate) fn id(&self, row: u32) -> &str {
        // Ids differ: the number of one is its row.
        self.ids.texts.text(row).unwrap_or_default()
    }

    /// The row that is called so; `what` is the argument's name in messages.
    pub(crate) fn row(&self, id: &JsValue, what: &str) -> Result<u32, JsValue> {
        self.ids.texts.get(&text(id, what)?).ok_or_else(|| throw(Error::Unknown { what: "record" }))
    }
}

#[wasm_bindgen]
impl Resolution {
    /// Whose each record is, in the order of the records.
    #[wasm_bindgen(unchecked_return_type = "Customer[]")]
    pub fn customers(&self) -> Result<JsValue, JsValue> {
        let customer = |(row, &first)| Customer { record_id: self.id(row), customer_id: self.id(first) };
        give(Ok((0..).zip(self.core.customers()).map(customer).collect::<Vec<_>>()))
    }

    /// The row of the first record of each record's customer, in the order of the records: a number for each, where
    /// `customers()` has an object.
    #[must_use]
    pub fn rows(&self) -> Vec<u32> {
        self.core.customers().to_vec()
    }

    /// The pairs of records whose evidence reaches the threshold, in the order of the records.
    ///
    /// Two records of one customer need not be a pair: each may be one with a third.
    #[wasm_bindgen(unchecked_return_type = "Pair[]")]
    pub fn pairs(&self) -> Result<JsValue, JsValue> {
        let pair = |pair: &linker::Pair| {
            let weight = f64::from(pair.weight);
            // 2^w / (1 + 2^w), whose parts must not both be infinite.
            let probability = 1.0 / (1.0 + math::pow(2.0, -weight));
            Pair { record_id_a: self.id(pair.a), record_id_b: self.id(pair.b), weight, probability }
        };
        give(Ok(self.core.pairs().iter().map(pair).collect::<Vec<_>>()))
    }

    /// What was chosen, and why.
    #[wasm_bindgen(unchecked_return_type = "ResolveReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.report()))
    }

    /// What was learned, to be kept as JSON and used again by `predict`. It holds no record.
    #[wasm_bindgen(unchecked_return_type = "Model")]
    pub fn model(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.model()))
    }

    /// What speaks for and against two records being one customer's; the sum is the weight of the pair.
    ///
    /// Any two can be asked about, whether they were found to be one customer's or not.
    #[wasm_bindgen(unchecked_return_type = "Evidence[]")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] a: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] b: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let evidence = self.core.explain(self.row(a, "a")?, self.row(b, "b")?);
        give(evidence.ok_or(Error::Unknown { what: "record" }))
    }

    /// How good it is, held against the truth: a table with the column of ids, or `recordId`, and a column `customer_id`,
    /// `customerId` or `cluster`.
    ///
    /// A record without one, or that is not in the table, belongs to nobody; one that was never resolved does not count.
    #[wasm_bindgen(unchecked_return_type = "Scores")]
    pub fn evaluate(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Table | readonly Customer[]")] truth: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let of_truth = truth_of(&self.ids, &self.keys.id, truth)?;
        let of_found: Vec<_> = self.core.customers().iter().copied().map(Some).collect();
        let scores = || {
            let (pairs, b_cubed) = (pair_scores(&of_truth, &of_found)?, b_cubed(&of_truth, &of_found)?);
            Ok(Scores { pairs, b_cubed })
        };
        give(scores())
    }
}
