//! Customers and items as points, near where they belong together: implicit ALS.

use serde::{Deserialize, Serialize};

use super::super::repeat_buying::positive;
use super::super::saved::{self, Saved};
use super::interactions::{count, faded};
use super::lanes::{Sixteen, panel, widest};
use super::links::Weights;
use super::nearer::Nearer;
use super::normal::Normal;
#[cfg(test)]
use super::points::numbers;
use super::points::{Points, numbers_mut};
use super::products::{AddDots, AddGram, dot, mirror};
use super::{Interaction, Interactions, Learns, Own, Taste};
use crate::decimal::shortest;
use crate::order::Order;
use crate::parallel::parallel_mut;
use crate::random::Random;
use crate::sparse::Rows;
use crate::{Error, form, math};

/// How [`Als`] learns and answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AlsOptions {
    /// How many numbers a point has.
    pub factors: usize,
    /// How often customers and items are placed anew.
    pub epochs: usize,
    /// How strongly points are drawn to 0 (λ).
    pub l2: f64,
    /// How the draw grows with how much is known of a point (ν), from 0, not at all, to 1, in proportion.
    pub frequency: f64,
    /// How much an interaction counts beside the absence of one (α).
    pub alpha: f64,
    /// What the weight of an interaction counts.
    pub weights: Weights,
    /// Days after which a customer's own item speaks half as loud when it is asked what follows; none forgets nothing.
    pub half_life: Option<f64>,
    /// Where items stand before they are placed: the same seed, the same model.
    pub seed: u32,
}

form::options!(AlsOptions { factors, epochs, l2, frequency, alpha, weights, half_life, seed });

impl Default for AlsOptions {
    fn default() -> Self {
        Self {
            factors: 64,
            epochs: 15,
            l2: 0.01,
            frequency: 0.0,
            alpha: 1.0,
            weights: Weights::Ones,
            half_life: None,
            seed: 0,
        }
    }
}

impl AlsOptions {
    fn check(&self) -> Result<(), Error> {
        positive("l2", self.l2)?;
        positive("alpha", self.alpha)?;
        self.half_life.map_or(Ok(()), |days| positive("halfLife", days))?;
        if !(1..=1024).contains(&self.factors) {
            return Err(Error::option("factors", "from 1 to 1024", &self.factors));
        }
        if !(0.0..=1.0).contains(&self.frequency) {
            return Err(Error::option("frequency", "from 0 to 1", &shortest(self.frequency)));
        }
        Ok(())
    }
}

/// Customers and items as points, so that the product of two says how much they belong together.
///
/// Implicit matrix factorisation (Hu, Koren and Volinsky 2008): all cells of the table count, empty ones as 0 with weight 1, others as
/// 1 with weight 1 + α x. In turn each customer is drawn to where the items put it and each item to where the customers do, by three steps of
/// conjugate gradients; λ grows with what is known of a point to the power of ν (Rendle, Krichene, Zhang and Koren 2021). A customer's point is not
/// kept: it is solved for exactly, by Cholesky, when it is asked for, in microseconds, so customers whom the model never met are answered
/// as well as any other. What an own item says for another is exact too (section 5 of Hu and others).
///
/// [`update`](Learns::update) makes new interactions known to the answers and leaves the items where they are; fit again to learn from them.
///
/// ```
/// use omo_core::recommend::{Als, AlsOptions, Interaction, Interactions, Taste};
/// let row = |customer, item| Interaction { customer, item, weight: 1.0, day: 0 };
/// let rows = vec![row(0, 0), row(0, 1), row(1, 0), row(1, 1), row(2, 2), row(2, 3), row(3, 0)];
/// let model = Als::fit(Interactions::new(rows, 4, 4)?, &AlsOptions { factors: 2, ..Default::default() })?;
/// assert_eq!(model.recommend(Some(3), 1, true, |_| true).items[0].item, 1);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Als {
    options: AlsOptions,
    known: Interactions,
    /// The items by customers.
    popular: Vec<(u32, u32)>,
    /// The items' points.
    points: Points,
    /// Σ of each point times itself; made anew when a model is read.
    #[serde(skip)]
    gram: Gram,
}

/// Kept beside the points it is made of, so it says nothing about whether two models are equal.
#[derive(Debug, Clone, Default)]
struct Gram(std::sync::OnceLock<Points>);

