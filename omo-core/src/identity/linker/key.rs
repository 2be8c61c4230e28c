//! Values, or parts of them, by which rows may be put together: `surname`, `surname:4`, `birth_date:year`.

use super::ColumnKind;
use super::compared::Compared;
use super::elements::TOGETHER;
use super::names::is_name;
use super::records::EMPTY;
use super::rows::Rows;
use super::values::sound;
use crate::Error;
use crate::form::nearest;
use crate::parallel::parallel;
use crate::random::hash;
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
    let mut texts = Vec::new();
    for (at, column) in compared.iter().enumerate() {
        texts.push((at, String::new()));
        texts.extend(parts(column).iter().map(|part| (at, format!(":{part}"))));
    }
    let key = |(): &mut (), (at, part): &(usize, String)| Key::of(compared, *at, part).ok();
    let mut keys: Vec<Key> = parallel(&texts, || (), key).into_iter().flatten().collect();
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
    let (at, part) = place(compared, text)?;
    Key::of(compared, at, &part)
}

/// The column that a text names, and what stands from the colon on.
fn place(compared: &[Compared], text: &str) -> Result<(usize, String), Error> {
    let names: Vec<&str> = compared.iter().map(Compared::name).collect();
    let whole = names.iter().position(|name| *name == text);
    if let Some(at) = whole {
        return Ok((at, String::new()));
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
    Ok((at, format!(":{part}")))
}

impl Key {
    /// A column's values, or the part of them that stands after a colon.
    fn of(compared: &[Compared], at: usize, part: &str) -> Result<Self, Error> {
        let cut = Cut::read(compared, at, part)?;
        let column = compared.get(at);
        let name = format!("{}{part}", column.map_or("", Compared::name));
        let part = cut.zip(column).map(|(cut, column)| cut.of(column));
        Ok(Self { name, column: at, part, whole: cut.is_none_or(|cut| cut == Cut::Element) })
    }

    #[cfg(test)]
    pub fn whole(name: &str, column: usize) -> Self {
        Self { name: name.into(), column, part: None, whole: true }
    }

    #[cfg(test)]
    pub fn part(name: &str, column: usize, part: Vec<u32>) -> Self {
        Self { name: name.into(), column, part: Some(part), whole: false }
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

    /// Whether values that share this key share the other too, or all lack it.
    pub fn determines(&self, other: &Self) -> bool {
        let (of, others) = match (&self.part, &other.part) {
            _ if self.column != other.column => return false,
            (None, _) => return true,
            (Some(_), None) => return false,
            (Some(of), Some(others)) => (of, others),
        };
        let mut found: Vec<Option<u32>> = Vec::new();
        of.iter().zip(others).filter(|(key, _)| **key != EMPTY).all(|(&key, &other)| {
            if found.len() <= key as usize {
                found.resize(key as usize + 1, None);
            }
            found.get_mut(key as usize).is_none_or(|found| *found.get_or_insert(other) == other)
        })
    }

    /// The key of a row.
    pub fn of_row(&self, rows: &Rows, row: u32) -> u32 {
        rows.of(row).get(self.column).map_or(EMPTY, |&value| self.of_value(value))
    }
}

/// A value, or a part of one, by which rows come together one at a time.
#[derive(Debug, Clone, Copy)]
pub struct Handle {
    /// The comparison it comes from.
    pub column: usize,
    cut: Option<Cut>,
}

impl Handle {
    /// What a text names: a column, or a column and a part with a colon between.
    ///
    /// # Errors
    ///
    /// Those of [`read`].
    pub fn read(compared: &[Compared], text: &str) -> Result<Self, Error> {
        let (column, part) = place(compared, text)?;
        Ok(Self { column, cut: Cut::read(compared, column, &part)? })
    }

    /// By what records are looked up where nothing was learned of which keys pay: values that are a person's own, and all
    /// names.
    pub fn usual(compared: &[Compared]) -> Vec<(String, Self)> {
        let mut all = Vec::new();
        for (column, one) in compared.iter().enumerate() {
            let few = matches!(
                one.comparison.kind,
                ColumnKind::Category | ColumnKind::Quantity | ColumnKind::Place | ColumnKind::Ignore
            );
            let whole = (!few && one.values.elements.is_none()).then_some("");
            let parts = parts(one).iter().filter(|part| matches!(**part, "element" | "writing" | "reading"));
            for part in whole.into_iter().chain(parts.copied()) {
                let part = if part.is_empty() { String::new() } else { format!(":{part}") };
                let cut = Cut::read(compared, column, &part);
                all.extend(cut.ok().map(|cut| (format!("{}{part}", one.name()), Self { column, cut })));
            }
        }
        all
    }

    /// The keys of a value, each of which another value may share: of sets several, of most others one.
    pub fn keys(&self, column: &Compared, value: u32, into: &mut Vec<u64>) {
        let values = &column.values;
        if value == EMPTY {
            return;
        }
        let text = || values.texts.text(value).unwrap_or_default();
        let spelt = |text: &str| hash(text.as_bytes());
        match self.cut {
            None => into.push(value.into()),
            Some(Cut::Part(part)) => {
                let part = values.parts(part).and_then(|part| part.of.get(value as usize));
                into.extend(part.filter(|part| **part != EMPTY).map(|part| u64::from(*part)));
            }
            Some(Cut::Element) => {
                let Some(elements) = &values.elements else { return };
                let rows = |element: u32| elements.rows.get(element as usize).copied().unwrap_or(0);
                let few = elements.of(value).iter().filter(|element| rows(**element) <= TOGETHER);
                into.extend(few.map(|element| u64::from(*element)));
            }
            Some(Cut::Sound) => into.extend(sound(text()).map(|sound| spelt(&sound))),
            Some(cut) => into.extend(cut.from(said(text())).map(spelt)),
        }
    }
}

impl Cut {
    /// What stands after a colon; nothing for the whole value.
    fn read(compared: &[Compared], at: usize, part: &str) -> Result<Option<Self>, Error> {
        let Some(column) = compared.get(at) else {
            return Err(Error::Options { message: "`block_on` names no column".into() });
        };
        let Some(part) = part.strip_prefix(':') else { return Ok(None) };
        let count = |digits: &str| digits.parse::<usize>().ok().filter(|count| (1..=64).contains(count));
        let kind = column.comparison.kind;
        let cut = match part {
            "year" if kind == ColumnKind::Date => Some(Self::Year),
            "month_day" if kind == ColumnKind::Date => Some(Self::MonthDay),
            "element" if column.values.elements.is_some() => Some(Self::Element),
            "last_word" => Some(Self::LastWord),
            "sound" => Some(Self::Sound),
            "writing" if is_name(kind) => Some(Self::Part(0)),
            "reading" if is_name(kind) => Some(Self::Part(1)),
            "name" if kind == ColumnKind::Email => Some(Self::Part(0)),
            "house" if kind == ColumnKind::Address => Some(Self::Part(0)),
            "town" if kind == ColumnKind::Address => Some(Self::Part(1)),
            _ => match part.strip_prefix('-') {
                Some(digits) => count(digits).map(Self::Last),
                None => count(part).map(Self::First),
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
        Ok(Some(cut))
    }

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
            return values.hear().of;
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
