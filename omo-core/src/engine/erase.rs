//! The right to be forgotten.

use serde::Serialize;

use super::Engine;
use super::entry::Entry;
use crate::Error;
use crate::lower::{holds, lowercase};
use crate::model::{Consent, Identifier, IdentifierKind, Time};
use crate::vocabulary::Vocabulary;

/// What an [erasure](Engine::erase) took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Erased {
    /// Touchpoints.
    pub touchpoints: u32,
    /// Consents.
    pub consents: u32,
    /// Records in quarantine that spoke of the person.
    pub quarantined: u32,
}

/// What is known of who is erased.
pub(super) struct Person {
    /// Ids of touchpoints.
    pub ids: Vocabulary,
    identifiers: Vec<Identifier>,
    /// What a record that speaks of the person holds, in small letters.
    words: Vec<String>,
    /// The last digits of phone numbers.
    phones: Vec<String>,
}

impl Person {
    pub fn new(ids: Vocabulary, identifiers: Vec<Identifier>) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut phones = Vec::new();
        for identifier in &identifiers {
            let value = identifier.value();
            match identifier.kind() {
                IdentifierKind::Phone => {
                    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                    // Without the country's: it may be written with a zero in its place.
                    phones.push(digits.chars().skip(digits.len().saturating_sub(9)).collect());
                }
                // `card:7`, which a file may give as `7` in its column: by the whole alone, or every 7 would be the person.
                IdentifierKind::NameAddress | IdentifierKind::NamePhone => {
                    words.extend(value.split('|').next().map(lowercase));
                }
                _ => words.push(lowercase(value)),
            }
        }
        words.retain(|word| word.chars().count() > 3);
        Self { ids, identifiers, words, phones }
    }

    /// Whether a record that could not be read speaks of the person, as far as one can tell.
    fn is_in(&self, record: &str) -> bool {
        let small = lowercase(record);
        let digits: String = record.chars().filter(char::is_ascii_digit).collect();
        self.words.iter().any(|word| holds(&small, word))
            || self.phones.iter().any(|phone| holds(&digits, phone))
            || self.ids.iter().any(|id| id.len() > 3 && holds(record, id))
    }

    /// Whether an identifier is the person's.
    pub fn has(&self, identifier: &Identifier) -> bool {
        self.identifiers.contains(identifier)
    }

    /// Whether an entry is about the person.
    pub fn is_told_by(&self, entry: &Entry) -> bool {
        match entry {
            Entry::Touchpoint(touch) | Entry::Corrected(touch) => self.ids.get(&touch.id).is_some(),
            Entry::Removed(id) => self.ids.get(id).is_some(),
            Entry::Consent(consent) => {
                let guardian = consent.guardian.as_ref();
                self.has(&consent.identifier) || guardian.is_some_and(|guardian| self.has(guardian))
            }
            Entry::Quarantined(_, record) => self.is_in(record.record()),
            Entry::Decision(decision) => decision.records.iter().any(|id| self.ids.get(id).is_some()),
            Entry::Told(told) => told.is_about(self),
            _ => false,
        }
    }
}

impl Engine {
    /// Erases a customer: facts, consents, decisions, what quarantine holds of them, what they were shown and asked for, and
    /// that it was they of whom something was disclosed. Old files bring nobody back, because
    /// the marks of the ids and identifiers stay, which nobody can read; who comes again after `at` is a new customer.
    /// `None` for an unknown id.
    ///
    /// The facts are out of every answer at once, and out of the file's entries; [`compact`](Engine::compact) leaves no
    /// byte of them in memory or on the disk.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp
    /// web-2,2026-03-02T10:00:00Z,ec,view,taro@example.jp";
    /// let read = || io::read_csv(facts.as_bytes(), &Mapping::default());
    /// shop.ingest_batch("town", read()?)?;
    /// assert_eq!(shop.erase("web-1", "2026-04-01".parse()?)?.unwrap().touchpoints, 1);
    /// assert_eq!(shop.ingest_batch("town", read()?)?.erased, 1);
    /// assert_eq!(shop.customers(Purpose::Service)?.customers.len(), 1);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub fn erase(&mut self, customer: &str, at: Time) -> Result<Option<Erased>, Error> {
        self.keeper.ready()?;
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let mut ids = Vocabulary::default();
        let facts: Vec<usize> = self.facts(number).collect();
        for &fact in &facts {
            ids.intern(&self.id_of_fact(fact));
        }
        let person = Person::new(ids, self.identifiers_of(number));
        let seqs = self.told_of(&|entry| person.is_told_by(entry))?;

