//! Paths to a purchase, and what each channel is given of it.

use omo_core::journey::attribution::{
    AttributionOptions, Credit, Model, OrderOptions, PathOptions, Paths, attribute as run_attribution,
};
use wasm_bindgen::prelude::*;

use crate::answer::Told;
use crate::asked::{Asked, option};
use crate::cells::{Cell, each};
use crate::columns::{Columns, all_numbers, lengths, numbers, wrong_at};
use crate::cross::{give, throw, wrong};
use crate::journeys::Journeys;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Paths as columns; `value` and `nulls` (how often a path ended in nothing) may be left out. */
export interface PathColumns {
    /** Channels in order, with the separator between them: `signage > ec > store`. */
    path: readonly (string | null)[];
    conversions: Numbers;
    value?: Numbers | null;
    nulls?: Numbers | null;
}

/** Paths as rows. */
export interface PathRow {
    path: string | null;
    conversions: number;
    value?: number | null;
    nulls?: number | null;
}

/** How paths are shared. */
export interface AttributionQuestion extends Partial<AttributionOptions> {
    /** What stands between two channels; `>` where it is left out. */
    separator?: string;
}

/** How paths of journeys are cut and shared; the half life is in days. */
export interface JourneyAttribution extends Partial<Omit<AttributionOptions, "halfLife">>, Partial<PathOptions> {
    /** Days before the sale after which a touch is given half; 7 where it is left out. */
    halfLifeDays?: number;
}
"#;

/// What each channel is given of the conversions of paths: by the first or the last touch, linear, by time decay, by position, by
/// an exact Markov chain, or by Shapley's value.
#[wasm_bindgen(unchecked_return_type = "Credit[]")]
pub fn attribute(
    #[wasm_bindgen(js_name = paths, unchecked_param_type = "PathColumns | readonly PathRow[]")]
    table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "AttributionQuestion")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let (mut asked, separator) = separated(given)?;
    let model = model(&mut asked)?;
    let options = AttributionOptions { model, ..asked.rest()? };
    give(run_attribution(&paths(table, &separator)?, &options))
}

/// How many touches back a Markov chain should remember, by how well it foretells paths held out.
#[wasm_bindgen(js_name = chooseOrder, unchecked_return_type = "Orders")]
pub fn choose_order(
    #[wasm_bindgen(js_name = paths, unchecked_param_type = "PathColumns | readonly PathRow[]")]
    table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<OrderOptions> & { separator?: string }")]
    given: &JsValue,
) -> Result<JsValue, JsValue> {
    let (asked, separator) = separated(given)?;
    let options: OrderOptions = asked.rest()?;
    give(paths(table, &separator)?.choose_order(&options))
}

#[wasm_bindgen]
impl Journeys {
    /// The paths of touches to each conversion, equal ones together, and those that ended in none, as columns.
    #[wasm_bindgen(
        unchecked_return_type = "{ path: string[]; conversions: Float64Array; value: Float64Array; nulls: Float64Array }"
    )]
    pub fn paths(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<PathOptions>")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let options: PathOptions = Asked::read(given)?.rest()?;
        let paths = self.core().paths(&options).together();
        let name = |path: usize| {
            let names: Vec<&str> = paths.touches(path).iter().filter_map(|&c| paths.channel(c)).collect();
            names.join(" > ")
        };
        let outcomes: Vec<(f64, f64, f64)> = (0..paths.len()).map(|path| paths.outcome(path)).collect();
        let floats = |of: &dyn Fn(&(f64, f64, f64)) -> f64| outcomes.iter().map(of).collect::<Vec<_>>();
        let told = Told::new().list("path", (0..paths.len()).map(name).collect::<Vec<_>>())?;
        let told = told.floats("conversions", &floats(&|outcome| outcome.0));
        let told = told.floats("value", &floats(&|outcome| outcome.1 / self.unit()));
        Ok(told.floats("nulls", &floats(&|outcome| outcome.2)).done())
    }

    /// What each channel is given of the purchases.
    #[wasm_bindgen(unchecked_return_type = "Credit[]")]
    pub fn attribute(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "JourneyAttribution")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let defaults = PathOptions::default();
        let cut = PathOptions {
            by: asked.or("by", defaults.by)?,
            conversion: asked.some("conversion")?,
            lookback_days: asked.some("lookbackDays")?,
        };
        if asked.take("halfLife").is_some() {
            return Err(option("halfLife", "given as `halfLifeDays` here"));
        }
        let (half_life, model) = (asked.or("halfLifeDays", 7.0)?, model(&mut asked)?);
        let options = AttributionOptions { model, half_life, ..asked.rest()? };
        let mut credits = run_attribution(&self.core().paths(&cut), &options).map_err(throw)?;
        for Credit { value, value_between, .. } in &mut credits {
            *value /= self.unit();
            value_between.iter_mut().flatten().for_each(|end| *end /= self.unit());
        }
        give(Ok(credits))
    }
}

fn model(asked: &mut Asked) -> Result<Model, JsValue> {
    match asked.some::<String>("model")? {
        None => Ok(AttributionOptions::default().model),
        Some(name) => Model::named(&name).map_err(throw),
    }
}

fn separated(given: &JsValue) -> Result<(Asked, String), JsValue> {
    let mut asked = Asked::read(given)?;
    let separator: String = asked.or("separator", ">".to_owned())?;
    if separator.is_empty() {
        return Err(option("separator", "the text between two channels, such as >"));
    }
    Ok((asked, separator))
}

fn paths(table: &JsValue, separator: &str) -> Result<Paths, JsValue> {
    let table = Columns::read(table, "paths")?;
    table.only(&["path", "conversions", "value", "nulls"], "paths")?;
    let conversions = all_numbers(&table.take("conversions")?, "conversions")?;
    let optional = |name: &str| table.find(name).map(|column| numbers(&column, name)).transpose();
    let (value, nulls) = (optional("value")?, optional("nulls")?);
    let column = table.take("path")?;
    let column: &js_sys::Array = column.dyn_ref().ok_or_else(|| wrong("path", "an array"))?;
    lengths(&[("conversions", conversions.len()), ("path", column.length() as usize)])?;
    for (name, column) in [("value", &value), ("nulls", &nulls)] {
        lengths(&[
            ("conversions", conversions.len()),
            (name, column.as_ref().map_or(conversions.len(), Vec::len)),
        ])?;
    }
    let at = |column: &Option<Vec<f64>>, row: usize| {
        let number = column.as_ref().and_then(|column| column.get(row)).copied();
        number.filter(|number| !number.is_nan()).unwrap_or_default()
    };
    let (mut paths, mut wrong) = (Paths::default(), None);
    each(column, |row, cell| {
        let path = match cell {
            Cell::Text(path) => path,
            Cell::Nothing => "",
            Cell::Number(_) | Cell::Flag(_) => return false,
        };
        let conversions = conversions.get(row).copied().unwrap_or_default();
        let pushed = paths.push(path, separator, conversions, at(&value, row), at(&nulls, row));
        wrong = pushed.err();
        wrong.is_none()
    })
    .map_err(|row| wrong.take().map_or_else(|| wrong_at("path", row, "a text"), throw))?;
    Ok(paths)
}
