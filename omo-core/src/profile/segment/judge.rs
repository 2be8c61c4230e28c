//! Whether a condition holds, and which facts and numbers make it so.

use std::borrow::Cow;

use super::Segments;
use super::condition::{How, Leaf, Node, Of, Sequence, Test, Window};
use crate::model::{DAY, Fact, Fold, History, Money, Time};
use crate::order::Order;
use crate::profile::interests::decayed;
use crate::profile::traits::{Trait, Traits, survivors};

/// One customer at one instant.
pub(super) struct Case<'c> {
    pub segments: &'c Segments,
    pub history: &'c History<'c>,
    /// For each filter the facts it means, those after `now` included.
    pub hits: &'c [Vec<u32>],
    pub now: Time,
    traits: Vec<Trait>,
}

/// What became of a condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Verdict<'c> {
    pub holds: bool,
    pub number: Option<f64>,
    /// Places of the facts behind it, oldest first.
    pub facts: Cow<'c, [u32]>,
}

/// What an interest must not fall below, or it counts as nothing: halving never ends, but numbers do.
pub(super) const FAINT: f64 = 1e-6;

impl<'c> Case<'c> {
    pub fn new(segments: &'c Segments, history: &'c History<'c>, hits: &'c [Vec<u32>], now: Time) -> Self {
        let options = &segments.options.profile;
        let traits = if segments.asks_traits {
            survivors(&Traits::new(options).fold_until(history, now), options)
        } else {
            Vec::new()
        };
        Self { segments, history, hits, now, traits }
    }

    /// The same customer at another instant, for conditions that ask no traits.
    pub fn later(&self, now: Time) -> Self {
        Self { now, traits: Vec::new(), ..*self }
    }

    /// Which segments hold, by their numbers.
    pub fn members(&self) -> Vec<bool> {
        let leaves: Vec<bool> = self.segments.leaves.iter().map(|leaf| self.judge(leaf).holds).collect();
        let mut held = vec![false; self.segments.names.len()];
        for &segment in &self.segments.order {
            let holds = self.segments.nodes.get(segment).is_some_and(|node| holds(node, &leaves, &held));
            if let Some(slot) = held.get_mut(segment) {
                *slot = holds;
            }
        }
        held
    }

