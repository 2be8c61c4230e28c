//! What giving coupons costs for a million customers with ten coupons each.
//!
//! The model of the cost: each offer is looked at three times, once for its place on the customer's hull, once for the bound
//! and once for the choice; the hulls sort ten numbers each, which is the most of it. With few pieces of each coupon the
//! hulls and bounds are made anew each time the prices are.

#![expect(clippy::expect_used, reason = "a bench that cannot start should say so")]

use std::sync::LazyLock;

use divan::Bencher;
use omo_core::random::Random;
use omo_core::recommend::{Budget, Offer, allocate};

const CUSTOMERS: u32 = 1_000_000;
const COUPONS: u32 = 10;

static OFFERS: LazyLock<Vec<Offer>> = LazyLock::new(|| {
    let mut random = Random::new(1);
    let mut offers = Vec::new();
    for customer in 0..CUSTOMERS {
        for coupon in 0..COUPONS {
            let (value, cost) = (random.unit() * 900.0 - 100.0, 50.0 + random.unit() * 450.0);
            offers.push(Offer { customer, coupon, value, cost });
        }
    }
    offers
});

#[divan::bench(sample_count = 7, sample_size = 1)]
fn money(bencher: Bencher) {
    let budget = Budget { money: 50_000_000.0, ..Default::default() };
    bencher.with_inputs(|| OFFERS.clone()).bench_values(|offers| {
        let found = allocate(offers, &budget).expect("offers are offers");
        assert!(found.cost <= budget.money && found.gap <= 1e-6 * found.bound);
        found
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn money_and_pieces(bencher: Bencher) {
    let budget = Budget { money: 50_000_000.0, pieces: vec![Some(20_000); 5] };
    bencher.with_inputs(|| OFFERS.clone()).bench_values(|offers| {
        let found = allocate(offers, &budget).expect("offers are offers");
        assert!(found.gap <= 1e-3 * found.bound);
        found
    });
}

fn main() {
    divan::main();
}
