//! Forms of what every language has.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde_json::Value;

use super::{Form, Style, Wrong};
use crate::Error;

/// A text.
pub(crate) fn text(value: &Value) -> Result<&str, Wrong> {
    value.as_str().ok_or_else(|| Wrong::must_be("a text"))
}

/// What is read from a text.
pub(crate) fn parsed<T: FromStr<Err = Error>>(value: &Value) -> Result<T, Wrong> {
    Ok(text(value)?.parse::<T>()?)
}

impl Form for String {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        text(value).map(Into::into)
    }
}

impl Form for bool {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        value.as_bool().ok_or_else(|| Wrong::must_be("true or false"))
    }
}

impl Form for f64 {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        value.as_f64().ok_or_else(|| Wrong::must_be("a number"))
    }
}

/// A whole number, which is written without a fraction.
fn whole(value: &Value, least: i64, most: i64) -> Result<i64, Wrong> {
    let whole = value.as_i64().filter(|number| (least..=most).contains(number));
    whole.ok_or_else(|| Wrong::must_be(&format!("a whole number from {least} to {most}")))
}

macro_rules! whole {
    ($($kind:ty)*) => {$(
        impl Form for $kind {
            fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
                // Beyond 64 bits nothing is counted; where the type ends earlier, so do the numbers.
                let least = i64::try_from(<$kind>::MIN).unwrap_or(i64::MIN);
                let most = i64::try_from(<$kind>::MAX).unwrap_or(i64::MAX);
                Ok(whole(value, least, most)?.try_into().unwrap_or_default())
            }
        }
    )*};
}

whole!(u8 u16 u32 usize i32 i64);

impl<T: Form> Form for Option<T> {
    fn read(value: &Value, style: Style) -> Result<Self, Wrong> {
        if value.is_null() { Ok(None) } else { T::read(value, style).map(Some) }
    }
}

impl<T: Form> Form for Vec<T> {
    fn read(value: &Value, style: Style) -> Result<Self, Wrong> {
        let mut read = Self::new();
        each(value, style, &mut |value| {
            read.push(T::read(value, style)?);
            Ok(())
        })?;
        Ok(read)
    }
}

/// Takes the values of a list one by one. Not generic, so that there is one for all lists.
fn each(value: &Value, style: Style, take: &mut dyn FnMut(&Value) -> Result<(), Wrong>) -> Result<(), Wrong> {
    let Value::Array(values) = value else { return Err(Wrong::must_be(style.list())) };
    for (row, value) in values.iter().enumerate() {
        take(value).map_err(|wrong| wrong.within_row(row))?;
    }
    Ok(())
}

impl<T: Form> Form for BTreeMap<String, T> {
    fn read(value: &Value, style: Style) -> Result<Self, Wrong> {
        let mut read = Self::new();
        each_named(value, style, &mut |key, value| {
            read.insert(key.clone(), T::read(value, style)?);
            Ok(())
        })?;
        Ok(read)
    }
}

/// The same of an object's values, each with its key.
pub(crate) fn each_named(
    value: &Value,
    style: Style,
    take: &mut dyn FnMut(&String, &Value) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    let Value::Object(map) = value else { return Err(Wrong::must_be(style.object())) };
    for (key, value) in map {
        take(key, value).map_err(|wrong| wrong.within("*"))?;
    }
    Ok(())
}
