//! Who this customer is to the shop: profile, segments, and a card for whoever serves.
//!
//! All of it is pure functions of one customer's [`History`] and of `now`.

mod card;
mod counters;
mod interests;
mod options;
mod segment;
#[cfg(test)]
mod tests;
mod traits;
mod words;

use serde::Serialize;

pub use card::{
    CardOptions, ContextCard, Hint, HintRule, LatestStep, OpenMatter, OpenRule, Part, Sight, Tone,
};
pub use counters::{Counted, Counters, Counting, Tally};
pub use interests::{Interested, Levels, Liking, decayed};
pub use options::{ProfileOptions, Survivorship};
pub use segment::{Crossing, Members, Segments, SegmentsOptions, Why};
pub use traits::{Said, Trait, Traits};

use crate::Error;
use crate::model::{Fold, History, Time};

/// What one customer's facts say at an instant.
///
/// ```
/// use omo_core::model::{Channels, History, Touchpoint};
/// use omo_core::profile::{Profile, ProfileOptions};
/// let facts: Vec<Touchpoint> = serde_json::from_str(r#"[
///     {"id": "till-1", "occurredAt": "2026-03-01T10:00:00+09:00", "channel": "pos", "store": "ginza",
///      "action": "purchase", "traits": {"rank": "silver"}, "lines": [{"product": "sencha", "amount": "600 JPY"}]},
///     {"id": "app-1", "occurredAt": "2026-03-31T10:00:00+09:00", "channel": "app", "action": "view",
///      "traits": {"rank": "gold"}, "lines": [{"product": "sencha"}]}
/// ]"#).unwrap();
/// let history = History::of(&facts, |channel| Channels::default().side(channel), |_| Some("tea"));
/// let profile = Profile::of(&history, "2026-03-31T10:00:00+09:00".parse()?, &ProfileOptions::default())?;
/// assert_eq!((profile.traits[0].value.as_str(), profile.traits[0].touchpoint.as_str()), ("gold", "app-1"));
/// assert_eq!((profile.counters.visits, profile.counters.days_since_purchase), (1, Some(30)));
/// // A purchase weighs 5, halved after 30 days, and a view 1.
/// assert_eq!(profile.categories[0].level, 3.5);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// What is known about the customer, in order of names.
    pub traits: Vec<Trait>,
    /// How often, how lately, how much.
    pub counters: Counters,
    /// The products of most interest.
    pub products: Vec<Liking>,
    /// The categories of most interest.
    pub categories: Vec<Liking>,
}

impl Profile {
    /// Leaves out which touchpoints say so.
    #[cfg(feature = "books")]
    pub(crate) fn forget_facts(&mut self) {
        let Self { traits, products, categories, .. } = self;
        for one in traits {
            one.touchpoint.clear();
        }
        for one in products.iter_mut().chain(categories) {
            one.touchpoint.clear();
        }
    }

    /// The profile at `now`; facts after that are not known yet.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option lies outside what it can be.
    pub fn of(history: &History<'_>, now: Time, options: &ProfileOptions) -> Result<Self, Error> {
        options.check()?;
        let counting = Counting { now, window: options.window };
        let interested = Interested { now, options };
        let traits = traits::survivors(&Traits::new(options).fold_until(history, now), options);
        let counters = counting.counters(&counting.fold_until(history, now));
        let (products, categories) = interested.top(&interested.fold_until(history, now));
        Ok(Self { traits, counters, products, categories })
    }
}
