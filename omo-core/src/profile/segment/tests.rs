use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;
use crate::model::{Channels, DAY, HOUR, Language, Side, Touchpoint};

const START: i64 = 1_772_323_200_000; // 2026-03-01T00:00:00Z

fn at(hours: i64) -> Time {
    Time::new(START + hours * HOUR, 0).unwrap()
}

fn side(channel: &str) -> Side {
    Channels::default().side(channel)
}

fn category(product: &str) -> Option<&'static str> {
    match product {
        "sencha" | "hojicha" => Some("tea"),
        "kettle" => Some("ware"),
        _ => None,
    }
}

fn history(facts: &[Touchpoint]) -> History<'_> {
    History::of(facts, side, |product| category(product))
}

/// `hours action channel product amount`.
fn facts(told: &[(i64, &str, &str, &str, i64)]) -> Vec<Touchpoint> {
    let touch = |(n, &(hours, action, channel, product, amount)): (usize, &(i64, &str, &str, &str, i64))| {
        let lines = if product.is_empty() {
            json!([])
        } else {
            json!([{"product": product, "quantity": 2, "amount": format!("{amount} JPY")}])
        };
        serde_json::from_value(
            json!({"id": format!("f{n}"), "occurredAt": at(hours).to_string(), "channel": channel,
            "store": if side(channel) == Side::Offline { json!("ginza") } else { json!(null) },
            "action": action, "lines": lines}),
        )
        .unwrap()
    };
    told.iter().enumerate().map(touch).collect()
}

fn holds(condition: &Value, told: &[(i64, &str, &str, &str, i64)], hours: i64) -> bool {
    let segments = Segments::compile(&json!({"s": condition})).unwrap();
    let facts = facts(told);
    segments.members(&history(&facts), at(hours)).has(0)
}

#[test]
fn windows_end_after_just_their_length() {
    let told = [(0, "purchase", "pos", "sencha", 500), (24, "purchase", "ec", "kettle", 900)];
    let twice = json!({"event": {"action": "purchase"}, "count": {"atLeast": 2}, "within": "2d"});
    assert!(!holds(&twice, &told, 23));
    assert!(holds(&twice, &told, 24));
    assert!(holds(&twice, &told, 47));
    // The first is two days old now, and out.
    assert!(!holds(&twice, &told, 48));
    let march_first = json!({"event": {}, "since": "2026-03-01", "until": "2026-03-02"});
    assert!(holds(&march_first, &told, 9999));
    assert!(!holds(&march_first, told.get(1..).unwrap(), 9999));
    assert!(holds(&json!({"never": {"category": "tea"}, "within": "1d"}), &told, 24));
    assert!(!holds(&json!({"never": {"category": "tea"}}), &told, 24));
}

#[test]
fn sequences_keep_their_order_and_their_times() {
    let bought = json!({"sequence": [{"event": {"action": "view"}}, {"event": {"action": "purchase"}, "within": "7d"}]});
    let told = [(0, "view", "ec", "kettle", 0), (7 * 24, "purchase", "pos", "kettle", 900)];
    assert!(holds(&bought, &told, 7 * 24));
    assert!(!holds(
        &bought,
        &[(0, "view", "ec", "kettle", 0), (7 * 24 + 1, "purchase", "pos", "kettle", 900)],
        9999
    ));
    assert!(!holds(&bought, &[(1, "view", "ec", "kettle", 0), (0, "purchase", "pos", "kettle", 900)], 9999));
    let left =
        json!({"sequence": [{"event": {"action": "cart"}}, {"not": {"action": "purchase"}, "within": "1d"}]});
    let cart = [(0, "cart", "ec", "kettle", 0), (30, "purchase", "ec", "kettle", 900)];
    // Too early to say, then left, and a purchase after a day does not undo it.
    assert_eq!([1, 23, 24, 31].map(|hours| holds(&left, &cart, hours)), [false, false, true, true]);
    assert!(!holds(&left, &[(0, "cart", "ec", "kettle", 0), (24, "purchase", "ec", "kettle", 900)], 99));
}

