//! All that is held of one customer: what a request for access (開示請求) is answered with.

use serde::Serialize;

use super::customers::Customer;
use super::decisions::Decision;
use super::{Engine, export_words};
use crate::Error;
use crate::model::{Consent, Language, Purpose, Time, Touchpoint};
#[cfg(feature = "offers")]
use crate::privacy::Contact;
use crate::privacy::{Disclosure, RequestStatus, Shown, Withheld};

/// All that is held of one customer, as far as the purpose may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccessExport {
    /// For which purpose.
    pub purpose: Purpose,
    /// As of when somebody last did, said or asked for something.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub as_of: Time,
    /// The customer.
    pub customer: Customer,
    /// What happened, oldest first.
    pub touchpoints: Vec<Touchpoint>,
    /// What the customer agreed to and refused, the earliest first.
    pub consents: Vec<Consent>,
    /// Which notices the customer was shown.
    pub notices: Vec<Shown>,
    /// What the customer asked for, and where it stands.
    pub requests: Vec<RequestStatus>,
    /// What was given to others of the customer, and got from them.
    pub disclosures: Vec<Disclosure>,
    /// What people decided about which of these touchpoints are the customer's.
    pub decisions: Vec<Decision>,
    /// What the shop decided to do for the customer and did, and why.
    #[cfg(feature = "offers")]
    pub contacts: Vec<Contact>,
    /// What the purpose may not see, and why.
    pub withheld: Vec<Withheld>,
}

impl Engine {
    /// All that is held of a customer, in one record; `None` for an unknown id, or where the purpose may not see the customer.
    /// What a person may ask to see is the purpose [`Legal`](Purpose::Legal).
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email,product
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp,kettle";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let export = shop.export("web-1", Purpose::Legal)?.unwrap();
    /// assert_eq!(export.touchpoints[0].lines[0].product, "kettle");
    /// assert!(export.withheld.is_empty());
    /// assert!(shop.export("web-1", Purpose::Marketing)?.is_none());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn export(&self, customer: &str, purpose: Purpose) -> Result<Option<AccessExport>, Error> {
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let (Ok(customer), Ok(mut view)) = (self.seen_for(number, purpose), self.view_of(number, purpose))
        else {
            return Ok(None);
        };
        let as_of = self.latest_of_all();
        let touchpoints: Vec<Touchpoint> =
            self.facts(number).filter_map(|fact| self.seen(&mut view, fact)).collect();
        let known = self.identifiers_of(number);
        let about = |decision: &&Decision| {
            decision.records.iter().any(|id| touchpoints.iter().any(|touch| touch.id == **id))
        };
        let decisions = self.decisions.holding().filter(about).cloned().collect();
        // Of a record by an identifier that is not seen nothing is said: the view counts these with the customer.
        let shown =
            self.view_of(number, purpose).map(|mut view| view.identifiers(known.clone())).unwrap_or_default();
        Ok(Some(AccessExport {
            purpose,
            as_of,
            consents: self.words_of(number, purpose),
            notices: self.books.notices.history(&shown),
            requests: self.asked_by(number, purpose, as_of),
            disclosures: if shown.is_empty() { Vec::new() } else { self.books.ledger.of(&known) },
            decisions,
            #[cfg(feature = "offers")]
            contacts: self.contacts_seen(number, purpose),
            customer,
            touchpoints,
            withheld: view.withheld(),
        }))
    }

    /// The same on one self-contained HTML page that the customer can read.
    ///
    /// # Errors
    ///
    /// As [`export`](Engine::export).
    pub fn export_page(
        &self,
        customer: &str,
        purpose: Purpose,
        language: Language,
    ) -> Result<Option<String>, Error> {
        let export = self.export(customer, purpose)?;
        Ok(export.map(|export| crate::view::listing(&export_words::page(&export, language))))
    }
}
