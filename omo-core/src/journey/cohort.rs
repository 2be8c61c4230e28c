//! Cohorts of customers by time: spans of one length, or the days, weeks and months of the shop's calendar.

use serde::Serialize;

use crate::Error;
use crate::form;
use crate::model::{DAY, MINUTE, Zone, date_of, days_of};

/// A unit of the calendar, on the clock of some zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum CalendarUnit {
    /// From midnight to midnight, which is 23 or 25 hours where clocks change.
    Day,
    /// From Monday.
    Week,
    /// From the first of the month.
    Month,
    /// From the first of January, April, July and October.
    Quarter,
    /// From the first of January.
    Year,
}

form::words!(CalendarUnit { Day = "day", Week = "week", Month = "month", Quarter = "quarter", Year = "year" });

impl CalendarUnit {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// How customers are told apart by time.
///
/// ```
/// use omo_core::journey::{CalendarUnit, Every};
/// use omo_core::Time;
/// let months = Every::Calendar(CalendarUnit::Month, "Asia/Tokyo".parse()?);
/// // In Tokyo it is March already.
/// let at = Time::read("2026-02-28T15:00Z", &"UTC".parse()?)?;
/// assert_eq!(months.first_day(at.millis()), Time::read("2026-03-01", &"UTC".parse()?)?.day());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Every {
    /// Milliseconds, counted from 1970 in UTC; whole weeks begin on Monday.
    Span(i64),
    /// Units of the calendar in a zone.
    Calendar(CalendarUnit, Zone),
}

impl From<i64> for Every {
    fn from(millis: i64) -> Self {
        Self::Span(millis)
    }
}

/// Years are counted from here: in every zone before all touchpoints.
const YEAR: i64 = 1969;
/// Monday, 5 January 1970.
const MONDAY: i64 = 4;
/// The first Monday of 1969, so that weeks have numbers from 0 as well.
const FIRST_MONDAY: i64 = MONDAY - 52 * 7;

impl Every {
    /// As people write it: a [`span`](super::span) such as `7d`, or the name of a [`CalendarUnit`] on the clock of a zone.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for anything else.
    pub fn read(option: &'static str, text: &str, zone: &Zone) -> Result<Self, Error> {
        let units = [
            CalendarUnit::Day,
            CalendarUnit::Week,
            CalendarUnit::Month,
            CalendarUnit::Quarter,
            CalendarUnit::Year,
        ];
        if let Some(unit) = units.into_iter().find(|unit| unit.name() == text.trim()) {
            return Ok(Self::Calendar(unit, zone.clone()));
        }
        super::span(option, text).map(Self::Span).map_err(|_| {
            let got: String = text.chars().take(40).collect();
            Error::option(option, "a span such as 7d, or day, week, month, quarter or year", &got)
        })
    }

    /// The number of the cohort that an instant lies in; from 0 for touchpoints.
    pub(super) fn number(&self, at: i64) -> i64 {
        let (unit, zone) = match self {
            Self::Span(every) => return (at - anchor(*every)).div_euclid(*every),
            Self::Calendar(unit, zone) => (*unit, zone),
        };
        let day = (at + i64::from(zone.offset_at(at)) * MINUTE).div_euclid(DAY);
        match unit {
            CalendarUnit::Day => day - days_of(YEAR, 1, 1),
            CalendarUnit::Week => (day - FIRST_MONDAY).div_euclid(7),
            _ => {
                let (year, month, _) = date_of(day);
                ((year - YEAR) * 12 + month - 1).div_euclid(months(unit))
            }
        }
    }

    /// The first instant of a cohort.
    pub(super) fn start(&self, number: i64) -> i64 {
        let (unit, zone) = match self {
            Self::Span(every) => return number * every + anchor(*every),
            Self::Calendar(unit, zone) => (*unit, zone),
        };
        let day = match unit {
            CalendarUnit::Day => number + days_of(YEAR, 1, 1),
            CalendarUnit::Week => number * 7 + FIRST_MONDAY,
            _ => {
                let month = number * months(unit);
                days_of(YEAR + month.div_euclid(12), month.rem_euclid(12) + 1, 1)
            }
        };
        zone.instant(day * DAY)
    }

