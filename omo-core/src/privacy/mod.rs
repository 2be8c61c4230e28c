//! May we: consent, and what each purpose may see.
//!
//! This room keeps records and applies rules; it claims no compliance with any law. Rules are plain data with presets; records
//! are facts, and what follows from them hangs neither on the order they came in nor on a clock: `now` is an argument.
//!
//! - **What was said**: [`NoticeBook`] (notices, and who was shown which version), [`ConsentBook`] (who agreed to what).
//! - **What is seen**: [`Policy::view`] opens one customer for one purpose by [`PurposeRules`], [`SensitiveRules`] (要配慮個人情報)
//!   and [`ThirdPartyRules`] (個人関連情報); a [`View`] lets through what the purpose may see and counts what it [`Withheld`].
//! - **What was decided**: [`ContactBook`] (who was contacted, with what and why).
//! - **What people may ask**: [`RequestBook`] (開示, 訂正, 利用停止, 消去, 第三者提供の停止) with due dates and refusals; [`Tombstones`]
//!   keep the erased erased.
//! - **What leaves**: [`Ledger`] (第三者提供記録), [`Pseudonyms`] for each recipient, [`pseudonymous`] (仮名加工) and [`anonymous`]
//!   (匿名加工) exports.
//! - **What ends**: [`RetentionRules::sweep`]; and what to do after a leak: [`Breach::report`].
//!
//! In the words of the GDPR: notices are Articles 13 and 14, consent 7 and 8, special categories 9, access 15, rectification 16,
//! erasure 17, restriction and objection 18 and 21, breaches 33.

mod anonymous;
mod book;
mod breach;
mod coded;
#[cfg(feature = "offers")]
mod contacted;
mod filed;
mod gate;
mod ledger;
mod notice;
mod pseudonym;
mod pseudonymous;
mod retention;
mod rights;
mod rules;
mod said;
mod secret;
mod sensitive;
#[cfg(test)]
mod tests;
mod third_party;
mod tombstone;
mod view;
mod withheld;
#[cfg(feature = "books")]
mod withheld_rows;

pub use anonymous::anonymous;
pub use anonymous::{Anonymous, AnonymousOptions, AnonymousReport, Generalised, QuasiIdentifier, TextTable};
pub use book::{ConsentBook, Standing};
pub use breach::{Breach, BreachReport, BreachRules, ReportGround, Touched};
use coded::coded;
#[cfg(feature = "offers")]
pub use contacted::{Contact, ContactBook, Ground};
pub use gate::Gate;
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
pub use secret::Secret;
pub use sensitive::{SensitiveRule, SensitiveRules};
pub use third_party::ThirdPartyRules;
pub use tombstone::{Mark, Tombstone, Tombstones};
pub use view::{Policy, View};
pub use withheld::{Tally, What, Why, Withheld};
#[cfg(feature = "books")]
pub use withheld_rows::{Listed, WithheldRows};

/// What stands in a record until its identifier is read.
fn nobody() -> crate::model::Identifier {
    crate::model::Identifier::canonical(crate::model::IdentifierKind::MemberId, "")
}
