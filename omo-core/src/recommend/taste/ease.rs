//! Which items foretell an item, all others told: EASE.

use serde::{Deserialize, Serialize};

use super::super::repeat_buying::positive;
use super::super::saved::{self, Saved};
use super::interactions::count;
use super::links::{Links, Weights};
use super::tiles::Tiles;
use super::wide::SIDE;
use super::{Interaction, Interactions, Learns, Own, Taste};
use crate::Error;
use crate::form;
use crate::order::Order;
use crate::parallel::parallel;

/// How [`Ease`] learns and answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EaseOptions {
    /// How strongly weights are drawn to 0 (λ): the more, the more customers it takes to believe.
    pub l2: f64,
    /// How many items speak for each item: those with the largest weights of all. It is what a saved model's size hangs on,
    /// 8 bytes each; many small weights together still say something.
    pub keep: usize,
    /// So many items, those of most customers, are solved for together; it takes their number squared × 2 bytes and
    /// cubed steps. The others are known by their cosine alone: they are like other items, and answer who has nothing else.
    pub item_cap: usize,
    /// What the weight of an interaction counts.
    pub weights: Weights,
    /// Days after which a customer's own item speaks half as loud when it is asked what follows; none forgets nothing.
    pub half_life: Option<f64>,
}

form::options!(EaseOptions { l2, keep, item_cap, weights, half_life });

impl Default for EaseOptions {
    fn default() -> Self {
        Self { l2: 250.0, keep: 1024, item_cap: 10_000, weights: Weights::Ones, half_life: None }
    }
}

impl EaseOptions {
    fn check(&self) -> Result<(), Error> {
        positive("l2", self.l2)?;
        self.half_life.map_or(Ok(()), |days| positive("halfLife", days))?;
        if self.keep == 0 {
            return Err(Error::option("keep", "at least 1", &self.keep));
        }
        if self.item_cap > 50_000 {
            return Err(Error::option("itemCap", "at most 50000", &self.item_cap));
        }
        Ok(())
    }
}

/// For each item the items that foretell it, each weighed beside all others.
///
/// The linear model that gives back the table of customers by items best when no item may foretell itself, in closed form
/// (Steck 2019, "Embarrassingly Shallow Autoencoders for Sparse Data"): `P = (XᵀX + λI)⁻¹`, and item i speaks for item j by
/// −Pᵢⱼ / Pⱼⱼ. Two items that always come together share what they have to say, which a cosine counts twice. A customer's
/// score for an item is the sum of what the own items say, so the reason is exact.
///
/// [`update`](Learns::update) makes new interactions known to the answers and leaves the weights; fit again to learn from them.
///
/// ```
/// use omo_core::recommend::{Ease, EaseOptions, Interaction, Interactions, Reason, Taste};
/// let row = |customer, item| Interaction { customer, item, weight: 1.0, day: 0 };
/// // Who has item 0 has item 1; item 2 is of others.
/// let rows = vec![row(0, 0), row(0, 1), row(1, 0), row(1, 1), row(2, 2), row(3, 0)];
/// let options = EaseOptions { l2: 0.5, ..Default::default() };
/// let model = Ease::fit(Interactions::new(rows, 4, 3)?, &options)?;
/// let shown = model.recommend(Some(3), 1, true, |_| true);
/// assert_eq!(shown.items[0].item, 1);
/// assert_eq!(shown.items[0].reasons, [Reason::BoughtTogether { with: 0, customers: 2 }]);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ease {
    options: EaseOptions,
    known: Interactions,
    /// The items by customers.
    popular: Vec<(u32, u32)>,
    links: Links,
}

