//! What holds of offers, whatever the shop has and whoever comes.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;
use crate::io::StockRecord;
use crate::model::{
    Action, Consent, ConsentStatus, DAY, HOUR, Identifier, Language, Line, Money, Purpose, Touchpoint,
};
use crate::privacy::Contact;
use crate::recommend::{ActionKind, ContactCap, ContactPolicy, Excluded, OfferOptions, SlotKind};

/// The first Monday of March 2026 at nine in Tokyo, and hours from there.
fn hour(hours: i64) -> Time {
    Time::new(1_772_409_600_000 + hours * HOUR, 540).unwrap()
}

const NOW: i64 = 24 * 10;
const ITEMS: [&str; 4] = ["dress", "coat", "hat", "scarf"];
const STORES: [&str; 2] = ["ginza", "ueno"];

fn email(who: u8) -> Identifier {
    Identifier::email(&format!("secret{who}@example.jp")).unwrap()
}

/// All that is told of a town; contacts by who they are to.
#[derive(Debug, Clone)]
struct Town {
    facts: Vec<Touchpoint>,
    consents: Vec<Consent>,
    counts: Vec<CountedStock>,
    coupons: Vec<Coupon>,
    slots: Vec<ReservableSlot>,
    contacts: Vec<(u8, Contact)>,
    policy: ContactPolicy,
}

fn json<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn contact(at: Time, action: &str, channel: Option<&str>) -> Contact {
    let contact: Contact = json(serde_json::json!({"at": at.to_string(), "action": action}));
    Contact { channel: channel.map(Into::into), ..contact }
}

prop_compose! {
    fn fact()(
        who in 0_u8..6, hours in 0..NOW, offset in select(vec![540_i16, 540, 0, -300]), online: bool, store in 0_usize..2,
        action in select(vec!["view", "view", "cart", "cart", "purchase", "inquiry", "inquiry_closed", "check_in"]),
        items in vec(0_usize..4, 1..3),
    ) -> Touchpoint {
        let lines = items.iter().map(|&item| Line { product: ITEMS[item].into(), quantity: 1, amount: None });
        Touchpoint {
            id: String::new(),
            occurred_at: Time::new(hour(hours).millis(), offset).unwrap(),
            channel: if online { "app" } else { "pos" }.into(),
            store: Some(STORES[store].into()),
            action: Action::read(action),
            identifiers: vec![email(who)],
            lines: lines.collect(),
            about: None,
            traits: BTreeMap::new(),
        }
    }
}

