//! Who is who, kept up as touchpoints come and go.

use std::cmp::Ordering;

use crate::Error;
use crate::order::Order;
use crate::sparse::Rows;

use super::answer::{Identity, Why};
use super::changes::{Change, changes};
use super::evidence::{Evidence, NONE, at, put};
use super::resolve::{Solved, blocked, resolve, solve};
use super::rings::Rings;
use super::{Identifiers, IdentityOptions};

/// What touchpoints show, and how old they are; touchpoints are numbers.
pub trait Sightings {
    /// The numbers of the identifiers that a touchpoint shows: the same identifiers in the same order.
    fn seen(&self, touchpoint: u32) -> &[u32];

    /// The older of two first; two touchpoints are never of one age.
    fn by_age(&self, a: u32, b: u32) -> Ordering;
}

/// Who is who, touchpoint by touchpoint: the answer of [`resolve`](super::resolve) after every insertion and removal.
///
/// Touchpoints that share an identifier which is not set aside hang together, and nothing else does. So only what hangs
/// together with a change is resolved anew. An identifier that many people share stays set aside without being asked again
/// until so many of them changed that it might not be shared any more.
///
/// ```
/// use omo_core::identity::{Identifiers, IdentityOptions, Live, Sightings};
/// use omo_core::{Identifier, IdentifierKind};
///
/// struct Seen(Vec<Vec<u32>>);
/// impl Sightings for Seen {
///     fn seen(&self, touchpoint: u32) -> &[u32] { &self.0[touchpoint as usize] }
///     fn by_age(&self, a: u32, b: u32) -> std::cmp::Ordering { a.cmp(&b) }
/// }
///
/// let mut identifiers = Identifiers::default();
/// let cookie = identifiers.intern(&Identifier::read(IdentifierKind::Cookie, "c-1")?);
/// let email = identifiers.intern(&Identifier::email("hanako@example.jp")?);
/// let seen = Seen(vec![vec![cookie], vec![email], vec![cookie, email]]);
///
/// let mut live = Live::new(IdentityOptions::default(), &mut identifiers)?;
/// live.insert(0);
/// live.insert(1);
/// live.settle(&identifiers, &seen)?;
/// assert_eq!(live.customers(), 2);
/// live.insert(2);
/// live.settle(&identifiers, &seen)?;
/// let hanako = live.owner_of(email).unwrap();
/// assert_eq!(live.touchpoints_of(hanako), [0, 1, 2]);
/// live.remove(2, &seen);
/// live.settle(&identifiers, &seen)?;
/// assert_eq!(live.customers(), 2);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Live {
    options: IdentityOptions,
    /// The identifiers that the options block.
    blocked: Vec<u32>,
    /// Customers by their numbers, which change when customers do.
    slots: Vec<Slot>,
    free: Vec<u32>,
    /// The customer of each touchpoint.
    of: Vec<u32>,
    /// When each touchpoint was last resolved.
    settled: Vec<u32>,
    /// The customer of each identifier; or its place in `shared` with [`SHARED`] set; or, with [`NEAR`] set, a customer it
    /// was seen with and refused, where it has none.
    owners: Vec<u32>,
    shared: Vec<Shared>,
    /// Touchpoints that must be one customer's, both ways.
    links: Vec<(u32, u32)>,
    /// Touchpoints that came since it was settled.
    fresh: Vec<u32>,
    /// Customers of which a touchpoint went, and shared identifiers that may be so no more.
    touched: Vec<u32>,
    doubted: Vec<u32>,
    /// How often it was settled.
    tick: u32,
    /// How many touchpoints are nobody's.
    unidentified: usize,
    changes: Vec<Change>,
    /// Customers that are not as they were, where somebody watches.
    #[cfg(feature = "books")]
    stirred: Option<Stirred>,
    room: Vec<u32>,
}

/// Customers that touchpoints came to or went from, each perhaps several times.
#[cfg(feature = "books")]
#[derive(Debug, Clone, Default)]
pub struct Stirred {
    /// Those that were resolved anew, by the touchpoints by which they were called; some are still called so.
    pub gone: Vec<u32>,
    /// The numbers of those there are now; some may be nobody's.
    pub here: Vec<u32>,
    /// The identifiers whose customer may be another, or known by others, than before.
    pub shown: Vec<u32>,
}

