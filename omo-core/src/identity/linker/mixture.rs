//! What agreement means, learned without labels: pairs of one person, of one household, and of strangers.
//!
//! The usual model knows two kinds of pairs. But people who live together share a phone, an address and a family name,
//! so that two of them agree in more columns than strangers ever do by chance, and in none that is a person's own.

use super::ColumnKind;
use super::compared::Compared;
use super::ladder::MISSING;
use super::scorer::{Pattern, Scorer, level_at};

/// For each comparison the shares of its levels.
type Levels = Vec<Vec<f64>>;

/// Pairs of one rule, to learn from.
pub struct Seen {
    /// How they agree, with how many of each were looked at.
    pub patterns: Vec<(Pattern, f64)>,
    /// The comparisons that the rule fixes: of them it teaches nothing.
    pub fixed: Vec<usize>,
    /// No more of them than this share are strangers'.
    pub chance: f64,
    /// How many pairs stand for one of these.
    pub scale: f64,
}

/// What the pairs of one rule taught.
pub struct Lesson {
    /// How many are of one person, and how often these agree at each level.
    pub person: Class,
    /// How many are of two people of one household, and how often these agree.
    pub household: Class,
    /// How many are of strangers, and how often these agree.
    pub strangers: Class,
    /// The comparisons that the rule fixes: of them it taught nothing.
    pub fixed: Vec<usize>,
    /// How many pairs stand for one of these.
    pub scale: f64,
}

/// One kind of pairs.
pub struct Class {
    pub pairs: f64,
    pub levels: Levels,
    /// What was believed before, and how many pairs that counts as.
    believed: Levels,
    strength: Vec<f64>,
    share: f64,
}

/// Rounds of learning at most, and the change of the share of matches below which it ends.
const ROUNDS: usize = 60;
const STILL: f64 = 1e-6;

/// What is believed of one person, which is to agree, counts as so many pairs: a table of a few hundred records has few that
/// could teach better.
const ONE_PERSON: f64 = 15.0;
/// Random strangers count as so many pairs of a rule.
const STRANGERS: f64 = 200.0;
/// What is believed of households counts as so many. What is a person's own is not learned of them at all: pairs of one
/// person with many mistakes would be taken for two of one household.
const HOUSEHOLD: f64 = 30.0;
const OWN: f64 = 1e12;
/// So many pairs of one household at least have one family name, for the same reason.
const FAMILY: f64 = 0.7;

/// Expectation and maximisation over the patterns of one rule (Dempster, Laird and Rubin 1977; Winkler 1988), of which none
/// are taken for a household's where there are no `households`.
pub fn lesson(scorer: &Scorer, seen: &Seen, households: bool) -> Option<Lesson> {
    let &Seen { ref patterns, ref fixed, chance, scale } = seen;
    let free: Vec<usize> = (0..scorer.compared.len()).filter(|at| !fixed.contains(at)).collect();
    let total: f64 = patterns.iter().map(|(_, count)| count).sum();
    if free.is_empty() || total < 20.0 {
        return None;
    }
    let all =
        |levels: &dyn Fn(&Compared) -> Vec<f64>, strength: &dyn Fn(&Compared) -> f64, share: f64| Class {
            pairs: 0.0,
            levels: scorer.compared.iter().map(levels).collect(),
            believed: scorer.compared.iter().map(levels).collect(),
            strength: scorer.compared.iter().map(strength).collect(),
            share,
        };
    // Two of one household do not agree in what is a person's own, but by chance.
    let own = fixed.iter().filter_map(|&at| scorer.compared.get(at)).any(is_own);
    let mut classes = [
        all(&agreeing, &|_| ONE_PERSON, 0.3),
        all(
            &in_household,
            &|one| if is_own(one) { OWN } else { HOUSEHOLD },
            if own || !households { 0.0 } else { 0.1 },
        ),
        // Strangers who agree in what the rule fixes may agree in more than strangers do: people of one name have
        // e-mail addresses that are alike. So the rule learns its own `u` too.
        all(&|one| one.u.clone(), &|_| STRANGERS, 0.6),
    ];
    for _ in 0..ROUNDS {
        let before = classes.each_ref().map(|class| class.share);
        let mut counts = classes
            .each_ref()
            .map(|class| class.levels.iter().map(|levels| vec![0.0; levels.len()]).collect::<Levels>());
        for class in &mut classes {
            class.pairs = 0.0;
        }
        for &(pattern, count) in patterns {
            let likely = classes.each_ref().map(|class| class.likelihood(pattern, &free));
            let sum: f64 = likely.iter().sum();
            if sum <= 0.0 {
                continue;
            }
            for ((class, counts), likely) in classes.iter_mut().zip(&mut counts).zip(likely) {
                let chance = likely / sum * count;
                class.pairs += chance;
                for &at in &free {
                    let level = usize::from(level_at(pattern, at));
                    if let Some(count) = counts.get_mut(at).and_then(|counts| counts.get_mut(level)) {
                        *count += chance;
                    }
                }
            }
        }
        for (class, counts) in classes.iter_mut().zip(&counts) {
            class.learn(counts, total);
        }
        let [person, household, strangers] = &mut classes;
        for (levels, one) in household.levels.iter_mut().zip(&scorer.compared) {
            if matches!(one.comparison.kind, ColumnKind::FamilyName | ColumnKind::FamilyKana) {
                of_family(levels, &one.u);
            }
        }
        if strangers.share > chance {
            let others = (1.0 - chance) / (person.share + household.share).max(1e-6);
            strangers.share = chance;
            person.share *= others;
            household.share *= others;
        }
        let moved = classes.iter().zip(before).map(|(class, before)| (class.share - before).abs());
        if moved.fold(0.0, f64::max) < STILL {
            break;
        }
    }
    let [person, household, strangers] = classes;
    Some(Lesson { person, household, strangers, fixed: fixed.clone(), scale })
}

