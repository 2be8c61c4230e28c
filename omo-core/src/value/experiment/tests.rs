//! Numbers of other programs, and what experiments must withstand.

use super::*;
use proptest::prelude::*;

fn near(found: f64, known: f64, share: f64) {
    assert!((found / known - 1.0).abs() < share, "{found} is not {known}");
}

fn named(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn ones(count: usize, of: usize) -> impl Iterator<Item = f64> {
    (0..of).map(move |at| f64::from(u8::from(at < count)))
}

/// Counts of visits in the e-mail experiment of Hillstrom (2008): 3,238 of 21,387 and 2,262 of 21,306; z and interval by
/// statsmodels' formulas, lift and always-valid interval by gbstats 0.8 (tuning 5,000).
#[test]
fn shares_of_two_arms() {
    let visit: Vec<f64> = ones(3_238, 21_387).chain(ones(2_262, 21_306)).collect();
    let arm: Vec<u32> = (0..42_693).map(|row| u32::from(row >= 21_387)).collect();
    let metric = Metric { name: "visit", values: &visit };
    let options = ExperimentOptions::default();
    let found = experiment("", &named(&["mail", "none"]), 1, &arm, &[metric], None, &options).unwrap();
    let mail = &found.comparisons[0];
    near(mail.difference, 0.045233106587052985, 1e-13);
    near(mail.statistic, 13.949180655258505, 1e-12);
    near(mail.p_value, 3.1824031593349214e-44, 1e-10);
    near(mail.lower, 0.03889382581264261, 1e-12);
    near(mail.upper, 0.05157238736146336, 1e-12);
    near(mail.always_lower, 0.0348161, 1e-5);
    near(mail.always_upper, 0.0556501, 1e-5);
    near(mail.lift.unwrap(), 0.426055, 1e-5);
    near(mail.lift_lower.unwrap(), 0.3544, 1e-3);
    near(mail.lift_upper.unwrap(), 0.4977, 1e-3);
    assert_eq!((mail.test, mail.freedom), (Test::Z, None));
    // Another 81 customers on one side are no more than chance, 1,000 are.
    assert!(!found.mismatch.warning && found.mismatch.p_value > 0.5);
    let shares = ExperimentOptions { shares: vec![0.55, 0.45], ..options };
    assert!(experiment("", &named(&["a", "b"]), 1, &arm, &[metric], None, &shares).unwrap().mismatch.warning);
}

/// Two small samples, by R's `t.test(x, y)`: sleep, drug 1 and 2 (Student 1908).
#[test]
fn means_of_two_arms() {
    let extra = [
        0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0, 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6,
        3.4,
    ];
    let arm: Vec<u32> = (0..20).map(|row| row / 10).collect();
    let metric = Metric { name: "extra", values: &extra };
    let arms = named(&["one", "two"]);
    let found = experiment("", &arms, 1, &arm, &[metric], None, &ExperimentOptions::default()).unwrap();
    let one = &found.comparisons[0];
    near(one.statistic, -1.860813467486853, 1e-12);
    near(one.freedom.unwrap(), 17.776473516178, 1e-12);
    near(one.p_value, 0.0793941401873582, 1e-11);
    near(one.lower, -3.3654832307117, 1e-10);
    near(one.upper, 0.205483230711, 1e-9);
    assert!(one.always_lower < one.lower && one.always_upper > one.upper);
}

/// With a covariate that explains all but a step, the step is certain.
#[test]
fn a_covariate_takes_noise_off() {
    let arm: Vec<u32> = (0..40).map(|row| row % 2).collect();
    let before: Vec<f64> = (0..40).map(|row| f64::from(row * 7 % 23)).collect();
    let spend: Vec<f64> =
        before.iter().zip(&arm).map(|(before, arm)| 3.0 * before + 0.5 * f64::from(*arm)).collect();
    let metric = Metric { name: "spend", values: &spend };
    let options = ExperimentOptions::default();
    let found = experiment("", &named(&["a", "b"]), 0, &arm, &[metric], Some(&before), &options).unwrap();
    let adjusted = found.comparisons[0].adjusted.unwrap();
    assert!((adjusted.theta - 3.0).abs() < 0.01 && (adjusted.difference - 0.5).abs() < 0.01, "{adjusted:?}");
    assert!(
        adjusted.variance_reduction > 0.99 && adjusted.p_value < 1e-6 && found.comparisons[0].p_value > 0.5
    );
    // A covariate that is the same for all explains nothing.
    let same = vec![1.0; 40];
    let found = experiment("", &named(&["a", "b"]), 0, &arm, &[metric], Some(&same), &options).unwrap();
    let (plain, adjusted) = (&found.comparisons[0], found.comparisons[0].adjusted.unwrap());
    assert_eq!(
        (adjusted.theta, adjusted.difference, adjusted.p_value),
        (0.0, plain.difference, plain.p_value)
    );
}

/// R 4.3: `power.prop.test(p1 = .5, p2 = .75, power = .9)` gives 76.7, `power.t.test(delta = 1, sd = 1, power = .9)` 22.02.
#[test]
fn sizes_of_experiments() {
    assert_eq!(sample_size(0.5, 0.25, None, 0.05, 0.9).unwrap(), 77.0);
    assert_eq!(sample_size(0.75, -0.25, None, 0.05, 0.9).unwrap(), 77.0);
    assert_eq!(sample_size(10.0, 1.0, Some(1.0), 0.05, 0.9).unwrap(), 22.0);
    near(power(22.0, 10.0, 1.0, Some(1.0), 0.05).unwrap(), 0.9, 2e-3);
    for wrong in [
        sample_size(0.5, 0.0, None, 0.05, 0.8),
        sample_size(0.9, 0.2, None, 0.05, 0.8),
        sample_size(5.0, 0.2, None, 0.05, 0.8),
    ] {
        assert_eq!(wrong.unwrap_err().code(), "option");
    }
    assert!(
        power(f64::NAN, 0.1, 0.1, None, 0.05).is_err()
            && sample_size(0.1, f64::NAN, None, 0.05, 0.8).is_err()
    );
    assert!(
        sample_size(0.1, 0.1, Some(-1.0), 0.05, 0.8).is_err()
            && sample_size(0.1, 0.1, None, 1.0, 0.8).is_err()
    );
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let options = ExperimentOptions::default();
    let ask = |arms: &[&str], control, arm: &[u32], values: &[f64], options: &ExperimentOptions| {
        experiment("", &named(arms), control, arm, &[Metric { name: "spend", values }], None, options)
    };
    let code = |found: Result<Experiment, Error>| found.unwrap_err().code();
    let (arm, spend) = ([0, 1, 0, 1], [1.0, 2.0, 3.0, 4.0]);
    assert!(ask(&["a", "b"], 0, &arm, &spend, &options).is_ok());
    assert_eq!(code(ask(&["a"], 0, &[0; 4], &spend, &options)), "column");
    assert_eq!(code(ask(&["a", "b"], 2, &arm, &spend, &options)), "unknown");
    assert_eq!(code(ask(&["a", "b"], 0, &[0, 1, 0, 7], &spend, &options)), "unknown");
    assert_eq!(code(ask(&["a", "b"], 0, &arm, &spend[..3], &options)), "length");
    assert_eq!(code(ask(&["a", "b"], 0, &[0, 0, 0, 1], &spend, &options)), "column");
    assert_eq!(code(ask(&["a", "b"], 0, &[], &[], &options)), "column");
    let wrong = ask(&["a", "b"], 0, &arm, &[1.0, f64::NAN, 2.0, 3.0], &options).unwrap_err();
    assert_eq!(wrong.to_string(), "column `spend` must be finite numbers; row 1 is not");
    for wrong in [
        ExperimentOptions { alpha: 0.0, ..options.clone() },
        ExperimentOptions { tuning: f64::NAN, ..options.clone() },
        ExperimentOptions { shares: vec![1.0], ..options.clone() },
        ExperimentOptions { shares: vec![1.0, -1.0], ..options.clone() },
    ] {
        assert_eq!(code(ask(&["a", "b"], 0, &arm, &spend, &wrong)), "option");
    }
    // All alike: no difference, and certain.
    let same = ask(&["a", "b"], 0, &arm, &[5.0; 4], &options).unwrap().comparisons.remove(0);
    assert_eq!((same.difference, same.p_value, same.lower, same.upper), (0.0, 1.0, 0.0, 0.0));
}

proptest! {
    /// Turning arms round turns the difference round, an interval that leaves out 0 is a p-value below alpha, and the
    /// always-valid one is wider.
    #[test]
    fn sides_are_alike(rows in proptest::collection::vec((0_u32..2, -50_i32..50), 8..80)) {
        let arm: Vec<u32> = (0..).zip(&rows).map(|(at, row)| if at < 4 { at % 2 } else { row.0 }).collect();
        let values: Vec<f64> = rows.iter().map(|row| f64::from(row.1)).collect();
        let ask = |control| {
            let metric = Metric { name: "spend", values: &values };
            experiment("", &named(&["a", "b"]), control, &arm, &[metric], None, &ExperimentOptions::default())
                .unwrap().comparisons.remove(0)
        };
        let (one, other) = (ask(0), ask(1));
        prop_assert_eq!(one.difference, -other.difference);
        prop_assert!((one.p_value - other.p_value).abs() < 1e-12);
        prop_assert_eq!(one.lower > 0.0 || one.upper < 0.0, one.p_value < 0.05);
        prop_assert!(one.always_lower <= one.lower && one.always_upper >= one.upper);
        prop_assert!(one.always_p_value >= one.p_value || one.p_value < 1e-12);
    }
}
