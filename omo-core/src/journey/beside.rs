//! What rows tell beside what touchpoints are sorted by, an item and how it felt, as one number that sorts alike.

use super::read::{NONE, Names};
use super::{NO_STORE, Touches};
use crate::order::Order;

/// Items, and where there are feelings the pairs of both that occur, in order.
pub(super) struct Beside<'a> {
    touches: &'a Touches,
    items: Names,
    pairs: Vec<(u32, f64)>,
}

impl<'a> Beside<'a> {
    pub fn new(touches: &'a Touches) -> Self {
        let items = Names::new(&touches.items, &str::to_owned);
        let mut beside = Self { touches, items, pairs: Vec::new() };
        let mut pairs: Vec<(u32, f64)> = (0..touches.feeling.len()).map(|row| beside.pair(row)).collect();
        pairs.put_in_order_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        pairs.dedup_by(|a, b| a.0 == b.0 && a.1.total_cmp(&b.1).is_eq());
        beside.pairs = pairs;
        beside
    }

    fn pair(&self, row: usize) -> (u32, f64) {
        let item = self.touches.item.get(row).map_or(NO_STORE, |&item| self.items.number(item));
        let felt = self.touches.feeling.get(row).copied().unwrap_or(f64::NAN);
        // One zero, and one that is no number.
        (item, if felt.is_nan() { f64::NAN } else { felt + 0.0 })
    }

    /// The number of a row.
    pub fn number(&self, row: usize) -> u32 {
        let (item, felt) = self.pair(row);
        if self.pairs.is_empty() {
            return item;
        }
        let place = self.pairs.binary_search_by(|pair| pair.0.cmp(&item).then(pair.1.total_cmp(&felt)));
        place.ok().and_then(|place| u32::try_from(place).ok()).unwrap_or(NONE)
    }

    /// The item that a number stands for.
    pub fn item(&self, number: u32) -> u32 {
        if self.pairs.is_empty() {
            return number;
        }
        self.pairs.get(number as usize).map_or(NO_STORE, |pair| pair.0)
    }

    /// How what a number stands for felt; no number where nothing says it.
    pub fn feeling(&self, number: u32) -> f64 {
        self.pairs.get(number as usize).map_or(f64::NAN, |pair| pair.1)
    }
}
