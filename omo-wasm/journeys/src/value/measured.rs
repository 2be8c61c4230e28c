//! Whether what was done helped.

use omo_core::Error;
use omo_core::value::{
    self, Experiment, ExperimentOptions, Increment, Metric, Qini, likely_control, power as run_power,
};
use wasm_bindgen::prelude::*;

use crate::asked::{Asked, option};
use crate::columns::{Columns, all_numbers, labels, lengths};
use crate::cross::{give, take, throw};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Customers of an experiment: columns of equal length, or rows. */
export type Measured = { readonly [column: string]: Numbers | Keys | readonly boolean[] } | readonly object[];

/** Which columns of an experiment say what. */
export interface ExperimentQuestion extends Partial<Omit<ExperimentOptions, "shares">> {
    /** What is compared; `outcome` where it is left out. */
    metric?: string | readonly string[];
    /** Who was in which arm; `arm` where it is left out. */
    arm?: string;
    /** The arm that the others are held against; the one that is called so where it is left out. */
    control?: string;
    /** The arms that are compared; all others where they are left out. */
    treatment?: string | readonly string[];
    /** What was known before, for CUPED. */
    covariate?: string;
    /** The intended shares of the arms; equal ones where they are left out. */
    shares?: { readonly [arm: string]: number };
    /** What was to be shown. */
    hypothesis?: string;
}

/** Which columns of a test of scores say what. */
export interface QiniQuestion {
    /** What came of it; `outcome` where it is left out. */
    outcome?: string;
    /** Who was treated; `treatment` where it is left out. */
    treatment?: string;
    /** The scores that are judged; `score` where it is left out. */
    score?: string;
    /** The arm that was treated. */
    treated?: string;
    /** The arm that was not. */
    control?: string;
}
"#;

/// Arms of an experiment against each other: two proportions or Welch's test, CUPED, always valid intervals, and a warning where
/// the arms are not of the intended sizes.
#[wasm_bindgen(unchecked_return_type = "Experiment")]
pub fn experiment(
    #[wasm_bindgen(unchecked_param_type = "Measured")] table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "ExperimentQuestion")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    give(Ok(compared(table, given)?))
}

/// Whether those with the higher scores were helped more: the curves and areas of Qini and of uplift.
#[wasm_bindgen(unchecked_return_type = "Qini")]
pub fn qini(
    #[wasm_bindgen(unchecked_param_type = "Measured")] table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "QiniQuestion")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    give(Ok(judged(table, given)?))
}

/// What a coupon brought: the sales of the treated beyond those of the others, by parts, less its cost.
#[wasm_bindgen(js_name = incrementalSales, unchecked_return_type = "Increment")]
pub fn incremental_sales(
    #[wasm_bindgen(unchecked_param_type = "Measured")] table: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string | readonly string[]")] parts: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ treated?: string; cost?: number; alpha?: number }")]
    given: &JsValue,
) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(given)?;
    let usual = ExperimentOptions::default();
    let treated: String = asked.or("treated", "treated".to_owned())?;
    let (cost, alpha) = (asked.or("cost", 0.0)?, asked.or("alpha", usual.alpha)?);
    asked.done()?;
    let parts = match parts.as_string() {
        Some(one) => vec![one],
        None => take(parts, "parts")?,
    };
    let table = Columns::read(table, "table")?;
    let flags: Vec<bool> = numbers(&table, &treated)?.into_iter().map(|flag| flag != 0.0).collect();
    let columns = some(&table, parts, &|_| true)?;
    let found: Result<Increment, Error> =
        value::incremental_sales(&flags, &metrics(&columns), cost, &ExperimentOptions { alpha, ..usual });
    give(found)
}

