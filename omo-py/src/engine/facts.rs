//! Touchpoints in, and what of them was set aside.

use omo_core::Purpose;
use omo_core::io::{self, Mapping, SegmentOptions};
use omo_core::privacy::Listed;
use pyo3::prelude::*;

use super::input::{Bytes, Data, Words, zone as zone_of};
use super::{Answer, Engine, tables};
use crate::error::{Progress, Result};
use crate::hints::Record;
use crate::table::{Held, Table};

#[pymethods]
impl Engine {
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
    ///     ``identifiers: [{"kind": ..., "value": ...}]``, ``lines: [{"product": ..., "quantity": ...,
    ///     "amount": ...}]`` and ``traits: {"rank": ...}``, and ``columns`` may name a path such as ``customer.email``.
    /// source
    ///     The source's name, put before its ids (``"pos"`` makes ``pos:<id>``) and shown in
    ///     :meth:`quarantined`.
    /// columns
    ///     Their column to omo's word, ``{"receipt_no": "id"}``; ``"ignore"`` for one not to be read. A column
    ///     that is already named like a word is that word. The words: id, occurred_at, channel, store, action,
    ///     member_id, email, phone, app_id, payment_token, device, cookie, name, address, postcode, product,
    ///     quantity, unit_price, amount, currency, about, coupon, and ``traits.NAME`` for what a record says about
    ///     the customer: ``{"tier": "traits.rank"}``.
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
    ///     quantity, unit_price, amount, currency, about, coupon, and ``traits.NAME`` for what a record says about
    ///     the customer: ``{"tier": "traits.rank"}``.
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
    ///     quantity, unit_price, amount, currency, about, coupon, and ``traits.NAME`` for what a record says about
    ///     the customer: ``{"tier": "traits.rank"}``.
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
            events: events.unwrap_or_default(),
        };
        let data = data.open(py)?;
        self.load(py, source, progress, move |_| io::read_segment(&data, &options))
    }

    /// Records that could not be taken in, to be mended and loaded again.
    ///
    /// Parameters
    /// ----------
    /// purpose
    ///     What the answer is for: records hold cells as they came, of persons whom nobody knows yet, so it must be one that
    ///     sees all there is of everybody, as ``"service"`` and ``"legal"`` do by their presets.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``source``, ``row`` (from 1), ``column``, ``code``, ``reason`` and the ``record`` as it came, which may
    ///     name people.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"purpose"`` for one that does not see all.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "soon", "channel": "ec", "action": "view"}])
    /// >>> shop.quarantined(purpose="service")["code"]
    /// ['time']
    #[pyo3(signature = (*, purpose))]
    fn quarantined(&self, py: Python<'_>, purpose: &str) -> Result<Table> {
        let purpose: Purpose = purpose.parse()?;
        self.ask(py, move |shop| {
            let withheld = shop.withheld_rows(Listed::Quarantined, purpose)?;
            Ok(tables::quarantined(shop.quarantined(purpose)?)?.withholding(&withheld, Held::Rows))
        })
    }

    /// What was left out of records that were otherwise good.
    ///
    /// Where and why, and nothing of what stood there, so that no purpose is asked.
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
            actions: own_actions.unwrap_or_default(),
            channels: channels.unwrap_or_default(),
            zone: zone_of(zone, &self.zone)?,
            issuer,
            issuers: issuers.unwrap_or_default(),
        })
    }
}
