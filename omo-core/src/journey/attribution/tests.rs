use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::journey::{JourneyOptions, Journeys, Touches};
use crate::model::DAY;

const ALL: [Model; 7] = [
    Model::First,
    Model::Last,
    Model::Linear,
    Model::TimeDecay,
    Model::Position,
    Model::Markov,
    Model::Shapley,
];

type Row = (Vec<u8>, u8, u8);

fn paths(rows: &[Row]) -> Paths {
    let mut paths = Paths::default();
    for (path, conversions, nulls) in rows {
        let path: Vec<String> = path.iter().map(|channel| format!("c{channel}")).collect();
        let conversions = f64::from(*conversions);
        paths.push(&path.join(" > "), ">", conversions, conversions * 1.5, f64::from(*nulls)).unwrap();
    }
    paths
}

fn with(model: Model, order: u8) -> AttributionOptions {
    AttributionOptions { model, order, ..AttributionOptions::default() }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec((vec(0_u8..5, 1..7), 0_u8..4, 0_u8..4), 0..25)
}

/// The chain as its definition says, played for so many steps that nothing is left, over states as texts.
fn played(rows: &[Row], order: usize) -> BTreeMap<u8, f64> {
    let states = |path: &[u8]| -> Vec<Vec<u8>> {
        let mut states: Vec<Vec<u8>> = if path.len() <= order {
            vec![path.to_vec()]
        } else {
            path.windows(order).map(<[u8]>::to_vec).collect()
        };
        states.dedup();
        states
    };
    let mut moves: BTreeMap<Vec<u8>, BTreeMap<Option<Vec<u8>>, f64>> = BTreeMap::new();
    let mut sells: BTreeMap<Vec<u8>, f64> = BTreeMap::new();
    for (path, conversions, nulls) in rows {
        let weight = f64::from(*conversions) + f64::from(*nulls);
        if weight == 0.0 {
            continue;
        }
        let mut before = Vec::new();
        for state in states(path) {
            *moves.entry(before).or_default().entry(Some(state.clone())).or_default() += weight;
            before = state;
        }
        *moves.entry(before.clone()).or_default().entry(None).or_default() += weight;
        *sells.entry(before).or_default() += f64::from(*conversions);
    }
    let converts = |without: Option<u8>| {
        let mut here = BTreeMap::from([(Vec::new(), 1.0)]);
        let mut sold = 0.0;
        for _ in 0..3000 {
            let mut next: BTreeMap<Vec<u8>, f64> = BTreeMap::new();
            for (state, chance) in &here {
                let ways = &moves[state];
                let out: f64 = ways.values().sum();
                sold += chance * sells.get(state).copied().unwrap_or_default() / out;
                for (to, weight) in ways {
                    if let Some(to) = to
                        && without.is_none_or(|gone| !to.contains(&gone))
                    {
                        *next.entry(to.clone()).or_default() += chance * weight / out;
                    }
                }
            }
            here = next;
        }
        sold
    };
    if moves.is_empty() {
        return BTreeMap::new();
    }
    let full = converts(None);
    let channels: BTreeSet<u8> = rows.iter().flat_map(|(path, ..)| path.iter().copied()).collect();
    channels.into_iter().map(|c| (c, if full > 0.0 { 1.0 - converts(Some(c)) / full } else { 0.0 })).collect()
}

