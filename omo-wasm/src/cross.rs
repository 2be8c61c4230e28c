//! The border: values in and out as JSON, errors out as `Error` objects.
//!
//! JSON, because the core reads it strictly: a misspelt option is an error, not silently the default.

use js_sys::{ArrayBuffer, JSON, Reflect, Uint8Array};
use omo_core::form::{self, Form, Style};
use omo_core::{Error, Purpose};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const ERROR: &str = r#"
/** What every call throws: `code` is the same word in Rust, Python and JavaScript. */
export interface OmoError extends Error {
    name: "OmoError";
    code: "option" | "column" | "length" | "format" | "unknown" | "purpose" | "model" | "store" | "left_out" | "fit" | "cancelled";
}
"#;

#[wasm_bindgen(start, skip_typescript)]
fn start() {
    // A panic is a bug of ours. Its place is enough to find it; its message may hold a customer's data.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        wasm_bindgen::throw_str(&format!("a bug in omo at {place}: please report it, and load omo anew"));
    }));
}

/// Reads an argument; `what` is its name in messages.
///
/// # Errors
///
/// An `OmoError` with the code `column` when it is not of the right form, `format` when it is not JSON (a
/// cycle, a `BigInt`).
pub fn take<T: Form>(value: &JsValue, what: &str) -> Result<T, JsValue> {
    form::read(&json(value, what)?, what, Style::Camel).map_err(throw)
}

/// Reads an object of options; none at all means the defaults.
///
/// # Errors
///
/// An `OmoError` with the code `option` when one is misspelt or of the wrong type, `format` when they are not
/// JSON.
pub fn options<T: Form>(value: &JsValue) -> Result<T, JsValue> {
    let value = if absent(value) { Value::Null } else { json(value, "options")? };
    form::options(&value, Style::Camel).map_err(throw)
}

/// Reads records of any form.
///
/// # Errors
///
/// As for [`take`].
pub fn records(value: &JsValue, what: &str) -> Result<Vec<Value>, JsValue> {
    match json(value, what)? {
        Value::Array(records) => Ok(records),
        _ => Err(wrong(what, "an array")),
    }
}

/// Whether an argument was left out.
#[must_use]
pub fn absent(value: &JsValue) -> bool {
    value.is_undefined() || value.is_null()
}

/// Reads a text; `what` is its name in messages.
///
/// Arguments are taken as values and read here, because the glue would turn a number, or nothing at all, into
/// some text without a word.
///
/// # Errors
///
/// An `OmoError` with the code `column` for what is no text.
pub fn text(value: &JsValue, what: &str) -> Result<String, JsValue> {
    value.as_string().ok_or_else(|| wrong(what, "a text"))
}

/// Reads one of a few words, such as a purpose or a language; left out, the default.
///
/// # Errors
///
/// An `OmoError` with the code `option` for another word, `column` for what is no text.
pub fn word<T: std::str::FromStr<Err = Error> + Default>(value: &JsValue, what: &str) -> Result<T, JsValue> {
    if absent(value) {
        return Ok(T::default());
    }
    text(value, what)?.parse().map_err(throw)
}

/// Reads the purpose of a question, which nobody may leave out.
///
/// # Errors
///
/// An `OmoError` with the code `option` for another word, `column` for what is no text.
pub fn purpose(value: &JsValue) -> Result<Purpose, JsValue> {
    text(value, "purpose")?.parse().map_err(throw)
}

/// Reads a whole number that is not negative; left out, `default`.
///
/// # Errors
///
/// An `OmoError` with the code `column` for anything else.
pub fn count(value: &JsValue, what: &str, default: u32) -> Result<u32, JsValue> {
    if absent(value) {
        return Ok(default);
    }
    let whole = value.as_f64().filter(|n| n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked one line above")]
    whole.map(|n| n as u32).ok_or_else(|| wrong(what, "a whole number from 0"))
}

/// Reads a file: its bytes, or its text.
///
/// # Errors
///
/// An `OmoError` with the code `column` for anything else.
pub fn bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    if let Some(text) = value.as_string() {
        return Ok(text.into_bytes());
    }
    if value.is_instance_of::<Uint8Array>() || value.is_instance_of::<ArrayBuffer>() {
        return Ok(Uint8Array::new(value).to_vec());
    }
    Err(wrong("bytes", "a Uint8Array, an ArrayBuffer or a text"))
}

/// An argument that is not what it must be.
pub fn wrong(what: &str, must: &str) -> JsValue {
    throw(Error::Column { column: what.into(), must: must.into() })
}

/// Gives an answer as plain objects, or throws its error.
///
/// # Errors
///
/// The answer's.
pub fn give<T: Serialize>(answer: Result<T, Error>) -> Result<JsValue, JsValue> {
    let json = serde_json::to_string(&answer.map_err(throw)?);
    parse(json.ok())
}

fn parse(json: Option<String>) -> Result<JsValue, JsValue> {
    let json = json.ok_or_else(|| throw(Error::Format { what: "the answer".into(), must: "JSON" }))?;
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

/// A value of JavaScript as plain values, by way of its JSON.
fn json(value: &JsValue, what: &str) -> Result<Value, JsValue> {
    let wrong =
        || throw(Error::Format { what: what.into(), must: "plain objects, arrays, texts and numbers" });
    // These would turn into `{}` without a word.
    if value.is_instance_of::<js_sys::Map>() || value.is_instance_of::<js_sys::Set>() {
        return Err(wrong());
    }
    let text = JSON::stringify(value).map_err(|_| wrong())?;
    // A function or `undefined` has no JSON: what comes back is no text then.
    let text = text.as_string().ok_or_else(wrong)?;
    omo_core::json::read(&text).ok_or_else(wrong)
}
