//! `cargo xtask test`: the stages, one after another, each with its time.

use std::time::{Duration, Instant};

use crate::shell::Done;
use crate::{browser, node, npm, python, rust};

/// When it runs, what it does, and the doing.
type Stage = (&'static [&'static str], &'static str, fn() -> Done);

/// Each runs with all the others, and alone for any of its names.
const STAGES: &[Stage] = &[
    (&["rust"], "format", rust::format),
    (&["rust"], "lint", rust::lint),
    (&["rust"], "tests in Rust", rust::test),
    (&["rust"], "tests of encrypted files", rust::test_encrypted),
    (&["rust"], "documentation", rust::document),
    (&["npm", "node", "browser", "readme"], "JavaScript package", npm::package),
    (&["node"], "tests in Node", node::test),
    (&["browser"], "tests in a browser", browser::test),
    (&["python", "readme"], "Python package", python::install),
    (&["python"], "tests in Python", python::test),
    (&["python"], "freshness of the stubs", python::stubs),
    (&["readme"], "programs of the READMEs", node::readme),
];

/// Runs the stages of the given names, or all.
pub fn test(names: &[&str]) -> Done {
    if let Some(unknown) = names.iter().find(|name| STAGES.iter().all(|(runs, ..)| !runs.contains(name))) {
        return Err(format!("there is no stage `{unknown}`: rust npm node browser python readme"));
    }
    let chosen =
        STAGES.iter().filter(|(runs, ..)| names.is_empty() || runs.iter().any(|run| names.contains(run)));
    let mut times = Vec::new();
    for (_, what, stage) in chosen {
        println!("\n=== {what}");
        let start = now();
        stage().map_err(|why| format!("FAILED: {what}: {why}"))?;
        println!("=== {what}: {:.1} s", start.elapsed().as_secs_f64());
        times.push((what, start.elapsed()));
    }
    println!();
    for (what, time) in &times {
        println!("{:>7.1} s  {what}", time.as_secs_f64());
    }
    let whole: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:>7.1} s  all passed", whole.as_secs_f64());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the clock is the developer's, not the core's")]
fn now() -> Instant {
    Instant::now()
}
