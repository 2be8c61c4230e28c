//! The log of touchpoints in memory: columns of numbers, texts kept once.

use std::cmp::Ordering;

#[cfg(feature = "linkage")]
use super::decisions::OF;
use super::decisions::split_off;
use crate::identity::{Identifiers, Sightings};
use crate::model::{Action, Channels, Line, Money, Time, Touchpoint};
use crate::order::Order;
use crate::sparse::Rows;
use crate::vocabulary::Vocabulary;

/// No store, no currency, no subject.
pub(crate) const NONE: u32 = u32::MAX;

/// One line of a touchpoint, with numbers for texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LoggedLine {
    pub amount: i64,
    pub product: u32,
    pub quantity: u32,
    /// Currency of the amount; `NONE` where there is no amount.
    pub currency: u32,
}

/// A fact that was split off, and what it shows since.
#[derive(Debug, Clone)]
struct Own {
    fact: u32,
    group: String,
    seen: Vec<u32>,
}

/// What became of a touchpoint.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted(u32),
    /// The very same fact was here already.
    Duplicate,
    /// Another fact with this id is here: this one lost against it, and is given back.
    Lost(Box<Touchpoint>),
    /// Another fact with this id was here: it lost against this one, and is given back.
    Replaced(u32, Box<Touchpoint>),
    /// It says nothing in this column, and is given back.
    Missing(&'static str, Box<Touchpoint>),
}

/// Touchpoints in order of arrival.
///
/// A touchpoint with three identifiers costs some 100 bytes here; the rest is the texts of its id and
/// identifiers, each kept once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    pub ids: Vocabulary,
    pub identifiers: Identifiers,
    pub channels: Vocabulary,
    pub actions: Vocabulary,
    pub stores: Vocabulary,
    pub products: Vocabulary,
    pub currencies: Vocabulary,
    pub abouts: Vocabulary,
    /// The row that holds each id's fact; `NONE` where it went.
    rows: Vec<u32>,
    gone: usize,
    /// The youngest fact.
    last: Option<u32>,
    /// Facts whose identifiers count with those of a group alone.
    own: Vec<Own>,
    /// By fact, where its record looks like others: the number of these, and what it shows with that.
    #[cfg(feature = "linkage")]
    alike: Vec<Option<(u32, Box<[u32]>)>>,
    millis: Vec<i64>,
    offset: Vec<i16>,
    channel: Vec<u32>,
    action: Vec<u32>,
    store: Vec<u32>,
    about: Vec<u32>,
    seen: Rows<u32>,
    lines: Rows<LoggedLine>,
    /// Names and texts of traits.
    pub trait_texts: Vocabulary,
    traits: Rows<(u32, u32)>,
}

impl Log {
    /// How many facts there are.
    pub fn len(&self) -> usize {
        self.rows.len() - self.gone
    }

    /// Facts are numbered below this, also those that went.
    pub fn numbers(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(NONE)
    }

    /// The numbers of all facts, as they came.
    pub fn facts(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().enumerate().filter(|(_, row)| **row != NONE).map(|(fact, _)| fact)
    }

    /// The number of an id, also of one whose fact went.
    pub fn number(&self, id: &str) -> Option<u32> {
        self.ids.get(id)
    }

    /// A fact's identifiers count with those of a group alone; or with all again.
    pub fn split_off(&mut self, fact: u32, group: Option<&str>) {
        if let Ok(place) = self.own_place(fact) {
            self.own.remove(place);
        }
        if let Some(group) = group {
            let row = self.row(fact as usize);
            let seen = split_off(self.seen.row(row), group, &mut self.identifiers);
            let place = self.own_place(fact).unwrap_or_else(|place| place);
            self.own.insert(place, Own { fact, group: group.into(), seen });
        }
        #[cfg(feature = "linkage")]
        if let Some(group) = self.alike(fact) {
            self.resemble(fact, Some(group));
        }
    }

    /// Where a fact that was split off is found, or would be.
    fn own_place(&self, fact: u32) -> Result<usize, usize> {
        self.own.binary_search_by_key(&fact, |own| own.fact)
    }

    /// The group of a fact that was split off.
    fn group_of(&self, fact: u32) -> Option<&str> {
        let own = self.own.get(self.own_place(fact).ok()?)?;
        Some(&own.group)
    }

