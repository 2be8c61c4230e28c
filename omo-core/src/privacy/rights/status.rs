//! Where a request stands.

use serde::Serialize;

use super::{Refusal, Request, RequestState, RequestStep, RightsRules, StepKind};
use crate::model::{DAY, Time};
use crate::order::Order;

/// A request and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RequestStatus {
    /// What was asked for.
    pub request: Request,
    /// Where it stands.
    pub state: RequestState,
    /// By when it is to be answered.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub due: Time,
    /// By how many days the due date was moved.
    pub extended_days: u32,
    /// Since when it stands so.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub since: Time,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
}

impl RequestStatus {
    /// Whether nothing more is to be done.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state, RequestState::Cancelled | RequestState::Refused | RequestState::Done)
    }

    /// Whether it should have been answered.
    #[must_use]
    pub fn is_overdue(&self, now: Time) -> bool {
        !self.is_closed() && self.due.millis() < now.millis()
    }
}

/// Where a request stands after the steps until `now`. The latest word closes it; at one instant done is last.
pub(super) fn fold(
    request: &Request,
    steps: &[&RequestStep],
    rules: &RightsRules,
    now: Time,
) -> RequestStatus {
    let mut status = RequestStatus {
        request: request.clone(),
        state: RequestState::Received,
        due: request.received_at,
        extended_days: 0,
        since: request.received_at,
        reason: None,
    };
    let happened = steps.iter().filter(|step| step.request == request.id && step.at.millis() <= now.millis());
    let mut happened: Vec<_> = happened.collect();
    happened.put_in_order_by(|a, b| (a.at.millis(), a.step, a).cmp(&(b.at.millis(), b.step, b)));
    for step in happened {
        let state = match step.step {
            StepKind::Verified if status.state == RequestState::Received => RequestState::Open,
            StepKind::Verified => continue,
            StepKind::Extended => {
                let days = status.extended_days.saturating_add(step.days.unwrap_or(0));
                status.extended_days = days.min(rules.most_extension_days);
                continue;
            }
            StepKind::Cancelled => RequestState::Cancelled,
            StepKind::Refused => RequestState::Refused,
            StepKind::Done => RequestState::Done,
        };
        (status.state, status.since, status.reason) = (state, step.at, step.reason);
    }
    let days = rules.days(request.kind).saturating_add(status.extended_days);
    status.due = request.received_at.plus(i64::from(days) * DAY);
    status
}
