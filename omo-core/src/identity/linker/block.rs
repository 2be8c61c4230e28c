//! Which pairs are worth comparing: rows that agree in some key.

use super::ColumnKind;
use super::model::Comparison;
use super::records::EMPTY;
use crate::order::Order;
use crate::random::mix;
use crate::vocabulary::Vocabulary;

/// A value, or part of one, by which rows may be put together.
#[derive(Debug, Clone)]
pub struct Key {
    pub name: String,
    /// The comparison it comes from.
    pub column: usize,
    /// Whether it is the whole value.
    pub whole: bool,
    /// The number of each row's key, or [`EMPTY`].
    pub cells: Vec<u32>,
}

/// Keys that two rows must share.
#[derive(Debug, Clone)]
pub struct Rule {
    pub keys: Vec<usize>,
    /// How many pairs of rows share them.
    pub pairs: f64,
}

/// No rule makes a row meet more rows than this: what so many share tells nobody apart.
pub const LARGEST: usize = 2000;

/// The keys of all comparisons.
pub fn keys(comparisons: &[Comparison]) -> Vec<Key> {
    let mut keys = Vec::new();
    for (column, comparison) in comparisons.iter().enumerate() {
        let name = &comparison.name;
        keys.push(Key { name: name.clone(), column, whole: true, cells: comparison.values.cells.clone() });
        let mut part = |what: &str, cut: &dyn Fn(&[char]) -> Option<String>| {
            let mut texts = Vocabulary::default();
            let of: Vec<u32> = comparison
                .values
                .letters
                .iter()
                .map(|letters| cut(letters).map_or(EMPTY, |text| texts.intern(&text)))
                .collect();
            let cells = comparison.values.cells.iter();
            let cells = cells.map(|&cell| of.get(cell as usize).copied().unwrap_or(EMPTY)).collect();
            keys.push(Key { name: format!("{name} ({what})"), column, whole: false, cells });
        };
        let start =
            |letters: &[char], count: usize| letters.get(..count).map(|some| some.iter().collect::<String>());
        let end = |letters: &[char], count: usize| {
            let from = letters.len().checked_sub(count)?;
            letters.get(from..).map(|some| some.iter().collect::<String>())
        };
        match comparison.kind {
            ColumnKind::GivenName | ColumnKind::GivenKana => {
                part("2 letters", &|l| start(l, 2));
                part("3 letters", &|l| start(l, 3));
            }
            ColumnKind::FamilyName | ColumnKind::FamilyKana => {
                part("2 letters", &|l| start(l, 2));
                part("4 letters", &|l| start(l, 4));
            }
            ColumnKind::FullName | ColumnKind::FullKana | ColumnKind::Text | ColumnKind::Address => {
                part("5 letters", &|l| start(l, 5));
                part("last word", &|l| l.rsplit(|c| *c == ' ').next().map(|word| word.iter().collect()));
            }
            ColumnKind::Date => {
                part("year", &|l| start(l, 4));
                part("month and day", &|l| end(l, 4));
            }
            ColumnKind::Postcode => part("3 letters", &|l| start(l, 3)),
            ColumnKind::Email => {
                part("name", &|l| l.split(|c| *c == '@').next().map(|name| name.iter().collect()));
                part("5 letters", &|l| start(l, 5));
            }
            ColumnKind::Phone | ColumnKind::Number => part("last 6", &|l| end(l, 6)),
            ColumnKind::Category | ColumnKind::Ignore => {}
        }
    }
    // A mask has room for so many.
    keys.truncate(64);
    keys
}

/// The keys of all rows, those of one row side by side.
pub struct Agreement {
    width: usize,
    cells: Vec<u32>,
}

impl Agreement {
    pub fn new(keys: &[Key], rows: u32) -> Self {
        let of = |row: usize| keys.iter().map(move |key| key.cells.get(row).copied().unwrap_or(EMPTY));
        Self { width: keys.len(), cells: (0..rows as usize).flat_map(of).collect() }
    }

