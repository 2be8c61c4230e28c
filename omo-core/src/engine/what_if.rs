//! What a change of the rules would do, before it goes live.

use serde::Serialize;

use super::{Engine, number};
use crate::Error;
use crate::identity::{IdentityOptions, Live};
use crate::order::Order;

/// What other rules of identity would make of the same facts; see [`Engine::what_if`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// How many customers there are.
    pub customers: u32,
    /// How many there would be.
    pub would_be: u32,
    /// How many of those that would be hold records of several of today's.
    pub merged: u32,
    /// How many of today's would be several.
    pub split: u32,
    /// How many touchpoints name nobody.
    pub unidentified: u32,
    /// How many would.
    pub would_be_unidentified: u32,
}

impl Engine {
    /// What other rules of identity would make of the facts and decisions there are: how many customers would merge or
    /// split. Nothing changes.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::identity::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email,phone
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp,090-1234-5670
    /// web-2,2026-03-02T10:00:00Z,ec,view,taro@example.jp,090-1234-5670";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let mut rules = shop.config().identity.clone();
    /// // Two people may be one who gave the same phone number with both addresses.
    /// rules.owners.phone = 2;
    /// let what = shop.what_if(&rules)?;
    /// assert_eq!((what.customers, what.would_be, what.merged, what.split), (2, 1, 1, 0));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when a limit is out of range.
    pub fn what_if(&self, rules: &IdentityOptions) -> Result<WhatIf, Error> {
        let mut log = self.log.clone();
        let mut live = Live::new(rules.clone(), &mut log.identifiers)?;
        for (a, b) in self.decisions.links().filter_map(|link| link.pair(&log)) {
            if !self.elsewhere.has(a) && !self.elsewhere.has(b) {
                live.link(a, b);
            }
        }
        let facts: Vec<u32> = log.facts().filter_map(|fact| u32::try_from(fact).ok()).collect();
        for &fact in &facts {
            live.insert(fact);
        }
        live.settle(&log.identifiers, &log)?;
        let both = |fact: &u32| Some((self.live.customer_of(*fact)?, live.customer_of(*fact)?));
        let mut pairs: Vec<(u32, u32)> = facts.iter().filter_map(both).collect();
        let several = |pairs: &mut Vec<(u32, u32)>| {
            pairs.put_in_order();
            pairs.dedup();
            number(pairs.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1).count())
        };
        let split = several(&mut pairs);
        let mut back: Vec<(u32, u32)> = pairs.iter().map(|&(now, then)| (then, now)).collect();
        Ok(WhatIf {
            customers: number(self.live.customers()),
            would_be: number(live.customers()),
            merged: several(&mut back),
            split,
            unidentified: number(self.live.unidentified()),
            would_be_unidentified: number(live.unidentified()),
        })
    }
}
