//! Rows shared among folds.

use crate::random::Random;

/// The fold of each row: of every few neighbours in `order` one goes to each fold, by chance.
///
/// What is in order of arms and outcomes is so shared evenly, whatever the order of the table.
pub(super) fn folds(order: &[usize], folds: u32, seed: u64) -> Vec<u32> {
    let mut fold_of = vec![0; order.len()];
    for (block, neighbours) in (0..).zip(order.chunks(folds.max(1) as usize)) {
        let mut free: Vec<u32> = (0..folds).collect();
        let mut random = Random::fork(seed, block);
        for &row in neighbours {
            let at = random.below(free.len());
            let place = fold_of.get_mut(row).filter(|_| at < free.len());
            if let Some(place) = place {
                *place = free.swap_remove(at);
            }
        }
    }
    fold_of
}
