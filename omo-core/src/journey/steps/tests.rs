use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::journey::{JourneyOptions, Touches};
use crate::model::DAY;
use crate::model::MINUTE;

const ACTIONS: [&str; 4] = ["view", "cart", "purchase", "return"];

/// Hour, action, store and item of one customer's touchpoints.
type Row = (i64, usize, u32, u32);

fn journeys(customers: &[Vec<Row>]) -> Journeys {
    let mut touches = Touches::default();
    for store in ["ginza", "ueno"] {
        touches.stores.intern(store);
        touches.items.intern(store);
    }
    for (number, rows) in customers.iter().enumerate() {
        for &(hour, action, store, item) in rows {
            touches.push(&format!("c{number}"), hour * HOUR, "ec", ACTIONS[action]);
            touches.store.resize(touches.len() - 1, 0);
            touches.store.push(if store < 2 { store } else { NO_STORE });
            touches.item.resize(touches.len() - 1, 0);
            touches.item.push(if item < 2 { item } else { NO_STORE });
        }
    }
    Journeys::new(touches, &JourneyOptions::default()).unwrap()
}

/// One touchpoint as the slow reading sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fact {
    at: i64,
    stage: crate::journey::Stage,
    action: &'static str,
    store: u32,
    item: u32,
}

fn facts(rows: &[Row]) -> Vec<Fact> {
    let mut facts: Vec<Fact> = rows
        .iter()
        .map(|&(hour, action, store, item)| Fact {
            at: hour * HOUR,
            stage: crate::journey::Stage::of("ec", &crate::model::Action::read(ACTIONS[action])),
            action: ACTIONS[action],
            store: if store < 2 { store } else { NO_STORE },
            item: if item < 2 { item } else { NO_STORE },
        })
        .collect();
    facts.sort();
    facts
}

fn fits(fact: &Fact, step: &str) -> bool {
    step.split('|').any(|word| word == fact.action)
}

/// All ways through the first steps, as places in the journey.
fn all_ways(facts: &[Fact], steps: &[String], options: &FunnelOptions) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for step in steps {
        let mut longer = Vec::new();
        for way in &last {
            for at in way.last().map_or(0, |at| at + 1)..facts.len() {
                if !fits(&facts[at], step) {
                    continue;
                }
                if let (Some(&first), Some(&before)) = (way.first(), way.last()) {
                    let since = if options.each_step { before } else { first };
                    let late = options.within.is_some_and(|within| facts[at].at - facts[since].at > within);
                    let apart = options.order == StepOrder::Exact && at != before + 1;
                    let excluded = options
                        .exclude
                        .iter()
                        .any(|name| facts[first + 1..=at].iter().any(|f| f.action == name));
                    if late || apart || excluded {
                        continue;
                    }
                }
                let mut way = way.clone();
                way.push(at);
                longer.push(way);
            }
        }
        all.extend(longer.iter().cloned());
        last = longer;
    }
    all
}

/// The times of the way that counts.
fn chosen(facts: &[Fact], steps: &[String], options: &FunnelOptions) -> Vec<i64> {
    let ways = all_ways(facts, steps, options);
    let depth = ways.iter().map(Vec::len).max().unwrap_or_default();
    let furthest = ways.into_iter().filter(|way| way.len() == depth);
    let best = if options.each_step && options.order == StepOrder::This {
        furthest.min_by_key(|way| {
            let (last, before) = way.split_last().unwrap();
            (*last, before.iter().rev().map(|&at| std::cmp::Reverse(at)).collect::<Vec<_>>())
        })
    } else {
        furthest.min()
    };
    best.unwrap_or_default().into_iter().map(|at| facts[at].at).collect()
}

