//! The linker in steps: learn, find, ask, keep.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use omo_core::Error;
use omo_core::identity::linker::{self, Model, ResolveOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::found::{Found, Resolution};
use super::live::LiveLinker;
use super::{records, truth_of, wants};
use crate::convert::{give, options};
use crate::error::{Result, run};
use crate::hints::{Record, Records as Dicts};
use crate::table::{Columns, Table};

/// Learns from records how they agree when they are one customer's, to find customers in these or in others.
///
/// :func:`omo.resolve` does all of it in one call. Here comparisons and blocking may be named, the model kept,
/// labels taught, and other records looked at with what was learned.
///
/// Parameters
/// ----------
/// comparisons
///     How columns are compared, each of ``omo.identity.compare``; all columns that tell people apart when left out.
/// block_on
///     Which keys two records must share to be compared: each rule a column, a part of one such as ``"surname:4"`` or
///     ``"birth_date:year"``, or a list of them; chosen by the matches they find for each pair when left out.
/// columns
///     What columns hold, as in :func:`omo.resolve`.
/// threshold
///     Bits of evidence from which records are one customer; even odds, 0, when left out.
/// link
///     ``"all"``, or ``"across_sources"`` where two records of one source are never compared.
/// one_to_one
///     Whether each source has each customer once at most; found from the records when left out.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a comparison that is misspelt.
///
/// Examples
/// --------
/// >>> compare = omo.identity.compare
/// >>> linker = omo.identity.Linker(
/// ...     comparisons=[compare.name("name"), compare.email("email")],
/// ...     block_on=["name:4", ["email"]],
/// ... )
/// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada"] * 2, "email": ["h@example.jp", "h@example.jp"]}
/// >>> len(linker.fit(people).predict(people))
/// 1
#[pyclass(frozen, module = "omo.identity")]
pub struct Linker {
    options: ResolveOptions,
    learned: Mutex<Learned>,
}

#[derive(Default)]
struct Learned {
    model: Option<Arc<Model>>,
    found: Option<Arc<Found>>,
}

/// Rules, of which one key may stand for a list of one.
fn rules<'py>(py: Python<'py>, block_on: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let rules = pyo3::types::PyList::empty(py);
    for rule in block_on.try_iter()? {
        let rule = rule?;
        if rule.is_instance_of::<pyo3::types::PyString>() {
            rules.append(pyo3::types::PyList::new(py, [rule])?)?;
        } else {
            rules.append(rule)?;
        }
    }
    Ok(rules.into_any())
}

#[pymethods]
impl Linker {
    #[new]
    #[pyo3(signature = (comparisons: "list[dict] | None" = None, block_on: "list[str | list[str]] | None" = None, *, columns: "dict[str, str] | None" = None, threshold: "float | None" = None, link: "str | None" = None, one_to_one: "bool | None" = None))]
    fn new(
        py: Python<'_>,
        comparisons: Option<Bound<'_, PyAny>>,
        block_on: Option<Bound<'_, PyAny>>,
        columns: Option<Bound<'_, PyDict>>,
        threshold: Option<f64>,
        link: Option<Bound<'_, PyAny>>,
        one_to_one: Option<bool>,
    ) -> Result<Self> {
        let named = PyDict::new(py);
        comparisons.map_or(Ok(()), |comparisons| named.set_item("comparisons", comparisons))?;
        block_on.map_or(Ok(()), |block_on| named.set_item("block_on", rules(py, &block_on)?))?;
        columns.map_or(Ok(()), |columns| named.set_item("columns", columns))?;
        link.map_or(Ok(()), |link| named.set_item("link", link))?;
        let given: ResolveOptions = options(named.as_any())?;
        let options = ResolveOptions { threshold, one_to_one, ..given };
        Ok(Self { options, learned: Mutex::default() })
    }

    fn __repr__(&self) -> String {
        let state = if self.learned().model.is_some() { "fitted" } else { "not fitted" };
        format!("omo.identity.Linker({state})")
    }

