//! Which facts are sensitive (要配慮個人情報).

use serde::Serialize;

use crate::form;
use crate::lower::{holds, lowercase};
use crate::model::Touchpoint;

/// What makes a fact sensitive: it is when one of the lists fits. Letters' case does not matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SensitiveRule {
    /// The kind of data, by the shop's word, that [`Consent::data`](crate::Consent::data) must name.
    pub data: String,
    /// Categories of products, with all below them where categories are written `health/medicine`.
    pub categories: Vec<String>,
    /// Products, by their keys.
    pub products: Vec<String>,
    /// Actions.
    pub actions: Vec<String>,
    /// Channels.
    pub channels: Vec<String>,
    /// Words in what a touchpoint was about.
    pub abouts: Vec<String>,
}

form::record!(SensitiveRule { data: String::new() } { categories: Vec::new(), products: Vec::new(), actions: Vec::new(), channels: Vec::new(), abouts: Vec::new() });

/// Which facts are sensitive. The preset names little more than prescriptions: a shop knows its own.
///
/// ```
/// use omo_core::{Touchpoint, privacy::SensitiveRules};
/// let rules: SensitiveRules =
///     serde_json::from_str(r#"{"rules": [{"data": "health", "categories": ["medicine"], "abouts": ["allergy"]}]}"#).unwrap();
/// let touch: Touchpoint = serde_json::from_str(r#"{"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "chat",
///     "action": "inquiry", "about": "Allergy to nuts"}"#).unwrap();
/// assert_eq!(rules.of(&touch), Some("health"));
/// assert_eq!(rules.of_product("p1", Some("medicine/cough")), Some("health"));
/// assert_eq!(rules.of_product("p1", Some("medicines")), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SensitiveRules {
    /// The first that fits decides.
    pub rules: Vec<SensitiveRule>,
}

form::options!(SensitiveRules { rules });

impl Default for SensitiveRules {
    fn default() -> Self {
        let list = |words: &[&str]| words.iter().map(|&word| word.into()).collect();
        Self {
            rules: vec![SensitiveRule {
                data: "health".into(),
                categories: list(&["prescription", "処方薬", "医療用医薬品"]),
                products: Vec::new(),
                actions: list(&["prescription", "health_consultation"]),
                channels: list(&["pharmacy", "dispensary", "調剤"]),
                abouts: list(&[
                    "prescription",
                    "diagnosis",
                    "medical history",
                    "処方",
                    "診断",
                    "病歴",
                    "障害者",
                ]),
            }],
        }
    }
}

impl SensitiveRules {
    /// The kind of sensitive data a touchpoint is by its action, channel or topic.
    #[must_use]
    pub fn of(&self, touch: &Touchpoint) -> Option<&str> {
        let by_about = touch.about.as_deref().and_then(|about| self.by_about(about));
        let (by_action, by_channel) = (self.by_action(touch.action.name()), self.by_channel(&touch.channel));
        let first = [by_action, by_channel, by_about].into_iter().flatten().min();
        first.and_then(|place| self.rules.get(place)).map(|rule| rule.data.as_str())
    }

    /// The place of the first rule that names an action.
    #[must_use]
    pub fn by_action(&self, action: &str) -> Option<usize> {
        self.first(|rule| is(&rule.actions, action))
    }

    /// The place of the first rule that names a channel.
    #[must_use]
    pub fn by_channel(&self, channel: &str) -> Option<usize> {
        self.first(|rule| is(&rule.channels, channel))
    }

    /// The place of the first rule of which a word is in a topic.
    #[must_use]
    pub fn by_about(&self, about: &str) -> Option<usize> {
        let about = lowercase(about);
        self.first(|rule| rule.abouts.iter().any(|word| !word.is_empty() && holds(&about, &lowercase(word))))
    }

    /// The kind of sensitive data a product is, by itself or by its category.
    #[must_use]
    pub fn of_product(&self, product: &str, category: Option<&str>) -> Option<&str> {
        self.by_product(product, category)
            .and_then(|place| self.rules.get(place))
            .map(|rule| rule.data.as_str())
    }

    /// The place of the first rule that names a product or its category.
    #[must_use]
    pub fn by_product(&self, product: &str, category: Option<&str>) -> Option<usize> {
        let category = category.map(lowercase);
        let below = |category: &str, rule: &String| {
            let rest = category.strip_prefix(&lowercase(rule));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.first(|rule| {
            let category = category.as_deref();
            is(&rule.products, product)
                || category.is_some_and(|c| rule.categories.iter().any(|r| below(c, r)))
        })
    }

    /// All kinds of data it names, each once.
    #[must_use]
    pub fn data(&self) -> Vec<&str> {
        let mut data: Vec<&str> = Vec::new();
        for rule in &self.rules {
            if !data.contains(&rule.data.as_str()) {
                data.push(&rule.data);
            }
        }
        data
    }

    fn first(&self, fits: impl Fn(&SensitiveRule) -> bool) -> Option<usize> {
        self.rules.iter().position(fits)
    }
}

/// Whether a word is one of a list, in letters of whatever case.
fn is(list: &[String], word: &str) -> bool {
    !list.is_empty() && {
        let word = lowercase(word);
        list.iter().any(|one| lowercase(one) == word)
    }
}
