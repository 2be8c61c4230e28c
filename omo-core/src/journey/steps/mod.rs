//! Funnels of any steps: in this, any or exactly this order, open or closed, with windows, exclusions and cohorts.

mod ways;

#[cfg(test)]
mod tests;

use serde::Serialize;

use super::attribution::quantile;
use super::cohort::{CalendarUnit, Every};
use super::table::Touch;
use super::{Journeys, NO_STORE, Unit};
use crate::Error;
use crate::form;
use crate::math;
use crate::model::{HOUR, Zone};
use crate::order::{Order, put_many_in_order};
use crate::pairs::Pairs;
use crate::parallel::{parallel, pieces};
use ways::Ways;

/// In which order the steps of a funnel are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum StepOrder {
    /// One after the other, whatever lies between.
    This,
    /// In whichever order; a step is reached when it and all before it in the list are done.
    Any,
    /// One directly after the other.
    Exact,
}

form::words!(StepOrder { This = "this", Any = "any", Exact = "exact" });

/// What stays the same on one way through a funnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The store; touchpoints without one are left out.
    Store,
    /// The item; touchpoints without one are left out.
    Item,
    /// The session.
    Session,
}

form::words!(Hold { Store = "store", Item = "item", Session = "session" });

/// By what customers in a funnel are told apart: a property of the first touchpoint on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Breakdown {
    /// Its channel.
    Channel,
    /// Its action.
    Action,
    /// Its stage.
    Stage,
    /// Its side.
    Side,
    /// Its store.
    Store,
}

form::words!(Breakdown { Channel = "channel", Action = "action", Stage = "stage", Side = "side", Store = "store" });

/// How [`Journeys::funnel_of`] follows customers through steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FunnelOptions {
    /// In which order steps are taken.
    pub order: StepOrder,
    /// Milliseconds within which the steps must lie.
    pub within: Option<i64>,
    /// Whether that counts from each step to the next, and not from the first step.
    pub each_step: bool,
    /// Whether customers may come in at any step.
    pub open: bool,
    /// What ends a way when it lies between its steps.
    pub exclude: Vec<String>,
    /// What stays the same on one way.
    pub hold: Option<Hold>,
    /// Whether ways are counted, and not customers: a way ends when it is complete, when its time is over or something
    /// excluded happens, and the next begins after it.
    pub totals: bool,
    /// By what customers are told apart.
    pub by: Option<Breakdown>,
    /// Quantiles of the time from the step before, each from 0 to 1.
    pub quantiles: Vec<f64>,
    /// Milliseconds of one cohort, told apart by the time of the first step, counted from 1970 in UTC; whole weeks begin
    /// on Monday.
    pub every: Option<i64>,
    /// The unit of the calendar that one cohort is, instead of a span.
    pub calendar: Option<CalendarUnit>,
    /// The clock of that calendar.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub zone: Zone,
    /// Until when facts are known, in milliseconds since 1970; the last touchpoint when left out.
    pub until: Option<i64>,
}

form::options!(FunnelOptions {
    order,
    within,
    each_step,
    open,
    exclude,
    hold,
    totals,
    by,
    quantiles,
    every,
    calendar,
    zone,
    until
});

impl Default for FunnelOptions {
    fn default() -> Self {
        Self {
            order: StepOrder::This,
            within: None,
            each_step: false,
            open: false,
            exclude: Vec::new(),
            hold: None,
            totals: false,
            by: None,
            quantiles: Vec::new(),
            every: None,
            calendar: None,
            zone: Zone::utc(),
            until: None,
        }
    }
}

