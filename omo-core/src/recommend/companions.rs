//! What is bought by the same customers: item to item.

use serde::{Deserialize, Serialize};

use super::purchases::{by_item, days};
use super::repeat_buying::positive;
use super::saved::{self, Saved};
use super::{Moment, Purchases, Reason, Recommender, Scored};
use crate::Error;
use crate::decimal::shortest;
use crate::form;
use crate::order::Order;
use crate::sparse::Rows;

/// How [`Companions`] compares items.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CompanionsOptions {
    /// How many similar items each item keeps.
    pub neighbours: usize,
    /// Added below the fraction of the cosine: how much it takes to believe that items are alike. 0 believes at once.
    pub shrinkage: f64,
    /// Days after which a customer's own purchase speaks half as loud for what is like it.
    pub half_life: f64,
    /// Customers who bought more different items teach nothing: a card that lies at the till is not a person, and its
    /// items would cost their square.
    pub most_items: usize,
}

form::options!(CompanionsOptions { neighbours, shrinkage, half_life, most_items });

impl Default for CompanionsOptions {
    fn default() -> Self {
        Self { neighbours: 100, shrinkage: 10.0, half_life: 90.0, most_items: 1000 }
    }
}

impl CompanionsOptions {
    fn check(&self) -> Result<(), Error> {
        positive("halfLife", self.half_life)?;
        if self.neighbours == 0 {
            return Err(Error::option("neighbours", "at least 1", &self.neighbours));
        }
        if !(self.shrinkage >= 0.0 && self.shrinkage.is_finite()) {
            return Err(Error::option("shrinkage", "at least 0 and finite", &shortest(self.shrinkage)));
        }
        Ok(())
    }
}

/// An item that is bought by the same customers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Similar {
    /// The item.
    pub item: u32,
    /// The shrunk cosine, from 0 to 1.
    pub similarity: f32,
    /// How many customers bought both.
    pub customers: u32,
}

/// As it is written: a list, as there are many.
type Written = (u32, f32, u32);

/// For each item those that are bought by the same customers.
///
/// The similarity of two items is the cosine of their columns of the customer-item table, whose cells hold on how many
/// days a customer bought an item, with a shrinkage below the fraction: dot(a, b) / (|a| |b| + shrinkage). A customer's
/// score for an item is the mean of its similarities to the customer's own items, weighted by their decayed counts. Own
/// items are not scored: whether to buy again is the business of [`RepeatBuying`](super::RepeatBuying).
///
/// ```
/// use omo_core::recommend::{Bought, Companions, CompanionsOptions, Purchases};
/// let bought = |customer, item| Bought { customer, item, day: 20_000, store: 0, channel: 0 };
/// // Two of the three who bought item 0 bought item 1, and nobody else did.
/// let rows = vec![bought(0, 0), bought(0, 1), bought(1, 0), bought(1, 1), bought(2, 0)];
/// let options = CompanionsOptions { shrinkage: 0.0, ..Default::default() };
/// let alike = Companions::fit(&Purchases::new(rows, 3, 2)?, &options)?;
/// let similar = alike.similar_items(0, 10).next().unwrap();
/// assert_eq!((similar.item, similar.customers), (1, 2));
/// assert_eq!(similar.similarity, (2.0 / f64::sqrt(3.0 * 2.0)) as f32);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Companions {
    /// Per item its neighbours, the most similar first.
    #[serde(with = "saved::rows")]
    neighbours: Rows<Written>,
    /// Per customer the own items with weights that add up to 1.
    #[serde(with = "saved::rows")]
    own: Rows<(u32, f64)>,
}

