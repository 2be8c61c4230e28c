//! Sessions and items under their names.

use super::{Click, Clicks, Session};
use crate::Error;
use crate::order::Order;
use crate::recommend::{Labelled, Names};

/// A model whose last sessions have names, as many as it has names of customers; those before them have none, and nobody goes on
/// with these.
///
/// ```
/// use omo_core::recommend::{Click, Clicks, Labelled, Names, Session, SessionOptions};
/// use omo_core::vocabulary::Vocabulary;
/// let names = |texts: &[&str]| {
///     let mut met = Vocabulary::default();
///     texts.iter().for_each(|text| { met.intern(text); });
///     Names::sorted(&met, false).0
/// };
/// let clicks = |item| Clicks::new(vec![Click { session: 0, item, at: 0 }], 1, 1);
/// let fitted = Session::fit(&clicks(0)?, &SessionOptions::default())?;
/// let mut model = Labelled::new(names(&["s1"]), names(&["tea"]), fitted);
/// model.observe(&names(&["s1"]), &names(&["cup"]), &clicks(0)?)?;
/// assert_eq!((model.model().sessions(), model.items().get("cup")), (1, Some(1)));
/// # Ok::<(), omo_core::Error>(())
/// ```
impl Labelled<Session> {
    /// Takes clicks in that happened since, in order of time, whose numbers are those of `sessions` and `items`; both may be new.
    ///
    /// A click that is earlier than the last of its session counts as if it came with that. What the evidence counts is not learnt
    /// anew.
    ///
    /// # Errors
    ///
    /// As [`Session::make_room`]; nothing was taken in then.
    pub fn observe(&mut self, sessions: &Names, items: &Names, clicks: &Clicks) -> Result<(), Error> {
        let new =
            |names: &Names, known: &Names| names.iter().filter(|name| known.get(name).is_none()).count();
        let many = self.model().sessions() + new(sessions, self.customers());
        let range = self.items().len() + new(items, self.items());
        let nameless = self.model().sessions().saturating_sub(self.customers().len());
        self.model_mut().make_room(many, range)?;
        let (own, known) = self.names_mut();
        let first = u32::try_from(nameless).unwrap_or(u32::MAX);
        let session: Vec<u32> = sessions.iter().map(|name| first.saturating_add(own.intern(name))).collect();
        let item: Vec<u32> = items.iter().map(|name| known.intern(name)).collect();
        let of = |numbers: &[u32], number: u32| numbers.get(number as usize).copied().unwrap_or(u32::MAX);
        let rows = clicks.rows().iter();
        let mut rows: Vec<Click> = rows
            .map(|row| Click { session: of(&session, row.session), item: of(&item, row.item), ..*row })
            .collect();
        // Stable: clicks of a session at the same time stay as they are.
        rows.put_in_order_by_key(|row| (row.at, row.session));
        rows.into_iter().try_for_each(|row| self.model_mut().observe(row))
    }

    /// The model as JSON without the names of its sessions: for where nobody goes on with these, such as a page that anybody reads.
    #[must_use]
    pub fn to_json_without_sessions(&self) -> String {
        self.to_nameless_json()
    }
}
