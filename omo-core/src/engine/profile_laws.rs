//! What holds for profiles, cards and segments, whatever the facts.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use super::*;
use crate::model::{Consent, ConsentStatus, Fact, Fold, History, Identifier, IdentifierKind, Language};
use crate::model::{Line, Money, Purpose, Touchpoint};
use crate::profile::{Part, Profile};

const DAY: i64 = 86_400_000;

/// So many hours into March 2026.
fn hour(hours: i64) -> Time {
    Time::new(1_772_323_200_000 + hours * 3_600_000, 540).unwrap()
}

/// All kinds of conditions that time and facts turn; categories are of products.
fn document() -> Value {
    json!({
        "buyer": {"event": {"action": "purchase"}},
        "lately": {"event": {"action": "purchase"}, "within": "3d"},
        "tea": {"event": {"category": "tea"}, "count": {"atLeast": 2}, "within": "9d"},
        "quiet": {"recency": {}, "atLeast": "2d"},
        "spends": {"sum": "net", "currency": "JPY", "of": {"action": ["purchase", "return"]}, "within": "8d", "atLeast": 1000},
        "looked": {"sequence": [{"event": {"action": "view"}}, {"not": {"action": "purchase"}, "within": "2d"}]},
        "keen": {"interest": {"category": "tea"}, "atLeast": 3, "halfLife": "2d"},
        "gold": {"trait": "rank", "is": "gold"},
        "lost": {"all": [{"segment": "buyer"}, {"not": {"segment": "lately"}}]},
    })
}

fn others() -> Value {
    json!({"buyer": {"event": {"action": "purchase"}, "count": {"atLeast": 2}}, "new": {"never": {"action": "purchase"}}})
}

prop_compose! {
    fn touchpoint()(
        hours in 0_i64..400,
        action in select(vec!["view", "purchase", "purchase", "return", "visit"]),
        people in vec((0_u8..6, select(vec![IdentifierKind::Email, IdentifierKind::Cookie, IdentifierKind::Phone])), 0..3),
        products in vec((select(vec!["sencha", "kettle"]), 0_i64..1500), 0..3),
        rank in option::of(select(vec!["gold", "silver"])),
    ) -> Touchpoint {
        let identifier = |(n, kind): (u8, IdentifierKind)| {
            let text = match kind {
                IdentifierKind::Email => format!("p{n}@example.jp"),
                IdentifierKind::Phone => format!("090-8765-432{n}"),
                _ => format!("c{n}"),
            };
            Identifier::read(kind, &text).unwrap()
        };
        Touchpoint {
            id: String::new(),
            occurred_at: hour(hours),
            channel: "pos".into(),
            store: Some("ginza".into()),
            action: crate::Action::read(action),
            identifiers: people.into_iter().map(identifier).collect(),
            lines: products.into_iter().map(|(product, yen)| Line { product: product.into(), quantity: 1, amount: Some(Money::yen(yen)) }).collect(),
            about: None,
            traits: rank.into_iter().map(|rank| ("rank".into(), rank.into())).collect(),
        }
    }
}

fn facts() -> impl Strategy<Value = Vec<Touchpoint>> {
    let id = |(n, fact): (usize, Touchpoint)| Touchpoint { id: format!("fact-{n}"), ..fact };
    vec(touchpoint(), 0..20).prop_map(move |facts| facts.into_iter().enumerate().map(id).collect())
}

