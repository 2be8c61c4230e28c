use serde_json::json;

use super::super::{Column, Records};
use super::*;

/// As Splink saved it, after it was trained on `fake_1000`.
const MODEL: &str = include_str!("fake_1000.json");
/// What Splink said of pairs of rows of that; the file says how.
const PAIRS: &str = include_str!("fake_1000_pairs.json");

fn pairs() -> (Records, Value) {
    let pairs: Value = serde_json::from_str(PAIRS).unwrap();
    let rows = pairs["rows"].as_array().unwrap();
    let column = |name: &str, at: usize| Column::new(name, rows.iter().map(|row| row[at].as_str()));
    let names = pairs["columns"].as_array().unwrap().iter().zip(1..);
    let columns = names.map(|(name, at)| column(name.as_str().unwrap(), at)).collect();
    (Records::new(column("unique_id", 0), columns).unwrap(), pairs)
}

/// How many more bits omo says for a value than Splink, because it counts neither the record itself nor those of one person, but
/// those that are spelt alike, half a record more, and thirty strangers that it believes in.
fn more(model: &Model, records: &Records, column: usize, row: u32) -> f64 {
    let (learned, column) = (&model.comparisons[column], &records.columns()[column]);
    let count = |fits: &dyn Fn(&str) -> bool| {
        let texts = column.cells.iter().filter_map(|cell| column.texts.text(*cell));
        f64::from(u32::try_from(texts.filter(|text| fits(text)).count()).unwrap())
    };
    let value = column.texts.text(column.cells[row as usize]).unwrap();
    let (filled, rows) = (count(&|_| true), count(&|text| text == value));
    let spelt = count(&|text| text.trim().eq_ignore_ascii_case(value.trim()));
    let same = filled * math::pow(2.0, model.prior) * learned.m[0];
    let believed = if learned.comparison.kind == ColumnKind::Email { 1e-6 } else { 0.01 };
    let strangers = (spelt - 1.0 - same).max(0.0) + 0.5 * filled / (filled + 30.0) + 30.0 * believed;
    math::log2(rows / filled) - math::log2(strangers / (filled + 30.0))
}

#[test]
fn pairs_weigh_what_splink_says() {
    let model = Model::from_splink(MODEL).unwrap();
    let (records, expected) = pairs();
    let found = model.predict(&records).unwrap();
    let (mut compared, mut adjusted) = (0, 0);
    for pair in expected["pairs"].as_array().unwrap() {
        let row = |side: &str| records.row(pair[side].as_str().unwrap()).unwrap();
        let (a, b) = (row("a"), row("b"));
        let why = found.explain(a, b).unwrap();
        assert!(
            (why[0].bits - math::log2(0.002_139_282_139_282_139_4 / (1.0 - 0.002_139_282_139_282_139_4)))
                .abs()
                < 1e-9
        );
        let mut whole = pair["weight"].as_f64().unwrap();
        for (at, evidence) in why[1..].iter().enumerate() {
            let said = &pair["bits"][&evidence.column];
            let (bits, adjustment) = (said[0].as_f64().unwrap(), said[1].as_f64().unwrap_or(0.0));
            let more = if adjustment == 0.0 { 0.0 } else { more(&model, &records, at, a) };
            adjusted += i32::from(adjustment != 0.0);
            compared += 1;
            whole += more;
            let expected = bits + adjustment + more;
            assert!((evidence.bits - expected).abs() < 1e-4, "{evidence:?} {expected} {pair}");
            assert!((-0.5..2.0).contains(&more), "{more}");
        }
        let got: f64 = why.iter().map(|evidence| evidence.bits).sum();
        assert!((got - whole).abs() < 1e-4, "{got} {whole} {pair}");
    }
    assert_eq!((compared, adjusted > 30), (120, true), "{adjusted}");
}

