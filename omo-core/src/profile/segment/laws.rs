//! What holds for every document and every customer.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::tests::{at, facts, history};
use super::{Segments, plain};
use crate::model::{DAY, HOUR, Language, Touchpoint};

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
        document in document(), facts in touchpoints(), hours in 0_i64..300, thousandths in 0_i64..1000,
    ) {
        let segments = Segments::compile(&document).unwrap();
        let history = history(&facts);
        let now = at(hours);
        let members = segments.members(&history, now);
        let next = segments.next_change(&history, now);
        let quiet = next.map_or(100 * 365 * DAY, |next| next.since(now));
        prop_assert!(quiet > 0);
        for wait in [quiet - 1, 1.min(quiet - 1), quiet / 1000 * thousandths] {
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
