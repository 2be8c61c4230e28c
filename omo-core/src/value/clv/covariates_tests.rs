//! Laws of covariates, and what they must withstand. Numbers of another program stand in the tests of Python.

use super::*;
use proptest::prelude::*;

/// Customers of a made-up shop, with what is known of them: a flag by which rows alternate, and a number of many values.
struct Shop {
    frequency: Vec<u32>,
    recency: Vec<f64>,
    age: Vec<f64>,
    customers: Vec<u32>,
    covariates: Vec<Covariate>,
}

fn covariate(name: &str, values: Vec<f64>) -> Covariate {
    Covariate { name: name.into(), values }
}

impl Shop {
    /// Those who buy more often are online more often than not.
    fn read() -> Self {
        let column =
            |at: usize| include_str!("made_up.csv").lines().map(move |line| line.split(',').nth(at).unwrap());
        let numbers = |at| column(at).map(|cell| cell.parse().unwrap()).collect();
        let counts = |at| column(at).map(|cell| cell.parse().unwrap()).collect::<Vec<u32>>();
        let (frequency, customers) = (counts(0), counts(4));
        let online = |(row, &x): (usize, &u32)| {
            f64::from(u8::from((row * 7 + x as usize * 3) % 10 < 3 + x.min(4) as usize))
        };
        let far = |row: u32| f64::from((row * 7_919) % 1_009) / 100.0 + 3.0;
        let covariates = vec![
            covariate("online", frequency.iter().enumerate().map(online).collect()),
            covariate("far", (0..).take(frequency.len()).map(far).collect()),
        ];
        Self { frequency, recency: numbers(1), age: numbers(2), customers, covariates }
    }

    fn histories(&self) -> Histories<'_> {
        let Self { frequency, recency, age, customers, covariates } = self;
        Histories { frequency, recency, age, monetary: &[], customers, covariates }
    }

    fn fit(&self, law: Law, names: &[&str]) -> Result<Buying, crate::Error> {
        Buying::fit_with(law, &self.histories(), &CovariateNames::both(names))
    }
}

fn near(found: f64, known: f64, share: f64) {
    assert!((found - known).abs() <= share * known.abs(), "{found} is not {known}");
}

/// Effects as they are named.
fn told(model: &Buying) -> Vec<String> {
    model.effects.iter().map(Effect::name).collect()
}

/// The likelihood is never lower than without covariates, and names say what is changed.
#[test]
fn covariates_explain_more() {
    let shop = Shop::read();
    for law in Law::ALL {
        let plain = Buying::fit(law, &shop.histories()).unwrap();
        assert_eq!(Buying::fit_with(law, &shop.histories(), &CovariateNames::default()).unwrap(), plain);
        let model = shop.fit(law, &["online"]).unwrap();
        assert!(model.log_likelihood > plain.log_likelihood + 5.0, "{law:?} {model:?} {plain:?}");
        assert_eq!((model.customers, model.covariates()), (2_400.0, vec!["online"]));
        let named: &[&str] = match law {
            Law::ParetoNbd => &["purchase:online", "dropout:online"],
            _ => &["purchase:online", "dropout_a:online", "dropout_b:online"],
        };
        assert_eq!(told(&model), named);
        assert!(
            model.effects.iter().all(|effect| effect.standard_error > 0.0 && effect.standard_error < 2.0)
        );
        assert!(model.effects[0].value > 2.0 * model.effects[0].standard_error, "{model:?}");
        let only = CovariateNames { purchase: vec!["online".into()], dropout: vec![] };
        let only = Buying::fit_with(law, &shop.histories(), &only).unwrap();
        assert_eq!(told(&only), ["purchase:online"]);
        assert!((plain.log_likelihood..=model.log_likelihood).contains(&only.log_likelihood));
        assert_eq!(Buying::from_json(law, &model.to_json()).unwrap(), model);
    }
}

