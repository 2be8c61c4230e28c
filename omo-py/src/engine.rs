//! The engine: one shop's touchpoints in, customers, journeys and advice out.

mod input;
mod tables;

use std::sync::{Arc, PoisonError, RwLock};

use omo_core::engine::{Config, Engine as Core, Moment, ReportOptions, Summary as CoreSummary};
use omo_core::io::{self, Batch, Mapping, SegmentOptions};
use omo_core::value::RfmOptions;
use omo_core::{Error, Purpose, Zone};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{give, options};
use crate::error::{Progress, Report, Result, run, run_with};
use crate::hints::{Record, Records};
use crate::journeys::Journeys;
use crate::table::{Columns, Table};
use crate::when::{When, identifier};
use input::{Bytes, Data, Words, actions, table_of, zone as zone_of};
pub use tables::side;

type Answer<T> = std::result::Result<T, Error>;

/// A shop that knows its customers: facts go in, customers, journeys and advice come out.
///
/// Everything stays in memory, in this process. It may be used from several threads at once: readers go on
/// beside each other, and wait only while a load is added.
///
/// Parameters
/// ----------
/// zone
///     The shop's zone, for times that do not name theirs: an IANA name or an offset such as ``+09:00``.
/// identity
///     A dict that changes who is taken for whom.
/// journey
///     A dict of the keywords of :class:`Journeys` (``session_gap_minutes``, ``conversion_days``,
///     ``crossing_days``, ``channels``, ``stages``).
/// next_best_action
///     A dict that changes what is worth doing.
/// contact_channels
///     Channels through which the shop can write to a customer, the dearest to the customer first; app, line,
///     email, sms and phone when left out.
/// online_store
///     The store or warehouse, by its id in the stock, from which online orders are sent.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` when a key is misspelt or a value out of range.
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
        F: FnOnce(&mut Core) -> T + Send + 'static,
    {
        let shop = Arc::clone(&self.shop);
        run(py, move || Ok(word(&mut shop.write().unwrap_or_else(PoisonError::into_inner))))
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
            Ok(shop.ingest_batch(&source, batch))
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

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (*, zone = "UTC", identity: "dict[str, object] | None" = None, journey: "dict[str, object] | None" = None, next_best_action: "dict[str, object] | None" = None, contact_channels: "list[str] | None" = None, online_store = None))]
    fn new(
        py: Python<'_>,
        zone: &str,
        identity: Option<Bound<'_, PyDict>>,
        journey: Option<Bound<'_, PyDict>>,
        next_best_action: Option<Bound<'_, PyDict>>,
        contact_channels: Option<Vec<String>>,
        online_store: Option<String>,
    ) -> Result<Self> {
        let zone: Zone = zone.parse()?;
        let config = Config {
            zone: zone.clone(),
            identity: nested(identity)?,
            journey: nested(journey)?,
            next_best_action: nested(next_best_action)?,
            contact_channels: contact_channels.unwrap_or_else(|| Config::default().contact_channels),
            online_store,
        };
        let shop = run(py, move || Core::in_memory(config))?;
        Ok(Self { shop: Arc::new(RwLock::new(shop)), zone })
    }

    /// Takes touchpoints in, from a table or a list of dicts.
    ///
    /// A row is a touchpoint; rows of one id are the lines of one receipt. Late, repeated and out-of-order
    /// facts are normal, and the outcome does not hang on the order of loads. A record that cannot be read
    /// stops nothing: it is quarantined with row, reason and code, see :meth:`quarantined`. After Ctrl-C
    /// a load is in whole or not at all.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table (polars, pandas, pyarrow, DuckDB, a dict of columns), or a list of dicts. Dicts may nest
    ///     ``identifiers: [{"kind": ..., "value": ...}]`` and ``lines: [{"product": ..., "quantity": ...,
    ///     "amount": ...}]``, and ``columns`` may name a path such as ``customer.email``.
    /// source
    ///     The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
    ///     :meth:`quarantined`.
    /// columns
    ///     Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
    ///     that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
    ///     member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
    ///     quantity, unit_price, amount, currency, about, coupon.
    /// constants
    ///     A word to its value where a record has none, ``{"channel": "pos", "currency": "JPY"}``.
    /// actions
    ///     Their word for an action to omo's, ``{"sale": "purchase"}``.
    /// channels
    ///     Their name of a channel to yours.
    /// zone
    ///     The clock of times that do not name theirs; the shop's zone when left out.
    /// issuer
    ///     Who gives out the member ids, put before them: ``"card"`` makes ``card:<id>``.
    /// issuers
    ///     Columns of member ids that somebody else gives out, and who: ``{"account": "ec"}``.
    /// progress
    ///     True for a bar, or a function of the share done.
    ///
    /// Returns
    /// -------
    /// dict
    ///     How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
    ///     and how many ``notes`` were made.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for an unknown word, ``"column"`` for a column that is not there.
    ///
    /// Examples
    /// --------
    /// >>> tills = {"receipt": [7, 7, 8], "sold_at": ["2026-03-01 18:22", "2026-03-01 18:22", "soon"],
    /// ...          "card": [1234, 1234, None], "jan": ["tea", "cup", "tea"], "price": [300, 900, 300]}
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> shop.ingest(tills, source="pos", issuer="card",
    /// ...             columns={"receipt": "id", "sold_at": "occurred_at", "card": "member_id", "jan": "product",
    /// ...                      "price": "amount"},
    /// ...             constants={"channel": "pos", "action": "purchase", "currency": "JPY"})
    /// {'accepted': 1, 'duplicates': 0, 'quarantined': 1, 'notes': 0}
    /// >>> shop.customer("member_id", "card:1234")["spent"]
    /// ['1200 JPY']
    #[pyo3(signature = (data, *, source = "", columns = None, constants = None, actions = None, channels = None, zone = None, issuer = None, issuers = None, progress = None))]
    fn ingest<'py>(
        &self,
        py: Python<'py>,
        data: Data,
        source: &str,
        columns: Option<Words>,
        constants: Option<Words>,
        actions: Option<Words>,
        channels: Option<Words>,
        zone: Option<&str>,
        issuer: Option<String>,
        issuers: Option<Words>,
        progress: Option<Progress>,
    ) -> Result<Record<'py>> {
        let mapping = self.mapping(source, columns, constants, actions, channels, zone, issuer, issuers)?;
        self.load(py, source, progress, move |report| data.read(&mapping, report))
    }

    /// Takes touchpoints in from CSV with a header, in UTF-8.
    ///
    /// As :meth:`ingest`, each line a row.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     The file: bytes, or its path.
    /// source
    ///     The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
    ///     :meth:`quarantined`.
    /// columns
    ///     Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
    ///     that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
    ///     member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
    ///     quantity, unit_price, amount, currency, about, coupon.
    /// constants
    ///     A word to its value where a record has none, ``{"channel": "pos", "currency": "JPY"}``.
    /// actions
    ///     Their word for an action to omo's, ``{"sale": "purchase"}``.
    /// channels
    ///     Their name of a channel to yours.
    /// zone
    ///     The clock of times that do not name theirs; the shop's zone when left out.
    /// issuer
    ///     Who gives out the member ids, put before them: ``"card"`` makes ``card:<id>``.
    /// issuers
    ///     Columns of member ids that somebody else gives out, and who: ``{"account": "ec"}``.
    /// progress
    ///     True for a bar, or a function of the share done.
    ///
    /// Returns
    /// -------
    /// dict
    ///     How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
    ///     and how many ``notes`` were made.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     As for :meth:`ingest`; code ``"format"`` when the header is not UTF-8.
    /// OSError
    ///     When the file cannot be opened.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> shop.ingest_csv(b"id,occurred_at,action,email\n1,2026-03-01 09:00,view,hanako@example.jp\n",
    /// ...                 constants={"channel": "ec"})
    /// {'accepted': 1, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
    #[pyo3(signature = (data, *, source = "", columns = None, constants = None, actions = None, channels = None, zone = None, issuer = None, issuers = None, progress = None))]
    fn ingest_csv<'py>(
        &self,
        py: Python<'py>,
        data: Bytes,
        source: &str,
        columns: Option<Words>,
        constants: Option<Words>,
        actions: Option<Words>,
        channels: Option<Words>,
        zone: Option<&str>,
        issuer: Option<String>,
        issuers: Option<Words>,
        progress: Option<Progress>,
    ) -> Result<Record<'py>> {
        let mapping = self.mapping(source, columns, constants, actions, channels, zone, issuer, issuers)?;
        let data = data.open(py)?;
        self.load(py, source, progress, move |_| io::read_csv(&data, &mapping))
    }

    /// Takes touchpoints in from JSON Lines, flat or nested, in UTF-8.
    ///
    /// As :meth:`ingest` with a list of dicts, each line a dict.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     The file: bytes, or its path.
    /// source
    ///     The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
    ///     :meth:`quarantined`.
    /// columns
    ///     Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
    ///     that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
    ///     member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
    ///     quantity, unit_price, amount, currency, about, coupon.
    /// constants
    ///     A word to its value where a record has none, ``{"channel": "pos", "currency": "JPY"}``.
    /// actions
    ///     Their word for an action to omo's, ``{"sale": "purchase"}``.
    /// channels
    ///     Their name of a channel to yours.
    /// zone
    ///     The clock of times that do not name theirs; the shop's zone when left out.
    /// issuer
    ///     Who gives out the member ids, put before them: ``"card"`` makes ``card:<id>``.
    /// issuers
    ///     Columns of member ids that somebody else gives out, and who: ``{"account": "ec"}``.
    /// progress
    ///     True for a bar, or a function of the share done.
    ///
    /// Returns
    /// -------
    /// dict
    ///     How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
    ///     and how many ``notes`` were made.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     As for :meth:`ingest`.
    /// OSError
    ///     When the file cannot be opened.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.ingest_json_lines(b'{"id": 1, "ts": 1772356800000, "event": "check_in", "user": {"phone": "090-1234-5678"}}',
    /// ...                        columns={"ts": "occurred_at", "event": "action", "user.phone": "phone"},
    /// ...                        constants={"channel": "app"})
    /// {'accepted': 1, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
    #[pyo3(signature = (data, *, source = "", columns = None, constants = None, actions = None, channels = None, zone = None, issuer = None, issuers = None, progress = None))]
    fn ingest_json_lines<'py>(
        &self,
        py: Python<'py>,
        data: Bytes,
        source: &str,
        columns: Option<Words>,
        constants: Option<Words>,
        actions: Option<Words>,
        channels: Option<Words>,
        zone: Option<&str>,
        issuer: Option<String>,
        issuers: Option<Words>,
        progress: Option<Progress>,
    ) -> Result<Record<'py>> {
        let mapping = self.mapping(source, columns, constants, actions, channels, zone, issuer, issuers)?;
        let data = data.open(py)?;
        self.load(py, source, progress, move |_| io::read_json_lines(&data, &mapping))
    }

    /// Takes touchpoints in from events of the Segment specification, as JSON Lines.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     The file: bytes, or its path.
    /// source
    ///     The source's name, put before message ids.
    /// channel
    ///     The channel of events that do not name theirs; screens are of the channel ``app``.
    /// issuer
    ///     Who gives out the user ids, put before them.
    /// currency
    ///     The currency of prices that do not say theirs.
    /// zone
    ///     The clock of times that do not name theirs; the shop's zone when left out.
    /// events
    ///     Your own names of tracked events to actions, ``{"Size Guide Opened": "view"}``.
    /// progress
    ///     True for a bar, or a function of the share done.
    ///
    /// Returns
    /// -------
    /// dict
    ///     How many facts were ``accepted``, how many were ``duplicates``, how many records were ``quarantined``
    ///     and how many ``notes`` were made.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for an option out of range.
    /// OSError
    ///     When the file cannot be opened.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.ingest_segment(b'{"type": "track", "messageId": "m1", "timestamp": "2026-03-01T09:20:00Z", "anonymousId": "c1", '
    /// ...                     b'"event": "Product Viewed", "properties": {"product_id": "kettle"}}')
    /// {'accepted': 1, 'duplicates': 0, 'quarantined': 0, 'notes': 0}
    #[pyo3(signature = (data, *, source = "ec", channel = "ec", issuer = "ec", currency = None, zone = None, events = None, progress = None))]
    fn ingest_segment<'py>(
        &self,
        py: Python<'py>,
        data: Bytes,
        source: &str,
        channel: &str,
        issuer: &str,
        currency: Option<String>,
        zone: Option<&str>,
        events: Option<Words>,
        progress: Option<Progress>,
    ) -> Result<Record<'py>> {
        let zone = zone_of(zone, &self.zone)?;
        let options = SegmentOptions {
            source: source.to_owned(),
            channel: channel.to_owned(),
            issuer: (!issuer.is_empty()).then(|| issuer.to_owned()),
            currency,
            zone,
            events: actions(events),
        };
        let data = data.open(py)?;
        self.load(py, source, progress, move |_| io::read_segment(&data, &options))
    }

    /// Adds products, or replaces those with the same id.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``id`` and ``name``, and if there are such ``category``, ``price`` and
    ///     ``currency``.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is added then.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.add_products({"jan": ["tea"], "name": ["Green tea"], "price": [300]}, columns={"jan": "id"},
    /// ...                   constants={"currency": "JPY"})
    #[pyo3(signature = (data, *, columns = None, constants = None))]
    fn add_products(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
    ) -> Result<()> {
        let mapping = self.side_mapping(columns, constants);
        let products = run(py, move || table_of(&data, &mapping, io::read_product_columns))?;
        self.tell(py, |shop| shop.add_products(products))
    }

    /// Adds stores, or replaces those with the same id.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``id``, ``name``, ``latitude`` and ``longitude``, in degrees.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is added then.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().add_stores([{"id": "ginza", "name": "Ginza", "latitude": 35.67, "longitude": 139.76}])
    #[pyo3(signature = (data, *, columns = None, constants = None))]
    fn add_stores(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
    ) -> Result<()> {
        let mapping = self.side_mapping(columns, constants);
        let stores = run(py, move || table_of(&data, &mapping, io::read_store_columns))?;
        self.tell(py, |shop| shop.add_stores(stores))
    }

    /// Sets how many pieces of a product a store has.
    ///
    /// Once any stock is set, only what is in stock is recommended.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``store``, ``product`` and ``quantity``.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is set then.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [3]})
    #[pyo3(signature = (data, *, columns = None, constants = None))]
    fn set_stock(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
    ) -> Result<()> {
        let mapping = self.side_mapping(columns, constants);
        let stock = run(py, move || table_of(&data, &mapping, io::read_stock_columns))?;
        self.tell(py, |shop| shop.set_stock(stock))
    }

    /// Adds consents and withdrawals: the latest word holds, whatever order they come in.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``kind`` and ``value`` of an identifier, ``purpose``, ``status``
    ///     (``"granted"`` or ``"withdrawn"``) and ``at``, and if there are such ``channel`` and ``notice``.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    /// issuer
    ///     Who gives out the member ids, put before them.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is added then.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().add_consents([{"kind": "email", "value": "hanako@example.jp", "purpose": "marketing",
    /// ...                             "status": "granted", "at": "2026-03-01"}])
    #[pyo3(signature = (data, *, columns = None, constants = None, issuer = None))]
    fn add_consents(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
        issuer: Option<String>,
    ) -> Result<()> {
        let mapping = Mapping { issuer, ..self.side_mapping(columns, constants) };
        let consents = run(py, move || table_of(&data, &mapping, io::read_consent_columns))?;
        self.tell(py, |shop| shop.add_consents(consents))
    }

    /// How many touchpoints it holds.
    fn __len__(&self, py: Python<'_>) -> usize {
        py.detach(|| self.shop.read().unwrap_or_else(PoisonError::into_inner).touchpoints())
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("omo.Engine({} touchpoints)", self.__len__(py))
    }

    /// All customers the purpose may see, the longest known first.
    ///
    /// Parameters
    /// ----------
    /// purpose
    ///     What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
    ///     ``"legal"``. Customers whom it may not see are left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id`` (the id of the oldest touchpoint), ``first_seen``, ``last_seen``, ``touchpoints``,
    ///     ``online``, ``offline``, ``purchases``, ``spent`` in the shop's main ``currency``, and ``channels``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> customers = shop.customers()
    /// >>> customers["customer_id"], customers["spent"], customers["channels"]
    /// (['1'], [4980.0], ['ec, pos'])
    #[pyo3(signature = (purpose = "analytics"))]
    fn customers(&self, py: Python<'_>, purpose: &str) -> Result<Table> {
        let purpose: Purpose = purpose.parse()?;
        self.ask(py, move |shop| tables::customers(&shop.customers(purpose)?.customers, shop.currency()))
    }

    /// The customer with an identifier.
    ///
    /// Parameters
    /// ----------
    /// kind
    ///     What the identifier is, as in :func:`read_identifier`.
    /// value
    ///     The identifier, in any spelling.
    /// purpose
    ///     What the answer is for; some may not see identifiers, some may not see everybody.
    ///
    /// Returns
    /// -------
    /// dict or None
    ///     None for a stranger, or where the purpose may not see the customer.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"format"`` when the kind is not known or the value has not its form.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> hanako = shop.customer("email", " hanako@EXAMPLE.jp")
    /// >>> hanako["id"], hanako["touchpoints"], hanako["spent"]
    /// ('1', 2, ['4980 JPY'])
    #[pyo3(signature = (kind, value, *, purpose = "service"))]
    fn customer<'py>(
        &self,
        py: Python<'py>,
        kind: &str,
        value: &str,
        purpose: &str,
    ) -> Result<Option<Record<'py>>> {
        let (identifier, purpose) = (identifier(kind, value)?, purpose.parse()?);
        let customer = self.ask(py, move |shop| shop.customer(&identifier, purpose))?;
        Ok(customer.map(|customer| give(py, &customer).map(Record)).transpose()?)
    }

    /// Which facts make two identifiers one customer's.
    ///
    /// Parameters
    /// ----------
    /// a
    ///     One identifier, as a pair ``("email", "hanako@example.jp")``.
    /// b
    ///     The other.
    /// purpose
    ///     What the answer is for; it must be one that may see identifiers.
    ///
    /// Returns
    /// -------
    /// list of dict or None
    ///     A chain of links from ``a`` to ``b``, each with the oldest ``touchpoint`` that shows both its ends and
    ///     how many do; None when the two are not one customer's.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"purpose"`` when the purpose may not see identifiers.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "cookie": "c1", "email": "hanako@example.jp"}])
    /// >>> [link["touchpoint"] for link in shop.explain(("cookie", "c1"), ("email", "hanako@example.jp"))]
    /// ['1']
    #[pyo3(signature = (a, b, *, purpose = "service"))]
    fn explain<'py>(
        &self,
        py: Python<'py>,
        a: (String, String),
        b: (String, String),
        purpose: &str,
    ) -> Result<Option<Records<'py>>> {
        let (a, b) = (identifier(&a.0, &a.1)?, identifier(&b.0, &b.1)?);
        let purpose: Purpose = purpose.parse()?;
        let links = self.ask(py, move |shop| shop.explain(&a, &b, purpose))?;
        Ok(links.map(|links| give(py, &links).map(Records)).transpose()?)
    }

    /// What a customer did across all channels, oldest first.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// purpose
    ///     What the answer is for.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``touchpoint``, ``occurred_at``, ``channel``, ``side``, ``store``, ``action``, ``stage``, ``session``,
    ///     ``products``, ``amount``, ``currency``, ``about``. No rows for an id that is not known, or where the
    ///     purpose may not see the customer.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> shop.journey("1")["action"]
    /// ['view', 'purchase']
    #[pyo3(signature = (customer_id, *, purpose = "service"))]
    fn journey(&self, py: Python<'_>, customer_id: String, purpose: &str) -> Result<Table> {
        let purpose: Purpose = purpose.parse()?;
        self.ask(py, move |shop| tables::journey(shop.journey(&customer_id, purpose)?))
    }

    /// The journeys of all customers: funnels, crossings, the journey map.
    ///
    /// Parameters
    /// ----------
    /// purpose
    ///     What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
    ///     ``"legal"``. Customers whom it may not see are left out.
    ///
    /// Returns
    /// -------
    /// Journeys
    ///     They do not change when the shop's facts do.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> shop.journeys().crossings()["bought_in_store_after_online"]
    /// 1
    #[pyo3(signature = (*, purpose = "analytics"))]
    fn journeys(&self, py: Python<'_>, purpose: &str) -> Result<Journeys> {
        let purpose: Purpose = purpose.parse()?;
        Ok(Journeys::whole(self.ask(py, move |shop| shop.journeys(purpose))?))
    }

    /// How lately, how often and for how much each customer bought.
    ///
    /// Amounts in currencies other than the shop's main one are left out.
    ///
    /// Parameters
    /// ----------
    /// today
    ///     The day from which recency counts: a datetime, a date or text. Later purchases do not count.
    /// bins
    ///     The best score; scores go from 1.
    /// purpose
    ///     What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
    ///     ``"legal"``. Customers whom it may not see are left out.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``recency_days``, ``frequency`` (days with a purchase), ``monetary`` in ``currency``,
    ///     the scores ``r``, ``f``, ``m``, and the ``segment``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` when ``bins`` is not from 2 to 100.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> value = shop.rfm("2026-03-10")
    /// >>> value["recency_days"], value["monetary"], value["currency"]
    /// ([8], [4980.0], ['JPY'])
    #[pyo3(signature = (today, *, bins = 5, purpose = "analytics"))]
    fn rfm(&self, py: Python<'_>, today: When, bins: u8, purpose: &str) -> Result<Table> {
        let (today, purpose): (_, Purpose) = (today.time(&self.zone)?, purpose.parse()?);
        self.ask(py, move |shop| {
            tables::values(&shop.rfm(today, &RfmOptions { bins }, purpose)?, shop.currency())
        })
    }

    /// The best products for a customer, from what is in stock, with reasons.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id; None for a stranger.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// store
    ///     The store the customer is in; what is recommended must be in stock there.
    /// channel
    ///     The channel it is shown or sent through.
    /// purpose
    ///     What for; ``"marketing"`` needs consent, staff who serve the customer say ``"service"``.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    /// n
    ///     How many.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``products`` (each with ``product``, ``name``, ``score`` and ``reasons``), what was ``excluded`` and why,
    ///     and whether the answer is ``personal``: where consent is missing it is what a stranger would get.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a customer id that is not known.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> answer = shop.recommend(now="2026-03-10")
    /// >>> answer["personal"], [product["name"] for product in answer["products"]]
    /// (False, ['kettle'])
    #[pyo3(signature = (customer_id = None, *, now, store = None, channel = None, purpose = "marketing", language = "en", n = 10))]
    fn recommend<'py>(
        &self,
        py: Python<'py>,
        customer_id: Option<String>,
        now: When,
        store: Option<String>,
        channel: Option<String>,
        purpose: &str,
        language: &str,
        n: usize,
    ) -> Result<Record<'py>> {
        let moment = self.moment(&now, store, channel, purpose, language)?;
        let answer = self.ask(py, move |shop| shop.recommend(customer_id.as_deref(), &moment, n))?;
        Ok(Record(give(py, &answer)?))
    }

    /// The best things to do for a customer, best first; doing nothing is one of them.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// store
    ///     The store the customer is in; what is recommended must be in stock there.
    /// channel
    ///     The channel it is shown or sent through.
    /// purpose
    ///     What for; ``"marketing"`` needs consent, staff who serve the customer say ``"service"``.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     Each with its ``action``, ``product``, ``store``, ``channel``, ``score``, the whole in ``words``, and
    ///     ``reasons``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a customer id that is not known.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> [advice["action"] for advice in shop.next_best_actions("1", now="2026-03-10")]
    /// ['nothing']
    #[pyo3(signature = (customer_id, *, now, store = None, channel = None, purpose = "marketing", language = "en"))]
    fn next_best_actions<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        now: When,
        store: Option<String>,
        channel: Option<String>,
        purpose: &str,
        language: &str,
    ) -> Result<Records<'py>> {
        let moment = self.moment(&now, store, channel, purpose, language)?;
        let answer = self.ask(py, move |shop| shop.next_best_actions(&customer_id, &moment))?;
        Ok(Records(give(py, &answer)?))
    }

    /// The best things to do over all customers whom the shop may address, best first.
    ///
    /// Parameters
    /// ----------
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// store
    ///     The store the customer is in; what is recommended must be in stock there.
    /// channel
    ///     The channel it is shown or sent through.
    /// purpose
    ///     What for; ``"marketing"`` needs consent, staff who serve the customer say ``"service"``.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    /// n
    ///     How many.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     As of :meth:`next_best_actions`, each for another ``customer``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
    /// ...                         "email": "hanako@example.jp", "product": "kettle", "store": "ginza"}])
    /// >>> shop.add_consents([{"kind": "email", "value": "hanako@example.jp", "purpose": "marketing",
    /// ...                     "status": "granted", "at": "2026-03-01"}])
    /// >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [9]})
    /// >>> [advice["product"] for advice in shop.best_actions(now="2026-03-02")]
    /// ['kettle']
    #[pyo3(signature = (*, now, store = None, channel = None, purpose = "marketing", language = "en", n = 10))]
    fn best_actions<'py>(
        &self,
        py: Python<'py>,
        now: When,
        store: Option<String>,
        channel: Option<String>,
        purpose: &str,
        language: &str,
        n: usize,
    ) -> Result<Records<'py>> {
        let moment = self.moment(&now, store, channel, purpose, language)?;
        let answer = self.ask(py, move |shop| shop.best_actions(&moment, n))?;
        Ok(Records(give(py, &answer)?))
    }

    /// Records that could not be taken in, to be mended and loaded again.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``source``, ``row`` (from 1), ``column``, ``code``, ``reason`` and the ``record`` as it came, which may
    ///     name people.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "soon", "channel": "ec", "action": "view"}])
    /// >>> shop.quarantined()["code"]
    /// ['time']
    fn quarantined(&self, py: Python<'_>) -> Result<Table> {
        self.ask(py, |shop| tables::quarantined(shop.quarantined()))
    }

    /// What was left out of records that were otherwise good.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``source``, ``row`` (from 1), ``column``, ``code`` and ``reason``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "none"}])
    /// >>> shop.notes()["code"]
    /// ['identifier']
    fn notes(&self, py: Python<'_>) -> Result<Table> {
        self.ask(py, |shop| tables::notes(shop.notes()))
    }

    /// Which customer each touchpoint is of, oldest first.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``touchpoint`` and ``customer_id``, None for a stranger's. Compare it with the truth by
    ///     :func:`omo.measure.pair_scores`.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> shop.assignments()["customer_id"]
    /// ['1', '1']
    fn assignments(&self, py: Python<'_>) -> Result<Table> {
        self.ask(py, |shop| tables::assignments(&shop.assignments()?))
    }

    /// What the shop holds, on one screen.
    ///
    /// Returns
    /// -------
    /// Summary
    ///     Counts, the funnel and the crossings; no customer is named.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> print(str(shop.summary()).splitlines()[0])
    ///   Touchpoints          2   online 1, offline 1
    fn summary(&self, py: Python<'_>) -> Result<Summary> {
        Ok(Summary(self.ask(py, Core::summary)?))
    }

    /// The shop on one HTML page: journey map, funnel, advice, and what the sources held.
    ///
    /// The page needs no network, and names customers by the id of their oldest touchpoint only.
    ///
    /// Parameters
    /// ----------
    /// title
    ///     The heading, usually the shop's name.
    /// subtitle
    ///     A line below it; the period when left out.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    /// now
    ///     As of when something is recommended; the last fact's time when left out.
    /// footnotes
    ///     What a careful reader should know, each a sentence.
    ///
    /// Returns
    /// -------
    /// str
    ///     To be written to a file, or shown by ``IPython.display.HTML``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> page = shop.report(title="Kettles of Ginza")
    /// >>> page.startswith("<!doctype html>"), "Kettles of Ginza" in page
    /// (True, True)
    #[pyo3(signature = (*, title = "", subtitle = "", language = "en", now = None, footnotes: "list[str] | None" = None))]
    fn report(
        &self,
        py: Python<'_>,
        title: &str,
        subtitle: &str,
        language: &str,
        now: Option<When>,
        footnotes: Option<Vec<String>>,
    ) -> Result<String> {
        let options = ReportOptions {
            title: title.to_owned(),
            subtitle: subtitle.to_owned(),
            language: language.parse()?,
            now: now.map(|now| now.time(&self.zone)).transpose()?,
            footnotes: footnotes.unwrap_or_default(),
        };
        self.ask(py, move |shop| shop.report(&options))
    }
}

