//! A table in memory as records: columns of Arrow, of a data frame, of a spreadsheet.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value};

use super::batch::Batch;
use super::cell::Scalar;
use super::doors::needs;
use super::gather::Gather;
use super::mapping::{IGNORE, Mapping, WORDS};
use super::object::canonical;
use super::record::{self, Cell, Fields, Refused, Remark, Source, Word};
use super::table::{LONGEST, TOO_LONG};
use crate::decimal::shortest;
use crate::form::nearest;
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
    needs(&source, &|word| table.has(word as usize))?;
    let record = |range: Range<usize>| crate::json::write(&table.row(range.start).record());
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
        gather.take(place, read, &record);
    }
    Ok(gather.finish(None, &record))
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
                // Unlike the first line of a file, these are names for sure, and name nobody.
                let near = nearest(column, &names().collect::<Vec<_>>());
                let near = near.map_or(String::new(), |name| format!("; did you mean `{name}`?"));
                return Err(Error::Column { column: column.clone(), must: format!("in the table{near}") });
            }
        }
        let plan = mapping.plan(words, names().collect());
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
    fn of(&self, word: usize) -> impl Iterator<Item = Cell<'_>> {
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

    pub(super) fn too_long(&self) -> Option<Remark> {
        let long = |cell: &TableCell<'_>| matches!(cell, TableCell::Text(text) if text.len() > LONGEST);
        let (name, _) = self.cells().find(|(_, cell)| long(cell))?;
        Some(Remark::of(name, "too_long", TOO_LONG))
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
            None if number.is_infinite() => shortest(number).into(),
            None => number.into(),
        },
        TableCell::Time { millis, offset } => {
            Time::new(millis, offset).map_or(millis.into(), |time| time.to_string().into())
        }
    })
}

