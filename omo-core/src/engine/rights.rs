//! What people ask for, what is done about it, and what was given to others.

use super::Engine;
use super::books::Told;
use super::entry::Entry;
use crate::Error;
use crate::model::{Purpose, Time};
use crate::privacy::{
    Disclosure, DisclosureFault, Request, RequestStatus, RequestStep, StepKind, StepRefusal,
};

/// What a step must be.
fn must(refusal: StepRefusal) -> &'static str {
    match refusal {
        StepRefusal::UnknownRequest => "of a request that was told",
        StepRefusal::TooEarly => "later than its request",
        StepRefusal::ReasonMissing => "given with a reason",
        StepRefusal::Extension => "of some days, and no more in all than the rules allow",
        StepRefusal::NotVerified => "taken after it is known who asks",
        StepRefusal::Closed => "of a request that is open",
    }
}

/// What a record of disclosure must be.
fn lacks(fault: DisclosureFault) -> &'static str {
    match fault {
        DisclosureFault::PartyMissing => "a record that names the other party",
        DisclosureFault::ItemsMissing => "a record that names the data",
        DisclosureFault::PersonMissing => "a record that names whose data they are",
        DisclosureFault::ConsentMissing => "a record that names the consent",
        DisclosureFault::ObtainedMissing => "a record that says how the data were obtained",
    }
}

impl Engine {
    /// Takes what somebody asks for: 開示, 訂正, 利用停止, 消去, 第三者提供の停止.
    ///
    /// ```
    /// use omo_core::Purpose;
    /// use omo_core::engine::Engine;
    /// use omo_core::privacy::{Request, RequestState, RequestStep};
    /// let mut shop = Engine::default();
    /// let request: Request = serde_json::from_str(r#"{"id": "r1", "kind": "stop_use", "receivedAt": "2026-03-01T10:00:00+09:00",
    ///     "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}"#).unwrap();
    /// shop.request(request)?;
    /// let day = |day: &str| day.parse();
    /// assert_eq!(shop.overdue(day("2026-03-16")?, Purpose::Legal)[0].request.id, "r1");
    /// let step = |step: &str| serde_json::from_str::<RequestStep>(step).unwrap();
    /// let done = step(r#"{"request": "r1", "at": "2026-03-16T10:00:00+09:00", "step": "done"}"#);
    /// assert_eq!(shop.step(done.clone()).unwrap_err().code(), "option");
    /// shop.step(step(r#"{"request": "r1", "at": "2026-03-15T10:00:00+09:00", "step": "verified"}"#))?;
    /// shop.step(done)?;
    /// assert_eq!(shop.statuses(day("2026-03-17")?, Purpose::Legal)[0].state, RequestState::Done);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a request without an id, or with that of another; else as [`ingest`](Engine::ingest).
    pub fn request(&mut self, request: Request) -> Result<(), Error> {
        let other = self.books.requests.requests().into_iter().find(|held| held.id == request.id);
        if request.id.is_empty() || other.is_some_and(|held| *held != request) {
            return Err(Error::option("request", "one with an id of its own", &"another"));
        }
        let (who, at) = (&request.identifiers, request.received_at);
        if !who.is_empty() && self.tombstones.covers_any(who, at) {
            return Ok(());
        }
        self.take_all([Entry::Told(Told::Request(request))])
    }

    /// Takes what was done about a request. Where a stop is done, a no of each identifier to each purpose that stops is
    /// recorded with it, and the gate keeps it.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a step that makes no sense now; else as [`ingest`](Engine::ingest).
    pub fn step(&mut self, step: RequestStep) -> Result<(), Error> {
        let rules = &self.config.rights;
        self.books
            .requests
            .check(&step, rules)
            .map_err(|refusal| Error::option("step", must(refusal), &refusal.code()))?;
        let mut entries = Vec::new();
        if step.step == StepKind::Done
            && let Some(status) = self.books.requests.status(&step.request, rules, step.at)
        {
            entries.extend(rules.withdrawals(&status.request, step.at).into_iter().map(Entry::Consent));
        }
        entries.push(Entry::Told(Told::Step(step)));
        self.take_all(entries)
    }

