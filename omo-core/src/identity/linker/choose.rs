//! Which keys to block on: those that find the most new matches for their pairs.

use super::ColumnKind;
use super::block::{Agreement, Rule, blocks, pairs_of, some_pairs};
use super::key::Key;
use super::scorer::{Scorer, Worker};
use crate::math;
use crate::order::Order;
use crate::parallel::parallel;

/// Rows by which rules are judged: all, or a part of many.
pub struct Sample {
    pub rows: Vec<u32>,
    /// How many rows stand for one of these.
    pub share: f64,
    /// The keys of the rows.
    pub agreement: Agreement,
}

/// More rows than this are judged by a part: one in [`PART`], but never fewer.
const JUDGED: u32 = 12_000;
const PART: u32 = 32;
/// How many pairs of a rule are looked at.
const LOOKED_AT: f64 = 700.0;
/// No more rules than this are used.
const MOST_RULES: usize = 40;

impl Sample {
    pub fn new(keys: &[Key], scorer: &Scorer, rows: u32) -> Self {
        let every = rows.div_ceil(JUDGED).clamp(1, PART);
        let all: Vec<u32> = (0..rows).filter(|row| row % every == 0).collect();
        let keys: Vec<&Key> = keys.iter().collect();
        let agreement = Agreement::new(&keys, &scorer.rows, &all);
        Self { rows: all, share: f64::from(every), agreement }
    }

    /// How many pairs each rule makes among all rows, and some of them.
    pub fn counted(&self, rules: &[Vec<usize>]) -> Vec<Candidate> {
        let candidate = |(): &mut (), keys: &Vec<usize>| {
            let (count, some) = self.pairs(keys);
            Candidate { rule: Rule { keys: keys.clone(), pairs: count * self.share * self.share }, some }
        };
        parallel(rules, || (), candidate)
    }

    /// How many pairs a rule makes here, and at most about [`LOOKED_AT`] of them, by their places in the sample.
    fn pairs(&self, rule: &[usize]) -> (f64, Vec<(u32, u32)>) {
        let sorted = self.agreement.sorted(rule);
        let all: f64 = blocks(&sorted).map(|block| pairs_of(block.len(), self.share)).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
        let every = (all / LOOKED_AT).ceil().max(1.0) as u64;
        (all, some_pairs(&sorted, self.share, every))
    }
}

/// A rule that may pay.
pub struct Candidate {
    pub rule: Rule,
    /// Some of its pairs, by their places in the sample.
    some: Vec<(u32, u32)>,
}

/// A rule of more pairs a row has too many strangers to learn from.
pub const BEARABLE: f64 = 8.0;

/// The rules to learn from: whole values that agree, so that every column is left free by some.
pub fn lessons(rules: &[Candidate], keys: &[Key], scorer: &Scorer, rows: f64) -> Vec<Rule> {
    let kind =
        |key: usize| keys.get(key).and_then(|key| scorer.compared.get(key.column)).map(|c| c.comparison.kind);
    let whole = |rule: &&Rule| rule.keys.iter().all(|&key| keys.get(key).is_some_and(Key::is_whole));
    let strong = |rule: &&Rule| {
        rule.keys.len() == 2 && rule.keys.iter().all(|&key| kind(key) != Some(ColumnKind::Category))
            || rule.keys.len() == 1
                && matches!(
                    rule.keys.first().and_then(|&key| kind(key)),
                    Some(
                        ColumnKind::Email
                            | ColumnKind::Phone
                            | ColumnKind::Number
                            | ColumnKind::Identifier
                            | ColumnKind::Date
                            | ColumnKind::Address
                            | ColumnKind::FullName
                    )
                )
    };
    let strong: Vec<&Rule> = rules
        .iter()
        .map(|candidate| &candidate.rule)
        .filter(whole)
        .filter(strong)
        .filter(|rule| rule.pairs >= 30.0)
        .collect();
    let mut fit: Vec<Rule> =
        strong.iter().copied().filter(|rule| rule.pairs <= rows * BEARABLE).cloned().collect();
    // Where people have many rows each, all have many pairs: the fewest teach most.
    if fit.is_empty() {
        fit.extend(strong.into_iter().cloned());
        fit.put_in_order_by(|a, b| a.pairs.total_cmp(&b.pairs));
        fit.truncate(3);
    }
    fit.put_in_order_by(|a, b| b.pairs.total_cmp(&a.pairs));
    fit.truncate(8);
    fit
}

/// Pairs of a rule that were looked at and share the same keys.
struct Looks {
    /// The rule, by its place.
    rule: usize,
    /// The keys that they share.
    keys: u64,
    /// How much likelier each is of one person than of two.
    odds: Vec<f64>,
}

/// Chooses rules by the matches they add for each pair they add, and learns from them how many pairs are one person's.
pub fn choose(scorer: &mut Scorer, candidates: &[Candidate], sample: &Sample, rows: f64) -> Vec<Rule> {
    let numbered: Vec<(usize, &Candidate)> = candidates.iter().enumerate().collect();
    let looked = |worker: &mut Worker, (at, candidate): &(usize, &Candidate)| {
        look(scorer, worker, sample, candidate, *at)
    };
    let masked = |candidate: &Candidate| (candidate.rule.pairs, Agreement::mask(&candidate.rule.keys));
    let rules: Vec<(f64, u64)> = candidates.iter().map(masked).collect();
    let looks: Vec<Looks> = parallel(&numbered, || scorer.worker(), looked).into_iter().flatten().collect();
    let all = rows * (rows - 1.0) / 2.0;
    let mut chosen = Vec::new();
    for _ in 0..ROUNDS {
        let (picked, matches) = pick(math::exp2(scorer.prior), &rules, &looks, rows);
        chosen = picked;
        let matches = matches.min(all * 0.9).max(0.5);
        scorer.prior = math::log2(matches / (all - matches));
    }
    chosen.into_iter().filter_map(|at| Some(candidates.get(at)?.rule.clone())).collect()
}

