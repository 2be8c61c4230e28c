//! What models of repeat buying look at, and reading it from any table.

use omo_core::value::{self, Covariate, Histories, Period, Purchase, SummaryOptions};
use std::sync::Arc;

use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Time, Zone};
use pyo3::prelude::*;

use crate::error::{Result, run};
use crate::table::{Amounts, Column, Columns, Table};
use crate::when::{When, word};

/// How often each customer came back, how lately and for how much: what repeat-buying models learn from.
///
/// The conventions are those of lifetimes: the first purchase makes a customer and counts no more, purchases of one day are
/// one, ``recency`` and ``age`` count from the first purchase, ``monetary`` is the mean of what came after it. A negative amount
/// is no purchase; it lowers the purchase before it. Purchases after ``until`` are not yet known.
///
/// ============================================================  =======================================================
/// lifetimes                                                     omo
/// ============================================================  =======================================================
/// ``summary_data_from_transaction_data(df, "id", "date",``      ``summary(df, until=...,``
/// ``observation_period_end=...)``                               ``columns={"id": "customer_id", "date": "occurred_at"})``
/// ``freq="D"``                                                  the default
/// ``freq="D", freq_multiplier=7``                               ``period="week"``
/// ``freq="W"``                                                  ``period="week", once_per="week"``
/// ``calibration_and_holdout_data(...)``                         ``summary(..., until=..., holdout_until=...)``
/// ``T``, ``monetary_value``                                     ``age``, ``monetary`` (both names are read)
/// ``BetaGeoFitter``, ``ModifiedBetaGeoFitter``                  :class:`BgNbd`, :class:`MbgNbd`
/// ``ParetoNBDFitter``, ``GammaGammaFitter``                     :class:`ParetoNbd`, :class:`GammaGamma`
/// ``BetaGeoBetaBinomFitter``                                    :class:`BgBb`
/// ``fit(frequency, recency, T)``                                ``fit(summary)``
/// ``penalizer_coef``, ``tol``                                   not needed
/// ``params_``, ``-_negative_log_likelihood_ * n``               ``params``, ``log_likelihood`` (in the table's own time)
/// ``conditional_probability_alive(x, t_x, T)``                  ``p_alive()``
/// ``conditional_expected_number_of_purchases_up_to_time(t)``    ``expected(t)``
/// ``expected_number_of_purchases_up_to_time(t)``                ``expected_new(t)``
/// ``conditional_expected_average_profit(x, m)``                 ``GammaGamma().fit(summary).expected_spend()``
/// ``customer_lifetime_value(model, ..., time, discount_rate)``  ``lifetime_value(model, steps, step, discount)``
/// pymc-marketing ``purchase_covariate_cols``                    ``BgNbd(purchase_covariates=[...])``
/// pymc-marketing ``dropout_covariate_cols``                     ``BgNbd(dropout_covariates=[...])``
/// ``DERT`` of BTYD and CLVTools                                 ``ParetoNbd.discounted_for_good(rate)``
/// ============================================================  =======================================================
///
/// Parameters
/// ----------
/// purchases
///     A table with the columns ``customer_id`` and ``occurred_at``, and if there is such ``amount`` (or ``value``), one row a
///     receipt, in any order.
/// until
///     The last day that counts: a datetime, a date or text; the day of the last purchase when left out.
/// period
///     The unit of ``recency`` and ``age``: ``"day"`` or ``"week"`` (seven days, with fractions).
/// once_per
///     Purchases within one ``"day"`` or one ``"week"`` from Monday are one.
/// holdout_until
///     The last day of a time held out, which begins after ``until``: to see how good forecasts are.
/// zone
///     The shop's clock, whose days are counted.
/// columns
///     Their column to omo's, ``{"user": "customer_id"}``.
/// covariates
///     Columns of which each customer keeps what stood at the first purchase, such as whether it was online; see
///     :class:`BgNbd` for models that look at them.
///
/// Returns
/// -------
/// Table
///     ``customer_id``, ``frequency``, ``recency``, ``age`` and, where there are amounts, ``monetary``; with ``holdout_until`` also
///     ``holdout_frequency``, ``holdout_age`` and ``holdout_monetary``; then the ``covariates``.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing or a row of it cannot be read, ``"option"`` for a period that is none and a
///     holdout that does not end after ``until``.
///
/// Examples
/// --------
/// >>> bought = {"customer_id": ["hanako", "hanako", "hanako", "taro"],
/// ...           "occurred_at": ["2026-03-01", "2026-03-06", "2026-03-15", "2026-03-11"], "amount": [300, 500, 700, 900]}
/// >>> omo.value.summary(bought, until="2026-03-31")
/// customer_id  frequency  recency   age  monetary
/// hanako               2     14.0  30.0     600.0
/// taro                 0      0.0  20.0       0.0
/// (2 rows)
/// >>> bought["online"] = [True, False, False, False]
/// >>> omo.value.summary(bought, until="2026-03-31", covariates=["online"])["online"]
/// [True, False]
#[pyfunction]
#[pyo3(signature = (purchases, *, until = None, period = "day", once_per = "day", holdout_until = None, zone = "UTC", columns = None, covariates = Vec::new()))]
pub fn summary(
    py: Python<'_>,
    purchases: Columns,
    until: Option<When>,
    period: &str,
    once_per: &str,
    holdout_until: Option<When>,
    zone: &str,
    columns: Option<std::collections::HashMap<String, String>>,
    covariates: Vec<String>,
) -> Result<Table> {
    let options = Span { until, period, once_per, holdout_until, zone }.read()?;
    let purchases = purchases.rename(&columns.unwrap_or_default())?;
    run(py, move || {
        let bought = Bought::read(&purchases, &options.zone)?;
        let until = options.until.or_else(|| bought.rows.iter().map(|bought| bought.day).max()).unwrap_or(0);
        let found = value::summary(&bought.rows, until, &options.options)?;
        let firsts = if covariates.is_empty() {
            Vec::new()
        } else {
            value::first_purchases(&bought.rows, &bought.instants, until)
        };
        let money = |means: Vec<f64>| bought.unit.map(|unit| unit.means(means));
        let mut table = vec![
            ("customer_id", Column::named(&bought.names, &found.customer)),
            ("frequency", found.frequency.into()),
            ("recency", found.recency.into()),
            ("age", found.age.into()),
        ];
        table.extend(money(found.monetary).map(|means| ("monetary", means)));
        if let Some(holdout) = found.holdout {
            table.push(("holdout_age", vec![holdout.periods; holdout.frequency.len()].into()));
            table.push(("holdout_frequency", holdout.frequency.into()));
            table.extend(money(holdout.monetary).map(|means| ("holdout_monetary", means)));
        }
        for name in &covariates {
            table.push((name, kept(&purchases, name, &firsts)?));
        }
        Table::of(table)
    })
}

