//! How good lists of items are, held against what was taken afterwards.

mod compare;
mod held_out;
mod listed;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::sparse::Rows;
use crate::{Error, math};

pub use compare::{PairedRankings, RankingMetric, compare_rankings};
pub use held_out::{held_out_last, held_out_since, since_share};
pub use listed::{ListedBy, listed};

/// Lists of items to be judged, customer by customer, in dense numbers.
#[derive(Debug, Clone, Copy)]
pub struct Lists<'a> {
    /// What was recommended to each customer, the best first.
    pub recommended: &'a Rows<u32>,
    /// What each customer took afterwards.
    pub truth: &'a Rows<u32>,
    /// What each customer had taken before, if that is known: it tells repeats from what is new, and says how well known
    /// an item is.
    pub history: Option<&'a Rows<u32>>,
    /// How many items there are to recommend.
    pub items: usize,
}

/// How good the lists of one length are, over all customers with a truth.
///
/// Means over customers; who got no list has 0. An item counts once in a list, where it stands first.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RankingScores {
    /// How many items of each list count.
    pub n: u32,
    /// Customers with a truth.
    pub customers: u32,
    /// How much of the truth is in the list.
    pub recall: f64,
    /// How much of the `n` places hold something of the truth.
    pub precision: f64,
    /// How many customers have at least one item of the truth in the list: the personalised hit rate, PHR.
    pub hit_rate: f64,
    /// Discounted gain over the best that `n` places can have (Järvelin and Kekäläinen 2002): the usual convention.
    pub ndcg: f64,
    /// Discounted gain over that of the whole truth, as papers on next baskets have it (Li and others 2023).
    pub ndcg_whole: f64,
    /// One over the place of the first item of the truth, 0 where none is in the list.
    pub mrr: f64,
    /// How many of all items stand in any list.
    pub coverage: f64,
    /// How surprising the lists are, in bits: the mean of -log2 of the share of customers who had taken an item (Zhou and
    /// others 2010), with half a customer for items that nobody had. Only with a history.
    pub novelty: Option<f64>,
    /// What is bought again beside what is new. Only with a history.
    pub repeats: Option<RepeatScores>,
}

/// The two halves of a list: what the customer had taken before, and what is new (Li and others 2023).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RepeatScores {
    /// How much of the lists is repeats.
    pub list_share: f64,
    /// How much of the truth is.
    pub truth_share: f64,
    /// How much of the repeats of the truth is in the list, over customers who repeated something; none where nobody did.
    pub recall_repeat: Option<f64>,
    /// How much of what was new in the truth is in the list, over customers who took something new.
    pub recall_new: Option<f64>,
}

/// What one customer's list is worth, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListScores {
    /// Which customer: a row of the truth.
    pub customer: u32,
    /// As in [`RankingScores`], and so the rest.
    pub recall: f64,
    /// Places that hold something of the truth.
    pub precision: f64,
    /// 1 where any does.
    pub hit_rate: f64,
    /// Over the best that the places can have.
    pub ndcg: f64,
    /// Over the whole truth.
    pub ndcg_whole: f64,
    /// One over the first such place.
    pub mrr: f64,
}

/// Scores of all and of each.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Over all customers.
    pub scores: RankingScores,
    /// Customer by customer, those with a truth, in order.
    pub lists: Vec<ListScores>,
}

