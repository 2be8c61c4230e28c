//! What repeat-buying models look at: how often, how lately and for how much a customer came back.

use serde::{Deserialize, Serialize};

use super::Purchase;
use crate::Error;
use crate::form;
use crate::order::Order;

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A day on the shop's calendar.
    Day,
    /// Seven days; where weeks are counted they begin on Monday.
    Week,
}

form::words!(Period { Day = "day", Week = "week" });

impl Period {
    /// How many days it has.
    #[must_use]
    pub fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
        }
    }

    /// The number of the period that a day lies in.
    fn of(self, day: i32) -> i32 {
        match self {
            Self::Day => day,
            // 1970-01-01 was a Thursday.
            Self::Week => day.saturating_add(3).div_euclid(7),
        }
    }
}

/// How [`summary`] counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SummaryOptions {
    /// The unit of recency and age.
    pub period: Period,
    /// Purchases within one of these are one purchase.
    pub once_per: Period,
    /// The last day of a time to hold forecasts against, which begins after the last day that is summed up.
    pub holdout_until: Option<i32>,
}

form::options!(SummaryOptions { period, once_per, holdout_until });

impl Default for SummaryOptions {
    fn default() -> Self {
        Self { period: Period::Day, once_per: Period::Day, holdout_until: None }
    }
}

/// Frequency, recency, age and monetary value as columns, one row a customer, in order of customers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The customer's number.
    pub customer: Vec<u32>,
    /// Purchases after the first.
    pub frequency: Vec<u32>,
    /// From the first purchase to the last, in periods; 0 for who bought once.
    pub recency: Vec<f64>,
    /// From the first purchase to the last day that is summed up, in periods.
    pub age: Vec<f64>,
    /// The mean of the purchases after the first, in minor units; 0 for who bought once.
    pub monetary: Vec<f64>,
    /// What came in the time held out, where there is such.
    pub holdout: Option<Holdout>,
    /// Rows after the last day that counts, which were left out.
    pub future: u32,
}

/// What customers bought in the time held out, in the rows of their [`Summary`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Holdout {
    /// How long it is, in periods.
    pub periods: f64,
    /// Purchases in it.
    pub frequency: Vec<u32>,
    /// Their mean, in minor units; 0 for who bought nothing.
    pub monetary: Vec<f64>,
}

impl Summary {
    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customer.len()
    }

    /// Whether there is no customer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }
}

/// How often each customer came back until a day, how lately and for how much: what repeat-buying models learn from.
///
/// The conventions are those of Fader and Hardie and of the Python package lifetimes: the first purchase makes a
/// customer and counts no more, purchases of one day are one, `recency` and `age` are counted from the first purchase,
/// and `monetary` is the mean of what came after it. A negative amount is no purchase: it lowers the purchase before
/// it. Purchases after `until` are not yet known, and who first bought after it is no customer yet.
///
/// With [`holdout_until`](SummaryOptions::holdout_until) the purchases from then on are counted apart, to hold
/// forecasts against them.
///
/// # Errors
///
/// [`Error::Option`] when `holdout_until` is not after `until`.
///
/// # Examples
///
/// ```
/// use omo_core::value::{Purchase, SummaryOptions, summary};
/// let bought = [(7, 10, 300), (7, 13, 500), (7, 20, 700), (8, 15, 900)];
/// let bought = bought.map(|(customer, day, amount)| Purchase { customer, day, amount });
/// let value = summary(&bought, 30, &SummaryOptions::default())?;
/// assert_eq!(value.frequency, [2, 0]);
/// assert_eq!(value.recency, [10.0, 0.0]);
/// assert_eq!(value.age, [20.0, 15.0]);
/// assert_eq!(value.monetary, [600.0, 0.0]);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn summary(purchases: &[Purchase], until: i32, options: &SummaryOptions) -> Result<Summary, Error> {
    let end = match options.holdout_until {
        Some(end) if end <= until => {
            return Err(Error::option("holdout_until", "a day after `until`", &"one that is not"));
        }
        end => end.unwrap_or(until),
    };
    let mut known: Vec<Purchase> = purchases.iter().copied().filter(|bought| bought.day <= end).collect();
    // What was given back comes after what was bought that day, in whatever order rows came.
    known.put_in_order_by_key(|bought| (bought.customer, bought.day, std::cmp::Reverse(bought.amount)));
    let future = u32::try_from(purchases.len() - known.len()).unwrap_or(u32::MAX);
    let unit = options.once_per;
    // Days where each day counts, weeks where each week does; then the unit in which time is told.
    let scale = unit.days() / options.period.days();
    let mut result = Summary { future, ..Summary::default() };
    let mut holdout = Holdout { periods: between(unit.of(until), unit.of(end), scale), ..Holdout::default() };
    for bought in known.chunk_by(|a, b| a.customer == b.customer) {
        let (before, after) = bought.split_at(bought.partition_point(|row| row.day <= until));
        let (before, later) = (visits(before, unit), visits(after, unit));
        let Some((first, repeats)) = before.split_first() else { continue };
        result.customer.push(bought.first().map_or(0, |bought| bought.customer));
        result.frequency.push(count(repeats.len()));
        result.recency.push(repeats.last().map_or(0.0, |last| between(first.period, last.period, scale)));
        result.age.push(between(first.period, unit.of(until), scale));
        result.monetary.push(mean(repeats));
        holdout.frequency.push(count(later.len()));
        holdout.monetary.push(mean(&later));
    }
    result.holdout = options.holdout_until.map(|_| holdout);
    Ok(result)
}

