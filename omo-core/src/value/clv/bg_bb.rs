//! BG/BB: customers who may buy once in each of several periods, as givers do each year.

use serde::{Deserialize, Serialize};

use super::buying::Horizon;
use super::climb::{climb, grid};
use super::dual::Dual;
use super::patterns::{Histories, Patterns};
use super::saved;
use crate::Error;
use crate::math;

/// A model of customers who in each period buy or do not, and at its start may leave for good (Fader, Hardie and Shang,
/// *Customer-base analysis in a discrete-time noncontractual setting*, 2010).
///
/// Histories are counted in whole periods after the first purchase: how many had a purchase (`frequency`), which was the
/// last of them (`recency`), how many there were (`age`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BgBb {
    /// `alpha` and `beta` of the chance to buy, `gamma` and `delta` of the chance to leave.
    pub params: [f64; 4],
    /// Their standard errors, from the curvature of the likelihood.
    pub standard_errors: [f64; 4],
    /// The log-likelihood of all histories together.
    pub log_likelihood: f64,
    /// How many customers it learned from.
    pub customers: f64,
}

/// So many periods and no more: a table is kept of them.
const MOST: f64 = 10_000.0;

impl BgBb {
    /// What its parameters are called.
    pub const PARAMETERS: [&'static str; 4] = ["alpha", "beta", "gamma", "delta"];

    /// Fits the model by maximum likelihood.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a history that cannot be or is not in whole periods, [`Error::Length`] for columns of
    /// different length, and [`Error::Fit`] where the likelihood has no top.
    pub fn fit(histories: &Histories<'_>) -> Result<Self, Error> {
        let patterns = patterns(histories)?;
        if patterns.sum(|pattern| pattern.frequency) == 0.0 {
            let reason = "no customer came back, which says nothing about when they do; give it more periods";
            return Err(Error::Fit { reason: reason.into() });
        }
        let slope = |logs: &[f64; 4]| {
            let mut number = 0;
            let params = logs.map(|log| {
                number += 1;
                Dual::<4>::exp_of(log, number - 1)
            });
            let table = Table::of(&params, &patterns);
            let mut sum = Dual::of(0.0);
            for p in &patterns.all {
                sum = sum + table.likelihood([p.frequency, p.recency, p.age]) * p.customers;
            }
            (sum.value, sum.by)
        };
        let starts = [
            [1.2, 0.75, 0.65, 2.8],
            [1.0, 1.0, 1.0, 1.0],
            [0.5, 3.0, 0.5, 5.0],
            [0.5, 0.5, 2.0, 2.0],
            [3.0, 10.0, 1.0, 10.0],
        ];
        let top = climb(&slope, None, &grid([1.0; 4], &starts), patterns.customers, &Self::PARAMETERS)?;
        let params = top.logs.map(math::exp);
        let mut standard_errors = params;
        standard_errors.iter_mut().zip(top.errors).for_each(|(param, error)| *param *= error);
        Ok(Self { params, standard_errors, log_likelihood: top.height, customers: patterns.customers })
    }

    /// How likely each customer is still one in the period that comes next.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] and [`Error::Length`] as in [`fit`](Self::fit).
    pub fn p_alive(&self, histories: &Histories<'_>) -> Result<Vec<f64>, Error> {
        self.sum(histories, 1, |alive, _, _| alive)
    }

    /// In how many of the next `periods` each customer is expected to buy.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for periods that are no whole number from 0 to 10,000, and as in [`fit`](Self::fit).
    pub fn expected(&self, histories: &Histories<'_>, periods: f64) -> Result<Vec<f64>, Error> {
        let count = whole(periods)?;
        self.sum(histories, count, |alive, buys, _| alive * buys)
    }

    /// The same for steps to come, each worth less by `discount`: what comes in step i is divided by (1 + discount)^i.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for steps that are not whole periods, and as in [`fit`](Self::fit).
    pub fn discounted(&self, histories: &Histories<'_>, horizon: &Horizon) -> Result<Vec<f64>, Error> {
        horizon.check()?;
        let step = whole(horizon.step)?;
        let count = whole(f64::from(horizon.steps) * horizon.step)?;
        self.sum(histories, count, |alive, buys, period| {
            let steps = f64::from(period.div_ceil(step.max(1)));
            alive * buys / math::pow(1.0 + horizon.discount, steps)
        })
    }

    /// The model as JSON, to be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json("bg_bb", self)
    }

