//! Events as Segment's specification writes them.
//!
//! Source: the Segment Spec, its common fields, its calls identify, track, page, screen, group and alias, and
//! its V2 Ecommerce Events (segment.com/docs/connections/spec).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use serde_json::{Map, Value};

use super::batch::Batch;
use super::cell::Scalar;
use super::doors::{each_object, without_bom};
use super::gather::Gather;
use super::mapping::Mapping;
use super::object::canonical;
use super::record::{Cell, Fields, Remark, Source, Word, is_no_id};
use super::table::Table;
use crate::form;
use crate::vocabulary::Vocabulary;
use crate::{Action, Channels, Error, Zone};

/// How [`read_segment`] reads events.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SegmentOptions {
    /// The source's name, put before message ids: `ec` makes `ec:<messageId>`. Empty puts nothing.
    pub source: String,
    /// The channel of events that do not name theirs in `context.channel`; screens are of the channel `app`.
    pub channel: String,
    /// Who gives out the user ids, put before them: `ec` makes `ec:<userId>`.
    pub issuer: Option<String>,
    /// The currency of prices that do not say theirs.
    pub currency: Option<String>,
    /// The clock of times that do not say theirs.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub zone: Zone,
    /// Your own names of tracked events, or another reading of Segment's, to actions.
    #[cfg_attr(feature = "typescript", ts(type = "Record<string, string>"))]
    pub events: BTreeMap<String, String>,
}

form::options!(SegmentOptions { source, channel, issuer, currency, zone, events });

impl Default for SegmentOptions {
    fn default() -> Self {
        Self {
            source: "ec".into(),
            channel: "ec".into(),
            issuer: Some("ec".into()),
            currency: None,
            zone: Zone::utc(),
            events: BTreeMap::new(),
        }
    }
}

impl SegmentOptions {
    fn check(&self) -> Result<(), Error> {
        if self.channel.trim().is_empty() {
            return Err(Error::option("channel", "a name", &"nothing"));
        }
        match &self.currency {
            Some(currency) => crate::Money::new(0, currency).map(|_| ()),
            None => Ok(()),
        }
    }

    fn mapping(&self) -> Mapping {
        let mut constants = BTreeMap::new();
        self.currency.iter().for_each(|currency| {
            constants.insert("currency".to_owned(), currency.clone());
        });
        Mapping {
            source: self.source.clone(),
            issuer: self.issuer.clone(),
            zone: self.zone.clone(),
            constants,
            ..Mapping::default()
        }
    }
}

