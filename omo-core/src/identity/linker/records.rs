//! Records as columns of texts, each text kept once.

use std::borrow::Cow;

use serde::Serialize;

use crate::Error;
use crate::form;
use crate::order::Order;
use crate::parallel::parallel;
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
        let cells = texts.intern_all(cells);
        Self { name: name.into(), texts, cells }
    }

    /// Columns read each by itself, on all of the machine's cores where the feature `parallel` is on.
    ///
    /// # Errors
    ///
    /// The first that `read` gives.
    pub fn all<T: Sync, E: Send>(
        of: &[T],
        read: impl Fn(&T) -> Result<Self, E> + Sync,
    ) -> Result<Vec<Self>, E> {
        parallel(of, || (), |(), one| read(one)).into_iter().collect()
    }

    /// A column of lists of texts, such as all e-mail addresses of a customer. They are compared as sets.
    ///
    /// ```
    /// use omo_core::identity::linker::Column;
    /// let emails = Column::of_lists("emails", [Some(vec!["a@example.jp", "b@example.jp"]), Some(vec![]), None]);
    /// assert_eq!(emails.cells, [0, u32::MAX, u32::MAX]);
    /// ```
    pub fn of_lists<'a, L>(name: &str, cells: impl IntoIterator<Item = Option<L>>) -> Self
    where
        L: IntoIterator<Item = &'a str>,
    {
        let mut texts = Vocabulary::default();
        let mut cell = |cell: Option<L>| texts.intern_list(cell?);
        let cells = cells.into_iter().map(|one| cell(one).unwrap_or(EMPTY)).collect();
        Self { name: name.into(), texts, cells }
    }

    /// What stands in a row.
    #[must_use]
    pub fn text(&self, row: usize) -> Option<&str> {
        self.texts.text(*self.cells.get(row)?)
    }

    /// The elements of a cell that is a list.
    ///
    /// ```
    /// use omo_core::identity::linker::Column;
    /// let emails = Column::of_lists("emails", [Some(vec!["a@example.jp", "b@example.jp"]), None]);
    /// assert_eq!(emails.list(0), Some(vec!["a@example.jp", "b@example.jp"]));
    /// assert_eq!(emails.list(1), None);
    /// ```
    #[must_use]
    pub fn list(&self, row: usize) -> Option<Vec<&str>> {
        let text = self.text(row).filter(|text| text.contains(AFTER))?;
        Some(text.split_terminator(AFTER).collect())
    }

    /// Whether any of its cells is a list. A text among lists is a list of one.
    pub(super) fn has_lists(&self) -> bool {
        self.texts.any_has(AFTER)
    }

    /// The elements of its lists, as if each had a row; of a column without lists the column.
    pub(super) fn of_elements(&self) -> Cow<'_, Self> {
        if !self.has_lists() {
            return Cow::Borrowed(self);
        }
        let cells = self.cells.iter().filter_map(|&cell| self.texts.text(cell));
        Cow::Owned(Self::new(&self.name, cells.flat_map(|text| text.split_terminator(AFTER)).map(Some)))
    }
}

/// What stands behind each element in the text of a list.
pub(super) const AFTER: char = '\u{1f}';

impl Vocabulary {
    /// The number of a list of texts, which is kept as one text; nothing for a list without any.
    pub fn intern_list<'a>(&mut self, elements: impl IntoIterator<Item = &'a str>) -> Option<u32> {
        let mut text = String::new();
        for element in elements {
            text.push_str(element);
            text.push(AFTER);
        }
        (!text.is_empty()).then(|| self.intern(&text))
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
    /// The reading of a given name in kana.
    GivenKana,
    /// The reading of a family name in kana.
    FamilyKana,
    /// The reading of a whole name in kana.
    FullKana,
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
    /// An identifier that a system gave, such as a member card or an account: where it is the same, so is the customer,
    /// unless many have it or nearly all else speaks against.
    Identifier,
    /// One of a set of words that many share: a town, an occupation, a gender.
    Category,
    /// A quantity, which another may be near: a height, a price.
    Quantity,
    /// A place, as latitude and longitude in degrees.
    Place,
    /// Several texts: the elements of a list, or what stands between `|`, `;` or `,`. Of lists of e-mail addresses, phone
    /// numbers and other texts of a kind say the kind.
    Set,
    /// Any other text.
    Text,
    /// Not to be compared.
    Ignore,
}

