//! The story of a recommender: it learns from rows, and is asked one question.

use omo_core::recommend::{
    Als, BasketQuestion, Baskets, Bought, Click, Clicks, Ease, Interaction, Interactions, ItemKnn, Labelled,
    Line, Moment, Names, NextBasket, Places, Popular, Recommendations, Sale, Sales, Session, Taste,
};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language, Time, Zone};
use serde_json::{Map, Value, json};

use super::{Answer, Given};

type Rows = Vec<Map<String, Value>>;

/// Fits a model to rows, tells it more where there is more, and asks.
pub fn recommender(given: &Given) -> Answer {
    let rows: Rows = given.argument("rows");
    let more: Option<Rows> = given.input.contains_key("more").then(|| given.argument("more"));
    let ask: Map<String, Value> = given.argument("ask");
    let (method, asked) = ask.into_iter().next().unwrap();
    let asked = Given { input: asked.as_object().unwrap().clone(), options: Value::Null };
    match given.text("model").as_str() {
        "Session" => session(given, &rows, more, &method, &asked),
        "NextBasket" => basket(given, &rows, more, &method, &asked),
        "Popular" => popular(given, &rows, more, &method, &asked),
        name => {
            macro_rules! taste {
                ($model:ident) => {{
                    let (customers, items, told) = interactions(&rows)?;
                    let known = Interactions::new(told, customers.len(), items.len())?;
                    let mut model = Labelled::new(customers, items, $model::fit(known, &given.options()?)?);
                    if let Some(more) = &more {
                        let (customers, items, told) = interactions(more)?;
                        model = model.updated(&customers, &items, told)?;
                    }
                    if method == "save" {
                        return Ok(model.to_json().into());
                    }
                    Ok(taste(&model, model.model(), &method, &asked))
                }};
            }
            match name {
                "Ease" => taste!(Ease),
                "ItemKnn" => taste!(ItemKnn),
                "Als" => taste!(Als),
                other => panic!("no such model: {other}"),
            }
        }
    }
}

fn clicks(rows: &Rows) -> Result<(Names, Names, Clicks), Error> {
    let ((sessions, session), (items, item)) = (names(rows, "session"), names(rows, "item"));
    let clicks = session.into_iter().zip(item).zip(times(rows)?);
    let clicks = clicks.map(|((session, item), at)| Click { session, item, at: at.millis() }).collect();
    let clicks = Clicks::new(clicks, sessions.len(), items.len())?;
    Ok((sessions, items, clicks))
}

fn session(given: &Given, rows: &Rows, more: Option<Rows>, method: &str, asked: &Given) -> Answer {
    let (sessions, items, read) = clicks(rows)?;
    let mut model = Labelled::new(sessions, items, Session::fit(&read, &given.options()?)?);
    if let Some(more) = more {
        let (sessions, items, read) = clicks(&more)?;
        model.observe(&sessions, &items, &read)?;
    }
    if method == "save" {
        return Ok(model.to_json_without_sessions().into());
    }
    let clicks: Vec<Value> = asked.argument("clicks");
    let clicks: Vec<u32> = clicks.iter().filter_map(|item| model.items().get(&text(item))).collect();
    Ok(told(model.items(), None, asked, &model.model().recommend(&clicks, n(asked, 20), |_| true)))
}

fn lines(rows: &Rows, who: Vec<u32>) -> Result<(Names, Vec<Line>), Error> {
    let (items, what) = names(rows, "item");
    let lines = who.into_iter().zip(what).zip(times(rows)?);
    let line = |((customer, item), at): (_, Time)| Line {
        customer,
        item,
        at: at.millis(),
        day: at.day(),
        basket: None,
    };
    Ok((items, lines.map(line).collect()))
}

fn basket(given: &Given, rows: &Rows, more: Option<Rows>, method: &str, asked: &Given) -> Answer {
    let (customers, who) = names(rows, "customerId");
    let (items, told_of) = lines(rows, who)?;
    let baskets = Baskets::new(told_of, customers.len(), items.len())?;
    let mut model = Labelled::new(customers, items, NextBasket::fit(baskets, &given.options()?)?);
    if let Some(more) = more {
        let (customers, who) = names(&more, "customerId");
        let (items, told_of) = lines(&more, who)?;
        model = model.updated(&customers, &items, told_of)?;
    }
    let items = model.items();
    let question = || BasketQuestion { n: n(asked, 10), ..BasketQuestion::default() };
    match method {
        "save" => Ok(model.to_json().into()),
        "similarItems" => {
            let item = items.get(&text(&asked.argument("item"))).unwrap();
            Ok(alike(items, model.model().similar_items(item, asked.argument("n"))))
        }
        "recommendFor" => {
            let theirs: Rows = asked.argument("rows");
            let (names, mut own) = lines(&theirs, vec![0; theirs.len()])?;
            own.retain_mut(|line| {
                let known = items.get(names.text(line.item).unwrap());
                line.item = known.unwrap_or_default();
                known.is_some()
            });
            let own = Baskets::new(own, 1, items.len())?;
            Ok(told(items, None, asked, &model.model().recommend_for(&own, &question(), |_| true)?[0]))
        }
        _ => {
            let customer = model.customers().get(&text(&asked.argument("customer")));
            Ok(told(items, None, asked, &model.model().recommend(customer, &question(), |_| true)?))
        }
    }
}

