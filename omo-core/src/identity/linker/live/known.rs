//! What a table says of its values, kept as it is: how frequent they are, how they are spelt, how names are read.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::form::{self, Style};
use crate::identity::linker::Records;
use crate::identity::linker::block::LARGEST;
use crate::identity::linker::compared::Compared;
use crate::identity::linker::elements::Elements;
use crate::identity::linker::model::{Model, VERSION};
use crate::identity::linker::names::Readings;
use crate::identity::linker::spell::Manner;
use crate::identity::linker::values::{Part, Source, Values};
use crate::identity::linker::work::source;
use crate::identity::normal;
use crate::vocabulary::Vocabulary;
use crate::{Error, json};

/// A model, and what it took from a table of records: what a pair of records weighs hangs on these two alone, not on
/// which other records there are.
///
/// A [`Model`] finds from the table that it is asked about how frequent a value is, which values are placeholders, how dates
/// are written, how names are read, and whether sources have each customer once. So one record more may change what all others
/// weigh. Here all of that is kept as it was in one table; values that were not in it count as seen once. What it finds among
/// the records of that table is what the model finds (names in kanji may be parted better, for what all of them teach is
/// known before the first is read).
///
/// It holds values, and words of names, that two records or more share, and how names are read: keep it where the records
/// are kept.
///
/// ```
/// use omo_core::identity::linker::{Column, Frozen, Linker, Records, ResolveOptions, compare};
/// let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
/// let records = Records::new(
///     column("id", &["1", "2", "3"]),
///     vec![column("name", &["Hanako Yamada", "Hanako Yamda", "Taro Sato"]), column("phone", &["03-1234-5670"; 3])],
/// )?;
/// let options = ResolveOptions { comparisons: vec![compare::name("name")], ..ResolveOptions::default() };
/// let model = Linker::new(options).fit(&records)?;
/// let frozen = model.freeze(&records)?;
/// assert_eq!(frozen.predict(&records)?.customers(), model.predict(&records)?.customers());
/// assert_eq!(Frozen::from_json(&frozen.to_json()?)?, frozen);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Frozen {
    /// The form in which it is kept, 1 now.
    pub version: u32,
    /// What was learned.
    pub model: Model,
    /// Whether records are from several sources.
    pub sources: bool,
    /// The columns of the table.
    pub columns: Vec<String>,
    /// What is known of the values of each comparison.
    pub known: Vec<Known>,
    /// Records of which more than this share a key are not compared by it: it tells nobody apart. 2,000 as of a model; fewer
    /// bound how long a record takes that comes.
    pub largest: u32,
}

form::options!(Frozen { version, model, sources, columns, known, largest });

impl Default for Frozen {
    fn default() -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number")]
        let largest = LARGEST as u32;
        let model = Model::default();
        Self { version: VERSION, model, sources: false, columns: Vec::new(), known: Vec::new(), largest }
    }
}

/// What is known of the values of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each tells of another thing how it is written")]
pub struct Known {
    /// Which comparison of the model it is.
    pub comparison: u32,
    /// Whether the month stands before the day.
    pub month_first: bool,
    /// Whether addresses are Japanese.
    pub japanese: bool,
    /// Whether values are sets.
    pub sets: bool,
    /// Whether they are names with a writing and a reading.
    pub scripts: bool,
    /// Values that say nothing.
    pub placeholders: Vec<String>,
    /// How many records have each value; of names also how many have each word.
    pub values: Frequencies,
    /// How many records have each part of values.
    pub parts: Vec<Frequencies>,
    /// How many records have each element of sets.
    pub elements: Frequencies,
    /// How names are read.
    pub names: KnownNames,
}

form::options!(Known {
    comparison,
    month_first,
    japanese,
    sets,
    scripts,
    placeholders,
    values,
    parts,
    elements,
    names
});

/// How many records have each of some texts; those that one record has are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Frequencies {
    /// How many records have any.
    pub filled: u32,
    /// Of parts, how likely two records have the same; of sets, how many elements each has.
    pub usual: f64,
    /// Texts that two records or more have.
    pub rows: BTreeMap<String, u32>,
}

form::options!(Frequencies { filled, usual, rows });

/// How names are read: of each writing in how many records each reading stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KnownNames {
    /// Of whole names.
    pub whole: BTreeMap<String, BTreeMap<String, u32>>,
    /// Of family names.
    pub family: BTreeMap<String, BTreeMap<String, u32>>,
    /// Of given names.
    pub given: BTreeMap<String, BTreeMap<String, u32>>,
    /// In how many records family names are read so, however they are written.
    pub family_read: BTreeMap<String, u32>,
    /// In how many given names are.
    pub given_read: BTreeMap<String, u32>,
}

form::options!(KnownNames { whole, family, given, family_read, given_read });