impl Engine {
    fn mapping(
        &self,
        source: &str,
        columns: Option<Words>,
        constants: Option<Words>,
        own_actions: Option<Words>,
        channels: Option<Words>,
        zone: Option<&str>,
        issuer: Option<String>,
        issuers: Option<Words>,
    ) -> Answer<Mapping> {
        Ok(Mapping {
            source: source.to_owned(),
            columns: columns.unwrap_or_default(),
            constants: constants.unwrap_or_default(),
            actions: actions(own_actions),
            channels: channels.unwrap_or_default(),
            zone: zone_of(zone, &self.zone)?,
            issuer,
            issuers: issuers.unwrap_or_default(),
        })
    }

    fn side_mapping(&self, columns: Option<Words>, constants: Option<Words>) -> Mapping {
        Mapping {
            columns: columns.unwrap_or_default(),
            constants: constants.unwrap_or_default(),
            zone: self.zone.clone(),
            ..Mapping::default()
        }
    }
}

/// What a shop holds: print it, or take it apart with :meth:`to_dict`.
///
/// Examples
/// --------
/// >>> print(omo.Engine().summary().to_dict()["customers"])
/// 0
#[pyclass(frozen, module = "omo")]
pub struct Summary(CoreSummary);

#[pymethods]
impl Summary {
    /// The same as a dict.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().summary().to_dict()["touchpoints"]
    /// 0
    fn to_dict<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, &self.0)?))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        self.0.to_string()
    }

    fn _repr_html_(&self) -> String {
        // Names of stages and codes of quarantine: nothing in it was ever a customer's.
        format!("<pre>{}</pre>", self.0)
    }
}
