//! What the shop has to offer, what was offered, and to whom what is offered next.

use omo_core::engine::{CountedStock, Coupon, PlanOptions, ReservableSlot};
use omo_core::form::{self, Form, Style};
use omo_core::model::Money;
use omo_core::privacy::Contact;
use omo_core::{Error, Purpose, Time, Zone};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::Value;

use super::Engine;
use crate::convert::{give, value};
use crate::error::Result;
use crate::hints::{Record, Records};
use crate::when::When;

#[pymethods]
impl Engine {
    /// Adds coupons, or replaces those with the same id.
    ///
    /// A coupon is given once to a customer, and no more often than it has pieces, by the contacts that were recorded.
    /// From the first coupon, slot, contact or count with its time on, :meth:`next_best_actions` chooses among all that
    /// could be done and says when.
    ///
    /// Parameters
    /// ----------
    /// coupons
    ///     Dicts with ``id`` and ``discount`` (``"10%"`` or ``"500 JPY"``), and if there are such ``product``,
    ///     ``category``, ``minimum`` (a price such as ``"3000 JPY"``), ``from``, ``until``, ``channels`` and ``pieces``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a coupon that must be mended, ``"option"`` for one that ends before it begins; nothing is
    ///     added then.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.add_coupons([{"id": "spring", "discount": "10%", "category": "tea", "pieces": 500}])
    /// >>> shop.coupons()[0]["discount"]
    /// '10%'
    #[pyo3(signature = (coupons: "list[dict[str, object]]"))]
    fn add_coupons(&self, py: Python<'_>, coupons: &Bound<'_, PyAny>) -> Result<()> {
        let coupons: Vec<Coupon> = clocked(coupons, "coupons", &["from", "until"], &self.zone)?;
        self.tell(py, |shop| shop.add_coupons(coupons))
    }

