//! Who is whom, kept up as records come, change and go.

mod ask;
mod blocks;
mod bulk;
mod known;
mod links;
mod reader;
mod record;
mod rules;
mod settle;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::Error;
use crate::form::nearest;
use crate::identity::Change;
use crate::identity::linker::Records;
use crate::identity::linker::compared::Compared;
use crate::identity::linker::records::{Column, EMPTY};
use crate::identity::linker::scorer::{Scorer, Worker};
use crate::order::Order;
use crate::random::hash;
use crate::vocabulary::Vocabulary;

pub use ask::Match;
use blocks::Blocks;
use bulk::Manner;
pub use known::{Frequencies, Frozen, Known, KnownNames};
use reader::{Cells, Reader};
use record::Kept;
pub use record::Record;

/// Who is whom, record by record: the answer of [`Frozen::predict`] after every record that comes, changes or goes.
///
/// What two records weigh hangs on what was frozen and on the two alone. So a record that comes is compared with those that
/// share a key with it, by the model's own rules, and only what hangs together with it by pairs is put together anew. A
/// block of more than 2,000 records is left out as in the batch: the record that makes it so many takes away the pairs which
/// nothing else makes, and comes at most of the block's records; one that goes and leaves 2,000 has all of these compared.
///
/// A customer is called by the record with the smallest id, in order of bytes: the first one where the ids of records are in
/// the order of their rows. Which customers there are is a function of the set of records: neither the order in which they came
/// nor what was removed since leaves a trace. What is kept is the frozen model and [`records`](Self::records).
///
/// ```
/// use omo_core::identity::Change;
/// use omo_core::identity::linker::{Column, Linker, Record, Records, ResolveOptions, compare};
/// let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
/// let records = Records::new(
///     column("id", &["1", "2", "3"]),
///     vec![
///         column("name", &["Hanako Yamada", "Taro Sato", "Jiro Ito"]),
///         column("email", &["hanako@example.jp", "taro@example.jp", "jiro@example.jp"]),
///     ],
/// )?;
/// let comparisons = vec![compare::name("name"), compare::email("email")];
/// let model = Linker::new(ResolveOptions { comparisons, ..ResolveOptions::default() }).fit(&records)?;
/// let mut live = model.freeze(&records)?.live(&records)?;
///
/// let hanako = Record::new([("name", "Hanako Yamada"), ("email", "Hanako@example.jp")]);
/// assert_eq!(live.find(&hanako, 1)?[0].customer, "1");
/// live.insert("4", &hanako)?;
/// assert_eq!(live.customer_of("4"), Some("1"));
///
/// let changes = live.remove("1")?;
/// assert_eq!(changes, [Change::Renamed { from: "1".to_owned(), customer: "4".to_owned() }]);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub struct LiveLinker {
    frozen: Frozen,
    manner: Manner,
    /// The columns that are read, and for each comparison the places among them of its own, the whole, the reading, the month
    /// and the day.
    columns: Vec<String>,
    places: Vec<[usize; 5]>,
    scorer: Scorer,
    worker: Worker,
    sources: Vocabulary,
    /// The ids of rows; nothing for a row that is free.
    ids: Vec<Option<Arc<str>>>,
    kept: Vec<Kept>,
    free: Vec<u32>,
    /// Rows by their ids.
    by_id: Blocks,
    /// Rows by the keys that they share.
    blocks: Blocks,
    /// Rows by all that they have, in order of ids.
    twins: Blocks,
    /// For each row those with which it is a pair, in order, and what that weighs.
    edges: Vec<Vec<(u32, f32)>>,
    /// The customer of each row, a number; and the rows of each customer, in order of ids.
    of: Vec<u32>,
    customers: Vec<Vec<u32>>,
    free_customers: Vec<u32>,
    /// Rows whose pairs are not as they were, and the row that went with its id.
    stirred: Vec<u32>,
    gone: Option<(u32, Arc<str>)>,
    /// When each row was last looked at.
    seen: Vec<u32>,
    tick: u32,
}

