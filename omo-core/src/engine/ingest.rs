//! Facts in.

use serde::Serialize;

use super::log::Outcome;
use super::{Engine, number};
use crate::io::{Batch, Note, Quarantined, StockRecord};
use crate::model::{Consent, Product, Store, Touchpoint};
use crate::order::Order;
use crate::view::SourceRow;

/// The source of facts that came without one.
const USUAL: &str = "touchpoints";

/// What became of the facts of one load.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Facts that were new.
    pub accepted: u32,
    /// Facts that were there already, or set aside already.
    pub duplicates: u32,
    /// Records that could not be read, or that contradict another with the same id. They are kept with
    /// row, reason and code: see [`Engine::quarantined`].
    pub quarantined: u32,
    /// Records that were accepted without some unreadable part: see [`Engine::notes`].
    pub notes: u32,
}

impl Engine {
    /// Takes facts in. Late, repeated and out-of-order facts are normal; the outcome does not hang on the
    /// order of arrival.
    ///
    /// A fact without an id, a channel or an action is quarantined. Of two different facts with one id the
    /// smaller (as JSON text) stays and the other is quarantined.
    pub fn ingest(&mut self, touchpoints: impl IntoIterator<Item = Touchpoint>) -> Receipt {
        self.take(USUAL, touchpoints)
    }

