//! From what speaks for items to a list.

use std::cmp::Ordering;

use super::index::Index;
use super::search::{Search, Seen};
use super::weights::{self, Line};
use super::{Session, SessionOptions};
use crate::math;
use crate::order::Order;
use crate::recommend::{Allow, Excluded, Reason, Recommendation, Recommendations};

/// Room for answering, used again from question to question.
#[derive(Debug, Clone, Default)]
pub(super) struct Answering {
    search: Search,
    candidates: Vec<Candidate>,
}

/// How much speaks for an item, and where it stands among the entries of the search.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    score: f64,
    item: u32,
    place: u32,
}

/// Best first; ties by number.
fn best_first(a: &Candidate, b: &Candidate) -> Ordering {
    b.score.total_cmp(&a.score).then(a.item.cmp(&b.item))
}

impl Answering {
    /// All that speaks for any item after these clicks.
    pub fn gather(&mut self, index: &Index, options: &SessionOptions, clicks: &[u32]) -> &Search {
        self.search.gather(index, options, clicks);
        &self.search
    }

    pub fn answer<A: Into<Allow>>(
        &mut self,
        model: &Session,
        clicks: &[u32],
        n: usize,
        allow: impl Fn(u32) -> A,
    ) -> Recommendations {
        let mut list = List { n: n.min(model.items()), answer: Recommendations::default() };
        if list.is_full() {
            return list.answer;
        }
        self.search.gather(&model.index, &model.options, clicks);
        let weights = model.weights.of(clicks.len());
        self.score(model, &weights);
        let least = self.candidates.iter().map(|candidate| candidate.score).fold(1.0, f64::min);
        let mut rest = self.candidates.as_mut_slice();
        // As a rule the best few fill the list: sorting all would be most of the time.
        let mut few = list.n.saturating_mul(2).max(32);
        while !rest.is_empty() && !list.is_full() {
            rest.put_least_first(few, best_first);
            let Some((best, others)) = rest.split_at_mut_checked(few.min(rest.len())) else { break };
            best.put_in_order_by(best_first);
            for candidate in best {
                let entry = self.search.entries().get(candidate.place as usize);
                let Some(seen) = entry.map(|entry| &entry.value) else { continue };
                let reasons = || reasons(&weights, &self.search, seen, clicks);
                list.offer(candidate.item, candidate.score, &allow, reasons);
            }
            (rest, few) = (others, few.saturating_mul(2));
        }
        if !list.is_full() {
            let others = model.popular.best_first().filter(|&(item, _)| self.search.seen(item).is_none());
            for (item, share) in others {
                let reason = match model.index.count(item) {
                    0 => Reason::NotSoldYet,
                    sessions => Reason::PopularNow { sessions },
                };
                list.offer(item, share * least, &allow, || vec![reason]);
                if list.is_full() {
                    break;
                }
            }
        }
        list.done()
    }

    /// The score of each item that anything speaks for.
    fn score(&mut self, model: &Session, weights: &Line) {
        let search = &self.search;
        self.candidates.clear();
        let entries = (0_u32..).zip(search.entries());
        if model.options.published {
            let last = search.own().first().map(|entry| entry.key);
            let sessions = math::share(model.index.len() as u64, 1);
            self.candidates.extend(entries.filter(|(_, entry)| Some(entry.key) != last).map(
                |(place, entry)| {
                    let rare = math::ln(sessions / f64::from(model.index.count(entry.key).max(1))).max(0.0);
                    let shares = search.shares(&entry.value);
                    let score = (shares.near + shares.near_own) * rare;
                    Candidate { score, item: entry.key, place }
                },
            ));
            self.candidates.retain(|candidate| candidate.score > 0.0);
        } else {
            let whole = weights::whole(weights, search);
            self.candidates.extend(entries.map(|(place, entry)| {
                let score = weights::parts(weights, search, &entry.value).iter().sum::<f64>() / whole;
                Candidate { score, item: entry.key, place }
            }));
        }
    }
}

/// What speaks for an item, the strongest first.
fn reasons(weights: &Line, search: &Search, seen: &Seen, clicks: &[u32]) -> Vec<Reason> {
    let ago = |ago: u32| clicks.iter().rev().nth(ago as usize).copied().unwrap_or_default();
    let [near, beside, own] = weights::parts(weights, search, seen);
    let with = search.own().first().map_or(0, |last| last.key);
    let mut all = vec![
        (near, Reason::SimilarSessions { with: ago(seen.nearest_ago), sessions: seen.sessions }),
        (beside, Reason::NextTo { with, times: seen.beside }),
        (own, Reason::InSession { clicks_ago: seen.ago, times: seen.times }),
    ];
    all.retain(|&(part, _)| part > 0.0);
    all.put_in_order_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().map(|(_, reason)| reason).collect()
}

/// A list being filled, best first.
struct List {
    n: usize,
    answer: Recommendations,
}

impl List {
    fn is_full(&self) -> bool {
        self.answer.items.len() >= self.n
    }

    fn offer<A: Into<Allow>>(
        &mut self,
        item: u32,
        score: f64,
        allow: impl Fn(u32) -> A,
        reasons: impl FnOnce() -> Vec<Reason>,
    ) {
        if self.is_full() {
            return;
        }
        let excluded = &mut self.answer.excluded;
        match allow(item).into() {
            Allow::Yes => self.answer.items.push(Recommendation { item, score, reasons: reasons() }),
            Allow::No(cause) => match excluded.iter_mut().find(|excluded| excluded.cause == cause) {
                Some(excluded) => excluded.items += 1,
                None => excluded.push(Excluded { cause, items: 1 }),
            },
        }
    }

    fn done(mut self) -> Recommendations {
        self.answer.excluded.put_in_order_by_key(|excluded| excluded.cause);
        self.answer
    }
}
