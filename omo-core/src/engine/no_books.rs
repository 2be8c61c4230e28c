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

/// The kinds of entries that books keep.
pub(super) fn left_out(kind: u8) -> Option<Error> {
    let what = "notices, requests, disclosures and segments";
    (13..=18).contains(&kind).then_some(Error::LeftOut { what })
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

    pub(super) fn look_into_books(&mut self) {}
}
