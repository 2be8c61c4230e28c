//! What holds of records that look alike, beside identifiers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::{Config, Engine};
use crate::identity::linker::{Column, Frozen, Linker, LiveLinker, Record, Records, ResolveOptions, compare};
use crate::model::{Action, Identifier, IdentifierKind, Purpose, Time, Touchpoint};

const FAMILIES: [&str; 12] = [
    "Sato",
    "Suzuki",
    "Takahashi",
    "Tanaka",
    "Watanabe",
    "Ito",
    "Yamamoto",
    "Nakamura",
    "Kobayashi",
    "Kato",
    "Yoshida",
    "Yamada",
];
const GIVEN: [&str; 10] = ["Hanako", "Taro", "Sakura", "Ren", "Yui", "Haruto", "Aoi", "Sota", "Mio", "Yuto"];

/// What somebody writes on a form; with a slip every third time.
fn form(person: u32, time: u32) -> [(&'static str, String); 3] {
    let pick = |words: &[&str], by: u32| words[person.wrapping_mul(by) as usize % words.len()].to_owned();
    let (family, mut given) = (pick(&FAMILIES, 7), pick(&GIVEN, 3));
    if time % 3 == 2 {
        given.truncate(given.len() - 1);
    }
    let day =
        format!("19{:02}-{:02}-{:02}", 50 + person % 47, 1 + person % 12, 1 + person.wrapping_mul(5) % 28);
    [
        ("name", format!("{given} {family}")),
        ("birthday", day),
        ("postcode", format!("{:07}", person * 7919 % 1_000_000)),
    ]
}

/// Learnt from two or three forms of three hundred people.
static MODEL: LazyLock<Frozen> = LazyLock::new(|| {
    let forms: Vec<_> = (0..300)
        .flat_map(|person| (0..2 + person % 2).map(move |time| form(person, time + person % 3)))
        .collect();
    let ids: Vec<String> = (0..forms.len()).map(|row| format!("{row:04}")).collect();
    let columns =
        (0..3).map(|at| Column::new(forms[0][at].0, forms.iter().map(|form| Some(form[at].1.as_str()))));
    let records =
        Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns.collect()).unwrap();
    let comparisons = vec![compare::name("name"), compare::date("birthday"), compare::exact("postcode")];
    let options = ResolveOptions { comparisons, ..ResolveOptions::default() };
    Linker::new(options).fit(&records).unwrap().freeze(&records).unwrap()
});

fn shop() -> Engine {
    let mut config = Config { linker: Some(MODEL.clone()), ..Config::default() };
    config.third_party.channels = vec!["dmp".to_owned()];
    Engine::in_memory(config).unwrap()
}

