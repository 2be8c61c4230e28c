//! What each purpose may see, as data.

use serde::Serialize;
use serde_json::Value;

use crate::form::{self, Slot, Style, Wrong};
use crate::model::{IdentifierKind, Purpose};

super::coded! {
    /// Parts of what is known about a customer.
    Part {
        /// Each step of the journey, with its time, channel and action; without it only counts.
        History = "history", "steps of the journey", "行動履歴";
        /// Which products.
        Products = "products", "products", "商品";
        /// How much money.
        Amounts = "amounts", "amounts", "金額";
        /// Which stores.
        Stores = "stores", "stores", "店舗";
        /// What it was about: search words, topics of inquiries, pages.
        Abouts = "abouts", "topics", "内容";
    }
}

super::coded! {
    /// When facts of a protected kind may be seen.
    Access {
        /// As all others.
        Always = "always", "always", "常に可";
        /// When the customer agreed to this kind, for this purpose.
        Consent = "consent", "with consent", "同意がある場合のみ";
        /// Not at all.
        Never = "never", "never", "不可";
    }
}

/// What one purpose may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PurposeRule {
    /// Whether nothing is seen of a customer who did not say yes.
    pub consent: bool,
    /// Whether nothing is seen of a customer who said no.
    pub objection: bool,
    /// Which kinds of identifiers are seen.
    pub identifiers: Vec<IdentifierKind>,
    /// Which parts are seen, besides counts.
    pub shows: Vec<Part>,
    /// Sensitive facts: see [`SensitiveRules`](super::SensitiveRules).
    pub sensitive: Access,
    /// Facts from elsewhere: see [`ThirdPartyRules`](super::ThirdPartyRules).
    pub third_party: Access,
    /// How many days back is seen; all where it is absent.
    pub days: Option<u32>,
}

impl form::Record for PurposeRule {
    fn names(&self) -> &'static [&'static str] {
        &["consent", "objection", "identifiers", "shows", "sensitive", "third_party", "days"]
    }

    form::slots!(consent, objection, identifiers, shows, sensitive, third_party, days);
}

/// What is not said stays as the purpose's preset has it; so a rule has no form without its purpose.
impl Slot for PurposeRule {
    fn fill(&mut self, value: &Value, style: Style) -> Result<(), Wrong> {
        form::fill(self, value, style)
    }
}

/// What every purpose may see. Presets are the defaults; they are a careful shop's, and no legal advice.
///
/// ```
/// use omo_core::Purpose;
/// use omo_core::form::{self, Style};
/// use omo_core::privacy::{Part, PurposeRules};
/// let json = serde_json::json!({"analytics": {"shows": ["products"]}});
/// let rules: PurposeRules = form::options(&json, Style::Camel)?;
/// assert!(!rules.rule(Purpose::Analytics).shows.contains(&Part::Stores));
/// // What was not said is as it was.
/// assert!(rules.rule(Purpose::Analytics).identifiers.is_empty());
/// assert!(rules.rule(Purpose::Marketing).consent);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PurposeRules {
    /// Serving this customer, by staff.
    pub service: PurposeRule,
    /// Advertising and recommending.
    pub marketing: PurposeRule,
    /// Counting and learning.
    pub analytics: PurposeRule,
    /// Passing on to others.
    pub third_party: PurposeRule,
    /// What the law asks for.
    pub legal: PurposeRule,
}

form::options!(PurposeRules { service, marketing, analytics, third_party, legal });

impl Default for PurposeRules {
    fn default() -> Self {
        use Access::{Always, Consent, Never};
        use IdentifierKind::{AppId, Email, MemberId, NameAddress, NamePhone, Phone};
        let rule = |[consent, objection]: [bool; 2],
                    identifiers: &[IdentifierKind],
                    shows: &[Part],
                    [sensitive, third_party]: [Access; 2]| {
            let (identifiers, shows) = (identifiers.into(), shows.into());
            PurposeRule { consent, objection, identifiers, shows, sensitive, third_party, days: None }
        };
        let (kinds, parts) = (&IdentifierKind::ALL, &Part::ALL);
        // By what people are written to; a payment token or a cookie says nothing to them.
        let reach = [MemberId, Email, AppId, NameAddress, NamePhone, Phone];
        let counted = [Part::History, Part::Products, Part::Amounts, Part::Stores];
        Self {
            service: rule([false, true], kinds, parts, [Always, Consent]),
            marketing: rule([true, true], &reach, parts, [Consent, Consent]),
            analytics: rule([false, true], &[], &counted, [Consent, Consent]),
            third_party: rule([true, true], &[], &[Part::Products, Part::Amounts], [Consent, Never]),
            legal: rule([false, false], kinds, parts, [Always, Always]),
        }
    }
}

impl PurposeRule {
    /// Whether all there is of everybody is seen, but what came from elsewhere, and what is of somebody who said no.
    pub(crate) fn sees_all(&self) -> bool {
        let (kinds, parts) = (IdentifierKind::ALL, Part::ALL);
        let all = kinds.iter().all(|kind| self.identifiers.contains(kind))
            && parts.iter().all(|part| self.shows.contains(part));
        all && !self.consent && self.sensitive == Access::Always && self.days.is_none()
    }
}

impl PurposeRules {
    /// The rule of a purpose.
    #[must_use]
    pub fn rule(&self, purpose: Purpose) -> &PurposeRule {
        match purpose {
            Purpose::Service => &self.service,
            Purpose::Marketing => &self.marketing,
            Purpose::Analytics => &self.analytics,
            Purpose::ThirdParty => &self.third_party,
            Purpose::Legal => &self.legal,
        }
    }
}
