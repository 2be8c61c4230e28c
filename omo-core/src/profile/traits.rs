//! What is known about a customer, and who said so.

use serde::Serialize;

use super::options::{ProfileOptions, Survivorship};
use crate::model::{Fact, Fold, Time};

/// What survived about one trait, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Trait {
    /// The trait's name.
    pub name: String,
    /// What it is.
    pub value: String,
    /// The touchpoint that said so.
    pub touchpoint: String,
    /// When that was.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// Through which channel.
    pub channel: String,
    /// The rule by which it survived.
    pub survivorship: Survivorship,
    /// How many touchpoints said the same.
    pub agreeing: u32,
    /// How many touchpoints said anything about it.
    pub told: u32,
}

/// The fold from facts to traits. An empty text says nothing.
#[derive(Debug, Clone, Copy)]
pub struct Traits<'o> {
    options: &'o ProfileOptions,
}

impl<'o> Traits<'o> {
    /// Traits that survive by these options.
    #[must_use]
    pub fn new(options: &'o ProfileOptions) -> Self {
        Self { options }
    }
}

/// All that was said about one trait, each value once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    name: String,
    told: u32,
    values: Vec<Value>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Value {
    text: String,
    times: u32,
    /// How far the most trusted channel that said it is trusted.
    trust: usize,
    /// In which order it was said first, and last so far as that counts.
    first: u32,
    last: u32,
    /// Who said it then: first where the first counts, else last.
    by: Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    touchpoint: String,
    at: Time,
    channel: String,
}

impl Fold for Traits<'_> {
    /// In order of names.
    type State = Vec<Said>;

    fn start(&self) -> Vec<Said> {
        Vec::new()
    }

    fn step(&self, state: &mut Vec<Said>, fact: &Fact<'_>) {
        for (name, text) in fact.traits {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let place = state.binary_search_by(|said| said.name.as_str().cmp(name)).unwrap_or_else(|place| {
                state.insert(place, Said { name: (*name).into(), told: 0, values: Vec::new() });
                place
            });
            if let Some(said) = state.get_mut(place) {
                said.hear(text, fact, self.options);
            }
        }
    }
}

impl Said {
    fn hear(&mut self, text: &str, fact: &Fact<'_>, options: &ProfileOptions) {
        self.told = self.told.saturating_add(1);
        let now = self.told;
        let trust = options.trust(fact.channel);
        let by = || Source { touchpoint: fact.id.into(), at: fact.at, channel: fact.channel.into() };
        let Some(value) = self.values.iter_mut().find(|value| value.text == text) else {
            self.values.push(Value { text: text.into(), times: 1, trust, first: now, last: now, by: by() });
            return;
        };
        value.times = value.times.saturating_add(1);
        let counts = match options.survivorship(&self.name) {
            Survivorship::First => false,
            // What a less trusted channel repeats is not said again by the more trusted one.
            Survivorship::MostTrusted => trust >= value.trust,
            _ => true,
        };
        if counts {
            value.last = now;
            value.by = by();
        }
        value.trust = value.trust.max(trust);
    }

    /// What survives: by the rule, where that leaves several by what was said last.
    fn survivor(&self, rule: Survivorship) -> Option<&Value> {
        let key = |value: &Value| match rule {
            Survivorship::MostRecent => 0,
            Survivorship::MostTrusted => value.trust,
            Survivorship::Longest => value.text.chars().count(),
            Survivorship::MostFrequent => value.times as usize,
            Survivorship::First => usize::MAX - value.first as usize,
        };
        self.values.iter().max_by_key(|value| (key(value), value.last))
    }
}

/// The traits that survive, in order of names.
pub(super) fn survivors(state: &[Said], options: &ProfileOptions) -> Vec<Trait> {
    let survive = |said: &Said| {
        let survivorship = options.survivorship(&said.name);
        let value = said.survivor(survivorship)?;
        let Source { touchpoint, at, channel } = value.by.clone();
        let (name, told) = (said.name.clone(), said.told);
        let (value, agreeing) = (value.text.clone(), value.times);
        Some(Trait { name, value, touchpoint, at, channel, survivorship, agreeing, told })
    };
    state.iter().filter_map(survive).collect()
}
