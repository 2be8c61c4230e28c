//! The customers found in a log.

use super::log::Log;
use crate::Error;
use crate::identity::{self, Identity, IdentityOptions};
use crate::sparse::Rows;

/// Who is who, and the facts by age: a pure function of the log.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// Numbers of the log's facts, oldest first. Identity counts touchpoints in this order.
    pub order: Vec<u32>,
    pub identity: Identity,
}

impl Resolved {
    pub fn of(log: &Log, options: &IdentityOptions) -> Result<Self, Error> {
        let order = log.by_age();
        let sightings: Rows<u32> =
            order.iter().map(|&fact| log.seen(fact as usize).iter().copied()).collect();
        let identity = identity::resolve(&log.identifiers, &sightings, options)?;
        Ok(Self { order, identity })
    }

    /// The log's number of the touchpoint that identity calls `rank`.
    pub fn fact(&self, rank: u32) -> usize {
        self.order.get(rank as usize).map_or(usize::MAX, |&fact| fact as usize)
    }

    /// The log's numbers of a customer's facts, oldest first.
    pub fn facts(&self, customer: u32) -> impl DoubleEndedIterator<Item = usize> + Clone + '_ {
        self.identity.touchpoints_of(customer).iter().map(|&rank| self.fact(rank))
    }

    pub fn heap_bytes(&self) -> usize {
        self.order.capacity() * 4 + self.identity.heap_bytes()
    }
}
