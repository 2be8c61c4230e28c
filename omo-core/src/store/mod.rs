//! A log on disk that loses nothing: entries go in, and come out as they went in, or an error says so.
//!
//! One SQLite file, because its users can open, copy and trust it. An entry is a kind and some bytes, which the store does
//! not understand. What [`append`](Store::append) has answered is on the disk, whatever happens to the power afterwards;
//! what [`erase`](Store::erase) and [`compact`](Store::compact) have answered is nowhere in the file any more, and the
//! [chain](crate::audit) over all entries still fits.
//!
//! One writer at a time, in one process; any number of readers beside it. Beside the file lie SQLite's `-wal` and `-shm`
//! while it is open, and an empty `-lock`, which may be deleted when nobody has it open.
//!
//! ```
//! use omo_core::store::{Entry, Store, StoreOptions};
//!
//! # let folder = std::env::temp_dir().join(format!("omo-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).unwrap();
//! # let path = folder.join("shop.omo");
//! let mut store = Store::open(&path, &StoreOptions::default())?;
//! let first = store.append(&[Entry { kind: 1, payload: b"tea" }, Entry { kind: 1, payload: b"cups" }])?;
//! store.erase(&[first], &[Entry { kind: 9, payload: b"1 is erased" }])?;
//!
//! let mut seen = Vec::new();
//! store.replay(0, &mut |seq, _, payload, _| {
//!     seen.push((seq, payload.map(<[u8]>::to_vec)));
//!     Ok(())
//! })?;
//! assert_eq!(seen, [(1, None), (2, Some(b"cups".to_vec())), (3, Some(b"1 is erased".to_vec()))]);
//! assert_eq!(store.verify()?.broken, None);
//! # drop(store);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), omo_core::Error>(())
//! ```

#[cfg(target_family = "wasm")]
compile_error!("the feature `store` is not for WebAssembly: there a snapshot is bytes that the page keeps");

mod fault;
mod lock;
mod log;
mod open;
mod schema;
mod snapshot;
mod upkeep;
mod verify;

use std::cell::Cell;
use std::fmt;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::Error;
use crate::audit::Chain;
pub use crate::error::Fault;
use lock::Lock;
pub use snapshot::Snapshot;
pub use verify::Audit;

/// Something to keep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// What it is to the caller.
    pub kind: u8,
    /// Its bytes, less than a gigabyte.
    pub payload: &'a [u8],
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Payloads hold people.
        f.debug_struct("Entry").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// How a store is opened.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoreOptions {
    /// What the file is encrypted with; needs the feature `encryption`, and cannot be changed afterwards.
    pub key: Option<String>,
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOptions").field("key", &self.key.as_ref().map(|_| "***")).finish()
    }
}

/// A log in a file; see the [module](self).
///
/// It may move between threads; sharing one takes a lock around it.
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// Of the writer: what is in the file, after the last entry.
    chain: Chain,
    /// About how many bytes were written since they were last moved from `-wal` into the file.
    unmoved: Cell<u64>,
    /// Set once the system failed to bring something to the disk: what it holds is then known only after reading it again.
    halted: Cell<bool>,
    /// The writer's; given back after the connection is closed, so it stands last.
    lock: Option<Lock>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Store {
    /// The file, as it was named.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// The number of the last entry, 0 when there is none. Numbers go from 1 without gaps.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when a reader cannot read it.
    pub fn last_seq(&self) -> Result<u64, Error> {
        if self.lock.is_some() { Ok(self.chain.len()) } else { Ok(self.tail()?.len()) }
    }

    /// How many entries there are, the erased among them: the same as [`last_seq`](Self::last_seq).
    ///
    /// # Errors
    ///
    /// As [`last_seq`](Self::last_seq).
    pub fn len(&self) -> Result<u64, Error> {
        self.last_seq()
    }

    /// Whether nothing was ever appended.
    ///
    /// # Errors
    ///
    /// As [`last_seq`](Self::last_seq).
    pub fn is_empty(&self) -> Result<bool, Error> {
        Ok(self.last_seq()? == 0)
    }

    /// The head of the [chain](crate::audit) over all entries: whoever writes it down can later prove them unchanged.
    ///
    /// # Errors
    ///
    /// As [`last_seq`](Self::last_seq).
    pub fn head(&self) -> Result<[u8; 32], Error> {
        if self.lock.is_some() { Ok(self.chain.head()) } else { Ok(self.tail()?.head()) }
    }
}
