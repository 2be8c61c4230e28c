//! What every recommender with names does alike: it is kept as text.

macro_rules! kept {
    ($name:ident) => {
        #[wasm_bindgen]
        impl $name {
            /// The model that `toJson` wrote, here or in Rust or Python.
            #[wasm_bindgen(js_name = fromJson)]
            pub fn from_json(
                #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
            ) -> Result<Self, JsValue> {
                Labelled::from_json(&text(json, "json")?).map(Self).map_err(throw)
            }

            /// The model as text, with all it was told.
            #[wasm_bindgen(js_name = toJson)]
            pub fn to_json(&self) -> String {
                self.0.to_json()
            }
        }
    };
}
pub(crate) use kept;
