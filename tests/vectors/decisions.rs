//! What is given to whom, tried and shown, and whether it was right.

use omo_core::measure::{
    self, ListedBy, Lists, RankingMetric, compare_rankings, held_out_last, held_out_since, listed,
    since_share,
};
use omo_core::recommend::{
    self, Bandit, Budget, Content, Feature, Features, Likes, LinUcb, Logged, Names, OffPolicyOptions, Offer,
    RewardModel, Signage, SignageOptions, Thompson, Trial, Uplift, cross_fit,
};
use omo_core::sparse::Rows;
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language, Time, Zone, random};
use serde_json::{Map, Value, json};

use super::{Answer, Given, json};

type Table = Vec<Map<String, Value>>;

fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// The names of a column, in order, and the number of each row.
fn names(rows: &Table, column: &str) -> (Names, Vec<u32>) {
    let mut met = Vocabulary::default();
    let numbers: Vec<u32> = rows.iter().map(|row| met.intern(&text(&row[column]))).collect();
    let (names, renumbered) = Names::sorted(&met, rows.iter().all(|row| row[column].is_i64()));
    (names, numbers.into_iter().map(|old| renumbered[old as usize]).collect())
}

fn numbers(rows: &Table, column: &str) -> Vec<f64> {
    rows.iter().map(|row| row[column].as_f64().unwrap()).collect()
}

/// An option of the call itself, beside those of the core.
fn option(given: &Given, name: &str) -> Option<Value> {
    given.options.get(name).filter(|value| !value.is_null()).cloned()
}

/// The options without those that the call reads itself.
fn rest(given: &Given, own: &[&str]) -> Given {
    let mut options = given.options.as_object().cloned().unwrap_or_default();
    for name in own {
        options.remove(*name);
    }
    Given { input: given.input.clone(), options: options.into() }
}

/// Offers under a budget and few pieces.
pub fn allocation(given: &Given) -> Answer {
    let (rows, question): (Table, Map<String, Value>) =
        (given.argument("offers"), given.argument("question"));
    let ((customers, who), (coupons, which)) = (names(&rows, "customerId"), names(&rows, "coupon"));
    let both =
        who.into_iter().zip(which).zip(numbers(&rows, "value").into_iter().zip(numbers(&rows, "cost")));
    let offers = both.map(|((customer, coupon), (value, cost))| Offer { customer, coupon, value, cost });
    let mut budget = Budget { money: f64::INFINITY, pieces: Vec::new() };
    if let Some(money) = question.get("budget") {
        budget.money = money.as_f64().unwrap();
    }
    if let Some(pieces) = question.get("pieces") {
        budget.pieces = vec![None; coupons.len()];
        for (coupon, many) in pieces.as_object().unwrap() {
            budget.pieces[coupons.get(coupon).unwrap() as usize] =
                many.as_u64().map(|many| u32::try_from(many).unwrap());
        }
    }
    let found = recommend::allocate(offers.collect(), &budget)?;
    let one = |one: &Offer| json!({"customerId": customers.label(one.customer), "coupon": coupons.label(one.coupon), "value": one.value, "cost": one.cost});
    Ok(json!({
        "chosen": found.chosen.iter().map(one).collect::<Vec<_>>(), "value": found.value, "cost": found.cost,
        "bound": found.bound, "gap": found.gap, "price": found.price,
    }))
}

