use proptest::prelude::*;

use super::*;

fn names(count: usize) -> Vec<String> {
    (0..count).map(|arm| format!("arm {arm}")).collect()
}

type Seen = Vec<(u32, [f64; 2], f64)>;

/// Whole numbers, whose sums are exact in any order.
fn seen() -> impl Strategy<Value = Seen> {
    let row = (0..3_u32, (-4..5_i32, -4..5_i32), -9..10_i32);
    let row = row.prop_map(|(arm, (x, y), reward)| (arm, [f64::from(x), f64::from(y)], f64::from(reward)));
    proptest::collection::vec(row, 0..40)
}

fn told(seen: &Seen) -> LinUcb {
    let mut bandit = LinUcb::new(names(3), 2, &LinUcbOptions::default()).unwrap();
    for (arm, context, reward) in seen {
        bandit.observe(*arm, context, *reward).unwrap();
    }
    bandit
}

proptest! {
    #[test]
    fn the_order_of_observations_does_not_matter(seen in seen(), by in 0_usize..40) {
        let mut turned = seen.clone();
        turned.rotate_left(by % seen.len().max(1));
        let (a, b) = (told(&seen), told(&turned));
        for (a, b) in a.beliefs().iter().zip(b.beliefs()) {
            prop_assert_eq!(a.sums(), b.sums());
            let ((a, a_var), (b, b_var)) = (a.expect(&[1.0, -2.0]), b.expect(&[1.0, -2.0]));
            prop_assert!((a - b).abs() < 1e-9 && (a_var - b_var).abs() < 1e-9);
        }
    }

    #[test]
    fn a_choice_is_allowed_and_its_propensity_is_a_chance(
        seen in seen(), allowed in proptest::collection::vec(0..5_u32, 0..6), seed: u64, x in -3.0..3.0_f64,
    ) {
        let ucb = told(&seen);
        let mut thompson = Thompson::new(names(3), 2, &ThompsonOptions::default()).unwrap();
        for (arm, context, reward) in &seen {
            thompson.observe(*arm, context, *reward).unwrap();
        }
        for bandit in [&ucb as &dyn Bandit, &thompson] {
            let chosen = bandit.choose(&[x, 1.0], &allowed, seed).unwrap();
            prop_assert_eq!(chosen, bandit.choose(&[x, 1.0], &allowed, seed).unwrap());
            prop_assert_eq!(chosen.is_some(), allowed.iter().any(|&arm| arm < 3));
            if let Some(chosen) = chosen {
                prop_assert!(allowed.contains(&chosen.arm) && chosen.propensity > 0.0 && chosen.propensity <= 1.0 + 1e-9);
            }
        }
        // What is read chooses as what was written.
        let again = LinUcb::from_json(&ucb.to_json()).unwrap();
        prop_assert_eq!(again, ucb);
        let again = Thompson::from_json(&thompson.to_json()).unwrap();
        prop_assert_eq!(again, thompson);
    }

    /// Numpy's way: the inverse from scratch, after enough observations to have made it anew.
    #[test]
    fn the_inverse_that_is_kept_up_is_the_inverse(seed: u64) {
        let mut random = crate::random::Random::new(seed);
        let mut belief = beliefs::Belief::new(3, 0.5);
        for _ in 0..300 {
            let context = [random.unit() - 0.5, random.unit() - 0.5, 1.0];
            belief.observe(&context, random.unit());
        }
        let (gram, told) = belief.sums();
        let factor = crate::recommend::symmetric::Factor::of(gram, 3).unwrap();
        let context = [0.3, -0.2, 1.0];
        let weights = factor.solve(told);
        let mean: f64 = weights.iter().zip(context).map(|(w, x)| w * x).sum();
        let variance: f64 = factor.solve(&context).iter().zip(context).map(|(u, x)| u * x).sum();
        let (found, spread) = belief.expect(&context);
        prop_assert!((found - mean).abs() < 1e-10 && (spread - variance).abs() < 1e-10);
    }

    #[test]
    fn the_order_of_the_log_does_not_matter(
        rows in proptest::collection::vec((-5.0..5.0_f64, 0.05..1.0_f64, 0.01..1.0_f64, -1.0..1.0_f64), 2..30), by in 0_usize..30,
    ) {
        let found = |rows: &[(f64, f64, f64, f64)]| {
            let column = |of: fn(&(f64, f64, f64, f64)) -> f64| rows.iter().map(of).collect::<Vec<_>>();
            let (reward, propensity, target, model) = (column(|r| r.0), column(|r| r.1), column(|r| r.2), column(|r| r.3));
            let logged = Logged { reward: &reward, propensity: &propensity, target: &target, expected: Some((&model, &model)) };
            off_policy(&logged, &OffPolicyOptions { clip: Some(5.0), ..Default::default() }).unwrap()
        };
        let mut turned = rows.clone();
        turned.rotate_left(by % rows.len());
        prop_assert_eq!(found(&rows), found(&turned));
        prop_assert!(found(&rows).effective_sample_size <= 30.0 + 1e-9);
    }

    #[test]
    fn a_policy_that_is_the_logged_one_brings_what_was_logged(
        rows in proptest::collection::vec((-5.0..5.0_f64, 0.05..1.0_f64), 2..30),
    ) {
        let (reward, chance): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
        let logged = Logged { reward: &reward, propensity: &chance, target: &chance, expected: None };
        let found = off_policy(&logged, &OffPolicyOptions::default()).unwrap();
        prop_assert_eq!(found.ips, found.logged);
        prop_assert!((found.snips.value - found.logged.value).abs() < 1e-12);
    }
}