/// A customer.
#[derive(Debug, Clone, Default)]
pub(super) struct Slot {
    /// The touchpoints, oldest first.
    pub touchpoints: Vec<u32>,
    identifiers: Vec<u32>,
    /// Identifiers that were seen with these and refused, and are no customer's.
    near: Vec<u32>,
    /// The touchpoint by which the customer was last called.
    pub first: u32,
    /// The next of those that hang together: a ring.
    next: u32,
    /// Whether it hangs together with no other, and nothing was refused: one more sighting of what was seen together before
    /// changes nothing.
    plain: bool,
    /// When it was last looked at.
    tick: u32,
}

/// An identifier that was set aside because people share it.
#[derive(Debug, Clone, Default)]
struct Shared {
    identifier: u32,
    touchpoints: Vec<u32>,
    /// So many of the customers that share it may change before it is asked again.
    slack: u32,
    changed: u32,
    /// When it was asked.
    since: u32,
}

/// What is resolved anew: touchpoints, and the customers they were until now.
#[derive(Default)]
struct Reach {
    touchpoints: Vec<u32>,
    slots: Vec<u32>,
}

/// Set in the place of an identifier that is shared.
const SHARED: u32 = 1 << 31;

/// Set in the place of an identifier that only hangs together with a customer.
const NEAR: u32 = 1 << 30;

/// A sighting like one of the last few is found fast.
const RECENT: usize = 8;

impl Live {
    /// Nobody yet; `identifiers` learns those that the options block.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when a limit is out of range.
    pub fn new(options: IdentityOptions, identifiers: &mut Identifiers) -> Result<Self, Error> {
        options.check()?;
        options.blocked.iter().for_each(|one| {
            identifiers.intern(one);
        });
        Ok(Self { blocked: blocked(identifiers, &options), options, tick: 1, ..Self::default() })
    }

    /// How it works.
    #[must_use]
    pub fn options(&self) -> &IdentityOptions {
        &self.options
    }

    /// A touchpoint came; [`settle`](Self::settle) finds whose it is.
    pub fn insert(&mut self, touchpoint: u32) {
        let least = touchpoint as usize + 1;
        if self.of.len() < least {
            self.of.resize(least, NONE);
            self.settled.resize(least, 0);
        }
        self.fresh.push(touchpoint);
    }

    /// A touchpoint goes. It must still show what it showed when it came.
    pub fn remove(&mut self, touchpoint: u32, seen: &impl Sightings) {
        self.fresh.retain(|&fresh| fresh != touchpoint);
        self.forget(touchpoint, seen);
    }

    /// Many touchpoints go, in order of their numbers, as one [goes](Self::remove).
    pub fn remove_all(&mut self, touchpoints: &[u32], seen: &impl Sightings) {
        self.fresh.retain(|fresh| touchpoints.binary_search(fresh).is_err());
        for &touchpoint in touchpoints {
            self.forget(touchpoint, seen);
        }
    }

    fn forget(&mut self, touchpoint: u32, seen: &impl Sightings) {
        let slot = at_or_none(&self.of, touchpoint);
        let when = at(&self.settled, touchpoint);
        if when == 0 {
            return;
        }
        put(&mut self.settled, touchpoint, 0);
        put(&mut self.of, touchpoint, NONE);
        for &identifier in seen.seen(touchpoint) {
            let Some(place) = self.place_of_shared(identifier) else { continue };
            if let Some(shared) = self.shared.get_mut(place) {
                shared.touchpoints.retain(|&other| other != touchpoint);
                shared.changed += u32::from(when <= shared.since);
                self.doubted.push(identifier);
            }
        }
        match self.slots.get_mut(slot as usize) {
            Some(of) => {
                of.touchpoints.retain(|&other| other != touchpoint);
                self.touched.push(slot);
            }
            None => self.unidentified -= 1,
        }
    }

