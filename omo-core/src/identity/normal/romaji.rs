//! Kana in Latin letters, and every romanisation in one spelling.

use super::name::{Script, kana_key};
use super::{is_katakana, katakana, plain, unaccented};

/// Consonant and vowels of each row; a consonant with an irregular kana stands in [`syllable`].
const ROWS: [(&str, &str); 15] = [
    ("アイウエオ", ""),
    ("カキクケコ", "k"),
    ("ガギグゲゴ", "g"),
    ("サシスセソ", "s"),
    ("ザジズゼゾ", "z"),
    ("タチツテト", "t"),
    ("ダヂヅデド", "d"),
    ("ナニヌネノ", "n"),
    ("ハヒフヘホ", "h"),
    ("バビブベボ", "b"),
    ("パピプペポ", "p"),
    ("マミムメモ", "m"),
    ("ラリルレロ", "r"),
    ("ァィゥェォ", ""),
    ("ヤ ユ ヨ", "y"),
];

/// The consonant and the vowel of a katakana.
fn syllable(kana: char) -> Option<(&'static str, char)> {
    if !is_katakana(kana) {
        return None;
    }
    Some(match kana {
        'シ' => ("sh", 'i'),
        'チ' => ("ch", 'i'),
        'ツ' => ("ts", 'u'),
        'フ' => ("f", 'u'),
        'ジ' | 'ヂ' => ("j", 'i'),
        'ヅ' => ("z", 'u'),
        'ワ' | 'ヮ' => ("w", 'a'),
        'ヰ' => ("", 'i'),
        'ヱ' => ("", 'e'),
        'ヲ' => ("", 'o'),
        'ヴ' => ("v", 'u'),
        'ヵ' => ("k", 'a'),
        'ヶ' => ("k", 'e'),
        _ => {
            let (row, consonant) = ROWS.iter().find(|(row, _)| row.contains(kana))?;
            let at = row.chars().position(|other| other == kana)?;
            (consonant, *['a', 'i', 'u', 'e', 'o'].get(at)?)
        }
    })
}

