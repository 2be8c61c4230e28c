//! Who agreed to what, and when.

use super::filed::Filed;
use super::said::{self, Question, Said};
use crate::model::{Consent, Identifier, Purpose, Time};
use crate::order::Order;

/// What the records say about one customer, one purpose and one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The latest word is yes.
    Granted,
    /// Somebody with one of these identifiers said no.
    Withdrawn,
    /// Nobody was asked, or the yes has run out.
    Unknown,
}

/// All consent records: append-only, and the same whatever order they came in.
#[derive(Debug, Clone, Default)]
pub struct ConsentBook(Filed<Said>);

impl ConsentBook {
    /// Adds a record; one that is already there changes nothing.
    pub fn record(&mut self, consent: Consent) {
        let (identifier, said) = Said::new(consent);
        self.0.add(&identifier, said);
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What holds at `now` for a customer with these identifiers.
    ///
    /// For each identifier the latest record that speaks about the channel (or about all channels) holds, and a yes
    /// only until it expires. Where identifiers of one customer disagree the stricter wins. With no `channel`, a yes
    /// for any channel is a yes.
    #[must_use]
    pub fn standing(
        &self,
        identifiers: &[Identifier],
        purpose: Purpose,
        channel: Option<&str>,
        now: Time,
    ) -> Standing {
        self.strictest(identifiers, Question { purpose, channel, data: None, now })
    }

    /// The same for a kind of data that needs a yes of its own: see [`Consent::data`].
    ///
    /// ```
    /// use omo_core::privacy::{ConsentBook, Standing};
    /// use omo_core::{Consent, ConsentStatus, Identifier, Purpose, Time};
    /// let hanako = [Identifier::email("hanako@example.jp")?];
    /// let at: Time = "2026-03-01T10:00:00+09:00".parse()?;
    /// let yes = Consent::new(hanako[0].clone(), Purpose::Marketing, ConsentStatus::Granted, at);
    /// let mut book = ConsentBook::default();
    /// book.record(yes.clone());
    /// assert_eq!(book.standing_of_data(&hanako, Purpose::Marketing, None, "health", at), Standing::Unknown);
    /// book.record(Consent { data: vec!["health".into()], ..yes });
    /// assert_eq!(book.standing_of_data(&hanako, Purpose::Marketing, None, "health", at), Standing::Granted);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn standing_of_data(
        &self,
        identifiers: &[Identifier],
        purpose: Purpose,
        channel: Option<&str>,
        data: &str,
        now: Time,
    ) -> Standing {
        self.strictest(identifiers, Question { purpose, channel, data: Some(data), now })
    }

    fn strictest(&self, identifiers: &[Identifier], asked: Question<'_>) -> Standing {
        let mut answer = Standing::Unknown;
        for identifier in identifiers {
            match said::standing(&self.0.of(identifier), asked) {
                Standing::Withdrawn => return Standing::Withdrawn,
                Standing::Granted => answer = Standing::Granted,
                Standing::Unknown => {}
            }
        }
        answer
    }

    /// All that a customer with these identifiers said, the earliest first.
    #[must_use]
    pub fn history(&self, identifiers: &[Identifier]) -> Vec<Consent> {
        let said = self.0.of_all(identifiers);
        let mut history: Vec<Consent> =
            said.into_iter().map(|(identifier, word)| word.consent(identifier.clone())).collect();
        // Stable: what was said at one instant stays in order of identifiers.
        history.put_in_order_by(|a, b| a.at.millis().cmp(&b.at.millis()));
        history
    }

    /// All records, in order of identifiers and times, whatever order they came in: what a snapshot holds.
    #[must_use]
    pub fn in_order(&self) -> Vec<Consent> {
        let mut all = Vec::new();
        for (who, said) in self.0.in_order() {
            all.extend(said.into_iter().map(|word| word.consent(who.clone())));
        }
        all
    }

