//! Survivorship, by pencil and by laws.

use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

use super::*;

fn column(name: &str, cells: &[&str]) -> Column {
    Column::new(name, cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)))
}

/// Six records, of which the first five are one customer's.
fn records() -> Records {
    Records::new(
        column("id", &["r5", "r1", "r3", "r2", "r4", "x1"]),
        vec![
            column("name", &["YAMADA", "Sato", "Yamada", "Yamada", "unknown", ""]),
            column("city", &["", " ", "Ueno", "Ginza", "n/a", "n/a"]),
            column("seen", &["2026-01-02", "2026-03-01", "2025-01-01", "", "2026-03-01", "2026-01-01"]),
            column("source", &["web", "till", "call", "web", "till", "web"]),
        ],
    )
    .unwrap()
}

const CUSTOMERS: [u32; 6] = [7, 7, 7, 7, 7, 3];

fn with(strategy: Strategy) -> GoldenOptions {
    GoldenOptions {
        default: strategy,
        time: Some("seen".into()),
        source: Some("source".into()),
        trusted: vec!["call".into(), "till".into()],
        ..GoldenOptions::default()
    }
}

fn survives(strategy: Strategy, field: &str) -> (Option<String>, Survivor) {
    let golden = golden_records(&records(), &CUSTOMERS, &with(strategy)).unwrap();
    (golden.value(0, field).map(Into::into), golden.why(0, field).unwrap())
}

#[test]
fn each_strategy_chooses_by_its_own_measure() {
    // Three records spell Yamada (two of them so), one says Sato, one says nothing.
    let (value, why) = survives(Strategy::MostFrequent, "name");
    assert_eq!(value.as_deref(), Some("Yamada"));
    // Of r2 and r3, which say the same, the call centre's is more trusted.
    let by = Decided::By(Strategy::MostFrequent);
    assert_eq!(
        why,
        Survivor { row: 2, strategy: Strategy::MostFrequent, decided: by, agreeing: 3, records: 4 }
    );

    // Sato was seen last; the unknown of the same day says nothing.
    let (value, why) = survives(Strategy::MostRecent, "name");
    assert_eq!((value.as_deref(), why.row, why.agreeing), (Some("Sato"), 1, 1));
    assert_eq!(survives(Strategy::MostTrusted, "name").1.row, 2);
    assert_eq!(survives(Strategy::First, "name").1.row, 0);
    // Six letters each: the other strategies decide.
    let (value, why) = survives(Strategy::Longest, "name");
    assert_eq!((value.as_deref(), why.decided), (Some("Yamada"), Decided::By(Strategy::Longest)));
}

#[test]
fn what_a_strategy_leaves_open_the_next_decides() {
    // Once each; Ueno comes from the more trusted source.
    let (value, why) = survives(Strategy::MostFrequent, "city");
    assert_eq!((value.as_deref(), why.decided), (Some("Ueno"), Decided::By(Strategy::MostTrusted)));
    assert_eq!((why.agreeing, why.records), (1, 2));
    // Without sources and times Ginza is the longer one.
    let golden = golden_records(&records(), &CUSTOMERS, &GoldenOptions::default()).unwrap();
    assert_eq!(golden.value(0, "city"), Some("Ginza"));
    assert_eq!(golden.why(0, "city").unwrap().decided, Decided::By(Strategy::Longest));
    // Then times and sources are fields like any other.
    assert_eq!(golden.fields().len(), 4);
}

#[test]
fn the_lower_id_is_the_last_word() {
    let records = Records::new(column("id", &["b", "a"]), vec![column("city", &["Ueno", "Kobe"])]).unwrap();
    let golden = golden_records(&records, &[0, 0], &GoldenOptions::default()).unwrap();
    assert_eq!(golden.value(0, "city"), Some("Kobe"));
    assert_eq!(golden.why(0, "city").unwrap().decided, Decided::LowestId);
}

#[test]
fn what_says_nothing_survives_only_alone() {
    let golden = golden_records(&records(), &CUSTOMERS, &with(Strategy::First)).unwrap();
    assert_eq!(golden.customers(), [7, 3]);
    assert_eq!((golden.value(1, "name"), golden.why(1, "name")), (None, None));
    assert_eq!(golden.value(1, "city"), Some("n/a"));
    assert_eq!(golden.why(1, "city").unwrap().decided, Decided::Unanimous);
    assert_eq!(golden.fields().iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["name", "city"]);
}

#[test]
fn what_decided_is_one_word_everywhere() {
    let all = STRATEGIES.into_iter().map(Decided::By).chain([Decided::Unanimous, Decided::LowestId]);
    for decided in all {
        assert_eq!(serde_json::to_value(decided).unwrap(), decided.name());
    }
}

#[test]
fn times_are_numbers_or_times() {
    let last = |times: &[&str]| {
        let records = Records::new(
            column("id", &["a", "b", "c"]),
            vec![column("name", &["alpha", "gamma", "omega"]), column("seen", times)],
        )?;
        let options = GoldenOptions {
            default: Strategy::MostRecent,
            time: Some("seen".into()),
            ..GoldenOptions::default()
        };
        let golden = golden_records(&records, &[0, 0, 0], &options)?;
        Ok::<_, Error>(golden.value(0, "name").map(str::to_owned))
    };
    // As long as each other, so that only the time or the lower id can decide. 10 is more than 9, though not as a text.
    assert_eq!(last(&["9", "10", "-3.5"]).unwrap().as_deref(), Some("gamma"));
    // Nine in Tokyo is midnight in London.
    let zones = ["2026-03-01T09:00:00+09:00", "2026-03-01T01:00:00Z", ""];
    assert_eq!(last(&zones).unwrap().as_deref(), Some("gamma"));
    let wrong = last(&["2026-03-01", "yesterday", ""]).unwrap_err();
    assert_eq!(wrong.code(), "column");
    assert!(wrong.to_string().contains("row 1") && !wrong.to_string().contains("yesterday"));
}