    /// The places of a filter's facts that are known.
    pub fn known(&self, filter: usize) -> &'c [u32] {
        let hits = self.hits.get(filter).map(Vec::as_slice).unwrap_or_default();
        let now = self.now.millis();
        hits.get(..hits.partition_point(|&hit| self.millis(hit) <= now)).unwrap_or_default()
    }

    /// Those of them that lie in the window.
    pub fn within(&self, filter: usize, window: Window) -> &'c [u32] {
        let known = self.known(filter);
        let now = self.now.millis();
        let from = window
            .within
            .map(|within| now - within + 1)
            .or(window.since.map(Time::millis))
            .unwrap_or(i64::MIN);
        let start = known.partition_point(|&hit| self.millis(hit) < from);
        let end = window
            .until
            .map_or(known.len(), |until| known.partition_point(|&hit| self.millis(hit) < until.millis()));
        known.get(start..end).unwrap_or_default()
    }

    pub fn millis(&self, place: u32) -> i64 {
        self.history.millis(place as usize)
    }

    fn fact(&self, place: u32) -> Option<Fact<'c>> {
        self.history.fact(place as usize)
    }

    pub fn judge(&self, leaf: &Leaf) -> Verdict<'c> {
        match leaf {
            Leaf::Trait { name, test } => self.judge_trait(name, test),
            Leaf::Count { filter, window, range } => {
                let facts = self.within(*filter, *window);
                let count = u32::try_from(facts.len()).map_or(f64::INFINITY, f64::from);
                Verdict { holds: range.has(count), number: Some(count), facts: facts.into() }
            }
            Leaf::Sequence(sequence) => self.judge_sequence(sequence),
            Leaf::Aggregate { filter, window, how, of, range } => {
                let facts = self.within(*filter, *window);
                let number = self.reckon(*filter, facts, *how, *of);
                let holds = number.is_some_and(|number| range.has(number));
                Verdict { holds, number, facts: facts.into() }
            }
            Leaf::Recency { filter, range } => {
                let last = self.known(*filter).last().copied();
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "two centuries of milliseconds are below 2^53"
                )]
                let age = last.map(|last| (self.now.millis() - self.millis(last)) as f64);
                let holds = age.is_some_and(|age| range.has(age));
                #[expect(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
                let number = age.map(|age| age / DAY as f64);
                Verdict { holds, number, facts: last.into_iter().collect::<Vec<_>>().into() }
            }
            Leaf::Interest { filter, half_life, range } => {
                let level = self.level(*filter, *half_life);
                Verdict { holds: range.has(level), number: Some(level), facts: self.known(*filter).into() }
            }
        }
    }

    /// The level of an interest at this instant.
    pub fn level(&self, filter: usize, half_life: f64) -> f64 {
        let weights = &self.segments.options.profile;
        let facts = self.known(filter).iter().filter_map(|&hit| self.fact(hit));
        let weighed =
            facts.map(|fact| (weights.weight(fact.action), fact.at)).filter(|(weight, _)| *weight != 0.0);
        let level: f64 = weighed.map(|(weight, at)| weight * decayed(at, self.now, half_life)).sum();
        if level.abs() < FAINT { 0.0 } else { level }
    }

    fn judge_trait(&self, name: &str, test: &Test) -> Verdict<'c> {
        let found = self.traits.iter().find(|known| known.name == name);
        let value = found.map(|known| known.value.as_str());
        let number = value.and_then(|text| serde_json::from_str::<serde_json::Number>(text).ok()?.as_f64());
        let holds = match test {
            Test::In(texts) => value.is_some_and(|value| texts.iter().any(|text| text.trim() == value)),
            Test::Contains(part) => value.is_some_and(|value| value.contains(part.as_str())),
            Test::Exists(exists) => value.is_some() == *exists,
            Test::Number(range) => number.is_some_and(|number| range.has(number)),
        };
        let by = found
            .and_then(|known| self.history.known(self.now).rposition(|fact| fact.id == known.touchpoint));
        let facts = by.and_then(|place| u32::try_from(place).ok()).into_iter().collect::<Vec<_>>().into();
        let number = number.filter(|_| matches!(test, Test::Number(_)));
        Verdict { holds, number, facts }
    }

    /// The latest chain of facts that fits.
    ///
    /// Each step remembers the facts at which a chain may end and the one before it. Of the ends before a fact the
    /// latest is the best: whatever gap an earlier one keeps, it keeps.
    fn judge_sequence(&self, sequence: &Sequence) -> Verdict<'c> {
        let mut ends: Vec<Vec<(u32, usize)>> = Vec::new();
        for &(filter, gap) in &sequence.steps {
            let hits = self.within(filter, sequence.window);
            let next = match ends.last() {
                None => hits.iter().map(|&hit| (hit, 0)).collect(),
                Some(before) => {
                    let mut latest = 0;
                    let mut next = Vec::new();
                    for &hit in hits {
                        while before.get(latest).is_some_and(|&(end, _)| end < hit) {
                            latest += 1;
                        }
                        let Some(place) = latest.checked_sub(1) else { continue };
                        let end = before.get(place).map_or(0, |&(end, _)| end);
                        if gap.is_none_or(|gap| self.millis(hit) - self.millis(end) <= gap) {
                            next.push((hit, place));
                        }
                    }
                    next
                }
            };
            ends.push(next);
        }
        let found =
            ends.last().and_then(|last| last.iter().rposition(|&(end, _)| self.stays(end, sequence.not)));
        let Some(mut place) = found else { return Verdict::default() };
        let mut facts = Vec::new();
        for step in ends.iter().rev() {
            let Some(&(fact, before)) = step.get(place) else { break };
            facts.push(fact);
            place = before;
        }
        facts.reverse();
        Verdict { holds: true, number: None, facts: facts.into() }
    }

    /// Whether what must not follow a fact did not, and no longer can.
    fn stays(&self, end: u32, not: Option<(usize, Option<i64>)>) -> bool {
        let Some((filter, gap)) = not else { return true };
        let limit = gap.map_or(i64::MAX, |gap| self.millis(end) + gap);
        let known = self.known(filter);
        let next = known.get(known.partition_point(|&hit| hit <= end));
        let followed = next.is_some_and(|&next| self.millis(next) <= limit);
        !followed && (gap.is_none() || limit <= self.now.millis())
    }

    fn reckon(&self, filter: usize, hits: &[u32], how: How, of: Of) -> Option<f64> {
        let facts = hits.iter().filter_map(|&hit| self.fact(hit));
        match of {
            Of::Amount(currency) | Of::Net(currency) => {
                let net = matches!(of, Of::Net(_));
                let minors = facts.filter_map(|fact| {
                    let lines = self.segments.filters.lines(filter, fact).filter_map(|line| line.amount);
                    let mut minors = lines.filter(|m| m.currency() == currency.currency()).map(Money::minor);
                    let sum = minors.next()?.saturating_add(minors.fold(0, i64::saturating_add));
                    Some(if net && fact.action == "return" { sum.saturating_neg() } else { sum })
                });
                reckoned(minors, how).map(|number| number / unit(currency))
            }
            Of::Quantity => {
                let pieces = |fact: Fact<'_>| {
                    let lines = self.segments.filters.lines(filter, fact);
                    lines.map(|line| i64::from(line.quantity)).fold(0, i64::saturating_add)
                };
                reckoned(facts.map(pieces), how)
            }
            Of::DaysBetween => {
                let pairs = hits.iter().zip(hits.iter().skip(1));
                #[expect(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
                let days = |millis: f64| millis / DAY as f64;
                reckoned(pairs.map(|(&a, &b)| self.millis(b) - self.millis(a)), how).map(days)
            }
            Of::Days => Some(distinct(facts.map(|fact| fact.at.day()).collect())),
            Of::Stores => Some(distinct(facts.filter_map(|fact| fact.store).collect())),
            Of::Channels => Some(distinct(facts.map(|fact| fact.channel).collect())),
            Of::Actions => Some(distinct(facts.map(|fact| fact.action).collect())),
            Of::Products => {
                let lines = facts.flat_map(|fact| self.segments.filters.lines(filter, fact));
                Some(distinct(lines.map(|line| line.product).collect()))
            }
            Of::Categories => {
                let lines = facts.flat_map(|fact| self.segments.filters.lines(filter, fact));
                Some(distinct(lines.filter_map(|line| line.category).collect()))
            }
        }
    }
}

