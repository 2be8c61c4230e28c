//! What cargo does alone.

use crate::npm;
use crate::shell::{Done, ask, cargo, command, run};

/// The crates with tests in Rust; `omo-py` cannot be linked into a test and has its own in Python.
const TESTED: [&str; 5] = [
    "--package=omo-core",
    "--package=omo-examples",
    "--package=omo-tests",
    "--package=omo-wasm",
    "--package=xtask",
];

/// All that the core can do.
const FEATURES: [&str; 3] =
    ["--features=omo-core/store", "--features=omo-core/synth", "--features=omo-core/typescript"];

pub fn format() -> Done {
    if ask(cargo().args(["fmt", "--version"])).is_none()
        || ask(cargo().args(["clippy", "--version"])).is_none()
    {
        return Err("rustfmt and clippy are needed: `rustup component add rustfmt clippy`".into());
    }
    run(cargo().args(["fmt", "--all", "--check"]))
}

pub fn lint() -> Done {
    let strict = ["--all-targets", "--locked", "--quiet"];
    let host = [
        "clippy",
        "--workspace",
        "--exclude=omo-wasm",
        "--exclude=omo-wasm-decide",
        "--exclude=omo-wasm-full",
        "--exclude=omo-wasm-journeys",
        "--exclude=omo-wasm-linker",
        "--exclude=omo-wasm-recommend",
        "--exclude=omo-wasm-shop",
        "--exclude=omo-wasm-tune",
        "--features=xtask/bindgen",
    ];
    run(cargo().args(host).args(FEATURES).args(strict).args(["--", "-Dwarnings"]))?;
    npm::add_target()?;
    // Together they would all have the books, the offers, the models and what analyses.
    let light = &["--package=omo-wasm", "--package=omo-wasm-linker", "--package=omo-wasm-tune"][..];
    let heavy =
        ["full", "recommend", "journeys", "shop", "decide"].map(|name| format!("--package=omo-wasm-{name}"));
    let heavy = heavy.each_ref().map(String::as_str);
    for packages in [light].into_iter().chain(heavy.chunks(1)) {
        let browser = ["clippy", "--target", npm::TARGET];
        run(cargo().args(browser).args(packages).args(strict).args(["--", "-Dwarnings"]))?;
    }
    Ok(())
}

pub fn test() -> Done {
    run(cargo().arg("test").args(TESTED).args(FEATURES).arg("--locked"))
}

/// The tests of encrypted files, for which alone the ciphers are built.
pub fn test_encrypted() -> Done {
    for (tool, asked) in [("perl", "-v"), ("make", "-v")] {
        if ask(command(tool).arg(asked)).is_none() {
            return Err(format!(
                "{tool} is needed to build OpenSSL: on Debian and Ubuntu `apt-get install {tool}`"
            ));
        }
    }
    let tests = ["test", "--package=omo-core", "--features=encryption", "--test=store", "--locked"];
    run(cargo().args(tests).args(["--", "encrypt"]))
}

pub fn document() -> Done {
    let core = ["doc", "--package=omo-core", "--no-deps", "--locked", "--quiet", "--features=store,synth"];
    run(cargo().args(core).env("RUSTDOCFLAGS", "-Dwarnings"))
}

/// The simulated town; `--release` because it is meant to impress.
pub fn demo(arguments: &[&str]) -> Done {
    let town = ["run", "--release", "--quiet", "--package=omo-examples", "--example=town", "--"];
    run(cargo().args(town).args(arguments))
}

pub fn bench(arguments: &[&str]) -> Done {
    run(cargo().args(["bench", "--package=omo-core", "--features=store,synth", "--"]).args(arguments))
}

/// Writes `omo-wasm/types` and those of its other modules; the same test, run without the variable, fails when one is stale.
pub fn types() -> Done {
    let test = ["test", "--quiet", "--package=omo-tests", "--test=types"];
    run(cargo().args(test).env("OMO_WRITE_TYPES", "1"))
}
