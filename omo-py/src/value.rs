//! What customers are worth, and whether what was done helped.

mod history;
mod measured;
mod models;
mod pictures;
mod shop;

use omo_core::value::{self, Purchase, RfmOptions};
use omo_core::{Time, Zone};
use pyo3::prelude::*;

use crate::error::{Result, run};
use crate::table::{Column, Columns, Table};
use crate::when::When;

pub use history::summary;
pub use measured::{Experiment, Qini, experiment, incremental_sales, power, qini, sample_size};
pub use models::{BgBb, BgNbd, GammaGamma, MbgNbd, ParetoNbd};
pub use pictures::{calibration_chart, rfm_chart, tracking_chart};
pub use shop::{KpiTree, fan_score, kpi_tree, maturity, parity};

/// A specification as a notebook shows it.
fn chart<'py>(py: Python<'py>, spec: &serde_json::Value) -> Result<Bound<'py, PyAny>> {
    Ok(py.import("omo.plot")?.call_method1("chart", (spec.to_string(),))?)
}

/// How lately, how often and for how much each customer bought, with scores and a segment.
///
/// Several purchases on one day are one day of buying. A negative amount lowers the sum and is no purchase.
/// Purchases after ``today`` are not yet known and do not count.
///
/// Parameters
/// ----------
/// table
///     A table with the columns ``customer_id``, ``occurred_at`` and ``amount`` (or ``value``), one row a receipt.
/// today
///     The day from which recency counts: a datetime, a date or text.
/// bins
///     The best score; scores go from 1. 5 are quintiles.
/// zone
///     The shop's clock, whose days are counted.
///
/// Returns
/// -------
/// Table
///     ``customer_id``, ``recency_days``, ``frequency`` (days with a purchase), ``monetary``, the scores ``r``,
///     ``f``, ``m`` (more is better), and the ``segment``.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing or a row of it cannot be read, ``"option"`` when ``bins`` is not
///     from 2 to 100.
///
/// Examples
/// --------
/// >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-06", "2025-12-11"],
/// ...           "amount": [300, 500, 900]}
/// >>> omo.value.rfm(bought, today="2026-03-11", bins=2)
/// customer_id  recency_days  frequency  monetary  r  f  m  segment
/// hanako                  5          2       800  2  2  1  champion
/// taro                   90          1       900  1  1  2  lost
/// (2 rows)
#[pyfunction]
#[pyo3(signature = (table, *, today, bins = 5, zone = "UTC"))]
pub fn rfm(py: Python<'_>, table: Columns, today: When, bins: u8, zone: &str) -> Result<Table> {
    let zone: Zone = zone.parse()?;
    let today = today.time(&zone)?.day();
    run(py, move || {
        let (names, customers) = table.intern::<u32>("customer_id")?;
        let times = table.times::<Time>("occurred_at", &zone)?;
        let amount = ["amount", "value"].into_iter().find(|name| table.has(name)).unwrap_or("amount");
        let (amounts, unit) = table.amounts(amount)?;
        let rows = customers.iter().zip(&times).zip(&amounts);
        let purchases: Vec<Purchase> =
            rows.map(|((&customer, time), &amount)| Purchase { customer, day: time.day(), amount }).collect();
        let rfm = value::rfm(&purchases, today, &RfmOptions { bins })?;
        let segments: Vec<&str> = rfm.segment.iter().map(|segment| segment.name()).collect();
        Table::new([
            ("customer_id", Column::named(&names, &rfm.customer)),
            ("recency_days", rfm.recency_days.into()),
            ("frequency", rfm.frequency.into()),
            ("monetary", unit.column(rfm.monetary.into_iter().map(Some))),
            ("r", rfm.r.into()),
            ("f", rfm.f.into()),
            ("m", rfm.m.into()),
            ("segment", segments.into()),
        ])
    })
}
