//! Which facts a condition speaks about.

use serde_json::Value;

use super::SegmentsOptions;
use super::read::Place;
use crate::Error;
use crate::model::{Action, Channels, Fact, FactLine, History, Side};
use crate::vocabulary::Vocabulary;

/// The fields of a filter, in the order of [`Filter::words`], and `side`.
pub(super) const FIELDS: [&str; 7] = ["action", "channel", "store", "about", "product", "category", "side"];

/// Which facts are meant: those that have one of the words in every field that is given.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    /// Numbers of words; no words, no condition.
    words: [Vec<u32>; 6],
    pub side: Option<Side>,
    /// The words themselves.
    pub texts: [Vec<String>; 6],
}

/// All filters of a set of segments, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Filters {
    words: Vocabulary,
    /// The filters as JSON, by which they are told apart.
    known: Vocabulary,
    pub all: Vec<Filter>,
    /// The filters of each action, by the number of its word, and those of every action.
    by_action: Vec<Vec<u32>>,
    of_any: Vec<u32>,
}

impl Filters {
    /// The filter of an object such as `{"action": "purchase", "category": ["tea", "coffee"]}`.
    pub fn read(
        &mut self,
        value: &Value,
        place: &Place<'_>,
        fields: &[&str],
        options: &SegmentsOptions,
    ) -> Result<usize, Error> {
        let object = place.object(value)?;
        object.only(place, fields)?;
        let number = self.known.intern(&value.to_string()) as usize;
        if number < self.all.len() {
            return Ok(number);
        }
        let mut filter = Filter::default();
        for (field, name) in FIELDS.iter().enumerate() {
            let Some(value) = object.get(name) else { continue };
            let here = place.at(name);
            if *name == "side" {
                filter.side = Some(match value.as_str() {
                    Some("online") => Side::Online,
                    Some("offline") => Side::Offline,
                    _ => return Err(here.must_be("online or offline")),
                });
                continue;
            }
            let mut texts = Vec::new();
            if value.is_array() {
                for (row, value) in here.list(value, 1000)?.iter().enumerate() {
                    texts.push(options.word(name, &here.row(row), value)?);
                }
            } else {
                texts.push(options.word(name, &here, value)?);
            }
            let numbers = texts.iter().map(|text| self.words.intern(text)).collect();
            if let (Some(words), Some(said)) = (filter.words.get_mut(field), filter.texts.get_mut(field)) {
                (*words, *said) = (numbers, texts);
            }
        }
        self.add(filter);
        Ok(number)
    }

    fn add(&mut self, filter: Filter) {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let [actions, ..] = &filter.words;
        if actions.is_empty() {
            self.of_any.push(number);
        }
        for &action in actions {
            let action = action as usize;
            if self.by_action.len() <= action {
                self.by_action.resize(action + 1, Vec::new());
            }
            // A word told twice is told once.
            if let Some(filters) = self.by_action.get_mut(action).filter(|f| f.last() != Some(&number)) {
                filters.push(number);
            }
        }
        self.all.push(filter);
    }

    /// For each filter the places of the facts it means, oldest first: one pass over the facts.
    pub fn hits(&self, history: &History<'_>) -> Vec<Vec<u32>> {
        let mut hits = vec![Vec::new(); self.all.len()];
        let word = |text: &str| self.words.get(text).unwrap_or(u32::MAX);
        let line_words = |line: &FactLine<'_>| [word(line.product), line.category.map_or(u32::MAX, word)];
        let mut lines = Vec::new();
        for (place, fact) in (0..).zip(history.facts()) {
            let of = |text: Option<&str>| text.map_or(u32::MAX, word);
            let said = [word(fact.action), word(fact.channel), of(fact.store), of(fact.about)];
            let own = self.by_action.get(said[0] as usize).map(Vec::as_slice).unwrap_or_default();
            lines.clear();
            lines.extend(fact.lines.iter().map(line_words));
            for &number in own.iter().chain(&self.of_any) {
                if let (Some(filter), Some(hits)) =
                    (self.all.get(number as usize), hits.get_mut(number as usize))
                    && filter.means(fact.side, &said, &lines)
                {
                    hits.push(place);
                }
            }
        }
        hits
    }

    /// The lines of a fact that a filter means.
    pub fn lines<'f>(&self, filter: usize, fact: Fact<'f>) -> impl Iterator<Item = &'f FactLine<'f>> {
        let filter = self.all.get(filter);
        let [.., products, categories] =
            filter.map_or([&[][..]; 6], |f| f.words.each_ref().map(Vec::as_slice));
        fact.lines.iter().filter(move |line| {
            let is = |words: &[u32], text: Option<&str>| {
                words.is_empty()
                    || text.and_then(|text| self.words.get(text)).is_some_and(|word| words.contains(&word))
            };
            is(products, Some(line.product)) && is(categories, line.category)
        })
    }
}

impl Filter {
    /// Whether a fact of these words, its lines of those, is meant.
    fn means(&self, side: Side, said: &[u32; 4], lines: &[[u32; 2]]) -> bool {
        let [action, channel, store, about, product, category] = &self.words;
        let is = |words: &[u32], word: u32| words.is_empty() || words.contains(&word);
        let said =
            [action, channel, store, about].into_iter().zip(said).all(|(words, &word)| is(words, word));
        let whole = product.is_empty() && category.is_empty();
        said && self.side.is_none_or(|own| own == side)
            && (whole || lines.iter().any(|&[p, c]| is(product, p) && is(category, c)))
    }
}

impl SegmentsOptions {
    /// A word of a field, as facts spell it.
    fn word(&self, field: &str, place: &Place<'_>, value: &Value) -> Result<String, Error> {
        let text = place.text(value)?;
        let (word, known): (String, &[String]) = match field {
            "action" => (Action::read(text).name().into(), &self.actions),
            "channel" => (Channels::canonical(text), &self.channels),
            "store" => (text.into(), &self.stores),
            "category" => (text.into(), &self.categories),
            _ => return Ok(text.into()),
        };
        let named = Action::NAMED.iter().map(Action::name).filter(|_| field == "action");
        let all: Vec<&str> = known.iter().map(String::as_str).chain(named).collect();
        if all.is_empty() || all.contains(&word.as_str()) {
            return Ok(word);
        }
        Err(place.unknown(field, text, &all))
    }
}
