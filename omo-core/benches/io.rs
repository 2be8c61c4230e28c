//! How fast exports are read: 100 000 rows each.

use std::fmt::Write;

use divan::Bencher;
use divan::counter::ItemsCount;
use omo_core::io::{self, Mapping, SegmentOptions};

fn main() {
    divan::main();
}

const ROWS: usize = 100_000;

fn mapping(text: &str) -> Mapping {
    serde_json::from_str(text).unwrap_or_default()
}

/// Receipts of two rows, a member on every other one.
#[divan::bench]
fn csv(bencher: Bencher) {
    let mut text =
        "receipt_no,sold_at,store,type,member_card,payment_token,phone,jan,quantity,unit_price,coupon\n"
            .to_owned();
    for row in 0..ROWS {
        let receipt = row / 2;
        let card = if receipt % 2 == 0 { format!("{:08}", receipt % 5000) } else { String::new() };
        let (hour, second) = (9 + receipt % 12, row % 60);
        let _ = writeln!(
            text,
            "R{receipt},2026-03-01 {hour:02}:22:{second:02},ginza,sale,{card},tok_{},,49012345{:05},{},{},",
            receipt % 9000,
            row % 3000,
            1 + row % 3,
            100 + row % 900
        );
    }
    let pos = mapping(
        r#"{"source": "pos", "zone": "Asia/Tokyo", "issuer": "card",
            "columns": {"receipt_no": "id", "sold_at": "occurred_at", "type": "action", "member_card": "member_id",
                        "jan": "product", "coupon": "about"},
            "constants": {"channel": "pos", "currency": "JPY"}, "actions": {"sale": "purchase"}}"#,
    );
    bencher.counter(ItemsCount::new(ROWS)).bench(|| io::read_csv(text.as_bytes(), &pos));
}

/// Events of an app, flat.
#[divan::bench]
fn json_lines(bencher: Bencher) {
    let mut text = String::new();
    for row in 0..ROWS {
        let _ = writeln!(
            text,
            r#"{{"event_id":"a-{row}","ts":{},"install_id":"i{}","device_id":"d{}","member_card":null,"event":"view_item","store":"ginza","jan":"49012345{:05}"}}"#,
            1_772_356_800_000_usize + row * 1000,
            row % 7000,
            row % 7000,
            row % 3000
        );
    }
    let app = mapping(
        r#"{"source": "app", "issuer": "card", "zone": "Asia/Tokyo", "constants": {"channel": "app"},
            "columns": {"event_id": "id", "ts": "occurred_at", "install_id": "app_id", "device_id": "device",
                        "member_card": "member_id", "event": "action", "jan": "product"},
            "actions": {"view_item": "view"}}"#,
    );
    bencher.counter(ItemsCount::new(ROWS)).bench(|| io::read_json_lines(text.as_bytes(), &app));
}

/// Events as Segment writes them, nested.
#[divan::bench]
fn segment(bencher: Bencher) {
    let mut text = String::new();
    for row in 0..ROWS {
        let _ = writeln!(
            text,
            r#"{{"type":"track","messageId":"m{row}","timestamp":"2026-03-01T09:20:{:02}Z","anonymousId":"c{}","event":"Product Viewed","properties":{{"product_id":"49012345{:05}","price":300,"currency":"JPY"}}}}"#,
            row % 60,
            row % 7000,
            row % 3000
        );
    }
    let options = SegmentOptions::default();
    bencher.counter(ItemsCount::new(ROWS)).bench(|| io::read_segment(text.as_bytes(), &options));
}
