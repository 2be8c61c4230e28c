//! A table in memory as records: columns of Arrow, of a data frame, of a spreadsheet.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::batch::Batch;
use super::cell::Scalar;
use super::doors::needs;
use super::gather::Gather;
use super::mapping::{IGNORE, Mapping, WORDS};
use super::object::canonical;
use super::record::{Cell, Fields, Refused, Remark, Source, Word};
use super::table::{LONGEST, TOO_LONG};
use crate::{Error, Time};

/// What a cell of a table holds.
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell<'a> {
    /// Nothing.
    Empty,
    /// A text, or a truth value as text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number; one that is not a number is an empty cell.
    Float(f64),
    /// An instant, in milliseconds since 1970 in UTC, and how many minutes the clock on the wall was ahead.
    Time {
        /// Milliseconds since 1970 in UTC; any number, as it need not be a time of a shop.
        millis: i64,
        /// Minutes ahead of UTC.
        offset: i16,
    },
}

/// A column of a table, whoever holds it.
pub trait TableColumn {
    /// The cell in a row, counted from 0.
    fn cell(&self, row: usize) -> TableCell<'_>;
}

impl TableColumn for Vec<TableCell<'_>> {
    fn cell(&self, row: usize) -> TableCell<'_> {
        self.get(row).cloned().unwrap_or(TableCell::Empty)
    }
}

/// How many rows are read between two words about progress.
const STRIDE: usize = 1 << 14;

/// Reads touchpoints from a table in memory of `rows` rows.
///
/// As [`read_csv`](super::read_csv), each row a record, without a detour over text: numbers stay numbers and
/// times are instants. `go_on` is told the share done from time to time, and says whether to.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv); [`Error::Cancelled`] when `go_on` said no.
///
/// # Examples
///
/// ```
/// use omo_core::io::{self, Mapping, TableCell};
/// let day = 86_400_000;
/// let basket = vec![TableCell::Integer(7), TableCell::Integer(7), TableCell::Integer(8)];
/// let at = vec![TableCell::Time { millis: day, offset: 0 }; 3];
/// let product = vec![TableCell::Text("tea".into()); 3];
/// let amount = vec![TableCell::Float(1.25), TableCell::Float(0.1 + 0.2), TableCell::Float(f64::INFINITY)];
/// let mapping: Mapping = serde_json::from_str(r#"{
///     "columns": {"basket": "id", "at": "occurred_at"},
///     "constants": {"channel": "till", "action": "purchase", "currency": "USD"}
/// }"#).unwrap();
/// let batch = io::read_columns(
///     3,
///     &[("basket", &basket), ("at", &at), ("product", &product), ("amount", &amount)],
///     &mapping,
///     |_| true,
/// )?;
/// assert_eq!(batch.touchpoints[0].amount().unwrap().to_string(), "1.55 USD");
/// assert_eq!((batch.quarantined[0].row, batch.quarantined[0].code), (3, "price"));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn read_columns(
    rows: usize,
    columns: &[(&str, &dyn TableColumn)],
    mapping: &Mapping,
    mut go_on: impl FnMut(f32) -> bool,
) -> Result<Batch, Error> {
    let source = Source::new(mapping)?;
    if columns.is_empty() {
        return Ok(Batch::default());
    }
    let table = Table::new(columns, mapping, &WORDS)?;
    needs(&source, |word| table.has(word as usize))?;
    let mut gather = Gather::default();
    for row in 0..rows {
        if row % STRIDE == 0 && !go_on(share(row, rows)) {
            return Err(Error::Cancelled);
        }
        let cells = table.row(row);
        let place = gather.row(row..row);
        let read = match cells.too_long() {
            None => source.read(&cells),
            Some(remark) => Err(Refused { id: cells.id().and_then(|id| source.id_of(&id)), remark }),
        };
        gather.take(place, read, || cells.record().to_string());
    }
    Ok(gather.finish(None, |range| table.row(range.start).record().to_string()))
}

#[expect(clippy::cast_precision_loss, reason = "a share to be shown")]
fn share(row: usize, rows: usize) -> f32 {
    row as f32 / rows as f32
}

/// Columns, and which word each is.
pub(super) struct Table<'t> {
    columns: &'t [(&'t str, &'t dyn TableColumn)],
    /// Columns of each word, in alphabetical order of their names.
    words: Vec<Vec<usize>>,
}