impl Companions {
    /// Compares all items that have a customer in common.
    ///
    /// Takes time in proportion to the sum over customers of the square of their different items (50,000 customers with
    /// 30 each: 45 million steps), and holds 12 bytes for each neighbour.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn fit(purchases: &Purchases, options: &CompanionsOptions) -> Result<Self, Error> {
        options.check()?;
        let counts = purchases.per_customer(|rows, counts| {
            counts.extend(by_item(rows).map(|(item, rows)| (item, count(days(rows).count()))));
        });
        let fades = purchases.fading(options.half_life);
        let own = purchases.per_customer(|rows, own| {
            let last = rows.iter().map(|bought| bought.day).max().unwrap_or_default();
            let decayed = |day: i32| fades(last.abs_diff(day));
            own.extend(by_item(rows).map(|(item, rows)| (item, days(rows).map(decayed).sum())));
            to_one(own);
        });
        Ok(Self { neighbours: neighbours(&counts, purchases.items(), options), own })
    }

    /// The `n` items most like `item`, the most similar first; ties by number.
    pub fn similar_items(&self, item: u32, n: usize) -> impl Iterator<Item = Similar> + '_ {
        let similar = |&(item, similarity, customers): &Written| Similar { item, similarity, customers };
        self.neighbours.row(item as usize).iter().take(n).map(similar)
    }

    /// Scores for someone known by some items only, such as a stranger's cart: items and their weights.
    ///
    /// Weights that are not greater than 0 count nothing. The given items themselves are not scored.
    #[must_use]
    pub fn similar_to(&self, own: &[(u32, f64)]) -> Vec<Scored> {
        let mut own: Vec<_> =
            own.iter().copied().filter(|&(_, weight)| weight > 0.0 && weight.is_finite()).collect();
        own.put_in_order_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        to_one(&mut own);
        self.sum(&own)
    }

    /// The weighted sum of similarities to own items, with the strongest of them as the reason.
    fn sum(&self, own: &[(u32, f64)]) -> Vec<Scored> {
        // Where each item stands in the answer, plus 1. Untouched pages of zeros cost nothing.
        let mut place = vec![0_u32; self.neighbours.len()];
        let mut scores: Vec<Scored> = Vec::with_capacity(own.len() * 32);
        let mut strongest: Vec<f64> = Vec::with_capacity(own.len() * 32);
        for &(item, _) in own {
            if let Some(place) = place.get_mut(item as usize) {
                *place = u32::MAX;
            }
        }
        for &(with, weight) in own {
            for &(item, similarity, customers) in self.neighbours.row(with as usize) {
                let Some(place) = place.get_mut(item as usize) else { continue };
                let speaks = weight * f64::from(similarity);
                let reason = Reason::BoughtTogether { with, customers };
                match *place {
                    u32::MAX => {}
                    0 => {
                        scores.push(Scored { item, score: speaks, reason });
                        strongest.push(speaks);
                        *place = count(scores.len());
                    }
                    known => {
                        let known = known as usize - 1;
                        if let (Some(scored), Some(most)) = (scores.get_mut(known), strongest.get_mut(known))
                        {
                            scored.score += speaks;
                            if speaks > *most {
                                (*most, scored.reason) = (speaks, reason);
                            }
                        }
                    }
                }
            }
        }
        scores
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self)
    }

    /// The model that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json)
    }
}

impl Recommender for Companions {
    fn scores(&self, customer: Option<u32>, _: &Moment) -> Vec<Scored> {
        customer.map(|customer| self.sum(self.own.row(customer as usize))).unwrap_or_default()
    }
}

impl Saved for Companions {
    const KIND: &'static str = "companions";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "companions 1";

    fn whole(&self) -> bool {
        let items = self.neighbours.len();
        // A little above 1, as a rounded cosine of equal columns may be.
        let fine =
            |&(item, similarity, _): &Written| (item as usize) < items && (0.0..=1.001).contains(&similarity);
        self.neighbours.values().iter().all(fine)
            && self.own.values().iter().all(|&(_, weight)| (0.0..=1.001).contains(&weight))
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.own.len() <= customers && self.neighbours.len() <= items
    }
}

