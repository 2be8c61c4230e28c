//! Recency, frequency and monetary value.

use serde::{Deserialize, Serialize};

use super::Segment;
use crate::Error;
use crate::form;
use crate::order::Order;

/// What a customer spent on one receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Purchase {
    /// The customer's number.
    pub customer: u32,
    /// The day on the shop's calendar, in days since 1970-01-01.
    pub day: i32,
    /// The amount in minor units; below 0 for what was given back.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub amount: i64,
}

form::record!(Purchase { customer: 0, day: 0, amount: 0 } {});

/// How [`rfm`] scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RfmOptions {
    /// The best score; scores go from 1. From 2 to 100; 5, the quintiles of Hughes.
    pub bins: u8,
}

form::options!(RfmOptions { bins });

impl Default for RfmOptions {
    fn default() -> Self {
        Self { bins: 5 }
    }
}

impl RfmOptions {
    fn check(&self) -> Result<(), Error> {
        if (2..=100).contains(&self.bins) {
            return Ok(());
        }
        Err(Error::option("bins", "from 2 to 100", &self.bins))
    }
}

/// Recency, frequency and monetary value as columns, one row a customer, in order of customers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Rfm {
    /// The customer's number.
    pub customer: Vec<u32>,
    /// Days from the last purchase to today.
    pub recency_days: Vec<u32>,
    /// Days with a purchase.
    pub frequency: Vec<u32>,
    /// Amounts spent less those given back, in minor units.
    #[cfg_attr(feature = "typescript", ts(type = "Array<number>"))]
    pub monetary: Vec<i64>,
    /// Recency score, from 1 to `bins`; the best bought most lately.
    pub r: Vec<u8>,
    /// Frequency score, from 1 to `bins`.
    pub f: Vec<u8>,
    /// Monetary score, from 1 to `bins`.
    pub m: Vec<u8>,
    /// What recency and frequency say in a word.
    pub segment: Vec<Segment>,
    /// Rows after today, which were not counted.
    pub future: u32,
}

impl Rfm {
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

/// How lately, how often and for how much each customer bought, with scores and a segment.
///
/// Several purchases on one day are one day of buying. A negative amount lowers the sum and is no purchase:
/// who only gave back is left out. Purchases after `today` are not yet known; they are counted in
/// [`future`](Rfm::future).
///
/// A score is 1 plus the bin a value falls into when customers are ranked by it: `floor(bins × customers with
/// a lower value / customers)`. Ties share the bin of their first, as with SQL's `RANK`, so the many who bought
/// once have frequency score 1. Recency ranks by days and is turned round, as few days are good. Quintiles of
/// recency, frequency and monetary value are Hughes' (*Strategic Database Marketing*, 1994); he sorts ties
/// apart, which would let the order of rows decide.
///
/// # Errors
///
/// [`Error::Option`] when `bins` is not from 2 to 100.
///
/// # Examples
///
/// ```
/// use omo_core::value::{Purchase, RfmOptions, Segment, rfm};
/// let bought = [
///     Purchase { customer: 7, day: 90, amount: 300 },
///     Purchase { customer: 7, day: 95, amount: 500 },
///     Purchase { customer: 8, day: 10, amount: 900 },
/// ];
/// let value = rfm(&bought, 100, &RfmOptions { bins: 2 })?;
/// assert_eq!(value.recency_days, [5, 90]);
/// assert_eq!(value.frequency, [2, 1]);
/// assert_eq!(value.monetary, [800, 900]);
/// assert_eq!(value.segment, [Segment::Champion, Segment::Lost]);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn rfm(purchases: &[Purchase], today: i32, options: &RfmOptions) -> Result<Rfm, Error> {
    options.check()?;
    let mut known: Vec<Purchase> = purchases.iter().copied().filter(|bought| bought.day <= today).collect();
    let mut result = Rfm { future: count(purchases.len() - known.len()), ..Rfm::default() };
    known.put_in_order();
    for bought in known.chunk_by(|a, b| a.customer == b.customer) {
        let mut days: Vec<i32> = bought.iter().filter(|row| row.amount >= 0).map(|row| row.day).collect();
        days.dedup();
        let (Some(first), Some(last)) = (bought.first(), days.last()) else { continue };
        // Summed wide, so that the order of huge amounts and refunds cannot matter.
        let sum: i128 = bought.iter().map(|row| i128::from(row.amount)).sum();
        result.customer.push(first.customer);
        result.recency_days.push(today.abs_diff(*last));
        result.frequency.push(count(days.len()));
        result.monetary.push(i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX }));
    }
    let bins = options.bins;
    result.r = binned(&result.recency_days, bins).map(|bin| bins - bin).collect();
    result.f = binned(&result.frequency, bins).map(|bin| 1 + bin).collect();
    result.m = binned(&result.monetary, bins).map(|bin| 1 + bin).collect();
    result.segment = result.r.iter().zip(&result.f).map(|(&r, &f)| Segment::of(r, f, bins)).collect();
    Ok(result)
}

