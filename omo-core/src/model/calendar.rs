//! The civil calendar, and how people write moments in it.
//!
//! Own code, because a calendar library was a third of the browser package and reading times is part of the
//! hot path of every load; the tests hold it against that library.

/// Days from 1970-01-01 to a civil date (Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*).
pub(crate) fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The civil date of a day: year, month, day (the same source).
pub(crate) fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Whether there is such a date.
fn is_date(year: i64, month: i64, day: i64) -> bool {
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && date_of(days_of(year, month, day)) == (year, month, day)
}

/// A moment as a clock on a wall shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// Milliseconds from 1970-01-01T00:00 on that wall.
    pub wall: i64,
    /// Minutes the clock is ahead of UTC, where it says so.
    pub offset: Option<i16>,
}

/// What is left to read of a text.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    /// A whole number of `least` to `most` digits.
    fn number(&mut self, least: usize, most: usize) -> Option<i64> {
        let digits = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        if digits < least {
            return None;
        }
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        Some(number.iter().fold(0, |sum, b| sum * 10 + i64::from(b - b'0')))
    }

    /// One of some bytes, if it comes next.
    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        bytes.contains(&first).then(|| {
            self.0 = rest;
            first
        })
    }

    /// `YYYY-M-D`, `YYYY/M/D` or `YYYYMMDD`, as days since 1970-01-01.
    fn date(&mut self) -> Option<i64> {
        let year = self.number(4, 4)?;
        let (month, day) = match self.one_of(b"-/") {
            Some(mark) => {
                let month = self.number(1, 2)?;
                self.one_of(&[mark])?;
                (month, self.number(1, 2)?)
            }
            None => (self.number(2, 2)?, self.number(2, 2)?),
        };
        is_date(year, month, day).then(|| days_of(year, month, day))
    }

    /// `h:mm`, `h:mm:ss` or `h:mm:ss.fff`, as milliseconds since midnight. A leap second counts as the one before.
    fn clock(&mut self) -> Option<i64> {
        let hour = self.number(1, 2)?;
        let colon = self.one_of(b":");
        let minute = self.number(2, 2)?;
        let seconds = if colon.is_some() {
            self.one_of(b":").is_some()
        } else {
            self.0.first().is_some_and(u8::is_ascii_digit)
        };
        let second = if seconds { self.number(2, 2)? } else { 0 };
        let mut millis = 0;
        if seconds && self.one_of(b".,").is_some() {
            let digits = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
            let read = self.number(1, 3)?;
            millis = read * [100, 10, 1].get(digits.min(3) - 1)?;
            // Finer than a millisecond is cut off.
            self.0 = self.0.get(digits.saturating_sub(3)..)?;
        }
        let known = hour <= 23 && minute <= 59 && second <= 60;
        known.then(|| ((hour * 60 + minute) * 60 + second.min(59)) * 1000 + millis)
    }

    /// `Z`, `+hh:mm`, `+hhmm` or `+hh`, as minutes.
    fn offset(&mut self) -> Option<i16> {
        if self.one_of(b"Zz").is_some() {
            return Some(0);
        }
        let sign = if self.one_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.number(2, 2)?;
        self.one_of(b":");
        let minutes = if self.0.first().is_some_and(u8::is_ascii_digit) { self.number(2, 2)? } else { 0 };
        let known = hours <= 23 && minutes <= 59;
        i16::try_from(sign * (hours * 60 + minutes)).ok().filter(|_| known)
    }
}

/// Reads a moment; what is left over makes it none.
pub(super) fn read(text: &str) -> Option<Written> {
    let mut cursor = Cursor(text.as_bytes());
    let days = cursor.date()?;
    let (mut clock, mut offset) = (0, None);
    if cursor.one_of(b"Tt ").is_some() {
        clock = cursor.clock()?;
        cursor.one_of(b" ");
        offset = if cursor.0 == b"UTC" || cursor.0 == b"GMT" {
            cursor.0 = b"";
            Some(0)
        } else {
            cursor.offset()
        };
        // An annotation such as [Asia/Tokyo] says again what the offset says.
        if offset.is_some() && cursor.0.first() == Some(&b'[') && cursor.0.last() == Some(&b']') {
            cursor.0 = b"";
        }
    }
    cursor.0.is_empty().then_some(Written { wall: days * super::DAY + clock, offset })
}

/// Reads an offset such as `+09:00` alone.
pub(super) fn read_offset(text: &str) -> Option<i16> {
    let mut cursor = Cursor(text.as_bytes());
    cursor.offset().filter(|_| cursor.0.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Date;
    use proptest::prelude::*;

    proptest! {
        /// Every day has the date that jiff gives it.
        #[test]
        fn dates_are_those_of_a_calendar_library(days in -200_000_i64..200_000) {
            let (year, month, day) = date_of(days);
            let theirs = Date::new(1970, 1, 1).unwrap().saturating_add(jiff::Span::new().days(days));
            prop_assert_eq!((year, month, day), (theirs.year().into(), theirs.month().into(), theirs.day().into()));
            prop_assert_eq!(days_of(year, month, day), days);
        }

        /// What jiff writes is read as jiff means it.
        #[test]
        fn what_a_calendar_library_writes_is_read(millis in 0_i64..7_000_000_000_000, hours in -12_i8..14) {
            let offset = jiff::tz::offset(hours);
            let instant = jiff::Timestamp::from_millisecond(millis).unwrap();
            let read = read(&instant.display_with_offset(offset).to_string()).unwrap();
            prop_assert_eq!(read.offset, Some(i16::from(hours) * 60));
            prop_assert_eq!(read.wall - i64::from(hours) * 3_600_000, millis);
        }
    }
}
