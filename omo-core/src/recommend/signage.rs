//! What a screen shows to the people before it, without telling on any of them.

use serde::Serialize;

use crate::order::Order;
use crate::{Error, Language, form};

/// Something a screen can show.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The item it shows.
    pub item: u32,
    /// Whether its category is one of which nobody else is to know: health, lingerie, debts.
    pub sensitive: bool,
}

/// A person who is here and has agreed to be counted: items and how much each is liked.
///
/// The number is of the caller's choice, such as a hash of the customer's id, and must stay with the person while here.
#[derive(Debug, Clone, PartialEq)]
pub struct Likes {
    /// Who, among those who are here.
    pub person: u64,
    /// Items with scores in any unit; those that are not greater than 0 do not count.
    pub scores: Vec<(u32, f64)>,
}

/// How [`Signage`] decides.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignageOptions {
    /// How many people must like a content besides any single one of them; also how many must have come or gone before another is
    /// shown. At least 3.
    pub k: u32,
    /// Minutes between decisions, which fall on the clock: at 15, on the quarters of the hour.
    pub minutes: u32,
    /// The share of a person's likes that an item must have for the person to count among those who like it.
    pub share: f64,
}

form::options!(SignageOptions { k, minutes, share });

impl Default for SignageOptions {
    fn default() -> Self {
        Self { k: 3, minutes: 15, share: 0.1 }
    }
}

/// Why something is shown; it names nobody, and no number from which somebody could be counted out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WhyShown {
    /// More than `k` of those who were here when it was decided like it, and it more than anything else.
    Liked,
    /// The shop's own choice.
    Own,
}

impl WhyShown {
    /// The same in words.
    #[must_use]
    pub fn words(self, k: u32, language: Language) -> String {
        match (self, language) {
            (Self::Liked, Language::En) => format!("liked by more than {k} people here"),
            (Self::Liked, Language::Ja) => format!("ここにいる{k}人を超える方のお好み"),
            (Self::Own, Language::En) => "the shop's own choice".into(),
            (Self::Own, Language::Ja) => "お店のおすすめ".into(),
        }
    }
}

/// What is on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The item; none where the shop's own list is shown.
    pub item: Option<u32>,
    /// Why.
    pub why: WhyShown,
    /// When the next decision may fall, in milliseconds since 1970.
    pub until: i64,
}

/// Votes that a person has, in all.
const VOTES: u64 = 1000;

/// A screen: what it shows follows the people before it slowly enough that nobody is told on.
///
/// The guarantees, each of which is a law in the tests, for a crowd P and a decision d(P) of `decide`:
///
/// 1. What is shown is in the catalogue, is not sensitive, and more than `k` of P like it: `k` do without any single one.
/// 2. One person has one vote in all, so for every p the decision d(P without p) is d(P) or the shop's own, and never another
///    content: nobody's coming or going turns one content into another.
/// 3. Between decisions, which fall on the clock and not on anybody's step, nothing changes, whoever comes or goes.
/// 4. What is shown differs from what was last decided only if at least `k` persons are here who were not then, or were then and are
///    not here: fewer comers and goers than `k` together never change it, at any time.
///
/// It holds the numbers of those who were here when it last decided, in memory alone; it is not saved.
#[derive(Debug, Clone)]
pub struct Signage {
    /// In order of items.
    catalogue: Vec<Content>,
    options: SignageOptions,
    decided: Option<Decided>,
}

#[derive(Debug, Clone)]
struct Decided {
    /// Which of the times on the clock.
    epoch: i64,
    /// Who was here when what is shown was decided, in order.
    crowd: Vec<u64>,
    item: Option<u32>,
}

