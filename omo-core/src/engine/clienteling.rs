//! Whom the staff of a store should serve or write to next.

use serde::Serialize;

use super::Engine;
use super::decide::{Moment, Suggestion};
use crate::Error;
use crate::model::{Language, Purpose, Time};
use crate::order::Order;
use crate::profile::{Hint, OpenMatter};
use crate::recommend::ActionKind;

/// A customer of a store, and what to do for them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// The customer's id.
    pub customer: String,
    /// The next best thing to do, and why.
    pub action: Suggestion,
    /// When the customer was last seen in any way.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub last_seen: Time,
    /// What is open, as on the [card](Engine::context_card).
    pub open: Vec<OpenMatter>,
    /// What to say and to avoid, as on the card.
    pub hints: Vec<Hint>,
}

impl Engine {
    /// The `n` customers of a store whom its staff should serve or write to next, the best first: those who go to this store most, for
    /// whom something can be done there, and who agreed to hear from the shop; and those who wait for an answer.
    ///
    /// It is made for service: who objected to being served by what the shop knows is not in it.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let (hanako, now) = (Identifier::email("hanako@example.jp")?, "2026-03-04T10:00:00Z".parse()?);
    /// shop.set_stock([io::StockRecord { store: "ginza".into(), product: "kettle".into(), quantity: 2 }])?;
    /// shop.add_consents([Consent::new(hanako, Purpose::Marketing, ConsentStatus::Granted, now)])?;
    /// let clients = shop.clienteling("ginza", now, 10, Language::En)?;
    /// assert_eq!(clients[0].action.words, "invite to ginza for kettle by app");
    /// assert_eq!(clients[0].hints[0].words, "Bought 2 days ago: tea; thank, and ask how it is");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a store that nobody has heard of.
    pub fn clienteling(
        &self,
        store: &str,
        now: Time,
        n: usize,
        language: Language,
    ) -> Result<Vec<Client>, Error> {
        let moment = Moment { purpose: Purpose::Service, language, ..Moment::at(now) };
        let desk = self.desk(&moment)?;
        let number = desk.advice.stores.get(store).ok_or(Error::Unknown { what: "store" })?;
        let mut list: Vec<(u32, Suggestion)> = Vec::new();
        for &customer in &self.everybody().customers {
            let at_store = |fact: usize| self.log.stores.text(self.log.store(fact)) == Some(store);
            let home = || self.situation(desk.advice, customer, &moment).stores.first().map(|home| home.0);
            let served = || self.view_at(customer, Purpose::Service, None, now).is_ok();
            if !self.facts(customer).any(at_store) || !served() || home() != Some(number) {
                continue;
            }
            let choices = self.choices(&desk, customer)?;
            let here = |one: &&crate::recommend::Candidate| {
                one.action.action == ActionKind::FollowUp || one.action.store == Some(number)
            };
            if let Some(best) = choices.found.iter().find(here) {
                let id = self.customer_id(customer).unwrap_or_default();
                list.push((customer, self.told_of_candidate(&desk, &id, best.clone(), None)));
            }
        }
        list.put_in_order_by(|(_, a), (_, b)| {
            b.score.total_cmp(&a.score).then_with(|| a.customer.cmp(&b.customer))
        });
        list.truncate(n);
        let mut clients = Vec::new();
        for (number, action) in list {
            let card = self.context_card(&action.customer, now, Purpose::Service, language)?;
            let (open, hints) = card.map(|card| (card.open, card.hints)).unwrap_or_default();
            let seen = self
                .facts(number)
                .filter_map(|fact| self.log.time(fact))
                .filter(|at| at.millis() <= now.millis());
            let (last_seen, customer) = (seen.max().unwrap_or(now), action.customer.clone());
            clients.push(Client { customer, action, last_seen, open, hints });
        }
        Ok(clients)
    }
}