    /// The day on which the cohort of an instant begins, in days since 1970-01-01 on its calendar (UTC for spans).
    #[must_use]
    pub fn first_day(&self, at: i64) -> i32 {
        let start = self.start(self.number(at));
        let ahead = match self {
            Self::Span(_) => 0,
            Self::Calendar(_, zone) => i64::from(zone.offset_at(start)) * MINUTE,
        };
        i32::try_from((start + ahead).div_euclid(DAY)).unwrap_or_default()
    }
}

/// How many months a unit has; 1 where that is no question.
fn months(unit: CalendarUnit) -> i64 {
    match unit {
        CalendarUnit::Quarter => 3,
        CalendarUnit::Year => 12,
        _ => 1,
    }
}

fn anchor(every: i64) -> i64 {
    if every % (7 * DAY) == 0 { MONDAY * DAY - every } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, ToSpan, tz::TimeZone};
    use proptest::prelude::*;

    const UNITS: [CalendarUnit; 5] = [
        CalendarUnit::Day,
        CalendarUnit::Week,
        CalendarUnit::Month,
        CalendarUnit::Quarter,
        CalendarUnit::Year,
    ];

    /// Zones and their rules, as POSIX writes them.
    const ZONES: [(&str, &str); 4] = [
        ("Asia/Tokyo", "JST-9"),
        ("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
        ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"),
        ("UTC", "UTC0"),
    ];

    proptest! {
        /// The start of a unit is the midnight that another library finds, the next unit begins where it ends, and every
        /// touchpoint has a number from 0.
        #[test]
        fn units_are_those_of_another_library(
            at in 0_i64..7_258_000_000_000,
            unit in 0_usize..5,
            zone in 0_usize..4,
        ) {
            let unit = UNITS[unit];
            let (zone, rule) = ZONES[zone];
            let clock = TimeZone::posix(rule).unwrap();
            let every = Every::Calendar(unit, zone.parse().unwrap());
            let number = every.number(at);
            let start = every.start(number);
            prop_assert!(number >= 0 && start <= at && at < every.start(number + 1));
            prop_assert_eq!(every.number(start), number);
            prop_assert_eq!(every.number(every.start(number + 1) - 1), number);
            let date = Timestamp::from_millisecond(at).unwrap().to_zoned(clock.clone()).date();
            let first = match unit {
                CalendarUnit::Day => date,
                CalendarUnit::Week => date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap(),
                CalendarUnit::Month => date.first_of_month(),
                CalendarUnit::Quarter => jiff::civil::date(date.year(), (date.month() - 1) / 3 * 3 + 1, 1),
                CalendarUnit::Year => date.first_of_year(),
            };
            let midnight = first.to_zoned(clock.clone()).unwrap().timestamp().as_millisecond();
            prop_assert_eq!(start, midnight);
            let epoch = jiff::civil::date(1970, 1, 1);
            prop_assert_eq!(every.first_day(at), (first - epoch).get_days());
        }

        /// Days in UTC are spans of a day, weeks are spans of a week.
        #[test]
        fn units_of_one_length_are_spans(at in 0_i64..7_258_000_000_000) {
            for (unit, span) in [(CalendarUnit::Day, DAY), (CalendarUnit::Week, 7 * DAY)] {
                let (unit, span) = (Every::Calendar(unit, Zone::utc()), Every::Span(span));
                prop_assert_eq!(unit.start(unit.number(at)), span.start(span.number(at)));
                prop_assert_eq!(unit.first_day(at), span.first_day(at));
            }
        }
    }

    #[test]
    fn words_and_spans_are_read() {
        let read = |text| Every::read("every", text, &Zone::utc());
        assert_eq!(read("2w"), Ok(Every::Span(14 * DAY)));
        for unit in UNITS {
            assert_eq!(read(unit.name()), Ok(Every::Calendar(unit, Zone::utc())));
        }
        let told = read("moon").unwrap_err().to_string();
        assert_eq!(
            told,
            "option `every` must be a span such as 7d, or day, week, month, quarter or year, got moon"
        );
    }

    #[test]
    fn the_first_instants_have_numbers_too() {
        for unit in UNITS {
            let every = Every::Calendar(unit, "America/New_York".parse().unwrap());
            assert!((0..=365).contains(&every.number(0)), "{unit:?}");
        }
    }
}
