//! The exports of a small simulated town, to try things with: `cargo run --example sample -- <folder>`.

use std::path::PathBuf;
use std::{env, fs};

use omo_core::synth::{Export, Town, TownOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("name a folder")?);
    let files = Town::new(&TownOptions { households: 200, ..TownOptions::default() })?.exports();
    fs::create_dir_all(&folder)?;
    for export in Export::ALL {
        fs::write(folder.join(export.file_name()), files.text(export))?;
    }
    Ok(())
}