fn interactions(rows: &Rows) -> Result<(Names, Names, Vec<Interaction>), Error> {
    let ((customers, who), (items, what)) = (names(rows, "customerId"), names(rows, "item"));
    let days = if rows[0].contains_key("occurredAt") { times(rows)? } else { Vec::new() };
    let row = |(at, (customer, item)): (usize, (u32, u32))| Interaction {
        customer,
        item,
        weight: rows[at].get("weight").map_or(1.0, |weight: &Value| weight.as_f64().unwrap()),
        day: days.get(at).map_or(0, |time| time.day()),
    };
    Ok((customers, items, who.into_iter().zip(what).enumerate().map(row).collect()))
}

fn sales(rows: &Rows) -> Result<(Names, Names, Sales), Error> {
    let (customers, items, told_of) = interactions(rows)?;
    let (stores, store) = names(rows, "store");
    let sale = |(what, store)| Sale { what, store, channel: Bought::NOWHERE };
    let rows = told_of.into_iter().zip(store).map(sale).collect();
    let (channels, categories) = (Names::default(), vec![None; items.len()]);
    let sales = Sales { rows, customers: customers.len(), items: items.len(), stores, channels, categories };
    Ok((customers, items, sales))
}

fn popular(given: &Given, rows: &Rows, more: Option<Rows>, method: &str, asked: &Given) -> Answer {
    let (customers, items, told_of) = sales(rows)?;
    let mut model = Labelled::new(customers, items, Popular::fit(told_of, &given.options()?)?);
    if let Some(more) = more {
        let (customers, items, told_of) = sales(&more)?;
        model = model.told(&customers, &items, told_of)?;
    }
    if method == "save" {
        return Ok(model.to_json().into());
    }
    let question: Map<String, Value> = asked.argument("question");
    let store = question.get("store").and_then(|store| model.model().stores().get(&text(store)));
    let moment = Moment { store, ..Moment::on(model.model().last_day()) };
    Ok(taste(&model, &model.model().at(&moment), method, asked))
}

fn taste<M>(names: &Labelled<M>, model: &impl Taste, method: &str, asked: &Given) -> Value
where
    Labelled<M>: HasPlaces,
{
    if method == "similarItems" {
        let item = names.items().get(&text(&asked.argument("item"))).unwrap();
        return alike(names.items(), model.similar_items(item, asked.argument("n")));
    }
    let customer = names.customers().get(&text(&asked.argument("customer")));
    let found = model.recommend(customer, n(asked, 10), true, |_| true);
    told(names.items(), names.places(), asked, &found)
}

fn alike(items: &Names, found: Vec<(u32, f32)>) -> Value {
    let one = |(item, score): (u32, f32)| json!({"item": items.label(item), "score": score});
    found.into_iter().map(one).collect()
}

/// The places that a model names.
trait HasPlaces {
    fn places(&self) -> Option<Places<'_>> {
        None
    }
}

impl HasPlaces for Labelled<Ease> {}
impl HasPlaces for Labelled<ItemKnn> {}
impl HasPlaces for Labelled<Als> {}
impl HasPlaces for Labelled<Popular> {
    fn places(&self) -> Option<Places<'_>> {
        Some(Places { stores: self.model().stores(), channels: self.model().channels() })
    }
}

/// An answer as all languages tell it: items, their scores, and all reasons in one text.
fn told(items: &Names, places: Option<Places<'_>>, asked: &Given, found: &Recommendations) -> Value {
    let question: Map<String, Value> = asked.argument("question");
    let japanese = question.get("language").is_some_and(|language| language == "ja");
    let (language, and) = if japanese { (Language::Ja, "、") } else { (Language::En, "; ") };
    let items = items.tell(found, places, language).items;
    let one = |one: &omo_core::recommend::ToldItem| {
        let words: Vec<&str> = one.reasons.iter().map(|reason| reason.words.as_str()).collect();
        json!({"item": one.item, "score": one.score, "reason": words.join(and)})
    };
    items.iter().map(one).collect()
}

fn n(asked: &Given, default: usize) -> usize {
    let question: Map<String, Value> = asked.argument("question");
    question.get("n").map_or(default, |n| usize::try_from(n.as_u64().unwrap()).unwrap())
}

fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// The names of a column, in order, and the number of each row.
fn names(rows: &Rows, column: &str) -> (Names, Vec<u32>) {
    let mut met = Vocabulary::default();
    let numbers: Vec<u32> = rows.iter().map(|row| met.intern(&text(&row[column]))).collect();
    let (names, renumbered) = Names::sorted(&met, rows.iter().all(|row| row[column].is_i64()));
    (names, numbers.into_iter().map(|old| renumbered[old as usize]).collect())
}

fn times(rows: &Rows) -> Result<Vec<Time>, Error> {
    rows.iter().map(|row| Time::read(row["occurredAt"].as_str().unwrap(), &Zone::utc())).collect()
}
