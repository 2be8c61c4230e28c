//! Live is batch, whatever comes and goes.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::identity::linker::{Comparison, Link, Linker, Model, ResolveOptions, compare};
use crate::random::Random;

/// Records by their ids, each with its cells and source, in the columns of a shop.
#[derive(Debug, Clone, Default)]
struct Shop {
    columns: Vec<String>,
    here: BTreeMap<String, Record>,
}

/// The customer of each record, and the pairs with what they weigh.
type Told = (Vec<(String, String)>, Vec<(String, String, f32)>);

impl Shop {
    fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(ToString::to_string).collect(), here: BTreeMap::new() }
    }

    fn table(&self) -> Records {
        let column = |name: &String| Column::new(name, self.here.values().map(|record| record.get(name)));
        let ids = Column::new("id", self.here.keys().map(|id| Some(id.as_str())));
        let records = Records::new(ids, self.columns.iter().map(column).collect()).unwrap();
        let sources = Column::new("source", self.here.values().map(Record::source));
        if self.here.values().any(|record| record.source().is_some()) {
            records.with_sources(sources).unwrap()
        } else {
            records
        }
    }

    /// The customer of each record in the batch, and the pairs.
    fn batch(&self, frozen: &Frozen) -> Told {
        let table = self.table();
        let found = frozen.predict(&table).unwrap();
        let id = |row: u32| table.id(row).unwrap().to_owned();
        let customers = (0..).zip(found.customers()).map(|(row, &first)| (id(row), id(first))).collect();
        let pairs = found.pairs().iter().map(|pair| (id(pair.a), id(pair.b), pair.weight)).collect();
        (customers, pairs)
    }
}

/// The same of a live linker.
fn told(live: &LiveLinker) -> Told {
    let mut rows: Vec<u32> = live.rows().collect();
    rows.sort_by_key(|&row| live.id(row));
    let id = |row: u32| live.id(row).unwrap().to_owned();
    let customers =
        rows.iter().map(|&row| (id(row), live.customer_of(&id(row)).unwrap().to_owned())).collect();
    let edges = |&row: &u32| {
        let mut edges: Vec<(String, String, f32)> =
            live.edges[row as usize].iter().map(|&(other, weight)| (id(row), id(other), weight)).collect();
        edges.sort_by(|a, b| a.1.cmp(&b.1));
        edges.retain(|edge| edge.0 < edge.1);
        edges
    };
    (customers, rows.iter().flat_map(edges).collect())
}

/// Follows the feed: nobody before it began is forgotten, nobody is told that is not there.
fn follow(known: &mut BTreeSet<String>, changes: Vec<Change<String>>, live: &LiveLinker) -> bool {
    let mut gone: Vec<String> = Vec::new();
    for change in changes {
        match change {
            Change::Created { customer } => {
                known.insert(customer);
            }
            Change::Removed { customer } => gone.push(customer),
            Change::Renamed { from, customer } => {
                gone.push(from);
                known.insert(customer);
            }
            Change::Merged { customer, from } => {
                gone.extend(from);
                gone.retain(|one| *one != customer);
                known.insert(customer);
            }
            Change::Split { customer, into } => {
                gone.push(customer);
                gone.retain(|one| !into.contains(one));
                known.extend(into);
            }
        }
    }
    let now: BTreeSet<String> =
        live.rows().map(|row| live.customer_of(live.id(row).unwrap()).unwrap().to_owned()).collect();
    gone.into_iter().filter(|one| !now.contains(one)).for_each(|one| {
        known.remove(&one);
    });
    *known == now && live.customers() == now.len()
}

const COLUMNS: [&str; 5] = ["first_name", "surname", "birth_date", "town", "email"];

/// A record of one of a few people whose values are alike, with slips.
fn record(random: &mut Random, people: usize, sources: bool) -> Record {
    let person = random.below(people);
    let of = Random::fork(99, person as u64).below(1000);
    let given = ["hanako", "hanaka", "taro", "jiro"][of % 4];
    let family = ["yamada", "yamata", "sato"][of / 4 % 3];
    let mut cells = [
        given.to_owned(),
        family.to_owned(),
        format!("198{}-0{}-1{}", of / 12 % 3, 1 + of % 2, of % 3),
        ["fujisawa", "kamakura"][of % 2].to_owned(),
        format!("{given}.{family}{}@example.jp", of % 5),
    ];
    // Some write their names into each other's columns.
    if random.chance(0.2) {
        cells.swap(0, 1);
    }
    let mut record = Record::default();
    for (column, text) in COLUMNS.iter().zip(cells) {
        if random.chance(0.15) {
            continue;
        }
        let slip = random.chance(0.1);
        record = record.with(column, if slip { &text[1..] } else { &text });
    }
    if sources { record.from(["till", "web"][random.below(2)]) } else { record }
}

