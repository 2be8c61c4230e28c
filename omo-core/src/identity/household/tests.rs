//! Households by pencil, and their laws.

use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::identity::linker::Column;

fn column(name: &str, cells: &[&str]) -> Column {
    Column::new(name, cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)))
}

fn options() -> HouseholdOptions {
    HouseholdOptions {
        address: vec!["address".into()],
        name: Some("name".into()),
        phone: Some("phone".into()),
        ..HouseholdOptions::default()
    }
}

/// Each row a customer of its own, ids in the order of the rows.
fn of(rows: &[[&str; 3]]) -> Households {
    let ids: Vec<String> = (0..rows.len()).map(|row| format!("{row:03}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let customers: Vec<u32> = (0..u32::try_from(rows.len()).unwrap()).collect();
    let cells = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<_>>();
    let columns = vec![column("name", &cells(0)), column("address", &cells(1)), column("phone", &cells(2))];
    households(&Records::new(column("id", &ids), columns).unwrap(), &customers, &options()).unwrap()
}

#[test]
fn an_address_and_a_family_name_make_a_household() {
    let found = of(&[
        ["Hanako Yamada", "12 High Street, London", ""],
        ["YAMADA, Taro", "12 High St. London", ""],
        // Another family in the house, and the same family elsewhere.
        ["Jiro Sato", "12 High Street, London", ""],
        ["Jiro Yamada", "13 High Street, London", ""],
    ]);
    assert_eq!(found.households(), [0, 0, 2, 3]);
    assert_eq!((found.report().together, found.report().households), (2, 1));
}

#[test]
fn an_address_and_a_phone_make_a_household_but_not_one_of_them() {
    let found = of(&[
        ["佐藤 花子", "中央区銀座3-5-1-101", "03-1234-5670"],
        ["田中 一郎", "中央区銀座3-5-1-101", "０３（１２３４）５６７０"],
        ["鈴木 次郎", "中央区銀座3-5-1-101", "000-0000-0000"],
        ["高橋 三郎", "中央区銀座3-5-1-101", "000-0000-0000"],
        ["伊藤 四郎", "中央区銀座3-5-1-201", "03-1234-5670"],
    ]);
    assert_eq!(found.households(), [0, 0, 2, 3, 4]);
}

#[test]
fn a_room_or_a_building_parts_people_of_one_name() {
    let found = of(&[
        ["山田 花子", "中央区銀座3-5-1 メゾン銀座101号室", ""],
        ["山田 太郎", "中央区銀座3丁目5番1号 101号室", ""],
        ["山田 一郎", "中央区銀座3-5-1-102", ""],
        ["山田 次郎", "中央区銀座3-5-1 コーポ銀座", ""],
        ["山田 三郎", "中央区銀座3-5-1 ハイツ銀座", ""],
        ["山田 四郎", "中央区銀座", ""],
        ["山田 五郎", "中央区銀座", ""],
    ]);
    assert_eq!(found.households(), [0, 0, 2, 3, 4, 5, 6]);
    assert_eq!(found.report().without_address, 2);
}

#[test]
fn spellings_of_one_family_are_one() {
    let found = of(&[
        ["ｻﾄｳ ﾊﾅｺ", "中央区銀座3-5-1", ""],
        ["Taro Satoh", "中央区銀座３－５－１", ""],
        ["髙橋 一郎", "中央区銀座3-5-1", ""],
        ["高橋 次郎", "中央区銀座3-5-1", ""],
    ]);
    assert_eq!(found.households(), [0, 0, 2, 2]);
}

#[test]
fn an_address_of_hundreds_is_refused_and_counted() {
    let mut rows = vec![["Hanako Sato", "1 Campus Road, Leeds", ""]; 300];
    rows.extend([["Hanako Sato", "2 Mill Lane, Leeds", ""]; 2]);
    let found = of(&rows);
    let report = found.report();
    assert_eq!((report.refused_addresses, report.largest_refused, report.households), (1, 300, 1));
    assert_eq!((report.customers, report.together), (302, 2));
    // As many as the limit are a household, one more is none.
    assert_eq!(of(&rows[..12]).report().together, 12);
    assert_eq!(of(&rows[..13]).report().together, 0);
}

/// One who lives at many addresses does not glue all who live there.
#[test]
fn chains_end_at_the_limit() {
    let cells = |of: &dyn Fn(usize) -> String| (0..14).map(of).collect::<Vec<_>>();
    let [ids, names, addresses] = [
        cells(&|row| format!("{row:02}")),
        cells(&|_| "Hanako Sato".into()),
        cells(&|row| format!("{} Mill Lane, Leeds", row / 2)),
    ];
    let text = |name: &str, cells: &[String]| Column::new(name, cells.iter().map(|cell| Some(cell.as_str())));
    let columns = vec![text("name", &names), text("address", &addresses), text("phone", &names)];
    let records = Records::new(text("id", &ids), columns).unwrap();
    // The even rows are one customer's, who so has seven addresses with one other at each.
    let customers: Vec<u32> = (0..14).map(|row| if row % 2 == 0 { 0 } else { row }).collect();
    let found = households(&records, &customers, &HouseholdOptions { most: 4, ..options() }).unwrap();
    assert_eq!(found.customers(), [0, 1, 3, 5, 7, 9, 11, 13]);
    assert_eq!(found.households(), [0, 0, 0, 0, 7, 9, 11, 13]);
    assert_eq!(found.report().refused_joins, 4);
}

#[test]
fn options_that_cannot_be_followed_say_why() {
    let records = Records::new(column("id", &["a"]), vec![column("address", &["x"])]).unwrap();
    let says = |options: &HouseholdOptions| households(&records, &[0], options).unwrap_err().to_string();
    let alone = HouseholdOptions { address: vec!["adress".into()], ..HouseholdOptions::default() };
    assert!(says(&alone).contains("an address alone is not enough"));
    assert!(says(&HouseholdOptions::default()).contains("`address` must name a column"));
    let named = HouseholdOptions { name: Some("address".into()), ..alone };
    assert!(says(&named).contains("did you mean `address`?"));
    let one = HouseholdOptions { most: 1, ..named };
    assert_eq!(households(&records, &[0], &one).unwrap_err().code(), "option");
}

/// A customer's number, a family, an address, a phone; ids follow from the places.
type Row = (u8, u8, u8, u8);

/// Whom each customer lives with, in words.
fn told(rows: &[(usize, Row)]) -> (Vec<(u32, u32)>, HouseholdReport) {
    const FAMILIES: [&str; 3] = ["Hanako Sato", "Taro Yamada", "unknown"];
    let text = |name: &str, of: &dyn Fn(&(usize, Row)) -> String| {
        let texts: Vec<String> = rows.iter().map(of).collect();
        Column::new(name, texts.iter().map(|text| Some(text.as_str())))
    };
    let columns = vec![
        text("name", &|row| FAMILIES[usize::from(row.1.1)].into()),
        text("address", &|row| format!("{} Mill Lane, Leeds", row.1.2)),
        text("phone", &|row| if row.1.3 == 0 { "none".into() } else { format!("03-1234-567{}", row.1.3) }),
    ];
    let records = Records::new(text("id", &|row| format!("{:03}", row.0)), columns).unwrap();
    let customers: Vec<u32> = rows.iter().map(|row| row.1.0.into()).collect();
    let found = households(&records, &customers, &HouseholdOptions { most: 4, ..options() }).unwrap();
    let pairs = found.customers().iter().copied().zip(found.households().iter().copied()).collect();
    (pairs, *found.report())
}

proptest! {
    /// The order of rows changes nothing, no household is larger than the limit, and nobody is lost.
    #[test]
    fn households_hang_on_the_ids_alone(
        rows in prop::collection::vec((0_u8..12, 0_u8..3, 0_u8..5, 0_u8..3), 1..30),
        turn in 0_usize..30,
    ) {
        let rows: Vec<_> = rows.into_iter().enumerate().collect();
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let (pairs, report) = told(&rows);
        prop_assert_eq!(&told(&turned), &(pairs.clone(), report));
        let customers: std::collections::BTreeSet<u32> = rows.iter().map(|row| row.1.0.into()).collect();
        prop_assert_eq!(&pairs.iter().map(|pair| pair.0).collect::<std::collections::BTreeSet<_>>(), &customers);
        prop_assert_eq!(report.customers as usize, customers.len());
        for &(_, household) in &pairs {
            prop_assert!(pairs.iter().filter(|pair| pair.1 == household).count() <= 4);
            // It is called by one of its own.
            prop_assert!(pairs.contains(&(household, household)));
        }
    }
}
