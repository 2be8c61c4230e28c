//! Who comes back, and when.

use serde::Serialize;

use super::Journeys;
use super::cohort::Every;
use crate::Error;
use crate::math;
use crate::model::DAY;
use crate::order::Order;

/// How many of a cohort are there again in a later period.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RetentionRow {
    /// The first instant of the cohort's period, in milliseconds since 1970 in UTC.
    pub cohort: i64,
    /// Customers in the cohort.
    pub customers: u32,
    /// Periods since then; 0 is the cohort's own.
    pub period: u32,
    /// Customers of it who are there in that period.
    pub returned: u32,
    /// Their share.
    pub share: f64,
    /// Whether the period is over: where not, more may still come.
    pub over: bool,
}

/// The share to whom it has not happened yet, after so many days.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SurvivalRow {
    /// Days since the first thing.
    pub days: f64,
    /// Customers to whom it had not happened and who could still be seen.
    pub at_risk: u32,
    /// To how many it happened then.
    pub events: u32,
    /// The share to whom it has not happened by then (Kaplan and Meier 1958).
    pub survival: f64,
    /// The lower end of its interval of 95 % (Greenwood 1926, on the scale of log minus log).
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Time from one thing to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Survival {
    /// Customers who did the first thing.
    pub customers: u32,
    /// Of these, who did the second.
    pub events: u32,
    /// Days after which it has happened to half of them; `None` while it has not.
    pub median_days: Option<f64>,
    /// Each time at which it happened to someone.
    pub rows: Vec<SurvivalRow>,
}

impl Journeys {
    /// Who of each cohort comes back: cohorts by a customer's first `first`, periods in which they do `again`; either of
    /// `every` so many milliseconds, or weeks and months [of a calendar](Every::Calendar).
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for an unknown name, [`Error::Option`] when a period is shorter than an hour or there would be
    /// more than 1000 of them.
    pub fn retention(
        &self,
        first: &str,
        again: &str,
        every: impl Into<Every>,
    ) -> Result<Vec<RetentionRow>, Error> {
        let every = every.into();
        let picked = [("first", first), ("again", again)].map(|(option, name)| self.all_or(option, name));
        let [firsts, agains] = picked;
        let (firsts, agains) = (firsts?, agains?);
        let times = || self.touches().iter().map(|touch| touch.at);
        let (Some(begin), Some(end)) = (times().min(), times().max()) else { return Ok(Vec::new()) };
        let must = "an hour or longer, and no more than 1000 of them";
        match &every {
            Every::Span(span) if *span < DAY / 24 || (end - begin) / span >= 1000 => {
                return Err(Error::option("every", must, span));
            }
            Every::Calendar(unit, _) if every.number(end) - every.number(begin) >= 1000 => {
                return Err(Error::option("every", must, &unit.name()));
            }
            _ => {}
        }
        let zero = every.number(begin);
        let period = |at: i64| usize::try_from(every.number(at) - zero).unwrap_or_default();
        let width = period(end) + 1;
        let mut counts = vec![0_u32; width * width];
        let mut sizes = vec![0_u32; width];
        for journey in self.all() {
            let fits = |list: &[bool], kind: u32| list.get(kind as usize) == Some(&true);
            let Some(at) = journey.iter().position(|touch| fits(&firsts, touch.kind)) else { continue };
            let Some((own, rest)) = journey.get(at..).and_then(<[_]>::split_first) else { continue };
            let start = period(own.at);
            if let Some(size) = sizes.get_mut(start) {
                *size += 1;
            }
            let mut last = None;
            // The first counts where it is one of those who come again.
            let here = fits(&agains, own.kind).then_some(own);
            for touch in here.into_iter().chain(rest).filter(|touch| fits(&agains, touch.kind)) {
                let there = period(touch.at);
                if last.replace(there) != Some(there)
                    && let Some(count) = counts.get_mut(start * width + there - start)
                {
                    *count += 1;
                }
            }
        }
        let mut rows = Vec::new();
        for (start, &customers) in sizes.iter().enumerate().filter(|&(_, &size)| size > 0) {
            for after in 0..width - start {
                let returned = counts.get(start * width + after).copied().unwrap_or_default();
                let number = |n: usize| i64::try_from(n).unwrap_or_default() + zero;
                rows.push(RetentionRow {
                    cohort: every.start(number(start)),
                    customers,
                    period: u32::try_from(after).unwrap_or(u32::MAX),
                    returned,
                    share: math::share(returned.into(), customers.into()),
                    over: every.start(number(start + after + 1)) <= end,
                });
            }
        }
        Ok(rows)
    }

