//! One customer, one journey, the next best thing to do.
//!
//! `omo-core` turns what happens at every touchpoint of a shop, online and offline, into customers,
//! journeys and recommendations, inside your own process: no server, no clock, no dice.

pub mod audit;
mod decimal;
pub mod engine;
pub mod error;
pub mod form;
mod groupings;
pub mod identity;
pub mod io;
pub mod journey;
pub mod json;
mod lower;
pub mod math;
pub mod measure;
pub mod model;
mod nfkc;
mod once;
mod order;
mod pairs;
mod parallel;
pub mod privacy;
pub mod profile;
pub mod random;
pub mod recommend;
pub mod sha256;
pub mod shop;
pub mod sparse;
mod special;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "synth")]
pub mod synth;
pub mod value;
pub mod view;
pub mod vocabulary;

pub use error::Error;
pub use model::{
    Action, Channels, Consent, ConsentStatus, Gtin, Identifier, IdentifierKind, Language, Line, Money,
    Product, Purpose, Side, Store, Time, Touchpoint, Trust, Zone,
};
