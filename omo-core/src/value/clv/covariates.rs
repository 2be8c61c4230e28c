//! Covariates: what is known of customers from the start, by which they buy and leave differently.

use serde::{Deserialize, Serialize};

use super::law::Law;
use super::patterns::{Histories, Patterns, Seen};
use crate::order::Order;
use crate::{Error, form, math};

/// One thing that is known of each customer and does not change: acquired online (1) or in a store (0), the age, the
/// distance to the nearest store.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Covariate {
    /// What it is called.
    pub name: String,
    /// A number a row of the [`Histories`].
    pub values: Vec<f64>,
}

/// Which covariates change what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CovariateNames {
    /// Those by which customers buy more or less often.
    pub purchase: Vec<String>,
    /// Those by which customers leave sooner or later.
    pub dropout: Vec<String>,
}

impl CovariateNames {
    /// Covariates that change both.
    #[must_use]
    pub fn both<S: Into<String> + Clone>(names: &[S]) -> Self {
        let names: Vec<String> = names.iter().cloned().map(Into::into).collect();
        Self { purchase: names.clone(), dropout: names }
    }

    /// Each name once, in order of first sight.
    #[must_use]
    pub fn all(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for name in self.purchase.iter().chain(&self.dropout) {
            if !all.contains(&name.as_str()) {
                all.push(name);
            }
        }
        all
    }

    /// That each list has each name once.
    pub(super) fn check(&self) -> Result<(), Error> {
        for (option, names) in
            [("purchase_covariates", &self.purchase), ("dropout_covariates", &self.dropout)]
        {
            for (at, name) in names.iter().enumerate() {
                if names.iter().take(at).any(|before| before == name) {
                    return Err(Error::option(
                        option,
                        "names of columns, each once",
                        &format!("{name} twice"),
                    ));
                }
            }
        }
        Ok(())
    }
}

/// What a covariate changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Sway {
    /// How often customers buy: `alpha` times e^(-effect times covariate), so that more is oftener.
    Purchase,
    /// How soon they leave (Pareto/NBD): `beta` times e^(-effect times covariate), so that more is sooner.
    Dropout,
    /// `a` of the chance to leave (BG/NBD, MBG/NBD): times e^(effect times covariate), so that more is sooner.
    DropoutA,
    /// `b` of the chance to leave (BG/NBD, MBG/NBD): times e^(effect times covariate), so that more is later.
    DropoutB,
}

form::words!(Sway { Purchase = "purchase", Dropout = "dropout", DropoutA = "dropout_a", DropoutB = "dropout_b" });

impl Sway {
    /// What covariates can change by a law.
    #[must_use]
    pub fn of(law: Law) -> &'static [Self] {
        match law {
            Law::BgNbd | Law::MbgNbd => &[Self::Purchase, Self::DropoutA, Self::DropoutB],
            Law::ParetoNbd => &[Self::Purchase, Self::Dropout],
        }
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Dropout => "dropout",
            Self::DropoutA => "dropout_a",
            Self::DropoutB => "dropout_b",
        }
    }

    /// The place of the parameter that it changes.
    fn place(self) -> usize {
        match self {
            Self::Purchase => 1,
            Self::DropoutA => 2,
            Self::Dropout | Self::DropoutB => 3,
        }
    }

    fn sign(self) -> f64 {
        match self {
            Self::Purchase | Self::Dropout => -1.0,
            Self::DropoutA | Self::DropoutB => 1.0,
        }
    }
}

/// How much a covariate changes something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Effect {
    /// What is changed.
    pub on: Sway,
    /// The name of the covariate.
    pub covariate: String,
    /// The effect for each unit of it, as an exponent of e; 0 is none.
    pub value: f64,
    /// Its standard error, from the curvature of the likelihood.
    pub standard_error: f64,
}

impl Effect {
    /// Its name among parameters, such as `purchase:acquired_online`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}:{}", self.on.name(), self.covariate)
    }
}

/// An effect by the places of what it changes and of its covariate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lever {
    pub on: Sway,
    /// The place of its covariate among the columns.
    pub column: usize,
}

impl Lever {
    /// How the logarithm of the parameter changes with the effect, for a customer with these covariates; and the parameter's
    /// place.
    pub fn arm(self, covariates: &[f64]) -> (usize, f64) {
        (self.on.place(), self.on.sign() * covariates.get(self.column).copied().unwrap_or(f64::NAN))
    }

