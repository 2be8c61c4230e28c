//! One field: what its cells say, and which of them survives.

use super::options::{Plan, Strategy};
use super::{Decided, Survivor};
use crate::identity::linker::Column;
use crate::identity::normal::generic::says_nothing;
use crate::lower::lowercase;
use crate::nfkc::nfkc;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// A column read for comparison.
pub struct Field<'a> {
    column: &'a Column,
    strategy: Strategy,
    /// What is known of each text.
    known: Vec<Known>,
}

/// What is known of a text.
#[derive(Clone, Copy)]
struct Known {
    /// Texts that differ only in case, width and blanks have one value.
    value: u32,
    says: Says,
    length: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Blank,
    Nothing,
    Something,
}

/// A cell that may survive.
#[derive(Clone, Copy)]
struct Candidate {
    row: u32,
    /// The row's place in the order of ids.
    place: usize,
    known: Known,
    text: u32,
    /// How many cells have its value, and below that how many its spelling.
    count: u64,
}

impl<'a> Field<'a> {
    pub fn new(column: &'a Column, strategy: Strategy) -> Self {
        let mut values = Vocabulary::default();
        let mut known = |text: &str| {
            let value = folded(text);
            let says = match &value {
                value if value.is_empty() => Says::Blank,
                _ if says_nothing(text) => Says::Nothing,
                _ => Says::Something,
            };
            let length = u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX);
            Known { value: values.intern(&value), says, length }
        };
        Self { column, strategy, known: column.texts.iter().map(&mut known).collect() }
    }

    /// The number of the text in a row.
    pub fn cell(&self, row: u32) -> Option<u32> {
        self.column.cells.get(row as usize).copied()
    }

    /// Which of these rows' values survives; the rows come in order of their ids.
    pub fn survivor(&self, rows: &[u32], plan: &Plan<'_>) -> Option<Survivor> {
        let mut left = self.candidates(rows, Says::Something);
        if left.is_empty() {
            left = self.candidates(rows, Says::Nothing);
        }
        let records = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let mut decided = one_value(&left).then_some(Decided::Unanimous);
        for strategy in plan.chain(self.strategy) {
            let score = |candidate: &Candidate| match strategy {
                Strategy::MostFrequent => candidate.count,
                Strategy::MostTrusted => plan.trust(candidate.row).into(),
                Strategy::MostRecent => plan.time(candidate.row).into(),
                Strategy::Longest => candidate.known.length.into(),
                Strategy::First => u64::MAX - u64::from(candidate.row),
            };
            let best = left.iter().map(score).max()?;
            left.retain(|candidate| score(candidate) == best);
            if decided.is_none() && one_value(&left) {
                decided = Some(Decided::By(strategy));
            }
        }
        let winner = left.into_iter().min_by_key(|candidate| candidate.place)?;
        Some(Survivor {
            row: winner.row,
            strategy: self.strategy,
            decided: decided.unwrap_or(Decided::LowestId),
            agreeing: u32::try_from(winner.count >> 32).unwrap_or(u32::MAX),
            records,
        })
    }

    /// The cells that say as much, counted.
    fn candidates(&self, rows: &[u32], says: Says) -> Vec<Candidate> {
        let read = |(place, &row): (usize, &u32)| {
            let text = self.cell(row)?;
            let known = self.known.get(text as usize).copied().filter(|known| known.says == says)?;
            Some(Candidate { row, place, known, text, count: 0 })
        };
        let mut all: Vec<Candidate> = rows.iter().enumerate().filter_map(read).collect();
        all.put_in_order_by_key(|candidate| (candidate.known.value, candidate.text));
        for same in all.chunk_by_mut(|a, b| a.known.value == b.known.value) {
            let value = (same.len() as u64) << 32;
            for alike in same.chunk_by_mut(|a, b| a.text == b.text) {
                let count = value | alike.len() as u64;
                for candidate in alike {
                    candidate.count = count;
                }
            }
        }
        all
    }
}

fn one_value(left: &[Candidate]) -> bool {
    left.windows(2).all(|two| matches!(two, [a, b] if a.known.value == b.known.value))
}

/// A text without what does not change its meaning: case, width and blanks.
fn folded(text: &str) -> String {
    let small = lowercase(&nfkc(text));
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}
