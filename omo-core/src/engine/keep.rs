//! From memory to the disk: what was told is kept before the call returns.

#[cfg(feature = "store")]
use std::sync::{Mutex, PoisonError};

use super::Engine;
use super::audited::AuditReport;
use super::entry::Entry;
use crate::Error;
#[cfg(feature = "store")]
use crate::store::{self, Store};

/// What is still to be kept, and where; nothing and nowhere for an engine in memory.
#[derive(Debug, Default)]
pub(super) struct Keeper {
    pending: Vec<(u8, Vec<u8>)>,
    #[cfg(feature = "store")]
    pub store: Option<Mutex<Store>>,
    /// Why nothing more is kept: memory holds what the disk does not.
    broken: Option<Error>,
}

impl Keeper {
    #[cfg(feature = "store")]
    pub fn keeps(&self) -> bool {
        self.store.is_some()
    }

    #[cfg(not(feature = "store"))]
    #[expect(clippy::unused_self, reason = "the same in both")]
    pub fn keeps(&self) -> bool {
        false
    }

    /// Something to be kept.
    pub fn push(&mut self, entry: impl FnOnce() -> Entry) {
        if self.keeps() {
            self.pending.push(entry().write());
        }
    }

    /// Whether anything may be told at all.
    pub fn ready(&self) -> Result<(), Error> {
        self.broken.clone().map_or(Ok(()), Err)
    }

    /// Nothing more may be told.
    #[cfg(feature = "store")]
    pub fn stop(&mut self, why: Error) {
        self.broken = Some(why);
    }

    /// Brings to the disk what is to be kept, and takes away what these entries held.
    pub fn commit(&mut self, erase: &[u64]) -> Result<(), Error> {
        let pending = std::mem::take(&mut self.pending);
        let kept = self.write(&pending, erase);
        if let Err(error) = &kept {
            self.broken = Some(error.clone());
        }
        kept
    }

    #[cfg(feature = "store")]
    fn write(&mut self, pending: &[(u8, Vec<u8>)], erase: &[u64]) -> Result<(), Error> {
        let Some(store) = &mut self.store else { return Ok(()) };
        let store = store.get_mut().unwrap_or_else(PoisonError::into_inner);
        let entries: Vec<store::Entry<'_>> =
            pending.iter().map(|(kind, payload)| store::Entry { kind: *kind, payload }).collect();
        if erase.is_empty() { store.append(&entries).map(drop) } else { store.erase(erase, &entries) }
    }

    #[cfg(not(feature = "store"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same in both")]
    fn write(&mut self, _: &[(u8, Vec<u8>)], _: &[u64]) -> Result<(), Error> {
        Ok(())
    }
}

impl Keeper {
    /// Makes the file as small as it can be, with this snapshot in it.
    #[cfg(feature = "store")]
    pub fn compact(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(store) = &mut self.store else { return Ok(()) };
        let store = store.get_mut().unwrap_or_else(PoisonError::into_inner);
        let last = store.last_seq()?;
        store.save_snapshot(last, bytes)?;
        store.compact()
    }

    /// What the file's own check finds.
    #[cfg(feature = "store")]
    pub fn audit(&self) -> Result<Option<AuditReport>, Error> {
        let Some(store) = &self.store else { return Ok(None) };
        let audit = store.lock().unwrap_or_else(PoisonError::into_inner).verify()?;
        let store::Audit { entries, erased, head, broken } = audit;
        let (intact, head) = (broken.is_none(), crate::sha256::hex(&head));
        Ok(Some(AuditReport { intact, entries, erased, head, broken }))
    }

    #[cfg(not(feature = "store"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same in both")]
    pub fn audit(&self) -> Result<Option<AuditReport>, Error> {
        Ok(None)
    }

    #[cfg(not(feature = "store"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same in both")]
    pub fn compact(&mut self, _: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

impl Engine {
    /// Takes what was told and keeps it; [`written`](Self::written) says that it is kept.
    pub(super) fn take_entry(&mut self, entry: Entry) {
        self.keeper.push(|| entry.clone());
        self.apply(entry);
    }

    /// What was told is kept, and whose it is is known.
    pub(super) fn written(&mut self) -> Result<(), Error> {
        self.grown();
        self.keeper.commit(&[])
    }

    /// Makes of an entry what it says.
    pub(super) fn apply(&mut self, entry: Entry) {
        match entry {
            Entry::Touchpoint(touch) => {
                self.add(touch);
            }
            Entry::Consent(consent) => {
                self.consented = self.consented.max(Some(consent.at));
                self.elsewhere.stale = true;
                self.elsewhere.ends |= consent.expires.is_some();
                self.consents.record(consent);
            }
            Entry::Product(product) => self.product_changes.push(product),
            Entry::Store(store) => self.store_changes.push(store),
            Entry::Stock(record) => {
                self.recounted(&record);
                self.stock.set(&record.store, &record.product, record.quantity.into());
            }
            Entry::Quarantined(source, record) => {
                if record.code == "conflict" {
                    self.contradicts(record.record());
                }
                self.quarantined.add((source, record));
            }
            Entry::Note(source, note) => self.notes.add((source, note)),
            Entry::Brought(row) => self.count(row),
            Entry::Decision(decision) => self.take_decision(&decision),
            Entry::Tombstone(tombstone) => self.tombstones.restore([tombstone]),
            Entry::KeyMark(mark) => self.tombstones.restore_key(mark),
            Entry::Corrected(touch) => self.put(&touch),
            Entry::Removed(id) => self.take_out(&id),
            Entry::Told(told) => self.apply_told(told),
        }
    }
}