#[test]
fn what_was_saved_is_read_whole() {
    let model = Model::from_splink(MODEL).unwrap();
    let rules: [&[&str]; 4] = [&["first_name", "city"], &["surname"], &["dob:4", "first_name:2"], &["email"]];
    assert_eq!(model.block_on, rules);
    let columns: Vec<(&str, ColumnKind, usize, bool)> = model
        .comparisons
        .iter()
        .map(|one| (&one.comparison, one.m.len()))
        .map(|(one, levels)| (one.column.as_str(), one.kind, levels, one.term_frequency))
        .collect();
    let expected = [
        ("first_name", ColumnKind::Text, 5, true),
        ("surname", ColumnKind::Text, 5, true),
        ("dob", ColumnKind::Date, 6, false),
        ("city", ColumnKind::Text, 2, true),
        ("email", ColumnKind::Email, 5, true),
    ];
    assert_eq!(columns, expected);
    let dob = model.comparisons[2].comparison.levels();
    assert_eq!(
        dob.iter().map(|level| level.days).collect::<Vec<_>>(),
        [None, Some(30), Some(365), Some(3652)]
    );
    // The level that training never saw: 0.05 / 4, at -5 + 8 / 3 bits.
    let email = &model.comparisons[4];
    assert_eq!(email.m[3], 0.0125);
    assert_eq!(email.u[3], 0.000_518_936_593_296_074);
    // Kept and read again it is the same.
    assert_eq!(Model::from_json(&model.to_json().unwrap()).unwrap(), model);
}

#[test]
fn untrained_levels_weigh_what_splink_takes_them_for() {
    // Splink 5: _default_m_values(4) and _default_u_values(4), from the worst to the best.
    let m = [0.016_666_666_666_666_68, 0.016_666_666_666_666_68, 0.016_666_666_666_666_68, 0.95];
    let bits = [-5.0, -1.0, 3.0, 10.0];
    for (at, shares) in usual(4).into_iter().rev().enumerate() {
        assert!((shares.m - m[at]).abs() < 1e-12);
        assert!((math::log2(shares.m / shares.u) - bits[at]).abs() < 1e-12);
    }
    let two: Vec<f64> = usual(2).iter().map(|shares| math::log2(shares.m / shares.u)).collect();
    assert!((two[0] - 10.0).abs() < 1e-12 && (two[1] + 5.0).abs() < 1e-12);
}

/// A comparison with this level between equality and the rest, read.
fn with(sql: &str) -> Result<Model, Error> {
    with_levels(&[
        json!({"sql_condition": "\"a_l\" = \"a_r\""}),
        json!({"sql_condition": sql, "label_for_charts": "mine"}),
    ])
}

fn with_levels(levels: &[Value]) -> Result<Model, Error> {
    let mut all = vec![json!({"sql_condition": "\"a_l\" IS NULL OR \"a_r\" IS NULL", "is_null_level": true})];
    all.extend(levels.iter().cloned());
    all.push(json!({"sql_condition": "ELSE"}));
    for (at, level) in all.iter_mut().enumerate().skip(1) {
        level["m_probability"] = json!(0.5 / f64::from(u32::try_from(at).unwrap()));
        level["u_probability"] = json!(0.1);
    }
    settings(&json!([{"output_column_name": "the_a", "comparison_levels": all}]), &json!([]))
}

fn settings(comparisons: &Value, rules: &Value) -> Result<Model, Error> {
    let settings = json!({"link_type": "link_only", "probability_two_random_records_match": 0.5,
        "blocking_rules_to_generate_predictions": rules, "comparisons": comparisons});
    Model::from_splink(&settings.to_string())
}

