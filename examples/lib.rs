//! Programs that show omo at work: see `town.rs`.
