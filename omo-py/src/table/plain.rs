//! Tables of plain Python: a dict of columns, a list of dicts, and pandas without pyarrow.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float64Type, Int64Type, TimestampMillisecondType, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BooleanArray, FixedSizeBinaryArray, NullArray, PrimitiveArray};
use arrow_schema::{DataType, Field};
use omo_core::Error;
use omo_core::model::DAY;
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyBytes, PyDate, PyDateTime, PyDict, PyFloat, PyFrozenSet, PyInt, PyList, PySet, PySlice,
    PyString, PyTuple, PyTzInfo,
};

use super::columns::{Column, Columns, stream_of};
use super::{capsule, text};
use crate::convert::is_missing;
use crate::error::Result;

/// The type of a column whose values do not go together. No reader takes it, so it is in nobody's way until
/// somebody asks for that column.
const MIXED: DataType = DataType::FixedSizeBinary(0);

/// What the elements of Python's lists are called, whose numbers became texts.
const ELEMENTS: &str = "elements of Python's lists";

/// Whether a column is one that no table can give back as it came.
pub fn is_lost(kind: &DataType) -> bool {
    *kind == MIXED || matches!(kind, DataType::List(field) if field.name() == ELEMENTS)
}

/// `{"customer": ["hanako", "taro"], "orders": [3, 1]}`, also of arrays and series.
pub fn columns(table: &Bound<'_, PyDict>) -> Result<Columns> {
    let mut columns = Vec::with_capacity(table.len());
    for (name, values) in table.iter() {
        columns.push(column(&name.str()?.to_string(), &values)?);
    }
    Ok(Columns::new(columns)?)
}

/// `[{"customer": "hanako", "orders": 3}, {"customer": "taro"}]`; what a row does not name is missing.
pub fn rows(table: &Bound<'_, PyAny>) -> Result<Columns> {
    let py = table.py();
    let mut names: Vec<Bound<'_, PyAny>> = Vec::new();
    let places = PyDict::new(py);
    let mut rows = Vec::new();
    for row in table.try_iter()? {
        let row = row?;
        let row = row.cast_into::<PyDict>().map_err(|_| {
            pyo3::exceptions::PyTypeError::new_err("a list is a table when it is one of dicts, one a row")
        })?;
        for name in row.keys() {
            if !places.contains(&name)? {
                places.set_item(&name, names.len())?;
                names.push(name);
            }
        }
        rows.push(row);
    }
    let mut columns = Vec::with_capacity(names.len());
    for name in &names {
        let mut values = Values::default();
        for row in &rows {
            match row.get_item(name)? {
                Some(value) => values.push(&value)?,
                None => values.push_missing(),
            }
        }
        columns.push(named(&name.str()?.to_string(), vec![values.finish()]));
    }
    Ok(Columns::new(columns)?)
}

/// Whether it is a data frame of pandas or polars.
pub fn is_frame(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(object.hasattr("columns")? && (object.hasattr("iloc")? || object.hasattr("get_columns")?))
}

/// A data frame of pandas or polars, column by column.
pub fn frame(table: &Bound<'_, PyAny>) -> Result<Columns> {
    let mut columns = Vec::new();
    for (number, name) in table.getattr("columns")?.try_iter()?.enumerate() {
        // Names in pandas need be neither text nor unique.
        let series = if table.hasattr("iloc")? {
            table.getattr("iloc")?.get_item((PySlice::full(table.py()), number))?
        } else {
            table.call_method1("to_series", (number,))?
        };
        columns.push(column(&name?.str()?.to_string(), &series)?);
    }
    Ok(Columns::new(columns)?)
}

fn named(name: &str, arrays: Vec<ArrayRef>) -> Column {
    let kind = arrays.first().map_or(DataType::Null, |array| array.data_type().clone());
    Column { field: Arc::new(Field::new(name, kind, true)), arrays }
}

