//! Tables: columns of equal length, or rows.

use js_sys::{Array, ArrayBuffer, BigInt64Array, Float64Array, Object, Reflect};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Time, Zone};
use wasm_bindgen::prelude::*;

use crate::cells::{Cell, each};
use crate::cross::{absent, throw, wrong};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Keys as numbers of their names: what Arrow calls a dictionary. */
export interface Coded {
    readonly names: readonly string[];
    /** The place of each row's name; past the last one where there is none. */
    readonly codes: Uint32Array | Uint16Array | Uint8Array | Int32Array;
}

/** Whole numbers in a typed array. */
export type Wholes = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** Keys of customers, channels, stores: texts or whole numbers. */
export type Keys = readonly (string | number | null | undefined)[] | Wholes | Coded;

/** Times: milliseconds since 1970, dates, or texts. */
export type Times = Float64Array | BigInt64Array | readonly (number | string | Date | null | undefined)[];

/** Numbers. */
export type Numbers = Float64Array | Float32Array | Wholes | readonly (number | null | undefined)[];

/** A span of time: text such as `7d`, `12h`, `30m` or `2w`, or a number of days. */
export type Span = string | number;

/** A time: text such as `2026-03-01T10:00:00+09:00`, a date, or milliseconds since 1970. */
export type When = string | number | Date;
"#;

/// What says that there is no time, so that the core leaves the row out.
pub const NO_TIME: i64 = i64::MIN;

const KEYS: &str = "a text or a whole number";

/// A table, of which columns are taken by name.
pub struct Columns {
    columns: Object,
    rows: Option<Array>,
}

impl Columns {
    /// Reads columns or rows; `what` is their name in messages.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for anything else.
    pub fn read(value: &JsValue, what: &str) -> Result<Self, JsValue> {
        if let Some(rows) = value.dyn_ref::<Array>() {
            return Ok(Self { columns: Object::new(), rows: Some(rows.clone()) });
        }
        if !value.is_object() || value.is_function() {
            return Err(wrong(what, "an object of columns, or an array of objects"));
        }
        Ok(Self { columns: value.unchecked_ref::<Object>().clone(), rows: None })
    }

    /// Reads rows alone.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for anything else.
    pub fn rows(value: &JsValue, what: &str) -> Result<Self, JsValue> {
        if Array::is_array(value) { Self::read(value, what) } else { Err(wrong(what, "an array of objects")) }
    }

    /// Refuses columns of other names, so that none is left out for being misspelt. Rows may have more.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column`.
    pub fn only(&self, names: &[&str], what: &str) -> Result<(), JsValue> {
        let known = |name: &JsValue| names.iter().any(|known| name == *known);
        if Object::keys(&self.columns).iter().all(|name| known(&name)) {
            return Ok(());
        }
        Err(wrong(what, &format!("only {}", names.join(", "))))
    }

    /// The column of a name; `None` where there is none.
    pub fn find(&self, name: &str) -> Option<JsValue> {
        let name = JsValue::from_str(name);
        let Some(rows) = &self.rows else {
            return Reflect::get(&self.columns, &name).ok().filter(|column| !absent(column));
        };
        let (cells, mut any) = (Array::new(), false);
        for row in rows.iter() {
            let cell = Reflect::get(&row, &name).unwrap_or(JsValue::UNDEFINED);
            any |= !absent(&cell);
            cells.push(&cell);
        }
        any.then(|| cells.into())
    }

    /// The first of these names that there is a column of.
    pub fn first<'a>(&self, names: &[&'a str]) -> Option<(&'a str, JsValue)> {
        names.iter().find_map(|&name| Some((name, self.find(name)?)))
    }

    /// The column of a name.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` where there is none.
    pub fn take(&self, name: &str) -> Result<JsValue, JsValue> {
        if self.rows.as_ref().is_some_and(|rows| rows.length() == 0) {
            return Ok(Array::new().into());
        }
        self.find(name).ok_or_else(|| wrong(name, "there"))
    }
}

/// A cell that is not what it must be.
pub fn wrong_at(name: &str, row: usize, must: &str) -> JsValue {
    wrong(&format!("{name}[{row}]"), must)
}