/// Reads Segment's events from JSON Lines.
///
/// A message told twice counts once. A tracked event is the action that its Ecommerce name means, else one of
/// the event's own name. An `identify` is the custom action `identify`, an `alias` the custom action `alias` with
/// both ids: the previous one is a user id if the file has an event of that user, else an anonymous one.
/// A page or screen is `page_view`. A `group` says nothing about a customer and is noted. An order with an empty `order_id` is quarantined.
/// A purchase's `about` is its coupon, a return's is its order.
/// What `traits` and `context.traits` say beside who somebody is, as a plan or a birthday, is kept for profiles, where the build
/// has these (feature `books`).
///
/// # Errors
///
/// [`Error::Option`] for a channel without a name, [`Error::Format`] for a currency that is none. A bad line is
/// no error: it is quarantined.
///
/// # Examples
///
/// ```
/// use omo_core::Action;
/// use omo_core::io::{self, SegmentOptions};
/// let lines = r#"{"type": "track", "messageId": "m1", "timestamp": "2026-03-01T09:20:00Z", "anonymousId": "c1",
///     "event": "Order Completed", "properties": {"order_id": "o1", "currency": "JPY", "email": "hanako@example.jp",
///     "products": [{"product_id": "tea", "quantity": 2, "price": 300}]}}"#.replace('\n', "");
/// let batch = io::read_segment(lines.as_bytes(), &SegmentOptions::default())?;
/// let order = &batch.touchpoints[0];
/// assert_eq!((order.id.as_str(), &order.action), ("ec:m1", &Action::Purchase));
/// assert_eq!(order.amount().unwrap().to_string(), "600 JPY");
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn read_segment(bytes: &[u8], options: &SegmentOptions) -> Result<Batch, Error> {
    options.check()?;
    let mapping = options.mapping();
    let source = Source::new(&mapping)?;
    let bytes = without_bom(bytes);
    let text = |range| Table::text(bytes, range);
    let mut gather = Gather::default();
    let mut users = Vocabulary::default();
    let mut aliases = Vec::new();
    each_object(bytes, &mut gather, &mut |gather, row, map| {
        let user = map.get("userId").and_then(Scalar::of);
        if let Some(user) = user.as_ref().and_then(Scalar::text) {
            users.intern(&user);
        }
        match Call::of(&map) {
            Err(remark) => gather.refuse(&row, remark, text(row.range.clone())),
            Ok(Call::Group) => {
                gather.ignore(
                    &row,
                    "a group of accounts says nothing about a customer; the event was left out",
                );
            }
            // Which kind its previous id is of shows only when all have been seen.
            Ok(Call::Alias) => aliases.push((row, map)),
            Ok(call) => gather.take_event(row, Event::new(call, &map, options, None), &source, &text),
        }
    });
    for (row, map) in aliases {
        let previous = map.get("previousId").and_then(Scalar::of);
        let known = previous.as_ref().and_then(Scalar::text).is_some_and(|id| users.get(&id).is_some());
        let word = if known { Word::MemberId } else { Word::Cookie };
        let event = Event::new(Call::Alias, &map, options, Some(word));
        gather.take_event(row, event, &source, &text);
    }
    Ok(gather.finish(None, &text))
}

impl Gather {
    fn take_event(
        &mut self,
        row: super::gather::Row,
        event: Result<Event<'_>, Remark>,
        source: &Source<'_>,
        record: &dyn Fn(Range<usize>) -> String,
    ) {
        match event {
            Ok(event) => self.take(row, source.read(&event), record),
            Err(remark) => self.refuse(&row, remark, record(row.range.clone())),
        }
    }
}

/// The calls of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Identify,
    Track,
    Page,
    Screen,
    Group,
    Alias,
}

impl Call {
    fn of(map: &Map<String, Value>) -> Result<Self, Remark> {
        match map.get("type").and_then(Value::as_str).unwrap_or_default() {
            "identify" => Ok(Self::Identify),
            "track" => Ok(Self::Track),
            "page" => Ok(Self::Page),
            "screen" => Ok(Self::Screen),
            "group" => Ok(Self::Group),
            "alias" => Ok(Self::Alias),
            _ => {
                let reason = "write a `type` of identify, track, page, screen, group or alias";
                Err(Remark::of("type", "format", reason))
            }
        }
    }
}

/// An event as a record.
#[derive(Debug)]
struct Event<'e> {
    map: &'e Map<String, Value>,
    slots: Vec<(Word, &'static str, Scalar<'e>)>,
    products: Option<&'e Value>,
    /// The objects that most places lie in, looked up once.
    properties: Option<&'e Value>,
    traits: Option<&'e Value>,
    context: Option<&'e Value>,
    /// What the traits say for profiles.
    #[cfg(feature = "books")]
    said: Value,
}

/// Traits of the specification by which a person is known or shown, and its objects: they are identifiers, or nothing to a profile.
#[cfg(feature = "books")]
const WHO: [&str; 12] = [
    "address",
    "avatar",
    "company",
    "email",
    "firstName",
    "id",
    "lastName",
    "name",
    "phone",
    "postalCode",
    "username",
    "website",
];

/// Single values of traits that do not say who somebody is; those of the call come before those of its context.
#[cfg(feature = "books")]
fn said(call: Option<&Value>, context: Option<&Value>) -> Value {
    let mut said = Map::new();
    for (name, value) in [context, call].into_iter().flatten().filter_map(Value::as_object).flatten() {
        let single = Scalar::of(value).is_some_and(|value| !value.is_empty() && value.text().is_some());
        if single && !WHO.contains(&name.as_str()) {
            said.insert(name.clone(), value.clone());
        }
    }
    Value::Object(said)
}

