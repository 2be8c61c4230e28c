//! Attribution: how much of each sale every channel on the way to it is given.
//!
//! Paths go in as channels in order with how often they ended in a sale, for how much, and how often in none; out
//! comes a share of the sales for each channel. No credit is negative, and credits sum to the sales.
//!
//! | model | a channel is given | source |
//! | --- | --- | --- |
//! | first, last | the whole sale, when it opened or closed the path | |
//! | linear | an equal part for each touch | |
//! | time decay | a part that halves with each half-life before the sale | |
//! | position | 40 % for the first touch, 40 % for the last, the rest for those between | |
//! | markov | what is lost without it, in a chain of order 1 to 4 | Anderl, Becker, von Wangenheim, Schumann 2016 |
//! | shapley | its mean part in what coalitions of channels sell | Shapley 1953; Zhao, Mahboobi, Bagheri 2018 |
//!
//! # Coming from `ChannelAttribution`
//!
//! | there | here |
//! | --- | --- |
//! | `heuristic_models(D, "path", "conversions")` | `attribute(paths, model="first")`, `"last"`, `"linear"` |
//! | `markov_model(..., order=1, var_null="nulls")`, by simulation | `attribute(paths, model="markov", order=1)`, solved: what the simulation comes to without end |
//! | `out_more=True`, removal effects | the column `removal` |
//! | `choose_order(...)`, by area under a curve | `choose_order(paths)`, by what was held out |
//! | no intervals | `bootstrap=200` |

mod bootstrap;
mod chain;
mod held;
mod paths;
mod simple;
mod solve;
mod touched;

use serde::Serialize;

pub(super) use bootstrap::quantile;
pub(super) use held::Grams;
pub use held::{OrderOptions, OrderRow, Orders};
pub use paths::Paths;
pub use simple::shapley_of;
pub use touched::PathOptions;

use crate::Error;
use crate::form::{self, nearest};
use crate::order::Order;

/// A rule that shares sales among channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// All for the first touch.
    First,
    /// All for the last touch.
    Last,
    /// An equal part for each touch.
    Linear,
    /// Later touches are given more.
    TimeDecay,
    /// The first and the last touch are given more.
    Position,
    /// What is lost without a channel, in a Markov chain.
    Markov,
    /// The mean part in what coalitions sell.
    Shapley,
}

form::words!(Model { First = "first", Last = "last", Linear = "linear", TimeDecay = "time_decay", Position = "position", Markov = "markov", Shapley = "shapley" });

impl Model {
    /// All models with their names.
    const NAMES: [(&'static str, Self); 7] = [
        ("first", Self::First),
        ("last", Self::Last),
        ("linear", Self::Linear),
        ("time_decay", Self::TimeDecay),
        ("position", Self::Position),
        ("markov", Self::Markov),
        ("shapley", Self::Shapley),
    ];

    /// The model of a name.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] with the nearest name.
    ///
    /// ```
    /// use omo_core::journey::attribution::Model;
    /// let wrong = Model::named("markow").unwrap_err();
    /// assert!(wrong.to_string().ends_with("did you mean `markov`?"));
    /// ```
    pub fn named(name: &str) -> Result<Self, Error> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|&(_, model)| model).ok_or_else(|| {
            let names = Self::NAMES.map(|(name, _)| name);
            let guess =
                nearest(name, &names).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Error::Options { message: format!("`model` must be one of {}{guess}", names.join(", ")) }
        })
    }
}

/// How [`attribute`] shares sales.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AttributionOptions {
    /// The rule.
    pub model: Model,
    /// How many touches back a Markov chain remembers, 1 to 4.
    pub order: u8,
    /// Of time decay: touches before the last one, or days before the sale where [`Paths`] know them, after which a
    /// touch is given half.
    pub half_life: f64,
    /// Of position: the share of the first touch, 0 to 1.
    pub first_share: f64,
    /// Of position: the share of the last touch, 0 to 1.
    pub last_share: f64,
    /// How many times paths are drawn anew for intervals; none without.
    pub bootstrap: u32,
    /// The share of drawings that an interval holds.
    pub confidence: f64,
    /// Where the drawing starts.
    pub seed: u32,
}

form::options!(AttributionOptions {
    model,
    order,
    half_life,
    first_share,
    last_share,
    bootstrap,
    confidence,
    seed
});

impl Default for AttributionOptions {
    fn default() -> Self {
        Self {
            model: Model::Markov,
            order: 1,
            half_life: 2.0,
            first_share: 0.4,
            last_share: 0.4,
            bootstrap: 0,
            confidence: 0.9,
            seed: 0,
        }
    }
}