    /// How long customers take from their first `start` to the first `end` after it; who has not come to it by the last
    /// touchpoint of the table counts as long as they were seen.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for an unknown name with the nearest one.
    pub fn time_to(&self, start: &str, end: &str) -> Result<Survival, Error> {
        let (from, to) = (self.all_or("start", start)?, self.all_or("end", end)?);
        let end = self.touches().iter().map(|touch| touch.at).max().unwrap_or_default();
        let fits = |list: &[bool], kind: u32| list.get(kind as usize) == Some(&true);
        let mut seen: Vec<(i64, bool)> = Vec::new();
        for journey in self.all() {
            let Some(at) = journey.iter().position(|touch| fits(&from, touch.kind)) else { continue };
            let Some((start, rest)) = journey.get(at..).and_then(<[_]>::split_first) else { continue };
            let found = rest.iter().find(|touch| fits(&to, touch.kind));
            seen.push(found.map_or((end - start.at, false), |touch| (touch.at - start.at, true)));
        }
        // At one time, those to whom it happens come before those who are not seen any longer.
        seen.put_in_order_by_key(|&(wait, happened)| (wait, !happened));
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (mut at_risk, mut survival, mut spread) = (seen.len(), 1.0_f64, 0.0_f64);
        let mut rows = Vec::new();
        for same in seen.chunk_by(|a, b| a.0 == b.0) {
            let events = same.iter().filter(|(_, happened)| *happened).count();
            if let (Some(&(wait, _)), 1..) = (same.first(), events) {
                survival *= 1.0 - math::share(events as u64, at_risk as u64);
                spread += math::share(events as u64, (at_risk * (at_risk - events)) as u64);
                let (low, high) = interval(survival, spread);
                rows.push(SurvivalRow {
                    days: days(wait),
                    at_risk: count(at_risk),
                    events: count(events),
                    survival,
                    low,
                    high,
                });
            }
            at_risk -= same.len();
        }
        let events = seen.iter().filter(|(_, happened)| *happened).count();
        let median_days = rows.iter().find(|row| row.survival <= 0.5).map(|row| row.days);
        Ok(Survival { customers: count(seen.len()), events: count(events), median_days, rows })
    }

    /// The kinds a name means; all for `*`.
    fn all_or(&self, option: &str, name: &str) -> Result<Vec<bool>, Error> {
        if name == "*" {
            return Ok(vec![true; self.kinds.len()]);
        }
        Ok(self.picked(option, &[name.to_owned()])?.into_iter().next().unwrap_or_default())
    }
}

/// 95 % on the scale of log minus log, which stays between 0 and 1.
fn interval(survival: f64, spread: f64) -> (f64, f64) {
    if survival <= 0.0 || survival >= 1.0 {
        return (survival, survival);
    }
    let log = math::ln(survival);
    let width = 1.959_963_984_540_054 * spread.sqrt() / -log;
    (math::exp(log * math::exp(width)), math::exp(log * math::exp(-width)))
}

