//! Who buys alike, and what they buy lately.

use super::baskets::History;
use super::crowd::{Crowd, squares};
use super::numbers::root;
use super::own::Own;
use crate::order::Order;
use crate::recommend::leaders::Leaders;

/// What a question needs to walk through a crowd; kept from one question to the next, as it is as large as the crowd.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// Per customer what was added up, 0 between questions.
    dots: Vec<f32>,
    /// Per item what neighbours say, nothing between questions.
    speaks: Vec<Spoken>,
    /// Items of which neighbours say anything.
    said: Vec<u32>,
    /// Per item what lies in baskets with the customer's, 0 between questions.
    beside: Vec<f32>,
    /// Items that do, where they are few.
    sides: Vec<u32>,
    /// Whether they are many, so that looking at all items is quicker than remembering which.
    many_sides: bool,
    /// Per item whether the customer bought it, false between questions.
    owned: Vec<bool>,
    neighbours: Vec<(f32, u32)>,
    /// What the customer bought.
    pub own: Own,
    /// All weights of neighbours.
    pub weight: f32,
}

/// What neighbours say of one item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spoken {
    /// The sum of their weights times the share of their last baskets the item lies in.
    pub score: f32,
    /// How many of them bought it lately.
    pub customers: u32,
}

impl Walk {
    /// Asks the crowd about a customer with a history; `customer` is the one in the crowd who is no neighbour of
    /// this: the same one.
    ///
    /// UP-CF@r (Faggioli, Polato and Aiolli 2020) without shrinkage: the similarity of two customers is the
    /// asymmetric cosine dot(a, b) / (|a|^2α |b|^2(1-α)) of their counts, with α = 3/4, and a neighbour's weight its square.
    pub fn ask(&mut self, crowd: &Crowd, customer: Option<u32>, history: History<'_>, neighbours: usize) {
        self.clear(crowd);
        self.own.read(history);
        for &(item, _) in &self.own.counts {
            put(&mut self.owned, item, true);
        }
        // As a slice of its own, whose length is not looked up at every step.
        let dots = self.dots.as_mut_slice();
        for &(item, times) in &self.own.counts {
            for &(other, theirs) in crowd.buyers.row(item as usize) {
                if let Some(dot) = dots.get_mut(other as usize) {
                    *dot += times * theirs;
                }
            }
        }
        let own = squares(&self.own.counts);
        let length = root(own) * root(root(own));
        // Nearly everybody has something in common: looking at all is quicker than remembering whom.
        for ((other, dot), theirs) in (0_u32..).zip(&mut self.dots).zip(&crowd.lengths) {
            let dot = std::mem::take(dot);
            if dot > 0.0 && Some(other) != customer {
                self.neighbours.push((dot / (length * theirs), other));
            }
        }
        let few = neighbours.min(self.neighbours.len());
        let nearest = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        self.neighbours.put_least_first(few, nearest);
        self.neighbours.truncate(few);
        // Sums are made in one order.
        self.neighbours.put_in_order_by(|a, b| a.1.cmp(&b.1));
        let (speaks, said) = (self.speaks.as_mut_slice(), &mut self.said);
        for &(similarity, other) in &self.neighbours {
            let weight = similarity * similarity;
            self.weight += weight;
            for &(item, share) in crowd.lately.row(other as usize) {
                let Some(spoken) = speaks.get_mut(item as usize) else { continue };
                if spoken.customers == 0 {
                    said.push(item);
                }
                spoken.score += weight * share;
                spoken.customers += 1;
            }
        }
        self.look_beside(crowd);
    }

    /// Adds up what lies in baskets with the items of the last three.
    fn look_beside(&mut self, crowd: &Crowd) {
        let all: f32 = self.own.recent.iter().map(|&(_, times)| times).sum();
        let sides: usize =
            self.own.recent.iter().map(|&(item, _)| crowd.together.row(item as usize).len()).sum();
        self.many_sides = sides >= self.beside.len() / MANY_SIDES;
        let beside = self.beside.as_mut_slice();
        for &(item, times) in &self.own.recent {
            let share = times / all;
            let together = crowd.together.row(item as usize);
            if !self.many_sides {
                let new = |with: &u32| beside.get(*with as usize).is_some_and(|&beside| beside == 0.0);
                self.sides.extend(together.iter().map(|&(with, _)| with).filter(new));
            }
            for &(with, cosine) in together {
                if let Some(beside) = beside.get_mut(with as usize) {
                    *beside += share * cosine;
                }
            }
        }
    }

