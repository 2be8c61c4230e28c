//! Values, or parts of them, by which rows may be put together: `surname`, `surname:4`, `birth_date:year`.

use super::ColumnKind;
use super::names::is_name;
use super::records::EMPTY;
use super::scorer::{Compared, Rows};
use crate::Error;
use crate::form::nearest;
use crate::vocabulary::Vocabulary;

/// A value, or part of one, by which rows may be put together.
#[derive(Debug, Clone)]
pub struct Key {
    pub name: String,
    /// The comparison it comes from.
    pub column: usize,
    /// The key of each value, where it is not the whole value.
    part: Option<Vec<u32>>,
    /// Whether it tells as much as the whole value.
    whole: bool,
}

/// What is cut from a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    First(usize),
    Last(usize),
    Year,
    MonthDay,
    LastWord,
    Sound,
    /// What a set shares with others.
    Element,
    /// What tells the value most, and the next.
    Part(usize),
}

/// A mask has room for so many keys.
const MOST_KEYS: usize = 64;

/// The keys of all columns.
pub fn keys(compared: &[Compared]) -> Vec<Key> {
    let mut keys = Vec::new();
    for (at, column) in compared.iter().enumerate() {
        let mut texts = vec![String::new()];
        texts.extend(parts(column).iter().map(|part| format!(":{part}")));
        keys.extend(texts.iter().filter_map(|part| Key::of(compared, at, part).ok()));
    }
    keys.truncate(MOST_KEYS);
    keys
}

/// The parts of a column's values by which rows are usually put together.
fn parts(column: &Compared) -> &'static [&'static str] {
    if column.values.elements.is_some() {
        return &["element"];
    }
    if column.values.in_scripts() {
        return &["writing", "reading", "4"];
    }
    match column.comparison.kind {
        ColumnKind::GivenName | ColumnKind::GivenKana => &["2", "3"],
        ColumnKind::FamilyName | ColumnKind::FamilyKana => &["2", "4"],
        ColumnKind::Address if column.values.parts(0).is_some() => &["house", "town"],
        ColumnKind::FullName | ColumnKind::FullKana | ColumnKind::Text | ColumnKind::Address => {
            &["5", "last_word"]
        }
        ColumnKind::Date => &["year", "month_day"],
        ColumnKind::Postcode => &["3"],
        ColumnKind::Email => &["name", "5"],
        ColumnKind::Phone | ColumnKind::Number => &["-6"],
        ColumnKind::Category
        | ColumnKind::Identifier
        | ColumnKind::Ignore
        | ColumnKind::Quantity
        | ColumnKind::Place
        | ColumnKind::Set => &[],
    }
}