/// Some rows of a column, as it is.
fn kept(table: &Columns, name: &str, rows: &[usize]) -> std::result::Result<Column, Error> {
    fn some<T: Clone>(all: Vec<Option<T>>, rows: &[usize]) -> Column
    where
        Column: From<Vec<Option<T>>>,
    {
        rows.iter().map(|&row| all.get(row).cloned().flatten()).collect::<Vec<_>>().into()
    }
    table.column(name)?;
    if table.are_integers(name) {
        return Ok(some::<i64>(table.integers(name)?, rows));
    }
    let flags = table.flags::<Option<bool>>(name).map(|flags| some(flags, rows));
    let numbers = || table.numbers::<Option<f64>>(name).map(|numbers| some(numbers, rows));
    let texts = || table.texts::<Option<String>>(name).map(|texts| some(texts, rows));
    flags
        .or_else(|_| numbers())
        .or_else(|_| texts())
        .map_err(|_| Error::Column { column: name.into(), must: "numbers, true and false, or text".into() })
}

/// What is summed up, as it was written.
pub struct Span<'a> {
    pub until: Option<When>,
    pub period: &'a str,
    pub once_per: &'a str,
    pub holdout_until: Option<When>,
    pub zone: &'a str,
}

/// What is summed up.
pub struct Read {
    pub until: Option<i32>,
    pub options: SummaryOptions,
    pub zone: Zone,
}