/// By pencil: weights 2, 0, 4, 1 and rewards 1, 3, 2, -1.
#[test]
fn estimates_by_pencil() {
    let logged = Logged {
        reward: &[1.0, 3.0, 2.0, -1.0],
        propensity: &[0.5, 0.25, 0.25, 0.5],
        target: &[1.0, 0.0, 1.0, 0.5],
        expected: Some((&[1.0, 2.0, 1.0, 0.0], &[1.0, 1.0, 1.0, 0.5])),
    };
    let found = off_policy(&logged, &OffPolicyOptions::default()).unwrap();
    // (2 + 0 + 8 - 1) / 4; squares of differences 0.0625 + 5.0625 + 33.0625 + 10.5625 = 48.75 over 3 and 4.
    assert_eq!(found.ips.value, 2.25);
    assert!((found.ips.standard_error - (48.75_f64 / 12.0).sqrt()).abs() < 1e-12);
    // 9 / 7; (2 (1 - 9/7))² + (4 (2 - 9/7))² + (-1 - 9/7)² = (16 + 400 + 256) / 49, its root over 7.
    assert!((found.snips.value - 9.0 / 7.0).abs() < 1e-12);
    assert!((found.snips.standard_error - (672.0_f64 / 49.0).sqrt() / 7.0).abs() < 1e-12);
    // 1 + 2 * 0, 1 + 0, 1 + 4 * 1, 0.5 + 1 * -1.
    assert_eq!(found.doubly_robust.unwrap().value, 6.5 / 4.0);
    assert_eq!(found.direct.unwrap().value, 3.5 / 4.0);
    assert_eq!((found.effective_sample_size, found.largest_weight), (49.0 / 21.0, 4.0));
    assert!(
        (found.ips.high - found.ips.value - 1.959_963_984_540_054 * found.ips.standard_error).abs() < 1e-9
    );
    let cut = off_policy(&logged, &OffPolicyOptions { clip: Some(2.0), ..Default::default() }).unwrap();
    assert_eq!((cut.ips.value, cut.clipped, cut.largest_weight), (5.0 / 4.0, 1, 4.0));
}

#[test]
fn a_model_of_rewards_sees_no_row_it_answers_for() {
    // Rewards of the one arm are its number of the context times 3.
    let contexts: Vec<f64> = (0..20).map(f64::from).collect();
    let reward: Vec<f64> = contexts.iter().map(|x| 3.0 * x).collect();
    let model = RewardModel {
        contexts: &contexts,
        dimensions: 1,
        arms: 2,
        arm: &[0; 20],
        reward: &reward,
        policy: &[0.5; 40],
    };
    let (by_arm, by_policy) = model.expected(1e-9, 4, 1).unwrap();
    assert!(by_arm.iter().zip(&reward).all(|(found, reward)| (found - reward).abs() < 1e-6));
    // Nobody ever chose the second arm: what all bring stands for it, without the rows' own fold.
    assert!(by_policy.iter().zip(&reward).all(|(found, reward)| (found - reward / 2.0 - 14.25).abs() < 4.0));
    let code = |model: RewardModel<'_>, folds| model.expected(1.0, folds, 1).unwrap_err().code();
    assert_eq!(code(model, 1), "option");
    assert_eq!(code(RewardModel { arm: &[2; 20], ..model }, 2), "column");
    assert_eq!(code(RewardModel { policy: &[0.6; 40], ..model }, 2), "column");
    assert_eq!(code(RewardModel { policy: &[0.5; 39], ..model }, 2), "length");
    assert_eq!(code(RewardModel { contexts: &[f64::NAN; 20], ..model }, 2), "column");
}