        let until = self.latest().max(Some(at)).unwrap_or(at);
        self.bury(&person, until);
        let mut erased = Erased { touchpoints: super::number(facts.len()), ..Erased::default() };
        erased.consents = self.forget_in_books(&person.identifiers);
        erased.quarantined = self.forget_facts(&person);
        self.grown();
        self.keeper.commit(&seqs)?;
        Ok(Some(erased))
    }

    /// Marks somebody's facts and identifiers, so that old files do not bring them back.
    pub(super) fn bury(&mut self, person: &Person, until: Time) {
        let first = self.tombstones.is_empty();
        let marks = self.tombstones.bury(person.ids.iter(), &person.identifiers, until);
        if let Some(key) = self.tombstones.key_mark().filter(|_| first) {
            self.keeper.push(|| Entry::KeyMark(key));
        }
        for mark in marks {
            self.keeper.push(|| Entry::Tombstone(mark));
        }
    }

    /// Takes somebody's facts out, the decisions about them, and the records in quarantine that speak of them; how many of
    /// these.
    pub(super) fn forget_facts(&mut self, person: &Person) -> u32 {
        let ids: Vec<String> = person.ids.iter().map(str::to_owned).collect();
        for id in &ids {
            self.take_out(id);
        }
        self.decisions.forget(&ids);
        let before = self.quarantined.in_order().len();
        self.quarantined.retain(|(_, record)| !person.is_in(record.record()));
        self.contradicted = Vocabulary::default();
        let lost: Vec<String> =
            self.quarantined.in_order().into_iter().map(|(_, record)| record.record().to_owned()).collect();
        for record in lost {
            self.contradicts(&record);
        }
        super::number(before - self.quarantined.in_order().len())
    }

    /// Forgets somebody in all books; how many consents went. What others said in whose name the person spoke is kept anew:
    /// its entry goes as a whole.
    fn forget_in_books(&mut self, identifiers: &[Identifier]) -> u32 {
        let guarded = |consent: &Consent| {
            consent.guardian.as_ref().is_some_and(|one| identifiers.contains(one))
                && !identifiers.contains(&consent.identifier)
        };
        let words: Vec<Consent> = self.consents.in_order().into_iter().filter(guarded).collect();
        let gone = self.consents.remove(identifiers);
        self.elsewhere.stale = true;
        for word in words {
            self.keeper.push(|| Entry::Consent(Consent { guardian: None, ..word }));
        }
        self.forget_told(identifiers);
        super::number(gone)
    }

    /// The entries on the disk that are about something.
    #[cfg(feature = "store")]
    pub(super) fn told_of(&self, about: &dyn Fn(&Entry) -> bool) -> Result<Vec<u64>, Error> {
        let mut seqs = Vec::new();
        self.keeper.replay(0, &mut |seq, kind, payload| {
            let entry = payload.and_then(|payload| Entry::read(kind, payload));
            seqs.extend(entry.filter(|entry| about(entry)).map(|_| seq));
            Ok(())
        })?;
        Ok(seqs)
    }

    #[cfg(not(feature = "store"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same in both")]
    pub(super) fn told_of(&self, _: &dyn Fn(&Entry) -> bool) -> Result<Vec<u64>, Error> {
        Ok(Vec::new())
    }

    /// Makes the engine anew of what it still knows, so that memory holds nothing of what went; with a file, the file too.
    ///
    /// The feed of [`changes`](Engine::changes) goes on after it, and tells nothing from before.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub fn compact(&mut self) -> Result<(), Error> {
        self.keeper.ready()?;
        let bytes = self.snapshot();
        let mut anew = Self::in_memory(self.config.clone())?;
        anew.unpack(&bytes)?;
        anew.keeper = std::mem::take(&mut self.keeper);
        *self = anew;
        self.keeper.compact(&bytes)
    }
}
