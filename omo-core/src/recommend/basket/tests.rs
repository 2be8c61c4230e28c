//! Laws of the next basket, and numbers by pencil.

use proptest::prelude::*;

use super::crowd::Crowd;
use super::features::{self, Fading, NEW};
use super::neighbours::Walk;
use super::*;
use crate::Time;
use crate::recommend::{Allow, Labelled, Names, Reason, Recommendations};
use crate::vocabulary::Vocabulary;

fn line(customer: u32, item: u32, day: i32, basket: u32) -> Line {
    Line { customer, item, at: i64::from(day) * 86_400_000, day, basket: Some(basket) }
}

/// Baskets of up to 6 customers and 11 items; item 11 is never sold.
fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line =
        (0_u32..6, 0_u32..11, 20_000..20_040_i32, any::<bool>()).prop_map(|(customer, item, day, told)| {
            let at = i64::from(day) * 86_400_000;
            Line { customer, item, at, day, basket: told.then(|| day.unsigned_abs()) }
        });
    proptest::collection::vec(line, 0..100)
}

fn fitted(lines: Vec<Line>) -> NextBasket {
    NextBasket::fit(Baskets::new(lines, 6, 12).unwrap(), &NextBasketOptions::default()).unwrap()
}

/// A model under names, which come in the order of the lines.
fn named(lines: &[Line]) -> Labelled<NextBasket> {
    let (customers, items, lines) = names(lines);
    let baskets = Baskets::new(lines, customers.len(), items.len()).unwrap();
    Labelled::new(customers, items, NextBasket::fit(baskets, &NextBasketOptions::default()).unwrap())
}

fn in_parts(first: &[Line], more: &[Line]) -> Labelled<NextBasket> {
    let (customers, items, lines) = names(more);
    named(first).updated(&customers, &items, lines).unwrap()
}

fn names(lines: &[Line]) -> (Names, Names, Vec<Line>) {
    let (mut who, mut what) = (Vocabulary::default(), Vocabulary::default());
    let mut of = |line: &Line| Line {
        customer: who.intern(&format!("c{}", line.customer)),
        item: what.intern(&line.item.to_string()),
        ..*line
    };
    let mut lines: Vec<Line> = lines.iter().map(&mut of).collect();
    let ((customers, new_customers), (items, new_items)) =
        (Names::sorted(&who, false), Names::sorted(&what, true));
    for line in &mut lines {
        line.customer = new_customers[line.customer as usize];
        line.item = new_items[line.item as usize];
    }
    (customers, items, lines)
}

fn lists(model: &NextBasket, question: &BasketQuestion) -> Vec<Recommendations> {
    let everybody: Vec<_> = (0..8).map(Some).chain([None]).collect();
    model.recommend_all(&everybody, question, |_| true).unwrap()
}

fn items(list: &Recommendations) -> Vec<u32> {
    list.items.iter().map(|shown| shown.item).collect()
}

/// A person who buys salt every seventh day, of whom the model of others hears only now: salt is due, for that reason.
#[test]
fn a_new_customers_own_rhythm_speaks_at_once() {
    let (milk, salt) = (3, 7);
    let others =
        (0..5).flat_map(|week| (0..5).map(move |customer| line(customer, milk, 20_000 + 7 * week, 0)));
    let model = fitted(others.map(|line| Line { basket: None, ..line }).collect());
    let theirs = (0..4).map(|week| line(0, salt, 20_000 + 7 * week, week.unsigned_abs())).collect();
    let question = BasketQuestion { n: 1, ..BasketQuestion::default() };
    let theirs = Baskets::new(theirs, 1, 12).unwrap();
    let found = model.recommend_for(&theirs, &question, |_| true).unwrap();
    assert_eq!(items(&found[0]), [salt]);
    // The last basket of all is that of the others, a week after.
    assert_eq!(found[0].items[0].reasons, [Reason::BuysEvery { days: 7, last_days_ago: 7, times: 4 }]);
    let wide = Baskets::new(Vec::new(), 1, 13).unwrap();
    assert_eq!(model.recommend_for(&wide, &question, |_| true).unwrap_err().code(), "length");
}

/// Two customers bought tea, and later a lamp; somebody new who bought tea is told of the lamp by both of them: nobody of the crowd
/// is taken for this one.
#[test]
fn everybody_of_the_crowd_may_be_a_neighbour_of_somebody_new() {
    let (tea, lamp, salt) = (0, 1, 2);
    let mut lines: Vec<Line> = (1..4).map(|customer| line(customer, salt, 20_000, 1)).collect();
    for customer in [0, 5] {
        lines.extend([line(customer, tea, 20_000, 1), line(customer, lamp, 20_003, 2)]);
    }
    let model = fitted(lines);
    let theirs = Baskets::new((0..6).map(|person| line(person, tea, 20_004, 1)).collect(), 6, 12).unwrap();
    for list in model.recommend_for(&theirs, &BasketQuestion::default(), |_| true).unwrap() {
        let lamp = list.items.iter().find(|shown| shown.item == lamp).unwrap();
        assert_eq!(lamp.reasons, [Reason::SimilarCustomers { customers: 2 }]);
    }
}

