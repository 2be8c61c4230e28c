//! One word of a customer, and what a row of them amounts to.

use super::Standing;
use crate::model::{Consent, ConsentStatus, Identifier, Purpose, Time};

/// One record, ordered so that the latest is last and, at one instant, the stricter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Said {
    // The instant alone: one instant is the same on all clocks, and then the stricter word comes last.
    millis: i64,
    status: ConsentStatus,
    purpose: Purpose,
    channel: Option<String>,
    at: Time,
    // Boxed, because most records have none of it.
    more: Option<Box<More>>,
}

/// What few records have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct More {
    notice: Option<String>,
    version: Option<String>,
    expires: Option<Time>,
    evidence: Option<String>,
    guardian: Option<Identifier>,
    data: Vec<String>,
}

/// What is asked of the records of one identifier.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub purpose: Purpose,
    pub channel: Option<&'a str>,
    /// A kind of data that needs a yes of its own; none for ordinary data.
    pub data: Option<&'a str>,
    pub now: Time,
}

impl Said {
    pub fn new(consent: Consent) -> (Identifier, Self) {
        let Consent { identifier, purpose, channel, status, at, .. } = consent;
        let Consent { notice, version, expires, evidence, guardian, data, .. } = consent;
        let more = More { notice, version, expires, evidence, guardian, data };
        let more = if more.is_empty() { None } else { Some(Box::new(more)) };
        (identifier, Self { millis: at.millis(), status, purpose, channel, at, more })
    }

    pub fn consent(&self, identifier: Identifier) -> Consent {
        let plain = Consent::new(identifier, self.purpose, self.status, self.at);
        let plain = Consent { channel: self.channel.clone(), ..plain };
        let Some(more) = self.more.as_deref().cloned() else { return plain };
        let More { notice, version, expires, evidence, guardian, data } = more;
        Consent { notice, version, expires, evidence, guardian, data, ..plain }
    }

    /// The same without the guardian, when it is one of these.
    pub fn without(&self, guardians: &[Identifier]) -> Self {
        let mut said = self.clone();
        if let Some(more) = &mut said.more
            && more.guardian.as_ref().is_some_and(|guardian| guardians.contains(guardian))
        {
            more.guardian = None;
        }
        said
    }

    fn data(&self) -> &[String] {
        self.more.as_deref().map_or(&[], |more| &more.data)
    }

    /// Whether it is an answer to the question, on this channel.
    fn speaks(&self, asked: Question<'_>, channel: Option<&str>) -> bool {
        let about = match (asked.data, self.status) {
            (None, ConsentStatus::Granted) => true,
            (None, ConsentStatus::Withdrawn) => self.data().is_empty(),
            (Some(data), ConsentStatus::Granted) => self.names(data),
            (Some(data), ConsentStatus::Withdrawn) => self.data().is_empty() || self.names(data),
        };
        let heard = self.channel.is_none() || self.channel.as_deref() == channel;
        about && heard && self.purpose == asked.purpose && self.millis <= asked.now.millis()
    }

    fn names(&self, data: &str) -> bool {
        self.data().iter().any(|named| named == data)
    }

    fn has_run_out(&self, now: Time) -> bool {
        let expires = self.more.as_deref().and_then(|more| more.expires);
        expires.is_some_and(|expires| expires.millis() <= now.millis())
    }
}

impl More {
    fn is_empty(&self) -> bool {
        let Self { notice, version, expires, evidence, guardian, data } = self;
        let texts = notice.is_none() && version.is_none() && evidence.is_none();
        texts && expires.is_none() && guardian.is_none() && data.is_empty()
    }
}

/// What the records of one identifier, the latest last, amount to.
pub(super) fn standing(said: &[&Said], asked: Question<'_>) -> Standing {
    if asked.channel.is_some() {
        return on_channel(said, asked, asked.channel);
    }
    // Reachable at all, if through one channel: one that was named, or any other.
    let named = said.iter().filter_map(|word| word.channel.as_deref()).map(Some);
    let mut answer = Standing::Unknown;
    for channel in named.chain([None]) {
        match on_channel(said, asked, channel) {
            Standing::Granted => return Standing::Granted,
            Standing::Withdrawn => answer = Standing::Withdrawn,
            Standing::Unknown => {}
        }
    }
    answer
}

/// The latest word holds. A yes that has run out opens nothing, not even what an older yes had opened, and gives an
/// older no its force again.
fn on_channel(said: &[&Said], asked: Question<'_>, channel: Option<&str>) -> Standing {
    let mut run_out = false;
    for word in said.iter().rev().filter(|word| word.speaks(asked, channel)) {
        match word.status {
            ConsentStatus::Withdrawn => return Standing::Withdrawn,
            ConsentStatus::Granted if word.has_run_out(asked.now) => run_out = true,
            ConsentStatus::Granted if run_out => {}
            ConsentStatus::Granted => return Standing::Granted,
        }
    }
    Standing::Unknown
}
