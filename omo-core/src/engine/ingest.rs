//! Facts in.

use serde::Serialize;

use super::entry::Entry;
use super::log::Outcome;
use super::{Engine, number};
use crate::Error;
use crate::io::{Batch, Note, Quarantined, StockRecord};
use crate::model::{Consent, Product, Purpose, Store, Touchpoint};
use crate::order::Order;
use crate::privacy::Access;
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
    /// Facts, and records that could not be read, that were refused because the person was [erased](Engine::erase).
    #[serde(skip_serializing_if = "is_none")]
    pub erased: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

impl Engine {
    /// Takes facts in. Late, repeated and out-of-order facts are normal; the outcome does not hang on the
    /// order of arrival.
    ///
    /// A fact without an id, a channel or an action is quarantined. Of two different facts with one id the
    /// smaller (as JSON text) stays and the other is quarantined.
    ///
    /// # Errors
    ///
    /// Those of the store: then nothing of the load is kept, and the engine takes nothing more until it is opened anew.
    pub fn ingest(&mut self, touchpoints: impl IntoIterator<Item = Touchpoint>) -> Result<Receipt, Error> {
        self.keeper.ready()?;
        let receipt = self.take(USUAL, touchpoints);
        self.written()?;
        Ok(receipt)
    }

    /// Takes in what was read from an export, with its quarantine and notes. `source` names the export in
    /// [`Engine::quarantined`]; without a name it is `touchpoints`, as for [`Engine::ingest`]. The quarantine holds each record once, however often its export is loaded.
    ///
    /// ```
    /// use omo_core::Purpose;
    /// use omo_core::engine::Engine;
    /// use omo_core::io::{self, Mapping};
    /// let mut shop = Engine::default();
    /// let csv = "id,occurred_at,channel,action
    /// 1,2026-03-01T10:00:00Z,ec,view
    /// 2,yesterday,ec,view";
    /// let receipt = shop.ingest_batch("web", io::read_csv(csv.as_bytes(), &Mapping::default())?)?;
    /// assert_eq!((receipt.accepted, receipt.quarantined), (1, 1));
    /// let (source, record) = shop.quarantined(Purpose::Service)?.next().unwrap();
    /// assert_eq!((source, record.row, record.code), ("web", 2, "time"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn ingest_batch(&mut self, source: &str, batch: Batch) -> Result<Receipt, Error> {
        self.keeper.ready()?;
        let source = if source.is_empty() { USUAL } else { source };
        let (mut quarantined, mut erased, notes) = (0, 0, batch.notes.len());
        for record in batch.quarantined {
            if self.is_of_the_erased(record.record()) {
                erased += 1;
                continue;
            }
            quarantined += 1;
            self.take_entry(Entry::Quarantined(source.to_owned(), record));
        }
        for note in batch.notes {
            self.take_entry(Entry::Note(source.to_owned(), note));
        }
        let (rows, accepted) = (batch.rows, batch.accepted);
        let mut receipt = self.take(source, batch.touchpoints);
        receipt.quarantined += quarantined;
        receipt.erased += erased;
        receipt.notes += number(notes);
        let Receipt { duplicates, quarantined, .. } = receipt;
        let name = source.to_owned();
        self.take_entry(Entry::Brought(SourceRow { name, rows, accepted, duplicates, quarantined }));
        self.written()?;
        Ok(receipt)
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
            if self.tombstones.covers(&touch.id, &touch.identifiers, touch.occurred_at) {
                receipt.erased += 1;
                continue;
            }
            let lost = match self.add(touch) {
                Outcome::Accepted(fact) => {
                    self.keep_fact(fact);
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
                    self.keep_fact(number);
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
            self.take_entry(Entry::Quarantined(source.to_owned(), lost));
        }
        receipt
    }

    /// Keeps a fact as the log has it.
    fn keep_fact(&mut self, fact: u32) {
        let Self { log, keeper, .. } = self;
        if let Some(touch) = log.touchpoint(fact as usize).filter(|_| keeper.keeps()) {
            keeper.push(|| Entry::Touchpoint(touch));
        }
    }

