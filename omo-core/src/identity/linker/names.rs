//! Names that are written in several scripts: what is written, and how it is read.

use std::collections::BTreeMap;

use super::ColumnKind;
use super::records::{Column, EMPTY};
use crate::identity::normal::PersonName;
use crate::identity::normal::name::Script;
use crate::identity::normal::romaji::romaji_key;
use crate::pairs::Pairs;

/// Whether a column holds names, or parts of them.
pub fn is_name(kind: ColumnKind) -> bool {
    is_whole(kind)
        || matches!(
            kind,
            ColumnKind::FamilyName | ColumnKind::GivenName | ColumnKind::FamilyKana | ColumnKind::GivenKana
        )
}

fn is_whole(kind: ColumnKind) -> bool {
    matches!(kind, ColumnKind::FullName | ColumnKind::FullKana)
}

/// The part of a whole name that a column of given or family names holds.
pub fn part_of_whole(text: &str, kind: ColumnKind) -> Option<String> {
    let given = matches!(kind, ColumnKind::GivenName | ColumnKind::GivenKana);
    let name = PersonName::read(text)?;
    Some(if given { name.given()? } else { name.family()? }.to_owned())
}

/// A column of given or family names, with those of a column of whole names where its own are missing.
pub fn with_parts_of(column: &Column, whole: &Column, kind: ColumnKind) -> Column {
    let mut filled = column.clone();
    // Each whole name once, and only where it is needed.
    let mut parts: Vec<Option<u32>> = vec![None; whole.texts.len()];
    for (cell, &name) in filled.cells.iter_mut().zip(&whole.cells).filter(|(cell, _)| **cell == EMPTY) {
        let (Some(known), Some(text)) = (parts.get_mut(name as usize), whole.texts.text(name)) else {
            continue;
        };
        *cell = *known.get_or_insert_with(|| {
            part_of_whole(text, kind).map_or(EMPTY, |part| filled.texts.intern(&part))
        });
    }
    filled
}

/// The names of all rows.
pub struct Names {
    names: Vec<Name>,
    /// The number of each row's name.
    pub cells: Vec<u32>,
}

/// A name as it stands: parts of the writing and of the reading, the family name first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Name {
    writing: Vec<String>,
    reading: Vec<String>,
}

impl Names {
    /// The names of a column, with their readings from another. Where a reading is missing but other rows tell how the name,
    /// or its parts, are read, it is what they say most.
    pub fn read(column: &Column, reading: Option<&Column>, kind: ColumnKind) -> Self {
        let mut names = Self::written(column, reading, kind);
        names.guess(&Rows::count(&names.cells, names.names.len()));
        names
    }

    /// The names as they stand in their rows.
    fn written(column: &Column, reading: Option<&Column>, kind: ColumnKind) -> Self {
        let spelt: Vec<Name> = column.texts.iter().map(|text| Name::read(text, kind)).collect();
        let Some(reading) = reading else { return Self { names: spelt, cells: column.cells.clone() } };
        let read: Vec<Name> = reading.texts.iter().map(|text| Name::read(text, kind)).collect();
        let mut both = Pairs::default();
        let cells: Vec<u32> = column
            .cells
            .iter()
            .zip(&reading.cells)
            .map(|(&name, &reading)| both.intern((name, reading)))
            .collect();
        let none = Name::default();
        let of = |names: &[Name], number: u32| names.get(number as usize).unwrap_or(&none).clone();
        let pair = |&(name, reading): &(u32, u32)| of(&spelt, name).with_reading(of(&read, reading));
        Self { names: both.all().iter().map(pair).collect(), cells }
    }

    /// What is written and how it is read, for each name; a blank between family and given name, where they are known.
    pub fn values(&self) -> impl Iterator<Item = (String, String)> {
        self.names.iter().map(Name::value)
    }

    /// Parts names as other rows part them, and reads those of which only the writing is known as others read them.
    fn guess(&mut self, rows: &Rows) {
        let readings = self.part(rows);
        for name in self.names.iter_mut().filter(|name| name.reading.is_empty()) {
            name.reading = readings.read(&name.writing);
        }
    }

    /// Parts names as other rows part them, and tells how all are read.
    fn part(&mut self, rows: &Rows) -> Readings {
        // What is parted once teaches to part the next.
        for _ in 0..2 {
            let readings = Readings::of(&self.names, rows);
            self.names.iter_mut().for_each(|name| readings.part(name));
        }
        Readings::of(&self.names, rows)
    }
}

/// How many rows have each name.
struct Rows(Vec<u32>);

impl Rows {
    fn count(cells: &[u32], names: usize) -> Self {
        let mut rows = vec![0; names];
        for &cell in cells.iter().filter(|cell| **cell != EMPTY) {
            rows.get_mut(cell as usize).into_iter().for_each(|rows| *rows += 1);
        }
        Self(rows)
    }
}

