//! What counts as open, and what staff should say or avoid: rules as data.

use serde::Serialize;

use super::super::options::ProfileOptions;
use crate::form;
use crate::model::Language;

/// What stays open until something settles it.
///
/// What settles it has the same `about`, or products in common; what names neither settles the oldest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenRule {
    /// The rule's name, such as `order`.
    pub kind: String,
    /// Actions that open a matter.
    pub opens: Vec<String>,
    /// Actions that settle one.
    pub closes: Vec<String>,
    /// Days after which nobody waits any more.
    pub days: u32,
    /// What it is called in English.
    pub en: String,
    /// What it is called in Japanese.
    pub ja: String,
}

form::record!(OpenRule { kind: String::new(), opens: Vec::new(), closes: Vec::new() } { days: 180, en: String::new(), ja: String::new() });

/// Whether to bring something up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Better not.
    Avoid,
    /// Worth a word.
    Say,
}

form::words!(Tone { Avoid = "avoid", Say = "say" });

/// What to say or avoid after something happened.
///
/// In the words `{product}`, `{about}`, `{days}`, `{store}` and `{channel}` stand for what the fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HintRule {
    /// Whether to bring it up.
    pub tone: Tone,
    /// After which actions.
    pub actions: Vec<String>,
    /// Only where what it was about contains one of these; always, where there are none.
    pub about: Vec<String>,
    /// Not where one of these actions followed in the same matter.
    pub unless: Vec<String>,
    /// For how many days.
    pub days: u32,
    /// The words in English.
    pub en: String,
    /// The words in Japanese.
    pub ja: String,
}

form::record!(HintRule { tone: Tone::Avoid, actions: Vec::new(), en: String::new(), ja: String::new() } { about: Vec::new(), unless: Vec::new(), days: 30 });

/// How a [`ContextCard`](super::ContextCard) is made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CardOptions {
    /// The language of its words.
    pub language: Language,
    /// How many of the latest steps it tells.
    pub steps: usize,
    /// What counts as open.
    pub open: Vec<OpenRule>,
    /// What to say and to avoid.
    pub hints: Vec<HintRule>,
    /// How interests, traits, stores and channels are reckoned.
    pub profile: ProfileOptions,
}

form::options!(CardOptions { language, steps, open, hints, profile });

impl Default for CardOptions {
    fn default() -> Self {
        let list = |words: &[&str]| words.iter().map(|&word| word.into()).collect::<Vec<String>>();
        let open = |kind: &str, opens: &[&str], closes: &[&str], days, en: &str, ja: &str| OpenRule {
            kind: kind.into(),
            opens: list(opens),
            closes: list(closes),
            days,
            en: en.into(),
            ja: ja.into(),
        };
        let hint = |tone, action: &str, days, en: &str, ja: &str| HintRule {
            tone,
            actions: list(&[action]),
            about: Vec::new(),
            unless: Vec::new(),
            days,
            en: en.into(),
            ja: ja.into(),
        };
        let complaints = [
            "complain",
            "broken",
            "defect",
            "late",
            "damage",
            "苦情",
            "クレーム",
            "不良",
            "破損",
            "故障",
            "遅",
        ];
        let done = ["pickup", "return", "cancel", "cancelled", "canceled", "delivered"];
        Self {
            language: Language::En,
            steps: 5,
            open: vec![
                open("order", &["order"], &done, 180, "order", "注文"),
                open(
                    "reservation",
                    &["reservation"],
                    &[&done[..], &["purchase"]].concat(),
                    180,
                    "reservation",
                    "予約",
                ),
                open(
                    "inquiry",
                    &["inquiry"],
                    &["answer", "answered", "reply", "resolved"],
                    90,
                    "inquiry",
                    "問い合わせ",
                ),
            ],
            hints: vec![
                HintRule {
                    about: list(&complaints),
                    ..hint(
                        Tone::Avoid,
                        "inquiry",
                        60,
                        "Complained {days} ({about}): do not ask for the story again, and do not sell before it is settled",
                        "{days}に苦情（{about}）：経緯を聞き直さず、解決前に売り込まない",
                    )
                },
                hint(
                    Tone::Avoid,
                    "return",
                    60,
                    "Brought back {days}: {product}; do not recommend it",
                    "{days}に返品：{product}をすすめない",
                ),
                HintRule {
                    unless: list(&["coupon_redeemed"]),
                    ..hint(
                        Tone::Say,
                        "coupon_issued",
                        60,
                        "Has a coupon not used yet: {about}",
                        "未使用のクーポンあり：{about}",
                    )
                },
                HintRule {
                    unless: list(&["return"]),
                    ..hint(
                        Tone::Say,
                        "purchase",
                        14,
                        "Bought {days}: {product}; thank, and ask how it is",
                        "{days}に購入：{product}。お礼と使い心地を伺う",
                    )
                },
                HintRule {
                    unless: list(&["purchase"]),
                    ..hint(
                        Tone::Say,
                        "cart",
                        14,
                        "Chose but did not buy {days}: {product}",
                        "{days}にカートに入れたまま：{product}",
                    )
                },
            ],
            profile: ProfileOptions::default(),
        }
    }
}
