//! Forecasts held against what came.

use std::collections::BTreeMap;

use serde::Serialize;

use super::buying::Buying;
use super::covariates::Covariate;
use super::patterns::Histories;
use crate::Error;
use crate::value::{Period, Purchase, Summary, SummaryOptions, summary};

/// Repeat purchases until a day, as they came and as a model has them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Tracked {
    /// The day, in days since 1970-01-01.
    pub day: i32,
    /// Repeat purchases so far.
    pub actual: f64,
    /// Those that the model expects of so many customers.
    pub expected: f64,
    /// Whether the model had not seen this day.
    pub held_out: bool,
}

/// Repeat purchases of customers who first bought until a day, week by week to a later day: as they came, and as a model expects
/// them of customers with these first days, whatever each did after.
///
/// `period` is the unit of time that the model was fitted in. `covariates` are those of the customers, a value for each row of
/// the [`summary`] until `fitted_until`; none for a model without.
///
/// # Errors
///
/// [`Error::Column`] for a covariate of the model that is missing, [`Error::Option`] when `until` is not after `fitted_until`, or more than 10,000 weeks after the first purchase.
pub fn track(
    model: &Buying,
    purchases: &[Purchase],
    covariates: &[Covariate],
    fitted_until: i32,
    until: i32,
    period: Period,
) -> Result<Vec<Tracked>, Error> {
    let options = SummaryOptions { holdout_until: Some(until), ..SummaryOptions::default() };
    let shop = summary(purchases, fitted_until, &options)?;
    // Whole days: ages count from the first one to the last that was fitted.
    #[expect(clippy::cast_possible_truncation, reason = "days of a calendar, from 0 on")]
    let first = |age: &f64| fitted_until.saturating_sub(*age as i32);
    let mut firsts: BTreeMap<i32, New> = BTreeMap::new();
    let mut first_of: BTreeMap<u32, i32> = BTreeMap::new();
    for (row, (customer, age)) in shop.customer.iter().zip(&shop.age).enumerate() {
        firsts.entry(first(age)).or_default().add(row, covariates);
        first_of.insert(*customer, first(age));
    }
    let Some((&start, _)) = firsts.first_key_value() else { return Ok(Vec::new()) };
    if i64::from(until) - i64::from(start) > 70_000 {
        return Err(Error::option("until", "at most 10,000 weeks after the first purchase", &"a later day"));
    }
    // Each day of a customer's purchases once.
    let mut days: Vec<(u32, i32)> = purchases
        .iter()
        .filter(|bought| bought.amount >= 0 && bought.day <= until)
        .filter(|bought| first_of.get(&bought.customer).is_some_and(|first| bought.day > *first))
        .map(|bought| (bought.customer, bought.day))
        .collect();
    crate::order::Order::put_in_order(days.as_mut_slice());
    days.dedup();
    let mut repeats: BTreeMap<i32, f64> = BTreeMap::new();
    for (_, day) in days {
        *repeats.entry(day).or_default() += 1.0;
    }
    let mut ends: Vec<i32> = (start..until).step_by(7).skip(1).collect();
    ends.push(until);
    let (mut tracked, mut actual, mut from) = (Vec::new(), 0.0, i32::MIN);
    for day in ends {
        actual += repeats.range(from..=day).map(|(_, count)| count).sum::<f64>();
        from = day.saturating_add(1);
        let mut expected = 0.0;
        for (first, new) in firsts.range(..=day) {
            expected += new.expected(model, f64::from(day - first) / period.days())?;
        }
        tracked.push(Tracked { day, actual, expected, held_out: day > fitted_until });
    }
    Ok(tracked)
}

/// Customers who first bought on one day.
#[derive(Default)]
struct New {
    customers: f64,
    covariates: Vec<Covariate>,
}

impl New {
    fn add(&mut self, row: usize, covariates: &[Covariate]) {
        self.customers += 1.0;
        if self.covariates.is_empty() {
            let none = |one: &Covariate| Covariate { name: one.name.clone(), values: Vec::new() };
            self.covariates = covariates.iter().map(none).collect();
        }
        for (own, all) in self.covariates.iter_mut().zip(covariates) {
            own.values.push(all.values.get(row).copied().unwrap_or(f64::NAN));
        }
    }

    fn expected(&self, model: &Buying, time: f64) -> Result<f64, Error> {
        if self.covariates.is_empty() {
            return Ok(self.customers * model.expected_new(time)?);
        }
        Ok(model.expected_new_of(time, &self.covariates)?.into_iter().sum())
    }
}

/// Customers of one frequency: what was expected of them in the time held out, and what came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Calibrated {
    /// Repeat purchases before; the last row has all from there on.
    pub frequency: u32,
    /// How many customers.
    pub customers: u32,
    /// The mean of their purchases in the time held out.
    pub actual: f64,
    /// The mean of what was expected.
    pub expected: f64,
}

/// From so many repeat purchases on customers are one row.
const MANY: u32 = 7;

/// How well a model forecasts, by how often customers had bought before: Fader, Hardie and Lee's conditional expectations.
///
/// `covariates` have a value for each row of the summary; none for a model without.
///
/// # Errors
///
/// [`Error::Column`] for a summary without a time held out, and for a covariate of the model that is missing.
pub fn calibrate(model: &Buying, shop: &Summary, covariates: &[Covariate]) -> Result<Vec<Calibrated>, Error> {
    let Some(holdout) = &shop.holdout else {
        return Err(Error::Column {
            column: "holdout_frequency".into(),
            must: "there; sum up with `holdout_until`".into(),
        });
    };
    let expected = model.expected(&Histories { covariates, ..Histories::from(shop) }, holdout.periods)?;
    let mut rows: BTreeMap<u32, Calibrated> = BTreeMap::new();
    for ((&frequency, &came), expected) in shop.frequency.iter().zip(&holdout.frequency).zip(expected) {
        let frequency = frequency.min(MANY);
        let blank = Calibrated { frequency, customers: 0, actual: 0.0, expected: 0.0 };
        let row = rows.entry(frequency).or_insert(blank);
        row.customers += 1;
        row.actual += f64::from(came);
        row.expected += expected;
    }
    let mean = |row: Calibrated| {
        let customers = f64::from(row.customers);
        Calibrated { actual: row.actual / customers, expected: row.expected / customers, ..row }
    };
    Ok(rows.into_values().map(mean).collect())
}
