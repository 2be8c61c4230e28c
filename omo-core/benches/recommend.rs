//! What recommending costs for 10,000 items and 50,000 customers with about 30 different items each.
//!
//! The model of the cost: fitting the similar items takes the sum over customers of the square of their different
//! items, 50,000 x 30² = 45 million steps, and is the most of `fit`. An answer for a known customer takes own items x
//! neighbours, 30 x 100 = 3,000 additions, a sort of about as many scores, and nothing that grows with the customers. An
//! answer for a stranger walks the 10,000 items of the range, and so does one where all the customer wants is sold out.

#![expect(clippy::expect_used, reason = "a bench that cannot start should say so")]

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use divan::Bencher;
use omo_core::random::Random;
use omo_core::recommend::{
    Allow, Blend, BlendOptions, Bought, Companions, CompanionsOptions, Moment, Popularity, PopularityOptions,
    Purchases, RepeatBuying, RepeatBuyingOptions,
};

const CUSTOMERS: u32 = 50_000;
const ITEMS: u32 = 10_000;
const TODAY: i32 = 20_400;

fn below(random: &mut Random, n: u32) -> u32 {
    u32::try_from(random.below(n as usize)).unwrap_or(0)
}

/// Three million rows of a year; each customer buys most things again.
static PURCHASES: LazyLock<Purchases> = LazyLock::new(|| {
    let mut rows = Vec::new();
    for customer in 0..CUSTOMERS {
        let mut random = Random::fork(1, u64::from(customer));
        for _ in 0..30 {
            // A number below a number: few items sell much and many sell little.
            let item = below(&mut random, ITEMS);
            let item = below(&mut random, item + 1);
            for _ in 0..=random.below(3) {
                let day = TODAY - 1 - below(&mut random, 365).cast_signed();
                let (store, channel) = (below(&mut random, 20), below(&mut random, 3));
                rows.push(Bought { customer, item, day, store, channel });
            }
        }
    }
    Purchases::new(rows, CUSTOMERS as usize, ITEMS as usize).expect("numbers are in range")
});

static MODEL: LazyLock<Blend> =
    LazyLock::new(|| Blend::fit(&PURCHASES, &BlendOptions::default()).expect("defaults are in range"));

fn here() -> Moment {
    Moment { today: TODAY, store: Some(3), channel: Some(0) }
}

/// One item in four is sold out.
fn in_stock(item: u32) -> Allow {
    if item.is_multiple_of(4) { Allow::No("out_of_stock") } else { Allow::Yes }
}

#[divan::bench(sample_count = 1000, sample_size = 1)]
fn known_customer(bencher: Bencher) {
    let next = AtomicU32::new(0);
    bencher
        .with_inputs(|| next.fetch_add(7919, Ordering::Relaxed) % CUSTOMERS)
        .bench_values(|customer| MODEL.recommend(Some(customer), &here(), 10, in_stock));
}

#[divan::bench(sample_count = 1000, sample_size = 1)]
fn stranger(bencher: Bencher) {
    LazyLock::force(&MODEL);
    bencher.bench(|| MODEL.recommend(None, &here(), 10, in_stock));
}

#[divan::bench(sample_count = 1000, sample_size = 1)]
fn everything_sold_out(bencher: Bencher) {
    LazyLock::force(&MODEL);
    bencher.bench(|| MODEL.recommend(Some(7), &here(), 10, |_| Allow::No("out_of_stock")));
}

#[divan::bench(sample_count = 5)]
fn fit_repeat_buying() -> RepeatBuying {
    RepeatBuying::fit(&PURCHASES, &RepeatBuyingOptions::default()).expect("defaults are in range")
}

#[divan::bench(sample_count = 5)]
fn fit_companions() -> Companions {
    Companions::fit(&PURCHASES, &CompanionsOptions::default()).expect("defaults are in range")
}

#[divan::bench(sample_count = 5)]
fn fit_popularity() -> Popularity {
    Popularity::fit(&PURCHASES, &PopularityOptions::default()).expect("defaults are in range")
}

#[divan::bench(sample_count = 5)]
fn fit_blend() -> Blend {
    Blend::fit(&PURCHASES, &BlendOptions::default()).expect("defaults are in range")
}

fn main() {
    LazyLock::force(&MODEL);
    divan::main();
}
