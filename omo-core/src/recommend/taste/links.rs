//! Which item speaks for which: what [`Ease`](super::Ease) and [`ItemKnn`](super::ItemKnn) have learnt.

use serde::{Deserialize, Serialize};

use super::super::saved;
use super::Own;
use super::interactions::faded;
use crate::order::Order;
use crate::sparse::Rows;
use crate::{form, math};

/// What the weight of an interaction counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// One, however large it is.
    Ones,
    /// The logarithm of one more than it.
    Logs,
    /// What it is.
    Plain,
}

form::words!(Weights { Ones = "ones", Logs = "logs", Plain = "plain" });

impl Weights {
    /// What a weight counts.
    pub(super) fn of(self, weight: f32) -> f64 {
        match self {
            Self::Ones => 1.0,
            Self::Logs => math::ln_1p(f64::from(weight)),
            Self::Plain => f64::from(weight),
        }
    }

    /// How loud each own item speaks: what its weight counts, fading from the customer's last day back.
    pub(super) fn voices(self, own: &[Own], half_life: Option<f64>) -> Vec<(u32, f32)> {
        let last = own.iter().map(|own| own.day).max().unwrap_or_default();
        let voice = |own: &Own| self.of(own.weight) * faded(last.abs_diff(own.day), half_life);
        #[expect(clippy::cast_possible_truncation, reason = "seven digits of a weight are plenty")]
        own.iter().map(|own| (own.item, voice(own) as f32)).collect()
    }
}

/// Per item those it speaks for and how much, in order of items.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Links(#[serde(with = "saved::rows")] Rows<(u32, f32)>);

impl Links {
    /// From rows in order of items.
    pub fn new(rows: Rows<(u32, f32)>) -> Self {
        Self(rows)
    }

    /// From what speaks for each item, by item.
    pub fn from_columns(columns: &[Vec<(u32, f32)>]) -> Self {
        let mut links: Vec<(u32, u32, f32)> = Vec::with_capacity(columns.iter().map(Vec::len).sum());
        for (item, column) in (0_u32..).zip(columns) {
            links.extend(column.iter().map(|&(from, weight)| (from, item, weight)));
        }
        links.put_in_order_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let mut rest = links.as_slice();
        let mut rows = Rows::default();
        for from in (0_u32..).take(columns.len()) {
            let (own, others) = rest.split_at(rest.partition_point(|link| link.0 <= from));
            rows.push(own.iter().map(|&(_, item, weight)| (item, weight)));
            rest = others;
        }
        Self(rows)
    }

    /// Adds what the own items say to each item's score.
    pub fn add(&self, voices: &[(u32, f32)], scores: &mut [f32]) {
        for &(item, voice) in voices {
            for &(other, weight) in self.0.row(item as usize) {
                if let Some(score) = scores.get_mut(other as usize) {
                    *score += voice * weight;
                }
            }
        }
    }

    /// Whether any of the own items has something to say.
    pub fn speak(&self, voices: &[(u32, f32)]) -> bool {
        voices.iter().any(|&(item, _)| !self.0.row(item as usize).is_empty())
    }

    /// The own item that says most for an item; the first of equals.
    pub fn strongest(&self, voices: &[(u32, f32)], item: u32) -> Option<u32> {
        let mut strongest = None;
        let mut most = 0.0;
        for &(own, voice) in voices {
            let row = self.0.row(own as usize);
            let found = row.binary_search_by_key(&item, |link| link.0).ok().and_then(|at| row.get(at));
            let says = found.map_or(0.0, |&(_, weight)| voice * weight);
            if says > most {
                (strongest, most) = (Some(own), says);
            }
        }
        strongest
    }

    /// The `n` items that an item speaks for most; ties by number.
    pub fn similar(&self, item: u32, n: usize) -> Vec<(u32, f32)> {
        let mut links: Vec<_> =
            self.0.row(item as usize).iter().copied().filter(|link| link.1 > 0.0).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        links.put_least_first(n, order);
        links.truncate(n);
        links.put_in_order_by(order);
        links
    }

    /// The same under other numbers.
    pub fn renumbered(&self, items: &[u32], size: usize) -> Self {
        let new = |old: u32| items.get(old as usize).copied().unwrap_or(u32::MAX);
        let mut links: Vec<(u32, Vec<(u32, f32)>)> = (0_u32..)
            .zip(self.0.iter())
            .map(|(from, row)| (new(from), row.iter().map(|&(to, weight)| (new(to), weight)).collect()))
            .collect();
        links.put_in_order_by_key(|link| link.0);
        let mut rows = Rows::default();
        for (from, mut row) in links {
            while rows.len() < from as usize {
                rows.push([]);
            }
            row.put_in_order_by_key(|link| link.0);
            rows.push(row);
        }
        while rows.len() < size {
            rows.push([]);
        }
        Self(rows)
    }

    /// Whether it is of so many items, in order, and of numbers.
    pub fn whole(&self, items: usize) -> bool {
        let fine = |row: &[(u32, f32)]| {
            row.is_sorted_by(|a, b| a.0 < b.0)
                && row.iter().all(|&(item, weight)| (item as usize) < items && weight.is_finite())
        };
        self.0.len() <= items && self.0.iter().all(fine)
    }
}
