//! Which filters of two sides are one person's.

use serde::Serialize;

use super::encode::Clks;
use super::filter::{Clk, WORDS, dice_of};
use crate::order::Order;
use crate::{Error, form};

/// How [`link`] pairs filters.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LinkOptions {
    /// The least likeness of a pair, above 0 and at most 1.
    pub least: f64,
    /// Whether each record is in one pair at most, the most alike first; for sides that have nobody twice.
    pub one_to_one: bool,
}

form::options!(LinkOptions { least, one_to_one });

impl Default for LinkOptions {
    fn default() -> Self {
        Self { least: 0.8, one_to_one: true }
    }
}

/// Two records whose filters are alike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClkPair {
    /// The row on one side.
    pub a: u32,
    /// The row on the other.
    pub b: u32,
    /// How alike they are, from 0 to 1.
    pub dice: f64,
}

/// Finds pairs of filters that are alike, the most alike first; of equals those with the lower ids.
///
/// All pairs are looked at whose counts of bits allow the likeness, so time grows with the product of both sides.
///
/// # Errors
///
/// [`Error::Option`] for a least likeness that is none, [`Error::Column`] when one side is folded and the other is not.
pub fn link(a: &Clks, b: &Clks, options: &LinkOptions) -> Result<Vec<ClkPair>, Error> {
    if !(options.least > 0.0 && options.least <= 1.0) {
        return Err(Error::option("least", "above 0 and at most 1", &options.least));
    }
    let bits = |side: &Clks| side.filters.first().map(Clk::bits);
    if let (Some(ours), Some(theirs)) = (bits(a), bits(b))
        && ours != theirs
    {
        let must = format!("as long on both sides: {ours} bits, got {theirs}");
        return Err(Error::Column { column: "clk".into(), must });
    }
    let (ours, theirs) = (sorted(a), sorted(b));
    let needs = Needs::new(options.least, bits(a).unwrap_or_default());
    let mut pairs = Vec::new();
    // A tile of one side stays in the fastest memory while the other passes by.
    for tile in theirs.chunks(TILE) {
        let (Some(fewest), Some(most)) = (tile.first(), tile.last()) else { continue };
        for one in &ours {
            if needs.allows(one.ones, fewest.ones, most.ones) {
                compare(one, tile, &needs, &mut pairs);
            }
        }
    }
    let ranks = (ranks(a), ranks(b));
    let rank = |ranks: &[u32], row: u32| ranks.get(row as usize).copied().unwrap_or(u32::MAX);
    let ids = |pair: &ClkPair| (rank(&ranks.0, pair.a), rank(&ranks.1, pair.b));
    pairs.put_in_order_by(|x, y| y.dice.total_cmp(&x.dice).then_with(|| ids(x).cmp(&ids(y))));
    if options.one_to_one {
        let (mut ours, mut theirs) = (vec![true; a.filters.len()], vec![true; b.filters.len()]);
        pairs.retain(|pair| {
            let (Some(x), Some(y)) = (ours.get_mut(pair.a as usize), theirs.get_mut(pair.b as usize)) else {
                return false;
            };
            let free = *x && *y;
            if free {
                (*x, *y) = (false, false);
            }
            free
        });
    }
    Ok(pairs)
}

/// For each row, how many ids come before its own.
fn ranks(side: &Clks) -> Vec<u32> {
    let mut rows: Vec<u32> = (0..).zip(&side.filters).map(|(row, _)| row).collect();
    rows.put_in_order_by(|&x, &y| side.id(x).cmp(&side.id(y)));
    let mut ranks = vec![0; rows.len()];
    for (rank, row) in (0..).zip(rows) {
        ranks.get_mut(row as usize).into_iter().for_each(|place| *place = rank);
    }
    ranks
}

/// So many filters, of 160 bytes each, fit the fastest memory beside others.
const TILE: usize = 64;

/// A filter with its counts.
struct Counted {
    words: [u64; WORDS],
    row: u32,
    ones: u32,
    /// Ones of the second half.
    later: u32,
}

/// The filters with fewest ones first; those without any are like none.
fn sorted(side: &Clks) -> Vec<Counted> {
    let counted = |(row, filter): (u32, &Clk)| Counted {
        words: *filter.words(),
        row,
        ones: filter.ones(),
        later: filter.words().iter().skip(WORDS / 2).map(|word| word.count_ones()).sum(),
    };
    let mut all: Vec<Counted> =
        (0..).zip(&side.filters).map(counted).filter(|counted| counted.ones > 0).collect();
    all.put_in_order_by_key(|counted| counted.ones);
    all
}

/// How many bits two filters must share, by the ones in both.
struct Needs(Vec<u32>);

impl Needs {
    fn new(least: f64, bits: u32) -> Self {
        // Counted up, because rounding a product could miss by one.
        let mut shared = 0;
        let need = |both: u32| {
            while dice_of(shared, both) < least && shared <= both {
                shared += 1;
            }
            shared
        };
        Self((0..=bits * 2).map(need).collect())
    }

    fn of(&self, both: u32) -> u32 {
        self.0.get(both as usize).copied().unwrap_or(u32::MAX)
    }

    /// Whether filters of `fewest` to `most` ones can share enough with one of `ones`: no more than the smaller has.
    fn allows(&self, ones: u32, fewest: u32, most: u32) -> bool {
        let near = ones.clamp(fewest, most);
        self.of(ones + near) <= ones.min(near)
    }
}

fn compare(one: &Counted, tile: &[Counted], needs: &Needs, pairs: &mut Vec<ClkPair>) {
    let (first, second) = one.words.split_at(WORDS / 2);
    for other in tile {
        let both = one.ones + other.ones;
        let need = needs.of(both);
        let (others_first, others_second) = other.words.split_at(WORDS / 2);
        let early = shared(first, others_first);
        // What is left can add no more than the lesser of both has.
        if early + one.later.min(other.later) < need {
            continue;
        }
        let all = early + shared(second, others_second);
        if all >= need {
            pairs.push(ClkPair { a: one.row, b: other.row, dice: dice_of(all, both) });
        }
    }
}

fn shared(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}
