//! Whether what was done helped: what reading the tables of experiments shares.

mod compared;
mod plan;
mod uplift;

use omo_core::Error;
use pyo3::prelude::*;

use crate::table::Columns;

pub use compared::{Experiment, experiment};
pub use plan::{incremental_sales, power, sample_size};
pub use uplift::{Qini, qini};

/// One name, or several.
#[derive(FromPyObject)]
pub enum Names {
    One(String),
    Many(Vec<String>),
}

impl Names {
    fn all(self) -> Vec<String> {
        match self {
            Self::One(name) => vec![name],
            Self::Many(names) => names,
        }
    }
}

fn unknown(name: &str, arms: &[String]) -> Error {
    let name: String = name.chars().take(40).collect();
    Error::Options { message: format!("there is no arm `{name}`; there are {}", arms.join(", ")) }
}

/// The arms and the arm of each row; flags are arms called 0 and 1.
fn arms(table: &Columns, column: &str) -> Result<(Vec<String>, Vec<u32>), Error> {
    if let Ok(flags) = table.flags::<bool>(column) {
        return Ok((vec!["0".into(), "1".into()], flags.into_iter().map(u32::from).collect()));
    }
    let (names, rows) = table.intern::<u32>(column)?;
    let all = (0..).map_while(|number| names.text(number)).map(str::to_owned).collect();
    Ok((all, rows))
}

/// Numbers, and flags as 0 and 1.
fn numbers(table: &Columns, column: &str) -> Result<Vec<f64>, Error> {
    match table.flags::<bool>(column) {
        Ok(flags) => Ok(flags.into_iter().map(|flag| f64::from(u8::from(flag))).collect()),
        Err(_) => table.numbers(column),
    }
}
