//! Where one customer stands: what is known when an action is chosen.

use serde::{Deserialize, Serialize};

use super::Scored;
use crate::order::Order;
use crate::{Error, Time};

/// How a customer showed interest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum InterestKind {
    /// Looked at it.
    View,
    /// Put it into a cart.
    Cart,
}

/// One sign of interest in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Interest {
    /// The item.
    pub item: u32,
    /// How it was shown.
    pub kind: InterestKind,
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// Through which channel.
    pub channel: u32,
}

/// A question or complaint that is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Inquiry {
    /// When it was made.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// Through which channel: there it may be answered.
    pub channel: u32,
    /// About which item.
    #[serde(default)]
    pub item: Option<u32>,
}

/// Where one customer stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Situation {
    /// The time it is.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub now: Time,
    /// What the customer looked at or put into a cart, bought or not, in any order.
    #[serde(default)]
    pub interests: Vec<Interest>,
    /// Which items the customer bought and when, without what was brought back, in any order.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(type = "Array<[number, string]>"))]
    pub bought: Vec<(u32, Time)>,
    /// What the customer buys again and again: the scores of [`RepeatBuying`](super::RepeatBuying) for today.
    #[serde(default)]
    pub due: Vec<Scored>,
    /// Stores the customer may go to, with kilometres.
    #[serde(default)]
    pub stores: Vec<(u32, f64)>,
    /// From where online orders are sent, in the numbers of the stores.
    #[serde(default)]
    pub online: Option<u32>,
    /// Through which channels the customer agreed to hear from the shop, the preferred first.
    #[serde(default)]
    pub channels: Vec<u32>,
    /// The store in which the customer stands now: there staff may speak without contacting anyone.
    #[serde(default)]
    pub here: Option<u32>,
    /// A question or complaint that is still open.
    #[serde(default)]
    pub inquiry: Option<Inquiry>,
}

impl Situation {
    /// A customer of whom nothing is known.
    #[must_use]
    pub fn at(now: Time) -> Self {
        Self {
            now,
            interests: Vec::new(),
            bought: Vec::new(),
            due: Vec::new(),
            stores: Vec::new(),
            online: None,
            channels: Vec::new(),
            here: None,
            inquiry: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let wrong =
            |column: &str| Err(Error::Column { column: column.into(), must: "numbers of at least 0".into() });
        if self.stores.iter().any(|&(_, kilometres)| !(kilometres >= 0.0 && kilometres.is_finite())) {
            return wrong("kilometres");
        }
        if self.due.iter().any(|due| !(due.score >= 0.0 && due.score.is_finite())) {
            return wrong("score");
        }
        Ok(())
    }

    /// What was bought when, as far as is known now, in order of items and times.
    pub(super) fn known_bought(&self) -> Vec<(u32, Time)> {
        let mut known: Vec<_> = self.bought.iter().filter(|&&(_, at)| at <= self.now).copied().collect();
        known.put_in_order();
        known
    }

    /// Whole days since `time`.
    pub(super) fn days_since(&self, time: Time) -> u32 {
        u32::try_from(i64::from(self.now.day()) - i64::from(time.day())).unwrap_or(0)
    }
}
