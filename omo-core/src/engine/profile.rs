//! Who a customer is to the shop: what all touchpoints of one customer say, as far as a purpose may see.

use super::Engine;
use super::log::NONE;
use crate::Error;
use crate::model::{Fact, FactLine, Facts, Fold, History, Money, Product, Purpose, Time};
use crate::privacy::Gate;
use crate::profile::{Part, Profile};

/// What a purpose may see of one customer who may be seen at all.
///
/// All that the engine says of profiles, cards and segments is asked here and in [`Engine::history_for`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Glance {
    gate: Gate,
}

impl Glance {
    /// Whether every fact of a customer who may be seen counts for every purpose, so that what was found once holds for all:
    /// a gate opens for a customer, and hides no single fact.
    pub const WHOLE: bool = true;

    /// Whether a part of the card may be seen. Free words may hold contact data, so they go where that may go.
    pub fn shows(self, part: Part) -> bool {
        part != Part::About || self.gate.shows_identifiers()
    }
}

impl Engine {
    /// What a customer's touchpoints say at `now`: traits and who said them, counters, interests; `None` for an unknown id,
    /// or where the purpose may not see the customer. Made as [`Config::profile`](super::Config::profile) says.
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
    /// let profile = shop.profile("web-1", "2026-03-12T10:00:00Z".parse()?, Purpose::Service)?.unwrap();
    /// let counters = &profile.counters;
    /// assert_eq!((counters.touchpoints, counters.visits, counters.days_since_purchase), (3, 1, Some(10)));
    /// assert_eq!(profile.products[0].name, "tea");
    /// assert!(shop.profile("web-1", "2026-03-12".parse()?, Purpose::Marketing)?.is_none());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; options were checked when the engine was made.
    pub fn profile(&self, customer: &str, now: Time, purpose: Purpose) -> Result<Option<Profile>, Error> {
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let history = self.history_for(number, purpose);
        history.map(|history| Profile::of(&history, now, &self.config.profile)).transpose()
    }

    /// What a fold makes of a customer's touchpoints: where points, coupons and all else that is a pure function of what a
    /// customer did is plugged in. `None` as for [`profile`](Engine::profile).
    ///
    /// ```
    /// use omo_core::model::{Fact, Fold};
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// /// A point for each 100 minor units.
    /// struct Points;
    /// impl Fold for Points {
    ///     type State = i64;
    ///     fn start(&self) -> i64 { 0 }
    ///     fn step(&self, points: &mut i64, fact: &Fact<'_>) {
    ///         if fact.action == "purchase" {
    ///             *points += fact.lines.iter().filter_map(|line| line.amount).map(Money::minor).sum::<i64>() / 100;
    ///         }
    ///     }
    /// }
    /// assert_eq!(shop.fold("web-1", &Points, Purpose::Service)?, Some(6));
    /// assert_eq!(shop.fold("nobody", &Points, Purpose::Service)?, None);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn fold<F: Fold>(
        &self,
        customer: &str,
        fold: &F,
        purpose: Purpose,
    ) -> Result<Option<F::State>, Error> {
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        Ok(self.history_for(number, purpose).map(|history| fold.fold(&history)))
    }

    /// What the purpose may see of a customer; `None` for nothing.
    pub(super) fn glance(&self, customer: u32, purpose: Purpose) -> Option<Glance> {
        self.may_see(customer, purpose).then(|| Glance { gate: Gate::new(purpose) })
    }

    /// Those facts of a customer that count for a purpose; `None` where it may not see the customer.
    pub(super) fn history_for(&self, customer: u32, purpose: Purpose) -> Option<History<'_>> {
        self.glance(customer, purpose).map(|_| self.history(customer))
    }

    /// All that a customer did, lent from the log.
    pub(super) fn history(&self, customer: u32) -> History<'_> {
        let mut facts = Facts::default();
        for fact in self.facts(customer) {
            let Some(head) = self.fact(fact) else { continue };
            let lines = self.log.lines(fact).iter().filter_map(|line| {
                let product = self.log.products.text(line.product)?;
                let currency = Some(line.currency).filter(|&none| none != NONE);
                let currency = currency.and_then(|currency| self.log.currencies.text(currency));
                Some(FactLine {
                    product,
                    category: self.category(line.product),
                    quantity: line.quantity,
                    amount: currency.and_then(|currency| Money::new(line.amount, currency).ok()),
                })
            });
            let text = |number| self.log.trait_texts.text(number);
            let traits = self.log.traits_of(fact).iter();
            facts.push(head, lines, traits.filter_map(|&(name, said)| Some((text(name)?, text(said)?))));
        }
        facts.in_order()
    }

    fn fact(&self, fact: usize) -> Option<Fact<'_>> {
        let log = &self.log;
        let id = log.ids.text(u32::try_from(fact).ok()?)?;
        let channel = log.channel(fact);
        let (name, side) = (log.channels.text(channel)?, self.side(channel));
        let action = log.actions.text(log.action(fact))?;
        let (store, about) = (log.stores.text(log.store(fact)), log.abouts.text(log.about(fact)));
        Some(Fact { store, about, ..Fact::new(id, log.time(fact)?, name, side, action) })
    }

    /// Finds the products that the log names and did not name before.
    pub(super) fn shelve(&mut self) {
        let Self { log, products, shelves, .. } = self;
        // Without products there is nothing to find.
        if products.is_empty() {
            return;
        }
        let place = |id: &str| products.binary_search_by(|product| product.id.as_str().cmp(id)).ok();
        let new = log.products.iter().skip(shelves.len());
        let places = new.map(|id| place(id).and_then(|place| u32::try_from(place).ok()).unwrap_or(NONE));
        shelves.extend(places);
    }

    fn category(&self, product: u32) -> Option<&str> {
        let place = *self.shelves.get(product as usize)?;
        self.products.get(place as usize)?.category.as_deref()
    }

    /// What the shop told of a product.
    pub(super) fn product(&self, id: &str) -> Option<&Product> {
        let place = self.products.binary_search_by(|product| product.id.as_str().cmp(id)).ok()?;
        self.products.get(place)
    }
}
