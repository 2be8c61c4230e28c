//! Facts that come from elsewhere (個人関連情報): browsing on other sites, bought audience data.

use serde::Serialize;

use super::{ConsentBook, Standing, Why};
use crate::form;
use crate::model::{Identifier, Purpose, Time};

/// Which facts come from elsewhere, and what consent joins them to a person.
///
/// The engine asks by the shop's own facts alone whose the identifiers are that such a fact shows: all these persons must have
/// agreed, each under any name they are known by there, and none may have refused; an identifier that is nobody's speaks
/// for itself. It asks again whenever a consent, or who is who, changes. No link made by hand joins such a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ThirdPartyRules {
    /// Channels whose facts come from elsewhere.
    pub channels: Vec<String>,
    /// Sources (names of exports) whose facts come from elsewhere.
    pub sources: Vec<String>,
    /// The kind of data that [`Consent::data`](crate::Consent::data) must name.
    pub data: String,
    /// The purpose under which that consent is recorded.
    pub purpose: Purpose,
}

form::options!(ThirdPartyRules { channels, sources, data, purpose });

impl Default for ThirdPartyRules {
    fn default() -> Self {
        Self {
            channels: ["dmp", "third_party", "audience"].map(Into::into).into(),
            sources: Vec::new(),
            data: "third_party".into(),
            purpose: Purpose::Marketing,
        }
    }
}

impl ThirdPartyRules {
    /// Whether a fact came from elsewhere.
    #[must_use]
    pub fn names(&self, channel: &str, source: Option<&str>) -> bool {
        let elsewhere = |source: &str| self.sources.iter().any(|one| one == source);
        self.channels.iter().any(|one| one == channel) || source.is_some_and(elsewhere)
    }

    /// Whether facts from elsewhere may be joined to a person with these identifiers: an answer about `now`, so a
    /// withdrawal undoes what a yes had joined.
    ///
    /// The identifiers are those the shop knows without the facts in question. One no among them is a no.
    ///
    /// # Errors
    ///
    /// [`Why::ThirdParty`] where no consent is recorded, [`Why::Objection`] where it was refused or taken back.
    ///
    /// ```
    /// use omo_core::privacy::{ConsentBook, ThirdPartyRules, Why};
    /// use omo_core::{Consent, ConsentStatus, Identifier, Purpose, Time};
    /// let (rules, mut book) = (ThirdPartyRules::default(), ConsentBook::default());
    /// let hanako = [Identifier::email("hanako@example.jp")?];
    /// let time = |day: u8| format!("2026-03-0{day}T00:00:00+09:00").parse::<Time>();
    /// let word = |status, at| Consent {
    ///     data: vec!["third_party".into()],
    ///     ..Consent::new(hanako[0].clone(), Purpose::Marketing, status, at)
    /// };
    /// book.record(word(ConsentStatus::Granted, time(2)?));
    /// book.record(word(ConsentStatus::Withdrawn, time(4)?));
    /// assert_eq!(rules.may_join(&book, &hanako, time(1)?), Err(Why::ThirdParty));
    /// assert_eq!(rules.may_join(&book, &hanako, time(3)?), Ok(()));
    /// assert_eq!(rules.may_join(&book, &hanako, time(5)?), Err(Why::Objection));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn may_join(&self, book: &ConsentBook, identifiers: &[Identifier], now: Time) -> Result<(), Why> {
        match book.standing_of_data(identifiers, self.purpose, None, &self.data, now) {
            Standing::Granted => Ok(()),
            Standing::Withdrawn => Err(Why::Objection),
            Standing::Unknown => Err(Why::ThirdParty),
        }
    }
}
