//! Which decisions were carried out, and why a customer heard from the shop.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Engine;
use super::advice::Advice;
use super::log::NONE;
use super::told_offers::ToldOffer as Entry;
use crate::Error;
use crate::model::{Language, Purpose, Time};
use crate::privacy::{Contact, Part};
use crate::recommend::{ActionKind, Named, NextBestAction, Reason};
use crate::vocabulary::Vocabulary;

/// Why a customer heard from the shop, in words for the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "WhyContacted"))]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// The decision's id.
    pub decision: String,
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// All of it as one sentence.
    pub words: String,
    /// What spoke for it, each as a half sentence.
    pub reasons: Vec<String>,
}

/// The words of actions that can be carried out.
const ACTIONS: [(&str, ActionKind); 10] = [
    ("follow_up", ActionKind::FollowUp),
    ("show_in_store", ActionKind::ShowInStore),
    ("invite_to_store", ActionKind::InviteToStore),
    ("remind_online", ActionKind::RemindOnline),
    ("replenish", ActionKind::Replenish),
    ("recommend", ActionKind::Recommend),
    ("coupon", ActionKind::Coupon),
    ("fitting", ActionKind::Fitting),
    ("visit", ActionKind::Visit),
    ("pickup", ActionKind::Pickup),
];

pub(super) fn action(word: &str) -> Option<ActionKind> {
    ACTIONS.iter().find(|(known, _)| *known == word).map(|(_, action)| *action)
}

impl Engine {
    /// Records that a customer was contacted, or will be: the log of decisions, by which the contact policy, coupons and slots
    /// count. `who` is as in [`consent`](Engine::consent). Gives the decision's id; `None` for somebody erased.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let sent = r#"{"at": "2026-03-04T10:00:00Z", "action": "remind_online", "channel": "email", "product": "kettle",
    ///     "reasons": [{"kind": "left_in_cart", "daysAgo": 1}]}"#;
    /// let id = shop.record_contact("web-1", serde_json::from_str(sent).unwrap())?.unwrap();
    /// let why = shop.why("web-1", &id, Language::En)?;
    /// assert_eq!(why.words, "2026-03-04 10:00: remind of kettle by e-mail, because: left in the cart yesterday");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a customer who is not known; [`Error::Option`] for an action that is none; those of the store.
    pub fn record_contact(&mut self, who: &str, contact: Contact) -> Result<Option<String>, Error> {
        if action(&contact.action).is_none() {
            let must = "one of follow_up, show_in_store, invite_to_store, remind_online, replenish, recommend, coupon, fitting, \
                        visit, pickup";
            return Err(Error::option("action", must, &"another"));
        }
        let identifiers = self.identifiers_named(who)?;
        if identifiers.is_empty() {
            return Err(Error::Unknown { what: "customer" });
        }
        if self.tombstones.covers_any(&identifiers, contact.at) {
            return Ok(None);
        }
        let contact = Contact { identifiers, ..contact }.with_id();
        let id = contact.id.clone();
        self.tell_offers([Entry::Contact(contact)])?;
        Ok(Some(id))
    }

    /// The contacts that were recorded of a customer, the earliest first, as far as a purpose may see them.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a customer id that is not known.
    pub fn contacts(&self, customer: &str, purpose: Purpose) -> Result<Vec<Contact>, Error> {
        let number = self.number_of(customer).ok_or(Error::Unknown { what: "customer" })?;
        Ok(self.contacts_seen(number, purpose))
    }

