//! How two values of a column are compared: a ladder of levels, from full agreement down to difference.
//!
//! ```
//! use omo_core::identity::linker::compare::{self, Level};
//! let name = compare::name("surname");
//! assert_eq!(name.levels().first().map(|level| level.name.as_str()), Some("nearly equal"));
//! // A ladder of one's own: equal, then at most two letters apart, then different.
//! let reference = compare::text("reference").with_levels([Level::new("two letters differ").edits(2)]);
//! assert_eq!(reference.levels().len(), 1);
//! ```

use serde::Serialize;

use super::ColumnKind;
use crate::{decimal, form};

/// How the values of a column are compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The column.
    pub column: String,
    /// What it holds, which says how its cells are spelt before they are compared.
    pub kind: ColumnKind,
    /// Of a name, the column that has its reading in kana.
    pub reading: Option<String>,
    /// Of a part of a name, the column of whole names that has it where the part itself is missing.
    pub whole: Option<String>,
    /// Of a year, the column that has the month: the two, or three with `day`, are compared as one day.
    pub month: Option<String>,
    /// Of a year and month, the column that has the day of the month.
    pub day: Option<String>,
    /// The levels between equality and difference, best first; where absent those that are usual for what it holds.
    pub levels: Option<Vec<Level>>,
    /// Whether rare values say more than frequent ones.
    pub term_frequency: bool,
}

form::record!(Comparison { column: String::new() } {
    kind: ColumnKind::Text, reading: None, whole: None, month: None, day: None, levels: None, term_frequency: true
});

/// One level of agreement of two values that are not equal. It holds where any of its measures does.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a measure of its own, any of which may hold")]
pub struct Level {
    /// What it is called.
    pub name: String,
    /// The Jaro-Winkler similarity is at least this, from 0 to 1.
    pub jaro_winkler: Option<f64>,
    /// The Jaro similarity is, which says nothing more of equal beginnings.
    pub jaro: Option<f64>,
    /// Of e-mail addresses, the Jaro-Winkler similarity of what stands before the @ is.
    pub name_jaro_winkler: Option<f64>,
    /// So many letters at most are added, left out or replaced (Levenshtein).
    pub levenshtein: Option<u32>,
    /// So many letters at most are added, left out, replaced, or swapped with their neighbour (optimal string alignment).
    pub edits: Option<u32>,
    /// The share of words that both have is at least this (Dice), whatever their order.
    pub words: Option<f64>,
    /// The share of words that both have, but for a letter or an initial, is at least this (Dice), whatever their order.
    pub near_words: Option<f64>,
    /// The share of the words of the one with fewer that the other has, but for a letter or an initial, is at least this.
    pub each_word: Option<f64>,
    /// The share of pairs of neighbouring letters that both have is at least this (Dice).
    pub bigrams: Option<f64>,
    /// The share of elements that both sets have is at least this (Jaccard).
    pub overlap: Option<f64>,
    /// So many letters at the beginning are equal.
    pub start: Option<u32>,
    /// One ends like the other, in this many letters at least.
    pub end: Option<u32>,
    /// One is the beginning of the other; of whole names in several scripts, of the other's given name.
    pub begins: bool,
    /// They sound alike: Soundex for Latin letters, the reading for kana.
    pub sound: bool,
    /// Of a name, it is written in the same way; of an e-mail address, what stands before the @ is the same; of a
    /// postal address, the town and the numbers are the same.
    pub same_key: bool,
    /// Of a name, its reading is the same; of a postal address, the town is.
    pub same_reading: bool,
    /// Of a whole name in kanji or kana, the family name is the same.
    pub same_family: bool,
    /// Of a whole name in kanji or kana, the given name is the same.
    pub same_given: bool,
    /// One is a name of one part, which is the family name or the given name of the other.
    pub one_part: bool,
    /// Month and day have changed places.
    pub turned: bool,
    /// So many days lie between at most.
    pub days: Option<u32>,
    /// The numbers differ by this at most.
    pub difference: Option<f64>,
    /// The smaller number is at least this share of the larger.
    pub ratio: Option<f64>,
    /// So many kilometres lie between at most, of places written `latitude, longitude`.
    pub km: Option<f64>,
    /// The value has changed places with that of this column in the other record, and the other way round.
    pub swapped_with: Option<String>,
    /// How much it counts, from 0 to 1, that the more frequent of the two values is rare, where that counts for equal values
    /// too; not at all where absent.
    pub term_frequency: Option<f64>,
}

form::record!(Level { name: String::new() } {
    jaro_winkler: None, jaro: None, name_jaro_winkler: None, levenshtein: None, edits: None, words: None, near_words: None, each_word: None, bigrams: None, overlap: None, start: None, end: None,
    begins: false, sound: false, same_key: false, same_reading: false, same_family: false, same_given: false, one_part: false, turned: false, days: None,
    difference: None, ratio: None, km: None, swapped_with: None, term_frequency: None
});

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident: $kind:ty),+ $(,)?) => {
        $($(#[$doc])* #[must_use] pub fn $name(mut self, $name: $kind) -> Self {
            self.$name = Some($name);
            self
        })+
    };
}

macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        $($(#[$doc])* #[must_use] pub fn $name(mut self) -> Self {
            self.$name = true;
            self
        })+
    };
}

impl Level {
    /// A level that no pair reaches, until it is given a measure.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    measures! {
        /// Or the Jaro-Winkler similarity is at least this.
        jaro_winkler: f64,
        /// Or the Jaro similarity is at least this.
        jaro: f64,
        /// Or of e-mail addresses, what stands before the @ has a Jaro-Winkler similarity of at least this.
        name_jaro_winkler: f64,
        /// Or so many letters are added, left out or replaced at most.
        levenshtein: u32,
        /// Or so many letters differ at most.
        edits: u32,
        /// Or the share of common words is at least this.
        words: f64,
        /// Or the share of words that both have, but for a letter or an initial, is at least this.
        near_words: f64,
        /// Or the share of the words of the one with fewer that the other has too, but for a letter or an initial, is at
        /// least this.
        each_word: f64,
        /// Or the share of common pairs of letters is at least this.
        bigrams: f64,
        /// Or the share of common elements is at least this.
        overlap: f64,
        /// Or so many letters at the beginning are equal.
        start: u32,
        /// Or one ends like the other, in so many letters at least.
        end: u32,
        /// Or so many days lie between at most.
        days: u32,
        /// Or the numbers differ by this at most.
        difference: f64,
        /// Or the smaller number is this share of the larger at least.
        ratio: f64,
        /// Or so many kilometres lie between at most.
        km: f64,
    }

    marks! {
        /// Or one is the beginning of the other; of whole names in several scripts, of the other's given name.
        begins,
        /// Or they sound alike.
        sound,
        /// Or what tells the value most is the same.
        same_key,
        /// Or the reading is the same.
        same_reading,
        /// Or the family name is the same.
        same_family,
        /// Or the given name is the same.
        same_given,
        /// Or one is the family name or the given name of the other.
        one_part,
        /// Or month and day have changed places.
        turned,
    }

    /// Where it counts so much, from 0 to 1, that the more frequent of the two values is rare.
    #[must_use]
    pub fn term_frequency(mut self, counts: f64) -> Self {
        self.term_frequency = Some(counts);
        self
    }

    /// Or the value has changed places with that of this column.
    #[must_use]
    pub fn swapped_with(mut self, column: &str) -> Self {
        self.swapped_with = Some(column.into());
        self
    }
}

impl Comparison {
    /// The usual comparison of a column that holds this.
    #[must_use]
    pub fn new(column: &str, kind: ColumnKind) -> Self {
        Self {
            column: column.into(),
            kind,
            reading: None,
            whole: None,
            month: None,
            day: None,
            levels: None,
            term_frequency: true,
        }
    }

    /// The columns that are read beside its own.
    pub fn beside(&self) -> impl Iterator<Item = &String> {
        [&self.reading, &self.whole, &self.month, &self.day].into_iter().flatten()
    }

    /// With these levels between equality and difference, best first.
    #[must_use]
    pub fn with_levels(mut self, levels: impl IntoIterator<Item = Level>) -> Self {
        self.levels = Some(levels.into_iter().collect());
        self
    }

    /// Of a year, with the columns that have the month and the day of the month.
    ///
    /// ```
    /// use omo_core::identity::linker::compare;
    /// let born = compare::date("birth_year").with_month_and_day("birth_month", "birth_day");
    /// assert_eq!(born.beside().count(), 2);
    /// ```
    #[must_use]
    pub fn with_month_and_day(mut self, month: &str, day: &str) -> Self {
        (self.month, self.day) = (Some(month.into()), Some(day.into()));
        self
    }

    /// With the column that has the reading of a name.
    #[must_use]
    pub fn with_reading(mut self, column: &str) -> Self {
        self.reading = Some(column.into());
        self
    }

    /// Where a frequent value says as much as a rare one.
    #[must_use]
    pub fn without_term_frequency(mut self) -> Self {
        self.term_frequency = false;
        self
    }

    /// The levels between equality and difference, best first.
    #[must_use]
    pub fn levels(&self) -> Vec<Level> {
        self.levels.clone().unwrap_or_else(|| usual(self.kind))
    }
}

/// Values that are equal or not.
#[must_use]
pub fn exact(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Text).with_levels([])
}

/// Names of persons, or parts of them, in any script. Without levels of one's own the column tells whether they are whole names,
/// given names or family names, each of which has its usual levels. Names of two generations (Jr. and Sr., II and III) differ.
#[must_use]
pub fn name(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::FamilyName)
}

/// Identifiers that a system gave: where one is the same, so is the customer, unless many have it.
#[must_use]
pub fn identifier(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Identifier)
}

/// Days, such as birthdays.
#[must_use]
pub fn date(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Date)
}