    /// Two touchpoints are one customer's, whatever they show.
    pub fn link(&mut self, a: u32, b: u32) {
        if a == b || self.links.contains(&(a, b)) {
            return;
        }
        self.links.extend([(a, b), (b, a)]);
        self.links.put_in_order();
        self.touch([a, b]);
    }

    /// Takes a [`link`](Self::link) back.
    pub fn unlink(&mut self, a: u32, b: u32) {
        self.links.retain(|&link| link != (a, b) && link != (b, a));
        self.touch([a, b]);
    }

    /// Looks at these touchpoints again.
    fn touch(&mut self, touchpoints: [u32; 2]) {
        for touchpoint in touchpoints {
            match at_or_none(&self.of, touchpoint) {
                // A stranger's comes anew.
                NONE if at(&self.settled, touchpoint) != 0 => self.fresh.push(touchpoint),
                NONE => {}
                slot => self.touched.push(slot),
            }
        }
    }

    /// Finds whose the touchpoints are that came, and what changed by those that went.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when a touchpoint shows a number that `identifiers` has not given out.
    pub fn settle(&mut self, identifiers: &Identifiers, seen: &impl Sightings) -> Result<(), Error> {
        if self.owners.len() < identifiers.len() {
            self.owners.resize(identifiers.len(), NONE);
        }
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.retain(|&touchpoint| !self.follows(touchpoint, seen));
        if fresh.is_empty() && self.touched.is_empty() && self.doubted.is_empty() {
            return Ok(());
        }
        self.tick += 1;
        let Reach { mut touchpoints, slots } = self.reach(fresh, seen);
        touchpoints.put_in_order_by(|&a, &b| seen.by_age(a, b));
        let rows = self.rows(&touchpoints, seen);
        let mut room = std::mem::take(&mut self.room);
        let evidence = Evidence::new(identifiers, rows.iter(), &mut room);
        self.room = room;
        let evidence = evidence?;
        let mut solved = solve(identifiers, &evidence, &self.options, &self.blocked);
        let linked = self.linked(&touchpoints);
        solved.link(&linked);
        let rings = Rings::new(&evidence, &solved, &linked);
        self.take(&touchpoints, &slots, &evidence, &solved, &rings);
        Ok(())
    }

    /// Whether a touchpoint that came shows what another of its customer showed before: nothing is new but that it is there.
    fn follows(&mut self, touchpoint: u32, seen: &impl Sightings) -> bool {
        if self.links_of(touchpoint).next().is_some() {
            return false;
        }
        let row = seen.seen(touchpoint);
        let mut owner = NONE;
        for &identifier in row {
            let of = at_or_none(&self.owners, identifier);
            if of < NEAR {
                owner = of;
            }
        }
        let tick = self.tick;
        let Some(slot) = self.slots.get_mut(owner as usize).filter(|slot| slot.plain) else { return false };
        let recent = slot.touchpoints.iter().rev().take(RECENT);
        let like = recent.copied().find(|&other| seen.seen(other) == row);
        let Some(like) = like.filter(|&like| seen.by_age(like, touchpoint).is_lt()) else { return false };
        let place = slot.touchpoints.iter().rposition(|&other| seen.by_age(other, touchpoint).is_lt());
        debug_assert!(place.is_some(), "there is {like}, which is older");
        slot.touchpoints.insert(place.map_or(0, |place| place + 1), touchpoint);
        #[cfg(feature = "books")]
        if let Some(stirred) = &mut self.stirred {
            stirred.here.push(owner);
        }
        put(&mut self.of, touchpoint, owner);
        put(&mut self.settled, touchpoint, tick);
        self.show(touchpoint, row.iter().copied());
        true
    }

    /// Shared identifiers of a touchpoint that came are shown by it.
    fn show(&mut self, touchpoint: u32, row: impl Iterator<Item = u32>) {
        for identifier in row {
            if let Some(shared) =
                self.place_of_shared(identifier).and_then(|place| self.shared.get_mut(place))
            {
                shared.touchpoints.push(touchpoint);
            }
        }
    }

    fn place_of_shared(&self, identifier: u32) -> Option<usize> {
        let owner = at_or_none(&self.owners, identifier);
        (owner != NONE && owner & SHARED != 0).then_some((owner & !SHARED) as usize)
    }

