//! Lower case for every script.
//!
//! Own code with a table of 2 KB, because the standard library's was 12 in the browser package.
//! The table is written from the standard library by a test here, which also holds every character and any text
//! against it. Source: The Unicode Standard, 3.13 and 5.18.

use std::sync::OnceLock;

use crate::nfkc::{Numbers, letter};

/// Variable-length numbers: runs of capitals, then of letters that stand in words; see [`Tables::read`].
const BYTES: &[u8] = include_bytes!("lower.bin");

/// Capitals whose small letters lie at one distance: every one from `first` to `last`, or every second.
struct Capitals {
    first: u32,
    last: u32,
    step: u32,
    /// What to add, wrapping.
    distance: u32,
}

/// Whether a character is a letter that has case, or one that does not part a word, such as an apostrophe.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InWord {
    Cased,
    Ignored,
}

struct Tables {
    /// In order of characters.
    capitals: Vec<Capitals>,
    /// First, last and what they are, in order of characters.
    words: Vec<(u32, u32, InWord)>,
}

impl Tables {
    fn read() -> Self {
        let mut numbers = Numbers(BYTES);
        let mut tables = Self { capitals: vec![], words: vec![] };
        let mut last = 0;
        for _ in 0..numbers.next() {
            let first = last + numbers.next();
            let step = numbers.next();
            last = first + numbers.next() * step;
            let distance = numbers.near(0);
            tables.capitals.push(Capitals { first, last, step, distance });
        }
        let mut last = 0;
        for _ in 0..numbers.next() {
            let first = last + numbers.next();
            // The lowest bit says which.
            let count = numbers.next();
            last = first + (count >> 1);
            tables.words.push((first, last, if count & 1 == 0 { InWord::Cased } else { InWord::Ignored }));
        }
        tables
    }

    fn get() -> &'static Self {
        // A constant, only too large to be written out in the program.
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Self::read)
    }

    fn small(&self, capital: char) -> char {
        let code = u32::from(capital);
        let run = self.capitals.get(self.capitals.partition_point(|run| run.last < code));
        let run = run.filter(|run| run.first <= code && (code - run.first).is_multiple_of(run.step));
        run.map_or(capital, |run| letter(code.wrapping_add(run.distance)))
    }

    /// The first capital that becomes this letter.
    fn capital(&self, small: char) -> Option<char> {
        let of = |run: &Capitals| {
            let code = u32::from(small).wrapping_sub(run.distance);
            let place = code
                .checked_sub(run.first)
                .filter(|place| code <= run.last && place.is_multiple_of(run.step));
            place.and(char::from_u32(code))
        };
        self.capitals.iter().find_map(of)
    }

    fn in_word(&self, letter: char) -> Option<InWord> {
        let code = u32::from(letter);
        let run = self.words.get(self.words.partition_point(|&(_, last, _)| last < code));
        run.filter(|&&(first, ..)| first <= code).map(|&(.., kind)| kind)
    }

    /// Whether the next of these characters that says something is a letter with case.
    fn letter_next(&self, mut letters: impl Iterator<Item = char>) -> bool {
        let next = letters
            .find_map(|letter| Some(self.in_word(letter)).filter(|&kind| kind != Some(InWord::Ignored)));
        next == Some(Some(InWord::Cased))
    }
}

/// The capital of a letter, as a sentence begins; a letter without one stays.
pub(crate) fn capital(letter: char) -> char {
    if letter.is_ascii() {
        letter.to_ascii_uppercase()
    } else {
        Tables::get().capital(letter).unwrap_or(letter)
    }
}

/// The text in lower case; a sigma at the end of a word is a final one.
pub(crate) fn lowercase(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let tables = Tables::get();
    let mut made = String::with_capacity(text.len());
    let (mut before, mut after) = ("".chars(), text.chars());
    while let Some(letter) = after.next() {
        match letter {
            // The one letter that becomes two.
            'İ' => made.push_str("i\u{307}"),
            'Σ' if tables.letter_next(before.clone().rev()) && !tables.letter_next(after.clone()) => {
                made.push('ς');
            }
            letter if letter.is_ascii() => made.push(letter.to_ascii_lowercase()),
            letter => made.push(tables.small(letter)),
        }
        before = text.get(..text.len() - after.as_str().len()).unwrap_or_default().chars();
    }
    made
}

