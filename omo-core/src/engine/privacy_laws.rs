//! What holds of every answer about people, whatever the facts, the consents and the rules.

mod books;
mod elsewhere;
mod gate;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::model::{
    Action, Consent, ConsentStatus, DAY, Identifier, Language, Line, Money, Purpose, Touchpoint,
};
use crate::privacy::{
    Access, BreachRules, Disclosure, Listed, Notice, Part, PurposeRule, Request, RequestStep, Shown, Standing,
};
use crate::privacy::{PseudonymousOptions, Pseudonyms, SensitiveRule};

const START: i64 = 1_772_323_200_000;
const LAST: i64 = 60;

fn day(days: i64) -> Time {
    Time::new(START + days * DAY, 540).unwrap()
}

fn email(who: u8) -> Identifier {
    Identifier::email(&format!("secret{who}@example.jp")).unwrap()
}

fn identifier() -> impl Strategy<Value = Identifier> {
    let kinds = [
        crate::model::IdentifierKind::Cookie,
        crate::model::IdentifierKind::MemberId,
        crate::model::IdentifierKind::PaymentToken,
    ];
    let other = (select(kinds.to_vec()), 0_u8..4).prop_map(|(kind, who)| {
        Identifier::read(kind, &format!("hidden-{}-{who}x", kind.name().replace('_', ""))).unwrap()
    });
    prop_oneof![(0_u8..4).prop_map(email), other]
}

/// What one fact is made of: every word of it is its own, so that an answer that holds one holds this fact.
type Told = (i64, usize, usize, Vec<Identifier>, Vec<bool>, bool);

fn told() -> impl Strategy<Value = Vec<Told>> {
    let fact =
        (0..LAST, 0_usize..5, 0_usize..4, vec(identifier(), 1..3), vec(any::<bool>(), 0..3), any::<bool>());
    vec(fact, 1..14)
}

fn touchpoints(told: &[Told]) -> Vec<Touchpoint> {
    let fact = |(n, (at, channel, action, identifiers, lines, about)): (usize, &Told)| Touchpoint {
        id: format!("fact-{n}-"),
        occurred_at: day(*at),
        channel: ["ec", "pos", "app", "pharmacy", "dmp"][*channel].into(),
        store: None,
        action: [Action::View, Action::Cart, Action::Purchase, Action::Inquiry][*action].clone(),
        identifiers: identifiers.clone(),
        lines: lines
            .iter()
            .enumerate()
            .map(|(k, &sensitive)| Line {
                product: format!("{}-{n}-{k}-", if sensitive { "pill" } else { "cup" }),
                quantity: 1,
                amount: Some(Money::yen(100)),
            })
            .collect(),
        about: about.then(|| format!("topic-{n}-")),
        traits: [("rank".into(), format!("trait-{n}-"))].into(),
    };
    told.iter().enumerate().map(fact).collect()
}

