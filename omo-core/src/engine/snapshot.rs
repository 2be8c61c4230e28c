//! An engine as bytes, and back.

use super::entry::Entry;
use super::pack::{Pack, Unpack, broken};
use super::{Config, Engine, entry};
use crate::Error;
use crate::sha256::sha256;

/// What a snapshot begins with, and the version of what follows.
const MAGIC: &[u8; 4] = b"omo\x01";

impl Engine {
    /// The engine as bytes: all that it was told and still knows, for [`restore`](Engine::restore). Nothing that was
    /// erased is in them.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let bytes = shop.snapshot();
    /// let again = Engine::restore(&bytes, Config::default())?;
    /// assert_eq!(again.customers(Purpose::Service)?, shop.customers(Purpose::Service)?);
    /// assert!(Engine::restore(&bytes[1..], Config::default()).is_err());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut pack = Pack(MAGIC.to_vec());
        pack.number(self.changes_before + self.happened.len() as u64);
        self.log.pack(&mut pack);
        let entries = self.entries();
        pack.number(entries.len() as u64);
        for entry in entries {
            let (kind, line) = entry.write();
            pack.number(kind.into());
            pack.bytes(&line);
        }
        let digest = sha256(&pack.0);
        pack.0.extend(digest);
        pack.0
    }

    /// The engine that a [`snapshot`](Engine::snapshot) holds.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] for bytes that are no snapshot, or a damaged one, or of a later version; [`Error::LeftOut`] for
    /// one that holds what this build leaves out; [`Error::Option`] when an
    /// option lies outside what it can be.
    pub fn restore(bytes: &[u8], config: Config) -> Result<Self, Error> {
        let mut engine = Self::in_memory(config)?;
        engine.unpack(bytes)?;
        Ok(engine)
    }

    pub(super) fn unpack(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let (packed, digest) = bytes.split_last_chunk::<32>().ok_or_else(broken)?;
        let rest = packed.strip_prefix(MAGIC).ok_or_else(broken)?;
        if sha256(packed) != *digest {
            return Err(broken());
        }
        let mut unpack = Unpack(rest);
        let changes = unpack.number()?;
        self.log.unpack(&mut unpack)?;
        self.hold_all_back();
        self.compare_all()?;
        (0..self.log.numbers()).for_each(|fact| self.live.insert(fact));
        self.grown();
        for _ in 0..unpack.number()? {
            let kind = u8::try_from(unpack.number()?).map_err(|_| broken())?;
            let entry = Entry::read(kind, unpack.bytes()?).ok_or_else(|| entry::unread(kind))?;
            self.apply(entry);
        }
        self.tombstones.check_key()?;
        self.grown();
        // What happened before is told by who made the snapshot.
        self.happened.clear();
        self.changes_before = changes;
        Ok(())
    }

    /// All that it was told and still knows, but for the facts.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let mut all: Vec<Entry> = self.consents.in_order().into_iter().map(Entry::Consent).collect();
        all.extend(self.products.iter().cloned().map(Entry::Product));
        all.extend(self.stores.iter().cloned().map(Entry::Store));
        all.extend(self.stock.records().map(Entry::Stock));
        let quarantined = self.quarantined.in_order().into_iter().cloned();
        all.extend(quarantined.map(|(source, record)| Entry::Quarantined(source, record)));
        let notes = self.notes.in_order().into_iter().cloned();
        all.extend(notes.map(|(source, note)| Entry::Note(source, note)));
        all.extend(self.brought.iter().cloned().map(Entry::Brought));
        all.extend(self.decisions.all().iter().cloned().map(Entry::Decision));
        all.extend(self.told_segments().map(Entry::Told));
        if !self.tombstones.is_empty() {
            all.extend(self.tombstones.key_mark().map(Entry::KeyMark));
        }
        all.extend(self.tombstones.in_order().iter().copied().map(Entry::Tombstone));
        all.extend(self.told().into_iter().map(Entry::Told));
        all
    }
}
