//! Each arm as often as it is likely to be the best.

use serde::{Deserialize, Serialize};

use super::beliefs::Belief;
use super::wins::{Guess, wins};
use super::{Arm, Bandit, Chosen, checked, named, there, wide};
use crate::decimal::shortest;
use crate::random::Random;
use crate::recommend::saved::{self, Saved};
use crate::{Error, form};

/// What [`Thompson`] believes before it has seen anything.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ThompsonOptions {
    /// Without contexts: how many successes each arm is believed to have had, at least 1.
    pub successes: f64,
    /// The same of failures.
    pub failures: f64,
    /// With contexts: how much weights are drawn to 0, in observations.
    pub penalty: f64,
    /// The standard deviation of rewards around what the context says.
    pub noise: f64,
}

form::options!(ThompsonOptions { successes, failures, penalty, noise });

impl Default for ThompsonOptions {
    fn default() -> Self {
        Self { successes: 1.0, failures: 1.0, penalty: 1.0, noise: 1.0 }
    }
}

impl ThompsonOptions {
    fn check(&self) -> Result<(), Error> {
        for (option, value) in [("successes", self.successes), ("failures", self.failures)] {
            if !(value >= 1.0 && value.is_finite()) {
                return Err(Error::option(option, "at least 1 and finite", &shortest(value)));
            }
        }
        for (option, value) in [("penalty", self.penalty), ("noise", self.noise)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(Error::option(option, "greater than 0 and finite", &shortest(value)));
            }
        }
        Ok(())
    }
}

/// Thompson sampling (Thompson 1933): what is believed of each arm is drawn from, and the arm with the largest draw is chosen.
///
/// Without contexts (0 dimensions) rewards are from 0 to 1, and beliefs beta distributions: Beta-Bernoulli. With contexts rewards
/// are any numbers, and beliefs those of Bayesian linear regression, one for each arm (Agrawal and Goyal 2013, "Thompson Sampling
/// for Contextual Bandits with Linear Payoffs"). The propensity is how likely the chosen arm was the best, to eight digits: the
/// integral over all beliefs, not a count of draws. Expectations go through 0: a context that is to have a constant holds a 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thompson {
    names: Vec<String>,
    dimensions: usize,
    successes: f64,
    failures: f64,
    noise: f64,
    beliefs: Vec<Belief>,
}

impl Saved for Thompson {
    const KIND: &'static str = "thompson";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "thompson version 1";

    fn whole(&self) -> bool {
        let Self { successes, failures, noise, .. } = *self;
        let options = ThompsonOptions { successes, failures, noise, ..Default::default() };
        let possible = |belief: &Belief| {
            let count = crate::math::share(belief.count, 1);
            self.dimensions > 0 || (0.0..=count).contains(&belief.rewards)
        };
        options.check().is_ok()
            && wide(self.dimensions).is_ok()
            && self.names.len() == self.beliefs.len()
            && self.names.is_sorted_by(|a, b| a < b)
            && !self.names.is_empty()
            && self.beliefs.iter().all(|belief| belief.whole(self.dimensions) && possible(belief))
    }

    fn fits(&self, _: usize, _: usize) -> bool {
        true
    }
}

impl Thompson {
    /// Arms of which nothing is known yet; 0 dimensions are no contexts.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for an option out of range or more than 64 dimensions; [`Error::Options`] without arms, or with two of one
    /// name.
    ///
    /// ```
    /// use omo_core::recommend::{Bandit, Thompson, ThompsonOptions};
    /// let mut bandit = Thompson::new(vec!["a".into(), "b".into()], 0, &ThompsonOptions::default())?;
    /// bandit.observe(0, &[], 1.0)?;
    /// let chosen = bandit.choose(&[], &[0, 1], 7)?.unwrap();
    /// // One success against nothing known: the best in two of three worlds.
    /// let known = if chosen.arm == 0 { 2.0 / 3.0 } else { 1.0 / 3.0 };
    /// assert!((chosen.propensity - known).abs() < 1e-9);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn new(arms: Vec<String>, dimensions: usize, options: &ThompsonOptions) -> Result<Self, Error> {
        options.check()?;
        wide(dimensions)?;
        let names = named(arms)?;
        let beliefs = vec![Belief::new(dimensions, options.penalty); names.len()];
        let ThompsonOptions { successes, failures, noise, .. } = *options;
        Ok(Self { names, dimensions, successes, failures, noise, beliefs })
    }

    fn guess(&self, arm: u32, context: &[f64]) -> Option<Guess> {
        let belief = self.beliefs.get(arm as usize)?;
        if self.dimensions == 0 {
            let failures = crate::math::share(belief.count, 1) - belief.rewards;
            return Some(Guess::Beta { a: self.successes + belief.rewards, b: self.failures + failures });
        }
        let (mean, variance) = belief.expect(context);
        Some(Guess::Normal { mean, deviation: self.noise * variance.sqrt() })
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self)
    }

    /// The model that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json)
    }
}

impl Bandit for Thompson {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn choose(&self, context: &[f64], allowed: &[u32], seed: u64) -> Result<Option<Chosen>, Error> {
        checked(context, self.dimensions)?;
        let allowed = there(allowed, self.names.len());
        let guesses: Vec<Guess> = allowed.iter().filter_map(|&arm| self.guess(arm, context)).collect();
        let mut best: Option<(usize, f64)> = None;
        for (at, (arm, guess)) in allowed.iter().zip(&guesses).enumerate() {
            // Each arm draws from chance of its own, whoever else is allowed.
            let draw = guess.draw(&mut Random::fork(seed, u64::from(*arm)));
            if best.is_none_or(|(_, most)| draw > most) {
                best = Some((at, draw));
            }
        }
        let Some((at, _)) = best else { return Ok(None) };
        let (before, rest) = guesses.split_at(at);
        let chosen = rest.split_first().zip(allowed.get(at));
        Ok(chosen.map(|((own, after), &arm)| {
            // What was drawn could be drawn, however unlikely.
            Chosen { arm, propensity: wins(own, before, after).max(f64::MIN_POSITIVE) }
        }))
    }

    fn observe(&mut self, arm: u32, context: &[f64], reward: f64) -> Result<(), Error> {
        checked(context, self.dimensions)?;
        let wrong = |must: &str| Error::Column { column: "reward".into(), must: must.into() };
        if !reward.is_finite() {
            return Err(wrong("finite numbers"));
        }
        if self.dimensions == 0 && !(0.0..=1.0).contains(&reward) {
            return Err(wrong("from 0 to 1 where there is no context"));
        }
        let belief = self.beliefs.get_mut(arm as usize).ok_or(Error::Unknown { what: "arm" })?;
        belief.observe(context, reward);
        Ok(())
    }

    fn arms(&self) -> Vec<Arm<'_>> {
        let both = self.names.iter().zip(&self.beliefs);
        both.map(|(name, belief)| Arm { name, count: belief.count, rewards: belief.rewards }).collect()
    }
}
