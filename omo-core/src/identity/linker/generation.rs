//! Which of a family's people of one name somebody is: Jr., Senior, III.

/// The generation that a name tells, counted from the eldest; of names spelled out, in small letters without points.
pub fn generation(name: &[u16]) -> Option<u8> {
    let blank = u16::from(b' ');
    if !name.contains(&blank) {
        return None;
    }
    let is = |word: &[u16], text: &str| word.iter().copied().eq(text.encode_utf16());
    let of = |word: &[u16]| TOLD.iter().find(|(_, told)| told.iter().any(|told| is(word, told)));
    // The first word is a name, whatever it looks like; one letter is as likely an initial unless it stands last.
    let words = || <[u16]>::split(name, |letter| *letter == blank).skip(1);
    let last = words().last().filter(|word| is(word, "i")).map(|_| 1);
    words().find_map(of).map(|(generation, _)| *generation).or(last)
}

const TOLD: [(u8, &[&str]); 4] =
    [(1, &["sr", "senior"]), (2, &["jr", "junior", "ii", "2nd"]), (3, &["iii", "3rd"]), (4, &["iv", "4th"])];

/// Whether two names are of two generations, and so of two people.
pub fn apart(name: &[u16], other: &[u16]) -> bool {
    generation(name).is_some_and(|one| generation(other).is_some_and(|other| one != other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn father_and_son_are_two() {
        let apart = |name: &str, other: &str| {
            let [name, other] = [name, other].map(|name| name.encode_utf16().collect::<Vec<_>>());
            apart(&name, &other)
        };
        assert!(apart("dobbins senior", "dobbins jr"));
        assert!(apart("morris i", "morris ii"));
        assert!(apart("smith jr robert", "robert smith 3rd"));
        // Told of one alone, or the same in other words.
        assert!(!apart("smith sr", "smith"));
        assert!(!apart("klein junior", "klein ii"));
        // A name and an initial.
        assert!(!apart("junior silva", "silva sr"));
        assert!(!apart("maria i santos", "maria santos ii"));
    }
}
