//! How it is in a cell of the journey map: how long people stay there, and how it felt.

use super::map::{Cell, JourneyMap, cell};
use super::{Journeys, Stage};
use crate::Error;
use crate::model::Action;

/// What says how touchpoints felt.
pub(super) struct Feelings {
    /// What each kind says where a touchpoint does not.
    by_kind: Vec<Option<f64>>,
}

impl Feelings {
    /// What touchpoints tell themselves.
    pub fn told() -> Self {
        Self { by_kind: Vec::new() }
    }

    /// The same, and what their actions say where they do not.
    pub fn new(journeys: &Journeys, feelings: &[(String, f64)]) -> Result<Self, Error> {
        if let Some((_, wrong)) = feelings.iter().find(|(_, felt)| !felt.is_finite()) {
            return Err(Error::option("feelings", "finite numbers", wrong));
        }
        let by_kind: Vec<Option<f64>> = journeys
            .kinds
            .iter()
            .map(|kind| {
                let name = journeys.actions.get(kind.action as usize)?;
                feelings.iter().find(|(word, _)| Action::read(word).name() == name).map(|(_, felt)| *felt)
            })
            .collect();
        Ok(Self { by_kind })
    }
}

/// Feelings added up.
#[derive(Debug, Clone, Copy, Default)]
struct Felt {
    count: u32,
    sum: f64,
}

impl Felt {
    fn add(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum += other.sum;
    }

    fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / f64::from(self.count))
    }
}

/// How it is in each cell.
pub(super) struct Moods {
    dwell_minutes: Vec<Option<f64>>,
    felt: Vec<Felt>,
}

impl Journeys {
    /// How long people stay in each cell, of so many touchpoints each, and how it felt, in one walk.
    pub(super) fn moods(&self, feelings: &Feelings, sizes: &[u32]) -> Moods {
        let places: Vec<usize> = self.kinds.iter().map(|kind| cell(kind.stage, kind.channel)).collect();
        let place = |kind: u32| places.get(kind as usize).copied().unwrap_or(usize::MAX);
        // The waits of all cells, one cell after the other: where each begins, and up to where it is filled.
        let mut starts = Vec::with_capacity(sizes.len());
        let mut end = 0;
        for &size in sizes {
            starts.push(end);
            end += size as usize;
        }
        let mut ends = starts.clone();
        let mut waits = vec![0_i64; end];
        let mut felt = vec![Felt::default(); sizes.len()];
        let mut number = 0;
        for journey in self.all() {
            for run in self.runs(journey) {
                // From the last on, so that each knows what comes next.
                let (mut next, mut after) = (None, None);
                for (place_in_run, touch) in run.iter().enumerate().rev() {
                    let here = place(touch.kind);
                    if let (Some(next), Some(end)) = (next, ends.get_mut(here))
                        && let Some(wait) = waits.get_mut(*end)
                    {
                        *wait = next - touch.at;
                        *end += 1;
                    }
                    next = Some(touch.at);
                    let by_kind = || feelings.by_kind.get(touch.kind as usize).copied().flatten();
                    after = self.feeling(number + place_in_run).or_else(by_kind).or(after);
                    if let (Some(sum), Some(felt)) = (after, felt.get_mut(here)) {
                        felt.add(Felt { count: 1, sum });
                    }
                }
                number += run.len();
            }
        }
        let middle = |(start, end): (&usize, &usize)| middle_minutes(waits.get(*start..*end)?);
        Moods { dwell_minutes: starts.iter().zip(&ends).map(middle).collect(), felt }
    }
}

