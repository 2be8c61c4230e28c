//! What the whole shop sells, who its fans are, how far it is, and what its channels say differently.

use std::collections::HashMap;

use omo_core::value::{self, KpiNode, MaturityMeasures, Sale, Sign, Statement};
use omo_core::{Error, Language, Side, view};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{give, options};
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Column, Columns, Table};

/// Sales that are not split by channel: customers times purchases times pieces times price, and each sale seen from both sides.
///
/// Parameters
/// ----------
/// sales
///     A table with the columns ``customer_id``, ``side`` (``"online"`` or ``"offline"``) and ``amount``, and if there are such ``helped``
///     (whether the other side had a part) and ``items``, one row a purchase.
///
/// Returns
/// -------
/// KpiTree
///     The factors for all and for each kind of customer, and the credit of both sides.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing or a row of it cannot be read.
///
/// Examples
/// --------
/// >>> sales = {"customer_id": ["hanako", "hanako", "taro"], "side": ["offline", "online", "offline"],
/// ...          "helped": [True, False, False], "items": [2, 2, 2], "amount": [100, 50, 30]}
/// >>> tree = omo.value.kpi_tree(sales)
/// >>> tree.credit["store_view"], tree.credit["online_view"], tree.credit["shared"]
/// (130.0, 150.0, 100.0)
#[pyfunction]
pub fn kpi_tree(py: Python<'_>, sales: Columns) -> Result<KpiTree> {
    let core = run(py, move || {
        let customers: Vec<u32> = sales.intern("customer_id")?.1;
        let sides: Vec<String> = sales.texts("side")?;
        let amounts: Vec<f64> = sales.numbers("amount")?;
        let items: Option<Vec<f64>> = sales.has("items").then(|| sales.numbers("items")).transpose()?;
        let helped: Option<Vec<bool>> = sales.has("helped").then(|| sales.flags("helped")).transpose()?;
        let rows = customers.into_iter().zip(sides).zip(amounts).enumerate();
        let sale = |(row, ((customer, side), amount)): (usize, ((u32, String), f64))| {
            let side = match side.as_str() {
                "online" => Side::Online,
                "offline" => Side::Offline,
                _ => {
                    let must = format!("\"online\" or \"offline\"; row {row} is not");
                    return Err(Error::Column { column: "side".into(), must });
                }
            };
            let helped = helped.as_ref().and_then(|helped| helped.get(row)).copied().unwrap_or(false);
            let items = items.as_ref().and_then(|items| items.get(row)).copied().unwrap_or(1.0);
            Ok(Sale { customer, side, helped, items, amount })
        };
        value::kpi_tree(&rows.map(sale).collect::<std::result::Result<Vec<Sale>, Error>>()?)
    })?;
    Ok(KpiTree { core })
}

/// Sales that are not split by channel; :func:`kpi_tree` makes it.
///
/// Examples
/// --------
/// >>> sales = {"customer_id": ["hanako", "taro"], "side": ["offline", "online"], "amount": [100, 50]}
/// >>> omo.value.kpi_tree(sales)
/// omo.value.KpiTree(sales=150 of 2 customers)
#[pyclass(frozen, module = "omo.value")]
pub struct KpiTree {
    core: value::KpiTree,
}

#[pymethods]
impl KpiTree {
    fn __repr__(&self) -> String {
        format!("omo.value.KpiTree(sales={} of {} customers)", self.core.all.sales, self.core.all.customers)
    }

    /// The factors of sales, for all and for each kind of customer: ``sales`` is the product of the others.
    ///
    /// Examples
    /// --------
    /// >>> sales = {"customer_id": ["hanako", "taro"], "side": ["offline", "online"], "amount": [100, 50]}
    /// >>> omo.value.kpi_tree(sales).nodes["sales"]
    /// [150.0, 100.0, 50.0, 0.0]
    #[getter]
    fn nodes(&self) -> Result<Table> {
        let nodes: Vec<&KpiNode> = std::iter::once(&self.core.all).chain(&self.core.kinds).collect();
        let numbers =
            |of: fn(&KpiNode) -> f64| Column::from(nodes.iter().map(|node| of(node)).collect::<Vec<f64>>());
        Ok(Table::new([
            ("kind", nodes.iter().map(|node| node.kind.name()).collect::<Vec<_>>().into()),
            ("sales", numbers(|node| node.sales)),
            ("customers", numbers(|node| node.customers)),
            ("frequency", numbers(|node| node.frequency)),
            ("items", numbers(|node| node.items)),
            ("price", numbers(|node| node.price)),
        ])?)
    }

