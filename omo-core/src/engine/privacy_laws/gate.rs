//! Who may see what is set aside, what is left out and whom a leak touched.

use super::*;

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
