//! What holds for every shop, whatever its facts.

mod lasting;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::io::{self, Mapping, StockRecord};
use crate::model::{Action, Consent, ConsentStatus, Line, Money, Purpose, Side};
use crate::model::{Identifier, IdentifierKind, Language, Time, Touchpoint};
use crate::recommend::ActionKind;
use crate::value::RfmOptions;

/// A minute of the first days of March 2026.
fn minute(minutes: i64) -> Time {
    Time::new(1_772_323_200_000 + minutes * 60_000, 540).unwrap()
}

/// After every fact and consent, and before what was looked at is forgotten.
const LATE: i64 = 30_000;

/// Few enough that customers meet, share and clash; each value would be found in an answer that held it.
fn identifier() -> impl Strategy<Value = Identifier> {
    let texts: Vec<(IdentifierKind, String)> = (0..4)
        .flat_map(|n| {
            [
                (IdentifierKind::MemberId, format!("card:secret-{n}")),
                (IdentifierKind::MemberId, format!("ec:secret-{n}")),
                (IdentifierKind::Email, format!("secret{n}@example.jp")),
                (IdentifierKind::AppId, format!("app-secret-{n}")),
                (IdentifierKind::PaymentToken, format!("tok-secret-{n}")),
                (IdentifierKind::NameAddress, format!("secret {n}|東京都中央区銀座{n}-1")),
                (IdentifierKind::NamePhone, format!("secret {n}|090-8765-432{n}")),
                (IdentifierKind::Phone, format!("090-8765-432{n}")),
                (IdentifierKind::Device, format!("device-secret-{n}")),
                (IdentifierKind::Cookie, format!("cookie-secret-{n}")),
            ]
        })
        .chain([(IdentifierKind::Email, "dummy@secret.jp".to_owned())])
        .collect();
    select(texts).prop_map(|(kind, text)| Identifier::read(kind, &text).unwrap())
}

fn line() -> impl Strategy<Value = Line> {
    let amount = option::of((0_i64..5000, select(vec!["JPY", "JPY", "USD"])));
    (select(vec!["tea", "cup", "kettle", "急須"]), 1_u32..4, amount).prop_map(
        |(product, quantity, amount)| Line {
            product: product.into(),
            quantity,
            amount: amount.map(|(minor, currency)| Money::new(minor, currency).unwrap()),
        },
    )
}

fn action() -> impl Strategy<Value = Action> {
    let own = ["inquiry_closed", "barista_talk"].map(Action::read);
    let usual = [Action::View, Action::Cart, Action::Purchase, Action::Inquiry];
    select([Action::NAMED.to_vec(), usual.to_vec(), own.to_vec()].concat())
}

prop_compose! {
    /// A fact; few minutes, so that instants coincide.
    fn touchpoint()(
        minutes in prop_oneof![0_i64..30, 0_i64..LATE],
        channel in select(vec!["ec", "app", "pos", "store", "phone"]),
        store in option::of(select(vec!["ginza", "ueno", "umeda"])),
        action in action(),
        identifiers in vec(identifier(), 0..4),
        lines in vec(line(), 0..3),
        about in option::of(select(vec!["SPRING", "late parcel"])),
        traits in vec((select(vec!["rank", "size"]), select(vec!["gold", "M", ""])), 0..3),
    ) -> Touchpoint {
        Touchpoint {
            id: String::new(),
            occurred_at: minute(minutes),
            channel: channel.into(),
            store: store.map(Into::into),
            action,
            identifiers,
            lines,
            about: about.map(Into::into),
            traits: traits.into_iter().map(|(name, text)| (name.into(), text.into())).collect(),
        }
    }
}

/// Facts with ids of their own.
fn facts() -> impl Strategy<Value = Vec<Touchpoint>> {
    vec(touchpoint(), 0..24).prop_map(|facts| {
        let id = |(n, fact): (usize, Touchpoint)| Touchpoint { id: format!("fact-{n}"), ..fact };
        facts.into_iter().enumerate().map(id).collect()
    })
}

/// Facts of which several say different things under one id.
fn clashing() -> impl Strategy<Value = Vec<Touchpoint>> {
    vec((touchpoint(), 0_u8..8), 0..24).prop_map(|facts| {
        let id = |(fact, n)| Touchpoint { id: format!("fact-{n}"), ..fact };
        facts.into_iter().map(id).collect()
    })
}

