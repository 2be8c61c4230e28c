//! What was found, in questions.

use std::sync::Arc;

use omo_core::identity::linker;
use omo_core::measure::{BCubed, PairScores, b_cubed, pair_scores};
use omo_core::{Error, math};
use pyo3::prelude::*;
use serde::Serialize;

use super::truth_of;
use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::{Record, Records as Dicts};
use crate::table::{Column, Columns, Table};

/// Which records are one customer, and why: what :func:`resolve` finds.
///
/// It never changes. Its length is the number of customers.
///
/// Examples
/// --------
/// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["hanako@example.jp", "taro@example.jp"]}
/// >>> found = omo.resolve(people)
/// >>> len(found)
/// 2
#[pyclass(frozen, module = "omo")]
pub struct Resolution(pub(super) Arc<Found>);

/// What the linker found, and the ids that it does not keep.
pub struct Found {
    pub core: linker::Resolution,
    /// They differ, so the number of an id is its row.
    pub ids: linker::Column,
}

impl Found {
    pub(super) fn ids(&self, rows: impl Iterator<Item = u32>) -> Column {
        Column::named(&self.ids.texts, &rows.collect::<Vec<_>>())
    }

    pub(super) fn row(&self, id: &str) -> std::result::Result<u32, Error> {
        self.ids.texts.get(id).ok_or(Error::Unknown { what: "record" })
    }

    /// How many customers there are: as many as records that are the first of theirs.
    fn len(&self) -> usize {
        (0..).zip(self.core.customers()).filter(|&(row, &first)| row == first).count()
    }

    /// Whose each record truly is.
    pub(super) fn truth(&self, truth: &Columns) -> std::result::Result<Vec<Option<u32>>, Error> {
        truth_of(&self.ids, truth)
    }
}

/// How good it is, by pairs and by records.
#[derive(Serialize)]
struct Scores {
    pairs: PairScores,
    b_cubed: BCubed,
}