/// One step of a funnel, of one cohort and segment where these are told apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FunnelRow {
    /// The cohort's first instant, in milliseconds since 1970 in UTC.
    pub cohort: Option<i64>,
    /// Whether all of the cohort had the whole window: where not, more may still come.
    pub over: Option<bool>,
    /// The segment; empty for touchpoints in no store.
    pub segment: Option<String>,
    /// The step as it was asked for.
    pub step: String,
    /// Customers (or ways) that came at least this far.
    pub customers: u32,
    /// Their share of those at the first step.
    pub share: f64,
    /// Their share of those at the step before.
    pub share_of_before: f64,
    /// Median hours since the step before; `None` for the first step, where nobody came, and in an open funnel.
    pub median_hours: Option<f64>,
    /// The quantiles asked for, in hours, between neighbours in proportion.
    pub quantile_hours: Vec<Option<f64>>,
}

/// What was found in some journeys.
#[derive(Debug, Default)]
struct Found {
    groups: Pairs,
    /// Of each group and step, one after the other.
    reached: Vec<u32>,
    waits: Vec<Vec<i64>>,
}

impl Found {
    fn add(&mut self, group: (u32, u32), steps: usize, times: &[i64]) {
        let first = self.groups.intern(group) as usize * steps;
        if self.reached.len() < first + steps {
            self.reached.resize(first + steps, 0);
            self.waits.resize(first + steps, Vec::new());
        }
        for (step, &time) in times.iter().enumerate() {
            if let Some(reached) = self.reached.get_mut(first + step) {
                *reached += 1;
            }
            let before = step.checked_sub(1).and_then(|before| times.get(before));
            if let (Some(waits), Some(before)) = (self.waits.get_mut(first + step), before) {
                waits.push(time - before);
            }
        }
    }
}

impl Journeys {
    /// How many customers take steps, and how long they need.
    ///
    /// A step is a name as in `view`, `buy`, `ec:view` or `cart|favorite`. A touchpoint takes one step only, so a step
    /// named twice is two touchpoints. Of a customer's ways the one that comes furthest counts, of those the one that
    /// starts first, each next step taken as soon as it comes; with a window from each step to the next, of those that
    /// come furthest the one that ends first, its steps as late as can be. In an open funnel every step counts who took
    /// it at all.
    ///
    /// Time: one pass over touchpoints; with a window a second look at those who came past the first step.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for an unknown step with the nearest name; [`Error::Option`] for no step or more than 32, and
    /// for options that do not go together.
    pub fn funnel_of(&self, steps: &[String], options: &FunnelOptions) -> Result<Vec<FunnelRow>, Error> {
        options.check(steps)?;
        if steps.is_empty() {
            return Ok(Vec::new());
        }
        let ways = Ways::new(self, steps, options)?;
        let last = self.touches().iter().map(|touch| touch.at).max().unwrap_or_default();
        let until = options.until.unwrap_or(last);
        let customers = pieces(self.customers() as usize, 4096);
        let found = parallel(
            &customers,
            || ways.room(),
            |room, piece| {
                let mut found = Found::default();
                for customer in piece.clone() {
                    let Ok(customer) = u32::try_from(customer) else { continue };
                    self.follow(customer, &ways, options, room, &mut found);
                }
                found
            },
        );
        let mut all = Found::default();
        for found in found {
            for (group, &key) in found.groups.all().iter().enumerate() {
                let into = all.groups.intern(key) as usize * steps.len();
                if all.reached.len() < into + steps.len() {
                    all.reached.resize(into + steps.len(), 0);
                    all.waits.resize(into + steps.len(), Vec::new());
                }
                let here = group * steps.len();
                for step in 0..steps.len() {
                    if let (Some(sum), Some(part)) =
                        (all.reached.get_mut(into + step), found.reached.get(here + step))
                    {
                        *sum += part;
                    }
                    if let (Some(sum), Some(part)) =
                        (all.waits.get_mut(into + step), found.waits.get(here + step))
                    {
                        sum.extend_from_slice(part);
                    }
                }
            }
        }
        if options.by.is_none() && ways.cohorts.is_none() {
            all.add((0, 0), steps.len(), &[]);
        }
        Ok(self.told(steps, options, until, all))
    }