/// Whether a text holds another, found the plain way: what is searched is short, and the standard library's search is large.
pub(crate) fn holds(text: &str, part: &str) -> bool {
    part.is_empty() || text.as_bytes().windows(part.len()).any(|window| window == part.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The edition that the table is of. Another may have letters that this one does not know.
    const EDITION: (u8, u8, u8) = (17, 0, 0);

    #[test]
    fn capitals_become_their_letters_again() {
        for (small, large) in "aáåéñøžωθжא花1".chars().zip("AÁÅÉÑØŽΩΘЖא花1".chars()) {
            assert_eq!(capital(small), large);
        }
        for letter in all().filter(|&letter| capital(letter) != letter) {
            assert_eq!(lowercase(&capital(letter).to_string()), letter.to_string());
        }
    }

    fn all() -> impl Iterator<Item = char> {
        (0..=u32::from(char::MAX)).filter_map(char::from_u32)
    }

    /// What the standard library takes a character for, told by what becomes of a sigma after it.
    fn in_word(letter: char) -> Option<InWord> {
        let is_final = |before: String| (before + "Σ").to_lowercase().ends_with('ς');
        match (is_final(letter.to_string()), is_final(format!("a{letter}"))) {
            (true, _) => Some(InWord::Cased),
            (_, true) => Some(InWord::Ignored),
            _ => None,
        }
    }

    /// The table as it should be.
    #[expect(clippy::cast_possible_truncation, reason = "seven bits, and counts of characters")]
    fn table() -> Vec<u8> {
        fn put(bytes: &mut Vec<u8>, mut number: u32) {
            while number >= 0x80 {
                bytes.push((number & 0x7f) as u8 | 0x80);
                number >>= 7;
            }
            bytes.push(number as u8);
        }
        let mut runs: Vec<Capitals> = Vec::new();
        for capital in all().filter(|&letter| letter != 'İ') {
            let small: Vec<char> = capital.to_lowercase().collect();
            let [small] = small[..] else { panic!("{capital}") };
            if small == capital {
                continue;
            }
            let (code, distance) = (u32::from(capital), u32::from(small).wrapping_sub(u32::from(capital)));
            match runs.last_mut() {
                Some(run) if run.distance == distance && run.last + run.step == code => run.last = code,
                Some(run) if run.distance == distance && run.first == run.last && run.last + 2 == code => {
                    (run.last, run.step) = (code, 2);
                }
                _ => runs.push(Capitals { first: code, last: code, step: 1, distance }),
            }
        }
        let mut bytes = Vec::new();
        put(&mut bytes, runs.len() as u32);
        let mut last = 0;
        for run in runs {
            put(&mut bytes, run.first - last);
            put(&mut bytes, run.step);
            put(&mut bytes, (run.last - run.first) / run.step);
            let distance = run.distance.cast_signed();
            let back = u32::from(distance < 0);
            put(&mut bytes, (distance.unsigned_abs() - back) << 1 | back);
            last = run.last;
        }
        let mut words: Vec<(u32, u32, InWord)> = Vec::new();
        for (code, kind) in all().filter_map(|letter| Some((u32::from(letter), in_word(letter)?))) {
            match words.last_mut() {
                Some(run) if run.1 + 1 == code && run.2 == kind => run.1 = code,
                _ => words.push((code, code, kind)),
            }
        }
        put(&mut bytes, words.len() as u32);
        let mut last = 0;
        for (first, end, kind) in words {
            put(&mut bytes, first - last);
            put(&mut bytes, (end - first) << 1 | u32::from(kind == InWord::Ignored));
            last = end;
        }
        bytes
    }

    /// To take in a new edition of Unicode, run with `OMO_WRITE_TABLES` set, and name it above.
    #[test]
    fn the_table_is_that_of_the_standard_library() {
        let right = table();
        if std::env::var_os("OMO_WRITE_TABLES").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lower.bin"), &right).unwrap();
        }
        assert!(right == BYTES || char::UNICODE_VERSION != EDITION, "{} bytes", right.len());
    }

    #[test]
    fn every_character_is_as_the_standard_library_has_it() {
        for letter in all() {
            let (text, known) = (letter.to_string(), char::UNICODE_VERSION == EDITION);
            let (ours, theirs) = (lowercase(&text), text.to_lowercase());
            // Letters may be new in an edition; those that have a small one keep it.
            assert!(ours == theirs || !known && (ours == text || theirs == text), "{:x}", u32::from(letter));
        }
    }

    #[test]
    fn a_sigma_at_the_end_of_a_word() {
        for (text, small) in [("ΟΔΥΣΣΕΥΣ", "οδυσσευς"), ("Σ", "σ"), ("ΑΣ'Α", "ασ'α"), ("ΑΣ' Α", "ας' α")]
        {
            assert_eq!(lowercase(text), small);
        }
    }

    /// Letters of many kinds, and what may stand between them.
    fn troublesome() -> impl Strategy<Value = String> {
        let tables = Tables::get();
        let mut letters: Vec<char> =
            tables.capitals.iter().flat_map(|run| [run.first, run.last]).map(letter).collect();
        letters.extend(tables.words.iter().flat_map(|&(first, last, _)| [letter(first), letter(last)]));
        let some = prop_oneof![
            proptest::sample::select(letters),
            proptest::sample::select(vec!['Σ', 'a', ' ', 'İ', '山'])
        ];
        proptest::collection::vec(some, 0..12).prop_map(String::from_iter)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Any text is as the standard library has it.
        #[test]
        fn any_text_is_as_the_standard_library_has_it(text in troublesome(), other in "\\PC{0,12}") {
            if char::UNICODE_VERSION == EDITION {
                prop_assert_eq!(lowercase(&text), text.to_lowercase());
                prop_assert_eq!(lowercase(&other), other.to_lowercase());
            }
        }
    }
}