prop_compose! {
    fn consent()(
        identifier in identifier(),
        purpose in select(vec![Purpose::Marketing, Purpose::Marketing, Purpose::Service, Purpose::Analytics]),
        channel in option::of(select(vec!["app", "email"])),
        granted: bool,
        minutes in 0_i64..LATE,
    ) -> Consent {
        let status = if granted { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
        let channel = channel.map(Into::into);
        Consent { channel, ..Consent::new(identifier, purpose, status, minute(minutes)) }
    }
}

/// A shop before its first touchpoint.
fn shop(consents: &[Consent], stocked: bool) -> Engine {
    let config = Config { online_store: Some("warehouse".into()), ..Config::default() };
    let mut shop = Engine::in_memory(config).unwrap();
    shop.add_consents(consents.iter().cloned()).unwrap();
    let store =
        |id: &str, latitude, longitude| Store { id: id.into(), name: id.to_uppercase(), latitude, longitude };
    shop.add_stores([store("ginza", 35.6717, 139.7650), store("ueno", 35.7138, 139.7770)]).unwrap();
    let product =
        |id: &str, name: &str| Product { id: id.into(), name: name.into(), category: None, price: None };
    shop.add_products([product("tea", "Green tea"), product("cup", "Cup")]).unwrap();
    if stocked {
        let stock =
            [("ginza", "tea", 3), ("ueno", "cup", 1), ("warehouse", "kettle", 2), ("umeda", "急須", 1)];
        let record = |(store, product, quantity): (&str, &str, u32)| StockRecord {
            store: store.into(),
            product: product.into(),
            quantity,
        };
        shop.set_stock(stock.map(record)).unwrap();
    }
    shop
}

/// Moments that differ in all that counts.
fn moments() -> Vec<Moment> {
    let at = |store: Option<&str>, channel: Option<&str>, purpose, language, minutes| Moment {
        now: minute(minutes),
        store: store.map(Into::into),
        channel: channel.map(Into::into),
        purpose,
        language,
    };
    vec![
        at(None, None, Purpose::Marketing, Language::En, LATE),
        at(None, Some("email"), Purpose::Marketing, Language::Ja, 20_000),
        at(Some("ginza"), Some("pos"), Purpose::Service, Language::En, 10_000),
        at(Some("nowhere"), None, Purpose::Analytics, Language::Ja, LATE),
    ]
}

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

/// Everything a shop answers without being told a customer's identifier, by question.
fn answers(shop: &Engine) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let mut say = |question: String, answer: String| assert!(all.insert(question, answer).is_none());
    let ids: Vec<String> =
        shop.customers(Purpose::Legal).unwrap().customers.into_iter().map(|customer| customer.id).collect();
    for purpose in Purpose::ALL {
        let name = purpose.name();
        say(format!("customers for {name}"), text(&shop.customers(purpose).unwrap()));
        say(format!("map for {name}"), text(&shop.journeys(purpose).unwrap().map()));
        say(format!("best customers for {name}"), text(&shop.best_customers(purpose, 3).unwrap()));
        let rfm = shop.rfm(minute(LATE), &RfmOptions::default(), purpose).unwrap();
        say(format!("rfm for {name}"), text(&rfm));
        for id in &ids {
            say(format!("journey of {id} for {name}"), text(&shop.journey(id, purpose).unwrap()));
        }
    }
    say("assignments".into(), text(&shop.assignments(Purpose::Legal).unwrap()));
    say("summary".into(), text(&shop.summary().unwrap()));
    say("summary in words".into(), shop.summary().unwrap().to_string());
    for (n, moment) in moments().iter().enumerate() {
        say(format!("recommended to a stranger at {n}"), text(&shop.recommend(None, moment, 3).unwrap()));
        say(format!("best actions at {n}"), text(&shop.best_actions(moment, 9).unwrap()));
        for id in &ids {
            say(format!("recommended to {id} at {n}"), text(&shop.recommend(Some(id), moment, 9).unwrap()));
            say(format!("next for {id} at {n}"), text(&shop.next_best_actions(id, moment).unwrap()));
        }
    }
    say("report".into(), shop.report(&ReportOptions::default()).unwrap());
    all
}

/// The same answers, or the first question that is answered otherwise.
fn same(a: &Engine, b: &Engine) -> Result<(), TestCaseError> {
    let (a, b) = (answers(a), answers(b));
    prop_assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
    for (question, answer) in &a {
        prop_assert_eq!(answer, &b[question], "{}", question);
    }
    Ok(())
}

