//! Which pairs are worth comparing: rows that agree in some key.

use super::ColumnKind;
use super::compared::Compared;
use super::key::Key;
use super::records::EMPTY;
use super::rows::Rows;
use crate::order::{Order, put_mostly_few_in_order};
use crate::parallel::parallel_mut;
use crate::random::mix;

/// Keys that two rows must share.
#[derive(Debug, Clone)]
pub struct Rule {
    pub keys: Vec<usize>,
    /// How many pairs of rows share them.
    pub pairs: f64,
}

/// No rule makes a row meet more rows than this: what so many share tells nobody apart.
pub const LARGEST: f64 = 2000.0;

/// The keys of rows, those of one row side by side, eight at a time.
///
/// A key that a row lacks is one that no other row has, so that comparing needs no test for it.
pub struct Agreement {
    keys: Vec<[u32; LANES]>,
    /// How many lanes of eight a row has.
    width: usize,
    rows: u32,
    /// A bit for each lane. Were they constants, lanes would be compared one by one, each in a way of its own.
    bits: [u32; LANES],
}

const LANES: usize = 8;

/// The keys of so many rows are made at once.
const PIECE: usize = 1 << 13;

/// Keys from here on are those of rows without one.
const LACKING: u32 = 1 << 31;

impl Agreement {
    /// The keys of these rows.
    pub fn new(keys: &[&Key], values: &Rows, rows: &[u32]) -> Self {
        let width = keys.len().div_ceil(LANES);
        let mut all = vec![[0; LANES]; rows.len() * width];
        let mut work: Vec<_> = rows.chunks(PIECE).zip(all.chunks_mut((PIECE * width).max(1))).collect();
        parallel_mut(&mut work, |piece, (rows, cells)| {
            for ((at, &row), cells) in (piece * PIECE..).zip(*rows).zip(cells.chunks_mut(width.max(1))) {
                let lacking = LACKING | u32::try_from(at).unwrap_or(0);
                for (cells, lanes) in cells.iter_mut().zip(keys.chunks(LANES)) {
                    *cells = [lacking; LANES];
                    for (cell, key) in cells.iter_mut().zip(lanes) {
                        let of_row = key.of_row(values, row);
                        *cell = if of_row == EMPTY { lacking } else { of_row };
                    }
                }
            }
        });
        let rows = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self { keys: all, width, rows, bits: [0, 1, 2, 3, 4, 5, 6, 7].map(|lane| 1 << lane) }
    }

    /// The keys of a row.
    pub fn row(&self, row: u32) -> &[[u32; LANES]] {
        let start = row as usize * self.width;
        self.keys.get(start..start + self.width).unwrap_or_default()
    }

    /// A bit for each key that two rows share, where [`mask`](Self::mask) has it.
    pub fn of(&self, a: u32, b: u32) -> u64 {
        self.with(self.row(a), b)
    }

    /// A bit for each key that a row shares with one of these keys.
    pub fn with(&self, a: &[[u32; LANES]], b: u32) -> u64 {
        let b = self.row(b);
        if cfg!(target_family = "wasm") {
            let both = a.as_flattened().iter().zip(b.as_flattened()).zip(0_u32..);
            return both.fold(0, |all, ((x, y), key)| all | u64::from(x == y) << (key & 63));
        }
        match (a.split_at_checked(4), b.split_at_checked(4)) {
            (Some((a, more_a)), Some((b, more_b))) => {
                let more = lanes_shared(more_a, more_b, &self.bits);
                u64::from(more) << 32 | u64::from(lanes_shared(a, b, &self.bits))
            }
            _ => lanes_shared(a, b, &self.bits).into(),
        }
    }

    /// Where these shared keys stand in the order in which groups of pairs are summed: that of bytes which have one lane of
    /// all eights of keys each, the first eight highest.
    pub fn place(&self, shared: u64) -> u64 {
        let lanes = u32::try_from(self.width * LANES).unwrap_or(64);
        // Eight bits by eight are turned (Warren 2012, Hacker's Delight, 7-3).
        let turn = |bits: u64, by: u32, which: u64| {
            let other = (bits ^ bits >> by) & which;
            bits ^ other ^ other << by
        };
        let bits = shared.swap_bytes().checked_shr(64_u32.saturating_sub(lanes)).unwrap_or(0);
        let bits = turn(bits, 7, 0x00aa_00aa_00aa_00aa);
        let bits = turn(bits, 14, 0x0000_cccc_0000_cccc);
        turn(bits, 28, 0x0000_0000_f0f0_f0f0)
    }

