//! One record into one touchpoint: the reader every door shares.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::cell::{Scalar, Wrong};
use super::mapping::{Mapping, TRAITS, WORDS};
use crate::order::Order;
use crate::random::hash;
use crate::{Action, Channels, Error, Identifier, IdentifierKind, Line, Time, Touchpoint};

/// The words of a record; each is its place in [`WORDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Id,
    OccurredAt,
    Channel,
    Store,
    Action,
    MemberId,
    Email,
    Phone,
    AppId,
    PaymentToken,
    Device,
    Cookie,
    Name,
    Address,
    Postcode,
    Product,
    Quantity,
    UnitPrice,
    Amount,
    Currency,
    About,
    Coupon,
    /// What the record says about the customer; it stands behind [`WORDS`], and each column names its own.
    Trait,
}

impl Word {
    pub(super) fn name(self) -> &'static str {
        WORDS.get(self as usize).copied().unwrap_or_default()
    }
}

/// A cell and the column it stands in.
#[derive(Debug, Clone)]
pub(super) struct Cell<'a> {
    pub(super) column: &'a str,
    pub(super) value: Scalar<'a>,
}

/// A row of a table, whatever its words are; each is known by its place among them.
pub(super) trait Row {
    /// The cell at a place among those of a word, empty ones too.
    fn at(&self, word: usize, nth: usize) -> Option<Cell<'_>>;
    /// The first column of a word.
    fn column(&self, word: usize) -> Option<&str>;
}

/// A record of any form: a row of CSV, an object of JSON, an event.
///
/// Used as `dyn`: the reader is large, and one of it serves every form.
pub(super) trait Fields {
    /// The cell at a place among those of a word, empty ones too.
    fn cell(&self, word: Word, nth: usize) -> Option<Cell<'_>>;
    /// The nested list of identifiers or lines.
    fn list(&self, name: &str) -> Option<&Value>;
    /// Whether it tells its touchpoint whole, rather than one line of it.
    fn is_whole(&self) -> bool {
        self.list("lines").is_some()
    }
    /// The whole record as text that does not hang on the order of its columns.
    fn canonical(&self) -> String;
}

/// A touchpoint, or one row's part of it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) touch: Touchpoint,
    /// The coupon used with a purchase.
    pub(super) coupon: Option<String>,
    /// Whether the record is all there is of the touchpoint: told twice, it counts once. A flat row of a
    /// purchase or return is one line of a receipt instead.
    pub(super) whole: bool,
    pub(super) notes: Vec<Remark>,
}

/// What is wrong with a record or was left out of it, before its row is known.
///
/// In a box, because every reader hands it on.
#[derive(Debug)]
pub(super) struct Remark(pub(super) Box<Said>);

/// The words of a [`Remark`].
#[derive(Debug)]
pub(super) struct Said {
    pub(super) column: Option<String>,
    pub(super) code: &'static str,
    pub(super) reason: String,
}

impl Remark {
    /// About a column.
    pub(super) fn of(column: &str, code: &'static str, reason: &str) -> Self {
        Self(Box::new(Said { column: Some(column.into()), code, reason: reason.into() }))
    }

    /// About a record as a whole.
    pub(super) fn of_row(code: &'static str, reason: &str) -> Self {
        Self(Box::new(Said { column: None, code, reason: reason.into() }))
    }

    fn wrong(column: &str, wrong: Wrong) -> Self {
        Self::of(column, wrong.code, wrong.reason)
    }
}

/// A record that cannot be a touchpoint, and which one it would have been.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) id: Option<String>,
    pub(super) remark: Remark,
}

/// A mapping made ready for many records.
#[derive(Debug)]
pub(super) struct Source<'m> {
    mapping: &'m Mapping,
    constants: Vec<Option<&'m str>>,
}

const QUANTITY: Wrong = Wrong {
    code: "quantity",
    reason: "write a quantity as a whole number other than 0; a negative one in a purchase is a return",
};

impl<'m> Source<'m> {
    pub(super) fn new(mapping: &'m Mapping) -> Result<Self, Error> {
        mapping.check(&WORDS)?;
        Ok(Self { mapping, constants: mapping.constants(&WORDS) })
    }

