//! What is clicked lately, for lists that nothing better fills.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Items by their clicks, which count half in every half-life after.
///
/// Time goes in steps of one half-life, so each click counts a power of two: sums of these over fifty steps are exact, in
/// whatever order clicks come, and the order of all items is kept up click by click.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Popular {
    /// Milliseconds.
    half_life: i64,
    /// The step in which a click counts 1.
    start: Option<i64>,
    weights: Vec<f64>,
    /// The sum of the weights.
    all: f64,
    /// Most popular first. The bits of numbers above 0 are in the order of the numbers.
    order: BTreeSet<(Reverse<u64>, u32)>,
}

/// How many steps fit into a double before all sums are scaled down.
const MOST_STEPS: i64 = 900;

impl Popular {
    /// `half_life` in days.
    pub fn new(half_life: f64, items: usize) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "checked with the options")]
        let half_life = ((half_life * 86_400_000.0) as i64).max(1);
        Self { half_life, start: None, weights: vec![0.0; items], all: 0.0, order: BTreeSet::new() }
    }

    /// Knows of items that nobody clicked yet.
    pub fn make_room(&mut self, items: usize) {
        self.weights.resize(items.max(self.weights.len()), 0.0);
    }

    pub fn observe(&mut self, item: u32, at: i64) {
        if let Some(old) = self.count(item, at) {
            self.order.remove(&(Reverse(old.to_bits()), item));
            self.order.insert((Reverse(self.weight(item).to_bits()), item));
        }
    }

    /// Many clicks in order of time: sorts once.
    pub fn observe_all(&mut self, clicks: impl Iterator<Item = (u32, i64)>) {
        for (item, at) in clicks {
            self.count(item, at);
        }
        self.order = in_order(&self.weights);
    }

    /// Adds a click. The sum before.
    fn count(&mut self, item: u32, at: i64) -> Option<f64> {
        if self.weights.len() <= item as usize {
            self.weights.resize(item as usize + 1, 0.0);
        }
        let step = at.div_euclid(self.half_life);
        let mut start = *self.start.get_or_insert(step);
        while step.saturating_sub(start) > MOST_STEPS {
            // What is so old that it counts nothing any more is left out.
            for weight in &mut self.weights {
                *weight *= power(-MOST_STEPS);
            }
            self.all = self.weights.iter().sum();
            self.order = in_order(&self.weights);
            // After many such steps nothing is left to scale.
            let steps = step.saturating_sub(start);
            start = if steps > 3 * MOST_STEPS { step } else { start + MOST_STEPS };
            self.start = Some(start);
        }
        let weight = self.weights.get_mut(item as usize)?;
        let old = *weight;
        let more = power(step.saturating_sub(start).max(-MOST_STEPS));
        *weight += more;
        self.all += more;
        Some(old)
    }

    fn weight(&self, item: u32) -> f64 {
        self.weights.get(item as usize).copied().unwrap_or_default()
    }

    /// All items, most popular first, with their share of all clicks; then those that nobody clicked.
    pub fn best_first(&self) -> impl Iterator<Item = (u32, f64)> {
        let clicked = self.order.iter().map(|&(Reverse(bits), item)| (item, f64::from_bits(bits) / self.all));
        let others =
            (0_u32..).zip(&self.weights).filter(|&(_, &weight)| weight == 0.0).map(|(item, _)| (item, 0.0));
        clicked.chain(others)
    }

    /// Whether it is of so many items, each with a sum.
    pub fn whole(&self, items: usize) -> bool {
        self.half_life > 0
            && self.weights.len() == items
            && self.weights.iter().all(|&weight| weight.is_finite() && weight >= 0.0)
    }
}

fn in_order(weights: &[f64]) -> BTreeSet<(Reverse<u64>, u32)> {
    let clicked = (0_u32..).zip(weights).filter(|&(_, &weight)| weight > 0.0);
    clicked.map(|(item, weight)| (Reverse(weight.to_bits()), item)).collect()
}

/// 2 to a power from -1022 to 1023.
fn power(of: i64) -> f64 {
    f64::from_bits((of + 1023).clamp(1, 2046).cast_unsigned() << 52)
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    half_life: i64,
    start: Option<i64>,
    weights: Vec<f64>,
}

impl Serialize for Popular {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { half_life, start, weights, .. } = self.clone();
        Written { half_life, start, weights }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Popular {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Written { half_life, start, weights } = Written::deserialize(from)?;
        Ok(Self { half_life, start, all: weights.iter().sum(), order: in_order(&weights), weights })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = 86_400_000;

    fn told(clicks: &[(u32, i64)]) -> Popular {
        let mut popular = Popular::new(7.0, 9);
        popular.observe_all(clicks.iter().copied());
        popular
    }

    #[test]
    fn powers_of_two_by_bits() {
        assert_eq!([power(-1), power(0), power(3)], [0.5, 1.0, 8.0]);
    }

    /// By pencil: two clicks in week 0 count as one in week 1; two clicks in week 1 lead.
    #[test]
    fn older_clicks_count_half() {
        let popular = told(&[(4, 0), (4, DAY), (2, 8 * DAY), (7, 8 * DAY), (7, 9 * DAY)]);
        let best: Vec<_> = popular.best_first().take(4).collect();
        assert_eq!(best, [(7, 0.5), (2, 0.25), (4, 0.25), (0, 0.0)]);
    }

    #[test]
    fn centuries_do_not_overflow() {
        let popular =
            told(&[(0, 0), (1, 1_000 * 7 * DAY), (2, 9_000 * 7 * DAY), (3, i64::MAX), (4, i64::MIN)]);
        assert_eq!(popular.best_first().next(), Some((3, 1.0)));
        assert!(popular.whole(9));
    }

    proptest! {
        #[test]
        fn click_by_click_is_all_at_once(
            mut clicks in proptest::collection::vec((0_u32..9, 0_i64..300 * DAY), 0..60), by in 0_usize..60,
        ) {
            // The first click says in which step clicks count 1.
            let mut one_by_one = told(&[(8, 0)]);
            let turn = by % clicks.len().max(1);
            clicks.rotate_left(turn);
            for &(item, at) in &clicks {
                one_by_one.observe(item, at);
            }
            clicks.sort_unstable_by_key(|click| click.1);
            clicks.insert(0, (8, 0));
            prop_assert_eq!(one_by_one, told(&clicks));
        }
    }
}
