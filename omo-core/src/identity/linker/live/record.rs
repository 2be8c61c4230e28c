//! One record, as it comes.

use std::collections::BTreeMap;

use crate::identity::linker::records::AFTER;

/// What one record says of a person, and where it is from.
///
/// ```
/// use omo_core::identity::linker::Record;
/// let record = Record::new([("first_name", "Hanako"), ("surname", "Yamada")])
///     .with_list("emails", ["hanako@example.jp", "h@example.jp"])
///     .from("till");
/// assert_eq!(record.columns().collect::<Vec<_>>(), ["emails", "first_name", "surname"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    cells: BTreeMap<String, String>,
    source: Option<String>,
}

impl Record {
    /// Columns and what stands there; those that are left out say nothing.
    pub fn new<'a>(cells: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let cells = cells.into_iter().map(|(column, text)| (column.to_owned(), text.to_owned())).collect();
        Self { cells, source: None }
    }

    /// The same with one more column.
    #[must_use]
    pub fn with(mut self, column: &str, text: &str) -> Self {
        self.cells.insert(column.to_owned(), text.to_owned());
        self
    }

    /// The same with a column that has several texts, such as all e-mail addresses.
    #[must_use]
    pub fn with_list<'a>(self, column: &str, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = String::new();
        for text in texts {
            all.push_str(text);
            all.push(AFTER);
        }
        if all.is_empty() { self } else { self.with(column, &all) }
    }

    /// The same from this source.
    #[must_use]
    pub fn from(mut self, source: &str) -> Self {
        self.source = Some(source.to_owned());
        self
    }

    /// Its columns, in order of their names.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.cells.keys().map(String::as_str)
    }

    /// What stands in a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// Where it is from.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }
}

/// The cells of a record end to end, as they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    text: Box<str>,
    /// Where each cell ends; [`MISSING`] for one that is not there.
    ends: Box<[u32]>,
}

const MISSING: u32 = u32::MAX;

impl Kept {
    pub fn new<'a>(cells: impl Iterator<Item = Option<&'a str>>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for cell in cells {
            text.push_str(cell.unwrap_or_default());
            ends.push(cell.and_then(|_| u32::try_from(text.len()).ok()).unwrap_or(MISSING));
        }
        Self { text: text.into(), ends: ends.into() }
    }

    /// The cell with this number.
    pub fn cell(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at).filter(|end| **end != MISSING)?;
        let before = self.ends.get(..at)?.iter().rev().find(|end| **end != MISSING);
        self.text.get(before.map_or(0, |&end| end as usize)..end as usize)
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.text.len() + 4 * self.ends.len()
    }
}
