use super::super::{Inquiry, Scored};
use super::*;
use crate::Time;
use proptest::prelude::*;

const TEA: u32 = 3;
const RICE: u32 = 4;
const GINZA: u32 = 0;
const UENO: u32 = 1;
const WAREHOUSE: u32 = 9;
const APP: u32 = 1;
const MAIL: u32 = 2;

fn now() -> Time {
    "2026-03-10T18:00:00+09:00".parse().unwrap()
}

fn days_ago(days: i64) -> Time {
    now().plus(-days * DAY)
}

fn sign(item: u32, kind: InterestKind, days: i64) -> Interest {
    Interest { item, kind, at: days_ago(days), channel: APP }
}

/// Tea in the cart yesterday; Ginza and Ueno are near; app and mail are allowed.
fn carted() -> Situation {
    Situation {
        interests: vec![sign(TEA, InterestKind::Cart, 1)],
        stores: vec![(GINZA, 1.0), (UENO, 4.0)],
        online: Some(WAREHOUSE),
        channels: vec![MAIL, APP],
        ..Situation::at(now())
    }
}

fn next(situation: &Situation, in_stock: impl Fn(u32, u32) -> u32) -> Vec<NextBestAction> {
    next_best_actions(situation, in_stock, &NextBestActionOptions::default()).unwrap()
}

fn nothing_because(actions: &[NextBestAction], why: Reason) {
    assert_eq!(actions.len(), 1);
    assert_eq!((actions[0].action, &actions[0].reasons[..]), (ActionKind::Nothing, &[why][..]));
}

/// By pencil: (1 - exp(-0.5^(1/7))) × 0.5^(1/5).
#[test]
fn what_was_carted_and_not_bought_is_offered_in_the_nearest_store_that_has_it() {
    let first = &next(&carted(), |store, _| u32::from(store != WAREHOUSE) * 2)[0];
    assert_eq!((first.action, first.item, first.store), (ActionKind::InviteToStore, Some(TEA), Some(GINZA)));
    // The channel on which the interest was shown, though mail is preferred.
    assert_eq!(first.channel, Some(APP));
    let expected = (1.0 - math::exp(-math::pow(0.5, 1.0 / 7.0))) * math::pow(0.5, 0.2);
    assert!((first.score - expected).abs() < 1e-12, "{}", first.score);
    let reasons = [
        Reason::LeftInCart { days_ago: 1 },
        Reason::InStockAt { store: GINZA, quantity: 2, kilometres: 1.0 },
        Reason::MayContactBy { channel: APP },
    ];
    assert_eq!(first.reasons, reasons);
    // Sold out in Ginza: Ueno.
    assert_eq!(next(&carted(), |store, _| u32::from(store == UENO))[0].store, Some(UENO));
}

#[test]
fn what_no_near_store_has_is_offered_online() {
    let first = &next(&carted(), |store, _| u32::from(store == WAREHOUSE))[0];
    assert_eq!((first.action, first.store, first.channel), (ActionKind::RemindOnline, None, Some(APP)));
    let far = Situation { stores: vec![(GINZA, 400.0)], ..carted() };
    assert_eq!(next(&far, |_, _| 1)[0].action, ActionKind::RemindOnline);
    nothing_because(&next(&carted(), |_, _| 0), Reason::NoStock);
}

#[test]
fn without_consent_nobody_is_contacted_but_who_is_here_is_served() {
    let silent = Situation { channels: vec![], ..carted() };
    nothing_because(&next(&silent, |_, _| 5), Reason::NoConsent);
    let here = Situation { here: Some(UENO), ..silent };
    let first = &next(&here, |_, _| 5)[0];
    assert_eq!((first.action, first.store, first.channel), (ActionKind::ShowInStore, Some(UENO), None));
    // Not here, but in Ginza: staff may say so.
    let first = &next(&here, |store, _| u32::from(store == GINZA))[0];
    assert_eq!((first.action, first.store, first.channel), (ActionKind::InviteToStore, Some(GINZA), None));
}

#[test]
fn a_purchase_cancels() {
    for days in [0, 1, 5] {
        let bought = Situation { bought: vec![(TEA, days_ago(days))], ..carted() };
        nothing_because(&next(&bought, |_, _| 5), Reason::NoInterest);
    }
    // Bought long before the interest: wanted again.
    let again = Situation { bought: vec![(TEA, days_ago(20))], ..carted() };
    assert_eq!(next(&again, |_, _| 5)[0].item, Some(TEA));
    let other = Situation { bought: vec![(RICE, days_ago(0))], ..carted() };
    assert_eq!(next(&other, |_, _| 5)[0].item, Some(TEA));
}

