//! The context card: what whoever serves a customer must know, so that nobody has to repeat themselves.

mod matter;
mod rules;
#[cfg(test)]
mod tests;

use serde::Serialize;

pub use rules::{CardOptions, HintRule, OpenRule, Tone};

use super::words::{action, pick};
use super::{Liking, Profile, Tally, Trait};
use crate::model::{DAY, Fact, History, Language, Time};
use crate::{Error, form};

/// A part of the card that a purpose may see or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CardPart"))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The latest steps.
    Steps,
    /// Open orders, reservations and inquiries.
    Open,
    /// What to say and to avoid.
    Hints,
    /// Free words: an inquiry's topic, search words, a coupon's name.
    About,
    /// Current interests.
    Interests,
    /// The stores and channels most used.
    Places,
    /// Traits.
    Traits,
}

form::words!(Part {
    Steps = "steps",
    Open = "open",
    Hints = "hints",
    About = "about",
    Interests = "interests",
    Places = "places",
    Traits = "traits",
});

impl Part {
    /// All parts.
    pub const ALL: [Self; 7] =
        [Self::Steps, Self::Open, Self::Hints, Self::About, Self::Interests, Self::Places, Self::Traits];
}

/// What may be seen, and what products are called.
#[derive(Clone, Copy)]
pub struct Sight<'s> {
    /// Whether a part may be seen.
    pub part: &'s dyn Fn(Part) -> bool,
    /// Whether a fact may be seen: what may not leaves no trace in any part.
    pub fact: &'s dyn Fn(&Fact<'_>) -> bool,
    /// A product's name; its key, where it has none.
    pub product: &'s dyn Fn(&str) -> Option<&'s str>,
}

impl Sight<'_> {
    /// Everything may be seen.
    pub const ALL: Self = Self { part: &|_| true, fact: &|_| true, product: &|_| None };
}

/// Something the customer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LatestStep {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// The touchpoint.
    pub touchpoint: String,
    /// What, in words.
    pub words: String,
}

/// Something that waits for the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenMatter {
    /// The name of the rule: `order`, `reservation`, `inquiry`.
    pub kind: String,
    /// Since when.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub since: Time,
    /// The touchpoint that opened it.
    pub touchpoint: String,
    /// Products that still wait, by key.
    pub products: Vec<String>,
    /// What, in words.
    pub words: String,
}

/// What to say or avoid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Hint {
    /// Whether to bring it up.
    pub tone: Tone,
    /// The words.
    pub words: String,
    /// The touchpoint behind it.
    pub touchpoint: String,
}

/// What whoever serves a customer must know, as far as the purpose may see.
///
/// ```
/// use omo_core::model::{History, Side, Touchpoint};
/// use omo_core::profile::{CardOptions, ContextCard, Part, Sight, Tone};
/// let facts: Vec<Touchpoint> = serde_json::from_str(r#"[
///     {"id": "ec-1", "occurredAt": "2026-03-01T10:00:00+09:00", "channel": "ec", "action": "reservation",
///      "lines": [{"product": "kettle"}]},
///     {"id": "call-1", "occurredAt": "2026-03-03T10:00:00+09:00", "channel": "phone", "action": "inquiry",
///      "about": "late parcel"}
/// ]"#).unwrap();
/// let history = History::of(&facts, |_| Side::Online, |_| None);
/// let now = "2026-03-05T10:00:00+09:00".parse()?;
/// let card = ContextCard::of(&history, now, &Sight::ALL, &CardOptions::default())?;
/// assert_eq!(card.steps[0].words, "2 days ago: inquiry, late parcel (phone)");
/// assert_eq!(card.open.iter().map(|open| open.kind.as_str()).collect::<Vec<_>>(), ["reservation", "inquiry"]);
/// assert_eq!(card.hints[0].tone, Tone::Avoid);
///
/// // Free words stay inside where they may not be seen.
/// let some = Sight { part: &|part| part != Part::About, ..Sight::ALL };
/// let card = ContextCard::of(&history, now, &some, &CardOptions::default())?;
/// assert_eq!((card.steps[0].words.as_str(), card.withheld), ("2 days ago: inquiry (phone)", vec![Part::About]));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ContextCard {
    /// As of when.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// What the customer did last, the latest first.
    pub steps: Vec<LatestStep>,
    /// What waits for the shop, the oldest first.
    pub open: Vec<OpenMatter>,
    /// What to avoid, then what to say; of each the latest first.
    pub hints: Vec<Hint>,
    /// Products of current interest.
    pub products: Vec<Liking>,
    /// Categories of current interest.
    pub categories: Vec<Liking>,
    /// Stores, the most used first.
    pub stores: Vec<Tally>,
    /// Channels, the most used first.
    pub channels: Vec<Tally>,
    /// What is known about the customer.
    pub traits: Vec<Trait>,
    /// Parts that the purpose may not see, whether or not anything is in them.
    pub withheld: Vec<Part>,
    /// How many facts the purpose may not see.
    pub withheld_facts: u32,
}

