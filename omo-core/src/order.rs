//! Sorting, once instead of once for each type.
//!
//! The standard library's sort is fast and large: some 6 KB of WebAssembly for each type and comparison it is
//! used with, which was a quarter of the package. So rooms sort through [`Order`]: natively it is the standard
//! library's, in WebAssembly one merge sort over positions that every type shares. Both are stable, or sort
//! values whose equals cannot be told apart, so the answers have the same bits.

use std::cmp::Ordering;

/// Sorts a slice.
pub(crate) trait Order<T> {
    /// By the values themselves.
    fn put_in_order(&mut self)
    where
        T: Ord;

    /// By a comparison; equals stay as they were.
    fn put_in_order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// By a key; equals stay as they were.
    fn put_in_order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.put_in_order_by(|a, b| key(a).cmp(&key(b)));
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T> Order<T> for [T] {
    fn put_in_order(&mut self)
    where
        T: Ord,
    {
        self.sort_unstable();
    }

    fn put_in_order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering) {
        self.sort_by(compare);
    }
}

#[cfg(target_arch = "wasm32")]
impl<T> Order<T> for [T] {
    fn put_in_order(&mut self)
    where
        T: Ord,
    {
        self.put_in_order_by(T::cmp);
    }

    fn put_in_order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering) {
        sort(self, compare);
    }
}

/// The shared sort: positions are sorted, then the values moved there.
#[cfg(any(target_arch = "wasm32", test))]
fn sort<T>(values: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut places =
        merge_sorted(values.len(), &mut |a, b| match (values.get(a as usize), values.get(b as usize)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
    // `places[i]` is where the value that belongs at `i` lies now: follow each cycle of moves.
    for start in 0..places.len() {
        let mut here = start;
        while let Some(from) = places.get(here).map(|&from| from as usize) {
            if let (Some(place), Ok(done)) = (places.get_mut(here), u32::try_from(here)) {
                *place = done;
            }
            if from == start {
                break;
            }
            values.swap(here, from);
            here = from;
        }
    }
}

/// The positions 0 to `length` in the order that `compare` puts them, equals in order: a merge sort from below.
#[cfg(any(target_arch = "wasm32", test))]
fn merge_sorted(length: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Vec<u32> {
    let mut places: Vec<u32> = (0..u32::try_from(length).unwrap_or(u32::MAX)).collect();
    let sorted = |places: &[u32], compare: &mut dyn FnMut(u32, u32) -> Ordering| {
        places.iter().zip(places.iter().skip(1)).all(|(&a, &b)| compare(a, b) != Ordering::Greater)
    };
    if sorted(&places, compare) {
        return places;
    }
    let mut merged = Vec::with_capacity(places.len());
    let mut run = 1;
    while run < places.len() {
        merged.clear();
        for pair in places.chunks(run * 2) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let (Some((&a, after_a)), Some((&b, after_b))) = (left.split_first(), right.split_first()) {
                if compare(a, b) == Ordering::Greater {
                    merged.push(b);
                    right = after_b;
                } else {
                    merged.push(a);
                    left = after_a;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut places, &mut merged);
        run *= 2;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The shared sort and the standard library's stable one agree, equals and all.
        #[test]
        fn both_sorts_agree(values in proptest::collection::vec((0_u8..9, any::<u16>()), 0..200)) {
            let (mut ours, mut theirs) = (values.clone(), values);
            sort(&mut ours, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|value| value.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
