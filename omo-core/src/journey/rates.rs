//! Online and offline together: what follows on the other side, beside what would have happened anyway.

use serde::Serialize;

use super::table::Kind;
use super::{Journeys, Stage};
use crate::Error;
use crate::math;
use crate::model::Side;

/// How often something on one side is followed by something on the other, and how often that happens anyway.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CrossingRate {
    /// `research_online_purchase_offline`, `showrooming`, `coupon_online_used_in_store` or
    /// `ordered_online_picked_up`.
    pub what: &'static str,
    /// Customers who did the first thing early enough for the whole window to be known.
    pub customers: u32,
    /// Customers of these who did the second within the window of it.
    pub crossed: u32,
    /// How often the first is followed by the second within the window: the mean of these customers.
    pub rate: f64,
    /// How often a window of that length, begun at any time, holds the second: the mean of the same customers.
    pub base_rate: f64,
    /// The first by the second of these; `None` when it never happens by chance.
    pub lift: Option<f64>,
}

/// Moves from one channel to another, by the stage they lead to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Switch {
    /// The stage of the touchpoint on the new channel.
    pub stage: Stage,
    /// The channel that was left.
    pub from: String,
    /// The channel that was taken.
    pub to: String,
    /// How often.
    pub count: u32,
    /// The share of all moves to that stage from that channel, staying included.
    pub share: f64,
}

impl Journeys {
    /// What customers do on the other side within a window, beside the base rate: the share of all windows of that length
    /// that hold it anyway.
    ///
    /// The base rate is exact, not drawn: of all times at which a window could begin, from the first touchpoint of the table
    /// to a window before the last, the share after which the customer does the second thing in time. A rate near its
    /// base rate says that one does not lead to the other, however often they lie together.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when `within` is not greater than 0.
    pub fn crossing_rates(&self, within: Option<i64>) -> Result<Vec<CrossingRate>, Error> {
        type Test<'a> = &'a dyn Fn(&Kind) -> bool;
        let within = within.unwrap_or(self.spans.crossing);
        if within <= 0 {
            return Err(Error::option("within", "longer than nothing", &within));
        }
        let action = |kind: &Kind| self.actions.get(kind.action as usize).map_or("", String::as_str);
        let (on, off) = (|kind: &Kind| kind.side == Side::Online, |kind: &Kind| kind.side == Side::Offline);
        let looks = |kind: &Kind| matches!(kind.stage, Stage::Know | Stage::Consider | Stage::Visit);
        let buys = |kind: &Kind| kind.stage == Stage::Buy;
        let asked: [(&'static str, Test<'_>, Test<'_>); 4] = [
            ("research_online_purchase_offline", &|k| on(k) && looks(k), &|k| off(k) && buys(k)),
            ("showrooming", &|k| off(k) && looks(k), &|k| on(k) && buys(k)),
            ("coupon_online_used_in_store", &|k| on(k) && action(k) == "coupon_issued", &|k| {
                off(k) && action(k) == "coupon_redeemed"
            }),
            ("ordered_online_picked_up", &|k| on(k) && buys(k), &|k| action(k) == "pickup"),
        ];
        let first = self.touches().iter().map(|touch| touch.at).min().unwrap_or_default();
        let last = self.touches().iter().map(|touch| touch.at).max().unwrap_or_default();
        let rate = |(what, begins, follows): (&'static str, Test<'_>, Test<'_>)| {
            let roles: Vec<(bool, bool)> =
                self.kinds.iter().map(|kind| (begins(kind), follows(kind))).collect();
            let (mut customers, mut crossed) = (0_u32, 0_u32);
            let (mut rates, mut bases) = (0.0, 0.0);
            for journey in self.all() {
                let role = |kind: u32| roles.get(kind as usize).copied().unwrap_or_default();
                let (mut tries, mut hits) = (0_u64, 0_u64);
                // From the end on, the next time of the second thing is known; times of one instant are in order.
                let mut next: Option<i64> = None;
                let (mut covered, mut from) = (0_i64, i64::MAX);
                for touch in journey.iter().rev() {
                    let (begins, follows) = role(touch.kind);
                    if begins && touch.at.saturating_add(within) <= last {
                        tries += 1;
                        hits += u64::from(next.is_some_and(|next| next - touch.at <= within));
                    }
                    if follows {
                        next = Some(touch.at);
                        // A window that begins within a window before this holds it.
                        let starts = (touch.at - within).max(first);
                        let ends = touch.at.min(from).min(last - within);
                        covered += (ends - starts).max(0);
                        from = from.min(starts.max(first));
                    }
                }
                if tries > 0 {
                    customers += 1;
                    crossed += u32::from(hits > 0);
                    rates += math::share(hits, tries);
                    let span = u64::try_from(last - within - first).unwrap_or_default();
                    bases += math::share(u64::try_from(covered).unwrap_or_default(), span);
                }
            }
            let mean = |sum: f64| if customers > 0 { sum / f64::from(customers) } else { 0.0 };
            let (rate, base_rate) = (mean(rates), mean(bases));
            let lift = (base_rate > 0.0).then(|| rate / base_rate);
            CrossingRate { what, customers, crossed, rate, base_rate, lift }
        };
        Ok(asked.map(rate).into())
    }

    /// Moves from channel to channel by the stage they lead to, in order of stages, the most frequent first.
    #[must_use]
    pub fn switches(&self) -> Vec<Switch> {
        use crate::order::Order;
        let channels = self.channels.len();
        let size = channels * channels;
        let mut counts: Vec<Vec<u32>> = vec![Vec::new(); Stage::ALL.len()];
        let mut rest = super::pairs::Pairs::new(0);
        let few = channels <= 512;
        for journey in self.all() {
            let kinds = journey.iter().filter_map(|&touch| self.kind(touch));
            let mut before: Option<u32> = None;
            for kind in kinds {
                if let Some(from) = before.replace(kind.channel)
                    && let Some(table) = counts.get_mut(kind.stage as usize)
                {
                    if few {
                        table.resize(size, 0);
                        if let Some(count) = table.get_mut(from as usize * channels + kind.channel as usize) {
                            *count += 1;
                        }
                    } else {
                        rest.add(from * 8 + kind.stage as u32, kind.channel);
                    }
                }
            }
        }
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut all: Vec<(Stage, u32, u32, u32)> = Vec::new();
        for (stage, table) in Stage::ALL.into_iter().zip(&counts) {
            for (place, &count) in table.iter().enumerate().filter(|&(_, &count)| count > 0) {
                all.push((stage, number(place / channels), number(place % channels), count));
            }
        }
        for (key, to, count) in if few { Vec::new() } else { rest.counted() } {
            let stage = Stage::ALL.into_iter().nth(key as usize % 8).unwrap_or(Stage::Know);
            all.push((stage, key / 8, to, count));
        }
        all.put_in_order_by_key(|&(stage, from, to, _)| (stage, from, to));
        let mut rows = Vec::new();
        for group in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let whole: u64 = group.iter().map(|row| u64::from(row.3)).sum();
            for &(stage, from, to, count) in group.iter().filter(|row| row.1 != row.2) {
                let name = |channel| self.channel(channel).unwrap_or_default().to_owned();
                rows.push(Switch {
                    stage,
                    from: name(from),
                    to: name(to),
                    count,
                    share: math::share(count.into(), whole),
                });
            }
        }
        rows.put_in_order_by_key(|row| (row.stage, std::cmp::Reverse(row.count)));
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};
    use crate::model::DAY;

