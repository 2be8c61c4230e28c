//! The newest sessions of one item.

/// The sessions that clicked an item most lately, the oldest first; of each the last click on it.
///
/// Times and sessions lie apart, as a search walks the sessions alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Ring {
    at: Vec<i64>,
    sessions: Vec<u32>,
}

impl Ring {
    /// The sessions, oldest first.
    pub fn sessions(&self) -> &[u32] {
        &self.sessions
    }

    /// The times of the last clicks, and the sessions.
    pub fn clicks(&self) -> impl ExactSizeIterator<Item = (i64, u32)> + DoubleEndedIterator {
        self.at.iter().copied().zip(self.sessions.iter().copied())
    }

    /// Clicks that came from outside, if they are in order and of different sessions.
    pub fn read(clicks: &[(i64, u32)]) -> Option<Self> {
        let in_order = clicks.is_sorted_by(|a, b| a < b);
        let mut sessions: Vec<u32> = clicks.iter().map(|&(_, session)| session).collect();
        let ring = Self { at: clicks.iter().map(|&(at, _)| at).collect(), sessions: sessions.clone() };
        sessions.sort_unstable();
        let differ = sessions.is_sorted_by(|a, b| a < b);
        (in_order && differ).then_some(ring)
    }

    pub fn reserve(&mut self, more: usize) {
        self.at.reserve_exact(more);
        self.sessions.reserve_exact(more);
    }

    /// Takes the session out, if it is there.
    pub fn remove(&mut self, session: u32) {
        // It clicked lately, as a rule.
        let found = self.sessions.iter().rposition(|&other| other == session);
        if let Some(place) = found {
            self.at.remove(place);
            self.sessions.remove(place);
        }
    }

    /// Puts a session that is not there where its click belongs in time, and lets the oldest go above `most`.
    pub fn insert(&mut self, at: i64, session: u32, most: usize) {
        let later = self.clicks().rev().take_while(|&click| click > (at, session)).count();
        let place = self.sessions.len() - later;
        self.at.insert(place, at);
        self.sessions.insert(place, session);
        if self.sessions.len() > most {
            self.at.remove(0);
            self.sessions.remove(0);
        }
    }
}
