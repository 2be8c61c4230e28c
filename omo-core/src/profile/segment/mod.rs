//! The segment language: who belongs to what, when that changes, and why.

mod condition;
mod explain;
mod filter;
mod judge;
#[cfg(test)]
mod laws;
mod members;
mod next;
#[cfg(test)]
mod plain;
mod read;
#[cfg(test)]
mod tests;
mod words;

use serde::Serialize;
use serde_json::Value;

pub use explain::Why;
pub use members::{Crossing, Members};

use super::options::ProfileOptions;
use crate::model::{History, Time, Zone};
use crate::order::Order;
use crate::{Error, form};
use condition::{Leaf, Node, Reader, arranged};
use filter::Filters;
use judge::Case;
use read::Place;

/// A name that somebody gave.
type Text = String;

/// What segments may speak of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SegmentsOptions {
    /// The shop's own words for actions, beside those everyone has.
    pub actions: Vec<String>,
    /// The channels there are; any, where none is named.
    pub channels: Vec<String>,
    /// The stores there are; any, where none is named.
    pub stores: Vec<String>,
    /// The categories there are; any, where none is named.
    pub categories: Vec<String>,
    /// The traits there are; any, where none is named.
    pub traits: Vec<String>,
    /// The zone of dates that do not say theirs.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub zone: Zone,
    /// Which traits survive, what actions weigh, and how interests fade.
    pub profile: ProfileOptions,
}

form::options!(SegmentsOptions { actions, channels, stores, categories, traits, zone, profile });

/// Segments that were read and held against each other.
///
/// A document is an object of names and conditions. A condition is an object with one of:
///
/// | condition | holds when |
/// |---|---|
/// | `{"all": […]}`, `{"any": […]}`, `{"not": …}` | all, any, none of these hold |
/// | `{"segment": "vip"}` | the customer belongs to that segment |
/// | `{"trait": "rank", "is": "gold"}` | a trait is a text or number, is `in` a list, `contains` a text, `exists`, lies in a range |
/// | `{"event": {…}, "count": {"atLeast": 2}, "within": "30d"}` | so many such facts, at least 1, lie in the window |
/// | `{"never": {…}, "within": "90d"}` | none does |
/// | `{"sequence": [{"event": {…}}, {"event": {…}, "within": "7d"}, {"not": {…}, "within": "2d"}]}` | these follow each other, each within its time of the one before, and the last is not followed by that |
/// | `{"sum": "amount", "currency": "JPY", "of": {…}, "within": "365d", "atLeast": 10000}` | the sum lies in the range; also `avg`, `min`, `max` of `amount`, `net` (less returns), `quantity`, `daysBetween`, and `distinct` `days`, `stores`, `channels`, `products`, `categories`, `actions` |
/// | `{"recency": {…}, "atMost": "30d"}` | the latest such fact is so old; never holds without one |
/// | `{"interest": {"category": "tea"}, "atLeast": 3, "halfLife": "14d"}` | so interested, as in [`Profile`](super::Profile) |
///
/// Facts are meant by `action`, `channel`, `store`, `about`, `product`, `category` (a word or a list of them) and
/// `side`; `{}` means all. Ranges are `atLeast`, `moreThan`, `atMost`, `lessThan`, `is`. Windows are `within` a length of
/// time (`90m`, `12h`, `30d`, `4w`: younger than that), or from `since` to before `until`.
/// A sequence whose `not` has a time holds once that time has passed.
///
/// ```
/// use omo_core::model::{History, Side, Touchpoint};
/// use omo_core::profile::Segments;
/// let segments = Segments::compile(&serde_json::json!({
///     "tea": {"event": {"action": "purchase", "category": "tea"}, "count": {"atLeast": 2}, "within": "30d"},
///     "unhappy": {"any": [{"event": {"action": "return"}}, {"event": {"action": "inquiry"}, "within": "7d"}]},
///     "invite": {"all": [{"segment": "tea"}, {"not": {"segment": "unhappy"}}]}
/// }))?;
/// let facts: Vec<Touchpoint> = serde_json::from_str(r#"[
///     {"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "ec", "action": "purchase", "lines": [{"product": "sencha"}]},
///     {"id": "2", "occurredAt": "2026-03-09T10:00:00Z", "channel": "pos", "action": "purchase", "lines": [{"product": "hojicha"}]}
/// ]"#).unwrap();
/// let history = History::of(&facts, |_| Side::Offline, |_| Some("tea"));
/// let members = segments.members(&history, "2026-03-10T00:00:00Z".parse()?);
/// assert_eq!(segments.names(&members).collect::<Vec<_>>(), ["invite", "tea"]);
///
/// let wrong = Segments::compile(&serde_json::json!({"vip": {"event": {"action": "purchse"}}})).unwrap_err();
/// assert_eq!(wrong.to_string(), "options: `vip.event.action`: the action `purchse` is not known, did you mean `purchase`?");
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Segments {
    options: SegmentsOptions,
    /// In order.
    names: Vec<Text>,
    nodes: Vec<Node>,
    /// An order in which each segment comes after those it refers to.
    order: Vec<usize>,
    filters: Filters,
    leaves: Vec<Leaf>,
    asks_traits: bool,
}