/// What may be done with a shop.
#[derive(Debug, Clone)]
enum Deed {
    Ingest(usize),
    Correct(Index, Touchpoint),
    Remove(Index),
    Link(Index, Index),
    Unlink(Index, Index),
    Split(Index),
    Unsplit(Index),
    Erase(Index),
    Advance(i64),
    Products(&'static str),
    Segments(bool),
    Restore,
}

fn deed() -> impl Strategy<Value = Deed> {
    let one = any::<Index>;
    prop_oneof![
        6 => (1_usize..5).prop_map(Deed::Ingest),
        1 => (one(), touchpoint()).prop_map(|(at, fact)| Deed::Correct(at, fact)),
        1 => one().prop_map(Deed::Remove),
        1 => (one(), one()).prop_map(|(a, b)| Deed::Link(a, b)),
        1 => (one(), one()).prop_map(|(a, b)| Deed::Unlink(a, b)),
        1 => one().prop_map(Deed::Split),
        1 => one().prop_map(Deed::Unsplit),
        1 => one().prop_map(Deed::Erase),
        2 => (0_i64..600).prop_map(Deed::Advance),
        1 => select(vec!["tea", "ware"]).prop_map(Deed::Products),
        1 => any::<bool>().prop_map(Deed::Segments),
        1 => Just(Deed::Restore),
    ]
}

fn tea(category: &str) -> Product {
    Product { id: "sencha".into(), name: "Sencha".into(), category: Some(category.into()), price: None }
}

/// Does it, as far as it can be done.
fn done(shop: &mut Engine, deed: Deed, coming: &mut Vec<Touchpoint>) {
    let ids: Vec<String> = shop.assignments(Purpose::Legal).unwrap().into_iter().map(|(id, _)| id).collect();
    let id = |at: &Index| at.get(&ids).as_str();
    match deed {
        Deed::Ingest(count) => {
            let from = coming.len().saturating_sub(count);
            shop.ingest(coming.split_off(from)).unwrap();
        }
        Deed::Advance(hours) => shop.advance(hour(hours)),
        Deed::Products(category) => shop.add_products([tea(category)]).unwrap(),
        Deed::Segments(usual) => shop.set_segments(&if usual { document() } else { others() }).unwrap(),
        Deed::Restore => {
            let bytes = shop.snapshot();
            *shop = Engine::restore(&bytes, shop.config().clone()).unwrap();
        }
        _ if ids.is_empty() => {}
        Deed::Correct(at, fact) => shop.correct(Touchpoint { id: id(&at).into(), ..fact }).unwrap(),
        Deed::Remove(at) => drop(shop.remove(id(&at)).unwrap()),
        Deed::Link(a, b) => drop(shop.link(id(&a), id(&b))),
        Deed::Unlink(a, b) => drop(shop.unlink(id(&a), id(&b))),
        Deed::Split(at) => drop(shop.split(&[id(&at)]).unwrap()),
        Deed::Unsplit(at) => drop(shop.unsplit(&[id(&at)]).unwrap()),
        Deed::Erase(at) => drop(shop.erase(id(&at), hour(0)).unwrap()),
    }
}

type Belonging = BTreeSet<(String, String)>;

/// Who belongs to what by the facts alone, each customer's gathered by hand.
fn anew(shop: &Engine, now: Time) -> Belonging {
    let segments = shop.compiled().unwrap();
    let mut all = Belonging::new();
    let whose = shop.assignments(Purpose::Legal).unwrap();
    for customer in shop.customers(Purpose::Legal).unwrap().customers {
        let mine = whose.iter().filter(|(_, one)| one.as_ref() == Some(&customer.id));
        let facts: Vec<_> =
            mine.map(|(id, _)| shop.touchpoint(id, Purpose::Legal).unwrap().unwrap()).collect();
        let category = |product: &str| {
            let found = shop.products().iter().find(|one| one.id == product);
            found.and_then(|one| one.category.as_deref())
        };
        let channels = &shop.config().journey.channels;
        let history = History::of(&facts, |channel| channels.side(channel), category);
        let members = segments.members(&history, now);
        all.extend(segments.names(&members).map(|name| (customer.id.clone(), name.to_owned())));
    }
    all
}

/// Who belongs to what as it is known.
fn known(shop: &Engine, now: Time) -> Belonging {
    let segments = shop.compiled().unwrap();
    let names = (0..segments.len()).filter_map(|number| segments.name(number));
    names
        .flat_map(|name| {
            let members = shop.segment_members(name, now, Purpose::Legal).unwrap();
            members.into_iter().map(|id| (id, name.to_owned()))
        })
        .collect()
}

fn now_of(shop: &Engine) -> Option<Time> {
    shop.books.segmented.watch.as_ref()?;
    shop.last_fact().max(shop.books.segmented.advanced)
}

/// Who belongs to what for who followed the crossings.
fn followed(told: &mut Belonging, last: &mut u64, shop: &Engine) -> Result<(), TestCaseError> {
    for one in shop.crossings(*last, Purpose::Legal) {
        prop_assert!(one.number > *last);
        *last = one.number;
        let belongs = (one.customer, one.segment);
        if one.entered {
            prop_assert!(told.insert(belongs), "nobody enters twice");
        } else {
            // Who is no more is told to have left only.
            let _ = told.remove(&belongs);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    /// Whatever is told, in whatever order, and however late it is.
    #[test]
    fn what_is_known_of_members_is_what_judging_everybody_anew_says(
        coming in facts(), deeds in vec(deed(), 1..25),
    ) {
        let (mut shop, mut coming) = (Engine::default(), coming);
        shop.add_products([tea("tea")]).unwrap();
        shop.set_segments(&document()).unwrap();
        let (mut told, mut last) = (Belonging::new(), 0);
        for deed in deeds {
            let restored = matches!(deed, Deed::Restore);
            if restored {
                followed(&mut told, &mut last, &shop)?;
            }
            done(&mut shop, deed, &mut coming);
            followed(&mut told, &mut last, &shop)?;
            let Some(now) = now_of(&shop) else { continue };
            if shop.touchpoints() > 0 || !told.is_empty() {
                prop_assert!(shop.books.segmented.watch.as_ref().unwrap().is_of(now) || shop.last_fact().is_none());
            }
            let all = anew(&shop, now);
            prop_assert_eq!(&known(&shop, now), &all);
            prop_assert_eq!(&told, &all, "followed");
            for (id, _) in &all {
                let names = shop.segments(id, now, Purpose::Legal).unwrap().unwrap();
                let mine: Vec<_> = all.iter().filter(|(one, _)| one == id).map(|(_, name)| name.clone()).collect();
                prop_assert_eq!(names, mine);
            }
        }
    }

    #[test]
    fn members_do_not_hang_on_the_order_of_arrival(
        (facts, arrived) in facts().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
        size in 1_usize..6, late in 0_i64..600,
    ) {
        let (mut calm, mut wild) = (Engine::default(), Engine::default());
        calm.ingest(facts).unwrap();
        calm.add_products([tea("tea")]).unwrap();
        calm.set_segments(&document()).unwrap();
        calm.advance(hour(late));
        wild.set_segments(&document()).unwrap();
        wild.advance(hour(late));
        for batch in arrived.chunks(size) {
            wild.ingest(batch.to_vec()).unwrap();
        }
        wild.add_products([tea("tea")]).unwrap();
        let now = now_of(&calm).unwrap();
        prop_assert_eq!(now, now_of(&wild).unwrap());
        prop_assert_eq!(known(&calm, now), known(&wild, now));
        prop_assert_eq!(known(&calm, now), anew(&calm, now));
    }

    /// Lent from the log or gathered from touchpoints, it is one history: a profile and a card say the same.
    #[test]
    fn a_profile_is_that_of_the_customers_touchpoints(facts in facts(), late in 0_i64..600) {
        let mut shop = Engine::default();
        shop.add_products([tea("tea")]).unwrap();
        shop.ingest(facts).unwrap();
        let whose = shop.assignments(Purpose::Legal).unwrap();
        for customer in shop.customers(Purpose::Legal).unwrap().customers {
            let mine = whose.iter().filter(|(_, one)| one.as_ref() == Some(&customer.id));
            let facts: Vec<_> = mine.map(|(id, _)| shop.touchpoint(id, Purpose::Legal).unwrap().unwrap()).collect();
            let category = |product: &str| (product == "sencha").then_some("tea");
            let channels = &shop.config().journey.channels;
            let history = History::of(&facts, |channel| channels.side(channel), category);
            let profile = Profile::of(&history, hour(late), &shop.config().profile).unwrap();
            prop_assert_eq!(shop.profile(&customer.id, hour(late), Purpose::Legal).unwrap(), Some(profile));
            let count = shop.fold(&customer.id, &Count, Purpose::Legal).unwrap();
            prop_assert_eq!(count, Some(customer.touchpoints));
        }
    }
}

struct Count;

impl Fold for Count {
    type State = u32;

    fn start(&self) -> u32 {
        0
    }

    fn step(&self, count: &mut u32, _: &Fact<'_>) {
        *count += 1;
    }
}

fn shop_of(facts: Value) -> Engine {
    let mut shop = Engine::default();
    shop.ingest(serde_json::from_value::<Vec<Touchpoint>>(facts).unwrap()).unwrap();
    shop
}

fn hanako() -> Engine {
    let by = json!([{"kind": "email", "value": "hanako@example.jp"}]);
    shop_of(json!([
        {"id": "ec-1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "ec", "action": "view", "identifiers": by,
         "lines": [{"product": "kettle"}]},
        {"id": "call-1", "occurredAt": "2026-03-03T10:00:00Z", "channel": "phone", "action": "inquiry",
         "identifiers": by, "about": "broken lid"}
    ]))
}

fn day(text: &str) -> Time {
    text.parse().unwrap()
}

#[test]
fn nothing_is_told_of_who_may_not_be_seen_or_is_not_known() {
    let (mut shop, now) = (hanako(), day("2026-03-05"));
    shop.set_segments(&document()).unwrap();
    for (id, purpose) in
        [("ec-1", Purpose::Marketing), ("ec-1", Purpose::ThirdParty), ("nobody", Purpose::Legal)]
    {
        assert_eq!(shop.profile(id, now, purpose).unwrap(), None);
        assert_eq!(shop.context_card(id, now, purpose, Language::En).unwrap(), None);
        assert_eq!(shop.segments(id, now, purpose).unwrap(), None);
        assert_eq!(shop.explain_segment(id, "quiet", now, Language::En, purpose).unwrap(), None);
        assert_eq!(shop.fold(id, &Count, purpose).unwrap(), None);
    }
    let members =
        |shop: &Engine, purpose| shop.segment_members("quiet", day("2026-03-06"), purpose).unwrap().len();
    assert_eq!((members(&shop, Purpose::Service), members(&shop, Purpose::Marketing)), (1, 0));
    shop.advance(day("2026-03-06"));
    let told = |shop: &Engine, purpose| shop.crossings(0, purpose).len();
    assert_eq!((told(&shop, Purpose::Service), told(&shop, Purpose::Marketing)), (2, 0));
    assert_eq!((members(&shop, Purpose::Service), members(&shop, Purpose::Marketing)), (1, 0));
    let email = Identifier::email("hanako@example.jp").unwrap();
    shop.add_consents([Consent::new(email, Purpose::Marketing, ConsentStatus::Granted, day("2026-03-02"))])
        .unwrap();
    assert_eq!((told(&shop, Purpose::Marketing), members(&shop, Purpose::Marketing)), (2, 1));
    assert!(shop.profile("ec-1", now, Purpose::Marketing).unwrap().is_some());
}

#[test]
fn a_card_speaks_the_language_asked_for_and_keeps_free_words_inside() {
    let (mut shop, now) = (hanako(), day("2026-03-05T10:00:00Z"));
    shop.add_products([Product {
        id: "kettle".into(),
        name: "Iron kettle".into(),
        category: None,
        price: None,
    }])
    .unwrap();
    let card = |purpose, language| shop.context_card("call-1", now, purpose, language).unwrap().unwrap();
    let open = card(Purpose::Service, Language::En);
    assert_eq!(open.steps[0].words, "2 days ago: inquiry, broken lid (phone)");
    assert!(open.steps[1].words.contains("Iron kettle"), "{}", open.steps[1].words);
    assert_eq!((open.open[0].kind.as_str(), open.withheld.len()), ("inquiry", 0));
    assert!(card(Purpose::Service, Language::Ja).steps[0].words.contains("問い合わせ"));
    let counted = card(Purpose::Analytics, Language::En);
    assert_eq!(counted.withheld, [Part::About, Part::Traits]);
    assert!(!serde_json::to_string(&counted).unwrap().contains("broken lid"));
}

#[test]
fn options_reach_profiles_cards_and_segments_or_are_refused() {
    let of = |config: Value| Engine::in_memory(serde_json::from_value(config).unwrap());
    let mut shop = of(json!({"profile": {"top": 1}, "card": {"steps": 1}, "actions": ["fitting"]})).unwrap();
    let fitting = json!({"fits": {"event": {"action": "fitting"}}});
    shop.set_segments(&fitting).unwrap();
    let by = json!([{"kind": "cookie", "value": "c"}]);
    let facts = json!([
        {"id": "1", "occurredAt": "2026-03-01", "channel": "ec", "action": "view", "identifiers": by, "lines": [{"product": "a"}]},
        {"id": "2", "occurredAt": "2026-03-02", "channel": "pos", "action": "fitting", "identifiers": by, "lines": [{"product": "b"}]},
        {"id": "3", "occurredAt": "2026-03-02", "channel": "ec", "action": "view", "identifiers": by, "lines": [{"product": "b"}]}
    ]);
    shop.ingest(serde_json::from_value::<Vec<Touchpoint>>(facts).unwrap()).unwrap();
    let now = day("2026-03-03");
    assert_eq!(shop.profile("1", now, Purpose::Service).unwrap().unwrap().products.len(), 1);
    let card = shop.context_card("1", now, Purpose::Service, Language::En).unwrap().unwrap();
    assert_eq!((card.steps.len(), card.products.len()), (1, 1));
    assert_eq!(shop.segments("1", now, Purpose::Service).unwrap().unwrap(), ["fits"]);
    for wrong in [json!({"profile": {"halfLife": 0}}), json!({"card": {"profile": {"top": 2}}})] {
        assert_eq!(of(wrong).unwrap_err().code(), "option");
    }
    // A file that speaks of what this engine does not know is opened, and says so where it matters.
    let other = Engine::restore(&shop.snapshot(), Config::default()).unwrap();
    assert!(other.segments("1", now, Purpose::Service).unwrap_err().to_string().contains("fitting"));
    assert!(other.profile("1", now, Purpose::Service).unwrap().is_some());
    assert_eq!(other.segments_document(), Some(&fitting));
    assert_eq!(shop.segment_members("wip", now, Purpose::Service).unwrap_err().code(), "unknown");
    assert!(shop.set_segments(&json!({"a": {"evnt": {}}})).unwrap_err().to_string().contains("`event`"));
    assert_eq!(shop.segments_document(), Some(&fitting));
}

#[test]
fn who_is_merged_moves_and_who_is_erased_leaves() {
    let by = |kind: &str, value: &str| json!({"kind": kind, "value": value});
    let (mail, cookie) = (by("email", "h@example.jp"), by("cookie", "c1"));
    let mut shop = shop_of(json!([
        {"id": "a", "occurredAt": "2026-03-01", "channel": "ec", "action": "view", "identifiers": [cookie]},
        {"id": "b", "occurredAt": "2026-03-02", "channel": "pos", "action": "purchase", "identifiers": [mail]}
    ]));
    shop.set_segments(&json!({"buyer": {"event": {"action": "purchase"}}})).unwrap();
    let both = json!([{"id": "c", "occurredAt": "2026-03-03", "channel": "ec", "action": "view", "identifiers": [cookie, mail]}]);
    shop.ingest(serde_json::from_value::<Vec<Touchpoint>>(both).unwrap()).unwrap();
    let told = |shop: &Engine, since| -> Vec<(String, bool, bool)> {
        let all = shop.crossings(since, Purpose::Service).into_iter();
        all.map(|one| (one.customer, one.entered, one.moved)).collect()
    };
    let one = |id: &str, entered, moved| (id.to_owned(), entered, moved);
    assert_eq!(told(&shop, 0), [one("b", true, false), one("a", true, true), one("b", false, true)]);
    shop.erase("a", day("2026-03-04")).unwrap();
    assert_eq!(told(&shop, 3), [one("a", false, false)]);
    assert_eq!(
        shop.segment_members("buyer", day("2026-03-05"), Purpose::Service).unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn time_alone_tells_when_it_happened_and_never_goes_back() {
    let mut shop = hanako();
    shop.set_segments(&json!({"asked": {"event": {"action": "inquiry"}, "within": "3d"}})).unwrap();
    shop.advance(day("2026-03-20"));
    shop.advance(day("2026-03-04"));
    let told = shop.crossings(0, Purpose::Service);
    assert_eq!(told.iter().map(|one| (one.number, one.entered)).collect::<Vec<_>>(), [(1, true), (2, false)]);
    assert_eq!(told[1].at.millis() - day("2026-03-03T10:00:00Z").millis(), 3 * DAY);
    assert_eq!(shop.crossings(2, Purpose::Service), []);
    // A restart tells nothing again, and numbers go on.
    let mut again = Engine::restore(&shop.snapshot(), Config::default()).unwrap();
    assert_eq!(again.crossings(0, Purpose::Service), []);
    again.set_segments(&json!({})).unwrap();
    again.set_segments(&json!({"all": {"event": {}}})).unwrap();
    assert_eq!(again.crossings(0, Purpose::Service)[0].number, 3);
}

#[cfg(feature = "store")]
#[test]
fn segments_outlive_a_restart() {
    let folder = std::env::temp_dir().join(format!("omo-segments-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let open = || {
        Engine::open(folder.join("shop.omo"), Config::default(), &crate::store::StoreOptions::default())
            .unwrap()
    };
    let by = json!([{"kind": "cookie", "value": "c1"}]);
    let fact = |id: &str, at: &str, action: &str| -> Vec<Touchpoint> {
        let fact =
            json!([{"id": id, "occurredAt": at, "channel": "ec", "action": action, "identifiers": by}]);
        serde_json::from_value(fact).unwrap()
    };
    let told = |shop: &Engine| -> Vec<(u64, String, bool)> {
        let all = shop.crossings(0, Purpose::Service).into_iter();
        all.map(|one| (one.number, one.segment, one.entered)).collect()
    };
    let mut shop = open();
    shop.set_segments(&document()).unwrap();
    shop.ingest(fact("1", "2026-03-01", "purchase")).unwrap();
    let entered = [(1, "buyer".to_owned(), true), (2, "lately".to_owned(), true)];
    assert_eq!(told(&shop), entered);
    drop(shop);
    // Without a snapshot it is told anew, like all changes.
    let mut shop = open();
    assert_eq!(shop.segments_document(), Some(&document()));
    assert_eq!(told(&shop), entered);
    shop.checkpoint().unwrap();
    shop.ingest(fact("2", "2026-03-09", "view")).unwrap();
    let left = (3, "lately".to_owned(), false);
    assert_eq!(told(&shop)[2], left);
    drop(shop);
    let shop = open();
    assert_eq!(told(&shop)[0], left);
    drop(shop);
    std::fs::remove_dir_all(&folder).unwrap();
}