#[test]
fn what_cannot_have_been_logged_is_refused() {
    let good = Logged { reward: &[1.0, 2.0], propensity: &[0.5, 0.5], target: &[1.0, 0.0], expected: None };
    let code = |logged: Logged<'_>| off_policy(&logged, &OffPolicyOptions::default()).unwrap_err().code();
    for propensity in [0.0, f64::NAN, -0.5, 1.5, 1e-320] {
        assert_eq!(code(Logged { propensity: &[propensity, 0.5], ..good }), "column");
    }
    assert_eq!(code(Logged { target: &[f64::NAN, 0.5], ..good }), "column");
    assert_eq!(code(Logged { target: &[0.0, 0.0], ..good }), "column");
    assert_eq!(code(Logged { reward: &[f64::INFINITY, 0.5], ..good }), "column");
    assert_eq!(code(Logged { target: &[1.0], ..good }), "length");
    assert_eq!(code(Logged { expected: Some((&[1.0], &[1.0, 2.0])), ..good }), "length");
    assert_eq!(code(Logged { reward: &[], propensity: &[], target: &[], expected: None }), "column");
    for options in [
        OffPolicyOptions { clip: Some(0.0), ..Default::default() },
        OffPolicyOptions { level: 1.0, ..Default::default() },
        OffPolicyOptions { level: f64::NAN, ..Default::default() },
    ] {
        assert_eq!(off_policy(&good, &options).unwrap_err().code(), "option");
    }
}

#[test]
fn what_cannot_be_learnt_is_refused() {
    let mut ucb = LinUcb::new(names(2), 1, &LinUcbOptions::default()).unwrap();
    assert_eq!(ucb.observe(0, &[f64::NAN], 1.0).unwrap_err().code(), "column");
    assert_eq!(ucb.observe(0, &[1.0], f64::NAN).unwrap_err().code(), "column");
    assert_eq!(ucb.observe(0, &[], 1.0).unwrap_err().code(), "length");
    assert_eq!(ucb.observe(7, &[1.0], 1.0).unwrap_err().code(), "unknown");
    assert_eq!(ucb.choose(&[1.0, 2.0], &[0], 1).unwrap_err().code(), "length");
    let mut beta = Thompson::new(names(2), 0, &ThompsonOptions::default()).unwrap();
    assert_eq!(beta.observe(0, &[], 1.5).unwrap_err().code(), "column");
    let code = |arms: Vec<String>, dimensions, options: LinUcbOptions| {
        LinUcb::new(arms, dimensions, &options).unwrap_err().code()
    };
    assert_eq!(code(Vec::new(), 1, LinUcbOptions::default()), "option");
    assert_eq!(code(vec!["a".into(), "a".into()], 1, LinUcbOptions::default()), "option");
    assert_eq!(code(names(1), 65, LinUcbOptions::default()), "option");
    assert_eq!(code(names(1), 1, LinUcbOptions { exploration: 1.5, ..Default::default() }), "option");
    assert_eq!(code(names(1), 1, LinUcbOptions { penalty: 0.0, ..Default::default() }), "option");
    let low = ThompsonOptions { successes: 0.5, ..Default::default() };
    assert_eq!(Thompson::new(names(1), 0, &low).unwrap_err().code(), "option");
    let json = beta.to_json();
    for wrong in [
        json.replace("thompson", "lin_ucb"),
        json.replace("\"version\":1", "\"version\":9"),
        json[..40].into(),
    ] {
        assert_eq!(Thompson::from_json(&wrong).unwrap_err().code(), "model");
    }
}

/// Rewards of 0.2, 0.5 and 0.8 of a hundred: the best is found, and the log says what choosing it always brings.
#[test]
fn the_best_arm_is_found_and_its_worth_told() {
    let mut bandit = Thompson::new(names(3), 0, &ThompsonOptions::default()).unwrap();
    let (mut reward, mut propensity, mut target) = (Vec::new(), Vec::new(), Vec::new());
    let mut random = crate::random::Random::new(11);
    for seed in 0..3000 {
        let chosen = bandit.choose(&[], &[0, 1, 2], seed).unwrap().unwrap();
        let won = f64::from(u8::from(random.chance([0.2, 0.5, 0.8][chosen.arm as usize])));
        bandit.observe(chosen.arm, &[], won).unwrap();
        reward.push(won);
        propensity.push(chosen.propensity);
        target.push(f64::from(u8::from(chosen.arm == 2)));
    }
    assert!(bandit.arms()[2].count > 2700);
    let logged = Logged { reward: &reward, propensity: &propensity, target: &target, expected: None };
    let found = off_policy(&logged, &OffPolicyOptions::default()).unwrap();
    assert!(found.ips.low < 0.8 && found.ips.high > 0.8, "{found:?}");
}