    /// Reads the keys of rows that are soon compared, as [`Rows::fetch`] does.
    pub fn fetch(&self, rows: impl Iterator<Item = u32>) {
        if cfg!(target_family = "wasm") {
            return;
        }
        let ends = |row: &[[u32; LANES]]| {
            let (first, last) =
                (row.first().and_then(|lanes| lanes.first()), row.last().and_then(|lanes| lanes.last()));
            first.copied().unwrap_or(0) ^ last.copied().unwrap_or(0)
        };
        std::hint::black_box(rows.fold(0, |all, row| all ^ ends(self.row(row))));
    }

    /// The bits of these keys.
    pub fn mask(keys: &[usize]) -> u64 {
        keys.iter().fold(0, |mask, key| mask | 1 << key)
    }

    /// The rows that have all keys of a rule, those of one key together: the hash of the key above the row. Some that share
    /// their key with none may be left out.
    pub fn sorted(&self, rule: &[usize]) -> Vec<u64> {
        by_hash(self.of_rule(rule))
    }

    /// Those of [`sorted`](Self::sorted) that are wanted.
    pub fn sorted_if(&self, rule: &[usize], wanted: impl Fn(u32) -> bool) -> Vec<u64> {
        let mut hashed = self.of_rule(rule);
        hashed.retain(|&one| wanted(row(one)));
        by_hash(hashed)
    }

    /// Whether a row has all of these keys.
    pub fn has(&self, row: u32, keys: &[usize]) -> bool {
        let of_row = self.row(row).as_flattened();
        keys.iter().all(|&key| of_row.get(key).is_some_and(|key| *key < LACKING))
    }

    fn of_rule(&self, rule: &[usize]) -> Vec<u64> {
        // Nearly all rules have so few keys. Where their number is known they take half the time; a page loads less.
        if cfg!(target_family = "wasm") {
            self.hashed(rule)
        } else if let Ok(rule) = <&[usize; 1]>::try_from(rule) {
            self.hashed(rule)
        } else if let Ok(rule) = <&[usize; 2]>::try_from(rule) {
            self.hashed(rule)
        } else if let Ok(rule) = <&[usize; 3]>::try_from(rule) {
            self.hashed(rule)
        } else {
            self.hashed(rule)
        }
    }

    fn hashed<'a>(&self, rule: impl IntoIterator<Item = &'a usize> + Copy) -> Vec<u64> {
        let mut hashed = Vec::with_capacity(self.rows as usize);
        for (row, keys) in (0_u64..).zip(self.keys.as_flattened().chunks_exact((self.width * LANES).max(1))) {
            let (mut hash, mut lacks) = (0_u64, 0);
            for &key in rule {
                let cell = keys.get(key).copied().unwrap_or(LACKING);
                lacks |= cell;
                hash = mix(hash ^ u64::from(cell).wrapping_add(0x9e37_79b9));
            }
            if lacks < LACKING {
                hashed.push(hash & HASH | row);
            }
        }
        hashed
    }
}

/// A bit for each lane that is the same, of four times eight, where these are the bits of eight.
fn lanes_shared(a: &[[u32; LANES]], b: &[[u32; LANES]], bits: &[u32; LANES]) -> u32 {
    let mut shared = [0_u32; LANES];
    for (a, b) in a.iter().zip(b).rev() {
        for (((shared, x), y), bit) in shared.iter_mut().zip(a).zip(b).zip(bits) {
            *shared = *shared << LANES | u32::from(x == y).wrapping_neg() & bit;
        }
    }
    shared.iter().fold(0, |all, lane| all | lane)
}

/// About one in `every` of the pairs of blocks that are not too large, spread evenly: from each run of so many pairs one, but
/// none that a period of the blocks could favour.
pub fn some_pairs(sorted: &[u64], share: f64, every: u64) -> Vec<(u32, u32)> {
    let every = every.max(1);
    let mut some = Vec::new();
    let (mut taken, mut before) = (0_u64, 0_u64);
    let pick = |taken: u64| taken * every + mix(taken ^ 0x9e37_79b9_7f4a_7c15) % every;
    let mut next = pick(taken);
    for block in blocks(sorted).filter(|block| pairs_of(block.len(), share) > 0.0) {
        for (at, &a) in block.iter().enumerate() {
            let others = block.get(at + 1..).unwrap_or_default();
            let end = before + others.len() as u64;
            while next < end {
                #[expect(clippy::cast_possible_truncation, reason = "a place in a block")]
                some.extend(others.get((next - before) as usize).map(|&b| (row(a), row(b))));
                taken += 1;
                next = pick(taken);
            }
            before = end;
        }
    }
    some
}

