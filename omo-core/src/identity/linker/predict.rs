//! The pairs whose evidence suffices.

use std::ops::Range;

use super::block::{Agreement, HASH, LARGEST, Rule, blocks, by_hash, end_of_block, pairs_of, row};
use super::cover::Covers;
use super::key::Key;
use super::report::{Pair, ResolveReport, in_order};
use super::scorer::{Scorer, Worker};
use crate::decimal;
use crate::order::Order;
use crate::parallel::{parallel, pieces};

/// Which pairs are looked at, and from which evidence they are kept.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub rows: u32,
    pub least: f32,
    /// Whether pairs of one source are left out.
    pub across: bool,
}

impl Wanted {
    /// The two rows, where their evidence suffices.
    pub fn pair(&self, scorer: &Scorer, worker: &mut Worker, a: u32, b: u32) -> Option<Pair> {
        let weight = scorer.weight_from(worker, a, b, self.least)?;
        Some(Pair { a, b, weight })
    }

    /// Whether two rows may be one customer's.
    pub fn allows(&self, scorer: &Scorer, a: u32, b: u32) -> bool {
        !self.across || scorer.rows.source(a) != scorer.rows.source(b)
    }
}

/// Compares all pairs.
pub fn all_pairs(scorer: &Scorer, wanted: Wanted, report: &mut ResolveReport) -> Vec<Pair> {
    let mut worker = scorer.worker();
    let mut pairs = Vec::new();
    for a in 0..wanted.rows {
        for b in (a + 1..wanted.rows).filter(|&b| wanted.allows(scorer, a, b)) {
            report.pairs += 1;
            pairs.extend(wanted.pair(scorer, &mut worker, a, b));
        }
    }
    report.blocking.push(("all pairs".into(), report.pairs));
    pairs
}

/// Compares the pairs that the rules make, each once.
pub fn candidate_pairs(
    scorer: &Scorer,
    keys: &[Key],
    rules: &[Rule],
    wanted: Wanted,
    report: &mut ResolveReport,
) -> Vec<Pair> {
    let mut used: Vec<usize> = rules.iter().flat_map(|rule| rule.keys.iter().copied()).collect();
    used.put_in_order();
    used.dedup();
    let agreement = {
        let keys: Vec<&Key> = used.iter().filter_map(|&key| keys.get(key)).collect();
        Agreement::new(&keys, &scorer.rows, &(0..wanted.rows).collect::<Vec<_>>())
    };
    // The rules by the places of their keys here, and their masks.
    let here = |rule: &Rule| -> Vec<usize> {
        rule.keys.iter().filter_map(|key| used.iter().position(|other| other == key)).collect()
    };
    let here: Vec<Vec<usize>> = rules.iter().map(here).collect();
    let masks: Vec<u64> = here.iter().map(|keys| Agreement::mask(keys)).collect();
    let mut pairs = twins(scorer, wanted);
    let mut too_large = 0;
    let mut covers = Covers::new(rules, keys);
    let mut counts = vec![0; rules.len()];
    let in_turn = covers.in_turn();
    // Some rules at a time, for each takes as much memory as there are rows.
    let at_once = (AT_ONCE / wanted.rows.max(1) as usize).max(FEW_AT_ONCE);
    for some in in_turn.iter().flat_map(|rules| rules.chunks(at_once)) {
        let sorted = parallel(some, || (), |(), &at| covers.sorted(at, &agreement, &here));
        for (&at, sorted) in some.iter().zip(&sorted) {
            covers.remember(at, sorted, wanted.rows);
        }
        let skipped = sorted.iter().flat_map(|sorted| blocks(sorted)).map(<[u64]>::len);
        too_large += skipped.filter(|&rows| pairs_of(rows, 1.0) == 0.0).count();
        let work: Vec<(usize, &[u64])> = some
            .iter()
            .zip(&sorted)
            .flat_map(|(&at, sorted)| in_pieces(sorted, PIECE).map(move |piece| (at, piece)))
            .collect();
        let compare = |(first, worker): &mut (First<'_>, Worker), &(at, piece): &(usize, &[u64])| {
            let (mut found, mut compared) = (Vec::new(), vec![0_u64; rules.len()]);
            let comparable = |block: &&[u64]| pairs_of(block.len(), 1.0) > 0.0;
            for block in in_pieces(piece, AHEAD).flat_map(|some| {
                agreement.fetch(some.iter().map(|&one| row(one)).take(MOST_AHEAD));
                scorer.rows.fetch(some.iter().map(|&one| row(one)).take(MOST_AHEAD));
                blocks(some).filter(comparable)
            }) {
                for (place, &a) in block.iter().enumerate() {
                    let keys = agreement.row(row(a));
                    for &b in block.iter().skip(place + 1) {
                        let (a, b) = (row(a), row(b));
                        // An earlier rule made this pair, or two keys have one hash.
                        let first = first.of(agreement.with(keys, b));
                        if !covers.makes(at, first) || !wanted.allows(scorer, a, b) {
                            continue;
                        }
                        compared.get_mut(first).into_iter().for_each(|compared| *compared += 1);
                        found.extend(wanted.pair(scorer, worker, a, b));
                    }
                }
            }
            (found, compared)
        };
        let found = parallel(&work, || (First::new(&masks), scorer.worker()), compare);
        for (found, compared) in found {
            pairs.extend(found);
            counts.iter_mut().zip(compared).for_each(|(count, compared)| *count += compared);
        }
    }
    for (rule, compared) in rules.iter().zip(counts) {
        report.blocking.push((rule.named(keys).join(" + "), compared));
        report.pairs += compared;
    }
    if too_large > 0 {
        let largest = decimal::shortest(LARGEST);
        let warning = format!(
            "{too_large} blocks of more than {largest} records that share a key were not compared by it"
        );
        report.warnings.push(warning);
    }
    let mut pairs = in_order(&pairs, wanted.rows);
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// The first rule that makes a pair, by the keys that its rows share: few sets of keys are shared by most.
struct First<'a> {
    masks: &'a [u64],
    /// Shared keys that were lately asked for, and the rule.
    known: Vec<(u64, usize)>,
}

