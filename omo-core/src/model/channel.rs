//! Where a touchpoint happens: an open set of channels, each online or offline.

use serde::{Serialize, Serializer};
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Channels(
    /// In order of names: a map of its own kind would weigh more than all that looks into it.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, Side>"))]
    Vec<(String, Side)>,
);

impl Serialize for Channels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, side)| (name, side)))
    }
}

impl Form for Channels {
    fn read(value: &Value, style: Style) -> Result<Self, Wrong> {
        let mut read = Self::default();
        form::each_named(value, style, &mut |name, side| {
            read.declare(name.clone(), Side::read(side, style)?);
            Ok(())
        })?;
        Ok(read)
    }
}

form::deserialized!(Channels);

impl Channels {
    /// The usual names plus the declared ones.
    pub fn new(declared: impl IntoIterator<Item = (String, Side)>) -> Self {
        let mut channels = Self::default();
        declared.into_iter().for_each(|(name, side)| channels.declare(Self::canonical(&name), side));
        channels
    }

    /// The last word on a channel holds.
    fn declare(&mut self, name: String, side: Side) {
        match self.0.binary_search_by(|(held, _)| held.cmp(&name)) {
            Ok(place) => self.0.get_mut(place).into_iter().for_each(|(_, held)| *held = side),
            Err(place) => self.0.insert(place, (name, side)),
        }
    }

    /// The side of a channel.
    #[must_use]
    pub fn side(&self, channel: &str) -> Side {
        let usual = if OFFLINE.contains(&channel) { Side::Offline } else { Side::Online };
        let declared = self.0.binary_search_by(|(held, _)| held.as_str().cmp(channel)).ok();
        declared.and_then(|place| self.0.get(place)).map_or(usual, |&(_, side)| side)
    }

    /// A channel's name in its one spelling: trimmed, lower case, spaces and hyphens as underscores.
    #[must_use]
    pub fn canonical(name: &str) -> String {
        lowercase(name.trim()).replace([' ', '-'], "_")
    }
}