/// Facts in another order, some of them twice.
fn shuffled(facts: Vec<Touchpoint>, again: &[Index]) -> impl Strategy<Value = Vec<Touchpoint>> + use<> {
    let twice: Vec<_> = match facts.len() {
        0 => Vec::new(),
        n => again.iter().map(|index| facts[index.index(n)].clone()).collect(),
    };
    Just([facts, twice].concat()).prop_shuffle()
}

prop_compose! {
    /// The same facts twice: as they happened, and as they came in.
    fn two_arrivals(facts: BoxedStrategy<Vec<Touchpoint>>)(
        facts in facts, again in vec(any::<Index>(), 0..6),
    )(
        arrived in shuffled(facts.clone(), &again), facts in Just(facts),
    ) -> (Vec<Touchpoint>, Vec<Touchpoint>) {
        (facts, arrived)
    }
}

/// Takes facts in as batches of up to `size`, asking in between: what was derived then must not stay.
fn in_batches(shop: &mut Engine, facts: &[Touchpoint], size: usize) -> Receipt {
    let mut sum = Receipt::default();
    for batch in facts.chunks(size) {
        let receipt = shop.ingest(batch.to_vec()).unwrap();
        sum.accepted += receipt.accepted;
        sum.duplicates += receipt.duplicates;
        sum.quarantined += receipt.quarantined;
        shop.report(&ReportOptions::default()).unwrap();
    }
    sum
}

/// Every fact that a shop holds or has set aside, as JSON.
fn kept(shop: &Engine) -> BTreeSet<String> {
    let held = (0..shop.log.len()).filter_map(|fact| shop.log.touchpoint(fact)).map(|fact| text(&fact));
    held.chain(shop.quarantined(Purpose::Legal).unwrap().map(|(_, lost)| lost.record().to_owned())).collect()
}

/// A fact as the log holds it.
fn as_held(fact: &Touchpoint) -> String {
    let mut fact = fact.clone();
    fact.identifiers.sort_unstable();
    fact.identifiers.dedup();
    text(&fact)
}

/// What a journey's purchases cost less what its returns gave back.
fn paid(journey: &Journey, currency: &str) -> i64 {
    let signed = journey.steps.iter().filter_map(|step| match step.action.as_str() {
        "purchase" => Some((1, &step.lines)),
        "return" => Some((-1, &step.lines)),
        _ => None,
    });
    let amounts = signed.flat_map(|(sign, lines)| lines.iter().map(move |line| (sign, line.amount)));
    let amounts = amounts.filter_map(|(sign, amount)| Some((sign, amount?)));
    amounts.filter(|(_, money)| money.currency() == currency).map(|(sign, money)| sign * money.minor()).sum()
}

fn every_identifier(facts: &[Touchpoint]) -> BTreeSet<&Identifier> {
    facts.iter().flat_map(|fact| &fact.identifiers).collect()
}

