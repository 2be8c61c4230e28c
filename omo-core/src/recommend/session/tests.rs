use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::index::Index;
use super::*;
use crate::recommend::{Labelled, Names, Reason, Recommendation};
use crate::vocabulary::Vocabulary;

const ITEMS: u32 = 9;

fn click(session: u32, item: u32, at: i64) -> Click {
    Click { session, item, at }
}

/// Clicks of up to 12 sessions, many of them at the same time.
fn some_clicks() -> impl Strategy<Value = Vec<Click>> {
    let row =
        (0_u32..12, 0..ITEMS - 1, 0_i64..40).prop_map(|(session, item, at)| click(session, item, at * 1000));
    proptest::collection::vec(row, 0..90)
}

fn options(recent: usize, neighbours: usize) -> SessionOptions {
    SessionOptions { neighbours, recent, ..SessionOptions::default() }
}

fn fit(rows: Vec<Click>, options: &SessionOptions) -> Session {
    Session::fit(&Clicks::new(rows, 12, ITEMS as usize).unwrap(), options).unwrap()
}

fn share(part: i64, whole: i64) -> f64 {
    crate::math::share(part.cast_unsigned(), whole.cast_unsigned())
}

fn scores(answer: &Recommendations) -> Vec<(u32, f64)> {
    answer.items.iter().map(|shown| (shown.item, shown.score)).collect()
}

/// The same sums in the plainest way: no index, no bound, everything sorted.
struct Plain {
    sessions: BTreeMap<u32, Vec<Click>>,
    options: SessionOptions,
}

impl Plain {
    fn new(clicks: &Clicks, options: &SessionOptions) -> Self {
        let mut sessions = BTreeMap::<u32, Vec<Click>>::new();
        for row in clicks.rows() {
            sessions.entry(row.session).or_default().push(*row);
        }
        Self { sessions, options: options.clone() }
    }

    fn has(&self, session: u32, item: u32) -> bool {
        self.sessions[&session].iter().any(|row| row.item == item)
    }

    fn newest(&self, item: u32) -> Vec<u32> {
        let last = |session: u32| {
            self.sessions[&session].iter().filter(|row| row.item == item).map(|row| row.at).max()
        };
        let mut all: Vec<_> =
            self.sessions.keys().filter_map(|&session| last(session).map(|at| (at, session))).collect();
        all.sort_unstable();
        all.into_iter().rev().take(self.options.recent).map(|(_, session)| session).collect()
    }

    fn fresh(&self, session: u32) -> f64 {
        let times: Vec<i64> = self.sessions.values().flatten().map(|row| row.at).collect();
        let (first, latest) = (times.iter().min().unwrap(), times.iter().max().unwrap());
        let last = self.sessions[&session].last().unwrap().at;
        let age = if first == latest { 0.0 } else { share(latest - last, latest - first) };
        1.0 / (1.0 + 4.0 * age)
    }

    /// The similarities of the nearest sessions.
    fn near(&self, clicks: &[u32]) -> Vec<(u32, f64)> {
        let mut sums = BTreeMap::<u32, f64>::new();
        let mut met = BTreeSet::new();
        for (ago, &item) in clicks.iter().rev().enumerate() {
            if ago < self.options.clicks && met.insert(item) {
                for session in self.newest(item) {
                    *sums.entry(session).or_default() += 0.94_f64.powi(i32::try_from(ago).unwrap());
                }
            }
        }
        let mut all: Vec<_> = sums
            .into_iter()
            .map(|(session, sum)| {
                (
                    session,
                    sum / share(i64::try_from(self.sessions[&session].len()).unwrap(), 1).sqrt()
                        * self.fresh(session),
                )
            })
            .collect();
        let last = |session: u32| self.sessions[&session].last().unwrap().at;
        all.sort_by(|a, b| {
            // To the last bits: the sums above are not in the order of those of the index.
            let same = (a.1 - b.1).abs() < 1e-12;
            let by = if same { std::cmp::Ordering::Equal } else { b.1.total_cmp(&a.1) };
            by.then(last(b.0).cmp(&last(a.0))).then(a.0.cmp(&b.0))
        });
        all.truncate(self.options.neighbours);
        all
    }

