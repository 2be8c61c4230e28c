//! How long it takes to learn taste and to answer.

#![expect(clippy::expect_used, reason = "a benchmark may stop")]

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use omo_core::random::Random;
use omo_core::recommend::{
    Als, AlsOptions, Ease, EaseOptions, Interaction, Interactions, ItemKnn, ItemKnnOptions, Taste,
};

fn main() {
    divan::main();
}

const CUSTOMERS: u32 = 5_000;
const ITEMS: usize = 2_000;

/// Customers with 40 items each, a few of which are bought much.
static KNOWN: LazyLock<Interactions> = LazyLock::new(|| {
    let mut random = Random::new(1);
    let mut rows = Vec::new();
    for customer in 0..CUSTOMERS {
        for _ in 0..40 {
            let item = random.below(1 + random.clone().below(ITEMS));
            let item = u32::try_from(item).expect("few items");
            rows.push(Interaction { customer, item, weight: 1.0, day: 0 });
        }
    }
    Interactions::new(rows, CUSTOMERS as usize, ITEMS).expect("numbers are in range")
});

static EASE: LazyLock<Ease> = LazyLock::new(fit_ease);
static ITEM_KNN: LazyLock<ItemKnn> = LazyLock::new(fit_item_knn);
static ALS: LazyLock<Als> =
    LazyLock::new(|| Als::fit(KNOWN.clone(), &AlsOptions::default()).expect("defaults are in range"));

#[divan::bench(sample_count = 3)]
fn fit_ease() -> Ease {
    Ease::fit(KNOWN.clone(), &EaseOptions::default()).expect("defaults are in range")
}

#[divan::bench(sample_count = 3)]
fn fit_item_knn() -> ItemKnn {
    ItemKnn::fit(KNOWN.clone(), &ItemKnnOptions::default()).expect("defaults are in range")
}

#[divan::bench(sample_count = 3, args = [64, 128])]
fn fit_als_one_epoch(factors: usize) -> Als {
    let options = AlsOptions { epochs: 1, factors, ..Default::default() };
    Als::fit(KNOWN.clone(), &options).expect("options are in range")
}

fn all<M: Taste>(bencher: divan::Bencher, model: &M) {
    let customers: Vec<Option<u32>> = (0..CUSTOMERS).map(Some).collect();
    bencher
        .counter(ItemsCount::new(customers.len()))
        .bench(|| model.recommend_all(&customers, 10, true, |_| true));
}

#[divan::bench]
fn ease_answers_all(bencher: divan::Bencher) {
    all(bencher, &*EASE);
}

#[divan::bench]
fn item_knn_answers_all(bencher: divan::Bencher) {
    all(bencher, &*ITEM_KNN);
}

#[divan::bench]
fn als_answers_all(bencher: divan::Bencher) {
    all(bencher, &*ALS);
}

/// Placing a customer whom the model never met, of 40 items.
#[divan::bench]
fn als_folds_in(bencher: divan::Bencher) {
    let own = KNOWN.of(7);
    bencher.bench(|| ALS.mind(divan::black_box(own)));
}