/// The key that a text names: a column, or a column and a part with a colon between.
///
/// # Errors
///
/// [`Error::Options`] for a column that is not compared or a part that there is not.
pub fn read(compared: &[Compared], text: &str) -> Result<Key, Error> {
    let names: Vec<&str> = compared.iter().map(Compared::name).collect();
    let whole = names.iter().position(|name| *name == text);
    if let Some(at) = whole {
        return Key::of(compared, at, "");
    }
    let (column, part) = text.rsplit_once(':').unwrap_or((text, ""));
    let Some(at) = names.iter().position(|name| *name == column) else {
        let column: String = column.chars().take(40).collect();
        let meant =
            nearest(&column, &names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        return Err(Error::Options {
            message: format!("`block_on` names `{column}`, which is no column that is compared{meant}"),
        });
    };
    Key::of(compared, at, &format!(":{part}"))
}

impl Key {
    /// A column's values, or the part of them that stands after a colon.
    fn of(compared: &[Compared], at: usize, part: &str) -> Result<Self, Error> {
        let Some(column) = compared.get(at) else {
            return Err(Error::Options { message: "`block_on` names no column".into() });
        };
        let name = format!("{}{part}", column.name());
        let Some(part) = part.strip_prefix(':') else {
            return Ok(Self { name, column: at, part: None, whole: true });
        };
        let count = |digits: &str| digits.parse::<usize>().ok().filter(|count| (1..=64).contains(count));
        let kind = column.comparison.kind;
        let cut = match part {
            "year" if kind == ColumnKind::Date => Some(Cut::Year),
            "month_day" if kind == ColumnKind::Date => Some(Cut::MonthDay),
            "element" if column.values.elements.is_some() => Some(Cut::Element),
            "last_word" => Some(Cut::LastWord),
            "sound" => Some(Cut::Sound),
            "writing" if is_name(kind) => Some(Cut::Part(0)),
            "reading" if is_name(kind) => Some(Cut::Part(1)),
            "name" if kind == ColumnKind::Email => Some(Cut::Part(0)),
            "house" if kind == ColumnKind::Address => Some(Cut::Part(0)),
            "town" if kind == ColumnKind::Address => Some(Cut::Part(1)),
            _ => match part.strip_prefix('-') {
                Some(digits) => count(digits).map(Cut::Last),
                None => count(part).map(Cut::First),
            },
        };
        let Some(cut) = cut else {
            let message = format!(
                "after the colon of `{}` in `block_on` must stand a number of letters (`-6` for the last six), {}",
                column.name(),
                "year, month_day, last_word, sound, element, writing, reading, name, house or town"
            );
            return Err(Error::Options { message });
        };
        Ok(Self { name, column: at, part: Some(cut.of(column)), whole: cut == Cut::Element })
    }

    #[cfg(test)]
    pub fn whole(name: &str, column: usize) -> Self {
        Self { name: name.into(), column, part: None, whole: true }
    }

    /// Whether it is the whole value, or tells as much.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The key of a value.
    pub fn of_value(&self, value: u32) -> u32 {
        match &self.part {
            Some(part) => part.get(value as usize).copied().unwrap_or(EMPTY),
            None => value,
        }
    }

    /// The key of a row.
    pub fn of_row(&self, rows: &Rows, row: u32) -> u32 {
        rows.of(row).get(self.column).map_or(EMPTY, |&value| self.of_value(value))
    }
}

impl Cut {
    /// The key of each value of a column.
    fn of(self, column: &Compared) -> Vec<u32> {
        let values = &column.values;
        if let Self::Part(part) = self {
            return values.parts(part).map(|part| part.of.clone()).unwrap_or_default();
        }
        if let (Self::Element, Some(elements)) = (self, &values.elements) {
            return elements.linked(&values.rows);
        }
        let mut keys = Vocabulary::default();
        if self == Self::Sound {
            return values.hear();
        }
        let of = |text: &str| self.from(said(text)).map_or(EMPTY, |key| keys.intern(key));
        values.texts.iter().map(of).collect()
    }

    fn from(self, text: &str) -> Option<&str> {
        match self {
            Self::First(count) => first(text, count),
            Self::Last(count) => last(text, count),
            Self::Year => first(text, 4),
            Self::MonthDay => last(text, 4),
            Self::LastWord => text.rsplit(' ').next(),
            Self::Sound | Self::Element | Self::Part(_) => None,
        }
    }
}

/// The reading of a name in several scripts, or else its writing; any other value whole.
fn said(text: &str) -> &str {
    match text.split_once('\u{1f}') {
        Some((writing, "")) => writing,
        Some((_, reading)) => reading,
        None => text,
    }
}

/// The first letters of a text that has so many.
fn first(text: &str, count: usize) -> Option<&str> {
    match text.char_indices().nth(count) {
        Some((end, _)) => text.get(..end),
        None => (text.chars().count() == count).then_some(text),
    }
}

/// The last letters of a text that has so many.
fn last(text: &str, count: usize) -> Option<&str> {
    let (start, _) = text.char_indices().nth_back(count.checked_sub(1)?)?;
    text.get(start..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_texts() {
        assert_eq!(first("yamada", 2), Some("ya"));
        assert_eq!(first("ya", 2), Some("ya"));
        assert_eq!(first("y", 2), None);
        assert_eq!(first("山田花子", 2), Some("山田"));
        assert_eq!(last("19870312", 4), Some("0312"));
        assert_eq!(last("山田", 3), None);
        assert_eq!(said("山田\u{1f}yamada"), "yamada");
        assert_eq!(said("山田\u{1f}"), "山田");
        assert_eq!(said("yamada"), "yamada");
    }
}
