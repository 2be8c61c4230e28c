//! What the shop has to offer beside its products: coupons, slots, and stock that says when it was counted.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Engine;
use super::books::Told;
use super::entry::Entry;
use super::told_offers::ToldOffer;
use crate::Error;
use crate::form::{self, Form, Style, Wrong};
use crate::io::StockRecord;
use crate::model::{Money, Time};
use crate::pairs::Pairs;
use crate::privacy::ContactBook;
use crate::recommend::{ContactPolicy, OfferOptions, SlotKind};

use super::choose::{Custom, Lore};

/// What a coupon takes off: `10%` of the price, or `500 JPY`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    /// So much of a hundred, 1 to 100.
    Percent(u32),
    /// A sum.
    Amount(Money),
}

impl FromStr for Discount {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let must = || Error::format("discount", "a share such as 10% or a sum such as 500 JPY");
        let percent = text.trim().strip_suffix('%').map(|share| share.trim().parse().ok());
        if let Some(share) = percent {
            return share.filter(|share| (1..=100).contains(share)).map(Self::Percent).ok_or_else(must);
        }
        let sum = text.trim().rsplit_once(' ').and_then(|(sum, of)| Money::read(sum, of).ok());
        sum.filter(|sum| sum.minor() > 0).map(Self::Amount).ok_or_else(must)
    }
}

impl fmt::Display for Discount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Percent(share) => write!(f, "{share}%"),
            Self::Amount(sum) => sum.fmt(f),
        }
    }
}

impl Serialize for Discount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl Form for Discount {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        form::parsed(value)
    }
}

form::deserialized!(Discount);

/// A coupon that the shop may give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Coupon {
    /// The shop's key for it.
    pub id: String,
    /// What it takes off: `10%`, or `500 JPY`.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub discount: Discount,
    /// For this product alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// For products of this category, and of those below it (`tea` holds `tea/green`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// For products from this price on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub minimum: Option<Money>,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub from: Option<Time>,
    /// Until before when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub until: Option<Time>,
    /// Through these channels alone; through all, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// How many may be given in all; as many as one likes, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pieces: Option<u32>,
}

form::record!(Coupon { id: String::new(), discount: Discount::Percent(100) } {
    product: None, category: None, minimum: None, from: None, until: None, channels: Vec::new(), pieces: None
});

/// Time that a store has for customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReservableSlot {
    /// The store.
    pub store: String,
    /// What for.
    pub kind: SlotKind,
    /// When it begins.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub from: Time,
    /// How many people it may be offered to in all.
    pub capacity: u32,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub until: Option<Time>,
}

form::record!(ReservableSlot { store: String::new(), kind: SlotKind::Visit, from: Time::EPOCH, capacity: 0 } { until: None });

impl ReservableSlot {
    /// By what a slot is known.
    pub(super) fn key(&self) -> (&str, SlotKind, i64) {
        (&self.store, self.kind, self.from.millis())
    }
}

/// How many pieces of a product a store had at some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CountedStock {
    /// The store's key.
    pub store: String,
    /// The product's key.
    pub product: String,
    /// How many.
    pub quantity: u32,
    /// When they were counted.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub as_of: Time,
}

form::record!(CountedStock { store: String::new(), product: String::new(), quantity: 0, as_of: Time::EPOCH } {});

/// What the shop told of its offers, and the contacts that were made.
#[derive(Debug, Default)]
pub(super) struct Offered {
    /// In order of ids.
    pub coupons: Vec<Coupon>,
    /// In order of stores, kinds and beginnings.
    pub slots: Vec<ReservableSlot>,
    /// Store and product, by the numbers of the engine's stock, and when each was counted, where that was told last.
    counted: Pairs,
    as_of: Vec<Option<Time>>,
    pub contacts: ContactBook,
    /// What follows of all this; emptied whenever something is told.
    pub lore: OnceLock<Lore>,
    /// What follows of facts and products; emptied whenever they come or go.
    pub custom: OnceLock<Custom>,
}

