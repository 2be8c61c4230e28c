//! The clock of a place.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::calendar::{date_of, days_of, read_offset};
use super::{DAY, HOUR, MINUTE};
use crate::Error;
use crate::form::{self, Form, Style, Wrong};

/// Each line: a rule as POSIX writes it, and the zones that follow it.
const ZONES: &str = include_str!("zones.txt");

/// The zone of a clock, for reading times that do not say theirs: an IANA name or a fixed offset.
///
/// Names follow the rules in force today (IANA time zone database 2026f), in Rust, Python and the browser
/// alike: the full history would be a third of the browser package. Where a zone has changed its rules, give
/// times from before with their offset.
///
/// ```
/// use omo_core::{Time, Zone};
/// let tokyo: Zone = "Asia/Tokyo".parse()?;
/// assert_eq!(Time::read("2026/3/1 9:05", &tokyo)?.to_string(), "2026-03-01T09:05:00+09:00");
/// assert!("+09:00".parse::<Zone>().is_ok());
/// assert!("Asia/Tokio".parse::<Zone>().is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    /// Milliseconds ahead of UTC in winter.
    standard: i64,
    summer: Option<Summer>,
}

/// When a clock shows summer time, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Summer {
    offset: i64,
    begins: Change,
    ends: Change,
}

/// The `week`-th (5: the last) `weekday` of a month, and milliseconds after its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    month: i64,
    week: i64,
    weekday: i64,
    after: i64,
}

impl Change {
    /// When it happens in a year, on the clock that goes until then.
    fn wall(self, year: i64) -> i64 {
        let first = days_of(year, self.month, 1);
        // 1970-01-01 was a Thursday; weekdays count from Sunday.
        let day = first + (self.weekday - (first + 4)).rem_euclid(7) + (self.week - 1) * 7;
        let day = if date_of(day).1 == self.month { day } else { day - 7 };
        day * DAY + self.after
    }
}

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".into(), standard: 0, summer: None }
    }

    /// Minutes ahead of UTC at an instant.
    #[must_use]
    pub fn offset_at(&self, millis: i64) -> i16 {
        i16::try_from(self.ahead(millis) / MINUTE).unwrap_or(0)
    }

    /// The instant at which its clock shows `wall`.
    ///
    /// Where a clock change repeats a time it is the first of the two; where it skips one, the time an hour
    /// (or as much as was skipped) later.
    pub(crate) fn instant(&self, wall: i64) -> i64 {
        let Some(summer) = self.summer else { return wall - self.standard };
        let (ahead, behind) = (self.standard.max(summer.offset), self.standard.min(summer.offset));
        [ahead, behind]
            .into_iter()
            .map(|offset| (offset, wall - offset))
            .find(|&(o, i)| self.ahead(i) == o)
            .map_or_else(|| wall - behind, |(_, instant)| instant)
    }

    /// Milliseconds ahead of UTC at an instant.
    fn ahead(&self, millis: i64) -> i64 {
        let Some(summer) = self.summer else { return self.standard };
        let (year, ..) = date_of((millis + self.standard).div_euclid(DAY));
        let begins = summer.begins.wall(year) - self.standard;
        let ends = summer.ends.wall(year) - summer.offset;
        let is_summer =
            if begins < ends { (begins..ends).contains(&millis) } else { !(ends..begins).contains(&millis) };
        if is_summer { summer.offset } else { self.standard }
    }
}

/// Reads a rule such as `EST5EDT,M3.2.0,M11.1.0` (POSIX.1-2024, 8.3; without its `Jn` days, which no zone uses).
fn rule(text: &str, name: &str) -> Option<Zone> {
    let mut parts = text.split(',');
    let clock = after_name(parts.next()?)?;
    let (standard, clock) = offset(clock)?;
    let mut zone = Zone { name: name.to_owned(), standard: -standard, summer: None };
    if !clock.is_empty() {
        let clock = after_name(clock)?;
        // Summer is an hour ahead unless it says otherwise.
        let offset = if clock.is_empty() { zone.standard + HOUR } else { -offset(clock)?.0 };
        zone.summer = Some(Summer { offset, begins: change(parts.next()?)?, ends: change(parts.next()?)? });
    }
    Some(zone)
}

/// What follows the name of a clock: `EST` or `<+0330>`.
fn after_name(text: &str) -> Option<&str> {
    match text.strip_prefix('<') {
        Some(quoted) => quoted.split_once('>').map(|(_, rest)| rest),
        None => Some(text.trim_start_matches(|c: char| c.is_ascii_alphabetic())),
    }
}

