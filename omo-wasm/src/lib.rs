//! WebAssembly bindings: conversion only.
//!
//! Records and options cross as JSON, columns as typed arrays; what goes wrong is an `Error` whose `name` is
//! `OmoError` and whose `code` says the kind. A room of the core is a file here.

mod cross;
mod engine;
mod journey;
mod lasting;
mod light;
mod model;
mod types;
mod value;

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How an engine works. What the books alone ask for is in `omo-wasm/full`, and an error here. */
export type Settings = Omit<Config, "rights" | "retention" | "profile" | "card" | "actions">;
"#;
