//! Touchpoints' identifiers in an order that hangs on the touchpoints alone.

use crate::order::Order;
use crate::sparse::Rows;
use crate::{Error, IdentifierKind};

use super::Identifiers;

/// All kinds, most trusted first: by trust, then as [`IdentifierKind::ALL`] has them.
pub(super) const TIERS: [IdentifierKind; 9] = [
    IdentifierKind::MemberId,
    IdentifierKind::Email,
    IdentifierKind::AppId,
    IdentifierKind::NameAddress,
    IdentifierKind::NamePhone,
    IdentifierKind::PaymentToken,
    IdentifierKind::Phone,
    IdentifierKind::Device,
    IdentifierKind::Cookie,
];

/// The place after these is that of records that look alike.
pub(super) const ALIKE: usize = TIERS.len();

/// The place of `kind` in [`TIERS`].
pub(super) fn tier(kind: IdentifierKind) -> u8 {
    match kind {
        IdentifierKind::MemberId => 0,
        IdentifierKind::Email => 1,
        IdentifierKind::AppId => 2,
        IdentifierKind::NameAddress => 3,
        IdentifierKind::NamePhone => 4,
        IdentifierKind::PaymentToken => 5,
        IdentifierKind::Phone => 6,
        IdentifierKind::Device => 7,
        IdentifierKind::Cookie => 8,
    }
}

/// No identifier, no touchpoint.
pub(super) const NONE: u32 = u32::MAX;

/// The value at `index`, and the type's zero outside.
pub(super) fn at<T: Copy + Default>(values: &[T], index: u32) -> T {
    values.get(index as usize).copied().unwrap_or_default()
}

/// Puts `value` at `index`.
pub(super) fn put<T>(values: &mut [T], index: u32, value: T) {
    if let Some(place) = values.get_mut(index as usize) {
        *place = value;
    }
}

/// What was seen, its identifiers renumbered in order of the touchpoint that first shows them, then of kind
/// and value.
///
/// Dense numbers follow the order in which facts arrived, and so must never break a tie. These follow the
/// facts: the smaller number is the older identifier, on every machine. They also lie in memory as they are
/// visited.
pub(super) struct Evidence {
    /// The dense number of each identifier that was seen.
    pub numbers: Vec<u32>,
    /// Its place in [`TIERS`], or [`ALIKE`].
    pub tiers: Vec<u8>,
    /// The identifiers of each touchpoint, each once, most trusted first, then oldest first.
    pub rows: Rows<u32>,
}

impl Evidence {
    /// What these rows show. `order` is room to work in, which holds [`NONE`] before and after: who asks often about few
    /// of many identifiers keeps it.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when a row holds a number that `identifiers` has not given out.
    pub(super) fn new<'a>(
        identifiers: &Identifiers,
        sightings: impl Iterator<Item = &'a [u32]>,
        order: &mut Vec<u32>,
    ) -> Result<Self, Error> {
        order.resize(identifiers.len(), NONE);
        let mut numbers = Vec::new();
        let mut tiers = Vec::new();
        let mut rows = Rows::default();
        let mut fresh = Vec::new();
        let mut row = Vec::new();
        for sighting in sightings {
            for &number in sighting {
                let place = order.get_mut(number as usize).ok_or(Error::Unknown { what: "identifier" })?;
                if *place == NONE {
                    *place = 0;
                    let tier = identifiers.tier(number).ok_or(Error::Unknown { what: "identifier" })?;
                    fresh.push((tier, number));
                }
            }
            fresh.put_in_order_by(|a, b| {
                a.0.cmp(&b.0).then_with(|| identifiers.value(a.1).cmp(&identifiers.value(b.1)))
            });
            for (tier, number) in fresh.drain(..) {
                // There are no more identifiers than numbers of 32 bits.
                put(order, number, u32::try_from(numbers.len()).unwrap_or(NONE));
                numbers.push(number);
                tiers.push(tier);
            }
            row.extend(sighting.iter().map(|&number| {
                let order = at(order, number);
                (at(&tiers, order), order)
            }));
            row.put_in_order();
            row.dedup();
            rows.push(row.drain(..).map(|(_, order)| order));
        }
        for &number in &numbers {
            put(order, number, NONE);
        }
        Ok(Self { numbers, tiers, rows })
    }

    /// How many different identifiers were seen.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Where `identifier` stands in [`TIERS`], or [`ALIKE`].
    pub(super) fn tier(&self, identifier: u32) -> u8 {
        at(&self.tiers, identifier)
    }

    /// Touchpoints with their numbers, oldest first.
    pub(super) fn touchpoints(&self) -> impl Iterator<Item = (u32, &[u32])> {
        (0..).zip(self.rows.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_follow_trust() {
        let mut kinds = IdentifierKind::ALL;
        kinds.sort_by_key(|kind| kind.trust());
        assert_eq!(kinds, TIERS);
        for (index, kind) in TIERS.into_iter().enumerate() {
            assert_eq!(usize::from(tier(kind)), index);
        }
    }

    #[test]
    fn unknown_numbers_are_an_error() {
        let rows: Rows<u32> = [vec![0]].into_iter().collect();
        assert_eq!(
            Evidence::new(&Identifiers::default(), rows.iter(), &mut Vec::new()).err().unwrap().code(),
            "unknown"
        );
    }
}
