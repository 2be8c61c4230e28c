//! Funnels.

use omo_core::Zone;
use omo_core::journey::{Every, FunnelOptions, Stage};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDelta, PyString};

use super::Journeys;
use crate::error::{Fault, Result};
use crate::table::{Column, Table};
use crate::when::{When, word};

/// A span of time: ``"7d"``, a ``timedelta`` or days.
pub struct Span(Wide);

enum Wide {
    Text(String),
    Millis(i64),
}

impl<'py> FromPyObject<'_, 'py> for Span {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoSpan");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        if let Ok(text) = object.cast::<PyString>() {
            return Ok(Self(Wide::Text(text.to_str()?.to_owned())));
        }
        let days: f64 = if object.is_instance_of::<PyDelta>() {
            object.call_method0("total_seconds")?.extract::<f64>()? / 86_400.0
        } else {
            let wrong =
                || PyTypeError::new_err("a span of time must be text such as 7d, a timedelta, or days");
            object.extract::<f64>().map_err(|_| wrong())?
        };
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stops at the ends")]
        Ok(Self(Wide::Millis((days * 86_400_000.0) as i64)))
    }
}

impl Span {
    /// Seven days.
    pub fn week() -> Self {
        Self(Wide::Millis(604_800_000))
    }

    /// A span, or a unit of the calendar.
    pub fn every(self, option: &'static str, zone: &Zone) -> Result<Every> {
        match self.0 {
            Wide::Text(text) => Ok(Every::read(option, &text, zone)?),
            Wide::Millis(millis) => Ok(Every::Span(millis)),
        }
    }

    pub fn millis(self, option: &'static str) -> Result<i64> {
        match self.0 {
            Wide::Text(text) => Ok(omo_core::journey::span(option, &text)?),
            Wide::Millis(millis) => Ok(millis),
        }
    }
}

/// When cohorts begin: instants of spans, days of the calendar.
pub fn cohort(every: &Every, starts: impl Iterator<Item = impl Into<Option<i64>>>) -> Column {
    match every {
        Every::Span(_) => Column::times(starts),
        Every::Calendar(..) => {
            Column::days(starts.map(|start| start.into().map(|start| every.first_day(start))))
        }
    }
}

impl Journeys {
    /// The clock of a calendar, of one's own or of the journeys.
    pub fn zone(&self, own: Option<&str>) -> Result<Zone> {
        own.map_or_else(|| Ok(self.zone.clone()), |own| Ok(own.parse()?))
    }
}

