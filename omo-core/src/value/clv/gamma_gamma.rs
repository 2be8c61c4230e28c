//! Gamma-Gamma: what a customer spends on a purchase.

use serde::{Deserialize, Serialize};

use super::climb::{COARSE, climb, grid};
use super::dual::Dual;
use super::patterns::{Histories, Seen, same_length};
use super::saved;
use crate::Error;
use crate::math;

/// A model of customers whose purchases vary around a mean that differs from customer to customer (Fader and Hardie, *The
/// Gamma-Gamma model of monetary value*, 2013).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GammaGamma {
    /// `p`, `q` and `v`; the last in the unit of money.
    pub params: [f64; 3],
    /// Their standard errors, from the curvature of the likelihood.
    pub standard_errors: [f64; 3],
    /// The log-likelihood of the customers it learned from.
    pub log_likelihood: f64,
    /// How many customers it learned from: those who came back and spent something.
    pub customers: f64,
    /// How many it could not learn from.
    pub left_out: f64,
    /// How frequency and mean spend go together among them, from -1 to 1: the model takes it for 0.
    pub correlation: f64,
}

impl GammaGamma {
    /// What its parameters are called.
    pub const PARAMETERS: [&'static str; 3] = ["p", "q", "v"];

    /// Fits the model by maximum likelihood to customers with repeat purchases of a mean above 0; others are counted in
    /// [`left_out`](Self::left_out).
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a mean that is no number, [`Error::Length`] for columns of different length, and
    /// [`Error::Fit`] where the likelihood has no top.
    ///
    /// # Examples
    ///
    /// ```
    /// use omo_core::value::{GammaGamma, Histories};
    /// let frequency = [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3];
    /// let monetary = [22.0, 11.5, 40.0, 95.0, 18.0, 31.0, 9.0, 55.0, 12.0, 24.0, 60.0, 28.0];
    /// let bought = Histories { frequency: &frequency, monetary: &monetary, ..Histories::default() };
    /// let model = GammaGamma::fit(&bought)?;
    /// let spend = model.expected_spend(&bought)?;
    /// // Who spent little once is expected to spend more, who spent much once less.
    /// assert!(spend[1].is_some_and(|spend| spend > 11.5) && spend[3].is_some_and(|spend| spend < 95.0));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn fit(histories: &Histories<'_>) -> Result<Self, Error> {
        let spends = Spends::of(histories)?;
        if spends.customers == 0.0 {
            let reason = "no customer has a repeat purchase with an amount above 0; give it a longer time";
            return Err(Error::Fit { reason: reason.into() });
        }
        // The geometric mean, which one extreme spender does not move.
        let logs = spends.all.iter().map(|one| one.customers * one.log).sum::<f64>();
        let mean = math::exp(logs / spends.customers);
        let slope = |logs: &[f64; 3]| spends.slope(logs, mean);
        let starts = [[6.0, 3.5, 0.5], [1.0, 2.0, 1.0], [2.0, 4.0, 1.5], [20.0, 10.0, 0.5], [0.5, 1.2, 0.4]];
        let some = spends.thinned();
        let coarse = some.as_ref().map(|spends| move |logs: &[f64; 3]| spends.slope(logs, mean));
        let coarse = coarse.as_ref().map(|coarse| coarse as &dyn Fn(&[f64; 3]) -> (f64, [f64; 3]));
        let top = climb(&slope, coarse, &grid([1.0; 3], &starts), spends.customers, &Self::PARAMETERS)?;
        let [p, q, v] = top.logs.map(math::exp);
        let params = [p, q, v * mean];
        let mut standard_errors = params;
        standard_errors.iter_mut().zip(top.errors).for_each(|(param, error)| *param *= error);
        Ok(Self {
            params,
            standard_errors,
            log_likelihood: top.height - spends.customers * math::ln(mean),
            customers: spends.customers,
            left_out: spends.left_out,
            correlation: spends.correlation(),
        })
    }

    /// What each customer is expected to spend on a purchase: the mean of all customers, moved towards the customer's own
    /// by how many purchases say so. Nothing where the model knows no mean: for who has no repeat purchase when `q` is
    /// not above 1.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] and [`Error::Length`] as in [`fit`](Self::fit).
    pub fn expected_spend(&self, histories: &Histories<'_>) -> Result<Vec<Option<f64>>, Error> {
        let [p, q, v] = self.params;
        check(histories)?;
        let spend = |(&frequency, &mean): (&u32, &f64)| {
            let x = if mean > 0.0 { f64::from(frequency) } else { 0.0 };
            let below = p * x + q - 1.0;
            (below > 0.0).then(|| p * (v + x * mean) / below)
        };
        Ok(histories.frequency.iter().zip(histories.monetary).map(spend).collect())
    }

    /// The model as JSON, to be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json("gamma_gamma", self)
    }

    /// A model that was kept as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when it is of another kind or a later version, or no model at all.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json, "gamma_gamma", "gamma_gamma 1", |model: &Self| {
            saved::above_zero(&model.params)
        })
    }
}

