//! Which sessions are like this one, and what they clicked.

use std::cmp::Ordering;

use super::SessionOptions;
use super::index::{ITEM, Index, WINDOW};
use super::tally::{Entry, Tally};
use crate::math;
use crate::order::Order;

/// What a click counts less for each click after it, in the search for similar sessions.
const DECAY: f64 = 0.94;
/// How much a session's age takes away: one from the beginning of all that is known counts a fifth.
const AGING: f64 = 4.0;
/// In how many of the newest sessions it is looked up what was clicked next to an item.
const BESIDE: usize = 200;
/// How many clicks next to an item it takes to believe in them half.
const DOUBT: f64 = 5.0;
/// Similarities are added up as whole numbers, so that sums do not hang on the order of the sessions.
const FINE: f64 = 1_099_511_627_776.0;

/// A session that shares items.
#[derive(Debug, Clone, Copy, Default)]
struct Near {
    weight: f64,
    /// How many clicks ago the newest item was that both have.
    ago: u32,
}

/// What speaks for an item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// The similarities of the sessions that have it.
    near: u64,
    /// How often it came after the last item, and before.
    after: f64,
    before: f64,
    /// How many similar sessions have it.
    pub sessions: u32,
    /// The most similar of them, and how many clicks ago the newest item was that it shares.
    nearest: u64,
    pub nearest_ago: u32,
    /// How often the session itself clicked it, and how many clicks ago.
    pub times: u32,
    pub ago: u32,
    /// In how many places next to the last item it was.
    pub beside: u32,
}

/// What speaks for an item, each as a share of all that speaks for any.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Shares {
    /// Similar sessions, of items that are new to the session and of its own.
    pub near: f64,
    pub near_own: f64,
    /// Right after the last item, and before.
    pub after: f64,
    pub before: f64,
}

/// Room for searching, used again from question to question.
#[derive(Debug, Clone, Default)]
pub(super) struct Search {
    sessions: Tally<Near>,
    items: Tally<Seen>,
    nearest: Vec<Neighbour>,
    /// Sums over all items.
    near: u64,
    after: f64,
    before: f64,
    /// Of the first, the sum over the session's own items.
    near_own: u64,
    /// How many items the session itself has; they come first among all.
    own: usize,
}

#[derive(Debug, Clone, Copy)]
struct Neighbour {
    similarity: f64,
    last: i64,
    session: u32,
    ago: u32,
}

/// Most similar first, then the newest.
fn nearest_first(a: &Neighbour, b: &Neighbour) -> Ordering {
    b.similarity.total_cmp(&a.similarity).then(b.last.cmp(&a.last)).then(a.session.cmp(&b.session))
}

impl Search {
    /// Finds all that speaks for any item after these clicks.
    ///
    /// Items that the index does not have are passed over, yet they are clicks.
    pub fn gather(&mut self, index: &Index, options: &SessionOptions, clicks: &[u32]) {
        self.sessions.clear();
        self.items.clear();
        self.nearest.clear();
        (self.near, self.after, self.before) = (0, 0.0, 0.0);
        self.touch(index, options, clicks);
        self.rank(index, options);
        for neighbour in &self.nearest {
            let similarity = if options.published {
                neighbour.similarity * (0.9 - 0.1 * f64::from(neighbour.ago)).max(0.0)
            } else {
                neighbour.similarity
            };
            // No more than the window's clicks.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 2^53")]
            let similarity = (similarity * FINE) as u64;
            for &click in index.clicks(index.session(neighbour.session)) {
                // Each item once.
                let once = (click & ITEM != click).then_some(click & ITEM);
                let Some(seen) = once.and_then(|item| self.items.of(item)) else { continue };
                seen.near += similarity;
                seen.sessions += 1;
                self.near += similarity;
                let better = similarity.cmp(&seen.nearest).then(seen.nearest_ago.cmp(&neighbour.ago));
                if seen.sessions == 1 || better == Ordering::Greater {
                    (seen.nearest, seen.nearest_ago) = (similarity, neighbour.ago);
                }
            }
        }
        self.near_own = self.own().iter().map(|own| own.value.near).sum();
        let last = self.items.entries().first().map(|entry| entry.key);
        if let Some(last) = last.filter(|_| !options.published && self.own > 0) {
            self.beside(index, last);
        }
    }