    /// The number of the records that a fact's record looks like.
    #[cfg(feature = "linkage")]
    pub fn alike(&self, fact: u32) -> Option<u32> {
        self.alike.get(fact as usize)?.as_ref().map(|(group, _)| *group)
    }

    #[cfg(feature = "linkage")]
    fn alike_bytes(&self) -> usize {
        let shown = self.alike.iter().flatten().map(|(_, seen)| size_of_val(&**seen));
        size_of_val(&self.alike[..]) + shown.sum::<usize>()
    }

    #[cfg(not(feature = "linkage"))]
    #[expect(clippy::unused_self, reason = "the same in both")]
    fn alike_bytes(&self) -> usize {
        0
    }

    /// A fact shows that its record looks like others, of this number; or like none.
    #[cfg(feature = "linkage")]
    pub fn resemble(&mut self, fact: u32, group: Option<u32>) {
        if let Some(slot) = self.alike.get_mut(fact as usize) {
            *slot = None;
        }
        let Some(group) = group else { return };
        // Records that were split off look alike among themselves.
        let own = self.group_of(fact);
        let name = own.map_or_else(|| group.to_string(), |own| format!("{group}{OF}{own}"));
        let number = self.identifiers.intern_alike(&name);
        let seen: Box<[u32]> = Sightings::seen(self, fact).iter().copied().chain([number]).collect();
        let least = fact as usize + 1;
        if self.alike.len() < least {
            self.alike.resize(least, None);
        }
        if let Some(slot) = self.alike.get_mut(fact as usize) {
            *slot = Some((group, seen));
        }
    }

    /// The number of the fact with an id.
    pub fn fact(&self, id: &str) -> Option<u32> {
        self.ids.get(id).filter(|&fact| self.has(fact))
    }

    /// Whether a fact is there.
    pub fn has(&self, fact: u32) -> bool {
        self.rows.get(fact as usize).is_some_and(|&row| row != NONE)
    }

    /// Takes a fact out; its number is kept for the same id.
    pub fn remove(&mut self, fact: u32) {
        if let Some(row) = self.rows.get_mut(fact as usize).filter(|row| **row != NONE) {
            *row = NONE;
            self.gone += 1;
        }
        #[cfg(feature = "linkage")]
        self.resemble(fact, None);
        self.find_last(fact);
    }

    /// The youngest fact.
    pub fn last(&self) -> Option<u32> {
        self.last
    }

    /// A fact came or changed.
    fn is_last(&mut self, fact: u32) {
        if self.last.is_none_or(|last| self.by_age(last, fact).is_lt()) {
            self.last = Some(fact);
        }
    }

    /// The youngest fact may have gone or become older.
    fn find_last(&mut self, fact: u32) {
        if self.last == Some(fact) {
            let facts = (0..self.numbers()).filter(|&fact| self.has(fact));
            self.last = facts.max_by(|&a, &b| self.by_age(a, b));
        }
    }

    /// Puts another fact in the place of the one with its id.
    pub fn put(&mut self, fact: u32, touch: &Touchpoint) {
        let row = self.append(touch);
        #[cfg(feature = "linkage")]
        self.resemble(fact, None);
        if let Some(slot) = self.rows.get_mut(fact as usize) {
            self.gone -= usize::from(*slot == NONE);
            *slot = row;
        }
        let group = self.group_of(fact).map(str::to_owned);
        self.split_off(fact, group.as_deref());
        self.find_last(fact);
        self.is_last(fact);
    }

