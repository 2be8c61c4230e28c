//! Customers with the same past are one pattern: what a likelihood costs hangs on how many pasts there are.

use super::super::Summary;
use super::covariates::Covariate;
use crate::Error;
use crate::order::Order;
use crate::random::mix;

/// What models of repeat buying look at, one entry a customer, as borrowed columns.
///
/// All times are in one unit, whichever; parameters and answers are in it too.
#[derive(Debug, Clone, Copy, Default)]
pub struct Histories<'a> {
    /// Purchases after the first.
    pub frequency: &'a [u32],
    /// From the first purchase to the last.
    pub recency: &'a [f64],
    /// From the first purchase to the end.
    pub age: &'a [f64],
    /// The mean of purchases after the first; only [`GammaGamma`](super::GammaGamma) looks at it.
    pub monetary: &'a [f64],
    /// How many customers each row stands for; one each where it is empty.
    pub customers: &'a [u32],
    /// What else is known of customers; only what a model was fitted with is looked at.
    pub covariates: &'a [Covariate],
}

impl<'a> From<&'a Summary> for Histories<'a> {
    fn from(summary: &'a Summary) -> Self {
        Self {
            frequency: &summary.frequency,
            recency: &summary.recency,
            age: &summary.age,
            monetary: &summary.monetary,
            customers: &[],
            covariates: &[],
        }
    }
}

impl<'a> Histories<'a> {
    /// How many customers a row stands for.
    pub(super) fn customers_of(&self, row: usize) -> f64 {
        self.customers.get(row).map_or(1.0, |&customers| f64::from(customers))
    }

    /// Rows of frequency, recency and age, once each is known to be possible.
    pub(super) fn rows(&self) -> Result<impl Iterator<Item = [f64; 3]> + 'a, Error> {
        let rows = self.frequency.len();
        same_length("recency", rows, self.recency.len())?;
        same_length("age", rows, self.age.len())?;
        if !self.customers.is_empty() {
            same_length("customers", rows, self.customers.len())?;
        }
        let all = self.frequency.iter().zip(self.recency).zip(self.age);
        for (row, ((&frequency, &recency), &age)) in all.clone().enumerate() {
            let wrong = |column: &str, must: &str| {
                Err(Error::Column { column: column.into(), must: format!("{must}; row {row} is not") })
            };
            if !(age.is_finite() && age >= 0.0) {
                return wrong("age", "a number from 0");
            }
            if !(recency >= 0.0 && recency <= age) {
                return wrong("recency", "a number from 0 to the customer's age");
            }
            if (frequency == 0) != (recency == 0.0) {
                return wrong("recency", "0 for customers without a repeat purchase and above 0 for others");
            }
        }
        Ok(all.map(|((&frequency, &recency), &age)| [f64::from(frequency), recency, age]))
    }
}

pub(super) fn same_length(what: &str, expected: usize, got: usize) -> Result<(), Error> {
    if expected == got { Ok(()) } else { Err(Error::Length { what: what.into(), expected, got }) }
}

/// Histories by what is different about them.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    /// Different frequencies, and how many customers have them.
    pub frequency: Vec<(f64, f64)>,
    /// Different pairs of frequency and age.
    pub by_age: Vec<[f64; 2]>,
    /// Different pairs of frequency and recency.
    pub by_recency: Vec<[f64; 2]>,
    /// Different histories.
    pub all: Vec<Pattern>,
    /// The history of each row.
    pub of_row: Vec<u32>,
    /// How many customers there are.
    pub customers: f64,
}

/// One history.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pattern {
    pub frequency: f64,
    pub recency: f64,
    pub age: f64,
    /// Its place among the pairs of frequency and age.
    by_age: u32,
    /// Its place among the pairs of frequency and recency.
    by_recency: u32,
    /// How many customers share it.
    pub customers: f64,
}

impl Pattern {
    pub fn by_age(&self) -> usize {
        self.by_age as usize
    }

    pub fn by_recency(&self) -> usize {
        self.by_recency as usize
    }
}

impl Patterns {
    pub fn of(histories: &Histories<'_>) -> Result<Self, Error> {
        let mut seen = Seen::default();
        let mut customers: Vec<f64> = Vec::new();
        let mut of_row = Vec::with_capacity(histories.frequency.len());
        for (row, key) in histories.rows()?.enumerate() {
            let place = seen.place(key.map(f64::to_bits));
            if place as usize == customers.len() {
                customers.push(0.0);
            }
            let count = customers.get_mut(place as usize).into_iter();
            count.for_each(|customers| *customers += histories.customers_of(row));
            of_row.push(place);
        }
        // In order of values, so that sums do not hang on the order of rows: bits of floats from 0 on are in theirs.
        let mut order: Vec<u32> = (0..).take(seen.keys.len()).collect();
        let key = |&at: &u32| seen.keys.get(at as usize).copied().unwrap_or_default();
        order.put_in_order_by_key(key);
        let mut moved = vec![0; order.len()];
        for (new, old) in (0..).zip(&order) {
            moved.get_mut(*old as usize).into_iter().for_each(|place| *place = new);
        }
        for place in &mut of_row {
            *place = moved.get(*place as usize).copied().unwrap_or(0);
        }
        let history =
            |old: u32| (key(&old).map(f64::from_bits), customers.get(old as usize).copied().unwrap_or(0.0));
        Ok(Self { of_row, ..Self::gathered(order.iter().map(|&old| history(old))) })
    }

    /// One history in so many, to find the way quickly; nothing where there are few.
    pub fn thinned(&self, one_in: usize) -> Option<Self> {
        let some = || self.all.iter().step_by(one_in);
        (self.all.len() > 1_000)
            .then(|| Self::gathered(some().map(|p| ([p.frequency, p.recency, p.age], p.customers))))
    }

