//! What ends when its time has come.

use serde::Serialize;

use super::Engine;
use super::books::Told;
use super::entry::Entry;
use super::erase::Person;
use crate::Error;
use crate::model::Time;
use crate::privacy::Expired;
use crate::vocabulary::Vocabulary;

/// What a [sweep](Engine::sweep) erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Swept {
    /// Touchpoints, oldest first, with the rule that says so.
    pub touchpoints: Vec<Expired>,
    /// Records of disclosure that were kept long enough.
    pub disclosures: u32,
    /// Records in quarantine that spoke of these touchpoints.
    pub quarantined: u32,
}

impl Engine {
    /// Which touchpoints the [retention rules](super::Config::retention) erase at `now`, and why; nothing is erased yet.
    /// Ids and rules alone are told, as by [`changes`](Engine::changes), so that no purpose is asked.
    #[must_use]
    pub fn expired(&self, now: Time) -> Vec<Expired> {
        if self.config.retention.rules.is_empty() {
            return Vec::new();
        }
        let facts = self.everybody().facts.iter();
        self.config.retention.sweep(now, facts.filter_map(|&fact| self.log.touchpoint(fact as usize)))
    }

    /// Erases what has had its time at `now`, and says what that was. Old files do not bring it back.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let rules = serde_json::from_str(r#"{"rules": [{"name": "browsing", "actions": ["view"], "eraseAfter": 365}]}"#);
    /// let mut shop = Engine::in_memory(Config { retention: rules.unwrap(), ..Config::default() })?;
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp
    /// till-1,2026-03-01T10:00:00Z,pos,purchase,hanako@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let swept = shop.sweep("2027-03-02".parse()?)?;
    /// assert_eq!((swept.touchpoints[0].id.as_str(), swept.touchpoints[0].rule.as_str()), ("web-1", "browsing"));
    /// assert_eq!(shop.touchpoints(), 1);
    /// assert_eq!(shop.sweep("2027-03-02".parse()?)?, Swept::default());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub fn sweep(&mut self, now: Time) -> Result<Swept, Error> {
        self.keeper.ready()?;
        let until = self.config.retention.ledger_until(now);
        let touchpoints = self.expired(now);
        let disclosures =
            self.books.ledger.summary().into_iter().filter(|one| one.at.millis() < until.millis());
        let disclosures = super::number(disclosures.count());
        if touchpoints.is_empty() && disclosures == 0 {
            return Ok(Swept::default());
        }
        let mut ids = Vocabulary::default();
        for gone in &touchpoints {
            ids.intern(&gone.id);
        }
        let gone = Person::new(ids, Vec::new());
        let seqs = self.told_of(&|entry| match entry {
            Entry::Told(Told::Disclosure(disclosure)) => disclosure.at.millis() < until.millis(),
            entry => gone.is_told_by(entry),
        })?;
        self.bury(&gone, now);
        let quarantined = self.forget_facts(&gone);
        self.books.ledger.sweep(until);
        self.grown();
        self.keeper.commit(&seqs)?;
        Ok(Swept { touchpoints, disclosures, quarantined })
    }
}