/// How many of the first steps can be done in any order, by trying all choices of touchpoints.
fn depth_in_any_order(facts: &[Fact], steps: &[String], options: &FunnelOptions) -> usize {
    fn choose(
        facts: &[Fact],
        steps: &[String],
        used: &mut Vec<usize>,
        good: &dyn Fn(&[usize]) -> bool,
    ) -> bool {
        let Some(step) = steps.get(used.len()) else { return good(used) };
        (0..facts.len()).any(|at| {
            if used.contains(&at) || !fits(&facts[at], step) {
                return false;
            }
            used.push(at);
            let found = choose(facts, steps, used, good);
            used.pop();
            found
        })
    }
    let good = |used: &[usize]| {
        let (first, last) = (*used.iter().min().unwrap(), *used.iter().max().unwrap());
        let late = options.within.is_some_and(|within| facts[last].at - facts[first].at > within);
        !late && !options.exclude.iter().any(|name| facts[first + 1..=last].iter().any(|f| f.action == name))
    };
    (1..=steps.len()).rev().find(|&depth| choose(facts, &steps[..depth], &mut Vec::new(), &good)).unwrap_or(0)
}

/// Ways one after the other.
fn in_turn(facts: &[Fact], steps: &[String], options: &FunnelOptions) -> Vec<usize> {
    let mut depths = Vec::new();
    let mut from = 0;
    while let Some(start) = (from..facts.len()).find(|&at| fits(&facts[at], &steps[0])) {
        let mut way = vec![start];
        let mut at = start + 1;
        while at < facts.len() && way.len() < steps.len() {
            let since = if options.each_step { *way.last().unwrap() } else { start };
            let late = options.within.is_some_and(|within| facts[at].at - facts[since].at > within);
            let excluded = options.exclude.iter().any(|name| facts[at].action == name);
            let takes = fits(&facts[at], &steps[way.len()]);
            if late || excluded || options.order == StepOrder::Exact && !takes {
                break;
            }
            if takes {
                way.push(at);
            }
            at += 1;
        }
        depths.push(way.len());
        from = at;
    }
    depths
}

fn parts(facts: &[Fact], hold: Option<Hold>) -> Vec<Vec<Fact>> {
    let key = |fact: &Fact| match hold {
        Some(Hold::Item) => fact.item,
        _ => fact.store,
    };
    match hold {
        None | Some(Hold::Session) => vec![facts.to_vec()],
        Some(_) => {
            (0..2).map(|part| facts.iter().filter(|fact| key(fact) == part).copied().collect()).collect()
        }
    }
}

fn customers() -> impl Strategy<Value = Vec<Vec<Row>>> {
    // Few hours, so that ties are common.
    vec(vec((0_i64..9, 0_usize..4, 0_u32..3, 0_u32..3), 0..8), 0..5)
}

fn steps() -> impl Strategy<Value = Vec<String>> {
    let names = vec!["view", "cart", "purchase", "view|cart", "cart|purchase"];
    vec(prop::sample::select(names).prop_map(str::to_owned), 1..5)
}

fn options() -> impl Strategy<Value = FunnelOptions> {
    let order = prop::sample::select(vec![StepOrder::This, StepOrder::Any, StepOrder::Exact]);
    let hold = prop::sample::select(vec![None, Some(Hold::Store), Some(Hold::Item)]);
    (order, prop::option::of(0_i64..6), any::<bool>(), any::<bool>(), hold).prop_map(
        |(order, within, each_step, exclude, hold)| FunnelOptions {
            order,
            within: within.map(|hours| hours * HOUR),
            each_step: each_step && within.is_some() && order != StepOrder::Any,
            exclude: if exclude { vec!["return".into()] } else { Vec::new() },
            hold,
            ..FunnelOptions::default()
        },
    )
}

