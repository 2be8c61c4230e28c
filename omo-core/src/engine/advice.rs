//! What recommending needs, learned from the log.

use super::Engine;
use super::log::{LoggedLine, NONE};
use crate::Error;
use crate::model::Purpose;
use crate::order::Order;
use crate::privacy::View;
use crate::recommend::{Blend, BlendOptions, Bought, Purchases};
use crate::shop::{Stock, StockOptions, Stores};
use crate::vocabulary::Vocabulary;

/// Models and names, numbered in order of ids: no answer hangs on the order in which facts arrived.
#[derive(Debug, Clone)]
pub(crate) struct Advice {
    pub basket: Blend,
    pub items: Vocabulary,
    pub stores: Vocabulary,
    pub channels: Vocabulary,
    pub stock: Stock,
    /// Whether a store or warehouse has each item to sell.
    anywhere: Vec<bool>,
    empty: bool,
    /// Stores that have a place on the map, and the number of each.
    map: Stores,
    placed: Vec<u32>,
    /// The item, store and channel of each of the log's numbers.
    item_of: Vec<u32>,
    store_of: Vec<u32>,
    channel_of: Vec<u32>,
    rules: Vec<u32>,
}

impl Advice {
    pub fn item(&self, logged: u32) -> Option<u32> {
        self.item_of.get(logged as usize).copied()
    }

    pub fn store(&self, logged: u32) -> Option<u32> {
        self.store_of.get(logged as usize).copied()
    }

    pub fn channel(&self, logged: u32) -> Option<u32> {
        self.channel_of.get(logged as usize).copied()
    }

    /// The place of the sensitive rule that is about an item.
    pub fn rule(&self, item: u32) -> u32 {
        self.rules.get(item as usize).copied().unwrap_or(NONE)
    }

    /// Whether nobody ever said what is in stock.
    pub fn stock_is_empty(&self) -> bool {
        self.empty
    }

    pub fn in_stock_anywhere(&self, item: u32) -> bool {
        self.anywhere.get(item as usize).copied().unwrap_or(false)
    }

    /// All stores on the map with their kilometres from `home`, which comes first.
    pub fn stores_by_distance(&self, home: u32) -> Vec<(u32, f64)> {
        let Some(place) = self.placed.iter().position(|&store| store == home) else {
            return vec![(home, 0.0)];
        };
        let near = u32::try_from(place).ok().and_then(|place| self.map.nearest_to_store(place).ok());
        let store =
            |near: crate::shop::Nearby| Some((*self.placed.get(near.store as usize)?, near.kilometres));
        near.unwrap_or_default().into_iter().filter_map(store).collect()
    }
}

/// Texts numbered in their own order.
fn sorted<'a>(texts: impl Iterator<Item = &'a str>) -> Vocabulary {
    let mut texts: Vec<&str> = texts.collect();
    texts.put_in_order();
    let mut words = Vocabulary::default();
    for text in texts {
        words.intern(text);
    }
    words
}

/// The number in `sorted` of each text of `logged`.
fn numbers(logged: &Vocabulary, sorted: &Vocabulary) -> Vec<u32> {
    logged.iter().map(|text| sorted.get(text).unwrap_or(NONE)).collect()
}

impl Engine {
    pub(super) fn advice(&self) -> Result<&Advice, Error> {
        self.advice.get_or_init(|| self.learn()).as_ref().map_err(Clone::clone)
    }

    /// The views through which a customer's guarded facts are learned: what is sensitive is, where the customer agreed to be
    /// counted by it and to be addressed about it.
    fn learner(&self, customer: Option<u32>) -> Option<(View<'_>, Option<View<'_>>)> {
        match customer {
            Some(customer) => {
                let counting = self.view_of(customer, Purpose::Analytics).ok()?;
                Some((counting, self.view_of(customer, Purpose::Marketing).ok()))
            }
            None => Some((self.view_of_stranger(Purpose::Analytics, &[]).ok()?, None)),
        }
    }

