//! What is asked, beside the options of the core: spans, times and words.

use js_sys::{Date, Reflect};
use omo_core::form::{self, Form, Style};
use omo_core::journey::span;
use omo_core::{Error, Time, Zone};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::cross::{absent, records, throw};

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// An object of options, of which some are read here and the rest by the core.
pub struct Asked(Map<String, Value>, JsValue);

impl Asked {
    /// Reads an object; none at all asks for the defaults.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option` for anything else.
    pub fn read(value: &JsValue) -> Result<Self, JsValue> {
        if absent(value) {
            return Ok(Self(Map::new(), JsValue::UNDEFINED));
        }
        match records(&js_sys::Array::of1(value), "options")?.pop() {
            Some(Value::Object(map)) => Ok(Self(map, value.clone())),
            _ => Err(option("options", "an object")),
        }
    }

    /// Takes out what the core does not know; `None` where it is left out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// Takes out what has a form of the core.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option`.
    pub fn some<T: Form>(&mut self, name: &str) -> Result<Option<T>, JsValue> {
        self.take(name).map(|value| read(&value, name)).transpose()
    }

    /// Takes out what has a form of the core, or a default.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option`.
    pub fn or<T: Form>(&mut self, name: &str, default: T) -> Result<T, JsValue> {
        Ok(self.some(name)?.unwrap_or(default))
    }

    /// Takes out a span of time, in milliseconds.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option` for what is none.
    pub fn span(&mut self, name: &'static str) -> Result<Option<i64>, JsValue> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => read_span(&value, name).map(Some),
        }
    }

    /// Takes out a time; a text without an offset, and an instant, is on a clock in the zone.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option` or `format` for what is none.
    pub fn time(&mut self, name: &str, zone: &Zone) -> Result<Option<Time>, JsValue> {
        match self.take(name) {
            None => Ok(None),
            // In JSON a date would look as if it were on a clock of its own.
            Some(value) => match Reflect::get(&self.1, &name.into())?.dyn_ref::<Date>() {
                Some(date) => read_time(&date.get_time().into(), name, zone).map(Some),
                None => read_time(&value, name, zone).map(Some),
            },
        }
    }

    /// Takes out the zone of clocks; UTC where it is left out.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option` for an unknown one.
    pub fn zone(&mut self) -> Result<Zone, JsValue> {
        match self.some::<String>("zone")? {
            None => Ok(Zone::utc()),
            Some(zone) => zone.parse().map_err(throw),
        }
    }

    /// Puts what was read here where the core looks for it.
    pub fn put(&mut self, name: &str, value: Option<i64>) {
        if let Some(value) = value {
            self.0.insert(name.into(), value.into());
        }
    }

    /// The zone of calendars where none is named.
    pub fn clock(&mut self, zone: &Zone) {
        let named = self.take("zone").unwrap_or_else(|| zone.to_string().into());
        self.0.insert("zone".into(), named);
    }

    /// What is left, as options of the core.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option` that names what is misspelt.
    pub fn rest<T: Form>(self) -> Result<T, JsValue> {
        form::options(&Value::Object(self.0), Style::Camel).map_err(throw)
    }

    /// Refuses what nobody asked for.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `option` that names it.
    pub fn done(&self) -> Result<(), JsValue> {
        match self.0.keys().next() {
            Some(name) => Err(throw(Error::Options { message: format!("unknown field `{name}`") })),
            None => Ok(()),
        }
    }
}

/// An option that is not what it must be.
pub fn option(name: &str, must: &str) -> JsValue {
    throw(Error::Options { message: format!("`{name}` must be {must}") })
}

fn read<T: Form>(value: &Value, name: &str) -> Result<T, JsValue> {
    T::read(value, Style::Camel).map_err(|wrong| {
        let path = if wrong.path().is_empty() { name.into() } else { format!("{name}{}", wrong.path()) };
        option(&path, wrong.must())
    })
}

/// Reads an argument that has a form of the core; left out, the default.
///
/// # Errors
///
/// An `OmoError` with the code `option`.
pub fn argument<T: Form>(value: &JsValue, name: &str, default: T) -> Result<T, JsValue> {
    if absent(value) {
        return Ok(default);
    }
    let value = records(&js_sys::Array::of1(value), name)?.pop().unwrap_or_default();
    read(&value, name)
}

/// Reads a span of time as an argument.
///
/// # Errors
///
/// An `OmoError` with the code `option` for what is none.
pub fn span_argument(value: &JsValue, name: &'static str, default: i64) -> Result<i64, JsValue> {
    if absent(value) {
        return Ok(default);
    }
    let value = records(&js_sys::Array::of1(value), name)?.pop().unwrap_or_default();
    read_span(&value, name)
}

fn read_span(value: &Value, name: &'static str) -> Result<i64, JsValue> {
    #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stops at the ends")]
    match (value.as_str(), value.as_f64()) {
        (Some(text), _) => span(name, text).map_err(throw),
        (_, Some(days)) => Ok((days * DAY) as i64),
        _ => Err(option(name, "a text such as 7d, or a number of days")),
    }
}

fn read_time(value: &Value, name: &str, zone: &Zone) -> Result<Time, JsValue> {
    #[expect(clippy::cast_possible_truncation, reason = "no time is as far as that")]
    let time = match (value.as_str(), value.as_f64()) {
        (Some(text), _) => Time::read(text, zone),
        (_, Some(millis)) => Time::in_zone(millis.floor() as i64, zone),
        _ => return Err(option(name, "a time")),
    };
    time.map_err(throw)
}
