//! Numbers grouped by a small key: a counting sort.

/// For each key the values that belong to it, in the order they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Groups {
    /// Where each key's values start; one more than there are keys.
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Groups {
    /// Groups what `pairs` yields, (key, value), by key below `keys`; it is asked twice. Other keys are left
    /// out.
    pub(super) fn new<I: Iterator<Item = (u32, u32)>>(keys: usize, pairs: impl Fn() -> I) -> Self {
        let mut starts = vec![0_u32; keys + 1];
        for (key, _) in pairs() {
            if let Some(count) = starts.get_mut(key as usize).filter(|_| (key as usize) < keys) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            let count = *start;
            *start = total;
            total += count;
        }
        let mut values = vec![0; total as usize];
        // Each start walks to its end while its values are laid down …
        for (key, value) in pairs() {
            if let Some(next) = starts.get_mut(key as usize).filter(|_| (key as usize) < keys) {
                if let Some(place) = values.get_mut(*next as usize) {
                    *place = value;
                }
                *next += 1;
            }
        }
        // … which is where the next one starts.
        starts.rotate_right(1);
        if let Some(first) = starts.first_mut() {
            *first = 0;
        }
        Self { starts, values }
    }

    /// The values of `key`; empty where there is none.
    pub(super) fn get(&self, key: usize) -> &[u32] {
        let (Some(&start), Some(&end)) = (self.starts.get(key), self.starts.get(key + 1)) else {
            return &[];
        };
        self.values.get(start as usize..end as usize).unwrap_or_default()
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Bytes held on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        4 * (self.starts.capacity() + self.values.capacity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_order_within_a_key() {
        let pairs = [(2, 5), (0, 9), (2, 1), (7, 4), (0, 3)];
        let groups = Groups::new(3, || pairs.into_iter());
        assert_eq!([groups.get(0), groups.get(1), groups.get(2)], [&[9, 3][..], &[], &[5, 1]]);
        assert_eq!((groups.len(), groups.get(3), groups.get(usize::MAX - 1)), (3, &[][..], &[][..]));
    }

    #[test]
    fn nothing_groups_into_nothing() {
        let groups = Groups::new(0, std::iter::empty);
        assert_eq!((groups.len(), groups.get(0)), (0, &[][..]));
    }
}
