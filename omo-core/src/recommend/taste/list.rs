//! From scores to lists: what is allowed, best first, with reasons.

use super::super::leaders::{Leaders, best_first};
use super::super::{Allow, Excluded, Reason, Recommendation, Recommendations, Saved};
use super::{Interactions, Own};
use crate::Error;
use crate::order::Order;
use crate::parallel::parallel;

/// A model of taste: what customers have to do with says what else they would like.
///
/// A model keeps the interactions it was told, so it answers for known customers by number, and for anyone by what
/// they have to do with ([`recommend_for`](Self::recommend_for)): nobody waits for the next fit. Where nothing speaks for
/// an item, what most customers have follows, so `n` items come back whenever `n` are allowed; a stranger's whole list
/// is of these.
pub trait Taste: Sync {
    /// What is drawn from a customer's items before anything is scored.
    type Mind;

    /// Who has to do with what, as far as the model was told.
    fn known(&self) -> &Interactions;

    /// The items by how many customers have to do with them, the most first.
    fn popular(&self) -> &[(u32, u32)];

    /// What a customer's items, in order, say in all.
    fn mind(&self, own: &[Own]) -> Self::Mind;

    /// Adds each item's score to `scores`, which has a place for each; what is not above 0 is not for this customer.
    fn score(&self, mind: &Self::Mind, scores: &mut [f32]);

    /// The own item that says most for an item.
    fn strongest(&self, mind: &Self::Mind, item: u32) -> Option<u32>;

    /// The `n` items most like an item, the most first, with how much they are; none of an unknown item.
    fn similar_items(&self, item: u32, n: usize) -> Vec<(u32, f32)>;

    /// What speaks for an item that was scored above 0.
    fn reason(&self, mind: &Self::Mind, item: u32) -> Reason {
        let Some(with) = self.strongest(mind, item) else { return Reason::NotSoldYet };
        match self.known().both(with, item) {
            0 => Reason::Like { item: with },
            customers => Reason::BoughtTogether { with, customers },
        }
    }

    /// Whether it has something to say of those who have nothing yet.
    fn for_strangers(&self) -> bool {
        false
    }

    /// The `n` best items that `allow` lets through, best first, with reasons.
    ///
    /// `None` and unknown numbers are strangers. `exclude_seen` leaves out what the customer has to do with already,
    /// and counts it as `already_bought`. `allow` is asked of each item once at most, the best first, until `n` are found.
    fn recommend<A: Into<Allow>>(
        &self,
        customer: Option<u32>,
        n: usize,
        exclude_seen: bool,
        allow: impl Fn(u32) -> A,
    ) -> Recommendations {
        let own = customer.map(|customer| self.known().of(customer)).unwrap_or_default();
        list(self, own, n, exclude_seen, &allow, &mut Vec::new())
    }

    /// As [`recommend`](Self::recommend), of many customers on all cores, in the order given.
    fn recommend_all<A: Into<Allow>>(
        &self,
        customers: &[Option<u32>],
        n: usize,
        exclude_seen: bool,
        allow: impl Fn(u32) -> A + Sync,
    ) -> Vec<Recommendations> {
        parallel(customers, Vec::new, |scores, &customer| {
            let own = customer.map(|customer| self.known().of(customer)).unwrap_or_default();
            list(self, own, n, exclude_seen, &allow, scores)
        })
    }

    /// As [`recommend_all`](Self::recommend_all), of people the model need not know: all customers of `theirs`, whose
    /// items have the model's numbers.
    fn recommend_for<A: Into<Allow>>(
        &self,
        theirs: &Interactions,
        n: usize,
        exclude_seen: bool,
        allow: impl Fn(u32) -> A + Sync,
    ) -> Vec<Recommendations> {
        let all: Vec<&[Own]> = theirs.rows().collect();
        parallel(&all, Vec::new, |scores, own| list(self, own, n, exclude_seen, &allow, scores))
    }
}