impl Moods {
    /// Tells a map of the channels with these numbers, in its order.
    pub fn tell(&self, map: &mut JourneyMap, order: &[u32]) {
        let (mut all, mut stages) = (Felt::default(), [Felt::default(); Stage::ALL.len()]);
        let mut channels = vec![Felt::default(); order.len()];
        let mut cells = map.cells.iter_mut().peekable();
        for (stage, sum) in Stage::ALL.into_iter().zip(&mut stages) {
            for ((number, total), channel) in order.iter().zip(&map.channels).zip(&mut channels) {
                let here = |told: &&mut Cell| told.stage == stage && told.channel == total.channel;
                let place = cell(stage, *number);
                let (Some(told), Some(felt)) = (cells.next_if(here), self.felt.get(place)) else { continue };
                told.dwell_minutes = self.dwell_minutes.get(place).copied().flatten();
                (told.felt, told.feeling) = (felt.count, felt.mean());
                sum.add(*felt);
                channel.add(*felt);
            }
            all.add(*sum);
        }
        for (total, felt) in map.stages.iter_mut().zip(stages) {
            (total.felt, total.feeling) = (felt.count, felt.mean());
        }
        for (total, felt) in map.channels.iter_mut().zip(channels) {
            (total.felt, total.feeling) = (felt.count, felt.mean());
        }
        (map.felt, map.feeling) = (all.count, all.mean());
    }
}

/// The median of waits, in minutes.
fn middle_minutes(waits: &[i64]) -> Option<f64> {
    let lower = nth(waits, waits.len().checked_sub(1)? / 2);
    let upper = if waits.len().is_multiple_of(2) { nth(waits, waits.len() / 2) } else { lower };
    #[expect(clippy::cast_precision_loss, reason = "spans within 230 years of milliseconds fit a double")]
    Some((lower + upper) as f64 / 2.0 / 60_000.0)
}

