use super::{day, email, touch};
use crate::form::{self, Form, Style};
use crate::model::{Consent, ConsentStatus, Language, Purpose};
use crate::privacy::{
    AnonymousOptions, PseudonymousOptions, PurposeRules, QuasiIdentifier, Request, RequestStep,
};
use crate::privacy::{Basis, Breach, BreachRules, ConsentNote, ConsentRefusal, Direction, Disclosure};
use crate::privacy::{
    DisclosureFault, Ledger, Notice, NoticeBook, ReportGround, RetentionRules, SensitiveRules, Shown,
};
use crate::privacy::{RetentionRule, RightsRules, TextTable, ThirdPartyRules};
use proptest::prelude::*;
use serde::Serialize;
use std::fmt::Debug;

fn notice(version: &str, from: i64) -> Notice {
    Notice {
        id: "members".into(),
        version: version.into(),
        text: [("ja".into(), "会員規約".into()), ("en".into(), "Members".into())].into(),
        purposes: vec![Purpose::Marketing],
        data_categories: vec!["purchases".into(), "health".into()],
        recipients: Vec::new(),
        from: day(from),
    }
}

fn yes(notice: Option<&str>, version: Option<&str>, at: i64) -> Consent {
    let (notice, version) = (notice.map(Into::into), version.map(Into::into));
    Consent { notice, version, ..Consent::new(email(1), Purpose::Marketing, ConsentStatus::Granted, day(at)) }
}

#[test]
fn a_consent_to_what_does_not_exist_is_refused() {
    let mut book = NoticeBook::default();
    book.add(notice("2", 20));
    book.add(notice("1", 10));
    let check = |consent: Consent, received| book.check(&consent, day(received));
    assert_eq!(check(yes(Some("members"), Some("2"), 21), 21), Ok(vec![]));
    assert_eq!(check(yes(None, None, 21), 21), Ok(vec![]));
    assert_eq!(check(yes(Some("members"), None, 5), 5), Ok(vec![ConsentNote::BeforeNotice]));
    assert_eq!(check(yes(Some("members"), Some("3"), 21), 21), Err(ConsentRefusal::UnknownVersion));
    assert_eq!(check(yes(Some("cookies"), Some("1"), 21), 21), Err(ConsentRefusal::UnknownNotice));
    assert_eq!(check(yes(None, Some("1"), 21), 21), Err(ConsentRefusal::UnknownNotice));
    let third = Consent { purpose: Purpose::ThirdParty, ..yes(Some("members"), None, 21) };
    assert_eq!(check(third, 21), Err(ConsentRefusal::PurposeNotInNotice));
    let data = |data: &str| Consent { data: vec![data.into()], ..yes(Some("members"), None, 21) };
    assert_eq!(check(data("health"), 21), Ok(vec![]));
    assert_eq!(check(data("browsing"), 21), Err(ConsentRefusal::DataNotInNotice));
    let ended = Consent { expires: Some(day(21)), ..yes(None, None, 21) };
    assert_eq!(check(ended, 21), Err(ConsentRefusal::ExpiresBeforeStart));
    // Late, early, and before the version was in force: kept with a note.
    assert_eq!(check(yes(Some("members"), Some("2"), 21), 23), Ok(vec![]));
    assert_eq!(check(yes(Some("members"), Some("2"), 21), 24), Ok(vec![ConsentNote::Backdated]));
    assert_eq!(check(yes(Some("members"), Some("2"), 22), 21), Ok(vec![ConsentNote::Future]));
    assert_eq!(check(yes(Some("members"), Some("2"), 19), 19), Ok(vec![ConsentNote::BeforeNotice]));
}

#[test]
fn reasons_have_words_in_both_languages() {
    for &why in ConsentRefusal::ALL {
        assert!(why.text(Language::En).is_ascii() && !why.text(Language::Ja).is_ascii());
    }
    for &why in DisclosureFault::ALL {
        assert!(why.text(Language::En).is_ascii() && !why.text(Language::Ja).is_ascii());
    }
}

fn given(who: &[u8], at: i64, party: &str) -> Disclosure {
    Disclosure {
        at: day(at),
        direction: Direction::Given,
        party: party.into(),
        items: vec!["purchases".into()],
        basis: Basis::Consent,
        consent: Some("form 1".into()),
        country: None,
        obtained: None,
        pseudonyms: None,
        identifiers: who.iter().map(|&who| email(who)).collect(),
    }
}

#[test]
fn a_record_says_what_it_lacks() {
    assert_eq!(given(&[1], 1, "agency").faults(), []);
    let poor =
        Disclosure { consent: None, items: Vec::new(), direction: Direction::Received, ..given(&[], 1, "") };
    assert_eq!(poor.faults(), DisclosureFault::ALL);
    assert_eq!(Disclosure { basis: Basis::Law, consent: None, ..given(&[1], 1, "court") }.faults(), []);
}