prop_compose! {
    fn consent()(
        who in identifier(),
        purpose in select(vec![Purpose::Marketing, Purpose::Analytics, Purpose::ThirdParty, Purpose::Service]),
        granted: bool,
        data in select(vec![vec![], vec!["health"], vec!["third_party"]]),
        at in 0..LAST,
        lasts in option::of(1..LAST),
    ) -> Consent {
        let status = if granted { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
        let data = data.into_iter().map(Into::into).collect();
        Consent { data, expires: lasts.map(|days| day(at + days)), ..Consent::new(who, purpose, status, day(at)) }
    }
}

prop_compose! {
    /// A rule somewhere between what a careful and a careless shop would have.
    fn rule()(
        consent: bool,
        objection: bool,
        identifiers in prop::sample::subsequence(crate::model::IdentifierKind::ALL.to_vec(), 0..=9),
        shows in prop::sample::subsequence(Part::ALL.to_vec(), 0..=5),
        sensitive in select(Access::ALL.to_vec()),
        third_party in select(Access::ALL.to_vec()),
        days in option::of(1_u32..60),
    ) -> PurposeRule {
        PurposeRule { consent, objection, identifiers, shows, sensitive, third_party, days }
    }
}

fn config() -> Config {
    let health = SensitiveRule {
        data: "health".into(),
        categories: vec!["medicine".into()],
        products: Vec::new(),
        actions: Vec::new(),
        channels: vec!["pharmacy".into()],
        abouts: Vec::new(),
    };
    Config { sensitive: SensitiveRules { rules: vec![health] }, ..Config::default() }
}

fn shop(config: Config, facts: &[Touchpoint], consents: &[Consent]) -> Engine {
    let mut shop = Engine::in_memory(config).unwrap();
    let pills = facts.iter().flat_map(|fact| &fact.lines).filter(|line| line.product.starts_with("pill"));
    let pill = |line: &Line| Product {
        id: line.product.clone(),
        name: line.product.clone(),
        category: Some("medicine/cough".into()),
        price: None,
    };
    shop.add_products(pills.map(pill)).unwrap();
    shop.ingest(facts.iter().cloned()).unwrap();
    shop.add_consents(consents.iter().cloned()).unwrap();
    shop
}

/// All that a fold of one's own is told.
struct Words;

impl crate::model::Fold for Words {
    type State = String;

    fn start(&self) -> String {
        String::new()
    }

    fn step(&self, words: &mut String, fact: &crate::model::Fact<'_>) {
        let told = format!("{:?}{:?}{:?}{:?}", fact.id, fact.about, fact.lines, fact.traits);
        words.push_str(&told);
    }
}

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

/// What an answer about one customer must not hold, by the rules and the records of consent alone.
fn hidden(shop: &Engine, purpose: Purpose, customer: &Customer, facts: &[Touchpoint]) -> Vec<String> {
    let rule = shop.config.purposes.rule(purpose);
    let now = shop.latest().unwrap();
    let who = &customer.identifiers;
    let said = |data| shop.consents.standing_of_data(who, purpose, None, data, now);
    let closed = match shop.consents.standing(who, purpose, None, now) {
        Standing::Granted => false,
        Standing::Withdrawn => rule.consent || rule.objection,
        Standing::Unknown => rule.consent,
    };
    let sensitive = match rule.sensitive {
        Access::Always => true,
        Access::Consent => said("health") == Standing::Granted,
        Access::Never => false,
    };
    let third = &shop.config.third_party;
    let elsewhere = match rule.third_party {
        Access::Always => true,
        Access::Consent => {
            shop.consents.standing_of_data(who, third.purpose, None, &third.data, now) == Standing::Granted
        }
        Access::Never => false,
    };
    let shows = |part| rule.shows.contains(&part);
    let mut hidden = Vec::new();
    for one in who {
        if closed || !rule.identifiers.contains(&one.kind()) {
            hidden.push(one.value().to_owned());
        }
    }
    for fact in facts {
        let old = rule.days.is_some_and(|days| now.since(fact.occurred_at) > i64::from(days) * DAY);
        let fits = !old
            && (sensitive || fact.channel != "pharmacy")
            && (elsewhere || fact.channel != "dmp")
            && !closed;
        if (!fits || !shows(Part::History)) && fact.id != customer.id {
            hidden.push(format!("\"{}\"", fact.id));
        }
        if !fits || !shows(Part::Abouts) {
            hidden.extend(fact.about.clone());
            hidden.extend(fact.traits.values().cloned());
        }
        for line in &fact.lines {
            if !fits || !shows(Part::Products) || line.product.starts_with("pill") && !sensitive {
                hidden.push(line.product.clone());
            }
        }
    }
    hidden
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// No answer holds an identifier, a product, a topic or a fact that the rules hide, whatever the rules are.
    #[test]
    fn no_answer_holds_what_the_rules_hide(
        told in told(), consents in vec(consent(), 0..10), purpose in select(Purpose::ALL.to_vec()),
        own in option::of(rule()),
    ) {
        let facts = touchpoints(&told);
        let mut config = config();
        if let Some(own) = own {
            let rules = &mut config.purposes;
            match purpose {
                Purpose::Service => rules.service = own,
                Purpose::Marketing => rules.marketing = own,
                Purpose::Analytics => rules.analytics = own,
                Purpose::ThirdParty => rules.third_party = own,
                // The law sees all: by it the others are told apart.
                Purpose::Legal => {}
            }
        }
        let mut shop = shop(config, &facts, &consents);
        shop.set_segments(&serde_json::json!({"came": {"any": [{"event": {}}, {"event": {"channel": "pos"}}]}})).unwrap();
        let everyone = shop.customers(Purpose::Legal).unwrap().customers;
        let whose = shop.assignments(Purpose::Legal).unwrap();
        let names = Pseudonyms::new("lab", b"sixteen bytes or more", 1).unwrap();
        let lab = shop.pseudonymous(&names, &PseudonymousOptions { abouts: true, sensitive: true, strangers: false }, purpose);
        let (list, lab) = (text(&shop.customers(purpose).unwrap()), text(&lab.unwrap()));
        for customer in &everyone {
            let own: Vec<Touchpoint> = facts
                .iter()
                .filter(|fact| whose.iter().any(|(id, of)| *id == fact.id && of.as_ref() == Some(&customer.id)))
                .cloned()
                .collect();
            let mut answers = vec![
                text(&shop.journey(&customer.id, purpose).unwrap()),
                text(&shop.export(&customer.id, purpose).unwrap()),
                shop.export_page(&customer.id, purpose, Language::Ja).unwrap().unwrap_or_default().replace("<td>", "\"").replace("</td>", "\""),
            ];
            for fact in &own {
                answers.push(text(&shop.touchpoint(&fact.id, purpose).unwrap()));
            }
            let now = day(LAST + 1);
            answers.push(text(&shop.profile(&customer.id, now, purpose).unwrap()));
            answers.push(text(&shop.context_card(&customer.id, now, purpose, Language::Ja).unwrap()));
            let why = shop.explain_segment(&customer.id, "came", now, Language::En, purpose).unwrap();
            answers.push(text(&why.map(|why| (why.facts, why.parts))));
            answers.push(shop.fold(&customer.id, &Words, purpose).map_or(String::new(), Option::unwrap_or_default));
            for a in &customer.identifiers {
                // Asked for an identifier that a fact from elsewhere shows too, the answer is of whom it is otherwise.
                let whose = shop.customer(a, Purpose::Legal).unwrap();
                if whose.is_none_or(|whose| whose.id != customer.id) {
                    continue;
                }
                answers.push(text(&shop.customer(a, purpose).unwrap()));
                for b in &customer.identifiers {
                    answers.push(shop.explain(a, b, purpose).map_or(String::new(), |chain| text(&chain)));
                }
            }
            for word in hidden(&shop, purpose, customer, &own) {
                for answer in &answers {
                    prop_assert!(!answer.contains(&word), "{word} for {purpose:?} in {answer}");
                }
                // Others may show the same identifier only where a fact from elsewhere counts alone.
                if !word.contains("secret") && !word.contains("hidden") {
                    prop_assert!(!list.contains(&word) && !lab.contains(&word), "{word} for {purpose:?} in {list} or {lab}");
                }
            }
        }
    }

    /// Assignments and decisions tell of those touchpoints alone that the purpose may see, and assignments of all these.
    #[test]
    fn who_is_whose_is_told_of_what_is_seen(
        told in told(), consents in vec(consent(), 0..10), purpose in select(Purpose::ALL.to_vec()), own in rule(),
        pairs in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..4),
    ) {
        let facts = touchpoints(&told);
        let mut config = config();
        config.purposes.service = own.clone();
        config.purposes.third_party = own;
        let mut shop = shop(config, &facts, &consents);
        for (a, b) in &pairs {
            let _ = shop.link(&facts[a.index(facts.len())].id, &facts[b.index(facts.len())].id);
        }
        let sees = |id: &str| shop.touchpoint(id, purpose).unwrap().is_some();
        let all = shop.assignments(Purpose::Legal).unwrap();
        let seen: Vec<_> = all.into_iter().filter(|(id, _)| sees(id)).collect();
        prop_assert_eq!(shop.assignments(purpose).unwrap(), seen);
        let decided: Vec<_> = shop.decisions(Purpose::Legal).filter(|one| one.records.iter().all(|id| sees(id))).collect();
        prop_assert_eq!(shop.decisions(purpose).collect::<Vec<_>>(), decided);
    }

    /// What a list answers and what it says to withhold are together all there is, and nothing is withheld from the law.
    #[test]
    fn what_a_list_leaves_out_is_counted(
        told in told(), consents in vec(consent(), 0..10), purpose in select(Purpose::ALL.to_vec()), own in rule(),
        pairs in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..4), asked in vec(identifier(), 0..4),
    ) {
        let facts = touchpoints(&told);
        let mut config = config();
        config.purposes.service = own.clone();
        config.purposes.third_party = own;
        config.third_party.sources = vec!["bought".into()];
        let mut shop = shop(config, &facts, &consents);
        for (a, b) in &pairs {
            let _ = shop.link(&facts[a.index(facts.len())].id, &facts[b.index(facts.len())].id);
        }
        for (n, who) in asked.into_iter().enumerate() {
            let request = json::<Request>(&format!(r#"{{"id": "r{n}", "kind": "access", "receivedAt": "2026-03-06"}}"#));
            shop.request(Request { identifiers: vec![who], ..request }).unwrap();
        }
        for source in ["web", "bought"] {
            let bad = crate::io::read_csv(b"id,occurred_at,channel,action\n1,soon,ec,view", &crate::io::Mapping::default());
            shop.ingest_batch(source, bad.unwrap()).unwrap();
        }
        shop.set_segments(&serde_json::json!({"came": {"event": {}}})).unwrap();
        for list in Listed::ALL.iter().copied() {
            let rows = |purpose| match list {
                Listed::Customers => shop.customers(purpose).unwrap().customers.len(),
                Listed::Assignments => shop.assignments(purpose).unwrap().len(),
                Listed::Decisions => shop.decisions(purpose).count(),
                Listed::Requests => shop.statuses(day(70), purpose).len(),
                Listed::Quarantined => shop.quarantined(purpose).map_or(0, Iterator::count),
                Listed::Crossings => shop.crossings(0, purpose).len(),
            };
            let held = shop.withheld_rows(list, purpose).unwrap();
            let count: u32 = held.iter().map(|rows| rows.count).sum();
            prop_assert_eq!(rows(purpose) + count as usize, rows(Purpose::Legal), "{:?} of {:?} for {:?}", held, list, purpose);
            prop_assert!(held.is_sorted_by(|a, b| a.why < b.why) && held.iter().all(|rows| rows.list == list));
            prop_assert_eq!(shop.withheld_rows(list, Purpose::Legal).unwrap(), []);
        }
    }

    /// The engine sees by numbers what the room's own view sees by words, and withholds as much.
    #[test]
    fn a_fact_is_seen_by_numbers_as_by_words(
        told in told(), consents in vec(consent(), 0..10), purpose in select(Purpose::ALL.to_vec()), own in rule(),
    ) {
        let facts = touchpoints(&told);
        let mut config = config();
        config.purposes.service = own.clone();
        config.purposes.analytics = own;
        let shop = shop(config, &facts, &consents);
        for fact in shop.log.facts() {
            let customer = shop.live.customer_of(u32::try_from(fact).unwrap());
            let view = || customer.and_then(|customer| shop.view_of(customer, purpose).ok());
            let (Some(mut numbers), Some(mut words)) = (view(), view()) else { continue };
            let touch = shop.log.touchpoint(fact).unwrap();
            let seen = words.touchpoint(touch, shop.source_of(fact), &|id| shop.category(id));
            prop_assert_eq!(shop.seen(&mut numbers, fact), seen);
            prop_assert_eq!(numbers.withheld(), words.withheld());
        }
    }

    /// Nothing sensitive is offered to who did not agree to it, nor learned for others to see.
    #[test]
    fn nothing_sensitive_is_offered_without_a_yes_to_it(told in told(), consents in vec(consent(), 0..10)) {
        let facts = touchpoints(&told);
        let shop = shop(config(), &facts, &consents);
        let now = shop.latest().unwrap();
        for purpose in [Purpose::Marketing, Purpose::Analytics] {
            let moment = Moment { purpose, store: Some("ginza".into()), ..Moment::at(now) };
            for customer in shop.customers(Purpose::Legal).unwrap().customers {
                let who = &customer.identifiers;
                let agreed = |purpose| shop.consents.standing_of_data(who, purpose, None, "health", now) == Standing::Granted;
                let shown = text(&shop.recommend(Some(&customer.id), &moment, 9).unwrap());
                prop_assert!(agreed(purpose) || !shown.contains("pill"), "{shown}");
                let next = text(&shop.next_best_actions(&customer.id, &moment).unwrap());
                prop_assert!(agreed(Purpose::Marketing) || !next.contains("pill"), "{next}");
            }
            let stranger = text(&shop.recommend(None, &moment, 9).unwrap());
            prop_assert!(!stranger.contains("pill"), "{stranger}");
        }
    }

    /// Facts from elsewhere are joined while a consent to it holds: whatever the order in which facts and words came, and
    /// a word that was taken back joins as little as one that was never given.
    #[test]
    fn facts_from_elsewhere_are_joined_by_consent_in_any_order(
        told in told(), consents in vec(consent(), 0..8), cut in 0_usize..8,
    ) {
        let facts = touchpoints(&told);
        let forward = shop(config(), &facts, &consents);
        let mut mixed = Engine::in_memory(config()).unwrap();
        let backward: Vec<_> = facts.iter().rev().cloned().collect();
        let (first, rest) = backward.split_at(cut.min(backward.len()));
        mixed.ingest(first.to_vec()).unwrap();
        mixed.add_consents(consents.iter().rev().cloned()).unwrap();
        mixed.add_products(forward.products().to_vec()).unwrap();
        for fact in rest {
            mixed.ingest([fact.clone()]).unwrap();
        }
        let whole = |shop: &Engine| text(&(shop.customers(Purpose::Legal).unwrap(), shop.assignments(Purpose::Legal).unwrap()));
        prop_assert_eq!(whole(&forward), whole(&mixed));
        let again = Engine::restore(&mixed.snapshot(), config()).unwrap();
        prop_assert_eq!(whole(&forward), whole(&again));
        // Nobody agreed: the facts of the shop alone make its customers.
        let here: Vec<_> = facts.iter().filter(|fact| fact.channel != "dmp").cloned().collect();
        let (alone, all) = (shop(config(), &here, &[]), shop(config(), &facts, &[]));
        let of_here = |shop: &Engine| {
            let own = |(id, _): &(String, Option<String>)| here.iter().any(|fact| fact.id == *id);
            shop.assignments(Purpose::Legal).unwrap().into_iter().filter(own).collect::<Vec<_>>()
        };
        prop_assert_eq!(of_here(&alone), of_here(&all));
    }
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap()
}

fn at_shop(id: &str, channel: &str, identifiers: &[Identifier]) -> Touchpoint {
    Touchpoint {
        id: id.into(),
        occurred_at: day(1),
        channel: channel.into(),
        store: None,
        action: Action::View,
        identifiers: identifiers.into(),
        lines: Vec::new(),
        about: None,
        traits: std::collections::BTreeMap::new(),
    }
}

fn cookie() -> Identifier {
    Identifier::read(crate::model::IdentifierKind::Cookie, "c1").unwrap()
}
