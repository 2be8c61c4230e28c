//! What keeps erased people erased: marks of what they had, which nobody can read back.

use serde::Serialize;
use serde_json::Value;

use super::Secret;
use crate::Error;
use crate::form::{self, Form, Style, Wrong};
use crate::model::{Identifier, Time};
use crate::order::Order;
use crate::sha256::{hex, hmac, sha256, unhex};

/// Bytes of a digest that a mark keeps: by chance none of 2^40 facts has a mark of 2^40 (2^80 pairs against 2^128).
const BYTES: usize = 16;

/// The mark of an erased touchpoint or identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Tombstone {
    /// Hexadecimal digits of a keyed hash.
    pub mark: Mark,
    /// An identifier's facts are refused up to here; a touchpoint's id, which has none, always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string", optional))]
    pub until: Option<Time>,
}

form::record!(Tombstone { mark: Mark([0; BYTES]) } { until: None });

/// The first 16 bytes of a keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "typescript", ts(type = "string"))]
pub struct Mark([u8; BYTES]);

impl Serialize for Mark {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl Form for Mark {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        let bytes = unhex(form::text(value)?).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| Wrong::must_be("32 hexadecimal digits"))
    }
}

form::deserialized!(Mark);

/// The marks of all erased people: the same whatever order they came in, and no value of anybody among them.
///
/// The marks are made with a [`Secret`] that the caller keeps elsewhere (HMAC-SHA-256). Without one they are plain hashes:
/// then who holds the file can try out addresses and numbers, and learn who was erased.
///
/// ```
/// use omo_core::privacy::{Secret, Tombstones};
/// use omo_core::{Identifier, Time};
/// let hanako = [Identifier::email("hanako@example.jp")?];
/// let time = |day: &str| day.parse::<Time>();
/// let mut erased = Tombstones::new(Some(Secret::new("a secret of the shop")?));
/// let marks = erased.bury(["ec-1"], &hanako, time("2026-03-10")?);
/// // Old files are refused, even facts that were never loaded; a customer who comes back is a new one.
/// assert!(erased.covers("ec-1", &[], time("2026-03-01")?));
/// assert!(erased.covers("pos-7", &hanako, time("2026-03-09")?));
/// assert!(!erased.covers("pos-8", &hanako, time("2026-03-11")?));
/// // What the store keeps of her.
/// assert!(!serde_json::to_string(&marks).unwrap().contains("hanako"));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Tombstones {
    secret: Option<Secret>,
    /// What tells with which secret the marks were made that were read back.
    kept: Option<Tombstone>,
    /// In order of marks.
    marks: Vec<Tombstone>,
    /// The latest cut-off: no fact after it is refused for an identifier.
    latest: i64,
}

impl std::fmt::Debug for Tombstones {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tombstones").field("marks", &self.marks.len()).finish_non_exhaustive()
    }
}

impl Default for Tombstones {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Tombstones {
    /// None yet.
    #[must_use]
    pub fn new(secret: Option<Secret>) -> Self {
        Self { secret, kept: None, marks: Vec::new(), latest: i64::MIN }
    }

    /// A mark of the secret itself, none where there is no secret. Kept beside the marks it tells, when they are read
    /// back, whether the secret is still the same; with another one they would cover nobody.
    #[must_use]
    pub fn key_mark(&self) -> Option<Tombstone> {
        self.secret.as_ref().map(|_| Tombstone { mark: self.mark("key", ""), until: None })
    }

    /// Takes the mark of the secret that was kept beside the marks.
    pub fn restore_key(&mut self, kept: Tombstone) {
        self.kept = Some(kept);
    }

    /// Whether the marks that were read back were made with the secret of today.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when they were not.
    pub fn check_key(&self) -> Result<(), Error> {
        if self.marks.is_empty() || self.kept == self.key_mark() {
            return Ok(());
        }
        Err(Error::option("secret", "that with which people were erased", &"another, or none"))
    }

    /// Marks touchpoints by their ids, and identifiers for all facts up to `until`; the new marks, to be kept.
    pub fn bury<'i>(
        &mut self,
        ids: impl IntoIterator<Item = &'i str>,
        identifiers: &[Identifier],
        until: Time,
    ) -> Vec<Tombstone> {
        let mut new: Vec<Tombstone> = Vec::new();
        for id in ids {
            new.push(Tombstone { mark: self.mark("fact", id), until: None });
        }
        for identifier in identifiers {
            let mark = self.mark(identifier.kind().name(), identifier.value());
            new.push(Tombstone { mark, until: Some(until) });
        }
        new.put_in_order();
        new.dedup();
        // The first are made with this secret.
        self.kept = if self.marks.is_empty() { self.key_mark() } else { self.kept };
        self.restore(new.iter().copied());
        new
    }

    /// Adds marks that were kept. Of one identifier the latest cut-off holds.
    pub fn restore(&mut self, tombstones: impl IntoIterator<Item = Tombstone>) {
        self.marks.extend(tombstones);
        let until = |tombstone: &Tombstone| tombstone.until.map_or(i64::MAX, Time::millis);
        // The latest comes first and stays; at one instant the clock decides, so that arrival does not.
        self.marks.put_in_order_by(|a, b| {
            a.mark.cmp(&b.mark).then_with(|| (until(b), b.until).cmp(&(until(a), a.until)))
        });
        self.marks.dedup_by(|later, first| later.mark == first.mark);
        self.latest = self.marks.iter().filter_map(|t| t.until).map(Time::millis).max().unwrap_or(i64::MIN);
    }

    /// All marks, in one order: what a snapshot holds.
    #[must_use]
    pub fn in_order(&self) -> &[Tombstone] {
        &self.marks
    }

    /// Whether nobody was erased.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// Whether a touchpoint is of somebody who was erased. Costs nothing while nobody was, one keyed hash for a fact
    /// after the last erasure, and one more for each identifier of an older one.
    #[must_use]
    pub fn covers(&self, id: &str, identifiers: &[Identifier], occurred_at: Time) -> bool {
        if self.marks.is_empty() {
            return false;
        }
        self.find(self.mark("fact", id)).is_some() || self.covers_any(identifiers, occurred_at)
    }

    /// The same for what has no id of its own, such as a consent: whether one of the identifiers was erased later.
    #[must_use]
    pub fn covers_any(&self, identifiers: &[Identifier], at: Time) -> bool {
        if at.millis() > self.latest {
            return false;
        }
        identifiers.iter().any(|identifier| {
            let mark = self.mark(identifier.kind().name(), identifier.value());
            let until = self.find(mark).and_then(|tombstone| tombstone.until);
            until.is_some_and(|until| at.millis() <= until.millis())
        })
    }

    fn find(&self, mark: Mark) -> Option<&Tombstone> {
        self.marks.binary_search_by(|held| held.mark.cmp(&mark)).ok().and_then(|place| self.marks.get(place))
    }

    fn mark(&self, what: &str, value: &str) -> Mark {
        // No `what` has a zero byte, so no two things make one message.
        let message = [b"\0", what.as_bytes(), b"\0", value.as_bytes()].concat();
        let digest =
            self.secret.as_ref().map_or_else(|| sha256(&message), |secret| hmac(secret.bytes(), &message));
        let mut mark = [0; BYTES];
        mark.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Mark(mark)
    }
}
