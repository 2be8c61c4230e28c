//! Taste: what a customer's longer memory says, whatever the moment.
//!
//! Models over [`Interactions`]. All answer through [`Taste`].

mod ease;
mod interactions;
mod item_knn;
mod links;
mod list;
#[cfg(test)]
mod tests;
mod tiles;
mod update;
mod wide;

pub use ease::{Ease, EaseOptions};
pub use interactions::{Interaction, Interactions, Own};
pub use item_knn::{ItemKnn, ItemKnnOptions, Weighting};
pub use links::Weights;
pub use list::Taste;
