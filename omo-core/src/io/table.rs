//! A CSV with a header: which column is which word, and its rows.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::cell::Scalar;
use super::gather::escaped;
use super::mapping::{IGNORE, Mapping};
use super::object::push_measured;
use super::pieces::{Pieces, Texts};
use super::record::{Cell, Fields, Remark, Row, Word};
use super::split::{Rows, Split};
use crate::Error;
use crate::order::Order;

/// No cell is longer, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// What to do about a cell that is longer.
pub(super) const TOO_LONG: &str = "shorten the cell to at most 64 KB";

/// A CSV whose header has been read.
#[derive(Debug)]
pub(super) struct Table<'a> {
    rows: Rows<'a>,
    columns: Columns,
}

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    /// Columns of each word, in alphabetical order of their names.
    words: Vec<Vec<usize>>,
}

/// A row that is not fit to be read, and the id in it.
#[derive(Debug)]
pub(super) struct BadRow {
    pub(super) remark: Remark,
    pub(super) id: Option<String>,
}

/// Takes a row: where it lies and its cells, or what is wrong with it.
type TakeRow<'t> = &'t mut dyn FnMut(Range<usize>, Result<Cells<'_>, BadRow>);

/// The cells of a good row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'r> {
    columns: &'r Columns,
    texts: Texts<'r>,
}

impl<'a> Table<'a> {
    /// Reads the header; nothing when the file is blank. Give bytes without a byte order mark.
    pub(super) fn open(bytes: &'a [u8], mapping: &Mapping, words: &[&str]) -> Result<Option<Self>, Error> {
        let mut rows = Rows::new(bytes);
        let mut header = Pieces::default();
        if rows.next(&mut header).is_none() {
            return Ok(None);
        }
        let names = header.iter().map(|name| std::str::from_utf8(name).map(|name| name.trim().to_owned()));
        let names: Vec<String> = names
            .collect::<Result<_, _>>()
            .map_err(|_| Error::format("header", "UTF-8: save the file in that encoding"))?;
        for (column, word) in &mapping.columns {
            if word != IGNORE && !names.contains(column) {
                return Err(Error::Column { column: column.clone(), must: "in the header".into() });
            }
        }
        let plan = mapping.plan(words, names.iter().map(String::as_str).collect());
        let place = |name: &&str| names.iter().position(|have| have == name);
        let words = plan.iter().map(|found| found.iter().filter_map(place).collect()).collect();
        Ok(Some(Self { rows, columns: Columns { names, words } }))
    }

    /// Whether a column is the word.
    pub(super) fn has(&self, word: usize) -> bool {
        self.columns.words.get(word).is_some_and(|columns| !columns.is_empty())
    }

    /// The header as a line of CSV.
    pub(super) fn header(&self) -> String {
        let mut line = String::new();
        for (at, name) in self.columns.names.iter().enumerate() {
            if at > 0 {
                line.push(',');
            }
            if name.contains([',', '"', '\r', '\n']) {
                line.push('"');
                line.push_str(&name.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(name);
            }
        }
        line
    }

    /// Gives every row to `take`: where it lies and its cells, or what is wrong with it.
    pub(super) fn each(mut self, take: TakeRow<'_>) {
        let mut row = Pieces::default();
        while let Some(Split { range, stray_quote }) = self.rows.next(&mut row) {
            let columns = &self.columns;
            let fault = if stray_quote {
                Some(("quote", "close the quotation mark, and write one inside a quoted cell twice"))
            } else if row.len() != columns.names.len() {
                Some((
                    "cells",
                    "give the row as many cells as the header has; quote a cell that holds a comma",
                ))
            } else {
                None
            };
            if let Some((code, reason)) = fault {
                take(range, Err(BadRow { remark: Remark::of_row(code, reason), id: None }));
                continue;
            }
            let long = range.len() > LONGEST;
            if let Some(at) = row.iter().position(|cell| long && cell.len() > LONGEST) {
                take(range, Err(columns.bad(&row, at, "too_long", TOO_LONG)));
                continue;
            }
            if let Some(texts) = row.texts() {
                take(range, Ok(Cells { columns, texts }));
                continue;
            }
            let broken = row.iter().position(|cell| std::str::from_utf8(cell).is_err()).unwrap_or_default();
            take(range, Err(columns.bad(&row, broken, "utf8", "save the text as UTF-8")));
        }
    }

    /// The text of a row.
    pub(super) fn text(bytes: &[u8], range: Range<usize>) -> String {
        let raw = bytes.get(range).unwrap_or_default();
        std::str::from_utf8(raw).map_or_else(|_| escaped(raw), str::to_owned)
    }
}

impl Columns {
    /// A row whose cell `at` is at fault. The column is named only if the mapping or omo does: a file without
    /// a header has customers in its first row.
    fn bad(&self, row: &Pieces, at: usize, code: &'static str, reason: &'static str) -> BadRow {
        let read = self.words.iter().flatten().any(|&column| column == at);
        let column = self.names.get(at).filter(|_| read);
        let ids = self.words.get(Word::Id as usize).into_iter().flatten();
        let mut ids = ids.filter_map(|&at| std::str::from_utf8(row.get(at)?).ok());
        let id = ids.find(|id| !id.trim().is_empty() && id.len() <= LONGEST).map(|id| id.trim().to_owned());
        let remark = match column {
            Some(column) => Remark::of(column, code, reason),
            None => Remark::of_row(code, reason),
        };
        BadRow { remark, id }
    }
}

impl Row for Cells<'_> {
    fn at(&self, word: usize, nth: usize) -> Option<Cell<'_>> {
        let &column = self.columns.words.get(word)?.get(nth)?;
        let value = Scalar::Text(Cow::Borrowed(self.texts.get(column)?));
        Some(Cell { column: self.columns.names.get(column)?, value })
    }

    fn column(&self, word: usize) -> Option<&str> {
        self.at(word, 0).map(|cell| cell.column)
    }
}

impl Fields for Cells<'_> {
    fn cell(&self, word: Word, nth: usize) -> Option<Cell<'_>> {
        self.at(word as usize, nth)
    }

    fn list(&self, _name: &str) -> Option<&Value> {
        None
    }

    fn canonical(&self) -> String {
        let mut cells = Vec::new();
        for (at, name) in self.columns.names.iter().enumerate() {
            let text = self.texts.get(at).unwrap_or_default().trim();
            if !text.is_empty() {
                cells.push((name.as_str(), text));
            }
        }
        cells.put_in_order();
        let mut all = String::new();
        for (name, text) in cells {
            push_measured(&mut all, name);
            push_measured(&mut all, text);
        }
        all
    }
}
