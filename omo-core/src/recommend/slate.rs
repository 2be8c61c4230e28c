//! From scores to a list: what is allowed, best first, with reasons.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Reason;
use crate::order::Order;

/// When and where something is recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Moment {
    /// The day on the wall's calendar, in days since 1970-01-01.
    pub today: i32,
    /// In which store; none where the customer is in no store.
    #[serde(default)]
    pub store: Option<u32>,
    /// Through which channel.
    #[serde(default)]
    pub channel: Option<u32>,
}

impl Moment {
    /// A day, anywhere.
    #[must_use]
    pub fn on(today: i32) -> Self {
        Self { today, store: None, channel: None }
    }
}

/// Whether an item may be recommended, and what forbids it where it may not.
///
/// A plain `bool` will do too: `false` is the cause `not_allowed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allow {
    /// It may.
    Yes,
    /// It may not, for this cause: `out_of_stock`, `no_consent`.
    No(&'static str),
}

impl From<bool> for Allow {
    fn from(allowed: bool) -> Self {
        if allowed { Self::Yes } else { Self::No("not_allowed") }
    }
}

/// How much speaks for an item, and what.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Scored {
    /// The item.
    pub item: u32,
    /// 0 or more; more is better.
    pub score: f64,
    /// What speaks for it.
    pub reason: Reason,
}

/// Scores items for one customer; [`top`] turns scores into a list.
pub trait Recommender {
    /// What speaks for each item worth naming, in any order. What is said of one item adds up.
    ///
    /// `None` and unknown numbers are strangers.
    fn scores(&self, customer: Option<u32>, moment: &Moment) -> Vec<Scored>;
}

/// An item of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Recommendation {
    /// The item.
    pub item: u32,
    /// More is better; to be compared within one answer only.
    pub score: f64,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Reason>,
}

/// How many better items one cause kept out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Excluded {
    /// What forbade them.
    pub cause: &'static str,
    /// How many.
    pub items: u32,
}

/// An answer: items, best first, and why others are not among them.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Recommendations {
    /// The best items, best first; ties by number.
    pub items: Vec<Recommendation>,
    /// Items that would have stood in this list and were not allowed, by cause.
    pub excluded: Vec<Excluded>,
}

/// The `n` best items that `allow` lets through, best first.
///
/// ```
/// use omo_core::recommend::{Allow, Moment, Popularity, PopularityOptions, Purchases, Bought, top};
/// let bought = |customer, item| Bought { customer, item, day: 20_000, store: 0, channel: 0 };
/// let rows = vec![bought(0, 0), bought(1, 0), bought(0, 1)];
/// let popular = Popularity::fit(&Purchases::new(rows, 2, 3)?, &PopularityOptions::default())?;
/// let in_stock = |item| if item == 0 { Allow::No("out_of_stock") } else { Allow::Yes };
/// let shown = top(&popular, None, &Moment::on(20_001), 1, in_stock);
/// assert_eq!(shown.items[0].item, 1);
/// assert_eq!((shown.excluded[0].cause, shown.excluded[0].items), ("out_of_stock", 1));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn top<A: Into<Allow>>(
    model: &impl Recommender,
    customer: Option<u32>,
    moment: &Moment,
    n: usize,
    allow: impl Fn(u32) -> A,
) -> Recommendations {
    let mut slate = Slate::new(n);
    slate.fill(model.scores(customer, moment), allow);
    slate.done()
}

/// A list being filled, from the best source of scores to the last resort.
pub(super) struct Slate {
    n: usize,
    answer: Recommendations,
    /// Items that were looked at already, in order.
    settled: Vec<u32>,
    /// The least score given so far, 1 at most.
    least: f64,
}

/// Where an item's scores stand among all that were given.
#[derive(Clone, Copy)]
struct Candidate {
    score: f64,
    item: u32,
    start: u32,
    end: u32,
    /// What forbids it.
    cause: Option<u16>,
}

