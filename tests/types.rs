//! TypeScript declarations of the core's records and options, a file a room: of the engine in `omo-wasm/types`, of each other
//! module in the `types` of its folder. `omo-wasm/types/shared` is what the engine and the module of journeys have in common,
//! `omo-wasm/full/types` what the books add to the engine, and `omo-wasm/shop/types` what offers and figures add to these. What
//! offers add to a type that engines without them have too is left out there: `types/light` is what `shop` has otherwise; what
//! the feature `analysis` adds is declared for the module of journeys alone.
//!
//! `cargo xtask types` writes the files; this test fails when they are no longer what the core says.

#![cfg(test)]

use std::any::{TypeId, type_name};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use ts_rs::{Config, TS, TypeVisitor};

/// Types that functions name, a line a room. What they are made of comes along by itself.
fn all(seen: &mut Declarations) {
    use omo_core::engine::{AuditReport, Change, Decision, Erased};
    use omo_core::engine::{Config, Customer, CustomerList, CustomerValue, Journey, Link, Moment};
    use omo_core::engine::{Receipt, Recommended, ReportOptions, Suggestion, Summary};
    use omo_core::io::{Mapping, Note, Quarantined, SegmentOptions, StockRecord};
    use omo_core::journey::{By, Crossings, Flow, FunnelStep, JourneyMap, JourneyOptions, RejectedRow, Step};
    use omo_core::model::{Channels, Consent, Language, Product, Purpose, Store, Touchpoint, Trust};
    use omo_core::value::{Purchase, Rfm, RfmOptions};

    seen.add::<(Channels, Consent, Language, Product, Purpose, Store, Touchpoint, Trust)>();
    seen.add::<(Mapping, Note, Quarantined, SegmentOptions, StockRecord)>();
    seen.add::<(By, Crossings, Flow, FunnelStep, JourneyMap, JourneyOptions, RejectedRow, Step)>();
    seen.add::<(Purchase, Rfm, RfmOptions)>();
    seen.add::<(omo_core::view::svg::Screen,)>();
    seen.add::<(Config, Customer, CustomerList, CustomerValue, Journey, Link, Moment)>();
    seen.add::<(Receipt, Recommended, ReportOptions, Suggestion, Summary)>();
    seen.add::<(AuditReport, Change, Decision, Erased)>();
}

/// Types that the functions of the books name beside these.
fn full(seen: &mut Declarations) {
    use omo_core::engine::{AccessExport, SegmentCrossing, Swept};
    use omo_core::privacy::{Anonymous, AnonymousOptions, Breach, BreachReport, BreachRules, Disclosure};
    use omo_core::privacy::{Listed, Shown, Withheld, WithheldRows};
    use omo_core::privacy::{Notice, Pseudonymous, PseudonymousOptions, Request, RequestStatus, RequestStep};
    use omo_core::profile::{ContextCard, Profile, Why};

    all(seen);
    seen.add::<(AccessExport, SegmentCrossing, Swept, ContextCard, Profile, Why)>();
    seen.add::<(Anonymous, AnonymousOptions, Breach, BreachReport, BreachRules, Disclosure)>();
    seen.add::<(Notice, Pseudonymous, PseudonymousOptions, Request, RequestStatus, RequestStep)>();
    seen.add::<(Listed, Shown, Withheld, WithheldRows)>();
}

/// Types that the functions of offers and of figures of the whole shop name beside these.
fn shop(seen: &mut Declarations) {
    use omo_core::engine::WhatIf;
    use omo_core::engine::{ActionPlan, Client, CountedStock, Coupon, PlanOptions, ReservableSlot, ToldWhy};
    use omo_core::privacy::Contact;
    use omo_core::value::{Credit, KpiChange, KpiNode, Maturity, MaturityMeasures, Parity};

    full(seen);
    seen.add::<(ActionPlan, Client, CountedStock, Coupon, PlanOptions, ReservableSlot, ToldWhy)>();
    seen.add::<(WhatIf,)>();
    seen.add::<(Contact, Credit, KpiChange, KpiNode, Maturity, MaturityMeasures, Parity)>();
}

