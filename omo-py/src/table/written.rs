//! Columns of any kind as they would be written down: for who compares records by their texts.

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::timestamp_ms_to_datetime;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal128Type, DecimalType};
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
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
