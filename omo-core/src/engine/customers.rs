//! Customers out, each answer for a purpose.

use serde::Serialize;

use super::Engine;
use super::decisions::as_seen;
use crate::Error;
use crate::identity::Live;
use crate::model::{Action, Identifier, Money, Purpose, Side, Time, Touchpoint};
use crate::order::Order;
use crate::privacy::{Part, Tally, What, Why, Withheld};

/// One customer, as far as the purpose may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    /// The id of the customer's oldest touchpoint.
    pub id: String,
    /// When the customer was first seen.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub first_seen: Time,
    /// When the customer was last seen.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub last_seen: Time,
    /// How many touchpoints.
    pub touchpoints: u32,
    /// How many of them online.
    pub online: u32,
    /// How many of them offline.
    pub offline: u32,
    /// How many purchases.
    pub purchases: u32,
    /// What was bought less what was brought back, in each currency.
    #[cfg_attr(feature = "typescript", ts(type = "string[]"))]
    pub spent: Vec<Money>,
    /// The channels used, by name.
    pub channels: Vec<String>,
    /// By what the customer is known; empty where the purpose may not see it.
    pub identifiers: Vec<Identifier>,
    /// What the purpose may not see of the customer, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Withheld>>"))]
    pub withheld: Vec<Withheld>,
}

/// The customers a purpose may see.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CustomerList {
    /// Those it may see, the longest known first.
    pub customers: Vec<Customer>,
    /// How many it may not see.
    pub withheld: u32,
    /// What it may not see of all these, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Withheld>>"))]
    pub hidden: Vec<Withheld>,
    /// Touchpoints of strangers: no identifier, or only ones that say nothing about a person.
    pub unidentified: u32,
}

/// One link of the chain of facts that makes two identifiers one customer's.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// One identifier.
    pub from: Identifier,
    /// The other.
    pub to: Identifier,
    /// The oldest touchpoint that shows both.
    pub touchpoint: String,
    /// How many touchpoints show both.
    pub touchpoints: u32,
    /// Where no touchpoint shows both: another that shows `to`, whose record looks like that of `touchpoint`.
    #[cfg(feature = "linkage")]
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub alike: Option<Alike>,
}

/// A touchpoint whose record looks like another's.
#[cfg(feature = "linkage")]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Alike {
    /// Its id.
    pub touchpoint: String,
    /// How much so, in bits: 0 is even odds. Several records of one customer may look alike only as a group, and two of them
    /// not at all.
    pub bits: f64,
}

