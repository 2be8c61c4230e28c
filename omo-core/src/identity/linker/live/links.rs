//! Which rows are pairs, as rows come and go.

use super::LiveLinker;
use super::record::Record;
use crate::identity::linker::records::EMPTY;
use crate::identity::linker::work::FEW;
use crate::order::Order;

impl LiveLinker {
    /// A record comes to a row that has an id.
    pub(super) fn enter(&mut self, row: u32, record: &Record) {
        self.keep(row, record);
        let cells = self.read(record);
        let source = record.source().map_or(EMPTY, |source| self.sources.intern(source));
        self.put(row, &cells, source);
        let full = self.join_blocks(row);
        self.stirred.push(row);
        if self.manner.all_of_few && self.len() == FEW as usize + 1 {
            self.relink();
            return;
        }
        for other in self.near(row) {
            self.compare(row, other);
        }
        for block in full {
            self.lose(block);
        }
        // Two that were next to each other in all they have are so no more.
        if let (Some(before), Some(after)) = self.beside(row) {
            self.doubt(before, after);
        }
    }

    /// The record of a row goes; the row keeps its id.
    pub(super) fn leave(&mut self, row: u32) {
        let beside = self.beside(row);
        let edges = self.edges.get_mut(row as usize).map(std::mem::take).unwrap_or_default();
        for (other, _) in edges {
            self.cut(other, row);
            self.stirred.push(other);
        }
        let mut blocks = Vec::new();
        self.manner.rules.blocks(&self.scorer, row, &mut blocks);
        for block in blocks {
            if self.blocks.remove(block, row) == self.manner.largest {
                let rows = self.blocks.of(block).to_vec();
                for (at, &a) in rows.iter().enumerate() {
                    rows.iter().skip(at + 1).for_each(|&b| self.compare(a, b));
                }
            }
        }
        self.twins.remove(self.scorer.rows.mixed(row), row);
        if let (Some(before), Some(after)) = beside {
            self.compare(before, after);
        }
    }

    /// Compares all with all when only a few are left.
    pub(super) fn stay_of_few(&mut self) {
        if self.manner.all_of_few && self.len() == FEW as usize {
            self.relink();
        }
    }

    /// The values of a row.
    pub(super) fn put(&mut self, row: u32, cells: &[u32], source: u32) {
        let rows = &mut self.scorer.rows;
        let start = row as usize * rows.width;
        if rows.cells.len() < start + rows.width {
            rows.cells.resize(start + rows.width, EMPTY);
        }
        rows.cells.iter_mut().skip(start).zip(cells).for_each(|(slot, cell)| *slot = *cell);
        if rows.sources.len() <= row as usize {
            rows.sources.resize(row as usize + 1, EMPTY);
        }
        rows.sources.get_mut(row as usize).into_iter().for_each(|slot| *slot = source);
    }

    /// A row joins the blocks of its keys; those that are too large by it.
    pub(super) fn join_blocks(&mut self, row: u32) -> Vec<u64> {
        let mut blocks = Vec::new();
        self.manner.rules.blocks(&self.scorer, row, &mut blocks);
        blocks.retain(|&block| self.blocks.insert(block, row) == self.manner.largest + 1);
        let ids = &self.ids;
        let id = |row: u32| ids.get(row as usize).and_then(Option::as_deref);
        let place = |rows: &[u32]| rows.partition_point(|&other| id(other) < id(row));
        self.twins.insert_at(self.scorer.rows.mixed(row), row, place);
        blocks
    }

    /// The rows with which this one is compared, in order.
    pub(super) fn near(&self, row: u32) -> Vec<u32> {
        let mut near: Vec<u32> = if self.manner.all(self.len()) {
            self.rows().collect()
        } else {
            let mut blocks = Vec::new();
            self.manner.rules.blocks(&self.scorer, row, &mut blocks);
            let rows = blocks
                .iter()
                .map(|&block| self.blocks.of(block))
                .filter(|rows| rows.len() <= self.manner.largest);
            let (before, after) = self.beside(row);
            // One that is not there has no place among those that are alike.
            let alike = if self.id(row).is_none() { self.twins.of(self.scorer.rows.mixed(row)) } else { &[] };
            rows.flatten().chain(alike.first()).copied().chain(before).chain(after).collect()
        };
        near.put_in_order();
        near.dedup();
        near.retain(|&other| other != row && self.allows(row, other));
        near
    }

