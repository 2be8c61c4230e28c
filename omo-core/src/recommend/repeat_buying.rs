//! What a customer buys again and again, when it is due.

use serde::{Deserialize, Serialize};

use super::purchases::{Bought, by_item, days};
use super::saved::{self, Saved};
use super::{Moment, Purchases, Reason, Recommender, Scored};
use crate::Error;
use crate::decimal::shortest;
use crate::form;
use crate::order::Order;
use crate::sparse::Rows;

/// How [`RepeatBuying`] reads a customer's habits.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RepeatBuyingOptions {
    /// Days after which a purchase counts half.
    pub half_life: f64,
    /// How many purchases of one's own it takes to believe in one's own rhythm as much as in everybody's.
    pub prior: f64,
}

form::options!(RepeatBuyingOptions { half_life, prior });

impl Default for RepeatBuyingOptions {
    fn default() -> Self {
        Self { half_life: 90.0, prior: 1.0 }
    }
}

impl RepeatBuyingOptions {
    fn check(&self) -> Result<(), Error> {
        positive("halfLife", self.half_life)?;
        positive("prior", self.prior)
    }
}

/// Refuses what is not a positive, finite number.
pub(super) fn positive(option: &'static str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value > 0.0 {
        return Ok(());
    }
    Err(Error::option(option, "greater than 0 and finite", &shortest(value)))
}

/// Days between purchases where nobody ever bought anything twice.
const MONTH: f64 = 30.0;

/// Habits: what each customer bought, how often, in what rhythm.
///
/// The score of an item is a chance-like number from 0 to 1, the product of three answers:
///
/// - **how much it is the customer's own**: the days on which it was bought as a share of all days on which the
///   customer bought anything, each day counting half after `half_life` days (time-decayed personal frequency as in
///   TIFU-KNN, Hu and others, SIGIR 2020); of two items bought equally often the later one leads;
/// - **whether it is a thing that is bought again**: the share of its buyers who came back for it, giving way to the
///   customer's own repeats as these become more (the repeat customer probability of Bhagat and others, "Buy It
///   Again", KDD 2018);
/// - **whether it is due**: 2r / (1 + r²), where r is the days since the last purchase over the usual days between two
///   purchases. It is 0 right after a purchase, 1 when exactly due, and 0.8 at half and at twice that time. Like the
///   rate of the modified Poisson-Gamma model of "Buy It Again" it is highest at the mean gap. The usual gap is
///   the customer's own mean, drawn towards everybody's by `prior` gaps.
///
/// ```
/// use omo_core::recommend::{Bought, Moment, Purchases, Reason, RepeatBuying, RepeatBuyingOptions, top};
/// let tea = |day| Bought { customer: 0, item: 0, day, store: 0, channel: 0 };
/// let purchases = Purchases::new(vec![tea(100), tea(109), tea(118)], 1, 1)?;
/// let habits = RepeatBuying::fit(&purchases, &RepeatBuyingOptions::default())?;
/// let due = top(&habits, Some(0), &Moment::on(126), 1, |_| true);
/// assert_eq!(due.items[0].reasons, [Reason::BuysEvery { days: 9, last_days_ago: 8, times: 3 }]);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatBuying {
    #[serde(with = "saved::rows")]
    habits: Rows<Habit>,
}

/// One customer's habit with one item. Written as a list, as there are many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "(u32, u32, i32, u32, f64, f64)", into = "(u32, u32, i32, u32, f64, f64)")]
struct Habit {
    item: u32,
    /// On how many days.
    times: u32,
    /// The last of them.
    last: i32,
    /// Days from the first to the last.
    span: u32,
    /// The usual days between two purchases.
    gap: f64,
    /// The score when exactly due.
    strength: f64,
}

impl From<(u32, u32, i32, u32, f64, f64)> for Habit {
    fn from((item, times, last, span, gap, strength): (u32, u32, i32, u32, f64, f64)) -> Self {
        Self { item, times, last, span, gap, strength }
    }
}

impl From<Habit> for (u32, u32, i32, u32, f64, f64) {
    fn from(habit: Habit) -> Self {
        (habit.item, habit.times, habit.last, habit.span, habit.gap, habit.strength)
    }
}

