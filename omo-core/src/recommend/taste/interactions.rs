//! Who had to do with what, and how much: what the models of taste learn from.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::super::purchases::MOST_ITEMS;
use crate::order::Order;
use crate::sparse::Rows;
use crate::{Error, math};

/// One row: a customer had to do with an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interaction {
    /// Who.
    pub customer: u32,
    /// What.
    pub item: u32,
    /// How much: how often bought, how many stars. 0 says nothing.
    pub weight: f64,
    /// When, in days since 1970-01-01; any one day where no time is known.
    pub day: i32,
}

/// What one customer has to do with one item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u32, f32, i32)", into = "(u32, f32, i32)")]
pub struct Own {
    /// The item.
    pub item: u32,
    /// The sum of the weights, greater than 0.
    pub weight: f32,
    /// The last day.
    pub day: i32,
}

impl From<(u32, f32, i32)> for Own {
    fn from((item, weight, day): (u32, f32, i32)) -> Self {
        Self { item, weight, day }
    }
}

impl From<Own> for (u32, f32, i32) {
    fn from(own: Own) -> Self {
        (own.item, own.weight, own.day)
    }
}

/// A table of customers by items with a weight in each cell that is not empty.
///
/// Rows of one customer and item add up, and the last day counts. The order of rows does not matter.
///
/// ```
/// use omo_core::recommend::{Interaction, Interactions};
/// let row = |customer, item, weight| Interaction { customer, item, weight, day: 0 };
/// let known = Interactions::new(vec![row(0, 2, 1.0), row(0, 1, 1.0), row(0, 2, 0.5)], 1, 3)?;
/// let own: Vec<_> = known.of(0).iter().map(|own| (own.item, own.weight)).collect();
/// assert_eq!(own, [(1, 1.0), (2, 1.5)]);
/// assert_eq!(known.buyers(2), [0]);
/// let wrong = Interactions::new(vec![row(0, 2, f64::NAN)], 1, 3).unwrap_err();
/// assert_eq!(wrong.to_string(), "column `weight` must be finite and at least 0, see row 0");
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Interactions {
    customers: Rows<Own>,
    /// Per item its customers, in order.
    buyers: Rows<u32>,
}

impl Interactions {
    /// Interactions of `customers` customers with a range of `items` items.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for more than 16,777,216 items or 4,294,967,295 customers; [`Error::Column`] for a customer or
    /// item whose number is not below that, and for a weight that is below 0, infinite or no number. It names the row.
    pub fn new(rows: Vec<Interaction>, customers: usize, items: usize) -> Result<Self, Error> {
        if items > MOST_ITEMS {
            return Err(Error::option("items", "at most 16777216", &items));
        }
        if u32::try_from(customers).is_err() {
            return Err(Error::option("customers", "at most 4294967295", &customers));
        }
        for (at, row) in rows.iter().enumerate() {
            let wrong = |column: &str, must: &str| {
                Err(Error::Column { column: column.into(), must: format!("{must}, see row {at}") })
            };
            if row.customer as usize >= customers {
                return wrong("customer", "a number below `customers`");
            }
            if row.item as usize >= items {
                return wrong("item", "a number below `items`");
            }
            if !(row.weight >= 0.0 && row.weight <= f64::from(f32::MAX)) {
                return wrong("weight", "finite and at least 0");
            }
        }
        Ok(Self::of_rows(rows, customers, items))
    }

    /// Rows that were looked at.
    fn of_rows(mut rows: Vec<Interaction>, customers: usize, items: usize) -> Self {
        let place = |row: &Interaction| (row.customer, row.item);
        // Sums of floats hang on their order, so that is fixed too.
        rows.put_in_order_by(|a, b| place(a).cmp(&place(b)).then(a.weight.total_cmp(&b.weight)));
        let mut known = Rows::default();
        let mut own = Vec::new();
        for rows in rows.chunk_by(|a, b| a.customer == b.customer) {
            let Some(customer) = rows.first().map(|row| row.customer as usize) else { continue };
            while known.len() < customer {
                known.push([]);
            }
            for cell in rows.chunk_by(|a, b| a.item == b.item) {
                let Some(item) = cell.first().map(|row| row.item) else { continue };
                let sum: f64 = cell.iter().map(|row| row.weight).sum();
                #[expect(clippy::cast_possible_truncation, reason = "seven digits of a weight are plenty")]
                let weight = sum as f32;
                let day = cell.iter().map(|row| row.day).max().unwrap_or_default();
                if weight > 0.0 {
                    own.push(Own { item, weight: weight.min(f32::MAX), day });
                }
            }
            known.push(own.drain(..));
        }
        while known.len() < customers {
            known.push([]);
        }
        Self { buyers: turned(&known, items), customers: known }
    }

