//! The linker, record by record.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use omo_core::Error;
use omo_core::identity::Change;
use omo_core::identity::linker::{self, Frozen};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use serde::Serialize;

use super::{records, wants};
use crate::convert::{give, is_missing};
use crate::error::{Result, run};
use crate::hints::{Record, Records as Dicts};
use crate::table::{Columns, Table};

/// Who is whom, record by record: what the linker finds in the whole table, after each that comes, changes or goes.
///
/// It is made by :meth:`Linker.live`. A record that comes is compared with those that share a key with it, and only what hangs
/// together with it is put together anew. Which customers there are hangs on the records alone: neither on the order in which
/// they came nor on what was removed since. A customer is called by the smallest of the ids of its records. Its length is the
/// number of records.
///
/// Examples
/// --------
/// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
/// >>> live = omo.identity.Linker().fit(people).live(people)
/// >>> guest = {"name": "hanako yamada", "email": "H@example.jp"}
/// >>> live.find(guest)[0]["customer"]
/// 'a'
/// >>> _ = live.insert("c", guest)
/// >>> live.customer_of("c"), live.records_of("a")
/// ('a', ['a', 'c'])
#[pyclass(frozen, module = "omo.identity")]
pub struct LiveLinker(Arc<Mutex<linker::LiveLinker>>);

/// What happened to a customer.
#[derive(Default, Serialize)]
struct News {
    kind: &'static str,
    customer: String,
    from: Vec<String>,
    into: Vec<String>,
}

impl From<Change<String>> for News {
    fn from(change: Change<String>) -> Self {
        match change {
            Change::Created { customer } => Self { kind: "created", customer, ..Self::default() },
            Change::Merged { customer, from } => Self { kind: "merged", customer, from, ..Self::default() },
            Change::Split { customer, into } => Self { kind: "split", customer, into, ..Self::default() },
            Change::Renamed { from, customer } => {
                Self { kind: "renamed", customer, from: vec![from], ..Self::default() }
            }
            Change::Removed { customer } => Self { kind: "removed", customer, ..Self::default() },
        }
    }
}

/// A record, each of whose values is written as that of a table.
fn record(cells: &Bound<'_, PyDict>, source: Option<&str>) -> Result<linker::Record> {
    let row = PyDict::new(cells.py());
    for (column, value) in cells {
        if !is_missing(&value)? {
            row.set_item(column, PyList::new(cells.py(), [value])?)?;
        }
    }
    let mut record = linker::Record::default();
    if !row.is_empty() {
        let row: Columns = row.as_any().extract()?;
        for name in row.names() {
            let (texts, cells) = row.written_or_lists(name)?;
            let text = cells.first().and_then(|&cell| texts.text(cell));
            record = text.into_iter().fold(record, |record, text| record.with(name, text));
        }
    }
    Ok(source.into_iter().fold(record, linker::Record::from))
}

impl LiveLinker {
    pub(super) fn of(live: linker::LiveLinker) -> Self {
        Self(Arc::new(Mutex::new(live)))
    }

    /// The model, as a shop needs it.
    pub fn frozen(&self, py: Python<'_>) -> Result<Frozen> {
        self.with(py, |live| Ok(live.frozen().clone()))
    }

