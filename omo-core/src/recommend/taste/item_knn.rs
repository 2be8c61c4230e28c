//! Which items the same customers have: item to item.

use serde::{Deserialize, Serialize};

use super::super::repeat_buying::positive;
use super::super::saved::{self, Saved};
use super::interactions::count;
use super::links::{Links, Weights};
use super::{Interaction, Interactions, Learns, Own, Taste};
use crate::decimal::shortest;
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::sparse::Rows;
use crate::{Error, form, math};

/// How [`ItemKnn`] compares items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// By BM25, as a search compares texts: what many have says less, and so do customers who have many items.
    Bm25,
    /// By the cosine of their columns.
    Cosine,
    /// By the cosine, customers who have many items saying less.
    TfIdf,
}

form::words!(Weighting { Bm25 = "bm25", Cosine = "cosine", TfIdf = "tf_idf" });

/// How [`ItemKnn`] learns and answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ItemKnnOptions {
    /// How many similar items each item keeps.
    pub neighbours: usize,
    /// How items are compared.
    pub weighting: Weighting,
    /// What the weight of an interaction counts.
    pub weights: Weights,
    /// Of BM25: how soon a weight has said all it can.
    pub k1: f64,
    /// Of BM25: how much less an item says for being of many customers, from 0 to 1.
    pub b: f64,
    /// Added below the fraction of a cosine: how much it takes to believe that items are alike. 0 believes at once.
    pub shrinkage: f64,
    /// Customers who have more items teach nothing: a card that lies at the till is not a person, and its items would cost
    /// their square.
    pub most_items: usize,
    /// Days after which a customer's own item speaks half as loud when it is asked what follows; none forgets nothing.
    pub half_life: Option<f64>,
}

form::options!(ItemKnnOptions { neighbours, weighting, weights, k1, b, shrinkage, most_items, half_life });

impl Default for ItemKnnOptions {
    fn default() -> Self {
        Self {
            neighbours: 100,
            weighting: Weighting::Bm25,
            weights: Weights::Ones,
            k1: 1.2,
            b: 0.2,
            shrinkage: 0.0,
            most_items: 5000,
            half_life: None,
        }
    }
}

impl ItemKnnOptions {
    fn check(&self) -> Result<(), Error> {
        positive("k1", self.k1)?;
        self.half_life.map_or(Ok(()), |days| positive("halfLife", days))?;
        if self.neighbours == 0 {
            return Err(Error::option("neighbours", "at least 1", &self.neighbours));
        }
        if !(0.0..=1.0).contains(&self.b) {
            return Err(Error::option("b", "from 0 to 1", &shortest(self.b)));
        }
        if !(self.shrinkage >= 0.0 && self.shrinkage.is_finite()) {
            return Err(Error::option("shrinkage", "at least 0 and finite", &shortest(self.shrinkage)));
        }
        Ok(())
    }
}

/// For each item those that the same customers have.
///
/// An item is the list of its customers, each with a weight; two items are as alike as the product of their lists. With
/// [`Weighting::Bm25`] the weight of customer u in the list of item i is x (k₁ + 1) / (x + k₁ (1 − b + b nᵢ / n̄)) · ln(1 + items / (1 + nᵤ)),
/// where nᵢ is how many customers the item has, n̄ the mean of that, and nᵤ how many items the customer has. A customer's
/// score for an item is the sum of its likeness to the own items.
///
/// [`update`](Learns::update) learns anew from all it was ever told: a model that was told in parts equals one fitted to the whole.
///
/// ```
/// use omo_core::recommend::{Interaction, Interactions, ItemKnn, ItemKnnOptions, Taste, Weighting};
/// let row = |customer, item| Interaction { customer, item, weight: 1.0, day: 0 };
/// // Two of the three who have item 0 have item 1, and nobody else does.
/// let rows = vec![row(0, 0), row(0, 1), row(1, 0), row(1, 1), row(2, 0)];
/// let options = ItemKnnOptions { weighting: Weighting::Cosine, ..Default::default() };
/// let model = ItemKnn::fit(Interactions::new(rows, 3, 2)?, &options)?;
/// assert_eq!(model.similar_items(0, 10), [(1, (2.0 / f64::sqrt(3.0 * 2.0)) as f32)]);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemKnn {
    options: ItemKnnOptions,
    known: Interactions,
    /// The items by customers.
    popular: Vec<(u32, u32)>,
    links: Links,
}