/// A covariate in another unit, or from another zero, is the same covariate; and neither the order of rows nor how customers
/// are counted matters, to the last bit.
#[test]
fn the_unit_of_a_covariate_does_not_matter() {
    let shop = Shop::read();
    let law = Law::BgNbd;
    let model = shop.fit(law, &["far", "online"]).unwrap();
    let of = |model: &Buying, name: &str| {
        let effect = model.effects.iter().find(|effect| effect.name() == name).unwrap().clone();
        (effect.value, effect.standard_error)
    };
    let mut other = Shop::read();
    other.covariates[1].values.iter_mut().for_each(|value| *value = *value * -8.0 + 40.0);
    let again = other.fit(law, &["far", "online"]).unwrap();
    near(again.log_likelihood, model.log_likelihood, 1e-12);
    for name in ["purchase:far", "dropout_a:far", "dropout_b:far"] {
        near(of(&again, name).0, of(&model, name).0 / -8.0, 1e-6);
        near(of(&again, name).1, of(&model, name).1 / 8.0, 1e-4);
    }
    near(of(&again, "purchase:online").0, of(&model, "purchase:online").0, 1e-6);
    // Where the zero moved to, 40: alpha of who had 5 is that of who has 0 now.
    let moved = model.params[1] * crate::math::exp(-5.0 * of(&model, "purchase:far").0);
    near(again.params[1], moved, 1e-6);
    let (found, known) = (other.histories(), shop.histories());
    for (found, known) in
        again.expected(&found, 9.0).unwrap().into_iter().zip(model.expected(&known, 9.0).unwrap())
    {
        near(found, known, 1e-6);
    }

    let rows: Vec<usize> =
        (0..shop.frequency.len()).rev().flat_map(|row| vec![row; shop.customers[row] as usize]).collect();
    let counted = Shop {
        frequency: rows.iter().map(|&row| shop.frequency[row]).collect(),
        recency: rows.iter().map(|&row| shop.recency[row]).collect(),
        age: rows.iter().map(|&row| shop.age[row]).collect(),
        customers: vec![],
        covariates: shop
            .covariates
            .iter()
            .map(|one| covariate(&one.name, rows.iter().map(|&row| one.values[row]).collect()))
            .collect(),
    };
    assert_eq!(counted.fit(law, &["far", "online"]).unwrap(), model);
}

/// Customers with the same covariates are customers of a model of their own: an answer with effects is that of a plain model
/// with each customer's parameters, and without any effect that of the plain model.
#[test]
fn each_customer_has_parameters_of_their_own() {
    let shop = Shop::read();
    let histories = shop.histories();
    let horizon = Horizon { steps: 4, step: 2.0, discount: 0.02 };
    for law in Law::ALL {
        let plain = Buying { params: [0.6, 9.0, 0.7, 8.0], ..Buying::unfitted(law) };
        let effects = |values: [f64; 3]| {
            let effect = |(&on, value): (&Sway, f64)| Effect {
                on,
                covariate: if value == 0.4 { "far" } else { "online" }.into(),
                value,
                standard_error: 0.1,
            };
            Sway::of(law).iter().zip(values).map(effect).collect::<Vec<_>>()
        };
        let none = Buying { effects: effects([0.0; 3]), ..plain.clone() };
        let some = Buying { effects: effects([0.4, -0.3, 0.2]), ..plain.clone() };
        let row = shop.covariates[0].values.iter().position(|&online| online == 1.0).unwrap();
        let far = shop.covariates[1].values[row];
        let mut own = plain.clone();
        own.params[1] *= crate::math::exp(-0.4 * far);
        if law == Law::ParetoNbd {
            own.params[3] *= crate::math::exp(0.3);
        } else {
            own.params[2] *= crate::math::exp(-0.3);
            own.params[3] *= crate::math::exp(0.2);
        }
        let answers = |model: &Buying| {
            let mut all = vec![
                model.p_alive(&histories).unwrap(),
                model.expected(&histories, 12.0).unwrap(),
                model.discounted(&histories, &horizon).unwrap(),
            ];
            all.extend(model.discounted_for_good(&histories, 0.003).ok());
            all
        };
        assert_eq!(answers(&plain).len(), if law == Law::ParetoNbd { 4 } else { 3 });
        for ((plain, none), (own, some)) in
            answers(&plain).iter().zip(answers(&none)).zip(answers(&own).iter().zip(answers(&some)))
        {
            plain.iter().zip(none).for_each(|(known, found)| near(found, *known, 1e-9));
            near(some[row], own[row], 1e-9);
        }
        let new = [covariate("online", vec![1.0]), covariate("far", vec![far])];
        near(some.expected_new_of(30.0, &new).unwrap()[0], own.expected_new(30.0).unwrap(), 1e-9);
        assert_eq!(some.expected_new(30.0).unwrap_err().code(), "column");
        assert_eq!(some.expected_new_of(30.0, &new[..1]).unwrap_err().code(), "column");
    }
}