fn check(histories: &Histories<'_>) -> Result<(), Error> {
    let rows = histories.frequency.len();
    same_length("monetary", rows, histories.monetary.len())?;
    if !histories.customers.is_empty() {
        same_length("customers", rows, histories.customers.len())?;
    }
    match histories.monetary.iter().position(|mean| !mean.is_finite()) {
        None => Ok(()),
        Some(row) => {
            Err(Error::Column { column: "monetary".into(), must: format!("a number; row {row} is not") })
        }
    }
}

/// One frequency with one mean.
#[derive(Clone, Copy)]
struct Spend {
    x: f64,
    mean: f64,
    log: f64,
    customers: f64,
}

/// What customers spent, equal ones counted.
struct Spends {
    all: Vec<Spend>,
    /// Different frequencies, and how many customers have them.
    frequency: Vec<(f64, f64)>,
    customers: f64,
    left_out: f64,
}

impl Spends {
    fn of(histories: &Histories<'_>) -> Result<Self, Error> {
        check(histories)?;
        let (mut seen, mut counts) = (Seen::default(), Vec::new());
        let mut every: Vec<f64> = Vec::new();
        let mut left_out = 0.0;
        for (row, (&frequency, &mean)) in histories.frequency.iter().zip(histories.monetary).enumerate() {
            let customers = histories.customers_of(row);
            if frequency == 0 || mean <= 0.0 {
                left_out += customers;
                continue;
            }
            let x = f64::from(frequency);
            let place = seen.place([x.to_bits(), mean.to_bits(), 0]) as usize;
            if place == every.len() {
                every.push(0.0);
            }
            every.get_mut(place).into_iter().for_each(|count| *count += customers);
        }
        for ([x, mean, _], customers) in seen.into_keys().into_iter().zip(every) {
            let (x, mean) = (f64::from_bits(x), f64::from_bits(mean));
            counts.push(Spend { x, mean, log: math::ln(mean), customers });
        }
        crate::order::Order::put_in_order_by(counts.as_mut_slice(), |a: &Spend, b: &Spend| {
            a.x.total_cmp(&b.x).then(a.mean.total_cmp(&b.mean))
        });
        Ok(Self { left_out, ..Self::gathered(counts) })
    }

    /// One mean in so many, to find the way quickly; nothing where there are few.
    fn thinned(&self) -> Option<Self> {
        let some = || self.all.iter().step_by(COARSE).copied().collect();
        (self.all.len() > 1_000).then(|| Self::gathered(some()))
    }

    /// Spends in order of frequency.
    fn gathered(all: Vec<Spend>) -> Self {
        let mut frequency: Vec<(f64, f64)> = Vec::new();
        for one in &all {
            match frequency.last_mut() {
                Some((last, count)) if *last == one.x => *count += one.customers,
                _ => frequency.push((one.x, one.customers)),
            }
        }
        let customers = all.iter().map(|one| one.customers).sum();
        Self { all, frequency, customers, left_out: 0.0 }
    }

    /// The log-likelihood and its gradient, of money in units of `mean`.
    fn slope(&self, logs: &[f64; 3], mean: f64) -> (f64, [f64; 3]) {
        let mut number = 0;
        let [p, q, v] = logs.map(|log| {
            number += 1;
            Dual::<3>::exp_of(log, number - 1)
        });
        let mut sum = (q * v.ln() - q.ln_gamma()) * self.customers;
        for &(x, customers) in &self.frequency {
            sum = sum + ((p * x + q).ln_gamma() - (p * x).ln_gamma() + p * (x * math::ln(x))) * customers;
        }
        // By hand, since customers' means are as many as customers.
        let log_mean = math::ln(mean);
        let (mut height, mut by_p, mut by_q, mut by_v) = (0.0, 0.0, 0.0, 0.0);
        for one in &self.all {
            let log = one.log - log_mean;
            let whole = v.value + one.mean / mean * one.x;
            let log_whole = math::ln(whole);
            let weight = p.value * one.x + q.value;
            height += one.customers * ((p.value * one.x - 1.0) * log - weight * log_whole);
            by_p += one.customers * one.x * (log - log_whole);
            by_q -= one.customers * log_whole;
            by_v -= one.customers * weight / whole;
        }
        let mut gradient = sum.by;
        gradient
            .iter_mut()
            .zip([by_p * p.value, by_q * q.value, by_v * v.value])
            .for_each(|(g, by)| *g += by);
        (sum.value + height, gradient)
    }

    /// Pearson's correlation of frequency and mean.
    fn correlation(&self) -> f64 {
        let over = |what: &dyn Fn(&Spend) -> f64| {
            self.all.iter().map(|one| one.customers * what(one)).sum::<f64>() / self.customers
        };
        let (x, m) = (over(&|one| one.x), over(&|one| one.mean));
        let together = over(&|one| (one.x - x) * (one.mean - m));
        let apart = over(&|one| (one.x - x) * (one.x - x)) * over(&|one| (one.mean - m) * (one.mean - m));
        if apart > 0.0 { together / apart.sqrt() } else { 0.0 }
    }
}
