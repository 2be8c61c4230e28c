//! What agreement in one column weighs, in bits.

use super::compare::{Comparison, Level, of_lists, of_scripts};
use super::ladder::{Ladder, MISSING};
use super::names::is_name;
use super::records::EMPTY;
use super::values::{Values, split};
use super::{ColumnKind, believed};
use crate::math;

/// A column, how its values agree, and what that weighs.
#[derive(Debug, Clone)]
pub struct Compared {
    pub comparison: Comparison,
    /// The names of the levels, difference first and equality last.
    pub levels: Vec<String>,
    pub values: Values,
    /// How often records of one person agree at each level.
    pub m: Vec<f64>,
    /// How often records of two people do.
    pub u: Vec<f64>,
    /// How often records of two people of one household do.
    pub h: Vec<f64>,
    pub ladder: Ladder,
    /// The column whose values its own may have changed places with.
    pub partner: Option<Partner>,
    /// Whether it does not count where another has changed places with it.
    pub may_not_count: bool,
    /// What each level weighs; made by [`weigh`](Self::weigh).
    pub weights: [f32; 16],
    /// What each level says for a household and not one person: log2(h / m).
    pub for_household: [f32; 16],
    /// The most that a level below full agreement weighs.
    pub best: f32,
    /// What each value weighs that both have.
    pub equals: Vec<f32>,
    /// In how many rows each value would stand if it stood in others' only; nothing where that is not known.
    pub by_others: Vec<u32>,
    /// What each value weighs where a part of it is the same, for the levels of which that is so.
    parts: Vec<(u8, Vec<f32>)>,
    /// How much more each value, or of sets each element, says than the usual one.
    rarer: Vec<f32>,
    /// The most that each value weighs with another, where values count that are rare.
    below: Vec<f32>,
    /// How much of that counts at each level below equality.
    counts: [f32; 16],
}

/// Random pairs teach little of what is rarer.
const RARELY: f64 = 0.01;

/// What the same identifier says, in bits.
const CERTAIN: f32 = 24.0;

/// An identifier that more records have than this is a shop's own, or a placeholder: it says nothing.
const SHARED: u32 = 50;

/// What a level says, in bits: log2(m / u), within what so few pairs can teach.
pub fn bits(m: f64, u: f64) -> f64 {
    (math::log2(m) - math::log2(u)).clamp(-12.0, 24.0)
}

/// The share of strangers that have a value which so many rows have, when each of these has `same` others of its person that
/// have it too.
fn strangers(kind: ColumnKind, rows: u32, same: f64, filled: u32) -> f64 {
    believed::share(kind, (f64::from(rows) - 1.0 - same).max(0.0), filled.into())
}

/// The other column of two whose values may have changed places.
#[derive(Debug, Clone)]
pub struct Partner {
    /// The comparison of the other column.
    pub at: usize,
    /// The number that each value has there, or [`EMPTY`].
    pub there: Vec<u32>,
}

impl Compared {
    pub fn new(mut comparison: Comparison, values: Values) -> Self {
        let lists = values.elements.is_some() && comparison.kind != ColumnKind::Set;
        let levels = match comparison.levels {
            None if values.in_scripts() => of_scripts(comparison.kind),
            None if lists => of_lists(),
            _ => comparison.levels(),
        };
        let mut ladder = Ladder::new(&levels);
        ladder.generations = is_name(comparison.kind) && !values.in_scripts();
        // What is learned is learned of these levels, whatever other records hold.
        comparison.levels = Some(levels.clone());
        let count = levels.len() + 2;
        let (m, u) = (vec![1.0 / levels_of(count); count], vec![1.0 / levels_of(count); count]);
        let between = levels.iter().rev().map(|level: &Level| level.name.clone());
        let levels =
            std::iter::once("different".to_owned()).chain(between).chain(["equal".to_owned()]).collect();
        Self {
            comparison,
            levels,
            values,
            m,
            u,
            h: Vec::new(),
            ladder,
            partner: None,
            may_not_count: false,
            weights: [0.0; 16],
            for_household: [0.0; 16],
            best: 0.0,
            equals: Vec::new(),
            by_others: Vec::new(),
            parts: Vec::new(),
            rarer: Vec::new(),
            below: Vec::new(),
            counts: [0.0; 16],
        }
    }

