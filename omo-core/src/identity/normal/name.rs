//! A person's name, read to comparable parts.

use super::generic::says_nothing;
use super::kanji::folded;
use super::romaji::romaji_key;
use super::{is_hyphen, is_kanji, is_katakana, katakana, plain, unaccented};
use crate::order::Order;

/// In what a name, or a part of one, is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Script {
    /// At least one kanji: 佐藤, 久美子, さくら田.
    Kanji,
    /// Hiragana or katakana alone.
    Kana,
    /// Latin letters.
    Latin,
    /// Anything else, such as Hangul or Cyrillic.
    Other,
}

impl Script {
    /// What a text is written in.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let says = |c: &char| c.is_alphanumeric();
        if text.chars().any(is_kanji) {
            Self::Kanji
        } else if text.chars().any(|c| is_katakana(katakana(c))) {
            Self::Kana
        } else if text.chars().filter(says).all(|c| unaccented(c).is_ascii())
            && text.chars().any(|c| says(&c))
        {
            Self::Latin
        } else {
            Self::Other
        }
    }
}

/// A name without what does not belong to it: width, case, spaces, honorifics, a reading in brackets.
///
/// The family name of a Japanese name is its first part, of a Latin one its last; a comma says that the first part is the
/// family name, and so does a single part in capitals (`YAMADA Hanako`). A name without a gap has no parts.
///
/// ```
/// use omo_core::identity::normal::PersonName;
/// let name = PersonName::read("ﾔﾏﾀﾞ ﾊﾅｺ 様").unwrap();
/// assert_eq!((name.family(), name.given()), (Some("ヤマダ"), Some("ハナコ")));
/// assert_eq!(name.romaji_key(), PersonName::read("Hanako Yamada").unwrap().romaji_key());
/// assert_eq!(PersonName::read("不明"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName {
    /// The parts as they follow one another.
    parts: Vec<String>,
    /// Which of them begin the given name: the parts from the first number up to the second.
    given: Option<(usize, usize)>,
    latin: bool,
}

/// Honorifics that are written onto a name.
const ATTACHED: [&str; 8] = ["様", "樣", "さま", "さん", "殿", "先生", "ちゃん", "くん"];
/// Honorifics and titles that stand before or after a Latin name.
const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir"];
/// Honorifics after a hyphen: Hanako-san.
const HYPHENED: [&str; 4] = ["san", "sama", "kun", "chan"];

impl PersonName {
    /// Reads a name; `None` when nothing is left of it, or what is left [says nothing](says_nothing).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let capital = capital_first(text);
        let mut text = plain(text);
        without_brackets(&mut text);
        let latin = matches!(Script::of(&text), Script::Latin | Script::Other);
        if !latin {
            text = written_out(&text);
            without_honorific(&mut text);
        }
        if says_nothing(&text) {
            return None;
        }
        let (before, after) = text.split_once([',', '、', '，']).map_or((text.as_str(), ""), |halves| halves);
        let clean = if latin { latin_parts } else { japanese_parts };
        let (first, second) = (clean(before), clean(after));
        let comma = !first.is_empty() && !second.is_empty();
        let boundary = first.len();
        let parts: Vec<String> = first.into_iter().chain(second).collect();
        let count = parts.len();
        let given = match (count, latin) {
            (0 | 1, _) => None,
            _ if comma => Some((boundary, count)),
            // ジョン・スミス: a dot stands between given and family name, in the order of the West.
            (2, false) if text.contains('・') && Script::of(&text) == Script::Kana => Some((0, 1)),
            (_, false) => Some((1, count)),
            (_, true) if capital => Some((1, count)),
            (_, true) => Some((0, count - 1)),
        };
        let name = Self { parts, given, latin };
        (!says_nothing(&name.key())).then_some(name)
    }

    /// The family name, where the name has parts; old and new kanji as written.
    #[must_use]
    pub fn family(&self) -> Option<&str> {
        match self.given? {
            (0, end) => self.parts.get(end),
            _ => self.parts.first(),
        }
        .map(String::as_str)
    }

    /// The given name, where the name has parts: the first of several (not `H` in `John H Smith`).
    #[must_use]
    pub fn given(&self) -> Option<&str> {
        self.parts.get(self.given?.0).map(String::as_str)
    }

    /// All parts as they follow one another.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(String::as_str)
    }

    /// What the whole is written in.
    #[must_use]
    pub fn script(&self) -> Script {
        Script::of(&self.parts.concat())
    }

    /// The name in one spelling, old kanji still old: 齋藤 and 斉藤 differ here. Latin parts are in order of letters,
    /// because their order on forms is anyone's guess.
    #[must_use]
    pub fn plain(&self) -> String {
        if !self.latin {
            return self.parts.concat();
        }
        let mut parts: Vec<&str> = self.parts.iter().flat_map(|part| part.split('-')).collect();
        parts.put_in_order();
        parts.join(" ")
    }

    /// The name for exact agreement: [`plain`](Self::plain) with [new kanji for old](folded).
    #[must_use]
    pub fn key(&self) -> String {
        self.plain().chars().map(folded).collect()
    }

    /// How a name in kana sounds, whatever the spelling: オオノ, オーノ and オウノ are one, オノ is not.
    #[must_use]
    pub fn kana_key(&self) -> Option<String> {
        kana_key(&self.parts.concat())
    }

    /// A name in kana or Latin letters as [`romaji_key`]s of its parts, in order of letters.
    #[must_use]
    pub fn romaji_key(&self) -> Option<String> {
        let mut keys = self.parts().map(romaji_key).collect::<Option<Vec<_>>>()?;
        keys.put_in_order();
        Some(keys.join(" "))
    }
}