    fn journeys(rows: &[(&str, i64, &str, &str)]) -> Journeys {
        let mut touches = Touches::default();
        for &(who, day, channel, action) in rows {
            touches.push(who, day * DAY, channel, action);
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    /// By hand, a window of 10 days in 110 days: Hanako looks twice and buys after one look, and windows that begin on
    /// days 20 to 30 of 0 to 100 hold her purchase; Taro looks and never buys.
    #[test]
    fn rates_and_base_rates_by_hand() {
        let journeys = journeys(&[
            ("hanako", 0, "ec", "view"),
            ("hanako", 25, "ec", "view"),
            ("hanako", 30, "pos", "purchase"),
            ("taro", 50, "ec", "view"),
            ("jiro", 110, "ec", "view"),
        ]);
        let rates = journeys.crossing_rates(Some(10 * DAY)).unwrap();
        let ropo = &rates[0];
        assert_eq!((ropo.what, ropo.customers, ropo.crossed), ("research_online_purchase_offline", 2, 1));
        assert_eq!((ropo.rate, ropo.base_rate, ropo.lift), (0.25, 0.05, Some(5.0)));
        assert_eq!(rates[3].customers, 0);
        assert!(journeys.crossing_rates(Some(0)).is_err());
    }

    /// Whoever buys every day would have bought anyway.
    #[test]
    fn what_happens_anyway_has_no_lift() {
        let mut rows = vec![("hanako", 40, "ec", "view")];
        rows.extend((0..100).map(|day| ("hanako", day, "pos", "purchase")));
        let rates = journeys(&rows).crossing_rates(None).unwrap();
        assert_eq!((rates[0].rate, rates[0].base_rate), (1.0, 1.0));
    }

    #[test]
    fn switches_lead_to_stages() {
        let journeys = journeys(&[
            ("a", 0, "ec", "view"),
            ("a", 1, "store", "visit"),
            ("a", 2, "pos", "purchase"),
            ("b", 0, "ec", "view"),
            ("b", 1, "ec", "purchase"),
            ("c", 0, "ec", "view"),
            ("c", 1, "pos", "purchase"),
        ]);
        let told: Vec<_> =
            journeys.switches().into_iter().map(|s| (s.stage, s.from, s.to, s.count, s.share)).collect();
        let expected = [
            (Stage::Visit, "ec", "store", 1, 1.0),
            (Stage::Buy, "ec", "pos", 1, 0.5),
            (Stage::Buy, "store", "pos", 1, 1.0),
        ];
        assert_eq!(told, expected.map(|(s, f, t, c, x)| (s, f.to_owned(), t.to_owned(), c, x)));
    }
}
