//! What to do for a customer, chosen among all that could be done: stock, coupons, slots, consent and the contact policy
//! brought in.

use std::cell::RefCell;

use super::advice::Advice;
use super::decide::{Moment, Suggestion};
use super::log::NONE;
use super::offered::{Coupon, Discount};
use super::{Engine, contacted};
use crate::Error;
use crate::model::{DAY, HOUR, Money, Purpose, Time};
use crate::order::Order;
use crate::recommend::{
    ActionKind, Candidate, Choices, Excluded, Hold, Hours, Idea, Known, Means, Opening, Reached, Reason,
    SlotKind, Voucher, best_hour, candidates,
};
use crate::shop::StockOptions;

/// What follows of the contacts that were made.
#[derive(Debug, Default)]
pub(super) struct Lore {
    /// How many of each coupon were given, and how many people each slot was offered to, in their orders.
    given: Vec<u32>,
    taken: Vec<u32>,
    /// In which store which product was offered when, in order.
    promised: Vec<(String, String, i64)>,
}

/// What follows of the facts and the products alone.
#[derive(Debug, Default)]
pub(super) struct Custom {
    /// At which hours people decide.
    hours: Hours,
    /// The price in the middle, in each currency.
    typical: Vec<Money>,
}

/// How one customer goes about things, as far as it may be used.
struct Pace {
    /// The clock that the customer saw last.
    offset: i16,
    hours: Hours,
    heard: Option<Time>,
    complaint: Option<Time>,
    purchase: Option<Time>,
}

/// What is open at a moment, for whoever comes.
pub(super) struct Desk<'e> {
    pub advice: &'e Advice,
    pub moment: &'e Moment,
    custom: &'e Custom,
    lore: &'e Lore,
    /// Slots that did not begin, each with the number of its store, in order of time.
    slots: Vec<(u32, Opening)>,
}

/// When somebody may be contacted through a channel, before some instant.
type Asked = ((u32, Option<i64>), Result<(Time, f64), Hold>);

/// What of a time's liking is left through the channel that is next in order: another channel today is better than the dearest
/// in three days.
const NEXT_CHANNEL: f64 = 0.9;

/// Which slots an action is for.
fn kind_of(action: &str) -> Option<SlotKind> {
    match action {
        "fitting" => Some(SlotKind::Fitting),
        "visit" => Some(SlotKind::Visit),
        "pickup" => Some(SlotKind::Pickup),
        _ => None,
    }
}

impl Engine {
    fn lore(&self) -> &Lore {
        self.books.offered.lore.get_or_init(|| {
            let offered = &self.books.offered;
            let mut lore = Lore {
                given: vec![0; offered.coupons.len()],
                taken: vec![0; offered.slots.len()],
                promised: Vec::new(),
            };
            let count = |counts: &mut Vec<u32>, place: Option<usize>| {
                place.and_then(|place| counts.get_mut(place)).into_iter().for_each(|count| *count += 1);
            };
            for contact in offered.contacts.all() {
                let coupon = contact.coupon.as_ref();
                let coupon =
                    coupon.and_then(|id| offered.coupons.binary_search_by(|one| one.id.cmp(id)).ok());
                count(&mut lore.given, coupon);
                let kind = kind_of(&contact.action).zip(contact.slot).zip(contact.store.as_deref());
                let slot = kind.and_then(|((kind, from), store)| {
                    let key = (store, kind, from.millis());
                    offered.slots.binary_search_by(|one| one.key().cmp(&key)).ok()
                });
                count(&mut lore.taken, slot);
                let speaks = !matches!(contact.action.as_str(), "follow_up" | "show_in_store");
                let store = contact.store.as_deref().or(self.config.online_store.as_deref());
                if let (true, Some(store), Some(product)) = (speaks, store, &contact.product) {
                    lore.promised.push((store.to_owned(), product.clone(), contact.at.millis()));
                }
            }
            lore.promised.put_in_order();
            lore
        })
    }