/// Makes weights add up to 1.
fn to_one(own: &mut [(u32, f64)]) {
    let all: f64 = own.iter().map(|&(_, weight)| weight).sum();
    for (_, weight) in own {
        *weight /= all;
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// What was gathered about one item while all of its customers' items are walked through.
#[derive(Clone, Copy, Default)]
struct Gathered {
    dot: f64,
    customers: u32,
}

/// The neighbours of each item, by sparse accumulation: sums of whole numbers, so their order does not matter.
fn neighbours(counts: &Rows<(u32, u32)>, items: usize, options: &CompanionsOptions) -> Rows<Written> {
    let teaches = |basket: &[(u32, u32)]| basket.len() <= options.most_items;
    let mut squares = vec![0.0_f64; items];
    let mut buyers: Vec<(u32, u32, u32)> = Vec::with_capacity(counts.values().len());
    for (customer, basket) in counts.iter().enumerate().filter(|(_, basket)| teaches(basket)) {
        for &(item, times) in basket {
            if let Some(square) = squares.get_mut(item as usize) {
                *square += f64::from(times) * f64::from(times);
            }
            buyers.push((item, count(customer), times));
        }
    }
    let lengths: Vec<f64> = squares.into_iter().map(f64::sqrt).collect();
    buyers.put_in_order();
    let mut all = Rows::default();
    let mut gathered = vec![Gathered::default(); items];
    let mut touched: Vec<u32> = Vec::new();
    let mut best: Vec<Written> = Vec::new();
    for buyers in buyers.chunk_by(|a, b| a.0 == b.0) {
        let Some(&(item, ..)) = buyers.first() else { continue };
        while all.len() < item as usize {
            all.push([]);
        }
        for &(_, customer, times) in buyers {
            for &(other, others) in counts.row(customer as usize) {
                let Some(sum) = gathered.get_mut(other as usize) else { continue };
                if sum.customers == 0 {
                    touched.push(other);
                }
                sum.dot += f64::from(times) * f64::from(others);
                sum.customers += 1;
            }
        }
        let length = lengths.get(item as usize).copied().unwrap_or_default();
        for other in touched.drain(..) {
            let sum = gathered.get_mut(other as usize).map(std::mem::take).unwrap_or_default();
            if other == item {
                continue;
            }
            let norms = length * lengths.get(other as usize).copied().unwrap_or_default();
            #[expect(clippy::cast_possible_truncation, reason = "seven digits of a similarity are plenty")]
            let similarity = (sum.dot / (norms + options.shrinkage)) as f32;
            best.push((other, similarity, sum.customers));
        }
        let order = |a: &Written, b: &Written| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        best.put_least_first(options.neighbours, order);
        best.truncate(options.neighbours);
        best.put_in_order_by(order);
        all.push(best.drain(..));
    }
    // Items that nobody bought have no neighbours, yet are items.
    while all.len() < items {
        all.push([]);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::purchases::some::{self, bought};
    use super::super::{Bought, top};
    use super::*;
    use proptest::prelude::*;

    fn fit(rows: Vec<Bought>, shrinkage: f64) -> Companions {
        let options = CompanionsOptions { shrinkage, ..Default::default() };
        Companions::fit(&Purchases::new(rows, 8, 13).unwrap(), &options).unwrap()
    }

    /// By pencil: item 0 = (2, 1, 0), item 1 = (1, 0, 2), item 2 = (0, 1, 0) over customers 0, 1, 2.
    /// cos(0,1) = 2 / (√5 √5) = 0.4; cos(0,2) = 1 / √5; item 1 and item 2 have nobody in common.
    #[test]
    fn the_cosine_by_pencil() {
        let rows = vec![
            bought(0, 0, 1),
            bought(0, 0, 2),
            bought(1, 0, 1),
            bought(0, 1, 1),
            bought(2, 1, 1),
            bought(2, 1, 2),
            bought(1, 2, 1),
        ];
        let alike = |shrinkage| -> Vec<(u32, f32, u32)> {
            let model = fit(rows.clone(), shrinkage);
            model.similar_items(0, 9).map(|s| (s.item, s.similarity, s.customers)).collect()
        };
        assert_eq!(alike(0.0), [(2, 0.447_213_6, 1), (1, 0.4, 1)]);
        // With 5 below the fraction: 2 / 10 and 1 / (√5 + 5).
        assert_eq!(alike(5.0), [(1, 0.2, 1), (2, 0.138_196_6, 1)]);
    }

    /// By pencil: customer 0 has items 0 and 1 in equal parts; item 2 is like 0 by 1/√2 and like 1 by 1/√2.
    #[test]
    fn the_score_is_the_weighted_mean_and_names_the_strongest() {
        let rows = vec![
            bought(0, 0, 1),
            bought(0, 1, 1),
            bought(1, 0, 1),
            bought(1, 2, 1),
            bought(2, 1, 1),
            bought(2, 2, 1),
        ];
        let model = fit(rows, 0.0);
        let scores = model.scores(Some(0), &Moment::on(1));
        assert_eq!(scores.len(), 1);
        let first = scores.first().unwrap();
        assert_eq!(first.item, 2);
        assert!((first.score - 0.5).abs() < 1e-7, "{}", first.score);
        assert_eq!(first.reason, Reason::BoughtTogether { with: 0, customers: 1 });
    }

    #[test]
    fn a_card_that_lies_at_the_till_teaches_nothing() {
        let rows: Vec<_> = (0..12).map(|item| bought(0, item, 1)).collect();
        let options = CompanionsOptions { most_items: 11, ..Default::default() };
        let model = Companions::fit(&Purchases::new(rows, 8, 13).unwrap(), &options).unwrap();
        assert_eq!(model.similar_items(0, 9).count(), 0);
    }

    #[test]
    fn strangers_carts_are_answered() {
        let model = fit(vec![bought(0, 0, 1), bought(0, 1, 1)], 0.0);
        assert_eq!(model.similar_to(&[(0, 3.0)]).first().map(|s| s.item), Some(1));
        let nothing = [(0, f64::NAN), (0, -1.0), (u32::MAX, 1.0), (0, f64::INFINITY)];
        assert!(model.similar_to(&nothing).is_empty());
        assert!(model.scores(Some(u32::MAX), &Moment::on(1)).is_empty());
    }

    proptest! {
        /// With room for all, likeness is mutual.
        #[test]
        fn likeness_is_mutual(purchases in some::purchases()) {
            let model = Companions::fit(&purchases, &CompanionsOptions::default()).unwrap();
            for item in 0..13 {
                for similar in model.similar_items(item, 100) {
                    let back = model.similar_items(similar.item, 100).find(|s| s.item == item);
                    prop_assert_eq!(back.map(|s| (s.similarity, s.customers)), Some((similar.similarity, similar.customers)));
                }
            }
        }

        /// Keeping fewer neighbours keeps the first ones.
        #[test]
        fn fewer_neighbours_are_the_first_ones(purchases in some::purchases(), neighbours in 1_usize..5) {
            let all = Companions::fit(&purchases, &CompanionsOptions::default()).unwrap();
            let few = Companions::fit(&purchases, &CompanionsOptions { neighbours, ..Default::default() }).unwrap();
            for item in 0..13 {
                prop_assert!(few.similar_items(item, 99).eq(all.similar_items(item, neighbours)));
            }
        }

        #[test]
        fn a_customers_scores_are_those_of_the_same_cart(purchases in some::purchases(), customer in 0_u32..8) {
            let model = Companions::fit(&purchases, &CompanionsOptions::default()).unwrap();
            let own = model.own.row(customer as usize);
            let shown = |scores: Vec<Scored>| scores.iter().map(|s| s.item).collect::<Vec<_>>();
            prop_assert_eq!(shown(model.similar_to(own)), shown(model.scores(Some(customer), &Moment::on(1))));
            let bought = top(&model, Some(customer), &Moment::on(1), 20, |_| true);
            prop_assert!(bought.items.iter().all(|i| own.iter().all(|&(item, _)| item != i.item)));
        }

        #[test]
        fn what_is_written_is_read_back(purchases in some::purchases()) {
            let model = Companions::fit(&purchases, &CompanionsOptions::default()).unwrap();
            prop_assert_eq!(Companions::from_json(&model.to_json()).unwrap(), model);
        }
    }
}