/// Best first; ties by number, so that nothing hangs on the order of the scores.
fn best_first(a: &Candidate, b: &Candidate) -> Ordering {
    b.score.total_cmp(&a.score).then(a.item.cmp(&b.item))
}

impl Slate {
    pub fn new(n: usize) -> Self {
        Self { n, answer: Recommendations::default(), settled: Vec::new(), least: 1.0 }
    }

    pub fn is_full(&self) -> bool {
        self.answer.items.len() >= self.n
    }

    /// Adds the best of `scores` that are allowed, below what is there already.
    ///
    /// `allow` is asked of each item once at most, and an excluded item costs no memory of its own.
    pub fn fill<A: Into<Allow>>(&mut self, mut scores: Vec<Scored>, allow: impl Fn(u32) -> A) {
        if self.is_full() {
            return;
        }
        // Stronger reasons first; scores of one item are added up in one order whatever order they came in.
        scores.put_in_order_by(|a, b| a.item.cmp(&b.item).then(b.score.total_cmp(&a.score)));
        let mut candidates = candidates(&scores);
        candidates.retain(|candidate| self.settled.binary_search(&candidate.item).is_err());
        self.least = candidates.iter().map(|candidate| candidate.score).fold(self.least, f64::min);
        self.settled.extend(candidates.iter().map(|candidate| candidate.item));
        self.settled.put_in_order();
        // As a rule the best few fill the list: sorting all of ten thousand items would be most of the time.
        let few = self.n.saturating_mul(2).max(64).min(candidates.len());
        candidates.put_least_first(few, best_first);
        let Some((best, rest)) = candidates.split_at_mut_checked(few) else { return };
        for part in [best, rest] {
            self.add(part, &scores, &allow);
        }
    }

    /// Adds the best of a part that are allowed, and counts those that would have stood among them.
    fn add<A: Into<Allow>>(&mut self, part: &mut [Candidate], scores: &[Scored], allow: impl Fn(u32) -> A) {
        let missing = self.n.saturating_sub(self.answer.items.len());
        if missing == 0 {
            return;
        }
        for candidate in &mut *part {
            candidate.cause = match allow(candidate.item).into() {
                Allow::Yes => None,
                Allow::No(cause) => Some(self.cause(cause)),
            };
        }
        let mut shown: Vec<_> = part.iter().filter(|candidate| candidate.cause.is_none()).collect();
        shown.put_least_first(missing, |a, b| best_first(a, b));
        shown.truncate(missing);
        shown.put_in_order_by(|a, b| best_first(a, b));
        let last = shown.last().filter(|_| shown.len() == missing);
        for candidate in part.iter() {
            let above = last.is_none_or(|last| best_first(candidate, last) == Ordering::Less);
            let cause = candidate.cause.filter(|_| above);
            if let Some(excluded) = cause.and_then(|cause| self.answer.excluded.get_mut(usize::from(cause))) {
                excluded.items += 1;
            }
        }
        self.answer.items.extend(shown.into_iter().map(|candidate| {
            let said = scores.get(candidate.start as usize..candidate.end as usize).unwrap_or_default();
            let reasons = said.iter().map(|scored| scored.reason).collect();
            Recommendation { item: candidate.item, score: candidate.score, reasons }
        }));
    }

