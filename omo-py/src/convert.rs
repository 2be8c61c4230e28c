//! Options and records: Python values in, as the core reads them, and serde values out, as Python has them.
//!
//! Fields of records are in `snake_case` both ways; keys of maps are the user's own and stay.

mod give;
mod rename;
mod take;

pub use give::give;
pub use rename::camel;
pub use take::{is_missing, options, record, records, value};