/// How kana sound: small kana as large (bank data have no small ones), one spelling of long vowels and of ヂ, ヅ and ヲ.
///
/// `None` for a text that is not all kana.
///
/// ```
/// use omo_core::identity::normal::name::kana_key;
/// assert_eq!(kana_key("きょうこ"), kana_key("ｷﾖｰｺ"));
/// assert_ne!(kana_key("オオノ"), kana_key("オノ"));
/// ```
#[must_use]
pub fn kana_key(text: &str) -> Option<String> {
    let mut key = String::new();
    // The last kana that is no long mark.
    let mut last = None;
    for c in kana_letters(&plain(text)) {
        if c != 'ー' && !matches!(c, 'ァ'..='ヺ') {
            return None;
        }
        let large = match c {
            'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' => {
                char::from_u32(u32::from(c) + 1).unwrap_or(c)
            }
            'ヵ' => 'カ',
            'ヶ' => 'ケ',
            'ヂ' => 'ジ',
            'ヅ' => 'ズ',
            'ヲ' => 'オ',
            'ヰ' => 'イ',
            'ヱ' => 'エ',
            other => other,
        };
        let long = match last.map(vowel) {
            _ if c == 'ー' => true,
            Some('o') => matches!(large, 'オ' | 'ウ'),
            Some('u') => large == 'ウ',
            Some('e') => matches!(large, 'エ' | 'イ'),
            Some('a') => large == 'ア',
            Some('i') => large == 'イ',
            _ => false,
        };
        if !long {
            key.push(large);
            last = Some(large);
        } else if last.is_some() && !key.ends_with('ー') {
            key.push('ー');
        }
    }
    (!key.is_empty()).then_some(key)
}

/// The vowel of a large katakana.
fn vowel(kana: char) -> char {
    const ROWS: [(&str, char); 5] = [
        ("アカガサザタダナハバパマヤラワ", 'a'),
        ("イキギシジチヂニヒビピミリ", 'i'),
        ("ウクグスズツヅヌフブプムユルヴ", 'u'),
        ("エケゲセゼテデネヘベペメレ", 'e'),
        ("オコゴソゾトドノホボポモヨロ", 'o'),
    ];
    ROWS.iter().find(|(row, _)| row.contains(kana)).map_or(' ', |&(_, vowel)| vowel)
}

/// Katakana for hiragana, a hyphen after kana as the long mark, iteration marks written out, no spaces and points.
fn kana_letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = Vec::with_capacity(text.len() / 3);
    for c in text.chars() {
        let before = letters.last().copied();
        let c = match (katakana(c), before) {
            ('ヽ' | '々' | '〻', Some(before)) => before,
            (c, Some(before)) if is_hyphen(c) && is_katakana(before) => 'ー',
            (c, _) => c,
        };
        if c.is_alphanumeric() || c == 'ー' {
            letters.push(c);
        }
    }
    letters
}

