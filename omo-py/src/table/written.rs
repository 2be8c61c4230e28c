//! Columns of any kind as they would be written down: for who compares records by their texts.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::timestamp_ms_to_datetime;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal128Type, DecimalType};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, Field};
use omo_core::model::{DAY, MINUTE};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Zone};

use super::arrays::{Moment, moments_of, numbers_of};
use super::clock::Clock;
use super::columns::{Column, Columns};
use super::read::OrNone;

type Result<T> = std::result::Result<T, Error>;

impl Columns {
    /// Each text once, and the number of each cell's; what no vocabulary has stands for a missing cell.
    ///
    /// Takes text, categories, numbers, flags and times. A number has as few digits as tell it apart, a time at
    /// midnight is its day.
    pub fn written(&self, name: &str) -> Result<(Vocabulary, Vec<u32>)> {
        let column = self.column(name)?;
        let mut texts = Vocabulary::default();
        if let Some(cells) = others(column, &mut texts) {
            return Ok((texts, cells));
        }
        // Missing cells may be, so only the type can be wrong.
        let wrong =
            |_| Error::Column { column: name.into(), must: "text, numbers, true or false, or times".into() };
        let cells = self.intern_into(&mut texts, name).map_err(wrong)?;
        Ok((texts, OrNone::all(cells)))
    }

    /// As [`written`](Self::written), where a cell may also be a list of what one cell may be otherwise. Missing elements
    /// are none, and a list without any is a missing cell.
    pub fn written_or_lists(&self, name: &str) -> Result<(Vocabulary, Vec<u32>)> {
        let column = self.column(name)?;
        let written = if column.arrays.iter().any(|array| lists_of(array).is_some()) {
            lists(column)
        } else {
            self.written(name).ok()
        };
        written.ok_or_else(|| {
            let lengths = column.arrays.iter().map(|array| (0..array.len()).map(|row| array.is_valid(row)));
            let row = lengths.flatten().position(|valid| valid).unwrap_or(0);
            let must = format!(
                "text, numbers, true or false, times, or lists of these; row {row} is not: write such cells as text, or \
                 leave the column out"
            );
            Error::Column { column: name.into(), must }
        })
    }
}

/// The cells of a column of lists, each a text of all of its elements; `None` where elements cannot be written.
fn lists(column: &Column) -> Option<(Vocabulary, Vec<u32>)> {
    let (mut texts, mut cells) = (Vocabulary::default(), Vec::new());
    for array in &column.arrays {
        let (elements, ranges) = lists_of(array)?;
        let field = Arc::new(Field::new("element", elements.data_type().clone(), true));
        let elements = Columns::new(vec![Column { field, arrays: vec![elements] }]).ok()?;
        let (words, numbers) = elements.written("element").ok()?;
        for range in ranges {
            let numbers = range.and_then(|range| numbers.get(range)).unwrap_or_default();
            let elements = numbers.iter().filter_map(|&number| words.text(number));
            cells.push(texts.intern_list(elements).unwrap_or(u32::MAX));
        }
    }
    Some((texts, cells))
}

/// All elements of an array of lists, and which of them each cell has.
fn lists_of(array: &ArrayRef) -> Option<(ArrayRef, Vec<Option<Range<usize>>>)> {
    fn from(start: impl TryInto<usize>, end: impl TryInto<usize>) -> Option<Range<usize>> {
        Some(start.try_into().ok()?..end.try_into().ok()?)
    }
    let ranges = |range: &dyn Fn(usize) -> Option<Range<usize>>| {
        (0..array.len()).map(|row| if array.is_valid(row) { range(row) } else { None }).collect()
    };
    Some(match array.data_type() {
        DataType::List(_) => {
            let (list, all) = (array.as_list::<i32>(), array.as_list::<i32>().value_offsets());
            (list.values().clone(), ranges(&|row| from(*all.get(row)?, *all.get(row + 1)?)))
        }
        DataType::LargeList(_) => {
            let (list, all) = (array.as_list::<i64>(), array.as_list::<i64>().value_offsets());
            (list.values().clone(), ranges(&|row| from(*all.get(row)?, *all.get(row + 1)?)))
        }
        DataType::ListView(_) => {
            let list = array.as_list_view::<i32>();
            let range = |row: usize| {
                let start = *list.offsets().get(row)?;
                from(start, start + *list.sizes().get(row)?)
            };
            (list.values().clone(), ranges(&range))
        }
        DataType::LargeListView(_) => {
            let list = array.as_list_view::<i64>();
            let range = |row: usize| {
                let start = *list.offsets().get(row)?;
                from(start, start + *list.sizes().get(row)?)
            };
            (list.values().clone(), ranges(&range))
        }
        DataType::FixedSizeList(_, size) => {
            let size = usize::try_from(*size).ok()?;
            (array.as_fixed_size_list().values().clone(), ranges(&|row| Some(row * size..(row + 1) * size)))
        }
        _ => return None,
    })
}

/// The cells of a column of neither text nor whole numbers, if it can be written.
fn others(column: &Column, texts: &mut Vocabulary) -> Option<Vec<u32>> {
    let mut cells = Vec::new();
    for array in &column.arrays {
        cells.extend(texts_of(array)?.map(|text| text.map_or(u32::MAX, |text| texts.intern(&text))));
    }
    Some(cells)
}

type Texts<'a> = Box<dyn Iterator<Item = Option<String>> + 'a>;

fn texts_of(array: &ArrayRef) -> Option<Texts<'_>> {
    fn decimals<T: DecimalType>(array: &ArrayRef) -> Texts<'_> {
        // Not by way of floats, which would make one of two long ids.
        let array = array.as_primitive::<T>();
        Box::new((0..array.len()).map(|row| array.is_valid(row).then(|| array.value_as_string(row))))
    }
    Some(match array.data_type() {
        DataType::Boolean => Box::new(array.as_boolean().iter().map(|flag| Some(flag?.to_string()))),
        DataType::Float16 | DataType::Float32 | DataType::Float64 => {
            let numbers = numbers_of(array)?;
            Box::new(numbers.map(|number| Some(number.filter(|number| !number.is_nan())?.to_string())))
        }
        DataType::Decimal32(..) => decimals::<Decimal32Type>(array),
        DataType::Decimal64(..) => decimals::<Decimal64Type>(array),
        DataType::Decimal128(..) => decimals::<Decimal128Type>(array),
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => {
            let own = match array.data_type() {
                DataType::Timestamp(_, Some(own)) => own.parse::<Zone>().ok(),
                _ => None,
            };
            let mut clock = own.map(Clock::new);
            Box::new(moments_of(array)?.map(move |moment| time(&moment?, clock.as_mut())))
        }
        _ => return None,
    })
}

/// What a clock shows, or the day alone where it shows midnight; `None` far from any year.
fn time(moment: &Moment, clock: Option<&mut Clock>) -> Option<String> {
    let wall = match *moment {
        Moment::Clock(wall) => wall,
        Moment::Instant(millis) => {
            let shown = timestamp_ms_to_datetime(millis).and(clock);
            millis + shown.map_or(0, |clock| i64::from(clock.offset(millis)) * MINUTE)
        }
        Moment::Time(_) | Moment::Never => return None,
    };
    let shown = timestamp_ms_to_datetime(wall)?;
    Some(if wall % DAY == 0 { shown.date().to_string() } else { shown.to_string() })
}