impl PartialEq for Gram {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Als {
    /// Places the items.
    ///
    /// Takes some 16 cells × factors + 8 (customers + items) × factors² steps an epoch on all cores, and 4 bytes for each factor of a
    /// customer and an item while it learns.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn fit(known: Interactions, options: &AlsOptions) -> Result<Self, Error> {
        options.check()?;
        let popular = known.popular();
        let counts = |own: &Own| {
            #[expect(clippy::cast_possible_truncation, reason = "single precision is what points hold")]
            let extra = (options.alpha * options.weights.of(own.weight)) as f32;
            (own.item, extra)
        };
        let theirs: Rows<(u32, f32)> = known.rows().map(|own| own.iter().map(counts)).collect();
        let ours = turned(&theirs, known.items());
        let mut random = Random::new(u64::from(options.seed));
        let mut points = Points::new(known.items(), options.factors);
        for point in points.iter_mut() {
            #[expect(clippy::cast_possible_truncation, reason = "any small numbers will do")]
            let small = |place: &mut f32| *place = ((random.unit() - 0.5) * 0.02) as f32;
            numbers_mut(point).take(options.factors).for_each(small);
        }
        let mut customers = Points::new(known.customers(), options.factors);
        for _ in 0..options.epochs {
            place(&theirs, &points, &mut customers, options);
            place(&ours, &customers, &mut points, options);
        }
        Ok(Self { options: options.clone(), known, popular, points, gram: Gram::default() })
    }

    /// How it learns and answers.
    #[must_use]
    pub fn options(&self) -> &AlsOptions {
        &self.options
    }

    /// Where a customer with these items stands; nothing where that cannot be said.
    fn draw(&self, own: &[(u32, f32)]) -> Drawn {
        let factors = self.options.factors;
        let gram = self.gram.0.get_or_init(|| gram(&self.points, factors));
        let mut normal = Normal::new(factors);
        let l2 = draw(&self.options, own.len());
        let done = normal.solve(gram, l2, own, &self.points);
        Drawn { point: done.map(|()| normal.point().to_vec()).unwrap_or_default(), own: own.to_vec(), normal }
    }

    /// The loss that fitting makes small, summed over all cells, with customers placed by the items.
    #[cfg(test)]
    pub(super) fn loss(&self) -> f64 {
        let own = |own: &[Own]| self.mind(own);
        let mut loss = 0.0;
        let dot = |a: &[Sixteen], b: &[Sixteen]| -> f64 {
            numbers(a).zip(numbers(b)).map(|(a, b)| f64::from(a * b)).sum()
        };
        for rows in self.known.rows() {
            let drawn = own(rows);
            if drawn.point.is_empty() {
                continue;
            }
            for (item, point) in (0..).zip(self.points.iter()) {
                let extra = drawn.own.iter().find(|own| own.0 == item).map_or(0.0, |own| f64::from(own.1));
                let truth = f64::from(u8::from(extra > 0.0));
                loss += (1.0 + extra) * (truth - dot(&drawn.point, point)).powi(2);
            }
            loss += f64::from(draw(&self.options, rows.len())) * dot(&drawn.point, &drawn.point);
        }
        for (item, point) in (0..).zip(self.points.iter()) {
            let buyers = self.known.buyers(item).len();
            loss += f64::from(draw(&self.options, buyers)) * dot(point, point);
        }
        loss
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

/// Where a customer stands, and what that was drawn from.
pub struct Drawn {
    point: Vec<Sixteen>,
    own: Vec<(u32, f32)>,
    normal: Normal,
}

/// λ times what is known of a point to the power of ν: how strongly it is drawn to 0.
#[expect(clippy::cast_possible_truncation, reason = "single precision is what points hold")]
fn draw(options: &AlsOptions, known: usize) -> f32 {
    if options.frequency == 0.0 {
        return options.l2 as f32;
    }
    (options.l2 * math::pow(f64::from(count(known)).max(1.0), options.frequency)) as f32
}

/// Σ p pᵀ of all points, one sum after another in the order of points.
fn gram(points: &Points, factors: usize) -> Points {
    // Sums of parts in a fixed order: the same on any number of cores.
    let mut parts: Vec<(&[Sixteen], Points)> =
        points.chunks(2048).map(|part| (part, Points::new(factors, factors))).collect();
    parallel_mut(&mut parts, |_, (points, matrix)| {
        widest(panel(matrix.width()), AddGram { matrix, points });
    });
    let mut all = Points::new(factors, factors);
    for (_, part) in parts {
        all.add(&part);
    }
    mirror(&mut all);
    all
}

/// Draws the points of one side to where the other side puts them.
fn place(cells: &Rows<(u32, f32)>, others: &Points, points: &mut Points, options: &AlsOptions) {
    let (factors, width) = (options.factors, points.width());
    let gram = gram(others, factors);
    let mut parts: Vec<(usize, &mut [Sixteen])> =
        points.chunks_mut(64).enumerate().map(|(part, points)| (part * 64, points)).collect();
    parallel_mut(&mut parts, |_, (start, points)| {
        let mut nearer = Nearer::new(factors);
        for (at, point) in (*start..).zip(points.chunks_exact_mut(width)) {
            match cells.row(at) {
                [] => point.fill(Sixteen::default()),
                own => nearer.draw(&gram, draw(options, own.len()), own, others, point),
            }
        }
    });
}

/// The cells of items by customers.
fn turned(cells: &Rows<(u32, f32)>, items: usize) -> Rows<(u32, f32)> {
    let mut all: Vec<(u32, u32, f32)> = Vec::with_capacity(cells.values().len());
    for (customer, own) in (0_u32..).zip(cells.iter()) {
        all.extend(own.iter().map(|&(item, extra)| (item, customer, extra)));
    }
    all.put_in_order_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let mut rest = all.as_slice();
    let mut rows = Rows::default();
    for item in (0_u32..).take(items) {
        let (own, others) = rest.split_at(rest.partition_point(|cell| cell.0 <= item));
        rows.push(own.iter().map(|&(_, customer, extra)| (customer, extra)));
        rest = others;
    }
    rows
}

impl Taste for Als {
    type Mind = Drawn;

    fn known(&self) -> &Interactions {
        &self.known
    }

    fn popular(&self) -> &[(u32, u32)] {
        &self.popular
    }

    fn mind(&self, own: &[Own]) -> Drawn {
        let last = own.iter().map(|own| own.day).max().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "single precision is what points hold")]
        let extra = |own: &Own| {
            let fades = faded(last.abs_diff(own.day), self.options.half_life);
            (own.item, (self.options.alpha * self.options.weights.of(own.weight) * fades) as f32)
        };
        self.draw(&own.iter().map(extra).collect::<Vec<_>>())
    }

