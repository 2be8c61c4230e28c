//! Who was contacted, through which channel, with what and why: the log of decisions.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::filed::Filed;
use crate::form::{self, Form, Style, Wrong};
use crate::model::{Identifier, Time};
use crate::order::Order;
use crate::sha256::{hex, sha256};

/// A reason as it was given: an object with its `kind` and its numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ground(String);

impl Ground {
    /// The object.
    #[must_use]
    pub fn value(&self) -> Value {
        crate::json::read(&self.0).unwrap_or_default()
    }
}

impl Form for Ground {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        // Of a reason of an answer the words are left out: they are made anew in any language.
        let fact = value.get("fact").unwrap_or(value);
        let fact = fact.as_object().filter(|fact| fact.get("kind").is_some_and(Value::is_string));
        let fact = fact.ok_or_else(|| Wrong::must_be("a reason with its `kind`"))?;
        let fact: Map<String, Value> = fact.iter().map(|(key, value)| (camel(key), value.clone())).collect();
        Ok(Self(crate::json::write(&fact)))
    }
}

/// A name as it stands in JSON, whoever wrote it.
fn camel(name: &str) -> String {
    let mut camel = String::new();
    for part in name.split('_') {
        let mut letters = part.chars();
        let first = letters.next().filter(|_| !camel.is_empty());
        camel.extend(first.map(|first| first.to_ascii_uppercase()));
        camel.push_str(if first.is_some() { letters.as_str() } else { part });
    }
    camel
}

form::deserialized!(Ground);

impl Serialize for Ground {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// One decision that was carried out: an immutable fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// When the customer is or was contacted.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// What was done: the word of an action.
    pub action: String,
    /// Its id; made of all the rest where it is left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Through which channel; none where staff spoke in the store, which is no contact to the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// With which product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// In which store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// With which coupon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    /// For the slot that begins then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub slot: Option<Time>,
    /// Why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(type = "Array<object>"))]
    pub reasons: Vec<Ground>,
    /// Who, by any identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
}

form::record!(Contact { at: Time::EPOCH, action: String::new() } {
    id: String::new(), channel: None, product: None, store: None, coupon: None, slot: None, reasons: Vec::new(),
    identifiers: Vec::new()
});

impl Contact {
    /// The same with an id, made of all that it says where it has none.
    #[must_use]
    pub fn with_id(mut self) -> Self {
        if self.id.is_empty() {
            self.identifiers.put_in_order();
            let digest = hex(&sha256(crate::json::write(&self).as_bytes()));
            self.id = digest.chars().take(16).collect();
        }
        self
    }
}

/// All contacts: the same whatever order they came in, and however often.
///
/// ```
/// use omo_core::Identifier;
/// use omo_core::privacy::{Contact, ContactBook};
/// let sent: Contact = serde_json::from_str(r#"{"at": "2026-03-01T10:00:00+09:00", "action": "coupon", "channel": "line",
///     "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}"#).unwrap();
/// let (mut book, hanako) = (ContactBook::default(), Identifier::email("hanako@example.jp")?);
/// book.add(sent.with_id());
/// assert_eq!(book.of(&[hanako.clone()]).len(), 1);
/// book.remove(&[hanako]);
/// assert!(book.is_empty());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct ContactBook {
    /// Contacts without their people, by these.
    of: Filed<Contact>,
}

impl ContactBook {
    /// Adds a contact.
    pub fn add(&mut self, contact: Contact) {
        let mut plain = contact;
        for identifier in std::mem::take(&mut plain.identifiers) {
            self.of.add(&identifier, plain.clone());
        }
    }

    /// Whether nobody was ever contacted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// All contacts, the earliest first, without their people.
    #[must_use]
    pub fn all(&self) -> Vec<&Contact> {
        let filed = self.of.all();
        let mut all: Vec<&Contact> = filed.collect();
        all.put_in_order();
        all.dedup();
        all
    }

    /// All contacts, the earliest first, each with all that it names its person by.
    #[must_use]
    pub fn in_order(&self) -> Vec<Contact> {
        let mut all: Vec<(&Contact, Identifier)> = Vec::new();
        let filed = self.of.in_order();
        for (identifier, contacts) in filed {
            all.extend(contacts.into_iter().map(|contact| (contact, identifier.clone())));
        }
        all.put_in_order();
        let same = all.chunk_by(|a, b| a.0 == b.0).filter_map(|same| {
            let identifiers = same.iter().map(|(_, identifier)| identifier.clone()).collect();
            Some(Contact { identifiers, ..(*same.first()?.0).clone() })
        });
        same.collect()
    }

    /// The contacts of a customer with these identifiers, the earliest first.
    #[must_use]
    pub fn of(&self, identifiers: &[Identifier]) -> Vec<&Contact> {
        let mut contacts: Vec<&Contact> = self.of.of_all(identifiers).into_iter().map(|(_, it)| it).collect();
        contacts.put_in_order();
        contacts.dedup();
        contacts
    }

    /// Takes people with these identifiers out.
    pub fn remove(&mut self, identifiers: &[Identifier]) {
        self.of = self.of.without(identifiers, Clone::clone);
    }
}