impl Ease {
    /// Solves for the weights.
    ///
    /// Takes 2 bytes for each pair of items while it learns (10,000 items: 200 MB) and 8 for each weight that is kept, and
    /// items³ steps on all cores.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range; [`Error::Fit`] where `l2` is too small for the weights to be found.
    pub fn fit(known: Interactions, options: &EaseOptions) -> Result<Self, Error> {
        options.check()?;
        let popular = known.popular();
        let links = Learning::new(&known, &popular, options).links()?;
        Ok(Self { options: options.clone(), known, popular, links })
    }

    /// How it learns and answers.
    #[must_use]
    pub fn options(&self) -> &EaseOptions {
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

impl Ease {
    /// The items that share customers with one, by their cosine with λ on each length, so that few customers say little.
    fn cosines(&self, item: u32) -> Vec<(u32, f32)> {
        let mut shared: Vec<u32> = Vec::new();
        for &customer in self.known.buyers(item) {
            shared.extend(self.known.of(customer).iter().map(|own| own.item));
        }
        shared.put_in_order();
        let length = |item: u32| (f64::from(count(self.known.buyers(item).len())) + self.options.l2).sqrt();
        let mine = length(item);
        let alike = |same: &[u32]| {
            let other = *same.first().filter(|&&other| other != item)?;
            #[expect(clippy::cast_possible_truncation, reason = "seven digits of a cosine are plenty")]
            let cosine = (f64::from(count(same.len())) / (mine * length(other))) as f32;
            Some((other, cosine))
        };
        shared.chunk_by(|a, b| a == b).filter_map(alike).collect()
    }
}

impl Taste for Ease {
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
        if !self.links.speak(mind) {
            for &(item, voice) in mind {
                for (other, cosine) in self.cosines(item) {
                    if let Some(score) = scores.get_mut(other as usize) {
                        *score += voice * cosine;
                    }
                }
            }
        }
        self.links.add(mind, scores);
    }

    fn strongest(&self, mind: &Self::Mind, item: u32) -> Option<u32> {
        let most = || {
            let shared = mind.iter().map(|&(own, _)| (self.known.both(own, item), own));
            // The first of equals.
            shared.max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1))).map(|(_, own)| own)
        };
        self.links.strongest(mind, item).or_else(most)
    }

    fn similar_items(&self, item: u32, n: usize) -> Vec<(u32, f32)> {
        if self.links.speak(&[(item, 1.0)]) {
            return self.links.similar(item, n);
        }
        let mut all = self.cosines(item);
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        all.put_least_first(n, order);
        all.truncate(n);
        all.put_in_order_by(order);
        all
    }
}

impl Learns for Ease {
    fn update(
        &mut self,
        customers: &[u32],
        items: &[u32],
        more: Vec<Interaction>,
        sizes: (usize, usize),
    ) -> Result<(), Error> {
        self.known = self.known.and(customers, items, more, sizes)?;
        self.popular = self.known.popular();
        self.links = self.links.renumbered(items, sizes.1);
        Ok(())
    }
}

impl Saved for Ease {
    const KIND: &'static str = "ease";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "ease 1";

    fn whole(&self) -> bool {
        self.options.check().is_ok()
            && self.links.whole(self.known.items())
            && self.known.lists(&self.popular)
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.known.fit(customers, items)
    }
}

/// What there is while weights are learnt.
struct Learning<'a> {
    known: &'a Interactions,
    options: &'a EaseOptions,
    /// Which place an item has among those solved for together.
    place: Vec<Option<u32>>,
    /// The items in those places, in order of numbers.
    together: Vec<u32>,
}

impl<'a> Learning<'a> {
    fn new(known: &'a Interactions, popular: &[(u32, u32)], options: &'a EaseOptions) -> Self {
        // What nobody has says nothing.
        let mut together: Vec<u32> =
            popular.iter().take(options.item_cap).filter(|of| of.1 > 0).map(|&(item, _)| item).collect();
        together.put_in_order();
        let mut place = vec![None; known.items()];
        for (at, &item) in (0_u32..).zip(&together) {
            if let Some(place) = place.get_mut(item as usize) {
                *place = Some(at);
            }
        }
        Self { known, options, place, together }
    }