    fn score(&self, mind: &Drawn, scores: &mut [f32]) {
        let work = AddDots { point: &mind.point, others: &self.points, to: scores };
        widest(panel(self.points.width()), work);
    }

    /// Hu and others, section 5: pᵢᵀ W pⱼ (1 + α xⱼ) is what own item j says for item i, and they add up to the score.
    fn strongest(&self, mind: &Drawn, item: u32) -> Option<u32> {
        let towards = mind.normal.solved(self.points.get(item as usize));
        let mut strongest = None;
        let mut most = 0.0;
        for &(own, extra) in &mind.own {
            let says = dot(&towards, self.points.get(own as usize)) * (1.0 + extra);
            if says > most {
                (strongest, most) = (Some(own), says);
            }
        }
        strongest
    }

    /// By the cosine of their points.
    fn similar_items(&self, item: u32, n: usize) -> Vec<(u32, f32)> {
        let mine = self.points.get(item as usize);
        let length = |point: &[Sixteen]| dot(point, point).sqrt();
        let own = length(mine);
        let mut all: Vec<(u32, f32)> = (0_u32..)
            .zip(self.points.iter())
            .filter(|&(other, _)| other != item)
            .map(|(other, point)| (other, dot(mine, point) / (own * length(point))))
            .filter(|alike| alike.1 > 0.0)
            .collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        all.put_least_first(n, order);
        all.truncate(n);
        all.put_in_order_by(order);
        all
    }
}

impl Learns for Als {
    fn update(
        &mut self,
        customers: &[u32],
        items: &[u32],
        more: Vec<Interaction>,
        sizes: (usize, usize),
    ) -> Result<(), Error> {
        self.known = self.known.and(customers, items, more, sizes)?;
        self.popular = self.known.popular();
        let mut points = Points::new(sizes.1, self.options.factors);
        for (&new, point) in items.iter().zip(self.points.iter()) {
            if let Some(place) = points.get_mut(new as usize) {
                place.copy_from_slice(point);
            }
        }
        self.points = points;
        self.gram = Gram::default();
        Ok(())
    }
}

impl Saved for Als {
    const KIND: &'static str = "als";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "als 1";

    fn whole(&self) -> bool {
        let factors = self.points.factors();
        self.options.check().is_ok()
            && self.points.len() == self.known.items()
            && (factors == self.options.factors || self.points.len() == 0)
            && self.points.are_finite()
            && self.known.lists(&self.popular)
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.known.fit(customers, items)
    }
}
