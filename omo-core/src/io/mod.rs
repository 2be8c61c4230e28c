//! In and out: CSV, JSON Lines, Segment events.
//!
//! Every door gives a [`Batch`]: the touchpoints, and each record that could not be understood with its row,
//! the reason and itself, to be mended and read again. A bad record never stops a load, and none is lost.

mod batch;
mod cell;
mod columns;
mod doors;
mod gather;
#[cfg(test)]
mod laws;
mod mapping;
mod object;
mod pieces;
mod record;
mod segment;
mod side;
mod split;
mod table;

pub(crate) use batch::code;
pub use batch::{Batch, Note, Quarantined, Records};
pub use columns::{TableCell, TableColumn, read_columns};
pub use doors::{read_csv, read_json_lines, read_records};
pub use mapping::{Mapping, WORDS};
pub use segment::{SegmentOptions, read_segment};
pub use side::{
    StockRecord, read_consent_columns, read_consents, read_product_columns, read_products, read_stock,
    read_stock_columns, read_store_columns, read_stores,
};
