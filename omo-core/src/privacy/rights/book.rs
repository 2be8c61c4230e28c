//! All requests, and what was done about them.

use super::status::fold;
use super::{Request, RequestState, RequestStatus, RequestStep, RightsRules, StepKind, StepRefusal};
use crate::model::{Identifier, Time};
use crate::once::Once;
use crate::order::Order;

/// All requests and steps: the same whatever order they came in.
///
/// ```
/// use omo_core::privacy::{Request, RequestBook, RequestState, RequestStep, RightsRules};
/// let mut book = RequestBook::default();
/// book.add(serde_json::from_str::<Request>(r#"{"id": "r1", "kind": "erasure", "receivedAt": "2026-03-01T10:00:00+09:00",
///     "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}"#).unwrap());
/// let (rules, now) = (RightsRules::default(), "2026-03-16T10:00:00+09:00".parse()?);
/// assert_eq!(book.overdue(&rules, now)[0].due.to_string(), "2026-03-15T10:00:00+09:00");
/// let refused = r#"{"request": "r1", "at": "2026-03-14T10:00:00+09:00", "step": "refused", "reason": "not_verified"}"#;
/// book.step(serde_json::from_str::<RequestStep>(refused).unwrap());
/// assert!(book.overdue(&rules, now).is_empty());
/// assert_eq!(book.status("r1", &rules, now).unwrap().state, RequestState::Refused);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct RequestBook {
    requests: Once<Request>,
    steps: Once<RequestStep>,
}

impl RequestBook {
    /// Adds a request. Of two different ones of one id the smaller stays, whichever came first.
    pub fn add(&mut self, request: Request) {
        self.requests.add(request);
    }

    /// Adds a step; it may come before its request does.
    pub fn step(&mut self, step: RequestStep) {
        self.steps.add(step);
    }

    /// Whether a step that a shop wants to take makes sense now. Steps read back from a log need no check.
    ///
    /// # Errors
    ///
    /// Why it makes none.
    pub fn check(&self, step: &RequestStep, rules: &RightsRules) -> Result<(), StepRefusal> {
        let status = self.status(&step.request, rules, step.at).ok_or(StepRefusal::UnknownRequest)?;
        if step.at.millis() < status.request.received_at.millis() {
            return Err(StepRefusal::TooEarly);
        }
        let most = rules.most_extension_days.saturating_sub(status.extended_days);
        match step.step {
            _ if status.is_closed() => Err(StepRefusal::Closed),
            StepKind::Refused if step.reason.is_none() => Err(StepRefusal::ReasonMissing),
            StepKind::Extended if !(1..=most).contains(&step.days.unwrap_or(0)) => {
                Err(StepRefusal::Extension)
            }
            StepKind::Done if status.state == RequestState::Received => Err(StepRefusal::NotVerified),
            _ => Ok(()),
        }
    }

    /// All requests, in order of ids.
    #[must_use]
    pub fn requests(&self) -> Vec<&Request> {
        let mut requests = self.requests.in_order();
        requests.dedup_by(|later, first| later.id == first.id);
        requests
    }

    /// All steps, the earliest first.
    #[must_use]
    pub fn steps(&self) -> Vec<&RequestStep> {
        self.steps.in_order()
    }

    /// Where one request stands at `now`.
    #[must_use]
    pub fn status(&self, id: &str, rules: &RightsRules, now: Time) -> Option<RequestStatus> {
        let request = self.requests().into_iter().find(|request| request.id == id)?;
        Some(fold(request, &self.steps(), rules, now))
    }

    /// Where each request stands at `now`, the first due first.
    #[must_use]
    pub fn statuses(&self, rules: &RightsRules, now: Time) -> Vec<RequestStatus> {
        let mut steps = self.steps();
        // Stable: the steps of one request stay in order of time.
        steps.put_in_order_by(|a, b| a.request.cmp(&b.request));
        let mut statuses: Vec<RequestStatus> = Vec::new();
        for request in self.requests() {
            let first = steps.partition_point(|step| step.request < request.id);
            let rest = steps.get(first..).unwrap_or_default();
            let mine = rest.partition_point(|step| step.request == request.id);
            statuses.push(fold(request, rest.get(..mine).unwrap_or_default(), rules, now));
        }
        statuses
            .put_in_order_by(|a, b| (a.due.millis(), &a.request.id).cmp(&(b.due.millis(), &b.request.id)));
        statuses
    }

    /// Requests that should have been answered by `now`, the longest overdue first.
    #[must_use]
    pub fn overdue(&self, rules: &RightsRules, now: Time) -> Vec<RequestStatus> {
        let mut statuses = self.statuses(rules, now);
        statuses.retain(|status| status.is_overdue(now));
        statuses
    }

    /// Takes people with these identifiers out of their requests: that something was asked and answered stays.
    pub fn remove(&mut self, identifiers: &[Identifier]) {
        let mut kept = Once::default();
        for request in self.requests.in_order() {
            let mut request = request.clone();
            if request.identifiers.iter().any(|identifier| identifiers.contains(identifier)) {
                request.identifiers.clear();
                request.about = None;
            }
            kept.add(request);
        }
        self.requests = kept;
    }
}
