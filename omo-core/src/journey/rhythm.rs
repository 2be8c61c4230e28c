//! Who has gone silent, by their own rhythm.

use serde::Serialize;

use super::Journeys;
use crate::math;
use crate::model::DAY;

/// How long a customer has been silent, held against how often they come.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Silence {
    /// The customer's number.
    pub customer: u32,
    /// The last touchpoint, in milliseconds since 1970 in UTC.
    pub last_at: i64,
    /// Its channel.
    pub channel: String,
    /// Days since then.
    pub silent_days: f64,
    /// Mean days between the days on which they came; `None` after one day only.
    pub usual_days: Option<f64>,
    /// How likely a silence of this length is for someone who still comes as before.
    pub chance: f64,
}

impl Journeys {
    /// How likely the silence of each customer is for someone who still comes, in order of customers.
    ///
    /// Gaps between the days a customer comes are taken to be exponential with a rate of their own, rates to be spread over
    /// customers as one mean gap of the shop would say (a gamma distribution of shape 1): so the chance of a silence s after
    /// n gaps that sum to g is ((m + g) / (m + g + s))^(n + 1), with m the shop's mean gap (Lomax 1954). Who comes
    /// daily has dropped off after weeks, who comes once a quarter has not.
    #[must_use]
    pub fn silences(&self, as_of: Option<i64>) -> Vec<Silence> {
        let end = as_of.or_else(|| self.touches().iter().map(|touch| touch.at).max()).unwrap_or_default();
        // Days, gaps between them, and their sum.
        let gaps = |journey: &[super::table::Touch]| {
            let mut came = journey.iter().map(|touch| touch.at.div_euclid(DAY));
            let first = came.next().unwrap_or_default();
            let (mut last, mut count) = (first, 0_u32);
            for day in came {
                count += u32::from(day != last);
                last = day;
            }
            (count, last - first)
        };
        let (mut count, mut sum) = (0_u64, 0_i64);
        for journey in self.all() {
            let known = journey.partition_point(|touch| touch.at <= end);
            let (own, days) = gaps(journey.get(..known).unwrap_or_default());
            count += u64::from(own);
            sum += days;
        }
        let mean = if count > 0 { math::share(u64::try_from(sum).unwrap_or_default(), count) } else { 30.0 };
        let mut rows = Vec::new();
        for (customer, journey) in (0_u32..).zip(self.all()) {
            let known = journey.partition_point(|touch| touch.at <= end);
            let journey = journey.get(..known).unwrap_or_default();
            let Some(&last) = journey.last() else { continue };
            let (own, days) = gaps(journey);
            #[expect(
                clippy::cast_precision_loss,
                reason = "days and milliseconds within 230 years fit a double"
            )]
            let (days, silent_days) = (days as f64, (end - last.at) as f64 / DAY as f64);
            let chance = math::pow((mean + days) / (mean + days + silent_days), f64::from(own) + 1.0);
            let channel = self.kind(last).and_then(|kind| self.channel(kind.channel)).unwrap_or_default();
            rows.push(Silence {
                customer,
                last_at: last.at,
                channel: channel.to_owned(),
                silent_days,
                usual_days: (own > 0).then(|| days / f64::from(own)),
                chance,
            });
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};

    /// By hand: gaps of 1, 1 and 10 days have the mean 4. After 6 days of silence (4 + 2) / (4 + 2 + 6) to the power of 3
    /// for who came daily; 10 days later with one gap of 10: (4 + 10) / (4 + 10 + 6), squared.
    #[test]
    fn silence_by_hand() {
        let mut touches = Touches::default();
        for (who, day) in
            [("daily", 8), ("daily", 9), ("daily", 10), ("rarely", 0), ("rarely", 10), ("late", 20)]
        {
            touches.push(who, day * DAY, "ec", "view");
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let told: Vec<_> = journeys
            .silences(Some(16 * DAY))
            .into_iter()
            .map(|s| (s.silent_days, s.usual_days, s.chance))
            .collect();
        assert_eq!(told.len(), 2);
        assert_eq!((told[0].0, told[0].1, told[1].1), (6.0, Some(1.0), Some(10.0)));
        assert!((told[0].2 - 0.125).abs() < 1e-15 && (told[1].2 - 0.49).abs() < 1e-15);
    }
}
