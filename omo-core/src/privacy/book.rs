//! Who agreed to what, and when.

use crate::model::{Consent, ConsentStatus, Identifier, Purpose, Time};
use crate::once::Once;
use crate::vocabulary::Vocabulary;

/// What the records say about one customer, one purpose and one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The latest word is yes.
    Granted,
    /// Somebody with one of these identifiers said no.
    Withdrawn,
    /// Nobody was asked.
    Unknown,
}

/// All consent records: append-only, and the same whatever order they came in.
#[derive(Debug, Clone, Default)]
pub struct ConsentBook {
    /// Kind and value of everyone who said something.
    known: Vocabulary,
    /// What each of them said.
    records: Vec<Once<Entry>>,
}

/// One record, ordered so that the latest is last and, at one instant, the stricter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    at: Time,
    status: ConsentStatus,
    purpose: Purpose,
    channel: Option<String>,
    notice: Option<String>,
}

impl ConsentBook {
    /// Adds a record; one that is already there changes nothing.
    pub fn record(&mut self, consent: Consent) {
        let Consent { identifier, purpose, channel, status, at, notice } = consent;
        let place = self.known.intern(&key(&identifier)) as usize;
        if place == self.records.len() {
            self.records.push(Once::default());
        }
        if let Some(said) = self.records.get_mut(place) {
            said.add(Entry { at, status, purpose, channel, notice });
        }
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.iter().map(|said| said.in_order().len()).sum()
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// What holds at `now` for a customer with these identifiers.
    ///
    /// For each identifier the latest record that speaks about the channel (or about all channels) holds.
    /// Where identifiers of one customer disagree the stricter wins. With no `channel`, a yes for any channel is a yes.
    #[must_use]
    pub fn standing(
        &self,
        identifiers: &[Identifier],
        purpose: Purpose,
        channel: Option<&str>,
        now: Time,
    ) -> Standing {
        let mut answer = Standing::Unknown;
        for identifier in identifiers {
            match self.one(identifier, purpose, channel, now) {
                Standing::Withdrawn => return Standing::Withdrawn,
                Standing::Granted => answer = Standing::Granted,
                Standing::Unknown => {}
            }
        }
        answer
    }

    fn one(&self, identifier: &Identifier, purpose: Purpose, channel: Option<&str>, now: Time) -> Standing {
        let said = self.known.get(&key(identifier)).and_then(|place| self.records.get(place as usize));
        let Some(said) = said else { return Standing::Unknown };
        // From the latest word back.
        let said = said.in_order().into_iter().rev();
        let mut known = said.filter(|e| e.purpose == purpose && e.at.millis() <= now.millis());
        let standing = |entry: Option<&Entry>| match entry.map(|e| e.status) {
            None => Standing::Unknown,
            Some(ConsentStatus::Granted) => Standing::Granted,
            Some(ConsentStatus::Withdrawn) => Standing::Withdrawn,
        };
        let Some(channel) = channel else {
            // The latest word on each channel, and on all of them: one yes is enough to be reachable at all,
            // unless a later no to everything took it back.
            let mut latest: Vec<&Entry> = Vec::new();
            for entry in known {
                if latest.iter().all(|later| later.channel != entry.channel) {
                    latest.push(entry);
                }
                if entry.channel.is_none() {
                    break;
                }
            }
            let granted = latest.iter().find(|e| e.status == ConsentStatus::Granted);
            return standing(granted.or(latest.first()).copied());
        };
        standing(known.find(|e| e.channel.as_deref().is_none_or(|c| c == channel)))
    }
}

/// An identifier as one text; no kind's name has a colon.
fn key(identifier: &Identifier) -> String {
    [identifier.kind().name(), ":", identifier.value()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn consent(who: u8, channel: Option<&str>, yes: bool, minute: i64) -> Consent {
        Consent {
            identifier: Identifier::email(&format!("p{who}@example.jp")).unwrap(),
            purpose: Purpose::Marketing,
            channel: channel.map(Into::into),
            status: if yes { ConsentStatus::Granted } else { ConsentStatus::Withdrawn },
            at: Time::new(minute * 60_000, 0).unwrap(),
            notice: None,
        }
    }

    fn standing(book: &ConsentBook, who: &[u8], channel: Option<&str>, minute: i64) -> Standing {
        let who: Vec<_> =
            who.iter().map(|w| Identifier::email(&format!("p{w}@example.jp")).unwrap()).collect();
        book.standing(&who, Purpose::Marketing, channel, Time::new(minute * 60_000, 0).unwrap())
    }

    #[test]
    fn the_latest_word_holds() {
        let mut book = ConsentBook::default();
        book.record(consent(1, Some("email"), true, 1));
        book.record(consent(1, Some("email"), false, 5));
        assert_eq!(standing(&book, &[1], Some("email"), 0), Standing::Unknown);
        assert_eq!(standing(&book, &[1], Some("email"), 4), Standing::Granted);
        assert_eq!(standing(&book, &[1], Some("email"), 5), Standing::Withdrawn);
        assert_eq!(standing(&book, &[1], None, 5), Standing::Withdrawn);
    }

    #[test]
    fn a_no_to_everything_is_a_no_to_each_channel() {
        let mut book = ConsentBook::default();
        book.record(consent(1, Some("email"), true, 1));
        book.record(consent(1, None, false, 2));
        assert_eq!(standing(&book, &[1], Some("email"), 3), Standing::Withdrawn);
        assert_eq!(standing(&book, &[1], None, 3), Standing::Withdrawn);
        book.record(consent(1, Some("sms"), true, 4));
        assert_eq!(standing(&book, &[1], Some("sms"), 5), Standing::Granted);
        assert_eq!(standing(&book, &[1], None, 5), Standing::Granted);
    }

    proptest! {
        /// Any arrival order of the same records gives the same answers, and merging people never frees anyone.
        #[test]
        fn order_neutral_and_strict(records in proptest::collection::vec((0_u8..3, any::<bool>(), 0_i64..9), 0..12)) {
            let (mut forward, mut backward) = (ConsentBook::default(), ConsentBook::default());
            for &(w, yes, at) in &records {
                forward.record(consent(w, None, yes, at));
            }
            for &(w, yes, at) in records.iter().rev() {
                backward.record(consent(w, None, yes, at));
            }
            for w in 0..3 {
                prop_assert_eq!(standing(&forward, &[w], None, 9), standing(&backward, &[w], None, 9));
                if standing(&forward, &[w], None, 9) == Standing::Withdrawn {
                    prop_assert_eq!(standing(&forward, &[0, 1, 2], None, 9), Standing::Withdrawn);
                }
            }
        }
    }
}
