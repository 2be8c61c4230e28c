//! Who is who by the shop's own facts alone, kept up: whose consent counts must not hang on what consents join.

use super::Engine;
use super::log::Log;
use crate::identity::Live;
use crate::order::Order;

/// The account, and what the facts from elsewhere show. Nobody keeps it where nothing came from elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Own {
    live: Option<Live>,
    /// What each fact from elsewhere shows, and which fact, in order.
    shown: Vec<(u32, u32)>,
}

impl Own {
    /// A fact of the shop's own counts from now on.
    pub fn comes(&mut self, fact: u32) {
        if let Some(live) = &mut self.live {
            live.insert(fact);
        }
    }

    /// A fact, as the log has it, counts no more.
    pub fn leaves(&mut self, fact: u32, log: &Log) {
        if let Some(live) = &mut self.live {
            live.remove(fact, log);
        }
    }

    /// Facts, in order of their numbers, count no more until they come again.
    #[cfg(feature = "linkage")]
    pub fn leave(&mut self, facts: &[u32], log: &Log) {
        if let Some(live) = &mut self.live {
            live.remove_all(facts, log);
        }
    }

    /// Two facts were linked, or are no more; a fact from elsewhere is not in the account, and its links say nothing.
    pub fn linked(&mut self, a: u32, b: u32, holds: bool) {
        match &mut self.live {
            Some(live) if holds => live.link(a, b),
            Some(live) => live.unlink(a, b),
            None => {}
        }
    }

    /// A fact from elsewhere shows these identifiers.
    pub fn watches(&mut self, fact: u32, shows: &[u32]) {
        for &identifier in shows {
            let pair = (identifier, fact);
            let place = self.shown.partition_point(|&other| other < pair);
            self.shown.insert(place, pair);
        }
    }

    /// A fact from elsewhere is so no more, or shows something else.
    pub fn forgets(&mut self, fact: u32) {
        self.shown.retain(|&(_, of)| of != fact);
    }

    pub fn heap_bytes(&self) -> usize {
        8 * self.shown.capacity() + self.live.as_ref().map_or(0, Live::heap_bytes)
    }
}

impl Engine {
    /// The account as of now, to be [given back](Self::keep_own), and which facts from elsewhere are concerned by what changed
    /// in it; `None` for all.
    pub(super) fn take_own(&mut self) -> Option<(Live, Option<Vec<u32>>)> {
        let held = self.elsewhere.own.live.take();
        let new = held.is_none();
        let mut live = held.or_else(|| self.own_facts())?;
        live.watch();
        // As for all facts together.
        let settled = live.settle(&self.log.identifiers, &self.log);
        debug_assert!(settled.is_ok(), "{settled:?}");
        live.changes();
        let moved = live.stirred().shown;
        let asked = (!new).then(|| self.concerned(&moved));
        Some((live, asked))
    }

    pub(super) fn keep_own(&mut self, live: Live) {
        self.elsewhere.own.live = Some(live);
    }

    /// Which facts from elsewhere show what moved among the shop's own.
    fn concerned(&self, moved: &[u32]) -> Vec<u32> {
        let mut asked = Vec::new();
        for &number in moved {
            // What moved may be what was split off, and the fact shows it as it was seen.
            let seen = self.log.identifiers.identifier(number).map(super::decisions::as_seen);
            let raw = seen.and_then(|seen| self.log.identifiers.get(&seen)).unwrap_or(number);
            let shown = &self.elsewhere.own.shown;
            let first = shown.partition_point(|&(identifier, _)| identifier < raw);
            let here = shown.iter().skip(first).take_while(|&&(identifier, _)| identifier == raw);
            asked.extend(here.map(|&(_, fact)| fact));
        }
        asked.put_in_order();
        asked.dedup();
        asked
    }
}
