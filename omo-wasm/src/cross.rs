//! The border: values in and out as JSON, errors out as `Error` objects.
//!
//! JSON, because serde reads it strictly: a misspelt option is an error, not silently the default.

use js_sys::{JSON, Reflect};
use omo_core::Error;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};

use crate::place;

/// Reads an argument; `what` is its name in messages.
///
/// # Errors
///
/// An `OmoError` with the code `column` when it is not of the right form, `format` when it is not JSON (a
/// cycle, a `BigInt`).
pub fn take<T: DeserializeOwned>(value: &JsValue, what: &str) -> Result<T, JsValue> {
    let json = json(value, what)?;
    serde_json::from_str(&json).map_err(|error| throw(place::column(what, &json, &error)))
}

/// Reads an object of options; none at all means the defaults.
///
/// # Errors
///
/// An `OmoError` with the code `option` when one is misspelt or of the wrong type, `format` when they are not
/// JSON.
pub fn options<T: DeserializeOwned>(value: &JsValue) -> Result<T, JsValue> {
    if value.is_undefined() || value.is_null() {
        return read_options("{}");
    }
    // serde would take a list as the options in their order.
    if js_sys::Array::is_array(value) {
        return Err(throw(Error::Options { message: "must be an object".into() }));
    }
    read_options(&json(value, "options")?)
}

fn read_options<T: DeserializeOwned>(json: &str) -> Result<T, JsValue> {
    // Options are settings, so serde may say what it met. Where it met it is of no use: the caller wrote no text.
    let wrong = |error: serde_json::Error| {
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        throw(Error::Options { message: message.into() })
    };
    serde_json::from_str(json).map_err(wrong)
}

/// Gives an answer as plain objects, or throws its error.
///
/// # Errors
///
/// The answer's.
pub fn give<T: Serialize>(answer: Result<T, Error>) -> Result<JsValue, JsValue> {
    let answer = answer.map_err(throw)?;
    let json = serde_json::to_string(&answer)
        .map_err(|_| throw(Error::Format { what: "the answer".into(), must: "JSON" }))?;
    JSON::parse(&json)
}

/// An error as JavaScript has them: an `Error` with a `name` and a `code`.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "so that it is a function for `map_err`")]
pub fn throw(error: Error) -> JsValue {
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name("OmoError");
    // Setting a property of an object just made cannot fail.
    let _ = Reflect::set(&thrown, &"code".into(), &error.code().into());
    thrown.into()
}

fn json(value: &JsValue, what: &str) -> Result<String, JsValue> {
    let wrong =
        || throw(Error::Format { what: what.into(), must: "plain objects, arrays, texts and numbers" });
    // These would turn into `{}` without a word.
    if value.is_instance_of::<js_sys::Map>() || value.is_instance_of::<js_sys::Set>() {
        return Err(wrong());
    }
    let text = JSON::stringify(value).map_err(|_| wrong())?;
    // A function or `undefined` has no JSON: what comes back is no text then.
    text.as_string().ok_or_else(wrong)
}
