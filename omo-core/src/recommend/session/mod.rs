//! What next within a session: somebody is looking at things now.

mod answer;
mod clicks;
mod index;
mod learn;
mod named;
mod options;
mod popular;
mod ring;
mod search;
mod tally;
mod visit;
mod weights;

use serde::{Deserialize, Serialize};

pub use clicks::{Click, Clicks};
pub use options::SessionOptions;
pub use visit::Visit;

use super::purchases::MOST_ITEMS;
use super::saved::{self, Saved};
use super::{Allow, Recommendations};
use crate::Error;
use crate::parallel::parallel;
use crate::sparse::Rows;
use answer::Answering;
use index::Index;
use popular::Popular;
use weights::Weights;

/// What to show next to somebody whose clicks are all that is known.
///
/// Three things speak for an item, each as a share of what speaks so for any:
///
/// - **sessions like this one**: VMIS-kNN (Kersbergen, Sprangers and Schelter, "Serenade", SIGMOD 2022) with the factors
///   of STAN (Garg and others, SIGIR 2019): the newest sessions that share items with this one, by the sum of the
///   shared items, of which later clicks count more, over the root of their length, newer sessions counting more;
/// - **what stands beside the last item**: clicked right after it or before it in other sessions;
/// - **the session's own items**: people come back to what they looked at, by how many clicks ago it was and how often.
///
/// How much each counts, differs from shop to shop and with the length of the session. [`fit`](Self::fit) learns it:
/// the newest sessions are asked about with the older ones alone, and the weights make likely what they did click
/// next. A score is thus the chance, as far as this model knows, that the item is clicked next.
///
/// Where too little speaks, what is popular lately fills the list, then the rest of the range.
/// Clicks are taken in one by one ([`observe`](Self::observe)), and the index is then that of all clicks read at once.
///
/// ```
/// use omo_core::recommend::{Click, Clicks, Reason, Session, SessionOptions};
/// let (tea, pot, cup) = (0, 1, 2);
/// let click = |session, item, at| Click { session, item, at };
/// let rows = vec![click(0, tea, 0), click(0, pot, 1), click(1, tea, 2), click(1, cup, 3), click(2, tea, 4), click(2, pot, 5)];
/// let model = Session::fit(&Clicks::new(rows, 3, 3)?, &SessionOptions::default())?;
/// let shown = model.recommend(&[tea], 2, |item| item != tea);
/// assert_eq!(shown.items.iter().map(|shown| shown.item).collect::<Vec<_>>(), [pot, cup]);
/// assert_eq!(shown.items[0].reasons[0], Reason::SimilarSessions { with: tea, sessions: 2 });
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    options: SessionOptions,
    index: Index,
    popular: Popular,
    weights: Weights,
}

impl Session {
    /// Reads all sessions, and learns how much each kind of evidence counts.
    ///
    /// Takes time in proportion to the clicks, and that of ten thousand answers. Holds 4 bytes for each click and 12
    /// for each item of each session.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn fit(clicks: &Clicks, options: &SessionOptions) -> Result<Self, Error> {
        options.check()?;
        let happened = clicks.as_they_happened();
        let (index, weights) = learn::learn(clicks, &happened, options);
        let mut popular = Popular::new(options.half_life, clicks.items());
        popular.observe_all(happened.iter().map(|click| (click.item, click.at)));
        Ok(Self { options: options.clone(), index, popular, weights })
    }

    /// Takes a click in, of a session and on an item that are known or the next new ones.
    ///
    /// Clicks come in order of time. One that is earlier than the last of its session counts as if it came with that.
    /// Costs about as much as reading one click of many does; what the evidence counts is not learnt anew.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a session or item that leaves a gap in the numbers, and for the 16,777,217th item.
    pub fn observe(&mut self, click: Click) -> Result<(), Error> {
        if click.session as usize > self.index.len() {
            return Err(Error::option("session", "a known number or the next free one", &click.session));
        }
        if click.item as usize > self.index.items() || click.item as usize >= MOST_ITEMS {
            return Err(Error::option("item", "a known number or the next free one", &click.item));
        }
        self.index.observe(click);
        self.popular.observe(click.item, click.at);
        Ok(())
    }

    /// Makes room for sessions and items to come, numbers below these.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for more than 16,777,216 items or 4,294,967,295 sessions.
    pub fn make_room(&mut self, sessions: usize, items: usize) -> Result<(), Error> {
        if items > MOST_ITEMS {
            return Err(Error::option("items", "at most 16777216", &items));
        }
        if u32::try_from(sessions).is_err() {
            return Err(Error::option("sessions", "at most 4294967295", &sessions));
        }
        self.index.make_room(sessions, items);
        self.popular.make_room(items);
        Ok(())
    }

    /// How many sessions there are; the next new one has this number.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.index.len()
    }

    /// How many items there are, clicked or not; the next new one has this number.
    #[must_use]
    pub fn items(&self) -> usize {
        self.index.items()
    }

    /// The options it was fitted with.
    #[must_use]
    pub fn options(&self) -> &SessionOptions {
        &self.options
    }

    /// The `n` items most likely to be clicked next after these clicks, the oldest first, among those allowed.
    ///
    /// No clicks, or unknown items alone, are answered with what is popular. Whoever asks again and again asks a
    /// [`Visit`], which keeps its room.
    pub fn recommend<A: Into<Allow>>(
        &self,
        clicks: &[u32],
        n: usize,
        allow: impl Fn(u32) -> A,
    ) -> Recommendations {
        Answering::default().answer(self, clicks, n, allow)
    }

    /// The answers to many sessions, on all cores; as [`recommend`](Self::recommend) of each.
    pub fn recommend_each<A: Into<Allow>>(
        &self,
        sessions: &Rows<u32>,
        n: usize,
        allow: impl Fn(u32) -> A + Sync,
    ) -> Vec<Recommendations> {
        let sessions: Vec<&[u32]> = sessions.iter().collect();
        parallel(&sessions, Answering::default, |room, clicks| room.answer(self, clicks, n, &allow))
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self)
    }

    /// The model that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json)
    }
}

impl Saved for Session {
    const KIND: &'static str = "session";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "session version 1";

    fn whole(&self) -> bool {
        self.options.check().is_ok()
            && self.index.whole(self.options.recent)
            && self.popular.whole(self.index.items())
            && self.weights.whole()
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        // Names are those of the last sessions.
        customers <= self.index.len() && self.index.items() <= items
    }
}

#[cfg(test)]
mod tests;
