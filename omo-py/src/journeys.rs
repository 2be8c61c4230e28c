//! Journeys: what happened, in questions.

mod funnel;
mod lasting;
mod paths;
mod steps;

pub use paths::{attribute, choose_order};

use std::collections::HashMap;
use std::sync::Arc;

use omo_core::journey::attribution::{self, AttributionOptions, PathOptions};
use omo_core::journey::{CalendarUnit, Every, FunnelOptions, JourneyOptions, Journeys as Core};
use omo_core::journey::{NO_STORE, Touches, Unit};
use omo_core::model::Channels;
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language, Zone, view};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::convert::{give, options};
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Amounts, Column, Columns, OrNone, Table};

/// What customers did across all channels: sessions, funnels, crossings, the journey map.
///
/// A table of touchpoints that are already joined to customers; :meth:`Engine.journeys` gives the same for the
/// customers an engine found. It never changes. In a notebook it shows the journey map.
///
/// Parameters
/// ----------
/// table
///     A table with the columns ``customer_id``, ``occurred_at``, ``channel`` and ``action``, and if there are
///     such ``store``, ``item``, ``amount`` (or ``value``) and ``feeling`` (how it felt, on any one scale: a review's stars, an
///     answer to a survey), in any order of rows. Rows that lack one of the first four, or whose time
///     is before 1970 or after 2199, are left out and listed in :attr:`rejected`.
/// session_gap_minutes
///     Minutes of silence after which a new session begins.
/// conversion_days
///     Days within which a purchase counts as following from a touchpoint.
/// crossing_days
///     Days within which a purchase on one side counts as following from the other side.
/// channels
///     Channels whose side is not the usual one of their name, ``{"pop_up_van": "offline"}``.
/// stages
///     Stages that differ from the usual ones, ``[{"channel": "app", "action": "quiz", "stage": "consider"}]``;
///     the first that fits decides, and without a channel it holds on all.
/// zone
///     The clock of times that do not name theirs, and of calendars.
/// columns
///     Their column to omo's, ``{"user": "customer_id"}``.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing or holds something else, ``"option"`` when an option lies
///     outside what it can be.
///
/// Examples
/// --------
/// >>> journeys = omo.Journeys({
/// ...     "customer_id": ["hanako", "taro", "hanako"],
/// ...     "occurred_at": ["2026-03-01 09:00", "2026-03-01 10:00", "2026-03-03 09:00"],
/// ...     "channel": ["ec", "ec", "pos"],
/// ...     "action": ["view", "view", "purchase"],
/// ... })
/// >>> len(journeys), journeys.customers
/// (3, 2)
/// >>> journeys.funnel(["consider", "buy"])
/// stage     customers  share  median_hours
/// consider          2    1.0
/// buy               1    0.5          48.0
/// (2 rows)
#[pyclass(frozen, module = "omo")]
pub struct Journeys {
    core: Arc<Core>,
    amounts: Amounts,
    /// The clock of calendars.
    zone: Zone,
}

impl Journeys {
    /// Journeys without amounts of their own, by the clock of a shop.
    pub fn whole(core: Core, zone: Zone) -> Self {
        Self { core: Arc::new(core), amounts: Amounts::Whole, zone }
    }

    /// Asks the journeys.
    fn ask<T, F>(&self, py: Python<'_>, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Core) -> std::result::Result<T, Error> + Send + 'static,
    {
        let core = Arc::clone(&self.core);
        run(py, move || question(&core))
    }
}

/// The columns of a table as the core takes them.
fn touches(table: &Columns, zone: &Zone) -> std::result::Result<(Touches, Amounts), Error> {
    let mut touches = Touches::default();
    let keys = |words: &mut _, name| Ok::<_, Error>(OrNone::all(table.intern_into(words, name)?));
    // The customers' ids take as long as all other columns.
    let (customers, others) = std::thread::scope(|scope| {
        let customers = scope.spawn(|| {
            let mut words = Vocabulary::default();
            keys(&mut words, "customer_id").map(|keys| (words, keys))
        });
        let mut others = || {
            touches.occurred_at = table.instants(zone, "occurred_at")?;
            touches.channel = keys(&mut touches.channels, "channel")?;
            touches.action = keys(&mut touches.actions, "action")?;
            if table.has("store") {
                touches.store = keys(&mut touches.stores, "store")?;
                without_empty(&touches.stores, &mut touches.store);
            }
            if table.has("item") {
                touches.item = keys(&mut touches.items, "item")?;
                without_empty(&touches.items, &mut touches.item);
            }
            if table.has("feeling") {
                let felt: Vec<Option<f64>> = table.numbers("feeling")?;
                touches.feeling = felt.into_iter().map(|felt| felt.unwrap_or(f64::NAN)).collect();
            }
            let amounts = ["amount", "value"].into_iter().find(|name| table.has(name));
            let mut unit = Amounts::Whole;
            if let Some(name) = amounts {
                (touches.amount, unit) = table.amounts(name)?;
            }
            Ok(unit)
        };
        let others = others();
        (customers.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)), others)
    });
    (touches.customers, touches.customer) = customers?;
    Ok((touches, others?))
}

