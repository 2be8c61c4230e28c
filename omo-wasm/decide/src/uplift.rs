//! Whom a treatment moves, and by how much.

use omo_core::recommend::{self, Features, Names, Trial, Uplift as Core, UpliftOptions};
use omo_core::value::likely_control;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::answer::Told;
use crate::asked::{Asked, option};
use crate::columns::{Columns, all_numbers, labels};
use crate::cross::{give, options, text, throw};
use crate::ids::{Ids, columns_of, feature, long, seed, some_names};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Which columns of an experiment say what. */
export interface UpliftQuestion {
    /** Who was treated: flags, 0 and 1, or the names of arms; `treated` where it is left out. */
    treated?: string;
    /** What came of it: amounts, or 0 and 1; `outcome` where it is left out. */
    outcome?: string;
    /** The arm that was not treated; the one called 0, control, holdout, none or no where it is left out. */
    control?: string;
    /** The columns to learn from; all others but `customerId` where they are left out. */
    features?: readonly string[];
}

/** How models that did not see the customer are made. */
export interface CrossFitQuestion extends UpliftQuestion {
    /** Among how many folds customers are shared; 5 where it is left out. */
    folds?: number;
    /** Where chance starts; 0 where it is left out. */
    seed?: number;
    /** Only this treatment. */
    treatment?: string;
}

/** What treatments are expected to change, a row for each customer and treatment. */
export interface Uplifts {
    /** Where the table has it. */
    customerId?: Id[];
    treatment: string[];
    uplift: Float64Array;
}

/** One weight of one of the models. */
export interface Coefficient {
    /** None of the control's model, which all treatments share. */
    treatment: string | null;
    model: "control" | "treated" | "effect_on_treated" | "effect_on_control";
    /** None of the intercept. */
    feature: string | null;
    /** For a standard deviation of a number, and for having a word. */
    weight: number;
}
"#;

/// What a treatment changes, customer by customer: the T- or X-learner over linear models.
#[wasm_bindgen]
pub struct Uplift(Core);

/// What was learnt from.
struct Read {
    features: Features,
    arms: Vec<String>,
    control: u32,
    arm: Vec<u32>,
    outcome: Vec<f64>,
}

impl Read {
    fn of(given: &JsValue, asked: &mut Asked) -> Result<Self, JsValue> {
        let treated: String = asked.or("treated", "treated".to_owned())?;
        let outcome: String = asked.or("outcome", "outcome".to_owned())?;
        let control: Option<String> = asked.some("control")?;
        let names = some_names(asked, "features")?;
        let table = Columns::read(given, "table")?;
        let (met, rows) = labels(&table.take(&treated)?, &treated)?;
        let (arms, arm) = sorted(&met, &rows);
        let place = match &control {
            Some(name) => (0..).zip(&arms).find(|(_, arm)| *arm == name).map(|(place, _)| place),
            None => likely_control(&arms),
        };
        let control = place.ok_or_else(|| {
            let known: Vec<&str> = arms.iter().take(20).map(String::as_str).collect();
            option("control", &format!("one of {}", known.join(", ")))
        })?;
        let numbers = all_numbers(&table.take(&outcome)?, &outcome)?;
        let others = [treated.as_str(), outcome.as_str(), "customerId"];
        let names = names.unwrap_or_else(|| {
            columns_of(given).into_iter().filter(|name| !others.contains(&name.as_str())).collect()
        });
        let features = features(&table, names, arm.len())?;
        Ok(Self { features, arms, control, arm, outcome: numbers })
    }

    fn trial(&self) -> Trial<'_> {
        Trial { arms: &self.arms, control: self.control, arm: &self.arm, outcome: &self.outcome }
    }
}

/// Arms in order of names, of numbers where all are such.
fn sorted(met: &[String], rows: &[u32]) -> (Vec<String>, Vec<u32>) {
    let mut words = omo_core::vocabulary::Vocabulary::default();
    for name in met {
        words.intern(name);
    }
    let (names, renumbered) = Names::sorted(&words, true);
    let number = |row: &u32| renumbered.get(*row as usize).copied().unwrap_or(u32::MAX);
    (names.iter().map(str::to_owned).collect(), rows.iter().map(number).collect())
}

fn features(table: &Columns, names: Vec<String>, rows: usize) -> Result<Features, JsValue> {
    let read = |name: String| Ok((feature(&table.take(&name)?, &name)?, name));
    let columns = names.into_iter().map(read).collect::<Result<Vec<_>, JsValue>>()?;
    Features::new(rows, columns.into_iter().map(|(feature, name)| (name, feature)).collect()).map_err(throw)
}