/// A table of such people.
fn shop(seed: u64, rows: usize, people: usize, sources: bool) -> Shop {
    let mut random = Random::new(seed);
    let mut shop = Shop::new(&COLUMNS);
    for row in 0..rows {
        shop.here.insert(format!("r{row:04}"), record(&mut random, people, sources));
    }
    shop
}

fn comparisons() -> Vec<Comparison> {
    let given = compare::name("first_name");
    let mut levels = given.levels();
    levels.insert(0, compare::Level::new("swapped").swapped_with("surname"));
    vec![
        given.with_levels(levels),
        compare::name("surname"),
        compare::date("birth_date"),
        compare::exact("town"),
        compare::email("email"),
    ]
}

fn fit(shop: &Shop, options: ResolveOptions) -> Model {
    Linker::new(ResolveOptions { comparisons: comparisons(), ..options }).fit(&shop.table()).unwrap()
}

/// One step: a record comes, changes or goes.
fn step(
    live: &mut LiveLinker,
    shop: &mut Shop,
    random: &mut Random,
    record: &Record,
    most: usize,
) -> Vec<Change<String>> {
    let id = format!("{:03}", random.below(most));
    let there = shop.here.contains_key(&id);
    if there && random.chance(0.5) {
        shop.here.remove(&id);
        live.remove(&id).unwrap()
    } else if there {
        shop.here.insert(id.clone(), record.clone());
        live.update(&id, record).unwrap()
    } else {
        shop.here.insert(id.clone(), record.clone());
        live.insert(&id, record).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..Default::default() })]

    /// After every record that comes, changes or goes there are the customers and the pairs of the batch over those that are
    /// there; and the feed tells of every customer.
    #[test]
    fn live_equals_batch_after_every_step(
        seed in any::<u64>(), people in 2_usize..12, rules in 0_usize..4, largest in 2_u32..12, sources in 0_usize..3,
    ) {
        let block_on: Vec<Vec<&str>> = match rules {
            0 => vec![],
            1 => vec![vec!["email"], vec!["surname:3", "birth_date:year"], vec!["first_name:sound", "town"]],
            2 => vec![vec!["town"], vec!["email:name"]],
            _ => vec![vec!["birth_date"]],
        };
        let block_on = block_on.into_iter().map(|rule| rule.into_iter().map(str::to_owned).collect()).collect();
        let link = if sources == 2 { Link::AcrossSources } else { Link::All };
        let taught = shop(7, 120, 30, sources > 0);
        let options = ResolveOptions { block_on, link, one_to_one: (sources > 0).then_some(sources == 1), ..Default::default() };
        let mut frozen = fit(&taught, options).freeze(&taught.table()).unwrap();
        frozen.largest = largest;
        let (mut live, mut here) = (LiveLinker::new(&frozen).unwrap(), Shop::new(&COLUMNS));
        let mut random = Random::new(seed);
        let mut known = BTreeSet::new();
        for _ in 0..60 {
            let record = record(&mut random, people, sources > 0);
            let changes = step(&mut live, &mut here, &mut random, &record, 40);
            prop_assert_eq!(told(&live), here.batch(&frozen));
            prop_assert!(follow(&mut known, changes, &live));
            prop_assert_eq!(live.len(), here.here.len());
        }
        // What is kept makes the same again.
        let again = frozen.live(&live.records().unwrap()).unwrap();
        prop_assert_eq!(told(&again), told(&live));
        live.compact().unwrap();
        prop_assert_eq!(told(&again), told(&live));
    }

    /// The order in which records come does not matter, nor what came and went between.
    #[test]
    fn any_order_of_arrival_gives_the_same_customers(seed in any::<u64>(), largest in 2_u32..30) {
        let taught = shop(7, 120, 30, false);
        let block_on = vec![vec!["town".to_owned()], vec!["email".to_owned()], vec!["surname".to_owned()]];
        let mut frozen = fit(&taught, ResolveOptions { block_on, ..Default::default() }).freeze(&taught.table()).unwrap();
        frozen.largest = largest;
        let table = shop(seed, 40, 9, false);
        let mut random = Random::new(seed);
        let mut order: Vec<&String> = table.here.keys().collect();
        let mut all = Vec::new();
        for _ in 0..2 {
            order.sort_by_key(|id| hash(format!("{id}{}", all.len() as u64 ^ seed).as_bytes()));
            let mut live = LiveLinker::new(&frozen).unwrap();
            for id in &order {
                let other = record(&mut random, 9, false);
                live.insert("strange", &other).unwrap();
                live.insert(id, &table.here[*id]).unwrap();
                live.remove("strange").unwrap();
            }
            all.push(told(&live));
        }
        prop_assert_eq!(&all[0], &all[1]);
        prop_assert_eq!(&all[0], &table.batch(&frozen));
    }
}

