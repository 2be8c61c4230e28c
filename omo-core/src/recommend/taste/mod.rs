//! Taste: what a customer's longer memory says, whatever the moment.
//!
//! Models over [`Interactions`]. All answer through [`Taste`].

mod als;
mod ease;
mod interactions;
mod item_knn;
mod lanes;
mod links;
mod list;
mod nearer;
mod normal;
mod points;
mod popular;
mod products;
#[cfg(test)]
mod tests;
mod tiles;
mod update;
mod wide;

pub use als::{Als, AlsOptions};
pub use ease::{Ease, EaseOptions};
pub use interactions::{Interaction, Interactions, Own};
pub use item_knn::{ItemKnn, ItemKnnOptions, Weighting};
pub use links::Weights;
pub use list::{Learns, Taste};
pub use popular::{Here, Popular, PopularOptions, Sale, Sales};
pub(super) use wide::widely;
