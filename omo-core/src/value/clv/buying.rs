//! BG/NBD, MBG/NBD and Pareto/NBD: who is still a customer, and how often each will buy.

use serde::{Deserialize, Serialize};

use super::climb::{COARSE, climb, grid};
use super::covariates::{Covariate, Effect, Sway};
use super::dual::Dual;
use super::law::Law;
use super::patterns::{Histories, Patterns};
use super::saved;
use crate::Error;
use crate::math;

/// A model of customers who buy now and then until they leave without a word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Buying {
    /// The law that was fitted.
    pub law: Law,
    /// The parameters in the order of [`Law::parameters`]; times in the unit of the histories.
    pub params: [f64; 4],
    /// Their standard errors, from the curvature of the likelihood.
    pub standard_errors: [f64; 4],
    /// The log-likelihood of all histories together.
    pub log_likelihood: f64,
    /// How many customers it learned from.
    pub customers: f64,
    /// What covariates change, where it was fitted with such; `params` are those of a customer whose covariates are all 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
}

impl Buying {
    /// Fits a law by maximum likelihood.
    ///
    /// Customers with the same history are counted, not repeated; time is scaled to the mean age; the likelihood is
    /// climbed from several starts with exact gradients, by BFGS and then by Newton's steps until they are shorter than
    /// 10⁻⁹ of a parameter. There is no penalty and nothing to tune.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a history that cannot be, [`Error::Length`] for columns of different length, and
    /// [`Error::Fit`] where the likelihood has no top, as with customers none of whom came back.
    ///
    /// # Examples
    ///
    /// ```
    /// use omo_core::value::{Buying, Histories, Law};
    /// let model = Buying { law: Law::BgNbd, params: [0.243, 4.414, 0.793, 2.426], ..Buying::unfitted(Law::BgNbd) };
    /// let hanako = Histories { frequency: &[2], recency: &[30.43], age: &[38.86], ..Histories::default() };
    /// assert_eq!(format!("{:.4}", model.expected(&hanako, 39.0)?[0]), "1.2260");
    /// assert_eq!(format!("{:.4}", model.p_alive(&hanako)?[0]), "0.7266");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn fit(law: Law, histories: &Histories<'_>) -> Result<Self, Error> {
        let patterns = Patterns::of(histories)?;
        let repeats = patterns.sum(|pattern| pattern.frequency);
        let mean_age = patterns.sum(|pattern| pattern.age) / patterns.customers;
        let nothing = |reason: &str| Err(Error::Fit { reason: reason.into() });
        if patterns.customers == 0.0 {
            return nothing("there is no customer; give it some");
        }
        if repeats == 0.0 {
            return nothing(
                "no customer came back, which says nothing about when they do; give it a longer time",
            );
        }
        let scaled = Scaled { law, patterns: &patterns, unit: 1.0 / mean_age };
        let slope = |logs: &[f64; 4]| scaled.slope(logs);
        let some = patterns.thinned(COARSE);
        let coarse =
            some.as_ref().map(|patterns| move |logs: &[f64; 4]| Scaled { patterns, ..scaled }.slope(logs));
        let coarse = coarse.as_ref().map(|coarse| coarse as &dyn Fn(&[f64; 4]) -> (f64, [f64; 4]));
        let rate = repeats / patterns.customers;
        let top = climb(&slope, coarse, &starts(law, rate), patterns.customers, &law.parameters())?;
        let mut params = top.logs.map(math::exp);
        let times = law.times();
        params.iter_mut().zip(times).filter(|(_, time)| *time).for_each(|(param, _)| *param *= mean_age);
        let mut standard_errors = params;
        standard_errors.iter_mut().zip(top.errors).for_each(|(param, error)| *param *= error);
        // A density by one unit of time is another by another.
        let log_likelihood = top.height - repeats * math::ln(mean_age);
        let customers = patterns.customers;
        Ok(Self { law, params, standard_errors, log_likelihood, customers, effects: Vec::new() })
    }

    /// A model whose parameters are all 1, to be filled with published ones.
    #[must_use]
    pub fn unfitted(law: Law) -> Self {
        Self {
            law,
            params: [1.0; 4],
            standard_errors: [0.0; 4],
            log_likelihood: 0.0,
            customers: 0.0,
            effects: Vec::new(),
        }
    }

    /// How likely each customer still is one: that the silence since the last purchase is chance.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] and [`Error::Length`] as in [`fit`](Self::fit).
    pub fn p_alive(&self, histories: &Histories<'_>) -> Result<Vec<f64>, Error> {
        self.answers(histories, |params, history| self.law.p_alive(params, history))
    }

    /// How many purchases to expect of each customer in the next `time`.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a time that is no number from 0, and as in [`fit`](Self::fit).
    pub fn expected(&self, histories: &Histories<'_>, time: f64) -> Result<Vec<f64>, Error> {
        check_time("t", time)?;
        self.answers(histories, |params, history| {
            self.law.p_alive(params, history) * self.law.expected_if_there(params, history, time)
        })
    }

    /// How many repeat purchases to expect of a new customer within `time` of the first purchase.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a time that is no number from 0, [`Error::Column`] for a model with covariates, which has to
    /// know whom: ask [`expected_new_of`](Self::expected_new_of).
    pub fn expected_new(&self, time: f64) -> Result<f64, Error> {
        check_time("t", time)?;
        if let Some(effect) = self.effects.first() {
            let must = "given: what to expect of a new customer hangs on this covariate";
            return Err(Error::Column { column: effect.covariate.clone(), must: must.into() });
        }
        let params = self.params.map(Dual::of);
        let (alive, buys) =
            (self.law.p_alive(&params, [0.0; 3]), self.law.expected_if_there(&params, [0.0; 3], time));
        Ok(alive * buys)
    }

    /// The same of new customers with these covariates, one answer a row.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] as in [`expected_new`](Self::expected_new), [`Error::Column`] and [`Error::Length`] for covariates
    /// of the model that are missing, no numbers or of different length.
    pub fn expected_new_of(&self, time: f64, covariates: &[Covariate]) -> Result<Vec<f64>, Error> {
        let rows = covariates.first().map_or(1, |covariate| covariate.values.len());
        let zeros = vec![0.0; rows];
        let frequency = vec![0; rows];
        let new = Histories {
            frequency: &frequency,
            recency: &zeros,
            age: &zeros,
            covariates,
            ..Histories::default()
        };
        self.expected(&new, time)
    }

    /// How many purchases to expect of each customer in steps to come, each worth less by `discount` a step.
    ///
    /// The sum over steps i from 1 of what is expected in step i, divided by (1 + discount)^i. Times a customer's
    /// expected spend it is the lifetime value.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for steps that are none or more than 10,000, or a discount that is no number from 0.
    pub fn discounted(&self, histories: &Histories<'_>, horizon: &Horizon) -> Result<Vec<f64>, Error> {
        horizon.check()?;
        self.answers(histories, |params, history| {
            let (mut sum, mut before, mut worth) = (0.0, 0.0, 1.0);
            for step in 1..=horizon.steps {
                let until = self.law.expected_if_there(params, history, f64::from(step) * horizon.step);
                worth /= 1.0 + horizon.discount;
                sum += (until - before) * worth;
                before = until;
            }
            self.law.p_alive(params, history) * sum
        })
    }

    /// How many purchases to expect of each customer ever after, each discounted by its time at a continuous `rate` a unit of
    /// time: DERT of Fader, Hardie and Lee (2005). A discount of 15 % a year is a rate of ln(1.15) / 52 a week.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a rate that is not above 0, and for another law than Pareto/NBD, which alone has this in
    /// closed form: ask [`discounted`](Self::discounted) of those.
    pub fn discounted_for_good(&self, histories: &Histories<'_>, rate: f64) -> Result<Vec<f64>, Error> {
        if !(rate > 0.0 && rate.is_finite()) {
            return Err(Error::option("rate", "a number above 0", &rate));
        }
        if self.law != Law::ParetoNbd {
            return Err(Error::option("law", "pareto_nbd for sums without an end", &self.law.name()));
        }
        self.answers(histories, |params, history| {
            let buys = self.law.discounted_if_there(params, history, rate).unwrap_or(f64::NAN);
            self.law.p_alive(params, history) * buys
        })
    }

    /// One answer a row, worked out once for customers who share all that it hangs on.
    fn answers(
        &self,
        histories: &Histories<'_>,
        answer: impl Fn(&[Dual<0>; 4], [f64; 3]) -> f64,
    ) -> Result<Vec<f64>, Error> {
        if !self.effects.is_empty() {
            return self.swayed(histories, answer);
        }
        let params = self.params.map(Dual::of);
        let patterns = Patterns::of(histories)?;
        Ok(patterns.spread(|p| answer(&params, [p.frequency, p.recency, p.age])))
    }

    /// The model as JSON, to be kept.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self.law.name(), self)
    }

    /// A model that was kept as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] when it is of another law or a later version, or no model at all.
    pub fn from_json(law: Law, json: &str) -> Result<Self, Error> {
        let expected = match law {
            Law::BgNbd => "bg_nbd 1",
            Law::MbgNbd => "mbg_nbd 1",
            Law::ParetoNbd => "pareto_nbd 1",
        };
        saved::from_json(json, law.name(), expected, |model: &Self| {
            let known = |effect: &Effect| {
                effect.value.is_finite()
                    && effect.standard_error.is_finite()
                    && Sway::of(law).contains(&effect.on)
            };
            model.law == law && saved::above_zero(&model.params) && model.effects.iter().all(known)
        })
    }
}

