//! How good answers are.

mod lists;

use omo_core::measure;
use omo_core::vocabulary::Vocabulary;
use pyo3::prelude::*;

use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::Columns;

pub use lists::{Ranking, held_out, ranking, ranking_report};

/// How many records that belong together were put together, and how many that do not.
///
/// Both tables have the columns ``touchpoint`` and ``customer_id``, such as :meth:`Engine.assignments` gives;
/// without a ``touchpoint`` column, rows stand in the same order. A record without a customer belongs to nobody.
///
/// Parameters
/// ----------
/// truth
///     Whose each record is.
/// found
///     Whose it was found to be; records that it lacks were found to be nobody's.
///
/// Returns
/// -------
/// dict
///     ``precision``, ``recall`` and ``f1`` of pairs, and how many pairs are true (``true_pairs``), were found
///     (``found_pairs``), and are both (``right_pairs``).
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing, ``"length"`` when tables without ids differ in length.
///
/// Examples
/// --------
/// >>> truth = {"touchpoint": ["a", "b", "c"], "customer_id": ["hanako", "hanako", "taro"]}
/// >>> found = {"touchpoint": ["c", "b", "a"], "customer_id": ["1", "1", "1"]}
/// >>> scores = omo.measure.pair_scores(truth, found)
/// >>> scores["recall"], scores["found_pairs"]
/// (1.0, 3)
#[pyfunction]
pub fn pair_scores(py: Python<'_>, truth: Columns, found: Columns) -> Result<Record<'_>> {
    let scores = run(py, move || {
        let (_, of_truth) = truth.intern::<Option<u32>>("customer_id")?;
        let (_, mut of_found) = found.intern::<Option<u32>>("customer_id")?;
        if truth.has("touchpoint") && found.has("touchpoint") {
            let mut ids = Vocabulary::default();
            let rows = truth.intern_into::<u32>(&mut ids, "touchpoint")?;
            let mut by_id = vec![None; ids.len()];
            for (id, customer) in found.intern_into::<u32>(&mut ids, "touchpoint")?.into_iter().zip(of_found)
            {
                by_id.get_mut(id as usize).into_iter().for_each(|place| *place = customer);
            }
            of_found = rows.iter().map(|&id| by_id.get(id as usize).copied().flatten()).collect();
        }
        measure::pair_scores(&of_truth, &of_found)
    })?;
    Ok(Record(give(py, &scores)?))
}
