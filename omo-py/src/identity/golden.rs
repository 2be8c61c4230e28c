//! The golden record.

use std::sync::Arc;

use omo_core::Error;
use omo_core::identity::golden::{self as core, GoldenOptions, Survivor};
use omo_core::identity::linker::Records;
use omo_core::vocabulary::Vocabulary;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize;

use super::{customers as customers_of, records};
use crate::convert::{give, options};
use crate::error::{Result, run};
use crate::hints::Records as Dicts;
use crate::table::{Column, Columns, Table};

/// One record for each customer, and why it is so: what :func:`golden_records` makes.
///
/// It never changes. Its length is the number of customers.
///
/// Examples
/// --------
/// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "unknown"]}
/// >>> whose = {"record_id": ["a", "b"], "customer_id": ["1", "1"]}
/// >>> omo.identity.golden_records(people, whose)
/// omo.identity.GoldenRecords(2 records, 1 customer)
#[pyclass(frozen, module = "omo")]
pub struct GoldenRecords(Arc<Made>);

/// What was made, and the ids of records and customers.
struct Made {
    core: core::GoldenRecords,
    records: Records,
    names: Vocabulary,
}

/// What is told of a value.
#[derive(Serialize)]
struct Told<'a> {
    field: &'a str,
    value: &'a str,
    record_id: &'a str,
    strategy: &'static str,
    decided_by: &'static str,
    agreeing: u32,
    records: u32,
}

impl Made {
    /// The values of the customer at a place, in order of the fields.
    fn told(&self, place: usize) -> impl Iterator<Item = Told<'_>> {
        self.core.fields().iter().filter_map(move |field| {
            let Survivor { row, strategy, decided, agreeing, records } = self.core.why(place, &field.name)?;
            Some(Told {
                field: &field.name,
                value: self.core.value(place, &field.name)?,
                record_id: self.records.id(row)?,
                strategy: strategy.name(),
                decided_by: decided.name(),
                agreeing,
                records,
            })
        })
    }
}

#[pymethods]
impl GoldenRecords {
    fn __len__(&self) -> usize {
        self.0.core.customers().len()
    }

    fn __repr__(&self) -> String {
        let count = |many: usize, what| format!("{many} {what}{}", if many == 1 { "" } else { "s" });
        let (records, customers) = (count(self.0.records.len(), "record"), count(self.__len__(), "customer"));
        format!("omo.identity.GoldenRecords({records}, {customers})")
    }

    /// The golden records, in order of the customers' lowest record ids.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id`` and the fields, as text.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "unknown"]}
    /// >>> whose = {"record_id": ["a", "b"], "customer_id": ["1", "1"]}
    /// >>> omo.identity.golden_records(people, whose).records.to_dicts()
    /// [{'customer_id': '1', 'name': 'Hanako Yamada'}]
    #[getter]
    fn records(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let customers = ("customer_id", Column::named(&this.names, this.core.customers()));
            let field =
                |field: &'_ omo_core::identity::linker::Column| Column::named(&field.texts, &field.cells);
            let fields = this.core.fields().iter().map(|column| (column.name.as_str(), field(column)));
            Table::of(std::iter::once(customers).chain(fields))
        })
    }

    /// Where each value comes from, and why.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``field``, ``value``, ``record_id`` (the record it was taken from), ``strategy`` (the field's),
    ///     ``decided_by`` (``"unanimous"``, the strategy that left one value, or ``"lowest_id"``), ``agreeing`` (how many of
    ///     the customer's records say the same), ``records`` (how many say something).
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b", "c"], "name": ["Hanako Yamada", "hanako yamada", "Hana Yamada"]}
    /// >>> whose = {"record_id": ["a", "b", "c"], "customer_id": ["1", "1", "1"]}
    /// >>> why = omo.identity.golden_records(people, whose).provenance
    /// >>> why["record_id"], why["decided_by"], why["agreeing"], why["records"]
    /// (['a'], ['most_frequent'], [2], [3])
    #[getter]
    fn provenance(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let customers = this.core.customers();
            let of = |(place, customer): (usize, &u32)| {
                let customer = *customer;
                this.told(place).map(move |told| (customer, told)).collect::<Vec<_>>()
            };
            let all: Vec<(u32, Told<'_>)> = customers.iter().enumerate().flat_map(of).collect();
            let texts =
                |of: fn(&Told<'_>) -> String| all.iter().map(|(_, told)| of(told)).collect::<Vec<_>>();
            let counts = |of: fn(&Told<'_>) -> u32| all.iter().map(|(_, told)| of(told)).collect::<Vec<_>>();
            let owners: Vec<u32> = all.iter().map(|(customer, _)| *customer).collect();
            Table::new([
                ("customer_id", Column::named(&this.names, &owners)),
                ("field", texts(|told| told.field.into()).into()),
                ("value", texts(|told| told.value.into()).into()),
                ("record_id", texts(|told| told.record_id.into()).into()),
                ("strategy", texts(|told| told.strategy.into()).into()),
                ("decided_by", texts(|told| told.decided_by.into()).into()),
                ("agreeing", counts(|told| told.agreeing).into()),
                ("records", counts(|told| told.records).into()),
            ])
        })
    }

    /// Where the values of one customer come from, and why.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id, as text.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     For each field that has a value what :attr:`provenance` tells of it.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` when there is no such customer.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "unknown"]}
    /// >>> golden = omo.identity.golden_records(people, {"record_id": ["a", "b"], "customer_id": ["1", "1"]})
    /// >>> golden.explain("1")[0]["record_id"]
    /// 'a'
    fn explain<'py>(&self, py: Python<'py>, customer_id: &str) -> Result<Dicts<'py>> {
        let number = self.0.names.get(customer_id);
        let place = self.0.core.customers().iter().position(|&customer| Some(customer) == number);
        let place = place.ok_or(Error::Unknown { what: "customer" })?;
        Ok(Dicts(give(py, &self.0.told(place).collect::<Vec<_>>())?))
    }
}