impl Name {
    /// A name, or a reading, as it stands in a cell.
    pub fn read(text: &str, kind: ColumnKind) -> Self {
        let Some(name) = PersonName::read(text) else { return Self::default() };
        let parts: Vec<String> = match (name.family(), name.given(), is_whole(kind)) {
            (Some(family), Some(given), true) => vec![family.to_owned(), given.to_owned()],
            (.., true) => name.parts().map(str::to_owned).collect(),
            _ => vec![name.parts().collect()],
        };
        match name.script() {
            Script::Kana | Script::Latin => {
                let reading: Option<Vec<String>> = parts.iter().map(|part| romaji_key(part)).collect();
                Self { writing: Vec::new(), reading: reading.unwrap_or_default() }
            }
            _ => {
                let folded =
                    |part: String| part.chars().map(crate::identity::normal::kanji::folded).collect();
                Self { writing: parts.into_iter().map(folded).collect(), reading: Vec::new() }
            }
        }
    }

    /// What is written and how it is read, with a blank between the parts.
    pub fn value(&self) -> (String, String) {
        (self.writing.join(" "), self.reading.join(" "))
    }

    /// The same with what another cell says of its reading.
    pub fn with_reading(mut self, other: Self) -> Self {
        if !other.reading.is_empty() {
            self.reading = other.reading;
        }
        if self.writing.is_empty() {
            self.writing = other.writing;
        }
        self
    }
}

/// How names are read, with in how many rows each reading stands: whole names, family names and given names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readings {
    pub written: [BTreeMap<String, BTreeMap<String, u32>>; 3],
    /// In how many rows a family name or a given name is read so, however it is written.
    pub read: [BTreeMap<String, u32>; 3],
}

const WHOLE: usize = 0;
const FAMILY: usize = 1;
const GIVEN: usize = 2;

impl Readings {
    /// What the names of a column teach, with their readings from another.
    pub fn taught(column: &Column, reading: Option<&Column>, kind: ColumnKind) -> Self {
        let mut names = Names::written(column, reading, kind);
        let rows = Rows::count(&names.cells, names.names.len());
        names.part(&rows)
    }

    /// A name parted and read as these are.
    pub fn guess(&self, mut name: Name) -> Name {
        // Once it is parted in writing its reading may be.
        self.part(&mut name);
        self.part(&mut name);
        if name.reading.is_empty() {
            name.reading = self.read(&name.writing);
        }
        name
    }

    fn of(names: &[Name], rows: &Rows) -> Self {
        let mut readings = Self::default();
        for (name, &rows) in names.iter().zip(&rows.0) {
            readings.learn(name, rows);
        }
        readings
    }

    /// Parts a name, or its reading, that stands without a gap.
    fn part(&self, name: &mut Name) {
        let splits = |parts: &[String]| -> Vec<(String, String)> {
            let [whole] = parts else { return Vec::new() };
            let ends = whole.char_indices().skip(1).map(|(end, _)| whole.split_at(end));
            ends.map(|(family, given)| (family.to_owned(), given.to_owned())).collect()
        };
        // In how many rows a family that is written so is read so: of all ways to part a name it is the commonest, for a few
        // rows are mistyped.
        let read = |writing: &str, reading: &str| -> Option<u32> {
            self.written.get(FAMILY)?.get(writing)?.get(reading).copied()
        };
        // What has a gap is taken as it is, what has none is cut where a family ends.
        let ways = |parts: &[String]| match parts {
            [family, given] => vec![(family.clone(), given.clone())],
            parts => splits(parts),
        };
        let readings = ways(&name.reading);
        let known = ways(&name.writing).into_iter().flat_map(|written| {
            let told = |reads: &(String, String)| {
                Some((read(&written.0, &reads.0)?, written.clone(), reads.clone()))
            };
            readings.iter().filter_map(told).collect::<Vec<_>>()
        });
        if let Some((_, writing, reading)) = known.max_by_key(|(rows, ..)| *rows) {
            (name.writing, name.reading) = (vec![writing.0, writing.1], vec![reading.0, reading.1]);
        }
        let rows = |part: usize, reading: &str| self.read.get(part).and_then(|all| all.get(reading)).copied();
        let known = splits(&name.reading).into_iter().filter_map(|(family, given)| {
            Some((rows(FAMILY, &family)?.min(rows(GIVEN, &given)?), family, given))
        });
        // A part that is known by itself is no two: えりか is not え りか.
        let alone = |whole: &String| rows(FAMILY, whole).max(rows(GIVEN, whole)).unwrap_or(0);
        let alone = name.reading.first().map_or(0, alone);
        // Of equals the longer family name.
        if let Some((_, family, given)) =
            known.filter(|(rows, ..)| *rows > alone).max_by_key(|(rows, family, _)| (*rows, family.len()))
        {
            name.reading = vec![family, given];
        }
    }

