//! A list for a customer.

use super::NextBasket;
use super::baskets::{Baskets, History};
use super::features::{self, Fading, NEW, OWN};
use super::logistic::chance;
use super::neighbours::Walk;
use super::numbers::float;
use crate::decimal::shortest;
use crate::order::Order;
use crate::parallel::parallel;
use crate::recommend::slate::Slate;
use crate::recommend::{Allow, Reason, Recommendations, Scored};
use crate::{Error, Time};

/// What is asked of a [`NextBasket`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BasketQuestion {
    /// How many items.
    pub n: usize,
    /// What the customer bought later is not known yet, and reasons count their days up to here; the last basket of all
    /// when left out.
    pub now: Option<Time>,
    /// Which share of the list is to be what the customer bought before, from 0 to 1: the best of both kinds in order of
    /// scores. None: as learnt. Where one kind does not suffice, the other fills up.
    pub repeat_share: Option<f64>,
}

impl Default for BasketQuestion {
    fn default() -> Self {
        Self { n: 10, now: None, repeat_share: None }
    }
}

impl BasketQuestion {
    fn check(&self) -> Result<(), Error> {
        match self.repeat_share.filter(|share| !(0.0..=1.0).contains(share)) {
            Some(share) => Err(Error::option("repeatShare", "from 0 to 1", &shortest(share))),
            None => Ok(()),
        }
    }
}

/// Who is asked about.
#[derive(Clone, Copy)]
struct Asked<'a> {
    /// The number in the crowd, who is no neighbour of the own.
    customer: Option<u32>,
    history: History<'a>,
    /// The day of the last basket of all.
    last: Option<i32>,
}

/// What one core needs to answer.
#[derive(Default)]
struct Worker {
    walk: Walk,
    fading: Fading,
    own: Vec<(u32, [f32; OWN])>,
    new: Vec<(u32, [f32; NEW])>,
}

impl NextBasket {
    /// A list for one customer, best first; `allow` says of an item whether it may stand there.
    ///
    /// `None`, unknown numbers and customers without a basket are strangers. The score is how likely the item is, where
    /// every basket counts alike.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a share that is none.
    pub fn recommend<A: Into<Allow>>(
        &self,
        customer: Option<u32>,
        question: &BasketQuestion,
        allow: impl Fn(u32) -> A,
    ) -> Result<Recommendations, Error> {
        question.check()?;
        let asked = Asked { customer, history: self.history(customer), last: self.last };
        Ok(self.answer(&mut Worker::default(), &asked, question, &|item| allow(item).into()))
    }

    /// Lists for many customers, in their order, on all cores.
    ///
    /// # Errors
    ///
    /// As [`recommend`](Self::recommend).
    pub fn recommend_all<A: Into<Allow>>(
        &self,
        customers: &[Option<u32>],
        question: &BasketQuestion,
        allow: impl Fn(u32) -> A + Sync,
    ) -> Result<Vec<Recommendations>, Error> {
        question.check()?;
        let allow = |item| allow(item).into();
        Ok(parallel(customers, Worker::default, |worker, &customer| {
            let asked = Asked { customer, history: self.history(customer), last: self.last };
            self.answer(worker, &asked, question, &allow)
        }))
    }

    /// Lists for people the model need not know, by what they bought: all customers of `theirs`, whose items have the model's
    /// numbers. No fit, no waiting.
    ///
    /// # Errors
    ///
    /// As [`recommend`](Self::recommend), and [`Error::Length`] for baskets out of a larger range of items than the model's.
    pub fn recommend_for<A: Into<Allow>>(
        &self,
        theirs: &Baskets,
        question: &BasketQuestion,
        allow: impl Fn(u32) -> A + Sync,
    ) -> Result<Vec<Recommendations>, Error> {
        question.check()?;
        let (expected, got) = (self.baskets.items(), theirs.items());
        if got > expected {
            return Err(Error::Length { what: "items".into(), expected, got });
        }
        let allow = |item| allow(item).into();
        let last = self.last.max(theirs.when.iter().map(|when| when.day).max());
        let all: Vec<History<'_>> = theirs.histories().collect();
        Ok(parallel(&all, Worker::default, |worker, &history| {
            self.answer(worker, &Asked { customer: None, history, last }, question, &allow)
        }))
    }

