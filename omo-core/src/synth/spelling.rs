//! How a name is written, and miswritten.

use crate::random::Random;

use super::chance::among;
use super::tables::{Given, Surname};

/// A person's name at one time of life.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// The surname as its bearer writes it: 髙橋 for some of the 高橋.
    pub family: String,
    /// The given name as its bearer writes it.
    pub given: &'static str,
    /// The surname in its usual spelling.
    usual: Surname,
    given_reading: &'static str,
    given_romaji: &'static str,
    /// Other spellings of the same given name.
    homophones: Vec<&'static str>,
}

/// The kana a name can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Katakana,
    HalfKatakana,
    Hiragana,
}

/// Old spellings that live on in family registers, each with the usual one and how many bearers in a
/// hundred keep it.
const OLD: [(char, char, f64); 9] = [
    ('高', '髙', 0.12),
    ('崎', '﨑', 0.10),
    ('斎', '齋', 0.20),
    ('斉', '齊', 0.10),
    ('沢', '澤', 0.25),
    ('浜', '濱', 0.15),
    ('島', '嶋', 0.12),
    ('辺', '邊', 0.12),
    ('広', '廣', 0.10),
];

impl Name {
    /// The name of someone of this family.
    pub fn new(surname: Surname, family: String, given: &Given, spelling: &'static str) -> Self {
        let homophones = given.spellings.iter().copied().filter(|&other| other != spelling).collect();
        Self {
            family,
            given: spelling,
            usual: surname,
            given_reading: given.reading,
            given_romaji: given.romaji,
            homophones,
        }
    }

    /// The given name in hiragana.
    pub fn given_reading(&self) -> &'static str {
        self.given_reading
    }

    /// In kanji, as the bearer writes it: `山田 花子`.
    pub fn kanji(&self) -> String {
        format!("{} {}", self.family, self.given)
    }

    /// In katakana: `ヤマダ ハナコ`.
    pub fn kana(&self) -> String {
        katakana(&format!("{} {}", self.usual.reading, self.given_reading))
    }

    /// In romaji, given name first: `Hanako Yamada`.
    pub fn romaji(&self) -> String {
        format!("{} {}", capital(&short(self.given_romaji)), capital(&short(self.usual.romaji)))
    }

    /// Given name and surname in small romaji, for e-mail addresses.
    pub fn latin(&self, random: &mut Random) -> (String, String) {
        (lengths(random, self.given_romaji), lengths(random, self.usual.romaji))
    }

    /// As the bearer types it into a form: kanji mostly, in whatever width and order.
    pub fn typed(&self, random: &mut Random) -> String {
        match among(random, &[60, 16, 12, 7, 5]) {
            0 => self.kanji(),
            1 => format!("{}{}", self.family, self.given),
            2 => format!("{}\u{3000}{}", self.family, self.given),
            3 => self.in_romaji(random),
            _ => format!("{} {}", self.usual.kanji, self.given),
        }
    }

    /// The same person with another family's name.
    pub fn with_family(&self, usual: Surname, family: String) -> Self {
        Self { family, usual, ..self.clone() }
    }

    /// As staff copy it from paper: old characters often in their usual form, with and without a gap.
    pub fn copied(&self, random: &mut Random) -> String {
        let family = if random.chance(0.3) { self.usual.kanji } else { &self.family };
        let gap = random.pick(&[" ", " ", "\u{3000}", ""]).copied().unwrap_or_default();
        format!("{family}{gap}{}", self.given)
    }

    /// What friends say: the given name in some script, or a short form of it.
    pub fn nickname(&self, random: &mut Random) -> String {
        let start: String = self.given_reading.chars().take(2).collect();
        match among(random, &[3, 2, 2, 2, 2]) {
            0 => self.given_reading.into(),
            1 => katakana(self.given_reading),
            2 => lengths(random, self.given_romaji),
            3 => self.given.into(),
            _ => format!("{start}ちゃん"),
        }
    }

    /// The family name alone, as one gives it on the phone.
    pub fn family_heard(&self, random: &mut Random) -> String {
        if random.chance(0.6) { self.usual.kanji.into() } else { katakana(self.usual.reading) }
    }

    /// As someone hears it on the phone and writes it down.
    pub fn heard(&self, random: &mut Random) -> String {
        let gap = if random.chance(0.7) { " " } else { "" };
        match among(random, &[48, 24, 9, 9, 5, 5]) {
            0 => format!("{}{gap}{}", self.usual.kanji, self.given),
            1 => self.in_kana(Script::Katakana, gap),
            2 => self.in_kana(Script::HalfKatakana, gap),
            3 => self.in_kana(Script::Hiragana, gap),
            4 => self.in_romaji(random),
            _ => {
                // The ear knows the sound, not the characters.
                let given = random.pick(&self.homophones).copied().unwrap_or(self.given);
                format!("{}{gap}{given}", self.sounds_like())
            }
        }
    }

    /// In kana of one kind.
    pub fn in_kana(&self, script: Script, gap: &str) -> String {
        let hiragana = format!("{}{gap}{}", self.usual.reading, self.given_reading);
        match script {
            Script::HalfKatakana => half(&katakana(&hiragana)),
            Script::Hiragana => hiragana,
            Script::Katakana => katakana(&hiragana),
        }
    }

    fn in_romaji(&self, random: &mut Random) -> String {
        let (given, family) = self.latin(random);
        match among(random, &[5, 3, 2]) {
            0 => format!("{} {}", capital(&given), capital(&family)),
            1 => format!("{} {}", capital(&family), capital(&given)),
            _ => format!("{} {}", family.to_uppercase(), given.to_uppercase()),
        }
    }

    /// Another family whose name sounds the same, where there is a famous one.
    fn sounds_like(&self) -> &'static str {
        match self.usual.kanji {
            "斎藤" => "斉藤",
            "斉藤" => "斎藤",
            "渡辺" => "渡部",
            "伊藤" => "伊東",
            "阿部" => "安部",
            "太田" => "大田",
            "河野" => "川野",
            other => other,
        }
    }
}