impl Offered {
    /// Whether nothing was ever told.
    fn is_empty(&self) -> bool {
        self.coupons.is_empty()
            && self.slots.is_empty()
            && self.contacts.is_empty()
            && self.as_of.iter().all(Option::is_none)
    }

    /// When a product was counted in a store, by the numbers of the stock.
    pub fn counted(&self, store: u32, product: u32) -> Option<Time> {
        let place = self.counted.get((store, product))?;
        self.as_of.get(place as usize).copied().flatten()
    }

    fn count(&mut self, store: u32, product: u32, as_of: Option<Time>) {
        let place = self.counted.intern((store, product)) as usize;
        match self.as_of.get_mut(place) {
            Some(held) => *held = as_of,
            None => self.as_of.push(as_of),
        }
    }

    pub fn add_coupon(&mut self, coupon: Coupon) {
        match self.coupons.binary_search_by(|held| held.id.cmp(&coupon.id)) {
            Ok(place) => self.coupons.get_mut(place).into_iter().for_each(|held| *held = coupon.clone()),
            Err(place) => self.coupons.insert(place, coupon),
        }
    }

    pub fn add_slot(&mut self, slot: ReservableSlot) {
        match self.slots.binary_search_by(|held| held.key().cmp(&slot.key())) {
            Ok(place) => self.slots.get_mut(place).into_iter().for_each(|held| *held = slot.clone()),
            Err(place) => self.slots.insert(place, slot),
        }
    }
}

impl Engine {
    /// Whether the shop told anything of offers or of how people may be contacted: then it is chosen among all that could be
    /// done, and else as ever.
    pub(super) fn has_offers(&self) -> bool {
        !self.books.offered.is_empty()
            || self.config.contact_policy != ContactPolicy::default()
            || self.config.offers != OfferOptions::default()
    }

    /// Adds coupons, or replaces those with the same id. A coupon is given once to a customer, and no more often than it has
    /// pieces, by the [contacts](Engine::record_contact) that were recorded.
    ///
    /// ```
    /// use omo_core::engine::{Coupon, Engine};
    /// let mut shop = Engine::default();
    /// let coupon: Coupon =
    ///     serde_json::from_str(r#"{"id": "spring", "discount": "10%", "category": "tea", "pieces": 500}"#).unwrap();
    /// shop.add_coupons([coupon])?;
    /// assert_eq!(shop.coupons()[0].id, "spring");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for one without an id, or that ends before it begins; those of the store.
    pub fn add_coupons(&mut self, coupons: impl IntoIterator<Item = Coupon>) -> Result<(), Error> {
        let coupons: Vec<Coupon> = coupons.into_iter().collect();
        let ends = |one: &Coupon| {
            one.from.zip(one.until).is_some_and(|(from, until)| until.millis() <= from.millis())
        };
        if coupons.iter().any(|one| one.id.is_empty() || ends(one)) {
            return Err(Error::option("coupon", "one with an id that begins before it ends", &"another"));
        }
        self.tell_offers(coupons.into_iter().map(ToldOffer::Coupon))
    }

    /// The coupons, in order of their ids.
    #[must_use]
    pub fn coupons(&self) -> &[Coupon] {
        &self.books.offered.coupons
    }

    /// Adds slots for fittings, visits and pickups, or replaces those of the same store and kind that begin at the same time.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for one without a store, or that ends before it begins; those of the store.
    pub fn add_slots(&mut self, slots: impl IntoIterator<Item = ReservableSlot>) -> Result<(), Error> {
        let slots: Vec<ReservableSlot> = slots.into_iter().collect();
        let ends = |one: &ReservableSlot| one.until.is_some_and(|until| until.millis() <= one.from.millis());
        if slots.iter().any(|one| one.store.is_empty() || ends(one)) {
            return Err(Error::option("slot", "one with a store that begins before it ends", &"another"));
        }
        self.tell_offers(slots.into_iter().map(ToldOffer::Slot))
    }