/// By pencil: 500 + 900 - 400 = 1000; (500 + 900) / 2 = 700; from hour 0 to 24 and to 72 are 1 and 2 days.
#[test]
fn numbers_by_pencil() {
    let told = [
        (0, "purchase", "pos", "sencha", 500),
        (24, "purchase", "ec", "kettle", 900),
        (72, "return", "pos", "kettle", 400),
    ];
    for (condition, number) in [
        (json!({"sum": "net", "currency": "JPY", "of": {"action": ["purchase", "return"]}}), 1000.0),
        (json!({"sum": "amount", "currency": "JPY"}), 1800.0),
        (json!({"sum": "amount", "currency": "USD"}), 0.0),
        (json!({"avg": "amount", "currency": "JPY", "of": {"action": "purchase"}}), 700.0),
        (json!({"min": "amount", "currency": "JPY"}), 400.0),
        (json!({"max": "amount", "currency": "JPY", "of": {"category": "tea"}}), 500.0),
        (json!({"sum": "quantity"}), 6.0),
        (json!({"avg": "daysBetween"}), 1.5),
        (json!({"distinct": "days"}), 3.0),
        (json!({"distinct": "channels"}), 2.0),
        (json!({"distinct": "stores"}), 1.0),
        (json!({"distinct": "products"}), 2.0),
        (json!({"distinct": "categories", "of": {"action": "return"}}), 1.0),
        (json!({"distinct": "actions", "within": "3d"}), 2.0),
        // sencha, 3 days old, at a half life of 3 days.
        (json!({"interest": {"category": "tea"}, "halfLife": "3d"}), 2.5),
    ] {
        let mut exactly = condition.clone();
        exactly["is"] = json!(number);
        assert!(holds(&exactly, &told, 72), "{exactly}");
        let mut more = condition;
        more["moreThan"] = json!(number);
        assert!(!holds(&more, &told, 72), "{more}");
    }
    assert!(!holds(&json!({"avg": "amount", "currency": "USD", "atLeast": -1e9}), &told, 72));
    assert!(holds(&json!({"recency": {"action": "purchase"}, "atLeast": "2d", "atMost": "2d"}), &told, 72));
    assert!(!holds(&json!({"recency": {"action": "view"}, "atLeast": "1m"}), &told, 72));
}

