//! Where in an argument something is wrong, said without telling what stands there.

use omo_core::Error;

/// What serde says about `json`, as an error that names the row and the field and tells no data.
pub fn column(what: &str, json: &str, error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let (row, field) = path(json, error.column());
    // The name of a field that is not known is the caller's own text.
    let field = field.filter(|_| !message.starts_with("unknown field "));
    let field = field.map(|field| format!(".{field}")).unwrap_or_default();
    let row = row.map(|row| format!("[{row}]{field}")).unwrap_or_default();
    Error::Column { column: format!("{what}{row}"), must: must(&message) }
}

/// What should have stood there.
///
/// serde writes what it met first and what it expected last; only the last is ours to tell.
fn must(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    let known = ["missing field ", "duplicate field "].iter().any(|start| message.starts_with(start));
    match message.rsplit_once(", expected ") {
        Some((_, "a sequence")) => "an array".into(),
        Some((_, "a map")) => "an object".into(),
        Some((_, expected)) if expected.starts_with("struct ") => "an object".into(),
        Some((_, expected)) => expected.into(),
        None if known => format!("complete: {message}"),
        None if message.starts_with("unknown field ") => "without fields that are not known".into(),
        // Written by the core, which names forms and never data.
        None => {
            message.rsplit_once(" must be ").map_or_else(|| "of another form".into(), |(_, must)| must.into())
        }
    }
}

/// The row and the field of the byte `column` (counted from 1) in a JSON text of one line.
///
/// Only rows of an array have them, and deeper keys are left out: a map may be keyed by customers.
fn path(json: &str, column: usize) -> (Option<usize>, Option<&str>) {
    let read = json.as_bytes().get(..column).unwrap_or_default();
    let (mut depth, mut row) = (0_usize, 0_usize);
    let (mut field, mut text) = (None, None);
    let mut escaped = false;
    for (at, &byte) in read.iter().enumerate() {
        match (text, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(start), b'"') => {
                if depth == 2 && json.as_bytes().get(at + 1) == Some(&b':') {
                    field = json.get(start..at);
                }
                text = None;
            }
            (None, b'"') => text = Some(at + 1),
            (None, b'[' | b'{') => depth += 1,
            (None, b']' | b'}') => {
                depth = depth.saturating_sub(1);
                field = field.filter(|_| depth > 1);
            }
            (None, b',') if depth == 1 => (row, field) = (row + 1, None),
            (None, b',') if depth == 2 => field = None,
            _ => {}
        }
    }
    let row = (json.starts_with('[') && depth > 0).then_some(row);
    (row, field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use omo_core::{Identifier, Store};

    fn wrong<T: serde::de::DeserializeOwned>(json: &str) -> String {
        let error = serde_json::from_str::<T>(json).err().unwrap();
        column("rows", json, &error).to_string()
    }

    #[test]
    fn the_row_and_the_field_are_named() {
        let ginza = r#"{"id":"a, b","name":"}],[{\"","latitude":35.7,"longitude":139.8}"#;
        let stores = |second: &str| wrong::<Vec<Store>>(&format!("[{ginza},{second}]"));
        assert_eq!(stores(r#"{"id":"x","name":7}"#), "column `rows[1].name` must be a string");
        assert_eq!(stores(r#"{"id":"x"}"#), "column `rows[1]` must be complete: missing field `name`");
        assert_eq!(stores("7"), "column `rows[1]` must be an object");
        assert_eq!(wrong::<Vec<Store>>("7"), "column `rows` must be an array");
        assert_eq!(wrong::<Store>(r#"{"id":7}"#), "column `rows` must be a string");
    }

    #[test]
    fn nothing_of_a_customer_is_told() {
        let address = "hanako, expected";
        for json in [
            format!(r#"[{{"kind":"email","value":"{address}"}}]"#),
            format!(r#"[{{"kind":"{address}","value":"x"}}]"#),
            format!(r#"[{{"kind":"email","{address}":"x"}}]"#),
            format!(r#"["{address}"]"#),
            format!(r#"{{"{address}":7}}"#),
        ] {
            let message = wrong::<Vec<Identifier>>(&json);
            assert!(!message.contains("hanako"), "{message}");
        }
    }
}
