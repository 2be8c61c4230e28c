//! What others measured, on their data; the files are for measuring only, and lie where `OMO_DATA` says.

use std::collections::BTreeMap;

use super::super::*;
use crate::math::share;
use crate::recommend::session::visit::Visit;

fn text(name: &str) -> Option<String> {
    let folder = std::env::var("OMO_DATA").unwrap_or_else(|_| "../../shared/data".into());
    let path = std::path::Path::new(&folder).join("recommend/session").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("SKIPPED: {} is not there; set OMO_DATA", path.display());
    }
    text
}

/// Questions with the item that was clicked next: the share answered within 20, and the mean of one over the rank.
fn measure(model: &Session, asked: &[(Vec<u32>, u32)]) -> (f64, f64) {
    let (mut hits, mut ranks) = (0_u64, 0.0);
    let mut visit = Visit::default();
    for (clicks, next) in asked {
        visit.clear();
        for item in clicks {
            visit.push(*item);
        }
        let answer = visit.recommend(model, 20, |_| true);
        if let Some((rank, _)) = (1_u32..).zip(&answer.items).find(|(_, shown)| shown.item == *next) {
            hits += 1;
            ranks += 1.0 / f64::from(rank);
        }
    }
    let asked = asked.len() as u64;
    (share(hits, asked), ranks / share(asked, 1))
}

/// Sessions as the papers share them: in order of time, without times.
fn shared(shop: &str) -> Option<(f64, f64)> {
    let (sessions, asked) =
        (text(&format!("{shop}/train_sessions.txt"))?, text(&format!("{shop}/test_prefix_target.txt"))?);
    let numbers = |line: &str| line.split_whitespace().map(|n| n.parse().unwrap()).collect::<Vec<u32>>();
    let mut rows = Vec::new();
    for (session, line) in (0_u32..).zip(sessions.lines()) {
        let times = (0_i64..).map(|click| i64::from(session) * 3_600_000 + click * 30_000);
        rows.extend(numbers(line).into_iter().zip(times).map(|(item, at)| Click { session, item, at }));
    }
    let items = rows.iter().map(|click| click.item as usize + 1).max()?;
    let clicks = Clicks::new(rows, sessions.lines().count(), items).unwrap();
    let model = Session::fit(&clicks, &SessionOptions::default()).unwrap();
    let asked: Vec<_> = asked.lines().map(|line| line.split_once('\t').unwrap()).collect();
    let asked: Vec<_> = asked.iter().map(|(clicks, next)| (numbers(clicks), next.parse().unwrap())).collect();
    Some(measure(&model, &asked))
}

/// VMIS-kNN with repeats has .5730 and .2938; COTREC, a graph network, .5617 and .2997.
#[test]
fn retailrocket() {
    if let Some((hits, ranks)) = shared("retailrocket") {
        assert!(hits > 0.581 && ranks > 0.320, "{hits} {ranks}");
    }
}

/// VMIS-kNN with repeats has .4797 and .2016.
#[test]
fn tmall() {
    if let Some((hits, ranks)) = shared("tmall") {
        assert!(hits > 0.511 && ranks > 0.226, "{hits} {ranks}");
    }
}

/// The README of Serenade has an MRR@20 of .3401 for its toy shop with m = 1502, k = 288 and the last 4 items.
#[test]
fn serenade_as_published() {
    let (Some(train), Some(test)) = (text("serenade_toy/train.txt"), text("serenade_toy/test.txt")) else {
        return;
    };
    let read = |text: &str| -> Vec<(u32, u32, i64)> {
        let cells = |line: &str| {
            let mut cells = line.split_whitespace();
            let mut next = || cells.next().unwrap().trim_end_matches(".0").to_owned();
            (next().parse().unwrap(), next().parse().unwrap(), next().parse::<i64>().unwrap() * 1000)
        };
        text.lines().skip(1).map(cells).collect()
    };
    let (mut train, test) = (read(&train), read(&test));
    // How rare an item is goes by the sessions there are, so their numbers have no gaps.
    let numbers: std::collections::BTreeSet<u32> = train.iter().map(|row| row.0).collect();
    let numbers: Vec<u32> = numbers.into_iter().collect();
    for row in &mut train {
        row.0 = u32::try_from(numbers.binary_search(&row.0).unwrap()).unwrap();
    }
    let sessions = numbers.len();
    let items = train.iter().map(|row| row.1 as usize + 1).max().unwrap();
    let rows = train.iter().map(|&(session, item, at)| Click { session, item, at }).collect();
    let options = SessionOptions {
        neighbours: 288,
        recent: 1502,
        clicks: 4,
        published: true,
        ..SessionOptions::default()
    };
    let model = Session::fit(&Clicks::new(rows, sessions, items).unwrap(), &options).unwrap();
    let mut visits = BTreeMap::<u32, Vec<(i64, u32)>>::new();
    for (session, item, at) in test {
        visits.entry(session).or_default().push((at, item));
    }
    let mut asked = Vec::new();
    for visit in visits.values_mut() {
        visit.sort_by_key(|click| click.0);
        let clicks: Vec<u32> = visit.iter().map(|click| click.1).collect();
        asked.extend((1..clicks.len()).map(|known| (clicks[..known].to_vec(), clicks[known])));
    }
    let (_, ranks) = measure(&model, &asked);
    assert!((ranks - 0.3401).abs() < 0.002, "{ranks}");
    let learnt = Session::fit(
        &Clicks::new(
            train.iter().map(|&(session, item, at)| Click { session, item, at }).collect(),
            sessions,
            items,
        )
        .unwrap(),
        &SessionOptions::default(),
    );
    println!("learnt: {:?}, published: {:?}", measure(&learnt.unwrap(), &asked), measure(&model, &asked));
}
