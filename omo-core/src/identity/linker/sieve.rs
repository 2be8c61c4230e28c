//! Which pairs of texts may be alike, known of most by their letters alone before they are read.

/// Which letters a text has, a bit for each of 27 kinds, and how many in all: enough to know of most pairs that they are not
/// alike, in a few bytes that lie close together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bag(u32);

const KINDS: u32 = 27;

impl Bag {
    pub fn of(text: &[u16]) -> Self {
        let kinds = text.iter().fold(0, |kinds, letter| kinds | 1_u32 << (u32::from(*letter) % KINDS));
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX).min(31);
        Self(length << KINDS | kinds)
    }

    /// How many letters there are, where they are few.
    fn length(self) -> Option<u32> {
        Some(self.0 >> KINDS).filter(|length| is_known(*length))
    }

    /// So many letters at least that the other does not have, and so many that the other has alone.
    fn alone(self, other: Self) -> (u32, u32) {
        let all = (1 << KINDS) - 1;
        ones(self.0 & !other.0 & all, other.0 & !self.0 & all)
    }

    /// No fewer edits can make one text of the other.
    pub fn least_edits(self, other: Self) -> u32 {
        match (self.length(), other.length()) {
            (Some(a), Some(b)) => {
                let (here, there) = self.alone(other);
                here.max(there).max(a.abs_diff(b))
            }
            _ => 0,
        }
    }
}

/// Whether this is how many letters there are: none says nothing, and longer texts all say the same.
fn is_known(length: u32) -> bool {
    length.wrapping_sub(1) < 30
}

