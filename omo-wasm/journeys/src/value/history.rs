//! What models of repeat buying look at.

use omo_core::value::{self, Covariate, Histories, Period, Purchase, SummaryOptions};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Time, Zone};
use wasm_bindgen::prelude::*;

use crate::answer::Told;
use crate::asked::Asked;
use crate::columns::{Columns, amounts, days, instants, keys, lengths, numbers, wholes};
use crate::cross::throw;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How purchases are summed up. */
export interface SummaryQuestion extends Partial<Omit<SummaryOptions, "holdoutUntil">> {
    /** The last day that is summed up; that of the last purchase where it is left out. */
    until?: When | null;
    /** The last day of a time held out, which begins after `until`. */
    holdoutUntil?: When | null;
    /** The clock of times that do not name theirs; UTC where it is left out. */
    zone?: string;
    /** Columns of numbers, or of true and false, of which each customer keeps what stood at the first purchase. */
    covariates?: readonly string[];
}

/** What models of repeat buying look at, as columns in order of first purchases in the table. */
export interface SummaryColumns {
    customerId: string[];
    /** Purchases after the first. */
    frequency: Uint32Array;
    /** From the first purchase to the last, in periods. */
    recency: Float64Array;
    /** From the first purchase to the last day, in periods. */
    age: Float64Array;
    /** The mean of the purchases after the first, where amounts were given. */
    monetary?: Float64Array;
    /** How long the time held out is, in periods. */
    holdoutAge?: number;
    /** Purchases in it. */
    holdoutFrequency?: Uint32Array;
    /** Their mean. */
    holdoutMonetary?: Float64Array;
    /** The covariates. */
    [covariate: string]: string[] | Uint32Array | Float64Array | number | undefined;
}

/** Histories of customers, as `summary` gives them or as other tools call them; `customers` says how many are alike. */
export type HistoryTable = SummaryColumns | { readonly [column: string]: Numbers | Keys | null } | readonly object[];
"#;

/// Frequency, recency, age and mean purchase of each customer.
#[wasm_bindgen(unchecked_return_type = "SummaryColumns")]
pub fn summary(
    #[wasm_bindgen(unchecked_param_type = "Purchases")] purchases: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "SummaryQuestion")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(given)?;
    let covariates: Vec<String> = asked.or("covariates", Vec::new())?;
    let names: Vec<&str> = covariates.iter().map(String::as_str).collect();
    let (span, mut bought) = Span::read(asked, purchases, &names)?;
    let found = value::summary(&bought.rows, span.until, &span.options).map_err(throw)?;
    let means = |means: Vec<f64>| means.into_iter().map(|mean| mean / bought.unit).collect::<Vec<_>>();
    let mut told = Told::new()
        .list("customerId", bought.ids(&found.customer))?
        .wholes("frequency", &found.frequency)
        .floats("recency", &found.recency)
        .floats("age", &found.age);
    if bought.money {
        told = told.floats("monetary", &means(found.monetary));
    }
    if let Some(holdout) = found.holdout {
        told = told.put("holdoutAge", &holdout.periods.into()).wholes("holdoutFrequency", &holdout.frequency);
        if bought.money {
            told = told.floats("holdoutMonetary", &means(holdout.monetary));
        }
    }
    Ok(bought.known(span.until).iter().fold(told, |told, one| told.floats(&one.name, &one.values)).done())
}

/// Which days purchases are summed up over, and how.
pub struct Span {
    pub until: i32,
    pub options: SummaryOptions,
}

impl Span {
    /// Reads what is asked, and the purchases by its clock.
    ///
    /// # Errors
    ///
    /// An `OmoError` that names the option or the column.
    pub fn read(
        mut asked: Asked,
        purchases: &JsValue,
        covariates: &[&str],
    ) -> Result<(Self, Bought), JsValue> {
        let zone = asked.zone()?;
        let until = asked.time("until", &zone)?.map(Time::day);
        let holdout_until = asked.time("holdoutUntil", &zone)?.map(Time::day);
        let usual = SummaryOptions::default();
        let period: Period = asked.or("period", usual.period)?;
        let once_per: Period = asked.or("oncePer", usual.once_per)?;
        asked.done()?;
        let bought = Bought::read(purchases, &zone, covariates)?;
        let last = || bought.rows.iter().map(|bought| bought.day).max().unwrap_or(0);
        let until = until.unwrap_or_else(last);
        Ok((Self { until, options: SummaryOptions { period, once_per, holdout_until } }, bought))
    }
}

/// Purchases with the names of their customers.
pub struct Bought {
    names: Vocabulary,
    pub rows: Vec<Purchase>,
    /// How many of the amounts are one of the column's.
    pub unit: f64,
    /// Whether there are amounts.
    money: bool,
    /// When they were made, where covariates are asked for.
    instants: Vec<i64>,
    /// The covariates of each purchase.
    covariates: Vec<Covariate>,
}

