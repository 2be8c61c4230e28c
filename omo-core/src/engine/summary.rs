//! The state of a shop on one screen.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Engine;
use super::customers::number;
use crate::Error;
use crate::journey::{Crossings, FunnelStep};
use crate::math;
use crate::model::{Language, Side, Time};
use crate::order::Order;
use crate::view::{duration, grouped, percent};

/// What a shop holds, in one screen of text (`to_string`) or as data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Facts in the log.
    pub touchpoints: u32,
    /// Of them online.
    pub online: u32,
    /// Of them offline.
    pub offline: u32,
    /// The first fact.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub from: Option<Time>,
    /// The last fact.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub to: Option<Time>,
    /// Customers found.
    pub customers: u32,
    /// Of them, those who do not want to be counted: the funnel and the crossings leave them out.
    pub withheld: u32,
    /// Touchpoints of strangers.
    pub unidentified: u32,
    /// Records in quarantine, by code; in order of codes.
    #[cfg_attr(feature = "typescript", ts(type = "{ [key in string]: number }"))]
    #[serde(serialize_with = "by_code")]
    pub quarantined: Vec<(String, u32)>,
    /// Customers who came through each stage after the one before.
    pub funnel: Vec<FunnelStep>,
    /// Moves between online and offline.
    pub crossings: Crossings,
}

/// Counts as an object.
fn by_code<S: Serializer>(counts: &[(String, u32)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(counts.iter().map(|(code, count)| (code, count)))
}

impl Engine {
    /// What the shop holds: counts, the funnel, the crossings. No customer is named.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let summary = shop.summary()?;
    /// assert_eq!((summary.touchpoints, summary.customers, summary.offline), (3, 1, 1));
    /// assert!(summary.to_string().contains("Crossings between online and offline"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn summary(&self) -> Result<Summary, Error> {
        let journeys = self.analysed()?;
        let sides = self.log.facts().map(|fact| self.side(self.log.channel(fact)));
        let online = number(sides.filter(|&side| side == Side::Online).count());
        let mut quarantined: Vec<(String, u32)> = Vec::new();
        for (_, aside) in self.in_quarantine() {
            match quarantined.iter_mut().find(|(code, _)| code == aside.code) {
                Some((_, count)) => *count += 1,
                None => quarantined.push((aside.code.to_owned(), 1)),
            }
        }
        quarantined.put_in_order();
        Ok(Summary {
            touchpoints: number(self.log.len()),
            online,
            offline: number(self.log.len()) - online,
            from: self.everybody().facts.first().and_then(|&fact| self.log.time(fact as usize)),
            to: self.last_fact(),
            customers: number(self.live.customers()),
            withheld: number(self.live.customers()).saturating_sub(journeys.customers()),
            unidentified: number(self.live.unidentified()),
            quarantined,
            funnel: journeys.funnel(&journeys.usual_stages(), None),
            crossings: journeys.crossings(),
        })
    }
}

impl Summary {
    /// The share of the counted customers who were met both online and offline.
    #[must_use]
    pub fn both_sides(&self) -> f64 {
        let counted = self.customers.saturating_sub(self.withheld);
        math::share(self.crossings.customers_both.into(), counted.into())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let c = &self.crossings;
        writeln!(
            f,
            "  Touchpoints  {:>9}   online {}, offline {}",
            grouped(self.touchpoints.into()),
            grouped(self.online.into()),
            grouped(self.offline.into())
        )?;
        let part = percent(self.both_sides());
        let both = grouped(c.customers_both.into());
        writeln!(f, "  Customers    {:>9}   on both sides {both} ({part})", grouped(self.customers.into()))?;
        if self.withheld > 0 {
            let withheld = grouped(self.withheld.into());
            writeln!(f, "  Withheld     {withheld:>9}   customers who do not want to be counted below")?;
        }
        writeln!(
            f,
            "  Strangers    {:>9}   touchpoints that name nobody",
            grouped(self.unidentified.into())
        )?;
        for (code, count) in &self.quarantined {
            writeln!(f, "  Quarantined  {:>9}   {code}", grouped((*count).into()))?;
        }
        if !self.funnel.is_empty() {
            writeln!(f, "\n  Stage        customers   of the first   median time from the stage before")?;
        }
        for step in &self.funnel {
            let wait = step.median_hours.map(|hours| duration(hours, Language::En)).unwrap_or_default();
            let share = percent(step.share);
            writeln!(
                f,
                "  {:<12} {:>9} {share:>14}   {wait}",
                step.stage.name(),
                grouped(step.customers.into())
            )?;
        }
        writeln!(f, "\n  Crossings between online and offline")?;
        for (words, count) in [
            ("moves from online to offline", c.online_to_offline),
            ("moves from offline to online", c.offline_to_online),
            ("customers who looked online, then bought in a store", c.bought_in_store_after_online),
            ("customers who came to a store, then bought online", c.bought_online_after_store),
            ("customers who ordered online and picked up", c.ordered_online_picked_up),
            ("customers who got a coupon online and used it in a store", c.coupon_online_used_in_store),
        ] {
            writeln!(f, "  {:>21}   {words}", grouped(count.into()))?;
        }
        Ok(())
    }
}
