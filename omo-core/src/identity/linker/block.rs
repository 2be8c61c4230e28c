//! Which pairs are worth comparing: rows that agree in some key.

use super::ColumnKind;
use super::key::Key;
use super::records::EMPTY;
use super::scorer::{Compared, Rows};
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

/// The keys of rows, those of one row side by side.
pub struct Agreement(Rows);

impl Agreement {
    /// The keys of these rows.
    pub fn new(keys: &[&Key], values: &Rows, rows: impl Iterator<Item = u32>) -> Self {
        let mut cells = Vec::with_capacity(rows.size_hint().0 * keys.len());
        for row in rows {
            cells.extend(keys.iter().map(|key| key.of_row(values, row)));
        }
        Self(Rows { width: keys.len(), cells, ..Rows::default() })
    }

    pub fn len(&self) -> u32 {
        u32::try_from(self.0.cells.len().checked_div(self.0.width).unwrap_or(0)).unwrap_or(u32::MAX)
    }

    /// A bit for each key that two rows share.
    pub fn of(&self, a: u32, b: u32) -> u64 {
        let pairs = self.0.of(a).iter().zip(self.0.of(b)).enumerate();
        pairs.fold(0, |mask, (at, (x, y))| mask | u64::from(x == y && *x != EMPTY) << at)
    }

    /// The rows that have all keys of a rule, those of one key together: the hash of the key above the row.
    pub fn sorted(&self, rule: &[usize]) -> Vec<u64> {
        let mut sorted = Vec::with_capacity(self.len() as usize);
        for row in 0..self.len() {
            let keys = self.0.of(row);
            let mut hash = 0_u64;
            let mut whole = true;
            for &key in rule {
                let cell = keys.get(key).copied().unwrap_or(EMPTY);
                whole &= cell != EMPTY;
                hash = mix(hash ^ u64::from(cell).wrapping_add(0x9e37_79b9));
            }
            if whole {
                sorted.push(hash & HASH | u64::from(row));
            }
        }
        by_hash(sorted)
    }
}

/// The part of a number that holds the hash; below it lies the row.
const HASH: u64 = !0 << 32;

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

/// Puts numbers in order of their upper halves; equals stay as they were.
fn by_hash(mut numbers: Vec<u64>) -> Vec<u64> {
    const BITS: u32 = 11;
    let digit = |number: u64, shift: u32| {
        #[expect(clippy::cast_possible_truncation, reason = "eleven bits")]
        let digit = (number >> shift) as usize & ((1 << BITS) - 1);
        digit
    };
    if numbers.len() < 256 {
        // Rows come in order.
        numbers.sort_unstable();
        return numbers;
    }
    let mut sorted = vec![0; numbers.len()];
    for shift in [32, 32 + BITS, 32 + 2 * BITS] {
        let mut starts = [0_u32; 1 << BITS];
        for &number in &numbers {
            starts.get_mut(digit(number, shift)).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += std::mem::replace(start, sum);
        }
        for &number in &numbers {
            if let Some(start) = starts.get_mut(digit(number, shift))
                && let Some(free) = sorted.get_mut(*start as usize)
            {
                *free = number;
                *start += 1;
            }
        }
        std::mem::swap(&mut numbers, &mut sorted);
    }
    numbers
}

impl Rule {
    /// A bit for each of its keys.
    pub fn mask(&self) -> u64 {
        self.keys.iter().fold(0, |mask, key| mask | 1 << key)
    }

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
