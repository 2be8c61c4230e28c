//! What goes into an engine: records or tables, files, and how their columns are called.

use std::collections::BTreeMap;
use std::path::PathBuf;

use omo_core::io::{self, Batch, Mapping, TableColumn, WORDS};
use omo_core::{Error, Zone};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyList, PyString, PyTuple};
use serde_json::Value;

use crate::convert::value;
use crate::error::{Fault, Report, Result};
use crate::table::Columns;

/// A dict of texts.
pub type Words = BTreeMap<String, String>;

/// Records or a table.
pub enum Data {
    Records(Vec<Value>),
    Table(Columns),
}

/// How many records are read before Ctrl-C is looked for.
const LOOK: usize = 4096;

impl<'py> FromPyObject<'_, 'py> for Data {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoTable");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        if !object.is_instance_of::<PyList>() && !object.is_instance_of::<PyTuple>() {
            return object.extract().map(Self::Table);
        }
        let mut records = Vec::with_capacity(object.len()?);
        for (row, record) in object.try_iter()?.enumerate() {
            if row % LOOK == 0 {
                object.py().check_signals()?;
            }
            records.push(value(&record?)?);
        }
        Ok(Self::Records(records))
    }
}

impl Data {
    /// The touchpoints in it.
    pub fn read(self, mapping: &Mapping, report: Report<'_>) -> std::result::Result<Batch, Error> {
        match self {
            Self::Records(records) => io::read_records(records, mapping),
            Self::Table(table) => {
                let words: Vec<String> = WORDS.iter().map(|word| crate::convert::camel(word)).collect();
                let named = |name: &str| {
                    let ours = WORDS.contains(&name) || words.iter().any(|word| word == name);
                    ours || matches!(name, "lines" | "identifiers" | "traits") || name.starts_with("traits.")
                };
                let reads =
                    |name: &str| mapping.columns.get(name).map_or(named(name), |word| word != "ignore");
                let cells = table.cells(&mapping.zone, reads, |name| mapping.trait_of(name).is_some())?;
                let columns: Vec<(&str, &dyn TableColumn)> =
                    cells.iter().map(|(name, cells)| (*name, cells as &dyn TableColumn)).collect();
                // Reading is most of the work; the rest is adding to the log.
                io::read_columns(table.len(), &columns, mapping, |share| report(share * 0.8).is_continue())
            }
        }
    }
}

/// A side table, read by one of the core's readers.
pub fn table_of<T>(
    table: &Columns,
    mapping: &Mapping,
    read: impl Fn(usize, &[(&str, &dyn TableColumn)], &Mapping) -> std::result::Result<io::Records<T>, Error>,
) -> std::result::Result<Vec<T>, Error> {
    let cells = table.cells(&mapping.zone, |_| false, |_| false)?;
    let columns: Vec<(&str, &dyn TableColumn)> =
        cells.iter().map(|(name, cells)| (*name, cells as &dyn TableColumn)).collect();
    let read = read(table.len(), &columns, mapping)?;
    match read.quarantined.into_iter().next() {
        None => Ok(read.records),
        Some(wrong) => Err(Error::Column {
            column: wrong.column.unwrap_or_else(|| "row".into()),
            must: format!("mended in row {}: {}", wrong.row - 1, wrong.reason),
        }),
    }
}

/// A file: its bytes, or where it is.
pub enum Bytes {
    Here(Vec<u8>),
    At(PathBuf),
}

impl<'py> FromPyObject<'_, 'py> for Bytes {
    type Error = PyErr;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoBytes");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if let Ok(bytes) = object.cast::<PyBytes>() {
            return Ok(Self::Here(bytes.as_bytes().to_vec()));
        }
        if let Ok(bytes) = object.cast::<PyByteArray>() {
            return Ok(Self::Here(bytes.to_vec()));
        }
        if object.is_instance_of::<PyString>() || object.hasattr("__fspath__")? {
            return object.extract().map(Self::At);
        }
        Err(PyTypeError::new_err("a file must be bytes, or a path as text or `pathlib.Path`"))
    }
}

impl Bytes {
    /// The bytes; a file that cannot be opened is the `OSError` that Python people expect.
    pub fn open(self, py: Python<'_>) -> PyResult<Vec<u8>> {
        match self {
            Self::Here(bytes) => Ok(bytes),
            Self::At(path) => Ok(py.detach(|| std::fs::read(path))?),
        }
    }
}

/// The zone of a call: its own, else the shop's.
pub fn zone(own: Option<&str>, shop: &Zone) -> std::result::Result<Zone, Error> {
    own.map_or_else(|| Ok(shop.clone()), str::parse)
}
