//! What the baskets of all customers say: about items, and about who buys alike.

use super::baskets::{Baskets, History};
use super::numbers::{float, root};
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::sparse::Rows;

/// So many of the last baskets tell what a customer buys lately (the `r` of UP-CF).
pub(super) const LATELY: usize = 10;
/// So many items each item keeps that lie in baskets with it.
const TOGETHER: usize = 4096;
/// Baskets with more items teach nothing about what lies together: their items would cost their square.
const MOST_TOGETHER: usize = 200;

/// What is known about one item.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Known {
    /// Baskets it lies in.
    pub baskets: f32,
    /// Customers who bought it.
    pub buyers: f32,
    /// Baskets with it that another of the same customer followed.
    pub chances: f32,
    /// How often it lay in that one too.
    pub again: f32,
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Crowd {
    pub known: Vec<Known>,
    /// Baskets of all.
    pub baskets: f32,
    /// Per item its customers, and in how many baskets of theirs it lies.
    pub buyers: Rows<(u32, f32)>,
    /// Per customer the fourth root of the sum of squares of its counts.
    pub lengths: Vec<f32>,
    /// Per customer the share of the last baskets each item lies in.
    pub lately: Rows<(u32, f32)>,
    /// Per item those that lie in baskets with it, with their cosine (shrunk), in order of items.
    pub together: Rows<(u32, f32)>,
    /// Items that were bought, those of the most baskets first.
    pub popular: Vec<u32>,
}

impl Crowd {
    pub fn of(baskets: &Baskets) -> Self {
        let mut known = vec![Known::default(); baskets.items()];
        let mut bought: Vec<(u32, u32, f32)> = Vec::new();
        let mut lengths = Vec::new();
        let mut lately = Rows::default();
        let mut counts = Vec::new();
        for (customer, history) in (0_u32..).zip(baskets.histories()) {
            tally(history, usize::MAX, &mut counts);
            lengths.push(root(root(squares(&counts))));
            for &(item, times) in &counts {
                bought.push((item, customer, times));
                if let Some(known) = known.get_mut(item as usize) {
                    known.baskets += times;
                    known.buyers += 1.0;
                }
            }
            repeats(history, &mut known);
            tally(history, LATELY, &mut counts);
            let all = float(history.len().min(LATELY));
            lately.push(counts.iter().map(|&(item, times)| (item, times / all)));
        }
        bought.put_in_order_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut buyers = Rows::default();
        for of_item in bought.chunk_by(|a, b| a.0 == b.0) {
            let item = of_item.first().map_or(0, |first| first.0 as usize);
            while buyers.len() < item {
                buyers.push([]);
            }
            buyers.push(of_item.iter().map(|&(_, customer, times)| (customer, times)));
        }
        let mut popular: Vec<u32> =
            (0..).take(buyers.len()).filter(|&i| !buyers.row(i as usize).is_empty()).collect();
        let sold = |item: u32| known.get(item as usize).map_or(0.0, |known| known.baskets);
        popular.put_in_order_by(|&a, &b| sold(b).total_cmp(&sold(a)).then(a.cmp(&b)));
        let together = together(baskets, &known);
        Self { baskets: float(baskets.len()), known, buyers, lengths, lately, together, popular }
    }

    pub fn known(&self, item: u32) -> Known {
        self.known.get(item as usize).copied().unwrap_or_default()
    }
}

/// In how many of the last `few` baskets each item lies, in order of items.
pub(super) fn tally(history: History<'_>, few: usize, counts: &mut Vec<(u32, f32)>) {
    counts.clear();
    let skip = history.len().saturating_sub(few);
    let mut items: Vec<u32> = history.contents().skip(skip).flatten().copied().collect();
    items.put_in_order();
    counts.extend(items.chunk_by(|a, b| a == b).filter_map(|same| Some((*same.first()?, float(same.len())))));
}

/// The sum of the squares of counts.
pub(super) fn squares(counts: &[(u32, f32)]) -> f32 {
    counts.iter().map(|&(_, times)| times * times).sum()
}

/// Counts which items of each basket lie in the next.
fn repeats(history: History<'_>, known: &mut [Known]) {
    for (basket, next) in history.contents().zip(history.contents().skip(1)) {
        for item in basket {
            if let Some(known) = known.get_mut(*item as usize) {
                known.chances += 1.0;
                known.again += if next.binary_search(item).is_ok() { 1.0 } else { 0.0 };
            }
        }
    }
}

/// The items that lie in baskets with each item.
fn together(baskets: &Baskets, known: &[Known]) -> Rows<(u32, f32)> {
    let mut lies: Vec<(u32, u32)> = Vec::new();
    for (at, basket) in (0_u32..).zip(baskets.contents.iter()) {
        if basket.len() <= MOST_TOGETHER {
            lies.extend(basket.iter().map(|&item| (item, at)));
        }
    }
    lies.put_in_order();
    let mut of_items = Rows::default();
    for same in lies.chunk_by(|a, b| a.0 == b.0) {
        let item = same.first().map_or(0, |first| first.0 as usize);
        while of_items.len() < item {
            of_items.push([]);
        }
        of_items.push(same.iter().map(|&(_, at)| at));
    }
    let sold = |item: usize| known.get(item).map_or(0.0, |known| known.baskets);
    let found = parallel(
        &pieces(of_items.len(), 64),
        || (vec![0_u32; known.len()], Vec::new()),
        |(times, touched), piece| {
            let mut rows: Rows<(u32, f32)> = Rows::default();
            for item in piece.clone() {
                for &at in of_items.row(item) {
                    for &with in baskets.contents.row(at as usize) {
                        if let Some(times) = times.get_mut(with as usize) {
                            if *times == 0 {
                                touched.push(with);
                            }
                            *times += 1;
                        }
                    }
                }
                let mut best: Vec<(u32, f32)> = Vec::with_capacity(touched.len());
                for with in touched.drain(..) {
                    let Some(times) = times.get_mut(with as usize).map(std::mem::take) else { continue };
                    if with as usize != item {
                        let cosine = float(times as usize) / (root(sold(item) * sold(with as usize)) + 3.0);
                        best.push((with, cosine));
                    }
                }
                let few = TOGETHER.min(best.len());
                best.put_least_first(few, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                best.truncate(few);
                best.put_in_order_by(|a, b| a.0.cmp(&b.0));
                rows.push(best);
            }
            rows
        },
    );
    found.iter().flat_map(Rows::iter).map(|row| row.iter().copied()).collect()
}