#[pymethods]
impl Journeys {
    /// How many customers take steps, one after the other, and how long they need.
    ///
    /// Other touchpoints may lie between, each customer counts once, and a touchpoint takes one step only.
    ///
    /// Parameters
    /// ----------
    /// stages
    ///     The steps: stages (``"know"``, ``"consider"``, ``"visit"``, ``"buy"``, ``"use"``, ``"support"``, ``"return"``), or
    ///     actions and channels (``"view"``, ``"ec"``, ``"ec:view"``, ``"cart|favorite"``); know, consider, buy and use, as
    ///     far as they occur, when left out.
    /// within_days
    ///     Days of 24 hours within which all steps must lie.
    /// within
    ///     The same as a span: ``"7d"``, ``"12h"``, a ``timedelta`` or days.
    /// each_step
    ///     Whether the span counts from each step to the next, and not from the first.
    /// order
    ///     ``"this"`` order with anything between, ``"any"`` order, or ``"exact"``: one directly after the other.
    /// open
    ///     Whether customers may come in at any step: each step then counts who took it at all.
    /// exclude
    ///     What ends a way when it lies between its steps, named as steps are.
    /// hold
    ///     What is the same on one way: ``"store"``, ``"item"`` or ``"session"``.
    /// totals
    ///     Whether ways are counted and not customers: one way after the other.
    /// by
    ///     A property of the first touchpoint by which customers are told apart: ``"channel"``, ``"action"``,
    ///     ``"stage"``, ``"side"`` or ``"store"``.
    /// quantiles
    ///     Quantiles of the time from the step before, ``[0.25, 0.75]``: columns ``q25_hours`` and ``q75_hours``.
    /// every
    ///     The length of a cohort, ``"7d"``, in UTC, whole weeks from Monday; or ``"day"``, ``"week"``, ``"month"``,
    ///     ``"quarter"`` or ``"year"`` of the calendar. Customers are told apart by the time of their first step.
    /// zone
    ///     The clock of that calendar: the one that the journeys were read with when left out.
    /// until
    ///     Until when facts are known: the last touchpoint when left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``stage`` (``step`` where steps are not stages), ``customers`` who came at least this far, their ``share`` of the
    ///     first step, and the ``median_hours`` from the step before. With ``every`` first ``cohort`` (the first day of a unit
    ///     of the calendar, the first instant of a span) and ``over``, which is false while more may still come; with ``by`` first ``segment``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.funnel(["consider", "buy"], within_days=1)["customers"]
    /// [1, 0]
    /// >>> journeys.funnel(["view", "purchase"], within="7d")
    /// step      customers  share  median_hours
    /// view              1    1.0
    /// purchase          1    1.0          48.0
    /// (2 rows)
    #[pyo3(signature = (stages: "list[str] | None" = None, *, within_days = None, within: "IntoSpan | None" = None, each_step = false, order = "this", open = false, exclude: "list[str] | None" = None, hold: "str | None" = None, totals = false, by: "str | None" = None, quantiles: "list[float] | None" = None, every: "IntoSpan | None" = None, until = None, zone: "str | None" = None))]
    fn funnel(
        &self,
        py: Python<'_>,
        stages: Option<Vec<String>>,
        within_days: Option<u32>,
        within: Option<Span>,
        each_step: bool,
        order: &str,
        open: bool,
        exclude: Option<Vec<String>>,
        hold: Option<&str>,
        totals: bool,
        by: Option<&str>,
        quantiles: Option<Vec<f64>>,
        every: Option<Span>,
        until: Option<When>,
        zone: Option<&str>,
    ) -> Result<Table> {
        let zone = self.zone(zone)?;
        let cohorts = every.map(|every| every.every("every", &zone)).transpose()?;
        let (every, calendar) = match &cohorts {
            Some(Every::Span(every)) => (Some(*every), None),
            Some(Every::Calendar(unit, _)) => (None, Some(*unit)),
            None => (None, None),
        };
        let within = match within {
            Some(within) => Some(within.millis("within")?),
            None => within_days.map(|days| i64::from(days) * 86_400_000),
        };
        let quantiles = quantiles.unwrap_or_default();
        let options = FunnelOptions {
            order: word("order", order)?,
            within,
            each_step,
            open,
            exclude: exclude.unwrap_or_default(),
            hold: hold.map(|hold| word("hold", hold)).transpose()?,
            totals,
            by: by.map(|by| word("by", by)).transpose()?,
            quantiles: quantiles.clone(),
            every,
            calendar,
            zone,
            until: until.map(|until| until.time(&"UTC".parse()?)).transpose()?.map(omo_core::Time::millis),
        };
        self.ask(py, move |core| {
            let usual = || core.usual_stages().iter().map(|stage| stage.name().to_owned()).collect();
            let steps = stages.unwrap_or_else(usual);
            let rows = core.funnel_of(&steps, &options)?;
            let stage = |name: &String| Stage::ALL.iter().any(|stage| stage.name() == name);
            let heading = if steps.iter().all(stage) { "stage" } else { "step" };
            let mut columns: Vec<(&str, Column)> = Vec::new();
            if let Some(every) = &cohorts {
                columns.push(("cohort", cohort(every, rows.iter().map(|row| row.cohort))));
                columns.push(("over", rows.iter().map(|row| row.over).collect::<Vec<_>>().into()));
            }
            if options.by.is_some() {
                columns.push((
                    "segment",
                    rows.iter().map(|row| row.segment.as_deref()).collect::<Vec<_>>().into(),
                ));
            }
            columns.push((heading, rows.iter().map(|row| row.step.as_str()).collect::<Vec<_>>().into()));
            columns.push(("customers", rows.iter().map(|row| row.customers).collect::<Vec<_>>().into()));
            columns.push(("share", rows.iter().map(|row| row.share).collect::<Vec<_>>().into()));
            columns
                .push(("median_hours", rows.iter().map(|row| row.median_hours).collect::<Vec<_>>().into()));
            let names: Vec<String> =
                quantiles.iter().map(|share| format!("q{}_hours", share * 100.0)).collect();
            for (at, name) in names.iter().enumerate() {
                let hours = rows.iter().map(|row| row.quantile_hours.get(at).copied().flatten());
                columns.push((name, hours.collect::<Vec<_>>().into()));
            }
            Table::of(columns)
        })
    }
}