#[test]
fn traits_are_asked_as_they_survive() {
    let facts: Vec<Touchpoint> = serde_json::from_value(json!([
        {"id": "1", "occurredAt": at(0).to_string(), "channel": "pos", "action": "visit", "traits": {"rank": "silver", "age": "41"}},
        {"id": "2", "occurredAt": at(5).to_string(), "channel": "app", "action": "visit", "traits": {"rank": "gold"}},
    ]))
    .unwrap();
    let segments = Segments::compile(&json!({
        "a": {"trait": "rank", "is": "silver"}, "b": {"trait": "rank", "in": ["gold", "platinum"]},
        "c": {"trait": "age", "atLeast": 40, "lessThan": 42}, "d": {"trait": "age", "is": 41},
        "e": {"trait": "size", "exists": false}, "f": {"trait": "rank", "contains": "ol"}, "g": {"trait": "rank", "atMost": 5},
    }))
    .unwrap();
    let history = history(&facts);
    let names = |hours| segments.names(&segments.members(&history, at(hours))).collect::<String>();
    assert_eq!((names(0), names(5)), ("acde".into(), "bcdef".into()));
    let why = segments.explain("b", &history, at(5), Language::En).unwrap();
    assert_eq!((why.words.as_str(), why.facts), ("rank is gold or platinum", vec!["2".to_owned()]));
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let of = |document: Value| Segments::compile(&document).unwrap_err().to_string();
    for (document, message) in [
        (json!([]), "segments must be an object of names and conditions"),
        (
            json!({"vip": {"all": [{"event": {}}, {"event": {}, "within": "0d"}]}}),
            "`vip.all[1].within` must be a length",
        ),
        (
            json!({"vip": {"event": {}, "witin": "3d"}}),
            "`vip.witin`: the field `witin` is not known, did you mean `within`?",
        ),
        (
            json!({"vip": {"evnt": {}}}),
            "`vip.evnt`: the condition `evnt` is not known, did you mean `event`?",
        ),
        (
            json!({"vip": {"event": {"action": ["view", "purchas"]}}}),
            "`vip.event.action[1]`: the action `purchas` is not known, did you mean `purchase`?",
        ),
        (
            json!({"vip": {"segment": "wip"}}),
            "`vip.segment`: the segment `wip` is not known, did you mean `vip`?",
        ),
        (
            json!({"a": {"not": {"segment": "b"}}, "b": {"any": [{"segment": "a"}]}}),
            "`a` refers to itself: a > b > a",
        ),
        (json!({"a": {"segment": "a"}}), "`a` refers to itself: a > a"),
        (
            json!({"a": {"event": {}, "since": "2026-03-02", "until": "2026-03-01"}}),
            "`a.until` must be after `since`",
        ),
        (json!({"a": {"event": {}, "count": {"atLeast": -1}}}), "`a.count.atLeast` must be a whole number"),
        (
            json!({"a": {"event": {}, "count": {"atLeast": 3, "atMost": 2}}}),
            "`a.count.atMost` must be such that",
        ),
        (json!({"a": {"sum": "amount", "atLeast": 2}}), "`a.currency` must be there"),
        (
            json!({"a": {"sum": "amout", "currency": "JPY", "atLeast": 2}}),
            "`a.sum`: the value `amout` is not known, did you mean `amount`?",
        ),
        (json!({"a": {"sum": "amount", "currency": "JPY"}}), "`a` must be bounded by one of"),
        (json!({"a": {"all": []}}), "`a.all` must be a list of 1 to"),
        (json!({"a": {"event": {}, "never": {}}}), "`a` must be one condition, not both `event` and `never`"),
        (json!({"a": {"trait": "rank"}}), "`a` must be tested by one of"),
        (json!({"a": {"sequence": [{"event": {}}]}}), "`a.sequence` must be a list of at least 2 steps"),
        (
            json!({"a": {"sequence": [{"event": {}}, {"not": {}}, {"event": {}}]}}),
            "`a.sequence[1].not` must be the last step",
        ),
        (json!({"a": {"recency": {}, "atLeast": 30}}), "`a.recency"),
        (
            json!({"a": {"interest": {"action": "view"}, "atLeast": 1}}),
            "`a.interest.action`: the field `action` is not known",
        ),
    ] {
        let said = of(document);
        let message = message.replace("`a.recency", "`a.atLeast` must be a length of time");
        assert!(said.contains(&message), "{said}\n{message}");
    }
    let options = SegmentOptions { actions: vec!["fitting".into()], ..SegmentOptions::default() };
    let fitting = json!({"a": {"event": {"action": "fitting"}}});
    assert!(Segments::compile(&fitting).is_err());
    assert!(Segments::compile_with(&fitting, options).is_ok());
}

#[test]
fn deep_and_long_documents_are_refused_or_answered() {
    let nested = |depth| (0..depth).fold(json!({"event": {}}), |inner, _| json!({"not": inner}));
    assert!(Segments::compile(&json!({"a": nested(31)})).is_ok());
    assert!(Segments::compile(&json!({"a": nested(32)})).unwrap_err().to_string().contains("32 deep"));
    let chain = |long: usize| {
        let link =
            |n: usize| if n == 0 { json!({"event": {}}) } else { json!({"segment": format!("s{}", n - 1)}) };
        Value::Object((0..long).map(|n| (format!("s{n}"), link(n))).collect())
    };
    assert!(Segments::compile(&chain(32)).is_ok());
    assert!(Segments::compile(&chain(9000)).unwrap_err().to_string().contains("32 deep"));
    // Each refers twice to the one before: 2^30 ways, told once each.
    let link = |n: usize| {
        let before = json!({"segment": format!("s{:02}", n.max(1) - 1)});
        if n == 0 { json!({"event": {}}) } else { json!({"all": [before, before]}) }
    };
    let document = Value::Object((0..16).map(|n| (format!("s{n:02}"), link(n))).collect());
    let segments = Segments::compile(&document).unwrap();
    let facts = facts(&[(0, "view", "ec", "kettle", 0)]);
    let why = segments.explain("s15", &history(&facts), at(1), Language::Ja).unwrap();
    assert!(why.holds && serde_json::to_string(&why).unwrap().len() < 20_000);
}

