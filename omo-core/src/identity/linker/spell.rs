//! One spelling of what can be spelt in several ways.

use std::borrow::Cow;
use std::ops::Range;

use super::ColumnKind;
use super::records::{AFTER, Column};
use super::values::{mostly_in_scripts, order_of_days};
use crate::identity::normal::generic::says_nothing;
use crate::identity::normal::kanji::folded;
use crate::identity::normal::{self, Address, Day, Phone};
use crate::lower::lowercase;
use crate::nfkc::nfkc;
use crate::order::Order;
use crate::parallel::{parallel, pieces};

/// Some texts of a column in one spelling.
#[derive(Default)]
pub struct Spelt {
    text: String,
    /// Where each spelling ends; an empty one says nothing.
    ends: Vec<usize>,
}

/// How the texts of a column are spelt.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    pub kind: ColumnKind,
    pub days: normal::Order,
    /// Whether addresses are Japanese.
    pub japanese: bool,
    /// Whether they are sets of elements.
    pub sets: bool,
}

impl Manner {
    /// How the texts of this column are.
    pub fn of(column: &Column, kind: ColumnKind) -> Self {
        let sets = kind == ColumnKind::Set || column.has_lists();
        let column = &*column.of_elements();
        let japanese = kind == ColumnKind::Address && mostly_in_scripts(column);
        Self { kind, days: order_of_days(column, kind), japanese, sets }
    }

    /// Adds the one spelling of a text; nothing if it says nothing.
    pub fn spell(self, text: &str, into: &mut String) {
        if self.sets {
            set(text, self, into);
        } else {
            spell_out(text, self, into);
        }
    }
}

/// So many texts are spelt at once.
const PIECE: usize = 1 << 12;

/// The texts of columns in one spelling, piece by piece; nothing for a column that is left out.
pub fn spell_all(columns: &[Option<(&Column, ColumnKind)>]) -> Vec<Vec<Spelt>> {
    let manners = parallel(
        columns,
        || (),
        |(), column| {
            let (column, kind) = (*column)?;
            Some(Manner::of(column, kind))
        },
    );
    let mut work: Vec<(usize, &Column, Manner, Range<usize>)> = Vec::new();
    for (at, (column, manner)) in columns.iter().zip(&manners).enumerate() {
        if let (Some((column, _)), Some(manner)) = (column, manner) {
            let all = pieces(column.texts.len(), PIECE);
            work.extend(all.into_iter().map(|piece| (at, *column, *manner, piece)));
        }
    }
    let spelt =
        parallel(&work, || (), |(), (_, column, manner, piece)| Spelt::new(column, *manner, piece.clone()));
    let mut all: Vec<Vec<Spelt>> = columns.iter().map(|_| Vec::new()).collect();
    for ((at, ..), spelt) in work.iter().zip(spelt) {
        if let Some(column) = all.get_mut(*at) {
            column.push(spelt);
        }
    }
    all
}

impl Spelt {
    fn new(column: &Column, manner: Manner, piece: Range<usize>) -> Self {
        let mut spelt = Self::default();
        for number in piece {
            let text =
                u32::try_from(number).ok().and_then(|number| column.texts.text(number)).unwrap_or_default();
            manner.spell(text, &mut spelt.text);
            spelt.ends.push(spelt.text.len());
        }
        spelt
    }

    /// The spellings, in order of the texts.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let text = self.text.get(start..end).unwrap_or_default();
            start = end;
            text
        })
    }
}

/// Whether a cell says nothing. Of a person's own values `0000` and `x` do not; in a category they may be codes.
fn is_nothing(text: &str, value: &str, kind: ColumnKind) -> bool {
    let a_code = match kind {
        ColumnKind::Quantity | ColumnKind::Place | ColumnKind::Set => true,
        ColumnKind::Category | ColumnKind::Text | ColumnKind::Date => {
            value.chars().nth(1).is_none() || value.chars().any(char::is_numeric)
        }
        _ => false,
    };
    value.is_empty() || !a_code && says_nothing(text)
}

