//! What next within a session.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use omo_core::recommend::{Click, Clicks, Labelled, Names, Recommendations, Session as Core, SessionOptions};
use omo_core::sparse::Rows;
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language, Zone};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyString, PyTuple};

use super::{Asked, Barred, Ids, answers, exclusions, names};
use crate::error::{Fault, Result, run};
use crate::fitted::{self, Fitted};
use crate::table::{Columns, Table};

const SESSIONS: &str = "sessions must be a list of lists of items, or a table with `session` and `item`";

/// Sessions to be answered: lists of items, or a table with sessions and items.
pub struct Asking(Py<PyAny>);

impl<'py> FromPyObject<'_, 'py> for Asking {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoSessions");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        Ok(Self(object.to_owned().unbind()))
    }
}

/// Sessions as they were asked about, in texts.
struct Read {
    asked: Asked,
    items: Vocabulary,
    clicks: Rows<u32>,
}

impl Asking {
    fn read(&self, py: Python<'_>, zone: &Zone) -> Result<Read> {
        let asking = self.0.bind(py);
        let listed = asking.is_instance_of::<PyList>() || asking.is_instance_of::<PyTuple>();
        let table = if listed {
            asking.try_iter()?.next().transpose()?.is_some_and(|first| first.is_instance_of::<PyDict>())
        } else {
            asking.is_instance_of::<PyDict>()
                || asking.is_instance_of::<Table>()
                || asking.hasattr("columns")?
                || asking.hasattr("__arrow_c_stream__")?
        };
        if table { tabled(&asking.extract()?, zone) } else { each(py, asking) }
    }
}

/// A list of lists: sessions are called by their places.
fn each(py: Python<'_>, sessions: &Bound<'_, PyAny>) -> Result<Read> {
    let wrong = || Fault::from(PyTypeError::new_err(SESSIONS));
    if sessions.is_instance_of::<PyString>() || sessions.is_instance_of::<PyBytes>() {
        return Err(wrong());
    }
    let all = PyList::empty(py);
    let mut ends = Vec::new();
    for session in sessions.try_iter().map_err(|_| wrong())? {
        let session = session?;
        if session.is_instance_of::<PyString>() || session.is_instance_of::<PyBytes>() {
            return Err(wrong());
        }
        for item in session.try_iter().map_err(|_| wrong())? {
            all.append(item?)?;
        }
        ends.push(all.len());
    }
    let (mut items, mut numbers) = (Vocabulary::default(), Vec::new());
    if !all.is_empty() {
        let one = PyDict::new(py);
        one.set_item("item", all)?;
        (items, numbers) = one.into_any().extract::<Columns>()?.intern::<u32>("item")?;
    }
    let mut numbers = numbers.into_iter();
    let mut from = 0;
    let mut clicks = Rows::default();
    for end in &ends {
        clicks.push(numbers.by_ref().take(end - from));
        from = *end;
    }
    Ok(Read { asked: Asked::numbered(ends.len()), items, clicks })
}

/// A table: sessions in the order of their names, their clicks in order of time where it is told.
fn tabled(table: &Columns, zone: &Zone) -> Result<Read> {
    let (sessions, numbers) = names(table, "session")?;
    let (items, clicked) = table.intern::<u32>("item")?;
    let timed = table.has("occurred_at");
    let at = if timed { table.millis::<i64>("occurred_at", zone)? } else { vec![0; table.len()] };
    let clicks = clicks_of(numbers, clicked, at, &sessions, items.len())?;
    let mut rows = Rows::default();
    for session in clicks.rows().chunk_by(|a, b| a.session == b.session) {
        rows.push(session.iter().map(|click| click.item));
    }
    Ok(Read { asked: Asked::named(&sessions), items, clicks: rows })
}

fn clicks_of(
    sessions: Vec<u32>,
    items: Vec<u32>,
    at: Vec<i64>,
    names: &Names,
    range: usize,
) -> std::result::Result<Clicks, Error> {
    let rows = sessions.into_iter().zip(items).zip(at);
    let rows = rows.map(|((session, item), at)| Click { session, item, at }).collect();
    Clicks::new(rows, names.len(), range)
}

