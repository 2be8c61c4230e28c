//! What a journey's questions are asked with.

use serde::Serialize;

use super::StageRule;
use crate::Error;
use crate::form;
use crate::model::{Channels, DAY, MINUTE};

/// How [`Journeys`](super::Journeys) reads touchpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JourneyOptions {
    /// Minutes of silence after which a new session begins; 30, as web analytics has it.
    pub session_gap_minutes: u32,
    /// Days within which a purchase counts as following from a touchpoint; 30.
    pub conversion_days: u32,
    /// Days within which a purchase on one side counts as following from the other side; 7.
    pub crossing_days: u32,
    /// Channels whose side is not the usual one of their name.
    pub channels: Channels,
    /// Stages that differ from the [usual ones](super::Stage::of); the first rule that fits decides.
    pub stages: Vec<StageRule>,
}

form::options!(JourneyOptions { session_gap_minutes, conversion_days, crossing_days, channels, stages });

impl Default for JourneyOptions {
    fn default() -> Self {
        Self {
            session_gap_minutes: 30,
            conversion_days: 30,
            crossing_days: 7,
            channels: Channels::default(),
            stages: Vec::new(),
        }
    }
}

impl JourneyOptions {
    /// The three spans in milliseconds.
    pub(super) fn check(&self) -> Result<Spans, Error> {
        let spans = [
            ("session_gap_minutes", self.session_gap_minutes, MINUTE),
            ("conversion_days", self.conversion_days, DAY),
            ("crossing_days", self.crossing_days, DAY),
        ];
        for (option, value, _) in spans {
            if value == 0 {
                return Err(Error::option(option, "at least 1", &value));
            }
        }
        let [session, conversion, crossing] = spans.map(|(_, value, unit)| i64::from(value) * unit);
        Ok(Spans { session, conversion, crossing })
    }
}

/// Spans of time in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    pub session: i64,
    pub conversion: i64,
    pub crossing: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_or_empty_option_is_refused() {
        assert!(serde_json::from_str::<JourneyOptions>(r#"{"sessionGap": 30}"#).is_err());
        assert!(serde_json::from_str::<JourneyOptions>(r#"{"crossingDays": -1}"#).is_err());
        let read: JourneyOptions = serde_json::from_str(r#"{"sessionGapMinutes": 0}"#).unwrap();
        assert_eq!(read.check().unwrap_err().code(), "option");
        let most = JourneyOptions { conversion_days: u32::MAX, ..JourneyOptions::default() };
        assert!(most.check().is_ok());
    }
}
