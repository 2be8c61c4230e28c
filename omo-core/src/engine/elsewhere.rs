//! Facts from elsewhere (個人関連情報): joined to a person only while a consent to it holds.

use super::Engine;
use super::decisions::Decision;
use super::log::Log;
use super::own::Own;
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
    /// Who is who by all other facts.
    pub own: Own,
    /// Whether consents or facts from elsewhere came since they were last asked about.
    pub stale: bool,
    /// Whether a consent ends some day, so that time alone can change the answer.
    pub ends: bool,
}

impl Elsewhere {
    fn place(&self, fact: u32) -> Result<usize, usize> {
        self.facts.binary_search_by_key(&fact, |&(fact, _)| fact)
    }

    /// Whether a fact came from elsewhere.
    pub fn has(&self, fact: u32) -> bool {
        self.place(fact).is_ok()
    }

    /// A fact counts from now on.
    pub fn comes(&mut self, fact: u32) {
        if !self.has(fact) {
            self.own.comes(fact);
        }
    }

    pub fn heap_bytes(&self) -> usize {
        8 * self.facts.capacity() + self.own.heap_bytes()
    }
}

impl Engine {
    /// Whether the rules name a fact's channel or export.
    pub(super) fn is_from_elsewhere(&self, fact: u32) -> bool {
        let channel = self.log.channels.text(self.log.channel(fact as usize)).unwrap_or_default();
        self.config.third_party.names(channel, self.source_of(fact as usize))
    }

    /// The group of a fact that came from elsewhere and is not joined.
    pub(super) fn group_elsewhere(&self, fact: u32) -> Option<String> {
        let (_, joined) = self.elsewhere.facts.get(self.elsewhere.place(fact).ok()?)?;
        (!joined).then(|| ELSEWHERE.to_owned())
    }

    /// A fact is about to count: one from elsewhere does not, until somebody asks.
    pub(super) fn hold_back(&mut self, fact: u32) {
        let is = self.is_from_elsewhere(fact);
        let Self { elsewhere, log, .. } = self;
        let held = elsewhere.place(fact);
        if !is && held.is_err() {
            return elsewhere.own.comes(fact);
        }
        if let Ok(place) = held {
            elsewhere.facts.remove(place);
            elsewhere.own.forgets(fact);
        }
        if is {
            let (Ok(place) | Err(place)) = held;
            elsewhere.facts.insert(place, (fact, false));
            elsewhere.own.watches(fact, log.seen(fact as usize));
        } else {
            elsewhere.own.comes(fact);
        }
        elsewhere.stale = true;
        let group = self.group_of(fact);
        self.log.split_off(fact, group.as_deref());
        let Self { elsewhere, log, live, decisions, .. } = self;
        let id = log.ids.text(fact).unwrap_or_default();
        for link in decisions.links().filter(|one| one.records.iter().any(|record| record == id)) {
            link_as_decided(link, log, elsewhere, live);
        }
    }

    /// Holds back all facts from elsewhere: after the log came as a whole.
    pub(super) fn hold_all_back(&mut self) {
        for fact in 0..self.log.numbers() {
            if self.log.has(fact) {
                self.hold_back(fact);
            }
        }
    }

    /// Who is who by the shop's own facts, to be settled.
    pub(super) fn own_facts(&mut self) -> Option<Live> {
        let mut live = Live::new(self.config.identity.clone(), &mut self.log.identifiers).ok()?;
        for (a, b) in self.decisions.links().filter_map(|link| link.pair(&self.log)) {
            live.link(a, b);
        }
        for fact in 0..self.log.numbers() {
            if self.log.has(fact) && !self.elsewhere.has(fact) {
                live.insert(fact);
            }
        }
        Some(live)
    }

    /// Whether consents that hold let a fact count as its identifiers say.
    ///
    /// A consent is somebody's: of whom the shop's own facts alone say that the identifiers are, each by all that they are
    /// known by; and what nobody is known by speaks for itself. All who are concerned must have agreed, because joined it
    /// is a fact about all of them.
    fn may_join(&self, own: &Live, fact: u32) -> bool {
        let Some(now) = self.latest().filter(|_| !self.consents.is_empty()) else { return false };
        let (mut persons, mut loose): (Vec<u32>, Vec<Identifier>) = (Vec::new(), Vec::new());
        for &number in self.log.seen(fact as usize) {
            let Some(identifier) = self.log.identifiers.identifier(number) else { continue };
            let known = persons.len();
            persons.extend(self.owners_in(own, &identifier));
            if persons.len() == known {
                loose.push(identifier);
            }
        }
        let agreed = |who: &[Identifier]| self.config.third_party.may_join(&self.consents, who, now).is_ok();
        for &person in &persons {
            let mut who = self.known_by(own, person);
            who.extend_from_slice(&loose);
            if !agreed(&who) {
                return false;
            }
        }
        !persons.is_empty() || agreed(&loose)
    }

    /// Joins the facts from elsewhere that may be joined now, and parts those that may be no more.
    pub(super) fn ask_about_elsewhere(&mut self) {
        if self.elsewhere.facts.is_empty() {
            return;
        }
        let Some((own, concerned)) = self.take_own() else { return };
        let all = std::mem::take(&mut self.elsewhere.stale) || self.elsewhere.ends;
        let concerned = concerned.filter(|_| !all);
        let mut changed = Vec::new();
        let mut facts = std::mem::take(&mut self.elsewhere.facts);
        let mut ask = |fact: &mut (u32, bool)| {
            let may = self.log.has(fact.0) && self.may_join(&own, fact.0);
            if std::mem::replace(&mut fact.1, may) != may {
                changed.push(fact.0);
            }
        };
        match concerned {
            None => facts.iter_mut().for_each(ask),
            Some(some) => {
                for one in some {
                    let place = facts.binary_search_by_key(&one, |&(fact, _)| fact).ok();
                    place.and_then(|place| facts.get_mut(place)).into_iter().for_each(&mut ask);
                }
            }
        }
        self.elsewhere.facts = facts;
        self.keep_own(own);
        changed.put_in_order();
        for fact in changed {
            self.split_as_decided(fact);
        }
    }
}

/// Does what a link says, or that it is taken back. No hand joins what came from elsewhere: consents do.
pub(super) fn link_as_decided(link: &Decision, log: &Log, elsewhere: &mut Elsewhere, live: &mut Live) {
    let Some((a, b)) = link.pair(log) else { return };
    let holds = link.turn % 2 == 1;
    elsewhere.own.linked(a, b, holds);
    if holds && !elsewhere.has(a) && !elsewhere.has(b) {
        live.link(a, b);
    } else {
        live.unlink(a, b);
    }
}
