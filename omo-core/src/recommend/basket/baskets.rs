//! Who put what into which basket, in order of time.

use crate::Error;
use crate::order::Order;
use crate::recommend::purchases::MOST_ITEMS;
use crate::sparse::Rows;

/// One product of one basket, in dense numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub customer: u32,
    /// What.
    pub item: u32,
    /// When: milliseconds since 1970-01-01 in UTC.
    pub at: i64,
    /// The day on the wall's calendar, in days since 1970-01-01.
    pub day: i32,
    /// Lines of one customer with one number are one basket, and of baskets of one time the smaller number is the earlier.
    /// None: what one customer bought at one time is one basket.
    pub basket: Option<u32>,
}

/// When a basket was bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    pub at: i64,
    pub day: i32,
}

/// Baskets of customers, oldest first, each item once in a basket.
///
/// The order in which lines come does not matter, and a line told twice counts once. The time of a basket is that of
/// its first line.
///
/// ```
/// use omo_core::recommend::{Baskets, Line};
/// let line = |item, day, basket| Line { customer: 0, item, at: i64::from(day) * 86_400_000, day, basket };
/// // Two baskets of one day, told in any order; tea lies twice in the first.
/// let lines = vec![line(2, 20_000, Some(8)), line(3, 20_000, Some(7)), line(3, 20_000, Some(7))];
/// let baskets = Baskets::new(lines, 1, 4)?;
/// assert_eq!(baskets.of(0).collect::<Vec<_>>(), [&[3][..], &[2][..]]);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baskets {
    /// Where the baskets of each customer end.
    pub(super) ends: Vec<u32>,
    pub(super) when: Vec<When>,
    pub(super) contents: Rows<u32>,
    pub(super) items: usize,
}

impl Baskets {
    /// Baskets of `customers` customers out of a range of `items` items.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for more than 16,777,216 items or 4,294,967,295 customers; [`Error::Column`] for a customer or
    /// item whose number is not below that. It names the row.
    pub fn new(mut lines: Vec<Line>, customers: usize, items: usize) -> Result<Self, Error> {
        if items > MOST_ITEMS {
            return Err(Error::option("items", "at most 16777216", &items));
        }
        if u32::try_from(customers).is_err() {
            return Err(Error::option("customers", "at most 4294967295", &customers));
        }
        for (row, line) in lines.iter().enumerate() {
            let wrong = |column: &str, must: &str| {
                Err(Error::Column { column: column.into(), must: format!("{must}, see row {row}") })
            };
            if line.customer as usize >= customers {
                return wrong("customer", "a number below `customers`");
            }
            if line.item as usize >= items {
                return wrong("item", "a number below `items`");
            }
        }
        // Without a number, the time is what makes a basket.
        let place =
            |line: &Line| (line.customer, line.basket, if line.basket.is_none() { line.at } else { 0 });
        lines.put_in_order_by(|a, b| {
            place(a).cmp(&place(b)).then(a.at.cmp(&b.at)).then(a.day.cmp(&b.day)).then(a.item.cmp(&b.item))
        });
        let mut found: Vec<(&Line, &[Line])> = lines
            .chunk_by(|a, b| place(a) == place(b))
            .filter_map(|basket| basket.first().map(|first| (first, basket)))
            .collect();
        found.put_in_order_by(|(a, _), (b, _)| {
            a.customer.cmp(&b.customer).then(a.at.cmp(&b.at)).then(a.basket.cmp(&b.basket))
        });
        let mut all = Self { items, ..Self::default() };
        let mut contents = Vec::new();
        for (first, basket) in found {
            while all.ends.len() < first.customer as usize {
                all.close();
            }
            contents.extend(basket.iter().map(|line| line.item));
            contents.put_in_order();
            contents.dedup();
            all.contents.push(contents.drain(..));
            all.when.push(When { at: first.at, day: first.day });
            if all.ends.len() == first.customer as usize {
                all.close();
            } else if let Some(end) = all.ends.last_mut() {
                *end += 1;
            }
        }
        while all.ends.len() < customers {
            all.close();
        }
        Ok(all)
    }

    /// Closes the baskets of one customer.
    pub(super) fn close(&mut self) {
        self.ends.push(u32::try_from(self.when.len()).unwrap_or(u32::MAX));
    }

    /// How many customers there are, with baskets or without.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.ends.len()
    }

    /// How many items there are, bought or not.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// How many baskets there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.when.len()
    }

    /// Whether there is no basket.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.when.is_empty()
    }

    /// A customer's baskets, oldest first, the items of each in order.
    #[must_use]
    pub fn of(&self, customer: u32) -> impl DoubleEndedIterator<Item = &[u32]> + ExactSizeIterator + Clone {
        self.history(customer).contents()
    }

    /// Where a customer's baskets lie.
    fn span(&self, customer: usize) -> std::ops::Range<usize> {
        let Some(&end) = self.ends.get(customer) else { return 0..0 };
        let start =
            customer.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&e| e as usize);
        start..end as usize
    }

    /// All baskets of a customer.
    pub(super) fn history(&self, customer: u32) -> History<'_> {
        let span = self.span(customer as usize);
        History { baskets: self, start: span.start, end: span.end }
    }

    /// The histories of all customers.
    pub(super) fn histories(&self) -> impl Iterator<Item = History<'_>> {
        (0..).take(self.customers()).map(|customer| self.history(customer))
    }

    /// What was known at an instant.
    #[must_use]
    pub fn until(&self, at: i64) -> Self {
        self.kept(|history| history.until(at))
    }

    /// The same without the last basket of each customer who has two or more.
    pub(super) fn without_last(&self) -> Self {
        self.kept(|history| if history.len() > 1 { history.first(history.len() - 1) } else { history })
    }

    /// The first baskets of each customer.
    fn kept<'a>(&'a self, first: impl Fn(History<'a>) -> History<'a>) -> Self {
        let mut all = Self { items: self.items, ..Self::default() };
        for history in self.histories() {
            let history = first(history);
            history.contents().for_each(|basket| all.contents.push(basket.iter().copied()));
            all.when.extend(history.when());
            all.close();
        }
        all
    }
}

/// The first so many baskets of one customer, oldest first.
#[derive(Debug, Clone, Copy)]
pub(super) struct History<'a> {
    baskets: &'a Baskets,
    start: usize,
    end: usize,
}

impl<'a> History<'a> {
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// The items of each basket.
    pub fn contents(
        &self,
    ) -> impl DoubleEndedIterator<Item = &'a [u32]> + ExactSizeIterator + Clone + use<'a> {
        let contents = &self.baskets.contents;
        (self.start..self.end).map(|at| contents.row(at))
    }

    /// The times of the baskets.
    pub fn when(&self) -> &'a [When] {
        self.baskets.when.get(self.start..self.end).unwrap_or_default()
    }

    /// The first `few`.
    pub fn first(&self, few: usize) -> Self {
        Self { end: self.end.min(self.start + few), ..*self }
    }

    /// Those not later than an instant.
    pub fn until(&self, at: i64) -> Self {
        self.first(self.when().partition_point(|when| when.at <= at))
    }
}
