use serde_json::{Value, json};

use super::*;
use crate::model::{Channels, Touchpoint};

/// What happened in March 2026: day, action, about, products.
type Told<'t> = (u32, &'t str, Option<&'t str>, &'t [&'t str]);

fn facts(told: &[Told<'_>]) -> Vec<Touchpoint> {
    let touch = |(n, (day, action, about, products)): (usize, &Told<'_>)| {
        let lines: Vec<Value> = products.iter().map(|product| json!({"product": product})).collect();
        json!({"id": format!("f{n}"), "occurredAt": format!("2026-03-{day:02}T10:00:00+09:00"), "channel": "pos",
               "store": "ginza", "action": action, "about": about, "lines": lines, "traits": {"rank": "gold"}})
    };
    serde_json::from_value(told.iter().enumerate().map(touch).collect()).unwrap()
}

fn card(facts: &[Touchpoint], day: u32, sight: &Sight<'_>, options: &Value) -> ContextCard {
    let history = History::of(facts, |channel| Channels::default().side(channel), |_| Some("tea"));
    let now = format!("2026-03-{day:02}T09:00:00+09:00").parse().unwrap();
    ContextCard::of(&history, now, sight, &serde_json::from_value(options.clone()).unwrap()).unwrap()
}

fn open(told: &[Told<'_>]) -> Vec<(String, Vec<String>)> {
    let card = card(&facts(told), 31, &Sight::ALL, &json!({}));
    card.open.into_iter().map(|open| (open.touchpoint, open.products)).collect()
}

#[test]
fn matters_stay_open_until_they_are_settled() {
    let f = |n: usize, products: &[&str]| {
        (format!("f{n}"), products.iter().map(|&p| p.to_owned()).collect::<Vec<_>>())
    };
    // Half of a reservation was picked up.
    let told = [(1, "reservation", None, &["kettle", "sencha"][..]), (2, "pickup", None, &["kettle"])];
    assert_eq!(open(&told), [f(0, &["sencha"])]);
    // Two of one product: one pickup settles the older.
    let told = [
        (1, "order", None, &["kettle"][..]),
        (2, "order", None, &["kettle"]),
        (3, "pickup", None, &["kettle"]),
    ];
    assert_eq!(open(&told), [f(1, &["kettle"])]);
    // By its name, whichever is older; what is named otherwise stays.
    let told = [
        (1, "order", Some("A"), &["kettle"][..]),
        (2, "order", Some("B"), &["kettle"]),
        (3, "cancel", Some("B"), &[]),
    ];
    assert_eq!(open(&told), [f(0, &["kettle"])]);
    // An inquiry without a name, one with: the answer to the second leaves the first.
    let told = [
        (1, "inquiry", None, &[][..]),
        (2, "inquiry", Some("parcel"), &[]),
        (3, "answer", Some("parcel"), &[]),
    ];
    assert_eq!(open(&told), [f(0, &[])]);
    // An answer that names nothing answers the oldest.
    let told = [(1, "inquiry", None, &[][..]), (2, "inquiry", Some("parcel"), &[]), (3, "answer", None, &[])];
    assert_eq!(open(&told), [f(1, &[])]);
    // Buying what was reserved settles it, buying something else does not, nor does an answer before the question.
    let told = [
        (1, "reservation", None, &["kettle"][..]),
        (2, "purchase", None, &["sencha"]),
        (2, "answer", None, &[]),
        (3, "inquiry", None, &[]),
    ];
    assert_eq!(open(&told), [f(0, &["kettle"]), f(3, &[])]);
    assert_eq!(open(&[(1, "reservation", None, &["kettle"]), (2, "purchase", None, &["kettle"])]), []);
}

#[test]
fn the_shop_says_what_is_open_and_for_how_long() {
    let told = facts(&[(1, "fitting", None, &["coat"]), (20, "fitting", None, &["hat"])]);
    let options = json!({"open": [{"kind": "fitting", "opens": ["fitting"], "closes": ["fitted"], "days": 14, "ja": "試着"}], "language": "ja"});
    let card = card(&told, 31, &Sight::ALL, &options);
    let words: Vec<&str> = card.open.iter().map(|open| open.words.as_str()).collect();
    assert_eq!(words, ["試着：hat、11日前から"]);
}

#[test]
fn words_for_staff_in_both_languages() {
    let told = facts(&[
        (10, "coupon_issued", Some("SPRING"), &[]),
        (20, "purchase", None, &["kettle", "sencha"]),
        (28, "return", None, &["kettle"]),
        (30, "inquiry", Some("parcel came late {about}"), &[]),
        (31, "cart", None, &["sencha"]),
    ]);
    let names = |key: &str| (key == "kettle").then_some("Iron kettle");
    let sight = Sight { product: &names, ..Sight::ALL };
    let en = card(&told, 31, &sight, &json!({"steps": 2}));
    let words = |all: &[Hint]| all.iter().map(|hint| hint.words.clone()).collect::<Vec<_>>();
    // The cart of 10 o'clock is not known at 9.
    assert_eq!(
        en.steps.iter().map(|step| step.words.as_str()).collect::<Vec<_>>(),
        [
            "yesterday: inquiry, parcel came late {about} (pos, ginza)",
            "3 days ago: return of Iron kettle (pos, ginza)"
        ]
    );
    assert_eq!(
        words(&en.hints),
        [
            "Complained yesterday (parcel came late {about}): do not ask for the story again, and do not sell before it is settled",
            "Brought back 3 days ago: Iron kettle; do not recommend it",
            "Has a coupon not used yet: SPRING",
        ]
    );
    assert_eq!(en.hints[1].tone, Tone::Avoid);
    let ja = card(&told, 31, &sight, &json!({"language": "ja"}));
    assert_eq!(ja.steps[0].words, "昨日：問い合わせ、parcel came late {about}（pos、ginza）");
    assert_eq!(words(&ja.hints)[1], "3日前に返品：Iron kettleをすすめない");
    assert_eq!(ja.open[0].words, "問い合わせ、parcel came late {about}、昨日から");
}

#[test]
fn what_settles_a_hint_silences_it() {
    let told = facts(&[
        (20, "coupon_issued", Some("A"), &[]),
        (20, "coupon_issued", Some("B"), &[]),
        (21, "coupon_redeemed", Some("A"), &[]),
    ]);
    let card = card(&told, 31, &Sight::ALL, &json!({}));
    assert_eq!(card.hints.iter().map(|hint| hint.touchpoint.as_str()).collect::<Vec<_>>(), ["f1"]);
}

#[test]
fn a_purpose_sees_only_its_parts_and_is_told_what_is_withheld() {
    let told =
        facts(&[(20, "purchase", None, &["sencha"]), (30, "inquiry", Some("secret illness"), &["medicine"])]);
    let all = card(&told, 31, &Sight::ALL, &json!({}));
    assert_eq!((all.withheld.len(), all.withheld_facts, all.traits[0].value.as_str()), (0, 0, "gold"));
    assert_eq!((all.stores[0].name.as_str(), all.categories[0].name.as_str()), ("ginza", "tea"));
    for part in Part::ALL {
        let sight = Sight { part: &|asked| asked != part, ..Sight::ALL };
        let text = serde_json::to_string(&card(&told, 31, &sight, &json!({}))).unwrap();
        let field = |name: &str, blank: &str| text.contains(&format!("\"{name}\":{blank}"));
        assert!(text.contains(&format!("\"withheld\":[{}]", json!(part))), "{text}");
        let blank = match part {
            Part::Steps => field("steps", "[]"),
            Part::Open => field("open", "[]"),
            Part::Hints => field("hints", "[]"),
            Part::About => !text.contains("secret"),
            Part::Interests => field("products", "[]") && field("categories", "[]"),
            Part::Places => field("stores", "[]") && field("channels", "[]"),
            Part::Traits => field("traits", "[]"),
        };
        assert!(blank, "{part:?} {text}");
    }
    // A fact that may not be seen leaves no trace but its count.
    let sight = Sight { fact: &|fact| fact.action != "inquiry", ..Sight::ALL };
    let some = card(&told, 31, &sight, &json!({}));
    let text = serde_json::to_string(&some).unwrap();
    assert!(
        some.withheld_facts == 1
            && !text.contains("medicine")
            && !text.contains("f1")
            && !text.contains("inquiry")
    );
    let without = card(told.get(..1).unwrap(), 31, &Sight::ALL, &json!({}));
    assert_eq!(ContextCard { withheld_facts: 0, ..some }, without);
}
