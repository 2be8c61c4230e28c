//! All together: ingest, resolve, fold, decide.
//!
//! [`Engine`] is what a shop's back end, a kiosk, a notebook or a browser tab embeds. It keeps the log of
//! touchpoints; customers, journeys and recommendations are pure functions of that log, computed when they
//! are first asked for and again after the log has grown.

mod advice;
mod audited;
mod changes;
mod changing;
mod consents;
mod customers;
mod decide;
mod decisions;
#[cfg(feature = "store")]
mod disk;
mod elsewhere;
mod entry;
mod erase;
mod gate;
mod ingest;
mod keep;
#[cfg(test)]
#[cfg(feature = "books")]
mod laws;
mod log;
mod pack;
mod packed;
mod report;
mod resolved;
mod snapshot;
mod stocked;
mod story;
mod summary;
mod tables;
#[cfg(feature = "books")]
mod unread;
mod what_if;

// Statistical evidence (feature `linkage`), or what stands in its place.
#[cfg(feature = "linkage")]
mod likeness;
#[cfg(not(feature = "linkage"))]
#[path = "no_likeness.rs"]
mod likeness;

// The books (feature `books`), or what stands in their place.
#[cfg(not(feature = "books"))]
#[path = "no_books.rs"]
mod books;
#[cfg(feature = "books")]
mod books;
#[cfg(feature = "books")]
mod card;
#[cfg(feature = "offers")]
mod choose;
#[cfg(feature = "offers")]
mod clienteling;
#[cfg(feature = "offers")]
mod contacted;
#[cfg(feature = "books")]
mod crossings;
#[cfg(feature = "books")]
mod export;
#[cfg(feature = "books")]
mod export_words;
#[cfg(feature = "books")]
mod leaving;
#[cfg(test)]
#[cfg(feature = "linkage")]
mod likeness_laws;
#[cfg(feature = "books")]
mod notices;
#[cfg(test)]
#[cfg(feature = "offers")]
mod offer_laws;
#[cfg(feature = "offers")]
mod offered;
#[cfg(not(feature = "books"))]
#[path = "no_own.rs"]
mod own;
#[cfg(feature = "books")]
mod own;
#[cfg(feature = "offers")]
mod plan;
#[cfg(test)]
#[cfg(feature = "books")]
mod privacy_laws;
#[cfg(feature = "books")]
mod profile;
#[cfg(test)]
#[cfg(feature = "books")]
mod profile_laws;
#[cfg(feature = "books")]
mod retained;
#[cfg(feature = "books")]
mod rights;
#[cfg(feature = "books")]
mod segments;
#[cfg(feature = "books")]
mod withheld_rows;

// The part of the books about offers (feature `offers`), or what stands in its place.
#[cfg(all(feature = "books", not(feature = "offers")))]
#[path = "no_offers.rs"]
mod told_offers;
#[cfg(feature = "offers")]
mod told_offers;

use std::sync::OnceLock;

use serde::Serialize;

pub use audited::AuditReport;
pub use changes::{Change, ChangeKind};
#[cfg(feature = "linkage")]
pub use customers::Alike;
pub use customers::{Customer, CustomerList, Link};
pub use decide::{Because, Moment, Recommended, RecommendedProduct, Suggestion};
pub use decisions::{Decision, DecisionKind};
pub use erase::Erased;
pub use ingest::Receipt;
pub use report::ReportOptions;
pub use story::{CustomerValue, Journey, JourneyStep};
pub use summary::Summary;
pub use what_if::WhatIf;
#[cfg(feature = "offers")]
pub use {
    clienteling::Client, contacted::Told as ToldWhy, offered::CountedStock, offered::Coupon,
    offered::Discount, offered::ReservableSlot, plan::ActionPlan, plan::PlanOptions,
};
#[cfg(feature = "books")]
pub use {export::AccessExport, retained::Swept, segments::SegmentCrossing};

use crate::Error;
use crate::form;
#[cfg(feature = "linkage")]
use crate::identity::linker::Frozen;
use crate::identity::{IdentityOptions, Live};
use crate::io::{Note, Quarantined};
use crate::journey::{JourneyOptions, Journeys};
use crate::model::{Product, Store, Time, Zone};
use crate::once::Once;
use crate::privacy::{ConsentBook, PurposeRules, Secret, SensitiveRules, ThirdPartyRules, Tombstones};
use crate::recommend::NextBestActionOptions;
#[cfg(feature = "offers")]
use crate::recommend::{ContactPolicy, OfferOptions};
use crate::view::SourceRow;
use crate::vocabulary::Vocabulary;
use advice::Advice;
use books::{ActionWords, Books, CardOptions, ProfileOptions, RetentionRules, RightsRules};
use customers::number;
use decisions::Decisions;
use elsewhere::Elsewhere;
use gate::Protected;
use keep::Keeper;
use likeness::Likeness;
use log::Log;
use resolved::Everybody;
use stocked::Stocked;

