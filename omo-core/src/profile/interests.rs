//! What a customer is interested in now.

use serde::Serialize;

use super::options::ProfileOptions;
use crate::math;
use crate::model::{DAY, Fact, Fold, Time};
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// How much a customer is interested in a product or a category.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Liking {
    /// The product's key or the category's name.
    pub name: String,
    /// The sum of the weights of what was done with it, each halved every half life.
    pub level: f64,
    /// The latest touchpoint with it.
    pub touchpoint: String,
    /// When that was.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub last: Time,
}

/// How much of what was done at `at` still counts at `now`: 2 to the power of -(age / half life), the law of
/// radioactive decay (Rutherford & Soddy, 1902), which forgets at one rate whatever the age, so that the order of two
/// interests changes only when something is done.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "two centuries of milliseconds are below 2^53")]
pub fn decayed(at: Time, now: Time, half_life: f64) -> f64 {
    math::pow(2.0, -(now.since(at) as f64) / (half_life * DAY as f64))
}

/// The fold from facts to interests as of an instant.
#[derive(Debug, Clone, Copy)]
pub struct Interested<'o> {
    /// The instant.
    pub now: Time,
    /// Weights and half life.
    pub options: &'o ProfileOptions,
}

/// Levels so far, products and categories apart.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    products: Level,
    categories: Level,
}

#[derive(Debug, Clone, Default)]
struct Level {
    names: Vocabulary,
    levels: Vec<f64>,
    latest: Vec<(String, Time)>,
}

impl Level {
    fn add(&mut self, name: &str, weight: f64, fact: &Fact<'_>) {
        let number = self.names.intern(name) as usize;
        if let (Some(level), Some(latest)) = (self.levels.get_mut(number), self.latest.get_mut(number)) {
            *level += weight;
            latest.0.clear();
            latest.0.push_str(fact.id);
            latest.1 = fact.at;
        } else {
            self.levels.push(weight);
            self.latest.push((fact.id.into(), fact.at));
        }
    }

    fn top(&self, few: usize) -> Vec<Liking> {
        let told = self.names.iter().zip(&self.levels).zip(&self.latest);
        let interested = told.filter(|((_, level), _)| **level > 0.0);
        let mut all: Vec<Liking> = interested
            .map(|((name, &level), (touchpoint, last))| Liking {
                name: name.into(),
                level,
                touchpoint: touchpoint.clone(),
                last: *last,
            })
            .collect();
        all.put_in_order_by(|a, b| b.level.total_cmp(&a.level).then_with(|| a.name.cmp(&b.name)));
        all.truncate(few);
        all
    }
}

impl Fold for Interested<'_> {
    type State = Levels;

    fn start(&self) -> Levels {
        Levels::default()
    }

    fn step(&self, state: &mut Levels, fact: &Fact<'_>) {
        let weight = self.options.weight(fact.action);
        if weight == 0.0 || fact.lines.is_empty() {
            return;
        }
        let weight = weight * decayed(fact.at, self.now, self.options.half_life);
        for (place, line) in fact.lines.iter().enumerate() {
            // Three teas on one receipt are one purchase of tea.
            let before = fact.lines.get(..place).unwrap_or_default();
            if before.iter().all(|earlier| earlier.product != line.product) {
                state.products.add(line.product, weight, fact);
            }
            if let Some(category) = line.category
                && before.iter().all(|line| line.category != Some(category))
            {
                state.categories.add(category, weight, fact);
            }
        }
    }
}

impl Interested<'_> {
    /// The products and the categories of most interest, the strongest first.
    #[must_use]
    pub fn top(&self, state: &Levels) -> (Vec<Liking>, Vec<Liking>) {
        (state.products.top(self.options.top), state.categories.top(self.options.top))
    }
}
