//! Pseudonymous exports (仮名加工情報): touchpoints without anything that names a person.

use std::borrow::Borrow;

use serde::Serialize;

use super::{Pseudonyms, SensitiveRules, Tally, What, Why, Withheld};
use crate::form;
use crate::model::{Action, Line, Time, Touchpoint};
use crate::order::Order;

/// What a pseudonymous export holds besides when, where and what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PseudonymousOptions {
    /// Topics as well: search words and inquiries, in which people name themselves. Off.
    pub abouts: bool,
    /// Sensitive touchpoints and products as well. Off.
    pub sensitive: bool,
    /// Touchpoints of strangers as well. Off.
    pub strangers: bool,
}

form::options!(PseudonymousOptions { abouts, sensitive, strangers });

/// A touchpoint without anything that names a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PseudonymousTouchpoint {
    /// The touchpoint's pseudonym.
    pub id: String,
    /// The customer's pseudonym; absent for a stranger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// When it happened.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub occurred_at: Time,
    /// Where.
    pub channel: String,
    /// In or about which store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// What was done.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub action: Action,
    /// Products.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// What it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

/// A pseudonymous export.
///
/// Who holds it must not join it to people again, nor speak to them, nor pass it on; the key stays with those who do not
/// hold the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Pseudonymous {
    /// For whom it was made.
    pub recipient: String,
    /// With which version of the key.
    pub version: u32,
    /// The touchpoints, in order of pseudonyms: neither the order of arrival nor that of customers shows.
    pub touchpoints: Vec<PseudonymousTouchpoint>,
    /// What was left out.
    pub withheld: Vec<Withheld>,
}

/// What names no person of touchpoints with their customers' ids (`None` for a stranger's). `category` tells a product's
/// category.
///
/// ```
/// use omo_core::Touchpoint;
/// use omo_core::privacy::{PseudonymousOptions, Pseudonyms, SensitiveRules, pseudonymous};
/// let touch: Touchpoint = serde_json::from_str(r#"{"id": "receipt-1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "pos",
///     "action": "purchase", "identifiers": [{"kind": "email", "value": "hanako@example.jp"}], "about": "for Hanako"}"#).unwrap();
/// let names = Pseudonyms::new("laboratory", b"sixteen bytes or more", 1)?;
/// let (options, sensitive) = (PseudonymousOptions::default(), SensitiveRules::default());
/// let export = pseudonymous(&names, [(Some("ec-1"), &touch)], &sensitive, &|_| None, &options);
/// let json = serde_json::to_string(&export).unwrap();
/// assert!(!json.contains("hanako") && !json.contains("Hanako") && !json.contains("receipt-1") && !json.contains("ec-1"));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[must_use]
pub fn pseudonymous<'c, T: Borrow<Touchpoint>>(
    names: &Pseudonyms,
    touchpoints: impl IntoIterator<Item = (Option<&'c str>, T)>,
    sensitive: &SensitiveRules,
    category: &dyn Fn(&str) -> Option<String>,
    options: &PseudonymousOptions,
) -> Pseudonymous {
    let mut kept: Vec<PseudonymousTouchpoint> = Vec::new();
    let mut withheld = Tally::default();
    for (customer, touch) in touchpoints {
        let touch = touch.borrow();
        withheld.add(What::Identifiers, Why::Purpose, touch.identifiers.len());
        if customer.is_none() && !options.strangers {
            withheld.add(What::Touchpoints, Why::Purpose, 1);
            continue;
        }
        let is_sensitive =
            |line: &Line| sensitive.of_product(&line.product, category(&line.product).as_deref());
        let mut lines = touch.lines.clone();
        if !options.sensitive {
            lines.retain(|line| is_sensitive(line).is_none());
            if sensitive.of(touch).is_some() || lines.is_empty() && !touch.lines.is_empty() {
                withheld.add(What::Touchpoints, Why::Sensitive, 1);
                continue;
            }
            withheld.add(What::Products, Why::Sensitive, touch.lines.len() - lines.len());
        }
        let about = touch.about.clone().filter(|_| options.abouts);
        withheld.add(What::Abouts, Why::Purpose, usize::from(touch.about.is_some() && about.is_none()));
        kept.push(PseudonymousTouchpoint {
            id: names.of_touchpoint(&touch.id),
            person: customer.map(|customer| names.of(customer)),
            occurred_at: touch.occurred_at,
            channel: touch.channel.clone(),
            store: touch.store.clone(),
            action: touch.action.clone(),
            lines,
            about,
        });
    }
    kept.put_in_order_by(|a, b| a.id.cmp(&b.id));
    let (recipient, version) = (names.recipient().to_owned(), names.version());
    Pseudonymous { recipient, version, touchpoints: kept, withheld: withheld.withheld() }
}