/// Of a few records all pairs are compared, of more those that share a usual key.
#[test]
fn more_than_a_few_records_are_compared_by_keys() {
    let mut here = shop(3, 296, 60, false);
    let frozen = fit(&here, ResolveOptions::default()).freeze(&here.table()).unwrap();
    assert!(frozen.model.block_on.is_empty());
    let mut live = frozen.live(&here.table()).unwrap();
    let mut random = Random::new(4);
    for row in 0..10 {
        let (id, record) = (format!("x{row}"), record(&mut random, 60, false));
        live.insert(&id, &record).unwrap();
        here.here.insert(id, record);
        assert_eq!(told(&live), here.batch(&frozen), "{}", live.len());
    }
    live.update("x3", &here.here["x4"].clone()).unwrap();
    here.here.insert("x3".into(), here.here["x4"].clone());
    assert_eq!(told(&live), here.batch(&frozen));
    while live.len() > 297 {
        let (id, _) = here.here.pop_first().unwrap();
        live.remove(&id).unwrap();
        assert_eq!(told(&live), here.batch(&frozen), "{}", live.len());
    }
}

/// Freezing changes nothing for the records it was done with.
#[test]
fn a_frozen_model_finds_what_the_model_finds() {
    for (seed, rows) in [(1, 0), (2, 1), (3, 150), (4, 700)] {
        let here = shop(seed, rows, rows / 2 + 1, seed == 4);
        let table = here.table();
        let model = fit(&here, ResolveOptions::default());
        let (found, frozen) = (model.predict(&table).unwrap(), model.freeze(&table).unwrap());
        let again = frozen.predict(&table).unwrap();
        assert_eq!(again.customers(), found.customers());
        assert_eq!(again.pairs(), found.pairs());
        assert_eq!(again.report().one_to_one, found.report().one_to_one);
        assert_eq!(Frozen::from_json(&frozen.to_json().unwrap()).unwrap(), frozen);
    }
}

/// Who writes a family name alone has what all of that family have, whether anybody wrote so when it was frozen or not.
#[test]
fn a_word_that_many_names_have_says_little_alone() {
    let mut shop = Shop::new(&["name", "town"]);
    let families = ["Sato", "Suzuki", "Kato", "Ito"];
    for row in 0..200 {
        let given = char::from(b'a' + u8::try_from(row / 10).unwrap());
        let name = format!("{given}{given}na {}", families[row / 2 % 4]);
        shop.here.insert(format!("{row:03}"), Record::new([("name", name.as_str()), ("town", "Nagoya")]));
    }
    shop.here.insert("alone".to_owned(), Record::new([("name", "Ito")]));
    let options = ResolveOptions {
        comparisons: vec![compare::name("name"), compare::exact("town")],
        ..Default::default()
    };
    let frozen = Linker::new(options).fit(&shop.table()).unwrap().freeze(&shop.table()).unwrap();
    let count = |text: &str| frozen.known[0].values.rows.get(text).copied();
    assert_eq!([count("sato"), count("ito"), count("aana")], [Some(50), Some(51), Some(10)]);
    assert_eq!(
        frozen.predict(&shop.table()).unwrap().pairs(),
        frozen.model.predict(&shop.table()).unwrap().pairs()
    );
    let bits = |name: &str| {
        let mut live = LiveLinker::new(&frozen).unwrap();
        let record = Record::new([("name", name)]);
        live.insert("a", &record).unwrap();
        f64::from(live.scorer.compared[0].equals[0])
    };
    // One in fifty has it no more than who is alone with it: log2(50) is 5.6 bits, less what is believed of a name seen once.
    assert!(bits("Zzyzx") > bits("Sato") + 4.0, "{} {}", bits("Zzyzx"), bits("Sato"));
    assert_eq!(bits("Sato"), bits("sato"));
}