impl std::fmt::Debug for LiveLinker {
    /// How many there are, for records hold people.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LiveLinker({} records, {} customers)", self.len(), self.customers())
    }
}

/// A comparison reads no such column.
const NOWHERE: usize = usize::MAX;

impl Frozen {
    /// A live linker with these records.
    ///
    /// # Errors
    ///
    /// Those of [`predict`](Self::predict).
    pub fn live(&self, records: &Records) -> Result<LiveLinker, Error> {
        let bulk = self.bulk(records)?;
        let mut live = LiveLinker::empty(self, bulk.manner, bulk.scorer);
        let find = |name: &String| records.columns.iter().find(|column| column.name == *name);
        let columns: Vec<Option<&Column>> = live.columns.iter().map(find).collect();
        let cell = |column: Option<&'_ Column>, row: u32| -> Option<String> {
            let column = column?;
            column.texts.text(*column.cells.get(row as usize)?).map(str::to_owned)
        };
        for &row in &bulk.order {
            let cells: Vec<Option<String>> = columns.iter().map(|&column| cell(column, row)).collect();
            live.kept.push(Kept::new(cells.iter().map(Option::as_deref)));
            let place = live.take_id(records.id(row).unwrap_or_default());
            live.join_blocks(place);
        }
        for source in records.sources.iter().flat_map(|sources| sources.texts.iter()) {
            live.sources.intern(source);
        }
        live.scorer.rows.sources.resize(live.ids.len(), EMPTY);
        for pair in bulk.pairs {
            live.tie(pair.a, pair.b, pair.weight);
        }
        live.customers = vec![Vec::new(); bulk.groups.len()];
        for (row, &group) in (0..).zip(&bulk.groups) {
            live.customers.get_mut(group as usize).into_iter().for_each(|rows| rows.push(row));
        }
        live.of = bulk.groups;
        live.free_customers = (0..)
            .zip(&live.customers)
            .filter(|(_, rows)| rows.is_empty())
            .map(|(number, _)| number)
            .collect();
        Ok(live)
    }
}

impl LiveLinker {
    /// No records yet.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for a model of another make.
    pub fn new(frozen: &Frozen) -> Result<Self, Error> {
        frozen.check()?;
        let readers = frozen.readers();
        let values = readers.iter().map(Reader::values).collect();
        let rows = crate::identity::linker::rows::Rows { width: readers.len(), ..Default::default() };
        let (scorer, manner) = frozen.scorer(readers, values, rows)?;
        Ok(Self::empty(frozen, manner, scorer))
    }

    fn empty(frozen: &Frozen, manner: Manner, scorer: Scorer) -> Self {
        let mut columns: Vec<String> = Vec::new();
        let mut place = |name: Option<&String>| {
            let Some(name) = name else { return NOWHERE };
            columns.iter().position(|column| column == name).unwrap_or_else(|| {
                columns.push(name.clone());
                columns.len() - 1
            })
        };
        let one = |reader: &Reader| {
            let one = &reader.comparison;
            let [whole, reading, month, day] =
                [&one.whole, &one.reading, &one.month, &one.day].map(Option::as_ref);
            [Some(&one.column), whole, reading, month, day].map(&mut place)
        };
        let places = manner.readers.iter().map(one).collect();
        Self {
            frozen: frozen.clone(),
            worker: scorer.worker(),
            manner,
            columns,
            places,
            scorer,
            sources: Vocabulary::default(),
            ids: Vec::new(),
            kept: Vec::new(),
            free: Vec::new(),
            by_id: Blocks::default(),
            blocks: Blocks::default(),
            twins: Blocks::default(),
            edges: Vec::new(),
            of: Vec::new(),
            customers: Vec::new(),
            free_customers: Vec::new(),
            stirred: Vec::new(),
            gone: None,
            seen: Vec::new(),
            tick: 0,
        }
    }

    /// A record comes; what that changed.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] when a record with this id is there, or for a column that the table had not with which the model was
    /// frozen.
    pub fn insert(&mut self, id: &str, record: &Record) -> Result<Vec<Change<String>>, Error> {
        self.check(record)?;
        if self.row(id).is_some() {
            let must = "new: the record is there, and may be updated".to_owned();
            return Err(Error::Column { column: "id".into(), must });
        }
        let row = self.take_id(id);
        self.enter(row, record);
        Ok(self.settle())
    }

