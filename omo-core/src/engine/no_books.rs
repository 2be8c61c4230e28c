//! An engine without the books (feature `books`): it keeps facts, consents and the rules of purposes, refuses what only the
//! books understand, and says where they are.

use serde::Serialize;
use serde_json::Value;

use super::Engine;
use super::erase::Person;
use crate::Error;
use crate::form::{Form, Style, Wrong};
use crate::model::{Consent, ConsentStatus, Identifier};
use crate::privacy::{ConsentRefusal, NoticeBook};

/// An option that is not there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut;

impl Form for LeftOut {
    fn read(_: &Value, _: Style) -> Result<Self, Wrong> {
        Err(Wrong::must_be(
            "left out: this build of omo has no books; in JavaScript `omo-wasm/full` has them",
        ))
    }
}

pub type RetentionRules = LeftOut;
pub type RightsRules = LeftOut;
pub type CardOptions = LeftOut;
pub type ProfileOptions = LeftOut;
pub type ActionWords = LeftOut;

/// No books.
#[derive(Debug, Default)]
pub(super) struct Books;

/// Nothing can be told for a book.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {}

/// What is wrong with an entry that only a build with books or offers reads.
pub(super) fn left_out(kind: u8) -> Option<Error> {
    let (what, instead) = match kind {
        13..=18 => (
            "notices, requests, disclosures and segments",
            "one with its feature `books`, in JavaScript `omo-wasm/full`",
        ),
        20..=23 => (
            "coupons, slots, counted stock and contacts",
            "one with its feature `offers`, in JavaScript `omo-wasm/shop`",
        ),
        _ => return None,
    };
    Some(Error::LeftOut { what, instead })
}

impl Told {
    pub fn write(&self) -> (u8, Vec<u8>) {
        match *self {}
    }

    pub fn read(_: u8, _: &Value) -> Option<Self> {
        None
    }

    pub fn is_about(&self, _: &Person) -> bool {
        match *self {}
    }
}

#[expect(clippy::unnecessary_wraps, clippy::trivially_copy_pass_by_ref, reason = "the same in both")]
pub(super) fn check(_: &ProfileOptions, _: &CardOptions, _: &RetentionRules) -> Result<(), Error> {
    Ok(())
}

impl Books {
    #[expect(clippy::unused_self, reason = "the same in both")]
    pub fn refuse(&self, consent: &Consent) -> Option<ConsentRefusal> {
        // As where there are books and no notice was told: one that names a notice is not asked about.
        let named = consent.notice.is_some() || consent.version.is_some();
        let asked = consent.status == ConsentStatus::Granted && !named;
        if asked { NoticeBook::check_term(consent).err() } else { None }
    }
}

#[expect(clippy::unused_self, reason = "the same in both")]
impl Engine {
    #[expect(clippy::needless_pass_by_value, reason = "the same in both")]
    pub(super) fn apply_told(&mut self, told: Told) {
        match told {}
    }

    pub(super) fn told(&self) -> [Told; 0] {
        []
    }

    pub(super) fn told_segments(&self) -> Option<Told> {
        None
    }

    pub(super) fn forget_told(&mut self, _: &[Identifier]) {}

    pub(super) fn doubt_books(&mut self) {}

    /// Nothing is looked for in what could not be read.
    #[expect(clippy::unused_self, reason = "the same in both")]
    pub(super) fn is_of_the_erased(&self, _: &str) -> bool {
        false
    }

    pub(super) fn look_into_books(&mut self) {}

    pub(super) fn recounted(&mut self, _: &crate::io::StockRecord) {}
}

#[cfg(test)]
mod tests {
    use super::super::pack::{Pack, Unpack};
    use super::*;
    use crate::engine::Config;
    use crate::form;
    use crate::sha256::sha256;

    /// A snapshot of an engine without facts that was told one thing.
    fn told(kind: u8, line: &[u8]) -> Vec<u8> {
        let empty = Engine::default().snapshot();
        let (packed, _) = empty.split_last_chunk::<32>().unwrap();
        let (count, before) = packed.split_last().unwrap();
        assert_eq!(*count, 0);
        let mut pack = Pack(before.to_vec());
        pack.number(1);
        pack.number(kind.into());
        pack.bytes(line);
        let digest = sha256(&pack.0);
        pack.0.extend(digest);
        assert!(Unpack(&pack.0).number().is_ok());
        pack.0
    }

    #[test]
    fn what_books_hold_is_refused_and_said_where() {
        let restore = |kind| Engine::restore(&told(kind, b"{}"), Config::default()).map(|_| ()).unwrap_err();
        for kind in (13..=18).chain(20..=23) {
            assert_eq!(restore(kind).code(), "left_out", "{kind}");
            assert!(restore(kind).to_string().contains("omo-wasm/full"));
        }
        assert_eq!(restore(19).code(), "format");
        assert_eq!(restore(3).code(), "format");
        assert!(Engine::restore(&told(12, b"\"gone\""), Config::default()).is_ok());
    }

    #[test]
    fn options_of_books_are_refused_and_others_read() {
        let read = |config| form::options::<Config>(&config, Style::Camel);
        for option in ["rights", "retention", "profile", "card", "actions"] {
            let wrong = read(serde_json::json!({ option: {} })).unwrap_err();
            assert_eq!(wrong.code(), "option");
            assert!(wrong.to_string().contains(option) && wrong.to_string().contains("omo-wasm/full"));
        }
        assert!(read(serde_json::json!({"purposes": {"analytics": {"shows": []}}})).is_ok());
    }

    #[test]
    fn a_yes_that_ends_before_it_begins_is_refused() {
        let yes = |more: &str| -> Consent {
            let yes = r#"{"identifier": {"kind": "email", "value": "a@example.jp"}, "purpose": "marketing", "status": "granted","#;
            serde_json::from_str(&format!("{yes} {more}}}")).unwrap()
        };
        let refuse = |more| Books.refuse(&yes(more));
        assert_eq!(refuse(r#""at": "2026-03-02", "expires": "2026-03-03""#), None);
        let backwards = r#""at": "2026-03-02", "expires": "2026-03-01""#;
        assert_eq!(refuse(backwards), Some(ConsentRefusal::ExpiresBeforeStart));
        // As where there are books and nobody was told a notice.
        assert_eq!(refuse(&format!(r#"{backwards}, "notice": "members""#)), None);
    }
}
