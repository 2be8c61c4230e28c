//! Customers from pairs: groups join in order of what all of one say of all of the other.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::few::{FEW, Few};
use super::report::{Pair, by_row};
use super::scorer::{Scorer, Worker};
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use serde::Serialize;

/// Two groups that became one, each called by a row of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Merge {
    /// A row of one.
    pub a: u32,
    /// A row of the other.
    pub b: u32,
    /// What all pairs between them say together, in bits; never more than what was said of the joins before it.
    pub weight: f32,
}

/// Two groups of more pairs than this are judged by a part of them.
const JUDGED: usize = 400;

/// No single pair says more than this for a group or against it.
pub const MOST: f32 = 20.0;

/// So many pairs are put together at once.
const PIECE: usize = 4096;

/// The groups that join while all pairs between them say at least `least` together, the strongest of each connected part
/// first: average linkage (Sokal and Michener 1958) of groups between which at least one pair was found.
///
/// It is the mean evidence that counts, so one strong pair does not tie two families together. Evidence that several
/// records give is more than that of one and less than their sum, for they repeat one another: the mean of n pairs counts
/// as often as n^(1/4), the square root of the records in a group. Customers at any higher threshold follow from the same
/// joins.
///
/// With `one_to_one` no two rows of one source join.
pub fn merges(scorer: &Scorer, rows: u32, pairs: &[Pair], least: f32, one_to_one: bool) -> Vec<Merge> {
    let parts = parts(rows, pairs);
    let part = |pair: &Pair| parts.get(pair.a as usize).copied().unwrap_or(0);
    // The pairs of one part stay in order.
    let ordered = by_row(pairs, rows, &part);
    let parts: Vec<&[Pair]> = ordered.chunk_by(|a, b| part(a) == part(b)).collect();
    let mean = pairs.len().checked_div(parts.len()).unwrap_or(1).max(1);
    let work = pieces(parts.len(), PIECE / mean);
    let joined = |worker: &mut Worker, piece: &std::ops::Range<usize>| {
        let mut merges = Vec::new();
        for part in parts.get(piece.clone()).unwrap_or_default() {
            join(&All(scorer), worker, part, least, one_to_one, &mut merges);
        }
        merges
    };
    parallel(&work, || scorer.worker(), joined).into_iter().flatten().collect()
}

/// The groups of one connected part that join, as in [`merges`].
pub fn join<T: Told>(
    told: &T,
    worker: &mut Worker,
    part: &[Pair],
    least: f32,
    one_to_one: bool,
    merges: &mut Vec<Merge>,
) {
    match part {
        // Most are one pair.
        [pair] if !one_to_one => merges.push(Merge { a: pair.a, b: pair.b, weight: pair.weight }),
        _ => {
            let rows = rows_of(part);
            if rows.len() <= FEW {
                Few::new(rows, part).join(told, worker, least, one_to_one, merges);
            } else {
                Part::new(&rows, part).join(told, worker, least, one_to_one, merges);
            }
        }
    }
}

/// The rows of pairs, in order.
fn rows_of(pairs: &[Pair]) -> Vec<u32> {
    let mut rows: Vec<u32> = pairs.iter().map(|pair| pair.a).collect();
    rows.dedup();
    rows.extend(pairs.iter().map(|pair| pair.b));
    rows.put_in_order();
    rows.dedup();
    rows
}

/// The places of a pair's rows among all, the first before the second.
pub fn places(rows: &[u32], pair: &Pair) -> (u32, u32) {
    let place = |row: u32| u32::try_from(rows.binary_search(&row).unwrap_or(0)).unwrap_or(0);
    let (a, b) = (place(pair.a), place(pair.b));
    (a.min(b), a.max(b))
}

/// What two groups that may join are judged by.
pub trait Told {
    /// What weighs the rows.
    fn scorer(&self) -> &Scorer;

    /// The scorer's row of a row.
    fn place(&self, row: u32) -> u32;
}

/// All rows of a scorer.
pub struct All<'a>(pub &'a Scorer);

impl Told for All<'_> {
    fn scorer(&self) -> &Scorer {
        self.0
    }

    fn place(&self, row: u32) -> u32 {
        row
    }
}

/// For each row, the first row of its customer, at a threshold not below that of the merges.
pub fn clusters(rows: u32, merges: &[Merge], least: f32) -> Vec<u32> {
    let mut first = Forest::new(rows);
    for merge in merges.iter().filter(|merge| merge.weight >= least) {
        first.join(merge.a, merge.b);
    }
    (0..rows).map(|row| first.of(row)).collect()
}

/// For each row, the first of those that pairs connect it with.
fn parts(rows: u32, pairs: &[Pair]) -> Vec<u32> {
    let mut first = Forest::new(rows);
    for pair in pairs {
        first.join(pair.a, pair.b);
    }
    (0..rows).map(|row| first.of(row)).collect()
}

/// Rows that were joined, each group under its first row.
struct Forest(Vec<u32>);

