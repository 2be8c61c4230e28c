//! Records as columns of texts, each text kept once.

use serde::Serialize;

use crate::Error;
use crate::form;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// A column of texts; `u32::MAX` stands for an empty cell.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// What it is called.
    pub name: String,
    /// Its texts, each once.
    pub texts: Vocabulary,
    /// The number of each row's text.
    pub cells: Vec<u32>,
}

/// The cell of a row without a value.
pub const EMPTY: u32 = u32::MAX;

impl Column {
    /// A column of these cells.
    pub fn new<'a>(name: &str, cells: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut texts = Vocabulary::default();
        let cells = cells.into_iter().map(|cell| cell.map_or(EMPTY, |text| texts.intern(text))).collect();
        Self { name: name.into(), texts, cells }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// A given name.
    GivenName,
    /// A family name.
    FamilyName,
    /// A whole name.
    FullName,
    /// A day, such as a birthday.
    Date,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A postal code.
    Postcode,
    /// A street and house, or a whole address.
    Address,
    /// A number that a person has one of: a passport, a tax number.
    Number,
    /// One of a set of words that many share: a town, an occupation, a gender.
    Category,
    /// Any other text.
    Text,
    /// Not to be compared.
    Ignore,
}

form::words!(ColumnKind {
    GivenName = "given_name",
    FamilyName = "family_name",
    FullName = "full_name",
    Date = "date",
    Email = "email",
    Phone = "phone",
    Postcode = "postcode",
    Address = "address",
    Number = "number",
    Category = "category",
    Text = "text",
    Ignore = "ignore",
});

/// Records of people, from one source or several.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub(super) ids: Column,
    pub(super) columns: Vec<Column>,
}

impl Records {
    /// Records with these ids and columns.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when columns differ in length, [`Error::Column`] when a record has no id or one that another
    /// has.
    pub fn new(ids: Column, columns: Vec<Column>) -> Result<Self, Error> {
        let rows = ids.cells.len();
        if let Some(other) = columns.iter().find(|column| column.cells.len() != rows) {
            let (what, got) = (other.name.clone(), other.cells.len());
            return Err(Error::Length { what, expected: rows, got });
        }
        let mut seen = vec![false; ids.texts.len()];
        for (row, &id) in ids.cells.iter().enumerate() {
            let wrong = |must: &str| Error::Column {
                column: ids.name.clone(),
                must: format!("{must}; row {row} is not"),
            };
            match seen.get_mut(id as usize) {
                None => return Err(wrong("filled in every row")),
                Some(true) => return Err(wrong("different in every row")),
                Some(seen) => *seen = true,
            }
        }
        Ok(Self { ids, columns })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.cells.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.cells.is_empty()
    }

    /// Their ids.
    #[must_use]
    pub fn ids(&self) -> &Column {
        &self.ids
    }

    /// What is known of them, column by column.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows in order of their ids, so that the order in which they came does not matter.
    pub(super) fn by_id(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect();
        rows.put_in_order_by(|&a, &b| self.id(a).cmp(&self.id(b)));
        rows
    }

    /// The id of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<&str> {
        self.ids.texts.text(*self.ids.cells.get(row as usize)?)
    }

    /// The row of an id.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<u32> {
        let id = self.ids.texts.get(id)?;
        let row = self.ids.cells.iter().position(|&cell| cell == id)?;
        u32::try_from(row).ok()
    }
}