#[test]
fn a_cart_says_more_than_a_look_and_a_fresh_sign_more_than_an_old_one() {
    let order = |interests| -> Vec<u32> {
        next(&Situation { interests, ..carted() }, |_, _| 5).iter().filter_map(|a| a.item).collect()
    };
    let (cart, view) = (InterestKind::Cart, InterestKind::View);
    assert_eq!(order(vec![sign(TEA, view, 1), sign(RICE, cart, 1)]), [RICE, TEA]);
    assert_eq!(order(vec![sign(TEA, cart, 9), sign(RICE, cart, 1)]), [RICE, TEA]);
    assert_eq!(order(vec![sign(TEA, cart, 31), sign(RICE, view, 1)]), [RICE]);
}

#[test]
fn a_complaint_is_answered_before_anything_is_sold() {
    let open = |days| Situation {
        inquiry: Some(Inquiry { at: days_ago(days), channel: 7, item: Some(TEA) }),
        ..carted()
    };
    let fresh = next(&open(2), |_, _| 5);
    assert_eq!(fresh.len(), 1);
    assert_eq!((fresh[0].action, fresh[0].channel), (ActionKind::FollowUp, Some(7)));
    let later = next(&open(8), |_, _| 5);
    let kinds: Vec<_> = later.iter().map(|action| action.action).collect();
    assert_eq!(kinds, [ActionKind::FollowUp, ActionKind::InviteToStore]);
    // An answer needs no consent.
    let silent = Situation { channels: vec![], ..open(8) };
    assert_eq!(next(&silent, |_, _| 5)[0].action, ActionKind::FollowUp);
}

#[test]
fn a_habit_that_is_due_is_offered_unless_it_was_met() {
    let habit = |last_days_ago| Scored {
        item: RICE,
        score: 0.5,
        reason: Reason::BuysEvery { days: 10, last_days_ago, times: 5 },
    };
    let with = |last_days_ago| Situation { due: vec![habit(last_days_ago)], interests: vec![], ..carted() };
    let first = &next(&with(9), |_, _| 5)[0];
    assert_eq!((first.action, first.item, first.channel), (ActionKind::Replenish, Some(RICE), Some(MAIL)));
    assert_eq!(first.reasons[0], habit(9).reason);
    nothing_because(&next(&with(3), |_, _| 5), Reason::NoInterest);
    nothing_because(&next(&with(31), |_, _| 5), Reason::NoInterest);
    // Bought since the model learnt.
    let met = Situation { bought: vec![(RICE, days_ago(2))], ..with(9) };
    nothing_because(&next(&met, |_, _| 5), Reason::NoInterest);
    // The last purchase itself does not cancel, though it is not long ago.
    let same = Situation { bought: vec![(RICE, days_ago(9))], ..with(9) };
    assert_eq!(next(&same, |_, _| 5)[0].action, ActionKind::Replenish);
}

#[test]
fn every_action_reads_well_in_both_languages() {
    let name = |thing: Named| match thing {
        Named::Item(_) => "煎茶".to_string(),
        Named::Store(_) => "銀座店".into(),
        Named::Channel(_) => "メール".into(),
    };
    let first = &next(&carted(), |_, _| 2)[0];
    assert_eq!(
        first.words(Language::Ja, name),
        "メールで煎茶のある銀座店への来店をご案内：1日前にカートに入れたまま、銀座店に在庫2点（1.0 km）、メールでの連絡に同意済み"
    );
    let silent = Situation { channels: vec![], ..carted() };
    assert_eq!(
        next(&silent, |_, _| 5)[0].words(Language::En, name),
        "do nothing: no consent to be contacted"
    );
    assert_eq!(next(&silent, |_, _| 5)[0].words(Language::Ja, name), "何もしない：連絡への同意なし");
}

#[test]
fn what_is_no_distance_or_option_is_refused() {
    let situation = Situation { stores: vec![(GINZA, f64::NAN)], ..carted() };
    let ask = |situation: &Situation, options: &NextBestActionOptions| {
        next_best_actions(situation, |_, _| 1, options).map_err(|error| error.code())
    };
    assert_eq!(ask(&situation, &NextBestActionOptions::default()), Err("column"));
    let wrong = [
        NextBestActionOptions { half_life: 0.0, ..Default::default() },
        NextBestActionOptions { cart: f64::NAN, ..Default::default() },
        NextBestActionOptions { most: 0, ..Default::default() },
    ];
    assert!(wrong.iter().all(|options| ask(&carted(), options) == Err("option")));
}

