//! Within how many days requests are answered, and what a stop stops.

use serde::Serialize;

use super::{Request, RequestKind};
use crate::form;
use crate::model::{Consent, ConsentStatus, Identifier, Purpose, Time};

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
    pub(super) fn days(&self, kind: RequestKind) -> u32 {
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
