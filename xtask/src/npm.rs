//! `cargo xtask npm`: the JavaScript package, `omo-wasm/dist`.

use std::path::Path;

use crate::glue::Glue;
use crate::shell::{Done, ask, cargo, command, copy, empty, read, root, run, target, write};
use crate::{glue, near, node};

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

/// Rust puts the stack first: nothing lies in the lowest 1,024 bytes but the end of a stack about to overflow. So what is
/// added to an address becomes the offset of a read or a write: half a percent.
const LAID_OUT: &str = "--low-memory-unused";

/// Each pays, in half percents: what has one caller stays where it is, flat code takes a better structure than the
/// compiler's, and a second round finds more.
const SMALLER: [&str; 6] =
    [LAID_OUT, "--one-caller-inline-max-function-size=10", "--flatten", "--rereloop", "-Oz", "-Oz"];

/// For what counts for seconds.
const FASTER: [&str; 2] = [LAID_OUT, "-O3"];

/// The same for much code, of which these leave out what no call is slower for: 1.2 percents.
const FAST_AND_SMALL: [&str; 6] =
    [LAID_OUT, "--one-caller-inline-max-function-size=10", "--flatten", "--rereloop", "-O3", "-O3"];

/// What is left once the names have said the order; nobody reads the two sections at run time.
const IN_ORDER: [&str; 3] = ["--reorder-functions-by-name", "--strip-producers", "--strip-target-features"];

/// A module of the package, with JavaScript of the same names around each.
struct Module {
    /// The crate it is built from.
    package: &'static str,
    /// What cargo calls what it built.
    file: &'static str,
    profile: &'static str,
    /// The folder of the package that it lies in; the top where it is empty.
    folder: &'static str,
}

/// The engine; the same with its books, what links records, what recommends, what analyses, the whole shop's back office, what
/// is given, tried and shown, and what links records with what tunes it: few pages need these, and none loads them that does not ask.
const MODULES: [Module; 8] = [
    Module { package: "omo-wasm", file: "omo_wasm.wasm", profile: "wasm", folder: "" },
    Module { package: "omo-wasm-full", file: "omo_wasm_full.wasm", profile: "wasm", folder: "full" },
    Module {
        package: "omo-wasm-linker",
        file: "omo_wasm_linker.wasm",
        profile: "wasm-linker",
        folder: "linker",
    },
    Module {
        package: "omo-wasm-recommend",
        file: "omo_wasm_recommend.wasm",
        profile: "wasm",
        folder: "recommend",
    },
    Module {
        package: "omo-wasm-journeys",
        file: "omo_wasm_journeys.wasm",
        profile: "wasm-journeys",
        folder: "journeys",
    },
    Module { package: "omo-wasm-shop", file: "omo_wasm_shop.wasm", profile: "wasm", folder: "shop" },
    Module {
        package: "omo-wasm-decide",
        file: "omo_wasm_decide.wasm",
        profile: "wasm-journeys",
        folder: "decide",
    },
    Module { package: "omo-wasm-tune", file: "omo_wasm_tune.wasm", profile: "wasm-linker", folder: "tune" },
];

/// Builds some modules anew, by their folders, and leaves the others of the package as they lie.
pub fn modules(folders: &[&str]) -> Done {
    node::install()?;
    let dist = root().join("omo-wasm").join("dist");
    let installed = node::modules().join("omo-wasm");
    for folder in folders {
        let module = MODULES.iter().find(|module| module.folder == *folder);
        let module = module.ok_or_else(|| format!("there is no module `{folder}`"))?;
        module.build(&dist.join(folder))?;
        copy(&dist.join(folder), &installed.join(folder))?;
    }
    describe(&dist)?;
    ["package.json", "README.md"]
        .iter()
        .try_for_each(|name| write(&installed.join(name), read(&dist.join(name))?))
}

/// Builds the package and puts it where the tests import it from.
pub fn package() -> Done {
    node::install()?;
    let dist = root().join("omo-wasm").join("dist");
    let installed = node::modules().join("omo-wasm");
    empty(&dist)?;
    empty(&installed)?;
    for module in &MODULES {
        module.build(&dist.join(module.folder))?;
    }
    describe(&dist)?;
    for module in &MODULES {
        copy(&dist.join(module.folder), &installed.join(module.folder))?;
    }
    demo(&dist)
}

