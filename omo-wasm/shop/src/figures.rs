//! What the whole shop sells, who its fans are, how far it is, and what its channels say differently.

use std::collections::{BTreeMap, BTreeSet};

use js_sys::{Array, Float64Array, Object};
use omo_core::Side;
use omo_core::value::{self, KpiTree as Core, MaturityMeasures, Sale, Sign, Statement};
use omo_core::view::worth;
use omo_core::vocabulary::Vocabulary;
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::cells::{Cell, each};
use crate::columns::{Columns, all_numbers, keys, lengths, numbers, wrong_at};
use crate::cross::{give, options, take, throw, word};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Purchases of the whole shop as columns, a row each. */
export interface SaleColumns {
    customerId: Keys;
    /** Which side took the money. */
    side: readonly Side[] | Coded;
    amount: Numbers;
    /** Whether the other side had a part. */
    helped?: Numbers | readonly (boolean | null | undefined)[] | null;
    /** How many pieces. */
    items?: Numbers | null;
}

/** A purchase as a row; what else it holds is not looked at. */
export interface SaleRow {
    customerId: string | number;
    side: Side;
    amount: number;
    helped?: boolean | null;
    items?: number | null;
}

/** What channels say of items, as columns; an empty cell says nothing. */
export type StatementColumns = { item: Keys; channel: Keys } & Record<string, Keys | Numbers | readonly (boolean | null | undefined)[]>;

/** What a channel says of an item. */
export type StatementRow = { item: string | number; channel: string | number } & Record<string, string | number | boolean | null | undefined>;

/** What channels are asked to say alike. */
export interface ParityOptions {
    /** The columns that should be alike; all others where they are left out. */
    about?: readonly string[];
    /** By which share of the larger one numbers may differ; 0 where it is left out. */
    tolerance?: number;
}
"#;

/// Sales that are not split by channel; `kpiTree` makes it. Call `free()` when done.
#[wasm_bindgen]
pub struct KpiTree(Core);

/// Sales that are not split by channel: customers times purchases times pieces times price, and each sale seen from both sides.
#[wasm_bindgen(js_name = kpiTree)]
pub fn kpi_tree(
    #[wasm_bindgen(unchecked_param_type = "SaleColumns | readonly SaleRow[]")] sales: &JsValue,
) -> Result<KpiTree, JsValue> {
    let table = Columns::read(sales, "sales")?;
    table.only(&["customerId", "side", "amount", "helped", "items"], "sales")?;
    let customers = keys(&table.take("customerId")?, "customerId", &mut Vocabulary::default())?;
    let (sides, amounts) = (sides(&table)?, all_numbers(&table.take("amount")?, "amount")?);
    let rows = customers.len();
    let column = |name| match table.find(name) {
        Some(column) => numbers(&column, name),
        None => Ok(vec![f64::NAN; rows]),
    };
    let (helped, items) = (column("helped")?, column("items")?);
    lengths(&[
        ("customerId", rows),
        ("side", sides.len()),
        ("amount", amounts.len()),
        ("helped", helped.len()),
        ("items", items.len()),
    ])?;
    let rest = sides.into_iter().zip(amounts).zip(helped.into_iter().zip(items));
    let sale = |(customer, ((side, amount), (helped, items)))| Sale {
        customer,
        side,
        helped: helped == 1.0,
        items: if f64::is_nan(items) { 1.0 } else { items },
        amount,
    };
    let sales: Vec<Sale> = customers.into_iter().zip(rest).map(sale).collect();
    value::kpi_tree(&sales).map(KpiTree).map_err(throw)
}

/// The side of each row.
fn sides(table: &Columns) -> Result<Vec<Side>, JsValue> {
    let mut words = Vocabulary::default();
    let rows = keys(&table.take("side")?, "side", &mut words)?;
    let side = |(row, word): (usize, u32)| match words.text(word) {
        Some("online") => Ok(Side::Online),
        Some("offline") => Ok(Side::Offline),
        _ => Err(wrong_at("side", row, "\"online\" or \"offline\"")),
    };
    rows.into_iter().enumerate().map(side).collect()
}

#[wasm_bindgen]
impl KpiTree {
    /// The factors of sales, for all and for each kind of customer: `sales` is the product of the others.
    #[wasm_bindgen(unchecked_return_type = "KpiNode[]")]
    pub fn nodes(&self) -> Result<JsValue, JsValue> {
        give(Ok(std::iter::once(&self.0.all).chain(&self.0.kinds).collect::<Vec<_>>()))
    }

    /// Every sale once by who took the money and who helped, and what each side's view has.
    #[wasm_bindgen(unchecked_return_type = "Credit")]
    pub fn credit(&self) -> Result<JsValue, JsValue> {
        give(Ok(&self.0.credit))
    }

