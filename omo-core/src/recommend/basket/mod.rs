//! The next basket: what each customer will put into it.

mod answer;
mod baskets;
mod crowd;
mod features;
mod logistic;
mod more;
mod neighbours;
mod numbers;
mod options;
mod own;
#[cfg(test)]
mod tests;
mod weights;
mod written;

use serde::{Deserialize, Serialize};

pub use answer::BasketQuestion;
pub use baskets::{Baskets, Line};
use crowd::Crowd;
pub use options::NextBasketOptions;
use weights::Weights;
use written::Written;

use super::saved::{self, Saved};
use crate::Error;
use crate::order::Order;

/// What a customer will put into the next basket: things bought before that are due again, and new ones.
///
/// Two regularised logistic models guess each customer's last basket out of all before it, and then the next out of
/// all: one for items the customer bought before, one for items never bought. They see how often, how lately and in what
/// rhythm an item was bought (by baskets and by days), how often it is bought again by anyone, what the 300 customers
/// who buy most alike bought lately (UP-CF@r of Faggioli, Polato and Aiolli 2020, without shrinkage), and what lies in
/// baskets with the customer's last. Every basket counts alike in learning, however many items it holds: what is
/// to be great is the share of a basket that is guessed.
///
/// Strangers are told what most baskets hold, and so is the end of a list that nothing else fills. With too few
/// baskets to learn from, weights stay near those that are right for groceries as a rule.
///
/// ```
/// use omo_core::recommend::{Baskets, BasketQuestion, Line, NextBasket, NextBasketOptions};
/// let line = |customer, item, day: i32| Line { customer, item, at: i64::from(day) * 86_400_000, day, basket: None };
/// // Customer 0 buys milk (0) every week and bought a lamp (1) once; customer 1 bought a pan (2).
/// let mut lines: Vec<_> = (0..5).map(|week| line(0, 0, 20_000 + 7 * week)).collect();
/// lines.extend([line(0, 1, 20_000), line(1, 2, 20_010)]);
/// let model = NextBasket::fit(Baskets::new(lines, 2, 3)?, &NextBasketOptions::default())?;
/// let shown = model.recommend(Some(0), &BasketQuestion::default(), |_| true)?;
/// assert_eq!(shown.items.iter().map(|shown| shown.item).collect::<Vec<_>>(), [0, 1, 2]);
/// let stranger = model.recommend(None, &BasketQuestion { n: 1, ..Default::default() }, |_| true)?;
/// assert_eq!(stranger.items[0].item, 0);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct NextBasket {
    options: NextBasketOptions,
    baskets: Baskets,
    weights: Weights,
    crowd: Crowd,
    /// The day of the last basket of all.
    last: Option<i32>,
}

impl NextBasket {
    /// Learns from baskets.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn fit(baskets: Baskets, options: &NextBasketOptions) -> Result<Self, Error> {
        options.check()?;
        let weights = Weights::learn(&baskets, options);
        Ok(Self::of(baskets, options.clone(), weights))
    }

    /// The model of baskets with weights that were learnt before.
    fn of(baskets: Baskets, options: NextBasketOptions, weights: Weights) -> Self {
        let crowd = Crowd::of(&baskets);
        let last = baskets.when.iter().map(|when| when.day).max();
        Self { options, baskets, weights, crowd, last }
    }

    /// The same model after more was bought: histories are those of `baskets`, weights stay as they were learnt.
    ///
    /// Takes what counting takes, without the learning.
    #[must_use]
    pub fn with(&self, baskets: Baskets) -> Self {
        Self::of(baskets, self.options.clone(), self.weights.clone())
    }

    /// The `n` items that lie most in baskets with an item, by the cosine of both, shrunk; none of an unknown item.
    ///
    /// What goes with it, not what could stand in its place: of that models of taste know more.
    #[must_use]
    pub fn similar_items(&self, item: u32, n: usize) -> Vec<(u32, f32)> {
        let mut together = self.crowd.together.row(item as usize).to_vec();
        together.put_in_order_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        together.truncate(n);
        together
    }

    /// How it learnt.
    #[must_use]
    pub fn options(&self) -> &NextBasketOptions {
        &self.options
    }

    /// The baskets it knows.
    #[must_use]
    pub fn baskets(&self) -> &Baskets {
        &self.baskets
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

impl Saved for NextBasket {
    const KIND: &'static str = "next_basket";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "next_basket 1";

    fn whole(&self) -> bool {
        self.weights.whole() && self.options.check().is_ok()
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.baskets.customers() <= customers && self.baskets.items() <= items
    }
}
