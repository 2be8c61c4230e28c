//! What sells here: for strangers, and to fill up a list.

use serde::{Deserialize, Serialize};

use super::purchases::{MOST_ITEMS, by_item};
use super::repeat_buying::positive;
use super::saved::{self, Saved};
use super::{Bought, Moment, Purchases, Reason, Recommender, Scored};
use crate::Error;
use crate::form;
use crate::order::Order;
use crate::pairs::Pairs;

/// How [`Popularity`] counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PopularityOptions {
    /// Days after which a purchase counts half.
    pub half_life: f64,
    /// How many purchases in a place it takes to believe the place as much as the whole shop.
    pub prior: f64,
}

form::options!(PopularityOptions { half_life, prior });

impl Default for PopularityOptions {
    fn default() -> Self {
        Self { half_life: 30.0, prior: 50.0 }
    }
}

impl PopularityOptions {
    fn check(&self) -> Result<(), Error> {
        positive("halfLife", self.half_life)?;
        positive("prior", self.prior)
    }
}

/// What sells by store and channel.
///
/// The score of an item is its share of the purchases in the store, old ones counting less. Where a store has sold
/// little, the share in the channel speaks for it, and where the channel has, that of the whole shop: each share is
/// (count + `prior` × the wider share) / (all + `prior`), Bayesian smoothing with a Dirichlet prior. All items of the
/// range are named, those never sold last. As every purchase fades at one rate, the order does not hang on the day.
///
/// ```
/// use omo_core::recommend::{Bought, Moment, Popularity, PopularityOptions, Purchases, Reason, top};
/// let (ginza, till) = (7, 0);
/// let bought = |customer, item, store| Bought { customer, item, day: 20_000, store, channel: till };
/// let rows = vec![bought(0, 0, Bought::NOWHERE), bought(1, 0, Bought::NOWHERE), bought(2, 1, ginza)];
/// let popular = Popularity::fit(&Purchases::new(rows, 3, 2)?, &PopularityOptions { prior: 1.0, ..Default::default() })?;
/// let here = Moment { today: 20_001, store: Some(ginza), channel: None };
/// let shown = top(&popular, None, &here, 1, |_| true);
/// assert_eq!(shown.items[0].item, 1);
/// assert_eq!(shown.items[0].reasons, [Reason::PopularAt { store: Some(ginza), channel: None, customers: 1 }]);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Popularity {
    items: usize,
    prior: f64,
    all: Place,
    /// In order of numbers.
    #[serde(with = "by_number")]
    channels: Vec<(u32, Place)>,
    /// In order of numbers.
    #[serde(with = "by_number")]
    stores: Vec<(u32, Place)>,
}

/// What was sold in one place: items in order, with their decayed purchases and their customers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Place {
    sold: Vec<(u32, f64, u32)>,
}

impl Place {
    /// Draws each share towards this place's, by as much as it has sold, and lets it speak for what it sold.
    fn draw(&self, scores: &mut [Scored], prior: f64, reason: impl Fn(u32) -> Reason) {
        let all: f64 = self.sold.iter().map(|&(_, weight, _)| weight).sum();
        let (wider, here) = (prior / (all + prior), 1.0 / (all + prior));
        for scored in &mut *scores {
            scored.score *= wider;
        }
        for &(item, weight, customers) in &self.sold {
            if let Some(scored) = scores.get_mut(item as usize) {
                scored.score += weight * here;
                scored.reason = reason(customers);
            }
        }
    }
}

/// Sums by place and item.
#[derive(Default)]
struct Places {
    /// Place and item.
    pairs: Pairs,
    /// Weight and customers of each pair.
    sums: Vec<(f64, u32)>,
}

impl Places {
    /// Adds what one customer bought of one item: the places and days of it, with weights.
    fn add(&mut self, item: u32, bought: &mut [(u32, i32, f64)]) {
        bought.put_in_order_by_key(|&(place, day, _)| (place, day));
        for place in bought.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(key, ..)) = place.first() else { continue };
            let number = self.pairs.intern((key, item)) as usize;
            if number == self.sums.len() {
                self.sums.push((0.0, 0));
            }
            let Some((sum, customers)) = self.sums.get_mut(number) else { continue };
            let days = place.chunk_by(|a, b| a.1 == b.1).filter_map(|day| day.first());
            *sum += days.map(|&(_, _, weight)| weight).sum::<f64>();
            *customers += 1;
        }
    }

    fn done(self) -> Vec<(u32, Place)> {
        let mut all: Vec<_> = self.pairs.all().iter().copied().zip(self.sums).collect();
        all.put_in_order_by_key(|&(key, _)| key);
        let mut places: Vec<(u32, Place)> = Vec::new();
        for ((number, item), (sum, customers)) in all {
            let sold = (item, sum, customers);
            match places.last_mut() {
                Some((last, place)) if *last == number => place.sold.push(sold),
                _ => places.push((number, Place { sold: vec![sold] })),
            }
        }
        places
    }
}