fn array<'a>(column: &'a JsValue, name: &str) -> Result<&'a Array, JsValue> {
    column.dyn_ref().ok_or_else(|| wrong(name, "an array or a typed array"))
}

/// A typed array of numbers as floats.
fn typed(column: &JsValue) -> Option<Vec<f64>> {
    let view = ArrayBuffer::is_view(column) && !column.is_instance_of::<js_sys::DataView>();
    // Those of wide integers hold no numbers of JavaScript.
    let wide = column.is_instance_of::<BigInt64Array>() || column.is_instance_of::<js_sys::BigUint64Array>();
    (view && !wide).then(|| match column.dyn_ref::<Float64Array>() {
        Some(floats) => floats.to_vec(),
        None => Float64Array::new(column).to_vec(),
    })
}

/// Keys, each kept once; what is not there is the empty text.
pub fn keys(column: &JsValue, name: &str, words: &mut Vocabulary) -> Result<Vec<u32>, JsValue> {
    let mut numbers = Vec::new();
    if let Some(wholes) = typed(column) {
        use std::fmt::Write as _;
        let mut digits = String::new();
        numbers.reserve(wholes.len());
        for (row, whole) in wholes.into_iter().enumerate() {
            if whole.fract() != 0.0 || whole.abs() >= 9e15 {
                return Err(wrong_at(name, row, KEYS));
            }
            digits.clear();
            // Writing into a text cannot fail.
            let _ = write!(digits, "{whole}");
            numbers.push(words.intern(&digits));
        }
        return Ok(numbers);
    }
    if let Some(names) = column.is_object().then(|| Reflect::get(column, &"names".into()).ok()).flatten()
        && !absent(&names)
    {
        let mut known = Vec::new();
        known.extend(keys(&names, name, words)?);
        let none = words.intern("");
        let codes = typed(&Reflect::get(column, &"codes".into())?);
        let codes = codes.ok_or_else(|| wrong(&format!("{name}.codes"), "a typed array"))?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a float stops at the ends"
        )]
        let code = |code: f64| if code < 0.0 { usize::MAX } else { code as usize };
        numbers.extend(codes.into_iter().map(|place| known.get(code(place)).copied().unwrap_or(none)));
        return Ok(numbers);
    }
    let array = array(column, name)?;
    numbers.reserve(array.length() as usize);
    each(array, |_, cell| {
        numbers.push(words.intern(match cell {
            Cell::Text(text) => text,
            Cell::Number(number) if whole(number) => number,
            Cell::Nothing => "",
            Cell::Number(_) | Cell::Flag(_) => return false,
        }));
        true
    })
    .map_err(|row| wrong_at(name, row, KEYS))?;
    Ok(numbers)
}