    /// The same with who asks written as in [`consent`](Engine::consent): by an identifier, or by the id of a customer or a
    /// touchpoint, in the name of all identifiers the customer is known by.
    ///
    /// # Errors
    ///
    /// As [`consent`](Engine::consent) and [`request`](Engine::request).
    pub fn request_of(&mut self, who: &str, request: Request) -> Result<(), Error> {
        let identifiers = self.identifiers_named(who)?;
        self.request(Request { identifiers, ..request })
    }

    /// Where each request stands at `now`, the first due first: those of whom the purpose may see, by identifiers that it
    /// may see. Who stopped the use of their data is seen for [`Purpose::Legal`] alone, by the presets.
    #[must_use]
    pub fn statuses(&self, now: Time, purpose: Purpose) -> Vec<RequestStatus> {
        self.asked(self.all_statuses(now), purpose)
    }

    /// Requests that should have been answered by `now`, the longest overdue first, as far as the purpose may see.
    #[must_use]
    pub fn overdue(&self, now: Time, purpose: Purpose) -> Vec<RequestStatus> {
        self.asked(self.books.requests.overdue(&self.config.rights, now), purpose)
    }

    pub(super) fn all_statuses(&self, now: Time) -> Vec<RequestStatus> {
        self.books.requests.statuses(&self.config.rights, now)
    }

    /// Those of whom the purpose may see.
    fn asked(&self, mut statuses: Vec<RequestStatus>, purpose: Purpose) -> Vec<RequestStatus> {
        statuses.retain_mut(|status| {
            let Ok(mut view) = self.view_of_request(status, purpose) else { return false };
            let identifiers = &mut status.request.identifiers;
            *identifiers = view.identifiers(std::mem::take(identifiers));
            true
        });
        statuses
    }

    /// Takes a record of what was given to others, or got from them (第三者提供記録).
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a record that lacks what it must say; else as [`ingest`](Engine::ingest).
    pub fn disclose(&mut self, mut disclosure: Disclosure) -> Result<(), Error> {
        if let Some(&fault) = disclosure.faults().first() {
            return Err(Error::option("disclosure", lacks(fault), &fault.code()));
        }
        let at = disclosure.at;
        disclosure.identifiers.retain(|one| !self.tombstones.covers_any(std::slice::from_ref(one), at));
        self.take_all([Entry::Told(Told::Disclosure(disclosure))])
    }

    /// What was given and received of a customer, the earliest first; `None` for an unknown id, or where the purpose may not
    /// see the customer.
    #[must_use]
    pub fn disclosures(&self, customer: &str, purpose: Purpose) -> Option<Vec<Disclosure>> {
        let number = self.number_of(customer)?;
        self.view_of(number, purpose).ok()?;
        Some(self.books.ledger.of(&self.identifiers_of(number)))
    }

    /// All that was given and received, without whom it was about, the earliest first.
    pub fn all_disclosures(&self) -> impl Iterator<Item = &Disclosure> {
        self.books.ledger.summary().into_iter()
    }

    /// Where the requests of a customer stand.
    pub(super) fn asked_by(&self, customer: u32, purpose: Purpose, now: Time) -> Vec<RequestStatus> {
        let Ok(mut view) = self.view_of(customer, purpose) else { return Vec::new() };
        let known = self.identifiers_of(customer);
        let mut statuses = self.all_statuses(now);
        statuses.retain(|status| status.request.identifiers.iter().any(|one| known.contains(one)));
        for status in &mut statuses {
            status.request.identifiers = view.identifiers(std::mem::take(&mut status.request.identifiers));
        }
        statuses
    }
}
