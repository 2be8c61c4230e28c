//! The sessions of each item and the items of each session, click by click.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::clicks::{Click, Clicks};
use super::ring::Ring;

/// Of how many last clicks of a session the index knows.
///
/// Longer sessions are those of machines and of people who leave a window open for days; without a bound they would
/// be most of the time of a search.
pub(super) const WINDOW: usize = 64;

/// Set on the last click on an item within a session, so that a search counts each item once.
const LAST: u32 = 1 << 31;

/// The item of a click.
pub(super) const ITEM: u32 = !LAST;

/// What sessions clicked: all that a search reads.
///
/// A click costs no more than a walk over its session and a shift within the newest sessions of its item, and after it
/// the index is the one that reading all clicks at once would have made.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    heads: Vec<Head>,
    /// The clicks of all sessions, each session's in one piece.
    clicks: Vec<u32>,
    rings: Vec<Ring>,
    /// How many sessions ever clicked each item; twice, if more clicks than the window has were between.
    sessions: Vec<u32>,
    span: Option<(i64, i64)>,
    /// How many sessions an item remembers.
    recent: usize,
}

/// Where a session's clicks are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Head {
    start: u32,
    len: u16,
    room: u16,
    /// When it clicked last.
    pub last: i64,
}

impl Head {
    /// How many of its clicks are known.
    pub fn len(self) -> u16 {
        self.len
    }
}

impl Index {
    pub fn new(recent: usize, items: usize) -> Self {
        let (rings, sessions) = (vec![Ring::default(); items], vec![0; items]);
        Self { rings, sessions, recent, ..Self::default() }
    }

    /// Makes room for all clicks at once, so that none has to move.
    pub fn reserve(&mut self, clicks: &Clicks) {
        let mut sessions_of = vec![0_usize; self.rings.len()];
        for session in clicks.by_session() {
            let Some(first) = session.first() else { continue };
            let room = session.len().min(WINDOW);
            self.head(first.session);
            let start = u32::try_from(self.clicks.len()).unwrap_or(u32::MAX);
            self.clicks.resize(self.clicks.len() + room, 0);
            if let Some(head) = self.heads.get_mut(first.session as usize) {
                (head.start, head.room) = (start, u16::try_from(room).unwrap_or(u16::MAX));
            }
            for click in session {
                if let Some(sessions) = sessions_of.get_mut(click.item as usize) {
                    *sessions += 1;
                }
            }
        }
        for (ring, sessions) in self.rings.iter_mut().zip(sessions_of) {
            ring.reserve(sessions.min(self.recent + 1));
        }
    }

    /// Knows of sessions and items that nobody clicked yet.
    pub fn make_room(&mut self, sessions: usize, items: usize) {
        let items = items.max(self.rings.len());
        self.heads.resize(sessions.max(self.heads.len()), Head::default());
        self.rings.resize_with(items, Ring::default);
        self.sessions.resize(items, 0);
    }

    /// Takes a click in. One that is earlier than its session's last counts as if it came with that.
    pub fn observe(&mut self, click: Click) {
        let Click { session, item, at } = click;
        if self.rings.len() <= item as usize {
            self.make_room(0, item as usize + 1);
        }
        let head = self.head(session);
        let at = if head.len == 0 { at } else { at.max(head.last) };
        let (first, latest) = self.span.unwrap_or((at, at));
        self.span = Some((first.min(at), latest.max(at)));
        let known = self.append(session, item, at);
        // A session that is longer than the window may have clicked the item before it.
        let may_be_there = known || usize::from(head.len) == WINDOW;
        let Some(ring) = self.rings.get_mut(item as usize) else { return };
        if may_be_there {
            ring.remove(session);
        }
        ring.insert(at, session, self.recent);
        if let Some(sessions) = self.sessions.get_mut(item as usize).filter(|_| !known) {
            *sessions = sessions.saturating_add(1);
        }
    }

    /// Puts the item at the end of its session. Whether it was in the session's window before.
    fn append(&mut self, session: u32, item: u32, at: i64) -> bool {
        let mut head = self.head(session);
        if head.len == head.room && usize::from(head.room) < WINDOW {
            self.move_to_more_room(&mut head);
        }
        let start = head.start as usize;
        let room = self.clicks.get_mut(start..start + usize::from(head.room)).unwrap_or_default();
        let mut known = false;
        for click in room.iter_mut().take(usize::from(head.len)) {
            if *click == item | LAST {
                *click = item;
                known = true;
            }
        }
        if head.len == head.room {
            room.rotate_left(1);
        } else {
            head.len += 1;
        }
        if let Some(click) = usize::from(head.len).checked_sub(1).and_then(|end| room.get_mut(end)) {
            *click = item | LAST;
        }
        head.last = at;
        if let Some(place) = self.heads.get_mut(session as usize) {
            *place = head;
        }
        known
    }

