//! Statistical evidence: facts whose records look like one person's are linked as by an identifier, the least trusted of all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::log::Log;
use super::own::Own;
use super::{Config, Engine};
use crate::Error;
use crate::identity::linker::{Column, LiveLinker, Record, Records};
use crate::identity::{Change, Live};
use crate::model::IdentifierKind;
use crate::order::Order;

/// Who looks like whom, where the options hold a model.
#[derive(Debug, Default)]
pub(super) struct Likeness(Option<Box<Compared>>);

/// Records of facts, each once, compared as they come and go.
#[derive(Debug)]
struct Compared {
    linker: LiveLinker,
    /// The columns that the model reads, and the kind of identifier where a column is called so.
    columns: Vec<(String, Option<IdentifierKind>)>,
    /// By what they say, the records that facts have.
    held: BTreeMap<Arc<str>, Held>,
    /// How many records there ever were.
    ever: u32,
    /// Facts that may look like others than they show.
    stirred: Vec<(u32, Option<u32>)>,
}

/// A record.
#[derive(Debug)]
struct Held {
    /// Its number. Which it is says nothing.
    number: u32,
    /// Whether it says enough that another which says the same is the same customer's: a surname alone does not.
    telling: bool,
    /// The facts that have it.
    facts: Vec<u32>,
}

impl Likeness {
    /// Nothing compared yet.
    pub fn new(config: &Config) -> Result<Self, Error> {
        let Some(frozen) = &config.linker else { return Ok(Self::default()) };
        if frozen.sources {
            let must = "a model that was fitted without `source`: a touchpoint's channel is none";
            return Err(Error::option("linker", must, &"sources"));
        }
        let column = |name: &String| (name.clone(), name.parse().ok());
        let columns = frozen.columns.iter().map(column).collect();
        let linker = LiveLinker::new(frozen)?;
        let (held, stirred) = (BTreeMap::new(), Vec::new());
        Ok(Self(Some(Box::new(Compared { linker, columns, held, ever: 0, stirred }))))
    }

    /// A fact came.
    pub fn come(&mut self, fact: u32, log: &Log) {
        let Some(compared) = &mut self.0 else { return };
        let Some(cells) = compared.cells(fact, log) else { return };
        let id = id_of(&cells);
        if let Some(held) = compared.held.get_mut(&id) {
            held.facts.push(fact);
            compared.stirred.push((fact, compared.group_of(&id)));
            return;
        }
        // It fails for columns that the model has not and for an id that is there, and there are none such.
        let changes = compared.linker.insert(&id, &compared.record(&cells)).unwrap_or_default();
        compared.hold(&id, fact);
        compared.stir(&changes, Some(&id));
    }

    /// A fact goes, which the log still has.
    pub fn go(&mut self, fact: u32, log: &Log) {
        let Some(compared) = &mut self.0 else { return };
        compared.stirred.retain(|&(stirred, _)| stirred != fact);
        let Some(cells) = compared.cells(fact, log) else { return };
        let id = id_of(&cells);
        let Some(held) = compared.held.get_mut(&id) else { return };
        held.facts.retain(|&other| other != fact);
        if held.facts.is_empty() {
            compared.held.remove(&id);
            let changes = compared.linker.remove(&id).unwrap_or_default();
            compared.stir(&changes, None);
        }
    }

    /// All facts of the log came at once: compared as a table, which is faster.
    pub fn all_came(&mut self, facts: impl Iterator<Item = u32>, log: &Log) -> Result<(), Error> {
        let Some(compared) = &mut self.0 else { return Ok(()) };
        let mut rows = Vec::new();
        for fact in facts {
            let Some(cells) = compared.cells(fact, log) else { continue };
            let id = id_of(&cells);
            if let Some(held) = compared.held.get_mut(&id) {
                held.facts.push(fact);
            } else {
                compared.hold(&id, fact);
                rows.push((id, cells));
            }
        }
        rows.put_in_order_by(|a, b| a.0.cmp(&b.0));
        let ids = Column::new("id", rows.iter().map(|(id, _)| Some(&**id)));
        let column = |(at, (name, _)): (usize, &(String, _))| {
            Column::new(name, rows.iter().map(|(_, cells)| cells.get(at)?.as_deref()))
        };
        let records = Records::new(ids, compared.columns.iter().enumerate().map(column).collect())?;
        compared.linker = compared.linker.frozen().live(&records)?;
        let mut stirred = Vec::new();
        for (id, held) in &mut compared.held {
            held.telling = compared.linker.is_telling(id) == Some(true);
        }
        for (id, held) in &compared.held {
            let group = compared.group_of(id);
            stirred.extend(held.facts.iter().map(|&fact| (fact, group)));
        }
        compared.stirred = stirred;
        Ok(())
    }

