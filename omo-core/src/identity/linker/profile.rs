//! What columns hold, guessed from their names and their content.
//!
//! A name says what a column is meant to hold, its values say what it does hold; where they disagree, values that have a
//! form of their own win. What belongs to the record and not to the person says nothing of who it is: keys, sources,
//! states, notes, the time of writing.

mod content;
mod header;
#[cfg(test)]
mod tests;
mod three;

use super::ColumnKind;
use super::records::{Column, EMPTY};
use crate::parallel::parallel;
use content::Look;
use header::{Said, said};
use three::GENERATION;
pub use three::birthday;

/// What the columns of one table hold.
pub fn kinds_of(columns: &[Column]) -> Vec<ColumnKind> {
    let looks = parallel(columns, || (), |(), column| Look::at(&column.of_elements()));
    let said: Vec<Option<Said>> = columns.iter().map(|column| said(&column.name)).collect();
    let mut kinds: Vec<ColumnKind> = looks.iter().zip(&said).map(|(look, &said)| kind(look, said)).collect();
    for (place, reading) in readings(&kinds, &looks) {
        kinds.get_mut(place).into_iter().for_each(|kind| *kind = reading);
    }
    for (kind, _) in kinds.iter_mut().zip(columns).filter(|(_, column)| column.has_lists()) {
        *kind = of_lists(*kind);
    }
    let sources: Vec<&Column> =
        columns.iter().zip(&said).filter(|(_, said)| **said == Some(Said::Source)).map(|(c, _)| c).collect();
    for (column, kind) in columns.iter().zip(&mut kinds) {
        if sources.iter().any(|source| is_told_by(column, source)) {
            *kind = ColumnKind::Ignore;
        }
    }
    kinds
}

/// What lists of this hold: what has one spelling keeps it, other texts are elements of sets.
fn of_lists(kind: ColumnKind) -> ColumnKind {
    match kind {
        ColumnKind::Email
        | ColumnKind::Phone
        | ColumnKind::Postcode
        | ColumnKind::Date
        | ColumnKind::Number
        | ColumnKind::Identifier
        | ColumnKind::Ignore => kind,
        _ => ColumnKind::Set,
    }
}

/// What one column holds, as far as it says itself.
fn kind(look: &Look, said: Option<Said>) -> ColumnKind {
    let most = |count: usize| look.tenths(count, 8);
    if look.distinct < 2 {
        // Everybody has the same or nothing. What it would hold is still worth telling.
        return match said {
            Some(Said::Holds(kind)) => kind,
            Some(Said::Life) => ColumnKind::Date,
            Some(Said::Member) => ColumnKind::Number,
            _ => ColumnKind::Ignore,
        };
    }
    if matches!(said, Some(Said::Aside | Said::Source)) {
        return ColumnKind::Ignore;
    }
    if most(look.emails) {
        return ColumnKind::Email;
    }
    if said == Some(Said::Life) && (look.tenths(look.days, 1) || most(look.digits)) {
        return ColumnKind::Date;
    }
    if most(look.days) {
        return day(look, said);
    }
    if most(look.machine_keys) {
        // A key that rows share is a person's, such as an address that was made unreadable.
        return if look.is_unique() { ColumnKind::Ignore } else { ColumnKind::Number };
    }
    match said {
        Some(Said::Holds(kind)) if confirmed(look, kind) => kind,
        Some(Said::Member) if look.distinct < look.filled => ColumnKind::Number,
        Some(Said::Member) => ColumnKind::Ignore,
        said => by_form(look, said),
    }
}

/// Days: of births, if they lie years apart, or if the column says so.
fn day(look: &Look, said: Option<Said>) -> ColumnKind {
    let births = look.years >= GENERATION && !look.tenths(look.times, 1);
    // A few days that nothing is said of may lie close by chance.
    let few = said.is_none() && look.filled < 20;
    if births || few { ColumnKind::Date } else { ColumnKind::Ignore }
}

