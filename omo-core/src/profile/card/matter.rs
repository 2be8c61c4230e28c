//! Which facts speak of one matter, and what is still open.

use super::rules::OpenRule;
use crate::model::{DAY, Fact, History, Time};

/// Something that waits for the shop.
pub(super) struct Open<'h> {
    /// The number of its rule.
    pub rule: usize,
    pub fact: Fact<'h>,
    /// Products that still wait; none where it was not about products.
    pub products: Vec<&'h str>,
}

/// What is open at `now`, the oldest first.
pub(super) fn open<'h>(history: &'h History<'_>, rules: &[OpenRule], now: Time) -> Vec<Open<'h>> {
    let mut all: Vec<Open<'h>> = Vec::new();
    for fact in history.known(now) {
        for (rule, words) in rules.iter().enumerate() {
            if names(&words.closes, fact.action) {
                settle(&mut all, rule, &fact);
            }
            let waits = now.since(fact.at) < i64::from(words.days) * DAY;
            if waits && names(&words.opens, fact.action) {
                let mut products: Vec<&str> = Vec::new();
                for line in fact.lines {
                    if !products.contains(&line.product) {
                        products.push(line.product);
                    }
                }
                all.push(Open { rule, fact, products });
            }
        }
    }
    all
}

/// Takes out of a rule's open matters what a fact settles: those it names, else the oldest it may mean.
fn settle(all: &mut Vec<Open<'_>>, rule: usize, by: &Fact<'_>) {
    let mut products: Vec<&str> = by.lines.iter().map(|line| line.product).collect();
    let mut named = false;
    all.retain_mut(|open| {
        if open.rule != rule || differ(open, by) {
            return true;
        }
        if products.is_empty() || open.products.is_empty() {
            let same = open.fact.about.is_some() && open.fact.about == by.about;
            named |= same;
            return !same;
        }
        // Each product settles one matter, the oldest.
        open.products.retain(|product| {
            let place = products.iter().position(|settled| settled == product);
            named |= place.is_some();
            place.map(|place| products.swap_remove(place)).is_none()
        });
        !open.products.is_empty()
    });
    let may_mean = |open: &Open<'_>| {
        open.rule == rule && !differ(open, by) && (by.lines.is_empty() || open.products.is_empty())
    };
    if let Some(oldest) = all.iter().position(may_mean).filter(|_| !named) {
        all.remove(oldest);
    }
}

/// Whether both have a name, and not the same.
fn differ(open: &Open<'_>, by: &Fact<'_>) -> bool {
    open.fact.about.zip(by.about).is_some_and(|(opened, settled)| opened != settled)
}

/// Whether a later fact speaks of the same matter as an earlier one: the same `about`, a product in common, or
/// nothing to tell them apart.
pub(super) fn alike(earlier: &Fact<'_>, later: &Fact<'_>) -> bool {
    if let (Some(one), Some(other)) = (earlier.about, later.about) {
        return one == other;
    }
    let both = !earlier.lines.is_empty() && !later.lines.is_empty();
    !both || earlier.lines.iter().any(|line| later.lines.iter().any(|other| other.product == line.product))
}

pub(super) fn names(words: &[String], action: &str) -> bool {
    words.iter().any(|word| word == action)
}
