//! Whose records are, as it was found.

use omo_core::identity::linker::{Column, Records};
use omo_core::identity::whose;
use omo_core::vocabulary::Vocabulary;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, throw};
use crate::records::Table;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Whose each record is: what `customers()` tells, or a table with a column of ids and one of customers. */
export type Owners = Table | readonly Customer[];
"#;

/// Takes out the column of the first of these names that is there; of a table without rows, which has no names, an empty one.
///
/// # Errors
///
/// An `OmoError` with the code `column` where none is.
pub fn take(table: &mut Table, names: [&str; 2]) -> Result<Column, JsValue> {
    if table.0.is_empty() {
        return Ok(Column { name: names[0].into(), ..Column::default() });
    }
    let name = names.into_iter().find(|name| table.has(name)).unwrap_or(names[0]);
    table.take(name)
}

/// The names of ids of records in answers, here and elsewhere.
pub const RECORD_IDS: [&str; 2] = ["recordId", "record_id"];

/// Whose each record is, by numbers, and the customers' ids; without a table each record is a customer under its own id.
///
/// # Errors
///
/// An `OmoError` with the code `column` for a column that is not there and a record without a customer.
pub fn customers(records: &Records, told: &JsValue) -> Result<(Vocabulary, Vec<u32>), JsValue> {
    if absent(told) {
        return Ok((records.ids().texts.clone(), records.ids().cells.clone()));
    }
    let mut table = Table::read(told, "customers")?;
    let customers = take(&mut table, ["customerId", "customer_id"])?;
    let told = Records::new(take(&mut table, RECORD_IDS)?, Vec::new()).map_err(throw)?;
    let numbers = whose(records, &told, &customers).map_err(throw)?;
    Ok((customers.texts, numbers))
}
