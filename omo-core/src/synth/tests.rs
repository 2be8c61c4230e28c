//! The town as a whole: repeatable, readable, complete, believable.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;
use crate::model::{Gtin, Identifier, Time, Zone};
use crate::random;

fn small() -> TownOptions {
    TownOptions { households: 60, days: 45, ..Default::default() }
}

fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.as_bytes()).records().collect::<Result<_, _>>().unwrap()
}

fn events(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn share(part: usize, whole: usize) -> f64 {
    crate::math::share(part as u64, whole as u64)
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let (once, again) = (Town::new(&small()).unwrap(), Town::new(&small()).unwrap());
    assert_eq!(once.exports(), again.exports());
    assert_eq!(once.truth(), again.truth());
    let other = Town::new(&TownOptions { seed: 2, ..small() }).unwrap();
    assert_ne!(once.exports().pos, other.exports().pos);
}

/// The fingerprint of a small town: it must be the same on every platform and change only on purpose.
#[test]
fn a_towns_bytes_are_pinned() {
    let exports = Town::new(&small()).unwrap().exports();
    let all: String = Export::ALL.iter().map(|&export| exports.text(export)).collect();
    assert_eq!(random::hash(all.as_bytes()), PINNED, "of {} bytes", all.len());
}
const PINNED: u64 = 16_722_349_266_641_607_155;

#[test]
fn a_household_does_not_hang_on_its_neighbours() {
    let few = Town::new(&TownOptions { households: 3, ..small() }).unwrap();
    let many = Town::new(&TownOptions { households: 900, ..small() }).unwrap();
    assert_eq!(few.household(2), many.household(2));
    // In any order.
    let (_, second) = (many.household(800), many.household(2));
    assert_eq!(second, few.household(2));
    assert_ne!(many.household(0), many.household(1));
}

#[test]
fn streams_and_texts_hold_the_same_lines() {
    let town = Town::new(&small()).unwrap();
    let exports = town.exports();
    for export in Export::ALL {
        let mut written = Vec::new();
        town.write(export, &mut written).unwrap();
        let written = String::from_utf8(written).unwrap();
        let sorted = |text: &str| {
            let mut lines: Vec<String> = text.lines().map(Into::into).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&written), sorted(exports.text(export)), "{export:?}");
        assert!(export.readme().contains("SIMULATED DATA"));
    }
}

#[test]
fn every_line_is_what_its_format_says() {
    let exports = Town::new(&TownOptions { households: 200, ..small() }).unwrap().exports();
    let tokyo: Zone = "Asia/Tokyo".parse().unwrap();
    let jans: BTreeSet<String> = rows(&exports.products).iter().map(|row| row[0].into()).collect();
    let stores: BTreeSet<String> = rows(&exports.stores).iter().map(|row| row[0].into()).collect();
    let cards = |text: &str| text.is_empty() || text.len() == 8 && text.parse::<u32>().is_ok();
    for row in rows(&exports.pos) {
        assert_eq!(row.len(), 11);
        assert!(stores.contains(&row[2]) && matches!(&row[3], "sale" | "return") && cards(&row[4]));
        assert!(
            jans.contains(&row[7])
                && row[8].parse::<u32>().unwrap() > 0
                && row[9].parse::<u32>().unwrap() > 0
        );
    }
    for event in events(&exports.ec) {
        assert!(matches!(event["type"].as_str().unwrap(), "identify" | "track" | "page" | "alias"));
        if let Some(jan) = event["properties"]["product_id"].as_str() {
            assert!(jans.contains(jan));
        }
        let guest = event["event"] == "Order Completed" && event.get("userId").is_none();
        if guest && event["messageId"] != "" {
            let properties = &event["properties"];
            assert!(properties["name"].is_string() && properties["phone"].is_string());
            assert!(properties["email"].is_string() && properties["currency"] == "JPY");
        }
    }
    for event in events(&exports.app) {
        assert!(event.get("member_card").is_some_and(|card| card.as_str().is_none_or(cards)));
        assert!(event["event"].is_string());
    }
    for row in rows(&exports.contact) {
        assert!(
            row.len() == 10
                && matches!(&row[2], "phone" | "chat")
                && cards(&row[7])
                && jans.contains(&row[9])
        );
    }
    for row in rows(&exports.consent) {
        let identifier = Identifier::read(row[0].parse().unwrap(), &row[1]).unwrap();
        assert!(!identifier.is_placeholder());
        assert!(row[2].parse::<crate::Purpose>().is_ok() && matches!(&row[4], "granted" | "withdrawn"));
        assert!(Time::read(&row[5], &tokyo).is_ok());
    }
    assert!(
        rows(&exports.products)
            .iter()
            .all(|row| row[0].parse::<Gtin>().is_ok() && row[3].parse::<u32>().is_ok())
    );
    assert_eq!(rows(&exports.stock).len(), jans.len() * stores.len());
}

