//! Numbers from papers and other programs, and what models must withstand.

use super::*;
use crate::value::{Period, Purchase, SummaryOptions, summary};
use proptest::prelude::*;

fn near(found: f64, known: f64, share: f64) {
    assert!((found / known - 1.0).abs() < share, "{found} is not {known}");
}

fn one(frequency: &[u32], recency: f64, age: f64) -> (Vec<u32>, Vec<f64>, Vec<f64>) {
    (frequency.to_vec(), vec![recency], vec![age])
}

/// mpmath with 30 digits, by the formulas of the papers and by direct integrals: P(alive), purchases expected in 39 weeks,
/// for BG/NBD with .243 4.414 .793 2.426 and Pareto/NBD with .553 10.578 .606 11.669, and of the latter DERT at 15 % a
/// year. The first case is the worked example of Fader and Hardie (1.226), the fourth that of BTYD's vignette.
#[test]
fn single_customers() {
    type Case = (u32, f64, f64, f64, f64, f64, f64, f64);
    let cases: [Case; 6] = [
        (
            2,
            30.43,
            38.86,
            0.726578570080673,
            1.22602817476714,
            0.869167559153011,
            1.4551231932576,
            6.50173053756423,
        ),
        (0, 0.0, 38.86, 1.0, 0.195098052011263, 0.295286604616894, 0.107081468215309, 0.478457669514608),
        (
            1,
            1.71,
            38.86,
            0.212100985377379,
            0.203186987079754,
            0.168002326724345,
            0.171092980553783,
            0.76447166919185,
        ),
        (
            26,
            30.86,
            31.0,
            0.968915649717525,
            20.7497261408573,
            0.997918731055158,
            20.1170260773705,
            86.2898887886408,
        ),
        (
            7,
            35.0,
            38.86,
            0.843767821928012,
            4.38748785448796,
            0.936081176461501,
            4.63637373326382,
            20.7160828889252,
        ),
        (132, 200.0, 200.0, 0.994091745579985, 23.3977792769338, 1.0, 23.2997245155641, 146.860452731407),
    ];
    let bg = Buying { params: [0.243, 4.414, 0.793, 2.426], ..Buying::unfitted(Law::BgNbd) };
    let pareto = Buying { params: [0.553, 10.578, 0.606, 11.669], ..Buying::unfitted(Law::ParetoNbd) };
    let rate = crate::math::ln(1.15) / 52.0;
    for (x, recency, age, bg_alive, bg_39, alive, in_39, dert) in cases {
        let (frequency, recency, age) = one(&[x], recency, age);
        let history =
            Histories { frequency: &frequency, recency: &recency, age: &age, ..Histories::default() };
        near(bg.p_alive(&history).unwrap()[0], bg_alive, 1e-12);
        near(bg.expected(&history, 39.0).unwrap()[0], bg_39, 1e-12);
        near(pareto.p_alive(&history).unwrap()[0], alive, 1e-12);
        near(pareto.expected(&history, 39.0).unwrap()[0], in_39, 1e-12);
        near(pareto.discounted_for_good(&history, rate).unwrap()[0], dert, 1e-11);
    }
}

/// Expected purchases of a new customer: mpmath by the formulas of the papers.
#[test]
fn new_customers() {
    let bg = Buying { params: [0.2425945, 4.4136027, 0.792922, 2.4259068], ..Buying::unfitted(Law::BgNbd) };
    for (time, known) in [(1.0, 0.0531842787086875), (32.0, 1.04373185306142), (78.0, 1.857958095792)] {
        near(bg.expected_new(time).unwrap(), known, 1e-12);
    }
    let mbg =
        Buying { params: [0.52484290, 6.18308176, 0.89135952, 1.61400293], ..Buying::unfitted(Law::MbgNbd) };
    for (time, known) in [(1.0, 0.0530603322981285), (78.0, 1.80363050419436)] {
        near(mbg.expected_new(time).unwrap(), known, 1e-12);
    }
    let history = Histories { frequency: &[2], recency: &[30.43], age: &[38.86], ..Histories::default() };
    near(mbg.p_alive(&history).unwrap()[0], 0.7061256987355335, 1e-12);
    near(mbg.expected(&history, 39.0).unwrap()[0], 1.262669217253507, 1e-12);
    let pareto =
        Buying { params: [0.5532770, 10.5776827, 0.6062401, 11.6687402], ..Buying::unfitted(Law::ParetoNbd) };
    for (time, known) in [(1.0, 0.0510063753921794), (9.0, 0.391337088737791), (78.0, 1.909866175596552)] {
        near(pareto.expected_new(time).unwrap(), known, 1e-12);
    }
}