/// The row of each customer's first purchase, in the order of the rows of [`summary`]: where to look up what was known of
/// customers from the start, such as the channel they were acquired in.
///
/// `instants` tell purchases of one day apart; where they are left out or equal too, the first row counts.
///
/// # Examples
///
/// ```
/// use omo_core::value::{Purchase, first_purchases};
/// let bought = [(7, 13, 500), (7, 10, -30), (7, 10, 300), (8, 40, 900), (7, 10, 200)];
/// let bought = bought.map(|(customer, day, amount)| Purchase { customer, day, amount });
/// assert_eq!(first_purchases(&bought, &[], 30), [2]);
/// assert_eq!(first_purchases(&bought, &[9, 1, 5, 9, 4], 60), [4, 3]);
/// ```
#[must_use]
pub fn first_purchases(purchases: &[Purchase], instants: &[i64], until: i32) -> Vec<usize> {
    let known = purchases.iter().enumerate().filter(|(_, bought)| bought.amount >= 0 && bought.day <= until);
    let mut known: Vec<(u32, i32, i64, usize)> = known
        .map(|(row, bought)| (bought.customer, bought.day, instants.get(row).copied().unwrap_or(0), row))
        .collect();
    known.put_in_order();
    known.chunk_by(|a, b| a.0 == b.0).filter_map(<[_]>::first).map(|first| first.3).collect()
}

/// One purchase: all receipts of a period.
struct Visit {
    period: i32,
    amount: i64,
}

/// The purchases of one customer's receipts, which are in order of days.
fn visits(bought: &[Purchase], unit: Period) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    for row in bought {
        let period = unit.of(row.day);
        match visits.last_mut() {
            Some(last) if row.amount < 0 || last.period == period => {
                last.amount = last.amount.saturating_add(row.amount);
            }
            _ if row.amount < 0 => {}
            _ => visits.push(Visit { period, amount: row.amount }),
        }
    }
    visits
}

/// From one period to another, in the unit that is asked for.
fn between(from: i32, to: i32, scale: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "days of a calendar are few")]
    let periods = (i64::from(to) - i64::from(from)) as f64;
    // Days to weeks by division: sevenths have no exact factor.
    if scale < 1.0 { periods / (1.0 / scale).round() } else { periods * scale }
}

