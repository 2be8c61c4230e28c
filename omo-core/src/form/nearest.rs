//! What somebody may have meant.

use crate::lower::lowercase;

/// The word nearest to `text` by edits, if one is near.
pub(crate) fn nearest<'a>(text: &str, words: &[&'a str]) -> Option<&'a str> {
    let text = lowercase(&text.chars().take(40).collect::<String>());
    let (edits, word) = words.iter().map(|word| (edits(&text, word), *word)).min()?;
    (edits <= 1 + word.len() / 3).then_some(word)
}

/// Letters to insert, delete or replace to turn one text into the other (Levenshtein 1966).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut above_left = i;
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let best = (above_left + usize::from(x != *y)).min(*cell + 1).min(left + 1);
            above_left = *cell;
            *cell = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: the usual example of the literature, kitten and sitting.
    #[test]
    fn edits_are_those_of_levenshtein() {
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("abc", "abc"), 0);
    }
}
