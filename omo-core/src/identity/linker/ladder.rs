//! A ladder of levels, ready to be climbed by pairs of values.

use super::compare::Level;
use super::generation;
use super::likeness::{Places, bigrams_alike, edits, jaro, jaro_winkler, near_words, words_alike};
use super::plain_edits::levenshtein;
use super::sieve::Sieve;
use super::values::{Values, split};
use crate::{decimal, math};

/// The level of a pair of which one has no value, or none that can be compared.
pub const MISSING: u8 = 15;

/// No ladder has more levels than this, equality and difference with them.
pub const MOST_LEVELS: usize = 14;

/// A ladder of levels.
#[derive(Debug, Clone, Default)]
pub struct Ladder {
    /// Best first: a level holds where any of its tests does.
    levels: Vec<Vec<Test>>,
    /// What two values must have in common to be more than different.
    sieve: Sieve,
    /// Edits beyond this are not told apart.
    most_edits: usize,
    /// The level of values that have changed places with those of another column.
    pub swapped: Option<u8>,
    /// For each level how much it counts that values are rare.
    pub counts: [f32; 16],
    /// Whether values are names, of which those of father and son are two however alike they are.
    pub generations: bool,
}

/// A share of elements that any common one reaches.
const ANYTHING: f64 = 0.001;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Test {
    JaroWinkler(f64),
    Jaro(f64),
    NameJaroWinkler(f64),
    Levenshtein(usize),
    Edits(usize),
    Words(f64),
    NearWords(f64),
    EachWord(f64),
    Bigrams(f64),
    Overlap(f64),
    Start(usize),
    End(usize),
    Begins,
    Sound,
    SamePart(usize),
    OnePart,
    Turned,
    Days(u32),
    Difference(f64),
    Ratio(f64),
    Km(f64),
}

impl Ladder {
    pub fn new(levels: &[Level]) -> Self {
        let count = levels.len();
        let at = levels.iter().position(|level| level.swapped_with.is_some());
        let swapped = at.and_then(|at| u8::try_from(count - at).ok());
        #[expect(clippy::cast_possible_truncation, reason = "a share")]
        let counts = by_level(levels.iter().map(|level| level.term_frequency.unwrap_or(0.0) as f32));
        let levels: Vec<Vec<Test>> = levels.iter().map(tests).collect();
        let (mut sieve, mut most_edits) = (Sieve::default(), 0);
        for test in levels.iter().flatten() {
            match *test {
                Test::JaroWinkler(least) => sieve.add_likeness(least),
                Test::Edits(most) => {
                    sieve.add_edits(most);
                    most_edits = most_edits.max(most);
                }
                Test::Begins => sieve.begins = true,
                Test::End(_) => sieve.ends = true,
                Test::Turned => sieve.add_turned(),
                Test::Start(letters) => sieve.add_start(letters),
                _ => sieve.others = true,
            }
        }
        Self { levels, sieve, most_edits, swapped, counts, generations: false }
    }

    /// The level of full agreement.
    pub fn equal(&self) -> u8 {
        u8::try_from(self.levels.len() + 1).unwrap_or(MISSING)
    }

    /// The levels that hold where a part of the values is the same: the level and the part.
    pub fn same_parts(&self) -> Vec<(u8, usize)> {
        let count = self.levels.len();
        let part = |(at, tests): (usize, &Vec<Test>)| match tests[..] {
            [Test::SamePart(part)] => Some((u8::try_from(count - at).ok()?, part)),
            _ => None,
        };
        self.levels.iter().enumerate().filter_map(part).collect()
    }

    /// The level at which names share half of their words.
    pub fn half(&self) -> Option<u8> {
        let half = |test: &Test| matches!(test, Test::NearWords(least) if *least <= 0.5);
        let at = self.levels.iter().position(|tests| tests.iter().any(half))?;
        u8::try_from(self.levels.len() - at).ok()
    }

    /// The level that holds where sets have anything in common.
    pub fn common(&self) -> Option<u8> {
        let at = self
            .levels
            .iter()
            .rposition(|tests| matches!(tests[..], [Test::Overlap(least)] if least < ANYTHING))?;
        u8::try_from(self.levels.len() - at).ok()
    }

    /// For each level 1 if it holds where sets overlap.
    pub fn overlaps(&self) -> [f32; 16] {
        by_level(self.levels.iter().map(|tests| f32::from(u8::from(matches!(tests[..], [Test::Overlap(_)])))))
    }

    /// Whether two different values may be more than that, by their letters alone.
    pub fn may_be_alike(&self, values: &Values, x: u32, y: u32) -> bool {
        let heads = || (values.head(x), values.head(y));
        values.in_scripts() || self.sieve.passes(values.bag(x), values.bag(y), heads)
    }

