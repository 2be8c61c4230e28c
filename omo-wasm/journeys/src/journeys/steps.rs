//! Steps and what follows them.

use omo_core::Zone;
use omo_core::form::{Form, Style};
use omo_core::journey::{By, Follow, FollowDifference, FunnelOptions, PathCount, Unit};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Journeys;
use crate::asked::{Asked, argument};
use crate::cross::{absent, count, give, text, throw};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How customers are followed through steps. */
export interface FunnelQuestion extends Partial<Omit<FunnelOptions, "within" | "every" | "until">> {
    /** Within which span the steps must lie. */
    within?: Span | null;
    /** The same in days. */
    withinDays?: number | null;
    /** How long a cohort is; whole weeks begin on Monday. */
    every?: Span | null;
    /** Until when facts are known; the last touchpoint where it is left out. */
    until?: When | null;
}

/** What followed some touchpoints. */
export interface Transition {
    /** The touchpoints before, oldest first, with ` > ` between them. */
    from: string;
    to: string;
    count: number;
    /** The share of all that followed these touchpoints, where it was asked for. */
    share?: number;
}

/** How two groups of customers differ in what follows. */
export interface TransitionDifference {
    from: string;
    to: string;
    count: number;
    share: number;
    otherCount: number;
    otherShare: number;
    /** The share here minus the share there. */
    difference: number;
    /** The same in standard errors: two proportions, pooled. */
    z: number;
    /** How likely a difference as large is by chance. */
    p: number;
    /** The same when all rows are looked at (Benjamini and Hochberg 1995). */
    q: number;
}

/** A path, with ` > ` between its steps. */
export interface CountedPath {
    path: string;
    customers: number;
    share: number;
}
"#;

#[wasm_bindgen]
impl Journeys {
    /// How many customers take steps in this order, and how long they need: a step is a stage, an action, a channel, or both
    /// as in `ec:view`; `cart|favorite` is either. Where none are named, the usual stages.
    #[wasm_bindgen(unchecked_return_type = "FunnelRow[]")]
    pub fn funnel(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "readonly string[] | null")] steps: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "FunnelQuestion")] given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let days = asked.span("withinDays")?;
        let within = asked.span("within")?.or(days);
        let every = asked.span("every")?;
        let until = asked.time("until", &Zone::utc())?.map(omo_core::Time::millis);
        asked.put("within", within);
        asked.put("every", every);
        asked.put("until", until);
        asked.clock(&self.zone);
        let options: FunnelOptions = asked.rest()?;
        let steps = if absent(steps) { self.usual() } else { argument(steps, "steps", Vec::new())? };
        give(self.core.funnel_of(&steps, &options))
    }

    /// How often one channel (or action, stage, side or event) follows directly after another, the most frequent first; with an
    /// `order`, what follows so many touchpoints.
    #[wasm_bindgen(unchecked_return_type = "Transition[]")]
    pub fn transitions(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Unit")] by: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ order?: number; shares?: boolean }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let (order, shares) = (asked.or("order", 1)?, asked.or("shares", false)?);
        asked.done()?;
        let unit: Unit = argument(by, "by", Unit::Channel)?;
        let plain = if order == 1 && !shares { by_of(unit) } else { None };
        if let Some(by) = plain {
            return give(Ok(self.core.transitions(by)));
        }
        let found = self.core.follows(order, unit).map_err(throw)?;
        let told = |row: &Follow| Transition {
            from: row.from.join(" > "),
            to: row.to.clone(),
            count: row.count,
            share: (shares || order > 1).then_some(row.share),
        };
        give(Ok(found.iter().map(told).collect::<Vec<_>>()))
    }

    /// How these customers differ from others in what follows; the surest difference first.
    #[wasm_bindgen(js_name = transitionsAgainst, unchecked_return_type = "TransitionDifference[]")]
    pub fn transitions_against(
        &self,
        other: &Journeys,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ by?: Unit; order?: number }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let (by, order) = (asked.or("by", Unit::Channel)?, asked.or("order", 1)?);
        asked.done()?;
        let found = self.core.follow_differences(&other.core, order, by).map_err(throw)?;
        let told = |row: &FollowDifference| {
            let ([count, other_count], [share, other_share]) = (row.counts, row.shares);
            let (from, to) = (row.from.join(" > "), row.to.clone());
            let (difference, z, p, q) = (row.difference, row.z, row.p, row.q);
            TransitionDifference { from, to, count, share, other_count, other_share, difference, z, p, q }
        };
        give(Ok(found.iter().map(told).collect::<Vec<_>>()))
    }

    /// Where customers are at each of their first steps, as shares of all customers.
    #[wasm_bindgen(js_name = stepMatrix, unchecked_return_type = "StepMatrix")]
    pub fn step_matrix(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] steps: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Unit")] by: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.core.step_matrix(count(steps, "steps", 10)?, argument(by, "by", Unit::Channel)?))
    }

    /// The whole paths customers took, the most frequent first.
    #[wasm_bindgen(unchecked_return_type = "CountedPath[]")]
    pub fn variants(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Unit")] by: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ merged?: boolean }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let merged = asked.or("merged", false)?;
        asked.done()?;
        give(Ok(counted(self.core.variants(argument(by, "by", Unit::Channel)?, merged))))
    }

    /// What follows a customer's first touchpoint of a kind, or what comes before it, as a tree: the most frequent branch first,
    /// with the share of those who came to the step before.
    #[wasm_bindgen(js_name = pathTree, unchecked_return_type = "CountedPath[]")]
    pub fn path_tree(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] anchor: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ depth?: number; backwards?: boolean; by?: Unit }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let (depth, backwards) = (asked.or("depth", 5)?, asked.or("backwards", false)?);
        let by = asked.or("by", Unit::Channel)?;
        asked.done()?;
        give(self.core.path_tree(&text(anchor, "anchor")?, depth, backwards, by).map(counted))
    }

    /// Going back and forth between two channels, and staying at one: most customers first.
    #[wasm_bindgen(js_name = backAndForth, unchecked_return_type = "BackAndForth[]")]
    pub fn back_and_forth(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Unit")] by: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ moves?: number }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let moves = asked.or("moves", 3)?;
        asked.done()?;
        give(self.core.back_and_forth(argument(by, "by", Unit::Channel)?, moves))
    }
}

impl Journeys {
    /// The steps of a funnel that nobody chose.
    pub(super) fn usual(&self) -> Vec<String> {
        self.core.usual_stages().iter().map(|stage| stage.name().to_owned()).collect()
    }
}

/// The units that are counted without a hash.
fn by_of(unit: Unit) -> Option<By> {
    By::read(&serde_json::to_value(unit).ok()?, Style::Camel).ok()
}

fn counted(rows: Vec<PathCount>) -> Vec<Counted> {
    rows.into_iter()
        .map(|row| Counted { path: row.path.join(" > "), customers: row.customers, share: row.share })
        .collect()
}

#[derive(Serialize)]
struct Counted {
    path: String,
    customers: u32,
    share: f64,
}

#[derive(Serialize)]
struct Transition {
    from: String,
    to: String,
    count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TransitionDifference {
    from: String,
    to: String,
    count: u32,
    share: f64,
    other_count: u32,
    other_share: f64,
    difference: f64,
    z: f64,
    p: f64,
    q: f64,
}
