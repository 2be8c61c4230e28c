//! Paths to a sale out of journeys, on whichever side their touches are.

use serde::Serialize;

use super::paths::Paths;
use crate::form;
use crate::journey::transitions::By;
use crate::journey::{Journeys, Stage};
use crate::model::{Action, DAY};

/// How [`Journeys::paths`] cuts journeys into paths.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PathOptions {
    /// What paths are made of.
    pub by: By,
    /// The action that is a conversion; `purchase` where that occurs and else all of stage buy, when left out.
    pub conversion: Option<String>,
    /// Days before a conversion in which touches count;
    /// [`conversion_days`](crate::journey::JourneyOptions::conversion_days) when left out.
    pub lookback_days: Option<u32>,
}

form::options!(PathOptions { by, conversion, lookback_days });

impl Default for PathOptions {
    fn default() -> Self {
        Self { by: By::Channel, conversion: None, lookback_days: None }
    }
}

impl Journeys {
    /// The paths of touches to each conversion, online and offline alike, and those that ended in none.
    ///
    /// A path begins after the conversion before it and holds the touches of the days that count; what else belongs
    /// to buying (payment, a redeemed coupon) is no touch. A conversion without any touch before it is its own path,
    /// of the channel it was made on, so that every conversion is credited. Conversions at one instant are one, worth
    /// their amounts together. What follows the last conversion is a path without one.
    #[must_use]
    pub fn paths(&self, options: &PathOptions) -> Paths {
        let window = options.lookback_days.map_or(self.spans.conversion, |days| i64::from(days) * DAY);
        let asked = options.conversion.as_deref().map(Action::read);
        let name = asked.as_ref().map_or("purchase", Action::name);
        let action = self.actions.iter().position(|known| known == name);
        let converts = |kind: &crate::journey::table::Kind| match action {
            Some(action) => kind.action as usize == action,
            None => asked.is_none() && kind.stage == Stage::Buy,
        };
        let roles: Vec<(bool, bool, &str)> = self
            .kinds
            .iter()
            .map(|kind| {
                let name = match options.by {
                    By::Channel => self.channel(kind.channel),
                    By::Action => self.actions.get(kind.action as usize).map(String::as_str),
                    By::Stage => Some(kind.stage.name()),
                };
                (converts(kind), kind.stage == Stage::Buy, name.unwrap_or_default())
            })
            .collect();
        let mut cut = Cut { window, ..Cut::default() };
        for customer in 0..self.customers() {
            let first = self.first(customer) as usize;
            // The conversion that waits for others of its instant: when, where, for how much.
            let mut sale: Option<(i64, &str, i64)> = None;
            let mut last = 0;
            for (number, touch) in (first..).zip(self.journey(customer)) {
                let Some(&(converts, buys, name)) = roles.get(touch.kind as usize) else { continue };
                last = touch.at;
                if let Some((at, ..)) = sale
                    && at < touch.at
                {
                    cut.close(sale.take(), at);
                }
                if converts {
                    let amount = self.amount(number).unwrap_or_default();
                    sale = match sale {
                        Some((at, name, sum)) => Some((at, name, sum.saturating_add(amount))),
                        None => Some((touch.at, name, amount)),
                    };
                } else if !buys {
                    cut.path.push((name, touch.at));
                }
            }
            if sale.is_some() {
                cut.close(sale, last);
            }
            cut.close(None, last);
        }
        cut.paths
    }
}

/// A journey being cut.
#[derive(Default)]
struct Cut<'a> {
    window: i64,
    paths: Paths,
    path: Vec<(&'a str, i64)>,
    aged: Vec<(&'a str, f64)>,
}

impl<'a> Cut<'a> {
    /// Ends a path with a sale or without.
    fn close(&mut self, sale: Option<(i64, &'a str, i64)>, end: i64) {
        let at = sale.map_or(end, |(at, ..)| at);
        self.aged.clear();
        let fresh = self.path.iter().filter(|(_, then)| at - then <= self.window);
        self.aged.extend(fresh.map(|&(name, then)| (name, days(at - then))));
        if let Some((_, name, amount)) = sale {
            if self.aged.is_empty() {
                self.aged.push((name, 0.0));
            }
            #[expect(clippy::cast_precision_loss, reason = "amounts of a shop fit a double")]
            self.paths.tell(&self.aged, true, amount.max(0) as f64);
        } else if !self.aged.is_empty() {
            self.paths.tell(&self.aged, false, 0.0);
        }
        self.path.clear();
    }
}

#[expect(clippy::cast_precision_loss, reason = "spans within 230 years of milliseconds fit a double")]
fn days(millis: i64) -> f64 {
    millis as f64 / DAY as f64
}
