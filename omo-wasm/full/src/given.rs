//! Objects to which a call's other arguments belong: `request("r1", "access", who, { receivedAt })` is one request.

use omo_core::Error;
use omo_core::form::{self, Form, Style, Wrong};
use serde_json::{Map, Value};
use wasm_bindgen::JsValue;

use crate::cross::{absent, take, throw, wrong};

/// What a caller gave, by names.
#[derive(Default)]
pub struct Given(Map<String, Value>);

impl Form for Given {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        let must = || Error::Column { column: String::new(), must: "an object".into() };
        value.as_object().cloned().map(Self).ok_or_else(|| must().into())
    }
}

impl Given {
    /// Reads an object; nothing at all is an empty one.
    ///
    /// # Errors
    ///
    /// As for [`take`].
    pub fn new(value: &JsValue, what: &str) -> Result<Self, JsValue> {
        if absent(value) { Ok(Self::default()) } else { take(value, what) }
    }

    /// Takes a value out; `None` where there is none.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for one of another form.
    pub fn part<T: Form>(&mut self, name: &str, what: &str) -> Result<Option<T>, JsValue> {
        let Some(value) = self.0.remove(name) else { return Ok(None) };
        form::read(&value, &format!("{what}.{name}"), Style::Camel).map_err(throw)
    }

    /// Puts in what was said by another argument.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` where it is said here as well.
    pub fn with(mut self, name: &str, value: impl Into<Value>, what: &str) -> Result<Self, JsValue> {
        match self.0.insert(name.into(), value.into()) {
            None => Ok(self),
            Some(_) => Err(wrong(&format!("{what}.{name}"), "left out: another argument says it")),
        }
    }

    /// The whole as a record.
    ///
    /// # Errors
    ///
    /// As for [`take`].
    pub fn record<T: Form>(self, what: &str) -> Result<T, JsValue> {
        form::read(&Value::Object(self.0), what, Style::Camel).map_err(throw)
    }

    /// The whole as options.
    ///
    /// # Errors
    ///
    /// As for [`options`](crate::cross::options).
    pub fn options<T: Form>(self) -> Result<T, JsValue> {
        form::options(&Value::Object(self.0), Style::Camel).map_err(throw)
    }
}

impl From<Given> for Value {
    fn from(given: Given) -> Self {
        Self::Object(given.0)
    }
}
