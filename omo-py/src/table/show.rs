//! Tables as Python values, as text and as HTML.

use std::fmt::Write;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};
use omo_core::Error;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyDateTime, PyDict, PyTzInfo};

use super::columns::{Column, Columns};
use crate::error::Result;

/// How many rows are shown.
const ROWS: usize = 10;
/// How many characters of a cell are shown.
const WIDTH: usize = 40;

type Objects<'py> = Vec<Bound<'py, PyAny>>;

/// The cells of a column as Python values: str, int, float, bool, datetime, date or None.
pub fn values<'py>(py: Python<'py>, column: &Column) -> Result<Objects<'py>> {
    let mut objects = Vec::new();
    for array in &column.arrays {
        objects.extend(cells(py, array, column.field.name())?);
    }
    Ok(objects)
}

fn cells<'py>(py: Python<'py>, array: &ArrayRef, name: &str) -> Result<Objects<'py>> {
    fn each<'py, T: IntoPyObject<'py>>(
        py: Python<'py>,
        values: impl Iterator<Item = Option<T>>,
    ) -> Result<Objects<'py>> {
        let objects = values.map(|value| value.into_bound_py_any(py));
        objects.collect::<PyResult<_>>().map_err(Into::into)
    }
    fn numbers<'py, T>(py: Python<'py>, array: &ArrayRef) -> Result<Objects<'py>>
    where
        T: ArrowPrimitiveType<Native: IntoPyObject<'py>>,
    {
        each(py, array.as_primitive::<T>().iter())
    }
    match array.data_type() {
        DataType::Null => each(py, std::iter::repeat_n(None::<bool>, array.len())),
        DataType::Boolean => each(py, array.as_boolean().iter()),
        DataType::Utf8 => each(py, array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => each(py, array.as_string::<i64>().iter()),
        DataType::Utf8View => each(py, array.as_string_view().iter()),
        DataType::Int8 => numbers::<Int8Type>(py, array),
        DataType::Int16 => numbers::<Int16Type>(py, array),
        DataType::Int32 => numbers::<Int32Type>(py, array),
        DataType::Int64 => numbers::<Int64Type>(py, array),
        DataType::UInt8 => numbers::<UInt8Type>(py, array),
        DataType::UInt16 => numbers::<UInt16Type>(py, array),
        DataType::UInt32 => numbers::<UInt32Type>(py, array),
        DataType::UInt64 => numbers::<UInt64Type>(py, array),
        DataType::Float16 => each(py, array.as_primitive::<Float16Type>().iter().map(|f| f.map(f64::from))),
        DataType::Float32 => numbers::<Float32Type>(py, array),
        DataType::Float64 => numbers::<Float64Type>(py, array),
        DataType::Timestamp(unit, zone) => {
            let unit = match unit {
                TimeUnit::Second => 1.0,
                TimeUnit::Millisecond => 1e3,
                TimeUnit::Microsecond => 1e6,
                TimeUnit::Nanosecond => 1e9,
            };
            let utc = PyTzInfo::utc(py)?;
            let naive = PyDict::new(py);
            naive.set_item("tzinfo", py.None())?;
            let time = |stamp: f64| {
                let time = PyDateTime::from_timestamp(py, stamp / unit, Some(&utc))?.into_any();
                if zone.is_some() { Ok(time) } else { time.call_method("replace", (), Some(&naive)) }
            };
            stamps(array).map(|stamp| Ok(stamp.map(time).transpose()?.into_bound_py_any(py)?)).collect()
        }
        DataType::Date32 => {
            // Python counts days from the first of the year 1.
            let date =
                |day: i32| py.get_type::<PyDate>().call_method1("fromordinal", (i64::from(day) + 719_163,));
            let days = array.as_primitive::<Date32Type>().iter();
            days.map(|day| Ok(day.map(date).transpose()?.into_bound_py_any(py)?)).collect()
        }
        DataType::Dictionary(..) => {
            let values = cells(py, array.as_any_dictionary().values(), name)?;
            let keys = super::arrays::keys_of(array).into_iter();
            each(py, keys.map(|key| key.and_then(|key| values.get(key).cloned())))
        }
        _ => {
            Err(Error::Column { column: name.into(), must: "text, numbers, true or false, or times".into() }
                .into())
        }
    }
}