#[pymethods]
impl Resolution {
    /// How many customers there are.
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!("omo.Resolution({})", self.summary())
    }

    fn _repr_html_(&self) -> String {
        format!("<p>{}</p>", self.summary())
    }

    /// Whose each record is, in the order of the records.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``record_id``, ``customer_id`` (the id of the customer's first record).
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": [7], "name": ["Hanako Yamada"]})
    /// >>> found.customers.to_dicts()
    /// [{'record_id': '7', 'customer_id': '7'}]
    #[getter]
    fn customers(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let customers = this.core.customers();
            let records = (0..).zip(customers).map(|(row, _)| row);
            Table::new([
                ("record_id", this.ids(records)),
                ("customer_id", this.ids(customers.iter().copied())),
            ])
        })
    }

    /// Whose each record is at a higher threshold: nothing is compared again.
    ///
    /// Parameters
    /// ----------
    /// threshold
    ///     Bits of evidence; those that were used when left out, or when lower.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``record_id``, ``customer_id``.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Hanako Yamada"], "town": ["Fujisawa", "Fujisawa"]}
    /// >>> omo.resolve(people).cluster(1000)["customer_id"]
    /// ['a', 'b']
    #[pyo3(signature = (threshold: "float | None" = None))]
    pub fn cluster(&self, py: Python<'_>, threshold: Option<f64>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let customers =
                threshold.map_or(this.core.customers().to_vec(), |bits| this.core.customers_at(bits));
            let records = 0..u32::try_from(customers.len()).unwrap_or(u32::MAX);
            Table::new([("record_id", this.ids(records)), ("customer_id", this.ids(customers.into_iter()))])
        })
    }

    /// What was learned, for :func:`omo.resolve` to use again.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``comparisons`` with ``m`` and ``u`` of each level, ``block_on``, ``prior`` and ``options``.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> [learned["comparison"]["column"] for learned in found.model["comparisons"]]
    /// ['name']
    #[getter]
    fn model<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, self.0.core.model())?))
    }

    /// The pairs of records whose evidence reaches the threshold, in the order of the records.
    ///
    /// Two records of one customer need not be a pair: each may be one with a third.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``record_id_a``, ``record_id_b``, ``weight`` (the evidence in bits; 0 is even odds), ``probability``
    ///     (the odds as a share).
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": [7], "name": ["Hanako Yamada"]})
    /// >>> found.pairs.columns
    /// ['record_id_a', 'record_id_b', 'weight', 'probability']
    #[getter]
    fn pairs(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let pairs = this.core.pairs();
            let weights: Vec<f64> = pairs.iter().map(|pair| pair.weight.into()).collect();
            // 2^w / (1 + 2^w), whose parts must not both be infinite.
            let share = |&weight: &f64| 1.0 / (1.0 + math::pow(2.0, -weight));
            let probabilities: Vec<f64> = weights.iter().map(share).collect();
            Table::new([
                ("record_id_a", this.ids(pairs.iter().map(|pair| pair.a))),
                ("record_id_b", this.ids(pairs.iter().map(|pair| pair.b))),
                ("weight", weights.into()),
                ("probability", probabilities.into()),
            ])
        })
    }

    /// What was chosen, and why.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``columns`` (for each its ``kind``, the share ``filled``, ``distinct`` values, and the ``levels`` of
    ///     agreement with ``m``, ``u`` and ``bits``), ``blocking`` (which agreements make two records worth
    ///     comparing, and how many pairs each added), ``pairs`` (how many were compared), ``threshold``,
    ///     ``warnings``.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": [7], "name": ["Hanako Yamada"]})
    /// >>> found.report["pairs"]
    /// 0
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, self.0.core.report())?))
    }

    /// Bits of evidence from which records are one customer.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=6.5)
    /// >>> found.threshold
    /// 6.5
    #[getter]
    fn threshold(&self) -> f64 {
        self.0.core.report().threshold
    }

    /// What speaks for and against two records being one customer's.
    ///
    /// Any two can be asked about, whether they were found to be one customer's or not.
    ///
    /// Parameters
    /// ----------
    /// a
    ///     The id of one record, as text.
    /// b
    ///     The id of the other.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     ``column`` (``"prior"`` for the odds before anything is compared), ``level`` (how they agree), ``bits``;
    ///     their sum is the weight of the pair. Of a name in several scripts also ``compared``, which is ``"writing"``,
    ///     ``"reading"``, ``"both"`` or ``"neither"``, and ``reading``, the column that has its reading, if one does.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> [sorted(evidence) for evidence in found.explain("a", "b")][0]
    /// ['bits', 'column', 'level']
    pub fn explain<'py>(&self, py: Python<'py>, a: &str, b: &str) -> Result<Dicts<'py>> {
        let evidence = self.0.core.explain(self.0.row(a)?, self.0.row(b)?);
        let evidence = evidence.ok_or(Error::Unknown { what: "record" })?;
        Ok(Dicts(give(py, &evidence)?))
    }

    /// How good it is, held against the truth.
    ///
    /// Parameters
    /// ----------
    /// truth
    ///     A table with the column of ids, called as it was in :func:`resolve`, and a column ``customer_id`` or else
    ///     ``cluster``. A record without one, or that is not in the table, belongs to nobody; one that was never
    ///     resolved does not count.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``pairs``, as :func:`omo.measure.pair_scores` gives them, and ``b_cubed``: ``precision``, ``recall`` and
    ///     ``f1`` of Bagga and Baldwin (1998), to which every record counts the same.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column is missing, or an id is missing or occurs twice.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> scores = found.evaluate({"id": ["b", "a"], "customer_id": ["taro", "hanako"]})
    /// >>> scores["pairs"]["true_pairs"], scores["b_cubed"]["recall"]
    /// (0, 1.0)
    pub fn evaluate<'py>(&self, py: Python<'py>, truth: Columns) -> Result<Record<'py>> {
        let this = Arc::clone(&self.0);
        let scores = run(py, move || {
            let of_truth = this.truth(&truth)?;
            let of_found: Vec<_> = this.core.customers().iter().copied().map(Some).collect();
            let (pairs, b_cubed) = (pair_scores(&of_truth, &of_found)?, b_cubed(&of_truth, &of_found)?);
            Ok(Scores { pairs, b_cubed })
        })?;
        Ok(Record(give(py, &scores)?))
    }
}

impl Resolution {
    fn summary(&self) -> String {
        let count = |many: usize, what| format!("{many} {what}{}", if many == 1 { "" } else { "s" });
        let (records, customers) = (count(self.0.ids.cells.len(), "record"), count(self.0.len(), "customer"));
        format!("{records}, {customers}, threshold {:.1} bits", self.threshold())
    }
}
