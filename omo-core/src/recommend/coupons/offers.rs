//! What could be given to whom, customer by customer.

use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::{Error, math};

/// A coupon that a customer could be given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Who.
    pub customer: u32,
    /// Which coupon.
    pub coupon: u32,
    /// What giving it is expected to bring, such as an uplift times a margin; below 0 where it does harm.
    pub value: f64,
    /// What giving it is expected to cost, at least 0.
    pub cost: f64,
}

fn key(offer: &Offer) -> (u32, u32) {
    (offer.customer, offer.coupon)
}

/// What is wrong with an offer: the column, and what it must be.
fn fault(offer: &Offer) -> Option<(&'static str, &'static str)> {
    if !offer.value.is_finite() {
        return Some(("value", "finite numbers"));
    }
    (!(offer.cost >= 0.0 && offer.cost.is_finite())).then_some(("cost", "finite numbers of at least 0"))
}

/// Nobody's offer: the customer gets nothing.
pub(super) const NOTHING: u32 = u32::MAX;

/// Offers with the limits they are chosen under.
pub(super) struct Market {
    offers: Vec<Offer>,
    /// Where each customer's offers begin, and the end.
    starts: Vec<u32>,
    pub(super) budget: f64,
    /// How many pieces of each coupon there are; those past the end have no limit.
    pieces: Vec<Option<u32>>,
}

impl Market {
    /// Offers in order of customers and coupons, whatever order they came in.
    pub(super) fn new(mut offers: Vec<Offer>, budget: f64, limits: &[Option<u32>]) -> Result<Self, Error> {
        if budget.is_nan() || budget < 0.0 {
            return Err(Error::option("budget", "at least 0", &crate::decimal::shortest(budget)));
        }
        if u32::try_from(offers.len()).is_err() {
            return Err(Error::Column {
                column: "customer_id".into(),
                must: "in up to four billion rows".into(),
            });
        }
        let looked = parallel(
            &pieces(offers.len(), 1 << 16),
            || (),
            |(), range| {
                let part = offers.get(range.clone()).unwrap_or_default();
                // With the one before, so that every pair of neighbours is looked at.
                let pairs = offers.get(range.start.saturating_sub(1)..range.end).unwrap_or_default();
                let in_order = pairs.is_sorted_by(|a, b| key(a) < key(b));
                let wrong = part.iter().position(|offer| fault(offer).is_some());
                (in_order, wrong.map(|at| range.start + at))
            },
        );
        if let Some(row) = looked.iter().find_map(|(_, wrong)| *wrong)
            && let Some((column, must)) = offers.get(row).and_then(fault)
        {
            return Err(Error::Column { column: column.into(), must: format!("{must}; row {row} is not") });
        }
        if !looked.iter().all(|(in_order, _)| *in_order) {
            offers.put_in_order_by_key(key);
            if offers.iter().zip(offers.iter().skip(1)).any(|(a, b)| key(a) == key(b)) {
                let must = "once for each customer".into();
                return Err(Error::Column { column: "coupon".into(), must });
            }
        }
        let mut starts = vec![0];
        for group in offers.chunk_by(|a, b| a.customer == b.customer) {
            let start = starts.last().copied().unwrap_or(0);
            starts.push(start + u32::try_from(group.len()).unwrap_or(0));
        }
        Ok(Self { offers, starts, budget, pieces: limits.to_vec() })
    }

    /// How many customers there are.
    pub(super) fn customers(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many offers there are.
    pub(super) fn offers(&self) -> usize {
        self.offers.len()
    }

    /// The offers of one customer.
    pub(super) fn of(&self, customer: usize) -> &[Offer] {
        match (self.starts.get(customer), self.starts.get(customer + 1)) {
            (Some(&start), Some(&end)) => self.offers.get(start as usize..end as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many pieces of a coupon there are.
    pub(super) fn pieces(&self, coupon: u32) -> Option<u32> {
        self.pieces.get(coupon as usize).copied().flatten()
    }

    /// The coupons of which there are not enough for everybody.
    pub(super) fn scarce(&self) -> Vec<u32> {
        let mut wanted: Vec<u32> = vec![0; self.pieces.len()];
        if wanted.is_empty() {
            return Vec::new();
        }
        for offer in self.offers.iter().filter(|offer| offer.value > 0.0 && offer.cost <= self.budget) {
            wanted.get_mut(offer.coupon as usize).into_iter().for_each(|count| *count += 1);
        }
        (0..)
            .zip(&wanted)
            .filter(|&(coupon, &wanted)| self.pieces(coupon).is_some_and(|k| k < wanted))
            .map(|(coupon, _)| coupon)
            .collect()
    }

    /// Whether it can be chosen at all: brings something, and does not cost more than there is.
    pub(super) fn is_open(&self, offer: &Offer) -> bool {
        offer.value > 0.0 && offer.cost <= self.budget && self.pieces(offer.coupon) != Some(0)
    }

    /// One customer in `stride`, with as small a share of money and pieces.
    pub(super) fn sample(&self, stride: usize) -> Self {
        let (mut offers, mut starts) = (Vec::new(), vec![0]);
        for customer in (0..self.customers()).step_by(stride) {
            offers.extend_from_slice(self.of(customer));
            starts.push(u32::try_from(offers.len()).unwrap_or(u32::MAX));
        }
        let share = math::share(starts.len() as u64 - 1, self.customers() as u64);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of what fits")]
        let part = |pieces: &Option<u32>| pieces.map(|pieces| (f64::from(pieces) * share).round() as u32);
        let pieces = self.pieces.iter().map(part).collect();
        Self { offers, starts, budget: self.budget * share, pieces }
    }
}
