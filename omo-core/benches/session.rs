//! What the next item within a session costs, for 20,000 items and 200,000 sessions of about 5 clicks.
//!
//! The model of the cost: an answer adds up, for each of the session's last 20 items, that item's newest sessions (500
//! at most), picks 128 of those, and walks their clicks: some thousand additions, and nothing that grows with the
//! sessions. A click that is observed is compared with its session's and shifts the newest sessions of its item.

#![expect(clippy::expect_used, reason = "a bench that cannot start should say so")]

use std::sync::LazyLock;

use divan::Bencher;
use divan::counter::ItemsCount;
use omo_core::random::Random;
use omo_core::recommend::{Allow, Click, Clicks, Session, SessionOptions, Visit};

const SESSIONS: u32 = 200_000;
const ITEMS: u32 = 20_000;

fn below(random: &mut Random, n: u32) -> u32 {
    u32::try_from(random.below(n as usize)).unwrap_or(0)
}

/// Clicks stay near each other: items of one shelf have numbers near each other.
fn clicks_of(session: u32) -> Vec<Click> {
    let mut random = Random::fork(1, u64::from(session));
    let shelf = below(&mut random, ITEMS);
    let shelf = below(&mut random, shelf + 1);
    let long = 2 + below(&mut random, 3) * below(&mut random, 4);
    let click = |place| {
        let item = (shelf + below(&mut random, 20)).min(ITEMS - 1);
        Click { session, item, at: i64::from(session) * 60_000 + i64::from(place) }
    };
    (0..long).map(click).collect()
}

static CLICKS: LazyLock<Clicks> = LazyLock::new(|| {
    let rows = (0..SESSIONS).flat_map(clicks_of).collect();
    Clicks::new(rows, SESSIONS as usize, ITEMS as usize).expect("numbers are in range")
});

static MODEL: LazyLock<Session> =
    LazyLock::new(|| Session::fit(&CLICKS, &SessionOptions::default()).expect("defaults are in range"));

/// A visit, click by click, of a session the model does not know.
fn answers(bencher: Bencher, allow: impl Fn(u32) -> Allow + Sync) {
    let mut visit = Visit::default();
    let mut next = SESSIONS;
    LazyLock::force(&MODEL);
    bencher
        .with_inputs(|| {
            next += 1;
            clicks_of(next)
        })
        .bench_local_values(|clicks| {
            visit.clear();
            for click in &clicks {
                visit.push(click.item);
            }
            visit.recommend(&MODEL, 20, &allow)
        });
}

#[divan::bench(sample_count = 2000, sample_size = 1)]
fn next_item(bencher: Bencher) {
    answers(bencher, |_| Allow::Yes);
}

#[divan::bench(sample_count = 2000, sample_size = 1)]
fn next_item_where_three_in_four_are_sold_out(bencher: Bencher) {
    answers(bencher, |item| if item.is_multiple_of(4) { Allow::Yes } else { Allow::No("out_of_stock") });
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn stranger(bencher: Bencher) {
    let mut visit = Visit::default();
    bencher.bench_local(|| visit.recommend(&MODEL, 20, |_| true));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn fit(bencher: Bencher) {
    let options = SessionOptions::default();
    bencher.counter(ItemsCount::new(CLICKS.rows().len())).bench_local(|| Session::fit(&CLICKS, &options));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn observe_10_000_sessions(bencher: Bencher) {
    let clicks: Vec<Click> = (SESSIONS..SESSIONS + 10_000).flat_map(clicks_of).collect();
    bencher.counter(ItemsCount::new(clicks.len())).with_inputs(|| MODEL.clone()).bench_local_refs(|model| {
        for click in &clicks {
            model.observe(*click).expect("numbers have no gap");
        }
    });
}

fn main() {
    divan::main();
}