/// What offers and records that look alike add to types that engines without them have too.
const OFFERS: [(&str, &[&str]); 5] = [
    ("AccessExport", &["contacts"]),
    ("ActionKind", &["recommend", "coupon", "fitting", "visit", "pickup"]),
    ("Config", &["contactPolicy", "linker", "offers"]),
    ("Link", &["alike"]),
    ("Suggestion", &["at", "coupon", "slot"]),
];

/// What the feature `analysis` adds to types that the engines, which are built without it, have too.
const ANALYSIS: [(&str, &[&str]); 4] = [
    ("Cell", &["dwellMinutes", "felt", "feeling"]),
    ("ChannelTotal", &["felt", "feeling"]),
    ("JourneyMap", &["felt", "feeling"]),
    ("StageTotal", &["felt", "feeling"]),
];

/// Types that the functions of journeys and of what customers are worth name.
fn journeys(seen: &mut Declarations) {
    use omo_core::journey::attribution::{AttributionOptions, Credit, OrderOptions, Orders, PathOptions};
    use omo_core::journey::{BackAndForth, Clusters, CrossingRate, Crossings, Expectation, FunnelOptions};
    use omo_core::journey::{FunnelRow, JourneyMap, JourneyOptions, NextOptions, NextReport, PainPoint};
    use omo_core::journey::{RejectedRow, RetentionRow, StepMatrix, Survival, Switch, Unit};
    use omo_core::model::{Language, Side};
    use omo_core::value::SummaryOptions;
    use omo_core::value::{Experiment, ExperimentOptions, Increment, Period, Qini, RfmOptions, Segment};

    seen.add::<(AttributionOptions, Credit, OrderOptions, Orders, PathOptions)>();
    seen.add::<(BackAndForth, Clusters, CrossingRate, Crossings, Expectation, FunnelOptions)>();
    seen.add::<(FunnelRow, JourneyMap, JourneyOptions, NextOptions, NextReport, PainPoint)>();
    seen.add::<(RejectedRow, RetentionRow, StepMatrix, Survival, Switch, Unit)>();
    seen.add::<(Experiment, ExperimentOptions, Increment, Period, Qini, RfmOptions, Segment)>();
    seen.add::<(SummaryOptions, Language, Side)>();
}

/// Types that the linker's functions name.
fn linker(seen: &mut Declarations) {
    use omo_core::identity::linker::{Evidence, Model, ResolveOptions, ResolveReport};
    use omo_core::measure::{BCubed, PairScores};

    seen.add::<(Evidence, Model, ResolveOptions, ResolveReport, BCubed, PairScores)>();
}

/// Types that the module names which tunes the linker and makes something of its customers.
fn tune(seen: &mut Declarations) {
    use omo_core::identity::clk::{ClkOptions, LinkOptions};
    use omo_core::identity::golden::GoldenOptions;
    use omo_core::identity::household::{HouseholdOptions, HouseholdReport};
    use omo_core::identity::linker::Match;
    use omo_core::identity::linker::tune::{Cause, ColumnCompleteness, TermFrequency, ThresholdTable};
    use omo_core::identity::linker::tune::{Unlinkables, WeightBin};
    use omo_core::model::Language;

    linker(seen);
    seen.add::<(Cause, ColumnCompleteness, TermFrequency, ThresholdTable, Unlinkables, WeightBin)>();
    seen.add::<(Match, GoldenOptions, HouseholdOptions, HouseholdReport, ClkOptions, LinkOptions, Language)>(
    );
}

/// Types that the recommenders name.
fn recommend(seen: &mut Declarations) {
    use omo_core::model::Language;
    use omo_core::recommend::{AlsOptions, EaseOptions, ItemKnnOptions, NextBasketOptions, PopularOptions};
    use omo_core::recommend::{SessionOptions, ToldRecommendations};

    seen.add::<(AlsOptions, EaseOptions, ItemKnnOptions, NextBasketOptions, PopularOptions)>();
    seen.add::<(SessionOptions, ToldRecommendations, Language)>();
}

