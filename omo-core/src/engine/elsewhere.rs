//! Facts from elsewhere (個人関連情報): joined to a person only while a consent to it holds.

use super::Engine;
use super::decisions::{DecisionKind, as_seen};
use super::log::Log;
use crate::identity::Live;
use crate::model::Identifier;
use crate::order::Order;

/// The group in which what comes from elsewhere counts with its like alone.
pub(super) const ELSEWHERE: &str = "elsewhere";

/// Which facts came from elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Elsewhere {
    /// Each, and whether it is joined to whom it shows.
    facts: Vec<(u32, bool)>,
    /// What each of these shows, and by which fact, in order.
    shown: Vec<(u32, u32)>,
    /// Who is who by the shop's own facts alone: whose consent counts must not hang on what consents join. Nobody keeps
    /// it where nothing came from elsewhere.
    own: Option<Live>,
    /// Whether consents or decisions came since they were last asked about.
    pub stale: bool,
    /// Whether a consent ends some day, so that time alone can change the answer.
    pub ends: bool,
}

impl Elsewhere {
    fn place(&self, fact: u32) -> Result<usize, usize> {
        self.facts.binary_search_by_key(&fact, |&(fact, _)| fact)
    }

    /// Whether a fact came from elsewhere and is not joined.
    pub fn holds_back(&self, fact: u32) -> bool {
        let held = self.place(fact).ok().and_then(|place| self.facts.get(place));
        held.is_some_and(|(_, joined)| !joined)
    }

    /// A fact counts from now on.
    pub fn comes(&mut self, fact: u32) {
        if self.place(fact).is_err()
            && let Some(own) = &mut self.own
        {
            own.insert(fact);
        }
    }

    /// A fact, as the log has it, counts no more.
    pub fn leaves(&mut self, fact: u32, log: &Log) {
        if let Some(own) = &mut self.own {
            own.remove(fact, log);
        }
    }

    /// Two facts were linked, or are no more; a link with a fact from elsewhere says nothing among the shop's own.
    pub fn linked(&mut self, a: u32, b: u32, holds: bool) {
        self.stale = true;
        match &mut self.own {
            Some(own) if holds => own.link(a, b),
            Some(own) => own.unlink(a, b),
            None => {}
        }
    }

    pub fn heap_bytes(&self) -> usize {
        8 * (self.facts.capacity() + self.shown.capacity()) + self.own.as_ref().map_or(0, Live::heap_bytes)
    }
}

impl Engine {
    /// Whether the rules name a fact's channel or export.
    fn is_from_elsewhere(&self, fact: u32) -> bool {
        let channel = self.log.channels.text(self.log.channel(fact as usize)).unwrap_or_default();
        self.config.third_party.names(channel, self.source_of(fact as usize))
    }

    /// The group of a fact that came from elsewhere and is not joined.
    pub(super) fn group_elsewhere(&self, fact: u32) -> Option<String> {
        self.elsewhere.holds_back(fact).then(|| ELSEWHERE.to_owned())
    }

    /// A fact is about to count: one from elsewhere does not, until somebody asks.
    pub(super) fn hold_back(&mut self, fact: u32) {
        match (self.elsewhere.place(fact), self.is_from_elsewhere(fact)) {
            (held, true) => {
                let elsewhere = &mut self.elsewhere;
                match held {
                    Err(place) => elsewhere.facts.insert(place, (fact, false)),
                    Ok(place) => {
                        elsewhere.facts.get_mut(place).into_iter().for_each(|(_, joined)| *joined = false);
                        elsewhere.shown.retain(|&(_, of)| of != fact);
                    }
                }
                for &identifier in self.log.seen(fact as usize) {
                    let pair = (identifier, fact);
                    let place = elsewhere.shown.partition_point(|&other| other < pair);
                    elsewhere.shown.insert(place, pair);
                }
            }
            (Ok(place), false) => {
                self.elsewhere.facts.remove(place);
                self.elsewhere.shown.retain(|&(_, of)| of != fact);
                self.elsewhere.comes(fact);
            }
            (Err(_), false) => return self.elsewhere.comes(fact),
        }
        self.elsewhere.stale = true;
        self.show_as_grouped(fact);
    }

    /// Holds back all facts from elsewhere: after the log came as a whole.
    pub(super) fn hold_all_back(&mut self) {
        for fact in 0..self.log.numbers() {
            if self.log.has(fact) {
                self.hold_back(fact);
            }
        }
    }

    /// Lets a fact show what its group leaves of it, and be linked where it may be.
    pub(super) fn show_as_grouped(&mut self, fact: u32) {
        let group = self.group_of(fact);
        self.log.split_off(fact, group.as_deref());
        for other in self.linked_with(fact) {
            if self.elsewhere.holds_back(fact) || self.elsewhere.holds_back(other) {
                self.live.unlink(fact, other);
            } else {
                self.live.link(fact, other);
            }
        }
    }

    /// The facts that people said are of whom this one is of.
    fn linked_with(&self, fact: u32) -> Vec<u32> {
        let Some(id) = self.log.ids.text(fact) else { return Vec::new() };
        let links = self.decisions.holding().filter(|one| one.kind == DecisionKind::Link);
        let links = links.filter(|one| one.records.iter().any(|record| record == id));
        links
            .flat_map(|one| &one.records)
            .filter_map(|record| self.log.number(record))
            .filter(|&other| other != fact)
            .collect()
    }