#[expect(clippy::cast_precision_loss, reason = "a mean is rounded anyway")]
fn mean(visits: &[Visit]) -> f64 {
    if visits.is_empty() {
        return 0.0;
    }
    let sum: i128 = visits.iter().map(|visit| i128::from(visit.amount)).sum();
    sum as f64 / visits.len() as f64
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bought(rows: &[(u32, i32, i64)]) -> Vec<Purchase> {
        rows.iter().map(|&(customer, day, amount)| Purchase { customer, day, amount }).collect()
    }

    /// By pencil: rows in no order, two receipts of a day, a return, a stranger of tomorrow.
    #[test]
    fn a_small_shop() {
        let rows = bought(&[
            (1, 20, 400),
            (1, 6, 100),
            (1, 13, 200),
            (1, 13, 50),
            (1, 15, -30),
            (2, 9, 70),
            (3, 31, 10),
            (4, 8, -5),
            (2, 25, 90),
        ]);
        let value = summary(&rows, 21, &SummaryOptions::default()).unwrap();
        assert_eq!(value.customer, [1, 2]);
        assert_eq!(value.frequency, [2, 0]);
        assert_eq!(value.recency, [14.0, 0.0]);
        assert_eq!(value.age, [15.0, 12.0]);
        // (200 + 50 - 30 + 400) / 2
        assert_eq!(value.monetary, [310.0, 0.0]);
        assert_eq!((value.future, value.holdout), (2, None));

        let weeks =
            SummaryOptions { period: Period::Week, holdout_until: Some(28), ..SummaryOptions::default() };
        let value = summary(&rows, 21, &weeks).unwrap();
        assert_eq!(value.recency, [2.0, 0.0]);
        assert_eq!(value.age, [15.0 / 7.0, 12.0 / 7.0]);
        let holdout = value.holdout.unwrap();
        assert_eq!(
            (holdout.periods, &*holdout.frequency, &*holdout.monetary),
            (1.0, &[0, 1][..], &[0.0, 90.0][..])
        );
        assert_eq!(value.future, 1);
    }

    /// 1970-01-05 (day 4) was a Monday: days 4 to 10 are one week.
    #[test]
    fn weeks_count_once() {
        let rows = bought(&[(1, 4, 10), (1, 10, 20), (1, 11, 30), (1, 24, 50)]);
        let weeks = SummaryOptions { once_per: Period::Week, period: Period::Week, holdout_until: None };
        let value = summary(&rows, 31, &weeks).unwrap();
        assert_eq!((&*value.frequency, &*value.recency, &*value.age), (&[2][..], &[2.0][..], &[3.0][..]));
        assert_eq!(value.monetary, [40.0]);
        let days = SummaryOptions { once_per: Period::Week, ..SummaryOptions::default() };
        assert_eq!(summary(&rows, 31, &days).unwrap().recency, [14.0]);
    }

    #[test]
    fn the_extremes_are_answered() {
        let options = SummaryOptions::default();
        assert_eq!(summary(&[], 0, &options).unwrap(), Summary::default());
        let rows = bought(&[(1, i32::MIN, i64::MAX), (1, i32::MAX, i64::MAX), (1, i32::MAX, i64::MAX)]);
        let value = summary(&rows, i32::MAX, &options).unwrap();
        assert_eq!(value.recency, [f64::from(u32::MAX)]);
        assert_eq!(value.recency, value.age);
        let early = SummaryOptions { holdout_until: Some(5), ..options };
        assert_eq!(summary(&rows, 5, &early).unwrap_err().code(), "option");
    }

    proptest! {
        /// The order of rows does not matter, recency lies within age, and what was held out changes nothing before it.
        #[test]
        fn any_order(rows in proptest::collection::vec((0_u32..9, 0_i32..80, -50_i64..500), 0..90), until in 0_i32..80) {
            let rows = bought(&rows);
            let value = summary(&rows, until, &SummaryOptions::default()).unwrap();
            let mut turned = rows.clone();
            turned.reverse();
            prop_assert_eq!(&summary(&turned, until, &SummaryOptions::default()).unwrap(), &value);
            for at in 0..value.len() {
                prop_assert!(value.recency[at] <= value.age[at]);
                prop_assert!((value.frequency[at] == 0) == (value.recency[at] == 0.0));
                prop_assert!(f64::from(value.frequency[at]) <= value.recency[at]);
            }
            let held = SummaryOptions { holdout_until: Some(until + 20), ..SummaryOptions::default() };
            let held = summary(&rows, until, &held).unwrap();
            prop_assert_eq!(Summary { holdout: None, future: value.future, ..held }, value);
        }
    }
}