/// The part of a number that holds the hash; below it lies the row.
pub const HASH: u64 = !0 << 32;

/// Rows of one hash.
pub fn blocks(sorted: &[u64]) -> impl Iterator<Item = &[u64]> {
    sorted.chunk_by(|a, b| (a ^ b) & HASH == 0).filter(|block| block.len() > 1)
}

/// Where the block ends that reaches to `from` or across it.
pub fn end_of_block(sorted: &[u64], from: usize) -> usize {
    let Some(last) = from.checked_sub(1).and_then(|last| sorted.get(last)) else { return from };
    let rest = sorted.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|next| (*next ^ last) & HASH == 0).count()
}

/// The row below a hash.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
pub fn row(hashed: u64) -> u32 {
    hashed as u32
}

/// Puts numbers in order of their upper halves; equals stay as they were, which is in order. Leaves out some whose upper half
/// is that of no other.
pub fn by_hash(mut numbers: Vec<u64>) -> Vec<u64> {
    if numbers.len() < 256 {
        numbers.put_in_order();
        return numbers;
    }
    // About as many places as numbers, so that most hold one hash or none.
    let bits = numbers.len().ilog2().clamp(8, MOST_PLACES);
    #[expect(clippy::cast_possible_truncation, reason = "few bits")]
    let place = |number: u64| (number >> (64 - bits)) as usize;
    let mut starts = vec![0_u32; 1 << bits];
    for &number in &numbers {
        starts.get_mut(place(number)).into_iter().for_each(|count| *count += 1);
    }
    let mut sum = 0;
    for start in &mut starts {
        let count = std::mem::replace(start, ALONE);
        if count > 1 {
            *start = sum;
            sum += count;
        }
    }
    let mut sorted = vec![0; sum as usize];
    for &number in &numbers {
        if let Some(start) = starts.get_mut(place(number))
            && let Some(free) = sorted.get_mut(*start as usize)
        {
            *free = number;
            *start += 1;
        }
    }
    for one in sorted.chunk_by_mut(|a, b| place(*a) == place(*b)) {
        put_mostly_few_in_order(one, |number| *number);
    }
    sorted
}

/// No more places than two to this power are kept in mind at once.
const MOST_PLACES: u32 = 16;

/// Where a number goes that is the only one of its place.
const ALONE: u32 = u32::MAX;

impl Rule {
    /// The names of its keys.
    pub fn named(&self, keys: &[Key]) -> Vec<String> {
        self.keys.iter().filter_map(|&key| keys.get(key)).map(|key| key.name.clone()).collect()
    }
}

/// Rules that may pay.
pub fn candidates(keys: &[Key], compared: &[Compared]) -> Vec<Vec<usize>> {
    let whole = |key: usize| keys.get(key).is_some_and(Key::is_whole);
    let mut rules: Vec<Vec<usize>> = (0..keys.len()).filter(|&key| whole(key)).map(|key| vec![key]).collect();
    let column = |key: usize| keys.get(key).map_or(usize::MAX, |key| key.column);
    for a in 0..keys.len() {
        for b in a + 1..keys.len() {
            if column(a) != column(b) {
                rules.push(vec![a, b]);
            }
        }
    }
    // Three beginnings together, where two are too many.
    let part = |kinds: [ColumnKind; 2], name: &str| {
        keys.iter().position(|key| {
            compared.get(key.column).is_some_and(|c| kinds.contains(&c.comparison.kind))
                && key.name.ends_with(name)
        })
    };
    let weak = [
        part([ColumnKind::GivenName, ColumnKind::GivenKana], ":2"),
        part([ColumnKind::FamilyName, ColumnKind::FamilyKana], ":2"),
        part([ColumnKind::Date; 2], ":year"),
        part([ColumnKind::Postcode; 2], ":3"),
        part([ColumnKind::Date; 2], ":month_day"),
    ];
    let weak: Vec<usize> = weak.into_iter().flatten().collect();
    for (i, &a) in weak.iter().enumerate() {
        for (j, &b) in weak.iter().enumerate().skip(i + 1) {
            for &c in weak.iter().skip(j + 1) {
                if column(b) != column(c) && column(a) != column(c) {
                    rules.push(vec![a, b, c]);
                }
            }
        }
    }
    let categories: Vec<usize> = (0..keys.len())
        .filter(|&key| compared.get(column(key)).is_some_and(|c| c.comparison.kind == ColumnKind::Category))
        .collect();
    for &a in &categories {
        for b in 0..keys.len() {
            for c in b + 1..keys.len() {
                if (whole(b) || whole(c))
                    && column(b) != column(c)
                    && column(a) != column(b)
                    && column(a) != column(c)
                {
                    rules.push(vec![a, b, c]);
                }
            }
        }
    }
    rules.truncate(MOST_RULES);
    rules
}