    /// Adds a fact, unless it is here already.
    ///
    /// Of two different facts with one id the smaller (as JSON text) stays, whichever came first: the
    /// outcome must not hang on the order of arrival.
    ///
    /// `replacing` is told of a fact that is about to lose against this one.
    pub fn add(&mut self, touch: Touchpoint, replacing: impl FnOnce(&Self, u32)) -> Outcome {
        let touch = canonical(touch);
        let texts = [("id", touch.id.trim()), ("channel", &touch.channel), ("action", touch.action.name())];
        let missing = texts.iter().find(|(_, text)| text.is_empty()).map(|(column, _)| *column);
        if let Some(column) = missing {
            return Outcome::Missing(column, Box::new(touch));
        }
        let id = self.ids.intern(&touch.id);
        if id as usize == self.rows.len() {
            let row = self.append(&touch);
            self.rows.push(row);
            self.is_last(id);
            return Outcome::Accepted(id);
        }
        let Some(held) = self.touchpoint(id as usize) else {
            self.put(id, &touch);
            return Outcome::Accepted(id);
        };
        match order(&held, &touch) {
            Ordering::Equal => Outcome::Duplicate,
            Ordering::Less => Outcome::Lost(Box::new(touch)),
            Ordering::Greater => {
                replacing(self, id);
                self.put(id, &touch);
                Outcome::Replaced(id, Box::new(held))
            }
        }
    }

    fn append(&mut self, touch: &Touchpoint) -> u32 {
        let row = u32::try_from(self.millis.len()).unwrap_or(NONE);
        self.millis.push(touch.occurred_at.millis());
        self.offset.push(touch.occurred_at.offset());
        self.channel.push(self.channels.intern(&touch.channel));
        self.action.push(self.actions.intern(touch.action.name()));
        self.store.push(touch.store.as_deref().map_or(NONE, |store| self.stores.intern(store)));
        self.about.push(touch.about.as_deref().map_or(NONE, |about| self.abouts.intern(about)));
        let Self { identifiers, seen, lines, products, currencies, trait_texts, traits, .. } = self;
        traits.push(
            touch.traits.iter().map(|(name, text)| (trait_texts.intern(name), trait_texts.intern(text))),
        );
        seen.push(touch.identifiers.iter().map(|identifier| identifiers.intern(identifier)));
        lines.push(touch.lines.iter().map(|line| LoggedLine {
            amount: line.amount.map_or(0, Money::minor),
            product: products.intern(&line.product),
            quantity: line.quantity,
            currency: line.amount.map_or(NONE, |amount| currencies.intern(amount.currency())),
        }));
        row
    }

    /// Adds a fact whose texts are numbers already.
    pub fn append_row(
        &mut self,
        id: &str,
        time: Time,
        [channel, action, store, about]: [u32; 4],
        seen: impl IntoIterator<Item = u32>,
        lines: impl IntoIterator<Item = LoggedLine>,
        traits: impl IntoIterator<Item = (u32, u32)>,
    ) {
        let row = u32::try_from(self.millis.len()).unwrap_or(NONE);
        self.millis.push(time.millis());
        self.offset.push(time.offset());
        self.channel.push(channel);
        self.action.push(action);
        self.store.push(store);
        self.about.push(about);
        self.seen.push(seen);
        self.lines.push(lines);
        self.traits.push(traits);
        let fact = self.ids.intern(id);
        self.rows.push(row);
        self.is_last(fact);
    }

    /// What a fact was about, or `NONE`.
    pub fn about(&self, id: usize) -> u32 {
        self.about.get(self.row(id)).copied().unwrap_or(NONE)
    }

    /// What a fact says of the customer: names and texts.
    pub fn traits_of(&self, id: usize) -> &[(u32, u32)] {
        self.traits.row(self.row(id))
    }

    fn row(&self, id: usize) -> usize {
        self.rows.get(id).map_or(usize::MAX, |&row| row as usize)
    }

    /// UTC milliseconds of a fact.
    pub fn millis(&self, id: usize) -> i64 {
        self.millis.get(self.row(id)).copied().unwrap_or(0)
    }

    /// The time of a fact.
    pub fn time(&self, id: usize) -> Option<Time> {
        let row = self.row(id);
        Time::new(*self.millis.get(row)?, *self.offset.get(row)?).ok()
    }

    /// The channel of a fact.
    pub fn channel(&self, id: usize) -> u32 {
        self.channel.get(self.row(id)).copied().unwrap_or(NONE)
    }

    /// The action of a fact.
    pub fn action(&self, id: usize) -> u32 {
        self.action.get(self.row(id)).copied().unwrap_or(NONE)
    }

    /// The store of a fact, or `NONE`.
    pub fn store(&self, id: usize) -> u32 {
        self.store.get(self.row(id)).copied().unwrap_or(NONE)
    }

    /// The identifiers seen with a fact.
    pub fn seen(&self, id: usize) -> &[u32] {
        self.seen.row(self.row(id))
    }