    fn learn(&mut self, name: &Name, rows: u32) {
        if let [family, given] = &name.reading[..]
            && let [_, families, givens] = &mut self.read
        {
            *families.entry(family.clone()).or_default() += rows;
            *givens.entry(given.clone()).or_default() += rows;
        }
        if name.writing.is_empty() || name.reading.is_empty() {
            return;
        }
        self.add(WHOLE, &name.writing.concat(), &name.reading.concat(), rows);
        if let ([family, given], [read_family, read_given]) = (&name.writing[..], &name.reading[..]) {
            self.add(FAMILY, family, read_family, rows);
            self.add(GIVEN, given, read_given, rows);
        }
    }

    fn add(&mut self, part: usize, writing: &str, reading: &str, rows: u32) {
        if let Some(part) = self.written.get_mut(part) {
            *part.entry(writing.into()).or_default().entry(reading.into()).or_default() += rows;
        }
    }

    /// The usual reading, and in how many rows it stands.
    fn usual(&self, part: usize, writing: &str) -> Option<(&str, u32)> {
        let readings = self.written.get(part)?.get(writing)?;
        // Of equals the first in order of letters.
        let most = readings.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
        Some((most.0, *most.1))
    }

    fn read(&self, writing: &[String]) -> Vec<String> {
        let whole = writing.concat();
        // A name of one part may be that of a family, or a given name, and no whole one.
        let alone = [FAMILY, GIVEN].into_iter().filter_map(|part| self.usual(part, &whole));
        let alone = alone.filter(|_| writing.len() == 1).max_by_key(|(_, rows)| *rows);
        let parts = |family: &str, given: &str| {
            let (family, given) = (self.usual(FAMILY, family)?, self.usual(GIVEN, given)?);
            Some((family.1.min(given.1), vec![family.0.to_owned(), given.0.to_owned()]))
        };
        let known = if let [family, given] = writing {
            parts(family, given)
        } else {
            // Where the family name ends is for both parts to say.
            let ends = whole.char_indices().skip(1).map(|(end, _)| whole.split_at(end));
            ends.filter_map(|(family, given)| parts(family, given)).max_by_key(|(rows, _)| *rows)
        };
        let most = known.as_ref().map_or(0, |(rows, _)| *rows);
        match (self.usual(WHOLE, &whole), known) {
            _ if alone.is_some_and(|(_, rows)| rows > most) => {
                alone.map(|(reading, _)| vec![reading.to_owned()]).unwrap_or_default()
            }
            (_, Some((_, reading))) => reading,
            (Some((reading, _)), None) => vec![reading.into()],
            (None, None) => Vec::new(),
        }
    }
}

/// The family name, or else the given name, of a whole name of which both are known.
pub fn part_of(name: &str, given: bool, kind: ColumnKind) -> Option<&str> {
    let (family, own) = name.split_once(' ').filter(|_| is_whole(kind))?;
    Some(if given { own } else { family })
}