    fn custom(&self) -> &Custom {
        self.books.offered.custom.get_or_init(|| {
            let mut hours = Hours::default();
            for &customer in &self.everybody().customers {
                // It is counting: of whom does not want to be counted nothing is learned.
                let Ok(view) = self.view_of(customer, Purpose::Analytics) else { continue };
                let plain = |fact: &usize| self.admits(&view, *fact).is_ok() && self.is_plain_to(None, *fact);
                for fact in self.facts(customer).filter(plain) {
                    self.decided(fact).into_iter().for_each(|(at, weight)| hours.add(at, weight));
                }
            }
            let mut prices: Vec<Money> = self.products.iter().filter_map(|product| product.price).collect();
            prices.retain(|price| price.minor() > 0);
            prices.put_in_order_by(|a, b| (a.currency(), a.minor()).cmp(&(b.currency(), b.minor())));
            let same = prices.chunk_by(|a, b| a.currency() == b.currency());
            Custom {
                hours,
                typical: same.filter_map(|prices| prices.get(prices.len() / 2).copied()).collect(),
            }
        })
    }

    /// When something was decided, and how much that says.
    fn decided(&self, fact: usize) -> Option<(Time, f64)> {
        let weight = match self.log.actions.text(self.log.action(fact))? {
            "purchase" | "cart" | "reservation" => 1.0,
            "view" | "search" => self.config.next_best_action.view.min(1.0),
            _ => return None,
        };
        Some((self.log.time(fact)?, weight))
    }

    pub(super) fn desk<'e>(&'e self, moment: &'e Moment) -> Result<Desk<'e>, Error> {
        let advice = self.advice()?;
        let (custom, lore) = (self.custom(), self.lore());
        let now = moment.now.millis();
        let numbered = (0_u32..).zip(&self.books.offered.slots).zip(&lore.taken);
        let open = numbered.filter(|((_, slot), _)| slot.from.millis() > now);
        let mut slots: Vec<(u32, Opening)> = open
            .filter_map(|((number, slot), taken)| {
                let left = slot.capacity.saturating_sub(*taken);
                let opening = Opening { slot: number, kind: slot.kind, from: slot.from, left };
                Some((advice.stores.get(&slot.store)?, opening))
            })
            .collect();
        slots.put_in_order_by_key(|(store, slot)| (*store, slot.from.millis(), slot.slot));
        Ok(Desk { advice, moment, custom, lore, slots })
    }

    /// How many pieces of an item a store can still promise.
    pub(super) fn promisable(&self, desk: &Desk<'_>, store: u32, item: u32) -> Result<u32, Hold> {
        let options = &self.config.offers;
        let margin = StockOptions { safety: options.safety };
        let left = desk.advice.stock.available(store, item, &margin);
        let texts = desk.advice.stores.text(store).zip(desk.advice.items.text(item));
        let Some((store, product)) = texts.filter(|_| left > 0) else { return Err(Hold::OutOfStock) };
        let numbers = self.stock.stores.get(store).zip(self.stock.products.get(product));
        let counted = numbers.and_then(|(store, product)| self.books.offered.counted(store, product));
        let now = desk.moment.now;
        if counted.is_some_and(|at| now.since(at) > i64::from(options.stock_hours) * HOUR) {
            return Err(Hold::StaleStock);
        }
        let since = now.millis() - i64::from(options.promised_days) * DAY;
        let all = &desk.lore.promised;
        let from = all.partition_point(|(s, p, at)| (s.as_str(), p.as_str(), *at) < (store, product, since));
        let promised =
            all.iter().skip(from).take_while(|(s, p, _)| (s.as_str(), p.as_str()) == (store, product));
        let left = left.saturating_sub(super::number(promised.count()));
        if left > 0 { Ok(left) } else { Err(Hold::NoCapacity) }
    }

    /// How many pieces of a coupon are left; `None` for as many as one likes.
    pub(super) fn pieces_left(&self, desk: &Desk<'_>, coupon: u32) -> Option<u32> {
        let pieces = self.books.offered.coupons.get(coupon as usize)?.pieces?;
        Some(pieces.saturating_sub(desk.lore.given.get(coupon as usize).copied().unwrap_or(0)))
    }

    /// How many people a slot can still be offered to.
    pub(super) fn places_left(&self, desk: &Desk<'_>, slot: u32) -> u32 {
        let capacity = self.books.offered.slots.get(slot as usize).map_or(0, |slot| slot.capacity);
        capacity.saturating_sub(desk.lore.taken.get(slot as usize).copied().unwrap_or(0))
    }

