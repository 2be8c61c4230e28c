use super::{day, email, touch};
use crate::model::{Consent, ConsentStatus, Purpose, Touchpoint};
use crate::privacy::{
    Access, ConsentBook, Part, Policy, PurposeRules, SensitiveRules, Tally, ThirdPartyRules, View, What, Why,
};
use proptest::prelude::*;

/// The shop's rules and one customer's words.
#[derive(Default)]
struct Shop {
    purposes: PurposeRules,
    sensitive: SensitiveRules,
    third_party: ThirdPartyRules,
    consents: ConsentBook,
}

impl Shop {
    fn said(&mut self, purpose: Purpose, yes: bool, data: &[&str], at: i64) {
        let status = if yes { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
        let data = data.iter().map(|&data| data.into()).collect();
        self.consents.record(Consent { data, ..Consent::new(email(1), purpose, status, day(at)) });
    }

    fn view(&self, purpose: Purpose, now: i64) -> Result<View<'_>, Why> {
        let Self { purposes, sensitive, third_party, consents } = self;
        Policy { purposes, sensitive, third_party, consents }.view(purpose, &[email(1)], None, day(now))
    }
}

fn category(product: &str) -> Option<String> {
    (product == "pill").then(|| "prescription/cough".into())
}

fn seen(view: &mut View<'_>, touch: Touchpoint) -> Option<Touchpoint> {
    view.touchpoint(touch, None, &category)
}

fn basket(products: &str) -> Touchpoint {
    let lines: Vec<String> =
        products.split(' ').map(|p| format!(r#"{{"product": "{p}", "amount": "100 JPY"}}"#)).collect();
    touch(&format!(
        r#"{{"id": "1", "occurredAt": "1970-01-02T00:00:00Z", "channel": "pos", "store": "ginza", "action": "purchase",
            "identifiers": [{{"kind": "email", "value": "p1@example.jp"}}, {{"kind": "cookie", "value": "c"}}],
            "about": "gift", "lines": [{}]}}"#,
        lines.join(",")
    ))
}

fn counts(view: &View<'_>) -> Vec<(What, u32, Why)> {
    view.withheld().into_iter().map(|held| (held.what, held.count, held.why)).collect()
}

#[test]
fn each_preset_shows_what_its_purpose_needs() {
    let mut shop = Shop::default();
    shop.said(Purpose::Marketing, true, &[], 1);
    shop.said(Purpose::ThirdParty, true, &[], 1);
    let look = |purpose| {
        let mut view = shop.view(purpose, 2).unwrap();
        let touch = seen(&mut view, basket("tea"));
        (
            touch.map(|t| (t.identifiers.len(), t.store.is_some(), t.about.is_some(), t.lines.len())),
            counts(&view),
        )
    };
    assert_eq!(look(Purpose::Service), (Some((2, true, true, 1)), vec![]));
    assert_eq!(look(Purpose::Legal), (Some((2, true, true, 1)), vec![]));
    let cookie = vec![(What::Identifiers, 1, Why::Purpose)];
    assert_eq!(look(Purpose::Marketing), (Some((1, true, true, 1)), cookie));
    let analytics = vec![(What::Identifiers, 2, Why::Purpose), (What::Abouts, 1, Why::Purpose)];
    assert_eq!(look(Purpose::Analytics), (Some((0, true, false, 1)), analytics));
    assert_eq!(look(Purpose::ThirdParty), (None, vec![(What::Touchpoints, 1, Why::Purpose)]));
}

#[test]
fn who_did_not_agree_is_not_seen() {
    let mut shop = Shop::default();
    let refused = |shop: &Shop, purpose, now| shop.view(purpose, now).err();
    assert_eq!(refused(&shop, Purpose::Marketing, 1), Some(Why::NoConsent));
    assert_eq!(refused(&shop, Purpose::Service, 1), None);
    shop.said(Purpose::Service, false, &[], 2);
    shop.said(Purpose::Legal, false, &[], 2);
    assert_eq!(refused(&shop, Purpose::Service, 2), Some(Why::Objection));
    // The law asks regardless.
    assert_eq!(refused(&shop, Purpose::Legal, 2), None);
}

