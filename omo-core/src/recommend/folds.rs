//! Rows shared among folds.

use crate::random::Random;

/// The fold of each row: the rows of each group, which stand together in `order`, are shuffled and dealt out.
///
/// Chance alone deals, and not what the rows hold: folds that were made alike in outcomes and features would tell each other what
/// is noise, and a model of the others would seem to know it. The order only keeps that of the table out.
pub(super) fn folds(order: &[usize], group: impl Fn(usize) -> u32, folds: u32, seed: u64) -> Vec<u32> {
    let mut fold_of = vec![0; order.len()];
    for (number, rows) in (0..).zip(order.chunk_by(|&a, &b| group(a) == group(b))) {
        let mut random = Random::fork(seed, number);
        let mut rows = rows.to_vec();
        // Fisher and Yates.
        for last in (1..rows.len()).rev() {
            rows.swap(random.below(last + 1), last);
        }
        for (row, fold) in rows.into_iter().zip((0..folds).cycle()) {
            if let Some(place) = fold_of.get_mut(row) {
                *place = fold;
            }
        }
    }
    fold_of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_shared_evenly_and_by_chance() {
        let order: Vec<usize> = (0..100).collect();
        let group = |row: usize| u32::from(row >= 40);
        let found = folds(&order, group, 5, 7);
        for fold in 0..5 {
            let of = |group_of: u32| {
                order.iter().filter(|&&row| group(row) == group_of && found[row] == fold).count()
            };
            assert_eq!((of(0), of(1)), (8, 12));
        }
        assert_ne!(found, folds(&order, group, 5, 8));
        // Neighbours are not kept apart: of 99 pairs about a fifth is in one fold.
        let pairs = found.windows(2).filter(|pair| pair[0] == pair[1]).count();
        assert!((8..35).contains(&pairs), "{pairs}");
    }
}