proptest! {
    /// Whatever the rule, nobody is given less than nothing, and all is given away.
    #[test]
    fn credits_sum_to_the_sales(rows in rows(), order in 1_u8..5) {
        let paths = paths(&rows);
        let sold: f64 = rows.iter().map(|row| f64::from(row.1)).sum();
        for model in ALL {
            let credits = attribute(&paths, &with(model, order)).unwrap();
            prop_assert!(credits.iter().all(|credit| credit.conversions >= 0.0 && credit.value >= 0.0));
            let sum: f64 = credits.iter().map(|credit| credit.conversions).sum();
            let worth: f64 = credits.iter().map(|credit| credit.value).sum();
            prop_assert!((sum - sold).abs() < 1e-9, "{model:?} gives {sum} of {sold}");
            prop_assert!((worth - sold * 1.5).abs() < 1e-9);
        }
    }

    /// The rows' order says nothing.
    #[test]
    fn the_order_of_paths_does_not_matter((rows, shuffled) in rows().prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    }), order in 1_u8..5) {
        for model in ALL {
            let [a, b] = [&rows, &shuffled].map(|rows| {
                let credits = attribute(&paths(rows), &with(model, order)).unwrap();
                credits.into_iter().map(|c| (c.channel, c.conversions)).collect::<BTreeMap<_, _>>()
            });
            prop_assert!(a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-9));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// What is solved is what playing the chain comes to.
    #[test]
    fn removal_effects_are_those_of_the_chain(rows in rows(), order in 1_u8..5) {
        let expected = played(&rows, order.into());
        for credit in attribute(&paths(&rows), &with(Model::Markov, order)).unwrap() {
            let channel: u8 = credit.channel[1..].parse().unwrap();
            let expected = expected.get(&channel).copied().unwrap_or_default();
            prop_assert!((credit.removal.unwrap() - expected).abs() < 1e-9, "{channel} {expected} {credit:?}");
        }
    }

    /// Equal parts of a path's sale are the Shapley value of the game, summed over all coalitions.
    #[test]
    fn equal_parts_are_the_shapley_value(rows in rows()) {
        let mut sold = vec![0.0; 32];
        for (path, conversions, _) in &rows {
            let set = path.iter().fold(0_usize, |set, channel| set | 1 << channel);
            sold[set] += f64::from(*conversions);
        }
        let worth = |set: usize| (0..32).filter(|other| other & !set == 0).map(|other| sold[other]).sum();
        let exact = shapley_of(5, &(0..32).map(worth).collect::<Vec<f64>>()).unwrap();
        for credit in attribute(&paths(&rows), &with(Model::Shapley, 1)).unwrap() {
            let channel: usize = credit.channel[1..].parse().unwrap();
            prop_assert!((credit.conversions - exact[channel]).abs() < 1e-9);
        }
    }
}

/// A chain of hundreds of states is solved by iteration to what elimination gives: the same paths, their channels
/// renamed into many that do not change how often any is visited first.
#[test]
fn many_states_are_solved_as_few_are() {
    let mut random = crate::random::Random::new(3);
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..2000 {
        let length = 1 + random.below(9);
        let path = (0..length).map(|_| u8::try_from(random.below(12)).unwrap()).collect();
        let sold = u8::from(random.chance(0.2));
        rows.push((path, sold, 1 - sold));
    }
    // 12 + 144 + 1728 states at most.
    let expected = played(&rows[..300], 3);
    let walks = chain::Walks::new(&paths(&rows[..300]), 3).unwrap();
    assert!(format!("{walks:?}").len() > 100);
    for credit in attribute(&paths(&rows[..300]), &with(Model::Markov, 3)).unwrap() {
        let channel: u8 = credit.channel[1..].parse().unwrap();
        assert!((credit.removal.unwrap() - expected[&channel]).abs() < 1e-11, "{credit:?}");
    }
}

/// By hand: of 4 sales 3 go through `a`, so nothing but `b > b` is left without it.
#[test]
fn a_chain_by_hand() {
    let mut paths = Paths::default();
    paths.push("a > b", ">", 1.0, 10.0, 1.0).unwrap();
    paths.push("b", ">", 1.0, 20.0, 1.0).unwrap();
    let credits = attribute(&paths, &with(Model::Markov, 1)).unwrap();
    // b: all is lost. a: starts there half the time, so half of the sales.
    let told: Vec<_> = credits.iter().map(|c| (c.channel.as_str(), c.conversions, c.removal)).collect();
    let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert_eq!((told[0].0, told[1].0), ("b", "a"));
    assert!(near(told[0].1, 4.0 / 3.0) && near(told[1].1, 2.0 / 3.0));
    assert!(near(told[0].2.unwrap(), 1.0) && near(told[1].2.unwrap(), 0.5));
}

#[test]
fn bad_input_is_told_by_row_and_column() {
    let mut paths = Paths::default();
    paths.push("a", ">", 1.0, 0.0, 0.0).unwrap();
    let wrong = paths.push(" > ", ">", 1.0, 0.0, 0.0).unwrap_err();
    assert_eq!((wrong.code(), wrong.to_string().contains("row 1")), ("column", true));
    for (conversions, value, nulls) in [(-1.0, 0.0, 0.0), (0.0, f64::NAN, 0.0), (0.0, 0.0, f64::INFINITY)] {
        assert_eq!(paths.push("a", ">", conversions, value, nulls).unwrap_err().code(), "column");
    }
    assert_eq!(paths.len(), 1);
    for options in [
        AttributionOptions { order: 0, ..Default::default() },
        AttributionOptions { order: 5, ..Default::default() },
        AttributionOptions { half_life: f64::NAN, ..Default::default() },
        AttributionOptions { first_share: 0.7, last_share: 0.7, ..Default::default() },
        AttributionOptions { confidence: 1.0, ..Default::default() },
    ] {
        assert_eq!(attribute(&paths, &options).unwrap_err().code(), "option");
    }
}