impl Frequencies {
    fn of(texts: &Vocabulary, rows: &[u32], filled: u32, usual: f64) -> Self {
        let shared = texts.iter().zip(rows).filter(|(_, rows)| **rows > 1);
        Self { filled, usual, rows: shared.map(|(text, rows)| (text.to_owned(), *rows)).collect() }
    }

    /// How many records have a text: one, where none is known.
    pub(super) fn count(&self, text: &str) -> u32 {
        self.rows.get(text).copied().unwrap_or(1)
    }
}

impl KnownNames {
    fn of(readings: Readings) -> Self {
        let [whole, family, given] = readings.written;
        let [_, family_read, given_read] = readings.read;
        Self { whole, family, given, family_read, given_read }
    }

    pub(super) fn readings(&self) -> Readings {
        let Self { whole, family, given, family_read, given_read } = self.clone();
        Readings { written: [whole, family, given], read: [BTreeMap::new(), family_read, given_read] }
    }
}

impl Known {
    fn of(comparison: u32, source: &Source<'_>, one: &Compared) -> Self {
        let (values, kind) = (&one.values, one.comparison.kind);
        let manner = Manner::of(&source.column, kind);
        let scripts = source.in_scripts();
        let names = scripts.then(|| KnownNames::of(Readings::taught(&source.column, source.reading, kind)));
        let placeholders = values.forgotten.iter().filter_map(|&value| values.texts.text(value));
        let part =
            |part: &Part| Frequencies::of(&part.texts, &part.rows, part.filled, part.same_by_chance(kind));
        let elements = |elements: &Elements| {
            Frequencies::of(&elements.texts, &elements.rows, elements.filled, elements.each())
        };
        let mut rows = Frequencies::of(&values.texts, one.rows(), values.filled, 0.0);
        if source.of_words() {
            let others = values
                .words()
                .into_iter()
                .filter(|(word, rows)| *rows > 1 && values.texts.get(word).is_none());
            rows.rows.extend(others.map(|(word, rows)| (word.to_owned(), rows)));
        }
        Self {
            comparison,
            month_first: manner.days == normal::Order::MonthFirst,
            japanese: manner.japanese,
            sets: manner.sets,
            scripts,
            placeholders: placeholders.map(str::to_owned).collect(),
            values: rows,
            parts: values.parts.iter().map(part).collect(),
            elements: values.elements.as_ref().map(elements).unwrap_or_default(),
            names: names.unwrap_or_default(),
        }
    }

    /// The values of a column of which none was read.
    pub(super) fn values(&self) -> Values {
        let part =
            |rows: &Frequencies| Part { filled: rows.filled, same: Some(rows.usual), ..Part::default() };
        let mut values = Values::default();
        values.scripts = self.scripts;
        values.filled = self.values.filled;
        values.parts = self.parts.iter().map(part).collect();
        if self.sets && !self.scripts {
            let mut elements = Elements::default();
            (elements.filled, elements.usual) = (self.elements.filled, Some(self.elements.usual));
            values.elements = Some(elements);
        }
        values
    }
}

impl Model {
    /// The model with what it takes from these records, so that what two records weigh hangs on no other.
    ///
    /// # Errors
    ///
    /// Those of [`predict`](Self::predict).
    pub fn freeze(&self, records: &Records) -> Result<Frozen, Error> {
        let found = self.predict(records)?;
        let mut model = self.clone();
        model.options.one_to_one = Some(found.report().one_to_one);
        let mut known = Vec::new();
        for (comparison, learned) in (0..).zip(&self.comparisons) {
            let one = found.scorer.compared.iter().find(|one| one.comparison == learned.comparison);
            if let (Some(one), Some(source)) = (one, source(records, &learned.comparison)) {
                known.push(Known::of(comparison, &source, one));
            }
        }
        let columns = records.columns.iter().map(|column| column.name.clone()).collect();
        Ok(Frozen { model, sources: found.scorer.rows.has_sources(), columns, known, ..Frozen::default() })
    }
}

impl Frozen {
    /// Reads what was kept as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for another version, [`Error::Options`] for what is no frozen model.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let expected = "omo linker 1, frozen, as JSON";
        let value = json::read(json).ok_or(Error::Model { expected })?;
        let frozen: Self = form::options(&value, Style::Camel)?;
        frozen.check()?;
        Ok(frozen)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.model.check()?;
        let whole =
            self.known.iter().all(|known| self.model.comparisons.get(known.comparison as usize).is_some());
        let known = self.version == VERSION && whole;
        if known { Ok(()) } else { Err(Error::Model { expected: "omo linker 1, frozen" }) }
    }

    /// The same as JSON.
    ///
    /// # Errors
    ///
    /// None but that of a model with numbers that are none.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(|_| Error::Model { expected: "omo linker 1, frozen" })
    }
}
