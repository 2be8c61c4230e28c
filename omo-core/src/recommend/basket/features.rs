//! What can be seen of an item before a customer's next basket.

use super::baskets::History;
use super::crowd::Crowd;
use super::neighbours::Walk;
use super::numbers::{age, days, float, ln, ln_1p};

/// How many things are seen of any item.
pub(super) const NEW: usize = 13;
/// How many are seen of an item that was bought before.
pub(super) const OWN: usize = NEW + 20;

/// What is left of a purchase after one more basket, at different paces.
const PER_BASKET: [f32; 6] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.98];
/// Days after which half is left.
const HALF_LIVES: [f64; 3] = [14.0, 60.0, 180.0];
/// After more days nothing is left.
const LONGEST: usize = 4000;

/// What is left of purchases, by their age.
#[derive(Debug, Default)]
pub(super) struct Fading {
    baskets: Vec<[f32; 6]>,
    days: Vec<[f32; 3]>,
}

impl Fading {
    fn make(&mut self, baskets: usize, days: usize) {
        while self.baskets.len() < baskets {
            let last = self.baskets.last().copied();
            let next = |last: [f32; 6]| {
                let mut next = last;
                next.iter_mut().zip(PER_BASKET).for_each(|(left, pace)| *left *= pace);
                next
            };
            self.baskets.push(last.map_or([1.0; 6], next));
        }
        while self.days.len() <= days.min(LONGEST) {
            let age = f64::from(float(self.days.len()));
            self.days.push(HALF_LIVES.map(|half| super::numbers::narrow(crate::math::pow(0.5, age / half))));
        }
    }
}

/// What can be seen of a customer, whatever the item.
struct Customer {
    /// Baskets.
    many: f32,
    /// Mean items of a basket.
    size: f32,
    /// Items of the last.
    last_size: f32,
    /// How much of what is bought was bought before.
    loyal: f32,
    /// Mean days from one basket to the next.
    gap: f32,
    /// Different items.
    different: f32,
    /// The weight of neighbours.
    weight: f32,
}

impl Customer {
    fn of(history: History<'_>, walk: &Walk) -> Self {
        let many = float(history.len());
        let all: usize = history.contents().map(<[u32]>::len).sum();
        let different = walk.own.counts.len();
        let first = history.contents().next().map_or(0, <[u32]>::len);
        let gap = match history.when() {
            [first, .., last] => days(first.day, last.day) / (many - 1.0),
            _ => 7.0,
        };
        Self {
            many,
            size: float(all) / many.max(1.0),
            last_size: float(history.contents().next_back().map_or(0, <[u32]>::len)),
            // Of the baskets after the first, what was not new.
            loyal: (float(all - different) + 1.0) / (float(all - first) + 4.0),
            gap,
            different: float(different),
            weight: walk.weight,
        }
    }
}

/// What is seen of an item, bought before or not.
fn any(item: u32, customer: &Customer, crowd: &Crowd, walk: &Walk) -> [f32; NEW] {
    let known = crowd.known(item);
    let spoken = walk.spoken(item).score;
    [
        1.0,
        ln_1p(customer.many),
        ln_1p(customer.size),
        ln((known.again + 1.0) / (known.chances + 20.0)),
        ln((known.baskets + 1.0) / (crowd.baskets + 1.0)),
        ln(spoken / customer.weight.max(1e-9) + 1e-4),
        ln(spoken + 1e-4),
        ln(customer.weight + 1e-4),
        ln(walk.beside(item) + 1e-3),
        ln(customer.loyal),
        ln_1p(customer.last_size),
        ln((known.baskets + 1.0) / (known.buyers + 1.0)),
        ln_1p(customer.gap),
    ]
}

/// What is seen of items that the customer did not buy.
pub(super) fn new(
    history: History<'_>,
    crowd: &Crowd,
    walk: &Walk,
    items: &[u32],
    all: &mut Vec<(u32, [f32; NEW])>,
) {
    let customer = Customer::of(history, walk);
    all.extend(items.iter().map(|&item| (item, any(item, &customer, crowd, walk))));
}

/// What is seen of each of a customer's own items, in order of items.
pub(super) fn own(
    history: History<'_>,
    crowd: &Crowd,
    walk: &Walk,
    fading: &mut Fading,
    all: &mut Vec<(u32, [f32; OWN])>,
) {
    let customer = Customer::of(history, walk);
    let when = history.when();
    let (Some(first), Some(last)) = (when.first(), when.last()) else { return };
    fading.make(when.len(), age(first.day, last.day));
    for (item, at) in walk.own.items() {
        let mut by_basket = [0.0_f32; 6];
        let mut by_day = [0.0_f32; 3];
        for &(_, at) in at {
            let since = when.len() - 1 - at as usize;
            let left = fading.baskets.get(since).copied().unwrap_or_default();
            by_basket.iter_mut().zip(left).for_each(|(sum, left)| *sum += left);
            let old = when.get(at as usize).map_or(0, |when| age(when.day, last.day));
            let left = fading.days.get(old).copied().unwrap_or_default();
            by_day.iter_mut().zip(left).for_each(|(sum, left)| *sum += left);
        }
        let times = float(at.len());
        let (oldest, newest) = match at {
            [(_, only)] => (*only as usize, *only as usize),
            [(_, first), .., (_, last)] => (*first as usize, *last as usize),
            [] => continue,
        };
        let since = float(when.len() - newest);
        let gap = if times > 1.0 { float(newest - oldest) / (times - 1.0) } else { customer.many };
        let day = |at: usize| when.get(at).map_or(0, |when| when.day);
        let since_days = days(day(newest), last.day) + customer.gap;
        let gap_days = if times > 1.0 {
            days(day(oldest), day(newest)) / (times - 1.0)
        } else {
            days(first.day, last.day) + customer.gap
        };
        let share = walk.own.share(item);
        let values = [
            ln_1p(times),
            times / customer.many,
            times / float(when.len() - oldest),
            ln(since),
            ln_1p(gap),
            ln(since / gap.max(0.5)),
            ln_1p(since_days),
            ln((since_days + 0.5) / (gap_days + 0.5)),
            share,
            ln(walk.spoken(item).score + share + 1e-4),
            ln_1p(customer.different),
        ];
        let of_any = any(item, &customer, crowd, walk);
        let of_own = by_basket.into_iter().chain(by_day).map(ln_1p).chain(values);
        let mut seen = [0.0; OWN];
        seen.iter_mut().zip(of_any.into_iter().chain(of_own)).for_each(|(place, value)| *place = value);
        all.push((item, seen));
    }
}