/// Customers who buy twice a week, whom other programs answer with NaN or 0: the reported cases.
#[test]
fn frequent_buyers_overflow_nothing() {
    let pareto = Buying { params: [0.5143, 2.8845, 0.2856, 14.1087], ..Buying::unfitted(Law::ParetoNbd) };
    let history = Histories {
        frequency: &[221, 254, 161, 204, 100_000],
        recency: &[103.42857, 97.14286, 94.71429, 98.57143, 100.0],
        age: &[103.57143, 97.28571, 98.0, 99.42857, 1_000.0],
        ..Histories::default()
    };
    let alive = pareto.p_alive(&history).unwrap();
    assert!(alive.iter().take(4).all(|p| (0.0..=1.0).contains(p)) && alive[0] > 0.99, "{alive:?}");
    assert_eq!(alive[4], 0.0);
    for law in Law::ALL {
        let model = Buying { law, ..pareto.clone() };
        assert!(model.expected(&history, 1e4).unwrap().iter().all(|y| y.is_finite() && *y >= 0.0));
    }
    // One purchase more of 132 is a little more to expect.
    let bg = Buying { params: [0.243, 4.414, 0.793, 2.426], ..Buying::unfitted(Law::BgNbd) };
    let more =
        Histories { frequency: &[132, 133], recency: &[200.0; 2], age: &[200.0; 2], ..Histories::default() };
    let expected = bg.expected(&more, 10.0).unwrap();
    assert!(expected[1] > expected[0] && expected[1] - expected[0] < 0.06, "{expected:?}");
}

/// Where the papers' formulas divide by 0, answers are those of the neighbours.
#[test]
fn poles_are_none() {
    let history =
        Histories { frequency: &[0, 3], recency: &[0.0, 8.0], age: &[10.0, 10.0], ..Histories::default() };
    for (law, at, beside) in [
        (Law::BgNbd, [0.5, 4.0, 1.0, 2.0], [0.5, 4.0, 1.0 + 1e-9, 2.0]),
        (Law::BgNbd, [0.5, 4.0, 0.25, 0.75], [0.5, 4.0, 0.25, 0.75 + 1e-9]),
        (Law::MbgNbd, [0.5, 4.0, 1.0, 2.0], [0.5, 4.0, 1.0 + 1e-9, 2.0]),
        (Law::ParetoNbd, [0.5, 4.0, 1.0, 4.0], [0.5, 4.0, 1.0 + 1e-9, 4.0 + 1e-9]),
    ] {
        let answer = |params| Buying { params, ..Buying::unfitted(law) }.expected(&history, 52.0).unwrap();
        for (at, beside) in answer(at).into_iter().zip(answer(beside)) {
            near(at, beside, 1e-7);
        }
    }
}

/// Customers of a made-up shop: frequency, recency, age, mean spend, and how many they are.
const MADE_UP: &str = include_str!("made_up.csv");

struct MadeUp {
    frequency: Vec<u32>,
    recency: Vec<f64>,
    age: Vec<f64>,
    monetary: Vec<f64>,
    customers: Vec<u32>,
}

impl MadeUp {
    fn read() -> Self {
        let column = |at: usize| MADE_UP.lines().map(move |line| line.split(',').nth(at).unwrap());
        let numbers = |at| column(at).map(|cell| cell.parse().unwrap()).collect();
        let counts = |at| column(at).map(|cell| cell.parse().unwrap()).collect();
        Self {
            frequency: counts(0),
            recency: numbers(1),
            age: numbers(2),
            monetary: numbers(3),
            customers: counts(4),
        }
    }

    fn histories(&self) -> Histories<'_> {
        let Self { frequency, recency, age, monetary, customers } = self;
        Histories { frequency, recency, age, monetary, customers, covariates: &[] }
    }
}