/// How many customers each arm needs, so that a difference is seen.
#[wasm_bindgen(js_name = sampleSize)]
pub fn sample_size(
    #[wasm_bindgen(unchecked_param_type = "number")] baseline: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] difference: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ standardDeviation?: number; alpha?: number; power?: number }")]
    given: &JsValue,
) -> Result<f64, JsValue> {
    let mut asked = Asked::read(given)?;
    let deviation = asked.some("standardDeviation")?;
    let (alpha, power) = (asked.or("alpha", 0.05)?, asked.or("power", 0.8)?);
    asked.done()?;
    value::sample_size(take(baseline, "baseline")?, take(difference, "difference")?, deviation, alpha, power)
        .map_err(throw)
}

/// How likely a difference is seen with so many customers in each arm.
#[wasm_bindgen]
pub fn power(
    #[wasm_bindgen(unchecked_param_type = "number")] customers: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] baseline: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "number")] difference: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ standardDeviation?: number; alpha?: number }")]
    given: &JsValue,
) -> Result<f64, JsValue> {
    let mut asked = Asked::read(given)?;
    let (deviation, alpha) = (asked.some("standardDeviation")?, asked.or("alpha", 0.05)?);
    asked.done()?;
    let [customers, baseline, difference]: [f64; 3] =
        [take(customers, "customers")?, take(baseline, "baseline")?, take(difference, "difference")?];
    run_power(customers, baseline, difference, deviation, alpha).map_err(throw)
}

fn numbers(table: &Columns, name: &str) -> Result<Vec<f64>, JsValue> {
    all_numbers(&table.take(name)?, name)
}

/// Columns by name, of the rows that are kept.
fn some(
    table: &Columns,
    names: Vec<String>,
    keep: &dyn Fn(usize) -> bool,
) -> Result<Vec<(String, Vec<f64>)>, JsValue> {
    let kept = |values: Vec<f64>| {
        values.into_iter().enumerate().filter(|&(row, _)| keep(row)).map(|(_, value)| value).collect()
    };
    let read = |name: String| numbers(table, &name).map(|values| (name, kept(values)));
    names.into_iter().map(read).collect()
}

fn metrics(columns: &[(String, Vec<f64>)]) -> Vec<Metric<'_>> {
    columns.iter().map(|(name, values)| Metric { name, values }).collect()
}

/// One name or some.
fn names(asked: &mut Asked, name: &str) -> Result<Option<Vec<String>>, JsValue> {
    match asked.take(name) {
        None => Ok(None),
        Some(serde_json::Value::String(one)) => Ok(Some(vec![one])),
        Some(many) => match serde_json::from_value(many) {
            Ok(many) => Ok(Some(many)),
            Err(_) => Err(option(name, "a text or an array of texts")),
        },
    }
}

/// The number of an arm.
fn place(name: &str, arms: &[String]) -> Result<u32, JsValue> {
    let found = (0..).zip(arms).find(|(_, arm)| *arm == name).map(|(place, _)| place);
    found.ok_or_else(|| {
        let name: String = name.chars().take(40).collect();
        let message = format!("there is no arm `{name}`; there are {}", arms.join(", "));
        throw(Error::Options { message })
    })
}

