//! What Rust, Python and JavaScript must agree on.
