//! The weights, learned from the records themselves: no labels.

use super::block::{Agreement, Rule, blocks, pairs_of, row};
use super::key::Key;
use super::ladder::MISSING;
use super::scorer::{Pattern, Scorer, Worker, level_at};
use crate::math;
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::random::mix;

/// How many random pairs tell how often strangers agree by chance.
const STRANGERS: usize = 150_000;
/// How many pairs a rule may give to learn from.
const LESSONS: f64 = 60_000.0;

/// How often records of two people agree at each level: exactly for equal values, by random pairs below that.
pub fn learn_u(scorer: &mut Scorer, rows: u32) {
    let total = rows as usize * rows.saturating_sub(1) as usize / 2;
    let all = total <= STRANGERS;
    let pick = |seed: u64| {
        let spread = mix(seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        u32::try_from(spread % u64::from(rows.max(1))).unwrap_or(0)
    };
    let counted = |worker: &mut Worker, piece: &std::ops::Range<usize>| {
        let mut counts: Vec<Vec<f64>> = scorer.compared.iter().map(|c| vec![0.0; c.levels.len()]).collect();
        let mut count = |a: u32, b: u32| {
            let pattern = scorer.pattern(worker, a, b);
            for (at, counts) in counts.iter_mut().enumerate() {
                if let Some(count) = counts.get_mut(usize::from(level_at(pattern, at))) {
                    *count += 1.0;
                }
            }
        };
        for number in piece.clone() {
            if all {
                let a = u32::try_from(number).unwrap_or(0);
                (a + 1..rows).for_each(|b| count(a, b));
            } else {
                let number = number as u64;
                let (a, b) = (pick(2 * number), pick(2 * number + 1));
                if a != b {
                    count(a, b);
                }
            }
        }
        counts
    };
    let work = if all { pieces(rows as usize, 64) } else { pieces(STRANGERS, 8192) };
    let counted = parallel(&work, || scorer.worker(), counted);
    for (at, comparison) in scorer.compared.iter_mut().enumerate() {
        let mut counts = vec![0.0; comparison.u.len()];
        for piece in counted.iter().filter_map(|piece| piece.get(at)) {
            counts.iter_mut().zip(piece).for_each(|(sum, count)| *sum += count);
        }
        let equal = usize::from(comparison.equal());
        let same = comparison.values.same_by_chance();
        let below: f64 = counts.iter().take(equal).map(|count| count + 0.5).sum();
        for (at, (u, count)) in comparison.u.iter_mut().zip(&counts).enumerate() {
            *u = if at == equal { same } else { (1.0 - same) * (count + 0.5) / below };
        }
    }
}

/// Pairs of a rule by their patterns: with how many times each was seen.
fn patterns(scorer: &Scorer, worker: &mut Worker, sorted: &[u64]) -> Vec<(Pattern, f64)> {
    let fit = |block: &&[u64]| pairs_of(block.len(), 1.0) > 0.0;
    let all: f64 = blocks(sorted).map(|block| pairs_of(block.len(), 1.0)).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
    let every = (all / LESSONS).ceil().max(1.0) as u64;
    let mut seen: Vec<Pattern> = Vec::new();
    let mut number = 0_u64;
    for block in blocks(sorted).filter(fit) {
        for (at, &a) in block.iter().enumerate() {
            for &b in block.iter().skip(at + 1) {
                number += 1;
                if every == 1 || mix(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).is_multiple_of(every) {
                    seen.push(scorer.pattern(worker, row(a), row(b)));
                }
            }
        }
    }
    seen.put_in_order();
    seen.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, count(run.len())))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(pairs: usize) -> f64 {
    pairs as f64
}

/// Random strangers count as so many pairs of a rule.
const USUAL: f64 = 200.0;

/// What one rule taught.
struct Lesson {
    matches: f64,
    /// For each comparison the shares of its levels among matches; none for those the rule fixes.
    m: Vec<Option<Vec<f64>>>,
}

