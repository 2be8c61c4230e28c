//! The value: a filter of bits, and how alike two are.

use std::fmt;

use crate::{Error, math};

/// Words of the longest filter.
pub const WORDS: usize = 16;
/// Bits of a filter that is not folded.
pub const BITS: u32 = 1024;

/// A cryptographic long-term key: 1,024 bits that stand for a record, or 512 where it is folded.
///
/// It stands for somebody: it is not shown in debug output, and errors never name it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clk {
    /// Words past the length are 0.
    words: [u64; WORDS],
    bits: u32,
}

impl fmt::Debug for Clk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clk({} of {} bits)", self.ones(), self.bits)
    }
}

impl Clk {
    /// A filter of these bits.
    pub(super) fn of(words: [u64; WORDS]) -> Self {
        Self { words, bits: BITS }
    }

    /// One half folded onto the other (XOR).
    #[must_use]
    pub(super) fn folded(self) -> Self {
        let (low, high) = self.words.split_at(WORDS / 2);
        let mut words = [0; WORDS];
        for (word, (a, b)) in words.iter_mut().zip(low.iter().zip(high)) {
            *word = a ^ b;
        }
        Self { words, bits: BITS / 2 }
    }

    pub(super) fn words(&self) -> &[u64; WORDS] {
        &self.words
    }

    /// How many bits it has: 1,024 or 512.
    #[must_use]
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// How many of them are set.
    #[must_use]
    pub fn ones(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Its bytes, 128 or 64; bit 0 is the lowest of the first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let words = self.words.iter().take(self.bits as usize / 64);
        words.flat_map(|word| word.to_le_bytes()).collect()
    }

    /// The filter of these bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] for any other number of bytes than 128 or 64.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let bits = match bytes.len() {
            128 => BITS,
            64 => BITS / 2,
            _ => return Err(Error::format("clk", "of 128 or 64 bytes")),
        };
        let mut words = [0; WORDS];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Ok(Self { words, bits })
    }

    /// Its bytes as text, two hexadecimal digits each.
    #[must_use]
    pub fn to_hex(&self) -> String {
        let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
        self.to_bytes().into_iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// The filter of such a text.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] for what is no text of 256 or 128 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, Error> {
        let wrong = || Error::format("clk", "of 256 or 128 hexadecimal digits");
        let half = |&digit: &u8| char::from(digit).to_digit(16).and_then(|half| u8::try_from(half).ok());
        let (pairs, []) = text.trim().as_bytes().as_chunks::<2>() else { return Err(wrong()) };
        let byte = |[high, low]: &[u8; 2]| Some(half(high)? << 4 | half(low)?);
        let bytes = pairs.iter().map(byte).collect::<Option<Vec<u8>>>().ok_or_else(wrong)?;
        Self::from_bytes(&bytes).map_err(|_| wrong())
    }
}

/// How alike two filters are, from 0 to 1: twice the bits they share over the bits they have (Dice 1945).
///
/// Filters without a bit, and those of different lengths, are not alike at all.
///
/// ```
/// use omo_core::identity::clk::{Clk, dice};
/// let (mut a, mut b) = ([0; 128], [0; 128]);
/// (a[0], b[0]) = (0b0111, 0b1110);
/// let (a, b) = (Clk::from_bytes(&a)?, Clk::from_bytes(&b)?);
/// assert_eq!(dice(&a, &b), 2.0 * 2.0 / 6.0);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[must_use]
pub fn dice(a: &Clk, b: &Clk) -> f64 {
    if a.bits != b.bits {
        return 0.0;
    }
    let shared: u32 = a.words.iter().zip(&b.words).map(|(a, b)| (a & b).count_ones()).sum();
    dice_of(shared, a.ones() + b.ones())
}

/// The coefficient of so many shared bits and so many in both.
pub fn dice_of(shared: u32, both: u32) -> f64 {
    math::share(2 * u64::from(shared), both.into())
}