    fn scores(&self, weights: &Weights, clicks: &[u32]) -> BTreeMap<u32, f64> {
        let w = weights.of(clicks.len());
        let near = self.near(clicks);
        let (mut by_near, mut after, mut before) =
            (BTreeMap::<u32, f64>::new(), BTreeMap::new(), BTreeMap::new());
        for item in 0..ITEMS {
            let sum: f64 = near.iter().filter(|(session, _)| self.has(*session, item)).map(|(_, s)| s).sum();
            if sum > 0.0 {
                by_near.insert(item, sum);
            }
        }
        let last = clicks.iter().rev().find(|&&item| item < ITEMS);
        for session in last.map(|&last| self.newest(last)).unwrap_or_default() {
            let items: Vec<u32> = self.sessions[&session].iter().map(|row| row.item).collect();
            for (x, _) in items.iter().enumerate().filter(|(_, item)| Some(*item) == last) {
                let note = |sums: &mut BTreeMap<u32, f64>, place: usize, share: f64| {
                    if let Some(&item) = items.get(place) {
                        *sums.entry(item).or_insert(0.0) += share * self.fresh(session);
                    }
                };
                note(&mut after, x + 1, 1.0);
                note(&mut after, x + 2, 0.5);
                note(&mut before, x.wrapping_sub(1), 1.0);
            }
        }
        let mut all = BTreeMap::<u32, f64>::new();
        let sum = |of: &BTreeMap<u32, f64>| of.values().sum::<f64>();
        for (sums, weight, doubt) in [(&by_near, w[0], 0.0), (&after, w[2], 5.0), (&before, w[3], 5.0)] {
            for (&item, value) in sums {
                let weight = if doubt == 0.0 && clicks.contains(&item) { w[1] } else { weight };
                *all.entry(item).or_default() += weight * value / (sum(sums) + doubt);
            }
        }
        for item in clicks.iter().filter(|&&item| item < ITEMS).collect::<BTreeSet<_>>() {
            let ago = clicks.iter().rev().position(|other| other == item).unwrap();
            let times = clicks.iter().filter(|other| *other == item).count();
            let ago = [0, 1, 2, 3, 3, 4, 4, 4, 4].get(ago).copied().unwrap_or(5);
            *all.entry(*item).or_default() += w[4 + ago * 3 + times.min(3) - 1];
        }
        let whole: f64 = all.values().sum();
        for score in all.values_mut() {
            *score /= whole;
        }
        all
    }
}

