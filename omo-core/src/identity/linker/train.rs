//! The weights, learned from the records themselves: no labels.

use super::block::{Agreement, Rule, blocks, pairs_of, some_pairs};
use super::compared::Compared;
use super::key::Key;
use super::mixture::{Class, Lesson, Seen, agreeing, is_own, lesson};
use super::names::is_name;
use super::scorer::{Pattern, Scorer, Worker, level_at};
use super::{ColumnKind, believed};
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
        let mut pairs = Vec::new();
        for number in piece.clone() {
            if all {
                let a = u32::try_from(number).unwrap_or(0);
                pairs.extend((a + 1..rows).map(|b| (a, b)));
            } else {
                let number = number as u64;
                let (a, b) = (pick(2 * number), pick(2 * number + 1));
                pairs.extend((a != b).then_some((a, b)));
            }
        }
        scorer.rows.ahead(&pairs).for_each(|(a, b)| count(a, b));
        counts
    };
    let work = if all { pieces(rows as usize, 64) } else { pieces(STRANGERS, 2048) };
    let counted = parallel(&work, || scorer.worker(), counted);
    for (at, comparison) in scorer.compared.iter_mut().enumerate() {
        let mut counts = vec![0.0; comparison.u.len()];
        for piece in counted.iter().filter_map(|piece| piece.get(at)) {
            counts.iter_mut().zip(piece).for_each(|(sum, count)| *sum += count);
        }
        let equal = usize::from(comparison.equal());
        let same = comparison.values.same_by_chance(comparison.comparison.kind);
        // Where a part of two values is the same by chance, the share is known too: so much of it as no better level has.
        let mut better = same;
        let mut known = vec![None; counts.len()];
        for (level, part) in comparison.same_parts() {
            // Of what is left, however alike all are, worse levels keep a tenth.
            let share = (part - better).max(part * 0.05).min(0.9 * (1.0 - better));
            better += share;
            known.get_mut(usize::from(level)).into_iter().for_each(|known| *known = Some(share));
        }
        let seen: f64 = counts.iter().sum();
        counts.iter_mut().zip(believed::below_equality(equal, seen)).for_each(|(count, more)| *count += more);
        let is_free = |at: usize| at != equal && known.get(at).is_some_and(Option::is_none);
        let below: f64 =
            counts.iter().enumerate().filter(|(at, _)| is_free(*at)).map(|(_, count)| count).sum();
        for (at, ((u, count), known)) in comparison.u.iter_mut().zip(&counts).zip(&known).enumerate() {
            *u = match known {
                _ if at == equal => same,
                Some(share) => *share,
                None => (1.0 - better) * count / below,
            };
        }
    }
}

/// Pairs of a rule by their patterns: with how many times each was seen.
fn patterns(scorer: &Scorer, worker: &mut Worker, sorted: &[u64]) -> Vec<(Pattern, f64)> {
    let all: f64 = blocks(sorted).map(|block| pairs_of(block.len(), 1.0)).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate")]
    let every = (all / LESSONS).ceil().max(1.0) as u64;
    let some = some_pairs(sorted, 1.0, every);
    let mut seen: Vec<Pattern> =
        scorer.rows.ahead(&some).map(|(a, b)| scorer.pattern(worker, a, b)).collect();
    seen.put_in_order();
    seen.chunk_by(|a, b| a == b).filter_map(|run| Some((*run.first()?, count(run.len())))).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(pairs: usize) -> f64 {
    pairs as f64
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
        Agreement::new(&keys, &scorer.rows, &(0..rows).collect::<Vec<_>>())
    };
    let looked = |worker: &mut Worker, rule: &Rule| {
        let here: Vec<usize> =
            rule.keys.iter().filter_map(|key| used.iter().position(|other| other == key)).collect();
        let patterns = patterns(scorer, worker, &agreement.sorted(&here));
        let fixed: Vec<usize> = rule.keys.iter().filter_map(|&key| Some(keys.get(key)?.column)).collect();
        let all: f64 = patterns.iter().map(|(_, count)| count).sum();
        let chance = by_chance(scorer, &fixed, f64::from(rows), rule.pairs);
        Seen { patterns, fixed, chance, scale: rule.pairs / all.max(1.0) }
    };
    let seen = parallel(rules, || scorer.worker(), looked);
    let told = truth.map(|truth| truth.counts(scorer));
    warnings.extend(learn_from(scorer, &seen, told.as_deref(), f64::from(rows)).into_iter().map(|column| {
        format!("how often one person's `{column}` agrees could not be learned: usual shares are taken")
    }));
}

