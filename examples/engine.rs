//! A shop that keeps running across a restart: customers kept up as facts come, what happened to them, one erased.
//!
//!     cargo run -p omo-examples --example engine [FILE]

#![cfg_attr(not(test), expect(clippy::print_stdout, reason = "an example says what it does"))]

use std::path::{Path, PathBuf};

use omo_core::engine::{Config, Engine};
use omo_core::io::{self, Mapping};
use omo_core::store::StoreOptions;
use omo_core::{Error, Identifier, Purpose};

const WEB: &str = "id,occurred_at,channel,action,cookie,email,product
web-1,2026-03-01T09:00:00+09:00,ec,view,c1,,kettle
web-2,2026-03-01T09:05:00+09:00,ec,cart,c1,hanako@example.jp,kettle
web-3,2026-03-01T12:00:00+09:00,ec,view,c2,,cup";

const TILL: &str = "id,occurred_at,channel,store,action,member_id,email,product,amount,currency
till-1,2026-03-01T18:00:00+09:00,pos,ginza,purchase,7,,kettle,4980,JPY";

const NEXT: &str = "id,occurred_at,channel,store,action,member_id,email,product,amount,currency
till-2,2026-03-03T18:00:00+09:00,pos,ginza,purchase,7,hanako@example.jp,cup,900,JPY";

#[cfg_attr(test, expect(dead_code, reason = "a test runs what it runs, on a file of its own"))]
fn main() -> Result<(), Error> {
    keep_running(std::env::args().nth(1).map(PathBuf::from).as_deref())
}

/// Two days of a shop, in a file that stays where one is named.
///
/// # Errors
///
/// Those of the engine and of its file.
pub fn keep_running(told: Option<&Path>) -> Result<(), Error> {
    let usual = || std::env::temp_dir().join(format!("omo-example-{}.omo", std::process::id()));
    let file = told.map_or_else(usual, Path::to_path_buf);
    let open = || Engine::open(&file, Config::default(), &StoreOptions::default());
    let read = |text: &str| io::read_csv(text.as_bytes(), &Mapping::default());

    // The first day: what the web shop and the till saw. When a call returns it is on the disk.
    let mut shop = open()?;
    for (source, text) in [("web", WEB), ("till", TILL)] {
        let receipt = shop.ingest_batch(source, read(text)?)?;
        println!("day 1, {source}: {} new, {} known already", receipt.accepted, receipt.duplicates);
    }
    drop(shop);

    // The next day, after a restart: she shows her card and her e-mail together. The web shop's file comes once more.
    let mut shop = open()?;
    let before = shop.changes(0).last().map_or(0, |change| change.number);
    for (source, text) in [("web", WEB), ("till", NEXT)] {
        let receipt = shop.ingest_batch(source, read(text)?)?;
        println!("day 2, {source}: {} new, {} known already", receipt.accepted, receipt.duplicates);
    }
    for change in shop.changes(before) {
        println!("  {:?} {} (was {:?})", change.kind, change.customer, change.from);
    }
    let hanako = shop.customer(&Identifier::email("hanako@example.jp")?, Purpose::Service)?;
    if let Some(hanako) = &hanako {
        println!(
            "Hanako: {} online and {} offline touchpoints, id {}",
            hanako.online, hanako.offline, hanako.id
        );
    }

    // She asks to be forgotten. Old files do not bring her back, and the audit still fits.
    if let Some(hanako) = hanako {
        let erased = shop.erase(&hanako.id, "2026-04-01".parse()?)?;
        println!("erased: {} touchpoints", erased.map_or(0, |erased| erased.touchpoints));
        shop.compact()?;
        println!("told again: {} refused", shop.ingest_batch("till", read(NEXT)?)?.erased);
    }
    let audit = shop.verify_audit()?;
    println!("audit: intact {}, {} entries, {} of them erased", audit.intact, audit.entries, audit.erased);
    shop.close()?;
    if told.is_none() {
        for rest in ["", "-lock"] {
            drop(std::fs::remove_file(format!("{}{rest}", file.display())));
        }
    }
    Ok(())
}
