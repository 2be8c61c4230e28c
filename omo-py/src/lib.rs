//! Python bindings: conversion only.
//!
//! A room of the core has one file here, one function an algorithm, and each function has four lines:
//! options, columns, [`run`](error::run), [`Table`](table::Table). What a function needs from Python lives in
//! [`table`] (columns in and out), [`convert`] (records and options) and [`error`] (the door to long calls).
//!
//! All names are exported flat from `_omo` below; `python/omo/` sorts them into modules.

#![expect(
    clippy::doc_markdown,
    reason = "docs of functions are Python's, and `help()` shows them as they are"
)]
#![expect(clippy::doc_link_with_quotes, reason = "as above: lists of Python")]
#![expect(clippy::needless_pass_by_value, reason = "arguments come converted, as values")]

mod convert;
mod error;
mod hints;
mod model;
mod rehearse;
mod table;

/// The compiled part of omo; import `omo` instead.
#[pyo3::pymodule]
mod _omo {
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_export]
    use crate::table::Table;

    #[pymodule_export]
    use crate::model::{gtin_check_digit, read_identifier, read_time};

    #[pymodule_export]
    use crate::rehearse::{_read, _repeat, _wait};
}