    /// The level of two different values that [may be alike](Self::may_be_alike), from 0 for difference up to one below
    /// equality.
    pub fn level(&self, places: &mut Places, values: &Values, x: u32, y: u32) -> u8 {
        let (a, b) = (values.letters(x), values.letters(y));
        if self.generations && generation::apart(a, b) {
            return 0;
        }
        let least_edits = if values.in_scripts() { 0 } else { values.bag(x).least_edits(values.bag(y)) };
        let (least_edits, most_edits) = (least_edits as usize, self.most_edits);
        let (likeness, words, edits, kanji) = (None, None, None, false);
        let mut pair =
            Pair { places, values, x, y, a, b, likeness, words, least_edits, most_edits, edits, kanji };
        if values.in_scripts() && !pair.choose_script() {
            return self.of_parts(&pair);
        }
        for (at, tests) in self.levels.iter().enumerate() {
            if tests.iter().any(|&test| pair.holds(test)) {
                return u8::try_from(self.levels.len() - at).unwrap_or(0);
            }
        }
        0
    }

    /// The level of two values that share no script: what they share may still be the same, or nothing can be said.
    fn of_parts(&self, pair: &Pair<'_>) -> u8 {
        let same = |&(_, part): &(u8, usize)| pair.values.same_part(part, pair.x, pair.y);
        self.same_parts().into_iter().find(same).map_or(MISSING, |(level, _)| level)
    }
}

/// Of levels, the best first, what each has at its number.
fn by_level(best_first: impl DoubleEndedIterator<Item = f32>) -> [f32; 16] {
    let mut all = [0.0; 16];
    all.iter_mut().skip(1).zip(best_first.rev()).for_each(|(slot, of)| *slot = of);
    all
}

fn tests(level: &Level) -> Vec<Test> {
    let size = |count: u32| count as usize;
    let found = [
        level.same_key.then_some(Test::SamePart(0)),
        level.same_reading.then_some(Test::SamePart(1)),
        level.same_family.then_some(Test::SamePart(2)),
        level.same_given.then_some(Test::SamePart(3)),
        level.one_part.then_some(Test::OnePart),
        level.begins.then_some(Test::Begins),
        level.turned.then_some(Test::Turned),
        level.start.map(|count| Test::Start(size(count))),
        level.end.map(|count| Test::End(size(count))),
        level.edits.map(|most| Test::Edits(size(most))),
        level.jaro_winkler.map(Test::JaroWinkler),
        level.jaro.map(Test::Jaro),
        level.name_jaro_winkler.map(Test::NameJaroWinkler),
        level.levenshtein.map(|most| Test::Levenshtein(size(most))),
        level.words.map(Test::Words),
        level.near_words.map(Test::NearWords),
        level.each_word.map(Test::EachWord),
        level.bigrams.map(Test::Bigrams),
        level.overlap.map(Test::Overlap),
        level.sound.then_some(Test::Sound),
        level.days.map(Test::Days),
        level.difference.map(Test::Difference),
        level.ratio.map(Test::Ratio),
        level.km.map(Test::Km),
    ];
    found.into_iter().flatten().collect()
}

/// Two values, and what was already measured of them.
struct Pair<'a> {
    places: &'a mut Places,
    values: &'a Values,
    x: u32,
    y: u32,
    a: &'a [u16],
    b: &'a [u16],
    likeness: Option<f64>,
    /// The shares of words that are near: of those of both, and of the one with fewer.
    words: Option<(f64, f64)>,
    /// No fewer edits make one of the other, by their letters alone.
    least_edits: usize,
    most_edits: usize,
    edits: Option<usize>,
    /// Whether it is kanji that are compared, each of which says a whole word.
    kanji: bool,
}

impl<'a> Pair<'a> {
    /// Compares what is written in a script that both have: the reading before the kanji, of which few letters say little.
    /// Whether there is one.
    fn choose_script(&mut self) -> bool {
        let (of_a, of_b) = (split(self.a), split(self.b));
        let both = |x: &'a [u16], y: &'a [u16]| (!x.is_empty() && !y.is_empty()).then_some((x, y));
        let read = both(of_a.1, of_b.1);
        self.kanji = read.is_none();
        let found = read.or_else(|| both(of_a.0, of_b.0));
        if let Some((a, b)) = found {
            (self.a, self.b) = (a, b);
        }
        found.is_some()
    }

    fn near_words(&mut self) -> (f64, f64) {
        let (a, b) = (self.a, self.b);
        *self.words.get_or_insert_with(|| near_words(self.places, a, b))
    }

