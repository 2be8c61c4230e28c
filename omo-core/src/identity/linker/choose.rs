//! Which keys to block on: those that find the most new matches for their pairs.

use super::ColumnKind;
use super::block::{Key, Rule, pairs_of, sorted};
use super::model::{Model, probability};
use crate::order::Order;
use crate::random::mix;

/// Rows by which rules are judged: all, or a part of many.
pub struct Sample {
    pub rows: Vec<u32>,
    /// How many rows stand for one of these.
    pub share: f64,
}

/// More rows than this are judged by a part.
const JUDGED: u32 = 200_000;
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

/// A pair that was looked at: the chance that it is one person's, and which rules make it.
struct Look {
    chance: f64,
    rules: Vec<u64>,
}

/// Chooses rules by the matches they add for each pair they add.
pub fn choose(model: &mut Model, keys: &[Key], rules: &[Rule], sample: &Sample, rows: f64) -> Vec<Rule> {
    let looks: Vec<Vec<Look>> = rules.iter().map(|rule| look(model, keys, rules, rule, sample)).collect();
    let mut chosen: Vec<usize> = Vec::new();
    let mut taken = vec![0_u64; rules.len().div_ceil(64)];
    let mut found = 0.0;
    let mut spent = 0.0;
    while chosen.len() < MOST_RULES {
        let mut best: Option<(f64, usize, f64, f64)> = None;
        for (at, (rule, looks)) in rules.iter().zip(&looks).enumerate() {
            if chosen.contains(&at) || looks.is_empty() {
                continue;
            }
            let new = |look: &&Look| look.rules.iter().zip(&taken).all(|(a, b)| a & b == 0);
            let (mut matches, mut pairs) = (0.0, 0.0);
            for look in looks.iter().filter(new) {
                matches += look.chance;
                pairs += 1.0;
            }
            let scale = rule.pairs / count(looks.len());
            let (matches, pairs) = (matches * scale, pairs * scale);
            // A match is worth so many comparisons, less when enough has been spent.
            let price = if spent > rows * 15.0 { 0.02 } else { 0.004 };
            if matches < pairs * price
                || matches < found * 0.0004 + 1.0
                || spent + pairs > rows * 40.0 + 300_000.0
            {
                continue;
            }
            // Many matches, and cheaply.
            let worth = matches / (pairs + rows * 0.2);
            if best.is_none_or(|(most, ..)| worth > most) {
                best = Some((worth, at, matches, pairs));
            }
        }
        let Some((_, at, matches, pairs)) = best else { break };
        chosen.push(at);
        if let Some(bits) = taken.get_mut(at / 64) {
            *bits |= 1 << (at % 64);
        }
        found += matches;
        spent += pairs;
    }
    chosen.into_iter().filter_map(|at| rules.get(at).cloned()).collect()
}

/// Some pairs of a rule.
fn look(model: &mut Model, keys: &[Key], rules: &[Rule], rule: &Rule, sample: &Sample) -> Vec<Look> {
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
                let mut made = vec![0_u64; rules.len().div_ceil(64)];
                for (at, rule) in rules.iter().enumerate() {
                    let same = |&key: &usize| {
                        let cells = keys.get(key).map(|key| &key.cells);
                        let of = |row: u32| {
                            cells.and_then(|cells| cells.get(row as usize)).copied().unwrap_or(u32::MAX)
                        };
                        of(a) != u32::MAX && of(a) == of(b)
                    };
                    if rule.keys.iter().all(same)
                        && let Some(bits) = made.get_mut(at / 64)
                    {
                        *bits |= 1 << (at % 64);
                    }
                }
                looks.push(Look { chance: probability(model.weight(a, b)), rules: made });
            }
        }
    }
    looks
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(looks: usize) -> f64 {
    looks as f64
}