/// Clicks of a table, with the names of sessions and items in an order that does not depend on that of the rows.
fn read(table: &Columns, zone: &Zone) -> std::result::Result<(Names, Names, Clicks), Error> {
    let (sessions, numbers) = names(table, "session")?;
    let (items, clicked) = names(table, "item")?;
    let at = table.millis::<i64>("occurred_at", zone)?;
    let clicks = clicks_of(numbers, clicked, at, &sessions, items.len())?;
    Ok((sessions, items, clicks))
}

/// What next to somebody who is looking at things now, known or not.
///
/// Sessions that share items with this one speak (VMIS-kNN, Kersbergen and others, SIGMOD 2022), what others looked at
/// right next to the last item, and the session's own items, as people come back to what they looked at. How much each
/// counts is learnt from the newest sessions as :meth:`fit` is called; nothing is to be tuned.
///
/// Parameters
/// ----------
/// neighbours
///     How many similar sessions speak.
/// recent
///     Of how many sessions at most, the newest, each item is remembered.
/// clicks
///     How many of a session's last clicks are held against other sessions.
/// half_life
///     Days after which a click counts half in what is popular, which fills lists that nothing better fills.
/// published
///     VMIS-kNN as it was published, to be held against others: nothing is learned, what the session clicked does not
///     come again, and the last item is not shown.
///
/// Examples
/// --------
/// >>> clicks = {
/// ...     "session": [1, 1, 2, 2, 3, 3],
/// ...     "item": ["tea", "pot", "tea", "cup", "tea", "pot"],
/// ...     "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:01", "2026-03-02 09:00", "2026-03-02 09:01",
/// ...                     "2026-03-03 09:00", "2026-03-03 09:01"],
/// ... }
/// >>> shop = omo.recommend.Session().fit(clicks)
/// >>> shop.recommend([["tea"]], n=2, exclude={"already_bought": ["tea"]})["item"]
/// ['pot', 'cup']
#[pyclass(frozen, module = "omo.recommend")]
pub struct Session {
    options: SessionOptions,
    learned: Fitted<Labelled<Core>>,
}

#[pymethods]
impl Session {
    #[new]
    #[pyo3(signature = (*, neighbours: "int | None" = None, recent: "int | None" = None, clicks: "int | None" = None, half_life: "float | None" = None, published = false))]
    fn new(
        neighbours: Option<usize>,
        recent: Option<usize>,
        clicks: Option<usize>,
        half_life: Option<f64>,
        published: bool,
    ) -> Self {
        let usual = SessionOptions::default();
        let options = SessionOptions {
            neighbours: neighbours.unwrap_or(usual.neighbours),
            recent: recent.unwrap_or(usual.recent),
            clicks: clicks.unwrap_or(usual.clicks),
            half_life: half_life.unwrap_or(usual.half_life),
            published,
        };
        Self { options, learned: Fitted::new(None) }
    }

