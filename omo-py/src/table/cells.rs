//! A table for the core's record reader: any cell, by its row.

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::timestamp_ms_to_datetime;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
};
use arrow_schema::DataType;
use omo_core::io::{TableCell, TableColumn};
use omo_core::model::{DAY, MINUTE};
use omo_core::{Error, Time, Zone};

use super::arrays::{Moment, keys_of, moments_of, numbers_of, text_at, wholes_of};
use super::clock::Clock;
use super::columns::{Column, Columns};

/// One column, ready to be asked for any of its cells.
pub struct Cells {
    /// Where each chunk starts.
    starts: Vec<usize>,
    chunks: Vec<Chunk>,
}

/// One array; ones of a million cells are kept as they came.
enum Chunk {
    Empty,
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Category {
        keys: Vec<Option<usize>>,
        values: Vec<Option<String>>,
    },
    Integer(Int64Array),
    Float(Float64Array),
    Flag(BooleanArray),
    /// UTC milliseconds and the offset of the wall; whole numbers, as times, may be out of any range.
    Time(Vec<Option<(i64, i16)>>),
    /// Whole numbers of more than 63 bits, as their digits; times in words.
    Written(Vec<Option<String>>),
}

impl Columns {
    /// All columns that hold one value a cell; times without a zone are on a clock in `zone`. Where a column `says`
    /// what a time is in words, it is text: a date for a whole day.
    ///
    /// # Errors
    ///
    /// Code `column` for a column that holds something else and that `reads` wants.
    pub fn cells(
        &self,
        zone: &Zone,
        reads: impl Fn(&str) -> bool,
        says: impl Fn(&str) -> bool,
    ) -> Result<Vec<(&str, Cells)>, Error> {
        let mut all = Vec::new();
        for column in self.iter() {
            let name = column.field.name().as_str();
            match Cells::of(column, zone, says(name)) {
                Some(cells) => all.push((name, cells)),
                None if reads(name) => {
                    let must =
                        "of texts, numbers, flags or times; what is nested goes in as a list of dicts".into();
                    return Err(Error::Column { column: name.into(), must });
                }
                None => {}
            }
        }
        Ok(all)
    }
}

impl Cells {
    fn of(column: &Column, zone: &Zone, says: bool) -> Option<Self> {
        let mut start = 0;
        let (mut starts, mut chunks) = (Vec::new(), Vec::new());
        for array in &column.arrays {
            starts.push(start);
            start += array.len();
            let said = if says { Chunk::said(array, zone) } else { None };
            chunks.push(match said {
                Some(said) => said,
                None => Chunk::of(array, zone)?,
            });
        }
        Some(Self { starts, chunks })
    }
}