    /// Whether consents that hold let a fact count as its identifiers say.
    ///
    /// A consent is somebody's: of whom the shop's own facts alone say that the identifiers are, each by all that they are
    /// known by; and what nobody is known by speaks for itself. All who are concerned must have agreed, because joined it
    /// is a fact about all of them.
    fn may_join(&self, own: &Live, fact: u32) -> bool {
        let Some(now) = self.latest().filter(|_| !self.consents.is_empty()) else { return false };
        let (mut persons, mut loose) = (Vec::new(), Vec::new());
        for &number in self.log.seen(fact as usize) {
            let Some(identifier) = self.log.identifiers.identifier(number) else { continue };
            let known = persons.len();
            persons.extend(own.owner_of(number));
            let split = self.split_owners(&identifier);
            persons.extend(split.filter_map(|one| own.owner_of(self.log.identifiers.get(&one)?)));
            if persons.len() == known {
                loose.push(identifier);
            }
        }
        persons.extend(self.linked_with(fact).into_iter().filter_map(|other| own.customer_of(other)));
        persons.put_in_order();
        persons.dedup();
        let agreed = |who: &[Identifier]| self.config.third_party.may_join(&self.consents, who, now).is_ok();
        let each = |&person: &u32| {
            let known = own.identifiers_of(person).iter();
            let known = known.filter_map(|&number| self.log.identifiers.identifier(number)).map(as_seen);
            agreed(&loose.iter().cloned().chain(known).collect::<Vec<_>>())
        };
        if persons.is_empty() { agreed(&loose) } else { persons.iter().all(each) }
    }

    /// Joins the facts from elsewhere that may be joined now, and parts those that may be no more.
    pub(super) fn ask_about_elsewhere(&mut self) {
        if self.elsewhere.facts.is_empty() {
            self.elsewhere.own = None;
            return;
        }
        let Some(mut own) = self.elsewhere.own.take().or_else(|| self.own_facts()) else { return };
        // As for all facts together.
        let settled = own.settle(&self.log.identifiers, &self.log);
        debug_assert!(settled.is_ok(), "{settled:?}");
        own.changes();
        let moved = own.stirred().shown;
        let Elsewhere { stale, ends, .. } = self.elsewhere;
        let mut asked: Vec<u32> = if stale || ends {
            let log = &self.log;
            self.elsewhere.facts.retain(|&(fact, _)| log.has(fact));
            self.elsewhere.shown.retain(|&(_, fact)| log.has(fact));
            self.elsewhere.facts.iter().map(|&(fact, _)| fact).collect()
        } else {
            self.concerned(&moved)
        };
        self.elsewhere.stale = false;
        asked.retain(|&fact| {
            let may = self.log.has(fact) && self.may_join(&own, fact);
            let place = self.elsewhere.place(fact).ok();
            let held = place.and_then(|place| self.elsewhere.facts.get_mut(place));
            held.is_some_and(|(_, joined)| std::mem::replace(joined, may) != may)
        });
        self.elsewhere.own = Some(own);
        for fact in asked {
            self.split_as_decided(fact);
        }
    }

    /// Which facts from elsewhere show what moved among the shop's own, or are linked by people with any of these.
    fn concerned(&self, moved: &[u32]) -> Vec<u32> {
        let mut asked = Vec::new();
        if moved.is_empty() {
            return asked;
        }
        for &number in moved {
            // What moved may be what was split off, and the fact shows it as it was seen.
            let seen = self.log.identifiers.identifier(number).map(as_seen);
            let raw = seen.and_then(|seen| self.log.identifiers.get(&seen)).unwrap_or(number);
            let first = self.elsewhere.shown.partition_point(|&(identifier, _)| identifier < raw);
            let here =
                self.elsewhere.shown.iter().skip(first).take_while(|&&(identifier, _)| identifier == raw);
            asked.extend(here.map(|&(_, fact)| fact));
        }
        let links = self.decisions.holding().filter(|one| one.kind == DecisionKind::Link);
        asked.extend(links.flat_map(|one| &one.records).filter_map(|record| self.log.number(record)));
        asked.put_in_order();
        asked.dedup();
        asked
    }

    /// Who is who by the shop's own facts, to be settled.
    fn own_facts(&mut self) -> Option<Live> {
        let mut own = Live::new(self.config.identity.clone(), &mut self.log.identifiers).ok()?;
        own.watch();
        for decision in self.decisions.holding().filter(|one| one.kind == DecisionKind::Link) {
            let facts: Vec<u32> = decision.records.iter().filter_map(|id| self.log.number(id)).collect();
            if let &[a, b] = &facts[..] {
                own.link(a, b);
            }
        }
        let own_facts = (0..self.log.numbers()).filter(|&fact| self.log.has(fact));
        own_facts.filter(|&fact| self.elsewhere.place(fact).is_err()).for_each(|fact| own.insert(fact));
        self.elsewhere.stale = true;
        Some(own)
    }
}
