//! Columns of names.

use super::*;

#[test]
fn what_was_compared_of_a_name_and_its_reading_is_said() {
    let ids = Column::new("id", ["1", "2", "3", "4", "5", "6"].map(Some));
    let name = ["山田 花子", "山田 花子", "ヤマダ ハナコ", "佐藤 太郎", "髙橋 一", "高橋 一"].map(Some);
    let kana = [Some("ヤマダ ハナコ"), Some("やまだ はなこ"), None, Some("サトウ タロウ"), None, None];
    let records = Records::new(ids, vec![Column::new("name", name), Column::new("kana", kana)]).unwrap();
    let found = resolve(&records, &ResolveOptions::default()).unwrap();
    let said = |a, b| {
        let why = found.explain(a, b).unwrap().swap_remove(1);
        assert_eq!((why.column.as_str(), why.reading.as_deref()), ("name", Some("kana")));
        (why.level, why.compared.unwrap())
    };
    assert_eq!(said(0, 1), ("equal".into(), "both"));
    assert_eq!(said(0, 2), ("the same reading".into(), "reading"));
    assert_eq!(said(0, 3), ("different".into(), "reading"));
    assert_eq!(said(4, 5), ("equal".into(), "writing"));
    assert_eq!(said(2, 4), ("missing".into(), "neither"));
    let prior = found.explain(0, 1).unwrap().swap_remove(0);
    assert_eq!((prior.reading, prior.compared), (None, None));
}

#[test]
fn names_that_are_asked_for_are_compared_as_what_the_column_holds() {
    let (mut rows, truth) = crowd(150, 3);
    for row in &mut rows {
        row[4] = None;
    }
    let parts = records(&rows, &(0..rows.len()).collect::<Vec<_>>());
    let whole: Vec<String> = rows
        .iter()
        .map(|row| {
            format!("{} {}", row[0].as_deref().unwrap_or_default(), row[1].as_deref().unwrap_or_default())
        })
        .collect();
    let whole = whole.iter().map(|name| Some(name.trim()).filter(|name| !name.is_empty()));
    let mut columns = parts.columns.clone();
    columns.push(Column::new("name", whole));
    let all = Records::new(parts.ids.clone(), columns).unwrap();
    let found = |comparisons: Vec<Comparison>| {
        let options = ResolveOptions { comparisons, ..Default::default() };
        Linker::new(options).fit(&all).unwrap().predict(&all).unwrap()
    };
    let kinds = |found: &Resolution| -> Vec<ColumnKind> {
        found.model().comparisons.iter().map(|learned| learned.comparison.kind).collect()
    };
    let rest = [compare::date("birth_date"), compare::text("town")];
    let with = |names: &[Comparison]| found([names, &rest[..]].concat());
    let by_parts = with(&[compare::name("first_name"), compare::name("surname")]);
    assert_eq!(kinds(&by_parts)[..2], [ColumnKind::GivenName, ColumnKind::FamilyName]);
    let by_whole = with(&[compare::name("name")]);
    assert_eq!(kinds(&by_whole)[0], ColumnKind::FullName);
    // Levels of one's own are of what they are.
    let own = compare::name("name").with_levels([compare::Level::new("near").edits(1)]);
    assert_eq!(kinds(&with(&[own]))[0], ColumnKind::FamilyName);
    for found in [by_parts, by_whole] {
        let f1 = scores(&truth, found.customers()).f1;
        assert!(f1 > 0.9, "{f1}");
    }
}

