//! Who is who: which identifiers, and so which touchpoints, are one customer.
//!
//! Identifiers seen together at a touchpoint are evidence that they are one person. The evidence is weighed
//! from the most trusted kind to the least:
//!
//! 1. **Set aside** what says nothing: blocked values, placeholders such as `000-0000-0000`, and values
//!    *shared* by people who are already known to be different (a store's tablet, a family's phone).
//! 2. **Join** the rest, strongest evidence first, and refuse a join that would give a customer more
//!    identifiers of a kind than one person has.
//! 3. A touchpoint belongs to the customer of its most trusted identifier; one without any is unidentified.
//!
//! The answer hangs on the touchpoints alone: neither the order in which they arrived nor the numbers their
//! identifiers were given change it. Every join can be [explained](Identity::explain).
//!
//! ```
//! use omo_core::identity::{Identifiers, IdentityOptions, resolve};
//! use omo_core::{Identifier, IdentifierKind, sparse::Rows};
//!
//! let mut identifiers = Identifiers::default();
//! let card = identifiers.intern(&Identifier::read(IdentifierKind::MemberId, "card:7")?);
//! let email = identifiers.intern(&Identifier::email("hanako@example.jp")?);
//! let cookie = identifiers.intern(&Identifier::read(IdentifierKind::Cookie, "c-1")?);
//!
//! // A web visit, a web order, a purchase in the store, and somebody's visit without any identifier.
//! let sightings: Rows<u32> = [vec![cookie], vec![email, cookie], vec![card, email], vec![]].into_iter().collect();
//! let identity = resolve(&identifiers, &sightings, &IdentityOptions::default())?;
//!
//! assert_eq!(identity.customers(), 1);
//! assert_eq!(identity.touchpoints_of(0), [0, 1, 2]);
//! assert_eq!(identity.customer_of(3), None);
//! // The card and the cookie never met: the e-mail ties them, by touchpoints 2 and 1.
//! let why = identity.explain(card, cookie).unwrap();
//! assert_eq!(why.iter().map(|step| step.touchpoint).collect::<Vec<_>>(), [2, 1]);
//! # Ok::<(), omo_core::Error>(())
//! ```

mod answer;
mod changes;
mod chosen;
pub mod clk;
mod clusters;
mod evidence;
pub mod golden;
mod groups;
pub mod household;
mod identifiers;
pub mod linker;
mod live;
#[cfg(test)]
mod live_tests;
pub mod normal;
mod options;
mod owners;
mod resolve;
mod rings;
#[cfg(test)]
mod tests;

pub use answer::{Identity, Refused, SetAside, Step, Why};
pub use changes::Change;
pub use chosen::whose;
pub use identifiers::Identifiers;
#[cfg(feature = "books")]
pub use live::Stirred;
pub use live::{Live, Sightings};
pub use options::{CustomerLimits, IdentityOptions, OwnerLimits};
pub use resolve::resolve;