    /// The slots, in order of stores, kinds and times.
    #[must_use]
    pub fn slots(&self) -> &[ReservableSlot] {
        &self.books.offered.slots
    }

    /// Sets how many pieces of a product a store had when they were counted: the latest count holds, whatever order they come
    /// in, and of two at the same time the smaller. What was counted too long ago
    /// ([`Config::offers`](super::Config::offers)) is not promised to anybody.
    ///
    /// ```
    /// use omo_core::engine::{CountedStock, Engine};
    /// let mut shop = Engine::default();
    /// let count = |quantity, as_of: &str| -> Result<CountedStock, omo_core::Error> {
    ///     Ok(CountedStock { store: "ginza".into(), product: "tea".into(), quantity, as_of: as_of.parse()? })
    /// };
    /// shop.count_stock([count(3, "2026-03-02")?, count(9, "2026-03-01")?])?;
    /// assert_eq!(shop.counted_stock().next().unwrap().quantity, 3);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for one without a store or a product; those of the store.
    pub fn count_stock(&mut self, counts: impl IntoIterator<Item = CountedStock>) -> Result<(), Error> {
        let counts: Vec<CountedStock> = counts.into_iter().collect();
        if counts.iter().any(|one| one.store.is_empty() || one.product.is_empty()) {
            return Err(Error::option("stock", "counts of a product in a store", &"another"));
        }
        self.tell_offers(counts.into_iter().map(ToldOffer::Counted))?;
        self.advice = OnceLock::new();
        Ok(())
    }

    /// Tells of offers: who is who and what happened stay as they are.
    pub(super) fn tell_offers(&mut self, told: impl IntoIterator<Item = ToldOffer>) -> Result<(), Error> {
        self.keeper.ready()?;
        told.into_iter().for_each(|told| self.take_entry(Entry::Told(Told::Offer(told))));
        self.keeper.commit(&[])
    }

    /// A count that came; the stock is as it says, unless a later one is known.
    pub(super) fn take_count(&mut self, count: &CountedStock) {
        let (store, product) =
            (self.stock.stores.intern(&count.store), self.stock.products.intern(&count.product));
        let offered = &mut self.books.offered;
        let held =
            offered.counted(store, product).map(|at| (at.millis(), self.stock.on_hand(store, product)));
        let (at, quantity) = (count.as_of.millis(), count.quantity);
        if held.is_some_and(|(held, pieces)| held > at || held == at && pieces <= quantity) {
            return;
        }
        offered.count(store, product, Some(count.as_of));
        self.stock.set(&count.store, &count.product, quantity.into());
    }

    /// The stock was set by who did not say when it was counted.
    pub(super) fn recounted(&mut self, record: &StockRecord) {
        let numbers = (self.stock.stores.get(&record.store), self.stock.products.get(&record.product));
        if let (Some(store), Some(product)) = numbers
            && self.books.offered.counted(store, product).is_some()
        {
            self.books.offered.count(store, product, None);
        }
    }

    /// All counts that still hold, in order of stores and products.
    pub fn counted_stock(&self) -> impl Iterator<Item = CountedStock> + '_ {
        let offered = &self.books.offered;
        let mut all: Vec<CountedStock> = offered
            .counted
            .all()
            .iter()
            .zip(&offered.as_of)
            .filter_map(|(&(store, product), as_of)| {
                Some(CountedStock {
                    store: self.stock.stores.text(store)?.to_owned(),
                    product: self.stock.products.text(product)?.to_owned(),
                    quantity: self.stock.on_hand(store, product),
                    as_of: (*as_of)?,
                })
            })
            .collect();
        crate::order::Order::put_in_order_by(&mut all[..], |a, b| {
            (&a.store, &a.product).cmp(&(&b.store, &b.product))
        });
        all.into_iter()
    }
}