proptest! {
    #[test]
    fn the_answer_is_that_of_adding_up_everything(
        rows in some_clicks(), asked in proptest::collection::vec(0..ITEMS + 2, 0..14),
        recent in 1_usize..6, neighbours in 1_usize..6,
    ) {
        let options = options(recent, neighbours);
        let clicks = Clicks::new(rows, 12, ITEMS as usize).unwrap();
        let model = Session::fit(&clicks, &options).unwrap();
        let plain = Plain::new(&clicks, &options).scores(&model.weights, &asked);
        let got = model.recommend(&asked, plain.len(), |_| true);
        prop_assert_eq!(got.items.len(), plain.len());
        for shown in &got.items {
            let plain = plain.get(&shown.item).copied().unwrap_or(-1.0);
            prop_assert!((shown.score - plain).abs() < 1e-9, "{} and {plain}", shown.score);
        }
        prop_assert!(got.items.is_sorted_by(|a, b| (b.score, a.item) <= (a.score, b.item)));
        prop_assert!(got.items.iter().all(|shown| !shown.reasons.is_empty()));
    }

    #[test]
    fn click_by_click_is_all_at_once(rows in some_clicks(), known in 0_usize..90, recent in 1_usize..4) {
        let clicks = Clicks::new(rows, 12, ITEMS as usize).unwrap();
        let happened = clicks.as_they_happened();
        let (before, since) = happened.split_at(known.min(happened.len()));
        let mut model = fit(before.to_vec(), &options(recent, 3));
        model.make_room(12, ITEMS as usize).unwrap();
        for click in since {
            model.observe(*click).unwrap();
        }
        let mut whole = fit(happened, &options(recent, 3));
        whole.make_room(12, ITEMS as usize).unwrap();
        prop_assert_eq!(&model.index, &whole.index);
        prop_assert_eq!(&model.popular, &whole.popular);
    }

    /// Sessions may be told in any order among each other: late ones find their place in time.
    #[test]
    fn the_index_does_not_depend_on_which_session_is_told_first(rows in some_clicks(), recent in 1_usize..4) {
        let clicks = Clicks::new(rows, 12, ITEMS as usize).unwrap();
        let told = |rows: &[Click]| {
            let mut index = Index::new(recent, ITEMS as usize);
            index.make_room(12, ITEMS as usize);
            for click in rows {
                index.observe(*click);
            }
            index
        };
        prop_assert_eq!(told(clicks.rows()), told(&clicks.as_they_happened()));
    }

    #[test]
    fn the_order_of_rows_does_not_matter(mut rows in some_clicks(), by in 0_usize..90) {
        // Clicks of a session at the same time keep their order, so there are none here.
        rows.sort_unstable_by_key(|row| (row.session, row.at));
        rows.dedup_by_key(|row| (row.session, row.at));
        let model = fit(rows.clone(), &SessionOptions::default());
        let turn = by % rows.len().max(1);
        rows.rotate_left(turn);
        rows.reverse();
        prop_assert_eq!(fit(rows, &SessionOptions::default()), model);
    }

    #[test]
    fn the_list_is_full_whenever_enough_are_allowed(
        rows in some_clicks(), asked in proptest::collection::vec(0..ITEMS + 2, 0..5), n in 0_usize..12,
        allowed in proptest::collection::vec(any::<bool>(), ITEMS as usize),
    ) {
        let model = fit(rows, &SessionOptions::default());
        let allow = |item: u32| allowed[item as usize];
        let answer = model.recommend(&asked, n, allow);
        let eligible = allowed.iter().filter(|allowed| **allowed).count();
        prop_assert_eq!(answer.items.len(), n.min(eligible));
        // It is the list of all without what is not allowed, and what was kept out stood above the last shown.
        let all = model.recommend(&asked, usize::MAX, |_| true);
        prop_assert_eq!(all.items.len(), ITEMS as usize);
        let open: Vec<&Recommendation> = all.items.iter().filter(|shown| allow(shown.item)).take(n).collect();
        prop_assert_eq!(answer.items.iter().collect::<Vec<_>>(), open);
        let reach = match answer.items.last().filter(|_| answer.items.len() == n) {
            Some(last) => all.items.iter().position(|shown| shown.item == last.item).unwrap(),
            None => all.items.len(),
        };
        let kept = all.items[..reach].iter().filter(|shown| !allow(shown.item)).count();
        let kept = if n == 0 { 0 } else { kept };
        prop_assert_eq!(answer.excluded.iter().map(|excluded| excluded.items as usize).sum::<usize>(), kept);
        prop_assert!(all.items.is_sorted_by(|a, b| a.score >= b.score));
    }

    #[test]
    fn a_visit_that_goes_on_is_answered_as_its_clicks_are(
        rows in some_clicks(), asked in proptest::collection::vec(0..ITEMS, 0..80),
    ) {
        let model = fit(rows, &SessionOptions::default());
        let mut visit = Visit::default();
        for (known, item) in (1..).zip(&asked) {
            visit.push(*item);
            prop_assert_eq!(visit.recommend(&model, 5, |_| true), model.recommend(&asked[..known], 5, |_| true));
        }
        let all: Rows<u32> = (0..asked.len()).map(|known| asked[..known].iter().copied()).collect();
        let each = model.recommend_each(&all, 5, |_| true);
        for (clicks, answer) in all.iter().zip(each) {
            prop_assert_eq!(answer, model.recommend(clicks, 5, |_| true));
        }
    }

    #[test]
    fn what_is_written_is_read_back(rows in some_clicks(), recent in 1_usize..4) {
        let model = fit(rows, &options(recent, 3));
        prop_assert_eq!(&Session::from_json(&model.to_json()).unwrap(), &model);
    }
}

