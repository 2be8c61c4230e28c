//! What people say to what the shop may do.

use super::entry::Entry;
use super::{Engine, Receipt};
use crate::Error;
use crate::io::Quarantined;
use crate::model::{Consent, Identifier, IdentifierKind, Language};

/// The source of consents in quarantine.
const SOURCE: &str = "consents";

impl Engine {
    /// Takes one word; whether it was kept.
    pub(super) fn take_consent(&mut self, row: u32, consent: Consent) -> Receipt {
        let mut receipt = Receipt::default();
        if self.tombstones.covers_any(std::slice::from_ref(&consent.identifier), consent.at) {
            receipt.erased = 1;
            return receipt;
        }
        match self.books.refuse(&consent) {
            None => {
                receipt.accepted = 1;
                self.take_entry(Entry::Consent(consent));
            }
            Some(refusal) => {
                receipt.quarantined = 1;
                let reason = format!("{}: {}", refusal.code(), refusal.text(Language::En));
                let record = serde_json::to_string(&consent).unwrap_or_default();
                let refused = Quarantined::new(row, "notice", "consent", &reason, record);
                self.take_entry(Entry::Quarantined(SOURCE.to_owned(), refused));
            }
        }
        receipt
    }

    /// Who is meant by a text: the identifiers of a customer named by the id of a touchpoint of theirs, or an identifier
    /// written `kind:value`.
    pub(super) fn identifiers_named(&self, who: &str) -> Result<Vec<Identifier>, Error> {
        if let Some(fact) = self.log.fact(who) {
            let known = self.live.customer_of(fact).map(|customer| self.identifiers_of(customer));
            // A stranger's touchpoint still shows what it shows.
            let shown =
                || self.log.touchpoint(fact as usize).map(|touch| touch.identifiers).unwrap_or_default();
            return Ok(known.unwrap_or_else(shown));
        }
        let named = who.split_once(':').and_then(|(kind, value)| Some((kind.parse().ok()?, value)));
        let (kind, value): (IdentifierKind, &str) = named.ok_or(Error::Unknown { what: "customer" })?;
        Ok(vec![Identifier::read(kind, value)?])
    }

    /// Records what somebody said: by an identifier (`email:hanako@example.jp`), or, by the id of a customer or a touchpoint, in
    /// the name of all identifiers the customer is known by. `word` makes the record of one of them.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email,cookie
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp,c1";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let at = "2026-03-02T10:00:00Z".parse()?;
    /// let yes = |who| Consent::new(who, Purpose::Marketing, ConsentStatus::Granted, at);
    /// assert_eq!(shop.consent("web-1", yes)?.accepted, 2);
    /// assert_eq!(shop.customers(Purpose::Marketing)?.customers.len(), 1);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for an id that is not known and no identifier, and for a touchpoint that names nobody;
    /// [`Error::Format`] for an identifier of another form; else as [`ingest`](Engine::ingest).
    pub fn consent(&mut self, who: &str, word: impl Fn(Identifier) -> Consent) -> Result<Receipt, Error> {
        self.keeper.ready()?;
        let identifiers = self.identifiers_named(who)?;
        if identifiers.is_empty() {
            return Err(Error::Unknown { what: "customer" });
        }
        let mut receipt = Receipt::default();
        for (row, identifier) in (1..).zip(identifiers) {
            let one = self.take_consent(row, word(identifier));
            receipt.accepted += one.accepted;
            receipt.quarantined += one.quarantined;
            receipt.erased += one.erased;
        }
        self.written()?;
        Ok(receipt)
    }
}
