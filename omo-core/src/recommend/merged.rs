//! Names that a model knows, and more of them.

use super::Names;
use crate::vocabulary::Vocabulary;

/// All names of two lists in order, and what the numbers of each became.
pub(super) fn merged(old: &Names, new: &Names) -> (Names, Vec<u32>, Vec<u32>) {
    let mut met = Vocabulary::default();
    for text in old.iter().chain(new.iter()) {
        met.intern(text);
    }
    // An empty list does not contradict the other; two of them stay what they were called.
    let whole = |names: &Names| names.are_integers() || names.is_empty();
    let said = old.are_integers() || new.are_integers();
    let (all, renumbered) = Names::sorted(&met, said && whole(old) && whole(new));
    let numbers = |names: &Names| {
        let number = |text| met.get(text).and_then(|at| renumbered.get(at as usize)).copied();
        names.iter().filter_map(number).collect()
    };
    let (of_old, of_new) = (numbers(old), numbers(new));
    (all, of_old, of_new)
}
