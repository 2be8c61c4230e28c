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
        Self {
            language: Language::En,
            steps: 5,
            open: open_rules(),
            hints: hint_rules(),
            profile: ProfileOptions::default(),
        }
    }
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.into()).collect()
}

fn open_rules() -> Vec<OpenRule> {
    let done = ["pickup", "return", "cancel", "cancelled", "canceled", "delivered", "purchase"];
    let (delivered, bought) = (done.get(..6).unwrap_or_default(), &done[..]);
    let answered = ["answer", "answered", "reply", "resolved"];
    let rules = [
        ("order", delivered, 180, "注文"),
        // What was reserved is often simply bought.
        ("reservation", bought, 180, "予約"),
        ("inquiry", &answered[..], 90, "問い合わせ"),
    ];
    let rule = |(kind, closes, days, ja): (&str, &[&str], u32, &str)| OpenRule {
        kind: kind.into(),
        opens: list(&[kind]),
        closes: list(closes),
        days,
        en: kind.into(),
        ja: ja.into(),
    };
    rules.into_iter().map(rule).collect()
}

fn hint_rules() -> Vec<HintRule> {
    let hint = |tone, action: &str, unless: &[&str], days, en: &str, ja: &str| HintRule {
        tone,
        actions: list(&[action]),
        about: Vec::new(),
        unless: list(unless),
        days,
        en: en.into(),
        ja: ja.into(),
    };
    let complaint =
        ["complain", "broken", "defect", "late", "damage", "苦情", "クレーム", "不良", "破損", "故障", "遅"];
    let (avoid, say) = (Tone::Avoid, Tone::Say);
    let complained =
        "Complained {days} ({about}): do not ask for the story again, and do not sell before it is settled";
    vec![
        HintRule {
            about: list(&complaint),
            ..hint(
                avoid,
                "inquiry",
                &[],
                60,
                complained,
                "{days}に苦情（{about}）：経緯を聞き直さず、解決前に売り込まない",
            )
        },
        hint(
            avoid,
            "return",
            &[],
            60,
            "Brought back {days}: {product}; do not recommend it",
            "{days}に返品：{product}をすすめない",
        ),
        hint(
            say,
            "coupon_issued",
            &["coupon_redeemed"],
            60,
            "Has a coupon not used yet: {about}",
            "未使用のクーポンあり：{about}",
        ),
        hint(
            say,
            "purchase",
            &["return"],
            14,
            "Bought {days}: {product}; thank, and ask how it is",
            "{days}に購入：{product}。お礼と使い心地を伺う",
        ),
        hint(
            say,
            "cart",
            &["purchase"],
            14,
            "Put into the cart {days}, not bought: {product}",
            "{days}にカートに入れたまま：{product}",
        ),
    ]
}
