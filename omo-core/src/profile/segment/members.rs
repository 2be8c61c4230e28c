//! To which segments a customer belongs, and what changed.

use serde::Serialize;

use super::Segments;
use crate::model::Time;

/// The segments a customer belongs to, a bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Members(Vec<u64>);

impl Members {
    pub(super) fn of(held: &[bool]) -> Self {
        let bits = |held: &[bool]| held.iter().rev().fold(0, |bits, &holds| bits << 1 | u64::from(holds));
        let mut words: Vec<u64> = held.chunks(64).map(bits).collect();
        // So that nothing is nothing, whatever it is held against.
        while words.pop_if(|word| *word == 0).is_some() {}
        Self(words)
    }

    /// Whether the segment of a number is among them.
    #[must_use]
    pub fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Whether it is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many they are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

/// A customer who entered or left a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Crossing {
    /// The segment.
    pub segment: String,
    /// Whether the customer entered it, or left.
    pub entered: bool,
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
}

impl Segments {
    /// What changed from `before` to `after`, in order of names; [`Members::default`] is who belonged to nothing yet.
    ///
    /// ```
    /// # use omo_core::model::{History, Side, Touchpoint};
    /// # use omo_core::profile::{Members, Segments};
    /// let segments = Segments::compile(&serde_json::json!({"buyer": {"event": {"action": "purchase"}}}))?;
    /// let facts: Vec<Touchpoint> = serde_json::from_str(
    ///     r#"[{"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "pos", "action": "purchase"}]"#).unwrap();
    /// let now = "2026-03-01T10:00:00Z".parse()?;
    /// let after = segments.members(&History::of(&facts, |_| Side::Offline, |_| None), now);
    /// let changed = segments.crossings(&Members::default(), &after, now);
    /// assert_eq!((changed[0].segment.as_str(), changed[0].entered), ("buyer", true));
    /// assert!(segments.crossings(&after, &after, now).is_empty());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn crossings(&self, before: &Members, after: &Members, at: Time) -> Vec<Crossing> {
        let named = self.names.iter().enumerate();
        let changed = named.filter(|(number, _)| before.has(*number) != after.has(*number));
        changed
            .map(|(number, name)| Crossing { segment: name.clone(), entered: after.has(number), at })
            .collect()
    }
}
