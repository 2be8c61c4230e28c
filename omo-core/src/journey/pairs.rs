//! Counts of pairs of numbers.

use crate::order::Order;
use crate::pairs;

/// How often each pair of numbers below `size` occurs.
#[derive(Debug)]
pub(super) struct Pairs {
    size: u32,
    /// One counter a pair while they are few; empty otherwise.
    table: Vec<u32>,
    rest: pairs::Pairs,
    /// How often each of `rest` occurs.
    counts: Vec<u32>,
}

impl Pairs {
    pub fn new(size: usize) -> Self {
        // 512 by 512 counters are a megabyte: a shop's channels fit, a column of page addresses does not.
        let few = size <= 512;
        let table = if few { vec![0; size * size] } else { Vec::new() };
        Self {
            size: u32::try_from(size).unwrap_or(u32::MAX),
            table,
            rest: pairs::Pairs::default(),
            counts: Vec::new(),
        }
    }

    #[inline]
    pub fn add(&mut self, from: u32, to: u32) {
        let place = from as usize * self.size as usize + to as usize;
        if let Some(count) = self.table.get_mut(place) {
            *count += 1;
            return;
        }
        match self.counts.get_mut(self.rest.intern((from, to)) as usize) {
            Some(count) => *count += 1,
            None => self.counts.push(1),
        }
    }

    /// Pairs that occur, the most frequent first, then in order of their numbers.
    pub fn counted(&self) -> Vec<(u32, u32, u32)> {
        let all = (0..self.size).flat_map(|from| (0..self.size).map(move |to| (from, to)));
        let few = all.zip(&self.table).map(|((from, to), &count)| (from, to, count));
        let many = self.rest.all().iter().zip(&self.counts).map(|(&(from, to), &count)| (from, to, count));
        let mut counted: Vec<_> = if self.table.is_empty() {
            many.collect()
        } else {
            few.filter(|&(.., count)| count > 0).collect()
        };
        counted.put_in_order_by_key(|&(from, to, count)| (std::cmp::Reverse(count), from, to));
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_counted_alike() {
        let count = |size| {
            let mut pairs = Pairs::new(size);
            for (from, to) in [(1, 2), (0, 1), (1, 2), (2, 0), (0, 1), (1, 2)] {
                pairs.add(from, to);
            }
            pairs.counted()
        };
        assert_eq!(count(3), [(1, 2, 3), (0, 1, 2), (2, 0, 1)]);
        assert_eq!(count(100_000), count(3));
        assert_eq!(Pairs::new(0).counted(), []);
    }
}
