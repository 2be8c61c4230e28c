//! A model as it is written: its baskets and weights; what all baskets say is counted anew.

use serde::{Deserialize, Serialize};

use super::NextBasket;
use super::baskets::{Baskets, When};
use super::options::NextBasketOptions;
use super::weights::Weights;
use crate::recommend::purchases::MOST_ITEMS;

/// When, and what: milliseconds, day, items.
type Basket = (i64, i32, Vec<u32>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    options: NextBasketOptions,
    weights: Weights,
    items: usize,
    customers: Vec<Vec<Basket>>,
}

impl From<NextBasket> for Written {
    fn from(model: NextBasket) -> Self {
        let NextBasket { options, baskets, weights, .. } = model;
        let customers = baskets
            .histories()
            .map(|history| {
                let all = history.when().iter().zip(history.contents());
                all.map(|(when, items)| (when.at, when.day, items.to_vec())).collect()
            })
            .collect();
        Self { options, weights, items: baskets.items(), customers }
    }
}

impl TryFrom<Written> for NextBasket {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { options, weights, items, customers } = written;
        let mut baskets = Baskets { items, ..Baskets::default() };
        for history in customers {
            let mut before = i64::MIN;
            for (at, day, contents) in history {
                let known = contents.last().is_some_and(|&last| (last as usize) < items.min(MOST_ITEMS));
                if !known || at < before || !contents.is_sorted_by(|a, b| a < b) {
                    return Err("baskets in order of time, of known items in order");
                }
                before = at;
                baskets.when.push(When { at, day });
                baskets.contents.push(contents);
            }
            baskets.close();
        }
        if items > MOST_ITEMS || !weights.whole() {
            return Err("a model");
        }
        Ok(Self::of(baskets, options, weights))
    }
}