impl Habit {
    /// What the days of one customer and item show, before anything is known of others.
    fn seen(rows: &[Bought]) -> Self {
        let mut all = days(rows);
        let first = all.next().unwrap_or_default();
        let (times, last) = all.fold((1, first), |(times, _), day| (times + 1, day));
        let item = rows.first().map_or(0, |bought| bought.item);
        Self { item, times, last, span: last.abs_diff(first), gap: 0.0, strength: 0.0 }
    }

    fn reason(&self, last_days_ago: u32) -> Reason {
        match self.times.checked_sub(1) {
            None | Some(0) => Reason::BoughtOnce { last_days_ago },
            // Rounded to the nearest day.
            Some(gaps) => {
                let days = self.span.saturating_add(gaps / 2) / gaps;
                Reason::BuysEvery { days, last_days_ago, times: self.times }
            }
        }
    }
}

/// How often everybody comes back for one item.
#[derive(Clone, Copy, Default)]
struct Usual {
    customers: f64,
    came_back: f64,
    gaps: f64,
    span: f64,
}

impl Usual {
    fn add(&mut self, habit: &Habit) {
        self.customers += 1.0;
        self.came_back += if habit.times > 1 { 1.0 } else { 0.0 };
        self.gaps += f64::from(habit.times.saturating_sub(1));
        self.span += f64::from(habit.span);
    }

    /// The share who came back and the mean gap, drawn by `prior` towards `share` and `gap`.
    fn drawn(&self, share: f64, gap: f64, prior: f64) -> (f64, f64) {
        let mix = |sum: f64, count: f64, towards: f64| (sum + prior * towards) / (count + prior);
        (mix(self.came_back, self.customers, share), mix(self.span, self.gaps, gap))
    }
}

impl RepeatBuying {
    /// Learns every customer's habits.
    ///
    /// Takes time in proportion to the rows, and holds about 40 bytes for each customer and item.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is not greater than 0.
    pub fn fit(purchases: &Purchases, options: &RepeatBuyingOptions) -> Result<Self, Error> {
        options.check()?;
        let mut everybody = Usual::default();
        let mut usual = vec![Usual::default(); purchases.items()];
        for (_, rows) in purchases.by_customer() {
            for (item, rows) in by_item(rows) {
                let habit = Habit::seen(rows);
                everybody.add(&habit);
                if let Some(usual) = usual.get_mut(item as usize) {
                    usual.add(&habit);
                }
            }
        }
        let prior = options.prior;
        // One in two and a month: where nothing is known, nothing is ruled out.
        let (share, gap) = everybody.drawn(0.5, MONTH, prior);
        let fades = purchases.fading(options.half_life);
        let mut shopping = Vec::new();
        let habits = purchases.per_customer(|rows, habits| {
            shopping.clear();
            shopping.extend(rows.iter().map(|bought| bought.day));
            shopping.put_in_order();
            shopping.dedup();
            let last = shopping.last().copied().unwrap_or_default();
            let decayed = |day: i32| fades(last.abs_diff(day));
            let all_days: f64 = shopping.iter().map(|&day| decayed(day)).sum();
            habits.extend(by_item(rows).map(|(item, rows)| {
                let habit = Habit::seen(rows);
                let usual = usual.get(item as usize).copied().unwrap_or_default();
                let (share, gap) = usual.drawn(share, gap, prior);
                let again = f64::from(habit.times - 1);
                let gap = (f64::from(habit.span) + prior * gap) / (again + prior);
                let comes_back = (again + prior * share) / (again + prior);
                let own: f64 = days(rows).map(decayed).sum();
                Habit { gap, strength: comes_back * own / all_days, ..habit }
            }));
        });
        Ok(Self { habits })
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self)
    }

    /// The model that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json)
    }
}

impl Recommender for RepeatBuying {
    /// The customer's own items, without those bought today.
    fn scores(&self, customer: Option<u32>, moment: &Moment) -> Vec<Scored> {
        let Some(customer) = customer else { return Vec::new() };
        let of = |habit: &Habit| {
            let since = u32::try_from(moment.today.saturating_sub(habit.last)).unwrap_or(0);
            let score = habit.strength * due(f64::from(since) / habit.gap);
            Scored { item: habit.item, score, reason: habit.reason(since) }
        };
        self.habits.row(customer as usize).iter().map(of).filter(|scored| scored.score > 0.0).collect()
    }
}

/// How due something is after `r` times the usual gap.
fn due(r: f64) -> f64 {
    2.0 * r / (1.0 + r * r)
}

