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
    // Every question about sessions would hold a copy of it.
    #[cfg_attr(all(target_arch = "wasm32", feature = "analysis"), inline(never))]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};
    use crate::model::{DAY, MINUTE};

    fn sessions(rows: &[(i64, &str, Option<&str>)]) -> Vec<u32> {
        let mut touches = Touches::default();
        for &(minute, channel, store) in rows {
            touches.push("hanako", DAY + minute * MINUTE, channel, "view");
            touches.store.resize(touches.len() - 1, NO_STORE);
            touches.store.push(store.map_or(NO_STORE, |store| touches.stores.intern(store)));
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        journeys.sessions().map(|session| session.touchpoints).collect()
    }

    #[test]
    fn only_a_pause_longer_than_the_gap_ends_a_session() {
        assert_eq!(sessions(&[(0, "ec", None), (30, "ec", None), (61, "ec", None)]), [2, 1]);
    }

    #[test]
    fn midnight_ends_nothing() {
        assert_eq!(sessions(&[(-10, "ec", None), (10, "app", None)]), [2]);
    }

    #[test]
    fn a_visit_between_two_looks_at_the_phone_is_its_own_session() {
        let rows =
            [(0, "app", None), (5, "pos", Some("ginza")), (6, "kiosk", Some("ginza")), (7, "app", None)];
        assert_eq!(sessions(&rows), [1, 2, 1]);
    }

    /// What does not say its store is taken to be where the customer was; the next store is another visit.
    #[test]
    fn another_store_is_another_visit() {
        let (a, b) = (Some("ginza"), Some("ueno"));
        assert_eq!(sessions(&[(0, "pos", a), (5, "signage", None), (9, "pos", b), (12, "pos", b)]), [2, 2]);
        assert_eq!(sessions(&[(0, "ec", a), (5, "ec", b)]), [2]);
    }

    #[test]
    fn a_session_knows_where_and_when_it_was() {
        let mut touches = Touches::default();
        touches.push("taro", 3, "ec", "view");
        touches.push("hanako", 1, "signage", "signage_seen");
        touches.push("hanako", 2, "pos", "purchase");
        touches.store = vec![NO_STORE, NO_STORE, touches.stores.intern("ginza")];
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let first = journeys.sessions().next().unwrap();
        let expected = Session {
            customer: 0,
            started_at: 1,
            ended_at: 2,
            side: Side::Offline,
            channel: 2,
            store: Some(0),
            first: 0,
            touchpoints: 2,
        };
        assert_eq!(first, expected);
        assert_eq!((journeys.channel(2), journeys.store(0)), (Some("signage"), Some("ginza")));
        assert_eq!(journeys.sessions_of(1).next().unwrap().first, 2);
        assert_eq!(journeys.sessions_of(9).count(), 0);
    }
}