/// Engines move between threads and are shared by them.
#[test]
fn an_engine_is_send_and_sync() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Engine>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_of_arrival_gives_the_same_answers(
        (facts, arrived) in two_arrivals(facts().boxed()), size in 1_usize..9,
        consents in vec(consent(), 0..8), stocked: bool,
    ) {
        let (mut calm, mut wild) = (shop(&consents, stocked), shop(&consents, stocked));
        calm.ingest(facts.clone()).unwrap();
        let receipt = in_batches(&mut wild, &arrived, size);
        prop_assert_eq!((receipt.accepted as usize, receipt.quarantined), (facts.len(), 0));
        prop_assert_eq!(receipt.duplicates as usize, arrived.len() - facts.len());
        same(&calm, &wild)?;
    }

    #[test]
    fn facts_that_contradict_each_other_hang_on_no_order_and_none_is_lost(
        (facts, arrived) in two_arrivals(clashing().boxed()), size in 1_usize..9,
        consents in vec(consent(), 0..4), stocked: bool,
    ) {
        let (mut calm, mut wild) = (shop(&consents, stocked), shop(&consents, stocked));
        let one = calm.ingest(facts.clone()).unwrap();
        let two = in_batches(&mut wild, &arrived, size);
        prop_assert_eq!((one.accepted, one.quarantined), (two.accepted, two.quarantined));
        prop_assert_eq!((two.accepted + two.quarantined + two.duplicates) as usize, arrived.len());
        let told: BTreeSet<String> = facts.iter().map(as_held).collect();
        prop_assert_eq!(&kept(&calm), &told);
        prop_assert_eq!(&kept(&wild), &told);
        same(&calm, &wild)?;
    }

    #[test]
    fn telling_everything_twice_changes_nothing(facts in clashing(), consents in vec(consent(), 0..4)) {
        let (mut once, mut twice) = (shop(&consents, true), shop(&consents, true));
        once.ingest(facts.clone()).unwrap();
        twice.ingest(facts.clone()).unwrap();
        let again = twice.ingest(facts.clone()).unwrap();
        prop_assert_eq!((again.accepted, again.quarantined), (0, 0));
        twice.add_consents(consents).unwrap();
        same(&once, &twice)?;
    }

    /// Whoever is shown, wherever, said yes by the last word on it, and nobody who is theirs said no.
    #[test]
    fn marketing_never_sees_a_customer_without_consent(
        facts in facts(), consents in vec(consent(), 0..12), stocked: bool,
    ) {
        let mut shop = shop(&consents, stocked);
        shop.ingest(facts).unwrap();
        // Told after all was said: by hand from the records, not by the book that the engine asks.
        let last = |identifier: &Identifier, channel: Option<&str>| {
            let about = |c: &&Consent| {
                c.identifier == *identifier && c.purpose == Purpose::Marketing
                    && (channel.is_none() || c.channel.is_none() || c.channel.as_deref() == channel)
            };
            consents.iter().filter(about).max_by_key(|c| (c.at, c.status)).map(|c| c.status)
        };
        let everyone = shop.customers(Purpose::Legal).unwrap();
        let known: BTreeMap<_, _> = everyone.customers.iter().map(|c| (c.id.as_str(), &c.identifiers)).collect();
        let may = |id: &str| {
            let through = |channel: &str| {
                let said = known[id].iter().filter_map(|identifier| last(identifier, Some(channel)));
                let said: BTreeSet<_> = said.collect();
                said.contains(&ConsentStatus::Granted) && !said.contains(&ConsentStatus::Withdrawn)
            };
            through("app") || through("email") || through("any other")
        };
        let seen = shop.customers(Purpose::Marketing).unwrap();
        prop_assert_eq!(seen.customers.len() + seen.withheld as usize, everyone.customers.len());
        let journeys = shop.journeys(Purpose::Marketing).unwrap();
        let rfm = shop.rfm(minute(LATE), &RfmOptions::default(), Purpose::Marketing).unwrap();
        let moment = Moment::at(minute(LATE));
        let report = shop.report_data(&ReportOptions::default()).unwrap();
        let mut shown: BTreeSet<String> = seen.customers.iter().map(|c| c.id.clone()).collect();
        shown.extend(journeys.customer_ids().map(str::to_owned));
        shown.extend(rfm.into_iter().map(|row| row.customer));
        shown.extend(shop.best_customers(Purpose::Marketing, 99).unwrap());
        shown.extend(report.recommendations.into_iter().map(|card| card.customer));
        for identifier in known.values().flat_map(|own| own.iter()) {
            shown.extend(shop.customer(identifier, Purpose::Marketing).unwrap().map(|c| c.id));
        }
        for id in known.keys() {
            shown.extend(shop.journey(id, Purpose::Marketing).unwrap().map(|j| j.customer));
            if shop.recommend(Some(id), &moment, 3).unwrap().personal {
                shown.insert((*id).to_owned());
            }
        }
        // An open question is answered without consent; all else is an offer.
        let offer = |s: &Suggestion| s.action != ActionKind::FollowUp;
        shown.extend(shop.best_actions(&moment, 99).unwrap().into_iter().filter(offer).map(|s| s.customer));
        for id in &shown {
            prop_assert!(may(id), "{} is shown", id);
        }
    }

    /// Where contact data may not leave, no answer holds any.
    #[test]
    fn what_counts_and_decides_holds_no_identifier(
        facts in facts(), consents in vec(consent(), 0..6), stocked: bool,
    ) {
        let mut shop = shop(&consents, stocked);
        shop.ingest(facts.clone()).unwrap();
        let shows = |question: &str| {
            let listed = ["customers for service", "customers for marketing", "customers for legal"];
            listed.contains(&question)
        };
        for (question, answer) in answers(&shop).iter().filter(|(question, _)| !shows(question)) {
            for identifier in every_identifier(&facts) {
                prop_assert!(!answer.contains(identifier.value()), "{}", question);
            }
            prop_assert!(!answer.contains("secret"), "{}", question);
        }
        for identifier in every_identifier(&facts) {
            let seen = shop.customer(identifier, Purpose::Analytics).unwrap();
            prop_assert!(!text(&seen).contains("secret"));
            for purpose in [Purpose::Analytics, Purpose::ThirdParty] {
                prop_assert_eq!(shop.explain(identifier, identifier, purpose).unwrap_err().code(), "purpose");
            }
        }
    }

    /// Each link of an explanation is a fact in the log that shows both ends, and the links are a chain.
    #[test]
    fn explanations_name_facts_that_show_both_identifiers(facts in facts()) {
        let mut shop = shop(&[], false);
        shop.ingest(facts.clone()).unwrap();
        let owner = |identifier: &Identifier| shop.customer(identifier, Purpose::Service).unwrap().map(|c| c.id);
        let all = every_identifier(&facts);
        for a in &all {
            for b in &all {
                let together = owner(a).is_some() && owner(a) == owner(b);
                let chain = shop.explain(a, b, Purpose::Service).unwrap();
                prop_assert_eq!(chain.is_some(), together);
                let Some(chain) = chain else { continue };
                let mut at = *a;
                for link in &chain {
                    prop_assert_eq!(&link.from, at);
                    let shows = |fact: &&Touchpoint| {
                        fact.identifiers.contains(&link.from) && fact.identifiers.contains(&link.to)
                    };
                    let mut showing: Vec<_> = facts.iter().filter(shows).collect();
                    showing.sort_by_key(|fact| (fact.occurred_at.millis(), fact.id.clone()));
                    prop_assert_eq!(Some(&link.touchpoint), showing.first().map(|fact| &fact.id));
                    prop_assert_eq!(link.touchpoints as usize, showing.len());
                    at = &link.to;
                }
                prop_assert_eq!(at, *b);
            }
        }
    }

    /// Nothing of a customer's facts is missing from the journey, and counts and sums agree with the facts.
    #[test]
    fn a_journey_is_all_a_customer_did(facts in facts()) {
        let mut shop = shop(&[], false);
        shop.ingest(facts.clone()).unwrap();
        let list = shop.customers(Purpose::Service).unwrap();
        let mut told = BTreeSet::new();
        for customer in &list.customers {
            let journey = shop.journey(&customer.id, Purpose::Service).unwrap().unwrap();
            prop_assert_eq!(journey.steps.len(), customer.touchpoints as usize);
            prop_assert!(journey.steps.is_sorted_by_key(|step| step.occurred_at.millis()));
            prop_assert_eq!(customer.online + customer.offline, customer.touchpoints);
            for currency in ["JPY", "USD"] {
                let spent = customer.spent.iter().find(|money| money.currency() == currency);
                prop_assert_eq!(spent.map_or(0, |money| money.minor()), paid(&journey, currency));
            }
            for step in journey.steps {
                let fact = facts.iter().find(|fact| fact.id == step.touchpoint).unwrap();
                prop_assert_eq!((&step.lines, &step.about), (&fact.lines, &fact.about));
                prop_assert_eq!((&step.channel, &step.store), (&fact.channel, &fact.store));
                prop_assert_eq!((step.action.as_str(), step.occurred_at), (fact.action.name(), fact.occurred_at));
                prop_assert!(told.insert(step.touchpoint));
            }
        }
        prop_assert_eq!(told.len() + list.unidentified as usize, facts.len());
    }

    /// Whatever a shop calls its products, channels, stores and deeds, nothing is lost or changed on the way.
    #[test]
    fn texts_of_any_content_come_back(
        id in "\\PC{1,12}", product in any::<String>(), name in any::<String>(), about in any::<String>(),
        store in any::<String>(), channel in any::<String>(), deed in any::<String>(),
    ) {
        let fact = Touchpoint {
            id: id.clone(),
            occurred_at: minute(0),
            channel: channel.clone(),
            store: Some(store.clone()),
            action: Action::Custom(deed.clone()),
            identifiers: vec![Identifier::email("hanako@example.jp").unwrap()],
            lines: vec![Line { product: product.clone(), quantity: 1, amount: None }],
            about: Some(about.clone()),
            traits: [(name.clone(), about.clone())].into(),
        };
        let bought = Touchpoint { id: format!("{id}2"), action: Action::Purchase, ..fact.clone() };
        let mut shop = shop(&[], false);
        shop.add_products([Product { id: product.clone(), name: name.clone(), category: None, price: None }]).unwrap();
        let receipt = shop.ingest([fact.clone(), bought.clone()]).unwrap();
        let again = shop.ingest([fact, bought]).unwrap();
        // What names no id, channel or action is set aside, once.
        prop_assert_eq!(receipt.accepted + receipt.quarantined, 2);
        prop_assert_eq!((again.accepted, again.duplicates), (0, receipt.accepted));
        prop_assert_eq!(shop.quarantined(Purpose::Legal).unwrap().count(), receipt.quarantined as usize);
        let Some(hanako) = shop.customers(Purpose::Service).unwrap().customers.pop() else { return Ok(()) };
        prop_assert_eq!(hanako.touchpoints, receipt.accepted);
        let journey = shop.journey(&hanako.id, Purpose::Service).unwrap().unwrap();
        prop_assert_eq!(journey.steps.len(), receipt.accepted as usize);
        for step in &journey.steps {
            prop_assert_eq!(&step.lines[0].product, &product);
            prop_assert_eq!(step.about.as_deref(), Some(about.as_str()));
            prop_assert_eq!(step.store.as_deref().unwrap_or_default(), &store);
        }
        let shown = shop.recommend(Some(&hanako.id), &Moment::at(minute(9)), 5).unwrap();
        let found = shown.products.iter().find(|shown| shown.product == product).unwrap();
        prop_assert_eq!(&found.name, &name);
        shop.report(&ReportOptions { title: about, subtitle: store, ..ReportOptions::default() }).unwrap();
        shop.summary().unwrap();
    }

    /// No record is too strange to be answered for: it is taken in or set aside, and everything still works.
    #[test]
    fn any_records_are_taken_in_or_set_aside(records in vec(record(), 0..12)) {
        let batch = io::read_records(records.clone(), &Mapping::default()).unwrap();
        prop_assert_eq!(batch.rows as usize, records.len());
        let (mut once, mut twice) = (shop(&[], true), shop(&[], true));
        once.ingest_batch("records", batch.clone()).unwrap();
        answers(&once);
        twice.ingest_batch("records", batch.clone()).unwrap();
        let again = twice.ingest_batch("records", batch).unwrap();
        prop_assert_eq!(again.accepted, 0);
        prop_assert_eq!(once.quarantined(Purpose::Legal).unwrap().count(), twice.quarantined(Purpose::Legal).unwrap().count());
        prop_assert_eq!(once.notes().count(), twice.notes().count());
        prop_assert_eq!(text(&once.summary().unwrap()), text(&twice.summary().unwrap()));
    }
}

