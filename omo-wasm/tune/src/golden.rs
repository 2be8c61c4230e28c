//! The golden record.

use omo_core::Error;
use omo_core::identity::golden::{self as core, GoldenOptions, Survivor};
use omo_core::identity::linker::Records;
use omo_core::vocabulary::Vocabulary;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::cross::{give, text, throw, wrong};
use crate::records::Table;
use crate::whose::customers;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How golden records are made. */
export type GoldenRules = Partial<GoldenOptions> & {
    /** The column of ids, each of which occurs once: `id` where it is left out. */
    id?: string;
};

/** The golden record of one customer: its id, and each field as text. */
export type GoldenRecord = { customerId: string } & { [field: string]: string | null };

/** Where a value comes from, and why. */
export interface Provenance {
    customerId: string;
    field: string;
    value: string;
    /** The record it was taken from. */
    recordId: string;
    /** The strategy of the field. */
    strategy: Strategy;
    /** `unanimous`, the strategy that left one value, or `lowest_id`. */
    decidedBy: Strategy | "unanimous" | "lowest_id";
    /** How many of the customer's records say the same. */
    agreeing: number;
    /** How many of them say something. */
    records: number;
}
"#;

/// One record for each customer, and why it is so. It never changes.
///
/// Call `free()` when done, or write `using golden = goldenRecords(records, customers)`.
#[wasm_bindgen]
pub struct GoldenRecords {
    core: core::GoldenRecords,
    records: Records,
    names: Vocabulary,
}

/// A record, its customer first.
struct Row<'a>(&'a str, Vec<(&'a str, Option<&'a str>)>);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.1.len() + 1))?;
        map.serialize_entry("customerId", self.0)?;
        self.1.iter().try_for_each(|(field, value)| map.serialize_entry(field, value))?;
        map.end()
    }
}

/// What is told of a value.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    customer_id: &'a str,
    field: &'a str,
    value: &'a str,
    record_id: &'a str,
    strategy: &'static str,
    decided_by: &'static str,
    agreeing: u32,
    records: u32,
}

impl GoldenRecords {
    /// The id of the customer at a place.
    fn customer(&self, place: usize) -> &str {
        let number = self.core.customers().get(place);
        number.and_then(|&number| self.names.text(number)).unwrap_or_default()
    }

    /// The values of the customer at a place, in order of the fields.
    fn told(&self, place: usize) -> impl Iterator<Item = Told<'_>> {
        self.core.fields().iter().filter_map(move |field| {
            let Survivor { row, strategy, decided, agreeing, records } = self.core.why(place, &field.name)?;
            Some(Told {
                customer_id: self.customer(place),
                field: &field.name,
                value: self.core.value(place, &field.name)?,
                record_id: self.records.id(row)?,
                strategy: strategy.name(),
                decided_by: decided.name(),
                agreeing,
                records,
            })
        })
    }
}

#[wasm_bindgen]
impl GoldenRecords {
    /// How many customers there are.
    #[must_use]
    pub fn size(&self) -> usize {
        self.core.customers().len()
    }

    /// The golden records, in order of the customers' lowest record ids.
    #[wasm_bindgen(unchecked_return_type = "GoldenRecord[]")]
    pub fn records(&self) -> Result<JsValue, JsValue> {
        let row = |place: usize| {
            let fields = self.core.fields().iter().map(|field| {
                let cell = field.cells.get(place).and_then(|&cell| field.texts.text(cell));
                (field.name.as_str(), cell)
            });
            Row(self.customer(place), fields.collect())
        };
        give(Ok((0..self.size()).map(row).collect::<Vec<_>>()))
    }

    /// Where each value comes from, and why.
    #[wasm_bindgen(unchecked_return_type = "Provenance[]")]
    pub fn provenance(&self) -> Result<JsValue, JsValue> {
        give(Ok((0..self.size()).flat_map(|place| self.told(place)).collect::<Vec<_>>()))
    }

    /// Where the values of one customer come from, and why.
    #[wasm_bindgen(unchecked_return_type = "Provenance[]")]
    pub fn explain(
        &self,
        #[wasm_bindgen(js_name = customerId, unchecked_param_type = "string")] customer: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let number = self.names.get(&text(customer, "customerId")?);
        let place = self.core.customers().iter().position(|&customer| Some(customer) == number);
        let place = place.ok_or_else(|| throw(Error::Unknown { what: "customer" }))?;
        give(Ok(self.told(place).collect::<Vec<_>>()))
    }
}

/// Makes one record of all records of each customer: of each field the value that holds, and where it comes from.
///
/// `customers` says whose each record is, as `customers()` tells it. Where a strategy leaves several values, the most frequent,
/// most trusted, most recent and longest one decides, and at last the lower id. A cell that says nothing, such as `unknown`,
/// survives only where no other says more.
#[wasm_bindgen(js_name = goldenRecords)]
pub fn golden_records(
    #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
    #[wasm_bindgen(js_name = customers, unchecked_param_type = "Owners")] told: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "GoldenRules")] given: &JsValue,
) -> Result<GoldenRecords, JsValue> {
    let mut asked = Asked::read(given)?;
    let id = asked.or("id", "id".to_owned())?;
    let options: GoldenOptions = asked.rest()?;
    let records = Table::read(records, "records")?.records(&id, None)?;
    if told.is_undefined() || told.is_null() {
        return Err(wrong("customers", "there"));
    }
    let (names, numbers) = customers(&records, told)?;
    let core = core::golden_records(&records, &numbers, &options).map_err(throw)?;
    if core.fields().iter().any(|field| field.name == "customerId") {
        return Err(wrong("customerId", "the name of no field: so is the customer called"));
    }
    Ok(GoldenRecords { core, records, names })
}
