//! Private functions by which the tests try the doors: columns in, records both ways, and long calls.
//!
//! They are in every build, so that what is tested is what is shipped.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::thread::sleep;
use std::time::Duration;

use omo_core::model::Consent;
use omo_core::{Channels, Error, Touchpoint, Zone};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::convert::{give, options, record, records, value as value_of};
use crate::error::{Progress, Result, run, run_with};
use crate::table::{Column, Columns, Table};

/// Reads a column in one of the ways functions do, missing cells allowed or not.
#[pyfunction]
#[pyo3(signature = (table, column, kind, *, zone = "UTC", missing = true, columns = None))]
pub fn _read(
    table: Columns,
    column: &str,
    kind: &str,
    zone: &str,
    missing: bool,
    columns: Option<HashMap<String, String>>,
) -> Result<Table> {
    let table = table.rename(&columns.unwrap_or_default())?;
    let zone: Zone = zone.parse()?;
    let cells: Column = match (kind, missing) {
        ("intern", false) => {
            let (names, numbers) = table.intern::<u32>(column)?;
            let texts = Column::named(&names, &numbers);
            return Ok(Table::new([("cells", texts), ("numbers", numbers.into())])?);
        }
        ("intern", true) => table.intern::<Option<u32>>(column)?.1.into(),
        ("texts", false) => table.texts::<String>(column)?.into(),
        ("texts", true) => table.texts::<Option<String>>(column)?.into(),
        ("integers", false) => table.integers::<i64>(column)?.into(),
        ("integers", true) => table.integers::<Option<i64>>(column)?.into(),
        ("numbers", false) => table.numbers::<f64>(column)?.into(),
        ("numbers", true) => table.numbers::<Option<f64>>(column)?.into(),
        ("flags", false) => table.flags::<bool>(column)?.into(),
        ("flags", true) => table.flags::<Option<bool>>(column)?.into(),
        ("millis", false) => table.millis::<i64>(column, &zone)?.into(),
        ("millis", true) => Column::times(table.millis::<Option<i64>>(column, &zone)?),
        ("times", _) => {
            let times = table.times::<Option<omo_core::Time>>(column, &zone)?;
            times.into_iter().map(|time| time.map(|time| time.to_string())).collect::<Vec<_>>().into()
        }
        _ => return Err(PyValueError::new_err("no such kind").into()),
    };
    Ok(Table::new([("cells", cells)])?)
}

/// Reads a record and gives it back.
#[pyfunction]
pub fn _repeat<'py>(kind: &str, value: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
    let py = value.py();
    Ok(match kind {
        "touchpoint" => give(py, &record::<Touchpoint>(value)?)?,
        "touchpoints" => give(py, &records::<Touchpoint>(value)?)?,
        "consent" => give(py, &record::<Consent>(value)?)?,
        "channels" => give(py, &options::<Channels>(value)?)?,
        "value" => give(py, &value_of(value)?)?,
        _ => return Err(PyValueError::new_err("no such kind").into()),
    })
}

/// Waits as a long fit would, in steps of a millisecond.
#[pyfunction]
#[pyo3(signature = (steps, *, tells = true, progress = None))]
pub fn _wait(py: Python<'_>, steps: u16, tells: bool, progress: Option<Progress>) -> Result<u16> {
    if !tells {
        return run(py, move || {
            sleep(Duration::from_millis(steps.into()));
            Ok(steps)
        });
    }
    run_with(py, progress, move |report| {
        for step in 0..steps {
            sleep(Duration::from_millis(1));
            if report(f32::from(step) / f32::from(steps)) == ControlFlow::Break(()) {
                return Err(Error::Cancelled);
            }
        }
        Ok(steps)
    })
}
