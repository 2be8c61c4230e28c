//! Stories of what is made of customers once they are found: one record of each, homes, filters, and the linker record by record.

use omo_core::identity::clk::{self, ClkOptions, Clks, LinkOptions, Secret};
use omo_core::identity::golden::{GoldenOptions, golden_records};
use omo_core::identity::household::HouseholdOptions;
use omo_core::identity::linker::compare::{self, Level};
use omo_core::identity::linker::{Column, Comparison, Linker, LiveLinker, Record, Records, ResolveOptions};
use omo_core::identity::{Change, household, whose};
use omo_core::{Error, vocabulary::Vocabulary};
use serde_json::{Map, Value, json};

use super::resolution::{Rows, records};
use super::stories::{Method, told};
use super::{Answer, Given, json as plain};

fn column(rows: &Rows, name: &str) -> Column {
    Column::new(name, rows.iter().map(|row| row[name].as_str()))
}

/// Whose each record is, and the customers' names; without a table each record is a customer of its own.
fn customers(records: &Records, given: &Given) -> Result<(Vocabulary, Vec<u32>), Error> {
    let Some(rows) = given.argument::<Option<Rows>>("customers") else {
        return Ok((records.ids().texts.clone(), records.ids().cells.clone()));
    };
    let customers = column(&rows, "customerId");
    let numbers = whose(records, &Records::new(column(&rows, "recordId"), vec![])?, &customers)?;
    Ok((customers.texts, numbers))
}

/// One record of each customer, or where each value comes from.
pub fn golden(given: &Given) -> Answer {
    let records = records(&given.argument("records"))?;
    let (names, numbers) = customers(&records, given)?;
    let made = golden_records(&records, &numbers, &given.options::<GoldenOptions>()?)?;
    let name = |place: usize| names.text(made.customers()[place]);
    let fields = || made.fields().iter().map(|field| field.name.as_str());
    let record = |place: usize| {
        let cells = fields().map(|field| (field.to_owned(), json!(made.value(place, field))));
        let customer = ("customerId".to_owned(), json!(name(place)));
        Value::Object(cells.chain([customer]).collect())
    };
    let provenance = |place: usize| {
        let told = fields().filter_map(|field| Some((field, made.why(place, field)?)));
        let told = told.map(|(field, why)| {
            json!({
                "customerId": name(place), "field": field, "value": made.value(place, field),
                "recordId": records.id(why.row), "strategy": why.strategy.name(), "decidedBy": why.decided.name(),
                "agreeing": why.agreeing, "records": why.records,
            })
        });
        told.collect::<Vec<_>>()
    };
    let all = 0..made.customers().len();
    let ask: Map<String, Value> = given.argument("ask");
    Ok(if ask.contains_key("records") {
        all.map(record).collect()
    } else {
        all.flat_map(provenance).collect()
    })
}

/// Who lives together.
pub fn households(given: &Given) -> Answer {
    let records = records(&given.argument("records"))?;
    let (names, numbers) = customers(&records, given)?;
    let found = household::households(&records, &numbers, &given.options::<HouseholdOptions>()?)?;
    if given.argument::<Map<String, Value>>("ask").contains_key("report") {
        return Ok(plain(found.report()));
    }
    let homes = found.customers().iter().zip(found.households());
    let home = |(&one, &home)| json!({"customerId": names.text(one), "householdId": names.text(home)});
    Ok(homes.map(home).collect())
}

/// Filters of records.
pub fn filters(given: &Given) -> Answer {
    let records = records(&given.argument("records"))?;
    let clks =
        clk::encode(&records, &Secret::new(given.text("key").as_bytes())?, &given.options::<ClkOptions>()?)?;
    let filter = |(row, clk): (u32, &clk::Clk)| json!({"recordId": clks.id(row), "clk": clk.to_hex()});
    Ok((0..).zip(clks.filters()).map(filter).collect())
}

/// Filters of two sides that are alike.
pub fn alike(given: &Given) -> Answer {
    let side = |name: &str| {
        let rows: Rows = given.argument(name);
        Clks::read(column(&rows, "recordId"), &column(&rows, "clk"))
    };
    let (a, b) = (side("a")?, side("b")?);
    let pairs = clk::link(&a, &b, &given.options::<LinkOptions>()?)?;
    let pair = |pair: &clk::ClkPair| json!({"recordIdA": a.id(pair.a), "recordIdB": b.id(pair.b), "dice": pair.dice});
    Ok(pairs.iter().map(pair).collect())
}

