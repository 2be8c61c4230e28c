//! Groups that were found, held against the true ones.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::math::share;
use crate::order::Order;

/// How well found groups agree with the true ones, by pairs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PairScores {
    /// Share of the pairs found that are right; 1 when none was found.
    pub precision: f64,
    /// Share of the true pairs that were found; 1 when there is none.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
    /// Pairs that truly belong together.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub true_pairs: u64,
    /// Pairs that were put together.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub found_pairs: u64,
    /// Pairs that are both.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub right_pairs: u64,
}

/// How many pairs of records that belong together were put together, and how many that do not.
///
/// `truth` and `found` hold the group of each record, `None` for a record that belongs to nobody and so to
/// no pair. Time is that of sorting, not of looking at pairs.
///
/// # Errors
///
/// [`Error::Length`] when the two differ in length.
///
/// # Examples
///
/// ```
/// use omo_core::measure::pair_scores;
/// let truth = [Some(1), Some(1), Some(1), Some(2)];
/// let found = [Some(7), Some(7), Some(8), Some(8)];
/// let scores = pair_scores(&truth, &found)?;
/// // Two pairs were found, one of them right; three are true.
/// assert_eq!((scores.precision, scores.recall), (1.0 / 2.0, 1.0 / 3.0));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn pair_scores(truth: &[Option<u32>], found: &[Option<u32>]) -> Result<PairScores, Error> {
    let table = Table::new(truth, found)?;
    let pairs = |sizes: &[Size]| sizes.iter().map(|size| size.count * (size.count - 1) / 2).sum();
    let (true_pairs, found_pairs, right_pairs) =
        (pairs(&table.truth), pairs(&table.found), pairs(&table.both));
    let (precision, recall) = (share_or_one(right_pairs, found_pairs), share_or_one(right_pairs, true_pairs));
    // The harmonic mean of the two, without rounding them first.
    let f1 = share_or_one(2 * right_pairs, true_pairs + found_pairs);
    Ok(PairScores { precision, recall, f1, true_pairs, found_pairs, right_pairs })
}

/// How well found groups agree with the true ones, by records.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BCubed {
    /// Share of a record's found group that truly belongs with it, averaged over records.
    pub precision: f64,
    /// Share of a record's true group that was found with it, averaged over records.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

/// The B-cubed scores of Bagga and Baldwin (1998): every record counts the same, where pairs let the largest
/// groups decide.
///
/// A record that belongs to nobody is a group of its own. Without records all scores are 1.
///
/// # Errors
///
/// [`Error::Length`] when the two differ in length.
///
/// # Examples
///
/// ```
/// use omo_core::measure::b_cubed;
/// let scores = b_cubed(&[Some(1), Some(1), Some(2), None], &[Some(7), Some(7), Some(7), None])?;
/// // Of their group of three, two records find 2 and one finds 1 that is right; the stranger is right.
/// assert_eq!(scores.precision, (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 1.0) / 4.0);
/// assert_eq!(scores.recall, 1.0);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[expect(clippy::cast_precision_loss, reason = "exact up to 9 quadrillion records")]
pub fn b_cubed(truth: &[Option<u32>], found: &[Option<u32>]) -> Result<BCubed, Error> {
    let table = Table::new(truth, found)?;
    if truth.is_empty() {
        return Ok(BCubed { precision: 1.0, recall: 1.0, f1: 1.0 });
    }
    let size = |sizes: &[Size], of: Option<u32>| {
        let place = of.and_then(|of| sizes.binary_search_by_key(&u64::from(of), |size| size.key).ok());
        place.and_then(|place| sizes.get(place)).map_or(1, |size| size.count)
    };
    // A record that either side gives to nobody shares its group with itself at most.
    let lone = truth.iter().zip(found).filter(|(truth, found)| truth.is_none() || found.is_none());
    let lone = lone.map(|(&truth, &found)| (truth, found, 1));
    let both = table.both.iter().map(|size| (Some(high(size.key)), Some(low(size.key)), size.count));
    let (mut precision, mut recall) = (0.0, 0.0);
    for (of_truth, of_found, count) in both.chain(lone) {
        // Each of `count` records has `count` right companions, itself among them.
        let right = (count * count) as f64;
        precision += right / size(&table.found, of_found) as f64;
        recall += right / size(&table.truth, of_truth) as f64;
    }
    let records = truth.len() as f64;
    let (precision, recall) = (precision / records, recall / records);
    Ok(BCubed { precision, recall, f1: harmonic(precision, recall) })
}

/// A group and how many records it has.
struct Size {
    key: u64,
    count: u64,
}

/// The sizes of groups, in order of their keys: true ones, found ones, and where the two meet.
struct Table {
    truth: Vec<Size>,
    found: Vec<Size>,
    both: Vec<Size>,
}

impl Table {
    fn new(truth: &[Option<u32>], found: &[Option<u32>]) -> Result<Self, Error> {
        if truth.len() != found.len() {
            let what = "found".into();
            return Err(Error::Length { what, expected: truth.len(), got: found.len() });
        }
        let pair = |(&truth, &found): (&Option<u32>, &Option<u32>)| {
            Some(u64::from(truth?) << 32 | u64::from(found?))
        };
        Ok(Self {
            truth: sizes(truth.iter().flatten().map(|&group| group.into())),
            found: sizes(found.iter().flatten().map(|&group| group.into())),
            both: sizes(truth.iter().zip(found).filter_map(pair)),
        })
    }
}

