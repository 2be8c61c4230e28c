//! What a list leaves out, and why.

use serde::Serialize;

use super::Why;

super::coded! {
    /// A list that an engine answers, of which a purpose may not see every row.
    Listed {
        /// The customers.
        Customers = "customers", "customers", "顧客";
        /// Which touchpoint is of which customer.
        Assignments = "assignments", "touchpoints", "接点";
        /// What people decided about who is who.
        Decisions = "decisions", "decisions", "判断";
        /// What people asked for.
        Requests = "requests", "requests", "請求";
        /// Records that could not be taken in.
        Quarantined = "quarantined", "records set aside", "保留中の記録";
        /// Who entered and left segments.
        Crossings = "crossings", "crossings", "セグメントの出入り";
    }
}

/// How many rows of a list a purpose may not see for one reason; nothing of whom they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WithheldRows {
    /// The list.
    pub list: Listed,
    /// How many.
    pub count: u32,
    /// Why.
    pub why: Why,
}