impl Span<'_> {
    pub fn read(self) -> Result<Read> {
        let zone: Zone = self.zone.parse()?;
        let day = |when: Option<When>| {
            when.map(|when| when.time(&zone)).transpose().map(|time| time.map(Time::day))
        };
        let (until, holdout_until) = (day(self.until)?, day(self.holdout_until)?);
        let (period, once_per): (Period, Period) =
            (word("period", self.period)?, word("once_per", self.once_per)?);
        Ok(Read { until, options: SummaryOptions { period, once_per, holdout_until }, zone })
    }
}

/// Purchases of a table.
pub struct Bought {
    pub names: Vocabulary,
    pub rows: Vec<Purchase>,
    /// When they were made, in milliseconds since 1970.
    pub instants: Vec<i64>,
    /// How amounts were written, where there are such.
    pub unit: Option<Amounts>,
}

impl Bought {
    pub fn read(table: &Columns, zone: &Zone) -> std::result::Result<Self, Error> {
        let (names, customers) = table.intern::<u32>("customer_id")?;
        let times = table.times::<Time>("occurred_at", zone)?;
        let amounts = ["amount", "value"].into_iter().find(|name| table.has(name));
        let amounts = amounts.map(|name| table.amounts(name)).transpose()?;
        let amount = |row: usize| amounts.as_ref().and_then(|(all, _)| all.get(row)).copied().unwrap_or(0);
        let rows = customers.iter().zip(&times).enumerate();
        let rows = rows
            .map(|(row, (&customer, time))| Purchase { customer, day: time.day(), amount: amount(row) })
            .collect();
        let instants = times.iter().map(|time| time.millis()).collect();
        Ok(Self { names, rows, instants, unit: amounts.map(|(_, unit)| unit) })
    }
}

impl Bought {
    /// What was known of each customer at the first purchase, in the order of summaries.
    pub fn covariates(
        &self,
        table: &Columns,
        names: &[&str],
        until: i32,
    ) -> std::result::Result<Vec<Covariate>, Error> {
        let firsts = if names.is_empty() {
            Vec::new()
        } else {
            value::first_purchases(&self.rows, &self.instants, until)
        };
        let there = names.iter().filter(|name| table.has(name));
        let of = |name: &&str| {
            let all = covariate(table, name)?;
            let values = firsts.iter().filter_map(|&row| all.values.get(row)).copied().collect();
            Ok(Covariate { name: all.name, values })
        };
        there.map(of).collect()
    }
}

/// Numbers, or yes and no as 1 and 0; what is missing is no number, which the core refuses by its row.
fn covariate(table: &Columns, name: &str) -> std::result::Result<Covariate, Error> {
    let flags = table.flags::<Option<bool>>(name).map(|flags| {
        flags.into_iter().map(|flag| flag.map_or(f64::NAN, |flag| f64::from(u8::from(flag)))).collect()
    });
    let numbers = || {
        let all: Vec<Option<f64>> = table.numbers(name)?;
        Ok(all.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect())
    };
    let values = flags.or_else(|_| numbers()).map_err(|error: Error| match error {
        Error::Column { column, must } if must == "numbers" => {
            let must = "numbers, or true and false; of words make a column of 0 and 1 for each".into();
            Error::Column { column, must }
        }
        error => error,
    })?;
    Ok(Covariate { name: name.into(), values })
}

/// Histories of customers as columns of their own.
pub struct History {
    names: Option<(Vocabulary, Vec<u32>)>,
    frequency: Vec<u32>,
    recency: Vec<f64>,
    age: Vec<f64>,
    monetary: Option<Vec<f64>>,
    customers: Vec<u32>,
    covariates: Vec<Covariate>,
}