    /// Every sale once by who took the money and who helped, and what each side's view has.
    ///
    /// Examples
    /// --------
    /// >>> sales = {"customer_id": ["hanako"], "side": ["online"], "helped": [True], "amount": [100]}
    /// >>> omo.value.kpi_tree(sales).credit["online_helped"]
    /// 100.0
    #[getter]
    fn credit<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, &self.core.credit)?))
    }

    /// Why sales changed since another tree, by kind of customer and factor, without a rest.
    ///
    /// Parameters
    /// ----------
    /// before
    ///     The tree of the time before.
    ///
    /// Examples
    /// --------
    /// >>> before = omo.value.kpi_tree({"customer_id": ["a"], "side": ["online"], "amount": [100]})
    /// >>> after = omo.value.kpi_tree({"customer_id": ["a", "b"], "side": ["online", "online"], "amount": [100, 100]})
    /// >>> after.change(before)["change"]
    /// [0.0, 100.0, 0.0]
    fn change(&self, before: &Self) -> Result<Table> {
        let rows = value::kpi_change(&before.core, &self.core);
        let numbers =
            |of: fn(&value::KpiChange) -> f64| Column::from(rows.iter().map(of).collect::<Vec<f64>>());
        Ok(Table::new([
            ("kind", rows.iter().map(|row| row.kind.name()).collect::<Vec<_>>().into()),
            ("change", numbers(|row| row.change)),
            ("customers", numbers(|row| row.customers)),
            ("frequency", numbers(|row| row.frequency)),
            ("items", numbers(|row| row.items)),
            ("price", numbers(|row| row.price)),
            ("appeared", numbers(|row| row.appeared)),
        ])?)
    }

    /// The tree as a picture for a notebook.
    ///
    /// Parameters
    /// ----------
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Examples
    /// --------
    /// >>> sales = {"customer_id": ["hanako"], "side": ["online"], "amount": [100]}
    /// >>> "vega-lite" in omo.value.kpi_tree(sales).chart().to_json()
    /// True
    #[pyo3(signature = (language = "en"))]
    fn chart<'py>(&self, py: Python<'py>, language: &str) -> Result<Bound<'py, PyAny>> {
        let language: Language = language.parse()?;
        super::chart(py, &view::worth::kpi_tree(&self.core, language))
    }
}

/// Scores customers from 0 to 100 by signs of being a fan: each sign ranks them among each other, the score is the mean by weight.
///
/// Parameters
/// ----------
/// table
///     A table with one row a customer.
/// signs
///     Columns of numbers with their weights, ``{"visits": 2, "reviews": 1}``; a weight below 0 says that fewer are better, as of days
///     since the last visit.
///
/// Returns
/// -------
/// list of float
///     One score a row.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing or holds no numbers, ``"option"`` where no weight is other than 0.
///
/// Examples
/// --------
/// >>> omo.value.fan_score({"visits": [9, 1, 1, 3], "silent_days": [2, 80, 5, 30]}, {"visits": 1, "silent_days": -1})
/// [87.5, 18.75, 43.75, 50.0]
#[pyfunction]
pub fn fan_score(py: Python<'_>, table: Columns, signs: HashMap<String, f64>) -> Result<Vec<f64>> {
    run(py, move || {
        let mut signs: Vec<(String, f64)> = signs.into_iter().collect();
        signs.sort_by(|a, b| a.0.cmp(&b.0));
        let column =
            |(name, weight): (String, f64)| Ok::<_, Error>((table.numbers::<f64>(&name)?, name, weight));
        let columns = signs.into_iter().map(column).collect::<std::result::Result<Vec<_>, _>>()?;
        let signs: Vec<Sign<'_>> = columns
            .iter()
            .map(|(values, name, weight)| Sign { name, values, weight: weight.abs(), fewer: *weight < 0.0 })
            .collect();
        Ok(value::fan_scores(&signs)?.score)
    })
}

