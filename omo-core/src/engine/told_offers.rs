//! The books' part about offers (feature `offers`): coupons, slots, counted stock, and the contacts that were made.
//!
//! Without the feature `no_offers.rs` stands in the place of this file.

use serde_json::Value;

use super::Engine;
use super::books::Told;
use super::entry::{Entry, line, of};
use super::erase::Person;
use super::offered::{CountedStock, Coupon, ReservableSlot};
use crate::Error;
use crate::model::Identifier;
use crate::privacy::Contact;

pub(super) use super::offered::Offered;

/// One thing that was told of offers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ToldOffer {
    Coupon(Coupon),
    Slot(ReservableSlot),
    Counted(CountedStock),
    Contact(Contact),
}

/// What is wrong with an entry that only a build with offers reads.
pub(super) fn left_out(_: u8) -> Option<Error> {
    None
}

impl ToldOffer {
    /// The kind and the line.
    pub fn write(&self) -> (u8, Vec<u8>) {
        match self {
            Self::Coupon(it) => (20, line(it)),
            Self::Slot(it) => (21, line(it)),
            Self::Counted(it) => (22, line(it)),
            Self::Contact(it) => (23, line(it)),
        }
    }

    /// Reads what was written.
    pub fn read(kind: u8, value: &Value) -> Option<Self> {
        Some(match kind {
            20 => Self::Coupon(of(value)?),
            21 => Self::Slot(of(value)?),
            22 => Self::Counted(of(value)?),
            23 => Self::Contact(of(value)?),
            _ => return None,
        })
    }

    /// Whether it is about somebody.
    pub fn is_about(&self, person: &Person) -> bool {
        matches!(self, Self::Contact(contact) if contact.identifiers.iter().any(|one| person.has(one)))
    }
}

impl Engine {
    /// Makes of what was told what it says.
    pub(super) fn take_offer(&mut self, told: ToldOffer) {
        let offered = &mut self.books.offered;
        match told {
            ToldOffer::Coupon(coupon) => offered.add_coupon(coupon),
            ToldOffer::Slot(slot) => offered.add_slot(slot),
            ToldOffer::Counted(count) => self.take_count(&count),
            ToldOffer::Contact(contact) => offered.contacts.add(contact),
        }
    }

    /// All that was told and is still known.
    pub(super) fn offers_told(&self) -> Vec<ToldOffer> {
        let offered = &self.books.offered;
        let mut all: Vec<ToldOffer> = offered.coupons.iter().cloned().map(ToldOffer::Coupon).collect();
        all.extend(offered.slots.iter().cloned().map(ToldOffer::Slot));
        all.extend(self.counted_stock().map(ToldOffer::Counted));
        all.extend(offered.contacts.in_order().into_iter().map(ToldOffer::Contact));
        all
    }

    /// Forgets somebody; what stays of a contact that named others as well is kept anew.
    pub(super) fn forget_offers(&mut self, identifiers: &[Identifier]) {
        let offered = &mut self.books.offered;
        let made: Vec<String> =
            offered.contacts.of(identifiers).into_iter().map(|one| one.id.clone()).collect();
        offered.contacts.remove(identifiers);
        offered.lore.take();
        if made.is_empty() {
            return;
        }
        for contact in offered.contacts.in_order().into_iter().filter(|one| made.contains(&one.id)) {
            self.keeper.push(|| Entry::Told(Told::Offer(ToldOffer::Contact(contact))));
        }
    }

    /// Something was told for a book.
    pub(super) fn doubt_offers(&mut self) {
        self.books.offered.lore.take();
    }

    /// Facts came or went.
    pub(super) fn look_into_offers(&mut self) {
        self.books.offered.lore.take();
        self.books.offered.custom.take();
    }
}
