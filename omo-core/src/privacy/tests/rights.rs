use super::{day, email};
use crate::model::{Consent, ConsentStatus, Language, Purpose};
use crate::privacy::{ConsentBook, Refusal, Request, RequestBook, RequestKind, RequestState, RequestStep};
use crate::privacy::{RightsRules, Standing, StepKind, StepRefusal};
use proptest::prelude::*;

fn request(id: u8, kind: RequestKind, at: i64) -> Request {
    let identifiers = vec![email(id)];
    Request { id: format!("r{id}"), kind, received_at: day(at), identifiers, channel: None, about: None }
}

fn step(id: u8, step: StepKind, at: i64) -> RequestStep {
    RequestStep { at: day(at), request: format!("r{id}"), step, reason: None, days: None, by: None }
}

#[test]
fn due_dates_move_by_no_more_than_the_rules_allow() {
    let rules = RightsRules { erasure_days: 10, most_extension_days: 20, ..RightsRules::default() };
    let mut book = RequestBook::default();
    book.add(request(1, RequestKind::Erasure, 100));
    let due = |book: &RequestBook, now| book.status("r1", &rules, day(now)).unwrap().due;
    assert_eq!(due(&book, 100), day(110));
    let longer = |at, days| RequestStep { days: Some(days), ..step(1, StepKind::Extended, at) };
    assert_eq!(book.check(&longer(105, 15), &rules), Ok(()));
    book.step(longer(105, 15));
    assert_eq!((due(&book, 104), due(&book, 105)), (day(110), day(125)));
    assert_eq!(book.check(&longer(106, 6), &rules), Err(StepRefusal::Extension));
    assert_eq!(book.check(&longer(106, 5), &rules), Ok(()));
    assert_eq!(book.check(&longer(106, 0), &rules), Err(StepRefusal::Extension));
    // Whatever a log says, it moves no further.
    book.step(longer(107, 999));
    assert_eq!(due(&book, 107), day(130));
    book.step(RequestStep { days: None, ..longer(108, 0) });
    assert_eq!(due(&book, 108), day(130));
    // The day itself is in time.
    assert!(book.overdue(&rules, day(130)).is_empty());
    assert_eq!(book.overdue(&rules, day(131)).len(), 1);
}

#[test]
fn steps_that_make_no_sense_are_refused_with_the_reason() {
    let (rules, mut book) = (RightsRules::default(), RequestBook::default());
    book.add(request(1, RequestKind::Access, 10));
    assert_eq!(book.check(&step(2, StepKind::Done, 11), &rules), Err(StepRefusal::UnknownRequest));
    assert_eq!(book.check(&step(1, StepKind::Verified, 9), &rules), Err(StepRefusal::TooEarly));
    assert_eq!(book.check(&step(1, StepKind::Refused, 11), &rules), Err(StepRefusal::ReasonMissing));
    assert_eq!(book.check(&step(1, StepKind::Done, 11), &rules), Err(StepRefusal::NotVerified));
    book.step(step(1, StepKind::Verified, 11));
    assert_eq!(book.check(&step(1, StepKind::Done, 12), &rules), Ok(()));
    book.step(step(1, StepKind::Done, 12));
    assert_eq!(book.check(&step(1, StepKind::Cancelled, 13), &rules), Err(StepRefusal::Closed));
}

#[test]
fn refusals_have_words_in_both_languages() {
    for &reason in Refusal::ALL {
        assert!(reason.text(Language::En).is_ascii() && !reason.text(Language::Ja).is_ascii());
        let json = serde_json::to_string(&reason).unwrap();
        assert_eq!(json, format!("\"{}\"", reason.code()));
        assert_eq!(serde_json::from_str::<Refusal>(&json).unwrap(), reason);
    }
}

#[test]
fn stop_of_use_is_a_no_to_every_purpose_that_the_rules_name() {
    let (rules, request) = (RightsRules::default(), request(1, RequestKind::StopUse, 1));
    let mut book = ConsentBook::default();
    book.record(Consent::new(email(1), Purpose::Marketing, ConsentStatus::Granted, day(1)));
    rules.withdrawals(&request, day(2)).into_iter().for_each(|no| book.record(no));
    let standing = |purpose| book.standing(&[email(1)], purpose, None, day(2));
    assert_eq!(standing(Purpose::Marketing), Standing::Withdrawn);
    assert_eq!(standing(Purpose::Service), Standing::Withdrawn);
    assert_eq!(standing(Purpose::Legal), Standing::Unknown);
    let third = Request { kind: RequestKind::StopThirdParty, ..request.clone() };
    assert!(rules.withdrawals(&third, day(2)).iter().all(|no| no.purpose == Purpose::ThirdParty));
    assert!(rules.withdrawals(&Request { kind: RequestKind::Access, ..request }, day(2)).is_empty());
}

#[test]
fn who_is_erased_leaves_that_a_request_was_answered() {
    let (rules, mut book) = (RightsRules::default(), RequestBook::default());
    book.add(Request { about: Some("my address".into()), ..request(1, RequestKind::Erasure, 1) });
    book.step(step(1, StepKind::Verified, 1));
    book.step(step(1, StepKind::Done, 2));
    book.remove(&[email(1)]);
    assert!(!format!("{book:?}").contains("p1@") && !format!("{book:?}").contains("address"));
    assert_eq!(book.status("r1", &rules, day(3)).unwrap().state, RequestState::Done);
}

proptest! {
    /// Steps and requests may come in any order and more than once; the table is the same, and each row of it is what is
    /// said of the request alone.
    #[test]
    fn any_order_gives_the_same_table(
        requests in proptest::collection::vec((0_u8..4, 0_usize..5, 0_i64..20), 0..6),
        steps in proptest::collection::vec((0_u8..5, 0_usize..5, 0_i64..40, 0_u32..30), 0..12),
        now in 0_i64..60,
    ) {
        let rules = RightsRules::default();
        let requests: Vec<_> = requests.into_iter().map(|(id, kind, at)| request(id, RequestKind::ALL[kind], at)).collect();
        let steps: Vec<_> = steps
            .into_iter()
            .map(|(id, kind, at, days)| RequestStep { days: Some(days), ..step(id, StepKind::ALL[kind], at) })
            .collect();
        let (mut forward, mut backward) = (RequestBook::default(), RequestBook::default());
        requests.iter().cloned().for_each(|r| forward.add(r));
        steps.iter().cloned().for_each(|s| forward.step(s));
        steps.iter().rev().chain(&steps).for_each(|s| backward.step(s.clone()));
        requests.iter().rev().chain(&requests).for_each(|r| backward.add(r.clone()));
        let table = forward.statuses(&rules, day(now));
        prop_assert_eq!(&table, &backward.statuses(&rules, day(now)));
        for status in &table {
            let alone = forward.status(&status.request.id, &rules, day(now));
            prop_assert_eq!(Some(status), alone.as_ref());
        }
        let overdue = forward.overdue(&rules, day(now));
        prop_assert!(overdue.iter().all(|status| table.contains(status) && !status.is_closed()));
    }
}
