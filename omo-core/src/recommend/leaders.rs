//! The best few of many scores, found in one pass.

use std::cmp::Ordering;

use crate::order::Order;

/// The best first; ties by number.
#[cfg_attr(
    target_pointer_width = "64",
    expect(clippy::trivially_copy_pass_by_ref, reason = "as sorting compares")
)]
pub(super) fn best_first(a: &(f32, u32), b: &(f32, u32)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// The best few of the scores offered so far, and some others.
///
/// Most of what is offered is looked at once: it stands behind the few that were found before.
pub(super) struct Leaders {
    few: usize,
    bar: f32,
    best: Vec<(f32, u32)>,
}

impl Leaders {
    /// For the best `few` scores greater than 0.
    pub fn new(few: usize) -> Self {
        Self { few: few.max(1), bar: f32::from_bits(1), best: Vec::new() }
    }

    /// What is less need not be offered.
    pub fn bar(&self) -> f32 {
        self.bar
    }

    #[inline]
    pub fn offer(&mut self, score: f32, item: u32) {
        if score >= self.bar {
            self.best.push((score, item));
            if self.best.len() >= self.few.saturating_mul(2) {
                self.raise();
            }
        }
    }

    /// Forgets all but the best few.
    fn raise(&mut self) {
        self.best.put_least_first(self.few, best_first);
        self.best.truncate(self.few);
        self.bar = self.best.iter().map(|&(score, _)| score).fold(f32::INFINITY, f32::min);
    }

    /// The best few, or all, in order.
    pub fn done(mut self) -> Vec<(f32, u32)> {
        self.best.put_in_order_by(best_first);
        self.best.truncate(self.few);
        self.best
    }
}

impl Extend<(f32, u32)> for Leaders {
    fn extend<I: IntoIterator<Item = (f32, u32)>>(&mut self, all: I) {
        all.into_iter().for_each(|(score, item)| self.offer(score, item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_leaders_are_the_first_of_all_in_order(
            quarters in proptest::collection::vec(0_u8..40, 0..400), few in 1_usize..90, backwards: bool,
        ) {
            // Many ties, which come in any order.
            let mut all: Vec<(f32, u32)> =
                quarters.into_iter().map(|quarter| f32::from(quarter) / 4.0).zip(0..).collect();
            if backwards {
                all.reverse();
            }
            let mut leaders = Leaders::new(few);
            leaders.extend(all.iter().copied());
            all.retain(|&(score, _)| score > 0.0);
            all.sort_by(best_first);
            all.truncate(few);
            prop_assert_eq!(leaders.done(), all);
        }
    }
}
