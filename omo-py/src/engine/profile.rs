//! Who a customer is to the shop: profiles, cards, segments, and folds of one's own.

use omo_core::Purpose;
use omo_core::model::{Fact, FactLine, Fold};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Engine;
use crate::convert::{camel, give, value};
use crate::error::Result;
use crate::hints::{Record, Records};
use crate::when::When;

#[pymethods]
impl Engine {
    /// What a customer's touchpoints say: traits and who said them, counters, interests.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own. What happened after it
    ///     is not known yet.
    /// purpose
    ///     What the answer is for.
    ///
    /// Returns
    /// -------
    /// dict or None
    ///     ``traits`` (each with its ``value``, the ``touchpoint`` that said so and the rule by which it survived),
    ///     ``counters``, and the ``products`` and ``categories`` of most interest; None for an unknown id, or where the
    ///     purpose may not see the customer.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view",
    /// ...      "email": "hanako@example.jp", "product": "kettle"},
    /// ...     {"id": 2, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase", "store": "ginza",
    /// ...      "email": "Hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ... ])
    /// >>> profile = shop.profile("1", now="2026-03-12 18:00")
    /// >>> profile["counters"]["visits"], profile["counters"]["days_since_purchase"], profile["products"][0]["name"]
    /// (1, 10, 'kettle')
    #[pyo3(signature = (customer_id, *, now, purpose = "service"))]
    fn profile<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        now: When,
        purpose: &str,
    ) -> Result<Option<Record<'py>>> {
        let (now, purpose) = (now.time(&self.zone)?, purpose.parse::<Purpose>()?);
        let profile = self.ask(py, move |shop| shop.profile(&customer_id, now, purpose))?;
        Ok(profile.map(|profile| give(py, &profile).map(Record)).transpose()?)
    }

    /// What whoever serves a customer must know, so that nobody has to repeat themselves.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// purpose
    ///     What the answer is for; parts that it may not see are left empty and named in ``withheld``.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// dict or None
    ///     The latest ``steps``, what is ``open``, ``hints`` on what to say and to avoid, ``products`` and ``categories`` of
    ///     interest, ``stores``, ``channels`` and ``traits``; None for an unknown id, or where the purpose may not see
    ///     the customer.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine(zone="Asia/Tokyo")
    /// >>> receipt = shop.ingest([
    /// ...     {"id": 1, "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase",
    /// ...      "email": "hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    /// ...     {"id": 2, "occurred_at": "2026-03-04 09:00", "channel": "phone", "action": "inquiry",
    /// ...      "email": "hanako@example.jp", "about": "loose lid"},
    /// ... ])
    /// >>> card = shop.context_card("1", now="2026-03-05 09:00")
    /// >>> card["steps"][0]["words"], [matter["kind"] for matter in card["open"]]
    /// ('yesterday: inquiry, loose lid (phone)', ['inquiry'])
    #[pyo3(signature = (customer_id, *, now, purpose = "service", language = "en"))]
    fn context_card<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        now: When,
        purpose: &str,
        language: &str,
    ) -> Result<Option<Record<'py>>> {
        let (now, purpose, language) =
            (now.time(&self.zone)?, purpose.parse::<Purpose>()?, language.parse()?);
        let card = self.ask(py, move |shop| shop.context_card(&customer_id, now, purpose, language))?;
        Ok(card.map(|card| give(py, &card).map(Record)).transpose()?)
    }

    /// Sets the shop's segments, in the place of all that were set before.
    ///
    /// From then on every load and every :meth:`advance` finds who enters and who leaves: :meth:`crossings`. The segments
    /// are kept like all that the engine is told.
    ///
    /// Parameters
    /// ----------
    /// segments
    ///     A dict of names and conditions; an empty one takes all away. A condition is a dict with one of ``event`` (with
    ///     ``count``), ``never``, ``sequence``, ``sum``, ``avg``, ``min``, ``max``, ``distinct``, ``recency``, ``interest``,
    ///     ``trait``, ``segment``, or ``all``, ``any`` or ``not`` of other conditions. Facts are meant by ``action``,
    ///     ``channel``, ``store``, ``about``, ``product``, ``category`` and ``side``; ranges are ``at_least``,
    ///     ``more_than``, ``at_most``, ``less_than`` and ``is``; windows are ``within`` a length of time such as ``"30d"``, or
    ///     from ``since`` to before ``until``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` with the path of what is wrong, and what it may have been meant to be.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.set_segments({
    /// ...     "regular": {"event": {"action": "purchase"}, "count": {"at_least": 2}, "within": "90d"},
    /// ...     "lapsing": {"all": [{"segment": "regular"}, {"recency": {}, "at_least": "30d"}]},
    /// ... })
    /// >>> shop.set_segments({"vip": {"event": {"action": "purchse"}}})
    /// Traceback (most recent call last):
    ///     ...
    /// omo.OmoError: options: `vip.event.action`: the action `purchse` is not known, did you mean `purchase`?
    #[pyo3(signature = (segments: "dict[str, object]"))]
    fn set_segments(&self, py: Python<'_>, segments: Bound<'_, PyDict>) -> Result<()> {
        let mut document = value(segments.as_any())?;
        if let Value::Object(named) = &mut document {
            named.values_mut().for_each(spell);
        }
        self.tell(py, move |shop| shop.set_segments(&document))
    }

    /// The segments to which a customer belongs.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// purpose
    ///     What the answer is for.
    ///
    /// Returns
    /// -------
    /// list of str or None
    ///     Their names in order; None for an unknown id, or where the purpose may not see the customer.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.set_segments({"lately": {"event": {"action": "purchase"}, "within": "30d"}})
    /// >>> shop.segments("1", now="2026-03-10"), shop.segments("1", now="2026-04-10")
    /// (['lately'], [])
    #[pyo3(signature = (customer_id, *, now, purpose = "service"))]
    fn segments(
        &self,
        py: Python<'_>,
        customer_id: String,
        now: When,
        purpose: &str,
    ) -> Result<Option<Vec<String>>> {
        let (now, purpose) = (now.time(&self.zone)?, purpose.parse::<Purpose>()?);
        self.ask(py, move |shop| shop.segments(&customer_id, now, purpose))
    }

    /// The customers who belong to a segment.
    ///
    /// Parameters
    /// ----------
    /// name
    ///     The segment's name.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// purpose
    ///     What the answer is for; customers whom it may not see are left out.
    ///
    /// Returns
    /// -------
    /// list of str
    ///     Their ids, the longest known first.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a segment that is not known.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.set_segments({"lately": {"event": {"action": "purchase"}, "within": "30d"}})
    /// >>> shop.segment_members("lately", now="2026-03-10")
    /// ['1']
    #[pyo3(signature = (name, *, now, purpose = "analytics"))]
    fn segment_members(&self, py: Python<'_>, name: String, now: When, purpose: &str) -> Result<Vec<String>> {
        let (now, purpose) = (now.time(&self.zone)?, purpose.parse::<Purpose>()?);
        self.ask(py, move |shop| shop.segment_members(&name, now, purpose))
    }

    /// Why a customer belongs to a segment, or does not.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// name
    ///     The segment's name.
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    /// purpose
    ///     What the answer is for.
    ///
    /// Returns
    /// -------
    /// dict or None
    ///     Whether it ``holds``, what it asks and the number found in ``words``, the ``facts`` behind it, and the same of its
    ///     ``parts``; None for an unknown id, or where the purpose may not see the customer.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` for a segment that is not known.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.set_segments({"regular": {"event": {"action": "purchase"}, "count": {"at_least": 2}, "within": "90d"}})
    /// >>> why = shop.explain_segment("1", "regular", now="2026-03-10")
    /// >>> why["holds"], why["words"], why["facts"]
    /// (False, 'purchase, within 90d: times at least 2 (is 1)', ['1'])
    #[pyo3(signature = (customer_id, name, *, now, language = "en", purpose = "service"))]
    fn explain_segment<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        name: String,
        now: When,
        language: &str,
        purpose: &str,
    ) -> Result<Option<Record<'py>>> {
        let (now, purpose, language) =
            (now.time(&self.zone)?, purpose.parse::<Purpose>()?, language.parse()?);
        let why =
            self.ask(py, move |shop| shop.explain_segment(&customer_id, &name, now, language, purpose))?;
        Ok(why.map(|why| give(py, &why).map(Record)).transpose()?)
    }

    /// Who entered and left segments, the oldest first.
    ///
    /// Parameters
    /// ----------
    /// since
    ///     The number of the last crossing you know; 0 tells all.
    /// purpose
    ///     What the answer is for; of customers whom it may not see nothing is told.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     Each with its ``number``, ``customer``, ``segment``, whether the customer ``entered`` (or left), ``at`` when, and
    ///     ``moved`` where only the customer's id is new.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.set_segments({"lately": {"event": {"action": "purchase"}, "within": "30d"}})
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
    /// ...                         "email": "hanako@example.jp"}])
    /// >>> shop.advance("2026-05-01")
    /// >>> [(one["number"], one["segment"], one["entered"], one["at"][:10]) for one in shop.crossings()]
    /// [(1, 'lately', True, '2026-03-01'), (2, 'lately', False, '2026-03-31')]
    #[pyo3(signature = (since = 0, *, purpose = "service"))]
    fn crossings<'py>(&self, py: Python<'py>, since: u64, purpose: &str) -> Result<Records<'py>> {
        let purpose = purpose.parse::<Purpose>()?;
        let crossings = self.ask(py, move |shop| Ok(shop.crossings(since, purpose)))?;
        Ok(Records(give(py, &crossings)?))
    }

    /// Says how late it is: who enters or leaves segments by time alone is found.
    ///
    /// What happens advances time too; it never goes back.
    ///
    /// Parameters
    /// ----------
    /// now
    ///     The time it is: a datetime, a date or text, on the shop's clock unless it names its own.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().advance("2026-03-10")
    fn advance(&self, py: Python<'_>, now: When) -> Result<()> {
        let now = now.time(&self.zone)?;
        self.tell(py, move |shop| {
            shop.advance(now);
            Ok(())
        })
    }

    /// What a function of your own makes of a customer's touchpoints, taken one by one, oldest first.
    ///
    /// Parameters
    /// ----------
    /// customer_id
    ///     The customer's id.
    /// step
    ///     A function of what is known so far and the next fact, which gives what is known then. A fact is a dict with ``id``,
    ///     ``at``, ``channel``, ``side``, ``store``, ``action``, ``about``, ``lines`` (each with ``product``, ``category``,
    ///     ``quantity`` and ``amount``) and ``traits``.
    /// start
    ///     What is known before the first fact.
    /// purpose
    ///     What the answer is for.
    ///
    /// Returns
    /// -------
    /// object
    ///     What the function gave for the last fact; None for an unknown id, or where the purpose may not see the customer.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"purpose"`` for one that may see the customer and not the steps of the journey.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> receipt = shop.ingest([{"id": 1, "occurred_at": "2026-03-01", "channel": "pos", "action": "purchase",
    /// ...                         "email": "hanako@example.jp", "product": "kettle", "amount": "4980 JPY"}])
    /// >>> shop.fold("1", lambda bought, fact: bought + [line["product"] for line in fact["lines"]], [])
    /// ['kettle']
    #[pyo3(signature = (customer_id, step: "typing.Callable[[typing.Any, dict[str, typing.Any]], typing.Any]", start: "typing.Any", *, purpose = "service") -> "typing.Any")]
    fn fold<'py>(
        &self,
        py: Python<'py>,
        customer_id: String,
        step: Bound<'py, PyAny>,
        start: Bound<'py, PyAny>,
        purpose: &str,
    ) -> Result<Option<Bound<'py, PyAny>>> {
        let purpose = purpose.parse::<Purpose>()?;
        let Some(facts) = self.ask(py, move |shop| shop.fold(&customer_id, &Gather, purpose))? else {
            return Ok(None);
        };
        let mut known = start;
        for fact in &facts {
            known = step.call1((known, give(py, fact)?))?;
        }
        Ok(Some(known))
    }
}

