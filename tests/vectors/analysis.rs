//! Stories of what is asked of journeys at length, of paths, and of models of repeat buying.

use omo_core::Error;
use omo_core::journey::attribution::{Credit, PathOptions, Paths, attribute};
use omo_core::journey::{FunnelOptions, Journeys, PathCount, Unit, span};
use omo_core::value::{BgBb, Buying, GammaGamma, Histories, Law};
use serde_json::{Map, Value, json};

use super::stories::{Method, told, touches};
use super::{Answer, Given};

/// Sorts touchpoints into journeys, and asks at length.
pub fn analysis(given: &Given) -> Answer {
    let touches = touches(&given.argument::<Vec<_>>("touchpoints"))?;
    told(ASKS, &mut Journeys::new(touches, &given.options()?)?, &given.argument("ask"))
}

const ASKS: &[(&str, Method<Journeys>)] = &[
    ("funnel", |journeys, given| {
        let mut options: Map<String, Value> = given.argument("options");
        if let Some(within) = options.get_mut("within") {
            *within = span("within", within.as_str().unwrap())?.into();
        }
        let options: FunnelOptions = serde_json::from_value(options.into()).unwrap();
        Ok(super::json(journeys.funnel_of(&given.argument::<Vec<_>>("steps"), &options)?))
    }),
    ("follows", |journeys, given| {
        let rows = journeys.follows(given.argument("order"), given.argument("by"))?;
        let row = |row: &omo_core::journey::Follow| json!({ "from": row.from.join(" > "), "to": row.to, "count": row.count, "share": row.share });
        Ok(rows.iter().map(row).collect())
    }),
    ("stepMatrix", |journeys, given| {
        Ok(super::json(journeys.step_matrix(given.argument("steps"), given.argument("by"))?))
    }),
    ("variants", |journeys, given| {
        let by: Unit = given.argument("by");
        let row = |row: PathCount| json!({ "path": row.path.join(" > "), "customers": row.customers, "share": row.share });
        Ok(journeys.variants(by, given.argument("merged")).into_iter().map(row).collect())
    }),
    ("map", |journeys, given| Ok(super::json(journeys.map_with(&feelings(given))?))),
    ("painPoints", |journeys, given| Ok(super::json(journeys.pain_points(&feelings(given))?))),
    ("attribute", |journeys, given| {
        Ok(credits(&attribute(&journeys.paths(&PathOptions::default()), &given.argument("options"))?))
    }),
];

/// What actions say of how it felt.
fn feelings(given: &Given) -> Vec<(String, f64)> {
    let options: Map<String, Value> = given.argument("options");
    let felt = options["feelings"].as_object().unwrap().iter();
    felt.map(|(action, felt)| (action.clone(), felt.as_f64().unwrap())).collect()
}

/// Paths as rows, and who is given what.
pub fn attribution(given: &Given) -> Answer {
    let mut paths = Paths::default();
    for row in given.argument::<Vec<Map<String, Value>>>("paths") {
        let number = |name: &str| row.get(name).and_then(Value::as_f64).unwrap_or_default();
        paths.push(
            row["path"].as_str().unwrap(),
            ">",
            number("conversions"),
            number("value"),
            number("nulls"),
        )?;
    }
    Ok(credits(&attribute(&paths, &given.options()?)?))
}

fn credits(credits: &[Credit]) -> Value {
    let row = |credit: &Credit| json!({ "channel": credit.channel, "conversions": credit.conversions, "value": credit.value });
    credits.iter().map(row).collect()
}

/// Fits a model to histories, and tells all that it says of them.
pub fn worth(given: &Given) -> Answer {
    let rows: Vec<Map<String, Value>> = given.argument("summary");
    let column = |name: &str| {
        rows.iter().filter_map(|row| row.get(name).and_then(Value::as_f64)).collect::<Vec<f64>>()
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "vectors hold small counts")]
    let counts = |name: &str| column(name).into_iter().map(|count| count as u32).collect::<Vec<u32>>();
    let (frequency, customers) = (counts("frequency"), counts("customers"));
    let (recency, age, monetary) = (column("recency"), column("age"), column("monetary"));
    let histories = Histories {
        frequency: &frequency,
        recency: &recency,
        age: &age,
        monetary: &monetary,
        customers: &customers,
        covariates: &[],
    };
    let named = |names: &[&str], values: &[f64]| -> Value {
        names
            .iter()
            .zip(values)
            .map(|(&name, &value)| (name.to_owned(), Value::from(value)))
            .collect::<Map<_, _>>()
            .into()
    };
    let t: f64 = given.argument("t");
    let told = |params: Value, height: f64, expected: Vec<f64>, alive: Vec<f64>| -> Result<Value, Error> {
        Ok(json!({ "params": params, "logLikelihood": height, "expected": expected, "pAlive": alive }))
    };
    let law = match given.text("model").as_str() {
        "BgNbd" => Law::BgNbd,
        "MbgNbd" => Law::MbgNbd,
        "ParetoNbd" => Law::ParetoNbd,
        "BgBb" => {
            let model = BgBb::fit(&histories)?;
            let params = named(&BgBb::PARAMETERS, &model.params);
            return told(
                params,
                model.log_likelihood,
                model.expected(&histories, t)?,
                model.p_alive(&histories)?,
            );
        }
        _ => {
            let model = GammaGamma::fit(&histories)?;
            let params = named(&GammaGamma::PARAMETERS, &model.params);
            let spend = model.expected_spend(&histories)?;
            return Ok(
                json!({ "params": params, "logLikelihood": model.log_likelihood, "expectedSpend": spend }),
            );
        }
    };
    let model = Buying::fit(law, &histories)?;
    let params = named(&law.parameters(), &model.params);
    told(params, model.log_likelihood, model.expected(&histories, t)?, model.p_alive(&histories)?)
}
