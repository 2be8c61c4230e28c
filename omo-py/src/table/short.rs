//! Short texts and whole numbers to numbers, a block at a time.
//!
//! Ids of a random order are a miss of the cache each, and a look-up that waits for one before it asks for the next
//! spends its time waiting. So the slots of a block are asked for together, then the keys, and only then is decided.

use omo_core::vocabulary::Vocabulary;

/// Rows of a block.
const BLOCK: usize = 64;

/// What stands for a cell without a text; no key has its length, and no whole number comes so far.
const NOTHING: u128 = u128::MAX;

/// Where whole numbers begin as keys: above all of 64 bits.
const ZERO: u128 = 1 << 100;

/// A dictionary of texts of up to fifteen bytes in front of a vocabulary, with the rows that wait to be looked up.
#[derive(Default)]
pub struct Short {
    /// Open addressing, a power of two slots, at most half full; 0 is empty, else 32 bits of the hash above the
    /// place in `keys` + 1.
    slots: Vec<u64>,
    keys: Vec<u128>,
    /// The number of each key in the vocabulary.
    numbers: Vec<u32>,
    block: Vec<(u128, u64)>,
    found: Vec<u64>,
    /// Whether keys are whole numbers.
    whole: bool,
}

/// A text of up to fifteen bytes with its length, as one number.
fn packed(text: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    let length = u8::try_from(text.len()).ok().filter(|&length| length < 16)?;
    bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    Some(u128::from_le_bytes(bytes) | u128::from(length) << 120)
}

/// Both halves of a product: every bit hangs on every other.
#[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
fn hash(key: u128) -> u64 {
    let (low, high) = (key as u64, (key >> 64) as u64);
    let product = u128::from(low ^ 0x9e37_79b9_7f4a_7c15) * u128::from(high ^ 0xd6e8_feb8_6659_fd93);
    product as u64 ^ (product >> 64) as u64
}

impl Short {
    /// A dictionary of whole numbers of up to 64 bits, whose texts are their digits.
    pub fn wholes() -> Self {
        Self { whole: true, ..Self::default() }
    }

    /// Takes the next cell of whole numbers.
    pub fn take_whole<E>(
        &mut self,
        whole: Option<i128>,
        words: &mut Vocabulary,
        push: impl FnMut(Option<u32>) -> Result<(), E>,
    ) -> Result<(), E> {
        let key = whole.map_or(NOTHING, |whole| ZERO.wrapping_add_signed(whole));
        self.block.push((key, hash(key)));
        if self.block.len() == BLOCK { self.flush(words, push) } else { Ok(()) }
    }

    /// Takes the next cell; gives numbers to `push`, in order, when a block is full.
    pub fn take<E>(
        &mut self,
        text: Option<&str>,
        words: &mut Vocabulary,
        mut push: impl FnMut(Option<u32>) -> Result<(), E>,
    ) -> Result<(), E> {
        match text.map(packed) {
            None => self.block.push((NOTHING, 0)),
            Some(Some(key)) => self.block.push((key, hash(key))),
            Some(None) => {
                self.flush(words, &mut push)?;
                return push(text.map(|text| words.intern(text)));
            }
        }
        if self.block.len() == BLOCK { self.flush(words, push) } else { Ok(()) }
    }

    /// Looks up all that wait.
    pub fn flush<E>(
        &mut self,
        words: &mut Vocabulary,
        mut push: impl FnMut(Option<u32>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mask = (self.slots.len() as u64).wrapping_sub(1);
        self.found.clear();
        let slot =
            |hash: u64| usize::try_from(hash & mask).ok().and_then(|slot| self.slots.get(slot)).copied();
        self.found.extend(self.block.iter().map(|&(_, hash)| slot(hash).unwrap_or_default()));
        for (found, &(key, _)) in self.found.iter_mut().zip(&self.block) {
            let place = place(*found);
            // A number that is there, or one past all.
            *found = match self.keys.get(place) {
                Some(known) if *known == key => place as u64,
                _ => u64::MAX,
            };
        }
        for at in 0..self.block.len() {
            let Some((&(key, hash), &found)) = self.block.get(at).zip(self.found.get(at)) else { continue };
            let known = usize::try_from(found).ok().and_then(|place| self.numbers.get(place)).copied();
            let number = match known {
                _ if key == NOTHING => None,
                Some(number) => Some(number),
                None => Some(self.search(key, hash, words)),
            };
            push(number)?;
        }
        self.block.clear();
        Ok(())
    }

    /// The number of a key that did not lie in its first slot.
    fn search(&mut self, key: u128, hash: u64, words: &mut Vocabulary) -> u32 {
        if (self.keys.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the lower bits are meant")]
        let mut slot = hash as usize & mask;
        while let Some(&found) = self.slots.get(slot).filter(|&&found| found != 0) {
            if self.keys.get(place(found)) == Some(&key) {
                return self.numbers.get(place(found)).copied().unwrap_or_default();
            }
            slot = (slot + 1) & mask;
        }
        let number = if self.whole {
            words.intern(&key.wrapping_sub(ZERO).cast_signed().to_string())
        } else {
            let bytes = key.to_le_bytes();
            let (text, length) = bytes.split_at(15);
            let length = length.first().copied().unwrap_or_default();
            let text = text.get(..usize::from(length)).and_then(|text| std::str::from_utf8(text).ok());
            words.intern(text.unwrap_or_default())
        };
        self.keys.push(key);
        self.numbers.push(number);
        if let Some(free) = self.slots.get_mut(slot) {
            *free = hash & !0xffff_ffff | self.keys.len() as u64;
        }
        number
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1024);
        self.slots = vec![0; size];
        for (number, &key) in (1_u64..).zip(&self.keys) {
            let hash = hash(key);
            #[expect(clippy::cast_possible_truncation, reason = "the lower bits are meant")]
            let mut slot = hash as usize & (size - 1);
            while self.slots.get(slot).is_some_and(|&taken| taken != 0) {
                slot = (slot + 1) & (size - 1);
            }
            if let Some(free) = self.slots.get_mut(slot) {
                *free = hash & !0xffff_ffff | number;
            }
        }
    }
}

/// The place of the key in a slot; past all keys for an empty one.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn place(found: u64) -> usize {
    (found as u32).wrapping_sub(1) as usize
}
