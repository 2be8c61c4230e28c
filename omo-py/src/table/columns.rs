//! A table as it came: columns of Arrow arrays, whatever gave them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, SchemaRef};
use omo_core::Error;
use pyo3::exceptions::{PyImportError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple, PyType};

use super::{Table, capsule, plain};
use crate::error::{Fault, Result};

/// What a value must be to be taken for a table.
const TABLE: &str =
    "a table must be a DataFrame (polars, pandas, pyarrow, DuckDB, …), a dict of columns or a list of dicts";

/// Anything Python people call a table, as columns that can be read by name.
///
/// A function takes it by value and reads what it needs (see `read.rs`); only that is checked, so a column
/// nobody asks for may hold anything. Cloning is cheap, no cell is copied.
#[derive(Clone)]
pub struct Columns {
    columns: Vec<Column>,
    rows: usize,
}

/// One column: its chunks may differ from those of its neighbours.
#[derive(Clone)]
pub struct Column {
    pub field: FieldRef,
    pub arrays: Vec<ArrayRef>,
}

impl Column {
    fn rows(&self) -> usize {
        self.arrays.iter().map(Array::len).sum()
    }

    /// Its first rows.
    pub fn head(&self, mut rows: usize) -> Self {
        let mut arrays = Vec::new();
        for array in &self.arrays {
            let some = array.len().min(rows);
            rows -= some;
            arrays.push(array.slice(0, some));
        }
        Self { field: Arc::clone(&self.field), arrays }
    }
}

impl<'py> FromPyObject<'_, 'py> for Columns {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoTable");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        let object: &Bound<'py, PyAny> = &object;
        // A class has all the methods of a frame, but no rows.
        if object.is_instance_of::<PyType>() {
            return Err(PyTypeError::new_err(TABLE).into());
        }
        if let Ok(table) = object.cast::<Table>() {
            return Ok(table.get().columns().clone());
        }
        let stream = stream_of(object)?.map(|stream| Self::from_stream(&stream));
        if let Some(Ok(columns)) = stream {
            return Ok(columns);
        }
        // pandas hands over Arrow only beside pyarrow, and polars' columns of nulls have a buffer too many for
        // the reader; column by column both can be had.
        if plain::is_frame(object)? {
            return plain::frame(object);
        }
        if let Some(Err(fault)) = stream {
            return Err(fault);
        }
        if let Ok(columns) = object.cast::<PyDict>() {
            return plain::columns(columns);
        }
        if object.is_instance_of::<PyList>() || object.is_instance_of::<PyTuple>() {
            return plain::rows(object);
        }
        Err(PyTypeError::new_err(TABLE).into())
    }
}

/// The Arrow stream of an object, if it has one to give.
pub fn stream_of<'py>(object: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !object.hasattr("__arrow_c_stream__")? {
        return Ok(None);
    }
    match object.call_method0("__arrow_c_stream__") {
        Ok(stream) => Ok(Some(stream)),
        // Without pyarrow, or with a column of many types: there may be another way.
        Err(error) => {
            let py = object.py();
            let other_way = error.is_instance_of::<PyImportError>(py)
                || error.is_instance_of::<PyTypeError>(py)
                || error.is_instance_of::<PyValueError>(py);
            if other_way { Ok(None) } else { Err(error) }
        }
    }
}

impl Columns {
    /// Columns of equal length under different names.
    pub fn new(columns: Vec<Column>) -> std::result::Result<Self, Error> {
        let rows = columns.first().map_or(0, Column::rows);
        let mut names = BTreeSet::new();
        for column in &columns {
            let name = column.field.name();
            if column.rows() != rows {
                return Err(Error::Length { what: name.clone(), expected: rows, got: column.rows() });
            }
            if !names.insert(name) {
                return Err(Error::Column { column: name.clone(), must: "named only once".into() });
            }
        }
        Ok(Self { columns, rows })
    }

    fn from_stream(stream: &Bound<'_, PyAny>) -> Result<Self> {
        let (field, chunks) = capsule::take(stream)?;
        // A series has a stream as well, but no columns.
        let DataType::Struct(fields) = field.data_type() else {
            return Err(PyTypeError::new_err(TABLE).into());
        };
        let chunks: Option<Vec<&[ArrayRef]>> = chunks.iter().map(capsule::columns_of).collect();
        let broken = || Error::Format { what: "table".into(), must: "of rows that are all there" };
        let chunks = chunks.ok_or_else(broken)?;
        let column = |(number, field): (usize, &FieldRef)| Column {
            field: Arc::clone(field),
            arrays: chunks.iter().filter_map(|chunk| chunk.get(number)).cloned().collect(),
        };
        Ok(Self::new(fields.iter().enumerate().map(column).collect())?)
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// The columns' names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.field.name().as_str())
    }

    /// Whether it has a column of that name: for the columns a function can do without.
    ///
    /// ```text
    /// let store: Option<Vec<String>> = visits.has("store").then(|| visits.texts("store")).transpose()?;
    /// ```
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// The columns in order.
    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> std::result::Result<&Column, Error> {
        let missing = || Error::Column { column: name.into(), must: "there".into() };
        self.columns.iter().find(|column| column.field.name() == name).ok_or_else(missing)
    }

    /// The same table with columns under our names: the `columns` keyword, `{"theirs": "ours"}`.
    pub fn rename(self, names: &HashMap<String, String>) -> std::result::Result<Self, Error> {
        for theirs in names.keys().collect::<BTreeSet<_>>() {
            self.column(theirs)?;
        }
        let renamed = self.columns.into_iter().map(|column| match names.get(column.field.name()) {
            None => column,
            Some(ours) => {
                let field = Field::clone(&column.field).with_name(ours);
                Column { field: Arc::new(field), arrays: column.arrays }
            }
        });
        Self::new(renamed.collect())
    }

    /// Its fields.
    pub fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(self.columns.iter().map(|column| Arc::clone(&column.field)).collect::<Vec<_>>()))
    }

    /// The table in batches: cut wherever some column is, so nothing is copied.
    pub fn batches(&self) -> std::result::Result<Vec<RecordBatch>, ArrowError> {
        let mut cuts = BTreeSet::from([self.rows]);
        for column in &self.columns {
            let mut end = 0;
            cuts.extend(column.arrays.iter().map(|array| {
                end += array.len();
                end
            }));
        }
        cuts.remove(&0);
        let schema = self.schema();
        let mut start = 0;
        let mut batches = Vec::with_capacity(cuts.len());
        for end in cuts {
            let arrays = self.columns.iter().filter_map(|column| slice(&column.arrays, start, end)).collect();
            let options = RecordBatchOptions::new().with_row_count(Some(end - start));
            batches.push(RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options)?);
            start = end;
        }
        Ok(batches)
    }
}

/// The rows from `start` to `end`, which lie in one of the arrays.
fn slice(arrays: &[ArrayRef], start: usize, end: usize) -> Option<ArrayRef> {
    let mut first = 0;
    for array in arrays {
        if start < first + array.len() {
            return Some(array.slice(start - first, end - start));
        }
        first += array.len();
    }
    None
}