/// Ids of the touchpoints that a reader can take, and how many lines it cannot or has seen before.
fn read(exports: &Exports) -> (BTreeSet<String>, u32, u32) {
    let tokyo: Zone = "Asia/Tokyo".parse().unwrap();
    let (mut ids, mut bad, mut twice) = (BTreeSet::new(), 0, 0);
    for (export, text) in [("pos", &exports.pos), ("contact", &exports.contact)] {
        for row in rows(text) {
            if row[0].is_empty() || Time::read(&row[1], &tokyo).is_err() {
                bad += 1;
            } else {
                // Rows of one receipt share its number.
                ids.insert(format!("{export}:{}", &row[0]));
            }
        }
    }
    for event in events(&exports.ec) {
        match (event["messageId"].as_str(), event["timestamp"].as_str()) {
            (Some(id), Some(at)) if !id.is_empty() && Time::read(at, &tokyo).is_ok() => {
                twice += u32::from(!ids.insert(format!("ec:{id}")));
            }
            _ => bad += 1,
        }
    }
    for event in events(&exports.app) {
        match (event["event_id"].as_str(), event["ts"].as_i64()) {
            (Some(id), Some(_)) => twice += u32::from(!ids.insert(format!("app:{id}"))),
            _ => bad += 1,
        }
    }
    (ids, bad, twice)
}

#[test]
fn the_truth_knows_each_touchpoint_once() {
    let town = Town::new(&TownOptions { households: 300, errors: 3.0, ..small() }).unwrap();
    let (ids, bad, twice) = read(&town.exports());
    let truth = town.truth();
    let known: BTreeSet<String> = truth.touchpoints.iter().map(|t| t.touchpoint.clone()).collect();
    assert_eq!(known.len(), truth.touchpoints.len());
    assert_eq!(known, ids);
    assert_eq!((truth.bad_records, truth.duplicates), (bad, twice));
    assert!(bad > 5 && twice > 20);
    let people: BTreeSet<&str> = truth.people.iter().map(|person| person.id.as_str()).collect();
    assert_eq!(people.len(), truth.people.len());
    assert!(
        truth.touchpoints.iter().filter_map(|t| t.person.as_deref()).all(|person| people.contains(person))
    );
    assert_eq!(rows(&truth.touchpoints_csv()).len(), truth.touchpoints.len());
    assert_eq!(rows(&truth.people_csv()).len(), truth.people.len());
}

#[test]
fn without_errors_the_exports_are_clean() {
    let clean = Town::new(&TownOptions { errors: 0.0, households: 300, ..small() }).unwrap();
    let exports = clean.exports();
    let (_, bad, twice) = read(&exports);
    assert_eq!((bad, twice), (0, 0));
    let times: Vec<String> =
        events(&exports.ec).iter().map(|e| e["timestamp"].as_str().unwrap().into()).collect();
    assert!(times.is_sorted());
}

/// What is one person's own is never another's, or the truth would be wrong.
#[test]
fn numbers_belong_to_one_person() {
    let truth = Town::new(&TownOptions { days: 1, households: 3000, ..small() }).unwrap().truth();
    let mut owners: BTreeMap<(&str, String), BTreeSet<u32>> = BTreeMap::new();
    for person in &truth.people {
        let mut own = vec![("account", person.account.clone()), ("email", person.email.clone())];
        own.push(("phone", person.phone.clone()));
        own.extend(person.cards.iter().map(|card| ("card", Some(card.clone()))));
        for (kind, value) in own {
            let Some(value) = value else { continue };
            if kind == "phone" {
                assert!(!Identifier::phone(&value).unwrap().is_placeholder());
            }
            if kind == "email" {
                assert!(!Identifier::email(&value).unwrap().is_placeholder(), "{value}");
            }
            owners.entry((kind, value)).or_default().insert(person.household);
        }
    }
    // Families may share a phone and an e-mail address, strangers never.
    assert!(owners.values().all(|households| households.len() == 1));
}