/// Whether the values can be what the name says.
fn confirmed(look: &Look, kind: ColumnKind) -> bool {
    match kind {
        ColumnKind::Email => look.tenths(look.emails, 2),
        ColumnKind::Phone => look.tenths(look.with_digit, 5) && !look.tenths(look.decimals, 1),
        ColumnKind::Postcode => look.tenths(look.with_digit, 5) && !look.tenths(look.phones, 8),
        ColumnKind::Number => look.tenths(look.with_digit, 3),
        ColumnKind::GivenName | ColumnKind::FamilyName | ColumnKind::FullName => {
            ![look.phones, look.digits, look.postcodes].into_iter().any(|count| look.tenths(count, 8))
        }
        // `reading` is many things in English.
        ColumnKind::FullKana | ColumnKind::FamilyKana | ColumnKind::GivenKana => !look.tenths(look.digits, 5),
        // Those of a book and not of a person: each its own, or nearly.
        ColumnKind::Category => look.distinct <= GROUPS || look.distinct * 2 <= look.filled,
        _ => true,
    }
}

/// A category has no more values than there are countries: names have more, however often each stands in a large table.
const GROUPS: usize = 250;

/// What values without a name are by their form, and by how many share them.
fn by_form(look: &Look, said: Option<Said>) -> ColumnKind {
    let most = |count: usize| look.tenths(count, 8);
    let key = look.is_unique() && (look.running || said == Some(Said::Code));
    let measure = most(look.answers) || look.tenths(look.decimals, 5) || look.tenths(look.long, 3);
    if look.tenths(look.lists, 3) {
        ColumnKind::Set
    } else if most(look.postcodes) {
        ColumnKind::Postcode
    } else if most(look.phones) {
        ColumnKind::Phone
    } else if key || measure || said == Some(Said::Day) {
        ColumnKind::Ignore
    } else if look.distinct * 5 <= look.filled && look.distinct <= GROUPS {
        // Few values that many share are a category, values of one's own a text.
        ColumnKind::Category
    } else if said == Some(Said::Code) && most(look.with_digit) {
        ColumnKind::Number
    } else {
        ColumnKind::Text
    }
}

/// Names in kana beside the same in kanji are their readings.
fn readings(kinds: &[ColumnKind], looks: &[Look]) -> Vec<(usize, ColumnKind)> {
    let name = |kind| matches!(kind, ColumnKind::FullName | ColumnKind::FamilyName | ColumnKind::GivenName);
    let reading = |kind| match kind {
        // Of a text nothing is known but that it is in kana and stands beside names in kanji.
        ColumnKind::FullName | ColumnKind::Text => Some(ColumnKind::FullKana),
        ColumnKind::FamilyName => Some(ColumnKind::FamilyKana),
        ColumnKind::GivenName => Some(ColumnKind::GivenKana),
        _ => None,
    };
    let in_kanji = |&(kind, look): &(&ColumnKind, &Look)| name(*kind) && look.tenths(look.kanji, 3);
    let written: Vec<ColumnKind> = kinds.iter().zip(looks).filter(in_kanji).map(|(kind, _)| *kind).collect();
    if written.is_empty() {
        return Vec::new();
    }
    let all = kinds.iter().zip(looks).enumerate();
    all.filter(|(_, (_, look))| look.tenths(look.kana, 9))
        .filter_map(|(place, (&kind, _))| Some((place, reading(kind)?)))
        .collect()
}

/// Whether a column has one value for each source: it says where a record is from, not whose it is.
fn is_told_by(column: &Column, source: &Column) -> bool {
    /// So few, or the column is the finer one.
    const SOURCES: usize = 50;
    if source.texts.len() < 2 || source.texts.len() > SOURCES || column.texts.len() > source.texts.len() {
        return false;
    }
    let mut told = vec![EMPTY; source.texts.len()];
    let mut rows = 0_usize;
    for (&from, &value) in source.cells.iter().zip(&column.cells) {
        if value == EMPTY {
            continue;
        }
        rows += 1;
        match told.get_mut(from as usize) {
            Some(known) if *known == EMPTY => *known = value,
            Some(known) if *known == value => {}
            _ => return false,
        }
    }
    // A handful of rows agree by chance.
    rows >= 4 * source.texts.len()
}