    /// Difference never speaks for one person, nor equality against: what was learned so was learned of too few.
    pub fn not_for_difference(&mut self) {
        let (Some(&u), Some(&m)) = (self.u.last(), self.m.last()) else { return };
        if m < u {
            let scale = (1.0 - u) / (1.0 - m);
            self.m.iter_mut().for_each(|m| *m *= scale);
            self.m.last_mut().into_iter().for_each(|m| *m = u);
        }
        let (Some(&u), Some(different)) = (self.u.first(), self.m.first_mut()) else { return };
        let more = (*different - u).max(0.0);
        *different -= more;
        self.m.last_mut().into_iter().for_each(|m| *m += more);
    }

    /// A better level never says less than a worse one: levels that do so were learned of too few, and say the same together
    /// (pool adjacent violators; Barlow et al. 1972). Parts of names that are the same stand in no order.
    pub fn better_says_more(&mut self) {
        if self.values.in_scripts() {
            return;
        }
        let mut pools: Vec<(f64, f64, usize)> = Vec::new();
        for (&m, &u) in self.m.iter().zip(&self.u) {
            let mut pool = (m, u, 1);
            while let Some(&(before_m, before_u, levels)) = pools.last()
                && before_m * pool.1 > pool.0 * before_u
            {
                pool = (pool.0 + before_m, pool.1 + before_u, pool.2 + levels);
                pools.pop();
            }
            pools.push(pool);
        }
        let ratios = pools.into_iter().flat_map(|(m, u, levels)| std::iter::repeat_n(m / u, levels));
        for ((m, u), ratio) in self.m.iter_mut().zip(&self.u).zip(ratios) {
            *m = u * ratio;
        }
    }

    /// The column whose values may have changed places with these.
    pub fn partner_of(&self, all: &[Self]) -> Option<Partner> {
        let levels = self.comparison.levels();
        let other = levels.iter().find_map(|level| level.swapped_with.as_ref())?;
        let at = all.iter().position(|one| one.name() == other)?;
        let names = &all.get(at)?.values.texts;
        Some(Partner {
            at,
            there: self.values.texts.iter().map(|text| names.get(text).unwrap_or(EMPTY)).collect(),
        })
    }

    /// The level at which whole names share the family name alone, or some half of their words.
    pub fn family_level(&self) -> Option<u8> {
        let family = self.ladder.same_parts().into_iter().find(|(_, part)| *part == 2);
        family.map(|(level, _)| level).or_else(|| self.ladder.half())
    }

    /// Whether values are lists, which are the same, have something in common, or differ.
    pub fn has_lists(&self) -> bool {
        self.ladder.common() == Some(1) && self.equal() == 2
    }

    /// The levels at which a part of the values is the same, and how likely that part is the same by chance.
    pub fn same_parts(&self) -> Vec<(u8, f64)> {
        let kind = self.comparison.kind;
        let chance = |(level, part)| Some((level, self.values.parts(part)?.same_by_chance(kind)));
        let mut all: Vec<(u8, f64)> = self.ladder.same_parts().into_iter().filter_map(chance).collect();
        let shared = self.values.elements.as_ref().map(|elements| elements.shared_by_chance(kind));
        // Where sets share much, pairs of strangers tell better than a sum over elements, some of which go together.
        all.extend(self.ladder.common().zip(shared).filter(|(_, shared)| *shared < RARELY));
        all
    }

    /// What the column is called.
    pub fn name(&self) -> &str {
        &self.comparison.column
    }

    /// The level of full agreement.
    pub fn equal(&self) -> u8 {
        self.ladder.equal()
    }