impl Segments {
    /// Reads segments by the default options.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] naming the path of what is wrong, and what it may have been meant to be.
    pub fn compile(document: &Value) -> Result<Self, Error> {
        Self::compile_with(document, SegmentsOptions::default())
    }

    /// Reads segments.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] as for [`compile`](Self::compile), [`Error::Option`] when an option lies outside what it can be.
    pub fn compile_with(document: &Value, options: SegmentsOptions) -> Result<Self, Error> {
        options.profile.check()?;
        let root = Place::root("");
        let document = document.as_object().ok_or_else(|| Error::Options {
            message: "segments must be an object of names and conditions".into(),
        })?;
        let mut names: Vec<Text> = document.keys().cloned().collect();
        names.put_in_order();
        let mut reader = Reader::new(&options, &names);
        let (mut nodes, mut refers) = (Vec::new(), Vec::new());
        for name in &names {
            let place = root.at(name);
            if name.trim().is_empty() || name.chars().count() > 60 {
                return Err(place.must_be("a name of 1 to 60 characters"));
            }
            nodes.push(reader.node(document.get(name).unwrap_or(&Value::Null), &place, 1)?);
            refers.push((std::mem::take(&mut reader.refers), std::mem::take(&mut reader.depth)));
        }
        let order = arranged(&names, &mut refers)?;
        let Reader { filters, leaves, .. } = reader;
        let asks_traits = leaves.iter().any(|leaf| matches!(leaf, Leaf::Trait { .. }));
        Ok(Self { options, names, nodes, order, filters, leaves, asks_traits })
    }

    /// How many segments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The segments to which a customer belongs at `now`; facts after that are not known yet.
    ///
    /// One pass over the facts sorts them to the conditions that mean them, whatever the number of segments; each
    /// condition then looks at its own facts only, and once, however many segments share it.
    #[must_use]
    pub fn members(&self, history: &History<'_>, now: Time) -> Members {
        let hits = self.filters.hits(history);
        Members::of(&Case::new(self, history, &hits, now).members())
    }

    /// The number of a segment: its place in the order of names.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<usize> {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).ok()
    }

    /// The name of a segment's number.
    #[must_use]
    pub fn name(&self, number: usize) -> Option<&str> {
        self.names.get(number).map(String::as_str)
    }

    /// The names of the segments among `members`, in order.
    pub fn names<'s>(&'s self, members: &'s Members) -> impl Iterator<Item = &'s str> {
        let named = self.names.iter().enumerate();
        named.filter(|(number, _)| members.has(*number)).map(|(_, name)| name.as_str())
    }
}