impl ContextCard {
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

    /// The card of a customer at `now`.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option lies outside what it can be.
    pub fn of(
        history: &History<'_>,
        now: Time,
        sight: &Sight<'_>,
        options: &CardOptions,
    ) -> Result<Self, Error> {
        let seen = history.only(sight.fact);
        let withheld_facts = history.known(now).len() - seen.known(now).len();
        let profile = Profile::of(&seen, now, &options.profile)?;
        let may = |part: Part| (sight.part)(part);
        let teller = Teller { sight, now, language: options.language, about: may(Part::About) };
        let top = options.profile.top;
        Ok(Self {
            at: now,
            steps: if may(Part::Steps) { teller.steps(&seen, options.steps) } else { Vec::new() },
            open: if may(Part::Open) { teller.open(&seen, &options.open) } else { Vec::new() },
            hints: if may(Part::Hints) { teller.hints(&seen, &options.hints) } else { Vec::new() },
            products: given(may(Part::Interests), profile.products, top),
            categories: given(may(Part::Interests), profile.categories, top),
            stores: given(may(Part::Places), profile.counters.stores, top),
            channels: given(may(Part::Places), profile.counters.channels, top),
            traits: given(may(Part::Traits), profile.traits, usize::MAX),
            withheld: Part::ALL.into_iter().filter(|&part| !may(part)).collect(),
            withheld_facts: u32::try_from(withheld_facts).unwrap_or(u32::MAX),
        })
    }
}

fn given<T>(may: bool, mut all: Vec<T>, few: usize) -> Vec<T> {
    all.truncate(if may { few } else { 0 });
    all
}

/// Tells facts in words.
struct Teller<'t, 's> {
    sight: &'t Sight<'s>,
    now: Time,
    language: Language,
    /// Whether free words may be told.
    about: bool,
}

impl Teller<'_, '_> {
    fn steps(&self, history: &History<'_>, few: usize) -> Vec<LatestStep> {
        let latest = history.known(self.now).rev().take(few);
        let step =
            |fact: Fact<'_>| LatestStep { at: fact.at, touchpoint: fact.id.into(), words: self.told(&fact) };
        latest.map(step).collect()
    }

