use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{Channels, DAY, HOUR, Kept, Touchpoint};

fn facts(value: serde_json::Value) -> Vec<Touchpoint> {
    serde_json::from_value(value).unwrap()
}

fn history(facts: &[Touchpoint]) -> History<'_> {
    let category = |product: &str| (product != "kettle").then_some("tea");
    History::of(facts, |channel| Channels::default().side(channel), category)
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

fn said() -> Vec<Touchpoint> {
    let fact = |id: &str, day: u32, channel: &str, name: &str| {
        json!({"id": id, "occurredAt": format!("2026-03-{day:02}T10:00:00Z"), "channel": channel, "action": "visit",
               "traits": {"name": name}})
    };
    facts(json!([
        fact("1", 1, "app", "Hana"),
        fact("2", 2, "pos", "Hanako"),
        fact("3", 3, "ec", "Hanako Y."),
        fact("4", 4, "ec", "Hana"),
        fact("5", 5, "ec", "H."),
        fact("6", 6, "ec", " "),
    ]))
}

#[test]
fn each_rule_lets_another_text_survive_and_names_who_said_it() {
    let facts = said();
    for (rule, value, touchpoint, agreeing) in [
        ("most_recent", "H.", "5", 1),
        ("most_trusted", "Hanako", "2", 1),
        ("longest", "Hanako Y.", "3", 1),
        ("most_frequent", "Hana", "4", 2),
        ("first", "Hana", "1", 2),
    ] {
        let options: ProfileOptions =
            serde_json::from_value(json!({"survivorship": {"name": rule}, "trusted": ["pos", "app"]}))
                .unwrap();
        let profile = Profile::of(&history(&facts), time("2026-04-01"), &options).unwrap();
        let [name] = profile.traits.as_slice() else { panic!("{profile:?}") };
        assert_eq!(
            (name.value.as_str(), name.touchpoint.as_str(), name.agreeing, name.told),
            (value, touchpoint, agreeing, 5)
        );
    }
    // On the third of March nobody had said more than that.
    let then =
        Profile::of(&history(&facts), time("2026-03-03T10:00:00Z"), &ProfileOptions::default()).unwrap();
    assert_eq!((then.traits[0].value.as_str(), then.traits[0].told), ("Hanako Y.", 3));
}

#[test]
fn what_the_trusted_say_is_not_refreshed_by_others() {
    let facts = facts(json!([
        {"id": "1", "occurredAt": "2026-03-01", "channel": "pos", "action": "visit", "traits": {"size": "M"}},
        {"id": "2", "occurredAt": "2026-03-02", "channel": "pos", "action": "visit", "traits": {"size": "L"}},
        {"id": "3", "occurredAt": "2026-03-03", "channel": "ec", "action": "visit", "traits": {"size": "M"}},
    ]));
    let options: ProfileOptions =
        serde_json::from_value(json!({"default": "most_trusted", "trusted": ["pos"]})).unwrap();
    let profile = Profile::of(&history(&facts), time("2026-04-01"), &options).unwrap();
    assert_eq!((profile.traits[0].value.as_str(), profile.traits[0].touchpoint.as_str()), ("L", "2"));
}

/// By pencil. 2026-03-01 23:30 and 2026-03-02 00:30 in Tokyo are two days of one store.
#[test]
fn counters_by_pencil() {
    let facts = facts(json!([
        {"id": "1", "occurredAt": "2026-03-01T23:30:00+09:00", "channel": "pos", "store": "ginza", "action": "purchase",
         "lines": [{"product": "sencha", "amount": "600 JPY"}, {"product": "kettle", "amount": "12.50 USD"}]},
        {"id": "2", "occurredAt": "2026-03-02T00:30:00+09:00", "channel": "app", "store": "ginza", "action": "check_in"},
        {"id": "3", "occurredAt": "2026-03-02T00:40:00+09:00", "channel": "kiosk", "store": "ginza", "action": "view"},
        {"id": "4", "occurredAt": "2026-03-02T12:00:00+09:00", "channel": "pos", "store": "ueno", "action": "return",
         "lines": [{"product": "sencha", "amount": "200 JPY"}]},
        {"id": "5", "occurredAt": "2026-03-20T10:00:00+09:00", "channel": "ec", "store": "ueno", "action": "purchase",
         "lines": [{"product": "sencha", "amount": "1000 JPY"}]},
        {"id": "6", "occurredAt": "2026-04-09T10:00:00+09:00", "channel": "phone", "action": "inquiry"},
    ]));
    let now = time("2026-04-01T09:00:00+09:00");
    let counters = Profile::of(&history(&facts), now, &ProfileOptions::default()).unwrap().counters;
    assert_eq!(
        (counters.touchpoints, counters.visits, counters.visits_lately, counters.inquiries),
        (5, 3, 1, 0)
    );
    // The check-in of 2 March, 00:30, is thirty days and more ago; the return at noon is not.
    assert_eq!((counters.purchases, counters.purchases_lately, counters.returns), (2, 1, 1));
    assert_eq!(counters.days_since_purchase, Some(11));
    let texts = |spent: &[crate::Money]| spent.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(texts(&counters.spent), ["1400 JPY", "12.50 USD"]);
    assert_eq!(texts(&counters.spent_lately), ["800 JPY"]);
    let stores: Vec<_> = counters.stores.iter().map(|s| (s.name.as_str(), s.touchpoints)).collect();
    assert_eq!(stores, [("ginza", 3), ("ueno", 2)]);
    assert_eq!(counters.channels[0].name, "pos");
}

