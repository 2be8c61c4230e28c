//! A column made ready to be compared: each value in one spelling, kept once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::believed;
use super::elements::Elements;
use super::likeness::{BETWEEN, soundex};
use super::names::{self, Names};
use super::records::{Column, EMPTY};
use super::sieve::{Bag, Head};
use super::spell::{Spelt, spell_all};
use super::{ColumnKind, names::is_name};
use crate::identity::normal;
use crate::identity::normal::Address;
use crate::identity::normal::name::Script;
use crate::identity::normal::romaji::romaji_key;
use crate::order::Order;
use crate::parallel::parallel;
use crate::vocabulary::Vocabulary;

/// The values of a column.
#[derive(Debug, Clone, Default)]
pub struct Values {
    pub texts: Vocabulary,
    /// The letters of all values end to end, as UTF-16.
    letters: Vec<u16>,
    /// Where the letters of each value end.
    ends: Vec<u32>,
    /// Which letters each value has, and how many.
    bags: Vec<Bag>,
    /// How each value begins.
    heads: Vec<Head>,
    /// In how many rows each value stands.
    pub rows: Vec<u32>,
    /// How many rows have a value.
    pub filled: u32,
    /// What of a value may be the same where the whole is not: first what tells it most, then the next.
    pub parts: Vec<Part>,
    /// Whether values have a writing and a reading, with [`BETWEEN`] between them.
    pub scripts: bool,
    /// In how many rows each name stands, or is a word of a longer one; nothing where none is.
    words: Vec<u32>,
    /// How each value sounds, where a comparison asks.
    pub sounds: Part,
    /// What values are made of that are sets.
    pub elements: Option<Elements>,
    /// How many rows had a value that was taken for a placeholder.
    pub placeholders: u32,
    /// The values that were.
    pub forgotten: Vec<u32>,
}

/// No more values than this are taken for placeholders.
const PLACEHOLDERS: usize = 5;

/// Whether a value is one person's, or one home's.
pub fn is_own(kind: ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Date
            | ColumnKind::Email
            | ColumnKind::Phone
            | ColumnKind::Number
            | ColumnKind::Identifier
            | ColumnKind::Address
    )
}

/// A part of each value.
#[derive(Debug, Clone, Default)]
pub struct Part {
    pub texts: Vocabulary,
    /// The number of each value's part, or [`EMPTY`].
    pub of: Vec<u32>,
    /// In how many rows each part stands.
    pub rows: Vec<u32>,
    /// How many rows have one.
    pub filled: u32,
    /// How likely it is the same of two random rows, where that is known without counting.
    pub same: Option<f64>,
}

/// What values are read from.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    pub column: Cow<'a, Column>,
    pub kind: ColumnKind,
    /// The column that has the reading of a name.
    pub reading: Option<&'a Column>,
    /// Whether values are to be compared by sound.
    pub sound: bool,
}

impl Source<'_> {
    /// Whether it holds names that are not, or not all, in Latin letters.
    pub fn in_scripts(&self) -> bool {
        is_name(self.kind)
            && !self.column.has_lists()
            && (self.reading.is_some() || mostly_in_scripts(&self.column))
    }

    /// Whether it holds names with blanks between their words.
    pub fn of_words(&self) -> bool {
        is_name(self.kind) && !self.in_scripts() && !self.column.has_lists()
    }
}

/// What stands between words.
const BLANK: u16 = 0x20;

/// Whether a part of the texts is in kanji or kana: one in fifty.
pub fn mostly_in_scripts(column: &Column) -> bool {
    let texts = column.texts.iter().take(2000).filter(|text| !text.is_empty());
    let (some, all) = texts.fold((0, 0), |(some, all), text| {
        let script = !text.is_ascii() && matches!(Script::of(text), Script::Kanji | Script::Kana);
        (some + u32::from(script), all + 1)
    });
    some * 50 > all
}

