//! A session that goes on.

use super::Session;
use super::answer::Answering;
use super::index::WINDOW;
use crate::recommend::{Allow, Recommendations};

/// Somebody who is looking at things now: push a click, ask again.
///
/// Nothing of it gets into the model; that is what [`Session::observe`] is for. It keeps its room from question to
/// question, so that an answer takes no memory.
///
/// ```
/// use omo_core::recommend::{Click, Clicks, Session, SessionOptions, Visit};
/// let click = |session, item, at| Click { session, item, at };
/// let rows = vec![click(0, 0, 0), click(0, 1, 1), click(1, 2, 2), click(1, 3, 3)];
/// let model = Session::fit(&Clicks::new(rows, 2, 4)?, &SessionOptions::default())?;
/// let mut visit = Visit::default();
/// visit.push(0);
/// assert_eq!(visit.recommend(&model, 2, |_| true).items[0].item, 1);
/// visit.push(2);
/// assert_eq!(visit.recommend(&model, 2, |item| item != 2).items[0].item, 3);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Visit {
    clicks: Vec<u32>,
    room: Answering,
}

impl Visit {
    /// Takes a click in, the newest so far.
    pub fn push(&mut self, item: u32) {
        // More than the window is never looked at.
        if self.clicks.len() >= WINDOW {
            self.clicks.remove(0);
        }
        self.clicks.push(item);
    }

    /// Begins anew: somebody else.
    pub fn clear(&mut self) {
        self.clicks.clear();
    }

    /// The last clicks, the oldest first.
    #[must_use]
    pub fn clicks(&self) -> &[u32] {
        &self.clicks
    }

    /// As [`Session::recommend`] of its clicks.
    pub fn recommend<A: Into<Allow>>(
        &mut self,
        model: &Session,
        n: usize,
        allow: impl Fn(u32) -> A,
    ) -> Recommendations {
        self.room.answer(model, &self.clicks, n, allow)
    }
}