    /// Offers what lies beside, of all items.
    fn offer_sides(&self, leaders: &mut Leaders, new: impl Fn(u32) -> bool) {
        for (some, start) in self.beside.chunks(16).zip((0_u32..).step_by(16)) {
            let bar = leaders.bar();
            // Compared all at once: hardly any reaches the bar.
            if some.iter().filter(|&&beside| beside >= bar).count() > 0 {
                let some = some.iter().zip(start..).filter(|&(_, item)| new(item));
                leaders.extend(some.map(|(&beside, item)| (beside, item)));
            }
        }
    }

    /// Makes room, and forgets the question before.
    fn clear(&mut self, crowd: &Crowd) {
        self.dots.resize(crowd.lengths.len(), 0.0);
        self.speaks.resize(crowd.known.len(), Spoken::default());
        self.beside.resize(crowd.known.len(), 0.0);
        self.owned.resize(crowd.known.len(), false);
        for item in self.said.drain(..) {
            put(&mut self.speaks, item, Spoken::default());
        }
        for item in self.sides.drain(..) {
            put(&mut self.beside, item, 0.0);
        }
        if std::mem::take(&mut self.many_sides) {
            self.beside.fill(0.0);
        }
        for &(item, _) in &self.own.counts {
            put(&mut self.owned, item, false);
        }
        self.neighbours.clear();
        self.weight = 0.0;
    }

    pub fn spoken(&self, item: u32) -> Spoken {
        self.speaks.get(item as usize).copied().unwrap_or_default()
    }

    pub fn beside(&self, item: u32) -> f32 {
        self.beside.get(item as usize).copied().unwrap_or(0.0)
    }

    /// Items the customer did not buy: those of which the most is said, down to the `few`th that may be recommended,
    /// and as many again of what everybody buys.
    pub fn new_items(&self, crowd: &Crowd, few: usize, allowed: impl Fn(u32) -> bool) -> Vec<u32> {
        let new = |item: u32| !self.owned.get(item as usize).copied().unwrap_or(false);
        let said = |leaders: &mut Leaders| {
            let said = self.said.iter().filter(|&&item| new(item));
            leaders.extend(said.map(|&item| (self.spoken(item).score, item)));
        };
        let mut found = best(said, few, &allowed);
        let beside = |leaders: &mut Leaders| {
            let sides = self.sides.iter().filter(|&&item| new(item));
            leaders.extend(sides.map(|&item| (self.beside(item), item)));
            if self.many_sides {
                self.offer_sides(leaders, new);
            }
        };
        found.extend(best(beside, few / 3, &allowed));
        let mut popular = few / 3;
        for &item in &crowd.popular {
            if popular == 0 {
                break;
            }
            if new(item) {
                popular -= usize::from(allowed(item));
                found.push(item);
            }
        }
        found.put_in_order();
        found.dedup();
        found
    }
}

/// One of so many items lies beside a customer's, or more: then all items are looked at.
const MANY_SIDES: usize = 16;

fn put<T>(all: &mut [T], item: u32, value: T) {
    if let Some(place) = all.get_mut(item as usize) {
        *place = value;
    }
}

/// The best of all that are offered, down to the `few`th that is allowed.
fn best(offer: impl Fn(&mut Leaders), few: usize, allowed: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut found = Vec::new();
    if few == 0 {
        return found;
    }
    // As a rule the first part does; where little is allowed, all are looked at.
    for part in [few.saturating_mul(2).max(64), usize::MAX] {
        let mut leaders = Leaders::new(part);
        offer(&mut leaders);
        let leaders = leaders.done();
        let mut missing = few;
        found.clear();
        for &(_, item) in &leaders {
            if missing == 0 {
                break;
            }
            missing -= usize::from(allowed(item));
            found.push(item);
        }
        if missing == 0 || leaders.len() < part {
            break;
        }
    }
    found
}
