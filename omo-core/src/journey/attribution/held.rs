//! How many touches back it is worth to remember: by the likelihood of paths that were held out.

use serde::Serialize;

use super::paths::Paths;
use crate::Error;
use crate::form;
use crate::math;
use crate::pairs::Pairs;
use crate::random::Random;

/// How [`Paths::choose_order`] compares orders.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OrderOptions {
    /// The highest order, 1 to 4.
    pub orders: u8,
    /// The share of paths that is held out, between 0 and 1.
    pub held_out: f64,
    /// Which paths these are.
    pub seed: u32,
}

form::options!(OrderOptions { orders, held_out, seed });

impl Default for OrderOptions {
    fn default() -> Self {
        Self { orders: 4, held_out: 0.2, seed: 0 }
    }
}

/// How well one order foretells.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OrderRow {
    /// Touches remembered.
    pub order: u8,
    /// The logarithm of the likelihood of what was held out.
    pub log_likelihood: f64,
    /// To how many equally likely next touches (or ends) it narrows the future: less is better.
    pub perplexity: f64,
}

/// Orders compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Orders {
    /// The order under which what was held out is likeliest; of equals the lowest.
    pub best: u8,
    /// Each order.
    pub rows: Vec<OrderRow>,
}

/// What stands for the beginning and the two ends of a path; channels count from 3.
const BEGIN: u32 = 0;
const CONVERTS: u32 = 1;
const ENDS: u32 = 2;

impl Paths {
    /// Which order of a Markov chain foretells paths best that it has not seen.
    ///
    /// Every path is held out with a given chance; chains of each order are counted on the others, each backed by the
    /// shorter ones (Witten and Bell 1991), so that what was never seen has a chance too.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option lies outside what it can be.
    pub fn choose_order(&self, options: &OrderOptions) -> Result<Orders, Error> {
        if !(1..=4).contains(&options.orders) {
            return Err(Error::option("orders", "from 1 to 4", &options.orders));
        }
        if !(options.held_out > 0.0 && options.held_out < 1.0) {
            return Err(Error::option("held_out", "between 0 and 1", &options.held_out));
        }
        let mut random = Random::fork(options.seed.into(), 0);
        let mut learned = Grams::new(options.orders, self.width());
        let mut held = Vec::with_capacity(self.len());
        for path in 0..self.len() {
            let (conversions, _, nulls) = self.outcome(path);
            let split = [conversions, nulls].map(|count| split(count, options.held_out, &mut random));
            for ((kept, _), end) in split.iter().zip([CONVERTS, ENDS]) {
                learned.learn(self.touches(path), end, *kept);
            }
            held.push(split.map(|(_, held)| held));
        }
        let mut sums = vec![0.0; options.orders.into()];
        let mut events = 0.0;
        for (path, held) in held.into_iter().enumerate() {
            for (weight, end) in held.into_iter().zip([CONVERTS, ENDS]) {
                if weight > 0.0 {
                    #[expect(clippy::cast_precision_loss, reason = "paths are far shorter than 2^53")]
                    let steps = (self.touches(path).len() + 1) as f64;
                    events += weight * steps;
                    learned.foretell(self.touches(path), end, weight, &mut sums);
                }
            }
        }
        let row = |(order, &log_likelihood): (u8, &f64)| OrderRow {
            order,
            log_likelihood,
            perplexity: if events > 0.0 { math::exp(-log_likelihood / events) } else { 1.0 },
        };
        let rows: Vec<OrderRow> = (1..).zip(&sums).map(row).collect();
        let better = |best: (u8, f64), row: &OrderRow| {
            if row.log_likelihood > best.1 { (row.order, row.log_likelihood) } else { best }
        };
        let (best, _) = rows.iter().fold((1, f64::NEG_INFINITY), better);
        Ok(Orders { best, rows })
    }
}

/// How many of `count` are kept and how many are held out.
fn split(count: f64, share: f64, random: &mut Random) -> (f64, f64) {
    let whole = count.floor();
    let mut held = 0.0;
    if whole > 100.0 {
        let (radius, turn) = (1.0 - random.unit(), random.unit());
        let normal = (-2.0 * math::ln(radius)).max(0.0).sqrt() * math::cos(std::f64::consts::TAU * turn);
        held = (whole * share + (whole * share * (1.0 - share)).sqrt() * normal).round().clamp(0.0, whole);
    } else {
        let mut left = whole;
        while left > 0.0 {
            held += f64::from(u8::from(random.chance(share)));
            left -= 1.0;
        }
    }
    if count > whole && random.chance(share) {
        held += count - whole;
    }
    (count - held, held)
}

