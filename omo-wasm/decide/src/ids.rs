//! Names of customers, coupons and items, and columns of which it is not said what they hold.

use js_sys::{Array, Object, Reflect};
use omo_core::Error;
use omo_core::form::{Form, Style};
use omo_core::recommend::{Feature, Names};
use omo_core::vocabulary::Vocabulary;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::asked::{Asked, option};
use crate::cells::{Cell, each};
use crate::columns::{Columns, keys, numbers, wrong_at};
use crate::cross::absent;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Columns of equal length, by name, or rows. */
export type Table = { readonly [column: string]: Numbers | Keys | Times | readonly (boolean | null | undefined)[] } | readonly object[];
"#;

const ID: &str = "a text or a whole number";

/// Names as they were met, and the number of each row's.
pub struct Ids {
    pub met: Vocabulary,
    pub rows: Vec<u32>,
    /// Whether all were whole numbers.
    pub integers: bool,
}

impl Ids {
    /// Reads a column of which every cell must be there.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` that names the row.
    pub fn read(column: &JsValue, name: &str) -> Result<Self, JsValue> {
        let mut met = Vocabulary::default();
        let Some(array) = column.dyn_ref::<Array>() else {
            let rows = keys(column, name, &mut met)?;
            let none = met.get("");
            if let Some(row) = none.and_then(|none| rows.iter().position(|&number| number == none)) {
                return Err(wrong_at(name, row, ID));
            }
            // Keys by numbers of their names are texts.
            let coded = Reflect::get(column, &"names".into()).is_ok_and(|names| !absent(&names));
            return Ok(Self { met, rows, integers: !coded });
        };
        let (mut rows, mut integers) = (Vec::with_capacity(array.length() as usize), true);
        each(array, |_, cell| {
            match cell {
                Cell::Text(text) => {
                    integers = false;
                    rows.push(met.intern(text));
                }
                Cell::Number(number) if number.parse::<i64>().is_ok() => rows.push(met.intern(number)),
                Cell::Number(_) | Cell::Flag(_) | Cell::Nothing => return false,
            }
            true
        })
        .map_err(|row| wrong_at(name, row, ID))?;
        Ok(Self { met, rows, integers })
    }

    /// Reads the column of a table.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and where there is no such column.
    pub fn of(table: &Columns, name: &str) -> Result<Self, JsValue> {
        Self::read(&table.take(name)?, name)
    }

    /// The names in an order that does not hang on that of the rows, and the number of each row's.
    pub fn named(&self) -> (Names, Vec<u32>) {
        let (names, renumbered) = Names::sorted(&self.met, self.integers);
        let number = |old: &u32| renumbered.get(*old as usize).copied().unwrap_or(u32::MAX);
        (names, self.rows.iter().map(number).collect())
    }

    /// What stood in each row.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|&row| self.met.text(row).unwrap_or_default())
    }

    /// What stood in a row, as it is given back.
    pub fn label(&self, row: usize) -> Value {
        let text = self.rows.get(row).and_then(|&row| self.met.text(row)).unwrap_or_default();
        match text.parse::<i64>() {
            Ok(whole) if self.integers => whole.into(),
            _ => text.into(),
        }
    }
}

/// The names of a table's columns: of rows, of any of them.
pub fn columns_of(table: &JsValue) -> Vec<String> {
    let mut met = Vocabulary::default();
    let mut add = |object: &JsValue| {
        if let Some(object) = object.dyn_ref::<Object>() {
            Object::keys(object).iter().filter_map(|name| name.as_string()).for_each(|name| {
                met.intern(&name);
            });
        }
    };
    match table.dyn_ref::<Array>() {
        Some(rows) => rows.iter().for_each(|row| add(&row)),
        None => add(table),
    }
    met.iter().map(str::to_owned).collect()
}

/// A column as a feature: numbers and flags as numbers, the rest as words.
///
/// # Errors
///
/// An `OmoError` with the code `column` that names the row where it changes what it holds.
pub fn feature(column: &JsValue, name: &str) -> Result<Feature, JsValue> {
    let words = match column.dyn_ref::<Array>() {
        // What the first cell that is there holds, all hold.
        Some(array) => array.iter().find(|cell| !absent(cell)).is_some_and(|cell| cell.is_string()),
        None => Reflect::get(column, &"names".into()).is_ok_and(|names| !absent(&names)),
    };
    if !words {
        return Ok(Feature::Numbers(numbers(column, name)?));
    }
    let mut met = Vocabulary::default();
    let Some(array) = column.dyn_ref::<Array>() else {
        let rows = keys(column, name, &mut met)?;
        let none = met.get("");
        let rows: Vec<Option<u32>> =
            rows.into_iter().map(|row| Some(row).filter(|_| Some(row) != none)).collect();
        return Ok(Feature::words(&met, &rows));
    };
    let mut rows = Vec::with_capacity(array.length() as usize);
    each(array, |_, cell| {
        rows.push(match cell {
            Cell::Text(text) => Some(met.intern(text)),
            Cell::Nothing => None,
            Cell::Number(_) | Cell::Flag(_) => return false,
        });
        true
    })
    .map_err(|row| wrong_at(name, row, "a text, as the cells before it"))?;
    Ok(Feature::words(&met, &rows))
}

/// One name or some, as an option.
///
/// # Errors
///
/// An `OmoError` with the code `option` for anything else.
pub fn some_names(asked: &mut Asked, name: &str) -> Result<Option<Vec<String>>, JsValue> {
    let Some(value) = asked.take(name) else { return Ok(None) };
    let wrong = || option(name, "an array of texts");
    Vec::<String>::read(&value, Style::Camel).map(Some).map_err(|_| wrong())
}

/// A number as an option; none where it is left out. What is no number is refused, where JSON would say that nothing was said.
///
/// # Errors
///
/// An `OmoError` with the code `option`.
pub fn number(asked: &mut Asked, given: &JsValue, name: &str) -> Result<Option<f64>, JsValue> {
    let said = Reflect::get(given, &name.into()).unwrap_or(JsValue::UNDEFINED);
    if said.as_f64().is_some_and(f64::is_nan) {
        return Err(option(name, "a number"));
    }
    asked.some(name)
}

/// Where chance starts; 0 where it is left out.
///
/// # Errors
///
/// An `OmoError` with the code `option` for what is no whole number from 0.
pub fn seed(asked: &mut Asked) -> Result<u64, JsValue> {
    let seed = asked.or::<i64>("seed", 0)?;
    u64::try_from(seed).map_err(|_| option("seed", "a whole number from 0"))
}

/// Refuses columns that are not as long as the first.
///
/// # Errors
///
/// An `OmoError` with the code `length`.
pub fn long(what: &str, expected: usize, got: usize) -> Result<(), JsValue> {
    if expected == got {
        return Ok(());
    }
    Err(crate::cross::throw(Error::Length { what: what.into(), expected, got }))
}