/// A row for each customer and treatment.
fn told(
    ids: Option<&Ids>,
    treatments: &[String],
    wanted: Option<&str>,
    uplift: &[f64],
) -> Result<JsValue, JsValue> {
    let kept = |name: &str| wanted.is_none_or(|wanted| wanted == name);
    if !treatments.iter().any(|name| kept(name)) {
        return Err(option("treatment", &format!("one of {}", treatments.join(", "))));
    }
    let each = || uplift.chunks(treatments.len().max(1)).enumerate();
    let rows = || {
        each()
            .flat_map(|(row, changes)| {
                treatments.iter().zip(changes).map(move |(name, change)| (row, name, *change))
            })
            .filter(|(_, name, _)| kept(name))
    };
    let mut answer = Told::new();
    if let Some(ids) = ids {
        answer = answer.list("customerId", rows().map(|(row, _, _)| ids.label(row)).collect::<Vec<_>>())?;
    }
    let names: Vec<&str> = rows().map(|(_, name, _)| name.as_str()).collect();
    let changes: Vec<f64> = rows().map(|(_, _, change)| change).collect();
    Ok(answer.list("treatment", names)?.floats("uplift", &changes).done())
}

fn customers(table: &Columns, rows: usize) -> Result<Option<Ids>, JsValue> {
    let Some(column) = table.find("customerId") else { return Ok(None) };
    let ids = Ids::read(&column, "customerId")?;
    long("customerId", rows, ids.rows.len())?;
    Ok(Some(ids))
}

/// How many rows a table has: those of its first column.
fn height(given: &JsValue, table: &Columns) -> usize {
    if let Some(rows) = given.dyn_ref::<js_sys::Array>() {
        return rows.length() as usize;
    }
    let column = columns_of(given).into_iter().find_map(|name| table.find(&name));
    let length = |of: &JsValue| js_sys::Reflect::get(of, &"length".into()).ok()?.as_f64();
    let coded = |of: &JsValue| length(&js_sys::Reflect::get(of, &"codes".into()).ok()?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the length of an array")]
    column.and_then(|column| length(&column).or_else(|| coded(&column))).map_or(0, |length| length as usize)
}

#[derive(Serialize)]
struct OneWeight<'a> {
    treatment: Option<&'a str>,
    model: &'a str,
    feature: Option<&'a str>,
    weight: f64,
}

#[wasm_bindgen]
impl Uplift {
    /// Learns from an experiment: columns of equal length or rows, a row a customer.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "Table")] table: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "UpliftQuestion | null")]
        asked: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<UpliftOptions>")]
        given: &JsValue,
    ) -> Result<Self, JsValue> {
        let (mut asked, given): (_, UpliftOptions) = (Asked::read(asked)?, options(given)?);
        let read = Read::of(table, &mut asked)?;
        asked.done()?;
        Core::fit(&read.features, &read.trial(), &given).map(Self).map_err(throw)
    }

    /// What each treatment is expected to change for each customer, by models that did not see the customer: what an honest curve
    /// is drawn of.
    #[wasm_bindgen(js_name = crossFit, unchecked_return_type = "Uplifts")]
    pub fn cross_fit(
        #[wasm_bindgen(unchecked_param_type = "Table")] table: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "CrossFitQuestion | null")]
        asked: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<UpliftOptions>")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (mut asked, given): (_, UpliftOptions) = (Asked::read(asked)?, options(given)?);
        let (folds, seed, wanted): (u32, _, Option<String>) =
            (asked.or("folds", 5)?, seed(&mut asked)?, asked.some("treatment")?);
        let read = Read::of(table, &mut asked)?;
        asked.done()?;
        let found =
            recommend::cross_fit(&read.features, &read.trial(), &given, folds, seed).map_err(throw)?;
        let others = (0..).zip(&read.arms).filter(|(arm, _)| *arm != read.control);
        let treatments: Vec<String> = others.map(|(_, name)| name.clone()).collect();
        let ids = customers(&Columns::read(table, "table")?, read.arm.len())?;
        told(ids.as_ref(), &treatments, wanted.as_deref(), &found)
    }

    /// What each treatment is expected to change for each customer; words never seen count as others.
    #[wasm_bindgen(unchecked_return_type = "Uplifts")]
    pub fn predict(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Table")] table: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "{ treatment?: string }")]
        asked: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(asked)?;
        let wanted: Option<String> = asked.some("treatment")?;
        asked.done()?;
        let columns = Columns::read(table, "table")?;
        let names = self.0.features();
        let known = names.iter().filter(|name| columns.find(name).is_some()).map(|&name| name.to_owned());
        let rows = height(table, &columns);
        let uplift = self.0.predict(&features(&columns, known.collect(), rows)?).map_err(throw)?;
        let treatments: Vec<String> = self.0.treatments().map(str::to_owned).collect();
        told(customers(&columns, rows)?.as_ref(), &treatments, wanted.as_deref(), &uplift)
    }

    /// The treatments, in order.
    pub fn treatments(&self) -> Vec<String> {
        self.0.treatments().map(str::to_owned).collect()
    }

    /// All weights of all models.
    #[wasm_bindgen(unchecked_return_type = "Coefficient[]")]
    pub fn coefficients(&self) -> Result<JsValue, JsValue> {
        let all = self.0.coefficients();
        let told = all.iter().map(|one| OneWeight {
            treatment: one.treatment,
            model: one.model,
            feature: one.feature.as_deref(),
            weight: one.weight,
        });
        give(Ok(told.collect::<Vec<_>>()))
    }

    /// The model that `toJson` wrote, here or in Rust or Python.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(
        #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
    ) -> Result<Self, JsValue> {
        Core::from_json(&text(json, "json")?).map(Self).map_err(throw)
    }

    /// The model as text.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }
}
