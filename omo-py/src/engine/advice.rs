//! What next: recommendations and the best things to do.

use pyo3::prelude::*;

use super::Engine;
use crate::convert::give;
use crate::error::Result;
use crate::hints::{Record, Records};
use crate::when::When;

#[pymethods]
impl Engine {
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
    ///     ``reasons``. Once the shop told of coupons, slots, contacts or a contact policy, with the time ``at`` which to
    ///     contact the customer, the ``coupon`` and the ``slot`` too, where there are such; what was refused is the
    ///     reason to do ``nothing``, and counted by :meth:`held_back`.
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
}