/// The spelling a family keeps: the usual one, or one with an old character.
pub(super) fn family_spelling(random: &mut Random, usual: &str) -> String {
    let mut spelling = usual.to_owned();
    for (new, old, share) in OLD {
        if usual.contains(new) && random.chance(share) {
            spelling = spelling.replace(new, old.encode_utf8(&mut [0; 4]));
        }
    }
    spelling
}

/// One slip of the hand in a text of letters, digits or kana.
pub(super) fn slip(random: &mut Random, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    // Typists mistake letters and digits; an e-mail keeps its @ and dots, a name its space.
    let places: Vec<usize> =
        chars.iter().enumerate().filter(|(_, c)| c.is_alphanumeric()).map(|(place, _)| place).collect();
    let Some(&place) = random.pick(&places) else { return text.into() };
    let neighbour = places.iter().copied().find(|&other| other == place + 1);
    match (among(random, &[4, 3, 2, 2]), neighbour) {
        (0, _) => {
            if let Some(c) = chars.get_mut(place) {
                *c = mistaken(random, *c);
            }
        }
        (1, Some(next)) => chars.swap(place, next),
        (2, _) => {
            let twice = chars.get(place).copied();
            chars.splice(place..place, twice);
        }
        _ if places.len() > 2 => {
            chars.remove(place);
        }
        _ => {}
    }
    chars.into_iter().collect()
}

/// A character people take for another: by its neighbour on the keyboard, its sound or its shape.
fn mistaken(random: &mut Random, c: char) -> char {
    const ALIKE: [&str; 20] = [
        "シツ", "ソン", "ズヅ", "ジヂ", "オヲ", "ハワ", "エヘ", "クワ", "ロコ", "ナメ", "ぬめ", "るろ",
        "ねれ", "ずづ", "じぢ", "郎朗", "裕祐", "弘広", "太大", "恵惠",
    ];
    const KEYS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    if let Some(pair) = ALIKE.iter().find(|pair| pair.contains(c)) {
        return pair.chars().find(|&other| other != c).unwrap_or(c);
    }
    for row in KEYS {
        if let Some(place) = row.find(c.to_ascii_lowercase()) {
            let beside = if random.chance(0.5) { place + 1 } else { place.wrapping_sub(1) };
            return row.chars().nth(beside).or_else(|| row.chars().nth(1)).unwrap_or(c);
        }
    }
    c
}

fn katakana(hiragana: &str) -> String {
    // The two blocks of Unicode stand 0x60 apart.
    let shift = |c| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        other => other,
    };
    hiragana.chars().map(shift).collect()
}

