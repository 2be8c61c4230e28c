//! Answers out: customers, journeys, what they are worth, and the whole on a page.

use omo_core::Purpose;
use omo_core::engine::{Engine as Core, ReportOptions};
use omo_core::privacy::Listed;
use omo_core::value::RfmOptions;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Engine, Summary, tables};
use crate::convert::give;
use crate::error::Result;
use crate::hints::{Record, Records};
use crate::journeys::Journeys;
use crate::table::{Held, Table};
use crate::when::{When, identifier, identifier as identifier_of};

#[pymethods]
impl Engine {
    /// All customers the purpose may see, the longest known first.
    ///
    /// Parameters
    /// ----------
    /// purpose
    ///     What the answer is for: ``"service"``, ``"marketing"``, ``"analytics"``, ``"third_party"`` or
    ///     ``"legal"``. Customers whom it may not see are left out, and counted in the table's ``withheld``.
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
        self.ask(py, move |shop| tables::customers(&shop.customers(purpose)?, shop.currency()))
    }

    /// The customer with an identifier, or with an id.
    ///
    /// Parameters
    /// ----------
    /// kind
    ///     What the identifier is, as in :func:`read_identifier`.
    /// value
    ///     The identifier, in any spelling.
    /// purpose
    ///     What the answer is for; some may not see identifiers, some may not see everybody.
    /// id
    ///     The customer's id, or that of one of their touchpoints, in place of ``kind`` and ``value``.
    /// identifier
    ///     One identifier by its kind, in place of these: ``email="hanako@example.jp"``.
    ///
    /// Returns
    /// -------
    /// dict or None
    ///     None for a stranger, or where the purpose may not see the customer. ``withheld`` says what else it may
    ///     not see, and why; it is not there where it sees all.
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
    /// >>> shop.customer(email="hanako@example.jp")["id"], shop.customer(id="2")["id"]
    /// ('1', '1')
    #[pyo3(signature = (kind: "str | None" = None, value: "str | None" = None, *, purpose = "service", id: "str | None" = None, **identifier: "str"))]
    fn customer<'py>(
        &self,
        py: Python<'py>,
        kind: Option<&str>,
        value: Option<&str>,
        purpose: &str,
        id: Option<String>,
        identifier: Option<Bound<'_, PyDict>>,
    ) -> Result<Option<Record<'py>>> {
        let purpose: Purpose = purpose.parse()?;
        let mut named: Vec<(String, String)> = identifier.map_or_else(
            || Ok(Vec::new()),
            |dict| {
                dict.iter().map(|(kind, value)| Ok::<_, PyErr>((kind.extract()?, value.extract()?))).collect()
            },
        )?;
        named.extend(kind.zip(value).map(|(kind, value)| (kind.to_owned(), value.to_owned())));
        let customer = match (&named[..], id) {
            ([], Some(id)) => self.ask(py, move |shop| shop.customer_with_id(&id, purpose))?,
            ([(kind, value)], None) => {
                let one = identifier_of(kind, value)?;
                self.ask(py, move |shop| shop.customer(&one, purpose))?
            }
            _ => {
                let message = "customer() takes one identifier, as kind and value or as a keyword, or an id";
                return Err(PyTypeError::new_err(message).into());
            }
        };
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
    ///     how many do; None when the two are not one customer's. Where a shop with a ``linker`` knows two touchpoints by
    ///     what they say of somebody, the link has ``alike``: the ``touchpoint`` that shows its other end, and how many
    ///     ``bits`` speak for one person.
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

    /// Which customer each touchpoint is of, oldest first.
    ///
    /// Parameters
    /// ----------
    /// purpose
    ///     What the answer is for. Touchpoints that it may not see are left out, and counted in the table's ``withheld``.
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
    /// >>> shop.assignments(purpose="analytics")["customer_id"]
    /// ['1', '1']
    #[pyo3(signature = (*, purpose))]
    fn assignments(&self, py: Python<'_>, purpose: &str) -> Result<Table> {
        let purpose: Purpose = purpose.parse()?;
        self.ask(py, move |shop| {
            let withheld = shop.withheld_rows(Listed::Assignments, purpose)?;
            Ok(tables::assignments(&shop.assignments(purpose)?)?.withholding(&withheld, Held::Rows))
        })
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
    ///     purpose may not see the customer. What it may not see of the journey is in the table's ``withheld``.
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
    /// How touchpoints felt is what their trait ``feeling`` says (a column ``traits.feeling``): a number on any one scale.
    /// Calendars are those of the shop's clock.
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
        let (core, zone) =
            self.ask(py, move |shop| Ok((shop.journeys(purpose)?, shop.config().zone.clone())))?;
        Ok(Journeys::whole(core, zone))
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
