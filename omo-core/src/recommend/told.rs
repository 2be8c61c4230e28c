//! Answers under the names that the shop gave: for whoever shows them.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Excluded, Named, Names, Reason, Recommendations};
use crate::model::Language;

/// An answer under names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ToldRecommendations {
    /// The best items, best first.
    pub items: Vec<ToldItem>,
    /// Items that would have stood in this list and were not allowed, by cause.
    pub excluded: Vec<Excluded>,
}

/// An item of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ToldItem {
    /// The item, as the shop calls it: text, or a whole number where all are.
    #[cfg_attr(feature = "typescript", ts(type = "string | number"))]
    pub item: Value,
    /// More is better; to be compared within one answer only.
    pub score: f64,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<ToldReason>,
}

/// A reason, in words and as data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ToldReason {
    /// The reason as a half sentence.
    pub words: String,
    /// Its `kind` and numbers; items, stores and channels by name.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "{ kind: string; [detail: string]: string | number | null }")
    )]
    pub fact: Map<String, Value>,
}

/// The names of places, for answers that speak of them.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The names of stores.
    pub stores: &'a Names,
    /// The names of channels.
    pub channels: &'a Names,
}

impl Names {
    /// The name of a number as it was written.
    #[must_use]
    pub fn label(&self, number: u32) -> Value {
        let Some(text) = self.text(number) else { return Value::Null };
        match text.parse::<i64>() {
            Ok(whole) if self.are_integers() => Value::from(whole),
            _ => Value::from(text),
        }
    }

    /// An answer in numbers of these items, under their names; stores and channels keep their numbers where `places` does not
    /// name them.
    ///
    /// ```
    /// use omo_core::{Language, vocabulary::Vocabulary};
    /// use omo_core::recommend::{Names, Reason, Recommendation, Recommendations};
    /// let mut met = Vocabulary::default();
    /// (met.intern("rice"), met.intern("tea"));
    /// let items = Names::sorted(&met, false).0;
    /// let reasons = vec![Reason::BoughtTogether { with: 0, customers: 12 }];
    /// let answer = Recommendations { items: vec![Recommendation { item: 1, score: 0.5, reasons }], excluded: vec![] };
    /// let told = items.tell(&answer, None, Language::En);
    /// assert_eq!((&told.items[0].item, &told.items[0].reasons[0].fact["with"]), (&"tea".into(), &"rice".into()));
    /// assert_eq!(told.items[0].reasons[0].words, "12 customers bought it as well as rice");
    /// ```
    #[must_use]
    pub fn tell(
        &self,
        answer: &Recommendations,
        places: Option<Places<'_>>,
        language: Language,
    ) -> ToldRecommendations {
        let item = |one: &super::Recommendation| ToldItem {
            item: self.label(one.item),
            score: one.score,
            reasons: one.reasons.iter().map(|reason| self.because(reason, places, language)).collect(),
        };
        ToldRecommendations {
            items: answer.items.iter().map(item).collect(),
            excluded: answer.excluded.clone(),
        }
    }

    fn because(&self, reason: &Reason, places: Option<Places<'_>>, language: Language) -> ToldReason {
        let named = |names: Option<&Self>, number: u32| {
            names
                .map_or_else(|| number.to_string(), |names| names.text(number).unwrap_or_default().to_owned())
        };
        let (stores, channels) = places.map(|places| (places.stores, places.channels)).unzip();
        let words = reason.words(language, |thing| match thing {
            Named::Item(item) => named(Some(self), item),
            Named::Store(store) => named(stores, store),
            Named::Channel(channel) => named(channels, channel),
        });
        let mut fact = match crate::json::read(&crate::json::write(reason)) {
            Some(Value::Object(fact)) => fact,
            _ => Map::new(),
        };
        let keys = [("with", Some(self)), ("item", Some(self)), ("store", stores), ("channel", channels)];
        for (key, names) in keys.into_iter().filter_map(|(key, names)| Some((key, names?))) {
            if let Some(value) = fact.get_mut(key) {
                let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
                *value = number.map_or(Value::Null, |number| names.label(number));
            }
        }
        ToldReason { words, fact }
    }
}
