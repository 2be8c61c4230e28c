//! A phone number's digits, for comparisons looser than equality.

use super::plain;
use crate::Identifier;

/// A phone number that says something.
///
/// ```
/// use omo_core::identity::normal::Phone;
/// let phone = Phone::read("０９０-１２３４-５６７０ (内線 12)").unwrap();
/// assert_eq!(phone.national(), "9012345670");
/// assert!(phone.ends_like(&Phone::read("12345670").unwrap(), 8));
/// assert_eq!(Phone::read("000-0000-0000"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as [`Identifier::phone`] does, once an extension is cut off; `None` where that refuses it or knows it
    /// for a placeholder.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = plain(text);
        let end =
            text.find("内線").or_else(|| text.find("ext")).or_else(|| text.find('x')).unwrap_or(text.len());
        let number = text.get(..end)?.trim_end_matches([' ', '(', '/', ',', '、']);
        let number = number.strip_prefix("tel").unwrap_or(number).trim_start_matches([':', '.', ' ']);
        let number = Identifier::phone(number).ok().filter(|number| !number.is_placeholder())?;
        Some(Self(number.value().into()))
    }

    /// The number in international form, as an [`Identifier`] has it.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0
    }

    /// The digits that tell one subscriber from another inside a country: without +81 and the 0 in front. A number abroad
    /// keeps its country's digits, because their count differs by country.
    #[must_use]
    pub fn national(&self) -> &str {
        self.0.strip_prefix("+81").or_else(|| self.0.strip_prefix('+')).unwrap_or(&self.0)
    }

    /// Whether it is a Japanese number of a mobile (060, 070, 080, 090), which one person carries as a rule.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        self.0.strip_prefix("+81").is_some_and(|national| {
            national.len() == 10
                && ["60", "70", "80", "90"].iter().any(|&prefix| national.starts_with(prefix))
        })
    }

    /// The last `count` digits; all there are, where there are fewer.
    #[must_use]
    pub fn last(&self, count: usize) -> &str {
        let national = self.national();
        national.get(national.len().saturating_sub(count)..).unwrap_or_default()
    }

    /// Whether the last `count` digits are the same and both have so many: one may lack its area code.
    #[must_use]
    pub fn ends_like(&self, other: &Self, count: usize) -> bool {
        self.last(count).len() == count && self.last(count) == other.last(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_number_are_one() {
        for text in [
            "03(1234)5670",
            "+81-3-1234-5670",
            "TEL: 03-1234-5670",
            "０３ー１２３４ー５６７０",
            "03-1234-5670 ext.9",
        ] {
            assert_eq!(Phone::read(text).unwrap().national(), "312345670", "{text}");
        }
        assert!(!Phone::read("03-1234-5670").unwrap().is_mobile());
        assert!(Phone::read("080-1234-5670").unwrap().is_mobile());
        assert_eq!(Phone::read("+44 20 7946 0958").unwrap().national(), "442079460958");
    }

    proptest! {
        /// A number as kept is read as itself.
        #[test]
        fn reading_is_idempotent(text in "[+]?[0-9 -]{6,18}") {
            if let Some(phone) = Phone::read(&text) {
                prop_assert_eq!(Phone::read(phone.key()), Some(phone));
            }
        }

        /// What ends like something in more digits does so in fewer.
        #[test]
        fn fewer_digits_agree_sooner(a in "0[1-9]{9}", b in "0[1-9]{9}", count in 1_usize..9) {
            if let (Some(a), Some(b)) = (Phone::read(&a), Phone::read(&b)) {
                prop_assert!(a.ends_like(&a, count));
                prop_assert!(!a.ends_like(&b, count + 1) || a.ends_like(&b, count));
            }
        }
    }
}