#[test]
fn that_something_was_given_outlives_the_person_until_its_time() {
    let mut ledger = Ledger::default();
    ledger.add(given(&[1, 2], 10, "agency"));
    ledger.remove(&[email(1)]);
    assert!(!format!("{ledger:?}").contains("p1@"));
    assert_eq!(
        (ledger.of(&[email(1)]).len(), ledger.of(&[email(2)]).len(), ledger.summary().len()),
        (0, 1, 1)
    );
    ledger.remove(&[email(2)]);
    assert_eq!(ledger.in_order(), [given(&[], 10, "agency")]);
    let rules = RetentionRules { ledger_days: 5, ..RetentionRules::default() };
    ledger.sweep(rules.ledger_until(day(15)));
    assert_eq!(ledger.summary().len(), 1);
    ledger.sweep(rules.ledger_until(day(16)));
    assert!(ledger.summary().is_empty());
}

/// By pencil, 施行規則7条: one person with sensitive data, one with a payment token, 1001 people.
#[test]
fn a_leak_is_reported_on_the_grounds_the_rules_name() {
    let (rules, sensitive) = (BreachRules::default(), SensitiveRules::default());
    let plain = |who: u32, token: bool| {
        let token = if token { r#", {"kind": "payment_token", "value": "t"}"# } else { "" };
        touch(&format!(
            r#"{{"id": "{who}", "occurredAt": "2026-03-01T10:00:00Z", "channel": "ec", "action": "view", "store": "ginza",
                "identifiers": [{{"kind": "member_id", "value": "{who}"}}{token}]}}"#
        ))
    };
    let report = |breach: &str, people: u32, token: bool| {
        let breach: Breach =
            form::read(&serde_json::from_str(breach).unwrap(), "breach", Style::Camel).unwrap();
        let names: Vec<String> = (0..people).map(|who| who.to_string()).collect();
        // Each twice: people are counted, not facts.
        let facts = names
            .iter()
            .zip(0..)
            .chain(names.iter().zip(0..))
            .map(|(n, who)| (Some(n.as_str()), plain(who, token)));
        breach.report(&rules, &sensitive, facts, &|_| None)
    };
    let known = r#"{"knownAt": "2026-04-01"}"#;
    let thousand = report(known, 1000, false);
    assert_eq!((thousand.grounds.len(), thousand.first_report, thousand.persons), (0, None, 1000));
    let more = report(known, 1001, false);
    assert_eq!(more.grounds, [ReportGround::ManyPersons]);
    assert_eq!((more.first_report, more.full_report), ("2026-04-04".parse().ok(), "2026-05-01".parse().ok()));
    let told: Vec<_> = more.touched.iter().map(|t| (t.data.as_str(), t.persons)).collect();
    assert_eq!(told, [("behaviour", 1001), ("member_id", 1001), ("stores", 1001)]);
    assert_eq!(report(known, 1, true).grounds, [ReportGround::Financial]);
    let wilful = report(r#"{"knownAt": "2026-04-01", "malicious": true}"#, 1, false);
    assert_eq!(
        (wilful.grounds, wilful.full_report),
        (vec![ReportGround::Malicious], "2026-05-31".parse().ok())
    );
    // Another channel, another time, other people.
    for elsewhere in [
        r#""channels": ["pos"]"#,
        r#""from": "2026-03-02""#,
        r#""until": "2026-02-28""#,
        r#""customers": ["x"]"#,
    ] {
        let untouched = report(&format!(r#"{{"knownAt": "2026-04-01", {elsewhere}}}"#), 9, true);
        assert_eq!((untouched.persons, untouched.touchpoints, untouched.grounds.len()), (0, 0, 0));
    }
}

proptest! {
    /// A touchpoint goes when one rule's days are over and no rule keeps it; the reason is the rule whose time came first.
    #[test]
    fn what_has_had_its_time_goes_unless_it_must_be_kept(
        rules in proptest::collection::vec((any::<bool>(), proptest::option::of(0_u32..20), proptest::option::of(0_u32..20)), 0..5),
        at in 0_i64..10, now in 0_i64..30,
    ) {
        let rule = |(number, &(about, erase_after, keep_for)): (usize, &(bool, Option<u32>, Option<u32>))| {
            let channels = vec![if about { "ec" } else { "pos" }.to_owned()];
            RetentionRule { name: number.to_string(), actions: Vec::new(), channels, erase_after, keep_for }
        };
        let told = RetentionRules { rules: rules.iter().enumerate().map(rule).collect(), ledger_days: 1 };
        let view = format!(r#"{{"id": "1", "occurredAt": "{}", "channel": "ec", "action": "view"}}"#, day(at));
        let gone = told.sweep(day(now), [touch(&view)]);
        let about = || rules.iter().enumerate().filter(|(_, rule)| rule.0);
        let kept = about().filter_map(|(_, rule)| rule.2).any(|days| now < at + i64::from(days));
        let over = about().filter_map(|(number, rule)| Some((at + i64::from(rule.1?), number)));
        let first = over.filter(|&(end, _)| end <= now && !kept).min();
        let gone: Vec<_> = gone.iter().map(|gone| (gone.since, gone.rule.clone())).collect();
        prop_assert_eq!(gone, first.map(|(end, number)| (day(end), number.to_string())).into_iter().collect::<Vec<_>>());
    }

    /// Notices, what was shown and what was given are told the same whatever order they came in.
    #[test]
    fn any_order_tells_the_same(
        notices in proptest::collection::vec((0_u8..3, 0_i64..9), 0..6),
        shown in proptest::collection::vec((0_u8..3, 0_u8..3, 0_i64..9), 0..9),
        gifts in proptest::collection::vec((proptest::collection::vec(0_u8..3, 0..3), 0_i64..3), 0..6), now in 0_i64..12,
    ) {
        let (mut forward, mut backward) = (NoticeBook::default(), NoticeBook::default());
        let seen = |&(who, version, at): &(u8, u8, i64)| Shown {
            at: day(at), identifier: email(who), notice: "members".into(), version: version.to_string(), language: None, channel: None,
        };
        for (version, from) in &notices {
            forward.add(notice(&version.to_string(), *from));
        }
        notices.iter().rev().for_each(|(version, from)| backward.add(notice(&version.to_string(), *from)));
        shown.iter().map(seen).for_each(|s| forward.show(s));
        shown.iter().rev().chain(&shown).for_each(|s| backward.show(seen(s)));
        prop_assert_eq!(forward.notices(), backward.notices());
        prop_assert_eq!(forward.shown(), backward.shown());
        prop_assert_eq!(forward.in_force("members", day(now)), backward.in_force("members", day(now)));
        let last = forward.last_seen(&[email(0), email(1)], "members", day(now));
        prop_assert_eq!(last, backward.last_seen(&[email(1), email(0)], "members", day(now)));
        let latest = shown.iter().filter(|s| s.0 < 2 && s.2 <= now).map(|s| s.2).max();
        prop_assert_eq!(last.map(|s| s.at), latest.map(day));

        let (mut forward, mut backward) = (Ledger::default(), Ledger::default());
        for (who, at) in &gifts {
            forward.add(given(who, *at, "agency"));
        }
        gifts.iter().rev().for_each(|(who, at)| backward.add(given(who, *at, "agency")));
        prop_assert_eq!(forward.in_order(), backward.in_order());
        let mut again = Ledger::default();
        forward.in_order().into_iter().for_each(|record| again.add(record));
        prop_assert_eq!(again.in_order(), forward.in_order());
    }
}

/// Every rule and record is read from what it writes, and a misspelt name is an error.
#[test]
fn rules_and_records_are_read_as_they_are_written() {
    round(&PurposeRules::default());
    round(&SensitiveRules::default());
    round(&ThirdPartyRules::default());
    round(&RightsRules::default());
    round(&BreachRules::default());
    round(&PseudonymousOptions { abouts: true, ..PseudonymousOptions::default() });
    round(&TextTable { columns: vec!["a".into()], rows: vec![vec!["1".into()]] });
    let quasi =
        QuasiIdentifier { column: "age".into(), widths: vec![5], top: Some(9), ..QuasiIdentifier::default() };
    round(&AnonymousOptions { quasi: vec![quasi], ..AnonymousOptions::default() });
    let rule =
        r#"{"name": "tax", "actions": ["purchase"], "channels": ["ec"], "eraseAfter": 9, "keepFor": 2}"#;
    round(&RetentionRules { rules: vec![read::<RetentionRule>(rule)], ledger_days: 4 });
    round(&notice("1", 3));
    round(&Disclosure { country: Some("US".into()), pseudonyms: Some(2), ..given(&[1], 2, "agency") });
    let (evidence, guardian) = (Some("form 7".into()), Some(email(2)));
    round(&Consent { data: vec!["health".into()], guardian, evidence, ..yes(Some("members"), Some("1"), 3) });
    round(&read::<RequestStep>(
        r#"{"request": "r", "at": "2026-03-01", "step": "refused", "reason": "harm", "days": 3, "by": "desk"}"#,
    ));
    round(&read::<Request>(
        r#"{"id": "r", "receivedAt": "2026-03-01", "kind": "correction", "identifiers": [], "channel": "call", "about": "name"}"#,
    ));
    round(&read::<Breach>(
        r#"{"knownAt": "2026-03-01", "from": "2026-02-01", "stores": ["ginza"], "malicious": true}"#,
    ));
    round(&read::<Shown>(
        r#"{"at": "2026-03-01", "identifier": {"kind": "email", "value": "a@b.jp"}, "notice": "n", "version": "1", "language": "ja"}"#,
    ));
}

fn read<T: Form>(json: &str) -> T {
    T::read(&serde_json::from_str(json).unwrap(), Style::Camel).unwrap()
}

fn round<T: Form + Serialize + PartialEq + Debug>(value: &T) {
    let mut json = serde_json::to_value(value).unwrap();
    assert_eq!(&T::read(&json, Style::Camel).unwrap(), value);
    json.as_object_mut().unwrap().insert("misspelt".into(), true.into());
    assert!(T::read(&json, Style::Camel).is_err());
}
