//! Who gets which coupon.

use serde::Serialize;

use super::exchange::Choice;
use super::offers::{Market, NOTHING, Offer};
use super::prices::prices;
use super::steps::Stairs;
use crate::Error;
use crate::order::Order;
use crate::parallel::{parallel, pieces};

/// What there is to give.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Budget {
    /// What all coupons together may cost, in the unit of the offers' costs; infinity where money is not short.
    pub money: f64,
    /// How many pieces of each coupon there are, by its number; coupons past the end and `None` have no limit.
    pub pieces: Vec<Option<u32>>,
}

/// Who gets what, and how good that is at least.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Allocation {
    /// What is given, in order of customers, each once at most.
    #[serde(skip)]
    pub chosen: Vec<Offer>,
    /// What it is expected to bring.
    pub value: f64,
    /// What it is expected to cost.
    pub cost: f64,
    /// No choice within the limits brings more than this.
    pub bound: f64,
    /// How much more the best choice could bring at most: `bound` less `value`.
    pub gap: f64,
    /// What one more unit of money would bring: 0 where the budget is not used up.
    pub price: f64,
    /// What one more piece of each coupon would bring, by its number; 0 for those past the end.
    pub piece_prices: Vec<f64>,
}

/// Gives each customer one coupon at most, so that together they bring the most that the budget allows.
///
/// The multiple-choice knapsack problem, by Lagrange's multipliers: at a price of money everybody takes what pays best, and
/// the price is the one at which the budget is used up, found on the upper hulls of all customers' offers (Sinha and Zoltners
/// 1979, "The Multiple-Choice Knapsack Problem", Operations Research 27; Dyer 1984 and Zemel 1984 for time in proportion to the
/// offers). Where only money is short, what falls short of the bound is less than one customer's step. Coupons with few pieces have
/// prices of their own. Then what is left over is given away, and pairs of changes are made while they help, until no more than a
/// millionth of the bound is open.
///
/// Offers that bring nothing are not given, whatever they cost; a budget of 0 gives away what is free. The order of offers does
/// not matter. Costs are expected costs: where only those who redeem cost something, cost times the probability that they do.
///
/// # Errors
///
/// [`Error::Option`] for a budget below 0 or NaN; [`Error::Column`] for a value that is not finite, a cost that is not or is
/// below 0, and a coupon that stands twice for one customer.
///
/// ```
/// use omo_core::recommend::{Budget, Offer, allocate};
/// let offer = |customer, coupon, value, cost| Offer { customer, coupon, value, cost };
/// let offers = vec![offer(0, 0, 3.0, 1.0), offer(0, 1, 5.0, 3.0), offer(1, 0, 4.0, 2.0), offer(2, 1, 2.0, 3.0)];
/// let found = allocate(offers, &Budget { money: 5.0, ..Default::default() })?;
/// // The dear coupon for the first, because 2 more for 2 more is better than 2 for 3.
/// let given: Vec<_> = found.chosen.iter().map(|offer| (offer.customer, offer.coupon)).collect();
/// assert_eq!((given, found.value, found.gap), (vec![(0, 1), (1, 0)], 9.0, 0.0));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn allocate(offers: Vec<Offer>, budget: &Budget) -> Result<Allocation, Error> {
    let market = Market::new(offers, budget.money, &budget.pieces)?;
    let (prices, bound) = prices(&market);
    let mut choice = Choice::new(&market, &prices, budget.pieces.len());
    let ranges = pieces(market.customers(), 4096);
    let wishes = parallel(&ranges, Stairs::default, |stairs, range| {
        let best = |customer| stairs.best(&market, market.of(customer), &prices.coupons, prices.money);
        range.clone().map(best).collect::<Vec<_>>()
    });
    let wishes = || (0..).zip(wishes.iter().flatten().copied());
    if prices.coupons.is_empty() {
        // The wishes are within the budget, by the price.
        wishes().for_each(|(customer, (best, _))| {
            choice.give(customer, best);
        });
    } else {
        // Who would lose most without the own wish comes first.
        let mut queue: Vec<(u32, u32, f64)> = wishes()
            .map(|(customer, (best, _))| (customer, best, regret(&market, &prices, customer, best)))
            .collect();
        queue.put_in_order_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        for (customer, best, _) in queue {
            choice.give(customer, best);
        }
    }
    for (customer, (best, next)) in wishes() {
        if next != best {
            choice.give(customer, next);
        }
    }
    choice.fill(bound);
    choice.exchange(bound);
    choice.settle();
    let chosen: Vec<Offer> = choice.chosen().copied().collect();
    let (value, cost) = (choice.value(), chosen.iter().map(|offer| offer.cost).sum());
    // Rounding is no reason to have done better than possible.
    let bound = bound.max(value);
    Ok(Allocation {
        chosen,
        value,
        cost,
        bound,
        gap: bound - value,
        price: prices.money,
        piece_prices: prices.coupons,
    })
}

/// What a customer's wish is worth more than the next best, all paid for.
fn regret(market: &Market, prices: &super::prices::Prices, customer: u32, best: u32) -> f64 {
    if best == NOTHING {
        return 0.0;
    }
    let (mut own, mut other) = (0.0, 0.0_f64);
    for (at, offer) in (0..).zip(market.of(customer as usize)) {
        if at == best {
            own = prices.net(offer);
        } else if market.is_open(offer) {
            other = other.max(prices.net(offer));
        }
    }
    own - other
}

#[cfg(test)]
mod tests;