/// Expectation and maximisation over the patterns of one rule, (Dempster, Laird, Rubin 1977; Winkler 1988).
fn lesson(scorer: &Scorer, patterns: &[(Pattern, f64)], fixed: &[usize]) -> Option<Lesson> {
    let free: Vec<usize> = (0..scorer.compared.len()).filter(|at| !fixed.contains(at)).collect();
    let total: f64 = patterns.iter().map(|(_, count)| count).sum();
    if free.is_empty() || total < 20.0 {
        return None;
    }
    let start = |count: usize| -> Vec<f64> {
        // Most agree fully; the rest falls off.
        let weights: Vec<f64> =
            (0..count).map(|level| math::pow(3.0, f64::from(u32::try_from(level).unwrap_or(0)))).collect();
        let sum: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / sum).collect()
    };
    let mut m: Vec<Vec<f64>> = scorer.compared.iter().map(|c| start(c.m.len())).collect();
    // Strangers who agree in what the rule fixes may agree in more than strangers do: people of one name have e-mail
    // addresses that are alike. So the rule learns its own `u` too.
    let mut u: Vec<Vec<f64>> = scorer.compared.iter().map(|c| c.u.clone()).collect();
    let mut share = 0.3;
    let mut matches = 0.0;
    for _ in 0..60 {
        let mut sums: Vec<Vec<f64>> = m.iter().map(|levels| vec![0.0; levels.len()]).collect();
        let mut others = sums.clone();
        matches = 0.0;
        for &(pattern, count) in patterns {
            let (mut yes, mut no) = (share, 1.0 - share);
            for &at in &free {
                let level = usize::from(level_at(pattern, at));
                if level == usize::from(MISSING) {
                    continue;
                }
                yes *= m.get(at).and_then(|m| m.get(level)).copied().unwrap_or(1.0);
                no *= u.get(at).and_then(|u| u.get(level)).copied().unwrap_or(1.0);
            }
            let chance = if yes + no > 0.0 { yes / (yes + no) } else { 0.0 };
            matches += chance * count;
            for &at in &free {
                let level = usize::from(level_at(pattern, at));
                if let Some(sum) = sums.get_mut(at).and_then(|sums| sums.get_mut(level)) {
                    *sum += chance * count;
                }
                if let Some(sum) = others.get_mut(at).and_then(|sums| sums.get_mut(level)) {
                    *sum += (1.0 - chance) * count;
                }
            }
        }
        let before = share;
        share = (matches / total).clamp(1e-6, 1.0 - 1e-6);
        for (m, sums) in m.iter_mut().zip(&sums) {
            let all: f64 = sums.iter().sum();
            for (m, sum) in m.iter_mut().zip(sums) {
                *m = (sum + 0.01) / (all + 0.01 * count(sums.len()));
            }
        }
        for ((u, others), comparison) in u.iter_mut().zip(&others).zip(&scorer.compared) {
            let all: f64 = others.iter().sum();
            for ((u, other), chance) in u.iter_mut().zip(others).zip(&comparison.u) {
                *u = (other + USUAL * chance) / (all + USUAL);
            }
        }
        if (share - before).abs() < 1e-6 {
            break;
        }
    }
    let m = m.into_iter().enumerate().map(|(at, m)| free.contains(&at).then_some(m)).collect();
    Some(Lesson { matches, m })
}

