//! When time alone may change who belongs to what.

use super::condition::{Leaf, Window};
use super::judge::{Case, FAINT};
use super::read::Range;
use super::{Members, Segments};
use crate::math;
use crate::model::{DAY, History, Time};

/// How many instants at which nothing turned in the end are looked at before one of them is told all the same.
const LOOKS: usize = 64;

impl Segments {
    /// The next instant after `now` at which this customer may enter or leave a segment though nothing more is
    /// known; `None` where time alone changes nothing.
    ///
    /// Until then [`members`](Self::members) stays as it is, so a queue of these instants makes entering and
    /// leaving live without asking again and again. Nearly always something does change then; where very many
    /// facts leave windows without effect, an earlier instant is told, at which to ask again.
    ///
    /// ```
    /// # use omo_core::model::{History, Side, Touchpoint};
    /// # use omo_core::profile::Segments;
    /// let segments = Segments::compile(&serde_json::json!({
    ///     "lately": {"event": {"action": "purchase"}, "within": "30d"}
    /// }))?;
    /// let facts: Vec<Touchpoint> = serde_json::from_str(
    ///     r#"[{"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "pos", "action": "purchase"}]"#).unwrap();
    /// let history = History::of(&facts, |_| Side::Offline, |_| None);
    /// let next = segments.next_change(&history, "2026-03-05T00:00:00Z".parse()?);
    /// assert_eq!(next.unwrap().to_string(), "2026-03-31T10:00:00+00:00");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn next_change(&self, history: &History<'_>, now: Time) -> Option<Time> {
        let hits = self.filters.hits(history);
        let held = Members::of(&Case::new(self, history, &hits, now).members());
        let mut at = now;
        for _ in 0..LOOKS {
            at = Case::new(self, history, &hits, at).next()?;
            if Members::of(&Case::new(self, history, &hits, at).members()) != held {
                break;
            }
        }
        Some(at)
    }
}

impl Case<'_> {
    /// The next instant at which a condition holds that did not, or the other way round.
    fn next(&self) -> Option<Time> {
        let known = self.history.count_until(self.now.millis());
        let mut next = (known < self.history.len()).then(|| self.history.millis(known));
        for leaf in &self.segments.leaves {
            next = self.turns(leaf, next.unwrap_or(i64::MAX)).or(next);
        }
        Time::new(next?, self.now.offset()).ok()
    }

    /// When a condition turns, if that is earlier than `before`.
    fn turns(&self, leaf: &Leaf, before: i64) -> Option<i64> {
        let mut then = self.later(self.now);
        for _ in 0..LOOKS {
            let next = then.next_of(leaf).filter(|&next| next > then.now.millis() && next < before)?;
            then = self.later(Time::new(next, self.now.offset()).ok()?);
            if then.judge(leaf).holds != self.judge(leaf).holds {
                break;
            }
        }
        Some(then.now.millis())
    }

    fn next_of(&self, leaf: &Leaf) -> Option<i64> {
        match leaf {
            Leaf::Trait { .. } => None,
            Leaf::Count { filter, window, range } => self.count_changes(*filter, *window, range),
            Leaf::Aggregate { filter, window, .. } => self.first_leaves(*filter, *window),
            Leaf::Sequence(sequence) => {
                let leave = sequence
                    .steps
                    .iter()
                    .filter_map(|&(filter, _)| self.first_leaves(filter, sequence.window));
                let sure = sequence.not.and_then(|(_, gap)| {
                    let (&(last, _), gap) = (sequence.steps.last()?, gap?);
                    let known = self.known(last);
                    let open = known.partition_point(|&hit| self.millis(hit) + gap <= self.now.millis());
                    known.get(open).map(|&hit| self.millis(hit) + gap)
                });
                leave.chain(sure).min()
            }
            Leaf::Recency { filter, range } => {
                let last = self.millis(*self.known(*filter).last()?);
                let out = [(range.low, range.over), (range.high, !range.under)];
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "lengths of time are whole milliseconds of a century"
                )]
                let at =
                    |(age, after): (f64, bool)| age.is_finite().then(|| last + age as i64 + i64::from(after));
                out.into_iter().filter_map(at).filter(|&at| at > self.now.millis()).min()
            }
            Leaf::Interest { filter, half_life, range } => self.level_crosses(*filter, *half_life, range),
        }
    }

    /// When the oldest fact leaves the window.
    fn first_leaves(&self, filter: usize, window: Window) -> Option<i64> {
        let within = window.within?;
        self.within(filter, window).first().map(|&hit| self.millis(hit) + within)
    }

    /// When so many facts have left the window that their count crosses a bound.
    fn count_changes(&self, filter: usize, window: Window, range: &Range) -> Option<i64> {
        let within = window.within?;
        let facts = self.within(filter, window);
        let count = |left: usize| u32::try_from(left).map_or(f64::INFINITY, f64::from);
        let holds = range.has(count(facts.len()));
        let left = (0..facts.len()).rev();
        let (_, &hit) = left.zip(facts).find(|&(left, _)| range.has(count(left)) != holds)?;
        Some(self.millis(hit) + within)
    }

    /// When an interest has faded to a bound: a level halves every half life, so it is at `bound` after
    /// half life times log2(level / bound).
    fn level_crosses(&self, filter: usize, half_life: f64, range: &Range) -> Option<i64> {
        let level = self.level(filter, half_life);
        let bounds = [range.low, range.high, FAINT, -FAINT];
        let crosses = |bound: f64| {
            let ratio = level / bound;
            // Written so that NaN fails too.
            if !(ratio >= 1.0 && ratio.is_finite()) {
                return None;
            }
            #[expect(clippy::cast_precision_loss, reason = "a day has few milliseconds")]
            let after = half_life * DAY as f64 * math::log2(ratio);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "cast saturates, and what is too late is no time"
            )]
            let after = after as i64;
            // Floats are not exact, so we look a little earlier, and then millisecond by millisecond.
            let early = 1 + (after >> 28);
            Some(self.now.millis().saturating_add((after - early).max(1)))
        };
        bounds.into_iter().filter_map(crosses).min()
    }
}
