//! The elements of values that are sets: which two values share, how rare these are, and which values hang together by them.

use super::ColumnKind;
use super::values::same_by_chance;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// The elements of all values of a column.
#[derive(Debug, Clone, Default)]
pub struct Elements {
    pub texts: Vocabulary,
    /// The elements of all values end to end, those of one in order of their numbers.
    all: Vec<u32>,
    /// Where the elements of each value end.
    ends: Vec<usize>,
    /// In how many rows each element stands.
    pub rows: Vec<u32>,
    /// How many rows have any.
    pub filled: u32,
    /// How many a row with any has on average, where that is known without counting.
    pub usual: Option<f64>,
}

/// What hangs together by shared elements has at most so many rows: an element that more have tells nobody apart.
pub const TOGETHER: u32 = 100;

impl Elements {
    /// The elements of values that are spelt with U+001F between them.
    pub fn of_texts<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut elements = Self::default();
        values.for_each(|value| elements.add(value));
        elements
    }

    /// Those of the next value.
    pub fn add(&mut self, value: &str) {
        let start = self.all.len();
        self.all.extend(value.split('\u{1f}').map(|element| self.texts.intern(element)));
        self.all.get_mut(start..).into_iter().for_each(Order::put_in_order);
        self.ends.push(self.all.len());
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        self.texts.heap_bytes() + 4 * (self.all.capacity() + self.rows.capacity()) + 8 * self.ends.capacity()
    }

    /// Forgets all values but the first so many, and all elements but so many.
    pub fn truncate(&mut self, values: usize, elements: usize) {
        self.ends.truncate(values);
        self.all.truncate(self.ends.last().copied().unwrap_or(0));
        self.texts.truncate(elements);
        self.rows.truncate(elements);
    }

    /// Counts in how many rows each stands, when these are the rows of each value.
    pub fn count(&mut self, rows: &[u32]) {
        self.rows = vec![0; self.texts.len()];
        self.filled = rows.iter().sum();
        for (value, rows) in (0..).zip(rows) {
            let start = self.start(value);
            for &element in self.all.get(start..self.end(value)).unwrap_or_default() {
                self.rows.get_mut(element as usize).into_iter().for_each(|sum| *sum += rows);
            }
        }
    }

    fn end(&self, value: u32) -> usize {
        self.ends.get(value as usize).copied().unwrap_or(0)
    }

    fn start(&self, value: u32) -> usize {
        value.checked_sub(1).map_or(0, |before| self.end(before))
    }

    /// The elements of a value.
    pub fn of(&self, value: u32) -> &[u32] {
        self.all.get(self.start(value)..self.end(value)).unwrap_or_default()
    }

    /// What two values share.
    fn common(&self, x: u32, y: u32) -> impl Iterator<Item = u32> {
        let y = self.of(y);
        self.of(x).iter().copied().filter(|element| y.binary_search(element).is_ok())
    }

    /// The share of elements that both have (Jaccard 1901).
    #[expect(clippy::cast_precision_loss, reason = "a count of elements")]
    pub fn overlap(&self, x: u32, y: u32) -> f64 {
        let common = self.common(x, y).count();
        common as f64 / (self.of(x).len() + self.of(y).len() - common).max(1) as f64
    }

    /// What the rarest element says that two values share, when this is what each says; 0 where they share none.
    pub fn most(&self, says: &[f32], x: u32, y: u32) -> f32 {
        self.common(x, y)
            .filter_map(|element| says.get(element as usize).copied())
            .reduce(f32::max)
            .unwrap_or(0.0)
    }

    /// How many elements a row with any has, on average.
    pub fn each(&self) -> f64 {
        self.usual.unwrap_or_else(|| {
            self.rows.iter().map(|&rows| f64::from(rows)).sum::<f64>() / f64::from(self.filled.max(1))
        })
    }

    /// How likely two random rows share an element: at most the sum over elements.
    pub fn shared_by_chance(&self, kind: ColumnKind) -> f64 {
        same_by_chance(kind, &self.rows, self.filled)
    }

    /// For each value a number that it shares with every value with which it has an element in common, or hangs together
    /// through others; `rows` is how many rows each value has.
    ///
    /// The rarest elements join first, and none joins more rows than [`TOGETHER`].
    pub fn linked(&self, rows: &[u32]) -> Vec<u32> {
        let mut values: Vec<Vec<u32>> = vec![Vec::new(); self.texts.len()];
        for value in 0..u32::try_from(self.ends.len()).unwrap_or(0) {
            for &element in self.of(value) {
                values.get_mut(element as usize).into_iter().for_each(|values| values.push(value));
            }
        }
        let rare = |element: u32| self.rows.get(element as usize).copied().unwrap_or(0);
        let mut order: Vec<u32> = (0..u32::try_from(values.len()).unwrap_or(0)).collect();
        let text = |element: u32| self.texts.text(element).unwrap_or_default();
        // By their texts where they are as rare: the numbers hang on the order of the rows.
        order.put_in_order_by(|&a, &b| rare(a).cmp(&rare(b)).then_with(|| text(a).cmp(text(b))));
        let mut group: Vec<u32> = (0..u32::try_from(self.ends.len()).unwrap_or(0)).collect();
        let mut sizes = rows.to_vec();
        for element in order {
            let mut groups: Vec<u32> = values
                .get(element as usize)
                .into_iter()
                .flatten()
                .map(|&value| root(&mut group, value))
                .collect();
            groups.put_in_order();
            groups.dedup();
            let size = |at: &u32| sizes.get(*at as usize).copied().unwrap_or(0);
            let together: u32 = groups.iter().map(size).sum();
            if let Some((&first, others)) = groups.split_first()
                && together <= TOGETHER
            {
                for &other in others {
                    group.get_mut(other as usize).into_iter().for_each(|of| *of = first);
                }
                sizes.get_mut(first as usize).into_iter().for_each(|size| *size = together);
            }
        }
        (0..u32::try_from(group.len()).unwrap_or(0)).map(|value| root(&mut group, value)).collect()
    }
}