/// An uplift model is fitted and asked.
pub fn uplift(given: &Given) -> Answer {
    let (rows, question): (Table, Map<String, Value>) = (given.argument("rows"), given.argument("question"));
    let column = |name: &str| question.get(name).map_or(name, |value| value.as_str().unwrap()).to_owned();
    let (treated, outcome) = (column("treated"), column("outcome"));
    let (arms, arm) = names(&rows, &treated);
    let arms: Vec<String> = arms.iter().map(str::to_owned).collect();
    let control = match question.get("control") {
        Some(name) => {
            arms.iter().position(|arm| arm == name.as_str().unwrap()).and_then(|at| u32::try_from(at).ok())
        }
        None => omo_core::value::likely_control(&arms),
    };
    let control = control.ok_or_else(|| Error::Options { message: "`control` must be an arm".into() })?;
    let known = |name: &String| ![treated.as_str(), outcome.as_str(), "customerId"].contains(&name.as_str());
    let features = features(&rows, rows[0].keys().filter(|name| known(name)))?;
    let outcomes = numbers(&rows, &outcome);
    let trial = Trial { arms: &arms, control, arm: &arm, outcome: &outcomes };
    let ask: Map<String, Value> = given.argument("ask");
    let (method, asked) = ask.into_iter().next().unwrap();
    let others: Vec<String> = arms
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != control as usize)
        .map(|(_, name)| name.clone())
        .collect();
    if method == "crossFit" {
        let whole = |name: &str| asked[name].as_u64().unwrap();
        let folds = u32::try_from(whole("folds")).unwrap();
        let found = cross_fit(&features, &trial, &given.options()?, folds, whole("seed"))?;
        return told(&rows, &others, &found);
    }
    let model = Uplift::fit(&features, &trial, &given.options()?)?;
    if method == "save" {
        return Ok(model.to_json().into());
    }
    let rows: Table = serde_json::from_value(asked["rows"].clone()).unwrap();
    let names: Vec<String> = model.features().into_iter().map(str::to_owned).collect();
    told(&rows, &others, &model.predict(&self::features(&rows, names.iter())?)?)
}

fn features<'a>(rows: &Table, names: impl Iterator<Item = &'a String>) -> Result<Features, Error> {
    let feature = |name: &String| {
        if !rows.iter().any(|row| row[name].is_string()) {
            return Feature::Numbers(rows.iter().map(|row| row[name].as_f64().unwrap_or(f64::NAN)).collect());
        }
        let mut met = Vocabulary::default();
        let words: Vec<Option<u32>> =
            rows.iter().map(|row| row[name].as_str().map(|word| met.intern(word))).collect();
        Feature::words(&met, &words)
    };
    Features::new(rows.len(), names.map(|name| (name.clone(), feature(name))).collect())
}

fn told(rows: &Table, treatments: &[String], uplift: &[f64]) -> Answer {
    if treatments.is_empty() {
        return Err(Error::Options { message: "`treatment` must be one of".into() });
    }
    let each = rows.iter().zip(uplift.chunks(treatments.len()));
    let one = |(row, changes): (&Map<String, Value>, &[f64])| {
        let both = treatments.iter().zip(changes);
        both.map(
            |(name, change)| json!({"customerId": row["customerId"], "treatment": name, "uplift": change}),
        )
        .collect::<Vec<_>>()
    };
    Ok(each.flat_map(one).collect())
}

/// A bandit sees what came of its arms, and is asked.
pub fn bandit(given: &Given) -> Answer {
    let (arms, dimensions) = (given.argument("arms"), given.argument("dimensions"));
    match given.text("model").as_str() {
        "LinUcb" => tried(LinUcb::new(arms, dimensions, &given.options()?)?, given, LinUcb::to_json),
        "Thompson" => tried(Thompson::new(arms, dimensions, &given.options()?)?, given, Thompson::to_json),
        other => panic!("no such bandit: {other}"),
    }
}

fn tried<B: Bandit>(mut bandit: B, given: &Given, save: fn(&B) -> String) -> Answer {
    let context = |value: &Value| serde_json::from_value::<Vec<f64>>(value.clone()).unwrap();
    let number =
        |bandit: &B, name: &Value| bandit.arm(name.as_str().unwrap()).ok_or(Error::Unknown { what: "arm" });
    for row in given.argument::<Table>("seen") {
        let arm = number(&bandit, &row["arm"])?;
        bandit.observe(arm, &context(&row["context"]), row["reward"].as_f64().unwrap())?;
    }
    let ask: Map<String, Value> = given.argument("ask");
    let Some(asked) = ask.get("choose") else { return Ok(save(&bandit).into()) };
    let allowed = asked["allowed"].as_array().unwrap().iter().map(|name| number(&bandit, name));
    let allowed = allowed.collect::<Result<Vec<u32>, Error>>()?;
    let chosen = bandit.choose(&context(&asked["context"]), &allowed, asked["seed"].as_u64().unwrap())?;
    let told = |chosen: recommend::Chosen| json!({"arm": bandit.names()[chosen.arm as usize], "propensity": chosen.propensity});
    Ok(chosen.map_or(Value::Null, told))
}