    fn learn(&self) -> Result<Advice, Error> {
        // Not all that the log ever numbered: what only a fact named that lost against another is no product.
        let mut named = vec![false; self.log.products.len()];
        for line in self.log.facts().flat_map(|fact| self.log.lines(fact)) {
            named.get_mut(line.product as usize).into_iter().for_each(|named| *named = true);
        }
        let named = self.log.products.iter().zip(named).filter_map(|(id, named)| named.then_some(id));
        let products = named.chain(self.products.iter().map(|product| product.id.as_str()));
        let items = sorted(products.chain(self.stock.products.iter()));
        let stores = self.log.stores.iter().chain(self.stores.iter().map(|store| store.id.as_str()));
        let stores = sorted(stores.chain(self.stock.stores.iter()));
        let contact = self.config.contact_channels.iter().map(String::as_str);
        let channels = sorted(self.log.channels.iter().chain(contact));
        let item_of = numbers(&self.log.products, &items);
        let store_of = numbers(&self.log.stores, &stores);
        let channel_of = numbers(&self.log.channels, &channels);

        let mut rows = Vec::new();
        // Each purchase of a stranger counts as that of one more customer.
        let mut customers = self.live.customers();
        let everybody = self.everybody();
        // Learning is counting: of whom does not want to be counted nothing is learned.
        let may_count = |&customer: &u32| self.view_of(customer, Purpose::Analytics).is_ok();
        let counted: Vec<bool> = everybody.customers.iter().map(may_count).collect();
        for &number in &everybody.facts {
            let fact = number as usize;
            let (1, Some(time)) = (self.sign(fact), self.log.time(fact)) else { continue };
            let whose = self.live.customer_of(number);
            let known = whose.and_then(|customer| everybody.place(customer));
            if known.is_some_and(|place| counted.get(place as usize) == Some(&false)) {
                continue;
            }
            let guard = if self.is_guarded(fact, Purpose::Analytics) {
                let Some(views) = self.learner(whose) else { continue };
                if self.admits(&views.0, fact).is_err() || !self.is_plain_to(views.1.as_ref(), fact) {
                    continue;
                }
                Some(views)
            } else {
                None
            };
            let customer = known.unwrap_or_else(|| {
                customers += 1;
                super::number(customers - 1)
            });
            let number = |of: &[u32], logged: u32| of.get(logged as usize).copied();
            let store = number(&store_of, self.log.store(fact)).unwrap_or(Bought::NOWHERE);
            let channel = number(&channel_of, self.log.channel(fact)).unwrap_or(NONE);
            let learned = |line: &&LoggedLine| {
                guard.as_ref().is_none_or(|(counting, addressing)| {
                    self.admits_line(counting, line) && self.is_plain_line_to(addressing.as_ref(), line)
                })
            };
            let lines = self.log.lines(fact).iter().filter(learned);
            let lines = lines.filter_map(|line| number(&item_of, line.product));
            rows.extend(lines.map(|item| Bought { customer, item, day: time.day(), store, channel }));
        }
        let purchases = Purchases::new(rows, customers, items.len())?;

        let stock = self
            .stock
            .renumbered(&numbers(&self.stock.stores, &stores), &numbers(&self.stock.products, &items));
        let mut anywhere = vec![false; items.len()];
        for record in stock.records() {
            if stock.available(record.store, record.product, &StockOptions::default()) > 0 {
                anywhere.get_mut(record.product as usize).into_iter().for_each(|item| *item = true);
            }
        }
        Ok(Advice {
            basket: Blend::fit(&purchases, &BlendOptions::default())?,
            placed: self.stores.iter().filter_map(|store| stores.get(&store.id)).collect(),
            rules: items.iter().map(|item| self.rule_of_product(item)).collect(),
            map: Stores::new(self.stores.clone())?,
            empty: self.stock.is_empty(),
            items,
            stores,
            channels,
            stock,
            anywhere,
            item_of,
            store_of,
            channel_of,
        })
    }
}
