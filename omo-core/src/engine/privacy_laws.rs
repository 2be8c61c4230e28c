//! What holds of every answer about people, whatever the facts, the consents and the rules.

mod elsewhere;

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

/// A shop with something about Hanako and Taro in each book.
fn with_books() -> Engine {
    let facts = [at_shop("web-1", "ec", &[email(1), cookie()]), at_shop("web-2", "ec", &[email(2)])];
    let mut shop = shop(config(), &facts, &[]);
    shop.add_notices([json::<Notice>(
        r#"{"id": "members", "version": "1", "from": "2026-01-01", "purposes": ["marketing"]}"#,
    )])
    .unwrap();
    for who in [1, 2] {
        let shown = format!(
            r#"{{"at": "2026-03-03", "identifier": {{"kind": "email", "value": "secret{who}@example.jp"}},
            "notice": "members", "version": "1"}}"#
        );
        shop.show_notice(json::<Shown>(&shown)).unwrap();
        let request = format!(
            r#"{{"id": "r{who}", "kind": "access", "receivedAt": "2026-03-04", "about": "what of secret{who}",
            "identifiers": [{{"kind": "email", "value": "secret{who}@example.jp"}}]}}"#
        );
        shop.request(json::<Request>(&request)).unwrap();
        let yes = Consent::new(email(who), Purpose::Marketing, ConsentStatus::Granted, day(2));
        let guardian = (who == 2).then(|| email(1));
        shop.add_consents([Consent { notice: Some("members".into()), guardian, ..yes }]).unwrap();
    }
    shop.step(json::<RequestStep>(r#"{"request": "r1", "at": "2026-03-05", "step": "verified"}"#)).unwrap();
    shop.disclose(json::<Disclosure>(
        r#"{"at": "2026-03-06", "direction": "given", "party": "Agency", "items": ["purchases"], "basis": "consent", "consent": "form 7",
            "identifiers": [{"kind": "email", "value": "secret1@example.jp"}, {"kind": "email", "value": "secret2@example.jp"}]}"#,
    ))
    .unwrap();
    shop.link("web-1", "web-2").unwrap();
    shop
}

fn exported(shop: &Engine, id: &str) -> AccessExport {
    shop.export(id, Purpose::Legal).unwrap().unwrap()
}

#[test]
fn an_export_tells_all_books_and_a_snapshot_keeps_them() {
    let shop = with_books();
    let export = exported(&shop, "web-1");
    let counts =
        [export.touchpoints.len(), export.consents.len(), export.notices.len(), export.requests.len()];
    assert_eq!(counts, [2, 2, 2, 2]);
    assert_eq!((export.disclosures.len(), export.decisions.len()), (1, 1));
    assert!(export.withheld.is_empty());
    let again = Engine::restore(&shop.snapshot(), config()).unwrap();
    assert_eq!(exported(&again, "web-1"), export);
    assert_eq!(text(&again.statuses(day(90), Purpose::Legal)), text(&shop.statuses(day(90), Purpose::Legal)));
}

#[test]
fn a_page_of_an_export_escapes_what_people_wrote() {
    let mut shop = with_books();
    let about = Some("<script>alert(1)</script>".to_owned());
    shop.ingest([Touchpoint { about, ..at_shop("web-3", "ec", &[email(1)]) }]).unwrap();
    for (language, words) in
        [(Language::En, "What is held about you"), (Language::Ja, "保有する個人データの内容")]
    {
        let page = shop.export_page("web-1", Purpose::Legal, language).unwrap().unwrap();
        assert!(page.contains(words) && page.contains("secret1@example.jp") && page.contains("Agency"));
        assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    }
}