proptest! {
    /// Every funnel is what trying all ways finds: counts, and the median wait of every step.
    #[test]
    fn funnels_are_what_trying_all_ways_finds(customers in customers(), steps in steps(), options in options()) {
        let found = journeys(&customers).funnel_of(&steps, &options).unwrap();
        let mut times: Vec<Vec<i64>> = Vec::new();
        let mut depths = Vec::new();
        for rows in &customers {
            let parts = parts(&facts(rows), options.hold);
            if options.order == StepOrder::Any {
                depths.push(parts.iter().map(|part| depth_in_any_order(part, &steps, &options)).max().unwrap());
                continue;
            }
            let ways = parts.iter().map(|part| chosen(part, &steps, &options));
            let best = ways.reduce(|best, way| {
                let further = way.len() > best.len() || way.len() == best.len() && way.first() < best.first();
                if further { way } else { best }
            });
            depths.push(best.as_ref().unwrap().len());
            times.push(best.unwrap());
        }
        for (step, row) in found.iter().enumerate() {
            prop_assert_eq!(row.customers as usize, depths.iter().filter(|&&depth| depth > step).count());
            if options.order != StepOrder::Any && step > 0 {
                let mut waits: Vec<i64> = times.iter().filter(|way| way.len() > step).map(|w| w[step] - w[step - 1]).collect();
                waits.sort_unstable();
                let hour = |wait: i64| f64::from(i32::try_from(wait / MINUTE).unwrap()) / 60.0;
                let n = waits.len();
                let middle = (n > 0).then(|| f64::midpoint(hour(waits[(n - 1) / 2]), hour(waits[n / 2])));
                prop_assert_eq!(row.median_hours, middle);
            }
        }
    }

    /// Ways in turn are what following the definition finds.
    #[test]
    fn totals_count_ways_in_turn(customers in customers(), steps in steps(), options in options()) {
        prop_assume!(options.order != StepOrder::Any);
        let options = FunnelOptions { totals: true, ..options };
        let found = journeys(&customers).funnel_of(&steps, &options).unwrap();
        let all: Vec<usize> = customers
            .iter()
            .flat_map(|rows| parts(&facts(rows), options.hold))
            .flat_map(|part| in_turn(&part, &steps, &options))
            .collect();
        for (step, row) in found.iter().enumerate() {
            prop_assert_eq!(row.customers as usize, all.iter().filter(|&&depth| depth > step).count());
        }
    }

    /// Stages asked for by name are what the funnel of stages says, and segments and cohorts lose nobody.
    #[test]
    fn funnels_agree(customers in customers(), days in prop::option::of(0_u32..2)) {
        use crate::journey::Stage;
        let journeys = journeys(&customers);
        let options = FunnelOptions { within: days.map(|days| i64::from(days) * DAY), ..FunnelOptions::default() };
        let names = ["consider".to_owned(), "buy".into(), "return".into()];
        let new = journeys.funnel_of(&names, &options).unwrap();
        let old = journeys.funnel(&[Stage::Consider, Stage::Buy, Stage::Return], days);
        for (new, old) in new.iter().zip(&old) {
            prop_assert_eq!((new.customers, new.share, new.median_hours), (old.customers, old.share, old.median_hours));
        }
        let apart = FunnelOptions { by: Some(Breakdown::Store), every: Some(2 * HOUR), ..options };
        let rows = journeys.funnel_of(&names, &apart).unwrap();
        for (step, old) in old.iter().enumerate() {
            prop_assert_eq!(rows.iter().skip(step).step_by(3).map(|row| row.customers).sum::<u32>(), old.customers);
        }
    }

    /// In a step matrix every column sums to all customers.
    #[test]
    fn step_matrices_hold_everybody(customers in customers()) {
        let journeys = journeys(&customers);
        let matrix = journeys.step_matrix(9, Unit::Event).unwrap();
        for step in 0..9 {
            let sum: f64 = matrix.rows.iter().map(|row| row.shares[step]).sum::<f64>() + matrix.ended[step];
            prop_assert!(matrix.customers == 0 || (sum - 1.0).abs() < 1e-12);
            let over = customers.iter().filter(|rows| !rows.is_empty() && rows.len() <= step).count();
            prop_assert_eq!(matrix.ended[step], math::share(over as u64, matrix.customers.into()));
        }
    }
}

/// The cohort of the first day had its whole window, that of the second did not.
#[test]
fn cohorts_say_whether_their_window_is_over() {
    let journeys = journeys(&[vec![(0, 0, 2, 2), (20, 2, 2, 2)], vec![(30, 0, 2, 2)], vec![(60, 3, 2, 2)]]);
    let options = FunnelOptions { within: Some(DAY), every: Some(DAY), ..FunnelOptions::default() };
    let rows = journeys.funnel_of(&["view".into(), "purchase".into()], &options).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.cohort, row.over, row.customers)).collect();
    let first = [(Some(0), Some(true), 1), (Some(0), Some(true), 1)];
    assert_eq!(told, [first, [(Some(DAY), Some(false), 1), (Some(DAY), Some(false), 0)]].concat());
}

