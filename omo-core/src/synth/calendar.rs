//! The town's clock: Tokyo time, opening hours, and when people shop.

use crate::Time;
use crate::model::{DAY, HOUR, MINUTE};
use crate::random::Random;

use super::chance::{among, between};

/// How far Tokyo's clocks are ahead of UTC, in milliseconds. Japan has no summer time.
const TOKYO: i64 = 9 * HOUR;

/// How much likelier than usual a trip to a store is, Monday to Sunday.
const WEEK: [f64; 7] = [0.85, 0.85, 0.85, 0.9, 1.0, 1.35, 1.3];
/// Weights of the hours from 10 to 20 in a store, on weekdays and on weekends.
const STORE: [[u16; 11]; 2] = [[3, 4, 5, 4, 3, 4, 6, 9, 10, 7, 4], [4, 6, 8, 8, 9, 9, 8, 7, 6, 4, 3]];
/// Weights of the hours from 0 to 23 online.
const ONLINE: [u16; 24] = [3, 2, 1, 1, 1, 1, 2, 4, 5, 4, 4, 4, 7, 5, 4, 4, 4, 5, 6, 7, 9, 11, 11, 7];
/// Weights of the hours from 9 to 18 at the contact centre.
const OFFICE: [u16; 10] = [6, 8, 8, 5, 6, 6, 6, 5, 4, 2];

/// Monday is 0.
fn weekday(day: i64) -> usize {
    usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)
}

/// How much likelier than usual a trip to a store is on `day`.
pub(super) fn bustle(day: i64) -> f64 {
    WEEK.get(weekday(day)).copied().unwrap_or(1.0)
}

/// A moment of `day` in the given hour of Tokyo, in whole seconds.
fn moment(random: &mut Random, day: i64, hour: usize) -> i64 {
    let hour = i64::try_from(hour).unwrap_or(0);
    day * DAY + hour * HOUR - TOKYO + between(random, 0, 3599) * 1000
}

/// A moment of `day` when somebody is in a store.
pub(super) fn in_store(random: &mut Random, day: i64) -> i64 {
    let [work, rest] = &STORE;
    let hour = among(random, if weekday(day) < 5 { work } else { rest });
    moment(random, day, 10 + hour)
}

/// A moment of `day` when somebody is online.
pub(super) fn online(random: &mut Random, day: i64) -> i64 {
    let hour = among(random, &ONLINE);
    moment(random, day, hour)
}

/// A moment of `day` when the contact centre answers.
pub(super) fn in_office(random: &mut Random, day: i64) -> i64 {
    let hour = among(random, &OFFICE);
    moment(random, day, 9 + hour) / MINUTE * MINUTE
}

/// The day in Tokyo at `millis`, in days since 1970.
pub(super) fn day(millis: i64) -> i64 {
    (millis + TOKYO).div_euclid(DAY)
}

/// The year of a day.
pub(super) fn year(day: i64) -> i64 {
    wall(day * DAY).get(..4).and_then(|year| year.parse().ok()).unwrap_or_default()
}

/// `2026-03-01 18:22:05` in Tokyo.
pub(super) fn seconds(millis: i64) -> String {
    wall(millis + TOKYO).replace('T', " ")
}

/// `2026/03/01 18:22` in Tokyo.
pub(super) fn minutes(millis: i64) -> String {
    let text = wall(millis + TOKYO).replace('T', " ").replace('-', "/");
    text.get(..16).unwrap_or_default().to_owned()
}

/// `2026-03-01T09:22:05Z`.
pub(super) fn zulu(millis: i64) -> String {
    wall(millis) + "Z"
}

/// `2026-03-01T09:22:05`: what a clock shows `millis` after it showed the start of 1970.
fn wall(millis: i64) -> String {
    let text = Time::new(millis / 1000 * 1000, 0).map(|time| time.to_string()).unwrap_or_default();
    text.strip_suffix("+00:00").unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_in_three_spellings() {
        let millis = 1_772_356_925_000;
        assert_eq!(seconds(millis), "2026-03-01 18:22:05");
        assert_eq!(minutes(millis), "2026/03/01 18:22");
        assert_eq!(zulu(millis), "2026-03-01T09:22:05Z");
        // 2026-03-01 was a Sunday.
        assert_eq!(weekday(day(millis)), 6);
        assert_eq!(year(day(millis)), 2026);
    }

    #[test]
    fn stores_are_open_from_ten_to_nine() {
        let mut random = Random::new(1);
        for n in 0..2000 {
            let text = seconds(in_store(&mut random, 20_458 + n % 90));
            assert!(("10:00:00".."21:00:00").contains(&&text[11..]), "{text}");
        }
    }
}
