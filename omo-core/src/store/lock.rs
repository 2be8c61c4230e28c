//! One writer: a lock that ends with its process, however that ends.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::fault::{error, fault};
use super::open::beside;
use crate::Error;

/// Held while a writer is open.
///
/// An empty file of its own, locked by SQLite in the way of each system. The store's own file cannot hold it: there SQLite
/// locks for the length of one transaction only, and on Unix a second opening and closing in one process gives locks back.
pub(super) struct Lock(#[expect(dead_code, reason = "closing it gives the lock back")] Connection);

impl Lock {
    pub fn take(path: &Path) -> Result<Self, Error> {
        let wrong = |wrong: rusqlite::Error| error(path, fault(&wrong));
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(beside(path, "-lock"), flags).map_err(wrong)?;
        connection.busy_timeout(Duration::ZERO).map_err(wrong)?;
        // In memory: a journal of its own would need room, and a store must open on a disk that has none.
        connection.execute_batch("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE").map_err(wrong)?;
        Ok(Self(connection))
    }
}