/// One column, from anything that holds values in order.
fn column(name: &str, values: &Bound<'_, PyAny>) -> Result<Column> {
    let values = &of_pyarrow(values)?;
    if let Some(stream) = stream_of(values)?
        && let Ok((field, arrays)) = capsule::take(&stream)
    {
        let field = Arc::new(Field::clone(&field).with_name(name).with_nullable(true));
        return Ok(Column { field, arrays });
    }
    let wrong =
        || Error::Column { column: name.into(), must: "a list, an array or a series of values".into() };
    // A pandas series is an array of numpy's.
    let values = if values.hasattr("iloc")? { &values.call_method0("to_numpy")? } else { values };
    if values.hasattr("dtype")? && values.hasattr("tobytes")? {
        if values.getattr("ndim")?.extract::<usize>()? != 1 {
            return Err(wrong().into());
        }
        if let Some(array) = numpy(values)? {
            return Ok(named(name, vec![array]));
        }
    }
    let scalar = values.is_instance_of::<PyString>()
        || values.is_instance_of::<PyBytes>()
        || values.is_instance_of::<PyDict>();
    // Sets and other views have no order that two columns could share.
    if scalar || !values.hasattr("__getitem__")? || !values.hasattr("__len__")? {
        return Err(wrong().into());
    }
    let values = if values.hasattr("tolist")? { &values.call_method0("tolist")? } else { values };
    let mut read = Values::default();
    for value in values.try_iter()? {
        read.push(&value?)?;
    }
    Ok(named(name, vec![read.finish()]))
}

/// An array of pyarrow as a chunked one, which has a stream.
fn of_pyarrow<'py>(values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if values.hasattr("__arrow_c_array__")? && !values.hasattr("__arrow_c_stream__")? {
        return values.py().import("pyarrow")?.call_method1("chunked_array", ([values],));
    }
    Ok(values.clone())
}

fn chunks<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> + '_ {
    bytes.chunks_exact(N).filter_map(|chunk| chunk.try_into().ok())
}

/// A numpy array of numbers or times, by its bytes; `None` for other kinds, whose values must be looked at.
fn numpy(array: &Bound<'_, PyAny>) -> Result<Option<ArrayRef>> {
    let kind: String = array.getattr("dtype")?.getattr("kind")?.extract()?;
    let bytes_as = |kind: &str| -> PyResult<Vec<u8>> {
        let array = array.call_method1("astype", (kind,))?;
        Ok(array.call_method0("tobytes")?.cast_into::<PyBytes>()?.as_bytes().to_vec())
    };
    Ok(Some(match kind.as_str() {
        "f" => {
            let floats = bytes_as("<f8")?;
            let floats = chunks(&floats).map(f64::from_le_bytes);
            Arc::new(PrimitiveArray::<Float64Type>::from_iter_values(floats))
        }
        "i" => {
            let numbers = bytes_as("<i8")?;
            Arc::new(PrimitiveArray::<Int64Type>::from_iter_values(chunks(&numbers).map(i64::from_le_bytes)))
        }
        "u" => {
            let numbers = bytes_as("<u8")?;
            Arc::new(PrimitiveArray::<UInt64Type>::from_iter_values(chunks(&numbers).map(u64::from_le_bytes)))
        }
        "b" => {
            let flags = bytes_as("u1")?;
            Arc::new(flags.iter().map(|&flag| Some(flag != 0)).collect::<BooleanArray>())
        }
        "M" => {
            // NaT is the smallest number.
            let millis =
                array.call_method1("astype", ("datetime64[ms]",))?.call_method1("astype", ("<i8",))?;
            let millis = millis.call_method0("tobytes")?;
            let millis = millis.cast_into::<PyBytes>().map_err(PyErr::from)?;
            let millis =
                chunks(millis.as_bytes()).map(i64::from_le_bytes).map(|m| (m != i64::MIN).then_some(m));
            Arc::new(millis.collect::<PrimitiveArray<TimestampMillisecondType>>())
        }
        _ => return Ok(None),
    }))
}

/// Python values on their way into one array.
#[derive(Default)]
struct Values(Vec<Option<Value>>);

enum Value {
    Text(String),
    Flag(bool),
    Float(f64),
    /// Whole numbers, and milliseconds of times and dates.
    Number(Kind, i128),
    /// Texts, or whole numbers by their digits; missing ones are left out.
    List(Vec<String>),
    Other,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Flag,
    Float,
    Whole,
    /// A whole number of 64 bits without a sign.
    Large,
    /// Of a clock that names its zone.
    Instant,
    /// Of one that does not.
    Clock,
    Date,
    List,
    Mixed,
}

