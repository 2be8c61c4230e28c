//! What every picture must be, and that data are those given.

use super::*;
use crate::Side;
use crate::value::{self, ExperimentOptions, Metric, Purchase, RfmOptions, Sale};

fn all(language: Language) -> Vec<Value> {
    let tracked = [
        Tracked { day: 10_000, actual: 10.0, expected: 12.0, held_out: false },
        Tracked { day: 10_007, actual: 30.0, expected: 28.0, held_out: false },
        Tracked { day: 10_014, actual: 41.0, expected: 45.0, held_out: true },
    ];
    let calibrated: Vec<Calibrated> = (0..8_u32)
        .map(|frequency| {
            let mean = f64::from(frequency);
            Calibrated {
                frequency,
                customers: 900 / (frequency + 1),
                actual: 0.4 * mean + 0.2,
                expected: 0.5 * mean,
            }
        })
        .collect();
    let bought: Vec<Purchase> = (0..400_u32)
        .flat_map(|customer| {
            let days = 1 + customer * customer % 7;
            (0..days).map(move |at| Purchase {
                customer,
                day: i32::try_from(customer * 13 % 97 + at * 5).unwrap(),
                amount: 500,
            })
        })
        .collect();
    let rfm = value::rfm(&bought, 130, &RfmOptions::default()).unwrap();
    let treated: Vec<bool> = (0..1200).map(|row| row * 7 % 13 < 6).collect();
    let score: Vec<f64> = (0..1200).map(|row| f64::from(row * 31 % 1009)).collect();
    let outcome: Vec<f64> = treated
        .iter()
        .zip(&score)
        .map(|(&treated, score)| {
            f64::from(u8::from((score * 17.0) % 100.0 < 10.0 + if treated { score / 40.0 } else { 0.0 }))
        })
        .collect();
    let arm: Vec<u32> = treated.iter().map(|&treated| u32::from(treated)).collect();
    let spend: Vec<f64> =
        score.iter().zip(&arm).map(|(score, arm)| score % 50.0 + 4.0 * f64::from(*arm)).collect();
    let metrics = [Metric { name: "visit", values: &outcome }, Metric { name: "spend", values: &spend }];
    let arms = ["holdout".to_owned(), "coupon".to_owned()];
    let options = ExperimentOptions::default();
    let found = value::experiment("coupons bring visits", &arms, 0, &arm, &metrics, None, &options).unwrap();
    let sales: Vec<Sale> = (0..300_u32)
        .map(|at| Sale {
            customer: at * 7 % 90,
            side: if at * 7 % 90 % 3 == 0 || at % 5 == 0 { Side::Online } else { Side::Offline },
            helped: at % 4 == 0,
            items: f64::from(1 + at % 3),
            amount: f64::from(1000 + at * 37 % 5000),
        })
        .collect();
    vec![
        tracking(&tracked, language),
        calibration(&calibrated, language),
        rfm_grid(&rfm, 5, language),
        qini_curve(&value::qini(&outcome, &treated, &score).unwrap(), language),
        experiment_intervals(&found, language),
        kpi_tree(&value::kpi_tree(&sales).unwrap(), language),
    ]
}

#[test]
fn every_blank_is_filled_and_nothing_is_loaded() {
    for spec in all(Language::En).into_iter().chain(all(Language::Ja)) {
        let text = spec.to_string();
        assert!(!text.contains("\"@"), "{text}");
        assert_eq!(text.matches("http").count(), 1);
        assert!(!text.contains("null,\"sales\"") && !text.contains("NaN"));
    }
    // To be looked at: `OMO_PICTURES=folder cargo test -p omo-core --lib worth`.
    if let Ok(folder) = std::env::var("OMO_PICTURES") {
        for (language, tag) in [(Language::En, "en"), (Language::Ja, "ja")] {
            for (number, spec) in all(language).into_iter().enumerate() {
                std::fs::write(format!("{folder}/{number}_{tag}.json"), spec.to_string()).unwrap();
            }
        }
    }
}

#[test]
fn the_data_are_those_given() {
    let specs = all(Language::En);
    let values = |spec: &Value, at: &str| spec.pointer(at).unwrap().as_array().unwrap().clone();
    assert_eq!(values(&specs[0], "/layer/0/data/values")[5]["purchases"], 45.0);
    assert_eq!(values(&specs[0], "/layer/1/data/values")[0]["day"], 10_007 * DAY);
    assert_eq!(values(&specs[1], "/data/values")[15]["label"], "7+");
    let cells = values(&specs[2], "/data/values");
    assert_eq!(cells.len(), 25);
    assert_eq!(cells.iter().map(|cell| cell["customers"].as_u64().unwrap()).sum::<u64>(), 400);
    let curve = values(&specs[3], "/layer/0/data/values");
    assert_eq!(
        (&curve[0]["qini"], curve.last().unwrap()["customers"].as_f64()),
        (&Value::from(0.0), Some(1200.0))
    );
    assert!(curve.len() <= POINTS + 1);
    // Every sale once, and from both sides what each had a part in.
    let credit = values(&specs[5], "/vconcat/1/data/values");
    let sum = |view: &str| {
        credit.iter().filter(|row| row["view"] == view).map(|row| row["sales"].as_f64().unwrap()).sum::<f64>()
    };
    assert!(sum("All sales, once") < sum("Seen by stores") + sum("Seen by online"));
}

#[test]
fn nothing_is_a_picture_too() {
    let nothing = value::qini(&[0.0, 0.0], &[true, false], &[1.0, 1.0]).unwrap();
    for spec in [
        tracking(&[], Language::Ja),
        calibration(&[], Language::En),
        rfm_grid(&Rfm::default(), 5, Language::En),
        qini_curve(&nothing, Language::En),
        kpi_tree(&value::kpi_tree(&[]).unwrap(), Language::Ja),
    ] {
        assert!(!spec.to_string().contains("\"@"));
    }
}
