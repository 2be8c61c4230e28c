//! What keeps the file small, clean and copied.

use std::fs;
use std::path::Path;

use super::Store;
use super::fault::{error, fault};
use super::open::{beside, publish, whole};
use crate::Error;
use crate::error::Fault;

/// Bytes after which what was logged is moved into the file: more would be faster, with longer waits.
const MOVE: u64 = 8 << 20;

/// What an append writes beside its entries: the page it fills, and one above it.
const PAGES: u64 = 2 * 8192;

impl Store {
    /// Notes what was written, and moves it from the log into the file when it is much.
    pub(super) fn wrote(&self, bytes: u64) {
        self.unmoved.set(self.unmoved.get().saturating_add(bytes).saturating_add(PAGES));
        if self.unmoved.get() < MOVE {
            return;
        }
        self.unmoved.set(0);
        // What was stored is stored, moved or not, so this call has succeeded; what may be lost halts the next.
        let moved = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        drop(self.told(moved));
    }

    /// Writes the file anew, so that nothing erased is left in it nor beside it, and it is as small as it can be.
    ///
    /// It takes as much room again while it runs. What is on the disk outside the file, such as a backup or what the drive
    /// keeps to itself, is not touched.
    ///
    /// # Errors
    ///
    /// [`Fault::Held`] while a reader is in the middle of something, [`Error::Store`] otherwise.
    pub fn compact(&mut self) -> Result<(), Error> {
        self.writable()?;
        self.told(self.connection.execute_batch("VACUUM"))?;
        let moved =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        if self.told(moved)? != 0 {
            return Err(self.fault(Fault::Held));
        }
        self.unmoved.set(0);
        Ok(())
    }

    /// Copies the store into a new file, as it is when the call begins, while it stays in use. The copy has the same key and
    /// nothing erased in it, and appears when it is whole.
    ///
    /// # Errors
    ///
    /// [`Fault::Exists`] when there is a file of that name, [`Error::Store`] otherwise.
    pub fn backup(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = whole(path.as_ref())?;
        if path.exists() {
            return Err(error(&path, Fault::Exists));
        }
        let part = beside(&path, "-part");
        let sweep = || ["", "-journal"].map(|rest| fs::remove_file(beside(&part, rest)));
        drop(sweep());
        let name = part.to_str().ok_or_else(|| Error::option("path", "Unicode", &"another"))?;
        let copied = self.connection.execute("VACUUM INTO ?1", [name]);
        let done = copied.map_err(|wrong| error(&path, fault(&wrong))).and_then(|_| publish(&part, &path));
        if done.is_err() {
            drop(sweep());
        }
        done
    }

    /// Bytes on the disk: of the file, and of what SQLite keeps beside it while it is open.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let length = |rest| fs::metadata(beside(&self.path, rest)).map_or(0, |file| file.len());
        ["", "-wal", "-shm"].map(length).iter().sum()
    }
}
