//! Lists out of the rows of a table.

use crate::order::Order;
use crate::sparse::Rows;

/// What says which row of a customer comes first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ListedBy<'a> {
    /// The rows themselves.
    Rows,
    /// The smallest rank.
    Rank(&'a [f64]),
    /// The highest score.
    Score(&'a [f64]),
}

/// The items of each of so many customers, out of a table with a row for each customer and item; rows of nobody, and of customers
/// who are none of these, are passed over.
///
/// Of equal ranks and scores the earlier row is the first; what is no number comes last.
///
/// ```
/// use omo_core::measure::{ListedBy, listed};
/// let lists = listed(2, &[Some(1), Some(0), Some(1), None], &[7, 8, 9, 6], ListedBy::Score(&[0.1, 0.5, 0.9, 1.0]));
/// assert_eq!((lists.row(0), lists.row(1)), (&[8][..], &[9, 7][..]));
/// ```
#[must_use]
pub fn listed(customers: usize, who: &[Option<u32>], items: &[u32], by: ListedBy<'_>) -> Rows<u32> {
    let mut all: Vec<Vec<u32>> = vec![Vec::new(); customers];
    let mut put = |row: usize| {
        let customer = who.get(row).copied().flatten();
        let own = customer.and_then(|customer| all.get_mut(customer as usize));
        if let (Some(own), Some(&item)) = (own, items.get(row)) {
            own.push(item);
        }
    };
    let numbers = match by {
        ListedBy::Rows => None,
        ListedBy::Rank(ranks) => Some((ranks, 1.0)),
        ListedBy::Score(scores) => Some((scores, -1.0)),
    };
    match numbers {
        None => (0..who.len()).for_each(put),
        Some((numbers, sign)) => {
            let number = |row: usize| numbers.get(row).copied().filter(|number| !number.is_nan());
            let mut rows: Vec<(f64, usize)> = (0..who.len())
                .map(|row| (number(row).map_or(f64::INFINITY, |number| sign * number), row))
                .collect();
            rows.put_in_order_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            for (_, row) in rows {
                put(row);
            }
        }
    }
    all.into_iter().collect()
}
