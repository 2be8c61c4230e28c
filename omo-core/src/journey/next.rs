//! What comes next: a Markov chain that falls back on shorter memories, with chances that hold.

use serde::Serialize;

use super::attribution::Grams;
use super::{Journeys, Unit};
use crate::Error;
use crate::form;
use crate::math;
use crate::order::Order;
use crate::random::sampled;

/// How [`Journeys::next_touch`] learns.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NextOptions {
    /// How many touchpoints back it remembers, 1 to 8.
    pub order: u8,
    /// What is foretold: channels, actions, stages, sides or events.
    pub by: Unit,
    /// The share of customers on whom chances are calibrated, between 0 and 1.
    pub held_out: f64,
}

form::options!(NextOptions { order, by, held_out });

impl Default for NextOptions {
    fn default() -> Self {
        Self { order: 3, by: Unit::Channel, held_out: 0.1 }
    }
}

/// Chances of what comes next.
#[derive(Debug, Clone)]
pub struct NextTouch {
    names: Vec<String>,
    grams: Grams,
    of_kind: Vec<u32>,
    power: f64,
    report: NextReport,
}

/// How far chances can be trusted, on customers who were held out.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NextReport {
    /// Moves foretold.
    pub moves: u32,
    /// The share of moves to what was likeliest.
    pub hit_rate: f64,
    /// To how many equally likely touchpoints the future is narrowed.
    pub perplexity: f64,
    /// The power to which chances are taken so that they hold; 1 changes nothing.
    pub power: f64,
    /// Chances told and shares seen, in tenths.
    pub calibration: Vec<CalibrationRow>,
    /// The mean distance of the two (expected calibration error).
    pub calibration_error: f64,
}

/// Chances of one tenth, held against what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CalibrationRow {
    /// The mean chance told.
    pub told: f64,
    /// The share that came.
    pub came: f64,
    /// How many chances.
    pub count: u32,
}

/// So many chances are kept to calibrate by.
const NUMBERS: usize = 10_000_000;

impl Journeys {
    /// Learns what comes after the last touchpoints of a customer.
    ///
    /// Chances of a memory of each length are backed by those of the shorter (Witten and Bell 1991). A part of the customers,
    /// chosen by their ids, is held out of the learning; chances are taken to the power under which what these did is
    /// likeliest (Guo and others 2017), and the report says how well they hold then.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option lies outside what it can be.
    pub fn next_touch(&self, options: &NextOptions) -> Result<NextTouch, Error> {
        if !(1..=8).contains(&options.order) {
            return Err(Error::option("order", "from 1 to 8", &options.order));
        }
        if !(options.held_out > 0.0 && options.held_out < 1.0) {
            return Err(Error::option("held_out", "between 0 and 1", &options.held_out));
        }
        let (names, of_kind) = self.units(options.by);
        let mut grams = Grams::of(options.order, names.len());
        let mut held: Vec<Vec<u32>> = Vec::new();
        for (customer, journey) in (0..).zip(self.all()) {
            let steps: Vec<u32> =
                journey.iter().filter_map(|touch| of_kind.get(touch.kind as usize).copied()).collect();
            if self.customer_id(customer).is_some_and(|id| sampled(id, options.held_out)) {
                held.push(steps);
            } else {
                grams.learn_steps(&steps);
            }
        }
        let mut told: Vec<(Vec<f64>, u32)> = Vec::new();
        // Enough to see a chance to a thousandth, and no more than memory holds where there are thousands of names.
        let [most, looked_at] = [NUMBERS, NUMBERS / 10].map(|numbers| numbers / names.len().max(1));
        let (most, looked_at) = (most.clamp(1_000, 200_000), looked_at.clamp(100, 20_000));
        for steps in held {
            for at in 1..steps.len() {
                let (before, rest) = steps.split_at_checked(at).unwrap_or_default();
                if let (Some(&next), true) = (rest.first(), told.len() < most) {
                    told.push((grams.chances(before, names.len()), next));
                }
            }
        }
        let loss = |power: f64| -> f64 {
            let of = |(chances, next): &(Vec<f64>, u32)| {
                let powers: Vec<f64> = chances.iter().map(|&chance| math::pow(chance, power)).collect();
                let own = powers.get(*next as usize).copied().unwrap_or_default();
                -math::ln((own / powers.iter().sum::<f64>()).max(1e-300))
            };
            told.iter().take(looked_at).map(of).sum()
        };
        let power = if told.is_empty() { 1.0 } else { least(loss) };
        let report = report(&told, power);
        Ok(NextTouch { names, grams, of_kind, power, report })
    }
}