/// How an [`Engine`] works.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The shop's zone, for times that do not say theirs: an IANA name or an offset.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub zone: Zone,
    /// Who is who.
    pub identity: IdentityOptions,
    /// A model of how people's records look alike: facts whose traits do so count as one person's, as far as identifiers allow.
    /// No file of the engine holds it. It holds values that two records or more had when it was frozen: keep it as they are
    /// kept, and freeze it anew when people were erased from those.
    #[cfg(feature = "linkage")]
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "typescript", ts(type = "object | null"))]
    pub linker: Option<Frozen>,
    /// Sessions, stages, crossings, and which channels are offline.
    pub journey: JourneyOptions,
    /// What to do next.
    pub next_best_action: NextBestActionOptions,
    /// How often, and when, people may be contacted.
    #[cfg(feature = "offers")]
    pub contact_policy: ContactPolicy,
    /// What slots and coupons add to an offer, and how the stock is read.
    #[cfg(feature = "offers")]
    pub offers: OfferOptions,
    /// Channels through which the shop can write to a customer, the dearest to the customer first.
    pub contact_channels: Vec<String>,
    /// The store or warehouse, by its id in the stock, from which online orders are sent; none where stock
    /// online is not known.
    pub online_store: Option<String>,
    /// What each purpose may see.
    pub purposes: PurposeRules,
    /// Which facts are sensitive.
    pub sensitive: SensitiveRules,
    /// Which facts come from elsewhere.
    pub third_party: ThirdPartyRules,
    /// Within how many days requests are answered.
    pub rights: RightsRules,
    /// How long facts are kept.
    pub retention: RetentionRules,
    /// How profiles are made, and what traits and interests mean in cards and segments.
    pub profile: ProfileOptions,
    /// What cards tell. Their language is that of the question, and `profile` is told beside this, for cards too.
    pub card: CardOptions,
    /// The shop's own words for actions, beside those everyone has: what segments may speak of.
    pub actions: ActionWords,
    /// What the marks of erased people are made with, the same each time: who holds the file cannot try out addresses
    /// without it. Nothing that omo writes holds it.
    #[serde(skip_serializing)]
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub secret: Option<Secret>,
}

form::options!(Config {
    zone,
    identity,
    #[cfg(feature = "linkage")]
    linker,
    journey,
    next_best_action,
    #[cfg(feature = "offers")]
    contact_policy,
    #[cfg(feature = "offers")]
    offers,
    contact_channels,
    online_store,
    purposes,
    sensitive,
    third_party,
    rights,
    retention,
    profile,
    card,
    actions,
    secret
});

impl Default for Config {
    fn default() -> Self {
        Self {
            zone: Zone::utc(),
            identity: IdentityOptions::default(),
            #[cfg(feature = "linkage")]
            linker: None,
            journey: JourneyOptions::default(),
            next_best_action: NextBestActionOptions::default(),
            #[cfg(feature = "offers")]
            contact_policy: ContactPolicy::default(),
            #[cfg(feature = "offers")]
            offers: OfferOptions::default(),
            contact_channels: ["app", "line", "email", "sms", "phone"].map(Into::into).into(),
            online_store: None,
            purposes: PurposeRules::default(),
            sensitive: SensitiveRules::default(),
            third_party: ThirdPartyRules::default(),
            rights: RightsRules::default(),
            retention: RetentionRules::default(),
            profile: ProfileOptions::default(),
            card: CardOptions::default(),
            actions: ActionWords::default(),
            secret: None,
        }
    }
}