/// By pencil: a view 60 days ago is worth 1/4, a purchase 30 days ago 5/2, a return today -5.
#[test]
fn interests_fade_by_half() {
    let facts = facts(json!([
        {"id": "1", "occurredAt": "2026-03-01", "channel": "ec", "action": "view", "lines": [{"product": "sencha"}, {"product": "hojicha"}]},
        {"id": "2", "occurredAt": "2026-03-31", "channel": "ec", "action": "purchase", "lines": [{"product": "sencha"}, {"product": "sencha"}]},
        {"id": "3", "occurredAt": "2026-04-30", "channel": "ec", "action": "return", "lines": [{"product": "kettle"}]},
    ]));
    let profile = Profile::of(&history(&facts), time("2026-04-30"), &ProfileOptions::default()).unwrap();
    let told = |interests: &[Liking]| interests.iter().map(|i| (i.name.clone(), i.level)).collect::<Vec<_>>();
    assert_eq!(told(&profile.products), [("sencha".into(), 2.75), ("hojicha".into(), 0.25)]);
    assert_eq!(told(&profile.categories), [("tea".into(), 2.75)]);
    assert_eq!(profile.products[0].touchpoint, "2");
    assert_eq!(decayed(time("2026-03-01"), time("2026-03-11"), 10.0), 0.5);
}

#[test]
fn options_outside_what_they_can_be_are_refused() {
    for options in [
        json!({"halfLife": 0}),
        json!({"halfLife": 1e9}),
        json!({"window": 0}),
        json!({"weights": {"view": 1e9}}),
    ] {
        let options: ProfileOptions = serde_json::from_value(options).unwrap();
        assert_eq!(
            Profile::of(&History::default(), time("2026-04-30"), &options).unwrap_err().code(),
            "option"
        );
        let segments = SegmentsOptions { profile: options, ..SegmentsOptions::default() };
        assert_eq!(Segments::compile_with(&json!({}), segments).unwrap_err().code(), "option");
    }
}

proptest! {
    /// Waiting lets every interest fade alike, and never below nothing.
    #[test]
    fn interests_only_fade(days in proptest::collection::vec(0_i64..300, 1..12), wait in 0_i64..300) {
        let told: Vec<_> = days.iter().enumerate().map(|(n, day)| {
            json!({"id": n.to_string(), "occurredAt": Time::new(day * DAY, 0).unwrap().to_string(), "channel": "ec",
                   "action": "view", "lines": [{"product": (["sencha", "kettle"][n % 2])}]})
        }).collect();
        let facts = facts(json!(told));
        let at = |day: i64| {
            let now = Time::new(day * DAY, 0).unwrap();
            Profile::of(&history(&facts), now, &ProfileOptions::default()).unwrap().products
        };
        for (now, later) in at(300).iter().zip(at(300 + wait)) {
            let fading = now.level * decayed(Time::new(0, 0).unwrap(), Time::new(wait * DAY, 0).unwrap(), 30.0);
            prop_assert_eq!(&now.name, &later.name);
            prop_assert!((later.level - fading).abs() < 1e-12 && later.level >= 0.0);
        }
    }

    /// In whichever order facts are given, and kept or not, the profile and the card are the same.
    #[test]
    fn the_order_of_facts_does_not_matter(
        told in proptest::collection::vec((0_i64..99, 0_usize..7, 0_usize..3, 0_usize..3), 0..30),
    ) {
        let actions = ["view", "purchase", "reservation", "pickup", "inquiry", "answer", "coupon_issued"];
        let told: Vec<_> = told.iter().enumerate().map(|(n, &(hour, action, product, about))| {
            let lines = if product == 2 { json!([]) } else { json!([{"product": (["sencha", "kettle"][product])}]) };
            json!({"id": n.to_string(), "occurredAt": Time::new(hour * HOUR, 0).unwrap().to_string(), "channel": "ec",
                   "action": actions[action], "about": ([None, Some("A"), Some("B")][about]), "lines": lines,
                   "traits": {"size": (["S", "M", ""][about])}})
        }).collect();
        let mut facts = facts(json!(told));
        let now = Time::new(70 * HOUR, 0).unwrap();
        let options = ProfileOptions::default();
        let answers = |facts: &[Touchpoint]| {
            let history = history(facts);
            let card = ContextCard::of(&history, now, &Sight::ALL, &CardOptions::default()).unwrap();
            (Profile::of(&history, now, &options).unwrap(), card)
        };
        let forward = answers(&facts);
        let traits = Traits::new(&options);
        let kept = Kept::default().state(&traits, &history(&facts)).clone();
        facts.reverse();
        prop_assert_eq!(answers(&facts), forward);
        prop_assert_eq!(traits.fold(&history(&facts)), kept);
    }
}
