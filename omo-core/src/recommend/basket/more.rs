//! What was bought since: histories go on, weights stay as they were learnt.

use super::NextBasket;
use super::baskets::{Baskets, Line};
use crate::Error;
use crate::order::Order;
use crate::recommend::merged::merged;
use crate::recommend::{Labelled, Names};

/// What the numbers of customers and items became.
struct Renumbered {
    customers: Vec<u32>,
    items: Vec<u32>,
}

fn number(of: &[u32], old: u32) -> u32 {
    of.get(old as usize).copied().unwrap_or(u32::MAX)
}

impl Baskets {
    /// These baskets with others behind them, out of the same range. Of baskets of one customer and time these are the earlier;
    /// where `by_time` they are one basket.
    fn and(&self, more: &Self, by_time: bool) -> Self {
        let mut all = Self { items: self.items.max(more.items), ..Self::default() };
        for customer in (0..).take(self.customers().max(more.customers())) {
            let [old, new] = [self, more].map(|baskets| baskets.history(customer));
            let mut both: Vec<_> =
                old.when().iter().zip(old.contents()).map(|(when, items)| (*when, items.to_vec())).collect();
            for (when, items) in new.when().iter().zip(new.contents()) {
                let same = both.iter_mut().rev().find(|(other, _)| by_time && other.at == when.at);
                match same {
                    None => both.push((*when, items.to_vec())),
                    Some((other, known)) => {
                        other.day = other.day.min(when.day);
                        known.extend(items);
                        known.put_in_order();
                        known.dedup();
                    }
                }
            }
            // Stable: of one time the earlier told comes first.
            both.put_in_order_by_key(|(when, _)| when.at);
            for (when, items) in both {
                all.when.push(when);
                all.contents.push(items);
            }
            all.close();
        }
        all
    }

    /// The same baskets under other numbers.
    fn renumbered(&self, to: &Renumbered, customers: usize, items: usize) -> Result<Self, Error> {
        let mut lines = Vec::with_capacity(self.contents.values().len());
        let mut basket = 0;
        for (customer, history) in (0..).zip(self.histories()) {
            for (when, contents) in history.when().iter().zip(history.contents()) {
                let line = |item: &u32| Line {
                    customer: number(&to.customers, customer),
                    item: number(&to.items, *item),
                    at: when.at,
                    day: when.day,
                    basket: Some(basket),
                };
                lines.extend(contents.iter().map(line));
                basket += 1;
            }
        }
        Self::new(lines, customers, items)
    }
}

impl Labelled<NextBasket> {
    /// The model, told of more lines, whose numbers are those of `customers` and `items`; both may be new to it.
    ///
    /// Histories and what all baskets say are then as if it had been fitted with them; how much each sign counts is not learnt
    /// anew. What lines number as a basket is a new one: only lines without such numbers join what their customer bought at the same
    /// time before.
    ///
    /// # Errors
    ///
    /// As [`Baskets::new`].
    pub fn updated(&self, customers: &Names, items: &Names, mut more: Vec<Line>) -> Result<Self, Error> {
        let (all_customers, old_customers, new_customers) = merged(self.customers(), customers);
        let (all_items, old_items, new_items) = merged(self.items(), items);
        for line in &mut more {
            line.customer = number(&new_customers, line.customer);
            line.item = number(&new_items, line.item);
        }
        let by_time = more.iter().all(|line| line.basket.is_none());
        let sizes = (all_customers.len(), all_items.len());
        let old = Renumbered { customers: old_customers, items: old_items };
        let old = self.model().baskets().renumbered(&old, sizes.0, sizes.1)?;
        let baskets = old.and(&Baskets::new(more, sizes.0, sizes.1)?, by_time);
        Ok(Self::new(all_customers, all_items, self.model().with(baskets)))
    }
}
