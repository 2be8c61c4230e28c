//! The prices of money and of scarce coupons at which choosing freely is choosing within the limits.

use super::offers::{Market, Offer};
use super::steps::{Stairs, Step, pick, price};
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::sparse::Rows;

/// Customers that one core looks at before it takes others.
const PIECE: usize = 4096;
/// How often all prices are set anew one after the other, at most.
const ROUNDS: usize = 20;
/// Steps downhill where setting one price at a time is stuck.
const DOWNHILL: u32 = 200;
/// Offers up to which those are made.
const FEW: usize = 1_000_000;

/// Customers who stand for all where there are many more.
const SAMPLE: usize = 8192;
/// How far the price for all is looked for from that for a sample.
const NEAR: f64 = 0.1;

/// What a unit of money and a piece of each coupon are worth.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prices {
    pub(super) money: f64,
    pub(super) coupons: Vec<f64>,
}

impl Prices {
    fn toll(&self, coupon: u32) -> f64 {
        self.coupons.get(coupon as usize).copied().unwrap_or(0.0)
    }

    /// What is left of an offer's value when all it takes is paid for.
    pub(super) fn net(&self, offer: &Offer) -> f64 {
        offer.value - self.money * offer.cost - self.toll(offer.coupon)
    }
}

/// Prices that make [`bound`] small: the least where only money is short.
pub(super) fn prices(market: &Market) -> (Prices, f64) {
    let scarce = market.scarce();
    let places = scarce.last().map_or(0, |&last| last as usize + 1);
    let mut prices = Prices { money: 0.0, coupons: vec![0.0; places] };
    // Without any price: all that everybody could bring.
    let free = bound(market, &prices);
    if market.customers() >= 4 * SAMPLE {
        // Prices hardly differ among a few thousand and all: what those say is a good place to begin.
        let (guess, _) = self::prices(&market.sample(market.customers() / SAMPLE));
        prices.money = guess.money;
        prices.coupons.iter_mut().zip(guess.coupons).for_each(|(price, guess)| *price = guess);
    }
    if scarce.is_empty() {
        set_money(market, &mut prices);
        let least = bound(market, &prices).min(free);
        return (prices, least);
    }
    set_money(market, &mut prices);
    let wanted = who_wants(market, &scarce);
    let mut best = (prices.clone(), bound(market, &prices));
    descend(market, &scarce, &wanted, &mut prices, &mut best);
    if market.offers() <= FEW {
        walk(market, &scarce, &mut best);
        prices = best.0.clone();
        descend(market, &scarce, &wanted, &mut prices, &mut best);
    }
    best.1 = best.1.min(free);
    best
}

/// No choice within the limits brings more, whatever the prices (Lagrange): everybody takes what pays best, and the budget
/// and all pieces are paid for.
pub(super) fn bound(market: &Market, prices: &Prices) -> f64 {
    let ranges = pieces(market.customers(), PIECE);
    let sums = parallel(
        &ranges,
        || (),
        |(), range| {
            let best = |customer: usize| {
                let open = market.of(customer).iter().filter(|offer| market.is_open(offer));
                open.map(|offer| prices.net(offer)).fold(0.0, f64::max)
            };
            range.clone().map(best).sum::<f64>()
        },
    );
    let paid = |(coupon, &toll): (u32, &f64)| {
        if toll > 0.0 { toll * f64::from(market.pieces(coupon).unwrap_or(0)) } else { 0.0 }
    };
    let money = if prices.money > 0.0 { prices.money * market.budget } else { 0.0 };
    sums.iter().sum::<f64>() + money + (0..).zip(&prices.coupons).map(paid).sum::<f64>()
}

/// Sets the price of money to the best at the prices of coupons. What it was is where it is looked for first.
fn set_money(market: &Market, prices: &mut Prices) {
    let near = (prices.money > 0.0).then(|| near(market, prices)).flatten();
    prices.money = near.unwrap_or_else(|| {
        let steps = stairs(market, |stairs, customer, steps: &mut Vec<Step>| {
            stairs.steps(market, market.of(customer), &prices.coupons, steps);
        });
        price(steps.concat(), market.budget)
    });
}