/// The place with a number, of places in order of numbers.
fn place_of(places: &[(u32, Place)], number: u32) -> Option<&Place> {
    let at = places.binary_search_by_key(&number, |&(number, _)| number).ok()?;
    places.get(at).map(|(_, place)| place)
}

/// Numbered places as a map.
mod by_number {
    use super::Place;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;

    pub fn serialize<S: Serializer>(places: &[(u32, Place)], to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(places.iter().map(|(number, place)| (number, place)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<(u32, Place)>, D::Error> {
        Ok(BTreeMap::deserialize(from)?.into_iter().collect())
    }
}

impl Popularity {
    /// Counts purchases by store and channel. A customer who buys an item twice in one day and place counts once.
    ///
    /// Takes time in proportion to the rows, and holds 16 bytes for each item sold in each place.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is not greater than 0.
    pub fn fit(purchases: &Purchases, options: &PopularityOptions) -> Result<Self, Error> {
        options.check()?;
        let last = purchases.rows().iter().map(|bought| bought.day).max().unwrap_or_default();
        let fades = purchases.fading(options.half_life);
        let (mut stores, mut channels, mut all) = (Places::default(), Places::default(), Places::default());
        let mut bought = Vec::new();
        for (_, rows) in purchases.by_customer() {
            for (item, rows) in by_item(rows) {
                let mut count = |places: &mut Places, key: fn(&Bought) -> u32| {
                    bought.clear();
                    bought.extend(rows.iter().map(|row| (key(row), row.day, fades(last.abs_diff(row.day)))));
                    places.add(item, &mut bought);
                };
                count(&mut stores, |row| row.store);
                count(&mut channels, |row| row.channel);
                count(&mut all, |_| 0);
            }
        }
        let mut stores = stores.done();
        stores.retain(|&(store, _)| store != Bought::NOWHERE);
        // Everything lies in one place.
        let (channels, all) = (channels.done(), all.done().pop().unwrap_or_default().1);
        Ok(Self { items: purchases.items(), prior: options.prior, all, channels, stores })
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

impl Recommender for Popularity {
    /// All items, for whomever.
    fn scores(&self, _: Option<u32>, moment: &Moment) -> Vec<Scored> {
        let unsold = |item| Scored { item, score: 0.0, reason: Reason::NotSoldYet };
        let mut scores: Vec<_> = (0..).take(self.items).map(unsold).collect();
        // From the widest place to the nearest, which has the last word. There is nothing wider than the whole shop.
        self.all.draw(&mut scores, f64::MIN_POSITIVE, |customers| Reason::PopularAt {
            store: None,
            channel: None,
            customers,
        });
        if let Some(place) = moment.channel.and_then(|channel| place_of(&self.channels, channel)) {
            let channel = moment.channel;
            place.draw(&mut scores, self.prior, |customers| Reason::PopularAt {
                store: None,
                channel,
                customers,
            });
        }
        if let Some(place) = moment.store.and_then(|store| place_of(&self.stores, store)) {
            let store = moment.store;
            place.draw(&mut scores, self.prior, |customers| Reason::PopularAt {
                store,
                channel: None,
                customers,
            });
        }
        scores
    }
}

impl Saved for Popularity {
    const KIND: &'static str = "popularity";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "popularity 1";

    fn whole(&self) -> bool {
        let fine = |place: &Place| {
            place.sold.iter().all(|&(item, weight, _)| (item as usize) < self.items && weight >= 0.0)
        };
        self.items <= MOST_ITEMS
            && self.prior > 0.0
            && fine(&self.all)
            && self.channels.iter().chain(&self.stores).all(|(_, place)| fine(place))
    }

    fn fits(&self, _: usize, items: usize) -> bool {
        self.items <= items
    }
}

#[cfg(test)]
mod tests {
    use super::super::purchases::some;
    use super::super::top;
    use super::*;
    use proptest::prelude::*;

    fn sold(customer: u32, item: u32, day: i32, store: u32, channel: u32) -> Bought {
        Bought { customer, item, day, store, channel }
    }

    fn fit(rows: Vec<Bought>, options: &PopularityOptions) -> Popularity {
        Popularity::fit(&Purchases::new(rows, 8, 4).unwrap(), options).unwrap()
    }

    fn shares(model: &Popularity, store: Option<u32>, channel: Option<u32>) -> Vec<f64> {
        model.scores(None, &Moment { today: 100, store, channel }).iter().map(|s| s.score).collect()
    }

    /// By pencil, half-life 10, prior 1. Day 100 counts 1, day 90 counts 1/2.
    /// Shop: items 0, 1, 2 sold 1, 1/2, 1 -> 0.4, 0.2, 0.4. Channel 1 sold item 1 by 1/2 and item 2 by 1, all 1.5:
    /// (0 + 0.4, 1/2 + 0.2, 1 + 0.4) / 2.5. Store 5 sold item 1 by 1/2: (x, 1/2 + y, z) / 1.5.
    #[test]
    fn the_shares_by_pencil() {
        let rows = vec![sold(0, 0, 100, 6, 0), sold(1, 1, 90, 5, 1), sold(2, 2, 100, 6, 1)];
        let model = fit(rows, &PopularityOptions { half_life: 10.0, prior: 1.0 });
        let close = |got: Vec<f64>, expected: [f64; 4]| {
            assert!(got.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{got:?}");
        };
        close(shares(&model, None, None), [0.4, 0.2, 0.4, 0.0]);
        close(shares(&model, None, Some(1)), [0.16, 0.28, 0.56, 0.0]);
        close(shares(&model, Some(5), Some(1)), [0.16 / 1.5, 0.78 / 1.5, 0.56 / 1.5, 0.0]);
        // A store nobody has heard of is no store.
        close(shares(&model, Some(9), Some(9)), [0.4, 0.2, 0.4, 0.0]);
    }

    #[test]
    fn the_reason_names_the_nearest_place_that_sold_it() {
        let rows =
            vec![sold(0, 0, 100, 6, 0), sold(1, 1, 100, 5, 1), sold(2, 2, 100, 6, 1), sold(1, 1, 99, 5, 1)];
        let model = fit(rows, &PopularityOptions::default());
        let reasons: Vec<_> = model
            .scores(None, &Moment { today: 100, store: Some(5), channel: Some(1) })
            .iter()
            .map(|s| s.reason)
            .collect();
        let at = |store, channel| Reason::PopularAt { store, channel, customers: 1 };
        assert_eq!(reasons, [at(None, None), at(Some(5), None), at(None, Some(1)), Reason::NotSoldYet]);
    }

    #[test]
    fn a_customer_of_two_stores_is_one_customer_of_the_shop() {
        // Customer 0 comes first and last when rows stand by store.
        let rows = vec![sold(0, 0, 100, 5, 0), sold(0, 0, 100, 7, 0), sold(1, 0, 100, 6, 0)];
        let model = fit(rows, &PopularityOptions::default());
        let reason =
            model.scores(None, &Moment { today: 100, store: None, channel: Some(0) }).first().unwrap().reason;
        assert_eq!(reason, Reason::PopularAt { store: None, channel: Some(0), customers: 2 });
        assert_eq!(model.all.sold, [(0, 2.0, 2)]);
    }

    #[test]
    fn no_purchases_is_an_answer_too() {
        let model = fit(vec![], &PopularityOptions::default());
        let shown = top(&model, None, &Moment::on(0), 9, |_| true);
        let shown: Vec<_> = shown.items.iter().map(|i| (i.item, i.score)).collect();
        assert_eq!(shown, [(0, 0.0), (1, 0.0), (2, 0.0), (3, 0.0)]);
    }

    proptest! {
        /// Shares add up to all there is, in every place.
        #[test]
        fn shares_add_up_to_one(purchases in some::purchases(), store in 0_u32..4, channel in 0_u32..3) {
            prop_assume!(!purchases.rows().is_empty());
            let model = Popularity::fit(&purchases, &PopularityOptions::default()).unwrap();
            let all: f64 = shares(&model, Some(store), Some(channel)).iter().sum();
            prop_assert!((all - 1.0).abs() < 1e-9, "{}", all);
        }

        /// Whatever the place, everything in the range can be shown.
        #[test]
        fn every_item_is_named_once(purchases in some::purchases(), store in 0_u32..4) {
            let model = Popularity::fit(&purchases, &PopularityOptions::default()).unwrap();
            let moment = Moment { today: 20_200, store: Some(store), channel: None };
            let items: Vec<u32> = model.scores(None, &moment).iter().map(|s| s.item).collect();
            prop_assert_eq!(items, (0..13).collect::<Vec<_>>());
        }

        #[test]
        fn what_is_written_is_read_back(purchases in some::purchases()) {
            let model = Popularity::fit(&purchases, &PopularityOptions::default()).unwrap();
            prop_assert_eq!(Popularity::from_json(&model.to_json()).unwrap(), model);
        }
    }
}
