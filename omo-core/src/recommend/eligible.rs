//! Which items may be recommended, and what forbids the others.

use super::Allow;
use crate::Error;
use crate::form::nearest;

/// What may keep an item out of a list; [`Eligible::bar`] takes one of these.
pub const CAUSES: [&str; 9] = [
    "not_allowed",
    "already_bought",
    "out_of_stock",
    "stale_stock",
    "no_consent",
    "not_in_channel",
    "coupon_terms",
    "fatigue",
    "restricted",
];

/// A set of items, one bit each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn insert(&mut self, item: u32) {
        let word = item as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << (item % 64);
        }
    }

    fn has(&self, item: u32) -> bool {
        self.0.get(item as usize / 64).is_some_and(|word| word >> (item % 64) & 1 == 1)
    }
}

/// Which items may be recommended: asked inside the search, so that `n` come back whenever `n` are eligible.
///
/// An item that several causes forbid counts under the first that was told.
///
/// ```
/// use omo_core::recommend::{Allow, Eligible};
/// let mut eligible = Eligible::default();
/// eligible.only([0, 1, 2]);
/// eligible.bar("out_of_stock", [1])?;
/// assert_eq!(eligible.allow(0), Allow::Yes);
/// assert_eq!(eligible.allow(1), Allow::No("out_of_stock"));
/// assert_eq!(eligible.allow(7), Allow::No("not_allowed"));
/// assert_eq!(eligible.bar("out_of_stok", [1]).unwrap_err().code(), "option");
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Eligible {
    only: Option<Bits>,
    barred: Vec<(&'static str, Bits)>,
}

impl Eligible {
    /// Nothing but these; said twice, what was said both times.
    pub fn only(&mut self, items: impl IntoIterator<Item = u32>) {
        let mut bits = Bits::default();
        let before = self.only.take();
        items
            .into_iter()
            .filter(|&item| before.as_ref().is_none_or(|before| before.has(item)))
            .for_each(|item| bits.insert(item));
        self.only = Some(bits);
    }

    /// Not these, for one of [`CAUSES`].
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for a cause that is none; it names the nearest.
    pub fn bar(&mut self, cause: &str, items: impl IntoIterator<Item = u32>) -> Result<(), Error> {
        let known = CAUSES.into_iter().find(|known| *known == cause);
        let cause = known.ok_or_else(|| unknown(cause))?;
        let mut bits = Bits::default();
        items.into_iter().for_each(|item| bits.insert(item));
        self.barred.push((cause, bits));
        Ok(())
    }

    /// Whether an item may be recommended.
    #[must_use]
    pub fn allow(&self, item: u32) -> Allow {
        if self.only.as_ref().is_some_and(|only| !only.has(item)) {
            return Allow::No("not_allowed");
        }
        let cause = self.barred.iter().find(|(_, bits)| bits.has(item));
        cause.map_or(Allow::Yes, |&(cause, _)| Allow::No(cause))
    }
}

fn unknown(cause: &str) -> Error {
    let meant = nearest(cause, &CAUSES).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let message = format!("`{cause}` is no cause, known are {}{meant}", CAUSES.join(", "));
    Error::Options { message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_open_is_in_every_list_and_barred_by_none(
            only in proptest::option::of(proptest::collection::vec(0_u32..200, 0..100)),
            again in proptest::option::of(proptest::collection::vec(0_u32..200, 0..100)),
            gone in proptest::collection::vec(0_u32..200, 0..50), said in proptest::collection::vec(0_u32..200, 0..50),
        ) {
            let mut eligible = Eligible::default();
            for list in [&only, &again].into_iter().flatten() {
                eligible.only(list.iter().copied());
            }
            eligible.bar("out_of_stock", gone.iter().copied()).unwrap();
            eligible.bar("fatigue", said.iter().copied()).unwrap();
            for item in 0..220 {
                let listed = [&only, &again].into_iter().flatten().all(|list| list.contains(&item));
                let expected = match (listed, gone.contains(&item), said.contains(&item)) {
                    (false, ..) => Allow::No("not_allowed"),
                    (_, true, _) => Allow::No("out_of_stock"),
                    (.., true) => Allow::No("fatigue"),
                    _ => Allow::Yes,
                };
                prop_assert_eq!(eligible.allow(item), expected);
            }
        }
    }
}