    /// A model that was kept as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when it is of another kind or a later version, or no model at all.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json, "bg_bb", "bg_bb 1", |model: &Self| saved::above_zero(&model.params))
    }

    /// The sum over periods to come of something about the chances to be there then and to buy.
    fn sum(
        &self,
        histories: &Histories<'_>,
        periods: u32,
        what: impl Fn(f64, f64, u32) -> f64,
    ) -> Result<Vec<f64>, Error> {
        let patterns = patterns(histories)?;
        let params = self.params.map(Dual::<0>::of);
        let table = Table::of(&params, &patterns);
        let [alpha, beta, gamma, delta] = self.params;
        Ok(patterns.spread(|p| {
            let history = [p.frequency, p.recency, p.age];
            let here = table.there(history).value - table.likelihood(history).value;
            // The chance to be there n periods in is B(gamma, delta + n) over what it was; each period keeps a share of it.
            let mut alive = math::exp(here);
            let buys = (alpha + p.frequency) / (alpha + beta + p.age);
            let mut sum = 0.0;
            for period in 1..=periods {
                let n = p.age + f64::from(period) - 1.0;
                alive *= (delta + n) / (gamma + delta + n);
                sum += what(alive, buys, period);
            }
            sum
        }))
    }
}

fn whole(periods: f64) -> Result<u32, Error> {
    if (0.0..=MOST).contains(&periods) && periods.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
        return Ok(periods as u32);
    }
    Err(Error::option("t", "a whole number of periods from 0 to 10,000", &periods))
}

fn patterns(histories: &Histories<'_>) -> Result<Patterns, Error> {
    for (row, [frequency, recency, age]) in histories.rows()?.enumerate() {
        let wrong = |column: &str, must: &str| {
            Err(Error::Column { column: column.into(), must: format!("{must}; row {row} is not") })
        };
        if age.fract() != 0.0 || age > MOST {
            return wrong("age", "a whole number of periods, 10,000 at most");
        }
        if recency.fract() != 0.0 || recency < frequency {
            return wrong("recency", "a whole number of periods, as many as had a purchase or more");
        }
    }
    Patterns::of(histories)
}

/// ln Γ of each parameter plus each count, worked out once.
struct Table<const N: usize> {
    /// Of alpha, beta, alpha + beta, delta, and gamma + delta.
    rows: [Vec<Dual<N>>; 5],
    /// What all histories share.
    common: Dual<N>,
    log_gamma: Dual<N>,
}

impl<const N: usize> Table<N> {
    fn of(&[alpha, beta, gamma, delta]: &[Dual<N>; 4], patterns: &Patterns) -> Self {
        let most = patterns.all.iter().fold(0.0, |most: f64, p| most.max(p.age));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked: 10,000 at most"
        )]
        let counts = most as u32 + 2;
        let row = |base: Dual<N>| (0..counts).map(|n| (base + f64::from(n)).ln_gamma()).collect();
        let common = (alpha + beta).ln_gamma() - alpha.ln_gamma() - beta.ln_gamma()
            + (gamma + delta).ln_gamma()
            - delta.ln_gamma();
        Self {
            rows: [alpha, beta, alpha + beta, delta, gamma + delta].map(row),
            common,
            log_gamma: gamma.ln(),
        }
    }

    fn at(&self, row: usize, n: f64) -> Dual<N> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and from 0")]
        let place = n as usize;
        self.rows.get(row).and_then(|row| row.get(place)).copied().unwrap_or(Dual::of(f64::NAN))
    }

    /// That so many of the first periods had a purchase.
    fn bought(&self, x: f64, periods: f64) -> Dual<N> {
        self.at(0, x) + self.at(1, periods - x) - self.at(2, periods)
    }

    /// The history, and being there through all of it.
    fn there(&self, [x, _, age]: [f64; 3]) -> Dual<N> {
        self.common + self.bought(x, age) + self.at(3, age) - self.at(4, age)
    }

    /// The history, and having left at the start of the period after this one.
    fn left(&self, x: f64, after: f64) -> Dual<N> {
        self.common + self.bought(x, after) + self.log_gamma + self.at(3, after) - self.at(4, after + 1.0)
    }

    fn likelihood(&self, [x, recency, age]: [f64; 3]) -> Dual<N> {
        let there = self.there([x, recency, age]);
        let mut ways = vec![there];
        let mut after = recency;
        while after < age {
            ways.push(self.left(x, after));
            after += 1.0;
        }
        let most = ways.iter().fold(f64::NEG_INFINITY, |most, way| most.max(way.value));
        let sum: f64 = ways.iter().map(|way| math::exp(way.value - most)).sum();
        let mut whole = Dual::of(most + math::ln(sum));
        for way in &ways {
            let share = math::exp(way.value - most) / sum;
            whole.by.iter_mut().zip(way.by).for_each(|(whole, by)| *whole += share * by);
        }
        whole
    }
}
