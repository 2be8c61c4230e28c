//! What models of taste are told: tables and sparse matrices.

use std::collections::HashMap;

use omo_core::recommend::{Interaction, Names};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Time, Zone};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Ids, names};
use crate::error::{Fault, Result};
use crate::table::Columns;

/// A table of interactions, or a sparse matrix of customers by items.
pub struct Told {
    table: Columns,
    /// Rows and columns, where it is a matrix.
    shape: Option<(usize, usize)>,
}

impl<'py> FromPyObject<'_, 'py> for Told {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr =
        pyo3::type_hint_identifier!("omo.typing", "IntoInteractions");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        if !(object.hasattr("tocoo")? && object.hasattr("shape")?) {
            return Ok(Self { table: object.extract()?, shape: None });
        }
        // Any sparse matrix of scipy, and what behaves like one.
        let cells = object.call_method0("tocoo")?;
        let columns = PyDict::new(object.py());
        columns.set_item("customer_id", cells.getattr("row")?)?;
        columns.set_item("item", cells.getattr("col")?)?;
        columns.set_item("weight", cells.getattr("data")?.call_method1("astype", ("float64",))?)?;
        let shape = object.getattr("shape")?.extract()?;
        Ok(Self { table: columns.into_any().extract()?, shape: Some(shape) })
    }
}

/// Interactions under the numbers of the names beside them.
pub struct Rows {
    pub customers: Names,
    pub items: Names,
    pub all: Vec<Interaction>,
}

/// All that `fit`, `update` and `recommend_for` are told.
pub struct Telling {
    pub table: Columns,
    shape: Option<(usize, usize)>,
    zone: Zone,
    /// The names of a matrix's rows and columns.
    labels: [Option<(Names, Vec<u32>)>; 2],
}

impl Telling {
    pub fn read(
        py: Python<'_>,
        told: Told,
        zone: &str,
        columns: Option<HashMap<String, String>>,
        customers: Option<Ids>,
        items: Option<Ids>,
    ) -> Result<Self> {
        let label = |ids: Option<Ids>, name| {
            ids.map(|ids| Ok::<_, Fault>(names(&ids.read(py, name)?, name)?)).transpose()
        };
        Ok(Self {
            table: told.table.rename(&columns.unwrap_or_default())?,
            shape: told.shape,
            zone: zone.parse()?,
            labels: [label(customers, "customer_id")?, label(items, "item")?],
        })
    }

    pub fn rows(&self) -> std::result::Result<Rows, Error> {
        let table = &self.table;
        let [theirs, ours] = self.labels.clone();
        let size = |of: fn((usize, usize)) -> usize| self.shape.map(of);
        let (customers, customer) = numbered(table, "customer_id", size(|shape| shape.0), theirs)?;
        let (items, item) = numbered(table, "item", size(|shape| shape.1), ours)?;
        let weights: Option<Vec<f64>> = table.has("weight").then(|| table.numbers("weight")).transpose()?;
        let days: Option<Vec<Time>> =
            table.has("occurred_at").then(|| table.times("occurred_at", &self.zone)).transpose()?;
        let row = |(at, (customer, item))| Interaction {
            customer,
            item,
            weight: weights.as_ref().map_or(1.0, |all: &Vec<f64>| all.get(at).copied().unwrap_or_default()),
            day: days.as_ref().and_then(|all| all.get(at)).map_or(0, |time: &Time| time.day()),
        };
        let rows = customer.into_iter().zip(item).enumerate().map(row).collect();
        Ok(Rows { customers, items, all: rows })
    }
}

/// The names of a column and the number of each row; of a matrix the names of its rows or columns.
fn numbered(
    table: &Columns,
    column: &str,
    size: Option<usize>,
    labels: Option<(Names, Vec<u32>)>,
) -> std::result::Result<(Names, Vec<u32>), Error> {
    let Some(size) = size else { return names(table, column) };
    let places: Vec<i64> = table.integers(column)?;
    let (names, numbers) = labels.unwrap_or_else(|| {
        let mut met = Vocabulary::default();
        (0..size).for_each(|place| {
            met.intern(&place.to_string());
        });
        Names::sorted(&met, true)
    });
    if numbers.len() != size {
        let what = if column == "item" { "items" } else { "customers" };
        return Err(Error::Length { what: what.into(), expected: size, got: numbers.len() });
    }
    if names.len() != size {
        return Err(Error::Column { column: column.into(), must: "named by names that differ".into() });
    }
    let number = |place: i64| usize::try_from(place).ok().and_then(|place| numbers.get(place)).copied();
    let rows = places.into_iter().map(|place| number(place).unwrap_or(u32::MAX)).collect();
    Ok((names, rows))
}
