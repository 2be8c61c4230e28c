//! Notices: what the shop says it does with data, and who was shown which version.

use std::collections::BTreeMap;

use serde::Serialize;

use super::filed::Filed;
use crate::form;
use crate::model::{Consent, Identifier, Purpose, Time};
use crate::once::Once;
use crate::order::Order;

/// One version of what a shop tells people about their data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// Which notice: `members`, `cookies`.
    pub id: String,
    /// Which version of it, by the shop's own word.
    pub version: String,
    /// Its words in each language, by the language's tag: `ja`, `en`.
    pub text: BTreeMap<String, String>,
    /// What the data are for.
    pub purposes: Vec<Purpose>,
    /// Which data, by the shop's words: `contact`, `purchases`, `health`.
    pub data_categories: Vec<String>,
    /// Who gets them besides the shop.
    pub recipients: Vec<String>,
    /// From when on it is in force.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub from: Time,
}

form::record!(Notice { id: String::new(), version: String::new(), from: Time::EPOCH } { text: BTreeMap::new(), purposes: Vec::new(), data_categories: Vec::new(), recipients: Vec::new() });

/// That somebody was shown a notice: an immutable fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// To whom, by any identifier.
    pub identifier: Identifier,
    /// Which notice.
    pub notice: String,
    /// Which version.
    pub version: String,
    /// In which language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
}

form::record!(Shown { at: Time::EPOCH, identifier: super::nobody(), notice: String::new(), version: String::new() } { language: None, channel: None });

/// All notices, and who was shown them: the same whatever order they came in.
///
/// ```
/// use omo_core::privacy::{Notice, NoticeBook, Shown};
/// use omo_core::{Identifier, Time};
/// let mut book = NoticeBook::default();
/// for (version, from) in [("1", "2025-04-01"), ("2", "2026-04-01")] {
///     let notice = format!(r#"{{"id": "members", "version": "{version}", "from": "{from}", "purposes": ["marketing"]}}"#);
///     book.add(serde_json::from_str::<Notice>(&notice).unwrap());
/// }
/// let june: Time = "2026-06-01".parse()?;
/// assert_eq!(book.in_force("members", june).unwrap().version, "2");
///
/// let hanako = Identifier::email("hanako@example.jp")?;
/// let at = "2025-05-01".parse()?;
/// book.show(Shown { at, identifier: hanako.clone(), notice: "members".into(), version: "1".into(), language: None, channel: None });
/// // She has not seen the version that is in force now.
/// assert_eq!(book.last_seen(&[hanako], "members", june).unwrap().version, "1");
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct NoticeBook {
    notices: Once<Notice>,
    shown: Filed<Shown>,
}

impl NoticeBook {
    /// Adds a notice. Of two different ones of one id and version the smaller stays, whichever came first: a version
    /// that was shown does not change.
    pub fn add(&mut self, notice: Notice) {
        self.notices.add(notice);
    }

    /// Adds that somebody was shown a notice.
    pub fn show(&mut self, shown: Shown) {
        self.shown.add(&shown.identifier.clone(), shown);
    }

    /// All notices, in order of ids and versions.
    #[must_use]
    pub fn notices(&self) -> Vec<&Notice> {
        let mut notices = self.notices.in_order();
        notices.dedup_by(|later, first| (&later.id, &later.version) == (&first.id, &first.version));
        notices
    }

    /// Everyone who was shown one, in order of identifiers and times.
    #[must_use]
    pub fn shown(&self) -> Vec<&Shown> {
        self.shown.in_order().into_iter().flat_map(|(_, shown)| shown).collect()
    }

    /// One version of a notice.
    #[must_use]
    pub fn version(&self, notice: &str, version: &str) -> Option<&Notice> {
        self.notices().into_iter().find(|held| held.id == notice && held.version == version)
    }

    /// The version of a notice that is in force at `now`.
    #[must_use]
    pub fn in_force(&self, notice: &str, now: Time) -> Option<&Notice> {
        let known = self.notices().into_iter();
        let begun = known.filter(|held| held.id == notice && held.from.millis() <= now.millis());
        begun.max_by(|a, b| (a.from.millis(), &a.version).cmp(&(b.from.millis(), &b.version)))
    }

    /// Which version of a notice a customer with these identifiers saw last.
    #[must_use]
    pub fn last_seen(&self, identifiers: &[Identifier], notice: &str, now: Time) -> Option<&Shown> {
        let shown = self.shown.of_all(identifiers).into_iter().map(|(_, shown)| shown);
        let seen = shown.filter(|shown| shown.notice == notice && shown.at.millis() <= now.millis());
        seen.max_by(|a, b| a.at.millis().cmp(&b.at.millis()).then(a.cmp(b)))
    }

