//! A choice within the limits, and how it is made better.

use super::offers::{Market, NOTHING, Offer};
use super::prices::Prices;
use crate::order::Order;

/// Changes looked at in pairs.
const PAIRS: usize = 400;
/// Changes put in order at once.
const MANY: usize = 200_000;
/// How often the whole is looked through again, at most.
const ROUNDS: usize = 100;
/// The share of the bound below which nobody looks for more.
pub(super) const CLOSE: f64 = 1e-6;

/// Who gets which of the own offers.
pub(super) struct Choice<'a> {
    market: &'a Market,
    prices: &'a Prices,
    picks: Vec<u32>,
    taken: Vec<u32>,
    spent: f64,
    value: f64,
}

/// Another offer for one customer.
#[derive(Debug, Clone, Copy)]
struct Change {
    customer: u32,
    to: u32,
    /// Value and cost that it adds.
    value: f64,
    cost: f64,
    /// What it adds when all is paid for at the prices: about 0 where it is worth a thought.
    net: f64,
    gives: Option<u32>,
    takes: Option<u32>,
}

impl<'a> Choice<'a> {
    pub(super) fn new(market: &'a Market, prices: &'a Prices, coupons: usize) -> Self {
        let picks = vec![NOTHING; market.customers()];
        Self { market, prices, picks, taken: vec![0; coupons], spent: 0.0, value: 0.0 }
    }

