//! Transitions: what follows what.

use serde::{Deserialize, Serialize};

use super::Journeys;
use super::pairs::Pairs;
use super::table::{Kind, Touch};

use crate::form;

/// By what [`transitions`](Journeys::transitions) counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// From channel to channel.
    Channel,
    /// From action to action.
    Action,
    /// From stage to stage.
    Stage,
}

form::words!(By { Channel = "channel", Action = "action", Stage = "stage" });

/// Moves from one channel (or action, or stage) to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// Where the earlier touchpoint was.
    pub from: String,
    /// Where the next one was.
    pub to: String,
    /// How often.
    pub count: u32,
}

impl Journeys {
    /// How often one follows directly after another in one customer's journey, staying where one is included;
    /// the most frequent first, then by name (stages: in their order).
    #[must_use]
    pub fn transitions(&self, by: By) -> Vec<Flow> {
        let number = |kind: &Kind| match by {
            By::Channel => kind.channel,
            By::Action => kind.action,
            By::Stage => kind.stage as u32,
        };
        let numbers: Vec<u32> = self.kinds.iter().map(number).collect();
        let stages = super::Stage::ALL.map(super::Stage::name);
        let names: Vec<&str> = match by {
            By::Channel => self.channels.iter().map(|(name, _)| name.as_str()).collect(),
            By::Action => self.actions.iter().map(String::as_str).collect(),
            By::Stage => stages.to_vec(),
        };
        let mut pairs = Pairs::new(names.len());
        for journey in self.all() {
            moves(journey, &numbers, &mut pairs, true);
        }
        named(&pairs, &names)
    }
}

/// Counts the moves of one journey between the numbers its kinds have, with or without those that stay.
pub(super) fn moves(journey: &[Touch], numbers: &[u32], pairs: &mut Pairs, staying: bool) {
    let mut before = None;
    for touch in journey {
        let Some(&to) = numbers.get(touch.kind as usize) else { continue };
        if let Some(from) = before
            && (staying || from != to)
        {
            pairs.add(from, to);
        }
        before = Some(to);
    }
}

/// Counted pairs with their names.
pub(super) fn named(pairs: &Pairs, names: &[&str]) -> Vec<Flow> {
    let name = |number: u32| names.get(number as usize).map(|&name| name.to_owned());
    pairs
        .counted()
        .into_iter()
        .filter_map(|(from, to, count)| Some(Flow { from: name(from)?, to: name(to)?, count }))
        .collect()
}
