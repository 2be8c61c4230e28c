//! Rows by what they share: blocks that rows come to and go from.

/// Blocks of rows by a number of 64 bits.
///
/// Most blocks hold one row, which then stands where the list of the others would. The table is one of many small ones, so
/// that none of them takes long to grow.
#[derive(Debug, Clone)]
pub(super) struct Blocks {
    shards: Vec<Shard>,
    lists: Vec<Vec<u32>>,
    free: Vec<u32>,
}

/// Open addressing: a power of two slots, at most three quarters full.
#[derive(Debug, Clone, Default)]
struct Shard {
    /// What is shared, in two halves, and a row, or the place of a list with [`MANY`] set; [`FREE`] where there is none.
    slots: Vec<[u32; 3]>,
    taken: usize,
}

const FREE: u32 = u32::MAX;
const MANY: u32 = 1 << 31;

/// There are two to this many tables.
const SHARDS: u32 = 8;

impl Default for Blocks {
    fn default() -> Self {
        Self { shards: vec![Shard::default(); 1 << SHARDS], lists: Vec::new(), free: Vec::new() }
    }
}

impl Blocks {
    /// The rows of a block.
    pub fn of(&self, key: u64) -> &[u32] {
        let Some(shard) = self.shards.get(place(key)) else { return &[] };
        match shard.slots.get(shard.find(key)) {
            Some([.., FREE]) | None => &[],
            Some([.., many]) if many & MANY != 0 => {
                self.lists.get((many & !MANY) as usize).map_or(&[], Vec::as_slice)
            }
            Some([.., row]) => std::slice::from_ref(row),
        }
    }

    /// Adds a row at the end of a block; how many it has then.
    pub fn insert(&mut self, key: u64, row: u32) -> usize {
        self.insert_at(key, row, <[u32]>::len)
    }

    /// Adds a row where `at` says; how many the block has then.
    pub fn insert_at(&mut self, key: u64, row: u32, at: impl FnOnce(&[u32]) -> usize) -> usize {
        let Some(shard) = self.shards.get_mut(place(key)) else { return 0 };
        shard.make_room();
        let slot = shard.find(key);
        let Some(slot) = shard.slots.get_mut(slot) else { return 0 };
        match slot[2] {
            FREE => {
                let [low, high] = halves(key);
                *slot = [low, high, row];
                shard.taken += 1;
                1
            }
            many if many & MANY != 0 => {
                let Some(list) = self.lists.get_mut((many & !MANY) as usize) else { return 0 };
                let at = at(list).min(list.len());
                list.insert(at, row);
                list.len()
            }
            one => {
                let list = if at(&[one]) == 0 { vec![row, one] } else { vec![one, row] };
                let free = self.free.pop().unwrap_or_else(|| {
                    self.lists.push(Vec::new());
                    u32::try_from(self.lists.len() - 1).unwrap_or(0)
                });
                slot[2] = MANY | free;
                if let Some(place) = self.lists.get_mut(free as usize) {
                    *place = list;
                }
                2
            }
        }
    }

    /// Takes a row out of a block, whose others stay in order; how many it has then.
    pub fn remove(&mut self, key: u64, row: u32) -> usize {
        let Some(shard) = self.shards.get_mut(place(key)) else { return 0 };
        let at = shard.find(key);
        let Some(slot) = shard.slots.get_mut(at) else { return 0 };
        match slot[2] {
            FREE => 0,
            many if many & MANY != 0 => {
                let number = many & !MANY;
                let Some(list) = self.lists.get_mut(number as usize) else { return 0 };
                if let Some(at) = list.iter().position(|&other| other == row) {
                    list.remove(at);
                }
                if let [one] = list[..] {
                    slot[2] = one;
                    *list = Vec::new();
                    self.free.push(number);
                    return 1;
                }
                list.len()
            }
            one if one == row => {
                shard.free(at);
                0
            }
            _ => 1,
        }
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        let slots: usize = self.shards.iter().map(|shard| shard.slots.capacity()).sum();
        let rows: usize = self.lists.iter().map(Vec::capacity).sum();
        slots * size_of::<[u32; 3]>()
            + rows * 4
            + self.lists.capacity() * size_of::<Vec<u32>>()
            + self.free.capacity() * 4
            + self.shards.capacity() * size_of::<Shard>()
    }
}

impl Shard {
    /// The slot of a block, or the free one where it would go.
    fn find(&self, key: u64) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let [low, high] = halves(key);
        let mut slot = home([low, high], mask);
        while let Some(found) = self.slots.get(slot) {
            if found[2] == FREE || (found[0] == low && found[1] == high) {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn make_room(&mut self) {
        if (self.taken + 1) * 4 <= self.slots.len() * 3 {
            return;
        }
        let size = (self.slots.len() * 2).max(8);
        let old = std::mem::replace(&mut self.slots, vec![[0, 0, FREE]; size]);
        for found in old.into_iter().filter(|found| found[2] != FREE) {
            let mut slot = home([found[0], found[1]], size - 1);
            while self.slots.get(slot).is_some_and(|taken| taken[2] != FREE) {
                slot = (slot + 1) & (size - 1);
            }
            self.slots.get_mut(slot).into_iter().for_each(|free| *free = found);
        }
    }

    /// Frees a slot; those behind it move up, unless that were before where the search for them starts.
    fn free(&mut self, mut free: usize) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut slot = free;
        loop {
            slot = (slot + 1) & mask;
            let Some(&found) = self.slots.get(slot).filter(|found| found[2] != FREE) else { break };
            let way = |from: usize| slot.wrapping_sub(from) & mask;
            if way(home([found[0], found[1]], mask)) >= way(free) {
                self.slots.get_mut(free).into_iter().for_each(|to| *to = found);
                free = slot;
            }
        }
        self.slots.get_mut(free).into_iter().for_each(|slot| slot[2] = FREE);
        self.taken -= 1;
    }
}

/// The table of a block.
fn place(key: u64) -> usize {
    (key >> (64 - SHARDS)) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
fn halves(key: u64) -> [u32; 2] {
    [key as u32, (key >> 32) as u32]
}

/// Where the search for a block starts.
fn home([low, _]: [u32; 2], mask: usize) -> usize {
    low as usize & mask
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::random::mix;

    proptest! {
        /// Blocks are lists in a map, whatever comes and goes.
        #[test]
        fn blocks_are_lists_in_a_map(steps in proptest::collection::vec((0_u64..40, 0_u32..6, any::<bool>(), any::<bool>()), 0..400)) {
            let mut blocks = Blocks::default();
            let mut map: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            for (key, row, comes, crowd) in steps {
                // Many in one table, and some whose search starts at one place.
                let key = if crowd { mix(key) } else { key << 32 | 7 };
                let list = map.entry(key).or_default();
                if comes && !list.contains(&row) {
                    list.push(row);
                    prop_assert_eq!(blocks.insert(key, row), list.len());
                } else {
                    list.retain(|&other| other != row);
                    prop_assert_eq!(blocks.remove(key, row), list.len());
                }
                for (&key, list) in &map {
                    prop_assert_eq!(blocks.of(key), &list[..]);
                }
            }
        }
    }
}
