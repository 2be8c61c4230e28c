//! An engine with a file (feature `store`).

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::entry::Entry;
use super::keep::Keeper;
use super::{Config, Engine, entry};
use crate::Error;
use crate::store::{Fault, Snapshot, Store, StoreOptions};

impl Engine {
    /// An engine that keeps everything in a file, which is made if there is none. What a call has answered is on the disk.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::store::StoreOptions;
    /// # use omo_core::*;
    /// # let folder = std::env::temp_dir().join(format!("omo-engine-doc-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder).unwrap();
    /// # let path = folder.join("shop.omo");
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp";
    /// let mut shop = Engine::open(&path, Config::default(), &StoreOptions::default())?;
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// drop(shop);
    /// let shop = Engine::open(&path, Config::default(), &StoreOptions::default())?;
    /// assert_eq!(shop.customers(Purpose::Service)?.customers[0].id, "web-1");
    /// # drop(shop);
    /// # std::fs::remove_dir_all(&folder).unwrap();
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the file cannot be opened, is no file of omo, of a later version or damaged, or when another
    /// process has it open; [`Error::Option`] when an option lies outside what it can be, or `secret` is not the one with
    /// which people were erased.
    pub fn open(path: impl AsRef<Path>, config: Config, options: &StoreOptions) -> Result<Self, Error> {
        let store = Store::open(path, options)?;
        let mut engine = Self::in_memory(config.clone())?;
        let mut after = 0;
        if let Snapshot::Whole { upto, bytes } = store.read_snapshot()? {
            match engine.unpack(&bytes) {
                Ok(()) => after = upto,
                // The log is the truth: a snapshot of another version is made anew.
                Err(_) => engine = Self::in_memory(config)?,
            }
        }
        store.replay(after, &mut |_, kind, payload, _| {
            if let Some(payload) = payload {
                engine.apply(Entry::read(kind, payload).ok_or_else(|| entry::unread(kind))?);
            }
            Ok(())
        })?;
        engine.tombstones.check_key()?;
        engine.grown();
        engine.keeper.store = Some(Mutex::new(store));
        Ok(engine)
    }

    /// Keeps a snapshot in the file, so that it opens fast.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn checkpoint(&mut self) -> Result<(), Error> {
        self.keeper.ready()?;
        let bytes = self.snapshot();
        self.keeper.save(&bytes)
    }

    /// Keeps a snapshot in the file and closes it. What is in memory can still be asked for; nothing more is taken. Without a
    /// file it does nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the snapshot could not be kept; the file is closed all the same, and nothing is lost.
    pub fn close(&mut self) -> Result<(), Error> {
        let Some(path) = self.keeper.path() else { return Ok(()) };
        let kept = self.checkpoint();
        self.keeper.close(Error::Store { fault: Fault::Closed, path });
        kept
    }

    /// Copies the file, as it is now, to a new one.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], and [`Error::Unknown`] for an engine without a file.
    pub fn backup(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let store = self.keeper.store.as_ref().ok_or(Error::Unknown { what: "file" })?;
        store.lock().unwrap_or_else(PoisonError::into_inner).backup(path)
    }
}

/// What is called with the number, the kind and the line of an entry; none where it is erased.
type Each<'a> = dyn FnMut(u64, u8, Option<&[u8]>) -> Result<(), Error> + 'a;

impl Keeper {
    /// Reads what was kept.
    pub fn replay(&self, after: u64, each: &mut Each<'_>) -> Result<(), Error> {
        let Some(store) = &self.store else { return Ok(()) };
        let store = store.lock().unwrap_or_else(PoisonError::into_inner);
        store.replay(after, &mut |seq, kind, payload, _| each(seq, kind, payload))
    }

    /// The file.
    fn path(&self) -> Option<String> {
        let store = self.store.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        Some(store.path().display().to_string())
    }

    /// Keeps nothing more.
    fn close(&mut self, why: Error) {
        self.store = None;
        self.stop(why);
    }

    /// Keeps a snapshot of all that is kept.
    pub fn save(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(store) = &mut self.store else { return Ok(()) };
        let store = store.get_mut().unwrap_or_else(PoisonError::into_inner);
        let last = store.last_seq()?;
        store.save_snapshot(last, bytes)
    }
}
