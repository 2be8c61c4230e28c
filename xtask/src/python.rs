//! Python: the wheel, in an environment of its own.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{Done, ask, command, read, root, run, target, version, write};

/// What the tests read and draw tables with. The wheel itself needs none of it.
const TOOLS: [&str; 9] =
    ["maturin", "pytest", "polars", "pandas", "pyarrow", "duckdb", "altair", "numpy", "scipy"];

fn environment() -> PathBuf {
    target().join("venv")
}

/// The environment's Python.
pub fn program() -> PathBuf {
    environment().join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

fn python(arguments: &[&str]) -> Command {
    let mut python = command(program());
    python.args(arguments);
    python
}

/// Makes the environment with its tools, once.
fn prepare() -> Done {
    let made = environment().join(".omo-tools");
    if read(&made).is_ok_and(|tools| tools == TOOLS.join("\n")) {
        return Ok(());
    }
    if !program().exists() {
        let system = system()?;
        run(command(system).args(["-m", "venv"]).arg(environment())).map_err(|why| {
            format!("{why}: on Debian and Ubuntu `apt-get install python3-venv` adds what is missing")
        })?;
    }
    run(python(&["-m", "pip", "install", "--quiet", "--upgrade"]).args(TOOLS))?;
    write(&made, TOOLS.join("\n"))
}

/// The machine's Python, 3.10 or later.
fn system() -> Done<String> {
    let names = std::env::var("PYTHON").into_iter().chain(["python3".into(), "python".into()]);
    let fits = |name: &String| {
        ask(command(name).arg("--version")).and_then(|found| version(&found)) >= Some((3, 10))
    };
    names.into_iter().find(fits).ok_or_else(|| {
        "Python 3.10 or later is needed: install it from python.org or your system's packages, \
         or name one in the variable PYTHON"
            .into()
    })
}

/// Installs the package as a user would: built into a wheel, not linked to the sources.
pub fn install() -> Done {
    prepare()?;
    run(&mut python(&["-m", "pip", "install", "--quiet", "./omo-py[plot,progress]"]))
}

pub fn test() -> Done {
    run(&mut python(&["-m", "pytest", "-q", "tests/python"]))
}

/// The committed stub is what maturin makes of the sources.
pub fn stubs() -> Done {
    let fresh = target().join("stubs");
    // The profile of the wheel: what `install` has built is looked into, and nothing is built again.
    let mut maturin = python(&["-m", "maturin", "generate-stubs", "--profile", "release"]);
    run(maturin.args(["--manifest-path", "omo-py/Cargo.toml", "--out"]).arg(&fresh))?;
    let committed = root().join("omo-py/python/omo/_omo.pyi");
    if read(&committed)? == read(&fresh.join("omo/_omo.pyi"))? {
        return Ok(());
    }
    Err("omo-py/python/omo/_omo.pyi is not fresh: in omo-py, run \
         `maturin generate-stubs --profile release --out python`"
        .into())
}

pub fn wheel() -> Done {
    prepare()?;
    let maturin = ["-m", "maturin", "build", "--release", "--manifest-path", "omo-py/Cargo.toml", "--out"];
    run(python(&maturin).arg(target().join("wheels")))
}