    /// All that hangs together with what came and what was touched.
    fn reach(&mut self, fresh: Vec<u32>, seen: &impl Sightings) -> Reach {
        let mut reach = Reach::default();
        let mut doubted = std::mem::take(&mut self.doubted);
        let mut open = std::mem::take(&mut self.touched);
        for &touchpoint in &fresh {
            if at(&self.settled, touchpoint) == 0 {
                self.show(touchpoint, seen.seen(touchpoint).iter().copied());
            }
        }
        let mut new = fresh;
        loop {
            for touchpoint in new.drain(..) {
                self.include(touchpoint, seen, &mut reach, &mut open, &mut doubted);
            }
            if let Some(slot) = open.pop() {
                // All of the ring.
                let mut here = slot;
                while let Some(of) = self.slots.get_mut(here as usize).filter(|of| of.tick != self.tick) {
                    of.tick = self.tick;
                    new.extend(&of.touchpoints);
                    reach.slots.push(here);
                    here = of.next;
                }
                continue;
            }
            let Some(identifier) = doubted.pop() else {
                if new.is_empty() {
                    break;
                }
                continue;
            };
            let Some(place) = self.place_of_shared(identifier) else { continue };
            if self.shared.get(place).is_some_and(|shared| shared.changed > shared.slack) {
                new.extend(self.share_no_more(place).touchpoints);
            }
        }
        reach
    }

    /// A touchpoint is resolved anew, and so is what hangs together with it.
    fn include(
        &mut self,
        touchpoint: u32,
        seen: &impl Sightings,
        reach: &mut Reach,
        open: &mut Vec<u32>,
        doubted: &mut Vec<u32>,
    ) {
        let when = at(&self.settled, touchpoint);
        if when == self.tick {
            return;
        }
        put(&mut self.settled, touchpoint, self.tick);
        reach.touchpoints.push(touchpoint);
        match at_or_none(&self.of, touchpoint) {
            NONE => self.unidentified -= usize::from(when != 0),
            slot => open.push(slot),
        }
        for &identifier in seen.seen(touchpoint) {
            let Some(place) = self.place_of_shared(identifier) else {
                let owner = at_or_none(&self.owners, identifier);
                open.extend(Some(owner & !NEAR).filter(|_| owner != NONE));
                continue;
            };
            if let Some(shared) = self.shared.get_mut(place)
                && when != 0
                && when <= shared.since
            {
                shared.changed += 1;
                doubted.push(identifier);
            }
        }
        let partners: Vec<u32> = self.links_of(touchpoint).filter(|&b| at(&self.settled, b) != 0).collect();
        for partner in partners {
            self.include(partner, seen, reach, open, doubted);
        }
    }

    /// With which touchpoints this one is linked.
    fn links_of(&self, touchpoint: u32) -> impl Iterator<Item = u32> {
        let first = self.links.partition_point(|&(a, _)| a < touchpoint);
        let links = self.links.iter().skip(first).take_while(move |&&(a, _)| a == touchpoint);
        links.map(|&(_, b)| b)
    }

    fn share_no_more(&mut self, place: usize) -> Shared {
        let gone = self.shared.swap_remove(place);
        put(&mut self.owners, gone.identifier, NONE);
        if let Some(moved) = self.shared.get(place) {
            let to = SHARED | u32::try_from(place).unwrap_or(0);
            put(&mut self.owners, moved.identifier, to);
        }
        gone
    }

    /// The links among these touchpoints, by their places.
    fn linked(&self, touchpoints: &[u32]) -> Vec<(u32, u32)> {
        if self.links.is_empty() {
            return Vec::new();
        }
        let mut places: Vec<(u32, u32)> = touchpoints.iter().copied().zip(0..).collect();
        places.put_in_order();
        let place = |touchpoint: u32| {
            let found = places.binary_search_by_key(&touchpoint, |(touchpoint, _)| *touchpoint).ok()?;
            places.get(found).map(|(_, place)| *place)
        };
        self.links.iter().filter_map(|&(a, b)| Some((place(a)?, place(b)?))).collect()
    }

