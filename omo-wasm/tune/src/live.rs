//! The linker, record by record.

use js_sys::{Array, Object, Reflect};
use omo_core::Error;
use omo_core::identity::Change;
use omo_core::identity::linker::{self, Frozen, Record, Records};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::cross::{absent, count, give, text, throw, wrong};
use crate::records::Table;
use crate::resolution::{Customer, keys};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What happened to a customer. */
export interface CustomerChange {
    kind: "created" | "merged" | "split" | "renamed" | "removed";
    /** Who it is now; of a split or a removal who it was. */
    customer: string;
    /** Who it was, of a merge or a new id. */
    from: string[];
    /** Who it became, of a split. */
    into: string[];
}

/** What a record says, by columns; those that are left out say nothing. */
export type Cells = { readonly [column: string]: Cell };
"#;

/// Who is whom, record by record: what the linker finds in the whole table, after each that comes, changes or goes.
///
/// It is made by `linker.live(records)`. A record that comes is compared with those that share a key with it, and only what hangs
/// together with it is put together anew. A customer is called by the smallest of the ids of its records.
#[wasm_bindgen]
pub struct LiveLinker(linker::LiveLinker);

/// What happened to a customer.
#[derive(Serialize)]
struct News {
    kind: &'static str,
    customer: String,
    from: Vec<String>,
    into: Vec<String>,
}

impl From<Change<String>> for News {
    fn from(change: Change<String>) -> Self {
        let (kind, customer, from, into) = match change {
            Change::Created { customer } => ("created", customer, vec![], vec![]),
            Change::Merged { customer, from } => ("merged", customer, from, vec![]),
            Change::Split { customer, into } => ("split", customer, vec![], into),
            Change::Renamed { from, customer } => ("renamed", customer, vec![from], vec![]),
            Change::Removed { customer } => ("removed", customer, vec![], vec![]),
        };
        Self { kind, customer, from, into }
    }
}

fn news(told: Result<Vec<Change<String>>, Error>) -> Result<JsValue, JsValue> {
    give(told.map(|changes| changes.into_iter().map(News::from).collect::<Vec<_>>()))
}

/// A record, each of whose cells is read as that of a table.
fn record(cells: &JsValue, source: &JsValue) -> Result<Record, JsValue> {
    if !cells.is_object() || Array::is_array(cells) {
        return Err(wrong("record", "an object"));
    }
    let mut record = Record::default();
    for column in Table::read(&Array::of1(cells), "record")?.0 {
        record = column.text(0).into_iter().fold(record, |record, cell| record.with(&column.name, cell));
    }
    Ok(if absent(source) { record } else { record.from(&text(source, "source")?) })
}