#[test]
fn a_default_town_is_believable() {
    let town = Town::new(&TownOptions::default()).unwrap();
    let (exports, truth) = (town.exports(), town.truth());

    let count = |text: &str| text.lines().count();
    let total: usize =
        [&exports.pos, &exports.ec, &exports.app, &exports.contact].iter().map(|t| count(t)).sum();
    let receipts: BTreeMap<String, (bool, bool)> = rows(&exports.pos)
        .iter()
        .map(|row| {
            let stranger =
                row[4].is_empty() && row[5].is_empty() && (row[6].is_empty() || &row[6] == "0000000000");
            (row[0].to_owned(), (stranger, &row[3] == "return"))
        })
        .collect();
    let strangers = share(receipts.values().filter(|r| r.0).count(), receipts.len());
    let returns = share(receipts.values().filter(|r| r.1).count(), receipts.len());

    let mut sold: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows(&exports.pos) {
        *sold.entry(row[7].into()).or_default() += 1;
    }
    let mut sold: Vec<u32> = sold.into_values().collect();
    sold.sort_unstable_by(|a, b| b.cmp(a));
    let all: u32 = sold.iter().sum();
    let tenth = f64::from(sold.iter().take(12).sum::<u32>()) / f64::from(all);

    let mut families: BTreeMap<String, u32> = BTreeMap::new();
    for person in truth.people.iter().filter(|person| person.id.ends_with("-0")) {
        let kana = person.kana.split(' ').next().unwrap();
        *families.entry(kana.into()).or_default() += 1;
    }
    let mut families: Vec<u32> = families.into_values().collect();
    families.sort_unstable_by(|a, b| b.cmp(a));
    let ten = f64::from(families.iter().take(10).sum::<u32>()) / 800.0;

    let of = |test: &dyn Fn(&Person) -> bool| truth.people.iter().filter(|person| test(person)).count();
    let grown = of(&|p| p.born <= 2026 - 13);
    let members = share(of(&|p| !p.cards.is_empty()), grown);
    let accounts = share(of(&|p| p.account.is_some()), of(&|p| p.born <= 2026 - 15));

    assert!((1_850..2_150).contains(&truth.people.len()));
    assert!((40_000..60_000).contains(&total), "{total}");
    assert!((0.35..0.45).contains(&strangers), "{strangers}");
    assert!((0.005..0.04).contains(&returns), "{returns}");
    // As in the source, where spellings of one reading are added up; 0.04 is three standard errors.
    let mut source: BTreeMap<&str, f64> = BTreeMap::new();
    for surname in tables::Tables::read().surnames {
        *source.entry(surname.reading).or_default() += surname.people;
    }
    let mut source: Vec<f64> = source.into_values().collect();
    source.sort_unstable_by(|a, b| b.total_cmp(a));
    let expected = source.iter().take(10).sum::<f64>() / source.iter().sum::<f64>();
    assert!((ten - expected).abs() < 0.04, "{ten} {expected}");
    assert!((0.55..0.65).contains(&members), "{members}");
    assert!((0.44..0.56).contains(&accounts), "{accounts}");
    // Uniform sales would put 10 % on a tenth of the items.
    assert!((0.2..0.6).contains(&tenth), "{tenth}");
    assert!(sold[0] > 5 * sold[sold.len() / 2]);
    assert!(truth.bad_records > 3 && truth.duplicates > 20);
}