/// What share of a rule's pairs may be of strangers who agree by chance in all that it fixes.
fn by_chance(scorer: &Scorer, fixed: &[usize], rows: f64, pairs: f64) -> f64 {
    let of = |&at: &usize| scorer.compared.get(at).and_then(|one| one.u.last()).copied().unwrap_or(1.0);
    let agree = fixed.iter().map(of).product::<f64>() * rows * rows / 2.0;
    (TOGETHER * agree / pairs).clamp(1e-3, 1.0)
}

/// Learns from the pairs of all rules; the columns of which none tells.
fn learn_from(scorer: &mut Scorer, seen: &[Seen], told: Option<&[Vec<f64>]>, rows: f64) -> Vec<String> {
    let mut unlearned = Vec::new();
    for households in [true, false] {
        let learn = |(): &mut (), seen: &Seen| lesson(scorer, seen, households);
        let lessons: Vec<Lesson> = parallel(seen, || (), learn).into_iter().flatten().collect();
        unlearned = learn_levels(scorer, &lessons, told);
        learn_odds(scorer, &lessons, rows);
        // Where there are no households, what was taken for theirs are pairs of one person with many mistakes.
        let taken = lessons.iter().any(|lesson| lesson.household.pairs > TAKEN * lesson.person.pairs);
        if scorer.household.is_some() || !taken {
            break;
        }
    }
    unlearned
}

/// Learns how often records of one person agree at each level, and those of one household; the columns of which no lesson
/// tells.
fn learn_levels(scorer: &mut Scorer, lessons: &[Lesson], told: Option<&[Vec<f64>]>) -> Vec<String> {
    let is_named = |(at, one): (usize, &Compared)| is_name(one.comparison.kind).then_some(at);
    let named: Vec<usize> = scorer.compared.iter().enumerate().filter_map(is_named).collect();
    let mut unlearned = Vec::new();
    for (at, comparison) in scorer.compared.iter_mut().enumerate() {
        let mut sums = vec![0.0; comparison.m.len()];
        let mut household = sums.clone();
        let mut strangers = sums.clone();
        for lesson in lessons.iter().filter(|lesson| !lesson.fixed.contains(&at)) {
            let add = |sums: &mut [f64], class: &Class| {
                let levels = class.levels.get(at).map_or(&[][..], |levels| levels);
                sums.iter_mut().zip(levels).for_each(|(sum, share)| *sum += share * class.pairs);
            };
            add(&mut sums, &lesson.person);
            add(&mut household, &lesson.household);
            if lesson.fixed.iter().any(|at| named.contains(at)) {
                add(&mut strangers, &lesson.strangers);
            }
        }
        // Addresses are made of names: those of two people of one name are alike more often than those of any two.
        let total: f64 = strangers.iter().sum();
        let equal = usize::from(comparison.equal());
        if comparison.comparison.kind == ColumnKind::Email && total > 0.0 {
            for (u, strangers) in comparison.u.iter_mut().zip(&strangers).take(equal).skip(1) {
                *u = u.max(strangers / total);
            }
        }
        let all: f64 = household.iter().sum();
        comparison.h = household.into_iter().map(|sum| if all > 0.0 { sum / all } else { 0.0 }).collect();
        if let Some(told) = told.and_then(|told| told.get(at)) {
            // What is known outweighs what was guessed, where there is enough of it.
            let guessed: f64 = sums.iter().sum();
            for (sum, told) in sums.iter_mut().zip(told) {
                *sum = told + if guessed > 0.0 { *sum / guessed * GUESSED } else { 0.5 };
            }
        }
        let all: f64 = sums.iter().sum();
        if all > 0.0 {
            comparison.m = sums.into_iter().map(|sum| sum / all).collect();
            comparison.better_says_more();
        } else {
            unlearned.push(comparison.name().to_owned());
            comparison.m = agreeing(comparison);
            // People move, marry and are mistyped beyond recognition.
            comparison.m.iter_mut().for_each(|m| *m *= 0.97);
            comparison.m.first_mut().into_iter().for_each(|different| *different += 0.03);
        }
        if told.is_none() {
            comparison.not_for_difference();
        }
    }
    unlearned
}