#[test]
fn who_is_erased_is_in_no_book() {
    let mut shop = with_books();
    shop.unlink("web-1", "web-2").unwrap();
    shop.erase("web-1", day(50)).unwrap().unwrap();
    shop.compact().unwrap();
    let bytes = String::from_utf8_lossy(&shop.snapshot()).into_owned();
    assert!(!bytes.contains("secret1") && bytes.contains("secret2"), "{bytes}");
    // That something was asked and given stays; and that Taro agreed.
    assert_eq!(shop.statuses(day(51), Purpose::Legal).len(), 2);
    assert_eq!(shop.all_disclosures().count(), 1);
    let taro = exported(&shop, "web-2");
    assert_eq!((taro.consents.len(), taro.disclosures.len()), (1, 1));
    // What an old file says of her comes back to nobody.
    let yes = Consent::new(email(1), Purpose::Marketing, ConsentStatus::Granted, day(2));
    shop.add_consents([yes]).unwrap();
    assert!(!String::from_utf8_lossy(&shop.snapshot()).contains("secret1"));
}

#[test]
fn a_yes_must_fit_its_notice_and_a_no_need_not() {
    let mut shop = with_books();
    let word = |purpose, status| Consent {
        notice: Some("members".into()),
        version: Some("9".into()),
        ..Consent::new(email(3), purpose, status, day(2))
    };
    shop.add_consents([word(Purpose::Marketing, ConsentStatus::Granted)]).unwrap();
    let refused: Vec<_> = shop
        .quarantined(Purpose::Legal)
        .unwrap()
        .map(|(source, record)| (source, record.code, record.reason.as_str()))
        .collect();
    assert_eq!(refused, [("consents", "consent", "unknown_version: the notice has no such version")]);
    shop.add_consents([word(Purpose::Marketing, ConsentStatus::Withdrawn)]).unwrap();
    assert_eq!(shop.quarantined(Purpose::Legal).unwrap().count(), 1);
    assert_eq!(shop.consents.standing(&[email(3)], Purpose::Marketing, None, day(3)), Standing::Withdrawn);
    let again = Engine::restore(&shop.snapshot(), config()).unwrap();
    assert_eq!(again.quarantined(Purpose::Legal).unwrap().count(), 1);
}

#[test]
fn a_stop_that_is_done_closes_the_gate() {
    let mut shop = shop(config(), &[at_shop("web-1", "ec", &[email(1)])], &[]);
    assert!(shop.customer(&email(1), Purpose::Service).unwrap().is_some());
    shop.request(json(
        r#"{"id": "r1", "kind": "stop_use", "receivedAt": "2026-03-04",
        "identifiers": [{"kind": "email", "value": "secret1@example.jp"}]}"#,
    ))
    .unwrap();
    for step in [
        r#"{"request": "r1", "at": "2026-03-05", "step": "verified"}"#,
        r#"{"request": "r1", "at": "2026-03-06", "step": "done"}"#,
    ] {
        shop.step(json(step)).unwrap();
    }
    for purpose in [Purpose::Service, Purpose::Analytics, Purpose::Marketing] {
        assert_eq!(shop.customer(&email(1), purpose).unwrap(), None);
    }
    let list = shop.customers(Purpose::Analytics).unwrap();
    assert_eq!(
        text(&list),
        r#"{"customers":[],"withheld":1,"hidden":[{"what":"customers","count":1,"why":"objection"}],"unidentified":0}"#
    );
    assert!(shop.customer(&email(1), Purpose::Legal).unwrap().is_some());
}

