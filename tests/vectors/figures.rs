//! Figures of the whole shop: sales that are not split, fans, how far it is, what its channels say differently.

use omo_core::value::{
    MaturityMeasures, Sale, Sign, Statement, fan_scores, kpi_change, kpi_tree, maturity as run_maturity,
    parity as run_parity,
};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Side};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Answer, Given, json};

type Row = Map<String, Value>;

/// The tree of some sales, asked for one of its parts.
pub fn kpi(given: &Given) -> Answer {
    let sales = sales(&given.argument::<Vec<Row>>("sales"))?;
    let tree = kpi_tree(&sales)?;
    Ok(match given.text("ask").as_str() {
        "nodes" => json(std::iter::once(&tree.all).chain(&tree.kinds).collect::<Vec<_>>()),
        "credit" => json(tree.credit),
        _ => json(kpi_change(&kpi_tree(&self::sales(&given.argument::<Vec<Row>>("before"))?)?, &tree)),
    })
}

fn sales(rows: &[Row]) -> Result<Vec<Sale>, Error> {
    let mut customers = Vocabulary::default();
    let sale = |row: &Row| {
        let must = |_| Error::Column { column: "side".into(), must: "a side".into() };
        Ok(Sale {
            customer: customers.intern(row["customerId"].as_str().unwrap()),
            side: serde_json::from_value::<Side>(row["side"].clone()).map_err(must)?,
            helped: row.get("helped") == Some(&Value::Bool(true)),
            items: row.get("items").map_or(1.0, |items| items.as_f64().unwrap()),
            amount: row["amount"].as_f64().unwrap(),
        })
    };
    rows.iter().map(sale).collect()
}

/// How much of a fan each row is.
pub fn fan_score(given: &Given) -> Answer {
    let rows: Vec<Row> = given.argument("table");
    let signs: Map<String, Value> = given.argument("signs");
    let mut columns = Vec::new();
    for (name, weight) in &signs {
        let missing = || Error::Column { column: name.clone(), must: "there".into() };
        let values: Option<Vec<f64>> = rows.iter().map(|row| row.get(name)?.as_f64()).collect();
        columns.push((name, values.ok_or_else(missing)?, weight.as_f64().unwrap()));
    }
    let signs: Vec<Sign<'_>> = columns
        .iter()
        .map(|(name, values, weight)| Sign { name, values, weight: weight.abs(), fewer: *weight < 0.0 })
        .collect();
    Ok(json(fan_scores(&signs)?.score))
}

/// How far a shop is.
pub fn maturity(given: &Given) -> Answer {
    Ok(json(run_maturity(&given.or_default::<MaturityMeasures>("measures")?)?))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Alike {
    about: Option<Vec<String>>,
    tolerance: f64,
}

/// What channels say differently.
pub fn parity(given: &Given) -> Answer {
    let (rows, options): (Vec<Row>, Alike) = (given.argument("table"), given.options()?);
    let names = || {
        let all =
            rows.iter().flat_map(Row::keys).filter(|name| !["item", "channel"].contains(&name.as_str()));
        all.cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    let about: Vec<String> = options.about.clone().unwrap_or_else(names);
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let mut said = Vec::new();
    for row in &rows {
        let cell = |name: &str| {
            let missing = || Error::Column { column: name.into(), must: "there".into() };
            row.get(name).map(text).ok_or_else(missing)
        };
        for name in &about {
            said.push((cell("item")?, cell("channel")?, name, cell(name)?));
        }
    }
    let statements: Vec<Statement<'_>> = said
        .iter()
        .filter(|(.., value)| !value.is_empty())
        .map(|(item, channel, about, value)| Statement { item, channel, about, value })
        .collect();
    Ok(json(run_parity(&statements, options.tolerance)?))
}