    /// Adds the ways of one customer.
    fn follow(
        &self,
        customer: u32,
        ways: &Ways,
        options: &FunnelOptions,
        room: &mut ways::Room,
        found: &mut Found,
    ) {
        let journey = self.journey(customer);
        let mut add = |way: &[Touch], times: &[i64]| {
            if let Some(&first) = way.first() {
                found.add(self.group(first, options, ways.cohorts.as_ref()), ways.steps, times);
            }
        };
        if options.open {
            ways.each_on_its_own(journey, room, |step, first, at| {
                let group = self.group(first, options, ways.cohorts.as_ref());
                let place = found.groups.intern(group) as usize * ways.steps;
                if found.reached.len() < place + ways.steps {
                    found.reached.resize(place + ways.steps, 0);
                    found.waits.resize(place + ways.steps, Vec::new());
                }
                let _ = at;
                if let Some(reached) = found.reached.get_mut(place + step) {
                    *reached += 1;
                }
            });
            return;
        }
        let Some(hold) = options.hold else {
            if options.totals {
                ways.one_after_the_other(journey, room, add);
            } else {
                ways.best(journey, room);
                add(&room.way, &room.times);
            }
            return;
        };
        // Each part of the journey with one store, item or session, in order of their numbers.
        let mut parts: Vec<(u32, Touch)> = Vec::with_capacity(journey.len());
        match hold {
            Hold::Store => parts.extend(journey.iter().map(|&touch| (touch.store, touch))),
            Hold::Item => {
                let first = self.first(customer) as usize;
                let items = (first..).zip(journey);
                parts.extend(items.map(|(number, &touch)| (self.item_number(number), touch)));
            }
            Hold::Session => {
                let runs = (0..).zip(self.runs(journey));
                parts.extend(runs.flat_map(|(run, touches)| touches.iter().map(move |&touch| (run, touch))));
            }
        }
        parts.retain(|&(part, _)| part != NO_STORE);
        parts.put_in_order_by_key(|&(part, _)| part);
        let (mut way, mut times) = (Vec::new(), Vec::<i64>::new());
        for part in parts.chunk_by(|a, b| a.0 == b.0) {
            let journey: Vec<Touch> = part.iter().map(|&(_, touch)| touch).collect();
            if options.totals {
                ways.one_after_the_other(&journey, room, &mut add);
                continue;
            }
            ways.best(&journey, room);
            let further = room.times.len() > times.len()
                || room.times.len() == times.len() && room.times.first() < times.first();
            if further {
                way.clone_from(&room.way);
                times.clone_from(&room.times);
            }
        }
        add(&way, &times);
    }

    /// The cohort and the segment of a way's first touchpoint.
    fn group(&self, first: Touch, options: &FunnelOptions, cohorts: Option<&Every>) -> (u32, u32) {
        let cohort = cohorts.map_or(0, |every| u32::try_from(every.number(first.at)).unwrap_or_default());
        let kind = self.kind(first);
        let segment = match options.by {
            None => 0,
            Some(Breakdown::Channel) => kind.map_or(0, |kind| kind.channel),
            Some(Breakdown::Action) => kind.map_or(0, |kind| kind.action),
            Some(Breakdown::Stage) => kind.map_or(0, |kind| kind.stage as u32),
            Some(Breakdown::Side) => kind.map_or(0, |kind| kind.side as u32),
            Some(Breakdown::Store) => first.store,
        };
        (cohort, segment)
    }

