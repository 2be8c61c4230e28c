//! Node: what the package is built and tested with.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python;
use crate::shell::{Done, ask, command, read, root, run, version, write};

/// The tests' own Node programs: `tests/package.json`.
fn folder() -> PathBuf {
    root().join("tests")
}

pub fn modules() -> PathBuf {
    folder().join("node_modules")
}

/// Installs what `tests/package-lock.json` names, once.
pub fn install() -> Done {
    let found = ask(command("node").arg("--version")).ok_or(
        "Node 20.19 or later is needed and `node` was not found: install it from nodejs.org or your system's packages",
    )?;
    if version(&found) < Some((20, 19)) {
        return Err(format!("Node 20.19 or later is needed and this is {found}: install a later one"));
    }
    let lock = read(&folder().join("package-lock.json"))?;
    let installed = modules().join(".omo-lock.json");
    if read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(command(npm).args(["ci", "--no-fund", "--no-audit"]).current_dir(folder()))?;
    write(&installed, lock)
}

/// The package in Node, its types and its size.
pub fn test() -> Done {
    run_tests("js", command("node"))
}

/// The programs in the READMEs.
pub fn readme() -> Done {
    let mut node = command("node");
    node.arg(folder().join("readme.mjs")).env("PYTHON", python::program());
    run(&mut node)
}

/// Runs the `*.test.mjs` of a folder under `tests`.
///
/// They are named one by one: what Node makes of a folder changed between 20 and 22.
pub fn run_tests(name: &str, mut node: Command) -> Done {
    let folder = folder().join(name);
    let files = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let is_test = |path: &PathBuf| path.to_string_lossy().ends_with(".test.mjs");
    let mut tests: Vec<PathBuf> = files.filter_map(|file| Some(file.ok()?.path())).filter(is_test).collect();
    tests.sort();
    if tests.is_empty() {
        return Err(format!("no tests in {}", folder.display()));
    }
    run(node.arg("--test").args(tests.iter().map(Path::new)))
}