/// Where an event says who and what, by words; of those that hold one value, the first that is there.
const PLACES: [(Word, &str); 24] = [
    (Word::Id, "messageId"),
    (Word::OccurredAt, "timestamp"),
    (Word::OccurredAt, "originalTimestamp"),
    (Word::OccurredAt, "sentAt"),
    (Word::OccurredAt, "receivedAt"),
    (Word::Channel, "context.channel"),
    (Word::Store, "properties.store_id"),
    (Word::Store, "properties.store"),
    (Word::MemberId, "userId"),
    (Word::Cookie, "anonymousId"),
    (Word::Device, "context.device.id"),
    (Word::Email, "traits.email"),
    (Word::Email, "context.traits.email"),
    (Word::Email, "properties.email"),
    (Word::Phone, "traits.phone"),
    (Word::Phone, "context.traits.phone"),
    (Word::Phone, "properties.phone"),
    (Word::Name, "traits.name"),
    (Word::Name, "context.traits.name"),
    (Word::Product, "properties.product_id"),
    (Word::Product, "properties.sku"),
    (Word::Quantity, "properties.quantity"),
    (Word::UnitPrice, "properties.price"),
    (Word::Currency, "properties.currency"),
];

impl<'e> Event<'e> {
    /// Lays an event out by words; `previous` is the word of an alias's previous id.
    fn new(
        call: Call,
        map: &'e Map<String, Value>,
        options: &'e SegmentOptions,
        previous: Option<Word>,
    ) -> Result<Self, Remark> {
        let mut event = Self {
            map,
            slots: Vec::with_capacity(16),
            products: None,
            properties: map.get("properties"),
            traits: map.get("traits"),
            context: map.get("context"),
            #[cfg(feature = "books")]
            said: said(map.get("traits"), map.get("context").and_then(|context| context.get("traits"))),
        };
        for (word, path) in PLACES {
            event.add(word, path);
        }
        // An empty message id is none: its content gives the event one.
        event.slots.retain(|(word, _, value)| *word != Word::Id || !value.is_empty());
        let channel = if call == Call::Screen { "app" } else { options.channel.as_str() };
        event.text(Word::Channel, "context.channel", channel);
        for whose in ["traits", "context.traits"] {
            event.add_traits(whose);
        }
        match call {
            Call::Identify => event.text(Word::Action, "type", "identify"),
            Call::Page | Call::Screen => {
                event.text(Word::Action, "type", "page_view");
                event.about(&["name", "properties.name", "properties.path", "properties.title"]);
            }
            Call::Alias | Call::Group => {
                event.text(Word::Action, "type", "alias");
                if let Some(word) = previous {
                    event.add(word, "previousId");
                }
            }
            Call::Track => event.track(options)?,
        }
        Ok(event)
    }

    fn track(&mut self, options: &'e SegmentOptions) -> Result<(), Remark> {
        let name = self.at("event").and_then(Value::as_str).unwrap_or_default();
        let canonical = Channels::canonical(name);
        if canonical.is_empty() {
            return Err(Remark::of("event", "missing", "name the tracked `event`"));
        }
        let own = options.events.get(name).or_else(|| options.events.get(&canonical));
        let own = own.map(|ours| Action::read(ours));
        let usual = || ecommerce(&canonical).unwrap_or(canonical.as_str());
        let action = own.as_ref().map_or_else(usual, Action::name);
        let order = canonical.starts_with("order_") || canonical.starts_with("checkout_");
        // Here the name is a person's; of a product's or a promotion's event it is that of the thing.
        if order || action == "purchase" {
            self.add(Word::Name, "properties.name");
            self.add(Word::Address, "properties.address");
            self.add_traits("properties");
        }
        let order_id = self.at("properties.order_id").and_then(Value::as_str);
        if matches!(action, "purchase" | "return") && order_id.is_some_and(is_no_id) {
            let reason = "give each order its number: all orders with an empty one would become one order";
            return Err(Remark::of("properties.order_id", "empty_order_id", reason));
        }
        self.products = self.at("properties.products").filter(|products| !products.is_null());
        self.about(match action {
            "search" => &["properties.query"],
            "purchase" => &["properties.coupon", "properties.coupon_id"],
            "return" => &["properties.order_id"],
            "coupon_redeemed" | "coupon_issued" => {
                &["properties.coupon_id", "properties.coupon", "properties.coupon_name"]
            }
            _ => &[
                "properties.promotion_id",
                "properties.coupon_id",
                "properties.list_id",
                "properties.category",
            ],
        });
        self.slots.push((Word::Action, "event", Scalar::Text(Cow::Owned(action.to_owned()))));
        Ok(())
    }

