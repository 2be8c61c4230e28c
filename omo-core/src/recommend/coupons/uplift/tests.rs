use proptest::prelude::*;

use super::super::features::Feature;
use super::*;
use crate::vocabulary::Vocabulary;

fn arms() -> [String; 2] {
    ["none".into(), "mail".into()]
}

fn words(rows: &[&str]) -> Feature {
    let mut met = Vocabulary::default();
    let rows: Vec<_> = rows.iter().map(|word| (!word.is_empty()).then(|| met.intern(word))).collect();
    Feature::words(&met, &rows)
}

fn one(feature: Feature, rows: usize) -> Features {
    Features::new(rows, vec![("f".into(), feature)]).unwrap()
}

fn near(found: &[f64], known: &[f64], by: f64) {
    let close = found.iter().zip(known).all(|(found, known)| (found - known).abs() <= by);
    assert!(found.len() == known.len() && close, "{found:?} are not {known:?}");
}

/// By pencil: the control does 1 and 3 at x = -1 and 1, the treated 2 and 8. Differences are 1 and 5 with either learner,
/// whose models fit exactly; with a penalty of 2, weights halve: 1/2 and 3/2 of a mean of 2 and 5, so 2 and 4 for T. Of X the
/// residuals of the treated are 2 - 1.5 and 8 - 2.5, of the control 3.5 - 1 and 6.5 - 3; half of each slope, and both halves count alike.
#[test]
fn both_learners_by_pencil() {
    let features = one(Feature::Numbers(vec![-1.0, 1.0, -1.0, 1.0]), 4);
    let arms = arms();
    let trial = Trial { arms: &arms, control: 0, arm: &[0, 0, 1, 1], outcome: &[1.0, 3.0, 2.0, 8.0] };
    let told = |method, penalty| {
        let options = UpliftOptions { method, penalty, ..Default::default() };
        Uplift::fit(&features, &trial, &options).unwrap().predict(&features).unwrap()
    };
    near(&told(Learner::T, 0.0), &[1.0, 5.0, 1.0, 5.0], 1e-12);
    near(&told(Learner::X, 0.0), &[1.0, 5.0, 1.0, 5.0], 1e-12);
    near(&told(Learner::T, 2.0), &[2.0, 4.0, 2.0, 4.0], 1e-12);
    // Means 3 and 3; slopes (5.5 - 0.5) / 2 / 2 = 1.25 and (3.5 - 2.5) / 2 / 2 = 0.25, of which the mean is 0.75.
    near(&told(Learner::X, 2.0), &[2.25, 3.75, 2.25, 3.75], 1e-12);
}