    /// Learns what agreements weigh and which keys pay.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     One row a record, as in :func:`omo.resolve`.
    /// id
    ///     The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
    /// source
    ///     The column that says where a record is from.
    /// labels
    ///     Whose some of the records are, where that is known: a table with the column of ids, or ``record_id``, and
    ///     ``customer_id`` or ``cluster``. None are needed.
    ///
    /// Returns
    /// -------
    /// Linker
    ///     Itself.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column is missing or holds something else, or an id is missing or occurs twice;
    ///     ``"option"`` when a comparison or a rule names a column that is not there.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> omo.identity.Linker().fit(people)
    /// omo.identity.Linker(fitted)
    #[pyo3(signature = (table, *, id: "str | None" = None, source: "str | None" = None, labels: "Columns | None" = None) -> "Linker")]
    fn fit<'py>(
        this: Bound<'py, Self>,
        py: Python<'py>,
        table: Columns,
        id: Option<String>,
        source: Option<String>,
        labels: Option<Columns>,
    ) -> Result<Bound<'py, Self>> {
        let options = this.get().options.clone();
        let model = run(py, move || {
            let records = records(&table, id, source.as_deref(), |name| wants(&options, None, name))?;
            let linker = linker::Linker::new(options);
            match labels {
                None => linker.fit(&records),
                Some(labels) => linker.fit_with(&records, &truth_of(records.ids(), &labels)?),
            }
        })?;
        *this.get().learned() = Learned { model: Some(Arc::new(model)), found: None };
        Ok(this)
    }

    /// Finds customers with what was learned, among the records that taught it or others.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     One row a record, with the columns that are compared.
    /// id
    ///     The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
    /// source
    ///     The column that says where a record is from.
    /// threshold
    ///     Bits of evidence from which records are one customer; that of the linker when left out.
    ///
    /// Returns
    /// -------
    /// Resolution
    ///     Pairs, customers, and what speaks for them.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`fit`; ``"column"`` and ``"option"`` as there.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> omo.identity.Linker().fit(people).predict(people).pairs.columns
    /// ['record_id_a', 'record_id_b', 'weight', 'probability']
    #[pyo3(signature = (table, *, id: "str | None" = None, source: "str | None" = None, threshold: "float | None" = None))]
    fn predict(
        &self,
        py: Python<'_>,
        table: Columns,
        id: Option<String>,
        source: Option<String>,
        threshold: Option<f64>,
    ) -> Result<Resolution> {
        let model = self.fitted()?;
        let found = run(py, move || {
            let wants = |name: &str| wants(&model.options, Some(&model), name);
            let records = records(&table, id, source.as_deref(), wants)?;
            let mut model = Model::clone(&model);
            model.options.threshold = threshold.or(model.options.threshold);
            let core = model.predict(&records)?;
            Ok(Arc::new(Found { core, ids: records.into_ids() }))
        })?;
        self.learned().found = Some(Arc::clone(&found));
        Ok(Resolution(found))
    }

    /// A linker that is told of records one at a time, and begins with these.
    ///
    /// What the model takes from a table, such as how frequent values are and how names are read, is taken from this one and
    /// stays as it is: then what two records weigh hangs on no other.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     One row a record, with the columns that are compared.
    /// id
    ///     The column of ids; ``id``, ``unique_id`` or ``record_id`` when left out.
    /// source
    ///     The column that says where a record is from.
    ///
    /// Returns
    /// -------
    /// LiveLinker
    ///     With the records of the table.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`fit`; ``"column"`` and ``"option"`` as there.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> live.insert("c", {"name": "Jiro Ito", "email": "j@example.jp"})
    /// [{'kind': 'created', 'customer': 'c', 'from': [], 'into': []}]
    /// >>> live.update("c", {"name": "hanako yamada", "email": "H@example.jp"})
    /// [{'kind': 'merged', 'customer': 'a', 'from': ['a', 'c'], 'into': []}]
    #[pyo3(signature = (table, *, id: "str | None" = None, source: "str | None" = None))]
    fn live(
        &self,
        py: Python<'_>,
        table: Columns,
        id: Option<String>,
        source: Option<String>,
    ) -> Result<LiveLinker> {
        let model = self.fitted()?;
        let live = run(py, move || {
            let wants = |name: &str| wants(&model.options, Some(&model), name);
            let records = records(&table, id, source.as_deref(), wants)?;
            model.freeze(&records)?.live(&records)
        })?;
        Ok(LiveLinker::of(live))
    }

    /// Whose each record is that was looked at last.
    ///
    /// Parameters
    /// ----------
    /// threshold
    ///     Bits of evidence, not below those of the last :meth:`predict`: nothing is compared again.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``record_id``, ``customer_id``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`predict`.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> linker = omo.identity.Linker()
    /// >>> _ = linker.fit(people).predict(people)
    /// >>> linker.cluster()["customer_id"]
    /// ['a', 'b']
    #[pyo3(signature = (threshold: "float | None" = None))]
    fn cluster(&self, py: Python<'_>, threshold: Option<f64>) -> Result<Table> {
        self.found()?.cluster(py, threshold)
    }

    /// What speaks for and against two of the records that were looked at last, as :meth:`Resolution.explain`.
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
    ///     ``column``, ``level``, ``bits``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`predict`; ``"unknown"`` when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> linker = omo.identity.Linker()
    /// >>> _ = linker.fit(people).predict(people)
    /// >>> linker.explain("a", "b")[0]["column"]
    /// 'prior'
    fn explain<'py>(&self, py: Python<'py>, a: &str, b: &str) -> Result<Dicts<'py>> {
        self.found()?.explain(py, a, b)
    }

    /// How good what was found last is, held against the truth, as :meth:`Resolution.evaluate`.
    ///
    /// Parameters
    /// ----------
    /// truth
    ///     A table with the column of ids, or ``record_id``, and ``customer_id`` or ``cluster``.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``pairs`` and ``b_cubed``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`predict`; ``"column"`` when a column is missing.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> linker = omo.identity.Linker()
    /// >>> _ = linker.fit(people).predict(people)
    /// >>> linker.evaluate({"id": ["a", "b"], "customer_id": ["hanako", "taro"]})["b_cubed"]["f1"]
    /// 1.0
    fn evaluate<'py>(&self, py: Python<'py>, truth: Columns) -> Result<Record<'py>> {
        self.found()?.evaluate(py, truth)
    }

    /// What was learned, as a dict that :func:`omo.resolve` takes.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``comparisons`` with ``m`` and ``u`` of each level, ``block_on``, ``prior`` and ``options``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`fit`.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> linker = omo.identity.Linker().fit(people)
    /// >>> len(omo.resolve(people, model=linker.model))
    /// 2
    #[getter]
    fn model<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, &*self.fitted()?)?))
    }

    /// Keeps what was learned, and no record, as JSON in a file.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`fit`.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    /// >>> omo.identity.Linker().fit(people).save(file)
    /// >>> omo.identity.Linker.load(file)
    /// omo.identity.Linker(fitted)
    fn save(&self, path: PathBuf) -> Result<()> {
        let json = self.fitted()?.to_json()?;
        Ok(std::fs::write(path, json).map_err(PyErr::from)?)
    }

    /// A linker that learned what a file keeps.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Returns
    /// -------
    /// Linker
    ///     Ready for :meth:`predict`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` or ``"option"`` when the file holds no model that this version reads.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "town": ["Fujisawa", "Kamakura"]}
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    /// >>> omo.identity.Linker().fit(people).save(file)
    /// >>> len(omo.identity.Linker.load(file).predict(people))
    /// 2
    #[staticmethod]
    fn load(path: PathBuf) -> Result<Self> {
        Ok(Self::of(Model::from_json(&std::fs::read_to_string(path).map_err(PyErr::from)?)?))
    }

    /// A linker that learned what Splink did: a model that Splink 4 or 5 saved with ``save_model_to_json``.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Returns
    /// -------
    /// Linker
    ///     Ready for :meth:`predict`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"format"`` naming the comparison and the level, or the rule, that cannot be read; ``"model"`` when the
    ///     file holds no model.
    ///
    /// Examples
    /// --------
    /// >>> import json, pathlib, tempfile
    /// >>> levels = [
    /// ...     {"sql_condition": '"name_l" IS NULL OR "name_r" IS NULL', "is_null_level": True},
    /// ...     {"sql_condition": '"name_l" = "name_r"', "m_probability": 0.9, "u_probability": 0.01},
    /// ...     {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.99},
    /// ... ]
    /// >>> settings = {
    /// ...     "link_type": "dedupe_only",
    /// ...     "probability_two_random_records_match": 0.01,
    /// ...     "comparisons": [{"output_column_name": "name", "comparison_levels": levels}],
    /// ...     "blocking_rules_to_generate_predictions": [{"blocking_rule": 'l."name" = r."name"'}],
    /// ... }
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "splink.json"
    /// >>> _ = file.write_text(json.dumps(settings))
    /// >>> omo.identity.Linker.from_splink(file).model["block_on"]
    /// [['name']]
    #[staticmethod]
    fn from_splink(path: PathBuf) -> Result<Self> {
        Ok(Self::of(Model::from_splink(&std::fs::read_to_string(path).map_err(PyErr::from)?)?))
    }
}

impl Linker {
    fn of(model: Model) -> Self {
        let options = model.options.clone();
        let learned = Learned { model: Some(Arc::new(model)), found: None };
        Self { options, learned: Mutex::new(learned) }
    }

    fn learned(&self) -> std::sync::MutexGuard<'_, Learned> {
        // What it holds is whole at any time.
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fitted(&self) -> Result<Arc<Model>> {
        Ok(self.learned().model.clone().ok_or(Error::Model { expected: "fitted first" })?)
    }

    fn found(&self) -> Result<Resolution> {
        let found = self.learned().found.clone();
        Ok(Resolution(found.ok_or(Error::Model { expected: "used to predict first" })?))
    }
}
