//! What a customer bought, item by item.

use super::baskets::History;
use super::crowd::LATELY;
use super::numbers::float;
use crate::order::Order;

/// So many of the last baskets are looked at for what lies beside them.
const RECENT: usize = 10;

/// A customer's history, turned from baskets to items.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// Item and basket, in order.
    pairs: Vec<(u32, u32)>,
    /// Per item, in order: in how many baskets it lies.
    pub counts: Vec<(u32, f32)>,
    /// Per item of the last baskets: in which share of them it lies.
    pub lately: Vec<(u32, f32)>,
    /// Per item of the last few baskets: in how many of them it lies.
    pub recent: Vec<(u32, f32)>,
}

impl Own {
    pub fn read(&mut self, history: History<'_>) {
        self.pairs.clear();
        self.counts.clear();
        self.lately.clear();
        self.recent.clear();
        for (at, basket) in (0_u32..).zip(history.contents()) {
            self.pairs.extend(basket.iter().map(|&item| (item, at)));
        }
        self.pairs.put_in_order();
        let all = float(history.len().clamp(1, LATELY));
        for (item, at) in items(&self.pairs) {
            self.counts.push((item, float(at.len())));
            let of_last = |few: usize| {
                let first = history.len().saturating_sub(few);
                at.len() - at.partition_point(|&(_, at)| (at as usize) < first)
            };
            let last = of_last(LATELY);
            if last > 0 {
                self.lately.push((item, float(last) / all));
                let recent = of_last(RECENT);
                if recent > 0 {
                    self.recent.push((item, float(recent)));
                }
            }
        }
    }

    /// Each item with its baskets, oldest first.
    pub fn items(&self) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
        items(&self.pairs)
    }

    /// In which share of the last baskets an item lies.
    pub fn share(&self, item: u32) -> f32 {
        let found = self.lately.binary_search_by_key(&item, |&(item, _)| item);
        found.ok().and_then(|at| self.lately.get(at)).map_or(0.0, |&(_, share)| share)
    }
}

fn items(pairs: &[(u32, u32)]) -> impl Iterator<Item = (u32, &[(u32, u32)])> {
    pairs.chunk_by(|a, b| a.0 == b.0).filter_map(|same| same.first().map(|first| (first.0, same)))
}
