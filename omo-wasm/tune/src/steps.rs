//! The linker in steps: learn, find, keep.

use omo_core::identity::linker::{self, Model, ResolveOptions};
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::cross::{absent, give, options, text, throw};
use crate::live::LiveLinker;
use crate::resolution::{Resolution, keys, truth_of};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Of which records customers are found, and from how much evidence. */
export interface Sought extends Keys {
    /** Bits of evidence from which records are one customer; that of the linker where it is left out. */
    threshold?: number;
}
"#;

/// What was learned of how records agree when they are one customer's, to find customers in these or in others.
///
/// `resolve` does all of it in one call. Here labels are taught, the model is kept, and other records are looked at.
///
/// Call `free()` when done, or write `using linker = Linker.fit(records)`.
#[wasm_bindgen]
pub struct Linker(Model);

#[wasm_bindgen]
impl Linker {
    /// Learns what agreements weigh and which keys pay.
    ///
    /// `labels` say whose some of the records are, where that is known: a table as `evaluate` takes it. None are needed.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Options")] given: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Owners")] labels: &JsValue,
    ) -> Result<Self, JsValue> {
        let (keys, given) = keys(given)?;
        let linker = linker::Linker::new(options::<ResolveOptions>(&given)?);
        let records = keys.records(records)?;
        let model = if absent(labels) {
            linker.fit(&records)
        } else {
            linker.fit_with(&records, &truth_of(records.ids(), &keys.id, labels)?)
        };
        model.map(Self).map_err(throw)
    }

    /// Finds customers with what was learned, among the records that taught it or others.
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Sought")] given: &JsValue,
    ) -> Result<Resolution, JsValue> {
        let (keys, given) = keys(given)?;
        let mut asked = Asked::read(&given)?;
        let threshold: Option<f64> = asked.some("threshold")?;
        asked.done()?;
        let records = keys.records(records)?;
        let mut model = self.0.clone();
        model.options.threshold = threshold.or(model.options.threshold);
        let core = model.predict(&records).map_err(throw)?;
        Ok(Resolution::new(core, &records, keys))
    }

    /// A linker that is told of records one at a time, and begins with these.
    ///
    /// What the model takes from a table, such as how frequent values are and how names are read, is taken from this one and
    /// stays as it is.
    pub fn live(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Table")] records: &JsValue,
        #[wasm_bindgen(js_name = keys, unchecked_optional_param_type = "Keys")] given: &JsValue,
    ) -> Result<LiveLinker, JsValue> {
        LiveLinker::begin(records, given, |records| self.0.freeze(records))
    }

    /// What was learned, for `predict`.
    #[wasm_bindgen(unchecked_return_type = "Model")]
    pub fn model(&self) -> Result<JsValue, JsValue> {
        give(Ok(&self.0))
    }

    /// What was learned, and no record, as JSON, the same in Rust, Python and JavaScript.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> Result<String, JsValue> {
        self.0.to_json().map_err(throw)
    }

    /// A linker that learned what a file keeps.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(
        #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
    ) -> Result<Self, JsValue> {
        Model::from_json(&text(json, "json")?).map(Self).map_err(throw)
    }

    /// A linker that learned what Splink 4 or 5 did, from the JSON that it saved.
    #[wasm_bindgen(js_name = fromSplink)]
    pub fn from_splink(
        #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
    ) -> Result<Self, JsValue> {
        Model::from_splink(&text(json, "json")?).map(Self).map_err(throw)
    }
}