    /// Makes the weights from what was learned: log2(m / u), and of equal values log2(m / the share of strangers that have the
    /// value), so that of equals the rarer says more.
    ///
    /// `odds` are those of two rows at random being one person's. Of the rows that share a value some are the same
    /// person's: were they counted as strangers, a value that only one person has would say too little.
    #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
    pub fn weigh(&mut self, odds: f64) {
        let bits = |m: f64, u: f64| bits(m, u) as f32;
        for ((weight, &m), &u) in self.weights.iter_mut().zip(&self.m).zip(&self.u) {
            *weight = bits(m, u);
        }
        for ((weight, &h), &m) in self.for_household.iter_mut().zip(&self.h).zip(&self.m) {
            *weight = bits(h.max(1e-9), m);
        }
        if self.comparison.kind == ColumnKind::Identifier {
            // No statistics: who has the same is the same, who has another may have two.
            (self.weights, self.for_household, self.best) = ([0.0; 16], [0.0; 16], 0.0);
            let of = |&rows: &u32| if rows <= SHARED { CERTAIN } else { 0.0 };
            self.equals = self.values.rows.iter().map(of).collect();
            if let Some(elements) = &self.values.elements {
                self.rarer = elements.rows.iter().map(of).collect();
                (self.counts, self.best) = (self.ladder.overlaps(), CERTAIN);
            }
            return;
        }
        let (tells, kind) = (self.comparison.term_frequency, self.comparison.kind);
        let by_rows = |from: u8, m: f64, rows: &[u32], filled: u32| -> Vec<f32> {
            let rarity = Rarity::new(kind, &self.m, odds, from, m, filled);
            // Few numbers of rows are shared by many values.
            let few: Vec<f32> = (0..64).map(|rows| rarity.bits(rows)).collect();
            rows.iter()
                .map(|&rows| few.get(rows as usize).copied().unwrap_or_else(|| rarity.bits(rows)))
                .collect()
        };
        let usual = |level: u8| self.weights.get(usize::from(level)).copied().unwrap_or(0.0);
        let values = &self.values;
        self.equals = if tells {
            let m = self.m.last().copied().unwrap_or(1.0);
            by_rows(self.equal(), m, self.rows(), values.filled)
        } else {
            vec![usual(self.equal()); values.len()]
        };
        let of_part = |(level, part): (u8, usize)| {
            let part = values.parts(part)?;
            // As much more as the part is rarer than two parts are alike by chance.
            let rarer = by_rows(level, part.same_by_chance(kind), &part.rows, part.filled);
            let more =
                |part: &u32| if tells { rarer.get(*part as usize).copied().unwrap_or(0.0) } else { 0.0 };
            Some((level, part.of.iter().map(|part| usual(level) + more(part)).collect()))
        };
        self.parts = self.ladder.same_parts().into_iter().filter_map(of_part).collect();
        if let (Some(elements), Some(common), true) = (&values.elements, self.ladder.common(), tells) {
            // Of a set of two each element is half as much of a sign.
            let shared = self.u.iter().skip(common.into()).sum::<f64>() / elements.each();
            self.rarer = by_rows(common, shared, &elements.rows, elements.filled);
            self.counts = self.ladder.overlaps();
        } else if values.elements.is_none() && tells && self.ladder.counts != [0.0; 16] {
            self.rarer = by_rows(self.equal(), self.usual_share(), self.rows(), values.filled);
            self.counts = self.ladder.counts;
        }
        // It may not count at all.
        let least = if values.in_scripts() || self.may_not_count { 0.0 } else { f32::NEG_INFINITY };
        let parts = self.parts.iter().flat_map(|(_, bits)| bits).copied().fold(least, f32::max);
        let levels: Vec<(f32, f32)> =
            self.weights.iter().copied().zip(self.counts).take(self.equal().into()).collect();
        let most =
            |rarer: f32| levels.iter().fold(parts, |most, (bits, counts)| most.max(bits + counts * rarer));
        self.best = most(self.rarer.iter().copied().fold(0.0, f32::max));
        let by_value = values.elements.is_none();
        self.below =
            if by_value { self.rarer.iter().map(|&rarer| most(rarer)).collect() } else { Vec::new() };
    }

    /// In how many rows each value stands, as far as that says how rare it is.
    pub fn rows(&self) -> &[u32] {
        if self.by_others.is_empty() { self.values.rows_of_words() } else { &self.by_others }
    }