/// What followed each run of up to `order` touches.
#[derive(Debug, Clone)]
pub(in crate::journey) struct Grams {
    order: usize,
    /// How many symbols there are.
    width: f64,
    /// Runs, each as the number of the run without its oldest touch, and that touch; the empty run is 0.
    runs: Pairs,
    /// How often each run was seen with something after it, and how many different things.
    seen: Vec<(f64, f64)>,
    /// What followed.
    next: Pairs,
    count: Vec<f64>,
}

impl Grams {
    fn new(order: u8, channels: usize) -> Self {
        let mut runs = Pairs::default();
        runs.intern((u32::MAX, u32::MAX));
        #[expect(clippy::cast_precision_loss, reason = "channels are counted in 32 bits")]
        let width = channels as f64 + 2.0;
        Self {
            order: order.into(),
            width,
            runs,
            seen: vec![(0.0, 0.0)],
            next: Pairs::default(),
            count: Vec::new(),
        }
    }

    /// For paths whose ends say nothing.
    pub fn of(order: u8, names: usize) -> Self {
        let mut grams = Self::new(order, names);
        grams.width -= 2.0;
        grams
    }

    /// Learns a path whose end says nothing.
    pub fn learn_steps(&mut self, steps: &[u32]) {
        for (at, &next) in steps.iter().enumerate() {
            self.learn_next(steps.get(..at).unwrap_or_default(), next + 3, 1.0);
        }
    }

    /// The chance of each name to come next; they sum to 1.
    pub fn chances(&self, before: &[u32], names: usize) -> Vec<f64> {
        let mut chances = vec![1.0 / self.width.max(1.0); names];
        let mut run = Some(0);
        for level in 0..=self.order {
            let Some(here) = run else { break };
            if let Some(&(sum, kinds)) = self.seen.get(here as usize)
                && sum > 0.0
            {
                for (name, chance) in (3_u32..).zip(&mut chances) {
                    let pair = self.next.get((here, name));
                    let count =
                        pair.and_then(|pair| self.count.get(pair as usize)).copied().unwrap_or_default();
                    *chance = (count + kinds * *chance) / (sum + kinds);
                }
            }
            run = nth_before(before, level).and_then(|older| self.runs.get((here, older)));
        }
        chances
    }

    fn learn(&mut self, touches: &[u32], end: u32, weight: f64) {
        if weight <= 0.0 {
            return;
        }
        each(touches, end, |before, next| self.learn_next(before, next, weight));
    }

    fn learn_next(&mut self, before: &[u32], next: u32, weight: f64) {
        let mut run = 0;
        for level in 0..=self.order {
            let pair = self.next.intern((run, next)) as usize;
            let seen = self.seen.get_mut(run as usize);
            if pair == self.count.len() {
                self.count.push(0.0);
            }
            if let (Some((sum, kinds)), Some(count)) = (seen, self.count.get_mut(pair)) {
                *kinds += if *count == 0.0 { 1.0 } else { 0.0 };
                *sum += weight;
                *count += weight;
            }
            let Some(older) = nth_before(before, level) else { break };
            run = self.runs.intern((run, older));
            if run as usize == self.seen.len() {
                self.seen.push((0.0, 0.0));
            }
        }
    }

    /// Adds the log-likelihood under each order.
    fn foretell(&self, touches: &[u32], end: u32, weight: f64, sums: &mut [f64]) {
        each(touches, end, |before, next| {
            let mut run = Some(0);
            let mut chance = 1.0 / self.width;
            for level in 0..=self.order {
                if let Some(run) = run
                    && let Some(&(sum, kinds)) = self.seen.get(run as usize)
                    && sum > 0.0
                {
                    let pair = self.next.get((run, next));
                    let count =
                        pair.and_then(|pair| self.count.get(pair as usize)).copied().unwrap_or_default();
                    chance = (count + kinds * chance) / (sum + kinds);
                }
                if let Some(sum) = level.checked_sub(1).and_then(|order| sums.get_mut(order)) {
                    *sum += weight * math::ln(chance);
                }
                run = match (run, nth_before(before, level)) {
                    (Some(run), Some(older)) => self.runs.get((run, older)),
                    _ => None,
                };
            }
        });
    }
}

/// The touch so many before, then the beginning, then nothing.
fn nth_before(before: &[u32], level: usize) -> Option<u32> {
    match before.len().checked_sub(level + 1) {
        Some(at) => before.get(at).map(|channel| channel + 3),
        None => (before.len() == level).then_some(BEGIN),
    }
}

/// Hands out every touch of a path and its end, with the touches before.
fn each(touches: &[u32], end: u32, mut take: impl FnMut(&[u32], u32)) {
    for at in 0..=touches.len() {
        let next = touches.get(at).map_or(end, |channel| channel + 3);
        take(touches.get(..at).unwrap_or_default(), next);
    }
}
