//! The laws of journeys, and a second, slow and plain reading of every question to hold the answers against.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::{Action, Channels, DAY, MINUTE, Side};

/// One touchpoint, as a plain record.
#[derive(Debug, Clone)]
struct Row {
    customer: &'static str,
    at: i64,
    channel: &'static str,
    action: &'static str,
    store: Option<&'static str>,
    amount: i64,
}

/// Few values, so that ties, crossings and repeats are common.
fn row() -> impl Strategy<Value = Row> {
    let at = prop_oneof![
        3 => (0_i64..3, 0_i64..20).prop_map(|(day, minute)| day * DAY + minute * 7 * MINUTE),
        1 => (0_i64..90).prop_map(|day| day * DAY),
    ];
    let customer = prop::sample::select(vec!["hanako", "taro", "a customer with a longer id", "一郎"]);
    let channel = prop::sample::select(vec!["ec", "EC ", "app", "pos", "store", "signage", "contact-centre"]);
    let actions = Action::NAMED.iter().map(|action| match action {
        Action::CheckIn => "Check-In",
        action => NAMES[Action::NAMED.iter().position(|a| a == action).unwrap()],
    });
    let action = prop::sample::select(actions.chain(["dance", "refund"]).collect::<Vec<_>>());
    let store = prop::sample::select(vec![None, Some("ginza"), Some("ueno")]);
    (customer, at, channel, action, store, 0_i64..3).prop_map(
        |(customer, at, channel, action, store, amount)| Row { customer, at, channel, action, store, amount },
    )
}

/// The names of all actions, as texts that live for ever.
const NAMES: [&str; 15] = [
    "view",
    "search",
    "cart",
    "purchase",
    "return",
    "visit",
    "check_in",
    "coupon_issued",
    "coupon_redeemed",
    "reservation",
    "pickup",
    "inquiry",
    "review",
    "payment",
    "signage_seen",
];

fn rows() -> impl Strategy<Value = Vec<Row>> {
    vec(row(), 0..70)
}

fn journeys(rows: &[Row]) -> Journeys {
    let mut touches = Touches::default();
    for row in rows {
        touches.push(row.customer, row.at, row.channel, row.action);
        touches.store.resize(touches.len() - 1, NO_STORE);
        touches.store.push(row.store.map_or(NO_STORE, |store| touches.stores.intern(store)));
        touches.amount.resize(touches.len() - 1, 0);
        touches.amount.push(row.amount);
    }
    Journeys::new(touches, &JourneyOptions::default()).unwrap()
}

/// One touchpoint as the slow reading sees it; compared field by field from the top, so sorting sorts journeys.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Fact {
    at: i64,
    stage: Stage,
    channel: String,
    action: String,
    storeless: bool,
    store: Option<&'static str>,
    amount: i64,
    side: Side,
}

fn naive(rows: &[Row]) -> BTreeMap<&'static str, Vec<Fact>> {
    let mut all: BTreeMap<&str, Vec<Fact>> = BTreeMap::new();
    for row in rows {
        let (channel, action) = (Channels::canonical(row.channel), Action::read(row.action));
        all.entry(row.customer).or_default().push(Fact {
            at: row.at,
            stage: Stage::of(&channel, &action),
            side: Channels::default().side(&channel),
            channel,
            action: action.name().into(),
            storeless: row.store.is_none(),
            store: row.store,
            amount: row.amount,
        });
    }
    for facts in all.values_mut() {
        facts.sort();
    }
    all
}

/// The session of each fact.
fn naive_sessions(facts: &[Fact]) -> Vec<u32> {
    let (mut number, mut start, mut numbers) = (0, 0, Vec::new());
    for (i, fact) in facts.iter().enumerate() {
        let known = facts[start..i].iter().filter_map(|f| f.store).next_back();
        let moved =
            fact.side == Side::Offline && known.is_some() && fact.store.is_some() && known != fact.store;
        if i > 0 && (moved || fact.side != facts[i - 1].side || fact.at - facts[i - 1].at > 30 * MINUTE) {
            number += 1;
            start = i;
        }
        numbers.push(number);
    }
    numbers
}