    fn history(&self, customer: Option<u32>) -> History<'_> {
        self.baskets.history(customer.unwrap_or(u32::MAX))
    }

    fn answer(
        &self,
        worker: &mut Worker,
        asked: &Asked<'_>,
        question: &BasketQuestion,
        allow: &impl Fn(u32) -> Allow,
    ) -> Recommendations {
        let mut slate = Slate::new(question.n);
        if question.n == 0 {
            return slate.done();
        }
        let history = question.now.map_or(asked.history, |now| asked.history.until(now.millis()));
        if history.len() > 0 {
            let (own, new) = self.scores(worker, &Asked { history, ..*asked }, question, allow);
            slate.fill(kept(own, new, question, allow), allow);
        }
        if !slate.is_full() {
            slate.fill_below(self.popular(), allow);
        }
        slate.done()
    }

    /// Scores of what the customer bought before, and of what not.
    fn scores(
        &self,
        worker: &mut Worker,
        &Asked { customer, history, last }: &Asked<'_>,
        question: &BasketQuestion,
        allow: &impl Fn(u32) -> Allow,
    ) -> (Vec<Scored>, Vec<Scored>) {
        let Worker { walk, fading, own, new } = worker;
        walk.ask(&self.crowd, customer, history, self.options.neighbours);
        own.clear();
        features::own(history, &self.crowd, walk, fading, own);
        let few = self.options.new_items.max(question.n);
        let items = walk.new_items(&self.crowd, few, |item| allow(item) == Allow::Yes);
        new.clear();
        features::new(history, &self.crowd, walk, &items, new);
        let today = question.now.map(Time::day).or(last).unwrap_or_default();
        let owns = walk.own.items().zip(own).map(|((item, at), (_, seen))| Scored {
            item,
            score: chance(self.weights.for_own(seen)),
            reason: rhythm(history, at, today),
        });
        let news = new.iter().map(|(item, seen)| Scored {
            item: *item,
            score: chance(self.weights.for_new(seen)),
            reason: self.why(walk, *item),
        });
        (owns.collect(), news.collect())
    }

    /// Why a new item stands in a list.
    fn why(&self, walk: &Walk, item: u32) -> Reason {
        match walk.spoken(item).customers {
            // One alike is chance.
            0 | 1 => self.sold(item),
            customers => Reason::SimilarCustomers { customers },
        }
    }

    fn sold(&self, item: u32) -> Reason {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        match self.crowd.known(item).buyers as u32 {
            0 => Reason::NotSoldYet,
            customers => Reason::PopularAt { store: None, channel: None, customers },
        }
    }

    /// All items by the share of baskets they lie in.
    fn popular(&self) -> Vec<Scored> {
        let all = f64::from(self.crowd.baskets.max(1.0));
        let score = |item: u32| f64::from(self.crowd.known(item).baskets) / all;
        let items = (0..).take(self.baskets.items());
        items.map(|item| Scored { item, score: score(item), reason: self.sold(item) }).collect()
    }
}

/// The rhythm in which a customer bought an item.
fn rhythm(history: History<'_>, at: &[(u32, u32)], today: i32) -> Reason {
    let mut days: Vec<i32> =
        at.iter().filter_map(|&(_, at)| history.when().get(at as usize)).map(|when| when.day).collect();
    days.dedup();
    let (first, last) = (days.first().copied().unwrap_or_default(), days.last().copied().unwrap_or_default());
    let last_days_ago = today.saturating_sub(last).max(0).unsigned_abs();
    let times = u32::try_from(days.len()).unwrap_or(u32::MAX);
    let gaps = times.saturating_sub(1);
    match (last.abs_diff(first) + gaps / 2).checked_div(gaps) {
        Some(days) => Reason::BuysEvery { days, last_days_ago, times },
        None => Reason::BoughtOnce { last_days_ago },
    }
}

/// All scores, or with a share of repeats the best of either kind that make it up.
fn kept(
    mut own: Vec<Scored>,
    mut new: Vec<Scored>,
    question: &BasketQuestion,
    allow: &impl Fn(u32) -> Allow,
) -> Vec<Scored> {
    if let Some(share) = question.repeat_share {
        let open =
            |scored: &[Scored]| scored.iter().filter(|scored| allow(scored.item) == Allow::Yes).count();
        let (owns, news) = (open(&own), open(&new));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a small count"
        )]
        let wanted = (share * f64::from(float(question.n))).round() as usize;
        let repeats = wanted.max(question.n.saturating_sub(news)).min(owns);
        best(&mut own, repeats, allow);
        best(&mut new, question.n.saturating_sub(repeats), allow);
    }
    own.extend(new);
    own
}

/// Keeps the best down to the `few`th that is allowed.
fn best(scored: &mut Vec<Scored>, few: usize, allow: &impl Fn(u32) -> Allow) {
    scored.put_in_order_by(|a, b| b.score.total_cmp(&a.score).then(a.item.cmp(&b.item)));
    let mut missing = few;
    let end = scored.iter().position(|scored| {
        let done = missing == 0;
        missing -= usize::from(!done && allow(scored.item) == Allow::Yes);
        done
    });
    scored.truncate(end.unwrap_or(scored.len()));
}