/// Learns how many of all pairs are one person's, and how many of one household's, if there are any.
fn learn_odds(scorer: &mut Scorer, lessons: &[Lesson], rows: f64) {
    let pairs = rows * (rows - 1.0) / 2.0;
    let total =
        |class: fn(&Lesson) -> &Class, shares: fn(&Compared) -> &[f64], known: &dyn Fn(&Lesson) -> bool| {
            let lessons = lessons.iter().filter(|lesson| known(lesson));
            // A rule finds a part of the pairs: as many as agree in all of its columns.
            let of = |lesson: &Lesson| {
                let fixed = lesson.fixed.iter().filter_map(|&at| scorer.compared.get(at));
                let found = fixed.map(|one| {
                    let filled = f64::from(one.values.filled) / rows.max(1.0);
                    shares(one).last().copied().unwrap_or(1.0) * filled * filled
                });
                class(lesson).pairs * lesson.scale / found.product::<f64>().max(0.05)
            };
            let mut totals: Vec<f64> = lessons.map(of).collect();
            totals.put_in_order_by(f64::total_cmp);
            totals.get(totals.len() / 2).copied()
        };
    let total_of_persons =
        total(|lesson| &lesson.person, |one| &one.m, &|_| true).unwrap_or(rows / 10.0).max(1.0);
    let shared = |lesson: &Lesson| {
        let fixed = lesson.fixed.iter().filter_map(|&at| scorer.compared.get(at));
        fixed.into_iter().all(|one| !is_own(one))
    };
    let total_of_households = total(|lesson| &lesson.household, |one| &one.h, &shared);
    // Few pairs are none.
    let totals = [Some(total_of_persons), total_of_households.filter(|total| *total >= FEW)];
    let [prior, household] = totals.map(|total| Some(math::log2(total? / (pairs - total?).max(total?))));
    scorer.prior = prior.unwrap_or(scorer.prior);
    scorer.household = household;
}

/// Columns that hang together agree so many times as often by chance as if they did not.
const TOGETHER: f64 = 100.0;

/// Fewer pairs of one household than this are no household.
const FEW: f64 = 20.0;

/// As many to one pair of one person are worth learning anew, when they turn out to be no household's.
const TAKEN: f64 = 0.01;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::linker::compare;
    use crate::identity::linker::rows::Rows;
    use crate::identity::linker::values::Values;

    #[test]
    fn strangers_agree_as_often_as_chance_makes_them() {
        let column = |u: f64| {
            let mut one = Compared::new(compare::exact("column"), Values::default());
            one.u = vec![1.0 - u, u];
            one
        };
        let scorer = Scorer::new(vec![column(0.001), column(0.01)], Rows::default());
        // Of 500,000 pairs of a thousand rows 5 agree in both; a hundred times as many where columns hang together.
        let both = |pairs| by_chance(&scorer, &[0, 1], 1000.0, pairs);
        assert_eq!(
            [both(1000.0), both(500.0), both(1e9)].map(|share| (share * 1e9).round() / 1e9),
            [0.5, 1.0, 0.001]
        );
        assert_eq!(by_chance(&scorer, &[0], 1000.0, 1e6), 0.05);
    }

    #[test]
    fn where_there_are_no_households_their_pairs_are_one_persons() {
        let kinds = [ColumnKind::GivenName, ColumnKind::FamilyName, ColumnKind::Email, ColumnKind::Text];
        let column = |kind| {
            let comparison = compare::Comparison::new("column", kind).with_levels([]);
            let mut one = Compared::new(comparison, Values::of_filled(4000));
            (one.u, one.m) = (vec![0.999, 0.001], vec![0.1, 0.9]);
            one
        };
        let mut scorer = Scorer::new(kinds.map(column).to_vec(), Rows::default());
        // Under one e-mail are 60 pairs with other names; other rules show nobody who shares a home.
        let same = (0x1111, 1000.0);
        let seen = |fixed: &[usize], patterns: &[(Pattern, f64)]| Seen {
            patterns: patterns.to_vec(),
            fixed: fixed.to_vec(),
            chance: 1e-3,
            scale: 1.0,
        };
        let seen = [seen(&[2], &[same, (0x1100, 60.0)]), seen(&[3], &[same]), seen(&[2, 3], &[same])];
        learn_from(&mut scorer, &seen, None, 4000.0);
        assert_eq!(scorer.household, None);
        // Of 3,060 pairs in three lessons, 60 in which names differ, beside what is believed.
        let [given, family] = [0, 1].map(|at| scorer.compared[at].m[0]);
        assert!(given > 0.015 && given < 0.03 && family > 0.015 && family < 0.03, "{given} {family}");
    }
}