    /// A record is another now; what that changed.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when there is no such record, [`Error::Column`] as for [`insert`](Self::insert).
    pub fn update(&mut self, id: &str, record: &Record) -> Result<Vec<Change<String>>, Error> {
        self.check(record)?;
        let row = self.row(id).ok_or(Error::Unknown { what: "record" })?;
        self.leave(row);
        self.enter(row, record);
        Ok(self.settle())
    }

    /// A record goes; what that changed. It is as if it had never been there.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when there is no such record.
    pub fn remove(&mut self, id: &str) -> Result<Vec<Change<String>>, Error> {
        let row = self.row(id).ok_or(Error::Unknown { what: "record" })?;
        self.leave(row);
        self.by_id.remove(hash(id.as_bytes()), row);
        self.kept.get_mut(row as usize).into_iter().for_each(|kept| *kept = Kept::default());
        let name = self.ids.get_mut(row as usize).and_then(Option::take);
        self.gone = name.map(|name| (row, name));
        self.free.push(row);
        self.stay_of_few();
        Ok(self.settle())
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len() - self.free.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.customers.len() - self.free_customers.len()
    }

    /// The customer of a record, by the smallest id of its records; `None` where there is no such record.
    #[must_use]
    pub fn customer_of(&self, id: &str) -> Option<&str> {
        let row = self.row(id)?;
        self.name_of(*self.of.get(row as usize)?)
    }