    /// Takes in what was read from an export, with its quarantine and notes. `source` names the export in
    /// [`Engine::quarantined`]; without a name it is `touchpoints`, as for [`Engine::ingest`]. The quarantine holds each record once, however often its export is loaded.
    ///
    /// ```
    /// use omo_core::engine::Engine;
    /// use omo_core::io::{self, Mapping};
    /// let mut shop = Engine::default();
    /// let csv = "id,occurred_at,channel,action
    /// 1,2026-03-01T10:00:00Z,ec,view
    /// 2,yesterday,ec,view";
    /// let receipt = shop.ingest_batch("web", io::read_csv(csv.as_bytes(), &Mapping::default())?);
    /// assert_eq!((receipt.accepted, receipt.quarantined), (1, 1));
    /// let (source, record) = shop.quarantined().next().unwrap();
    /// assert_eq!((source, record.row, record.code), ("web", 2, "time"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn ingest_batch(&mut self, source: &str, batch: Batch) -> Receipt {
        let source = if source.is_empty() { USUAL } else { source };
        let (quarantined, notes) = (batch.quarantined.len(), batch.notes.len());
        batch.quarantined.into_iter().for_each(|q| self.quarantined.add((source.to_owned(), q)));
        batch.notes.into_iter().for_each(|n| self.notes.add((source.to_owned(), n)));
        let (rows, accepted) = (batch.rows, batch.accepted);
        let mut receipt = self.take(source, batch.touchpoints);
        receipt.quarantined += number(quarantined);
        receipt.notes += number(notes);
        let Receipt { duplicates, quarantined, .. } = receipt;
        self.count(SourceRow { name: source.to_owned(), rows, accepted, duplicates, quarantined });
        receipt
    }

    /// Adds to what a source brought.
    pub(super) fn count(&mut self, more: SourceRow) {
        let place = self.sources.intern(&more.name) as usize;
        let Some(row) = self.brought.get_mut(place) else { return self.brought.push(more) };
        row.rows += more.rows;
        row.accepted += more.accepted;
        row.duplicates += more.duplicates;
        row.quarantined += more.quarantined;
    }

    /// What each source brought, in order of names.
    pub(super) fn sources_in_order(&self) -> Vec<SourceRow> {
        let mut sources = self.brought.clone();
        sources.put_in_order_by(|a, b| a.name.cmp(&b.name));
        sources
    }

    fn take(&mut self, source: &str, touchpoints: impl IntoIterator<Item = Touchpoint>) -> Receipt {
        let mut receipt = Receipt::default();
        for (row, touch) in (1..).zip(touchpoints) {
            let record = |fact: &Touchpoint| serde_json::to_string(fact).unwrap_or_default();
            let Self { log, live, .. } = self;
            let lost = match log.add(touch, |log, fact| live.remove(fact, log)) {
                Outcome::Accepted(fact) => {
                    live.insert(fact);
                    receipt.accepted += 1;
                    continue;
                }
                Outcome::Duplicate => {
                    receipt.duplicates += 1;
                    continue;
                }
                Outcome::Missing(column, fact) => {
                    Quarantined::new(row, column, "missing", "there is no value", record(&fact))
                }
                Outcome::Replaced(number, fact) => {
                    live.insert(number);
                    self.contradicts(&record(&fact));
                    Self::conflict(row, record(&fact))
                }
                Outcome::Lost(fact) => {
                    let record = record(&fact);
                    // Told again, in whatever row, it is known to have lost.
                    if !self.contradicts(&record) {
                        receipt.duplicates += 1;
                        continue;
                    }
                    Self::conflict(row, record)
                }
            };
            receipt.quarantined += 1;
            self.quarantined.add((source.to_owned(), lost));
        }
        self.grown();
        receipt
    }

    /// Whether a fact that lost against another is told for the first time.
    fn contradicts(&mut self, record: &str) -> bool {
        let known = self.contradicted.len();
        self.contradicted.intern(record);
        self.contradicted.len() > known
    }

    fn conflict(row: u32, record: String) -> Quarantined {
        let reason = "another fact has this id: give each fact an id of its own";
        Quarantined::new(row, "id", "conflict", reason, record)
    }

    /// Adds consent records: the latest word holds, whatever order they come in.
    ///
    /// ```
    /// use omo_core::engine::Engine;
    /// use omo_core::{Consent, ConsentStatus, Identifier, Purpose, Touchpoint};
    /// let mut shop = Engine::default();
    /// shop.ingest(serde_json::from_str::<Vec<Touchpoint>>(r#"[{"id": "1", "occurredAt": "2026-03-01T10:00:00Z",
    ///     "channel": "ec", "action": "view", "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}]"#).unwrap());
    /// let (hanako, at) = (Identifier::email("hanako@example.jp")?, "2026-03-02T10:00:00Z".parse()?);
    /// let yes = Consent::new(hanako, Purpose::Marketing, ConsentStatus::Granted, at);
    /// shop.add_consents([Consent { channel: Some("email".into()), ..yes }]);
    /// assert_eq!(shop.customers(Purpose::Marketing)?.customers.len(), 1);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn add_consents(&mut self, consents: impl IntoIterator<Item = Consent>) {
        for consent in consents {
            self.consented = self.consented.max(Some(consent.at));
            self.consents.record(consent);
        }
        self.grown();
    }

    /// Adds products, or replaces those with the same id.
    pub fn add_products(&mut self, products: impl IntoIterator<Item = Product>) {
        replace(&mut self.products, products, |product| &product.id);
        self.grown();
    }

    /// Adds stores, or replaces those with the same id.
    pub fn add_stores(&mut self, stores: impl IntoIterator<Item = Store>) {
        replace(&mut self.stores, stores, |store| &store.id);
        self.grown();
    }

    /// Sets how many pieces of a product a store has.
    pub fn set_stock(&mut self, records: impl IntoIterator<Item = StockRecord>) {
        for record in records {
            self.stock.set(&record.store, &record.product, record.quantity.into());
        }
        self.advice = std::sync::OnceLock::new();
    }

    /// Records that could not be taken in, with the export each came from, by export and row.
    pub fn quarantined(&self) -> impl Iterator<Item = (&str, &Quarantined)> {
        self.quarantined.in_order().into_iter().map(|(source, record)| (source.as_str(), record))
    }

    /// Records that were taken in without some unreadable part.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &Note)> {
        self.notes.in_order().into_iter().map(|(source, note)| (source.as_str(), note))
    }
}

/// Adds things to those held in order of ids; of equal ids the last one stays.
fn replace<T>(held: &mut Vec<T>, new: impl IntoIterator<Item = T>, id: impl Fn(&T) -> &String) {
    held.extend(new);
    // The last comes first, and the sort leaves it there.
    held.reverse();
    held.put_in_order_by(|a, b| id(a).cmp(id(b)));
    held.dedup_by(|later, first| id(later) == id(first));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_one_id_stays() {
        let mut held = Vec::new();
        let thing = |id: &str, name: &str| (id.to_owned(), name.to_owned());
        replace(&mut held, [thing("b", "1"), thing("a", "2"), thing("b", "3")], |thing| &thing.0);
        assert_eq!(held, [thing("a", "2"), thing("b", "3")]);
        replace(&mut held, [thing("b", "4"), thing("c", "5")], |thing| &thing.0);
        assert_eq!(held, [thing("a", "2"), thing("b", "4"), thing("c", "5")]);
    }
}
