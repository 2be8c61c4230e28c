//! A chain over everything a log ever held, which still fits after what was in it is erased.
//!
//! Each entry stands in the chain by the SHA-256 of its payload, its number and its kind: a line of 64 bytes, and the
//! chain's head is the SHA-256 of all lines. So a head that somebody wrote down proves that nothing before it was changed,
//! left out or put in between, and anyone can compute it again without omo. The payload itself is not needed.

use crate::sha256::State;

/// The chain of the entries so far.
///
/// # Examples
///
/// ```
/// use omo_core::audit::Chain;
/// use omo_core::sha256::sha256;
///
/// let mut chain = Chain::default();
/// chain.push(1, &sha256(b"hanako bought tea"));
/// let before = chain.head();
/// chain.push(1, &sha256(b"taro came by"));
/// assert_eq!(chain.len(), 2);
/// assert_ne!(chain.head(), before);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain(State);

impl Chain {
    /// Goes on where [`state`](Self::state) was told after `len` entries.
    #[must_use]
    pub fn resume(state: &[u8; 32], len: u64) -> Self {
        Self(State::from_bytes(state, len))
    }

    /// Takes the next entry: its kind, and the SHA-256 of its payload.
    pub fn push(&mut self, kind: u8, digest: &[u8; 32]) {
        let number = self.len().wrapping_add(1).to_be_bytes();
        let mut line = [0; 64];
        let bytes = digest.iter().chain(&number).chain([&kind]);
        line.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        self.0.take(&[line]);
    }

    /// The SHA-256 of all lines: digest, number from 1 (8 bytes, the largest first), kind, and zeros up to 64 bytes.
    #[must_use]
    pub fn head(&self) -> [u8; 32] {
        self.0.clone().end(&[])
    }

    /// What [`resume`](Self::resume) goes on from; the [`head`](Self::head) cannot be gone on from.
    #[must_use]
    pub fn state(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// How many entries it holds.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.0.blocks()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sha256::sha256;

    fn chain(entries: &[(u8, [u8; 32])]) -> Chain {
        let mut chain = Chain::default();
        for (kind, digest) in entries {
            chain.push(*kind, digest);
        }
        chain
    }

    proptest! {
        #[test]
        fn the_head_is_the_digest_of_the_lines(entries: Vec<(u8, [u8; 32])>) {
            let mut lines = Vec::new();
            for (number, (kind, digest)) in (1_u64..).zip(&entries) {
                lines.extend_from_slice(digest);
                lines.extend_from_slice(&number.to_be_bytes());
                lines.push(*kind);
                lines.resize(lines.len().next_multiple_of(64), 0);
            }
            prop_assert_eq!(chain(&entries).head(), sha256(&lines));
        }

        #[test]
        fn a_chain_goes_on_where_it_was_left(before: Vec<(u8, [u8; 32])>, after: Vec<(u8, [u8; 32])>) {
            let left = chain(&before);
            let mut resumed = Chain::resume(&left.state(), left.len());
            for (kind, digest) in &after {
                resumed.push(*kind, digest);
            }
            prop_assert_eq!(resumed, chain(&[before, after].concat()));
        }

        #[test]
        fn any_change_is_seen(
            entries in prop::collection::vec((0_u8..3, prop::array::uniform32(0_u8..3)), 1..9),
            at: prop::sample::Index,
            other: (u8, [u8; 32]),
        ) {
            let (head, at) = (chain(&entries).head(), at.index(entries.len()));
            let mut changed = entries.clone();
            changed[at] = other;
            prop_assert_eq!(chain(&changed).head() == head, changed == entries);
            let mut short = entries.clone();
            short.remove(at);
            prop_assert_ne!(chain(&short).head(), head);
        }
    }
}