#[test]
fn explanations_name_the_facts_in_both_languages() {
    let segments = Segments::compile(&json!({
        "lapsing": {"all": [{"recency": {"action": "purchase", "side": "offline"}, "atLeast": "2d"}, {"not": {"segment": "looks"}}]},
        "looks": {"sequence": [{"event": {"action": "view"}}, {"not": {"action": "purchase"}}], "within": "30d"}
    }))
    .unwrap();
    let facts = facts(&[(0, "purchase", "pos", "sencha", 500), (24, "view", "ec", "kettle", 0)]);
    let history = history(&facts);
    let why = segments.explain("lapsing", &history, at(60), Language::En).unwrap();
    assert!(!why.holds);
    assert_eq!(why.parts[0].words, "purchase (offline): time since the latest at least 2d (is 2.5d)");
    assert_eq!((why.parts[0].place.as_str(), why.parts[0].number), ("lapsing.all[0]", Some(2.5)));
    let looks = &why.parts[1].parts[0].parts[0];
    assert_eq!((looks.place.as_str(), looks.holds, &looks.facts), ("looks", true, &vec!["f1".to_owned()]));
    assert_eq!(looks.words, "view, not followed by purchase, within 30d");
    let why = segments.explain("lapsing", &history, at(60), Language::Ja).unwrap();
    assert_eq!(why.parts[0].words, "購入（オフライン）：最後からの経過時間が2d以上（実際は2.5d）");
    assert_eq!(segments.explain("nobody", &history, at(60), Language::Ja).unwrap_err().code(), "unknown");
}

/// A direct reading of the document, one condition and one fact at a time.
mod plain {
    use super::*;

