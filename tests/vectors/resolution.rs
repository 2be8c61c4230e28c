//! The story of records: they are resolved, and the resolution is asked one question.

use omo_core::identity::linker::tune::{Answer as Said, Mistake, Story};
use omo_core::identity::linker::{Column, Linker, Merge, Records, Resolution, ResolveOptions, resolve};
use omo_core::measure::{b_cubed, pair_scores};
use omo_core::view::linking;
use omo_core::{Error, Language, math};
use serde_json::{Map, Value, json};

use super::stories::{Method, told};
use super::{Answer, Given, json as plain};

pub type Rows = Vec<Map<String, Value>>;

/// Resolves records, by labels where there are some, and asks.
pub fn resolution(given: &Given) -> Answer {
    let mut options = given.options.clone();
    let source = options.as_object_mut().and_then(|options| options.remove("source"));
    let records = sourced(&given.argument::<Rows>("records"), source.as_ref().and_then(Value::as_str))?;
    let options: ResolveOptions = Given { options, ..Given::default() }.options()?;
    let found = if given.input.contains_key("labels") {
        let labels = truth(&records, &given.argument("labels"));
        Linker::new(options).fit_with(&records, &labels)?.predict(&records)?
    } else {
        resolve(&records, &options)?
    };
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
        let of_truth = truth(records, &given.argument("truth"));
        let of_found: Vec<Option<u32>> = found.customers().iter().copied().map(Some).collect();
        let (pairs, records) = (pair_scores(&of_truth, &of_found)?, b_cubed(&of_truth, &of_found)?);
        Ok(json!({"pairs": pairs, "bCubed": records}))
    }),
    ("cluster", |(records, found), given| {
        let customers = found.customers_at(given.argument("threshold"));
        let customer = |(row, &first)| json!({"recordId": records.id(row), "customerId": records.id(first)});
        Ok((0..).zip(&customers).map(customer).collect())
    }),
    ("thresholds", |(records, found), given| {
        let truth = given.input.get("truth").map(|_| truth(records, &given.argument("truth")));
        Ok(plain(found.thresholds(truth.as_deref())?))
    }),
    ("errors", |(records, found), given| {
        let mistakes = found.mistakes(&truth(records, &given.argument("truth")), given.argument("limit"))?;
        let kind = |kind| {
            let records = &*records;
            move |one: &Mistake| {
                let mut told = pair(records, one.a, one.b, one.weight);
                told["kind"] = Value::from(kind);
                told["cause"] = one.cause.name().into();
                told
            }
        };
        let wrong = mistakes.false_positives.iter().map(kind("false_positive"));
        Ok(wrong.chain(mistakes.false_negatives.iter().map(kind("false_negative"))).collect())
    }),
    ("histogram", |(_, found), _| Ok(plain(found.weight_histogram()))),
    ("unlinkables", |(_, found), _| Ok(plain(found.unlinkables()))),
    ("completeness", |(_, found), _| Ok(plain(found.completeness()))),
    ("termFrequencies", |(_, found), given| Ok(plain(found.term_frequencies(given.argument("limit"))))),
    ("patterns", |(records, found), given| {
        let patterns = found.agreement_patterns(given.argument("limit"));
        let told = patterns.iter().map(|pattern| {
            json!({
                "pairs": pattern.pairs, "share": pattern.share, "weight": pattern.weight, "evidence": pattern.evidence,
                "recordIdA": records.id(pattern.example.a), "recordIdB": records.id(pattern.example.b),
            })
        });
        Ok(told.collect())
    }),
    ("review", |(records, found), given| {
        let pairs = found.review(given.argument("n"));
        Ok(pairs.iter().map(|one| pair(records, one.a, one.b, one.weight)).collect())
    }),
    ("learn", |(records, found), given| {
        let answers: Rows = given.argument("answers");
        let row = |id: &Value| records.row(id.as_str().unwrap_or_default());
        let must =
            || Error::Column { column: "answers".into(), must: "of records that were resolved".into() };
        let read = |told: &Map<String, Value>| {
            let (a, b) = row(&told["recordIdA"]).zip(row(&told["recordIdB"])).ok_or_else(must)?;
            Ok(Said { a, b, same: told["same"] == true })
        };
        Ok(plain(found.learn(&answers.iter().map(read).collect::<Result<Vec<_>, Error>>()?)?))
    }),
    ("how", |(records, found), given| {
        let row = records.row(&given.text("id")).ok_or(Error::Unknown { what: "record" })?;
        Ok(story(records, &found.how(row).unwrap()))
    }),
    ("weakest", |(records, found), given| {
        Ok(found.weakest(given.argument("n")).iter().map(|one| story(records, one)).collect())
    }),
    ("chart", |(records, found), given| {
        let options: Map<String, Value> = given.argument("options");
        let language: Language = options["language"].as_str().unwrap().parse()?;
        let threshold = found.report().threshold;
        Ok(match given.text("kind").as_str() {
            "weights" => linking::weights(found.report(), language),
            "blocking" => linking::blocking(found.report(), language),
            "histogram" => linking::histogram(&found.weight_histogram(), threshold, language),
            "thresholds" => linking::thresholds(&found.thresholds(None)?, language),
            "unlinkables" => linking::unlinkables(&found.unlinkables(), language),
            "completeness" => linking::completeness(&found.completeness(), language),
            "terms" => linking::term_frequencies(&found.term_frequencies(10), language),
            "patterns" => {
                let name = |row| records.id(row).unwrap().to_owned();
                linking::patterns(&found.agreement_patterns(10), &name, language)
            }
            kind => {
                assert_eq!(kind, "waterfall");
                let row = |at: usize| records.row(options["pair"][at].as_str().unwrap()).unwrap();
                linking::waterfall(&found.explain(row(0), row(1)).unwrap(), threshold, language)
            }
        })
    }),
    ("dashboard", |(records, found), given| {
        let name = |row| records.id(row).unwrap().to_owned();
        Ok(linking::dashboard(found, &name, given.text("language").parse()?).into())
    }),
];