impl Forest {
    fn new(rows: u32) -> Self {
        Self((0..rows).collect())
    }

    fn of(&mut self, mut row: u32) -> u32 {
        loop {
            let up = self.0.get(row as usize).copied().unwrap_or(row);
            if up == row {
                return row;
            }
            let above = self.0.get(up as usize).copied().unwrap_or(up);
            self.0.get_mut(row as usize).into_iter().for_each(|slot| *slot = above);
            row = above;
        }
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        self.0.get_mut(a.max(b) as usize).into_iter().for_each(|slot| *slot = a.min(b));
    }
}

/// Groups of a connected part, by their places.
pub struct Part {
    groups: Vec<Group>,
    /// The links between rows, the strongest last.
    first: Vec<Link>,
    /// Those of groups that grew.
    links: BinaryHeap<Link>,
}

#[derive(Default)]
struct Group {
    /// In no order: those of the smaller group come after those of the larger.
    rows: Vec<u32>,
    /// Other groups with which some pair was found, in order, and the sum of the weights of all pairs with them.
    near: Vec<(u32, f32)>,
    /// How often it changed: links to what it was are void.
    age: u32,
}

impl Group {
    fn forget(&mut self, other: u32) {
        if let Ok(at) = self.near.binary_search_by_key(&other, |(near, _)| *near) {
            self.near.remove(at);
        }
    }

    fn know(&mut self, other: u32, sum: f32) {
        match self.near.binary_search_by_key(&other, |(near, _)| *near) {
            Ok(at) => self.near.get_mut(at).into_iter().for_each(|near| near.1 = sum),
            Err(at) => self.near.insert(at, (other, sum)),
        }
    }
}

/// Two groups that may join.
#[derive(PartialEq)]
struct Link {
    /// The weight, in numbers of which the greater is more, above what is left of all when `a` is taken.
    rank: u64,
    b: u32,
    weight: f32,
    a: u32,
    ages: (u32, u32),
}

impl Link {
    fn new(weight: f32, a: u32, b: u32, ages: (u32, u32)) -> Self {
        Self { rank: u64::from(rank(weight)) << 32 | u64::from(!a), b, weight, a, ages }
    }
}

/// A number that is greater where the weight is.
pub fn rank(weight: f32) -> u32 {
    let bits = weight.to_bits();
    if bits >> 31 == 0 { bits | 1 << 31 } else { !bits }
}

impl Eq for Link {}

impl Ord for Link {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.rank, other.b).cmp(&(other.rank, self.b))
    }
}

impl PartialOrd for Link {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Part {
    pub fn new(rows: &[u32], pairs: &[Pair]) -> Self {
        let placed: Vec<(u32, u32)> = pairs.iter().map(|pair| places(rows, pair)).collect();
        let mut near = vec![0_usize; rows.len()];
        for place in placed.iter().flat_map(|&(a, b)| [a, b]) {
            near.get_mut(place as usize).into_iter().for_each(|near| *near += 1);
        }
        let group =
            |(&row, &near): (&u32, &usize)| Group { rows: vec![row], near: Vec::with_capacity(near), age: 0 };
        let mut groups: Vec<Group> = rows.iter().zip(&near).map(group).collect();
        let mut first = Vec::with_capacity(pairs.len());
        for (pair, (a, b)) in pairs.iter().zip(placed) {
            let weight = pair.weight.min(MOST);
            groups.get_mut(a as usize).into_iter().for_each(|group| group.near.push((b, weight)));
            groups.get_mut(b as usize).into_iter().for_each(|group| group.near.push((a, weight)));
            first.push(Link::new(weight, a, b, (0, 0)));
        }
        first.put_in_order();
        for group in &mut groups {
            group.near.put_in_order_by_key(|(other, _)| *other);
        }
        Self { groups, first, links: BinaryHeap::new() }
    }

    pub fn join<T: Told>(
        mut self,
        told: &T,
        worker: &mut Worker,
        least: f32,
        one_to_one: bool,
        merges: &mut Vec<Merge>,
    ) {
        let mut lowest = f32::INFINITY;
        while let Some(link) = self.strongest() {
            if link.weight < least {
                break;
            }
            let age = |group: u32| self.groups.get(group as usize).map_or(u32::MAX, |group| group.age);
            if (age(link.a), age(link.b)) != link.ages {
                continue;
            }
            if one_to_one && self.share_a_source(told, link.a, link.b) {
                continue;
            }
            let first = |group: u32| self.groups.get(group as usize).and_then(|g| g.rows.first()).copied();
            if let (Some(a), Some(b)) = (first(link.a), first(link.b)) {
                lowest = lowest.min(link.weight);
                merges.push(Merge { a, b, weight: lowest });
            }
            self.merge(told, worker, (link.a, link.b), least);
        }
    }

    /// Takes the strongest link that is left, which may be void.
    fn strongest(&mut self) -> Option<Link> {
        if self.first.last() > self.links.peek() { self.first.pop() } else { self.links.pop() }
    }