/// The best parameters by scipy 1.17: Nelder-Mead from several starts on the formulas of the papers.
#[test]
fn fits_agree_with_another_program() {
    let shop = MadeUp::read();
    for (law, params, height) in [
        (Law::BgNbd, [0.259_056_674, 3.670_963_878, 0.546_262_985, 2.361_196_143], -12_778.019_106_458),
        (Law::MbgNbd, [1.134_853_208, 8.147_957_620, 0.508_773_564, 0.565_365_015], -12_748.204_134_615),
        (Law::ParetoNbd, [0.510_565_591, 7.243_059_295, 1.042_643_878, 26.476_740_295], -12_743.584_038_029),
    ] {
        let model = Buying::fit(law, &shop.histories()).unwrap();
        assert_eq!(model.customers, 2_400.0);
        near(model.log_likelihood, height, 1e-9);
        for (found, known) in model.params.into_iter().zip(params) {
            near(found, known, 1e-4);
        }
        let again = Buying::from_json(law, &model.to_json()).unwrap();
        assert_eq!(again, model);
    }
    let model = GammaGamma::fit(&Histories { customers: &[], ..shop.histories() }).unwrap();
    near(model.log_likelihood, -757.071_232_567, 1e-9);
    for (found, known) in model.params.into_iter().zip([1.409_645_505, 3.085_890_348, 36.694_455_530]) {
        near(found, known, 1e-4);
    }
    assert_eq!(GammaGamma::from_json(&model.to_json()).unwrap(), model);
}

/// The donations of Fader, Hardie and Shang (2010), whose estimates are 1.204 .750 .657 2.783 and -33225.6.
#[test]
fn givers_of_six_years() {
    let Some(text) = measured("donations.csv") else { return };
    let rows: Vec<Vec<u32>> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect();
    let numbers = |at: usize| rows.iter().map(|row| f64::from(row[at])).collect::<Vec<f64>>();
    let (recency, age) = (numbers(1), numbers(2));
    let frequency: Vec<u32> = rows.iter().map(|row| row[0]).collect();
    let customers: Vec<u32> = rows.iter().map(|row| row[3]).collect();
    let histories = Histories {
        frequency: &frequency,
        recency: &recency,
        age: &age,
        customers: &customers,
        ..Histories::default()
    };
    let model = BgBb::fit(&histories).unwrap();
    assert_eq!(model.customers, 11_104.0);
    near(model.log_likelihood, -33_225.581_27, 1e-9);
    for (found, known) in model.params.into_iter().zip([1.203_522_4, 0.749_716_3, 0.656_718_2, 2.783_442]) {
        near(found, known, 2e-5);
    }
    // The authors' spreadsheet: P(alive) of who never gave again and of who always did; all gifts in 5 years.
    let alive = model.p_alive(&histories).unwrap();
    let of = |x: u32| rows.iter().position(|row| row[0] == x && row[1] == x).unwrap();
    assert_eq!(format!("{:.2} {:.2}", alive[of(0)], alive[of(6)]), "0.11 0.93");
    let gifts = model.expected(&histories, 5.0).unwrap();
    let all: f64 = gifts.iter().zip(&customers).map(|(gift, &givers)| gift * f64::from(givers)).sum();
    assert!((all - 12_884.2).abs() < 0.5, "{all}");
    let horizon = Horizon { steps: 5, step: 1.0, discount: 0.0 };
    assert_eq!(model.discounted(&histories, &horizon).unwrap(), gifts);
    assert_eq!(BgBb::from_json(&model.to_json()).unwrap(), model);
    assert_eq!(model.expected(&histories, 1.5).unwrap_err().code(), "option");
    let halves = Histories { recency: &[0.5], age: &[6.0], frequency: &[1], ..Histories::default() };
    assert_eq!(BgBb::fit(&halves).unwrap_err().code(), "column");
}