#[test]
fn requests_and_disclosures_are_told_as_far_as_the_purpose_sees() {
    let mut shop = shop(config(), &[at_shop("web-1", "ec", &[email(1), cookie()])], &[]);
    let request = |id: &str, kind: &str| {
        json::<Request>(&format!(
            r#"{{"id": "{id}", "kind": "{kind}", "receivedAt": "2026-03-06T00:00:00+09:00"}}"#
        ))
    };
    shop.request_of("web-1", request("r1", "access")).unwrap();
    shop.request_of("email:nobody@example.jp", request("r2", "access")).unwrap();
    let identifiers = vec![email(1)];
    let told: Disclosure = json(
        r#"{"at": "2026-03-06T00:00:00+09:00", "direction": "given", "party": "Agency", "items": ["purchases"],
            "basis": "consent", "consent": "form 7", "identifiers": [{"kind": "email", "value": "other@example.jp"}]}"#,
    );
    shop.disclose(Disclosure { identifiers, ..told }).unwrap();
    let told = |shop: &Engine, purpose| {
        let asked = shop.statuses(day(9), purpose);
        let by = asked.iter().map(|one| one.request.identifiers.len()).collect::<Vec<_>>();
        let given = shop.disclosures("web-1", purpose).map(|all| all.len());
        (by, given, shop.overdue(day(99), purpose).len())
    };
    assert_eq!(told(&shop, Purpose::Legal), (vec![2, 1], Some(1), 2));
    assert_eq!(told(&shop, Purpose::Analytics), (vec![0, 0], Some(1), 2));
    assert_eq!(told(&shop, Purpose::Marketing), (vec![], None, 0));
    // By whatever name they said no, their request is not for who serves them to see.
    let no = |who| Consent::new(who, Purpose::Service, ConsentStatus::Withdrawn, day(5));
    shop.add_consents([no(cookie())]).unwrap();
    assert_eq!(told(&shop, Purpose::Service), (vec![1], None, 1));
    assert_eq!(told(&shop, Purpose::Legal), (vec![2, 1], Some(1), 2));
    // Nor is one that they make by another name.
    shop.request(Request { identifiers: vec![email(1)], ..request("r3", "access") }).unwrap();
    assert_eq!(told(&shop, Purpose::Service), (vec![1], None, 1));
    assert_eq!(told(&shop, Purpose::Legal).0, [2, 1, 1]);
    assert_eq!(shop.customer_named("web-1", Purpose::Service).unwrap(), None);
    assert_eq!(shop.customer_named("web-1", Purpose::Legal).unwrap().as_deref(), Some("web-1"));
}

#[test]
fn raw_records_are_for_who_sees_all() {
    let mut own = config();
    own.third_party.sources = vec!["bought".into()];
    own.purposes.analytics.days = None;
    let mut shop = Engine::in_memory(own).unwrap();
    for source in ["web", "bought"] {
        let batch = crate::io::read_csv(
            b"id,occurred_at,channel,action\n1,soon,ec,view",
            &crate::io::Mapping::default(),
        );
        shop.ingest_batch(source, batch.unwrap()).unwrap();
    }
    let count = |purpose| shop.quarantined(purpose).map(Iterator::count).map_err(|error| error.code());
    assert_eq!((count(Purpose::Legal), count(Purpose::Service)), (Ok(2), Ok(1)));
    for purpose in [Purpose::Marketing, Purpose::Analytics, Purpose::ThirdParty] {
        assert_eq!(count(purpose), Err("purpose"));
    }
    // That a record lacks something is no word about anybody.
    assert_eq!(shop.summary().unwrap().quarantined.len(), 1);
}

