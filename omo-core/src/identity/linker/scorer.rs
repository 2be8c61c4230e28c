//! What agreements of two rows weigh, in bits.

use super::compared::{Compared, Partner};
use super::ladder::MISSING;
use super::likeness::Places;
use super::records::EMPTY;
use super::report::Evidence;
use super::rows::Rows;
use crate::math;
use crate::order::Order;
use crate::random::mix;

/// How two rows agree in all columns: four bits for each.
pub type Pattern = u64;

/// All comparisons of two rows.
#[derive(Debug, Clone, Default)]
pub struct Scorer {
    pub compared: Vec<Compared>,
    pub rows: Rows,
    /// Odds, in bits, that two random records are one person's.
    pub prior: f64,
    /// Odds, in bits, that they are of two people of one household, where there are such.
    pub household: Option<f64>,
    /// For each comparison those, as bits, whose agreement says what its own would say.
    pub told: Vec<u64>,
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

impl Scorer {
    pub fn new(mut compared: Vec<Compared>, rows: Rows) -> Self {
        let partners: Vec<Option<Partner>> = compared.iter().map(|one| one.partner_of(&compared)).collect();
        let others: Vec<usize> = partners.iter().flatten().map(|partner| partner.at).collect();
        for (at, (one, partner)) in compared.iter_mut().zip(partners).enumerate() {
            one.partner = partner;
            one.may_not_count = others.contains(&at);
        }
        Self { compared, rows, prior: -20.0, household: None, told: Vec::new(), telling: Vec::new() }
    }

    /// Takes what columns tell of others.
    pub fn tell(&mut self, told: Vec<u64>) {
        for (one, told) in self.compared.iter_mut().zip(&told) {
            one.may_not_count |= *told != 0;
        }
        self.told = told;
    }

    /// Makes the weights from what was learned.
    pub fn weigh(&mut self) {
        let odds = math::pow(2.0, self.prior);
        self.compared.iter_mut().for_each(|one| one.weigh(odds));
        let loss = |&column: &usize| {
            let compared = self.compared.get(column);
            compared.map_or(0.0, |c| c.weights.first().copied().unwrap_or(0.0) - c.best)
        };
        self.telling = (0..self.compared.len()).collect();
        self.telling.put_in_order_by(|a, b| loss(a).total_cmp(&loss(b)));
    }

    /// Weighs the values that came to a comparison since it was weighed.
    pub fn grow(&mut self, at: usize) {
        let odds = math::pow(2.0, self.prior);
        let Some(one) = self.compared.get_mut(at) else { return };
        let first = one.equals.len();
        one.grow(odds);
        let new = first..one.values.len();
        if let Some(partner) = self.compared.get(at).and_then(|one| one.partner.as_ref()) {
            let there = self.compared.get(partner.at).map(|other| &other.values.texts);
            let of = |value: usize| there?.get(self.text(at, value)?);
            let found: Vec<u32> = new.clone().map(|value| of(value).unwrap_or(EMPTY)).collect();
            let partner = self.compared.get_mut(at).and_then(|one| one.partner.as_mut());
            if let Some(partner) = partner {
                partner.there.extend(&found);
            }
        }
        self.cross(at, new, |number| number);
    }

    /// Makes a comparison ready to forget all values but the first so many.
    pub fn shrink(&mut self, at: usize, values: usize) {
        let Some(one) = self.compared.get_mut(at) else { return };
        let gone = values..one.values.len();
        one.shrink(values);
        one.partner.iter_mut().for_each(|partner| partner.there.truncate(values));
        self.cross(at, gone, |_| EMPTY);
    }

    fn text(&self, at: usize, value: usize) -> Option<&str> {
        self.compared.get(at)?.values.texts.text(u32::try_from(value).ok()?)
    }

    /// Tells the columns that may have changed places with this one of some of its values.
    fn cross(&mut self, at: usize, values: std::ops::Range<usize>, number: impl Fn(u32) -> u32) {
        let is_partner = |one: &Compared| one.partner.as_ref().is_some_and(|partner| partner.at == at);
        let mut found = Vec::new();
        for (place, other) in self.compared.iter().enumerate().filter(|(_, one)| is_partner(one)) {
            for value in values.clone() {
                let here = self.text(at, value).and_then(|text| other.values.texts.get(text));
                found.extend(
                    here.zip(u32::try_from(value).ok()).map(|(here, value)| (place, here, number(value))),
                );
            }
        }
        for (place, here, number) in found {
            let partner = self.compared.get_mut(place).and_then(|other| other.partner.as_mut());
            let slot = partner.and_then(|partner| partner.there.get_mut(here as usize));
            if let Some(slot) = slot {
                *slot = number;
            }
        }
    }

    /// What comparing needs.
    pub fn worker(&self) -> Worker {
        // No tag has the highest bits.
        let memo = |_| Memo(vec![u64::MAX; 1 << SLOTS]);
        Worker { places: Places::default(), memos: self.compared.iter().map(memo).collect() }
    }

    /// What compares without remembering, which is made at once.
    pub fn fresh_worker(&self) -> Worker {
        Worker { places: Places::default(), memos: self.compared.iter().map(|_| Memo(Vec::new())).collect() }
    }

