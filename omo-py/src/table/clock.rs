//! Instants and what a clock in a zone shows, a million at a time.

use omo_core::Zone;
use omo_core::model::{DAY, MINUTE};

/// Days remembered: more than a year of them, so that those of one column seldom share a place.
const DAYS: u16 = 512;

/// The clock of a zone, which remembers the days it was asked for: columns of times share few days.
pub struct Clock {
    zone: Zone,
    /// A day since 1970, and its offset in milliseconds unless that changes within a day of it.
    days: Vec<(i64, Option<i64>)>,
}

impl Clock {
    pub fn new(zone: Zone) -> Self {
        Self { zone, days: vec![(i64::MIN, None); DAYS.into()] }
    }

    /// Minutes ahead of UTC at an instant.
    pub fn offset(&mut self, millis: i64) -> i16 {
        match self.steady(millis) {
            Some(offset) => i16::try_from(offset / MINUTE).unwrap_or(0),
            None => self.zone.offset_at(millis),
        }
    }

    /// The instant at which the clock shows `wall`, both in milliseconds since 1970.
    ///
    /// A time that a clock change skips or repeats is read with the earlier offset, as [`omo_core::Time::read`]
    /// has it.
    pub fn instant(&mut self, wall: i64) -> i64 {
        if let Some(offset) = self.steady(wall) {
            return wall - offset;
        }
        let (before, after) = (wall - self.ahead(wall - DAY), wall - self.ahead(wall + DAY));
        let fits = |instant: i64| instant + self.ahead(instant) == wall;
        if !fits(before) && fits(after) { after } else { before }
    }

    fn ahead(&self, millis: i64) -> i64 {
        i64::from(self.zone.offset_at(millis)) * MINUTE
    }

    /// The offset around an instant or a time on the wall, if it is the same all around.
    fn steady(&mut self, millis: i64) -> Option<i64> {
        let day = millis.div_euclid(DAY);
        let place = usize::try_from(day.rem_euclid(DAYS.into())).unwrap_or(0);
        match self.days.get(place) {
            Some(&(known, offset)) if known == day => offset,
            _ => {
                let offset = self.look(day);
                if let Some(place) = self.days.get_mut(place) {
                    *place = (day, offset);
                }
                offset
            }
        }
    }

    fn look(&self, day: i64) -> Option<i64> {
        let (from, to) = (self.ahead((day - 1) * DAY), self.ahead((day + 2) * DAY));
        (from == to).then_some(from)
    }
}