fn fact(id: u32, identifiers: Vec<Identifier>, traits: &[(&'static str, String)]) -> Touchpoint {
    Touchpoint {
        id: format!("f{id:03}"),
        occurred_at: Time::new(1_700_000_000_000 + i64::from(id) * 1000, 0).unwrap(),
        channel: "ec".to_owned(),
        store: None,
        action: Action::View,
        identifiers,
        lines: Vec::new(),
        about: None,
        traits: traits.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect(),
    }
}

fn card(number: u32) -> Identifier {
    Identifier::read(IdentifierKind::MemberId, &format!("card:{number}")).unwrap()
}

fn mail(number: u32) -> Identifier {
    Identifier::email(&format!("p{number}@example.jp")).unwrap()
}

/// Who is whom: the touchpoints of each customer, and everybody else.
fn whom(shop: &Engine) -> BTreeMap<String, Option<String>> {
    shop.assignments(Purpose::Legal).unwrap().into_iter().collect()
}

#[test]
fn a_form_without_a_card_is_of_who_looks_like_it() {
    let mut shop = shop();
    let paper = fact(1, vec![], &form(5, 0));
    let online = fact(2, vec![mail(5)], &form(5, 2));
    let other = fact(3, vec![mail(6)], &form(6, 0));
    shop.ingest(vec![paper, online, other]).unwrap();
    let who = whom(&shop);
    assert_eq!(who["f001"], who["f002"]);
    assert_ne!(who["f001"], who["f003"]);
    // The group of records is no identifier.
    let hanako = shop.customer(&mail(5), Purpose::Service).unwrap().unwrap();
    assert_eq!((hanako.touchpoints, hanako.identifiers), (2, vec![mail(5)]));
}

#[test]
fn what_links_two_identifiers_by_likeness_is_told_in_bits() {
    let mut shop = shop();
    shop.ingest(vec![fact(1, vec![card(5)], &form(5, 0)), fact(2, vec![mail(5)], &form(5, 2))]).unwrap();
    let chain = shop.explain(&card(5), &mail(5), Purpose::Service).unwrap().unwrap();
    let [link] = &chain[..] else { panic!("{chain:?}") };
    assert_eq!((&link.from, &link.to, link.touchpoint.as_str()), (&card(5), &mail(5), "f001"));
    let alike = link.alike.as_ref().unwrap();
    let mut live = LiveLinker::new(&MODEL).unwrap();
    let record = |time| Record::new(form(5, time).each_ref().map(|(a, b)| (*a, b.as_str())));
    live.insert("a", &record(0)).unwrap();
    let bits = live.find(&record(2), 1).unwrap()[0].record_bits;
    assert!(alike.touchpoint == "f002" && (alike.bits - bits).abs() < 1e-4 && bits > 5.0, "{alike:?} {bits}");
}

#[test]
fn two_cards_of_one_shop_are_two_people_however_alike() {
    let mut shop = shop();
    shop.ingest(vec![fact(1, vec![card(1)], &form(5, 0)), fact(2, vec![card(2)], &form(5, 0))]).unwrap();
    let who = whom(&shop);
    assert_ne!(who["f001"], who["f002"]);
}

#[test]
fn what_many_could_have_written_links_nobody() {
    let mut shop = shop();
    let surname = [("name", "Sato".to_owned())];
    shop.ingest(vec![fact(1, vec![mail(1)], &surname), fact(2, vec![mail(2)], &surname)]).unwrap();
    let who = whom(&shop);
    assert_ne!(who["f001"], who["f002"]);
}

#[test]
fn what_others_say_of_somebody_is_not_compared() {
    let mut shop = shop();
    let bought = Touchpoint { channel: "dmp".to_owned(), ..fact(2, vec![], &form(5, 0)) };
    shop.ingest(vec![fact(1, vec![mail(5)], &form(5, 0)), bought]).unwrap();
    assert_eq!(whom(&shop)["f002"], None);
}

#[test]
fn a_model_of_sources_is_refused() {
    let linker = Some(Frozen { sources: true, ..MODEL.clone() });
    let error = Engine::in_memory(Config { linker, ..Config::default() }).unwrap_err();
    assert_eq!(error.code(), "option");
}

#[test]
fn who_was_erased_is_compared_with_nobody() {
    let mut shop = shop();
    let hanako = [
        ("name", "Hanako Zzyzx".to_owned()),
        ("birthday", "1951-07-09".to_owned()),
        ("postcode", "9876543".to_owned()),
    ];
    shop.ingest(vec![
        fact(1, vec![mail(5)], &hanako),
        fact(2, vec![], &hanako),
        fact(3, vec![mail(6)], &form(6, 0)),
    ])
    .unwrap();
    let before = shop.heap_bytes();
    assert_eq!(shop.erase("f001", Time::new(1_700_000_004_000, 0).unwrap()).unwrap().unwrap().touchpoints, 2);
    shop.compact().unwrap();
    assert!(shop.heap_bytes() < before);
    let bytes = shop.snapshot();
    assert!(!bytes.windows(5).any(|five| five == b"Zzyzx"));
    // Somebody who writes the same later is a new customer.
    shop.ingest(vec![fact(9, vec![], &hanako)]).unwrap();
    assert_eq!(
        whom(&shop),
        [("f003", Some("f003")), ("f009", Some("f009"))]
            .map(|(a, b)| (a.to_owned(), b.map(str::to_owned)))
            .into()
    );
}

#[test]
fn who_was_split_off_stays_so_when_another_of_them_goes() {
    let mut shop = shop();
    shop.ingest(vec![fact(5, vec![card(0)], &form(0, 0)), fact(16, vec![card(0)], &form(0, 0))]).unwrap();
    shop.split(&["f005", "f016"]).unwrap();
    shop.remove("f016").unwrap();
    shop.ingest(vec![fact(0, vec![card(0)], &form(0, 0))]).unwrap();
    let who = whom(&shop);
    assert_ne!(who["f000"], who["f005"]);
}

/// What may happen to a shop.
#[derive(Debug, Clone)]
enum Act {
    Told(u32, u32, u32, u32),
    Gone(u32),
    Corrected(u32, u32, u32),
    Split(u32, u32),
    Joined(u32, u32),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0_u32..24, 0_u32..6, 0_u32..4, 0_u32..6).prop_map(|(id, person, time, shows)| Act::Told(id, person, time, shows)),
        2 => (0_u32..24).prop_map(Act::Gone),
        2 => (0_u32..24, 0_u32..6, 0_u32..4).prop_map(|(id, person, time)| Act::Corrected(id, person, time)),
        1 => (0_u32..24, 0_u32..24).prop_map(|(a, b)| Act::Split(a, b)),
        1 => (0_u32..24, 0_u32..24).prop_map(|(a, b)| Act::Joined(a, b)),
    ];
    proptest::collection::vec(act, 1..40)
}

