//! Python bindings: conversion only.
//!
//! A room of the core has one file here and an algorithm one function: options, columns, [`run`](error::run),
//! [`Table`](table::Table), and the docstring a data scientist wants first.
//!
//! ```text
//! #[pyfunction]
//! #[pyo3(signature = (purchases, *, today, half_life = 90.0, zone = "UTC"))]
//! pub fn decayed(py: Python<'_>, purchases: Columns, today: &str, half_life: f64, zone: &str) -> Result<Table> {
//!     let zone: Zone = zone.parse()?;                                    // the core's errors and Python's: `?`
//!     let options = DecayOptions { half_life };                          // a forgotten option does not compile
//!     let (names, customers) = purchases.intern::<u32>("customer")?;     // u32: no cell may be missing
//!     let at = purchases.millis::<i64>("at", &zone)?;                    // Option<i64>: missing is None
//!     let today = Time::read(today, &zone)?;
//!     let (who, worth) = run(py, move || value::decayed(&customers, &at, today, &options))?;
//!     Ok(Table::new([("customer", Column::named(&names, &who)), ("worth", worth.into())])?)
//! }
//! ```
//!
//! - A column the function can do without: `t.has("store").then(|| t.texts::<String>("store")).transpose()?`.
//! - The `columns` keyword (`{"theirs": "ours"}`): `let t = t.rename(&columns.unwrap_or_default())?;`.
//! - Records and nested options: [`record`](convert::record), [`records`](convert::records),
//!   [`options`](convert::options) in, [`give`](convert::give) out; [`hints`] say in the stub what they are.
//! - A long call that tells how far it is: [`run_with`](error::run_with) and a `progress = None` keyword.
//! - A model: `#[pyclass(frozen, module = "omo")]` around an `Arc`, which methods clone into `run`.
//!
//! All names are exported flat from `_omo` below; `python/omo/<room>.py` imports them from there and names them in
//! its `__all__`, by which the tests find them. Then write the stub anew (`tests/python/test_stubs.py` says how).

#![expect(
    clippy::doc_markdown,
    reason = "docs of functions are Python's, and `help()` shows them as they are"
)]
#![expect(clippy::doc_link_with_quotes, reason = "as above: lists of Python")]
#![expect(clippy::too_many_arguments, reason = "keywords of Python are arguments here")]
#![expect(clippy::needless_pass_by_value, reason = "arguments come converted, as values")]
mod convert;
mod engine;
mod error;
mod fitted;
mod hints;
mod identity;
mod journeys;
mod measure;
mod model;
mod recommend;
mod rehearse;
mod resolution;
mod table;
mod value;
mod when;

/// The compiled part of omo; import `omo` instead.
#[pyo3::pymodule]
mod _omo {
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::table::Table;

    #[pymodule_export]
    use crate::engine::{Engine, Summary};

    #[pymodule_export]
    use crate::journeys::{Journeys, attribute, choose_order};

    #[pymodule_export]
    use crate::resolution::{Linker, LiveLinker, Resolution, resolve};

    #[pymodule_export]
    use crate::resolution::{
        compare_address, compare_date, compare_distance_km, compare_email, compare_exact, compare_identifier,
        compare_name, compare_number, compare_phone, compare_set, compare_text, level,
    };

    #[pymodule_export]
    use crate::identity::{GoldenRecords, Households, clk, clk_pairs, golden_records, households};

    #[pymodule_export]
    use crate::measure::{Ranking, held_out, pair_scores, ranking, ranking_report};

    #[pymodule_export]
    use crate::value::{rfm, summary};

    #[pymodule_export]
    use crate::value::{BgBb, BgNbd, GammaGamma, MbgNbd, ParetoNbd};

    #[pymodule_export]
    use crate::value::{KpiTree, fan_score, kpi_tree, maturity, parity};

    #[pymodule_export]
    use crate::value::{calibration_chart, rfm_chart, tracking_chart};

    #[pymodule_export]
    use crate::value::{Experiment, Qini, experiment, incremental_sales, power, qini, sample_size};

    #[pymodule_export]
    use crate::recommend::{Als, Ease, ItemKnn, Popular};

    #[pymodule_export]
    use crate::recommend::Session;

    #[pymodule_export]
    use crate::model::{gtin_check_digit, read_identifier, read_time};

    #[pymodule_export]
    use crate::recommend::NextBasket;

    #[pymodule_export]
    use crate::recommend::{Allocation, LinUcb, Signage, Thompson, Uplift, allocate, off_policy};

    #[pymodule_export]
    use crate::rehearse::{_read, _repeat, _wait};
}
