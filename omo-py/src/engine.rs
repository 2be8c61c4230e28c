//! The engine: one shop's touchpoints in, customers, journeys and advice out.

mod advice;
mod answers;
mod facts;
mod goods;
mod input;
mod keep;
mod offers;
mod privacy;
mod profile;
mod summary;
mod tables;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use omo_core::engine::{Config, Engine as Core, Moment};
use omo_core::identity::linker::Frozen;
use omo_core::io::Batch;
use omo_core::privacy::Secret;
use omo_core::store::StoreOptions;
use omo_core::{Error, Zone};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{give, options};
use crate::error::{Progress, Report, Result, run, run_with};
use crate::hints::Record;
use crate::resolution::LiveLinker;
use crate::when::When;
pub use summary::Summary;
pub use tables::side;

type Answer<T> = std::result::Result<T, Error>;

/// A shop that knows its customers: facts go in, customers, journeys and advice come out.
///
/// Everything stays in this process: in memory, or in one file with a ``path``. It may be used from several threads
/// at once: readers go on beside each other, and wait only while a load is added. In a ``with`` block the file is
/// closed at its end.
///
/// Parameters
/// ----------
/// path
///     The file, made if there is none; what a call has returned is on the disk. In memory when left out. One process
///     at a time may have it open.
/// zone
///     The shop's zone, for times that do not name theirs: an IANA name or an offset such as ``+09:00``.
/// identity
///     A dict that changes who is taken for whom.
/// linker
///     A model of how people's records look alike: a :class:`~omo.identity.LiveLinker`, or the file that its ``save`` wrote.
///     What touchpoints say of people (``traits`` called as the model's columns, e-mail addresses and phone numbers) is then
///     compared as they come and go; who looks alike is one customer, as far as identifiers allow. No file of the shop holds
///     the model; it holds values that two of its records had, so freeze it anew when people were erased from these.
/// journey
///     A dict of the keywords of :class:`Journeys` (``session_gap_minutes``, ``conversion_days``,
///     ``crossing_days``, ``channels``, ``stages``).
/// next_best_action
///     A dict that changes what is worth doing.
/// contact_policy
///     A dict that changes how often and when people may be contacted: ``{"caps": [{"most": 2, "days": 7, "channel":
///     "line"}], "quiet_from": 21, "quiet_until": 9}``; and ``after_complaint_days``, ``after_purchase_days``,
///     ``unanswered``, ``rest_days`` and ``ahead_days``.
/// offers
///     A dict that changes what a ``fitting``, a ``visit``, a ``pickup`` and a ``coupon`` add to an offer, how strong a
///     recommendation is (``recommend``, ``ideas``), and how stock is read (``safety``, ``stock_hours``,
///     ``promised_days``).
/// contact_channels
///     Channels through which the shop can write to a customer, the dearest to the customer first; app, line,
///     email, sms and phone when left out.
/// online_store
///     The store or warehouse, by its id in the stock, from which online orders are sent.
/// key
///     What the file is encrypted with, where the package was built with encryption.
/// purposes
///     A dict that changes what each purpose may see: ``{"analytics": {"shows": ["products"]}}``. ``service``,
///     ``marketing``, ``analytics``, ``third_party`` and ``legal`` each have ``consent``, ``objection``,
///     ``identifiers``, ``shows``, ``sensitive``, ``third_party`` and ``days``.
/// sensitive
///     Which facts are sensitive: ``{"rules": [{"data": "health", "categories": ["medicine"]}]}``.
/// third_party
///     Which facts come from elsewhere (``channels``, ``sources``), and what a consent to join them names.
/// rights
///     Within how many days requests are answered: ``{"access_days": 14}``.
/// retention
///     How long facts are kept: ``{"rules": [{"name": "browsing", "actions": ["view"], "erase_after": 365}]}``.
/// profile
///     A dict that changes how profiles are made (``survivorship``, ``default``, ``trusted``, ``window``, ``half_life``,
///     ``weights``, ``top``).
/// card
///     A dict that changes what :meth:`context_card` tells (``steps``, ``open``, ``hints``).
/// actions
///     The shop's own words for actions, of which segments may speak.
/// secret
///     What the marks of erased people are made with, the same each time: without it nobody who holds the file can try
///     out whose they are. Keep it elsewhere.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` when a key is misspelt or a value out of range, ``"store"`` when the file cannot be opened.
///
/// Examples
/// --------
/// >>> shop = omo.Engine(zone="Asia/Tokyo")
/// >>> shop.ingest([
/// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
/// ...      "cookie": "c1", "email": "hanako@example.jp", "product": "kettle"},
/// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase", "store": "ginza",
/// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
/// ... ])
/// {'accepted': 2, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
/// >>> shop.customer("cookie", "c1")["purchases"]
/// 1
#[pyclass(frozen, module = "omo")]
pub struct Engine {
    shop: Arc<RwLock<Core>>,
    zone: Zone,
}

