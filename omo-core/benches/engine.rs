//! Facts into the engine, and customers out of it.
//!
//! Cost model of one touchpoint with three identifiers: five look-ups of interned texts (its id, the identifiers;
//! each a hash and mostly one cache miss), a sort of three identifiers, twelve pushes to columns; then, to resolve,
//! its share of a sort by age, of the edges between its identifiers and their sort, and of the unions.
//! `ingest` alone is the first half, `ingest_and_resolve` both. Bytes per touchpoint are printed at the end.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    reason = "a bench may stop, reads the clock, and prints what it measured"
)]

use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;
use omo_core::engine::{Config, Engine, Moment};
use omo_core::random::Random;
use omo_core::{Action, Identifier, IdentifierKind, Line, Money, Purpose, Time, Touchpoint};

fn main() {
    divan::main();
    let mut engine = Engine::in_memory(Config::default()).unwrap();
    let all = facts(TOUCHPOINTS);
    engine.ingest(all).unwrap();
    engine.customers(Purpose::Analytics).unwrap();
    println!("{} bytes a touchpoint with 3 identifiers", engine.heap_bytes() / TOUCHPOINTS);
    latency(&engine);
}

/// How long one customer waits for ten recommendations: the median, and what all but one in a hundred wait at most.
fn latency(engine: &Engine) {
    let customers = engine.best_customers(Purpose::Analytics, 10_000).unwrap();
    let moment = Moment { purpose: Purpose::Service, ..Moment::at("2026-03-01".parse().unwrap()) };
    engine.recommend(None, &moment, 10).unwrap();
    let mut times: Vec<_> = customers
        .iter()
        .map(|customer| {
            let began = Instant::now();
            let answer = engine.recommend(Some(customer), &moment, 10).unwrap();
            assert_eq!(answer.products.len(), 10);
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 100];
    println!("a recommendation for one customer: median {:?}, p99 {:?}", at(50), at(99));
}

const TOUCHPOINTS: usize = 300_000;

/// Touchpoints of a fifth as many people, each with three identifiers: a member card, a phone and a device.
fn facts(count: usize) -> Vec<Touchpoint> {
    let mut random = Random::new(7);
    let people = count / 5;
    let touch = |number: usize| {
        let person = random.below(people);
        let read = |kind, text: String| Identifier::read(kind, &text).unwrap();
        Touchpoint {
            id: format!("pos:{number:09}"),
            occurred_at: Time::new(1_767_225_600_000 + number as i64 * 1000, 540).unwrap(),
            channel: ["pos", "ec", "app"][random.below(3)].into(),
            store: Some(["ginza", "ueno", "umeda"][random.below(3)].into()),
            action: [Action::View, Action::Cart, Action::Purchase][random.below(3)].clone(),
            identifiers: vec![
                read(IdentifierKind::MemberId, format!("card:{person:08}")),
                read(IdentifierKind::Phone, format!("090{person:08}")),
                read(IdentifierKind::Device, format!("device-{person}-{}", random.below(2))),
            ],
            lines: vec![Line {
                product: format!("{:013}", random.below(5000)),
                quantity: 1,
                amount: Some(Money::yen(300)),
            }],
            about: None,
            traits: std::collections::BTreeMap::new(),
        }
    };
    (0..count).map(touch).collect()
}

#[divan::bench(sample_count = 10)]
fn ingest(bencher: Bencher) {
    let all = facts(TOUCHPOINTS);
    bencher.counter(ItemsCount::new(TOUCHPOINTS)).with_inputs(|| all.clone()).bench_local_values(|all| {
        let mut engine = Engine::in_memory(Config::default()).unwrap();
        engine.ingest(all).unwrap();
        engine
    });
}

#[divan::bench(sample_count = 10)]
fn ingest_and_resolve(bencher: Bencher) {
    let all = facts(TOUCHPOINTS);
    bencher.counter(ItemsCount::new(TOUCHPOINTS)).with_inputs(|| all.clone()).bench_local_values(|all| {
        let mut engine = Engine::in_memory(Config::default()).unwrap();
        engine.ingest(all).unwrap();
        assert!(
            engine.customer(&Identifier::phone("09000000001").unwrap(), Purpose::Service).unwrap().is_some()
        );
        engine
    });
}

#[divan::bench(sample_count = 200)]
fn recommend_for_one_customer(bencher: Bencher) {
    let mut engine = Engine::in_memory(Config::default()).unwrap();
    engine.ingest(facts(TOUCHPOINTS)).unwrap();
    let customers = engine.best_customers(Purpose::Analytics, 1000).unwrap();
    let moment = Moment { purpose: Purpose::Service, ..Moment::at("2026-03-01".parse().unwrap()) };
    engine.recommend(None, &moment, 10).unwrap();
    let mut next = 0;
    bencher.bench_local(|| {
        next += 1;
        engine.recommend(customers.get(next % customers.len()).map(String::as_str), &moment, 10).unwrap()
    });
}
