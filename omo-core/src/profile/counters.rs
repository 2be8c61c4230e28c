//! How often, how lately, how much.

use serde::Serialize;

use crate::model::{DAY, Fact, Fold, Money, Side, Time};
use crate::order::Order;
use crate::pairs::Pairs;

/// What a customer's facts add up to at an instant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// How many touchpoints.
    pub touchpoints: u32,
    /// When the customer was first seen.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub first_seen: Option<Time>,
    /// When the customer was last seen.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub last_seen: Option<Time>,
    /// Days in a store, by the calendar on its wall: all that happens in one store on one day is one visit.
    pub visits: u32,
    /// How many of them lately.
    pub visits_lately: u32,
    /// How many purchases.
    pub purchases: u32,
    /// How many of them lately.
    pub purchases_lately: u32,
    /// The latest purchase.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub last_purchase: Option<Time>,
    /// Whole days since then.
    pub days_since_purchase: Option<u32>,
    /// How many times something was brought back.
    pub returns: u32,
    /// How many inquiries.
    pub inquiries: u32,
    /// What was bought less what was brought back, in each currency.
    #[cfg_attr(feature = "typescript", ts(type = "string[]"))]
    pub spent: Vec<Money>,
    /// The same lately.
    #[cfg_attr(feature = "typescript", ts(type = "string[]"))]
    pub spent_lately: Vec<Money>,
    /// Stores, the one with the most touchpoints first.
    pub stores: Vec<Tally>,
    /// Channels, the one with the most touchpoints first.
    pub channels: Vec<Tally>,
}

/// How many touchpoints something has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// The store's or channel's name.
    pub name: String,
    /// How many touchpoints.
    pub touchpoints: u32,
    /// The latest of them.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub last: Time,
}

/// Counters so far.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    counters: Counters,
    /// Places of stores and days.
    visited: Pairs,
}

/// The fold from facts to counters, as of an instant: windows end there.
#[derive(Debug, Clone, Copy)]
pub struct Counting {
    /// The instant.
    pub now: Time,
    /// Days that count as lately: what is younger than so many times 24 hours.
    pub window: u32,
}

impl Fold for Counting {
    type State = Counted;

    fn start(&self) -> Counted {
        Counted::default()
    }

    fn step(&self, Counted { counters: sum, visited }: &mut Counted, fact: &Fact<'_>) {
        let lately = self.now.since(fact.at) < i64::from(self.window) * DAY;
        let more = |count: &mut u32| *count = count.saturating_add(1);
        more(&mut sum.touchpoints);
        sum.first_seen = sum.first_seen.or(Some(fact.at));
        sum.last_seen = Some(fact.at);
        tally(&mut sum.channels, fact.channel, fact.at);
        if let Some(store) = fact.store {
            let place = tally(&mut sum.stores, store, fact.at);
            let in_store = fact.side == Side::Offline || matches!(fact.action, "visit" | "check_in");
            let day = (u32::try_from(place).unwrap_or(u32::MAX), fact.at.day().cast_unsigned());
            if in_store && visited.get(day).is_none() {
                visited.intern(day);
                more(&mut sum.visits);
                if lately {
                    more(&mut sum.visits_lately);
                }
            }
        }
        match fact.action {
            "purchase" => {
                more(&mut sum.purchases);
                sum.last_purchase = Some(fact.at);
                if lately {
                    more(&mut sum.purchases_lately);
                }
                spend(sum, fact, lately, 1);
            }
            "return" => {
                more(&mut sum.returns);
                spend(sum, fact, lately, -1);
            }
            "inquiry" => more(&mut sum.inquiries),
            _ => {}
        }
    }
}

impl Counting {
    /// The counters of a state, with the most used first.
    #[must_use]
    pub fn counters(&self, state: &Counted) -> Counters {
        let mut counters = state.counters.clone();
        for tallies in [&mut counters.stores, &mut counters.channels] {
            tallies
                .put_in_order_by(|a, b| b.touchpoints.cmp(&a.touchpoints).then_with(|| a.name.cmp(&b.name)));
        }
        for spent in [&mut counters.spent, &mut counters.spent_lately] {
            spent.put_in_order_by(|a, b| a.currency().cmp(b.currency()));
        }
        let days = counters.last_purchase.map(|last| self.now.since(last) / DAY);
        counters.days_since_purchase = days.and_then(|days| u32::try_from(days).ok());
        counters
    }
}

/// Counts one more; the tally's place.
fn tally(tallies: &mut Vec<Tally>, name: &str, at: Time) -> usize {
    let place = tallies.iter().position(|tally| tally.name == name).unwrap_or(tallies.len());
    match tallies.get_mut(place) {
        Some(tally) => {
            tally.touchpoints = tally.touchpoints.saturating_add(1);
            tally.last = at;
        }
        None => tallies.push(Tally { name: name.into(), touchpoints: 1, last: at }),
    }
    place
}

fn spend(sum: &mut Counters, fact: &Fact<'_>, lately: bool, sign: i64) {
    for amount in fact.lines.iter().filter_map(|line| line.amount) {
        let minor = amount.minor().saturating_mul(sign);
        add(&mut sum.spent, amount.currency(), minor);
        if lately {
            add(&mut sum.spent_lately, amount.currency(), minor);
        }
    }
}

fn add(sums: &mut Vec<Money>, currency: &str, minor: i64) {
    let Ok(amount) = Money::new(minor, currency) else { return };
    match sums.iter_mut().find(|sum| sum.currency() == currency) {
        None => sums.push(amount),
        Some(sum) => *sum = Money::new(sum.minor().saturating_add(minor), currency).unwrap_or(*sum),
    }
}