fn japanese_parts(text: &str) -> Vec<String> {
    let parts =
        text.split([' ', '・', '·', '.', '/', '_']).map(|part| kana_letters(part).into_iter().collect());
    parts.filter(|part: &String| !part.is_empty()).collect()
}

fn latin_parts(text: &str) -> Vec<String> {
    let mut parts = vec![];
    for word in text.split([' ', '.', '・', '·', '/', '_']) {
        let mut whole: Vec<String> = vec![];
        for (at, piece) in word.split(is_hyphen).enumerate() {
            let piece: String = piece.chars().map(unaccented).filter(|c| c.is_alphanumeric()).collect();
            let honorific = TITLES.contains(&piece.as_str()) || at > 0 && HYPHENED.contains(&piece.as_str());
            if !piece.is_empty() && !honorific {
                whole.push(piece);
            }
        }
        if !whole.is_empty() {
            parts.push(whole.join("-"));
        }
    }
    parts
}

/// 佐々木 as 佐佐木, wherever spaces stand.
fn written_out(text: &str) -> String {
    let mut last = None;
    let letter = |c: char| {
        let c = if matches!(c, '々' | '〻' | 'ゝ' | 'ヽ') { last.unwrap_or(c) } else { c };
        if c.is_alphanumeric() || c == 'ー' {
            last = Some(c);
        }
        c
    };
    text.chars().map(letter).collect()
}

/// Takes honorifics off the end, as many as there are, wherever spaces stand.
fn without_honorific(text: &mut String) {
    let gap = |c: char| !c.is_alphanumeric() && c != 'ー';
    while let Some(left) = ATTACHED.iter().find_map(|honorific| {
        let mut rest = text.as_str();
        for letter in honorific.chars().rev() {
            rest = rest.trim_end_matches(gap).strip_suffix(letter)?;
        }
        Some(rest.len())
    }) {
        text.truncate(left);
    }
}

