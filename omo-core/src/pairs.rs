//! Pairs of numbers to dense numbers and back.

/// Gives each pair a dense number, in order of first sight, and the pair back: what is kept of a pair lies in a
/// list beside it. It is a [`Vocabulary`](crate::vocabulary::Vocabulary) for pairs.
///
/// One table for every kind of value, where each of the standard library's would bring its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs {
    pairs: Vec<(u32, u32)>,
    /// Open addressing, a power of two slots, at most three quarters full; 0 is empty, else number + 1.
    slots: Vec<u32>,
}

impl Pairs {
    /// All pairs, in order of their numbers.
    pub fn all(&self) -> &[(u32, u32)] {
        &self.pairs
    }

    /// The number of a pair, a new one if it was never seen.
    ///
    /// Past four billion pairs it is `u32::MAX`, which no pair has.
    pub fn intern(&mut self, pair: (u32, u32)) -> u32 {
        if (self.pairs.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let slot = self.slot(pair);
        if let Some(&found) = self.slots.get(slot)
            && found != 0
        {
            return found - 1;
        }
        let Ok(number) = u32::try_from(self.pairs.len() + 1) else { return u32::MAX };
        self.pairs.push(pair);
        if let Some(free) = self.slots.get_mut(slot) {
            *free = number;
        }
        number - 1
    }

    /// The number of a pair, if it was seen.
    pub fn get(&self, pair: (u32, u32)) -> Option<u32> {
        self.slots.get(self.slot(pair))?.checked_sub(1)
    }

    /// The slot that holds the pair, or the free one where it would go.
    fn slot(&self, pair: (u32, u32)) -> usize {
        // Fibonacci hashing: the upper half of this product hangs on every bit.
        let mixed = (u64::from(pair.0) << 32 | u64::from(pair.1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = (mixed >> 32) as usize & mask;
        while let Some(found) = self.slots.get(slot).and_then(|found| found.checked_sub(1)) {
            if self.pairs.get(found as usize) == Some(&pair) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(16)];
        for (number, &pair) in (1..).zip(&self.pairs) {
            let slot = self.slot(pair);
            if let Some(free) = self.slots.get_mut(slot) {
                *free = number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Every pair has one number, numbers are dense, and pairs come back.
        #[test]
        fn a_dictionary(told in proptest::collection::vec((0_u32..9, prop_oneof![0_u32..9, any::<u32>()]), 0..200)) {
            let mut pairs = Pairs::default();
            let numbers: Vec<u32> = told.iter().map(|&pair| pairs.intern(pair)).collect();
            let mut seen = Vec::new();
            for (pair, number) in told.into_iter().zip(numbers) {
                if !seen.contains(&pair) {
                    prop_assert_eq!(number as usize, seen.len());
                    seen.push(pair);
                }
                prop_assert_eq!(pairs.get(pair), Some(number));
                prop_assert_eq!(pairs.all()[number as usize], pair);
            }
            prop_assert_eq!(pairs.all(), seen);
            prop_assert_eq!(pairs.get((10, 10)), None);
        }
    }
}