/// The numbers behind timestamps, whatever their unit.
fn stamps(array: &ArrayRef) -> Box<dyn Iterator<Item = Option<f64>> + '_> {
    fn stamps<T: ArrowPrimitiveType<Native = i64>>(
        array: &ArrayRef,
    ) -> Box<dyn Iterator<Item = Option<f64>> + '_> {
        #[expect(clippy::cast_precision_loss, reason = "Python's times are exact to the microsecond")]
        Box::new(array.as_primitive::<T>().iter().map(|stamp| stamp.map(|stamp| stamp as f64)))
    }
    match array.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => stamps::<TimestampSecondType>(array),
        DataType::Timestamp(TimeUnit::Millisecond, _) => stamps::<TimestampMillisecondType>(array),
        DataType::Timestamp(TimeUnit::Microsecond, _) => stamps::<TimestampMicrosecondType>(array),
        _ => stamps::<TimestampNanosecondType>(array),
    }
}

/// What is shown of a table: names and the first rows, column by column.
struct Shown {
    name: String,
    cells: Vec<String>,
    /// Numbers stand to the right.
    right: bool,
}

fn shown(py: Python<'_>, table: &Columns) -> Result<Vec<Shown>> {
    let mut all = Vec::new();
    for column in table.iter() {
        let mut cells = Vec::new();
        for value in values(py, &column.head(ROWS))? {
            let text =
                if value.is_none() { String::new() } else { value.str()?.to_string_lossy().into_owned() };
            cells.push(short(&text));
        }
        let kind = column.field.data_type();
        let right = kind.is_numeric();
        all.push(Shown { name: short(column.field.name()), cells, right });
    }
    Ok(all)
}

/// A text on one line of at most [`WIDTH`] characters.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(WIDTH).is_some() {
        short.pop();
        short.push('…');
    }
    short
}

/// As aligned text.
pub fn plain(py: Python<'_>, table: &Columns) -> Result<String> {
    let columns = shown(py, table)?;
    let mut text = String::new();
    for row in 0..=table.len().min(ROWS) {
        let mut line = String::new();
        for column in &columns {
            let width = column.cells.iter().chain([&column.name]).map(|cell| width(cell)).max().unwrap_or(0);
            let cell = if row == 0 { Some(&column.name) } else { column.cells.get(row - 1) };
            let cell = cell.map_or("", String::as_str);
            let gap = " ".repeat(width.saturating_sub(self::width(cell)));
            if !line.is_empty() {
                line.push_str("  ");
            }
            let (first, second) = if column.right { (gap.as_str(), cell) } else { (cell, gap.as_str()) };
            line.push_str(first);
            line.push_str(second);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    let more = if table.len() > ROWS { "…\n" } else { "" };
    Ok(format!("{text}{more}({})", count(table.len())))
}

/// As HTML for notebooks.
pub fn html(py: Python<'_>, table: &Columns) -> Result<String> {
    let columns = shown(py, table)?;
    let mut html = String::from("<table class=\"dataframe\">\n<thead><tr>");
    let style = |column: &Shown| {
        if column.right { " style=\"text-align: right\"" } else { " style=\"text-align: left\"" }
    };
    // Writing to a string cannot fail.
    for column in &columns {
        let _ = write!(html, "<th{}>{}</th>", style(column), escape(&column.name));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in 0..table.len().min(ROWS) {
        html.push_str("<tr>");
        for column in &columns {
            let cell = column.cells.get(row).map_or("", String::as_str);
            let _ = write!(html, "<td{}>{}</td>", style(column), escape(cell));
        }
        html.push_str("</tr>\n");
    }
    let more = if table.len() > ROWS { format!(", the first {ROWS} shown") } else { String::new() };
    let _ = write!(html, "</tbody>\n</table>\n<p>{}{more}</p>", count(table.len()));
    Ok(html)
}

fn count(rows: usize) -> String {
    format!("{rows} {}", if rows == 1 { "row" } else { "rows" })
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// How many places a text takes on a terminal: kana, kanji and wide letters take two.
fn width(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd);
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}
