//! How much each thing that is seen speaks for an item: learnt from the last baskets.

use serde::{Deserialize, Serialize};

use super::baskets::Baskets;
use super::crowd::Crowd;
use super::features::{self, Fading, NEW, OWN};
use super::logistic::{Example, learn};
use super::neighbours::Walk;
use super::numbers::float;
use super::options::NextBasketOptions;
use crate::parallel::parallel;

/// So many items are learnt from at most: those of some customers, evenly spread.
const MOST_EXAMPLES: usize = 1_500_000;

/// What speaks for an item that was bought before, and for one that was not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    own: Vec<f64>,
    new: Vec<f64>,
}

/// What is believed before anything was learnt: what was bought often and lately comes again, and what neighbours and
/// everybody buy may come too.
fn prior() -> ([f64; OWN], [f64; NEW]) {
    let mut own = [0.0; OWN];
    let mut new = [0.0; NEW];
    own[0] = -2.5;
    // Purchases that fade by a tenth with each basket.
    own[NEW + 3] = 1.5;
    // What neighbours and the customer's own last baskets say.
    own[NEW + 18] = 0.5;
    new[0] = -2.0;
    new[4] = 0.3;
    new[5] = 0.5;
    (own, new)
}

impl Weights {
    /// Learns what the last basket of each customer would have been guessed by, out of all before them.
    pub fn learn(baskets: &Baskets, options: &NextBasketOptions) -> Self {
        let (own, new) = prior();
        let before = baskets.without_last();
        let crowd = Crowd::of(&before);
        let learners: Vec<u32> = (0_u32..)
            .zip(baskets.histories())
            .filter(|(_, all)| all.len() > 1)
            .map(|(customer, _)| customer)
            .collect();
        let all: usize = learners
            .iter()
            .map(|&customer| before.of(customer).map(<[u32]>::len).sum::<usize>() / 2 + options.new_items)
            .sum();
        let every = all.div_ceil(MOST_EXAMPLES).max(1);
        let learners: Vec<u32> = learners.into_iter().step_by(every).collect();
        let found = parallel(
            &learners,
            || (Walk::default(), Fading::default(), Vec::new(), Vec::new()),
            |(walk, fading, own, new), &customer| {
                let history = before.history(customer);
                let target = baskets.of(customer).next_back().unwrap_or_default();
                walk.ask(&crowd, Some(customer), history, options.neighbours);
                own.clear();
                features::own(history, &crowd, walk, fading, own);
                new.clear();
                let items = walk.new_items(&crowd, options.new_items, |_| true);
                features::new(history, &crowd, walk, &items, new);
                // Each basket counts alike, however large: what is to be right is the share of a basket that is guessed.
                let weight = 1.0 / float(target.len().max(1));
                (examples(own, target, weight), examples(new, target, weight))
            },
        );
        let (mut owns, mut news) = (Vec::new(), Vec::new());
        for (own, new) in found {
            owns.extend(own);
            news.extend(new);
        }
        even(&mut owns);
        even(&mut news);
        Self {
            own: learn(&owns, &own, options.ridge).to_vec(),
            new: learn(&news, &new, options.ridge).to_vec(),
        }
    }

    pub fn whole(&self) -> bool {
        let fine =
            |weights: &[f64], many| weights.len() == many && weights.iter().all(|weight| weight.is_finite());
        fine(&self.own, OWN) && fine(&self.new, NEW)
    }

    pub fn for_own(&self, seen: &[f32; OWN]) -> f64 {
        added(&self.own, seen)
    }

    pub fn for_new(&self, seen: &[f32; NEW]) -> f64 {
        added(&self.new, seen)
    }
}

fn added(weights: &[f64], seen: &[f32]) -> f64 {
    weights.iter().zip(seen).map(|(&weight, &seen)| weight * f64::from(seen)).sum()
}

fn examples<const N: usize>(seen: &[(u32, [f32; N])], target: &[u32], weight: f32) -> Vec<Example<N>> {
    let example =
        |&(item, seen): &(u32, [f32; N])| Example { seen, weight, came: target.binary_search(&item).is_ok() };
    seen.iter().map(example).collect()
}

/// Makes weights 1 on average, so that the prior weighs the same whatever the size of baskets.
fn even<const N: usize>(examples: &mut [Example<N>]) {
    let all: f64 = examples.iter().map(|example| f64::from(example.weight)).sum();
    let mean = super::numbers::narrow(all / f64::from(float(examples.len().max(1))));
    for example in examples {
        example.weight /= mean;
    }
}
