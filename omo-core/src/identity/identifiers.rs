//! The dictionary of identifiers: each one a dense number.

use super::evidence::tier;
use crate::vocabulary::Vocabulary;
use crate::{Identifier, IdentifierKind};

/// Set in a mark beside the kind when the value is a placeholder.
const PLACEHOLDER: u8 = 1 << 7;

/// In the place of a kind: records that look like one person's.
const ALIKE: u8 = 9;

/// Gives each identifier a dense number, in order of first sight, and the identifier back.
///
/// Kind and value together are the key, so a cookie and a device of the same text stay two. An identifier
/// costs its bytes plus about 18.
///
/// ```
/// use omo_core::{Identifier, IdentifierKind, identity::Identifiers};
/// let mut identifiers = Identifiers::default();
/// let phone = Identifier::phone("090-1234-5670")?;
/// assert_eq!(identifiers.intern(&phone), 0);
/// assert_eq!(identifiers.intern(&phone), 0);
/// assert_eq!(identifiers.kind(0), Some(IdentifierKind::Phone));
/// assert_eq!(identifiers.value(0), Some("+819012345670"));
/// assert_eq!(identifiers.identifier(0), Some(phone));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Identifiers {
    /// A letter for the kind, then the value.
    keys: Vocabulary,
    /// The place of each one's kind in [`IdentifierKind::ALL`], and whether it is a placeholder.
    marks: Vec<u8>,
    /// Where a key is put together: known identifiers cost no allocation.
    key: String,
}

impl Identifiers {
    /// How many identifiers it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether it knows none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The number of `identifier`, a new one if it was never seen.
    ///
    /// Past four billion identifiers or four gigabytes of them the number is `u32::MAX`, which none has.
    pub fn intern(&mut self, identifier: &Identifier) -> u32 {
        write_key(&mut self.key, identifier);
        let number = self.keys.intern(&self.key);
        if number as usize == self.marks.len() {
            // Asked once here, so that nobody reads values for it later.
            let placeholder = if identifier.is_placeholder() { PLACEHOLDER } else { 0 };
            self.marks.push(place(identifier.kind()) | placeholder);
        }
        number
    }

    /// The number of a group of records that look like one person's, by any name: evidence that whoever compares records has,
    /// and that is no identifier. Touchpoints show it as they show identifiers; it is the least trusted of all.
    pub fn intern_alike(&mut self, group: &str) -> u32 {
        self.key.clear();
        self.key.push(char::from(b'a' + ALIKE));
        self.key.push_str(group);
        let number = self.keys.intern(&self.key);
        if number as usize == self.marks.len() {
            self.marks.push(ALIKE);
        }
        number
    }

    /// How far the number is trusted, the most trusted first.
    pub(super) fn tier(&self, number: u32) -> Option<u8> {
        ((number as usize) < self.marks.len()).then(|| self.kind(number).map_or(ALIKE, tier))
    }

    /// The number of `identifier`, if it was seen.
    #[must_use]
    pub fn get(&self, identifier: &Identifier) -> Option<u32> {
        let mut key = String::with_capacity(identifier.value().len() + 1);
        write_key(&mut key, identifier);
        self.keys.get(&key)
    }

    /// The identifier of `number`.
    #[must_use]
    pub fn identifier(&self, number: u32) -> Option<Identifier> {
        let value = self.value(number)?;
        Some(Identifier::canonical(self.kind(number)?, value))
    }

    /// The kind of identifier `number`; none for a [group of records](Self::intern_alike).
    #[must_use]
    pub fn kind(&self, number: u32) -> Option<IdentifierKind> {
        let mark = self.marks.get(number as usize)?;
        IdentifierKind::ALL.get(usize::from(mark & !PLACEHOLDER)).copied()
    }

    /// The value of identifier `number`, in its canonical spelling.
    #[must_use]
    pub fn value(&self, number: u32) -> Option<&str> {
        self.keys.text(number)?.get(1..)
    }

    /// Who gave identifier `number` out, for a member id written `issuer:number`.
    #[must_use]
    pub fn issuer(&self, number: u32) -> Option<&str> {
        match self.kind(number)? {
            IdentifierKind::MemberId => self.value(number)?.split_once(':').map(|(issuer, _)| issuer),
            _ => None,
        }
    }

