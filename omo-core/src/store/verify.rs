//! Is all there, and as it was stored?

use super::Store;
use crate::Error;
use crate::error::Fault;

/// What [`Store::verify`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audit {
    /// How many entries fit, from the first; the erased among them.
    pub entries: u64,
    /// How many of these are erased.
    pub erased: u64,
    /// The head of the [chain](crate::audit) over these.
    pub head: [u8; 32],
    /// The first entry that does not fit, or the first of those stored with it; after the last when the damage is elsewhere
    /// in the file.
    pub broken: Option<u64>,
}

impl Store {
    /// Reads everything and compares it with the chain, and has SQLite look at its own structures.
    ///
    /// Who can write the file can write a chain that fits: against that, keep a [`head`](Self::head) elsewhere and
    /// compare it with [`head_at`](Self::head_at).
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the file cannot be read at all; damage is an answer, not an error.
    pub fn verify(&self) -> Result<Audit, Error> {
        let view = self.told(self.connection.unchecked_transaction())?;
        let mut audit = Audit { entries: 0, erased: 0, head: [0; 32], broken: None };
        let mut chain = crate::audit::Chain::default();
        let walked = self.walk(0, &mut |_, kind, payload, digest| {
            chain.push(kind, digest);
            audit.erased += u64::from(payload.is_none());
            Ok(())
        });
        (audit.entries, audit.head) = (chain.len(), chain.head());
        audit.broken = match walked {
            Ok(_) => None,
            Err(Error::Store { fault: Fault::Broken { entry }, .. }) => {
                Some(entry.unwrap_or(chain.len() + 1))
            }
            Err(other) => return Err(other),
        };
        let said = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        match self.told(said) {
            Ok(said) if said == "ok" => {}
            Ok(_) | Err(Error::Store { fault: Fault::Broken { .. }, .. }) => {
                audit.broken = audit.broken.or(Some(chain.len() + 1));
            }
            Err(other) => return Err(other),
        }
        self.told(view.finish())?;
        Ok(audit)
    }

    /// The head of the chain as it was after an entry: the same as [`head`](Self::head) was then, or the log is another.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a number that was never given, [`Fault::Broken`].
    pub fn head_at(&self, seq: u64) -> Result<[u8; 32], Error> {
        let mut chain = crate::audit::Chain::default();
        self.replay(0, &mut |at, kind, _, digest| {
            if at <= seq {
                chain.push(kind, digest);
            }
            Ok(())
        })?;
        if chain.len() == seq { Ok(chain.head()) } else { Err(Error::Unknown { what: "entry" }) }
    }
}
