//! How a next basket is learnt.

use serde::Serialize;

use crate::decimal::shortest;
use crate::{Error, form};

/// How [`NextBasket`](super::NextBasket) learns and answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NextBasketOptions {
    /// How many customers who buy alike are asked.
    pub neighbours: usize,
    /// How many items that a customer never bought are weighed against those bought before.
    pub new_items: usize,
    /// How much it takes to leave the weights that are known beforehand, in baskets' worth of examples.
    pub ridge: f64,
}

form::options!(NextBasketOptions { neighbours, new_items, ridge });

impl Default for NextBasketOptions {
    fn default() -> Self {
        Self { neighbours: 300, new_items: 50, ridge: 1.0 }
    }
}

impl NextBasketOptions {
    /// Whether all options are in their ranges.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when one is not.
    pub fn check(&self) -> Result<(), Error> {
        if self.neighbours == 0 {
            return Err(Error::option("neighbours", "at least 1", &self.neighbours));
        }
        if self.new_items == 0 {
            return Err(Error::option("newItems", "at least 1", &self.new_items));
        }
        if !(self.ridge > 0.0 && self.ridge.is_finite()) {
            return Err(Error::option("ridge", "greater than 0 and finite", &shortest(self.ridge)));
        }
        Ok(())
    }
}
