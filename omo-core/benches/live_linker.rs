//! The statistical linker kept up record by record, among a million records of 400,000 people.
//!
//! Cost model, for one record that comes: its seven values are read and found (a miss each for the slot and the text), it joins
//! the blocks of some ten rules (two misses each), meets some tens to hundreds of records there (two misses each: values, and
//! letters of those that are unequal), and what hangs together with it, mostly a handful, is put together anew. Some tens to
//! hundreds of microseconds, where the slowest hundredth meet the largest blocks.
//!
//! Then a shop that has the model, into which the same people's forms come one by one: what the engine does besides is a few
//! microseconds.
//!
//! It is a plain program, for percentiles are asked: `cargo bench -p omo-core --bench live_linker [records]`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench of made-up people may stop, and measures and tells"
)]

use std::time::{Duration, Instant};

use omo_core::engine::{Config, Engine};
use omo_core::identity::linker::{Column, Linker, LiveLinker, Record, Records, ResolveOptions};
use omo_core::random::Random;
use omo_core::{Action, Identifier, Time, Touchpoint};

const COLUMNS: [&str; 7] = ["first_name", "surname", "dob", "city", "postcode", "email", "phone"];

/// A word that is the more frequent the smaller its number.
fn word(random: &mut Random, words: usize) -> String {
    let number = random.below(words).min(random.below(words));
    let syllable = |at: usize| ["ka", "mo", "ri", "sen", "ta", "yu", "len", "bro", "hi", "dan"][at % 10];
    let mut word = String::new();
    let mut rest = number + 17;
    while rest > 0 {
        word.push_str(syllable(rest));
        rest /= 10;
    }
    word
}

fn slip(random: &mut Random, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() > 2 {
        let at = random.below(letters.len() - 1);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

/// What a person has.
fn person(number: usize) -> [String; 7] {
    let mut random = Random::fork(5, number as u64);
    let (given, family) = (word(&mut random, 4_000), word(&mut random, 20_000));
    let town = random.below(900).min(random.below(900));
    [
        given.clone(),
        family.clone(),
        format!("{}-{:02}-{:02}", 1935 + random.below(70), 1 + random.below(12), 1 + random.below(28)),
        format!("town {town}"),
        format!("{:05}", town * 37 + random.below(30)),
        format!("{given}.{family}{}@example.jp", random.below(500)),
        format!("090{:08}", random.below(100_000_000)),
    ]
}

/// A record of somebody: one cell in seven is missing, one in fourteen mistyped.
fn cells(random: &mut Random, people: usize) -> [Option<String>; 7] {
    person(random.below(people)).map(|cell| {
        if random.chance(0.15) {
            None
        } else if random.chance(0.07) {
            Some(slip(random, &cell))
        } else {
            Some(cell)
        }
    })
}

fn record(cells: &[Option<String>; 7]) -> Record {
    let there = COLUMNS.iter().zip(cells).filter_map(|(name, cell)| Some((*name, cell.as_deref()?)));
    Record::new(there)
}

fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a rank"
        )]
        let rank = ((times.len() - 1) as f64 * share) as usize;
        times.get(rank).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    println!(
        "{what:<8} p50 {:>8.0} us  p90 {:>8.0} us  p99 {:>8.0} us  p99.9 {:>8.0} us  most {:>8.0} us",
        at(0.5),
        at(0.9),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}

fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let answer = work();
    times.push(start.elapsed());
    answer
}

fn main() {
    let count = std::env::args().skip(1).find_map(|number| number.parse().ok()).unwrap_or(1_000_000);
    let (people, mut random) = (count * 2 / 5, Random::new(1));
    let rows: Vec<[Option<String>; 7]> = (0..count).map(|_| cells(&mut random, people)).collect();
    let ids: Vec<String> = (0..count).map(|row| format!("r{row:07}")).collect();
    let columns = COLUMNS.iter().enumerate();
    let column =
        |(at, name): (usize, &&str)| Column::new(name, rows.iter().map(|row| row.get(at)?.as_deref()));
    let records = Records::new(
        Column::new("id", ids.iter().map(|id| Some(id.as_str()))),
        columns.map(column).collect(),
    )
    .expect("records");
    let start = Instant::now();
    let model = Linker::new(ResolveOptions::default()).fit(&records).expect("a model");
    println!(
        "{count} records, {} rules; learned in {:.1} s",
        model.block_on.len(),
        start.elapsed().as_secs_f64()
    );
    let frozen = model.freeze(&records).expect("a frozen model");
    let start = Instant::now();
    let mut live: LiveLinker = frozen.live(&records).expect("a live linker");
    println!("{live:?}, begun in {:.1} s", start.elapsed().as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "bytes of a record")]
    let each = live.heap_bytes() as f64 / count as f64;
    println!("{each:.0} bytes a record");

    let (mut comes, mut changes, mut goes, mut finds) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..10_000 {
        let id = format!("x{number}");
        let one = record(&cells(&mut random, people));
        timed(&mut finds, || live.find(&one, 5)).expect("found");
        timed(&mut comes, || live.insert(&id, &one)).expect("inserted");
        let one = record(&cells(&mut random, people));
        timed(&mut changes, || live.update(&id, &one)).expect("updated");
        if number % 2 == 0 {
            timed(&mut goes, || live.remove(&id)).expect("removed");
        }
    }
    show("find", finds);
    show("insert", comes);
    show("update", changes);
    show("remove", goes);
    drop(live);
    shop(frozen, &rows);
}

/// A touchpoint at which somebody filled in a form; every other one shows the e-mail address as well.
fn touchpoint(number: usize, cells: &[Option<String>; 7]) -> Touchpoint {
    let said = COLUMNS.iter().zip(cells).filter_map(|(name, cell)| Some(((*name).to_owned(), cell.clone()?)));
    let email = cells[5].as_deref().filter(|_| number.is_multiple_of(2));
    Touchpoint {
        id: format!("t{number:07}"),
        occurred_at: Time::new(1_700_000_000_000 + i64::try_from(number).unwrap_or(0), 0).expect("a time"),
        channel: "ec".to_owned(),
        store: None,
        action: Action::Purchase,
        identifiers: email.and_then(|email| Identifier::email(email).ok()).into_iter().collect(),
        lines: Vec::new(),
        about: None,
        traits: said.collect(),
    }
}

/// A fifth of the records is there, opened from a snapshot; then 10,000 more come.
fn shop(linker: omo_core::identity::linker::Frozen, rows: &[[Option<String>; 7]]) {
    let config = Config { linker: Some(linker), ..Config::default() };
    let (first, more) = rows.split_at(rows.len() / 5);
    let mut plain = Engine::default();
    plain.ingest((0..).zip(first).map(|(at, cells)| touchpoint(at, cells))).expect("told");
    let bytes = plain.snapshot();
    let start = Instant::now();
    let mut shop = Engine::restore(&bytes, config).expect("a shop");
    println!("a shop of {} forms, opened in {:.1} s", shop.touchpoints(), start.elapsed().as_secs_f64());
    let mut times = Vec::new();
    for (at, cells) in (first.len()..).zip(more).take(10_000) {
        let touch = touchpoint(at, cells);
        timed(&mut times, || shop.ingest([touch])).expect("told");
    }
    show("told", times);
}
