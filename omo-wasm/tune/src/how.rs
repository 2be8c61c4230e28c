//! How customers came together.

use omo_core::Error;
use omo_core::identity::linker::tune::Story;
use omo_core::identity::linker::{Merge, Pair};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::cross::{count, give, throw};
use crate::resolution::Resolution;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Two groups that joined, by one record of each, or a pair of records. */
export interface Join {
    recordIdA: string;
    recordIdB: string;
    /** The evidence in bits. */
    weight: number;
}

/** How a customer came together. */
export interface Story {
    customerId: string;
    records: string[];
    /** Two groups at a time, the strongest join first. */
    merges: Join[];
    /** The join that would be undone first at a higher threshold. */
    weakest: Join | null;
    /** How many pairs were found among the records. */
    pairs: number;
    /** Their share of all pairs of these records. */
    density: number;
    /** The pairs without which the customer would fall into two, weakest first. */
    bridges: Join[];
}
"#;

/// Two groups that joined, or a pair.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Join<'a> {
    record_id_a: &'a str,
    record_id_b: &'a str,
    weight: f64,
}

impl<'a> Join<'a> {
    pub fn new(found: &'a Resolution, a: u32, b: u32, weight: f32) -> Self {
        Self { record_id_a: found.id(a), record_id_b: found.id(b), weight: weight.into() }
    }
}

/// How a customer came together.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    customer_id: &'a str,
    records: Vec<&'a str>,
    merges: Vec<Join<'a>>,
    weakest: Option<Join<'a>>,
    pairs: u64,
    density: f64,
    bridges: Vec<Join<'a>>,
}

impl<'a> Told<'a> {
    fn new(found: &'a Resolution, story: &Story) -> Self {
        let join = |merge: &Merge| Join::new(found, merge.a, merge.b, merge.weight);
        let bridge = |pair: &Pair| Join::new(found, pair.a, pair.b, pair.weight);
        Self {
            customer_id: found.id(story.customer),
            records: story.records.iter().map(|&row| found.id(row)).collect(),
            merges: story.merges.iter().map(join).collect(),
            weakest: story.weakest.as_ref().map(join),
            pairs: story.graph.pairs,
            density: story.graph.density,
            bridges: story.graph.bridges.iter().map(bridge).collect(),
        }
    }
}

/// How customers came together.
#[wasm_bindgen]
impl Resolution {
    /// How the customer of a record came together, join by join, and how tightly the records hang together.
    #[wasm_bindgen(unchecked_return_type = "Story")]
    pub fn how(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] id: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let story = self.core.how(self.row(id, "id")?);
        let story = story.ok_or_else(|| throw(Error::Unknown { what: "record" }))?;
        give(Ok(Told::new(self, &story)))
    }

    /// The customers that would fall apart first at a higher threshold, 20 where `n` is left out, weakest first.
    #[wasm_bindgen(unchecked_return_type = "Story[]")]
    pub fn weakest(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let stories = self.core.weakest(count(n, "n", 20)? as usize);
        give(Ok(stories.iter().map(|story| Told::new(self, story)).collect::<Vec<_>>()))
    }
}
