//! What is made of customers once they are found: golden records, households, and keys that stand for records.

mod filters;
mod golden;
mod household;

use omo_core::Error;
use omo_core::identity::linker::{Column, Records};
use omo_core::identity::whose;
use omo_core::vocabulary::Vocabulary;

pub use filters::{clk, clk_pairs};
pub use golden::{GoldenRecords, golden_records};
pub use household::{Households, households};

use crate::table::Columns;

type Result<T> = std::result::Result<T, Error>;

/// A column as the core takes it.
fn column(table: &Columns, name: &str) -> Result<Column> {
    let (texts, cells) = table.written(name)?;
    Ok(Column { name: name.into(), texts, cells })
}

/// A table with its ids, and of its other columns those that are wanted.
fn records(table: &Columns, id: &str, wants: impl Fn(&str) -> bool) -> Result<Records> {
    let names: Vec<&str> = table.names().filter(|&name| name != id && wants(name)).collect();
    let columns = Column::all(&names, |name| column(table, name))?;
    Records::new(column(table, id)?, columns)
}

/// Whose each record is, by numbers, and the customers' ids.
///
/// Without a table each record is a customer of its own, under its own id.
fn customers(records: &Records, told: Option<&Columns>) -> Result<(Vocabulary, Vec<u32>)> {
    let Some(told) = told else {
        return Ok((records.ids().texts.clone(), records.ids().cells.clone()));
    };
    let customers = column(told, "customer_id")?;
    let told = Records::new(column(told, "record_id")?, Vec::new())?;
    let numbers = whose(records, &told, &customers)?;
    Ok((customers.texts, numbers))
}
