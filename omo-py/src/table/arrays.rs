//! Arrow arrays as the few kinds of values omo knows: text, whole numbers, numbers and times.

use std::borrow::Cow;
use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float16Type,
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use omo_core::Time;
use omo_core::model::DAY;

/// What a cell of a column of times says.
pub enum Moment {
    /// Milliseconds since 1970 in UTC.
    Instant(i64),
    /// Milliseconds since 1970 on some wall.
    Clock(i64),
    /// A text that was read.
    Time(Time),
    /// More milliseconds than can be counted, or less than one.
    Never,
}

/// The cells of an array of timestamps, dates or milliseconds.
pub fn moments_of(array: &ArrayRef) -> Option<Box<dyn Iterator<Item = Option<Moment>> + '_>> {
    fn moments<'a, T>(
        array: &'a ArrayRef,
        millis: impl Fn(i64) -> Option<i64> + 'a,
    ) -> Box<dyn Iterator<Item = Option<Moment>> + 'a>
    where
        T: ArrowPrimitiveType<Native: Into<i64>>,
    {
        let named = matches!(array.data_type(), DataType::Timestamp(_, Some(_)));
        Box::new(array.as_primitive::<T>().iter().map(move |value| {
            let moment = if named { Moment::Instant } else { Moment::Clock };
            Some(millis(value?.into()).map_or(Moment::Never, moment))
        }))
    }
    Some(match array.data_type() {
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => moments::<TimestampSecondType>(array, |s| s.checked_mul(1000)),
            TimeUnit::Millisecond => moments::<TimestampMillisecondType>(array, Some),
            TimeUnit::Microsecond => {
                moments::<TimestampMicrosecondType>(array, |us| Some(us.div_euclid(1000)))
            }
            TimeUnit::Nanosecond => {
                moments::<TimestampNanosecondType>(array, |ns| Some(ns.div_euclid(1_000_000)))
            }
        },
        DataType::Date32 => moments::<Date32Type>(array, |days| days.checked_mul(DAY)),
        DataType::Date64 => moments::<Date64Type>(array, Some),
        _ => Box::new(wholes_of(array)?.map(|whole| match whole {
            Ok(millis) => millis.map(|millis| i64::try_from(millis).map_or(Moment::Never, Moment::Instant)),
            Err(Broken) => Some(Moment::Never),
        })),
    })
}

/// A number with a fraction where a whole one is due.
pub struct Broken;

pub type Wholes<'a> = Box<dyn Iterator<Item = Result<Option<i128>, Broken>> + 'a>;

/// The cells of an array of integers, or of floats that should have no fraction.
pub fn wholes_of(array: &ArrayRef) -> Option<Wholes<'_>> {
    fn wholes<T: ArrowPrimitiveType<Native: Into<i128>>>(array: &ArrayRef) -> Wholes<'_> {
        Box::new(array.as_primitive::<T>().iter().map(|value| Ok(value.map(Into::into))))
    }
    Some(match array.data_type() {
        DataType::Int8 => wholes::<Int8Type>(array),
        DataType::Int16 => wholes::<Int16Type>(array),
        DataType::Int32 => wholes::<Int32Type>(array),
        DataType::Int64 => wholes::<Int64Type>(array),
        DataType::UInt8 => wholes::<UInt8Type>(array),
        DataType::UInt16 => wholes::<UInt16Type>(array),
        DataType::UInt32 => wholes::<UInt32Type>(array),
        DataType::UInt64 => wholes::<UInt64Type>(array),
        DataType::Null => Box::new(std::iter::repeat_with(|| Ok(None)).take(array.len())),
        _ => Box::new(floats_of(array)?.map(|float| match float.filter(|float| !float.is_nan()) {
            None => Ok(None),
            // Past 2^53 a float no longer tells one whole number from the next.
            Some(float) if float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0 =>
            {
                #[expect(clippy::cast_possible_truncation, reason = "checked on the line before")]
                Ok(Some(float as i128))
            }
            Some(_) => Err(Broken),
        })),
    })
}

pub type Numbers<'a> = Box<dyn Iterator<Item = Option<f64>> + 'a>;

