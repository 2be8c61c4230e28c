//! Who may use whom inside the core: rooms meet through values, not imports.

#![cfg(test)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The house, from the ground up. A room may use the floors below its own, never its neighbours.
const FLOORS: [&[&str]; 6] = [
    &[
        "error",
        "sha256",
        "audit",
        "math",
        "decimal",
        "random",
        "vocabulary",
        "pairs",
        "once",
        "groupings",
        "sparse",
        "special",
        "order",
        "parallel",
        "nfkc",
        "lower",
        "json",
        "form",
    ],
    &["model"],
    &["identity", "journey", "value", "recommend", "privacy", "profile", "loyalty", "shop"],
    &["measure"],
    &["view", "io", "synth", "store"],
    &["engine"],
];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

#[test]
fn no_room_uses_one_it_must_not() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../omo-core/src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in rust_files(&core) {
        let path = file.strip_prefix(&core).unwrap();
        // Tests may look anywhere.
        if path == Path::new("lib.rs") || path.ends_with("tests.rs") {
            continue;
        }
        seen += 1;
        wrong.extend(forbidden(path, &std::fs::read_to_string(&file).unwrap()));
    }
    assert!(seen > 10, "only {seen} files were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let (folders, files): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
    let here = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs"));
    let mut all: Vec<_> = here.chain(folders.iter().flat_map(|folder| rust_files(folder))).collect();
    all.sort();
    all
}

/// The forbidden edges of one file, in words.
fn forbidden(path: &Path, source: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    let room = parts[0].as_str();
    let Some(here) = floor(room) else {
        return vec![format!("`{room}` stands on no floor: give it one in tests/rooms.rs")];
    };
    let may = |used: &str| used == room || here == 0 && floor(used) == Some(0) || floor(used) < Some(here);
    let uses = uses(source, parts.len());
    let wrong = uses.iter().filter(|used| floor(used).is_none() || !may(used));
    wrong.map(|used| format!("{}: `{room}` must not use `{used}`", path.display())).collect()
}

/// The rooms that a file at `depth` below the crate's root names, in its code, not in its comments and tests.
fn uses(source: &str, depth: usize) -> BTreeSet<String> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String =
        code.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let up = "super::".repeat(depth);
    let mut rooms = BTreeSet::new();
    for (root, _) in code.match_indices("crate::").chain(code.match_indices(&up)) {
        let before = code[..root].chars().next_back();
        // `some_crate::` and a longer chain of `super::` are other paths.
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let path = &code[root + if code[root..].starts_with("crate::") { 7 } else { up.len() }..];
        rooms.extend(first_names(path).into_iter().filter(|name| name != "super").map(|name| room_of(&name)));
    }
    rooms
}

/// `a` of `a::b`, and `a`, `c` of `{a::b, c}`.
fn first_names(path: &str) -> Vec<String> {
    let name =
        |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut names, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// The crate's root re-exports the error and the nouns.
fn room_of(name: &str) -> String {
    match name {
        "Error" => "error".into(),
        noun if noun.starts_with(char::is_uppercase) => "model".into(),
        room => room.into(),
    }
}

#[test]
fn a_forbidden_edge_is_caught() {
    let wrong = |path: &str, source: &str| forbidden(Path::new(path), source).len();
    for (path, source) in [
        ("journey/session.rs", "use crate::identity::Clusters;"),
        ("journey/session.rs", "use crate::{Time, model::{Line, Money}, identity::Clusters};"),
        ("journey/session.rs", "fn f() -> super::super::identity::Clusters {}"),
        ("journey/mod.rs", "use super::identity;"),
        ("model/time.rs", "use crate::engine::Engine;"),
        ("math.rs", "use crate::Money;"),
        ("recommend/deep/mod.rs", "let x = crate::engine::f();"),
        ("view/map.rs", "use crate::io::csv;"),
        ("attic/mod.rs", ""),
        ("value/mod.rs", "use crate::attic;"),
    ] {
        assert_eq!(wrong(path, source), 1, "{path}: {source}");
    }
    for (path, source) in [
        ("journey/session.rs", "use crate::{Error, Time, math, journey::Stage};"),
        ("journey/session.rs", "use super::stage::Stage; // like crate::identity"),
        ("journey/session.rs", "/// See [`crate::engine`]\nuse serde::Serialize;"),
        ("journey/session.rs", "use other_crate::identity;"),
        ("journey/mod.rs", "#[cfg(test)]\nmod tests { use crate::synth::Town; }"),
        ("engine/mod.rs", "use crate::{identity, io, view};"),
        ("view/map.rs", "use crate::journey::JourneyMap;"),
        ("vocabulary.rs", "use crate::math;"),
    ] {
        assert_eq!(wrong(path, source), 0, "{path}: {source}");
    }
}
