//! Unicode's compatibility composition: full and half width, ligatures, accents in one spelling each (NFKC).
//!
//! Own code with a table of 24 KB (8 compressed), because the usual tables were a third of the browser package. The table is
//! written from those of the `unicode-normalization` crate by a test here, which also holds every character of
//! Unicode and any text against that crate. Source: Unicode Standard Annex #15.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::order::Order;

/// Variable-length numbers: decompositions and combining classes; see [`Tables::read`].
const BYTES: &[u8] = include_bytes!("nfkc.bin");

/// Hangul syllables are made by arithmetic (The Unicode Standard, 3.12).
const SYLLABLES: u32 = 0xac00;
const LEADING: u32 = 0x1100;
const VOWELS: u32 = 0x1161;
const TRAILING: u32 = 0x11a7;

struct Tables {
    /// Characters that decompose, in order, and where their parts end in `parts`.
    decomposed: Vec<(u32, u32)>,
    parts: Vec<char>,
    /// Two characters and the one they make, in order.
    composed: Vec<((u32, u32), char)>,
    /// First and last of each run of combining characters, and their class, in order.
    classes: Vec<(u32, u32, u8)>,
    /// Characters that join to the one before, in order.
    joining: Vec<u32>,
}

/// Reads numbers of seven bits a byte.
pub(crate) struct Numbers(pub &'static [u8]);

impl Numbers {
    pub fn next(&mut self) -> u32 {
        let mut number = 0;
        let mut shift = 0;
        while let Some((&byte, rest)) = self.0.split_first() {
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        number
    }

    /// The next of ascending numbers.
    fn step(&mut self, last: &mut u32) -> u32 {
        *last += self.next();
        *last
    }

    /// `from` and a difference that may be negative (the lowest bit is its sign).
    pub fn near(&mut self, from: u32) -> u32 {
        let step = self.next();
        if step & 1 == 0 { from.wrapping_add(step >> 1) } else { from.wrapping_sub((step >> 1) + 1) }
    }
}

pub(crate) fn letter(code: u32) -> char {
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

impl Tables {
    /// The table goes by columns, because what is alike packs better side by side: all characters, all lengths, all
    /// first parts, all second parts … each as the step from the one before.
    fn read() -> Self {
        let mut numbers = Numbers(BYTES);
        let count = numbers.next() as usize;
        let mut code = 0;
        let codes: Vec<u32> = std::iter::repeat_with(|| numbers.step(&mut code)).take(count).collect();
        // The lowest bit says whether the parts compose to the character.
        let kinds: Vec<u32> = std::iter::repeat_with(|| numbers.next()).take(count).collect();
        let mut decomposed = Vec::with_capacity(count);
        let mut end = 0;
        for (&code, kind) in codes.iter().zip(&kinds) {
            end += kind >> 1;
            decomposed.push((code, end));
        }
        let mut parts = vec![char::REPLACEMENT_CHARACTER; end as usize];
        for position in 0..kinds.iter().max().map_or(0, |kind| kind >> 1) {
            let mut part = 0;
            for (&(_, end), kind) in decomposed.iter().zip(&kinds) {
                let length = kind >> 1;
                if let Some(place) = parts.get_mut((end - length + position) as usize)
                    && position < length
                {
                    part = numbers.near(part);
                    *place = letter(part);
                }
            }
        }
        let mut tables = Self { decomposed, parts, composed: vec![], classes: vec![], joining: vec![] };
        for (&code, kind) in codes.iter().zip(&kinds) {
            if let Some(&[a, b]) = tables.parts(code)
                && kind & 1 == 1
            {
                tables.composed.push(((a.into(), b.into()), letter(code)));
                tables.joining.push(b.into());
            }
        }
        tables.composed.put_in_order();
        tables.joining.put_in_order();
        tables.joining.dedup();
        let mut code = 0;
        for _ in 0..numbers.next() {
            let start = numbers.step(&mut code);
            tables.classes.push((start, numbers.step(&mut code), u8::try_from(numbers.next()).unwrap_or(0)));
        }
        tables
    }

    fn get() -> &'static Self {
        // A constant, only too large to be written out in the program.
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Self::read)
    }

    /// Takes a character apart as far as it goes.
    fn take_apart(&self, whole: char, into: &mut Vec<(u8, char)>) {
        match self.parts(whole.into()) {
            Some(parts) => parts.iter().for_each(|&part| self.take_apart(part, into)),
            None => into.push((self.class(whole), whole)),
        }
    }

    /// What a character decomposes into, if it does: parts that may decompose in turn.
    fn parts(&self, code: u32) -> Option<&[char]> {
        let at = self.decomposed.binary_search_by_key(&code, |&(code, _)| code).ok()?;
        let start =
            at.checked_sub(1).and_then(|before| self.decomposed.get(before)).map_or(0, |&(_, end)| end);
        let &(_, end) = self.decomposed.get(at)?;
        self.parts.get(start as usize..end as usize)
    }

    fn class(&self, letter: char) -> u8 {
        let code = u32::from(letter);
        let at = self.classes.partition_point(|&(_, last, _)| last < code);
        self.classes.get(at).filter(|&&(first, ..)| first <= code).map_or(0, |&(.., class)| class)
    }

    fn compose(&self, a: char, b: char) -> Option<char> {
        let (a, b) = (u32::from(a), u32::from(b));
        if (LEADING..LEADING + 19).contains(&a) && (VOWELS..VOWELS + 21).contains(&b) {
            return Some(letter(SYLLABLES + ((a - LEADING) * 21 + (b - VOWELS)) * 28));
        }
        let open = (SYLLABLES..SYLLABLES + 11_172).contains(&a) && (a - SYLLABLES).is_multiple_of(28);
        if open && (TRAILING + 1..TRAILING + 28).contains(&b) {
            return Some(letter(a + b - TRAILING));
        }
        let at = self.composed.binary_search_by_key(&(a, b), |&(pair, _)| pair).ok()?;
        self.composed.get(at).map(|&(_, made)| made)
    }

    /// Whether a text that holds the character may have another spelling.
    fn touches(&self, letter: char) -> bool {
        let code = u32::from(letter);
        self.decomposed.binary_search_by_key(&code, |&(code, _)| code).is_ok()
            || self.class(letter) != 0
            || self.joining.binary_search(&code).is_ok()
            || (VOWELS..TRAILING + 28).contains(&code)
    }
}

/// The text in its compatibility composition.
pub(crate) fn nfkc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let tables = Tables::get();
    if !text.chars().any(|letter| !letter.is_ascii() && tables.touches(letter)) {
        return Cow::Borrowed(text);
    }
    let mut letters: Vec<(u8, char)> = Vec::with_capacity(text.len());
    for letter in text.chars() {
        tables.take_apart(letter, &mut letters);
    }
    for run in letters.chunk_by_mut(|_, b| b.0 != 0) {
        // A run begins with a character of class 0, or with the text.
        let start = usize::from(run.first().is_some_and(|first| first.0 == 0));
        run.get_mut(start..).into_iter().for_each(|marks| {
            marks.put_in_order_by_key(|&(class, _)| class);
        });
    }
    let mut made = String::with_capacity(text.len());
    // The character that marks join to, the class of the last mark that did not, and those marks.
    let (mut starter, mut last, mut waiting): (Option<char>, Option<u8>, Vec<char>) = (None, None, vec![]);
    for (class, letter) in letters {
        let blocked = match last {
            Some(before) => before >= class,
            None => false,
        };
        if let Some(base) = starter
            && !blocked
            && let Some(one) = tables.compose(base, letter)
        {
            starter = Some(one);
            continue;
        }
        if class == 0 {
            made.extend(starter.replace(letter));
            made.extend(waiting.drain(..));
            last = None;
        } else if starter.is_none() {
            made.push(letter);
        } else {
            waiting.push(letter);
            last = Some(class);
        }
    }
    made.extend(starter);
    made.extend(waiting);
    Cow::Owned(made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::{
        canonical_combining_class, compose, decompose_canonical, decompose_compatible,
    };

    fn theirs(text: &str) -> String {
        text.nfkc().collect()
    }

    fn all() -> impl Iterator<Item = char> {
        (0..=u32::from(char::MAX)).filter_map(char::from_u32)
    }

    fn is_hangul(letter: char) -> bool {
        (SYLLABLES..SYLLABLES + 11_172).contains(&u32::from(letter))
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
        fn near(bytes: &mut Vec<u8>, from: u32, to: u32) {
            put(bytes, if to >= from { (to - from) << 1 } else { ((from - to - 1) << 1) | 1 });
        }
        let mut rows: Vec<(u32, u32, Vec<u32>)> = Vec::new();
        for letter in all().filter(|&letter| !is_hangul(letter)) {
            let mut parts = Vec::new();
            decompose_canonical(letter, |part| parts.push(part));
            if let Some((&last, before)) = parts.split_last()
                && let [before] = before.iter().collect::<String>().nfc().collect::<Vec<_>>()[..]
                && compose(before, last) == Some(letter)
            {
                rows.push((letter.into(), 1, vec![before.into(), last.into()]));
                continue;
            }
            let mut parts = Vec::new();
            decompose_compatible(letter, |part| parts.push(u32::from(part)));
            if parts != [u32::from(letter)] {
                rows.push((letter.into(), 0, parts));
            }
        }
        let mut bytes = Vec::new();
        put(&mut bytes, rows.len() as u32);
        let mut code = 0;
        for row in &rows {
            put(&mut bytes, row.0 - code);
            code = row.0;
        }
        for (_, composes, parts) in &rows {
            put(&mut bytes, (parts.len() as u32) << 1 | composes);
        }
        for position in 0..rows.iter().map(|row| row.2.len()).max().unwrap() {
            let mut last = 0;
            for &part in rows.iter().filter_map(|row| row.2.get(position)) {
                near(&mut bytes, last, part);
                last = part;
            }
        }
        let mut classes: Vec<(u32, u32, u8)> = Vec::new();
        for letter in all().filter(|&letter| canonical_combining_class(letter) != 0) {
            let (code, class) = (u32::from(letter), canonical_combining_class(letter));
            match classes.last_mut() {
                Some(run) if run.1 + 1 == code && run.2 == class => run.1 = code,
                _ => classes.push((code, code, class)),
            }
        }
        put(&mut bytes, classes.len() as u32);
        let mut code = 0;
        for (start, end, class) in classes {
            put(&mut bytes, start - code);
            put(&mut bytes, end - start);
            put(&mut bytes, class.into());
            code = end;
        }
        bytes
    }

    /// To take in a new edition of Unicode, run with `OMO_WRITE_TABLES` set.
    #[test]
    fn the_table_is_that_of_the_crate() {
        let right = table();
        if std::env::var_os("OMO_WRITE_TABLES").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/nfkc.bin"), &right).unwrap();
        }
        assert!(right == BYTES, "{} bytes", right.len());
    }

    #[test]
    fn every_character_is_as_the_crate_has_it() {
        for letter in all() {
            let text = letter.to_string();
            assert_eq!(nfkc(&text), theirs(&text), "{:x}", u32::from(letter));
        }
    }

    #[test]
    fn spellings_of_the_counter() {
        for (text, same) in [
            ("ﾊﾅｺ", "ハナコ"),
            ("ｶﾞ", "ガ"),
            ("か\u{3099}", "が"),
            ("㈱オモ", "(株)オモ"),
            ("Ａ１", "A1"),
            ("e\u{301}", "é"),
            ("각", "각"),
        ] {
            assert_eq!(nfkc(text), same);
        }
    }

    /// Characters that decompose, join or combine, and some that do none of it.
    fn troublesome() -> impl Strategy<Value = String> {
        let tables = Tables::get();
        let mut letters: Vec<char> = tables.decomposed.iter().map(|&(code, _)| letter(code)).collect();
        letters.extend(tables.composed.iter().flat_map(|&((a, b), c)| [letter(a), letter(b), c]));
        letters.extend(tables.classes.iter().flat_map(|&(first, last, _)| [letter(first), letter(last)]));
        letters.extend("aあ山 각ᄀ\u{1161}\u{11a8}".chars());
        proptest::collection::vec(proptest::sample::select(letters), 0..12).prop_map(String::from_iter)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// Any text is as the crate has it.
        #[test]
        fn any_text_is_as_the_crate_has_it(text in troublesome(), other in "\\PC{0,12}") {
            prop_assert_eq!(nfkc(&text), theirs(&text));
            prop_assert_eq!(nfkc(&other), theirs(&other));
        }
    }
}
