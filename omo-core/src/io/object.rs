//! A JSON object as a record: flat, nested, or reached by paths.

use serde_json::{Map, Value};

use super::cell::Scalar;
use super::mapping::{Mapping, TRAITS, WORDS, camel};
use super::record::{Cell, Fields, Word};
use super::table::LONGEST;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// Which key of an object is which word.
#[derive(Debug)]
pub(super) struct Keys {
    columns: Vocabulary,
    /// The word of each column.
    words: Vec<usize>,
    /// Mapped columns that reach into nested objects: the whole, its steps, the word.
    paths: Vec<(String, usize)>,
}

/// An object's values, sorted by word and column.
#[derive(Debug)]
pub(super) struct Object<'r> {
    map: &'r Map<String, Value>,
    slots: Vec<(usize, &'r str, &'r Value)>,
}

impl Keys {
    pub(super) fn new(mapping: &Mapping) -> Self {
        let camels: Vec<String> = WORDS.iter().map(|word| camel(word)).collect();
        let named = WORDS.iter().copied().chain(camels.iter().map(String::as_str));
        let plan = mapping.plan(&WORDS, named.collect());
        let (mut columns, mut words) = (Vocabulary::default(), Vec::new());
        for (word, names) in plan.iter().enumerate() {
            for name in names {
                match words.get_mut(columns.intern(name) as usize) {
                    Some(known) => *known = word,
                    None => words.push(word),
                }
            }
        }
        let named = columns.iter().zip(&words).filter(|(column, _)| column.contains('.'));
        let mut paths: Vec<(String, usize)> =
            named.map(|(column, word)| (column.to_owned(), *word)).collect();
        paths.put_in_order();
        Self { columns, words, paths }
    }

    /// The values of an object that are words.
    pub(super) fn of<'r>(&'r self, map: &'r Map<String, Value>) -> Object<'r> {
        let mut slots: Vec<(usize, &str, &Value)> = map
            .iter()
            .filter_map(|(key, value)| {
                let word = match self.columns.get(key) {
                    Some(column) => *self.words.get(column as usize)?,
                    None if key.starts_with(TRAITS) => WORDS.len(),
                    None => return None,
                };
                Some((word, key.as_str(), value))
            })
            .collect();
        for (path, word) in &self.paths {
            let mut steps = path.split('.');
            let first = steps.next().and_then(|step| map.get(step));
            // A key that has the dots in its name was found already.
            if let Some(value) = steps.try_fold(first, |at, step| Some(at?.get(step))).flatten()
                && !map.contains_key(path)
            {
                slots.push((*word, path, value));
            }
        }
        slots.put_in_order_by_key(|&(word, column, _)| (word, column));
        Object { map, slots }
    }
}

impl Fields for Object<'_> {
    fn cell(&self, word: Word, nth: usize) -> Option<Cell<'_>> {
        let slots = self.slots.iter().filter(move |(of, ..)| *of == word as usize);
        slots.filter_map(|&(_, column, value)| Some(Cell { column, value: Scalar::of(value)? })).nth(nth)
    }

    fn list(&self, name: &str) -> Option<&Value> {
        self.map.get(name).filter(|value| !value.is_null())
    }

    fn canonical(&self) -> String {
        canonical(self.map)
    }
}

/// An object as text with its keys in order and its nulls left out.
pub(super) fn canonical(map: &Map<String, Value>) -> String {
    let mut text = String::new();
    write_map(map, &mut text);
    text
}

fn write_map(map: &Map<String, Value>, text: &mut String) {
    let mut entries: Vec<(&String, &Value)> = map.iter().filter(|(_, value)| !value.is_null()).collect();
    entries.put_in_order_by_key(|(key, _)| *key);
    text.push('{');
    for (key, value) in entries {
        push_measured(text, key);
        write_value(value, text);
    }
    text.push('}');
}

/// Adds a text behind its length, which keeps `ab` and `c` apart from `a` and `bc`.
pub(super) fn push_measured(all: &mut String, text: &str) {
    all.push_str(&text.len().to_string());
    all.push(':');
    all.push_str(text);
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => write_map(map, text),
        Value::Array(list) => {
            text.push('[');
            for value in list {
                write_value(value, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::String(string) => push_measured(text, string),
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            text.push_str(&crate::json::write(value));
            text.push(';');
        }
    }
}

/// Whether a text anywhere in it is too long for a cell.
pub(super) fn too_long(value: &Value) -> bool {
    match value {
        Value::String(text) => text.len() > LONGEST,
        Value::Array(list) => list.iter().any(too_long),
        Value::Object(map) => map.iter().any(|(key, value)| key.len() > LONGEST || too_long(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
