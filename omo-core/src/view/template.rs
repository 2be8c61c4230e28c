//! JSON with blanks: a specification is a file that a designer can read, and the numbers fill it.

use serde_json::{Map, Value};

/// Values by name: a row of data as it is, or what fills the blanks of a template.
#[derive(Default)]
pub(super) struct Named(Map<String, Value>);

impl Named {
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.insert(name.into(), value);
        self
    }

    pub fn text(self, name: &str, text: &str) -> Self {
        self.with(name, Value::String(text.into()))
    }

    pub fn count(self, name: &str, count: u64) -> Self {
        self.with(name, Value::from(count))
    }

    pub fn number(self, name: &str, number: f64) -> Self {
        self.with(name, Value::from(number))
    }

    /// The values as an object.
    pub fn row(self) -> Value {
        Value::Object(self.0)
    }

    /// `template` with every text `"@name"` replaced by the value of that name.
    ///
    /// What is filled in is not looked at again, so data that look like a blank stay data.
    pub fn fill(&self, template: &str) -> Value {
        let mut filled = crate::json::read(template).unwrap_or_default();
        self.fill_value(&mut filled);
        filled
    }

    fn fill_value(&self, place: &mut Value) {
        match place {
            Value::String(text) => {
                if let Some(value) = text.strip_prefix('@').and_then(|name| self.0.get(name)) {
                    *place = copy(value);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill_value(item)),
            Value::Object(fields) => fields.values_mut().for_each(|field| self.fill_value(field)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The same once more: a template may have several places for it. A clone would bring code of its own for maps.
fn copy(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(text.clone()),
        Value::Array(items) => {
            let mut all = Vec::with_capacity(items.len());
            for item in items {
                all.push(copy(item));
            }
            Value::Array(all)
        }
        Value::Number(number) => Value::Number(number.clone()),
        Value::Bool(is) => Value::Bool(*is),
        Value::Object(fields) => {
            let mut all = Map::new();
            for (name, value) in fields {
                all.insert(name.clone(), copy(value));
            }
            Value::Object(all)
        }
        Value::Null => Value::Null,
    }
}

/// How many bytes of a template say something.
pub(super) const fn length(template: &str) -> usize {
    shorten(template.as_bytes(), &mut [])
}

/// A template without the white space that people read it by, which would travel with it.
pub(super) const fn short<const LENGTH: usize>(template: &str) -> [u8; LENGTH] {
    let mut short = [0; LENGTH];
    shorten(template.as_bytes(), &mut short);
    short
}

/// Writes what says something, as far as there is room; how much it is.
const fn shorten(mut template: &[u8], mut into: &mut [u8]) -> usize {
    let (mut length, mut within) = (0, false);
    while let Some((&byte, rest)) = template.split_first() {
        template = rest;
        // No text in a template has an escaped quotation mark; a test reads each.
        within ^= byte == b'"';
        if within || !byte.is_ascii_whitespace() {
            length += 1;
            let room = into;
            into = &mut [];
            if let Some((place, rest)) = room.split_first_mut() {
                *place = byte;
                into = rest;
            }
        }
    }
    length
}

/// A template of this folder, as it travels.
macro_rules! template {
    ($file:literal) => {{
        const WHOLE: &str = include_str!($file);
        const SHORT: [u8; $crate::view::template::length(WHOLE)] = $crate::view::template::short(WHOLE);
        std::str::from_utf8(&SHORT).unwrap_or_default()
    }};
}
pub(super) use template;

/// Texts as a list.
pub(super) fn texts<T: AsRef<str>>(texts: &[T]) -> Value {
    texts.iter().map(AsRef::as_ref).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_template_says_the_same_when_it_is_short() {
        for (short, whole) in [
            (template!("specs/crossings.json"), include_str!("specs/crossings.json")),
            (template!("specs/flows.json"), include_str!("specs/flows.json")),
            (template!("specs/frame.json"), include_str!("specs/frame.json")),
            (template!("specs/funnel.json"), include_str!("specs/funnel.json")),
            (template!("specs/journey_map.json"), include_str!("specs/journey_map.json")),
        ] {
            assert!(short.len() < whole.len() && !short.contains('\n'));
            let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(read(short), read(whole));
        }
    }

    #[test]
    fn blanks_are_filled_wherever_they_stand_and_data_are_left_alone() {
        let blanks = Named::default().text("a", "@b").count("b", 2).with("list", json!(["@a"]));
        let filled =
            blanks.fill(r#"{"x": "@a", "y": [1, "@b", {"z": "@list"}], "mail": "a@b", "other": "@c"}"#);
        assert_eq!(filled, json!({"x": "@b", "y": [1, 2, {"z": ["@a"]}], "mail": "a@b", "other": "@c"}));
    }

    #[test]
    fn rows_of_data_fill_as_many_places_as_there_are() {
        let rows = json!([{"x": 1.5, "y": [null, true]}, {"x": "one"}]);
        let filled = Named::default().with("rows", rows.clone()).fill(r#"{"a": "@rows", "b": ["@rows"]}"#);
        assert_eq!(filled, json!({"a": rows, "b": [rows]}));
    }
}