/// E-mail addresses.
#[must_use]
pub fn email(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Email)
}

/// Phone numbers.
#[must_use]
pub fn phone(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Phone)
}

/// Postal addresses.
#[must_use]
pub fn address(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Address)
}

/// Texts of any kind.
#[must_use]
pub fn text(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Text)
}

/// Sets of texts: the elements of a list, or what stands between `|`, `;` or `,`.
#[must_use]
pub fn set(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Set)
}

/// Quantities, which may be near one another.
#[must_use]
pub fn number(column: &str) -> Comparison {
    Comparison::new(column, ColumnKind::Quantity)
}

/// Places, written `latitude, longitude` in degrees, that lie so many kilometres from one another at most: a level for
/// each distance.
#[must_use]
pub fn distance_km(column: &str, within: &[f64]) -> Comparison {
    let level = |km: &f64| Level::new(&format!("within {} km", decimal::shortest(*km))).km(*km);
    Comparison::new(column, ColumnKind::Place).with_levels(within.iter().map(level))
}

/// The usual levels of what a column holds.
fn usual(kind: ColumnKind) -> Vec<Level> {
    let mut levels = between(kind);
    levels.iter_mut().for_each(rarer_says_more);
    levels
}

/// Makes a level by likeness of letters count in full that values are rare.
fn rarer_says_more(level: &mut Level) {
    let by_letters = level.jaro_winkler.is_some() || level.edits.is_some();
    level.term_frequency = by_letters.then_some(1.0);
}

fn between(kind: ColumnKind) -> Vec<Level> {
    let level = Level::new;
    let names = || {
        vec![
            level("nearly equal").jaro_winkler(0.92),
            level("alike").jaro_winkler(0.88).begins(),
            level("somewhat alike").jaro_winkler(0.7),
        ]
    };
    match kind {
        ColumnKind::GivenName | ColumnKind::GivenKana | ColumnKind::FamilyName | ColumnKind::FamilyKana => {
            names()
        }
        ColumnKind::FullName | ColumnKind::FullKana => vec![
            level("nearly equal").near_words(1.0).edits(1),
            level("the same but for more words").each_word(1.0),
            level("half of the words").near_words(0.5),
            level("somewhat alike").jaro_winkler(0.75),
        ],
        ColumnKind::Date => vec![
            level("one digit differs").edits(1).turned(),
            level("the same day of another year").end(4),
            level("two digits differ").edits(2),
            level("the same year").start(4),
        ],
        ColumnKind::Email => {
            vec![level("the same name, another host").same_key(), level("alike").jaro_winkler(0.9)]
        }
        ColumnKind::Phone | ColumnKind::Number => {
            vec![level("one digit differs").edits(1).end(8), level("two digits differ").edits(2)]
        }
        ColumnKind::Postcode => {
            vec![level("one letter differs").edits(1), level("the same beginning").start(3)]
        }
        ColumnKind::Address => vec![
            level("the same house").same_key(),
            level("alike").jaro_winkler(0.9).words(0.9),
            level("somewhat alike").jaro_winkler(0.75).words(0.75).same_reading(),
        ],
        ColumnKind::Text => vec![
            level("alike").jaro_winkler(0.9).words(0.9),
            level("somewhat alike").jaro_winkler(0.75).words(0.75),
        ],
        ColumnKind::Set => {
            vec![level("mostly the same").overlap(0.5), level("something in common").overlap(1e-9)]
        }
        ColumnKind::Quantity => vec![level("nearly equal").ratio(0.99), level("near").ratio(0.9)],
        ColumnKind::Place => vec![
            level("within 1 km").km(1.0),
            level("within 10 km").km(10.0),
            level("within 100 km").km(100.0),
        ],
        ColumnKind::Category => vec![level("alike").jaro_winkler(0.88)],
        ColumnKind::Identifier | ColumnKind::Ignore => vec![],
    }
}

/// The usual levels of lists.
pub(super) fn of_lists() -> Vec<Level> {
    vec![Level::new("something in common").overlap(1e-9)]
}

/// The usual levels of names that may be written in several scripts.
pub(super) fn of_scripts(kind: ColumnKind) -> Vec<Level> {
    let level = Level::new;
    let mut levels = vec![
        level("written alike").same_key(),
        level("the same reading").same_reading(),
        level("one letter differs").edits(1),
    ];
    if matches!(kind, ColumnKind::FullName | ColumnKind::FullKana) {
        levels.push(level("a part of the name").one_part());
        levels.push(level("the same given name").same_given());
        levels.push(level("the same family name").same_family());
    }
    levels.push(level("alike").jaro_winkler(0.9));
    levels.push(level("somewhat alike").jaro_winkler(0.75));
    if matches!(kind, ColumnKind::FullName | ColumnKind::FullKana) {
        // Believed to be rare, unless it is learned.
        levels.push(level("the beginning of a name").begins());
    }
    levels.iter_mut().for_each(rarer_says_more);
    levels
}
