//! How alike two short texts are, by bits: a bit for each place of a letter.

use std::cmp::Ordering;

use crate::order::Order;

/// Texts longer than this are compared by their beginnings.
pub const LONGEST: usize = 64;

/// Where the letters of a text stand, a bit for each place; used again for many texts.
#[derive(Debug, Clone)]
pub struct Places([u64; 128]);

impl Default for Places {
    fn default() -> Self {
        Self([0; 128])
    }
}

impl Places {
    fn enter(&mut self, text: &[u16]) {
        for (at, &letter) in text.iter().enumerate() {
            if let Some(places) = self.0.get_mut(usize::from(letter)) {
                *places |= 1 << at;
            }
        }
    }

    fn leave(&mut self, text: &[u16]) {
        for &letter in text {
            if let Some(places) = self.0.get_mut(usize::from(letter)) {
                *places = 0;
            }
        }
    }

    /// Where a letter stands in the entered text.
    fn of(&self, letter: u16, text: &[u16]) -> u64 {
        self.0.get(usize::from(letter)).copied().unwrap_or_else(|| {
            // No table holds all of Unicode, and such texts are short.
            text.iter().enumerate().fold(0, |places, (at, other)| places | u64::from(*other == letter) << at)
        })
    }
}

fn beginning(text: &[u16]) -> &[u16] {
    text.get(..LONGEST).unwrap_or(text)
}

/// The Jaro similarity with Winkler's bonus of a tenth for each of up to four equal first letters, from 0 to 1.
///
/// Source: Winkler 1990, String Comparator Metrics and Enhanced Decision Rules.
pub fn jaro_winkler(places: &mut Places, a: &[u16], b: &[u16]) -> f64 {
    let (a, b) = (beginning(a), beginning(b));
    let jaro = jaro(places, a, b);
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    #[expect(clippy::cast_precision_loss, reason = "at most four")]
    let bonus = prefix as f64 * 0.1 * (1.0 - jaro);
    jaro + bonus
}

/// The Jaro similarity, from 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "at most 64")]
pub fn jaro(places: &mut Places, a: &[u16], b: &[u16]) -> f64 {
    let (a, b) = (beginning(a), beginning(b));
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    // A bit for each letter that found its like within reach.
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    places.enter(a);
    // The places of `a` within reach of the place in `b`.
    let mut window = u64::MAX >> (63 - reach.min(63));
    for (at, &letter) in b.iter().enumerate() {
        let free = places.of(letter, a) & window & !of_a;
        of_a |= free & free.wrapping_neg();
        of_b |= u64::from(free != 0) << at;
        window = window << 1 | u64::from(at < reach);
    }
    places.leave(a);
    let found = of_a.count_ones();
    if found == 0 {
        return 0.0;
    }
    let mut swapped = 0_u32;
    let (mut left, mut right) = (of_a, of_b);
    while left != 0 {
        let (x, y) = (a.get(left.trailing_zeros() as usize), b.get(right.trailing_zeros() as usize));
        swapped += u32::from(x != y);
        left &= left - 1;
        right &= right.wrapping_sub(1);
    }
    let found = f64::from(found);
    (found / a.len() as f64 + found / b.len() as f64 + (found - f64::from(swapped / 2)) / found) / 3.0
}