/// A comparison, or a level of one.
pub fn comparison(given: &Given) -> Answer {
    let column = given.text("column");
    let usual = match given.text("how").as_str() {
        "exact" => compare::exact(&column),
        "identifier" => compare::identifier(&column),
        "name" => compare::name(&column),
        "date" => compare::date(&column),
        "email" => compare::email(&column),
        "phone" => compare::phone(&column),
        "address" => compare::address(&column),
        "text" => compare::text(&column),
        "set" => compare::set(&column),
        "number" => compare::number(&column),
        "distanceKm" => compare::distance_km(&column, &given.argument::<Vec<f64>>("within")),
        level => {
            assert_eq!(level, "level");
            let mut measures = given.options.clone();
            measures["name"] = column.into();
            return Ok(plain(Given { options: measures, ..Given::default() }.options::<Level>()?));
        }
    };
    // What is told stands over what is usual.
    let mut all = plain(usual);
    for (name, told) in given.options.as_object().unwrap() {
        all[name] = told.clone();
    }
    let read = serde_json::from_value::<Comparison>(all);
    read.map(plain).map_err(|error| Error::Options { message: error.to_string() })
}

/// The linker learns from records, follows the `steps`, and is asked.
pub fn live(given: &Given) -> Answer {
    let records = records(&given.argument("records"))?;
    let model = Linker::new(given.options::<ResolveOptions>()?).fit(&records)?;
    let mut live = model.freeze(&records)?.live(&records)?;
    let steps: Vec<Map<String, Value>> = given.argument("steps");
    let news: Vec<Value> = steps.iter().map(|step| told(STEPS, &mut live, step)).collect::<Result<_, _>>()?;
    let ask: Map<String, Value> = given.argument("ask");
    if ask.contains_key("news") { Ok(news.into()) } else { told(LIVE, &mut live, &ask) }
}

fn record(given: &Given) -> Record {
    let cells: Map<String, Value> = given.argument("record");
    let cell = |record: Record, (name, cell): (&String, &Value)| match cell.as_str() {
        Some(text) => record.with(name, text),
        None => record,
    };
    cells.iter().fold(Record::default(), cell)
}

fn news(changes: Vec<Change<String>>) -> Value {
    let told = |change| match change {
        Change::Created { customer } => {
            json!({"kind": "created", "customer": customer, "from": [], "into": []})
        }
        Change::Merged { customer, from } => {
            json!({"kind": "merged", "customer": customer, "from": from, "into": []})
        }
        Change::Split { customer, into } => {
            json!({"kind": "split", "customer": customer, "from": [], "into": into})
        }
        Change::Renamed { from, customer } => {
            json!({"kind": "renamed", "customer": customer, "from": [from], "into": []})
        }
        Change::Removed { customer } => {
            json!({"kind": "removed", "customer": customer, "from": [], "into": []})
        }
    };
    changes.into_iter().map(told).collect()
}

const STEPS: &[(&str, Method<LiveLinker>)] = &[
    ("insert", |live, given| Ok(news(live.insert(&given.text("id"), &record(given))?))),
    ("update", |live, given| Ok(news(live.update(&given.text("id"), &record(given))?))),
    ("remove", |live, given| Ok(news(live.remove(&given.text("id"))?))),
];

/// What a live linker can be asked.
const LIVE: &[(&str, Method<LiveLinker>)] = &[
    ("customers", |live, _| {
        Ok(live.all().map(|(record, customer)| json!({"recordId": record, "customerId": customer})).collect())
    }),
    ("customerOf", |live, given| Ok(json!(live.customer_of(&given.text("id"))))),
    ("recordsOf", |live, given| Ok(json!(live.records_of(&given.text("id"))))),
    ("candidates", |live, given| Ok(json!(live.candidates(&record(given))?))),
    ("find", |live, given| Ok(plain(live.find(&record(given), given.argument("n"))?))),
    ("explain", |live, given| {
        let why = live.explain(&given.text("a"), &given.text("b"));
        Ok(plain(why.ok_or(Error::Unknown { what: "record" })?))
    }),
    ("toJson", |live, _| Ok(live.frozen().to_json()?.into())),
];
