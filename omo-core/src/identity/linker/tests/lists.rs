//! Columns of lists.

use super::*;
use crate::math;

fn table(columns: Vec<Column>) -> Records {
    let ids: Vec<String> = (0..columns[0].cells.len()).map(|id| id.to_string()).collect();
    Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap()
}

fn lists(name: &str, cells: &[Vec<String>]) -> Column {
    Column::of_lists(name, cells.iter().map(|cell| Some(cell.iter().map(String::as_str))))
}

fn level(found: &Resolution, a: u32, b: u32, column: &str) -> (String, f64) {
    let why = found.explain(a, b).unwrap();
    let evidence = why.into_iter().find(|evidence| evidence.column == column).unwrap();
    (evidence.level, evidence.bits)
}

#[test]
fn lists_are_the_same_have_something_in_common_or_differ() {
    let emails = [
        &["Ann@example.jp", "b@example.jp"][..],
        &["b@example.jp", "ann@example.jp", "n/a"],
        &["c@example.jp", "b@example.jp"],
        &["d@example.jp"],
        &[],
    ];
    let emails = Column::of_lists("emails", emails.iter().map(|cell| Some(cell.iter().copied())));
    let phones = [&["090-1111-2222"][..], &["+81 90 1111 2222", "03-1234-5678"], &["03-1234-5678"], &[], &[]];
    let phones = Column::of_lists("phones", phones.iter().map(|cell| Some(cell.iter().copied())));
    let tags = [&["tea, milk", "wine"][..], &["wine", "beer"], &["beer"], &["tea"], &["beer"]];
    let tags = Column::of_lists("tags", tags.iter().map(|cell| Some(cell.iter().copied())));
    let found = resolve(&table(vec![emails, phones, tags]), &ResolveOptions::default()).unwrap();
    let kinds: Vec<ColumnKind> = found.report().columns.iter().map(|column| column.kind).collect();
    assert_eq!(kinds, [ColumnKind::Email, ColumnKind::Phone, ColumnKind::Set]);
    let of = |a, b, column| level(&found, a, b, column).0;
    assert_eq!(of(0, 1, "emails"), "equal");
    assert_eq!(of(0, 2, "emails"), "something in common");
    assert_eq!(of(0, 3, "emails"), "different");
    assert_eq!(of(0, 4, "emails"), "missing");
    assert_eq!(of(0, 1, "phones"), "something in common");
    assert_eq!(of(0, 2, "phones"), "different");
    assert_eq!(of(0, 1, "tags"), "something in common");
    assert_eq!(of(1, 2, "tags"), "mostly the same");
    // What stands between the marks of an element is no element.
    assert_eq!(of(0, 3, "tags"), "different");
    assert!(level(&found, 0, 2, "emails").1 > 1.0);
}

/// A few records of each person, each with some of the addresses that the person has.
fn senders(people: usize) -> (Records, Vec<usize>) {
    let mut random = crate::random::Random::new(3);
    let (mut emails, mut names, mut born, mut truth) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for person in 0..people {
        let name = *random.pick(&["hanako", "taro", "emma", "oliver", "sofia"]).unwrap();
        let day =
            format!("{}-{:02}-{:02}", 1940 + random.below(60), 1 + random.below(12), 1 + random.below(28));
        for record in 0..2 + random.below(2) {
            // The next has the last of this one's, and one that no other has.
            let email = |at: usize| format!("{name}{person}.{at}@example.jp");
            let mut list = vec![email(record), email(record + 1)];
            if random.chance(0.1) {
                list.push("info@example.jp".into());
            }
            emails.push(list);
            names.push(Some(name));
            born.push(random.chance(0.95).then(|| day.clone()));
            truth.push(person);
        }
    }
    let born = Column::new("birth_date", born.iter().map(Option::as_deref));
    (table(vec![Column::new("first_name", names), born, lists("emails", &emails)]), truth)
}

#[test]
fn records_that_share_an_element_are_compared_and_found() {
    let (records, truth) = senders(400);
    let found = resolve(&records, &ResolveOptions::default()).unwrap();
    let blocking = &found.report().blocking;
    assert!(
        blocking.iter().any(|(rule, pairs)| rule.contains("emails:element") && *pairs > 50),
        "{blocking:?}"
    );
    assert!(found.report().pairs < 10_000, "{}", found.report().pairs);
    let scores = scores(&truth, found.customers());
    assert!(scores.precision > 0.99 && scores.recall > 0.9, "{scores:?}");
    let options = ResolveOptions { block_on: vec![vec!["emails:element".into()]], ..Default::default() };
    let told = resolve(&records, &options).unwrap();
    assert_eq!(told.report().blocking.len(), 1);
    // Two records of one person share an address or both share one with a third.
    assert!(told.report().pairs >= scores.true_pairs, "{:?}", told.report().blocking);
}

