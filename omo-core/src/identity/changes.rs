//! What happened to customers.

use crate::order::Order;

use super::evidence::NONE;

/// What happened to a customer; customers are called by their oldest touchpoints, or records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<C = u32> {
    /// There is a new one.
    Created {
        /// Who.
        customer: C,
    },
    /// Several became one.
    Merged {
        /// Who they are now.
        customer: C,
        /// Who they were.
        from: Vec<C>,
    },
    /// One became several.
    Split {
        /// Who it was.
        customer: C,
        /// Who they are now.
        into: Vec<C>,
    },
    /// One is called by another touchpoint: an older one came, or the oldest went.
    Renamed {
        /// What it was called.
        from: C,
        /// What it is called now.
        customer: C,
    },
    /// No touchpoint of the customer is left.
    Removed {
        /// Who it was.
        customer: C,
    },
}

impl Change {
    /// The same of customers who are called by other names.
    pub(super) fn named<C: Ord>(self, name: impl Fn(u32) -> C) -> Change<C> {
        let all = |customers: Vec<u32>| {
            let mut all: Vec<C> = customers.into_iter().map(&name).collect();
            all.put_in_order();
            all
        };
        match self {
            Self::Created { customer } => Change::Created { customer: name(customer) },
            Self::Merged { customer, from } => Change::Merged { customer: name(customer), from: all(from) },
            Self::Split { customer, into } => Change::Split { customer: name(customer), into: all(into) },
            Self::Renamed { from, customer } => {
                Change::Renamed { from: name(from), customer: name(customer) }
            }
            Self::Removed { customer } => Change::Removed { customer: name(customer) },
        }
    }
}

/// What became of old customers, with what they were called, by the old and the new one of each touchpoint; `called` names
/// the new ones.
pub(super) fn changes(
    old: &[(u32, u32)],
    before: &[u32],
    after: &[u32],
    called: impl Fn(u32) -> u32,
) -> Vec<Change> {
    // Who gave touchpoints to whom; new customers in the order of their oldest touchpoints.
    let mut new: Vec<u32> = Vec::new();
    let mut given: Vec<(u32, u32)> = Vec::new();
    let mut last = (NONE, NONE);
    for (&from, &to) in before.iter().zip(after) {
        if (from, to) != last {
            given.push((from, to));
            last = (from, to);
        }
    }
    new.extend(given.iter().map(|(_, to)| *to).filter(|&to| to != NONE));
    new.put_in_order();
    new.dedup();
    given.put_in_order();
    given.dedup();
    let name = |slot: u32| old.iter().find(|(number, _)| *number == slot).map_or(NONE, |(_, first)| *first);
    let mut changes = Vec::new();
    let mut by_new: Vec<(u32, u32)> = given.iter().map(|&(from, to)| (to, from)).collect();
    by_new.put_in_order();
    for same in by_new.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(to, _)) = same.first().filter(|(to, _)| *to != NONE) else { continue };
        let customer = called(to);
        let mut from: Vec<u32> = same.iter().map(|&(_, from)| from).filter(|&from| from != NONE).collect();
        // Of who was split only the part is here; that is told as a split.
        let whole = |from: &u32| given.iter().filter(|(old, new)| old == from && *new != NONE).count() < 2;
        let parts = from.len();
        from.retain(whole);
        match from[..] {
            [] if parts == 0 => changes.push(Change::Created { customer }),
            [] => {}
            [one] if parts == 1 => {
                let from = name(one);
                if from != customer {
                    changes.push(Change::Renamed { from, customer });
                }
            }
            _ => {
                let mut from: Vec<u32> = from.into_iter().map(name).collect();
                from.put_in_order();
                changes.push(Change::Merged { customer, from });
            }
        }
    }
    for &(slot, first) in old {
        let mut into: Vec<u32> = given
            .iter()
            .filter(|(from, to)| *from == slot && *to != NONE)
            .map(|(_, to)| called(*to))
            .collect();
        into.put_in_order();
        match into.len() {
            0 => changes.push(Change::Removed { customer: first }),
            1 => {}
            _ => changes.push(Change::Split { customer: first, into }),
        }
    }
    changes
}