/// Names of fields in conditions, as the core has them; the names of segments are the user's own.
fn spell(condition: &mut Value) {
    match condition {
        Value::Object(fields) => {
            let named = std::mem::take(fields).into_iter().map(|(name, mut value)| {
                if let (true, Value::String(what)) = (AGGREGATES.contains(&name.as_str()), &mut value) {
                    *what = camel(what);
                }
                spell(&mut value);
                (camel(&name), value)
            });
            *fields = named.collect();
        }
        Value::Array(conditions) => conditions.iter_mut().for_each(spell),
        _ => {}
    }
}

/// What reckons with a word of the core, such as `days_between`.
const AGGREGATES: [&str; 5] = ["sum", "avg", "min", "max", "distinct"];

/// A fact as it is given to Python.
#[derive(Clone, Serialize)]
struct Given {
    id: String,
    at: String,
    channel: String,
    side: Value,
    store: Option<String>,
    action: String,
    about: Option<String>,
    lines: Vec<Value>,
    traits: Map<String, Value>,
}

/// All facts, to be taken one by one where Python is.
struct Gather;

impl Fold for Gather {
    type State = Vec<Given>;

    fn start(&self) -> Vec<Given> {
        Vec::new()
    }

    fn step(&self, facts: &mut Vec<Given>, fact: &Fact<'_>) {
        let line = |line: &FactLine<'_>| {
            let FactLine { product, category, quantity, amount } = *line;
            json!({"product": product, "category": category, "quantity": quantity, "amount": amount})
        };
        facts.push(Given {
            id: fact.id.into(),
            at: fact.at.to_string(),
            channel: fact.channel.into(),
            side: json!(fact.side),
            store: fact.store.map(Into::into),
            action: fact.action.into(),
            about: fact.about.map(Into::into),
            lines: fact.lines.iter().map(line).collect(),
            traits: fact.traits.iter().map(|&(name, said)| (name.into(), said.into())).collect(),
        });
    }
}
