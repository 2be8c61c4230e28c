//! What agreements weigh, in bits.

use super::ColumnKind;
use super::compare::{level, levels};
use super::likeness::Places;
use super::records::EMPTY;
use super::values::Values;
use crate::math;
use crate::order::Order;
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
    /// Of a given name, the family name, which it may have changed places with.
    partner: Option<Partner>,
    /// What each level weighs; made by [`weigh`](Self::weigh).
    weights: [f32; 16],
    /// The most that a level below full agreement weighs.
    best: f32,
    /// What each value weighs that both have.
    equals: Vec<f32>,
}

/// The other column of two whose values may have changed places.
#[derive(Debug, Clone)]
struct Partner {
    /// The comparison of the other column.
    at: usize,
    /// The number that each value has there, or [`EMPTY`].
    there: Vec<u32>,
}

impl Comparison {
    pub fn new(name: &str, kind: ColumnKind, values: Values) -> Self {
        let count = levels(kind).len();
        let (m, u) = (vec![1.0 / share(count); count], vec![1.0 / share(count); count]);
        let (weights, best) = ([0.0; 16], 0.0);
        Self { name: name.into(), kind, values, m, u, partner: None, weights, best, equals: Vec::new() }
    }

    /// The level of full agreement.
    pub fn equal(&self) -> u8 {
        u8::try_from(levels(self.kind).len()).unwrap_or(1).saturating_sub(1)
    }

    /// Makes the weights from what was learned: log2(m / u), and of equal values log2(m / the value's frequency), so that
    /// of equals the rarer says more.
    #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
    pub fn weigh(&mut self) {
        let bits = |m: f64, u: f64| (math::log2(m) - math::log2(u)).clamp(-12.0, 24.0) as f32;
        for ((weight, &m), &u) in self.weights.iter_mut().zip(&self.m).zip(&self.u) {
            *weight = bits(m, u);
        }
        let below = self.weights.iter().take(self.equal().into());
        self.best = below.copied().fold(f32::NEG_INFINITY, f32::max);
        if self.kind == ColumnKind::FamilyName {
            // It does not count where it has changed places.
            self.best = self.best.max(0.0);
        }
        let equal = self.m.last().copied().unwrap_or(1.0);
        let rows = &self.values.rows;
        // Few numbers of rows are shared by many values.
        let few: Vec<f32> = (0..64).map(|rows| bits(equal, self.values.share(rows))).collect();
        let of = |&rows: &u32| {
            few.get(rows as usize).copied().unwrap_or_else(|| bits(equal, self.values.share(rows)))
        };
        self.equals = rows.iter().map(of).collect();
    }

    /// What a level weighs, in bits; `value` is what both have, where they are equal.
    pub fn bits(&self, level: u8, value: u32) -> f32 {
        match level {
            MISSING => 0.0,
            level if level == self.equal() => self.equals.get(value as usize).copied().unwrap_or(0.0),
            level => self.weights.get(usize::from(level)).copied().unwrap_or(0.0),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of levels")]
fn share(count: usize) -> f64 {
    count as f64
}

/// The values of all rows, those of one row side by side.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub width: usize,
    pub cells: Vec<u32>,
}

impl Rows {
    /// The values of a row.
    pub fn of(&self, row: u32) -> &[u32] {
        let start = row as usize * self.width;
        self.cells.get(start..start + self.width).unwrap_or_default()
    }
}

/// All comparisons of two rows.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub comparisons: Vec<Comparison>,
    pub rows: Rows,
    /// Odds, in bits, that two random records are one person's.
    pub prior: f64,
    /// The comparisons, those first that may speak the most against a pair.
    telling: Vec<usize>,
}

/// What comparing needs beside the model, one for each core.
pub struct Worker {
    places: Places,
    /// Levels of value pairs that were lately compared, for each comparison.
    memos: Vec<Memo>,
}

/// Slots that hold the level of a pair of values in four bits, and the rest of the pair's hash above them. The hash can be
/// undone, so that two pairs with one hash are one pair.
struct Memo(Vec<u64>);

const SLOTS: u32 = 13;

impl Memo {
    fn level(&mut self, x: u32, y: u32, level: impl FnOnce() -> u8) -> u8 {
        let hash = mix(u64::from(x) << 32 | u64::from(y));
        #[expect(clippy::cast_possible_truncation, reason = "a slot")]
        let slot = hash as usize & ((1 << SLOTS) - 1);
        let tag = (hash >> SLOTS) << 4;
        match self.0.get_mut(slot) {
            #[expect(clippy::cast_possible_truncation, reason = "four bits")]
            Some(kept) if *kept & !15 == tag => (*kept & 15) as u8,
            Some(kept) => {
                let level = level();
                *kept = tag | u64::from(level);
                level
            }
            None => level(),
        }
    }
}

impl Model {
    pub fn new(mut comparisons: Vec<Comparison>, rows: Rows) -> Self {
        let family = comparisons.iter().position(|c| c.kind == ColumnKind::FamilyName);
        if let Some((at, names)) = family.and_then(|at| Some((at, comparisons.get(at)?.values.texts.clone())))
        {
            for comparison in comparisons.iter_mut().filter(|c| c.kind == ColumnKind::GivenName) {
                let texts = comparison.values.texts.iter();
                let there = texts.map(|text| names.get(text).unwrap_or(EMPTY)).collect();
                comparison.partner = Some(Partner { at, there });
            }
        }
        Self { comparisons, rows, prior: -20.0, telling: Vec::new() }
    }

