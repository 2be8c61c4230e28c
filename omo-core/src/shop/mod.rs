//! Can we: stock and stores.