fn whole(number: &str) -> bool {
    number.strip_prefix('-').unwrap_or(number).bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers; flags are 0 and 1, and what is not there is no number.
pub fn numbers(column: &JsValue, name: &str) -> Result<Vec<f64>, JsValue> {
    if let Some(floats) = typed(column) {
        return Ok(floats);
    }
    let mut numbers = Vec::new();
    each(array(column, name)?, |_, cell| {
        numbers.push(match cell {
            Cell::Number(number) => number.parse().unwrap_or(f64::NAN),
            Cell::Flag(flag) => f64::from(u8::from(flag)),
            Cell::Nothing => f64::NAN,
            Cell::Text(_) => return false,
        });
        true
    })
    .map_err(|row| wrong_at(name, row, "a number"))?;
    Ok(numbers)
}

/// Numbers of which each must be there.
pub fn all_numbers(column: &JsValue, name: &str) -> Result<Vec<f64>, JsValue> {
    let numbers = numbers(column, name)?;
    match numbers.iter().position(|number| number.is_nan()) {
        Some(row) => Err(wrong_at(name, row, "a number")),
        None => Ok(numbers),
    }
}

/// Milliseconds since 1970; [`NO_TIME`] where there is none.
pub fn instants(column: &JsValue, name: &str, zone: &Zone) -> Result<Vec<i64>, JsValue> {
    #[expect(clippy::cast_possible_truncation, reason = "too far is left out either way")]
    let millis = |number: f64| if number.is_nan() { NO_TIME } else { number.floor() as i64 };
    if let Some(floats) = typed(column) {
        return Ok(floats.into_iter().map(millis).collect());
    }
    if let Some(wide) = column.dyn_ref::<BigInt64Array>() {
        return Ok(wide.to_vec());
    }
    let mut times = Vec::new();
    each(array(column, name)?, |_, cell| {
        times.push(match cell {
            Cell::Number(number) => number.parse().map_or(NO_TIME, millis),
            Cell::Text(text) => Time::read(text, zone).map_or(NO_TIME, Time::millis),
            Cell::Nothing => NO_TIME,
            Cell::Flag(_) => return false,
        });
        true
    })
    .map_err(|row| wrong_at(name, row, "a number, a text or a Date"))?;
    Ok(times)
}

/// Days since 1970 on the calendar of each time's clock; instants are on a clock in the zone.
pub fn days(column: &JsValue, name: &str, zone: &Zone) -> Result<Vec<i32>, JsValue> {
    const MUST: &str = "a time from 1970 to 2199";
    let in_zone = |millis: i64| Time::in_zone(millis, zone).ok().map(Time::day);
    // In JSON dates would look as if they were on a clock of their own.
    let dates = column.dyn_ref::<Array>().is_some_and(|array| array.get(0).is_instance_of::<js_sys::Date>());
    let mut days = Vec::new();
    if dates || !Array::is_array(column) {
        for (row, millis) in instants(column, name, zone)?.into_iter().enumerate() {
            days.push(in_zone(millis).ok_or_else(|| wrong_at(name, row, MUST))?);
        }
        return Ok(days);
    }
    each(array(column, name)?, |_, cell| {
        #[expect(clippy::cast_possible_truncation, reason = "too far is no time either way")]
        let day = match cell {
            Cell::Number(number) => {
                number.parse::<f64>().ok().and_then(|millis| in_zone(millis.floor() as i64))
            }
            Cell::Text(text) => Time::read(text, zone).ok().map(Time::day),
            Cell::Nothing | Cell::Flag(_) => None,
        };
        days.extend(day);
        day.is_some()
    })
    .map_err(|row| wrong_at(name, row, MUST))?;
    Ok(days)
}

/// Whole numbers from 0.
pub fn wholes(column: &JsValue, name: &str) -> Result<Vec<u32>, JsValue> {
    let numbers = numbers(column, name)?.into_iter().enumerate();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked in the same line")]
    let whole = |number: f64| {
        (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
    };
    numbers
        .map(|(row, number)| whole(number).ok_or_else(|| wrong_at(name, row, "a whole number from 0")))
        .collect()
}

/// Names in order of first sight, and the number of each row's; flags are `0` and `1`, in this order.
pub fn labels(column: &JsValue, name: &str) -> Result<(Vec<String>, Vec<u32>), JsValue> {
    if column.dyn_ref::<Array>().is_some_and(|array| array.get(0).as_bool().is_some()) {
        return Ok((vec!["0".into(), "1".into()], wholes(column, name)?));
    }
    let mut words = Vocabulary::default();
    let rows = keys(column, name, &mut words)?;
    Ok((words.iter().map(str::to_owned).collect(), rows))
}

/// Columns that belong together are equally long.
pub fn lengths(columns: &[(&str, usize)]) -> Result<(), JsValue> {
    let expected = columns.first().map_or(0, |&(_, length)| length);
    match columns.iter().find(|&&(_, got)| got != expected) {
        Some(&(what, got)) => Err(throw(Error::Length { what: what.into(), expected, got })),
        None => Ok(()),
    }
}

/// Amounts as whole numbers, and how many of them are one of the column's: thousandths, unless all were whole.
pub fn amounts(column: &JsValue, name: &str) -> Result<(Vec<i64>, f64), JsValue> {
    let numbers = numbers(column, name)?;
    let number = |number: f64| if number.is_nan() { 0.0 } else { number };
    let unit = if numbers.iter().all(|&amount| number(amount).fract() == 0.0) { 1.0 } else { 1000.0 };
    let mut amounts = Vec::with_capacity(numbers.len());
    for (row, amount) in numbers.into_iter().enumerate() {
        let amount = (number(amount) * unit).round();
        if amount.abs() >= 9e15 {
            return Err(wrong_at(name, row, "an amount below nine trillion"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        amounts.push(amount as i64);
    }
    Ok((amounts, unit))
}