    /// Notes the session's own items, and the sessions that have any of the last.
    fn touch(&mut self, index: &Index, options: &SessionOptions, clicks: &[u32]) {
        let length =
            f64::from(u32::try_from(clicks.len().min(options.clicks).min(WINDOW)).unwrap_or(u32::MAX));
        let mut weight = 1.0;
        for (ago, &item) in (0_u32..).zip(clicks.iter().rev().take(WINDOW)) {
            let counts = if options.published { 1.0 - f64::from(ago) / length } else { weight };
            weight *= DECAY;
            let known = (item as usize) < index.items();
            let Some(seen) = known.then(|| self.items.of(item)).flatten() else { continue };
            seen.times += 1;
            if seen.times > 1 {
                continue;
            }
            seen.ago = ago;
            if ago as usize >= options.clicks {
                continue;
            }
            for &session in index.sessions_of(item) {
                let Some(near) = self.sessions.of(session) else { continue };
                if near.weight == 0.0 {
                    near.ago = ago;
                }
                near.weight += counts;
            }
        }
        self.own = self.items.entries().len();
    }

    /// The sessions most like this one.
    fn rank(&mut self, index: &Index, options: &SessionOptions) {
        let published = options.published;
        self.nearest.extend(self.sessions.entries().iter().map(
            |&Entry { key: session, ref value, .. }| {
                let head = index.session(session);
                let similarity = if published {
                    value.weight
                } else {
                    value.weight / (f64::from(head.len()).sqrt() * (1.0 + AGING * index.age(head.last)))
                };
                Neighbour { similarity, last: head.last, session, ago: value.ago }
            },
        ));
        if published {
            self.nearest
                .put_least_first(options.recent, |a, b| b.last.cmp(&a.last).then(b.session.cmp(&a.session)));
            self.nearest.truncate(options.recent);
        }
        self.nearest.put_least_first(options.neighbours, nearest_first);
        self.nearest.truncate(options.neighbours);
    }

    /// Notes what other sessions clicked right after and before the last item; two clicks after counts half.
    fn beside(&mut self, index: &Index, last: u32) {
        for &session in index.sessions_of(last).iter().rev().take(BESIDE) {
            let head = index.session(session);
            let weight = 1.0 / (1.0 + AGING * index.age(head.last));
            let clicks = index.clicks(head);
            let places = clicks.iter().enumerate().filter(|&(_, click)| click & ITEM == last);
            for (place, _) in places {
                let after = |by: usize| clicks.get(place + by).map(|click| click & ITEM);
                let before =
                    place.checked_sub(1).and_then(|place| clicks.get(place)).map(|click| click & ITEM);
                let mut note = |item: Option<u32>, after: f64, before: f64| {
                    let Some(seen) = item.and_then(|item| self.items.of(item)) else { return };
                    seen.beside += 1;
                    seen.after += after;
                    seen.before += before;
                    self.after += after;
                    self.before += before;
                };
                note(after(1), weight, 0.0);
                note(after(2), weight * 0.5, 0.0);
                note(before, 0.0, weight);
            }
        }
    }

    /// What the session's items are, the newest first, and then all others that anything speaks for.
    pub fn entries(&self) -> &[Entry<Seen>] {
        self.items.entries()
    }

    /// The session's own items.
    pub fn own(&self) -> &[Entry<Seen>] {
        self.entries().get(..self.own).unwrap_or_default()
    }

    pub fn seen(&self, item: u32) -> Option<&Seen> {
        self.items.get(item)
    }

    /// What speaks for an item as shares of what speaks for any.
    pub fn shares(&self, seen: &Seen) -> Shares {
        let near = math::share(seen.near, self.near);
        let (near, near_own) = if seen.times == 0 { (near, 0.0) } else { (0.0, near) };
        Shares {
            near,
            near_own,
            after: seen.after / (self.after + DOUBT),
            before: seen.before / (self.before + DOUBT),
        }
    }

    /// The shares of all items together.
    pub fn whole(&self) -> Shares {
        Shares {
            near: math::share(self.near - self.near_own, self.near),
            near_own: math::share(self.near_own, self.near),
            after: self.after / (self.after + DOUBT),
            before: self.before / (self.before + DOUBT),
        }
    }
}