/// A shop that knows its customers: facts go in, customers, journeys and recommendations come out.
///
/// # Examples
///
/// ```
/// use omo_core::engine::{Config, Engine};
/// use omo_core::{Identifier, Purpose, Touchpoint};
///
/// let mut shop = Engine::in_memory(Config::default())?;
/// let facts: Vec<Touchpoint> = serde_json::from_str(r#"[
///     {"id": "ec-1", "occurredAt": "2026-03-01T09:00:00+09:00", "channel": "ec", "action": "view",
///      "identifiers": [{"kind": "cookie", "value": "c1"}, {"kind": "email", "value": "hanako@example.jp"}],
///      "lines": [{"product": "kettle"}]},
///     {"id": "pos-1", "occurredAt": "2026-03-02T18:00:00+09:00", "channel": "pos", "store": "ginza",
///      "action": "purchase", "identifiers": [{"kind": "email", "value": "Hanako@example.jp"}],
///      "lines": [{"product": "kettle", "amount": "4980 JPY"}]}
/// ]"#).unwrap();
/// let receipt = shop.ingest(facts)?;
/// assert_eq!((receipt.accepted, receipt.duplicates), (2, 0));
///
/// let hanako = shop.customer(&Identifier::email("hanako@example.jp")?, Purpose::Service)?.unwrap();
/// assert_eq!((hanako.id.as_str(), hanako.touchpoints), ("ec-1", 2));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Engine {
    config: Config,
    log: Log,
    consents: ConsentBook,
    /// When the latest consent was given or taken back.
    consented: Option<Time>,
    products: Vec<Product>,
    stores: Vec<Store>,
    /// Pieces of each product in each store.
    stock: Stocked,
    /// Each once, however often its export was loaded.
    quarantined: Once<(String, Quarantined)>,
    notes: Once<(String, Note)>,
    /// Facts that lost against another of the same id, as JSON.
    contradicted: Vocabulary,
    sources: Vocabulary,
    /// What each of `sources` brought.
    brought: Vec<SourceRow>,
    /// Who is who, kept up, and what people decided of it.
    live: Live,
    decisions: Decisions,
    /// Who looks like whom.
    likeness: Likeness,
    /// What happened to customers, and how much of it is not told any more.
    happened: Vec<crate::identity::Change>,
    changes_before: u64,
    /// Who was erased.
    tombstones: Tombstones,
    /// Notices, requests, disclosures, segments.
    books: Books,
    /// Facts from elsewhere.
    elsewhere: Elsewhere,
    keeper: Keeper,
    /// Products and stores that came, to be put in order.
    product_changes: Vec<Product>,
    store_changes: Vec<Store>,
    /// Emptied whenever a fact comes in.
    everybody: OnceLock<Everybody>,
    protected: OnceLock<Protected>,
    journeys: OnceLock<Result<Journeys, Error>>,
    advice: OnceLock<Result<Advice, Error>>,
}

impl Engine {
    /// An engine that keeps everything in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option lies outside what it can be.
    pub fn in_memory(config: Config) -> Result<Self, Error> {
        config.check()?;
        let mut log = Log::default();
        let live = Live::new(config.identity.clone(), &mut log.identifiers)?;
        let tombstones = Tombstones::new(config.secret.clone());
        let likeness = Likeness::new(&config)?;
        let mut engine = Self { config, log, live, likeness, tombstones, ..Self::default() };
        // Options are checked once, at the door, by a run over nothing.
        engine.advice()?;
        engine.analysed()?;
        // Not even an empty answer is kept.
        engine.grown();
        Ok(engine)
    }

    /// How it works.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// How many facts it holds.
    #[must_use]
    pub fn touchpoints(&self) -> usize {
        self.log.len()
    }

    /// Bytes the facts and the customers found in them hold on the heap.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let who = self.live.heap_bytes() + self.elsewhere.heap_bytes() + self.likeness.heap_bytes();
        self.log.heap_bytes() + who
    }

    fn everybody(&self) -> &Everybody {
        self.everybody.get_or_init(|| Everybody::of(&self.log, &self.live))
    }

    /// Finds whose the facts are that came or went, and forgets what was derived.
    fn grown(&mut self) {
        self.likeness.settle(&mut self.live, &mut self.elsewhere.own, &mut self.log);
        self.ask_about_elsewhere();
        // It fails for identifiers that the log does not know, and it knows all that its facts show.
        let settled = self.live.settle(&self.log.identifiers, &self.log);
        debug_assert!(settled.is_ok(), "{settled:?}");
        self.happened.extend(self.live.changes());
        if !self.product_changes.is_empty() {
            self.doubt_books();
        }
        ingest::replace(&mut self.products, &mut self.product_changes, |product| &product.id);
        ingest::replace(&mut self.stores, &mut self.store_changes, |store| &store.id);
        self.everybody = OnceLock::new();
        self.protected = OnceLock::new();
        self.journeys = OnceLock::new();
        self.advice = OnceLock::new();
        self.look_into_books();
    }
}