/// Types that the module of what is given, tried and shown names.
fn decide(seen: &mut Declarations) {
    use omo_core::measure::{PairedRankings, RankingMetric, RankingScores};
    use omo_core::model::Language;
    use omo_core::recommend::{LinUcbOptions, OffPolicy, OffPolicyOptions, SignageOptions};
    use omo_core::recommend::{ThompsonOptions, UpliftOptions};

    recommend(seen);
    seen.add::<(PairedRankings, RankingMetric, RankingScores, Language, LinUcbOptions, OffPolicy)>();
    seen.add::<(OffPolicyOptions, SignageOptions, ThompsonOptions, UpliftOptions)>();
}

#[test]
fn declarations_are_fresh() {
    let (mut main, mut journeys) = (without_offers(all), declarations(journeys).types);
    let (mut books, mut shop) = (without_offers(full), declarations(shop).types);
    leave_out(&mut shop, &ANALYSIS);
    let light = split(&mut main, |name, told| shop.get(name) != Some(told));
    let light_books = split(&mut books, |name, told| shop.get(name) != Some(told));
    shop.retain(|name, told| main.get(name) != Some(told) && books.get(name) != Some(told));
    books.retain(|name, _| !main.contains_key(name));
    let light_books = light_books.into_iter().filter(|(name, _)| !light.contains_key(name)).collect();
    let shared = split(&mut main, |name, told| journeys.get(name) == Some(told));
    journeys.retain(|name, _| !shared.contains_key(name));
    are_fresh("omo-wasm/types", "omo-wasm/src/types.rs", &main);
    are_fresh("omo-wasm/types/shared", "omo-wasm/src/types.rs", &shared);
    are_fresh("omo-wasm/types/light", "omo-wasm/src/light.rs", &light);
    are_fresh("omo-wasm/full/types", "omo-wasm/full/src/books.rs", &books);
    are_fresh("omo-wasm/full/types/light", "omo-wasm/full/src/lib.rs", &light_books);
    are_fresh("omo-wasm/shop/types", "omo-wasm/shop/src/lib.rs", &shop);
    are_fresh("omo-wasm/journeys/types", "omo-wasm/journeys/src/lib.rs", &journeys);
    are_fresh("omo-wasm/linker/types", "omo-wasm/linker/src/lib.rs", &declarations(linker).types);
    are_fresh("omo-wasm/tune/types", "omo-wasm/tune/src/lib.rs", &declarations(tune).types);
    are_fresh("omo-wasm/decide/types", "omo-wasm/decide/src/lib.rs", &declarations(decide).types);
    are_fresh("omo-wasm/recommend/types", "omo-wasm/recommend/src/lib.rs", &declarations(recommend).types);
}

/// Takes some declarations out of others.
fn split(from: &mut Types, belongs: impl Fn(&str, &(String, String)) -> bool) -> Types {
    let (taken, left) = std::mem::take(from).into_iter().partition(|(name, told)| belongs(name, told));
    *from = left;
    taken
}

/// The declarations of an engine that is built without offers: without what these add, and what only that is made of.
fn without_offers(add: fn(&mut Declarations)) -> Types {
    let Declarations { mut types, named, .. } = declarations(add);
    leave_out(&mut types, &OFFERS);
    leave_out(&mut types, &ANALYSIS);
    let mut before = usize::MAX;
    while types.len() < before {
        before = types.len();
        let words: BTreeSet<(String, String)> = types
            .iter()
            .flat_map(|(name, (_, text))| words_of(text).map(|word| (word.to_owned(), name.clone())))
            .collect();
        let is_used = |name: &str| words.iter().any(|(word, by)| word == name && by != name);
        types.retain(|name, _| named.contains(name) || is_used(name));
    }
    types
}