/// The number that would stand at a place if these, of which none is negative, were in order: byte by byte, so that no order of
/// a million takes longer than another.
fn nth(numbers: &[i64], mut place: usize) -> i64 {
    let most = numbers.iter().copied().max().unwrap_or_default();
    let bytes = (i64::BITS - most.leading_zeros()).div_ceil(8);
    let mut found = 0;
    for shift in (0..bytes).rev().map(|byte| 8 * byte) {
        let mut counts = [0_usize; 256];
        let above = |number: i64| number.checked_shr(shift + 8).unwrap_or_default();
        for number in numbers.iter().filter(|&&number| above(number) == found) {
            let [byte, ..] = (number >> shift).to_le_bytes();
            if let Some(count) = counts.get_mut(usize::from(byte)) {
                *count += 1;
            }
        }
        for (byte, count) in (0..).zip(counts) {
            if place < count {
                found = found << 8 | byte;
                break;
            }
            place -= count;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::journey::{JourneyMap, JourneyOptions, Touches};
    use crate::model::MINUTE;

    const CHANNELS: [&str; 3] = ["app", "pos", "web"];
    const ACTIONS: [(&str, Option<f64>); 4] =
        [("view", None), ("purchase", Some(2.0)), ("review", Some(0.5)), ("inquiry", Some(-1.0))];

    /// Touchpoints of a few customers, whose minutes are some within a session and some beyond.
    fn touches() -> impl Strategy<Value = Touches> {
        let felt = prop_oneof![2 => Just(f64::NAN), 1 => (-8_i8..=8).prop_map(f64::from)];
        vec((0..3_u8, 0..60_i64, 0..3_usize, 0..4_usize, felt), 0..40).prop_map(|rows| {
            let mut touches = Touches::default();
            for (who, at, channel, action, felt) in rows {
                touches.push(&who.to_string(), at * 7 * MINUTE, CHANNELS[channel], ACTIONS[action].0);
                touches.put_feeling(felt);
            }
            touches
        })
    }

    /// Stage, channel, wait and feeling of each touchpoint, by looking at the ones after it.
    fn naive(journeys: &Journeys) -> Vec<(Stage, String, Option<i64>, Option<f64>)> {
        let mut told = Vec::new();
        for customer in 0..journeys.customers() {
            let steps: Vec<_> = journeys.timeline(customer).collect();
            let first = journeys.first(customer) as usize;
            for (place, step) in steps.iter().enumerate() {
                let rest = (place..steps.len()).take_while(|&later| steps[later].session == step.session);
                let own = |later: usize| {
                    let by_action = || ACTIONS.iter().find(|(name, _)| *name == steps[later].action)?.1;
                    journeys.feeling(first + later).or_else(by_action)
                };
                let felt = rest.clone().find_map(own);
                let wait = rest.clone().nth(1).map(|next| steps[next].occurred_at - step.occurred_at);
                told.push((step.stage, step.channel.to_owned(), wait, felt));
            }
        }
        told
    }

    fn with_actions(journeys: &Journeys) -> JourneyMap {
        let felt = ACTIONS.iter().filter_map(|(name, felt)| Some(((*name).to_owned(), (*felt)?)));
        journeys.map_with(&felt.collect::<Vec<_>>()).unwrap()
    }

    proptest! {
        /// What cells and totals say is what looking at each touchpoint finds: here all sums are exact.
        #[test]
        fn moods_are_those_of_their_touchpoints(touches in touches()) {
            let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
            let (map, all) = (with_actions(&journeys), naive(&journeys));
            let mean = |here: &dyn Fn(Stage, &str) -> bool| {
                let felt: Vec<f64> = all.iter().filter(|one| here(one.0, &one.1)).filter_map(|one| one.3).collect();
                let count = u32::try_from(felt.len()).unwrap();
                (count, (count > 0).then(|| felt.iter().sum::<f64>() / f64::from(count)))
            };
            prop_assert_eq!((map.felt, map.feeling), mean(&|_, _| true));
            for total in &map.stages {
                prop_assert_eq!((total.felt, total.feeling), mean(&|stage, _| stage == total.stage));
            }
            for total in &map.channels {
                prop_assert_eq!((total.felt, total.feeling), mean(&|_, channel| channel == total.channel));
            }
            for cell in &map.cells {
                let here = |stage: Stage, channel: &str| stage == cell.stage && channel == cell.channel;
                prop_assert_eq!((cell.felt, cell.feeling), mean(&here));
                let mut waits: Vec<i64> = all.iter().filter(|one| here(one.0, &one.1)).filter_map(|one| one.2).collect();
                waits.sort_unstable();
                let n = waits.len();
                let middle = (n > 0).then(|| (waits[(n - 1) / 2] + waits[n / 2]) / MINUTE);
                let told = cell.dwell_minutes.map(|minutes| 2.0 * minutes);
                prop_assert_eq!(told, middle.map(|twice| f64::from(i32::try_from(twice).unwrap())));
            }
        }
        /// Counting bytes finds what sorting finds.
        #[test]
        fn the_nth_is_that_of_the_sorted(
            small in vec(0_i64..20, 0..40),
            large in vec(0_i64..=i64::MAX, 0..20),
        ) {
            let numbers = [small, large].concat();
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            for (place, &expected) in sorted.iter().enumerate() {
                prop_assert_eq!(nth(&numbers, place), expected);
            }
        }
    }

    #[test]
    fn feelings_without_end_are_refused() {
        let journeys = Journeys::new(Touches::default(), &JourneyOptions::default()).unwrap();
        for wrong in [f64::NAN, f64::INFINITY] {
            let told = journeys.map_with(&[("review".into(), wrong)]).unwrap_err();
            assert_eq!(
                (told.code(), told.to_string().contains("`feelings` must be finite")),
                ("option", true)
            );
            assert!(journeys.pain_points(&[("review".into(), wrong)]).is_err());
        }
    }

    #[test]
    fn the_middle_of_two_is_their_mean() {
        assert_eq!(middle_minutes(&[]), None);
        assert_eq!(middle_minutes(&[60_000, 0, 240_000]), Some(1.0));
        assert_eq!(middle_minutes(&[240_000, 60_000]), Some(2.5));
    }
}