    /// Twice the room, at the end. What is left behind is no more than what is in use.
    fn move_to_more_room(&mut self, head: &mut Head) {
        let room = usize::from(head.room) * 2;
        let room = room.clamp(4, WINDOW);
        let start = head.start as usize;
        let old = start..start + usize::from(head.len);
        head.start = u32::try_from(self.clicks.len()).unwrap_or(u32::MAX);
        self.clicks.extend_from_within(old);
        self.clicks.resize(head.start as usize + room, 0);
        head.room = u16::try_from(room).unwrap_or(u16::MAX);
    }

    /// Where a session's clicks are; a new session has none.
    fn head(&mut self, session: u32) -> Head {
        let at = session as usize;
        if self.heads.len() <= at {
            self.heads.resize(at + 1, Head::default());
        }
        self.heads.get(at).copied().unwrap_or_default()
    }

    /// How many items there are, clicked or not.
    pub fn items(&self) -> usize {
        self.rings.len()
    }

    /// How many sessions there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// The newest sessions of an item, the oldest of them first.
    pub fn sessions_of(&self, item: u32) -> &[u32] {
        self.rings.get(item as usize).map_or(&[], Ring::sessions)
    }

    /// How many sessions ever clicked an item.
    pub fn count(&self, item: u32) -> u32 {
        self.sessions.get(item as usize).copied().unwrap_or_default()
    }

    /// Length and last click of a session.
    pub fn session(&self, session: u32) -> Head {
        self.heads.get(session as usize).copied().unwrap_or_default()
    }

    /// The clicks of a session: the [`ITEM`], and a bit above it on the last click on each.
    pub fn clicks(&self, head: Head) -> &[u32] {
        let start = head.start as usize;
        self.clicks.get(start..start + usize::from(head.len)).unwrap_or_default()
    }

    /// What share of all the time that is known lies between a time and now, which is the latest click.
    pub fn age(&self, at: i64) -> f64 {
        let Some((first, latest)) = self.span else { return 0.0 };
        let part = latest.saturating_sub(at).max(0).cast_unsigned();
        let whole = latest.saturating_sub(first).cast_unsigned();
        crate::math::share(part, whole)
    }

    fn sessions(&self) -> impl Iterator<Item = (i64, Vec<u32>)> {
        self.heads
            .iter()
            .map(|&head| (head.last, self.clicks(head).iter().map(|click| click & ITEM).collect()))
    }

    /// Whether its numbers are those of sessions and items that it has.
    pub fn whole(&self, recent: usize) -> bool {
        let known = |session: &u32| (*session as usize) < self.heads.len();
        self.recent == recent
            && self.sessions.len() == self.rings.len()
            && self.rings.iter().all(|ring| ring.sessions().iter().all(known))
            && self.clicks.iter().all(|click| ((click & ITEM) as usize) < self.rings.len())
    }
}

impl PartialEq for Index {
    /// The same clicks, wherever they lie.
    fn eq(&self, other: &Self) -> bool {
        self.recent == other.recent
            && self.span == other.span
            && self.sessions == other.sessions
            && self.rings == other.rings
            && self.sessions().eq(other.sessions())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    recent: usize,
    span: Option<(i64, i64)>,
    /// Each session's last time and items.
    sessions: Vec<(i64, Vec<u32>)>,
    /// Each item's count of sessions, and the times and numbers of the newest.
    items: Vec<(u32, Vec<(i64, u32)>)>,
}

impl Serialize for Index {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let items = self.rings.iter().zip(&self.sessions);
        let items = items.map(|(ring, &sessions)| (sessions, ring.clicks().collect())).collect();
        let sessions = self.sessions().collect();
        Written { recent: self.recent, span: self.span, sessions, items }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Index {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let wrong = || serde::de::Error::custom("must be sessions in order");
        let written = Written::deserialize(from)?;
        let mut index = Self::new(written.recent, written.items.len());
        (index.recent, index.span) = (written.recent, written.span);
        for (session, (last, items)) in (0_u32..).zip(&written.sessions) {
            index.head(session);
            for &item in items.iter().take(WINDOW) {
                if item & LAST != 0 {
                    return Err(wrong());
                }
                index.append(session, item, *last);
            }
            if let Some(head) = index.heads.get_mut(session as usize) {
                head.last = *last;
            }
        }
        for (place, (sessions, clicks)) in written.items.iter().enumerate() {
            let ring = Ring::read(clicks).ok_or_else(wrong)?;
            if let (Some(into), Some(count)) = (index.rings.get_mut(place), index.sessions.get_mut(place)) {
                (*into, *count) = (ring, *sessions);
            }
        }
        Ok(index)
    }
}