    /// How many of strangers have the usual value: a value that only one row has is never more frequent than that, however
    /// little a small table tells.
    fn usual_share(&self) -> f64 {
        let least = strangers(self.comparison.kind, 1, 0.0, self.values.filled);
        self.u.last().copied().unwrap_or(1.0).max(least)
    }

    /// How many others of its person have what a row has, at these odds.
    pub fn usual_of_one(&self, odds: f64) -> f64 {
        f64::from(self.values.filled) * odds * self.m.last().copied().unwrap_or(1.0)
    }

    /// Weighs the values that came since it was weighed.
    pub fn grow(&mut self, odds: f64) {
        let (tells, kind) = (self.comparison.term_frequency, self.comparison.kind);
        let values = &self.values;
        let rows = |value: usize| values.rows.get(value).copied().unwrap_or(0);
        let new = self.equals.len()..values.len();
        if kind == ColumnKind::Identifier {
            let of = |rows: u32| if rows <= SHARED { CERTAIN } else { 0.0 };
            self.equals.extend(new.map(|value| of(rows(value))));
            let elements = values.elements.iter().flat_map(|elements| elements.rows.iter());
            self.rarer.extend(elements.skip(self.rarer.len()).map(|&rows| of(rows)));
            return;
        }
        let rarity = |from: u8, m: f64, filled: u32| Rarity::new(kind, &self.m, odds, from, m, filled);
        let usual = |level: u8| self.weights.get(usize::from(level)).copied().unwrap_or(0.0);
        let equal = self.ladder.equal();
        let equals = rarity(equal, self.m.last().copied().unwrap_or(1.0), values.filled);
        let below = rarity(equal, self.usual_share(), values.filled);
        let by_value = values.elements.is_none() && tells && self.counts != [0.0; 16];
        let same_parts: Vec<_> = self
            .ladder
            .same_parts()
            .into_iter()
            .filter_map(|(level, part)| Some((level, values.parts(part)?)))
            .collect();
        let least = if values.in_scripts() || self.may_not_count { 0.0 } else { f32::NEG_INFINITY };
        let levels: Vec<(f32, f32)> =
            self.weights.iter().copied().zip(self.counts).take(equal.into()).collect();
        let most = |parts: f32, rarer: f32| {
            levels.iter().fold(parts, |most, (bits, counts)| most.max(bits + counts * rarer))
        };
        for value in new {
            self.equals.push(if tells { equals.bits(rows(value)) } else { usual(equal) });
            let mut parts = least;
            for ((_, bits), (level, part)) in self.parts.iter_mut().zip(&same_parts) {
                let number = part.of.get(value).copied().unwrap_or(EMPTY);
                let more = match part.rows.get(number as usize) {
                    Some(&rows) if tells => rarity(*level, part.same_by_chance(kind), part.filled).bits(rows),
                    _ => 0.0,
                };
                bits.push(usual(*level) + more);
                parts = parts.max(usual(*level) + more);
            }
            let mut rarer = 0.0;
            if by_value {
                rarer = below.bits(rows(value));
                self.rarer.push(rarer);
                self.below.push(most(parts, rarer));
            }
            self.best = self.best.max(most(parts, rarer));
        }
        if let (Some(elements), Some(common), true) = (&values.elements, self.ladder.common(), tells) {
            let shared = self.u.iter().skip(common.into()).sum::<f64>() / elements.each();
            let rarity = rarity(common, shared, elements.filled);
            for &rows in elements.rows.iter().skip(self.rarer.len()) {
                let rarer = rarity.bits(rows);
                self.rarer.push(rarer);
                self.best = self.best.max(most(least, rarer));
            }
        }
    }

    /// Forgets what all values but the first so many weigh.
    pub fn shrink(&mut self, values: usize) {
        self.equals.truncate(values);
        self.below.truncate(values);
        self.parts.iter_mut().for_each(|(_, bits)| bits.truncate(values));
        if self.values.elements.is_none() {
            self.rarer.truncate(values);
        }
    }

    /// Forgets what all elements but the first so many say.
    pub fn shrink_elements(&mut self, elements: usize) {
        self.rarer.truncate(elements);
    }