    fn links(&self) -> Result<Links, Error> {
        let mut columns = vec![Vec::new(); self.known.items()];
        self.solved(&mut columns)?;
        Ok(Links::from_columns(&columns))
    }

    /// `XᵀX + λI`.
    fn gram(&self) -> Tiles {
        let mut gram = Tiles::new(self.together.len());
        gram.fill(|i, tiles| {
            let start = i * SIDE;
            let mut row = vec![0.0_f32; (start + SIDE).min(self.together.len())];
            for (r, &item) in self.together.iter().enumerate().skip(start).take(SIDE) {
                row.fill(0.0);
                self.dots(item, |other, dot| {
                    let place = self.place.get(other as usize).copied().flatten();
                    if let Some(sum) = place.and_then(|place| row.get_mut(place as usize)) {
                        *sum += dot;
                    }
                });
                #[expect(clippy::cast_possible_truncation, reason = "single precision is what tiles hold")]
                if let Some(diagonal) = row.get_mut(r) {
                    *diagonal += self.options.l2 as f32;
                }
                for (part, tile) in row.chunks(SIDE).zip(tiles.iter_mut()) {
                    if let Some(to) = tile.get_mut(r - start) {
                        for (to, &sum) in to.iter_mut().zip(part) {
                            *to = sum;
                        }
                    }
                }
            }
        });
        gram
    }

    /// Tells each product of an item's column with the others', customer by customer.
    fn dots(&self, item: u32, mut tell: impl FnMut(u32, f32)) {
        let weights = self.options.weights;
        let counts = |own: &Own| {
            #[expect(clippy::cast_possible_truncation, reason = "single precision is what tiles hold")]
            let counts = weights.of(own.weight) as f32;
            counts
        };
        for &customer in self.known.buyers(item) {
            let own = self.known.of(customer);
            let mine = own.binary_search_by_key(&item, |own| own.item).ok().and_then(|at| own.get(at));
            let mine = mine.map_or(0.0, counts);
            for own in own {
                tell(own.item, mine * counts(own));
            }
        }
    }

    /// The weights of those solved for together: for each item the largest.
    fn solved(&self, columns: &mut [Vec<(u32, f32)>]) -> Result<(), Error> {
        let mut tiles = self.gram();
        let small = || Error::Fit { reason: "`l2` is too small for these weights; give a larger one".into() };
        tiles.invert().ok_or_else(small)?;
        let strips: Vec<usize> = (0..tiles.rows()).collect();
        let found = parallel(
            &strips,
            || (),
            |(), &i| {
                let rows = tiles.strip(i);
                let rows = rows.iter().zip((i * SIDE..).take(self.together.len() - i * SIDE));
                rows.map(|(row, at)| self.largest(row, at)).collect::<Vec<_>>()
            },
        );
        for (&item, column) in self.together.iter().zip(found.into_iter().flatten()) {
            if let Some(place) = columns.get_mut(item as usize) {
                *place = column;
            }
        }
        Ok(())
    }

    /// The largest weights for the item at a place, out of its row of −P, in order of items.
    fn largest(&self, row: &[f32], at: usize) -> Vec<(u32, f32)> {
        let own = row.get(at).copied().unwrap_or(-1.0);
        let mut all: Vec<(u32, f32)> = (0_u32..)
            .zip(row)
            .filter(|&(place, &value)| place as usize != at && value != 0.0)
            .map(|(place, &value)| (place, -value / own))
            .collect();
        let keep = self.options.keep;
        all.put_least_first(keep, |a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        all.truncate(keep);
        // There is one of these for each item.
        all.shrink_to_fit();
        all.put_in_order_by_key(|link| link.0);
        for link in &mut all {
            link.0 = self.together.get(link.0 as usize).copied().unwrap_or(u32::MAX);
        }
        all
    }
}