    /// A bit for each key that two rows share.
    pub fn of(&self, a: u32, b: u32) -> u64 {
        let row = |row: u32| self.cells.get(row as usize * self.width..).unwrap_or_default();
        let pairs = row(a).iter().zip(row(b)).take(self.width).enumerate();
        pairs.fold(0, |mask, (at, (x, y))| mask | u64::from(x == y && *x != EMPTY) << at)
    }
}

impl Rule {
    /// A bit for each of its keys.
    pub fn mask(&self) -> u64 {
        self.keys.iter().fold(0, |mask, key| mask | 1 << key)
    }
}

/// One number for all keys of a row; none where one of them is empty.
pub fn mixed(keys: &[Key], rule: &[usize], row: usize) -> Option<u64> {
    let mut mixed = 0_u64;
    for &key in rule {
        let cell = keys.get(key)?.cells.get(row).copied().filter(|&cell| cell != EMPTY)?;
        mixed = mix(mixed ^ u64::from(cell).wrapping_add(0x9e37_79b9));
    }
    Some(mixed)
}

/// Rows by their key, rows of one key together.
pub fn sorted(keys: &[Key], rule: &[usize], rows: &[u32]) -> Vec<(u64, u32)> {
    let mut sorted: Vec<(u64, u32)> =
        rows.iter().filter_map(|&row| Some((mixed(keys, rule, row as usize)?, row))).collect();
    sorted.put_in_order();
    sorted
}

/// Rules that may pay, with how many pairs they make among `rows`, a sample of one in `share`.
pub fn candidates(
    keys: &[Key],
    comparisons: &[Comparison],
    rows: &[u32],
    most: f64,
    share: f64,
) -> Vec<Rule> {
    let mut rules: Vec<Vec<usize>> =
        (0..keys.len()).filter(|&key| keys.get(key).is_some_and(|k| k.whole)).map(|key| vec![key]).collect();
    let column = |key: usize| keys.get(key).map_or(usize::MAX, |key| key.column);
    for a in 0..keys.len() {
        for b in a + 1..keys.len() {
            if column(a) != column(b) {
                rules.push(vec![a, b]);
            }
        }
    }
    // Three beginnings together, where two are too many.
    let part = |kind: ColumnKind, name: &str| {
        keys.iter().position(|key| {
            comparisons.get(key.column).is_some_and(|c| c.kind == kind) && key.name.ends_with(name)
        })
    };
    let weak = [
        part(ColumnKind::GivenName, "(2 letters)"),
        part(ColumnKind::FamilyName, "(2 letters)"),
        part(ColumnKind::Date, "(year)"),
        part(ColumnKind::Postcode, "(3 letters)"),
        part(ColumnKind::Date, "(month and day)"),
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
        .filter(|&key| comparisons.get(column(key)).is_some_and(|c| c.kind == ColumnKind::Category))
        .collect();
    for &a in &categories {
        for b in 0..keys.len() {
            for c in b + 1..keys.len() {
                let whole = |key: usize| keys.get(key).is_some_and(|key| key.whole);
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
    rules.truncate(400);
    let count = |rule: Vec<usize>| {
        let rows = sorted(keys, &rule, rows);
        let pairs: f64 = rows.chunk_by(|a, b| a.0 == b.0).map(|run| pairs_of(run.len())).sum();
        Rule { keys: rule, pairs: pairs * share * share }
    };
    rules.into_iter().map(count).filter(|rule| rule.pairs > 0.0 && rule.pairs <= most).collect()
}

/// How many pairs a block makes; none where it is too large.
#[expect(clippy::cast_precision_loss, reason = "at most two thousand")]
pub fn pairs_of(rows: usize) -> f64 {
    if rows > LARGEST { 0.0 } else { rows as f64 * (rows as f64 - 1.0) / 2.0 }
}
