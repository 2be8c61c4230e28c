//! A browser to test in.

use std::path::{Path, PathBuf};

use crate::node;
use crate::shell::{Done, ask, command, run};

/// The package in a page, a worker and a bundle.
pub fn test() -> Done {
    let Some(chromium) = find().map_or_else(install, |found| Ok(Some(found)))? else {
        let how = "install Chromium or Chrome, or name one in the variable CHROME";
        if on_ci() {
            return Err(format!(
                "no Chromium was found, and in CI the browser's tests are not left out: {how}"
            ));
        }
        println!("LEFT OUT: the browser's tests, because no Chromium was found; {how}");
        return Ok(());
    };
    println!("with {}", chromium.display());
    let mut node = command("node");
    node.env("CHROME", chromium);
    node::run_tests("browser", node)
}

fn on_ci() -> bool {
    std::env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false" && ci != "0")
}

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROME") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&folders)
        .flat_map(|folder| names.map(|name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))));
    let apps = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ];
    on_path.chain(apps.map(PathBuf::from)).find(|path| path.is_file())
}

/// On Debian, as root, it is a package away.
fn install() -> Done<Option<PathBuf>> {
    let root = ask(command("id").arg("-u")).is_some_and(|user| user == "0");
    if !root || !Path::new("/etc/debian_version").exists() {
        return Ok(None);
    }
    let apt =
        |arguments: &[&str]| run(command("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"])?;
    apt(&["install", "-qq", "-y", "--no-install-recommends", "chromium"])?;
    Ok(find())
}
