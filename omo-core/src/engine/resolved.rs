//! All customers and all facts by age.

use super::log::{Log, NONE};
use crate::identity::{Live, Sightings};
use crate::order::Order;

/// What questions about everybody need; made when the first of them is asked after a fact came.
#[derive(Debug, Clone)]
pub(crate) struct Everybody {
    /// Numbers of the log's facts, oldest first.
    pub facts: Vec<u32>,
    /// The customers, the longest known first.
    pub customers: Vec<u32>,
    /// The place of each in `customers`.
    places: Vec<u32>,
}

impl Everybody {
    pub fn of(log: &Log, live: &Live) -> Self {
        let first = |customer: u32| live.touchpoints_of(customer).first().copied().unwrap_or(NONE);
        let mut customers: Vec<u32> = live.all().collect();
        customers.put_in_order_by(|&a, &b| log.by_age(first(a), first(b)));
        let mut places = vec![NONE; customers.iter().max().map_or(0, |&most| most as usize + 1)];
        for (place, &customer) in (0..).zip(&customers) {
            places.get_mut(customer as usize).into_iter().for_each(|slot| *slot = place);
        }
        Self { facts: log.by_age_of_all(), customers, places }
    }

    /// The place of a customer among all, the longest known first.
    pub fn place(&self, customer: u32) -> Option<u32> {
        self.places.get(customer as usize).copied().filter(|&place| place != NONE)
    }
}