    fn allows(&self, a: u32, b: u32) -> bool {
        self.manner.wanted(0).allows(&self.scorer, a, b)
    }

    /// Those next to a row among all that are alike in everything, in order of ids.
    fn beside(&self, row: u32) -> (Option<u32>, Option<u32>) {
        let alike = self.twins.of(self.scorer.rows.mixed(row));
        let Some(at) = self.place_of(alike, row) else { return (None, None) };
        let same = |at: Option<usize>| {
            let other = *alike.get(at?)?;
            (self.scorer.rows.of(other) == self.scorer.rows.of(row)).then_some(other)
        };
        (same(at.checked_sub(1)), same(at.checked_add(1)))
    }

    /// The place of a row among rows in order of ids.
    fn place_of(&self, rows: &[u32], row: u32) -> Option<usize> {
        let id = self.id(row);
        let at = rows.partition_point(|&other| self.id(other) < id);
        (rows.get(at) == Some(&row)).then_some(at)
    }

    /// Whether something makes a pair of two rows.
    fn made(&self, a: u32, b: u32) -> bool {
        if !self.allows(a, b) {
            return false;
        }
        if self.manner.all(self.len()) {
            return true;
        }
        let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
        self.manner.rules.blocks(&self.scorer, a, &mut of_a);
        self.manner.rules.blocks(&self.scorer, b, &mut of_b);
        let share = |block: &u64| of_b.contains(block) && self.blocks.of(*block).len() <= self.manner.largest;
        let (before, after) = self.beside(a);
        before == Some(b) || after == Some(b) || of_a.iter().any(share)
    }

    /// Two rows are a pair if their evidence suffices.
    fn compare(&mut self, a: u32, b: u32) {
        let known = self.edges.get(a as usize).is_some_and(|edges| find(edges, b).is_ok());
        if known || !self.allows(a, b) {
            return;
        }
        let weight = self.scorer.weight_from(&mut self.worker, a, b, self.manner.least);
        if let Some(weight) = weight {
            self.tie(a, b, weight);
            self.stirred.extend([a, b]);
        }
    }

    /// Makes two rows a pair.
    pub(super) fn tie(&mut self, a: u32, b: u32, weight: f32) {
        for (one, other) in [(a, b), (b, a)] {
            let Some(edges) = self.edges.get_mut(one as usize) else { continue };
            match find(edges, other) {
                Ok(at) => edges.get_mut(at).into_iter().for_each(|edge| edge.1 = weight),
                Err(at) => edges.insert(at, (other, weight)),
            }
        }
    }

    /// Takes a row out of those with which another is a pair.
    fn cut(&mut self, of: u32, row: u32) {
        let Some(edges) = self.edges.get_mut(of as usize) else { return };
        if let Ok(at) = find(edges, row) {
            edges.remove(at);
        }
    }

    /// Two rows are a pair no more unless something makes them one.
    fn doubt(&mut self, a: u32, b: u32) {
        let known = self.edges.get(a as usize).is_some_and(|edges| find(edges, b).is_ok());
        if known && !self.made(a, b) {
            self.cut(a, b);
            self.cut(b, a);
            self.stirred.extend([a, b]);
        }
    }

    /// A block has become too large: pairs that nothing else makes are none.
    fn lose(&mut self, block: u64) {
        let mut rows = self.blocks.of(block).to_vec();
        rows.put_in_order();
        for &a in &rows {
            let edges = self.edges.get(a as usize).map_or(&[][..], Vec::as_slice);
            let within = edges.iter().map(|edge| edge.0).filter(|&b| a < b && rows.binary_search(&b).is_ok());
            let within: Vec<u32> = within.collect();
            for b in within {
                self.doubt(a, b);
            }
        }
    }

    /// Finds all pairs anew.
    fn relink(&mut self) {
        self.edges.iter_mut().for_each(Vec::clear);
        let rows: Vec<u32> = self.rows().collect();
        for &row in &rows {
            self.near(row)
                .into_iter()
                .filter(|&other| row < other)
                .for_each(|other| self.compare(row, other));
        }
        self.stirred.extend(rows);
    }
}

/// The place of a row among edges.
fn find(edges: &[(u32, f32)], row: u32) -> Result<usize, usize> {
    edges.binary_search_by_key(&row, |edge| edge.0)
}
