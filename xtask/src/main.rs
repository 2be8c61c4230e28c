//! The project's own commands, run as `cargo xtask <command>`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "commands speak to who runs them")]

mod browser;
mod glue;
mod near;
mod node;
mod npm;
mod python;
mod rust;
mod shell;
mod stage;

use std::process::ExitCode;

use shell::Done;

const USAGE: &str = "cargo xtask <command>

  demo [args]    a simulated town, from exports to customers, journeys and lists
  test [stages]  everything, or some of: rust npm node browser python readme
  npm [modules]  the JavaScript package, into omo-wasm/dist, or some of its modules anew
  wheel          the Python wheel, into target/wheels
  types          the TypeScript declarations of the core, into omo-wasm/types and those of its modules
  bench [args]   the core's benchmarks";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("\n{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Done {
    match arguments {
        ["demo", rest @ ..] => rust::demo(rest),
        ["test", stages @ ..] => stage::test(stages),
        ["npm"] => npm::package(),
        ["npm", modules @ ..] => npm::modules(modules),
        ["wheel"] => python::wheel(),
        ["types"] => rust::types(),
        ["bench", rest @ ..] => rust::bench(rest),
        _ => Err(USAGE.into()),
    }
}
