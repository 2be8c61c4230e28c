//! How two values agree: a ladder of levels for each kind of column.

use super::ColumnKind;
use super::likeness::{Places, edits, jaro_winkler, words_alike};

/// The names of a ladder's levels, the worst first; the last is full agreement.
pub fn levels(kind: ColumnKind) -> &'static [&'static str] {
    match kind {
        ColumnKind::GivenName => {
            &["different", "somewhat alike", "alike", "nearly equal", "swapped", "equal"]
        }
        ColumnKind::FamilyName | ColumnKind::FullName => {
            &["different", "somewhat alike", "alike", "nearly equal", "equal"]
        }
        ColumnKind::Date => {
            &["different", "the same year", "two digits differ", "one digit differs", "equal"]
        }
        ColumnKind::Email => {
            &["different", "alike", "one letter differs", "the same name, another host", "equal"]
        }
        ColumnKind::Phone | ColumnKind::Number => {
            &["different", "two digits differ", "one digit differs", "equal"]
        }
        ColumnKind::Postcode => &["different", "the same beginning", "one letter differs", "equal"],
        ColumnKind::Address | ColumnKind::Text => &["different", "somewhat alike", "alike", "equal"],
        ColumnKind::Category | ColumnKind::Ignore => &["different", "alike", "equal"],
    }
}

/// The level of two different values, as a place in [`levels`].
pub fn level(kind: ColumnKind, places: &mut Places, a: &[u16], b: &[u16]) -> u8 {
    match kind {
        ColumnKind::GivenName | ColumnKind::FamilyName => {
            let likeness = jaro_winkler(places, a, b);
            if likeness >= 0.92 {
                3
            } else if likeness >= 0.88 || begins(a, b) {
                2
            } else {
                u8::from(likeness >= 0.7)
            }
        }
        ColumnKind::FullName => {
            let likeness = jaro_winkler(places, a, b).max(words_alike(a, b));
            steps(likeness, &[0.7, 0.85, 0.92])
        }
        ColumnKind::Date => match edits(places, a, b, 2) {
            0 | 1 => 3,
            2 => 2,
            _ if turned(a, b) => 3,
            _ => u8::from(a.get(..4) == b.get(..4)),
        },
        ColumnKind::Email => {
            let at = u16::from(b'@');
            let name = |text: &[u16]| text.iter().position(|&c| c == at).unwrap_or(text.len());
            if a.get(..name(a)) == b.get(..name(b)) { 2 } else { u8::from(jaro_winkler(places, a, b) >= 0.9) }
        }
        ColumnKind::Phone | ColumnKind::Number => match edits(places, a, b, 2) {
            0 | 1 => 2,
            2 => 1,
            _ if ends(a, b) => 2,
            _ => 0,
        },
        ColumnKind::Postcode => match edits(places, a, b, 1) {
            0 | 1 => 2,
            _ => u8::from(a.get(..3).is_some_and(|start| b.starts_with(start))),
        },
        ColumnKind::Address | ColumnKind::Text => {
            steps(jaro_winkler(places, a, b).max(words_alike(a, b)), &[0.75, 0.9])
        }
        ColumnKind::Category | ColumnKind::Ignore => u8::from(jaro_winkler(places, a, b) >= 0.88),
    }
}

fn steps(likeness: f64, from: &[f64]) -> u8 {
    u8::try_from(from.iter().filter(|&&step| likeness >= step).count()).unwrap_or(0)
}

/// Whether one is the beginning or the initial of the other.
fn begins(a: &[u16], b: &[u16]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.starts_with(short)
}

/// Whether one is the end of the other: a number with and without its country.
fn ends(a: &[u16], b: &[u16]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= 8 && long.ends_with(short)
}

/// Whether month and day have changed places.
fn turned(a: &[u16], b: &[u16]) -> bool {
    let part = |text: &[u16], from: usize, to: usize| text.get(from..to).map(<[u16]>::to_vec);
    a.len() == 8
        && b.len() == 8
        && part(a, 0, 4) == part(b, 0, 4)
        && part(a, 4, 6) == part(b, 6, 8)
        && part(a, 6, 8) == part(b, 4, 6)
}