    pub struct Reader<'a> {
        pub document: &'a Value,
        /// Oldest first.
        pub facts: &'a [Touchpoint],
        pub now: i64,
    }

    fn length(value: &Value) -> i64 {
        let text = value.as_str().unwrap();
        let (digits, unit) = text.split_at(text.len() - 1);
        digits.parse::<i64>().unwrap() * if unit == "d" { DAY } else { HOUR }
    }

    fn one_of(filter: &Value, field: &str, text: Option<&str>) -> bool {
        match &filter[field] {
            Value::Null => true,
            Value::Array(list) => list.iter().any(|word| word.as_str() == text),
            word => word.as_str() == text,
        }
    }

    fn line_means(filter: &Value, product: &str) -> bool {
        one_of(filter, "product", Some(product))
            && (filter["category"].is_null()
                || category(product).is_some_and(|c| one_of(filter, "category", Some(c))))
    }

    fn means(filter: &Value, fact: &Touchpoint) -> bool {
        let lines = filter["product"].is_null() && filter["category"].is_null()
            || fact.lines.iter().any(|line| line_means(filter, &line.product));
        let side = if side(&fact.channel) == Side::Online { "online" } else { "offline" };
        lines
            && one_of(filter, "action", Some(fact.action.name()))
            && one_of(filter, "channel", Some(&fact.channel))
            && one_of(filter, "store", fact.store.as_deref())
            && one_of(filter, "side", Some(side))
    }

    fn in_range(range: &Value, x: f64, number: &dyn Fn(&Value) -> f64) -> bool {
        let test =
            |name: &str, good: &dyn Fn(f64) -> bool| range[name].is_null() || good(number(&range[name]));
        test("atLeast", &|y| x >= y)
            && test("moreThan", &|y| x > y)
            && test("atMost", &|y| x <= y)
            && test("lessThan", &|y| x < y)
            && test("is", &|y| x == y)
    }

    fn plain_number(value: &Value) -> f64 {
        value.as_f64().unwrap()
    }

    impl Reader<'_> {
        fn in_window(&self, condition: &Value, fact: &Touchpoint) -> bool {
            let at = fact.occurred_at.millis();
            let time =
                |name: &str| condition[name].as_str().map(|text| text.parse::<Time>().unwrap().millis());
            at <= self.now
                && (condition["within"].is_null() || self.now - at < length(&condition["within"]))
                && time("since").is_none_or(|since| at >= since)
                && time("until").is_none_or(|until| at < until)
        }

        /// Whether steps from `step` on can follow the fact before `from`.
        fn follows(&self, condition: &Value, steps: &[Value], from: usize, before: Option<i64>) -> bool {
            let Some((step, rest)) = steps.split_first() else { return true };
            let near = |at: i64| {
                step["within"].is_null() || before.is_none_or(|before| at - before <= length(&step["within"]))
            };
            if !step["not"].is_null() {
                let gap_over =
                    step["within"].is_null() || before.unwrap() + length(&step["within"]) <= self.now;
                let later = self.facts.get(from..).unwrap_or_default().iter();
                let mut later = later.filter(|fact| fact.occurred_at.millis() <= self.now);
                return gap_over
                    && !later.any(|fact| means(&step["not"], fact) && near(fact.occurred_at.millis()));
            }
            (from..self.facts.len()).any(|place| {
                let fact = &self.facts[place];
                let at = fact.occurred_at.millis();
                self.in_window(condition, fact)
                    && means(&step["event"], fact)
                    && near(at)
                    && self.follows(condition, rest, place + 1, Some(at))
            })
        }

        pub fn holds(&self, condition: &Value) -> bool {
            let object = condition.as_object().unwrap();
            let has = |name: &str| object.get(name);
            let meant = |filter: &Value, windowed: bool| {
                let facts = self.facts.iter().filter(|fact| fact.occurred_at.millis() <= self.now);
                let facts = facts
                    .filter(|fact| means(filter, fact) && (!windowed || self.in_window(condition, fact)));
                facts.collect::<Vec<_>>()
            };
            if let Some(all) = has("all") {
                return all.as_array().unwrap().iter().all(|inner| self.holds(inner));
            }
            if let Some(any) = has("any") {
                return any.as_array().unwrap().iter().any(|inner| self.holds(inner));
            }
            if let Some(not) = has("not") {
                return !self.holds(not);
            }
            if let Some(name) = has("segment") {
                return self.holds(&self.document[name.as_str().unwrap()]);
            }
            if let Some(never) = has("never") {
                return meant(never, true).is_empty();
            }
            if let Some(event) = has("event") {
                let count = meant(event, true).len() as f64;
                return match has("count") {
                    None => count >= 1.0,
                    Some(range) => in_range(range, count, &plain_number),
                };
            }
            if let Some(steps) = has("sequence") {
                return self.follows(condition, steps.as_array().unwrap(), 0, None);
            }
            if let Some(filter) = has("recency") {
                let last = meant(filter, false).into_iter().map(|fact| fact.occurred_at.millis()).max();
                return last.is_some_and(|last| {
                    in_range(condition, (self.now - last) as f64, &|value| length(value) as f64)
                });
            }
            if let Some(filter) = has("interest") {
                let weight =
                    |action: &str| ProfileOptions::default().weights.get(action).copied().unwrap_or(0.0);
                let half_life = has("halfLife").map_or(30.0 * DAY as f64, |value| length(value) as f64);
                let level: f64 = meant(filter, false)
                    .iter()
                    .map(|fact| {
                        let age = (self.now - fact.occurred_at.millis()) as f64;
                        weight(fact.action.name()) * crate::math::pow(0.5, age / half_life)
                    })
                    .sum();
                return in_range(condition, if level.abs() < 1e-6 { 0.0 } else { level }, &plain_number);
            }
            if let Some(name) = has("trait") {
                let told = self.facts.iter().filter(|fact| fact.occurred_at.millis() <= self.now);
                let value = told.filter_map(|fact| fact.traits.get(name.as_str().unwrap())).next_back();
                return match (has("is"), has("exists")) {
                    (Some(is), _) => value.is_some_and(|value| is.as_str() == Some(value)),
                    (_, Some(exists)) => exists.as_bool() == Some(value.is_some()),
                    _ => value
                        .and_then(|v| v.parse().ok())
                        .is_some_and(|x| in_range(condition, x, &plain_number)),
                };
            }
            let (how, of) =
                ["sum", "avg", "min", "max", "distinct"].iter().find_map(|h| Some((*h, has(h)?))).unwrap();
            let empty = json!({});
            let filter = has("of").unwrap_or(&empty);
            let facts = meant(filter, true);
            let lines = |fact: &Touchpoint| {
                fact.lines
                    .iter()
                    .filter(|line| line_means(filter, &line.product))
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let sum = |fact: &&Touchpoint| {
                let amounts: Vec<i64> =
                    lines(fact).iter().filter_map(|line| Some(line.amount?.minor())).collect();
                let sign = if of == "net" && fact.action.name() == "return" { -1 } else { 1 };
                (!amounts.is_empty()).then(|| (amounts.iter().sum::<i64>() * sign) as f64)
            };
            let numbers: Vec<f64> = match of.as_str().unwrap() {
                "amount" | "net" => facts.iter().filter_map(sum).collect(),
                "quantity" => {
                    facts.iter().map(|f| lines(f).iter().map(|line| f64::from(line.quantity)).sum()).collect()
                }
                "daysBetween" => {
                    let pairs = facts.iter().zip(facts.iter().skip(1));
                    pairs.map(|(a, b)| b.occurred_at.since(a.occurred_at) as f64 / DAY as f64).collect()
                }
                thing => {
                    let mut seen: Vec<String> = Vec::new();
                    for fact in &facts {
                        match thing {
                            "days" => seen.push(fact.occurred_at.day().to_string()),
                            "stores" => seen.extend(fact.store.clone()),
                            "channels" => seen.push(fact.channel.clone()),
                            "actions" => seen.push(fact.action.name().into()),
                            "products" => seen.extend(lines(fact).into_iter().map(|line| line.product)),
                            _ => seen.extend(
                                lines(fact).iter().filter_map(|l| Some(category(&l.product)?.to_owned())),
                            ),
                        }
                    }
                    seen.sort();
                    seen.dedup();
                    vec![1.0; seen.len()]
                }
            };
            let number = match how {
                "sum" | "distinct" => Some(numbers.iter().sum()),
                _ if numbers.is_empty() => None,
                "avg" => Some(numbers.iter().sum::<f64>() / numbers.len() as f64),
                "min" => numbers.iter().copied().reduce(f64::min),
                _ => numbers.iter().copied().reduce(f64::max),
            };
            number.is_some_and(|x| in_range(condition, x, &plain_number))
        }
    }
}