    /// The coupons, in order of their ids.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     As they were added.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().coupons()
    /// []
    fn coupons<'py>(&self, py: Python<'py>) -> Result<Records<'py>> {
        let coupons = self.ask(py, |shop| Ok(shop.coupons().to_vec()))?;
        Ok(Records(give(py, &coupons)?))
    }

    /// Adds slots for fittings, visits and pickups.
    ///
    /// Of the same store, kind and beginning the one told last holds.
    ///
    /// Parameters
    /// ----------
    /// slots
    ///     Dicts with ``store``, ``kind`` (``"fitting"``, ``"visit"`` or ``"pickup"``), ``from``, and ``capacity``: how many
    ///     people it may be offered to in all; and if it is known ``until``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a slot that must be mended, ``"option"`` for one that ends before it begins; nothing is
    ///     added then.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> shop.add_slots([{"store": "ginza", "kind": "fitting", "from": "2026-03-07 15:00", "capacity": 2}])
    /// >>> shop.slots()[0]["from"]
    /// '2026-03-07T15:00:00+09:00'
    #[pyo3(signature = (slots: "list[dict[str, object]]"))]
    fn add_slots(&self, py: Python<'_>, slots: &Bound<'_, PyAny>) -> Result<()> {
        let slots: Vec<ReservableSlot> = clocked(slots, "slots", &["from", "until"], &self.zone)?;
        self.tell(py, |shop| shop.add_slots(slots))
    }

    /// The slots, in order of stores, kinds and times.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     As they were added.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().slots()
    /// []
    fn slots<'py>(&self, py: Python<'py>) -> Result<Records<'py>> {
        let slots = self.ask(py, |shop| Ok(shop.slots().to_vec()))?;
        Ok(Records(give(py, &slots)?))
    }

    /// The stock of which it is known when it was counted: see ``as_of`` of :meth:`set_stock`.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     Each with ``store``, ``product``, ``quantity`` and ``as_of``.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.set_stock({"store": ["ginza"], "product": ["tea"], "quantity": [3]}, as_of="2026-03-02")
    /// >>> shop.counted_stock()[0]["as_of"]
    /// '2026-03-02T00:00:00+00:00'
    fn counted_stock<'py>(&self, py: Python<'py>) -> Result<Records<'py>> {
        let counts: Vec<CountedStock> = self.ask(py, |shop| Ok(shop.counted_stock().collect()))?;
        Ok(Records(give(py, &counts)?))
    }

    /// Records that a customer was contacted, or will be: the log of decisions.
    ///
    /// By it the contact policy, the pieces of coupons and the places of slots are counted, and :meth:`why` tells the
    /// customer the reasons.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id; or an identifier such as ``"email:hanako@example.jp"``.
    /// decision
    ///     An answer of :meth:`next_best_actions` or :meth:`plan_actions` as it is; or a dict with ``action``, and if there
    ///     are such ``channel``, ``product``, ``store``, ``coupon``, ``slot``, ``reasons``, ``at`` and ``id``.
    /// at
    ///     When; the decision's own time when left out.
    ///
    /// Returns
    /// -------
    /// str or None
    ///     The decision's id; None for somebody who was erased.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a customer who is not known, ``"option"`` for an action that is none, ``"column"`` where no
    ///     time is given.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
    /// ...                         "email": "hanako@example.jp", "product": "kettle", "store": "ginza"}])
    /// >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [9]})
    /// >>> receipt = shop.consent("1", purpose="marketing", granted=True, at="2026-03-01")
    /// >>> first = shop.next_best_actions("1", now="2026-03-02")[0]
    /// >>> decision = shop.record_contact("1", first, at="2026-03-02 10:00")
    /// >>> shop.why("1", decision)["words"]
    /// '2026-03-02 10:00: invite to ginza for kettle by app, because: left in the cart yesterday; ginza has 9; agreed to app'
    #[pyo3(signature = (customer_id, decision: "dict[str, object]", *, at = None))]
    fn record_contact(
        &self,
        py: Python<'_>,
        customer_id: String,
        decision: &Bound<'_, PyDict>,
        at: Option<When>,
    ) -> Result<Option<String>> {
        let mut told = value(decision.as_any())?;
        if let Value::Object(told) = &mut told {
            // What an answer says beside the decision.
            for key in ["customer", "score", "words"] {
                told.remove(key);
            }
            told.retain(|_, value| !value.is_null());
            if let Some(at) = at {
                told.insert("at".into(), at.time(&self.zone)?.to_string().into());
            }
        }
        on_clock(&mut told, "decision", &["at", "slot"], &self.zone)?;
        let contact: Contact = form::read(&told, "decision", Style::Snake)?;
        self.tell(py, move |shop| shop.record_contact(&customer_id, contact))
    }

    /// What was recorded of contacts with a customer, the earliest first.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// purpose
    ///     What the answer is for; what it may not see is left out.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     Each with its ``id``, ``at``, ``action``, and what else was recorded.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a customer id that is not known.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> decision = shop.record_contact("1", {"action": "coupon", "channel": "line"}, at="2026-03-02")
    /// >>> [contact["channel"] for contact in shop.contacts("1")]
    /// ['line']
    #[pyo3(signature = (customer_id, *, purpose = "service"))]
    fn contacts<'py>(&self, py: Python<'py>, customer_id: String, purpose: &str) -> Result<Records<'py>> {
        let purpose: Purpose = purpose.parse()?;
        let contacts = self.ask(py, move |shop| shop.contacts(&customer_id, purpose))?;
        Ok(Records(give(py, &contacts)?))
    }

    /// Why a customer got what a decision says, in words for the customer.
    ///
    /// The answer to "why did I get this?". Of other people it says nothing, not even how many.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// decision
    ///     The id that :meth:`record_contact` gave.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``words``, the ``reasons`` one by one, and ``at``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a customer who is not known, and for a decision that is not theirs.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view",
    /// ...                         "email": "hanako@example.jp", "product": "tea"}])
    /// >>> decision = shop.record_contact("1", {"action": "remind_online", "channel": "line", "product": "tea",
    /// ...                                      "reasons": [{"kind": "viewed", "times": 1, "days_ago": 1}]}, at="2026-03-02")
    /// >>> shop.why("1", decision, language="ja")["words"]
    /// '2026-03-02 00:00：LINEでteaをお知らせ。理由：1回閲覧、最近は1日前'
    #[pyo3(signature = (customer_id, decision, *, language = "en"))]
    fn why<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        decision: String,
        language: &str,
    ) -> Result<Record<'py>> {
        let language = language.parse()?;
        let why = self.ask(py, move |shop| shop.why(&customer_id, &decision, language))?;
        Ok(Record(give(py, &why)?))
    }

    /// What was held back when the :meth:`next_best_actions` for a customer were chosen, counted by cause.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// store
    ///     The store the customer is in.
    /// channel
    ///     The channel it is shown or sent through.
    /// purpose
    ///     What for.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     Each with a ``cause`` (such as ``"stale_stock"``, ``"contact_cap"``, ``"quiet_hours"``, ``"coupon_terms"``,
    ///     ``"no_slot"``) and how many ``items``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a customer id that is not known.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
    /// ...                         "email": "hanako@example.jp", "product": "kettle"}])
    /// >>> shop.held_back("1", now="2026-03-02")
    /// [{'cause': 'no_consent', 'items': 1}]
    #[pyo3(signature = (customer_id, *, now, store = None, channel = None, purpose = "marketing"))]
    fn held_back<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        now: When,
        store: Option<String>,
        channel: Option<String>,
        purpose: &str,
    ) -> Result<Records<'py>> {
        let moment = self.moment(&now, store, channel, purpose, "en")?;
        let held = self.ask(py, move |shop| shop.held_back(&customer_id, &moment))?;
        Ok(Records(give(py, &held)?))
    }

    /// The best thing to do for each customer, planned together.
    ///
    /// No more is offered than there are pieces in a store, pieces of a coupon and places in a slot; the best go first, and
    /// who comes too late gets what is next best for them. It is only a plan: what is done is recorded by
    /// :meth:`record_contact`, and the next plan goes on from there.
    ///
    /// Parameters
    /// ----------
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// n
    ///     For how many customers something is done at most; for all when left out.
    /// budget
    ///     How much all coupons together may take off at most, such as ``"100000 JPY"``.
    /// purpose
    ///     What for; ``"marketing"`` needs consent.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``actions``, a list of dicts as of :meth:`next_best_actions`, one for each ``customer``; and ``excluded``, what
    ///     was held back, counted by ``cause``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a budget that is no sum.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
    /// ...                         "email": f"{n}@example.jp", "product": "kettle", "store": "ginza"} for n in range(500)])
    /// >>> shop.add_consents([{"kind": "email", "value": f"{n}@example.jp", "purpose": "marketing",
    /// ...                     "status": "granted", "at": "2026-03-01"} for n in range(500)])
    /// >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [5]})
    /// >>> plan = shop.plan_actions(now="2026-03-02 10:00")
    /// >>> len(plan["actions"]), plan["excluded"]
    /// (5, [{'cause': 'no_capacity', 'items': 495}])
    #[pyo3(signature = (*, now, n = None, budget = None, purpose = "marketing", language = "en"))]
    fn plan_actions<'py>(
        &self,
        py: Python<'py>,
        now: When,
        n: Option<usize>,
        budget: Option<String>,
        purpose: &str,
        language: &str,
    ) -> Result<Record<'py>> {
        let moment = self.moment(&now, None, None, purpose, language)?;
        let sum = |text: String| form::read::<Money>(&text.into(), "budget", Style::Snake);
        let options = PlanOptions { n, budget: budget.map(sum).transpose()? };
        let plan = self.ask(py, move |shop| shop.plan_actions(&moment, &options))?;
        Ok(Record(give(py, &plan)?))
    }

    /// The customers of a store whom its staff should serve or write to next, the best first.
    ///
    /// Those who go to this store most, for whom something can be done there, and who agreed to hear from the shop; and
    /// those who wait for an answer. Who objected to service is not in it.
    ///
    /// Parameters
    /// ----------
    /// store
    ///     The store.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// n
    ///     How many.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     Each with the ``customer``, the next best ``action`` with its reasons, when the customer was ``last_seen``, and
    ///     what is ``open`` and the ``hints`` of the :meth:`context_card`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a store that nobody has heard of.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "cart",
    /// ...                         "email": "hanako@example.jp", "product": "kettle", "store": "ginza"}])
    /// >>> shop.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [9]})
    /// >>> receipt = shop.consent("1", purpose="marketing", granted=True, at="2026-03-01")
    /// >>> [client["action"]["words"] for client in shop.clienteling("ginza", now="2026-03-02 10:00")]
    /// ['invite to ginza for kettle by app']
    #[pyo3(signature = (store, *, now, n = 10, language = "en"))]
    fn clienteling<'py>(
        &self,
        py: Python<'py>,
        store: String,
        now: When,
        n: usize,
        language: &str,
    ) -> Result<Records<'py>> {
        let (now, language) = (now.time(&self.zone)?, language.parse()?);
        let clients = self.ask(py, move |shop| shop.clienteling(&store, now, n, language))?;
        Ok(Records(give(py, &clients)?))
    }
}

/// Records whose times are on the shop's clock unless they name their own.
fn clocked<T: Form>(records: &Bound<'_, PyAny>, what: &str, times: &[&str], zone: &Zone) -> Result<Vec<T>> {
    let mut told = value(records)?;
    for one in told.as_array_mut().into_iter().flatten() {
        on_clock(one, what, times, zone)?;
    }
    Ok(form::read(&told, what, Style::Snake)?)
}

fn on_clock(record: &mut Value, what: &str, times: &[&str], zone: &Zone) -> std::result::Result<(), Error> {
    for name in times {
        let Some(Value::String(text)) = record.get_mut(name) else { continue };
        let must = |_| Error::Column { column: format!("{what}.{name}"), must: "a time".into() };
        *text = Time::read(text, zone).map_err(must)?.to_string();
    }
    Ok(())
}
