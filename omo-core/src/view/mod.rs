//! How it looks: Vega-Lite specifications, SVG pictures, and the report a shop owner opens.
//!
//! A picture is a value: [`journey_map`], [`funnel`], [`crossings`] and [`flows`] give Vega-Lite v6 JSON for
//! notebooks and web pages, [`svg`] gives drawings that need no library, and [`report`] one HTML file that
//! needs no network. None of them runs anything or looks anything up.

mod journeys;
pub mod linking;
mod listing;
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
mod mood;
mod number;
mod page;
pub mod rankings;
mod report;
mod sankey;
mod scale;
pub mod svg;
mod template;
mod text;
mod vega;
mod words;
pub mod worth;

#[cfg(test)]
mod fixture;

pub use journeys::{attribution, retention, step_matrix, waterfall};
pub use listing::{List, Listing, listing};
pub use number::{duration, grouped, percent};
pub use report::{
    ActionCard, Figure, QuarantineRow, RecommendationCard, RecommendationLine, Report, SourceRow, report,
};
pub use vega::{crossings, flows, funnel, journey_map};

use crate::model::Language;
use words::Words;