/// A cell as it was told.
#[derive(Serialize)]
#[serde(untagged)]
enum Cell<'a> {
    Several(Vec<&'a str>),
    One(Option<&'a str>),
}

impl LiveLinker {
    /// Begins with records, by what `freeze` knows of them.
    ///
    /// # Errors
    ///
    /// An `OmoError` for keys and records that cannot be read, and those of the core.
    pub fn begin(
        records: &JsValue,
        given: &JsValue,
        freeze: impl FnOnce(&Records) -> Result<Frozen, Error>,
    ) -> Result<Self, JsValue> {
        let (keys, rest) = keys(given)?;
        Asked::read(&rest)?.done()?;
        let records = keys.records(records)?;
        freeze(&records).and_then(|frozen| frozen.live(&records)).map(Self).map_err(throw)
    }
}

#[wasm_bindgen]
impl LiveLinker {
    /// How many records there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// A record comes, under an id that no other has; what that changed. One that comes to a customer, who keeps their name, is
    /// no news.
    #[wasm_bindgen(unchecked_return_type = "CustomerChange[]")]
    pub fn insert(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(js_name = record, unchecked_param_type = "Cells")] cells: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] source: &JsValue,
    ) -> Result<JsValue, JsValue> {
        news(self.0.insert(&text(id, "id")?, &record(cells, source)?))
    }

    /// A record is another now: all that it says; what that changed.
    #[wasm_bindgen(unchecked_return_type = "CustomerChange[]")]
    pub fn update(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
        #[wasm_bindgen(js_name = record, unchecked_param_type = "Cells")] cells: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] source: &JsValue,
    ) -> Result<JsValue, JsValue> {
        news(self.0.update(&text(id, "id")?, &record(cells, source)?))
    }

    /// A record goes; what that changed. It is as if it had never been there.
    #[wasm_bindgen(unchecked_return_type = "CustomerChange[]")]
    pub fn remove(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<JsValue, JsValue> {
        news(self.0.remove(&text(id, "id")?))
    }

    /// The customer of a record; `undefined` where there is no such record.
    #[wasm_bindgen(js_name = customerOf)]
    pub fn customer_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<Option<String>, JsValue> {
        Ok(self.0.customer_of(&text(id, "id")?).map(str::to_owned))
    }

    /// The records of the customer of a record, in order; none where there is no such record.
    #[wasm_bindgen(js_name = recordsOf, unchecked_return_type = "string[]")]
    pub fn records_of(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(Ok(self.0.records_of(&text(id, "id")?)))
    }

    /// Whose each record is, in order of the ids.
    #[wasm_bindgen(unchecked_return_type = "Customer[]")]
    pub fn customers(&self) -> Result<JsValue, JsValue> {
        let customer = |(record_id, customer_id)| Customer { record_id, customer_id };
        give(Ok(self.0.all().map(customer).collect::<Vec<_>>()))
    }

    /// The records with which one would be compared if it came: those that share a key with it.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn candidates(
        &mut self,
        #[wasm_bindgen(js_name = record, unchecked_param_type = "Cells")] cells: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] source: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.candidates(&record(cells, source)?))
    }

    /// Which customers a record may be of, the likeliest first, 5 where `n` is left out; it does not come. Those for whom little
    /// speaks are there as well.
    #[wasm_bindgen(unchecked_return_type = "Match[]")]
    pub fn find(
        &mut self,
        #[wasm_bindgen(js_name = record, unchecked_param_type = "Cells")] cells: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string")] source: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.find(&record(cells, source)?, count(n, "n", 5)? as usize))
    }

    /// What speaks for and against two records being one customer's; the sum is the weight of the pair.
    #[wasm_bindgen(unchecked_return_type = "Evidence[]")]
    pub fn explain(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] a: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] b: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let why = self.0.explain(&text(a, "a")?, &text(b, "b")?);
        give(why.ok_or(Error::Unknown { what: "record" }))
    }

    /// All records as columns, in order of their ids, with those that are compared: what `fromJson` takes.
    #[wasm_bindgen(unchecked_return_type = "{ [column: string]: (string | string[] | null)[] }")]
    pub fn records(&self) -> Result<JsValue, JsValue> {
        let records = self.0.records().map_err(throw)?;
        let all = Object::new();
        let columns = [records.ids()].into_iter().chain(records.sources()).chain(records.columns());
        for column in columns {
            let cell = |row| column.list(row).map_or_else(|| Cell::One(column.text(row)), Cell::Several);
            let cells: Vec<Cell<'_>> = (0..records.len()).map(cell).collect();
            Reflect::set(&all, &column.name.as_str().into(), &give(Ok(cells))?)?;
        }
        Ok(all.into())
    }

    /// Lets go of what removed records leave behind: values that no record has any more.
    pub fn compact(&mut self) -> Result<(), JsValue> {
        self.0.compact().map_err(throw)
    }

    /// The model, and what it took from the table, as JSON, the same in Rust, Python and JavaScript: values that two records or
    /// more shared, and how names are read. Keep it where the records are kept. An engine of `omo-wasm/shop` takes it, parsed,
    /// as `linker`.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> Result<String, JsValue> {
        self.0.frozen().to_json().map_err(throw)
    }

    /// A live linker with the model of a file and these records.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(
        #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
        #[wasm_bindgen(js_name = keys, unchecked_optional_param_type = "Keys")] given: &JsValue,
    ) -> Result<Self, JsValue> {
        let frozen = Frozen::from_json(&text(json, "json")?).map_err(throw)?;
        Self::begin(records, given, |_| Ok(frozen))
    }
}