impl Class {
    fn likelihood(&self, pattern: Pattern, free: &[usize]) -> f64 {
        let mut likely = self.share;
        for &at in free {
            let level = level_at(pattern, at);
            if level != MISSING {
                likely *= self.levels.get(at).and_then(|l| l.get(usize::from(level))).copied().unwrap_or(1.0);
            }
        }
        likely
    }

    fn learn(&mut self, counts: &Levels, total: f64) {
        self.share = if self.pairs > 0.0 { (self.pairs / total).clamp(1e-6, 1.0 - 1e-6) } else { 0.0 };
        let believed = self.believed.iter().zip(&self.strength);
        for ((levels, counts), (believed, strength)) in self.levels.iter_mut().zip(counts).zip(believed) {
            let all: f64 = counts.iter().sum();
            for ((level, count), believed) in levels.iter_mut().zip(counts).zip(believed) {
                *level = (count + strength * believed) / (all + strength);
            }
        }
    }
}

/// How often family names agree in households: fully as often as was learned, but [`FAMILY`] at least, and in the rest as
/// those of strangers.
fn of_family(levels: &mut [f64], strangers: &[f64]) {
    let (Some((equal, others)), Some((same, apart))) = (levels.split_last_mut(), strangers.split_last())
    else {
        return;
    };
    *equal = equal.max(FAMILY);
    let scale = (1.0 - *equal) / (1.0 - *same);
    others.iter_mut().zip(apart).for_each(|(share, apart)| *share = apart * scale);
}

/// How one person's records are believed to agree: most fully, and the rest falls off. Of two lists it is as likely that the
/// one has what the other lacks.
pub fn agreeing(one: &Compared) -> Vec<f64> {
    let mut shares = falling(one.m.len());
    if let ([_, common, equal], true) = (&mut shares[..], one.has_lists()) {
        let each = f64::midpoint(*common, *equal);
        (*common, *equal) = (each, each);
    }
    shares
}

/// Shares of which each is three times that of the level below.
fn falling(levels: usize) -> Vec<f64> {
    shares(std::iter::successors(Some(1.0), |weight| Some(weight * 3.0)).take(levels).collect())
}

fn shares(weights: Vec<f64>) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// Whether a column says what is a person's own, which people of one household do not share.
pub fn is_own(one: &Compared) -> bool {
    matches!(
        one.comparison.kind,
        ColumnKind::GivenName
            | ColumnKind::GivenKana
            | ColumnKind::FullName
            | ColumnKind::FullKana
            | ColumnKind::Date
            | ColumnKind::Number
    )
}

/// How people of one household are believed to agree: in what is their own as strangers do, but for the family name in a
/// whole name; in the rest mostly.
fn in_household(one: &Compared) -> Vec<f64> {
    if !is_own(one) {
        return agreeing(one);
    }
    let whole = matches!(one.comparison.kind, ColumnKind::FullName | ColumnKind::FullKana);
    let family = one.family_level();
    let levels = one.u.len();
    let of = |(level, &u): (usize, &f64)| match (whole, family) {
        (false, _) => u,
        (true, Some(family)) => u * 0.3 + if level == usize::from(family) { 0.7 } else { 0.0 },
        // Names of one family are alike in some way.
        (true, None) => u * 0.3 + if level > 0 && level + 2 < levels { 0.7 } else { 0.0 },
    };
    shares(one.u.iter().enumerate().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::linker::compare;
    use crate::identity::linker::rows::Rows;
    use crate::identity::linker::values::Values;

    #[test]
    fn no_more_of_a_rule_are_strangers_than_chance_makes() {
        let column = |name| Compared::new(compare::text(name).with_levels([]), Values::default());
        let scorer = Scorer::new(vec![column("a"), column("b"), column("c")], Rows::default());
        // Of a hundred pairs nine in ten agree in `a` alone, the rest in all.
        let patterns = [(0x001, 90.0), (0x111, 10.0)];
        let strangers = |chance| {
            let seen = Seen { patterns: patterns.to_vec(), fixed: vec![0], chance, scale: 1.0 };
            lesson(&scorer, &seen, true).unwrap().strangers.share
        };
        assert!(strangers(1.0) > 0.5, "{}", strangers(1.0));
        assert!(strangers(0.2) <= 0.2, "{}", strangers(0.2));
    }

    #[test]
    fn seven_of_ten_in_a_household_have_one_family_name_at_least() {
        let of = |learned: [f64; 3]| {
            let mut levels = learned;
            of_family(&mut levels, &[0.85, 0.1, 0.05]);
            levels.map(|share| (share * 1e9).round() / 1e9)
        };
        // Of the rest 0.85 of 0.95 differ, as strangers' do.
        assert_eq!(of([0.3, 0.3, 0.4]), [0.268_421_053, 0.031_578_947, 0.7]);
        assert_eq!(of([0.0, 0.05, 0.95]), [0.044_736_842, 0.005_263_158, 0.95]);
    }
}