    /// Whether a constant gives the word to every record.
    pub(super) fn gives(&self, word: Word) -> bool {
        self.constant(word).is_some()
    }

    fn constant(&self, word: Word) -> Option<&'m str> {
        self.constants.get(word as usize).copied().flatten()
    }

    fn constant_cell(&self, word: Word) -> Option<Cell<'m>> {
        let value = Scalar::Text(Cow::Borrowed(self.constant(word)?));
        Some(Cell { column: word.name(), value })
    }

    /// Reads one record.
    pub(super) fn read(&self, fields: &dyn Fields) -> Result<Part, Refused> {
        let record = Record { source: self, fields };
        record.touchpoint().map_err(|remark| Refused { id: record.given_id(), remark })
    }

    /// The touchpoint's id for what stands where the source's ids do.
    pub(super) fn id_of(&self, text: &str) -> Option<String> {
        (!is_no_id(text)).then(|| self.prefixed(text.trim()))
    }

    /// The touchpoint's id for an id of the source.
    fn prefixed(&self, id: &str) -> String {
        match self.mapping.source.as_str() {
            "" => id.to_owned(),
            source => [source, ":", id].concat(),
        }
    }
}

/// Adds the issuer to a member id that does not say its own.
pub(super) fn issued<'t>(issuer: Option<&str>, text: &'t str) -> Cow<'t, str> {
    match issuer {
        Some(issuer)
            if !issuer.is_empty() && text.strip_prefix(issuer).is_none_or(|rest| !rest.starts_with(':')) =>
        {
            Cow::Owned([issuer, ":", text].concat())
        }
        _ => Cow::Borrowed(text),
    }
}

/// What GA4 and its exports write for an id that is not there.
pub(super) fn is_no_id(text: &str) -> bool {
    matches!(text.trim(), "" | "(not set)")
}

struct Record<'r> {
    source: &'r Source<'r>,
    fields: &'r dyn Fields,
}

