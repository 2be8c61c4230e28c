//! Whether all that was told is still as it was told.

use serde::Serialize;

use super::Engine;
use super::entry::Entry;
use crate::Error;
use crate::audit::Chain;
use crate::sha256::{hex, sha256};

/// What [`Engine::verify_audit`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuditReport {
    /// Whether everything is as it was told.
    pub intact: bool,
    /// How many entries fit, from the first; the erased among them.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub entries: u64,
    /// How many of these are erased.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub erased: u64,
    /// The head of the chain over these, in hexadecimal digits: who writes it down can prove later that nothing before it was
    /// changed.
    pub head: String,
    /// The first entry that does not fit.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub broken: Option<u64>,
}

impl Engine {
    /// Reads all that was told and compares it with the chain of its digests, which still fits after erasures. An engine
    /// in memory has no older state to compare with: its chain is over what it holds.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let audit = shop.verify_audit()?;
    /// // The fact, and what its file brought.
    /// assert_eq!((audit.intact, audit.entries), (true, 2));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the store, when the file cannot be read at all; damage is an answer.
    pub fn verify_audit(&self) -> Result<AuditReport, Error> {
        if let Some(report) = self.keeper.audit()? {
            return Ok(report);
        }
        let mut chain = Chain::default();
        let mut push = |entry: Entry| {
            let (kind, line) = entry.write();
            chain.push(kind, &sha256(&line));
        };
        for fact in self.log.facts() {
            self.log.touchpoint(fact).map(Entry::Touchpoint).into_iter().for_each(&mut push);
        }
        self.entries().into_iter().for_each(push);
        Ok(AuditReport {
            intact: true,
            entries: chain.len(),
            erased: 0,
            head: hex(&chain.head()),
            broken: None,
        })
    }
}
