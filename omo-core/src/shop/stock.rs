//! How many of what lies where.

use crate::form;
use crate::order::Order;
use crate::pairs::Pairs;
use serde::{Deserialize, Serialize};

/// A count of one product in one store, in dense numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StockRecord {
    /// In which store, or in which warehouse for what is sold online.
    pub store: u32,
    /// Which product.
    pub product: u32,
    /// How many. Below 0 where more was sold than was counted.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub quantity: i64,
}

/// What may be promised of what is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StockOptions {
    /// How many of each product a store keeps back: in a hand, in a wrong place, or gone since the count.
    pub safety: u32,
}

form::options!(StockOptions { safety });

/// The stock of all stores.
///
/// Records of one product in one store add up (shelf and back room), so their order does not matter; what was never
/// recorded is not there.
///
/// ```
/// use omo_core::shop::{Stock, StockOptions, StockRecord};
/// let (ginza, tea) = (0, 7);
/// let mut stock: Stock = [StockRecord { store: ginza, product: tea, quantity: 3 }].into_iter().collect();
/// stock.sell(ginza, tea, 1);
/// assert_eq!(stock.on_hand(ginza, tea), 2);
/// assert_eq!(stock.available(ginza, tea, &StockOptions { safety: 2 }), 0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Stock {
    /// Store and product.
    places: Pairs,
    /// How many of each of `places`.
    quantities: Vec<i64>,
}

impl Stock {
    /// How many a store has.
    #[must_use]
    pub fn on_hand(&self, store: u32, product: u32) -> u32 {
        let quantity = self.quantity(store, product);
        u32::try_from(quantity.max(0)).unwrap_or(u32::MAX)
    }

    /// How many of them may be promised.
    #[must_use]
    pub fn available(&self, store: u32, product: u32, options: &StockOptions) -> u32 {
        self.on_hand(store, product).saturating_sub(options.safety)
    }

    /// Takes out what was sold.
    ///
    /// Selling more than is there is no error: the goods are gone, so the count was wrong. The debt is remembered,
    /// and bringing back what was sold gives the same stock again.
    pub fn sell(&mut self, store: u32, product: u32, quantity: u32) {
        self.add(store, product, -i64::from(quantity));
    }

    /// Puts in what was brought back or delivered.
    pub fn put(&mut self, store: u32, product: u32, quantity: u32) {
        self.add(store, product, i64::from(quantity));
    }

    /// All records that are not 0, by store and product.
    #[must_use]
    pub fn records(&self) -> Vec<StockRecord> {
        let record = |(&(store, product), &quantity)| StockRecord { store, product, quantity };
        let mut all: Vec<_> = self.places.all().iter().zip(&self.quantities).map(record).collect();
        all.retain(|record| record.quantity != 0);
        all.put_in_order();
        all
    }

    /// Forgets what was said of a product in a store, and takes this for it.
    pub(crate) fn set(&mut self, record: StockRecord) {
        let place = self.places.intern((record.store, record.product));
        match self.quantities.get_mut(place as usize) {
            Some(quantity) => *quantity = record.quantity,
            None => self.quantities.push(record.quantity),
        }
    }

    fn add(&mut self, store: u32, product: u32, change: i64) {
        let quantity = self.quantity(store, product).saturating_add(change);
        self.set(StockRecord { store, product, quantity });
    }

    fn quantity(&self, store: u32, product: u32) -> i64 {
        let place = self.places.get((store, product));
        place.and_then(|place| self.quantities.get(place as usize)).copied().unwrap_or(0)
    }
}

impl PartialEq for Stock {
    fn eq(&self, other: &Self) -> bool {
        self.records() == other.records()
    }
}

impl Eq for Stock {}

impl FromIterator<StockRecord> for Stock {
    fn from_iter<I: IntoIterator<Item = StockRecord>>(records: I) -> Self {
        let mut stock = Self::default();
        records.into_iter().for_each(|r| stock.add(r.store, r.product, r.quantity));
        stock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records() -> impl Strategy<Value = Vec<StockRecord>> {
        let record = (0_u32..4, 0_u32..6, -5_i64..20).prop_map(|(store, product, quantity)| StockRecord {
            store,
            product,
            quantity,
        });
        proptest::collection::vec(record, 0..40)
    }

    #[test]
    fn extremes_are_answered() {
        let huge = StockRecord { store: 0, product: 0, quantity: i64::MAX };
        let mut stock: Stock = [huge, huge].into_iter().collect();
        assert_eq!(stock.on_hand(0, 0), u32::MAX);
        stock.put(0, 0, u32::MAX);
        assert_eq!(stock.on_hand(0, 0), u32::MAX);
        assert_eq!(stock.on_hand(u32::MAX, u32::MAX), 0);
    }

    proptest! {
        #[test]
        fn the_order_of_records_does_not_matter(records in records()) {
            let backwards: Stock = records.iter().rev().copied().collect();
            let stock: Stock = records.into_iter().collect();
            prop_assert_eq!(backwards.records(), stock.records());
            prop_assert_eq!(backwards, stock);
        }

        /// Sold and brought back is as if it had never been sold, even past zero.
        #[test]
        fn selling_and_bringing_back_changes_nothing(
            records in records(), store in 0_u32..4, product in 0_u32..6, quantity in 0_u32..30,
        ) {
            let before: Stock = records.into_iter().collect();
            let mut after = before.clone();
            after.sell(store, product, quantity);
            let left = before.on_hand(store, product).saturating_sub(quantity);
            prop_assert_eq!(after.on_hand(store, product), left);
            after.put(store, product, quantity);
            prop_assert_eq!(after, before);
        }

        #[test]
        fn no_more_is_promised_than_is_there(records in records(), safety in 0_u32..30) {
            let stock: Stock = records.into_iter().collect();
            for record in stock.records() {
                let promised = stock.available(record.store, record.product, &StockOptions { safety });
                prop_assert!(i64::from(promised) <= record.quantity.max(0));
                prop_assert!(promised == 0 || i64::from(promised + safety) == record.quantity);
            }
        }
    }
}