fn sizes(keys: impl Iterator<Item = u64>) -> Vec<Size> {
    let mut keys: Vec<u64> = keys.collect();
    keys.put_in_order();
    let size = |same: &[u64]| Some(Size { key: *same.first()?, count: same.len() as u64 });
    keys.chunk_by(|a, b| a == b).filter_map(size).collect()
}

fn high(key: u64) -> u32 {
    (key >> 32) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn low(key: u64) -> u32 {
    key as u32
}

fn share_or_one(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { share(part, whole) }
}

fn harmonic(precision: f64, recall: f64) -> f64 {
    if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// By hand: truth {0,1,2} {3,4}, found {0,1} {2,3} {4,5}; record 5 truly belongs to nobody.
    /// Found pairs 01, 23, 45; true pairs 01, 02, 12, 34; right: 01.
    #[test]
    fn hand_numbers() {
        let truth = [Some(1), Some(1), Some(1), Some(2), Some(2), None];
        let found = [Some(5), Some(5), Some(6), Some(6), Some(7), Some(7)];
        let scores = pair_scores(&truth, &found).unwrap();
        assert_eq!((scores.true_pairs, scores.found_pairs, scores.right_pairs), (4, 3, 1));
        assert_eq!((scores.precision, scores.recall), (1.0 / 3.0, 1.0 / 4.0));
        assert_eq!(scores.f1, 2.0 / 7.0);
    }

    /// By hand: two groups of two thrown into one of four; half of what each record finds is right.
    #[test]
    fn one_heap_has_full_recall_and_half_precision() {
        let truth = [Some(1), Some(1), Some(2), Some(2)];
        let scores = b_cubed(&truth, &[Some(0); 4]).unwrap();
        assert_eq!((scores.precision, scores.recall), (0.5, 1.0));
    }

    #[test]
    fn nothing_found_is_nothing_wrong() {
        let scores = pair_scores(&[Some(1), Some(1)], &[None, None]).unwrap();
        assert_eq!((scores.precision, scores.recall, scores.f1), (1.0, 0.0, 0.0));
        assert_eq!(pair_scores(&[], &[]).unwrap().f1, 1.0);
        assert_eq!(b_cubed(&[], &[]).unwrap().f1, 1.0);
    }

    #[test]
    fn different_lengths_are_an_error() {
        assert_eq!(pair_scores(&[None], &[]).unwrap_err().code(), "length");
        assert_eq!(b_cubed(&[], &[None]).unwrap_err().code(), "length");
    }

    fn group() -> impl Strategy<Value = Option<u32>> {
        prop_oneof![1 => Just(None), 5 => (0_u32..5).prop_map(Some), 1 => Just(Some(u32::MAX))]
    }

    /// Whether records `i` and `j` are one group's.
    fn together(groups: &[Option<u32>], i: usize, j: usize) -> bool {
        i == j || groups[i].is_some() && groups[i] == groups[j]
    }

    proptest! {
        /// Counting groups gives what looking at every pair gives.
        #[test]
        fn pairs_are_counted_right(records in vec((group(), group()), 0..30)) {
            let (truth, found): (Vec<_>, Vec<_>) = records.into_iter().unzip();
            let pairs = || (0..truth.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
            let scores = pair_scores(&truth, &found).unwrap();
            let count = |f: &dyn Fn(usize, usize) -> bool| pairs().filter(|&(i, j)| f(i, j)).count() as u64;
            prop_assert_eq!(scores.true_pairs, count(&|i, j| together(&truth, i, j)));
            prop_assert_eq!(scores.found_pairs, count(&|i, j| together(&found, i, j)));
            let both = count(&|i, j| together(&truth, i, j) && together(&found, i, j));
            prop_assert_eq!(scores.right_pairs, both);
        }

        /// B-cubed by its definition: for each record its group, then the mean.
        #[test]
        fn b_cubed_is_the_mean_over_records(records in vec((group(), group()), 1..30)) {
            let (truth, found): (Vec<_>, Vec<_>) = records.into_iter().unzip();
            let all = 0..truth.len();
            let mean = |of: &[Option<u32>]| {
                let of_record = |i: usize| {
                    let group: Vec<usize> = all.clone().filter(|&j| together(of, i, j)).collect();
                    let right = |&&j: &&usize| together(&truth, i, j) && together(&found, i, j);
                    share(group.iter().filter(right).count() as u64, group.len() as u64)
                };
                all.clone().map(of_record).sum::<f64>() * share(1, all.len() as u64)
            };
            let scores = b_cubed(&truth, &found).unwrap();
            prop_assert!((scores.precision - mean(&found)).abs() < 1e-12);
            prop_assert!((scores.recall - mean(&truth)).abs() < 1e-12);
        }

        /// The truth itself is perfect, and what the groups are called does not matter.
        #[test]
        fn truth_is_perfect(truth in vec(group(), 0..30)) {
            let renamed: Vec<_> = truth.iter().map(|g| g.map(|g| g ^ 0x55)).collect();
            prop_assert_eq!(pair_scores(&truth, &renamed).unwrap().f1, 1.0);
            prop_assert!(b_cubed(&truth, &renamed).unwrap().f1 > 0.999_999);
        }
    }
}