/// Evidence below this, in bits, is none.
const LEAST: f32 = -24.0;

/// The more pairs are one person's, the likelier each is; this often they are counted anew.
const ROUNDS: usize = 6;

/// What a rule still finds.
#[derive(Clone, Copy, Default)]
struct Finds {
    matches: f64,
    pairs: f64,
    /// How many pairs were looked at.
    looked: f64,
    taken: bool,
}

/// The rules that pay at these odds, and how many matches they make; of each rule how many pairs it makes, and its keys.
fn pick(prior: f64, rules: &[(f64, u64)], looks: &[Looks], rows: f64) -> (Vec<usize>, f64) {
    let mut finds = vec![Finds::default(); rules.len()];
    let chance = |odds: f64| prior * odds / (1.0 + prior * odds);
    // What no rule that was taken makes, and how many matches lie in it.
    let mut new: Vec<(&Looks, f64)> = Vec::with_capacity(looks.len());
    for looks in looks {
        let matches = looks.odds.iter().map(|&odds| chance(odds)).sum();
        new.push((looks, matches));
        if let Some(finds) = finds.get_mut(looks.rule) {
            finds.matches += matches;
            finds.pairs += count(looks.odds.len());
            finds.looked += count(looks.odds.len());
        }
    }
    let mut chosen: Vec<usize> = Vec::new();
    let (mut found, mut spent) = (0.0, 0.0);
    while chosen.len() < MOST_RULES {
        let mut best: Option<(f64, usize, f64, f64)> = None;
        for (at, ((all, _), finds)) in rules.iter().zip(&finds).enumerate() {
            if finds.taken || finds.looked == 0.0 {
                continue;
            }
            let scale = all / finds.looked;
            let (matches, pairs) = (finds.matches * scale, finds.pairs * scale);
            // A match is worth so many comparisons, fewer when many have been made.
            let price = match (spent + pairs) / rows {
                ..10.0 => 0.002,
                _ => 0.02,
            };
            let dear = matches < pairs * price || spent + pairs > rows * 40.0 + 300_000.0;
            if dear || matches < found * 0.0004 + 1.0 {
                continue;
            }
            let worth = matches / (pairs + rows * 0.2);
            // Of equals, but for how sums are rounded, the one of fewer keys: it misses nobody whom the other finds.
            let keys = |at: usize| rules.get(at).map_or(0, |(_, mask)| mask.count_ones());
            let better = |most: f64, other: usize| {
                worth > most * (1.0 + 1e-9) || worth > most * (1.0 - 1e-9) && keys(at) < keys(other)
            };
            if best.is_none_or(|(most, other, ..)| better(most, other)) {
                best = Some((worth, at, matches, pairs));
            }
        }
        let Some((_, at, matches, pairs)) = best else { break };
        chosen.push(at);
        found += matches;
        spent += pairs;
        let Some(&(_, mask)) = rules.get(at) else { break };
        new.retain(|(looks, matches)| {
            let made = looks.keys & mask == mask;
            if let Some(finds) = finds.get_mut(looks.rule).filter(|_| made) {
                finds.matches -= matches;
                finds.pairs -= count(looks.odds.len());
            }
            !made
        });
        finds.get_mut(at).into_iter().for_each(|finds| finds.taken = true);
    }
    (chosen, found)
}

/// Some pairs of a rule, those that share the same keys together.
fn look(
    scorer: &Scorer,
    worker: &mut Worker,
    sample: &Sample,
    candidate: &Candidate,
    at: usize,
) -> Vec<Looks> {
    let of = |place: u32| sample.rows.get(place as usize).copied().unwrap_or(0);
    let pairs: Vec<(u32, u32)> = candidate.some.iter().map(|&(a, b)| (of(a), of(b))).collect();
    let look = |((a, b), &(x, y)): ((u32, u32), &(u32, u32))| {
        let weight = scorer.weight_from(worker, a, b, LEAST);
        let odds = weight.map_or(0.0, |weight| math::exp2(f64::from(weight) - scorer.prior));
        let keys = sample.agreement.of(x, y);
        (sample.agreement.place(keys), keys, odds)
    };
    let mut looks: Vec<(u64, u64, f64)> = scorer.rows.ahead(&pairs).zip(&candidate.some).map(look).collect();
    looks.put_in_order_by_key(|(place, ..)| *place);
    let together = looks.chunk_by(|a, b| a.0 == b.0).filter_map(|looks| {
        let keys = looks.first()?.1;
        Some(Looks { rule: at, keys, odds: looks.iter().map(|(.., odds)| *odds).collect() })
    });
    together.collect()
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(looks: usize) -> f64 {
    looks as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_rules_the_one_of_fewer_keys_is_taken() {
        // Rules of the keys 0 and 1, and of 1 alone, with as many pairs, of which each is as likely.
        let rules = [(400.0, 0b11), (400.0, 0b10)];
        let looks = |finer: f64| {
            [(0, finer), (1, 1000.0)].map(|(rule, odds)| Looks { rule, keys: 0b11, odds: vec![odds; 400] })
        };
        // Whatever is lost or won where sums are rounded.
        for finer in [1000.0, 1000.0 * (1.0 + 1e-12), 1000.0 * (1.0 - 1e-12)] {
            assert_eq!(pick(0.001, &rules, &looks(finer), 800.0).0, [1]);
        }
        assert_eq!(pick(0.001, &rules, &looks(2000.0), 800.0).0[0], 0);
    }
}
