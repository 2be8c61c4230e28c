//! May we: consents, notices, requests, what leaves and what ends.

use omo_core::engine::Receipt;
use omo_core::privacy::{
    AnonymousOptions, Breach, BreachRules, Disclosure, Listed, Notice, PseudonymousOptions, Pseudonyms,
    Request, RequestStep, Shown,
};
use omo_core::{Consent, ConsentStatus, Error, Language, Purpose};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::{Engine, nested};
use crate::convert::{give, record, records};
use crate::error::Result;
use crate::hints::{Record, Records};
use crate::when::{When, word};

#[pymethods]
impl Engine {
    /// Records what somebody said: yes or no to a purpose. The latest word holds, whatever order they come in.
    ///
    /// Parameters
    /// ----------
    /// who
    ///     An identifier such as ``"email:hanako@example.jp"``; or the id of a customer or a touchpoint, and the
    ///     word is recorded in the name of all identifiers the customer is known by.
    /// purpose
    ///     What for: ``"service"``, ``"marketing"``, ``"analytics"`` or ``"third_party"``.
    /// granted
    ///     Yes, or no.
    /// at
    ///     When it was said.
    /// channel
    ///     Through which channel the shop may speak; all when left out.
    /// notice
    ///     Which notice was shown; it must be one of :meth:`add_notices`, once there are any.
    /// version
    ///     Which version of it.
    /// expires
    ///     When the yes ends.
    /// data
    ///     Kinds of data it is about that need a yes of their own, such as ``["health"]`` or ``["third_party"]``.
    /// evidence
    ///     Where the proof is.
    ///
    /// Returns
    /// -------
    /// dict
    ///     How many records were ``accepted``, and how many ``quarantined`` because their notice says nothing of
    ///     them; the reason is in :meth:`quarantined`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for an id that is not known, ``"format"`` for an identifier that has not its form.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.consent("email:hanako@example.jp", purpose="marketing", granted=True, at="2026-03-02")["accepted"]
    /// 1
    /// >>> len(shop.customers("marketing"))
    /// 1
    /// >>> receipt = shop.consent("1", purpose="marketing", granted=False, at="2026-03-03")
    /// >>> len(shop.customers("marketing"))
    /// 0
    #[pyo3(signature = (who, *, purpose, granted, at, channel: "str | None" = None, notice: "str | None" = None, version: "str | None" = None, expires = None, data: "list[str] | None" = None, evidence: "str | None" = None))]
    fn consent<'py>(
        &self,
        py: Python<'py>,
        who: String,
        purpose: &str,
        granted: bool,
        at: When,
        channel: Option<String>,
        notice: Option<String>,
        version: Option<String>,
        expires: Option<When>,
        data: Option<Vec<String>>,
        evidence: Option<String>,
    ) -> Result<Record<'py>> {
        let (purpose, at): (Purpose, _) = (purpose.parse()?, at.time(&self.zone)?);
        let status = if granted { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
        let expires = expires.map(|end| end.time(&self.zone)).transpose()?;
        let data = data.unwrap_or_default();
        let receipt: Receipt = self.tell(py, move |shop| {
            shop.consent(&who, |identifier| Consent {
                channel: channel.clone(),
                notice: notice.clone(),
                version: version.clone(),
                expires,
                data: data.clone(),
                evidence: evidence.clone(),
                ..Consent::new(identifier, purpose, status, at)
            })
        })?;
        Ok(Record(give(py, &receipt)?))
    }

    /// What a purpose may not see, how much of it, and why.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     Of one customer's journey; of all customers when left out.
    /// purpose
    ///     What for.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     ``what``, ``count`` and ``why``, each a word.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.withheld(purpose="marketing")
    /// [{'what': 'customers', 'count': 1, 'why': 'no_consent'}]
    #[pyo3(signature = (customer_id: "str | None" = None, *, purpose = "analytics"))]
    fn withheld<'py>(
        &self,
        py: Python<'py>,
        customer_id: Option<String>,
        purpose: &str,
    ) -> Result<Records<'py>> {
        let purpose: Purpose = purpose.parse()?;
        let withheld = self.ask(py, move |shop| match customer_id {
            None => Ok(shop.customers(purpose)?.hidden),
            Some(id) => Ok(shop.journey(&id, purpose)?.map(|journey| journey.withheld).unwrap_or_default()),
        })?;
        Ok(Records(give(py, &withheld)?))
    }

    /// How many rows of a list a purpose may not see, by cause; nothing of whom they are.
    ///
    /// With the rows that the list answers they are all there are, but for crossings of customers who are no more.
    ///
    /// Parameters
    /// ----------
    /// list
    ///     Which: ``"customers"``, ``"assignments"``, ``"decisions"``, ``"requests"``, ``"quarantined"`` or
    ///     ``"crossings"``, each by the name of its method.
    /// purpose
    ///     What for.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     The ``list``, the ``count`` and ``why``, a row for each cause.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "cookie": f"c{n}"} for n in (1, 2)])
    /// >>> news = shop.link("1", "2")
    /// >>> shop.decisions(purpose="marketing"), shop.withheld_rows("decisions", purpose="marketing")
    /// ([], [{'list': 'decisions', 'count': 1, 'why': 'no_consent'}])
    #[pyo3(signature = (list, *, purpose))]
    fn withheld_rows<'py>(&self, py: Python<'py>, list: &str, purpose: &str) -> Result<Records<'py>> {
        let (list, purpose): (Listed, Purpose) = (word("list", list)?, purpose.parse()?);
        let rows = self.ask(py, move |shop| shop.withheld_rows(list, purpose))?;
        Ok(Records(give(py, &rows)?))
    }

    /// All that is held of a customer: what a request for access (開示請求) is answered with.
    ///
    /// Parameters
    /// ----------
    /// who
    ///     The id of a customer or a touchpoint, or an identifier such as ``"email:hanako@example.jp"``.
    /// purpose
    ///     What the answer is for; a person may ask to see all, which is ``"legal"``.
    /// format
    ///     ``"dict"``, or ``"html"`` for one page that needs no network.
    /// language
    ///     Of the page: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// dict or str
    ///     ``customer``, ``touchpoints``, ``consents``, ``notices``, ``requests``, ``disclosures``, ``decisions``
    ///     and what was ``withheld``; or the page.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a stranger, and for a customer whom the purpose may not see.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp", "product": "kettle"}])
    /// >>> shop.export("email:hanako@example.jp")["touchpoints"][0]["lines"]
    /// [{'product': 'kettle', 'quantity': 1}]
    /// >>> "hanako@example.jp" in shop.export("1", format="html", language="ja")
    /// True
    #[pyo3(signature = (who, *, purpose = "legal", format = "dict", language = "en"))]
    fn export<'py>(
        &self,
        py: Python<'py>,
        who: String,
        purpose: &str,
        format: &str,
        language: &str,
    ) -> Result<Bound<'py, PyAny>> {
        let (purpose, language): (Purpose, Language) = (purpose.parse()?, language.parse()?);
        let stranger = || Error::Unknown { what: "customer" };
        match format {
            "dict" => {
                let export = self.ask(py, move |shop| {
                    let id = shop.customer_named(&who, purpose)?.ok_or_else(stranger)?;
                    shop.export(&id, purpose)?.ok_or_else(stranger)
                })?;
                Ok(give(py, &export)?)
            }
            "html" => {
                let page = self.ask(py, move |shop| {
                    let id = shop.customer_named(&who, purpose)?.ok_or_else(stranger)?;
                    shop.export_page(&id, purpose, language)?.ok_or_else(stranger)
                })?;
                Ok(PyString::new(py, &page).into_any())
            }
            _ => {
                let must = "dict or html";
                Err(Error::Option { option: "format", must, got: format.to_owned() }.into())
            }
        }
    }

    /// Adds notices: versions of what the shop tells people about their data.
    ///
    /// A version that is there does not change, and from the first on a yes that names a notice must fit one.
    ///
    /// Parameters
    /// ----------
    /// notices
    ///     Dicts with ``id``, ``version``, ``from``, and if they say so ``text`` (by language), ``purposes``,
    ///     ``data_categories`` and ``recipients``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.add_notices([{"id": "members", "version": "1", "from": "2026-01-01", "purposes": ["service"]}])
    /// >>> shop.consent("email:hanako@example.jp", purpose="marketing", granted=True, at="2026-03-01",
    /// ...              notice="members")["quarantined"]
    /// 1
    #[pyo3(signature = (notices: "list[dict[str, object]]"))]
    fn add_notices(&self, py: Python<'_>, notices: &Bound<'_, PyAny>) -> Result<()> {
        let notices: Vec<Notice> = records(notices)?;
        self.tell(py, |shop| shop.add_notices(notices))
    }

    /// Adds that somebody was shown a notice.
    ///
    /// Parameters
    /// ----------
    /// shown
    ///     A dict with ``at``, ``identifier`` (``{"kind": ..., "value": ...}``), ``notice``, ``version``, and if it
    ///     says so ``language`` and ``channel``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a version of a notice that was not told.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.add_notices([{"id": "members", "version": "1", "from": "2026-01-01"}])
    /// >>> shop.show_notice({"at": "2026-03-01", "notice": "members", "version": "1",
    /// ...                   "identifier": {"kind": "email", "value": "hanako@example.jp"}})
    #[pyo3(signature = (shown: "dict[str, object]"))]
    fn show_notice(&self, py: Python<'_>, shown: &Bound<'_, PyAny>) -> Result<()> {
        let shown: Shown = record(shown)?;
        self.tell(py, |shop| shop.show_notice(shown))
    }

    /// Takes what somebody asks for.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The shop's number for it.
    /// kind
    ///     ``"access"``, ``"correction"``, ``"stop_use"``, ``"erasure"`` or ``"stop_third_party"``.
    /// who
    ///     The id of a customer or a touchpoint, or an identifier such as ``"email:hanako@example.jp"``.
    /// received_at
    ///     When it came in.
    /// channel
    ///     Through which channel.
    /// about
    ///     What exactly.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for an id that another request has, ``"unknown"`` for nobody.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.request("r1", "access", "email:hanako@example.jp", received_at="2026-03-01")
    /// >>> [status["request"]["id"] for status in shop.requests("2026-03-20", purpose="legal", overdue=True)]
    /// ['r1']
    #[pyo3(signature = (id, kind, who, *, received_at, channel: "str | None" = None, about: "str | None" = None))]
    fn request(
        &self,
        py: Python<'_>,
        id: String,
        kind: &str,
        who: String,
        received_at: When,
        channel: Option<String>,
        about: Option<String>,
    ) -> Result<()> {
        let (kind, received_at) = (word("kind", kind)?, received_at.time(&self.zone)?);
        self.tell(py, move |shop| {
            let identifiers = Vec::new();
            shop.request_of(&who, Request { id, kind, received_at, identifiers, channel, about })
        })
    }

    /// Takes what was done about a request.
    ///
    /// Parameters
    /// ----------
    /// request
    ///     Its id.
    /// step
    ///     ``"verified"``, ``"extended"``, ``"cancelled"``, ``"refused"`` or ``"done"``. A stop that is done closes
    ///     what it stops.
    /// at
    ///     When.
    /// reason
    ///     Why it was refused, such as ``"not_verified"`` or ``"no_data"``.
    /// days
    ///     By how many days the due date moves.
    /// by
    ///     By whom, in the shop.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for a step that makes no sense now.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.request("r1", "stop_use", "email:hanako@example.jp", received_at="2026-03-01")
    /// >>> shop.step("r1", "verified", at="2026-03-02")
    /// >>> shop.step("r1", "done", at="2026-03-03")
    /// >>> shop.requests("2026-03-04", purpose="legal")[0]["state"]
    /// 'done'
    #[pyo3(signature = (request, step, *, at, reason: "str | None" = None, days: "int | None" = None, by: "str | None" = None))]
    fn step(
        &self,
        py: Python<'_>,
        request: String,
        step: &str,
        at: When,
        reason: Option<&str>,
        days: Option<u32>,
        by: Option<String>,
    ) -> Result<()> {
        let (step, at) = (word("step", step)?, at.time(&self.zone)?);
        let reason = reason.map(|reason| word("reason", reason)).transpose()?;
        self.tell(py, move |shop| shop.step(RequestStep { at, request, step, reason, days, by }))
    }

    /// Where each request stands, the first due first.
    ///
    /// Parameters
    /// ----------
    /// now
    ///     The time it is.
    /// purpose
    ///     What the answer is for. Requests of whom it may not see are left out: who stopped the use of their data is
    ///     seen for ``"legal"`` alone, by the presets.
    /// overdue
    ///     Only those that should have been answered.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     The ``request``, its ``state``, since when it stands so, by when it is ``due``, and why it was refused.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(rights={"access_days": 30})
    /// >>> shop.request("r1", "access", "email:hanako@example.jp", received_at="2026-03-01")
    /// >>> [one["state"] for one in shop.requests("2026-03-20", purpose="legal")]
    /// ['received']
    /// >>> shop.requests("2026-03-20", purpose="legal", overdue=True)
    /// []
    #[pyo3(signature = (now, *, purpose, overdue = false))]
    fn requests<'py>(
        &self,
        py: Python<'py>,
        now: When,
        purpose: &str,
        overdue: bool,
    ) -> Result<Records<'py>> {
        let (now, purpose): (_, Purpose) = (now.time(&self.zone)?, purpose.parse()?);
        let statuses = self.ask(py, move |shop| {
            Ok(if overdue { shop.overdue(now, purpose) } else { shop.statuses(now, purpose) })
        })?;
        Ok(Records(give(py, &statuses)?))
    }

    /// Takes a record of what was given to others, or got from them (第三者提供記録).
    ///
    /// Parameters
    /// ----------
    /// record
    ///     A dict with ``at``, ``direction`` (``"given"`` or ``"received"``), ``party``, ``items``, ``basis``,
    ///     ``identifiers``, and where the basis or the law asks for it ``consent``, ``country`` and ``obtained``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for a record that lacks what it must say.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.disclose({"at": "2026-03-01", "direction": "given", "party": "Example Agency", "items": ["purchases"],
    /// ...                "basis": "consent", "consent": "form 7",
    /// ...                "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]})
    /// >>> shop.disclosures()[0]["party"]
    /// 'Example Agency'
    #[pyo3(signature = (record: "dict[str, object]"))]
    fn disclose(&self, py: Python<'_>, record: &Bound<'_, PyAny>) -> Result<()> {
        let disclosure: Disclosure = crate::convert::record(record)?;
        self.tell(py, |shop| shop.disclose(disclosure))
    }

    /// What was given to others, and got from them, the earliest first.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     Of one customer; of all, without whom it was about, when left out.
    /// purpose
    ///     What the answer about one customer is for; of all, none is asked.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     The records.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().disclosures()
    /// []
    #[pyo3(signature = (customer_id: "str | None" = None, *, purpose: "str | None" = None))]
    fn disclosures<'py>(
        &self,
        py: Python<'py>,
        customer_id: Option<String>,
        purpose: Option<&str>,
    ) -> Result<Records<'py>> {
        // Where it is left out the text is none, and the error says which there are.
        let purpose =
            customer_id.as_ref().map(|_| purpose.unwrap_or_default().parse::<Purpose>()).transpose()?;
        let records = self.ask(py, move |shop| match customer_id.zip(purpose) {
            None => Ok(shop.all_disclosures().cloned().collect()),
            Some((id, purpose)) => shop.disclosures(&id, purpose).ok_or(Error::Unknown { what: "customer" }),
        })?;
        Ok(Records(give(py, &records)?))
    }

    /// Touchpoints without names (仮名加工情報): each customer by a pseudonym that is the recipient's alone.
    ///
    /// Parameters
    /// ----------
    /// recipient
    ///     For whom.
    /// key
    ///     At least 16 bytes, kept from the recipient.
    /// version
    ///     Of the key.
    /// purpose
    ///     What the recipient does with it; customers and facts that it may not see are left out.
    /// options
    ///     A dict with ``abouts``, ``sensitive`` and ``strangers``: what is let through as well.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``recipient``, ``version``, ``touchpoints``, and what was ``withheld``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.pseudonymous("laboratory", b"sixteen bytes or more")["touchpoints"][0]["person"][:3]
    /// 'p1-'
    #[pyo3(signature = (recipient, key, *, version = 1, purpose = "analytics", options: "dict[str, object] | None" = None))]
    fn pseudonymous<'py>(
        &self,
        py: Python<'py>,
        recipient: &str,
        key: &[u8],
        version: u32,
        purpose: &str,
        options: Option<Bound<'_, PyDict>>,
    ) -> Result<Record<'py>> {
        let names = Pseudonyms::new(recipient, key, version)?;
        let (options, purpose): (PseudonymousOptions, Purpose) = (nested(options)?, purpose.parse()?);
        let export = self.ask(py, move |shop| shop.pseudonymous(&names, &options, purpose))?;
        Ok(Record(give(py, &export)?))
    }

    /// Lines of touchpoints as an anonymous table (匿名加工情報): whoever is in it is like ``k`` people or more.
    ///
    /// Parameters
    /// ----------
    /// options
    ///     A dict with ``k``, ``quasi`` (columns by which people could be recognised, and how they become coarser),
    ///     ``dates``, ``keep``, ``shift_days``, ``clock`` and ``suppress``. The columns: ``person``,
    ///     ``occurred_at``, ``channel``, ``store``, ``action``, ``product``, ``category``, ``quantity``,
    ///     ``amount`` (in minor units) and ``currency``.
    /// secret
    ///     Decides the order and by how many days each person's times move; kept from who gets the table.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The ``table`` (``columns`` and ``rows``), and the ``report`` of what was done.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for options that cannot be, ``"column"`` for a column that is not there.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": f"p{n}@example.jp"} for n in range(3)])
    /// >>> shop.anonymous({"k": 3, "quasi": [{"column": "channel"}]}, b"secret")["table"]["rows"]
    /// [['ec'], ['ec'], ['ec']]
    #[pyo3(signature = (options: "dict[str, object]", secret))]
    fn anonymous<'py>(
        &self,
        py: Python<'py>,
        options: &Bound<'_, PyAny>,
        secret: Vec<u8>,
    ) -> Result<Record<'py>> {
        let options: AnonymousOptions = crate::convert::options(options)?;
        let export = self.ask(py, move |shop| shop.anonymous(&options, &secret))?;
        Ok(Record(give(py, &export)?))
    }

    /// Erases what has had its time by the rules of ``retention``, and says what that was.
    ///
    /// Old files do not bring it back.
    ///
    /// Parameters
    /// ----------
    /// now
    ///     The time it is.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The ``touchpoints`` with the ``rule`` of each, and how many ``disclosures`` and ``quarantined`` records
    ///     went.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(retention={"rules": [{"name": "browsing", "actions": ["view"], "erase_after": 365}]})
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view"}])
    /// >>> [gone["rule"] for gone in shop.sweep("2027-03-02")["touchpoints"]], len(shop)
    /// (['browsing'], 0)
    fn sweep<'py>(&self, py: Python<'py>, now: When) -> Result<Record<'py>> {
        let now = now.time(&self.zone)?;
        let swept = self.tell(py, move |shop| shop.sweep(now))?;
        Ok(Record(give(py, &swept)?))
    }

    /// Who and what a leak touched, whether it is to be reported, and by when.
    ///
    /// Parameters
    /// ----------
    /// breach
    ///     A dict with ``known_at``, and where they are known ``from``, ``until``, ``channels``, ``stores``,
    ///     ``customers`` and ``malicious``.
    /// purpose
    ///     What the answer is for. It tells whom sensitive data are of, whatever they said, so it must be one that sees all
    ///     there is of everybody, as ``"legal"`` does by its preset.
    /// rules
    ///     A dict that changes from how many people on it is reported, and within how many days.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The ``customers``, how many ``persons``, what was ``touched``, the ``grounds`` to report it, and by when
    ///     the ``first_report`` and the ``full_report`` are due.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"purpose"`` for one that does not see all.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pharmacy", "action": "purchase",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.breach({"known_at": "2026-04-01T09:00:00+09:00"}, purpose="legal")["grounds"]
    /// ['sensitive']
    #[pyo3(signature = (breach: "dict[str, object]", *, purpose, rules: "dict[str, object] | None" = None))]
    fn breach<'py>(
        &self,
        py: Python<'py>,
        breach: &Bound<'_, PyAny>,
        purpose: &str,
        rules: Option<Bound<'_, PyDict>>,
    ) -> Result<Record<'py>> {
        let (breach, rules): (Breach, BreachRules) = (record(breach)?, nested(rules)?);
        let purpose: Purpose = purpose.parse()?;
        let report = self.ask(py, move |shop| shop.breach(&breach, &rules, purpose))?;
        Ok(Record(give(py, &report)?))
    }
}