impl Engine {
    /// Asks the shop; many may ask at once.
    fn ask<T, F>(&self, py: Python<'_>, question: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Core) -> Answer<T> + Send + 'static,
    {
        let shop = Arc::clone(&self.shop);
        // A panic elsewhere left the shop as it was before or after a load: both are true.
        run(py, move || question(&shop.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Tells the shop something; one at a time.
    fn tell<T, F>(&self, py: Python<'_>, word: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Core) -> Answer<T> + Send + 'static,
    {
        let shop = Arc::clone(&self.shop);
        run(py, move || word(&mut shop.write().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Reads a load, then adds it; after Ctrl-C while it is read, nothing is added.
    fn load<'py, F>(
        &self,
        py: Python<'py>,
        source: &str,
        progress: Option<Progress>,
        read: F,
    ) -> Result<Record<'py>>
    where
        F: FnOnce(Report<'_>) -> Answer<Batch> + Send + 'static,
    {
        let shop = Arc::clone(&self.shop);
        let source = if source.is_empty() { "touchpoints" } else { source }.to_owned();
        let receipt = run_with(py, progress, move |report| {
            let batch = read(report)?;
            let mut shop = shop.write().unwrap_or_else(PoisonError::into_inner);
            if report(0.8).is_break() {
                return Err(Error::Cancelled);
            }
            shop.ingest_batch(&source, batch)
        })?;
        Ok(Record(give(py, &receipt)?))
    }

    fn moment(
        &self,
        now: &When,
        store: Option<String>,
        channel: Option<String>,
        purpose: &str,
        language: &str,
    ) -> Answer<Moment> {
        Ok(Moment {
            now: now.time(&self.zone)?,
            store,
            channel,
            purpose: purpose.parse()?,
            language: language.parse()?,
        })
    }
}

fn nested<T: omo_core::form::Form + Default>(dict: Option<Bound<'_, PyDict>>) -> Result<T> {
    dict.map_or_else(|| Ok(T::default()), |dict| options(dict.as_any()))
}

/// A model of how records look alike, or where it lies.
#[derive(FromPyObject)]
enum Model<'py> {
    Live(PyRef<'py, LiveLinker>),
    File(PathBuf),
}

impl Model<'_> {
    fn frozen(self, py: Python<'_>) -> Result<Frozen> {
        match self {
            Self::Live(live) => live.frozen(py),
            Self::File(path) => Ok(Frozen::from_json(&std::fs::read_to_string(path).map_err(PyErr::from)?)?),
        }
    }
}

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (path: "str | PathLike[str] | None" = None, *, zone = "UTC", identity: "dict[str, object] | None" = None, linker: "identity.LiveLinker | str | PathLike[str] | None" = None, journey: "dict[str, object] | None" = None, next_best_action: "dict[str, object] | None" = None, contact_policy: "dict[str, object] | None" = None, offers: "dict[str, object] | None" = None, contact_channels: "list[str] | None" = None, online_store = None, purposes: "dict[str, object] | None" = None, sensitive: "dict[str, object] | None" = None, third_party: "dict[str, object] | None" = None, rights: "dict[str, object] | None" = None, retention: "dict[str, object] | None" = None, profile: "dict[str, object] | None" = None, card: "dict[str, object] | None" = None, actions: "list[str] | None" = None, key = None, secret = None))]
    fn new(
        py: Python<'_>,
        path: Option<PathBuf>,
        zone: &str,
        identity: Option<Bound<'_, PyDict>>,
        linker: Option<Model<'_>>,
        journey: Option<Bound<'_, PyDict>>,
        next_best_action: Option<Bound<'_, PyDict>>,
        contact_policy: Option<Bound<'_, PyDict>>,
        offers: Option<Bound<'_, PyDict>>,
        contact_channels: Option<Vec<String>>,
        online_store: Option<String>,
        purposes: Option<Bound<'_, PyDict>>,
        sensitive: Option<Bound<'_, PyDict>>,
        third_party: Option<Bound<'_, PyDict>>,
        rights: Option<Bound<'_, PyDict>>,
        retention: Option<Bound<'_, PyDict>>,
        profile: Option<Bound<'_, PyDict>>,
        card: Option<Bound<'_, PyDict>>,
        actions: Option<Vec<String>>,
        key: Option<String>,
        secret: Option<&str>,
    ) -> Result<Self> {
        let zone: Zone = zone.parse()?;
        let config = Config {
            zone: zone.clone(),
            identity: nested(identity)?,
            linker: linker.map(|model| model.frozen(py)).transpose()?,
            journey: nested(journey)?,
            next_best_action: nested(next_best_action)?,
            contact_policy: nested(contact_policy)?,
            offers: nested(offers)?,
            contact_channels: contact_channels.unwrap_or_else(|| Config::default().contact_channels),
            online_store,
            purposes: nested(purposes)?,
            sensitive: nested(sensitive)?,
            third_party: nested(third_party)?,
            rights: nested(rights)?,
            retention: nested(retention)?,
            profile: nested(profile)?,
            card: nested(card)?,
            actions: actions.unwrap_or_default(),
            secret: secret.map(Secret::new).transpose()?,
        };
        let shop = run(py, move || match path {
            Some(path) => Core::open(path, config, &StoreOptions { key }),
            None => Core::in_memory(config),
        })?;
        Ok(Self { shop: Arc::new(RwLock::new(shop)), zone })
    }

    /// How many touchpoints it holds.
    fn __len__(&self, py: Python<'_>) -> usize {
        py.detach(|| self.shop.read().unwrap_or_else(PoisonError::into_inner).touchpoints())
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("omo.Engine({} touchpoints)", self.__len__(py))
    }
}