/// What another way of choosing would have brought.
pub fn off_policy(given: &Given) -> Answer {
    let (log, policy): (Table, Option<Table>) = (given.argument("log"), given.argument("policy"));
    let (reward, propensity) = (numbers(&log, "reward"), numbers(&log, "propensity"));
    let options: OffPolicyOptions = rest(given, &["context", "penalty", "folds", "seed"]).options()?;
    let (mut target, mut expected) = (Vec::new(), None);
    match policy {
        None => target.extend(numbers(&log, "target")),
        Some(policy) => {
            // In order of names, as the bindings take them.
            let arms: Vec<&String> = policy[0].keys().collect();
            let arm: Vec<u32> = log
                .iter()
                .map(|row| {
                    u32::try_from(arms.iter().position(|arm| *arm == row["arm"].as_str().unwrap()).unwrap())
                        .unwrap()
                })
                .collect();
            let each: Vec<f64> =
                policy.iter().flat_map(|row| arms.iter().map(|arm| row[*arm].as_f64().unwrap())).collect();
            target
                .extend(arm.iter().zip(each.chunks(arms.len())).map(|(arm, chances)| chances[*arm as usize]));
            let names: Vec<String> = serde_json::from_value(option(given, "context").unwrap()).unwrap();
            let contexts: Vec<f64> =
                log.iter().flat_map(|row| names.iter().map(|name| row[name].as_f64().unwrap())).collect();
            let model = RewardModel {
                contexts: &contexts,
                dimensions: names.len(),
                arms: u32::try_from(arms.len()).unwrap(),
                arm: &arm,
                reward: &reward,
                policy: &each,
            };
            expected = Some(model.expected(1.0, 5, option(given, "seed").unwrap().as_u64().unwrap())?);
        }
    }
    let expected = expected.as_ref().map(|(arm, policy)| (arm.as_slice(), policy.as_slice()));
    let logged = Logged { reward: &reward, propensity: &propensity, target: &target, expected };
    Ok(json(recommend::off_policy(&logged, &options)?))
}

/// A screen is shown people after people; the last answer counts.
pub fn signage(given: &Given) -> Answer {
    let catalogue: Table = given.argument("catalogue");
    let own: Vec<Value> = option(given, "fallback").map_or(Vec::new(), |own| own.as_array().unwrap().clone());
    let sensitive: Vec<String> =
        option(given, "sensitive").map_or(Vec::new(), |some| serde_json::from_value(some).unwrap());
    let options: SignageOptions = rest(given, &["fallback", "sensitive"]).options()?;
    let (items, rows) = names(&catalogue, "item");
    let secret = |row: &Map<String, Value>| sensitive.contains(&text(&row["category"]));
    let contents = rows.iter().zip(&catalogue).map(|(&item, row)| Content { item, sensitive: secret(row) });
    let mut screen = Signage::new(contents.collect(), &options)?;
    let mut answer = Value::Null;
    for show in given.argument::<Table>("shows") {
        let present: Table = serde_json::from_value(show["present"].clone()).unwrap();
        let likes = |row: &Map<String, Value>| Likes {
            person: random::hash(text(&row["customerId"]).as_bytes()),
            scores: items
                .get(&text(&row["item"]))
                .map(|item| (item, row["score"].as_f64().unwrap()))
                .into_iter()
                .collect(),
        };
        let question = show["question"].as_object().unwrap();
        let now = Time::read(question["now"].as_str().unwrap(), &Zone::utc())?;
        let japanese = question.get("language").is_some_and(|language| language == "ja");
        let shown = screen.show(&present.iter().map(likes).collect::<Vec<_>>(), now.millis())?;
        let item = shown.item.map(|item| items.label(item));
        answer = json!({
            "own": item.is_none(), "items": item.map_or_else(|| own.clone(), |item| vec![item]),
            "reason": shown.why.words(options.k, if japanese { Language::Ja } else { Language::En }),
            "until": Time::new(shown.until, 0)?.to_string(),
        });
    }
    Ok(answer)
}

