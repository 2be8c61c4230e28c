//! Repeat-buying models on customers whose histories repeat, as they do in shops: 8,000 different ones, whether customers
//! are 23,570 or ten times as many.
//!
//! What it should cost: a pass over the rows finds the histories, 10 ns a row; then each look at the likelihood is an `exp`
//! and a `ln` a history, 0.2 ms, and a fit takes about a hundred looks.

#![expect(
    clippy::expect_used,
    clippy::cast_precision_loss,
    reason = "a bench makes its own well-formed input"
)]

use divan::{Bencher, black_box};
use omo_core::random::Random;
use omo_core::value::{Buying, GammaGamma, Histories, Law};

fn main() {
    divan::main();
}

/// Customers of twelve weeks' first purchases, seen for 39 weeks: frequency, recency and age in weeks, and spend.
struct Shop {
    frequency: Vec<u32>,
    recency: Vec<f64>,
    age: Vec<f64>,
    monetary: Vec<f64>,
}

/// Two exponentials mixed by chance stand for different rates of buying and of leaving.
fn shop(customers: usize) -> Shop {
    if customers > 23_570 {
        // Ten shops of the same town: as many rows, as many histories.
        let one = shop(23_570);
        return Shop {
            frequency: one.frequency.repeat(customers / 23_570),
            recency: one.recency.repeat(customers / 23_570),
            age: one.age.repeat(customers / 23_570),
            monetary: one.monetary.repeat(customers / 23_570),
        };
    }
    let mut random = Random::new(5);
    let unit = |random: &mut Random| (random.below(1_000_000) as f64 + 0.5) / 1e6;
    let wait = |random: &mut Random, mean: f64| -mean * omo_core::math::ln(unit(random));
    let mut shop = Shop { frequency: vec![], recency: vec![], age: vec![], monetary: vec![] };
    for _ in 0..customers {
        let days = 190.0 + random.below(84) as f64;
        let rhythm = 20.0 / (0.02 + wait(&mut random, 0.3));
        let stay = 60.0 / (0.05 + wait(&mut random, 0.6));
        let end = days.min(wait(&mut random, stay));
        let (mut frequency, mut recency) = (0, 0.0);
        loop {
            let next = recency + (wait(&mut random, rhythm)).ceil().max(1.0);
            if next > end {
                break;
            }
            (frequency, recency) = (frequency + 1, next);
        }
        let spend = if frequency == 0 { 0.0 } else { 5.0 + wait(&mut random, 30.0) };
        shop.frequency.push(frequency);
        shop.recency.push(recency / 7.0);
        shop.age.push(days / 7.0);
        shop.monetary.push((spend * 100.0).round() / 100.0);
    }
    shop
}

impl Shop {
    fn histories(&self) -> Histories<'_> {
        Histories {
            frequency: &self.frequency,
            recency: &self.recency,
            age: &self.age,
            monetary: &self.monetary,
            customers: &[],
            covariates: &[],
        }
    }
}

#[divan::bench(args = [23_570, 235_700], consts = [0, 1, 2], sample_count = 10)]
fn fit<const LAW: usize>(bencher: Bencher, customers: usize) {
    let shop = shop(customers);
    let law = *Law::ALL.get(LAW).expect("three laws");
    bencher.bench_local(|| Buying::fit(law, black_box(&shop.histories())).expect("customers differ"));
}

#[divan::bench(args = [23_570, 235_700], sample_count = 10)]
fn expected(bencher: Bencher, customers: usize) {
    let shop = shop(customers);
    let model = Buying::fit(Law::BgNbd, &shop.histories()).expect("customers differ");
    bencher.bench_local(|| model.expected(black_box(&shop.histories()), 39.0));
}

#[divan::bench(args = [23_570, 235_700], sample_count = 10)]
fn gamma_gamma(bencher: Bencher, customers: usize) {
    let shop = shop(customers);
    bencher.bench_local(|| GammaGamma::fit(black_box(&shop.histories())).expect("customers differ"));
}