form::words!(ColumnKind {
    GivenName = "given_name",
    FamilyName = "family_name",
    FullName = "full_name",
    GivenKana = "given_kana",
    FamilyKana = "family_kana",
    FullKana = "full_kana",
    Date = "date",
    Email = "email",
    Phone = "phone",
    Postcode = "postcode",
    Address = "address",
    Number = "number",
    Identifier = "identifier",
    Category = "category",
    Quantity = "quantity",
    Place = "place",
    Set = "set",
    Text = "text",
    Ignore = "ignore",
});

/// What columns of ids are usually called.
const IDS: [&str; 3] = ["id", "unique_id", "record_id"];

/// The column of ids, where none is named.
///
/// # Errors
///
/// [`Error::Column`] when no column is called as ids usually are.
pub fn usual_id<'a>(names: impl Iterator<Item = &'a str>) -> Result<&'a str, Error> {
    let names: Vec<&str> = names.collect();
    let found = IDS.iter().find_map(|usual| names.iter().find(|name| *name == usual));
    let must = || Error::Column { column: "id".into(), must: "there, or named by `id`".into() };
    found.copied().ok_or_else(must)
}

/// Records of people, from one source or several.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub(super) ids: Column,
    pub(super) columns: Vec<Column>,
    pub(super) sources: Option<Column>,
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
        Ok(Self { ids, columns, sources: None })
    }

    /// The same records, from these sources: one text for each row.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when there are not as many.
    pub fn with_sources(mut self, sources: Column) -> Result<Self, Error> {
        let (expected, got) = (self.len(), sources.cells.len());
        if expected != got {
            return Err(Error::Length { what: sources.name, expected, got });
        }
        self.sources = Some(sources);
        Ok(self)
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

    /// Their ids alone.
    #[must_use]
    pub fn into_ids(self) -> Column {
        self.ids
    }

    /// What is known of them, column by column.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The rows in order of their ids, so that the order in which they came does not matter.
    pub(super) fn by_id(&self) -> Vec<u32> {
        // By the first bytes after those that all ids share, then by the whole where these do not tell.
        let id = |row: u32| self.id(row).unwrap_or_default();
        let first = id(0).as_bytes();
        let same = |text: &str| text.bytes().zip(first).take_while(|(x, y)| x == *y).count();
        let shared = self.ids.texts.iter().map(same).min().unwrap_or(0);
        let begins = |row: u32| {
            let bytes = id(row).as_bytes().get(shared..).unwrap_or_default();
            (0..8).fold(0_u64, |all, at| all << 8 | u64::from(bytes.get(at).copied().unwrap_or(0)))
        };
        let rows = 0..u32::try_from(self.len()).unwrap_or(u32::MAX);
        let mut rows: Vec<(u64, u32)> = rows.map(|row| (begins(row), row)).collect();
        rows.put_in_order();
        for alike in rows.chunk_by_mut(|a, b| a.0 == b.0).filter(|alike| alike.len() > 1) {
            alike.put_in_order_by(|a, b| id(a.1).cmp(id(b.1)));
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The id of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<&str> {
        self.ids.texts.text(*self.ids.cells.get(row as usize)?)
    }

    /// Where each record is from, of records from several sources.
    #[must_use]
    pub fn sources(&self) -> Option<&Column> {
        self.sources.as_ref()
    }

    /// The row of an id.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<u32> {
        let id = self.ids.texts.get(id)?;
        let row = self.ids.cells.iter().position(|&cell| cell == id)?;
        u32::try_from(row).ok()
    }
}