/// The price where it lies near what it was: only those who choose otherwise between the two ends have steps to be looked at.
fn near(market: &Market, prices: &Prices) -> Option<f64> {
    let (low, high) = (prices.money * (1.0 - NEAR), prices.money * (1.0 + NEAR));
    let looked = stairs(market, |stairs, customer, (spent, steps): &mut (f64, Vec<Step>)| {
        let offers = market.of(customer);
        let at = |price: f64| pick(market, offers, &prices.coupons, price);
        let (dear, cheap) = (at(high), at(low));
        if dear.0 == cheap.0 && !dear.1 && !cheap.1 {
            *spent += offers.get(dear.0 as usize).map_or(0.0, |offer| offer.cost);
            return;
        }
        let first = steps.len();
        stairs.steps(market, offers, &prices.coupons, steps);
        let sure = steps.iter().skip(first).take_while(|step| step.worth > high).count();
        *spent += steps.drain(first..first + sure).map(|step| step.cost).sum::<f64>();
    });
    let spent: f64 = looked.iter().map(|(spent, _)| spent).sum();
    let steps: Vec<Step> = looked.into_iter().flat_map(|(_, steps)| steps).collect();
    let found = price(steps, market.budget - spent);
    (spent <= market.budget && found > low).then_some(found)
}

/// Looks at all customers, some at a time.
fn stairs<T: Default + Send>(market: &Market, look: impl Fn(&mut Stairs, usize, &mut T) + Sync) -> Vec<T> {
    parallel(&pieces(market.customers(), PIECE), Stairs::default, |stairs, range| {
        let mut seen = T::default();
        range.clone().for_each(|customer| look(stairs, customer, &mut seen));
        seen
    })
}

/// For each scarce coupon the customers who could get it.
fn who_wants(market: &Market, scarce: &[u32]) -> Rows<u32> {
    let mut wanted: Vec<Vec<u32>> = vec![Vec::new(); scarce.len()];
    for (customer, number) in (0..market.customers()).zip(0..) {
        for offer in market.of(customer).iter().filter(|offer| market.is_open(offer)) {
            let place = scarce.binary_search(&offer.coupon).ok();
            place.and_then(|place| wanted.get_mut(place)).into_iter().for_each(|who| who.push(number));
        }
    }
    wanted.into_iter().collect()
}

/// Sets one price after the other to the best at the others, until that helps no more.
fn descend(
    market: &Market,
    scarce: &[u32],
    wanted: &Rows<u32>,
    prices: &mut Prices,
    best: &mut (Prices, f64),
) {
    for _ in 0..ROUNDS {
        for (&coupon, who) in scarce.iter().zip(wanted.iter()) {
            let toll = coupon_price(market, coupon, who, prices);
            prices.coupons.get_mut(coupon as usize).into_iter().for_each(|place| *place = toll);
        }
        set_money(market, prices);
        let now = bound(market, prices);
        let better = best.1 - now;
        if better > 0.0 {
            *best = (prices.clone(), now);
        }
        if better <= best.1 * 1e-6 {
            break;
        }
    }
}

/// The price of a coupon that as many customers are ready to pay as there are pieces.
fn coupon_price(market: &Market, coupon: u32, who: &[u32], prices: &Prices) -> f64 {
    let mut ready: Vec<f64> = Vec::new();
    for &customer in who {
        let (mut own, mut other) = (f64::NEG_INFINITY, 0.0_f64);
        for offer in market.of(customer as usize).iter().filter(|offer| market.is_open(offer)) {
            if offer.coupon == coupon {
                own = offer.value - prices.money * offer.cost;
            } else {
                other = other.max(prices.net(offer));
            }
        }
        if own > other {
            ready.push(own - other);
        }
    }
    let pieces = market.pieces(coupon).map_or(usize::MAX, |pieces| pieces as usize);
    if ready.len() <= pieces {
        return 0.0;
    }
    ready.put_least_first(pieces, |a, b| b.total_cmp(a));
    let (served, others) = ready.split_at(pieces);
    let least = served.iter().copied().fold(f64::INFINITY, f64::min);
    let most = others.iter().copied().fold(0.0, f64::max);
    if least.is_finite() { f64::midpoint(least, most) } else { most }
}

