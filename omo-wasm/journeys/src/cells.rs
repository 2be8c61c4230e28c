//! The cells of a JavaScript array, read in pieces as JSON.
//!
//! One call a cell would cost more than all that is done with it: the browser writes a piece of an array as JSON in one go, and
//! says by it of what kind each cell is. Dates are texts there; what is not there, and what is no number, is null.

use js_sys::{Array, JSON, JsString, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Writes a text as bytes at once, where the glue looks at it letter by letter first.
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    #[wasm_bindgen(method)]
    fn encode(this: &TextEncoder, text: &JsString) -> Uint8Array;
}

/// What stands in a cell.
pub enum Cell<'a> {
    Text(&'a str),
    /// As JavaScript writes it.
    Number(&'a str),
    Flag(bool),
    Nothing,
}

/// How many cells cross at once.
const PIECE: u32 = 32_768;

/// Hands each cell over with its row; false where one is of another kind, or was refused.
pub fn each(array: &Array, mut take: impl FnMut(usize, Cell<'_>) -> bool) -> Result<(), usize> {
    let (mut row, encoder) = (0, TextEncoder::new());
    for start in (0..array.length()).step_by(PIECE as usize) {
        let piece = array.slice(start, start.saturating_add(PIECE));
        let text = JSON::stringify(&piece).map_err(|_| row)?;
        let text = String::from_utf8(encoder.encode(&text).to_vec()).map_err(|_| row)?;
        for cell in Cells(text.strip_prefix('[').unwrap_or_default()) {
            let taken = match cell {
                Written::Escaped(quoted) => match serde_json::from_str::<String>(quoted) {
                    Ok(text) => take(row, Cell::Text(&text)),
                    Err(_) => false,
                },
                Written::Plain(cell) => take(row, cell),
                Written::Other => false,
            };
            if !taken {
                return Err(row);
            }
            row += 1;
        }
    }
    Ok(())
}

/// What is left of a JSON array behind its bracket.
struct Cells<'a>(&'a str);

enum Written<'a> {
    Plain(Cell<'a>),
    /// A text with its quotes, in which something is escaped.
    Escaped(&'a str),
    /// An array or an object, which are no cells; nothing can be read behind it.
    Other,
}

impl<'a> Iterator for Cells<'a> {
    type Item = Written<'a>;

    fn next(&mut self) -> Option<Written<'a>> {
        let rest = self.0;
        let (cell, after) = match rest.as_bytes().first()? {
            b']' => return None,
            b'"' => quoted(rest)?,
            b'[' | b'{' => (Written::Other, rest),
            _ => {
                let end = rest.bytes().position(|byte| byte == b',' || byte == b']')?;
                let (word, after) = rest.split_at_checked(end)?;
                let cell = match word {
                    "null" => Cell::Nothing,
                    "true" => Cell::Flag(true),
                    "false" => Cell::Flag(false),
                    number => Cell::Number(number),
                };
                (Written::Plain(cell), after)
            }
        };
        self.0 = after.strip_prefix(',').unwrap_or(after);
        Some(cell)
    }
}

/// The text that a piece of JSON begins with, and what comes behind it.
fn quoted(rest: &str) -> Option<(Written<'_>, &str)> {
    let inner = rest.get(1..)?;
    let end = inner.bytes().position(|byte| byte == b'"' || byte == b'\\')?;
    let (text, after) = inner.split_at_checked(end)?;
    if let Some(after) = after.strip_prefix('"') {
        return Some((Written::Plain(Cell::Text(text)), after));
    }
    let mut escaped = false;
    let end = inner.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let (text, after) = rest.split_at_checked(end + 2)?;
    Some((Written::Escaped(text), after))
}