impl NextTouch {
    /// How far the chances can be trusted.
    #[must_use]
    pub fn report(&self) -> &NextReport {
        &self.report
    }

    /// What a customer of these journeys does next, the likeliest first; chances sum to 1. Nothing for a stranger.
    #[must_use]
    pub fn of(&self, journeys: &Journeys, customer: u32) -> Vec<(&str, f64)> {
        let journey = journeys.journey(customer);
        let steps: Vec<u32> =
            journey.iter().filter_map(|touch| self.of_kind.get(touch.kind as usize).copied()).collect();
        if steps.is_empty() {
            return Vec::new();
        }
        let chances = powered(&self.grams.chances(&steps, self.names.len()), self.power);
        let mut all: Vec<(&str, f64)> = self.names.iter().map(String::as_str).zip(chances).collect();
        all.put_in_order_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        all
    }
}

fn powered(chances: &[f64], power: f64) -> Vec<f64> {
    let powers: Vec<f64> = chances.iter().map(|&chance| math::pow(chance, power)).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|part| part / sum).collect()
}

/// Where a function of one valley is least, between a third and three: golden sections.
fn least(of: impl Fn(f64) -> f64) -> f64 {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (1.0 / 3.0, 3.0);
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (of(a), of(b));
    for _ in 0..20 {
        if at_a < at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = of(a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = of(b);
        }
    }
    f64::midpoint(low, high)
}

fn report(told: &[(Vec<f64>, u32)], power: f64) -> NextReport {
    let mut bins = [(0.0, 0_u32, 0_u32); 10];
    let (mut hits, mut loss) = (0_u64, 0.0);
    for (chances, next) in told {
        let chances = powered(chances, power);
        let best = (0_u32..).zip(&chances).fold((u32::MAX, 0.0), |best, (name, &chance)| {
            if chance > best.1 { (name, chance) } else { best }
        });
        hits += u64::from(best.0 == *next);
        loss -= math::ln(chances.get(*next as usize).copied().unwrap_or_default().max(1e-300));
        for (name, &chance) in (0_u32..).zip(&chances) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 9")]
            if let Some((sum, came, count)) = bins.get_mut((chance * 10.0).min(9.0) as usize) {
                *sum += chance;
                *came += u32::from(name == *next);
                *count += 1;
            }
        }
    }
    let moves = u32::try_from(told.len()).unwrap_or(u32::MAX);
    let all: u32 = bins.iter().map(|bin| bin.2).sum();
    let calibration: Vec<CalibrationRow> = bins
        .iter()
        .filter(|bin| bin.2 > 0)
        .map(|&(sum, came, count)| CalibrationRow {
            told: sum / f64::from(count),
            came: f64::from(came) / f64::from(count),
            count,
        })
        .collect();
    let distance =
        |row: &CalibrationRow| (row.told - row.came).abs() * f64::from(row.count) / f64::from(all.max(1));
    NextReport {
        moves,
        hit_rate: math::share(hits, moves.into()),
        perplexity: math::exp(loss / f64::from(moves.max(1))),
        power,
        calibration_error: calibration.iter().map(distance).sum(),
        calibration,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};
    use crate::random::Random;

    /// After `ab` comes `c` nine times of ten, else anything; elsewhere anything.
    #[test]
    fn what_was_planted_is_found_and_chances_hold() {
        let mut random = Random::new(2);
        let mut touches = Touches::default();
        for who in 0..3000 {
            let (mut older, mut last) = (9, 9);
            for at in 0..12 {
                let rule = older == 0 && last == 1 && random.chance(0.9);
                let next = if rule { 2 } else { random.below(4) };
                touches.push(&format!("c{who}"), at, ["a", "b", "c", "d"][next], "view");
                (older, last) = (last, next);
            }
        }
        for (at, channel) in [(0, "d"), (1, "a"), (2, "b")] {
            touches.push("hanako", at, channel, "view");
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let next = journeys.next_touch(&NextOptions { order: 2, ..NextOptions::default() }).unwrap();
        let chances = next.of(&journeys, journeys.customer("hanako").unwrap());
        assert_eq!(chances[0].0, "c");
        assert!((chances[0].1 - 0.925).abs() < 0.03, "{chances:?}");
        assert!((chances.iter().map(|(_, chance)| chance).sum::<f64>() - 1.0).abs() < 1e-12);
        let report = next.report();
        assert!(report.calibration_error < 0.02 && (report.power - 1.0).abs() < 0.2, "{report:?}");
        assert!(report.moves > 2000 && report.perplexity < 4.0);
        assert_eq!(next.of(&journeys, u32::MAX), []);
        assert!(journeys.next_touch(&NextOptions { order: 0, ..NextOptions::default() }).is_err());
    }
}
