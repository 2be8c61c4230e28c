//! How each channel writes its lines.

use serde::Serialize;

use super::book::Book;
use super::calendar::{minutes, seconds, zulu};
use super::catalogue::Item;
use super::export::Export;

/// What staff type at the till when the screen insists on a phone number.
pub(super) const NOBODY: &str = "0000000000";

/// Something sold or brought back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sold<'a> {
    pub item: &'a Item,
    pub quantity: u32,
}

/// One receipt.
#[derive(Debug, Default)]
pub(super) struct Receipt<'a> {
    pub at: i64,
    pub store: &'a str,
    pub returned: bool,
    pub card: Option<&'a str>,
    pub token: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub lines: &'a [Sold<'a>],
    pub coupon: Option<&'a str>,
}

/// One event of the online shop, in the order its fields are written.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// Set when it is written down.
    pub message_id: String,
    /// Set when it is written down.
    pub timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anonymous_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_id: Option<&'a str>,
    #[serde(rename = "event", skip_serializing_if = "Option::is_none")]
    pub what: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traits: Option<Traits>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties<'a>>,
}

/// What an account says about its owner.
#[derive(Debug, Default, Serialize)]
pub(super) struct Traits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    pub name: String,
    pub address: Address,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    pub postal_code: String,
    pub street: String,
}

/// What an event is about.
#[derive(Debug, Default, Serialize)]
pub(super) struct Properties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Ordered<'a>>,
}

/// A line of an order.
#[derive(Debug, Serialize)]
pub(super) struct Ordered<'a> {
    pub product_id: &'a str,
    pub price: u32,
    pub quantity: u32,
}

/// One event of the app.
#[derive(Debug, Default, Serialize)]
pub(super) struct Tap<'a> {
    /// Set when it is written down.
    pub event_id: String,
    /// Set when it is written down.
    pub ts: i64,
    pub install_id: &'a str,
    pub device_id: &'a str,
    pub member_card: Option<&'a str>,
    pub event: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jan: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_member_card: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<&'a str>,
}

/// One call or chat.
#[derive(Debug, Default)]
pub(super) struct Call<'a> {
    pub channel: &'a str,
    pub phone: String,
    pub name: String,
    pub kana: String,
    pub email: String,
    pub card: &'a str,
    pub topic: &'a str,
    pub jan: &'a str,
}

/// The properties of a look at one product.
pub(super) fn of_item(item: &Item) -> Properties<'_> {
    Properties {
        product_id: Some(&item.jan),
        category: Some(item.category),
        price: Some(item.price),
        currency: Some("JPY"),
        ..Properties::default()
    }
}

/// Lines of an order and what they cost together.
pub(super) fn of_lines<'a>(lines: &[Sold<'a>]) -> Properties<'a> {
    let one = |line: &Sold<'a>| Ordered {
        product_id: &line.item.jan,
        price: line.item.price,
        quantity: line.quantity,
    };
    Properties {
        revenue: Some(lines.iter().map(|line| line.item.price * line.quantity).sum()),
        currency: Some("JPY"),
        products: lines.iter().map(one).collect(),
        ..Properties::default()
    }
}

impl Book {
    /// Writes a receipt. Without card, token or phone nobody can tell whose it is.
    pub fn receipt(&mut self, receipt: &Receipt, person: &str) {
        let id = self.id(Export::Pos);
        let told = receipt.card.is_some()
            || receipt.token.is_some()
            || receipt.phone.is_some_and(|phone| phone != NOBODY);
        self.meet(Export::Pos, &id, told.then_some(person));
        let kind = if receipt.returned { "return" } else { "sale" };
        let or_empty = |text: Option<&'_ str>| text.unwrap_or_default().to_owned();
        let who =
            format!("{},{},{}", or_empty(receipt.card), or_empty(receipt.token), or_empty(receipt.phone));
        for line in receipt.lines {
            let (jan, quantity, price) = (&line.item.jan, line.quantity, line.item.price);
            let (at, store, coupon) = (seconds(receipt.at), receipt.store, or_empty(receipt.coupon));
            let row = format!("{id},{at},{store},{kind},{who},{jan},{quantity},{price},{coupon}");
            self.put(Export::Pos, receipt.at, row);
        }
    }

    /// Writes an event of the online shop.
    pub fn event(&mut self, at: i64, mut event: Event, person: &str) {
        event.message_id = self.id(Export::Ec);
        event.timestamp = zulu(at);
        self.meet(Export::Ec, &event.message_id, Some(person));
        // Texts and numbers alone: writing them cannot fail.
        let line = serde_json::to_string(&event).unwrap_or_default();
        self.send(Export::Ec, at, line);
    }

    /// Writes an event of the app; `person` is `None` at a shared tablet without a card.
    pub fn tap(&mut self, at: i64, mut tap: Tap, person: Option<&str>) {
        tap.event_id = self.id(Export::App);
        tap.ts = at;
        self.meet(Export::App, &tap.event_id, person);
        let line = serde_json::to_string(&tap).unwrap_or_default();
        self.send(Export::App, at, line);
    }

    /// Writes a call or chat. A name alone tells nobody apart.
    pub fn call(&mut self, at: i64, call: &Call, person: &str) {
        let id = self.id(Export::Contact);
        let told = !(call.phone.is_empty() && call.email.is_empty() && call.card.is_empty());
        self.meet(Export::Contact, &id, told.then_some(person));
        let Call { channel, phone, name, kana, email, card, topic, jan } = call;
        let row =
            format!("{id},{},{channel},{phone},{name},{kana},{email},{card},{topic},{jan}", minutes(at));
        self.put(Export::Contact, at, row);
    }

    /// Writes what somebody agreed to.
    pub fn consent(&mut self, at: i64, whom: (&str, &str), purpose: &str, channel: &str, granted: bool) {
        let ((kind, value), status) = (whom, if granted { "granted" } else { "withdrawn" });
        self.put(Export::Consent, at, format!("{kind},{value},{purpose},{channel},{status},{}", seconds(at)));
    }
}
