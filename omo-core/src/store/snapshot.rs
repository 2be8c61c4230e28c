//! What the caller made of the log, so that it need not read all of it again.

use rusqlite::{Connection, OptionalExtension, params};

use super::Store;
use crate::Error;
use crate::error::Fault;
use crate::sha256::sha256;

/// Bytes of a part: SQLite writes a row as a whole, and none may have a gigabyte.
const PART: usize = 4 << 20;

/// What [`Store::read_snapshot`] finds.
#[derive(Clone, PartialEq, Eq)]
pub enum Snapshot {
    /// None was saved, or what it held was erased.
    Absent,
    /// As it was saved.
    Whole {
        /// The last entry that is in it: [`replay`](Store::replay) goes on after this.
        upto: u64,
        /// What was saved.
        bytes: Vec<u8>,
    },
    /// It is not what was saved. Nothing is lost, because the log holds everything: leave it, replay from 0 and save anew.
    Broken(Error),
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its bytes hold people.
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::Whole { upto, .. } => f.debug_struct("Whole").field("upto", upto).finish_non_exhaustive(),
            Self::Broken(error) => f.debug_tuple("Broken").field(error).finish(),
        }
    }
}

impl Store {
    /// Keeps what was made of the entries up to a number, in place of what was kept before.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a number that was never given, [`Error::Store`]; the one before stays then.
    pub fn save_snapshot(&mut self, upto: u64, bytes: &[u8]) -> Result<(), Error> {
        self.writable()?;
        if upto > self.chain.len() {
            return Err(Error::Unknown { what: "entry" });
        }
        let saved = self.connection.unchecked_transaction().and_then(|transaction| {
            clear(&transaction)?;
            save(&transaction, upto, bytes)?;
            transaction.commit()
        });
        self.told(saved)?;
        self.wrote(bytes.len() as u64);
        Ok(())
    }

    /// What was kept last.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the file cannot be read at all; a snapshot that is damaged is an answer, not an error.
    pub fn read_snapshot(&self) -> Result<Snapshot, Error> {
        let view = self.told(self.connection.unchecked_transaction())?;
        let read = read(&self.connection);
        let last = self.tail()?.len();
        self.told(view.finish())?;
        match self.told(read) {
            Ok(Found::Nothing) => Ok(Snapshot::Absent),
            Ok(Found::Whole((upto, bytes))) if upto <= last => Ok(Snapshot::Whole { upto, bytes }),
            Ok(_) | Err(Error::Store { fault: Fault::Broken { .. }, .. }) => {
                Ok(Snapshot::Broken(self.fault(Fault::Broken { entry: None })))
            }
            Err(other) => Err(other),
        }
    }

    /// Forgets what was kept.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub fn drop_snapshot(&mut self) -> Result<(), Error> {
        self.writable()?;
        self.told(clear(&self.connection))
    }
}

/// Forgets a snapshot that reaches to this entry.
pub(super) fn forget(connection: &Connection, seq: u64) -> rusqlite::Result<()> {
    match head(connection)? {
        Found::Nothing => Ok(()),
        Found::Whole(head) if head.upto < seq => Ok(()),
        _ => clear(connection),
    }
}

fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM snapshot", []).map(drop)
}

enum Found<T> {
    Nothing,
    Damaged,
    Whole(T),
}

/// Part 0: the last entry, the length and the digest of what the other parts hold together.
struct Head {
    upto: u64,
    length: u64,
    digest: [u8; 32],
}

impl Head {
    fn to_bytes(&self) -> Vec<u8> {
        [&self.upto.to_be_bytes()[..], &self.length.to_be_bytes(), &self.digest].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (upto, rest) = bytes.split_first_chunk()?;
        let (length, digest) = rest.split_first_chunk()?;
        let digest = digest.try_into().ok()?;
        Some(Self { upto: u64::from_be_bytes(*upto), length: u64::from_be_bytes(*length), digest })
    }
}

fn head(connection: &Connection) -> rusqlite::Result<Found<Head>> {
    let first = "SELECT part, bytes FROM snapshot ORDER BY part LIMIT 1";
    let first = connection.query_row(first, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?)));
    let Some((part, bytes)) = first.optional()? else { return Ok(Found::Nothing) };
    let head = if part == 0 { Head::from_bytes(&bytes) } else { None };
    Ok(head.map_or(Found::Damaged, Found::Whole))
}

fn save(connection: &Connection, upto: u64, bytes: &[u8]) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("INSERT INTO snapshot VALUES (?1, ?2)")?;
    let head = Head { upto, length: bytes.len() as u64, digest: sha256(bytes) };
    insert.execute(params![0, head.to_bytes()])?;
    for (part, bytes) in (1_i64..).zip(bytes.chunks(PART)) {
        insert.execute(params![part, bytes])?;
    }
    Ok(())
}

/// As [`head`], with the bytes, once they were found to be what was saved.
fn read(connection: &Connection) -> rusqlite::Result<Found<(u64, Vec<u8>)>> {
    let head = match head(connection)? {
        Found::Whole(head) => head,
        Found::Nothing => return Ok(Found::Nothing),
        Found::Damaged => return Ok(Found::Damaged),
    };
    // Not reserved: a damaged length must not ask for all memory.
    let mut bytes = Vec::new();
    let mut statement = connection.prepare("SELECT bytes FROM snapshot WHERE part > 0 ORDER BY part")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        bytes.extend_from_slice(row.get_ref(0)?.as_blob()?);
    }
    let whole = bytes.len() as u64 == head.length && sha256(&bytes) == head.digest;
    Ok(if whole { Found::Whole((head.upto, bytes)) } else { Found::Damaged })
}
