//! What lasts: changes, decisions, corrections, erasure, snapshots.

use omo_core::engine::{Config, Engine as Core};
use omo_core::{Time, Touchpoint};
use wasm_bindgen::prelude::*;

use crate::cross::{bytes, count, give, options, purpose, take, text, throw};
use crate::engine::Engine;

/// What lasts.
#[wasm_bindgen]
impl Engine {
    /// What happened to customers after the change with this number, oldest first; 0 tells all since the engine was made
    /// or restored, where numbers go on. Ids that were a customer's once still find who it is now.
    #[wasm_bindgen(unchecked_return_type = "Change[]")]
    pub fn changes(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] since: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(Ok(self.0.changes(count(since, "since", 0)?.into())))
    }

    /// Two records, by the ids of their touchpoints (such as two customers' ids), are one customer's whatever they show,
    /// until `unlink`. Whether it was news.
    pub fn link(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] a: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] b: &JsValue,
    ) -> Result<bool, JsValue> {
        self.0.link(&text(a, "a")?, &text(b, "b")?).map_err(throw)
    }

    /// Takes a link back; whether it held.
    pub fn unlink(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] a: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] b: &JsValue,
    ) -> Result<bool, JsValue> {
        self.0.unlink(&text(a, "a")?, &text(b, "b")?).map_err(throw)
    }

    /// Some records, by the ids of their touchpoints, are of somebody else than all that shows the same identifiers,
    /// until `unsplit`. Whether it was news.
    pub fn split(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly string[]")] records: &JsValue,
    ) -> Result<bool, JsValue> {
        self.0.split(&texts(&take::<Vec<String>>(records, "records")?)).map_err(throw)
    }

    /// Takes a split of these records back; whether it held.
    pub fn unsplit(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly string[]")] records: &JsValue,
    ) -> Result<bool, JsValue> {
        self.0.unsplit(&texts(&take::<Vec<String>>(records, "records")?)).map_err(throw)
    }

    /// The links and splits that hold, of records that the purpose may see.
    #[wasm_bindgen(unchecked_return_type = "Decision[]")]
    pub fn decisions(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(Ok(self.0.decisions(purpose(for_what)?).collect::<Vec<_>>()))
    }

    /// Puts a touchpoint in the place of the one with its id, whatever that says.
    pub fn correct(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Touchpoint")] touchpoint: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.correct(take::<Touchpoint>(touchpoint, "touchpoint")?).map_err(throw)
    }

    /// Takes a touchpoint out, as if it had never been there; whether it was there.
    pub fn remove(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] touchpoint: &JsValue,
    ) -> Result<bool, JsValue> {
        self.0.remove(&text(touchpoint, "touchpoint")?).map_err(throw)
    }

    /// Erases a customer: facts, consents, decisions and what quarantine holds of them. Old files bring nobody back; who
    /// comes again after `at` is a new customer. `null` for an unknown id. After `compact` no byte is left in memory.
    #[wasm_bindgen(unchecked_return_type = "Erased | null")]
    pub fn erase(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] at: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.erase(&text(customer, "customer")?, take::<Time>(at, "at")?))
    }

    /// Makes the engine anew of what it still knows, so that memory holds nothing of what went.
    pub fn compact(&mut self) -> Result<(), JsValue> {
        self.0.compact().map_err(throw)
    }

    /// The engine as bytes, for `Engine.restore`: all that it was told and still knows, nothing that was erased.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        self.0.snapshot()
    }

    /// The engine that a `snapshot` holds; the `config` is not in it and is given as to `new Engine`.
    pub fn restore(
        #[wasm_bindgen(unchecked_param_type = "Uint8Array | ArrayBuffer")] snapshot: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Some<Settings>")] config: &JsValue,
    ) -> Result<Engine, JsValue> {
        Core::restore(&bytes(snapshot)?, options::<Config>(config)?).map(Engine).map_err(throw)
    }

    /// The chain of digests over all that is held: `head` in hexadecimal digits is the same for the same facts.
    #[wasm_bindgen(js_name = verifyAudit, unchecked_return_type = "AuditReport")]
    pub fn verify_audit(&self) -> Result<JsValue, JsValue> {
        give(self.0.verify_audit())
    }
}

fn texts(records: &[String]) -> Vec<&str> {
    records.iter().map(String::as_str).collect()
}
