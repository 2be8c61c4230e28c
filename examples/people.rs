//! The customers of a simulated town as four systems hold them, with the truth beside them:
//! `cargo run --release --example people -- <folder> <households> <seed>`.

#![expect(clippy::print_stdout, reason = "a program for people: it prints")]

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::{env, fs};

use omo_core::synth::{Registration, Town, TownOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let folder = PathBuf::from(arguments.first().ok_or("name a folder")?);
    let households = arguments.get(1).map_or(Ok(2000), |number| number.parse())?;
    let seed = arguments.get(2).map_or(Ok(1), |number| number.parse())?;
    let rows = Town::new(&TownOptions { households, seed, ..TownOptions::default() })?.registrations();
    fs::create_dir_all(&folder)?;
    let file = |name: &str| fs::File::create(folder.join(name)).map(BufWriter::new);
    let (mut people, mut truth) = (file("people.csv")?, file("people_truth.csv")?);
    writeln!(people, "{}", Registration::HEADER)?;
    writeln!(truth, "record_id,person")?;
    for row in &rows {
        writeln!(people, "{}", row.line())?;
        writeln!(truth, "{},{}", row.id, row.person)?;
    }
    println!("{} records in {}", rows.len(), folder.display());
    Ok(())
}
