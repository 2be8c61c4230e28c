//! A simulated town with known truth. Everything in it is made up.
//!
//! No person, card, account, order, call or sale is real. Names are drawn by chance from common ones, phone
//! numbers lie in ranges that are given to nobody, e-mail addresses in reserved domains, product numbers in the
//! range GS1 leaves to shops themselves. The towns and postcodes exist; the stores do not.
//!
//! [`Town`] makes the [`Exports`] that a shop's systems would hand over — tills, online shop, app, contact centre —
//! with everything that makes them hard to join: families on one phone and one payment card, renewed cookies,
//! guests, lost cards, weddings, names in four scripts, typos, late and doubled lines. [`Truth`] tells who was who.
//! [`Town::registrations`] is the customers alone, as the four channels wrote them down.
//! Figures measured on it are figures about a simulation.

mod book;
mod calendar;
mod catalogue;
mod chance;
mod channels;
mod desk;
mod export;
mod forms;
mod life;
mod numbers;
mod options;
mod people;
mod phone;
mod places;
mod registrations;
mod spelling;
mod store_visit;
mod tables;
mod town;
mod truth;
mod web;

pub use book::{Encounter, Record};
pub use export::{Export, Exports};
pub use options::TownOptions;
pub use people::Person;
pub use registrations::Registration;
pub use town::{Household, Town};
pub use truth::Truth;

#[cfg(test)]
mod tests;