impl Chunk {
    fn of(array: &ArrayRef, zone: &Zone) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Null => Self::Empty,
            DataType::Utf8 => Self::Text(array.as_string::<i32>().clone()),
            DataType::LargeUtf8 => Self::LargeText(array.as_string::<i64>().clone()),
            DataType::Utf8View => Self::TextView(array.as_string_view().clone()),
            DataType::Boolean => Self::Flag(array.as_boolean().clone()),
            DataType::Int64 => Self::Integer(array.as_primitive::<Int64Type>().clone()),
            DataType::Float64 => Self::Float(array.as_primitive::<Float64Type>().clone()),
            DataType::Dictionary(..) => {
                let values = array.as_any_dictionary().values();
                let value = |at| text_at(values, at).ok().map(|text| text.map(std::borrow::Cow::into_owned));
                Self::Category {
                    keys: keys_of(array),
                    values: (0..values.len()).map(value).collect::<Option<_>>()?,
                }
            }
            DataType::Timestamp(_, own) => {
                let own = own.as_ref().and_then(|own| own.parse().ok());
                let mut clock = Clock::new(own.unwrap_or_else(|| zone.clone()));
                Self::Time(moments_of(array)?.map(|moment| Some(instant(&moment?, &mut clock))).collect())
            }
            DataType::Date32 | DataType::Date64 => {
                let mut clock = Clock::new(zone.clone());
                Self::Time(moments_of(array)?.map(|moment| Some(instant(&moment?, &mut clock))).collect())
            }
            DataType::Float16
            | DataType::Float32
            | DataType::Decimal32(..)
            | DataType::Decimal64(..)
            | DataType::Decimal128(..) => Self::Float(numbers_of(array)?.collect()),
            DataType::UInt64 => {
                let wholes = || wholes_of(array).map(|wholes| wholes.map(|whole| whole.ok().flatten()));
                let fits = wholes()?.flatten().all(|whole| i64::try_from(whole).is_ok());
                if fits {
                    Self::Integer(wholes()?.map(|whole| i64::try_from(whole?).ok()).collect())
                } else {
                    Self::Written(wholes()?.map(|whole| whole.map(|whole| whole.to_string())).collect())
                }
            }
            kind if kind.is_integer() => {
                let whole = |whole: Result<Option<i128>, _>| i64::try_from(whole.ok().flatten()?).ok();
                Self::Integer(wholes_of(array)?.map(whole).collect())
            }
            _ => return None,
        })
    }

    /// Times and dates in words; nothing for what is neither.
    fn said(array: &ArrayRef, zone: &Zone) -> Option<Self> {
        let own = match array.data_type() {
            DataType::Timestamp(_, own) => own.as_ref().and_then(|own| own.parse().ok()),
            DataType::Date32 | DataType::Date64 => None,
            _ => return None,
        };
        let mut clock = Clock::new(own.unwrap_or_else(|| zone.clone()));
        Some(Self::Written(moments_of(array)?.map(|moment| said(&moment?, &mut clock)).collect()))
    }

    fn cell(&self, at: usize) -> Option<TableCell<'_>> {
        fn there<A: Array>(array: &A, at: usize) -> Option<&A> {
            (at < array.len() && array.is_valid(at)).then_some(array)
        }
        Some(match self {
            Self::Empty => return None,
            Self::Text(texts) => TableCell::Text(there(texts, at)?.value(at).into()),
            Self::LargeText(texts) => TableCell::Text(there(texts, at)?.value(at).into()),
            Self::TextView(texts) => TableCell::Text(there(texts, at)?.value(at).into()),
            Self::Category { keys, values } => {
                let key = keys.get(at).copied().flatten()?;
                TableCell::Text(values.get(key)?.as_deref()?.into())
            }
            Self::Integer(numbers) => TableCell::Integer(there(numbers, at)?.value(at)),
            Self::Float(numbers) => TableCell::Float(there(numbers, at)?.value(at)),
            Self::Flag(flags) => {
                TableCell::Text(if there(flags, at)?.value(at) { "true" } else { "false" }.into())
            }
            Self::Time(times) => {
                let (millis, offset) = times.get(at).copied().flatten()?;
                TableCell::Time { millis, offset }
            }
            Self::Written(texts) => TableCell::Text(texts.get(at)?.as_deref()?.into()),
        })
    }
}

/// A moment as an instant and the offset of its clock; what is no time of a shop stays what it is.
fn instant(moment: &Moment, clock: &mut Clock) -> (i64, i16) {
    let millis = moment.millis(clock);
    (millis, if Time::new(millis, 0).is_ok() { clock.offset(millis) } else { 0 })
}

/// A moment in words: the date, where the clock shows midnight. People are born in any year, so it need not be a time of
/// a shop.
fn said(moment: &Moment, clock: &mut Clock) -> Option<String> {
    let (millis, wall) = match moment {
        // What lies thousands of years away is no time of anybody.
        Moment::Clock(wall) if wall.unsigned_abs() < 1 << 50 => (None, *wall),
        Moment::Instant(millis) if millis.unsigned_abs() < 1 << 50 => {
            (Some(*millis), millis + i64::from(clock.offset(*millis)) * MINUTE)
        }
        Moment::Time(time) => (Some(time.millis()), time.millis() + i64::from(time.offset()) * MINUTE),
        Moment::Clock(_) | Moment::Instant(_) | Moment::Never => return None,
    };
    if wall % DAY == 0 {
        return Some(timestamp_ms_to_datetime(wall)?.date().to_string());
    }
    let millis = millis.unwrap_or_else(|| clock.instant(wall));
    let offset = i16::try_from((wall - millis) / MINUTE).ok()?;
    Some(Time::new(millis, offset).ok()?.to_string())
}

impl TableColumn for Cells {
    fn cell(&self, row: usize) -> TableCell<'_> {
        let chunk = self.starts.partition_point(|&start| start <= row).wrapping_sub(1);
        let found = self.starts.get(chunk).zip(self.chunks.get(chunk));
        found.and_then(|(start, chunk)| chunk.cell(row - start)).unwrap_or(TableCell::Empty)
    }
}
