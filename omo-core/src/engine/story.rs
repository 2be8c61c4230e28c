//! Journeys out: one customer's timeline, and everybody's journeys as a table to analyse.

use serde::Serialize;

use super::Engine;
use super::log::{LoggedLine, NONE};
use crate::Error;
use crate::journey::{Journeys, NO_STORE, Stage, Touches};
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
use crate::model::{FEELING, read_feeling};
use crate::model::{Line, Money, Purpose, Side, Time, Touchpoint};
use crate::privacy::{Part, Withheld};
use crate::value::{self, Purchase, Segment};

/// One customer's journey: what happened, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Journey {
    /// The customer's id.
    pub customer: String,
    /// The touchpoints, oldest first.
    pub steps: Vec<JourneyStep>,
    /// What the purpose may not see of it, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<Withheld>>"))]
    pub withheld: Vec<Withheld>,
}

/// One touchpoint of a [`Journey`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JourneyStep {
    /// The touchpoint's id.
    pub touchpoint: String,
    /// When, by the clock on the wall.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub occurred_at: Time,
    /// Where.
    pub channel: String,
    /// Online or offline.
    pub side: Side,
    /// In or about which store.
    pub store: Option<String>,
    /// What was done.
    pub action: String,
    /// The stage of consideration it stands for.
    pub stage: Stage,
    /// The session it belongs to, counted from 0.
    pub session: u32,
    /// The products it was about.
    pub lines: Vec<Line>,
    /// What was paid or given back.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub amount: Option<Money>,
    /// What it was about when that is not a product.
    pub about: Option<String>,
}

/// What a customer is worth: one row of [`Engine::rfm`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CustomerValue {
    /// The customer's id.
    pub customer: String,
    /// Days from the last purchase to the day asked about.
    pub recency_days: u32,
    /// Days with a purchase.
    pub frequency: u32,
    /// What was spent less what was given back, in minor units of the shop's main currency.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub monetary: i64,
    /// Recency score; more is better.
    pub r: u8,
    /// Frequency score; more is better.
    pub f: u8,
    /// Monetary score; more is better.
    pub m: u8,
    /// What recency and frequency say in a word.
    pub segment: Segment,
}