/// Steps to come, for discounted sums.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Horizon {
    /// How many steps.
    pub steps: u32,
    /// How long each is, in the unit of the histories.
    pub step: f64,
    /// By how much what comes a step later is worth less: 0.01 is one percent.
    pub discount: f64,
}

impl Horizon {
    pub(super) fn check(&self) -> Result<(), Error> {
        if !(1..=10_000).contains(&self.steps) {
            return Err(Error::option("steps", "from 1 to 10,000", &self.steps));
        }
        if !(self.step > 0.0 && self.step.is_finite()) {
            return Err(Error::option("step", "a number above 0", &self.step));
        }
        if self.discount >= 0.0 && self.discount.is_finite() {
            return Ok(());
        }
        Err(Error::option("discount", "a number from 0", &self.discount))
    }
}

pub(super) fn check_time(option: &'static str, time: f64) -> Result<(), Error> {
    if time >= 0.0 && time.is_finite() {
        return Ok(());
    }
    Err(Error::option(option, "a number from 0", &time))
}

/// Where climbing begins, as logarithms of parameters whose times are in mean ages; `rate` is of repeat purchases a customer.
pub(super) fn starts(law: Law, rate: f64) -> Vec<[f64; 4]> {
    let factors: &[[f64; 4]] = match law {
        Law::BgNbd | Law::MbgNbd => &[
            [0.25, 0.25, 0.8, 2.5],
            [0.6, 0.6, 0.9, 1.6],
            [1.0, 1.0, 0.3, 3.0],
            [2.0, 2.0, 2.0, 6.0],
            [5.0, 5.0, 0.5, 1.0],
            [0.1, 0.1, 0.2, 6.0],
        ],
        Law::ParetoNbd => &[
            [0.5, 0.5, 0.6, 0.5],
            [1.0, 1.0, 0.5, 1.5],
            [2.0, 2.0, 1.5, 1.0],
            [0.3, 0.3, 1.0, 5.0],
            [5.0, 5.0, 0.3, 0.2],
            [0.1, 0.1, 2.0, 3.0],
        ],
    };
    // Of customers who never left, the mean rate is r / alpha.
    grid([1.0, 1.0 / rate, 1.0, 1.0], factors)
}

