//! `cargo xtask npm`: the JavaScript package, `omo-wasm/dist`.

use std::path::Path;

use crate::glue::Glue;
use crate::shell::{Done, ask, cargo, command, copy, empty, read, root, run, target, write};
use crate::{glue, node};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// What every browser since 2022 can do; rustc 1.87 and later assume the first four anyway.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-multivalue",
    "--enable-reference-types",
];

/// Each pays, in half percents: what has one caller stays where it is, flat code takes a better structure than the
/// compiler's, and a second round finds more.
const SMALLER: [&str; 5] =
    ["--one-caller-inline-max-function-size=10", "--flatten", "--rereloop", "-Oz", "-Oz"];

/// Builds the package and puts it where the tests import it from.
pub fn package() -> Done {
    node::install()?;
    let made = target().join("npm");
    empty(&made)?;
    compile()?;
    let module = target().join(TARGET).join("wasm").join("omo_wasm.wasm");
    let bindgen =
        ["run", "--quiet", "--locked", "--package=xtask", "--features=bindgen", "--bin=bindgen", "--"];
    run(cargo().args(bindgen).arg(&module).arg(&made))?;
    let dist = root().join("omo-wasm").join("dist");
    assemble(&made, &dist)?;
    let wasm_opt = node::modules().join("binaryen").join("bin").join("wasm-opt");
    let small = dist.join("omo_bg.wasm");
    run(command("node")
        .arg(wasm_opt)
        .args(SMALLER)
        .args(FEATURES)
        .arg(made.join("omo_bg.wasm"))
        .arg("-o")
        .arg(small))?;
    let installed = node::modules().join("omo-wasm");
    empty(&installed)?;
    copy(&dist, &installed)?;
    demo(&dist)
}

/// What the demo page needs beside itself: the package, the mappings and the exports of a simulated town.
fn demo(dist: &Path) -> Done {
    let page = root().join("omo-wasm").join("demo");
    let package = page.join("omo");
    empty(&package)?;
    copy(dist, &package)?;
    write(&page.join("town.json"), read(&root().join("examples").join("town.json"))?)?;
    let sample = ["run", "--quiet", "--locked", "--package=omo-examples", "--example=sample", "--"];
    run(cargo().args(sample).arg(page.join("sample")))
}

/// Makes sure that rustc can build for browsers.
pub fn add_target() -> Done {
    let library = ask(command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if library.is_some_and(|folder| Path::new(&folder).exists()) {
        return Ok(());
    }
    if ask(command("rustup").arg("--version")).is_none() {
        return Err(format!(
            "rustc cannot build for {TARGET}, and there is no rustup to add it: install that target"
        ));
    }
    run(command("rustup").args(["target", "add", TARGET]))
}

fn compile() -> Done {
    add_target()?;
    // Panics name their place, and the place is the project's, not this machine's.
    let home = |variable: &str, folder: &str| {
        let home = std::env::home_dir().unwrap_or_default().join(folder);
        std::env::var_os(variable).map_or(home, Into::into)
    };
    let places =
        [(root(), "omo"), (home("CARGO_HOME", ".cargo"), "cargo"), (home("RUSTUP_HOME", ".rustup"), "rust")];
    let flags = places.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
    let flags = flags.join("\u{1f}");
    let build = ["build", "--quiet", "--locked", "--package=omo-wasm", "--profile=wasm", "--target", TARGET];
    run(cargo().args(build).env("CARGO_ENCODED_RUSTFLAGS", flags))
}

/// All of the package but the module itself.
fn assemble(made: &Path, dist: &Path) -> Done {
    let source = root().join("omo-wasm");
    empty(dist)?;
    copy(&source.join("js"), dist)?;
    for name in ["README.md", "../LICENSE-APACHE", "../LICENSE-MIT"] {
        let to = dist.join(name.trim_start_matches("../"));
        write(&to, read(&source.join(name))?)?;
    }
    // The template says 0.0.0: the version stands in one place, the workspace.
    let package = read(&source.join("package.json"))?;
    write(&dist.join("package.json"), package.replacen("0.0.0", env!("CARGO_PKG_VERSION"), 1))?;

    let generated = read(&made.join("omo.js"))?;
    let glue = Glue::read(&generated)?;
    write(&dist.join("omo.js"), glue.module())?;
    write(&dist.join("node.cjs"), glue.common(&read(&source.join("js").join("node.footer.cjs"))?))?;
    std::fs::remove_file(dist.join("node.footer.cjs")).map_err(|error| error.to_string())?;

    let types = glue::types(&read(&made.join("omo.d.ts"))?, &read(&source.join("js").join("init.d.ts"))?)?;
    std::fs::remove_file(dist.join("init.d.ts")).map_err(|error| error.to_string())?;
    // The same words for both kinds of module: TypeScript takes the kind from the file's name.
    write(&dist.join("omo.d.ts"), &types)?;
    write(&dist.join("omo.d.cts"), &types)
}