    /// Whether identifier `number` is what people type when they have nothing to say; see
    /// [`Identifier::is_placeholder`].
    #[must_use]
    pub fn is_placeholder(&self, number: u32) -> bool {
        self.marks.get(number as usize).is_some_and(|mark| mark & PLACEHOLDER != 0)
    }

    /// Bytes held on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.keys.heap_bytes() + self.marks.capacity() + self.key.capacity()
    }
}

/// The place of `kind` in [`IdentifierKind::ALL`].
fn place(kind: IdentifierKind) -> u8 {
    // The enum lists its kinds in the order of `ALL`; a test holds it to that.
    kind as u8
}

/// Puts the key of `identifier` into `key`.
fn write_key(key: &mut String, identifier: &Identifier) {
    key.clear();
    key.push(char::from(b'a' + place(identifier.kind())));
    key.push_str(identifier.value());
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kinds_lie_in_the_order_of_all() {
        for (index, kind) in IdentifierKind::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(place(kind)), index);
        }
        assert_eq!(usize::from(ALIKE), IdentifierKind::ALL.len());
    }

    #[test]
    fn the_same_text_of_two_kinds_is_two_identifiers() {
        let mut identifiers = Identifiers::default();
        let cookie = Identifier::read(IdentifierKind::Cookie, "x-1").unwrap();
        let device = Identifier::read(IdentifierKind::Device, "x-1").unwrap();
        assert_eq!((identifiers.intern(&cookie), identifiers.intern(&device)), (0, 1));
        assert_eq!((identifiers.get(&cookie), identifiers.get(&device)), (Some(0), Some(1)));
        assert_eq!(identifiers.len(), 2);
    }

    #[test]
    fn a_group_of_records_is_no_identifier() {
        let mut identifiers = Identifiers::default();
        let cookie = identifiers.intern(&Identifier::read(IdentifierKind::Cookie, "7").unwrap());
        let group = identifiers.intern_alike("7");
        assert_eq!((cookie, group, identifiers.intern_alike("7"), identifiers.len()), (0, 1, 1, 2));
        assert_eq!((identifiers.kind(group), identifiers.identifier(group)), (None, None));
        assert_eq!((identifiers.tier(group), identifiers.tier(2)), (Some(ALIKE), None));
        assert!(!identifiers.is_placeholder(group) && identifiers.issuer(group).is_none());
    }

    #[test]
    fn issuers_and_placeholders_are_told() {
        let mut identifiers = Identifiers::default();
        let mut intern = |kind, text| identifiers.intern(&Identifier::read(kind, text).unwrap());
        let card = intern(IdentifierKind::MemberId, "card:7");
        let bare = intern(IdentifierKind::MemberId, "7");
        let nobody = intern(IdentifierKind::Phone, "000-0000-0000");
        assert_eq!((identifiers.issuer(card), identifiers.issuer(bare)), (Some("card"), None));
        assert_eq!((identifiers.issuer(nobody), identifiers.issuer(99)), (None, None));
        assert!(identifiers.is_placeholder(nobody) && !identifiers.is_placeholder(card));
    }

    proptest! {
        /// Every identifier gets one number, and the number gives the identifier back.
        #[test]
        fn numbers_and_identifiers_are_one_to_one(
            texts in proptest::collection::vec((0_usize..9, "[a-c]{1,2}"), 0..100),
        ) {
            let mut identifiers = Identifiers::default();
            for (kind, text) in texts {
                if let Ok(identifier) = Identifier::read(IdentifierKind::ALL[kind], &text) {
                    prop_assert_eq!(identifiers.get(&identifier).is_none(), {
                        let before = identifiers.len();
                        identifiers.intern(&identifier);
                        identifiers.len() > before
                    });
                    let number = identifiers.get(&identifier).unwrap();
                    prop_assert_eq!(identifiers.identifier(number), Some(identifier));
                }
            }
            prop_assert_eq!(identifiers.value(u32::MAX), None);
        }
    }
}
