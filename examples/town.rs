//! Four channel exports of a small simulated town become customers, journeys and recommendations.
//!
//! ```text
//! cargo run --release --example town             # prints a summary, writes out/town.html
//! cargo run --release --example town -- ja       # the report in Japanese
//! cargo run --release --example town -- --exports out/town    # also writes the exports, to look at or drop into the demo page
//! ```

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for people: it prints, and times itself"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, io};

use omo_core::engine::{Config, Engine, Moment, ReportOptions};
use omo_core::io::{self as exports, Batch, Mapping, SegmentOptions};
use omo_core::measure::{PairScores, pair_scores};
use omo_core::synth::{Export, Exports, Town, TownOptions, Truth};
use omo_core::{Error, Language, Purpose};
use serde::Deserialize;
use serde_json::Value;

/// Which column of which export means what: all that is to adapt for another shop.
const MAPPINGS: &str = include_str!("town.json");

#[derive(Deserialize)]
struct Shop {
    config: Config,
    exports: BTreeMap<String, Source>,
    tables: BTreeMap<String, Mapping>,
}

#[derive(Deserialize)]
struct Source {
    kind: String,
    mapping: Value,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let language = if arguments.iter().any(|a| a == "ja") { Language::Ja } else { Language::En };
    let town = Town::new(&TownOptions::default())?;
    let (files, truth) = (town.exports(), town.truth());
    if let Some(folder) = arguments.iter().skip_while(|a| *a != "--exports").nth(1) {
        write_exports(&files, Path::new(folder))?;
    }

    println!(
        "\n  A simulated town: {} people, five stores, one online shop, one app, one contact centre.",
        truth.people.len()
    );
    println!("  Everything in it is made up; the figures are about a simulation.\n");
    let shop: Shop = serde_json::from_str(MAPPINGS)?;
    let began = Instant::now();
    let mut engine = Engine::in_memory(shop.config)?;
    tables(&mut engine, &shop.tables, &files)?;
    for export in [Export::Pos, Export::Ec, Export::App, Export::Contact] {
        let source = shop.exports.get(export.file_name()).ok_or("an export without a mapping")?;
        let batch = read(source, files.text(export).as_bytes())?;
        let (rows, receipt) = (batch.rows, engine.ingest_batch(export.file_name(), batch)?);
        println!(
            "  {:<12} {rows:>9} rows   {:>6} touchpoints, {:>3} quarantined",
            export.file_name(),
            receipt.accepted,
            receipt.quarantined
        );
    }
    let (loaded, began) = (began.elapsed(), Instant::now());
    let scores = against_truth(&engine, &truth)?;
    let (resolved, began) = (began.elapsed(), Instant::now());
    println!("\n{}", engine.summary()?);
    println!(
        "  One customer, against the truth: precision {:.4}, recall {:.4}",
        scores.precision, scores.recall
    );

    let Some(now) = engine.summary()?.to else { return Err("an empty town".into()) };
    let moment = Moment { language, ..Moment::at(now) };
    println!("\n  Next best actions");
    let mut kinds = Vec::new();
    for suggestion in engine.best_actions(&moment, usize::MAX)? {
        // One of each kind says more than three of the same.
        if kinds.contains(&suggestion.action) || kinds.len() == 3 {
            continue;
        }
        kinds.push(suggestion.action);
        let reasons: Vec<_> = suggestion.reasons.iter().map(|r| r.words.as_str()).collect();
        println!("  {}. customer {}: {}", kinds.len(), suggestion.customer, suggestion.words);
        println!("     because: {}", reasons.join("; "));
    }
    let page = engine.report(&report_options(language))?;
    let path = PathBuf::from("out/town.html");
    fs::create_dir_all("out")?;
    fs::write(&path, page)?;
    println!(
        "\n  Read in {}, customers found in {}, answered in {}.",
        seconds(loaded),
        seconds(resolved),
        seconds(began.elapsed())
    );
    println!("  Report: {}\n", fs::canonicalize(path)?.display());
    Ok(())
}

/// Products, stores, stock and consents.
fn tables(engine: &mut Engine, mappings: &BTreeMap<String, Mapping>, files: &Exports) -> Result<(), Error> {
    let mapping = |export: Export| mappings.get(export.file_name()).cloned().unwrap_or_default();
    let text = |export: Export| files.text(export).as_bytes();
    engine
        .add_products(exports::read_products(text(Export::Products), &mapping(Export::Products))?.records)?;
    engine.add_stores(exports::read_stores(text(Export::Stores), &mapping(Export::Stores))?.records)?;
    engine.set_stock(exports::read_stock(text(Export::Stock), &mapping(Export::Stock))?.records)?;
    engine.add_consents(exports::read_consents(text(Export::Consent), &mapping(Export::Consent))?.records)?;
    Ok(())
}

fn read(source: &Source, bytes: &[u8]) -> Result<Batch, Box<dyn std::error::Error>> {
    let mapping = source.mapping.clone();
    Ok(match source.kind.as_str() {
        "segment" => exports::read_segment(bytes, &serde_json::from_value::<SegmentOptions>(mapping)?)?,
        "json_lines" => exports::read_json_lines(bytes, &serde_json::from_value(mapping)?)?,
        _ => exports::read_csv(bytes, &serde_json::from_value(mapping)?)?,
    })
}

/// Pairs of touchpoints put together, against those that belong together.
fn against_truth(engine: &Engine, truth: &Truth) -> Result<PairScores, Error> {
    let mut people: BTreeMap<&str, u32> = BTreeMap::new();
    let mut person_of: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    for encounter in &truth.touchpoints {
        let number = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let person = encounter.person.as_deref().map(|person| *people.entry(person).or_insert(number));
        person_of.insert(&encounter.touchpoint, person);
    }
    let mut customers: BTreeMap<String, u32> = BTreeMap::new();
    let (mut true_groups, mut found_groups) = (Vec::new(), Vec::new());
    // Everybody counts, whoever objects to being counted: the people are made up.
    for (touchpoint, customer) in engine.assignments(Purpose::Legal)? {
        // A coupon redeemed at the till is a touchpoint that omo made of the receipt's.
        let Some(person) = person_of.get(touchpoint.as_str()) else { continue };
        let number = u32::try_from(customers.len()).unwrap_or(u32::MAX);
        true_groups.push(*person);
        found_groups.push(customer.map(|customer| *customers.entry(customer).or_insert(number)));
    }
    pair_scores(&true_groups, &found_groups)
}

fn report_options(language: Language) -> ReportOptions {
    let (title, note) = match language {
        Language::En => (
            "A simulated town",
            "Everything in this report is made up by a simulation: no person, order or store in it is real.",
        ),
        Language::Ja => (
            "シミュレーションの町",
            "このレポートの内容はすべてシミュレーションによる架空のもので、実在の人物・注文・店舗とは関係ありません。",
        ),
    };
    ReportOptions { title: title.into(), language, footnotes: vec![note.into()], ..ReportOptions::default() }
}

fn write_exports(files: &Exports, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let all = [
        Export::Pos,
        Export::Ec,
        Export::App,
        Export::Contact,
        Export::Products,
        Export::Stores,
        Export::Stock,
        Export::Consent,
    ];
    all.iter().try_for_each(|export| fs::write(folder.join(export.file_name()), files.text(*export)))
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