impl Engine {
    /// All customers the purpose may see, the longest known first.
    ///
    /// Whether a purpose may see a customer is asked as of the latest touchpoint or consent.
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
    /// // One person looked, bought and came back; with whom nobody agreed on marketing.
    /// let list = shop.customers(Purpose::Analytics)?;
    /// assert_eq!((list.customers[0].id.as_str(), list.customers[0].touchpoints), ("web-1", 3));
    /// assert_eq!(shop.customers(Purpose::Marketing)?.withheld, 1);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn customers(&self, purpose: Purpose) -> Result<CustomerList, Error> {
        let mut list =
            CustomerList { unidentified: number(self.live.unidentified()), ..CustomerList::default() };
        let mut hidden = Tally::default();
        for &customer in &self.everybody().customers {
            match self.seen_for(customer, purpose) {
                Ok(seen) => {
                    hidden.add_all(&seen.withheld);
                    list.customers.push(seen);
                }
                Err(why) => {
                    hidden.add(What::Customers, why, 1);
                    list.withheld += 1;
                }
            }
        }
        list.hidden = hidden.withheld();
        Ok(list)
    }

    /// The customer with an identifier; `None` for a stranger, or where the purpose may not see the customer.
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
    /// let hanako = shop.customer(&Identifier::email("hanako@example.jp")?, Purpose::Service)?.unwrap();
    /// assert_eq!((hanako.id.as_str(), hanako.online, hanako.offline), ("web-1", 2, 1));
    /// assert_eq!(shop.customer(&Identifier::email("who@example.jp")?, Purpose::Service)?, None);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn customer(&self, identifier: &Identifier, purpose: Purpose) -> Result<Option<Customer>, Error> {
        let owner = self.owner_of(identifier);
        Ok(owner.and_then(|customer| self.seen_for(customer, purpose).ok()))
    }

    /// The customer with an id, or with a touchpoint of that id; `None` for an unknown one, or where the purpose may not see the
    /// customer.
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn customer_with_id(&self, id: &str, purpose: Purpose) -> Result<Option<Customer>, Error> {
        Ok(self.number_of(id).and_then(|customer| self.seen_for(customer, purpose).ok()))
    }

    /// The id of who is meant: by the id of a customer or a touchpoint, or an identifier written `kind:value`; `None` for a
    /// stranger, or where the purpose may not see the customer.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] for an identifier that has not its form.
    pub fn customer_named(&self, who: &str, purpose: Purpose) -> Result<Option<String>, Error> {
        let number = match (self.number_of(who), who.split_once(':')) {
            (None, Some((kind, value))) => match kind.parse() {
                Ok(kind) => self.owner_of(&Identifier::read(kind, value)?),
                Err(_) => None,
            },
            (number, _) => number,
        };
        let seen = number.filter(|&number| self.view_of(number, purpose).is_ok());
        Ok(seen.and_then(|number| self.customer_id(number)))
    }

    /// Which facts make two identifiers one customer's: a chain from `a` to `b`, or `None` when they are not
    /// one customer's. Only for a purpose that may see identifiers, these and all that the chain goes through.
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
    /// let (email, cookie) = (Identifier::email("hanako@example.jp")?, Identifier::read(IdentifierKind::Cookie, "c1")?);
    /// let chain = shop.explain(&email, &cookie, Purpose::Service)?.unwrap();
    /// assert_eq!(chain[0].touchpoint, "web-1");
    /// assert!(shop.explain(&email, &cookie, Purpose::Analytics).is_err());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Purpose`] when the purpose may not see identifiers.
    pub fn explain(
        &self,
        a: &Identifier,
        b: &Identifier,
        purpose: Purpose,
    ) -> Result<Option<Vec<Link>>, Error> {
        let rule = self.config.purposes.rule(purpose);
        let refused = |what| Error::Purpose { purpose: purpose.name(), what };
        if rule.identifiers.is_empty() {
            return Err(refused("identifiers"));
        }
        let shows = |one: &Identifier| rule.identifiers.contains(&one.kind());
        if !shows(a) || !shows(b) {
            return Err(refused("identifiers of this kind"));
        }
        let known = |identifier| self.log.identifiers.get(identifier);
        let (Some(a), Some(b)) = (known(a), known(b)) else { return Ok(None) };
        let Some(owner) = self.live.owner_of(a) else { return Ok(None) };
        let Ok(view) = self.view_of(owner, purpose) else { return Ok(None) };
        // A chain is told by touchpoints.
        if !view.shows(Part::History) {
            return Err(refused("steps of the journey"));
        }
        let (facts, identity) = self.live.part(owner, &self.log.identifiers, &self.log)?;
        let Some(steps) = identity.explain(a, b) else { return Ok(None) };
        let fact = |place: u32| facts.get(place as usize).map_or(usize::MAX, |&fact| fact as usize);
        let mut links = Vec::new();
        // What leads to records that look alike, which are no identifier.
        #[cfg(feature = "linkage")]
        let mut led: Option<(Identifier, usize)> = None;
        for step in steps {
            let seen = |number| self.log.identifiers.identifier(number).map(as_seen);
            let (from, to) = (seen(step.from), seen(step.to));
            let here = fact(step.touchpoint);
            if !from.iter().chain(&to).all(shows) || self.admits(&view, here).is_err() {
                return Err(refused("a link of the chain"));
            }
            let touchpoint = self.id_of_fact(here);
            match (from, to) {
                (Some(from), Some(to)) => links.push(Link {
                    from,
                    to,
                    touchpoint,
                    touchpoints: step.touchpoints,
                    #[cfg(feature = "linkage")]
                    alike: None,
                }),
                #[cfg(feature = "linkage")]
                (Some(from), None) => led = Some((from, here)),
                #[cfg(feature = "linkage")]
                (None, Some(to)) => {
                    let Some((from, there)) = led.take() else { continue };
                    let Some(bits) = self.likeness.bits([there, here], &self.log) else { continue };
                    let alike = Some(Alike { touchpoint, bits });
                    let (touchpoint, touchpoints) = (self.id_of_fact(there), step.touchpoints);
                    links.push(Link { from, to, touchpoint, touchpoints, alike });
                }
                _ => {}
            }
        }
        Ok(Some(links))
    }

    /// Each touchpoint's id and its customer's id (`None` for a stranger's), oldest first: what a truth table
    /// is compared with. Touchpoints that the purpose may not see are left out, as in [`touchpoint`](Engine::touchpoint);
    /// [`customers`](Engine::customers) says how many customers that are.
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
    /// let (touchpoint, customer) = &shop.assignments(Purpose::Analytics)?[2];
    /// assert_eq!((touchpoint.as_str(), customer.as_deref()), ("web-2", Some("web-1")));
    /// assert!(shop.assignments(Purpose::Marketing)?.is_empty());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn assignments(&self, purpose: Purpose) -> Result<Vec<(String, Option<String>)>, Error> {
        let row = |&fact: &u32| {
            let id = self.id_of_fact(fact as usize);
            let customer = || self.live.customer_of(fact).and_then(|customer| self.customer_id(customer));
            self.tells_of(&id, purpose).then(|| (id, customer()))
        };
        Ok(self.everybody().facts.iter().filter_map(row).collect())
    }

    /// One touchpoint, as far as the purpose may see it; `None` for an unknown id, or where it may not see the customer.
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn touchpoint(&self, id: &str, purpose: Purpose) -> Result<Option<Touchpoint>, Error> {
        let Some(fact) = self.log.fact(id) else { return Ok(None) };
        let view = self.view_of_fact(Some(fact), purpose);
        Ok(view.ok().and_then(|mut view| self.seen(&mut view, fact as usize)))
    }

    /// The customer with an id; one that was a customer's until customers were merged still finds who it is now.
    pub(super) fn number_of(&self, id: &str) -> Option<u32> {
        self.live.customer_of(self.log.fact(id)?)
    }

    /// The customer with an identifier; where all records that show it were split off, the customer of these.
    pub(super) fn owner_of(&self, identifier: &Identifier) -> Option<u32> {
        self.owners_in(&self.live, identifier).next()
    }

    /// The same in some account of who is who: the customer with an identifier, then those of records that were split off.
    pub(super) fn owners_in(&self, live: &Live, identifier: &Identifier) -> impl Iterator<Item = u32> {
        let names = std::iter::once(identifier.clone()).chain(self.split_owners(identifier));
        names.filter_map(|name| live.owner_of(self.log.identifiers.get(&name)?))
    }

    /// A customer's id: that of the oldest touchpoint.
    pub(super) fn customer_id(&self, customer: u32) -> Option<String> {
        self.facts(customer).next().map(|fact| self.id_of_fact(fact))
    }

    /// A customer's facts, oldest first.
    pub(super) fn facts(&self, customer: u32) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        self.live.touchpoints_of(customer).iter().map(|&fact| fact as usize)
    }

    pub(super) fn id_of_fact(&self, fact: usize) -> String {
        u32::try_from(fact).ok().and_then(|fact| self.log.ids.text(fact)).unwrap_or_default().to_owned()
    }

    /// When the last fact happened.
    pub(super) fn last_fact(&self) -> Option<Time> {
        self.log.last().and_then(|fact| self.log.time(fact as usize))
    }

    /// When somebody last did or said something. Who took a consent back said so after their last visit.
    pub(super) fn latest(&self) -> Option<Time> {
        self.last_fact().max(self.consented)
    }

    pub(super) fn identifiers_of(&self, customer: u32) -> Vec<Identifier> {
        self.known_by(&self.live, customer)
    }

    /// The same in some account of who is who.
    pub(super) fn known_by(&self, live: &Live, customer: u32) -> Vec<Identifier> {
        let numbers = live.identifiers_of(customer).iter();
        let mut known: Vec<_> =
            numbers.filter_map(|&i| self.log.identifiers.identifier(i)).map(as_seen).collect();
        known.put_in_order();
        known.dedup();
        known
    }

    /// A customer as the purpose may see them, by the facts that count for it; why not, where none does.
    pub(super) fn seen_for(&self, customer: u32, purpose: Purpose) -> Result<Customer, Why> {
        let mut view = self.view_of(customer, purpose)?;
        let mut seen = Customer {
            id: self.customer_id(customer).unwrap_or_default(),
            first_seen: Time::EPOCH,
            last_seen: Time::EPOCH,
            touchpoints: 0,
            online: 0,
            offline: 0,
            purchases: 0,
            spent: Vec::new(),
            channels: Vec::new(),
            identifiers: Vec::new(),
            withheld: Vec::new(),
        };
        let shows_amounts = view.shows(Part::Amounts);
        let mut spent: Vec<(u32, i64)> = Vec::new();
        let mut channels: Vec<u32> = Vec::new();
        for fact in self.facts(customer) {
            if !self.counts(&mut view, fact) {
                continue;
            }
            if let Some(time) = self.log.time(fact) {
                seen.last_seen = time;
                if seen.touchpoints == 0 {
                    seen.first_seen = time;
                }
            }
            seen.touchpoints += 1;
            let channel = self.log.channel(fact);
            if !channels.contains(&channel) {
                channels.push(channel);
            }
            match self.side(channel) {
                Side::Online => seen.online += 1,
                Side::Offline => seen.offline += 1,
            }
            let action = self.log.actions.text(self.log.action(fact)).unwrap_or_default();
            let sign = match action {
                "purchase" => 1,
                "return" => -1,
                _ => 0,
            };
            seen.purchases += u32::from(action == Action::Purchase.name());
            for line in
                self.log.lines(fact).iter().filter(|line| sign != 0 && line.currency != super::log::NONE)
            {
                if !self.admits_line(&view, line) {
                    continue;
                }
                if !shows_amounts {
                    view.withhold(What::Amounts, Why::Purpose, 1);
                    continue;
                }
                let amount = line.amount.saturating_mul(sign);
                // A customer pays in few currencies.
                match spent.iter_mut().find(|(currency, _)| *currency == line.currency) {
                    Some((_, sum)) => *sum = sum.saturating_add(amount),
                    None => spent.push((line.currency, amount)),
                }
            }
        }
        if seen.touchpoints == 0 {
            let most = view.withheld().into_iter().max_by_key(|held| held.count);
            return Err(most.map_or(Why::Purpose, |held| held.why));
        }
        seen.channels = channels.iter().filter_map(|&c| self.log.channels.text(c)).map(Into::into).collect();
        seen.channels.put_in_order();
        let currency = |c| self.log.currencies.text(c);
        seen.spent =
            spent.into_iter().filter_map(|(c, minor)| Money::new(minor, currency(c)?).ok()).collect();
        seen.spent.put_in_order_by(|a, b| a.currency().cmp(b.currency()));
        if self.config.purposes.rule(purpose).identifiers.is_empty() {
            view.withhold(What::Identifiers, Why::Purpose, self.identifiers_of(customer).len());
        } else {
            seen.identifiers = view.identifiers(self.identifiers_of(customer));
        }
        seen.withheld = view.withheld();
        Ok(seen)
    }

    /// The side of a channel by its number.
    pub(super) fn side(&self, channel: u32) -> Side {
        self.config.journey.channels.side(self.log.channels.text(channel).unwrap_or_default())
    }
}

pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