/// Everything that makes customers hard to recognise is there to be met.
#[test]
fn the_town_is_as_tangled_as_life() {
    let town = Town::new(&TownOptions::default()).unwrap();
    let (exports, truth) = (town.exports(), town.truth());
    let person: BTreeMap<&str, &str> = truth
        .touchpoints
        .iter()
        .filter_map(|t| Some((t.touchpoint.as_str(), t.person.as_deref()?)))
        .collect();
    let mut met: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut kinds: BTreeSet<(String, String)> = BTreeSet::new();
    let till = rows(&exports.pos);
    for row in &till {
        if let Some(&who) = person.get(format!("pos:{}", &row[0]).as_str()) {
            met.entry(format!("token {}", &row[5])).or_default().insert(who);
        }
    }
    for event in events(&exports.app) {
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        if let Some(&who) = person.get(format!("app:{}", text("event_id")).as_str()) {
            met.entry(format!("device {}", text("device_id"))).or_default().insert(who);
        }
    }
    for event in events(&exports.ec) {
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        if let Some(&who) = person.get(format!("ec:{}", text("messageId")).as_str()) {
            met.entry(format!("cookie {}", text("anonymousId"))).or_default().insert(who);
            kinds.insert((text("anonymousId"), text("userId")));
        }
    }
    let shared = |kind: &str, most: usize| {
        met.iter()
            .filter(|(key, who)| {
                key.len() > kind.len() && key.starts_with(kind) && (2..=most).contains(&who.len())
            })
            .count()
    };
    assert!(shared("token ", 2) > 10, "spouses on one payment card");
    assert!(shared("cookie ", 6) > 20, "families at one computer");
    // Five tablets, each used by many; every other device is one person's.
    assert_eq!(met.iter().filter(|(key, who)| key.starts_with("device") && who.len() > 10).count(), 5);
    assert_eq!(shared("device ", usize::MAX), 5);

    let accounts: BTreeSet<&str> =
        kinds.iter().map(|(_, user)| user.as_str()).filter(|u| !u.is_empty()).collect();
    let known = kinds.iter().filter(|(_, user)| !user.is_empty()).count();
    assert!(known > 2 * accounts.len(), "cookies are renewed");
    let app = events(&exports.app);
    let reissued: Vec<_> = app.iter().filter(|e| e["event"] == "card_reissued").collect();
    let lost = truth.people.iter().filter(|p| p.cards.len() == 2).count();
    assert!(reissued.len() > 10 && reissued.len() < lost, "some lost cards leave no trace");
    assert!(
        reissued.iter().all(|e| e["member_card"] != e["old_member_card"] && e["member_card"].is_string())
    );
    let linked: Vec<_> = app.iter().filter(|e| e["event"] == "link_account").collect();
    let registered: BTreeSet<&str> = truth.people.iter().filter_map(|p| p.account.as_deref()).collect();
    assert!(linked.len() > 100 && linked.iter().all(|e| registered.contains(e["account"].as_str().unwrap())));
    assert!(till.iter().filter(|row| &row[6] == "0000000000").count() > 20);
    let issued: BTreeSet<String> = app.iter().filter_map(|e| e["coupon"].as_str().map(Into::into)).collect();
    let used: BTreeSet<String> =
        till.iter().map(|row| row[10].to_owned()).filter(|c| !c.is_empty()).collect();
    assert!(used.len() > 5 && used.is_subset(&issued));

    let contact = rows(&exports.contact);
    let written = |test: fn(char) -> bool| contact.iter().filter(|row| row[4].chars().any(test)).count();
    assert!(written(|c| ('ｱ'..='ﾝ').contains(&c)) > 5 && written(|c| c.is_ascii_lowercase()) > 5);
    assert!(written(|c| ('ァ'..='ン').contains(&c)) > 20 && written(|c| ('ぁ'..='ん').contains(&c)) > 5);
    assert!(truth.people.iter().any(|p| p.name.contains(['髙', '﨑', '齋', '澤', '嶋', '邊'])));
    assert!(truth.people.iter().filter(|p| p.name_before.is_some()).count() >= 5);
}

/// Who finds the shelf empty looks it up and goes without.
#[test]
fn nothing_is_sold_from_an_empty_shelf() {
    let town = Town::new(&TownOptions::default()).unwrap();
    let exports = town.exports();
    let empty: BTreeSet<(String, String)> = rows(&exports.stock)
        .iter()
        .filter(|row| &row[2] == "0")
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect();
    assert!(!empty.is_empty());
    let last_day = "2026-04-04";
    let till = rows(&exports.pos);
    let sales = till.iter().filter(|row| row[1].starts_with(last_day) && &row[3] == "sale");
    let mut sold = 0;
    for row in sales {
        sold += 1;
        assert!(!empty.contains(&(row[2].to_owned(), row[7].to_owned())));
    }
    assert!(sold > 100);
    let looked = events(&exports.app)
        .iter()
        .filter(|e| e["event"] == "view_item" && e["store"].is_string())
        .filter(|e| empty.contains(&(e["store"].as_str().unwrap().into(), e["jan"].as_str().unwrap().into())))
        .count();
    assert!(looked > 5, "{looked}");
}

#[test]
fn the_corners_of_the_options_are_towns_too() {
    let all = |share| TownOptions { member_share: share, account_share: share, app_share: share, ..small() };
    let corners = [
        TownOptions { households: 1, days: 1, stores: 1, products: 40, ..small() },
        TownOptions { seed: u64::MAX, stores: 200, products: 5_000, households: 3, ..small() },
        TownOptions { days: 1_095, households: 2, first_day: "2150-12-31".into(), ..small() },
        TownOptions { first_day: "1971-01-01".into(), errors: 5.0, ..small() },
        all(0.0),
        all(1.0),
    ];
    for options in corners {
        let town = Town::new(&options).unwrap();
        let (ids, bad, _) = read(&town.exports());
        let truth = town.truth();
        assert_eq!((ids.len(), bad), (truth.touchpoints.len(), truth.bad_records), "{options:?}");
    }
    let nobody = Town::new(&all(0.0)).unwrap();
    assert!(nobody.truth().people.iter().all(|p| p.cards.is_empty() && p.account.is_none()));
    // The last numbers a town can have are as good as the first.
    let large = Town::new(&TownOptions { households: 1_000_000, days: 7, ..small() }).unwrap();
    assert!(!large.household(999_999).people.is_empty());
}