impl<'t> Table<'t> {
    pub(super) fn new(
        columns: &'t [(&'t str, &'t dyn TableColumn)],
        mapping: &Mapping,
        words: &[&str],
    ) -> Result<Self, Error> {
        let names = || columns.iter().map(|(name, _)| *name);
        for (column, word) in &mapping.columns {
            if word != IGNORE && !names().any(|name| name == column) {
                return Err(Error::Column { column: column.clone(), must: "in the table".into() });
            }
        }
        let plan = mapping.plan(words, names());
        let place = |name: &&str| names().position(|have| have == *name);
        let words = plan.iter().map(|found| found.iter().filter_map(place).collect()).collect();
        Ok(Self { columns, words })
    }

    /// Whether a column is the word.
    pub(super) fn has(&self, word: usize) -> bool {
        self.words.get(word).is_some_and(|columns| !columns.is_empty())
    }

    pub(super) fn row(&'t self, row: usize) -> Row<'t> {
        Row { table: self, row }
    }
}

/// One row of a table.
pub(super) struct Row<'t> {
    table: &'t Table<'t>,
    row: usize,
}

impl<'t> Row<'t> {
    fn cells(&self) -> impl Iterator<Item = (&'t str, TableCell<'t>)> {
        let row = self.row;
        self.table.columns.iter().map(move |(name, column)| (*name, column.cell(row)))
    }

    /// The cells of a word by its place.
    pub(super) fn of(&self, word: usize) -> impl Iterator<Item = Cell<'_>> {
        let columns = self.table.words.get(word).into_iter().flatten();
        columns.filter_map(|&column| {
            let (name, column) = self.table.columns.get(column)?;
            let value = match column.cell(self.row) {
                TableCell::Empty => return None,
                TableCell::Text(text) => Scalar::Text(text),
                TableCell::Integer(number) => Scalar::Integer(number),
                TableCell::Float(number) if number.is_nan() => return None,
                TableCell::Float(number) => Scalar::Float(number),
                TableCell::Time { millis, offset } => Scalar::Time { millis, offset },
            };
            Some(Cell { column: name, value })
        })
    }

    /// The first column of a word.
    pub(super) fn column(&self, word: usize) -> Option<&'t str> {
        let &column = self.table.words.get(word)?.first()?;
        self.table.columns.get(column).map(|(name, _)| *name)
    }

    pub(super) fn too_long(&self) -> Option<Remark> {
        let long = |cell: &TableCell<'_>| matches!(cell, TableCell::Text(text) if text.len() > LONGEST);
        let (name, _) = self.cells().find(|(_, cell)| long(cell))?;
        Some(Remark::new(name.to_owned(), "too_long", TOO_LONG))
    }

    /// What stands where the source's ids do, if that is not too long itself.
    fn id(&self) -> Option<String> {
        let cell = (0..).map_while(|nth| self.cell(Word::Id, nth)).find(|cell| !cell.value.is_empty())?;
        cell.value.text().filter(|id| id.len() <= LONGEST).map(Cow::into_owned)
    }

    /// The row as a record of [`read_records`](super::read_records).
    pub(super) fn record(&self) -> Value {
        Value::Object(self.map())
    }

    fn map(&self) -> Map<String, Value> {
        let cells = self.cells().filter_map(|(name, cell)| Some((name.to_owned(), value(cell)?)));
        cells.collect()
    }
}

/// A cell as JSON; nothing for an empty one.
fn value(cell: TableCell<'_>) -> Option<Value> {
    Some(match cell {
        TableCell::Empty => return None,
        TableCell::Text(text) => text.into(),
        TableCell::Integer(number) => number.into(),
        TableCell::Float(number) if number.is_nan() => return None,
        // Where cells are missing, data frames write whole numbers as floats.
        TableCell::Float(number) => match Scalar::Float(number).whole() {
            Some(whole) => whole.into(),
            None if number.is_infinite() => number.to_string().into(),
            None => number.into(),
        },
        TableCell::Time { millis, offset } => {
            Time::new(millis, offset).map_or(millis.into(), |time| time.to_string().into())
        }
    })
}

impl Fields for Row<'_> {
    fn cell(&self, word: Word, nth: usize) -> Option<Cell<'_>> {
        self.of(word as usize).nth(nth)
    }

    fn list(&self, _name: &str) -> Option<&Value> {
        None
    }

    fn canonical(&self) -> String {
        canonical(&self.map())
    }
}
