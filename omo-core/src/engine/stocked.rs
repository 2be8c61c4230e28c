//! How many pieces lie where, by the shop's own keys.

use crate::shop::{Stock, StockRecord};
use crate::vocabulary::Vocabulary;

/// What was last said of each product in each store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stocked {
    pub stores: Vocabulary,
    pub products: Vocabulary,
    pieces: Stock,
}

impl Stocked {
    /// Whether nobody ever said anything; no pieces are something said.
    pub fn is_empty(&self) -> bool {
        self.stores.is_empty()
    }

    /// Says how many there are now.
    pub fn set(&mut self, store: &str, product: &str, quantity: i64) {
        let (store, product) = (self.stores.intern(store), self.products.intern(product));
        self.pieces.set(StockRecord { store, product, quantity });
    }

    /// How many of a product a store has, by the numbers here.
    #[cfg(feature = "offers")]
    pub fn on_hand(&self, store: u32, product: u32) -> u32 {
        self.pieces.on_hand(store, product)
    }

    /// All that was said, by the shop's own keys.
    pub fn records(&self) -> impl Iterator<Item = crate::io::StockRecord> + '_ {
        self.pieces.records().into_iter().filter_map(|record| {
            Some(crate::io::StockRecord {
                store: self.stores.text(record.store)?.to_owned(),
                product: self.products.text(record.product)?.to_owned(),
                quantity: u32::try_from(record.quantity).ok()?,
            })
        })
    }

    /// The same with other numbers for stores and products.
    pub fn renumbered(&self, store_of: &[u32], product_of: &[u32]) -> Stock {
        let record = |record: StockRecord| {
            let (&store, &product) =
                (store_of.get(record.store as usize)?, product_of.get(record.product as usize)?);
            Some(StockRecord { store, product, ..record })
        };
        self.pieces.records().into_iter().filter_map(record).collect()
    }
}
