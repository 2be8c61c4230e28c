//! The person's rights: requests, and what became of them.

use serde::Serialize;

use crate::form;
use crate::model::{Consent, ConsentStatus, DAY, Identifier, Purpose, Time};
use crate::once::Once;
use crate::order::Order;

super::coded! {
    /// What a person may ask for.
    RequestKind {
        /// A copy of what is held.
        Access = "access", "access to data", "開示";
        /// To mend what is wrong.
        Correction = "correction", "correction", "訂正等";
        /// To use the data no longer.
        StopUse = "stop_use", "stop of use", "利用停止";
        /// To erase the data.
        Erasure = "erasure", "erasure", "消去";
        /// To pass the data on no longer.
        StopThirdParty = "stop_third_party", "stop of provision to third parties", "第三者提供の停止";
    }
}

super::coded! {
    /// Why a request is refused, or a part of it.
    Refusal {
        /// It is not known who asks.
        NotVerified = "not_verified", "the identity of the person who asks could not be verified", "ご本人であることを確認できませんでした";
        /// There is nothing.
        NoData = "no_data", "no data of this person are held", "該当する保有個人データがありません";
        /// It is right, or used as it may be.
        NoGround = "no_ground", "the ground given for the request was not found", "請求の理由に該当する事実が認められませんでした";
        /// It would harm somebody.
        Harm = "harm", "it could harm life, body, property or other rights of a person", "本人または第三者の生命・身体・財産その他の権利利益を害するおそれがあります";
        /// It would hinder the business seriously.
        Hindrance = "hindrance", "it could seriously hinder the proper conduct of business", "業務の適正な実施に著しい支障を及ぼすおそれがあります";
        /// A law says otherwise.
        Law = "law", "another law requires otherwise", "他の法令により応じることができません";
        /// It is asked again and again.
        Excessive = "excessive", "the request is excessive or repeated", "請求が過度または反復的です";
        /// Too dear, and something else protects the person as well.
        Substitute = "substitute", "too costly; other measures protect the person's rights", "多額の費用を要するため、代わりの措置を講じます";
    }
}

super::coded! {
    /// What was done about a request.
    StepKind {
        /// It is known who asks.
        Verified = "verified", "identity verified", "本人確認済み";
        /// The due date was moved.
        Extended = "extended", "extended", "期限延長";
        /// The person took it back.
        Cancelled = "cancelled", "taken back", "取下げ";
        /// Refused, with a reason.
        Refused = "refused", "refused", "不対応";
        /// Done.
        Done = "done", "done", "対応済み";
    }
}

super::coded! {
    /// Where a request stands.
    RequestState {
        /// It is not known yet who asks.
        Received = "received", "received", "受付済み";
        /// It is known who asks, and the work is under way.
        Open = "open", "in progress", "対応中";
        /// Taken back.
        Cancelled = "cancelled", "taken back", "取下げ";
        /// Refused, with a reason.
        Refused = "refused", "refused", "不対応";
        /// Done.
        Done = "done", "done", "対応済み";
    }
}

/// What a person asked for: an immutable fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// The shop's number for it.
    pub id: String,
    /// What was asked for.
    pub kind: RequestKind,
    /// When it came in.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub received_at: Time,
    /// Who asked, by identifiers; empty once the person was erased.
    pub identifiers: Vec<Identifier>,
    /// Through which channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What exactly: which field, which touchpoints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}

form::record!(Request { id: String::new(), kind: RequestKind::Access, received_at: Time::EPOCH } { identifiers: Vec::new(), channel: None, about: None });

/// What was done about a request: an immutable fact, and never about who asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RequestStep {
    /// When.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: Time,
    /// Which request.
    pub request: String,
    /// What was done.
    pub step: StepKind,
    /// Why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
    /// By how many days the due date moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// By whom, in the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

form::record!(RequestStep { at: Time::EPOCH, request: String::new(), step: StepKind::Verified } { reason: None, days: None, by: None });

/// Within how many days requests are answered. The law here says "without delay", others a month: 14 days keep both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RightsRules {
    /// Days for access; 14.
    pub access_days: u32,
    /// Days for correction; 14.
    pub correction_days: u32,
    /// Days for stop of use; 14.
    pub stop_use_days: u32,
    /// Days for erasure; 14.
    pub erasure_days: u32,
    /// Days for stop of provision to third parties; 14.
    pub stop_third_party_days: u32,
    /// By how many days in all the due date may be moved; 60.
    pub most_extension_days: u32,
    /// Purposes that stop with stop of use.
    pub stop_use: Vec<Purpose>,
}

form::options!(RightsRules {
    access_days,
    correction_days,
    stop_use_days,
    erasure_days,
    stop_third_party_days,
    most_extension_days,
    stop_use
});

impl Default for RightsRules {
    fn default() -> Self {
        Self {
            access_days: 14,
            correction_days: 14,
            stop_use_days: 14,
            erasure_days: 14,
            stop_third_party_days: 14,
            most_extension_days: 60,
            stop_use: [Purpose::Service, Purpose::Marketing, Purpose::Analytics, Purpose::ThirdParty].into(),
        }
    }
}

impl RightsRules {
    fn days(&self, kind: RequestKind) -> u32 {
        match kind {
            RequestKind::Access => self.access_days,
            RequestKind::Correction => self.correction_days,
            RequestKind::StopUse => self.stop_use_days,
            RequestKind::Erasure => self.erasure_days,
            RequestKind::StopThirdParty => self.stop_third_party_days,
        }
    }

    /// What is recorded when a request to stop is done at `at`: a no of each identifier to each purpose that stops.
    /// The gate then keeps it, and a later yes of the person lifts it.
    #[must_use]
    pub fn withdrawals(&self, request: &Request, at: Time) -> Vec<Consent> {
        let purposes: &[Purpose] = match request.kind {
            RequestKind::StopUse => &self.stop_use,
            RequestKind::StopThirdParty => &[Purpose::ThirdParty],
            RequestKind::Access | RequestKind::Correction | RequestKind::Erasure => &[],
        };
        let no = |identifier: &Identifier, purpose| Consent {
            evidence: Some(request.id.clone()),
            ..Consent::new(identifier.clone(), purpose, ConsentStatus::Withdrawn, at)
        };
        let of_one = |identifier| purposes.iter().map(move |&purpose| no(identifier, purpose));
        request.identifiers.iter().flat_map(of_one).collect()
    }
}

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

super::coded! {
    /// Why a step is not taken in.
    StepRefusal {
        /// No request has the id.
        UnknownRequest = "unknown_request", "there is no such request", "該当する請求がありません";
        /// It was before the request.
        TooEarly = "too_early", "the step is earlier than the request", "請求の受付より前の日時です";
        /// Refused without a reason.
        ReasonMissing = "reason_missing", "a refusal needs a reason", "対応しない場合は理由が必要です";
        /// Moved by no days, or by more than may be.
        Extension = "extension", "the due date cannot be moved so far", "期限をこの日数だけ延長することはできません";
        /// Done though nobody knows who asked.
        NotVerified = "not_verified", "verify who asks before it is done", "対応の前に本人確認が必要です";
        /// It is closed.
        Closed = "closed", "the request is closed", "この請求は完了しています";
    }
}

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

/// Where a request stands after the steps until `now`. The latest word closes it; at one instant done is last.
fn fold(request: &Request, steps: &[&RequestStep], rules: &RightsRules, now: Time) -> RequestStatus {
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
