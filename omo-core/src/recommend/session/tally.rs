//! Sums by number, in a table that is used again and again.

/// What was said of each number, in the order in which numbers were first named.
///
/// A table of its own rather than a list with a place for every number there is: an answer names a few thousand
/// sessions out of millions, and these few should lie close together.
#[derive(Debug, Clone)]
pub(super) struct Tally<T> {
    /// One more than the place among the entries; 0 where nobody is.
    slots: Vec<u32>,
    entries: Vec<Entry<T>>,
}

/// One number and what was said of it.
#[derive(Debug, Clone)]
pub(super) struct Entry<T> {
    pub key: u32,
    slot: u32,
    pub value: T,
}

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), entries: Vec::new() }
    }
}

impl<T: Default> Tally<T> {
    pub fn clear(&mut self) {
        for entry in self.entries.drain(..) {
            if let Some(slot) = self.slots.get_mut(entry.slot as usize) {
                *slot = 0;
            }
        }
    }

    /// What was said of a number so far.
    pub fn of(&mut self, key: u32) -> Option<&mut T> {
        // At most half full, so that a free slot is near.
        if self.slots.len() <= self.entries.len() * 2 {
            self.grow();
        }
        let (slot, mut place) = self.find(key);
        if place == 0 {
            self.entries.push(Entry { key, slot, value: T::default() });
            place = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
            if let Some(free) = self.slots.get_mut(slot as usize) {
                *free = place;
            }
        }
        self.entries.get_mut(place as usize - 1).map(|entry| &mut entry.value)
    }

    /// What was said of a number, if anything.
    pub fn get(&self, key: u32) -> Option<&T> {
        if self.slots.is_empty() {
            return None;
        }
        let (_, place) = self.find(key);
        let at = (place as usize).checked_sub(1)?;
        self.entries.get(at).map(|entry| &entry.value)
    }

    pub fn entries(&self) -> &[Entry<T>] {
        &self.entries
    }

    /// The slot where a number is or would be, and what stands there.
    fn find(&self, key: u32) -> (u32, u32) {
        // As many bits of the product as there are slots, from the top: Fibonacci hashing.
        let mask = u32::try_from(self.slots.len()).unwrap_or(u32::MAX).wrapping_sub(1);
        let mut slot = key.wrapping_mul(0x9E37_79B9) >> (mask.leading_zeros() & 31);
        loop {
            let place = self.slots.get(slot as usize).copied().unwrap_or(0);
            let here = self.entries.get((place as usize).wrapping_sub(1));
            match here {
                Some(entry) if entry.key != key => slot = (slot + 1) & mask,
                _ => return (slot, place),
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(256);
        self.slots.clear();
        self.slots.resize(size, 0);
        let keys: Vec<u32> = self.entries.iter().map(|entry| entry.key).collect();
        for (key, place) in keys.into_iter().zip(1_u32..) {
            let (slot, _) = self.find(key);
            if let Some(free) = self.slots.get_mut(slot as usize) {
                *free = place;
            }
            if let Some(entry) = self.entries.get_mut(place as usize - 1) {
                entry.slot = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_tally_counts_as_a_map_does(
            runs in proptest::collection::vec(proptest::collection::vec(0_u32..2000, 0..900), 1..4),
        ) {
            let mut tally = Tally::<u32>::default();
            for keys in runs {
                tally.clear();
                let mut map = BTreeMap::<u32, u32>::new();
                for key in keys {
                    *tally.of(key).unwrap() += 1;
                    *map.entry(key).or_default() += 1;
                }
                let mut told: Vec<_> = tally.entries().iter().map(|entry| (entry.key, entry.value)).collect();
                told.sort_unstable();
                prop_assert_eq!(told, map.iter().map(|(&key, &count)| (key, count)).collect::<Vec<_>>());
                for key in 0..2000 {
                    prop_assert_eq!(tally.get(key), map.get(&key));
                }
            }
        }
    }
}
