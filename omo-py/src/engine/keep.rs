//! What lasts: the file, changes, decisions, corrections and erasure.

use std::path::PathBuf;
use std::sync::{Arc, RwLock};

use omo_core::engine::{Config, Engine as Core};
use omo_core::{Purpose, Touchpoint};
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBytes, PyDict};

use super::{Engine, Model, nested};
use crate::convert::{give, options};
use crate::error::{Result, run};
use crate::hints::{Record, Records};
use crate::when::When;

#[pymethods]
impl Engine {
    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_cause))]
    fn __exit__(&self, py: Python<'_>, _cause: &Bound<'_, pyo3::types::PyTuple>) -> Result<()> {
        self.close(py)
    }

    /// Keeps a snapshot in the file, so that it opens fast, and closes it.
    ///
    /// What is in memory can still be asked for; nothing more is taken. Without a file it does nothing.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"store"`` when the snapshot could not be kept; the file is closed all the same, and nothing is lost.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, os
    /// >>> path = os.path.join(tempfile.mkdtemp(), "shop.omo")
    /// >>> with omo.Engine(path) as shop:
    /// ...     receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                             "email": "hanako@example.jp"}])
    /// >>> with omo.Engine(path) as shop:
    /// ...     len(shop)
    /// 1
    fn close(&self, py: Python<'_>) -> Result<()> {
        self.tell(py, Core::close)
    }

    /// Keeps a snapshot in the file, so that it opens fast after whatever happens.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, os
    /// >>> folder = tempfile.mkdtemp()
    /// >>> shop = omo.Engine(os.path.join(folder, "shop.omo"))
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> shop.checkpoint()
    /// >>> shop.close()
    fn checkpoint(&self, py: Python<'_>) -> Result<()> {
        self.tell(py, Core::checkpoint)
    }

    /// Copies the file, as it is now, to a new one, while it stays in use.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The new file, which must not be there.
    ///
    /// Examples
    /// --------
    /// >>> import tempfile, os
    /// >>> folder = tempfile.mkdtemp()
    /// >>> shop = omo.Engine(os.path.join(folder, "shop.omo"))
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> shop.backup(os.path.join(folder, "copy.omo"))
    /// >>> shop.close()
    /// >>> len(omo.Engine(os.path.join(folder, "copy.omo")))
    /// 1
    fn backup(&self, py: Python<'_>, path: PathBuf) -> Result<()> {
        self.ask(py, move |shop| shop.backup(path))
    }

    /// Makes the engine and its file anew of what they still know: no byte of what was erased is left in them.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> erased = shop.erase("1", at="2026-04-01")
    /// >>> shop.compact()
    /// >>> b"h@example.jp" in shop.snapshot()
    /// False
    fn compact(&self, py: Python<'_>) -> Result<()> {
        self.tell(py, Core::compact)
    }

    /// The engine as bytes, for :meth:`restore`; nothing that was erased is in them.
    ///
    /// Returns
    /// -------
    /// bytes
    ///     All that it was told and still knows.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> len(omo.Engine.restore(shop.snapshot()))
    /// 1
    fn snapshot<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyBytes>> {
        let bytes = self.ask(py, |shop| Ok(shop.snapshot()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The engine that a :meth:`snapshot` holds, in memory.
    ///
    /// Parameters
    /// ----------
    /// snapshot
    ///     What :meth:`snapshot` gave.
    /// options
    ///     The keywords of :class:`Engine`.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> omo.Engine.restore(shop.snapshot(), zone="Asia/Tokyo")
    /// omo.Engine(1 touchpoints)
    #[staticmethod]
    #[pyo3(signature = (snapshot, **options: "object"))]
    fn restore(py: Python<'_>, snapshot: Vec<u8>, options: Option<Bound<'_, PyDict>>) -> Result<Self> {
        let linker = options.as_ref().map(|options| options.get_item("linker")).transpose()?.flatten();
        if let Some(options) = options.as_ref().filter(|_| linker.is_some()) {
            options.del_item("linker")?;
        }
        let mut config: Config = nested(options)?;
        if let Some(linker) = linker.filter(|linker| !linker.is_none()) {
            config.linker = Some(linker.extract::<Model<'_>>()?.frozen(py)?);
        }
        let zone = config.zone.clone();
        let shop = run(py, move || Core::restore(&snapshot, config))?;
        Ok(Self { shop: Arc::new(RwLock::new(shop)), zone })
    }

    /// What happened to customers after the change with this number, oldest first.
    ///
    /// Parameters
    /// ----------
    /// since
    ///     The number of the last change that is known; 0 for all since the engine was made or opened, where numbers
    ///     go on.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     ``number``, ``kind`` (``"created"``, ``"merged"``, ``"split"``, ``"renamed"``, ``"removed"``), ``customer``,
    ///     and ``from`` or ``into``: ids that were a customer's once still find who it is now.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "cookie": "c1"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02", "channel": "pos", "action": "purchase", "email": "h@example.jp"},
    /// ... ])
    /// >>> receipt = shop.ingest([{"id": 3, "occurred_at": "2026-03-03", "channel": "ec", "action": "view",
    /// ...                         "cookie": "c1", "email": "h@example.jp"}])
    /// >>> shop.changes(since=2)
    /// [{'number': 3, 'kind': 'merged', 'customer': '1', 'from': ['1', '2'], 'into': []}]
    #[pyo3(signature = (since = 0))]
    fn changes<'py>(&self, py: Python<'py>, since: u64) -> Result<Records<'py>> {
        let changes = self.ask(py, move |shop| Ok(shop.changes(since)))?;
        Ok(Records(give(py, &changes)?))
    }

    /// Two records are one customer's, whatever they show; it lasts until :meth:`unlink`.
    ///
    /// Parameters
    /// ----------
    /// a
    ///     The id of a touchpoint, such as a customer's id.
    /// b
    ///     That of another.
    ///
    /// Returns
    /// -------
    /// bool
    ///     Whether it was news.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "cookie": "c1"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02", "channel": "pos", "action": "purchase", "email": "h@example.jp"},
    /// ... ])
    /// >>> shop.link("1", "2"), len(shop.customers()["customer_id"])
    /// (True, 1)
    /// >>> shop.unlink("1", "2"), len(shop.customers()["customer_id"])
    /// (True, 2)
    fn link(&self, py: Python<'_>, a: String, b: String) -> Result<bool> {
        self.tell(py, move |shop| shop.link(&a, &b))
    }

    /// Takes a :meth:`link` back; whether it held.
    ///
    /// Parameters
    /// ----------
    /// a
    ///     The id of one touchpoint.
    /// b
    ///     That of the other.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "cookie": f"c{n}"} for n in (1, 2)])
    /// >>> shop.link("1", "2"), shop.unlink("1", "2"), shop.unlink("1", "2")
    /// (True, True, False)
    fn unlink(&self, py: Python<'_>, a: String, b: String) -> Result<bool> {
        self.tell(py, move |shop| shop.unlink(&a, &b))
    }

    /// These records are of somebody else than all that shows the same identifiers; it lasts until :meth:`unsplit`.
    ///
    /// Parameters
    /// ----------
    /// records
    ///     Ids of touchpoints.
    ///
    /// Returns
    /// -------
    /// bool
    ///     Whether it was news.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": n, "occurred_at": f"2026-03-0{n}", "channel": "pos", "action": "visit",
    /// ...                         "phone": "090-1234-5670"} for n in (1, 2, 3)])
    /// >>> shop.split(["2", "3"]), shop.customers("service")["touchpoints"]
    /// (True, [1, 2])
    fn split(&self, py: Python<'_>, records: Vec<String>) -> Result<bool> {
        self.tell(py, move |shop| shop.split(&records.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// Takes a :meth:`split` of these records back; whether it held.
    ///
    /// Parameters
    /// ----------
    /// records
    ///     Ids of touchpoints, the same as were split off.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> shop.split(["1"]), shop.unsplit(["1"]), shop.unsplit(["1"])
    /// (True, True, False)
    fn unsplit(&self, py: Python<'_>, records: Vec<String>) -> Result<bool> {
        self.tell(py, move |shop| shop.unsplit(&records.iter().map(String::as_str).collect::<Vec<_>>()))
    }

    /// The links and splits that hold.
    ///
    /// Parameters
    /// ----------
    /// purpose
    ///     What the answer is for. Those of records that it may not see are left out.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     ``kind`` (``"link"`` or ``"split"``), ``records``, and ``turn``, which counts how often it was taken and taken
    ///     back.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> news = shop.split(["1"])
    /// >>> shop.decisions(purpose="service")
    /// [{'kind': 'split', 'records': ['1'], 'turn': 1}]
    #[pyo3(signature = (*, purpose))]
    fn decisions<'py>(&self, py: Python<'py>, purpose: &str) -> Result<Records<'py>> {
        let purpose: Purpose = purpose.parse()?;
        let decisions = self.ask(py, move |shop| Ok(shop.decisions(purpose).cloned().collect::<Vec<_>>()))?;
        Ok(Records(give(py, &decisions)?))
    }

    /// Puts a touchpoint in the place of the one with its id.
    ///
    /// Parameters
    /// ----------
    /// touchpoint
    ///     The whole touchpoint as omo has it: ``id``, ``occurred_at``, ``channel``, ``action``, ``identifiers`` and
    ///     the rest, as in :meth:`ingest` with nested ``identifiers`` and ``lines``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanko@example.jp"}])
    /// >>> shop.correct({"id": "1", "occurred_at": "2026-03-01T00:00:00Z", "channel": "ec", "action": "view",
    /// ...               "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]})
    /// >>> shop.customer("email", "hanako@example.jp")["id"]
    /// '1'
    fn correct(&self, py: Python<'_>, touchpoint: &Bound<'_, PyAny>) -> Result<()> {
        let touch: Touchpoint = options(touchpoint)?;
        self.tell(py, move |shop| shop.correct(touch))
    }

    /// Takes a touchpoint out, as if it had never been there; whether it was there.
    ///
    /// Parameters
    /// ----------
    /// touchpoint
    ///     Its id.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> shop.remove("1"), shop.remove("1"), len(shop)
    /// (True, False, 0)
    fn remove(&self, py: Python<'_>, touchpoint: String) -> Result<bool> {
        self.tell(py, move |shop| shop.remove(&touchpoint))
    }

    /// Erases a customer: facts, consents, decisions, and what quarantine holds of them.
    ///
    /// Old files bring nobody back; who comes again after ``at`` is a new customer. :meth:`compact` leaves no byte of
    /// what was erased.
    ///
    /// Parameters
    /// ----------
    /// customer
    ///     The customer's id.
    /// at
    ///     When it was asked for.
    ///
    /// Returns
    /// -------
    /// dict or None
    ///     How many ``touchpoints``, ``consents`` and ``quarantined`` records went; None for an unknown id.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> facts = [{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "email": "h@example.jp"}]
    /// >>> receipt = shop.ingest(facts)
    /// >>> shop.erase("1", at="2026-04-01")
    /// {'touchpoints': 1, 'consents': 0, 'quarantined': 0}
    /// >>> shop.ingest(facts)["erased"], len(shop)
    /// (1, 0)
    fn erase<'py>(&self, py: Python<'py>, customer: String, at: When) -> Result<Option<Record<'py>>> {
        let at = at.time(&self.zone)?;
        let erased = self.tell(py, move |shop| shop.erase(&customer, at))?;
        erased.map(|erased| Ok(Record(give(py, &erased)?))).transpose()
    }

    /// What other rules of identity would make of the facts there are: how many customers would merge or split.
    ///
    /// Parameters
    /// ----------
    /// identity
    ///     A dict as for :class:`Engine`.
    ///
    /// Returns
    /// -------
    /// dict
    ///     How many ``customers`` there are and ``would_be``, how many would be ``merged`` or ``split``, and the touchpoints
    ///     that name nobody: ``unidentified`` and ``would_be_unidentified``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": n, "occurred_at": f"2026-03-0{n}", "channel": "ec", "action": "view",
    /// ...                         "email": f"p{n}@example.jp", "phone": "090-1234-5670"} for n in (1, 2)])
    /// >>> what = shop.what_if({"owners": {"phone": 2}})
    /// >>> what["customers"], what["would_be"], what["merged"], what["split"]
    /// (2, 1, 1, 0)
    fn what_if<'py>(&self, py: Python<'py>, identity: Bound<'_, PyDict>) -> Result<Record<'py>> {
        let rules = nested(Some(identity))?;
        let what = self.ask(py, move |shop| shop.what_if(&rules))?;
        Ok(Record(give(py, &what)?))
    }

    /// Reads all that was told and compares it with the chain of its digests, which still fits after erasures.
    ///
    /// Returns
    /// -------
    /// dict
    ///     Whether it is ``intact``, how many ``entries`` fit, how many of them are ``erased``, the ``head`` of the
    ///     chain, and the first that is ``broken``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "h@example.jp"}])
    /// >>> audit = shop.verify_audit()
    /// >>> audit["intact"], audit["erased"]
    /// (True, 0)
    fn verify_audit<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        let report = self.ask(py, Core::verify_audit)?;
        Ok(Record(give(py, &report)?))
    }
}
