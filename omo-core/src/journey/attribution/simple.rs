//! Rules that look at one path at a time.

use super::paths::{Counts, Paths};
use super::{AttributionOptions, Model, Shares};
use crate::math;
use crate::order::Order;

/// Shares the sales of each path by a rule of its own.
pub(super) fn shares(paths: &Paths, counts: &Counts, options: &AttributionOptions) -> Shares {
    let mut shares =
        Shares { conversions: vec![0.0; paths.width()], value: vec![0.0; paths.width()], removal: None };
    let mut parts: Vec<(u32, f64)> = Vec::new();
    let mut decays = Vec::new();
    let mut ages = paths.ages().unwrap_or_default();
    let sold = counts.conversions.iter().zip(&counts.value);
    for (touches, (&conversions, &value)) in paths.all().zip(sold) {
        let (own_ages, rest) = ages.split_at_checked(touches.len()).unwrap_or_default();
        ages = rest;
        if conversions == 0.0 && value == 0.0 {
            continue;
        }
        parts.clear();
        match options.model {
            Model::First => parts.extend(touches.first().map(|&channel| (channel, 1.0))),
            Model::Last | Model::Markov => parts.extend(touches.last().map(|&channel| (channel, 1.0))),
            Model::Linear => parts.extend(touches.iter().map(|&channel| (channel, 1.0))),
            Model::TimeDecay => decayed(touches, own_ages, options.half_life, &mut decays, &mut parts),
            Model::Position => positioned(touches, options, &mut parts),
            Model::Shapley => distinct(touches, &mut parts),
        }
        let whole: f64 = parts.iter().map(|(_, part)| part).sum();
        for &(channel, part) in &parts {
            let channel = channel as usize;
            if let (Some(sales), Some(worth)) =
                (shares.conversions.get_mut(channel), shares.value.get_mut(channel))
            {
                *sales += conversions * (part / whole);
                *worth += value * (part / whole);
            }
        }
    }
    shares
}

/// A touch is given half of what one a half-life later is given.
fn decayed(
    touches: &[u32],
    ages: &[f64],
    half_life: f64,
    powers: &mut Vec<f64>,
    parts: &mut Vec<(u32, f64)>,
) {
    if !ages.is_empty() {
        // From the youngest on, so that an old path does not vanish in rounding.
        let youngest = ages.iter().copied().fold(f64::INFINITY, f64::min);
        let part = |age: f64| math::pow(0.5, (age - youngest) / half_life);
        parts.extend(touches.iter().zip(ages).map(|(&channel, &age)| (channel, part(age))));
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "paths are far shorter than 2^53")]
    while powers.len() < touches.len() {
        powers.push(math::pow(0.5, powers.len() as f64 / half_life));
    }
    let before_the_end = touches.iter().rev().zip(powers.iter());
    parts.extend(before_the_end.map(|(&channel, &part)| (channel, part)));
}

/// Parts for the first and the last touch, and one for all between.
fn positioned(touches: &[u32], options: &AttributionOptions, parts: &mut Vec<(u32, f64)>) {
    if let [first, between @ .., last] = touches {
        #[expect(clippy::cast_precision_loss, reason = "paths are far shorter than 2^53")]
        let each = (1.0 - options.first_share - options.last_share).max(0.0) / between.len().max(1) as f64;
        parts.push((*first, options.first_share));
        parts.extend(between.iter().map(|&channel| (channel, each)));
        parts.push((*last, options.last_share));
    } else {
        parts.extend(touches.iter().map(|&channel| (channel, 1.0)));
    }
}

/// The path's channels, each once.
fn distinct(touches: &[u32], parts: &mut Vec<(u32, f64)>) {
    parts.extend(touches.iter().map(|&channel| (channel, 1.0)));
    parts.put_in_order_by(|a, b| a.0.cmp(&b.0));
    parts.dedup();
}

/// The Shapley values of a game: the mean of what each player adds, over all orders of joining.
///
/// `worth` has the worth of every coalition of `players`, at the number whose bit `i` says whether player `i` is in
/// it; so it is 2 to the power of `players` long. Up to 20 players; `None` beyond, or when the length is another.
/// Time: players times coalitions.
///
/// Source: Shapley, "A Value for n-Person Games", 1953.
///
/// ```
/// use omo_core::journey::attribution::shapley_of;
/// // Two gloves make a pair: one left (player 0), two right.
/// let worth = [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
/// let values = shapley_of(3, &worth).unwrap();
/// assert!((values[0] - 2.0 / 3.0).abs() < 1e-15 && (values[1] - 1.0 / 6.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn shapley_of(players: u32, worth: &[f64]) -> Option<Vec<f64>> {
    if players > 20 || worth.len() != 1 << players {
        return None;
    }
    // The share of orders in which a player finds a coalition of that size: size! (n - size - 1)! / n!.
    let n = f64::from(players);
    let mut chances = Vec::new();
    let mut chance = 1.0 / n.max(1.0);
    for size in 0..players {
        chances.push(chance);
        chance *= f64::from(size + 1) / (n - f64::from(size) - 1.0).max(1.0);
    }
    let value = |player: u32| {
        let bit = 1_usize << player;
        let without = (0..worth.len()).filter(|coalition| coalition & bit == 0);
        without
            .filter_map(|coalition| {
                let adds = worth.get(coalition | bit)? - worth.get(coalition)?;
                Some(chances.get(coalition.count_ones() as usize)? * adds)
            })
            .sum()
    };
    Some((0..players).map(value).collect())
}
