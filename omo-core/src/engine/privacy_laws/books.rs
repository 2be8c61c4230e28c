//! What books hold of people, and who hears of it.

use super::*;

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
