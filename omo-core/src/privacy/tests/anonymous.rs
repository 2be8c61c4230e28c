use std::collections::{BTreeMap, BTreeSet};

use crate::model::Language;
use crate::privacy::{Anonymous, AnonymousOptions, QuasiIdentifier, TextTable, anonymous};
use proptest::prelude::*;

fn texts(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|&cell| cell.into()).collect()
}

fn options(k: usize, suppress: f64) -> AnonymousOptions {
    let towns = [("Shibuya", "Tokyo"), ("Meguro", "Tokyo"), ("Naka", "Kanagawa"), ("Minami", "Kanagawa")];
    let steps = towns.iter().map(|&(town, in_)| (town.into(), texts(&[in_, "Kanto"]))).collect();
    let age = QuasiIdentifier {
        column: "age".into(),
        widths: vec![10, 20],
        top: Some(80),
        ..QuasiIdentifier::default()
    };
    let town = QuasiIdentifier { column: "town".into(), steps, ..QuasiIdentifier::default() };
    let post = QuasiIdentifier { column: "post".into(), prefixes: vec![3, 1], ..QuasiIdentifier::default() };
    AnonymousOptions {
        k,
        quasi: vec![age, town, post],
        dates: vec!["at".into()],
        keep: vec!["spent".into()],
        suppress,
        ..AnonymousOptions::default()
    }
}

fn table(rows: &[(u8, u8, usize, u16, u8)]) -> TextTable {
    let town = |town: usize| ["Shibuya", "Meguro", "Naka", "Minami", "Oslo"][town];
    let rows = rows.iter().enumerate().map(|(number, &(person, age, place, post, day))| {
        let cells = [
            format!("hanako{person}"),
            age.to_string(),
            town(place).into(),
            format!("1{post:03}"),
            format!("2026-03-{:02}T10:11:12+09:00", day + 1),
            format!("{number}"),
            "secret note".into(),
        ];
        cells.to_vec()
    });
    TextTable {
        columns: texts(&["person", "age", "town", "post", "at", "spent", "note"]),
        rows: rows.collect(),
    }
}

fn made(table: &TextTable, options: &AnonymousOptions) -> Anonymous {
    anonymous(table, options, b"a secret").unwrap()
}

/// By pencil: three of 31 to 38 in Tokyo become one group at the first step; the one of 85 in Oslo has nobody alike.
#[test]
fn rare_values_become_coarser_and_who_stays_alone_is_suppressed() {
    let rows = [(1, 31, 0, 500, 1), (2, 38, 0, 501, 2), (3, 36, 1, 502, 3), (4, 85, 4, 999, 4)];
    let export = made(&table(&rows), &AnonymousOptions { shift_days: 0, ..options(3, 0.25) });
    assert_eq!(export.table.columns, ["age", "town", "post", "at", "spent"]);
    let mut rows = export.table.rows.clone();
    rows.sort();
    let told = |at: &str, spent: &str| texts(&["30-39", "Tokyo", "150*", at, spent]);
    assert_eq!(rows, [told("2026-03-02", "0"), told("2026-03-03", "1"), told("2026-03-04", "2")]);
    let report = &export.report;
    assert_eq!((report.exported_rows, report.suppressed_rows, report.suppressed_persons), (3, 1, 1));
    assert_eq!((report.groups, report.smallest_group), (1, Some(3)));
    assert_eq!(report.dropped, ["person", "note"]);
    assert_eq!(report.text(Language::En)[0], "3 of 4 rows leave; 1 in 1 small groups are suppressed");
    assert_eq!(report.text(Language::Ja)[0], "4行のうち3行を出力、1グループ1行を抑制");
}

/// Common values stay as fine as they are.
#[test]
fn what_is_common_stays() {
    let rows: Vec<_> = (0..6).map(|person| (person, 30, 0, 500, 1)).collect();
    let export = made(&table(&rows), &options(5, 0.0));
    assert!(export.table.rows.iter().all(|row| row[..3] == ["30", "Shibuya", "1500"]), "{:?}", export.table);
    assert!(export.report.generalised.iter().all(|one| one.steps == 0 && one.values == 0));
}

#[test]
fn many_rows_of_one_person_are_one_person() {
    let rows: Vec<_> = (0..9).map(|day| (1, 30, 0, 500, day)).collect();
    let export = made(&table(&rows), &options(2, 1.0));
    assert_eq!((export.report.exported_rows, export.report.persons), (0, 1));
    assert_eq!(export.report.smallest_group, None);
}

#[test]
fn numbers_from_the_top_on_are_one() {
    let rows: Vec<_> = [80, 85, 101, 119].iter().map(|&age| (age, age, 0, 500, 1)).collect();
    let export = made(&table(&rows), &options(4, 0.0));
    assert!(export.table.rows.iter().all(|row| row[0] == "80+"));
}

