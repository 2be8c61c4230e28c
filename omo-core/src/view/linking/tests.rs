use serde_json::Value;

use super::*;
use crate::identity::linker::{Column, Records, Resolution, ResolveOptions, resolve};
use crate::model::Language;
use crate::random::Random;

const LANGUAGES: [Language; 2] = [Language::En, Language::Ja];

/// People of two sources, some twice, with wrong letters and empty cells, and whose each record is.
fn people(evil: bool) -> (Records, Vec<Option<u32>>) {
    let given = ["Hanako", "Taro", "Yuki", "Emma", "Oliver", "Kenji", "Sofia", "Lukas"];
    let family = ["Yamada", "Sato", "Suzuki", "Tanaka", "Miller", "Garcia", "Rossi", "Novak"];
    let mut random = Random::new(5);
    let (mut rows, mut truth, mut sources) = (Vec::new(), Vec::new(), Vec::new());
    for person in 0..60_u32 {
        let (given, family) = (*random.pick(&given).unwrap(), *random.pick(&family).unwrap());
        let born =
            format!("{}-{:02}-{:02}", 1950 + random.below(50), 1 + random.below(12), 1 + random.below(28));
        let email = format!("{given}.{family}{}@example.jp", random.below(100));
        for copy in 0..=random.below(3) {
            let mut row = [given.to_owned(), family.to_owned(), born.clone(), email.clone()].map(Some);
            for cell in &mut row {
                if random.chance(0.12) {
                    *cell = None;
                } else if random.chance(0.1) {
                    *cell = cell.as_ref().map(|text| text.replace(['a', '1'], "o"));
                }
            }
            rows.push(row);
            truth.push(Some(person));
            sources.push(if copy == 0 { "web" } else { "till" });
        }
    }
    let ids: Vec<String> = (0..rows.len()).map(|row| format!("r{row}")).collect();
    let names = if evil {
        ["first_name", "surname", "birth_date", "<script>alert(1)</script> email"]
    } else {
        ["first_name", "surname", "birth_date", "email"]
    };
    let columns = names.iter().enumerate();
    let column = |(at, name): (usize, &&str)| {
        Column::new(name, rows.iter().map(move |row: &[Option<String>; 4]| row[at].as_deref()))
    };
    let records = Records::new(
        Column::new("id", ids.iter().map(|id| Some(id.as_str()))),
        columns.map(column).collect(),
    );
    let sources = Column::new("source", sources.into_iter().map(Some));
    (records.unwrap().with_sources(sources).unwrap(), truth)
}

fn found() -> (Resolution, Vec<Option<u32>>) {
    let (records, truth) = people(false);
    (resolve(&records, &ResolveOptions::default()).unwrap(), truth)
}

fn name(row: u32) -> String {
    format!("r{row}")
}

fn all(found: &Resolution, truth: &[Option<u32>], language: Language) -> Vec<(&'static str, Value)> {
    let report = found.report();
    let pair = found.pairs().first().map_or((0, 1), |pair| (pair.a, pair.b));
    let why = found.explain(pair.0, pair.1).unwrap_or_default();
    vec![
        ("waterfall", waterfall(&why, report.threshold, language)),
        ("weights", weights(report, language)),
        ("histogram", histogram(&found.weight_histogram(), report.threshold, language)),
        ("blocking", blocking(report, language)),
        ("thresholds", thresholds(&found.thresholds(None).unwrap(), language)),
        ("truth", thresholds(&found.thresholds(Some(truth)).unwrap(), language)),
        ("unlinkables", unlinkables(&found.unlinkables(), language)),
        ("completeness", completeness(&found.completeness(), language)),
        ("terms", term_frequencies(&found.term_frequencies(5), language)),
        ("patterns", patterns(&found.agreement_patterns(8), &name, language)),
    ]
}

fn empty() -> Resolution {
    resolve(&Records::new(Column::default(), vec![]).unwrap(), &ResolveOptions::default()).unwrap()
}

#[test]
fn every_blank_is_filled_and_nothing_is_loaded() {
    let (found, truth) = found();
    for language in LANGUAGES {
        let nothing = all(&empty(), &[], language);
        for (what, spec) in all(&found, &truth, language).into_iter().chain(nothing) {
            let text = spec.to_string();
            assert!(!text.contains("\"@"), "{what}");
            assert!(!text.contains("null,null") && !text.contains("NaN"), "{what}");
            assert_eq!(text.matches("http").count(), 1, "{what}");
            assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
        }
    }
}

#[test]
fn the_bars_of_a_waterfall_add_up() {
    let (found, _) = found();
    let pair = found.pairs()[0];
    let why = found.explain(pair.a, pair.b).unwrap();
    let spec = waterfall(&why, 0.0, Language::En);
    let bars = spec["data"]["values"].as_array().unwrap();
    assert_eq!(bars.len(), why.len() + 1);
    for two in bars.windows(2).take(why.len() - 1) {
        assert_eq!(two[0]["to"], two[1]["from"]);
    }
    let (last, sum) = (&bars[why.len() - 1], &bars[why.len()]);
    assert_eq!(last["to"], sum["to"]);
    assert!((sum["to"].as_f64().unwrap() - f64::from(pair.weight)).abs() < 1e-4);
}