impl Record<'_> {
    /// All cells of a word, empty ones too.
    fn cells(&self, word: Word) -> impl Iterator<Item = Cell<'_>> {
        (0..).map_while(move |nth| self.fields.cell(word, nth))
    }

    /// The first cell of a word that is not empty, else the constant.
    fn first(&self, word: Word) -> Option<Cell<'_>> {
        let cell = self.cells(word).find(|cell| !cell.value.is_empty());
        cell.or_else(|| self.source.constant_cell(word))
    }

    /// The text of a word; `None` where it is empty.
    fn text(&self, word: Word) -> Result<Option<Cow<'_, str>>, Remark> {
        let Some(Cell { column, value }) = self.first(word) else { return Ok(None) };
        match value.into_text() {
            Some(text) => Ok(Some(text)),
            None => Err(Remark::of(column, "format", "write one text or number, no list")),
        }
    }

    /// The same as a text of its own.
    fn owned(&self, word: Word) -> Result<Option<String>, Remark> {
        Ok(self.text(word)?.map(Cow::into_owned))
    }

    /// The id the record gives itself.
    fn given_id(&self) -> Option<String> {
        let cell = self.first(Word::Id)?;
        self.source.id_of(&cell.value.text()?)
    }

    fn touchpoint(&self) -> Result<Part, Remark> {
        let occurred_at = self.time()?;
        let channel = self.channel()?;
        let mut action = self.action()?;
        let id = self.id(&action)?;
        let mut notes = Vec::new();
        let lines = match self.fields.list("lines") {
            Some(lines) => self.nested_lines(lines, &mut action, &mut notes)?,
            None => self.flat_line(&mut action, &mut notes)?.into_iter().collect(),
        };
        let identifiers = self.identifiers(&mut notes);
        let (store, about) = (self.owned(Word::Store)?, self.owned(Word::About)?);
        let whole = self.fields.is_whole() || !matches!(action, Action::Purchase | Action::Return);
        let traits = self.traits(&mut notes);
        let touch = Touchpoint { id, occurred_at, channel, store, action, identifiers, lines, about, traits };
        let coupon = self.owned(Word::Coupon)?.filter(|_| touch.action == Action::Purchase);
        Ok(Part { touch, coupon, whole, notes })
    }

    fn time(&self) -> Result<Time, Remark> {
        let cell = self.first(Word::OccurredAt).ok_or_else(|| missing(Word::OccurredAt, "a time"))?;
        cell.value.time(&self.source.mapping.zone).ok_or_else(|| {
            let reason = "write a time from 1970 to 2199, such as 2026-03-01T18:20:00+09:00";
            Remark::of(cell.column, "time", reason)
        })
    }

    fn channel(&self) -> Result<String, Remark> {
        let channel = self.owned(Word::Channel)?.ok_or_else(|| missing(Word::Channel, "a channel"))?;
        let channels = &self.source.mapping.channels;
        // Most are in their one spelling already, and making it costs two texts a row.
        let plain = channel.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let canonical = if plain {
            channel
        } else {
            if let Some(ours) = channels.get(&channel) {
                return Ok(Channels::canonical(ours));
            }
            Channels::canonical(&channel)
        };
        Ok(channels.get(&canonical).map_or(canonical, |ours| Channels::canonical(ours)))
    }

    fn action(&self) -> Result<Action, Remark> {
        let action = self.text(Word::Action)?.ok_or_else(|| missing(Word::Action, "an action"))?;
        let actions = &self.source.mapping.actions;
        let known = actions.get(&*action).or_else(|| actions.get(&Channels::canonical(&action)));
        Ok(Action::read(known.map_or(&*action, String::as_str)))
    }

    /// The record's own id, else one that its content gives.
    fn id(&self, action: &Action) -> Result<String, Remark> {
        if let Some(id) = self.given_id() {
            return Ok(id);
        }
        // A list where the id belongs is no id, but neither is it an empty one.
        self.text(Word::Id)?;
        // All orders with an empty number would become one and the same order.
        if *action == Action::Purchase
            && let Some(cell) = self.cells(Word::Id).next()
        {
            let reason = "give each order its number; without a column for it the content makes one";
            return Err(Remark::of(cell.column, "empty_order_id", reason));
        }
        let content = self.fields.canonical();
        let (low, high) = (hash(content.as_bytes()), hash(["omo", &content].concat().as_bytes()));
        Ok(self.source.prefixed(&format!("#{high:016x}{low:016x}")))
    }

    /// The one line of a flat record.
    fn flat_line(&self, action: &mut Action, notes: &mut Vec<Remark>) -> Result<Option<Line>, Remark> {
        let sale = matches!(action, Action::Purchase | Action::Return);
        let Some(product) = self.owned(Word::Product)? else {
            let amount = [Word::Quantity, Word::UnitPrice, Word::Amount]
                .into_iter()
                .find_map(|word| self.cells(word).find(|cell| !cell.value.is_empty()));
            if let Some(cell) = amount {
                let remark = Remark::of(cell.column, "missing", "a quantity or price needs a `product`");
                if sale {
                    return Err(remark);
                }
                notes.push(remark);
            }
            return Ok(None);
        };
        let mut back = false;
        let quantity = match self.first(Word::Quantity) {
            None => 1,
            // Tills write a line of nothing for a coupon or a correction: it is no reason to lose the receipt.
            Some(cell) if sale && cell.value.whole() == Some(0) && self.costs_nothing() => {
                notes.push(Remark::of(cell.column, "empty_line", "a line of quantity 0 was left out"));
                return Ok(None);
            }
            Some(cell) => {
                let count = cell.value.whole().ok_or_else(|| Remark::wrong(cell.column, QUANTITY))?;
                back = count < 0 && sale;
                if back {
                    *action = Action::Return;
                }
                quantity(count, sale).ok_or_else(|| Remark::wrong(cell.column, QUANTITY))?
            }
        };
        let (amount, price) = (self.first(Word::Amount), self.first(Word::UnitPrice));
        let priced = amount.is_some() || price.is_some();
        let currency = if priced { self.text(Word::Currency)? } else { None };
        // A negative count comes with a negative amount; the action says the direction.
        let cost = Cost { amount, price, quantity, back };
        let amount = cost.read(currency.as_deref(), sale, notes)?;
        Ok(Some(Line { product, quantity, amount }))
    }

    /// Whether an amount is stated, and it is 0.
    fn costs_nothing(&self) -> bool {
        let amounts = [Word::Amount, Word::UnitPrice];
        let mut stated = amounts.into_iter().filter_map(|word| self.first(word)).peekable();
        stated.peek().is_some() && stated.all(|cell| cell.value.float() == Some(0.0))
    }

    /// The lines of a nested record.
    fn nested_lines(
        &self,
        lines: &Value,
        action: &mut Action,
        notes: &mut Vec<Remark>,
    ) -> Result<Vec<Line>, Remark> {
        let wrong = || Remark::of("lines", "format", "write lines as a list of {product, quantity, amount}");
        let lines = lines.as_array().ok_or_else(wrong)?;
        let sale = matches!(action, Action::Purchase | Action::Return);
        let currency = self.text(Word::Currency)?;
        let mut back = 0;
        let mut read = Vec::with_capacity(lines.len());
        for line in lines {
            let line = line.as_object().ok_or_else(wrong)?;
            let cell = |names: &[&'static str]| {
                let found = names.iter().find_map(|name| {
                    Some(Cell { column: name, value: line.get(*name).and_then(Scalar::of)? })
                });
                found.filter(|cell| !cell.value.is_empty())
            };
            let product = cell(&["product", "product_id", "productId", "sku"])
                .and_then(|cell| Some(cell.value.text()?.into_owned()));
            let product = product.ok_or_else(|| missing(Word::Product, "a product in each line"))?;
            let count = match cell(&["quantity"]) {
                None => 1,
                Some(cell) => cell.value.whole().ok_or_else(|| Remark::wrong(cell.column, QUANTITY))?,
            };
            back += usize::from(count < 0);
            let quantity = quantity(count, sale).ok_or_else(|| Remark::wrong("quantity", QUANTITY))?;
            let own = cell(&["currency"]).and_then(|cell| Some(cell.value.text()?.into_owned()));
            let currency = own.as_deref().or(currency.as_deref());
            let (amount, price) = (cell(&["amount"]), cell(&["price", "unit_price", "unitPrice"]));
            let amount = Cost { amount, price, quantity, back: count < 0 }.read(currency, sale, notes)?;
            read.push(Line { product, quantity, amount });
        }
        if back > 0 && back < read.len() {
            let reason = "one record both buys and brings back: split it into two";
            return Err(Remark::of("lines", "quantity", reason));
        }
        if back > 0 {
            *action = Action::Return;
        }
        Ok(read)
    }

    /// Everything the record recognises its customer by, each once, most trusted first.
    fn identifiers(&self, notes: &mut Vec<Remark>) -> Vec<Identifier> {
        let mut found = Vec::new();
        let mut keep = |column: &str, read: Result<Identifier, Error>| match read {
            Ok(identifier) => found.push(identifier),
            Err(error) => {
                let reason = format!("{error}; the touchpoint was kept without it");
                notes.push(Remark::of(column, "identifier", &reason));
            }
        };
        let unreadable = || Error::format("identifier", "one text or number, no list");
        for (word, kind) in [
            (Word::MemberId, IdentifierKind::MemberId),
            (Word::Email, IdentifierKind::Email),
            (Word::Phone, IdentifierKind::Phone),
            (Word::AppId, IdentifierKind::AppId),
            (Word::PaymentToken, IdentifierKind::PaymentToken),
            (Word::Device, IdentifierKind::Device),
            (Word::Cookie, IdentifierKind::Cookie),
        ] {
            let mapping = self.source.mapping;
            self.each(word, &mut |cell| {
                let read = cell.value.text().ok_or_else(unreadable).and_then(|text| {
                    let own = mapping.issuers.get(cell.column).or(mapping.issuer.as_ref());
                    let issuer = own.filter(|_| kind == IdentifierKind::MemberId);
                    Identifier::read(kind, &issued(issuer.map(String::as_str), &text))
                });
                keep(cell.column, read);
            });
        }
        self.each(Word::Name, &mut |name| {
            let Some(text) = name.value.text() else {
                keep(name.column, Err(unreadable()));
                return;
            };
            self.each(Word::Phone, &mut |cell| {
                let Some(phone) = cell.value.text() else { return };
                // An unreadable phone number has been noted already.
                if Identifier::phone(&phone).is_ok() {
                    keep(name.column, Identifier::name_phone(&text, &phone));
                }
            });
            for word in [Word::Address, Word::Postcode] {
                self.each(word, &mut |cell| {
                    let address = cell.value.text().ok_or_else(unreadable);
                    keep(cell.column, address.and_then(|address| Identifier::name_address(&text, &address)));
                });
            }
        });
        if let Some(list) = self.fields.list("identifiers") {
            let wrong = || Error::format("identifiers", "a list of {kind, value}");
            match list.as_array() {
                None => keep("identifiers", Err(wrong())),
                Some(list) => list.iter().for_each(|item| keep("identifiers", nested_identifier(item))),
            }
        }
        found.put_in_order();
        found.dedup();
        found
    }

    /// What the record says about the customer: in columns of their own, and in an object of traits.
    fn traits(&self, notes: &mut Vec<Remark>) -> BTreeMap<String, String> {
        let mapping = self.source.mapping;
        let (mut read, mut unread) = (BTreeMap::new(), false);
        let mut keep = |name: Option<&str>, value: Option<Scalar<'_>>| {
            let Some(name) = name.filter(|&name| !read.contains_key(name)) else { return };
            match value.as_ref().and_then(Scalar::text) {
                // One by one: collected, they would be sorted first, by the large sort of the standard library.
                Some(text) => _ = read.insert(name.to_owned(), text.into_owned()),
                None => unread = true,
            }
        };
        for Cell { column, value } in self.cells(Word::Trait).filter(|cell| !cell.value.is_empty()) {
            keep(mapping.trait_of(column), Some(value));
        }
        let said = self.fields.list("traits");
        for (name, value) in said.and_then(Value::as_object).into_iter().flatten() {
            keep(mapping.trait_of(&[TRAITS, name].concat()), Scalar::of(value));
        }
        if unread || said.is_some_and(|said| !said.is_object()) {
            notes.push(Remark::of("traits", "format", "write each trait as one text or number"));
        }
        read
    }

    /// Gives all cells of a word that are not empty, else the constant.
    fn each(&self, word: Word, take: &mut dyn FnMut(Cell<'_>)) {
        let mut none = true;
        for cell in self.cells(word).filter(|cell| !cell.value.is_empty()) {
            none = false;
            take(cell);
        }
        if none && let Some(cell) = self.source.constant_cell(word) {
            take(cell);
        }
    }
}