/// Longer than the window: of the clicks before it nothing is known but when the item was clicked last.
#[test]
fn long_sessions_are_known_by_their_end() {
    let rows: Vec<_> = (0..200).map(|at| click(0, u32::try_from(at).unwrap(), at)).collect();
    let clicks = Clicks::new(rows.clone(), 1, 200).unwrap();
    let model = Session::fit(&clicks, &SessionOptions::default()).unwrap();
    let mut one_by_one =
        Session::fit(&Clicks::new(vec![], 0, 0).unwrap(), &SessionOptions::default()).unwrap();
    for click in rows {
        one_by_one.observe(click).unwrap();
    }
    assert_eq!(one_by_one.index, model.index);
    let near: BTreeSet<u32> =
        model.recommend(&[0], 300, |_| true).items.iter().map(|shown| shown.item).take(65).collect();
    assert_eq!(near, (136..200).chain([0]).collect());
}

#[test]
fn strangers_get_what_is_popular() {
    let rows = vec![click(0, 3, 0), click(1, 3, 1), click(1, 5, 2)];
    let model = fit(rows, &SessionOptions::default());
    for asked in [&[][..], &[ITEMS, u32::MAX]] {
        let answer = model.recommend(asked, 3, |_| true);
        assert_eq!(scores(&answer), [(3, 2.0 / 3.0), (5, 1.0 / 3.0), (0, 0.0)]);
        assert_eq!(answer.items[0].reasons, [Reason::PopularNow { sessions: 2 }]);
        assert_eq!(answer.items[2].reasons, [Reason::NotSoldYet]);
    }
    let nothing = Session::fit(&Clicks::new(vec![], 0, 0).unwrap(), &SessionOptions::default()).unwrap();
    assert_eq!(nothing.recommend(&[1], 3, |_| true), Recommendations::default());
}

/// Where everybody comes back to the item before the last, that is learnt; where nobody ever does, that is.
#[test]
fn whether_people_come_back_is_learnt() {
    let shop = |third: fn(u32, u32) -> u32| {
        let mut rows = Vec::new();
        for session in 0..400 {
            let (a, b) = (session * 7 % 40, session * 11 % 39);
            let b = if a == b { 39 } else { b };
            for (place, item) in (0_i64..).zip([a, b, third(a, b)]) {
                rows.push(click(session, item, i64::from(session) * 1000 + place));
            }
        }
        Session::fit(&Clicks::new(rows, 400, 40).unwrap(), &SessionOptions::default()).unwrap()
    };
    let back = shop(|a, _| a).recommend(&[4, 9], 1, |_| true).items[0].clone();
    assert_eq!((back.item, &back.reasons[0]), (4, &Reason::InSession { clicks_ago: 1, times: 1 }));
    assert!(back.score > 0.6, "{}", back.score);
    let on = shop(|a, b| (a + b) % 40).recommend(&[4, 9], 40, |_| true);
    let back = on.items.iter().find(|shown| shown.item == 4).unwrap();
    assert!(back.score < 0.1, "{}", back.score);
}

#[test]
fn wrong_numbers_and_options_are_refused() {
    let code = |rows, sessions, items| Clicks::new(rows, sessions, items).unwrap_err().code();
    assert_eq!(code(vec![click(2, 0, 0)], 2, 1), "column");
    assert_eq!(code(vec![click(0, 1, 0)], 2, 1), "column");
    assert_eq!(code(vec![], 2, 1 << 25), "option");
    let usual = SessionOptions::default;
    for wrong in [
        SessionOptions { neighbours: 0, ..usual() },
        SessionOptions { recent: 0, ..usual() },
        SessionOptions { clicks: 0, ..usual() },
        SessionOptions { half_life: f64::NAN, ..usual() },
        SessionOptions { half_life: 0.0, ..usual() },
    ] {
        let clicks = Clicks::new(vec![], 0, 0).unwrap();
        assert_eq!(Session::fit(&clicks, &wrong).unwrap_err().code(), "option", "{wrong:?}");
    }
    let mut model = fit(vec![], &usual());
    let sessions = u32::try_from(model.sessions()).unwrap();
    assert_eq!(model.observe(click(sessions + 1, 0, 0)).unwrap_err().code(), "option");
    assert_eq!(model.observe(click(0, ITEMS + 1, 0)).unwrap_err().code(), "option");
    assert!(
        model.observe(click(0, ITEMS, i64::MIN)).is_ok() && model.observe(click(0, ITEMS, i64::MAX)).is_ok()
    );
    assert_eq!(model.recommend(&[ITEMS], 1, |_| true).items[0].item, ITEMS);
    assert!(model.recommend(&[ITEMS], 0, |_| true).items.is_empty());
}