    fn holds(&mut self, test: Test) -> bool {
        let (a, b) = (self.a, self.b);
        match test {
            Test::JaroWinkler(_) | Test::Edits(_) if self.kanji => false,
            Test::JaroWinkler(least) => {
                *self.likeness.get_or_insert_with(|| jaro_winkler(self.places, a, b)) >= least
            }
            Test::Edits(most) => {
                self.least_edits <= most
                    && *self.edits.get_or_insert_with(|| edits(self.places, a, b, self.most_edits)) <= most
            }
            Test::Jaro(least) => jaro(self.places, a, b) >= least,
            Test::NameJaroWinkler(least) => jaro_winkler(self.places, name_of(a), name_of(b)) >= least,
            Test::Levenshtein(most) => levenshtein(a, b) <= most,
            Test::Words(least) => words_alike(a, b) >= least,
            Test::NearWords(least) => self.near_words().0 >= least,
            Test::EachWord(least) => self.near_words().1 >= least,
            Test::Bigrams(least) => bigrams_alike(a, b) >= least,
            Test::Overlap(least) => {
                let elements = self.values.elements.as_ref();
                elements.is_some_and(|elements| elements.overlap(self.x, self.y) >= least)
            }
            Test::Start(count) => a.get(..count).is_some_and(|start| b.starts_with(start)),
            Test::End(count) => {
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                short.len() >= count && long.ends_with(short)
            }
            Test::Begins if self.values.in_scripts() => begins_given(a, b) || begins_given(b, a),
            Test::Begins => {
                let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
                !short.is_empty() && long.starts_with(short)
            }
            Test::Sound => self.values.same_sound(self.x, self.y),
            Test::SamePart(part) => {
                let written = |part| self.kanji && same_written(a, b, part);
                self.values.same_part(part, self.x, self.y) || part.checked_sub(2).is_some_and(written)
            }
            Test::OnePart => one_part(a, b) || one_part(b, a),
            Test::Turned => turned(a, b),
            Test::Days(most) => both(a, b, day).is_some_and(|(a, b)| a.abs_diff(b) <= most.into()),
            Test::Difference(most) => both(a, b, number).is_some_and(|(a, b)| (a - b).abs() <= most),
            Test::Ratio(least) => both(a, b, number).is_some_and(|(a, b)| {
                let (small, large) = if a.abs() <= b.abs() { (a, b) } else { (b, a) };
                large == small || large != 0.0 && small / large >= least
            }),
            Test::Km(most) => both(a, b, place).is_some_and(|(a, b)| km(a, b) <= most),
        }
    }
}

fn both<T>(a: &[u16], b: &[u16], read: impl Fn(&[u16]) -> Option<T>) -> Option<(T, T)> {
    Some((read(a)?, read(b)?))
}

/// What stands before the @.
fn name_of(email: &[u16]) -> &[u16] {
    <[u16]>::split(email, |letter| *letter == u16::from(b'@')).next().unwrap_or_default()
}

/// Whether the one part of a name is one of the two of another.
fn one_part(name: &[u16], other: &[u16]) -> bool {
    let parts = |text| <[u16]>::split(text, |letter| *letter == u16::from(b' '));
    parts(name).count() == 1 && parts(other).count() == 2 && parts(other).any(|part| part == name)
}

/// Whether the one part of a name begins the given name of another, as pet names do: ゆみ and 山本 由美子.
fn begins_given(name: &[u16], other: &[u16]) -> bool {
    let mut parts = <[u16]>::split(other, |letter| *letter == u16::from(b' '));
    let one = name.len() >= 2 && !name.contains(&u16::from(b' '));
    one && parts.next_back().is_some_and(|given| given.starts_with(name))
}

/// Whether the first or second of two parts is written the same: of a name that nobody reads no reading can be.
fn same_written(name: &[u16], other: &[u16], part: usize) -> bool {
    let split = |text| <[u16]>::split(text, |letter| *letter == u16::from(b' '));
    let whole = split(name).count() == 2 && split(other).count() == 2;
    whole && split(name).nth(part) == split(other).nth(part)
}

/// Whether month and day have changed places.
fn turned(a: &[u16], b: &[u16]) -> bool {
    match (a, b) {
        ([y @ .., m1, m2, d1, d2], [z @ .., e1, e2, n1, n2]) => {
            y.len() == 4 && y == z && (m1, m2, d1, d2) == (n1, n2, e1, e2)
        }
        _ => false,
    }
}

