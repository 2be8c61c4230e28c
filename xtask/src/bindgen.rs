//! JavaScript and declarations for a module: `bindgen <module.wasm> <folder>`.
//!
//! The `wasm-bindgen` command as a library, so that one lockfile pins it and the crate it must match.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return fail("bindgen <module.wasm> <folder>");
    };
    let mut bindgen = Bindgen::new();
    let made = bindgen.input_path(module).out_name("omo").typescript(true).web(true);
    match made.and_then(|bindgen| bindgen.generate(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&format!("{error:#}")),
    }
}

#[expect(clippy::print_stderr, reason = "a command says what went wrong")]
fn fail(why: &str) -> ExitCode {
    eprintln!("{why}");
    ExitCode::FAILURE
}