#[test]
fn nothing_sold_is_nothing_given() {
    let mut paths = Paths::default();
    paths.push("a > b", ">", 0.0, 0.0, 5.0).unwrap();
    for model in ALL {
        assert!(attribute(&paths, &with(model, 1)).unwrap().iter().all(|c| c.conversions == 0.0));
        assert_eq!(attribute(&Paths::default(), &with(model, 1)).unwrap(), []);
    }
}

/// Intervals are the same for the same seed, hold the truth, and narrow with more paths.
#[test]
fn intervals_are_repeatable() {
    let told = |times: f64| {
        let mut paths = Paths::default();
        paths.push("a > b", ">", 10.0 * times, 10.0 * times, 30.0 * times).unwrap();
        paths.push("b > c", ">", 5.0 * times, 5.0 * times, 60.0 * times).unwrap();
        let options = AttributionOptions { bootstrap: 200, seed: 5, ..AttributionOptions::default() };
        (attribute(&paths, &options).unwrap(), attribute(&paths, &options).unwrap())
    };
    let (few, again) = told(1.0);
    assert_eq!(few, again);
    let (many, _) = told(100.0);
    for (few, many) in few.iter().zip(&many) {
        let ([low, high], [least, most]) =
            (few.conversions_between.unwrap(), many.conversions_between.unwrap());
        assert!(low <= few.conversions && few.conversions <= high);
        assert!((most - least) / many.conversions < (high - low) / few.conversions);
        assert_eq!(few.conversions_between.map(|[low, _]| low), few.value_between.map(|[low, _]| low));
    }
}

/// Where the next touch hangs on the last two, order 2 is found; where on none, order 1.
#[test]
fn the_order_that_made_the_paths_is_found() {
    let mut random = crate::random::Random::new(1);
    let mut second = Paths::default();
    let mut none = Paths::default();
    for _ in 0..4000 {
        // Any touch may be the last, so that only the touches before tell of the next.
        let mut path = vec![random.below(3)];
        while random.chance(0.9) {
            let older = path.iter().rev().nth(1).copied().filter(|_| random.chance(0.8));
            path.push(older.map_or_else(|| random.below(3), |older| (path[path.len() - 1] + older) % 3));
        }
        let text = |path: &[usize]| path.iter().map(|c| format!("c{c}")).collect::<Vec<_>>().join(">");
        second.push(&text(&path), ">", 1.0, 0.0, 1.0).unwrap();
        let mut path = vec![random.below(3)];
        while random.chance(0.8) {
            path.push(random.below(3));
        }
        none.push(&text(&path), ">", 1.0, 0.0, 1.0).unwrap();
    }
    assert_eq!(second.choose_order(&OrderOptions::default()).unwrap().best, 2);
    assert_eq!(none.choose_order(&OrderOptions::default()).unwrap().best, 1);
}

/// By hand: a flyer and an app lead to a purchase at the till, which counts for both sides; the sale afterwards has
/// no touch of its own, and a look after it comes to nothing.
#[test]
fn paths_out_of_journeys() {
    let mut touches = Touches::default();
    for (day, channel, action) in [
        (0, "tv", "view"),
        (40, "flyer", "view"),
        (41, "app", "view"),
        (42, "pos", "purchase"),
        (42, "pos", "payment"),
        (43, "ec", "purchase"),
        (44, "ec", "view"),
    ] {
        touches.push("hanako", day * DAY, channel, action);
    }
    touches.amount = vec![0, 0, 0, 500, 500, 700, 0];
    let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
    let paths = journeys.paths(&PathOptions::default());
    let told: Vec<_> = (0..paths.len())
        .map(|p| {
            let names: Vec<_> = paths.touches(p).iter().filter_map(|&c| paths.channel(c)).collect();
            (names.join(" > "), paths.outcome(p))
        })
        .collect();
    let expected = [("flyer > app", (1.0, 500.0, 0.0)), ("ec", (1.0, 700.0, 0.0)), ("ec", (0.0, 0.0, 1.0))];
    assert_eq!(told, expected.map(|(path, outcome)| (path.to_owned(), outcome)));
    // A day's half-life: the flyer was two days before, the app one.
    let options = AttributionOptions { model: Model::TimeDecay, half_life: 1.0, ..Default::default() };
    let credits = attribute(&paths, &options).unwrap();
    let app = credits.iter().find(|credit| credit.channel == "app").unwrap();
    assert!((app.conversions - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(paths.together().len(), 2);
}
