//! Python values for the core.

use omo_core::Error;
use omo_core::form::{self, Form, Style, Wrong};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDate, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use serde_json::{Map, Number, Value};

use crate::error::Result;

/// Lists and dicts deeper than this are refused: nothing in retail is, but what contains itself is.
const DEEPEST: usize = 100;

/// Options, or any other settings of the caller: a dict with keys in `snake_case`.
///
/// # Errors
///
/// Code `option`, naming the key that is misspelt or of the wrong type.
pub fn options<T: Form>(options: &Bound<'_, PyAny>) -> Result<T> {
    Ok(form::options(&value(options)?, Style::Snake)?)
}

/// One record, such as a touchpoint or a consent: a dict with keys in `snake_case`.
///
/// # Errors
///
/// Code `column`, naming the key and what its value must be, never what it is.
pub fn record<T: Form>(record: &Bound<'_, PyAny>) -> Result<T> {
    Ok(T::read(&value(record)?, Style::Snake).map_err(|wrong| column(&wrong, None))?)
}

/// A list of records.
///
/// # Errors
///
/// As for [`record`], with the number of the row.
pub fn records<T: Form>(records: &Bound<'_, PyAny>) -> Result<Vec<T>> {
    let wrong = || PyTypeError::new_err("records must be a list of dicts");
    if records.is_instance_of::<PyDict>() || records.is_instance_of::<PyString>() {
        return Err(wrong().into());
    }
    let mut read = Vec::new();
    for (row, record) in records.try_iter().map_err(|_| wrong())?.enumerate() {
        let record = T::read(&value(&record?)?, Style::Snake);
        read.push(record.map_err(|wrong| column(&wrong, Some(row)))?);
    }
    Ok(read)
}

fn column(wrong: &Wrong, row: Option<usize>) -> Error {
    let must = wrong.must();
    let must = row.map_or_else(|| must.to_owned(), |row| format!("{must}; row {row} is not"));
    Error::Column { column: if wrong.path().is_empty() { "record" } else { wrong.path() }.into(), must }
}

/// Any Python value that JSON can say, with times as text, and NaN, NaT and pandas' NA as null.
///
/// # Errors
///
/// Code `format` for what is nested too deep, text that is no Unicode, and numbers out of range; a `TypeError`
/// for anything else.
pub fn value(object: &Bound<'_, PyAny>) -> Result<Value> {
    inner(object, DEEPEST)
}

fn inner(object: &Bound<'_, PyAny>, depth: usize) -> Result<Value> {
    let wrong = |what: &str, must| Error::Format { what: what.into(), must };
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(wrong("value", "nested at most 100 deep, and must not contain itself").into());
    };
    if let Ok(text) = object.cast::<PyString>() {
        let text = text.to_str().map_err(|_| wrong("text", "valid Unicode"))?;
        return Ok(Value::String(text.to_owned()));
    }
    if is_missing(object)? {
        return Ok(Value::Null);
    }
    if let Ok(flag) = object.cast::<PyBool>() {
        return Ok(Value::Bool(flag.is_true()));
    }
    if object.is_instance_of::<PyInt>() {
        let number =
            object.extract::<i64>().map(Number::from).or_else(|_| object.extract::<u64>().map(Number::from));
        return Ok(Value::Number(number.map_err(|_| wrong("number", "of up to 64 bits"))?));
    }
    if let Ok(float) = object.cast::<PyFloat>() {
        let number = Number::from_f64(float.value()).ok_or_else(|| wrong("number", "finite"))?;
        return Ok(Value::Number(number));
    }
    if let Ok(dict) = object.cast::<PyDict>() {
        let mut map = Map::new();
        for (key, value) in dict.iter() {
            let key = key.cast::<PyString>().map_err(|_| PyTypeError::new_err("keys must be text"))?;
            let key = key.to_str().map_err(|_| wrong("text", "valid Unicode"))?;
            map.insert(key.to_owned(), inner(&value, deeper)?);
        }
        return Ok(Value::Object(map));
    }
    if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
        return object
            .try_iter()?
            .map(|value| inner(&value?, deeper))
            .collect::<Result<_>>()
            .map(Value::Array);
    }
    // Times and dates, pandas' too.
    if object.is_instance_of::<PyDate>() {
        return inner(&object.call_method0("isoformat")?, deeper);
    }
    // Numpy's arrays and numbers.
    if object.hasattr("dtype")? && object.hasattr("tolist")? {
        return inner(&object.call_method0("tolist")?, deeper);
    }
    // Decimals and fractions.
    if object.hasattr("as_integer_ratio")? {
        return inner(&object.call_method0("__float__")?, deeper);
    }
    let kind = object.get_type().name()?;
    Err(PyTypeError::new_err(format!("cannot take a value of type {kind}")).into())
}

/// Whether a cell is empty: None, NaN, NaT or pandas' NA.
pub fn is_missing(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_none() {
        return Ok(true);
    }
    if value.is_instance_of::<PyString>() {
        return Ok(false);
    }
    if let Ok(float) = value.cast::<PyFloat>() {
        return Ok(float.value().is_nan());
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(false);
    }
    let kind = value.get_type().name()?;
    Ok(match kind.to_str()? {
        "NAType" | "NaTType" => true,
        // Numpy's NaT and a decimal's NaN are the values that differ from themselves.
        "datetime64" | "float32" | "float16" | "Decimal" => value.ne(value)?,
        _ => false,
    })
}