    /// The logarithms of the parameters of a customer with these covariates.
    pub fn swayed<'a>(
        levers: impl Iterator<Item = (&'a Self, &'a f64)>,
        mut logs: [f64; 4],
        covariates: &[f64],
    ) -> [f64; 4] {
        for (lever, effect) in levers {
            let (place, arm) = lever.arm(covariates);
            logs.iter_mut().skip(place).take(1).for_each(|log| *log += arm * effect);
        }
        logs
    }
}

/// The columns of these names, each with a finite number a row.
pub(super) fn columns_of<'a>(
    histories: &Histories<'a>,
    names: &[&str],
    missing: &str,
) -> Result<Vec<&'a [f64]>, Error> {
    let column = |name: &&str| {
        let wrong = |must: String| Error::Column { column: (*name).into(), must };
        let found = histories.covariates.iter().find(|covariate| covariate.name == *name);
        let values = found.ok_or_else(|| wrong(missing.into()))?.values.as_slice();
        super::patterns::same_length(name, histories.frequency.len(), values.len())?;
        match values.iter().position(|value| !value.is_finite()) {
            None => Ok(values),
            Some(row) => Err(wrong(format!(
                "a number for each customer; row {row} is not: leave such customers out or fill in what is usual"
            ))),
        }
    };
    names.iter().map(column).collect()
}

/// Customers with the same covariates.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub covariates: Vec<f64>,
    pub patterns: Patterns,
    /// Their rows.
    rows: Vec<usize>,
}

/// Customers by their covariates, in order of these.
#[derive(Debug, Clone)]
pub(super) struct Groups {
    pub all: Vec<Group>,
    rows: usize,
}

impl Groups {
    pub fn of(histories: &Histories<'_>, columns: &[&[f64]]) -> Result<Self, Error> {
        // Rows of a group are counted anew, so what is wrong with one is told before.
        let all: Vec<[f64; 3]> = histories.rows()?.collect();
        let mut number = vec![0_u32; all.len()];
        let mut groups: Vec<Vec<f64>> = vec![Vec::new()];
        for column in columns {
            let mut seen = Seen::default();
            // Adding 0 makes 0 of -0.
            for (number, value) in number.iter_mut().zip(*column) {
                *number = seen.place([u64::from(*number), (value + 0.0).to_bits(), 0]);
            }
            let longer = |[before, value, _]: [u64; 3]| {
                let before = usize::try_from(before).ok().and_then(|before| groups.get(before));
                let mut group = before.cloned().unwrap_or_default();
                group.push(f64::from_bits(value));
                group
            };
            groups = seen.into_keys().into_iter().map(longer).collect();
        }
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); groups.len()];
        for (row, number) in number.into_iter().enumerate() {
            rows.get_mut(number as usize).into_iter().for_each(|rows| rows.push(row));
        }
        let mut together: Vec<(Vec<f64>, Vec<usize>)> = groups.into_iter().zip(rows).collect();
        together.put_in_order_by(|(a, _), (b, _)| {
            let apart = a.iter().zip(b).map(|(a, b)| a.total_cmp(b));
            apart.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        let group = |(covariates, rows): (Vec<f64>, Vec<usize>)| {
            let own = Own::of(histories, &rows);
            Ok(Group { covariates, patterns: Patterns::of(&own.histories())?, rows })
        };
        let rows = all.len();
        Ok(Self { all: together.into_iter().map(group).collect::<Result<_, Error>>()?, rows })
    }

    /// How many different histories there are.
    pub fn patterns(&self) -> usize {
        self.all.iter().map(|group| group.patterns.all.len()).sum()
    }

    /// The sum of something over all groups.
    pub fn sum(&self, what: impl Fn(&Group) -> f64) -> f64 {
        self.all.iter().map(what).sum()
    }

    /// One history in so many, to find the way quickly; nothing where there are few.
    pub fn thinned(&self, one_in: usize) -> Option<Self> {
        let mut seen = 0;
        let some = |group: &Group| {
            let patterns = group.patterns.some(|| {
                seen += 1;
                (seen - 1) % one_in == 0
            });
            let there = !patterns.all.is_empty();
            there.then(|| Group { covariates: group.covariates.clone(), patterns, rows: Vec::new() })
        };
        (self.patterns() > 1_000).then(|| Self { all: self.all.iter().filter_map(some).collect(), rows: 0 })
    }

    /// One answer a group and history as one answer a row.
    pub fn spread(
        &self,
        mut answer: impl FnMut(&Group) -> Result<Vec<f64>, Error>,
    ) -> Result<Vec<f64>, Error> {
        let mut all = vec![f64::NAN; self.rows];
        for group in &self.all {
            for (row, answer) in group.rows.iter().zip(answer(group)?) {
                all.get_mut(*row).into_iter().for_each(|place| *place = answer);
            }
        }
        Ok(all)
    }

    /// The first row of a group.
    pub fn first_row(group: &Group) -> usize {
        group.rows.first().copied().unwrap_or(0)
    }
}

