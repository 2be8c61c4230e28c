//! A build with books and without offers: nothing is told of these, and files that hold such are refused.

use serde_json::Value;

use super::Engine;
use super::erase::Person;
use crate::Error;
use crate::io::StockRecord;
use crate::model::Identifier;

/// Nothing can be told.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ToldOffer {}

/// What is wrong with an entry that only a build with offers reads.
pub(super) fn left_out(kind: u8) -> Option<Error> {
    let what = "coupons, slots, counted stock and contacts";
    let instead = "one with its feature `offers`, in JavaScript `omo-wasm/shop`";
    matches!(kind, 20..=23).then_some(Error::LeftOut { what, instead })
}

impl ToldOffer {
    pub fn write(&self) -> (u8, Vec<u8>) {
        match *self {}
    }

    pub fn read(_: u8, _: &Value) -> Option<Self> {
        None
    }

    pub fn is_about(&self, _: &Person) -> bool {
        match *self {}
    }
}

#[expect(
    clippy::unused_self,
    clippy::needless_pass_by_value,
    reason = "they stand in the place of those that do something"
)]
impl Engine {
    pub(super) fn take_offer(&mut self, told: ToldOffer) {
        match told {}
    }

    pub(super) fn offers_told(&self) -> Vec<ToldOffer> {
        Vec::new()
    }

    pub(super) fn forget_offers(&mut self, _: &[Identifier]) {}

    pub(super) fn doubt_offers(&mut self) {}

    pub(super) fn look_into_offers(&mut self) {}

    pub(super) fn recounted(&mut self, _: &StockRecord) {}
}
