//! The funnel: how many customers come how far.

use serde::{Deserialize, Serialize};

use super::table::Touch;
use super::{Journeys, Stage};
use crate::math;
use crate::model::{DAY, HOUR};
use crate::order::Order;

/// One step of a funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FunnelStep {
    /// The stage of the step.
    pub stage: Stage,
    /// Customers who came at least this far.
    pub customers: u32,
    /// Their share of those at the first step.
    pub share: f64,
    /// Median hours since the step before; `None` for the first step and where nobody came.
    pub median_hours: Option<f64>,
}

impl Journeys {
    /// The stages of a funnel that nobody chose: know, consider, buy and use, as far as they occur. Where the data
    /// holds nothing of a stage, a funnel through it would say that nobody buys.
    #[must_use]
    pub fn usual_stages(&self) -> Vec<Stage> {
        let usual = [Stage::Know, Stage::Consider, Stage::Buy, Stage::Use];
        usual.into_iter().filter(|&stage| self.kinds.iter().any(|kind| kind.stage == stage)).collect()
    }

    /// How many customers go through stages in this order.
    ///
    /// Other touchpoints may lie between, a stage may be asked for twice, and each customer counts once. With
    /// `within_days`, all steps must lie within so many days of 24 hours from the first. Of a customer's ways
    /// through, the one that comes furthest counts; of those the one that starts first, each next step taken
    /// as soon as it comes. Time: linear in touchpoints (times the square of the steps within a window).
    ///
    /// The rule is Amplitude's "this order" funnel counted by uniques.
    #[must_use]
    pub fn funnel(&self, stages: &[Stage], within_days: Option<u32>) -> Vec<FunnelStep> {
        let mut reached = vec![0_u32; stages.len()];
        let mut waits: Vec<Vec<i64>> = vec![Vec::new(); stages.len()];
        let mut times = Vec::with_capacity(stages.len());
        let mut starts = Starts::new(stages, within_days);
        for journey in self.all() {
            let from = starts.as_mut().map_or(0, |starts| starts.best(self, journey));
            times.clear();
            self.walk(journey.get(from..).unwrap_or_default(), stages, within_days, &mut times);
            for ((reached, waits), step) in reached.iter_mut().zip(&mut waits).zip(0..times.len()) {
                *reached += 1;
                if let Some(&[before, now]) = step.checked_sub(1).and_then(|before| times.get(before..=step))
                {
                    waits.push(now - before);
                }
            }
        }
        let first = u64::from(reached.first().copied().unwrap_or_default());
        let steps = stages.iter().zip(reached).zip(waits);
        steps
            .map(|((&stage, customers), waits)| FunnelStep {
                stage,
                customers,
                share: math::share(customers.into(), first),
                median_hours: median_hours(waits),
            })
            .collect()
    }

    /// The times at which a journey takes the steps, each as soon as it can.
    fn walk(&self, journey: &[Touch], stages: &[Stage], within_days: Option<u32>, times: &mut Vec<i64>) {
        let window = within_days.map_or(i64::MAX, |days| i64::from(days) * DAY);
        let mut stages = stages.iter();
        let mut wanted = stages.next();
        for &touch in journey {
            let Some(&stage) = wanted else { return };
            if self.kind(touch).is_some_and(|kind| kind.stage == stage) {
                if touch.at - times.first().copied().unwrap_or(touch.at) > window {
                    return;
                }
                times.push(touch.at);
                wanted = stages.next();
            }
        }
    }
}

/// Finds where the way that comes furthest within a window starts.
///
/// The first start need not be the best: a customer who looked in March, and looked and bought in June, has
/// bought within 30 days. Walking back from the last touchpoint, `finish` keeps when steps `from..=to` would be
/// done at the earliest from here on, so one walk sees every start.
struct Starts {
    window: i64,
    /// At which steps each stage is wanted.
    wanted: [Vec<usize>; Stage::ALL.len()],
    /// Row `to`, column `from`; `None` where it cannot be done.
    finish: Vec<Vec<Option<i64>>>,
    /// The earliest start that comes to each step.
    start: Vec<Option<usize>>,
}

impl Starts {
    /// Nothing without a window: there the first start is the best.
    fn new(stages: &[Stage], within_days: Option<u32>) -> Option<Self> {
        let window = i64::from(within_days?) * DAY;
        let steps = |stage| (0..stages.len()).filter(|&step| stages.get(step) == Some(&stage)).collect();
        let finish = (1..=stages.len()).map(|columns| vec![None; columns]).collect();
        Some(Self { window, wanted: Stage::ALL.map(steps), finish, start: vec![None; stages.len()] })
    }

