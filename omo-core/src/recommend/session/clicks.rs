//! What was looked at, in which session and when.

use super::super::purchases::MOST_ITEMS;
use crate::Error;
use crate::order::Order;

/// One click, in dense numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Click {
    /// In which session.
    pub session: u32,
    /// On what.
    pub item: u32,
    /// When: milliseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// Clicks by session and time.
///
/// The order in which sessions come does not matter. Clicks of one session at the same time keep the order in which
/// they come, as clocks of whole seconds are slower than fingers.
///
/// ```
/// use omo_core::recommend::{Click, Clicks};
/// let rows = vec![Click { session: 0, item: 3, at: 2_000 }, Click { session: 0, item: 1, at: 1_000 }];
/// let clicks = Clicks::new(rows, 1, 4)?;
/// assert_eq!(clicks.rows()[0].item, 1);
/// assert!(Clicks::new(clicks.rows().to_vec(), 1, 3).is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clicks {
    rows: Vec<Click>,
    sessions: usize,
    items: usize,
}

impl Clicks {
    /// Clicks of `sessions` sessions on a range of `items` items.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for more than 16,777,216 items or 4,294,967,295 sessions; [`Error::Column`] for a session or
    /// item whose number is not below that. It names the row.
    pub fn new(mut rows: Vec<Click>, sessions: usize, items: usize) -> Result<Self, Error> {
        if items > MOST_ITEMS {
            return Err(Error::option("items", "at most 16777216", &items));
        }
        if u32::try_from(sessions).is_err() {
            return Err(Error::option("sessions", "at most 4294967295", &sessions));
        }
        for (row, click) in rows.iter().enumerate() {
            let wrong = |column: &str, must: &str| {
                Err(Error::Column { column: column.into(), must: format!("{must}, see row {row}") })
            };
            if click.session as usize >= sessions {
                return wrong("session", "a number below `sessions`");
            }
            if click.item as usize >= items {
                return wrong("item", "a number below `items`");
            }
        }
        rows.put_in_order_by_key(|click| (click.session, click.at));
        Ok(Self { rows, sessions, items })
    }

    /// The rows by session and time.
    #[must_use]
    pub fn rows(&self) -> &[Click] {
        &self.rows
    }

    /// How many sessions there are.
    #[must_use]
    pub fn sessions(&self) -> usize {
        self.sessions
    }

    /// How many items there are, clicked or not.
    #[must_use]
    pub fn items(&self) -> usize {
        self.items
    }

    /// The clicks of each session that has any, in time order.
    pub(super) fn by_session(&self) -> impl Iterator<Item = &[Click]> {
        self.rows.chunk_by(|a, b| a.session == b.session)
    }

    /// All clicks in the order in which they happened, those of sessions at the same time by session.
    pub(super) fn as_they_happened(&self) -> Vec<Click> {
        let mut rows = self.rows.clone();
        rows.put_in_order_by_key(|click| (click.at, click.session));
        rows
    }
}
