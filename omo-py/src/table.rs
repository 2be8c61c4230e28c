//! Tables in and out: [`Columns`] is what a function takes, [`Table`] what it gives back.

mod arrays;
mod capsule;
mod cells;
mod clock;
mod columns;
mod plain;
mod read;
mod show;
mod written;

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, LargeStringArray,
    RecordBatchIterator, StringArray, TimestampMillisecondArray, UInt8Array, UInt32Array,
};
use arrow_schema::Field;
use arrow_schema::ffi::FFI_ArrowSchema;
use omo_core::Error;
use omo_core::privacy::{Withheld, WithheldRows};
use omo_core::vocabulary::Vocabulary;
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use serde::Serialize;

pub use columns::Columns;
pub use read::{Amounts, OrNone};

use crate::convert::give;
use crate::error::Result;
use crate::hints::{ArrowTable, Capsule, Cells, PandasFrame, PolarsFrame, Records};

/// A table of results, which every data frame takes.
///
/// Hand it to ``polars.DataFrame(table)``, ``pandas.DataFrame.from_arrow(table)``, ``pyarrow.table(table)`` or
/// ``duckdb.sql("from table")``, or use the methods below; nothing is copied by the first four. It never changes.
///
/// Parameters
/// ----------
/// data
///     What other functions of omo take too: a data frame (polars, pandas, pyarrow, DuckDB or any with
///     ``__arrow_c_stream__``), a dict of columns, or a list of dicts.
///
/// Examples
/// --------
/// >>> table = omo.Table({"customer": ["hanako", "taro"], "orders": [3, 1]})
/// >>> table
/// customer  orders
/// hanako         3
/// taro           1
/// (2 rows)
/// >>> table["orders"]
/// [3, 1]
#[pyclass(frozen, module = "omo")]
pub struct Table {
    columns: Columns,
    /// What an answer for a purpose leaves out.
    withheld: Vec<Held>,
}

/// What an answer leaves out: of those it tells, or whole rows of it.
#[derive(Clone, Copy, Serialize)]
#[serde(untagged)]
pub enum Held {
    Parts(Withheld),
    Rows(WithheldRows),
}

/// A column of a [`Table`], from a vector with or without missing cells.
///
/// ```text
/// Table::new([("customer", Column::named(&names, &ids)), ("orders", counts.into()), ("at", Column::times(millis))])
/// ```
pub struct Column(ArrayRef);

impl Column {
    /// Instants, in milliseconds since 1970 in UTC.
    pub fn times(millis: impl IntoIterator<Item = impl Into<Option<i64>>>) -> Self {
        let millis: TimestampMillisecondArray = millis.into_iter().map(Into::into).collect();
        Self(Arc::new(millis.with_timezone("UTC")))
    }

    /// Days since 1970-01-01.
    pub fn days(days: impl IntoIterator<Item = Option<i32>>) -> Self {
        Self(Arc::new(days.into_iter().collect::<Date32Array>()))
    }

    /// The column, of which nothing is left here.
    pub fn take(&mut self) -> Self {
        Self(std::mem::replace(&mut self.0, Arc::new(BooleanArray::from(Vec::<bool>::new()))))
    }

    /// The texts of numbers that [`Columns::intern`] gave out.
    pub fn named(names: &Vocabulary, numbers: &[u32]) -> Self {
        Self(text(numbers.iter().map(|&number| names.text(number))))
    }
}

macro_rules! column_from {
    ($($value:ty => $array:ty),*) => {$(
        impl From<Vec<$value>> for Column {
            fn from(values: Vec<$value>) -> Self {
                Self(Arc::new(<$array>::from(values)))
            }
        }

        impl From<Vec<Option<$value>>> for Column {
            fn from(values: Vec<Option<$value>>) -> Self {
                Self(Arc::new(<$array>::from(values)))
            }
        }
    )*};
}

column_from!(u8 => UInt8Array, u32 => UInt32Array, i64 => Int64Array, f64 => Float64Array, bool => BooleanArray);

macro_rules! column_from_text {
    ($($value:ty),*) => {$(
        impl From<Vec<$value>> for Column {
            fn from(values: Vec<$value>) -> Self {
                Self(text(values.iter().map(|value| Some(value.as_ref()))))
            }
        }

        impl From<Vec<Option<$value>>> for Column {
            fn from(values: Vec<Option<$value>>) -> Self {
                Self(text(values.iter().map(|value| value.as_ref().map(AsRef::as_ref))))
            }
        }
    )*};
}

column_from_text!(String, &str);

/// An array of texts, with wide offsets only where two gigabytes ask for them.
fn text<'a>(values: impl Iterator<Item = Option<&'a str>> + Clone) -> ArrayRef {
    let bytes: usize = values.clone().flatten().map(str::len).sum();
    if i32::try_from(bytes).is_ok() {
        Arc::new(values.collect::<StringArray>())
    } else {
        Arc::new(values.collect::<LargeStringArray>())
    }
}

impl Table {
    /// A table of columns of equal length.
    pub fn new<const N: usize>(columns: [(&str, Column); N]) -> std::result::Result<Self, Error> {
        Self::of(columns)
    }

    /// A table of as many columns of equal length as there are.
    pub fn of<'a>(columns: impl IntoIterator<Item = (&'a str, Column)>) -> std::result::Result<Self, Error> {
        let column = |(name, Column(array)): (&str, Column)| columns::Column {
            field: Arc::new(Field::new(name, array.data_type().clone(), array.null_count() > 0)),
            arrays: vec![array],
        };
        Ok(Self { columns: Columns::new(columns.into_iter().map(column).collect())?, withheld: Vec::new() })
    }

    /// The same, with what it leaves out.
    pub fn withholding<T: Copy>(mut self, held: &[T], as_held: fn(T) -> Held) -> Self {
        self.withheld = held.iter().copied().map(as_held).collect();
        self
    }

    /// What it holds, to be read as any other table.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }
}

