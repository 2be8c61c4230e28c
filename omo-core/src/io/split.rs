//! CSV text into rows, so that one stray quotation mark does not swallow the rest of the file.

use std::ops::Range;

use super::doors::without_bom;
use super::pieces::Pieces;

/// The rows of a CSV one after the other.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    bytes: &'a [u8],
    /// How far it is read.
    at: usize,
    /// Where the reading last began.
    base: usize,
    /// Bytes that may still be read again, so that a file of nothing but quotation marks ends in time.
    again: usize,
}

/// One row.
#[derive(Debug)]
pub(super) struct Split {
    /// Where it lies, without its line end.
    pub(super) range: Range<usize>,
    /// Whether a quotation mark in it is never closed, or is closed in the middle of a cell.
    pub(super) stray_quote: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, base: 0, again: bytes.len().saturating_mul(8) }
    }

    /// Reads the next row that is not blank.
    pub(super) fn next(&mut self, row: &mut Pieces) -> Option<Split> {
        loop {
            let start = self.at;
            if start == self.base {
                let rest = self.bytes.get(start..).unwrap_or_default();
                self.at += rest.len() - without_bom(rest).len();
            }
            if !row.read(self.bytes, &mut self.at) {
                return None;
            }
            let range = self.trimmed(start..self.at);
            let raw = self.bytes.get(range.clone()).unwrap_or_default();
            let at_end = self.at >= self.bytes.len();
            let first_line = raw.iter().position(|&b| b == b'\n');
            if first_line.is_none() && raw.trim_ascii().is_empty() {
                continue;
            }
            if first_line.is_none() && !at_end {
                return Some(Split { range, stray_quote: false });
            }
            let form = Form::of(raw);
            let stray_quote = form == Form::Open || first_line.is_some() && form != Form::Good;
            let Some(first_line) = first_line.filter(|_| stray_quote && raw.len() <= self.again) else {
                return Some(Split { range, stray_quote });
            };
            // The lines after it are probably rows of their own: set only this one aside.
            self.again -= raw.len();
            self.base = range.start + first_line + 1;
            self.at = self.base;
            return Some(Split { range: self.trimmed(range.start..range.start + first_line), stray_quote });
        }
    }

    /// Without line ends before and after it.
    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let Range { mut start, mut end } = range;
        let line_end = |at: usize| matches!(self.bytes.get(at), Some(b'\n' | b'\r'));
        while start < end && line_end(start) {
            start += 1;
        }
        while start < end && line_end(end - 1) {
            end -= 1;
        }
        start..end
    }
}

/// How well a row's quotation marks are formed (RFC 4180, section 2, rules 5 to 7).
#[derive(Debug, PartialEq, Eq)]
enum Form {
    Good,
    /// A quotation mark in a cell that is not quoted, or text behind a closing one.
    Stray,
    /// A quoted cell that never ends.
    Open,
}

impl Form {
    fn of(row: &[u8]) -> Self {
        let mut bytes = row.iter().copied().peekable();
        let mut form = Self::Good;
        let mut cell_starts = true;
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if cell_starts => {
                    // To the closing quotation mark; two in a row stand for one.
                    loop {
                        match bytes.next() {
                            None => return Self::Open,
                            Some(b'"') if bytes.next_if_eq(&b'"').is_none() => break,
                            Some(_) => {}
                        }
                    }
                    if !matches!(bytes.peek(), None | Some(b',' | b'\r' | b'\n')) {
                        form = Self::Stray;
                    }
                    cell_starts = false;
                }
                b'"' => form = Self::Stray,
                _ => cell_starts = byte == b',',
            }
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<(&str, bool)> {
        let mut rows = Rows::new(text.as_bytes());
        let mut record = Pieces::default();
        std::iter::from_fn(|| rows.next(&mut record)).map(|s| (&text[s.range], s.stray_quote)).collect()
    }

    #[test]
    fn a_row_is_where_it_is() {
        let text = "a,b\r\n\r\n1,\"two\r\nlines\"\r\n   \r\n3,4";
        assert_eq!(rows(text), [("a,b", false), ("1,\"two\r\nlines\"", false), ("3,4", false)]);
    }

    #[test]
    fn a_stray_quotation_mark_costs_one_row() {
        assert_eq!(rows("1,\"a\n2,b\n3,c\n"), [("1,\"a", true), ("2,b", false), ("3,c", false)]);
        // Here the next quotation mark closes it, in the middle of a cell.
        assert_eq!(rows("1,\"a\n2,b\n3,\"c\"\n"), [("1,\"a", true), ("2,b", false), ("3,\"c\"", false)]);
        assert_eq!(rows("1,a\n2,\"b"), [("1,a", false), ("2,\"b", true)]);
        assert_eq!(rows("1,5\"\n2,b"), [("1,5\"", false), ("2,b", false)]);
    }

    /// Each line opens a quotation that no later line closes for good.
    #[test]
    fn a_file_of_quotation_marks_ends_in_time() {
        let text = "a\"b,\"c\n".repeat(300_000);
        assert!(!rows(&text).is_empty());
    }

    proptest! {
        /// Rows and the line ends between them are the whole text.
        #[test]
        fn no_byte_is_lost(text in "[a,\"\\r\\n ]{0,60}") {
            let together: String = rows(&text).into_iter().map(|(row, _)| row).collect();
            let without = |text: &str| text.replace(['\r', '\n', ' '], "");
            prop_assert_eq!(without(&together), without(&text));
        }
    }
}
