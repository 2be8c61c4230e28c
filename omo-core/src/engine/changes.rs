//! What happened to customers, as a feed.

use serde::Serialize;

use super::Engine;
use crate::identity::Change as Happened;

/// What happened to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// There is a new customer.
    Created,
    /// Several customers became one.
    Merged,
    /// One customer became several.
    Split,
    /// The customer goes by another id: an older record came, or the oldest went.
    Renamed,
    /// No record of the customer is left.
    Removed,
}

/// One entry of the feed; see [`Engine::changes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Its number, from 1: what `since` takes.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub number: u64,
    /// What happened.
    pub kind: ChangeKind,
    /// Who it is now; of a split or a removal who it was.
    pub customer: String,
    /// Who it was, of a merge or a new id.
    pub from: Vec<String>,
    /// Who it became, of a split.
    pub into: Vec<String>,
}

impl Engine {
    /// What happened to customers after the change with this number, the oldest first; 0 tells all since the engine was made
    /// or opened, where numbers go on.
    ///
    /// Ids that were a customer's once still find who it is now, unless their records are gone. The feed says which ids mean
    /// one customer and nothing of whom, so that what copies a shop can follow: it is asked for no purpose, and what there is
    /// to know of an id is asked for one.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let load = |text: &str| io::read_csv(["id,occurred_at,channel,action,email,cookie\n", text].concat().as_bytes(), &Mapping::default());
    /// shop.ingest_batch("web", load("web-1,2026-03-01T10:00:00Z,ec,view,,c1")?)?;
    /// shop.ingest_batch("till", load("till-1,2026-03-02T10:00:00Z,pos,purchase,hanako@example.jp,")?)?;
    /// let last = shop.changes(0).last().unwrap().number;
    /// shop.ingest_batch("web", load("web-2,2026-03-03T10:00:00Z,ec,view,hanako@example.jp,c1")?)?;
    /// let news = shop.changes(last);
    /// assert_eq!((news[0].kind, news[0].customer.as_str()), (ChangeKind::Merged, "web-1"));
    /// assert_eq!(news[0].from, ["web-1", "till-1"]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn changes(&self, since: u64) -> Vec<Change> {
        let skip = usize::try_from(since.saturating_sub(self.changes_before)).unwrap_or(usize::MAX);
        let first = self.changes_before + 1;
        let id = |fact: u32| self.id_of_fact(fact as usize);
        let ids = |facts: &[u32]| facts.iter().map(|&fact| id(fact)).collect();
        let told = |(number, happened): (u64, &Happened)| {
            let none = Vec::new;
            let (kind, customer, from, into) = match happened {
                Happened::Created { customer } => (ChangeKind::Created, *customer, none(), none()),
                Happened::Merged { customer, from } => (ChangeKind::Merged, *customer, ids(from), none()),
                Happened::Split { customer, into } => (ChangeKind::Split, *customer, none(), ids(into)),
                Happened::Renamed { from, customer } => {
                    (ChangeKind::Renamed, *customer, ids(&[*from]), none())
                }
                Happened::Removed { customer } => (ChangeKind::Removed, *customer, none(), none()),
            };
            Change { number, kind, customer: id(customer), from, into }
        };
        (first..).zip(&self.happened).skip(skip).map(told).collect()
    }
}
