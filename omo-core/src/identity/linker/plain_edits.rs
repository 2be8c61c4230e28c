//! Letters to insert, delete or replace, without swaps.

use super::likeness::LONGEST;

/// Letters to insert, delete or replace to turn one text into the other, looked at up to the 64th letter.
///
/// Source: Levenshtein 1966, Binary codes capable of correcting deletions, insertions, and reversals; a column of the table
/// in the bits of a word (Myers 1999, A fast bit-vector algorithm for approximate string matching).
pub fn levenshtein(a: &[u16], b: &[u16]) -> usize {
    let (a, b) = (a.get(..LONGEST).unwrap_or(a), b.get(..LONGEST).unwrap_or(b));
    if a.is_empty() {
        return b.len();
    }
    let last = 1_u64 << (a.len() - 1);
    let (mut more, mut less) = (u64::MAX, 0_u64);
    let mut edits = a.len();
    for letter in b {
        let places = a.iter().enumerate();
        let same = places.fold(0, |places, (at, other)| places | u64::from(other == letter) << at);
        let diagonal = ((same & more).wrapping_add(more) ^ more) | same | less;
        let up = less | !(diagonal | more);
        let down = diagonal & more;
        edits += usize::from(up & last != 0);
        edits -= usize::from(down & last != 0);
        let up = up << 1 | 1;
        more = down << 1 | !(diagonal | up);
        less = up & diagonal;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    /// By the table of the definition.
    fn by_table(a: &[u16], b: &[u16]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], i + 1);
            for (j, y) in b.iter().enumerate() {
                let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                diagonal = std::mem::replace(&mut row[j + 1], best);
            }
        }
        row[b.len()]
    }

    #[test]
    fn a_swap_is_two_edits() {
        assert_eq!(levenshtein(&letters("kitten"), &letters("sitting")), 3);
        assert_eq!(levenshtein(&letters("ca"), &letters("ac")), 2);
        assert_eq!(levenshtein(&letters(""), &letters("abc")), 3);
        assert_eq!(levenshtein(&letters("山田花子"), &letters("山田花枝")), 1);
    }

    proptest! {
        /// Edits by bits are edits by the table.
        #[test]
        fn edits_are_those_of_the_table(a in "[a-cあ]{0,70}", b in "[a-cあ]{0,70}") {
            let (a, b) = (letters(&a), letters(&b));
            let start = |text: &[u16]| text[..text.len().min(LONGEST)].to_vec();
            prop_assert_eq!(levenshtein(&a, &b), by_table(&start(&a), &start(&b)));
        }
    }
}
