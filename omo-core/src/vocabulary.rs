//! Text keys to dense numbers and back.

/// Gives each text a dense number, in order of first sight, and the text back.
///
/// Texts lie end to end in one buffer and the table holds numbers only, so a key costs its bytes plus
/// about 16.
///
/// ```
/// use omo_core::vocabulary::Vocabulary;
/// let mut stores = Vocabulary::default();
/// assert_eq!(stores.intern("ginza"), 0);
/// assert_eq!(stores.intern("ueno"), 1);
/// assert_eq!(stores.intern("ginza"), 0);
/// assert_eq!(stores.text(1), Some("ueno"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    text: String,
    /// Where each text ends; it starts where the one before ends.
    ends: Vec<u32>,
    /// Open addressing, a power of two slots, at most three quarters full: [`FREE`] or the number below 32 bits of the
    /// hash. Texts are read only when those agree, and growing reads none.
    slots: Vec<u64>,
}

impl Vocabulary {
    /// How many texts it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The number of `text`, a new one if it was never seen.
    ///
    /// Past four billion texts or four gigabytes of them the number is `u32::MAX`, which no text has.
    pub fn intern(&mut self, text: &str) -> u32 {
        self.intern_tagged(tag(text), text)
    }

    /// The numbers of many texts, as [`intern`](Self::intern) gives them one by one; `u32::MAX` where there is none.
    ///
    /// Where each text lies is a miss of the cache in a large vocabulary: here many are on their way at once.
    ///
    /// ```
    /// use omo_core::vocabulary::Vocabulary;
    /// let mut stores = Vocabulary::default();
    /// assert_eq!(stores.intern_all([Some("ginza"), None, Some("ueno"), Some("ginza")]), [0, u32::MAX, 1, 0]);
    /// ```
    pub fn intern_all<'a>(&mut self, texts: impl IntoIterator<Item = Option<&'a str>>) -> Vec<u32> {
        let mut texts = texts.into_iter();
        let mut numbers = Vec::with_capacity(texts.size_hint().0);
        let mut block = Vec::with_capacity(BLOCK);
        loop {
            block.extend(texts.by_ref().take(BLOCK).map(|text| (text, text.map_or(0, tag))));
            if block.is_empty() {
                return numbers;
            }
            let mask = self.slots.len().wrapping_sub(1);
            let slot = |tag: u64| self.slots.get(first(tag, mask)).copied().unwrap_or(FREE);
            std::hint::black_box(block.iter().fold(0, |all, &(_, tag)| all ^ slot(tag)));
            numbers.extend(
                block
                    .drain(..)
                    .map(|(text, tag)| text.map_or(u32::MAX, |text| self.intern_tagged(tag, text))),
            );
        }
    }

    fn intern_tagged(&mut self, tag: u64, text: &str) -> u32 {
        if (self.ends.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let slot = self.slot(tag, text);
        if let Some(&found) = self.slots.get(slot)
            && found != FREE
        {
            return number(found);
        }
        let Ok(end) = u32::try_from(self.text.len() + text.len()) else { return u32::MAX };
        let Ok(count) = u32::try_from(self.ends.len() + 1) else { return u32::MAX };
        self.text.push_str(text);
        self.ends.push(end);
        if let Some(free) = self.slots.get_mut(slot) {
            *free = taken(tag, count - 1);
        }
        count - 1
    }

    /// The number of `text`, if it was seen.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<u32> {
        match self.slots.get(self.slot(tag(text), text)) {
            None | Some(&FREE) => None,
            Some(&found) => Some(number(found)),
        }
    }

    /// The text of `number`.
    #[must_use]
    pub fn text(&self, number: u32) -> Option<&str> {
        let number = number as usize;
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&e| e as usize);
        self.text.get(start..end)
    }

    /// All texts in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).map_while(|number| self.text(number))
    }

    /// Whether a letter stands in any of the texts.
    pub(crate) fn any_has(&self, letter: char) -> bool {
        self.text.contains(letter)
    }

    /// The texts from a number on.
    pub(crate) fn iter_from(&self, number: usize) -> impl Iterator<Item = &str> {
        let first = u32::try_from(number).unwrap_or(u32::MAX);
        (first..).map_while(|number| self.text(number))
    }

    /// Forgets all texts but the first so many.
    ///
    /// ```
    /// use omo_core::vocabulary::Vocabulary;
    /// let mut stores = Vocabulary::default();
    /// stores.intern("ginza");
    /// stores.intern("ueno");
    /// stores.truncate(1);
    /// assert_eq!((stores.get("ginza"), stores.get("ueno")), (Some(0), None));
    /// ```
    pub fn truncate(&mut self, len: usize) {
        while self.ends.len() > len {
            self.pop();
        }
    }

    /// Forgets the last text.
    fn pop(&mut self) {
        let Some(last) = self.ends.len().checked_sub(1).and_then(|last| u32::try_from(last).ok()) else {
            return;
        };
        let text = self.text(last).unwrap_or_default();
        let mask = self.slots.len().wrapping_sub(1);
        let mut free = self.slot(tag(text), text);
        let mut slot = free;
        // Those behind it move up, unless that were before where the search for them starts.
        loop {
            slot = (slot + 1) & mask;
            let Some(&found) = self.slots.get(slot).filter(|&&found| found != FREE) else { break };
            let way = |from: usize, to: usize| to.wrapping_sub(from) & mask;
            let home = first(found & TAG, mask);
            if way(home, slot) >= way(free, slot) {
                self.slots.get_mut(free).into_iter().for_each(|to| *to = found);
                free = slot;
            }
        }
        self.slots.get_mut(free).into_iter().for_each(|slot| *slot = FREE);
        self.ends.pop();
        self.text.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.text.capacity() + 4 * self.ends.capacity() + 8 * self.slots.capacity()
    }

    /// The slot that holds `text`, or the free one where it would go.
    fn slot(&self, tag: u64, text: &str) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = first(tag, mask);
        while let Some(&found) = self.slots.get(slot) {
            if found == FREE || found & TAG == tag && self.text(number(found)) == Some(text) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let old = std::mem::replace(&mut self.slots, vec![FREE; size]);
        for found in old.into_iter().filter(|&found| found != FREE) {
            let mut slot = first(found & TAG, size - 1);
            while self.slots.get(slot).is_some_and(|&taken| taken != FREE) {
                slot = (slot + 1) & (size - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = found;
            }
        }
    }
}

