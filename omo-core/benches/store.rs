//! Entries of 250 bytes onto the disk, and back.
//!
//! Cost model of an append of 1,000: 5 blocks of SHA-256 a payload and one for the chain (0.3 us where the processor helps),
//! SQLite's insert and copy of 300 bytes (2 us), one write of 300 KB to the log and one wait for the disk; every 8 MB the
//! log's pages are written to their place and waited for twice. A single append waits for the disk as long as a thousand.
//!
//! It measures the disk that the system's folder for temporary files lies on.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a bench may stop, reads the clock, and prints what it measured"
)]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use omo_core::audit::Chain;
use omo_core::random::Random;
use omo_core::sha256::sha256;
use omo_core::store::{Entry, Snapshot, Store, StoreOptions};

const ENTRIES: usize = 1_000_000;
const GROUP: usize = 1_000;

fn main() {
    divan::main();
    // Not when the benches are only listed or run as tests.
    if std::env::args().any(|argument| argument == "--bench") {
        log();
        singles();
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("omo-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn open(&self) -> Store {
        Store::open(self.0.join("shop.omo"), &StoreOptions::default()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Payloads of 250 bytes, all different.
fn payloads(count: usize) -> Vec<Vec<u8>> {
    let mut random = Random::new(7);
    let digits = |random: &mut Random| format!("{:016x}", random.bits()).into_bytes();
    let payload = |_| (0..16).flat_map(|_| digits(&mut random)).take(250).collect();
    (0..count).map(payload).collect()
}

fn entries(payloads: &[Vec<u8>]) -> Vec<Entry<'_>> {
    payloads.iter().map(|payload| Entry { kind: 1, payload }).collect()
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)];
    println!("{what}: median {:?}, p99 {:?}, p99.9 {:?}", at(500), at(990), at(999));
}

/// A log of a million: in by a thousand, out again, checked, made small, kept and copied.
fn log() {
    let folder = Folder::new("log");
    let payloads = payloads(GROUP);
    let entries = entries(&payloads);
    let mut store = folder.open();
    let rate = |what: &str, began: Instant| {
        println!("{what}: {:.0} entries/s", ENTRIES as f64 / began.elapsed().as_secs_f64());
    };
    let mut times = Vec::new();
    let began = Instant::now();
    for _ in 0..ENTRIES / GROUP {
        let began = Instant::now();
        store.append(&entries).unwrap();
        times.push(began.elapsed());
    }
    rate("durable appends by 1,000", began);
    say("an append of 1,000", times);
    drop(store);
    let began = Instant::now();
    let mut store = folder.open();
    println!("opening: {:?}", began.elapsed());
    println!("{:.1} bytes an entry of 250", store.bytes() as f64 / ENTRIES as f64);
    for what in ["replay", "replay again"] {
        let (began, mut bytes) = (Instant::now(), 0);
        store
            .replay(0, &mut |_, _, payload, _| {
                bytes += payload.map_or(0, <[u8]>::len);
                Ok(())
            })
            .unwrap();
        rate(what, began);
        assert_eq!(bytes, ENTRIES * 250);
    }
    let began = Instant::now();
    assert_eq!(store.verify().unwrap().broken, None);
    rate("verify", began);
    let snapshot: Vec<u8> = payloads.concat().repeat(400);
    for what in ["save", "save over it"] {
        let began = Instant::now();
        store.save_snapshot(ENTRIES as u64, &snapshot).unwrap();
        println!("snapshot of {} MB, {what}: {:?}", snapshot.len() / 1_000_000, began.elapsed());
    }
    let began = Instant::now();
    assert!(matches!(store.read_snapshot().unwrap(), Snapshot::Whole { .. }));
    println!("snapshot, read: {:?}", began.elapsed());
    let began = Instant::now();
    store.backup(folder.0.join("copy.omo")).unwrap();
    println!("backup: {:?}", began.elapsed());
    let began = Instant::now();
    store.erase(&(1..1000).map(|number| number * 1000).collect::<Vec<_>>(), &[]).unwrap();
    println!("999 erased all over the log: {:?}", began.elapsed());
    let began = Instant::now();
    store.compact().unwrap();
    println!("compact: {:?}", began.elapsed());
}

/// One at a time, as a till would.
fn singles() {
    const SINGLES: usize = 20_000;
    let folder = Folder::new("singles");
    let payloads = payloads(SINGLES);
    let entries = entries(&payloads);
    let mut store = folder.open();
    let mut times = Vec::new();
    for one in entries.chunks(1) {
        let began = Instant::now();
        store.append(one).unwrap();
        times.push(began.elapsed());
    }
    say("an append of one", times);
    store.compact().unwrap();
    println!("{:.1} bytes an entry of 250, stored alone", store.bytes() as f64 / SINGLES as f64);
}

#[divan::bench]
fn sha256_of_300_bytes(bencher: Bencher) {
    let message = vec![7; 300];
    bencher.bench(|| sha256(black_box(&message)));
}

#[divan::bench]
fn chain_of_an_entry(bencher: Bencher) {
    let mut chain = Chain::default();
    let digest = sha256(b"tea");
    bencher.bench_local(|| chain.push(1, black_box(&digest)));
}

#[divan::bench(sample_count = 200, sample_size = 1)]
fn append_a_thousand(bencher: Bencher) {
    let folder = Folder::new("append");
    let payloads = payloads(GROUP);
    let entries = entries(&payloads);
    let mut store = folder.open();
    bencher.counter(ItemsCount::new(GROUP)).bench_local(|| store.append(&entries).unwrap());
}
