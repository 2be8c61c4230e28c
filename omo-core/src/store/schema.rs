//! What is in the file, and how an earlier version's becomes this one's.

use rusqlite::Connection;

/// "omo1" in the file's header, where `file` and SQLite look.
const APPLICATION: i32 = i32::from_be_bytes(*b"omo1");

/// Pages of 8 KiB: 27 entries of 250 bytes fill one to 99 in 100, where 4 KiB leave a tenth empty.
pub(super) const PAGE: u32 = 8192;

/// One step for each version; a file says in `user_version` how many it has behind it.
///
/// `entry`: `kind` counts 256 more once its payload is erased, so that a payload lost by damage is not taken for one erased.
/// `chain` is the audit chain's state, on the last entry of each append, because on each it would take a tenth more.
/// `snapshot`: part 0 says what the others are.
const STEPS: &[&str] = &["
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    digest BLOB NOT NULL,
    chain BLOB,
    payload BLOB
) STRICT;
CREATE TABLE snapshot (
    part INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
"];

/// How a file stands to this version of omo.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Age {
    Foreign,
    Older,
    Current,
    Newer,
}

pub(super) fn age(connection: &Connection) -> rusqlite::Result<Age> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    if number("application_id")? != APPLICATION {
        return Ok(Age::Foreign);
    }
    let version = usize::try_from(number("user_version")?).unwrap_or(usize::MAX);
    Ok(match version.cmp(&STEPS.len()) {
        std::cmp::Ordering::Less => Age::Older,
        std::cmp::Ordering::Equal => Age::Current,
        std::cmp::Ordering::Greater => Age::Newer,
    })
}

/// Makes an empty file a store.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "page_size", PAGE)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    migrate(connection)
}

/// Brings a file up to date.
pub(super) fn migrate(connection: &Connection) -> rusqlite::Result<()> {
    steps(connection, STEPS)
}

/// Takes the steps that a file does not have behind it, each whole or not at all.
fn steps(connection: &Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let done: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for (version, step) in (1..).zip(steps).skip(usize::try_from(done).unwrap_or(0)) {
        let transaction = connection.unchecked_transaction()?;
        connection.execute_batch(step)?;
        connection.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

/// What every connection asks for.
pub(super) fn settle(connection: &Connection, writer: bool) -> rusqlite::Result<()> {
    // A damaged file must be an error, not a crash or a wrong answer.
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")?;
    if !writer {
        return Ok(());
    }
    // `fullfsync` is for macOS, where a plain one ends in the drive's cache. Moving from the log into the file is ours to
    // start, so that we hear when it fails.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_taken_once_and_whole() {
        let connection = Connection::open_in_memory().unwrap();
        let version =
            || connection.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0)).unwrap();
        let first = "CREATE TABLE a (x); INSERT INTO a VALUES (1)";
        steps(&connection, &[first]).unwrap();
        steps(&connection, &[first]).unwrap();
        assert_eq!(version(), 1);

        let second = "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x + 1";
        steps(&connection, &[first, second, "CREATE TABLE b (x); nonsense"]).unwrap_err();
        assert_eq!(version(), 2);
        let row = connection.query_row("SELECT x, y FROM a", [], |row| Ok((row.get(0)?, row.get(1)?)));
        assert_eq!(row.unwrap(), (1, 2));
        connection.prepare("SELECT x FROM b").unwrap_err();
    }

    #[test]
    fn files_are_told_apart() {
        let connection = Connection::open_in_memory().unwrap();
        assert_eq!(age(&connection).unwrap(), Age::Foreign);
        create(&connection).unwrap();
        assert_eq!(age(&connection).unwrap(), Age::Current);
        connection.pragma_update(None, "user_version", 0).unwrap();
        assert_eq!(age(&connection).unwrap(), Age::Older);
        connection.pragma_update(None, "user_version", 999).unwrap();
        assert_eq!(age(&connection).unwrap(), Age::Newer);
    }
}