/// The form of a reading that does not hang on which part comes first: of all its turns the first in order of letters. A
/// part of a name is itself.
pub fn turned_first(reading: &str, kind: ColumnKind) -> String {
    if !is_whole(kind) {
        return reading.to_owned();
    }
    let reading = reading.replace(' ', "");
    let turns = reading.char_indices().map(|(at, _)| {
        let (first, second) = reading.split_at(at);
        format!("{second}{first}")
    });
    turns.min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Column {
        Column::new("name", cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)))
    }

    fn all(names: &Names) -> Vec<(String, String)> {
        let values: Vec<_> = names.values().collect();
        names.cells.iter().map(|&cell| values.get(cell as usize).cloned().unwrap_or_default()).collect()
    }

    fn pair(writing: &str, reading: &str) -> (String, String) {
        (writing.into(), reading.into())
    }

    #[test]
    fn names_are_read_as_other_rows_read_them() {
        let written = column(&[
            "山田 花子",
            "佐藤 太郎",
            "山田 太郎",
            "佐藤花子",
            "ヤマダ　ハナコ",
            "Hanako Yamada",
            "",
            "鈴木 一",
        ]);
        let read = column(&["ヤマダ ハナコ", "さとう たろう", "", "", "", "", "", ""]);
        let names = all(&Names::read(&written, Some(&read), ColumnKind::FullName));
        assert_eq!(names[0], pair("山田 花子", "yamada hanako"));
        assert_eq!(names[2], pair("山田 太郎", "yamada taro"));
        assert_eq!(names[3], pair("佐藤花子", "sato hanako"));
        assert_eq!(names[4], pair("", "yamada hanako"));
        assert_eq!(names[5], pair("", "yamada hanako"));
        assert_eq!(names[6], pair("", ""));
        assert_eq!(names[7], pair("鈴木 一", ""));
    }

    #[test]
    fn names_without_a_gap_are_parted_as_others_are() {
        let written = column(&["山田 花子", "山田　太郎", "山田花枝", "ヤマダタロウ", "山本花子"]);
        let read = column(&["ヤマダ ハナコ", "ヤマダタロウ", "ヤマダ ハナエ", "", "ヤマモトハナコ"]);
        let names = all(&Names::read(&written, Some(&read), ColumnKind::FullName));
        assert_eq!(names[1], pair("山田 太郎", "yamada taro"));
        assert_eq!(names[2], pair("山田 花枝", "yamada hanae"));
        assert_eq!(names[3], pair("", "yamada taro"));
        assert_eq!(names[4], pair("山本花子", "yamamotohanako"));
    }

    #[test]
    fn where_neither_has_a_gap_a_family_known_begins_both() {
        let written = column(&["山田 花子", "山田真奈美"]);
        let read = column(&["ヤマダ ハナコ", "ヤマダマナミ"]);
        let names = all(&Names::read(&written, Some(&read), ColumnKind::FullName));
        assert_eq!(names[1], pair("山田 真奈美", "yamada manami"));
    }

    #[test]
    fn a_mistyped_row_parts_no_others() {
        // 小林 is read コバヤ once, 松 マツモト once.
        let written = column(&[
            "小林 花子",
            "小林 太郎",
            "小林 花",
            "小林悟",
            "松本 花子",
            "松本 太郎",
            "松 本智",
            "松本健",
            "小林 健",
        ]);
        let read = column(&[
            "コバヤシ ハナコ",
            "コバヤシ タロウ",
            "コバヤ シハナ",
            "コバヤシサトル",
            "マツモト ハナコ",
            "マツモト タロウ",
            "マツモト サトシ",
            "マツモト ケン",
            "コバヤシケン",
        ]);
        let names = all(&Names::read(&written, Some(&read), ColumnKind::FullName));
        assert_eq!(names[3], pair("小林 悟", "kobayasi satoru"));
        assert_eq!(names[7], pair("松本 健", "matumoto ken"));
        assert_eq!(names[8], pair("小林 健", "kobayasi ken"));
    }

    #[test]
    fn what_is_known_for_a_part_is_no_whole_name() {
        let written = column(&[
            "山田 えりか",
            "アキ リカ",
            "アキ オ",
            "松本 智",
            "松本 花子",
            "エリカ",
            "あきお",
            "松本",
            "智",
            "え りか",
            "中村 あきお",
            "中村 あきお",
            "松本",
        ]);
        let read = column(&[
            "ヤマダ エリカ",
            "",
            "",
            "マツモト サトシ",
            "マツモト ハナコ",
            "",
            "",
            "",
            "",
            "",
            "ナカムラ アキオ",
            "ナカムラ アキオ",
            "マツモト サトシ",
        ]);
        let names = all(&Names::read(&written, Some(&read), ColumnKind::FullName));
        // No え りか, and no あき お, though one of these families has each of these names.
        assert_eq!(names[5], pair("", "erika"));
        assert_eq!(names[6], pair("", "akio"));
        // A family, or a given name; not the one of that family who wrote the family alone once, with the reading of both.
        assert_eq!(names[7], pair("松本", "matumoto"));
        assert_eq!(names[8], pair("智", "satosi"));
    }

    #[test]
    fn whole_names_fill_the_parts_that_are_missing() {
        let (family, whole) = (column(&["Smith", "", ""]), column(&["", "Hanako Yamada", ""]));
        let filled = with_parts_of(&family, &whole, ColumnKind::FamilyName);
        let texts: Vec<Option<&str>> = filled.cells.iter().map(|&cell| filled.texts.text(cell)).collect();
        assert_eq!(texts, [Some("Smith"), Some("yamada"), None]);
        let given = with_parts_of(&column(&["", "", ""]), &whole, ColumnKind::GivenName);
        assert_eq!(given.texts.text(given.cells[1]), Some("hanako"));
    }

    #[test]
    fn the_order_of_the_parts_of_a_reading_does_not_matter() {
        let form = |reading| turned_first(reading, ColumnKind::FullName);
        assert_eq!(form("yamadahanako"), form("hanakoyamada"));
        assert_ne!(form("yamadahanako"), form("yamadahanoka"));
        assert_eq!(turned_first("yamada", ColumnKind::FamilyName), "yamada");
        assert_eq!(form(""), "");
    }
}