/// The number of a day that is written `yyyymmdd` (Fliegel and Van Flandern 1968).
fn day(text: &[u16]) -> Option<i64> {
    let digits = |from: usize, to: usize| {
        let digit = |letter: &u16| letter.checked_sub(u16::from(b'0')).filter(|digit| *digit < 10);
        let mut all = text.get(from..to)?.iter().map(digit);
        all.try_fold(0_i64, |sum, digit| Some(sum * 10 + i64::from(digit?)))
    };
    let (year, month, date) = (digits(0, 4)?, digits(4, 6)?, digits(6, 8)?);
    if text.len() != 8 || month == 0 || date == 0 {
        return None;
    }
    let shift = (month - 14) / 12;
    Some(
        1461 * (year + 4800 + shift) / 4 + 367 * (month - 2 - 12 * shift) / 12
            - 3 * ((year + 4900 + shift) / 100) / 4
            + date
            - 32075,
    )
}

fn number(text: &[u16]) -> Option<f64> {
    let text = String::from_utf16(text).ok()?;
    decimal::read(text.trim())
}

/// Latitude and longitude in degrees.
fn place(text: &[u16]) -> Option<(f64, f64)> {
    let at = text.iter().position(|letter| *letter == u16::from(b','))?;
    let (latitude, longitude) = (number(text.get(..at)?)?, number(text.get(at + 1..)?)?);
    (latitude.abs() <= 90.0 && longitude.abs() <= 360.0).then_some((latitude, longitude))
}

/// Kilometres on a sphere of the Earth's mean radius (haversine; Sinnott 1984).
fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let radians = |degrees: f64| degrees * std::f64::consts::PI / 180.0;
    let square = |x: f64| x * x;
    let (p, q) = (radians(a.0), radians(b.0));
    let half = square(math::sin((q - p) / 2.0))
        + math::cos(p) * math::cos(q) * square(math::sin(radians(b.1 - a.1) / 2.0));
    2.0 * 6371.009 * math::asin(half.sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    #[test]
    fn a_pet_name_begins_a_given_name() {
        let begins = |name, other| begins_given(&letters(name), &letters(other));
        assert!(begins("yumi", "yamamoto yumiko"));
        // Where it is not known where the family name ends, the whole.
        assert!(begins("yumi", "yumiko"));
        assert!(!begins("yama", "yamamoto yumiko"));
        assert!(!begins("yumi ko", "yumi ko"));
        assert!(!begins("y", "yamamoto yumiko"));
        assert!(!begins("", "yamamoto yumiko"));
    }

    #[test]
    fn parts_are_written_the_same_where_both_have_them() {
        let same = |name, other, part| same_written(&letters(name), &letters(other), part);
        assert!(same("佐佐木 友", "佐佐木 友也", 0));
        assert!(!same("佐佐木 友", "佐佐木 友也", 1));
        assert!(same("林林 幸介", "林 幸介", 1));
        assert!(!same("佐佐木", "佐佐木 友也", 0));
        assert!(!same("佐佐木", "佐佐木", 0));
    }

    #[test]
    fn days_apart_by_the_calendar() {
        let days = |a, b| day(&letters(b)).unwrap() - day(&letters(a)).unwrap();
        assert_eq!(days("20240228", "20240301"), 2);
        assert_eq!(days("20230228", "20230301"), 1);
        assert_eq!(days("19991231", "20000101"), 1);
        assert_eq!(days("19000101", "20000101"), 36524);
        assert_eq!(day(&letters("20240000")), None);
        assert_eq!(day(&letters("2024022x")), None);
    }

    #[test]
    fn distances_on_the_globe() {
        // Tokyo to Osaka station: 403 km by the great circle.
        let tokyo = place(&letters("35.6812, 139.7671")).unwrap();
        let osaka = place(&letters("34.7025,135.4959")).unwrap();
        assert!((km(tokyo, osaka) - 403.0).abs() < 1.0, "{}", km(tokyo, osaka));
        // A degree of latitude is 111.2 km.
        assert!((km((0.0, 0.0), (1.0, 0.0)) - 111.195).abs() < 0.01);
        assert_eq!(place(&letters("95, 10")), None);
        assert_eq!(place(&letters("10")), None);
    }

    #[test]
    fn months_and_days_change_places() {
        assert!(turned(&letters("19870312"), &letters("19871203")));
        assert!(!turned(&letters("19870312"), &letters("19881203")));
        assert!(!turned(&letters("0312"), &letters("1203")));
    }

    #[test]
    fn words_of_a_name_with_fewer_are_all_in_one_with_more() {
        let ladder = Ladder::new(&[Level::new("half").near_words(0.9), Level::new("each").each_word(1.0)]);
        let mut values = Values::default();
        let names = ["maria silva", "maria da silva", "maria da cruz", "silva maria"];
        let [short, long, other, turned] = names.map(|name| values.add(name));
        let level = |x, y| ladder.level(&mut Places::default(), &values, x, y);
        // Of five words four are in both.
        assert_eq!(level(short, long), 1);
        assert_eq!(level(long, short), 1);
        assert_eq!(level(short, other), 0);
        assert_eq!(level(short, turned), 2);
    }
}