/// Hours and minutes such as `-3:30`, in milliseconds, and what follows them.
fn offset(text: &str) -> Option<(i64, &str)> {
    let end = text.find(|c: char| !matches!(c, '0'..='9' | ':' | '+' | '-')).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end)?;
    let (sign, number) = number.strip_prefix('-').map_or((1, number.trim_start_matches('+')), |n| (-1, n));
    let (hours, minutes) = number.split_once(':').unwrap_or((number, "0"));
    let millis = hours.parse::<i64>().ok()? * HOUR + minutes.parse::<i64>().ok()? * MINUTE;
    Some((sign * millis, rest))
}

/// A change such as `M3.2.0` or `M3.5.0/-1`.
fn change(text: &str) -> Option<Change> {
    let (day, time) = text.strip_prefix('M')?.split_once('/').unwrap_or((text.get(1..)?, "2"));
    let mut numbers = day.split('.').map(|number| number.parse::<i64>().ok());
    let mut next = || numbers.next().flatten();
    Some(Change { month: next()?, week: next()?, weekday: next()?, after: offset(time)?.0 })
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl FromStr for Zone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::format("zone", "an IANA name such as Asia/Tokyo or an offset such as +09:00");
        let name = text.trim();
        if name.len() > 64 {
            return Err(wrong());
        }
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Ok(Self::utc());
        }
        if let Some(offset) = read_offset(name) {
            return Ok(Self { name: name.into(), standard: i64::from(offset) * MINUTE, summer: None });
        }
        let lines = ZONES.lines().filter(|line| !line.starts_with('#'));
        let found = lines.filter_map(|line| line.split_once(' ')).find_map(|(rule, zones)| {
            zones.split(' ').find(|zone| zone.eq_ignore_ascii_case(name)).map(|zone| (rule, zone))
        });
        found.and_then(|(text, zone)| rule(text, zone)).ok_or_else(wrong)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl Form for Zone {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        form::parsed(value)
    }
}

form::deserialized!(Zone);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    fn names() -> Vec<&'static str> {
        let lines = ZONES.lines().filter(|line| !line.starts_with('#'));
        lines.flat_map(|line| line.split(' ').skip(1)).collect()
    }

    #[test]
    fn every_zone_has_a_rule_that_can_be_read() {
        assert_eq!(names().len(), 598);
        for name in names() {
            assert_eq!(name.parse::<Zone>().unwrap().to_string(), name);
        }
        assert_eq!("asia/tokyo".parse::<Zone>().unwrap().to_string(), "Asia/Tokyo");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// Clocks of years to come show what those of jiff show, whatever the zone, and are read alike.
        #[test]
        fn clocks_are_those_of_a_calendar_library(
            zone in proptest::sample::select(names()), seconds in 1_798_761_600_i64..4_102_444_800,
        ) {
            // jiff reads the same rule, so what is compared is our reckoning with it, not two editions of it.
            let lines = ZONES.lines().filter_map(|line| line.split_once(' '));
            let (text, _) = lines.into_iter().find(|(_, zones)| zones.split(' ').any(|z| z == zone)).unwrap();
            let theirs = TimeZone::posix(text).unwrap();
            let ours: Zone = zone.parse().unwrap();
            let instant = jiff::Timestamp::from_second(seconds).unwrap();
            prop_assert_eq!(i32::from(ours.offset_at(seconds * 1000)) * 60, theirs.to_offset(instant).seconds());
            let wall = jiff::tz::Offset::UTC.to_datetime(instant);
            prop_assert_eq!(ours.instant(seconds * 1000), theirs.to_timestamp(wall).unwrap().as_millisecond());
        }
    }

    /// The hours of clock changes, in each direction: Directive 2000/84/EC for Berlin.
    #[test]
    fn skipped_and_repeated_times() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let read = |text| crate::Time::read(text, &berlin).unwrap().to_string();
        assert_eq!(read("2026-03-29 01:59"), "2026-03-29T01:59:00+01:00");
        assert_eq!(read("2026-03-29 02:30"), "2026-03-29T03:30:00+02:00");
        assert_eq!(read("2026-10-25 02:30"), "2026-10-25T02:30:00+02:00");
        assert_eq!(read("2026-10-25 03:00"), "2026-10-25T03:00:00+01:00");
    }
}
