//! How far a shop is from many channels to one: a score from data, and what to do next.

use serde::Serialize;

use crate::Error;
use crate::form;

/// What is measured, each as a share from 0 to 1; nothing where it is not known.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MaturityMeasures {
    /// Customers who are known by more than one channel.
    pub linked_customers: Option<f64>,
    /// Purchases by customers who are known.
    pub known_purchases: Option<f64>,
    /// Purchases in which both sides had a part.
    pub crossing_purchases: Option<f64>,
    /// Customers whose points and coupons hold on both sides.
    pub shared_benefits: Option<f64>,
    /// Products whose stock in stores can be seen and reserved online.
    pub pooled_stock: Option<f64>,
    /// Products whose price, promotions and so on are alike in all channels.
    pub parity: Option<f64>,
    /// Customers of whom it is known what they consent to.
    pub consent: Option<f64>,
    /// Changes whose effect was measured against customers held out.
    pub measured_changes: Option<f64>,
}

form::options!(MaturityMeasures {
    linked_customers,
    known_purchases,
    crossing_purchases,
    shared_benefits,
    pooled_stock,
    parity,
    consent,
    measured_changes,
});

/// A rung of the ladder from channels beside each other to one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MaturityLevel {
    /// Channels stand beside each other.
    MultiChannel,
    /// Some know of each other.
    CrossChannel,
    /// Customers can go from one to another.
    OmniChannel,
    /// Customers need not know that there are channels.
    Omo,
}

impl MaturityLevel {
    /// The level's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MultiChannel => "multi_channel",
            Self::CrossChannel => "cross_channel",
            Self::OmniChannel => "omni_channel",
            Self::Omo => "omo",
        }
    }
}

/// How far a shop is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Maturity {
    /// From 0 to 100: the mean of what is known.
    pub score: f64,
    /// The rung.
    pub level: MaturityLevel,
    /// The lowest measure, which holds the shop back.
    pub weakest: Option<&'static str>,
    /// What was not measured, and counts neither way.
    pub unknown: Vec<&'static str>,
}

/// How far a shop is, from data.
///
/// The score is the mean of the measures that are known. The rung is that of the score (from 25, 50 and 75), and no higher than
/// one above that of the weakest measure: a shop whose stock nobody sees is not one shop, however well it knows its customers.
/// With fewer than four measures known it is the lowest.
///
/// # Errors
///
/// [`Error::Option`] for a measure that is no share.
///
/// # Examples
///
/// ```
/// use omo_core::value::{MaturityLevel, MaturityMeasures, maturity};
/// let found = maturity(&MaturityMeasures {
///     linked_customers: Some(0.9),
///     known_purchases: Some(0.95),
///     pooled_stock: Some(0.1),
///     parity: Some(0.95),
///     consent: Some(0.9),
///     ..MaturityMeasures::default()
/// })?;
/// assert_eq!((found.level, found.weakest), (MaturityLevel::CrossChannel, Some("pooled_stock")));
/// assert_eq!(format!("{:.0}", found.score), "76");
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn maturity(measures: &MaturityMeasures) -> Result<Maturity, Error> {
    let m = measures;
    let all = [
        ("linked_customers", m.linked_customers),
        ("known_purchases", m.known_purchases),
        ("crossing_purchases", m.crossing_purchases),
        ("shared_benefits", m.shared_benefits),
        ("pooled_stock", m.pooled_stock),
        ("parity", m.parity),
        ("consent", m.consent),
        ("measured_changes", m.measured_changes),
    ];
    let (mut sum, mut known, mut weakest, mut unknown) = (0.0, 0, None, Vec::new());
    for (name, share) in all {
        match share {
            None => unknown.push(name),
            Some(share) if (0.0..=1.0).contains(&share) => {
                sum += share;
                known += 1;
                if weakest.is_none_or(|(_, least)| share < least) {
                    weakest = Some((name, share));
                }
            }
            Some(share) => return Err(Error::option(name, "a share from 0 to 1", &share)),
        }
    }
    let score = if known == 0 { 0.0 } else { sum / f64::from(known) };
    let rung = |share: f64| [0.25, 0.5, 0.75].iter().filter(|from| share >= **from).count();
    let held = weakest.map_or(0, |(_, least)| rung(least) + 1);
    let level = match if known < 4 { 0 } else { rung(score).min(held) } {
        0 => MaturityLevel::MultiChannel,
        1 => MaturityLevel::CrossChannel,
        2 => MaturityLevel::OmniChannel,
        _ => MaturityLevel::Omo,
    };
    Ok(Maturity { score: 100.0 * score, level, weakest: weakest.map(|(name, _)| name), unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_and_what_holds_back() {
        let of = |share: f64| MaturityMeasures {
            linked_customers: Some(share),
            known_purchases: Some(share),
            parity: Some(share),
            consent: Some(share),
            ..MaturityMeasures::default()
        };
        let level = |share| maturity(&of(share)).unwrap().level;
        assert_eq!(
            [0.0, 0.3, 0.6, 0.75].map(level),
            [
                MaturityLevel::MultiChannel,
                MaturityLevel::CrossChannel,
                MaturityLevel::OmniChannel,
                MaturityLevel::Omo
            ]
        );
        let few = MaturityMeasures { parity: None, ..of(1.0) };
        let found = maturity(&few).unwrap();
        assert_eq!((found.score, found.level, found.unknown.len()), (100.0, MaturityLevel::MultiChannel, 5));
        let none = maturity(&MaturityMeasures::default()).unwrap();
        assert_eq!((none.score, none.weakest), (0.0, None));
        for wrong in [1.5, -0.1, f64::NAN] {
            assert_eq!(maturity(&of(wrong)).unwrap_err().code(), "option");
        }
    }
}
