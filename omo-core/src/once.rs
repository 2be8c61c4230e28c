//! Things told more than once, kept once.

use crate::order::Order;

/// Keeps each thing once and tells them in order, however often and in whichever order they come.
///
/// What came again is thrown out whenever the list has doubled: a thing costs a few comparisons, and no more room
/// than two.
#[derive(Debug, Clone)]
pub(crate) struct Once<T> {
    things: Vec<T>,
    /// How many there were when they were last sifted.
    sifted: usize,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { things: Vec::new(), sifted: 0 }
    }
}

impl<T: Ord> Once<T> {
    /// Adds a thing, unless it is there.
    pub fn add(&mut self, thing: T) {
        self.things.push(thing);
        if self.things.len() > self.sifted * 2 {
            self.things.put_in_order();
            self.things.dedup();
            self.sifted = self.things.len();
        }
    }

    /// Keeps those things alone for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.things.retain(keep);
    }

    /// All things, each once, the least first.
    pub fn in_order(&self) -> Vec<&T> {
        let mut all: Vec<&T> = self.things.iter().collect();
        all.put_in_order();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        /// It holds what a set holds, in a set's order, and never twice as much.
        #[test]
        fn a_set(things in proptest::collection::vec(0_u8..40, 0..200)) {
            let mut once = Once::default();
            for &thing in &things {
                once.add(thing);
            }
            let set: BTreeSet<u8> = things.into_iter().collect();
            prop_assert_eq!(once.in_order(), set.iter().collect::<Vec<_>>());
            prop_assert!(once.things.len() <= set.len() * 2);
        }
    }
}