/// The values of columns, and the number of each row's value.
pub fn read(sources: &[Source<'_>]) -> Vec<(Values, Vec<u32>)> {
    let plain: Vec<Option<(&Column, ColumnKind)>> = sources
        .iter()
        .map(|source| (!source.in_scripts()).then_some((&*source.column, source.kind)))
        .collect();
    let spelt = spell_all(&plain);
    let work: Vec<(&Source<'_>, &Vec<Spelt>)> = sources.iter().zip(&spelt).collect();
    parallel(
        &work,
        || (),
        |(), (source, spelt)| {
            let (mut values, mut cells) =
                if source.in_scripts() { Values::of_names(source) } else { Values::of_texts(source, spelt) };
            if is_own(source.kind) {
                values.forget_placeholders(&mut cells);
            }
            values.count(&cells);
            if source.of_words() {
                values.count_words();
            }
            if source.sound {
                values.sounds = values.hear();
            }
            (values, cells)
        },
    )
}

impl Values {
    fn of_texts(source: &Source<'_>, pieces: &[Spelt]) -> (Self, Vec<u32>) {
        let mut values = Self::default();
        let mut numbers = Vec::with_capacity(source.column.texts.len());
        for piece in pieces {
            numbers.extend(piece.texts().map(|text| if text.is_empty() { EMPTY } else { values.add(text) }));
        }
        let japanese = source.kind == ColumnKind::Address && mostly_in_scripts(&source.column);
        values.parts = values.all_parts(Cuts { kind: source.kind, scripts: false, japanese });
        if source.kind == ColumnKind::Set || source.column.has_lists() {
            values.elements = Some(Elements::of_texts(values.texts.iter()));
        }
        let cell = |&text: &u32| numbers.get(text as usize).copied().unwrap_or(EMPTY);
        (values, source.column.cells.iter().map(cell).collect())
    }

    /// Names, of which a value is what is written and how it is read.
    fn of_names(source: &Source<'_>) -> (Self, Vec<u32>) {
        let names = Names::read(&source.column, source.reading, source.kind);
        let mut values = Self { scripts: true, ..Self::default() };
        let numbers: Vec<u32> = names
            .values()
            .map(|(writing, reading)| {
                if writing.is_empty() && reading.is_empty() {
                    return EMPTY;
                }
                values.add(&format!("{writing}\u{1f}{reading}"))
            })
            .collect();
        values.parts = values.all_parts(Cuts { kind: source.kind, scripts: true, japanese: false });
        let cell = |&name: &u32| numbers.get(name as usize).copied().unwrap_or(EMPTY);
        (values, names.cells.iter().map(cell).collect())
    }

    #[cfg(test)]
    pub fn of_filled(filled: u32) -> Self {
        Self { filled, ..Self::default() }
    }

    /// The number of a value, a new one if it was never seen.
    pub fn add(&mut self, text: &str) -> u32 {
        let number = self.texts.intern(text);
        if self.ends.len() < self.texts.len() {
            let start = self.letters.len();
            self.letters.extend(text.encode_utf16());
            let letters = self.letters.get(start..).unwrap_or_default();
            self.bags.push(Bag::of(letters));
            self.heads.push(Head::of(letters));
            self.ends.push(u32::try_from(self.letters.len()).unwrap_or(u32::MAX));
        }
        number
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        let part = |part: &Part| part.texts.heap_bytes() + 4 * (part.of.capacity() + part.rows.capacity());
        self.texts.heap_bytes()
            + 2 * self.letters.capacity()
            + 16 * self.heads.capacity()
            + 4 * (self.ends.capacity() + self.bags.capacity() + self.rows.capacity() + self.words.capacity())
            + self.parts.iter().chain([&self.sounds]).map(part).sum::<usize>()
            + self.elements.as_ref().map_or(0, Elements::heap_bytes)
    }

    /// Forgets the texts of all values but the first so many.
    pub fn truncate(&mut self, values: usize) {
        self.texts.truncate(values);
        self.ends.truncate(values);
        self.bags.truncate(values);
        self.heads.truncate(values);
        self.rows.truncate(values);
        self.letters.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    fn all_parts(&self, cuts: Cuts) -> Vec<Part> {
        (0..cuts.count()).map(|at| self.part(|text| cuts.cut(at, text))).collect()
    }

    fn part(&self, cut: impl Fn(&str) -> Option<String>) -> Part {
        let mut part = Part::default();
        part.of =
            self.texts.iter().map(|text| cut(text).map_or(EMPTY, |text| part.texts.intern(&text))).collect();
        part.rows = vec![0; part.texts.len()];
        part
    }

    /// Takes cells for empty whose value many hold where hardly anybody shares one: a shop's own phone, the first day of the
    /// century. They are few, and far more frequent than the next.
    fn forget_placeholders(&mut self, cells: &mut [u32]) {
        let mut rows: Vec<(u32, u32)> =
            (0..u32::try_from(self.len()).unwrap_or(0)).map(|value| (0, value)).collect();
        for &cell in cells.iter() {
            rows.get_mut(cell as usize).into_iter().for_each(|(rows, _)| *rows += 1);
        }
        rows.put_least_first(PLACEHOLDERS + 1, |a, b| b.cmp(a));
        rows.truncate(PLACEHOLDERS + 1);
        let usual = rows.iter().map(|(rows, _)| *rows).min().unwrap_or(0);
        let many = |rows: u32| rows >= 30 && rows > usual * 8;
        let mut found: Vec<u32> =
            rows.into_iter().filter(|(rows, _)| many(*rows)).map(|(_, value)| value).collect();
        found.put_in_order();
        for cell in cells.iter_mut().filter(|cell| found.contains(cell)) {
            *cell = EMPTY;
            self.placeholders += 1;
        }
        self.forgotten = found;
    }

    /// Counts in how many rows each value and each part stands.
    fn count(&mut self, cells: &[u32]) {
        self.rows = vec![0; self.len()];
        for &cell in cells {
            if let Some(rows) = self.rows.get_mut(cell as usize) {
                *rows += 1;
                self.filled += 1;
            }
        }
        if let Some(elements) = &mut self.elements {
            elements.count(&self.rows);
        }
        for part in &mut self.parts {
            for (&of, &rows) in part.of.iter().zip(&self.rows) {
                if let Some(sum) = part.rows.get_mut(of as usize) {
                    *sum += rows;
                    part.filled += rows;
                }
            }
        }
    }

    /// Counts of names that are a single word in how many rows that stands: who tells a family name alone has what all have
    /// of that family.
    fn count_words(&mut self) {
        let alone = (0..).take(self.len()).any(|value| !self.is_long(value));
        if !alone || self.letters.iter().all(|letter| *letter != BLANK) {
            return;
        }
        let mut words = self.rows.clone();
        for (word, rows) in self.words_of_long() {
            if let Some(slot) = self.texts.get(word).and_then(|value| words.get_mut(value as usize)) {
                *slot += rows;
            }
        }
        self.words = words;
    }

    /// Whether a name has several words.
    fn is_long(&self, value: u32) -> bool {
        self.letters(value).contains(&BLANK)
    }

    /// The words of names that have several, each once a name, and how many rows have that name.
    fn words_of_long(&self) -> impl Iterator<Item = (&str, u32)> {
        let long = self.texts.iter().zip(&self.rows).filter(|(name, _)| name.contains(' '));
        long.flat_map(|(name, &rows)| {
            let again = move |at: usize, word: &str| name.split(' ').take(at).any(|before| before == word);
            let once = name.split(' ').enumerate().filter(move |&(at, word)| !again(at, word));
            once.map(move |(_, word)| (word, rows))
        })
    }

    /// In how many rows each word stands of names that have several.
    pub fn words(&self) -> BTreeMap<&str, u32> {
        let mut words = BTreeMap::new();
        self.words_of_long().for_each(|(word, rows)| *words.entry(word).or_default() += rows);
        words
    }

    /// In how many rows each value stands, and of names that are a single word those too that have it among others.
    pub fn rows_of_words(&self) -> &[u32] {
        if self.words.is_empty() { &self.rows } else { &self.words }
    }

    /// How each value sounds: Soundex of Latin letters, the reading of kana.
    pub fn hear(&self) -> Part {
        self.part(sound)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The letters of a value.
    pub fn letters(&self, value: u32) -> &[u16] {
        let value = value as usize;
        let start =
            value.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        self.ends.get(value).and_then(|&end| self.letters.get(start..end as usize)).unwrap_or_default()
    }

    /// Which letters a value has.
    pub fn bag(&self, value: u32) -> Bag {
        self.bags.get(value as usize).copied().unwrap_or_default()
    }

    /// How a value begins.
    pub fn head(&self, value: u32) -> Head {
        self.heads.get(value as usize).copied().unwrap_or_default()
    }

    /// Whether values have a writing and a reading.
    pub fn in_scripts(&self) -> bool {
        self.scripts
    }

    /// A part of all values.
    pub fn parts(&self, part: usize) -> Option<&Part> {
        self.parts.get(part)
    }

    /// Whether a part of two values is the same.
    pub fn same_part(&self, part: usize, x: u32, y: u32) -> bool {
        let of =
            |value: u32| self.parts.get(part)?.of.get(value as usize).copied().filter(|part| *part != EMPTY);
        of(x).is_some_and(|part| of(y) == Some(part))
    }

    /// Whether two values sound alike.
    pub fn same_sound(&self, x: u32, y: u32) -> bool {
        let of = |value: u32| self.sounds.of.get(value as usize).copied().filter(|sound| *sound != EMPTY);
        of(x).is_some_and(|sound| of(y) == Some(sound))
    }

    /// How likely two random rows have the same value.
    pub fn same_by_chance(&self, kind: ColumnKind) -> f64 {
        same_by_chance(kind, &self.rows, self.filled)
    }
}

impl Part {
    /// How likely this part of two random rows is the same.
    pub fn same_by_chance(&self, kind: ColumnKind) -> f64 {
        self.same.unwrap_or_else(|| same_by_chance(kind, &self.rows, self.filled))
    }
}

/// Which parts values have.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    pub kind: ColumnKind,
    /// Whether they are names with a writing and a reading.
    pub scripts: bool,
    /// Whether they are Japanese addresses.
    pub japanese: bool,
}

impl Cuts {
    /// How many.
    pub fn count(self) -> usize {
        match self.kind {
            _ if self.scripts => 4,
            ColumnKind::Email => 1,
            ColumnKind::Address if self.japanese => 2,
            _ => 0,
        }
    }

    /// The part of a value with this number, where the value has it.
    pub fn cut(self, at: usize, text: &str) -> Option<String> {
        match self.kind {
            _ if self.scripts => of_name(self.kind, at, text),
            ColumnKind::Email => text.split('@').next().map(str::to_owned),
            _ => {
                let address = Address::read(text)?;
                let (town, number) = (address.town(), address.number());
                let said = !town.is_empty() && (at == 1 || !number.is_empty());
                said.then(|| if at == 0 { format!("{town} {number}") } else { town.to_owned() })
            }
        }
    }
}

/// The writing of a name, its reading, its family name and its given name: these by their readings, where they are known.
fn of_name(kind: ColumnKind, at: usize, text: &str) -> Option<String> {
    let part = |at: usize| text.split('\u{1f}').nth(at).filter(|part| !part.is_empty());
    let own = |given: bool| names::part_of(part(1).or_else(|| part(0))?, given, kind).map(str::to_owned);
    match at {
        0 => part(0).map(|writing| writing.replace(' ', "")),
        1 => part(1).map(|reading| names::turned_first(reading, kind)),
        _ => own(at == 3),
    }
}

/// How a value sounds.
pub fn sound(text: &str) -> Option<String> {
    let text = text.split('\u{1f}').next_back().unwrap_or_default();
    let sound = if text.is_ascii() { soundex(text) } else { romaji_key(text).unwrap_or_default() };
    (!sound.is_empty()).then_some(sound)
}

pub fn same_by_chance(kind: ColumnKind, rows: &[u32], filled: u32) -> f64 {
    let pairs = |rows: u32| f64::from(rows) * (f64::from(rows) - 1.0) / 2.0;
    believed::chance(kind, rows.iter().map(|&rows| pairs(rows)).sum(), pairs(filled))
}

/// What is written, and how it is read.
pub fn split(name: &[u16]) -> (&[u16], &[u16]) {
    let at = name.iter().position(|letter| *letter == BETWEEN).unwrap_or(name.len());
    (name.get(..at).unwrap_or_default(), name.get(at + 1..).unwrap_or_default())
}

/// The order of day and month that the texts of a column keep to.
pub fn order_of_days(column: &Column, kind: ColumnKind) -> normal::Order {
    match kind {
        ColumnKind::Date => normal::Order::of(column.texts.iter()).unwrap_or(normal::Order::DayFirst),
        _ => normal::Order::DayFirst,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(rows: impl Iterator<Item = String>) -> (Values, Vec<u32>) {
        let texts: Vec<String> = rows.collect();
        let column = Column::new("born", texts.iter().map(|text| Some(text.as_str())));
        let source =
            Source { column: Cow::Owned(column), kind: ColumnKind::Date, reading: None, sound: false };
        read(&[source]).swap_remove(0)
    }

    #[test]
    fn a_family_name_alone_stands_in_all_rows_of_that_family() {
        let names = ["Hanako Sato", "Taro Sato", "Sato Sato", "SATO", "sato", "Yamada", "Ren Ito"];
        let rows = |kind| {
            let column = Column::new("name", names.map(Some));
            let source = Source { column: Cow::Owned(column), kind, reading: None, sound: false };
            let (values, cells) = read(&[source]).swap_remove(0);
            cells.iter().map(|&cell| values.rows_of_words()[cell as usize]).collect::<Vec<_>>()
        };
        // Of each row once, though it has the word twice; no more rows have the whole names.
        assert_eq!(rows(ColumnKind::FullName), [1, 1, 1, 5, 5, 1, 1]);
        // A word of a title is no part of it.
        assert_eq!(rows(ColumnKind::Text), [1, 1, 1, 2, 2, 1, 1]);
    }

    #[test]
    fn a_value_that_far_too_many_have_is_a_placeholder() {
        // Two hundred days that three have each, and one that fifty have.
        let day = |row: u32| format!("19{:02}-{:02}-11", 50 + row % 20, 1 + row % 10);
        let (values, cells) = dates((0..600).map(day).chain(std::iter::repeat_n("2000-01-01".into(), 700)));
        assert_eq!((values.placeholders, values.filled), (700, 600));
        assert!(cells[600..].iter().all(|&cell| cell == EMPTY));
        // The first day of every year is how these records say that only the year is known.
        let first = |row: u32| format!("19{:02}-01-01", 50 + row % 20);
        let (values, _) = dates((0..600).map(day).chain((0..2000).map(first)));
        assert_eq!((values.placeholders, values.filled), (0, 2600));
        // Too few to be sure.
        let (values, _) = dates((0..20).map(day).chain(std::iter::repeat_n("2000-01-01".into(), 20)));
        assert_eq!(values.placeholders, 0);
    }
}