#[test]
fn lists_meet_by_any_element() {
    let all = ["a@x.jp", "b@x.jp", "c@x.jp", "d@x.jp", "e@x.jp", "f@x.jp", "g@x.jp"];
    let one = |random: &mut Random| {
        let emails: Vec<&str> = (0..=random.below(3)).map(|_| *random.pick(&all).unwrap()).collect();
        let record =
            Record::new([("name", *random.pick(&["hanako yamada", "taro sato", "yamada hanako"]).unwrap())]);
        if random.chance(0.2) { record } else { record.with_list("emails", emails) }
    };
    let mut random = Random::new(5);
    let mut taught = Shop::new(&["name", "emails"]);
    for row in 0..60 {
        taught.here.insert(row.to_string(), one(&mut random));
    }
    let emails = Comparison::new("emails", crate::identity::linker::ColumnKind::Email);
    let options = ResolveOptions {
        comparisons: vec![compare::name("name"), emails],
        block_on: vec![vec!["emails:element".to_owned()]],
        threshold: Some(-15.0),
        ..Default::default()
    };
    let frozen = Linker::new(options).fit(&taught.table()).unwrap().freeze(&taught.table()).unwrap();
    assert!(frozen.known[1].sets);
    let (mut live, mut here) = (LiveLinker::new(&frozen).unwrap(), Shop::new(&["name", "emails"]));
    let mut met = 0;
    for _ in 0..150 {
        let record = one(&mut random);
        step(&mut live, &mut here, &mut random, &record, 30);
        let (customers, pairs) = here.batch(&frozen);
        met += pairs.len();
        assert_eq!(told(&live), (customers, pairs));
    }
    assert!(met > 100, "{met}");
}

#[test]
fn days_in_three_columns_are_those_of_the_batch() {
    let columns = ["name", "year", "month", "day"];
    let one = |random: &mut Random| {
        let person = random.below(8);
        let cells = [
            ["hanako yamada", "taro sato", "hanako sato"][person % 3].to_owned(),
            (1960 + person).to_string(),
            (1 + person % 12 + random.below(2)).to_string(),
            format!("{}", 9 + person),
        ];
        let cells = columns.into_iter().zip(cells);
        let there = cells.filter(|_| !random.chance(0.15)).collect::<Vec<_>>();
        there.iter().fold(Record::default(), |record, (column, text)| record.with(column, text))
    };
    let mut random = Random::new(6);
    let mut taught = Shop::new(&columns);
    for row in 0..80 {
        taught.here.insert(row.to_string(), one(&mut random));
    }
    let options = ResolveOptions {
        comparisons: vec![compare::name("name"), compare::date("year").with_month_and_day("month", "day")],
        block_on: vec![vec!["name".to_owned()], vec!["year:month_day".to_owned()]],
        threshold: Some(-3.0),
        ..Default::default()
    };
    let frozen = Linker::new(options).fit(&taught.table()).unwrap().freeze(&taught.table()).unwrap();
    let (mut live, mut here) = (LiveLinker::new(&frozen).unwrap(), Shop::new(&columns));
    let mut met = 0;
    for _ in 0..120 {
        let record = one(&mut random);
        step(&mut live, &mut here, &mut random, &record, 30);
        let (customers, pairs) = here.batch(&frozen);
        met += pairs.len();
        assert_eq!(told(&live), (customers, pairs));
    }
    assert!(met > 100, "{met}");
    // All at once they are the same.
    let all = frozen.live(&here.table()).unwrap();
    assert_eq!(told(&all), told(&live));
}

/// A search says what an insertion would do, and leaves nothing behind.
#[test]
fn a_search_tells_what_would_be_and_leaves_no_trace() {
    let here = shop(8, 500, 120, false);
    let frozen = fit(&here, ResolveOptions::default()).freeze(&here.table()).unwrap();
    let mut live = frozen.live(&here.table()).unwrap();
    let before = told(&live);
    let mut random = Random::new(17);
    let mut found_some = 0;
    for _ in 0..25 {
        let record = record(&mut random, 120, false).with("town", &format!("town {}", random.below(1000)));
        let sizes: Vec<usize> = live.scorer.compared.iter().map(|one| one.values.len()).collect();
        let bytes = live.scorer.rows.cells.len();
        let (found, candidates) = (live.find(&record, 3).unwrap(), live.candidates(&record).unwrap());
        assert!(found.windows(2).all(|two| two[0].bits >= two[1].bits));
        assert_eq!(sizes, live.scorer.compared.iter().map(|one| one.values.len()).collect::<Vec<_>>());
        assert_eq!(bytes, live.scorer.rows.cells.len());
        live.insert("zz", &record).unwrap();
        let row = live.row("zz").unwrap();
        let mut near: Vec<String> =
            live.near(row).into_iter().map(|row| live.id(row).unwrap().to_owned()).collect();
        near.sort();
        assert_eq!(candidates, near);
        for one in &found {
            let bits: f64 =
                live.explain("zz", &one.record).unwrap().iter().map(|evidence| evidence.bits).sum();
            assert!((bits - one.record_bits).abs() < 1e-3, "{bits} {one:?}");
            assert!((one.probability - 1.0 / (1.0 + crate::math::pow(2.0, -one.bits))).abs() < 1e-12);
            found_some += usize::from(one.bits > 0.0);
        }
        live.remove("zz").unwrap();
    }
    assert!(found_some > 8, "{found_some}");
    assert_eq!(told(&live), before);
    let again = frozen.live(&here.table()).unwrap();
    assert_eq!(told(&again), before);
}