impl<'a> First<'a> {
    const SLOTS: usize = 256;

    fn new(masks: &'a [u64]) -> Self {
        // No key is shared, so no rule makes the pair.
        Self { masks, known: vec![(0, usize::MAX); Self::SLOTS] }
    }

    /// The first rule, or one that there is not.
    fn of(&mut self, shared: u64) -> usize {
        let find = || self.masks.iter().position(|mask| shared & mask == *mask).unwrap_or(usize::MAX);
        let slot = (shared.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize % Self::SLOTS;
        match self.known.get_mut(slot) {
            Some((keys, rule)) if *keys == shared => *rule,
            Some(known) => {
                *known = (shared, find());
                known.1
            }
            None => find(),
        }
    }
}

/// So many rows of rules are taken at once, and so many rules at least.
const AT_ONCE: usize = 1 << 20;
const FEW_AT_ONCE: usize = 4;

/// So many rows are taken at once, and the rest of the last block.
const PIECE: usize = 1 << 13;

/// So many rows are read ahead, and the rest of the last block up to so many.
const AHEAD: usize = 64;
const MOST_AHEAD: usize = 2048;

/// Parts of sorted rows that no block lies across, of so many rows and the rest of the last block.
fn in_pieces(mut sorted: &[u64], size: usize) -> impl Iterator<Item = &[u64]> {
    std::iter::from_fn(move || {
        let end = end_of_block(sorted, size.min(sorted.len()));
        let (piece, rest) = sorted.split_at_checked(end)?;
        sorted = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Rows that are alike in everything, each with the next: however many they are, they need no more pairs.
pub fn twins(scorer: &Scorer, wanted: Wanted) -> Vec<Pair> {
    let mixed = |row: u32| (scorer.rows.mixed(row), row);
    let some = |(): &mut (), piece: &Range<usize>| -> Vec<u64> {
        let rows = piece.clone().filter_map(|row| u32::try_from(row).ok()).map(mixed);
        rows.map(|(mixed, row)| mixed & HASH | u64::from(row)).collect()
    };
    let sorted = by_hash(parallel(&pieces(wanted.rows as usize, PIECE), || (), some).concat());
    let mut worker = scorer.worker();
    let mut pairs = Vec::new();
    for block in blocks(&sorted) {
        let mut alike: Vec<(u64, u32)> = block.iter().map(|&one| mixed(row(one))).collect();
        alike.put_in_order();
        for two in alike.windows(2) {
            if let [(x, a), (y, b)] = *two
                && x == y
                && scorer.rows.of(a) == scorer.rows.of(b)
                && wanted.allows(scorer, a, b)
            {
                pairs.extend(wanted.pair(scorer, &mut worker, a, b));
            }
        }
    }
    pairs
}