/// What cannot be fitted says why; nothing is given in its place.
#[test]
fn no_fit_is_an_error_in_words() {
    let none = Histories::default();
    let lone = Histories {
        frequency: &[0; 3],
        recency: &[0.0; 3],
        age: &[9.0; 3],
        monetary: &[0.0; 3],
        customers: &[],
        covariates: &[],
    };
    let same = Histories {
        frequency: &[2; 9],
        recency: &[5.0; 9],
        age: &[9.0; 9],
        monetary: &[7.0; 9],
        customers: &[],
        covariates: &[],
    };
    for law in Law::ALL {
        for (histories, says) in [(&none, "no customer"), (&lone, "no customer came back"), (&same, "no top")]
        {
            let error = Buying::fit(law, histories).unwrap_err();
            assert_eq!(error.code(), "fit");
            assert!(error.to_string().contains(says), "{error}");
        }
    }
    for (histories, says) in [(&none, "no customer has"), (&lone, "no customer has"), (&same, "no top")] {
        let error = GammaGamma::fit(histories).unwrap_err();
        assert!(error.code() == "fit" && error.to_string().contains(says), "{error}");
    }
    for histories in [&none, &lone] {
        assert_eq!(BgBb::fit(histories).unwrap_err().code(), "fit");
    }
    let unheard = Histories { monetary: &[f64::NAN; 3], ..lone };
    assert_eq!(GammaGamma::fit(&unheard).unwrap_err().code(), "column");
}

/// One who spends a million times as much moves the mean of others by little.
#[test]
fn an_extreme_spender_is_withstood() {
    let mut shop = MadeUp::read();
    let plain = GammaGamma::fit(&shop.histories()).unwrap();
    let place = shop.frequency.iter().position(|&x| x > 0).unwrap();
    shop.monetary[place] *= 1e6;
    let model = GammaGamma::fit(&shop.histories()).unwrap();
    let spends = |model: &GammaGamma| model.expected_spend(&shop.histories()).unwrap();
    let others = shop.frequency.iter().position(|&x| x > 3).unwrap();
    let (with, without) = (spends(&model)[others].unwrap(), spends(&plain)[others].unwrap());
    assert!(with / without < 2.0, "{with} {without}");
    // Where no mean exists, none is given.
    assert!(
        model.params[1] > 1.0
            || spends(&model)[shop.frequency.iter().position(|&x| x == 0).unwrap()].is_none()
    );
}

#[test]
fn wrong_models_are_refused() {
    let model = Buying { log_likelihood: -1.5, ..Buying::unfitted(Law::BgNbd) };
    let json = model.to_json();
    assert!(
        json.starts_with(r#"{"omo":"bg_nbd","version":1,"model":{"law":"bg_nbd","params":[1.0"#),
        "{json}"
    );
    assert_eq!(
        Buying::from_json(Law::MbgNbd, &json).unwrap_err().to_string(),
        "the model must be `mbg_nbd 1`"
    );
    for wrong in [
        json.replace("[1.0,", "[-1.0,"),
        json.replace(":1,", ":2,"),
        "{}".into(),
        json.replace("1.0,1.0", "1.0"),
    ] {
        assert_eq!(Buying::from_json(Law::BgNbd, &wrong).unwrap_err().code(), "model");
    }
}

/// Data that are for measuring only, and lie where `OMO_DATA` says.
fn measured(name: &str) -> Option<String> {
    let folder = std::env::var("OMO_DATA").unwrap_or_else(|_| "../../shared/data".into());
    let path = std::path::Path::new(&folder).join("journey/cdnow").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("SKIPPED: {} is not there; set OMO_DATA", path.display());
    }
    text
}

fn cdnow() -> Option<Vec<Purchase>> {
    let text = measured("CDNOW_sample.txt")?;
    let read = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        let date: i32 = cells[2].parse().unwrap();
        let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
        // Days since 1970 (Hinnant's algorithm, for these years).
        let (y, m) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
        let amount = cells[4].replace('.', "").parse().unwrap();
        Purchase { customer: cells[1].parse().unwrap(), day: days, amount }
    };
    Some(text.lines().map(read).collect())
}