fn floats_of(array: &ArrayRef) -> Option<Numbers<'_>> {
    fn floats<T: ArrowPrimitiveType<Native: Into<f64>>>(array: &ArrayRef) -> Numbers<'_> {
        Box::new(array.as_primitive::<T>().iter().map(|value| value.map(Into::into)))
    }
    Some(match array.data_type() {
        DataType::Float16 => floats::<Float16Type>(array),
        DataType::Float32 => floats::<Float32Type>(array),
        DataType::Float64 => floats::<Float64Type>(array),
        _ => return None,
    })
}

/// The cells of an array of floats, decimals or integers.
pub fn numbers_of(array: &ArrayRef) -> Option<Numbers<'_>> {
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what was asked for")]
    fn near(whole: i128) -> f64 {
        whole as f64
    }
    fn decimals<T: ArrowPrimitiveType<Native: Into<i128>>>(array: &ArrayRef, scale: i8) -> Numbers<'_> {
        // A division by an exact power of ten gives the float nearest to the decimal.
        let unit = 10_f64.powi(i32::from(scale));
        Box::new(
            array.as_primitive::<T>().iter().map(move |value| value.map(|value| near(value.into()) / unit)),
        )
    }
    Some(match array.data_type() {
        DataType::Float16 | DataType::Float32 | DataType::Float64 => floats_of(array)?,
        DataType::Decimal32(_, scale) => decimals::<Decimal32Type>(array, *scale),
        DataType::Decimal64(_, scale) => decimals::<Decimal64Type>(array, *scale),
        DataType::Decimal128(_, scale) => decimals::<Decimal128Type>(array, *scale),
        _ => Box::new(wholes_of(array)?.map(|whole| whole.ok().flatten().map(near))),
    })
}

pub fn is_text(array: &ArrayRef) -> bool {
    match array.data_type() {
        DataType::Dictionary(_, values) => is_text_type(values),
        other => is_text_type(other),
    }
}

fn is_text_type(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// Hands out each cell as text; `None` where the array holds neither text nor whole numbers.
pub fn each_text<E>(
    array: &ArrayRef,
    mut each: impl FnMut(Option<&str>) -> Result<(), E>,
) -> Option<Result<(), E>> {
    Some(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().try_for_each(each),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().try_for_each(each),
        DataType::Utf8View => array.as_string_view().iter().try_for_each(each),
        DataType::Dictionary(..) => {
            let values = array.as_any_dictionary().values();
            for key in keys_of(array) {
                let text = key.map(|at| text_at(values, at)).transpose().ok()?.flatten();
                if let Err(error) = each(text.as_deref()) {
                    return Some(Err(error));
                }
            }
            Ok(())
        }
        _ => {
            let mut digits = String::new();
            for whole in wholes_of(array)? {
                digits.clear();
                // Writing to a string cannot fail.
                let text = whole.ok()?.map(|whole| write!(digits, "{whole}")).map(|_| digits.as_str());
                if let Err(error) = each(text) {
                    return Some(Err(error));
                }
            }
            Ok(())
        }
    })
}

/// The key of each cell of a dictionary array.
pub fn keys_of(array: &ArrayRef) -> Vec<Option<usize>> {
    let dictionary = array.as_any_dictionary();
    if dictionary.values().is_empty() {
        return vec![None; array.len()];
    }
    let nulls = dictionary.keys().nulls();
    let there = |row| nulls.is_none_or(|nulls| nulls.is_valid(row));
    dictionary.normalized_keys().into_iter().enumerate().map(|(row, key)| there(row).then_some(key)).collect()
}

/// One cell as text.
pub fn text_at(values: &ArrayRef, at: usize) -> Result<Option<Cow<'_, str>>, Broken> {
    if values.is_null(at) {
        return Ok(None);
    }
    Ok(Some(match values.data_type() {
        DataType::Utf8 => values.as_string::<i32>().value(at).into(),
        DataType::LargeUtf8 => values.as_string::<i64>().value(at).into(),
        DataType::Utf8View => values.as_string_view().value(at).into(),
        _ => {
            let cell = values.slice(at, 1);
            let whole = wholes_of(&cell).and_then(|mut wholes| wholes.next()).ok_or(Broken)??;
            return Ok(whole.map(|whole| whole.to_string().into()));
        }
    }))
}