/// Adds the one spelling of a text, if it says something.
fn spell_out(text: &str, manner: Manner, into: &mut String) {
    let start = into.len();
    spell(text, manner, into);
    if is_nothing(text, into.get(start..).unwrap_or_default(), manner.kind) {
        into.truncate(start);
    }
}

fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.to_ascii_lowercase().into();
    }
    // What nobody sees parts no words.
    let seen: String = text.chars().filter(|&c| !normal::is_hidden(c)).collect();
    lowercase(&nfkc(&seen)).into()
}

/// Adds the one spelling of a text.
fn spell(text: &str, manner: Manner, into: &mut String) {
    let text = match manner.kind {
        ColumnKind::Phone | ColumnKind::Postcode | ColumnKind::Number | ColumnKind::Identifier => whole(text),
        _ => text,
    };
    let plain = plain(text);
    match manner.kind {
        ColumnKind::Email => {
            // Maria <maria@example.com>
            let address =
                plain.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address);
            into.extend(address.unwrap_or(&plain).chars().filter(|c| !c.is_whitespace()));
        }
        ColumnKind::Phone => match Phone::read(text) {
            Some(phone) => into.push_str(phone.national()),
            None => into.extend(plain.chars().filter(char::is_ascii_digit)),
        },
        ColumnKind::Postcode | ColumnKind::Number | ColumnKind::Identifier => {
            into.extend(plain.chars().filter(|c| c.is_alphanumeric()));
        }
        ColumnKind::Date => match Day::read(text, manner.days).or_else(|| of_short_year(text, manner.days)) {
            Some(day) => digits(day, into),
            // No day there is, but a mistyped one is near the right one.
            None => into.extend(plain.chars().filter(|c| c.is_alphanumeric())),
        },
        ColumnKind::GivenName | ColumnKind::FamilyName => {
            words(plain.chars().filter(|c| !matches!(c, '\'' | '.' | '`')), into);
        }
        ColumnKind::Quantity | ColumnKind::Place => into.push_str(plain.trim()),
        ColumnKind::Address if manner.japanese => match Address::read(text) {
            Some(address) => {
                let parts = [address.town(), address.number(), address.room()];
                into.push_str(
                    &parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
                );
            }
            None => words(plain.chars(), into),
        },
        _ => words(plain.chars(), into),
    }
}

/// A day whose year has two digits: 30 to 99 are of the last century (Excel and Windows read them so).
fn of_short_year(text: &str, order: normal::Order) -> Option<Day> {
    let text = text.trim();
    let (before, year) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let stands_alone = before.ends_with(|c: char| !c.is_alphanumeric());
    let year: u16 = year.parse().ok().filter(|_| stands_alone)?;
    Day::read(&format!("{before}{}", year + if year < 30 { 2000 } else { 1900 }), order)
}

/// A number without the `.0` that programs add to whole numbers.
pub fn whole(text: &str) -> &str {
    text.strip_suffix(".0").filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())).unwrap_or(text)
}

/// Letters without accents and digits, with one blank where others stand: São Luís is often written Sao Luis.
fn words(letters: impl Iterator<Item = char>, into: &mut String) {
    let start = into.len();
    let mut gap = false;
    for letter in letters {
        if !letter.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && into.len() > start {
            into.push(' ');
        }
        gap = false;
        into.push(if letter.is_ascii() { letter } else { folded(normal::unaccented(letter)) });
    }
}

/// What stands between the elements of a set.
const MARKS: [char; 4] = ['|', ';', ',', '*'];

/// The elements of a set in order, each once, with U+001F between them.
fn set(text: &str, manner: Manner, into: &mut String) {
    let spelt = |element: &str| {
        let mut spelt = String::new();
        spell_out(element, manner, &mut spelt);
        spelt
    };
    let mut elements: Vec<String> = if manner.kind == ColumnKind::Set && !text.contains(AFTER) {
        plain(text).split(MARKS).map(spelt).collect()
    } else {
        text.split(AFTER).map(spelt).collect()
    };
    elements.retain(|element| !element.is_empty());
    elements.put_in_order();
    elements.dedup();
    into.push_str(&elements.join("\u{1f}"));
}

