//! What a cell is cut into.

use crate::identity::linker::ColumnKind;
use crate::identity::normal::email::EmailOptions;
use crate::identity::normal::generic::says_nothing;
use crate::identity::normal::kanji::folded;
use crate::identity::normal::romaji::romaji_key;
use crate::identity::normal::{Day, Email, Order, PersonName, Phone, katakana, plain, unaccented};
use crate::order::Order as _;

/// The pieces of a cell, each once; none where it says nothing.
pub fn pieces(text: &str, kind: ColumnKind) -> Vec<String> {
    if says_nothing(text) {
        return Vec::new();
    }
    let mut pieces = match kind {
        ColumnKind::GivenName | ColumnKind::FamilyName | ColumnKind::FullName => name(text),
        ColumnKind::Date => places(&day(text)),
        ColumnKind::Phone => {
            pairs(&Phone::read(text).map_or_else(|| letters(text), |phone| phone.national().into()))
        }
        ColumnKind::Email => {
            let email = Email::read(text);
            pairs(&email.map_or_else(|| letters(text), |email| email.key(&EmailOptions::default())))
        }
        _ => pairs(&letters(text)),
    };
    pieces.put_in_order();
    pieces.dedup();
    pieces
}

/// Letters and digits in narrow lower case without accents, kana as katakana.
fn letters(text: &str) -> String {
    plain(text).chars().filter(|c| c.is_alphanumeric() || *c == 'ー').map(unaccented).map(katakana).collect()
}

/// Pairs of neighbours, with a gap before the first and after the last.
fn pairs(text: &str) -> Vec<String> {
    let padded: Vec<char> = std::iter::once('_').chain(text.chars()).chain(std::iter::once('_')).collect();
    if padded.len() < 3 {
        return Vec::new();
    }
    padded.windows(2).map(|two| two.iter().collect()).collect()
}

/// Each part of a name for itself, so that their order does not matter; kana and Latin letters by their sound.
fn name(text: &str) -> Vec<String> {
    let Some(name) = PersonName::read(text) else { return pairs(&letters(text)) };
    let sound = |part: &str| romaji_key(part).unwrap_or_else(|| part.chars().map(folded).collect());
    name.parts().flat_map(|part| pairs(&sound(part))).collect()
}

/// The digits of a day, the year first; of what is no day the digits as they stand.
fn day(text: &str) -> String {
    let read = Day::read(text, Order::DayFirst);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    read.map_or_else(|| digits(&plain(text)), |day| digits(&day.to_string()))
}

/// Each digit with its place.
fn places(text: &str) -> Vec<String> {
    text.chars().enumerate().map(|(place, digit)| format!("{place}{digit}")).collect()
}
