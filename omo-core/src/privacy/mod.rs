//! May we: consent, and what each purpose may see.
//!
//! This room keeps records and applies rules; it claims no compliance with any law.

mod book;
mod gate;
mod said;

pub use book::{ConsentBook, Standing};
pub use gate::Gate;