fn told(id: u32, person: u32, time: u32, shows: u32) -> Touchpoint {
    let identifiers = match shows {
        0 => vec![card(person)],
        1 => vec![mail(person)],
        2 => vec![mail(person + 10 * time)],
        _ => vec![],
    };
    let form = form(person, time);
    // Some say nothing but their name, some nothing.
    fact(
        id,
        identifiers,
        match shows {
            4 => &form[..1],
            5 => &[],
            _ => &form[..],
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// However a shop came by its facts, and whatever went or was decided since, it knows the same people as one that is told
    /// what is left at once, in another order, or opened from its bytes.
    #[test]
    fn likeness_hangs_on_the_facts_alone(acts in acts(), by in 0_usize..24) {
        let mut shop = shop();
        let name = |id: u32| format!("f{id:03}");
        for act in acts {
            match act {
                Act::Told(id, person, time, shows) => { shop.ingest(vec![told(id, person, time, shows)]).unwrap(); }
                Act::Gone(id) => { shop.remove(&name(id)).unwrap(); }
                Act::Corrected(id, person, time) => { let _ = shop.correct(told(id, person, time, 3)); }
                Act::Split(a, b) => {
                    let _ = shop.split(&[&name(a), &name(b)]);
                }
                Act::Joined(a, b) => { let _ = shop.link(&name(a), &name(b)); }
            }
        }
        let ids: Vec<String> = shop.assignments(Purpose::Legal).unwrap().into_iter().map(|(id, _)| id).collect();
        let mut left: Vec<Touchpoint> =
            ids.iter().map(|id| shop.touchpoint(id, Purpose::Legal).unwrap().unwrap()).collect();
        left.rotate_left(by % ids.len().max(1));
        left.reverse();
        // A decision stands when one of its records goes: the others stay split off. So it is told of all of them.
        let decided: Vec<_> = shop.decisions.holding().cloned().collect();
        let went = decided.iter().flat_map(|one| &one.records).filter(|id| !ids.contains(id));
        let went: std::collections::BTreeSet<&String> = went.collect();
        left.extend(went.iter().map(|&id| Touchpoint { id: id.clone(), ..fact(0, vec![], &[]) }));
        let mut again = self::shop();
        again.ingest(left).unwrap();
        for decision in &decided {
            let records: Vec<&str> = decision.records.iter().map(String::as_str).collect();
            let news = match (decision.kind, &records[..]) {
                (super::DecisionKind::Link, &[a, b]) => again.link(a, b),
                (_, records) => again.split(records),
            };
            prop_assert!(news.unwrap());
        }
        for id in went {
            again.remove(id).unwrap();
        }
        prop_assert_eq!(whom(&again), whom(&shop));
        let opened = Engine::restore(&shop.snapshot(), shop.config().clone()).unwrap();
        prop_assert_eq!(whom(&opened), whom(&shop));
    }

    /// Where nobody shows anything but what they wrote, customers are the groups of the model.
    #[test]
    fn forms_alone_are_grouped_by_the_model(forms in proptest::collection::vec((0_u32..40, 0_u32..4), 1..30)) {
        let mut shop = shop();
        let facts: Vec<Touchpoint> = (0..).zip(&forms).map(|(id, &(person, time))| fact(id, vec![], &form(person, time))).collect();
        shop.ingest(facts).unwrap();
        let mut distinct: Vec<_> = forms.iter().map(|&(person, time)| form(person, time)).collect();
        distinct.sort();
        distinct.dedup();
        let ids: Vec<String> = (0..distinct.len()).map(|row| format!("{row:03}")).collect();
        let column = |at: usize| Column::new(distinct[0][at].0, distinct.iter().map(move |form| Some(form[at].1.as_str())));
        let records = Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), (0..3).map(column).collect()).unwrap();
        let live = MODEL.live(&records).unwrap();
        let group = |&(person, time): &(u32, u32)| {
            let place = distinct.binary_search(&form(person, time)).unwrap();
            live.customer_of(&ids[place]).unwrap().to_owned()
        };
        let who = whom(&shop);
        for (a, of_a) in forms.iter().enumerate() {
            for (b, of_b) in forms.iter().enumerate() {
                let one = who[&format!("f{a:03}")] == who[&format!("f{b:03}")];
                prop_assert_eq!(one, group(of_a) == group(of_b), "{:?} {:?}", of_a, of_b);
            }
        }
    }
}
