//! What agreements weigh, in bits.

use super::ColumnKind;
use super::compare::{level, levels};
use super::records::EMPTY;
use super::values::Values;
use crate::math;
use crate::random::mix;

/// The level of a pair of which one has no value.
pub const MISSING: u8 = 15;

/// How two rows agree in all columns: four bits for each.
pub type Pattern = u64;

/// A column, how its values agree, and what that weighs.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub name: String,
    pub kind: ColumnKind,
    pub values: Values,
    /// How often records of one person agree at each level.
    pub m: Vec<f64>,
    /// How often records of two people do.
    pub u: Vec<f64>,
    /// Of a given name, the column of the family name, which it may have changed places with.
    pub partner: Option<usize>,
}

impl Comparison {
    pub fn new(name: &str, kind: ColumnKind, values: Values) -> Self {
        let count = levels(kind).len();
        let (m, u) = (vec![1.0 / share(count); count], vec![1.0 / share(count); count]);
        Self { name: name.into(), kind, values, m, u, partner: None }
    }

    /// The level of full agreement.
    pub fn equal(&self) -> u8 {
        u8::try_from(levels(self.kind).len()).unwrap_or(1).saturating_sub(1)
    }

    /// What a level weighs, in bits; of equal values, the rarer the more.
    pub fn bits(&self, level: u8, value: u32) -> f64 {
        if level == MISSING {
            return 0.0;
        }
        let of = |shares: &[f64]| shares.get(usize::from(level)).copied().unwrap_or(1.0);
        let u = if level == self.equal() { self.values.frequency(value) } else { of(&self.u) };
        (math::log2(of(&self.m)) - math::log2(u)).clamp(-12.0, 24.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of levels")]
fn share(count: usize) -> f64 {
    count as f64
}

/// Levels of value pairs that were lately compared.
#[derive(Debug, Clone)]
struct Memo {
    pairs: Vec<u64>,
    levels: Vec<u8>,
}

const MEMO: usize = 1 << 16;

impl Memo {
    fn new() -> Self {
        Self { pairs: vec![u64::MAX; MEMO], levels: vec![0; MEMO] }
    }
}

/// All comparisons of two rows.
#[derive(Debug, Clone)]
pub struct Model {
    pub comparisons: Vec<Comparison>,
    /// Odds, in bits, that two random records are one person's.
    pub prior: f64,
    memos: Vec<Memo>,
}

impl Default for Model {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Model {
    pub fn new(mut comparisons: Vec<Comparison>) -> Self {
        let family = comparisons.iter().position(|c| c.kind == ColumnKind::FamilyName);
        for comparison in comparisons.iter_mut().filter(|c| c.kind == ColumnKind::GivenName) {
            comparison.partner = family;
        }
        let memos = comparisons.iter().map(|_| Memo::new()).collect();
        Self { comparisons, prior: -20.0, memos }
    }

    /// How two rows agree.
    pub fn pattern(&mut self, a: u32, b: u32) -> Pattern {
        let mut pattern = 0;
        let mut swapped = None;
        for (at, (comparison, memo)) in self.comparisons.iter().zip(&mut self.memos).enumerate() {
            let (x, y) = (comparison.values.of(a), comparison.values.of(b));
            let level = if x == EMPTY || y == EMPTY || swapped == Some(at) {
                MISSING
            } else if x == y {
                comparison.equal()
            } else {
                let level = lately(memo, comparison, x, y);
                let partner = comparison.partner.and_then(|at| Some((at, self.comparisons.get(at)?)));
                match partner {
                    Some((family, names)) if level <= 1 && crossed(comparison, names, a, b) => {
                        swapped = Some(family);
                        4
                    }
                    _ => level,
                }
            };
            pattern |= u64::from(level) << (4 * at);
        }
        if let Some(at) = swapped {
            pattern |= u64::from(MISSING) << (4 * at);
        }
        pattern
    }

    /// What a pattern weighs.
    pub fn weight_of(&self, pattern: Pattern, a: u32) -> f64 {
        let bits = self
            .comparisons
            .iter()
            .enumerate()
            .map(|(at, comparison)| comparison.bits(level_at(pattern, at), comparison.values.of(a)));
        self.prior + bits.sum::<f64>()
    }

    /// The evidence, in bits, that two rows are one person's; 0 is even odds.
    pub fn weight(&mut self, a: u32, b: u32) -> f64 {
        let pattern = self.pattern(a, b);
        self.weight_of(pattern, a)
    }
}

/// The level of a comparison in a pattern.
#[expect(clippy::cast_possible_truncation, reason = "four bits")]
pub fn level_at(pattern: Pattern, at: usize) -> u8 {
    (pattern >> (4 * at)) as u8 & 15
}

/// Odds in bits as a probability.
pub fn probability(bits: f64) -> f64 {
    1.0 / (1.0 + math::pow(2.0, -bits))
}

fn lately(memo: &mut Memo, comparison: &Comparison, x: u32, y: u32) -> u8 {
    let pair = u64::from(x.min(y)) << 32 | u64::from(x.max(y));
    #[expect(clippy::cast_possible_truncation, reason = "a slot")]
    let slot = mix(pair) as usize % MEMO;
    if let (Some(kept), Some(kept_level)) = (memo.pairs.get_mut(slot), memo.levels.get_mut(slot)) {
        if *kept != pair {
            *kept = pair;
            *kept_level = level(comparison.kind, comparison.values.letters(x), comparison.values.letters(y));
        }
        return *kept_level;
    }
    0
}

/// Whether given and family name have changed places between two rows.
fn crossed(given: &Comparison, family: &Comparison, a: u32, b: u32) -> bool {
    let of = |names: &Comparison, row| names.values.letters(names.values.of(row)).to_vec();
    let (given_a, given_b) = (of(given, a), of(given, b));
    given_a == of(family, b) && given_b == of(family, a) && !given_a.is_empty() && !given_b.is_empty()
}
