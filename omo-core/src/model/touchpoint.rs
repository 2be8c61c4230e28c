//! What happened: the one kind of fact everything else follows from.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{Identifier, Money, Time};

use crate::form::{self, Form, Style, Wrong};

/// What was done at a touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Looked at a product or page.
    View,
    /// Searched.
    Search,
    /// Put something into a cart.
    Cart,
    /// Bought.
    Purchase,
    /// Brought back.
    Return,
    /// Came to a store.
    Visit,
    /// Checked in at a store with the app.
    CheckIn,
    /// Was given a coupon.
    CouponIssued,
    /// Used a coupon.
    CouponRedeemed,
    /// Reserved a product, a fitting or a visit.
    Reservation,
    /// Collected an order.
    Pickup,
    /// Asked or complained.
    Inquiry,
    /// Reviewed a product.
    Review,
    /// Paid.
    Payment,
    /// Stood before a sign.
    SignageSeen,
    /// Anything else, by the shop's own word.
    Custom(String),
}

impl Action {
    /// All named actions.
    pub const NAMED: [Self; 15] = [
        Self::View,
        Self::Search,
        Self::Cart,
        Self::Purchase,
        Self::Return,
        Self::Visit,
        Self::CheckIn,
        Self::CouponIssued,
        Self::CouponRedeemed,
        Self::Reservation,
        Self::Pickup,
        Self::Inquiry,
        Self::Review,
        Self::Payment,
        Self::SignageSeen,
    ];

    /// The action's name, as written in JSON and in tables.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::View => "view",
            Self::Search => "search",
            Self::Cart => "cart",
            Self::Purchase => "purchase",
            Self::Return => "return",
            Self::Visit => "visit",
            Self::CheckIn => "check_in",
            Self::CouponIssued => "coupon_issued",
            Self::CouponRedeemed => "coupon_redeemed",
            Self::Reservation => "reservation",
            Self::Pickup => "pickup",
            Self::Inquiry => "inquiry",
            Self::Review => "review",
            Self::Payment => "payment",
            Self::SignageSeen => "signage_seen",
            Self::Custom(name) => name,
        }
    }

    /// The action of a name: trimmed, lower case, spaces and hyphens as underscores. Unknown names are
    /// [`Custom`](Self::Custom).
    #[must_use]
    pub fn read(name: &str) -> Self {
        let find = |name: &str| Self::NAMED.into_iter().find(|action| action.name() == name);
        find(name).unwrap_or_else(|| {
            let canonical = super::Channels::canonical(name);
            find(&canonical).unwrap_or(Self::Custom(canonical))
        })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Action {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Form for Action {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        form::text(value).map(Self::read)
    }
}

form::deserialized!(Action);

/// One product of a touchpoint: what, how many, for how much.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The product's key.
    pub product: String,
    /// How many.
    pub quantity: u32,
    /// What the line cost in all, after discounts: tills know this exactly, the price of one they may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string", optional))]
    pub amount: Option<Money>,
}

form::record!(Line { product: String::new() } { quantity: 1, amount: None });

/// An immutable fact: when, where, what, and which identifiers were seen.
///
/// ```
/// use omo_core::{Action, Touchpoint};
/// let touch: Touchpoint = serde_json::from_str(r#"{
///     "id": "receipt-1", "occurredAt": "2026-03-01T18:20:00+09:00", "channel": "pos", "store": "ginza",
///     "action": "purchase", "identifiers": [{"kind": "member_id", "value": "card:7"}],
///     "lines": [{"product": "tea", "quantity": 2, "amount": "600 JPY"}]
/// }"#).unwrap();
/// assert_eq!(touch.action, Action::Purchase);
/// assert_eq!(touch.amount().unwrap().to_string(), "600 JPY");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Touchpoint {
    /// The source's id of this fact: the same fact, told twice, counts once.
    pub id: String,
    /// When it happened.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub occurred_at: Time,
    /// Where: the channel's name in lower case.
    pub channel: String,
    /// In or about which store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// What was done.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub action: Action,
    /// By what the customer was recognised; empty for a stranger.
    pub identifiers: Vec<Identifier>,
    /// Products looked at, bought or brought back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// What it was about when that is not a product: a coupon, search words, an inquiry's topic, a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What was learnt about the customer, such as a rank or a size, by name. What stands under `feeling` is how it felt, a
    /// number on any one scale (a review's stars, an answer to a survey): journeys tell it by stages and channels.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub traits: BTreeMap<String, String>,
}

form::record!(Touchpoint { id: String::new(), occurred_at: Time::EPOCH, channel: String::new(), action: Action::View } { store: None, identifiers: Vec::new(), lines: Vec::new(), about: None, traits: BTreeMap::new() });

/// The trait that says how a touchpoint felt.
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
pub(crate) const FEELING: &str = "feeling";

/// The feeling that such a trait says: a number, or nothing.
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
pub(crate) fn read_feeling(said: &str) -> Option<f64> {
    crate::decimal::read(said.trim()).filter(|felt| felt.is_finite())
}

impl Touchpoint {
    /// How it felt, where its trait `feeling` says so with a number.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    #[must_use]
    pub fn feeling(&self) -> Option<f64> {
        read_feeling(self.traits.get(FEELING)?)
    }

    /// The sum of its lines; `None` when no line has an amount or the currencies differ.
    #[must_use]
    pub fn amount(&self) -> Option<Money> {
        let mut amounts = self.lines.iter().filter_map(|line| line.amount);
        let first = amounts.next()?;
        amounts.try_fold(first, |sum, amount| {
            let same = amount.currency() == sum.currency();
            let minor = sum.minor().checked_add(amount.minor())?;
            same.then(|| Money::new(minor, sum.currency()).ok()).flatten()
        })
    }
}
