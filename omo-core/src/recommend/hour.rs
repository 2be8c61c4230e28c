//! At which hour of the week somebody decides.

use super::Hold;
use crate::math;
use crate::model::{DAY, HOUR, MINUTE, Time};

/// Hours of a week.
const WEEK: usize = 168;

/// What an hour counts for the same hour of another day, and for the hours beside it.
const OTHER_DAY: f64 = 0.25;
const BESIDE: f64 = 0.5;

/// A decision spread over all hours.
const EVEN: f64 = 1.0 / 168.0;

/// What a day of waiting leaves of an hour's liking.
const WAIT: f64 = 5.0 / 6.0;

/// How much is decided in each hour of the week, on the clock on the wall: Monday from midnight first.
///
/// One decision speaks for its hour, half for the hours beside it, and a quarter of that for the other days.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    counts: Vec<f64>,
    total: f64,
}

impl Default for Hours {
    fn default() -> Self {
        Self { counts: vec![0.0; WEEK], total: 0.0 }
    }
}

/// The hour of the week of a time.
fn place(at: Time) -> usize {
    // The first day of 1970 was a Thursday.
    let day = (i64::from(at.day()) + 3).rem_euclid(7);
    usize::try_from(day).unwrap_or(0) * 24 + usize::from(at.hour())
}

impl Hours {
    /// Adds a decision that counts `weight`.
    pub fn add(&mut self, at: Time, weight: f64) {
        if let Some(count) = self.counts.get_mut(place(at)) {
            *count += weight;
            self.total += weight;
        }
    }

    /// How many decisions there are.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.total
    }

    fn count(&self, place: usize) -> f64 {
        self.counts.get(place % WEEK).copied().unwrap_or(0.0)
    }

    /// What all decisions say for an hour.
    fn says(&self, place: usize) -> f64 {
        let near = |place: usize| {
            self.count(place) + BESIDE * (self.count(place + 1) + self.count(place + WEEK - 1))
        };
        near(place) + OTHER_DAY * (1..7).map(|day| near(place + day * 24)).sum::<f64>()
    }

    /// Whether the customer's own decisions speak for an hour at all.
    #[must_use]
    pub fn speak_for(&self, at: Time) -> bool {
        self.says(place(at)) > 0.0
    }

    /// The liking of each hour: the customer's own decisions, those of the whole shop as one more, and one more that says nothing.
    fn liking(&self, shop: &Self) -> Vec<f64> {
        let all = shop.total.max(1.0);
        (0..WEEK).map(|place| self.says(place) + shop.says(place) / all + EVEN).collect()
    }
}

/// The time from `now` on, within some days, that the customer's hours like best of those at which `may` lets contact be made: now
/// itself or a full hour on the clock that `now` shows; and how much it is liked, in decisions. A day of waiting takes a sixth; of equal times the earliest.
///
/// ```
/// use omo_core::recommend::{Hours, best_hour};
/// let time = |text: &str| text.parse::<omo_core::Time>();
/// let mut own = Hours::default();
/// for evening in ["2026-02-23T20:10:00+09:00", "2026-02-25T20:40:00+09:00", "2026-02-26T20:05:00+09:00"] {
///     own.add(time(evening)?, 1.0);
/// }
/// let now = time("2026-03-02T10:30:00+09:00")?;
/// let best = best_hour(now, 7, &own, &Hours::default(), |_| Ok(()));
/// assert_eq!(best.map(|(at, _)| at), Ok(time("2026-03-02T20:00:00+09:00")?));
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// What holds back the earliest time that is not in quiet hours, where no time is free.
pub fn best_hour(
    now: Time,
    days: u32,
    own: &Hours,
    shop: &Hours,
    may: impl Fn(Time) -> Result<(), Hold>,
) -> Result<(Time, f64), Hold> {
    let liking = own.liking(shop);
    let wall = i64::from(now.offset()) * MINUTE;
    let next = (now.millis() + wall).div_euclid(HOUR) * HOUR - wall;
    let later = (1..=i64::from(days) * 24).map(|hours| now.plus(next - now.millis() + hours * HOUR));
    let mut best: Option<(f64, Time)> = None;
    let mut cause = Hold::QuietHours;
    for at in std::iter::once(now).chain(later) {
        match may(at) {
            Ok(()) => {
                #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few weeks")]
                let waited = at.since(now) as f64 / DAY as f64;
                let liked = liking.get(place(at)).copied().unwrap_or(0.0) * math::pow(WAIT, waited);
                if best.is_none_or(|(most, _)| liked > most) {
                    best = Some((liked, at));
                }
            }
            Err(hold) if cause == Hold::QuietHours => cause = hold,
            Err(_) => {}
        }
    }
    best.map(|(liked, at)| (at, liked)).ok_or(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn minute(minutes: i64, offset: i16) -> Time {
        Time::new(1_772_323_200_000 + minutes * MINUTE, offset).unwrap()
    }

    proptest! {
        /// A time is found whenever one is free, and then a free one within the days, not before now.
        #[test]
        fn a_free_time_is_found_whenever_there_is_one(
            decided in vec((0_i64..40_000, 1_u8..4), 0..20), start in 0_i64..20_000, offset in -18_i16..18, days in 0_u32..10,
            free in vec(any::<bool>(), 24),
        ) {
            let offset = offset * 30;
            let mut own = Hours::default();
            for (minutes, weight) in decided {
                own.add(minute(minutes, offset), f64::from(weight));
            }
            let now = minute(start, offset);
            let open = |at: Time| free[usize::from(at.hour())];
            let best = best_hour(now, days, &own, &Hours::default(), |at| if open(at) { Ok(()) } else { Err(Hold::ContactCap) });
            let any = open(now) || (1..=i64::from(days) * 24).any(|hours| open(now.plus(hours * HOUR)));
            prop_assert_eq!(best.is_ok(), any);
            if let Ok((at, liked)) = best {
                prop_assert!(liked > 0.0);
                prop_assert!(open(at) && at >= now && at.since(now) <= i64::from(days) * DAY);
                prop_assert_eq!(at.offset(), now.offset());
            } else {
                prop_assert_eq!(best, Err(Hold::ContactCap));
            }
        }

        /// Nothing known: as soon as may be.
        #[test]
        fn without_decisions_it_is_as_soon_as_may_be(start in 0_i64..20_000) {
            let now = minute(start, 540);
            let best = best_hour(now, 7, &Hours::default(), &Hours::default(), |_| Ok(()));
            prop_assert_eq!(best.map(|(at, _)| at), Ok(now));
        }
    }

    #[test]
    fn who_decides_on_sundays_hears_on_sunday() {
        let mut own = Hours::default();
        // Three Sundays at 15:00 on the wall.
        for week in 0..3 {
            own.add(Time::new(1_772_323_200_000 - 86_400_000 * 7 * week + 6 * HOUR, 540).unwrap(), 1.0);
        }
        let monday: Time = "2026-03-02T09:00:00+09:00".parse().unwrap();
        let (at, _) = best_hour(monday, 7, &own, &Hours::default(), |_| Ok(())).unwrap();
        assert_eq!(at.to_string(), "2026-03-08T15:00:00+09:00");
    }
}
