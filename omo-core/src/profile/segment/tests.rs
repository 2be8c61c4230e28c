use serde_json::{Value, json};

use super::*;
use crate::model::{Channels, HOUR, Language, Side, Touchpoint};

const START: i64 = 1_772_323_200_000; // 2026-03-01T00:00:00Z

pub(super) fn at(hours: i64) -> Time {
    Time::new(START + hours * HOUR, 0).unwrap()
}

pub(super) fn side(channel: &str) -> Side {
    Channels::default().side(channel)
}

pub(super) fn category(product: &str) -> Option<&'static str> {
    match product {
        "sencha" | "hojicha" => Some("tea"),
        "kettle" => Some("ware"),
        _ => None,
    }
}

pub(super) fn history(facts: &[Touchpoint]) -> History<'_> {
    let category = |product: &str| category(product);
    History::of(facts, side, category)
}

/// `hours action channel product amount`.
pub(super) fn facts(told: &[(i64, &str, &str, &str, i64)]) -> Vec<Touchpoint> {
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
    let options = SegmentsOptions { actions: vec!["fitting".into()], ..SegmentsOptions::default() };
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
