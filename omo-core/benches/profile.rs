//! One customer of a thousand facts: the profile, a hundred segments in one pass, and the card.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    reason = "a bench makes its own well-formed input"
)]

use divan::{Bencher, black_box};
use omo_core::engine::{Config, Engine};
use omo_core::model::{History, Side, Time, Touchpoint};
use omo_core::profile::{CardOptions, ContextCard, Profile, ProfileOptions, Segments, Sight};
use omo_core::random::Random;
use omo_core::{Identifier, IdentifierKind, Language, Product, Purpose};
use serde_json::{Value, json};

fn main() {
    divan::main();
}

/// Three years of one customer.
fn facts(count: usize) -> Vec<Touchpoint> {
    let mut random = Random::new(7);
    let touch = |number: usize| {
        let pick = |of: &[&'static str], random: &mut Random| of[random.below(of.len())];
        let channel = pick(&["pos", "ec", "app", "phone"], &mut random);
        let action =
            pick(&["view", "view", "view", "cart", "purchase", "return", "inquiry", "visit"], &mut random);
        let millis = 1_700_000_000_000 + number as i64 * 95_000_000_000 / count as i64;
        let line = |random: &mut Random| json!({"product": format!("{:04}", random.below(300)), "amount": "500 JPY"});
        let lines: Vec<Value> = (0..=random.below(3)).map(|_| line(&mut random)).collect();
        serde_json::from_value(json!({
            "id": format!("fact-{number:05}"), "occurredAt": Time::new(millis, 540).unwrap().to_string(),
            "channel": channel, "action": action, "store": if channel == "pos" { json!("ginza") } else { Value::Null },
            "lines": lines, "traits": if number.is_multiple_of(50) { json!({"rank": "gold"}) } else { json!({}) },
        }))
        .unwrap()
    };
    (0..count).map(touch).collect()
}

fn history(facts: &[Touchpoint]) -> History<'_> {
    let side = |channel: &str| if matches!(channel, "pos" | "phone") { Side::Offline } else { Side::Online };
    // Ten categories, by a digit of the key.
    let category = |product: &str| {
        let names = ["tea", "coffee", "ware", "sweets", "gifts", "books", "cloth", "garden", "bath", "toys"];
        Some(names[product.as_bytes()[2] as usize % 10])
    };
    History::of(facts, side, category)
}

/// A hundred segments of six kinds, no two alike.
fn segments() -> Segments {
    Segments::compile(&document()).unwrap()
}

fn document() -> Value {
    let names = ["tea", "coffee", "ware", "sweets", "gifts", "books", "cloth", "garden", "bath", "toys"];
    let one = |n: usize| {
        let (category, days) = (names[n % 10], format!("{}d", 10 + n));
        let condition = match n % 6 {
            0 => {
                json!({"event": {"action": "purchase", "category": category}, "count": {"atLeast": 2}, "within": days})
            }
            1 => {
                json!({"sum": "net", "currency": "JPY", "of": {"action": ["purchase", "return"]}, "within": days, "atLeast": 3000})
            }
            2 => {
                json!({"sequence": [{"event": {"action": "view", "category": category}}, {"event": {"action": "purchase"}, "within": "7d"}], "within": days})
            }
            3 => json!({"recency": {"action": "purchase", "channel": "pos"}, "atMost": days}),
            4 => json!({"interest": {"category": category}, "atLeast": n / 10}),
            _ => {
                json!({"all": [{"segment": format!("s{:02}", n - 1)}, {"trait": "rank", "is": "gold"}, {"never": {"action": "inquiry"}, "within": days}]})
            }
        };
        (format!("s{n:02}"), condition)
    };
    Value::Object((0..100).map(one).collect())
}

fn now() -> Time {
    Time::new(1_795_000_000_000, 540).unwrap()
}

#[divan::bench]
fn lend_1_000_facts(bencher: Bencher<'_, '_>) {
    let facts = facts(1000);
    bencher.bench(|| history(black_box(&facts)).len());
}

#[divan::bench]
fn profile_of_1_000_facts(bencher: Bencher<'_, '_>) {
    let facts = facts(1000);
    let (history, options) = (history(&facts), ProfileOptions::default());
    bencher.bench(|| Profile::of(black_box(&history), now(), &options));
}

