//! Questions about records: who is this, and why.

use serde::Serialize;

use super::record::Record;
use super::{LiveLinker, Reader};
use crate::Error;
use crate::identity::linker::Evidence;
use crate::identity::linker::cluster::{MOST, together};
use crate::identity::linker::records::EMPTY;
use crate::math;
use crate::order::Order;

/// A customer whose record one may be.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// The customer, by the smallest id of its records.
    pub customer: String,
    /// What all of its records say together, in bits; 0 is even odds.
    pub bits: f64,
    /// The odds as a share.
    pub probability: f64,
    /// The record that is most like it.
    pub record: String,
    /// What that one says, in bits.
    pub record_bits: f64,
}

/// A customer of more records is judged by about so many of them.
const JUDGED: usize = 400;

impl LiveLinker {
    /// The ids of the records with which a record would be compared if it came, in order.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a column that the table had not with which the model was frozen.
    pub fn candidates(&mut self, record: &Record) -> Result<Vec<String>, Error> {
        self.check(record)?;
        let mut ids = self.as_guest(record, |live, row| {
            let near = live.near(row);
            near.into_iter().filter_map(|other| live.id(other)).map(str::to_owned).collect::<Vec<_>>()
        });
        ids.put_in_order();
        Ok(ids)
    }

    /// The customers whose record this may be, the likeliest first: no more than `most` of those with which the keys have it
    /// compared, however little speaks for them. The record does not come.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a column that the table had not with which the model was frozen.
    pub fn find(&mut self, record: &Record, most: usize) -> Result<Vec<Match>, Error> {
        self.check(record)?;
        let mut found = self.as_guest(record, Self::matches);
        found.put_in_order_by(|a, b| b.bits.total_cmp(&a.bits).then_with(|| a.customer.cmp(&b.customer)));
        found.truncate(most);
        Ok(found)
    }

    /// What speaks for and against two records being one customer's, the odds before anything is compared first; their
    /// sum is the weight of the pair. `None` for a record that is not there.
    #[must_use]
    pub fn explain(&self, a: &str, b: &str) -> Option<Vec<Evidence>> {
        let (a, b) = (self.row(a)?, self.row(b)?);
        Some(self.scorer.explain(&mut self.scorer.fresh_worker(), a, b))
    }

    /// Whether a record says enough that another one which says the same would be the same customer's: a surname alone
    /// does not. `None` for a record that is not there.
    pub fn is_telling(&mut self, id: &str) -> Option<bool> {
        let row = self.row(id)?;
        let weight = self.scorer.weight(&mut self.worker, row, row);
        Some(f64::from(weight) >= self.frozen.threshold())
    }

    /// The customers of those that are compared with a row.
    fn matches(&self, row: u32) -> Vec<Match> {
        // Without memory: what the row has is forgotten.
        let mut worker = self.scorer.fresh_worker();
        let mut near: Vec<(u32, u32, f32)> = Vec::new();
        for other in self.near(row) {
            let customer = self.of.get(other as usize).copied().unwrap_or(EMPTY);
            near.push((customer, other, self.scorer.weight(&mut worker, row, other)));
        }
        near.put_in_order_by_key(|&(customer, other, _)| (customer, other));
        let mut found = Vec::new();
        for near in near.chunk_by(|a, b| a.0 == b.0) {
            let best =
                near.iter().max_by(|a, b| a.2.total_cmp(&b.2).then_with(|| self.id(b.1).cmp(&self.id(a.1))));
            let Some(&(customer, record, weight)) = best else { continue };
            let rows = self.customers.get(customer as usize).map_or(&[][..], Vec::as_slice);
            let bits = if rows.len() == 1 {
                weight
            } else {
                let judged = rows.iter().step_by(rows.len().div_ceil(JUDGED).max(1));
                let weights =
                    judged.map(|&other| self.scorer.weight(&mut worker, row, other).clamp(-MOST, MOST));
                let (sum, count) =
                    weights.fold((0.0, 0.0), |(sum, count), weight| (sum + weight, count + 1.0));
                #[expect(clippy::cast_precision_loss, reason = "a count of records")]
                let sum = sum / f32::max(count, 1.0) * rows.len() as f32;
                together(&self.scorer, sum, rows.len())
            };
            let bits = f64::from(bits);
            found.push(Match {
                customer: self.name_of(customer).unwrap_or_default().to_owned(),
                bits,
                probability: 1.0 / (1.0 + math::exp2(-bits)),
                record: self.id(record).unwrap_or_default().to_owned(),
                record_bits: weight.into(),
            });
        }
        found
    }

    /// Asks as if a record were there, in a row that is none's, and leaves no trace.
    fn as_guest<T>(&mut self, record: &Record, ask: impl FnOnce(&Self, u32) -> T) -> T {
        let row = u32::try_from(self.ids.len()).unwrap_or(EMPTY);
        let marks: Vec<_> = self.scorer.compared.iter().map(|one| Reader::mark(&one.values)).collect();
        let sources = self.sources.len();
        let cells = self.read(record);
        let source = record.source().map_or(EMPTY, |source| self.sources.intern(source));
        self.put(row, &cells, source);
        let answer = ask(self, row);
        self.sources.truncate(sources);
        self.scorer.rows.sources.truncate(row as usize);
        self.scorer.rows.cells.truncate(row as usize * self.scorer.rows.width);
        for (at, mark) in marks.iter().enumerate() {
            self.scorer.shrink(at, mark.values);
            if let Some(one) = self.scorer.compared.get_mut(at) {
                if one.values.elements.is_some() {
                    one.shrink_elements(mark.elements);
                }
                Reader::forget(&mut one.values, mark);
            }
        }
        answer
    }
}
