//! The report: one HTML file that a shop owner opens.

mod page;

use serde::{Deserialize, Serialize};

use super::Language;
use crate::journey::{FunnelStep, JourneyMap};

pub use page::report;

/// What a report tells. Parts that are empty are left out of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Report {
    /// The heading: usually the shop's name.
    pub title: String,
    /// A line below the heading: the period, or "simulated town".
    #[serde(default)]
    pub subtitle: String,
    /// The language of all words that are not in here.
    #[serde(default)]
    pub language: Language,
    /// The few numbers to see first.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// The centrepiece.
    pub journey_map: JourneyMap,
    /// How far customers go.
    #[serde(default)]
    pub funnel: Vec<FunnelStep>,
    /// What to do for whom.
    #[serde(default)]
    pub next_best_actions: Vec<ActionCard>,
    /// What to offer to whom.
    #[serde(default)]
    pub recommendations: Vec<RecommendationCard>,
    /// Where the data comes from.
    #[serde(default)]
    pub sources: Vec<SourceRow>,
    /// Rows set aside, by reason.
    #[serde(default)]
    pub quarantine: Vec<QuarantineRow>,
    /// What a careful reader should know, each a sentence.
    #[serde(default)]
    pub footnotes: Vec<String>,
}

/// A number to see first, already as text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Figure {
    /// What it counts: "Customers".
    pub label: String,
    /// The number: "12,345".
    pub value: String,
    /// A remark: "from 41,802 identifiers".
    #[serde(default)]
    pub note: String,
}

/// What to offer to one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RecommendationCard {
    /// Who, as the shop may call them here.
    pub customer: String,
    /// The items, best first.
    pub lines: Vec<RecommendationLine>,
}

/// One item to offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RecommendationLine {
    /// What.
    pub item: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What to do for one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ActionCard {
    /// For whom.
    pub customer: String,
    /// What to do.
    pub headline: String,
    /// Why, each a sentence.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// What came out of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SourceRow {
    /// The source's name: "pos.csv".
    pub name: String,
    /// Rows read.
    pub rows: u32,
    /// Rows that became touchpoints, or parts of them.
    pub accepted: u32,
    /// Rows known already.
    pub duplicates: u32,
    /// Rows set aside.
    pub quarantined: u32,
}

/// How many rows were set aside for one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct QuarantineRow {
    /// The stable word for the reason.
    pub code: String,
    /// Rows.
    pub rows: u32,
}
