//! A live shop: touchpoints in one by one with customers kept up, kept on the disk, opened again.
//!
//! Cost model of one touchpoint that shows what its customer showed before: the look-ups and pushes of `ingest`, a comparison
//! with the last sightings of the customer, one push. One that shows something new: all touchpoints that hang together with it
//! are resolved anew, some 100 ns each and some microseconds at least. On the disk: its JSON, SHA-256, a row, and its share
//! of one wait for the disk.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a bench may stop, reads the clock, and prints what it measured"
)]

use std::time::{Duration, Instant};

use omo_core::engine::{Config, Engine};
use omo_core::random::Random;
use omo_core::store::StoreOptions;
use omo_core::{Action, Identifier, IdentifierKind, Line, Money, Purpose, Time, Touchpoint};

const TOUCHPOINTS: usize = 1_000_000;
const DURABLE: usize = 200_000;

/// Touchpoints of a fifth as many people: a cookie most times, an e-mail with it now and then, a card at the till.
fn facts(count: usize, seed: u64) -> impl Iterator<Item = Touchpoint> {
    let mut random = Random::new(seed);
    let people = count / 5;
    (0..count).map(move |number| {
        let person = random.below(people);
        let read = |kind, text: String| Identifier::read(kind, &text).unwrap();
        let cookie = read(IdentifierKind::Cookie, format!("cookie-{person}-{}", random.below(2)));
        let email = read(IdentifierKind::Email, format!("person{person}@example.jp"));
        let card = read(IdentifierKind::MemberId, format!("card:{person:08}"));
        let (channel, action, identifiers) = match random.below(10) {
            0..6 => ("ec", Action::View, vec![cookie]),
            6 | 7 => ("ec", Action::Cart, vec![cookie, email]),
            8 => ("app", Action::Purchase, vec![email, card]),
            _ => ("pos", Action::Purchase, vec![card]),
        };
        Touchpoint {
            id: format!("{channel}:{number:09}"),
            occurred_at: Time::new(1_767_225_600_000 + number as i64 * 1000, 540).unwrap(),
            channel: channel.into(),
            store: (channel == "pos").then(|| ["ginza", "ueno", "umeda"][random.below(3)].into()),
            action,
            identifiers,
            lines: vec![Line {
                product: format!("{:013}", random.below(5000)),
                quantity: 1,
                amount: Some(Money::yen(300)),
            }],
            about: None,
            traits: std::collections::BTreeMap::new(),
        }
    })
}

fn rate(count: usize, took: Duration) -> String {
    format!("{:.0} a second ({:.2} s)", count as f64 / took.as_secs_f64(), took.as_secs_f64())
}

fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 1000];
    format!("median {:?}, p99 {:?}, p99.9 {:?}, most {:?}", at(500), at(990), at(999), at(1000))
}

fn main() {
    let all: Vec<Touchpoint> = facts(TOUCHPOINTS, 7).collect();

    for size in [1, 1000] {
        let mut shop = Engine::in_memory(Config::default()).unwrap();
        let batches: Vec<Vec<Touchpoint>> = all.chunks(size).map(<[Touchpoint]>::to_vec).collect();
        let began = Instant::now();
        for batch in batches {
            shop.ingest(batch).unwrap();
        }
        println!("in memory, customers kept up, {size} in a call: {}", rate(TOUCHPOINTS, began.elapsed()));
        if size > 1 {
            continue;
        }
        println!("  {} bytes a touchpoint", shop.heap_bytes() / TOUCHPOINTS);
        let more: Vec<Touchpoint> = facts(TOUCHPOINTS, 8).take(20_000).collect();
        let told = more.into_iter().enumerate().map(|(n, fact)| {
            let fact = Touchpoint { id: format!("new:{n}"), ..fact };
            let began = Instant::now();
            shop.ingest([fact]).unwrap();
            began.elapsed()
        });
        println!("  one more among a million: {}", quantiles(told.collect()));
        let asked = (0..20_000).map(|n| {
            let email = Identifier::email(&format!("person{}@example.jp", n * 7)).unwrap();
            let began = Instant::now();
            std::hint::black_box(shop.customer(&email, Purpose::Service).unwrap());
            began.elapsed()
        });
        println!("  whose is this address: {}", quantiles(asked.collect()));
    }

    let folder = std::env::temp_dir().join(format!("omo-bench-live-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("shop.omo");
    let open = || Engine::open(&file, Config::default(), &StoreOptions::default()).unwrap();
    let mut shop = open();
    let batches: Vec<Vec<Touchpoint>> = all[..DURABLE].chunks(1000).map(<[Touchpoint]>::to_vec).collect();
    let began = Instant::now();
    for batch in batches {
        shop.ingest(batch).unwrap();
    }
    println!("on the disk, 1000 in a call: {}", rate(DURABLE, began.elapsed()));
    let single = all[DURABLE..DURABLE + 1000].iter().map(|fact| {
        let began = Instant::now();
        shop.ingest([fact.clone()]).unwrap();
        began.elapsed()
    });
    println!("on the disk, one in a call: {}", quantiles(single.collect()));
    for batch in all[DURABLE + 1000..].chunks(5000) {
        shop.ingest(batch.to_vec()).unwrap();
    }
    let began = Instant::now();
    drop(shop);
    let mut shop = open();
    println!("a million touchpoints opened from the log: {:.2} s", began.elapsed().as_secs_f64());
    println!(
        "  {} bytes a touchpoint on the disk without a snapshot",
        std::fs::metadata(&file).unwrap().len() / TOUCHPOINTS as u64
    );
    let began = Instant::now();
    shop.checkpoint().unwrap();
    println!("snapshot of a million: {:.2} s", began.elapsed().as_secs_f64());
    drop(shop);
    let began = Instant::now();
    let shop = open();
    println!("opened from the snapshot: {:.2} s", began.elapsed().as_secs_f64());
    println!(
        "  {} bytes a touchpoint on the disk with it",
        std::fs::metadata(&file).unwrap().len() / TOUCHPOINTS as u64
    );
    assert_eq!(shop.touchpoints(), TOUCHPOINTS);
    drop(shop);
    std::fs::remove_dir_all(&folder).unwrap();
}
