//! Stories: a class is made, told facts, and asked one question.

use omo_core::engine::Engine;
use omo_core::io;
use omo_core::journey::{self, Journeys, Session, Touches};
use omo_core::privacy::{PseudonymousOptions, Pseudonyms};
use omo_core::{Error, Time, Zone};
use serde_json::{Map, Value};

use super::{Answer, Given, json, offers};

/// The calls that are stories.
pub const CALLS: [&str; 18] = [
    "allocation",
    "analysis",
    "attribution",
    "bandit",
    "books",
    "engine",
    "goldenRecords",
    "households",
    "journeys",
    "liveLinker",
    "offPolicy",
    "offers",
    "ranking",
    "recommender",
    "resolution",
    "signage",
    "uplift",
    "worth",
];

/// Makes a shop, tells it the `steps`, and asks.
pub fn engine(given: &Given) -> Answer {
    let mut shop = Engine::in_memory(given.argument("config"))?;
    let steps: Vec<Map<String, Value>> = given.argument("steps");
    let receipts: Vec<Value> = steps
        .iter()
        .map(|step| told(&[STEPS, offers::STEPS].concat(), &mut shop, step))
        .collect::<Result<_, _>>()?;
    let ask: Map<String, Value> = given.argument("ask");
    // Those are answered by now.
    if ask.contains_key("receipts") {
        Ok(receipts.into())
    } else {
        told(&[ASKS, offers::ASKS].concat(), &mut shop, &ask)
    }
}

/// Sorts touchpoints into journeys, and asks.
pub fn journeys(given: &Given) -> Answer {
    let touches = touches(&given.argument::<Vec<_>>("touchpoints"))?;
    told(JOURNEYS, &mut Journeys::new(touches, &given.options()?)?, &given.argument("ask"))
}

pub type Method<T> = fn(&mut T, &Given) -> Answer;

/// What can be done with an engine before it is asked.
const STEPS: &[(&str, Method<Engine>)] = &[
    ("ingest", |shop, given| {
        let mapping = given.or_default("mapping")?;
        Ok(json(
            shop.ingest_batch("", io::read_records(given.argument::<Vec<_>>("records"), &mapping)?).unwrap(),
        ))
    }),
    ("ingestCsv", |shop, given| {
        let mapping: io::Mapping = given.or_default("mapping")?;
        Ok(json(
            shop.ingest_batch(&mapping.source, io::read_csv(given.file().as_bytes(), &mapping)?).unwrap(),
        ))
    }),
    ("ingestJsonLines", |shop, given| {
        let mapping: io::Mapping = given.or_default("mapping")?;
        Ok(json(
            shop.ingest_batch(&mapping.source, io::read_json_lines(given.file().as_bytes(), &mapping)?)
                .unwrap(),
        ))
    }),
    ("ingestSegment", |shop, given| {
        let options: io::SegmentOptions = given.or_default("options")?;
        Ok(json(
            shop.ingest_batch(&options.source, io::read_segment(given.file().as_bytes(), &options)?).unwrap(),
        ))
    }),
    ("addProducts", |shop, given| {
        shop.add_products(given.argument::<Vec<_>>("products")).unwrap();
        Ok(Value::Null)
    }),
    ("addStores", |shop, given| {
        shop.add_stores(given.argument::<Vec<_>>("stores")).unwrap();
        Ok(Value::Null)
    }),
    ("setStock", |shop, given| {
        shop.set_stock(given.argument::<Vec<_>>("stock")).unwrap();
        Ok(Value::Null)
    }),
    ("addConsents", |shop, given| {
        shop.add_consents(given.argument::<Vec<_>>("consents")).unwrap();
        Ok(Value::Null)
    }),
    ("addNotices", |shop, given| {
        shop.add_notices(given.argument::<Vec<_>>("notices")).unwrap();
        Ok(Value::Null)
    }),
    ("setSegments", |shop, given| {
        shop.set_segments(&given.argument("segments"))?;
        Ok(Value::Null)
    }),
];