/// The bin of each value, from 0: the share of values that are lower, in steps of one part in `bins`.
fn binned<T: Ord + Copy>(values: &[T], bins: u8) -> impl Iterator<Item = u8> {
    let mut sorted = values.to_vec();
    sorted.put_in_order();
    values.iter().map(move |value| {
        let lower = sorted.partition_point(|other| other < value);
        u8::try_from(lower * usize::from(bins) / sorted.len().max(1)).unwrap_or(bins)
    })
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bought(rows: &[(u32, i32, i64)]) -> Vec<Purchase> {
        rows.iter().map(|&(customer, day, amount)| Purchase { customer, day, amount }).collect()
    }

    /// By hand. Today is day 100.
    ///
    /// | customer | bought on | days ago | days of buying | sum |
    /// | --- | --- | --- | --- | --- |
    /// | 1 | 100, 99, 90, 90 | 0 | 3 | 400 |
    /// | 2 | 98, 50 (100 given back on 99) | 2 | 2 | 900 |
    /// | 3 | 95 | 5 | 1 | 50 |
    /// | 4 | 60, 40, 20, 10 | 40 | 4 | 1600 |
    /// | 5 | 5 | 95 | 1 | 2000 |
    ///
    /// Customer 6 only gave back; customer 7 buys tomorrow.
    #[test]
    fn five_customers_by_hand() {
        use Segment::{AtRisk, Champion, Lost, Loyal, Occasional};
        let rows = [
            (1, 100, 100),
            (1, 99, 100),
            (1, 90, 100),
            (1, 90, 100),
            (2, 98, 500),
            (2, 50, 500),
            (2, 99, -100),
            (3, 95, 50),
            (4, 60, 400),
            (4, 40, 400),
            (4, 20, 400),
            (4, 10, 400),
            (5, 5, 2000),
            (6, 30, -70),
            (7, 101, 70),
        ];
        let value = rfm(&bought(&rows), 100, &RfmOptions::default()).unwrap();
        assert_eq!(value.customer, [1, 2, 3, 4, 5]);
        assert_eq!(value.recency_days, [0, 2, 5, 40, 95]);
        assert_eq!(value.frequency, [3, 2, 1, 4, 1]);
        assert_eq!(value.monetary, [400, 900, 50, 1600, 2000]);
        assert_eq!(value.r, [5, 4, 3, 2, 1]);
        // Customers 3 and 5 tie at the bottom; nobody is in the second bin.
        assert_eq!(value.f, [4, 3, 1, 5, 1]);
        assert_eq!(value.m, [2, 3, 1, 4, 5]);
        assert_eq!(value.segment, [Champion, Loyal, Occasional, AtRisk, Lost]);
        assert_eq!(value.future, 1);
    }

    #[test]
    fn the_extremes_are_answered() {
        let options = RfmOptions::default();
        assert_eq!(rfm(&[], 0, &options).unwrap(), Rfm::default());
        let rows = bought(&[(1, i32::MIN, i64::MAX), (1, i32::MIN, i64::MAX), (2, i32::MAX, i64::MIN)]);
        let value = rfm(&rows, i32::MAX, &options).unwrap();
        assert_eq!((value.recency_days, value.monetary), (vec![u32::MAX], vec![i64::MAX]));
        for bins in [0, 1, 101] {
            assert_eq!(rfm(&[], 0, &RfmOptions { bins }).unwrap_err().code(), "option");
        }
        assert!(serde_json::from_str::<RfmOptions>(r#"{"bin": 5}"#).is_err());
        assert!(serde_json::from_str::<RfmOptions>(r#"{"bins": -5}"#).is_err());
    }

    /// On a shop's first day nobody is lost.
    #[test]
    fn those_who_all_bought_today_are_new() {
        let value = rfm(&bought(&[(1, 9, 10), (2, 9, 20)]), 9, &RfmOptions::default()).unwrap();
        assert_eq!(value.segment, [Segment::New, Segment::New]);
    }

    fn purchases() -> impl Strategy<Value = Vec<Purchase>> {
        let purchase = (0_u32..30, 0_i32..60, -50_i64..500);
        proptest::collection::vec(
            purchase.prop_map(|(customer, day, amount)| Purchase { customer, day, amount }),
            0..120,
        )
    }

    proptest! {
        /// Who is better in a number never has the lower score, and equals have equal scores.
        #[test]
        fn scores_follow_numbers(rows in purchases(), bins in 2_u8..=10) {
            let v = rfm(&rows, 50, &RfmOptions { bins }).unwrap();
            for a in 0..v.len() {
                for b in 0..v.len() {
                    prop_assert!(v.recency_days[a] > v.recency_days[b] || v.r[a] >= v.r[b]);
                    prop_assert!(v.frequency[a] < v.frequency[b] || v.f[a] >= v.f[b]);
                    prop_assert!(v.monetary[a] < v.monetary[b] || v.m[a] >= v.m[b]);
                }
                for score in [v.r[a], v.f[a], v.m[a]] {
                    prop_assert!((1..=bins).contains(&score));
                }
            }
        }

        /// Without ties, every bin holds as many customers as any other, give or take one.
        #[test]
        fn bins_are_equally_full(customers in 1_u16..80, bins in 2_u8..=10) {
            let rows: Vec<_> = (0..customers).map(|c| (u32::from(c), i32::from(c), i64::from(c))).collect();
            let v = rfm(&bought(&rows), 100, &RfmOptions { bins }).unwrap();
            for scores in [&v.r, &v.m] {
                let full = (1..=bins).map(|bin| scores.iter().map(|&s| u32::from(s == bin)).sum());
                let (least, most) = full.fold((u32::MAX, 0), |(l, m), n: u32| (l.min(n), m.max(n)));
                prop_assert!(most - least <= 1);
            }
        }

        /// The order of rows does not matter, and what comes after today changes nothing but its count.
        #[test]
        fn any_order_and_any_future(rows in purchases(), turn in any::<prop::sample::Index>()) {
            let options = RfmOptions::default();
            let value = rfm(&rows, 40, &options).unwrap();
            let mut turned = rows.clone();
            turned.reverse();
            turned.rotate_left(if rows.is_empty() { 0 } else { turn.index(rows.len()) });
            prop_assert_eq!(&rfm(&turned, 40, &options).unwrap(), &value);
            let known: Vec<_> = rows.iter().copied().filter(|row| row.day <= 40).collect();
            let future = u32::try_from(rows.len() - known.len()).unwrap();
            prop_assert_eq!(Rfm { future, ..rfm(&known, 40, &options).unwrap() }, value);
        }
    }
}
