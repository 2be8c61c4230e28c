//! Steps and what follows them.

use omo_core::journey::{By, Unit};
use pyo3::prelude::*;

use super::Journeys;
use crate::error::Result;
use crate::table::{Column, Table};
use crate::when::word;

#[pymethods]
impl Journeys {
    /// How often one follows directly after another.
    ///
    /// Parameters
    /// ----------
    /// by
    ///     What is counted: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is channel and
    ///     action.
    /// order
    ///     How many touchpoints stand in ``from``, 1 to 8.
    /// shares
    ///     Whether to tell how likely each move is.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``from``, ``to`` and ``count``, the most frequent first; staying where one is is included. With ``shares`` or a
    ///     higher ``order`` also ``share``, of all that followed ``from``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.transitions("action")
    /// from  to        count
    /// view  purchase      1
    /// (1 row)
    #[pyo3(signature = (by = "channel", *, order = 1, shares = false))]
    fn transitions(&self, py: Python<'_>, by: &str, order: u32, shares: bool) -> Result<Table> {
        let plain: Option<By> = if order == 1 && !shares { word("by", by).ok() } else { None };
        let Some(by) = plain else {
            let unit: Unit = word("by", by)?;
            return self.ask(py, move |core| {
                let rows = core.follows(order, unit)?;
                let mut columns: Vec<(&str, Column)> = vec![
                    ("from", rows.iter().map(|row| row.from.join(" > ")).collect::<Vec<_>>().into()),
                    ("to", rows.iter().map(|row| row.to.as_str()).collect::<Vec<_>>().into()),
                    ("count", rows.iter().map(|row| row.count).collect::<Vec<_>>().into()),
                ];
                if shares || order > 1 {
                    columns.push(("share", rows.iter().map(|row| row.share).collect::<Vec<_>>().into()));
                }
                Table::of(columns)
            });
        };
        self.ask(py, move |core| {
            let flows = core.transitions(by);
            Table::new([
                ("from", flows.iter().map(|flow| flow.from.as_str()).collect::<Vec<_>>().into()),
                ("to", flows.iter().map(|flow| flow.to.as_str()).collect::<Vec<_>>().into()),
                ("count", flows.iter().map(|flow| flow.count).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// Where customers are at each of their first steps.
    ///
    /// Parameters
    /// ----------
    /// steps
    ///     How many steps from the first touchpoint on.
    /// by
    ///     What a step is called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is channel
    ///     and action.
    ///
    /// Returns
    /// -------
    /// Table
    ///     A row for each name, with the share of all customers in the columns ``"1"``, ``"2"`` …; the last row,
    ///     ``(ended)``, has those whose journey was over before.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ... ])
    /// >>> journeys.step_matrix(2)
    /// channel    1    2
    /// ec       0.5  0.0
    /// pos      0.5  0.5
    /// (ended)  0.0  0.5
    /// (3 rows)
    #[pyo3(signature = (steps = 10, by = "channel"))]
    fn step_matrix(&self, py: Python<'_>, steps: u32, by: &str) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        let heading = by.to_owned();
        self.ask(py, move |core| {
            let matrix = core.step_matrix(steps, unit)?;
            let names = matrix.rows.iter().map(|row| row.name.as_str()).chain(["(ended)"]);
            let mut columns: Vec<(String, Column)> = vec![(heading, names.collect::<Vec<_>>().into())];
            for (step, &ended) in matrix.ended.iter().enumerate() {
                let share = |row: &omo_core::journey::StepMatrixRow| {
                    row.shares.get(step).copied().unwrap_or_default()
                };
                let shares = matrix.rows.iter().map(share).chain([ended]);
                columns.push(((step + 1).to_string(), shares.collect::<Vec<f64>>().into()));
            }
            Table::of(columns.iter_mut().map(|(name, column)| (name.as_str(), column.take())))
        })
    }

    /// How these customers differ from others in what follows, the surest difference first.
    ///
    /// Parameters
    /// ----------
    /// other
    ///     The journeys of the others.
    /// by
    ///     What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
    ///     channel and action.
    /// order
    ///     How many touchpoints stand in ``from``, 1 to 8.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``from``, ``to``, ``count`` and ``share`` here, ``other_count`` and ``other_share`` there, their ``difference``, in
    ///     standard errors ``z`` (two proportions), ``p``, and ``q``, which is for looking at all rows (Benjamini, Hochberg).
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.transitions_against(journeys)["difference"]
    /// [0.0]
    #[pyo3(signature = (other, *, by = "channel", order = 1))]
    fn transitions_against(&self, py: Python<'_>, other: &Self, by: &str, order: u32) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        let other = std::sync::Arc::clone(&other.core);
        self.ask(py, move |core| {
            let rows = core.follow_differences(&other, order, unit)?;
            let count =
                |at: usize| rows.iter().filter_map(|row| row.counts.get(at).copied()).collect::<Vec<_>>();
            let share =
                |at: usize| rows.iter().filter_map(|row| row.shares.get(at).copied()).collect::<Vec<_>>();
            Table::new([
                ("from", rows.iter().map(|row| row.from.join(" > ")).collect::<Vec<_>>().into()),
                ("to", rows.iter().map(|row| row.to.as_str()).collect::<Vec<_>>().into()),
                ("count", count(0).into()),
                ("share", share(0).into()),
                ("other_count", count(1).into()),
                ("other_share", share(1).into()),
                ("difference", rows.iter().map(|row| row.difference).collect::<Vec<_>>().into()),
                ("z", rows.iter().map(|row| row.z).collect::<Vec<_>>().into()),
                ("p", rows.iter().map(|row| row.p).collect::<Vec<_>>().into()),
                ("q", rows.iter().map(|row| row.q).collect::<Vec<_>>().into()),
            ])
        })
    }

    /// The whole paths customers took, the most frequent first.
    ///
    /// Parameters
    /// ----------
    /// by
    ///     What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
    ///     channel and action.
    /// merged
    ///     Whether touchpoints of one name directly after each other are one step.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``path``, ``customers`` and their ``share``.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.variants()
    /// path      customers  share
    /// ec                1    0.5
    /// ec > pos          1    0.5
    /// (2 rows)
    #[pyo3(signature = (by = "channel", *, merged = false))]
    fn variants(&self, py: Python<'_>, by: &str, merged: bool) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        self.ask(py, move |core| counted(&core.variants(unit, merged)))
    }

    /// What follows a customer's first touchpoint of a kind, or what comes before it, as a tree.
    ///
    /// Parameters
    /// ----------
    /// anchor
    ///     Where the tree begins: a stage, an action, a channel, or ``"ec:view"``.
    /// depth
    ///     How many steps from there, 1 to 50.
    /// backwards
    ///     Whether to look at what comes before; paths then lead away from the anchor, back in time.
    /// by
    ///     What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
    ///     channel and action.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``path``, ``customers``, and the ``share`` of those who came to the step before; the most frequent branch first.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.path_tree("view", by="action")
    /// path             customers  share
    /// view                     2    1.0
    /// view > purchase          1    0.5
    /// (2 rows)
    #[pyo3(signature = (anchor, *, depth = 5, backwards = false, by = "channel"))]
    fn path_tree(
        &self,
        py: Python<'_>,
        anchor: String,
        depth: u32,
        backwards: bool,
        by: &str,
    ) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        self.ask(py, move |core| counted(&core.path_tree(&anchor, depth, backwards, unit)?))
    }

    /// Going back and forth between two channels, and staying at one.
    ///
    /// Parameters
    /// ----------
    /// by
    ///     What touchpoints are called by: ``"channel"``, ``"action"``, ``"stage"``, ``"side"`` or ``"event"``, which is
    ///     channel and action.
    /// moves
    ///     How many moves in a row count.
    ///
    /// Returns
    /// -------
    /// Table
    ///     The ``first`` and the ``second`` of the two (the same for staying), ``customers``, ``times``, and the most
    ///     touchpoints in one go, ``longest``; most customers first.
    ///
    /// Examples
    /// --------
    /// >>> journeys = omo.Journeys([
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-01", "channel": "ec", "action": "view"},
    /// ...     {"customer_id": "hanako", "occurred_at": "2026-03-03", "channel": "pos", "action": "purchase"},
    /// ...     {"customer_id": "taro", "occurred_at": "2026-03-09", "channel": "ec", "action": "view"},
    /// ... ])
    /// >>> journeys.back_and_forth(moves=1)
    /// first  second  customers  times  longest
    /// ec     pos             1      1        2
    /// (1 row)
    #[pyo3(signature = (by = "channel", *, moves = 3))]
    fn back_and_forth(&self, py: Python<'_>, by: &str, moves: u32) -> Result<Table> {
        let unit: Unit = word("by", by)?;
        self.ask(py, move |core| {
            let rows = core.back_and_forth(unit, moves)?;
            let name = |at: usize| {
                rows.iter().map(|row| row.between.get(at).map(String::as_str)).collect::<Vec<_>>()
            };
            Table::new([
                ("first", name(0).into()),
                ("second", name(1).into()),
                ("customers", rows.iter().map(|row| row.customers).collect::<Vec<_>>().into()),
                ("times", rows.iter().map(|row| row.times).collect::<Vec<_>>().into()),
                ("longest", rows.iter().map(|row| row.longest).collect::<Vec<_>>().into()),
            ])
        })
    }
}

/// Paths as a table.
fn counted(rows: &[omo_core::journey::PathCount]) -> std::result::Result<Table, omo_core::Error> {
    Table::new([
        ("path", rows.iter().map(|row| row.path.join(" > ")).collect::<Vec<_>>().into()),
        ("customers", rows.iter().map(|row| row.customers).collect::<Vec<_>>().into()),
        ("share", rows.iter().map(|row| row.share).collect::<Vec<_>>().into()),
    ])
}