impl Signage {
    /// A screen that shows the shop's own until enough people are there.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for an option out of range, [`Error::Column`] for an item that stands twice in the catalogue.
    ///
    /// ```
    /// use omo_core::recommend::{Content, Likes, Signage, SignageOptions};
    /// let catalogue = vec![Content { item: 0, sensitive: false }, Content { item: 1, sensitive: true }];
    /// let mut screen = Signage::new(catalogue, &SignageOptions::default())?;
    /// let here: Vec<Likes> = (0..4).map(|person| Likes { person, scores: vec![(0, 1.0), (1, 9.0)] }).collect();
    /// // Four like both; one of the two is nobody's business.
    /// assert_eq!(screen.show(&here, 0)?.item, Some(0));
    /// // Two leave: at no time does that change anything.
    /// assert_eq!(screen.show(&here[2..], 3_600_000)?.item, Some(0));
    /// assert_eq!(screen.show(&[], 7_200_000)?.item, None);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn new(mut catalogue: Vec<Content>, options: &SignageOptions) -> Result<Self, Error> {
        if options.k < 3 {
            return Err(Error::option("k", "at least 3", &options.k));
        }
        if options.minutes == 0 {
            return Err(Error::option("minutes", "at least 1", &options.minutes));
        }
        if !(options.share > 0.0 && options.share <= 1.0) {
            let got = crate::decimal::shortest(options.share);
            return Err(Error::option("share", "above 0 and at most 1", &got));
        }
        catalogue.put_in_order_by_key(|content| content.item);
        if catalogue.iter().zip(catalogue.iter().skip(1)).any(|(a, b)| a.item == b.item) {
            return Err(Error::Column { column: "item".into(), must: "in the catalogue only once".into() });
        }
        Ok(Self { catalogue, options: options.clone(), decided: None })
    }

    /// What to show to those who are here, at a time in milliseconds since 1970.
    ///
    /// A person who stands in the list twice has one vote with the likes of both. A time before the last decision is taken for that.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a score that is not finite.
    pub fn show(&mut self, present: &[Likes], now: i64) -> Result<Shown, Error> {
        let length = i64::from(self.options.minutes) * 60_000;
        let epoch = now.div_euclid(length).max(self.decided.as_ref().map_or(i64::MIN, |last| last.epoch));
        let crowd = crowd(present);
        let open = match &self.decided {
            None => true,
            Some(last) => epoch > last.epoch && apart(&last.crowd, &crowd) >= self.options.k as usize,
        };
        // Looked at all the same: a score that is none must not wait for its hour.
        let item = self.decide(present)?;
        match &mut self.decided {
            Some(last) if !open => last.epoch = epoch,
            decided => *decided = Some(Decided { epoch, crowd, item }),
        }
        let item = self.decided.as_ref().and_then(|last| last.item);
        let why = if item.is_some() { WhyShown::Liked } else { WhyShown::Own };
        Ok(Shown { item, why, until: epoch.saturating_add(1).saturating_mul(length) })
    }

    /// What a crowd that was there alone would be shown: the rule without the clock.
    ///
    /// Each person's votes go to items that may be shown, in shares of the likes. An item wins that more than `k` like and that is
    /// more than one whole person's votes ahead of every other; else it is the shop's own.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a score that is not finite.
    pub fn decide(&self, present: &[Likes]) -> Result<Option<u32>, Error> {
        let mut votes: Vec<(u64, u32)> = vec![(0, 0); self.catalogue.len()];
        let place = |item: u32| self.catalogue.binary_search_by_key(&item, |content| content.item).ok();
        let may = |item: u32| {
            place(item).filter(|&at| self.catalogue.get(at).is_some_and(|content| !content.sensitive))
        };
        let mut likes: Vec<(u64, usize, f64)> = Vec::new();
        for (row, one) in present.iter().enumerate() {
            for &(item, score) in &one.scores {
                if !score.is_finite() {
                    let must = format!("finite numbers; person {row} has another");
                    return Err(Error::Column { column: "score".into(), must });
                }
                likes.extend(may(item).filter(|_| score > 0.0).map(|at| (one.person, at, score)));
            }
        }
        likes.put_in_order_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        for person in likes.chunk_by(|a, b| a.0 == b.0) {
            // The largest first, so that the sum of shares stays finite and at most 1.
            let most = person.iter().map(|like| like.2).fold(0.0, f64::max);
            let all: f64 = person.iter().map(|like| like.2 / most).sum();
            for item in person.chunk_by(|a, b| a.1 == b.1) {
                let share = item.iter().map(|like| like.2 / most).sum::<f64>() / all;
                let Some((sum, backers)) = item.first().and_then(|like| votes.get_mut(like.1)) else {
                    continue;
                };
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
                let whole = (share * 1000.0) as u64;
                *sum += whole.min(VOTES);
                *backers += u32::from(share >= self.options.share);
            }
        }
        let first = votes.iter().enumerate().max_by_key(|(at, (sum, _))| (*sum, std::cmp::Reverse(*at)));
        let Some((best, &(sum, backers))) = first else { return Ok(None) };
        let others = votes.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, votes)| votes.0);
        let ahead = sum > others.max().unwrap_or(0) + VOTES;
        let item = self.catalogue.get(best).map(|content| content.item);
        Ok(item.filter(|_| ahead && backers > self.options.k))
    }
}