/// Conditions as the level library of Splink 5.0.0 writes them, for `DuckDB` and for Spark.
#[test]
fn the_level_library_is_read() {
    let level = || Level::new("mine");
    let km = "cast(acos(case when (sin( radians(\"lat_l\") ) * sin( radians(\"lat_r\") ) + cos( radians(\"lat_l\") ) * \
        cos( radians(\"lat_r\") ) * cos( radians(\"long_r\" - \"long_l\") )) > 1 then 1 when (sin( radians(\"lat_l\") ) * \
        sin( radians(\"lat_r\") ) + cos( radians(\"lat_l\") ) * cos( radians(\"lat_r\") ) * cos( radians(\"long_r\" - \
        \"long_l\") )) < -1 then -1 else (sin( radians(\"lat_l\") ) * sin( radians(\"lat_r\") ) + cos( radians(\"lat_l\") ) \
        * cos( radians(\"lat_r\") ) * cos( radians(\"long_r\" - \"long_l\") )) end) * 6371 as float) <= 10";
    let known = [
        ("jaro_winkler_similarity(\"a_l\", \"a_r\") >= 0.9", level().jaro_winkler(0.9)),
        ("jaro_winkler(`a_l`, `a_r`) >= 0.9", level().jaro_winkler(0.9)),
        ("jaro_similarity(\"a_l\", \"a_r\") >= 0.9", level().jaro(0.9)),
        ("jaro_sim(`a_l`, `a_r`) >= 0.9", level().jaro(0.9)),
        ("levenshtein(\"a_l\", \"a_r\") <= 2", level().levenshtein(2)),
        ("levenshtein(CAST(\"a_l\" AS TEXT), CAST(\"a_r\" AS TEXT)) < 2", level().levenshtein(1)),
        ("damerau_levenshtein(\"a_l\", \"a_r\") <= 2", level().edits(2)),
        (
            "ABS(EPOCH(try_strptime(\"a_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"a_r\", '%Y-%m-%d'))) <= 31557600.0",
            level().days(365),
        ),
        ("ABS(EPOCH(\"a_l\") - EPOCH(\"a_r\")) <= 86400", level().days(1)),
        ("abs(datediff(`a_l`, `a_r`)) <= floor(31557600.0 / 86400)", level().days(365)),
        ("array_length(list_intersect(\"a_l\", \"a_r\")) >= 1", level().overlap(1e-9)),
        ("SIZE(ARRAY_INTERSECT(`a_l`, `a_r`)) >= 1", level().overlap(1e-9)),
        ("ABS(\"a_l\" - \"a_r\") <= 2", level().difference(2.0)),
        ("SUBSTRING(\"a_l\", 1, 3) = SUBSTRING(\"a_r\", 1, 3)", level().start(3)),
        ("left(a_l, 1) = left(a_r, 1)", level().start(1)),
        ("\"a_l\" = \"b_r\" AND \"a_r\" = \"b_l\"", level().swapped_with("b")),
        (
            "(levenshtein(\"a_l\", \"a_r\") <= 1) OR (jaro_similarity(\"a_l\", \"a_r\") >= 0.9)",
            level().levenshtein(1).jaro(0.9),
        ),
    ];
    for (sql, expected) in known {
        let model = with(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let levels = model.comparisons[0].comparison.levels();
        assert_eq!(levels, [expected], "{sql}");
        assert_eq!(model.comparisons[0].m.len(), 3);
    }
    let ratio =
        with("(ABS(\"a_l\" - \"a_r\") / (CASE WHEN \"a_r\" > \"a_l\" THEN \"a_r\" ELSE \"a_l\" END)) < 0.25")
            .unwrap();
    let ratio = ratio.comparisons[0].comparison.levels()[0].ratio.unwrap();
    assert!(ratio > 0.75 && ratio < 0.75 + 1e-9, "{ratio}");
    let places = json!([{"comparison_levels": [
        {"sql_condition": "\"lat_l\" IS NULL OR \"lat_r\" IS NULL OR \"long_l\" IS NULL OR \"long_r\" IS NULL", "is_null_level": true},
        {"sql_condition": km, "label_for_charts": "near"}, {"sql_condition": "ELSE"}]}]);
    let places = settings(&places, &json!([])).unwrap();
    let comparison = &places.comparisons[0].comparison;
    assert_eq!((comparison.column.as_str(), comparison.kind), ("lat,long", ColumnKind::Place));
    assert_eq!(comparison.levels(), [Level::new("near").km(10.0)]);
}

#[test]
fn what_omo_cannot_say_is_named() {
    let unknown = [
        "array_cosine_similarity(\"a_l\", \"a_r\") >= 0.9",
        "jaccard(\"a_l\", \"a_r\") >= 0.9",
        "NOT (\"a_l\" = \"a_r\")",
        "\"a_l\" = \"b_r\"",
        "\"b_l\" = \"b_r\"",
        "\"a_l\" = \"a_l\"",
        "\"a_l\" = 'x' AND \"a_r\" = 'x'",
        "(\"a_l\" = \"a_r\") AND (\"b_l\" = \"b_r\")",
        "array_length(list_intersect(\"a_l\", \"a_r\")) >= 2",
        "levenshtein(\"a_l\", \"a_r\") <= 9",
        "jaro_winkler_similarity(\"a_l\", \"a_r\") <= 0.9",
        "ABS(EPOCH(try_strptime(\"a_l\", '%Y-%m-%dT%H:%M:%SZ')) - EPOCH(try_strptime(\"a_r\", '%Y-%m-%dT%H:%M:%SZ'))) <= 60",
        "ABS(EPOCH(\"a_l\") - EPOCH(\"a_r\")) <= 3600",
        "acos(sin(\"lat_l\")) * 6371 <= 10",
        "NULLIF(regexp_extract(\"a_l\", '^[A-Za-z]{1,2}', 0), '') = NULLIF(regexp_extract(\"a_r\", '^[A-Za-z]{1,2}', 0), '')",
        "list_max(list_transform(\"a_l\", x -> x)) >= 0.9",
        "soundex(\"a_l\") = soundex(\"a_r\")",
        "",
    ];
    for sql in unknown {
        let error = with(sql).unwrap_err();
        assert_eq!(error.code(), "format", "{sql}");
        let text = error.to_string();
        assert!(
            text.starts_with("the level `mine` of the comparison `the_a` of Splink's model must be "),
            "{text}"
        );
    }
    let adjusted = |more: Value| {
        let mut level = json!({"sql_condition": "\"a_l\" = \"a_r\"", "tf_adjustment_column": "a"});
        more.as_object().unwrap().iter().for_each(|(name, value)| level[name] = value.clone());
        with_levels(&[level])
    };
    assert!(adjusted(json!({})).unwrap().comparisons[0].comparison.term_frequency);
    assert!(
        !adjusted(json!({"tf_adjustment_weight": 0.0})).unwrap().comparisons[0].comparison.term_frequency
    );
    for more in [
        json!({"tf_adjustment_weight": 0.5}),
        json!({"tf_minimum_u_value": 0.01}),
        json!({"tf_adjustment_column": "b"}),
    ] {
        assert_eq!(adjusted(more).unwrap_err().code(), "format");
    }
    // Of alike values only beside equal ones, and of different ones never.
    let alike = json!({"sql_condition": "jaro_sim(a_l, a_r) > 0.9", "tf_adjustment_column": "a"});
    let equal = json!({"sql_condition": "a_l = a_r"});
    assert_eq!(with_levels(&[equal, alike]).unwrap_err().code(), "format");
    let swapped = json!({"sql_condition": "a_l = b_r and b_l = a_r", "tf_adjustment_column": "a"});
    assert_eq!(with_levels(&[swapped]).unwrap_err().code(), "format");
    // Without a null level, or without any other.
    let exact = json!([{"comparison_levels": [{"sql_condition": "a_l = a_r"}, {"sql_condition": "ELSE"}]}]);
    assert!(settings(&exact, &json!([])).unwrap_err().to_string().contains("a null level"));
    for text in [
        "",
        "{}",
        "[]",
        r#"{"comparisons": []}"#,
        r#"{"comparisons": [{}]}"#,
        r#"{"comparisons": [{"comparison_levels": []}]}"#,
    ] {
        assert_eq!(Model::from_splink(text).unwrap_err().code(), "format", "{text}");
    }
}

#[test]
fn a_level_that_holds_for_equals_says_what_they_weigh() {
    let model = with_levels(&[
        json!({"sql_condition": "levenshtein(a_l, a_r) <= 1"}),
        json!({"sql_condition": "a_l = a_r"}),
        json!({"sql_condition": "jaro_sim(a_l, a_r) >= 0.8"}),
    ]);
    let learned = &model.unwrap().comparisons[0];
    // Equality is the first level, which says it already; the second is never reached.
    assert_eq!(learned.m, [0.5, 0.5, 0.5 / 3.0, 0.125]);
    assert_eq!(learned.comparison.levels().len(), 2);
    assert!(!learned.comparison.term_frequency);
}

#[test]
fn rules_of_blocking_are_read() {
    let comparisons = json!([
        {"comparison_levels": [
            {"sql_condition": "a_l IS NULL OR a_r IS NULL", "is_null_level": true},
            {"sql_condition": "a_l = a_r"}, {"sql_condition": "ELSE"}]},
        {"comparison_levels": [
            {"sql_condition": "d_l IS NULL OR d_r IS NULL", "is_null_level": true},
            {"sql_condition": "ABS(EPOCH(d_l) - EPOCH(d_r)) <= 86400"}, {"sql_condition": "ELSE"}]}]);
    let rule = |sql: &str| {
        settings(&comparisons, &json!([{"blocking_rule": sql}])).map(|model| model.block_on.concat())
    };
    assert_eq!(rule("l.\"a\" = r.\"a\"").unwrap(), ["a"]);
    assert_eq!(rule("(l.`a` = r.`a`) AND (SUBSTR(l.d, 1, 7) = SUBSTR(r.d, 1, 7))").unwrap(), ["a", "d:6"]);
    assert_eq!(rule("substring(r.a, 1, 2) = substring(l.a, 1, 2)").unwrap(), ["a:2"]);
    assert_eq!(rule("substr(l.d, 1, 10) = substr(r.d, 1, 10)").unwrap(), ["d"]);
    for unknown in [
        "l.a = r.d",
        "l.a = r.a OR l.d = r.d",
        "l.b = r.b",
        "l.a < r.a",
        "l.a = r.a and l.d <> r.d",
        "1=1",
        "",
    ] {
        let error = rule(unknown).unwrap_err().to_string();
        assert!(error.starts_with("the rule of blocking `"), "{error}");
    }
    let exploded = json!([{"blocking_rule": "l.a = r.a", "arrays_to_explode": ["a"]}]);
    assert!(settings(&comparisons, &exploded).is_err(), "texts have no elements");
    let model = settings(&comparisons, &json!(["l.a = r.a"])).unwrap();
    assert_eq!((model.options.link, model.prior), (Link::AcrossSources, 0.0));
}

/// Splink adds `tf_adjustment_weight * log2(u of equal values / share of the more frequent value)` to a level.
#[test]
fn of_values_that_are_alike_the_more_frequent_says_how_rare_they_are() {
    let level = |sql: &str, m: f64, u: f64| json!({"sql_condition": sql, "m_probability": m, "u_probability": u, "tf_adjustment_column": "a"});
    let mut near = level("jaro_winkler_similarity(a_l, a_r) >= 0.8", 0.3, 0.05);
    near["tf_adjustment_weight"] = json!(0.5);
    let model = Model::from_splink(
        &json!({
            "link_type": "dedupe_only",
            "probability_two_random_records_match": 1e-18,
            "comparisons": [{"output_column_name": "a", "comparison_levels": [
                {"sql_condition": "a_l IS NULL OR a_r IS NULL", "is_null_level": true},
                level("a_l = a_r", 0.6, 0.1),
                near,
                {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.85},
            ]}],
        })
        .to_string(),
    )
    .unwrap();
    assert_eq!(model.comparisons[0].comparison.levels()[0].term_frequency, Some(0.5));
    // martha in 3 of 8 rows, marhta and jones in 2, johnson in 1.
    let cells = ["martha", "marhta", "martha", "martha", "marhta", "jones", "johnson", "jones"];
    let ids = ["0", "1", "2", "3", "4", "5", "6", "7"];
    let column = |name: &str, cells: [&'static str; 8]| Column::new(name, cells.map(Some));
    let records = Records::new(column("id", ids), vec![column("a", cells)]).unwrap();
    let found = model.predict(&records).unwrap();
    // As for equal values: the others that have it, half a row more, and 30 strangers of whom one in a hundred does.
    let share = |rows: f64| (rows - 1.0 + 0.5 * 8.0 / 38.0 + 0.3) / 38.0;
    for (a, b, most) in [(0, 1, 3.0), (1, 0, 3.0), (5, 6, 2.0), (6, 7, 2.0)] {
        let evidence = &found.explain(a, b).unwrap()[1];
        let expected = math::log2(0.3 / 0.05) + 0.5 * math::log2(0.1 / share(most));
        assert!((evidence.bits - expected).abs() < 1e-4, "{evidence:?} {expected}");
    }
    assert!((found.explain(0, 5).unwrap()[1].bits - math::log2(0.1 / 0.85)).abs() < 1e-4);
}

#[test]
fn arrays_that_are_exploded_are_keys_by_element() {
    let intersect = |sql: &str| json!({"sql_condition": sql, "m_probability": 0.9, "u_probability": 0.1});
    let comparisons = json!([{"output_column_name": "a", "comparison_levels": [
        {"sql_condition": "a_l IS NULL OR a_r IS NULL", "is_null_level": true},
        intersect("array_length(list_intersect(a_l, a_r)) >= 1"),
        intersect("ELSE"),
    ]}]);
    let rule = json!([{"blocking_rule": "l.a = r.a", "arrays_to_explode": ["a"]}]);
    let model = settings(&comparisons, &rule).unwrap();
    assert_eq!(model.block_on, [["a:element"]]);
    let lists = [["x", "y"], ["y", "z"], ["z", "v"]].map(Some);
    let records =
        Records::new(Column::new("id", ["1", "2", "3"].map(Some)), vec![Column::of_lists("a", lists)]);
    let found = model.predict(&records.unwrap()).unwrap();
    let levels: Vec<String> =
        [(0, 1), (1, 2), (0, 2)].map(|(a, b)| found.explain(a, b).unwrap()[1].level.clone()).into();
    assert_eq!(levels[0], levels[1]);
    assert_eq!(levels[2], "different");
}
