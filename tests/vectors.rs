//! The shared vectors, through the public functions of the core. The format: tests/vectors/README.md.

#![cfg(test)]

#[path = "vectors/analysis.rs"]
mod analysis;
#[path = "vectors/decisions.rs"]
mod decisions;
#[path = "vectors/figures.rs"]
mod figures;
#[path = "vectors/offers.rs"]
mod offers;
#[path = "vectors/persons.rs"]
mod persons;
#[path = "vectors/recommenders.rs"]
mod recommenders;
#[path = "vectors/resolution.rs"]
mod resolution;
#[path = "vectors/stories.rs"]
mod stories;

use std::collections::BTreeSet;
use std::path::Path;

use omo_core::{Error, Gtin, Identifier, IdentifierKind, Purpose, Time, Zone};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Every call that a vector may name, by its JavaScript name.
const CALLS: &[(&str, Call)] = &[
    ("gtinCheckDigit", |given| Ok(json(Gtin::check_digit(&given.text("digits"))))),
    ("readIdentifier", |given| {
        let kind: IdentifierKind = given.text("kind").parse()?;
        Ok(json(Identifier::read(kind, &given.text("text"))?))
    }),
    ("readTime", |given| {
        let zone: Zone = given.text("zone").parse()?;
        Ok(json(Time::read(&given.text("text"), &zone)?))
    }),
    ("allocation", decisions::allocation),
    ("analysis", analysis::analysis),
    ("attribution", analysis::attribution),
    ("worth", analysis::worth),
    ("bandit", decisions::bandit),
    ("heldOut", decisions::held_out),
    ("offPolicy", decisions::off_policy),
    ("ranking", decisions::ranking),
    ("signage", decisions::signage),
    ("uplift", decisions::uplift),
    ("books", stories::engine),
    ("engine", stories::engine),
    ("fanScore", figures::fan_score),
    ("journeys", stories::journeys),
    ("kpi", figures::kpi),
    ("maturity", figures::maturity),
    ("offers", stories::engine),
    ("parity", figures::parity),
    ("recommender", recommenders::recommender),
    ("resolution", resolution::resolution),
    ("clk", persons::filters),
    ("clkPairs", persons::alike),
    ("comparison", persons::comparison),
    ("goldenRecords", persons::golden),
    ("households", persons::households),
    ("liveLinker", persons::live),
];

type Call = fn(&Given) -> Answer;
type Answer = Result<Value, Error>;

/// A call's arguments and options.
#[derive(Default)]
struct Given {
    input: Map<String, Value>,
    options: Value,
}

impl Given {
    /// An argument; a vector that cannot be read is wrong itself.
    fn argument<T: DeserializeOwned>(&self, name: &str) -> T {
        let value = self.input.get(name).unwrap_or_else(|| panic!("the vector has no `{name}`"));
        serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("`{name}`: {error}"))
    }

    fn text(&self, name: &str) -> String {
        self.argument(name)
    }

    fn purpose(&self) -> Result<Purpose, Error> {
        self.text("purpose").parse()
    }

    /// Options given as an argument; a misspelt one is an error, and left out they are the defaults.
    fn or_default<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, Error> {
        let Some(value) = self.input.get(name) else { return Ok(T::default()) };
        serde_json::from_value(value.clone()).map_err(|e| Error::Options { message: e.to_string() })
    }

    /// The lines of a file; what is no text is a line of JSON.
    fn file(&self) -> String {
        let line = |line: Value| line.as_str().map_or(line.to_string(), str::to_owned) + "\n";
        self.argument::<Vec<Value>>("file").into_iter().map(line).collect()
    }

    /// The options; a misspelt one is an error, as in every language.
    fn options<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_value(self.options.clone()).map_err(|e| Error::Options { message: e.to_string() })
    }
}

fn json(answer: impl Serialize) -> Value {
    serde_json::to_value(answer).unwrap()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    call: Option<String>,
    #[serde(default)]
    given: Map<String, Value>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    call: Option<String>,
    name: String,
    from: String,
    input: Map<String, Value>,
    #[serde(default)]
    options: Map<String, Value>,
    #[serde(default, deserialize_with = "present")]
    expect: Option<Value>,
    error: Option<String>,
    #[serde(default)]
    same: bool,
}

impl Case {
    fn call<'a>(&'a self, file: &'a File) -> Option<&'a str> {
        self.call.as_deref().or(file.call.as_deref())
    }

    /// Whether objects must have the expected keys and no others. Of a story's long answers a case names those
    /// that matter.
    fn whole(&self, file: &File) -> bool {
        !self.call(file).is_some_and(|call| stories::CALLS.contains(&call))
    }
}

/// `null` is an answer too.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

