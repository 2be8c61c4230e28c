//! Better weights from answers.

use serde::Serialize;

use super::super::ladder::MISSING;
use super::super::scorer::level_at;
use super::super::{Model, Resolution};
use super::probability;
use crate::{Error, form, math};

/// What a person says of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The row of one.
    pub a: u32,
    /// The row of the other.
    pub b: u32,
    /// Whether they are one customer's.
    pub same: bool,
}

form::record!(Answer { a: 0, b: 0, same: false } {});

/// How often all parts of the model are fitted in turn; the last rounds change nothing that could be seen.
const ROUNDS: usize = 40;
/// How far from what was learned without answers they may usually take a share or the odds: the standard deviation of
/// the logarithm. With forty answers each, seven of ten tables came out better than at a half, two the same, and one .0015 worse.
const STRAYS: f64 = 1.0;
const LN_2: f64 = std::f64::consts::LN_2;

impl Resolution {
    /// The model that agrees better with what people say of pairs, [reviewed](Self::review) or any others.
    ///
    /// Answers are of pairs that somebody picked, for being in doubt; to count how often these agree would teach that one
    /// person's records seldom do. How likely a pair is right when it agrees so does not hang on who picked it, and this is
    /// what is fitted: a logistic regression on the levels of agreement whose start is the model, with a penalty for
    /// leaving it (ridge regression for
    /// classes, le Cessie and van Houwelingen 1992). Few answers change little. Only the shares of agreement of one person (m) and the odds of
    /// two random records change. [`Linker::fit_with`](super::super::Linker::fit_with) is for labels of whole records.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for an answer with a row that is not there, or with one row twice.
    pub fn learn(&self, answers: &[Answer]) -> Result<Model, Error> {
        for (number, answer) in answers.iter().enumerate() {
            if answer.a == answer.b || answer.a.max(answer.b) >= self.rows() {
                let must = format!("two different records that were resolved; answer {number} is not");
                return Err(Error::Column { column: "answers".into(), must });
            }
        }
        let mut fit = Fit::new(self, answers);
        for _ in 0..ROUNDS {
            fit.round();
        }
        let mut model = self.model().clone();
        model.prior += fit.prior / LN_2;
        for (one, shares) in self.scorer.compared.iter().zip(fit.shares) {
            let learned = model.comparisons.iter_mut().find(|learned| learned.comparison == one.comparison);
            if let Some(learned) = learned.filter(|_| shares.changed) {
                learned.m = shares.m.into_iter().rev().collect();
            }
        }
        Ok(model)
    }
}

/// The shares of one comparison as they are fitted.
struct Shares {
    was: Vec<f64>,
    /// By how much the logarithm of each was changed, before all are made to add up to 1 again.
    change: Vec<f64>,
    m: Vec<f64>,
    changed: bool,
}

impl Shares {
    fn spread(&mut self) {
        let changed = self.was.iter().zip(&self.change).map(|(was, change)| was * math::exp(*change));
        let changed: Vec<f64> = changed.collect();
        let all: f64 = changed.iter().sum();
        self.m = changed.into_iter().map(|share| (share / all).max(1e-9)).collect();
        self.changed = true;
    }

    /// By how much a level speaks louder than it did, in nats.
    fn louder(&self, level: u8) -> f64 {
        let at = usize::from(level);
        self.m.get(at).zip(self.was.get(at)).map_or(0.0, |(is, was)| math::ln(*is) - math::ln(*was))
    }
}

/// An answer as it is learned from.
struct Lesson {
    levels: Vec<u8>,
    /// What was said of it at first, in nats.
    was: f64,
    same: f64,
}

struct Fit {
    lessons: Vec<Lesson>,
    shares: Vec<Shares>,
    /// By how much the odds of two random records changed, in nats.
    prior: f64,
}

impl Fit {
    fn new(found: &Resolution, answers: &[Answer]) -> Self {
        let scorer = &found.scorer;
        let mut worker = scorer.worker();
        let lesson = |answer: &Answer| {
            let (a, b) = (found.place(answer.a), found.place(answer.b));
            let pattern = scorer.pattern(&mut worker, a, b);
            let levels = (0..scorer.compared.len()).map(|at| level_at(pattern, at)).collect();
            let was = f64::from(scorer.weight_of(pattern, a, b)) * LN_2;
            Lesson { levels, was, same: if answer.same { 1.0 } else { 0.0 } }
        };
        let lessons = answers.iter().map(lesson).collect();
        let shares = |one: &super::super::compared::Compared| Shares {
            was: one.m.clone(),
            change: vec![0.0; one.m.len()],
            m: one.m.clone(),
            changed: false,
        };
        Self { lessons, shares: scorer.compared.iter().map(shares).collect(), prior: 0.0 }
    }

    /// How likely a pair is one person's, as the model is now.
    fn likely(&self, lesson: &Lesson) -> f64 {
        let said: f64 = self.shares.iter().zip(&lesson.levels).map(|(one, level)| one.louder(*level)).sum();
        probability((lesson.was + self.prior + said) / LN_2)
    }

    /// A step of Newton's for the odds, then for every level that an answer has.
    fn round(&mut self) {
        let step = self.step(self.prior, |_| 1.0);
        self.prior += step;
        for at in 0..self.shares.len() {
            let levels = self.shares.get(at).map_or(0, |one| one.was.len());
            for level in 0..u8::try_from(levels).unwrap_or(MISSING) {
                let of = |lesson: &Lesson| lesson.levels.get(at).copied().filter(|of| *of != MISSING);
                if !self.lessons.iter().any(|lesson| of(lesson) == Some(level)) {
                    continue;
                }
                let Some(one) = self.shares.get(at) else { continue };
                let here = usize::from(level);
                let (change, share) =
                    (one.change.get(here).copied().unwrap_or(0.0), one.m.get(here).copied().unwrap_or(0.0));
                let step = self.step(change, |lesson| match of(lesson) {
                    Some(of) => f64::from(u8::from(of == level)) - share,
                    None => 0.0,
                });
                if let Some(one) = self.shares.get_mut(at) {
                    one.change.get_mut(here).into_iter().for_each(|change| *change += step);
                    one.spread();
                }
            }
        }
    }

    /// How far to change a part that was changed so far already, when answers hang on it by so much.
    fn step(&self, changed: f64, by: impl Fn(&Lesson) -> f64) -> f64 {
        let (mut slope, mut bend) = (-changed / (STRAYS * STRAYS), 1.0 / (STRAYS * STRAYS));
        for lesson in &self.lessons {
            let (likely, by) = (self.likely(lesson), by(lesson));
            slope += (lesson.same - likely) * by;
            bend += likely * (1.0 - likely) * by * by;
        }
        (slope / bend).clamp(-1.0, 1.0)
    }
}
