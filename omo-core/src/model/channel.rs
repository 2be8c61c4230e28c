//! Where a touchpoint happens: an open set of channels, each online or offline.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::form::{self, Form, Style, Wrong};
use crate::lower::lowercase;

/// Whether a channel is online or offline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Through a screen: web, app, e-mail, chat.
    Online,
    /// In the room or by voice: till, kiosk, signage, contact centre.
    Offline,
}

form::words!(Side { Online = "online", Offline = "offline" });

/// What everyone in retail would call offline.
const OFFLINE: [&str; 22] = [
    "call",
    "call_center",
    "call_centre",
    "catalog",
    "catalogue",
    "contact_center",
    "contact_centre",
    "counter",
    "event",
    "flyer",
    "kiosk",
    "locker",
    "offline",
    "phone",
    "popup",
    "pos",
    "post",
    "shop",
    "signage",
    "store",
    "till",
    "tv",
];

/// Which side each channel is on.
///
/// Channel names are an open set. The usual offline names (`pos`, `store`, `kiosk`, `signage`, `phone`,
/// `contact_centre` …) are known; every other name counts as online until it is declared here.
///
/// ```
/// use omo_core::{Channels, Side};
/// let channels: Channels = serde_json::from_str(r#"{"pop_up_van": "offline"}"#).unwrap();
/// assert_eq!(channels.side("pos"), Side::Offline);
/// assert_eq!(channels.side("ec"), Side::Online);
/// assert_eq!(channels.side("pop_up_van"), Side::Offline);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(transparent)]
pub struct Channels(BTreeMap<String, Side>);

impl Form for Channels {
    fn read(value: &Value, style: Style) -> Result<Self, Wrong> {
        Form::read(value, style).map(Self)
    }
}

form::deserialized!(Channels);

impl Channels {
    /// The usual names plus the declared ones.
    pub fn new(declared: impl IntoIterator<Item = (String, Side)>) -> Self {
        Self(declared.into_iter().map(|(name, side)| (Self::canonical(&name), side)).collect())
    }

    /// The side of a channel.
    #[must_use]
    pub fn side(&self, channel: &str) -> Side {
        let usual = if OFFLINE.contains(&channel) { Side::Offline } else { Side::Online };
        self.0.get(channel).copied().unwrap_or(usual)
    }

    /// A channel's name in its one spelling: trimmed, lower case, spaces and hyphens as underscores.
    #[must_use]
    pub fn canonical(name: &str) -> String {
        lowercase(name.trim()).replace([' ', '-'], "_")
    }
}
