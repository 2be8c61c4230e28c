//! Who was given what of whom, and from whom it came (第三者提供記録).

use serde::Serialize;

use super::filed::Filed;
use crate::form;
use crate::model::{Identifier, Time};
use crate::once::Once;
use crate::order::Order;

super::coded! {
    /// Which way data went.
    Direction {
        /// The shop gave it.
        Given = "given", "given", "提供";
        /// The shop got it.
        Received = "received", "received", "受領";
    }
}

super::coded! {
    /// On what ground data was passed on.
    Basis {
        /// The person agreed.
        Consent = "consent", "consent of the person", "本人の同意";
        /// Announced beforehand, and nobody objected (オプトアウト); never for sensitive data.
        OptOut = "opt_out", "announced opt-out", "オプトアウト";
        /// A contractor works for the shop.
        Contractor = "contractor", "work by a contractor", "委託";
        /// Used together with others, as was announced.
        JointUse = "joint_use", "joint use", "共同利用";
        /// The business was handed over.
        Succession = "succession", "succession of the business", "事業の承継";
        /// A law asks for it.
        Law = "law", "required by law", "法令に基づく場合";
        /// It protects somebody's life, body or property.
        Protection = "protection", "protection of life, body or property", "人の生命・身体・財産の保護";
        /// Data that were about nobody until the receiver joined them to a person who had agreed.
        ConfirmedConsent = "confirmed_consent", "consent confirmed by the recipient", "提供先による本人同意の確認";
    }
}

/// One record: an immutable fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Disclosure {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// Given or received.
    pub direction: Direction,
    /// To whom, or from whom: name, and address where the law asks for it.
    pub party: String,
    /// Which data, by the shop's words.
    pub items: Vec<String>,
    /// On what ground.
    pub basis: Basis,
    /// Which consent: a reference to its evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// In which country the other one is, where that is abroad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How the one it came from had got it; only of what was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub obtained: Option<String>,
    /// Which version of the recipient's pseudonyms it was given under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pseudonyms: Option<u32>,
    /// Whose data, by any identifiers.
    pub identifiers: Vec<Identifier>,
}

form::record!(Disclosure { at: Time::EPOCH, direction: Direction::Given, party: String::new(), items: Vec::new(), basis: Basis::Consent } { consent: None, country: None, obtained: None, pseudonyms: None, identifiers: Vec::new() });

super::coded! {
    /// What a record lacks.
    DisclosureFault {
        /// Nobody is named.
        PartyMissing = "party_missing", "the other party is not named", "相手方の氏名・名称がありません";
        /// No data are named.
        ItemsMissing = "items_missing", "no data are named", "個人データの項目がありません";
        /// No person is named.
        PersonMissing = "person_missing", "no person is named", "本人を特定する事項がありません";
        /// Which consent is not said.
        ConsentMissing = "consent_missing", "the consent is not named", "本人の同意の記録がありません";
        /// How it was obtained is not said.
        ObtainedMissing = "obtained_missing", "how the data were obtained is not said", "取得の経緯がありません";
    }
}

impl Disclosure {
    /// What the record lacks.
    #[must_use]
    pub fn faults(&self) -> Vec<DisclosureFault> {
        let asked = matches!(self.basis, Basis::Consent | Basis::ConfirmedConsent);
        let faults = [
            (self.party.is_empty(), DisclosureFault::PartyMissing),
            (self.items.is_empty(), DisclosureFault::ItemsMissing),
            (self.identifiers.is_empty(), DisclosureFault::PersonMissing),
            (asked && self.consent.is_none(), DisclosureFault::ConsentMissing),
            (
                self.direction == Direction::Received && self.obtained.is_none(),
                DisclosureFault::ObtainedMissing,
            ),
        ];
        faults.into_iter().filter_map(|(missing, fault)| missing.then_some(fault)).collect()
    }
}

/// All records: the same whatever order they came in.
///
/// ```
/// use omo_core::privacy::{Disclosure, Ledger};
/// use omo_core::Identifier;
/// let given: Disclosure = serde_json::from_str(r#"{"at": "2026-03-01T10:00:00+09:00", "direction": "given",
///     "party": "Example Agency", "items": ["purchases"], "basis": "consent", "consent": "form 7",
///     "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}"#).unwrap();
/// assert!(given.faults().is_empty());
/// let mut ledger = Ledger::default();
/// ledger.add(given);
/// assert_eq!(ledger.of(&[Identifier::email("hanako@example.jp")?]).len(), 1);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// Records without their people.
    records: Once<Disclosure>,
    /// For each person the records that name them, with all that these name of them.
    of: Filed<Disclosure>,
}

impl Ledger {
    /// Adds a record. One that names many people is kept as a record of each.
    pub fn add(&mut self, disclosure: Disclosure) {
        let mut plain = disclosure;
        let identifiers = std::mem::take(&mut plain.identifiers);
        for identifier in &identifiers {
            self.of.add(identifier, plain.clone());
        }
        self.records.add(plain);
    }

    /// What was given and received, without whom it was about, the earliest first.
    #[must_use]
    pub fn summary(&self) -> Vec<&Disclosure> {
        self.records.in_order()
    }

    /// All records, one for each person it names, in order of people and times: what a snapshot holds. Of a record
    /// whose people were all erased, what is left.
    #[must_use]
    pub fn in_order(&self) -> Vec<Disclosure> {
        let mut all = Vec::new();
        for (identifier, records) in self.of.in_order() {
            all.extend(records.into_iter().map(|plain| named(plain, &identifier)));
        }
        let mut about: Vec<Disclosure> = all.clone();
        for record in &mut about {
            record.identifiers.clear();
        }
        about.put_in_order();
        let alone = self.records.in_order().into_iter().filter(|plain| about.binary_search(plain).is_err());
        all.extend(alone.cloned());
        all
    }

    /// What was given and received of a customer with these identifiers, the earliest first: part of what they may ask to see.
    #[must_use]
    pub fn of(&self, identifiers: &[Identifier]) -> Vec<Disclosure> {
        let records = self.of.of_all(identifiers).into_iter();
        let mut records: Vec<Disclosure> = records.map(|(_, plain)| plain.clone()).collect();
        records.put_in_order();
        records.dedup();
        records
    }

    /// Takes people with these identifiers out; that something was given stays. Where the law asks for the record to
    /// be kept, this waits until [`RetentionRules::ledger_days`](super::RetentionRules) have passed.
    pub fn remove(&mut self, identifiers: &[Identifier]) {
        self.of = self.of.without(identifiers, Disclosure::clone);
    }

    /// Forgets all records from before `until`.
    pub fn sweep(&mut self, until: Time) {
        let all = self.in_order();
        *self = Self::default();
        all.into_iter()
            .filter(|record| record.at.millis() >= until.millis())
            .for_each(|record| self.add(record));
    }
}

fn named(plain: &Disclosure, identifier: &Identifier) -> Disclosure {
    Disclosure { identifiers: vec![identifier.clone()], ..plain.clone() }
}
