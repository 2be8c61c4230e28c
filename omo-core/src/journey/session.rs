//! Sessions: touchpoints that belong to one sitting or one visit.

use serde::{Deserialize, Serialize};

use super::table::Touch;
use super::{Journeys, NO_STORE};
use crate::model::Side;

/// A run of touchpoints of one customer without a long pause, on one side, in one store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The customer's number.
    pub customer: u32,
    /// Its first instant, in milliseconds since 1970 in UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub started_at: i64,
    /// Its last instant, in milliseconds since 1970 in UTC.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub ended_at: i64,
    /// Online or offline.
    pub side: Side,
    /// The number of the channel it began on; it may have moved to others of the same side.
    pub channel: u32,
    /// The number of its store, if it was in one.
    pub store: Option<u32>,
    /// The number of its first touchpoint, among all touchpoints of all customers in order.
    pub first: u32,
    /// How many touchpoints it has, one after the other from `first`.
    pub touchpoints: u32,
}

impl Journeys {
    /// All sessions, in order of customers and time.
    ///
    /// A session ends with a pause longer than
    /// [`session_gap_minutes`](super::JourneyOptions::session_gap_minutes), with a change between online and
    /// offline, and with a change of store: a visit to a store is a session of its own. Midnight ends nothing.
    /// Online, the store is what a page is about, so looking at two stores from the sofa is one session.
    pub fn sessions(&self) -> impl Iterator<Item = Session> + '_ {
        (0..self.customers()).flat_map(|customer| self.sessions_of(customer))
    }

    /// The sessions of one customer, oldest first; none for a stranger.
    pub fn sessions_of(&self, customer: u32) -> impl Iterator<Item = Session> + '_ {
        let mut first = self.first(customer);
        self.runs(self.journey(customer)).filter_map(move |run| {
            let (start, end) = (run.first()?, run.last()?);
            let kind = self.kind(*start)?;
            let touchpoints = u32::try_from(run.len()).ok()?;
            let store = match kind.side {
                Side::Offline => run.iter().map(|touch| touch.store).find(|&store| store != NO_STORE),
                Side::Online => None,
            };
            first += touchpoints;
            Some(Session {
                customer,
                started_at: start.at,
                ended_at: end.at,
                side: kind.side,
                channel: kind.channel,
                store,
                first: first - touchpoints,
                touchpoints,
            })
        })
    }

    /// A journey cut into sessions.
    pub(super) fn runs<'a>(&'a self, journey: &'a [Touch]) -> impl Iterator<Item = &'a [Touch]> {
        let mut rest = journey;
        std::iter::from_fn(move || {
            let (run, after) = rest.split_at_checked(self.run(rest)).filter(|(run, _)| !run.is_empty())?;
            rest = after;
            Some(run)
        })
    }

    /// How many touchpoints from the first on are one session.
    fn run(&self, journey: &[Touch]) -> usize {
        let side = |touch: Touch| self.kind(touch).map(|kind| kind.side);
        let Some(&first) = journey.first() else { return 0 };
        let here = side(first);
        let (mut last, mut store) = (first.at, NO_STORE);
        let goes_on = |touch: &&Touch| {
            let moved = here == Some(Side::Offline) && touch.store != NO_STORE && {
                let before = std::mem::replace(&mut store, touch.store);
                before != NO_STORE && before != touch.store
            };
            let pause = touch.at - std::mem::replace(&mut last, touch.at);
            !moved && pause <= self.spans.session && side(**touch) == here
        };
        journey.iter().take_while(goes_on).count()
    }
}