/// Lists are judged, and asked.
pub fn ranking(given: &Given) -> Answer {
    let (recommended, truth): (Table, Table) = (given.argument("recommended"), given.argument("truth"));
    let history: Option<Table> = option(given, "history").map(|rows| serde_json::from_value(rows).unwrap());
    let (customers, _) = names(&truth, "customerId");
    let mut words = Vocabulary::default();
    let truth = lists(&customers, &mut words, &truth, false);
    let history = history.map(|rows| lists(&customers, &mut words, &rows, false));
    let of = |table: &Table, words: &Vocabulary| -> Result<Vec<measure::Ranking>, Error> {
        let mut words = words.clone();
        let recommended = lists(&customers, &mut words, table, true);
        let items =
            option(given, "items").map_or(0, |items| usize::try_from(items.as_u64().unwrap()).unwrap());
        let lists = Lists {
            recommended: &recommended,
            truth: &truth,
            history: history.as_ref(),
            items: items.max(words.len()),
        };
        let lengths = match option(given, "n").unwrap_or_else(|| json!(10)) {
            Value::Array(many) => many,
            one => vec![one],
        };
        lengths
            .iter()
            .map(|n| measure::ranking(&lists, usize::try_from(n.as_u64().unwrap()).unwrap()))
            .collect()
    };
    let judged = of(&recommended, &words)?;
    let ask: Map<String, Value> = given.argument("ask");
    let (method, asked) = ask.into_iter().next().unwrap();
    match method.as_str() {
        "scores" => Ok(judged.iter().map(|one| json(&one.scores)).collect()),
        "customers" => {
            let one = |list: &measure::ListScores| {
                let mut told = json(list);
                told["customerId"] = customers.label(list.customer);
                told.as_object_mut().unwrap().remove("customer");
                told
            };
            Ok(judged[0].lists.iter().map(one).collect())
        }
        _ => {
            let other = of(&serde_json::from_value(asked["other"].clone()).unwrap(), &words)?;
            Ok(json(compare_rankings(&judged[0], &other[0], RankingMetric::Recall, 0.05)?))
        }
    }
}

fn lists(customers: &Names, words: &mut Vocabulary, rows: &Table, ordered: bool) -> Rows<u32> {
    let who: Vec<Option<u32>> = rows.iter().map(|row| customers.get(&text(&row["customerId"]))).collect();
    let items: Vec<u32> = rows.iter().map(|row| words.intern(&text(&row["item"]))).collect();
    let has = |name: &str| ordered && rows[0].contains_key(name);
    let ranks = has("rank").then(|| numbers(rows, "rank"));
    let scores = has("score").then(|| numbers(rows, "score"));
    let by = match (&ranks, &scores) {
        (Some(ranks), _) => ListedBy::Rank(ranks),
        (None, Some(scores)) => ListedBy::Score(scores),
        (None, None) => ListedBy::Rows,
    };
    listed(customers.len(), &who, &items, by)
}

/// Which rows are held out.
pub fn held_out(given: &Given) -> Answer {
    let rows: Table = given.argument("table");
    let rules = ["last", "share", "since"].map(|name| option(given, name));
    if rules.iter().flatten().count() > 1 {
        return Err(Error::Options { message: "name one of `last`, `share` and `since`".into() });
    }
    let time = |value: &Value| Time::read(value.as_str().unwrap(), &Zone::utc()).map(Time::millis);
    let times: Vec<i64> = rows.iter().map(|row| time(&row["occurredAt"])).collect::<Result<_, _>>()?;
    let flags = match rules {
        [_, Some(share), _] => held_out_since(&times, since_share(&times, share.as_f64().unwrap())?.unwrap()),
        [_, _, Some(since)] => held_out_since(&times, time(&since)?),
        [last, ..] => {
            let last = last.map_or(1, |last| usize::try_from(last.as_u64().unwrap()).unwrap());
            held_out_last(&names(&rows, "customerId").1, &times, last)?
        }
    };
    Ok(json(flags))
}
