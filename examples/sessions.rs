//! How well and how fast the next click is foretold, on one thread:
//! `cargo run --release --example sessions -- <folder>`.
//!
//! The folder holds `train_sessions.txt`, a session of item numbers a line in order of time, and
//! `test_prefix_target.txt`, clicks, a tab and the item that was clicked next a line: the form in which the papers on
//! sessions share `Diginetica`, `RetailRocket` and `Tmall`.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for people: it prints and takes the time"
)]

use std::path::PathBuf;
use std::time::Instant;
use std::{env, fs};

use omo_core::math::share;
use omo_core::recommend::{Click, Clicks, Labelled, Names, Session, SessionOptions, Visit};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("name a folder")?);
    let text = |name: &str| fs::read_to_string(folder.join(name));
    let numbers = |line: &str| line.split_whitespace().map(str::parse).collect::<Result<Vec<u32>, _>>();
    let sessions = text("train_sessions.txt")?.lines().map(numbers).collect::<Result<Vec<Vec<u32>>, _>>()?;
    let mut rows = Vec::new();
    for (session, items) in (0_u32..).zip(&sessions) {
        // The order of the lines is that of time.
        let times = (0_i64..).map(|click| i64::from(session) * 3_600_000 + click * 30_000);
        rows.extend(items.iter().zip(times).map(|(&item, at)| Click { session, item, at }));
    }
    let items = rows.iter().map(|click| click.item as usize + 1).max().unwrap_or(0);
    let clicks = Clicks::new(rows, sessions.len(), items)?;
    let begin = Instant::now();
    let model = Session::fit(&clicks, &SessionOptions::default())?;
    println!(
        "fitted in {:.2} s: {} sessions, {} clicks",
        begin.elapsed().as_secs_f64(),
        model.sessions(),
        clicks.rows().len()
    );

    let (mut hits, mut ranks, mut micros) = (0_u64, 0.0, Vec::new());
    let mut visit = Visit::default();
    for line in text("test_prefix_target.txt")?.lines() {
        let (prefix, target) = line.split_once('\t').ok_or("a line without a tab")?;
        let (prefix, target) = (numbers(prefix)?, target.trim().parse::<u32>()?);
        let begin = Instant::now();
        visit.clear();
        for &item in &prefix {
            visit.push(item);
        }
        let answer = visit.recommend(&model, 20, |_| true);
        micros.push(begin.elapsed().as_secs_f64() * 1e6);
        if let Some(rank) = (1_u32..).zip(&answer.items).find(|(_, shown)| shown.item == target) {
            hits += 1;
            ranks += 1.0 / f64::from(rank.0);
        }
    }
    let asked = micros.len();
    println!(
        "{asked} questions: HR@20 {:.4}, MRR@20 {:.4}",
        share(hits, asked as u64),
        ranks / share(asked as u64, 1)
    );
    micros.sort_by(f64::total_cmp);
    let at =
        |percent: usize| micros.get(asked.saturating_sub(1) * percent / 100).copied().unwrap_or_default();
    println!("microseconds: p50 {:.1}, p90 {:.1}, p99 {:.1}, most {:.1}", at(50), at(90), at(99), at(100));
    let json = Labelled::new(Names::default(), Names::default(), model).to_json();
    println!("as JSON {:.1} MB", share(json.len() as u64, 1_000_000));
    Ok(())
}