#[divan::bench]
fn segments_100_of_1_000_facts(bencher: Bencher<'_, '_>) {
    let (facts, segments) = (facts(1000), segments());
    let history = history(&facts);
    bencher.bench(|| segments.members(black_box(&history), now()));
}

#[divan::bench]
fn segments_100_of_20_facts(bencher: Bencher<'_, '_>) {
    let (facts, segments) = (facts(20), segments());
    let history = history(&facts);
    bencher.bench(|| segments.members(black_box(&history), now()));
}

#[divan::bench]
fn next_change_of_1_000_facts(bencher: Bencher<'_, '_>) {
    let (facts, segments) = (facts(1000), segments());
    let history = history(&facts);
    bencher.bench(|| segments.next_change(black_box(&history), now()));
}

#[divan::bench]
fn explain_of_1_000_facts(bencher: Bencher<'_, '_>) {
    let (facts, segments) = (facts(1000), segments());
    let history = history(&facts);
    bencher.bench(|| segments.explain("s05", black_box(&history), now(), Language::En));
}

#[divan::bench]
fn card_of_1_000_facts(bencher: Bencher<'_, '_>) {
    let facts = facts(1000);
    let (history, options) = (history(&facts), CardOptions::default());
    bencher.bench(|| ContextCard::of(black_box(&history), now(), &Sight::ALL, &options));
}

/// A shop in which one customer has so many touchpoints, and five hundred more have one.
fn shop(count: usize) -> Engine {
    let mut shop = Engine::in_memory(Config::default()).unwrap();
    let product = |n: usize| Product {
        id: format!("{n:04}"),
        name: format!("Product {n}"),
        category: Some(["tea", "coffee", "ware"][n % 3].into()),
        price: None,
    };
    shop.add_products((0..300).map(product)).unwrap();
    shop.ingest(facts(count).into_iter().map(|fact| of("hanako", fact))).unwrap();
    let others = facts(500).into_iter().enumerate();
    let other = |(n, fact): (usize, Touchpoint)| {
        of(&format!("customer-{n}"), Touchpoint { id: format!("other-{n}"), ..fact })
    };
    shop.ingest(others.map(other)).unwrap();
    shop
}

fn of(customer: &str, fact: Touchpoint) -> Touchpoint {
    let card = Identifier::read(IdentifierKind::MemberId, &format!("card:{customer}")).unwrap();
    Touchpoint { identifiers: vec![card], ..fact }
}

#[divan::bench]
fn engine_profile_of_1_000_touchpoints(bencher: Bencher<'_, '_>) {
    let shop = shop(1000);
    bencher.bench(|| shop.profile(black_box("fact-00000"), now(), Purpose::Service).unwrap().unwrap());
}

#[divan::bench]
fn engine_card_of_1_000_touchpoints(bencher: Bencher<'_, '_>) {
    let shop = shop(1000);
    let card = || shop.context_card(black_box("fact-00000"), now(), Purpose::Service, Language::En);
    bencher.bench(|| card().unwrap().unwrap());
}

#[divan::bench]
fn engine_journey_of_1_000_touchpoints(bencher: Bencher<'_, '_>) {
    let shop = shop(1000);
    bencher.bench(|| shop.journey(black_box("fact-00000"), Purpose::Service).unwrap().unwrap());
}

/// One touchpoint comes, and who enters or leaves one of a hundred segments is found; the customer has 20.
#[divan::bench]
fn engine_write_with_100_segments(bencher: Bencher<'_, '_>) {
    write(bencher, &document());
}

#[divan::bench]
fn engine_write_without_segments(bencher: Bencher<'_, '_>) {
    write(bencher, &json!({}));
}

fn write(bencher: Bencher<'_, '_>, document: &Value) {
    let late = facts(20).pop().unwrap();
    let mut number = 0;
    let shop_with = || {
        let mut shop = shop(20);
        if document.as_object().is_some_and(|segments| !segments.is_empty()) {
            shop.set_segments(document).unwrap();
        }
        shop
    };
    bencher
        .with_inputs(|| {
            number += 1;
            (shop_with(), of("hanako", Touchpoint { id: format!("late-{number}"), ..late.clone() }))
        })
        .bench_local_values(|(mut shop, fact)| {
            shop.ingest([fact]).unwrap();
            shop
        });
}