    /// How two rows agree.
    pub fn pattern(&self, worker: &mut Worker, a: u32, b: u32) -> Pattern {
        let (a, b) = (self.rows.of(a), self.rows.of(b));
        let mut pattern = 0;
        let mut same = 0_u64;
        let mut swapped = None;
        let Worker { places, memos } = worker;
        let cells = a.iter().zip(b).zip(memos);
        for (at, (comparison, ((&x, &y), memo))) in self.compared.iter().zip(cells).enumerate() {
            let level = if x == EMPTY || y == EMPTY {
                MISSING
            } else if x == y {
                same |= 1 << at;
                comparison.equal()
            } else {
                let level = unequal(comparison, memo, places, x, y);
                match &comparison.partner {
                    Some(partner) if partner.crossed(a, b, x, y) => {
                        swapped = Some(partner.at);
                        comparison.ladder.swapped.unwrap_or(level)
                    }
                    _ => level,
                }
            };
            pattern |= u64::from(level) << (4 * at);
        }
        let told = self.told.iter().enumerate().filter(|(_, told)| **told & same != 0).map(|(at, _)| at);
        for at in told.chain(swapped) {
            pattern |= u64::from(MISSING) << (4 * at);
        }
        pattern
    }

    /// What a pattern weighs.
    pub fn weight_of(&self, pattern: Pattern, a: u32, b: u32) -> f32 {
        let mut bits = 0.0;
        let cells = self.rows.of(a).iter().zip(self.rows.of(b));
        for (at, (compared, (&x, &y))) in self.compared.iter().zip(cells).enumerate() {
            bits += compared.bits(level_at(pattern, at), x, y);
        }
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let prior = self.prior as f32;
        prior + bits + self.against(pattern, bits)
    }

    /// What speaks against one person because two of one household agree so as well, in bits: never above 0. `bits` is
    /// what the pattern says against strangers.
    pub fn against(&self, pattern: Pattern, bits: f32) -> f32 {
        let Some(household) = self.household else { return 0.0 };
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let mut odds = household as f32 + bits;
        for (at, compared) in self.compared.iter().enumerate() {
            odds += compared.for_household.get(usize::from(level_at(pattern, at))).copied().unwrap_or(0.0);
        }
        if odds < -10.0 {
            return 0.0;
        }
        // Odds of one person to strangers become those to strangers or a household.
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let against = -math::log2(1.0 + math::pow(2.0, odds.into())) as f32;
        against
    }

    /// What speaks for and against two rows being one person's, the odds before anything is compared first.
    pub fn explain(&self, worker: &mut Worker, a: u32, b: u32) -> Vec<Evidence> {
        let pattern = self.pattern(worker, a, b);
        let prior = Evidence::new("prior", "two records at random", self.prior);
        let of = |(at, (compared, (&x, &y))): (usize, (&Compared, (&u32, &u32)))| {
            let level = level_at(pattern, at);
            // Both have it, but another column has said it already.
            let said = x == y && x != EMPTY;
            let unknown = if said { "said by another column" } else { "missing" };
            let name = compared.levels.get(usize::from(level)).map_or(unknown, String::as_str);
            let bits = compared.bits(level, x, y).into();
            let reading = compared.comparison.reading.clone();
            Evidence {
                reading,
                compared: compared.script(level, x, y),
                ..Evidence::new(compared.name(), name, bits)
            }
        };
        let cells = self.rows.of(a).iter().zip(self.rows.of(b));
        let compared: Vec<Evidence> = self.compared.iter().zip(cells).enumerate().map(of).collect();
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let bits = compared.iter().map(|evidence| evidence.bits as f32).sum();
        let against = self.against(pattern, bits);
        let household = Evidence::new("household", "may be another of one household", against.into());
        let household = (against < 0.0).then_some(household);
        std::iter::once(prior).chain(compared).chain(household).collect()
    }

    /// The evidence, in bits, that two rows are one person's; 0 is even odds.
    pub fn weight(&self, worker: &mut Worker, a: u32, b: u32) -> f32 {
        self.weight_of(self.pattern(worker, a, b), a, b)
    }

    /// The evidence, where it reaches `least`. Most pairs are far from it, and known to be before all of their values are
    /// compared.
    pub fn weight_from(&self, worker: &mut Worker, a: u32, b: u32, least: f32) -> Option<f32> {
        let (cells_a, cells_b) = (self.rows.of(a), self.rows.of(b));
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let mut most = self.prior as f32;
        for (comparison, (&x, &y)) in self.compared.iter().zip(cells_a.iter().zip(cells_b)) {
            if x == y {
                most += comparison.equals.get(x as usize).copied().unwrap_or(0.0);
            } else if x != EMPTY && y != EMPTY {
                most += comparison.most(x, y);
            }
        }
        // A little room for the order of summing.
        let least_here = least - 0.01;
        if most < least_here {
            return None;
        }
        let Worker { places, memos } = worker;
        for &column in &self.telling {
            let Some(comparison) = self.compared.get(column) else { continue };
            let (Some(&x), Some(&y), Some(memo)) =
                (cells_a.get(column), cells_b.get(column), memos.get_mut(column))
            else {
                continue;
            };
            if x != y && x != EMPTY && y != EMPTY && comparison.partner.is_none() && !comparison.may_not_count
            {
                let level = unequal(comparison, memo, places, x, y);
                most += comparison.bits(level, x, y) - comparison.most(x, y);
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

/// The level of two values, both orders of which are one.
fn unequal(comparison: &Compared, memo: &mut Memo, places: &mut Places, x: u32, y: u32) -> u8 {
    let (x, y) = (x.min(y), x.max(y));
    memo.level(x, y, || comparison.ladder.level(places, &comparison.values, x, y))
}
