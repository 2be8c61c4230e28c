//! Who bought what, when and where: what every recommender learns from.

use crate::order::Order;
use crate::sparse::Rows;
use crate::{Error, math};

/// One product of one purchase, in dense numbers.
///
/// The order of the fields is the order in which [`Purchases`] keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bought {
    /// Who.
    pub customer: u32,
    /// What.
    pub item: u32,
    /// When: days since 1970-01-01 on the wall's calendar.
    pub day: i32,
    /// In which store; [`Bought::NOWHERE`] for none.
    pub store: u32,
    /// Through which channel.
    pub channel: u32,
}

impl Bought {
    /// The store of a purchase that was made in no store.
    pub const NOWHERE: u32 = u32::MAX;
}

/// Purchases in one canonical order, each counted once.
///
/// The order in which rows come does not matter, and a row told twice counts once, so two models learnt from the
/// same facts are equal.
///
/// ```
/// use omo_core::recommend::{Bought, Purchases};
/// let tea = Bought { customer: 0, item: 3, day: 20_000, store: Bought::NOWHERE, channel: 0 };
/// let purchases = Purchases::new(vec![tea, tea], 1, 10)?;
/// assert_eq!(purchases.rows().len(), 1);
/// assert!(Purchases::new(vec![tea], 1, 3).is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchases {
    rows: Vec<Bought>,
    customers: usize,
    items: usize,
}

/// Days of a shop, a day on either side for the clocks ahead of and behind UTC.
const DAYS: std::ops::RangeInclusive<i32> = -1..=84_006;
/// A question walks all items, so there must not be more than memory bears.
pub(super) const MOST_ITEMS: usize = 1 << 24;

impl Purchases {
    /// Purchases of `customers` customers out of a range of `items` items.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for more than 16,777,216 items or 4,294,967,295 customers; [`Error::Column`] for a customer or
    /// item whose number is not below that, and for a day before 1970 or after 2199. It names the row.
    pub fn new(mut rows: Vec<Bought>, customers: usize, items: usize) -> Result<Self, Error> {
        if items > MOST_ITEMS {
            return Err(Error::option("items", "at most 16777216", &items));
        }
        if u32::try_from(customers).is_err() {
            return Err(Error::option("customers", "at most 4294967295", &customers));
        }
        for (row, bought) in rows.iter().enumerate() {
            let wrong = |column: &str, must: &str| {
                Err(Error::Column { column: column.into(), must: format!("{must}, see row {row}") })
            };
            if bought.customer as usize >= customers {
                return wrong("customer", "a number below `customers`");
            }
            if bought.item as usize >= items {
                return wrong("item", "a number below `items`");
            }
            if !DAYS.contains(&bought.day) {
                return wrong("day", "days since 1970-01-01, up to 2199");
            }
        }
        rows.put_in_order();
        rows.dedup();
        Ok(Self { rows, customers, items })
    }

    /// The rows by customer, item, day, store and channel.
    #[must_use]
    pub fn rows(&self) -> &[Bought] {
        &self.rows
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.customers
    }

    /// How many items there are, bought or not.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// What was known at the end of `day`: for looking back without knowing what came next.
    #[must_use]
    pub fn until(&self, day: i32) -> Self {
        let rows = self.rows.iter().filter(|bought| bought.day <= day).copied().collect();
        Self { rows, ..*self }
    }

    /// What a purchase counts after so many days, when it counts half after `half_life`.
    ///
    /// A table, as a power for each row would be most of the time of counting.
    pub(super) fn fading(&self, half_life: f64) -> impl Fn(u32) -> f64 {
        let days = || self.rows.iter().map(|bought| bought.day);
        let longest = days().max().unwrap_or_default().abs_diff(days().min().unwrap_or_default());
        let table: Vec<_> = (0..=longest).map(|age| math::pow(0.5, f64::from(age) / half_life)).collect();
        move |age| table.get(age as usize).copied().unwrap_or(0.0)
    }

    /// The rows of each customer who bought anything, in order of customers.
    pub(super) fn by_customer(&self) -> impl Iterator<Item = (u32, &[Bought])> {
        self.rows
            .chunk_by(|a, b| a.customer == b.customer)
            .filter_map(|rows| rows.first().map(|first| (first.customer, rows)))
    }

