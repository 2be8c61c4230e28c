//! Segments: what two scores say in a word.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What recency and frequency say about a customer, in a word.
///
/// Scores are low, middle or high by thirds of their scale (of five: 1-2, 3, 4-5).
///
/// | | bought often | in between | seldom |
/// | --- | --- | --- | --- |
/// | **lately** | champion | loyal | new |
/// | **in between** | loyal | occasional | occasional |
/// | **long ago** | at risk | at risk | lost |
///
/// Money does not change the word: how often and how lately tell who comes back, how much tells what it is
/// worth to keep them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Segment {
    /// Buys often and did lately.
    Champion,
    /// Comes back.
    Loyal,
    /// Bought lately, and seldom so far.
    New,
    /// Comes now and then.
    Occasional,
    /// Used to come back and has not for long.
    AtRisk,
    /// Came seldom and long ago.
    Lost,
}

impl Segment {
    /// All segments, the most engaged first.
    pub const ALL: [Self; 6] =
        [Self::Champion, Self::Loyal, Self::New, Self::Occasional, Self::AtRisk, Self::Lost];

    /// The segment's name, as written in JSON and in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Champion => "champion",
            Self::Loyal => "loyal",
            Self::New => "new",
            Self::Occasional => "occasional",
            Self::AtRisk => "at_risk",
            Self::Lost => "lost",
        }
    }

    /// The segment of a recency and a frequency score on a scale of 1 to `bins`.
    ///
    /// ```
    /// use omo_core::value::Segment;
    /// assert_eq!(Segment::of(5, 5, 5), Segment::Champion);
    /// assert_eq!(Segment::of(5, 1, 5), Segment::New);
    /// ```
    #[must_use]
    pub fn of(recency: u8, frequency: u8, bins: u8) -> Self {
        match (Third::of(recency, bins), Third::of(frequency, bins)) {
            (Third::High, Third::High) => Self::Champion,
            (Third::High, Third::Middle) | (Third::Middle, Third::High) => Self::Loyal,
            (Third::High, Third::Low) => Self::New,
            (Third::Middle, _) => Self::Occasional,
            (Third::Low, Third::High | Third::Middle) => Self::AtRisk,
            (Third::Low, Third::Low) => Self::Lost,
        }
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where on its scale a score lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Third {
    Low,
    Middle,
    High,
}

impl Third {
    fn of(score: u8, bins: u8) -> Self {
        let (place, top) = (3 * u32::from(score.saturating_sub(1)), u32::from(bins.saturating_sub(1)));
        if place <= top {
            Self::Low
        } else if place >= 2 * top {
            Self::High
        } else {
            Self::Middle
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json() {
        for segment in Segment::ALL {
            assert_eq!(serde_json::to_string(&segment).unwrap(), format!("\"{segment}\""));
        }
    }

    #[test]
    fn the_table_of_five_bins() {
        use Segment::{AtRisk, Champion, Lost, Loyal, New, Occasional};
        let rows = [
            [Lost, Lost, AtRisk, AtRisk, AtRisk],
            [Lost, Lost, AtRisk, AtRisk, AtRisk],
            [Occasional, Occasional, Occasional, Loyal, Loyal],
            [New, New, Loyal, Champion, Champion],
            [New, New, Loyal, Champion, Champion],
        ];
        for (recency, row) in (1..).zip(rows) {
            for (frequency, segment) in (1..).zip(row) {
                assert_eq!(Segment::of(recency, frequency, 5), segment, "{recency} {frequency}");
            }
        }
    }

    #[test]
    fn two_bins_have_no_middle() {
        assert_eq!(Segment::of(1, 1, 2), Segment::Lost);
        assert_eq!(Segment::of(2, 1, 2), Segment::New);
        assert_eq!(Segment::of(1, 2, 2), Segment::AtRisk);
        assert_eq!(Segment::of(2, 2, 2), Segment::Champion);
    }
}