    fn told(
        &self,
        steps: &[String],
        options: &FunnelOptions,
        until: i64,
        mut found: Found,
    ) -> Vec<FunnelRow> {
        let cohorts = options.cohorts();
        let mut order: Vec<(usize, (u32, u32))> = found.groups.all().iter().copied().enumerate().collect();
        order.put_in_order_by_key(|&(_, key)| key);
        let segment = |number: u32| {
            let name_of = |unit| self.units(unit).0.get(number as usize).cloned();
            let named = match options.by? {
                Breakdown::Channel => name_of(Unit::Channel),
                Breakdown::Action => name_of(Unit::Action),
                Breakdown::Stage => name_of(Unit::Stage),
                Breakdown::Side => name_of(Unit::Side),
                Breakdown::Store => self.store(number).map(str::to_owned),
            };
            Some(named.unwrap_or_default())
        };
        let mut rows = Vec::with_capacity(order.len() * steps.len());
        for (group, (number, segment_number)) in order {
            let start = cohorts.as_ref().map(|every| every.start(number.into()));
            let over = cohorts.as_ref().map(|every| {
                let end = every.start(i64::from(number) + 1);
                let spans = i64::try_from(steps.len().saturating_sub(1)).unwrap_or(i64::MAX);
                let spans = if options.each_step { spans } else { 1 };
                options.within.is_some_and(|within| end.saturating_add(within.saturating_mul(spans)) <= until)
            });
            let place = group * steps.len();
            let count = |step: usize| found.reached.get(place + step).copied().unwrap_or_default();
            let counts: Vec<u32> = (0..steps.len()).map(count).collect();
            let first = counts.first().copied().unwrap_or_default();
            let mut before = first;
            for (step, (name, customers)) in steps.iter().zip(counts).enumerate() {
                let waits = found.waits.get_mut(place + step).map(std::mem::take).unwrap_or_default();
                let mut hours: Vec<f64> = waits.into_iter().map(hours).collect();
                put_many_in_order(&mut hours, f64::total_cmp);
                let at = |share: f64| (!hours.is_empty()).then(|| quantile(&hours, share));
                rows.push(FunnelRow {
                    cohort: start,
                    over,
                    segment: segment(segment_number),
                    step: name.clone(),
                    customers,
                    share: math::share(customers.into(), first.into()),
                    share_of_before: math::share(customers.into(), before.into()),
                    median_hours: middle(&hours),
                    quantile_hours: options.quantiles.iter().map(|&share| at(share)).collect(),
                });
                before = customers;
            }
        }
        rows
    }
}

impl FunnelOptions {
    /// How customers are told apart by time.
    fn cohorts(&self) -> Option<Every> {
        let calendar = self.calendar.map(|unit| Every::Calendar(unit, self.zone.clone()));
        calendar.or(self.every.map(Every::Span))
    }

    fn check(&self, steps: &[String]) -> Result<(), Error> {
        if steps.len() > 32 {
            return Err(Error::option("steps", "at most 32", &steps.len()));
        }
        for (option, span) in [("within", self.within), ("every", self.every)] {
            if let Some(span) = span
                && (span < 0 || option == "every" && span < 60_000)
            {
                return Err(Error::option(option, "a span of time, and a cohort a minute or longer", &span));
            }
        }
        if let (Some(every), Some(_)) = (self.every, self.calendar) {
            return Err(Error::option("every", "left out where `calendar` is given", &every));
        }
        if self.each_step && (self.within.is_none() || self.order == StepOrder::Any) {
            let must = "false without `within` and in any order: there is no step before";
            return Err(Error::option("each_step", must, &self.each_step));
        }
        if self.totals && (self.open || self.order == StepOrder::Any) {
            let must = "false in an open funnel and in any order: what is one way is not clear there";
            return Err(Error::option("totals", must, &self.totals));
        }
        if self.open && self.hold.is_some() {
            return Err(Error::option(
                "open",
                "false where something is held: an open funnel has no way",
                &self.open,
            ));
        }
        match self.quantiles.iter().find(|share| !(0.0..=1.0).contains(*share)) {
            Some(wrong) => Err(Error::option("quantiles", "from 0 to 1", wrong)),
            None => Ok(()),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "spans within 230 years of milliseconds fit a double")]
fn hours(millis: i64) -> f64 {
    millis as f64 / HOUR as f64
}

/// The middle of sorted numbers; of an even number, the mean of the two in the middle.
fn middle(sorted: &[f64]) -> Option<f64> {
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(*lower, upper))
}