/// Who is here, each once, in order.
fn crowd(present: &[Likes]) -> Vec<u64> {
    let mut crowd: Vec<u64> = present.iter().map(|one| one.person).collect();
    crowd.put_in_order();
    crowd.dedup();
    crowd
}

/// How many are in one of two crowds and not in the other.
fn apart(before: &[u64], now: &[u64]) -> usize {
    let both = before.iter().filter(|person| now.binary_search(person).is_ok()).count();
    before.len() + now.len() - 2 * both
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ITEMS: u32 = 4;

    fn screen(sensitive: u32, k: u32) -> Signage {
        let catalogue = (0..ITEMS).map(|item| Content { item, sensitive: item == sensitive }).collect();
        Signage::new(catalogue, &SignageOptions { k, minutes: 1, ..Default::default() }).unwrap()
    }

    /// People most of whom like the same, so that something is often shown.
    fn people(most: usize) -> impl Strategy<Value = Vec<Likes>> {
        let scores = proptest::collection::vec((0..ITEMS + 1, prop_oneof![Just(1.0), -1.0..9.0_f64]), 0..4);
        let fan = Just(vec![(0, 5.0)]);
        let one = (0..40_u64, prop_oneof![2 => fan, 1 => scores.boxed()]);
        let new = |rows: Vec<(u64, Vec<(u32, f64)>)>| {
            let mut seen = std::collections::BTreeSet::new();
            let fresh = rows.into_iter().filter(|row| seen.insert(row.0));
            fresh.map(|(person, scores)| Likes { person, scores }).collect()
        };
        proptest::collection::vec(one, 0..most).prop_map(new)
    }

    fn likers(present: &[Likes], item: u32) -> usize {
        present.iter().filter(|one| one.scores.iter().any(|like| like.0 == item && like.1 > 0.0)).count()
    }

    proptest! {
        #[test]
        fn what_is_shown_is_liked_by_k_without_any_single_one_and_is_not_sensitive(
            present in people(14), sensitive in 0..ITEMS + 1, k in 3..5_u32,
        ) {
            if let Some(item) = screen(sensitive, k).decide(&present).unwrap() {
                prop_assert!(item < ITEMS && item != sensitive);
                for gone in 0..present.len() {
                    let mut rest = present.clone();
                    rest.remove(gone);
                    prop_assert!(likers(&rest, item) >= k as usize);
                }
            }
        }

        #[test]
        fn nobody_turns_one_content_into_another(present in people(14), comer in people(2)) {
            let screen = screen(9, 3);
            let shown = screen.decide(&present).unwrap();
            let same = |other: Option<u32>| shown.is_none() || other.is_none() || other == shown;
            for gone in 0..present.len() {
                let mut rest = present.clone();
                rest.remove(gone);
                prop_assert!(same(screen.decide(&rest).unwrap()));
            }
            let mut more = present.clone();
            more.extend(comer.into_iter().filter(|new| present.iter().all(|one| one.person != new.person)));
            prop_assert!(same(screen.decide(&more).unwrap()));
        }

        #[test]
        fn the_order_of_people_does_not_matter(present in people(14), by in 0_usize..14) {
            let mut turned = present.clone();
            turned.rotate_left(by % present.len().max(1));
            prop_assert_eq!(screen(9, 3).decide(&turned).unwrap(), screen(9, 3).decide(&present).unwrap());
        }

        /// The laws of the stream: nothing between decisions, and no change for less than k comers and goers.
        #[test]
        fn a_change_needs_a_new_time_and_k_persons(crowds in proptest::collection::vec((people(12), 0..90_000_i64), 1..12)) {
            let mut screen = screen(9, 3);
            let mut now = 0;
            // What was on, its time on the clock, and who was there when it came on.
            let mut last: Option<(Option<u32>, i64, Vec<u64>)> = None;
            for (present, wait) in crowds {
                now += wait;
                let shown = screen.show(&present, now).unwrap();
                let here = crowd(&present);
                prop_assert_eq!(shown.until, (now / 60_000 + 1) * 60_000);
                match &last {
                    Some((item, epoch, then)) if *item != shown.item => {
                        prop_assert!(now / 60_000 > *epoch);
                        prop_assert!(apart(then, &here) >= 3);
                        prop_assert!(shown.item.is_none_or(|item| likers(&present, item) > 3));
                        last = Some((shown.item, now / 60_000, here));
                    }
                    // Decided again with the same answer: the crowd that counts is the new one.
                    Some((item, epoch, then)) if now / 60_000 > *epoch && apart(then, &here) >= 3 => {
                        last = Some((*item, now / 60_000, here));
                    }
                    Some((item, _, then)) => last = Some((*item, now / 60_000, then.clone())),
                    None => last = Some((shown.item, now / 60_000, here)),
                }
            }
        }
    }

    #[test]
    fn one_leaves_and_nothing_changes_at_any_time() {
        let fans = |from: u64, to: u64| {
            (from..to).map(|person| Likes { person, scores: vec![(2, 1.0)] }).collect::<Vec<_>>()
        };
        let mut screen = screen(9, 3);
        assert_eq!(screen.show(&fans(0, 4), 0).unwrap().item, Some(2));
        for (minute, left) in [(1, 1), (2, 2)] {
            assert_eq!(screen.show(&fans(left, 4), minute * 60_000).unwrap().item, Some(2));
        }
        // The third goes: three are gone since the decision, and it is decided anew at the next time of the clock.
        assert_eq!(screen.show(&fans(3, 4), 2 * 60_000 + 1).unwrap().item, Some(2));
        assert_eq!(screen.show(&fans(3, 4), 3 * 60_000).unwrap().item, None);
    }

    #[test]
    fn a_loud_person_is_one_person() {
        let mut present: Vec<Likes> = (0..5).map(|person| Likes { person, scores: vec![(0, 1.0)] }).collect();
        present.push(Likes { person: 9, scores: vec![(1, 1e300), (1, 1e308)] });
        assert_eq!(screen(9, 3).decide(&present).unwrap(), Some(0));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let none = |k, minutes, share| {
            Signage::new(Vec::new(), &SignageOptions { k, minutes, share }).unwrap_err().code()
        };
        assert_eq!(none(2, 15, 0.1), "option");
        assert_eq!(none(3, 0, 0.1), "option");
        assert_eq!(none(3, 15, f64::NAN), "option");
        let twice = vec![Content { item: 1, sensitive: false }; 2];
        assert_eq!(Signage::new(twice, &SignageOptions::default()).unwrap_err().code(), "column");
        let mad = [Likes { person: 1, scores: vec![(0, f64::NAN)] }];
        assert_eq!(screen(9, 3).show(&mad, 0).unwrap_err().code(), "column");
        assert_eq!(screen(9, 3).show(&[], i64::MAX).unwrap().item, None);
    }
}
