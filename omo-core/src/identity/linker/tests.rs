mod lists;
mod names;

use super::*;
use proptest::prelude::*;

/// Records of `people` persons: rows of given name, family name, birthday, town and e-mail, some cells mistyped or empty.
pub(super) fn crowd(people: usize, seed: u64) -> (Vec<[Option<String>; 5]>, Vec<usize>) {
    const GIVEN: [&str; 12] = [
        "hanako", "taro", "yuki", "emma", "oliver", "kenji", "sofia", "lukas", "maria", "noah", "aiko",
        "felix",
    ];
    const FAMILY: [&str; 14] = [
        "yamada", "sato", "suzuki", "tanaka", "miller", "garcia", "rossi", "novak", "kowalski", "hansen",
        "silva", "nakamura", "johnson", "petrov",
    ];
    const TOWNS: [&str; 6] = ["fujisawa", "kamakura", "leeds", "porto", "vienna", "osaka"];
    let mut random = crate::random::Random::new(seed);
    let (mut rows, mut truth) = (Vec::new(), Vec::new());
    for person in 0..people {
        let given = *random.pick(&GIVEN).unwrap();
        let family = *random.pick(&FAMILY).unwrap();
        let born =
            format!("{}-{:02}-{:02}", 1940 + random.below(60), 1 + random.below(12), 1 + random.below(28));
        let town = *random.pick(&TOWNS).unwrap();
        let email = format!("{given}.{family}{}@example.jp", random.below(1000));
        for _ in 0..=random.below(3) {
            let mut row =
                [given.to_owned(), family.to_owned(), born.clone(), town.to_owned(), email.clone()].map(Some);
            for cell in &mut row {
                if random.chance(0.1) {
                    *cell = None;
                } else if random.chance(0.08) {
                    let letters: Vec<char> = cell.as_ref().unwrap().chars().collect();
                    let at = random.below(letters.len() - 1);
                    let mut swapped = letters.clone();
                    swapped.swap(at, at + 1);
                    *cell = Some(swapped.into_iter().collect());
                }
            }
            rows.push(row);
            truth.push(person);
        }
    }
    (rows, truth)
}

pub(super) fn records(rows: &[[Option<String>; 5]], ids: &[usize]) -> Records {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let columns = ["first_name", "surname", "birth_date", "town", "email"].into_iter().enumerate();
    let columns =
        columns.map(|(at, name)| Column::new(name, rows.iter().map(|row| row[at].as_deref()))).collect();
    Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap()
}

fn numbers(count: usize) -> Vec<usize> {
    (0..count).collect()
}

fn scores(truth: &[usize], found: &[u32]) -> crate::measure::PairScores {
    let truth: Vec<_> = truth.iter().map(|&person| Some(u32::try_from(person).unwrap())).collect();
    let found: Vec<_> = found.iter().map(|&customer| Some(customer)).collect();
    crate::measure::pair_scores(&truth, &found).unwrap()
}