#[test]
fn options_that_cannot_be_followed_say_what_is_missing() {
    let says = |options: GoldenOptions| {
        let wrong = golden_records(&records(), &CUSTOMERS, &options).unwrap_err();
        assert_eq!(wrong.code(), "option");
        wrong.to_string()
    };
    let strategy = |name: &str, strategy| GoldenOptions {
        strategies: [(name.to_owned(), strategy)].into(),
        ..GoldenOptions::default()
    };
    assert!(says(strategy("nmae", Strategy::First)).contains("did you mean `name`?"));
    assert!(says(strategy("name", Strategy::MostRecent)).contains("needs `time`"));
    assert!(says(strategy("name", Strategy::MostTrusted)).contains("needs `source`"));
    let time = |time: &str| GoldenOptions { time: Some(time.into()), ..GoldenOptions::default() };
    assert!(says(time("sen")).contains("did you mean `seen`?"));
    let trusted = GoldenOptions { trusted: vec!["till".into()], ..GoldenOptions::default() };
    assert!(says(trusted).contains("`trusted` needs `source`"));
    assert_eq!(golden_records(&records(), &[0], &GoldenOptions::default()).unwrap_err().code(), "length");
}

type Row = (u8, u8, u8, u8);

/// Records of these customers, values, times and sources, in the order of the rows.
fn made(rows: &[(usize, Row)], strategy: Strategy) -> (Records, GoldenRecords) {
    const NAMES: [&str; 6] = ["Sato", "sato", "Yamada", "unknown", "", "Ito"];
    let text = |of: &dyn Fn(&(usize, Row)) -> String| rows.iter().map(of).collect::<Vec<_>>();
    let cells = |name: &str, texts: &[String]| {
        Column::new(name, texts.iter().map(|text| (!text.is_empty()).then_some(text.as_str())))
    };
    let records = Records::new(
        cells("id", &text(&|row| format!("r{:03}", row.0))),
        vec![
            cells("name", &text(&|row| NAMES[usize::from(row.1.1)].to_owned())),
            cells("seen", &text(&|row| row.1.2.to_string())),
            cells("source", &text(&|row| row.1.3.to_string())),
        ],
    )
    .unwrap();
    let options = GoldenOptions { trusted: vec!["1".into(), "0".into()], ..with(strategy) };
    let customers: Vec<u32> = rows.iter().map(|row| row.1.0.into()).collect();
    let golden = golden_records(&records, &customers, &options).unwrap();
    (records, golden)
}

/// Everything that is told, with ids for rows.
fn told(records: &Records, golden: &GoldenRecords) -> Vec<String> {
    let why = |at: usize| {
        let why = golden.why(at, "name")?;
        Some((records.id(why.row), why.decided, why.agreeing, why.records))
    };
    let line =
        |(at, customer): (usize, &u32)| format!("{customer} {:?} {:?}", golden.value(at, "name"), why(at));
    golden.customers().iter().enumerate().map(line).collect()
}

const STRATEGIES: [Strategy; 5] =
    [Strategy::MostFrequent, Strategy::MostTrusted, Strategy::MostRecent, Strategy::Longest, Strategy::First];

proptest! {
    /// The order in which rows stand changes nothing, unless the first row is asked for.
    #[test]
    fn the_order_of_rows_does_not_matter(
        rows in prop::collection::vec((0_u8..3, 0_u8..6, 0_u8..4, 0_u8..3), 1..20),
        strategy in prop::sample::select(&STRATEGIES[..4]),
    ) {
        let rows: Vec<_> = rows.into_iter().enumerate().collect();
        let turned: Vec<_> = rows.iter().rev().copied().collect();
        let ((records, golden), (other, again)) = (made(&rows, strategy), made(&turned, strategy));
        prop_assert_eq!(told(&records, &golden), told(&other, &again));
    }

    /// A value comes from a record of the customer, which says it; nothing never beats something.
    #[test]
    fn values_are_the_customer_s_own(
        rows in prop::collection::vec((0_u8..3, 0_u8..6, 0_u8..4, 0_u8..3), 1..20),
        strategy in prop::sample::select(&STRATEGIES[..]),
    ) {
        let rows: Vec<_> = rows.into_iter().enumerate().collect();
        let (_, golden) = made(&rows, strategy);
        for (at, &customer) in golden.customers().iter().enumerate() {
            let own: Vec<_> = rows.iter().filter(|row| u32::from(row.1.0) == customer).collect();
            let something = own.iter().filter(|row| ![3, 4].contains(&row.1.1)).count();
            let Some(why) = golden.why(at, "name") else {
                prop_assert!(own.iter().all(|row| row.1.1 == 4));
                continue;
            };
            prop_assert_eq!(u32::from(rows[why.row as usize].1.0), customer);
            prop_assert_eq!(something > 0, golden.value(at, "name") != Some("unknown"));
            prop_assert!(something == 0 || why.records as usize == something);
            prop_assert!(0 < why.agreeing && why.agreeing <= why.records);
            prop_assert_eq!(why.decided == Decided::Unanimous, why.agreeing == why.records);
        }
    }
}