impl Kind {
    /// What holds both.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (a, b) if a == b => a,
            (Self::Whole, Self::Large) | (Self::Large, Self::Whole) => Self::Large,
            (Self::Whole | Self::Large, Self::Float) | (Self::Float, Self::Whole | Self::Large) => {
                Self::Float
            }
            (Self::Date, Self::Clock) | (Self::Clock, Self::Date) => Self::Clock,
            (Self::List, Self::Text) | (Self::Text, Self::List) => Self::List,
            _ => Self::Mixed,
        }
    }
}

impl Value {
    fn read(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(if let Ok(text) = value.cast::<PyString>() {
            text.to_str().map_or(Self::Other, |text| Self::Text(text.to_owned()))
        } else if let Ok(flag) = value.cast::<PyBool>() {
            Self::Flag(flag.is_true())
        } else if value.is_instance_of::<PyInt>() {
            match value.extract::<i128>() {
                Ok(number) if i64::try_from(number).is_ok() => Self::Number(Kind::Whole, number),
                Ok(number) if u64::try_from(number).is_ok() => Self::Number(Kind::Large, number),
                _ => Self::Other,
            }
        } else if let Ok(float) = value.cast::<PyFloat>() {
            Self::Float(float.value())
        } else if let Ok(time) = value.cast::<PyDateTime>() {
            let (kind, millis) = millis(time)?;
            Self::Number(kind, millis)
        } else if let Ok(date) = value.cast::<PyDate>() {
            // Day 1 of Python is the first of the year 1.
            let days: i64 = date.call_method0("toordinal")?.extract()?;
            Self::Number(Kind::Date, i128::from((days - 719_163) * DAY))
        } else if is_list(value)? {
            Self::list(value)?
        } else if value.hasattr("dtype")? && !value.hasattr("__len__")? {
            Self::scalar(value)?
        } else if value.hasattr("as_integer_ratio")? {
            // Decimals and fractions.
            value.call_method0("__float__")?.extract().map_or(Self::Other, Self::Float)
        } else {
            Self::Other
        })
    }

    /// The texts of a list, if it has nothing else.
    fn list(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let mut texts = Vec::new();
        for element in value.try_iter()? {
            let element = element?;
            match if is_missing(&element)? { continue } else { Self::read(&element)? } {
                Self::Text(text) => texts.push(text),
                Self::Number(Kind::Whole | Kind::Large, number) => texts.push(number.to_string()),
                _ => return Ok(Self::Other),
            }
        }
        Ok(Self::List(texts))
    }

    /// One value of numpy's.
    fn scalar(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let item = value.call_method0("item")?;
        // What numpy has no Python value for is its own item.
        if item.hasattr("dtype")? { Ok(Self::Other) } else { Self::read(&item) }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Flag(_) => Kind::Flag,
            Self::Float(_) => Kind::Float,
            Self::Number(kind, _) => *kind,
            Self::List(_) => Kind::List,
            Self::Other => Kind::Mixed,
        }
    }

    fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    fn flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    fn number<T: TryFrom<i128>>(&self) -> Option<T> {
        if let Self::Number(_, number) = self { T::try_from(*number).ok() } else { None }
    }

    fn float(&self) -> Option<f64> {
        match self {
            Self::Float(float) => Some(*float),
            #[expect(
                clippy::cast_precision_loss,
                reason = "the column holds floats, and this is the nearest"
            )]
            Self::Number(_, number) => Some(*number as f64),
            _ => None,
        }
    }

    fn days(&self) -> Option<i32> {
        self.number::<i64>().and_then(|millis| i32::try_from(millis / DAY).ok())
    }
}

/// Whether it is a list, a tuple, a set or an array of one dimension.
fn is_list(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let of_python = value.is_instance_of::<PyList>()
        || value.is_instance_of::<PyTuple>()
        || value.is_instance_of::<PySet>()
        || value.is_instance_of::<PyFrozenSet>();
    Ok(of_python
        || value.hasattr("dtype")?
            && value.hasattr("ndim")?
            && value.getattr("ndim")?.extract::<usize>()? == 1)
}