    /// Reads all sessions, and learns how much each kind of evidence counts.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     A table with ``session``, ``item`` and ``occurred_at``, a click a row. The order of rows does not matter,
    ///     save that clicks of one session at the same time come one after the other as the rows do.
    /// zone
    ///     The clock of times that do not name theirs.
    /// columns
    ///     Their column to omo's, ``{"visit": "session"}``.
    ///
    /// Returns
    /// -------
    /// Session
    ///     The model itself, fitted.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column is missing, a cell is empty or holds something else; ``"option"`` when an
    ///     option lies outside what it can be.
    ///
    /// Examples
    /// --------
    /// >>> clicks = {"session": [1, 1], "item": [7, 8], "occurred_at": ["2026-03-01", "2026-03-02"]}
    /// >>> omo.recommend.Session().fit(clicks).recommend([[7]], n=1)["item"]
    /// [8]
    #[pyo3(signature = (table, *, zone = "UTC", columns = None) -> "Session")]
    fn fit<'py>(
        this: Bound<'py, Self>,
        py: Python<'py>,
        table: Columns,
        zone: &str,
        columns: Option<HashMap<String, String>>,
    ) -> Result<Bound<'py, Self>> {
        let zone: Zone = zone.parse()?;
        let table = table.rename(&columns.unwrap_or_default())?;
        let options = this.get().options.clone();
        let learned = run(py, move || {
            let (sessions, items, clicks) = read(&table, &zone)?;
            Ok(Labelled::new(sessions, items, Core::fit(&clicks, &options)?))
        })?;
        this.get().learned.learn(learned);
        Ok(this)
    }

    /// Takes clicks in that happened since: the model then knows them as if it had been fitted with them.
    ///
    /// How much each kind of evidence counts is not learnt anew. Sessions go on under the name they had when fitted or
    /// observed; a model that was saved without these takes all sessions for new ones.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     As for :meth:`fit`. Clicks come in order of time: one earlier than the last of its session counts as if it
    ///     came with that.
    /// zone
    ///     The clock of times that do not name theirs.
    /// columns
    ///     Their column to omo's, ``{"visit": "session"}``.
    ///
    /// Returns
    /// -------
    /// Session
    ///     The model itself.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.recommend.Session()
    /// >>> shop = shop.fit({"session": [1, 1], "item": [7, 8], "occurred_at": ["2026-03-01", "2026-03-02"]})
    /// >>> shop = shop.observe({"session": [2, 2], "item": [7, 9], "occurred_at": ["2026-03-03", "2026-03-04"]})
    /// >>> sorted(shop.recommend([[7]], n=2, exclude={"already_bought": [7]})["item"])
    /// [8, 9]
    #[pyo3(signature = (table, *, zone = "UTC", columns = None) -> "Session")]
    fn observe<'py>(
        this: Bound<'py, Self>,
        py: Python<'py>,
        table: Columns,
        zone: &str,
        columns: Option<HashMap<String, String>>,
    ) -> Result<Bound<'py, Self>> {
        let zone: Zone = zone.parse()?;
        let table = table.rename(&columns.unwrap_or_default())?;
        let model = this.clone().unbind();
        run(py, move || {
            let (sessions, items, clicks) = read(&table, &zone)?;
            model.get().learned.change(|model| model.observe(&sessions, &items, &clicks))
        })?;
        Ok(this)
    }

    /// The items most likely to be clicked next in each session.
    ///
    /// Parameters
    /// ----------
    /// sessions
    ///     A list of lists of items, the oldest click first, or a table with ``session`` and ``item``, and if there is
    ///     such ``occurred_at``. Items that the model does not know are passed over; a session without any known one
    ///     gets what is popular.
    /// n
    ///     How many.
    /// allow
    ///     The only items that may be shown; all when left out.
    /// exclude
    ///     Items that may not, by cause: ``{"out_of_stock": [...]}``.
    /// language
    ///     ``"en"`` or ``"ja"``, for the reasons.
    /// zone
    ///     The clock of times that do not name theirs.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``session`` (the place in the list from 0, or the id in the table), ``rank``, ``item``, ``score`` (the
    ///     chance, as far as the model knows, that it is clicked next) and ``reason``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before the model is fitted, ``"option"`` for a cause that is none.
    ///
    /// Examples
    /// --------
    /// >>> clicks = {"session": [1, 1, 2, 2], "item": ["a", "b", "a", "b"],
    /// ...           "occurred_at": ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]}
    /// >>> shop = omo.recommend.Session().fit(clicks)
    /// >>> shop.recommend([["a"], []], n=1)["session"]
    /// [0, 1]
    #[pyo3(signature = (sessions, n = 20, *, allow: "IntoIds | None" = None, exclude: "dict[str, IntoIds] | None" = None, language = "en", zone = "UTC"))]
    fn recommend(
        &self,
        py: Python<'_>,
        sessions: Asking,
        n: usize,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        language: &str,
        zone: &str,
    ) -> Result<Table> {
        let language: Language = language.parse()?;
        self.ask(py, &sessions, n, Barred::read(py, allow, exclude)?, zone, move |model, asked, found| {
            answers("session", asked, found, model.items(), language)
        })
    }

    /// What kept items out of the lists that :meth:`recommend` gives for the same arguments.
    ///
    /// Parameters
    /// ----------
    /// sessions
    ///     As for :meth:`recommend`.
    /// n
    ///     How many.
    /// allow
    ///     The only items that may be shown; all when left out.
    /// exclude
    ///     Items that may not, by cause.
    /// zone
    ///     The clock of times that do not name theirs.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``session``, ``cause`` and ``items``: how many that would have stood in the list were kept out.
    ///
    /// Examples
    /// --------
    /// >>> clicks = {"session": [1, 1], "item": ["a", "b"], "occurred_at": ["2026-03-01", "2026-03-02"]}
    /// >>> shop = omo.recommend.Session().fit(clicks)
    /// >>> shop.exclusions([["a"]], n=1, exclude={"out_of_stock": ["a", "b"]})["items"]
    /// [2]
    #[pyo3(signature = (sessions, n = 20, *, allow: "IntoIds | None" = None, exclude: "dict[str, IntoIds] | None" = None, zone = "UTC"))]
    fn exclusions(
        &self,
        py: Python<'_>,
        sessions: Asking,
        n: usize,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        zone: &str,
    ) -> Result<Table> {
        self.ask(py, &sessions, n, Barred::read(py, allow, exclude)?, zone, |_, asked, found| {
            exclusions("session", asked, found)
        })
    }

    /// Writes the model to a file, which Rust and the browser read as well.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     Where to.
    /// sessions
    ///     Whether sessions keep their names in it, so that they go on when it is loaded: leave it where others read the file.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> shop = omo.recommend.Session().fit({"session": [1], "item": [7], "occurred_at": ["2026-03-01"]})
    /// >>> path = pathlib.Path(tempfile.mkdtemp()) / "session.json"
    /// >>> shop.save(path)
    /// >>> omo.recommend.Session.load(path).recommend([[]], n=1)["item"]
    /// [7]
    #[pyo3(signature = (path, *, sessions = false))]
    fn save(&self, py: Python<'_>, path: PathBuf, sessions: bool) -> Result<()> {
        let model = self.learned.model()?;
        let write = move || if sessions { model.to_json() } else { model.to_json_without_sessions() };
        py.detach(move || fitted::write(path, &write()))
    }

    /// The model that :meth:`save` wrote.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     Where it is.
    ///
    /// Returns
    /// -------
    /// Session
    ///     The model.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` for a file of another kind or version, or one that was cut off.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, pathlib
    /// >>> path = pathlib.Path(tempfile.mkdtemp()) / "session.json"
    /// >>> omo.recommend.Session().fit({"session": [1], "item": [7], "occurred_at": ["2026-03-01"]}).save(path)
    /// >>> omo.recommend.Session.load(path).recommend([[7]], n=1)["item"]
    /// [7]
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> Result<Self> {
        let text = fitted::read(path)?;
        let model = run(py, move || Labelled::<Core>::from_json(&text))?;
        let options = model.model().options().clone();
        Ok(Self { options, learned: Fitted::new(Some(model)) })
    }

    fn __repr__(&self) -> String {
        match self.learned.model() {
            Ok(learned) => {
                let model = learned.model();
                format!("Session(sessions={}, items={})", model.sessions(), model.items())
            }
            Err(_) => "Session(not fitted)".into(),
        }
    }
}

impl Session {
    /// Answers, and makes a table of the answers.
    fn ask(
        &self,
        py: Python<'_>,
        sessions: &Asking,
        n: usize,
        barred: Barred,
        zone: &str,
        table: impl FnOnce(&Labelled<Core>, &Asked, &[Recommendations]) -> std::result::Result<Table, Error>
        + Send
        + 'static,
    ) -> Result<Table> {
        let model: Arc<Labelled<Core>> = self.learned.model()?;
        let Read { asked, items, clicks } = sessions.read(py, &zone.parse()?)?;
        run(py, move || {
            let eligible = barred.of(model.items())?;
            let known: Vec<u32> =
                items.iter().map(|name| model.items().get(name).unwrap_or(u32::MAX)).collect();
            let number = |item: &u32| known.get(*item as usize).copied().unwrap_or(u32::MAX);
            let clicks: Rows<u32> = clicks.iter().map(|session| session.iter().map(number)).collect();
            let found = model.model().recommend_each(&clicks, n, |item| eligible.allow(item));
            table(&model, &asked, &found)
        })
    }
}