#[pymethods]
impl Table {
    #[new]
    fn py_new(data: Columns) -> Result<Self> {
        for column in data.iter() {
            if plain::is_lost(column.field.data_type()) {
                let column = column.field.name().clone();
                return Err(Error::Column { column, must: "of values of one type".into() }.into());
            }
        }
        Ok(Self { columns: data, withheld: Vec::new() })
    }

    /// The columns' names in order.
    ///
    /// Examples
    /// --------
    /// >>> omo.Table({"customer": ["hanako"], "orders": [3]}).columns
    /// ['customer', 'orders']
    #[getter(columns)]
    fn py_columns(&self) -> Vec<&str> {
        self.columns.names().collect()
    }

    /// What the purpose of the question may not see, by cause: ``count`` and ``why``, and ``what`` or of which ``list``.
    ///
    /// Empty where the purpose sees all, and for tables that no purpose was asked for. Data frames made of the table do not
    /// have it.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.customers(purpose="marketing").withheld
    /// [{'what': 'customers', 'count': 1, 'why': 'no_consent'}]
    #[getter]
    fn withheld<'py>(&self, py: Python<'py>) -> Result<Records<'py>> {
        Ok(Records(give(py, &self.withheld)?))
    }

    fn __len__(&self) -> usize {
        self.columns.len()
    }

    /// The values of one column.
    fn __getitem__<'py>(&self, py: Python<'py>, column: &str) -> Result<Cells<'py>> {
        if !self.columns.has(column) {
            return Err(PyKeyError::new_err(column.to_owned()).into());
        }
        let values = show::values(py, self.columns.column(column)?)?;
        Ok(Cells(PyList::new(py, values)?.into_any()))
    }

    /// The table as a list of dicts, one a row.
    ///
    /// Examples
    /// --------
    /// >>> omo.Table({"customer": ["hanako", "taro"], "orders": [3, None]}).to_dicts()
    /// [{'customer': 'hanako', 'orders': 3}, {'customer': 'taro', 'orders': None}]
    fn to_dicts<'py>(&self, py: Python<'py>) -> Result<Records<'py>> {
        let rows = PyList::empty(py);
        for _ in 0..self.columns.len() {
            rows.append(PyDict::new(py))?;
        }
        for column in self.columns.iter() {
            let name = pyo3::types::PyString::new(py, column.field.name());
            for (row, value) in rows.iter().zip(show::values(py, column)?) {
                row.set_item(&name, value)?;
            }
        }
        Ok(Records(rows.into_any()))
    }

    /// The table as a pandas ``DataFrame``.
    ///
    /// Examples
    /// --------
    /// >>> omo.Table({"orders": [3, 1]}).to_pandas().shape
    /// (2, 1)
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<PandasFrame<'py>> {
        let py = slf.py();
        let frame = py.import("pandas")?.getattr("DataFrame")?;
        if py.import("pyarrow").is_err() {
            // Column by column; what pandas makes of lists is what its users expect of it.
            let columns = PyDict::new(py);
            for name in slf.get().columns.names() {
                columns.set_item(name, slf.get_item(name)?)?;
            }
            return frame.call1((columns,)).map(PandasFrame);
        }
        Self::to_arrow(slf)?.0.call_method0("to_pandas").map(PandasFrame)
    }

    /// The table as a polars ``DataFrame``.
    ///
    /// Examples
    /// --------
    /// >>> omo.Table({"orders": [3, 1]}).to_polars()["orders"].sum()
    /// 4
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<PolarsFrame<'py>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,)).map(PolarsFrame)
    }

    /// The table as a pyarrow ``Table``.
    ///
    /// Examples
    /// --------
    /// >>> omo.Table({"orders": [3, 1]}).to_arrow().num_rows
    /// 2
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<ArrowTable<'py>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,)).map(ArrowTable)
    }

    /// The table as an Arrow stream: the protocol by which data frames take it.
    ///
    /// Examples
    /// --------
    /// >>> type(omo.Table({"orders": [3, 1]}).__arrow_c_stream__()).__name__
    /// 'PyCapsule'
    // Whoever asks for another schema gets ours and converts: the protocol allows that.
    #[pyo3(signature = (requested_schema: "object" = None))]
    #[expect(unused_variables, reason = "the protocol's name")]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Capsule<'py>> {
        let batches = self.columns.batches().map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        let batches = RecordBatchIterator::new(batches.into_iter().map(Ok), self.columns.schema());
        Ok(Capsule(capsule::give_stream(py, batches)?.into_any()))
    }

    /// The names and types of the columns as an Arrow schema.
    ///
    /// Examples
    /// --------
    /// >>> type(omo.Table({"orders": [3, 1]}).__arrow_c_schema__()).__name__
    /// 'PyCapsule'
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Capsule<'py>> {
        let schema = FFI_ArrowSchema::try_from(self.columns.schema().as_ref());
        let schema = schema.map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(Capsule(capsule::give_schema(py, schema)?.into_any()))
    }

    fn __repr__(&self, py: Python<'_>) -> Result<String> {
        show::plain(py, &self.columns)
    }

    fn _repr_html_(&self, py: Python<'_>) -> Result<String> {
        show::html(py, &self.columns)
    }
}
