//! The golden record: of all that is known of a customer, the value of each field that holds.
//!
//! Fields survive one by one, each by its strategy; where that leaves several values, the other strategies decide, and
//! at last the lower id. What says nothing, such as `unknown`, survives only where nothing says more. Each value tells
//! from which record it comes and why.
//!
//! ```
//! use omo_core::identity::golden::{GoldenOptions, Strategy, golden_records};
//! use omo_core::identity::linker::{Column, Records};
//! let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
//! let records = Records::new(
//!     column("id", &["till", "web", "call"]),
//!     vec![
//!         column("name", &["Hanako Yamada", "hanako yamada", "unknown"]),
//!         column("phone", &["03-1234-5670", "090-1234-5670", "090-1234-5670"]),
//!         column("seen", &["2026-03-09", "2026-01-02", "2025-07-01"]),
//!     ],
//! )?;
//! let mut options = GoldenOptions { time: Some("seen".into()), ..GoldenOptions::default() };
//! options.strategies.insert("phone".into(), Strategy::MostRecent);
//! let golden = golden_records(&records, &[0, 0, 0], &options)?;
//! assert_eq!(golden.value(0, "name"), Some("Hanako Yamada"));
//! assert_eq!(golden.value(0, "phone"), Some("03-1234-5670"));
//! let why = golden.why(0, "phone").unwrap();
//! assert_eq!((records.id(why.row), why.agreeing, why.records), (Some("till"), 1, 3));
//! # Ok::<(), omo_core::Error>(())
//! ```

mod field;
mod options;
#[cfg(test)]
mod tests;
mod times;

use serde::Serialize;

use super::chosen::rows_of;
use super::linker::{Column, Records};
use crate::Error;
use field::Field;
use options::Plan;
pub use options::{GoldenOptions, Strategy};

/// What made a value survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// No record says anything else.
    Unanimous,
    /// No strategy told them apart: the lower id.
    LowestId,
    /// This strategy: the field's own, or one after it where that left several values.
    #[serde(untagged)]
    By(Strategy),
}

impl Decided {
    /// Its word: `unanimous`, a strategy's, or `lowest_id`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unanimous => "unanimous",
            Self::By(strategy) => strategy.name(),
            Self::LowestId => "lowest_id",
        }
    }
}

/// From which record a value comes, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Survivor {
    /// The row of the record it was taken from.
    pub row: u32,
    /// The strategy of the field.
    pub strategy: Strategy,
    /// What decided.
    pub decided: Decided,
    /// How many of the customer's records say the same, this one included; case, width and blanks do not matter.
    pub agreeing: u32,
    /// How many of the customer's records say something; where none does, how many are filled.
    pub records: u32,
}

/// One record for each customer, and why it is so.
#[derive(Debug, Clone, Default)]
pub struct GoldenRecords {
    customers: Vec<u32>,
    fields: Vec<Column>,
    /// For each field, of each customer.
    survivors: Vec<Vec<Option<Survivor>>>,
}

impl GoldenRecords {
    /// The numbers of the customers, the one with the lowest id of a record first.
    #[must_use]
    pub fn customers(&self) -> &[u32] {
        &self.customers
    }

    /// The fields, each with a cell for every customer.
    #[must_use]
    pub fn fields(&self) -> &[Column] {
        &self.fields
    }

    /// The value of a field of the customer at a place of [`customers`](Self::customers).
    #[must_use]
    pub fn value(&self, customer: usize, field: &str) -> Option<&str> {
        let column = self.fields.get(self.field(field)?)?;
        column.texts.text(*column.cells.get(customer)?)
    }

    /// Where that value comes from, and why; `None` where no record has one.
    #[must_use]
    pub fn why(&self, customer: usize, field: &str) -> Option<Survivor> {
        *self.survivors.get(self.field(field)?)?.get(customer)?
    }

    fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|column| column.name == name)
    }
}

/// Makes one record of all records of each customer; `customers` has a number for every row.
///
/// # Errors
///
/// [`Error::Options`] for a column that is not there and a strategy without the column or order it needs,
/// [`Error::Column`] for times that cannot be compared, [`Error::Length`] when not every row has a customer.
pub fn golden_records(
    records: &Records,
    customers: &[u32],
    options: &GoldenOptions,
) -> Result<GoldenRecords, Error> {
    let plan = Plan::new(records, options)?;
    let groups = rows_of(records, customers)?;
    let mut golden = GoldenRecords {
        customers: groups.iter().map(|(customer, _)| *customer).collect(),
        ..GoldenRecords::default()
    };
    for column in plan.fields(records) {
        let field = Field::new(column, plan.strategy(&column.name));
        let survivors: Vec<_> = groups.iter().map(|(_, rows)| field.survivor(rows, &plan)).collect();
        let cells = survivors.iter().map(|survivor| column.texts.text(field.cell((*survivor)?.row)?));
        golden.fields.push(Column::new(&column.name, cells));
        golden.survivors.push(survivors);
    }
    Ok(golden)
}