/// What an engine can be asked.
const ASKS: &[(&str, Method<Engine>)] = &[
    ("assignments", |shop, given| Ok(json(shop.assignments(given.purpose()?)?))),
    ("customers", |shop, given| Ok(json(shop.customers(given.purpose()?)?))),
    ("customer", |shop, given| Ok(json(shop.customer(&given.argument("identifier"), given.purpose()?)?))),
    ("explain", |shop, given| {
        Ok(json(shop.explain(&given.argument("a"), &given.argument("b"), given.purpose()?)?))
    }),
    ("journey", |shop, given| Ok(json(shop.journey(&given.text("customer"), given.purpose()?)?))),
    ("bestCustomers", |shop, given| Ok(json(shop.best_customers(given.purpose()?, given.argument("n"))?))),
    ("rfm", |shop, given| {
        Ok(json(shop.rfm(given.argument("today"), &given.or_default("options")?, given.purpose()?)?))
    }),
    ("recommend", |shop, given| {
        let customer: Option<String> = given.argument("customer");
        Ok(json(shop.recommend(customer.as_deref(), &given.argument("moment"), given.argument("n"))?))
    }),
    ("nextBestActions", |shop, given| {
        Ok(json(shop.next_best_actions(&given.text("customer"), &given.argument("moment"))?))
    }),
    ("bestActions", |shop, given| {
        Ok(json(shop.best_actions(&given.argument("moment"), given.argument("n"))?))
    }),
    ("report", |shop, given| Ok(json(shop.report(&given.or_default("options")?)?))),
    ("quarantined", |shop, given| {
        let mut all = Vec::new();
        for (source, record) in shop.quarantined(given.purpose()?)? {
            let mut row = json(record);
            row["source"] = source.into();
            all.push(row);
        }
        Ok(all.into())
    }),
    ("profile", |shop, given| {
        Ok(json(shop.profile(&given.text("customer"), given.argument("now"), given.purpose()?)?))
    }),
    ("contextCard", |shop, given| {
        let (now, language) = (given.argument("now"), given.argument("language"));
        Ok(json(shop.context_card(&given.text("customer"), now, given.purpose()?, language)?))
    }),
    ("segments", |shop, given| {
        Ok(json(shop.segments(&given.text("customer"), given.argument("now"), given.purpose()?)?))
    }),
    ("segmentMembers", |shop, given| {
        Ok(json(shop.segment_members(&given.text("name"), given.argument("now"), given.purpose()?)?))
    }),
    ("explainSegment", |shop, given| {
        let (customer, name) = (given.text("customer"), given.text("name"));
        let (now, language) = (given.argument("now"), given.argument("language"));
        Ok(json(shop.explain_segment(&customer, &name, now, language, given.purpose()?)?))
    }),
    ("whatIf", |shop, given| Ok(json(shop.what_if(&given.or_default("identity")?)?))),
    ("withheldRows", |shop, given| Ok(json(shop.withheld_rows(given.argument("list"), given.purpose()?)?))),
    ("breach", |shop, given| {
        Ok(json(shop.breach(&given.argument("breach"), &given.or_default("rules")?, given.purpose()?)?))
    }),
    ("exportPage", |shop, given| {
        let id = shop.customer_named(&given.text("who"), given.purpose()?)?.unwrap();
        Ok(json(shop.export_page(&id, given.purpose()?, given.argument("language"))?))
    }),
    ("pseudonymous", |shop, given| {
        let names = Pseudonyms::new(&given.text("recipient"), given.text("key").as_bytes(), 1)?;
        Ok(json(shop.pseudonymous(&names, &PseudonymousOptions::default(), given.purpose()?)?))
    }),
    ("anonymous", |shop, given| {
        Ok(json(shop.anonymous(&given.argument("options"), given.text("secret").as_bytes())?))
    }),
];

/// What journeys can be asked.
const JOURNEYS: &[(&str, Method<Journeys>)] = &[
    ("funnel", |journeys, given| {
        Ok(json(journeys.funnel(&given.argument::<Vec<_>>("stages"), given.argument("withinDays"))))
    }),
    ("crossings", |journeys, _| Ok(json(journeys.crossings()))),
    ("map", |journeys, _| Ok(json(journeys.map()))),
    ("transitions", |journeys, given| Ok(json(journeys.transitions(given.argument("by"))))),
    ("sessions", |journeys, _| {
        let time = |millis| Time::new(millis, 0).unwrap();
        let told = |session: Session| {
            serde_json::json!({
                "customer": journeys.customer_id(session.customer),
                "startedAt": time(session.started_at),
                "endedAt": time(session.ended_at),
                "side": session.side,
                "channel": journeys.channel(session.channel),
                "store": session.store.and_then(|store| journeys.store(store)),
                "touchpoints": session.touchpoints,
            })
        };
        Ok(journeys.sessions().map(told).collect())
    }),
];

/// Answers `{"method": {"argument": …}}`.
pub fn told<T>(methods: &[(&str, Method<T>)], of: &mut T, told: &Map<String, Value>) -> Answer {
    let [(name, Value::Object(input))] = told.iter().collect::<Vec<_>>()[..] else {
        panic!("one method with its arguments, not {told:?}")
    };
    let known = methods.iter().find(|(known, _)| known == name);
    let (_, method) = known.unwrap_or_else(|| panic!("`{name}` is no method here: add it"));
    method(of, &Given { input: input.clone(), options: Value::Null })
}

/// Rows as columns.
pub fn touches(rows: &[Map<String, Value>]) -> Result<Touches, Error> {
    let mut touches = Touches::default();
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap_or_default();
        let at = Time::read(text("occurredAt"), &Zone::utc())?;
        touches.push(text("customerId"), at.millis(), text("channel"), text("action"));
        let store = row["store"].as_str().map_or(journey::NO_STORE, |s| touches.stores.intern(s));
        touches.store.resize(touches.customer.len() - 1, journey::NO_STORE);
        touches.store.push(store);
        if let Some(felt) = row.get("feeling") {
            touches.feeling.truncate(touches.customer.len() - 1);
            touches.feeling.push(felt.as_f64().unwrap_or(f64::NAN));
        }
    }
    Ok(touches)
}
