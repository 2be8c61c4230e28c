//! What agreements of two rows weigh, in bits.

use super::compared::{Compared, Partner};
use super::likeness::Places;
use super::persons::recount;
use super::records::EMPTY;
use super::report::Evidence;
use super::rows::Rows;
use crate::math;
use crate::order::Order;

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
    /// The comparisons that tell others, and those whose values may have changed places, as bits.
    tellers: u64,
    crossing: u64,
    /// The comparisons, those first that may speak the most against a pair.
    telling: Vec<usize>,
    /// The pattern of rows that are the same in everything.
    all_equal: Pattern,
    lanes: Lanes,
}

/// What comparing needs beside the model, one for each core.
pub struct Worker {
    places: Places,
    /// Levels of value pairs that were lately compared, for each comparison.
    memos: Vec<Memo>,
}

/// Slots that hold the level of a pair of values in four bits, and the rest of the pair's hash above them. The hash can be
/// undone, so that two pairs with one hash are one pair.
struct Memo(Vec<u32>);

const SLOTS: u32 = 13;

/// A pair of values has a hash of so many bits, which leaves 28 beside the slot.
const HASHED: u32 = 28 + SLOTS;

/// Values from here on are not remembered: of so many hardly two pairs are the same.
const REMEMBERED: u32 = 1 << (HASHED / 2);

impl Memo {
    fn level(&mut self, x: u32, y: u32, level: impl FnOnce() -> u8) -> u8 {
        if x.max(y) >= REMEMBERED {
            return level();
        }
        let all = (1 << HASHED) - 1;
        let pair = (u64::from(x) << (HASHED / 2) | u64::from(y)).wrapping_mul(0x9e37_79b9_7f4a_7c15) & all;
        let hash = (pair ^ pair >> (HASHED / 2)).wrapping_mul(0xbf58_476d_1ce4_e5b9) & all;
        #[expect(clippy::cast_possible_truncation, reason = "the slot, and 28 bits above four")]
        let (slot, tag) = ((hash >> 28) as usize, (hash as u32) << 4);
        match self.0.get_mut(slot) {
            Some(kept) if *kept & !15 == tag && *kept & 15 != NOTHING => (*kept & 15) as u8,
            Some(kept) => {
                let level = level();
                *kept = tag | u32::from(level);
                level
            }
            None => level(),
        }
    }
}

/// No values that are compared are at this level but those of which nothing can be said.
const NOTHING: u32 = 14;

impl Scorer {
    pub fn new(mut compared: Vec<Compared>, rows: Rows) -> Self {
        let partners: Vec<Option<Partner>> = compared.iter().map(|one| one.partner_of(&compared)).collect();
        let others: Vec<usize> = partners.iter().flatten().map(|partner| partner.at).collect();
        for (at, (one, partner)) in compared.iter_mut().zip(partners).enumerate() {
            one.partner = partner;
            one.may_not_count = others.contains(&at);
        }
        let equal = |all: Pattern, (at, one): (usize, &Compared)| all | u64::from(one.equal()) << (4 * at);
        let all_equal = compared.iter().enumerate().fold(0, equal);
        let crosses = |all: u64, (at, one): (usize, &Compared)| all | u64::from(one.partner.is_some()) << at;
        let crossing = compared.iter().enumerate().fold(0, crosses);
        Self { compared, rows, prior: -20.0, all_equal, crossing, ..Self::default() }
    }

    /// Takes what columns tell of others.
    pub fn tell(&mut self, told: Vec<u64>) {
        for (one, told) in self.compared.iter_mut().zip(&told) {
            one.may_not_count |= *told != 0;
        }
        self.tellers = told.iter().fold(0, |all, told| all | told);
        self.told = told;
    }

