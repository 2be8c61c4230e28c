//! Journeys of one million touchpoints of 100,000 customers, from columns that are already interned.
//!
//! What it should cost: sorting writes each touchpoint (16 bytes) once to where its customer's lie, then sorts
//! runs of ten in cache, so about 60 ns a row; a walk reads 16 bytes a row in order, so a question takes a few
//! milliseconds a million, and the map, which asks four at once, a few tens.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a bench makes its own well-formed input")]

use divan::{Bencher, black_box};
use omo_core::journey::attribution::{AttributionOptions, Model, Paths, attribute};
use omo_core::journey::{By, FunnelOptions, JourneyOptions, Journeys, Stage, Touches, Unit};
use omo_core::model::{DAY, MINUTE};
use omo_core::random::Random;
use omo_core::value::{Purchase, RfmOptions, rfm};

const ROWS: usize = 1_000_000;
const CUSTOMERS: usize = 100_000;

const CHANNELS: [&str; 6] = ["ec", "app", "pos", "store", "contact_centre", "signage"];
const ACTIONS: [&str; 8] =
    ["view", "search", "cart", "purchase", "visit", "inquiry", "coupon_issued", "coupon_redeemed"];

fn main() {
    divan::main();
}

/// Random rows of a year; every second one follows the customer's own clock within the hour.
fn touches() -> Touches {
    let mut random = Random::new(7);
    let mut touches = Touches::default();
    // Ids arrive in no order.
    for number in 0..CUSTOMERS {
        touches.customers.intern(&format!("customer-{:06}", number * 77_777 % CUSTOMERS));
    }
    for channel in CHANNELS {
        touches.channels.intern(channel);
    }
    for action in ACTIONS {
        touches.actions.intern(action);
    }
    for store in ["ginza", "ueno", "umeda"] {
        touches.stores.intern(store);
    }
    let number = |n: usize| u32::try_from(n).expect("small");
    for _ in 0..ROWS {
        touches.customer.push(number(random.below(CUSTOMERS)));
        let day = i64::from(number(random.below(60))) * 6;
        let minute = i64::from(number(random.below(600)));
        touches.occurred_at.push(1_767_225_600_000 + day * DAY + minute * MINUTE);
        let channel = random.below(CHANNELS.len());
        touches.channel.push(number(channel));
        touches.action.push(number(random.below(ACTIONS.len())));
        touches.store.push(if channel < 2 { u32::MAX } else { number(random.below(3)) });
    }
    touches
}

/// The same rows in order of customers and time.
fn in_order() -> Touches {
    let random = touches();
    let mut rows: Vec<usize> = (0..ROWS).collect();
    let id = |row: usize| random.customers.text(random.customer[row]);
    rows.sort_by_key(|&row| (id(row), random.occurred_at[row]));
    let mut sorted =
        Touches { channels: random.channels.clone(), actions: random.actions.clone(), ..Touches::default() };
    for row in rows {
        sorted.customer.push(sorted.customers.intern(id(row).unwrap_or_default()));
        sorted.occurred_at.push(random.occurred_at[row]);
        sorted.channel.push(random.channel[row]);
        sorted.action.push(random.action[row]);
        sorted.store.push(random.store[row]);
    }
    sorted.stores = random.stores;
    sorted
}

fn journeys() -> Journeys {
    Journeys::new(touches(), &JourneyOptions::default()).expect("well-formed columns")
}

#[divan::bench]
fn new(bencher: Bencher<'_, '_>) {
    let columns = touches();
    bencher
        .with_inputs(|| columns.clone())
        .bench_values(|touches| Journeys::new(touches, &JourneyOptions::default()));
}

#[divan::bench]
fn new_with_amounts(bencher: Bencher<'_, '_>) {
    let mut columns = touches();
    columns.amount = vec![100; ROWS];
    bencher
        .with_inputs(|| columns.clone())
        .bench_values(|touches| Journeys::new(touches, &JourneyOptions::default()));
}

#[divan::bench]
fn new_from_rows_in_order(bencher: Bencher<'_, '_>) {
    let columns = in_order();
    bencher
        .with_inputs(|| columns.clone())
        .bench_values(|touches| Journeys::new(touches, &JourneyOptions::default()));
}

#[divan::bench]
fn sessions(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).sessions().map(|session| session.ended_at).max());
}

#[divan::bench]
fn funnel(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    let stages = [Stage::Know, Stage::Consider, Stage::Visit, Stage::Buy];
    bencher.bench(|| black_box(&journeys).funnel(&stages, None));
}

#[divan::bench]
fn funnel_within_a_week(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    let stages = [Stage::Know, Stage::Consider, Stage::Visit, Stage::Buy];
    bencher.bench(|| black_box(&journeys).funnel(&stages, Some(7)));
}

#[divan::bench]
fn funnel_of_actions_within_a_week(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    let steps = ["view", "cart", "visit", "purchase"].map(str::to_owned);
    let options = FunnelOptions { within: Some(7 * DAY), ..FunnelOptions::default() };
    bencher.bench(|| black_box(&journeys).funnel_of(&steps, &options));
}

#[divan::bench]
fn step_matrix(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).step_matrix(10, Unit::Event));
}

#[divan::bench]
fn variants(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).variants(Unit::Event, false));
}

#[divan::bench(args = [Model::Linear, Model::Shapley, Model::Markov])]
fn attribution_of_the_paths(bencher: Bencher<'_, '_>, model: Model) {
    let paths = journeys().paths(&omo_core::journey::attribution::PathOptions::default());
    let options = AttributionOptions { model, ..AttributionOptions::default() };
    bencher.bench(|| attribute(black_box(&paths), &options));
}

/// Chains of as many states as there are channels: each is solved once for each channel.
#[divan::bench(args = [500, 5000], sample_count = 3)]
fn markov_of_many_channels(bencher: Bencher<'_, '_>, channels: usize) {
    let mut random = Random::new(5);
    let mut paths = Paths::default();
    for _ in 0..20_000 {
        let touches: Vec<String> =
            (0..=random.below(6)).map(|_| format!("c{}", random.below(channels))).collect();
        let sold = f64::from(u8::from(random.chance(0.3)));
        paths.push(&touches.join(">"), ">", sold, sold, 1.0 - sold).expect("a path");
    }
    bencher.bench(|| attribute(black_box(&paths), &AttributionOptions::default()));
}

#[divan::bench]
fn crossings(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).crossings());
}

#[divan::bench]
fn transitions(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).transitions(By::Channel));
}

#[divan::bench]
fn map(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).map());
}

#[divan::bench]
fn timeline_of_one(bencher: Bencher<'_, '_>) {
    let journeys = journeys();
    bencher.bench(|| black_box(&journeys).timeline(black_box(50_000)).map(|step| step.occurred_at).max());
}

#[divan::bench]
fn rfm_of_a_million(bencher: Bencher<'_, '_>) {
    let touches = touches();
    let bought: Vec<Purchase> = touches
        .customer
        .iter()
        .zip(&touches.occurred_at)
        .map(|(&customer, at)| Purchase {
            customer,
            day: i32::try_from(at / DAY).expect("a year"),
            amount: at % 10_000,
        })
        .collect();
    bencher.bench(|| rfm(black_box(&bought), 21_000, &RfmOptions::default()));
}