/// A day as `yyyymmdd`, with zeros for what is not known.
fn digits(day: Day, into: &mut String) {
    let (year, month, date) = (day.year(), day.month().unwrap_or(0).into(), day.day().unwrap_or(0).into());
    let digit = |number: u16, of: u16| char::from(b'0' + u8::try_from(number / of % 10).unwrap_or(0));
    into.extend([1000, 100, 10, 1].map(|of| digit(year, of)));
    into.extend([10, 1].map(|of| digit(month, of)));
    into.extend([10, 1].map(|of| digit(date, of)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(kind: ColumnKind, text: &str) -> String {
        let column = Column::new("c", [Some(text)]);
        let all = spell_all(&[Some((&column, kind))]);
        all[0][0].texts().next().unwrap().to_owned()
    }

    #[test]
    fn accents_and_the_points_of_programs_make_no_other_value() {
        for kind in [ColumnKind::Category, ColumnKind::FullName, ColumnKind::GivenName, ColumnKind::Address] {
            assert_eq!(spelt(kind, "São Luís-Müller"), spelt(kind, "SAO LUIS MULLER"), "{kind:?}");
        }
        for kind in [ColumnKind::Postcode, ColumnKind::Number, ColumnKind::Phone] {
            assert_eq!(spelt(kind, "7735550142.0"), spelt(kind, "7735550142"), "{kind:?}");
        }
        assert_eq!(spelt(ColumnKind::Number, "AB1.0"), "ab10");
    }

    #[test]
    fn a_year_of_two_digits_is_of_the_century_that_spreadsheets_take() {
        // Excel: 00 to 29 are 2000 to 2029, 30 to 99 are 1930 to 1999.
        for (text, day) in [
            ("14/9/93", "19930914"),
            ("14/9/29", "20290914"),
            ("14/9/30", "19300914"),
            ("14-09-00", "20000914"),
            ("14 Sep 93", "19930914"),
        ] {
            assert_eq!(spelt(ColumnKind::Date, text), day, "{text}");
        }
        // What is no day stays what it is.
        assert_eq!(spelt(ColumnKind::Date, "1493"), "14930000");
        assert_eq!(spelt(ColumnKind::Date, "45/45/93"), "454593");
        let american = Column::new("born", ["9/14/93", "3/1/70"].map(Some));
        let all = spell_all(&[Some((&american, ColumnKind::Date))]);
        assert_eq!(all[0][0].texts().collect::<Vec<_>>(), ["19930914", "19700301"]);
    }

    #[test]
    fn an_address_may_stand_in_brackets_behind_a_name() {
        for text in ["maria@example.com", "Maria Silva <Maria@example.com>", "<maria@example.com>"] {
            assert_eq!(spelt(ColumnKind::Email, text), "maria@example.com", "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_parts_no_words() {
        for kind in [ColumnKind::FamilyName, ColumnKind::FullName, ColumnKind::Text, ColumnKind::Address] {
            assert_eq!(spelt(kind, "\u{feff}Bo\u{200b}y\u{200d}er\u{ad} Ro\u{e9}"), "boyer roe", "{kind:?}");
        }
        assert_eq!(spelt(ColumnKind::Email, "maria\u{200c}@example.com\u{feff}"), "maria@example.com");
        assert_eq!(spelt(ColumnKind::Quantity, "\u{200b}12.5"), "12.5");
        assert_eq!(spelt(ColumnKind::Number, "\u{200b}ab-12"), "ab12");
    }

    #[test]
    fn sets_are_parted_at_any_of_their_marks() {
        for text in ["tea|milk", "milk; tea", "tea, milk", "tea**milk"] {
            assert_eq!(spelt(ColumnKind::Set, text), "milk\u{1f}tea", "{text}");
        }
    }
}
