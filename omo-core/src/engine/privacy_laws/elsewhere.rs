//! Whose consent joins what came from elsewhere.

use super::*;
use crate::engine::entry::Entry;

fn identified(kind: &str, value: &str) -> Identifier {
    Identifier::read(kind.parse().unwrap(), value).unwrap()
}

/// A word about facts from elsewhere.
fn word(who: &Identifier, granted: bool, at: i64) -> Consent {
    let status = if granted { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
    let data = vec!["third_party".into()];
    Consent { data, ..Consent::new(who.clone(), Purpose::Marketing, status, day(at)) }
}

/// Which touchpoints are one customer's with this one.
fn with(shop: &Engine, touchpoint: &str) -> Vec<String> {
    let all = shop.assignments(Purpose::Legal).unwrap();
    let own = all.iter().find(|(id, _)| id == touchpoint).unwrap().1.clone();
    let mut with: Vec<String> = all.into_iter().filter(|(_, of)| *of == own).map(|(id, _)| id).collect();
    with.sort();
    with
}

#[test]
fn a_consent_that_the_person_gave_under_another_identifier_counts() {
    let member = identified("member_id", "card:7");
    let facts = [
        at_shop("web-1", "ec", &[email(1), cookie()]),
        at_shop("till-1", "pos", &[email(1), member.clone()]),
        at_shop("ad-1", "dmp", &[cookie()]),
    ];
    let mut shop = shop(config(), &facts, &[word(&member, true, 2)]);
    assert_eq!(with(&shop, "web-1"), ["ad-1", "till-1", "web-1"]);
    // Whichever of their names they take it back by.
    shop.add_consents([word(&email(1), false, 3)]).unwrap();
    assert_eq!(with(&shop, "web-1"), ["till-1", "web-1"]);
    // Without the receipt the card is nobody's the cookie knows.
    shop.add_consents([word(&email(1), true, 4)]).unwrap();
    assert_eq!(with(&shop, "ad-1").len(), 3);
    shop.add_consents([word(&member, false, 5)]).unwrap();
    assert_eq!(with(&shop, "ad-1").len(), 1);
    shop.remove("till-1").unwrap();
    assert_eq!(with(&shop, "ad-1"), ["ad-1", "web-1"]);
    shop.ingest([facts[1].clone()]).unwrap();
    assert_eq!(with(&shop, "ad-1").len(), 1);
}

#[test]
fn the_strictest_holds_when_people_merge_and_is_undone_when_they_part() {
    let facts = [
        at_shop("web-1", "ec", &[email(1), cookie()]),
        at_shop("web-2", "ec", &[email(2)]),
        at_shop("ad-1", "dmp", &[cookie()]),
    ];
    let mut shop = shop(config(), &facts, &[word(&email(1), true, 2), word(&email(2), false, 2)]);
    assert_eq!(with(&shop, "web-1"), ["ad-1", "web-1"]);
    shop.ingest([at_shop("web-3", "ec", &[email(1), email(2)])]).unwrap();
    assert_eq!(with(&shop, "web-1"), ["web-1", "web-2", "web-3"]);
    assert!(shop.remove("web-3").unwrap());
    assert_eq!(with(&shop, "web-1"), ["ad-1", "web-1"]);
    shop.link("web-1", "web-2").unwrap();
    assert_eq!(with(&shop, "web-1"), ["web-1", "web-2"]);
    shop.unlink("web-1", "web-2").unwrap();
    assert_eq!(with(&shop, "web-1"), ["ad-1", "web-1"]);
}

#[test]
fn all_whom_a_fact_would_join_must_have_agreed() {
    let other = identified("cookie", "c2");
    let facts = [
        at_shop("web-1", "ec", &[email(1), cookie()]),
        at_shop("web-2", "ec", &[email(2), other.clone()]),
        at_shop("ad-1", "dmp", &[cookie(), other]),
    ];
    let mut shop = shop(config(), &facts, &[word(&email(1), true, 2)]);
    assert_eq!((with(&shop, "web-1").len(), with(&shop, "web-2").len()), (1, 1));
    shop.add_consents([word(&email(2), true, 3)]).unwrap();
    assert_eq!(with(&shop, "web-1"), ["ad-1", "web-1", "web-2"]);
    shop.add_consents([word(&email(2), false, 4)]).unwrap();
    assert_eq!((with(&shop, "web-1").len(), with(&shop, "ad-1").len()), (1, 1));
}

#[test]
fn what_came_from_elsewhere_does_not_say_whose_consent_counts() {
    let far = identified("cookie", "far");
    let facts = [
        at_shop("web-1", "ec", &[email(1), cookie()]),
        at_shop("ad-1", "dmp", &[cookie(), far.clone()]),
        at_shop("ad-2", "dmp", &[far]),
    ];
    let shop = shop(config(), &facts, &[word(&email(1), true, 2)]);
    assert_eq!(with(&shop, "web-1"), ["ad-1", "web-1"]);
    assert_eq!(with(&shop, "ad-2"), ["ad-2"]);
}

#[test]
fn nobody_joins_it_by_hand() {
    let facts = [at_shop("web-1", "ec", &[email(1)]), at_shop("ad-1", "dmp", &[cookie()])];
    let mut shop = shop(config(), &facts, &[]);
    shop.link("web-1", "ad-1").unwrap();
    shop.split(&["web-1", "ad-1"]).unwrap();
    assert_eq!(with(&shop, "web-1"), ["web-1"]);
    assert_eq!(shop.decisions(Purpose::Legal).count(), 2);
    assert_eq!(shop.what_if(&shop.config().identity.clone()).unwrap().merged, 0);
    // A consent is to what is known of them, and not to what somebody says by hand.
    shop.add_consents([word(&email(1), true, 2)]).unwrap();
    assert_eq!(with(&shop, "web-1"), ["web-1"]);
    // What was a mistake of the export is the shop's own after all.
    shop.correct(at_shop("ad-1", "ec", &[cookie()])).unwrap();
    assert_eq!(with(&shop, "web-1"), ["ad-1", "web-1"]);
    shop.correct(at_shop("ad-1", "dmp", &[cookie()])).unwrap();
    assert_eq!(with(&shop, "web-1"), ["web-1"]);
}

#[test]
fn where_nothing_came_from_elsewhere_nobody_asks() {
    let facts = [at_shop("web-1", "ec", &[email(1), cookie()])];
    let mut shop = shop(config(), &facts, &[word(&email(1), true, 2)]);
    assert_eq!(shop.elsewhere.heap_bytes(), 0);
    shop.ingest([at_shop("ad-1", "dmp", &[cookie()])]).unwrap();
    assert!(shop.elsewhere.heap_bytes() > 0);
}

/// Which facts from elsewhere are joined, asked from the beginning: of a shop that never had any of them.
fn joined_from_scratch(shop: &Engine, facts: &[Touchpoint], words: &[Consent]) -> Vec<(String, bool)> {
    let is_own = |id: &String| facts.iter().any(|fact| fact.id == *id && fact.channel != "dmp");
    let own: Vec<Touchpoint> = facts.iter().filter(|fact| is_own(&fact.id)).cloned().collect();
    let mut alone = super::shop(config(), &own, words);
    // A decision outlives the records that went: those that were split off with one of them stay so.
    let is_far = |id: &String| facts.iter().any(|fact| fact.id == *id && fact.channel == "dmp");
    for decision in shop.decisions.holding().filter(|one| !one.records.iter().any(is_far)) {
        alone.take_entry(Entry::Decision(decision.clone()));
    }
    alone.grown();
    let now = shop.latest().unwrap();
    let standing = |who: &[Identifier]| {
        alone.consents.standing_of_data(who, Purpose::Marketing, None, "third_party", now)
    };
    let joined = |fact: &Touchpoint| {
        let mut concerned: Vec<u32> = Vec::new();
        let mut loose = Vec::new();
        for one in &fact.identifiers {
            let names = std::iter::once(one.clone()).chain(alone.split_owners(one));
            let owners: Vec<u32> =
                names.filter_map(|name| alone.live.owner_of(alone.log.identifiers.get(&name)?)).collect();
            if owners.is_empty() {
                loose.push(one.clone());
            }
            concerned.extend(owners);
        }
        if concerned.is_empty() {
            return standing(&loose) == Standing::Granted;
        }
        concerned.into_iter().all(|person| {
            standing(&[loose.clone(), alone.identifiers_of(person)].concat()) == Standing::Granted
        })
    };
    facts.iter().filter(|fact| fact.channel == "dmp").map(|fact| (fact.id.clone(), joined(fact))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Step by step, whatever comes and goes in whatever order, the same facts from elsewhere are joined as from the
    /// beginning; and who is who is the same.
    #[test]
    fn consents_join_step_by_step_as_from_the_beginning(
        told in told(),
        words in vec((identifier(), prop::bool::weighted(0.7), 1_i64..LAST), 0..8),
        pairs in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..3),
        gone in vec(any::<prop::sample::Index>(), 0..3),
    ) {
        // Half of the facts came from elsewhere.
        let mut facts = touchpoints(&told);
        facts.iter_mut().step_by(2).for_each(|fact| fact.channel = "dmp".into());
        let words: Vec<Consent> = words.iter().map(|(who, yes, at)| word(who, *yes, *at)).collect();
        let decide = |shop: &mut Engine| {
            for (a, b, link) in &pairs {
                let (a, b) = (&facts[a.index(facts.len())].id, &facts[b.index(facts.len())].id);
                let own = |id: &String| facts.iter().any(|fact| fact.id == *id && fact.channel != "dmp");
                if *link && a != b {
                    shop.link(a, b).unwrap();
                } else if !*link && own(a) && own(b) {
                    shop.split(&[a.as_str(), b.as_str()]).unwrap();
                }
            }
        };
        let state = |shop: &Engine| {
            text(&(shop.customers(Purpose::Legal).unwrap(), shop.assignments(Purpose::Legal).unwrap()))
        };
        let joined = |shop: &Engine| {
            let fact = |fact: &&Touchpoint| shop.log.fact(&fact.id).is_some() && fact.channel == "dmp";
            let held = |fact: &Touchpoint| shop.group_elsewhere(shop.log.fact(&fact.id).unwrap()).is_none();
            facts.iter().filter(fact).map(|fact| (fact.id.clone(), held(fact))).collect::<Vec<_>>()
        };
        // One by one, with words in between, then decisions, then some go and come again.
        let mut slow = Engine::in_memory(config()).unwrap();
        let products = shop(config(), &facts, &[]).products().to_vec();
        slow.add_products(products).unwrap();
        for (n, fact) in facts.iter().enumerate() {
            slow.ingest([fact.clone()]).unwrap();
            slow.add_consents(words.get(n).cloned()).unwrap();
            prop_assert_eq!(joined(&slow), joined_from_scratch(&slow, &facts[..=n], &words[..words.len().min(n + 1)]));
        }
        slow.add_consents(words.iter().cloned()).unwrap();
        decide(&mut slow);
        prop_assert_eq!(joined(&slow), joined_from_scratch(&slow, &facts, &words));
        for one in &gone {
            slow.remove(&facts[one.index(facts.len())].id).unwrap();
            let left: Vec<_> = facts.iter().filter(|fact| slow.log.fact(&fact.id).is_some()).cloned().collect();
            if !left.is_empty() {
                prop_assert_eq!(joined(&slow), joined_from_scratch(&slow, &left, &words));
            }
        }
        slow.ingest(facts.iter().rev().cloned()).unwrap();
        prop_assert_eq!(joined(&slow), joined_from_scratch(&slow, &facts, &words));
        // All at once.
        let mut fast = shop(config(), &facts, &words);
        decide(&mut fast);
        prop_assert_eq!(state(&slow), state(&fast));
        let again = Engine::restore(&slow.snapshot(), config()).unwrap();
        prop_assert_eq!(state(&again), state(&fast));
    }
}

#[test]
fn what_came_from_elsewhere_is_joined_and_parted_by_a_word() {
    let facts = [at_shop("web-1", "ec", &[email(1), cookie()]), at_shop("ad-1", "dmp", &[cookie()])];
    let mut shop = shop(config(), &facts, &[]);
    let count = |shop: &Engine| shop.customer(&email(1), Purpose::Legal).unwrap().unwrap().touchpoints;
    assert_eq!(count(&shop), 1);
    // Alone it is a person of whom nobody but the law sees anything.
    assert_eq!(shop.customers(Purpose::Legal).unwrap().customers.len(), 2);
    assert_eq!(shop.customers(Purpose::Service).unwrap().customers.len(), 1);
    let word = |status, at| {
        move |who| Consent {
            data: vec!["third_party".into()],
            ..Consent::new(who, Purpose::Marketing, status, day(at))
        }
    };
    shop.consent("web-1", word(ConsentStatus::Granted, 5)).unwrap();
    assert_eq!(count(&shop), 2);
    assert_eq!(shop.customer(&email(1), Purpose::Service).unwrap().unwrap().touchpoints, 2);
    shop.consent("email:secret1@example.jp", word(ConsentStatus::Withdrawn, 6)).unwrap();
    assert_eq!(shop.customer(&email(1), Purpose::Service).unwrap().unwrap().touchpoints, 1);
    shop.consent("web-1", word(ConsentStatus::Withdrawn, 7)).unwrap();
    assert_eq!(count(&shop), 1);
    assert!(shop.consent("nobody", word(ConsentStatus::Granted, 8)).is_err());
}