/// The histories of some rows.
struct Own {
    frequency: Vec<u32>,
    recency: Vec<f64>,
    age: Vec<f64>,
    customers: Vec<u32>,
}

impl Own {
    fn of(histories: &Histories<'_>, rows: &[usize]) -> Self {
        fn some<T: Copy>(column: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().filter_map(|&row| column.get(row)).copied().collect()
        }
        Self {
            frequency: some(histories.frequency, rows),
            recency: some(histories.recency, rows),
            age: some(histories.age, rows),
            customers: some(histories.customers, rows),
        }
    }

    fn histories(&self) -> Histories<'_> {
        Histories {
            frequency: &self.frequency,
            recency: &self.recency,
            age: &self.age,
            customers: &self.customers,
            ..Histories::default()
        }
    }
}

/// Covariates moved to a mean of 0 and a spread of 1, in which climbing is even.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    pub mean: f64,
    pub spread: f64,
}

/// How each covariate is moved; what says nothing, or nothing that others do not say, is refused by name.
pub(super) fn measured(
    groups: &Groups,
    names: &[&str],
    lists: &CovariateNames,
) -> Result<Vec<Measure>, Error> {
    let customers = groups.sum(|group| group.patterns.customers);
    let over = |what: &dyn Fn(&[f64]) -> f64| {
        groups.sum(|group| group.patterns.customers * what(&group.covariates)) / customers
    };
    let at = |covariates: &[f64], column: usize| covariates.get(column).copied().unwrap_or(f64::NAN);
    let mut all = Vec::with_capacity(names.len());
    for (column, name) in names.iter().enumerate() {
        let mean = over(&|covariates| at(covariates, column));
        let spread =
            over(&|covariates| (at(covariates, column) - mean) * (at(covariates, column) - mean)).sqrt();
        let asked = groups.all.iter().filter(|group| group.patterns.customers > 0.0);
        let largest = asked.map(|group| at(&group.covariates, column).abs()).fold(0.0, f64::max);
        if spread.is_nan() || spread <= 1e-9 * largest {
            let must =
                "different from customer to customer: it is the same for all and says nothing; leave it out";
            return Err(Error::Column { column: (*name).into(), must: must.into() });
        }
        if !spread.is_finite() {
            let must = "of a size that can be squared; give it in another unit";
            return Err(Error::Column { column: (*name).into(), must: must.into() });
        }
        all.push(Measure { mean, spread });
    }
    for list in [&lists.purchase, &lists.dropout] {
        let places: Vec<usize> =
            list.iter().filter_map(|name| names.iter().position(|n| n == name)).collect();
        let even = |covariates: &[f64], column: usize| {
            all.get(column).map_or(f64::NAN, |by| (at(covariates, column) - by.mean) / by.spread)
        };
        let row = |&a: &usize| -> Vec<f64> {
            places.iter().map(|&b| over(&|covariates| even(covariates, a) * even(covariates, b))).collect()
        };
        let together: Vec<Vec<f64>> = places.iter().map(row).collect();
        if let Err(place) = super::matrix::triangle(&together, 1e-10) {
            let others: Vec<String> = list.iter().take(place).map(|name| format!("`{name}`")).collect();
            let column = list.get(place).cloned().unwrap_or_default();
            let must = format!(
                "more than {} say: it follows from {}, so what is whose effect cannot be told; leave it out",
                others.join(" and "),
                if others.len() == 1 { "that" } else { "these" },
            );
            return Err(Error::Column { column, must });
        }
    }
    Ok(all)
}

impl Measure {
    pub fn moved(&self, value: f64) -> f64 {
        (value - self.mean) / self.spread
    }
}

/// The logarithms of parameters.
pub(super) fn logs_of(params: [f64; 4]) -> [f64; 4] {
    params.map(math::ln)
}
