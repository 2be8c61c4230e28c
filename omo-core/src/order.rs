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

    /// Puts the least `few` before the others, all of them in any order.
    fn put_least_first(&mut self, few: usize, compare: impl FnMut(&T, &T) -> Ordering);
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

    fn put_least_first(&mut self, few: usize, compare: impl FnMut(&T, &T) -> Ordering) {
        if few < self.len() {
            self.select_nth_unstable_by(few, compare);
        }
    }
}

/// Sorts many values whose equals cannot be told apart: where the feature `analysis` makes room for it, by the standard library
/// in WebAssembly too.
pub(crate) fn put_many_in_order<T>(values: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    values.sort_unstable_by(compare);
    #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
    values.put_in_order_by(compare);
}

/// Sorts a few values, as often as there are customers: the shared sort would take longer to begin than to sort.
pub(crate) fn put_few_in_order<T: Ord + Copy>(values: &mut [T]) {
    #[cfg(all(target_arch = "wasm32", feature = "analysis"))]
    if values.len() <= 24 {
        return insert_in_order(values, |value| *value);
    }
    values.put_in_order();
}

/// Sorts values, of which there are mostly a few, by a key; equals stay as they were.
pub(crate) fn put_mostly_few_in_order<T, K: Ord>(values: &mut [T], key: impl Fn(&T) -> K) {
    // A page loads less.
    if values.len() > 20 || cfg!(target_family = "wasm") {
        return values.put_in_order_by_key(key);
    }
    insert_in_order(values, key);
}

/// Moves each value down to its place.
fn insert_in_order<T, K: Ord>(values: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..values.len() {
        let mut place = end;
        while let Some([before, here]) = place.checked_sub(1).and_then(|first| values.get_mut(first..=place))
            && key(here) < key(before)
        {
            std::mem::swap(before, here);
            place -= 1;
        }
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
        arrange(self, usize::MAX, compare);
    }

    fn put_least_first(&mut self, few: usize, compare: impl FnMut(&T, &T) -> Ordering) {
        arrange(self, few, compare);
    }
}

/// The shared sort: the least `few` are put in order by their positions, then the values moved there.
#[cfg(any(target_arch = "wasm32", test))]
fn arrange<T>(values: &mut [T], few: usize, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let compare: &mut dyn FnMut(u32, u32) -> Ordering =
        &mut |a, b| match (values.get(a as usize), values.get(b as usize)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        };
    let places = places(values.len(), few, compare);
    move_to(places, &mut |a, b| values.swap(a, b));
}

/// Which position belongs at each.
#[cfg(any(target_arch = "wasm32", test))]
fn places(count: usize, few: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Vec<u32> {
    let all = u32::try_from(count).unwrap_or(u32::MAX);
    if few < count { least_first(all, few, compare) } else { merge_sorted((0..all).collect(), compare) }
}

/// Swaps values until at each position lies the one that `places` names.
#[cfg(any(target_arch = "wasm32", test))]
fn move_to(mut places: Vec<u32>, swap: &mut dyn FnMut(usize, usize)) {
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
            swap(here, from);
            here = from;
        }
    }
}

/// The positions 0 to `count`, the least `few` first: each is held against the worst of the few found so far, so
/// most are looked at once.
#[cfg(any(target_arch = "wasm32", test))]
fn least_first(count: u32, few: usize, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Vec<u32> {
    let mut least: Vec<u32> = Vec::new();
    let mut others = Vec::new();
    let mut worst = None;
    for place in 0..count {
        if worst.is_some_and(|worst| compare(place, worst) != Ordering::Less) {
            others.push(place);
            continue;
        }
        least.push(place);
        if least.len() >= few.saturating_mul(2).max(1) {
            least = merge_sorted(least, compare);
            others.extend(least.drain(few..));
            worst = least.last().copied();
        }
    }
    least = merge_sorted(least, compare);
    least.extend(others);
    least
}

/// `places` in the order that `compare` puts them, equals as they were: a merge sort from below.
#[cfg(any(target_arch = "wasm32", test))]
fn merge_sorted(mut places: Vec<u32>, compare: &mut dyn FnMut(u32, u32) -> Ordering) -> Vec<u32> {
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
            arrange(&mut ours, usize::MAX, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|value| value.0);
            prop_assert_eq!(ours, theirs);
        }

        /// Inserting and the standard library's sort agree.
        #[test]
        fn few_are_put_in_order(values in proptest::collection::vec((0_u8..9, 0_i64..3), 0..30)) {
            let (mut ours, mut theirs) = (values.clone(), values);
            insert_in_order(&mut ours, |value| *value);
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }

        /// The least come first, none is lost, however many are asked for.
        #[test]
        fn the_least_come_first(values in proptest::collection::vec(0_u8..50, 0..200), few in 0_usize..220) {
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let shared = |values: &mut [u8]| arrange(values, few, u8::cmp);
            let native = |values: &mut [u8]| values.put_least_first(few, u8::cmp);
            for put in [&shared as &dyn Fn(&mut [u8]), &native] {
                let mut put_first = values.clone();
                put(&mut put_first);
                let (least, others) = put_first.split_at_mut(few.min(values.len()));
                least.sort_unstable();
                others.sort_unstable();
                prop_assert_eq!(&put_first, &sorted);
            }
        }
    }
}