#[test]
fn what_cannot_be_is_said() {
    let here = shop(8, 20, 5, false);
    let frozen = fit(&here, ResolveOptions::default()).freeze(&here.table()).unwrap();
    let mut live = frozen.live(&here.table()).unwrap();
    let wrong = live.insert("r0001", &Record::default()).unwrap_err();
    assert_eq!(wrong.to_string(), "column `id` must be new: the record is there, and may be updated");
    let wrong = live.insert("new", &Record::new([("surnam", "Sato")])).unwrap_err();
    assert_eq!(
        wrong.to_string(),
        "column `surnam` must be one of the columns that were learned from; did you mean `surname`?"
    );
    assert_eq!(live.remove("nobody").unwrap_err(), Error::Unknown { what: "record" });
    assert_eq!(live.update("nobody", &Record::default()).unwrap_err(), Error::Unknown { what: "record" });
    assert_eq!((live.customer_of("nobody"), live.explain("nobody", "r0001"), live.len()), (None, None, 20));
    assert_eq!(live.records_of("nobody"), Vec::<&str>::new());
    assert_eq!(format!("{live:?}"), format!("LiveLinker(20 records, {} customers)", live.customers()));
    let json = frozen.to_json().unwrap().replacen("\"version\":1", "\"version\":2", 1);
    assert_eq!(Frozen::from_json(&json).unwrap_err(), Error::Model { expected: "omo linker 1, frozen" });
}

/// People of a simulated town as four systems write them down: kanji, kana and romaji, eras, addresses.
#[cfg(feature = "synth")]
#[test]
fn registrations_of_a_town_are_those_of_the_batch() {
    use crate::synth::{Town, TownOptions};
    let columns = ["name", "kana", "birth_date", "email", "phone", "postcode", "address"];
    let town = Town::new(&TownOptions { households: 150, seed: 3, ..TownOptions::default() }).unwrap();
    let record = |row: &crate::synth::Registration| {
        let cells =
            [&row.name, &row.kana, &row.birth_date, &row.email, &row.phone, &row.postcode, &row.address];
        let cells = columns.into_iter().zip(cells).filter(|(_, cell)| !cell.is_empty());
        Record::new(cells.map(|(column, cell)| (column, cell.as_str()))).from(row.channel.name())
    };
    let rows: Vec<(String, Record)> =
        town.registrations().iter().map(|row| (row.id.clone(), record(row))).collect();
    let mut taught = Shop::new(&columns);
    taught.here.extend(rows.iter().step_by(2).cloned());
    let model = Linker::new(ResolveOptions::default()).fit(&taught.table()).unwrap();
    let frozen = model.freeze(&taught.table()).unwrap();
    assert!(
        frozen.known.iter().any(|known| known.scripts) && frozen.known.iter().any(|known| known.japanese)
    );
    let (mut live, mut here) = (LiveLinker::new(&frozen).unwrap(), Shop::new(&columns));
    let mut random = Random::new(6);
    let mut rows = rows;
    rows.sort_by_key(|row| hash(row.0.as_bytes()));
    for (at, (id, record)) in rows.iter().enumerate() {
        live.insert(id, record).unwrap();
        here.here.insert(id.clone(), record.clone());
        if random.chance(0.3) {
            let (id, other) = (&rows[random.below(at + 1)].0, &random.pick(&rows).unwrap().1);
            if here.here.contains_key(id) && random.chance(0.5) {
                live.remove(id).unwrap();
                here.here.remove(id);
            } else if here.here.contains_key(id) {
                live.update(id, other).unwrap();
                here.here.insert(id.clone(), other.clone());
            }
        }
        if at % 60 == 0 {
            assert_eq!(told(&live), here.batch(&frozen));
        }
    }
    assert_eq!(told(&live), here.batch(&frozen));
    assert!(live.customers() < live.len() * 9 / 10, "{live:?}");
}