    /// The lines of a fact.
    pub fn lines(&self, id: usize) -> &[LoggedLine] {
        self.lines.row(self.row(id))
    }

    /// The fact itself, as it came.
    pub fn touchpoint(&self, id: usize) -> Option<Touchpoint> {
        let text = |words: &Vocabulary, number: u32| words.text(number).map(str::to_owned);
        let line = |line: &LoggedLine| {
            let currency = self.currencies.text(line.currency);
            Some(Line {
                product: text(&self.products, line.product)?,
                quantity: line.quantity,
                amount: currency.and_then(|currency| Money::new(line.amount, currency).ok()),
            })
        };
        Some(Touchpoint {
            id: text(&self.ids, u32::try_from(id).ok()?)?,
            occurred_at: self.time(id)?,
            channel: text(&self.channels, self.channel(id))?,
            store: text(&self.stores, self.store(id)),
            action: Action::read(self.actions.text(self.action(id))?),
            identifiers: self.seen(id).iter().filter_map(|&i| self.identifiers.identifier(i)).collect(),
            lines: self.lines(id).iter().filter_map(line).collect(),
            about: text(&self.abouts, self.about.get(self.row(id)).copied().unwrap_or(NONE)),
            traits: {
                let said = self.traits.row(self.row(id)).iter();
                let texts = |&(name, said): &(u32, u32)| {
                    Some((text(&self.trait_texts, name)?, text(&self.trait_texts, said)?))
                };
                // One by one: collected, they would be sorted first, by the large sort of the standard library.
                let mut read = std::collections::BTreeMap::new();
                said.filter_map(texts).for_each(|(name, said)| drop(read.insert(name, said)));
                read
            },
        })
    }

    /// The numbers of all facts, oldest first; at one instant by id.
    pub fn by_age_of_all(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.numbers()).filter(|&fact| self.has(fact)).collect();
        // Files come mostly in order of time, and this sort is fast on what is mostly sorted.
        order.put_in_order_by(|&a, &b| self.by_age(a, b));
        order
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        let words = [&self.ids, &self.channels, &self.actions, &self.stores, &self.products, &self.abouts];
        words.iter().map(|w| w.heap_bytes()).sum::<usize>()
            + self.identifiers.heap_bytes()
            + 4 * (self.rows.capacity() + self.channel.capacity() + self.action.capacity())
            + 4 * (self.store.capacity() + self.about.capacity())
            + 8 * self.millis.capacity()
            + 2 * self.offset.capacity()
            + self.seen.heap_bytes()
            + self.lines.heap_bytes()
            + self.trait_texts.heap_bytes()
            + self.traits.heap_bytes()
            + self.alike_bytes()
    }
}

impl Sightings for Log {
    fn seen(&self, fact: u32) -> &[u32] {
        #[cfg(feature = "linkage")]
        if let Some(Some((_, seen))) = self.alike.get(fact as usize) {
            return seen;
        }
        if !self.own.is_empty()
            && let Ok(place) = self.own_place(fact)
        {
            return self.own.get(place).map_or(&[], |own| &own.seen);
        }
        self.seen.row(self.row(fact as usize))
    }

    fn by_age(&self, a: u32, b: u32) -> Ordering {
        let millis = |fact: u32| self.millis(fact as usize);
        millis(a).cmp(&millis(b)).then_with(|| self.ids.text(a).cmp(&self.ids.text(b)))
    }
}

/// A fact as the log has it.
pub(crate) fn canonical(mut touch: Touchpoint) -> Touchpoint {
    // In whichever order a source lists them, the same identifiers are the same fact.
    touch.identifiers.put_in_order();
    touch.identifiers.dedup();
    // As every door reads them; a fact made by hand may spell them otherwise.
    if !touch.channel.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        touch.channel = Channels::canonical(&touch.channel);
    }
    touch.action = Action::read(touch.action.name());
    touch.store = touch.store.filter(|store| !store.is_empty());
    touch
}

/// Which of two facts with one id is the smaller.
fn order(a: &Touchpoint, b: &Touchpoint) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let text = |touch: &Touchpoint| serde_json::to_string(touch).unwrap_or_default();
    text(a).cmp(&text(b))
}
