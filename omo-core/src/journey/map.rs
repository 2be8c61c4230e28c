//! The journey map: stages by channels, and the moves between them.

use serde::{Deserialize, Serialize};

use crate::Side;

/// A stage of the customer's journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Hears of it.
    Know,
    /// Compares.
    Consider,
    /// Comes in.
    Visit,
    /// Pays.
    Buy,
    /// Uses it.
    Use,
    /// Asks for help.
    Support,
    /// Brings it back.
    Return,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 7] =
        [Self::Know, Self::Consider, Self::Visit, Self::Buy, Self::Use, Self::Support, Self::Return];

    /// The stage's name as it is written in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Know => "know",
            Self::Consider => "consider",
            Self::Visit => "visit",
            Self::Buy => "buy",
            Self::Use => "use",
            Self::Support => "support",
            Self::Return => "return",
        }
    }
}

/// Stages by channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JourneyMap {
    /// Customers.
    pub customers: u32,
    /// Touchpoints.
    pub touchpoints: u32,
    /// Sessions.
    pub sessions: u32,
    /// In `Stage::ALL` order, all seven.
    pub stages: Vec<StageTotal>,
    /// Online first, then offline; by touchpoints descending, name.
    pub channels: Vec<ChannelTotal>,
    /// Non-empty only, ordered by stage, then channel.
    pub cells: Vec<Cell>,
    /// Moves between channels, count descending.
    pub flows: Vec<Flow>,
    /// Online and offline together.
    pub crossings: Crossings,
}

/// One stage over all channels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageTotal {
    /// Which stage.
    pub stage: Stage,
    /// Touchpoints.
    pub touchpoints: u32,
    /// Customers.
    pub customers: u32,
}

/// One channel over all stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChannelTotal {
    /// Which channel.
    pub channel: String,
    /// Online or offline.
    pub side: Side,
    /// Touchpoints.
    pub touchpoints: u32,
    /// Customers.
    pub customers: u32,
}

/// One stage in one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Which stage.
    pub stage: Stage,
    /// Which channel.
    pub channel: String,
    /// Touchpoints.
    pub touchpoints: u32,
    /// Customers.
    pub customers: u32,
    /// Share of the cell's customers who buy soon after first touching it.
    pub conversion: f64,
}

/// Moves from one channel to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// Channel left.
    pub from: String,
    /// Channel entered.
    pub to: String,
    /// How often.
    pub count: u32,
}

/// How online and offline meet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Crossings {
    /// Customers seen online.
    pub customers_online: u32,
    /// Customers seen offline.
    pub customers_offline: u32,
    /// Customers seen on both sides.
    pub customers_both: u32,
    /// Moves from online to offline.
    pub online_to_offline: u32,
    /// Moves from offline to online.
    pub offline_to_online: u32,
    /// Customers who bought in a store after being online.
    pub bought_in_store_after_online: u32,
    /// Customers who bought online after being in a store.
    pub bought_online_after_store: u32,
    /// Customers who ordered online and picked up.
    pub ordered_online_picked_up: u32,
    /// Customers who got a coupon online and used it in a store.
    pub coupon_online_used_in_store: u32,
}

/// One step of a funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FunnelStep {
    /// Which stage.
    pub stage: Stage,
    /// Customers who reached it.
    pub customers: u32,
    /// Share of the first step.
    pub share: f64,
    /// Median hours from the step before.
    pub median_hours: Option<f64>,
}
