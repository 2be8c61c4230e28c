//! What people decided about who is who: records that are one customer's, and records that are another's.

use serde::Serialize;

use super::Engine;
use super::elsewhere::link_as_decided;
use super::entry::Entry;
use super::log::Log;
use crate::Error;
use crate::form;
use crate::identity::Identifiers;
use crate::model::{Identifier, Purpose};
use crate::order::Order;

/// What was decided about some records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// They are one customer's, whatever they show.
    Link,
    /// They are of somebody else than what shows the same.
    Split,
}

form::words!(DecisionKind { Link = "link", Split = "split" });

/// A decision about records, by the ids of their touchpoints.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Whether they are linked or split off.
    pub kind: DecisionKind,
    /// The records: ids of touchpoints, in order.
    pub records: Vec<String>,
    /// How often it was taken and taken back: odd while it holds. Of two words about the same records the larger holds.
    pub turn: u32,
}

form::record!(Decision { kind: DecisionKind::Link, records: Vec::new(), turn: 0 } {});

impl Decision {
    /// The two facts that a link is about.
    pub(super) fn pair(&self, log: &Log) -> Option<(u32, u32)> {
        let [a, b] = &self.records[..] else { return None };
        Some((log.number(a)?, log.number(b)?))
    }
}

/// All decisions, and what they do to rows of identifiers.
#[derive(Debug, Clone, Default)]
pub(super) struct Decisions {
    /// In order, one for each kind and records.
    all: Vec<Decision>,
}

impl Decisions {
    /// Takes a word; whether it changes anything.
    pub fn take(&mut self, decision: Decision) -> bool {
        let key = |one: &Decision| (one.kind, one.records.clone());
        match self.all.binary_search_by(|held| key(held).cmp(&key(&decision))) {
            Ok(at) => self.all.get_mut(at).is_some_and(|held| {
                let news = decision.turn > held.turn;
                held.turn = held.turn.max(decision.turn);
                news
            }),
            Err(at) => {
                self.all.insert(at, decision);
                true
            }
        }
    }

    /// The next word about these records that makes the decision hold or not; `None` where it is so already.
    fn next(&self, kind: DecisionKind, records: &[String], holds: bool) -> Option<Decision> {
        let held = self.all.iter().find(|held| held.kind == kind && held.records == records);
        let turn = held.map_or(0, |held| held.turn);
        let turn = if (turn % 2 == 1) == holds { return None } else { turn + 1 };
        Some(Decision { kind, records: records.to_vec(), turn })
    }

    /// Those that hold.
    pub fn holding(&self) -> impl Iterator<Item = &Decision> {
        self.all.iter().filter(|decision| decision.turn % 2 == 1)
    }

    /// The links that hold.
    pub fn links(&self) -> impl Iterator<Item = &Decision> {
        self.holding().filter(|decision| decision.kind == DecisionKind::Link)
    }

    /// All, also those that were taken back.
    pub fn all(&self) -> &[Decision] {
        &self.all
    }

    /// Forgets decisions about these records.
    pub fn forget(&mut self, records: &[String]) {
        self.all.retain(|decision| !decision.records.iter().any(|one| records.contains(one)));
    }
}

/// Between a value and the records by which it was split off.
pub(super) const OF: char = '\u{1f}';

/// The identifiers of a record that was split off with others: alike among these, and no others.
pub(super) fn split_off(seen: &[u32], group: &str, identifiers: &mut Identifiers) -> Vec<u32> {
    let of_group = |&number: &u32| {
        let (Some(kind), Some(value)) = (identifiers.kind(number), identifiers.value(number)) else {
            return number;
        };
        if identifiers.is_placeholder(number) {
            return number;
        }
        let own = Identifier::canonical(kind, &format!("{value}{OF}{group}"));
        identifiers.intern(&own)
    };
    seen.iter().collect::<Vec<_>>().into_iter().map(of_group).collect()
}

/// An identifier as it was seen, also of a record that was split off.
pub(super) fn as_seen(identifier: Identifier) -> Identifier {
    match identifier.value().split_once(OF) {
        Some((value, _)) => Identifier::canonical(identifier.kind(), value),
        None => identifier,
    }
}

impl Engine {
    /// Two records are one customer's, whatever they show: ids of touchpoints, such as two customers' ids. It outlives new
    /// facts and restarts until it is [taken back](Engine::unlink). Whether it was news.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp
    /// till-1,2026-03-02T10:00:00Z,pos,purchase,h.yamada@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// assert_eq!(shop.customers(Purpose::Service)?.customers.len(), 2);
    /// shop.link("web-1", "till-1")?;
    /// assert_eq!(shop.customers(Purpose::Service)?.customers.len(), 1);
    /// shop.unlink("web-1", "till-1")?;
    /// assert_eq!(shop.customers(Purpose::Service)?.customers.len(), 2);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a touchpoint that is not there, and for a link of one with itself.
    pub fn link(&mut self, a: &str, b: &str) -> Result<bool, Error> {
        self.decide(DecisionKind::Link, &[a, b], true)
    }