    /// Facts show whom they look like by now.
    pub fn settle(&mut self, live: &mut Live, own: &mut Own, log: &mut Log) {
        let Some(compared) = &mut self.0 else { return };
        let mut stirred: BTreeMap<u32, Option<u32>> = BTreeMap::new();
        // The last word counts.
        for (fact, group) in compared.stirred.drain(..) {
            stirred.insert(fact, group);
        }
        stirred.retain(|&fact, group| log.has(fact) && log.alike(fact) != *group);
        let facts: Vec<u32> = stirred.keys().copied().collect();
        live.remove_all(&facts, log);
        own.leave(&facts, log);
        for (fact, group) in stirred {
            log.resemble(fact, group);
            live.insert(fact);
            own.comes(fact);
        }
    }

    /// Bytes held on the heap.
    pub fn heap_bytes(&self) -> usize {
        let Some(compared) = &self.0 else { return 0 };
        let held =
            compared.held.iter().map(|(id, held)| id.len() + size_of::<Held>() + 4 * held.facts.capacity());
        compared.linker.heap_bytes() + held.sum::<usize>()
    }

    /// How like the records of two facts are, in bits.
    pub fn bits(&self, facts: [usize; 2], log: &Log) -> Option<f64> {
        let compared = self.0.as_ref()?;
        let id = |fact| Some(id_of(&compared.cells(u32::try_from(fact).ok()?, log)?));
        let [a, b] = facts.map(id);
        let evidence = compared.linker.explain(&a?, &b?)?;
        Some(evidence.iter().map(|one| one.bits).sum())
    }
}

impl Compared {
    /// What a fact says of a person; nothing where it has no trait that the model reads.
    fn cells(&self, fact: u32, log: &Log) -> Option<Vec<Option<String>>> {
        let traits = log.traits_of(fact as usize);
        if traits.is_empty() {
            return None;
        }
        let said = |name: &str| {
            let text = |&(key, text): &(u32, u32)| {
                (log.trait_texts.text(key) == Some(name)).then(|| log.trait_texts.text(text)).flatten()
            };
            traits.iter().find_map(text).map(str::to_owned)
        };
        let mut cells: Vec<Option<String>> = self.columns.iter().map(|(name, _)| said(name)).collect();
        if cells.iter().all(Option::is_none) {
            return None;
        }
        for (cell, (_, kind)) in cells.iter_mut().zip(&self.columns) {
            let mut seen = log.seen(fact as usize).iter();
            let number = seen.find(|&&number| kind.is_some() && log.identifiers.kind(number) == *kind);
            if let (None, Some(&number)) = (&cell, number) {
                *cell = log.identifiers.value(number).map(str::to_owned);
            }
        }
        Some(cells)
    }

    fn record(&self, cells: &[Option<String>]) -> Record {
        let said = self.columns.iter().zip(cells);
        Record::new(said.filter_map(|((name, _), cell)| Some((name.as_str(), cell.as_deref()?))))
    }

    fn hold(&mut self, id: &Arc<str>, fact: u32) {
        let telling = self.linker.is_telling(id) == Some(true);
        self.held.insert(id.clone(), Held { number: self.ever, telling, facts: vec![fact] });
        self.ever += 1;
    }

    /// The number of the record by which the customer of a telling record is called.
    fn group_of(&self, id: &str) -> Option<u32> {
        let called = self.held.get(self.linker.customer_of(id)?)?;
        self.held.get(id)?.telling.then_some(called.number)
    }

    /// Facts of customers that changed, and of a record that came.
    fn stir(&mut self, changes: &[Change<String>], came: Option<&str>) {
        let customers = changes.iter().flat_map(|change| match change {
            Change::Created { customer }
            | Change::Merged { customer, .. }
            | Change::Renamed { customer, .. } => std::slice::from_ref(customer),
            Change::Split { into, .. } => into.as_slice(),
            Change::Removed { .. } => &[],
        });
        let mut stirred = Vec::new();
        for record in customers.flat_map(|customer| self.linker.records_of(customer)).chain(came) {
            let group = self.group_of(record);
            let facts = self.held.get(record).into_iter().flat_map(|held| &held.facts);
            stirred.extend(facts.map(|&fact| (fact, group)));
        }
        self.stirred.extend(stirred);
    }
}

/// What a record says, as one text: records that say the same are one, and their order is that of these.
fn id_of(cells: &[Option<String>]) -> Arc<str> {
    let mut id = String::new();
    for cell in cells {
        // With its length before it no cell can run into the next.
        id.push_str(&cell.as_ref().map_or_else(|| "-".to_owned(), |text| format!("{}:{text}", text.len())));
    }
    id.into()
}

impl Engine {
    /// All facts are compared, which came as a whole.
    pub(super) fn compare_all(&mut self) -> Result<(), Error> {
        let mut likeness = std::mem::take(&mut self.likeness);
        let facts =
            (0..self.log.numbers()).filter(|&fact| self.log.has(fact) && !self.is_from_elsewhere(fact));
        let compared = likeness.all_came(facts, &self.log);
        self.likeness = likeness;
        compared
    }

    /// A fact is compared with others, unless it comes from elsewhere.
    pub(super) fn compare(&mut self, fact: u32) {
        if !self.is_from_elsewhere(fact) {
            self.likeness.come(fact, &self.log);
        }
    }
}
