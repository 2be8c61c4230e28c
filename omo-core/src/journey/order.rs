//! Putting rows in order, at the cost of one write and a short sort each.

use super::read::NONE;
use super::table::Kind;
use crate::order::{Order, put_few_in_order, put_many_in_order};
use crate::vocabulary::Vocabulary;

/// The kinds in order, and the new number of each old one.
pub(super) fn ranked(kinds: &[Kind]) -> (Vec<Kind>, Vec<u32>) {
    let mut sorted = kinds.to_vec();
    sorted.put_in_order();
    let number = |kind: &Kind| sorted.binary_search(kind).ok().and_then(|n| u32::try_from(n).ok());
    let renumber = kinds.iter().map(|kind| number(kind).unwrap_or(NONE)).collect();
    (sorted, renumber)
}

/// The numbers of customers with touchpoints, in order of their texts.
pub(super) fn by_text(ids: &Vocabulary, count: &[u32]) -> Vec<u32> {
    // Sixteen bytes as one number decide nearly always, without a look at the text.
    let head = |text: &str| {
        text.bytes()
            .chain(std::iter::repeat(0))
            .take(16)
            .fold(0_u128, |head, byte| head << 8 | u128::from(byte))
    };
    let mut keys: Vec<(u128, u32)> = (0_u32..)
        .zip(ids.iter().zip(count))
        .filter(|&(_, (_, &count))| count > 0)
        .map(|(number, (text, _))| (head(text), number))
        .collect();
    put_many_in_order(&mut keys, |a, b| a.0.cmp(&b.0).then_with(|| ids.text(a.1).cmp(&ids.text(b.1))));
    keys.into_iter().map(|(_, number)| number).collect()
}

/// The rows of each customer side by side and sorted.
///
/// `next` holds where the next row of each customer goes: one write a row brings customers together, and what
/// is left to sort is short. Rows that come in order are written in order and found sorted.
pub(super) fn grouped<T: Ord + Copy + Default>(
    rows: impl Iterator<Item = (u32, T)>,
    next: &mut [u32],
    ends: &[u32],
) -> Vec<T> {
    let mut all = vec![T::default(); ends.last().map_or(0, |&end| end as usize)];
    for (customer, row) in rows {
        if let Some(next) = next.get_mut(customer as usize)
            && let Some(place) = all.get_mut(*next as usize)
        {
            *place = row;
            *next += 1;
        }
    }
    let mut start = 0;
    for &end in ends {
        if let Some(journey) = all.get_mut(start as usize..end as usize) {
            put_few_in_order(journey);
        }
        start = end;
    }
    all
}
