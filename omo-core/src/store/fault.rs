//! What SQLite says, in words of what to do; never its own texts, which may quote what a row holds.

use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::ffi;

use super::Store;
use crate::Error;
use crate::error::Fault;

/// The error for a fault of this file.
pub(super) fn error(path: &Path, fault: Fault) -> Error {
    Error::Store { fault, path: path.display().to_string() }
}

/// The fault that SQLite tells.
pub(super) fn fault(error: &rusqlite::Error) -> Fault {
    let Some(sqlite) = error.sqlite_error() else {
        // A column holds another type than was ever written.
        return Fault::Broken { entry: None };
    };
    match sqlite.code {
        ErrorCode::DiskFull => Fault::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Busy,
        ErrorCode::NotADatabase => Fault::Foreign,
        ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Fault::Refused,
        ErrorCode::DatabaseCorrupt | ErrorCode::TypeMismatch | ErrorCode::SchemaChanged => {
            Fault::Broken { entry: None }
        }
        // Reading past the end, and memory shared with readers that cannot grow.
        ErrorCode::SystemIoFailure => match sqlite.extended_code {
            ffi::SQLITE_IOERR_SHORT_READ | ffi::SQLITE_IOERR_CORRUPTFS => Fault::Broken { entry: None },
            ffi::SQLITE_IOERR_SHMSIZE => Fault::Full,
            code => Fault::Failed { code },
        },
        // "No such table": the statements are ours and right, so the file is not.
        ErrorCode::Unknown if sqlite.extended_code == ffi::SQLITE_ERROR => Fault::Broken { entry: None },
        _ => Fault::Failed { code: sqlite.extended_code },
    }
}

/// Whether it is unknown what is on the disk: systems forget what they failed to write, and answer "done" when asked again.
fn unsure(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|sqlite| sqlite.extended_code);
    matches!(code, Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC))
}

impl Store {
    pub(super) fn fault(&self, fault: Fault) -> Error {
        error(&self.path, fault)
    }

    /// SQLite's answer, or the error for it.
    pub(super) fn told<T>(&self, answer: rusqlite::Result<T>) -> Result<T, Error> {
        answer.map_err(|wrong| {
            if unsure(&wrong) {
                self.halted.set(true);
            }
            self.fault(fault(&wrong))
        })
    }

    /// Whether it may be written.
    pub(super) fn writable(&self) -> Result<(), Error> {
        if self.lock.is_none() {
            return Err(self.fault(Fault::ReadOnly));
        }
        if self.halted.get() {
            return Err(self.fault(Fault::Failed { code: ffi::SQLITE_IOERR_FSYNC }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("hanako@example.jp".into()))
    }

    #[test]
    fn faults_are_told_apart_and_quote_nothing() {
        for (code, expected) in [
            (ffi::SQLITE_FULL, Fault::Full),
            (ffi::SQLITE_BUSY_SNAPSHOT, Fault::Busy),
            (ffi::SQLITE_NOTADB, Fault::Foreign),
            (ffi::SQLITE_READONLY_DIRECTORY, Fault::Refused),
            (ffi::SQLITE_CORRUPT_VTAB, Fault::Broken { entry: None }),
            (ffi::SQLITE_ERROR, Fault::Broken { entry: None }),
            (ffi::SQLITE_IOERR_WRITE, Fault::Failed { code: ffi::SQLITE_IOERR_WRITE }),
            (ffi::SQLITE_NOMEM, Fault::Failed { code: ffi::SQLITE_NOMEM }),
        ] {
            let fault = fault(&told(code));
            assert_eq!(fault, expected);
            let text = error(Path::new("shop.omo"), fault).to_string();
            assert!(text.contains("shop.omo") && !text.contains("hanako"), "{text}");
        }
    }

    #[test]
    fn only_what_may_be_lost_halts() {
        assert!(unsure(&told(ffi::SQLITE_IOERR_FSYNC)));
        assert!(!unsure(&told(ffi::SQLITE_FULL)));
    }
}
