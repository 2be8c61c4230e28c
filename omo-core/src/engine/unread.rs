//! Records that could not be read, of people who were erased.

use super::Engine;
use crate::model::{Identifier, IdentifierKind, Time};

/// The values that stand in a record's text, but for the short ones, which are somebody else's quantity as likely as the
/// person's number.
fn values(record: &str) -> Vec<&str> {
    let (mut values, mut rest) = (Vec::new(), record);
    while !rest.is_empty() {
        let end = rest.bytes().position(|byte| b",\";\t\n".contains(&byte)).unwrap_or(rest.len());
        let value = rest.get(..end).unwrap_or_default().trim();
        if value.len() > 3 {
            values.push(value);
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    values
}

impl Engine {
    /// Whether a record that could not be read speaks of somebody who was erased, as far as one can tell: by a value that
    /// stands in it whole, unless it says a time after the erasure.
    pub(super) fn is_of_the_erased(&self, record: &str) -> bool {
        if self.tombstones.is_empty() {
            return false;
        }
        let values = values(record);
        // The latest that is told; what has no sign in it is more often somebody's number than an instant.
        let told = |value: &&str| Time::read(value, &self.config.zone).ok().filter(|_| value.contains('-'));
        let at = values.iter().filter_map(told).map(Time::millis).max().unwrap_or(0);
        let at = Time::new(at, 0).unwrap_or(Time::EPOCH);
        values.into_iter().any(|value| {
            self.tombstones.covers(value, &[], at)
                || IdentifierKind::ALL.into_iter().any(|kind| {
                    Identifier::read(kind, value).is_ok_and(|read| self.tombstones.covers_any(&[read], at))
                })
        })
    }
}