    /// All that a customer with these identifiers was shown, the earliest first.
    #[must_use]
    pub fn history(&self, identifiers: &[Identifier]) -> Vec<Shown> {
        let shown = self.shown.of_all(identifiers).into_iter();
        let mut history: Vec<Shown> = shown.map(|(_, shown)| shown.clone()).collect();
        history.put_in_order();
        history
    }

    /// Forgets what people with these identifiers were shown.
    pub fn remove(&mut self, identifiers: &[Identifier]) {
        self.shown = self.shown.without(identifiers, Shown::clone);
    }

    /// Whether a consent can hold at all, whatever it names.
    ///
    /// # Errors
    ///
    /// [`ExpiresBeforeStart`](ConsentRefusal::ExpiresBeforeStart) for one that ended before it began.
    pub fn check_term(consent: &Consent) -> Result<(), ConsentRefusal> {
        let ended = consent.expires.is_some_and(|expires| expires.millis() <= consent.at.millis());
        if ended { Err(ConsentRefusal::ExpiresBeforeStart) } else { Ok(()) }
    }

    /// Whether a consent that arrives at `received` can be kept, and what to remark about it.
    ///
    /// One that names no notice is kept: paper forms and old exports have none.
    ///
    /// # Errors
    ///
    /// Why it must be refused: what it names does not exist, is no part of the notice, or it ended before it began.
    pub fn check(&self, consent: &Consent, received: Time) -> Result<Vec<ConsentNote>, ConsentRefusal> {
        Self::check_term(consent)?;
        let mut notes = Vec::new();
        let age = received.since(consent.at);
        if age > BACKDATED {
            notes.push(ConsentNote::Backdated);
        }
        if age < 0 {
            notes.push(ConsentNote::Future);
        }
        match (&consent.notice, &consent.version) {
            (None, None) => {}
            (None, Some(_)) => return Err(ConsentRefusal::UnknownNotice),
            (Some(id), version) => {
                let mut versions = self.notices().into_iter().filter(|held| held.id == *id).peekable();
                if versions.peek().is_none() {
                    return Err(ConsentRefusal::UnknownNotice);
                }
                let notice = match version {
                    Some(version) => versions.find(|held| held.version == *version),
                    // The one that was in force; before the first, that one.
                    None => {
                        self.in_force(id, consent.at).or_else(|| versions.min_by_key(|n| n.from.millis()))
                    }
                };
                let notice = notice.ok_or(ConsentRefusal::UnknownVersion)?;
                let speaks_of = |list: &[String], word: &String| list.is_empty() || list.contains(word);
                if !notice.purposes.is_empty() && !notice.purposes.contains(&consent.purpose) {
                    return Err(ConsentRefusal::PurposeNotInNotice);
                }
                if !consent.data.iter().all(|data| speaks_of(&notice.data_categories, data)) {
                    return Err(ConsentRefusal::DataNotInNotice);
                }
                if consent.at.millis() < notice.from.millis() {
                    notes.push(ConsentNote::BeforeNotice);
                }
            }
        }
        Ok(notes)
    }
}

/// A word told later than this, in milliseconds, is told late: two days, which nightly exports keep.
const BACKDATED: i64 = 2 * crate::model::DAY;

super::coded! {
    /// Why a consent is not kept.
    ConsentRefusal {
        /// No notice has the name.
        UnknownNotice = "unknown_notice", "the notice does not exist", "該当する通知がありません";
        /// The notice has no such version.
        UnknownVersion = "unknown_version", "the notice has no such version", "通知に該当する版がありません";
        /// The notice says nothing about the purpose.
        PurposeNotInNotice = "purpose_not_in_notice", "the notice does not name the purpose", "通知に記載のない利用目的です";
        /// The notice says nothing about the kind of data.
        DataNotInNotice = "data_not_in_notice", "the notice does not name the kind of data", "通知に記載のないデータの種類です";
        /// It would end before it began.
        ExpiresBeforeStart = "expires_before_start", "the consent ends before it begins", "同意の終了が開始より前です";
    }
}

super::coded! {
    /// What is remarked about a consent that is kept.
    ConsentNote {
        /// It came in long after it was said.
        Backdated = "backdated", "recorded more than two days after it was given", "取得から2日以上たって記録されました";
        /// It was said before its notice was in force.
        BeforeNotice = "before_notice", "given before the notice was in force", "通知の施行前に取得されました";
        /// It is of a time to come, and holds from then on.
        Future = "future", "dated in the future, and holds from then on", "日付が将来です。その時点から有効になります";
    }
}
