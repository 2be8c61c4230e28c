//! Learning by trying: which of a few things to show whom, and what another way of choosing would have brought.

mod beliefs;
mod evaluate;
mod lin_ucb;
mod thompson;
mod wins;

use crate::Error;
use crate::order::Order;

pub use evaluate::{Estimate, Logged, OffPolicy, OffPolicyOptions, RewardModel, off_policy};
pub use lin_ucb::{LinUcb, LinUcbOptions};
pub use thompson::{Thompson, ThompsonOptions};

/// The most numbers a context may have.
const WIDEST: usize = 64;

/// One of the things to choose from, and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm<'a> {
    /// Its name.
    pub name: &'a str,
    /// How often a reward was observed.
    pub count: u64,
    /// The sum of rewards.
    pub rewards: f64,
}

/// What was chosen, to be logged with what comes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// The number of the arm.
    pub arm: u32,
    /// How likely it was to be chosen, given what was known.
    pub propensity: f64,
}

/// What chooses among arms and learns from what comes of it.
pub trait Bandit {
    /// The names of the arms, in order.
    fn names(&self) -> &[String];

    /// How many numbers a context has.
    fn dimensions(&self) -> usize;

    /// An arm for this context; none where none is allowed.
    ///
    /// `allowed` are numbers of arms, in any order. The same state, context and seed give the same arm.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for a context of another length, [`Error::Column`] for one with a number that is not finite.
    fn choose(&self, context: &[f64], allowed: &[u32], seed: u64) -> Result<Option<Chosen>, Error>;

    /// Learns what came of an arm.
    ///
    /// # Errors
    ///
    /// As [`choose`](Self::choose), and [`Error::Unknown`] for an arm that is none, [`Error::Column`] for a reward that
    /// cannot be.
    fn observe(&mut self, arm: u32, context: &[f64], reward: f64) -> Result<(), Error>;

    /// What is known of each arm.
    fn arms(&self) -> Vec<Arm<'_>>;

    /// The number of an arm.
    fn arm(&self, name: &str) -> Option<u32> {
        let at = self.names().binary_search_by(|other| other.as_str().cmp(name)).ok()?;
        u32::try_from(at).ok()
    }
}

/// Names in order, each once.
fn named(mut arms: Vec<String>) -> Result<Vec<String>, Error> {
    arms.put_in_order();
    let same = arms.iter().zip(arms.iter().skip(1)).any(|(a, b)| a == b);
    if same || arms.is_empty() {
        return Err(Error::Options { message: "`arms` must be one or more different names".into() });
    }
    Ok(arms)
}

fn wide(dimensions: usize) -> Result<(), Error> {
    if dimensions <= WIDEST {
        return Ok(());
    }
    Err(Error::option("dimensions", "at most 64", &dimensions))
}

/// Refuses a context that cannot be.
fn checked(context: &[f64], dimensions: usize) -> Result<(), Error> {
    if context.len() != dimensions {
        return Err(Error::Length { what: "context".into(), expected: dimensions, got: context.len() });
    }
    if context.iter().all(|number| number.is_finite()) {
        return Ok(());
    }
    Err(Error::Column { column: "context".into(), must: "finite numbers".into() })
}

/// Allowed arms that there are, in order, each once.
fn there(allowed: &[u32], arms: usize) -> Vec<u32> {
    let mut there: Vec<u32> = allowed.iter().copied().filter(|&arm| (arm as usize) < arms).collect();
    there.put_in_order();
    there.dedup();
    there
}

#[cfg(test)]
mod tests;