/// A cell of nothing but an empty text is no store either.
fn without_empty(words: &Vocabulary, numbers: &mut [u32]) {
    if let Some(empty) = words.get("") {
        numbers.iter_mut().filter(|number| **number == empty).for_each(|number| *number = NO_STORE);
    }
}

/// Options that are dicts and lists of dicts.
fn nested(
    channels: Option<Bound<'_, PyDict>>,
    stages: Option<Bound<'_, PyList>>,
) -> Result<(Channels, Vec<omo_core::journey::StageRule>)> {
    let channels = channels.map(|channels| options(channels.as_any())).transpose()?;
    let stages = stages.map(|stages| options(stages.as_any())).transpose()?;
    Ok((channels.unwrap_or_default(), stages.unwrap_or_default()))
}

/// Feelings by the names of actions.
fn by_name(feelings: Option<HashMap<String, f64>>) -> Vec<(String, f64)> {
    let mut feelings: Vec<(String, f64)> = feelings.unwrap_or_default().into_iter().collect();
    feelings.sort_by(|a, b| a.0.cmp(&b.0));
    feelings
}

#[pymethods]
impl Journeys {
    #[new]
    #[pyo3(signature = (table, *, session_gap_minutes = 30, conversion_days = 30, crossing_days = 7, channels: "dict[str, str] | None" = None, stages: "list[dict[str, str]] | None" = None, zone = "UTC", columns = None))]
    fn new(
        py: Python<'_>,
        table: Columns,
        session_gap_minutes: u32,
        conversion_days: u32,
        crossing_days: u32,
        channels: Option<Bound<'_, PyDict>>,
        stages: Option<Bound<'_, PyList>>,
        zone: &str,
        columns: Option<HashMap<String, String>>,
    ) -> Result<Self> {
        let zone: Zone = zone.parse()?;
        let (channels, stages) = nested(channels, stages)?;
        let options =
            JourneyOptions { session_gap_minutes, conversion_days, crossing_days, channels, stages };
        let table = table.rename(&columns.unwrap_or_default())?;
        let (core, amounts, zone) = run(py, move || {
            let (touches, amounts) = touches(&table, &zone)?;
            Ok((Core::new(touches, &options)?, amounts, zone))
        })?;
        Ok(Self { core: Arc::new(core), amounts, zone })
    }

    /// How many touchpoints there are, without rejected rows.
    fn __len__(&self) -> usize {
        self.core.len()
    }

    fn __repr__(&self) -> String {
        format!("omo.Journeys({} touchpoints of {} customers)", self.core.len(), self.core.customers())
    }

    fn _repr_html_(&self, py: Python<'_>) -> Result<String> {
        self.ask(py, |core| Ok(view::svg::journey_map(&core.map(), Language::En)))
    }

    /// How many customers have a touchpoint.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.customers
    /// 1
    #[getter]
    fn customers(&self) -> u32 {
        self.core.customers()
    }

    /// The ids of all customers, in order.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.customer_ids()
    /// ['hanako']
    fn customer_ids(&self) -> Vec<&str> {
        self.core.customer_ids().collect()
    }