/// Compares the arms of an experiment.
pub fn compared(table: &JsValue, given: &JsValue) -> Result<Experiment, JsValue> {
    let mut asked = Asked::read(given)?;
    let metric = names(&mut asked, "metric")?.unwrap_or_else(|| vec!["outcome".into()]);
    let arm: String = asked.or("arm", "arm".to_owned())?;
    let (control, treatment): (Option<String>, _) = (asked.some("control")?, names(&mut asked, "treatment")?);
    let covariate: Option<String> = asked.some("covariate")?;
    let shares: Option<std::collections::BTreeMap<String, f64>> = asked.some("shares")?;
    let hypothesis: String = asked.or("hypothesis", String::new())?;
    let mut options: ExperimentOptions = asked.rest()?;

    let table = Columns::read(table, "table")?;
    let (all, of_row) = labels(&table.take(&arm)?, &arm)?;
    let control = match control {
        Some(name) => place(&name, &all)?,
        None => {
            likely_control(&all).ok_or_else(|| option("control", &format!("one of {}", all.join(", "))))?
        }
    };
    // Only the arms that are compared, the control first.
    let mut kept: Vec<u32> = vec![control];
    match treatment {
        None => kept.extend((0..).take(all.len()).filter(|place| *place != control)),
        Some(names) => {
            for name in names {
                kept.push(place(&name, &all)?);
            }
        }
    }
    let number = |old: u32| (0..).zip(&kept).find(|(_, kept)| **kept == old).map(|(new, _)| new);
    let numbers: Vec<Option<u32>> = of_row.iter().map(|&old| number(old)).collect();
    let keep = |row: usize| numbers.get(row).is_some_and(Option::is_some);
    for name in metric.iter().chain(&covariate) {
        lengths(&[(arm.as_str(), of_row.len()), (name.as_str(), self::numbers(&table, name)?.len())])?;
    }
    let columns = some(&table, metric, &keep)?;
    let before = covariate.map(|name| some(&table, vec![name], &keep)).transpose()?;
    let before = before.as_ref().and_then(|columns| columns.first()).map(|(_, values)| values.as_slice());
    let names: Vec<String> = kept.iter().filter_map(|&place| all.get(place as usize)).cloned().collect();
    if let Some(shares) = shares {
        options.shares = names.iter().map(|name| shares.get(name).copied().unwrap_or(0.0)).collect();
    }
    let rows: Vec<u32> = numbers.into_iter().flatten().collect();
    value::experiment(&hypothesis, &names, 0, &rows, &metrics(&columns), before, &options).map_err(throw)
}

/// Judges scores by whom they helped.
pub fn judged(table: &JsValue, given: &JsValue) -> Result<Qini, JsValue> {
    let mut asked = Asked::read(given)?;
    let [outcome, treatment, score] =
        ["outcome", "treatment", "score"].map(|name| asked.or(name, name.to_owned()));
    let (outcome, treatment, score) = (outcome?, treatment?, score?);
    let (treated, control): (Option<String>, Option<String>) =
        (asked.some("treated")?, asked.some("control")?);
    asked.done()?;

    let table = Columns::read(table, "table")?;
    let (names, of_row) = labels(&table.take(&treatment)?, &treatment)?;
    let treated = treated.map(|name| place(&name, &names)).transpose()?;
    let control = match control {
        Some(name) => Some(place(&name, &names)?),
        None => likely_control(&names).filter(|control| Some(*control) != treated),
    };
    // Of two arms, one of them the control, it is the other.
    let other = || {
        let mut others = (0..).take(names.len()).filter(|place| Some(*place) != control);
        others.next().filter(|_| control.is_some() && others.next().is_none())
    };
    let treated = treated.or_else(other);
    let treated = treated.ok_or_else(|| option("treated", &format!("one of {}", names.join(", "))))?;
    // Without a control all others are one.
    let keep = |row: usize| {
        of_row.get(row).is_some_and(|&arm| arm == treated || control.is_none_or(|control| arm == control))
    };
    let columns = some(&table, vec![outcome, score], &|_| true)?;
    let [(outcome, outcomes), (score, scores)] = columns.as_slice() else {
        return Err(option("score", "given"));
    };
    let all = [(treatment.as_str(), of_row.len()), (outcome, outcomes.len()), (score, scores.len())];
    lengths(&all)?;
    let some = |values: &[f64]| {
        let rows = values.iter().enumerate().filter(|&(row, _)| keep(row));
        rows.map(|(_, &value)| value).collect::<Vec<f64>>()
    };
    let rows = of_row.iter().enumerate().filter(|&(row, _)| keep(row));
    let flags: Vec<bool> = rows.map(|(_, &arm)| arm == treated).collect();
    value::qini(&some(outcomes), &flags, &some(scores)).map_err(throw)
}