#[test]
fn what_cannot_be_is_an_error() {
    let rows = table(&[(1, 30, 0, 500, 1)]);
    let code = |options: AnonymousOptions| anonymous(&rows, &options, b"").unwrap_err().code();
    assert_eq!(code(options(1, 0.0)), "option");
    assert_eq!(code(options(5, f64::NAN)), "option");
    assert_eq!(code(AnonymousOptions { keep: texts(&["town"]), ..options(5, 0.0) }), "option");
    assert_eq!(code(AnonymousOptions { keep: texts(&["person"]), ..options(5, 0.0) }), "option");
    assert_eq!(code(AnonymousOptions { keep: texts(&["missing"]), ..options(5, 0.0) }), "column");
    let short = TextTable { rows: vec![texts(&["1"])], ..rows.clone() };
    assert_eq!(anonymous(&short, &options(5, 0.0), b"").unwrap_err().code(), "column");
}

#[test]
fn times_that_are_none_are_left_empty_and_counted() {
    let mut rows = table(&(0..5).map(|person| (person, 30, 0, 500, 1)).collect::<Vec<_>>());
    rows.rows[0][4] = "yesterday".into();
    let export = made(&rows, &options(5, 0.0));
    assert_eq!(export.report.unreadable_dates, 1);
    assert_eq!(export.table.rows.iter().filter(|row| row[3].is_empty()).count(), 1);
}

proptest! {
    /// No combination that leaves is of fewer than k people; every row leaves or is counted as suppressed, what leaves is as
    /// it was or coarser, nobody's name leaves, and the order of arrival decides nothing.
    #[test]
    fn no_group_is_small_and_nothing_is_lost(
        rows in proptest::collection::vec((0_u8..12, 20_u8..99, 0_usize..5, 0_u16..4, 0_u8..27), 0..40),
        k in 2_usize..5, suppress in 0.0_f64..0.5, rotate in 0_usize..40,
    ) {
        let (table, options) = (table(&rows), options(k, suppress));
        let export = made(&table, &options);
        let report = &export.report;
        prop_assert_eq!(report.exported_rows + report.suppressed_rows, rows.len());
        prop_assert_eq!(report.exported_rows, export.table.rows.len());
        // Who is behind a row is told by its number, which is kept.
        let of = |row: &Vec<String>| rows[row[4].parse::<usize>().unwrap()];
        let numbers: BTreeSet<&String> = export.table.rows.iter().map(|row| &row[4]).collect();
        prop_assert_eq!(numbers.len(), export.table.rows.len());
        let mut groups: BTreeMap<&[String], BTreeSet<u8>> = BTreeMap::new();
        for row in &export.table.rows {
            groups.entry(&row[..3]).or_default().insert(of(row).0);
            prop_assert!(row.iter().all(|cell| !cell.contains("hanako") && !cell.contains("note")));
            let age = i64::from(of(row).1);
            let holds = match row[0].split_once('-') {
                _ if row[0] == "*" => true,
                _ if row[0] == "80+" => age >= 80,
                Some((from, to)) => (from.parse().unwrap()..=to.parse::<i64>().unwrap()).contains(&age),
                None => row[0] == age.to_string(),
            };
            prop_assert!(holds, "{} of {}", row[0], age);
        }
        prop_assert!(groups.values().all(|people| people.len() >= k));
        prop_assert_eq!(report.smallest_group, groups.values().map(BTreeSet::len).min());
        prop_assert_eq!(report.groups, groups.len());
        // The same person's days move together, and never stay.
        let mut moves: BTreeMap<u8, BTreeSet<i64>> = BTreeMap::new();
        for row in &export.table.rows {
            let told = format!("2026-03-{:02}", of(row).4 + 1);
            let day = |text: &str| i64::from(text.parse::<crate::Time>().unwrap().day());
            moves.entry(of(row).0).or_default().insert(day(&row[3]) - day(&told));
        }
        prop_assert!(moves.values().all(|days| days.len() == 1 && days.iter().all(|d| *d != 0 && d.abs() <= 14)));
        let mut turned = table.clone();
        turned.rows.rotate_left(rotate % rows.len().max(1));
        prop_assert_eq!(made(&turned, &options), export);
    }

    /// Who has not the secret cannot undo the order or the days.
    #[test]
    fn another_secret_moves_and_shuffles_otherwise(seed in any::<u64>()) {
        let rows: Vec<_> = (0..12).map(|person| (person, 30, 0, 500, 1)).collect();
        let with = |secret: &[u8]| anonymous(&table(&rows), &options(5, 0.0), secret).unwrap().table.rows;
        prop_assert_ne!(with(&seed.to_be_bytes()), with(b"another secret"));
    }
}
