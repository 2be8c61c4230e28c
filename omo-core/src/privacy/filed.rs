//! Records filed by whom they are about.

use crate::model::{Identifier, IdentifierKind};
use crate::once::Once;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// Records of each identifier, each once: the same whatever order they came in.
#[derive(Debug, Clone)]
pub(super) struct Filed<T> {
    /// Kind and value of everyone.
    known: Vocabulary,
    records: Vec<Once<T>>,
}

impl<T> Default for Filed<T> {
    fn default() -> Self {
        Self { known: Vocabulary::default(), records: Vec::new() }
    }
}

impl<T: Ord> Filed<T> {
    pub fn add(&mut self, identifier: &Identifier, record: T) {
        let place = self.known.intern(&key(identifier)) as usize;
        if place == self.records.len() {
            self.records.push(Once::default());
        }
        if let Some(records) = self.records.get_mut(place) {
            records.add(record);
        }
    }

    /// The records of one identifier, the least first.
    pub fn of(&self, identifier: &Identifier) -> Vec<&T> {
        let place = self.known.get(&key(identifier));
        place.and_then(|place| self.records.get(place as usize)).map(Once::in_order).unwrap_or_default()
    }

    /// The records of some identifiers, in order of these.
    pub fn of_all<'i>(&self, identifiers: &'i [Identifier]) -> Vec<(&'i Identifier, &T)> {
        let mut asked: Vec<&Identifier> = identifiers.iter().collect();
        asked.put_in_order();
        asked.dedup();
        let mut records = Vec::new();
        for identifier in asked {
            records.extend(self.of(identifier).into_iter().map(|record| (identifier, record)));
        }
        records
    }

    /// All records, in order of identifiers.
    pub fn in_order(&self) -> Vec<(Identifier, Vec<&T>)> {
        let all = self.known.iter().zip(&self.records);
        let mut all: Vec<_> =
            all.filter_map(|(key, records)| Some((identifier(key)?, records.in_order()))).collect();
        all.put_in_order_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// All records, in no order, one that is filed twice twice.
    #[cfg(feature = "offers")]
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.records.iter().flat_map(Once::in_order)
    }

    pub fn len(&self) -> usize {
        self.records.iter().map(|records| records.in_order().len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The same without the records of these identifiers; `kept` makes what stays of each other record. Nothing of
    /// the texts of those who went is in it.
    pub fn without(&self, identifiers: &[Identifier], kept: impl Fn(&T) -> T) -> Self {
        let gone: Vec<String> = identifiers.iter().map(key).collect();
        let mut rest = Self::default();
        for (key, records) in self.known.iter().zip(&self.records) {
            if !gone.iter().any(|gone| gone == key) {
                rest.known.intern(key);
                let mut staying = Once::default();
                records.in_order().into_iter().for_each(|record| staying.add(kept(record)));
                rest.records.push(staying);
            }
        }
        rest
    }
}

/// An identifier as one text; no kind's name has a colon.
pub(super) fn key(identifier: &Identifier) -> String {
    [identifier.kind().name(), ":", identifier.value()].concat()
}

/// The identifier of a [`key`].
fn identifier(key: &str) -> Option<Identifier> {
    let (kind, value) = key.split_once(':')?;
    Some(Identifier::canonical(kind.parse::<IdentifierKind>().ok()?, value))
}
