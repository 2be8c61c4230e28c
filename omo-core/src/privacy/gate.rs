//! What each purpose may see.

use super::{ConsentBook, Standing};
use crate::model::{Identifier, Purpose, Time};

/// What one purpose may see, and of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate(Purpose);

impl Gate {
    /// The gate of a purpose.
    #[must_use]
    pub fn new(purpose: Purpose) -> Self {
        Self(purpose)
    }

    /// Whether contact data (identifiers) may leave: when serving the customer, when the law asks, and to
    /// speak to those who agreed; never for counting or for others.
    #[must_use]
    pub fn shows_identifiers(self) -> bool {
        matches!(self.0, Purpose::Service | Purpose::Marketing | Purpose::Legal)
    }

    /// Whether the purpose needs the customer's consent.
    #[must_use]
    pub fn needs_consent(self) -> bool {
        matches!(self.0, Purpose::Marketing | Purpose::ThirdParty)
    }

    /// Whether a customer with these identifiers may be seen, through `channel` (any, where it is absent).
    ///
    /// A purpose that needs consent needs a yes; the others need that nobody said no to this very purpose.
    /// The law asks regardless.
    ///
    /// ```
    /// use omo_core::{Consent, ConsentStatus, Identifier, Purpose};
    /// use omo_core::privacy::{ConsentBook, Gate};
    /// let hanako = Identifier::email("hanako@example.jp")?;
    /// let at = "2026-03-01T10:00:00+09:00".parse()?;
    /// let mut book = ConsentBook::default();
    /// assert!(!Gate::new(Purpose::Marketing).opens(&book, &[hanako.clone()], None, at));
    /// let yes = Consent::new(hanako.clone(), Purpose::Marketing, ConsentStatus::Granted, at);
    /// book.record(Consent { channel: Some("email".into()), ..yes });
    /// assert!(Gate::new(Purpose::Marketing).opens(&book, &[hanako.clone()], Some("email"), at));
    /// assert!(!Gate::new(Purpose::Marketing).opens(&book, &[hanako], Some("sms"), at));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn opens(
        self,
        book: &ConsentBook,
        identifiers: &[Identifier],
        channel: Option<&str>,
        now: Time,
    ) -> bool {
        match (self.0, book.standing(identifiers, self.0, channel, now)) {
            (Purpose::Legal, _) | (_, Standing::Granted) => true,
            (_, Standing::Withdrawn) => false,
            (_, Standing::Unknown) => !self.needs_consent(),
        }
    }
}