#[test]
fn a_family_name_that_is_written_the_same_is_as_frequent_as_it_is_read() {
    let families = [("佐々木", "ササキ"), ("田中", "タナカ"), ("鈴木", "スズキ"), ("高橋", "タカハシ")];
    let given =
        [("花子", "ハナコ"), ("太郎", "タロウ"), ("美咲", "ミサキ"), ("翔", "ショウ"), ("健一", "ケンイチ")];
    let mut names: Vec<(String, Option<String>)> = Vec::new();
    for row in 0..80 {
        let (family, given) = (families[row % 4], given[row / 4 % 5]);
        names.push((format!("{} {}", family.0, given.0), Some(format!("{} {}", family.1, given.1))));
    }
    // Nobody tells how 友 is read, and so how the whole name is.
    names.push(("佐々木 友".to_owned(), None));
    // How people call themselves in an app.
    names.extend(["はなちゃん", "ハナコ", "花子", "佐々木様"].map(|name| (name.to_owned(), None)));
    let ids: Vec<String> = (0..names.len()).map(|row| format!("{row:03}")).collect();
    let records = Records::new(
        Column::new("id", ids.iter().map(|id| Some(id.as_str()))),
        vec![
            Column::new("name", names.iter().map(|(name, _)| Some(name.as_str()))),
            Column::new("kana", names.iter().map(|(_, kana)| kana.as_deref())),
        ],
    )
    .unwrap();
    let comparisons = vec![Comparison { reading: Some("kana".into()), ..compare::name("name") }];
    let found = resolve(&records, &ResolveOptions { comparisons, ..Default::default() }).unwrap();
    let says = |a: u32, b: u32| {
        let all = found.explain(a, b).unwrap();
        all.into_iter()
            .find(|one| one.column == "name")
            .map(|one| (one.level, one.compared, one.bits))
            .unwrap()
    };
    let (level, by, bits) = says(0, 4);
    assert_eq!((level.as_str(), by), ("the same family name", Some("reading")));
    let written = says(80, 0);
    assert_eq!((written.0.as_str(), written.1), ("the same family name", Some("writing")));
    // A quarter of all have it, though one row alone has it unread.
    assert_eq!(written.2, bits);
    assert_eq!(says(0, 80), written);
    assert_eq!(says(80, 1).0, "different");
    assert_eq!(
        [81, 82, 83, 84].map(|row| says(row, 0).0),
        ["the beginning of a name", "a part of the name", "a part of the name", "a part of the name"]
    );
    assert_eq!([81, 82, 83, 84].map(|row| says(row, 5).0), ["different"; 4]);
}

#[test]
fn a_name_that_nearly_all_have_tells_nobody_apart_and_breaks_nothing() {
    // Writing, reading, family and given name agree by chance in nearly all pairs, which leaves next to none for what is
    // only alike.
    let rows = 4000;
    let names: Vec<_> = (0..rows)
        .map(|row| {
            if row == 3 {
                ("鈴木 花子", "スズキ ハナコ")
            } else {
                ("佐藤 太郎", "サトウ タロウ")
            }
        })
        .collect();
    let ids: Vec<String> = (0..rows).map(|row| row.to_string()).collect();
    let mails: Vec<String> = (0..rows).map(|row| format!("a{}@x.jp", row / 2)).collect();
    let records = Records::new(
        Column::new("id", ids.iter().map(|id| Some(id.as_str()))),
        vec![
            Column::new("name", names.iter().map(|(name, _)| Some(*name))),
            Column::new("kana", names.iter().map(|(_, kana)| Some(*kana))),
            Column::new("mail", mails.iter().map(|mail| Some(mail.as_str()))),
        ],
    )
    .unwrap();
    let name = Comparison { reading: Some("kana".into()), ..compare::name("name") };
    let comparisons = vec![name, compare::email("mail")];
    let model = Linker::new(ResolveOptions { comparisons, ..Default::default() }).fit(&records).unwrap();
    for one in &model.comparisons {
        assert!(one.m.iter().chain(&one.u).all(|share| *share > 0.0 && *share < 1.0), "{one:?}");
        assert!((one.u.iter().sum::<f64>() - 1.0).abs() < 0.01, "{one:?}");
    }
    let found = model.predict(&records).unwrap();
    let bits = found.explain(0, 1).unwrap().into_iter().find(|one| one.column == "name").unwrap().bits;
    assert!(bits.abs() < 0.05, "{bits}");
}

#[test]
fn father_and_son_of_one_name_are_two() {
    let (mut rows, _) = crowd(40, 2);
    let first = rows.len();
    for family in ["Dobbins Senior", "Dobbins Jr.", "Dobbins", "DOBBINS, Sr"] {
        rows.push([Some("David".into()), Some(family.into()), None, None, None]);
    }
    let found = resolve(&records(&rows, &numbers(rows.len())), &ResolveOptions::default()).unwrap();
    let says = |a: usize, b: usize| {
        let row = |at: usize| u32::try_from(first + at).unwrap();
        let all = found.explain(row(a), row(b)).unwrap();
        all.into_iter().find(|one| one.column == "surname").unwrap().level
    };
    assert_eq!(says(0, 1), "different");
    assert_eq!(says(1, 3), "different");
    assert_ne!(says(0, 2), "different");
    assert_ne!(says(0, 3), "different");
}