    /// Those histories that are kept.
    pub fn some(&self, mut keep: impl FnMut() -> bool) -> Self {
        let kept = self.all.iter().filter(|_| keep());
        Self::gathered(kept.map(|p| ([p.frequency, p.recency, p.age], p.customers)))
    }

    /// Histories in order of their values, each once.
    fn gathered(histories: impl Iterator<Item = ([f64; 3], f64)>) -> Self {
        let mut result = Self::default();
        let (mut ages, mut recencies) = (Seen::default(), Seen::default());
        for ([frequency, recency, age], customers) in histories {
            result.customers += customers;
            match result.frequency.last_mut() {
                Some((last, count)) if *last == frequency => *count += customers,
                _ => result.frequency.push((frequency, customers)),
            }
            let by_age = ages.place([frequency.to_bits(), age.to_bits(), 0]);
            let by_recency = recencies.place([frequency.to_bits(), recency.to_bits(), 0]);
            result.all.push(Pattern { frequency, recency, age, by_age, by_recency, customers });
        }
        let pairs = |seen: Seen| seen.keys.into_iter().map(|[a, b, _]| [a, b].map(f64::from_bits)).collect();
        (result.by_age, result.by_recency) = (pairs(ages), pairs(recencies));
        result
    }

    /// The sum of something over all customers.
    pub fn sum(&self, what: impl Fn(&Pattern) -> f64) -> f64 {
        self.all.iter().map(|pattern| pattern.customers * what(pattern)).sum()
    }

    /// One answer a pattern as one answer a row.
    pub fn spread(&self, answer: impl Fn(&Pattern) -> f64) -> Vec<f64> {
        let answers: Vec<f64> = self.all.iter().map(answer).collect();
        self.of_row.iter().map(|&at| answers.get(at as usize).copied().unwrap_or(f64::NAN)).collect()
    }
}

/// Keys by number, in order of first sight.
#[derive(Default)]
pub(super) struct Seen {
    keys: Vec<[u64; 3]>,
    /// Numbers plus 1 by hash; twice as many places as keys or more.
    table: Vec<u32>,
}

impl Seen {
    /// The number of a key.
    pub fn place(&mut self, key: [u64; 3]) -> u32 {
        if self.table.len() < 2 * (self.keys.len() + 1) {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = hash(key) & mask;
        loop {
            let number = self.table.get(at).copied().unwrap_or(0);
            if number == 0 {
                break;
            }
            if self.keys.get(number as usize - 1) == Some(&key) {
                return number - 1;
            }
            at = (at + 1) & mask;
        }
        self.keys.push(key);
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        self.table.get_mut(at).into_iter().for_each(|free| *free = number);
        number - 1
    }

    pub fn into_keys(self) -> Vec<[u64; 3]> {
        self.keys
    }

    fn grow(&mut self) {
        let size = (4 * (self.keys.len() + 1)).next_power_of_two().max(64);
        self.table = vec![0; size];
        for (number, &key) in (1..).zip(&self.keys) {
            let mut at = hash(key) & (size - 1);
            while self.table.get(at).is_some_and(|&taken| taken != 0) {
                at = (at + 1) & (size - 1);
            }
            self.table.get_mut(at).into_iter().for_each(|free| *free = number);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a hash is cut anyway")]
fn hash([a, b, c]: [u64; 3]) -> usize {
    mix(a ^ mix(b ^ mix(c))) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_histories_are_one() {
        let histories = Histories {
            frequency: &[2, 0, 2, 1, 0],
            recency: &[3.0, 0.0, 3.0, 4.0, 0.0],
            age: &[9.0, 9.0, 9.0, 9.0, 8.0],
            monetary: &[],
            customers: &[1, 2, 3, 4, 5],
            covariates: &[],
        };
        let patterns = Patterns::of(&histories).unwrap();
        assert_eq!(patterns.of_row, [3, 1, 3, 2, 0]);
        assert_eq!(patterns.spread(|p| p.customers), [4.0, 2.0, 4.0, 4.0, 5.0]);
        assert_eq!(patterns.frequency, [(0.0, 7.0), (1.0, 4.0), (2.0, 4.0)]);
        assert_eq!(patterns.by_age, [[0.0, 8.0], [0.0, 9.0], [1.0, 9.0], [2.0, 9.0]]);
        assert_eq!(patterns.by_recency.len(), 3);
        assert_eq!((patterns.customers, patterns.sum(|p| p.frequency)), (15.0, 12.0));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let wrong = |frequency, recency, age: f64| {
            let (recency, age) = ([1.0, recency], [3.0, age]);
            let histories = Histories {
                frequency: &[1, frequency],
                recency: &recency,
                age: &age,
                ..Histories::default()
            };
            Patterns::of(&histories).unwrap_err().to_string()
        };
        assert_eq!(wrong(1, 2.0, -1.0), "column `age` must be a number from 0; row 1 is not");
        assert_eq!(wrong(1, 2.0, f64::NAN), "column `age` must be a number from 0; row 1 is not");
        assert!(wrong(1, 4.0, 3.0).contains("customer's age; row 1"));
        assert!(wrong(1, f64::NAN, 3.0).contains("customer's age; row 1"));
        assert!(wrong(1, 0.0, 3.0).contains("repeat purchase"));
        assert!(wrong(0, 1.0, 3.0).contains("repeat purchase"));
        let short = Histories { frequency: &[1], ..Histories::default() };
        assert_eq!(Patterns::of(&short).unwrap_err().code(), "length");
    }
}