impl Module {
    fn build(&self, dist: &Path) -> Done {
        let made = target().join("npm").join(self.package);
        empty(&made)?;
        self.compile()?;
        let built = target().join(TARGET).join(self.profile).join(self.file);
        let bindgen =
            ["run", "--quiet", "--locked", "--package=xtask", "--features=bindgen", "--bin=bindgen", "--"];
        run(cargo().args(bindgen).arg(&built).arg(&made))?;
        assemble(&made, dist)?;
        let wasm_opt = node::modules().join("binaryen").join("bin").join("wasm-opt");
        let smaller: &[&str] = match self.profile {
            "wasm" => &SMALLER,
            "wasm-linker" => &FAST_AND_SMALL,
            _ => &FASTER,
        };
        let optimise = |passes: &[&str], from: &Path, to: &Path| {
            run(command("node").arg(&wasm_opt).args(passes).args(FEATURES).arg(from).arg("-o").arg(to))
        };
        let (small, named) = (made.join("small.wasm"), made.join("named.wasm"));
        optimise(smaller, &made.join("omo_bg.wasm"), &small)?;
        let module = std::fs::read(&small).map_err(|error| error.to_string())?;
        write(&named, near::named(&module)?)?;
        optimise(&IN_ORDER, &named, &dist.join("omo_bg.wasm"))
    }

    fn compile(&self) -> Done {
        add_target()?;
        // Panics name their place, and the place is the project's, not this machine's.
        let home = |variable: &str, folder: &str| {
            let home = std::env::home_dir().unwrap_or_default().join(folder);
            std::env::var_os(variable).map_or(home, Into::into)
        };
        let places = [
            (root(), "omo"),
            (home("CARGO_HOME", ".cargo"), "cargo"),
            (home("RUSTUP_HOME", ".rustup"), "rust"),
        ];
        let flags = places.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
        let flags = flags.join("\u{1f}");
        let build = ["build", "--quiet", "--locked", "--target", TARGET, "--package", self.package];
        run(cargo().args(build).args(["--profile", self.profile]).env("CARGO_ENCODED_RUSTFLAGS", flags))
    }
}

/// What the demo page needs beside itself: the package, the mappings and the exports of a simulated town.
fn demo(dist: &Path) -> Done {
    let page = root().join("omo-wasm").join("demo");
    let package = page.join("omo");
    empty(&package)?;
    copy(dist, &package)?;
    copy(&dist.join("full"), &package.join("full"))?;
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

/// What the package says of itself.
fn describe(dist: &Path) -> Done {
    let source = root().join("omo-wasm");
    for name in ["README.md", "keep.js", "keep.d.ts", "../LICENSE-APACHE", "../LICENSE-MIT"] {
        let to = dist.join(name.trim_start_matches("../"));
        write(&to, read(&source.join(name))?)?;
    }
    // The template says 0.0.0: the version stands in one place, the workspace.
    let package = read(&source.join("package.json"))?;
    write(&dist.join("package.json"), package.replacen("0.0.0", env!("CARGO_PKG_VERSION"), 1))
}

/// All of a module but the module itself.
fn assemble(made: &Path, dist: &Path) -> Done {
    let source = root().join("omo-wasm").join("js");
    copy(&source, dist)?;
    let generated = read(&made.join("omo.js"))?;
    let glue = Glue::read(&generated)?;
    write(&dist.join("omo.js"), glue.module())?;
    write(&dist.join("node.cjs"), glue.common(&read(&source.join("node.footer.cjs"))?))?;
    std::fs::remove_file(dist.join("node.footer.cjs")).map_err(|error| error.to_string())?;

    let types = glue::types(&read(&made.join("omo.d.ts"))?, &read(&source.join("init.d.ts"))?)?;
    std::fs::remove_file(dist.join("init.d.ts")).map_err(|error| error.to_string())?;
    // The same words for both kinds of module: TypeScript takes the kind from the file's name.
    write(&dist.join("omo.d.ts"), &types)?;
    write(&dist.join("omo.d.cts"), &types)
}