#[test]
fn a_crowd_falls_into_its_people() {
    let (rows, truth) = crowd(400, 7);
    let found = resolve(&records(&rows, &numbers(rows.len())), &ResolveOptions::default()).unwrap();
    let scores = scores(&truth, found.customers());
    assert!(scores.precision > 0.95 && scores.recall > 0.95, "{scores:?}");
    assert!(found.report().pairs < 20_000, "{}", found.report().pairs);
    let kinds: Vec<ColumnKind> = found.report().columns.iter().map(|column| column.kind).collect();
    let expected = [
        ColumnKind::GivenName,
        ColumnKind::FamilyName,
        ColumnKind::Date,
        ColumnKind::Category,
        ColumnKind::Email,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn the_evidence_of_a_pair_adds_up_to_its_weight() {
    let (rows, _) = crowd(100, 3);
    let found = resolve(&records(&rows, &numbers(rows.len())), &ResolveOptions::default()).unwrap();
    assert!(!found.pairs().is_empty());
    for pair in found.pairs() {
        let why = found.explain(pair.a, pair.b).unwrap();
        let sum: f64 = why.iter().map(|evidence| evidence.bits).sum();
        assert!((sum - f64::from(pair.weight)).abs() < 1e-4, "{sum} {pair:?}");
        assert_eq!(why.len(), 6);
    }
    assert_eq!(found.explain(0, 100_000), None);
}

/// People whose names have changed places here and there, with the county of each town beside it.
fn swapped(people: usize, seed: u64) -> Records {
    let (mut rows, _) = crowd(people, seed);
    for row in rows.iter_mut().step_by(9) {
        row.swap(0, 1);
    }
    let of = |at: usize, name| Column::new(name, rows.iter().map(move |row| row[at].as_deref()));
    // Two towns lie in each county.
    let county = |row: &[Option<String>; 5]| row[3].as_ref().map(|town| format!("c{}", town.len() / 2));
    let counties: Vec<Option<String>> = rows.iter().map(county).collect();
    let ids: Vec<String> = numbers(rows.len()).iter().map(ToString::to_string).collect();
    let columns = ["first_name", "surname", "birth_date", "town", "email"].into_iter().enumerate();
    let mut columns: Vec<Column> = columns.map(|(at, name)| of(at, name)).collect();
    columns.push(Column::new("county", counties.iter().map(Option::as_deref)));
    Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap()
}

/// Weighs each pair from some evidence on, and hands on how it agrees.
fn weigh_all(found: &Resolution, mut see: impl FnMut(scorer::Pattern)) {
    let scorer = &found.scorer;
    let mut worker = scorer.worker();
    let rows = u32::try_from(found.customers().len()).unwrap();
    for (a, b) in (0..rows).flat_map(|a| (a + 1..rows).map(move |b| (a, b))) {
        let pattern = scorer.pattern(&mut worker, a, b);
        let weight = scorer.weight_of(pattern, a, b);
        for least in [-60.0, -20.0, 0.0, weight, 12.0] {
            let expected = (weight >= least).then_some(weight.to_bits());
            let from = scorer.weight_from(&mut worker, a, b, least).map(f32::to_bits);
            assert_eq!(from, expected, "{a} {b} from {least}, {weight}");
        }
        see(pattern);
    }
}

#[test]
fn what_is_weighed_from_some_evidence_on_weighs_what_it_weighs() {
    let found = resolve(&swapped(120, 5), &ResolveOptions::default()).unwrap();
    assert!(found.scorer.told.iter().any(|told| *told != 0), "the county is told by the town");
    let swapped = found.scorer.compared[0].ladder.swapped.unwrap();
    let mut crossed = 0;
    weigh_all(&found, |pattern| crossed += u32::from(scorer::level_at(pattern, 0) == swapped));
    assert!(crossed > 10, "{crossed} pairs of swapped names");
    let found = resolve(&couples(60).0, &ResolveOptions::default()).unwrap();
    assert!(found.scorer.household.is_some(), "two of one home agree in much");
    weigh_all(&found, |_| ());
}

#[test]
fn what_says_nothing_says_nothing() {
    let ids = Column::new("id", ["1", "2", "3"].map(Some));
    let nothing = Column::new("surname", [None, None, None]);
    let same = Column::new("town", ["osaka", "osaka", "osaka"].map(Some));
    let found = resolve(&Records::new(ids.clone(), vec![nothing, same]).unwrap(), &ResolveOptions::default())
        .unwrap();
    assert_eq!(found.customers(), [0, 1, 2]);
    assert!(!found.report().warnings.is_empty());
    let none = Records::new(Column::default(), vec![]).unwrap();
    assert!(resolve(&none, &ResolveOptions::default()).unwrap().customers().is_empty());
    let one =
        Records::new(Column::new("id", [Some("1")]), vec![Column::new("name", [Some("Hanako")])]).unwrap();
    assert_eq!(resolve(&one, &ResolveOptions::default()).unwrap().customers(), [0]);
}

#[test]
fn codes_of_a_category_are_values_and_placeholders_are_not() {
    let ids = Column::new("id", ["1", "2", "3", "4"].map(Some));
    let columns = vec![
        Column::new("gender", ["0", "1", "1", "unknown"].map(Some)),
        Column::new("phone", ["000-0000-0000", "03-1234-5678", "090-1111-2222", "n/a"].map(Some)),
    ];
    let found = resolve(&Records::new(ids, columns).unwrap(), &ResolveOptions::default()).unwrap();
    let filled: Vec<f64> = found.report().columns.iter().map(|column| column.filled).collect();
    assert_eq!(filled, [0.75, 0.5]);
}

#[test]
fn wrong_records_and_options_are_errors() {
    let ids = || Column::new("id", ["1", "2", "1"].map(Some));
    let error = Records::new(ids(), vec![]).unwrap_err();
    assert_eq!(error.to_string(), "column `id` must be different in every row; row 2 is not");
    let error = Records::new(Column::new("id", [Some("1"), None]), vec![]).unwrap_err();
    assert_eq!(error.to_string(), "column `id` must be filled in every row; row 1 is not");
    let short = vec![Column::new("name", [Some("x")])];
    assert_eq!(Records::new(Column::new("id", ["1", "2"].map(Some)), short).unwrap_err().code(), "length");
    let (rows, _) = crowd(5, 1);
    let records = records(&rows, &numbers(rows.len()));
    let columns = [("surnam".to_owned(), ColumnKind::Ignore)].into();
    let error = resolve(&records, &ResolveOptions { columns, ..Default::default() }).unwrap_err();
    assert!(error.to_string().contains("did you mean `surname`?"), "{error}");
    let threshold = Some(f64::NAN);
    assert_eq!(
        resolve(&records, &ResolveOptions { threshold, ..Default::default() }).unwrap_err().code(),
        "option"
    );
}

#[test]
fn a_birthday_in_three_columns_is_one() {
    let (mut rows, _) = crowd(200, 3);
    let mut parts: [Vec<Option<String>>; 3] = Default::default();
    for row in &mut rows {
        let [year, month, day] =
            match row[2].as_deref().map(|text| text.split('-').collect::<Vec<_>>()).as_deref() {
                Some(&[year, month, day]) if year.len() == 4 && month.len() == 2 && day.len() == 2 => {
                    [year, month, day].map(|part| Some(part.trim_start_matches('0').to_owned()))
                }
                _ => [None, None, None],
            };
        if year.is_none() {
            row[2] = None;
        }
        parts.iter_mut().zip([year, month, day]).for_each(|(column, part)| column.push(part));
    }
    let whole = records(&rows, &numbers(rows.len()));
    let mut columns = whole.columns.clone();
    columns.remove(2);
    for (name, cells) in ["birth_year", "birth_month", "birth_day"].into_iter().zip(&parts) {
        columns.push(Column::new(name, cells.iter().map(Option::as_deref)));
    }
    let ids: Vec<String> = numbers(rows.len()).iter().map(ToString::to_string).collect();
    let apart = Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap();
    let found = [&whole, &apart].map(|records| resolve(records, &ResolveOptions::default()).unwrap());
    let day = &found[1].model().comparisons.last().unwrap().comparison;
    assert_eq!(
        day,
        &compare::date("birth_year").with_month_and_day("birth_month", "birth_day").with_levels(day.levels())
    );
    // The columns stand in another order, in which odds are summed.
    let [one, three] = found.map(|found| found.customers().to_vec());
    let differ = one.iter().zip(&three).filter(|(a, b)| a != b).count();
    assert!(differ * 100 <= one.len(), "{differ} of {}", one.len());
    // Told otherwise, they are what they are told to be.
    let columns = [("birth_month".to_owned(), ColumnKind::Category)].into();
    let told = resolve(&apart, &ResolveOptions { columns, ..ResolveOptions::default() }).unwrap();
    assert!(told.model().comparisons.iter().all(|one| one.comparison.month.is_none()));
}

#[test]
fn thousands_of_twins_are_one() {
    let cell = |text: &'static str| std::iter::repeat_n(Some(text), 5000).chain([Some("other")]);
    let ids: Vec<String> = (0..5001).map(|id| id.to_string()).collect();
    let columns = vec![
        Column::new("first_name", cell("hanako")),
        Column::new("surname", cell("yamada")),
        Column::new("email", cell("hanako@example.jp")),
    ];
    let records = Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap();
    let options = ResolveOptions { threshold: Some(-30.0), ..Default::default() };
    let found = resolve(&records, &options).unwrap();
    assert!(found.customers().iter().take(5000).all(|&customer| customer == 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// The same records in another order are the same people.
    #[test]
    fn the_order_of_rows_does_not_matter(seed in 0_u64..1000) {
        let (rows, _) = crowd(60, seed);
        let forth = resolve(&records(&rows, &numbers(rows.len())), &ResolveOptions::default()).unwrap();
        let mut turned = rows.clone();
        turned.reverse();
        let mut ids = numbers(rows.len());
        ids.reverse();
        let back = resolve(&records(&turned, &ids), &ResolveOptions::default()).unwrap();
        let last = rows.len() - 1;
        for a in 0..rows.len() {
            for b in 0..a {
                let together = forth.customers()[a] == forth.customers()[b];
                let mirrored = back.customers()[last - a] == back.customers()[last - b];
                prop_assert_eq!(together, mirrored);
            }
        }
    }

    /// No text is too odd, and every customer is named by its first row.
    #[test]
    fn any_records_have_an_answer(cells in proptest::collection::vec((".{0,8}", ".{0,8}", "[0-9-]{0,10}"), 0..40)) {
        let ids: Vec<String> = numbers(cells.len()).iter().map(ToString::to_string).collect();
        let columns = vec![
            Column::new("name", cells.iter().map(|cell| Some(cell.0.as_str()))),
            Column::new("address", cells.iter().map(|cell| Some(cell.1.as_str()))),
            Column::new("dob", cells.iter().map(|cell| Some(cell.2.as_str()))),
        ];
        let records = Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap();
        let found = resolve(&records, &ResolveOptions::default()).unwrap();
        prop_assert_eq!(found.customers().len(), cells.len());
        for (row, &customer) in found.customers().iter().enumerate() {
            prop_assert!(customer as usize <= row);
            prop_assert_eq!(found.customers()[customer as usize], customer);
        }
    }
}

/// Two persons of one family name, first names, and the same card, unless `cards` says otherwise.
fn carded(cards: &[Option<&str>]) -> Records {
    let (mut rows, _) = crowd(60, 5);
    rows.truncate(cards.len());
    let ids: Vec<String> = (0..rows.len()).map(|id| id.to_string()).collect();
    let names = ["first_name", "surname", "birth_date", "town", "email"].into_iter().enumerate();
    let mut columns: Vec<Column> =
        names.map(|(at, name)| Column::new(name, rows.iter().map(|row| row[at].as_deref()))).collect();
    columns.push(Column::new("card", cards.iter().copied()));
    Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap()
}

#[test]
fn an_identifier_that_few_have_joins_and_one_that_many_have_does_not() {
    let options = || ResolveOptions {
        columns: [("card".to_owned(), ColumnKind::Identifier)].into(),
        ..ResolveOptions::default()
    };
    let none = resolve(&carded(&[None; 90]), &options()).unwrap();
    // A record that shares nothing with the first.
    let other =
        (1..90).find(|&row| none.explain(0, row).unwrap().iter().skip(1).all(|e| e.bits <= 0.5)).unwrap();
    assert_ne!(none.customers()[0], none.customers()[other as usize]);
    let mut cards: Vec<Option<String>> = (0..90).map(|card| Some(format!("card{card}"))).collect();
    let given = |cards: &[Option<String>]| carded(&cards.iter().map(Option::as_deref).collect::<Vec<_>>());
    cards[other as usize] = Some("card0".into());
    let two = resolve(&given(&cards), &options()).unwrap();
    let bits = |found: &Resolution| {
        found.explain(0, other).unwrap().iter().find(|e| e.column == "card").unwrap().bits
    };
    assert_eq!(bits(&two), 24.0);
    // Another card says nothing.
    assert_eq!(two.explain(1, 2).unwrap().iter().find(|e| e.column == "card").unwrap().bits, 0.0);
    assert_eq!(two.report().pairs, 90 * 89 / 2);
    for card in cards.iter_mut().take(60) {
        *card = Some("0099".into());
    }
    let many = resolve(&given(&cards), &options()).unwrap();
    let held: f64 = many.explain(0, 1).unwrap().iter().find(|e| e.column == "card").unwrap().bits;
    assert_eq!(held, 0.0);
}

/// Records of couples who share a phone, an address and a family name: two of each person.
fn couples(homes: usize) -> (Records, Vec<usize>) {
    const NAMES: [&str; 16] = [
        "hanako", "taro", "yuki", "emma", "oliver", "kenji", "sofia", "lukas", "maria", "noah", "aiko",
        "felix", "greta", "igor", "jonas", "wanda",
    ];
    let mut random = crate::random::Random::new(11);
    let (mut cells, mut truth): (Vec<[Option<String>; 5]>, Vec<usize>) = (Vec::new(), Vec::new());
    for home in 0..homes {
        let (family, phone, street) = (
            format!("family{}", random.below(90)),
            format!("03-5555-{home:04}"),
            format!("{home} high street"),
        );
        let first = random.below(NAMES.len());
        for person in 0..2 {
            let given = NAMES[(first + 1 + person * 5) % NAMES.len()];
            let born = format!(
                "{}-{:02}-{:02}",
                1940 + random.below(60),
                1 + random.below(12),
                1 + random.below(28)
            );
            for _ in 0..2 {
                // Half of the birthdays are missing: then only the given name tells two of one home apart.
                let born = random.chance(0.5).then(|| born.clone());
                cells.push([
                    Some(given.into()),
                    Some(family.clone()),
                    born,
                    Some(phone.clone()),
                    Some(street.clone()),
                ]);
                truth.push(2 * home + person);
            }
        }
    }
    let ids: Vec<String> = (0..cells.len()).map(|id| id.to_string()).collect();
    let names = ["first_name", "surname", "birth_date", "phone", "address"].into_iter().enumerate();
    let columns =
        names.map(|(at, name)| Column::new(name, cells.iter().map(|row| row[at].as_deref()))).collect();
    (Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap(), truth)
}

#[test]
fn two_of_one_household_are_two() {
    let (records, truth) = couples(250);
    let found = resolve(&records, &ResolveOptions::default()).unwrap();
    let scores = scores(&truth, found.customers());
    assert!(scores.precision > 0.99 && scores.recall > 0.99, "{scores:?}");
    // Two of one home without a birthday to tell them apart: the home speaks against one person, in its own line.
    let missing = |row: u32| {
        let born = &records.columns[2];
        born.texts.text(born.cells[row as usize]).is_none()
    };
    let home = (0..250).find(|home| (0..2).any(|at| missing(4 * home + at))).unwrap();
    let row = (0..2).map(|at| 4 * home + at).find(|&row| missing(row)).unwrap();
    let why = found.explain(row, 4 * home + 2).unwrap();
    let against = why.iter().find(|evidence| evidence.column == "household").unwrap();
    assert!(against.bits < -5.0, "{why:?}");
    let kept = Model::from_json(&found.model().to_json().unwrap()).unwrap();
    assert_eq!(kept.predict(&records).unwrap().explain(row, 4 * home + 2), Some(why));
}

/// Two records of each person; in every fourth the names lost letters and gained others.
fn mistyped(people: usize) -> (Records, Vec<usize>) {
    fn word(random: &mut crate::random::Random, letters: usize) -> String {
        (0..letters).map(|_| char::from(b'a' + u8::try_from(random.below(26)).unwrap())).collect()
    }
    let mut random = crate::random::Random::new(3);
    let (mut cells, mut truth): (Vec<[String; 5]>, Vec<usize>) = (Vec::new(), Vec::new());
    for person in 0..people {
        let names = [word(&mut random, 6), word(&mut random, 7)];
        let email = format!("{}@{}.com", word(&mut random, 8), word(&mut random, 4));
        let phone = format!("03-{:04}-{:04}", random.below(10_000), random.below(10_000));
        let company = word(&mut random, 9);
        for record in 0..2 {
            let [given, family] = names.clone().map(|name| {
                if record == 0 || person % 4 != 0 {
                    return name;
                }
                let lost: String = name.chars().filter(|_| random.chance(0.5)).collect();
                format!("{}{lost}", word(&mut random, 2))
            });
            cells.push([given, family, email.clone(), phone.clone(), company.clone()]);
            truth.push(person);
        }
    }
    let ids: Vec<String> = (0..cells.len()).map(|id| id.to_string()).collect();
    let names = ["first_name", "last_name", "email", "phone", "company"].into_iter().enumerate();
    let columns = names.map(|(at, name)| Column::new(name, cells.iter().map(|row| Some(row[at].as_str()))));
    let ids = Column::new("id", ids.iter().map(|id| Some(id.as_str())));
    (Records::new(ids, columns.collect()).unwrap(), truth)
}

#[test]
fn names_beyond_recognition_are_no_household() {
    let (records, truth) = mistyped(400);
    let found = resolve(&records, &ResolveOptions::default()).unwrap();
    assert_eq!(found.model().household, None);
    let scores = scores(&truth, found.customers());
    assert!(scores.precision > 0.99 && scores.recall > 0.99, "{scores:?}");
}

#[test]
fn a_better_level_never_says_less_than_a_worse_one() {
    let crowds = (1..=6).map(|seed| {
        let (rows, _) = crowd(200, seed);
        records(&rows, &numbers(rows.len()))
    });
    for records in crowds.chain([mistyped(200).0]) {
        let model = Linker::new(ResolveOptions::default()).fit(&records).unwrap();
        for one in &model.comparisons {
            // Equality first; what differs may be kept from speaking for one person beneath that.
            let says: Vec<f64> = one.m.iter().zip(&one.u).map(|(m, u)| m / u).collect();
            assert!(says.windows(2).all(|two| two[0] >= two[1] * (1.0 - 1e-9)), "{one:?}");
        }
    }
}

/// Every key makes pairs of one first column: what it says was never learned, nor may its usual shares make difference
/// speak for one person.
#[test]
fn difference_never_speaks_for_one_person() {
    let (rows, _) = crowd(150, 5);
    // Nearly all live in one country.
    let rows: Vec<[Option<String>; 5]> = rows
        .into_iter()
        .enumerate()
        .map(|(at, [given, family, .., email])| {
            let land = if at % 70 == 9 { "no" } else { "jp" };
            [given, family, Some(land.into()), Some(land.into()), email]
        })
        .collect();
    let found = resolve(&records(&rows, &numbers(rows.len())), &ResolveOptions::default()).unwrap();
    for column in found.report().columns.iter().filter(|column| !column.levels.is_empty()) {
        let (equal, different) = (column.levels.first().unwrap(), column.levels.last().unwrap());
        assert!(equal.m >= equal.u * 0.999 && different.m <= different.u * 1.001, "{column:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// A higher threshold only parts customers, and equals a run with that threshold where no weaker pair mattered.
    #[test]
    fn customers_at_a_higher_threshold_are_parts_of_those_below(seed in 0_u64..1000) {
        let (rows, _) = crowd(80, seed);
        let found = resolve(&records(&rows, &numbers(rows.len())), &ResolveOptions::default()).unwrap();
        let mut below = found.customers_at(0.0);
        prop_assert_eq!(&below[..], found.customers());
        for threshold in [1.0, 3.0, 6.0, 12.0, 100.0] {
            let above = found.customers_at(threshold);
            for (row, &customer) in above.iter().enumerate() {
                prop_assert_eq!(below[row], below[customer as usize]);
            }
            below = above;
        }
        prop_assert_eq!(below, (0..u32::try_from(rows.len()).unwrap()).collect::<Vec<_>>());
    }

    /// A model that was kept finds in the same records what it found before, bit for bit.
    #[test]
    fn a_kept_model_is_the_model(seed in 0_u64..1000) {
        let (rows, _) = crowd(70, seed);
        let records = records(&rows, &numbers(rows.len()));
        let model = Linker::new(ResolveOptions::default()).fit(&records).unwrap();
        let kept = Model::from_json(&model.to_json().unwrap()).unwrap();
        prop_assert_eq!(&kept, &model);
        let (again, before) = (kept.predict(&records).unwrap(), model.predict(&records).unwrap());
        prop_assert_eq!(again.pairs(), before.pairs());
    }
}