impl Saved for RepeatBuying {
    const KIND: &'static str = "repeat_buying";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "repeat_buying 1";

    fn whole(&self) -> bool {
        let fine =
            |habit: &Habit| habit.gap > 0.0 && habit.times > 0 && (0.0..=1.0).contains(&habit.strength);
        self.habits.values().iter().all(fine)
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.habits.len() <= customers
            && self.habits.values().iter().all(|habit| (habit.item as usize) < items)
    }
}

#[cfg(test)]
mod tests {
    use super::super::purchases::some::{self, bought};
    use super::super::top;
    use super::*;
    use proptest::prelude::*;

    fn fit(rows: Vec<Bought>) -> RepeatBuying {
        RepeatBuying::fit(&Purchases::new(rows, 8, 13).unwrap(), &RepeatBuyingOptions::default()).unwrap()
    }

    fn order(model: &RepeatBuying, customer: u32, today: i32) -> Vec<u32> {
        top(model, Some(customer), &Moment::on(today), 20, |_| true).items.iter().map(|i| i.item).collect()
    }

    /// By pencil: one customer, one item, three days 10 apart, nobody else.
    /// Everybody: 1 of 1 came back -> (1 + 0.5) / 2 = 0.75; gap (20 + 30) / 3 = 50/3.
    /// The item: (1 + 0.75) / 2 = 0.875; gap (20 + 50/3) / 3 = 110/9.
    /// The customer: again 2, so (2 + 0.875) / 3 = 23/24; gap (20 + 110/9) / 3 = 290/27; own share 1.
    #[test]
    fn the_score_by_pencil() {
        let model = fit(vec![bought(0, 0, 100), bought(0, 0, 110), bought(0, 0, 120)]);
        let score = model.scores(Some(0), &Moment::on(130)).first().unwrap().score;
        let r = 10.0 * 27.0 / 290.0;
        assert!((score - 23.0 / 24.0 * 2.0 * r / (1.0 + r * r)).abs() < 1e-12, "{score}");
    }

    /// The tie that halves the worth of counting when it is broken the other way round.
    #[test]
    fn of_equally_frequent_items_the_latest_leads() {
        let model = fit(vec![bought(0, 1, 100), bought(0, 2, 107), bought(0, 3, 114)]);
        assert_eq!(order(&model, 0, 150), [3, 2, 1]);
    }

    #[test]
    fn what_is_due_leads_what_was_just_bought() {
        // Both every ten days, five times; item 1 last yesterday, item 2 ten days ago.
        let rows = (0..5).flat_map(|n| [bought(0, 1, 109 + 10 * n), bought(0, 2, 100 + 10 * n)]).collect();
        assert_eq!(order(&fit(rows), 0, 150), [2, 1]);
    }

    #[test]
    fn what_nobody_buys_twice_stands_behind() {
        // Everybody comes back for item 1 and nobody for item 2.
        let mut rows: Vec<_> =
            (1..8).flat_map(|c| [bought(c, 1, 100), bought(c, 1, 130), bought(c, 2, 100)]).collect();
        rows.extend([bought(0, 1, 100), bought(0, 2, 100)]);
        assert_eq!(order(&fit(rows), 0, 130), [1, 2]);
    }

    #[test]
    fn options_out_of_range_are_refused() {
        let purchases = Purchases::new(vec![], 1, 1).unwrap();
        for half_life in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let options = RepeatBuyingOptions { half_life, ..Default::default() };
            assert_eq!(RepeatBuying::fit(&purchases, &options).unwrap_err().code(), "option");
        }
    }

    proptest! {
        /// Scores are chances, and only of what the customer bought.
        #[test]
        fn scores_are_chances_of_own_items(purchases in some::purchases(), customer in 0_u32..9, today: i32) {
            let model = RepeatBuying::fit(&purchases, &RepeatBuyingOptions::default()).unwrap();
            for scored in model.scores(Some(customer), &Moment::on(today)) {
                prop_assert!((0.0..=1.0).contains(&scored.score));
                prop_assert!(purchases.rows().iter().any(|b| b.customer == customer && b.item == scored.item));
            }
        }

        #[test]
        fn what_is_written_is_read_back(purchases in some::purchases()) {
            let model = RepeatBuying::fit(&purchases, &RepeatBuyingOptions::default()).unwrap();
            prop_assert_eq!(RepeatBuying::from_json(&model.to_json()).unwrap(), model);
        }
    }
}
