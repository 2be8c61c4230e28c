//! May we: consent, and what each purpose may see.
//!
//! This room keeps records and applies rules; it claims no compliance with any law.

mod anonymous;
mod book;
mod breach;
mod coded;
mod filed;
mod gate;
mod keyed;
mod ledger;
mod notice;
mod pseudonym;
mod pseudonymous;
mod retention;
mod rights;
mod rules;
mod said;
mod sensitive;
#[cfg(test)]
mod tests;
mod third_party;
mod tombstone;
mod view;
mod withheld;

pub use anonymous::anonymous;
pub use anonymous::{Anonymous, AnonymousOptions, AnonymousReport, Generalised, QuasiIdentifier, TextTable};
pub use book::{ConsentBook, Standing};
pub use breach::{Breach, BreachReport, BreachRules, ReportGround, Touched};
use coded::coded;
pub use gate::Gate;
pub use keyed::Hash;
pub use ledger::{Basis, Direction, Disclosure, DisclosureFault, Ledger};
pub use notice::{ConsentNote, ConsentRefusal, Notice, NoticeBook, Shown};
pub use pseudonym::Pseudonyms;
pub use pseudonymous::{Pseudonymous, PseudonymousOptions, PseudonymousTouchpoint, pseudonymous};
pub use retention::{Expired, RetentionRule, RetentionRules};
pub use rights::{
    Refusal, Request, RequestBook, RequestKind, RequestState, RequestStatus, RequestStep, RightsRules,
    StepKind, StepRefusal,
};
pub use rules::{Access, Part, PurposeRule, PurposeRules};
pub use sensitive::{SensitiveRule, SensitiveRules};
pub use third_party::ThirdPartyRules;
pub use tombstone::{Mark, Tombstone, Tombstones};
pub use view::{Policy, View};
pub use withheld::{Tally, What, Why, Withheld};

/// What stands in a record until its identifier is read.
fn nobody() -> crate::model::Identifier {
    crate::model::Identifier::canonical(crate::model::IdentifierKind::MemberId, "")
}
