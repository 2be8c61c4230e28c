//! Rows of purchases and clicks.

use omo_core::recommend::Names;
use omo_core::vocabulary::Vocabulary;
use omo_core::{Time, Zone};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, records, wrong};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A name of a customer, an item or a session: text, or a whole number. */
export type Id = string | number;
"#;

/// Rows, read column by column.
pub struct Rows<'a> {
    what: &'a str,
    rows: Vec<Value>,
}

impl<'a> Rows<'a> {
    /// Reads an array of objects; `what` is its name in messages.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for anything else.
    pub fn read(value: &JsValue, what: &'a str) -> Result<Self, JsValue> {
        Ok(Self { what, rows: records(value, what)? })
    }

    /// Whether the first row has such a column.
    pub fn has(&self, name: &str) -> bool {
        self.rows.first().is_some_and(|row| row.get(name).is_some())
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    fn column<T>(
        &self,
        name: &str,
        must: &str,
        cell: impl Fn(&Value) -> Option<T>,
    ) -> Result<Vec<T>, JsValue> {
        let wrong = |at: usize| wrong(&format!("{}[{at}].{name}", self.what), must);
        let cells = self.rows.iter().enumerate();
        let of = |row: &Value| cell(row.get(name).unwrap_or(&Value::Null));
        cells.map(|(at, row)| of(row).ok_or_else(|| wrong(at))).collect()
    }

    /// The names of a column in an order that does not depend on that of the rows, and the number of each row.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` that names the row and column.
    pub fn names(&self, name: &str) -> Result<(Names, Vec<u32>), JsValue> {
        let ids = self.column(name, "a text or a whole number", id)?;
        let integers = ids.iter().all(|(_, whole)| *whole);
        let mut met = Vocabulary::default();
        let numbers: Vec<u32> = ids.iter().map(|(text, _)| met.intern(text)).collect();
        let (names, renumbered) = Names::sorted(&met, integers);
        let number = |old: u32| renumbered.get(old as usize).copied().unwrap_or(u32::MAX);
        Ok((names, numbers.into_iter().map(number).collect()))
    }

    /// As [`names`](Self::names), of a column that need not be there and may have gaps.
    ///
    /// # Errors
    ///
    /// As for [`names`](Self::names).
    pub fn some_names(&self, name: &str) -> Result<(Names, Vec<Option<u32>>), JsValue> {
        let cells = self.column(name, "a text or a whole number", |value| match value {
            Value::Null => Some(None),
            value => id(value).map(Some),
        })?;
        let integers = cells.iter().flatten().all(|(_, whole)| *whole);
        let mut met = Vocabulary::default();
        let numbers: Vec<Option<u32>> =
            cells.iter().map(|cell| cell.as_ref().map(|(text, _)| met.intern(text))).collect();
        let (names, renumbered) = Names::sorted(&met, integers);
        let number = |old: u32| renumbered.get(old as usize).copied().unwrap_or(u32::MAX);
        Ok((names, numbers.into_iter().map(|cell| cell.map(number)).collect()))
    }

    /// The texts of a column that need not be there and may have gaps.
    ///
    /// # Errors
    ///
    /// As for [`names`](Self::names).
    pub fn some_texts(&self, name: &str) -> Result<Vec<Option<String>>, JsValue> {
        self.column(name, "a text", |value| match value {
            Value::Null => Some(None),
            Value::String(text) => Some(Some(text.clone())),
            _ => None,
        })
    }

    /// The times of a column.
    ///
    /// # Errors
    ///
    /// As for [`names`](Self::names).
    pub fn times(&self, name: &str) -> Result<Vec<Time>, JsValue> {
        self.column(name, "a time, or milliseconds since 1970", time)
    }

    /// The numbers of a column.
    ///
    /// # Errors
    ///
    /// As for [`names`](Self::names).
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, JsValue> {
        self.column(name, "a number", Value::as_f64)
    }
}

/// The text of an id, and whether it was a whole number.
pub fn id(value: &Value) -> Option<(String, bool)> {
    match value {
        Value::String(text) => Some((text.clone(), false)),
        Value::Number(number) => {
            let whole = number.as_i64().or_else(|| number.as_f64().and_then(whole));
            whole.map(|whole| (whole.to_string(), true))
        }
        _ => None,
    }
}

/// A float without a fraction.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "doubles are exact up to here")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn time(value: &Value) -> Option<Time> {
    match value {
        Value::String(text) => Time::read(text, &Zone::utc()).ok(),
        _ => Time::new(value.as_f64().and_then(whole)?, 0).ok(),
    }
}

/// One time, named so in messages.
///
/// # Errors
///
/// An `OmoError` with the code `column` for what is no time.
pub fn when(value: &Value, what: &str) -> Result<Time, JsValue> {
    time(value).ok_or_else(|| wrong(what, "a time, or milliseconds since 1970"))
}

/// A list of ids in the numbers of `names`; what they do not name is left out.
///
/// # Errors
///
/// An `OmoError` with the code `column` for what is no id.
pub fn known(ids: &Value, names: &Names, what: &str) -> Result<Vec<u32>, JsValue> {
    let Value::Array(ids) = ids else { return Err(wrong(what, "an array")) };
    let mut found = Vec::with_capacity(ids.len());
    for (at, one) in ids.iter().enumerate() {
        let (text, _) = id(one).ok_or_else(|| wrong(&format!("{what}[{at}]"), "a text or a whole number"))?;
        found.extend(names.get(&text));
    }
    Ok(found)
}

/// One id; none where it is left out.
///
/// # Errors
///
/// An `OmoError` with the code `column` for what is no id.
pub fn id_of(value: &JsValue, what: &str) -> Result<Option<String>, JsValue> {
    if absent(value) {
        return Ok(None);
    }
    let json = match (value.as_string(), value.as_f64()) {
        (Some(text), _) => Value::from(text),
        (None, number) => number.map_or(Value::Null, Value::from),
    };
    let (text, _) = id(&json).ok_or_else(|| wrong(what, "a text or a whole number"))?;
    Ok(Some(text))
}
