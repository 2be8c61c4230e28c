//! The timeline: one customer's touchpoints across all channels.

use serde::Serialize;

use super::{Journeys, Stage};
use crate::model::Side;

/// One touchpoint of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Step<'a> {
    /// When it happened, in milliseconds since 1970 in UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub occurred_at: i64,
    /// The channel's name.
    pub channel: &'a str,
    /// Online or offline.
    pub side: Side,
    /// What was done.
    pub action: &'a str,
    /// The stage it stands for.
    pub stage: Stage,
    /// The session it belongs to, counted from 0 for each customer.
    pub session: u32,
    /// In or about which store.
    pub store: Option<&'a str>,
    /// For how much, in minor units; `None` when no touchpoint has an amount.
    #[cfg_attr(feature = "typescript", ts(type = "number | null"))]
    pub amount: Option<i64>,
}

impl Journeys {
    /// Everything a customer did, oldest first; nothing for a stranger.
    ///
    /// ```
    /// use omo_core::journey::{JourneyOptions, Journeys, Touches};
    /// let mut touches = Touches::default();
    /// touches.push("hanako", 60_000, "store", "visit");
    /// touches.push("hanako", 0, "app", "view");
    /// let journeys = Journeys::new(touches, &JourneyOptions::default())?;
    /// let hanako = journeys.customer("hanako").unwrap();
    /// let steps: Vec<_> = journeys.timeline(hanako).map(|step| (step.session, step.action)).collect();
    /// assert_eq!(steps, [(0, "view"), (1, "visit")]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn timeline(&self, customer: u32) -> impl Iterator<Item = Step<'_>> {
        let runs = (0..).zip(self.runs(self.journey(customer)));
        let touches = runs.flat_map(|(session, run)| run.iter().map(move |&touch| (session, touch)));
        (self.first(customer) as usize..).zip(touches).filter_map(|(number, (session, touch))| {
            let kind = self.kind(touch)?;
            Some(Step {
                occurred_at: touch.at,
                channel: self.channel(kind.channel)?,
                side: kind.side,
                action: self.actions.get(kind.action as usize)?,
                stage: kind.stage,
                session,
                store: self.store(touch.store),
                amount: self.amount(number),
            })
        })
    }
}