/// A record that somebody's system might send, or that nobody's should.
fn record() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(vec!["1", "view", "purchase", "ec", "JPY", "1200 JPY", "2026-03-01T10:00:00Z", "a@b.jp"])
            .prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((word(), inner), 0..4).prop_map(|pairs| pairs.into_iter().collect()),
        ]
    });
    let nearly = vec((word(), value.clone()), 0..6).prop_map(|pairs| {
        let mut record =
            json!({"id": "1", "occurred_at": "2026-03-01T10:00:00Z", "channel": "ec", "action": "purchase"});
        record.as_object_mut().unwrap().extend(pairs);
        record
    });
    prop_oneof![1 => value, 3 => nearly]
}

fn word() -> impl Strategy<Value = String> {
    let known = [&io::WORDS[..], &["lines", "identifiers", "kind", "value"]].concat();
    prop_oneof![4 => select(known).prop_map(str::to_owned), 1 => any::<String>()]
}

/// Sides are only two, so that a channel nobody has heard of has one as well.
#[test]
fn an_unheard_of_channel_is_online() {
    let mut shop = shop(&[], false);
    let fact = json!({"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "Tele Pathy", "action": "view",
        "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]});
    shop.ingest([serde_json::from_value::<Touchpoint>(fact).unwrap()]).unwrap();
    let journey = shop.journey("1", Purpose::Service).unwrap().unwrap();
    assert_eq!((journey.steps[0].channel.as_str(), journey.steps[0].side), ("tele_pathy", Side::Online));
}