/// The first hours of 1970 are 1969 in New York; who came then had their day.
#[test]
fn cohorts_go_by_the_calendar_of_the_shop() {
    let journeys =
        journeys(&[vec![(0, 0, 2, 2), (3, 2, 2, 2)], vec![(30, 0, 2, 2)], vec![(24 * 40, 3, 2, 2)]]);
    let options = FunnelOptions {
        within: Some(DAY),
        calendar: Some(CalendarUnit::Month),
        zone: "America/New_York".parse().unwrap(),
        ..FunnelOptions::default()
    };
    let rows = journeys.funnel_of(&["view".into(), "purchase".into()], &options).unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.cohort, row.over, row.customers)).collect();
    // Midnight is at five in UTC.
    let (december, january) = (Some(-31 * DAY + 5 * HOUR), Some(5 * HOUR));
    let expected = [
        (december, Some(true), 1),
        (december, Some(true), 1),
        (january, Some(true), 1),
        (january, Some(true), 0),
    ];
    assert_eq!(told, expected);
    let both = FunnelOptions { every: Some(DAY), ..options };
    assert_eq!(journeys.funnel_of(&["view".into()], &both).unwrap_err().code(), "option");
}

#[test]
fn an_open_funnel_counts_who_took_a_step_at_all() {
    let journeys = journeys(&[vec![(0, 2, 2, 2)], vec![(0, 0, 2, 2), (1, 1, 2, 2)], vec![(0, 3, 2, 2)]]);
    let options = FunnelOptions { open: true, ..FunnelOptions::default() };
    let rows = journeys.funnel_of(&["view".into(), "cart".into(), "purchase".into()], &options).unwrap();
    assert_eq!(rows.iter().map(|row| row.customers).collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn a_session_is_held() {
    // Two hours apart are two sessions.
    let journeys = journeys(&[vec![(0, 0, 2, 2), (2, 2, 2, 2)], vec![(0, 0, 2, 2), (0, 2, 2, 2)]]);
    let options = FunnelOptions { hold: Some(Hold::Session), ..FunnelOptions::default() };
    let rows = journeys.funnel_of(&["view".into(), "purchase".into()], &options).unwrap();
    assert_eq!(rows.iter().map(|row| row.customers).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn an_unknown_step_is_told_with_the_nearest_name() {
    let journeys = journeys(&[vec![(0, 0, 2, 2)]]);
    let ask = |name: &str| journeys.funnel_of(&["view".into(), name.into()], &FunnelOptions::default());
    let told = ask("purchace").unwrap_err();
    assert_eq!(told.code(), "option");
    assert!(ask("vieww").unwrap_err().to_string().ends_with("did you mean `view`?"));
    assert!(ask("web:view").is_err() && ask("ec:vew").is_err());
    // Known everywhere, though nobody did it here.
    assert_eq!(ask("purchase").unwrap()[1].customers, 0);
    assert_eq!(ask("ec:purchase").unwrap()[1].customers, 0);
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let journeys = journeys(&[]);
    for options in [
        FunnelOptions { each_step: true, ..FunnelOptions::default() },
        FunnelOptions { totals: true, open: true, ..FunnelOptions::default() },
        FunnelOptions { open: true, hold: Some(Hold::Store), ..FunnelOptions::default() },
        FunnelOptions { quantiles: vec![1.5], ..FunnelOptions::default() },
        FunnelOptions { every: Some(0), ..FunnelOptions::default() },
        FunnelOptions { within: Some(-1), ..FunnelOptions::default() },
    ] {
        assert_eq!(journeys.funnel_of(&["view".into()], &options).unwrap_err().code(), "option");
    }
    assert!(journeys.funnel_of(&vec!["view".into(); 33], &FunnelOptions::default()).is_err());
    assert_eq!(journeys.funnel_of(&[], &FunnelOptions::default()).unwrap(), []);
}