#[test]
fn the_core_answers_as_the_vectors_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for room in
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for path in std::fs::read_dir(room).unwrap().map(|entry| entry.unwrap().path()) {
            let text = std::fs::read_to_string(&path).unwrap();
            let file: File =
                serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            cases += file.cases.len();
            wrong.extend(run(&file).into_iter().map(|why| format!("{}: {why}", path.display())));
            keep(&file, &path);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases > 20, "only {cases} cases were found");
}

/// Writes down the answers that the other languages must give too, where their runners look.
fn keep(file: &File, path: &Path) {
    let ours = file.cases.iter().filter(|case| case.same).map(|case| {
        let answer = answer(file, case).unwrap_or_else(|why| panic!("{why}"));
        (case.name.clone(), answer.unwrap_or_else(|error| panic!("{error}")))
    });
    let ours: Map<String, Value> = ours.collect();
    if ours.is_empty() {
        return;
    }
    let name = path.file_name().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("vectors")
        .join(path.parent().unwrap().file_name().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), serde_json::to_string_pretty(&ours).unwrap()).unwrap();
}

/// What is wrong with the answers to a file.
fn run(file: &File) -> Vec<String> {
    let mut names = BTreeSet::new();
    file.cases
        .iter()
        .filter_map(|case| {
            let said = match answer(file, case) {
                _ if !names.insert(&case.name) => "has the name of another case".into(),
                _ if case.from.is_empty() => "does not say where its answer is from".into(),
                Ok(Ok(answer))
                    if case.expect.as_ref().is_some_and(|expect| same(&answer, expect, case.whole(file))) =>
                {
                    return None;
                }
                // Ours is what the others compare with.
                Ok(Ok(_)) if case.same => return None,
                Ok(Err(error)) if case.error.as_deref() == Some(error.code()) => return None,
                Ok(Ok(answer)) => format!("answered {answer}"),
                Ok(Err(error)) => format!("said {}: {error}", error.code()),
                Err(unknown) => unknown,
            };
            Some(format!("{}: {said}", case.name))
        })
        .collect()
}

fn answer(file: &File, case: &Case) -> Result<Answer, String> {
    let name = case.call(file).ok_or("names no call")?;
    let known = CALLS.iter().find(|(known, _)| *known == name);
    let (_, call) = known.ok_or_else(|| format!("`{name}` is not in CALLS"))?;
    let mut input = file.given.clone();
    input.extend(case.input.clone());
    Ok(call(&Given { input, options: Value::Object(case.options.clone()) }))
}

/// Equal as JSON has it: `1` and `1.0` are one number. Unless `whole`, objects may hold more than expected.
fn same(answer: &Value, expect: &Value, whole: bool) -> bool {
    match (answer, expect) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, whole))
        }
        (Value::Object(a), Value::Object(b)) => {
            (!whole || a.len() == b.len())
                && b.iter().all(|(key, b)| same(a.get(key).unwrap_or(&Value::Null), b, whole))
        }
        _ => answer == expect,
    }
}

#[test]
fn a_wrong_answer_is_seen() {
    let case = |more: &str| {
        let text = r#"{"call":"gtinCheckDigit","cases":[{"name":"n","from":"f","input":{"digits":"0000000"},MORE}]}"#;
        run(&serde_json::from_str(&text.replace("MORE", more)).unwrap()).len()
    };
    assert_eq!(case(r#""expect":0"#), 0);
    assert_eq!(case(r#""expect":0.0"#), 0);
    for wrong in [r#""expect":1"#, r#""expect":null"#, r#""expect":[0]"#, r#""error":"format""#] {
        assert_eq!(case(wrong), 1, "{wrong}");
    }
    assert_eq!(case(r#""call":"noSuchCall","expect":0"#), 1);
}

#[test]
fn a_story_may_expect_a_part_of_an_answer_but_no_other() {
    let holds = |answer: &str, expect: &str, whole| {
        same(&serde_json::from_str(answer).unwrap(), &serde_json::from_str(expect).unwrap(), whole)
    };
    assert!(holds(r#"[{"a": 1, "b": 2.0}]"#, r#"[{"b": 2}]"#, false));
    assert!(!holds(r#"[{"a": 1, "b": 2.0}]"#, r#"[{"b": 2}]"#, true));
    for wrong in [r#"[{"b": 3}]"#, r#"[{"c": 2}]"#, "[]", r#"[{"b": 2}, {}]"#, r#"{"b": 2}"#] {
        assert!(!holds(r#"[{"a": 1, "b": 2}]"#, wrong, false), "{wrong}");
    }
}

#[test]
fn options_are_read_strictly() {
    #[derive(Debug, Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Gentle {
        days: u32,
    }
    let read = |options: &str| {
        let options = serde_json::from_str(options).unwrap();
        Given { input: Map::new(), options }.options::<Gentle>()
    };
    assert_eq!(read("{}").unwrap().days, 0);
    assert_eq!(read(r#"{"days":7}"#).unwrap().days, 7);
    assert_eq!(read(r#"{"dais":7}"#).unwrap_err().code(), "option");
}