/// Names of sessions and items that these clicks have, and the clicks under them.
fn named(rows: &[Click]) -> (Names, Names, Clicks) {
    let (mut sessions, mut items) = (Vocabulary::default(), Vocabulary::default());
    let number = |row: &Click| {
        click(sessions.intern(&format!("s{}", row.session)), items.intern(&format!("i{}", row.item)), row.at)
    };
    let rows: Vec<Click> = rows.iter().map(number).collect();
    let ((sessions, session), (items, item)) =
        (Names::sorted(&sessions, false), Names::sorted(&items, false));
    let rows = rows.iter().map(|row| click(session[row.session as usize], item[row.item as usize], row.at));
    let clicks = Clicks::new(rows.collect(), sessions.len(), items.len()).unwrap();
    (sessions, items, clicks)
}

fn learned(rows: &[Click]) -> Labelled<Session> {
    let (sessions, items, clicks) = named(rows);
    Labelled::new(sessions, items, Session::fit(&clicks, &SessionOptions::default()).unwrap())
}

fn observe(model: &mut Labelled<Session>, rows: &[Click]) {
    let (sessions, items, clicks) = named(rows);
    model.observe(&sessions, &items, &clicks).unwrap();
}

/// Ten clicks, of which some go on with sessions that were fitted: names say which, before and after a file.
#[test]
fn sessions_go_on_under_their_names_from_a_file_that_keeps_them() {
    let all: Vec<Click> = [(1, 1), (1, 2), (2, 1), (2, 3), (3, 1), (3, 2), (2, 4), (1, 5), (4, 1), (4, 4)]
        .iter()
        .zip(0..)
        .map(|(&(session, item), at)| click(session, item, at * 1000))
        .collect();
    let mut live = learned(&all[..6]);
    let mut kept = Labelled::<Session>::from_json(&live.to_json()).unwrap();
    let mut strange = Labelled::<Session>::from_json(&live.to_json_without_sessions()).unwrap();
    assert_eq!((kept.customers().len(), strange.customers().len(), strange.items().len()), (3, 0, 3));
    for model in [&mut live, &mut kept, &mut strange] {
        observe(model, &all[6..8]);
    }
    assert_eq!(live, kept);
    assert_eq!((live.model().sessions(), strange.model().sessions()), (3, 5));
    // Of the strangers the new ones have names, and keep them.
    let mut again = Labelled::<Session>::from_json(&strange.to_json()).unwrap();
    for model in [&mut live, &mut kept, &mut strange, &mut again] {
        observe(model, &all[8..]);
        observe(model, &[click(1, 2, 20_000)]);
    }
    assert_eq!((live.model().sessions(), again.model().sessions()), (4, 6));
    assert_eq!(strange, again);
    // The index is that of all clicks read at once.
    let mut whole = all.clone();
    whole.push(click(1, 2, 20_000));
    assert_eq!(live.model().index, learned(&whole).model().index);
    // Names of more sessions than there are, are those of no model.
    let wrong = live.to_json().replace("[\"s1\",", "[\"s0\",\"s1\",");
    assert_eq!(Labelled::<Session>::from_json(&wrong).unwrap_err().code(), "model");
}

#[test]
fn other_models_are_refused() {
    let model = fit(vec![click(0, 1, 5), click(0, 2, 6)], &SessionOptions::default());
    let json = model.to_json();
    for wrong in [
        json.replace("\"version\":1", "\"version\":2"),
        json.replace("\"session\"", "\"ease\""),
        json.replace("\"recent\":500", "\"recent\":0"),
        json.replace("[5,0]", "[5,7]"),
        json.replace("[1,2]", "[1,77]"),
        json[..json.len() / 2].to_owned(),
        "{}".into(),
    ] {
        assert_ne!(wrong, json);
        assert_eq!(Session::from_json(&wrong).unwrap_err().code(), "model", "{wrong}");
    }
    // A model of nine items needs nine names.
    let saved = Labelled::new(Names::default(), Names::default(), model).to_json();
    assert_eq!(Labelled::<Session>::from_json(&saved).unwrap_err().code(), "model");
}

mod measured;