/// Takes parts out of declarations.
fn leave_out(types: &mut Types, parts: &[(&str, &[&str])]) {
    for (name, added) in parts {
        if let Some((_, text)) = types.get_mut(*name) {
            *text = added.iter().fold(std::mem::take(text), |text, part| without(&text, part));
        }
    }
}

/// The words of a declaration outside of its comments.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with(['/', '*']));
    code.flat_map(|line| line.split(|letter: char| !letter.is_alphanumeric()))
}

/// A declaration without one of its fields, with its comment, or one of its words.
fn without(text: &str, part: &str) -> String {
    let word = format!(" | \"{part}\"");
    if text.contains(&word) {
        return text.replace(&word, "");
    }
    let lines: Vec<&str> = text.lines().collect();
    let is_field = |line: &&str| {
        let rest = line.trim_start().strip_prefix(part).unwrap_or_default();
        rest.starts_with(": ") || rest.starts_with("?: ")
    };
    let at = lines.iter().position(is_field).unwrap_or_else(|| panic!("there is no `{part}` in {text}"));
    let comment = lines[..at].iter().rposition(|line| line.trim_start().starts_with("/**")).unwrap();
    [&lines[..comment], &lines[at + 1..]].concat().join("\n") + "\n"
}

/// That a folder has a file for each room and no other, and that the module takes each in.
fn are_fresh(name: &str, module: &str, declared: &Types) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (folder, module) = (root.join(name), std::fs::read_to_string(root.join(module)).unwrap());
    let place = name.split_once("/types").map_or("", |(_, below)| below);
    let mut rooms: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (room, text) in declared.values() {
        rooms.entry(format!("{room}.d.ts")).or_default().push(text);
    }
    let fresh = |texts: &[&str]| format!("// Generated by `cargo xtask types`.\n\n{}", texts.join("\n"));
    if std::env::var_os("OMO_WRITE_TYPES").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for file in files(&folder) {
            std::fs::remove_file(folder.join(file)).unwrap();
        }
        for (file, texts) in &rooms {
            std::fs::write(folder.join(file), fresh(texts)).unwrap();
        }
    }
    let stale = "is not fresh: run `cargo xtask types`";
    assert!(files(&folder).iter().eq(rooms.keys()), "{name} {stale}");
    for (file, texts) in &rooms {
        let taken = format!("/types{place}/{file}\")");
        assert!(module.contains(&taken), "{name}/{file} is taken into no module");
        let committed = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(committed == fresh(texts), "{name}/{file} {stale}");
    }
}

fn files(folder: &Path) -> BTreeSet<String> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    all.map(|file| file.file_name().into_string().unwrap()).filter(|name| name.ends_with(".d.ts")).collect()
}

/// Types by name, each with its room and its declaration.
type Types = BTreeMap<String, (String, String)>;

fn declarations(add: fn(&mut Declarations)) -> Declarations {
    let mut seen = Declarations {
        // Numbers of milliseconds and yen fit a double; what JSON carries is never a `bigint`.
        config: Config::new().with_large_int("number"),
        types: BTreeMap::new(),
        named: BTreeSet::new(),
        visited: BTreeSet::new(),
    };
    add(&mut seen);
    seen
}

struct Declarations {
    config: Config,
    types: Types,
    /// Those that functions name.
    named: BTreeSet<String>,
    /// Also lists and the like: what is made of its own kind leads back to itself.
    visited: BTreeSet<TypeId>,
}

impl Declarations {
    /// Declares the members of a tuple and all they are made of.
    fn add<T: TS + 'static>(&mut self) {
        T::visit_generics(&mut Named(self));
        T::visit_generics(self);
    }
}

/// Notes the names of types, and of none that they are made of.
struct Named<'a>(&'a mut Declarations);