impl History {
    /// Reads what [`summary`] gives, or a table with the names that lifetimes and the papers use.
    ///
    /// Of the covariates those that are there; the core says which are missing.
    pub fn read(
        table: &Columns,
        times: bool,
        money: bool,
        covariates: &[&str],
    ) -> std::result::Result<Self, Error> {
        let find = |names: &[&'static str]| names.iter().copied().find(|name| table.has(name));
        let first =
            |names: &[&'static str]| find(names).or_else(|| names.first().copied()).unwrap_or("frequency");
        let whole = |name: &str| {
            let all: Vec<i64> = table.integers(name)?;
            let count = |(row, number): (usize, i64)| {
                let must = || format!("whole numbers from 0 to 4,294,967,295; row {row} is not");
                u32::try_from(number).map_err(|_| Error::Column { column: name.into(), must: must() })
            };
            all.into_iter().enumerate().map(count).collect::<std::result::Result<Vec<u32>, Error>>()
        };
        let numbers = |names: &[&'static str]| table.numbers::<f64>(first(names));
        let id = find(&["customer_id", "customer", "id", "ID"]);
        let since: &[&'static str] = &["recency", "t_x"];
        let ages: &[&'static str] = &["age", "T", "T_cal", "periods", "n_periods", "n"];
        let times = times || find(since).is_some() && find(ages).is_some();
        let (recency, age) = if times { (numbers(since)?, numbers(ages)?) } else { Default::default() };
        let frequency = whole(first(&["frequency", "x"]))?;
        // Who never came back has no mean, and who did and has none is told so.
        let mean = |(mean, frequency): (Option<f64>, &u32)| match mean {
            None if *frequency == 0 => 0.0,
            mean => mean.unwrap_or(f64::NAN),
        };
        let means = || {
            let name = first(&["monetary", "monetary_value", "zbar", "m_x"]);
            let all: Vec<Option<f64>> = table.numbers(name)?;
            Ok::<_, Error>(all.into_iter().zip(&frequency).map(mean).collect())
        };
        let monetary = money.then(means).transpose()?;
        Ok(Self {
            names: id.map(|id| table.intern(id)).transpose()?,
            frequency,
            recency,
            age,
            monetary,
            customers: find(&["customers", "weights"]).map(whole).transpose()?.unwrap_or_default(),
            covariates: covariates
                .iter()
                .filter(|name| table.has(name))
                .map(|name| covariate(table, name))
                .collect::<std::result::Result<_, _>>()?,
        })
    }

    pub fn columns(&self) -> Histories<'_> {
        Histories {
            frequency: &self.frequency,
            recency: &self.recency,
            age: &self.age,
            monetary: self.monetary.as_deref().unwrap_or_default(),
            customers: &self.customers,
            covariates: &self.covariates,
        }
    }

    /// These customers with the covariates of others, if others are the same customers.
    pub fn with_covariates_of(self: &Arc<Self>, other: &Self) -> Arc<Self> {
        // The numbers of ids go by first sight, so equal tables have equal ones.
        let ids = |all: &'_ Self| all.names.as_ref().map(|(names, ids)| (names.len(), ids.clone()));
        let texts = |all: &Self| -> Vec<String> {
            all.names.iter().flat_map(|(names, _)| names.iter()).map(str::to_owned).collect()
        };
        let same = self.frequency == other.frequency
            && self.recency == other.recency
            && self.age == other.age
            && self.customers == other.customers
            && ids(self) == ids(other)
            && texts(self) == texts(other);
        if !same || other.covariates.is_empty() {
            return Arc::clone(self);
        }
        Arc::new(Self {
            names: self.names.clone(),
            frequency: self.frequency.clone(),
            recency: self.recency.clone(),
            age: self.age.clone(),
            monetary: self.monetary.clone(),
            customers: self.customers.clone(),
            covariates: other.covariates.clone(),
        })
    }

    pub fn rows(&self) -> usize {
        self.frequency.len()
    }

    /// The ids of customers, or the numbers of their rows.
    pub fn ids(&self) -> Column {
        match &self.names {
            Some((names, ids)) => Column::named(names, ids),
            None => (0..).take(self.rows()).collect::<Vec<u32>>().into(),
        }
    }

    pub fn frequency(&self) -> Column {
        self.frequency.clone().into()
    }
}