    /// How many customers there are, with or without anything.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.customers.len()
    }

    /// How many items there are.
    #[must_use]
    pub fn items(&self) -> usize {
        self.buyers.len()
    }

    /// What a customer has to do with, in order of items; nothing of a stranger.
    #[must_use]
    pub fn of(&self, customer: u32) -> &[Own] {
        self.customers.row(customer as usize)
    }

    /// The customers of an item, in order.
    #[must_use]
    pub fn buyers(&self, item: u32) -> &[u32] {
        self.buyers.row(item as usize)
    }

    /// How many customers have to do with both items.
    #[must_use]
    pub fn both(&self, a: u32, b: u32) -> u32 {
        let (mut few, mut many) = (self.buyers(a), self.buyers(b));
        if few.len() > many.len() {
            (few, many) = (many, few);
        }
        let mut both = 0;
        for &customer in few {
            let skip = many.partition_point(|&other| other < customer);
            many = many.get(skip..).unwrap_or_default();
            both += u32::from(many.first() == Some(&customer));
        }
        both
    }

    /// All rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[Own]> {
        self.customers.iter()
    }

    /// How many cells are not empty.
    pub(super) fn cells(&self) -> usize {
        self.customers.values().len()
    }

    /// The same and more, under the numbers of a wider range.
    pub(super) fn and(
        &self,
        customers: &[u32],
        items: &[u32],
        more: Vec<Interaction>,
        sizes: (usize, usize),
    ) -> Result<Self, Error> {
        let new = |of: &[u32], old: usize| of.get(old).copied().unwrap_or(u32::MAX);
        let mut rows = more;
        rows.reserve(self.cells());
        for (customer, own) in self.rows().enumerate() {
            let customer = new(customers, customer);
            rows.extend(own.iter().map(|own| Interaction {
                customer,
                item: new(items, own.item as usize),
                weight: f64::from(own.weight),
                day: own.day,
            }));
        }
        Self::new(rows, sizes.0, sizes.1)
    }

    /// The items by how many customers have to do with them, the most first; ties by number.
    pub(super) fn popular(&self) -> Vec<(u32, u32)> {
        let mut all: Vec<(u32, u32)> =
            (0..).zip(self.buyers.iter().map(|buyers| count(buyers.len()))).collect();
        all.put_in_order_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        all
    }

    /// Whether a list of items that was read holds none that is not here.
    pub(super) fn lists(&self, items: &[(u32, u32)]) -> bool {
        items.iter().all(|&(item, _)| (item as usize) < self.items())
    }

    /// Whether there are names for all, where there are so many.
    pub(super) fn fit(&self, customers: usize, items: usize) -> bool {
        self.customers() <= customers && self.items() <= items
    }
}

/// Items by customers as customers by items.
fn turned(customers: &Rows<Own>, items: usize) -> Rows<u32> {
    let mut cells: Vec<(u32, u32)> = Vec::with_capacity(customers.values().len());
    for (customer, own) in (0_u32..).zip(customers.iter()) {
        cells.extend(own.iter().map(|own| (own.item, customer)));
    }
    cells.put_in_order();
    let mut rest = cells.as_slice();
    let mut buyers = Rows::default();
    for item in (0_u32..).take(items) {
        let (own, others) = rest.split_at(rest.partition_point(|cell| cell.0 <= item));
        buyers.push(own.iter().map(|&(_, customer)| customer));
        rest = others;
    }
    buyers
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What a weight counts after so many days, when it counts half after `half_life`; all of it where there is none.
pub(super) fn faded(age: u32, half_life: Option<f64>) -> f64 {
    half_life.map_or(1.0, |half_life| math::pow(0.5, f64::from(age) / half_life))
}

/// As it is written: how many items, and the rows.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<C> {
    items: usize,
    rows: C,
}