    /// Takes the new customers of these touchpoints for the old.
    fn take(
        &mut self,
        touchpoints: &[u32],
        old: &[u32],
        evidence: &Evidence,
        solved: &Solved,
        rings: &Rings,
    ) {
        let before: Vec<u32> = touchpoints.iter().map(|&one| at_or_none(&self.of, one)).collect();
        let gone = |&slot: &u32| Some((slot, std::mem::take(self.slots.get_mut(slot as usize)?)));
        let old: Vec<(u32, Slot)> = old.iter().filter_map(gone).collect();
        for (slot, of) in &old {
            let known = of.identifiers.iter().chain(&of.near);
            known.for_each(|&identifier| put(&mut self.owners, identifier, NONE));
            self.free.push(*slot);
        }
        let new: Vec<u32> = (0..solved.count).map(|_| self.free_slot()).collect();
        #[cfg(feature = "books")]
        if let Some(stirred) = &mut self.stirred {
            stirred.gone.extend(old.iter().map(|(_, slot)| slot.first));
            stirred.here.extend(&new);
            stirred.shown.extend(old.iter().flat_map(|(_, slot)| &slot.identifiers));
            stirred.shown.extend(&evidence.numbers);
        }
        let slot_of = |customer: u32| new.get(customer as usize).copied().unwrap_or(NONE);
        for (&touchpoint, &customer) in touchpoints.iter().zip(&solved.customers) {
            let slot = slot_of(customer);
            put(&mut self.of, touchpoint, slot);
            match self.slots.get_mut(slot as usize) {
                Some(slot) => slot.touchpoints.push(touchpoint),
                None => self.unidentified += 1,
            }
        }
        let mut shared = false;
        for (it, (&number, &owned)) in (0..).zip(evidence.numbers.iter().zip(&solved.owned)) {
            let slot = slot_of(owned);
            if let Some(of) = self.slots.get_mut(slot as usize) {
                put(&mut self.owners, number, slot);
                of.identifiers.push(number);
            } else if let Some(Why::Shared { .. }) = at(&solved.aside, it) {
                let place = SHARED | u32::try_from(self.shared.len()).unwrap_or(0);
                put(&mut self.owners, number, place);
                let (slack, since) = (at(&solved.slack, it), self.tick);
                self.shared.push(Shared { identifier: number, slack, since, ..Shared::default() });
                shared = true;
            }
        }
        if shared {
            for (&touchpoint, row) in touchpoints.iter().zip(evidence.rows.iter()) {
                let numbers = row.iter().map(|&it| at(&evidence.numbers, it));
                self.show(touchpoint, numbers);
            }
        }
        if !solved.refused.is_empty() {
            self.keep_near(evidence, solved, &slot_of);
        }
        for ((&slot, &next), &plain) in new.iter().zip(&rings.next).zip(&rings.plain) {
            if let Some(of) = self.slots.get_mut(slot as usize) {
                (of.next, of.plain) = (slot_of(next), plain);
                of.first = of.touchpoints.first().copied().unwrap_or(NONE);
            }
        }
        let after: Vec<u32> = solved.customers.iter().map(|&customer| slot_of(customer)).collect();
        let called = |slot: u32| self.slots.get(slot as usize).map_or(NONE, |slot| slot.first);
        let old: Vec<(u32, u32)> = old.into_iter().map(|(number, slot)| (number, slot.first)).collect();
        self.changes.extend(changes(&old, &before, &after, called));
    }

    /// Identifiers that were refused and are no customer's hang together with whom they were seen with.
    fn keep_near(&mut self, evidence: &Evidence, solved: &Solved, slot_of: &impl Fn(u32) -> u32) {
        for (row, &customer) in evidence.rows.iter().zip(&solved.customers) {
            for &it in row {
                let number = at(&evidence.numbers, it);
                let nobodys = at(&solved.owned, it) == NONE && at(&solved.aside, it).is_none();
                if nobodys && at_or_none(&self.owners, number) == NONE {
                    let slot = slot_of(customer);
                    put(&mut self.owners, number, NEAR | slot);
                    self.slots.get_mut(slot as usize).into_iter().for_each(|slot| slot.near.push(number));
                }
            }
        }
    }