    /// What a path leads to.
    fn at(&self, path: &str) -> Option<&'e Value> {
        let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
        let root = match first {
            "properties" => self.properties,
            "traits" => self.traits,
            "context" => self.context,
            other => self.map.get(other),
        };
        rest.map_or(root, |rest| rest.split('.').try_fold(root?, |at, step| at.get(step)))
    }

    fn add(&mut self, word: Word, path: &'static str) {
        if let Some(value) = self.at(path).and_then(Scalar::of) {
            self.slots.push((word, path, value));
        }
    }

    fn text(&mut self, word: Word, path: &'static str, text: &'e str) {
        self.slots.push((word, path, Scalar::Text(Cow::Borrowed(text))));
    }

    /// The first of several places that is not empty, as what the event is about.
    fn about(&mut self, paths: &[&'static str]) {
        for path in paths {
            self.add(Word::About, path);
        }
    }

    /// A name in parts and an address in parts.
    fn add_traits(&mut self, whose: &'static str) {
        let traits = self.at(whose);
        let part = |of: Option<&'e Value>, name: &str| of?.get(name)?.as_str().map(str::trim);
        // The family name leads, as in a Japanese address book.
        let names = [part(traits, "lastName"), part(traits, "firstName")];
        if let [Some(last), Some(first)] = names {
            self.slots.push((Word::Name, whose, Scalar::Text([last, " ", first].concat().into())));
        }
        let address = traits.and_then(|traits| traits.get("address"));
        if let Some(postcode) = part(address, "postalCode").or_else(|| part(traits, "postalCode")) {
            self.text(Word::Postcode, whose, postcode);
        }
        if let Some(street) = part(address, "street") {
            let before = [part(address, "state"), part(address, "city")].into_iter().flatten();
            let line: String = before.chain([street]).collect();
            self.slots.push((Word::Address, whose, Scalar::Text(line.into())));
        }
        if let Some(text) = address.and_then(Value::as_str) {
            self.text(Word::Address, whose, text);
        }
    }
}

/// The action that a name of the Ecommerce events means; `None` for others.
fn ecommerce(name: &str) -> Option<&'static str> {
    Some(match name {
        "products_searched" => "search",
        "product_list_viewed"
        | "product_list_filtered"
        | "product_viewed"
        | "product_clicked"
        | "promotion_viewed"
        | "promotion_clicked" => "view",
        "product_added"
        | "cart_viewed"
        | "checkout_started"
        | "checkout_step_viewed"
        | "payment_info_entered"
        | "checkout_step_completed" => "cart",
        "order_completed" => "purchase",
        // A cancelled order gives back what was bought, as a refunded one does.
        "order_refunded" | "order_cancelled" => "return",
        "coupon_applied" => "coupon_redeemed",
        "product_reviewed" => "review",
        _ => return None,
    })
}

impl Fields for Event<'_> {
    fn cell(&self, word: Word, nth: usize) -> Option<Cell<'_>> {
        let slots = self.slots.iter().filter(move |(of, ..)| *of == word);
        slots.map(|(_, column, value)| Cell { column, value: value.clone() }).nth(nth)
    }

    fn list(&self, name: &str) -> Option<&Value> {
        #[cfg(feature = "books")]
        if name == "traits" {
            return Some(&self.said);
        }
        self.products.filter(|_| name == "lines")
    }

    fn is_whole(&self) -> bool {
        true
    }

    fn canonical(&self) -> String {
        canonical(self.map)
    }
}