    /// Makes the weights from what was learned.
    pub fn weigh(&mut self) {
        let odds = math::exp2(self.prior);
        self.compared.iter_mut().for_each(|one| one.weigh(odds));
        let loss = |&column: &usize| {
            let compared = self.compared.get(column);
            compared.map_or(0.0, |c| c.weights.first().copied().unwrap_or(0.0) - c.best)
        };
        self.telling = (0..self.compared.len()).collect();
        self.telling.put_in_order_by(|a, b| loss(a).total_cmp(&loss(b)));
    }

    /// Makes the weights once more, where values that many rows have count by others'.
    pub fn weigh_by_others(&mut self, rows: u32) {
        self.compared.iter_mut().for_each(|one| one.by_others.clear());
        self.weigh();
        recount(self, rows);
        self.weigh();
    }

    /// Weighs the values that came to a comparison since it was weighed.
    pub fn grow(&mut self, at: usize) {
        let odds = math::exp2(self.prior);
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
        let memo = |_| Memo(vec![NOTHING; 1 << SLOTS]);
        Worker { places: Places::default(), memos: self.compared.iter().map(memo).collect() }
    }

    /// What compares without remembering, which is made at once.
    pub fn fresh_worker(&self) -> Worker {
        Worker { places: Places::default(), memos: self.compared.iter().map(|_| Memo(Vec::new())).collect() }
    }

    /// How two rows agree.
    pub fn pattern(&self, worker: &mut Worker, a: u32, b: u32) -> Pattern {
        self.pattern_of(worker, self.rows.of(a), self.rows.of(b))
    }

    /// How rows with these values agree.
    fn pattern_of(&self, worker: &mut Worker, a: &[u32], b: &[u32]) -> Pattern {
        let (same, differ) = self.lanes.stand(a, b);
        let all = (1 << self.compared.len()) - 1;
        let mut pattern = nibbles(same) & self.all_equal | nibbles(all & !(same | differ));
        let mut swapped = None;
        let Worker { places, memos } = worker;
        for at in ones(differ) {
            let (Some(comparison), Some(memo), Some(&x), Some(&y)) =
                (self.compared.get(at), memos.get_mut(at), a.get(at), b.get(at))
            else {
                continue;
            };
            let mut level = unequal(comparison, memo, places, x, y);
            if let Some(partner) = &comparison.partner
                && partner.crossed(a, b, x, y)
            {
                swapped = Some(partner.at);
                level = comparison.ladder.swapped.unwrap_or(level);
            }
            pattern |= u64::from(level) << (4 * at);
        }
        let told = self.said_by(same);
        pattern | nibbles(told | swapped.map_or(0, |at| 1 << at))
    }

    /// The columns that say nothing where these agree, as bits.
    fn said_by(&self, same: u64) -> u64 {
        if self.tellers & same == 0 {
            return 0;
        }
        let told = self.told.iter().enumerate();
        told.fold(0, |all, (at, told)| all | u64::from(told & same != 0) << at)
    }

    /// What a pattern weighs.
    pub fn weight_of(&self, pattern: Pattern, a: u32, b: u32) -> f32 {
        self.weight_if(pattern, self.rows.of(a), self.rows.of(b), f32::NEG_INFINITY)
    }

