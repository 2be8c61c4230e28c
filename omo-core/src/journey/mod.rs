//! What happened: timeline, sessions, stages, crossings, the journey map.

mod map;

pub use map::{Cell, ChannelTotal, Crossings, Flow, FunnelStep, JourneyMap, Stage, StageTotal};
