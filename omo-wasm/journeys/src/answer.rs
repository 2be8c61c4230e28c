//! Answers that are columns.

use js_sys::{Float64Array, Object, Reflect, Uint32Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::cross::give;

/// An object of columns that is being filled.
pub struct Told(Object);

impl Told {
    pub fn new() -> Self {
        Self(Object::new())
    }

    pub fn put(self, name: &str, value: &JsValue) -> Self {
        // Setting a property of an object just made cannot fail.
        let _ = Reflect::set(&self.0, &name.into(), value);
        self
    }

    pub fn floats(self, name: &str, values: &[f64]) -> Self {
        self.put(name, &Float64Array::from(values))
    }

    pub fn wholes(self, name: &str, values: &[u32]) -> Self {
        self.put(name, &Uint32Array::from(values))
    }

    /// Texts, records, and numbers that may not be there: as an array.
    ///
    /// # Errors
    ///
    /// None that answers of the core make.
    pub fn list(self, name: &str, values: impl Serialize) -> Result<Self, JsValue> {
        Ok(self.put(name, &give(Ok(values))?))
    }

    pub fn done(self) -> JsValue {
        self.0.into()
    }
}

/// Numbers, of which some may not be there: those are not a number.
pub fn or_nan(values: &[Option<f64>]) -> Float64Array {
    let values: Vec<f64> = values.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
    Float64Array::from(values.as_slice())
}