    /// Rows that were left out, and why.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys({"customer_id": ["hanako"], "occurred_at": ["soon"], "channel": ["ec"], "action": ["view"]})
    /// >>> journeys.rejected
    /// row  column       code  reason
    ///   0  occurred_at  time  the time is before 1970 or after 2199
    /// (1 row)
    #[getter]
    fn rejected(&self) -> Result<Table> {
        let rows = self.core.rejected();
        Ok(Table::new([
            ("row", rows.iter().map(|row| row.row).collect::<Vec<_>>().into()),
            ("column", rows.iter().map(|row| row.column).collect::<Vec<_>>().into()),
            ("code", rows.iter().map(|row| row.code).collect::<Vec<_>>().into()),
            ("reason", rows.iter().map(|row| row.reason).collect::<Vec<_>>().into()),
        ])?)
    }

    /// All sessions, in order of customers and time.
    ///
    /// A session ends with a pause longer than ``session_gap_minutes``, with a change between online and offline,
    /// and with a change of store.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``started_at``, ``ended_at``, ``side``, ``channel`` (the first), ``store``,
    ///     ``touchpoints``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.sessions()["channel"]
    /// ['ec', 'pos']
    fn sessions(&self, py: Python<'_>) -> Result<Table> {
        self.ask(py, |core| {
            let sessions: Vec<_> = core.sessions().collect();
            let id = |customer| core.customer_id(customer).unwrap_or_default();
            let store = |session: &omo_core::journey::Session| session.store.and_then(|s| core.store(s));
            Table::new([
                ("customer_id", sessions.iter().map(|s| id(s.customer)).collect::<Vec<_>>().into()),
                ("started_at", Column::times(sessions.iter().map(|s| s.started_at))),
                ("ended_at", Column::times(sessions.iter().map(|s| s.ended_at))),
                ("side", sessions.iter().map(|s| crate::engine::side(s.side)).collect::<Vec<_>>().into()),
                ("channel", sessions.iter().map(|s| core.channel(s.channel)).collect::<Vec<_>>().into()),
                ("store", sessions.iter().map(store).collect::<Vec<_>>().into()),
                ("touchpoints", sessions.iter().map(|s| s.touchpoints).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// What one customer did, oldest first.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``occurred_at``, ``channel``, ``side``, ``action``, ``stage``, ``session``, ``store``, ``amount`` (0 where
    ///     a touchpoint has none); no rows for a stranger.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.timeline("hanako")["stage"]
    /// ['consider', 'buy']
    fn timeline(&self, py: Python<'_>, customer_id: String) -> Result<Table> {
        let amounts = self.amounts;
        self.ask(py, move |core| {
            let customer = core.customer(&customer_id);
            let steps: Vec<_> = customer.into_iter().flat_map(|customer| core.timeline(customer)).collect();
            Table::new([
                ("occurred_at", Column::times(steps.iter().map(|s| s.occurred_at))),
                ("channel", steps.iter().map(|s| s.channel).collect::<Vec<_>>().into()),
                ("side", steps.iter().map(|s| crate::engine::side(s.side)).collect::<Vec<_>>().into()),
                ("action", steps.iter().map(|s| s.action).collect::<Vec<_>>().into()),
                ("stage", steps.iter().map(|s| s.stage.name()).collect::<Vec<_>>().into()),
                ("session", steps.iter().map(|s| s.session).collect::<Vec<_>>().into()),
                ("store", steps.iter().map(|s| s.store).collect::<Vec<_>>().into()),
                ("amount", amounts.column(steps.iter().map(|s| s.amount))),
            ])
        })
    }

    /// How customers move between online and offline.
    ///
    /// Returns
    /// -------
    /// dict
    ///     Customers on each side and both, moves between the sides, and how many customers bought in a store
    ///     after they were online, and so on.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.crossings()["online_to_offline"]
    /// 1
    fn crossings<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        let crossings = self.ask(py, |core| Ok(core.crossings()))?;
        Ok(Record(give(py, &crossings)?))
    }

    /// The journey map as data: stages by channels, and how customers move between them.
    ///
    /// Parameters
    /// ----------
    /// feelings
    ///     A number for actions that say how customers feel, ``{"complaint": -1, "review": 0.5}``, on the scale of the table's
    ///     column ``feeling``, if it has one: what a touchpoint says itself goes before what its action says.
    ///
    /// Returns
    /// -------
    /// dict
    ///     Totals, ``stages``, ``channels``, ``cells`` (each with ``conversion``, the share of its customers who go on to buy,
    ///     and ``dwell_minutes``, the median time to the next touchpoint of a session), ``flows`` and ``crossings``. Totals,
    ///     stages, channels and cells have ``felt``, how many of their touchpoints tell how it felt, each itself or by what came
    ///     next in its session, and ``feeling``, the mean of these.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for feelings that are no finite numbers.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.map()["cells"][0]["conversion"]
    /// 1.0
    /// >>> reviewed = omo.Journeys({"customer_id": ["a", "a"], "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:05"],
    /// ...                          "channel": ["ec", "ec"], "action": ["view", "review"], "feeling": [None, 4]})
    /// >>> [(cell["stage"], cell["dwell_minutes"], cell["felt"], cell["feeling"]) for cell in reviewed.map()["cells"]]
    /// [('consider', 5.0, 1, 4.0), ('use', None, 1, 4.0)]
    #[pyo3(signature = (*, feelings: "dict[str, float] | None" = None))]
    fn map<'py>(&self, py: Python<'py>, feelings: Option<HashMap<String, f64>>) -> Result<Record<'py>> {
        let feelings = by_name(feelings);
        let map = self.ask(py, move |core| core.map_with(&feelings))?;
        Ok(Record(give(py, &map)?))
    }

    /// A picture for a notebook.
    ///
    /// Parameters
    /// ----------
    /// kind
    ///     ``"map"`` (stages by channels), ``"funnel"``, ``"waterfall"`` (who is lost on the way), ``"crossings"``,
    ///     ``"flows"`` between channels, ``"step_matrix"``, ``"retention"`` by weeks of the shop's clock, or
    ///     ``"attribution"`` of purchases by a Markov chain.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// altair.TopLevelMixin or omo.plot.Chart
    ///     As :func:`omo.plot.chart` gives it.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> "vega-lite" in journeys.chart("funnel").to_json()
    /// True
    #[pyo3(signature = (kind = "map", language = "en"))]
    fn chart<'py>(&self, py: Python<'py>, kind: &str, language: &str) -> Result<Bound<'py, PyAny>> {
        let kind: Picture = kind.parse()?;
        let language: Language = language.parse()?;
        let weeks = Every::Calendar(CalendarUnit::Week, self.zone.clone());
        let spec = self.ask(py, move |core| {
            Ok(match kind {
                Picture::Map => view::journey_map(&core.map(), language),
                Picture::Funnel => view::funnel(&core.funnel(&core.usual_stages(), None), language),
                Picture::Crossings => view::crossings(&core.crossings(), language),
                Picture::Flows => view::flows(&core.map(), language),
                Picture::Waterfall => {
                    let stages: Vec<String> =
                        core.usual_stages().iter().map(|stage| stage.name().to_owned()).collect();
                    view::waterfall(&core.funnel_of(&stages, &FunnelOptions::default())?, language)
                }
                Picture::StepMatrix => view::step_matrix(&core.step_matrix(10, Unit::Channel)?, language),
                Picture::Retention => {
                    view::retention(&core.retention("*", "*", weeks.clone())?, &weeks, language)
                }
                Picture::Attribution => {
                    let options = AttributionOptions { bootstrap: 200, ..AttributionOptions::default() };
                    let paths = core.paths(&PathOptions::default()).together();
                    view::attribution(&attribution::attribute(&paths, &options)?, language)
                }
            })
        })?;
        Ok(py.import("omo.plot")?.call_method1("chart", (spec.to_string(),))?)
    }
}

/// What can be drawn.
enum Picture {
    Map,
    Funnel,
    Crossings,
    Flows,
    Waterfall,
    StepMatrix,
    Retention,
    Attribution,
}

impl std::str::FromStr for Picture {
    type Err = Error;

    fn from_str(text: &str) -> std::result::Result<Self, Error> {
        match text {
            "map" => Ok(Self::Map),
            "funnel" => Ok(Self::Funnel),
            "crossings" => Ok(Self::Crossings),
            "flows" => Ok(Self::Flows),
            "waterfall" => Ok(Self::Waterfall),
            "step_matrix" => Ok(Self::StepMatrix),
            "retention" => Ok(Self::Retention),
            "attribution" => Ok(Self::Attribution),
            _ => {
                let got = text.chars().take(40).collect();
                let must = "map, funnel, waterfall, crossings, flows, step_matrix, retention or attribution";
                Err(Error::Option { option: "kind", must, got })
            }
        }
    }
}