/// The likelihood of patterns whose times are scaled.
#[derive(Clone, Copy)]
pub(super) struct Scaled<'a> {
    pub law: Law,
    pub patterns: &'a Patterns,
    /// What times are multiplied by.
    pub unit: f64,
}

impl Scaled<'_> {
    /// The log-likelihood and its gradient.
    pub fn slope(&self, logs: &[f64; 4]) -> (f64, [f64; 4]) {
        let mut number = 0;
        let params = logs.map(|log| {
            number += 1;
            Dual::<4>::exp_of(log, number - 1)
        });
        let (law, unit) = (self.law, self.unit);
        let there: Vec<_> =
            self.patterns.by_age.iter().map(|&[x, age]| law.there(&params, x, age * unit)).collect();
        let left: Vec<_> = self
            .patterns
            .by_recency
            .iter()
            .map(|&[x, recency]| law.left(&params, x, recency * unit))
            .collect();
        // Where a derivative is shared, only how many customers go each way is counted for each.
        let (mut go_there, mut go_left) = (vec![0.0; there.len()], vec![0.0; left.len()]);
        let (mut height, mut gradient) = (0.0, [0.0; 4]);
        for pattern in &self.patterns.all {
            let (Some(there), Some(left)) = (there.get(pattern.by_age()), left.get(pattern.by_recency()))
            else {
                continue;
            };
            let apart = left.value - there.value;
            let less = math::exp(-apart.abs());
            height += pattern.customers * (there.value.max(left.value) + math::ln_1p(less));
            let most = pattern.customers / (1.0 + less);
            let (stay, leave) =
                if apart > 0.0 { (pattern.customers - most, most) } else { (most, pattern.customers - most) };
            go_there.get_mut(pattern.by_age()).into_iter().for_each(|sum| *sum += stay);
            go_left.get_mut(pattern.by_recency()).into_iter().for_each(|sum| *sum += leave);
        }
        let mut add = |dual: &Dual<4>, customers: f64| {
            gradient.iter_mut().zip(dual.by).for_each(|(sum, by)| *sum += customers * by);
        };
        there.iter().zip(go_there).for_each(|(dual, customers)| add(dual, customers));
        left.iter().zip(go_left).for_each(|(dual, customers)| add(dual, customers));
        for &(x, customers) in &self.patterns.frequency {
            let common = law.common(&params, x);
            height += customers * common.value;
            add(&common, customers);
        }
        (height, gradient)
    }
}