impl TypeVisitor for Named<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            self.0.named.insert(T::ident(&self.0.config));
        }
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.visited.insert(TypeId::of::<T>()) {
            return;
        }
        // Only what has a file of its own has a declaration: no numbers, texts, lists.
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            let known = self.types.contains_key(&name);
            assert!(!known, "two types are called {name}; one is {}", type_name::<T>());
            let docs = T::docs().unwrap_or_default();
            let text = tidy(&format!("{docs}export {}\n", T::decl(&self.config)));
            let room = type_name::<T>().split("::").nth(1).unwrap().to_owned();
            self.types.insert(name, (room, text));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A declaration as a TypeScript reader likes it: indented, short comments on one line, no Rust in them.
fn tidy(declaration: &str) -> String {
    let (mut tidy, mut comment) = (String::new(), None::<Vec<String>>);
    let mut indent = "";
    for line in declaration.lines().map(str::trim) {
        match (&mut comment, line) {
            (None, "/**") => comment = Some(Vec::new()),
            (Some(lines), "*/") => {
                write_comment(&mut tidy, indent, lines);
                comment = None;
            }
            (Some(lines), _) => lines.push(line.trim_start_matches('*').trim().to_owned()),
            (None, _) => {
                let (fields, end) = match line.strip_suffix(", };") {
                    Some(last) if !indent.is_empty() => (last, ";\n};"),
                    _ => (line.strip_suffix(',').unwrap_or(line), if line.ends_with(',') { ";" } else { "" }),
                };
                writeln!(tidy, "{indent}{fields}{end}").unwrap();
                indent = if line.ends_with('{') { "    " } else { indent };
            }
        }
    }
    tidy
}

/// Without links, which lead nowhere outside of Rust: [`half_life`](Options::half_life) is `half_life`, and a [plan](Plan) a plan.
fn unlink(line: &str) -> String {
    let mut parts = line.split("](");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some(begin) = plain.rfind('[') {
            plain.remove(begin);
        }
        plain += part.split_once(')').map_or(part, |(_, rest)| rest);
    }
    plain.replace("[`", "`").replace("`]", "`")
}

fn write_comment(tidy: &mut String, indent: &str, lines: &[String]) {
    let mut code = false;
    let mut prose = Vec::new();
    for line in lines {
        let fence = line.starts_with("```");
        if !code && !fence {
            prose.push(unlink(line));
        }
        code ^= fence;
    }
    // An example's heading has nothing below it any more.
    while prose.last().is_some_and(|line| line.is_empty() || line.starts_with('#')) {
        prose.pop();
    }
    match prose.as_slice() {
        [one] => writeln!(tidy, "{indent}/** {one} */").unwrap(),
        many => {
            let body: String =
                many.iter().map(|line| format!("{indent} * {line}\n").replace(" \n", "\n")).collect();
            writeln!(tidy, "{indent}/**\n{body}{indent} */").unwrap();
        }
    }
}

#[test]
fn comments_are_written_for_typescript() {
    let rust = "/**\n * Days, see [`half`](Self::half), a [third](Self::third) and [`Error::Option`].\n *\n * # Examples\n *\n * ```\n * use omo;\n * ```\n */\nexport type A = { \n/**\n * One.\n */\na: number, \n/**\n * Two.\n */\nb: { c: string, }, };\n";
    let typescript = "/** Days, see `half`, a third and `Error::Option`. */\nexport type A = {\n    /** One. */\n    a: number;\n    /** Two. */\n    b: { c: string, };\n};\n";
    assert_eq!(tidy(rust), typescript);
}

#[test]
fn what_offers_add_is_left_out_with_its_comment() {
    let told = "/** A. */\nexport type A = {\n    /** One. */\n    one: number;\n    /**\n     * Two.\n     */\n    two?: string;\n};\n";
    assert_eq!(without(told, "two"), "/** A. */\nexport type A = {\n    /** One. */\n    one: number;\n};\n");
    assert_eq!(without("export type B = \"one\" | \"two\";\n", "two"), "export type B = \"one\";\n");
    assert!(std::panic::catch_unwind(|| without(told, "three")).is_err());
    let words: Vec<&str> = words_of("/** See B. */\nexport type A = { c: Array<D> };").collect();
    assert!(words.contains(&"D") && !words.contains(&"B"));
}
