//! Side files in, and what they brought.

use super::entry::Entry;
use super::{Engine, Receipt, number};
use crate::Error;
use crate::io::{Quarantined, Records};
use crate::model::{Product, Store};
use crate::view::SourceRow;

impl Engine {
    /// Takes in a side file that was read, with its quarantine. `add` says what its records are:
    /// [`Engine::add_products`], [`Engine::add_stores`], [`Engine::set_stock`] or [`Engine::add_consents`];
    /// `source` names the file in [`Engine::quarantined`].
    ///
    /// ```
    /// use omo_core::Purpose;
    /// use omo_core::engine::Engine;
    /// use omo_core::io::{self, Mapping};
    /// let mut shop = Engine::default();
    /// let stock = io::read_stock(b"store,product,quantity\nginza,tea,3\nginza,cup,many\n", &Mapping::default())?;
    /// let receipt = shop.add_table("stock", stock, Engine::set_stock)?;
    /// assert_eq!((receipt.accepted, receipt.quarantined), (1, 1));
    /// assert_eq!(shop.quarantined(Purpose::Service)?.next().unwrap().1.code, "quantity");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`ingest`](Engine::ingest).
    pub fn add_table<T>(
        &mut self,
        source: &str,
        table: Records<T>,
        add: impl FnOnce(&mut Self, Vec<T>) -> Result<(), Error>,
    ) -> Result<Receipt, Error> {
        let receipt = self.brought(source, table.rows, number(table.records.len()), table.quarantined);
        add(self, table.records)?;
        Ok(receipt)
    }

    /// Takes what a table brought but for its records.
    fn brought(&mut self, source: &str, rows: u32, accepted: u32, aside: Vec<Quarantined>) -> Receipt {
        let quarantined = self.set_aside(source, aside);
        let name = source.to_owned();
        let row = SourceRow { name, rows, accepted, quarantined, ..SourceRow::default() };
        self.take_entry(Entry::Brought(row));
        Receipt { accepted, quarantined, ..Receipt::default() }
    }

    /// Keeps records in quarantine, and counts them.
    fn set_aside(&mut self, source: &str, records: Vec<Quarantined>) -> u32 {
        let count = number(records.len());
        for record in records {
            self.take_entry(Entry::Quarantined(source.to_owned(), record));
        }
        count
    }

    /// The products that are known by name, in order of their ids.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The stores that are known by name, in order of their ids.
    #[must_use]
    pub fn stores(&self) -> &[Store] {
        &self.stores
    }
}