/// Learns how often records of one person agree, and how many pairs are one person's.
pub fn learn_m(
    scorer: &mut Scorer,
    keys: &[Key],
    rules: &[Rule],
    rows: u32,
    truth: Option<&Truth>,
    warnings: &mut Vec<String>,
) {
    let mut used: Vec<usize> = rules.iter().flat_map(|rule| rule.keys.iter().copied()).collect();
    used.put_in_order();
    used.dedup();
    let agreement = {
        let keys: Vec<&Key> = used.iter().filter_map(|&key| keys.get(key)).collect();
        Agreement::new(&keys, &scorer.rows, 0..rows)
    };
    let taught = |worker: &mut Worker, rule: &Rule| {
        let here: Vec<usize> =
            rule.keys.iter().filter_map(|key| used.iter().position(|other| other == key)).collect();
        let seen = patterns(scorer, worker, &agreement.sorted(&here));
        let fixed: Vec<usize> = rule.keys.iter().filter_map(|&key| Some(keys.get(key)?.column)).collect();
        let all: f64 = seen.iter().map(|(_, count)| count).sum();
        Some((lesson(scorer, &seen, &fixed)?, fixed, rule.pairs / all.max(1.0)))
    };
    let lessons: Vec<_> = parallel(rules, || scorer.worker(), taught).into_iter().flatten().collect();
    let rows = f64::from(rows);
    let told = truth.map(|truth| truth.counts(scorer));
    for at in 0..scorer.compared.len() {
        let Some(comparison) = scorer.compared.get_mut(at) else { continue };
        let mut sums = vec![0.0; comparison.m.len()];
        for (lesson, ..) in &lessons {
            if let Some(Some(m)) = lesson.m.get(at) {
                sums.iter_mut().zip(m).for_each(|(sum, m)| *sum += m * lesson.matches);
            }
        }
        if let Some(told) = told.as_ref().and_then(|told| told.get(at)) {
            // What is known outweighs what was guessed, where there is enough of it.
            let guessed: f64 = sums.iter().sum();
            for (sum, told) in sums.iter_mut().zip(told) {
                *sum = told + if guessed > 0.0 { *sum / guessed * GUESSED } else { 0.5 };
            }
        }
        let all: f64 = sums.iter().sum();
        if all > 0.0 {
            comparison.m = sums.into_iter().map(|sum| sum / all).collect();
        } else {
            warnings.push(format!(
                "how often one person's `{}` agrees could not be learned: usual shares are taken",
                comparison.name()
            ));
            let levels = comparison.m.len();
            comparison.m = (0..levels)
                .map(|level| if level + 1 == levels { 0.9 } else { 0.1 / count(levels - 1) })
                .collect();
        }
    }
    // A rule finds a part of the matches: as many as agree in all of its columns.
    let mut totals: Vec<f64> = lessons
        .iter()
        .map(|(lesson, fixed, scale)| {
            let found: f64 = fixed
                .iter()
                .filter_map(|&at| scorer.compared.get(at))
                .map(|c| {
                    let filled = f64::from(c.values.filled) / rows.max(1.0);
                    c.m.last().copied().unwrap_or(1.0) * filled * filled
                })
                .product();
            lesson.matches * scale / found.max(0.05)
        })
        .collect();
    totals.put_in_order_by(f64::total_cmp);
    let total = totals.get(totals.len() / 2).copied().unwrap_or(rows / 10.0).max(1.0);
    let pairs = rows * (rows - 1.0) / 2.0;
    scorer.prior = math::log2(total / (pairs - total).max(total));
}

/// What was guessed counts as so many pairs that are known.
const GUESSED: f64 = 20.0;

/// So many pairs of one person are learned from.
const KNOWN: usize = 300_000;

/// Whose rows are, as labels tell.
pub struct Truth {
    /// Pairs of rows of one person.
    pairs: Vec<(u32, u32)>,
}

impl Truth {
    /// The pairs of labels that are equal, of rows in this order.
    pub fn new(labels: &[Option<u32>], order: &[u32]) -> Self {
        let label = |(place, row): (u32, &u32)| Some((labels.get(*row as usize).copied()??, place));
        let mut labelled: Vec<(u32, u32)> = (0..).zip(order).filter_map(label).collect();
        labelled.put_in_order();
        let mut pairs = Vec::new();
        for person in labelled.chunk_by(|a, b| a.0 == b.0) {
            for (at, &(_, a)) in person.iter().enumerate() {
                // Of a person with many rows each with the next few, so that no person outweighs the others.
                pairs.extend(person.iter().skip(at + 1).take(10).map(|&(_, b)| (a, b)));
            }
            if pairs.len() >= KNOWN {
                break;
            }
        }
        Self { pairs }
    }

    /// How often these pairs agree at each level of each comparison.
    fn counts(&self, scorer: &Scorer) -> Vec<Vec<f64>> {
        let mut worker = scorer.worker();
        let mut counts: Vec<Vec<f64>> = scorer.compared.iter().map(|c| vec![0.0; c.levels.len()]).collect();
        for &(a, b) in &self.pairs {
            let pattern = scorer.pattern(&mut worker, a, b);
            for (at, counts) in counts.iter_mut().enumerate() {
                if let Some(count) = counts.get_mut(usize::from(level_at(pattern, at))) {
                    *count += 1.0;
                }
            }
        }
        counts
    }
}
