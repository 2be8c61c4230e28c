//! How two values agree: a ladder of levels for each kind of column.

use super::ColumnKind;
use super::likeness::{edits, jaro_winkler};

/// The names of a ladder's levels, the worst first; the last is full agreement.
pub fn levels(kind: ColumnKind) -> &'static [&'static str] {
    match kind {
        ColumnKind::GivenName | ColumnKind::GivenKana => {
            &["different", "somewhat alike", "alike", "nearly equal", "swapped", "equal"]
        }
        ColumnKind::FamilyName | ColumnKind::FullName | ColumnKind::FamilyKana | ColumnKind::FullKana => {
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
pub fn level(kind: ColumnKind, a: &[char], b: &[char]) -> u8 {
    match kind {
        ColumnKind::GivenName | ColumnKind::FamilyName | ColumnKind::GivenKana | ColumnKind::FamilyKana => {
            let likeness = jaro_winkler(a, b);
            if likeness >= 0.92 {
                3
            } else if likeness >= 0.88 || begins(a, b) {
                2
            } else {
                u8::from(likeness >= 0.7)
            }
        }
        ColumnKind::FullName | ColumnKind::FullKana => {
            let likeness = jaro_winkler(a, b).max(words_alike(a, b));
            steps(likeness, &[0.7, 0.85, 0.92])
        }
        ColumnKind::Date => match edits(a, b, 2) {
            0 | 1 => 3,
            2 => 2,
            _ if turned(a, b) => 3,
            _ => u8::from(a.get(..4) == b.get(..4)),
        },
        ColumnKind::Email => {
            let name = |text: &[char]| text.iter().position(|&c| c == '@').unwrap_or(text.len());
            if a.get(..name(a)) == b.get(..name(b)) { 2 } else { u8::from(jaro_winkler(a, b) >= 0.9) }
        }
        ColumnKind::Phone | ColumnKind::Number => match edits(a, b, 2) {
            0 | 1 => 2,
            2 => 1,
            _ if ends(a, b) => 2,
            _ => 0,
        },
        ColumnKind::Postcode => match edits(a, b, 1) {
            0 | 1 => 2,
            _ => u8::from(a.get(..3).is_some_and(|start| b.starts_with(start))),
        },
        ColumnKind::Address | ColumnKind::Text => {
            steps(jaro_winkler(a, b).max(words_alike(a, b)), &[0.75, 0.9])
        }
        ColumnKind::Category | ColumnKind::Ignore => u8::from(jaro_winkler(a, b) >= 0.88),
    }
}

fn steps(likeness: f64, from: &[f64]) -> u8 {
    u8::try_from(from.iter().filter(|&&step| likeness >= step).count()).unwrap_or(0)
}

/// Whether one is the beginning or the initial of the other.
fn begins(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !short.is_empty() && long.starts_with(short)
}

/// Whether one is the end of the other: a number with and without its country.
fn ends(a: &[char], b: &[char]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.len() >= 8 && long.ends_with(short)
}

/// Whether month and day have changed places.
fn turned(a: &[char], b: &[char]) -> bool {
    let part = |text: &[char], from: usize, to: usize| text.get(from..to).map(<[char]>::to_vec);
    a.len() == 8
        && b.len() == 8
        && part(a, 0, 4) == part(b, 0, 4)
        && part(a, 4, 6) == part(b, 6, 8)
        && part(a, 6, 8) == part(b, 4, 6)
}

/// The share of words that both have, whatever their order (Dice).
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn words_alike(a: &[char], b: &[char]) -> f64 {
    let words = |text: &[char]| text.split(|c| *c == ' ').map(<[char]>::to_vec).collect::<Vec<_>>();
    let (of_a, mut of_b) = (words(a), words(b));
    let all = of_a.len() + of_b.len();
    let mut both = 0;
    for word in of_a {
        if let Some(at) = of_b.iter().position(|other| *other == word) {
            of_b.swap_remove(at);
            both += 1;
        }
    }
    2.0 * f64::from(both) / all as f64
}
