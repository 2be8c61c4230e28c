//! When something happened.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::{Pieces, PiecesOffset};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;

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
        if let Ok(pieces) = Pieces::parse(text) {
            let local = pieces.date().to_datetime(pieces.time().unwrap_or(jiff::civil::Time::midnight()));
            return match pieces.to_numeric_offset() {
                Some(offset) if pieces.offset() == Some(PiecesOffset::Zulu) => Self::at(local, offset),
                Some(offset) => Self::at(local, offset),
                None => Self::local(local, zone),
            };
        }
        let slashes = ["%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
        if let Some(local) = slashes.iter().find_map(|form| DateTime::strptime(form, text).ok()) {
            return Self::local(local, zone);
        }
        match Date::strptime("%Y/%m/%d", text) {
            Ok(date) => Self::local(date.at(0, 0, 0, 0), zone),
            Err(_) => Err(Error::format("time", FORM)),
        }
    }

    fn at(local: DateTime, offset: Offset) -> Result<Self, Error> {
        let instant = offset.to_timestamp(local).map_err(|_| Error::format("time", FORM))?;
        Self::new(instant.as_millisecond(), minutes(offset))
    }

    fn local(local: DateTime, zone: &Zone) -> Result<Self, Error> {
        // A time that a clock change skips or repeats is read as that of the earlier offset, as jiff does.
        let instant = zone.zone.to_timestamp(local).map_err(|_| Error::format("time", FORM))?;
        Self::in_zone(instant.as_millisecond(), zone)
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

fn minutes(offset: Offset) -> i16 {
    i16::try_from(offset.seconds() / 60).unwrap_or(0)
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
        let offset = Offset::from_seconds(i32::from(self.offset) * 60).unwrap_or(Offset::UTC);
        let instant = jiff::Timestamp::from_millisecond(self.millis).unwrap_or_default();
        write!(f, "{}", instant.display_with_offset(offset))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "a time as RFC 3339 text or milliseconds since 1970")]
        enum Either {
            Text(String),
            Millis(i64),
        }
        match Either::deserialize(deserializer)? {
            Either::Text(text) => text.parse(),
            Either::Millis(millis) => Self::new(millis, 0),
        }
        .map_err(serde::de::Error::custom)
    }
}

/// The zone of a clock, for reading times that do not say theirs: an IANA name or a fixed offset.
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
    zone: TimeZone,
}

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".into(), zone: TimeZone::UTC }
    }

    /// Minutes ahead of UTC at an instant.
    #[must_use]
    pub fn offset_at(&self, millis: i64) -> i16 {
        let instant = jiff::Timestamp::from_millisecond(millis).unwrap_or_default();
        minutes(self.zone.to_offset(instant))
    }
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
        if name.eq_ignore_ascii_case("utc") || name == "Z" {
            return Ok(Self::utc());
        }
        if name.starts_with(['+', '-']) {
            let example = format!("1970-01-02T00:00:00{name}");
            let offset =
                Pieces::parse(&example).ok().and_then(|p| p.to_numeric_offset()).ok_or_else(wrong)?;
            return Ok(Self { name: name.into(), zone: TimeZone::fixed(offset) });
        }
        let zone = TimeZone::get(name).map_err(|_| wrong())?;
        Ok(Self { name: name.into(), zone })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

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
