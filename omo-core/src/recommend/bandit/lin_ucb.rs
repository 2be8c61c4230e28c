//! The arm that may be the best: what is expected of it, and a bonus for what is not known.

use serde::{Deserialize, Serialize};

use super::beliefs::Belief;
use super::{Arm, Bandit, Chosen, checked, named, there, wide};
use crate::decimal::shortest;
use crate::random::Random;
use crate::recommend::saved::{self, Saved};
use crate::{Error, form, math};

/// How [`LinUcb`] learns and tries.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LinUcbOptions {
    /// How many standard deviations of what is not known are added to what is expected.
    pub alpha: f64,
    /// How much weights are drawn to 0, in observations.
    pub penalty: f64,
    /// How often any allowed arm is tried instead, from 0 to 1. Above 0, every arm has a chance, so that what is logged can say
    /// what another way of choosing would have brought.
    pub exploration: f64,
}

form::options!(LinUcbOptions { alpha, penalty, exploration });

impl Default for LinUcbOptions {
    fn default() -> Self {
        Self { alpha: 1.0, penalty: 1.0, exploration: 0.05 }
    }
}

impl LinUcbOptions {
    fn check(&self) -> Result<(), Error> {
        if !(self.alpha >= 0.0 && self.alpha.is_finite()) {
            return Err(Error::option("alpha", "at least 0 and finite", &shortest(self.alpha)));
        }
        if !(self.penalty > 0.0 && self.penalty.is_finite()) {
            return Err(Error::option("penalty", "greater than 0 and finite", &shortest(self.penalty)));
        }
        if !(0.0..=1.0).contains(&self.exploration) {
            return Err(Error::option("exploration", "from 0 to 1", &shortest(self.exploration)));
        }
        Ok(())
    }
}

/// `LinUCB` with a model for each arm (Li, Chu, Langford and Schapire 2010, "A Contextual-Bandit Approach to Personalized News
/// Article Recommendation", algorithm 1), and a share of trials by chance.
///
/// An arm's score is what ridge regression expects of it in this context plus `alpha` standard deviations of that. The best is
/// chosen; of equals the first by name. Expectations go through 0: a context that is to have a constant holds a 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinUcb {
    names: Vec<String>,
    dimensions: usize,
    alpha: f64,
    exploration: f64,
    beliefs: Vec<Belief>,
}

impl Saved for LinUcb {
    const KIND: &'static str = "lin_ucb";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "lin_ucb version 1";

    fn whole(&self) -> bool {
        let options =
            LinUcbOptions { alpha: self.alpha, exploration: self.exploration, ..Default::default() };
        options.check().is_ok()
            && wide(self.dimensions).is_ok()
            && self.names.len() == self.beliefs.len()
            && self.names.is_sorted_by(|a, b| a < b)
            && !self.names.is_empty()
            && self.beliefs.iter().all(|belief| belief.whole(self.dimensions))
    }

    fn fits(&self, _: usize, _: usize) -> bool {
        true
    }
}

impl LinUcb {
    /// Arms of which nothing is known yet.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for an option out of range or more than 64 dimensions; [`Error::Options`] without arms, or with two of one
    /// name.
    ///
    /// ```
    /// use omo_core::recommend::{Bandit, LinUcb, LinUcbOptions};
    /// let options = LinUcbOptions { exploration: 0.1, ..Default::default() };
    /// let mut bandit = LinUcb::new(vec!["5%".into(), "gift".into()], 1, &options)?;
    /// bandit.observe(bandit.arm("gift").unwrap(), &[1.0], 3.0)?;
    /// let chosen = bandit.choose(&[1.0], &[0, 1], 7)?.unwrap();
    /// assert_eq!(bandit.names()[chosen.arm as usize], "gift");
    /// assert!((chosen.propensity - 0.95).abs() < 1e-12);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn new(arms: Vec<String>, dimensions: usize, options: &LinUcbOptions) -> Result<Self, Error> {
        options.check()?;
        wide(dimensions)?;
        let names = named(arms)?;
        let beliefs = vec![Belief::new(dimensions, options.penalty); names.len()];
        let LinUcbOptions { alpha, exploration, .. } = *options;
        Ok(Self { names, dimensions, alpha, exploration, beliefs })
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

    #[cfg(test)]
    pub(super) fn beliefs(&self) -> &[Belief] {
        &self.beliefs
    }
}

impl Bandit for LinUcb {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn dimensions(&self) -> usize {
        self.dimensions
    }

    fn choose(&self, context: &[f64], allowed: &[u32], seed: u64) -> Result<Option<Chosen>, Error> {
        checked(context, self.dimensions)?;
        let allowed = there(allowed, self.names.len());
        let mut best: Option<(u32, f64)> = None;
        for &arm in &allowed {
            let Some(belief) = self.beliefs.get(arm as usize) else { continue };
            let (mean, variance) = belief.expect(context);
            let score = mean + self.alpha * variance.sqrt();
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((arm, score));
            }
        }
        let Some((best, _)) = best else { return Ok(None) };
        let mut random = Random::new(seed);
        let tried = random.chance(self.exploration).then(|| random.pick(&allowed).copied()).flatten();
        let arm = tried.unwrap_or(best);
        let any = self.exploration / math::share(allowed.len() as u64, 1);
        let propensity = if arm == best { 1.0 - self.exploration + any } else { any };
        Ok(Some(Chosen { arm, propensity }))
    }

    fn observe(&mut self, arm: u32, context: &[f64], reward: f64) -> Result<(), Error> {
        checked(context, self.dimensions)?;
        if !reward.is_finite() {
            return Err(Error::Column { column: "reward".into(), must: "finite numbers".into() });
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
