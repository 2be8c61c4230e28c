//! Touchpoints by name: what a step, an exclusion or an anchor means.

use serde::Serialize;

use super::{Journeys, Stage};
use crate::Error;
use crate::form::{self, nearest};
use crate::model::{Action, Channels, DAY, HOUR, MINUTE, Side};

/// What a touchpoint is called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Its channel.
    Channel,
    /// Its action.
    Action,
    /// Its stage.
    Stage,
    /// Its channel and action, `ec:view`.
    Event,
    /// Its side, `online` or `offline`.
    Side,
}

form::words!(Unit { Channel = "channel", Action = "action", Stage = "stage", Event = "event", Side = "side" });

/// The kinds of touchpoints that a name means, by number.
pub(super) type Picked = Vec<bool>;

impl Journeys {
    /// The kinds that each name means.
    ///
    /// A name is a stage, an action, a channel, or both of the last two as `ec:view`, where `*` stands for any;
    /// `cart|favorite` means either. Where all names are stages they mean stages; else an action comes before a channel
    /// and a channel before a stage.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] naming the nearest name.
    pub(super) fn picked(&self, option: &str, names: &[String]) -> Result<Vec<Picked>, Error> {
        let words = || names.iter().flat_map(|name| name.split('|')).map(str::trim);
        let stages = words().all(|word| stage(word).is_some());
        let pick = |name: &String| {
            let mut all = vec![false; self.kinds.len()];
            for word in name.split('|').map(str::trim) {
                let fits = self.meaning(option, word, stages)?;
                for (any, kind) in all.iter_mut().zip(&self.kinds) {
                    *any |= fits.fits(kind);
                }
            }
            Ok(all)
        };
        names.iter().map(pick).collect()
    }

    fn meaning(&self, option: &str, word: &str, stages: bool) -> Result<Meaning, Error> {
        if stages && let Some(stage) = stage(word) {
            return Ok(Meaning::Stage(stage));
        }
        if let Some((channel, action)) = word.split_once(':') {
            let channel = match channel.trim() {
                "*" => None,
                channel => Some(self.channel_named(channel).ok_or_else(|| self.unknown(option, channel))?),
            };
            let action = match action.trim() {
                "*" => None,
                action => Some(self.action_named(action).ok_or_else(|| self.unknown(option, action))?),
            };
            return Ok(Meaning::Both(channel, action));
        }
        if let Some(action) = self.action_named(word) {
            return Ok(Meaning::Both(None, Some(action)));
        }
        if let Some(channel) = self.channel_named(word) {
            return Ok(Meaning::Both(Some(channel), None));
        }
        stage(word).map(Meaning::Stage).ok_or_else(|| self.unknown(option, word))
    }

    fn channel_named(&self, name: &str) -> Option<u32> {
        let name = Channels::canonical(name);
        (0..).zip(&self.channels).find(|(_, (known, _))| *known == name).map(|(number, _)| number)
    }

    /// A usual action that does not occur has a number that no touchpoint has.
    fn action_named(&self, name: &str) -> Option<u32> {
        let action = Action::read(name);
        let found = (0..).zip(&self.actions).find(|(_, known)| *known == action.name());
        let usual = (!matches!(action, Action::Custom(_))).then_some(u32::MAX);
        found.map(|(number, _)| number).or(usual)
    }

    fn unknown(&self, option: &str, word: &str) -> Error {
        let mut names: Vec<&str> = self.actions.iter().map(String::as_str).collect();
        names.extend(self.channels.iter().map(|(name, _)| name.as_str()));
        names.extend(Stage::ALL.map(Stage::name));
        let word: String = word.chars().take(40).collect();
        let guess = nearest(&word, &names).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let message = format!(
            "`{option}` must name stages, or actions and channels of the table, and `{word}` is none{guess}"
        );
        Error::Options { message }
    }

    /// The names of a unit, and the number each kind has among them.
    pub(super) fn units(&self, unit: Unit) -> (Vec<String>, Vec<u32>) {
        let place = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        match unit {
            Unit::Channel => (
                self.channels.iter().map(|(name, _)| name.clone()).collect(),
                self.kinds.iter().map(|kind| kind.channel).collect(),
            ),
            Unit::Action => (self.actions.clone(), self.kinds.iter().map(|kind| kind.action).collect()),
            Unit::Stage => (
                Stage::ALL.iter().map(|stage| stage.name().to_owned()).collect(),
                self.kinds.iter().map(|kind| kind.stage as u32).collect(),
            ),
            Unit::Side => (
                vec!["online".into(), "offline".into()],
                self.kinds.iter().map(|kind| u32::from(kind.side == Side::Offline)).collect(),
            ),
            Unit::Event => {
                let name = |kind: &super::table::Kind| {
                    let action = self.actions.get(kind.action as usize).map_or("", String::as_str);
                    format!("{}:{action}", self.channel(kind.channel).unwrap_or_default())
                };
                (self.kinds.iter().map(name).collect(), (0..self.kinds.len()).map(place).collect())
            }
        }
    }
}

enum Meaning {
    Stage(Stage),
    Both(Option<u32>, Option<u32>),
}

impl Meaning {
    fn fits(&self, kind: &super::table::Kind) -> bool {
        match *self {
            Self::Stage(stage) => kind.stage == stage,
            Self::Both(channel, action) => {
                channel.is_none_or(|channel| kind.channel == channel)
                    && action.is_none_or(|action| kind.action == action)
            }
        }
    }
}

fn stage(word: &str) -> Option<Stage> {
    Stage::ALL.into_iter().find(|stage| stage.name() == word)
}

/// A span of time as people write it, in milliseconds: `30m`, `12h`, `7d`, `2w`.
///
/// # Errors
///
/// [`Error::Option`] for anything else, and for spans of no time or of more than 200 years.
///
/// ```
/// use omo_core::journey::span;
/// assert_eq!(span("within", "7d")?, 7 * 24 * 3_600_000);
/// assert!(span("within", "7 moons").is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn span(option: &'static str, text: &str) -> Result<i64, Error> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits).unwrap_or_default();
    let unit = match unit.trim() {
        "s" => 1000,
        "m" | "min" => MINUTE,
        "h" => HOUR,
        "d" => DAY,
        "w" => 7 * DAY,
        _ => 0,
    };
    let span = number.parse::<i64>().ok().and_then(|number| number.checked_mul(unit));
    span.filter(|span| (1..=73_000 * DAY).contains(span)).ok_or_else(|| {
        let got: String = text.chars().take(40).collect();
        Error::option(option, "a number of 1 or more with one of s, m, h, d, w, such as 7d", &got)
    })
}
