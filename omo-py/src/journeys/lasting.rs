//! What lasts and what follows: crossings beside their base rate, coming back, silence, lost sales, what comes next.

use std::collections::HashMap;

use omo_core::journey::{NextOptions, Unit};
use pyo3::prelude::*;

use super::Journeys;
use super::funnel::{Span, cohort};
use crate::convert::give;
use crate::error::Result;
use crate::hints::Record;
use crate::table::{Column, Table};
use crate::when::{When, word};

#[pymethods]
impl Journeys {
    /// How often one side leads to the other, beside how often that happens anyway.
    ///
    /// The base rate is the share of all windows of that length, wherever they begin, that hold the second thing: a rate near
    /// it says that one does not lead to the other.
    ///
    /// Parameters
    /// ----------
    /// within
    ///     The window: ``"7d"``, a ``timedelta`` or days; ``crossing_days`` when left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``what`` (research online and purchase offline, showrooming, coupon online used in store, ordered online and
    ///     picked up), the ``customers`` who did the first thing, how many ``crossed``, the ``rate`` at which the second
    ///     follows, its ``base_rate``, and their ratio, the ``lift``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.crossing_rates("2d")["rate"][0]
    /// 1.0
    #[pyo3(signature = (within: "IntoSpan | None" = None))]
    fn crossing_rates(&self, py: Python<'_>, within: Option<Span>) -> Result<Table> {
        let within = within.map(|within| within.millis("within")).transpose()?;
        self.ask(py, move |core| {
            let rows = core.crossing_rates(within)?;
            Table::new([
                ("what", rows.iter().map(|row| row.what).collect::<Vec<_>>().into()),
                ("customers", rows.iter().map(|row| row.customers).collect::<Vec<_>>().into()),
                ("crossed", rows.iter().map(|row| row.crossed).collect::<Vec<_>>().into()),
                ("rate", rows.iter().map(|row| row.rate).collect::<Vec<_>>().into()),
                ("base_rate", rows.iter().map(|row| row.base_rate).collect::<Vec<_>>().into()),
                ("lift", rows.iter().map(|row| row.lift).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// Moves from channel to channel, by the stage they lead to.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``stage``, ``from``, ``to``, ``count``, and the ``share`` of all moves to that stage from that channel, staying
    ///     included.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.switches()
    /// stage  from  to   count  share
    /// buy    ec    pos      1    1.0
    /// (1 row)
    fn switches(&self, py: Python<'_>) -> Result<Table> {
        self.ask(py, |core| {
            let rows = core.switches();
            Table::new([
                ("stage", rows.iter().map(|row| row.stage.name()).collect::<Vec<_>>().into()),
                ("from", rows.iter().map(|row| row.from.as_str()).collect::<Vec<_>>().into()),
                ("to", rows.iter().map(|row| row.to.as_str()).collect::<Vec<_>>().into()),
                ("count", rows.iter().map(|row| row.count).collect::<Vec<_>>().into()),
                ("share", rows.iter().map(|row| row.share).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// Who of each cohort comes back.
    ///
    /// Parameters
    /// ----------
    /// every
    ///     The length of a period: ``"7d"``, a ``timedelta`` or days; whole weeks begin on Monday, in UTC. Or ``"day"``,
    ///     ``"week"``, ``"month"``, ``"quarter"`` or ``"year"`` of the calendar.
    /// first
    ///     What begins: customers are told apart by the first time they do it; ``"*"`` is any touchpoint.
    /// again
    ///     What counts as being there.
    /// zone
    ///     The clock of the calendar: the one that the journeys were read with when left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``cohort`` (the first day of a unit of the calendar, the first instant of a span), its ``customers``, the ``period`` after it (0 is its own), how many ``returned``, their ``share``, and
    ///     ``over``, which is false while more may still come.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.retention("7d")["returned"]
    /// [1, 1, 0, 1]
    /// >>> journeys.retention("month", zone="Asia/Tokyo")
    /// cohort      customers  period  returned  share  over
    /// 2026-03-01          2       0         2    1.0  False
    /// (1 row)
    #[pyo3(signature = (every: "IntoSpan" = Span::week(), *, first = "*", again = "*", zone: "str | None" = None))]
    fn retention(
        &self,
        py: Python<'_>,
        every: Span,
        first: &str,
        again: &str,
        zone: Option<&str>,
    ) -> Result<Table> {
        let every = every.every("every", &self.zone(zone)?)?;
        let (first, again) = (first.to_owned(), again.to_owned());
        self.ask(py, move |core| {
            let rows = core.retention(&first, &again, every.clone())?;
            Table::new([
                ("cohort", cohort(&every, rows.iter().map(|row| row.cohort))),
                ("customers", rows.iter().map(|row| row.customers).collect::<Vec<_>>().into()),
                ("period", rows.iter().map(|row| row.period).collect::<Vec<_>>().into()),
                ("returned", rows.iter().map(|row| row.returned).collect::<Vec<_>>().into()),
                ("share", rows.iter().map(|row| row.share).collect::<Vec<_>>().into()),
                ("over", rows.iter().map(|row| row.over).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// The share of customers to whom something has not happened yet, over time (Kaplan and Meier).
    ///
    /// Who has not come to it by the last touchpoint of the table counts as long as they were seen.
    ///
    /// Parameters
    /// ----------
    /// start
    ///     What begins: the first time a customer does it; ``"*"`` is any touchpoint.
    /// end
    ///     What is waited for.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``days``, customers ``at_risk``, ``events``, ``survival``, and its interval of 95 %, ``low`` and ``high``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.time_to("view", "purchase")["survival"]
    /// [0.0]
    #[pyo3(signature = (start, end))]
    fn time_to(&self, py: Python<'_>, start: String, end: String) -> Result<Table> {
        self.ask(py, move |core| {
            let rows = core.time_to(&start, &end)?.rows;
            Table::new([
                ("days", rows.iter().map(|row| row.days).collect::<Vec<_>>().into()),
                ("at_risk", rows.iter().map(|row| row.at_risk).collect::<Vec<_>>().into()),
                ("events", rows.iter().map(|row| row.events).collect::<Vec<_>>().into()),
                ("survival", rows.iter().map(|row| row.survival).collect::<Vec<_>>().into()),
                ("low", rows.iter().map(|row| row.low).collect::<Vec<_>>().into()),
                ("high", rows.iter().map(|row| row.high).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// How likely each customer's silence is for someone who still comes as before.
    ///
    /// Parameters
    /// ----------
    /// as_of
    ///     Until when facts are known; the last touchpoint when left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``last_at`` and its ``channel``, ``silent_days``, the ``usual_days`` between visits, and the
    ///     ``chance`` of such a silence: who is below 0.05 has dropped off by their own rhythm.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.silences()["silent_days"]
    /// [6.0, 0.0]
    #[pyo3(signature = (as_of = None))]
    fn silences(&self, py: Python<'_>, as_of: Option<When>) -> Result<Table> {
        let as_of = as_of.map(|at| at.time(&"UTC".parse()?)).transpose()?.map(omo_core::Time::millis);
        self.ask(py, move |core| {
            let rows = core.silences(as_of);
            let id = |customer| core.customer_id(customer).unwrap_or_default();
            Table::new([
                ("customer_id", rows.iter().map(|row| id(row.customer)).collect::<Vec<_>>().into()),
                ("last_at", Column::times(rows.iter().map(|row| row.last_at))),
                ("channel", rows.iter().map(|row| row.channel.as_str()).collect::<Vec<_>>().into()),
                ("silent_days", rows.iter().map(|row| row.silent_days).collect::<Vec<_>>().into()),
                ("usual_days", rows.iter().map(|row| row.usual_days).collect::<Vec<_>>().into()),
                ("chance", rows.iter().map(|row| row.chance).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// The cells of the journey map by the sales they lose beside the same stage on other channels, most first.
    ///
    /// Parameters
    /// ----------
    /// feelings
    ///     A number for actions that say how customers feel, ``{"complaint": -1, "review": 0.5}``, on the scale of the table's
    ///     column ``feeling``, if it has one: what a touchpoint says itself goes before what its action says.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``stage``, ``channel``, ``customers``, ``conversion``, the ``expected`` one of the stage, ``lost_sales``,
    ///     ``lost_amount``, ``z``, ``dwell_minutes`` to the next touchpoint of a session, and the mean ``feeling`` of what
    ///     follows there.
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
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.pain_points()["stage"]
    /// ['consider', 'buy']
    /// >>> reviewed = omo.Journeys({"customer_id": ["a", "a"], "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:05"],
    /// ...                          "channel": ["ec", "ec"], "action": ["view", "review"], "feeling": [None, 4]})
    /// >>> reviewed.pain_points()["feeling"]
    /// [4.0, 4.0]
    #[pyo3(signature = (*, feelings: "dict[str, float] | None" = None))]
    fn pain_points(&self, py: Python<'_>, feelings: Option<HashMap<String, f64>>) -> Result<Table> {
        let feelings = super::by_name(feelings);
        let unit = self.unit();
        self.ask(py, move |core| {
            let rows = core.pain_points(&feelings)?;
            Table::new([
                ("stage", rows.iter().map(|row| row.stage.name()).collect::<Vec<_>>().into()),
                ("channel", rows.iter().map(|row| row.channel.as_str()).collect::<Vec<_>>().into()),
                ("customers", rows.iter().map(|row| row.customers).collect::<Vec<_>>().into()),
                ("conversion", rows.iter().map(|row| row.conversion).collect::<Vec<_>>().into()),
                ("expected", rows.iter().map(|row| row.expected).collect::<Vec<_>>().into()),
                ("lost_sales", rows.iter().map(|row| row.lost_sales).collect::<Vec<_>>().into()),
                ("lost_amount", rows.iter().map(|row| row.lost_amount / unit).collect::<Vec<_>>().into()),
                ("z", rows.iter().map(|row| row.z).collect::<Vec<_>>().into()),
                ("dwell_minutes", rows.iter().map(|row| row.dwell_minutes).collect::<Vec<_>>().into()),
                ("feeling", rows.iter().map(|row| row.feeling).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// What customers do next, and how likely.
    ///
    /// A Markov chain that falls back on shorter memories, with chances that were calibrated on customers who were held out.
    ///
    /// Parameters
    /// ----------
    /// customer_ids
    ///     Whom to ask about; everybody when left out. Strangers have no rows.
    /// order
    ///     How many touchpoints back it remembers, 1 to 8.
    /// by
    ///     What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
    ///     channel and action.
    /// top
    ///     How many of the likeliest.
    /// held_out
    ///     The share of customers on whom chances are calibrated.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``next`` and its ``chance``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.next_touch(["taro"], top=1)["next"]
    /// ['pos']
    #[pyo3(signature = (customer_ids: "list[str] | None" = None, *, order = 3, by = "channel", top = 3, held_out = 0.1))]
    fn next_touch(
        &self,
        py: Python<'_>,
        customer_ids: Option<Vec<String>>,
        order: u8,
        by: &str,
        top: usize,
        held_out: f64,
    ) -> Result<Table> {
        let by: Unit = word("by", by)?;
        self.ask(py, move |core| {
            let model = core.next_touch(&NextOptions { order, by, held_out })?;
            let asked: Vec<u32> = match &customer_ids {
                None => (0..core.customers()).collect(),
                Some(ids) => ids.iter().filter_map(|id| core.customer(id)).collect(),
            };
            let rows: Vec<(u32, &str, f64)> = asked
                .into_iter()
                .flat_map(|customer| {
                    let best = model.of(core, customer).into_iter().take(top);
                    best.map(move |(name, chance)| (customer, name, chance))
                })
                .collect();
            let id = |customer| core.customer_id(customer).unwrap_or_default();
            Table::new([
                ("customer_id", rows.iter().map(|row| id(row.0)).collect::<Vec<_>>().into()),
                ("next", rows.iter().map(|row| row.1).collect::<Vec<_>>().into()),
                ("chance", rows.iter().map(|row| row.2).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// How far the chances of :meth:`next_touch` can be trusted, on customers who were held out.
    ///
    /// Parameters
    /// ----------
    /// order
    ///     As there.
    /// by
    ///     As there.
    /// held_out
    ///     As there.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``moves``, ``hit_rate``, ``perplexity``, the ``power`` to which chances were taken, ``calibration`` in tenths, and
    ///     the mean distance, ``calibration_error``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.next_touch_report()["power"] > 0
    /// True
    #[pyo3(signature = (*, order = 3, by = "channel", held_out = 0.1))]
    fn next_touch_report<'py>(
        &self,
        py: Python<'py>,
        order: u8,
        by: &str,
        held_out: f64,
    ) -> Result<Record<'py>> {
        let by: Unit = word("by", by)?;
        let report = self.ask(py, move |core| {
            Ok(core.next_touch(&NextOptions { order, by, held_out })?.report().clone())
        })?;
        Ok(Record(give(py, &report)?))
    }

    /// What each deviation from an expected journey costs.
    ///
    /// Journeys are laid beside the pattern with as few deviations as can be. A deviation does not cause what is lost with
    /// it; it says where to look.
    ///
    /// Parameters
    /// ----------
    /// pattern
    ///     Steps in order with ``>`` between them, ``"view > cart? > purchase+ > ..."``: named as in :meth:`funnel`; ``?`` may
    ///     be left out, ``+`` comes once or more, ``*`` any number of times, and ``...`` is anything.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``deviation`` (``"skipped"`` or ``"extra"``), ``what``, ``customers``, ``times``, the ``conversion`` of these
    ///     customers, that of those as expected, ``expected``, and ``lost_sales``, most first. The first row, ``"none"``, has
    ///     those whose journey is as expected.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.deviations("view > purchase")
    /// deviation  what      customers  times  conversion  expected  lost_sales
    /// none                         1      1         1.0       1.0         0.0
    /// skipped    purchase          1      1         0.0       1.0         1.0
    /// (2 rows)
    #[pyo3(signature = (pattern))]
    fn deviations(&self, py: Python<'_>, pattern: String) -> Result<Table> {
        self.ask(py, move |core| {
            let found = core.expected(&pattern)?;
            let rows = &found.deviations;
            let kind = |row: &omo_core::journey::Deviation| if row.skipped { "skipped" } else { "extra" };
            let counts = |of: &dyn Fn(&omo_core::journey::Deviation) -> u32| -> Vec<u32> {
                std::iter::once(found.fitting).chain(rows.iter().map(of)).collect()
            };
            let expected = vec![found.conversion; rows.len() + 1];
            let own = std::iter::once(found.conversion).chain(rows.iter().map(|row| row.conversion));
            let lost = std::iter::once(0.0).chain(rows.iter().map(|row| row.lost_sales));
            let what = std::iter::once("").chain(rows.iter().map(|row| row.what.as_str()));
            Table::new([
                (
                    "deviation",
                    std::iter::once("none").chain(rows.iter().map(kind)).collect::<Vec<_>>().into(),
                ),
                ("what", what.collect::<Vec<_>>().into()),
                ("customers", counts(&|row| row.customers).into()),
                ("times", counts(&|row| row.times).into()),
                ("conversion", own.collect::<Vec<_>>().into()),
                ("expected", expected.into()),
                ("lost_sales", lost.collect::<Vec<_>>().into()),
            ])
        })
    }

    /// Customers in groups of alike journeys, by the shares of their touchpoints.
    ///
    /// Parameters
    /// ----------
    /// count
    ///     How many groups; fewer come out where fewer differ.
    /// by
    ///     What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
    ///     channel and action.
    /// seed
    ///     Where the search begins: the same seed gives the same groups.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id`` and ``cluster``, counted from 0, the largest first.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> len(set(journeys.clusters(2)["cluster"]))
    /// 2
    #[pyo3(signature = (count = 4, *, by = "channel", seed = 0))]
    fn clusters(&self, py: Python<'_>, count: u32, by: &str, seed: u32) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        self.ask(py, move |core| {
            let found = core.clusters(count, unit, seed)?;
            Table::new([
                ("customer_id", core.customer_ids().collect::<Vec<_>>().into()),
                ("cluster", found.of.into()),
            ])
        })
    }

    /// What the groups of :meth:`clusters` are like.
    ///
    /// Parameters
    /// ----------
    /// count
    ///     As there.
    /// by
    ///     As there.
    /// seed
    ///     As there.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``cluster``, its ``customers``, the mean ``touchpoints``, and their mean share at each name.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.cluster_profiles(1).columns
    /// ['cluster', 'customers', 'touchpoints', 'ec', 'pos']
    #[pyo3(signature = (count = 4, *, by = "channel", seed = 0))]
    fn cluster_profiles(&self, py: Python<'_>, count: u32, by: &str, seed: u32) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        self.ask(py, move |core| {
            let found = core.clusters(count, unit, seed)?;
            let numbers: Vec<u32> = (0..).take(found.groups.len()).collect();
            let mut columns: Vec<(&str, Column)> = vec![
                ("cluster", numbers.into()),
                ("customers", found.groups.iter().map(|group| group.customers).collect::<Vec<_>>().into()),
                (
                    "touchpoints",
                    found.groups.iter().map(|group| group.touchpoints).collect::<Vec<_>>().into(),
                ),
            ];
            for (at, name) in found.names.iter().enumerate() {
                let share =
                    |group: &omo_core::journey::Cluster| group.shares.get(at).copied().unwrap_or_default();
                columns.push((name, found.groups.iter().map(share).collect::<Vec<f64>>().into()));
            }
            Table::of(columns)
        })
    }
}
