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
    ///     What is counted: ``"channel"``, ``"action"`` or ``"stage"``.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``from``, ``to`` and ``count``, the most frequent first; staying where one is is included.
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
    #[pyo3(signature = (by = "channel"))]
    fn transitions(&self, py: Python<'_>, by: &str) -> Result<Table> {
        let by: By = word("by", by)?;
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
        let named = by.to_owned();
        self.ask(py, move |core| {
            let matrix = core.step_matrix(steps, unit)?;
            let names = matrix.rows.iter().map(|row| row.name.as_str()).chain(["(ended)"]);
            let mut columns: Vec<(String, Column)> = vec![(named, names.collect::<Vec<_>>().into())];
            for (step, &ended) in matrix.ended.iter().enumerate() {
                let share = |row: &omo_core::journey::StepMatrixRow| row.shares.get(step).copied().unwrap_or_default();
                let shares = matrix.rows.iter().map(share).chain([ended]);
                columns.push(((step + 1).to_string(), shares.collect::<Vec<f64>>().into()));
            }
            Table::of(columns.iter_mut().map(|(name, column)| (name.as_str(), column.take())))
        })
    }
}