/// Minor units in one unit of a currency.
fn unit(currency: Money) -> f64 {
    Money::new(1000, currency.currency()).map_or(1.0, |money| 1000.0 / money.to_float())
}

/// Whole numbers together; of none the sum is 0, and there is no other.
#[expect(clippy::cast_precision_loss, reason = "exact up to 9 quadrillion")]
fn reckoned(numbers: impl Iterator<Item = i64>, how: How) -> Option<f64> {
    let (mut count, mut sum, mut least, mut most) = (0_u32, 0_i64, i64::MAX, i64::MIN);
    for number in numbers {
        count = count.saturating_add(1);
        sum = sum.saturating_add(number);
        (least, most) = (least.min(number), most.max(number));
    }
    match how {
        How::Sum => Some(sum as f64),
        _ if count == 0 => None,
        How::Avg => Some(sum as f64 / f64::from(count)),
        How::Min => Some(least as f64),
        How::Max | How::Distinct => Some(most as f64),
    }
}

fn distinct<T: Ord>(mut things: Vec<T>) -> f64 {
    things.put_in_order();
    things.dedup();
    u32::try_from(things.len()).map_or(f64::INFINITY, f64::from)
}

/// Whether a node holds, given the truth of conditions and of the segments before.
pub(super) fn holds(node: &Node, leaves: &[bool], segments: &[bool]) -> bool {
    match node {
        Node::All(nodes) => nodes.iter().all(|node| holds(node, leaves, segments)),
        Node::Any(nodes) => nodes.iter().any(|node| holds(node, leaves, segments)),
        Node::Not(node) => !holds(node, leaves, segments),
        Node::Segment(segment) => segments.get(*segment).copied().unwrap_or(false),
        Node::Leaf(leaf) => leaves.get(*leaf).copied().unwrap_or(false),
    }
}