/// The group of a value, whose way there is made shorter.
fn root(group: &mut [u32], mut value: u32) -> u32 {
    let of = |group: &[u32], value: u32| group.get(value as usize).copied().unwrap_or(value);
    while of(group, value) != value {
        let next = of(group, of(group, value));
        group.get_mut(value as usize).into_iter().for_each(|slot| *slot = next);
        value = next;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn elements(values: &[&str], rows: &[u32]) -> Elements {
        let values: Vec<String> = values.iter().map(|value| value.replace(' ', "\u{1f}")).collect();
        let mut elements = Elements::of_texts(values.iter().map(String::as_str));
        elements.count(rows);
        elements
    }

    #[test]
    fn sets_by_hand() {
        let sets = elements(&["tea wine", "milk tea", "beer", "beer milk tea wine"], &[3, 1, 1, 2]);
        assert_eq!([sets.overlap(0, 1), sets.overlap(0, 2), sets.overlap(0, 3)], [1.0 / 3.0, 0.0, 0.5]);
        // tea 6, wine 5, milk 3, beer 3 rows of 7: 17 elements.
        assert_eq!((sets.rows.as_slice(), sets.filled, sets.each()), (&[6, 5, 3, 3][..], 7, 17.0 / 7.0));
        // The two share tea and milk, and milk says more.
        let says = [0.5, 1.0, 4.0, 4.0];
        assert_eq!([sets.most(&says, 1, 3), sets.most(&says, 0, 1), sets.most(&says, 0, 2)], [4.0, 0.5, 0.0]);
    }

    #[test]
    fn values_hang_together_by_what_few_share() {
        let values = ["a b", "b c", "c", "d", "e f", "f everybody", "g everybody"];
        let few = elements(&values, &[1; 7]).linked(&[1; 7]);
        assert_eq!(few, [0, 0, 0, 3, 4, 4, 4]);
        // Were it not for these the last two were together.
        let rows = [1, 1, 1, 1, 1, 60, 60];
        assert_eq!(elements(&values, &rows).linked(&rows), [0, 0, 0, 3, 4, 4, 6]);
    }

    proptest! {
        /// As long as few rows are in all, whoever shares an element hangs together, and who does not by any way does not.
        #[test]
        fn linked_is_the_closure_of_sharing(values in proptest::collection::vec("[a-h]( [a-h]){0,2}", 1..12)) {
            let spelt: Vec<&str> = values.iter().map(String::as_str).collect();
            let rows = vec![1; spelt.len()];
            let linked = elements(&spelt, &rows).linked(&rows);
            let share = |a: &str, b: &str| a.split(' ').any(|x| b.split(' ').any(|y| x == y));
            // By repeated sharing, value by value.
            let mut way: Vec<Vec<bool>> =
                spelt.iter().map(|a| spelt.iter().map(|b| share(a, b)).collect()).collect();
            for k in 0..spelt.len() {
                for i in 0..spelt.len() {
                    for j in 0..spelt.len() {
                        way[i][j] |= way[i][k] && way[k][j];
                    }
                }
            }
            for i in 0..spelt.len() {
                for j in 0..spelt.len() {
                    prop_assert_eq!(linked[i] == linked[j], way[i][j]);
                }
            }
        }
    }
}
