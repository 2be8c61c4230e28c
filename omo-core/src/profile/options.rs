//! How a profile is made.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Error, form};

/// Which of the texts said about one trait survives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Survivorship {
    /// The one said last.
    #[default]
    MostRecent,
    /// That of the channel named first in [`ProfileOptions::trusted`].
    MostTrusted,
    /// The one with the most characters.
    Longest,
    /// The one said most often.
    MostFrequent,
    /// The one said first.
    First,
}

form::words!(Survivorship {
    MostRecent = "most_recent",
    MostTrusted = "most_trusted",
    Longest = "longest",
    MostFrequent = "most_frequent",
    First = "first",
});

/// How a [`Profile`](super::Profile) is made.
///
/// ```
/// use omo_core::profile::{ProfileOptions, Survivorship};
/// let options: ProfileOptions =
///     serde_json::from_str(r#"{"survivorship": {"name": "longest"}, "halfLife": 14}"#).unwrap();
/// assert_eq!(options.survivorship["name"], Survivorship::Longest);
/// assert_eq!((options.half_life, options.window), (14.0, 30));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ProfileOptions {
    /// The rules of traits that have one of their own.
    pub survivorship: BTreeMap<String, Survivorship>,
    /// The rule of all other traits.
    pub default: Survivorship,
    /// Channels, the most trusted first; all others come after them.
    pub trusted: Vec<String>,
    /// Days that count as lately.
    pub window: u32,
    /// Days after which what was done says half as much about an interest.
    pub half_life: f64,
    /// What one action with a product says about the interest in it; actions that are not named say nothing.
    pub weights: BTreeMap<String, f64>,
    /// How many products, categories, stores and channels are named.
    pub top: usize,
}

form::options!(ProfileOptions { survivorship, default, trusted, window, half_life, weights, top });

impl Default for ProfileOptions {
    fn default() -> Self {
        let weights = [
            ("view", 1.0),
            ("cart", 3.0),
            ("reservation", 3.0),
            ("review", 2.0),
            ("purchase", 5.0),
            ("return", -5.0),
        ];
        Self {
            survivorship: BTreeMap::new(),
            default: Survivorship::MostRecent,
            trusted: Vec::new(),
            window: 30,
            half_life: 30.0,
            weights: weights.into_iter().map(|(action, weight)| (action.into(), weight)).collect(),
            top: 5,
        }
    }
}

impl ProfileOptions {
    /// Whether all options are what they can be.
    pub(crate) fn check(&self) -> Result<(), Error> {
        // Written so that NaN fails too.
        if !(self.half_life > 0.0 && self.half_life <= 36_500.0) {
            return Err(Error::option("halfLife", "greater than 0 and at most 36500 days", &self.half_life));
        }
        if let Some(weight) = self.weights.values().find(|weight| weight.is_nan() || weight.abs() > 1e6) {
            return Err(Error::option("weights", "from -1000000 to 1000000", weight));
        }
        if self.window == 0 {
            return Err(Error::option("window", "at least 1 day", &self.window));
        }
        Ok(())
    }

    pub(super) fn survivorship(&self, name: &str) -> Survivorship {
        self.survivorship.get(name).copied().unwrap_or(self.default)
    }

    /// How far a channel is trusted; higher is further.
    pub(super) fn trust(&self, channel: &str) -> usize {
        let place = self.trusted.iter().position(|trusted| trusted == channel);
        place.map_or(0, |place| self.trusted.len() - place)
    }

    pub(super) fn weight(&self, action: &str) -> f64 {
        self.weights.get(action).copied().unwrap_or(0.0)
    }
}