    fn open(&self, history: &History<'_>, rules: &[OpenRule]) -> Vec<OpenMatter> {
        let matter = |open: matter::Open<'_>| {
            let rule = rules.get(open.rule)?;
            let name = self.say(&rule.en, &rule.ja);
            let name = if name.is_empty() { &rule.kind } else { name };
            let what = self.what(&open.products, open.fact.about);
            Some(OpenMatter {
                kind: rule.kind.clone(),
                since: open.fact.at,
                touchpoint: open.fact.id.into(),
                words: [name, &what, self.say(", ", "、"), &self.ago(open.fact.at), self.say("", "から")]
                    .concat(),
                products: open.products.into_iter().map(Into::into).collect(),
            })
        };
        matter::open(history, rules, self.now).into_iter().filter_map(matter).collect()
    }

    /// One hint for each rule and matter, from its latest fact.
    fn hints(&self, history: &History<'_>, rules: &[HintRule]) -> Vec<Hint> {
        let mut all = Vec::new();
        for tone in [Tone::Avoid, Tone::Say] {
            for rule in rules.iter().filter(|rule| rule.tone == tone) {
                let mut told: Vec<Fact<'_>> = Vec::new();
                let mut settled: Vec<Fact<'_>> = Vec::new();
                let young = |fact: &Fact<'_>| self.now.since(fact.at) < i64::from(rule.days) * DAY;
                for fact in history.known(self.now).rev().take_while(young) {
                    if matter::names(&rule.unless, fact.action) {
                        settled.push(fact);
                    }
                    let of_topic = rule.about.is_empty()
                        || fact
                            .about
                            .is_some_and(|about| rule.about.iter().any(|part| about.contains(part.as_str())));
                    if !matter::names(&rule.actions, fact.action) || !of_topic {
                        continue;
                    }
                    let again =
                        told.iter().any(|later| later.about == fact.about && matter::alike(&fact, later));
                    if told.len() < MOST && !again && !settled.iter().any(|later| matter::alike(&fact, later))
                    {
                        told.push(fact);
                    }
                }
                all.extend(told.iter().map(|fact| Hint {
                    tone,
                    words: self.filled(self.say(&rule.en, &rule.ja), fact),
                    touchpoint: fact.id.into(),
                }));
            }
        }
        all
    }

    /// `2 days ago: purchase of Kettle (pos, ginza)`.
    fn told(&self, fact: &Fact<'_>) -> String {
        let products: Vec<&str> = fact.lines.iter().map(|line| line.product).collect();
        let what = self.what(&products, fact.about);
        let place = match fact.store {
            Some(store) => [fact.channel, self.say(", ", "、"), store].concat(),
            None => fact.channel.into(),
        };
        let when = self.ago(fact.at) + self.say(": ", "：");
        [&when, action(fact.action, self.language), &what, self.say(" (", "（"), &place, self.say(")", "）")]
            .concat()
    }

    /// ` of Kettle, Sencha, late parcel`, as far as it may be told.
    fn what(&self, products: &[&str], about: Option<&str>) -> String {
        let mut what = String::new();
        if !products.is_empty() {
            what += self.say(" of ", "：");
            what += &self.names(products);
        }
        if let Some(about) = about.filter(|_| self.about) {
            what += self.say(", ", "、");
            what += about;
        }
        what
    }

    fn products(&self, fact: &Fact<'_>) -> String {
        self.names(&fact.lines.iter().map(|line| line.product).collect::<Vec<_>>())
    }

    fn names(&self, products: &[&str]) -> String {
        let named: Vec<&str> =
            products.iter().take(MOST).map(|key| (self.sight.product)(key).unwrap_or(key)).collect();
        let more = if products.len() > MOST { self.say(" and more", "ほか") } else { "" };
        named.join(self.say(", ", "、")) + more
    }

    /// A rule's words with what a fact says put in.
    fn filled(&self, words: &str, fact: &Fact<'_>) -> String {
        let mut filled = String::new();
        let mut rest = words;
        // Filled in one go, so that braces in what a fact says stay what they are.
        while let Some((before, after)) = rest.split_once('{') {
            filled += before;
            let Some((name, end)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            let hidden = self.say("not shown", "非表示");
            match name {
                "product" => filled += &self.products(fact),
                "about" if !self.about => filled += hidden,
                "about" => filled += fact.about.unwrap_or_default(),
                "days" => filled += &self.ago(fact.at),
                "store" => filled += fact.store.unwrap_or_default(),
                "channel" => filled += fact.channel,
                other => filled += &["{", other, "}"].concat(),
            }
            rest = end;
        }
        filled + rest
    }

    /// `2 days ago`, by the calendar on the wall where `now` is read.
    fn ago(&self, at: Time) -> String {
        let there = Time::new(at.millis(), self.now.offset()).unwrap_or(at);
        match self.now.day() - there.day() {
            0 => self.say("today", "本日").into(),
            1 => self.say("yesterday", "昨日").into(),
            days => days.to_string() + self.say(" days ago", "日前"),
        }
    }

    fn say<'t>(&self, en: &'t str, ja: &'t str) -> &'t str {
        pick(self.language, en, ja)
    }
}

/// How many products a sentence names, and hints a rule gives.
const MOST: usize = 3;
