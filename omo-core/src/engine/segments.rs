//! Segments: who belongs to what, why, and what changed.

use std::sync::OnceLock;

use serde::Serialize;
use serde_json::Value;

use super::Engine;
use super::books::Told;
use super::crossings::Watch;
use super::entry::Entry;
use crate::Error;
use crate::model::{Language, Purpose, Time};
use crate::profile::{Segments, SegmentsOptions, Why};

/// A document of segments that was told, and what a snapshot keeps beside it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct ToldSegments {
    pub document: Value,
    /// How many crossings were told, where a snapshot says so.
    pub told: Option<u64>,
    /// To when time was advanced.
    pub at: Option<Time>,
}

/// The segments of a shop.
#[derive(Debug, Default)]
pub(super) struct Segmented {
    document: Option<Value>,
    /// Read when it is first asked for, by a module that asks.
    compiled: OnceLock<Result<Segments, Error>>,
    /// To when time was advanced.
    pub advanced: Option<Time>,
    /// How many crossings are not told any more.
    pub before: u64,
    pub crossed: Vec<Crossed>,
    pub watch: Option<Box<Watch>>,
    /// What looks after each write; nothing where nobody watches.
    pub look: Option<fn(&mut Engine)>,
}

/// A crossing by numbers: the touchpoint by which the customer is called.
#[derive(Debug, Clone)]
pub(super) struct Crossed {
    pub customer: u32,
    pub segment: String,
    pub entered: bool,
    pub moved: bool,
    pub at: Time,
}

/// A customer entered a segment, or left it; see [`Engine::crossings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SegmentCrossing {
    /// Its number, from 1: what `since` takes.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub number: u64,
    /// The customer, by the id of that time.
    pub customer: String,
    /// The segment.
    pub segment: String,
    /// Whether the customer entered it, or left.
    pub entered: bool,
    /// Whether only the customer's id is new: who was merged into a member or goes by another id leaves as the one and
    /// enters as the other.
    pub moved: bool,
    /// As of when.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
}

impl Engine {
    /// Sets the shop's segments, in the place of all that were set before; see [`Segments`] for what a document says. It
    /// is kept like all that is told. An empty object takes them all away.
    ///
    /// From then on each write and each [`advance`](Engine::advance) finds who enters and who leaves:
    /// [`crossings`](Engine::crossings).
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// shop.set_segments(&serde_json::json!({"lately": {"event": {"action": "purchase"}, "within": "30d"}}))?;
    /// let now = "2026-03-10".parse()?;
    /// assert_eq!(shop.segments("web-1", now, Purpose::Service)?.unwrap(), ["lately"]);
    /// assert_eq!(shop.segment_members("lately", now, Purpose::Service)?, ["web-1"]);
    /// let why = shop.explain_segment("web-1", "lately", now, Language::En, Purpose::Service)?.unwrap();
    /// assert_eq!((why.holds, why.facts), (true, vec!["till-1".to_owned()]));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Options`] naming the path of what is wrong; those of the store.
    pub fn set_segments(&mut self, document: &Value) -> Result<(), Error> {
        self.keeper.ready()?;
        self.compile(document)?;
        self.take_entry(Entry::Told(Told::Segments(ToldSegments {
            document: document.clone(),
            ..ToldSegments::default()
        })));
        self.written()
    }

    /// The document that [`set_segments`](Engine::set_segments) was told last.
    #[must_use]
    pub fn segments_document(&self) -> Option<&Value> {
        self.books.segmented.document.as_ref()
    }

    /// The names of the segments to which a customer belongs at `now`, in order; `None` for an unknown id, or where the
    /// purpose may not see the customer.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] when segments of a file do not fit how the engine was made now.
    pub fn segments(
        &self,
        customer: &str,
        now: Time,
        purpose: Purpose,
    ) -> Result<Option<Vec<String>>, Error> {
        let segments = self.compiled()?;
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let Some(history) = self.history_for(number, purpose) else { return Ok(None) };
        let members = segments.members(&history, now);
        Ok(Some(segments.names(&members).map(Into::into).collect()))
    }

    /// The ids of the customers who belong to a segment at `now` and whom the purpose may see, the longest known first.
    ///
    /// At the instant of the latest write or [`advance`](Engine::advance) they are known; for another one everybody is
    /// judged.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] where there is no such segment; otherwise as [`segments`](Engine::segments).
    pub fn segment_members(&self, name: &str, now: Time, purpose: Purpose) -> Result<Vec<String>, Error> {
        let segments = self.compiled()?;
        let number = segments.number(name).ok_or(Error::Unknown { what: "segment" })?;
        let known = self.books.segmented.watch.as_ref().filter(|watch| watch.is_of(now));
        let belongs = |&customer: &u32| {
            // What is known was found in all facts: it holds for who may see all of them.
            let Some(watch) = known.filter(|_| self.sees_all(customer, purpose)) else {
                let history = self.history_for(customer, purpose);
                return history.is_some_and(|history| segments.members(&history, now).has(number));
            };
            let first = self.live.touchpoints_of(customer).first();
            first.is_some_and(|&first| watch.has(first, number))
        };
        let members = self.everybody().customers.iter().copied().filter(belongs);
        Ok(members.filter_map(|customer| self.customer_id(customer)).collect())
    }

