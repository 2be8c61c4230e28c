//! Times as arguments, and the words that stand for something.

use omo_core::form::{Form, Style};
use omo_core::{Error, Identifier, Time, Zone};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyString};
use serde_json::Value;

use crate::error::Result;

/// A `datetime`, a `date` (its midnight) or text; on a clock in some zone unless it names its own.
pub struct When(String);

impl<'py> FromPyObject<'_, 'py> for When {
    type Error = PyErr;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoTime");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(text) = object.cast::<PyString>() {
            return Ok(Self(text.to_str()?.to_owned()));
        }
        // A datetime is a date too; NaT is neither in truth, and has no text that is a time.
        if object.is_instance_of::<PyDate>() {
            return object.call_method0("isoformat")?.extract().map(Self);
        }
        Err(PyTypeError::new_err("a time must be a datetime, a date or text"))
    }
}

impl When {
    pub fn time(&self, zone: &Zone) -> std::result::Result<Time, Error> {
        Time::read(&self.0, zone)
    }
}

/// An identifier as a pair `("email", "hanako@example.jp")`.
pub fn identifier(kind: &str, value: &str) -> std::result::Result<Identifier, Error> {
    Identifier::read(kind.parse()?, value)
}

/// A word that stands for something of the core, such as a stage.
pub fn word<T: Form>(option: &str, text: &str) -> Result<T> {
    let read = T::read(&Value::String(text.to_owned()), Style::Snake);
    Ok(read.map_err(|wrong| Error::Options { message: format!("`{option}` must be {}", wrong.must()) })?)
}
