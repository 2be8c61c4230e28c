//! What people ask for, and what is done about it: immutable facts.

use serde::Serialize;

use super::{Refusal, RequestKind, StepKind};
use crate::form;
use crate::model::{Identifier, Time};

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