/// The times of the way that comes furthest, of those the one that starts first.
fn naive_way(facts: &[Fact], stages: &[Stage], window: i64) -> Vec<i64> {
    let mut best = Vec::new();
    for start in 0..facts.len() {
        if facts[start].stage != stages[0] {
            continue;
        }
        let mut way = vec![facts[start].at];
        for fact in &facts[start + 1..] {
            if way.len() < stages.len() && fact.stage == stages[way.len()] && fact.at - way[0] <= window {
                way.push(fact.at);
            }
        }
        if way.len() > best.len() {
            best = way;
        }
    }
    best
}

fn naive_crossings(all: &BTreeMap<&str, Vec<Fact>>) -> Crossings {
    let mut c = Crossings::default();
    for facts in all.values() {
        let any = |test: &dyn Fn(&Fact) -> bool| facts.iter().any(test);
        let (on, off) = (any(&|f| f.side == Side::Online), any(&|f| f.side == Side::Offline));
        c.customers_online += u32::from(on);
        c.customers_offline += u32::from(off);
        c.customers_both += u32::from(on && off);
        for pair in facts.windows(2) {
            c.online_to_offline += u32::from(pair[0].side == Side::Online && pair[1].side == Side::Offline);
            c.offline_to_online += u32::from(pair[0].side == Side::Offline && pair[1].side == Side::Online);
        }
        let earlier_later = |test: &dyn Fn(&Fact, &Fact) -> bool| {
            u32::from((0..facts.len()).any(|j| (0..j).any(|i| test(&facts[i], &facts[j]))))
        };
        let soon = |a: &Fact, b: &Fact| b.at - a.at <= 7 * DAY && b.stage == Stage::Buy;
        c.bought_in_store_after_online +=
            earlier_later(&|a, b| a.side == Side::Online && b.side == Side::Offline && soon(a, b));
        c.bought_online_after_store +=
            earlier_later(&|a, b| a.side == Side::Offline && b.side == Side::Online && soon(a, b));
        c.ordered_online_picked_up +=
            earlier_later(&|a, b| a.side == Side::Online && a.stage == Stage::Buy && b.action == "pickup");
        c.coupon_online_used_in_store += earlier_later(&|a, b| {
            let issued = a.side == Side::Online && a.action == "coupon_issued";
            issued && b.side == Side::Offline && b.action == "coupon_redeemed"
        });
    }
    c
}

/// Touchpoints, customers and share of customers who buy, of the facts that pass a test.
fn naive_cell(all: &BTreeMap<&str, Vec<Fact>>, test: impl Fn(&Fact) -> bool) -> (u32, u32, f64) {
    let (mut touchpoints, mut customers, mut buyers) = (0, 0, 0);
    for facts in all.values() {
        touchpoints += facts.iter().map(|fact| u32::from(test(fact))).sum::<u32>();
        let Some(first) = facts.iter().position(&test) else { continue };
        customers += 1;
        let from = &facts[first];
        let buys = facts[first + 1..].iter().any(|later| {
            let again = from.stage != Stage::Buy || later.at > from.at;
            later.stage == Stage::Buy && again && later.at - from.at <= 30 * DAY
        });
        buyers += u32::from(buys);
    }
    (touchpoints, customers, f64::from(buyers) / f64::from(customers.max(1)))
}

fn stages() -> impl Strategy<Value = Vec<Stage>> {
    vec(prop::sample::select(Stage::ALL.to_vec()), 1..5)
}