    /// The most that two values can weigh which are not equal.
    pub fn most(&self, x: u32, y: u32) -> f32 {
        match (self.below.get(x as usize), self.below.get(y as usize)) {
            (Some(x), Some(y)) => x.min(*y),
            _ => self.best,
        }
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        let words = self.equals.capacity() + self.rarer.capacity() + self.below.capacity();
        let parts: usize = self.parts.iter().map(|(_, bits)| bits.capacity()).sum();
        let there = self.partner.as_ref().map_or(0, |partner| partner.there.capacity());
        4 * (words + parts + there + self.by_others.capacity()) + self.values.heap_bytes()
    }

    /// What it weighs that two values differ, in bits: the same of any two.
    pub fn of_different(&self) -> f32 {
        self.weights.first().copied().unwrap_or(0.0)
    }

    /// What a level of these two values weighs, in bits.
    pub fn bits(&self, level: u8, value: u32, other: u32) -> f32 {
        if level == MISSING {
            return 0.0;
        }
        if level == self.equal() {
            return self.equals.get(value as usize).copied().unwrap_or(0.0);
        }
        for (same, bits) in &self.parts {
            if *same == level {
                // One may be told by its writing, which few have, and the other by its reading.
                let of = |value: u32| bits.get(value as usize).copied().unwrap_or(0.0);
                return of(value).min(of(other));
            }
        }
        let at = |all: &[f32; 16]| all.get(usize::from(level)).copied().unwrap_or(0.0);
        let counts = at(&self.counts);
        if counts == 0.0 {
            at(&self.weights)
        } else {
            at(&self.weights) + counts * self.rarer_of(value, other)
        }
    }

    /// What of two names in several scripts this level compared.
    pub fn script(&self, level: u8, x: u32, y: u32) -> Option<&'static str> {
        if !self.values.in_scripts() || x == EMPTY || y == EMPTY {
            return None;
        }
        let (of_x, of_y) = (split(self.values.letters(x)), split(self.values.letters(y)));
        let written = !of_x.0.is_empty() && !of_y.0.is_empty();
        let read = !of_x.1.is_empty() && !of_y.1.is_empty();
        let part =
            self.ladder.same_parts().into_iter().find(|(same, _)| *same == level).map(|(_, part)| part);
        Some(match (part, written, read) {
            (Some(0), ..) => "writing",
            (None, true, true) if level == self.equal() => "both",
            (Some(1), ..) | (_, _, true) => "reading",
            (_, true, false) => "writing",
            _ => "neither",
        })
    }

    /// How much more than usual two values say that are alike: of two values the more frequent, of sets the rarest element
    /// that both have.
    fn rarer_of(&self, x: u32, y: u32) -> f32 {
        if let Some(elements) = &self.values.elements {
            return elements.most(&self.rarer, x, y);
        }
        let of = |value: u32| self.rarer.get(value as usize).copied().unwrap_or(0.0);
        of(x).min(of(y))
    }
}

/// What values say by how many rows have them, beside what their level says.
struct Rarity {
    kind: ColumnKind,
    m: f64,
    /// How many others of its person have what a row has.
    same: f64,
    filled: u32,
}

impl Rarity {
    /// Where `m` is the share of one person's records that agree at the level `from`, and `all` those at each.
    fn new(kind: ColumnKind, all: &[f64], odds: f64, from: u8, m: f64, filled: u32) -> Self {
        let agree: f64 = all.iter().skip(from.into()).sum();
        Self { kind, m, same: f64::from(filled) * odds * agree, filled }
    }

