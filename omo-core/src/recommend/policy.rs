//! How often, and when, people may be contacted.

use serde::Serialize;

use super::Hold;
use crate::Error;
use crate::form;
use crate::model::{DAY, Time};
use crate::order::Order;

/// No more than so many contacts in any so many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ContactCap {
    /// How many at most.
    pub most: u32,
    /// In any window of this many times 24 hours.
    pub days: u32,
    /// Through this channel; through all together, where none is named.
    pub channel: Option<String>,
}

form::record!(ContactCap { most: 0, days: 1 } { channel: None });

/// How often, and when, people may be contacted.
///
/// It holds for all that the shop says of its own accord. Answers to what a customer asked are held to the quiet hours alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ContactPolicy {
    /// How many contacts in which time; all of them hold.
    pub caps: Vec<ContactCap>,
    /// The hour (0 to 23), on the customer's clock, at which quiet begins; 21.
    pub quiet_from: u8,
    /// The hour at which it ends, 9; where both are the same there are no quiet hours.
    pub quiet_until: u8,
    /// Days after a question or complaint, answered or not, in which nothing is offered; 7.
    pub after_complaint_days: u32,
    /// Days after a purchase in which nothing is offered; 1.
    pub after_purchase_days: u32,
    /// After so many contacts without a sign of the customer comes a rest; 5, and 0 for never.
    pub unanswered: u32,
    /// The days of that rest; 14.
    pub rest_days: u32,
    /// How many days ahead a time is looked for; 7.
    pub ahead_days: u32,
}

form::options!(ContactPolicy {
    caps,
    quiet_from,
    quiet_until,
    after_complaint_days,
    after_purchase_days,
    unanswered,
    rest_days,
    ahead_days
});

impl Default for ContactPolicy {
    fn default() -> Self {
        let cap = |most, days| ContactCap { most, days, channel: None };
        Self {
            caps: vec![cap(1, 1), cap(3, 7)],
            quiet_from: 21,
            quiet_until: 9,
            after_complaint_days: 7,
            after_purchase_days: 1,
            unanswered: 5,
            rest_days: 14,
            ahead_days: 7,
        }
    }
}

/// What is known of a customer when a contact is thought of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known<'a> {
    /// Contacts that were made or are planned, each with its channel, in any order.
    pub contacts: Vec<(Time, &'a str)>,
    /// The latest question or complaint.
    pub complaint: Option<Time>,
    /// The latest purchase.
    pub purchase: Option<Time>,
    /// The latest sign of the customer of any kind.
    pub heard: Option<Time>,
}

impl ContactPolicy {
    /// Whether the policy can be kept.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for an hour that is none, a cap without days, or nothing to look ahead.
    pub fn check(&self) -> Result<(), Error> {
        let hour = |option, hour: u8| {
            if hour < 24 { Ok(()) } else { Err(Error::option(option, "an hour from 0 to 23", &hour)) }
        };
        hour("quietFrom", self.quiet_from)?;
        hour("quietUntil", self.quiet_until)?;
        if self.caps.iter().any(|cap| !(1..=3660).contains(&cap.days)) {
            return Err(Error::option("caps", "caps of 1 to 3660 days", &"another"));
        }
        let days = self.ahead_days;
        if days > 60 { Err(Error::option("aheadDays", "at most 60", &days)) } else { Ok(()) }
    }

    /// Whether it is quiet at a time, on the clock that the time itself shows.
    #[must_use]
    pub fn is_quiet(&self, at: Time) -> bool {
        let (from, until, hour) = (self.quiet_from, self.quiet_until, at.hour());
        if from <= until { (from..until).contains(&hour) } else { hour >= from || hour < until }
    }

    /// Whether one more contact through a channel may be made at a time.
    ///
    /// ```
    /// use omo_core::recommend::{ContactPolicy, Hold, Known};
    /// let policy = ContactPolicy::default();
    /// let noon: omo_core::Time = "2026-03-02T12:00:00+09:00".parse()?;
    /// let known = Known { contacts: vec![(noon, "line")], ..Known::default() };
    /// let hours = |hours: i64| noon.plus(hours * 3_600_000);
    /// assert_eq!(policy.may(&known, "email", hours(23)), Err(Hold::ContactCap));
    /// assert_eq!(policy.may(&known, "email", hours(24)), Ok(()));
    /// assert_eq!(policy.may(&known, "email", hours(33)), Err(Hold::QuietHours));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What holds it back.
    pub fn may(&self, known: &Known<'_>, channel: &str, at: Time) -> Result<(), Hold> {
        let within = |then: Option<Time>, days: u32| {
            then.is_some_and(|then| (0..i64::from(days) * DAY).contains(&at.since(then)))
        };
        if within(known.complaint, self.after_complaint_days) {
            return Err(Hold::AfterComplaint);
        }
        if within(known.purchase, self.after_purchase_days) {
            return Err(Hold::AfterPurchase);
        }
        if self.is_tired(known, at) {
            return Err(Hold::Fatigue);
        }
        for cap in &self.caps {
            let counts = |of: &str| cap.channel.as_deref().is_none_or(|named| named == of);
            if !counts(channel) {
                continue;
            }
            let hold = if cap.channel.is_some() { Hold::ChannelCap } else { Hold::ContactCap };
            if cap.most == 0 {
                return Err(hold);
            }
            let mut times: Vec<i64> =
                known.contacts.iter().filter(|(_, of)| counts(of)).map(|(t, _)| t.millis()).collect();
            times.push(at.millis());
            times.put_in_order();
            if overflows(&times, at.millis(), i64::from(cap.days) * DAY, cap.most) {
                return Err(hold);
            }
        }
        if self.is_quiet(at) { Err(Hold::QuietHours) } else { Ok(()) }
    }