#[expect(clippy::cast_precision_loss, reason = "spans within 230 years of milliseconds fit a double")]
fn days(millis: i64) -> f64 {
    millis as f64 / DAY as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{CalendarUnit, JourneyOptions, Touches};

    fn journeys(rows: &[(&str, i64, &str)]) -> Journeys {
        let mut touches = Touches::default();
        for &(who, day, action) in rows {
            touches.push(who, day * DAY, "ec", action);
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    /// By hand: two begin in the first week (from Thursday, 1 January 1970, its Monday being three days before), one of
    /// them is there in the second week, none in the third, which is not over.
    #[test]
    fn retention_by_hand() {
        let journeys = journeys(&[("a", 0, "view"), ("b", 1, "view"), ("a", 5, "view"), ("c", 12, "view")]);
        let rows = journeys.retention("*", "*", 7 * DAY).unwrap();
        let told: Vec<_> =
            rows.iter().map(|r| (r.cohort / DAY, r.customers, r.period, r.returned, r.over)).collect();
        let expected = [(-3, 2, 0, 2, true), (-3, 2, 1, 1, true), (-3, 2, 2, 0, false), (11, 1, 0, 1, false)];
        assert_eq!(told, expected);
        assert!(journeys.retention("*", "*", 1).is_err());
        assert!(journeys.retention("vew", "*", 7 * DAY).is_err());
    }

    /// By hand, in Tokyo: the 31st of January at 16:00 in UTC is February there; March is not over.
    #[test]
    fn retention_by_months_of_the_shop() {
        let mut touches = Touches::default();
        let hours = |day: i64, hour: i64| day * DAY + hour * DAY / 24;
        // Days since 1970 of 2026-01-31, 2026-02-28 and 2026-03-15.
        for (who, at) in [
            ("a", hours(20_484, 14)),
            ("a", hours(20_484, 16)),
            ("b", hours(20_484, 16)),
            ("b", hours(20_512, 14)),
            ("a", hours(20_512, 16)),
            ("c", hours(20_527, 3)),
        ] {
            touches.push(who, at, "ec", "view");
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let tokyo: crate::Zone = "Asia/Tokyo".parse().unwrap();
        let every = Every::Calendar(CalendarUnit::Month, tokyo.clone());
        let rows = journeys.retention("*", "*", every.clone()).unwrap();
        let told: Vec<_> = rows
            .iter()
            .map(|r| (every.first_day(r.cohort), r.customers, r.period, r.returned, r.over))
            .collect();
        let (january, february, march) = (20_454, 20_485, 20_513);
        let expected = [
            (january, 1, 0, 1, true),
            (january, 1, 1, 1, true),
            (january, 1, 2, 1, false),
            (february, 1, 0, 1, true),
            (february, 1, 1, 0, false),
            (march, 1, 0, 1, false),
        ];
        assert_eq!(told, expected);
        let days = Every::Calendar(CalendarUnit::Day, tokyo);
        assert_eq!(journeys.retention("*", "*", days).unwrap()[0].customers, 1);
    }

    /// By hand: of four who looked one buys after 1 day, one after 3; one is seen for 2 days and one for 5. Survival is
    /// 3/4, then 3/4 * 1/2. Greenwood: 1/(4*3) + 1/(2*1).
    #[test]
    fn time_to_buy_by_hand() {
        let journeys = journeys(&[
            ("a", 0, "view"),
            ("a", 1, "purchase"),
            ("b", 3, "view"),
            ("c", 0, "view"),
            ("c", 3, "purchase"),
            ("d", 0, "view"),
            ("e", 5, "inquiry"),
        ]);
        let found = journeys.time_to("view", "purchase").unwrap();
        let told: Vec<_> = found.rows.iter().map(|r| (r.days, r.at_risk, r.events, r.survival)).collect();
        assert_eq!(told, [(1.0, 4, 1, 0.75), (3.0, 2, 1, 0.375)]);
        assert_eq!((found.customers, found.events, found.median_days), (4, 2, Some(3.0)));
        // R: survfit(Surv(c(1,3,2,5), c(1,1,0,0)) ~ 1, conf.type = "log-log")
        assert!((found.rows[0].low - 0.128_0).abs() < 1e-3 && (found.rows[0].high - 0.960_5).abs() < 1e-3);
    }
}
