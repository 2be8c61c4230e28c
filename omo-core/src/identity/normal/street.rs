//! A Western street address.

use super::address::Address;
use super::{is_hyphen, unaccented};

/// Words of streets and what they are shortened to.
const SHORT: [(&str, &str); 24] = [
    ("street", "st"),
    ("str", "st"),
    ("road", "rd"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("boulevard", "blvd"),
    ("drive", "dr"),
    ("lane", "ln"),
    ("court", "ct"),
    ("crt", "ct"),
    ("place", "pl"),
    ("square", "sq"),
    ("terrace", "tce"),
    ("terr", "tce"),
    ("crescent", "cres"),
    ("close", "cl"),
    ("circuit", "cct"),
    ("highway", "hwy"),
    ("parade", "pde"),
    ("gardens", "gdns"),
    ("grove", "gr"),
    ("saint", "st"),
    ("mount", "mt"),
    ("parkway", "pkwy"),
];

/// Words before the number of a room.
const ROOM: [&str; 10] = ["apt", "apartment", "flat", "unit", "suite", "ste", "room", "rm", "no", "#"];

/// Reads a plain text.
pub(super) fn read(text: &str) -> Address {
    let mut words = words(text);
    let mut room = String::new();
    let is_room =
        |two: &[String]| matches!(two, [word, number] if ROOM.contains(&word.as_str()) && is_number(number));
    // The first room counts; a second is left out. Four marks are more than any address has.
    for _ in 0..4 {
        let Some(at) = words.windows(2).position(is_room) else { break };
        let marked = words.drain(at..at + 2).nth(1).unwrap_or_default();
        if room.is_empty() {
            room = marked;
        }
    }
    words.retain(|word| word != "#");
    let mut number = String::new();
    if words.first().is_some_and(|word| is_number(word)) {
        number = words.remove(0);
        // 4/12 High St: the flat stands before the house.
        if room.is_empty()
            && let Some((flat, house)) =
                number.clone().split_once('/').filter(|(flat, house)| !flat.is_empty() && is_number(house))
        {
            room = flat.into();
            number = house.into();
        }
        number = number.replace('/', "-");
    }
    Address {
        town: words.join(" ").replace('/', " "),
        number,
        room: room.replace('/', "-"),
        ..Address::default()
    }
}

/// Words without punctuation, shortened; hyphens and slashes stay among digits.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len());
    let mut letters = text.chars().map(unaccented).peekable();
    let mut before = ' ';
    while let Some(c) = letters.next() {
        let joins = before.is_alphanumeric() && letters.peek().is_some_and(char::is_ascii_digit);
        match c {
            '#' => spaced.push_str(" # "),
            '\'' | '’' => continue,
            '/' if joins => spaced.push('/'),
            c if is_hyphen(c) && joins && before.is_ascii_digit() => spaced.push('-'),
            c if c.is_alphanumeric() => spaced.push(c),
            _ => spaced.push(' '),
        }
        before = c;
    }
    let short = |word: &str| {
        SHORT.iter().find(|(long, _)| *long == word).map_or(word, |&(_, short)| short).to_owned()
    };
    spaced.split_whitespace().map(short).collect()
}

/// Whether it can number a house or a room: `12`, `4b`, `12-14`, `b3`.
fn is_number(word: &str) -> bool {
    // B1F is a floor.
    let word =
        word.strip_suffix('f').filter(|floor| floor.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(word);
    let digits = word.chars().filter(char::is_ascii_digit).count();
    digits > 0 && word.chars().filter(|c| c.is_alphabetic()).count() < 2
}