fn missing(word: Word, what: &str) -> Remark {
    let name = word.name();
    let reason = format!("give {what}: map a column to `{name}` and fill it, or give `{name}` as a constant");
    Remark::of(name, "missing", &reason)
}

/// A count as a quantity; one below zero only where it means that the product came back.
fn quantity(count: i64, sale: bool) -> Option<u32> {
    let known = count > 0 || count < 0 && sale;
    u32::try_from(count.unsigned_abs()).ok().filter(|_| known)
}

/// What a line says it cost.
struct Cost<'r> {
    /// In all.
    amount: Option<Cell<'r>>,
    /// One piece.
    price: Option<Cell<'r>>,
    quantity: u32,
    /// Whether the product came back.
    back: bool,
}

impl Cost<'_> {
    /// The amount; a sale needs the price it states to be readable, anything else goes without.
    fn read(
        self,
        currency: Option<&str>,
        sale: bool,
        notes: &mut Vec<Remark>,
    ) -> Result<Option<crate::Money>, Remark> {
        let of_all = self.amount.is_some();
        let Some(cell) = self.amount.or(self.price) else { return Ok(None) };
        match cell.value.money(currency) {
            Ok(price) if !of_all => Ok(Some(price.times(self.quantity))),
            Ok(amount) => Ok(Some(if self.back { amount.abs() } else { amount })),
            Err(wrong) if sale => Err(Remark::wrong(cell.column, wrong)),
            Err(wrong) => {
                notes.push(Remark::wrong(cell.column, wrong));
                Ok(None)
            }
        }
    }
}

fn nested_identifier(item: &Value) -> Result<Identifier, Error> {
    let text = |name| item.get(name).and_then(Scalar::of);
    let wrong = || Error::format("identifiers", "a list of {kind, value}");
    let kind = text("kind").ok_or_else(wrong)?.text().ok_or_else(wrong)?.parse()?;
    let value = text("value").ok_or_else(wrong)?;
    Identifier::read(kind, &value.text().ok_or_else(wrong)?)
}