impl Engine {
    /// A customer's touchpoints across all channels, oldest first; `None` for an unknown id, or where the
    /// purpose may not see the customer.
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
    /// let journey = shop.journey("web-1", Purpose::Service)?.unwrap();
    /// let steps: Vec<_> = journey.steps.iter().map(|step| (step.channel.as_str(), step.action.as_str())).collect();
    /// assert_eq!(steps, [("ec", "view"), ("pos", "purchase"), ("ec", "cart")]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn journey(&self, customer: &str, purpose: Purpose) -> Result<Option<Journey>, Error> {
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let Ok(mut view) = self.view_of(number, purpose) else { return Ok(None) };
        let mut touches = Touches::default();
        let mut facts: Vec<Option<Touchpoint>> = Vec::new();
        for fact in self.facts(number) {
            let Some(touch) = self.seen(&mut view, fact) else { continue };
            touches.push_touchpoint(customer, &touch);
            facts.push(Some(touch));
        }
        let journeys = Journeys::new(touches, &self.config.journey)?;
        let mut front = 0;
        let steps = journeys.timeline(0).filter_map(|step| {
            // Facts of one instant may stand in another order here: take the one the step speaks of.
            let same = |touch: &Touchpoint| {
                touch.occurred_at.millis() == step.occurred_at
                    && touch.channel == step.channel
                    && touch.action.name() == step.action
                    && touch.store.as_deref() == step.store
            };
            // They are taken from the front but for those of one instant.
            while facts.get(front).is_some_and(Option::is_none) {
                front += 1;
            }
            let here = |fact: &&mut Option<Touchpoint>| fact.as_ref().is_some_and(same);
            let touch = facts.iter_mut().skip(front).find(here)?.take()?;
            Some(JourneyStep {
                amount: touch.amount(),
                touchpoint: touch.id,
                occurred_at: touch.occurred_at,
                channel: touch.channel,
                side: step.side,
                store: touch.store,
                action: step.action.to_owned(),
                stage: step.stage,
                session: step.session,
                lines: touch.lines,
                about: touch.about,
            })
        });
        let steps = steps.collect();
        let customer = self.customer_id(number).unwrap_or_default();
        Ok(Some(Journey { customer, steps, withheld: view.withheld() }))
    }

    /// The journeys of all customers the purpose may see: funnels, crossings, the journey map. How touchpoints felt is what their
    /// trait `feeling` says ([`Touchpoint::feeling`]): a number, so it is part of the step, unlike the words of other traits. In
    /// WebAssembly it takes the feature `analysis`.
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
    /// let crossings = shop.journeys(Purpose::Analytics)?.crossings();
    /// assert_eq!((crossings.online_to_offline, crossings.offline_to_online), (1, 1));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn journeys(&self, purpose: Purpose) -> Result<Journeys, Error> {
        if purpose == Purpose::Analytics {
            return self.analysed().cloned();
        }
        self.journeys_for(purpose)
    }

    /// The journeys that may be counted.
    pub(super) fn analysed(&self) -> Result<&Journeys, Error> {
        let journeys = || self.journeys_for(Purpose::Analytics);
        self.journeys.get_or_init(journeys).as_ref().map_err(Clone::clone)
    }

    fn journeys_for(&self, purpose: Purpose) -> Result<Journeys, Error> {
        let mut touches = Touches {
            channels: self.log.channels.clone(),
            actions: self.log.actions.clone(),
            stores: self.log.stores.clone(),
            ..Touches::default()
        };
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let feeling = self.log.trait_texts.get(FEELING);
        for &customer in &self.everybody().customers {
            let Ok(view) = self.view_of(customer, purpose) else { continue };
            if !view.shows(Part::History) {
                continue;
            }
            let mut facts = self.facts(customer).filter(|&fact| self.admits(&view, fact).is_ok()).peekable();
            let Some(id) = facts.peek().and_then(|_| self.customer_id(customer)) else { continue };
            let number = touches.customers.intern(&id);
            let shows_stores = view.shows(Part::Stores);
            for fact in facts {
                touches.customer.push(number);
                touches.occurred_at.push(self.log.millis(fact));
                touches.channel.push(self.log.channel(fact));
                touches.action.push(self.log.action(fact));
                let store = self.log.store(fact);
                touches.store.push(if store == NONE || !shows_stores { NO_STORE } else { store });
                #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
                if let Some(felt) = feeling.and_then(|name| self.felt(fact, name)) {
                    touches.put_feeling(felt);
                }
            }
        }
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        if !touches.feeling.is_empty() {
            touches.feeling.resize(touches.len(), f64::NAN);
        }
        Journeys::new(touches, &self.config.journey)
    }

    /// What a fact says under the name of feelings.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    fn felt(&self, fact: usize, name: u32) -> Option<f64> {
        let said = self.log.traits_of(fact).iter().find(|said| said.0 == name)?;
        read_feeling(self.log.trait_texts.text(said.1)?)
    }

    /// Recency, frequency and monetary value of every customer the purpose may see, the longest known first,
    /// as of the day `today`. Amounts in currencies other than the most used one are left out.
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
    /// use omo_core::value::RfmOptions;
    /// let worth = shop.rfm("2026-03-12".parse()?, &RfmOptions::default(), Purpose::Analytics)?;
    /// assert_eq!((worth[0].recency_days, worth[0].frequency, worth[0].monetary), (10, 1, 600));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option lies outside what it can be.
    pub fn rfm(
        &self,
        today: Time,
        options: &value::RfmOptions,
        purpose: Purpose,
    ) -> Result<Vec<CustomerValue>, Error> {
        let main = self.main_currency();
        let mut purchases = Vec::new();
        let everybody = &self.everybody().customers;
        for (place, &customer) in (0..).zip(everybody) {
            let Ok(view) = self.view_of(customer, purpose) else { continue };
            let shows_amounts = view.shows(Part::Amounts);
            for fact in self.facts(customer).filter(|&fact| self.admits(&view, fact).is_ok()) {
                let sign = self.sign(fact);
                let counts = |line: &&LoggedLine| shows_amounts && self.admits_line(&view, line);
                let lines = self.log.lines(fact).iter().filter(|line| line.currency == main).filter(counts);
                let amount = lines.fold(0_i64, |sum, line| sum.saturating_add(line.amount));
                if let (1 | -1, Some(time)) = (sign, self.log.time(fact)) {
                    // A return that gave nothing back is no purchase either.
                    let amount = if sign < 0 { amount.saturating_neg().min(-1) } else { amount };
                    purchases.push(Purchase { customer: place, day: time.day(), amount });
                }
            }
        }
        let rfm = value::rfm(&purchases, today.day(), options)?;
        let scores = rfm.r.iter().zip(&rfm.f).zip(&rfm.m).zip(&rfm.segment);
        let worth = rfm.recency_days.iter().zip(&rfm.frequency).zip(&rfm.monetary).zip(scores);
        let rows = rfm.customer.iter().zip(worth);
        let row = |(&customer, (((&recency_days, &frequency), &monetary), (((&r, &f), &m), &segment)))| {
            let customer = self.customer_id(*everybody.get(customer as usize)?)?;
            Some(CustomerValue { customer, recency_days, frequency, monetary, r, f, m, segment })
        };
        Ok(rows.filter_map(row).collect())
    }

    /// 1 for a purchase, -1 for a return, 0 for all else.
    pub(super) fn sign(&self, fact: usize) -> i64 {
        match self.log.actions.text(self.log.action(fact)) {
            Some("purchase") => 1,
            Some("return") => -1,
            _ => 0,
        }
    }

    /// The shop's main currency, in which [`rfm`](Self::rfm) counts: that of most lines; `None` where no line
    /// has an amount.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        self.log.currencies.text(self.main_currency())
    }

    /// The currency of most lines; of equals the first by name.
    fn main_currency(&self) -> u32 {
        let mut counts = vec![0_u64; self.log.currencies.len()];
        let lines = self.log.facts().flat_map(|fact| self.log.lines(fact));
        for line in lines {
            counts.get_mut(line.currency as usize).into_iter().for_each(|count| *count += 1);
        }
        let best = counts.iter().zip(self.log.currencies.iter()).zip(0..);
        best.max_by_key(|&((&count, name), _)| (count, std::cmp::Reverse(name)))
            .map_or(NONE, |(_, number)| number)
    }
}

