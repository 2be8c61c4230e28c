//! What happened: timeline, sessions, stages, crossings, the journey map.
//!
//! Touchpoints of all channels go in as columns, already joined to customers; [`Journeys`] sorts them once and
//! answers every question by walking over them.
//!
//! ```
//! use omo_core::journey::{JourneyOptions, Journeys, Stage, Touches};
//! use omo_core::model::{DAY, HOUR};
//!
//! let mut touches = Touches::default();
//! touches.push("hanako", 0, "ec", "view");
//! touches.push("hanako", 2 * DAY, "pos", "purchase");
//! touches.push("taro", HOUR, "ec", "view");
//! let journeys = Journeys::new(touches, &JourneyOptions::default())?;
//!
//! let funnel = journeys.funnel(&[Stage::Consider, Stage::Buy], None);
//! assert_eq!((funnel[0].customers, funnel[1].customers), (2, 1));
//! assert_eq!(funnel[1].median_hours, Some(48.0));
//! assert_eq!(journeys.crossings().bought_in_store_after_online, 1);
//! # Ok::<(), omo_core::Error>(())
//! ```
//!
//! # Coming from other tools
//!
//! | retentioneering | pm4py | here |
//! | --- | --- | --- |
//! | `Eventstream(df)` | `format_dataframe` | [`Journeys::new`]; equal times have one order, whatever the rows' |
//! | `transition_graph` | `discover_dfg` | [`Journeys::transitions`], [`Journeys::follows`] of any order with chances |
//! | two groups side by side | | [`Journeys::follow_differences`] with z, p and q |
//! | `funnel(steps)` | | [`Journeys::funnel_of`]: windows, exclusions, any or exact order, cohorts |
//! | `step_matrix(max_steps)` | | [`Journeys::step_matrix`], with those that ended |
//! | `step_sankey` | | [`Journeys::path_tree`] from an anchor, both ways |
//! | | `get_variants` | [`Journeys::variants`] |
//! | | `get_rework_cases_per_activity` | [`Journeys::back_and_forth`] |
//! | | `conformance_diagnostics_alignments` | [`Journeys::expected`], with the sales lost |
//! | `split_sessions` | | [`Journeys::sessions`], which a change of side or store ends too |
//! | `cohorts` | | [`Journeys::retention`] by spans or months of the shop's calendar, [`Journeys::time_to`] |
//! | `clusters` | `cluster_log` | [`Journeys::clusters`] |
//!
//! `ChannelAttribution`'s calls stand in [`attribution`].

pub mod attribution;
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
mod beside;
mod clusters;
mod cohort;
mod crossing;
mod expected;
mod follow;
mod funnel;
#[cfg(test)]
mod laws;
mod map;
mod matrix;
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
mod mood;
mod next;
mod options;
mod order;
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
mod pains;
mod pairs;
mod pick;
mod rates;
mod read;
mod retention;
mod rhythm;
mod session;
mod stage;
mod steps;
mod table;
mod timeline;
mod touches;
mod transitions;
mod tree;

pub use clusters::{Cluster, Clusters};
pub use cohort::{CalendarUnit, Every};
pub use crossing::Crossings;
pub use expected::{Deviation, Expectation};
pub use follow::{Follow, FollowDifference};
pub use funnel::FunnelStep;
pub use map::{Cell, ChannelTotal, JourneyMap, StageTotal};
pub use matrix::{StepMatrix, StepMatrixRow};
pub use next::{CalibrationRow, NextOptions, NextReport, NextTouch};
pub use options::JourneyOptions;
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
pub use pains::PainPoint;
pub use pick::{Unit, span};
pub use rates::{CrossingRate, Switch};
pub use retention::{RetentionRow, Survival, SurvivalRow};
pub use rhythm::Silence;
pub use session::Session;
pub use stage::{Stage, StageRule};
pub use steps::{Breakdown, FunnelOptions, FunnelRow, Hold, StepOrder};
pub use table::{Journeys, RejectedRow};
pub use timeline::Step;
pub use touches::{NO_STORE, Touches};
pub use transitions::{By, Flow};
pub use tree::{BackAndForth, PathCount};