/// Tea and cups lie together in two baskets, tea in three, cups in two: 2 / (sqrt(6) + 3). Salt lies with neither.
#[test]
fn what_lies_together_is_alike_by_its_cosine() {
    let (tea, cup, pot, salt) = (0, 2, 1, 3);
    let lines = vec![
        line(0, tea, 20_000, 1),
        line(0, cup, 20_000, 1),
        line(0, tea, 20_007, 2),
        line(0, pot, 20_007, 2),
        line(1, tea, 20_000, 1),
        line(1, cup, 20_000, 1),
        line(2, salt, 20_000, 1),
    ];
    let model = fitted(lines);
    let found = model.similar_items(tea, 9);
    assert_eq!(found.iter().map(|(item, _)| *item).collect::<Vec<_>>(), [cup, pot]);
    assert!((found[0].1 - 2.0 / (6.0_f32.sqrt() + 3.0)).abs() < 1e-6);
    assert_eq!(model.similar_items(tea, 1).len(), 1);
    assert!(model.similar_items(salt, 9).is_empty() && model.similar_items(99, 9).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_lines_and_lines_told_twice_do_not_matter(all in lines(), turn in 0_usize..100) {
        let mut turned = all.clone();
        turned.rotate_left(turn % all.len().max(1));
        turned.extend(all.iter().take(7).copied());
        prop_assert_eq!(fitted(all), fitted(turned));
    }

    #[test]
    fn so_many_come_back_as_are_allowed(all in lines(), n in 0_usize..14, modulus in 1_u32..5, share in proptest::option::of(0.0..=1.0)) {
        let model = fitted(all);
        let question = BasketQuestion { n, repeat_share: share, now: None };
        for customer in [Some(0), Some(3), Some(99), None] {
            let allow = |item: u32| if item.is_multiple_of(modulus) { Allow::Yes } else { Allow::No("out_of_stock") };
            let shown = model.recommend(customer, &question, allow).unwrap();
            let open = (0..12_u32).filter(|item| item.is_multiple_of(modulus)).count();
            prop_assert_eq!(shown.items.len(), n.min(open));
            prop_assert!(shown.items.iter().all(|shown| shown.item.is_multiple_of(modulus)));
            prop_assert!(shown.items.is_sorted_by(|a, b| a.score >= b.score));
            let mut different = items(&shown);
            different.sort_unstable();
            different.dedup();
            prop_assert_eq!(different.len(), shown.items.len());
        }
    }

    #[test]
    fn histories_told_in_parts_are_those_of_the_whole(all in lines(), cut in 0_usize..100) {
        let all: Vec<Line> = all.into_iter().map(|line| Line { basket: None, ..line }).collect();
        let (first, more) = all.split_at(cut.min(all.len()));
        let told = in_parts(first, more);
        let whole = named(&all);
        prop_assert_eq!(told.items(), whole.items());
        prop_assert_eq!(told.customers(), whole.customers());
        prop_assert_eq!(told.model().baskets(), whole.model().baskets());
        prop_assert_eq!(&told.model().crowd, &whole.model().crowd);
        prop_assert_eq!(told.model().last, whole.model().last);
    }

    #[test]
    fn people_the_model_does_not_know_are_answered_each_by_the_own_history(all in lines(), theirs in lines()) {
        let model = fitted(all);
        let question = BasketQuestion { now: Some(Time::new(20_050 * 86_400_000, 0).unwrap()), ..BasketQuestion::default() };
        let ask = |lines: Vec<Line>, people| {
            model.recommend_for(&Baskets::new(lines, people, 12).unwrap(), &question, |_| true).unwrap()
        };
        let together = ask(theirs.clone(), 6);
        prop_assert_eq!(together.len(), 6);
        for (person, list) in (0..6_u32).zip(&together) {
            let own: Vec<Line> =
                theirs.iter().filter(|line| line.customer == person).map(|line| Line { customer: 0, ..*line }).collect();
            if own.is_empty() {
                prop_assert_eq!(list, &model.recommend(None, &question, |_| true).unwrap());
            }
            prop_assert_eq!(&ask(own, 1)[0], list);
        }
    }

    /// Where items are many beside those that lie together, what lies beside is remembered; else all are looked at.
    #[test]
    fn items_that_nobody_buys_change_nothing(all in lines()) {
        let fit = |items| NextBasket::fit(Baskets::new(all.clone(), 6, items).unwrap(), &NextBasketOptions::default());
        let (few, many) = (fit(12).unwrap(), fit(40_000).unwrap());
        let question = BasketQuestion::default();
        prop_assert_eq!(lists(&few, &question), lists(&many, &question));
    }

    #[test]
    fn one_by_one_or_all_at_once_is_the_same(all in lines()) {
        let model = fitted(all);
        let question = BasketQuestion::default();
        let everybody: Vec<_> = (0..8).map(Some).chain([None]).collect();
        let one_by_one: Vec<_> = everybody.iter().map(|&who| model.recommend(who, &question, |_| true).unwrap()).collect();
        prop_assert_eq!(lists(&model, &question), one_by_one);
    }

    #[test]
    fn what_is_written_is_read_back(all in lines()) {
        let model = fitted(all);
        prop_assert_eq!(&NextBasket::from_json(&model.to_json()).unwrap(), &model);
    }

    /// More baskets with old weights are the model of all of them with those weights.
    #[test]
    fn knowing_more_changes_histories_and_no_weight(all in lines(), day in 20_000..20_040_i32) {
        let everything = Baskets::new(all, 6, 12).unwrap();
        let early = NextBasket::fit(everything.until(i64::from(day) * 86_400_000), &NextBasketOptions::default()).unwrap();
        let later = early.with(everything.clone());
        prop_assert_eq!(&later.weights, &early.weights);
        prop_assert_eq!(&later.baskets, &everything);
        prop_assert_eq!(later.with(early.baskets.clone()), early);
    }

    /// The share of repeats is what was asked for, as far as there are such.
    #[test]
    fn a_share_of_repeats_is_kept(all in lines(), n in 1_usize..12, quarters in 0_u8..=4) {
        let model = fitted(all);
        let question = BasketQuestion { n, repeat_share: Some(f64::from(quarters) / 4.0), now: None };
        for customer in 0..6 {
            let owned: Vec<u32> = model.baskets().of(customer).flatten().copied().collect();
            if owned.is_empty() {
                continue;
            }
            let shown = model.recommend(Some(customer), &question, |_| true).unwrap();
            let different = (0..12).filter(|item| owned.contains(item)).count();
            let repeats = items(&shown).iter().filter(|item| owned.contains(item)).count();
            let wanted = (n * usize::from(quarters) + 2) / 4;
            prop_assert!(repeats == wanted.min(different) || repeats > wanted && repeats >= n.saturating_sub(12 - different));
        }
    }
}

/// Three customers: 0 bought {1, 2}, {1}, {3} with a week between, 1 bought {1, 4} and 2 bought {5}.
fn few() -> Baskets {
    let lines = vec![
        line(0, 1, 20_000, 0),
        line(0, 2, 20_000, 0),
        line(0, 1, 20_007, 1),
        line(0, 3, 20_014, 2),
        line(1, 1, 20_001, 0),
        line(1, 4, 20_001, 0),
        line(2, 5, 20_002, 0),
    ];
    Baskets::new(lines, 3, 6).unwrap()
}

#[test]
fn neighbours_speak_as_upcf_says_by_pencil() {
    let (baskets, mut walk) = (few(), Walk::default());
    let crowd = Crowd::of(&baskets);
    walk.ask(&crowd, Some(0), baskets.history(0), 300);
    // Counts (2, 1, 1) and (1, 1): dot 2, squares 6 and 2; weight (2 / (6^.75 2^.25))^2; item 4 lies in all of theirs.
    let weight = (2.0 / (6_f32.powf(0.75) * 2_f32.powf(0.25))).powi(2);
    assert!((walk.weight - weight).abs() < 1e-6);
    assert!((walk.spoken(4).score - weight).abs() < 1e-6);
    assert_eq!((walk.spoken(4).customers, walk.spoken(5).customers), (1, 0));
}

#[test]
fn what_is_seen_of_an_own_item_is_right_by_pencil() {
    let (baskets, mut walk) = (few(), Walk::default());
    let crowd = Crowd::of(&baskets);
    let history = baskets.history(0);
    walk.ask(&crowd, Some(0), history, 300);
    let mut all = Vec::new();
    features::own(history, &crowd, &walk, &mut Fading::default(), &mut all);
    let (item, seen) = all[0];
    assert_eq!((item, all.len()), (1, 3));
    let near = |place: usize, value: f32| {
        assert!((seen[place] - value).abs() < 1e-5, "{place}: {} {value}", seen[place]);
    };
    // 3 baskets; item 1 lies in 3 of all 5, of 2 buyers; of two chances it came again once.
    near(1, 4_f32.ln());
    near(3, (2.0_f32 / 22.0).ln());
    near(4, (4.0_f32 / 6.0).ln());
    near(11, (4.0_f32 / 3.0).ln());
    // Bought two and one baskets ago: 0.5^2 + 0.5, 14 and 7 days before the last basket.
    near(NEW, 0.75_f32.ln_1p());
    near(NEW + 6, (0.5 + 0.5_f32.sqrt()).ln_1p());
    // Two times in three baskets, last two baskets ago, one basket between.
    near(NEW + 9, 2_f32.ln_1p());
    near(NEW + 10, 2.0 / 3.0);
    near(NEW + 12, 2_f32.ln());
    near(NEW + 13, 1_f32.ln_1p());
    // 14 days until the next basket is due, 7 between.
    near(NEW + 15, 14_f32.ln_1p());
    near(NEW + 16, (14.5_f32 / 7.5).ln());
}

#[test]
fn reasons_tell_the_rhythm_up_to_the_day() {
    let model = NextBasket::fit(few(), &NextBasketOptions::default()).unwrap();
    let now = Time::new(20_020 * 86_400_000, 0).unwrap();
    let question = BasketQuestion { now: Some(now), ..Default::default() };
    let shown = model.recommend(Some(0), &question, |_| true).unwrap();
    let reason = |item| {
        shown.items.iter().find(|shown| shown.item == item).map(|shown| shown.reasons.clone()).unwrap()
    };
    assert_eq!(reason(1), [Reason::BuysEvery { days: 7, last_days_ago: 13, times: 2 }]);
    assert_eq!(reason(3), [Reason::BoughtOnce { last_days_ago: 6 }]);
    assert_eq!(reason(5), [Reason::PopularAt { store: None, channel: None, customers: 1 }]);
    assert_eq!(reason(0), [Reason::NotSoldYet]);
}

#[test]
fn what_comes_after_now_is_not_known_yet() {
    let model = NextBasket::fit(few(), &NextBasketOptions::default()).unwrap();
    let now = |day: i64| BasketQuestion {
        now: Some(Time::new(day * 86_400_000, 0).unwrap()),
        ..Default::default()
    };
    let early = model.recommend(Some(0), &now(20_008), |_| true).unwrap();
    let of_three = early.items.iter().find(|shown| shown.item == 3).unwrap();
    assert!(!matches!(of_three.reasons[0], Reason::BoughtOnce { .. }));
    // Before the first basket everybody is a stranger.
    let before = model.recommend(Some(0), &now(19_000), |_| true).unwrap();
    assert_eq!(before, model.recommend(None, &BasketQuestion::default(), |_| true).unwrap());
}

#[test]
fn what_is_no_question_or_option_is_refused() {
    let model = NextBasket::fit(Baskets::default(), &NextBasketOptions::default()).unwrap();
    for share in [-0.1, 1.1, f64::NAN] {
        let question = BasketQuestion { repeat_share: Some(share), ..Default::default() };
        assert_eq!(model.recommend(None, &question, |_| true).unwrap_err().code(), "option");
    }
    assert!(model.recommend(Some(3), &BasketQuestion::default(), |_| true).unwrap().items.is_empty());
    let usual = NextBasketOptions::default();
    for wrong in [
        NextBasketOptions { neighbours: 0, ..usual.clone() },
        NextBasketOptions { new_items: 0, ..usual.clone() },
        NextBasketOptions { ridge: f64::NAN, ..usual },
    ] {
        assert_eq!(NextBasket::fit(Baskets::default(), &wrong).unwrap_err().code(), "option");
    }
    assert_eq!(Baskets::new(vec![line(7, 0, 0, 0)], 7, 1).unwrap_err().code(), "column");
    assert_eq!(Baskets::new(vec![line(0, 1, 0, 0)], 7, 1).unwrap_err().code(), "column");
}

#[test]
fn a_file_that_is_none_is_refused() {
    let json = NextBasket::fit(few(), &NextBasketOptions::default()).unwrap().to_json();
    let refused = |json: &str| assert_eq!(NextBasket::from_json(json).unwrap_err().code(), "model");
    refused(&json[..json.len() - 3]);
    refused(&json.replace("next_basket", "item_knn"));
    refused(&json.replace("\"version\":1", "\"version\":2"));
    refused(&json.replace("\"items\":6", "\"items\":5"));
    refused(&json.replace("[1,2]", "[2,1]"));
    refused(&json.replace("\"own\":[", "\"own\":[0.0,"));
}
