//! Chance that can be repeated: a seeded generator, and sampling by a hash of the id.

/// A 64-bit hash of `bytes` that is the same on every machine and in every release (FNV-1a, then mixed).
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    let fnv = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    mix(fnv)
}

/// Whether `id` belongs to a sample of the given share (0 to 1): the same ids on every machine.
///
/// ```
/// use omo_core::random::sampled;
/// assert!(sampled("hanako", 1.0));
/// assert!(!sampled("hanako", 0.0));
/// ```
#[must_use]
pub fn sampled(id: &str, share: f64) -> bool {
    unit(hash(id.as_bytes())) < share
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014): every bit of the answer hangs on every bit of `x`.
#[must_use]
pub fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The top 53 bits as a number in [0, 1).
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
fn unit(x: u64) -> f64 {
    (x >> 11) as f64 / (1_u64 << 53) as f64
}

/// A seeded generator (`SplitMix64`): the same seed gives the same numbers on every machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Random(u64);

impl Random {
    /// A generator that starts at `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(mix(seed ^ 0x9e37_79b9_7f4a_7c15))
    }

    /// A generator of its own for `part`, so that parts can be made in any order.
    #[must_use]
    pub fn fork(seed: u64, part: u64) -> Self {
        Self::new(mix(seed).wrapping_add(mix(part ^ 0x5851_f42d_4c95_7f2d)))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number in [0, 1).
    pub fn unit(&mut self) -> f64 {
        unit(self.bits())
    }

    /// Whether something of the given probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number in 0..`n`; 0 when `n` is 0.
    #[expect(clippy::cast_possible_truncation, reason = "the high half of a product by n is below n")]
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// One of `choices`, or `None` when there is none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: the paper's generator with seed 1234567, as listed at `rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64`.
    #[test]
    fn splitmix_gives_the_published_numbers() {
        let mut random = Random(1_234_567);
        assert_eq!(random.bits(), 6_457_827_717_110_365_317);
        assert_eq!(random.bits(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_stay_in_range() {
        let mut random = Random::new(7);
        assert!((0..1000).all(|_| (0.0..1.0).contains(&random.unit())));
        assert!((0..1000).all(|_| random.below(3) < 3));
        assert_eq!(random.below(0), 0);
    }
}
