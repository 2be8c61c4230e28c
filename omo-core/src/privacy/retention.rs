//! How long facts are kept, and which have had their time.

use std::borrow::Borrow;

use serde::Serialize;

use crate::form;
use crate::model::{Action, DAY, Time, Touchpoint};

/// How long facts of some kind are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RetentionRule {
    /// What the rule is called, and what is given as the reason.
    pub name: String,
    /// Actions it is about; all where there are none.
    #[cfg_attr(feature = "typescript", ts(type = "string[]"))]
    pub actions: Vec<Action>,
    /// Channels it is about; all where there are none.
    pub channels: Vec<String>,
    /// Erase after so many days.
    pub erase_after: Option<u32>,
    /// Keep for so many days whatever other rules say, as tax laws do.
    pub keep_for: Option<u32>,
}

form::record!(RetentionRule { name: String::new() } { actions: Vec::new(), channels: Vec::new(), erase_after: None, keep_for: None });

/// How long things are kept. Without rules touchpoints are kept for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RetentionRules {
    /// For touchpoints.
    pub rules: Vec<RetentionRule>,
    /// For how many days records of disclosure are kept; 1096, three years with a leap day.
    pub ledger_days: u32,
}

form::options!(RetentionRules { rules, ledger_days });

impl Default for RetentionRules {
    fn default() -> Self {
        Self { rules: Vec::new(), ledger_days: 3 * 365 + 1 }
    }
}

/// A touchpoint that has had its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Expired {
    /// Which one.
    pub id: String,
    /// The rule that says so; of several the one whose time came first.
    pub rule: String,
    /// Since when.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub since: Time,
}

impl RetentionRule {
    fn is_about(&self, touch: &Touchpoint) -> bool {
        (self.actions.is_empty() || self.actions.contains(&touch.action))
            && (self.channels.is_empty() || self.channels.contains(&touch.channel))
    }
}

impl RetentionRules {
    /// Which of the touchpoints are to be erased at `now`, and why, in the order they came.
    ///
    /// ```
    /// use omo_core::{Touchpoint, privacy::RetentionRules};
    /// let rules: RetentionRules = serde_json::from_str(r#"{"rules": [
    ///     {"name": "browsing", "actions": ["view", "search"], "eraseAfter": 365},
    ///     {"name": "everything", "eraseAfter": 1000},
    ///     {"name": "tax", "actions": ["purchase"], "keepFor": 2557}]}"#).unwrap();
    /// let touch = |id: &str, action: &str| serde_json::from_str::<Touchpoint>(&format!(
    ///     r#"{{"id": "{id}", "occurredAt": "2020-01-01T00:00:00Z", "channel": "ec", "action": "{action}"}}"#)).unwrap();
    /// let touches = [touch("1", "view"), touch("2", "purchase"), touch("3", "visit")];
    /// let gone = rules.sweep("2026-01-01".parse()?, &touches);
    /// let gone: Vec<_> = gone.iter().map(|g| (g.id.as_str(), g.rule.as_str())).collect();
    /// assert_eq!(gone, [("1", "browsing"), ("3", "everything")]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn sweep<T: Borrow<Touchpoint>>(
        &self,
        now: Time,
        touchpoints: impl IntoIterator<Item = T>,
    ) -> Vec<Expired> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        touchpoints.into_iter().filter_map(|touch| self.expired(now, touch.borrow())).collect()
    }

    /// Whether one touchpoint has had its time.
    fn expired(&self, now: Time, touch: &Touchpoint) -> Option<Expired> {
        let after = |days: u32| touch.occurred_at.plus(i64::from(days) * DAY);
        let mut first: Option<(Time, &str)> = None;
        for rule in self.rules.iter().filter(|rule| rule.is_about(touch)) {
            if rule.keep_for.is_some_and(|days| now.millis() < after(days).millis()) {
                return None;
            }
            let ended = rule.erase_after.map(after).filter(|end| end.millis() <= now.millis());
            if let Some(end) = ended
                && first.is_none_or(|(earliest, _)| end.millis() < earliest.millis())
            {
                first = Some((end, &rule.name));
            }
        }
        first.map(|(since, rule)| Expired { id: touch.id.clone(), rule: rule.into(), since })
    }

    /// Before when records of disclosure are forgotten.
    #[must_use]
    pub fn ledger_until(&self, now: Time) -> Time {
        now.plus(-i64::from(self.ledger_days) * DAY)
    }
}
