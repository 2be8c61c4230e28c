//! The books beside facts and consents (feature `books`): notices, requests, disclosures and segments.
//!
//! Without the feature `no_books.rs` stands in the place of this file.

use serde_json::Value;

use super::Engine;
use super::entry::{Entry, line, of};
use super::erase::Person;
use super::segments::{Segmented, ToldSegments};
use super::told_offers::ToldOffer;
pub(super) use super::told_offers::left_out;
use crate::Error;
use crate::model::{Consent, ConsentStatus, Identifier};
use crate::privacy::{ConsentRefusal, Disclosure, Ledger, Notice, NoticeBook};
use crate::privacy::{Request, RequestBook, RequestStep, Shown};
pub use crate::privacy::{RetentionRules, RightsRules};
pub use crate::profile::{CardOptions, ProfileOptions};

/// The shop's own words for actions.
pub type ActionWords = Vec<String>;

/// All books.
#[derive(Debug, Default)]
pub(super) struct Books {
    /// Notices, and who was shown them.
    pub notices: NoticeBook,
    /// What people asked for.
    pub requests: RequestBook,
    /// What was given to others, and got from them.
    pub ledger: Ledger,
    /// Who belongs to what.
    pub segmented: Segmented,
    /// The place among the products of each product by its number in the log.
    pub shelves: Vec<u32>,
    /// Coupons, slots, and the contacts that were made.
    #[cfg(feature = "offers")]
    pub offered: super::told_offers::Offered,
}

/// One thing that was told for a book.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {
    Notice(Notice),
    Shown(Shown),
    Request(Request),
    Step(RequestStep),
    Disclosure(Disclosure),
    /// The shop's segments, in the place of those before.
    Segments(ToldSegments),
    Offer(ToldOffer),
}

impl Told {
    /// The kind and the line.
    pub fn write(&self) -> (u8, Vec<u8>) {
        match self {
            Self::Notice(it) => (13, line(it)),
            Self::Shown(it) => (14, line(it)),
            Self::Request(it) => (15, line(it)),
            Self::Step(it) => (16, line(it)),
            Self::Disclosure(it) => (17, line(it)),
            Self::Segments(it) => (18, line(&(&it.document, it.told, it.at))),
            Self::Offer(it) => it.write(),
        }
    }

    /// Reads what was written.
    pub fn read(kind: u8, value: &Value) -> Option<Self> {
        Some(match kind {
            13 => Self::Notice(of(value)?),
            14 => Self::Shown(of(value)?),
            15 => Self::Request(of(value)?),
            16 => Self::Step(of(value)?),
            17 => Self::Disclosure(of(value)?),
            18 => Self::Segments(ToldSegments {
                document: value.get(0)?.clone(),
                told: value.get(1)?.as_u64(),
                at: of(value.get(2)?)?,
            }),
            _ => Self::Offer(ToldOffer::read(kind, value)?),
        })
    }

    /// Whether it is about somebody.
    pub fn is_about(&self, person: &Person) -> bool {
        let among = |some: &[Identifier]| some.iter().any(|one| person.has(one));
        match self {
            Self::Shown(shown) => person.has(&shown.identifier),
            Self::Request(request) => among(&request.identifiers),
            Self::Disclosure(disclosure) => among(&disclosure.identifiers),
            Self::Offer(told) => told.is_about(person),
            Self::Notice(_) | Self::Step(_) | Self::Segments(_) => false,
        }
    }
}

/// Options that the books alone have.
pub(super) fn check(
    profile: &ProfileOptions,
    card: &CardOptions,
    retention: &RetentionRules,
) -> Result<(), Error> {
    profile.check()?;
    if card.profile != ProfileOptions::default() {
        return Err(Error::option("card.profile", "left out: say it as `profile`", &"another"));
    }
    let says = |erase: Option<u32>, keep: Option<u32>| erase.is_some() || keep.is_some();
    let whole =
        retention.rules.iter().all(|rule| !rule.name.is_empty() && says(rule.erase_after, rule.keep_for));
    let must = "rules with a name that erase after or keep for some days";
    if whole { Ok(()) } else { Err(Error::option("retention", must, &"empty")) }
}

impl Books {
    /// Why a consent is not kept.
    pub fn refuse(&self, consent: &Consent) -> Option<ConsentRefusal> {
        // Nobody is held to a yes by a flaw of their no; and where no notice was told, none can be asked for.
        let asked = consent.status == ConsentStatus::Granted;
        let named = consent.notice.is_some() || consent.version.is_some();
        let checks = asked && (!named || !self.notices.notices().is_empty());
        if checks { self.notices.check(consent, consent.at).err() } else { None }
    }
}

impl Engine {
    /// Makes of what was told for a book what it says.
    pub(super) fn apply_told(&mut self, told: Told) {
        self.doubt_offers();
        let Books { notices, requests, ledger, .. } = &mut self.books;
        match told {
            Told::Notice(notice) => notices.add(notice),
            Told::Shown(shown) => notices.show(shown),
            Told::Request(request) => requests.add(request),
            Told::Step(step) => requests.step(step),
            Told::Disclosure(disclosure) => ledger.add(disclosure),
            Told::Segments(told) => self.take_segments(told),
            Told::Offer(told) => self.take_offer(told),
        }
    }

    /// All that was told for books and is still known, but for the segments.
    pub(super) fn told(&self) -> Vec<Told> {
        let Books { notices, requests, ledger, .. } = &self.books;
        let mut all: Vec<Told> = notices.notices().into_iter().cloned().map(Told::Notice).collect();
        all.extend(notices.shown().into_iter().cloned().map(Told::Shown));
        all.extend(requests.requests().into_iter().cloned().map(Told::Request));
        all.extend(requests.steps().into_iter().cloned().map(Told::Step));
        all.extend(ledger.in_order().into_iter().map(Told::Disclosure));
        all.extend(self.offers_told().into_iter().map(Told::Offer));
        all
    }

    /// Forgets somebody in all books. What stays of a record that named others as well, or that says that something was
    /// asked and answered, is kept anew: its entry goes as a whole.
    pub(super) fn forget_told(&mut self, identifiers: &[Identifier]) {
        self.forget_offers(identifiers);
        let Self { keeper, books: Books { notices, requests, ledger, .. }, .. } = self;
        let named = |some: &[Identifier]| some.iter().any(|one| identifiers.contains(one));
        let asked = requests.requests().into_iter().filter(|request| named(&request.identifiers));
        let asked: Vec<String> = asked.map(|request| request.id.clone()).collect();
        let given = ledger.of(identifiers);
        notices.remove(identifiers);
        requests.remove(identifiers);
        ledger.remove(identifiers);
        for request in requests.requests().into_iter().filter(|request| asked.contains(&request.id)) {
            keeper.push(|| Entry::Told(Told::Request(request.clone())));
        }
        if given.is_empty() {
            return;
        }
        for record in ledger.in_order() {
            let plain = Disclosure { identifiers: Vec::new(), ..record.clone() };
            if given.contains(&plain) {
                keeper.push(|| Entry::Told(Told::Disclosure(record)));
            }
        }
    }

    /// Products came, which may stand in other categories.
    pub(super) fn doubt_books(&mut self) {
        self.books.shelves.clear();
        self.books.segmented.watch.iter_mut().for_each(|watch| watch.doubt_all());
    }

    /// Facts came or went.
    pub(super) fn look_into_books(&mut self) {
        self.look_into_offers();
        self.shelve();
        if let Some(look) = self.books.segmented.look {
            look(self);
        }
    }
}