/// So many texts are looked for at once.
const BLOCK: usize = 64;

/// A free slot; numbers are counted from the one after it.
///
/// Not 0: memory of zeros comes from the system unwritten, so that the first look at each page and the first word
/// written to it are two faults, of which the second stops all cores. A page of the web knows no faults, and 0 takes
/// less code.
const FREE: u64 = if cfg!(target_family = "wasm") { 0 } else { u64::MAX };

/// The bits of a slot that hold the hash; below them lies the number.
const TAG: u64 = !0 << 32;

/// The hash of `text` in its upper half.
fn tag(text: &str) -> u64 {
    let mut hash = 0;
    let mut rest = text.as_bytes();
    while let Some((word, after)) = rest.split_first_chunk() {
        hash = mixed(hash ^ u64::from_le_bytes(*word));
        rest = after;
    }
    // One bit before the last bytes tells how many they are.
    let last = rest.iter().fold(1, |last, &byte| last << 8 | u64::from(byte));
    mixed(hash ^ last) & TAG
}

/// Both halves of the product with an odd number of no pattern: every bit hangs on every other.
#[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
fn mixed(word: u64) -> u64 {
    let product = u128::from(word ^ 0x243f_6a88_85a3_08d3) * 0x9e37_79b9_7f4a_7c15;
    product as u64 ^ (product >> 64) as u64
}

/// Where the search for a hash starts.
fn first(tag: u64, mask: usize) -> usize {
    (tag >> 32) as usize & mask
}

/// What a slot holds.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn taken(tag: u64, number: u32) -> u64 {
    tag | u64::from(number.wrapping_add(1).wrapping_add(FREE as u32))
}

/// The number in a slot that is not free.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn number(found: u64) -> u32 {
    (found as u32).wrapping_sub(1).wrapping_sub(FREE as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Every text gets one number, and the number gives the text back.
        #[test]
        fn numbers_and_texts_are_one_to_one(texts in proptest::collection::vec(".{0,6}", 0..200)) {
            let mut vocabulary = Vocabulary::default();
            let numbers: Vec<u32> = texts.iter().map(|t| vocabulary.intern(t)).collect();
            for (text, &number) in texts.iter().zip(&numbers) {
                prop_assert_eq!(vocabulary.text(number), Some(text.as_str()));
                prop_assert_eq!(vocabulary.get(text), Some(number));
            }
            let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
            prop_assert_eq!(vocabulary.len(), distinct.len());
            prop_assert_eq!(vocabulary.get("never interned"), None);
        }

        /// Many at once get the numbers that they get one by one, in a vocabulary that knows some of them.
        #[test]
        fn many_at_once_are_as_many_one_by_one(
            known in proptest::collection::vec("[a-e]{0,3}", 0..40),
            texts in proptest::collection::vec(proptest::option::of("[a-e]{0,3}"), 0..300),
        ) {
            let (mut vocabulary, mut other) = (Vocabulary::default(), Vocabulary::default());
            for text in &known {
                vocabulary.intern(text);
                other.intern(text);
            }
            let all = vocabulary.intern_all(texts.iter().map(Option::as_deref));
            let each: Vec<u32> =
                texts.iter().map(|text| text.as_ref().map_or(u32::MAX, |text| other.intern(text))).collect();
            prop_assert_eq!(&all, &each);
            prop_assert!(vocabulary.iter().eq(other.iter()));
            for (text, number) in texts.iter().zip(all) {
                prop_assert_eq!(text.as_ref().and_then(|text| vocabulary.get(text)).unwrap_or(u32::MAX), number);
            }
        }

        /// What was forgotten leaves no trace, however full the table is.
        #[test]
        fn the_last_texts_are_forgotten_without_a_trace(texts in proptest::collection::vec("[a-z]{0,3}", 0..80), keep in 0_usize..80) {
            let mut vocabulary = Vocabulary::default();
            for text in &texts {
                vocabulary.intern(text);
            }
            let all: Vec<String> = vocabulary.iter().map(str::to_owned).collect();
            vocabulary.truncate(keep);
            for (number, text) in (0..).zip(&all) {
                prop_assert_eq!(vocabulary.get(text), ((number as usize) < keep).then_some(number));
            }
            prop_assert_eq!(vocabulary.len(), all.len().min(keep));
            for (number, text) in (0..).zip(&all) {
                prop_assert_eq!(vocabulary.intern(text), number);
            }
        }
    }
}