fn pair(records: &Records, a: u32, b: u32, weight: f32) -> Value {
    json!({"recordIdA": records.id(a), "recordIdB": records.id(b), "weight": f64::from(weight)})
}

fn story(records: &Records, story: &Story) -> Value {
    let join = |merge: &Merge| pair(records, merge.a, merge.b, merge.weight);
    let bridges = story.graph.bridges.iter().map(|one| pair(records, one.a, one.b, one.weight));
    json!({
        "customerId": records.id(story.customer),
        "records": story.records.iter().map(|&row| records.id(row)).collect::<Vec<_>>(),
        "merges": story.merges.iter().map(join).collect::<Vec<_>>(),
        "weakest": story.weakest.as_ref().map(join),
        "pairs": story.graph.pairs, "density": story.graph.density, "bridges": bridges.collect::<Vec<_>>(),
    })
}

/// Whose each record is, by the rows of a truth.
fn truth(records: &Records, truth: &Rows) -> Vec<Option<u32>> {
    let group = |row: u32| {
        let told = truth.iter().find(|told| told["id"].as_str() == records.id(row))?;
        truth.iter().position(|other| other["cluster"] == told["cluster"])
    };
    let rows = 0..u32::try_from(records.len()).unwrap();
    rows.map(|row| group(row).map(|group| u32::try_from(group).unwrap())).collect()
}

/// Rows as columns, in the order of their names: so stand the keys of a row in the vector, for other languages keep that.
pub fn records(rows: &Rows) -> Result<Records, Error> {
    sourced(rows, None)
}

fn sourced(rows: &Rows, source: Option<&str>) -> Result<Records, Error> {
    let column = |name: &str| Column::new(name, rows.iter().map(|row| row[name].as_str()));
    let names = rows[0].keys().filter(|name| *name != "id" && Some(name.as_str()) != source);
    let records = Records::new(column("id"), names.map(|name| column(name)).collect())?;
    match source {
        Some(source) => records.with_sources(column(source)),
        None => Ok(records),
    }
}
