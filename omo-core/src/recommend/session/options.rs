//! How sessions are read and answered.

use serde::Serialize;

use crate::Error;
use crate::decimal::shortest;
use crate::form;

/// How [`Session`](super::Session) reads sessions.
///
/// The defaults hold for all shops tried; what differs from shop to shop, [`fit`](super::Session::fit) learns.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SessionOptions {
    /// How many similar sessions speak.
    pub neighbours: usize,
    /// Of how many sessions at most, the newest, each item is remembered.
    pub recent: usize,
    /// How many of a session's last clicks are held against other sessions.
    pub clicks: usize,
    /// Days after which a click counts half in what is popular.
    pub half_life: f64,
    /// VMIS-kNN as it was published, to be held against others: nothing is learned, neither does what the session has
    /// clicked come again nor what follows the last item, and the last item is not shown.
    pub published: bool,
}

form::options!(SessionOptions { neighbours, recent, clicks, half_life, published });

impl Default for SessionOptions {
    fn default() -> Self {
        Self { neighbours: 128, recent: 500, clicks: 20, half_life: 7.0, published: false }
    }
}

impl SessionOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        let counts = [("neighbours", self.neighbours), ("recent", self.recent), ("clicks", self.clicks)];
        for (option, count) in counts {
            if count == 0 || u32::try_from(count).is_err() {
                return Err(Error::option(option, "from 1 to 4294967295", &count));
            }
        }
        // A thousandth of a day is more than a minute, and a million days more than any shop has seen.
        if !(0.001..=1e6).contains(&self.half_life) {
            return Err(Error::option("halfLife", "from 0.001 to 1000000", &shortest(self.half_life)));
        }
        Ok(())
    }
}
