//! Who a customer is to the shop: what all touchpoints of one customer say, as far as a purpose may see.

use super::Engine;
use super::log::NONE;
use crate::Error;
use crate::model::{Fact, FactLine, Facts, Fold, History, Money, Purpose, Time};
use crate::privacy::{Part as Seen, View};
use crate::profile::{Part, Profile};

/// What a purpose may see of one customer who may be seen at all.
///
/// All that the engine says of profiles, cards and segments is asked here and in [`Engine::history_for`].
#[derive(Debug, Clone)]
pub(super) struct Glance<'a> {
    view: View<'a>,
}

impl Glance<'_> {
    /// Whether a part of the card may be seen.
    pub fn shows(&self, part: Part) -> bool {
        self.view.shows(match part {
            Part::Steps | Part::Open | Part::Hints => Seen::History,
            Part::Interests => Seen::Products,
            Part::Places => Seen::Stores,
            // What people said of themselves, in whatever words.
            Part::Traits | Part::About => Seen::Abouts,
        })
    }
}

impl Engine {
    /// What a customer's touchpoints say at `now`: traits and who said them, counters, interests; `None` for an unknown id,
    /// or where the purpose may not see the customer. Made as [`Config::profile`](super::Config::profile) says. Which touchpoint
    /// said so is left empty where the purpose may not see steps of the journey.
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
        let Some(history) = self.history_for(number, purpose) else { return Ok(None) };
        let mut profile = Profile::of(&history, now, &self.config.profile)?;
        if !self.shows_steps(number, purpose) {
            profile.forget_facts();
        }
        Ok(Some(profile))
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
    /// [`Error::Purpose`] for a purpose that may see the customer and not the steps of the journey: a fold goes over these.
    pub fn fold<F: Fold>(
        &self,
        customer: &str,
        fold: &F,
        purpose: Purpose,
    ) -> Result<Option<F::State>, Error> {
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let Some(history) = self.history_for(number, purpose) else { return Ok(None) };
        if !self.shows_steps(number, purpose) {
            return Err(Error::Purpose { purpose: purpose.name(), what: "steps of the journey" });
        }
        Ok(Some(fold.fold(&history)))
    }

    /// Whether the purpose may see the customer's touchpoints one by one.
    pub(super) fn shows_steps(&self, customer: u32, purpose: Purpose) -> bool {
        self.glance(customer, purpose).is_some_and(|glance| glance.shows(Part::Steps))
    }

    /// What the purpose may see of a customer; `None` for nothing.
    pub(super) fn glance(&self, customer: u32, purpose: Purpose) -> Option<Glance<'_>> {
        self.view_of(customer, purpose).ok().map(|view| Glance { view })
    }

    /// Those facts of a customer that count for a purpose, as far as it may see them; `None` where it may not see the
    /// customer.
    pub(super) fn history_for(&self, customer: u32, purpose: Purpose) -> Option<History<'_>> {
        self.glance(customer, purpose).map(|glance| self.history_seen(customer, Some(&glance.view)))
    }

    /// How many facts of a customer do not count for a purpose.
    pub(super) fn hidden_from(&self, customer: u32, glance: &Glance<'_>) -> usize {
        self.facts(customer).filter(|&fact| self.admits(&glance.view, fact).is_err()).count()
    }

    /// Whether all facts of a customer, and all in them, count for a purpose: then what was found once holds for it.
    pub(super) fn sees_all(&self, customer: u32, purpose: Purpose) -> bool {
        let Some(Glance { view }) = self.glance(customer, purpose) else { return false };
        let parts = [Seen::Products, Seen::Amounts, Seen::Stores, Seen::Abouts];
        parts.iter().all(|&part| view.shows(part))
            && self.facts(customer).all(|fact| {
                let lines = self.log.lines(fact).iter();
                self.admits(&view, fact).is_ok()
                    && lines.into_iter().all(|line| self.admits_line(&view, line))
            })
    }

    /// All that a customer did, lent from the log.
    pub(super) fn history(&self, customer: u32) -> History<'_> {
        self.history_seen(customer, None)
    }

    /// What a customer did, as far as a view lets it through.
    fn history_seen(&self, customer: u32, view: Option<&View<'_>>) -> History<'_> {
        let shows = |part: Seen| view.is_none_or(|view| view.shows(part));
        let (products, amounts) = (shows(Seen::Products), shows(Seen::Amounts));
        let (stores, abouts) = (shows(Seen::Stores), shows(Seen::Abouts));
        let mut facts = Facts::default();
        for fact in self.facts(customer) {
            if view.is_some_and(|view| self.admits(view, fact).is_err()) {
                continue;
            }
            let Some(mut head) = self.fact(fact) else { continue };
            head.store = head.store.filter(|_| stores);
            head.about = head.about.filter(|_| abouts);
            let lines = self.log.lines(fact).iter();
            let lines = lines.filter(|line| products && view.is_none_or(|view| self.admits_line(view, line)));
            let lines = lines.filter_map(|line| {
                let product = self.log.products.text(line.product)?;
                let currency = Some(line.currency).filter(|&none| amounts && none != NONE);
                let currency = currency.and_then(|currency| self.log.currencies.text(currency));
                Some(FactLine {
                    product,
                    category: self.shelf_of(line.product),
                    quantity: line.quantity,
                    amount: currency.and_then(|currency| Money::new(line.amount, currency).ok()),
                })
            });
            let text = |number| self.log.trait_texts.text(number);
            let traits = self.log.traits_of(fact).iter().filter(|_| abouts);
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
        let Self { log, products, books, .. } = self;
        let shelves = &mut books.shelves;
        // Without products there is nothing to find.
        if products.is_empty() {
            return;
        }
        let place = |id: &str| products.binary_search_by(|product| product.id.as_str().cmp(id)).ok();
        let new = log.products.iter().skip(shelves.len());
        let places = new.map(|id| place(id).and_then(|place| u32::try_from(place).ok()).unwrap_or(NONE));
        shelves.extend(places);
    }

    fn shelf_of(&self, product: u32) -> Option<&str> {
        let place = *self.books.shelves.get(product as usize)?;
        self.products.get(place as usize)?.category.as_deref()
    }
}
