//! Whatever is read, memory stays within what the input explains. Unix only: there a process can be given little.

#![cfg(unix)]

use std::io::BufReader;
use std::process::Command;

use omo_core::engine::{Config, Engine};
use omo_core::io::{self, Mapping, SegmentOptions};
use omo_core::model::Language;
use omo_core::random::Random;
use omo_core::sha256::sha256;
use omo_core::{Purpose, Time};
use serde_json::{Value, json};

use crate::common::{hear, other, part};

/// Kilobytes of address space: the program itself, its threads' stacks, and some tens of megabytes more.
const MOST: u32 = 400_000;

const FACTS: &str = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency,traits.rank
web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,,gold
till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY,
web-2,2026-03-03T10:00:00Z,ec,,cart,taro@example.jp,c2,kettle,,,silver
bad-1,soon,ec,,cart,taro@example.jp,c2,kettle,,,silver";

fn shop() -> Engine {
    let mut shop = Engine::in_memory(Config::default()).unwrap();
    shop.ingest_batch("town", io::read_csv(FACTS.as_bytes(), &Mapping::default()).unwrap()).unwrap();
    shop.link("web-1", "web-2").unwrap();
    shop.set_segments(&json!({"buyer": {"event": {"action": "purchase"}}})).unwrap();
    shop
}

fn now() -> Time {
    "2026-03-10T10:00:00Z".parse().unwrap()
}

/// The largest numbers that seven bits a byte can say, and some that are only large.
const LARGE: [&[u8]; 4] = [
    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
    &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40],
    &[0xff, 0xff, 0xff, 0xff, 0x0f],
    &[0x80, 0x80, 0x80, 0x80, 0x02],
];

/// Snapshots that claim to hold more than there is, each with a digest that fits.
fn snapshots(random: &mut Random) -> u32 {
    let whole = shop().snapshot();
    let (packed, _) = whole.split_last_chunk::<32>().unwrap();
    let mut read = 0;
    for at in 4..packed.len() {
        for large in LARGE {
            let mut bytes = packed[..at].to_vec();
            bytes.extend_from_slice(large);
            bytes.extend_from_slice(&packed[(at + random.below(3)).min(packed.len())..]);
            bytes.extend(sha256(&bytes));
            if let Ok(shop) = Engine::restore(&bytes, Config::default()) {
                shop.customers(Purpose::Legal).unwrap();
                read += 1;
            }
        }
    }
    read
}

/// Files that open more than they close, and cells that are all of a megabyte.
fn files() {
    let long = "x".repeat(1_000_000);
    for open in ["[", "{\"a\":", "{\"lines\":[", "{\"identifiers\":[{\"kind\":", "\"", "{\"traits\":{\"a\":["]
    {
        let text = open.repeat(1_000_000 / open.len());
        for text in [
            text.clone(),
            format!("{{\"type\":\"track\",\"event\":\"Order Completed\",\"properties\":{text}"),
        ] {
            io::read_json_lines(text.as_bytes(), &Mapping::default()).unwrap();
            io::read_segment(text.as_bytes(), &SegmentOptions::default()).unwrap();
            drop(io::read_csv(text.as_bytes(), &Mapping::default()));
        }
    }
    let mut shop = Engine::in_memory(Config::default()).unwrap();
    for field in ["id", "occurred_at", "channel", "action", "email", "phone", "product", "quantity", "amount"]
    {
        let mut record =
            json!({"id": "1", "occurred_at": "2026-03-01T10:00:00Z", "channel": "ec", "action": "purchase"});
        record[field] = long.as_str().into();
        let batch = io::read_records([record], &Mapping::default()).unwrap();
        shop.ingest_batch("town", batch).unwrap();
    }
    let separators = [",".repeat(1_000_000), "\n".repeat(1_000_000), "\",\"".repeat(300_000)];
    for text in separators {
        drop(io::read_csv(format!("id,occurred_at,channel,action\n{text}").as_bytes(), &Mapping::default()));
    }
}

/// Segments that stand for more than is written: each names the next one twice, and all are asked.
fn segments() -> usize {
    let mut shop = shop();
    let tower = |height: usize| {
        let named = |n: usize| json!({"segment": format!("s{n}")});
        let level = |n| (format!("s{n}"), json!({"all": [named(n + 1), {"not": {"not": named(n + 1)}}]}));
        let ground = (format!("s{height}"), json!({"event": {"action": "purchase"}}));
        Value::Object((0..height).map(level).chain([ground]).collect())
    };
    let deep = |depth: usize| (0..depth).fold(json!({"event": {}}), |inner, _| json!({"not": inner}));
    let wide = |width: usize| {
        let one = |n| json!({"trait": format!("t{n}"), "exists": true});
        json!({"wide": {"any": (0..width).map(one).collect::<Vec<_>>()}})
    };
    // Each beyond what is read, and within.
    let documents = [
        tower(500),
        tower(5),
        json!({"deep": deep(100)}),
        json!({"deep": deep(25)}),
        wide(50_000),
        wide(9_000),
        json!({"often": {"event": {}, "count": {"atLeast": 1e300}, "within": "99999999999999999w"}}),
        json!({"long": {"trait": "x".repeat(1_000_000), "is": "y".repeat(1_000_000)}}),
    ];
    let mut read = 0;
    for document in &documents {
        if shop.set_segments(document).is_err() {
            continue;
        }
        read += 1;
        for name in shop.segments("web-1", now(), Purpose::Legal).unwrap().unwrap() {
            shop.explain_segment("web-1", &name, now(), Language::Ja, Purpose::Legal).unwrap();
            shop.segment_members(&name, now(), Purpose::Legal).unwrap();
        }
        shop.advance(now());
    }
    read
}

#[test]
fn no_input_takes_more_memory_than_it_explains() {
    const TEST: &str = "bounded::no_input_takes_more_memory_than_it_explains";
    if part("bounded").is_some() {
        let read = snapshots(&mut Random::new(7));
        files();
        println!("answered {read} {}", segments());
        return;
    }
    let bounded = other(TEST, "bounded", "no file".as_ref());
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!(r#"ulimit -v {MOST}; exec "$0" "$@""#)]);
    shell.arg(bounded.get_program()).args(bounded.get_args());
    shell.envs(bounded.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = shell.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let said = hear(&mut lines, "answered ");
    assert!(child.wait().unwrap().success() && said.is_some());
    let segments: usize = said.unwrap().rsplit(' ').next().unwrap().parse().unwrap();
    assert!(segments >= 4, "only {segments} documents were read");
}
