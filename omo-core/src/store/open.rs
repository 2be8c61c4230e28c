//! Opening and creating.

use std::cell::Cell;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::fault::{error, fault};
use super::lock::Lock;
use super::schema::{self, Age};
use super::{Store, StoreOptions};
use crate::Error;
use crate::audit::Chain;
use crate::error::Fault;

/// How long one waits for another's short lock: readers take one when they find a log that nobody has read.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Opens a store for writing, and creates it where there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Store`], whose [`Fault`] says what to do: another writer, a folder that is not there or must not be written,
    /// a full disk, a file that is empty, foreign, newer or damaged. [`Error::Option`] for a key that cannot be used.
    pub fn open(path: impl AsRef<Path>, options: &StoreOptions) -> Result<Self, Error> {
        options.check()?;
        let path = whole(path.as_ref())?;
        let lock = Lock::take(&path)?;
        if !path.exists() {
            create(&path, options)?;
        }
        let mut store = Self::connect(path, options, Some(lock))?;
        store.chain = store.tail()?;
        Ok(store)
    }

    /// Opens a store for reading, beside a writer or alone. What is read is what was stored when the call began.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open); a file that is not there is not created.
    pub fn open_read_only(path: impl AsRef<Path>, options: &StoreOptions) -> Result<Self, Error> {
        options.check()?;
        let path = whole(path.as_ref())?;
        if !path.exists() {
            return Err(error(&path, Fault::Missing));
        }
        let store = Self::connect(path, options, None)?;
        store.tail()?;
        Ok(store)
    }

    fn connect(path: PathBuf, options: &StoreOptions, lock: Option<Lock>) -> Result<Self, Error> {
        let found = fs::metadata(&path).map_err(|wrong| system(&path, &wrong))?;
        if !found.is_file() {
            return Err(error(&path, Fault::Foreign));
        }
        if found.len() == 0 {
            return Err(error(&path, Fault::Empty));
        }
        let writer = lock.is_some();
        let connection = link(&path, options, writer, false).map_err(|wrong| error(&path, fault(&wrong)))?;
        let store = Self {
            connection,
            path,
            chain: Chain::default(),
            unmoved: Cell::new(0),
            halted: Cell::new(false),
            lock,
        };
        match store.told(schema::age(&store.connection))? {
            Age::Foreign => return Err(store.fault(Fault::Foreign)),
            Age::Newer => return Err(store.fault(Fault::Newer)),
            Age::Older if !writer => return Err(store.fault(Fault::Older)),
            Age::Older => store.told(schema::migrate(&store.connection))?,
            Age::Current => {}
        }
        store.told(moves_at_end(&store.connection, true))?;
        if writer {
            store.told(log_ahead(&store.connection))?;
        }
        Ok(store)
    }
}

impl StoreOptions {
    fn check(&self) -> Result<(), Error> {
        match self.key.as_deref() {
            Some("") => Err(Error::option("key", "a secret text", &"an empty one")),
            Some(_) if !cfg!(feature = "encryption") => {
                Err(Error::option("key", "left out: this build of omo has no encryption", &"one"))
            }
            _ => Ok(()),
        }
    }
}

/// A connection with everything set that outlives no connection.
fn link(path: &Path, options: &StoreOptions, writer: bool, new: bool) -> rusqlite::Result<Connection> {
    let access = if writer { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
    let create = if new { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let connection = Connection::open_with_flags(path, access | create | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // What a file is is not known before it was read, and with the wrong key it never is: nothing is moved in it.
    moves_at_end(&connection, new)?;
    if let Some(key) = &options.key {
        // A library does not print. The size of pages cannot be read before it is known, in a copy neither, so it is the
        // default of this process.
        connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
        connection.pragma_update(None, "cipher_default_page_size", schema::PAGE)?;
        connection.pragma_update(None, "key", key)?;
    }
    connection.busy_timeout(PATIENCE)?;
    schema::settle(&connection, writer)?;
    Ok(connection)
}

/// Whether closing moves what a log beside the file holds into the file, as SQLite does by itself.
fn moves_at_end(connection: &Connection, moves: bool) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !moves).map(|_| ())
}

/// Has changes written to a log first, so that readers go on and a commit is one write.
fn log_ahead(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
}

/// A new file, which appears whole or not at all: an empty one is always one that was cut off.
fn create(path: &Path, options: &StoreOptions) -> Result<(), Error> {
    let new = beside(path, "-new");
    let sweep = || ["", "-journal", "-wal", "-shm"].map(|rest| fs::remove_file(beside(&new, rest)));
    drop(sweep());
    let made = link(&new, options, true, true).and_then(|connection| {
        schema::create(&connection)?;
        log_ahead(&connection)
    });
    let done = made.map_err(|wrong| error(path, fault(&wrong))).and_then(|()| publish(&new, path));
    if done.is_err() {
        drop(sweep());
    }
    done
}

/// Gives a finished file its name, on the disk too, unless there is one of that name.
pub(super) fn publish(made: &Path, path: &Path) -> Result<(), Error> {
    let wrong = |wrong: io::Error| system(path, &wrong);
    File::options().write(true).open(made).and_then(|file| file.sync_all()).map_err(wrong)?;
    match fs::hard_link(made, path) {
        Ok(()) => fs::remove_file(made).map_err(wrong)?,
        Err(told) if told.kind() == io::ErrorKind::AlreadyExists => return Err(error(path, Fault::Exists)),
        // File systems of memory sticks know no links.
        Err(_) if !path.exists() => fs::rename(made, path).map_err(wrong)?,
        Err(_) => return Err(error(path, Fault::Exists)),
    }
    if let (true, Some(folder)) = (cfg!(unix), path.parent()) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(wrong)?;
    }
    Ok(())
}

/// The path from the root, links followed: two names of one file must meet at one lock.
pub(super) fn whole(path: &Path) -> Result<PathBuf, Error> {
    if let Ok(whole) = fs::canonicalize(path) {
        return Ok(whole);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = fs::canonicalize(folder).map_err(|wrong| system(path, &wrong))?;
    if !folder.is_dir() {
        return Err(error(path, Fault::Missing));
    }
    let name = path.file_name().ok_or_else(|| error(path, Fault::Missing))?;
    Ok(folder.join(name))
}

/// The path with something after its name.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.into();
    name.push(suffix);
    name.into()
}

/// The error for what the system says.
pub(super) fn system(path: &Path, told: &io::Error) -> Error {
    let fault = match told.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Fault::Missing,
        io::ErrorKind::AlreadyExists => Fault::Exists,
        io::ErrorKind::StorageFull => Fault::Full,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Fault::Refused,
        _ => Fault::Failed { code: rusqlite::ffi::SQLITE_IOERR },
    };
    error(path, fault)
}