/// Letters to insert, delete, replace, or swap with their neighbour, to turn one text into the other; no more than
/// `most` + 1 is told apart.
///
/// The optimal string alignment distance (Damerau 1964; no part is edited twice), a column of its table in the bits of
/// a word (Hyyrö 2003, A Bit-Vector Algorithm for Computing Levenshtein and Damerau Edit Distances).
pub fn edits(places: &mut Places, a: &[u16], b: &[u16], most: usize) -> usize {
    let (a, b) = (beginning(a), beginning(b));
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    if a.is_empty() {
        return b.len();
    }
    places.enter(a);
    let last = 1_u64 << (a.len() - 1);
    let (mut more, mut less, mut diagonal, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
    let mut edits = a.len();
    for (left, &letter) in (0..b.len()).rev().zip(b) {
        // Each letter that is left makes up for one edit at most.
        if edits > most + left + 1 {
            edits = most + 1;
            break;
        }
        let same = places.of(letter, a);
        let turned = ((!diagonal & same) << 1) & before;
        diagonal = ((same & more).wrapping_add(more) ^ more) | same | less | turned;
        let up = less | !(diagonal | more);
        let down = diagonal & more;
        edits += usize::from(up & last != 0);
        edits -= usize::from(down & last != 0);
        let up = up << 1 | 1;
        more = down << 1 | !(diagonal | up);
        less = up & diagonal;
        before = same;
    }
    places.leave(a);
    edits.min(most + 1)
}

/// The share of words that both have, whatever their order (Dice); words past the 64th are not looked at.
#[expect(clippy::cast_precision_loss, reason = "at most 64")]
pub fn words_alike(a: &[u16], b: &[u16]) -> f64 {
    let words = |text| <[u16]>::split(text, |letter| *letter == u16::from(b' ')).take(64);
    let (mut taken, mut both) = (0_u64, 0_u32);
    let mut of_a = 0_usize;
    for word in words(a) {
        of_a += 1;
        let free = |(at, other): &(usize, &[u16])| taken & 1 << at == 0 && *other == word;
        if let Some((at, _)) = words(b).enumerate().find(free) {
            taken |= 1 << at;
            both += 1;
        }
    }
    2.0 * f64::from(both) / (of_a + words(b).count()) as f64
}

/// The share of words that both have (Dice), and the share of those of the one with fewer that the other has; whatever their
/// order, but for a mistyped letter or an initial. Words past the 64th are not looked at.
#[expect(clippy::cast_precision_loss, reason = "at most 64")]
pub fn near_words(places: &mut Places, a: &[u16], b: &[u16]) -> (f64, f64) {
    let words = |text| <[u16]>::split(text, |letter| *letter == u16::from(b' ')).take(64);
    let (of_a, of_b) = (words(a).count(), words(b).count());
    let (mut used, mut taken) = (0_u64, 0_u64);
    // What is the same finds itself before what is only near takes it.
    for least in [1.0, NEAR] {
        for (at, word) in words(a).enumerate() {
            if used & 1 << at != 0 {
                continue;
            }
            let mut near = |other: &[u16]| other == word || least < 1.0 && near_word(places, word, other);
            let free = words(b).enumerate().find(|&(at, other)| taken & 1 << at == 0 && near(other));
            if let Some((other, _)) = free {
                taken |= 1 << other;
                used |= 1 << at;
            }
        }
    }
    let both = f64::from(used.count_ones());
    (2.0 * both / (of_a + of_b) as f64, both / of_a.min(of_b).max(1) as f64)
}

/// From here on two words are one that was mistyped.
const NEAR: f64 = 0.9;

/// Whether one word may be the other, mistyped or by its initial.
fn near_word(places: &mut Places, word: &[u16], other: &[u16]) -> bool {
    let (short, long) = if word.len() <= other.len() { (word, other) } else { (other, word) };
    match short.len() {
        1 => long.starts_with(short),
        0 | 2 => false,
        _ => jaro_winkler(places, word, other) >= NEAR,
    }
}

/// The share of pairs of neighbouring letters that both have (Dice), with a blank before and after.
#[expect(clippy::cast_precision_loss, reason = "at most 65 each")]
pub fn bigrams_alike(a: &[u16], b: &[u16]) -> f64 {
    let (a, b) = (bigrams(a), bigrams(b));
    let all = a.len() + b.len();
    2.0 * in_both(&a, &b) as f64 / all as f64
}

fn bigrams(text: &[u16]) -> Vec<u32> {
    let mut before = u16::from(b' ');
    let text = beginning(text).iter().copied().chain([u16::from(b' ')]);
    let mut pairs: Vec<u32> = text
        .map(|letter| {
            let pair = u32::from(before) << 16 | u32::from(letter);
            before = letter;
            pair
        })
        .collect();
    pairs.put_in_order();
    pairs
}

/// How many elements two ordered lists share, each as often as both have it.
fn in_both<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut both = 0;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            Ordering::Less => drop(a.next()),
            Ordering::Greater => drop(b.next()),
            Ordering::Equal => {
                both += 1;
                a.next();
                b.next();
            }
        }
    }
    both
}

/// What stands between the elements of a set.
pub const BETWEEN: u16 = 0x1f;