    /// All records, in order of their ids, each with its customer.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut rows: Vec<u32> = self.rows().collect();
        rows.put_in_order_by(|&a, &b| self.id(a).cmp(&self.id(b)));
        rows.into_iter().filter_map(|row| Some((self.id(row)?, self.name_of(*self.of.get(row as usize)?)?)))
    }

    /// The ids of the records of a customer, which may be called by any of them, in order.
    #[must_use]
    pub fn records_of(&self, id: &str) -> Vec<&str> {
        let customer = self.row(id).and_then(|row| self.of.get(row as usize));
        let rows = customer.and_then(|customer| self.customers.get(*customer as usize));
        rows.into_iter().flatten().filter_map(|&row| self.id(row)).collect()
    }

    /// The frozen model.
    #[must_use]
    pub fn frozen(&self) -> &Frozen {
        &self.frozen
    }

    /// All records in order of their ids, with the columns that are compared: with the frozen model they make the same live
    /// linker again.
    ///
    /// # Errors
    ///
    /// None: ids differ, and columns are of one length.
    pub fn records(&self) -> Result<Records, Error> {
        let mut rows: Vec<u32> = self.rows().collect();
        rows.put_in_order_by(|&a, &b| self.id(a).cmp(&self.id(b)));
        let ids = Column::new("id", rows.iter().map(|&row| self.id(row)));
        let column = |(at, name): (usize, &String)| {
            let cell = |&row: &u32| self.kept.get(row as usize).and_then(|kept| kept.cell(at));
            Column::new(name, rows.iter().map(cell))
        };
        let records = Records::new(ids, self.columns.iter().enumerate().map(column).collect())?;
        if !self.frozen.sources {
            return Ok(records);
        }
        let source = |&row: &u32| self.sources.text(self.scorer.rows.source(row));
        records.with_sources(Column::new("source", rows.iter().map(source)))
    }

    /// Lets go of what removed records leave behind: values that no record has any more.
    ///
    /// # Errors
    ///
    /// None: the records were read before.
    pub fn compact(&mut self) -> Result<(), Error> {
        let records = self.records()?;
        let frozen = std::mem::take(&mut self.frozen);
        *self = frozen.live(&records)?;
        Ok(())
    }

    /// Whether a record has only columns that the table had.
    fn check(&self, record: &Record) -> Result<(), Error> {
        let names: Vec<&str> = self.frozen.columns.iter().map(String::as_str).collect();
        let Some(unknown) = record.columns().find(|column| !names.contains(column)) else { return Ok(()) };
        let unknown: String = unknown.chars().take(40).collect();
        let meant =
            nearest(&unknown, &names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        let must = format!("one of the columns that were learned from{meant}");
        Err(Error::Column { column: unknown, must })
    }

    /// The rows that are not free.
    fn rows(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.ids).filter(|(_, id)| id.is_some()).map(|(row, _)| row)
    }

    fn row(&self, id: &str) -> Option<u32> {
        let alike = self.by_id.of(hash(id.as_bytes())).iter().copied();
        alike.into_iter().find(|&row| self.id(row) == Some(id))
    }

    fn id(&self, row: u32) -> Option<&str> {
        self.ids.get(row as usize)?.as_deref()
    }

    /// What a customer is called.
    fn name_of(&self, customer: u32) -> Option<&str> {
        self.id(*self.customers.get(customer as usize)?.first()?)
    }

    /// A row for a new id.
    fn take_id(&mut self, id: &str) -> u32 {
        let row = self.free.pop().unwrap_or_else(|| {
            self.ids.push(None);
            self.edges.push(Vec::new());
            self.of.push(EMPTY);
            self.seen.push(0);
            u32::try_from(self.ids.len() - 1).unwrap_or(EMPTY)
        });
        self.ids.get_mut(row as usize).into_iter().for_each(|slot| *slot = Some(id.into()));
        self.by_id.insert(hash(id.as_bytes()), row);
        row
    }

    fn put_of(&mut self, row: u32, customer: u32) {
        self.of.get_mut(row as usize).into_iter().for_each(|of| *of = customer);
    }

    /// The values of a record, new ones among them.
    fn read(&mut self, record: &Record) -> Vec<u32> {
        let cell = |place: usize| self.columns.get(place).and_then(|column| record.get(column));
        let read = |(reader, places): (&Reader, &[usize; 5])| reader.read(Cells::of(places.map(cell)));
        let texts: Vec<Option<String>> = self.manner.readers.iter().zip(&self.places).map(read).collect();
        let mut cells = Vec::with_capacity(texts.len());
        for (at, (text, reader)) in texts.iter().zip(&self.manner.readers).enumerate() {
            let Some(one) = self.scorer.compared.get_mut(at) else { continue };
            let before = one.values.len();
            let value = text.as_ref().map_or(EMPTY, |text| reader.add(&mut one.values, text));
            if one.values.len() > before {
                self.scorer.grow(at);
            }
            cells.push(value);
        }
        cells
    }

    /// Puts a record in its row.
    fn keep(&mut self, row: u32, record: &Record) {
        let kept = Kept::new(self.columns.iter().map(|column| record.get(column)));
        let place = row as usize;
        if self.kept.len() <= place {
            self.kept.resize_with(place + 1, Kept::default);
        }
        if let Some(slot) = self.kept.get_mut(place) {
            *slot = kept;
        }
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let rows = &self.scorer.rows;
        let words = rows.cells.capacity()
            + rows.sources.capacity()
            + self.of.capacity()
            + self.seen.capacity()
            + self.free.capacity()
            + self.free_customers.capacity();
        let lists = |lists: &[Vec<u32>]| {
            size_of_val(lists) + lists.iter().map(|rows| rows.capacity() * 4).sum::<usize>()
        };
        let edges: usize = self.edges.iter().map(|edges| edges.capacity() * 8).sum();
        // The counts of what is shared stand before the text.
        let ids: usize = self.ids.iter().flatten().map(|id| id.len() + 16).sum();
        let kept: usize = self.kept.iter().map(Kept::heap_bytes).sum();
        4 * words
            + lists(&self.customers)
            + size_of_val(&self.edges[..])
            + edges
            + size_of_val(&self.ids[..])
            + ids
            + size_of_val(&self.kept[..])
            + kept
            + [&self.by_id, &self.blocks, &self.twins].map(Blocks::heap_bytes).iter().sum::<usize>()
            + self.scorer.compared.iter().map(Compared::heap_bytes).sum::<usize>()
    }
}