impl ItemKnn {
    /// Compares all items that have a customer in common.
    ///
    /// Takes time in proportion to the sum over customers of the square of their items, on all cores.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn fit(known: Interactions, options: &ItemKnnOptions) -> Result<Self, Error> {
        options.check()?;
        let popular = known.popular();
        let links = Learning::new(&known, options).links();
        Ok(Self { options: options.clone(), known, popular, links })
    }

    /// How it learns and answers.
    #[must_use]
    pub fn options(&self) -> &ItemKnnOptions {
        &self.options
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

impl Taste for ItemKnn {
    type Mind = Vec<(u32, f32)>;

    fn known(&self) -> &Interactions {
        &self.known
    }

    fn popular(&self) -> &[(u32, u32)] {
        &self.popular
    }

    fn mind(&self, own: &[Own]) -> Self::Mind {
        self.options.weights.voices(own, self.options.half_life)
    }

    fn score(&self, mind: &Self::Mind, scores: &mut [f32]) {
        self.links.add(mind, scores);
    }

    fn strongest(&self, mind: &Self::Mind, item: u32) -> Option<u32> {
        self.links.strongest(mind, item)
    }

    fn similar_items(&self, item: u32, n: usize) -> Vec<(u32, f32)> {
        self.links.similar(item, n)
    }
}

impl Learns for ItemKnn {
    fn update(
        &mut self,
        customers: &[u32],
        items: &[u32],
        more: Vec<Interaction>,
        sizes: (usize, usize),
    ) -> Result<(), Error> {
        *self = Self::fit(self.known.and(customers, items, more, sizes)?, &self.options)?;
        Ok(())
    }
}

impl Saved for ItemKnn {
    const KIND: &'static str = "item_knn";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "item_knn 1";

    fn whole(&self) -> bool {
        self.options.check().is_ok()
            && self.links.whole(self.known.items())
            && self.known.lists(&self.popular)
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.known.fit(customers, items)
    }
}

/// What there is while items are compared.
struct Learning<'a> {
    known: &'a Interactions,
    options: &'a ItemKnnOptions,
    /// Per customer what each own item weighs; nothing where the customer teaches nothing.
    weights: Rows<(u32, f64)>,
    /// Per item the length of its list.
    lengths: Vec<f64>,
}

impl<'a> Learning<'a> {
    fn new(known: &'a Interactions, options: &'a ItemKnnOptions) -> Self {
        let items = f64::from(count(known.items()));
        let bm25 = options.weighting == Weighting::Bm25;
        // The list of an item is as long as its weights make it.
        let mut sizes = vec![0.0_f64; known.items()];
        for own in known.rows().flatten() {
            if let Some(size) = sizes.get_mut(own.item as usize) {
                *size += options.weights.of(own.weight);
            }
        }
        let mean = sizes.iter().sum::<f64>() / items.max(1.0);
        let weights: Rows<(u32, f64)> = known
            .rows()
            .map(|own| {
                let many = f64::from(count(own.len()));
                // One more than the usual, so that it is above 0 for who has everything, too.
                let rare = math::ln_1p(items / (1.0 + many));
                let weight = move |own: &Own, size: f64| {
                    let counts = options.weights.of(own.weight);
                    match options.weighting {
                        Weighting::Cosine => counts,
                        Weighting::TfIdf => counts.sqrt() * rare,
                        Weighting::Bm25 => {
                            let norm = 1.0 - options.b + options.b * size / mean;
                            counts * (options.k1 + 1.0) / (options.k1 * norm + counts) * rare
                        }
                    }
                };
                let teaches = own.len() <= options.most_items;
                let sizes = &sizes;
                own.iter().filter(move |_| teaches).map(move |own| {
                    let size = sizes.get(own.item as usize).copied().unwrap_or_default();
                    (own.item, weight(own, size))
                })
            })
            .collect();
        let mut lengths = vec![if bm25 { 1.0 } else { 0.0 }; known.items()];
        if !bm25 {
            for &(item, weight) in weights.values() {
                if let Some(length) = lengths.get_mut(item as usize) {
                    *length += weight * weight;
                }
            }
            for length in &mut lengths {
                *length = length.sqrt();
            }
        }
        Self { known, options, weights, lengths }
    }

    fn links(&self) -> Links {
        let items = self.known.items();
        let room = || (vec![0.0_f64; items], Vec::new());
        let rows = parallel(&pieces(items, 64), room, |(sums, touched), piece| {
            piece.clone().map(|item| self.row(count(item), sums, touched)).collect::<Vec<_>>()
        });
        Links::new(rows.into_iter().flatten().collect())
    }

    /// The items most like one, in order of items.
    fn row(&self, item: u32, sums: &mut [f64], touched: &mut Vec<u32>) -> Vec<(u32, f32)> {
        for &customer in self.known.buyers(item) {
            let own = self.weights.row(customer as usize);
            let mine = own.binary_search_by_key(&item, |own| own.0).ok().and_then(|at| own.get(at));
            let Some(&(_, mine)) = mine else { continue };
            for &(other, weight) in own {
                if let Some(sum) = sums.get_mut(other as usize) {
                    if *sum == 0.0 {
                        touched.push(other);
                    }
                    *sum += mine * weight;
                }
            }
        }
        let length = |item: u32| self.lengths.get(item as usize).copied().unwrap_or_default();
        let mine = length(item);
        let mut all: Vec<(u32, f32)> = Vec::with_capacity(touched.len());
        for other in touched.drain(..) {
            let dot = sums.get_mut(other as usize).map(std::mem::take).unwrap_or_default();
            #[expect(clippy::cast_possible_truncation, reason = "seven digits of a likeness are plenty")]
            let alike = (dot / (mine * length(other) + self.options.shrinkage)) as f32;
            if other != item && alike > 0.0 && alike.is_finite() {
                all.push((other, alike));
            }
        }
        let keep = self.options.neighbours;
        all.put_least_first(keep, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(keep);
        all.shrink_to_fit();
        all.put_in_order_by_key(|link| link.0);
        all
    }
}
