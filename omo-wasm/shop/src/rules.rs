//! Rules that are tried before they go live.

use omo_core::identity::IdentityOptions;
use wasm_bindgen::prelude::*;

use crate::cross::{give, options};
use crate::engine::Engine;

/// What if.
#[wasm_bindgen]
impl Engine {
    /// What other rules of identity would make of the facts and decisions there are: how many customers would merge or split.
    /// Nothing changes.
    #[wasm_bindgen(js_name = whatIf, unchecked_return_type = "WhatIf")]
    pub fn what_if(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Some<IdentityOptions>")] identity: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.what_if(&options::<IdentityOptions>(identity)?))
    }
}