    /// Whether a fact that lost against another is told for the first time.
    pub(super) fn contradicts(&mut self, record: &str) -> bool {
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
    ///     "channel": "ec", "action": "view", "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}]"#).unwrap())?;
    /// let (hanako, at) = (Identifier::email("hanako@example.jp")?, "2026-03-02T10:00:00Z".parse()?);
    /// let yes = Consent::new(hanako, Purpose::Marketing, ConsentStatus::Granted, at);
    /// shop.add_consents([Consent { channel: Some("email".into()), ..yes }])?;
    /// assert_eq!(shop.customers(Purpose::Marketing)?.customers.len(), 1);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// A yes whose [notice](Engine::add_notices) says nothing of it is quarantined, with the reason; where no notices were
    /// told, none is asked for. A no always holds. What somebody said before they were [erased](Engine::erase) is refused.
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn add_consents(&mut self, consents: impl IntoIterator<Item = Consent>) -> Result<(), Error> {
        self.keeper.ready()?;
        for (row, consent) in (1..).zip(consents) {
            self.take_consent(row, consent);
        }
        self.written()
    }

    /// Takes some entries and keeps them.
    pub(super) fn take_all(&mut self, entries: impl IntoIterator<Item = Entry>) -> Result<(), Error> {
        self.keeper.ready()?;
        entries.into_iter().for_each(|entry| self.take_entry(entry));
        self.written()
    }

    /// Adds products, or replaces those with the same id.
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn add_products(&mut self, products: impl IntoIterator<Item = Product>) -> Result<(), Error> {
        self.take_all(products.into_iter().map(Entry::Product))
    }

    /// Adds stores, or replaces those with the same id.
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn add_stores(&mut self, stores: impl IntoIterator<Item = Store>) -> Result<(), Error> {
        self.take_all(stores.into_iter().map(Entry::Store))
    }

    /// Sets how many pieces of a product a store has.
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn set_stock(&mut self, records: impl IntoIterator<Item = StockRecord>) -> Result<(), Error> {
        self.keeper.ready()?;
        records.into_iter().for_each(|record| self.take_entry(Entry::Stock(record)));
        // Who is who and what happened stay as they are.
        self.advice = std::sync::OnceLock::new();
        self.keeper.commit(&[])
    }

    /// Records that could not be taken in, with the export each came from, by export and row.
    ///
    /// They hold cells as they came, of persons whom nobody knows yet: only for a purpose that sees all there is of
    /// everybody, as service and legal do by their presets. Records of exports that came from elsewhere are left out
    /// where the purpose sees such facts only by consent.
    ///
    /// # Errors
    ///
    /// [`Error::Purpose`] for a purpose that does not see all.
    pub fn quarantined(&self, purpose: Purpose) -> Result<impl Iterator<Item = (&str, &Quarantined)>, Error> {
        let (rule, elsewhere) = (self.config.purposes.rule(purpose), &self.config.third_party);
        if !rule.sees_all() {
            return Err(Error::Purpose { purpose: purpose.name(), what: "records as they came" });
        }
        let always = rule.third_party == Access::Always;
        let held =
            self.in_quarantine().filter(move |(source, _)| always || !elsewhere.names("", Some(source)));
        Ok(held)
    }

    pub(super) fn in_quarantine(&self) -> impl Iterator<Item = (&str, &Quarantined)> {
        self.quarantined.in_order().into_iter().map(|(source, record)| (source.as_str(), record))
    }

    /// Records that were taken in without some unreadable part: row, column and reason, and nothing of what stood there,
    /// so that no purpose is asked.
    pub fn notes(&self) -> impl Iterator<Item = (&str, &Note)> {
        self.notes.in_order().into_iter().map(|(source, note)| (source.as_str(), note))
    }
}

/// Adds things to those held in order of ids; of equal ids the last one stays.
pub(super) fn replace<T>(held: &mut Vec<T>, new: &mut Vec<T>, id: impl Fn(&T) -> &String) {
    if new.is_empty() {
        return;
    }
    held.append(new);
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
        replace(&mut held, &mut vec![thing("b", "1"), thing("a", "2"), thing("b", "3")], |thing| &thing.0);
        assert_eq!(held, [thing("a", "2"), thing("b", "3")]);
        replace(&mut held, &mut vec![thing("b", "4"), thing("c", "5")], |thing| &thing.0);
        assert_eq!(held, [thing("a", "2"), thing("b", "4"), thing("c", "5")]);
    }
}
