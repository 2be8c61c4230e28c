//! How alike two short texts are.

/// Texts longer than this are compared by their beginnings.
pub const LONGEST: usize = 64;

/// The Jaro similarity with Winkler's bonus of a tenth for each of up to four equal first letters, from 0 to 1.
///
/// Source: Winkler 1990, String Comparator Metrics and Enhanced Decision Rules.
pub fn jaro_winkler(a: &[char], b: &[char]) -> f64 {
    let jaro = jaro(a, b);
    if jaro <= 0.7 {
        return jaro;
    }
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    #[expect(clippy::cast_precision_loss, reason = "at most four")]
    let bonus = prefix as f64 * 0.1 * (1.0 - jaro);
    jaro + bonus
}

fn jaro(a: &[char], b: &[char]) -> f64 {
    let (a, b) = (a.get(..LONGEST).unwrap_or(a), b.get(..LONGEST).unwrap_or(b));
    if a.is_empty() || b.is_empty() {
        return if a.len() == b.len() { 1.0 } else { 0.0 };
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    // A bit for each letter that found its like.
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    for (i, x) in a.iter().enumerate() {
        let start = i.saturating_sub(reach);
        for (j, y) in b.iter().enumerate().skip(start).take(i + reach + 1 - start) {
            if x == y && of_b & (1 << j) == 0 {
                of_a |= 1 << i;
                of_b |= 1 << j;
                break;
            }
        }
    }
    let found = of_a.count_ones();
    if found == 0 {
        return 0.0;
    }
    let of = |text: &[char], bits: u64| -> Vec<char> {
        text.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0).map(|(_, c)| *c).collect()
    };
    let swapped = of(a, of_a).into_iter().zip(of(b, of_b)).filter(|(x, y)| x != y).count();
    #[expect(clippy::cast_precision_loss, reason = "at most 64")]
    let (la, lb, swapped) = (a.len() as f64, b.len() as f64, (swapped / 2) as f64);
    let found = f64::from(found);
    (found / la + found / lb + (found - swapped) / found) / 3.0
}

/// Letters to insert, delete, replace, or swap with their neighbour, to turn one text into the other; no more than
/// `most` + 1 is told apart.
///
/// The optimal string alignment distance (Damerau 1964; no part is edited twice).
pub fn edits(a: &[char], b: &[char], most: usize) -> usize {
    let (a, b) = (a.get(..LONGEST).unwrap_or(a), b.get(..LONGEST).unwrap_or(b));
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        let mut left = i + 1;
        let mut left_letter = None;
        for (j, &y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&above, j) + usize::from(x != y)).min(at(&above, j + 1) + 1).min(left + 1);
            if j > 0 && last == Some(y) && left_letter == Some(x) {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
            left = best;
            left_letter = Some(y);
        }
        if row.iter().all(|&edits| edits > most) {
            return most + 1;
        }
        before = std::mem::replace(&mut above, row);
        last = Some(x);
    }
    above.last().copied().unwrap_or_default().min(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn letters(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// The pairs of Winkler's paper (1990, table 6), to three places as printed there.
    #[test]
    fn the_published_examples() {
        for (a, b, expected) in [
            ("shackleford", "shackelford", 0.982),
            ("dunningham", "cunnigham", 0.896),
            ("nichleson", "nichulson", 0.956),
            ("jones", "johnson", 0.832),
            ("massey", "massie", 0.933),
            ("abroms", "abrams", 0.922),
            ("martha", "marhta", 0.961),
            ("dwayne", "duane", 0.840),
        ] {
            let got = jaro_winkler(&letters(a), &letters(b));
            assert!((got - expected).abs() < 0.0006, "{a} {b} {got}");
        }
    }

    #[test]
    fn edits_by_hand() {
        for (a, b, expected) in [
            ("kitten", "sitting", 3),
            ("ca", "ac", 1),
            ("", "abc", 3),
            ("19870101", "19870110", 1),
            ("ca", "abc", 3),
        ] {
            assert_eq!(edits(&letters(a), &letters(b), 5), expected, "{a} {b}");
            assert_eq!(edits(&letters(b), &letters(a), 5), expected, "{a} {b}");
        }
        assert_eq!(edits(&letters("kitten"), &letters("sitting"), 1), 2);
    }

    proptest! {
        /// Likeness is the same both ways, from 0 to 1, and 1 for equals.
        #[test]
        fn likeness_is_symmetric(a in "[a-dあい]{0,12}", b in "[a-dあい]{0,12}") {
            let (a, b) = (letters(&a), letters(&b));
            let likeness = jaro_winkler(&a, &b);
            prop_assert!((0.0..=1.0).contains(&likeness));
            prop_assert_eq!(jaro_winkler(&a, &a), 1.0);
            prop_assert_eq!(edits(&a, &b, 20), edits(&b, &a, 20));
            prop_assert_eq!(edits(&a, &b, 20) == 0, a == b);
            prop_assert_eq!(edits(&a, &b, 2), edits(&a, &b, 20).min(3));
        }
    }
}