impl Serialize for Interactions {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<&[Own]> = self.customers.iter().collect();
        Written { items: self.items(), rows }.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Interactions {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Written { items, rows } = Written::<Vec<Vec<Own>>>::deserialize(from)?;
        let whole = |own: &[Own]| {
            own.is_sorted_by(|a, b| a.item < b.item)
                && own
                    .iter()
                    .all(|own| (own.item as usize) < items && own.weight > 0.0 && own.weight.is_finite())
        };
        if items > MOST_ITEMS || !rows.iter().all(|own| whole(own)) {
            return Err(serde::de::Error::custom("interactions must be whole"));
        }
        let customers: Rows<Own> = rows.into_iter().collect();
        Ok(Self { buyers: turned(&customers, items), customers })
    }
}

/// Interactions for the tests of this room.
#[cfg(test)]
pub(super) mod some {
    use super::*;
    use proptest::prelude::*;

    /// Rows of up to 8 customers and 12 items; item 12 is of nobody.
    pub fn rows() -> impl Strategy<Value = Vec<Interaction>> {
        let row =
            (0_u32..8, 0_u32..12, 1_u8..5, 20_000_i32..20_100).prop_map(|(customer, item, weight, day)| {
                Interaction { customer, item, weight: f64::from(weight), day }
            });
        proptest::collection::vec(row, 0..100)
    }

    pub fn interactions() -> impl Strategy<Value = Interactions> {
        rows().prop_map(|rows| Interactions::new(rows, 8, 13).unwrap())
    }

    pub fn row(customer: u32, item: u32) -> Interaction {
        Interaction { customer, item, weight: 1.0, day: 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::some::row;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_interaction_is_refused() {
        let code = |row, customers, items| {
            let wrong = Interactions::new(vec![some::row(0, 0), row], customers, items).unwrap_err();
            (wrong.code(), wrong.to_string().contains("row 1"))
        };
        assert_eq!(code(row(2, 0), 2, 1), ("column", true));
        assert_eq!(code(row(0, u32::MAX), 2, 1), ("column", true));
        for weight in [f64::NAN, f64::INFINITY, -1.0, f64::MAX] {
            assert_eq!(code(Interaction { weight, ..row(0, 0) }, 2, 1), ("column", true));
        }
        assert_eq!(code(row(0, 0), 2, usize::MAX), ("option", false));
        assert_eq!(Interactions::new(vec![], 0, 0).unwrap(), Interactions::default());
        let nothing = Interactions::new(vec![Interaction { weight: 0.0, ..row(0, 0) }], 1, 1).unwrap();
        assert!(nothing.of(0).is_empty() && nothing.of(9).is_empty() && nothing.buyers(0).is_empty());
    }

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(rows in some::rows(), by in 0_usize..100) {
            let mut turned = rows.clone();
            turned.rotate_left(by % rows.len().max(1));
            turned.reverse();
            prop_assert_eq!(Interactions::new(rows, 8, 13).unwrap(), Interactions::new(turned, 8, 13).unwrap());
        }

        #[test]
        fn buyers_are_those_who_own(known in some::interactions(), a in 0_u32..13, b in 0_u32..13) {
            let owns = |customer: u32, item: u32| known.of(customer).iter().any(|own| own.item == item);
            let buyers: Vec<u32> = (0..8).filter(|&customer| owns(customer, a)).collect();
            prop_assert_eq!(known.buyers(a), buyers);
            let both = (0..8).filter(|&customer| owns(customer, a) && owns(customer, b)).count();
            prop_assert_eq!(known.both(a, b), u32::try_from(both).unwrap());
        }

        #[test]
        fn what_is_written_is_read_back(known in some::interactions()) {
            let json = serde_json::to_string(&known).unwrap();
            prop_assert_eq!(serde_json::from_str::<Interactions>(&json).unwrap(), known);
        }
    }
}