/// Full-width katakana in half-width ones.
fn half(katakana: &str) -> String {
    const PLAIN: &str = "ァアィイゥウェエォオカキクケコサシスセソタチッツテトナニヌネノハヒフヘホマミムメモャヤュユョヨラリルレロワヲンー";
    const HALF: &str = "ｧｱｨｲｩｳｪｴｫｵｶｷｸｹｺｻｼｽｾｿﾀﾁｯﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓｬﾔｭﾕｮﾖﾗﾘﾙﾚﾛﾜｦﾝｰ";
    let narrow = |c: char| PLAIN.chars().zip(HALF.chars()).find(|&(full, _)| full == c).map(|(_, half)| half);
    let before = |c: char, back: u32| char::from_u32(u32::from(c).wrapping_sub(back)).and_then(narrow);
    let mut text = String::with_capacity(katakana.len());
    for c in katakana.chars() {
        // Voiced characters follow their plain ones by one place, half-voiced by two.
        let voiced = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ".contains(c);
        let half_voiced = "パピプペポ".contains(c);
        match (narrow(c), voiced, half_voiced) {
            (None, true, _) => text.extend(before(c, 1).into_iter().chain(['ﾞ'])),
            (None, _, true) => text.extend(before(c, 2).into_iter().chain(['ﾟ'])),
            (found, ..) => text.push(found.unwrap_or(c)),
        }
    }
    text
}

/// Romaji with long vowels as people pass them through life: `satou`, mostly `sato`, sometimes `satoh`.
fn lengths(random: &mut Random, long: &str) -> String {
    match among(random, &[6, 3, 1]) {
        0 => short(long),
        1 => long.to_owned(),
        _ => long.strip_suffix("ou").map_or_else(|| short(long), |stem| format!("{}oh", short(stem))),
    }
}

/// Romaji as in a passport: long `o` and `yu` short, but `inoue` as it is.
fn short(long: &str) -> String {
    let mut text = String::with_capacity(long.len());
    let mut rest = long.chars().peekable();
    while let Some(c) = rest.next() {
        let after_o =
            c == 'u' && text.ends_with(['o']) && !matches!(rest.peek(), Some('a' | 'e' | 'i' | 'o'));
        let long_o = c == 'o' && text == "o";
        let after_y = c == 'u' && (text.ends_with("yu") || text.ends_with("ju") || text.ends_with("shu"));
        if !(after_o || long_o || after_y) {
            text.push(c);
        }
    }
    text
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn name() -> Name {
        let surname = Surname { kanji: "高橋", people: 1.0, reading: "たかはし", romaji: "takahashi" };
        let given =
            Given { reading: "ゆうじ", romaji: "yuuji", born: "m", spellings: vec!["裕二", "雄二"] };
        Name::new(surname, "髙橋".into(), &given, "裕二")
    }

    #[test]
    fn one_name_in_many_scripts() {
        let name = name();
        assert_eq!(name.kanji(), "髙橋 裕二");
        assert_eq!(name.kana(), "タカハシ ユウジ");
        assert_eq!(name.romaji(), "Yuji Takahashi");
        assert_eq!(name.in_kana(Script::HalfKatakana, " "), "ﾀｶﾊｼ ﾕｳｼﾞ");
        assert_eq!(name.in_kana(Script::Hiragana, ""), "たかはしゆうじ");
    }

    #[test]
    fn passports_shorten_vowels() {
        let all =
            [("satou", "sato"), ("oono", "ono"), ("inoue", "inoue"), ("yuuko", "yuko"), ("shouta", "shota")];
        for (long, expected) in all {
            assert_eq!(short(long), expected);
        }
    }

    #[test]
    fn half_width_letters_are_the_same_letters() {
        let all: String = ('ァ'..='ン').filter(|c| !"ヮヰヱ".contains(*c)).collect();
        assert_eq!(half(&all).nfkc().collect::<String>(), all);
    }

    proptest! {
        /// A slip changes one place: no text grows or shrinks by more than one character.
        #[test]
        fn a_slip_is_small(text in "[a-z0-9ア-ン@. ]{0,20}", seed in 0_u64..1000) {
            let slipped = slip(&mut Random::new(seed), &text);
            let (before, after) = (text.chars().count(), slipped.chars().count());
            prop_assert!(before.abs_diff(after) <= 1);
            prop_assert_eq!(text.matches('@').count(), slipped.matches('@').count());
        }

        /// However a name is written, there is something to read.
        #[test]
        fn names_are_never_empty(seed in 0_u64..1000) {
            let mut random = Random::new(seed);
            prop_assert!(name().typed(&mut random).chars().count() >= 4);
            prop_assert!(name().heard(&mut random).chars().count() >= 4);
        }
    }
}
