//! What the shop told people about their data, and what they said to it.

use super::entry::Entry;
use super::{Engine, Receipt};
use crate::Error;
use crate::io::Quarantined;
use crate::model::{Consent, ConsentStatus, Identifier, IdentifierKind, Language, Purpose, Time};
use crate::privacy::{Notice, NoticeBook, Shown};

/// The source of consents in quarantine.
const SOURCE: &str = "consents";

impl Engine {
    /// Adds notices: versions of what the shop tells people about their data. A version that is there does not change.
    ///
    /// From the first on, a yes that names a notice must fit one:
    ///
    /// ```
    /// use omo_core::engine::Engine;
    /// use omo_core::privacy::Notice;
    /// use omo_core::{Consent, ConsentStatus, Identifier, Purpose};
    /// let mut shop = Engine::default();
    /// let notice: Notice =
    ///     serde_json::from_str(r#"{"id": "members", "version": "1", "from": "2026-01-01", "purposes": ["service"]}"#).unwrap();
    /// shop.add_notices([notice])?;
    /// let (hanako, at) = (Identifier::email("hanako@example.jp")?, "2026-03-01T10:00:00Z".parse()?);
    /// let yes = Consent::new(hanako, Purpose::Marketing, ConsentStatus::Granted, at);
    /// shop.add_consents([Consent { notice: Some("members".into()), ..yes }])?;
    /// let (source, refused) = shop.quarantined().next().unwrap();
    /// assert_eq!((source, refused.code), ("consents", "consent"));
    /// assert_eq!(refused.reason, "purpose_not_in_notice: the notice does not name the purpose");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn add_notices(&mut self, notices: impl IntoIterator<Item = Notice>) -> Result<(), Error> {
        self.take_all(notices.into_iter().map(Entry::Notice))
    }

    /// Adds that somebody was shown a notice.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a version of a notice that was not told; else as [`ingest`](Engine::ingest).
    pub fn show_notice(&mut self, shown: Shown) -> Result<(), Error> {
        self.notices.version(&shown.notice, &shown.version).ok_or(Error::Unknown { what: "notice" })?;
        if self.tombstones.covers_any(std::slice::from_ref(&shown.identifier), shown.at) {
            return Ok(());
        }
        self.take_all([Entry::Shown(shown)])
    }

    /// The notices, and who was shown them.
    #[must_use]
    pub fn notices(&self) -> &NoticeBook {
        &self.notices
    }

    /// Takes one word; whether it was kept.
    pub(super) fn take_consent(&mut self, row: u32, consent: Consent) -> Receipt {
        let mut receipt = Receipt::default();
        if self.tombstones.covers_any(std::slice::from_ref(&consent.identifier), consent.at) {
            receipt.erased = 1;
            return receipt;
        }
        // Nobody is held to a yes by a flaw of their no; and where no notice was told, none can be asked for.
        let asked = consent.status == ConsentStatus::Granted;
        let named = consent.notice.is_some() || consent.version.is_some();
        let checks = asked && (!named || !self.notices.notices().is_empty());
        let refusal = if checks { self.notices.check(&consent, consent.at).err() } else { None };
        match refusal {
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
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for an id that is not known and no identifier; [`Error::Format`] for an identifier of another form.
    pub fn identifiers_named(&self, who: &str) -> Result<Vec<Identifier>, Error> {
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
    /// As [`identifiers_named`](Engine::identifiers_named) and [`ingest`](Engine::ingest); [`Error::Unknown`] for a touchpoint
    /// that names nobody.
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

    /// All that a customer said, the earliest first; only for a purpose that may see the customer, and only by identifiers it
    /// may see.
    pub(super) fn words_of(&self, customer: u32, purpose: Purpose) -> Vec<Consent> {
        let Ok(mut view) = self.view_of(customer, purpose) else { return Vec::new() };
        self.consents.history(&view.identifiers(self.identifiers_of(customer)))
    }

    /// When somebody last did, said or asked for something.
    pub(super) fn latest_of_all(&self) -> Time {
        let asked = self.requests.requests().into_iter().map(|request| request.received_at).max();
        let done = self.requests.steps().into_iter().map(|step| step.at).max();
        self.latest().max(asked).max(done).unwrap_or(Time::EPOCH)
    }
}