/// An object of those fields that have a value.
fn object(fields: Vec<(&'static str, Option<Value>)>) -> Value {
    Value::Object(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect())
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    option::of(prop_oneof![
        select(words).prop_map(Value::from),
        vec(select(words), 1..3).prop_map(Value::from)
    ])
}

fn filter() -> impl Strategy<Value = Value> {
    (
        word(&["view", "purchase", "return", "cart"]),
        option::weighted(0.2, select(vec![json!("ec"), json!("pos"), json!(["app", "pos"])])),
        option::weighted(0.2, select(vec![json!("online"), json!("offline")])),
        option::weighted(0.3, select(vec![json!("tea"), json!("ware"), json!(["tea", "ware"])])),
        option::weighted(0.2, select(vec![json!("sencha"), json!(["kettle", "cup"])])),
    )
        .prop_map(|(action, channel, side, category, product)| {
            object(vec![
                ("action", action),
                ("channel", channel),
                ("side", side),
                ("category", category),
                ("product", product),
            ])
        })
}

fn lengths() -> impl Strategy<Value = Value> {
    select(vec!["1h", "5h", "1d", "2d", "7d"]).prop_map(Value::from)
}

fn with(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}

fn window() -> impl Strategy<Value = Value> {
    prop_oneof![
        2 => Just(json!({})),
        3 => lengths().prop_map(|length| json!({"within": length})),
        1 => (0_i64..200, 1_i64..200).prop_map(|(a, b)| json!({"since": at(a).to_string(), "until": at(a + b).to_string()})),
    ]
}

fn range(most: i64) -> impl Strategy<Value = Value> {
    (0..most, 0..most, 0..7).prop_map(|(a, b, which)| match which {
        0 => json!({"atLeast": a}),
        1 => json!({"atMost": a}),
        2 => json!({"moreThan": a}),
        3 => json!({"lessThan": a + 1}),
        4 => json!({"is": a}),
        5 => json!({"atLeast": a.min(b), "atMost": a.max(b)}),
        _ => json!({"moreThan": a.min(b), "lessThan": a.max(b) + 2}),
    })
}

fn leaf() -> impl Strategy<Value = Value> {
    let step = |not: bool| {
        (filter(), option::of(lengths())).prop_map(move |(filter, length)| {
            object(vec![(if not { "not" } else { "event" }, Some(filter)), ("within", length)])
        })
    };
    let sequence = (filter(), vec(step(false), 0..3), option::of(step(true)), window());
    prop_oneof![
        (filter(), option::of(range(4)), window()).prop_map(|(event, count, window)| with(
            object(vec![("event", Some(event)), ("count", count)]),
            window
        )),
        (filter(), window()).prop_map(|(filter, window)| with(json!({"never": filter}), window)),
        sequence.prop_filter_map("too short", |(first, more, not, window)| {
            let mut steps = vec![json!({"event": first})];
            steps.extend(more);
            steps.extend(not);
            (steps.len() > 1).then(|| with(json!({"sequence": steps}), window))
        }),
        (filter(), lengths(), any::<bool>()).prop_map(|(filter, length, least)| {
            json!({"recency": filter, if least { "atLeast" } else { "lessThan" }: length})
        }),
        (select(vec!["tea", "ware"]), range(8), option::of(lengths())).prop_map(|(category, range, half)| {
            with(object(vec![("interest", Some(json!({"category": category}))), ("halfLife", half)]), range)
        }),
        (
            select(vec!["sum", "avg", "min", "max"]),
            select(vec!["amount", "net", "quantity", "daysBetween"]),
            filter(),
            range(1500),
            window()
        )
            .prop_map(|(how, of, filter, range, window)| {
                let money = matches!(of, "amount" | "net").then(|| json!("JPY"));
                let base = object(vec![(how, Some(json!(of))), ("of", Some(filter)), ("currency", money)]);
                with(with(base, range), window)
            }),
        (
            select(vec!["days", "stores", "channels", "products", "categories", "actions"]),
            filter(),
            range(4),
            window()
        )
            .prop_map(|(of, filter, range, window)| with(
                with(json!({"distinct": of, "of": filter}), range),
                window
            )),
        prop_oneof![Just(json!({"is": "gold"})), Just(json!({"exists": true})), Just(json!({"atLeast": 7}))]
            .prop_map(|test| with(json!({"trait": "rank"}), test)),
    ]
}

fn condition() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 1..4).prop_map(|all| json!({"all": all})),
            vec(inner.clone(), 1..4).prop_map(|any| json!({"any": any})),
            inner.prop_map(|not| json!({"not": not})),
        ]
    })
}