/// A model that can be told more and written.
pub trait Learns: Taste + Saved {
    /// Tells the model of more interactions; it knows them when it answers next.
    ///
    /// `customers` and `items` are the new numbers of the old ones, `sizes` how many there are now: a range that grows
    /// stays in the order of its names. What the model draws from it, each model says.
    ///
    /// # Errors
    ///
    /// As [`Interactions::new`].
    fn update(
        &mut self,
        customers: &[u32],
        items: &[u32],
        more: Vec<super::Interaction>,
        sizes: (usize, usize),
    ) -> Result<(), Error>;
}

/// One list. `scores` is room that is used again.
fn list<M: Taste + ?Sized, A: Into<Allow>>(
    model: &M,
    own: &[Own],
    n: usize,
    exclude_seen: bool,
    allow: &impl Fn(u32) -> A,
    scores: &mut Vec<f32>,
) -> Recommendations {
    let mut answer = Recommendations::default();
    if n == 0 {
        return answer;
    }
    let may = |item: u32| match own.binary_search_by_key(&item, |own| own.item) {
        Ok(_) if exclude_seen => Allow::No("already_bought"),
        _ => allow(item).into(),
    };
    scores.clear();
    scores.resize(model.known().items(), 0.0);
    let mind = model.mind(own);
    if model.for_strangers() || !own.is_empty() {
        model.score(&mind, scores);
    }
    // As a rule the best few fill the list: sorting all of them would be most of the time.
    let seen = if exclude_seen { own.len() } else { 0 };
    let few = n.saturating_mul(2).saturating_add(seen).max(64);
    let mut least = 1.0;
    let mut leaders = Leaders::new(few);
    leaders.extend(speaking(scores));
    let mut part = leaders.done();
    let mut are_all = part.len() < few;
    loop {
        for &(score, item) in &part {
            match may(item) {
                Allow::No(cause) => exclude(&mut answer, cause),
                Allow::Yes => {
                    let reasons = vec![model.reason(&mind, item)];
                    answer.items.push(Recommendation { item, score: f64::from(score), reasons });
                }
            }
            if answer.items.len() >= n {
                return finished(answer);
            }
        }
        let end = part.last().copied();
        least = end.map_or(least, |(score, _)| f64::min(least, f64::from(score)));
        let Some(end) = end.filter(|_| !are_all) else { break };
        part = speaking(scores).filter(|next| best_first(&end, next).is_lt()).collect();
        part.put_in_order_by(best_first);
        are_all = true;
    }
    // The last resort, scaled to stay below all others.
    let most = model.popular().first().map_or(1.0, |&(_, customers)| f64::from(customers) + 1.0);
    for &(item, customers) in model.popular() {
        if scores.get(item as usize).is_some_and(|&score| score > 0.0 && score.is_finite()) {
            continue;
        }
        match may(item) {
            Allow::No(cause) => exclude(&mut answer, cause),
            Allow::Yes => {
                let reason = match customers {
                    0 => Reason::NotSoldYet,
                    _ => Reason::PopularAt { store: None, channel: None, customers },
                };
                let score = least * f64::from(customers) / most;
                answer.items.push(Recommendation { item, score, reasons: vec![reason] });
            }
        }
        if answer.items.len() >= n {
            break;
        }
    }
    finished(answer)
}

/// Scores that speak for an item.
fn speaking(scores: &[f32]) -> impl Iterator<Item = (f32, u32)> {
    scores.iter().copied().zip(0..).filter(|&(score, _)| score > 0.0 && score.is_finite())
}

fn exclude(answer: &mut Recommendations, cause: &'static str) {
    match answer.excluded.iter_mut().find(|known| known.cause == cause) {
        Some(known) => known.items += 1,
        None => answer.excluded.push(Excluded { cause, items: 1 }),
    }
}

fn finished(mut answer: Recommendations) -> Recommendations {
    answer.excluded.put_in_order_by_key(|excluded| excluded.cause);
    answer
}