/// Judges lists of up to `n` items.
///
/// ```
/// use omo_core::measure::{Lists, ranking};
/// use omo_core::sparse::Rows;
/// let recommended: Rows<u32> = [vec![3, 1, 2], vec![5]].into_iter().collect();
/// let truth: Rows<u32> = [vec![1, 9], vec![5]].into_iter().collect();
/// let judged = ranking(&Lists { recommended: &recommended, truth: &truth, history: None, items: 10 }, 3)?;
/// assert_eq!((judged.scores.recall, judged.scores.hit_rate, judged.scores.mrr), (0.75, 1.0, 0.75));
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Option`] for `n` = 0; [`Error::Column`] for an item that is not below `items`.
pub fn ranking(lists: &Lists<'_>, n: usize) -> Result<Ranking, Error> {
    if n == 0 {
        return Err(Error::option("n", "at least 1", &n));
    }
    check(lists)?;
    let mut judge = Judge::new(lists, n);
    let each = (0_u32..).zip(lists.truth.iter());
    let judged: Vec<ListScores> =
        each.filter(|(_, truth)| !truth.is_empty()).map(|(customer, _)| judge.list(customer)).collect();
    Ok(judge.done(judged))
}

fn check(lists: &Lists<'_>) -> Result<(), Error> {
    let all = [Some(lists.recommended), Some(lists.truth), lists.history];
    let mut values = all.into_iter().flatten().flat_map(Rows::values);
    if values.all(|&item| (item as usize) < lists.items) {
        return Ok(());
    }
    Err(Error::Column { column: "item".into(), must: "numbers below `items`".into() })
}

/// What is gathered while lists are judged.
struct Judge<'a> {
    lists: &'a Lists<'a>,
    n: usize,
    /// What the gain of each place is divided by: log2(place + 1).
    discount: Vec<f64>,
    /// What stands in any list.
    shown: Vec<bool>,
    /// How many customers had taken each item.
    known: Vec<u32>,
    bits: f64,
    places: usize,
    repeats: Split,
    /// Items of the truth, and those taken before, of the customer at hand.
    truth: Vec<u32>,
    before: Vec<u32>,
}

/// Repeats and what is new.
#[derive(Default)]
struct Split {
    in_lists: usize,
    in_truth: usize,
    truth: usize,
    repeat: Mean,
    new: Mean,
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1.0;
    }

    fn share(&mut self, part: usize, whole: usize) {
        if whole > 0 {
            self.add(ratio(part, whole));
        }
    }

    fn get(&self) -> Option<f64> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }
}

/// A share of counts; 0 of nothing.
fn ratio(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    let share = part as f64 / whole.max(1) as f64;
    share
}

/// Values in order, each once.
fn set(values: &[u32], into: &mut Vec<u32>) {
    into.clear();
    into.extend_from_slice(values);
    into.sort_unstable();
    into.dedup();
}

impl<'a> Judge<'a> {
    fn new(lists: &'a Lists<'a>, n: usize) -> Self {
        let longest = lists.truth.iter().map(<[u32]>::len).max().unwrap_or(0).max(n.min(lists.items));
        #[expect(clippy::cast_precision_loss, reason = "places of a list")]
        let discount = (0..longest).map(|place| 1.0 / math::log2(place as f64 + 2.0)).collect();
        let mut known = vec![0_u32; lists.items];
        let mut one = Vec::new();
        for taken in lists.history.iter().flat_map(|rows| rows.iter()) {
            set(taken, &mut one);
            for &item in &one {
                known.get_mut(item as usize).into_iter().for_each(|count| *count += 1);
            }
        }
        Self {
            lists,
            n,
            discount,
            shown: vec![false; lists.items],
            known,
            bits: 0.0,
            places: 0,
            repeats: Split::default(),
            truth: Vec::new(),
            before: Vec::new(),
        }
    }

    fn list(&mut self, customer: u32) -> ListScores {
        let at = customer as usize;
        set(self.lists.truth.row(at), &mut self.truth);
        set(self.lists.history.map_or(&[], |history| history.row(at)), &mut self.before);
        let mut seen: Vec<u32> = Vec::with_capacity(self.n.min(64));
        let (mut gain, mut hits, mut first) = (0.0, 0, None);
        let (mut repeats_hit, mut repeats_shown) = (0, 0);
        for &item in self.lists.recommended.row(at) {
            if seen.len() == self.n {
                break;
            }
            if seen.contains(&item) {
                continue;
            }
            let place = seen.len();
            seen.push(item);
            let again = self.before.binary_search(&item).is_ok();
            repeats_shown += usize::from(again);
            if self.truth.binary_search(&item).is_ok() {
                gain += self.discount.get(place).copied().unwrap_or_default();
                hits += 1;
                repeats_hit += usize::from(again);
                first = first.or(Some(place));
            }
        }
        self.gather(&seen);
        let truth = self.truth.len();
        let again = self.truth.iter().filter(|item| self.before.binary_search(item).is_ok()).count();
        self.repeats.in_lists += repeats_shown;
        self.repeats.in_truth += again;
        self.repeats.truth += truth;
        self.repeats.repeat.share(repeats_hit, again);
        self.repeats.new.share(hits - repeats_hit, truth - again);
        let best = |places: usize| self.discount.iter().take(places).sum::<f64>();
        ListScores {
            customer,
            recall: ratio(hits, truth),
            precision: ratio(hits, self.n),
            hit_rate: f64::from(u8::from(hits > 0)),
            ndcg: gain / best(truth.min(self.n)),
            ndcg_whole: gain / best(truth),
            mrr: first.map_or(0.0, |place| ratio(1, place + 1)),
        }
    }

    /// What a list adds to coverage and novelty.
    fn gather(&mut self, list: &[u32]) {
        let customers = ratio(self.lists.history.map_or(0, Rows::len), 1);
        for &item in list {
            self.shown.get_mut(item as usize).into_iter().for_each(|shown| *shown = true);
            let known = f64::from(self.known.get(item as usize).copied().unwrap_or(0));
            self.bits -= math::log2(known.max(0.5) / customers.max(1.0));
        }
        self.places += list.len();
    }

    fn done(self, lists: Vec<ListScores>) -> Ranking {
        let mean =
            |of: fn(&ListScores) -> f64| lists.iter().map(of).sum::<f64>() / ratio(lists.len().max(1), 1);
        let filled = ratio(self.places.max(1), 1);
        let history = self.lists.history.is_some();
        let scores = RankingScores {
            n: u32::try_from(self.n).unwrap_or(u32::MAX),
            customers: u32::try_from(lists.len()).unwrap_or(u32::MAX),
            recall: mean(|list| list.recall),
            precision: mean(|list| list.precision),
            hit_rate: mean(|list| list.hit_rate),
            ndcg: mean(|list| list.ndcg),
            ndcg_whole: mean(|list| list.ndcg_whole),
            mrr: mean(|list| list.mrr),
            coverage: ratio(self.shown.iter().filter(|&&shown| shown).count(), self.lists.items),
            novelty: history.then(|| self.bits / filled),
            repeats: history.then(|| RepeatScores {
                list_share: ratio(self.repeats.in_lists, self.places),
                truth_share: ratio(self.repeats.in_truth, self.repeats.truth),
                recall_repeat: self.repeats.repeat.get(),
                recall_new: self.repeats.new.get(),
            }),
        };
        Ranking { scores, lists }
    }
}
