//! Which keys to block on: those that find the most new matches for their pairs.

use super::ColumnKind;
use super::block::{Agreement, Key, Rule, pairs_of, sorted};
use super::model::{Model, probability};
use crate::math;
use crate::order::Order;
use crate::random::mix;

/// Rows by which rules are judged: all, or a part of many.
pub struct Sample {
    pub rows: Vec<u32>,
    /// How many rows stand for one of these.
    pub share: f64,
}

/// More rows than this are judged by a part.
const JUDGED: u32 = 50_000;
/// How many pairs of a rule are looked at.
const LOOKED_AT: f64 = 1500.0;
/// No more rules than this are used.
const MOST_RULES: usize = 40;

impl Sample {
    pub fn new(rows: u32) -> Self {
        let every = rows.div_ceil(JUDGED).max(1);
        let all: Vec<u32> = (0..rows).filter(|row| row % every == 0).collect();
        Self { rows: all, share: f64::from(every) }
    }
}

/// The rules to learn from: whole values that agree, so that every column is left free by some.
pub fn lessons(rules: &[Rule], keys: &[Key], model: &Model, rows: f64) -> Vec<Rule> {
    let kind = |key: usize| keys.get(key).and_then(|key| model.comparisons.get(key.column)).map(|c| c.kind);
    let whole = |rule: &&Rule| rule.keys.iter().all(|&key| keys.get(key).is_some_and(|key| key.whole));
    let strong = |rule: &&Rule| {
        rule.keys.len() == 2 && rule.keys.iter().all(|&key| kind(key) != Some(ColumnKind::Category))
            || rule.keys.len() == 1
                && matches!(
                    rule.keys.first().and_then(|&key| kind(key)),
                    Some(
                        ColumnKind::Email
                            | ColumnKind::Phone
                            | ColumnKind::Number
                            | ColumnKind::Date
                            | ColumnKind::Address
                    )
                )
    };
    let mut fit: Vec<Rule> = rules
        .iter()
        .filter(whole)
        .filter(strong)
        .filter(|rule| rule.pairs >= 30.0 && rule.pairs <= rows * 8.0)
        .cloned()
        .collect();
    fit.put_in_order_by(|a, b| b.pairs.total_cmp(&a.pairs));
    fit.truncate(8);
    fit
}

/// A pair that was looked at: the evidence in its values, and what makes it a candidate.
struct Look {
    bits: f64,
    /// The keys that its rows share.
    keys: u64,
}

impl Look {
    /// Whether none of the taken rules makes it.
    fn is_new(&self, taken: &[u64]) -> bool {
        taken.iter().all(|rule| self.keys & rule != *rule)
    }
}

/// Chooses rules by the matches they add for each pair they add, and learns from them how many pairs are one person's.
pub fn choose(
    model: &mut Model,
    keys: &[Key],
    agreement: &Agreement,
    rules: &[Rule],
    sample: &Sample,
    rows: f64,
) -> Vec<Rule> {
    let looks: Vec<Vec<Look>> = rules.iter().map(|rule| look(model, keys, agreement, rule, sample)).collect();
    let all = rows * (rows - 1.0) / 2.0;
    let mut chosen = Vec::new();
    for _ in 0..ROUNDS {
        let (picked, matches) = pick(model.prior, rules, &looks, rows);
        chosen = picked;
        let matches = matches.clamp(0.5, all * 0.9);
        model.prior = math::log2(matches / (all - matches));
    }
    chosen.into_iter().filter_map(|at| rules.get(at).cloned()).collect()
}

/// The more pairs are one person's, the likelier each is; this often they are counted anew.
const ROUNDS: usize = 6;

/// The rules that pay at these odds, and how many matches they make.
fn pick(prior: f64, rules: &[Rule], looks: &[Vec<Look>], rows: f64) -> (Vec<usize>, f64) {
    let mut chosen: Vec<usize> = Vec::new();
    let mut taken: Vec<u64> = Vec::new();
    let mut found = 0.0;
    let mut spent = 0.0;
    let chances: Vec<Vec<f64>> =
        looks.iter().map(|looks| looks.iter().map(|look| probability(prior + look.bits)).collect()).collect();
    while chosen.len() < MOST_RULES {
        let mut best: Option<(f64, usize, f64, f64)> = None;
        for (at, ((rule, looks), chances)) in rules.iter().zip(looks).zip(&chances).enumerate() {
            if chosen.contains(&at) || looks.is_empty() {
                continue;
            }
            let (mut matches, mut pairs) = (0.0, 0.0);
            for (_, chance) in looks.iter().zip(chances).filter(|(look, _)| look.is_new(&taken)) {
                matches += chance;
                pairs += 1.0;
            }
            let scale = rule.pairs / count(looks.len());
            let (matches, pairs) = (matches * scale, pairs * scale);
            // A match is worth so many comparisons, fewer when many have been made.
            let price = if spent > rows * 15.0 { 0.02 } else { 0.004 };
            let dear = matches < pairs * price || spent + pairs > rows * 40.0 + 300_000.0;
            if dear || matches < found * 0.0004 + 1.0 {
                continue;
            }
            let worth = matches / (pairs + rows * 0.2);
            if best.is_none_or(|(most, ..)| worth > most) {
                best = Some((worth, at, matches, pairs));
            }
        }
        let Some((_, at, matches, pairs)) = best else { break };
        chosen.push(at);
        taken.extend(rules.get(at).map(Rule::mask));
        found += matches;
        spent += pairs;
    }
    (chosen, found)
}

/// Some pairs of a rule.
fn look(model: &mut Model, keys: &[Key], agreement: &Agreement, rule: &Rule, sample: &Sample) -> Vec<Look> {
    let sorted = sorted(keys, &rule.keys, &sample.rows);
    let all: f64 = sorted.chunk_by(|a, b| a.0 == b.0).map(|run| pairs_of(run.len())).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
    let every = (all / LOOKED_AT).ceil().max(1.0) as u64;
    let mut looks = Vec::new();
    let mut number = 0_u64;
    for run in sorted.chunk_by(|a, b| a.0 == b.0).filter(|run| pairs_of(run.len()) > 0.0) {
        for (at, &(_, a)) in run.iter().enumerate() {
            for &(_, b) in run.iter().skip(at + 1) {
                number += 1;
                if every > 1 && !mix(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).is_multiple_of(every) {
                    continue;
                }
                looks.push(Look { bits: model.weight(a, b) - model.prior, keys: agreement.of(a, b) });
            }
        }
    }
    looks
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(looks: usize) -> f64 {
    looks as f64
}
