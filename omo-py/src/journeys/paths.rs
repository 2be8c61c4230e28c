//! Paths to a purchase, and what each channel is given of it.

use omo_core::Error;
use omo_core::journey::attribution::{
    AttributionOptions, Credit, Model, OrderOptions, PathOptions, Paths, attribute as run_attribution,
};
use pyo3::prelude::*;
use std::collections::HashMap;

use super::Journeys;
use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Amounts, Column, Columns, Table};
use crate::when::word;

/// Credits as a table.
fn told(credits: &[Credit], unit: f64) -> std::result::Result<Table, Error> {
    let mut columns: Vec<(&str, Column)> = vec![
        ("channel", credits.iter().map(|credit| credit.channel.as_str()).collect::<Vec<_>>().into()),
        ("conversions", credits.iter().map(|credit| credit.conversions).collect::<Vec<_>>().into()),
        ("value", credits.iter().map(|credit| credit.value / unit).collect::<Vec<_>>().into()),
    ];
    if credits.iter().any(|credit| credit.removal.is_some()) {
        columns.push(("removal", credits.iter().map(|credit| credit.removal).collect::<Vec<_>>().into()));
    }
    if credits.iter().any(|credit| credit.conversions_between.is_some()) {
        let end = |of: &dyn Fn(&Credit) -> Option<[f64; 2]>, at: usize, unit: f64| -> Column {
            let end = |credit| of(credit).and_then(|ends| ends.get(at).copied()).map(|end| end / unit);
            credits.iter().map(end).collect::<Vec<Option<f64>>>().into()
        };
        columns.push(("conversions_low", end(&|credit| credit.conversions_between, 0, 1.0)));
        columns.push(("conversions_high", end(&|credit| credit.conversions_between, 1, 1.0)));
        columns.push(("value_low", end(&|credit| credit.value_between, 0, unit)));
        columns.push(("value_high", end(&|credit| credit.value_between, 1, unit)));
    }
    Table::of(columns)
}

/// The paths of a table.
fn paths(table: &Columns, separator: &str) -> std::result::Result<Paths, Error> {
    let mut paths = Paths::default();
    if separator.is_empty() {
        let must = "the text between two channels, such as >";
        return Err(Error::Option { option: "separator", must, got: String::new() });
    }
    let numbers = |name: &str| table.has(name).then(|| table.numbers::<Option<f64>>(name)).transpose();
    let conversions: Vec<f64> = table.numbers("conversions")?;
    let (value, nulls) = (numbers("value")?, numbers("nulls")?);
    let at = |column: &Option<Vec<Option<f64>>>, row: usize| {
        column.as_ref().and_then(|column| column.get(row).copied().flatten()).unwrap_or_default()
    };
    let mut rows = conversions.into_iter().enumerate();
    table.each("path", |path| {
        let Some((row, conversions)) = rows.next() else { return Ok(()) };
        paths.push(path.unwrap_or_default(), separator, conversions, at(&value, row), at(&nulls, row))
    })?;
    Ok(paths)
}