#[test]
fn why_rows_are_left_out_is_told_and_of_whom_is_not() {
    let facts = [
        at_shop("web-1", "ec", &[email(1), cookie()]),
        at_shop("web-2", "ec", &[email(2)]),
        at_shop("pill-1", "pharmacy", &[email(1)]),
        at_shop("ad-1", "dmp", &[cookie()]),
    ];
    let no = Consent::new(email(2), Purpose::Analytics, ConsentStatus::Withdrawn, day(5));
    let mut shop = shop(config(), &facts, &[no]);
    shop.link("web-1", "web-2").unwrap();
    shop.unlink("web-1", "web-2").unwrap();
    shop.split(&["pill-1"]).unwrap();
    shop.link("web-1", "pill-1").unwrap();
    shop.request_of("web-2", json(r#"{"id": "r1", "kind": "access", "receivedAt": "2026-03-04"}"#)).unwrap();
    let held = |list, purpose| -> Vec<(u32, &str)> {
        let rows = shop.withheld_rows(list, purpose).unwrap().into_iter();
        rows.map(|rows| (rows.count, rows.why.code())).collect()
    };
    assert_eq!(held(Listed::Customers, Purpose::Analytics), [(1, "objection"), (1, "third_party")]);
    assert_eq!(
        held(Listed::Assignments, Purpose::Analytics),
        [(1, "objection"), (1, "sensitive"), (1, "third_party")]
    );
    assert_eq!(held(Listed::Decisions, Purpose::Analytics), [(2, "sensitive")]);
    assert_eq!(held(Listed::Requests, Purpose::Analytics), [(1, "objection")]);
    assert_eq!(held(Listed::Requests, Purpose::Marketing), [(1, "no_consent")]);
    assert_eq!(held(Listed::Decisions, Purpose::ThirdParty), [(2, "no_consent")]);
    assert_eq!(
        text(&shop.withheld_rows(Listed::Requests, Purpose::Analytics).unwrap()),
        r#"[{"list":"requests","count":1,"why":"objection"}]"#
    );
}

#[test]
fn whom_a_leak_touched_is_for_who_sees_everybody() {
    let mut own = config();
    own.purposes.service.third_party = Access::Always;
    let shop = shop(own, &[at_shop("pill-1", "pharmacy", &[email(1)])], &[]);
    let breach: crate::privacy::Breach =
        json(r#"{"knownAt": "2026-04-01T09:00:00+09:00", "customers": ["pill-1"]}"#);
    let report = |shop: &Engine, purpose| {
        shop.breach(&breach, &BreachRules::default(), purpose)
            .map(|it| it.customers)
            .map_err(|error| error.code())
    };
    assert_eq!(report(&shop, Purpose::Legal), Ok(vec!["pill-1".to_owned()]));
    // Who may be refused by the customer's no does not see everybody.
    for purpose in [Purpose::Service, Purpose::Marketing, Purpose::Analytics, Purpose::ThirdParty] {
        assert_eq!(report(&shop, purpose), Err("purpose"));
    }
    let mut own = config();
    own.purposes.service = own.purposes.legal.clone();
    own.purposes.legal.third_party = Access::Consent;
    let shop = Engine::in_memory(own).unwrap();
    assert_eq!(report(&shop, Purpose::Service), Ok(vec![]));
    assert_eq!(report(&shop, Purpose::Legal), Err("purpose"));
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

#[test]
fn rules_that_cannot_be_kept_are_refused() {
    for (option, wrong) in [
        ("sensitive", r#"{"sensitive": {"rules": [{"data": ""}]}}"#),
        ("thirdParty.data", r#"{"thirdParty": {"data": ""}}"#),
        ("retention", r#"{"retention": {"rules": [{"name": "all"}]}}"#),
    ] {
        let config = form::options(&json(wrong), form::Style::Camel).unwrap();
        let error = Engine::in_memory(config).unwrap_err().to_string();
        assert!(error.contains(&format!("`{option}`")), "{error}");
    }
}

#[cfg(feature = "store")]
#[test]
fn a_file_keeps_all_books_and_nothing_of_who_was_erased() {
    let folder = std::env::temp_dir().join(format!("omo-books-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("shop.omo");
    let open = || Engine::open(&path, config(), &crate::store::StoreOptions::default()).unwrap();
    let told = with_books();
    let mut shop = open();
    for fact in ["web-1", "web-2"] {
        shop.ingest(told.touchpoint(fact, Purpose::Legal).unwrap()).unwrap();
    }
    shop.take_all(told.entries()).unwrap();
    let export = exported(&shop, "web-1");
    drop(shop);
    let mut shop = open();
    assert_eq!(exported(&shop, "web-1"), export);
    shop.unlink("web-1", "web-2").unwrap();
    shop.erase("web-1", day(50)).unwrap().unwrap();
    drop(shop);
    let mut shop = open();
    assert_eq!(exported(&shop, "web-2").consents.len(), 1);
    assert_eq!((shop.statuses(day(51), Purpose::Legal).len(), shop.all_disclosures().count()), (2, 1));
    shop.compact().unwrap();
    drop(shop);
    for file in std::fs::read_dir(&folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains("secret1"));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