proptest! {
    /// Whatever order rows come in, every question has the same answer.
    #[test]
    fn the_order_of_rows_does_not_matter((rows, shuffled) in rows().prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    }), asked in stages()) {
        let (a, b) = (journeys(&rows), journeys(&shuffled));
        prop_assert!(a.customer_ids().eq(b.customer_ids()));
        for customer in 0..a.customers() {
            prop_assert!(a.timeline(customer).eq(b.timeline(customer)));
        }
        prop_assert!(a.sessions().eq(b.sessions()));
        prop_assert_eq!(a.map(), b.map());
        prop_assert_eq!(a.crossings(), b.crossings());
        prop_assert_eq!(a.funnel(&asked, Some(7)), b.funnel(&asked, Some(7)));
        prop_assert_eq!(a.funnel(&asked, None), b.funnel(&asked, None));
        for by in [By::Channel, By::Action, By::Stage] {
            prop_assert_eq!(a.transitions(by), b.transitions(by));
        }
    }

    /// Timelines and sessions hold every touchpoint once, and agree with the slow reading.
    #[test]
    fn timelines_and_sessions_lose_nothing(rows in rows()) {
        let (fast, slow) = (journeys(&rows), naive(&rows));
        prop_assert_eq!(fast.len(), rows.len());
        prop_assert!(fast.customer_ids().eq(slow.keys().copied()));
        for (customer, (id, facts)) in (0..).zip(&slow) {
            prop_assert_eq!(fast.customer(id), Some(customer));
            prop_assert_eq!(fast.customer_id(customer), Some(*id));
            let numbers = naive_sessions(facts);
            let steps: Vec<_> = fast.timeline(customer).collect();
            prop_assert_eq!(steps.len(), facts.len());
            for ((step, fact), session) in steps.iter().zip(facts).zip(&numbers) {
                prop_assert_eq!(step.occurred_at, fact.at);
                prop_assert_eq!((step.channel, step.action), (fact.channel.as_str(), fact.action.as_str()));
                prop_assert_eq!((step.side, step.stage, step.session), (fact.side, fact.stage, *session));
                prop_assert_eq!((step.store, step.amount), (fact.store, Some(fact.amount)));
            }
            prop_assert_eq!(fast.sessions_of(customer).count(), numbers.last().map_or(0, |&n| n as usize + 1));
        }
        let mut next = 0;
        for session in fast.sessions() {
            prop_assert_eq!(session.first, next);
            prop_assert!(session.touchpoints > 0 && session.started_at <= session.ended_at);
            next += session.touchpoints;
        }
        prop_assert_eq!(next as usize, rows.len());
    }

    /// A funnel never widens, and each step is what trying every start one by one finds.
    #[test]
    fn funnels_only_narrow(rows in rows(), asked in stages(), days in prop::option::of(0_u32..40)) {
        let steps = journeys(&rows).funnel(&asked, days);
        prop_assert_eq!(steps.len(), asked.len());
        prop_assert!(steps.windows(2).all(|pair| pair[0].customers >= pair[1].customers));
        let window = days.map_or(i64::MAX, |days| i64::from(days) * DAY);
        let ways: Vec<_> = naive(&rows).values().map(|facts| naive_way(facts, &asked, window)).collect();
        for (i, step) in steps.iter().enumerate() {
            let came: Vec<_> = ways.iter().filter(|way| way.len() > i).collect();
            prop_assert_eq!(step.customers as usize, came.len());
            let first = f64::from(steps[0].customers).max(1.0);
            prop_assert_eq!(step.share, f64::from(step.customers) / first);
            // Times here are whole minutes, of which a double holds any number exactly.
            let hours = |way: &&Vec<i64>| f64::from(i32::try_from((way[i] - way[i - 1]) / MINUTE).unwrap()) / 60.0;
            let mut waits: Vec<_> = came.iter().filter(|_| i > 0).map(hours).collect();
            waits.sort_by(f64::total_cmp);
            let n = waits.len();
            let middle = (n > 0).then(|| f64::midpoint(waits[(n - 1) / 2], waits[n / 2]));
            prop_assert_eq!(step.median_hours, middle);
        }
    }

    /// The cells of the map sum to its totals, and every number is what counting by definition gives.
    #[test]
    fn maps_add_up(rows in rows()) {
        let (map, slow) = (journeys(&rows).map(), naive(&rows));
        let total = u32::try_from(rows.len()).unwrap();
        prop_assert_eq!(map.touchpoints, total);
        prop_assert_eq!(map.customers as usize, slow.len());
        prop_assert_eq!(map.cells.iter().map(|cell| cell.touchpoints).sum::<u32>(), total);
        prop_assert_eq!(map.channels.iter().map(|channel| channel.touchpoints).sum::<u32>(), total);
        let sessions = slow.values().map(|facts| naive_sessions(facts).last().map_or(0, |n| n + 1)).sum::<u32>();
        prop_assert_eq!(map.sessions, sessions);
        prop_assert!(map.stages.iter().map(|stage| stage.stage).eq(Stage::ALL));
        for stage in &map.stages {
            let (touchpoints, customers, _) = naive_cell(&slow, |fact| fact.stage == stage.stage);
            prop_assert_eq!((stage.touchpoints, stage.customers), (touchpoints, customers));
        }
        for channel in &map.channels {
            let (touchpoints, customers, _) = naive_cell(&slow, |fact| fact.channel == channel.channel);
            prop_assert_eq!((channel.touchpoints, channel.customers), (touchpoints, customers));
        }
        prop_assert!(map.channels.is_sorted_by_key(|c| (c.side, std::cmp::Reverse(c.touchpoints), c.channel.clone())));
        let column = |cell: &Cell| map.channels.iter().position(|c| c.channel == cell.channel).unwrap();
        prop_assert!(map.cells.is_sorted_by_key(|cell| (cell.stage, column(cell))));
        for cell in &map.cells {
            let here = |fact: &Fact| fact.stage == cell.stage && fact.channel == cell.channel;
            let found = (cell.touchpoints, cell.customers, cell.conversion);
            prop_assert_eq!(found, naive_cell(&slow, here), "{} {}", cell.stage, &cell.channel);
        }
        prop_assert_eq!(map.crossings, naive_crossings(&slow));
    }

    /// Moves are counted as looking at each neighbouring pair counts them; the map leaves out staying.
    #[test]
    fn moves_are_neighbours(rows in rows()) {
        let (fast, slow) = (journeys(&rows), naive(&rows));
        let count = |name: &dyn Fn(&Fact) -> String| {
            let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
            for pair in slow.values().flat_map(|facts| facts.windows(2)) {
                *counts.entry((name(&pair[0]), name(&pair[1]))).or_default() += 1;
            }
            counts.into_iter().map(|((from, to), count)| Flow { from, to, count }).collect::<Vec<_>>()
        };
        let sorted = |mut flows: Vec<Flow>| {
            flows.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
            flows
        };
        let channels = sorted(count(&|fact| fact.channel.clone()));
        prop_assert_eq!(&fast.transitions(By::Channel), &channels);
        prop_assert_eq!(fast.transitions(By::Action), sorted(count(&|fact| fact.action.clone())));
        prop_assert_eq!(sorted(fast.transitions(By::Stage)), sorted(count(&|fact| fact.stage.name().into())));
        let moves: Vec<_> = channels.into_iter().filter(|flow| flow.from != flow.to).collect();
        prop_assert_eq!(fast.map().flows, moves);
    }

    /// Columns that hold anything at all give an error or an answer, and no row is lost between the two.
    #[test]
    fn any_columns_are_answered(
        numbers in vec((any::<u32>(), any::<i64>(), 0_u32..4, 0_u32..4), 0..40),
        small in any::<bool>(),
    ) {
        let mut touches = Touches::default();
        for text in ["hanako", "", "taro"] {
            touches.customers.intern(text);
            touches.channels.intern(text);
            touches.actions.intern(text);
        }
        for &(customer, at, channel, action) in &numbers {
            touches.customer.push(if small { customer % 4 } else { customer });
            touches.occurred_at.push(if small { at.rem_euclid(DAY) } else { at });
            touches.channel.push(channel);
            touches.action.push(action);
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        prop_assert_eq!(journeys.len() + journeys.rejected().len(), numbers.len());
        let rejected: BTreeSet<_> = journeys.rejected().iter().map(|row| row.row as usize).collect();
        for (i, &(customer, at, channel, action)) in numbers.iter().enumerate() {
            let known = |n: u32| n == 0 || n == 2;
            let customer = if small { customer % 4 } else { customer };
            let timely = small || (0..7_258_118_400_000).contains(&at);
            let whole = known(customer) && timely && known(channel) && known(action);
            prop_assert_eq!(whole, !rejected.contains(&i));
        }
        prop_assert_eq!(journeys.map().touchpoints as usize, journeys.len());
    }
}