    /// Whether the latest contacts found no answer and the rest after them is not over.
    fn is_tired(&self, known: &Known<'_>, at: Time) -> bool {
        if known.contacts.is_empty() {
            return false;
        }
        let open = |then: Time| then <= at && known.heard.is_none_or(|heard| then.millis() > heard.millis());
        let unanswered = || known.contacts.iter().map(|(then, _)| *then).filter(|&then| open(then));
        let many = u32::try_from(unanswered().count()).unwrap_or(u32::MAX);
        let last = unanswered().max();
        let rests = last.is_some_and(|last| at.since(last) < i64::from(self.rest_days) * DAY);
        self.unanswered > 0 && many >= self.unanswered && rests
    }
}

/// Whether more than `most` of times in order lie in some window of this length that holds `at`: a window is as full as one
/// that begins with a contact, so these are looked at.
fn overflows(times: &[i64], at: i64, length: i64, most: u32) -> bool {
    let begins = times.iter().enumerate().filter(|(_, from)| **from <= at && at - **from < length);
    begins.into_iter().any(|(place, from)| {
        let held = times.iter().skip(place).take_while(|time| **time - *from < length).count();
        held > most as usize
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::HOUR;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn hour(hours: i64) -> Time {
        Time::new(1_772_323_200_000 + hours * HOUR, 540).unwrap()
    }

    fn policy() -> impl Strategy<Value = ContactPolicy> {
        let cap = (0_u32..4, 1_u32..5, proptest::option::of(proptest::sample::select(vec!["app", "line"])));
        let cap =
            cap.prop_map(|(most, days, channel)| ContactCap { most, days, channel: channel.map(Into::into) });
        (vec(cap, 0..4), 0_u8..24, 0_u8..24).prop_map(|(caps, quiet_from, quiet_until)| ContactPolicy {
            caps,
            quiet_from,
            quiet_until,
            unanswered: 0,
            ..ContactPolicy::default()
        })
    }

    proptest! {
        /// Whatever is tried, and in whichever order, what the policy let through never breaks a cap in any window, and never
        /// a quiet hour.
        #[test]
        fn caps_hold_in_every_window(policy in policy(), tried in vec((0_i64..24 * 12, proptest::sample::select(vec!["app", "line", "email"])), 0..60)) {
            let mut made: Vec<(Time, &str)> = Vec::new();
            for (hours, channel) in tried {
                let known = Known { contacts: made.clone(), ..Known::default() };
                if policy.may(&known, channel, hour(hours)).is_ok() {
                    made.push((hour(hours), channel));
                }
            }
            for cap in &policy.caps {
                for start in -24 * 5..24 * 13 {
                    let window = start..start + i64::from(cap.days) * 24;
                    let held = made.iter().filter(|(at, channel)| {
                        let since = at.since(hour(0)) / HOUR;
                        window.contains(&since) && cap.channel.as_deref().is_none_or(|named| named == *channel)
                    });
                    prop_assert!(held.count() <= cap.most as usize);
                }
            }
            prop_assert!(made.iter().all(|(at, _)| !policy.is_quiet(*at)));
        }

        /// Quiet hours are those from one hour until the other around the clock.
        #[test]
        fn quiet_goes_round_the_clock(from in 0_u8..24, until in 0_u8..24, at in 0_i64..48) {
            let policy = ContactPolicy { quiet_from: from, quiet_until: until, ..ContactPolicy::default() };
            let mut quiet = Vec::new();
            let mut hours = from;
            while hours != until {
                quiet.push(hours);
                hours = (hours + 1) % 24;
            }
            prop_assert_eq!(policy.is_quiet(hour(at)), quiet.contains(&hour(at).hour()));
        }
    }

    #[test]
    fn rests_follow_complaints_purchases_and_silence() {
        let policy = ContactPolicy { quiet_from: 0, quiet_until: 0, ..ContactPolicy::default() };
        let after = |known: &Known<'_>, days: i64| policy.may(known, "app", hour(days * 24));
        let complained = Known { complaint: Some(hour(0)), ..Known::default() };
        assert_eq!(after(&complained, 6), Err(Hold::AfterComplaint));
        assert_eq!(after(&complained, 7), Ok(()));
        let bought = Known { purchase: Some(hour(0)), ..Known::default() };
        assert_eq!(after(&bought, 0), Err(Hold::AfterPurchase));
        assert_eq!(after(&bought, 1), Ok(()));
        let contacts: Vec<_> = [0, 8, 16, 24, 32].into_iter().map(|day| (hour(day * 24), "app")).collect();
        let silent = Known { contacts, ..Known::default() };
        assert_eq!(after(&silent, 45), Err(Hold::Fatigue));
        assert_eq!(after(&silent, 46), Ok(()));
        let heard = Known { heard: Some(hour(24)), ..silent };
        assert_eq!(after(&heard, 45), Ok(()));
    }

    #[test]
    fn a_policy_that_cannot_be_kept_is_refused() {
        let wrong = |policy: ContactPolicy| policy.check().unwrap_err().code();
        assert_eq!(wrong(ContactPolicy { quiet_from: 24, ..ContactPolicy::default() }), "option");
        let cap = ContactCap { most: 1, days: 0, channel: None };
        assert_eq!(wrong(ContactPolicy { caps: vec![cap], ..ContactPolicy::default() }), "option");
        assert_eq!(wrong(ContactPolicy { ahead_days: 61, ..ContactPolicy::default() }), "option");
    }
}