    /// Forgets what people with these identifiers said, and that they agreed in place of somebody; how many records
    /// went. None of their values stays in memory that this book holds.
    pub fn remove(&mut self, identifiers: &[Identifier]) -> usize {
        let before = self.len();
        self.0 = self.0.without(identifiers, |word| word.without(identifiers));
        before.saturating_sub(self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ConsentStatus;
    use proptest::prelude::*;

    fn consent(who: u8, channel: Option<&str>, yes: bool, minute: i64) -> Consent {
        let identifier = Identifier::email(&format!("p{who}@example.jp")).unwrap();
        let status = if yes { ConsentStatus::Granted } else { ConsentStatus::Withdrawn };
        let at = Time::new(minute * 60_000, 0).unwrap();
        let channel = channel.map(Into::into);
        Consent { channel, ..Consent::new(identifier, Purpose::Marketing, status, at) }
    }

    fn standing(book: &ConsentBook, who: &[u8], channel: Option<&str>, minute: i64) -> Standing {
        let who: Vec<_> =
            who.iter().map(|w| Identifier::email(&format!("p{w}@example.jp")).unwrap()).collect();
        book.standing(&who, Purpose::Marketing, channel, Time::new(minute * 60_000, 0).unwrap())
    }

    fn record_all(book: &mut ConsentBook, consents: impl Iterator<Item = Consent>) {
        consents.for_each(|consent| book.record(consent));
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

        /// The book tells all it was told, once, in one order; what is removed is gone and the rest stays.
        #[test]
        fn what_was_told_can_be_told_again(records in proptest::collection::vec((0_u8..3, any::<bool>(), 0_i64..9, 0_i64..9), 0..12)) {
            let told = |&(w, yes, at, until): &(u8, bool, i64, i64)| Consent {
                expires: (until > 4).then(|| minute(at + until)),
                ..consent(w, None, yes, at)
            };
            let (mut forward, mut backward) = (ConsentBook::default(), ConsentBook::default());
            record_all(&mut forward, records.iter().map(told));
            record_all(&mut backward, records.iter().rev().map(told));
            prop_assert_eq!(forward.in_order(), backward.in_order());
            let mut again = ConsentBook::default();
            forward.in_order().into_iter().for_each(|c| again.record(c));
            prop_assert_eq!(again.in_order(), forward.in_order());
            let one = consent(1, None, true, 0).identifier;
            let gone = forward.remove(std::slice::from_ref(&one));
            prop_assert_eq!(gone, backward.history(std::slice::from_ref(&one)).len());
            let mut rest = backward.in_order();
            rest.retain(|c| c.identifier != one);
            prop_assert_eq!(forward.in_order(), rest);
        }

        /// A yes with an end holds as one without, until its end, and from then on it opens nothing.
        #[test]
        fn a_yes_holds_until_it_expires(
            records in proptest::collection::vec((any::<bool>(), 0_i64..9), 0..6), last in 9_i64..12, end in 12_i64..15,
            now in 9_i64..20,
        ) {
            let mut book = ConsentBook::default();
            record_all(&mut book, records.iter().map(|&(yes, at)| consent(1, None, yes, at)));
            let older = standing(&book, &[1], None, 9);
            book.record(Consent { expires: Some(minute(end)), ..consent(1, None, true, last) });
            let answer = standing(&book, &[1], None, now);
            if now < last {
                prop_assert_eq!(answer, older);
            } else if now < end {
                prop_assert_eq!(answer, Standing::Granted);
            } else {
                prop_assert_ne!(answer, Standing::Granted);
                // A no from before is in force again.
                let refused = records.iter().any(|&(yes, _)| !yes);
                prop_assert_eq!(answer == Standing::Withdrawn, refused);
            }
        }
    }

    fn minute(minute: i64) -> Time {
        Time::new(minute * 60_000, 0).unwrap()
    }

    #[test]
    fn data_of_its_own_needs_a_yes_of_its_own() {
        let asked = |book: &ConsentBook, at| {
            let who = [consent(1, None, true, 0).identifier];
            book.standing_of_data(&who, Purpose::Marketing, None, "health", minute(at))
        };
        let named = |yes, at| Consent { data: vec!["health".into()], ..consent(1, None, yes, at) };
        let mut book = ConsentBook::default();
        book.record(consent(1, None, true, 1));
        book.record(named(true, 2));
        book.record(named(false, 3));
        book.record(named(true, 4));
        book.record(consent(1, None, false, 5));
        book.record(consent(1, None, true, 6));
        let (yes, no, unknown) = (Standing::Granted, Standing::Withdrawn, Standing::Unknown);
        let health = [1, 2, 3, 4, 5, 6].map(|at| asked(&book, at));
        assert_eq!(health, [unknown, yes, no, yes, no, no]);
        let ordinary = [1, 2, 3, 4, 5, 6].map(|at| standing(&book, &[1], None, at));
        assert_eq!(ordinary, [yes, yes, yes, yes, no, yes]);
    }

    #[test]
    fn at_one_instant_the_stricter_holds_on_whatever_clock() {
        let mut book = ConsentBook::default();
        let at = |offset| Time::new(3_600_000, offset).unwrap();
        book.record(Consent { at: at(540), ..consent(1, None, true, 0) });
        book.record(Consent { at: at(-300), ..consent(1, None, false, 0) });
        assert_eq!(standing(&book, &[1], None, 60), Standing::Withdrawn);
    }

    #[test]
    fn a_history_tells_each_word_once_the_earliest_first() {
        let mut book = ConsentBook::default();
        let words = [consent(2, None, true, 1), consent(1, None, true, 2), consent(2, None, false, 3)];
        record_all(&mut book, words.iter().rev().cloned());
        let who = [2, 1, 2].map(|who| consent(who, None, true, 0).identifier);
        assert_eq!(book.history(&who), words);
        assert!(book.history(&[]).is_empty());
    }

    #[test]
    fn who_is_removed_is_no_guardian_either() {
        let mother = Identifier::email("mother@example.jp").unwrap();
        let mut book = ConsentBook::default();
        book.record(Consent { guardian: Some(mother.clone()), ..consent(1, None, true, 1) });
        assert_eq!(book.remove(&[mother]), 0);
        assert!(!format!("{book:?}").contains("mother"));
        assert_eq!(standing(&book, &[1], None, 2), Standing::Granted);
        let child = consent(1, None, true, 1).identifier;
        assert_eq!(book.remove(&[child]), 1);
        assert!(!format!("{book:?}").contains("p1@"));
    }
}
