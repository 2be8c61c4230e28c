//! When something happened.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Zone;
use super::calendar::{self, date_of};
use crate::Error;
use crate::form::{self, Form, Style, Wrong};

/// Milliseconds in a minute.
pub const MINUTE: i64 = 60_000;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// The form a time must have, in words.
const FORM: &str = "a time from 1970 to 2199, such as 2026-03-01T18:20:00+09:00";

/// An instant, and what the clock on the wall showed there: UTC milliseconds and the offset in minutes.
///
/// Two times compare by instant first. Written and read as RFC 3339. Times before 1970 or after 2199 are
/// not times of a shop and are refused.
///
/// ```
/// use omo_core::Time;
/// let sold: Time = "2026-03-01T18:20:00+09:00".parse()?;
/// assert_eq!(sold.millis(), 1_772_356_800_000);
/// assert_eq!(sold.hour(), 18);
/// assert_eq!(sold.to_string(), "2026-03-01T18:20:00+09:00");
/// assert!("yesterday".parse::<Time>().is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time {
    millis: i64,
    offset: i16,
}

impl Time {
    /// The first instant that counts as a time, 1970-01-01T00:00Z.
    pub(crate) const EPOCH: Self = Self { millis: 0, offset: 0 };

    /// One past the last millisecond that counts as a time: the start of 2200.
    const END: i64 = 7_258_118_400_000;

    /// The instant `millis` milliseconds after 1970 in UTC, on a clock `offset` minutes ahead of UTC.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] before 1970, after 2199, or with an offset of more than 18 hours.
    pub fn new(millis: i64, offset: i16) -> Result<Self, Error> {
        let known = (0..Self::END).contains(&millis) && (-18 * 60..=18 * 60).contains(&offset);
        if known { Ok(Self { millis, offset }) } else { Err(Error::format("time", FORM)) }
    }

    /// The instant `millis` milliseconds after 1970 on a clock in `zone`.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] as for [`Time::new`].
    pub fn in_zone(millis: i64, zone: &Zone) -> Result<Self, Error> {
        Self::new(millis, zone.offset_at(millis))
    }

    /// Reads a time; one without an offset is taken to be on a clock in `zone`.
    ///
    /// Reads RFC 3339 and ISO 8601, `2026/3/1 9:05`, `20260301`, a date alone (its midnight), and whole
    /// numbers of ten or thirteen digits (seconds or milliseconds since 1970).
    ///
    /// # Errors
    ///
    /// [`Error::Format`] for anything else.
    pub fn read(text: &str, zone: &Zone) -> Result<Self, Error> {
        let text = text.trim();
        // Nothing longer is a time, and nobody should pay for finding out.
        if text.len() > 64 {
            return Err(Error::format("time", FORM));
        }
        if let (10 | 13, Ok(number)) = (text.len(), text.parse::<i64>()) {
            return Self::in_zone(if text.len() == 10 { number * 1000 } else { number }, zone);
        }
        let written = calendar::read(text).ok_or_else(|| Error::format("time", FORM))?;
        match written.offset {
            Some(offset) => Self::new(written.wall - i64::from(offset) * MINUTE, offset),
            None => Self::in_zone(zone.instant(written.wall), zone),
        }
    }

    /// Milliseconds since 1970 in UTC.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.millis
    }

    /// Minutes the clock was ahead of UTC.
    #[must_use]
    pub fn offset(self) -> i16 {
        self.offset
    }

    /// The day on the wall's calendar, in days since 1970-01-01.
    #[must_use]
    pub fn day(self) -> i32 {
        let days = (self.millis + i64::from(self.offset) * MINUTE).div_euclid(DAY);
        i32::try_from(days).unwrap_or(i32::MAX)
    }

    /// The hour on the wall, 0 to 23.
    #[must_use]
    pub fn hour(self) -> u8 {
        let hours = (self.millis + i64::from(self.offset) * MINUTE).rem_euclid(DAY) / HOUR;
        u8::try_from(hours).unwrap_or(0)
    }

    /// The time `millis` milliseconds later (or earlier), kept between 1970 and 2199.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        let moved = self.millis.saturating_add(millis).clamp(0, Self::END - 1);
        Self { millis: moved, offset: self.offset }
    }

    /// Milliseconds from `earlier` to this time.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        self.millis - earlier.millis
    }
}

impl FromStr for Time {
    type Err = Error;

    /// As [`Time::read`] in UTC.
    fn from_str(text: &str) -> Result<Self, Error> {
        Self::read(text, &Zone::utc())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wall = self.millis + i64::from(self.offset) * MINUTE;
        let (year, month, day) = date_of(wall.div_euclid(DAY));
        let of_day = wall.rem_euclid(DAY);
        let (hour, minute) = (of_day / HOUR, of_day / MINUTE % 60);
        let (second, millis) = (of_day / 1000 % 60, of_day % 1000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if millis > 0 {
            f.write_str(format!(".{millis:03}").trim_end_matches('0'))?;
        }
        let (sign, ahead) = (if self.offset < 0 { '-' } else { '+' }, self.offset.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", ahead / 60, ahead % 60)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Form for Time {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        match (value.as_str(), value.as_i64()) {
            (Some(text), _) => Ok(text.parse::<Self>()?),
            (_, Some(millis)) => Ok(Self::new(millis, 0)?),
            _ => Err(Wrong::must_be("a time as RFC 3339 text or milliseconds since 1970")),
        }
    }
}

form::deserialized!(Time);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn many_spellings_are_one_instant() {
        let tokyo: Zone = "Asia/Tokyo".parse().unwrap();
        let all = [
            "2026-03-01T18:20:00+09:00",
            "2026-03-01T09:20:00Z",
            "2026-03-01 18:20",
            "2026/3/1 18:20",
            "2026/03/01 18:20:00",
            "1772356800",
            "1772356800000",
        ];
        assert!(all.iter().all(|t| Time::read(t, &tokyo).unwrap().millis() == 1_772_356_800_000));
    }

    #[test]
    fn summer_time_is_the_zones_business() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        assert_eq!(Time::read("2026-07-01 12:00", &berlin).unwrap().offset(), 120);
        assert_eq!(Time::read("2026-12-01 12:00", &berlin).unwrap().offset(), 60);
    }

    #[test]
    fn what_is_no_time_of_a_shop_is_refused() {
        let utc = Zone::utc();
        let long = "9".repeat(10_000_000);
        for text in ["", "x", "1969-12-31T23:59:59Z", "2200-01-01", "-1000000000", "2026-13-01", "NaN", &long]
        {
            assert_eq!(Time::read(text, &utc).unwrap_err().code(), "format", "{}", text.len());
        }
    }

    proptest! {
        /// What is written is read back.
        #[test]
        fn text_and_back(millis in 0..Time::END, offset in -720_i16..=840) {
            let time = Time::new(millis, offset).unwrap();
            prop_assert_eq!(time.to_string().parse::<Time>().unwrap(), time);
        }

        /// No text makes it panic.
        #[test]
        fn any_text_is_answered(text in ".{0,40}") {
            let _ = Time::read(&text, &Zone::utc());
            let _ = text.parse::<Zone>();
        }
    }
}