/// Steps against the slope, as long as what is to be gained at most says (Polyak): corners that no single price leaves.
fn walk(market: &Market, scarce: &[u32], best: &mut (Prices, f64)) {
    let mut here = best.0.clone();
    let mut hope = 0.02;
    for step in 0..DOWNHILL {
        let (mut spent, mut taken) = (0.0, vec![0_u32; here.coupons.len()]);
        let mut value = 0.0;
        for customer in 0..market.customers() {
            let open = market.of(customer).iter().filter(|offer| market.is_open(offer));
            let pick = open.fold((0.0, None), |(most, pick), offer| {
                let net = here.net(offer);
                if net > most { (net, Some(offer)) } else { (most, pick) }
            });
            value += pick.0;
            if let Some(offer) = pick.1 {
                spent += offer.cost;
                taken.get_mut(offer.coupon as usize).into_iter().for_each(|count| *count += 1);
            }
        }
        // In shares of each limit, so that money and pieces weigh alike.
        let limited = market.budget > 0.0 && market.budget.is_finite();
        let of_money = if limited { 1.0 - spent / market.budget } else { 0.0 };
        let slope = |coupon: u32| {
            let count =
                |all: u32| f64::from(taken.get(coupon as usize).copied().unwrap_or(0)) / f64::from(all);
            market.pieces(coupon).filter(|&all| all > 0).map_or(0.0, |all| 1.0 - count(all))
        };
        let square = of_money * of_money + scarce.iter().map(|&c| slope(c) * slope(c)).sum::<f64>();
        let paid = |&coupon: &u32| here.toll(coupon) * f64::from(market.pieces(coupon).unwrap_or(0));
        let money = if here.money > 0.0 { here.money * market.budget } else { 0.0 };
        let now = value + money + scarce.iter().map(paid).sum::<f64>();
        if now < best.1 {
            *best = (here.clone(), now);
        } else if step % 10 == 9 {
            hope *= 0.5;
        }
        if square == 0.0 {
            break;
        }
        let length = (now - best.1 * (1.0 - hope)).max(0.0) / square;
        if limited {
            here.money = (here.money - length * of_money / market.budget).max(0.0);
        }
        for &coupon in scarce {
            let all = f64::from(market.pieces(coupon).unwrap_or(1).max(1));
            let slope = slope(coupon);
            here.coupons.get_mut(coupon as usize).into_iter().for_each(|toll| {
                *toll = (*toll - length * slope / all).max(0.0);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Wherever it is looked for first, in the sample's price or far from it.
        #[test]
        fn the_price_of_money_does_not_hang_on_where_it_is_looked_for(
            rows in proptest::collection::vec((1..50_u32, 1..9_u32), 1..80), money in 0..90_u32, guess in 0.5..2.0_f64,
        ) {
            let row = |(n, &(value, cost)): (u32, &(u32, u32))| Offer {
                customer: n / 3,
                coupon: n % 3,
                value: f64::from(value),
                cost: f64::from(cost),
            };
            let market = Market::new((0..).zip(&rows).map(row).collect(), f64::from(money), &[]).unwrap();
            let mut prices = Prices { money: 0.0, coupons: Vec::new() };
            set_money(&market, &mut prices);
            let known = prices.money;
            prices.money *= guess;
            set_money(&market, &mut prices);
            prop_assert_eq!(prices.money, known);
        }
    }
}