    /// What a pattern of rows with these values weighs; where that is less than `least`, something less.
    fn weight_if(&self, pattern: Pattern, a: &[u32], b: &[u32], least: f32) -> f32 {
        let mut bits = 0.0;
        for (at, (compared, (&x, &y))) in self.compared.iter().zip(a.iter().zip(b)).enumerate() {
            bits += compared.bits(level_at(pattern, at), x, y);
        }
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let weight = self.prior as f32 + bits;
        // Households only speak against.
        if weight < least { weight } else { weight + self.against(pattern, bits) }
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
        let against = -math::log2(1.0 + math::exp2(odds.into())) as f32;
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
        let (a, b) = (self.rows.of(a), self.rows.of(b));
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let mut most = self.prior as f32;
        // What each comparison adds to it.
        let mut each = [0.0; 16];
        let (same, mut differ) = self.lanes.stand(a, b);
        for at in ones(same | differ) {
            let (Some(comparison), Some(&x), Some(&y)) = (self.compared.get(at), a.get(at), b.get(at)) else {
                continue;
            };
            let equal = || comparison.equals.get(x as usize).copied().unwrap_or(0.0);
            let adds = if x == y { equal() } else { comparison.most(x, y) };
            each.get_mut(at & 15).into_iter().for_each(|each| *each = adds);
            most += adds;
        }
        // A little room for the order of summing.
        let least_here = least - 0.01;
        if most < least_here {
            return None;
        }
        if self.crossed(a, b, differ) {
            let weight = self.weight_if(self.pattern_of(worker, a, b), a, b, least);
            return (weight >= least).then_some(weight);
        }
        // What another says already says nothing, and the rest counts as its level does.
        let told = self.said_by(same);
        for at in ones(told) {
            most -= each.get_mut(at & 15).map_or(0.0, std::mem::take);
        }
        differ &= !told;
        let mut levels = 0;
        let Worker { places, memos } = worker;
        for &at in self.telling.iter().filter(|at| differ >> **at & 1 != 0) {
            if most < least_here {
                return None;
            }
            let (Some(comparison), Some(memo), Some(&x), Some(&y), Some(each)) =
                (self.compared.get(at), memos.get_mut(at), a.get(at), b.get(at), each.get_mut(at & 15))
            else {
                continue;
            };
            let level = unequal(comparison, memo, places, x, y);
            let bits = if level == 0 { comparison.of_different() } else { comparison.bits(level, x, y) };
            levels |= u64::from(level) << (4 * at);
            most += bits - *each;
            *each = bits;
        }
        if most < least_here {
            return None;
        }
        // Summed in one order, however it was found.
        let bits = each.iter().fold(0.0, |sum, bits| sum + bits);
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let weight = self.prior as f32 + bits;
        if weight < least {
            return None;
        }
        let all = (1 << self.compared.len()) - 1;
        let pattern = levels | nibbles(same) & self.all_equal | nibbles(all & !(same | differ) | told);
        let weight = weight + self.against(pattern, bits);
        (weight >= least).then_some(weight)
    }

    /// Whether some of the values that differ have changed places.
    fn crossed(&self, a: &[u32], b: &[u32], differ: u64) -> bool {
        ones(differ & self.crossing).any(|at| {
            let partner = self.compared.get(at).and_then(|comparison| comparison.partner.as_ref());
            let values = a.get(at).zip(b.get(at));
            partner.zip(values).is_some_and(|(partner, (&x, &y))| partner.crossed(a, b, x, y))
        })
    }
}

/// Four values at once: a bit for each. Were they constants, values would be compared one by one.
#[derive(Debug, Clone)]
struct Lanes([u32; 4]);

impl Default for Lanes {
    fn default() -> Self {
        Self([1, 2, 4, 8])
    }
}

impl Lanes {
    /// Which values of two rows are the same, and which differ, as bits; in the others one lacks a value.
    fn stand(&self, a: &[u32], b: &[u32]) -> (u64, u64) {
        let mut bits = 0;
        let (some_a, rest) = if cfg!(target_family = "wasm") { (&[][..], a) } else { a.as_chunks::<4>() };
        for (at, (x, y)) in some_a.iter().zip(b.as_chunks::<4>().0).enumerate() {
            bits |= self.four(x, y) << (4 * at);
        }
        match (a.last_chunk(), b.last_chunk()) {
            _ if rest.is_empty() => {}
            // Some of these once more.
            (Some(x), Some(y)) if !some_a.is_empty() => bits |= self.four(x, y) << (a.len() - 4),
            _ => {
                for (at, (x, y)) in a.iter().zip(b).enumerate() {
                    bits |= one(*x, *y, 1) << at;
                }
            }
        }
        let (same, lacks) = (bits >> 16, bits & 0xffff);
        let all = (1 << a.len().min(16)) - 1;
        (u64::from(same & !lacks), u64::from(all & !(same | lacks)))
    }