#[test]
fn of_shared_elements_the_rarest_says_what_strangers_say_of_it() {
    // 12 rows: wine in 12, tea in 2 and 4 others in 1 each: 18 elements, 1.5 a row.
    let mut cells = vec![vec!["wine".to_owned()]; 12];
    (0..4).for_each(|row| cells[row].push(format!("own{row}")));
    cells[4].push("tea".into());
    cells[5].push("tea".into());
    cells[5].push("milk".into());
    cells[4].push("beer".into());
    let records = table(vec![lists("drinks", &cells)]);
    let each = f64::from(12 + 2 + 4 + 2) / 12.0;
    let common = compare::Level::new("common").overlap(1e-9);
    let model = |term_frequency| Model {
        version: 1,
        comparisons: vec![Learned {
            comparison: Comparison { term_frequency, ..compare::set("drinks").with_levels([common.clone()]) },
            m: vec![0.5, 0.4, 0.1],
            u: vec![0.05, 0.2, 0.75],
            h: vec![],
            told_by: vec![],
        }],
        block_on: vec![],
        prior: -60.0,
        household: None,
        options: ResolveOptions { threshold: Some(-100.0), ..Default::default() },
    };
    let found = model(true).predict(&records).unwrap();
    // One other row of 12 has tea, and 11 have wine; of so few rows half a one and 30 strangers of whom one in a hundred
    // shares any value are believed beside.
    let share = |others: f64| (others + 0.5 * 12.0 / 42.0 + 0.3) / 42.0;
    for (pair, others) in [((4, 5), 1.0), ((0, 1), 11.0)] {
        let (name, bits) = level(&found, pair.0, pair.1, "drinks");
        let expected = math::log2(0.4 / 0.2) + math::log2(0.25 / each / share(others));
        assert_eq!(name, "common");
        assert!((bits - expected).abs() < 1e-4, "{bits} {expected}");
    }
    let plain = model(false).predict(&records).unwrap();
    assert!((level(&plain, 4, 5, "drinks").1 - 1.0).abs() < 1e-6);
}

#[test]
fn one_shared_address_and_a_given_name_are_enough_in_a_small_table() {
    // Each given name four times, and of each row two addresses: the last two rows share one address, and nobody else does.
    let rows = 100_u32;
    let names: Vec<String> = (0..rows).map(|row| format!("name{}", row / 4)).collect();
    let mut cells: Vec<Vec<String>> =
        (0..rows).map(|row| (0..2).map(|at| format!("row{row}.{at}@example.jp")).collect()).collect();
    cells[99][1] = cells[98][0].clone();
    let names = Column::new("first_name", names.iter().map(|name| Some(name.as_str())));
    let found = resolve(&table(vec![names, lists("emails", &cells)]), &ResolveOptions::default()).unwrap();
    let emails = &found.model().comparisons[1];
    // Nothing could be learned: six of thirteen share all, six some, and of these 97 in 100.
    let (some, none) = (6.0 / 13.0 * 0.97, 0.97 / 13.0 + 0.03);
    for (m, expected) in emails.m.iter().zip([some, some, none]) {
        assert!((m - expected).abs() < 1e-12, "{:?}", emails.m);
    }
    // Of 4950 pairs one shares an address, and of 1000 more that are believed one in a million. As many have the same list, which nobody has.
    let (shared, equal) = (1.001 / 5950.0, 0.001 / 5950.0);
    // The odds of one in ten rows having another of its person: the other row is one person's as likely.
    let own = f64::from(rows) * (10.0 / 4940.0) * 2.0 * some;
    let strangers = (1.0 - own + 0.5 * 100.0 / 130.0 + 30.0 * 1e-6) / 130.0;
    let expected = math::log2(some / (shared - equal)) + math::log2(shared / 2.0 / strangers);
    let (level, bits) = level(&found, 98, 99, "emails");
    assert_eq!(level, "something in common");
    assert!((bits - expected).abs() < 1e-4, "{bits} {expected}");
    let pair = found.pairs().iter().find(|pair| (pair.a, pair.b) == (98, 99)).unwrap();
    assert!(pair.weight > 0.0, "{pair:?}");
    assert_eq!(found.customers().last(), Some(&98));
}

#[test]
fn lists_of_identifiers_join_by_any_that_few_have() {
    let (rows, _) = crowd(40, 5);
    let ids = numbers(rows.len());
    let mut records = records(&rows, &ids);
    let mut cards: Vec<Vec<String>> =
        ids.iter().map(|id| vec![format!("card{id}"), format!("old{id}")]).collect();
    cards[7] = vec!["new7".into(), "card0".into()];
    records.columns.push(lists("cards", &cards));
    let options = ResolveOptions {
        columns: [("cards".to_owned(), ColumnKind::Identifier)].into(),
        ..Default::default()
    };
    let found = resolve(&records, &options).unwrap();
    assert_eq!(level(&found, 0, 7, "cards"), ("something in common".into(), 24.0));
    assert_eq!(level(&found, 0, 1, "cards").1, 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Neither the order of elements nor that of rows matters, and any texts have an answer.
    #[test]
    fn the_order_of_elements_does_not_matter(
        cells in proptest::collection::vec(proptest::collection::vec("[a-d@. |]{0,4}", 0..4), 2..30),
    ) {
        let turned: Vec<Vec<String>> = cells.iter().map(|cell| cell.iter().rev().cloned().collect()).collect();
        let names: Vec<Option<&str>> = cells.iter().map(|cell| cell.first().map(String::as_str)).collect();
        let found = |cells: &[Vec<String>]| {
            let records = table(vec![lists("emails", cells), Column::new("first_name", names.iter().copied())]);
            resolve(&records, &ResolveOptions::default()).unwrap()
        };
        let (forth, back) = (found(&cells), found(&turned));
        prop_assert_eq!(forth.customers(), back.customers());
        prop_assert_eq!(forth.pairs(), back.pairs());
    }
}