    /// Takes a [`link`](Engine::link) back; whether it held.
    ///
    /// # Errors
    ///
    /// As [`link`](Engine::link).
    pub fn unlink(&mut self, a: &str, b: &str) -> Result<bool, Error> {
        self.decide(DecisionKind::Link, &[a, b], false)
    }

    /// Some records, by the ids of their touchpoints, are of somebody else than all that shows the same identifiers; among
    /// them these identifiers count as before. It outlives new facts and restarts until it is [taken back](Engine::unsplit).
    /// Whether it was news.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,phone
    /// web-1,2026-03-01T10:00:00Z,ec,view,090-1234-5670
    /// till-1,2026-03-02T10:00:00Z,pos,purchase,090-1234-5670
    /// till-2,2026-03-03T10:00:00Z,pos,purchase,090-1234-5670";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// // The daughter uses her mother's phone number.
    /// shop.split(&["till-1", "till-2"])?;
    /// let list = shop.customers(Purpose::Service)?.customers;
    /// assert_eq!(list.iter().map(|one| one.touchpoints).collect::<Vec<_>>(), [1, 2]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a touchpoint that is not there.
    pub fn split(&mut self, records: &[&str]) -> Result<bool, Error> {
        self.decide(DecisionKind::Split, records, true)
    }

    /// Takes a [`split`](Engine::split) of these records back; whether it held.
    ///
    /// # Errors
    ///
    /// As [`split`](Engine::split).
    pub fn unsplit(&mut self, records: &[&str]) -> Result<bool, Error> {
        self.decide(DecisionKind::Split, records, false)
    }

    /// The links and splits that hold, of records that the purpose may see, all of each.
    pub fn decisions(&self, purpose: Purpose) -> impl Iterator<Item = &Decision> {
        let told = move |record: &String| self.tells_of(record, purpose);
        self.decisions.holding().filter(move |one| one.records.iter().all(told))
    }

    fn decide(&mut self, kind: DecisionKind, records: &[&str], holds: bool) -> Result<bool, Error> {
        let mut records: Vec<String> = records.iter().map(|&one| one.to_owned()).collect();
        records.put_in_order();
        records.dedup();
        let least = if kind == DecisionKind::Link { 2 } else { 1 };
        if records.len() < least || records.iter().any(|id| self.log.fact(id).is_none()) {
            return Err(Error::Unknown { what: "touchpoint" });
        }
        let Some(decision) = self.decisions.next(kind, &records, holds) else { return Ok(false) };
        self.take_entry(Entry::Decision(decision));
        self.written()?;
        Ok(true)
    }

    /// Does what a decision says.
    pub(super) fn take_decision(&mut self, decision: &Decision) {
        let facts: Vec<u32> = decision.records.iter().filter_map(|id| self.log.number(id)).collect();
        let kind = decision.kind;
        if !self.decisions.take(decision.clone()) {
            return;
        }
        match (kind, &facts[..]) {
            (DecisionKind::Split, facts) => {
                for &fact in facts {
                    self.split_as_decided(fact);
                }
            }
            (DecisionKind::Link, _) => {
                let Self { elsewhere, log, live, .. } = self;
                link_as_decided(decision, log, elsewhere, live);
            }
        }
    }

    /// Shows of a record what the decisions that hold leave of it.
    pub(super) fn split_as_decided(&mut self, fact: u32) {
        let here = self.log.has(fact);
        if here {
            self.live.remove(fact, &self.log);
            self.elsewhere.own.leaves(fact, &self.log);
        }
        let group = self.group_of(fact);
        self.log.split_off(fact, group.as_deref());
        if here {
            self.live.insert(fact);
            self.elsewhere.comes(fact);
        }
    }

    /// What an identifier is called in records that were split off.
    pub(super) fn split_owners(&self, identifier: &Identifier) -> impl Iterator<Item = Identifier> {
        let splits = self.decisions.holding().filter(|one| one.kind == DecisionKind::Split);
        splits.map(|one| {
            let value = format!("{}{OF}{}", identifier.value(), one.records.join(","));
            Identifier::canonical(identifier.kind(), &value)
        })
    }

    /// The records with which one is split off; of several decisions the first counts, and none joins what came from
    /// elsewhere without consent.
    pub(super) fn group_of(&self, fact: u32) -> Option<String> {
        if let Some(group) = self.group_elsewhere(fact) {
            return Some(group);
        }
        let id = self.log.ids.text(fact)?;
        let splits = self.decisions.holding().filter(|one| one.kind == DecisionKind::Split);
        let mut groups = splits.filter(|one| one.records.iter().any(|record| record == id));
        groups.next().map(|one| one.records.join(","))
    }
}