#[cfg(test)]
mod tests {
    use crate::engine::{Config, Engine};
    use crate::io::{self, Mapping};
    use crate::journey::Cell;
    use crate::model::Purpose;

    const FACTS: &str = "id,occurred_at,channel,action,email,traits.age,traits.feeling
web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp,,
web-2,2026-03-01T10:12:00Z,ec,review,hanako@example.jp,61, 4.5
web-3,2026-03-01T10:00:00Z,ec,view,taro@example.jp,,
web-4,2026-03-01T10:02:00Z,ec,review,taro@example.jp,,2
web-5,2026-03-01T10:00:00Z,ec,review,jiro@example.jp,33,lovely";

    fn shop(config: &str) -> Engine {
        let mut shop = Engine::in_memory(serde_json::from_str::<Config>(config).unwrap()).unwrap();
        shop.ingest_batch("town", io::read_csv(FACTS.as_bytes(), &Mapping::default()).unwrap()).unwrap();
        shop
    }

    fn felt(cells: &[Cell]) -> Vec<(&str, u32, Option<f64>, Option<f64>)> {
        cells.iter().map(|cell| (cell.stage.name(), cell.felt, cell.feeling, cell.dwell_minutes)).collect()
    }

    /// By hand: 4.5 and 2 stars are 3.25, told of the reviews and of the looks before them; a word is no number. Twelve and
    /// two minutes are seven at the median.
    #[test]
    fn what_facts_say_is_felt_on_the_map_and_in_the_report() {
        let shop = shop("{}");
        let map = shop.journeys(Purpose::Analytics).unwrap().map();
        let known = [("consider", 2, Some(3.25), Some(7.0)), ("use", 2, Some(3.25), None)];
        assert_eq!(felt(&map.cells), known);
        assert_eq!(shop.journeys(Purpose::Service).unwrap().map(), map);
        let report = shop.report(&crate::engine::ReportOptions::default()).unwrap();
        assert!(report.contains("feeling 3.25"));
    }

    /// Whose steps a purpose may not see is not felt either.
    #[test]
    fn what_may_not_be_seen_is_not_felt() {
        let shop = shop(r#"{"purposes": {"analytics": {"shows": ["stores"]}}}"#);
        let map = shop.journeys(Purpose::Analytics).unwrap().map();
        assert_eq!((map.touchpoints, map.felt, map.feeling), (0, 0, None));
    }
}