/// How far a shop is from many channels to one, from data: a score, a rung of the ladder, and what holds it back.
///
/// Parameters
/// ----------
/// measures
///     Shares from 0 to 1 of what is known: ``linked_customers``, ``known_purchases``, ``crossing_purchases``, ``shared_benefits``,
///     ``pooled_stock``, ``parity``, ``consent`` and ``measured_changes``.
///
/// Returns
/// -------
/// dict
///     ``score`` (0 to 100), ``level`` (``multi_channel``, ``cross_channel``, ``omni_channel`` or ``omo``), ``weakest`` and ``unknown``.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a measure that is misspelt or no share.
///
/// Examples
/// --------
/// >>> omo.value.maturity({"linked_customers": 0.9, "known_purchases": 0.95, "pooled_stock": 0.1, "parity": 0.95})["level"]
/// 'cross_channel'
#[pyfunction]
#[pyo3(signature = (measures: "dict[str, float]"))]
pub fn maturity<'py>(py: Python<'py>, measures: Bound<'py, PyDict>) -> Result<Record<'py>> {
    let measures: MaturityMeasures = options(measures.as_any())?;
    Ok(Record(give(py, &value::maturity(&measures)?)?))
}

/// What channels say differently about the same thing: price, stock, promotion, opening hours.
///
/// Parameters
/// ----------
/// table
///     A table with the columns ``item`` and ``channel``, one row for what a channel says of an item.
/// about
///     The columns that should be alike; all others when left out. An empty cell says nothing.
/// tolerance
///     By which share of the larger one numbers may differ.
///
/// Returns
/// -------
/// dict
///     ``share`` of items that are alike, ``shares`` of each column, ``differences``, and items ``alone`` in one channel.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing.
///
/// Examples
/// --------
/// >>> says = {"item": ["kettle", "kettle"], "channel": ["ec", "store"], "price": [4980, 5480], "hours": ["10-20", "10-20"]}
/// >>> found = omo.value.parity(says)
/// >>> found["shares"]
/// {'hours': 1.0, 'price': 0.0}
/// >>> found["differences"][0]["other_value"]
/// '5480'
#[pyfunction]
#[pyo3(signature = (table, *, about: "list[str] | None" = None, tolerance = 0.0))]
pub fn parity(
    py: Python<'_>,
    table: Columns,
    about: Option<Vec<String>>,
    tolerance: f64,
) -> Result<Record<'_>> {
    let found = run(py, move || {
        let (items, channels): (Vec<String>, Vec<String>) = (table.texts("item")?, table.texts("channel")?);
        let others =
            || table.names().filter(|name| !["item", "channel"].contains(name)).map(str::to_owned).collect();
        let about: Vec<String> = about.unwrap_or_else(others);
        let column = |name: &String| -> std::result::Result<Vec<Option<String>>, Error> {
            if let Ok(texts) = table.texts(name) {
                return Ok(texts);
            }
            if let Ok(flags) = table.flags::<Option<bool>>(name) {
                return Ok(flags.into_iter().map(|flag| flag.map(|flag| flag.to_string())).collect());
            }
            let numbers: Vec<Option<f64>> = table.numbers(name)?;
            Ok(numbers.into_iter().map(|number| number.map(|number| number.to_string())).collect())
        };
        let columns = about.iter().map(column).collect::<std::result::Result<Vec<_>, _>>()?;
        let mut statements = Vec::new();
        for (about, values) in about.iter().zip(&columns) {
            for ((item, channel), value) in items.iter().zip(&channels).zip(values) {
                let value = value.as_deref().unwrap_or_default().trim();
                if !value.is_empty() {
                    statements.push(Statement { item, channel, about, value });
                }
            }
        }
        value::parity(&statements, tolerance)
    })?;
    Ok(Record(give(py, &found)?))
}