/// More candidates than this are not looked at.
const MOST_RULES: usize = 400;

/// How many pairs a block makes of which one row in `share` is here; none where the whole is too large.
#[expect(clippy::cast_precision_loss, reason = "a count of rows")]
pub fn pairs_of(rows: usize, share: f64) -> f64 {
    if rows as f64 * share > LARGEST { 0.0 } else { rows as f64 * (rows as f64 - 1.0) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pairs_are_picked_evenly_and_each_once() {
        // Three blocks of 40, 3 and 1 rows: 780 + 3 pairs.
        let sorted: Vec<u64> =
            (0..44_u64).map(|row| (u64::from(row >= 40) + u64::from(row >= 43)) << 32 | row).collect();
        let all = some_pairs(&sorted, 1.0, 1);
        assert_eq!(all.len(), 783);
        assert!(all.windows(2).all(|two| two[0] < two[1]), "in order, none twice");
        let some = some_pairs(&sorted, 1.0, 10);
        assert!((77..=79).contains(&some.len()), "{}", some.len());
        assert!(some.iter().all(|pair| all.contains(pair)));
        // A block that stands for 2,010 rows is too large.
        assert_eq!(some_pairs(&sorted[..41], 50.25, 1), []);
    }

    #[test]
    fn groups_of_pairs_are_summed_lane_by_lane() {
        for keys in [3, 8, 20, 64] {
            let width = usize::div_ceil(keys, LANES);
            let agreement = Agreement { keys: Vec::new(), width, rows: 0, bits: [0; LANES] };
            for key in 0..keys {
                let place = 1 << (key % LANES * LANES + width - 1 - key / LANES);
                assert_eq!(agreement.place(Agreement::mask(&[key])), place, "{key} of {keys}");
            }
        }
    }

    proptest! {
        /// Whatever is left out, those that share an upper half stand together, in the order of a sort.
        #[test]
        fn blocks_are_those_of_a_sort(hashes in proptest::collection::vec(0_u64..4000, 0..3000), spread in 1_u64..2_000_000) {
            let numbers: Vec<u64> = hashes.iter().zip(0..).map(|(hash, row)| (hash * spread) << 32 | row).collect();
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            let found = by_hash(numbers);
            prop_assert!(blocks(&found).eq(blocks(&sorted)));
        }

        /// Keys are shared bit by bit, however many there are.
        #[test]
        fn keys_are_shared_one_by_one(cells in proptest::collection::vec((0_u32..3, 0_u32..3), 1..64)) {
            let keys: Vec<Key> = (0..cells.len()).map(|column| Key::whole(&column.to_string(), column)).collect();
            let both = cells.iter().map(|pair| pair.0).chain(cells.iter().map(|pair| pair.1)).collect();
            let rows = Rows { width: cells.len(), cells: both, ..Rows::default() };
            let agreement = Agreement::new(&keys.iter().collect::<Vec<_>>(), &rows, &[0, 1]);
            let shared = (0..cells.len()).filter(|&key| cells[key].0 == cells[key].1).collect::<Vec<_>>();
            prop_assert_eq!(agreement.of(0, 1) & Agreement::mask(&(0..cells.len()).collect::<Vec<_>>()), Agreement::mask(&shared));
        }
    }

    #[test]
    fn rows_agree_in_what_both_have() {
        let rows = Rows { width: 2, cells: vec![1, 5, 1, EMPTY, 2, 5, EMPTY, EMPTY], ..Rows::default() };
        let keys: Vec<Key> = (0..2).map(|column| Key::whole(&column.to_string(), column)).collect();
        let agreement = Agreement::new(&keys.iter().collect::<Vec<_>>(), &rows, &[0, 1, 2, 3]);
        let (first, second) = (Agreement::mask(&[0]), Agreement::mask(&[1]));
        let both = Agreement::mask(&[0, 1]);
        assert_eq!(both, first | second);
        let shared = [(0, 1), (0, 2), (1, 2), (1, 3), (3, 3)].map(|(a, b)| agreement.of(a, b) & both);
        assert_eq!(shared, [first, second, 0, 0, both]);
        assert_eq!(agreement.sorted(&[0, 1]).len(), 2);
    }
}
