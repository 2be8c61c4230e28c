//! Options and records: Python values in, as serde reads them, and serde values out, as Python has them.
//!
//! The core writes its fields in camelCase and Python in snake_case. Fields of records are renamed on the way,
//! keys of maps are the user's own and stay.

mod give;
mod read;
mod rename;
mod take;

pub use give::give;
pub use read::Read;
pub use rename::camel;
pub use take::{is_missing, options, record, records, value};