    /// What the shop decided tells what the customer did: only who may see that sees it, and nothing of what is sensitive without
    /// a yes to it.
    pub(super) fn contacts_seen(&self, customer: u32, purpose: Purpose) -> Vec<Contact> {
        let Ok(view) = self.view_of(customer, purpose) else { return Vec::new() };
        if ![Part::History, Part::Products, Part::Stores].into_iter().all(|part| view.shows(part)) {
            return Vec::new();
        }
        let rules = &self.config.sensitive;
        let plain = |contact: &&Contact| {
            let with = contact
                .reasons
                .iter()
                .filter_map(|ground| Some(ground.value().get("with")?.as_str()?.to_owned()));
            let mut products = contact.product.iter().cloned().chain(with);
            let channel = contact.channel.as_deref().and_then(|channel| rules.by_channel(channel));
            view.admits_kind(contact.at.millis(), false, None).is_ok()
                && self.is_open_to(Some(&view), channel.map_or(NONE, super::number))
                && products.all(|product| self.is_open_to(Some(&view), self.rule_of_product(&product)))
        };
        let known = self.identifiers_of(customer);
        self.books.offered.contacts.of(&known).into_iter().filter(plain).cloned().collect()
    }

    /// Why a customer got what a decision says, in words for the customer: "why did I get this?" Made of the decision and the
    /// customer's own facts alone; of other people it says nothing, not even how many.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a customer who is not known, or may not be seen for service; and for a decision that is not theirs.
    pub fn why(&self, customer: &str, decision: &str, language: Language) -> Result<Told, Error> {
        let contacts = self.contacts(customer, Purpose::Service)?;
        let found = contacts.into_iter().find(|contact| contact.id == decision);
        let contact = found.ok_or(Error::Unknown { what: "decision" })?;
        let advice = self.advice()?;
        let number =
            |words: &Vocabulary, text: &Option<String>| text.as_deref().and_then(|text| words.get(text));
        let action = NextBestAction {
            action: action(&contact.action).unwrap_or(ActionKind::Nothing),
            item: number(&advice.items, &contact.product),
            store: number(&advice.stores, &contact.store),
            channel: number(&advice.channels, &contact.channel),
            score: 0.0,
            reasons: Vec::new(),
        };
        let name = |thing: Named| self.name(advice, thing, language);
        let own = |fact: Value| own_words(advice, fact, language, &name);
        let mut reasons: Vec<String> =
            contact.reasons.iter().filter_map(|ground| own(ground.value())).collect();
        if let Some(coupon) = &contact.coupon {
            reasons.push(match language {
                Language::En => format!("with the coupon {coupon}"),
                Language::Ja => format!("クーポン「{coupon}」付き"),
            });
        }
        let when: String =
            contact.at.to_string().chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect();
        let headline = action.headline(language, name);
        let words = match (language, reasons.is_empty()) {
            (_, true) => format!("{when}: {headline}"),
            (Language::En, _) => format!("{when}: {headline}, because: {}", reasons.join("; ")),
            (Language::Ja, _) => format!("{when}：{headline}。理由：{}", reasons.join("、")),
        };
        Ok(Told { decision: contact.id, at: contact.at, words, reasons })
    }
}

/// The words of a reason that was logged; none for one that nobody can read any more.
fn own_words(
    advice: &Advice,
    fact: Value,
    language: Language,
    name: &dyn Fn(Named) -> String,
) -> Option<String> {
    let Value::Object(mut fact) = fact else { return None };
    for (key, names) in [("with", &advice.items), ("store", &advice.stores), ("channel", &advice.channels)] {
        number_for(&mut fact, key, names);
    }
    let reason: Reason = serde_json::from_value(Value::Object(fact)).ok()?;
    Some(match (reason, language) {
        // What others did is told without how many they are.
        (Reason::BoughtTogether { with, .. }, Language::En) => {
            format!("it goes with {}", name(Named::Item(with)))
        }
        (Reason::BoughtTogether { with, .. }, Language::Ja) => {
            format!("{}と相性が良い", name(Named::Item(with)))
        }
        (Reason::PopularAt { .. }, Language::En) => "it is popular".into(),
        (Reason::PopularAt { .. }, Language::Ja) => "人気の商品".into(),
        (reason, language) => reason.words(language, name),
    })
}

/// Puts a number in the place of an id.
fn number_for(fact: &mut Map<String, Value>, key: &str, names: &Vocabulary) {
    if let Some(value) = fact.get_mut(key)
        && let Some(number) = value.as_str().and_then(|id| names.get(id))
    {
        *value = number.into();
    }
}