    fn price(&self, desk: &Desk<'_>, item: u32) -> Option<Money> {
        let price = self.product(desk.advice.items.text(item)?)?.price?;
        Some(price).filter(|price| price.minor() > 0)
    }

    /// What a coupon takes off an item, in minor units of its price; `None` where that is not known.
    pub(super) fn taken_off(&self, desk: &Desk<'_>, coupon: u32, item: u32) -> Option<Money> {
        let coupon = self.books.offered.coupons.get(coupon as usize)?;
        let price = self.price(desk, item);
        let off = match coupon.discount {
            Discount::Percent(share) => i128::from(price?.minor()) * i128::from(share) / 100,
            Discount::Amount(sum) => match price.filter(|price| price.currency() == sum.currency()) {
                Some(price) => i128::from(sum.minor().min(price.minor())),
                None => return Some(sum),
            },
        };
        Money::new(i64::try_from(off).ok()?, price?.currency()).ok()
    }

    fn is_about(&self, coupon: &Coupon, product: &str) -> bool {
        let of_category = |category: &str| {
            let own =
                self.product(product).and_then(|product| product.category.as_deref()).unwrap_or_default();
            own.strip_prefix(category).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        coupon.product.as_deref().is_none_or(|one| one == product)
            && coupon.category.as_deref().is_none_or(of_category)
    }

    /// A coupon for an item, for who was given some before.
    fn voucher(&self, desk: &Desk<'_>, number: u32, item: u32, had: &[&str]) -> Result<Voucher, Hold> {
        let coupon = self.books.offered.coupons.get(number as usize).ok_or(Hold::CouponTerms)?;
        let (now, price) = (desk.moment.now.millis(), self.price(desk, item));
        let dear = |least: Money| {
            price.is_some_and(|price| price.currency() == least.currency() && price.minor() >= least.minor())
        };
        let fits = coupon.from.is_none_or(|from| from.millis() <= now)
            && coupon.until.is_none_or(|until| now < until.millis())
            && coupon.minimum.is_none_or(dear)
            && !had.contains(&coupon.id.as_str());
        if !fits {
            return Err(Hold::CouponTerms);
        }
        if self.pieces_left(desk, number) == Some(0) {
            return Err(Hold::CouponUsedUp);
        }
        let share = |off: Money, price: Money| {
            (off.currency() == price.currency()).then(|| off.to_float() / price.to_float())
        };
        let off = match coupon.discount {
            Discount::Percent(share) => f64::from(share) / 100.0,
            Discount::Amount(_) => {
                let off = self.taken_off(desk, number, item).zip(price);
                off.and_then(|(off, price)| share(off, price)).unwrap_or(0.0)
            }
        };
        let channel = |name: &String| desk.advice.channels.get(name).unwrap_or(NONE);
        Ok(Voucher {
            coupon: number,
            off,
            until: coupon.until,
            channels: coupon.channels.iter().map(channel).collect(),
        })
    }

    /// What selling an item is worth, 0 to 1: as good as nothing, or dear beyond all others; a half at the price in the middle, and
    /// where no price is known.
    fn worth(&self, desk: &Desk<'_>, item: u32, off: f64) -> f64 {
        let left = 1.0 - off;
        let price = self.price(desk, item);
        let typical =
            price.and_then(|price| desk.custom.typical.iter().find(|one| one.currency() == price.currency()));
        let many =
            price.zip(typical).map_or(1.0, |(price, typical)| price.to_float() / typical.to_float()) * left;
        many / (many + 1.0)
    }

    fn pace(&self, customer: u32, moment: &Moment) -> Pace {
        let zone = self.config.zone.offset_at(moment.now.millis());
        let mut pace =
            Pace { offset: zone, hours: Hours::default(), heard: None, complaint: None, purchase: None };
        let view = |purpose| self.view_at(customer, purpose, None, moment.now);
        let marketing = view(Purpose::Marketing).ok();
        let Ok(served) = view(moment.purpose).or_else(|_| view(Purpose::Service)) else { return pace };
        for fact in self.facts(customer) {
            let Some(at) = self.log.time(fact).filter(|at| at.millis() <= moment.now.millis()) else {
                continue;
            };
            if self.admits(&served, fact).is_err() || !self.is_plain_to(marketing.as_ref(), fact) {
                continue;
            }
            self.decided(fact).into_iter().for_each(|(at, weight)| pace.hours.add(at, weight));
            let action = self.log.actions.text(self.log.action(fact)).unwrap_or_default();
            let latest = |known: &mut Option<Time>| *known = (*known).max(Some(at));
            match action {
                "inquiry" => latest(&mut pace.complaint),
                "purchase" => latest(&mut pace.purchase),
                _ => {}
            }
            // What the shop did is no sign of the customer.
            if !matches!(action, "coupon_issued" | "signage_seen" | "inquiry_closed") {
                latest(&mut pace.heard);
                pace.offset = at.offset();
            }
        }
        pace
    }

    /// What to recommend to a customer beside what is wanted anyway.
    fn ideas(&self, desk: &Desk<'_>, customer: u32, near: &[u32]) -> Vec<Idea> {
        let moment = desk.moment;
        let options = &self.config.offers;
        let view = self.view_at(customer, moment.purpose, moment.channel.as_deref(), moment.now);
        let counted = self.view_of(customer, Purpose::Analytics).is_ok();
        let marketing = self.view_at(customer, Purpose::Marketing, None, moment.now).ok();
        if options.ideas == 0 || options.recommend <= 0.0 || view.is_err() || !counted {
            return Vec::new();
        }
        let place = Self::place(desk.advice, moment);
        let learned = self.everybody().place(customer);
        let allow = |item: u32| {
            let open = self.is_open_to(marketing.as_ref(), desk.advice.rule(item));
            open && near.iter().any(|&store| self.promisable(desk, store, item).is_ok())
        };
        let shown = desk.advice.basket.recommend(learned, &place, options.ideas, allow);
        shown.items.into_iter().map(|one| Idea { item: one.item, reasons: one.reasons }).collect()
    }

    /// All that can be done for a customer.
    pub(super) fn choices(&self, desk: &Desk<'_>, customer: u32) -> Result<Choices, Error> {
        let (config, moment) = (&self.config, desk.moment);
        let situation = self.situation(desk.advice, customer, moment);
        let pace = self.pace(customer, moment);
        // The same instant on the customer's clock.
        let now = Time::new(moment.now.millis(), pace.offset).unwrap_or(moment.now);
        let identifiers =
            if self.books.offered.contacts.is_empty() { Vec::new() } else { self.identifiers_of(customer) };
        let made = self.books.offered.contacts.of(&identifiers);
        let had: Vec<&str> = made.iter().filter_map(|contact| contact.coupon.as_deref()).collect();
        let own =
            made.iter().filter(|contact| contacted::action(&contact.action) != Some(ActionKind::FollowUp));
        let known = Known {
            contacts: own.filter_map(|contact| Some((contact.at, contact.channel.as_deref()?))).collect(),
            complaint: pace.complaint,
            purchase: pace.purchase,
            heard: pace.heard,
        };
        let policy = &config.contact_policy;
        let when = |channel: u32, before: Option<Time>| {
            let name = desk.advice.channels.text(channel).unwrap_or_default();
            let may = |at: Time| match before.filter(|before| at.millis() >= before.millis()) {
                Some(_) => Err(Hold::QuietHours),
                None => policy.may(&known, name, at),
            };
            best_hour(now, policy.ahead_days, &pace.hours, &desk.custom.hours, may)
        };
        let asked: RefCell<Vec<Asked>> = RefCell::default();
        let when = |channel: u32, before: Option<Time>| {
            let key = (channel, before.map(Time::millis));
            let found = asked.borrow().iter().find(|(of, _)| *of == key).map(|(_, at)| *at);
            found.unwrap_or_else(|| {
                let at = when(channel, before);
                asked.borrow_mut().push((key, at));
                at
            })
        };
        let reach = |channels: &[u32], before: Option<Time>| {
            let (mut best, mut first, mut counts) = (None, None, 1.0);
            for &channel in channels {
                match when(channel, before) {
                    Ok((at, liked)) => {
                        if best.is_none_or(|(most, _)| liked * counts > most) {
                            let habit = pace.hours.speak_for(at);
                            best = Some((liked * counts, Reached { channel, at, habit }));
                        }
                    }
                    Err(hold) => first = first.or(Some(hold)),
                }
                counts *= NEXT_CHANNEL;
            }
            best.map(|(_, reached)| reached).ok_or(first.unwrap_or(Hold::NoConsent))
        };
        let answer = |_: u32| {
            let may = |at| if policy.is_quiet(at) { Err(Hold::QuietHours) } else { Ok(()) };
            best_hour(now, policy.ahead_days.max(1), &Hours::default(), &Hours::default(), may)
                .map(|best| best.0)
        };
        let coupons = |item: u32| {
            let product = desk.advice.items.text(item).unwrap_or_default();
            let about = (0_u32..)
                .zip(&self.books.offered.coupons)
                .filter(|(_, coupon)| self.is_about(coupon, product));
            about.map(|(number, _)| self.voucher(desk, number, item, &had)).collect()
        };
        let slots = |store: u32| {
            let own = desk.slots.iter().filter(|(of, _)| *of == store);
            own.map(|(_, slot)| *slot).collect()
        };
        let within = situation
            .stores
            .iter()
            .filter(|(_, kilometres)| *kilometres <= config.next_best_action.kilometres);
        let near: Vec<u32> = situation
            .here
            .into_iter()
            .chain(within.map(|(store, _)| *store))
            .chain(situation.online)
            .collect();
        let reachable = situation.here.is_some() || !situation.channels.is_empty();
        let ideas = if reachable { self.ideas(desk, customer, &near) } else { Vec::new() };
        let means = Means {
            stock: &|store, item| self.promisable(desk, store, item),
            coupons: &coupons,
            slots: &slots,
            worth: &|item, off| self.worth(desk, item, off),
            reach: &reach,
            answer: &answer,
        };
        candidates(&situation, &ideas, &means, &config.next_best_action, &config.offers)
    }

    /// A candidate by its ids and in words; in this slot of those it may have.
    pub(super) fn told_of_candidate(
        &self,
        desk: &Desk<'_>,
        customer: &str,
        candidate: Candidate,
        slot: Option<u32>,
    ) -> Suggestion {
        let Candidate { mut action, at, coupon, slots, .. } = candidate;
        let slot = slot.or(slots.first().copied());
        let found =
            slot.and_then(|slot| desk.slots.iter().map(|(_, open)| *open).find(|open| open.slot == slot));
        for reason in &mut action.reasons {
            if let (Reason::FreeSlot { from, left, .. }, Some(open)) = (reason, found) {
                (*from, *left) = (open.from, open.left);
            }
        }
        let coupon = coupon.and_then(|coupon| self.books.offered.coupons.get(coupon as usize));
        Suggestion {
            at,
            coupon: coupon.map(|coupon| coupon.id.clone()),
            slot: found.map(|open| open.from),
            ..self.suggestion(desk.advice, customer, &action, desk.moment.language)
        }
    }

    /// What [`suggest`](Self::suggest) says where the shop told of its offers.
    pub(super) fn chosen(&self, customer: u32, moment: &Moment) -> Result<Vec<Suggestion>, Error> {
        let desk = self.desk(moment)?;
        let id = self.customer_id(customer).unwrap_or_default();
        let best = self.choices(&desk, customer)?.best(self.config.next_best_action.most);
        Ok(best.into_iter().map(|one| self.told_of_candidate(&desk, &id, one, None)).collect())
    }

    /// What was held back when the [best things to do](Engine::next_best_actions) for a customer were chosen, counted by cause.
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
    /// let held = shop.held_back("web-1", &Moment::at("2026-03-04T10:00:00Z".parse()?))?;
    /// assert_eq!((held[0].cause, held[0].items), ("no_consent", 1));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a customer id that is not known.
    pub fn held_back(&self, customer: &str, moment: &Moment) -> Result<Vec<Excluded>, Error> {
        let number = self.number_of(customer).ok_or(Error::Unknown { what: "customer" })?;
        let desk = self.desk(moment)?;
        Ok(excluded(&self.choices(&desk, number)?.held))
    }
}

/// Causes and how often, in order of the causes' codes.
pub(super) fn excluded(held: &[(Hold, u32)]) -> Vec<Excluded> {
    let mut all: Vec<Excluded> =
        held.iter().map(|&(hold, items)| Excluded { cause: hold.code(), items }).collect();
    all.put_in_order_by_key(|one| one.cause);
    all
}
