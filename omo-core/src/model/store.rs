//! Where the shop stands.

use serde::Serialize;

use crate::form;
use crate::math;

/// A store of the shop.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Store {
    /// The shop's key for it. Touchpoints name it by this.
    pub id: String,
    /// What customers call it.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

form::record!(Store { id: String::new(), name: String::new(), latitude: 0.0, longitude: 0.0 } {});

impl Store {
    /// Kilometres to a place given in degrees, as the crow flies (haversine, mean Earth radius 6371.0088 km).
    ///
    /// ```
    /// use omo_core::Store;
    /// let ginza = Store { id: "ginza".into(), name: "Ginza".into(), latitude: 35.6717, longitude: 139.7650 };
    /// let umeda = ginza.kilometres_to(34.7025, 135.4959);
    /// assert!((umeda - 402.0).abs() < 2.0);
    /// ```
    #[must_use]
    pub fn kilometres_to(&self, latitude: f64, longitude: f64) -> f64 {
        let half = |degrees: f64| math::sin_degrees(degrees / 2.0);
        let (up, across) = (half(latitude - self.latitude), half(longitude - self.longitude));
        let cosines = math::cos_degrees(self.latitude) * math::cos_degrees(latitude);
        let chord = (up * up + cosines * across * across).clamp(0.0, 1.0);
        2.0 * 6371.0088 * math::asin(chord.sqrt())
    }
}