/// How much of each sale every channel on the way to it is given.
///
/// No credit is negative, and credits sum to the conversions.
///
/// Parameters
/// ----------
/// table
///     A table with the columns ``path`` (``"signage > ec > store"``) and ``conversions``, and if there are such ``value``
///     (of these conversions together) and ``nulls`` (how often the path ended in none). Other columns do not matter.
/// model
///     ``"first"``, ``"last"``, ``"linear"``, ``"time_decay"``, ``"position"``, ``"markov"`` (what is lost without a
///     channel; solved, not simulated) or ``"shapley"`` (its mean part in what coalitions of channels sell).
/// order
///     How many touches back a Markov chain remembers, 1 to 4; :func:`choose_order` finds a good one.
/// half_life
///     Of time decay: touches before the last after which a touch is given half.
/// first_share
///     Of position: the share of the first touch.
/// last_share
///     Of position: the share of the last touch.
/// bootstrap
///     How many times paths are drawn anew for intervals; 200 is a good number.
/// confidence
///     The share of drawings that an interval holds.
/// seed
///     Where the drawing starts: the same seed gives the same intervals.
/// separator
///     What stands between two channels.
/// columns
///     Their column to omo's, ``{"total_conversions": "conversions"}``.
///
/// Returns
/// -------
/// Table
///     ``channel``, ``conversions`` and ``value``, the most conversions first; for a Markov chain ``removal``, the share of
///     conversions that are lost without the channel; with ``bootstrap`` also ``conversions_low``, ``conversions_high``,
///     ``value_low`` and ``value_high``.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing, a path names no channel or a number is negative, ``"option"`` for an
///     unknown model or an option outside what it can be.
///
/// Examples
/// --------
/// >>> paths = {"path": ["signage > ec", "ec"], "conversions": [3, 1], "nulls": [0, 6]}
/// >>> omo.journey.attribute(paths, model="linear")
/// channel  conversions  value
/// ec               2.5    0.0
/// signage          1.5    0.0
/// (2 rows)
#[pyfunction]
#[pyo3(signature = (table, model = "markov", *, order = 1, half_life = 2.0, first_share = 0.4, last_share = 0.4, bootstrap = 0, confidence = 0.9, seed = 0, separator = ">", columns = None))]
pub fn attribute(
    py: Python<'_>,
    table: Columns,
    model: &str,
    order: u8,
    half_life: f64,
    first_share: f64,
    last_share: f64,
    bootstrap: u32,
    confidence: f64,
    seed: u32,
    separator: &str,
    columns: Option<HashMap<String, String>>,
) -> Result<Table> {
    let model = Model::named(model)?;
    let options =
        AttributionOptions { model, order, half_life, first_share, last_share, bootstrap, confidence, seed };
    let table = table.rename(&columns.unwrap_or_default())?;
    let separator = separator.to_owned();
    run(py, move || told(&run_attribution(&paths(&table, &separator)?, &options)?, 1.0))
}

/// Which order of a Markov chain foretells paths best that it has not seen.
///
/// Parameters
/// ----------
/// table
///     A table as :func:`attribute` takes it.
/// orders
///     The highest order, 1 to 4.
/// held_out
///     The share of paths that is held out.
/// seed
///     Which paths these are.
/// separator
///     What stands between two channels.
/// columns
///     Their column to omo's, ``{"total_conversions": "conversions"}``.
///
/// Returns
/// -------
/// dict
///     ``best``, the order under which what was held out is likeliest, and ``rows`` with ``order``, ``log_likelihood``
///     and ``perplexity`` (to how many equally likely next touches the future is narrowed: less is better).
///
/// Examples
/// --------
/// >>> paths = {"path": ["signage > ec", "ec"], "conversions": [30, 10], "nulls": [0, 60]}
/// >>> omo.journey.choose_order(paths, orders=2)["best"]
/// 2
#[pyfunction]
#[pyo3(signature = (table, *, orders = 4, held_out = 0.2, seed = 0, separator = ">", columns = None))]
pub fn choose_order<'py>(
    py: Python<'py>,
    table: Columns,
    orders: u8,
    held_out: f64,
    seed: u32,
    separator: &str,
    columns: Option<HashMap<String, String>>,
) -> Result<Record<'py>> {
    let options = OrderOptions { orders, held_out, seed };
    let table = table.rename(&columns.unwrap_or_default())?;
    let separator = separator.to_owned();
    let orders = run(py, move || paths(&table, &separator)?.choose_order(&options))?;
    Ok(Record(give(py, &orders)?))
}

