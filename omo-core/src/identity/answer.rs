//! The answer: customers, their touchpoints and identifiers, and why.

use serde::{Deserialize, Serialize};

use crate::IdentifierKind;

use super::clusters::Join;
use super::evidence::{NONE, at};
use super::groups::Groups;

/// Why an identifier links nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Why {
    /// The options block it.
    Blocked,
    /// People type it when they have nothing to say.
    Placeholder,
    /// Different people were seen with it.
    Shared {
        /// How many at least.
        owners: u32,
    },
}

/// An identifier that links nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SetAside {
    /// The identifier's number.
    pub identifier: u32,
    /// Why.
    #[serde(flatten)]
    pub why: Why,
}

/// Two identifiers that were seen together and yet not joined: their customer would have had too many of
/// a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Refused {
    /// The more trusted identifier.
    pub from: u32,
    /// The other one.
    pub to: u32,
    /// The oldest touchpoint that shows both.
    pub touchpoint: u32,
    /// How many touchpoints show both.
    pub touchpoints: u32,
    /// The kind of which there would have been too many.
    pub limit: IdentifierKind,
}

/// One step of an explanation: two identifiers of one customer that were seen together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Step {
    /// One identifier's number.
    pub from: u32,
    /// The next one's.
    pub to: u32,
    /// The oldest touchpoint that shows both.
    pub touchpoint: u32,
    /// How many touchpoints show both.
    pub touchpoints: u32,
}

/// Who is who: customers, numbered from 0 in order of their oldest touchpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub(super) touchpoints: Groups,
    pub(super) identifiers: Groups,
    /// The customer of each touchpoint, [`NONE`] for a stranger's.
    pub(super) customers: Vec<u32>,
    /// The customer of each identifier, [`NONE`] for those that belong to nobody.
    pub(super) owners: Vec<u32>,
    /// The forest of joins, by identifier.
    pub(super) joins: Vec<Join>,
    pub(super) set_aside: Vec<SetAside>,
    pub(super) refused: Vec<Refused>,
    pub(super) unidentified: usize,
}

impl Identity {
    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.touchpoints.len()
    }

    /// Whose `touchpoint` is; `None` when it showed nothing that says who it was.
    #[must_use]
    pub fn customer_of(&self, touchpoint: usize) -> Option<u32> {
        self.customers.get(touchpoint).copied().filter(|&customer| customer != NONE)
    }

    /// The touchpoints of `customer`, oldest first.
    #[must_use]
    pub fn touchpoints_of(&self, customer: u32) -> &[u32] {
        self.touchpoints.get(customer as usize)
    }

    /// The identifiers of `customer`, in order of the touchpoint that first shows them, then of trust and
    /// value.
    #[must_use]
    pub fn identifiers_of(&self, customer: u32) -> &[u32] {
        self.identifiers.get(customer as usize)
    }

    /// Whose `identifier` is; `None` when it was set aside, or all its touchpoints are other customers'.
    #[must_use]
    pub fn owner_of(&self, identifier: u32) -> Option<u32> {
        self.owners.get(identifier as usize).copied().filter(|&customer| customer != NONE)
    }

    /// The identifiers that link nobody, oldest first.
    #[must_use]
    pub fn set_aside(&self) -> &[SetAside] {
        &self.set_aside
    }

    /// The joins that were refused, in the order in which they were looked at: strongest first.
    #[must_use]
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// How many touchpoints belong to nobody.
    #[must_use]
    pub fn unidentified(&self) -> usize {
        self.unidentified
    }

    /// Why identifiers `a` and `b` are one customer: steps from one to the other, each shown by a
    /// touchpoint. Empty for an identifier and itself; `None` when they are not one customer.
    #[must_use]
    pub fn explain(&self, a: u32, b: u32) -> Option<Vec<Step>> {
        let owner = self.owner_of(a)?;
        if self.owner_of(b) != Some(owner) {
            return None;
        }
        let (mut there, mut back) = (self.to_root(a), self.to_root(b));
        // Both ways end at the root: what they share there is a detour.
        while let (Some(x), Some(y)) = (there.last(), back.last())
            && x == y
        {
            there.pop();
            back.pop();
        }
        there.extend(back.iter().rev().map(|step| Step { from: step.to, to: step.from, ..*step }));
        Some(there)
    }

    /// The steps from `identifier` to the root of its tree.
    fn to_root(&self, identifier: u32) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut from = identifier;
        while let Join { to, touchpoint, touchpoints } = at(&self.joins, from)
            && to != NONE
            && steps.len() < self.joins.len()
        {
            steps.push(Step { from, to, touchpoint, touchpoints });
            from = to;
        }
        steps
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.touchpoints.heap_bytes()
            + self.identifiers.heap_bytes()
            + 4 * (self.customers.capacity() + self.owners.capacity())
            + self.joins.capacity() * size_of::<Join>()
            + self.set_aside.capacity() * size_of::<SetAside>()
            + self.refused.capacity() * size_of::<Refused>()
    }
}