impl AttributionOptions {
    fn check(&self) -> Result<(), Error> {
        if !(1..=4).contains(&self.order) {
            return Err(Error::option("order", "from 1 to 4", &self.order));
        }
        if self.half_life.is_nan() || self.half_life <= 0.0 {
            return Err(Error::option("half_life", "greater than 0", &self.half_life));
        }
        for (name, share) in [("first_share", self.first_share), ("last_share", self.last_share)] {
            if !(0.0..=1.0).contains(&share) {
                return Err(Error::option(name, "from 0 to 1", &share));
            }
        }
        let both = self.first_share + self.last_share;
        if !(both > 0.0 && both <= 1.0) {
            return Err(Error::option(
                "last_share",
                "more than 0 and at most 1 together with `first_share`",
                &both,
            ));
        }
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            return Err(Error::option("confidence", "between 0 and 1", &self.confidence));
        }
        if self.bootstrap > 100_000 {
            return Err(Error::option("bootstrap", "at most 100000", &self.bootstrap));
        }
        Ok(())
    }
}

/// What one channel is given.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// The channel's name.
    pub channel: String,
    /// Its part of the conversions.
    pub conversions: f64,
    /// Its part of the value.
    pub value: f64,
    /// Of a Markov chain: the share of conversions that are lost without the channel.
    pub removal: Option<f64>,
    /// Where its conversions lie when paths are drawn anew.
    pub conversions_between: Option<[f64; 2]>,
    /// Where its value lies when paths are drawn anew.
    pub value_between: Option<[f64; 2]>,
}

/// Conversions, value and removal effect of each channel, in order of their numbers.
#[derive(Debug, Clone, Default)]
struct Shares {
    conversions: Vec<f64>,
    value: Vec<f64>,
    removal: Option<Vec<f64>>,
}

/// Every channel's part of the conversions and of their value, most conversions first, then by name.
///
/// # Markov
///
/// States are the last `order` touches (a path with fewer is one state); a state that repeats at once counts once.
/// The removal effect of a channel is the share of conversions that are lost when all that goes through it ends
/// in nothing; credits are these effects, scaled to the conversions, and for the value to the value. The chain is
/// solved, not played: of up to 100 states by elimination, of more by an iteration (van der Vorst 1992) to thirteen
/// digits. Time: linear in touches, plus one solution for each channel.
///
/// # Shapley
///
/// The game is Zhao, Mahboobi and Bagheri's (2018): a set of channels sells what is sold on paths of these channels
/// alone. Then a path's sale falls in equal parts to its distinct channels, which is the exact value of this game
/// for any number of channels; [`shapley_of`] sums over all coalitions of any other game.
///
/// # Errors
///
/// [`Error::Option`] when an option lies outside what it can be, or when a chain of that order is too large.
///
/// ```
/// use omo_core::journey::attribution::{AttributionOptions, Model, Paths, attribute};
/// let mut paths = Paths::default();
/// paths.push("signage > ec", ">", 3.0, 30.0, 0.0)?;
/// paths.push("ec", ">", 1.0, 5.0, 6.0)?;
/// let options = AttributionOptions { model: Model::Linear, ..Default::default() };
/// let credits = attribute(&paths, &options)?;
/// assert_eq!((credits[0].channel.as_str(), credits[0].conversions, credits[0].value), ("ec", 2.5, 20.0));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn attribute(paths: &Paths, options: &AttributionOptions) -> Result<Vec<Credit>, Error> {
    options.check()?;
    let (shares, between) = if options.model == Model::Markov {
        let walks = chain::Walks::new(paths, options.order)?;
        let shares = walks.shares(paths, &paths.counts())?;
        let drawn = |counts: &paths::Counts| walks.shares(paths, counts);
        (shares, bootstrap::intervals(paths, options, &drawn)?)
    } else {
        let shares = simple::shares(paths, &paths.counts(), options);
        let drawn = |counts: &paths::Counts| Ok(simple::shares(paths, counts, options));
        (shares, bootstrap::intervals(paths, options, &drawn)?)
    };
    Ok(credits(paths, &shares, between.as_deref()))
}

fn credits(paths: &Paths, shares: &Shares, between: Option<&[[[f64; 2]; 2]]>) -> Vec<Credit> {
    let at = |list: &[f64], channel: usize| list.get(channel).copied().unwrap_or_default();
    let named = paths.channels().enumerate().map(|(number, name)| {
        let between = between.and_then(|between| between.get(number));
        Credit {
            channel: name.to_owned(),
            conversions: at(&shares.conversions, number),
            value: at(&shares.value, number),
            removal: shares.removal.as_deref().map(|removal| at(removal, number)),
            conversions_between: between.map(|[conversions, _]| *conversions),
            value_between: between.map(|[_, value]| *value),
        }
    });
    let mut credits: Vec<Credit> = named.collect();
    credits.put_in_order_by(|a, b| {
        b.conversions.total_cmp(&a.conversions).then_with(|| a.channel.cmp(&b.channel))
    });
    credits
}

/// Parts scaled to a sum; all 0 where there is nothing to scale.
fn scaled(parts: &[f64], to: f64) -> Vec<f64> {
    let sum: f64 = parts.iter().sum();
    parts.iter().map(|part| if sum > 0.0 { part / sum * to } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests;