    #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
    fn bits(&self, rows: u32) -> f32 {
        bits(self.m, strangers(self.kind, rows, self.same, self.filled)) as f32
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of levels")]
fn levels_of(count: usize) -> f64 {
    count as f64
}

impl Partner {
    /// Whether the values `x` of `a` and `y` of `b` have changed places with those of the other column.
    pub fn crossed(&self, a: &[u32], b: &[u32], x: u32, y: u32) -> bool {
        let there = |value: u32| self.there.get(value as usize).copied().filter(|&there| there != EMPTY);
        there(x).is_some_and(|x| b.get(self.at) == Some(&x))
            && there(y).is_some_and(|y| a.get(self.at) == Some(&y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::linker::compare;

    /// What is left of these shares, difference first.
    fn clamped(m: [f64; 3], u: [f64; 3]) -> Vec<f64> {
        let levels = [Level::new("near").edits(1)];
        let mut one = Compared::new(compare::text("land").with_levels(levels), Values::default());
        (one.m, one.u) = (m.to_vec(), u.to_vec());
        one.not_for_difference();
        one.m.iter().map(|m| (m * 1e9).round() / 1e9).collect()
    }

    #[test]
    fn difference_never_speaks_for_one_person_nor_equality_against() {
        // What says what it should stays.
        assert_eq!(clamped([0.1, 0.2, 0.7], [0.5, 0.3, 0.2]), [0.1, 0.2, 0.7]);
        // Difference is no likelier of one person than of two: what is more counts as equality.
        assert_eq!(clamped([0.3, 0.2, 0.5], [0.1, 0.5, 0.4]), [0.1, 0.2, 0.7]);
        // Equality is no less likely: 0.9, and the rest shrinks from 0.5 to 0.1.
        assert_eq!(clamped([0.05, 0.45, 0.5], [0.02, 0.08, 0.9]), [0.01, 0.09, 0.9]);
        // Both: the rest shrinks to a quarter, and of difference 0.1 is still 0.02 too much.
        assert_eq!(clamped([0.4, 0.0, 0.6], [0.08, 0.02, 0.9]), [0.08, 0.0, 0.92]);
    }

    #[test]
    fn people_of_one_household_share_half_of_their_names() {
        let whole = Comparison { kind: ColumnKind::FullName, ..compare::name("name") };
        let one = Compared::new(whole, Values::default());
        let level = one.family_level().unwrap();
        assert_eq!(one.levels[usize::from(level)], "half of the words");
    }

    #[test]
    fn better_levels_never_say_less() {
        let pooled = |m: [f64; 4], u: [f64; 4]| -> Vec<f64> {
            let levels = [Level::new("near").edits(1), Level::new("nearly").edits(2)];
            let mut one = Compared::new(compare::text("land").with_levels(levels), Values::default());
            (one.m, one.u) = (m.to_vec(), u.to_vec());
            one.better_says_more();
            one.m.iter().map(|m| (m * 1e9).round() / 1e9).collect()
        };
        // What rises stays: ratios 0.2, 1, 2 and 7.
        assert_eq!(pooled([0.1, 0.1, 0.1, 0.7], [0.5, 0.1, 0.05, 0.1]), [0.1, 0.1, 0.1, 0.7]);
        // Ratios 0.2, 1, 0.5 and 7: the two between are 0.2 of 0.3 together.
        assert_eq!(
            pooled([0.1, 0.1, 0.1, 0.7], [0.5, 0.1, 0.2, 0.1]),
            [0.1, 0.066_666_667, 0.133_333_333, 0.7]
        );
        // Ratios 2, 1, 0.25 and 7: the three are 0.35 of 0.4 together.
        assert_eq!(pooled([0.2, 0.1, 0.05, 0.65], [0.1, 0.1, 0.2, 0.1]), [0.0875, 0.0875, 0.175, 0.65]);
    }

    #[test]
    fn what_one_row_has_is_never_more_frequent_than_usual() {
        // Of eleven values few are known, of which each may be as rare as addresses are believed to be.
        let values = Values::of_filled(11);
        let mut one = Compared::new(compare::address("street").with_levels([]), values);
        one.u = vec![1.0 - 1e-5, 1e-5];
        // Half a row of 41, by 11 of 41, and thirty times one in a hundred thousand.
        assert!((one.usual_share() - (0.5 * 11.0 / 41.0 + 30.0 * 1e-5) / 41.0).abs() < 1e-12);
        let rarity = Rarity::new(ColumnKind::Address, &[0.1, 0.9], 0.01, 1, one.usual_share(), 11);
        assert_eq!(rarity.bits(1), 0.0);
        assert!(rarity.bits(5) < 0.0);
        // Of a million the rarest says far more than the usual.
        assert!(Rarity::new(ColumnKind::FamilyName, &[0.1, 0.9], 1e-9, 1, 1e-3, 1_000_000).bits(1) > 5.0);
    }
}
