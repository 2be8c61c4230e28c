//! Entries in, entries out, payloads away.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Entry, Store};
use crate::Error;
use crate::audit::Chain;
use crate::error::Fault;
use crate::sha256::sha256;

/// What [`Store::replay`] calls: number, kind, payload unless erased, and the payload's SHA-256.
pub type Each<'a> = dyn FnMut(u64, u8, Option<&[u8]>, &[u8; 32]) -> Result<(), Error> + 'a;

/// Added to the kind of an entry whose payload is erased.
const ERASED: i64 = 256;

impl Store {
    /// Stores entries, all or none, and answers the number of the first once they are on the disk.
    ///
    /// What one call holds is brought to the disk together: a thousand entries cost hardly more than one.
    ///
    /// # Errors
    ///
    /// [`Error::Store`]; nothing is stored then.
    pub fn append(&mut self, entries: &[Entry<'_>]) -> Result<u64, Error> {
        self.writable()?;
        let first = self.chain.len() + 1;
        if !entries.is_empty() {
            self.commit(entries, |_| Ok(()))?;
        }
        Ok(first)
    }

    /// Takes payloads away and stores `append` with them, all or nothing. Their numbers, kinds and digests stay, so the
    /// chain still fits; a snapshot that may hold them goes.
    ///
    /// They can no longer be asked for, but may lie in free parts of the file until [`compact`](Self::compact). Erasing what
    /// is erased changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a number that was never given, [`Error::Store`]; nothing is changed then.
    pub fn erase(&mut self, seqs: &[u64], append: &[Entry<'_>]) -> Result<(), Error> {
        self.writable()?;
        if seqs.iter().any(|&seq| seq == 0 || seq > self.chain.len()) {
            return Err(Error::Unknown { what: "entry" });
        }
        self.commit(append, |connection| {
            let mut erase =
                connection.prepare("UPDATE entry SET payload = NULL, kind = kind | ?2 WHERE seq = ?1")?;
            for seq in seqs {
                erase.execute(params![seq.cast_signed(), ERASED])?;
            }
            let first = seqs.iter().min().copied().unwrap_or(u64::MAX);
            super::snapshot::forget(connection, first)
        })
    }

    /// Does some work and stores entries after it, as one.
    fn commit(
        &mut self,
        entries: &[Entry<'_>],
        work: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), Error> {
        let mut chain = self.chain.clone();
        let stored = self.connection.unchecked_transaction().and_then(|transaction| {
            work(&transaction)?;
            insert(&transaction, &mut chain, entries)?;
            transaction.commit()
        });
        self.told(stored)?;
        self.chain = chain;
        self.wrote(entries.iter().map(|entry| entry.payload.len() as u64 + 64).sum());
        Ok(())
    }

    /// Calls `each` for every entry after the given number, in order, after its payload was found to be what was stored.
    ///
    /// Entries come before the end of the append they belong to is reached, where the chain is compared: what was made of
    /// them counts only once the call has answered without an error.
    ///
    /// # Errors
    ///
    /// [`Fault::Broken`] with the first entry that does not fit, also when the log ends before `after`; what `each` answers.
    pub fn replay(&self, after: u64, each: &mut Each<'_>) -> Result<(), Error> {
        // One view of the log, whatever a writer does meanwhile.
        let view = self.told(self.connection.unchecked_transaction())?;
        self.walk(after, each)?;
        self.told(view.finish())
    }

    /// As [`replay`](Self::replay), in whatever transaction there is; answers the chain.
    pub(super) fn walk(&self, after: u64, each: &mut Each<'_>) -> Result<Chain, Error> {
        let broken = |entry| self.fault(Fault::Broken { entry: Some(entry) });
        let whole = self.tail()?;
        if whole.len() < after {
            return Err(broken(whole.len() + 1));
        }
        let mut chain = self.chain_before(after)?;
        // The first entry since the chain was last compared.
        let mut unsure = chain.len() + 1;
        let mut statement = self
            .told(self.connection.prepare(
                "SELECT seq, kind, digest, chain, payload FROM entry WHERE seq > ?1 ORDER BY seq",
            ))?;
        let mut rows = self.told(statement.query([chain.len().cast_signed()]))?;
        loop {
            let seq = chain.len() + 1;
            let row = rows.next().map_err(|wrong| match self.told::<()>(Err(wrong)) {
                Err(Error::Store { fault: Fault::Broken { .. }, .. }) | Ok(()) => broken(seq),
                Err(other) => other,
            })?;
            let Some(row) = row else { break };
            let line = Line::read(row).filter(|line| line.seq == seq).ok_or_else(|| broken(seq))?;
            chain.push(line.kind, line.digest);
            if seq > after {
                each(seq, line.kind, line.payload, line.digest)?;
            }
            if let Some(state) = line.chain {
                if *state != chain.state() {
                    return Err(broken(unsure));
                }
                unsure = seq + 1;
            }
        }
        if chain == whole { Ok(chain) } else { Err(broken(unsure)) }
    }

    /// The chain after the last entry.
    pub(super) fn tail(&self) -> Result<Chain, Error> {
        let last = "SELECT seq, chain FROM entry ORDER BY seq DESC LIMIT 1";
        self.chain_of(last, 0)
    }

    /// The chain at the end of an append, the last that does not reach past the given number.
    fn chain_before(&self, seq: u64) -> Result<Chain, Error> {
        let before =
            "SELECT seq, chain FROM entry WHERE seq <= ?1 AND chain IS NOT NULL ORDER BY seq DESC LIMIT 1";
        self.chain_of(before, seq)
    }

    fn chain_of(&self, question: &str, seq: u64) -> Result<Chain, Error> {
        let chain = self.connection.prepare(question).and_then(|mut question| {
            let numbers = [seq.cast_signed()];
            let numbers = numbers.get(..question.parameter_count()).unwrap_or_default();
            let row = |row: &Row<'_>| Ok(Chain::resume(&row.get(1)?, row.get::<_, i64>(0)?.cast_unsigned()));
            question.query_row(rusqlite::params_from_iter(numbers), row).optional()
        });
        Ok(self.told(chain)?.unwrap_or_default())
    }
}

/// Stores entries and takes the chain on.
fn insert(connection: &Connection, chain: &mut Chain, entries: &[Entry<'_>]) -> rusqlite::Result<()> {
    let mut insert = connection.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (left, entry) in (0..entries.len()).rev().zip(entries) {
        let digest = sha256(entry.payload);
        chain.push(entry.kind, &digest);
        let state = (left == 0).then(|| chain.state());
        insert.execute(params![chain.len().cast_signed(), entry.kind, digest, state, entry.payload])?;
    }
    Ok(())
}

/// A row of `entry`.
struct Line<'a> {
    seq: u64,
    kind: u8,
    digest: &'a [u8; 32],
    chain: Option<&'a [u8; 32]>,
    payload: Option<&'a [u8]>,
}

impl<'a> Line<'a> {
    /// `None` for a row that nobody wrote so.
    fn read(row: &'a Row<'_>) -> Option<Self> {
        let kind = row.get_ref(1).ok()?.as_i64().ok()?;
        let digest: &[u8; 32] = row.get_ref(2).ok()?.as_blob().ok()?.try_into().ok()?;
        let payload = row.get_ref(4).ok()?.as_blob_or_null().ok()?;
        if payload.is_none() != (kind >= ERASED) || payload.is_some_and(|payload| sha256(payload) != *digest)
        {
            return None;
        }
        let chain = match row.get_ref(3).ok()?.as_blob_or_null().ok()? {
            Some(state) => Some(state.try_into().ok()?),
            None => None,
        };
        Some(Self {
            seq: row.get_ref(0).ok()?.as_i64().ok()?.cast_unsigned(),
            kind: u8::try_from(kind & !ERASED).ok()?,
            digest,
            chain,
            payload,
        })
    }
}