#[test]
fn sensitive_data_never_reaches_marketing_without_a_yes_that_names_it() {
    let mut shop = Shop::default();
    shop.said(Purpose::Marketing, true, &[], 1);
    shop.said(Purpose::Marketing, true, &["health"], 3);
    shop.said(Purpose::Marketing, false, &["health"], 5);
    let look = |now, products| {
        let mut view = shop.view(Purpose::Marketing, now).unwrap();
        let lines = seen(&mut view, basket(products)).map(|touch| touch.lines.len());
        let mut withheld = counts(&view);
        withheld.retain(|held| held.0 != What::Identifiers);
        (lines, withheld)
    };
    assert_eq!(look(2, "tea pill"), (Some(1), vec![(What::Products, 1, Why::Sensitive)]));
    assert_eq!(look(2, "pill"), (None, vec![(What::Touchpoints, 1, Why::Sensitive)]));
    assert_eq!(look(4, "tea pill"), (Some(2), vec![]));
    assert_eq!(look(5, "tea pill").0, Some(1));
    // A yes for marketing is none for others.
    shop.said(Purpose::ThirdParty, true, &[], 1);
    let view = shop.view(Purpose::ThirdParty, 4).unwrap();
    assert_eq!(view.admits_product("pill", Some("prescription")), Err(Why::Sensitive));
    assert_eq!(
        view.admits(
            &touch(r#"{"id": "1", "occurredAt": "1970-01-02", "channel": "Pharmacy", "action": "visit"}"#),
            None
        ),
        Err(Why::Sensitive)
    );
}

#[test]
fn facts_from_elsewhere_are_seen_with_consent_and_until_it_is_taken_back() {
    let mut shop = Shop::default();
    shop.third_party.sources = vec!["bought.csv".into()];
    shop.said(Purpose::Marketing, true, &["third_party"], 2);
    shop.said(Purpose::Marketing, false, &["third_party"], 4);
    let browsed = touch(r#"{"id": "1", "occurredAt": "1970-01-02", "channel": "dmp", "action": "view"}"#);
    let admits = |purpose, now| shop.view(purpose, now).unwrap().admits(&browsed, None);
    assert_eq!(admits(Purpose::Service, 1), Err(Why::ThirdParty));
    assert_eq!(admits(Purpose::Service, 2), Ok(()));
    assert_eq!(admits(Purpose::Marketing, 3), Ok(()));
    assert_eq!(admits(Purpose::Service, 4), Err(Why::Objection));
    assert_eq!(admits(Purpose::Legal, 4), Ok(()));
    let own = basket("tea");
    let view = shop.view(Purpose::Service, 4).unwrap();
    assert_eq!(
        (view.admits(&own, None), view.admits(&own, Some("bought.csv"))),
        (Ok(()), Err(Why::Objection))
    );
}

#[test]
fn rules_are_data() {
    let mut shop = Shop::default();
    shop.purposes.service.days = Some(3);
    shop.purposes.service.shows = vec![Part::History, Part::Amounts];
    let mut view = shop.view(Purpose::Service, 4).unwrap();
    let touch = seen(&mut view, basket("tea")).unwrap();
    // Amounts without products.
    assert_eq!((touch.lines[0].product.as_str(), touch.lines[0].amount.is_some()), ("", true));
    assert_eq!(shop.view(Purpose::Service, 5).unwrap().admits(&basket("tea"), None), Err(Why::Age));
    shop.purposes.service.sensitive = Access::Never;
    let view = shop.view(Purpose::Service, 4).unwrap();
    assert_eq!(view.admits_product("pill", Some("prescription")), Err(Why::Sensitive));
}

proptest! {
    /// What was withheld is told the same whatever order it was counted in, and each what and why once.
    #[test]
    fn what_is_withheld_is_told_in_one_order(
        counted in proptest::collection::vec((0..What::ALL.len(), 0..Why::ALL.len(), 0_usize..9), 0..12),
    ) {
        let (mut forward, mut backward) = (Tally::default(), Tally::default());
        for &(what, why, count) in &counted {
            forward.add(What::ALL[what], Why::ALL[why], count);
        }
        for &(what, why, count) in counted.iter().rev() {
            backward.add(What::ALL[what], Why::ALL[why], count);
        }
        let told = forward.withheld();
        prop_assert_eq!(&told, &backward.withheld());
        prop_assert_eq!(told.iter().map(|held| held.count as usize).sum::<usize>(), counted.iter().map(|c| c.2).sum::<usize>());
        prop_assert!(told.windows(2).all(|pair| (pair[0].what, pair[0].why) < (pair[1].what, pair[1].why)));
    }

    /// Whatever is said in whatever order, marketing sees a sensitive product only after a yes that names it, and never
    /// more than the law does.
    #[test]
    fn marketing_never_sees_what_was_not_agreed(
        words in proptest::collection::vec((any::<bool>(), any::<bool>(), 0_i64..9), 0..10), now in 0_i64..10,
    ) {
        let (mut shop, mut backward) = (Shop::default(), Shop::default());
        for &(yes, named, at) in &words {
            shop.said(Purpose::Marketing, yes, if named { &["health"] } else { &[] }, at);
        }
        for &(yes, named, at) in words.iter().rev() {
            backward.said(Purpose::Marketing, yes, if named { &["health"] } else { &[] }, at);
        }
        let sees = |shop: &Shop| -> Result<Touchpoint, Option<Why>> {
            let mut view = shop.view(Purpose::Marketing, now).map_err(Some)?;
            seen(&mut view, basket("pill")).ok_or(None::<Why>)
        };
        prop_assert_eq!(sees(&shop), sees(&backward));
        if sees(&shop).is_ok() {
            let yes = words.iter().filter(|w| w.0 && w.1 && w.2 <= now).map(|w| w.2).max();
            let no = words.iter().filter(|w| !w.0 && w.2 <= now).map(|w| w.2).max();
            prop_assert!(yes > no);
        }
        let legal = shop.view(Purpose::Legal, now).map(|mut view| seen(&mut view, basket("pill")));
        prop_assert_eq!(legal, Ok(Some(basket("pill"))));
    }
}