    fn with<T, F>(&self, py: Python<'_>, ask: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut linker::LiveLinker) -> std::result::Result<T, Error> + Send + 'static,
    {
        let live = Arc::clone(&self.0);
        run(py, move || ask(&mut live.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    fn tell<'py, F>(&self, py: Python<'py>, tell: F) -> Result<Dicts<'py>>
    where
        F: FnOnce(&mut linker::LiveLinker) -> std::result::Result<Vec<Change<String>>, Error>
            + Send
            + 'static,
    {
        let news: Vec<News> = self.with(py, tell)?.into_iter().map(News::from).collect();
        Ok(Dicts(give(py, &news)?))
    }
}

#[pymethods]
impl LiveLinker {
    /// How many records there are.
    fn __len__(&self, py: Python<'_>) -> Result<usize> {
        self.with(py, |live| Ok(live.len()))
    }

    fn __repr__(&self, py: Python<'_>) -> Result<String> {
        self.with(py, |live| Ok(format!("omo.identity.{live:?}")))
    }

    /// A record comes.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The id of the record, as text, which no other has.
    /// record
    ///     What it says, by columns, as in a row of the table; columns that are left out say nothing.
    /// source
    ///     Where it is from.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     What happened to customers: ``kind`` (``"created"``, ``"merged"``, ``"split"``, ``"renamed"``, ``"removed"``),
    ///     ``customer``, and ``from`` or ``into``. A record that comes to a customer, who keeps their name, is no news.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when the record is there, or for a column that was not in the table.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> live.insert("c", {"name": "Jiro Ito", "email": None})
    /// [{'kind': 'created', 'customer': 'c', 'from': [], 'into': []}]
    #[pyo3(signature = (id, record, *, source: "str | None" = None))]
    fn insert<'py>(
        &self,
        py: Python<'py>,
        id: String,
        record: &Bound<'py, PyDict>,
        source: Option<String>,
    ) -> Result<Dicts<'py>> {
        let record = self::record(record, source.as_deref())?;
        self.tell(py, move |live| live.insert(&id, &record))
    }

    /// A record is another now.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The id of the record.
    /// record
    ///     All that it says now.
    /// source
    ///     Where it is from.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     As of :meth:`insert`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` when there is no such record, ``"column"`` for a column that was not in the table.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> live.update("b", {"name": "Hanako Yamada", "email": "h@example.jp"})
    /// [{'kind': 'merged', 'customer': 'a', 'from': ['a', 'b'], 'into': []}]
    #[pyo3(signature = (id, record, *, source: "str | None" = None))]
    fn update<'py>(
        &self,
        py: Python<'py>,
        id: String,
        record: &Bound<'py, PyDict>,
        source: Option<String>,
    ) -> Result<Dicts<'py>> {
        let record = self::record(record, source.as_deref())?;
        self.tell(py, move |live| live.update(&id, &record))
    }

    /// A record goes: it is as if it had never been there.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The id of the record.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     As of :meth:`insert`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> live.remove("b")
    /// [{'kind': 'removed', 'customer': 'b', 'from': [], 'into': []}]
    fn remove<'py>(&self, py: Python<'py>, id: String) -> Result<Dicts<'py>> {
        self.tell(py, move |live| live.remove(&id))
    }

    /// The customer of a record.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The id of the record.
    ///
    /// Returns
    /// -------
    /// str or None
    ///     The smallest id of the customer's records; ``None`` when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> omo.identity.Linker().fit(people).live(people).customer_of("b")
    /// 'b'
    fn customer_of(&self, py: Python<'_>, id: String) -> Result<Option<String>> {
        self.with(py, move |live| Ok(live.customer_of(&id).map(str::to_owned)))
    }

    /// The records of a customer.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The id of any of them.
    ///
    /// Returns
    /// -------
    /// list of str
    ///     Their ids, in order; none when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> omo.identity.Linker().fit(people).live(people).records_of("b")
    /// ['b']
    fn records_of(&self, py: Python<'_>, id: String) -> Result<Vec<String>> {
        self.with(py, move |live| Ok(live.records_of(&id).into_iter().map(str::to_owned).collect()))
    }

    /// Whose each record is, in order of the ids.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``record_id``, ``customer_id``.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> omo.identity.Linker().fit(people).live(people).customers["customer_id"]
    /// ['a', 'b']
    #[getter]
    fn customers(&self, py: Python<'_>) -> Result<Table> {
        let all = self.with(py, |live| {
            let all = live.all().map(|(record, customer)| (record.to_owned(), customer.to_owned()));
            Ok(all.unzip::<_, _, Vec<String>, Vec<String>>())
        })?;
        Ok(Table::new([("record_id", all.0.into()), ("customer_id", all.1.into())])?)
    }

    /// The records with which one would be compared if it came: those that share a key with it.
    ///
    /// Parameters
    /// ----------
    /// record
    ///     What it says, by columns.
    /// source
    ///     Where it is from.
    ///
    /// Returns
    /// -------
    /// list of str
    ///     Their ids, in order.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column that was not in the table.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> omo.identity.Linker().fit(people).live(people).candidates({"name": "Hanako"})
    /// ['a', 'b']
    #[pyo3(signature = (record, *, source: "str | None" = None))]
    fn candidates(
        &self,
        py: Python<'_>,
        record: &Bound<'_, PyDict>,
        source: Option<String>,
    ) -> Result<Vec<String>> {
        let record = self::record(record, source.as_deref())?;
        self.with(py, move |live| live.candidates(&record))
    }

    /// Which customer a record may be of, without that it comes.
    ///
    /// Parameters
    /// ----------
    /// record
    ///     What it says, by columns.
    /// n
    ///     So many customers at most, the likeliest first.
    /// source
    ///     Where it is from.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     ``customer``, ``bits`` (what all of their records say together; 0 is even odds), ``probability`` (the odds as a
    ///     share), ``record`` (the record most like it) and ``record_bits`` (what that one says). Those for whom little speaks
    ///     are there as well.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column that was not in the table.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> found = live.find({"email": "T@example.jp"}, n=1)
    /// >>> found[0]["customer"], found[0]["probability"] > 0.5
    /// ('b', True)
    #[pyo3(signature = (record, n = 5, *, source: "str | None" = None))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        record: &Bound<'py, PyDict>,
        n: usize,
        source: Option<String>,
    ) -> Result<Dicts<'py>> {
        let record = self::record(record, source.as_deref())?;
        let found = self.with(py, move |live| live.find(&record, n))?;
        Ok(Dicts(give(py, &found)?))
    }

    /// What speaks for and against two records being one customer's, as :meth:`Resolution.explain`.
    ///
    /// Parameters
    /// ----------
    /// a
    ///     The id of one record.
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
    ///     Code ``"unknown"`` when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> omo.identity.Linker().fit(people).live(people).explain("a", "b")[0]["column"]
    /// 'prior'
    fn explain<'py>(&self, py: Python<'py>, a: String, b: String) -> Result<Dicts<'py>> {
        let why = self.with(py, move |live| live.explain(&a, &b).ok_or(Error::Unknown { what: "record" }))?;
        Ok(Dicts(give(py, &why)?))
    }

    /// All records, in order of their ids, with the columns that are compared: what :meth:`load` takes.
    ///
    /// Returns
    /// -------
    /// dict
    ///     Columns as lists: ``id``, ``source`` where records are from several, and those that are compared.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", None]}
    /// >>> omo.identity.Linker().fit(people).live(people).records["email"]
    /// ['h@example.jp', None]
    #[getter]
    fn records<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        let records = self.with(py, |live| live.records())?;
        let all = PyDict::new(py);
        let columns = [records.ids()].into_iter().chain(records.sources()).chain(records.columns());
        for column in columns {
            let list = PyList::empty(py);
            for row in 0..records.len() {
                match column.list(row) {
                    Some(elements) => list.append(elements)?,
                    None => list.append(column.text(row))?,
                }
            }
            all.set_item(&column.name, list)?;
        }
        Ok(Record(all.into_any()))
    }

    /// Lets go of what removed records leave behind: values that no record has any more.
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> live.compact()
    fn compact(&self, py: Python<'_>) -> Result<()> {
        self.with(py, linker::LiveLinker::compact)
    }

    /// Keeps the model, and what it took from the table, as JSON in a file.
    ///
    /// It holds values that two records or more shared, and how names are read: keep it where :attr:`records` are kept.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "live.json"
    /// >>> live = omo.identity.Linker().fit(people).live(people)
    /// >>> live.save(file)
    /// >>> omo.identity.LiveLinker.load(file, live.records)
    /// omo.identity.LiveLinker(2 records, 2 customers)
    fn save(&self, py: Python<'_>, path: PathBuf) -> Result<()> {
        let json = self.with(py, |live| live.frozen().to_json())?;
        Ok(std::fs::write(path, json).map_err(PyErr::from)?)
    }

    /// A live linker with the model of a file and these records.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
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
    ///     The same as that which was kept, if the records are the same.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` or ``"option"`` when the file holds no model that this version reads; ``"column"`` as for
    ///     :meth:`Linker.fit`.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"], "email": ["h@example.jp", "t@example.jp"]}
    /// >>> file = pathlib.Path(tempfile.mkdtemp()) / "live.json"
    /// >>> omo.identity.Linker().fit(people).live(people).save(file)
    /// >>> omo.identity.LiveLinker.load(file, people)
    /// omo.identity.LiveLinker(2 records, 2 customers)
    #[staticmethod]
    #[pyo3(signature = (path, table, *, id: "str | None" = None, source: "str | None" = None))]
    fn load(
        py: Python<'_>,
        path: PathBuf,
        table: Columns,
        id: Option<String>,
        source: Option<String>,
    ) -> Result<Self> {
        let json = std::fs::read_to_string(path).map_err(PyErr::from)?;
        let live = run(py, move || {
            let frozen = Frozen::from_json(&json)?;
            let wants = |name: &str| wants(&frozen.model.options, Some(&frozen.model), name);
            let records = records(&table, id, source.as_deref(), wants)?;
            frozen.live(&records)
        })?;
        Ok(Self::of(live))
    }
}