    /// The number of a cause.
    fn cause(&mut self, cause: &'static str) -> u16 {
        let excluded = &mut self.answer.excluded;
        let known = excluded.iter().position(|known| known.cause == cause);
        let place = known.unwrap_or_else(|| {
            excluded.push(Excluded { cause, items: 0 });
            excluded.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    /// As [`fill`](Self::fill) with a last resort: its scores (0 to 1) are scaled to stay below all that were given
    /// before, so that scores fall all the way down the list.
    pub fn fill_below<A: Into<Allow>>(&mut self, mut scores: Vec<Scored>, allow: impl Fn(u32) -> A) {
        for scored in &mut scores {
            scored.score *= self.least;
        }
        self.fill(scores, allow);
    }

    pub fn done(mut self) -> Recommendations {
        self.answer.excluded.retain(|excluded| excluded.items > 0);
        self.answer.excluded.put_in_order_by_key(|excluded| excluded.cause);
        self.answer
    }
}

/// One candidate for each item of scores that are sorted by item.
fn candidates(scores: &[Scored]) -> Vec<Candidate> {
    let mut all = Vec::with_capacity(scores.len());
    let mut start = 0_u32;
    for said in scores.chunk_by(|a, b| a.item == b.item) {
        let end = start + u32::try_from(said.len()).unwrap_or(u32::MAX);
        if let Some(first) = said.first() {
            let score = said.iter().map(|scored| scored.score).sum();
            all.push(Candidate { score, item: first.item, start, end, cause: None });
        }
        start = end;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A model that says what it is told to.
    struct Says(Vec<Scored>);

    impl Recommender for Says {
        fn scores(&self, _: Option<u32>, _: &Moment) -> Vec<Scored> {
            self.0.clone()
        }
    }

    fn scored() -> impl Strategy<Value = Vec<Scored>> {
        // Quarters add up exactly, whatever the order.
        let one = (0_u32..300, 0_u32..40).prop_map(|(item, quarters)| Scored {
            item,
            score: f64::from(quarters) / 4.0,
            reason: Reason::NotSoldYet,
        });
        proptest::collection::vec(one, 0..400)
    }

    /// The plain way: add up, sort all, filter, take.
    fn plainly(scores: &[Scored], n: usize, allow: impl Fn(u32) -> bool) -> Vec<(u32, f64)> {
        let mut sums = std::collections::BTreeMap::<u32, f64>::new();
        for scored in scores {
            *sums.entry(scored.item).or_default() += scored.score;
        }
        let mut all: Vec<_> = sums.into_iter().filter(|&(item, _)| allow(item)).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(n);
        all
    }

    proptest! {
        #[test]
        fn the_list_is_that_of_adding_sorting_filtering(scores in scored(), n in 0_usize..320, modulus in 1_u32..9) {
            let allow = |item: u32| item % modulus != 1;
            let shown = top(&Says(scores.clone()), None, &Moment::on(0), n, allow);
            let got: Vec<_> = shown.items.iter().map(|i| (i.item, i.score)).collect();
            prop_assert_eq!(got, plainly(&scores, n, allow));
        }

        #[test]
        fn the_order_of_scores_does_not_matter(scores in scored(), n in 0_usize..50) {
            let mut backwards = scores.clone();
            backwards.reverse();
            let (a, b) = (Says(scores), Says(backwards));
            prop_assert_eq!(top(&a, None, &Moment::on(0), n, |_| true), top(&b, None, &Moment::on(0), n, |_| true));
        }

        /// Who is kept out is counted once, and only who stood above the last one shown.
        #[test]
        fn exclusions_are_those_above_the_last_shown(scores in scored(), n in 1_usize..50) {
            let allow = |item: u32| match item % 3 {
                0 => Allow::No("out_of_stock"),
                1 => Allow::No("no_consent"),
                _ => Allow::Yes,
            };
            let shown = top(&Says(scores.clone()), None, &Moment::on(0), n, allow);
            let everything = plainly(&scores, usize::MAX, |_| true);
            let last = shown.items.get(n - 1).map(|last| last.item);
            let reach = last.map_or(everything.len(), |last| everything.iter().position(|&(i, _)| i == last).unwrap());
            let above = |rest: u32| everything[..reach].iter().filter(|&&(i, _)| i % 3 == rest).count();
            let count = |cause| shown.excluded.iter().find(|e| e.cause == cause).map_or(0, |e| e.items as usize);
            prop_assert_eq!((count("out_of_stock"), count("no_consent")), (above(0), above(1)));
        }
    }
}