/// How many bits are set in each of two words.
fn ones(x: u32, y: u32) -> (u32, u32) {
    if !cfg!(target_arch = "x86_64") || cfg!(target_feature = "popcnt") {
        return (x.count_ones(), y.count_ones());
    }
    // Where no instruction counts them, both at once (Warren 2012, Hacker's Delight, 5-1).
    let both = u64::from(x) | u64::from(y) << 32;
    let twos = both - (both >> 1 & 0x5555_5555_5555_5555);
    let fours = (twos & 0x3333_3333_3333_3333) + (twos >> 2 & 0x3333_3333_3333_3333);
    let bytes = (fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    #[expect(clippy::cast_possible_truncation, reason = "half by half")]
    let sum = |bytes: u64| (bytes as u32).wrapping_mul(0x0101_0101) >> 24;
    (sum(bytes), sum(bytes >> 32))
}

/// The first sixteen letters of a text, a byte of each: the same letters have the same bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Head(u128);

/// As many letters have a head.
const LONG: usize = 16;

/// More edits than this may move a letter further than [`Head::unmatched`] looks.
const NEAR: u32 = 2;

impl Head {
    pub fn of(text: &[u16]) -> Self {
        let byte = |letter: &u16| u128::from(letter & 0xff);
        Self(text.iter().take(LONG).rev().fold(0, |head, letter| head << 8 | byte(letter)))
    }

    /// Whether texts with these heads may begin with the same letters, so many.
    fn may_begin_as(self, other: Self, letters: usize) -> bool {
        let beyond = 128 - 8 * u32::try_from(letters.min(LONG)).unwrap_or(0);
        (self.0 ^ other.0).checked_shl(beyond).unwrap_or(0) == 0
    }

    /// So many letters are not found in the other text, neither at their own place nor next to it: of two texts of one length,
    /// which is no more than a head has.
    fn unmatched(self, other: Self, length: u32) -> u32 {
        let (low, high) = (self.half(0), other.half(0));
        if length <= 8 {
            return 8 - found(low, high, high << 8, high >> 8);
        }
        let (low_too, high_too) = (self.half(64), other.half(64));
        16 - found(low, high, high << 8, high >> 8 | high_too << 56)
            - found(low_too, high_too, high_too << 8 | high >> 56, high_too >> 8)
    }

    #[expect(clippy::cast_possible_truncation, reason = "half by half")]
    fn half(self, from: u32) -> u64 {
        (self.0 >> from) as u64
    }
}

/// How many bytes are the same in any of three others.
fn found(bytes: u64, own: u64, before: u64, after: u64) -> u32 {
    let found = zeros(bytes ^ own) | zeros(bytes ^ before) | zeros(bytes ^ after);
    let sum = (found >> 7).wrapping_mul(u64::MAX / 255) >> 56;
    u32::try_from(sum).unwrap_or(0)
}

/// The highest bit of each byte that is zero (Warren 2012, Hacker's Delight, 6-1).
fn zeros(bytes: u64) -> u64 {
    const LOW: u64 = u64::MAX / 255 * 127;
    !(((bytes & LOW) + LOW) | bytes | LOW)
}

/// What two texts must have in common where some test of them is to hold.
#[derive(Debug, Clone, Copy)]
pub struct Sieve {
    /// Letters say nothing of the other tests.
    pub others: bool,
    /// One text is the beginning of the other.
    pub begins: bool,
    /// One text is the end of the other, which is not the same.
    pub ends: bool,
    /// The texts begin with the same letters, so many; 0 where that is not asked for.
    start: usize,
    /// Fewer edits than this; 0 where none is asked for.
    edits: u32,
    /// The letters of `a` and of `b` that both have, as shares of either, make this sum; infinite where none is asked for.
    shares: f32,
}

impl Default for Sieve {
    fn default() -> Self {
        Self { others: false, begins: false, ends: false, start: 0, edits: 0, shares: f32::INFINITY }
    }
}

impl Sieve {
    /// Lets so many edits pass too.
    pub fn add_edits(&mut self, most: usize) {
        self.edits = self.edits.max(u32::try_from(most).unwrap_or(u32::MAX).saturating_add(1));
    }

    /// Lets a Jaro-Winkler similarity from here on pass too.
    #[expect(clippy::cast_possible_truncation, reason = "a hair is left for it")]
    pub fn add_likeness(&mut self, least: f64) {
        // The bonus lifts what is above 0.7 by two fifths of what it lacks.
        let jaro = if least > 0.82 { (least - 0.4) / 0.6 } else { least.min(0.7) };
        self.shares = self.shares.min((3.0 * jaro - 1.0) as f32 - 1e-4);
    }

    /// Lets days pass too of which the month and the day have changed places: they are of one year.
    pub fn add_turned(&mut self) {
        self.add_start(4);
    }

    /// Lets texts pass too that begin with so many same letters.
    pub fn add_start(&mut self, letters: usize) {
        match (letters, self.start) {
            (0, _) => self.others = true,
            (_, 0) => self.start = letters,
            (_, start) => self.start = letters.min(start),
        }
    }

    /// Whether two texts with these letters, which are not the same, may pass some test.
    #[expect(clippy::cast_precision_loss, reason = "below a thousand")]
    pub fn passes(&self, x: Bag, y: Bag, heads: impl FnOnce() -> (Head, Head)) -> bool {
        let (a, b) = (x.0 >> KINDS, y.0 >> KINDS);
        if self.others || !(is_known(a) & is_known(b)) {
            return true;
        }
        let (of_x, of_y) = x.alone(y);
        // There are no fewer letters than kinds of them.
        let shared = (a - of_x).min(b - of_y);
        let within = (if a <= b { of_x } else { of_y }) == 0;
        let by_bags = (shared * (a + b)) as f32 >= self.shares * (a * b) as f32
            || within && (self.begins || self.ends && a != b);
        if by_bags {
            return true;
        }
        let near = of_x.max(of_y).max(a.abs_diff(b)) < self.edits;
        if !near && self.start == 0 {
            return false;
        }
        let (x, y) = heads();
        // Where as many letters are added as are left out, two edits move others by one place.
        let told = a == b && a as usize <= LONG && self.edits <= NEAR + 1;
        near && (!told || x.unmatched(y, a) < self.edits) || self.start != 0 && x.may_begin_as(y, self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::{Places, edits, jaro_winkler};
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    /// Whether these texts pass where only this is asked for.
    fn passes(a: &[u16], b: &[u16], add: &dyn Fn(&mut Sieve)) -> bool {
        let mut sieve = Sieve::default();
        add(&mut sieve);
        sieve.passes(Bag::of(a), Bag::of(b), || (Head::of(a), Head::of(b)))
    }

    proptest! {
        /// What letters say of two texts is never wrong.
        #[test]
        fn only_what_is_not_is_ruled_out(a in "[a-zあい漢]{1,18}", b in "[a-zあい漢]{1,18}", cut in 0_usize..6) {
            let (a, b) = (letters(&a), letters(&b));
            let near: Vec<u16> = a.iter().copied().take(a.len().saturating_sub(cut)).chain(b.iter().copied().take(2)).collect();
            for other in [&b, &near, &a[a.len() / 2..].to_vec(), &a[..a.len().div_ceil(2)].to_vec()] {
                let mut places = Places::default();
                prop_assert!(Bag::of(&a).least_edits(Bag::of(other)) as usize <= edits(&mut places, &a, other, 64));
                // Each test alone, at what these two just reach.
                let (likeness, edits) = (jaro_winkler(&mut places, &a, other), edits(&mut places, &a, other, 64));
                prop_assert!(passes(&a, other, &|sieve| sieve.add_likeness(likeness)));
                prop_assert!(passes(&a, other, &|sieve| sieve.add_edits(edits)));
                prop_assert!(passes(&a, other, &|sieve| sieve.begins = true) || !(a.starts_with(other) || other.starts_with(&a)));
                prop_assert!(passes(&a, other, &|sieve| sieve.ends = true) || !(a.ends_with(other) || other.ends_with(&a)) || a == *other);
                let same = a.iter().zip(other).take_while(|(x, y)| x == y).count();
                prop_assert!(same == 0 || passes(&a, other, &|sieve| sieve.add_start(same)));
                prop_assert!(passes(&a, other, &|sieve| sieve.others = true));
            }
        }

        /// However texts of one length are edited once or twice, they pass.
        #[test]
        fn two_edits_pass(text in "[0-9]{2,16}", at in 0_usize..15, to in 0_usize..16, turn: bool, digit in "[0-9]") {
            let mut other = letters(&text);
            let at = at % (other.len() - 1);
            if turn {
                other.swap(at, at + 1);
            } else {
                other.remove(at);
                other.insert(to % (other.len() + 1), letters(&digit)[0]);
            }
            let text = letters(&text);
            let most = if turn { 1 } else { 2 };
            prop_assert!(passes(&text, &other, &|sieve| sieve.add_edits(most)));
            let last = other.len() - 1;
            other[last] = letters(&digit)[0];
            let edits = edits(&mut Places::default(), &text, &other, 64);
            prop_assert!(passes(&text, &other, &|sieve| sieve.add_edits(edits)));
        }

        /// Bits of two words are counted as those of each.
        #[test]
        fn bits_are_counted(x: u32, y: u32) {
            prop_assert_eq!(ones(x, y), (x.count_ones(), y.count_ones()));
        }

        /// Letters are found at their place or next to it.
        #[test]
        fn letters_are_found_near(both in proptest::collection::vec(("[a-c]", "[a-c]"), 0..=LONG)) {
            let (a, b): (String, String) = both.into_iter().unzip();
            let is = |at: Option<usize>, letter| at.and_then(|at| b.as_bytes().get(at)) == Some(&letter);
            let found = |(at, &letter): (usize, &u8)| is(Some(at), letter) || is(at.checked_sub(1), letter) || is(Some(at + 1), letter);
            let lost = a.as_bytes().iter().enumerate().filter(|one| !found(*one)).count();
            let length = u32::try_from(a.len()).unwrap();
            prop_assert_eq!(Head::of(&letters(&a)).unmatched(Head::of(&letters(&b)), length) as usize, lost);
        }
    }

    #[test]
    fn most_days_and_postcodes_are_told_apart() {
        let passes = |a: &str, b: &str, add: &dyn Fn(&mut Sieve)| passes(&letters(a), &letters(b), add);
        // The same digits at other places.
        assert!(!passes("18450312", "13254081", &|sieve| sieve.add_edits(2)));
        assert!(passes("18450312", "18450312", &|sieve| sieve.add_edits(2)));
        assert!(passes("18450312", "18543012", &|sieve| sieve.add_edits(2)));
        assert!(passes("18450312", "18451203", &Sieve::add_turned));
        assert!(!passes("18450312", "18540312", &Sieve::add_turned));
        assert!(!passes("18450312", "18450312", &|sieve| sieve.ends = true));
        assert!(passes("18450312", "0312", &|sieve| sieve.ends = true));
        assert!(!passes("18450312", "0712", &|sieve| sieve.ends = true));
        assert!(passes("tq138df", "tq26gh", &|sieve| sieve.add_start(2)));
        assert!(!passes("tq138df", "tr138df", &|sieve| sieve.add_start(2)));
        // The fewest letters that are asked for; none are in all.
        for both in [[3, 1], [1, 3]] {
            assert!(passes("tq138df", "tr138df", &|sieve| both
                .iter()
                .for_each(|&start| sieve.add_start(start))));
        }
        assert!(passes("tq138df", "1", &|sieve| sieve.add_start(0)));
    }
}