impl Bought {
    /// Reads purchases as columns or rows, with the covariates.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` or `length`.
    pub fn read(purchases: &JsValue, zone: &Zone, covariates: &[&str]) -> Result<Self, JsValue> {
        let table = Columns::read(purchases, "purchases")?;
        table.only(&[&["customerId", "occurredAt", "amount", "value"], covariates].concat(), "purchases")?;
        let mut names = Vocabulary::default();
        let customers = keys(&table.take("customerId")?, "customerId", &mut names)?;
        let times = table.take("occurredAt")?;
        let days = days(&times, "occurredAt", zone)?;
        let mut known = Vec::new();
        for &name in covariates {
            let values = numbers(&table.take(name)?, name)?;
            known.push(Covariate { name: name.to_owned(), values });
        }
        let instants = if known.is_empty() { Vec::new() } else { instants(&times, "occurredAt", zone)? };
        let found = table.first(&["amount", "value"]);
        let found = found.map(|(name, column)| amounts(&column, name)).transpose()?;
        let money = found.is_some();
        let (amounts, unit) = found.unwrap_or((vec![0; days.len()], 1.0));
        let mut all =
            vec![("customerId", customers.len()), ("occurredAt", days.len()), ("amount", amounts.len())];
        all.extend(known.iter().map(|one| (one.name.as_str(), one.values.len())));
        lengths(&all)?;
        let rows = customers.into_iter().zip(days).zip(amounts);
        let rows = rows.map(|((customer, day), amount)| Purchase { customer, day, amount }).collect();
        Ok(Self { names, rows, unit, money, instants, covariates: known })
    }

    /// What was known of each customer at the first purchase, in the order of summaries.
    pub fn known(&mut self, until: i32) -> Vec<Covariate> {
        let mut known = std::mem::take(&mut self.covariates);
        if !known.is_empty() {
            let firsts = value::first_purchases(&self.rows, &self.instants, until);
            for one in &mut known {
                let value = |row: &usize| one.values.get(*row).copied().unwrap_or(f64::NAN);
                one.values = firsts.iter().map(value).collect();
            }
        }
        known
    }

    /// The ids of customers.
    pub fn ids(&self, customers: &[u32]) -> Vec<&str> {
        customers.iter().map(|&customer| self.names.text(customer).unwrap_or_default()).collect()
    }
}

/// Whether a model needs times, and whether money.
pub type Needs = (bool, bool);

/// Histories of customers, as models take them.
pub struct History {
    ids: Option<Vec<String>>,
    frequency: Vec<u32>,
    recency: Vec<f64>,
    age: Vec<f64>,
    monetary: Vec<f64>,
    customers: Vec<u32>,
    covariates: Vec<Covariate>,
}

impl History {
    /// Reads what `summary` gave, or a table of another tool; which columns must be there hangs on the model. Of the covariates
    /// those that are there; the core says which are missing.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for a column that is missing or holds something else.
    pub fn read(table: &JsValue, (times, money): Needs, covariates: &[&str]) -> Result<Self, JsValue> {
        let table = Columns::read(table, "summary")?;
        let column = |names: &[&'static str]| {
            let found = table.first(names);
            let first = || names.first().copied().unwrap_or_default();
            found.map_or_else(|| table.take(first()).map(|column| (first(), column)), Ok)
        };
        let floats = |names: &[&'static str]| column(names).and_then(|(name, column)| numbers(&column, name));
        let (name, column_of) = column(&["frequency", "x"])?;
        let frequency = wholes(&column_of, name)?;
        let (since, ages) = (["recency", "t_x"], ["age", "T", "T_cal", "periods", "n_periods", "n"]);
        let times = times || table.first(&since).is_some() && table.first(&ages).is_some();
        let (recency, age) = if times { (floats(&since)?, floats(&ages)?) } else { Default::default() };
        let mut monetary = Vec::new();
        if money {
            monetary = floats(&["monetary", "monetary_value", "zbar", "m_x"])?;
            // Who never came back has no mean, and who did and has none is told so.
            let never =
                monetary.iter_mut().zip(&frequency).filter(|(mean, count)| mean.is_nan() && **count == 0);
            never.for_each(|(mean, _)| *mean = 0.0);
        }
        let customers = match table.first(&["customers", "weights"]) {
            Some((name, column)) => wholes(&column, name)?,
            None => Vec::new(),
        };
        let ids = match table.first(&["customerId", "customer", "id", "ID"]) {
            Some((name, column)) => {
                let mut names = Vocabulary::default();
                let rows = keys(&column, name, &mut names)?;
                Some(rows.into_iter().map(|row| names.text(row).unwrap_or_default().to_owned()).collect())
            }
            None => None,
        };
        let covariates = covariates.iter().filter_map(|&name| Some((name, table.find(name)?)));
        let covariate = |(name, column): (&str, JsValue)| {
            Ok(Covariate { name: name.to_owned(), values: numbers(&column, name)? })
        };
        let covariates = covariates.map(covariate).collect::<Result<_, JsValue>>()?;
        Ok(Self { ids, frequency, recency, age, monetary, customers, covariates })
    }

    /// The columns as the core takes them.
    pub fn columns(&self) -> Histories<'_> {
        Histories {
            frequency: &self.frequency,
            recency: &self.recency,
            age: &self.age,
            monetary: &self.monetary,
            customers: &self.customers,
            covariates: &self.covariates,
        }
    }

    /// The customers and how often they came back, as the first columns of an answer; rows are counted where there are no ids.
    ///
    /// # Errors
    ///
    /// None that tables make.
    pub fn told(&self) -> Result<Told, JsValue> {
        let numbers = || (0_u32..).take(self.frequency.len()).collect::<Vec<_>>();
        let told = match &self.ids {
            Some(ids) => Told::new().list("customerId", ids)?,
            None => Told::new().list("customerId", numbers())?,
        };
        Ok(told.wholes("frequency", &self.frequency))
    }
}