/// Kana in Hepburn's letters, vowels as the kana spell them: サトウ is `satou`, ー is left out, ン is `n`, and `n'` before a
/// vowel or y. What is not kana stays.
///
/// ```
/// use omo_core::identity::normal::romaji::hepburn;
/// assert_eq!(hepburn("ハットリ ジュンイチ"), "hattori jun'ichi");
/// ```
#[must_use]
pub fn hepburn(kana: &str) -> String {
    let mut latin = String::with_capacity(kana.len());
    // A small っ waits for the consonant it doubles, an ん for what tells whether it needs its mark.
    let (mut doubled, mut nasal) = (false, false);
    for c in plain(kana).chars().map(katakana) {
        let glide = match c {
            'ャ' => Some('a'),
            'ュ' => Some('u'),
            'ョ' => Some('o'),
            _ => None,
        };
        if let Some(vowel) = glide {
            // キ + ャ: the i gives way to y, and to nothing after sh, ch and j.
            let soft = latin.ends_with("shi") || latin.ends_with("chi") || latin.ends_with("ji");
            latin.truncate(latin.trim_end_matches(['i', 'u', 'e']).len());
            latin.extend((!soft).then_some('y'));
            latin.push(vowel);
        } else if matches!(c, 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ') && latin.ends_with(['i', 'u', 'e', 'o'])
        {
            // フ + ァ: the small vowel takes the place of the large one.
            let alone = latin.ends_with("uu")
                || !latin.trim_end_matches('u').ends_with(|c: char| !"aiueo ".contains(c));
            let lone = alone && latin.pop() == Some('u');
            if !alone {
                latin.pop();
            }
            latin.extend(lone.then_some('w'));
            latin.extend(syllable(c).map(|(_, vowel)| vowel));
        } else if c == 'ッ' {
            doubled = true;
        } else if c == 'ン' {
            latin.push('n');
            nasal = true;
            continue;
        } else if let Some((consonant, vowel)) = syllable(c) {
            if nasal && (consonant.is_empty() || consonant == "y") {
                latin.push('\'');
            }
            if doubled {
                // っち is tchi, as in passports.
                latin.extend(if consonant == "ch" { Some('t') } else { consonant.chars().next() });
                doubled = false;
            }
            latin.push_str(consonant);
            latin.push(vowel);
        } else if c != 'ー' {
            latin.push(c);
        }
        nasal = false;
    }
    latin
}

/// One spelling for kana and all their romanisations: Hepburn, Kunrei, passports' (`oh`), macrons and doubled vowels.
///
/// Long and short o and u are one, as passports write them; so are l and r. `None` for a text with letters that are neither
/// kana nor Latin, and for one without any.
///
/// ```
/// use omo_core::identity::normal::romaji::romaji_key;
/// for text in ["ｻﾄｳ", "さとう", "Satoh", "Satō", "SATOU", "sato"] {
///     assert_eq!(romaji_key(text), Some("sato".into()), "{text}");
/// }
/// assert_eq!(romaji_key("佐藤"), None);
/// ```
#[must_use]
pub fn romaji_key(text: &str) -> Option<String> {
    let plain = plain(text);
    let latin = if Script::of(&plain) == Script::Kana { hepburn(&plain) } else { plain };
    let mut letters: Vec<char> = Vec::with_capacity(latin.len());
    for c in latin.chars().map(unaccented) {
        match c {
            'a'..='z' => letters.push(c),
            _ if c.is_alphabetic() || is_katakana(c) => return None,
            _ => {}
        }
    }
    let mut key = Key::default();
    let mut rest = letters.as_slice();
    while let Some((&letter, after)) = rest.split_first() {
        rest = after;
        let next = after.first().copied();
        match (letter, next) {
            ('s', Some('h')) => {
                key.push('s');
                key.push('y');
                rest = after.get(1..).unwrap_or_default();
            }
            ('c', Some('h')) => {
                key.push('t');
                key.push('y');
                rest = after.get(1..).unwrap_or_default();
            }
            // Both spellings of っち: cchi and tchi.
            ('c', Some('c')) if after.get(1) == Some(&'h') => key.push('t'),
            ('j', Some('j')) | ('d', Some('i' | 'u' | 'y')) => key.push('z'),
            ('j', _) => {
                key.push('z');
                key.push('y');
            }
            ('h', Some('u')) => key.push('f'),
            ('m', Some('b' | 'm' | 'p')) => key.push('n'),
            ('l', _) => key.push('r'),
            // Ohno, Satoh, Yuhki: an h that only makes long.
            ('h', next) if !matches!(next, Some('a' | 'i' | 'e' | 'o')) && key.ends_with(&['o', 'u']) => {}
            _ => key.push(letter),
        }
    }
    let Key(key) = key;
    (!key.is_empty()).then_some(key)
}

/// A key in the making, in Kunrei's letters (with `fu`).
#[derive(Default)]
struct Key(String);

impl Key {
    fn ends_with(&self, letters: &[char]) -> bool {
        self.0.ends_with(letters)
    }

    fn push(&mut self, letter: char) {
        let key = &mut self.0;
        match letter {
            's' if key.ends_with('t') => return,
            'y' if key.ends_with('y') => return,
            'z' => key.truncate(key.trim_end_matches('d').len()),
            'i' if key.ends_with('y') => drop(key.pop()),
            'e' if key.ends_with('y') => {
                // Inouye and Yebisu, but not シェ.
                let mut before = key.chars().rev().skip(1);
                if before.next().is_none_or(|c| "aiueo".contains(c)) {
                    key.pop();
                }
            }
            'o' => key.truncate(key.trim_end_matches('w').len()),
            _ => {}
        }
        let long = letter == 'o' && key.ends_with('o') || letter == 'u' && key.ends_with(['o', 'u']);
        if !long {
            key.push(letter);
        }
    }
}

/// Whether two names, each in kana or Latin letters, can be one by sound: as kana where both are, else as romaji.
///
/// ```
/// use omo_core::identity::normal::romaji::sounds_like;
/// assert!(sounds_like("オオノ", "Ohno") && sounds_like("オノ", "Ono"));
/// assert!(!sounds_like("オオノ", "オノ"));
/// ```
#[must_use]
pub fn sounds_like(a: &str, b: &str) -> bool {
    match (kana_key(a), kana_key(b)) {
        (Some(a), Some(b)) => a == b,
        _ => romaji_key(a).is_some_and(|key| romaji_key(b) == Some(key)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kana_are_spelt_after_hepburn() {
        // From the table of the Japanese foreign ministry (ヘボン式ローマ字綴方表), but for the passport's m before b, m and p.
        for (kana, latin) in [
            ("シンイチ", "shin'ichi"),
            ("ハットリ", "hattori"),
            ("ホッチ", "hotchi"),
            ("チャッキ", "chakki"),
            ("リョウ", "ryou"),
            ("ジョージ", "joji"),
            ("フィリップ", "firippu"),
            ("ウィリアム", "wiriamu"),
            ("ヴィクター", "vikuta"),
            ("シェリー", "sheri"),
            ("ティナ", "tina"),
            ("ナンバ", "nanba"),
        ] {
            assert_eq!(hepburn(kana), latin, "{kana}");
        }
    }

    #[test]
    fn spellings_of_one_sound_are_one() {
        let same = |texts: &[&str]| {
            for text in texts {
                assert_eq!(romaji_key(text), romaji_key(texts[0]), "{text}");
            }
        };
        same(&["オオノ", "Ōno", "Ohno", "Oono", "Ono", "Ôno"]);
        same(&["シンヤ", "Shinya", "Sinya", "Shin'ya"]);
        same(&["ツジ", "Tsuji", "Tuji", "Tuzi"]);
        same(&["ジュン", "Jun", "Zyun", "Jyun"]);
        same(&["チバ", "Chiba", "Tiba"]);
        same(&["ナンバ", "Namba", "Nanba"]);
        same(&["ホンマ", "Homma", "Honma"]);
        same(&["ハットリ", "Hattori"]);
        same(&["ホッタ", "Hotta"]);
        same(&["イッチ", "Itchi", "Icchi", "Itti"]);
        same(&["フジタ", "Fujita", "Hujita", "Huzita"]);
        same(&["ジュンイチロウ", "Jun'ichirō", "Junichiro", "Zyunitirou", "JUN-ICHIROH"]);
        same(&["ユウキ", "Yuki", "Yuuki", "Yuhki", "Yūki"]);
        same(&["オオヤ", "Ohya", "Oya"]);
        same(&["イノウエ", "Inoue", "Inouye"]);
        same(&["エレナ", "Elena", "Erena"]);
        same(&["シズカ", "Shizuka", "Siduka"]);
        // The h begins a syllable where a vowel follows.
        assert_ne!(romaji_key("Kohei"), romaji_key("Koei"));
        assert_ne!(romaji_key("Hattori"), romaji_key("Hatori"));
    }

    proptest! {
        /// A key is its own key.
        #[test]
        fn keying_twice_is_keying_once(text in prop_oneof!["[a-zōū']{0,14}", "[cdhimnostuwyzj]{0,14}", "[ァ-ヴー]{0,8}"]) {
            if let Some(key) = romaji_key(&text) {
                prop_assert_eq!(romaji_key(&key), Some(key));
            }
        }

        /// Kana and what Hepburn makes of them have one key, in every width and case.
        #[test]
        fn kana_and_their_letters_are_one(text in "[ァ-ヴー]{0,8}") {
            let latin = hepburn(&text);
            prop_assert_eq!(romaji_key(&latin), romaji_key(&text));
            prop_assert_eq!(romaji_key(&latin.to_uppercase()), romaji_key(&text));
        }
    }
}