/// Make one record of all records of each customer: of each field the value that holds, and where it comes from.
///
/// Fields survive one by one, so a golden record may hold one record's name and another's phone. Where a strategy
/// leaves several values, the most frequent, most trusted, most recent and longest one decides, and at last the lower
/// id. A cell that says nothing, such as ``unknown`` or ``000-0000-0000``, survives only where no other says more.
///
/// Parameters
/// ----------
/// table
///     One row a record: a column of ids and the fields. Cells may be text, numbers, flags or times.
/// customers
///     Whose each record is: a table with ``record_id`` and ``customer_id``, such as :attr:`Resolution.customers`.
/// id
///     The column of ids, each of which occurs once.
/// strategies
///     Strategies of fields that have one of their own, ``{"phone": "most_recent"}``: ``"most_frequent"`` (case, width and
///     blanks do not matter), ``"most_recent"``, ``"most_trusted"``, ``"longest"``, or ``"first"`` (of the rows as they
///     stand, the only one to which their order matters).
/// default
///     The strategy of all other fields.
/// time
///     The column that says when a record was true: numbers, or times such as 2026-03-01.
/// source
///     The column that says where a record comes from. It and ``time`` become fields only with a strategy.
/// trusted
///     Sources, the most trusted first; all others come after them.
///
/// Returns
/// -------
/// GoldenRecords
///     The records, and for each value the record it comes from and why.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a strategy or a column that is not there, or a strategy without the column it needs;
///     ``"column"`` when an id is missing or occurs twice, a record has no customer, or times cannot be compared.
///
/// Examples
/// --------
/// >>> people = {
/// ...     "id": ["till", "web", "call"],
/// ...     "name": ["Hanako Yamada", "hanako yamada", "unknown"],
/// ...     "phone": ["03-1234-5670", "090-1234-5670", "090-1234-5670"],
/// ...     "seen": ["2026-03-09", "2026-01-02", "2025-07-01"],
/// ... }
/// >>> whose = {"record_id": ["till", "web", "call"], "customer_id": ["hanako"] * 3}
/// >>> golden = omo.identity.golden_records(people, whose, strategies={"phone": "most_recent"}, time="seen")
/// >>> golden.records
/// customer_id  name           phone
/// hanako       Hanako Yamada  03-1234-5670
/// (1 row)
#[pyfunction]
#[pyo3(signature = (
    table, customers, *, id = "id", strategies: "dict[str, str] | None" = None, default = "most_frequent", time = None,
    source = None, trusted = None
))]
pub fn golden_records(
    py: Python<'_>,
    table: Columns,
    customers: Columns,
    id: &str,
    strategies: Option<Bound<'_, PyDict>>,
    default: &str,
    time: Option<String>,
    source: Option<String>,
    trusted: Option<Vec<String>>,
) -> Result<GoldenRecords> {
    let told = PyDict::new(py);
    strategies.map_or(Ok(()), |strategies| told.set_item("strategies", strategies))?;
    told.set_item("default", default)?;
    let GoldenOptions { strategies, default, time: _, source: _, trusted: _ } = options(told.as_any())?;
    let trusted = trusted.unwrap_or_default();
    let options = GoldenOptions { strategies, default, time, source, trusted };
    let id = id.to_owned();
    run(py, move || {
        let records = records(&table, &id, |_| true)?;
        let (names, numbers) = customers_of(&records, Some(&customers))?;
        let core = core::golden_records(&records, &numbers, &options)?;
        Ok(GoldenRecords(Arc::new(Made { core, records, names })))
    })
}