/// Milliseconds of a Python time, and whether it names its zone.
fn millis(time: &Bound<'_, PyDateTime>) -> PyResult<(Kind, i128)> {
    let py = time.py();
    let utc = PyTzInfo::utc(py)?;
    let named = !time.call_method0("utcoffset")?.is_none();
    let seconds: f64 = if named {
        time.call_method0("timestamp")?.extract()?
    } else {
        let there = PyDict::new(py);
        there.set_item("tzinfo", utc)?;
        time.call_method("replace", (), Some(&there))?.call_method0("timestamp")?.extract()?
    };
    // Rounded to Python's microseconds first, or .123 would become 122.999.
    #[expect(clippy::cast_possible_truncation, reason = "years have four digits here")]
    let micros = (seconds * 1e6).round() as i128;
    Ok((if named { Kind::Instant } else { Kind::Clock }, micros.div_euclid(1000)))
}

impl Values {
    fn push_missing(&mut self) {
        self.0.push(None);
    }

    fn push(&mut self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.push(if is_missing(value)? { None } else { Some(Value::read(value)?) });
        Ok(())
    }

    fn finish(self) -> ArrayRef {
        let Some(kind) = self.0.iter().flatten().map(Value::kind).reduce(Kind::with) else {
            return Arc::new(NullArray::new(self.0.len()));
        };
        match kind {
            Kind::Text => text(self.each(Value::text)),
            Kind::Flag => Arc::new(self.each(Value::flag).collect::<BooleanArray>()),
            Kind::Float => self.primitive::<Float64Type>(Value::float),
            Kind::Whole => self.primitive::<Int64Type>(Value::number),
            // A negative one would not fit in.
            Kind::Large if self.each(Value::number::<i128>).flatten().all(|number| number >= 0) => {
                self.primitive::<UInt64Type>(Value::number)
            }
            Kind::Instant => {
                let instants =
                    self.each(Value::number::<i64>).collect::<PrimitiveArray<TimestampMillisecondType>>();
                Arc::new(instants.with_timezone("UTC"))
            }
            Kind::Clock => self.primitive::<TimestampMillisecondType>(Value::number),
            Kind::Date => self.primitive::<Date32Type>(Value::days),
            Kind::List => self.lists(),
            Kind::Large | Kind::Mixed => self.mixed(),
        }
    }

    fn lists(&self) -> ArrayRef {
        let mut lists =
            ListBuilder::new(StringBuilder::new()).with_field(Field::new(ELEMENTS, DataType::Utf8, true));
        for value in &self.0 {
            match value {
                Some(Value::List(texts)) => lists.append_value(texts.iter().map(Some)),
                Some(Value::Text(text)) => lists.append_value([Some(text)]),
                _ => lists.append_null(),
            }
        }
        Arc::new(lists.finish())
    }

    /// An array that nobody reads, of which only the first value that does not go with those before it is there.
    fn mixed(&self) -> ArrayRef {
        let mut kind = None;
        let mut first = self.0.iter().position(|value| {
            let of = value.as_ref().map(Value::kind);
            kind = kind.zip(of).map(|(a, b): (Kind, Kind)| a.with(b)).or(of).or(kind);
            kind == Some(Kind::Mixed)
        });
        // Numbers without a sign and negative ones go together but do not fit into one type.
        first = first.or(self.0.iter().position(Option::is_some));
        let there: BooleanArray = (0..self.0.len()).map(|row| Some(Some(row) == first)).collect();
        Arc::new(FixedSizeBinaryArray::new(0, Vec::<u8>::new().into(), Some(there.values().clone().into())))
    }

    fn each<'a, T>(&'a self, read: fn(&'a Value) -> Option<T>) -> impl Iterator<Item = Option<T>> + Clone + 'a
    where
        T: 'a,
    {
        self.0.iter().map(move |value| value.as_ref().and_then(read))
    }

    fn primitive<T: ArrowPrimitiveType>(&self, read: fn(&Value) -> Option<T::Native>) -> ArrayRef {
        Arc::new(self.each(read).collect::<PrimitiveArray<T>>())
    }
}
