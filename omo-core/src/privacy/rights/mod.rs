//! The person's rights: requests, and what became of them.

mod book;
mod codes;
mod request;
mod rules;
mod status;

pub use book::RequestBook;
pub use codes::{Refusal, RequestKind, RequestState, StepKind, StepRefusal};
pub use request::{Request, RequestStep};
pub use rules::RightsRules;
pub use status::RequestStatus;