    /// Per customer up to the last who bought anything: what `of` makes of that customer's rows.
    pub(super) fn per_customer<T>(&self, mut of: impl FnMut(&[Bought], &mut Vec<T>)) -> Rows<T> {
        let mut all = Rows::default();
        let mut one = Vec::new();
        for (customer, rows) in self.by_customer() {
            while all.len() < customer as usize {
                all.push([]);
            }
            of(rows, &mut one);
            all.push(one.drain(..));
        }
        all
    }
}

/// The rows of each item within the rows of one customer, in order of items.
pub(super) fn by_item(rows: &[Bought]) -> impl Iterator<Item = (u32, &[Bought])> {
    rows.chunk_by(|a, b| a.item == b.item).filter_map(|rows| rows.first().map(|first| (first.item, rows)))
}

/// The different days within rows of one customer and one item, oldest first.
pub(super) fn days(rows: &[Bought]) -> impl Iterator<Item = i32> {
    rows.chunk_by(|a, b| a.day == b.day).filter_map(|rows| rows.first().map(|first| first.day))
}

/// Purchases for the tests of this room.
#[cfg(test)]
pub(super) mod some {
    use super::*;
    use proptest::prelude::*;

    pub fn bought(customer: u32, item: u32, day: i32) -> Bought {
        Bought { customer, item, day, store: Bought::NOWHERE, channel: 0 }
    }

    /// Rows of up to 8 customers, 12 items, 3 stores and 2 channels over 200 days; item 12 is never sold.
    pub fn rows() -> impl Strategy<Value = Vec<Bought>> {
        let store = prop_oneof![0_u32..3, Just(Bought::NOWHERE)];
        let row = (0_u32..8, 0_u32..12, 20_000_i32..20_200, store, 0_u32..2)
            .prop_map(|(customer, item, day, store, channel)| Bought { customer, item, day, store, channel });
        proptest::collection::vec(row, 0..120)
    }

    pub fn purchases() -> impl Strategy<Value = Purchases> {
        rows().prop_map(|rows| Purchases::new(rows, 8, 13).unwrap())
    }
}

#[cfg(test)]
mod tests {
    use super::some::bought;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_purchase_is_refused() {
        let code = |rows, customers, items| Purchases::new(rows, customers, items).unwrap_err().code();
        assert_eq!(code(vec![bought(2, 0, 20_000)], 2, 1), "column");
        assert_eq!(code(vec![bought(0, u32::MAX, 20_000)], 2, 1), "column");
        assert_eq!(code(vec![bought(0, 0, i32::MAX)], 2, 1), "column");
        assert_eq!(code(vec![bought(0, 0, -2)], 2, 1), "column");
        assert_eq!(code(vec![], 2, usize::MAX), "option");
        assert_eq!(code(vec![], usize::MAX, 2), "option");
        assert!(Purchases::new(vec![], 0, 0).is_ok());
    }

    #[test]
    fn an_error_names_the_row_and_nobody() {
        let rows = vec![bought(0, 0, 20_000), bought(77, 0, 20_000)];
        let text = Purchases::new(rows, 2, 1).unwrap_err().to_string();
        assert_eq!(text, "column `customer` must be a number below `customers`, see row 1");
    }

    proptest! {
        /// Nothing after the day is known, and nothing before it is lost.
        #[test]
        fn looking_back_knows_all_until_the_day(purchases in some::purchases(), day in 20_000..20_200) {
            let known = purchases.until(day);
            let late = purchases.rows().iter().filter(|bought| bought.day > day).count();
            prop_assert!(known.rows().iter().all(|bought| bought.day <= day));
            prop_assert_eq!(known.rows().len() + late, purchases.rows().len());
        }

        /// Each row belongs to the customer under whose number it is found.
        #[test]
        fn rows_are_found_under_their_customer(purchases in some::purchases()) {
            let per = purchases.per_customer(|rows, all| all.extend_from_slice(rows));
            prop_assert_eq!(per.values(), purchases.rows());
            for (customer, rows) in per.iter().enumerate() {
                prop_assert!(rows.iter().all(|bought| bought.customer as usize == customer));
            }
        }
    }
}