    fn best(&mut self, journeys: &Journeys, journey: &[Touch]) -> usize {
        self.finish.iter_mut().for_each(|row| row.fill(None));
        self.start.fill(None);
        for (index, &touch) in journey.iter().enumerate().rev() {
            let Some(kind) = journeys.kind(touch) else { continue };
            // In rising order, so that a step takes what the touchpoints after this one can do.
            for &from in self.wanted.get(kind.stage as usize).into_iter().flatten() {
                for (row, start) in self.finish.iter_mut().zip(&mut self.start).skip(from) {
                    let done = row.get(from + 1).copied().unwrap_or(Some(touch.at));
                    if from == 0 && done.is_some_and(|done| done - touch.at <= self.window) {
                        *start = Some(index);
                    }
                    if let Some(place) = row.get_mut(from) {
                        *place = done;
                    }
                }
            }
        }
        self.start.iter().rev().find_map(|&start| start).unwrap_or_default()
    }
}

/// The middle wait in hours; of an even number, the mean of the two in the middle.
fn median_hours(mut waits: Vec<i64>) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "spans within 230 years of milliseconds fit a double")]
    let hours = |millis: i64| millis as f64 / HOUR as f64;
    let middle = waits.len() / 2;
    let even = waits.len().is_multiple_of(2);
    waits.put_least_first(middle, i64::cmp);
    let (below, above) = waits.split_at_checked(middle)?;
    let upper = above.iter().min().copied()?;
    let lower = if even { below.iter().max().copied()? } else { upper };
    Some(f64::midpoint(hours(lower), hours(upper)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};

    fn of(rows: &[(&str, i64, &str)]) -> Journeys {
        let mut touches = Touches::default();
        for &(customer, hours, action) in rows {
            touches.push(customer, hours * HOUR, "store", action);
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    /// By hand: two of three who looked came, one of them bought. Waits of 10 and 30 hours have median 20.
    #[test]
    fn three_customers_by_hand() {
        let journeys = of(&[
            ("a", 0, "view"),
            ("a", 10, "visit"),
            ("a", 11, "visit"),
            ("a", 12, "purchase"),
            ("b", 0, "purchase"),
            ("b", 5, "view"),
            ("b", 35, "visit"),
            ("c", 7, "view"),
            ("d", 7, "visit"),
        ]);
        let steps = journeys.funnel(&[Stage::Consider, Stage::Visit, Stage::Buy], None);
        let table: Vec<_> = steps.iter().map(|s| (s.customers, s.share, s.median_hours)).collect();
        assert_eq!(table, [(3, 1.0, None), (2, 2.0 / 3.0, Some(20.0)), (1, 1.0 / 3.0, Some(2.0))]);
        assert_eq!(journeys.funnel(&[], Some(1)), []);
    }

    /// Who looked long ago, and looked yesterday and bought today, has bought within a day: the last hour counts.
    #[test]
    fn a_stale_start_does_not_hide_a_fresh_one() {
        let journeys = of(&[("a", 0, "view"), ("a", 500, "view"), ("a", 524, "purchase")]);
        let steps = journeys.funnel(&[Stage::Consider, Stage::Buy], Some(1));
        assert_eq!((steps[1].customers, steps[1].median_hours), (1, Some(24.0)));
        let steps = journeys.funnel(&[Stage::Consider, Stage::Buy], None);
        assert_eq!(steps[1].median_hours, Some(524.0));
    }

    /// Tills and coupons by post know nothing of looking around, and still sell.
    #[test]
    fn a_stage_that_does_not_occur_is_no_step() {
        let journeys = of(&[("a", 0, "coupon_issued"), ("a", 9, "purchase")]);
        assert_eq!(journeys.usual_stages(), [Stage::Know, Stage::Buy]);
        assert_eq!(of(&[]).usual_stages(), []);
    }

    /// One purchase is not two.
    #[test]
    fn a_touchpoint_takes_one_step_only() {
        let journeys = of(&[("a", 0, "purchase"), ("b", 0, "purchase"), ("b", 24, "purchase")]);
        for window in [None, Some(1)] {
            let steps = journeys.funnel(&[Stage::Buy, Stage::Buy], window);
            assert_eq!((steps[0].customers, steps[1].customers), (2, 1));
        }
        assert_eq!(journeys.funnel(&[Stage::Buy, Stage::Buy], Some(0))[1].customers, 0);
    }
}
