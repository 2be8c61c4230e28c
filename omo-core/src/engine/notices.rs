//! What the shop told people about their data.

use super::Engine;
use super::books::Told;
use super::entry::Entry;
use crate::Error;
use crate::model::{Consent, Purpose, Time};
use crate::privacy::{Notice, Shown};

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
    /// let (source, refused) = shop.quarantined(Purpose::Service)?.next().unwrap();
    /// assert_eq!((source, refused.code), ("consents", "consent"));
    /// assert_eq!(refused.reason, "purpose_not_in_notice: the notice does not name the purpose");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn add_notices(&mut self, notices: impl IntoIterator<Item = Notice>) -> Result<(), Error> {
        self.take_all(notices.into_iter().map(|notice| Entry::Told(Told::Notice(notice))))
    }

    /// Adds that somebody was shown a notice.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a version of a notice that was not told; else as [`ingest`](Engine::ingest).
    pub fn show_notice(&mut self, shown: Shown) -> Result<(), Error> {
        self.books.notices.version(&shown.notice, &shown.version).ok_or(Error::Unknown { what: "notice" })?;
        if self.tombstones.covers_any(std::slice::from_ref(&shown.identifier), shown.at) {
            return Ok(());
        }
        self.take_all([Entry::Told(Told::Shown(shown))])
    }

    /// The notices, each version. Who was shown them is told by [`export`](Engine::export), to a purpose that may see who.
    #[must_use]
    pub fn notices(&self) -> Vec<&Notice> {
        self.books.notices.notices()
    }

    /// All that a customer said, the earliest first; only for a purpose that may see the customer, and only by identifiers it
    /// may see.
    pub(super) fn words_of(&self, customer: u32, purpose: Purpose) -> Vec<Consent> {
        let Ok(mut view) = self.view_of(customer, purpose) else { return Vec::new() };
        self.consents.history(&view.identifiers(self.identifiers_of(customer)))
    }

    /// When somebody last did, said or asked for something.
    pub(super) fn latest_of_all(&self) -> Time {
        let asked = self.books.requests.requests().into_iter().map(|request| request.received_at).max();
        let done = self.books.requests.steps().into_iter().map(|step| step.at).max();
        self.latest().max(asked).max(done).unwrap_or(Time::EPOCH)
    }
}
