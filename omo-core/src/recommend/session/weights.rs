//! How much each kind of evidence counts, learnt from what sessions clicked next.

use serde::{Deserialize, Serialize};

use super::search::{Search, Seen, Shares};

/// Kinds of evidence: similar sessions for items new to the session and for its own, after the last item, before it,
/// and the session's own items by how many clicks ago and how often.
pub(super) const KINDS: usize = SHARED + AGO * TIMES;
const SHARED: usize = 4;
const AGO: usize = 6;
const TIMES: usize = 3;
/// Sessions of 1, 2, 3 to 5, 6 to 12 and more clicks have weights of their own.
const LENGTHS: usize = 5;

/// How many answered questions the weights to begin with are worth, and those of all lengths to each length.
const PRIOR: f64 = 10.0;
const ROUNDS: usize = 60;
/// The chance of what nothing speaks for.
const NEVER: f64 = 1e-9;

/// Weights before anything is learnt, rounded from those that the training sessions of two shops teach.
const USUAL: [f64; KINDS] = [
    1.0, 0.5, 0.3, 0.2, //
    0.2, 0.7, 1.5, // the last click
    0.3, 0.7, 1.5, // one before
    0.2, 0.5, 1.0, // two before
    0.15, 0.4, 0.8, // three and four
    0.1, 0.25, 0.6, // five to eight
    0.05, 0.2, 0.4, // earlier
];

/// One line of a table that [`Weights::learn`] reads.
pub(super) type Line = [f64; KINDS];

/// The weights of each kind of evidence, by length of the session.
///
/// The chance that a session clicks item i next is the weighted sum of what speaks for i over that of what speaks for
/// any item (the choice axiom of Luce). The weights make the clicks that did come next most likely; the steps there
/// (Hunter, "MM algorithms for generalized Bradley-Terry models", 2004) only go up, whatever the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Weights {
    by_length: Vec<Vec<f64>>,
}

impl Default for Weights {
    fn default() -> Self {
        Self { by_length: vec![USUAL.to_vec(); LENGTHS] }
    }
}

/// A question with its answer: what spoke for all items, and for the one that was clicked next.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    length: usize,
    all: Line,
    next: Line,
}

impl Lesson {
    /// What is learnt from the answer; nothing where nothing spoke for it.
    pub fn new(search: &Search, clicks: usize, next: u32) -> Option<Self> {
        let seen = search.seen(next)?;
        let mut all = line(search.whole(), None);
        for own in search.own() {
            if let Some(place) = own_kind(&own.value).and_then(|kind| all.get_mut(kind)) {
                *place += 1.0;
            }
        }
        Some(Self { length: length(clicks), all, next: line(search.shares(seen), own_kind(seen)) })
    }
}

fn line(shares: Shares, own: Option<usize>) -> Line {
    let mut line = [0.0; KINDS];
    let Shares { near, near_own, after, before } = shares;
    for (place, value) in line.iter_mut().zip([near, near_own, after, before]) {
        *place = value;
    }
    if let Some(place) = own.and_then(|kind| line.get_mut(kind)) {
        *place = 1.0;
    }
    line
}

/// Which kind of own item it is.
fn own_kind(seen: &Seen) -> Option<usize> {
    let ago = match seen.ago {
        0..=2 => seen.ago as usize,
        3 | 4 => 3,
        5..=8 => 4,
        _ => 5,
    };
    let times = (seen.times as usize).min(TIMES).checked_sub(1)?;
    Some(SHARED + ago * TIMES + times)
}

fn length(clicks: usize) -> usize {
    match clicks {
        0 | 1 => 0,
        2 => 1,
        3..=5 => 2,
        6..=12 => 3,
        _ => 4,
    }
}

fn product(a: &Line, b: &Line) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Weights {
    /// The weights under which what was clicked next is most likely.
    pub fn learn(lessons: &[Lesson]) -> Self {
        let usual = climbed(lessons, &USUAL);
        let of = |length| {
            let lessons: Vec<_> = lessons.iter().filter(|lesson| lesson.length == length).cloned().collect();
            climbed(&lessons, &usual).to_vec()
        };
        Self { by_length: (0..LENGTHS).map(of).collect() }
    }

    /// Those of a session of so many clicks.
    pub fn of(&self, clicks: usize) -> Line {
        let mut line = USUAL;
        let weights = self.by_length.get(length(clicks)).into_iter().flatten();
        line.iter_mut().zip(weights).for_each(|(place, &weight)| *place = weight);
        line
    }

    pub fn whole(&self) -> bool {
        let sound = |weights: &Vec<f64>| {
            weights.len() == KINDS && weights.iter().all(|weight| weight.is_finite() && *weight > 0.0)
        };
        self.by_length.len() == LENGTHS && self.by_length.iter().all(sound)
    }
}

/// How much speaks for an item: similar sessions, what came beside the last item, and that it is the session's own.
pub(super) fn parts(weights: &Line, search: &Search, seen: &Seen) -> [f64; 3] {
    let Shares { near, near_own, after, before } = search.shares(seen);
    let [to_near, to_own, to_after, to_before, ..] = weights;
    let own = own_kind(seen).and_then(|kind| weights.get(kind)).copied().unwrap_or_default();
    [to_near * near + to_own * near_own, to_after * after + to_before * before, own]
}

/// How much speaks for all items together.
pub(super) fn whole(weights: &Line, search: &Search) -> f64 {
    let Shares { near, near_own, after, before } = search.whole();
    let [to_near, to_own, to_after, to_before, ..] = weights;
    let own = search.own().iter().filter_map(|own| weights.get(own_kind(&own.value)?)).sum::<f64>();
    to_near * near + to_own * near_own + to_after * after + to_before * before + own
}

/// From some weights, which count as [`PRIOR`] answered questions in each kind, to those most likely.
fn climbed(lessons: &[Lesson], from: &Line) -> Line {
    let mut weights = *from;
    for _ in 0..ROUNDS {
        let (mut gained, mut spent) = ([0.0; KINDS], [0.0; KINDS]);
        for Lesson { all, next, .. } in lessons {
            let (sum, part) = (product(&weights, all), product(&weights, next) + NEVER);
            for ((gained, spent), (all, next)) in gained.iter_mut().zip(&mut spent).zip(all.iter().zip(next))
            {
                *gained += next / part;
                *spent += all / sum;
            }
        }
        for ((weight, from), (gained, spent)) in weights.iter_mut().zip(from).zip(gained.iter().zip(&spent)) {
            *weight = (PRIOR + *weight * gained) / (PRIOR / from + spent);
        }
    }
    weights
}
