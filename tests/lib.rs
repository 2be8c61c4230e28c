//! What Rust, Python and JavaScript must agree on.

/// The story of the README: its Rust runs as a documentation test, its Python and TypeScript by `tests/readme.mjs`.
#[doc = include_str!("../README.md")]
#[cfg(doctest)]
pub struct Readme;
