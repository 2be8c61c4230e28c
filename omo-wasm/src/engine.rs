//! All together: the engine in a page, a worker or Node.

use omo_core::engine::{Config, Engine as Core, Moment, ReportOptions};
use omo_core::io::{self, Mapping};
use omo_core::journey::Stage;
use omo_core::value::RfmOptions;
use omo_core::{Consent, Error, Identifier, Language, Product, Purpose, Store, Time};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{give, options, take, throw};

/// A shop that knows its customers: facts go in, customers, journeys and recommendations come out.
///
/// Everything stays in this page. Call `free()` when done, or write `using shop = new Engine()`.
#[wasm_bindgen]
pub struct Engine(Core);

#[wasm_bindgen]
impl Engine {
    /// An engine that keeps everything in memory; `config` may be left out.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Config>")] config: &JsValue,
    ) -> Result<Engine, JsValue> {
        Core::in_memory(options::<Config>(config)?).map(Engine).map_err(throw)
    }

    /// Takes records in: touchpoints, or records of any form with a mapping. Bad records are quarantined.
    #[wasm_bindgen(unchecked_return_type = "Receipt")]
    pub fn ingest(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "object[]")] records: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        let batch = io::read_records(take::<Vec<Value>>(records, "records")?, &mapping).map_err(throw)?;
        give(Ok(self.0.ingest_batch(&mapping.source, batch)))
    }

    /// Takes a CSV export in (the bytes of the file).
    #[wasm_bindgen(js_name = ingestCsv, unchecked_return_type = "Receipt")]
    pub fn ingest_csv(
        &mut self,
        bytes: &[u8],
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        let batch = io::read_csv(bytes, &mapping).map_err(throw)?;
        give(Ok(self.0.ingest_batch(&mapping.source, batch)))
    }

    /// Takes a JSON Lines export in (the bytes of the file).
    #[wasm_bindgen(js_name = ingestJsonLines, unchecked_return_type = "Receipt")]
    pub fn ingest_json_lines(
        &mut self,
        bytes: &[u8],
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Mapping>")] mapping: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mapping = self.mapping(mapping)?;
        let batch = io::read_json_lines(bytes, &mapping).map_err(throw)?;
        give(Ok(self.0.ingest_batch(&mapping.source, batch)))
    }

    /// Takes Segment-spec events in, one JSON object a line (the bytes of the file).
    #[wasm_bindgen(js_name = ingestSegment, unchecked_return_type = "Receipt")]
    pub fn ingest_segment(
        &mut self,
        bytes: &[u8],
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<SegmentOptions>")] segment: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let segment = options::<io::SegmentOptions>(segment)?;
        let batch = io::read_segment(bytes, &segment).map_err(throw)?;
        give(Ok(self.0.ingest_batch(&segment.source, batch)))
    }
}
