//! Who lives together.

use omo_core::identity::household::{self as core, HouseholdOptions};
use omo_core::vocabulary::Vocabulary;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::cross::{give, throw};
use crate::records::Table;
use crate::whose::customers;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Which columns say where somebody lives; `address` and one of the others must be there. */
export type HouseholdRules = Pick<HouseholdOptions, "address"> & Partial<HouseholdOptions> & {
    /** The column of ids, each of which occurs once: `id` where it is left out. */
    id?: string;
};

/** The household of a customer: the id of its first customer, one's own where one lives alone. */
export interface Household {
    customerId: string;
    householdId: string;
}
"#;

/// Who lives together: a table beside the customers, which makes nobody one with anybody.
///
/// Call `free()` when done, or write `using homes = households(records, null, { address: ["address"], name: "name" })`.
#[wasm_bindgen]
pub struct Households {
    core: core::Households,
    names: Vocabulary,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Home<'a> {
    customer_id: &'a str,
    household_id: &'a str,
}

#[wasm_bindgen]
impl Households {
    /// The household of each customer, in order of the customers' lowest record ids.
    #[wasm_bindgen(unchecked_return_type = "Household[]")]
    pub fn customers(&self) -> Result<JsValue, JsValue> {
        let name = |&number: &u32| self.names.text(number).unwrap_or_default();
        let homes = self.core.customers().iter().zip(self.core.households());
        let home = |(customer, home)| Home { customer_id: name(customer), household_id: name(home) };
        give(Ok(homes.map(home).collect::<Vec<_>>()))
    }

    /// What was found and what was refused, in numbers.
    #[wasm_bindgen(unchecked_return_type = "HouseholdReport")]
    pub fn report(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.report()))
    }
}

/// Finds who lives together: customers who share an address, down to the room, and a family name or a phone.
///
/// `customers` says whose each record is, as `customers()` tells it; without it each record is a customer of its own. An address
/// of more customers than `most`, such as an office or a dormitory, ties nobody and is counted.
#[wasm_bindgen]
pub fn households(
    #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
    #[wasm_bindgen(js_name = customers, unchecked_param_type = "Owners | null")] told: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_param_type = "HouseholdRules")] given: &JsValue,
) -> Result<Households, JsValue> {
    let mut asked = Asked::read(given)?;
    let id = asked.or("id", "id".to_owned())?;
    let options: HouseholdOptions = asked.rest()?;
    let records = Table::read(records, "records")?.records(&id, None)?;
    let (names, numbers) = customers(&records, told)?;
    let core = core::households(&records, &numbers, &options).map_err(throw)?;
    Ok(Households { core, names })
}