#[test]
fn the_numbers_are_those_that_were_found() {
    let (found, truth) = found();
    let count = |spec: &Value, at: &str, field: &str| -> u64 {
        spec.pointer(at).unwrap().as_array().unwrap().iter().map(|row| row[field].as_u64().unwrap()).sum()
    };
    let histogram = histogram(&found.weight_histogram(), 0.0, Language::En);
    assert_eq!(count(&histogram, "/layer/0/data/values", "pairs"), found.pairs().len() as u64);
    assert_eq!(count(&blocking(found.report(), Language::En), "/data/values", "pairs"), found.report().pairs);
    let patterns = patterns(&found.agreement_patterns(9999), &name, Language::En);
    assert_eq!(count(&patterns, "/hconcat/1/data/values", "pairs"), found.pairs().len() as u64);
    let table = found.thresholds(Some(&truth)).unwrap();
    let curves = thresholds(&table, Language::Ja);
    // Three measures by the truth and three estimated.
    let points = curves.pointer("/vconcat/0/layer/0/data/values").unwrap().as_array().unwrap();
    let shown = table.rows.iter().filter(|row| row.found_pairs * 100 >= table.rows[0].found_pairs).count();
    assert!(shown > 9);
    assert_eq!(points.len(), shown * 6);
    assert_eq!(points[0]["share"], table.rows[0].pair_scores.unwrap().precision);
    assert_eq!(points[5]["share"], table.rows[0].estimated.f1);
    let cells = completeness(&found.completeness(), Language::En);
    // Four columns in all and in two sources.
    assert_eq!(cells["data"]["values"].as_array().unwrap().len(), 12);
}

#[test]
fn usual_levels_and_warnings_speak_japanese() {
    for kind in [
        crate::identity::linker::ColumnKind::FamilyName,
        crate::identity::linker::ColumnKind::FullName,
        crate::identity::linker::ColumnKind::Date,
        crate::identity::linker::ColumnKind::Email,
        crate::identity::linker::ColumnKind::Phone,
        crate::identity::linker::ColumnKind::Postcode,
        crate::identity::linker::ColumnKind::Address,
        crate::identity::linker::ColumnKind::Text,
        crate::identity::linker::ColumnKind::Set,
        crate::identity::linker::ColumnKind::Quantity,
        crate::identity::linker::ColumnKind::Place,
        crate::identity::linker::ColumnKind::Category,
    ] {
        for level in crate::identity::linker::compare::Comparison::new("x", kind).levels() {
            assert_ne!(words::level(&level.name, Language::Ja), level.name);
            assert_eq!(words::level(&level.name, Language::En), level.name);
        }
    }
    // With two records nothing can be learned of how often one person's agree.
    let records = Records::new(
        Column::new("id", ["1", "2"].map(Some)),
        vec![Column::new("surname", ["Yamada", "Sato"].map(Some))],
    );
    let found = resolve(&records.unwrap(), &ResolveOptions::default()).unwrap();
    let warnings =
        found.report().warnings.iter().chain(&empty().report().warnings).cloned().collect::<Vec<_>>();
    assert!(warnings.len() >= 2, "{warnings:?}");
    for text in warnings {
        assert!(!words::warning(&text, Language::Ja).contains("not"), "{text}");
        assert_eq!(words::warning(&text, Language::En), text);
    }
}

#[test]
fn bits_have_a_sign() {
    assert_eq!([3.26, -3.26, 0.04, -0.04].map(charts::signed), ["+3.3", "−3.3", "0.0", "0.0"]);
}

#[test]
fn the_page_loads_nothing_and_all_names_are_text() {
    let (records, _) = people(true);
    let found = resolve(&records, &ResolveOptions::default()).unwrap();
    let evil = |_: u32| "<script>alert(1)</script>\"'&".to_owned();
    for language in LANGUAGES {
        for page in [dashboard(&found, &evil, language), dashboard(&empty(), &evil, language)] {
            for forbidden in ["http", "src=", "<script", "url(", "@import", "<link", "<iframe", "NaN", "inf"]
            {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
            let mut open = Vec::new();
            for tag in page.split('<').skip(1).filter_map(|part| part.split('>').next()) {
                let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
                match tag {
                    t if t.starts_with('!') || t.ends_with('/') || name == "meta" => {}
                    t if t.starts_with('/') => assert_eq!(open.pop(), Some(name)),
                    _ => open.push(name),
                }
            }
            assert!(open.is_empty());
        }
    }
    assert!(
        dashboard(&found, &evil, Language::En)
            .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;")
    );
}

#[test]
fn the_page_tells_all_parts() {
    let (found, _) = found();
    for language in LANGUAGES {
        let page = dashboard(&found, &name, language);
        let words = words::Words::of(language);
        let heads =
            [words.columns, words.weights, words.blocking, words.histogram, words.thresholds, words.weakest];
        for head in heads {
            assert!(page.contains(&format!("<h2>{head}</h2>")), "{head}");
        }
        let weakest = &found.weakest(1)[0];
        assert!(page.contains(&format!(">{}</th>", name(weakest.customer))));
        assert_eq!(page, dashboard(&found, &name, language));
    }
}

/// Looks, for people: writes the pictures where they can be opened.
#[test]
#[ignore = "writes files to look at"]
fn write_pictures() {
    let folder = std::env::temp_dir().join("omo-view");
    std::fs::create_dir_all(&folder).unwrap();
    let (found, truth) = found();
    for (tag, language) in [("en", Language::En), ("ja", Language::Ja)] {
        for (what, spec) in all(&found, &truth, language) {
            std::fs::write(folder.join(format!("{tag}-linking-{what}.vl.json")), spec.to_string()).unwrap();
        }
        let page = dashboard(&found, &name, language);
        std::fs::write(folder.join(format!("{tag}-linking.html")), page).unwrap();
    }
}
