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

/// Fits a model to rows, and asks.
pub fn recommender(given: &Given) -> Answer {
    let rows: Rows = given.argument("rows");
    let ask: Map<String, Value> = given.argument("ask");
    let (method, asked) = ask.into_iter().next().unwrap();
    let asked = Given { input: asked.as_object().unwrap().clone(), options: Value::Null };
    let (items, what) = names(&rows, "item");
    if given.text("model") == "Session" {
        let (sessions, session) = names(&rows, "session");
        let at = times(&rows)?;
        let clicks = session.into_iter().zip(what).zip(at);
        let clicks = clicks.map(|((session, item), at)| Click { session, item, at: at.millis() }).collect();
        let model = Session::fit(&Clicks::new(clicks, sessions.len(), items.len())?, &given.options()?)?;
        if method == "save" {
            return Ok(Labelled::new(Names::default(), items, model).to_json().into());
        }
        let clicks: Vec<Value> = asked.argument("clicks");
        let clicks: Vec<u32> = clicks.iter().filter_map(|item| items.get(&text(item))).collect();
        return Ok(told(&items, None, &asked, &model.recommend(&clicks, n(&asked, 20), |_| true)));
    }
    let (customers, who) = names(&rows, "customerId");
    let customer = |asked: &Given| customers.get(&text(&asked.argument("customer")));
    if given.text("model") == "NextBasket" {
        let lines = who.into_iter().zip(what).zip(times(&rows)?);
        let line = |((customer, item), at): (_, Time)| Line {
            customer,
            item,
            at: at.millis(),
            day: at.day(),
            basket: None,
        };
        let baskets = Baskets::new(lines.map(line).collect(), customers.len(), items.len())?;
        let model = NextBasket::fit(baskets, &given.options()?)?;
        if method == "save" {
            return Ok(Labelled::new(customers, items, model).to_json().into());
        }
        let question = BasketQuestion { n: n(&asked, 10), ..BasketQuestion::default() };
        return Ok(told(&items, None, &asked, &model.recommend(customer(&asked), &question, |_| true)?));
    }
    let days = if rows[0].contains_key("occurredAt") { times(&rows)? } else { Vec::new() };
    let row = |(at, (customer, item)): (usize, (u32, u32))| Interaction {
        customer,
        item,
        weight: rows[at].get("weight").map_or(1.0, |weight: &Value| weight.as_f64().unwrap()),
        day: days.get(at).map_or(0, |time| time.day()),
    };
    let told_of: Vec<Interaction> = who.into_iter().zip(what).enumerate().map(row).collect();
    let sizes = (customers.len(), items.len());
    macro_rules! taste {
        ($model:expr) => {{
            let model = Labelled::new(customers.clone(), items.clone(), $model);
            if method == "save" {
                Ok(model.to_json().into())
            } else {
                Ok(taste(&model, model.model(), &method, &asked))
            }
        }};
    }
    let known = Interactions::new(told_of.clone(), sizes.0, sizes.1)?;
    match given.text("model").as_str() {
        "Ease" => taste!(Ease::fit(known, &given.options()?)?),
        "ItemKnn" => taste!(ItemKnn::fit(known, &given.options()?)?),
        "Als" => taste!(Als::fit(known, &given.options()?)?),
        "Popular" => {
            let (stores, store) = names(&rows, "store");
            let sale = |(what, store)| Sale { what, store, channel: Bought::NOWHERE };
            let rows = told_of.into_iter().zip(store).map(sale).collect();
            let (channels, categories) = (Names::default(), vec![None; sizes.1]);
            let sales = Sales { rows, customers: sizes.0, items: sizes.1, stores, channels, categories };
            let model =
                Labelled::new(customers.clone(), items.clone(), Popular::fit(sales, &given.options()?)?);
            if method == "save" {
                return Ok(model.to_json().into());
            }
            let question: Map<String, Value> = asked.argument("question");
            let store = question.get("store").and_then(|store| model.model().stores().get(&text(store)));
            let moment = Moment { store, ..Moment::on(model.model().last_day()) };
            Ok(taste(&model, &model.model().at(&moment), &method, &asked))
        }
        other => panic!("no such model: {other}"),
    }
}

fn taste<M>(names: &Labelled<M>, model: &impl Taste, method: &str, asked: &Given) -> Value
where
    Labelled<M>: HasPlaces,
{
    if method == "similarItems" {
        let item = names.items().get(&text(&asked.argument("item"))).unwrap();
        let alike = model.similar_items(item, asked.argument("n"));
        let one = |(item, score): (u32, f32)| json!({"item": names.items().label(item), "score": score});
        return alike.into_iter().map(one).collect();
    }
    let customer = names.customers().get(&text(&asked.argument("customer")));
    let found = model.recommend(customer, n(asked, 10), true, |_| true);
    told(names.items(), names.places(), asked, &found)
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
