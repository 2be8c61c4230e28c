//! The story of records: they are resolved, and the resolution is asked one question.

use omo_core::identity::linker::{Column, Records, Resolution, resolve};
use omo_core::measure::{b_cubed, pair_scores};
use omo_core::{Error, math};
use serde_json::{Map, Value, json};

use super::stories::{Method, told};
use super::{Answer, Given, json as plain};

type Rows = Vec<Map<String, Value>>;

/// Resolves records, and asks.
pub fn resolution(given: &Given) -> Answer {
    let records = records(&given.argument::<Rows>("records"))?;
    let found = resolve(&records, &given.options()?)?;
    told(ASKS, &mut (records, found), &given.argument("ask"))
}

type Found = (Records, Resolution);

/// What a resolution can be asked.
const ASKS: &[(&str, Method<Found>)] = &[
    ("customers", |(records, found), _| {
        let customer = |(row, &first)| json!({"recordId": records.id(row), "customerId": records.id(first)});
        Ok((0..).zip(found.customers()).map(customer).collect())
    }),
    ("pairs", |(records, found), _| {
        let pairs = found.pairs().iter().map(|pair| {
            let weight = f64::from(pair.weight);
            let probability = 1.0 / (1.0 + math::pow(2.0, -weight));
            let (a, b) = (records.id(pair.a), records.id(pair.b));
            json!({"recordIdA": a, "recordIdB": b, "weight": weight, "probability": probability})
        });
        Ok(pairs.collect())
    }),
    ("report", |(_, found), _| Ok(plain(found.report()))),
    ("explain", |(records, found), given| {
        let row = |name: &str| records.row(&given.text(name)).ok_or(Error::Unknown { what: "record" });
        Ok(plain(found.explain(row("a")?, row("b")?)))
    }),
    ("evaluate", |(records, found), given| {
        let truth: Rows = given.argument("truth");
        let group = |row: u32| {
            let told = truth.iter().find(|told| told["id"].as_str() == records.id(row))?;
            truth.iter().position(|other| other["cluster"] == told["cluster"])
        };
        let rows = 0..u32::try_from(records.len()).unwrap();
        let of_truth: Vec<Option<u32>> =
            rows.map(|row| group(row).map(|group| u32::try_from(group).unwrap())).collect();
        let of_found: Vec<Option<u32>> = found.customers().iter().copied().map(Some).collect();
        let (pairs, records) = (pair_scores(&of_truth, &of_found)?, b_cubed(&of_truth, &of_found)?);
        Ok(json!({"pairs": pairs, "bCubed": records}))
    }),
];

/// Rows as columns, in the order of their names: so stand the keys of a row in the vector, for other languages keep that.
fn records(rows: &Rows) -> Result<Records, Error> {
    let column = |name: &str| Column::new(name, rows.iter().map(|row| row[name].as_str()));
    let names: Vec<&String> = rows[0].keys().filter(|name| *name != "id").collect();
    Records::new(column("id"), names.into_iter().map(|name| column(name)).collect())
}