#[test]
fn outcomes_of_yes_and_no_are_chances() {
    // Of four treated three buy, of four others one.
    let features = Features::new(8, Vec::new()).unwrap();
    let arms = arms();
    let arm = [1, 1, 1, 1, 0, 0, 0, 0];
    let outcome = [1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let trial = Trial { arms: &arms, control: 0, arm: &arm, outcome: &outcome };
    let model = Uplift::fit(&features, &trial, &UpliftOptions::default()).unwrap();
    near(&model.predict(&features).unwrap(), &[0.5; 8], 1e-12);
    let coefficients = model.coefficients();
    assert_eq!((coefficients.len(), coefficients[0].feature.as_deref()), (2, None));
    assert!((coefficients[1].weight - math::ln(3.0)).abs() < 1e-12);
}

#[test]
fn several_treatments_each_have_their_uplift() {
    let features = Features::new(6, Vec::new()).unwrap();
    let arms = ["a".to_owned(), "b".to_owned(), "none".to_owned()];
    let outcome = [10.0, 12.0, 3.0, 5.0, 2.0, 2.5];
    let trial = Trial { arms: &arms, control: 2, arm: &[0, 0, 1, 1, 2, 2], outcome: &outcome };
    let model = Uplift::fit(&features, &trial, &UpliftOptions::default()).unwrap();
    assert_eq!(model.treatments().collect::<Vec<_>>(), ["a", "b"]);
    near(&model.predict(&features).unwrap()[..2], &[8.75, 1.75], 1e-12);
}

#[test]
fn words_have_weights_and_rare_ones_share_one() {
    let features = one(words(&["web", "web", "shop", "shop", "fax", "", "tv", "tv"]), 8);
    let arms = arms();
    let trial = Trial {
        arms: &arms,
        control: 0,
        arm: &[0, 1, 0, 1, 0, 1, 0, 1],
        outcome: &[1.0, 9.0, 1.0, 2.0, 1.0, 1.5, 1.0, 1.5],
    };
    let options = UpliftOptions { words: 2, ..Default::default() };
    let model = Uplift::fit(&features, &trial, &options).unwrap();
    let labels: Vec<_> = model.coefficients().iter().take(5).filter_map(|c| c.feature.clone()).collect();
    // The most frequent; of tv and web, as frequent as shop, the first in order.
    assert_eq!(labels, ["f = shop", "f = tv", "f = others", "f is missing"]);
    // A word never seen is as the others, and a table of other words finds its own.
    let told = model.predict(&one(words(&["radio", "web", "fax", "shop"]), 4)).unwrap();
    assert_eq!((told[0], told[1]), (told[1], told[2]));
    assert_ne!(told[3], told[2]);
    let code = |feature: Feature| model.predict(&one(feature, 1)).unwrap_err().code();
    assert_eq!(code(Feature::Numbers(vec![1.0])), "column");
    assert_eq!(model.predict(&Features::new(1, Vec::new()).unwrap()).unwrap_err().code(), "column");
    // Nothing but missing cells has no type.
    assert!(model.predict(&one(Feature::Numbers(vec![f64::NAN]), 1)).is_ok());
}

#[test]
fn what_is_no_trial_is_refused() {
    let features = one(Feature::Numbers(vec![1.0, 2.0]), 2);
    let arms = arms();
    let code = |arm: &[u32], outcome: &[f64], options: UpliftOptions| {
        Uplift::fit(&features, &Trial { arms: &arms, control: 0, arm, outcome }, &options).unwrap_err().code()
    };
    let plain = UpliftOptions::default;
    assert_eq!(code(&[0], &[1.0, 2.0], plain()), "length");
    assert_eq!(code(&[0, 1], &[1.0], plain()), "length");
    assert_eq!(code(&[0, 0], &[1.0, 2.0], plain()), "column");
    assert_eq!(code(&[0, 7], &[1.0, 2.0], plain()), "column");
    assert_eq!(code(&[0, 1], &[1.0, f64::NAN], plain()), "column");
    assert_eq!(
        code(&[0, 1], &[1.0, 2.0], UpliftOptions { outcome: Some(Outcome::Chance), ..plain() }),
        "column"
    );
    assert_eq!(code(&[0, 1], &[1.0, 2.0], UpliftOptions { penalty: -1.0, ..plain() }), "option");
    assert_eq!(code(&[0, 1], &[1.0, 2.0], UpliftOptions { penalty: f64::NAN, ..plain() }), "option");
    let trial = Trial { arms: &arms, control: 0, arm: &[0, 1], outcome: &[1.0, 2.0] };
    assert_eq!(cross_fit(&features, &trial, &plain(), 1, 0).unwrap_err().code(), "option");
    assert_eq!(cross_fit(&features, &trial, &plain(), 2, 0).unwrap_err().code(), "column");
    let infinite = vec![("f".into(), Feature::Numbers(vec![f64::INFINITY]))];
    assert_eq!(Features::new(1, infinite).unwrap_err().code(), "column");
    let twice = || ("f".to_owned(), Feature::Numbers(vec![1.0]));
    assert_eq!(Features::new(1, vec![twice(), twice()]).unwrap_err().code(), "column");
    assert_eq!(Features::new(2, vec![twice()]).unwrap_err().code(), "length");
}

type Row = (u32, f64, Option<u8>, u8);

fn trial_of(rows: &[Row]) -> (Features, Vec<u32>, Vec<f64>) {
    let numbers = rows.iter().map(|row| row.2.map_or(f64::NAN, f64::from)).collect();
    let texts: Vec<&str> = rows.iter().map(|row| ["", "a", "b", "c"][usize::from(row.3)]).collect();
    let columns = vec![("n".into(), Feature::Numbers(numbers)), ("w".into(), words(&texts))];
    let mut arm: Vec<u32> = rows.iter().map(|row| row.0).collect();
    let last = arm.len() - 4;
    arm[last..].copy_from_slice(&[0, 1, 0, 1]);
    (Features::new(rows.len(), columns).unwrap(), arm, rows.iter().map(|row| row.1).collect())
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let chances = (0..2_u32, (0..2_u8).prop_map(f64::from), proptest::option::of(0..5_u8), 0..4_u8);
    let amounts = (0..2_u32, -5.0..50.0_f64, proptest::option::of(0..5_u8), 0..4_u8);
    prop_oneof![proptest::collection::vec(chances, 4..40), proptest::collection::vec(amounts, 4..40)]
}

proptest! {
    #[test]
    fn the_order_of_customers_does_not_matter(rows in rows(), x: bool, by in 0_usize..40) {
        let (features, arm, outcome) = trial_of(&rows);
        let count = rows.len();
        let turned: Vec<usize> = (0..count).map(|at| (at + by) % count).rev().collect();
        let numbers = |all: &[f64]| turned.iter().map(|&at| all[at]).collect::<Vec<_>>();
        let new: Vec<Row> = turned.iter().map(|&at| (arm[at], outcome[at], rows[at].2, rows[at].3)).collect();
        let (moved, _, _) = trial_of(&new);
        let new_arm: Vec<u32> = turned.iter().map(|&at| arm[at]).collect();
        let arms = arms();
        let options = UpliftOptions { method: if x { Learner::X } else { Learner::T }, ..Default::default() };
        let trial = Trial { arms: &arms, control: 0, arm: &arm, outcome: &outcome };
        let new_outcome = numbers(&outcome);
        let again = Trial { arms: &arms, control: 0, arm: &new_arm, outcome: &new_outcome };
        let (a, b) = (Uplift::fit(&features, &trial, &options).unwrap(), Uplift::fit(&moved, &again, &options).unwrap());
        prop_assert_eq!(&a, &b);
        let told = a.predict(&features).unwrap();
        prop_assert!(told.iter().all(|uplift| uplift.is_finite()));
        prop_assert_eq!(numbers(&told), b.predict(&moved).unwrap());
        // What is written is what is read.
        let read = Uplift::from_json(&a.to_json()).unwrap();
        prop_assert_eq!(read.predict(&features).unwrap(), told);
    }

    #[test]
    fn nobody_is_judged_by_a_model_that_saw_them(outcomes in proptest::collection::vec(-5.0..50.0_f64, 8..40), seed: u64) {
        // Without features a model is two means, so the outcome of one customer shows wherever it was seen.
        let count = outcomes.len();
        let features = one(Feature::Numbers((0..).map(f64::from).take(count).collect()), count);
        let arm: Vec<u32> = (0..).map(|at: u32| at % 2).take(count).collect();
        let arms = arms();
        let options = UpliftOptions { penalty: 1e12, outcome: Some(Outcome::Amount), ..Default::default() };
        let told = |outcome: &[f64]| {
            cross_fit(&features, &Trial { arms: &arms, control: 0, arm: &arm, outcome }, &options, 2, seed).unwrap()
        };
        // As low as none is, so that the order by outcomes stays.
        let lowest = |of: u32| (0..count).filter(|&at| arm[at] == of).min_by(|&a, &b| outcomes[a].total_cmp(&outcomes[b])).unwrap();
        let mut other = outcomes.clone();
        other[lowest(0)] -= 1000.0;
        let (before, after) = (told(&outcomes), told(&other));
        prop_assert!((before[lowest(0)] - after[lowest(0)]).abs() < 1e-6);
        prop_assert!(before.iter().zip(&after).any(|(a, b)| (a - b).abs() > 1.0));
    }
}

#[test]
fn a_file_of_something_else_is_refused() {
    let features = one(Feature::Numbers(vec![1.0, 2.0]), 2);
    let arms = arms();
    let trial = Trial { arms: &arms, control: 0, arm: &[0, 1], outcome: &[1.0, 2.0] };
    let json = Uplift::fit(&features, &trial, &UpliftOptions::default()).unwrap().to_json();
    for wrong in [
        &json[..json.len() - 2],
        "",
        &json.replace("uplift", "other"),
        &json.replace("\"version\":1", "\"version\":2"),
    ] {
        assert_eq!(Uplift::from_json(wrong).unwrap_err().code(), "model");
    }
    assert_eq!(
        Uplift::from_json(&json.replace("\"weights\":[", "\"weights\":[1.0,")).unwrap_err().code(),
        "model"
    );
}
