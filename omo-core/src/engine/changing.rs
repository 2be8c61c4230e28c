//! Facts that change: corrected, taken out.

use super::Engine;
use super::entry::Entry;
use super::log::Outcome;
use crate::Error;
use crate::model::Touchpoint;

impl Engine {
    /// Adds a fact to the log, and to who is who.
    pub(super) fn add(&mut self, touch: Touchpoint) -> Outcome {
        let Self { log, live, likeness, elsewhere, .. } = self;
        let outcome = log.add(touch, |log, fact| {
            live.remove(fact, log);
            elsewhere.own.leaves(fact, log);
            likeness.go(fact, log);
        });
        if let Outcome::Accepted(fact) | Outcome::Replaced(fact, _) = &outcome {
            self.hold_back(*fact);
            self.compare(*fact);
            self.live.insert(*fact);
        }
        outcome
    }

    /// Puts a touchpoint in the place of the one with its id, whatever that says: a correction that the customer or the
    /// shop asked for.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// till-1,2026-03-02T10:00:00Z,pos,purchase,hanko@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let mut right = shop.touchpoint("till-1", Purpose::Legal)?.unwrap();
    /// right.identifiers = vec![Identifier::email("hanako@example.jp")?];
    /// shop.correct(right)?;
    /// assert!(shop.customer(&Identifier::email("hanako@example.jp")?, Purpose::Service)?.is_some());
    /// assert!(shop.customer(&Identifier::email("hanko@example.jp")?, Purpose::Service)?.is_none());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a touchpoint that is not there.
    pub fn correct(&mut self, touch: Touchpoint) -> Result<(), Error> {
        self.keeper.ready()?;
        self.log.fact(&touch.id).ok_or(Error::Unknown { what: "touchpoint" })?;
        self.take_entry(Entry::Corrected(touch));
        self.written()
    }

    /// Takes a touchpoint out, as if it had never been there; told again, it is there again. Whether it was there.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub fn remove(&mut self, touchpoint: &str) -> Result<bool, Error> {
        self.keeper.ready()?;
        if self.log.fact(touchpoint).is_none() {
            return Ok(false);
        }
        self.take_entry(Entry::Removed(touchpoint.to_owned()));
        self.written()?;
        Ok(true)
    }

    pub(super) fn put(&mut self, touch: &Touchpoint) {
        let Some(fact) = self.log.fact(&touch.id) else { return };
        self.live.remove(fact, &self.log);
        self.elsewhere.own.leaves(fact, &self.log);
        self.likeness.go(fact, &self.log);
        self.log.put(fact, &super::log::canonical(touch.clone()));
        self.hold_back(fact);
        self.compare(fact);
        self.live.insert(fact);
    }

    pub(super) fn take_out(&mut self, id: &str) {
        let Some(fact) = self.log.fact(id) else { return };
        self.live.remove(fact, &self.log);
        self.elsewhere.own.leaves(fact, &self.log);
        self.likeness.go(fact, &self.log);
        self.log.remove(fact);
    }
}
