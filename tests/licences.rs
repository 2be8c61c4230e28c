//! Whoever embeds omo embeds its dependencies: each must be under a permissive licence.

#![cfg(test)]

use std::process::Command;

use serde::Deserialize;

/// Licences that ask for a notice at most.
const PERMISSIVE: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    // SQLite's: no rights are kept.
    "blessing",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

#[test]
fn every_dependency_is_permissive() {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--all-features"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));
    let metadata: Metadata = serde_json::from_slice(&cargo.stdout).unwrap();
    assert!(metadata.packages.len() > 50, "only {} packages", metadata.packages.len());
    let refused = metadata.packages.iter().filter(|package| !package.license.as_deref().is_some_and(permits));
    let refused: Vec<_> = refused.map(|p| format!("{} {}: {:?}", p.name, p.version, p.license)).collect();
    assert!(refused.is_empty(), "not permissive:\n{}", refused.join("\n"));
}

/// Whether an SPDX expression lets one choose permissive licences only.
fn permits(expression: &str) -> bool {
    // The old way to write "or", and room around brackets.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest) == Some(true) && rest.is_empty()
}

/// `a OR b`, which binds weaker than `AND`. `None` is no expression.
fn any(rest: &mut &[&str]) -> Option<bool> {
    let mut fits = all(rest)?;
    while word(rest, "OR") {
        fits |= all(rest)?;
    }
    Some(fits)
}

/// `a AND b`.
fn all(rest: &mut &[&str]) -> Option<bool> {
    let mut fits = one(rest)?;
    while word(rest, "AND") {
        fits &= one(rest)?;
    }
    Some(fits)
}

/// A licence, with an exception or without, or an expression in brackets.
fn one(rest: &mut &[&str]) -> Option<bool> {
    if word(rest, "(") {
        let fits = any(rest)?;
        return word(rest, ")").then_some(fits);
    }
    let (licence, after) = rest.split_first()?;
    *rest = after;
    if word(rest, "WITH") {
        // An exception only adds permissions.
        *rest = rest.split_first()?.1;
    }
    Some(PERMISSIVE.contains(licence))
}

/// Takes the word if it comes next.
fn word(rest: &mut &[&str], next: &str) -> bool {
    let found = rest.first() == Some(&next);
    if found {
        *rest = &rest[1..];
    }
    found
}

#[test]
fn one_may_choose_but_not_leave_out() {
    for permissive in [
        "MIT",
        "MIT OR GPL-3.0-only",
        "GPL-3.0-only OR MIT",
        "MIT/Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "MIT AND (GPL-2.0-only OR (ISC AND Zlib))",
        "GPL-3.0-only AND MPL-2.0 OR MIT",
    ] {
        assert!(permits(permissive), "{permissive}");
    }
    for refused in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "MIT AND (GPL-2.0-only OR MPL-2.0)",
        "GPL-2.0-only WITH Classpath-exception-2.0",
        "MIT OR",
        "MIT Apache-2.0",
        "(MIT",
        "MIT)",
        "AND",
    ] {
        assert!(!permits(refused), "{refused}");
    }
}