/// Segments, of which each may refer to those after it.
fn document() -> impl Strategy<Value = Value> {
    vec((condition(), option::of(0_usize..6)), 1..6).prop_map(|conditions| {
        let count = conditions.len();
        let named = conditions.into_iter().enumerate().map(|(place, (condition, refers))| {
            let refers = refers.map(|more| place + 1 + more).filter(|&to| to < count);
            let condition = match refers {
                Some(to) => json!({"any": [condition, {"not": {"segment": format!("s{to}")}}]}),
                None => condition,
            };
            (format!("s{place}"), condition)
        });
        Value::Object(named.collect())
    })
}

fn touchpoints() -> impl Strategy<Value = Vec<Touchpoint>> {
    let fact = (
        0_i64..240,
        select(vec!["view", "purchase", "return", "cart"]),
        select(vec!["ec", "app", "pos"]),
        vec((select(vec!["sencha", "hojicha", "kettle", "cup"]), 1_u32..3, option::of(0_i64..900)), 0..3),
        option::weighted(0.2, select(vec!["gold", "silver", "7"])),
    );
    vec(fact, 0..20).prop_map(|facts| {
        let touch = |(n, (hours, action, channel, lines, rank)): (usize, (i64, &str, &str, Vec<_>, Option<&str>))| {
            let line = |(product, quantity, amount): &(&str, u32, Option<i64>)| {
                json!({"product": product, "quantity": quantity, "amount": amount.map(|a| format!("{a} JPY"))})
            };
            let lines: Vec<Value> = lines.iter().map(line).collect();
            let store = (channel == "pos").then_some(if n % 2 == 0 { "ginza" } else { "ueno" });
            let traits = rank.map_or(json!({}), |rank| json!({"rank": rank}));
            serde_json::from_value(json!({"id": format!("f{n:02}"), "occurredAt": at(hours).to_string(),
                "channel": channel, "store": store, "action": action, "lines": lines, "traits": traits}))
            .unwrap()
        };
        facts.into_iter().enumerate().map(touch).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// All segments together in one pass say what a direct reading of each says, at any instant.
    #[test]
    fn the_compiled_form_says_what_the_document_says(
        document in document(), mut facts in touchpoints(), hours in 0_i64..300,
    ) {
        let segments = Segments::compile(&document).unwrap();
        let members = segments.members(&history(&facts), at(hours));
        facts.sort_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
        let plain = plain::Reader { document: &document, facts: &facts, now: at(hours).millis() };
        for (number, (name, condition)) in document.as_object().unwrap().iter().enumerate() {
            prop_assert_eq!(members.has(number), plain.holds(condition), "{} {}", name, condition);
            let why = segments.explain(name, &history(&facts), at(hours), Language::En).unwrap();
            prop_assert_eq!(why.holds, members.has(number));
        }
    }

    /// In whichever order facts are given, the answers are the same.
    #[test]
    fn the_order_of_facts_does_not_matter(document in document(), mut facts in touchpoints(), hours in 0_i64..300) {
        let segments = Segments::compile(&document).unwrap();
        let answers = |facts: &[Touchpoint]| {
            let history = history(facts);
            let why = segments.explain("s0", &history, at(hours), Language::Ja).unwrap();
            (segments.members(&history, at(hours)), segments.next_change(&history, at(hours)), why)
        };
        let forward = answers(&facts);
        facts.reverse();
        prop_assert_eq!(answers(&facts), forward);
    }

    /// Until the instant that is told, nothing changes by time alone.
    #[test]
    fn nothing_changes_before_it_is_told(
        document in document(), facts in touchpoints(), hours in 0_i64..300, share in 0.0..1.0_f64,
    ) {
        let segments = Segments::compile(&document).unwrap();
        let history = history(&facts);
        let now = at(hours);
        let members = segments.members(&history, now);
        let next = segments.next_change(&history, now);
        let quiet = next.map_or(100 * 365 * DAY, |next| next.since(now));
        prop_assert!(quiet > 0);
        for wait in [quiet - 1, 1.min(quiet - 1), (quiet as f64 * share) as i64] {
            prop_assert_eq!(&segments.members(&history, now.plus(wait)), &members, "{} {:?}", wait, next);
        }
        for wait in (0..quiet.min(400 * HOUR)).step_by(1_800_000) {
            prop_assert_eq!(&segments.members(&history, now.plus(wait)), &members, "{} {:?}", wait, next);
        }
        if let Some(next) = next {
            // So few facts never need an instant at which nothing happens.
            prop_assert_ne!(&segments.members(&history, next), &members);
        }
    }
}

/// Any JSON, with words of the language in it.
fn anything() -> impl Strategy<Value = Value> {
    let words = vec![
        "all",
        "any",
        "not",
        "segment",
        "trait",
        "event",
        "never",
        "sequence",
        "recency",
        "interest",
        "sum",
        "distinct",
        "of",
        "count",
        "within",
        "since",
        "until",
        "atLeast",
        "is",
        "currency",
        "action",
        "category",
        "a",
        "b",
        "30d",
        "purchase",
        "JPY",
        "amount",
        "days",
        "2026-03-01",
        "\u{0}",
        "日",
    ];
    let text = prop_oneof![select(words), Just("x")];
    let scalar = prop_oneof![
        text.clone().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    scalar.prop_recursive(6, 60, 5, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((text.clone(), inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    /// No document makes it panic or hang; what is read can be asked.
    #[test]
    fn any_document_is_answered(document in anything(), name in "[ab]", text in ".{0,40}") {
        for document in [document.clone(), json!({name: document}), json!({"a": {"event": {}, "within": text}})] {
            if let Ok(segments) = Segments::compile(&document) {
                let facts = facts(&[(0, "purchase", "pos", "sencha", 500)]);
                let history = history(&facts);
                let _ = (segments.members(&history, at(1)), segments.next_change(&history, at(1)));
                for number in 0..segments.len() {
                    let name = segments.name(number).unwrap();
                    prop_assert!(segments.explain(name, &history, at(1), Language::Ja).is_ok());
                }
            }
        }
    }
}