    /// Why sales changed since another tree, by kind of customer and factor, without a rest.
    #[wasm_bindgen(unchecked_return_type = "KpiChange[]")]
    pub fn change(&self, before: &KpiTree) -> Result<JsValue, JsValue> {
        give(Ok(value::kpi_change(&before.0, &self.0)))
    }

    /// The tree as a Vega-Lite v6 specification.
    #[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
    pub fn chart(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(Ok(worth::kpi_tree(&self.0, word(language, "language")?)))
    }
}

/// Scores customers from 0 to 100 by signs of being a fan: each sign ranks them among each other, the score is the mean by
/// weight. `signs` are columns with their weights; a weight below 0 says that fewer are better, as of days since the last visit.
#[wasm_bindgen(js_name = fanScore)]
pub fn fan_score(
    #[wasm_bindgen(unchecked_param_type = "Record<string, Numbers> | readonly object[]")] table: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Record<string, number>")] signs: &JsValue,
) -> Result<Float64Array, JsValue> {
    let table = Columns::read(table, "table")?;
    let signs: BTreeMap<String, f64> = take(signs, "signs")?;
    let mut columns = Vec::new();
    for (name, weight) in &signs {
        columns.push((name, all_numbers(&table.take(name)?, name)?, weight));
    }
    let signs: Vec<Sign<'_>> = columns
        .iter()
        .map(|(name, values, weight)| Sign { name, values, weight: weight.abs(), fewer: **weight < 0.0 })
        .collect();
    let found = value::fan_scores(&signs).map_err(throw)?;
    Ok(Float64Array::from(found.score.as_slice()))
}

/// How far a shop is from many channels to one, from shares of what is known: a score, a rung of the ladder, and what holds it
/// back.
#[wasm_bindgen(unchecked_return_type = "Maturity")]
pub fn maturity(
    #[wasm_bindgen(unchecked_param_type = "Partial<MaturityMeasures>")] measures: &JsValue,
) -> Result<JsValue, JsValue> {
    give(value::maturity(&options::<MaturityMeasures>(measures)?))
}

/// What channels say differently about the same item: price, stock, promotion, opening hours.
#[wasm_bindgen(unchecked_return_type = "Parity")]
pub fn parity(
    #[wasm_bindgen(unchecked_param_type = "StatementColumns | readonly StatementRow[]")] table: &JsValue,
    #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "ParityOptions")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(given)?;
    let (about, tolerance) = (asked.some::<Vec<String>>("about")?, asked.or("tolerance", 0.0)?);
    asked.done()?;
    let columns = Columns::read(table, "table")?;
    let (items, channels) =
        (texts(&columns.take("item")?, "item")?, texts(&columns.take("channel")?, "channel")?);
    let mut said = Vec::new();
    match about {
        Some(about) => {
            for name in about {
                said.push((texts(&columns.take(&name)?, &name)?, name));
            }
        }
        None => {
            for name in others(table) {
                // Rows may name what none of them says.
                if let Some(column) = columns.find(&name) {
                    said.push((texts(&column, &name)?, name));
                }
            }
        }
    }
    let mut statements = Vec::new();
    for (values, about) in &said {
        lengths(&[("item", items.len()), ("channel", channels.len()), (about, values.len())])?;
        for ((item, channel), value) in items.iter().zip(&channels).zip(values) {
            let value = value.trim();
            if !value.is_empty() {
                statements.push(Statement { item, channel, about, value });
            }
        }
    }
    give(value::parity(&statements, tolerance))
}

/// The names of columns that are neither of items nor of channels, in order.
fn others(table: &JsValue) -> BTreeSet<String> {
    let rows = table.dyn_ref::<Array>().cloned().unwrap_or_else(|| Array::of1(table));
    let objects = rows.iter().filter_map(|row| row.dyn_into::<Object>().ok());
    let names = objects
        .flat_map(|row| Object::keys(&row).iter().filter_map(|name| name.as_string()).collect::<Vec<_>>());
    names.filter(|name| name != "item" && name != "channel").collect()
}

/// What stands in a column, as texts; nothing where nothing is said.
fn texts(column: &JsValue, name: &str) -> Result<Vec<String>, JsValue> {
    let mut texts = Vec::new();
    let Some(array) = column.dyn_ref::<Array>() else {
        let mut words = Vocabulary::default();
        let rows = keys(column, name, &mut words)?;
        texts.extend(rows.into_iter().map(|row| words.text(row).unwrap_or_default().to_owned()));
        return Ok(texts);
    };
    each(array, |_, cell| {
        texts.push(match cell {
            Cell::Text(text) | Cell::Number(text) => text.to_owned(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Nothing => String::new(),
        });
        true
    })
    .map_err(|row| wrong_at(name, row, "a text, a number or a flag"))?;
    Ok(texts)
}