fn situation() -> impl Strategy<Value = Situation> {
    let kind = prop_oneof![Just(InterestKind::View), Just(InterestKind::Cart)];
    let interest = (0_u32..6, kind, -2_i64..40, 0_u32..4)
        .prop_map(|(item, kind, days, channel)| Interest { channel, ..sign(item, kind, days) });
    let bought = (0_u32..6, -2_i64..60).prop_map(|(item, days)| (item, days_ago(days)));
    let due =
        (0_u32..6, 0.0..=1.0_f64, 1_u32..30, 0_u32..60).prop_map(|(item, score, days, last_days_ago)| {
            Scored { item, score, reason: Reason::BuysEvery { days, last_days_ago, times: 3 } }
        });
    let inquiry = (-2_i64..20).prop_map(|days| Inquiry { at: days_ago(days), channel: 7, item: None });
    (
        proptest::collection::vec(interest, 0..12),
        proptest::collection::vec(bought, 0..4),
        proptest::collection::vec(due, 0..4),
        proptest::collection::vec((0_u32..4, 0.0..20.0_f64), 0..4),
        proptest::collection::vec(0_u32..4, 0..3),
        proptest::option::of(0_u32..4),
        proptest::option::weighted(0.1, inquiry),
    )
        .prop_map(|(interests, bought, due, stores, channels, here, inquiry)| Situation {
            interests,
            bought,
            due,
            stores,
            online: Some(WAREHOUSE),
            channels,
            here,
            inquiry,
            now: now(),
        })
}

/// Which of ten stores have which of six items.
fn stock() -> impl Strategy<Value = [u8; 10]> {
    proptest::array::uniform10(0_u8..64)
}

fn has(stock: &[u8; 10], store: u32, item: u32) -> u32 {
    u32::from(stock[store as usize] >> item & 1)
}

fn all(situation: &Situation, stock: &[u8; 10]) -> Vec<NextBestAction> {
    let options = NextBestActionOptions { most: 100, ..Default::default() };
    next_best_actions(situation, |store, item| has(stock, store, item), &options).unwrap()
}

proptest! {
    #[test]
    fn nobody_is_contacted_without_consent(situation in situation(), stock in stock()) {
        for action in all(&situation, &stock) {
            let answered = action.action == ActionKind::FollowUp || action.action == ActionKind::Nothing;
            match action.channel {
                Some(channel) => prop_assert!(answered || situation.channels.contains(&channel)),
                None => prop_assert!(answered || situation.here.is_some()),
            }
        }
    }

    #[test]
    fn what_is_offered_is_in_stock_and_near(situation in situation(), stock in stock()) {
        for action in all(&situation, &stock) {
            let Some(item) = action.item else { continue };
            let store = action.store.unwrap_or(WAREHOUSE);
            prop_assert_eq!(has(&stock, store, item), 1);
            let near = situation.stores.iter().any(|&(s, km)| s == store && km <= 10.0);
            prop_assert!(store == WAREHOUSE || situation.here == Some(store) || near);
        }
    }

    #[test]
    fn more_stock_never_removes_a_choice(situation in situation(), less in stock(), added in stock()) {
        let more = std::array::from_fn(|store| less[store] | added[store]);
        let items = |stock| all(&situation, stock).iter().filter_map(|a| a.item).collect::<Vec<_>>();
        let chosen = items(&more);
        prop_assert!(items(&less).iter().all(|item| chosen.contains(item)));
    }

    #[test]
    fn the_order_of_facts_does_not_matter(situation in situation(), stock in stock()) {
        let mut backwards = situation.clone();
        backwards.interests.reverse();
        backwards.bought.reverse();
        backwards.stores.reverse();
        prop_assert_eq!(all(&backwards, &stock), all(&situation, &stock));
    }

    /// Best first, scores are shares, every action has its reasons, and there always is one.
    #[test]
    fn actions_are_ranked_and_explained(situation in situation(), stock in stock()) {
        let actions = all(&situation, &stock);
        prop_assert!(!actions.is_empty());
        prop_assert!(actions.is_sorted_by(|a, b| a.score >= b.score));
        prop_assert!(actions.iter().all(|a| !a.reasons.is_empty() && (0.0..=1.0).contains(&a.score)));
    }
}