/// Fader and Hardie's estimates, and to ten digits those of an independent program (Nelder-Mead of scipy).
#[test]
fn cdnow_in_39_weeks() {
    let Some(bought) = cdnow() else { return };
    let weeks =
        SummaryOptions { period: Period::Week, holdout_until: Some(10_407), ..SummaryOptions::default() };
    // Until 1997-09-30, and held out until 1998-06-30.
    let shop = summary(&bought, 10_134, &weeks).unwrap();
    assert_eq!((shop.len(), shop.frequency.iter().sum::<u32>()), (2_357, 2_457));
    let holdout = shop.holdout.as_ref().unwrap();
    assert_eq!((holdout.periods, holdout.frequency.iter().sum::<u32>()), (39.0, 1_882));
    let histories = Histories::from(&shop);
    for (law, params, height, expected, alive) in [
        (
            Law::BgNbd,
            [0.242_594_54, 4.413_602_7, 0.792_922, 2.425_906_8],
            -9_582.429_206_67,
            1_653.408_7,
            0.813_439_8,
        ),
        (
            Law::MbgNbd,
            [0.524_842_9, 6.183_081_8, 0.891_359_5, 1.614_003],
            -9_582.135_715_55,
            1_576.728_3,
            0.448_721_5,
        ),
        (
            Law::ParetoNbd,
            [0.553_277, 10.577_682_7, 0.606_240_1, 11.668_740_2],
            -9_594.976_178_94,
            1_665.47,
            0.446_27,
        ),
    ] {
        let model = Buying::fit(law, &histories).unwrap();
        assert!((model.log_likelihood - height).abs() < 1e-7, "{law:?} {}", model.log_likelihood);
        for (found, known) in model.params.into_iter().zip(params) {
            near(found, known, 2e-6);
        }
        // lifetimes and its estimates, which for Pareto/NBD have five digits.
        near(model.expected(&histories, 39.0).unwrap().iter().sum(), expected, 5e-5);
        near(model.p_alive(&histories).unwrap().iter().sum::<f64>() / 2_357.0, alive, 1e-4);
        if law == Law::ParetoNbd {
            // CLVTools 0.12.
            for (found, known) in
                model.standard_errors.into_iter().zip([0.047_626_4, 0.842_722_2, 0.187_259_4, 6.210_544_8])
            {
                near(found, known, 1e-3);
            }
        }
        if law == Law::BgNbd {
            // `customer_lifetime_value` of lifetimes: twelve months of 4.345 weeks at 1 %; money in cents here.
            let spend = GammaGamma::fit(&histories).unwrap();
            near(spend.log_likelihood + 946.0 * crate::math::ln(100.0), -4_055.917_694_80, 1e-10);
            for (found, known) in spend.params.into_iter().zip([6.249_571, 3.744_224_8, 1_544.352_5]) {
                near(found, known, 1e-6);
            }
            let horizon = Horizon { steps: 12, step: 4.345, discount: 0.01 };
            let buys = model.discounted(&histories, &horizon).unwrap();
            let spends = spend.expected_spend(&histories).unwrap();
            let worth: f64 = buys.iter().zip(spends).map(|(buys, spend)| buys * spend.unwrap() / 100.0).sum();
            near(worth, 71_507.953, 1e-5);
        }
    }
}

