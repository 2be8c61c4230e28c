//! What more money buys for one customer, and the price at which the budget is used up.

use super::offers::{Market, NOTHING, Offer};
use crate::order::Order;

/// A dearer offer in place of a cheaper one: what the difference brings for a unit of money, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Step {
    /// Value over cost.
    pub(super) worth: f64,
    pub(super) cost: f64,
}

/// One of a customer's offers as seen when coupons have prices.
#[derive(Debug, Clone, Copy)]
struct Corner {
    cost: f64,
    value: f64,
    at: u32,
}

/// Room to work in.
#[derive(Default)]
pub(super) struct Stairs(Vec<Corner>);

impl Stairs {
    /// A customer's offers from nothing to the dearest that any price of money makes the best: the upper hull of values
    /// over costs. Each step is worth less than the one before.
    fn climb(&mut self, market: &Market, offers: &[Offer], toll: &[f64]) {
        let corners = &mut self.0;
        corners.clear();
        corners.push(Corner { cost: 0.0, value: 0.0, at: NOTHING });
        for (at, offer) in (0..).zip(offers) {
            let value = offer.value - toll.get(offer.coupon as usize).copied().unwrap_or(0.0);
            if value > 0.0 && market.is_open(offer) {
                corners.push(Corner { cost: offer.cost, value, at });
            }
        }
        if let Some(rest) = corners.get_mut(1..)
            && !rest.is_sorted_by(|a, b| a.cost < b.cost)
        {
            rest.put_in_order_by(|a, b| {
                a.cost.total_cmp(&b.cost).then(b.value.total_cmp(&a.value)).then(a.at.cmp(&b.at))
            });
        }
        let mut kept = 0_usize;
        for read in 0..corners.len() {
            let Some(&corner) = corners.get(read) else { break };
            if let Some(top) = kept.checked_sub(1).and_then(|top| corners.get(top)).copied() {
                if corner.value <= top.value {
                    continue;
                }
                // What costs no more and brings more takes its place; so does what makes a corner a dent.
                while let Some(top) = kept.checked_sub(1).and_then(|top| corners.get(top)).copied() {
                    let below = kept.checked_sub(2).and_then(|below| corners.get(below)).copied();
                    let dent = corner.cost <= top.cost
                        || below.is_some_and(|below| worth(&top, &corner) >= worth(&below, &top));
                    if !dent {
                        break;
                    }
                    kept -= 1;
                }
            }
            corners.get_mut(kept).into_iter().for_each(|place| *place = corner);
            kept += 1;
        }
        corners.truncate(kept);
    }

    /// The steps of one customer.
    pub(super) fn steps(&mut self, market: &Market, offers: &[Offer], toll: &[f64], into: &mut Vec<Step>) {
        self.climb(market, offers, toll);
        let pairs = self.0.iter().zip(self.0.iter().skip(1));
        into.extend(pairs.map(|(a, b)| Step { worth: worth(a, b), cost: b.cost - a.cost }));
    }

    /// The offer at the end of the steps that are worth more than the price of money, and the next one where it is worth
    /// just that.
    pub(super) fn best(&mut self, market: &Market, offers: &[Offer], toll: &[f64], price: f64) -> (u32, u32) {
        let (sure, doubtful) = pick(market, offers, toll, price);
        if !doubtful {
            return (sure, sure);
        }
        self.climb(market, offers, toll);
        let mut best = self.0.first().map_or(NOTHING, |corner| corner.at);
        for (a, b) in self.0.iter().zip(self.0.iter().skip(1)) {
            let worth = worth(a, b);
            if worth < price {
                break;
            }
            if worth == price {
                return (best, b.at);
            }
            best = b.at;
        }
        (best, best)
    }
}

/// The offer that pays best at a price of money, and whether another is so close that rounding may have chosen.
pub(super) fn pick(market: &Market, offers: &[Offer], toll: &[f64], price: f64) -> (u32, bool) {
    let (mut best, mut second, mut at_best, mut scale) = (0.0, f64::NEG_INFINITY, NOTHING, 0.0_f64);
    for (at, offer) in (0..).zip(offers) {
        let value = offer.value - toll.get(offer.coupon as usize).copied().unwrap_or(0.0);
        let net = value - price * offer.cost;
        if net > second && market.is_open(offer) {
            scale = scale.max(offer.value);
            if net > best {
                (second, best, at_best) = (best, net, at);
            } else {
                second = net;
            }
        }
    }
    (at_best, best - second <= 1e-9 * scale)
}

fn worth(a: &Corner, b: &Corner) -> f64 {
    ((b.value - a.value) / (b.cost - a.cost)).min(f64::MAX)
}

/// The price of money at which the steps that are worth more are still within the budget, and those that are worth just
/// as much are not: 0 where all are within.
///
/// Halves what is in doubt by the middle of a sample, so it takes time in proportion to the steps.
pub(super) fn price(mut doubtful: Vec<Step>, budget: f64) -> f64 {
    let (mut left, mut known) = (budget, 0.0);
    while let Some(pivot) = middle(&doubtful) {
        let (mut dearer, mut equal) = (0.0, 0.0);
        for step in &doubtful {
            dearer += if step.worth > pivot { step.cost } else { 0.0 };
            equal += if step.worth == pivot { step.cost } else { 0.0 };
        }
        if dearer > left {
            known = pivot;
            doubtful.retain(|step| step.worth > pivot);
        } else if dearer + equal > left {
            return pivot;
        } else {
            left -= dearer + equal;
            doubtful.retain(|step| step.worth < pivot);
        }
    }
    known
}

fn middle(steps: &[Step]) -> Option<f64> {
    let stride = (steps.len() / 101).max(1);
    let mut sample: Vec<f64> = steps.iter().step_by(stride).map(|step| step.worth).collect();
    sample.put_in_order_by(f64::total_cmp);
    sample.get(sample.len() / 2).copied()
}
