//! Facts from elsewhere (個人関連情報): joined to a person only while a consent to it holds.

use super::Engine;
use crate::order::Order;

/// The group in which what comes from elsewhere counts with its like alone.
pub(super) const ELSEWHERE: &str = "elsewhere";

/// Which facts came from elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Elsewhere {
    /// Each, and whether it is joined to whom it shows.
    facts: Vec<(u32, bool)>,
    /// Whether consents came since they were last asked about.
    pub stale: bool,
    /// Whether a consent ends some day, so that time alone can change the answer.
    pub ends: bool,
}

impl Engine {
    /// Whether the rules name a fact's channel or export.
    pub(super) fn is_from_elsewhere(&self, fact: u32) -> bool {
        let channel = self.log.channels.text(self.log.channel(fact as usize)).unwrap_or_default();
        self.config.third_party.names(channel, self.source_of(fact as usize))
    }

    /// Whether a consent that holds lets a fact count as its identifiers say: that of the identifiers it shows.
    fn may_join(&self, fact: u32) -> bool {
        let Some(now) = self.latest().filter(|_| !self.consents.is_empty()) else { return false };
        let seen = self.log.seen(fact as usize).iter();
        let seen: Vec<_> = seen.filter_map(|&number| self.log.identifiers.identifier(number)).collect();
        self.config.third_party.may_join(&self.consents, &seen, now).is_ok()
    }

    /// The group of a fact that came from elsewhere and is not joined.
    pub(super) fn group_elsewhere(&self, fact: u32) -> Option<String> {
        let place = self.elsewhere.facts.binary_search_by_key(&fact, |&(fact, _)| fact).ok()?;
        let (_, joined) = self.elsewhere.facts.get(place)?;
        (!joined).then(|| ELSEWHERE.to_owned())
    }

    /// A fact is about to count: one from elsewhere does not, until somebody asks.
    pub(super) fn hold_back(&mut self, fact: u32) {
        let held = self.elsewhere.facts.binary_search_by_key(&fact, |&(fact, _)| fact);
        match (self.is_from_elsewhere(fact), held) {
            (true, Err(place)) => self.elsewhere.facts.insert(place, (fact, false)),
            (true, Ok(place)) => {
                self.elsewhere.facts.get_mut(place).into_iter().for_each(|(_, joined)| *joined = false);
            }
            (false, Ok(place)) => {
                self.elsewhere.facts.remove(place);
            }
            (false, Err(_)) => return,
        }
        self.elsewhere.stale = true;
        let group = self.group_of(fact);
        self.log.split_off(fact, group.as_deref());
    }

    /// Holds back all facts from elsewhere: after the log came as a whole.
    pub(super) fn hold_all_back(&mut self) {
        for fact in 0..self.log.numbers() {
            if self.log.has(fact) {
                self.hold_back(fact);
            }
        }
    }

    /// Joins the facts from elsewhere that may be joined now, and parts those that may be no more.
    pub(super) fn ask_about_elsewhere(&mut self) {
        if self.elsewhere.facts.is_empty() || !(self.elsewhere.stale || self.elsewhere.ends) {
            return;
        }
        self.elsewhere.stale = false;
        let mut changed = Vec::new();
        let mut facts = std::mem::take(&mut self.elsewhere.facts);
        facts.retain(|&(fact, _)| self.log.has(fact));
        for (fact, joined) in &mut facts {
            let may = self.may_join(*fact);
            if may != *joined {
                *joined = may;
                changed.push(*fact);
            }
        }
        self.elsewhere.facts = facts;
        changed.put_in_order();
        for fact in changed {
            self.split_as_decided(fact);
        }
    }
}