    /// The same of four at once.
    fn four(&self, x: &[u32; 4], y: &[u32; 4]) -> u32 {
        let mut four = self.0;
        for ((four, x), y) in four.iter_mut().zip(x).zip(y) {
            *four = one(*x, *y, *four);
        }
        four.iter().fold(0, |all, one| all | one)
    }
}

/// This bit sixteen above where two values are the same, and itself where one is lacking.
fn one(x: u32, y: u32, bit: u32) -> u32 {
    let either = |is: bool| u32::from(is).wrapping_neg() & bit;
    either(x == y) << 16 | either(x == EMPTY) | either(y == EMPTY)
}

/// The places of the bits that are set.
pub fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (bits != 0).then_some(bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(at)
    })
}

/// All four bits in a pattern of each of sixteen comparisons.
fn nibbles(bits: u64) -> Pattern {
    let bits = (bits | bits << 24) & 0x0000_00ff_0000_00ff;
    let bits = (bits | bits << 12) & 0x000f_000f_000f_000f;
    let bits = (bits | bits << 6) & 0x0303_0303_0303_0303;
    ((bits | bits << 3) & 0x1111_1111_1111_1111) * 15
}

/// The level of a comparison in a pattern.
#[expect(clippy::cast_possible_truncation, reason = "four bits")]
pub fn level_at(pattern: Pattern, at: usize) -> u8 {
    (pattern >> (4 * at)) as u8 & 15
}

/// The level of two values.
#[inline]
fn unequal(comparison: &Compared, memo: &mut Memo, places: &mut Places, x: u32, y: u32) -> u8 {
    // Most are told apart by their letters, quicker than by what is remembered of them.
    if comparison.ladder.may_be_alike(&comparison.values, x, y) {
        remembered(comparison, memo, places, x, y)
    } else {
        0
    }
}

/// The level of two values that may be alike, both orders of which are one.
#[inline(never)]
fn remembered(comparison: &Compared, memo: &mut Memo, places: &mut Places, x: u32, y: u32) -> u8 {
    let (x, y) = (x.min(y), x.max(y));
    memo.level(x, y, || comparison.ladder.level(places, &comparison.values, x, y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Two rows are compared value by value, however many there are.
        #[test]
        fn values_stand_to_one_another_one_by_one(cells in proptest::collection::vec((0_u32..3, 0_u32..3), 0..16)) {
            let cell = |cell: u32| if cell == 0 { EMPTY } else { cell };
            let (a, b): (Vec<u32>, Vec<u32>) = cells.iter().map(|&(x, y)| (cell(x), cell(y))).unzip();
            let bits = |is: fn(u32, u32) -> bool| -> u64 {
                cells.iter().enumerate().map(|(at, &(x, y))| u64::from(x > 0 && y > 0 && is(x, y)) << at).sum()
            };
            let (same, differ) = Lanes::default().stand(&a, &b);
            prop_assert_eq!((same, differ), (bits(|x, y| x == y), bits(|x, y| x != y)));
            prop_assert!(ones(same).all(|at| a[at] == b[at]) && ones(same).count() == same.count_ones() as usize);
            let all = (0..16).map(|at| if same >> at & 1 == 1 { 15 << (4 * at) } else { 0 }).sum::<u64>();
            prop_assert_eq!(nibbles(same), all);
        }

        /// What is remembered of a pair is never that of another.
        #[test]
        fn pairs_are_not_mixed_up(pairs in proptest::collection::vec((0..1_u32 << 21, 0..1_u32 << 21), 0..400)) {
            let mut memo = Memo(vec![NOTHING; 1 << SLOTS]);
            let level = |x: u32, y: u32| u8::try_from((x ^ y.rotate_left(5)) % 14).unwrap();
            for &(x, y) in pairs.iter().chain(&pairs) {
                prop_assert_eq!(memo.level(x, y, || level(x, y)), level(x, y));
            }
        }
    }
}