    /// Whether some row of one group is from where a row of the other is.
    fn share_a_source(&self, told: &impl Told, a: u32, b: u32) -> bool {
        let rows = |group: u32| self.groups.get(group as usize).map_or(&[][..], |group| &group.rows);
        share_a_source(told, rows(a).iter().copied(), rows(b).iter().copied())
    }

    /// Makes the group `b` a part of `a`.
    fn merge(&mut self, told: &impl Told, worker: &mut Worker, (a, b): (u32, u32), least: f32) {
        let take = |groups: &mut Vec<Group>, group: u32| {
            groups.get_mut(group as usize).map_or_else(Group::default, |group| {
                let age = group.age + 1;
                std::mem::replace(group, Group { age, ..Group::default() })
            })
        };
        let (of_a, of_b) = (take(&mut self.groups, a), take(&mut self.groups, b));
        let near = self.near_both(told, worker, &of_a, &of_b, (a, b));
        let (mut rows, fewer) =
            if of_a.rows.len() < of_b.rows.len() { (of_b.rows, of_a.rows) } else { (of_a.rows, of_b.rows) };
        rows.extend(fewer);
        let age = of_a.age + 1;
        for &(other, sum) in &near {
            let Some(group) = self.groups.get_mut(other as usize) else { continue };
            group.forget(b);
            group.know(a, sum);
            let weight = together(told.scorer(), sum, rows.len() * group.rows.len());
            // No other link is ever taken.
            if weight >= least {
                let ages = if a < other { (age, group.age) } else { (group.age, age) };
                self.links.push(Link::new(weight, a.min(other), a.max(other), ages));
            }
        }
        if let Some(group) = self.groups.get_mut(a as usize) {
            *group = Group { rows, near, age };
        }
    }

    /// The groups near either of two, and the sums of the weights with both, in order of groups.
    fn near_both(
        &self,
        told: &impl Told,
        worker: &mut Worker,
        of_a: &Group,
        of_b: &Group,
        (a, b): (u32, u32),
    ) -> Vec<(u32, f32)> {
        let mut near: Vec<(u32, f32)> = Vec::with_capacity(of_a.near.len() + of_b.near.len());
        let mut left = of_a.near.iter().filter(|(other, _)| *other != b).peekable();
        let mut right = of_b.near.iter().filter(|(other, _)| *other != a).peekable();
        loop {
            let next = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(x), Some(y)) => x.0.min(y.0),
                (Some(one), None) | (None, Some(one)) => one.0,
            };
            let of = |one: Option<&(u32, f32)>| one.map(|(_, sum)| *sum);
            let (x, y) = (of(left.next_if(|one| one.0 == next)), of(right.next_if(|one| one.0 == next)));
            let x = x.unwrap_or_else(|| self.sum(told, worker, &of_a.rows, next));
            let y = y.unwrap_or_else(|| self.sum(told, worker, &of_b.rows, next));
            near.push((next, x + y));
        }
        near
    }

    /// The sum of the weights of all pairs between some rows and a group.
    fn sum(&self, told: &impl Told, worker: &mut Worker, rows: &[u32], group: u32) -> f32 {
        let others = self.groups.get(group as usize).map_or(&[][..], |group| &group.rows);
        sum(told, worker, rows.iter().copied(), &others.iter().copied(), rows.len() * others.len())
    }
}

/// Whether some of these rows is from where one of the others is.
pub fn share_a_source(
    told: &impl Told,
    rows: impl Iterator<Item = u32>,
    mut others: impl Iterator<Item = u32>,
) -> bool {
    let source = |row: u32| told.scorer().rows.source(told.place(row));
    let sources: Vec<u32> = rows.map(source).collect();
    others.any(|row| sources.contains(&source(row)))
}

/// The sum of the weights of all pairs between rows and others, of which there are so many.
pub fn sum(
    told: &impl Told,
    worker: &mut Worker,
    rows: impl Iterator<Item = u32>,
    others: &(impl Iterator<Item = u32> + Clone),
    all: usize,
) -> f32 {
    let every = all.div_ceil(JUDGED).max(1);
    let (mut sum, mut judged, mut at) = (0.0, 0, 0);
    for x in rows {
        for y in others.clone() {
            if at % every == 0 {
                let weight = told.scorer().weight_from(worker, told.place(x), told.place(y), -MOST);
                sum += weight.map_or(-MOST, |weight| weight.min(MOST));
                judged += 1;
            }
            at += 1;
        }
    }
    sum / count(judged.max(1)) * count(all)
}

/// What `pairs` pairs between two groups say together, whose weights make this sum.
pub fn together(scorer: &Scorer, sum: f32, pairs: usize) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
    let prior = scorer.prior as f32;
    let pairs = count(pairs);
    prior + (sum / pairs - prior) * pairs.sqrt().sqrt()
}

#[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
fn count(pairs: usize) -> f32 {
    pairs as f32
}
