//! How many customers an experiment needs, and what a coupon brought.

use omo_core::Error;
use omo_core::value::{self, ExperimentOptions, Metric};
use pyo3::prelude::*;

use super::{Names, numbers};
use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::Columns;

/// How many customers each of two equal arms needs to find a difference.
///
/// Parameters
/// ----------
/// baseline
///     The mean without treatment; a share unless ``standard_deviation`` is given.
/// difference
///     The difference that is to be found.
/// standard_deviation
///     How much one customer's outcome varies, where it is no share.
/// alpha
///     How often an effect may be told where there is none.
/// power
///     How often it is to be found where it is there.
///
/// Examples
/// --------
/// >>> omo.value.sample_size(0.10, 0.02)
/// 3841
#[pyfunction]
#[pyo3(signature = (baseline, difference, *, standard_deviation = None, alpha = 0.05, power = 0.8))]
pub fn sample_size(
    baseline: f64,
    difference: f64,
    standard_deviation: Option<f64>,
    alpha: f64,
    power: f64,
) -> Result<u64> {
    let size = value::sample_size(baseline, difference, standard_deviation, alpha, power)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and from 2")]
    Ok(size as u64)
}

/// How likely two arms of so many customers each find a difference.
///
/// Parameters
/// ----------
/// customers
///     Of each arm.
/// baseline
///     The mean without treatment; a share unless ``standard_deviation`` is given.
/// difference
///     The difference that is to be found.
/// standard_deviation
///     How much one customer's outcome varies, where it is no share.
/// alpha
///     How often an effect may be told where there is none.
///
/// Examples
/// --------
/// >>> round(omo.value.power(3841, 0.10, 0.02), 3)
/// 0.8
#[pyfunction]
#[pyo3(signature = (customers, baseline, difference, *, standard_deviation = None, alpha = 0.05))]
pub fn power(
    customers: f64,
    baseline: f64,
    difference: f64,
    standard_deviation: Option<f64>,
    alpha: f64,
) -> Result<f64> {
    Ok(value::power(customers, baseline, difference, standard_deviation, alpha)?)
}

/// What a coupon brought beyond what would have been bought without it, against customers held out.
///
/// Parameters
/// ----------
/// table
///     A table with one row a customer.
/// parts
///     Columns of sales that hold no sale twice: while the coupon held, in the weeks after (what was only pulled forward comes
///     off there), in other channels (what was taken from them comes off there).
/// treated
///     The column that says for whom the coupon was, used or not: true or false, or 1 and 0.
/// cost
///     What it cost in all.
/// alpha
///     How often an effect may be told where there is none.
///
/// Returns
/// -------
/// dict
///     ``net``, ``lower``, ``upper``, ``p_value``, ``cost``, ``customers``, and of each of the ``parts`` its ``sales`` with their interval.
///
/// Examples
/// --------
/// >>> sales = {"treated": [1, 1, 1, 0, 0, 0], "during": [30, 20, 40, 10, 0, 20], "after": [5, 0, 10, 10, 5, 15]}
/// >>> omo.value.incremental_sales(sales, ["during", "after"], cost=9)["net"]
/// 36.0
#[pyfunction]
#[pyo3(signature = (table, parts: "str | list[str]", *, treated = "treated", cost = 0.0, alpha = 0.05))]
pub fn incremental_sales<'py>(
    py: Python<'py>,
    table: Columns,
    parts: Names,
    treated: &str,
    cost: f64,
    alpha: f64,
) -> Result<Record<'py>> {
    let treated = treated.to_owned();
    let found = run(py, move || {
        let flags: Vec<bool> = numbers(&table, &treated)?.into_iter().map(|flag| flag != 0.0).collect();
        let column = |name: String| Ok::<_, Error>((numbers(&table, &name)?, name));
        let columns = parts.all().into_iter().map(column).collect::<std::result::Result<Vec<_>, _>>()?;
        let parts: Vec<Metric<'_>> = columns.iter().map(|(values, name)| Metric { name, values }).collect();
        value::incremental_sales(&flags, &parts, cost, &ExperimentOptions { alpha, ..Default::default() })
    })?;
    Ok(Record(give(py, &found)?))
}
