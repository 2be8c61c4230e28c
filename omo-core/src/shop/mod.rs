//! Can we: stock and stores.

mod nearest;
mod stock;

pub use nearest::{Nearby, Place, Stores};
pub use stock::{Stock, StockOptions, StockRecord};