    /// Why a customer belongs to a segment at `now`, or does not; `None` as for [`segments`](Engine::segments). Touchpoints are
    /// named to a purpose that may see steps of the journey, and only counted for another.
    ///
    /// # Errors
    ///
    /// As [`segment_members`](Engine::segment_members).
    pub fn explain_segment(
        &self,
        customer: &str,
        name: &str,
        now: Time,
        language: Language,
        purpose: Purpose,
    ) -> Result<Option<Why>, Error> {
        let segments = self.compiled()?;
        segments.number(name).ok_or(Error::Unknown { what: "segment" })?;
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let Some(history) = self.history_for(number, purpose) else { return Ok(None) };
        let mut why = segments.explain(name, &history, now, language)?;
        if !self.shows_steps(number, purpose) {
            why.forget_facts();
        }
        Ok(Some(why))
    }

    /// Who entered and left segments after the crossing with this number, the oldest first; 0 tells all since the engine
    /// was made, or since the snapshot from which it was opened, where numbers go on. Of customers of whom the purpose may
    /// not see everything nothing is told; of those who are no more, that they left.
    ///
    /// Followed from the start they say who belongs to what as of the latest write or [`advance`](Engine::advance). When
    /// segments are set, all who belong enter.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// shop.set_segments(&serde_json::json!({"lately": {"event": {"action": "purchase"}, "within": "30d"}}))?;
    /// let facts = "id,occurred_at,channel,action,email
    /// till-1,2026-03-02T10:00:00Z,pos,purchase,hanako@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let news = shop.crossings(0, Purpose::Service);
    /// assert_eq!((news[0].customer.as_str(), news[0].segment.as_str(), news[0].entered), ("till-1", "lately", true));
    /// // Time alone takes her out.
    /// shop.advance("2026-05-01".parse()?);
    /// let news = shop.crossings(news[0].number, Purpose::Service);
    /// assert_eq!((news[0].entered, news[0].at.to_string().as_str()), (false, "2026-04-01T10:00:00+00:00"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn crossings(&self, since: u64, purpose: Purpose) -> Vec<SegmentCrossing> {
        let Segmented { before, crossed, .. } = &self.books.segmented;
        let skip = usize::try_from(since.saturating_sub(*before)).unwrap_or(usize::MAX);
        let may_see = |one: &Crossed| {
            let customer = self.live.customer_of(one.customer);
            customer.map_or(!one.entered, |customer| self.sees_all(customer, purpose))
        };
        let told = (*before + 1..).zip(crossed).skip(skip).filter(|(_, one)| may_see(one));
        told.map(|(number, one)| SegmentCrossing {
            number,
            customer: self.id_of_fact(one.customer as usize),
            segment: one.segment.clone(),
            entered: one.entered,
            moved: one.moved,
            at: one.at,
        })
        .collect()
    }

    /// It is now so late: finds whom time alone lets enter or leave segments. Time never goes back; what happened
    /// advances it too, and a restart brings it back to there or to the latest snapshot.
    pub fn advance(&mut self, now: Time) {
        self.books.segmented.advanced = self.books.segmented.advanced.max(Some(now));
        if let Some(look) = self.books.segmented.look {
            look(self);
        }
    }

    fn compile(&self, document: &Value) -> Result<Segments, Error> {
        let options = SegmentsOptions {
            actions: self.config.actions.clone(),
            zone: self.config.zone.clone(),
            profile: self.config.profile.clone(),
            ..SegmentsOptions::default()
        };
        Segments::compile_with(document, options)
    }

    pub(super) fn compiled(&self) -> Result<&Segments, Error> {
        let compile = || {
            self.books
                .segmented
                .document
                .as_ref()
                .map_or_else(|| Ok(Segments::default()), |it| self.compile(it))
        };
        self.books.segmented.compiled.get_or_init(compile).as_ref().map_err(Clone::clone)
    }

    /// What a snapshot keeps of segments.
    pub(super) fn told_segments(&self) -> Option<Told> {
        let Segmented { document, before, crossed, advanced, .. } = &self.books.segmented;
        let told = Some(before + crossed.len() as u64);
        Some(Told::Segments(ToldSegments { document: document.clone()?, told, at: *advanced }))
    }

    pub(super) fn take_segments(&mut self, told: ToldSegments) {
        let of_snapshot = told.told.is_some();
        let segmented = &mut self.books.segmented;
        let was = segmented.compiled.take().and_then(Result::ok);
        segmented.document = Some(told.document);
        if let Some(before) = told.told {
            segmented.before = before;
            segmented.advanced = told.at;
        }
        self.live.watch();
        segmented.look = Some(super::crossings::look);
        segmented.watch.get_or_insert_default().expect_all(was, of_snapshot);
    }
}