#[pymethods]
impl Journeys {
    /// The paths of touches to each conversion, online and offline alike, and those that ended in none.
    ///
    /// A path begins after the conversion before it. A conversion without any touch before it is its own path, of the
    /// channel it was made on.
    ///
    /// Parameters
    /// ----------
    /// by
    ///     What paths are made of: ``"channel"``, ``"action"`` or ``"stage"``.
    /// conversion
    ///     The action that is a conversion; ``"purchase"`` where that occurs, else all of stage buy, when left out.
    /// lookback_days
    ///     Days before a conversion in which touches count; ``conversion_days`` when left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``path``, ``conversions``, ``value`` and ``nulls``, as :func:`omo.journey.attribute` takes them; the most
    ///     frequent first.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "flyer", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-02", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase", "amount": 500},
    /// ... ])
    /// >>> journeys.paths()
    /// path        conversions  value  nulls
    /// flyer > ec          1.0  500.0    0.0
    /// (1 row)
    #[pyo3(signature = (*, by = "channel", conversion = None, lookback_days = None))]
    fn paths(
        &self,
        py: Python<'_>,
        by: &str,
        conversion: Option<String>,
        lookback_days: Option<u32>,
    ) -> Result<Table> {
        let options = PathOptions { by: word("by", by)?, conversion, lookback_days };
        let unit = self.unit();
        self.ask(py, move |core| {
            let paths = core.paths(&options).together();
            let name = |path: usize| -> String {
                let names: Vec<&str> = paths.touches(path).iter().filter_map(|&c| paths.channel(c)).collect();
                names.join(" > ")
            };
            let all = 0..paths.len();
            let outcomes: Vec<(f64, f64, f64)> = all.clone().map(|path| paths.outcome(path)).collect();
            Table::new([
                ("path", all.map(name).collect::<Vec<_>>().into()),
                ("conversions", outcomes.iter().map(|outcome| outcome.0).collect::<Vec<_>>().into()),
                ("value", outcomes.iter().map(|outcome| outcome.1 / unit).collect::<Vec<_>>().into()),
                ("nulls", outcomes.iter().map(|outcome| outcome.2).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// How much of each purchase every channel on the way to it is given, online and offline alike.
    ///
    /// Parameters
    /// ----------
    /// model
    ///     As in :func:`omo.journey.attribute`.
    /// order
    ///     How many touches back a Markov chain remembers, 1 to 4.
    /// half_life_days
    ///     Of time decay: days before the purchase after which a touch is given half.
    /// first_share
    ///     Of position: the share of the first touch.
    /// last_share
    ///     Of position: the share of the last touch.
    /// by
    ///     What is credited: ``"channel"``, ``"action"`` or ``"stage"``.
    /// conversion
    ///     The action that is a conversion; ``"purchase"`` where that occurs, else all of stage buy, when left out.
    /// lookback_days
    ///     Days before a conversion in which touches count; ``conversion_days`` when left out.
    /// bootstrap
    ///     How many times paths are drawn anew for intervals.
    /// confidence
    ///     The share of drawings that an interval holds.
    /// seed
    ///     Where the drawing starts.
    ///
    /// Returns
    /// -------
    /// Table
    ///     As :func:`omo.journey.attribute` gives it.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "flyer", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-02", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase", "amount": 500},
    /// ... ])
    /// >>> journeys.attribute("linear")
    /// channel  conversions  value
    /// ec               0.5  250.0
    /// flyer            0.5  250.0
    /// (2 rows)
    #[pyo3(signature = (model = "markov", *, order = 1, half_life_days = 7.0, first_share = 0.4, last_share = 0.4, by = "channel", conversion = None, lookback_days = None, bootstrap = 0, confidence = 0.9, seed = 0))]
    fn attribute(
        &self,
        py: Python<'_>,
        model: &str,
        order: u8,
        half_life_days: f64,
        first_share: f64,
        last_share: f64,
        by: &str,
        conversion: Option<String>,
        lookback_days: Option<u32>,
        bootstrap: u32,
        confidence: f64,
        seed: u32,
    ) -> Result<Table> {
        let cut = PathOptions { by: word("by", by)?, conversion, lookback_days };
        let (model, half_life) = (Model::named(model)?, half_life_days);
        let options = AttributionOptions {
            model,
            order,
            half_life,
            first_share,
            last_share,
            bootstrap,
            confidence,
            seed,
        };
        let unit = self.unit();
        self.ask(py, move |core| told(&run_attribution(&core.paths(&cut), &options)?, unit))
    }
}

impl Journeys {
    /// What one whole number of an amount stands for.
    pub fn unit(&self) -> f64 {
        match self.amounts {
            Amounts::Whole => 1.0,
            Amounts::Thousandths => 1000.0,
        }
    }
}
