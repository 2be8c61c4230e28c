//! What a customer agreed to.

use serde::Serialize;

use super::{Identifier, Time};

use crate::form;

/// What an answer is for. No answer about customers is given without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Serving this customer now, by staff or the shop's own screens.
    Service,
    /// Advertising and recommending, which needs consent.
    Marketing,
    /// Counting and learning; no contact data leaves.
    Analytics,
    /// Passing data on to others, which needs consent.
    ThirdParty,
    /// What the law asks for.
    Legal,
}

form::words!(Purpose { Service = "service", Marketing = "marketing", Analytics = "analytics", ThirdParty = "third_party", Legal = "legal" });

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 5] =
        [Self::Service, Self::Marketing, Self::Analytics, Self::ThirdParty, Self::Legal];

    /// The purpose's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Marketing => "marketing",
            Self::Analytics => "analytics",
            Self::ThirdParty => "third_party",
            Self::Legal => "legal",
        }
    }
}

impl std::str::FromStr for Purpose {
    type Err = crate::Error;

    fn from_str(text: &str) -> Result<Self, crate::Error> {
        let must = "service, marketing, analytics, third_party or legal";
        Self::ALL
            .into_iter()
            .find(|p| p.name() == text)
            .ok_or_else(|| crate::Error::option("purpose", must, &text))
    }
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// The customer agreed.
    Granted,
    /// The customer said no, or took the consent back.
    Withdrawn,
}

form::words!(ConsentStatus { Granted = "granted", Withdrawn = "withdrawn" });

/// A record that somebody agreed or disagreed: an immutable fact, the latest one holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// Whose consent it is, by any identifier.
    pub identifier: Identifier,
    /// What for.
    pub purpose: Purpose,
    /// Through which channel the shop may speak; all channels where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Yes or no.
    pub status: ConsentStatus,
    /// When it was said.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// Which notice was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Which version of that notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// From when on a yes no longer holds; a no never runs out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string", optional))]
    pub expires: Option<Time>,
    /// Where the proof lies: the number of a form, a recording, a log entry. A reference, not the proof itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Who agreed in place of a minor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Identifier>,
    /// Kinds of data, by the shop's words, that need a yes of their own (health, browsing elsewhere). A yes that names
    /// some includes ordinary data; a no that names some leaves ordinary data alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
}

form::record!(Consent { identifier: Identifier::blank(), purpose: Purpose::Service, status: ConsentStatus::Withdrawn, at: Time::EPOCH } { channel: None, notice: None, version: None, expires: None, evidence: None, guardian: None, data: Vec::new() });

impl Consent {
    /// A word about all channels and ordinary data, with nothing more known of it.
    ///
    /// ```
    /// use omo_core::{Consent, ConsentStatus, Identifier, Purpose};
    /// let hanako = Identifier::email("hanako@example.jp")?;
    /// let at = "2026-03-01T10:00:00+09:00".parse()?;
    /// let yes = Consent {
    ///     notice: Some("members".into()), version: Some("3".into()), expires: Some("2027-03-01".parse()?),
    ///     ..Consent::new(hanako, Purpose::Marketing, ConsentStatus::Granted, at)
    /// };
    /// let json = serde_json::to_string(&yes).unwrap();
    /// assert_eq!(serde_json::from_str::<Consent>(&json).unwrap(), yes);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn new(identifier: Identifier, purpose: Purpose, status: ConsentStatus, at: Time) -> Self {
        Self {
            identifier,
            purpose,
            channel: None,
            status,
            at,
            notice: None,
            version: None,
            expires: None,
            evidence: None,
            guardian: None,
            data: Vec::new(),
        }
    }
}
