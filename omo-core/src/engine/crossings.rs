//! Who belongs to what, kept up: after a write only who changed is judged anew, and whom time turned.

use std::collections::{BTreeMap, BTreeSet};

use super::Engine;
use super::segments::Crossed;
use crate::identity::Stirred;
use crate::model::Time;
use crate::order::Order;
use crate::profile::{Members, Segments};

/// What is known of everybody as of an instant. Customers are called by their oldest touchpoints.
#[derive(Debug, Default)]
pub(super) struct Watch {
    now: Option<Time>,
    /// Those who belong to something, or may by time alone.
    held: BTreeMap<u32, Held>,
    /// When whom time may turn next, in UTC milliseconds.
    due: BTreeSet<(i64, u32)>,
    /// Whether everybody is to be judged.
    all: bool,
    /// The segments by which they were judged, where these are others now.
    was: Option<Segments>,
    /// Whether what is found next was told before.
    quiet: bool,
}

#[derive(Debug, Clone, Default)]
struct Held {
    members: Members,
    next: Option<i64>,
}

/// Looks who is to be judged, and judges them.
pub(super) fn look(shop: &mut Engine) {
    let stirred = shop.live.stirred();
    let Some(mut watch) = shop.books.segmented.watch.take() else { return };
    let mut crossed = Vec::new();
    watch.look(shop, stirred, &mut crossed);
    shop.books.segmented.crossed.append(&mut crossed);
    shop.books.segmented.watch = Some(watch);
}

impl Watch {
    /// Other segments were told, `was` those before. Where a snapshot told them, all crossings were told as well.
    pub fn expect_all(&mut self, was: Option<Segments>, of_snapshot: bool) {
        self.all = true;
        self.was = self.was.take().or(was);
        self.quiet = of_snapshot;
    }

    /// Something changed that may concern everybody.
    pub fn doubt_all(&mut self) {
        self.all = true;
    }

    /// Whether this is the instant as of which it knows.
    pub fn is_of(&self, now: Time) -> bool {
        self.now == Some(now)
    }

    /// Whether the customer who is called by this touchpoint belongs to a segment.
    pub fn has(&self, customer: u32, segment: usize) -> bool {
        self.held.get(&customer).is_some_and(|held| held.members.has(segment))
    }

    fn look(&mut self, shop: &Engine, stirred: Stirred, crossed: &mut Vec<Crossed>) {
        // Segments of a file that do not fit how the engine was made now are an error where they are asked for.
        let Ok(segments) = shop.compiled() else { return };
        // Before the first fact there is nobody, and in a snapshot of that nobody was told.
        let quiet = std::mem::take(&mut self.quiet);
        let Some(now) = shop.last_fact().max(shop.books.segmented.advanced).or(self.now) else { return };
        let first = |slot: u32| shop.live.touchpoints_of(slot).first().copied();
        let called = |name: u32| shop.live.customer_of(name).and_then(first);
        // The latest fact may have gone, and with it the time.
        let all = std::mem::take(&mut self.all) || self.now.is_some_and(|before| now < before);
        let (mut gone, mut here) = if all {
            (self.held.keys().copied().collect(), shop.live.all().filter_map(first).collect())
        } else {
            (stirred.gone, stirred.here.into_iter().filter_map(first).collect::<Vec<u32>>())
        };
        gone.retain(|&name| called(name) != Some(name));
        for names in [&mut gone, &mut here] {
            names.put_in_order();
            names.dedup();
        }
        let was = self.was.take();
        let was = was.as_ref().unwrap_or(segments);
        self.now = Some(now);

        while let Some(&(millis, name)) = self.due.first().filter(|(millis, _)| *millis <= now.millis()) {
            self.due.pop_first();
            let Ok(at) = Time::new(millis, now.offset()) else { continue };
            if here.binary_search(&name).is_err() && called(name) == Some(name) {
                let before = self.held.remove(&name).unwrap_or_default();
                let after = self.judge(shop, segments, name, at);
                tell(crossed, name, at, (segments, &before.members), (segments, &after), &|_| false);
            }
        }
        // Who goes by another name, and the name.
        let mut heirs: Vec<(u32, Members)> = Vec::new();
        let mut left: Vec<(u32, Members)> = Vec::new();
        for name in gone {
            let Some(before) = self.take(name) else { continue };
            heirs.extend(called(name).map(|heir| (heir, before.members.clone())));
            left.push((name, before.members));
        }
        heirs.put_in_order_by(|a, b| a.0.cmp(&b.0));
        for name in here {
            let before = self.take(name).unwrap_or_default();
            let after = self.judge(shop, segments, name, now);
            let from = heirs.partition_point(|(heir, _)| *heir < name);
            let moved = |segment: &str| {
                let mut heirs = heirs.iter().skip(from).take_while(|(heir, _)| *heir == name);
                heirs.any(|(_, members)| was.number(segment).is_some_and(|number| members.has(number)))
            };
            tell(crossed, name, now, (was, &before.members), (segments, &after), &moved);
        }
        for (name, before) in left {
            let heir = called(name).and_then(|heir| self.held.get(&heir));
            let moved = |segment: &str| {
                let number = segments.number(segment);
                heir.zip(number).is_some_and(|(heir, number)| heir.members.has(number))
            };
            tell(crossed, name, now, (was, &before), (segments, &Members::default()), &moved);
        }
        if quiet {
            crossed.clear();
        }
    }

    /// Forgets what is known of a customer, and tells it.
    fn take(&mut self, name: u32) -> Option<Held> {
        let held = self.held.remove(&name)?;
        if let Some(next) = held.next {
            self.due.remove(&(next, name));
        }
        Some(held)
    }

    fn judge(&mut self, shop: &Engine, segments: &Segments, name: u32, at: Time) -> Members {
        let Some(slot) = shop.live.customer_of(name) else { return Members::default() };
        let history = shop.history(slot);
        let members = segments.members(&history, at);
        let next = segments.next_change(&history, at).map(Time::millis);
        self.due.extend(next.map(|next| (next, name)));
        if !members.is_empty() || next.is_some() {
            self.held.insert(name, Held { members: members.clone(), next });
        }
        members
    }
}

/// Tells what changed, in order of names.
fn tell(
    crossed: &mut Vec<Crossed>,
    customer: u32,
    at: Time,
    (was, before): (&Segments, &Members),
    (is, after): (&Segments, &Members),
    moved: &dyn Fn(&str) -> bool,
) {
    if before.is_empty() && after.is_empty() || std::ptr::eq(was, is) && before == after {
        return;
    }
    let (before, after): (Vec<&str>, Vec<&str>) = (was.names(before).collect(), is.names(after).collect());
    let lost = before.iter().filter(|name| after.binary_search(name).is_err()).map(|name| (name, false));
    let won = after.iter().filter(|name| before.binary_search(name).is_err()).map(|name| (name, true));
    crossed.extend(lost.chain(won).map(|(&name, entered)| Crossed {
        customer,
        segment: name.to_owned(),
        entered,
        moved: moved(name),
        at,
    }));
}