    /// Makes the weights from what was learned.
    pub fn weigh(&mut self) {
        self.comparisons.iter_mut().for_each(Comparison::weigh);
        let loss = |&column: &usize| {
            let comparison = self.comparisons.get(column);
            comparison.map_or(0.0, |c| c.weights.first().copied().unwrap_or(0.0) - c.best)
        };
        self.telling = (0..self.comparisons.len()).collect();
        self.telling.put_in_order_by(|a, b| loss(a).total_cmp(&loss(b)));
    }

    /// What comparing needs.
    pub fn worker(&self) -> Worker {
        // No tag has the highest bits.
        let memo = |_| Memo(vec![u64::MAX; 1 << SLOTS]);
        Worker { places: Places::default(), memos: self.comparisons.iter().map(memo).collect() }
    }

    /// How two rows agree.
    pub fn pattern(&self, worker: &mut Worker, a: u32, b: u32) -> Pattern {
        let (a, b) = (self.rows.of(a), self.rows.of(b));
        let mut pattern = 0;
        let mut swapped = None;
        let Worker { places, memos } = worker;
        let cells = a.iter().zip(b).zip(memos);
        for (at, (comparison, ((&x, &y), memo))) in self.comparisons.iter().zip(cells).enumerate() {
            let level = if x == EMPTY || y == EMPTY {
                MISSING
            } else if x == y {
                comparison.equal()
            } else {
                let level = unequal(comparison, memo, places, x, y);
                match &comparison.partner {
                    Some(partner) if level <= 1 && partner.crossed(a, b, x, y) => {
                        swapped = Some(partner.at);
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
    pub fn weight_of(&self, pattern: Pattern, a: u32) -> f32 {
        let mut bits = 0.0;
        for (at, (comparison, &value)) in self.comparisons.iter().zip(self.rows.of(a)).enumerate() {
            bits += comparison.bits(level_at(pattern, at), value);
        }
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let prior = self.prior as f32;
        prior + bits
    }

    /// The evidence, in bits, that two rows are one person's; 0 is even odds.
    pub fn weight(&self, worker: &mut Worker, a: u32, b: u32) -> f32 {
        self.weight_of(self.pattern(worker, a, b), a)
    }

    /// The evidence, where it reaches `least`. Most pairs are far from it, and known to be before all of their values are
    /// compared.
    pub fn weight_from(&self, worker: &mut Worker, a: u32, b: u32, least: f32) -> Option<f32> {
        let (cells_a, cells_b) = (self.rows.of(a), self.rows.of(b));
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let mut most = self.prior as f32;
        for (comparison, (&x, &y)) in self.comparisons.iter().zip(cells_a.iter().zip(cells_b)) {
            if x == y {
                most += comparison.equals.get(x as usize).copied().unwrap_or(0.0);
            } else if x != EMPTY && y != EMPTY {
                most += comparison.best;
            }
        }
        // A little room for the order of summing.
        let least_here = least - 0.01;
        if most < least_here {
            return None;
        }
        let Worker { places, memos } = worker;
        for &column in &self.telling {
            let Some(comparison) = self.comparisons.get(column) else { continue };
            let (Some(&x), Some(&y), Some(memo)) =
                (cells_a.get(column), cells_b.get(column), memos.get_mut(column))
            else {
                continue;
            };
            if x != y && x != EMPTY && y != EMPTY && comparison.partner.is_none() {
                let level = unequal(comparison, memo, places, x, y);
                most += comparison.weights.get(usize::from(level)).copied().unwrap_or(0.0) - comparison.best;
                if most < least_here {
                    return None;
                }
            }
        }
        let weight = self.weight(worker, a, b);
        (weight >= least).then_some(weight)
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

/// The level of two values, both orders of which are one.
fn unequal(comparison: &Comparison, memo: &mut Memo, places: &mut Places, x: u32, y: u32) -> u8 {
    let (x, y) = (x.min(y), x.max(y));
    let values = &comparison.values;
    memo.level(x, y, || level(comparison.kind, places, values.letters(x), values.letters(y)))
}

impl Partner {
    /// Whether the values `x` of `a` and `y` of `b` have changed places with those of the other column.
    fn crossed(&self, a: &[u32], b: &[u32], x: u32, y: u32) -> bool {
        let there = |value: u32| self.there.get(value as usize).copied().filter(|&there| there != EMPTY);
        there(x).is_some_and(|x| b.get(self.at) == Some(&x))
            && there(y).is_some_and(|y| a.get(self.at) == Some(&y))
    }
}