/// Two customers by pencil, and the whole of CDNOW at its ends, where 2,457 and then 1,882 came.
#[test]
fn forecasts_beside_what_came() {
    let model = Buying { params: [0.243, 4.414, 0.793, 2.426], ..Buying::unfitted(Law::BgNbd) };
    let rows = [(1, 0, 5), (1, 3, 5), (1, 3, 9), (2, 7, 5), (1, 15, 5), (3, 12, 5), (2, 20, 5)];
    let bought: Vec<Purchase> =
        rows.iter().map(|&(customer, day, amount)| Purchase { customer, day, amount }).collect();
    let tracked = track(&model, &bought, &[], 10, 20, Period::Day).unwrap();
    let told: Vec<_> = tracked.iter().map(|one| (one.day, one.actual, one.held_out)).collect();
    assert_eq!(told, [(7, 1.0, false), (14, 1.0, true), (20, 3.0, true)]);
    near(tracked[1].expected, model.expected_new(14.0).unwrap() + model.expected_new(7.0).unwrap(), 1e-12);
    assert!(track(&model, &bought, &[], 10, 10, Period::Day).is_err());
    assert_eq!(track(&model, &[], &[], 10, 20, Period::Day).unwrap(), []);
    let held = SummaryOptions { holdout_until: Some(20), ..SummaryOptions::default() };
    let rows = calibrate(&model, &summary(&bought, 10, &held).unwrap(), &[]).unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.frequency, row.customers, row.actual)).collect::<Vec<_>>(),
        [(0, 1, 1.0), (1, 1, 1.0)]
    );
    assert_eq!(
        calibrate(&model, &summary(&bought, 10, &SummaryOptions::default()).unwrap(), &[])
            .unwrap_err()
            .code(),
        "column"
    );

    // With covariates each is expected to buy as such customers do.
    let effect = Effect { on: Sway::Purchase, covariate: "online".into(), value: 0.7, standard_error: 0.1 };
    let swayed = Buying { effects: vec![effect], ..model.clone() };
    let online = [Covariate { name: "online".into(), values: vec![1.0, 0.0] }];
    let found = track(&swayed, &bought, &online, 10, 20, Period::Day).unwrap();
    let oftener = Buying { params: [0.243, 4.414 * crate::math::exp(-0.7), 0.793, 2.426], ..model.clone() };
    near(found[1].expected, oftener.expected_new(14.0).unwrap() + model.expected_new(7.0).unwrap(), 1e-9);
    assert_eq!(track(&swayed, &bought, &[], 10, 20, Period::Day).unwrap_err().code(), "column");
    let shop = summary(&bought, 10, &held).unwrap();
    assert!(calibrate(&swayed, &shop, &online).unwrap()[1].expected > rows[1].expected);
    assert_eq!(calibrate(&swayed, &shop, &[]).unwrap_err().code(), "column");

    let Some(bought) = cdnow() else { return };
    let tracked = track(&model, &bought, &[], 10_134, 10_407, Period::Week).unwrap();
    let at = |day| tracked.iter().rev().find(|one| one.day <= day).unwrap();
    assert_eq!(at(10_407).actual, 2_457.0 + 1_882.0);
    assert!((at(10_134).expected / at(10_134).actual - 1.0).abs() < 0.05);
    assert!((at(10_407).expected / at(10_407).actual - 1.0).abs() < 0.1);
}

fn shops() -> impl Strategy<Value = Vec<(u32, f64, f64)>> {
    let customer = (0_u32..6, 0.05_f64..1.0, 1.0_f64..40.0);
    proptest::collection::vec(customer, 1..30).prop_map(|all| {
        all.into_iter().map(|(x, share, age)| (x, if x == 0 { 0.0 } else { share * age }, age)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// Whatever a shop looks like, a fit is a top or says that there is none; chances are chances, more time brings more
    /// purchases, and neither the order of rows nor the unit of time matters.
    #[test]
    fn fits_are_tops_or_errors(rows in shops(), law in 0_usize..3) {
        let law = Law::ALL[law];
        let frequency: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let recency: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let age: Vec<f64> = rows.iter().map(|row| row.2).collect();
        let histories = Histories { frequency: &frequency, recency: &recency, age: &age, ..Histories::default() };
        match Buying::fit(law, &histories) {
            Err(error) => prop_assert_eq!(error.code(), "fit"),
            Ok(model) => {
                prop_assert!(model.params.iter().all(|param| param.is_finite() && *param > 0.0));
                let alive = model.p_alive(&histories).unwrap();
                prop_assert!(alive.iter().all(|p| (0.0..=1.0).contains(p)));
                let (some, more) = (model.expected(&histories, 2.0).unwrap(), model.expected(&histories, 9.0).unwrap());
                prop_assert!(some.iter().zip(&more).all(|(some, more)| *some >= 0.0 && more >= some));
                let turned: (Vec<u32>, Vec<f64>, Vec<f64>) =
                    (frequency.iter().rev().copied().collect(), recency.iter().rev().copied().collect(), age.iter().rev().copied().collect());
                let turned = Histories { frequency: &turned.0, recency: &turned.1, age: &turned.2, ..Histories::default() };
                prop_assert_eq!(&Buying::fit(law, &turned).unwrap(), &model);
                let days: (Vec<f64>, Vec<f64>) = (recency.iter().map(|t| t * 7.0).collect(), age.iter().map(|t| t * 7.0).collect());
                let days = Histories { frequency: &frequency, recency: &days.0, age: &days.1, ..Histories::default() };
                let daily = Buying::fit(law, &days).unwrap();
                let scaled = daily.log_likelihood + f64::from(frequency.iter().sum::<u32>()) * crate::math::ln(7.0);
                prop_assert!((scaled - model.log_likelihood).abs() < 1e-6 * model.log_likelihood.abs().max(1.0));
            }
        }
    }
}