/// How a name sounds: its first letter and the classes of the consonants after it (Soundex; Russell 1918), of any length.
///
/// ```text
/// robert, rupert -> r163    ashcraft -> a26125    tymczak -> t5222
/// ```
pub fn soundex(text: &str) -> String {
    let class = |letter: char| match letter {
        'b' | 'f' | 'p' | 'v' => '1',
        'c' | 'g' | 'j' | 'k' | 'q' | 's' | 'x' | 'z' => '2',
        'd' | 't' => '3',
        'l' => '4',
        'm' | 'n' => '5',
        'r' => '6',
        'h' | 'w' => 'h',
        _ => '0',
    };
    let mut code = String::new();
    let mut last = '0';
    for letter in text.chars().filter(char::is_ascii_alphabetic) {
        let class = class(letter.to_ascii_lowercase());
        if code.is_empty() {
            code.push(letter.to_ascii_lowercase());
        } else if class != 'h' && class != '0' && class != last {
            code.push(class);
        }
        // h and w do not part letters of one class, vowels do.
        if class != 'h' {
            last = class;
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    fn distance(a: &str, b: &str, most: usize) -> usize {
        edits(&mut Places::default(), &letters(a), &letters(b), most)
    }

    fn likeness(a: &str, b: &str) -> f64 {
        jaro_winkler(&mut Places::default(), &letters(a), &letters(b))
    }

    /// The pairs of Winkler's paper (1990, table 6), to three places as printed there.
    #[test]
    fn the_published_examples() {
        for (a, b, expected) in [
            ("shackleford", "shackelford", 0.982),
            ("dunningham", "cunnigham", 0.896),
            ("nichleson", "nichulson", 0.956),
            ("jones", "johnson", 0.832),
            ("massey", "massie", 0.933),
            ("abroms", "abrams", 0.922),
            ("martha", "marhta", 0.961),
            ("dwayne", "duane", 0.840),
        ] {
            let got = likeness(a, b);
            assert!((got - expected).abs() < 0.0006, "{a} {b} {got}");
        }
    }

    #[test]
    fn edits_by_hand() {
        for (a, b, expected) in [
            ("kitten", "sitting", 3),
            ("ca", "ac", 1),
            ("", "abc", 3),
            ("19870101", "19870110", 1),
            ("ca", "abc", 3),
            ("山田花子", "山田花枝", 1),
        ] {
            assert_eq!(distance(a, b, 5), expected, "{a} {b}");
            assert_eq!(distance(b, a, 5), expected, "{a} {b}");
        }
        assert_eq!(distance("kitten", "sitting", 1), 2);
    }

    #[test]
    fn words_by_hand() {
        let alike = |a: &str, b: &str| words_alike(&letters(a), &letters(b));
        assert_eq!(alike("hanako yamada", "yamada hanako"), 1.0);
        assert_eq!(alike("hanako yamada", "yamada"), 2.0 / 3.0);
        assert_eq!(alike("ha ha", "ha"), 2.0 / 3.0);
        assert_eq!(alike("hanako", "taro"), 0.0);
    }

    #[test]
    fn near_words_by_hand() {
        let mut places = Places::default();
        let mut near = |a: &str, b: &str| near_words(&mut places, &letters(a), &letters(b));
        // In any order, and an initial is the name.
        assert_eq!(near("hanako yamada", "yamada hanako"), (1.0, 1.0));
        assert_eq!(near("j smith", "smith john"), (1.0, 1.0));
        // Martha and marhta: 0.961 by Jaro-Winkler (Winkler 1990).
        assert_eq!(near("martha jones", "jones marhta"), (1.0, 1.0));
        // One word of two names, however alike the names are as letters.
        assert_eq!(near("matthew frew", "matthew reid"), (0.5, 0.5));
        // A legal form is one word more.
        assert_eq!(near("acme trading", "acme trading ltd"), (0.8, 1.0));
        // Each word is another's once, and the same finds itself first.
        assert_eq!(near("ha ha", "ha"), (2.0 / 3.0, 1.0));
        assert_eq!(near("j jones", "jones smith"), (0.5, 0.5));
        // Two letters that differ are two words.
        assert_eq!(near("ab", "ac"), (0.0, 0.0));
    }

    proptest! {
        /// Words are near one another from both sides, the same in any order are all, and no share is above one.
        #[test]
        fn near_words_are_near_from_both_sides(words in proptest::collection::vec("[a-d]{1,5}", 1..5), by in 0_usize..5) {
            let mut places = Places::default();
            let text = words.join(" ");
            let mut turned = words.clone();
            turned.rotate_left(by % words.len());
            let same = near_words(&mut places, &letters(&text), &letters(&turned.join(" ")));
            prop_assert_eq!(same, (1.0, 1.0));
            let other = letters(&turned.concat());
            let there = near_words(&mut places, &letters(&text), &other);
            prop_assert_eq!(there.0, near_words(&mut places, &other, &letters(&text)).0);
            prop_assert!(there.0 <= there.1 && there.1 <= 1.0);
        }
    }

    #[test]
    fn bigrams_by_hand() {
        let (a, b) = (letters("night"), letters("nacht"));
        // _n ni ig gh ht t_ and _n na ac ch ht t_: three of six.
        assert_eq!(bigrams_alike(&a, &b), 0.5);
        assert_eq!(bigrams_alike(&a, &a), 1.0);
        assert_eq!(bigrams_alike(&letters("aaa"), &letters("aa")), 6.0 / 7.0);
    }

    /// The examples of the National Archives (The Soundex Indexing System), without the cut to four.
    #[test]
    fn names_that_sound_alike_are_one() {
        assert_eq!(soundex("Robert"), soundex("Rupert"));
        assert_eq!(soundex("robert"), "r163");
        assert!(soundex("Tymczak").starts_with("t522"));
        assert!(soundex("Ashcraft").starts_with("a261"));
        assert!(soundex("Gutierrez").starts_with("g362"));
        assert_eq!(soundex("Lee"), "l");
        assert_eq!(soundex("東京"), "");
    }

    /// Letters to edit, by the table of the definition.
    fn by_table(a: &[u16], b: &[u16]) -> usize {
        let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                table[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let replaced = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    let mut best = replaced.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        best = best.min(table[i - 2][j - 2] + 1);
                    }
                    best
                };
            }
        }
        table[a.len()][b.len()]
    }

    /// The Jaro similarity as Winkler's paper counts it: letter by letter.
    #[expect(clippy::cast_precision_loss, reason = "counts of letters")]
    fn by_letters(a: &[u16], b: &[u16]) -> f64 {
        if a.is_empty() || b.is_empty() {
            return f64::from(u8::from(a.len() == b.len()));
        }
        let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
        let mut of_a = vec![false; a.len()];
        let mut right = vec![];
        for (j, letter) in b.iter().enumerate() {
            let near = j.saturating_sub(reach)..(j + reach + 1).min(a.len());
            if let Some(i) = near.clone().find(|&i| !of_a[i] && a[i] == *letter) {
                of_a[i] = true;
                right.push(*letter);
            }
        }
        let left: Vec<u16> = a.iter().zip(&of_a).filter(|(_, found)| **found).map(|(x, _)| *x).collect();
        if left.is_empty() {
            return 0.0;
        }
        let swapped = left.iter().zip(&right).filter(|(x, y)| x != y).count() / 2;
        let found = left.len() as f64;
        (found / a.len() as f64 + found / b.len() as f64 + (found - swapped as f64) / found) / 3.0
    }

    proptest! {
        /// Edits by bits are edits by the table, both ways, for any letters.
        #[test]
        fn edits_are_those_of_the_table(a in "[a-dあい]{0,12}", b in "[a-dあい]{0,12}", most in 0_usize..20) {
            let expected = by_table(&letters(&a), &letters(&b));
            prop_assert_eq!(distance(&a, &b, most), expected.min(most + 1));
            prop_assert_eq!(distance(&b, &a, most), expected.min(most + 1));
        }

        /// Likeness by bits is likeness by letters, from 0 to 1, and 1 for equals; long texts count by their beginnings.
        #[test]
        fn likeness_is_that_of_letters(a in "[a-dあい]{0,12}", b in "[a-dあい]{0,12}", repeat in 1_usize..12) {
            let (a, b) = (a.repeat(repeat), b.repeat(repeat));
            let mut places = Places::default();
            let (a, b) = (letters(&a), letters(&b));
            let got = jaro(&mut places, beginning(&a), beginning(&b));
            prop_assert_eq!(got, by_letters(beginning(&a), beginning(&b)));
            prop_assert!(places.0.iter().all(|bits| *bits == 0));
            prop_assert!((0.0..=1.0).contains(&jaro_winkler(&mut places, &a, &b)));
            prop_assert_eq!(jaro_winkler(&mut places, &a, &a), 1.0);
        }
    }
}