prop_compose! {
    fn consent()(who in 0_u8..6, channel in option::of(select(vec!["app", "line", "email"])), granted in prop::bool::weighted(0.8), at in 0..NOW) -> Consent {
        let status = if granted { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
        Consent { channel: channel.map(Into::into), ..Consent::new(email(who), Purpose::Marketing, status, hour(at)) }
    }
}

prop_compose! {
    fn coupon()(
        n in 0_u8..3, off in select(vec!["10%", "50%", "500 JPY"]), product in option::of(0_usize..4), clothes: bool,
        minimum in option::of(1000_i64..9000), from in option::of(0..NOW + 48), lasts in option::of(1_i64..200),
        channel in option::of(select(vec!["line", "app"])), pieces in option::of(0_u32..3),
    ) -> Coupon {
        let from = from.map(hour);
        Coupon {
            id: format!("coupon-{n}"),
            discount: off.parse().unwrap(),
            product: product.map(|item| ITEMS[item].into()),
            category: clothes.then(|| "clothes".into()),
            minimum: minimum.map(Money::yen),
            from,
            until: lasts.map(|hours| from.unwrap_or(hour(NOW - 24)).plus(hours * HOUR)),
            channels: channel.into_iter().map(Into::into).collect(),
            pieces,
        }
    }
}

prop_compose! {
    fn slot()(store in 0_usize..2, kind in select(vec![SlotKind::Fitting, SlotKind::Visit, SlotKind::Pickup]), from in NOW - 24..NOW + 24 * 6, capacity in 0_u32..3) -> ReservableSlot {
        ReservableSlot { store: STORES[store].into(), kind, from: hour(from), capacity, until: None }
    }
}

prop_compose! {
    fn made()(
        who in 0_u8..6, at in NOW - 24 * 6..NOW + 24, channel in option::of(select(vec!["app", "line", "email"])),
        action in select(vec!["remind_online", "invite_to_store", "coupon", "follow_up"]), item in option::of(0_usize..4), n in 0_u8..3,
    ) -> (u8, Contact) {
        let coupon = (action == "coupon").then(|| format!("coupon-{n}"));
        let product = item.map(|item| ITEMS[item].into());
        (who, Contact { product, coupon, store: Some("ginza".into()), ..contact(hour(at), action, channel) })
    }
}

prop_compose! {
    fn policy()(
        caps in vec((0_u32..3, 1_u32..8, option::of(select(vec!["app", "line"]))), 0..3), from in 0_u8..24, until in 0_u8..24,
        after_complaint_days in 0_u32..8, after_purchase_days in 0_u32..3, unanswered in 0_u32..4,
    ) -> ContactPolicy {
        let cap = |(most, days, channel): (u32, u32, Option<&str>)| ContactCap { most, days, channel: channel.map(Into::into) };
        ContactPolicy {
            caps: caps.into_iter().map(cap).collect(),
            quiet_from: from,
            quiet_until: until,
            after_complaint_days,
            after_purchase_days,
            unanswered,
            ..ContactPolicy::default()
        }
    }
}

prop_compose! {
    fn town()(
        facts in vec(fact(), 0..40), consents in vec(consent(), 0..12),
        counts in vec((0_usize..3, 0_usize..4, 0_u32..4, NOW - 60..NOW), 0..12), coupons in vec(coupon(), 0..4),
        slots in vec(slot(), 0..5), contacts in vec(made(), 0..6), policy in policy(),
    ) -> Town {
        let named = |(n, fact): (usize, Touchpoint)| Touchpoint { id: format!("fact-{n}"), ..fact };
        let count = |(store, item, quantity, as_of): (usize, usize, u32, i64)| CountedStock {
            store: ["ginza", "ueno", "warehouse"][store].into(),
            product: ITEMS[item].into(),
            quantity,
            as_of: hour(as_of),
        };
        // Of two things of one key the later told holds: each key once, so that any order says the same.
        let mut coupons = coupons;
        coupons.sort_by(|a, b| a.id.cmp(&b.id));
        coupons.dedup_by(|a, b| a.id == b.id);
        let mut slots = slots;
        slots.sort_by_key(|slot| (slot.store.clone(), slot.kind, slot.from));
        slots.dedup_by(|a, b| a.key() == b.key());
        Town {
            facts: facts.into_iter().enumerate().map(named).collect(),
            consents,
            counts: counts.into_iter().map(count).collect(),
            coupons,
            slots,
            contacts,
            policy,
        }
    }
}

fn empty(policy: &ContactPolicy) -> Engine {
    let config = Config {
        zone: "Asia/Tokyo".parse().unwrap(),
        online_store: Some("warehouse".into()),
        contact_policy: policy.clone(),
        ..Config::default()
    };
    let mut shop = Engine::in_memory(config).unwrap();
    let store = |id: &str, latitude| Store { id: id.into(), name: id.into(), latitude, longitude: 139.76 };
    shop.add_stores([store("ginza", 35.67), store("ueno", 35.71)]).unwrap();
    let product = |(n, id): (i64, &str)| Product {
        id: id.into(),
        name: id.into(),
        category: (n != 3).then(|| "clothes/warm".into()),
        price: (n != 2).then(|| Money::yen(2000 * (n + 1))),
    };
    shop.add_products((0..).zip(ITEMS).map(product)).unwrap();
    shop
}

fn tell(shop: &mut Engine, who: u8, contact: Contact) {
    shop.record_contact(&format!("email:secret{who}@example.jp"), contact).unwrap();
}

fn open(town: &Town) -> Engine {
    let mut shop = empty(&town.policy);
    shop.add_consents(town.consents.clone()).unwrap();
    shop.ingest(town.facts.clone()).unwrap();
    shop.count_stock(town.counts.clone()).unwrap();
    shop.add_coupons(town.coupons.clone()).unwrap();
    shop.add_slots(town.slots.clone()).unwrap();
    town.contacts.iter().for_each(|(who, contact)| tell(&mut shop, *who, contact.clone()));
    shop
}

fn moment(hours: i64) -> Moment {
    Moment::at(hour(hours))
}

/// A suggestion as it is recorded.
fn done(suggestion: &Suggestion) -> Contact {
    let Suggestion { at, coupon, slot, product, store, channel, .. } = suggestion.clone();
    let word = serde_json::to_value(suggestion.action).unwrap().as_str().unwrap().to_owned();
    let reasons = json(serde_json::to_value(&suggestion.reasons).unwrap());
    Contact { channel, product, store, coupon, slot, reasons, ..contact(at.unwrap(), &word, None) }
}

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

/// All that is asked of offers.
fn answers(shop: &Engine) -> Vec<String> {
    let mut all = Vec::new();
    for hours in [NOW, NOW + 30] {
        for store in [None, Some("ginza".to_owned())] {
            let moment = Moment { store, ..moment(hours) };
            for customer in shop.customers(Purpose::Legal).unwrap().customers {
                all.push(text(&shop.next_best_actions(&customer.id, &moment).unwrap()));
                all.push(text(&shop.held_back(&customer.id, &moment).unwrap()));
                all.push(text(&shop.contacts(&customer.id, Purpose::Legal).unwrap()));
            }
        }
        all.push(text(
            &shop
                .plan_actions(&moment(hours), &PlanOptions { n: Some(3), budget: Some(Money::yen(900)) })
                .unwrap(),
        ));
        all.push(text(&shop.clienteling("ginza", hour(hours), 9, Language::Ja).unwrap()));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Plan after plan, each carried out: nobody is contacted without consent, in quiet hours, or past a cap in any window with all
    /// that was recorded; no coupon, slot or piece is promised more often than it is there, none twice to one customer, and no plan
    /// goes past its own bounds.
    #[test]
    fn plans_keep_every_bound(town in town(), n in option::of(0_usize..4), budget in option::of(0_i64..2500)) {
        let mut shop = open(&town);
        for round in 0..3 {
            let moment = moment(NOW + round * 30);
            let options = PlanOptions { n, budget: budget.map(Money::yen) };
            let before = shop.books.offered.contacts.in_order();
            let plan = shop.plan_actions(&moment, &options).unwrap();
            prop_assert!(n.is_none_or(|n| plan.actions.len() <= n));
            let mut customers: Vec<&str> = plan.actions.iter().map(|one| one.customer.as_str()).collect();
            customers.sort_unstable();
            customers.dedup();
            prop_assert_eq!(customers.len(), plan.actions.len());
            let mut pieces: BTreeMap<(String, String), u32> = BTreeMap::new();
            let mut spent = 0.0;
            for one in &plan.actions {
                let (at, channel) = (one.at.unwrap(), one.channel.clone().unwrap());
                prop_assert!(at.millis() >= moment.now.millis() && !town.policy.is_quiet(at));
                if one.action == ActionKind::FollowUp {
                    continue;
                }
                let customer = shop.number_of(&one.customer).unwrap();
                prop_assert!(shop.view_at(customer, Purpose::Marketing, Some(&channel), moment.now).is_ok());
                let from = one.store.clone().unwrap_or("warehouse".into());
                *pieces.entry((from, one.product.clone().unwrap())).or_default() += 1;
                if let Some(id) = &one.coupon {
                    let coupon = town.coupons.iter().find(|coupon| coupon.id == *id).unwrap();
                    prop_assert!(coupon.channels.is_empty() || coupon.channels.contains(&channel));
                    prop_assert!(coupon.from.is_none_or(|from| from.millis() <= moment.now.millis()));
                    prop_assert!(coupon.until.is_none_or(|until| at.millis() < until.millis()));
                    let price = shop.product(one.product.as_deref().unwrap()).unwrap().price;
                    spent += match coupon.discount {
                        Discount::Percent(share) => price.map_or(0.0, |price| price.to_float() * f64::from(share) / 100.0),
                        Discount::Amount(sum) => sum.to_float(),
                    };
                }
                prop_assert!(one.slot.is_none_or(|slot| slot.millis() > at.millis()));
            }
            prop_assert!(budget.is_none_or(|budget| spent <= Money::yen(budget).to_float()));
            for ((store, product), many) in pieces {
                let counted = shop.counted_stock().find(|one| (&one.store, &one.product) == (&store, &product)).unwrap();
                prop_assert!(moment.now.since(counted.as_of) <= 48 * HOUR);
                let since = moment.now.plus(-3 * DAY);
                let promised = before.iter().filter(|one| {
                    one.action != "follow_up"
                        && one.product.as_ref() == Some(&product)
                        && one.store.as_deref().unwrap_or("warehouse") == store
                        && one.at.millis() >= since.millis()
                });
                prop_assert!(promised.count() + many as usize <= counted.quantity as usize);
            }
            for one in &plan.actions {
                shop.record_contact(&one.customer, done(one)).unwrap().unwrap();
            }
            let all = shop.books.offered.contacts.in_order();
            for coupon in &town.coupons {
                let given: Vec<_> = all.iter().filter(|one| one.coupon.as_ref() == Some(&coupon.id)).collect();
                let by_plans: Vec<_> = given.iter().filter(|one| !town.contacts.iter().any(|(_, told)| told.at == one.at)).collect();
                let full = coupon.pieces.is_none_or(|pieces| given.len() <= pieces as usize);
                prop_assert!(full || by_plans.is_empty());
                for who in 0..6 {
                    let theirs = by_plans.iter().filter(|one| one.identifiers.contains(&email(who)));
                    prop_assert!(theirs.count() <= 1);
                }
            }
            for slot in &town.slots {
                let word = serde_json::to_value(slot.kind).unwrap();
                let at = |one: &&Contact| {
                    one.store.as_ref() == Some(&slot.store) && one.slot == Some(slot.from) && one.action == word.as_str().unwrap()
                };
                prop_assert!(all.iter().filter(at).count() <= slot.capacity as usize);
            }
            for one in plan.actions.iter().filter(|one| one.action != ActionKind::FollowUp) {
                let customer = shop.number_of(&one.customer).unwrap();
                let known = shop.identifiers_of(customer);
                let theirs: Vec<(i64, String)> = shop.books.offered.contacts.of(&known).into_iter()
                    .filter(|one| one.action != "follow_up")
                    .filter_map(|one| Some((one.at.millis(), one.channel.clone()?)))
                    .collect();
                let at = one.at.unwrap().millis();
                for cap in &town.policy.caps {
                    let counts = |channel: &str| cap.channel.as_deref().is_none_or(|named| named == channel);
                    if !counts(one.channel.as_deref().unwrap()) {
                        continue;
                    }
                    let length = i64::from(cap.days) * DAY;
                    // Windows that hold the contact, as they begin with each contact.
                    for &(from, _) in theirs.iter().filter(|(from, _)| *from <= at && at < from + length) {
                        let held = theirs.iter().filter(|(t, channel)| (from..from + length).contains(t) && counts(channel));
                        prop_assert!(held.count() <= cap.most as usize);
                    }
                }
            }
        }
    }

    /// The same facts give the same answers, whatever order they were told in, and after a snapshot.
    #[test]
    fn order_does_not_matter(town in town(), turns in vec(any::<Index>(), 7)) {
        let forward = open(&town);
        let mut mixed = empty(&town.policy);
        // Each kind backwards, and the kinds in some order.
        let mut kinds: Vec<usize> = (0..6).collect();
        for (place, turn) in turns.iter().take(6).enumerate() {
            kinds.swap(place, turn.index(6));
        }
        for kind in kinds {
            match kind {
                0 => mixed.add_consents(town.consents.iter().rev().cloned()).unwrap(),
                1 => drop(mixed.ingest(town.facts.iter().rev().cloned()).unwrap()),
                2 => mixed.count_stock(town.counts.iter().rev().cloned()).unwrap(),
                3 => mixed.add_coupons(town.coupons.iter().rev().cloned()).unwrap(),
                4 => mixed.add_slots(town.slots.iter().rev().cloned()).unwrap(),
                _ => {
                    // Twice is as good as once.
                    for (who, contact) in town.contacts.iter().rev().chain(&town.contacts) {
                        tell(&mut mixed, *who, contact.clone());
                    }
                }
            }
        }
        prop_assert_eq!(answers(&forward), answers(&mixed));
        let again = Engine::restore(&mixed.snapshot(), mixed.config.clone()).unwrap();
        prop_assert_eq!(answers(&forward), answers(&again));
    }

    /// Erased is as if never been: no decision stays, no piece stays taken, and nothing of it lies in a snapshot.
    #[test]
    fn the_erased_leave_no_decision_behind(town in town(), who in 0_u8..6) {
        let mut shop = open(&town);
        let customer = shop.customer(&email(who), Purpose::Legal).unwrap();
        prop_assume!(customer.is_some());
        shop.erase(&customer.unwrap().id, hour(NOW - 1)).unwrap().unwrap();
        let mut without = town.clone();
        without.facts.retain(|fact| !fact.identifiers.contains(&email(who)));
        without.consents.retain(|consent| consent.identifier != email(who));
        without.contacts.retain(|(whose, _)| *whose != who);
        prop_assert_eq!(answers(&shop), answers(&open(&without)));
        shop.compact().unwrap();
        let bytes = shop.snapshot();
        let name = format!("secret{who}@");
        prop_assert!(!bytes.windows(name.len()).any(|window| window == name.as_bytes()));
        // An old file brings no decision back.
        for (_, contact) in town.contacts.iter().filter(|(whose, _)| *whose == who) {
            let at = contact.at.millis().min(hour(NOW - 2).millis());
            let old = Contact { at: Time::new(at, 540).unwrap(), ..contact.clone() };
            let told = shop.record_contact(&format!("email:secret{who}@example.jp"), old).unwrap();
            prop_assert_eq!(told, None);
        }
    }

    /// What could be offered before is offered where nothing holds it back: as many come as are eligible.
    #[test]
    fn nothing_is_lost_where_nothing_holds_back(town in town(), most in 1_usize..6) {
        let mut config = empty(&town.policy).config;
        config.contact_policy =
            ContactPolicy { caps: vec![], quiet_from: 0, quiet_until: 0, after_complaint_days: 0, after_purchase_days: 0, unanswered: 0, ..ContactPolicy::default() };
        config.offers = OfferOptions { recommend: 0.0, stock_hours: 10_000, ..OfferOptions::default() };
        config.next_best_action.most = most;
        let plain = Config { contact_policy: ContactPolicy::default(), offers: OfferOptions::default(), ..config.clone() };
        let tell = |config: Config| {
            let mut shop = Engine::in_memory(config).unwrap();
            shop.add_stores(empty(&town.policy).stores().to_vec()).unwrap();
            shop.add_consents(town.consents.clone()).unwrap();
            shop.ingest(town.facts.clone()).unwrap();
            let all = |store: &'static str| ITEMS.map(|item| StockRecord { store: store.into(), product: item.into(), quantity: 5 });
            shop.set_stock(all("ginza").into_iter().chain(all("ueno"))).unwrap();
            shop
        };
        let (rich, plain) = (tell(config), tell(plain));
        prop_assert!(rich.has_offers() && !plain.has_offers());
        for customer in plain.customers(Purpose::Legal).unwrap().customers {
            let items = |shop: &Engine| -> Vec<Option<String>> {
                let mut items: Vec<_> = shop.next_best_actions(&customer.id, &moment(NOW)).unwrap().into_iter().map(|one| one.product).collect();
                items.sort();
                items
            };
            prop_assert_eq!(items(&rich), items(&plain));
        }
    }
}

/// Hanako looked at a dress on three evenings, and may be written to.
fn hanako() -> Engine {
    let mut shop = empty(&ContactPolicy::default());
    let fact = |n: usize, at: &str| Touchpoint {
        id: format!("web-{n}"),
        occurred_at: at.parse().unwrap(),
        channel: "app".into(),
        store: Some("ginza".into()),
        action: Action::View,
        identifiers: vec![email(1)],
        lines: vec![Line { product: "dress".into(), quantity: 1, amount: None }],
        about: None,
        traits: BTreeMap::new(),
    };
    let evenings = ["2026-03-02T20:10:00+09:00", "2026-03-03T20:40:00+09:00", "2026-03-04T20:05:00+09:00"];
    shop.ingest((0..).zip(evenings).map(|(n, at)| fact(n, at))).unwrap();
    shop.add_consents([Consent::new(email(1), Purpose::Marketing, ConsentStatus::Granted, hour(0))]).unwrap();
    shop.set_stock([StockRecord { store: "ginza".into(), product: "dress".into(), quantity: 2 }]).unwrap();
    shop
}

fn next(shop: &Engine, at: &str) -> Suggestion {
    shop.next_best_actions("web-0", &Moment::at(at.parse().unwrap())).unwrap().remove(0)
}

fn held(shop: &Engine, at: &str) -> Vec<(&'static str, u32)> {
    let held = shop.held_back("web-0", &Moment::at(at.parse().unwrap())).unwrap();
    held.into_iter().map(|Excluded { cause, items }| (cause, items)).collect()
}

#[test]
fn the_recipe_of_the_field() {
    let mut shop = hanako();
    let at = "2026-03-05T10:30:00+09:00";
    let before = next(&shop, at);
    assert_eq!(
        (before.action, before.at, before.words.as_str()),
        (ActionKind::InviteToStore, None, "invite to ginza for dress by app")
    );
    let slot = r#"{"store": "ginza", "kind": "fitting", "from": "2026-03-07T15:00:00+09:00", "capacity": 1}"#;
    shop.add_slots([serde_json::from_str(slot).unwrap()]).unwrap();
    let fitting = next(&shop, at);
    assert_eq!(fitting.words, "offer a fitting of the dress at ginza by app");
    // At the hour at which she decides, before the slot begins.
    assert_eq!(fitting.at.unwrap().to_string(), "2026-03-05T20:00:00+09:00");
    assert_eq!(fitting.slot.unwrap().to_string(), "2026-03-07T15:00:00+09:00");
    let words: Vec<&str> = fitting.reasons.iter().map(|reason| reason.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "looked at 3 times, last yesterday",
            "ginza has 2",
            "agreed to app",
            "usually decides around 20:00",
            "ginza has a free slot on 2026-03-07 15:00 (1 left)",
        ]
    );
    // A large discount says more than a fitting.
    let coupon = r#"{"id": "spring", "discount": "20%", "product": "dress", "pieces": 1}"#;
    shop.add_coupons([serde_json::from_str(coupon).unwrap()]).unwrap();
    shop.config.offers.coupon = 20.0;
    let given = next(&shop, at);
    assert_eq!((given.action, given.coupon.as_deref()), (ActionKind::Coupon, Some("spring")));
    assert_eq!(given.reasons.last().unwrap().words, "20% off");

    // What was done is counted: once a day, the coupon once, and the word why.
    let id = shop.record_contact("web-0", done(&given)).unwrap().unwrap();
    let why = shop.why("web-0", &id, Language::En).unwrap();
    assert_eq!(
        why.words,
        "2026-03-05 20:00: give a coupon for the dress at ginza by app, because: looked at 3 times, last yesterday; \
        ginza has 2; agreed to app; usually decides around 20:00; 20% off; with the coupon spring"
    );
    let ja = shop.why("web-0", &id, Language::Ja).unwrap();
    assert!(
        ja.words.contains("3回閲覧、最近は1日前") && ja.words.contains("クーポン「spring」付き"),
        "{}",
        ja.words
    );
    let again = next(&shop, "2026-03-05T21:00:00+09:00");
    assert_eq!(again.at.unwrap().to_string(), "2026-03-06T20:00:00+09:00");
    assert_eq!(again.action, ActionKind::Fitting);
    assert_eq!(held(&shop, "2026-03-05T21:00:00+09:00"), [("coupon_terms", 1)]);
    assert_eq!(shop.why("web-0", "another", Language::En).unwrap_err().code(), "unknown");
}

#[test]
fn each_cause_is_counted_and_said() {
    let at = "2026-03-05T10:30:00+09:00";
    let mut shop = hanako();
    let count = |as_of: &str| CountedStock {
        store: "ginza".into(),
        product: "dress".into(),
        quantity: 2,
        as_of: as_of.parse().unwrap(),
    };
    shop.count_stock([count("2026-03-03T10:00:00+09:00")]).unwrap();
    assert_eq!(held(&shop, at), [("stale_stock", 1)]);
    let nothing = next(&shop, at);
    assert_eq!(
        (nothing.action, nothing.reasons[0].words.as_str()),
        (ActionKind::Nothing, "counted too long ago to be promised")
    );
    shop.count_stock([count("2026-03-04T10:00:00+09:00")]).unwrap();
    assert_eq!(next(&shop, at).action, ActionKind::InviteToStore);
    // Who sets the stock says that it is so now.
    shop.count_stock([count("2026-03-05T09:00:00+09:00")]).unwrap();
    shop.set_stock([StockRecord { store: "ginza".into(), product: "dress".into(), quantity: 0 }]).unwrap();
    assert_eq!(held(&shop, at), [("out_of_stock", 1)]);

    let mut shop = hanako();
    shop.config.contact_policy.caps = vec![ContactCap { most: 0, days: 1, channel: None }];
    assert_eq!(held(&shop, at), [("contact_cap", 1)]);
    // In the store nobody is contacted.
    let here = Moment { store: Some("ginza".into()), ..Moment::at(at.parse().unwrap()) };
    let shown = shop.next_best_actions("web-0", &here).unwrap().remove(0);
    assert_eq!((shown.action, shown.at), (ActionKind::ShowInStore, None));

    let mut shop = hanako();
    let coupon =
        |more: &str| serde_json::from_str(&format!(r#"{{"id": "c", "discount": "10%"{more}}}"#)).unwrap();
    shop.add_coupons([coupon(r#", "pieces": 0"#)]).unwrap();
    assert_eq!(held(&shop, at), [("coupon_used_up", 1)]);
    shop.add_coupons([coupon(r#", "channels": ["billboard"]"#)]).unwrap();
    assert_eq!(held(&shop, at), [("not_in_channel", 1)]);
    shop.add_coupons([coupon(r#", "minimum": "9000 JPY""#)]).unwrap();
    assert_eq!(held(&shop, at), [("coupon_terms", 1)]);
    shop.add_coupons([coupon("")]).unwrap();
    let plan = |n, budget: Option<i64>| {
        shop.plan_actions(
            &Moment::at(at.parse().unwrap()),
            &PlanOptions { n, budget: budget.map(Money::yen) },
        )
        .unwrap()
    };
    assert_eq!(plan(None, None).actions[0].coupon.as_deref(), Some("c"));
    assert_eq!(
        (plan(None, Some(0)).actions[0].coupon.as_deref(), plan(None, Some(0)).excluded[0].cause),
        (None, "budget")
    );
    let none = plan(Some(0), None);
    assert_eq!((none.actions.len(), none.excluded[0].cause, none.excluded[0].items), (0, "no_capacity", 2));
}

#[test]
fn bad_input_is_typed() {
    let mut shop = hanako();
    let at = hour(99);
    assert_eq!(shop.next_best_actions("nobody", &Moment::at(at)).unwrap_err().code(), "unknown");
    assert_eq!(shop.held_back("nobody", &Moment::at(at)).unwrap_err().code(), "unknown");
    assert_eq!(shop.why("nobody", "1", Language::En).unwrap_err().code(), "unknown");
    assert_eq!(shop.clienteling("atlantis", at, 9, Language::En).unwrap_err().code(), "unknown");
    assert_eq!(shop.record_contact("nobody", contact(at, "coupon", None)).unwrap_err().code(), "unknown");
    assert_eq!(shop.record_contact("web-0", contact(at, "shout", None)).unwrap_err().code(), "option");
    for wrong in ["0%", "101%", "-5 JPY", "ten", "5"] {
        assert_eq!(wrong.parse::<Discount>().unwrap_err().code(), "format", "{wrong}");
    }
    let coupon =
        Coupon { from: Some(at), until: Some(at), ..json(serde_json::json!({"id": "c", "discount": "5%"})) };
    assert_eq!(shop.add_coupons([coupon]).unwrap_err().code(), "option");
    let wrong = Config {
        contact_policy: ContactPolicy { quiet_from: 24, ..ContactPolicy::default() },
        ..Config::default()
    };
    assert_eq!(Engine::in_memory(wrong).unwrap_err().code(), "option");
}

/// A decision is told to whom it is about, and says nothing of others.
#[test]
fn a_reason_tells_nothing_of_others() {
    let mut shop = hanako();
    let other =
        Touchpoint { id: "till-9".into(), identifiers: vec![email(2)], ..shop.log.touchpoint(0).unwrap() };
    shop.ingest([other]).unwrap();
    let reasons = serde_json::json!([
        {"kind": "bought_together", "with": "hat", "customers": 7},
        {"kind": "popular_at", "store": "ginza", "channel": null, "customers": 3}
    ]);
    let sent = Contact {
        reasons: json(reasons),
        product: Some("dress".into()),
        ..contact(hour(0), "recommend", Some("line"))
    };
    let id = shop.record_contact("web-0", sent).unwrap().unwrap();
    let why = shop.why("web-0", &id, Language::En).unwrap();
    assert_eq!(why.reasons, ["it goes with hat", "it is popular"]);
    assert_eq!(shop.why("till-9", &id, Language::En).unwrap_err().code(), "unknown");
    // Who does not want to be served by what is known is not told by it either; what the law asks for is.
    shop.add_consents([Consent::new(email(1), Purpose::Service, ConsentStatus::Withdrawn, hour(200))])
        .unwrap();
    assert_eq!(shop.why("web-0", &id, Language::En).unwrap_err().code(), "unknown");
    assert_eq!(shop.export("web-0", Purpose::Legal).unwrap().unwrap().contacts.len(), 1);
}