/// Takes a reading in brackets out: 山田花子（ヤマダハナコ）.
fn without_brackets(text: &mut String) {
    let open = text.find(['(', '[', '「']);
    if let Some(open) = open.filter(|&open| open > 0)
        && let Some(close) = text.get(open..).and_then(|rest| rest.find([')', ']', '」']))
    {
        // A closing 」 is three bytes long, but what is left of it is no letter either.
        let end = text.get(open + close..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        text.replace_range(open..open + close + end, " ");
    }
}

/// Whether the first of several words is in capitals and no other is: `YAMADA Hanako`.
fn capital_first(text: &str) -> bool {
    let capital = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c == '-');
    let mut words = text.split_whitespace();
    words.next().is_some_and(capital) && !words.any(capital)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> PersonName {
        PersonName::read(text).unwrap()
    }

    fn parts(text: &str) -> (Option<String>, Option<String>) {
        let name = read(text);
        (name.family().map(String::from), name.given().map(String::from))
    }

    #[test]
    fn forms_of_one_name_are_one() {
        let same = |texts: &[&str]| {
            for text in texts {
                assert_eq!(read(text).key(), read(texts[0]).key(), "{text}");
            }
        };
        // What the match definition of a commercial tool (SAS, Japanese locale) puts in one cluster, by script.
        same(&[
            "鈴木一郎",
            "鈴木　一郎様",
            "鈴木 一郎 殿",
            "鈴木一郎先生",
            "鈴 木 一 郎",
            "鈴木一郎（スズキイチロウ）",
        ]);
        same(&["スズキイチロウ", "すずき いちろう", "ｽｽﾞｷ ｲﾁﾛｳ", "すずきいちろうさん"]);
        same(&[
            "Suzuki Ichiro",
            "ICHIRO SUZUKI",
            "Suzuki, Ichiro",
            "Mr. Ｉｃｈｉｒｏ Suzuki",
            "Ichiro-san Suzuki",
        ]);
        same(&["佐々木", "佐佐木"]);
        // O'Brien: Mary Ann writes with and without the marks.
        same(&["Mary-Ann O'Brien", "OBrien, Mary Ann"]);
        same(&["髙橋", "高橋"]);
        // The glyph of 辺 that a register asks for by a selector.
        same(&["渡辺\u{e0102}", "渡邉"]);
    }

    #[test]
    fn parts_are_family_and_given() {
        let both = |family: &str, given: &str| (Some(family.into()), Some(given.into()));
        assert_eq!(parts("髙橋　花子"), both("髙橋", "花子"));
        assert_eq!(parts("Yamada, Hanako"), both("yamada", "hanako"));
        assert_eq!(parts("Hanako Yamada"), both("yamada", "hanako"));
        // How Japanese offices write Latin names: the family name first, in capitals.
        assert_eq!(parts("YAMADA Hanako"), both("yamada", "hanako"));
        assert_eq!(parts("John H. Smith"), both("smith", "john"));
        assert_eq!(parts("ジョン・スミス"), both("スミス", "ジョン"));
        assert_eq!(parts("山田花子"), (None, None));
    }

    #[test]
    fn different_names_stay_apart() {
        // 大野 and 小野 are two of the commonest family names; kana tell them apart.
        assert_ne!(read("オオノ").kana_key(), read("オノ").kana_key());
        assert_eq!(read("オーノ").kana_key(), read("おおの").kana_key());
        assert_eq!(read("ヨーコ").kana_key(), read("ヨウコ").kana_key());
        // Bank data: no small kana, a hyphen for the long mark.
        assert_eq!(read("ｷﾖｳｺ").kana_key(), read("キョ-コ").kana_key());
        assert_ne!(read("齋藤").plain(), read("斉藤").plain());
        assert_eq!(read("山田").kana_key(), None);
    }

    #[test]
    fn nothing_is_no_name() {
        for text in ["", "様", "Mr.", "不明", "ダミー", "テスト様", "-", "N/A", "・"] {
            assert_eq!(PersonName::read(text), None, "{text}");
        }
    }

    #[test]
    fn scripts_are_told_apart() {
        let scripts = ["鈴木いちろう", "すずき", "Ōno", "김"].map(|text| read(text).script());
        assert_eq!(scripts, [Script::Kanji, Script::Kana, Script::Latin, Script::Other]);
    }

    fn name() -> impl Strategy<Value = String> {
        prop_oneof!["[山田髙花子々 さまんー]{1,8}", "[a-zA-Z'.ō -]{1,12}", "[ァ-ヶー・ ]{1,8}", "\\PC{0,12}"]
    }

    proptest! {
        /// A key is read as itself.
        #[test]
        fn reading_is_idempotent(text in name()) {
            if let Some(name) = PersonName::read(&text) {
                prop_assert_eq!(PersonName::read(&name.key()).map(|name| name.key()), Some(name.key()));
                if let Some(key) = name.kana_key() {
                    prop_assert_eq!(kana_key(&key), Some(key));
                }
            }
        }

        /// Width, case, zero widths and spaces around a name do not matter, nor does an honorific.
        #[test]
        fn dress_does_not_matter(family in "[a-zA-Z]{2,6}", given in "[a-zA-Z]{2,6}", kanji in "[山田花高]{1,5}") {
            let bare = format!("{family} {given}");
            let wide = |c: char| if c == ' ' { '\u{3000}' } else { char::from_u32(u32::from(c) + 0xfee0).unwrap() };
            let key = |text: &str| PersonName::read(text).map(|name| name.key());
            for dressed in [
                bare.chars().map(wide).collect(), bare.to_uppercase(), format!("  {bare}\u{200b} "),
                format!("Ms. {bare}"), format!("{family}, {given}"), format!("{given}-san {family}"),
            ] {
                prop_assert_eq!(key(&dressed), key(&bare));
            }
            for dressed in [format!("{kanji}様"), format!("{kanji} さん"), format!("\u{feff}{kanji} 先生 殿")] {
                prop_assert_eq!(key(&dressed), key(&kanji));
            }
        }

        /// Spaces inside a Japanese name part it, but do not change its key.
        #[test]
        fn spaces_in_a_japanese_name_do_not_matter(name in "[山田花子ヤマ]{2,6}", at in 0_usize..6) {
            let letters: Vec<char> = name.chars().collect();
            let (family, given) = letters.split_at(at.min(letters.len()));
            let apart: String = family.iter().chain(&[' ']).chain(given).collect();
            prop_assert_eq!(PersonName::read(&apart).map(|n| n.key()), PersonName::read(&name).map(|n| n.key()));
        }
    }
}