impl record::Row for Row<'_> {
    fn at(&self, word: usize, nth: usize) -> Option<Cell<'_>> {
        self.of(word).nth(nth)
    }

    fn column(&self, word: usize) -> Option<&str> {
        let &column = self.table.words.get(word)?.first()?;
        self.table.columns.get(column).map(|(name, _)| *name)
    }
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

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::io::{read_product_columns, read_records};

    fn cell() -> impl Strategy<Value = TableCell<'static>> {
        let text = prop_oneof![
            Just("view"),
            Just("purchase"),
            Just(""),
            Just(" tea "),
            Just("1,200"),
            Just("soon"),
            Just("2026-03-01 18:20"),
            Just("hanako@example.jp")
        ];
        prop_oneof![
            Just(TableCell::Empty),
            text.prop_map(|text| TableCell::Text(text.into())),
            (-3_i64..9).prop_map(TableCell::Integer),
            prop_oneof![Just(7.0), Just(19.99), Just(0.1 + 0.2), Just(f64::NAN), Just(-1.0)]
                .prop_map(TableCell::Float),
            (0_i64..9, prop_oneof![Just(0_i16), Just(540)])
                .prop_map(|(day, offset)| TableCell::Time { millis: day * 86_400_000, offset }),
        ]
    }

    fn mapping() -> Mapping {
        serde_json::from_str(
            r#"{"source": "till", "zone": "Asia/Tokyo", "issuer": "card", "columns": {"card": "member_id"},
                "constants": {"channel": "pos", "action": "purchase", "currency": "USD"}}"#,
        )
        .unwrap()
    }

    fn till() -> Mapping {
        Mapping { columns: std::collections::BTreeMap::new(), ..mapping() }
    }

    proptest! {
        /// A table and the same rows as records are the same touchpoints, and the same rows are set aside.
        #[test]
        fn a_table_says_what_its_records_say(
            rows in vec(vec(cell(), 8), 1..12),
            ids in prop_oneof![Just(true), Just(false)],
        ) {
            let names = ["occurred_at", "action", "product", "quantity", "amount", "card", "email", "note"];
            let mut columns: Vec<(&str, Vec<TableCell<'_>>)> = names
                .iter()
                .enumerate()
                .map(|(at, name)| (*name, rows.iter().map(|row| row[at].clone()).collect()))
                .collect();
            if ids {
                let id = (0_i64..).take(rows.len()).map(|n| TableCell::Integer(n / 2));
                columns.push(("id", id.collect()));
            }
            let columns: Vec<(&str, &dyn TableColumn)> =
                columns.iter().map(|(name, cells)| (*name, cells as &dyn TableColumn)).collect();
            let table = Table::new(&columns, &mapping(), &WORDS).unwrap();
            let records: Vec<Value> = (0..rows.len()).map(|row| table.row(row).record()).collect();
            let as_table = read_columns(rows.len(), &columns, &mapping(), |_| true).unwrap();
            let as_records = read_records(records, &mapping()).unwrap();
            prop_assert_eq!(&as_table.touchpoints, &as_records.touchpoints);
            prop_assert_eq!(&as_table.notes, &as_records.notes);
            prop_assert_eq!(&as_table.quarantined, &as_records.quarantined);
        }
    }

    #[test]
    fn a_time_that_no_shop_has_is_set_aside() {
        let at = [-1, i64::MAX, i64::MIN, 0].map(|millis| TableCell::Time { millis, offset: 0 }).to_vec();
        let columns: [(&str, &dyn TableColumn); 1] = [("occurred_at", &at)];
        let batch = read_columns(4, &columns, &till(), |_| true).unwrap();
        let codes: Vec<_> = batch.quarantined.iter().map(|q| (q.row, q.code)).collect();
        assert_eq!(codes, [(1, "time"), (2, "time"), (3, "time")]);
    }

    #[test]
    fn a_long_cell_sets_its_receipt_aside() {
        let at = vec![TableCell::Text("2026-03-01".into()); 3];
        let id = vec![TableCell::Integer(1), TableCell::Integer(1), TableCell::Integer(2)];
        let long = TableCell::Text("x".repeat(LONGEST + 1).into());
        let product = vec![TableCell::Text("tea".into()), long, TableCell::Text("tea".into())];
        let columns: [(&str, &dyn TableColumn); 3] =
            [("occurred_at", &at), ("id", &id), ("product", &product)];
        let batch = read_columns(3, &columns, &till(), |_| true).unwrap();
        let codes: Vec<_> = batch.quarantined.iter().map(|q| (q.row, q.code)).collect();
        assert_eq!(codes, [(1, "receipt"), (2, "too_long")]);
        assert_eq!(batch.touchpoints.len(), 1);
    }

    #[test]
    fn who_says_stop_is_heard() {
        let at = vec![TableCell::Text("2026-03-01".into())];
        let columns: [(&str, &dyn TableColumn); 1] = [("occurred_at", &at)];
        assert_eq!(read_columns(1, &columns, &till(), |_| false), Err(Error::Cancelled));
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let at = vec![TableCell::Text("2026-03-01".into())];
        let columns: [(&str, &dyn TableColumn); 1] = [("sold", &at)];
        let missing =
            |mapping: &Mapping| read_columns(1, &columns, mapping, |_| true).unwrap_err().to_string();
        assert!(missing(&mapping()).contains("`card` must be in the table"));
        assert!(missing(&Mapping::default()).contains("`occurred_at`"));
        assert_eq!(read_columns(0, &[], &till(), |_| true), Ok(Batch::default()));
    }

    #[test]
    fn products_of_a_table_are_those_of_a_csv() {
        let jan = vec![TableCell::Integer(4_901_234_567_894), TableCell::Integer(7)];
        let name = vec![TableCell::Text(" Tea ".into()), TableCell::Empty];
        let price = vec![TableCell::Float(2.1 * 3.0), TableCell::Integer(1)];
        let columns: [(&str, &dyn TableColumn); 3] = [("jan", &jan), ("name", &name), ("price", &price)];
        let mapping: Mapping =
            serde_json::from_str(r#"{"columns": {"jan": "id"}, "constants": {"currency": "USD"}}"#).unwrap();
        let read = read_product_columns(2, &columns, &mapping).unwrap();
        let tea = &read.records[0];
        assert_eq!((tea.id.as_str(), tea.name.as_str()), ("4901234567894", "Tea"));
        assert_eq!(tea.price.unwrap().to_string(), "6.30 USD");
        assert_eq!((read.quarantined[0].row, read.quarantined[0].code), (2, "missing"));
    }
}