    fn offer(&self, customer: u32, at: u32) -> Option<&'a Offer> {
        self.market.of(customer as usize).get(at as usize)
    }

    /// What is chosen, in order of customers.
    pub(super) fn chosen(&self) -> impl Iterator<Item = &'a Offer> + '_ {
        (0..).zip(&self.picks).filter_map(|(customer, &at)| self.offer(customer, at))
    }

    pub(super) fn value(&self) -> f64 {
        self.value
    }

    fn change(&self, customer: u32, to: u32) -> Option<Change> {
        let from = self.picks.get(customer as usize).copied()?;
        if from == to {
            return None;
        }
        let (old, new) = (self.offer(customer, from), self.offer(customer, to));
        let part = |offer: Option<&Offer>, of: &dyn Fn(&Offer) -> f64| offer.map_or(0.0, of);
        let difference = |of: &dyn Fn(&Offer) -> f64| part(new, of) - part(old, of);
        Some(Change {
            customer,
            to,
            value: difference(&|offer| offer.value),
            cost: difference(&|offer| offer.cost),
            net: difference(&|offer| self.prices.net(offer)),
            gives: old.map(|offer| offer.coupon),
            takes: new.map(|offer| offer.coupon),
        })
    }

    fn fits(&self, change: &Change) -> bool {
        self.spent + change.cost <= self.market.budget
            && (change.takes == change.gives || self.is_there(change.takes, None))
    }

    /// Whether there is a piece left, when another gives one back.
    fn is_there(&self, takes: Option<u32>, given: Option<u32>) -> bool {
        let Some(coupon) = takes else { return true };
        let out = self.taken.get(coupon as usize).copied().unwrap_or(0);
        let back = u32::from(given == takes);
        self.market.pieces(coupon).is_none_or(|pieces| out < pieces + back)
    }

    /// Whether two changes fit together where each alone may not.
    fn fit(&self, a: &Change, b: &Change) -> bool {
        if a.customer == b.customer || self.spent + (a.cost + b.cost) > self.market.budget {
            return false;
        }
        let alone = |change: &Change, other: &Change| {
            change.takes.is_none()
                || change.takes == change.gives
                || self.is_there(change.takes, other.gives)
                    && (other.takes != change.takes || other.takes == other.gives)
        };
        alone(a, b) && alone(b, a)
    }

    fn make(&mut self, change: &Change) {
        if let Some(pick) = self.picks.get_mut(change.customer as usize) {
            *pick = change.to;
        }
        let mut count = |coupon: Option<u32>, more: bool| {
            let place = coupon.and_then(|coupon| self.taken.get_mut(coupon as usize));
            if let Some(given) = place {
                *given = if more { *given + 1 } else { given.saturating_sub(1) };
            }
        };
        count(change.takes, true);
        count(change.gives, false);
        self.spent += change.cost;
        self.value += change.value;
    }

    /// Gives a customer an offer where the limits allow it.
    pub(super) fn give(&mut self, customer: u32, at: u32) -> bool {
        let change = self.change(customer, at).filter(|change| self.fits(change));
        if let Some(change) = &change {
            self.make(change);
        }
        change.is_some()
    }

    /// All changes that meet a condition, the most promising first, no more than `most`.
    fn changes(
        &self,
        most: usize,
        keep: impl Fn(&Change) -> bool,
        order: impl Fn(&Change) -> f64,
    ) -> Vec<Change> {
        let better = |a: &Change, b: &Change| {
            order(b).total_cmp(&order(a)).then((a.customer, a.to).cmp(&(b.customer, b.to)))
        };
        let mut found = Vec::new();
        for (customer, offers) in
            (0..).zip((0..self.market.customers()).map(|customer| self.market.of(customer)))
        {
            let open = (0..).zip(offers).filter(|(_, offer)| self.market.is_open(offer)).map(|(at, _)| at);
            let changes = open.chain([NOTHING]).filter_map(|at| self.change(customer, at));
            found.extend(changes.filter(&keep));
            if found.len() >= 2 * most.max(MANY) {
                found.put_least_first(most, better);
                found.truncate(most);
            }
        }
        found.put_least_first(most, better);
        found.truncate(most);
        found.put_in_order_by(better);
        found
    }

    /// Gives what is left over to whom it brings the most.
    pub(super) fn fill(&mut self, bound: f64) {
        for _ in 0..ROUNDS {
            if bound - self.value <= CLOSE * bound {
                break;
            }
            let useful =
                self.changes(MANY, |change| change.value > 0.0 && self.fits(change), |change| change.net);
            let mut made = false;
            for change in &useful {
                made |= self.give(change.customer, change.to);
            }
            if !made {
                break;
            }
        }
    }

    /// Makes pairs of changes that bring more together, such as a dear offer for two cheap ones, while there are any.
    pub(super) fn exchange(&mut self, bound: f64) {
        for _ in 0..ROUNDS {
            if bound - self.value <= CLOSE * bound {
                break;
            }
            let near = self.changes(PAIRS, |_| true, |change| change.net);
            let mut best: Option<(f64, &Change, &Change)> = None;
            for (at, a) in near.iter().enumerate() {
                for b in near.iter().skip(at + 1) {
                    let value = a.value + b.value;
                    // More than rounding makes of nothing.
                    if value > best.map_or(bound * 1e-12, |best| best.0) && self.fit(a, b) {
                        best = Some((value, a, b));
                    }
                }
            }
            let Some((_, a, b)) = best else { break };
            self.make(a);
            self.make(b);
            self.fill(bound);
        }
    }

    /// Takes away what rounding let through: what is chosen is within the budget however its costs are added up.
    pub(super) fn settle(&mut self) {
        loop {
            let (mut plain, mut lost) = (0.0_f64, 0.0_f64);
            for offer in self.chosen() {
                // Knuth's sum: what the addition lost is kept beside it.
                let sum = plain + offer.cost;
                let part = sum - plain;
                lost += (plain - (sum - part)) + (offer.cost - part);
                plain = sum;
            }
            (self.spent, self.value) = (plain, self.chosen().map(|offer| offer.value).sum());
            if plain <= self.market.budget
                && plain + lost <= self.market.budget
                && (plain < self.market.budget || lost <= 0.0)
            {
                break;
            }
            let cheapest = |customer: u32, at: u32| self.offer(customer, at).filter(|offer| offer.cost > 0.0);
            let given = (0..)
                .zip(&self.picks)
                .filter_map(|(customer, &at)| Some((customer, cheapest(customer, at)?)));
            let least = given.min_by(|a, b| a.1.value.total_cmp(&b.1.value)).map(|(customer, _)| customer);
            let Some(change) = least.and_then(|customer| self.change(customer, NOTHING)) else { break };
            self.make(&change);
        }
    }
}