    fn free_slot(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            u32::try_from(self.slots.len() - 1).unwrap_or(NONE)
        })
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// The customers' numbers, in no order; they hold until it is settled again.
    pub fn all(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.slots).filter(|(_, slot)| !slot.touchpoints.is_empty()).map(|(number, _)| number)
    }

    /// The customer of a touchpoint; `None` for a stranger's.
    #[must_use]
    pub fn customer_of(&self, touchpoint: u32) -> Option<u32> {
        Some(at_or_none(&self.of, touchpoint)).filter(|&slot| slot != NONE)
    }

    /// The touchpoints of a customer, oldest first.
    #[must_use]
    pub fn touchpoints_of(&self, customer: u32) -> &[u32] {
        self.slots.get(customer as usize).map_or(&[], |slot| &slot.touchpoints)
    }

    /// The identifiers of a customer, oldest first.
    #[must_use]
    pub fn identifiers_of(&self, customer: u32) -> &[u32] {
        self.slots.get(customer as usize).map_or(&[], |slot| &slot.identifiers)
    }

    /// The customer of an identifier; `None` for one that links nobody.
    #[must_use]
    pub fn owner_of(&self, identifier: u32) -> Option<u32> {
        Some(at_or_none(&self.owners, identifier)).filter(|&slot| slot < NEAR)
    }

    /// How many touchpoints are nobody's: they show no identifier, or only ones that link nobody.
    #[must_use]
    pub fn unidentified(&self) -> usize {
        self.unidentified
    }

    /// What happened to customers since the last call.
    pub fn changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Remembers from now on which customers are not as they were, for [`stirred`](Self::stirred).
    #[cfg(feature = "books")]
    pub fn watch(&mut self) {
        self.stirred.get_or_insert_default();
    }

    /// The customers that are not as they were since the last call; none where nobody [watches](Self::watch). To be asked
    /// after it was settled.
    #[cfg(feature = "books")]
    pub fn stirred(&mut self) -> Stirred {
        self.stirred.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Who is who among the touchpoints that hang together with a customer, which are told as well, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when a touchpoint shows a number that `identifiers` has not given out.
    pub fn part(
        &self,
        customer: u32,
        identifiers: &Identifiers,
        seen: &impl Sightings,
    ) -> Result<(Vec<u32>, Identity), Error> {
        let mut touchpoints = Vec::new();
        let mut here = customer;
        while let Some(slot) = self.slots.get(here as usize) {
            touchpoints.extend(&slot.touchpoints);
            here = slot.next;
            if here == customer {
                break;
            }
        }
        touchpoints.put_in_order_by(|&a, &b| seen.by_age(a, b));
        let rows = self.rows(&touchpoints, seen);
        Ok((touchpoints, resolve(identifiers, &rows, &self.options)?))
    }

    /// What touchpoints show, without what is shared.
    fn rows(&self, touchpoints: &[u32], seen: &impl Sightings) -> Rows<u32> {
        let row = |&touchpoint: &u32| {
            seen.seen(touchpoint).iter().copied().filter(|&it| self.place_of_shared(it).is_none())
        };
        touchpoints.iter().map(row).collect()
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let words =
            self.of.capacity() + self.settled.capacity() + self.owners.capacity() + self.room.capacity();
        let slot = |slot: &Slot| {
            4 * (slot.touchpoints.capacity() + slot.identifiers.capacity() + slot.near.capacity())
        };
        let shared = |shared: &Shared| 4 * shared.touchpoints.capacity();
        4 * words
            + self.slots.capacity() * size_of::<Slot>()
            + self.slots.iter().map(slot).sum::<usize>()
            + self.shared.capacity() * size_of::<Shared>()
            + self.shared.iter().map(shared).sum::<usize>()
            + self.changes.capacity() * size_of::<Change>()
    }
}

/// The value at `index`, and [`NONE`] outside.
fn at_or_none(values: &[u32], index: u32) -> u32 {
    values.get(index as usize).copied().unwrap_or(NONE)
}
