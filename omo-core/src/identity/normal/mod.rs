//! What identifies people, each kind in one comparable spelling.
//!
//! A till writes ｻﾄｳ ﾊﾅｺ, the web shop Hanako SATOH, the contact centre 佐藤花子様. Each kind of value is read once into a
//! small value with parts and a key; past that, equal keys mean equal values. Everything here is a pure function of
//! the text, in time that grows with its length.
//!
//! - [`PersonName`]: family and given name, honorifics gone, old and new kanji in one form;
//! - [`romaji_key`](romaji::romaji_key): kana and every romanisation in one spelling;
//! - [`Day`]: days, months and years, in the Japanese eras too;
//! - [`Address`]: town, block numbers and room;
//! - [`Email`] and [`Phone`]: looser keys than an [`Identifier`](crate::Identifier)'s;
//! - [`says_nothing`](generic::says_nothing): what people type when they have nothing to say.
//!
//! ```
//! use omo_core::identity::normal::PersonName;
//! let key = |text: &str| PersonName::read(text).map(|name| name.key());
//! assert_eq!(key("髙橋　花子 様"), key("高橋花子"));
//! assert_eq!(key("Yamada, Hanako"), key("Ms. HANAKO YAMADA"));
//! ```

pub mod address;
pub mod date;
pub mod email;
pub mod generic;
mod japanese;
pub mod kanji;
pub mod name;
pub mod phone;
pub mod romaji;
mod street;

pub use address::Address;
pub use date::{Day, Order};
pub use email::Email;
pub use name::{PersonName, Script};
pub use phone::Phone;

use crate::lower::lowercase;
use crate::nfkc::nfkc;

/// The text in narrow characters and lower case, without what cannot be seen; spaces at the ends gone.
pub(super) fn plain(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.trim().to_ascii_lowercase();
    }
    if text.is_ascii() {
        let seen: String = text.chars().filter(|&c| !is_hidden(c)).map(space).collect();
        return seen.trim().to_ascii_lowercase();
    }
    let seen: String = text.chars().filter(|&c| !is_hidden(c)).map(marked).collect();
    let small = lowercase(&nfkc(&seen));
    // Lower case and compatibility forms can bring out hidden characters and open compositions.
    let seen: String = small.chars().filter(|&c| !is_hidden(c)).map(space).collect();
    nfkc(&seen).trim().to_owned()
}

/// Whether nobody sees it: controls, zero widths, directions, fillers, and selectors of a glyph.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{feff}' | '\u{3164}' | '\u{ffa0}')
        || matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A sound mark that stands alone joins the kana before it: カ゛ is ガ.
fn marked(c: char) -> char {
    match c {
        '゛' => '\u{3099}',
        '゜' => '\u{309a}',
        other => other,
    }
}

/// Every kind of space is one.
fn space(c: char) -> char {
    if c.is_whitespace() { ' ' } else { c }
}

/// Hiragana to katakana: the two blocks of Unicode stand 0x60 apart.
pub(super) fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' | 'ゝ' | 'ゞ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        other => other,
    }
}

/// Whether it is katakana, the long mark included.
fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー'..='ヿ')
}

/// Whether it is a kanji, or stands for one.
fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '〆' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
        || matches!(c, '\u{20000}'..='\u{3ffff}')
}

/// Whether it is one of the many lines that are typed for a hyphen; the long mark of kana is one only among digits.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐'..='―' | '⁃' | '−' | '─' | '━' | '˗' | '﹘')
}

/// A Latin letter in lower case without its accent; every other character is itself.
pub(super) fn unaccented(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => 'i',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_gone() {
        // A zero-width space, a byte order mark, and the ideographic selector of a glyph of 辺.
        assert_eq!(plain("\u{feff}山\u{200b}田 辺\u{e0101}"), "山田 辺");
        // Half-width kana with their sound marks, and the marks that stand alone.
        assert_eq!(plain("ﾊﾟﾊﾞ カ゛"), "パバ ガ");
    }

    /// Long enough that a reader whose time grows with the square would not end.
    const LONG: usize = 100_000;

    #[test]
    fn long_texts_are_read_in_one_pass() {
        for piece in ["a", "山田 ", "ｶﾞ", "\u{200b}", "1-", "さん", "三", "\u{3099}"] {
            let long = piece.repeat(LONG / piece.len());
            let _ = PersonName::read(&long);
            let _ = romaji::romaji_key(&long);
            let _ = Day::read(&long, Order::DayFirst);
            let _ = Address::read(&long);
            let _ = (Email::read(&long), Phone::read(&long), generic::says_nothing(&long));
        }
    }

    proptest! {
        /// A plain text is its own plain text.
        #[test]
        fn making_plain_twice_is_making_it_once(text in "\\PC{0,30}") {
            let once = plain(&text);
            prop_assert_eq!(plain(&once), once);
        }

        /// No text of any characters makes a reader panic.
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = (PersonName::read(&text), romaji::romaji_key(&text), Address::read(&text));
            let _ = (Day::read(&text, Order::MonthFirst), Email::read(&text), Phone::read(&text));
        }
    }
}