/// What is wrong with a covariate is told by its name.
#[test]
fn covariates_that_say_nothing_are_refused() {
    let says = |change: &dyn Fn(&mut Shop), names: &[&str]| {
        let mut shop = Shop::read();
        change(&mut shop);
        let error = shop.fit(Law::BgNbd, names).unwrap_err();
        (error.code(), error.to_string())
    };
    let (code, text) = says(&|_| (), &["onlin"]);
    assert_eq!((code, &*text), ("column", "column `onlin` must be there, as a number for each customer"));
    let (code, text) = says(&|shop| shop.covariates[0].values[3] = f64::NAN, &["far", "online"]);
    assert!(code == "column" && text.contains("`online`") && text.contains("row 3 "), "{text}");
    let (code, text) = says(&|shop| shop.covariates[1].values.fill(0.1), &["online", "far"]);
    assert!(code == "column" && text.contains("`far` must be different"), "{text}");
    let double = |shop: &mut Shop| {
        let pairs = shop.covariates[0].values.iter().zip(&shop.covariates[1].values);
        let both = pairs.map(|(online, far)| 3.0 - 2.0 * online + far).collect();
        shop.covariates.push(covariate("both", both));
    };
    let (code, text) = says(&double, &["online", "far", "both"]);
    assert!(code == "column" && text.contains("`both` must be more than `online` and `far` say"), "{text}");
    let (code, text) = says(&|shop| shop.covariates[1].values.truncate(9), &["far"]);
    assert!(code == "length" && text.contains("`far`"), "{text}");
    assert_eq!(says(&|_| (), &["far", "far"]).0, "option");
    // What is wrong with a history is told by its row in the table, not in its group.
    let (code, text) = says(&|shop| shop.recency[9] = 1e3, &["far"]);
    assert!(code == "column" && text.contains("`recency`") && text.contains("row 9 "), "{text}");
    // Nobody of one group came back: how much seldomer they buy has no end.
    let never = |shop: &mut Shop| {
        let came = shop.frequency.iter().map(|&x| f64::from(u8::from(x > 0))).collect();
        shop.covariates.push(covariate("came", came));
    };
    let (code, text) = says(&never, &["came"]);
    assert!(code == "fit" && text.contains("covariates"), "{text}");
    // Far from 0 a customer whose covariates are 0 cannot be imagined.
    let model = Shop::read().fit(Law::BgNbd, &["far"]).unwrap();
    let mut shop = Shop::read();
    shop.covariates[1].values[2] = 1e9;
    assert!(model.p_alive(&shop.histories()).unwrap_err().to_string().contains("row 2 "));
}

#[test]
fn saved_effects_are_checked_and_old_models_are_read() {
    let old = r#"{"omo":"bg_nbd","version":1,"model":{"law":"bg_nbd","params":[1.0,1.0,1.0,1.0],"standardErrors":[0.0,0.0,0.0,0.0],"logLikelihood":-1.5,"customers":3.0}}"#;
    let model = Buying::from_json(Law::BgNbd, old).unwrap();
    assert!(model.effects.is_empty());
    assert_eq!(model.to_json(), old);
    let effect = Effect { on: Sway::DropoutA, covariate: "far".into(), value: 0.5, standard_error: 0.1 };
    let json = Buying { effects: vec![effect], ..model }.to_json();
    assert!(
        json.contains(r#""effects":[{"on":"dropout_a","covariate":"far","value":0.5,"standardError":0.1}]"#),
        "{json}"
    );
    assert_eq!(Buying::from_json(Law::BgNbd, &json).unwrap().effects[0].value, 0.5);
    for wrong in
        [json.replace("dropout_a", "dropout"), json.replace("dropout_a", "mood"), json.replace("0.5", "null")]
    {
        assert_eq!(Buying::from_json(Law::BgNbd, &wrong).unwrap_err().code(), "model");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]

    /// Whatever customers and covariates look like, a fit is a top or says why it is none.
    #[test]
    fn fits_with_covariates_are_tops_or_errors(
        rows in proptest::collection::vec((0_u32..6, 0.05_f64..1.0, 1.0_f64..40.0, 0_u8..2, -1e3_f64..1e3), 1..16),
        law in 0_usize..3,
    ) {
        let shop = Shop {
            frequency: rows.iter().map(|row| row.0).collect(),
            recency: rows.iter().map(|row| if row.0 == 0 { 0.0 } else { row.1 * row.2 }).collect(),
            age: rows.iter().map(|row| row.2).collect(),
            customers: vec![],
            covariates: vec![
                covariate("online", rows.iter().map(|row| f64::from(row.3)).collect()),
                covariate("far", rows.iter().map(|row| row.4).collect()),
            ],
        };
        match shop.fit(Law::ALL[law], &["online", "far"]) {
            Err(error) => prop_assert!(["fit", "column"].contains(&error.code())),
            Ok(model) => {
                prop_assert!(model.effects.iter().all(|effect| effect.value.is_finite()));
                let alive = model.p_alive(&shop.histories()).unwrap();
                prop_assert!(alive.iter().all(|p| (0.0..=1.0).contains(p)));
                prop_assert!(model.expected(&shop.histories(), 9.0).unwrap().iter().all(|y| *y >= 0.0));
            }
        }
    }
}
